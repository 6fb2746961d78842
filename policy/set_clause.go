package policy

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// measureParameters are what Set changes for all clauses: measures/round, measures/suspends.
var measureParameters = []string{"round", "suspends"}

// flags returns the addresses of the clause's yes-or-no parameters.
func (c *Clause) flags() map[string]*bool {
	switch t := &c.Trigger; {
	case t.Research != nil && t.Research.Increase:
		return map[string]*bool{"pool": &t.Research.Pool, "everyone": &t.Research.Everyone}
	case t.Recognised != nil && c.AmountKind() == AmountFixed:
		return map[string]*bool{"top_up": &t.Recognised.TopUp}
	}
	return nil
}

// hasParameter reports whether the clause has a parameter of that name, for Set and for the readings that name one.
func (c *Clause) hasParameter(key string) bool {
	if _, ok := c.flags()[key]; ok {
		return true
	}
	t := &c.Trigger
	switch key {
	case "years":
		return true
	case "repeat":
		return t.Recognised != nil
	case "levels":
		return t.Recognised != nil && len(t.Recognised.Levels) > 0
	case "figure", "listed":
		return t.Research != nil
	case "tolerance":
		return t.Renewed != nil
	}
	return slices.ContainsFunc(c.Amounts, func(a Amount) bool { return a.takes(key) })
}

// takes reports whether a number of that key has a meaning for the amount.
func (a *Amount) takes(key string) bool {
	n := a.number(key)
	if n == nil {
		return false
	}
	return !n.IsZero() || (key == "cap" || key == "factor") && (!a.Rate.IsZero() || !a.Match.IsZero())
}

// setClause changes one parameter of a clause: clause/ID/KEY, for an amount that depends on kind and level
// clause/ID/KEY/KIND or clause/ID/KEY/KIND/LEVEL.
func (e *Edition) setClause(path string, parts []string, value string) error {
	c, ok := e.Clause(parts[0])
	if !ok || !c.hasParameter(parts[1]) {
		return fmt.Errorf("%w:%s(写法如 clause/4-a/rate、clause/4-c/pool、clause/5-e/fixed/incubator/省级)", ErrNoSuchNumber, path)
	}
	key, rest := parts[1], parts[2:]
	if _, ok := amountUnits[key]; ok {
		return c.setAmount(path, key, rest, value)
	}
	if len(rest) > 0 {
		return fmt.Errorf("%w:%s", ErrNoSuchNumber, path)
	}
	if flag, ok := c.flags()[key]; ok {
		if value != "是" && value != "否" {
			return fmt.Errorf("%s：%q 应为 是 或 否", path, value)
		}
		*flag = value == "是"
		return nil
	}
	return e.setWord(c, path, key, value)
}

// setWord changes a parameter that is neither a number of an amount nor a yes or no.
func (e *Edition) setWord(c *Clause, path, key, value string) error {
	switch key {
	case "years":
		from, to, _ := strings.Cut(value, "-")
		span := YearSpan{}
		var err1, err2 error
		span.From, err1 = strconv.Atoi(strings.TrimSpace(from))
		span.To, err2 = strconv.Atoi(strings.TrimSpace(to))
		if err1 != nil || err2 != nil || span.From < 1990 || span.To > 2999 || span.To < span.From {
			return fmt.Errorf("%s：%q 应写成 2021-2024", path, value)
		}
		c.Years = span
	case "repeat":
		if !slices.Contains([]Repeat{PerRecord, Once, OnceLevel, OnceKind}, Repeat(value)) {
			return fmt.Errorf("%s：%q 应为 record、once、once_level 或 once_kind", path, value)
		}
		c.Repeat = Repeat(value)
	case "levels":
		levels := strings.Split(value, "、")
		for _, level := range levels {
			if !slices.ContainsFunc(c.Trigger.Recognised.Kinds, func(id string) bool {
				k, ok := e.Kind(id)
				return ok && slices.Contains(k.Levels, level)
			}) {
				return fmt.Errorf("%s：没有级别 %q（几个级别之间用顿号）", path, level)
			}
		}
		c.Trigger.Recognised.Levels = levels
	case "listed":
		if k, ok := e.Kind(value); !ok || k.ID != value {
			return fmt.Errorf("%s：没有认定类别 %q", path, value)
		}
		c.Trigger.Research.Listed = value
	case "figure":
		c.Trigger.Research.Figure = value // which figures exist is known one floor up
	case "tolerance":
		n, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(value), " 年"))
		if err != nil || n < 0 || n > 100 {
			return fmt.Errorf("%s：%q 应为 0 以上的年数", path, value)
		}
		c.Trigger.Renewed.Tolerance = n
	}
	return nil
}

// setAmount changes a number of the one amount that the rest of the path chooses.
func (c *Clause) setAmount(path, key string, rest []string, value string) error {
	q, err := ParseQuantity(value)
	if err != nil {
		return fmt.Errorf("%s:%w", path, err)
	}
	if q.Unit != amountUnits[key] || q.Num < 0 {
		return fmt.Errorf("%s：新值 %s 的单位或正负不对", path, q)
	}
	var chosen []*Amount
	var names []string
	for i := range c.Amounts {
		a := &c.Amounts[i]
		names = append(names, strings.Trim(a.Kind+"/"+a.Level, "/"))
		if a.takes(key) && (len(rest) < 1 || a.Kind == rest[0]) && (len(rest) < 2 || a.Level == rest[1]) && len(rest) <= 2 {
			chosen = append(chosen, a)
		}
	}
	if len(chosen) != 1 {
		return fmt.Errorf("%w:%s(请在后面写明是哪一项：%s)", ErrNoSuchNumber, path, strings.Join(names, "、"))
	}
	changed := *chosen[0]
	*changed.number(key) = q
	if why := changed.contradiction(); why != "" {
		return fmt.Errorf("%s：%s", path, why)
	}
	*chosen[0] = changed
	return nil
}

// setMeasures changes what holds for all clauses.
func (e *Edition) setMeasures(path, key, value string) error {
	switch key {
	case "round":
		q, err := ParseQuantity(value)
		if err != nil {
			return fmt.Errorf("%s:%w", path, err)
		}
		if q.Unit != UnitMoney || q.Num <= 0 {
			return fmt.Errorf("%s：%q 应为金额，如 0.01 万元", path, value)
		}
		e.Measures.Round = q
	case "suspends":
		e.Measures.Suspends = nil
		if value != "" {
			e.Measures.Suspends = strings.Split(value, "、")
		}
	default:
		return fmt.Errorf("%w:%s(可用 measures/round、measures/suspends)", ErrNoSuchNumber, path)
	}
	return nil
}
