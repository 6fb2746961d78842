package policy

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// ErrNoSuchNumber is returned by Set for a path that names no number, or more than one.
var ErrNoSuchNumber = errors.New("没有这个可调整的数值")

// Set overrides one number or parameter of the edition, for a trial (政策推演), and renews its digest. Paths:
//
//	tier/TIER/METRIC[/LABEL]          a bound of the tier's conditions
//	criteria/SHARED/METRIC[/LABEL]    a bound of conditions that tiers share
//	…/METRIC[/LABEL]/N                band N of a bound that another metric chooses
//	tier/TIER/SCORE                   the line of a score
//	scale/CODE                        the 规上 line of an industry
//	clause/ID/KEY[/KIND[/LEVEL]]      an amount of a money clause: fixed, low, high, ceiling, rate, match, factor, cap
//	clause/ID/KEY                     a reading of it: years, repeat, levels, listed, figure, tolerance, pool, everyone, top_up
//	measures/round, measures/suspends what holds for all clauses
//
// LABEL is needed where a metric occurs more than once. The value must be of the unit it replaces.
func (e *Edition) Set(path, value string) error {
	switch parts := strings.Split(path, "/"); {
	case parts[0] == "clause" && len(parts) >= 3:
		if err := e.setClause(path, parts[1:], value); err != nil {
			return err
		}
		return e.seal()
	case parts[0] == "measures" && len(parts) == 2:
		if err := e.setMeasures(path, parts[1], value); err != nil {
			return err
		}
		return e.seal()
	}
	q, err := ParseQuantity(value)
	if err != nil {
		return fmt.Errorf("%s:%w", path, err)
	}
	target, err := e.number(path)
	if err != nil {
		return err
	}
	if target.Unit != q.Unit {
		return fmt.Errorf("%s：现值为 %s，新值 %s 的单位不同", path, target, q)
	}
	*target = q
	return e.seal()
}

// number finds the number that a path names.
func (e *Edition) number(path string) (*Quantity, error) {
	parts := strings.Split(path, "/")
	switch {
	case len(parts) == 2 && parts[0] == "scale":
		for i := range e.Scale {
			if s := &e.Scale[i]; s.Code == parts[1] && s.Metric != "" {
				return &s.Bound, nil
			}
		}
	case len(parts) >= 3 && parts[0] == "tier":
		if t, ok := e.Tier(parts[1]); ok {
			return numberIn(t.Qualifies, path, parts[2:])
		}
	case len(parts) >= 3 && parts[0] == "criteria":
		for _, s := range e.Criteria {
			if s.ID == parts[1] {
				return numberIn(s.Rule, path, parts[2:])
			}
		}
	}
	return nil, fmt.Errorf("%w:%s(写法如 tier/gazelle/revenue_cagr_3y、criteria/hnte_core/st_staff_share、scale/51)", ErrNoSuchNumber, path)
}

func numberIn(root *Rule, path string, parts []string) (*Quantity, error) {
	name, rest := parts[0], parts[1:]
	var band int
	if len(rest) > 0 {
		if n, err := strconv.Atoi(rest[len(rest)-1]); err == nil {
			band, rest = n, rest[:len(rest)-1]
		}
	}
	label := strings.Join(rest, "/")
	var found []*Rule
	var shared, labels []string
	walkRule(root, func(r *Rule) {
		if r.Criteria != "" {
			shared = append(shared, "criteria/"+r.Criteria)
		}
		if r.Metric != name && (r.Score == nil || r.Score.Name != name) {
			return
		}
		labels = append(labels, r.Label)
		if label == "" || r.Label == label {
			found = append(found, r)
		}
	})
	switch {
	case len(found) == 1:
		return found[0].number(path, band)
	case len(found) == 0 && len(shared) > 0:
		return nil, fmt.Errorf("%w:%s(本梯级的共用条件在 %s)", ErrNoSuchNumber, path, strings.Join(shared, "、"))
	case len(labels) == 0:
		return nil, fmt.Errorf("%w:%s", ErrNoSuchNumber, path)
	}
	return nil, fmt.Errorf("%w:%s(请在后面写明是哪一条：%s)", ErrNoSuchNumber, path, strings.Join(labels, "、"))
}

// number returns the rule's own bound, its score's line, or band n of a chosen bound.
func (r *Rule) number(path string, n int) (*Quantity, error) {
	switch {
	case r.BoundBy != nil && n >= 1 && n <= len(r.BoundBy.Bands):
		return &r.BoundBy.Bands[n-1].Bound, nil
	case r.BoundBy != nil:
		return nil, fmt.Errorf("%w:%s(分 %d 档，请在后面写 /1 至 /%d)", ErrNoSuchNumber, path, len(r.BoundBy.Bands), len(r.BoundBy.Bands))
	case n != 0:
		return nil, fmt.Errorf("%w:%s(这一条不分档)", ErrNoSuchNumber, path)
	case r.Score != nil:
		return &r.Score.Bound, nil
	}
	return &r.Bound, nil
}
