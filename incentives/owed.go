// Package incentives counts what the money clauses of the measures owe: to whom, how much, and on what
// basis. It does no I/O, knows no clock and computes exactly in 分.
package incentives

import (
	"slices"

	"yunti/policy"
	"yunti/tiering"
)

// Payee is a firm, a carrier or another body, with everything that a clause may ask of it.
type Payee struct {
	ID     string // 统一社会信用代码, else the name
	Name   string
	Firm   *tiering.Facts // nil when it is not a firm of the roster
	Awards []Award
	// Residencies are the firm's stays in carriers.
	Residencies []Residency
}

// Award is a recognition of a payee, with the amount that it states (12-a: what the province paid).
// An entry of the incubators roster is an award too, marked Roster.
type Award struct {
	tiering.Recognition
	Amount *policy.Money
	Roster bool
}

// Carrier is who may have raised a firm.
type Carrier struct {
	ID    string
	Name  string
	Kinds []string       // policy.Kind.IDs of its types
	Firm  *tiering.Facts // nil when it is not a firm of the roster
}

// Residency is a firm's stay in a carrier.
type Residency struct {
	Carrier   *Carrier
	Since     policy.Day
	Until     policy.Day // zero while it lasts
	Graduated bool
}

// State of an entitlement.
type State string

// The states: 应给予, 待补 (eligibility or amount unknown: no figures), 暂缓 (computed, but the payee left, had a
// major accident or is seriously dishonest).
const (
	Owed      State = "owed"
	Pending   State = "pending"
	Suspended State = "suspended"
)

// Entitlement is what one clause gives one payee for one event or year. Low and High are nil while pending.
type Entitlement struct {
	Clause string        `json:"clause"`
	Payee  string        `json:"payee"`
	Name   string        `json:"name"`
	Year   int           `json:"year"`
	Low    *policy.Money `json:"low"`
	High   *policy.Money `json:"high"`
	Basis  *policy.Money `json:"basis"` // what a rate or match is taken of; nil for fixed amounts, ranges and ceilings
	State  State         `json:"state"`
	Ground string        `json:"ground"` // the record or figure that sets it off, or what is missing
}

// Counter carries out the clauses of one edition. Judges gives the judge of a year's edition.
type Counter struct {
	edition *policy.Edition
	judge   func(year int) *tiering.Judge
}

// New returns a counter for the clauses of ed.
func New(ed *policy.Edition, judge func(year int) *tiering.Judge) *Counter {
	return &Counter{ed, judge}
}

// Owed returns what the clauses owe for year on account of p, in the order of the clauses. (措施 第一、四、五、
// 十一、十二、十六条.) The payee is p itself, save for what a carrier gets for having raised p.
func (c *Counter) Owed(p *Payee, year int) []Entitlement {
	var all []Entitlement
	for i := range c.edition.Clauses {
		clause := &c.edition.Clauses[i]
		if !clause.Years.Has(year) {
			continue
		}
		t := &clause.Trigger
		switch {
		case t.Recognised != nil:
			all = append(all, c.recognised(clause, p, year)...)
		case t.Renewed != nil:
			all = append(all, c.renewed(clause, p, year)...)
		case t.First != nil:
			all = append(all, c.raised(clause, p, year)...)
		case t.Holds != "":
			all = append(all, c.holds(clause, p, year)...)
		case t.Research != nil:
			all = append(all, c.research(clause, p, year)...)
		}
	}
	return all
}

// entitle makes the line of an amount. A line for nothing is no line.
func entitle(clause *policy.Clause, payee, name string, firm *tiering.Facts, year int, a *policy.Amount, basis *policy.Money, ground string) []Entitlement {
	low, high, computed := span(a, basis)
	if high <= 0 {
		return nil
	}
	if !computed {
		basis = nil
	}
	return []Entitlement{{Clause: clause.ID, Payee: payee, Name: name, Year: year, Low: &low, High: &high, Basis: basis,
		State: stateOf(firm, year), Ground: ground}}
}

func pending(clause *policy.Clause, p *Payee, year int, basis *policy.Money, ground string) []Entitlement {
	return []Entitlement{{Clause: clause.ID, Payee: p.ID, Name: p.Name, Year: year, Basis: basis, State: Pending, Ground: ground}}
}

// stateOf suspends what a firm of the roster would get that is not present at the end of the year, or had
// a major accident or was seriously dishonest in it.
func stateOf(f *tiering.Facts, year int) State {
	if f == nil {
		return Owed
	}
	day := policy.YearEnd(year)
	if f.Founded > day || f.Gone != 0 && f.Gone <= day {
		return Suspended
	}
	for i := range f.Figures {
		if f.Figures[i].Year != year {
			continue
		}
		for _, k := range []tiering.Figure{tiering.Accident, tiering.Dishonest} {
			if v, ok := f.Figures[i].Get(k); ok && v != 0 {
				return Suspended
			}
		}
	}
	return Owed
}

// figure returns a reported figure of a year.
func figure(f *tiering.Facts, k tiering.Figure, year int) (int64, bool) {
	for i := range f.Figures {
		if f.Figures[i].Year == year {
			return f.Figures[i].Get(k)
		}
	}
	return 0, false
}

// holds gives a clause for the first year of its span in which the firm holds a tier. Whether it does is a
// judgement, so a firm that has left gets nothing for the years after.
func (c *Counter) holds(clause *policy.Clause, p *Payee, year int) []Entitlement {
	if p.Firm == nil {
		return nil
	}
	for y := clause.Years.From; y <= year; y++ {
		judge := c.judge(y)
		tier := slices.IndexFunc(judge.Edition().Tiers, func(t policy.Tier) bool { return t.ID == clause.Trigger.Holds })
		if tier < 0 || !mayHold(p.Firm, &judge.Edition().Tiers[tier]) {
			continue
		}
		var v tiering.Verdict
		judge.Judge(p.Firm, y, &v)
		if v.Standings[tier].Holds == tiering.Met {
			if y < year {
				return nil
			}
			return entitle(clause, p.ID, p.Name, p.Firm, year, &clause.Amounts[0], nil, "持有"+judge.Edition().Tiers[tier].Name)
		}
	}
	return nil
}

// mayHold spares the judging of firms that have neither the title nor a round.
func mayHold(f *tiering.Facts, t *policy.Tier) bool {
	return len(f.Rounds) > 0 || slices.ContainsFunc(f.Recognitions, func(r tiering.Recognition) bool { return r.Kind == t.Kind })
}
