package tiering

import (
	"slices"

	"yunti/policy"
)

// claim is one thing that recognitions can prove: a title of a kind, of certain levels.
type claim struct {
	kind   int      // index into Edition.Kinds
	levels []string // nil: any level
}

// proof is the recognition that decides a claim: the one that is valid and lasts longest, else the
// one that was valid last and is over.
type proof struct {
	state   proofState
	issued  policy.Day
	ends    policy.Day // as stated in the record
	revoked policy.Day // as of the snapshot
	until   policy.Day // the first day on which it is no longer valid
	number  string
	level   string
}

type proofState uint8

const (
	noProof proofState = iota
	expired
	revoked
	valid
)

// claims reads the firm's recognitions as of the snapshot day: for every claim of the program its
// proof and the latest day on which a recognition of it was revoked.
func (r *reader) claims(proofs []proof, revocations []policy.Day) {
	clear(proofs)
	clear(revocations)
	for i := range r.facts.Recognitions {
		rec := &r.facts.Recognitions[i]
		k, ok := r.judge.kinds[rec.Kind]
		if !ok || len(r.judge.claimsOf[k]) == 0 || rec.Issued == 0 || rec.Issued > r.day {
			continue
		}
		p := read(&r.judge.edition.Kinds[k], rec, r.day)
		for _, n := range r.judge.claimsOf[k] {
			if levels := r.judge.claims[n].levels; levels != nil && !slices.Contains(levels, p.level) {
				continue
			}
			if proofs[n].state == noProof || p.better(&proofs[n]) {
				proofs[n] = p
			}
			revocations[n] = max(revocations[n], p.revoked)
		}
	}
}

// read reads a recognition that was issued by a day as of that day. A blank level is the kind's usual one.
func read(kind *policy.Kind, rec *Recognition, day policy.Day) proof {
	p := proof{issued: rec.Issued, ends: rec.Ends, number: rec.Number, level: rec.Level}
	if p.level == "" {
		p.level = kind.Default
	}
	if rec.Revoked != 0 && rec.Revoked <= day {
		p.revoked = rec.Revoked
	}
	p.judge(kind, day)
	return p
}

// better reports whether p decides a claim rather than q: valid before over, then the later end,
// then the later issue. Of equals the one recorded first stays.
func (p *proof) better(q *proof) bool {
	if (p.state == valid) != (q.state == valid) {
		return p.state == valid
	}
	if p.until != q.until {
		return p.until > q.until
	}
	return p.issued > q.issued
}

// forever is later than any day.
const forever policy.Day = 1<<31 - 1

// judge finds out until when a recognition is valid and whether it is on a day. The number after a
// last day does as the day after it: nothing lies between.
func (p *proof) judge(kind *policy.Kind, day policy.Day) {
	v := &kind.Validity
	p.state, p.until = expired, forever
	switch {
	case v.CalendarYear:
		year := titleYear(kind, p)
		p.until = policy.YearEnd(year) + 1
		if year == day.Year() {
			p.state = valid
		}
	case v.EndColumn && p.ends != 0:
		p.until = p.ends + 1
	case v.Years > 0:
		p.until = p.issued.AddYears(v.Years)
	case v.Months > 0:
		p.until = p.issued.AddMonths(v.Months) + 1
	}
	if p.revoked != 0 {
		p.state, p.until = revoked, p.revoked
	} else if day < p.until && !v.CalendarYear {
		p.state = valid
	}
}

// titleYear is the year that a title of one calendar year is for: the one in a number of the
// national shape, else that of the issue day. (国家税务总局公告2018年第45号)
func titleYear(kind *policy.Kind, p *proof) int {
	if year, ok := kind.NumberYear(p.number); ok {
		return year
	}
	return p.issued.Year()
}

// last is the last day on which a recognition is or was valid; zero when it lasts until revoked.
func (p *proof) last() policy.Day {
	switch {
	case p.until == forever:
		return 0
	case (p.until - 1).Valid():
		return p.until - 1
	}
	return p.until.AddDays(-1)
}
