package api

import (
	"fmt"
	"strconv"

	"yunti/policy"
	"yunti/tiering"
)

// ruleCite is a citation, ready to be shown.
type ruleCite struct {
	Document    string `json:"document"`
	Title       string `json:"title"`
	Article     string `json:"article"`
	Text        string `json:"text"`
	Confidence  string `json:"confidence"`
	Provisional bool   `json:"provisional"` // 暂定口径
}

// ruleSince is what a number of the book is from a day on, "" where it no longer applies.
type ruleSince struct {
	Since policy.Day `json:"since"`
	Value string     `json:"value"`
}

// ruleNode is a condition of the book, or a group of them, in words.
type ruleNode struct {
	Type       string      `json:"type"`
	Label      string      `json:"label"`
	Note       string      `json:"note"`
	Cite       *ruleCite   `json:"cite"`
	Count      int         `json:"count,omitempty"`
	Metric     string      `json:"metric,omitempty"`
	MetricName string      `json:"metric_name,omitempty"`
	Op         string      `json:"op,omitempty"`
	Bound      string      `json:"bound,omitempty"`
	Unit       string      `json:"unit,omitempty"`
	By         string      `json:"by,omitempty"`
	ByName     string      `json:"by_name,omitempty"`
	Bands      []ruleBand  `json:"bands,omitempty"`
	Kind       string      `json:"kind,omitempty"`
	KindName   string      `json:"kind_name,omitempty"`
	Levels     []string    `json:"levels,omitempty"`
	Tier       string      `json:"tier,omitempty"`
	TierName   string      `json:"tier_name,omitempty"`
	Judged     string      `json:"judged,omitempty"`
	Points     string      `json:"points,omitempty"`
	Cap        int         `json:"cap,omitempty"`
	History    []ruleSince `json:"history,omitempty"`
	Parts      []ruleNode  `json:"parts"`
}

// ruleBand is one band of a bound that another metric chooses, or of points.
type ruleBand struct {
	Text    string      `json:"text"`
	Bound   string      `json:"bound"`
	Points  string      `json:"points"`
	History []ruleSince `json:"history"`
}

// numbers are the numbers of one edition by the path on which they stand: tier/gazelle/qualifies/规模标准/….
type numbers map[string]string

// numberHistory is what each number was from which day on.
type numberHistory map[string][]ruleSince

// historyOf reads the histories of all numbers of a book.
func historyOf(book *policy.Book) numberHistory {
	history := numberHistory{}
	for _, ed := range book.History() {
		found := numbers{}
		r := ruleReader{ed: ed, found: found}
		for i := range ed.Tiers {
			r.tier(&ed.Tiers[i])
		}
		for i := range ed.Clauses {
			r.clause(&ed.Clauses[i])
		}
		for path, value := range found {
			if past := history[path]; len(past) == 0 || past[len(past)-1].Value != value {
				history[path] = append(past, ruleSince{ed.Day, value})
			}
		}
		for path, past := range history {
			if _, still := found[path]; !still && past[len(past)-1].Value != "" {
				history[path] = append(past, ruleSince{ed.Day, ""})
			}
		}
	}
	return history
}

// ruleReader puts the rules of an edition into words, with the histories of their numbers where it has them; it notes the numbers that it meets.
type ruleReader struct {
	ed    *policy.Edition
	past  numberHistory
	found numbers
}

// number notes the number on a path and returns it with its history.
func (r *ruleReader) number(path string, q policy.Quantity) (string, []ruleSince) {
	text := q.String()
	if text != "" && r.found != nil {
		r.found[path] = text
	}
	if past := r.past[path]; past != nil {
		return text, past
	}
	return text, []ruleSince{}
}

func (r *ruleReader) cite(c *policy.Cite) *ruleCite {
	if c == nil {
		return nil
	}
	cite := &ruleCite{Document: c.Document, Title: c.Document, Article: c.Article, Text: r.ed.CiteText(c)}
	if d, ok := r.ed.Document(c.Document); ok {
		cite.Title, cite.Confidence, cite.Provisional = d.Title, d.Confidence, d.Confidence == "provisional"
	}
	return cite
}

func (r *ruleReader) kindName(id string) string {
	return nameIn(r.ed.Kinds, id, func(k *policy.Kind) (string, string) { return k.ID, k.Name })
}

func (r *ruleReader) tierName(id string) string {
	return nameIn(r.ed.Tiers, id, func(t *policy.Tier) (string, string) { return t.ID, t.Name })
}

// rule puts a condition and all below it into words.
func (r *ruleReader) rule(path string, rule *policy.Rule) *ruleNode {
	if rule == nil {
		return nil
	}
	n := &ruleNode{Label: rule.Label, Cite: r.cite(rule.Cite), Parts: []ruleNode{}}
	switch {
	case rule.All != nil:
		n.Type, n.Note, n.Parts = "all", "须全部满足", r.rules(path, rule.All)
	case rule.Any != nil:
		n.Type, n.Note, n.Parts = "any", "满足其一即可", r.rules(path, rule.Any)
	case rule.AtLeast != nil:
		n.Type, n.Count, n.Note, n.Parts = "at_least", rule.AtLeast.N, fmt.Sprintf("至少满足 %d 项", rule.AtLeast.N), r.rules(path, rule.AtLeast.Of)
	case rule.Not != nil:
		n.Type, n.Note, n.Parts = "not", "须不满足", r.rules(path, []*policy.Rule{rule.Not})
	case rule.Criteria != "":
		r.shared(n, rule.Criteria)
	case rule.Metric != "":
		r.metric(n, path, rule)
	case rule.Recognised != "":
		n.Type, n.Kind, n.KindName, n.Levels = "recognised", rule.Recognised, r.kindName(rule.Recognised), rule.Levels
	case rule.Qualifies != "":
		n.Type, n.Tier, n.TierName, n.Note = "qualifies", rule.Qualifies, r.tierName(rule.Qualifies), "详见该梯级的符合条件"
	case rule.Score != nil:
		n.Type, n.Metric, n.MetricName, n.Op, n.Unit = "score", rule.Score.Name, rule.Label, string(rule.Score.Op), "分"
		n.Bound, n.History = r.number(path, rule.Score.Bound)
		n.Parts = r.points("score/"+rule.Score.Name, rule.Score.Parts)
	case rule.Judged != "":
		n.Type, n.Judged, n.Note = "judged", rule.Judged, "须人工评定"
	}
	return n
}

func (r *ruleReader) rules(path string, rules []*policy.Rule) []ruleNode {
	list, met := make([]ruleNode, 0, len(rules)), siblings{}
	for _, part := range rules {
		if n := r.rule(met.path(path, part.Label), part); n != nil {
			list = append(list, *n)
		}
	}
	return list
}

// siblings tells parts of the same label apart.
type siblings map[string]int

func (s siblings) path(above, label string) string {
	s[label]++
	if s[label] > 1 {
		label += "#" + strconv.Itoa(s[label])
	}
	return above + "/" + label
}

// shared puts criteria that several tiers share in the place where they are named.
func (r *ruleReader) shared(n *ruleNode, id string) {
	n.Type = "criteria"
	for _, s := range r.ed.Criteria {
		if s.ID != id {
			continue
		}
		n.Note = s.Name
		if whole := r.rule("criteria/"+id, s.Rule); whole != nil {
			n.Parts = []ruleNode{*whole}
			if whole.Label == "" {
				whole.Label = s.Name
				n.Parts[0] = *whole
			}
		}
	}
}

func (r *ruleReader) metric(n *ruleNode, path string, rule *policy.Rule) {
	n.Type, n.Metric, n.Op = "metric", rule.Metric, string(rule.Op)
	n.MetricName, n.Unit = metricWords(rule.Metric)
	by := rule.BoundBy
	if by == nil {
		n.Bound, n.History = r.number(path, rule.Bound)
		return
	}
	n.By = by.Metric
	n.ByName, _ = metricWords(by.Metric)
	for i, band := range by.Bands {
		b := ruleBand{}
		switch {
		case band.Max != nil && i == 0:
			b.Text = n.ByName + " " + band.Max.String() + "及以下"
		case band.Max != nil:
			b.Text = n.ByName + " " + by.Bands[i-1].Max.String() + "以上至 " + band.Max.String()
		case i > 0:
			b.Text = n.ByName + " " + by.Bands[i-1].Max.String() + "以上"
		}
		b.Bound, b.History = r.number(fmt.Sprintf("%s/%d", path, i+1), band.Bound)
		n.Bands = append(n.Bands, b)
	}
}

// metricWords is a metric's name and unit; a metric that there is not is called what the book calls it.
func metricWords(name string) (label, unit string) {
	label, unit, ok := tiering.MetricName(name)
	if !ok {
		return name, ""
	}
	return label, unit
}

// points puts the parts of a score into words.
func (r *ruleReader) points(path string, parts []policy.Part) []ruleNode {
	list, met := make([]ruleNode, 0, len(parts)), siblings{}
	for i := range parts {
		p := &parts[i]
		at := met.path(path, p.Label)
		n := ruleNode{Label: p.Label, Cite: r.cite(p.Cite), Parts: []ruleNode{}}
		switch {
		case p.Metric != "":
			n.Type, n.Metric, n.Note = "metric", p.Metric, "按达到的最高一档给分"
			n.MetricName, n.Unit = metricWords(p.Metric)
			for k, band := range p.Bands {
				b := ruleBand{Points: spanOfPoints(band.Points)}
				b.Bound, b.History = r.number(fmt.Sprintf("%s/%d", at, k+1), band.From)
				b.Text = "≥ " + b.Bound
				if band.Strict {
					b.Text = "> " + b.Bound
				}
				n.Bands = append(n.Bands, b)
			}
		case p.Best != nil:
			n.Type, n.Note, n.Parts = "best", "取最高一项", r.points(at, p.Best)
		case p.Sum != nil:
			n.Type, n.Cap, n.Note, n.Parts = "sum", p.Cap, "各项相加", r.points(at, p.Sum)
			if p.Cap > 0 {
				n.Note = fmt.Sprintf("合计最高 %d 分", p.Cap)
			}
		case p.Judged != nil:
			n.Type, n.Judged, n.Note, n.Points = "judged", p.Label, "由专家评定", spanOfPoints(*p.Judged)
		}
		list = append(list, n)
	}
	return list
}

func spanOfPoints(p policy.Range) string {
	return tiering.ScoreRange{Low: p.Low, High: p.High}.String()
}

// validityWords says how long titles of a kind are valid.
func validityWords(v policy.Validity) string {
	term := ""
	switch {
	case v.CalendarYear:
		return "当年有效"
	case v.Years > 0:
		term = fmt.Sprintf("%d 年", v.Years)
	case v.Months > 0:
		term = fmt.Sprintf("%d 个月", v.Months)
	}
	switch {
	case v.EndColumn && term != "":
		return "以所载有效期为准，没有写明的自发证之日起 " + term
	case v.EndColumn:
		return "以所载有效期为准，没有写明的到撤销为止"
	case term != "":
		return "自发证之日起 " + term
	}
	return "到撤销为止"
}
