package policy

import (
	"strconv"
	"strings"
)

// score reads a score. Its parts stand in place or, where several tiers use one assessment, in scores/NAME.yaml.
func (r *reader) score(n *node, l life) *Score {
	f := r.mapping(n, "name", "min", "above", "parts")
	s := &Score{Name: f.must("name")}
	low, above := f.get("min"), f.get("above")
	switch {
	case low != nil && above == nil:
		s.Op, s.Bound = Min, r.points(low, l)
	case above != nil && low == nil:
		s.Op, s.Bound = Above, r.points(above, l)
	default:
		r.faults.add(n, "评分须写且只写 min、above 之一")
	}
	if parts := f.get("parts"); parts != nil {
		if _, shared := r.scores[s.Name]; shared {
			r.faults.add(parts, "评分 %q 的各项已写在 scores/%s.yaml,此处不能另写", s.Name, s.Name)
		}
		s.Parts = r.parts(parts, l)
	} else if shared, ok := r.scores[s.Name]; ok {
		s.Parts = cloneParts(shared)
	} else if s.Name != "" {
		r.faults.add(n, "评分 %q 没有 parts,也没有 scores/%s.yaml", s.Name, s.Name)
	}
	if len(s.Parts) == 0 {
		return nil
	}
	return s
}

func (r *reader) points(n *node, l life) Quantity {
	q := r.datedQuantity(n, l)
	if q.Unit != UnitPoints && q.Unit != "" {
		r.faults.add(n, "评分的界限须以 分 为单位")
	}
	return q
}

func (r *reader) parts(n *node, l life) []Part {
	var parts []Part
	for _, item := range r.list(n) {
		parts = append(parts, r.part(item, l))
	}
	return parts
}

// part reads one item of a score: bands of a metric, a choice, a sum, or points that only experts give.
func (r *reader) part(n *node, l life) Part {
	f := r.mapping(n, "label", "cite", "metric", "bands", "best", "sum", "cap", "judged")
	p := Part{Label: f.must("label"), Cite: f.cite("cite"), Metric: f.text("metric")}
	kinds := 0
	for _, k := range []string{"metric", "best", "sum", "judged"} {
		if f.get(k) != nil {
			kinds++
		}
	}
	if kinds != 1 {
		r.faults.add(n, "评分项须写且只写 metric、best、sum、judged 之一")
		return p
	}
	if p.Cite == nil && (p.Metric != "" || f.get("judged") != nil) {
		r.faults.add(n, "缺少 cite:每一条都要注明依据的文件和条款")
	}
	if bands := f.get("bands"); bands != nil && p.Metric == "" {
		r.faults.add(bands, "bands 只能与 metric 同用")
	}
	if c := f.get("cap"); c != nil {
		if f.get("sum") == nil {
			r.faults.add(c, "cap 只能与 sum 同用")
		}
		p.Cap = r.number(c, 1, 1000)
	}
	switch {
	case p.Metric != "":
		if bands := f.need("bands"); bands != nil {
			p.Bands = r.bands(bands, l)
		}
	case f.get("best") != nil:
		p.Best = r.parts(f.get("best"), l)
	case f.get("sum") != nil:
		p.Sum = r.parts(f.get("sum"), l)
	case f.get("judged") != nil:
		span := r.pointRange(f.get("judged"))
		p.Judged = &span
	}
	return p
}

// bands reads the bands of a metric, the highest first, each giving more points than the next.
func (r *reader) bands(n *node, l life) []Band {
	var bands []Band
	for i, item := range r.list(n) {
		f := r.mapping(item, "min", "above", "points")
		var b Band
		low, above := f.get("min"), f.get("above")
		switch {
		case low != nil && above == nil:
			b.From = r.datedQuantity(low, l)
		case above != nil && low == nil:
			b.From, b.Strict = r.datedQuantity(above, l), true
		default:
			r.faults.add(item, "每档须写且只写 min、above 之一")
		}
		if points := f.need("points"); points != nil {
			b.Points = r.pointRange(points)
		}
		if i > 0 && !follows(b.From, bands[i-1].From) {
			r.faults.add(item, "各档须同单位、由高到低")
		}
		if i > 0 && b.Points.High > bands[i-1].Points.Low {
			r.faults.add(item, "低一档的分数不能高于上一档")
		}
		bands = append(bands, b)
	}
	return bands
}

// pointRange reads "9-10" or "20".
func (r *reader) pointRange(n *node) Range {
	low, high, span := strings.Cut(n.text, "-")
	if !span {
		high = low
	}
	a, err1 := strconv.Atoi(low)
	b, err2 := strconv.Atoi(high)
	if n.kind != scalar || err1 != nil || err2 != nil || a < 0 || b < a {
		r.faults.add(n, "分数 %q 应写成 9-10 或 20", n.text)
		return Range{}
	}
	return Range{a, b}
}

// cloneParts copies shared parts, so that an edition never shares memory between two tiers.
func cloneParts(parts []Part) []Part {
	if parts == nil {
		return nil
	}
	copied := make([]Part, len(parts))
	for i, p := range parts {
		p.Bands = append([]Band(nil), p.Bands...)
		p.Best, p.Sum = cloneParts(p.Best), cloneParts(p.Sum)
		if p.Cite != nil {
			c := *p.Cite
			p.Cite = &c
		}
		if p.Judged != nil {
			j := *p.Judged
			p.Judged = &j
		}
		copied[i] = p
	}
	return copied
}
