package incentives

import (
	"fmt"
	"slices"
	"strings"

	"yunti/policy"
	"yunti/tiering"
)

// reason says why what a firm of the roster would get is suspended: it is not present at the end of the year, or one of
// the flags of the year is up. "" when nothing speaks against it, and for whoever is not a firm of the roster. (A18)
func (c *Counter) reason(f *tiering.Facts, year int) string {
	if f == nil {
		return ""
	}
	day := policy.YearEnd(year)
	var reasons []string
	switch {
	case f.Founded > day:
		reasons = append(reasons, fmt.Sprintf("%s 尚未成立", day))
	case f.Gone != 0 && f.Gone <= day:
		reasons = append(reasons, fmt.Sprintf("%s 已迁出、注销或吊销", f.Gone))
	}
	for _, k := range c.suspends {
		if v, ok := figure(f, k, year); ok && v != 0 {
			reasons = append(reasons, fmt.Sprintf("%d 年%s", year, tiering.FigureTable[k].Title))
		}
	}
	return strings.Join(reasons, "、")
}

// remark notes on line i what else the payee gets, or may get, for what may be the same fact: clauses that a person
// has to choose between, clauses that should come in another year, and other purses. (A8, A17)
func (c *Counter) remark(all []Entitlement, i int, p *Payee, year int) {
	e := &all[i]
	clause, ok := c.edition.Clause(e.Clause)
	if !ok || len(clause.Similar)+len(clause.Apart)+len(clause.Overlaps) == 0 || e.Payee != p.ID {
		return
	}
	for _, id := range clause.Similar {
		for _, other := range c.others(all, i, id, p, year) {
			e.Notes = append(e.Notes, fmt.Sprintf("同类项：另有 %s（%d 年，%s），请就高不就低", other.Clause, other.Year, other.Ground))
		}
	}
	for k := range all {
		if slices.Contains(clause.Apart, all[k].Clause) && all[k].Payee == e.Payee {
			e.Notes = append(e.Notes, fmt.Sprintf("同一年度另有 %s（%s），两项应在不同年度享受，请核对", all[k].Clause, all[k].Ground))
		}
	}
	for _, o := range clause.Overlaps {
		for k := range p.Awards {
			a := &p.Awards[k]
			if a.Kind == o.Kind && (o.Level == "" || a.Level == o.Level) && a.Issued != 0 && a.Issued <= policy.YearEnd(year) && (a.Revoked == 0 || a.Revoked > policy.YearEnd(year)) {
				e.Notes = append(e.Notes, fmt.Sprintf("另有%s，可能与%s重复；只提示，不扣减", c.ground(a), o.Note))
			}
		}
	}
}

// others lists what the payee gets under a clause beside line i, in the year and in the clause's years before it.
func (c *Counter) others(all []Entitlement, i int, id string, p *Payee, year int) []Entitlement {
	clause, ok := c.edition.Clause(id)
	if !ok {
		return nil
	}
	var found []Entitlement
	for y := clause.Years.From; y < year; y++ {
		for _, line := range c.clause(clause, p, y) {
			if line.Payee == p.ID {
				found = append(found, line)
			}
		}
	}
	for k := range all {
		if k != i && all[k].Clause == id && all[k].Payee == p.ID {
			found = append(found, all[k])
		}
	}
	return found
}
