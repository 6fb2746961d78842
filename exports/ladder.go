package exports

import (
	"context"
	"fmt"

	"github.com/xuri/excelize/v2"

	"yunti/policy"
)

// buildLadder makes the 梯次培育总表: places against rungs with this and the last review side by side.
func buildLadder(ctx context.Context, s *Source, b *workbook) error {
	a := newCensus(s, b)
	places := []*chapter{a.rungsOf("梯次培育总表", "各县（市）区两条培育线各梯级的企业数：本年、上期、净增", "科技创新主体梯次培育总表", "县（市）区", a.ed.Counties, a.tally.counties,
		"未填报", true),
		a.rungsOf("分开发区", "各开发区两条培育线各梯级的企业数：本年、上期、净增（不得与县区相加）", "开发区科技创新主体梯次培育表", "开发区", a.ed.Zones, a.tally.zones, "不在开发区", false)}
	a.chapters = append(places, a.rungCharts(), a.about(
		pair{"所在梯级", "企业在一条培育线上所持的最高一级；每家企业在一条培育线上只计一次，两条培育线有重复，不得相加"},
		pair{"上期", "本表所比较的上期评价的数，按上期评价时企业所属的县（市）区统计"},
		pair{"待核", "因数据未报送而沿用上期所在梯级的企业，已包含在本年数中"},
		pair{"县区与开发区", "企业按评价时的所属县（市）区统计一次；同时属于几个开发区的在每个开发区各统计一次，开发区的数不得与县区的数相加"}))
	return a.run(ctx, a.countBefore)
}

// rungsOf is a sheet with one table a ladder: places downwards, tiers across.
func (a *census) rungsOf(name, about, title, first string, places []policy.Place, counts []placeTally, none string, sum bool) *chapter {
	s := a.book.sheet(name)
	s.onePage = true
	return &chapter{sheet: s, about: about, close: func() {
		for l := range a.ed.Ladders {
			h := heading{Sub: fmt.Sprintf("%s、%s", numerals[l%len(numerals)], a.ed.Ladders[l].Name)}
			if l == 0 {
				whole := a.heading(title, "户")
				h.Title, h.Left, h.Right = whole.Title, whole.Left, whole.Right
			}
			t := newTable(s, h, a.rungPlaceColumns(l, first, sum))
			for i := range places {
				if a.ofCounty() && counts[i].empty() {
					continue
				}
				t.add(0, &placeRow{placeName(&places[i]), &counts[i]})
			}
			if rest := &counts[len(places)]; !rest.empty() {
				t.add(0, &placeRow{none, rest})
			}
			last := t.headRow + t.rows
			t.foot(nil)
			a.paint(s, l, t.headRow+1, last)
		}
		s.notes("一家企业在一条培育线上只计其所在梯级（所持最高一级）；两条培育线有重复，不得相加", a.against())
		s.signOff(a.Source)
	}}
}

// numerals number the tables of a sheet.
var numerals = []string{"一", "二", "三", "四"}

// rungPlaceColumns are the columns of one ladder: each tier, and all of them, this year, last time and the change.
func (a *census) rungPlaceColumns(l int, first string, sum bool) []column[placeRow] {
	ladder := &a.ed.Ladders[l]
	columns := []column[placeRow]{{Title: first, Kind: Words, Value: func(p *placeRow) Cell { return Text(p.name) }}}
	add3 := func(group string, now, before func(p *placeRow) int) {
		compared := func(title string, k Kind, value func(p *placeRow) int) column[placeRow] {
			c := column[placeRow]{Title: title, Group: group, Kind: k, Sum: sum, Value: func(p *placeRow) Cell { return zeroFaint(value(p)) }}
			if a.Previous == nil {
				c.Sum, c.Value = false, func(*placeRow) Cell { return Text("—").In(Faint) }
			}
			return c
		}
		columns = append(columns, column[placeRow]{Title: "本年", Group: group, Kind: Whole, Sum: sum, Value: func(p *placeRow) Cell { return zeroFaint(now(p)) }},
			compared("上期", Whole, before), compared("净增", Change, func(p *placeRow) int { return now(p) - before(p) }))
	}
	for at, id := range ladder.Tiers {
		add3(a.tierOf(id).Short, func(p *placeRow) int { return p.now[l][at] }, func(p *placeRow) int { return p.before[l][at] })
	}
	add3("合计", func(p *placeRow) int { return add(p.now[l]) }, func(p *placeRow) int { return add(p.before[l]) })
	return append(columns, column[placeRow]{Title: "其中\n待核", Kind: Whole, Sum: sum, Value: func(p *placeRow) Cell { return zeroFaint(p.carried[l][0]) }})
}

// paint draws bars into the totals and colours the changes.
func (a *census) paint(s *sheet, l, first, last int) {
	if last < first {
		return
	}
	tiers := len(a.ed.Ladders[l].Tiers)
	s.bars(ref(2+3*tiers, first) + ":" + ref(2+3*tiers, last))
	if a.Previous == nil {
		return
	}
	for k := range tiers + 1 {
		s.signs(ref(4+3*k, first) + ":" + ref(4+3*k, last))
	}
}

// rungCharts draws both ladders, each beside a small table of its own.
func (a *census) rungCharts() *chapter {
	s := a.book.sheet("梯级图")
	s.onePage = true
	return &chapter{sheet: s, about: "两条培育线各梯级的企业数：本年与上期", close: func() {
		columns := a.rungCountColumns()
		at := s.besides(len(columns))
		for l := range a.ed.Ladders {
			h := heading{Sub: fmt.Sprintf("%s、%s", numerals[l%len(numerals)], a.ed.Ladders[l].Name)}
			if l == 0 {
				whole := a.heading("科技创新主体各梯级企业数", "户")
				h.Title, h.Left, h.Right = whole.Title, whole.Left, whole.Right
			}
			from := s.rows + 1
			if l == 0 {
				from += 2
			}
			t := newTable(s, h, columns)
			a.rungRows(t, l)
			t.foot(nil)
			series := a.rungSeries(s, t.headRow, t.headRow+len(a.ed.Ladders[l].Tiers))
			s.pad(from + 15)
			s.chart(ref(at, from), excelize.Bar, a.ed.Ladders[l].Name+"：各梯级企业数（户）", series, chartWidth, 370)
		}
		s.signOff(a.Source)
	}}
}

// rungRows adds the tiers of a ladder.
func (a *census) rungRows(t *table[rungRow], l int) {
	counts := &a.tally.ladders[l]
	for at, id := range a.ed.Ladders[l].Tiers {
		t.add(0, &rungRow{a.tierOf(id).Name, counts.now[at], counts.before[at], counts.carried[at], &a.tally.tiers[a.tierAt[id]]})
	}
}

// rungSeries are this year and the last of a table of tiers.
func (a *census) rungSeries(s *sheet, head, last int) []excelize.ChartSeries {
	series := []excelize.ChartSeries{s.seriesOf(absolute(2, head, 2, head), absolute(1, head+1, 1, last), absolute(2, head+1, 2, last), inkNow)}
	if a.Previous == nil {
		return series
	}
	s.signs(ref(4, head+1) + ":" + ref(4, last))
	// Bars grow upwards: the last series of a tier is its upper one.
	return append([]excelize.ChartSeries{s.seriesOf(absolute(3, head, 3, head), absolute(1, head+1, 1, last), absolute(3, head+1, 3, last), inkBefore)}, series...)
}

// rungCountColumns are the counts of a tier.
func (a *census) rungCountColumns() []column[rungRow] {
	compared := func(title string, k Kind, sum bool, value func(r *rungRow) Cell) column[rungRow] {
		if a.Previous == nil {
			sum, value = false, func(*rungRow) Cell { return Text("—").In(Faint) }
		}
		return column[rungRow]{Title: title, Kind: k, Sum: sum, Value: value}
	}
	return []column[rungRow]{
		{Title: "梯级", Kind: Words, Value: func(r *rungRow) Cell { return Text(r.name) }},
		{Title: "本年", Kind: Whole, Sum: true, Value: func(r *rungRow) Cell { return zeroFaint(r.now) }},
		compared("上期", Whole, true, func(r *rungRow) Cell { return zeroFaint(r.before) }),
		compared("净增", Change, true, func(r *rungRow) Cell { return zeroFaint(r.now - r.before) }),
		compared("增长率", Percent, false, func(r *rungRow) Cell { return Fraction(int64(r.now-r.before), int64(r.before)).Or("—") }),
		{Title: "其中待核", Kind: Whole, Sum: true, Value: func(r *rungRow) Cell { return zeroFaint(r.carried) }},
		{Title: "符合条件", Kind: Whole, Value: func(r *rungRow) Cell { return zeroFaint(r.qualifies) }},
		{Title: "可申报", Kind: Whole, Value: func(r *rungRow) Cell { return zeroFaint(r.ready) }},
	}
}
