// Package incentives counts what the money clauses of the measures owe: to whom, how much, on what basis, and what
// a person should look at before it is paid. It does no I/O, knows no clock and computes exactly in 分.
//
// Owed answers for one payee. The pool reading of the increase (全市口径) needs all firms: City counts a year in two
// passes over the payees. Nothing here depends on a review being published, and every parameter that the measures leave
// open is read from the edition, so the same code answers a trial.
package incentives

import (
	"errors"
	"fmt"
	"slices"

	"yunti/policy"
	"yunti/tiering"
)

// ErrClauses is returned for an edition whose clauses ask for what cannot be computed.
var ErrClauses = errors.New("政策库的资金条款无法测算")

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

// Entitlement is what one clause gives one payee for one event or year. Low and High are nil while pending; they differ
// until a person settles a range or a ceiling (Settle).
type Entitlement struct {
	Clause string        `json:"clause"`
	Payee  string        `json:"payee"`
	Name   string        `json:"name"`
	Year   int           `json:"year"`
	Item   string        `json:"item"` // what tells lines of one clause, payee and year apart, in every later run on the same records; at most maxItem bytes
	Low    *policy.Money `json:"low"`
	High   *policy.Money `json:"high"`
	Basis  *policy.Money `json:"basis"` // what a rate or match is taken of; nil for fixed amounts, ranges and ceilings
	State  State         `json:"state"`
	Ground string        `json:"ground"` // the record or figure that sets it off, or what is missing

	// Beside is the amount in the reading of the increase that is not taken: the share of the city's pool, or with the pool
	// reading the firm's own. It is never paid. Nil until City.Share, and for all other clauses. (A1)
	Beside *policy.Money `json:"beside,omitempty"`
	Reason string        `json:"reason,omitempty"` // why it is suspended (A18)
	Notes  []string      `json:"notes,omitempty"`  // 同类项, overlaps, limits applied, days to check: for the person who settles
	// Outside marks what lies outside the clause's years: 测算 only, nothing is owed.
	Outside bool `json:"outside,omitempty"`
}

// Settle returns the entitlement with the amount that a person decided on. It refuses one that is pending, and an amount
// outside the range or over the ceiling.
func (e Entitlement) Settle(amount policy.Money) (Entitlement, error) {
	switch {
	case e.State == Pending || e.Low == nil || e.High == nil:
		return e, fmt.Errorf("%s %s 待补（%s），补齐以后才能核定金额", e.Clause, e.Name, e.Ground)
	case amount < *e.Low || amount > *e.High:
		return e, fmt.Errorf("%s %s 的核定金额 %s 不在 %s 至 %s 之间，请更正", e.Clause, e.Name, InWan(amount), InWan(*e.Low), InWan(*e.High))
	}
	e.Low, e.High = &amount, &amount
	return e, nil
}

// Counter carries out the clauses of one edition. It may be used by many goroutines.
type Counter struct {
	edition  *policy.Edition
	judge    func(year int) *tiering.Judge
	unit     policy.Money              // what a line is rounded to (A19)
	suspends []tiering.Figure          // flags of the year that suspend (A18)
	figures  map[string]tiering.Figure // those that research triggers name
	kinds    map[string]*policy.Kind   // by ID
	outside  bool
	pools    map[string]*Pool // by Clause.ID; nil unless a City is counted
}

// New returns a counter for the clauses of ed. judge gives the judge of a year, for any year from the first that a clause
// looks back on to the one that is counted. An edition that asks for figures that do not exist is refused with ErrClauses.
func New(ed *policy.Edition, judge func(year int) *tiering.Judge) (*Counter, error) {
	c := &Counter{edition: ed, judge: judge, unit: max(1, money(ed.Measures.Round)), figures: map[string]tiering.Figure{}, kinds: map[string]*policy.Kind{}}
	for i := range ed.Kinds {
		c.kinds[ed.Kinds[i].ID] = &ed.Kinds[i]
	}
	for _, key := range ed.Measures.Suspends {
		k, ok := figureOf(key)
		if !ok || tiering.FigureTable[k].Unit != policy.UnitFlag {
			return nil, fmt.Errorf("%w：暂缓情形 %q 不是年度数据里的是否类指标", ErrClauses, key)
		}
		c.suspends = append(c.suspends, k)
	}
	for i := range ed.Clauses {
		clause := &ed.Clauses[i]
		t := clause.Trigger.Research
		if t == nil {
			continue
		}
		k, ok := figureOf(t.Figure)
		if !ok || tiering.FigureTable[k].Unit != policy.UnitMoney {
			return nil, fmt.Errorf("%w：条款 %s 的 figure %q 不是年度数据里的金额", ErrClauses, clause.ID, t.Figure)
		}
		c.figures[t.Figure] = k
	}
	return c, nil
}

func figureOf(key string) (tiering.Figure, bool) {
	i := slices.IndexFunc(tiering.FigureTable[:], func(f tiering.FigureInfo) bool { return f.Key == key })
	return tiering.Figure(max(i, 0)), i >= 0
}

// Beyond returns a counter that counts years outside the clauses' years as well, as if the clauses had been in force until
// then (or since), and marks those lines as Outside. (测算)
func (c *Counter) Beyond() *Counter {
	beyond := *c
	beyond.outside = true
	return &beyond
}

// Owed returns what the clauses owe for year on account of p, in the order of the clauses. (措施 第一、四、五、
// 十一、十二、十六条.) The payee is p itself, save for what a carrier gets for having raised p. Increases are those of the
// firm itself: the pool reading needs a City.
func (c *Counter) Owed(p *Payee, year int) []Entitlement {
	var all []Entitlement
	for i := range c.edition.Clauses {
		if lines := c.clause(&c.edition.Clauses[i], p, year); len(lines) > 0 {
			all = append(all, lines...)
		}
	}
	for i := range all {
		c.remark(all, i, p, year)
	}
	return all
}

// clause returns what one clause owes for year on account of p.
func (c *Counter) clause(clause *policy.Clause, p *Payee, year int) []Entitlement {
	outside := !clause.Years.Has(year)
	if outside {
		if !c.outside {
			return nil
		}
		wider := *clause
		wider.Years = clause.Years.With(year)
		clause = &wider
	}
	var lines []Entitlement
	switch t := &clause.Trigger; {
	case t.Recognised != nil:
		lines = c.recognised(clause, p, year)
	case t.Renewed != nil:
		lines = c.renewed(clause, p, year)
	case t.First != nil:
		lines = c.raised(clause, p, year)
	case t.Holds != "":
		lines = c.holds(clause, p, year)
	case t.Research != nil:
		lines = c.research(clause, p, year)
	}
	limit(clause, lines)
	tellApart(lines)
	for i := range lines {
		lines[i].Outside = outside
	}
	return lines
}

// event is what sets a clause off for a payee.
type event struct {
	clause *policy.Clause
	payee  string
	name   string
	firm   *tiering.Facts // nil when the payee is not a firm of the roster
	year   int
	day    policy.Day // of the record; zero for figures
	ground string
	item   string // Entitlement.Item
}

// of is an event of p itself.
func (p *Payee) of(clause *policy.Clause, year int, day policy.Day, ground string) event {
	return event{clause, p.ID, p.Name, p.Firm, year, day, ground, ""}
}

// triggered is an event of p itself that a record sets off.
func (p *Payee) triggered(clause *policy.Clause, a *Award, ground string) event {
	ev := p.of(clause, a.Issued.Year(), a.Issued, ground)
	ev.item = itemOf(a)
	return ev
}

// entitle makes the line of an amount. A line for nothing is no line.
func (c *Counter) entitle(ev event, a *policy.Amount, basis *policy.Money) []Entitlement {
	low, high, computed := c.span(a, basis)
	if high <= 0 {
		return nil
	}
	if !computed {
		basis = nil
	}
	e := c.line(ev)
	e.Low, e.High, e.Basis = &low, &high, basis
	if e.Reason = c.reason(ev.firm, ev.year); e.Reason != "" {
		e.State = Suspended
	}
	if computed && !a.Factor.IsZero() {
		e.Notes = append(e.Notes, "已按 "+a.Factor.String()+" 折算")
	}
	return []Entitlement{e}
}

// pending makes a line without an amount.
func (c *Counter) pending(ev event, basis *policy.Money) []Entitlement {
	e := c.line(ev)
	e.Basis, e.State = basis, Pending
	return []Entitlement{e}
}

func (c *Counter) line(ev event) Entitlement {
	e := Entitlement{Clause: ev.clause.ID, Payee: ev.payee, Name: ev.name, Year: ev.year, Item: ev.item, State: Owed, Ground: ev.ground}
	if issued := c.edition.Measures.Issued; ev.day != 0 && ev.day < issued && ev.year >= ev.clause.Years.From {
		e.Notes = append(e.Notes, fmt.Sprintf("触发日 %s 早于措施印发日 %s，请核对", ev.day, issued)) // (A16)
	}
	return e
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
			return c.entitle(p.of(clause, year, 0, "持有"+judge.Edition().Tiers[tier].Name), &clause.Amounts[0], nil)
		}
	}
	return nil
}

// mayHold spares the judging of firms that have neither the title nor a round, where the tier asks for a round.
func mayHold(f *tiering.Facts, t *policy.Tier) bool {
	return len(f.Rounds) > 0 || slices.ContainsFunc(f.Recognitions, func(r tiering.Recognition) bool { return r.Kind == t.Kind }) ||
		!slices.ContainsFunc(t.Qualifies.Parts(), func(r *policy.Rule) bool { return r.Metric == "pe_funded" })
}
