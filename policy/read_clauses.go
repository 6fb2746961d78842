package policy

import "slices"

// clause reads one file of book/clauses.
func (r *reader) clause(n *node) Clause {
	f := r.mapping(n, "clause", "name", "cite", "years", "trigger", "amounts", "repeat", "evidence", "stacks", "readings", "note")
	c := Clause{ID: f.must("clause"), Name: f.must("name"), Repeat: Repeat(f.text("repeat")), Evidence: f.texts("evidence"),
		Stacks: f.text("stacks"), Note: f.text("note")}
	if cite := f.cite("cite"); cite != nil {
		c.Cite = *cite
	} else {
		r.faults.add(n, "缺少 cite:条款要注明依据的文件和条次")
	}
	if years := f.need("years"); years != nil {
		c.Years = r.yearSpan(years)
	}
	if t := f.get("trigger"); t != nil {
		c.Trigger = r.trigger(t)
	}
	if amounts := f.get("amounts"); amounts != nil {
		for _, item := range r.list(amounts) {
			c.Amounts = append(c.Amounts, r.amount(item))
		}
	}
	if readings := f.get("readings"); readings != nil {
		for _, item := range r.list(readings) {
			c.Readings = append(c.Readings, r.reading(item))
		}
	}
	computed := len(c.Amounts) > 0
	if computed != (c.Trigger != Trigger{}) || computed != (c.Repeat != "") {
		r.faults.add(n, "trigger、amounts、repeat 要么都写，要么都不写(不能测算的条款)")
	}
	if c.Repeat != "" && !slices.Contains([]Repeat{Yearly, PerRecord, Once, OnceLevel, OnceKind}, c.Repeat) {
		r.faults.add(f.get("repeat"), "repeat 应为 yearly、record、once、once_level 或 once_kind")
	}
	r.define("clause", c.ID, n)
	r.places["clause "+c.ID] = n
	return c
}

func (r *reader) yearSpan(n *node) YearSpan {
	f := r.mapping(n, "from", "to")
	var s YearSpan
	if from := f.need("from"); from != nil {
		s.From = r.number(from, 1990, 2999)
	}
	if to := f.need("to"); to != nil {
		s.To = r.number(to, 1990, 2999)
	}
	if s.To < s.From {
		r.faults.add(n, "止于 %d 年，早于起始的 %d 年", s.To, s.From)
	}
	return s
}

func (r *reader) trigger(n *node) Trigger {
	f := r.mapping(n, "recognised", "renewed", "first", "holds", "research")
	if len(n.entries) != 1 {
		r.faults.add(n, "trigger 只能写一种：recognised、renewed、first、holds 或 research")
	}
	t := Trigger{Holds: f.text("holds")}
	if t.Holds != "" {
		r.reference(f.get("holds"), "tier", t.Holds)
	}
	if n := f.get("recognised"); n != nil {
		t.Recognised = r.recognisedTrigger(n)
	}
	if n := f.get("renewed"); n != nil {
		f := r.mapping(n, "kind", "years")
		t.Renewed = &RenewedTrigger{Kind: r.kindOf(f, "kind")}
		if years := f.need("years"); years != nil {
			t.Renewed.Years = r.number(years, 1, 100)
		}
	}
	if n := f.get("first"); n != nil {
		f := r.mapping(n, "kind", "carriers")
		f.need("carriers")
		t.First = &FirstTrigger{Kind: r.kindOf(f, "kind"), Carriers: r.kindsOf(f, "carriers")}
	}
	if n := f.get("research"); n != nil {
		f := r.mapping(n, "major", "other", "increase", "certificate", "listed")
		t.Research = &ResearchTrigger{Major: f.flag("major"), Other: f.flag("other"), Increase: f.flag("increase"),
			Certificate: r.kindOf(f, "certificate"), Listed: r.kindOf(f, "listed")}
		if !t.Research.Major && !t.Research.Other {
			r.faults.add(n, "research 至少写 major 或 other 之一")
		}
	}
	return t
}

func (r *reader) recognisedTrigger(n *node) *RecognisedTrigger {
	f := r.mapping(n, "kinds", "levels", "with", "with_level", "carriers")
	f.need("kinds")
	t := &RecognisedTrigger{Kinds: r.kindsOf(f, "kinds"), Levels: f.texts("levels"), WithLevel: f.text("with_level"), Carriers: f.flag("carriers")}
	if f.get("with") != nil {
		t.With = r.kindOf(f, "with")
	}
	return t
}

// kindOf reads a reference to a recognition kind.
func (r *reader) kindOf(f fields, key string) string {
	id := f.must(key)
	if id != "" {
		r.reference(f.get(key), "kind", id)
	}
	return id
}

func (r *reader) kindsOf(f fields, key string) []string {
	ids := f.texts(key)
	for _, id := range ids {
		r.reference(f.get(key), "kind", id)
	}
	return ids
}

// reference reports a name that nothing defines. Clauses are read after kinds and tiers.
func (r *reader) reference(at *node, what, id string) {
	if r.defined(what, id) {
		return
	}
	table := map[string]string{"kind": "认定类别 %q 不在 kinds.yaml 中", "tier": "梯级 %q 没有自己的文件"}
	r.faults.add(at, table[what], id)
}

func (r *reader) amount(n *node) Amount {
	f := r.mapping(n, "kind", "level", "fixed", "low", "high", "ceiling", "rate", "match")
	a := Amount{Kind: f.text("kind"), Level: f.text("level")}
	if a.Kind != "" {
		r.reference(f.get("kind"), "kind", a.Kind)
	}
	ways := 0
	for key, into := range map[string]*Quantity{"fixed": &a.Fixed, "low": &a.Low, "high": &a.High, "ceiling": &a.Ceiling, "rate": &a.Rate, "match": &a.Match} {
		v := f.get(key)
		if v == nil {
			continue
		}
		if key != "high" {
			ways++
		}
		unit := UnitMoney
		if key == "rate" || key == "match" {
			unit = UnitPercent
		}
		*into = r.datedQuantity(v, life{from: r.from})
		if into.Unit != "" && into.Unit != unit {
			r.faults.add(v, "%s 的单位不对", key)
		}
	}
	if ways != 1 || (f.get("low") == nil) != (f.get("high") == nil) {
		r.faults.add(n, "金额只能写一种：fixed、low 与 high、ceiling、rate 或 match")
	}
	if !a.Low.IsZero() && !a.High.IsZero() && a.Low.Cmp(a.High) > 0 {
		r.faults.add(n, "low 大于 high")
	}
	return a
}

func (r *reader) reading(n *node) Reading {
	f := r.mapping(n, "id", "question", "taken", "others")
	return Reading{ID: f.must("id"), Question: f.must("question"), Taken: f.must("taken"), Others: f.text("others")}
}
