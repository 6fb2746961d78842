package policy

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Parameter is a number or reading of an edition that Set changes: its path, its value as Set takes it ("无" where none is set), and what
// it is in words.
type Parameter struct {
	Path  string `json:"path"`
	Value string `json:"value"`
	Text  string `json:"text"`
}

// Parameters lists what Set can change, in the order of the book: the conditions of the tiers, the criteria that they share, the
// 规上 lines, the clauses, and what holds for all clauses.
func (e *Edition) Parameters() []Parameter {
	var all []Parameter
	for i := range e.Tiers {
		all = append(all, boundsOf(e.Tiers[i].Qualifies, "tier/"+e.Tiers[i].ID, e.Tiers[i].Name)...)
	}
	for i := range e.Criteria {
		all = append(all, boundsOf(e.Criteria[i].Rule, "criteria/"+e.Criteria[i].ID, e.Criteria[i].Name)...)
	}
	for i := range e.Scale {
		if s := &e.Scale[i]; s.Metric != "" {
			all = append(all, Parameter{"scale/" + s.Code, s.Bound.String(), "规上标准：" + s.Name})
		}
	}
	for i := range e.Clauses {
		all = append(all, e.Clauses[i].parameters(e.kindName)...)
	}
	return append(all, Parameter{"measures/round", e.Measures.Round.String(), "全部条款：每笔舍入到"},
		Parameter{"measures/suspends", strings.Join(e.Measures.Suspends, "、"), "全部条款：暂缓的情形"})
}

// Parameter finds what a path of Set names, also by a longer path than is needed.
func (e *Edition) Parameter(path string) (Parameter, bool) {
	all := e.Parameters()
	if i := slices.IndexFunc(all, func(p Parameter) bool { return p.Path == path }); i >= 0 {
		return all[i], true
	}
	if q, err := e.number(path); err == nil {
		return Parameter{Path: path, Value: q.String()}, true
	}
	return Parameter{}, false
}

// Near lists the n paths that are most like a path that does not exist, the nearest first: those whose tier, clause or industry is
// most like it, and of these the most alike in all.
func (e *Edition) Near(path string, n int) []string {
	type candidate struct {
		path        string
		head, whole int
	}
	var all []candidate
	for _, p := range e.Parameters() {
		all = append(all, candidate{p.Path, distance(headOf(path), headOf(p.Path)), distance(path, p.Path)})
	}
	slices.SortStableFunc(all, func(a, b candidate) int { return cmp.Or(cmp.Compare(a.head, b.head), cmp.Compare(a.whole, b.whole)) })
	var paths []string
	for _, c := range all[:min(n, len(all))] {
		paths = append(paths, c.path)
	}
	return paths
}

// headOf is the beginning of a path that names the tier, the clause or the industry.
func headOf(path string) string {
	parts := strings.SplitN(path, "/", 3)
	return strings.Join(parts[:min(2, len(parts))], "/")
}

// boundsOf lists the bounds under a rule. A metric that occurs more than once is told apart by its label.
func boundsOf(root *Rule, at, owner string) []Parameter {
	count := map[string]int{}
	each := func(visit func(path string, r *Rule)) {
		walkRule(root, func(r *Rule) {
			switch {
			case r.Metric != "":
				visit(at+"/"+r.Metric, r)
			case r.Score != nil:
				visit(at+"/"+r.Score.Name, r)
			}
		})
	}
	each(func(path string, r *Rule) {
		count[path]++
		count[path+"/"+r.Label]++
	})
	var all []Parameter
	each(func(path string, r *Rule) {
		if count[path] > 1 {
			path += "/" + r.Label
		}
		if count[path] > 1 {
			return // nothing tells them apart
		}
		text := owner + "：" + r.Label
		switch {
		case r.BoundBy != nil:
			for i := range r.BoundBy.Bands {
				all = append(all, Parameter{path + "/" + strconv.Itoa(i+1), r.BoundBy.Bands[i].Bound.String(), fmt.Sprintf("%s（第 %d 档）", text, i+1)})
			}
		case r.Score != nil:
			all = append(all, Parameter{path, r.Score.Bound.String(), text})
		default:
			all = append(all, Parameter{path, r.Bound.String(), text})
		}
	})
	return all
}

// amountKeys are the keys of amountUnits as they are listed.
var amountKeys = []string{"fixed", "low", "high", "ceiling", "rate", "match", "factor", "cap"}

// parameterNames are the keys of a clause's parameters in words.
var parameterNames = map[string]string{"fixed": "定额", "low": "低端", "high": "高端", "ceiling": "上限", "rate": "比例", "match": "配套比例", "factor": "折算", "cap": "每户每年封顶",
	"years": "有效年度", "repeat": "次数", "levels": "级别", "figure": "研发费用口径", "listed": "重点研发投入企业名单", "tolerance": "容许晚发的年数",
	"pool": "按全市口径", "everyone": "不论规模", "top_up": "晋级只补差额"}

// parameters lists what can be changed of a clause: its amounts first.
func (c *Clause) parameters(kindName func(id string) string) []Parameter {
	var all []Parameter
	at, owner := "clause/"+c.ID+"/", c.ID+" "+c.Name+"："
	for _, key := range amountKeys {
		takes := 0
		for i := range c.Amounts {
			if c.Amounts[i].takes(key) {
				takes++
			}
		}
		for i := range c.Amounts {
			a := &c.Amounts[i]
			if !a.takes(key) {
				continue
			}
			path, value, text := at+key, "无", owner+parameterNames[key]
			if takes > 1 {
				path = strings.TrimRight(path+"/"+a.Kind+"/"+a.Level, "/")
				text += "（" + a.Level + kindName(a.Kind) + "）"
			}
			if q := a.number(key); !q.IsZero() {
				value = q.String()
			}
			all = append(all, Parameter{path, value, text})
		}
	}
	for _, key := range []string{"years", "repeat", "levels", "figure", "listed", "tolerance"} {
		if c.hasParameter(key) {
			all = append(all, Parameter{at + key, c.word(key), owner + parameterNames[key]})
		}
	}
	flags := c.flags()
	for _, key := range []string{"pool", "everyone", "top_up"} {
		if flag, ok := flags[key]; ok {
			all = append(all, Parameter{at + key, map[bool]string{true: "是", false: "否"}[*flag], owner + parameterNames[key]})
		}
	}
	return all
}

// kindName is the name of a kind of recognition, "" for none.
func (e *Edition) kindName(id string) string {
	if k, ok := e.Kind(id); ok {
		return k.Name
	}
	return ""
}

// word is the value of a parameter that is neither a number of an amount nor a yes or no, as setWord takes it.
func (c *Clause) word(key string) string {
	switch key {
	case "years":
		return fmt.Sprintf("%d-%d", c.Years.From, c.Years.To)
	case "repeat":
		return string(c.Repeat)
	case "levels":
		return strings.Join(c.Trigger.Recognised.Levels, "、")
	case "figure":
		return c.Trigger.Research.Figure
	case "listed":
		return c.Trigger.Research.Listed
	}
	return strconv.Itoa(c.Trigger.Renewed.Tolerance) + " 年"
}

// distance is how many characters have to be put in, left out or replaced to make one text of the other.
func distance(a, b string) int {
	from, to := []rune(a), []rune(b)
	row := make([]int, len(to)+1)
	for j := range row {
		row[j] = j
	}
	for i, r := range from {
		corner := row[0]
		row[0] = i + 1
		for j, t := range to {
			change := corner
			if r != t {
				change++
			}
			corner = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(to)]
}
