package exports

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"yunti/policy"
	"yunti/tiering"
)

// annual is the 年度梯度培育报告 being made.
type annual struct {
	*census
	rungHead []int // the rows of 总览 above which the counts of a ladder stand
	moveHead int   // and those of the movements
}

// buildAnnual makes the 年度梯度培育报告: one pass over the two reviews, every list in constant memory.
func buildAnnual(ctx context.Context, s *Source, b *workbook) error {
	a := newAnnual(s, b)
	if err := a.each(ctx, a.visit, a.countBefore); err != nil {
		return err
	}
	// 说明 comes first on paper and last in writing: it counts the rows of the others.
	for _, c := range a.chapters[1:] {
		c.close()
	}
	a.chapters[0].close()
	return nil
}

func newAnnual(s *Source, b *workbook) *annual {
	a := &annual{census: newCensus(s, b)}
	a.chapters = []*chapter{a.cover(fmt.Sprintf("%s科技创新主体年度梯度培育报告（%d年度）", s.Area, s.Year())), a.overview(), a.charts()}
	if !s.ofCounty() {
		a.chapters = append(a.chapters, a.byCounty())
	}
	a.chapters = append(a.chapters, a.byZone(), a.entered(), a.promoted(), a.lowered(), a.graduated(), a.left())
	for i := range a.ed.Tiers {
		a.chapters = append(a.chapters, a.holders(i))
	}
	a.chapters = append(a.chapters, a.pipeline(), a.expiring(), a.ready(), a.undecided(), a.documents(), a.conditions())
	return a
}

// mark is what titles and footers of a report add when its review is not the published one.
func (s *Source) mark() string {
	switch {
	case s.Draft():
		return "（草稿，未发布）"
	case s.Review.State == "superseded":
		return "（已被新的发布替代）"
	}
	return ""
}

// heading is the heading of a list: its title with year and mark, 填报单位 and the unit.
func (a *analysis) heading(title, unit string) heading {
	h := heading{Title: fmt.Sprintf("%s%d年度%s%s", a.Area, a.Year(), title, a.mark()), Left: "填报单位：" + a.Issuer}
	if unit != "" {
		h.Right = "单位：" + unit
	}
	return h
}

// line is one row of a list of firms, with what its columns print.
type line struct {
	*firm
	ladder   *policy.Ladder
	tier     *policy.Tier
	spot     spot
	evidence tiering.Evidence
	texts    [3]string
	days     int
	valued   policy.Day
	tone     Tone
}

// list makes a chapter out of a table of firms. visit adds the lines of one firm.
func (a *analysis) list(name, about string, h heading, unit string, columns []column[line], visit func(t *table[line], f *firm),
	notes func() []string) *chapter {
	t := newTable(a.book.sheet(name), h, columns)
	t.freeze(2)
	t.unit = unit
	return &chapter{sheet: t.sheet, about: about, rows: func() int { return t.rows },
		visit: func(f *firm) { visit(t, f) },
		close: func() { t.foot(a.Source, notes()...) }}
}

// columnsOf puts the columns that every list of firms begins with before its own.
func (a *analysis) columnsOf(own ...column[line]) []column[line] {
	return append([]column[line]{
		{Title: "序号", Kind: Serial},
		{Title: "企业名称", Kind: Words, Value: func(l *line) Cell { return Text(l.Name) }},
		{Title: "统一社会信用代码", Kind: Code, Value: func(l *line) Cell { return Text(l.Code) }},
		{Title: "所属县\n（市）区", Kind: Centred, Value: func(l *line) Cell { return Text(a.countyName(l.County)) }},
		{Title: "所属\n开发区", Kind: Centred, Value: func(l *line) Cell { return Text(a.zones(l.Zones)).Or("—") }},
	}, own...)
}

// metric is a column that prints what a metric had for the firm, or why it had nothing.
func (a *analysis) metric(title, name string, k Kind) column[line] {
	return column[line]{Title: title, Kind: k, Value: func(l *line) Cell { return a.metricCell(l.firm, name) }}
}

func (a *analysis) metricCell(f *firm, name string) Cell {
	v, ok := a.Judge.Metric(&f.verdict, name)
	if !ok {
		return Text("—").In(Faint)
	}
	switch v.State {
	case tiering.Computed, tiering.Derived, tiering.Fallback, tiering.AtLeast, tiering.AtMost:
		return valueCell(v)
	case tiering.NotReported:
		return Text("未报送").In(Faint)
	case tiering.Undetermined:
		return Text("待核").In(Mild)
	}
	return Text("—").In(Faint)
}

// valueCell shows a value in the unit that its column states: 万元, 亿美元, %, heads, years.
func valueCell(v tiering.Value) Cell {
	switch v.Unit {
	case policy.UnitMoney:
		if v.Den == 1 {
			return Wan(policy.Money(v.Num))
		}
	case policy.UnitDollar:
		if v.Den <= 1_000_000 { // US cents, shown in 亿美元
			return Fraction(v.Num, v.Den*10_000_000_000)
		}
	}
	return Fraction(v.Num, v.Den)
}

// countyName is the short name of a county.
func (a *analysis) countyName(id string) string {
	if at := a.countyAt(id); at < len(a.ed.Counties) {
		return placeName(&a.ed.Counties[at])
	}
	return "未填报"
}

// zones are the names of the zones in a list of IDs.
func (a *analysis) zones(ids string) string {
	if ids == "" {
		return ""
	}
	text, in := "", strings.Split(ids, ",")
	for i, z := range a.ed.Zones {
		if slices.Contains(in, z.ID) {
			if text != "" {
				text += "、"
			}
			text += placeName(&a.ed.Zones[i])
		}
	}
	return text
}

func placeName(p *policy.Place) string {
	if p.Short != "" {
		return p.Short
	}
	return p.Name
}

// tierName is the name of a tier, — for none.
func (a *analysis) tierName(id string) string {
	if at, ok := a.tierAt[id]; ok {
		return a.ed.Tiers[at].Name
	}
	return "—"
}
