package exports

import (
	"context"
	"fmt"

	"github.com/xuri/excelize/v2"

	"yunti/policy"
	"yunti/tiering"
)

// buildUnicorns makes the 独角兽培育清单.
func buildUnicorns(ctx context.Context, s *Source, b *workbook) error {
	a := newCensus(s, b)
	a.chapters = []*chapter{a.nurtured(), a.stages(), a.about(
		pair{"所处阶段", "企业在独角兽培育线上所持的最高一级"},
		pair{"估值", "评价基准日以前最近一轮载明的投后估值；人民币估值按融资时的汇率折算为美元，此后不再变动"},
		pair{"剩余年限", "距所处阶段成立年限上限的整年数；0 表示本年已到上限，次年即超龄；— 表示该阶段没有年限要求"},
		pair{"与下一阶段的差距", "实际的数、应达到的数和相差的数；“须”“应”之后为口径规定的数"},
		pair{"提示", fmt.Sprintf("待更新：估值早于评价基准日 %d 个月以上；接近估值线的须人工复核。两者都不改变结论", a.ed.Watch.StaleValuation)})}
	return a.run(ctx, a.countBefore)
}

// nurtured lists the firms of the unicorn ladder, the highest stage first.
func (a *analysis) nurtured() *chapter {
	l, ladder := a.unicornLadder()
	lines := valuationLines(a.ed, ladder)
	columns := []column[line]{
		{Title: "序号", Kind: Serial},
		{Title: "企业名称", Kind: Words, Value: func(x *line) Cell { return Text(x.Name) }},
		{Title: "统一社会信用代码", Kind: Code, Value: func(x *line) Cell { return Text(x.Code) }},
		{Title: "所属县\n（市）区", Kind: Centred, Value: func(x *line) Cell { return Text(a.countyName(x.County)) }},
		{Title: "所处\n阶段", Kind: Centred, Value: func(x *line) Cell { return a.positionCell(x.firm, ladder) }},
		{Title: "本年\n变动", Kind: Centred, Value: func(x *line) Cell { return Text(x.spot.move.Name()).In(moveTone(x.spot.move)).Or("—") }},
		{Title: "成立", Group: "年限（年）", Kind: Whole, Value: func(x *line) Cell { return a.metricCell(x.firm, "age_years") }},
		{Title: "剩余", Group: "年限（年）", Kind: Whole, Value: a.ageLeft},
		{Title: "亿美元", Group: "最近投后估值", Kind: Large, Value: func(x *line) Cell { return a.metricCell(x.firm, "valuation_usd") }},
		{Title: "日期", Group: "最近投后估值", Kind: Day, Value: func(x *line) Cell { return Date(x.valued).Or("—") }},
		{Title: "累计融资", Group: "金额（万元）", Kind: Money, Value: func(x *line) Cell { return a.metricCell(x.firm, "raised_total") }},
		{Title: "营业收入", Group: "金额（万元）", Kind: Money, Value: func(x *line) Cell { return a.metricCell(x.firm, "revenue") }},
		{Title: "比上年", Group: "营业收入增长率", Kind: Percent, Value: func(x *line) Cell { return a.metricCell(x.firm, "revenue_growth_1y") }},
		{Title: "三年复合", Group: "营业收入增长率", Kind: Percent, Value: func(x *line) Cell { return a.metricCell(x.firm, "revenue_cagr_3y") }},
		{Title: "与下一阶段的差距", Kind: Wrapped, Width: 44, Value: func(x *line) Cell { return Text(x.texts[0]).Or("—") }},
		{Title: "提示", Kind: Wrapped, Width: 15, Value: func(x *line) Cell { return Text(x.texts[1]).In(Mild).Or("—") }},
	}
	visit := func(t *table[line], f *firm) {
		s := spotOf(&f.Result, ladder.ID)
		at := rank(ladder, s.tier)
		if at < 0 {
			return
		}
		row := line{firm: f, spot: s, tier: a.tierOf(s.tier)}
		if next := a.nextTier(f, ladder, at); next != nil {
			row.texts[0] = next.Short + "：" + gapText(a.Judge.Gaps(&f.verdict, next.ID))
		}
		if v, ok := a.Judge.Metric(&f.verdict, "valuation_usd"); ok && v.State == tiering.Computed {
			row.valued, row.texts[1] = v.Day, a.valuationFlags(v, lines)
		}
		t.add(a.group(l, len(ladder.Tiers)-at, f.County), &row)
	}
	return a.list("独角兽培育清单", "独角兽培育线上的企业：阶段、年限、估值、成长和与下一阶段的差距", a.heading("独角兽企业培育清单", "万元"), "户", columns, visit, func() []string {
		return []string{"按所处阶段由高到低、再按县（市）区排列；估值为评价基准日以前最近一轮载明的投后估值",
			"各阶段的条件凡注明暂定口径的，以上级文件明确后的口径为准"}
	})
}

// ageLeft is how many whole years the firm has until it is too old for the tier that it holds.
func (a *analysis) ageLeft(x *line) Cell {
	limit, ok := ageLimit(x.tier)
	v, known := a.Judge.Metric(&x.verdict, "age_years")
	if !ok || !known || v.State != tiering.Computed {
		return Text("—").In(Faint)
	}
	left := int(limit - v.Num)
	switch {
	case left < 0:
		return Count(left).In(Urgent)
	case left <= 1:
		return Count(left).In(Soon)
	}
	return Count(left)
}

// ageLimit is the age over which a firm leaves a tier as too old (超龄毕业); false where there is none.
func ageLimit(t *policy.Tier) (years int64, ok bool) {
	if t == nil {
		return 0, false
	}
	for leaf := range leaves(t.AgedOut) {
		if leaf.Metric == "age_years" && leaf.Bound.Den > 0 {
			return leaf.Bound.Num / leaf.Bound.Den, true
		}
	}
	return 0, false
}

// stages counts the stages, this year and last, with a chart.
func (a *census) stages() *chapter {
	s := a.book.sheet("阶段汇总")
	s.onePage = true
	l, ladder := a.unicornLadder()
	return &chapter{sheet: s, about: "独角兽培育线各阶段的企业数：本年、上期、净增和各县（市）区的分布", close: func() {
		whole := a.heading("独角兽企业培育阶段汇总表", "户")
		columns := a.rungCountColumns()
		at := s.besides(len(columns))
		t := newTable(s, heading{Title: whole.Title, Left: whole.Left, Right: whole.Right, Sub: "一、各阶段企业数"}, columns)
		a.rungRows(t, l)
		t.foot(nil)
		series := a.rungSeries(s, t.headRow, t.headRow+len(ladder.Tiers))
		s.pad(18)
		s.chart(ref(at, 3), excelize.Bar, "独角兽培育各阶段企业数（户）", series, chartWidth, 370)
		if !a.ofCounty() {
			a.stagesByCounty(s, l, at)
		}
		s.signOff(a.Source)
	}}
}

// stagesByCounty counts the stages of each county, with a chart.
func (a *census) stagesByCounty(s *sheet, l, at int) {
	from := s.rows + 1
	t := newTable(s, heading{Sub: "二、各县（市）区各阶段企业数"}, a.stageColumns(l))
	for i := range a.ed.Counties {
		t.add(0, &placeRow{placeName(&a.ed.Counties[i]), &a.tally.counties[i]})
	}
	first, last := t.headRow+1, t.headRow+t.rows
	t.foot(nil)
	var series []excelize.ChartSeries
	for i := range a.ed.Ladders[l].Tiers {
		c := 2 + i
		series = append(series, s.seriesOf(absolute(c, t.headRow, c, t.headRow), absolute(1, first, 1, last), absolute(c, first, c, last), palette[i%len(palette)]))
	}
	s.pad(from + 16)
	s.chart(ref(at, from), excelize.ColStacked, "各县（市）区独角兽培育企业数（户）", series, chartWidth, 400)
}

// stageColumns are the counts of a place by tier of one ladder.
func (a *analysis) stageColumns(l int) []column[placeRow] {
	columns := []column[placeRow]{{Title: "县（市）区", Kind: Words, Value: func(p *placeRow) Cell { return Text(p.name) }}}
	for at, id := range a.ed.Ladders[l].Tiers {
		columns = append(columns, column[placeRow]{Title: a.tierOf(id).Short, Kind: Whole, Sum: true, Value: func(p *placeRow) Cell { return zeroFaint(p.now[l][at]) }})
	}
	return append(columns, column[placeRow]{Title: "合计", Kind: Whole, Sum: true, Value: func(p *placeRow) Cell { return zeroFaint(add(p.now[l])) }})
}
