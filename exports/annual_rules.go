package exports

import (
	"fmt"
	"strings"

	"yunti/policy"
)

// confidences are the marks of Document.Confidence.
var confidences = map[string]string{"confirmed": "已核对原文", "known": "通行做法", "provisional": "暂定口径"}

// documents prints the documents that the edition cites.
func (a *annual) documents() *chapter {
	s := a.book.sheet("政策依据")
	t := newTable(s, a.heading("评价所用政策文件", ""), []column[policy.Document]{
		{Title: "序号", Kind: Serial},
		{Title: "文件名称", Kind: Wrapped, Width: 46, Value: func(d *policy.Document) Cell { return Text(typeset(d.Title)) }},
		{Title: "文号", Kind: Wrapped, Width: 44, Value: func(d *policy.Document) Cell { return Text(d.Number).Or("—") }},
		{Title: "发文机关", Kind: Wrapped, Width: 30, Value: func(d *policy.Document) Cell { return Text(d.Issuer).Or("—") }},
		{Title: "施行日期", Kind: Day, Value: func(d *policy.Document) Cell { return Date(d.From) }},
		{Title: "失效日期", Kind: Day, Value: func(d *policy.Document) Cell { return Date(d.To).Or("—") }},
		{Title: "核对情况", Kind: Centred, Value: func(d *policy.Document) Cell { return confidenceCell(d.Confidence) }},
		{Title: "核对日期", Kind: Day, Value: func(d *policy.Document) Cell { return Date(d.Checked).Or("—") }},
		{Title: "说明", Kind: Wrapped, Width: 50, Value: func(d *policy.Document) Cell { return Text(typeset(d.Note)) }},
	})
	t.freeze(2)
	return &chapter{sheet: s, about: "评价所用的文件、文号和有效期，暂定口径已标明", close: func() {
		for i := range a.ed.Documents {
			t.add(0, &a.ed.Documents[i])
		}
		t.foot(a.Source, provisionalNote, a.editionNote())
	}}
}

const provisionalNote = "“暂定口径”为上级文件没有明确数值、由本市暂定，待主管部门核定；“通行做法”为尚未重新核对原文"

func (a *annual) editionNote() string {
	return fmt.Sprintf("口径和数值以%s有效的为准，政策库版本号 %s", dayText(a.ed.Day), a.ed.Digest)
}

func confidenceCell(c string) Cell {
	cell := Text(confidences[c])
	if c == "provisional" {
		return cell.In(Mild)
	}
	return cell
}

// condition is one line of the rules: a node of a tree, indented.
type condition struct {
	tier, part, label, asked, cite, confidence string
}

// conditions prints every condition of the edition with the bound in force and its article.
func (a *annual) conditions() *chapter {
	s := a.book.sheet("政策条件")
	t := newTable(s, a.heading("评价所用条件和现行数值", ""), []column[condition]{
		{Title: "序号", Kind: Serial},
		{Title: "梯级", Kind: Words, Value: func(c *condition) Cell { return Text(c.tier) }},
		{Title: "类别", Kind: Centred, Value: func(c *condition) Cell { return Text(c.part) }},
		{Title: "条件", Kind: Wrapped, Width: 52, Value: func(c *condition) Cell { return Text(c.label) }},
		{Title: "要求", Kind: Wrapped, Width: 52, Value: func(c *condition) Cell { return Text(c.asked) }},
		{Title: "依据", Kind: Wrapped, Width: 68, Value: func(c *condition) Cell { return Text(typeset(c.cite)).Or("—") }},
		{Title: "核对情况", Kind: Centred, Value: func(c *condition) Cell { return confidenceCell(c.confidence) }},
	})
	t.freeze(2)
	return &chapter{sheet: s, about: "各梯级的条件、现行数值和条款依据", rows: func() int { return t.rows }, close: func() {
		w := ruleWriter{a: a, table: t}
		w.tiers()
		for i := range a.ed.Criteria {
			c := &a.ed.Criteria[i]
			w.tier, w.part = c.Name, "共用条件"
			w.rule(c.Rule, 0)
		}
		w.tier, w.part = "规模以上", "行业标准"
		for i := range a.ed.Scale {
			c := &a.ed.Scale[i]
			w.line(0, fmt.Sprintf("%s（行业代码 %s）", c.Name, c.Code), scaleText(c), c.Cite)
		}
		t.foot(a.Source, provisionalNote, a.editionNote(), "规模以上以当年一套表名录为准，名录未导入的年度按行业标准测算并注明")
	}}
}

// ruleWriter prints trees line by line.
type ruleWriter struct {
	a          *annual
	table      *table[condition]
	tier, part string
}

// tiers prints all trees of all tiers.
func (w *ruleWriter) tiers() {
	for i := range w.a.ed.Tiers {
		t := &w.a.ed.Tiers[i]
		w.tier = t.Name
		for _, p := range []struct {
			name string
			rule *policy.Rule
		}{{"不适用", t.Unless}, {"持有", t.Holds}, {"符合条件", t.Qualifies}, {"上市毕业", t.ListedOut}, {"超规毕业", t.Outgrown}, {"超龄毕业", t.AgedOut}} {
			w.part = p.name
			w.rule(p.rule, 0)
		}
	}
}

// rule prints a node and, indented under it, its parts.
func (w *ruleWriter) rule(r *policy.Rule, depth int) {
	if r == nil {
		return
	}
	asked, parts := w.asked(r)
	if r.Label != "" || len(parts) == 0 {
		w.line(depth, r.Label, asked, r.Cite)
		depth++
	}
	for _, p := range parts {
		w.rule(p, depth)
	}
	if r.Score != nil {
		w.points(r.Score.Parts, depth)
	}
}

func (w *ruleWriter) line(depth int, label, asked string, cite *policy.Cite) {
	c := condition{tier: w.tier, part: w.part, label: strings.Repeat("　", depth) + typeset(label), asked: typeset(asked)}
	if cite != nil {
		c.cite = w.a.ed.CiteText(cite)
		for i := range w.a.ed.Documents {
			if d := &w.a.ed.Documents[i]; d.ID == cite.Document {
				c.confidence = d.Confidence
			}
		}
	}
	w.table.add(0, &c)
}

// asked says what a node asks, and which parts it has.
func (w *ruleWriter) asked(r *policy.Rule) (string, []*policy.Rule) {
	switch {
	case r.All != nil:
		return "须全部满足", r.All
	case r.Any != nil:
		return "满足其一即可", r.Any
	case r.AtLeast != nil:
		return fmt.Sprintf("至少满足 %d 项", r.AtLeast.N), r.AtLeast.Of
	case r.Not != nil:
		return "须不满足", []*policy.Rule{r.Not}
	case r.Criteria != "":
		for _, c := range w.a.ed.Criteria {
			if c.ID == r.Criteria {
				return "满足共用条件“" + c.Name + "”", nil
			}
		}
	case r.Recognised != "":
		return w.recognised(r), nil
	case r.Qualifies != "":
		return "符合" + w.a.tierName(r.Qualifies) + "的条件", nil
	case r.Score != nil:
		return "总分" + opWords[string(r.Score.Op)] + " " + r.Score.Bound.String(), nil
	case r.Judged != "":
		return "由人判定：" + r.Judged, nil
	case r.BoundBy != nil:
		return w.byBands(r), nil
	}
	return boundText(r.Op, r.Bound), nil
}

// boundText writes a comparison: 不低于 20%; a flag is just 是 or 否.
func boundText(op policy.Op, q policy.Quantity) string {
	if q.Unit == policy.UnitFlag {
		return q.String()
	}
	return opWords[string(op)] + " " + q.String()
}

func (w *ruleWriter) recognised(r *policy.Rule) string {
	name := r.Recognised
	if k, ok := w.a.ed.Kind(r.Recognised); ok {
		name = k.Name
	}
	if len(r.Levels) > 0 {
		name += "（" + strings.Join(r.Levels, "、") + "）"
	}
	return "有效的认定：" + name
}

// byBands writes a bound that another metric chooses: 营业收入不超过 5000 万元的不低于 5%；….
func (w *ruleWriter) byBands(r *policy.Rule) string {
	var said []string
	for _, b := range r.BoundBy.Bands {
		when := "其余的"
		if b.Max != nil {
			when = metricName(r.BoundBy.Metric) + "不超过 " + b.Max.String() + " 的"
		}
		said = append(said, when+boundText(r.Op, b.Bound))
	}
	return strings.Join(said, "；")
}

// metricName names the metric that chooses a bound.
func metricName(metric string) string {
	if metric == "revenue" {
		return "最近一年营业收入"
	}
	return metric
}

// points prints the parts of a score with the points of their bands.
func (w *ruleWriter) points(parts []policy.Part, depth int) {
	for i := range parts {
		p := &parts[i]
		asked := ""
		switch {
		case p.Judged != nil:
			asked = fmt.Sprintf("由专家评定，%s", rangeText(*p.Judged))
		case p.Best != nil:
			asked = "取最高一项"
		case p.Sum != nil && p.Cap > 0:
			asked = fmt.Sprintf("合计，最高 %d 分", p.Cap)
		case p.Sum != nil:
			asked = "合计"
		default:
			asked = bandsText(p.Bands)
		}
		w.line(depth, p.Label, asked, p.Cite)
		w.points(p.Best, depth+1)
		w.points(p.Sum, depth+1)
	}
}

func bandsText(bands []policy.Band) string {
	var said []string
	for _, b := range bands {
		op := "不低于 "
		if b.Strict {
			op = "高于 "
		}
		said = append(said, op+b.From.String()+"，得 "+rangeText(b.Points))
	}
	return strings.Join(said, "；")
}

func rangeText(r policy.Range) string {
	if r.Low == r.High {
		return fmt.Sprintf("%d 分", r.Low)
	}
	return fmt.Sprintf("%d—%d 分", r.Low, r.High)
}

func scaleText(c *policy.Scale) string {
	switch {
	case c.Always:
		return "全部纳入"
	case c.Judged != "":
		return c.Judged
	case c.Metric == "main_revenue":
		return "主营业务收入不低于 " + c.Bound.String()
	case c.Metric != "":
		return "营业收入不低于 " + c.Bound.String()
	}
	return "—"
}
