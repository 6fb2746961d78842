package exports

import (
	"fmt"
	"math/big"
	"strings"

	"yunti/policy"
	"yunti/tiering"
)

// pipeline is the 独角兽培育管线: every firm on the unicorn ladder with what it is worth and what the next
// rung asks of it.
func (a *annual) pipeline() *chapter {
	l, ladder := a.unicornLadder()
	lines := valuationLines(a.ed, ladder)
	columns := a.columnsOf(
		column[line]{Title: "所处阶段", Kind: Centred, Value: func(x *line) Cell { return a.positionCell(x.firm, ladder) }},
		column[line]{Title: "本年变动", Kind: Centred, Value: func(x *line) Cell { return Text(x.spot.move.Name()).In(moveTone(x.spot.move)).Or("—") }},
		a.metric("成立年限\n（年）", "age_years", Whole),
		a.metric("最近投后估值\n（亿美元）", "valuation_usd", Large),
		column[line]{Title: "估值日期", Kind: Day, Value: func(x *line) Cell { return Date(x.valued).Or("—") }},
		a.metric("累计融资\n（万元）", "raised_total", Money),
		a.metric("营业收入\n（万元）", "revenue", Money),
		column[line]{Title: "与下一梯级的差距", Kind: Wrapped, Width: 50, Value: func(x *line) Cell { return Text(x.texts[0]).Or("—") }},
		column[line]{Title: "提示", Kind: Wrapped, Width: 20, Value: func(x *line) Cell { return Text(x.texts[1]).In(Mild).Or("—") }},
	)
	visit := func(t *table[line], f *firm) {
		s := spotOf(&f.Result, ladder.ID)
		at := rank(ladder, s.tier)
		if at < 0 {
			return
		}
		row := line{firm: f, spot: s}
		if next := a.nextTier(f, ladder, at); next != nil {
			row.texts[0] = next.Short + "：" + gapText(a.Judge.Gaps(&f.verdict, next.ID))
		}
		if v, ok := a.Judge.Metric(&f.verdict, "valuation_usd"); ok && v.State == tiering.Computed {
			row.valued, row.texts[1] = v.Day, a.valuationFlags(v, lines)
		}
		t.add(a.group(l, len(ladder.Tiers)-at, f.County), &row)
	}
	return a.list("独角兽培育管线", "独角兽培育线上各阶段的企业、估值和与下一梯级的差距", a.heading("独角兽企业培育管线", "万元"), "户", columns, visit, func() []string {
		return []string{"估值为评价基准日以前最近一轮载明的投后估值；人民币估值按融资时的汇率折算为美元，此后不再变动",
			fmt.Sprintf("待更新：估值早于评价基准日 %d 个月以上，结论不因此改变", a.ed.Watch.StaleValuation),
			fmt.Sprintf("估值距某一估值线不超过该线 %s 的，提示人工复核，结论不因此改变", a.ed.Watch.NearLine)}
	})
}

// unicornLadder returns the unicorn ladder and its place.
func (a *analysis) unicornLadder() (int, *policy.Ladder) {
	for i := range a.ed.Ladders {
		if a.ed.Ladders[i].ID == "unicorn" {
			return i, &a.ed.Ladders[i]
		}
	}
	return 0, &a.ed.Ladders[0]
}

// nextTier is the lowest tier above a place of the ladder that concerns the firm.
func (a *analysis) nextTier(f *firm, ladder *policy.Ladder, at int) *policy.Tier {
	for _, id := range ladder.Tiers[at+1:] {
		if f.verdict.Present && f.verdict.Standings[a.tierAt[id]].Holds != tiering.NotApplicable {
			return a.tierOf(id)
		}
	}
	return nil
}

// valuationLines are the valuations that the tiers of a ladder ask for.
func valuationLines(ed *policy.Edition, ladder *policy.Ladder) []policy.Quantity {
	var lines []policy.Quantity
	for _, id := range ladder.Tiers {
		t, ok := ed.Tier(id)
		if !ok {
			continue
		}
		for leaf := range leaves(t.Qualifies) {
			if leaf.Metric == "valuation_usd" && leaf.Bound.Den > 0 {
				lines = append(lines, leaf.Bound)
			}
		}
	}
	return lines
}

// valuationFlags says what calls for a person's look at a valuation without changing the outcome: 待更新, and the first
// line that it is near to.
func (a *analysis) valuationFlags(v tiering.Value, lines []policy.Quantity) string {
	var flags []string
	if v.Day != 0 && v.Day.AddMonths(a.ed.Watch.StaleValuation) < a.snapshot() {
		flags = append(flags, "待更新")
	}
	for _, l := range lines {
		if near(v, l, a.ed.Watch.NearLine) {
			flags = append(flags, "估值接近 "+l.String()+"，须人工复核")
			break
		}
	}
	return strings.Join(flags, "；")
}

// near reports |value − line| ≤ share · line, exactly.
func near(v tiering.Value, line, share policy.Quantity) bool {
	bound := big.NewRat(line.Num, line.Den)
	off := new(big.Rat).Sub(big.NewRat(v.Num, v.Den), bound)
	return off.Abs(off).Cmp(bound.Mul(bound, big.NewRat(share.Num, share.Den))) <= 0
}
