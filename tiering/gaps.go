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
	for _, o := range g.standing(j.tiers[i].holds, false) {
		if !contains(list, &o.Finding) {
			list = append(list, o.Finding)
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

// obstacle is a leaf in the way and what it weighs.
type obstacle struct {
	Finding
	weight int
}

// standing lists the leaves that keep the tree at node i from being met (not: from being unmet).
func (g *gapFinder) standing(i int32, not bool) []obstacle {
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
	return []obstacle{{f, g.j.weight(n, &f)}}
}

func (g *gapFinder) every(i int32, not bool) (list []obstacle) {
	for k := i + 1; k < g.j.nodes[i].end; k = g.j.nodes[k].end {
		list = append(list, g.standing(k, not)...)
	}
	return list
}

// least takes the parts with the least in the way, by weight and then in the order of the book, until
// enough of them would be met.
func (g *gapFinder) least(i int32, not bool, enough int) (list []obstacle) {
	type option struct {
		leaves []obstacle
		weight int
	}
	var options []option
	for k := i + 1; k < g.j.nodes[i].end; k = g.j.nodes[k].end {
		if g.v.trail.outcome(k) == NotApplicable {
			continue
		}
		o := option{leaves: g.standing(k, not)}
		for _, leaf := range o.leaves {
			o.weight += leaf.weight
		}
		options = append(options, o)
	}
	for ; enough > 0 && len(options) > 0; enough-- {
		best := 0
		for k := range options {
			if options[k].weight < options[best].weight {
				best = k
			}
		}
		list = append(list, options[best].leaves...)
		options = append(options[:best], options[best+1:]...)
	}
	return list
}

// What a leaf weighs in choosing between alternatives. A title is the answer to conditions of its own,
// and a firm never grows younger.
const (
	weighsUnknown = 1
	weighsFigure  = 100
	weighsTitle   = 1_000
	weighsAge     = 100_000
)

// weight is what a finding weighs.
func (j *Judge) weight(n *node, f *Finding) int {
	switch {
	case f.Outcome == Unknown.String():
		return weighsUnknown
	case n.op == opClaim:
		return weighsTitle
	case n.op == opCount && j.slots[n.slot].unit == policy.UnitYears && tooOld(n, f):
		return weighsAge
	}
	return weighsFigure
}

// tooOld reports whether an unmet age is over its bound rather than still short of it.
func tooOld(n *node, f *Finding) bool {
	actual, errA := strconv.Atoi(f.Actual)
	bound, errB := strconv.Atoi(f.Bound)
	return errA == nil && errB == nil && n.rel&relAbove == 0 && actual >= bound
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
		return "须不满足“" + opWords[f.Op] + withUnit(f.Bound, f.Unit) + "”"
	}
	return m.gap(f.Actual, n.rel, f.Bound)
}

// scoreGap says how many points are wanting, or what an open score waits for.
func (j *Judge) scoreGap(v *Verdict, n *node, s *policy.Score, f *Finding) string {
	t := &v.trail.totals[n.slot]
	if f.Outcome == Unknown.String() && t.open {
		return "数据未齐，待评分"
	} else if f.Outcome == Unknown.String() {
		return "待评分"
	}
	short := s.Bound.Num/s.Bound.Den - int64(t.high)
	if s.Op == policy.Above {
		short++
	}
	return "差 " + strconv.FormatInt(short, 10) + " 分"
}
