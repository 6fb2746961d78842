package tiering

// Explanation is a verdict in words.
type Explanation struct {
	Standings []StandingFinding `json:"standings"`
	Missing   []Missing         `json:"missing"`
	Gaps      []Finding         `json:"gaps"` // for each ladder the next tier up, with what stands in the way as parts
}

// StandingFinding explains the firm's standing on one tier of one ladder.
type StandingFinding struct {
	Ladder    string  `json:"ladder"`
	Tier      string  `json:"tier"`
	Name      string  `json:"name"`
	Holds     Finding `json:"holds"`
	Qualifies Finding `json:"qualifies"`
}

// Explain says of every tier of every ladder why the firm holds it and qualifies for it, or not; which
// figures to chase; and what stands between the firm and the next tier up. v must be a verdict of this
// judge, fresh or decoded: both are explained alike.
func (j *Judge) Explain(v *Verdict) Explanation {
	e := Explanation{Missing: []Missing{}, Gaps: []Finding{}}
	for l, tiers := range j.ladders {
		for _, i := range tiers {
			t := &j.edition.Tiers[i]
			s := StandingFinding{Ladder: j.edition.Ladders[l].ID, Tier: t.ID, Name: t.Name}
			s.Holds, s.Qualifies = j.Holds(v, t.ID), j.Qualifies(v, t.ID)
			e.Standings = append(e.Standings, s)
		}
		if f, ok := j.next(v, l); ok {
			e.Gaps = append(e.Gaps, f)
		}
	}
	e.Missing = append(e.Missing, j.Missing(v, "")...)
	return e
}

// Holds explains whether the firm holds a tier.
func (j *Judge) Holds(v *Verdict, tier string) Finding {
	i := j.tierOf[tier]
	return j.standing(v, i, j.tiers[i].holds)
}

// Qualifies explains whether the firm qualifies for a tier.
func (j *Judge) Qualifies(v *Verdict, tier string) Finding {
	i := j.tierOf[tier]
	return j.standing(v, i, j.tiers[i].qualifies)
}

// standing reads the finding of a tree of tier i, or why the tier does not concern the firm.
func (j *Judge) standing(v *Verdict, i int, root int32) Finding {
	if !v.Present {
		return Finding{Outcome: NotApplicable.String(), Note: "截止日不在册（尚未成立，或已迁出、注销、吊销）"}
	}
	if v.Standings[i].Holds == NotApplicable && j.tiers[i].unless >= 0 && v.trail.outcome(j.tiers[i].unless) == Met {
		return Finding{Outcome: NotApplicable.String(), Note: "该梯级不适用", Parts: []Finding{j.finding(v, j.tiers[i].unless)}}
	}
	return j.finding(v, root)
}

// next finds the lowest tier above the firm's position that concerns it, with what stands in the way.
func (j *Judge) next(v *Verdict, ladder int) (Finding, bool) {
	tiers := j.ladders[ladder]
	if !v.Present {
		return Finding{}, false
	}
	for _, i := range tiers[rank(tiers, v.Positions[ladder])+1:] {
		s := v.Standings[i]
		if s.Holds == NotApplicable {
			continue
		}
		t := &j.edition.Tiers[i]
		return Finding{Outcome: s.Holds.String(), Label: t.Name, Note: j.edition.Ladders[ladder].Name, Parts: j.Gaps(v, t.ID)}, true
	}
	return Finding{}, false
}
