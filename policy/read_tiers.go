package policy

import (
	"path"
	"slices"
	"strings"
)

// documents reads book/documents.yaml.
func (r *reader) documents(n *node) []Document {
	var all []Document
	for _, item := range r.list(n) {
		f := r.mapping(item, "id", "title", "number", "issuer", "from", "to", "checked", "confidence", "note")
		d := Document{
			ID: f.must("id"), Title: f.must("title"), Number: f.text("number"), Issuer: f.text("issuer"),
			From: f.day("from"), To: f.day("to"), Checked: f.day("checked"), Confidence: f.must("confidence"), Note: f.text("note"),
		}
		f.need("from")
		f.need("checked")
		if d.To != 0 && d.To < d.From {
			r.faults.add(f.get("to"), "止于 %s，早于起始日 %s", d.To, d.From)
		}
		if c := f.get("confidence"); c != nil && !slices.Contains([]string{"confirmed", "known", "provisional"}, d.Confidence) {
			r.faults.add(c, "confidence 应为 confirmed(已核对原文)、known(通行做法)或 provisional(暂定口径)")
		}
		if strings.Contains(d.ID, " ") {
			r.faults.add(item, "文件编号 %q 不能含空格", d.ID)
		}
		r.define("document", d.ID, item)
		all = append(all, d)
	}
	return all
}

// ladders reads book/ladders.yaml.
func (r *reader) ladders(n *node) []Ladder {
	var all []Ladder
	for _, item := range r.list(n) {
		f := r.mapping(item, "ladder", "name", "tiers", "cite")
		l := Ladder{ID: f.must("ladder"), Name: f.must("name"), Tiers: f.texts("tiers")}
		f.need("tiers")
		if c := f.cite("cite"); c != nil {
			l.Cite = *c
		} else {
			r.faults.add(item, "缺少 cite:培育线要注明依据的文件和条款")
		}
		r.define("ladder", l.ID, item)
		r.places["ladder "+l.ID] = item
		all = append(all, l)
	}
	return all
}

// tier reads one file of book/tiers. It says which ladders it stands on, so that a reader of the file
// sees it; the order of the rungs is written in ladders.yaml and both must agree.
func (r *reader) tier(n *node) (Tier, []string) {
	f := r.mapping(n, "tier", "name", "short", "ladders", "document", "note", "kind", "levels",
		"unless", "holds", "qualifies", "listed_out", "outgrown", "aged_out")
	t := Tier{
		ID: f.must("tier"), Name: f.must("name"), Short: f.must("short"), Document: f.must("document"), Note: f.text("note"),
		Kind: f.must("kind"), Levels: f.texts("levels"),
	}
	ladders := f.texts("ladders")
	f.need("ladders")
	r.fileName(f, "tier", t.ID)
	if d := f.get("document"); d != nil {
		r.cited = append(r.cited, citation{d, &Cite{Document: t.Document}})
	}
	root := func(key string) *Rule {
		if n := f.get(key); n != nil {
			return r.rule(n, life{from: r.from}, true)
		}
		return nil
	}
	t.Unless, t.Holds, t.Qualifies = root("unless"), root("holds"), root("qualifies")
	t.ListedOut, t.Outgrown, t.AgedOut = root("listed_out"), root("outgrown"), root("aged_out")
	f.need("holds")
	f.need("qualifies")
	r.define("tier", t.ID, n)
	r.places["tier "+t.ID] = n
	return t, ladders
}

// shared reads one file of book/criteria.
func (r *reader) shared(n *node) Shared {
	f := r.mapping(n, "criteria", "name", "rule")
	s := Shared{ID: f.must("criteria"), Name: f.must("name")}
	r.fileName(f, "criteria", s.ID)
	if rule := f.need("rule"); rule != nil {
		s.Rule = r.rule(rule, life{from: r.from}, true)
	}
	r.define("criteria", s.ID, n)
	r.places["criteria "+s.ID] = n
	return s
}

// sharedScore reads one file of book/scores: an assessment that several tiers use with different bounds.
func (r *reader) sharedScore(n *node) {
	f := r.mapping(n, "score", "name", "parts")
	id := f.must("score")
	f.must("name")
	r.fileName(f, "score", id)
	if parts := f.need("parts"); parts != nil {
		r.scores[id] = r.parts(parts, life{from: r.from})
	}
	r.define("score", id, n)
}

// fileName reports an id that differs from the name of its file.
func (r *reader) fileName(f fields, key, id string) {
	if n := f.get(key); n != nil && id != "" && strings.TrimSuffix(path.Base(n.file), ".yaml") != id {
		r.faults.add(n, "%s 写作 %q，与文件名不一致", key, id)
	}
}
