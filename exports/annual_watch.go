package exports

import (
	"fmt"
	"math/bits"
	"slices"
	"strings"

	"yunti/policy"
	"yunti/tiering"
)

// urgencies colour the terms of the book within which a title that ends is warned of, the nearest first.
var urgencies = []Tone{Urgent, Soon, Mild}

// expiring warns of the titles of the ladders that end within the book's terms after the snapshot. Titles
// that end with every calendar year anyway (科技型中小企业) are left out.
func (a *annual) expiring() *chapter {
	kinds := a.ladderKinds()
	columns := a.columnsOf(
		column[line]{Title: "认定类别", Kind: Centred, Value: func(l *line) Cell { return Text(l.texts[0]) }},
		column[line]{Title: "证书编号", Kind: Code, Value: func(l *line) Cell { return Text(l.evidence.Number).Or("—") }},
		column[line]{Title: "发证日期", Kind: Day, Value: func(l *line) Cell { return Date(l.evidence.Issued) }},
		column[line]{Title: "有效期至", Kind: Day, Value: func(l *line) Cell { return Date(l.evidence.Ends).In(l.tone) }},
		column[line]{Title: "距基准日\n（天）", Kind: Whole, Value: func(l *line) Cell { return Count(l.days) }},
		column[line]{Title: "紧急程度", Kind: Centred, Value: func(l *line) Cell { return Text(l.texts[1]).In(l.tone) }},
	)
	columns = append(columns, a.positionColumns()...)
	day, terms := a.snapshot(), a.ed.Watch.Expiring
	furthest := terms[len(terms)-1]
	visit := func(t *table[line], f *firm) {
		for _, kind := range kinds {
			e, ok := a.Judge.Evidence(&f.verdict, kind.ID)
			if !ok || e.Ends <= day || e.Ends > day.AddMonths(furthest) {
				continue
			}
			row := line{firm: f, evidence: e, days: e.Ends.DaysSince(day)}
			row.texts[0] = kind.Name
			for i, months := range terms {
				if e.Ends <= day.AddMonths(months) {
					row.texts[1], row.tone = fmt.Sprintf("%d 个月内到期", months), urgencies[min(i, len(urgencies)-1)]
					break
				}
			}
			t.add(row.days, &row)
		}
	}
	return a.list("到期预警", fmt.Sprintf("评价基准日后 %d 个月内到期的资质认定", furthest), a.heading("资质认定到期预警表", ""), "户次", columns, visit, func() []string {
		return []string{fmt.Sprintf("自评价基准日（%s）起计算，按到期日排列；“有效期至”为有效的最后一天", dayText(day)),
			"按年度有效的资质（科技型中小企业入库登记）每年均须重新登记，不列入本表"}
	})
}

// ladderKinds are the kinds of recognition that carry a tier and do not end with every calendar year.
func (a *analysis) ladderKinds() []*policy.Kind {
	var kinds []*policy.Kind
	for i := range a.ed.Tiers {
		k, ok := a.ed.Kind(a.ed.Tiers[i].Kind)
		if ok && !k.Validity.CalendarYear && !slices.Contains(kinds, k) {
			kinds = append(kinds, k)
		}
	}
	return kinds
}

// positionColumns print where the firm stands on each ladder, 待核 where the position is carried.
func (a *analysis) positionColumns() []column[line] {
	var columns []column[line]
	for i := range a.ed.Ladders {
		ladder := &a.ed.Ladders[i]
		columns = append(columns, column[line]{Title: ladderShort(ladder), Group: "所在梯级", Kind: Centred, Value: func(l *line) Cell {
			return a.positionCell(l.firm, ladder)
		}})
	}
	return columns
}

func (a *analysis) positionCell(f *firm, ladder *policy.Ladder) Cell {
	s := spotOf(&f.Result, ladder.ID)
	t := a.tierOf(s.tier)
	switch {
	case t == nil:
		return Text("—").In(Faint)
	case s.carried:
		return Text(t.Short + "（待核）").In(Mild)
	}
	return Text(t.Short)
}

// ready lists the firms that could file for a tier which they do not hold.
func (a *annual) ready() *chapter {
	columns := a.columnsOf(
		column[line]{Title: "可申报梯级", Kind: Centred, Value: func(l *line) Cell { return Text(l.tier.Name) }},
		column[line]{Title: "情形", Kind: Centred, Value: func(l *line) Cell { return Text(l.texts[0]).In(l.tone) }},
	)
	columns = append(columns, a.positionColumns()...)
	columns = append(columns, a.metric("成立年限\n（年）", "age_years", Whole), a.metric("营业收入\n（万元）", "revenue", Money),
		a.metric("职工总数\n（人）", "staff", Whole), a.metric("科技人员\n占比", "st_staff_share", Percent))
	visit := func(t *table[line], f *firm) {
		// Result.Ready says the same as the standings; its zero spares most firms the look.
		for left := uint(f.Ready); left != 0; left &= left - 1 {
			i := bits.TrailingZeros(left)
			if i >= len(a.ed.Tiers) {
				return
			}
			row := line{firm: f, tier: &a.ed.Tiers[i]}
			rank := 0
			switch f.verdict.Standings[i].Ready {
			case tiering.ReadyToFile:
				row.texts[0], row.tone = "可申报", Good
			case tiering.ReadyUnscored:
				row.texts[0], row.tone, rank = "可申报，待评分", Mild, 1
			default:
				continue
			}
			t.add(a.group(i, rank, f.County), &row)
		}
	}
	return a.list("应报未报", "符合条件而未持有相应梯级的企业", a.heading("应报未报企业名单", "万元"), "户次", columns, visit, func() []string {
		return []string{"可申报：已符合该梯级的全部条件，尚未持有。可申报，待评分：其余条件均已符合，只待专家或自评评分",
			"同一企业可申报多个梯级的分别列出；是否申报由企业自愿决定，认定结果以主管部门为准"}
	})
}

// undecided lists the firms for which something is unknown, with the figures to chase and the tiers they hold up.
func (a *annual) undecided() *chapter {
	columns := a.columnsOf(a.positionColumns()...)
	columns = append(columns,
		column[line]{Title: "情形", Kind: Centred, Value: func(l *line) Cell { return Text(l.texts[0]).In(l.tone) }},
		column[line]{Title: "待核梯级", Kind: Wrapped, Width: 40, Value: func(l *line) Cell { return Text(l.texts[1]) }},
		column[line]{Title: "需补充的数据", Kind: Wrapped, Width: 56, Value: func(l *line) Cell { return Text(l.texts[2]) }})
	visit := func(t *table[line], f *firm) {
		row := line{firm: f}
		rank := 0
		switch carried, pending := a.openOn(f); {
		case carried:
			row.texts[0], row.tone = "沿用上期梯级", Soon
		case pending:
			row.texts[0], row.tone, rank = "上位待核", Mild, 1
		case f.Missing:
			row.texts[0], rank = "缺少数据", 2
		default:
			return
		}
		row.texts[1] = a.heldUp(f)
		row.texts[2] = missingText(a.Judge.Missing(&f.verdict, ""))
		t.add(a.group(0, rank, f.County), &row)
	}
	return a.list("数据待核", "数据未报送、结论待核的企业及需补充的数据", a.heading("数据待核企业名单", ""), "户", columns, visit, func() []string {
		return []string{"沿用上期梯级：按现有数据无法判定原梯级是否保持，所在梯级沿用上期并注明待核，既不晋级也不降级",
			"上位待核：高于所在梯级的某一梯级无法判定。缺少数据：不影响现有所在梯级，但影响所列梯级的条件判定",
			"未报送的数据不作零处理；补报后可重新评价"}
	})
}

// openOn reports whether the firm's position is carried, or a tier above it unknown, on any ladder.
func (a *analysis) openOn(f *firm) (carried, pending bool) {
	for l := range a.ed.Ladders {
		ladder := &a.ed.Ladders[l]
		s := spotOf(&f.Result, ladder.ID)
		carried = carried || s.carried
		pending = pending || a.pendingAbove(f, ladder, s)
	}
	return carried, pending
}

// heldUp names the tiers that wait: first those whose holding is unknown, then those whose conditions are.
func (a *analysis) heldUp(f *firm) string {
	var holding, conditions []string
	for i := range a.ed.Tiers {
		t, s := &a.ed.Tiers[i], &f.verdict.Standings[i]
		switch {
		case s.Holds == tiering.Unknown:
			holding = append(holding, t.Short)
		case s.Qualifies == tiering.Unknown && len(a.Judge.Missing(&f.verdict, t.ID)) > 0:
			conditions = append(conditions, t.Short)
		}
	}
	var said []string
	if len(holding) > 0 {
		said = append(said, "持有："+strings.Join(holding, "、"))
	}
	if len(conditions) > 0 {
		said = append(said, "条件："+strings.Join(conditions, "、"))
	}
	return strings.Join(said, "；")
}

// missingText lists figures by year: 2023年：营业收入、职工总数；2022年：营业收入.
func missingText(list []tiering.Missing) string {
	var b strings.Builder
	for i, m := range list {
		switch {
		case i > 0 && m.Year == list[i-1].Year:
			b.WriteString("、")
		default:
			if i > 0 {
				b.WriteString("；")
			}
			if m.Year != 0 {
				fmt.Fprintf(&b, "%d年：", m.Year)
			}
		}
		b.WriteString(m.Label)
	}
	if b.Len() == 0 {
		return "—"
	}
	return typeset(b.String())
}
