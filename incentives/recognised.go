package incentives

import (
	"cmp"
	"fmt"
	"slices"

	"yunti/policy"
	"yunti/tiering"
)

// recognised gives a clause for recognitions issued in its years and not revoked by the end of the year of
// issue. What can be had once goes to the first that meets the whole trigger; one that is pending does not use it up.
func (c *Counter) recognised(clause *policy.Clause, p *Payee, year int) []Entitlement {
	var used map[string]bool
	var had map[string]policy.Money // with topping up: the most that was given for a kind before
	var lines []Entitlement
	for _, a := range c.events(clause, p) {
		of := a.Issued.Year()
		if of > year {
			break
		}
		key := repeatKey(clause.Repeat, &a)
		if used[key] || a.Revoked != 0 && a.Revoked <= policy.YearEnd(of) {
			continue
		}
		line, met := c.event(clause, p, &a)
		if met && clause.Repeat != policy.PerRecord {
			if used == nil {
				used = map[string]bool{}
			}
			used[key] = true
		}
		if clause.Trigger.Recognised.TopUp {
			if had == nil {
				had = map[string]policy.Money{}
			}
			line = topUp(line, &a, had)
		}
		if of == year {
			lines = append(lines, line...)
		}
	}
	return lines
}

// topUp leaves of a line what exceeds the most that its payee had for the same kind before. (A12)
func topUp(lines []Entitlement, a *Award, had map[string]policy.Money) []Entitlement {
	if len(lines) == 0 || lines[0].High == nil {
		return lines
	}
	e, before := &lines[0], had[a.Kind]
	full := *e.High
	had[a.Kind] = max(before, full)
	if before == 0 {
		return lines
	}
	if full <= before {
		return nil
	}
	rest := full - before
	e.Low, e.High = &rest, &rest
	e.Notes = append(e.Notes, fmt.Sprintf("晋级补差：%s 减去已给予的 %s", InWan(full), InWan(before)))
	return lines
}

// events lists the payee's records of the clause's kinds inside its years, the earliest first.
func (c *Counter) events(clause *policy.Clause, p *Payee) []Award {
	t := clause.Trigger.Recognised
	var all []Award
	for i := range p.Awards {
		if a := &p.Awards[i]; a.Issued != 0 && slices.Contains(t.Kinds, a.Kind) && (t.Carriers || !a.Roster) {
			all = append(all, *a)
		}
	}
	if all == nil {
		return nil
	}
	slices.SortStableFunc(all, func(a, b Award) int {
		return cmp.Or(cmp.Compare(a.Issued, b.Issued), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Level, b.Level), cmp.Compare(a.Number, b.Number))
	})
	if t.Carriers {
		all = newlyRecognised(all)
	}
	return slices.DeleteFunc(all, func(a Award) bool { return !clause.Years.Has(a.Issued.Year()) })
}

// newlyRecognised keeps the earliest record of each type and level: later ones, or the same in the other roster, are
// not new. all is in the order of days.
func newlyRecognised(all []Award) []Award {
	type title struct{ kind, level string }
	seen := map[title]bool{}
	var first []Award
	for _, a := range all {
		if k := (title{a.Kind, a.Level}); !seen[k] {
			seen[k] = true
			first = append(first, a)
		}
	}
	return first
}

// event answers one record: its line, if any, and whether it met the whole trigger for certain.
func (c *Counter) event(clause *policy.Clause, p *Payee, a *Award) (lines []Entitlement, met bool) {
	t, year := clause.Trigger.Recognised, a.Issued.Year()
	if t.With != "" && !c.valid(p, t.With, t.WithLevel, year) {
		return nil, false
	}
	level := a.Level
	if kind := c.kinds[a.Kind]; kind != nil && level == "" {
		level = kind.Default
	}
	if len(t.Levels) > 0 && !slices.Contains(t.Levels, level) {
		if level != "" {
			return nil, false
		}
		return c.pending(p.triggered(clause, a, c.ground(a)+"，级别空白"), nil), false
	}
	amount := amountFor(clause, a.Kind, level)
	if amount == nil {
		return nil, false
	}
	if !amount.Match.IsZero() && a.Amount == nil {
		return c.pending(p.triggered(clause, a, c.ground(a)+"，金额空白"), nil), false
	}
	return c.entitle(p.triggered(clause, a, c.ground(a)), amount, a.Amount), true
}

// valid reports whether the payee has a recognition of a kind and level in force at the end of the year.
func (c *Counter) valid(p *Payee, kind, level string, year int) bool {
	facts := p.Firm
	if facts == nil {
		facts = &tiering.Facts{}
		for _, a := range p.Awards {
			facts.Recognitions = append(facts.Recognitions, a.Recognition)
		}
	}
	if level == "" {
		return c.judge(year).Valid(facts, kind, year)
	}
	return c.judge(year).Valid(facts, kind, year, level)
}

func (c *Counter) ground(a *Award) string {
	name := a.Kind
	if kind := c.kinds[a.Kind]; kind != nil {
		name = kind.Name
	}
	return fmt.Sprintf("%s%s %s%s", name, bracket(a.Level), a.Issued, spaced(a.Number))
}

func bracket(s string) string {
	if s == "" {
		return ""
	}
	return "(" + s + ")"
}

func spaced(s string) string {
	if s == "" {
		return ""
	}
	return " " + s
}

func repeatKey(r policy.Repeat, a *Award) string {
	switch r {
	case policy.OnceLevel:
		return a.Kind + "/" + a.Level
	case policy.OnceKind:
		return a.Kind
	}
	return ""
}
