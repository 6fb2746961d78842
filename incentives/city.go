package incentives

import (
	"fmt"
	"math"
	"math/big"
	"slices"
	"strings"

	"yunti/policy"
)

// City counts one year for all payees of a city, in two passes. The first, Owed, takes every payee once, in any order; it
// gives the payee's lines and gathers the increases of research costs. The second, Share, takes every line once and
// completes those that depend on all firms together. A City belongs to one goroutine.
type City struct {
	counter *Counter
	year    int
}

// City returns an empty count of a year.
func (c *Counter) City(year int) *City {
	counter := *c
	counter.pools = map[string]*Pool{}
	for i := range c.edition.Clauses {
		clause := &c.edition.Clauses[i]
		if t := clause.Trigger.Research; t != nil && t.Increase && (c.outside || clause.Years.Has(year)) {
			counter.pools[clause.ID] = &Pool{counter: c, clause: clause}
		}
	}
	return &City{&counter, year}
}

// Owed is the first pass: what Counter.Owed gives, while the payee's increase goes into the pool.
func (t *City) Owed(p *Payee) []Entitlement { return t.counter.Owed(p, t.year) }

// Share is the second pass, after all payees: it completes a line with the amount of the other reading, and where the
// pool reading is taken, puts the share in the line's place. It reports whether anything is due: without a net increase of
// the city the pool reading gives nobody anything, and the line falls away.
func (t *City) Share(e *Entitlement) bool {
	pool := t.counter.pools[e.Clause]
	if pool == nil || e.Low == nil || e.Basis == nil {
		return true
	}
	share, note := pool.share(*e.Basis)
	if !pool.clause.Trigger.Research.Pool {
		e.Beside = &share
		return true
	}
	own := *e.High
	e.Low, e.High, e.Beside = &share, &share, &own
	e.Notes = slices.DeleteFunc(e.Notes, func(s string) bool { return strings.HasPrefix(s, capped) })
	if note != "" {
		e.Notes = append(e.Notes, note)
	}
	e.Ground += "；按全市净增量分配"
	return share > 0
}

// Pools returns the pools of the year in the order of the clauses, complete after the first pass.
func (t *City) Pools() []*Pool {
	var all []*Pool
	for i := range t.counter.edition.Clauses {
		if p := t.counter.pools[t.counter.edition.Clauses[i].ID]; p != nil {
			all = append(all, p)
		}
	}
	return all
}

// Pool is the second reading of an increase clause: the rate of the net increase of all eligible firms together, decreases
// set against increases, shared out in proportion to the increases. (A1) Firms that are suspended are in it.
type Pool struct {
	Firms   int // with a known increase or decrease
	Unknown int // whose increase or eligibility is not known: not in the pool

	counter *Counter
	clause  *policy.Clause
	net     big.Int // Σ of increases and decreases
	up      big.Int // Σ of increases
}

func (p *Pool) add(grown policy.Money) {
	p.Firms++
	v := big.NewInt(int64(grown))
	p.net.Add(&p.net, v)
	if grown > 0 {
		p.up.Add(&p.up, v)
	}
}

// Clause is the clause whose pool it is.
func (p *Pool) Clause() string { return p.clause.ID }

// Net is the city's increase, decreases set against increases; it stops at the ends of what Money holds.
func (p *Pool) Net() policy.Money {
	switch {
	case p.net.IsInt64():
		return policy.Money(p.net.Int64())
	case p.net.Sign() < 0:
		return math.MinInt64
	}
	return math.MaxInt64
}

// Due is the pool: the clause's rate of the city's net increase, rounded once; 0 where the city spent less than the year
// before.
func (p *Pool) Due() policy.Money {
	rate := share(&p.clause.Amounts[0])
	num := new(big.Int).Mul(&p.net, big.NewInt(rate.Num))
	return p.counter.rounded(num, big.NewInt(rate.Den))
}

// Share returns what a firm with that increase gets of the pool, rounded once. The sum of the shares is what is printed;
// it may differ from Due by the rounding.
func (p *Pool) Share(grown policy.Money) policy.Money {
	v, _ := p.share(grown)
	return v
}

func (p *Pool) share(grown policy.Money) (policy.Money, string) {
	if grown <= 0 || p.net.Sign() <= 0 {
		return 0, ""
	}
	rate := share(&p.clause.Amounts[0])
	num := new(big.Int).Mul(&p.net, big.NewInt(int64(grown)))
	num.Mul(num, big.NewInt(rate.Num))
	v := p.counter.rounded(num, new(big.Int).Mul(&p.up, big.NewInt(rate.Den)))
	_, v, note := cut(p.clause, v, v, 0)
	return v, note
}

// String says in one sentence what the pool comes to, for the foot of a table.
func (p *Pool) String() string {
	text := fmt.Sprintf("%s 全市口径：%d 户净增量 %s，共 %s", p.clause.ID, p.Firms, InWan(p.Net()), InWan(p.Due()))
	if p.Unknown > 0 {
		text += fmt.Sprintf("；另有 %d 户增量或资格待补，未计入", p.Unknown)
	}
	return text
}
