package main

import (
	"fmt"
	"io"
	"strings"

	"yunti/jobs"
	"yunti/policy"
)

type trialCmd struct {
	database
	Year int      `arg:"" help:"${year}"`
	Set  []string `name:"set" sep:"none" placeholder:"PATH=VALUE" help:"${set}"`
	JSON bool     `name:"json" help:"${json}"`
	List bool     `help:"${paths}"`
}

func (o trialCmd) Run(c *runContext) error {
	if o.List {
		return o.list(c)
	}
	b, err := book()
	if err != nil {
		return err
	}
	ed, err := b.At(policy.YearEnd(o.Year))
	if err != nil {
		return err
	}
	if day := today(); o.Year > day.Year() {
		return fmt.Errorf(tr("%d 年尚未到来，不能推演；今天是 %s", "%d has not come yet; today is %s"), o.Year, day)
	}
	db, err := o.existing(c)
	if err != nil {
		return err
	}
	defer db.Close()
	r, err := jobs.Trial(c, db, b, jobs.TrialOrder{Year: o.Year, Set: o.Set}, c.progress(tr("推演", "trial")))
	if err != nil {
		return err
	}
	if o.JSON {
		return printJSON(c.out, r)
	}
	printTrial(c.out, ed, r)
	return nil
}

// list prints what can be set, with its value.
func (o trialCmd) list(c *runContext) error {
	b, err := book()
	if err != nil {
		return err
	}
	ed, err := b.At(policy.YearEnd(o.Year))
	if err != nil {
		return err
	}
	for _, p := range ed.Parameters() {
		fmt.Fprintf(c.out, "%s %s %s\n", pad(p.Path, 52), pad(p.Value, 14), p.Text)
	}
	return nil
}

// printTrial writes what the changes would do: the tiers, the money, and the firms that move.
func printTrial(w io.Writer, ed *policy.Edition, r *jobs.TrialResult) {
	fmt.Fprintf(w, tr("%d 年度政策推演（按当前档案，不保存、不发布）\n", "trial of %d (on the records as they are; nothing is stored)\n"), r.Year)
	for _, text := range r.Changed {
		fmt.Fprintf(w, "  %s\n", text)
	}
	if len(r.Changed) == 0 {
		fmt.Fprintf(w, "  %s\n", tr("没有改动", "nothing is changed"))
	}
	ladder := ""
	for _, t := range r.Tiers {
		if t.Ladder != ladder {
			ladder = t.Ladder
			fmt.Fprintf(w, "\n%s%s\n", pad(ladderName(ed, ladder), 30), tr("    现行    推演    增减", "     now   trial  change"))
		}
		line := fmt.Sprintf("  %s%8d%8d%8s", pad(tierOr(ed, t.Tier), 28), t.Before, t.After, change(t.After-t.Before))
		fmt.Fprintln(w, strings.TrimRight(line, " "))
	}
	fmt.Fprintf(w, "\n%s%s\n", pad(tr("奖补（万元）", "money (万元)"), 45), pad(tr("现行", "now"), 29)+pad(tr("推演", "trial"), 29)+tr("增减（按高端）", "change (high)"))
	for _, m := range r.Money {
		printMoney(w, pad(m.Clause, 5)+" "+m.Name, &m.TrialSums)
	}
	printMoney(w, tr("合计", "total"), &r.Total)
	if r.FirmsTotal == 0 {
		fmt.Fprintf(w, "\n%s\n", tr("没有企业的梯级变动。", "No firm moves."))
		return
	}
	fmt.Fprintf(w, tr("\n梯级不同的企业 %d 条：\n", "\n%d positions differ:\n"), r.FirmsTotal)
	for _, f := range r.Firms {
		fmt.Fprintf(w, "  %s %s %s：%s → %s\n", f.Code, pad(f.Name, 36), ladderName(ed, f.Ladder), tierOr(ed, f.Before), tierOr(ed, f.After))
	}
	if more := r.FirmsTotal - len(r.Firms); more > 0 {
		fmt.Fprintf(w, tr("  另有 %d 条没有列出\n", "  and %d more\n"), more)
	}
}

func printMoney(w io.Writer, name string, s *jobs.TrialSums) {
	changed := ""
	if d := s.HighAfter - s.HighBefore; d > 0 {
		changed = "+" + wanText(d)
	} else if d < 0 {
		changed = "-" + wanText(-d)
	}
	line := fmt.Sprintf("  %s %s %s %s", pad(clipped(name, 42), 42), pad(linesText(s.LinesBefore, s.LowBefore, s.HighBefore), 28), pad(linesText(s.LinesAfter, s.LowAfter, s.HighAfter), 28), changed)
	fmt.Fprintln(w, strings.TrimRight(line, " "))
}

// clipped cuts a text that does not fit into a column.
func clipped(s string, width int) string {
	fits := func(s string) bool { return pad(s, width+1) != s }
	r := []rune(s)
	for !fits(s) && len(r) > 0 {
		r = r[:len(r)-1]
		s = string(r) + "…"
	}
	return s
}

// linesText is a number of lines with what they come to.
func linesText(lines int, low, high policy.Money) string {
	amount := wanText(low)
	if low != high {
		amount += "–" + wanText(high)
	}
	return fmt.Sprintf(tr("%d 笔 %s", "%d: %s"), lines, amount)
}

func tierOr(ed *policy.Edition, id *string) string {
	if id == nil {
		return tr("不在培育线上", "not on the ladder")
	}
	return tierName(ed, *id)
}

// change writes a difference with its sign, "" for none.
func change(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("%+d", n)
}
