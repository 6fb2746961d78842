package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"yunti/jobs"
	"yunti/models"
	"yunti/policy"
	"yunti/tiering"
)

type explainCmd struct {
	database
	Code string `arg:"" optional:"" help:"${code}"`
	Year int    `required:"" help:"${year}"`
	JSON bool   `name:"json" help:"${json}"`
	All  bool   `help:"${all}"`
}

func (e explainCmd) Run(c *runContext) error {
	if (e.Code == "") != e.All {
		return errors.New(tr("请给出一个统一社会信用代码，或用 --all 输出全部企业", "name one firm's code, or --all"))
	}
	db, err := e.existing(c)
	if err != nil {
		return err
	}
	defer db.Close()
	if e.All {
		return jobs.EachExplanation(c, db, e.Year, func(x *jobs.Explanation) error { return printJSON(c.out, x) })
	}
	b, err := book()
	if err != nil {
		return err
	}
	x, err := jobs.Explain(c, db, b, models.Everything, policy.NormalCode(e.Code), e.Year)
	if err != nil {
		return err
	}
	if e.JSON {
		return printJSON(c.out, x)
	}
	ed, err := db.Edition(c, x.Edition)
	if err != nil {
		// A year without a review is judged live, under an edition that nothing has stored.
		if ed, err = b.At(x.Day); err != nil {
			return err
		}
	}
	first, err := firstReview(c, db, x)
	if err != nil {
		return err
	}
	printExplanation(c.out, ed, x, first)
	return nil
}

// firstReview reports whether there was no earlier review to compare with, so that a missing movement says nothing.
func firstReview(c *runContext, db *models.DB, x *jobs.Explanation) (bool, error) {
	if x.Review != "" {
		r, err := db.Review(c, x.Review)
		return err == nil && r.Previous == "", err
	}
	_, err := db.PublishedBefore(c, x.Year)
	if errors.Is(err, models.ErrNotFound) {
		return true, nil
	}
	return false, err
}

// printExplanation writes a verdict to be read line by line: position, tiers with every rule, gaps, figures to chase.
func printExplanation(w io.Writer, ed *policy.Edition, x *jobs.Explanation, first bool) {
	fmt.Fprintf(w, "%s  %s\n", x.Name, x.Code)
	source := tr("尚未评价，按当前数据试算", "not reviewed yet, judged on the records as they are")
	if x.Review != "" {
		source = fmt.Sprintf(tr("评价 %s", "review %s"), x.Review)
	}
	fmt.Fprintf(w, tr("%d 年度，截至 %s；%s；政策版本 %.12s\n", "year %d, as of %s; %s; edition %.12s\n"), x.Year, x.Day, source, x.Edition)
	for _, l := range ed.Ladders {
		printPosition(w, ed, l, x, first)
	}
	seen, shared := map[string]bool{}, sharedLabels(ed)
	for _, s := range x.Standings {
		if seen[s.Tier] {
			continue // 瞪羚 and 独角兽 stand on both ladders: one explanation is enough
		}
		seen[s.Tier] = true
		fmt.Fprintf(w, "\n■ %s\n", s.Name)
		printFinding(w, s.Holds, tr("持有", "holds"), 1, shared)
		printFinding(w, s.Qualifies, tr("符合条件", "qualifies"), 1, shared)
	}
	if len(x.Gaps) > 0 {
		fmt.Fprintf(w, "\n%s\n", tr("距上一梯级还差", "What stands between the firm and the next tier"))
		for _, g := range x.Gaps {
			printFinding(w, g, "", 1, nil)
		}
	}
	if len(x.Missing) > 0 {
		fmt.Fprintf(w, "\n%s\n", tr("待补数据", "Figures to chase"))
		for _, m := range x.Missing {
			if m.Year == 0 {
				fmt.Fprintf(w, "  %s\n", m.Label)
				continue
			}
			fmt.Fprintf(w, tr("  %d 年 %s\n", "  %d %s\n"), m.Year, m.Label)
		}
	}
}

func printPosition(w io.Writer, ed *policy.Edition, l policy.Ladder, x *jobs.Explanation, first bool) {
	position := tr("无", "none")
	if id := x.Positions[l.ID]; id != nil {
		position = tierName(ed, *id)
	}
	movement := ""
	if m := x.Movements[l.ID]; m != nil {
		movement = fmt.Sprintf(tr("（%s）", " (%s)"), m.Name())
	} else if first {
		movement = tr("（首次评价）", " (first review)")
	}
	fmt.Fprintf(w, tr("%s：%s%s\n", "%s: %s%s\n"), l.Name, position, movement)
}

var marks = map[string]string{"met": "✓", "unmet": "✗", "unknown": "?", "not_applicable": "–"}

// sharedLabels are the names of criteria that several tiers refer to: printed in full once. The value tells whether
// that has been done.
func sharedLabels(ed *policy.Edition) map[string]bool {
	labels := map[string]bool{}
	for _, c := range ed.Criteria {
		labels[c.Name] = false
	}
	return labels
}

func printFinding(w io.Writer, f tiering.Finding, label string, depth int, shared map[string]bool) {
	line := []string{strings.Repeat("  ", depth) + marks[f.Outcome]}
	for _, word := range []string{label, f.Label} {
		if word != "" {
			line = append(line, word)
		}
	}
	if values := findingValues(f); values != "" {
		line = append(line, values)
	}
	printed, isShared := shared[f.Label]
	if isShared && printed {
		line = append(line, tr("（各项同前）", "(as above)"))
	}
	if f.Cite != "" {
		line = append(line, "["+f.Cite+"]")
	}
	fmt.Fprintln(w, strings.Join(line, " "))
	if isShared && printed {
		return
	}
	if isShared {
		shared[f.Label] = true
	}
	for _, part := range f.Parts {
		printFinding(w, part, "", depth+1, shared)
	}
}

func findingValues(f tiering.Finding) string {
	var words []string
	switch {
	case f.Score != nil:
		if f.Actual != "" && f.Unit != "" && f.Unit != "分" {
			words = append(words, withUnit(f.Actual, f.Unit))
		}
		words = append(words, scoreText(*f.Score))
	case f.Actual != "":
		words = append(words, withUnit(f.Actual, f.Unit))
	}
	if f.Bound != "" {
		words = append(words, strings.Join(strings.Fields(tr("要求", "wanted")+" "+ops[f.Op]+" "+withUnit(f.Bound, f.Unit)), " "))
	}
	if f.Note != "" {
		words = append(words, f.Note)
	}
	return strings.Join(words, tr("，", ", "))
}

var ops = map[string]string{"min": "≥", "max": "≤", "above": ">", "below": "<", "is": "="}

// withUnit writes a number with its unit; words such as 未报送 have none.
func withUnit(text, unit string) string {
	if unit == "" || text == "" || strings.Trim(text, "0123456789.-") != "" {
		return text
	}
	if unit == "%" {
		return text + unit
	}
	return text + " " + unit
}

func scoreText(s tiering.ScoreRange) string {
	if s.Low == s.High {
		return fmt.Sprintf(tr("%d 分", "%d points"), s.Low)
	}
	return fmt.Sprintf(tr("%d–%d 分", "%d–%d points"), s.Low, s.High)
}
