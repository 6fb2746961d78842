package exports

import (
	"context"
	"fmt"
	"math/bits"

	"github.com/xuri/excelize/v2"

	"yunti/policy"
	"yunti/tiering"
)

// expiry is a title of a firm that ends soon.
type expiry struct {
	line
	kind    *policy.Kind
	left    int // days from the day of the report to the last valid day
	outcome string
}

// monthCount counts the titles that end in one month, by kind.
type monthCount struct {
	month string
	kinds []int
	again [3]int // would qualify again: yes, no, not known
}

// expiries is the 高企到期预警表 being made.
type expiries struct {
	*analysis
	kinds  []*policy.Kind
	from   policy.Day // the first day after the snapshot
	until  policy.Day // the last day that is warned of
	today  policy.Day
	months []monthCount
}

// buildExpiring makes the 高企到期预警表.
func buildExpiring(ctx context.Context, s *Source, b *workbook) error {
	a := newExpiries(s, b)
	a.chapters = []*chapter{
		a.listed("高企到期预警", "高新技术企业到期预警表", "评价基准日后一年内到期的高新技术企业证书，及能否重新认定的测算", func(k *policy.Kind) bool { return k.ID == hnteKind }),
		a.listed("其他资质到期", "其他资质认定到期预警表", "评价基准日后一年内到期的其他资质认定（培育库、瞪羚等），及能否重新认定的测算", func(k *policy.Kind) bool { return k.ID != hnteKind }),
		a.byMonth(), a.about(
			pair{"范围", fmt.Sprintf("评价基准日持有、在其后 %d 个月内到期的资质认定；按年度有效的（科技型中小企业入库登记）每年均须重新登记，不列入", a.months12())},
			pair{"剩余天数", fmt.Sprintf("自本表生成之日（%s）至有效期最后一天的天数，负数为已过期的天数；基准日以后重新认定的，以下一年度评价为准", dayText(a.today))},
			pair{"重新认定测算", "按该资质所对应梯级的认定条件，用评价年度的数据逐条测算：符合，可按现有条件重新申报；不符合，列出未达到的条件；待核，列出尚缺的数据或须评定的项目"})}
	return a.run(ctx, nil)
}

func newExpiries(s *Source, b *workbook) *expiries {
	a := &expiries{analysis: newAnalysis(s, b), today: policy.DayOf(s.At.In(kunming))}
	a.kinds = a.ladderKinds()
	a.from, a.until = a.snapshot().AddDays(1), a.snapshot().AddMonths(a.months12())
	first := a.from.Year()*12 + int(a.from.Month()) - 1
	last := a.until.Year()*12 + int(a.until.Month()) - 1
	for m := first; m <= last; m++ {
		a.months = append(a.months, monthCount{month: fmt.Sprintf("%d年%d月", m/12, m%12+1), kinds: make([]int, len(a.kinds))})
	}
	return a
}

// months12 is the furthest term of the book, in months.
func (a *expiries) months12() int { return a.ed.Watch.Expiring[len(a.ed.Watch.Expiring)-1] }

// hnteKind is the certificate that the report is named after: its holders are listed by themselves.
const hnteKind = "hnte"

// listed lists the titles of some kinds by their last day.
func (a *expiries) listed(name, title, about string, of func(*policy.Kind) bool) *chapter {
	columns := []column[expiry]{
		{Title: "序号", Kind: Serial},
		{Title: "企业名称", Kind: Words, Value: func(x *expiry) Cell { return Text(x.Name) }},
		{Title: "统一社会信用代码", Kind: Code, Value: func(x *expiry) Cell { return Text(x.Code) }},
		{Title: "所属县\n（市）区", Kind: Centred, Value: func(x *expiry) Cell { return Text(a.countyName(x.County)) }},
		{Title: "认定类别", Kind: Centred, Value: func(x *expiry) Cell { return Text(x.kind.Name) }},
		{Title: "证书编号", Kind: Code, Value: func(x *expiry) Cell { return Text(x.evidence.Number).Or("—") }},
		{Title: "发证日期", Kind: Day, Value: func(x *expiry) Cell { return Date(x.evidence.Issued) }},
		{Title: "到期月份", Kind: Centred, Value: func(x *expiry) Cell { return Text(monthText(x.evidence.Ends)) }},
		{Title: "有效期至", Kind: Day, Value: func(x *expiry) Cell { return Date(x.evidence.Ends).In(x.tone) }},
		{Title: "剩余\n天数", Kind: Whole, Value: func(x *expiry) Cell { return Count(x.left).In(x.tone) }},
		{Title: "所在梯级", Kind: Centred, Value: func(x *expiry) Cell { return Text(a.short(x.Growth)) }},
		{Title: "重新认定\n测算", Kind: Centred, Value: a.again},
		{Title: "未达到的条件、尚缺的数据", Kind: Wrapped, Width: 56, Value: func(x *expiry) Cell { return Text(x.texts[0]).Or("—") }},
	}
	t := newTable(a.book.sheet(name), a.heading(title, ""), columns)
	t.freeze(2)
	t.unit = "户次"
	return &chapter{sheet: t.sheet, about: about,
		rows: func() int { return t.rows }, visit: func(f *firm) { a.add(t, f, of) }, close: func() {
			t.foot(a.Source, fmt.Sprintf("按到期日排列；“有效期至”为有效的最后一天，“剩余天数”自 %s 起计算，负数为已过期的天数", dayText(a.today)),
				"红：三个月内到期或已过期；橙：六个月内；黄：一年内。重新认定测算只供提醒，以认定机构的结论为准")
		}}
}

// again says whether the firm would qualify once more.
func (a *expiries) again(x *expiry) Cell {
	switch x.outcome {
	case tiering.Met.String():
		return Text("符合").In(Good)
	case tiering.Unmet.String():
		return Text("不符合").In(Urgent)
	case tiering.Unknown.String():
		return Text("待核").In(Mild)
	}
	return Text("—").In(Faint)
}

func (a *expiries) add(t *table[expiry], f *firm, of func(*policy.Kind) bool) {
	for _, kind := range a.kinds {
		if !of(kind) {
			continue
		}
		e, ok := a.Judge.Evidence(&f.verdict, kind.ID)
		if !ok || e.Ends < a.from || e.Ends > a.until {
			continue
		}
		x := expiry{line: line{firm: f, evidence: e}, kind: kind, left: e.Ends.DaysSince(a.today)}
		x.tone = a.urgency(e.Ends)
		x.outcome, x.texts[0] = a.wouldQualify(f, kind)
		t.add(e.Ends.DaysSince(a.from), &x)
	}
}

// urgency colours a day by the terms of the book, from the day of the report on.
func (a *expiries) urgency(ends policy.Day) Tone {
	for i, months := range a.ed.Watch.Expiring {
		if ends <= a.today.AddMonths(months) {
			return urgencies[min(i, len(urgencies)-1)]
		}
	}
	return Plain
}

// carries is the highest tier that the firm holds by a title of a kind, or the lowest that such a title carries; -1 for none.
func (a *expiries) carries(f *firm, kind *policy.Kind) int {
	at := -1
	for i := range a.ed.Tiers {
		if a.ed.Tiers[i].Kind == kind.ID && (at < 0 || f.verdict.Standings[i].Holds == tiering.Met) {
			at = i
		}
	}
	return at
}

// wouldQualify judges by the conditions of that tier, and says what is in the way.
func (a *expiries) wouldQualify(f *firm, kind *policy.Kind) (outcome, text string) {
	at := a.carries(f, kind)
	if at < 0 {
		return "", ""
	}
	outcome = f.verdict.Standings[at].Qualifies.String()
	if list := a.Judge.Obstacles(&f.verdict, a.ed.Tiers[at].ID); len(list) > 0 {
		text = gapText(list)
	}
	return outcome, text
}

func monthText(d policy.Day) string { return fmt.Sprintf("%d-%02d", d.Year(), d.Month()) }

// countMonths counts the titles of a firm by the month in which they end.
func (a *expiries) countMonths(f *firm) {
	for k, kind := range a.kinds {
		e, ok := a.Judge.Evidence(&f.verdict, kind.ID)
		if !ok || e.Ends < a.from || e.Ends > a.until {
			continue
		}
		month := &a.months[e.Ends.Year()*12+int(e.Ends.Month())-a.from.Year()*12-int(a.from.Month())]
		month.kinds[k]++
		if at := a.carries(f, kind); at < 0 {
			continue
		} else if again, ok := againColumn[f.verdict.Standings[at].Qualifies]; ok {
			month.again[again]++
		}
	}
}

// againColumn is where an outcome is counted.
var againColumn = map[tiering.Outcome]int{tiering.Met: 0, tiering.Unmet: 1, tiering.Unknown: 2}

// byMonth counts the titles by the month in which they end.
func (a *expiries) byMonth() *chapter {
	s := a.book.sheet("按月汇总")
	s.onePage = true
	return &chapter{sheet: s, about: "各月到期的资质认定数，按认定类别和重新认定测算的结果分", visit: a.countMonths, close: func() {
		columns := []column[monthCount]{{Title: "到期月份", Kind: Words, Value: func(m *monthCount) Cell { return Text(m.month) }}}
		count := func(group, title string, value func(m *monthCount) int) {
			columns = append(columns, column[monthCount]{Group: group, Title: title, Kind: Whole, Sum: true, Value: func(m *monthCount) Cell { return zeroFaint(value(m)) }})
		}
		for k, kind := range a.kinds {
			count("认定类别", fitTitle(kind.Name, 10), func(m *monthCount) int { return m.kinds[k] })
		}
		count("", "合计", func(m *monthCount) int { return add(m.kinds) })
		for i, title := range []string{"符合", "不符合", "待核"} {
			count("重新认定测算", title, func(m *monthCount) int { return m.again[i] })
		}
		at := s.besides(len(columns))
		t := newTable(s, a.heading("资质认定到期按月汇总表", "项"), columns)
		for i := range a.months {
			t.add(0, &a.months[i])
		}
		first, last := t.headRow+1, t.headRow+t.rows
		t.foot(nil, "到期月份按有效期最后一天所在的月份统计")
		var series []excelize.ChartSeries
		for i, colour := range []string{"A9D18E", "C00000", "FFD966"} {
			c := 3 + len(a.kinds) + i
			series = append(series, s.seriesOf(absolute(c, t.headRow, c, t.headRow), absolute(1, first, 1, last), absolute(c, first, c, last), colour))
		}
		s.pad(19)
		s.chart(ref(at, 3), excelize.ColStacked, "各月到期的资质认定（项），按重新认定测算的结果分", series, chartWidth, 400)
		s.signOff(a.Source)
	}}
}

// readyTiers calls fn with every tier that the firm could file for.
func (a *analysis) readyTiers(f *firm, fn func(tier int)) {
	// Result.Ready says the same as the standings; its zero spares most firms the look.
	for left := uint(f.Ready); left != 0; left &= left - 1 {
		if i := bits.TrailingZeros(left); i < len(a.ed.Tiers) {
			fn(i)
		}
	}
}
