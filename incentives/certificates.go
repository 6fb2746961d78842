package incentives

import (
	"cmp"
	"fmt"
	"slices"

	"yunti/policy"
	"yunti/tiering"
)

// renewed gives a clause once, for the first certificate of its years that follows another, unrevoked one after exactly so
// many certificate years (later by the tolerance at most). A first certificate gets nothing. (A9)
func (c *Counter) renewed(clause *policy.Clause, p *Payee, year int) []Entitlement {
	t := clause.Trigger.Renewed
	chain := c.certificates(p, t.Kind)
	for i := range chain {
		a := &chain[i]
		of := a.Issued.Year()
		if !clause.Years.Has(of) || of > year || a.Revoked != 0 && a.Revoked <= policy.YearEnd(of) || !c.follows(chain, i, t, of) {
			continue
		}
		if of < year {
			return nil
		}
		return c.entitle(p.triggered(clause, a, "连续认定："+c.ground(a)), &clause.Amounts[0], nil)
	}
	return nil
}

// follows reports whether chain[i] follows another certificate that was not revoked by the end of the year.
func (c *Counter) follows(chain []Award, i int, t *policy.RenewedTrigger, year int) bool {
	latest := c.certificateYear(&chain[i]) - t.Years
	for k := range chain {
		other := &chain[k]
		if of := c.certificateYear(other); k != i && of <= latest && of >= latest-t.Tolerance && !(other.Revoked != 0 && other.Revoked <= policy.YearEnd(year)) {
			return true
		}
	}
	return false
}

// certificates lists the payee's records of a kind, the earliest first.
func (c *Counter) certificates(p *Payee, kind string) []Award {
	var chain []Award
	for i := range p.Awards {
		if a := &p.Awards[i]; a.Kind == kind && !a.Roster {
			chain = append(chain, *a)
		}
	}
	slices.SortStableFunc(chain, func(a, b Award) int {
		return cmp.Or(cmp.Compare(a.Issued, b.Issued), cmp.Compare(a.Number, b.Number))
	})
	return chain
}

// certificateYear is the year in a number of the official shape, else the year of issue.
func (c *Counter) certificateYear(a *Award) int {
	if kind := c.kinds[a.Kind]; kind != nil {
		if year, ok := kind.NumberYear(a.Number); ok {
			return year
		}
	}
	return a.Issued.Year()
}

// raised gives a clause to the carrier that raised a firm to its first certificate ever. (A13)
func (c *Counter) raised(clause *policy.Clause, p *Payee, year int) []Entitlement {
	chain := c.certificates(p, clause.Trigger.First.Kind)
	if len(chain) == 0 {
		return nil
	}
	first := &chain[0]
	if first.Issued.Year() != year || first.Revoked != 0 && first.Revoked <= policy.YearEnd(year) {
		return nil
	}
	carrier := raisedBy(p.Residencies, clause.Trigger.First.Carriers, first.Issued)
	if carrier == nil {
		return nil
	}
	return c.entitle(event{clause, carrier.ID, carrier.Name, carrier.Firm, year, first.Issued,
		fmt.Sprintf("%s(%s)首次认定，%s", p.Name, p.ID, c.ground(first)), p.ID}, &clause.Amounts[0], nil)
}

// raisedBy chooses one carrier of the kinds: where the firm was a tenant on the day before where it had graduated, then
// the latest arrival, then by name.
func raisedBy(stays []Residency, kinds []string, day policy.Day) *Carrier {
	var best *Residency
	var bestTenant bool
	for i := range stays {
		s := &stays[i]
		tenant := s.Since <= day && (s.Until == 0 || s.Until >= day)
		graduate := s.Graduated && s.Until != 0 && s.Until < day
		if !tenant && !graduate || !slices.ContainsFunc(s.Carrier.Kinds, func(k string) bool { return slices.Contains(kinds, k) }) {
			continue
		}
		if best == nil || tenant != bestTenant && tenant || tenant == bestTenant &&
			cmp.Or(cmp.Compare(s.Since, best.Since), cmp.Compare(best.Carrier.Name, s.Carrier.Name)) > 0 {
			best, bestTenant = s, tenant
		}
	}
	if best == nil {
		return nil
	}
	return best.Carrier
}

// Awards returns the awards of a firm of the roster; amounts are added by who knows them.
func Awards(f *tiering.Facts) []Award {
	awards := make([]Award, len(f.Recognitions))
	for i, r := range f.Recognitions {
		awards[i] = Award{Recognition: r}
	}
	return awards
}
