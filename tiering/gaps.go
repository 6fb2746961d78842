package tiering

import (
	"strconv"

	"yunti/policy"
)

// Gaps lists what stands between the firm and a tier: the unmet and unknown leaves with how far they
// are from their bound. Of alternatives it takes the one with the least in the way. Where the tier's
// title is wanting, what is listed is what stands in the way of qualifying for it; the title itself
// only where nothing else does. Nothing stands between a firm and a tier that it holds.
func (j *Judge) Gaps(v *Verdict, tier string) []Finding {
	i, ok := j.tierOf[tier]
	if !ok || !v.Present || v.Standings[i].Holds == Met || v.Standings[i].Holds == NotApplicable {
		return nil
	}
	g := gapFinder{j: j, v: v, tier: i}
	var list []Finding
	for _, f := range g.standing(j.tiers[i].holds, false) {
		if !contains(list, &f) {
			list = append(list, f)
		}
	}
	return list
}

// contains reports whether a finding of the same words is listed.
func contains(list []Finding, f *Finding) bool {
	for i := range list {
		l := &list[i]
		if l.Label == f.Label && l.Metric == f.Metric && l.Op == f.Op && l.Bound == f.Bound && l.Gap == f.Gap {
			return true
		}
	}
	return false
}

// gapFinder walks the rules of one tier for one firm.
type gapFinder struct {
	j      *Judge
	v      *Verdict
	tier   int
	inside bool // already inside the tier's qualifies
}

// standing lists the leaves that keep the tree at node i from being met (not: from being unmet).
func (g *gapFinder) standing(i int32, not bool) []Finding {
	o := g.v.trail.outcome(i)
	if o == NotApplicable || !not && o == Met || not && o == Unmet {
		return nil
	}
	n := &g.j.nodes[i]
	switch {
	case n.op == opNot:
		return g.standing(i+1, !not)
	case n.op == opRefer:
		return g.standing(n.arg, not)
	case n.op == opClaim && !not && !g.inside && int(n.slot) == g.j.tiers[g.tier].claim:
		within := *g
		within.inside = true
		if list := within.standing(g.j.tiers[g.tier].qualifies, false); len(list) > 0 {
			return list
		}
	case n.op == opAll && !not, n.op == opAny && not:
		return g.every(i, not)
	case n.op == opAny, n.op == opAll:
		return g.least(i, not, 1)
	case n.op == opAtLeast && !not:
		return g.least(i, not, int(n.arg))
	case n.op == opAtLeast:
		return g.every(i, not)
	}
	f := g.j.finding(g.v, i)
	f.Parts = nil
	f.Gap = g.j.gap(g.v, n, &g.j.sources[i], &f, not)
	return []Finding{f}
}

func (g *gapFinder) every(i int32, not bool) (list []Finding) {
	for k := i + 1; k < g.j.nodes[i].end; k = g.j.nodes[k].end {
		list = append(list, g.standing(k, not)...)
	}
	return list
}

// least takes the parts with the least in the way until enough of them would be met: fewest leaves
// that time cannot cure, then fewest unmet, then fewest unknown, then in the order of the book.
func (g *gapFinder) least(i int32, not bool, enough int) (list []Finding) {
	type option struct {
		leaves []Finding
		cost   int
	}
	var options []option
	for k := i + 1; k < g.j.nodes[i].end; k = g.j.nodes[k].end {
		if g.v.trail.outcome(k) == NotApplicable {
			continue
		}
		leaves := g.standing(k, not)
		options = append(options, option{leaves, cost(leaves)})
	}
	for ; enough > 0 && len(options) > 0; enough-- {
		best := 0
		for k := range options {
			if options[k].cost < options[best].cost {
				best = k
			}
		}
		list = append(list, options[best].leaves...)
		options = append(options[:best], options[best+1:]...)
	}
	return list
}

// cost orders alternatives. A firm never grows younger, so an age that is over weighs most.
func cost(leaves []Finding) (total int) {
	for i := range leaves {
		switch f := &leaves[i]; {
		case f.Outcome != Unmet.String():
			total++
		case f.Metric == "age_years" && (f.Op == string(policy.Max) || f.Op == string(policy.Below)):
			total += 10_000
		default:
			total += 100
		}
	}
	return total
}

// gap says how far a leaf is from its bound.
func (j *Judge) gap(v *Verdict, n *node, src *source, f *Finding, not bool) string {
	switch n.op {
	case opClaim:
		if not {
			return "已有该项认定"
		}
		return "尚无有效认定"
	case opScore:
		return j.scoreGap(v, n, src.rule.Score, f)
	case opJudged:
		return "待人工评定"
	}
	m, c := j.slots[n.slot], &v.trail.cells[n.slot]
	switch {
	case !c.state.known() && c.state != AtLeast && c.state != AtMost || f.Bound == "":
		return f.Actual
	case m.unit == policy.UnitFlag:
		return "须为 " + flagText(flagOf((f.Bound == flagText(1)) != not))
	case not:
		return "须不满足“" + opWords[f.Op] + " " + withUnit(f.Bound, f.Unit) + "”"
	}
	return m.gap(f.Actual, n.rel, f.Bound)
}

// scoreGap says how many points are wanting, or between what a score that is still open lies.
func (j *Judge) scoreGap(v *Verdict, n *node, s *policy.Score, f *Finding) string {
	t := &v.trail.totals[n.slot]
	if f.Outcome == Unknown.String() {
		return "评分 " + t.text() + " 分，待定"
	}
	short := s.Bound.Num/s.Bound.Den - int64(t.high)
	if s.Op == policy.Above {
		short++
	}
	return "差 " + strconv.FormatInt(short, 10) + " 分"
}
