package tiering

import (
	"slices"

	"yunti/policy"
)

// Scaled is what is known of a firm's 规上 status in a year.
type Scaled struct {
	Outcome Outcome // not_applicable for sections without that category
	Derived bool    // computed from revenue because the year's directory is not there (测算)
}

// Scaled returns the firm's 规上 status of year, whether or not the firm is present: money clauses read the
// registers of firms that have left, too.
func (j *Judge) Scaled(f *Facts, year int) Scaled {
	var r reader
	var c cell
	r.open(j, f, year)
	r.aboveScale(&c)
	switch {
	case c.state == Outside:
		return Scaled{Outcome: NotApplicable}
	case !c.state.known():
		return Scaled{Outcome: Unknown}
	case c.num != 0:
		return Scaled{Outcome: Met, Derived: c.state == Derived}
	}
	return Scaled{Outcome: Unmet, Derived: c.state == Derived}
}

// Valid reports whether the firm has a recognition of a kind, and of one of the levels when any are named, that is
// in force at the end of year.
func (j *Judge) Valid(f *Facts, kind string, year int, levels ...string) bool {
	k, ok := j.kinds[kind]
	if !ok {
		return false
	}
	day, rules := policy.YearEnd(year), &j.edition.Kinds[k]
	for i := range f.Recognitions {
		rec := &f.Recognitions[i]
		if rec.Kind != kind || rec.Issued == 0 || rec.Issued > day {
			continue
		}
		if p := read(rules, rec, day); p.state == valid && (len(levels) == 0 || slices.Contains(levels, p.level)) {
			return true
		}
	}
	return false
}
