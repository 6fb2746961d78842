package main

import (
	"fmt"
	"io"
	"strings"

	"yunti/policy"
	"yunti/tiering"
)

// showEdition prints the book as text: documents, tiers with every rule and bound, clauses.
func showEdition(w io.Writer, ed *policy.Edition) {
	fmt.Fprintf(w, tr("政策库 %s 的版本 %.12s\n", "The policy book as of %s, edition %.12s\n"), ed.Day, ed.Digest)
	fmt.Fprintf(w, "\n%s\n", tr("一、文件", "1. Documents"))
	for _, d := range ed.Documents {
		fmt.Fprintf(w, "  %s %s %s%s\n", pad(d.ID, 18), strings.TrimSpace(d.Title+" "+d.Number), lifeText(d), confidence[d.Confidence])
	}
	fmt.Fprintf(w, "\n%s\n", tr("二、共用条件", "2. Shared criteria"))
	for _, s := range ed.Criteria {
		fmt.Fprintf(w, "\n■ %s\n", s.Name)
		showRule(w, ed, s.Rule, "", 1)
	}
	fmt.Fprintf(w, "\n%s\n", tr("三、梯级", "3. Tiers"))
	for i := range ed.Tiers {
		t := &ed.Tiers[i]
		fmt.Fprintf(w, "\n■ %s（%s）%s\n", t.Name, t.ID, t.Note)
		showRule(w, ed, t.Holds, tr("持有", "holds"), 1)
		showRule(w, ed, t.Qualifies, tr("符合条件", "qualifies"), 1)
	}
	fmt.Fprintf(w, "\n%s\n", tr("四、奖补条款", "4. Money clauses"))
	for _, a := range ed.Measures.Articles {
		fmt.Fprintf(w, "\n■ %s　%s\n", a.Article, a.Name)
		if a.Note != "" {
			fmt.Fprintf(w, "  %s\n", a.Note)
		}
		for _, id := range a.Clauses {
			if c, ok := ed.Clause(id); ok {
				showClause(w, ed, c)
			}
		}
	}
}

// showClause prints whom a clause pays, how much, what has to be shown, and how its open questions are read.
func showClause(w io.Writer, ed *policy.Edition, c *policy.Clause) {
	amounts := c.AmountKind().Text()
	if text := amountsText(ed, c); text != "" {
		amounts += "，" + text
	}
	fmt.Fprintf(w, "  %s %s %d—%d 年 [%s]\n", pad(c.ID, 5), c.Name, c.Years.From, c.Years.To, ed.CiteText(&c.Cite))
	fmt.Fprintf(w, "        %s：%s；%s\n", c.Payee.Text(), amounts, c.Stacks)
	fmt.Fprintf(w, "        %s%s\n", tr("证明材料：", "evidence: "), strings.Join(c.Evidence, "、"))
	if c.Note != "" {
		fmt.Fprintf(w, "        %s\n", c.Note)
	}
	for _, r := range c.Readings {
		fmt.Fprintf(w, "        %s %s：%s\n", r.ID, r.Question, r.Taken)
	}
}

var confidence = map[string]string{"confirmed": "", "known": "（通行做法）", "provisional": "（暂定口径）"}

func lifeText(d policy.Document) string {
	if d.To == 0 {
		return fmt.Sprintf("%s 起施行", d.From)
	}
	return fmt.Sprintf("%s 至 %s", d.From, d.To)
}

func amountsText(ed *policy.Edition, c *policy.Clause) string {
	var words []string
	for _, a := range c.Amounts {
		word := a.Level
		if kind, ok := ed.Kind(a.Kind); ok {
			word += kind.Name
		}
		if word != "" {
			word += " "
		}
		switch {
		case !a.Fixed.IsZero():
			word += a.Fixed.String()
		case !a.High.IsZero():
			word += a.Low.String() + "—" + a.High.String()
		case !a.Ceiling.IsZero():
			word += "最高 " + a.Ceiling.String()
		case !a.Rate.IsZero():
			word += a.Rate.String()
		default:
			word += "按记录金额的 " + a.Match.String()
		}
		words = append(words, word)
	}
	return strings.Join(words, "，")
}

// showRule prints a rule and its parts, indented.
func showRule(w io.Writer, ed *policy.Edition, r *policy.Rule, label string, depth int) {
	if r == nil {
		return
	}
	if r.Label != "" {
		label = strings.TrimSpace(label + " " + r.Label)
	}
	text, parts := ruleText(ed, r)
	line := strings.Join(strings.Fields(label+" "+text), " ")
	if r.Cite != nil {
		line += " [" + ed.CiteText(r.Cite) + "]"
	}
	fmt.Fprintf(w, "%s- %s\n", strings.Repeat("  ", depth), line)
	for _, p := range parts {
		showRule(w, ed, p, "", depth+1)
	}
	if r.Score != nil {
		for _, p := range r.Score.Parts {
			showPart(w, p, depth+1)
		}
	}
}

func ruleText(ed *policy.Edition, r *policy.Rule) (text string, parts []*policy.Rule) {
	switch {
	case r.All != nil:
		return tr("（须全部符合）", "(all of)"), r.All
	case r.Any != nil:
		return tr("（符合任一）", "(any of)"), r.Any
	case r.AtLeast != nil:
		return fmt.Sprintf(tr("（至少 %d 项）", "(at least %d of)"), r.AtLeast.N), r.AtLeast.Of
	case r.Not != nil:
		return tr("（须不符合）", "(not)"), []*policy.Rule{r.Not}
	case r.Criteria != "":
		return tr("→ 共用条件 ", "→ shared criteria ") + sharedName(ed, r.Criteria), nil
	case r.Qualifies != "":
		return tr("→ 符合条件：", "→ qualifies: ") + tierName(ed, r.Qualifies), nil
	case r.Recognised != "":
		return tr("有效的 ", "valid ") + kindName(ed, r.Recognised) + strings.Join(r.Levels, "、"), nil
	case r.BoundBy != nil:
		return boundByText(r), nil
	case r.Score != nil:
		return ops[string(r.Score.Op)] + " " + r.Score.Bound.String(), nil
	case r.Judged != "":
		return tr("由专家判断", "judged by people"), nil
	}
	return ops[string(r.Op)] + " " + r.Bound.String(), nil
}

// metricTitle is the Chinese title of a metric that is a yearly figure.
func metricTitle(name string) string {
	for _, f := range tiering.FigureTable {
		if f.Key == name {
			return f.Title
		}
	}
	return name
}

func boundByText(r *policy.Rule) string {
	var words []string
	for _, b := range r.BoundBy.Bands {
		word := ops[string(r.Op)] + " " + b.Bound.String()
		if b.Max != nil {
			word += "（" + metricTitle(r.BoundBy.Metric) + " ≤ " + b.Max.String() + "）"
		} else {
			word += tr("（以上）", " (above)")
		}
		words = append(words, word)
	}
	return strings.Join(words, "；")
}

func showPart(w io.Writer, p policy.Part, depth int) {
	var bands []string
	for _, b := range p.Bands {
		op := "≥"
		if b.Strict {
			op = ">"
		}
		bands = append(bands, fmt.Sprintf("%s%s：%s", op, b.From, pointsText(b.Points)))
	}
	text := strings.Join(bands, " ")
	if p.Judged != nil {
		text = tr("专家评分 ", "judged ") + pointsText(*p.Judged)
	}
	fmt.Fprintf(w, "%s· %s %s\n", strings.Repeat("  ", depth), p.Label, text)
	for _, option := range p.Best {
		showPart(w, option, depth+1)
	}
	for _, item := range p.Sum {
		showPart(w, item, depth+1)
	}
}

func pointsText(r policy.Range) string {
	if r.Low == r.High {
		return fmt.Sprintf("%d 分", r.Low)
	}
	return fmt.Sprintf("%d–%d 分", r.Low, r.High)
}

func sharedName(ed *policy.Edition, id string) string {
	for _, s := range ed.Criteria {
		if s.ID == id {
			return s.Name
		}
	}
	return id
}

func kindName(ed *policy.Edition, id string) string {
	if k, ok := ed.Kind(id); ok {
		return k.Name
	}
	return id
}
