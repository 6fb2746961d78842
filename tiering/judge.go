package tiering

import "yunti/policy"

// grade is an outcome while a tree is judged. Grades are ordered so that all is the lowest of its
// parts and any the highest; what only waits for points that people give (judged) is nearer to met
// than what waits for a figure. notApplicable stands outside the order.
type grade uint8

const (
	gradeUnmet grade = iota
	gradeUnknown
	gradeJudged
	gradeMet
	gradeOutside
)

// outcomes turns grades into what people see.
var outcomes = [...]Outcome{gradeUnmet: Unmet, gradeUnknown: Unknown, gradeJudged: Unknown, gradeMet: Met, gradeOutside: NotApplicable}

// trail is what lies behind the standings: the program's outcomes, metric values and proofs.
type trail struct {
	judge  *Judge
	grades []grade  // by node; a decoded verdict no longer tells gradeJudged from gradeUnknown
	cells  []cell   // by slot
	points []points // by score part
	totals []total  // by score
	proofs []proof  // by claim
	has    [span]uint32
	years  int // how many of the span's years exist

	revocations []policy.Day
	reader      reader
}

// total is what a score comes to: the range of its parts, or the recorded total that replaces it.
type total struct {
	points
	recorded bool
}

// resize makes room for the program's results, reusing what is there.
func (t *trail) resize(j *Judge) {
	t.judge = j
	t.grades = room(t.grades, len(j.nodes))
	t.cells = room(t.cells, len(j.slots))
	t.points = room(t.points, len(j.parts))
	t.totals = room(t.totals, len(j.scores))
	t.proofs = room(t.proofs, len(j.claims))
	t.revocations = room(t.revocations, len(j.claims))
}

func room[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}

// Judge judges f for year into v, as of 31 December of it, reusing v's memory. Facts dated later do
// not exist. A firm that is not present (founded later, or gone) is not judged: every standing is
// not applicable and it has no positions.
func (j *Judge) Judge(f *Facts, year int, v *Verdict) {
	v.Year = year
	v.Standings = room(v.Standings, len(j.tiers))
	v.Positions = room(v.Positions, len(j.ladders))
	v.trail.resize(j)
	day := policy.YearEnd(year)
	v.Present = f.Founded <= day && (f.Gone == 0 || f.Gone > day)
	if !v.Present {
		v.absent()
		return
	}
	t := &v.trail
	r := &t.reader
	r.open(j, f, year)
	t.years = r.years
	for back := range t.has {
		if t.has[back] = 0; r.figures[back] != nil {
			t.has[back] = r.figures[back].Has
		}
	}
	for i, m := range j.slots {
		t.cells[i] = cell{}
		m.value(r, &t.cells[i])
	}
	r.claims(t.proofs, t.revocations)
	j.score(t)
	j.totals(f, year, t)
	j.grade(t)
	r.facts = nil
	j.stand(v)
}

// absent says that the firm was not judged.
func (v *Verdict) absent() {
	for i := range v.Standings {
		v.Standings[i] = Standing{Holds: NotApplicable, Qualifies: NotApplicable}
	}
	for i := range v.Positions {
		v.Positions[i] = -1
	}
}

// stand reads the standings and positions off the judged trees. (措施 第五条: the position on a
// ladder is the highest tier that the firm holds.)
func (j *Judge) stand(v *Verdict) {
	t := &v.trail
	for i := range j.tiers {
		roots := &j.tiers[i]
		s := Standing{
			Titled: t.proofs[roots.claim].state == valid, Revoked: t.revocations[roots.claim],
			ListedOut: t.met(roots.listedOut), Outgrown: t.met(roots.outgrown), AgedOut: t.met(roots.agedOut),
		}
		if t.met(roots.unless) {
			s.Holds, s.Qualifies = NotApplicable, NotApplicable
		} else {
			holds, qualifies := t.grades[roots.holds], t.grades[roots.qualifies]
			s.Holds, s.Qualifies = outcomes[holds], outcomes[qualifies]
			s.Ready = ready(holds, qualifies)
		}
		v.Standings[i] = s
	}
	for l, tiers := range j.ladders {
		v.Positions[l] = -1
		for _, i := range tiers {
			if v.Standings[i].Holds == Met {
				v.Positions[l] = i
			}
		}
	}
}

// outcome is that of a node.
func (t *trail) outcome(i int32) Outcome { return outcomes[t.grades[i]] }

func (t *trail) met(root int32) bool { return root >= 0 && t.grades[root] == gradeMet }

// ready tells whether a firm that does not hold a tier could file for it. (应报未报)
func ready(holds, qualifies grade) Ready {
	switch {
	case holds == gradeMet || holds == gradeOutside:
		return NotReady
	case qualifies == gradeMet:
		return ReadyToFile
	case qualifies == gradeJudged:
		return ReadyUnscored
	}
	return NotReady
}
