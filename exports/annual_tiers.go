package exports

import (
	"fmt"
	"slices"
	"strings"

	"yunti/policy"
	"yunti/tiering"
)

// keyFigures are the columns that the list of a tier adds to the common ones.
func (a *analysis) keyFigures(tier string) []column[line] {
	revenue, staff := a.metric("营业收入\n（万元）", "revenue", Money), a.metric("职工总数\n（人）", "staff", Whole)
	rd := a.metric("研发费用占\n营业收入比例", "rd_ratio", Percent)
	age := a.metric("成立年限\n（年）", "age_years", Whole)
	switch tier {
	case "tech_sme":
		return []column[line]{revenue, a.metric("资产总额\n（万元）", "assets", Money), staff, a.metric("科技人员\n占比", "st_staff_share", Percent)}
	case "gazelle":
		return []column[line]{age, revenue, a.metric("三年复合\n增长率", "revenue_cagr_3y", Percent), staff, rd}
	case "fledgling":
		return []column[line]{age, revenue, a.metric("营业收入\n增长率", "revenue_growth_1y", Percent), rd}
	case "pre_unicorn", "unicorn":
		return []column[line]{age, a.metric("最近投后估值\n（亿美元）", "valuation_usd", Large), revenue, staff}
	}
	return []column[line]{revenue, staff, a.metric("近三年研发费用\n占营业收入比例", "hnte_rd_ratio_3y", Percent)}
}

// holders lists the firms that hold a tier (holds met), whatever their position is.
func (a *annual) holders(tier int) *chapter {
	t := &a.ed.Tiers[tier]
	ladders := a.laddersOf(t.ID)
	columns := a.columnsOf(
		column[line]{Title: "持有依据", Kind: Centred, Value: func(l *line) Cell { return Text(l.texts[0]) }},
		column[line]{Title: "证书或登记编号", Kind: Code, Value: func(l *line) Cell { return Text(l.evidence.Number).Or("—") }},
		column[line]{Title: "发证日期", Kind: Day, Value: func(l *line) Cell { return Date(l.evidence.Issued).Or("—") }},
		column[line]{Title: "有效期至", Kind: Day, Value: func(l *line) Cell { return Date(l.evidence.Ends).Or("—") }},
	)
	columns = append(columns, a.keyFigures(t.ID)...)
	columns = append(columns, column[line]{Title: "本年变动", Kind: Centred, Value: func(l *line) Cell {
		return Text(l.texts[1]).Or("—")
	}})
	visit := func(tb *table[line], f *firm) {
		if f.verdict.Standings[tier].Holds != tiering.Met {
			return
		}
		row := line{firm: f, tier: t}
		row.texts[0] = "符合条件"
		if e, ok := a.Judge.Evidence(&f.verdict, t.Kind); ok && f.verdict.Standings[tier].Titled {
			row.evidence, row.texts[0] = e, "资质认定"
		}
		row.texts[1] = a.moveHere(f, t.ID, ladders)
		tb.add(a.countyAt(f.County), &row)
	}
	notes := func() []string { return a.holderNotes(tier) }
	return a.list(t.Name, "评价基准日持有该梯级的全部企业", a.heading(t.Name+"名单", "万元"), "户", columns, visit, notes)
}

func (a *annual) holderNotes(tier int) []string {
	t := &a.ed.Tiers[tier]
	notes := []string{fmt.Sprintf("本表列%s持有该梯级的全部企业，与其所在梯级（所持最高一级）无关，故各梯级名单有重复，不得相加", dayText(a.snapshot()))}
	if slices.ContainsFunc(a.ed.Ladders, func(l policy.Ladder) bool { return a.carriedAt(l, t.ID) > 0 }) {
		n := 0
		for _, l := range a.ed.Ladders {
			n += a.carriedAt(l, t.ID)
		}
		notes = append(notes, fmt.Sprintf("另有 %d 户因数据待核沿用上期所在梯级，不在本表，见《数据待核》", n))
	}
	notes = append(notes, "持有依据为“符合条件”的，系按政策口径测算，没有有效的资质认定；未报送的数据不作零处理")
	return notes
}

// carriedAt is how many firms keep a tier of a ladder for want of data.
func (a *census) carriedAt(l policy.Ladder, tier string) int {
	at := rank(&l, tier)
	if at < 0 {
		return 0
	}
	for i := range a.ed.Ladders {
		if a.ed.Ladders[i].ID == l.ID {
			return a.tally.ladders[i].carried[at]
		}
	}
	return 0
}

// laddersOf returns the ladders that a tier stands on.
func (a *analysis) laddersOf(tier string) []*policy.Ladder {
	var on []*policy.Ladder
	for i := range a.ed.Ladders {
		if rank(&a.ed.Ladders[i], tier) >= 0 {
			on = append(on, &a.ed.Ladders[i])
		}
	}
	return on
}

// moveHere says what the firm's movement was on the ladder on which the tier is its position.
func (a *analysis) moveHere(f *firm, tier string, ladders []*policy.Ladder) string {
	for _, l := range ladders {
		if s := spotOf(&f.Result, l.ID); s.tier == tier {
			return s.move.Name()
		}
	}
	return ""
}

// snapshot is the 评价基准日.
func (a *analysis) snapshot() policy.Day { return policy.YearEnd(a.Year()) }

// tierLine says in one line what it takes to hold a tier, where that is written, and what to know of it.
func tierLine(ed *policy.Edition, t *policy.Tier) string {
	text := "持有：" + ruleLine(t.Holds)
	for _, d := range ed.Documents {
		if d.ID == t.Document {
			text += "（" + d.Title + "）"
		}
	}
	if t.Note != "" {
		text += "。" + t.Note
	}
	return typeset(text)
}

// ruleLine names a rule by its label, a rule without one by its parts.
func ruleLine(r *policy.Rule) string {
	switch {
	case r == nil:
		return "—"
	case r.Metric != "" && r.Bound.Unit == policy.UnitFlag:
		return r.Label + "：" + r.Bound.String()
	case r.Label != "":
		return r.Label
	}
	parts, join := r.All, "，且 "
	if r.Any != nil {
		parts, join = r.Any, " 或 "
	}
	said := make([]string, len(parts))
	for i, p := range parts {
		said[i] = ruleLine(p)
	}
	return strings.Join(said, join)
}
