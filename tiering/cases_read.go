package tiering

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"yunti/policy"
)

// caseReader reads one file of worked cases and keeps every fault with its line.
type caseReader struct {
	file   string
	faults policy.Faults
}

func (r *caseReader) fault(at ast.Node, format string, args ...any) {
	line := 0
	if at != nil && at.GetToken() != nil {
		line = at.GetToken().Position.Line
	}
	r.faults = append(r.faults, policy.Fault{File: r.file, Line: line, Text: fmt.Sprintf(format, args...)})
}

// read returns the cases of a file; those with faults are left out.
func (r *caseReader) read(text []byte) (list []workedCase) {
	f, err := parser.ParseBytes(text, 0)
	if err != nil {
		fault := policy.Fault{File: r.file, Text: "YAML 语法错误：" + err.Error()}
		if e := yaml.Error(nil); errors.As(err, &e) && e.GetToken() != nil {
			fault.Line, fault.Text = e.GetToken().Position.Line, "YAML 语法错误："+e.GetMessage()
		}
		r.faults = append(r.faults, fault)
		return nil
	}
	if len(f.Docs) != 1 || f.Docs[0].Body == nil {
		r.fault(nil, "应恰好有一份内容")
		return nil
	}
	top := r.mapping(f.Docs[0].Body, "base", "cases")
	base := r.rawFacts(r.mapping(top["base"], factKeys...))
	for _, item := range r.list(top["cases"]) {
		before := len(r.faults)
		if c := r.one(item, base); len(r.faults) == before {
			list = append(list, c)
		}
	}
	if len(list) == 0 && len(r.faults) == 0 {
		r.fault(f.Docs[0].Body, "没有案例 cases")
	}
	return list
}

var factKeys = []string{"firm", "figures", "recognitions", "rounds", "listings", "above_scale", "directories", "assessments"}

func (r *caseReader) one(item ast.Node, base rawFacts) workedCase {
	m := r.mapping(item, append([]string{"name", "year", "expect"}, factKeys...)...)
	c := workedCase{file: r.file, name: r.text(m["name"]), year: r.int(m["year"])}
	if item != nil {
		c.line = item.GetToken().Position.Line
		if n := m["name"]; n != nil {
			c.line = n.GetToken().Position.Line
		}
	}
	if c.name == "" || c.year == 0 || m["expect"] == nil {
		r.fault(item, "案例缺少 name、year 或 expect")
		return c
	}
	c.facts = r.facts(base.over(r.rawFacts(m)))
	c.facts.Name = c.name
	c.expect = r.expectations(m["expect"])
	return c
}

// ---- YAML

// mapping reads a mapping of known keys; nil for an absent node.
func (r *caseReader) mapping(n ast.Node, keys ...string) map[string]ast.Node {
	m := map[string]ast.Node{}
	for _, e := range r.entries(n) {
		key := e.Key.GetToken().Value
		if len(keys) > 0 && !slices.Contains(keys, key) {
			r.fault(e.Key, "不认识的键 %q（可用 %s）", key, strings.Join(keys, "、"))
			continue
		}
		m[key] = e.Value
	}
	return m
}

func (r *caseReader) entries(n ast.Node) []*ast.MappingValueNode {
	switch n := n.(type) {
	case nil, *ast.NullNode:
		return nil
	case *ast.MappingNode:
		return n.Values
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{n}
	}
	r.fault(n, "这里应为“键： 值”")
	return nil
}

func (r *caseReader) list(n ast.Node) []ast.Node {
	switch n := n.(type) {
	case nil, *ast.NullNode:
		return nil
	case *ast.SequenceNode:
		return n.Values
	}
	r.fault(n, "这里应为列表")
	return nil
}

// text reads a scalar as it stands in the file; "" for an absent one.
func (r *caseReader) text(n ast.Node) string {
	switch n := n.(type) {
	case nil, *ast.NullNode:
		return ""
	case *ast.StringNode:
		return n.Value
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		return n.GetToken().Value
	}
	r.fault(n, "这里应为一个值")
	return ""
}

func (r *caseReader) int(n ast.Node) int {
	text := r.text(n)
	if text == "" {
		return 0
	}
	x, err := strconv.Atoi(text)
	if err != nil {
		r.fault(n, "%q 不是整数", text)
	}
	return x
}

func (r *caseReader) day(n ast.Node) policy.Day {
	d, err := policy.ParseDay(r.text(n))
	if err != nil {
		r.fault(n, "%v", err)
	}
	return d
}

func (r *caseReader) flag(n ast.Node, absent bool) bool {
	switch text := r.text(n); text {
	case "":
		return absent
	case "是":
		return true
	case "否":
	default:
		r.fault(n, "%q 应为 是 或 否", text)
	}
	return false
}

// choice reads one of the words.
func (r *caseReader) choice(n ast.Node, words ...string) string {
	text := r.text(n)
	if !slices.Contains(words, text) {
		r.fault(n, "%q 应为 %s 之一", text, strings.Join(words, "、"))
	}
	return text
}

// ---- facts

// notReported takes a figure, or a year, of the base away.
const notReported = "未报"

// rawFacts are the facts of a base or a case as they stand in the file.
type rawFacts struct {
	firm    map[string]ast.Node
	figures map[int]map[string]ast.Node // nil: the year was not reported
	lists   map[string]ast.Node
}

func (r *caseReader) rawFacts(m map[string]ast.Node) rawFacts {
	raw := rawFacts{firm: r.mapping(m["firm"], "founded", "gone", "industry", "field"), figures: map[int]map[string]ast.Node{}, lists: map[string]ast.Node{}}
	for _, e := range r.entries(m["figures"]) {
		year := r.year(e.Key)
		raw.figures[year] = nil
		if s, ok := e.Value.(*ast.StringNode); !ok || s.Value != notReported {
			raw.figures[year] = r.mapping(e.Value)
		}
	}
	for _, key := range factKeys[2:] {
		if n, ok := m[key]; ok {
			raw.lists[key] = n
		}
	}
	return raw
}

func (r *caseReader) year(key ast.Node) int {
	year, err := strconv.Atoi(key.GetToken().Value)
	if err != nil || year < 1 || year > 9999 {
		r.fault(key, "%q 不是年度", key.GetToken().Value)
	}
	return year
}

// over lays the facts of a case over those of the base: firm and figures key by key, lists whole.
func (base rawFacts) over(top rawFacts) rawFacts {
	all := rawFacts{firm: maps.Clone(base.firm), figures: maps.Clone(base.figures), lists: maps.Clone(base.lists)}
	maps.Copy(all.firm, top.firm)
	maps.Copy(all.lists, top.lists)
	for year, line := range top.figures {
		if line == nil {
			all.figures[year] = nil
			continue
		}
		merged := maps.Clone(base.figures[year])
		if merged == nil {
			merged = map[string]ast.Node{}
		}
		maps.Copy(merged, line)
		all.figures[year] = merged
	}
	return all
}

func (r *caseReader) facts(raw rawFacts) Facts {
	f := Facts{Founded: r.day(raw.firm["founded"]), Gone: r.day(raw.firm["gone"]), Industry: r.text(raw.firm["industry"]), Field: r.text(raw.firm["field"])}
	for _, year := range slices.Sorted(maps.Keys(raw.figures)) {
		if line := raw.figures[year]; line != nil {
			f.Figures = append(f.Figures, r.figures(year, line))
		}
	}
	for _, n := range r.list(raw.lists["recognitions"]) {
		m := r.mapping(n, "kind", "level", "number", "issued", "ends", "revoked")
		f.Recognitions = append(f.Recognitions, Recognition{Kind: r.text(m["kind"]), Level: r.text(m["level"]), Number: r.text(m["number"]),
			Issued: r.day(m["issued"]), Ends: r.day(m["ends"]), Revoked: r.day(m["revoked"])})
	}
	for _, n := range r.list(raw.lists["rounds"]) {
		f.Rounds = append(f.Rounds, r.round(n))
	}
	for _, n := range r.list(raw.lists["listings"]) {
		m := r.mapping(n, "board", "code", "listed", "delisted")
		f.Listings = append(f.Listings, Listing{Board: r.text(m["board"]), Code: r.text(m["code"]), Listed: r.day(m["listed"]), Delisted: r.day(m["delisted"])})
	}
	for _, e := range r.entries(raw.lists["above_scale"]) {
		f.Scale = append(f.Scale, ScaleLine{r.year(e.Key), r.flag(e.Value, false)})
		f.Directories = append(f.Directories, r.year(e.Key))
	}
	if n, ok := raw.lists["directories"]; ok {
		f.Directories = nil
		for _, year := range r.list(n) {
			f.Directories = append(f.Directories, r.int(year))
		}
	}
	for _, n := range r.list(raw.lists["assessments"]) {
		m := r.mapping(n, "year", "score", "points")
		f.Assessments = append(f.Assessments, Assessment{r.int(m["year"]), r.text(m["score"]), r.int(m["points"])})
	}
	return f
}

func (r *caseReader) figures(year int, line map[string]ast.Node) Figures {
	f := Figures{Year: year}
	for key, n := range line {
		k := slices.IndexFunc(FigureTable[:], func(info FigureInfo) bool { return info.Key == key })
		if k < 0 {
			r.fault(n, "没有指标 %q", key)
			continue
		}
		text := r.text(n)
		if text == notReported || text == "" {
			continue
		}
		if v, ok := r.whole(n, text, FigureTable[k].Unit); ok {
			f.Set(Figure(k), v)
		}
	}
	return f
}

// whole reads a quantity that must be a whole number of one of the units' base.
func (r *caseReader) whole(n ast.Node, text string, units ...policy.Unit) (int64, bool) {
	q, err := policy.ParseQuantity(text)
	switch {
	case err != nil:
		r.fault(n, "%v", err)
	case !slices.Contains(units, q.Unit):
		r.fault(n, "%q 的单位不对", text)
	case q.Den != 1:
		r.fault(n, "%q 不是整数", text)
	default:
		return q.Num, true
	}
	return 0, false
}

func (r *caseReader) round(n ast.Node) Round {
	m := r.mapping(n, "day", "name", "amount", "valuation", "currency", "investors")
	round := Round{Day: r.day(m["day"]), Name: r.text(m["name"]), Currency: r.text(m["currency"]), Investors: r.flag(m["investors"], true)}
	amount := func(n ast.Node) (policy.Money, bool) {
		text := r.text(n)
		if text == "" {
			return 0, false
		}
		v, ok := r.whole(n, text, policy.UnitMoney, policy.UnitDollar)
		currency := CurrencyCNY
		if strings.HasSuffix(text, CurrencyUSD) {
			currency = CurrencyUSD
		}
		if round.Currency == "" {
			round.Currency = currency
		} else if currency == CurrencyUSD && round.Currency != CurrencyUSD {
			r.fault(n, "同一轮融资的币种不一致")
		}
		return policy.Money(v), ok
	}
	round.Amount, round.HasAmount = amount(m["amount"])
	round.Valuation, round.HasValue = amount(m["valuation"])
	if round.Currency == "" {
		round.Currency = CurrencyCNY
	}
	return round
}

// ---- expectations

func (r *caseReader) expectations(n ast.Node) (list []expectation) {
	for _, e := range r.entries(n) {
		switch key := e.Key.GetToken().Value; key {
		case "positions", "movements":
			for _, p := range r.entries(e.Value) {
				ladder := p.Key.GetToken().Value
				list = append(list, expectation{lineOf(p.Key), key + " " + ladder, r.text(p.Value), ladderGot(ladder, key == "movements")})
			}
		case "findings":
			for _, item := range r.list(e.Value) {
				list = append(list, r.findingExpectations(item)...)
			}
		case "missing":
			for _, item := range r.list(e.Value) {
				m := r.mapping(item, "tier", "metric", "year")
				tier, metric, year := r.text(m["tier"]), r.text(m["metric"]), r.int(m["year"])
				what := strings.TrimSpace(fmt.Sprintf("%s 的缺项 %s %s", tier, metric, r.text(m["year"])))
				list = append(list, expectation{lineOf(item), what, listed, missingGot(tier, metric, year)})
			}
		default:
			list = append(list, r.standingExpectations(key, e.Value)...)
		}
	}
	return list
}

func lineOf(n ast.Node) int { return n.GetToken().Position.Line }

func (r *caseReader) standingExpectations(tier string, n ast.Node) (list []expectation) {
	for _, e := range r.entries(n) {
		key, want := e.Key.GetToken().Value, ""
		switch key {
		case "holds", "qualifies":
			want = r.choice(e.Value, outcomeWords...)
		case "ready":
			want = r.choice(e.Value, readyWords...)
		case "listed_out", "outgrown", "aged_out":
			want = r.choice(e.Value, flagText(1), flagText(0))
		default:
			r.fault(e.Key, "不认识的键 %q", key)
		}
		list = append(list, expectation{lineOf(e.Key), tier + " " + key, want, standingGot(tier, key)})
	}
	return list
}

func (r *caseReader) findingExpectations(n ast.Node) (list []expectation) {
	m := r.mapping(n, "tier", "part", "label", "outcome", "actual", "bound", "score")
	tier, part, label := r.text(m["tier"]), r.text(m["part"]), r.text(m["label"])
	if part == "" {
		part = "qualifies"
	}
	if tier == "" || label == "" {
		r.fault(n, "findings 的每一条都要写 tier 和 label")
	}
	for _, property := range []string{"outcome", "actual", "bound", "score"} {
		at, ok := m[property]
		if !ok {
			continue
		}
		want := r.text(at)
		if property == "score" && !strings.Contains(want, "-") {
			want += "-" + want
		}
		what := fmt.Sprintf("%s %s“%s”的 %s", tier, part, label, property)
		list = append(list, expectation{lineOf(n), what, want, findingGot(tier, part, label, property)})
	}
	if len(list) == 0 {
		r.fault(n, "findings 的这一条没有写要核对的内容（outcome、actual、bound、score）")
	}
	return list
}
