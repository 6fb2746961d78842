package tiering

import "yunti/policy"

// Term returns the last day of a recognition by the validity of its kind, zero when it lasts until revoked or its day of issue is
// not known, and whether it is valid on a day: issued by then, not over and not revoked. The terms are those by which Judge
// reads a recognition; a revocation does not shorten the term here.
func Term(kind *policy.Kind, rec Recognition, day policy.Day) (last policy.Day, valid bool) {
	v := &kind.Validity
	counted := v.CalendarYear || v.Years > 0 || v.Months > 0
	if rec.Issued == 0 && counted && !(v.EndColumn && rec.Ends != 0) {
		return 0, false
	}
	onDay := read(kind, &rec, day)
	rec.Revoked = 0
	whole := read(kind, &rec, day)
	return whole.last(), rec.Issued <= day && onDay.holds()
}

// holds reports whether the recognition is valid on the day it was read for.
func (p *proof) holds() bool { return p.state == valid }
