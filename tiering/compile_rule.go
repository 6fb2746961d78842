package tiering

import (
	"fmt"
	"reflect"

	"yunti/policy"
)

// rule writes the nodes of a tree and returns its root.
func (c *compiler) rule(where string, r *policy.Rule) int32 {
	at := int32(len(c.nodes))
	c.nodes = append(c.nodes, node{})
	c.sources = append(c.sources, source{rule: r, label: c.label(r), cite: c.edition.CiteText(r.Cite)})
	if n := formsOf(r); n != 1 {
		c.fault(where, "一条规则应恰好写一种形式（all、any、metric 等），这里有 %d 种", n)
		c.nodes[at].end = at + 1
		return at
	}
	n := c.leaf(where, at, r)
	parts := children(r)
	name := [...]string{opAll: "all", opAny: "any", opNot: "not", opAtLeast: "at_least"}
	for i, part := range parts {
		if part == nil {
			c.fault(where, "第 %d 项为空", i+1)
			continue
		}
		k := c.rule(fmt.Sprintf("%s › %s[%d]", where, name[n.op], i+1), part)
		if n.op != opAtLeast {
			c.nodes[k].part, c.nodes[k].how = at, n.op
		}
	}
	n.part, n.end = -1, int32(len(c.nodes))
	c.nodes[at] = n
	return at
}

// label is what a rule is called: its own label, else the name of what it asks for.
func (c *compiler) label(r *policy.Rule) string {
	switch {
	case r.Label != "":
		return r.Label
	case r.Metric != "":
		if i := metricIndex(r.Metric); i >= 0 {
			return metricTable[i].label
		}
	case r.Recognised != "":
		if i, ok := c.kinds[r.Recognised]; ok {
			return c.edition.Kinds[i].Name
		}
	case r.Criteria != "":
		return c.shared[r.Criteria].Name
	case r.Qualifies != "":
		if i, ok := c.tierOf[r.Qualifies]; ok {
			return "符合" + c.edition.Tiers[i].Name + "条件"
		}
	}
	return r.Judged
}

// formsOf counts the forms a rule is written in; one is right.
func formsOf(r *policy.Rule) (n int) {
	for _, set := range []bool{r.All != nil, r.Any != nil, r.AtLeast != nil, r.Not != nil, r.Criteria != "", r.Metric != "",
		r.Recognised != "", r.Qualifies != "", r.Score != nil, r.Judged != ""} {
		if set {
			n++
		}
	}
	return n
}

// leaf makes the node of r without its parts.
func (c *compiler) leaf(where string, at int32, r *policy.Rule) node {
	switch {
	case r.All != nil, r.Any != nil:
		if len(children(r)) == 0 {
			c.fault(where, "没有任何条件")
		}
		if r.Any != nil {
			return node{op: opAny}
		}
		return node{op: opAll}
	case r.AtLeast != nil:
		if r.AtLeast.N < 1 || r.AtLeast.N > len(r.AtLeast.Of) {
			c.fault(where, "at_least 的个数 %d 不在 1 到 %d 之间", r.AtLeast.N, len(r.AtLeast.Of))
		}
		return node{op: opAtLeast, arg: int32(r.AtLeast.N)}
	case r.Not != nil:
		return node{op: opNot}
	case r.Criteria != "", r.Qualifies != "":
		target := c.target(r)
		if target == nil {
			c.fault(where, "没有可引用的规则 %q", r.Criteria+r.Qualifies)
		}
		c.pending = append(c.pending, reference{at, target})
		return node{op: opRefer}
	case r.Recognised != "":
		return node{op: opClaim, slot: uint16(c.claim(where, r.Recognised, r.Levels))}
	case r.Score != nil:
		c.sources[at].bound = boundText(r.Score.Bound)
		return c.scoreNode(where+" › score "+r.Score.Name, r.Score)
	case r.Judged != "":
		return node{op: opJudged}
	}
	return c.compare(where+" › "+r.Metric, at, r)
}

// compare makes the node that compares a metric with its bound.
func (c *compiler) compare(where string, at int32, r *policy.Rule) node {
	slot, m := c.slot(where, r.Metric)
	if m == nil {
		return node{}
	}
	n := node{op: opCompare, slot: uint16(slot), form: m.form}
	var ok bool
	if n.rel, ok = relations[r.Op]; !ok {
		c.fault(where, "未知比较方式 %q", r.Op)
	} else if m.unit == policy.UnitFlag && n.rel != relIs {
		c.fault(where, "是否类指标只能用 is 比较，不能用 %s", r.Op)
	} else if m.form == formLowest && n.rel != relMin && n.rel != relAbove {
		c.fault(where, "逐年比较的最低值只能用 min 或 above,不能用 %s", r.Op)
	}
	if r.BoundBy == nil {
		n.line = c.line(where, m, r.Bound)
		if m.form == formCount && n.line.a == 1 {
			n.op = opCount
		}
		c.sources[at].bound = boundText(r.Bound)
		return n
	}
	n.op = opCompareBy
	by, chooser := c.slot(where+" › bound_by", r.BoundBy.Metric)
	if chooser == nil {
		return n
	}
	n.by, n.arg = uint16(by), int32(len(c.chosen))
	var bands []lineBand
	if len(r.BoundBy.Bands) == 0 || r.BoundBy.Bands[len(r.BoundBy.Bands)-1].Max != nil {
		c.fault(where, "bound_by 的最后一档不应有上限 max")
	}
	for i := range r.BoundBy.Bands {
		b := &r.BoundBy.Bands[i]
		band := lineBand{mark: mark{c.line(where, m, b.Bound), boundText(b.Bound)}, last: b.Max == nil}
		if b.Max != nil {
			band.upTo = c.line(where+" › bound_by", chooser, *b.Max)
		} else if i < len(r.BoundBy.Bands)-1 {
			c.fault(where, "bound_by 的第 %d 档缺少上限 max", i+1)
		}
		bands = append(bands, band)
	}
	c.chosen = append(c.chosen, bands)
	return n
}

// line makes the bound of a metric ready for comparing.
func (c *compiler) line(where string, m *metric, q policy.Quantity) line {
	if q.Unit != m.unit {
		c.fault(where, "界值 %s 的单位是 %s，指标的单位是 %s", q.String(), q.Unit, m.unit)
		return line{}
	}
	l, ok := newLine(m.form, m.years, q)
	if !ok {
		c.fault(where, "界值 %s 位数过多或小于 -100%%，无法精确比较", q.String())
	}
	return l
}

// scoreNode makes the node of a score; scores of one name and the same parts share their parts.
func (c *compiler) scoreNode(where string, s *policy.Score) node {
	n := node{op: opScore}
	switch s.Op {
	case policy.Min:
		n.rel = relMin
	case policy.Above:
		n.rel = relAbove
	default:
		c.fault(where, "评分只能用 min 或 above 比较，不能用 %q", s.Op)
	}
	if s.Bound.Unit != policy.UnitPoints {
		c.fault(where, "评分的界值应为分数，不是 %s", s.Bound.String())
	}
	n.line, _ = newLine(formCount, 0, s.Bound)
	for i := range c.scores {
		if c.scores[i].name == s.Name && reflect.DeepEqual(c.scores[i].parts, s.Parts) {
			n.slot = uint16(i)
			return n
		}
	}
	if s.Name == "" || len(s.Parts) == 0 {
		c.fault(where, "评分缺少 name 或 parts")
	}
	made := score{name: s.Name, first: int32(len(c.parts)), parts: s.Parts}
	for i := range s.Parts {
		c.part(fmt.Sprintf("%s[%d]", where, i+1), &s.Parts[i])
	}
	made.last = int32(len(c.parts))
	c.scores = append(c.scores, made)
	n.slot = uint16(len(c.scores) - 1)
	return n
}

// part writes a part of a score with the parts below it.
func (c *compiler) part(where string, p *policy.Part) {
	where += " " + p.Label
	at := len(c.parts)
	made := scorePart{part: p, cap: int32(p.Cap), cite: c.edition.CiteText(p.Cite)}
	c.parts = append(c.parts, made)
	forms := 0
	below := p.Best
	if p.Metric != "" {
		forms++
		made.op = partBands
		made.slot, made.bands, made.top = c.bands(where, p)
		for _, b := range made.bands {
			made.marks = append(made.marks, b.mark)
		}
	}
	if p.Best != nil {
		forms++
		made.op = partBest
	}
	if p.Sum != nil {
		forms++
		made.op, below = partSum, p.Sum
	}
	if p.Judged != nil {
		forms++
		made.op, made.span = partJudged, points{low: int32(p.Judged.Low), high: int32(p.Judged.High)}
		c.span(where, *p.Judged)
	}
	if forms != 1 {
		c.fault(where, "评分项应恰好写 metric、best、sum、judged 之一，这里有 %d 种", forms)
	}
	for i := range below {
		c.part(fmt.Sprintf("%s[%d]", where, i+1), &below[i])
	}
	made.end = int32(len(c.parts))
	c.parts[at] = made
}

// bands makes the bands of a metric's points, highest first.
func (c *compiler) bands(where string, p *policy.Part) (uint16, []pointBand, int32) {
	slot, m := c.slot(where, p.Metric)
	if m == nil {
		return 0, nil, 0
	}
	if m.form == formLowest || m.unit == policy.UnitFlag {
		c.fault(where, "指标 %s 不能分档计分", p.Metric)
	}
	var made []pointBand
	var top int32
	for i, b := range p.Bands {
		c.span(where, b.Points)
		made = append(made, pointBand{mark{c.line(where, m, b.From), boundText(b.From)}, b.Strict,
			points{low: int32(b.Points.Low), high: int32(b.Points.High)}})
		top = max(top, int32(b.Points.High))
		if i > 0 && !falls(p.Bands[i-1].From, b.From) {
			c.fault(where, "分档应由高到低排列：%s 之后是 %s", p.Bands[i-1].From.String(), b.From.String())
		}
	}
	if len(made) == 0 {
		c.fault(where, "没有分档 bands")
	}
	return uint16(slot), made, top
}

// falls reports whether b is below a.
func falls(a, b policy.Quantity) bool { return mul(b.Num, a.Den).cmp(mul(a.Num, b.Den)) < 0 }

func (c *compiler) span(where string, r policy.Range) {
	if r.Low < 0 || r.High < r.Low || r.High > 1000 {
		c.fault(where, "分值 %d-%d 不是 0 到 1000 之间的范围", r.Low, r.High)
	}
}
