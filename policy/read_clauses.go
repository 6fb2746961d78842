package policy

import (
	"maps"
	"slices"
	"strings"
)

// clause reads one file of book/clauses.
func (r *reader) clause(n *node) Clause {
	f := r.mapping(n, "clause", "name", "cite", "years", "payee", "trigger", "amounts", "repeat", "evidence", "stacks", "similar", "apart",
		"overlaps", "deadline", "readings", "note")
	c := Clause{ID: f.must("clause"), Name: f.must("name"), Payee: PayeeKind(f.must("payee")), Repeat: Repeat(f.text("repeat")), Evidence: f.texts("evidence"),
		Stacks: f.must("stacks"), Similar: f.texts("similar"), Apart: f.texts("apart"), Note: f.text("note")}
	r.fileName(f, "clause", c.ID)
	if cite := f.cite("cite"); cite != nil {
		c.Cite = *cite
	} else {
		r.faults.add(n, "缺少 cite:条款要注明依据的文件和条次")
	}
	if years := f.need("years"); years != nil {
		c.Years = r.yearSpan(years)
	}
	f.need("evidence")
	if t := f.get("trigger"); t != nil {
		c.Trigger = r.trigger(t)
	}
	if amounts := f.get("amounts"); amounts != nil {
		for _, item := range r.list(amounts) {
			c.Amounts = append(c.Amounts, r.amount(item))
		}
	}
	if overlaps := f.get("overlaps"); overlaps != nil {
		for _, item := range r.list(overlaps) {
			c.Overlaps = append(c.Overlaps, r.overlap(item))
		}
	}
	if deadline := f.get("deadline"); deadline != nil {
		c.Deadline = r.deadline(deadline)
	}
	r.define("clause", c.ID, n)
	r.places["clause "+c.ID] = n
	r.checkClause(&c, f)
	c.Readings = r.readings(f, "clause/"+c.ID+"/", c.hasParameter)
	return c
}

// checkClause reports keys of a clause that do not go together.
func (r *reader) checkClause(c *Clause, f fields) {
	computed := len(c.Amounts) > 0
	if computed != (c.Trigger != Trigger{}) || computed != (c.Repeat != "") {
		r.faults.add(f.n, "trigger、amounts、repeat 要么都写，要么都不写(不能测算的条款)")
	}
	if !computed && c.Note == "" {
		r.faults.add(f.n, "不能测算的条款要在 note 写明原因")
	}
	if c.Repeat != "" && !slices.Contains([]Repeat{Yearly, PerRecord, Once, OnceLevel, OnceKind}, c.Repeat) {
		r.faults.add(f.get("repeat"), "repeat 应为 yearly、record、once、once_level 或 once_kind")
	}
	if c.Payee != "" && !slices.Contains([]PayeeKind{PayeeFirm, PayeeUnit, PayeeCarrier, PayeeOperator}, c.Payee) {
		r.faults.add(f.get("payee"), "payee 应为 firm、unit、carrier 或 operator")
	}
	amounts := f.get("amounts")
	for i := range c.Amounts {
		a := &c.Amounts[i]
		if one := (&Clause{Amounts: c.Amounts[i : i+1], Trigger: c.Trigger}).AmountKind(); one != c.AmountKind() {
			r.faults.add(amounts, "一个条款的各项金额须为同一种")
		}
		if a.Match.IsZero() != (c.Trigger.Recognised == nil) && (!a.Match.IsZero() || !a.Rate.IsZero()) {
			r.faults.add(amounts, "match 只能与 recognised 同用，rate 只能与 research 同用")
		}
		if c.Trigger.Research != nil && a.Rate.IsZero() {
			r.faults.add(amounts, "research 的金额只能写 rate")
		}
	}
	if c.Trigger.Recognised != nil && c.Trigger.Recognised.TopUp && c.AmountKind() != AmountFixed {
		r.faults.add(f.get("trigger"), "top_up(补差)只能用于定额")
	}
}

// readings reads what the text leaves open and the answers taken. A key must name a parameter that exists.
func (r *reader) readings(f fields, path string, known func(key string) bool) []Reading {
	n := f.get("readings")
	if n == nil {
		return nil
	}
	var all []Reading
	for _, item := range r.list(n) {
		f := r.mapping(item, "id", "question", "taken", "others", "key")
		reading := Reading{ID: f.must("id"), Question: f.must("question"), Taken: f.must("taken"), Others: f.text("others"), Key: f.text("key")}
		if reading.Key != "" {
			if !known(reading.Key) {
				r.faults.add(f.get("key"), "没有参数 %q", reading.Key)
			}
			reading.Key = path + reading.Key
		}
		all = append(all, reading)
	}
	return all
}

func (r *reader) overlap(n *node) Overlap {
	f := r.mapping(n, "kind", "level", "note")
	return Overlap{Kind: r.kindOf(f, "kind"), Level: f.text("level"), Note: f.must("note")}
}

func (r *reader) deadline(n *node) *Deadline {
	f := r.mapping(n, "from", "months")
	d := &Deadline{From: f.must("from")}
	if months := f.need("months"); months != nil {
		d.Months = r.datedNumber(months, life{from: r.from}, 1, 1200)
	}
	return d
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
		f := r.mapping(n, "kind", "years", "tolerance")
		t.Renewed = &RenewedTrigger{Kind: r.kindOf(f, "kind")}
		if years := f.need("years"); years != nil {
			t.Renewed.Years = r.number(years, 1, 100)
		}
		if tolerance := f.get("tolerance"); tolerance != nil {
			t.Renewed.Tolerance = r.number(tolerance, 0, 100)
		}
	}
	if n := f.get("first"); n != nil {
		f := r.mapping(n, "kind", "carriers")
		f.need("carriers")
		t.First = &FirstTrigger{Kind: r.kindOf(f, "kind"), Carriers: r.kindsOf(f, "carriers")}
	}
	if n := f.get("research"); n != nil {
		t.Research = r.researchTrigger(n)
	}
	return t
}

func (r *reader) researchTrigger(n *node) *ResearchTrigger {
	f := r.mapping(n, "major", "other", "everyone", "increase", "pool", "figure", "certificate", "listed")
	t := &ResearchTrigger{Major: f.flag("major"), Other: f.flag("other"), Everyone: f.flag("everyone"), Increase: f.flag("increase"), Pool: f.flag("pool"),
		Figure: f.must("figure"), Certificate: r.kindOf(f, "certificate"), Listed: r.kindOf(f, "listed")}
	if !t.Major && !t.Other && !t.Everyone {
		r.faults.add(n, "research 至少写 major、other 或 everyone 之一")
	}
	if t.Pool && !t.Increase {
		r.faults.add(f.get("pool"), "pool(全市口径)只能与 increase 同用")
	}
	if t.Everyone && !t.Increase {
		r.faults.add(f.get("everyone"), "everyone(全部企业)只能与 increase 同用")
	}
	return t
}

func (r *reader) recognisedTrigger(n *node) *RecognisedTrigger {
	f := r.mapping(n, "kinds", "levels", "with", "with_level", "carriers", "top_up")
	f.need("kinds")
	t := &RecognisedTrigger{Kinds: r.kindsOf(f, "kinds"), Levels: f.texts("levels"), WithLevel: f.text("with_level"), Carriers: f.flag("carriers"),
		TopUp: f.flag("top_up")}
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

// maxShare bounds rates, matches and factors, so that what is computed from amounts of any size stays an amount.
const maxShare = 10

// amountUnits are the keys of an amount with the unit that each must have.
var amountUnits = map[string]Unit{"fixed": UnitMoney, "low": UnitMoney, "high": UnitMoney, "ceiling": UnitMoney, "cap": UnitMoney,
	"rate": UnitPercent, "match": UnitPercent, "factor": UnitPercent}

// number returns the address of the amount's number of that key, nil for an unknown key.
func (a *Amount) number(key string) *Quantity {
	return map[string]*Quantity{"fixed": &a.Fixed, "low": &a.Low, "high": &a.High, "ceiling": &a.Ceiling, "rate": &a.Rate,
		"match": &a.Match, "factor": &a.Factor, "cap": &a.Cap}[key]
}

func (r *reader) amount(n *node) Amount {
	keys := slices.Sorted(maps.Keys(amountUnits))
	f := r.mapping(n, append([]string{"kind", "level"}, keys...)...)
	a := Amount{Kind: f.text("kind"), Level: f.text("level")}
	if a.Kind != "" {
		r.reference(f.get("kind"), "kind", a.Kind)
	}
	ways := 0
	for _, key := range keys {
		v := f.get(key)
		if v == nil {
			continue
		}
		if key != "high" && key != "cap" && key != "factor" {
			ways++
		}
		into := a.number(key)
		*into = r.datedQuantity(v, life{from: r.from})
		if into.Unit != "" && into.Unit != amountUnits[key] {
			r.faults.add(v, "%s 的单位不对", key)
		}
		if into.Num < 0 {
			r.faults.add(v, "%s 不能是负数", key)
		}
	}
	if ways != 1 || (f.get("low") == nil) != (f.get("high") == nil) {
		r.faults.add(n, "金额只能写一种：fixed、low 与 high、ceiling、rate 或 match")
	}
	if why := a.contradiction(); why != "" {
		r.faults.add(n, "%s", why)
	}
	return a
}

// contradiction says which numbers of the amount do not go together, "" when all do.
func (a *Amount) contradiction() string {
	switch {
	case !a.Low.IsZero() && !a.High.IsZero() && a.Low.Cmp(a.High) > 0:
		return "low 大于 high"
	case slices.ContainsFunc([]Quantity{a.Rate, a.Match, a.Factor}, func(q Quantity) bool { return q.Den != 0 && q.Num/q.Den >= maxShare }):
		return "比例须小于 1000%"
	case a.Rate.IsZero() && a.Match.IsZero() && (!a.Cap.IsZero() || !a.Factor.IsZero()):
		return "cap(上限)、factor(折算)只能与 rate、match 同用"
	}
	return ""
}

// measures reads book/measures.yaml.
func (r *reader) measures(n *node) Measures {
	f := r.mapping(n, "cite", "issued", "round", "suspends", "articles", "readings")
	m := Measures{Issued: f.day("issued"), Suspends: f.texts("suspends")}
	if c := r.tableCite(f); c != nil {
		m.Cite = *c
	}
	if round := f.need("round"); round != nil {
		m.Round = r.datedQuantity(round, life{from: r.from})
		if m.Round.Unit != "" && (m.Round.Unit != UnitMoney || m.Round.Num <= 0) {
			r.faults.add(round, "round 应为金额，如 0.01 万元")
		}
	}
	if articles := f.need("articles"); articles != nil {
		for _, item := range r.list(articles) {
			f := r.mapping(item, "article", "name", "clauses", "note")
			a := Article{Article: f.must("article"), Name: f.must("name"), Clauses: f.texts("clauses"), Note: f.text("note")}
			if len(a.Clauses) == 0 && a.Note == "" {
				r.faults.add(item, "没有条款的一条要在 note 写明原因")
			}
			r.define("article", a.Article, item)
			r.places["article "+a.Article] = item
			m.Articles = append(m.Articles, a)
		}
	}
	m.Readings = r.readings(f, "measures/", func(key string) bool { return slices.Contains(measureParameters, key) })
	return m
}

// checkMeasures reports clauses that stand under no article or under several, and references to clauses that do not exist.
func (r *reader) checkMeasures(e *Edition) {
	under := map[string]*Article{}
	for i := range e.Measures.Articles {
		a := &e.Measures.Articles[i]
		at := r.places["article "+a.Article]
		for _, id := range a.Clauses {
			c, ok := e.Clause(id)
			switch {
			case !ok:
				r.faults.add(at, "条款 %q 没有 clauses/%s.yaml", id, id)
			case under[id] != nil:
				r.faults.add(at, "条款 %s 已列在%s之下", id, under[id].Article)
			case c.Cite.Document != e.Measures.Cite.Document || !strings.HasPrefix(c.Cite.Article, a.Article):
				r.faults.add(at, "条款 %s 的依据是 %s %s，不在%s", id, c.Cite.Document, c.Cite.Article, a.Article)
			default:
				under[id] = a
			}
		}
	}
	for i := range e.Clauses {
		c := &e.Clauses[i]
		at := r.places["clause "+c.ID]
		if under[c.ID] == nil {
			r.faults.add(at, "measures.yaml 没有把本条款列在任何一条之下")
		}
		for _, id := range slices.Concat(c.Similar, c.Apart) {
			if _, ok := e.Clause(id); !ok {
				r.faults.add(at, "引用的条款 %q 没有 clauses/%s.yaml", id, id)
			}
		}
	}
}
