package tiering

import (
	"cmp"
	"slices"
)

// Obstacles lists what stands between the firm and qualifying for a tier, as Gaps does, whether it holds the tier or not: what a
// title that ends would ask of it today. It is empty for a firm that qualifies, or that the tier does not concern.
func (j *Judge) Obstacles(v *Verdict, tier string) []Finding {
	i, ok := j.tierOf[tier]
	if !ok || !v.Present || v.Standings[i].Qualifies == NotApplicable {
		return nil
	}
	g := gapFinder{j: j, v: v, tier: i, inside: true}
	var list []Finding
	for _, o := range g.standing(j.tiers[i].qualifies, false) {
		if !contains(list, &o.Finding) {
			list = append(list, o.Finding)
		}
	}
	return list
}

// Short returns how many conditions at least keep the firm from qualifying for a tier, without listing them: of alternatives
// the fewest. It is 0 for a firm that qualifies, and cheap enough to ask it of every firm.
func (j *Judge) Short(v *Verdict, tier string) int {
	i, ok := j.tierOf[tier]
	if !ok || !v.Present || v.Standings[i].Qualifies == NotApplicable {
		return 0
	}
	return j.fewest(v, j.tiers[i].qualifies)
}

func (j *Judge) fewest(v *Verdict, i int32) (count int) {
	if o := v.trail.outcome(i); o == Met || o == NotApplicable {
		return 0
	}
	n := &j.nodes[i]
	switch n.op {
	case opRefer:
		return j.fewest(v, n.arg)
	case opAll:
		for k := i + 1; k < n.end; k = j.nodes[k].end {
			count += j.fewest(v, k)
		}
		return max(count, 1)
	case opAny:
		for k := i + 1; k < n.end; k = j.nodes[k].end {
			if v.trail.outcome(k) == NotApplicable {
				continue
			}
			if few := j.fewest(v, k); count == 0 || few < count {
				count = few
			}
		}
		return max(count, 1)
	}
	return 1
}

// Proofs returns the leaves by which the firm qualifies for a tier, or would but for a score that is open, in the order of the
// book: those that are met, of alternatives the first that is, and scores without their parts.
func (j *Judge) Proofs(v *Verdict, tier string) []Finding {
	i, ok := j.tierOf[tier]
	if !ok || !v.Present || v.Standings[i].Qualifies == NotApplicable {
		return nil
	}
	return j.proofs(v, j.tiers[i].qualifies, nil)
}

func (j *Judge) proofs(v *Verdict, i int32, list []Finding) []Finding {
	n := &j.nodes[i]
	switch n.op {
	case opRefer:
		return j.proofs(v, n.arg, list)
	case opScore:
		src, t := &j.sources[i], &v.trail.totals[n.slot]
		return append(list, Finding{Outcome: v.trail.outcome(i).String(), Label: src.label, Cite: src.cite, Metric: src.rule.Score.Name,
			Op: string(src.rule.Score.Op), Bound: src.bound, Unit: "分", Actual: t.text(), Score: &ScoreRange{Low: int(t.low), High: int(t.high)}})
	case opAll:
		for k := i + 1; k < n.end; k = j.nodes[k].end {
			list = j.proofs(v, k, list)
		}
		return list
	case opAny, opAtLeast:
		for k := i + 1; k < n.end; k = j.nodes[k].end {
			if v.trail.outcome(k) == Met {
				return j.proofs(v, k, list)
			}
		}
		return list
	}
	if v.trail.outcome(i) != Met {
		return list
	}
	return append(list, j.finding(v, i))
}

// Wait is a figure that was not reported, with the tiers that wait for it.
type Wait struct {
	Missing
	Tiers []int // indexes into Edition.Tiers
}

// Waits lists what Missing lists for all tiers, in the same order, each with the tiers that wait for it.
func (j *Judge) Waits(v *Verdict) []Wait {
	var list []Wait
	for i := range j.tiers {
		j.missing(v, j.edition.Tiers[i].ID, func(m Missing) bool {
			at := slices.IndexFunc(list, func(w Wait) bool { return w.Missing == m })
			switch {
			case at < 0:
				list = append(list, Wait{m, []int{i}})
			case !slices.Contains(list[at].Tiers, i):
				list[at].Tiers = append(list[at].Tiers, i)
			}
			return true
		})
	}
	slices.SortStableFunc(list, func(a, b Wait) int {
		if a.Year != b.Year {
			return cmp.Compare(b.Year, a.Year)
		}
		return cmp.Or(cmp.Compare(figureOrder(a.Missing), figureOrder(b.Missing)), cmp.Compare(a.Metric, b.Metric))
	})
	return list
}
