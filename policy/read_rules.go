package policy

import (
	"slices"
	"strings"
)

var (
	ruleKinds = []string{"all", "any", "at_least", "not", "criteria", "metric", "recognised", "qualifies", "score", "judged"}
	boundKeys = []string{"min", "max", "above", "below", "is", "min_by", "max_by", "above_by", "below_by"}
	ruleKeys  = slices.Concat([]string{"label", "cite", "from", "to"}, ruleKinds, boundKeys, []string{"levels"})
)

// rule reads one node of a rule tree. It returns nil for a node that is faulty or not in force on the
// reader's day. Only the top of a tree may go without a label.
func (r *reader) rule(n *node, outer life, top bool) *Rule {
	f := r.mapping(n, ruleKeys...)
	l := r.span(f, outer)
	rule := &Rule{Label: f.text("label"), Cite: f.cite("cite")}
	kind := r.ruleKind(f)
	if kind == "" {
		return nil
	}
	if rule.Label == "" && !(top && (kind == "all" || kind == "any")) {
		r.faults.add(n, "缺少 label:每一条和每一组都要有名称")
	}
	if rule.Cite == nil && slices.Contains([]string{"metric", "recognised", "qualifies", "score", "judged"}, kind) {
		r.faults.add(n, "缺少 cite:每一条都要注明依据的文件和条款")
	}
	ok := r.ruleBody(f, kind, l, rule)
	r.places[rule] = n
	if !ok || !l.has(r.day) {
		return nil
	}
	return rule
}

// ruleKind finds the one key that says what the node is.
func (r *reader) ruleKind(f fields) string {
	var found []string
	for _, k := range ruleKinds {
		if f.get(k) != nil {
			found = append(found, k)
		}
	}
	if len(found) != 1 {
		if f.n.entries != nil {
			r.faults.add(f.n, "每一条须写且只写 %s 之一", strings.Join(ruleKinds, "、"))
		}
		return ""
	}
	kind := found[0]
	for _, k := range boundKeys {
		if n := f.get(k); n != nil && kind != "metric" {
			r.faults.add(n, "%s 只能与 metric 同用", k)
		}
	}
	if n := f.get("levels"); n != nil && kind != "recognised" {
		r.faults.add(n, "levels 只能与 recognised 同用")
	}
	return kind
}

func (r *reader) ruleBody(f fields, kind string, l life, rule *Rule) bool {
	n := f.get(kind)
	switch kind {
	case "all":
		rule.All = r.rules(n, l)
		return len(rule.All) > 0
	case "any":
		rule.Any = r.rules(n, l)
		return len(rule.Any) > 0
	case "at_least":
		rule.AtLeast = r.atLeast(n, l)
		return rule.AtLeast != nil
	case "not":
		rule.Not = r.rule(n, l, false)
		return rule.Not != nil
	case "criteria":
		rule.Criteria = r.text(n)
	case "metric":
		rule.Metric = r.text(n)
		return r.bound(f, l, rule)
	case "recognised":
		rule.Recognised, rule.Levels = r.text(n), f.texts("levels")
	case "qualifies":
		rule.Qualifies = r.text(n)
	case "score":
		rule.Score = r.score(n, l)
		return rule.Score != nil
	case "judged":
		rule.Judged = r.text(n)
	}
	return true
}

// rules reads the parts of a group and keeps those in force. A group must never run empty.
func (r *reader) rules(n *node, l life) []*Rule {
	var parts []*Rule
	faults := len(r.faults)
	for _, item := range r.list(n) {
		if part := r.rule(item, l, false); part != nil {
			parts = append(parts, part)
		}
	}
	if len(parts) == 0 && len(r.faults) == faults && l.has(r.day) {
		r.faults.add(n, "%s 这一天，组内没有任何一条在适用期内", r.day)
	}
	return parts
}

func (r *reader) atLeast(n *node, l life) *AtLeast {
	f := r.mapping(n, "n", "of")
	count, of := f.need("n"), f.need("of")
	if count == nil || of == nil {
		return nil
	}
	a := &AtLeast{N: r.number(count, 1, max(1, len(of.items))), Of: r.rules(of, l)}
	if l.has(r.day) && len(a.Of) < a.N {
		r.faults.add(count, "%s 这一天，组内适用的条数少于 %d", r.day, a.N)
	}
	if len(a.Of) == 0 {
		return nil
	}
	return a
}

// bound reads the comparison of a metric: one of min, max, above, below, is, or one chosen by another metric.
func (r *reader) bound(f fields, l life, rule *Rule) bool {
	var found []string
	for _, k := range boundKeys {
		if f.get(k) != nil {
			found = append(found, k)
		}
	}
	if len(found) != 1 {
		r.faults.add(f.n, "metric 须写且只写 %s 之一", strings.Join(boundKeys, "、"))
		return false
	}
	key := found[0]
	op, by := strings.CutSuffix(key, "_by")
	rule.Op = Op(op)
	if by {
		rule.BoundBy = r.boundBy(f.get(key), l)
		return rule.BoundBy != nil
	}
	rule.Bound = r.datedQuantity(f.get(key), l)
	return true
}

// boundBy reads bands from the lowest up; only the last is open.
func (r *reader) boundBy(n *node, l life) *BoundBy {
	f := r.mapping(n, "metric", "bands")
	by := &BoundBy{Metric: f.must("metric")}
	bands := f.need("bands")
	if bands == nil {
		return nil
	}
	items := r.list(bands)
	for i, item := range items {
		b := r.mapping(item, "max", "bound")
		var band BoundBand
		switch limit := b.get("max"); {
		case limit == nil && i < len(items)-1:
			r.faults.add(item, "除最后一档外，每档须写 max")
		case limit != nil && i == len(items)-1:
			r.faults.add(limit, "最后一档不写 max")
		case limit != nil:
			q := r.datedQuantity(limit, l)
			band.Max = &q
			if i > 0 && by.Bands[i-1].Max != nil && !follows(*by.Bands[i-1].Max, q) {
				r.faults.add(limit, "各档 max 须同单位、由小到大")
			}
		}
		if bound := b.need("bound"); bound != nil {
			band.Bound = r.datedQuantity(bound, l)
		}
		if i > 0 && band.Bound.Unit != by.Bands[0].Bound.Unit {
			r.faults.add(item, "各档 bound 的单位须一致")
		}
		by.Bands = append(by.Bands, band)
	}
	return by
}

// follows reports whether b is more than a and of the same unit. Values that could not be read pass:
// they have a fault of their own.
func follows(a, b Quantity) bool {
	return a.Unit == "" || b.Unit == "" || a.Unit == b.Unit && a.Cmp(b) < 0
}
