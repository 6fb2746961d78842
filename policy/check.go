package policy

import (
	"maps"
	"slices"
	"strings"
)

// order lists the tiers as the ladders do and reports where ladders.yaml and the tier files disagree.
func (r *reader) order(ladders []Ladder, tiers map[string]Tier, on map[string][]string) []Tier {
	var all []Tier
	placed := map[string]bool{}
	for _, l := range ladders {
		for _, id := range l.Tiers {
			t, ok := tiers[id]
			at := r.places["ladder "+l.ID]
			if !ok {
				r.faults.add(at, "培育线 %s 的梯级 %q 没有 tiers/%s.yaml", l.ID, id, id)
				continue
			}
			if !slices.Contains(on[id], l.ID) {
				r.faults.add(r.places["tier "+id], "ladders 没有写 %s，而 ladders.yaml 把本梯级列在其中", l.ID)
			}
			if !placed[id] {
				all = append(all, t)
			}
			placed[id] = true
		}
	}
	for _, id := range slices.Sorted(maps.Keys(tiers)) {
		for _, name := range on[id] {
			i := slices.IndexFunc(ladders, func(l Ladder) bool { return l.ID == name })
			if i < 0 || !slices.Contains(ladders[i].Tiers, id) {
				r.faults.add(r.places["tier "+id], "ladders.yaml 的培育线 %q 没有列出本梯级", name)
			}
		}
		if !placed[id] {
			r.faults.add(r.places["tier "+id], "本梯级不在任何培育线上")
		}
	}
	return all
}

// checkEdition reports references to what does not exist, cycles, and industries without a 规上 line.
func (r *reader) checkEdition(e *Edition) {
	for _, c := range r.cited {
		if !r.defined("document", c.cite.Document) {
			r.faults.add(c.at, "引用的文件 %q 不在 documents.yaml 中", c.cite.Document)
		}
	}
	for i := range e.Tiers {
		t := &e.Tiers[i]
		r.checkLevels(r.places["tier "+t.ID], e, t.Kind, t.Levels)
		for _, root := range t.rules() {
			walkRule(root, func(rule *Rule) { r.checkReferences(e, rule) })
		}
	}
	for _, s := range e.Criteria {
		walkRule(s.Rule, func(rule *Rule) { r.checkReferences(e, rule) })
	}
	r.checkCycles(e)
	r.checkScale(e)
	r.checkMeasures(e)
	if len(r.faults) == 0 {
		r.checkAlways(e)
	}
}

// checkAlways reports a tier or shared set of criteria without rules on the reader's day. It is asked
// last: while there are other faults, a rule may be missing because of them.
func (r *reader) checkAlways(e *Edition) {
	for i := range e.Tiers {
		if t := &e.Tiers[i]; t.Holds == nil || t.Qualifies == nil {
			r.faults.add(r.places["tier "+t.ID], "%s 这一天，holds 或 qualifies 不在适用期内", r.day)
		}
	}
	for _, s := range e.Criteria {
		if s.Rule == nil {
			r.faults.add(r.places["criteria "+s.ID], "%s 这一天，rule 不在适用期内", r.day)
		}
	}
}

func (r *reader) checkReferences(e *Edition, rule *Rule) {
	at := r.places[rule]
	switch {
	case rule.Criteria != "" && !r.defined("criteria", rule.Criteria):
		r.faults.add(at, "引用的共用条件 %q 没有 criteria/%s.yaml", rule.Criteria, rule.Criteria)
	case rule.Qualifies != "" && !r.defined("tier", rule.Qualifies):
		r.faults.add(at, "引用的梯级 %q 没有 tiers/%s.yaml", rule.Qualifies, rule.Qualifies)
	case rule.Recognised != "":
		r.checkLevels(at, e, rule.Recognised, rule.Levels)
	}
}

func (r *reader) checkLevels(at *node, e *Edition, kind string, levels []string) {
	i := slices.IndexFunc(e.Kinds, func(k Kind) bool { return k.ID == kind })
	if i < 0 {
		if kind != "" {
			r.faults.add(at, "认定类别 %q 不在 kinds.yaml 中", kind)
		}
		return
	}
	known := "不分级别"
	if len(e.Kinds[i].Levels) > 0 {
		known = "有：" + strings.Join(e.Kinds[i].Levels, "、")
	}
	for _, level := range levels {
		if !slices.Contains(e.Kinds[i].Levels, level) {
			r.faults.add(at, "认定类别 %s 没有级别 %q（%s）", kind, level, known)
		}
	}
}

// checkCycles follows criteria and qualifies from tier to tier. A rule that in the end refers to
// itself has no answer.
func (r *reader) checkCycles(e *Edition) {
	graph := map[string][]*Rule{} // "tier gazelle" → the references in its qualifies
	collect := func(name string, root *Rule) {
		graph[name] = nil
		walkRule(root, func(rule *Rule) {
			if rule.Criteria != "" || rule.Qualifies != "" {
				graph[name] = append(graph[name], rule)
			}
		})
	}
	for i := range e.Tiers {
		collect("tier "+e.Tiers[i].ID, e.Tiers[i].Qualifies)
	}
	for _, s := range e.Criteria {
		collect("criteria "+s.ID, s.Rule)
	}
	state := map[string]int{} // 1 on the path, 2 done
	var visit func(name string, path []string)
	visit = func(name string, path []string) {
		state[name] = 1
		path = append(path, name)
		for _, rule := range graph[name] {
			next := "criteria " + rule.Criteria
			if rule.Qualifies != "" {
				next = "tier " + rule.Qualifies
			}
			switch state[next] {
			case 0:
				visit(next, path)
			case 1:
				cycle := append(slices.Clone(path[slices.Index(path, next):]), next)
				r.faults.add(r.places[rule], "循环引用：%s", strings.Join(cycle, " → "))
			}
		}
		state[name] = 2
	}
	for _, name := range slices.Sorted(maps.Keys(graph)) {
		if state[name] == 0 {
			visit(name, nil)
		}
	}
}

// checkScale reports divisions that lack a 规上 line, and lines of sections that have none.
func (r *reader) checkScale(e *Edition) {
	lines := map[string]bool{}
	for _, s := range e.Scale {
		lines[s.Code[:2]] = true
	}
	if len(lines) == 0 {
		return
	}
	for _, s := range e.Sections {
		for _, span := range s.Divisions {
			for d := span.From; d <= span.To; d++ {
				division := string([]byte{byte('0' + d/10), byte('0' + d%10)})
				switch {
				case s.NoScale && lines[division]:
					r.faults.add(r.places["section "+s.ID], "门类 %s 没有规上口径(no_scale),scale.yaml 却写了大类 %s", s.ID, division)
				case !s.NoScale && !lines[division]:
					r.faults.add(r.places["section "+s.ID], "大类 %s 在 scale.yaml 中没有规上标准", division)
				}
			}
		}
	}
}

// rules lists the rule trees of a tier.
func (t *Tier) rules() []*Rule {
	return []*Rule{t.Unless, t.Holds, t.Qualifies, t.ListedOut, t.Outgrown, t.AgedOut}
}

// walkRule visits a tree from the top down; a nil tree has no nodes.
func walkRule(rule *Rule, visit func(*Rule)) {
	if rule == nil {
		return
	}
	visit(rule)
	for _, part := range rule.Parts() {
		walkRule(part, visit)
	}
}
