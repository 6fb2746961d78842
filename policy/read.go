package policy

import (
	"slices"
	"strconv"
	"strings"
)

// reader turns the files of the book into the edition of one day and notes every fault on the way,
// including those of values and nodes that are not in force on that day.
type reader struct {
	day    Day // of the edition
	from   Day // the first day the book answers for
	files  map[string]*node
	faults faultSet
	breaks map[Day]bool // days on which something in the book changes

	notices map[string]bool // Document.IDs that the holidays cite
	known   []Document      // what the holidays may cite
	cited   []citation
	named   map[string]*node // "kind hnte" → where it is defined
	places  map[any]*node    // where a rule, tier or shared set of criteria stands
	scores  map[string][]Part
}

// life is the span in which a part of the book is in force, both ends included; a zero To never ends.
type life struct{ from, to Day }

func (l life) has(d Day) bool { return l.from <= d && (l.to == 0 || d <= l.to) }

// never reports a span that ended before it began: what expired before the book's first day.
func (l life) never() bool { return l.to != 0 && l.to < l.from }

// within is the part of l that lies inside outer.
func (l life) within(outer life) life {
	l.from = max(l.from, outer.from)
	if l.to == 0 || outer.to != 0 && outer.to < l.to {
		l.to = outer.to
	}
	return l
}

// citation is a Cite to be checked once all documents are known.
type citation struct {
	at   *node
	cite *Cite
}

// fields reads a mapping whose keys are known.
type fields struct {
	r *reader
	n *node
}

// mapping reports whatever is not a mapping, keys that are not among the known ones, and keys given twice.
func (r *reader) mapping(n *node, known ...string) fields {
	if n.kind != mapping {
		r.faults.add(n, "此处应为“键: 值”的形式，可用的键：%s", strings.Join(known, "、"))
		return fields{r, &node{file: n.file, line: n.line, kind: mapping}}
	}
	first := map[string]*node{}
	for _, e := range n.entries {
		key := e.key.text
		if !slices.Contains(known, key) {
			r.faults.add(e.key, "不认识的键 %q，此处可用：%s", key, strings.Join(known, "、"))
		}
		if earlier := first[key]; earlier != nil {
			r.faults.add(e.key, "键 %q 重复，第 %d 行已有", key, earlier.line)
			continue
		}
		first[key] = e.key
	}
	return fields{r, n}
}

// get returns the value of a key, nil when it is absent.
func (f fields) get(key string) *node {
	for _, e := range f.n.entries {
		if e.key.text == key {
			return e.value
		}
	}
	return nil
}

// need is get that reports an absent key.
func (f fields) need(key string) *node {
	n := f.get(key)
	if n == nil {
		f.r.faults.add(f.n, "缺少 %s", key)
	}
	return n
}

// text returns an optional text.
func (f fields) text(key string) string {
	if n := f.get(key); n != nil {
		return f.r.text(n)
	}
	return ""
}

// must returns a text that may not be left out or blank.
func (f fields) must(key string) string {
	n := f.need(key)
	if n == nil {
		return ""
	}
	return f.r.text(n)
}

// texts returns an optional list of texts without repetitions.
func (f fields) texts(key string) []string {
	n := f.get(key)
	if n == nil {
		return nil
	}
	var all []string
	for _, item := range f.r.list(n) {
		t := f.r.text(item)
		if slices.Contains(all, t) {
			f.r.faults.add(item, "%q 重复", t)
			continue
		}
		all = append(all, t)
	}
	return all
}

// flag returns an optional 是/否.
func (f fields) flag(key string) bool {
	n := f.get(key)
	if n == nil {
		return false
	}
	switch n.text {
	case "是":
		return true
	case "否":
	default:
		f.r.faults.add(n, "%s 应写 是 或 否", key)
	}
	return false
}

// day returns an optional day.
func (f fields) day(key string) Day {
	n := f.get(key)
	if n == nil {
		return 0
	}
	return f.r.dayOf(n)
}

// cite returns an optional citation.
func (f fields) cite(key string) *Cite {
	n := f.get(key)
	if n == nil {
		return nil
	}
	return f.r.cite(n)
}

// text reads a scalar that is not blank.
func (r *reader) text(n *node) string {
	if n.kind != scalar || strings.TrimSpace(n.text) == "" {
		r.faults.add(n, "此处应为文字")
		return ""
	}
	return n.text
}

// list reads a list that is not empty.
func (r *reader) list(n *node) []*node {
	if n.kind != list {
		r.faults.add(n, "此处应为列表")
		return nil
	}
	if len(n.items) == 0 {
		r.faults.add(n, "列表是空的")
	}
	return n.items
}

func (r *reader) dayOf(n *node) Day {
	d, err := ParseDay(n.text)
	if err != nil || n.kind != scalar || d == 0 {
		r.faults.add(n, "日期 %q 有误，应为实有的日期，如 2022-01-01", n.text)
		return 0
	}
	return d
}

// number reads a whole number from low to high.
func (r *reader) number(n *node, low, high int) int {
	v, err := strconv.Atoi(n.text)
	if n.kind != scalar || err != nil || v < low || v > high {
		r.faults.add(n, "%q 应为 %d 到 %d 的整数", n.text, low, high)
		return low
	}
	return v
}

// quantity reads a number with its unit.
func (r *reader) quantity(n *node) Quantity {
	q, err := ParseQuantity(n.text)
	if n.kind != scalar || err != nil {
		if err == nil {
			err = ErrNotNumber
		}
		r.faults.add(n, "数值有误：%v", err)
	}
	return q
}

// cite reads "document article". The document is checked when all of them are known.
func (r *reader) cite(n *node) *Cite {
	text := r.text(n)
	if text == "" {
		return nil
	}
	document, article, _ := strings.Cut(text, " ")
	c := &Cite{Document: document, Article: strings.TrimSpace(article)}
	r.cited = append(r.cited, citation{n, c})
	return c
}

// span reads the optional from and to of a node and cuts them to the life of what encloses it.
func (r *reader) span(f fields, outer life) life {
	l := life{f.day("from"), f.day("to")}
	if l.to != 0 && l.to < l.from {
		r.faults.add(f.get("to"), "止于 %s，早于起始日 %s", l.to, l.from)
	}
	r.change(l.from)
	if l.to != 0 {
		r.change(l.to.AddDays(1))
	}
	return l.within(outer)
}

func (r *reader) change(d Day) {
	if d > r.from {
		r.breaks[d] = true
	}
}

// dated reads a map from day to value and calls value for each; pick is the index of the value in
// force on the reader's day, -1 for none. While the node lives there must be a value: a hole is a
// fault, at its front as well as where ~ ends a value.
func (r *reader) dated(n *node, l life, value func(i int, v *node)) (pick int) {
	pick = -1
	if n.kind != mapping || len(n.entries) == 0 {
		r.faults.add(n, "数值须注明起用日期，写成 {2019-01-01: 数值}")
		return pick
	}
	var previous Day
	for i, e := range n.entries {
		day := r.dayOf(e.key)
		if day == 0 {
			continue
		}
		r.change(day)
		if day <= previous {
			r.faults.add(e.key, "起用日期 %s 须晚于前一个 %s", day, previous)
		}
		if i == 0 && day > l.from && !l.never() {
			r.faults.add(e.key, "从 %s 到 %s 没有取值", l.from, day.AddDays(-1))
		}
		previous = day
		if e.value.kind == null {
			r.hole(n, i, day, l)
		} else {
			value(i, e.value)
		}
		if day <= r.day {
			pick = i
		}
	}
	if pick >= 0 && n.entries[pick].value.kind == null {
		return -1
	}
	return pick
}

// hole reports that the value ended by ~ on the day is still needed afterwards.
func (r *reader) hole(n *node, i int, day Day, l life) {
	if l.never() || l.to != 0 && day > l.to {
		return
	}
	end := "以后没有取值"
	if i+1 < len(n.entries) {
		if next, err := ParseDay(n.entries[i+1].key.text); err == nil {
			if next <= l.from {
				return
			}
			end = "到 " + next.AddDays(-1).String() + " 没有取值"
		}
	}
	r.faults.add(n.entries[i].key, "从 %s %s", max(day, l.from), end)
}

// datedQuantity reads dated quantities of one unit.
func (r *reader) datedQuantity(n *node, l life) Quantity {
	values := map[int]Quantity{}
	var unit Unit
	pick := r.dated(n, l, func(i int, v *node) {
		q := r.quantity(v)
		values[i] = q
		if unit != "" && q.Unit != "" && q.Unit != unit {
			r.faults.add(v, "单位与前一个取值不一致")
		}
		unit = q.Unit
	})
	return values[pick]
}

// datedNumber reads dated plain numbers, for values whose key already says the unit.
func (r *reader) datedNumber(n *node, l life, low, high int) int {
	values := map[int]int{}
	pick := r.dated(n, l, func(i int, v *node) { values[i] = r.number(v, low, high) })
	return values[pick]
}

// define notes where a thing is defined and reports a second definition.
func (r *reader) define(what, id string, at *node) {
	if id == "" {
		return
	}
	key := what + " " + id
	if earlier := r.named[key]; earlier != nil {
		r.faults.add(at, "%s %q 与 %s 重复", what, id, earlier.where())
		return
	}
	r.named[key] = at
}

func (r *reader) defined(what, id string) bool { return r.named[what+" "+id] != nil }
