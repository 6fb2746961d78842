package exports

import (
	"fmt"

	"github.com/xuri/excelize/v2"

	"yunti/policy"
	"yunti/tiering"
)

// overviewName is the sheet that the charts refer to.
const overviewName = "总览"

// rungRow is one tier of a ladder with its counts.
type rungRow struct {
	name                 string
	now, before, carried int
	*tierTally
}

// overview prints both ladders with this and the last review side by side, and the movements.
func (a *annual) overview() *chapter {
	s := a.book.sheet(overviewName)
	s.onePage = true
	return &chapter{sheet: s, about: "两条培育线各梯级的企业数、与上期比较和变动情况", close: func() {
		for l := range a.ed.Ladders {
			a.rungs(s, l)
		}
		a.movements(s)
		s.notes("所在梯级为企业在该培育线上所持的最高一级，一家企业在一条培育线上只计一次；持有数按梯级分别统计，一家企业可持有多个梯级，不得相加",
			"待核沿用：因数据未报送无法判定而沿用上期所在梯级的企业，已包含在本年数中；持有待核：能否持有该梯级尚无法判定的企业",
			a.against())
		s.signOff(a.Source)
	}}
}

func (a *annual) rungs(s *sheet, l int) {
	ladder, counts := &a.ed.Ladders[l], &a.tally.ladders[l]
	h := heading{Sub: fmt.Sprintf("%s、%s", []string{"一", "二", "三", "四"}[l%4], ladder.Name)}
	if l == 0 {
		whole := a.heading("科技创新主体梯度培育总览", "户")
		h.Title, h.Left, h.Right = whole.Title, whole.Left, whole.Right
	}
	t := newTable(s, h, a.rungColumns())
	if l == 0 {
		s.freezeRows = 1
	}
	for at, id := range ladder.Tiers {
		t.add(0, &rungRow{a.tierOf(id).Name, counts.now[at], counts.before[at], counts.carried[at], &a.tally.tiers[a.tierAt[id]]})
	}
	a.rungHead = append(a.rungHead, t.headRow)
	t.foot(nil)
}

func (a *annual) rungColumns() []column[rungRow] {
	const position, held, could = "所在梯级（不重复计数）", "持有该梯级（可重复计数）", "测算"
	whole := func(group, title string, sum bool, value func(r *rungRow) int) column[rungRow] {
		return column[rungRow]{Group: group, Title: title, Kind: Whole, Sum: sum, Value: func(r *rungRow) Cell { return zeroFaint(value(r)) }}
	}
	compared := func(c column[rungRow]) column[rungRow] {
		if a.Previous == nil {
			c.Sum, c.Value = false, func(*rungRow) Cell { return Text("—").In(Faint) }
		}
		return c
	}
	change := func(group string, sum bool, value func(r *rungRow) int) column[rungRow] {
		return compared(column[rungRow]{Group: group, Title: "净增", Kind: Change, Sum: sum, Value: func(r *rungRow) Cell { return zeroFaint(value(r)) }})
	}
	return []column[rungRow]{
		{Title: "梯级", Kind: Words, Value: func(r *rungRow) Cell { return Text(r.name) }},
		whole(position, "本年", true, func(r *rungRow) int { return r.now }),
		compared(whole(position, "上期", true, func(r *rungRow) int { return r.before })),
		change(position, true, func(r *rungRow) int { return r.now - r.before }),
		compared(column[rungRow]{Group: position, Title: "增长率", Kind: Percent, Value: func(r *rungRow) Cell {
			return Fraction(int64(r.now-r.before), int64(r.before)).Or("—")
		}}),
		compared(whole(position, "其中\n待核沿用", true, func(r *rungRow) int { return r.carried })),
		whole(held, "本年", false, func(r *rungRow) int { return r.holds }),
		compared(whole(held, "上期", false, func(r *rungRow) int { return r.heldBefore })),
		change(held, false, func(r *rungRow) int { return r.holds - r.heldBefore }),
		whole(held, "持有\n待核", false, func(r *rungRow) int { return r.unknown }),
		whole(could, "符合条件", false, func(r *rungRow) int { return r.qualifies }),
		whole(could, "可申报", false, func(r *rungRow) int { return r.ready }),
		whole(could, "可申报\n待评分", false, func(r *rungRow) int { return r.unscored }),
	}
}

// moveOrder is the order in which movements are printed; 保持 first, so that the charts can leave it out.
var moveOrder = []tiering.Movement{tiering.Kept, tiering.Entered, tiering.Promoted, tiering.Demoted, tiering.Lapsed, tiering.Revoked,
	tiering.Outgrown, tiering.AgedOut, tiering.ListedOut, tiering.Left, tiering.Undecided}

func (a *annual) movements(s *sheet) {
	type row struct {
		ladder *policy.Ladder
		*ladderTally
	}
	columns := []column[row]{{Title: "培育线", Kind: Words, Value: func(r *row) Cell { return Text(r.ladder.Name) }}}
	for _, m := range moveOrder {
		columns = append(columns, column[row]{Title: m.Name(), Kind: Whole, Value: func(r *row) Cell {
			if a.Previous == nil {
				return Text("—").In(Faint)
			}
			return zeroFaint(r.moves[m])
		}})
	}
	columns = append(columns, column[row]{Title: "另：上\n位待核", Kind: Whole, Value: func(r *row) Cell { return zeroFaint(r.pending) }})
	t := newTable(s, heading{Sub: "三、与上期相比的变动"}, columns)
	for l := range a.ed.Ladders {
		t.add(0, &row{&a.ed.Ladders[l], &a.tally.ladders[l]})
	}
	a.moveHead = t.headRow
	t.foot(nil)
}

// The colours of the series: this year, last year.
const inkNow, inkBefore, inkAxis = "1F4E79", "9DC3E6", "262626"

// charts draws the overview on a page of its own: charts on a page with tables would be cut by the page end.
func (a *annual) charts() *chapter {
	s := a.book.sheet("总览图")
	return &chapter{sheet: s, about: "总览的图示：各梯级企业数和变动情况", close: func() {
		const columns = 16
		for n := range columns {
			s.set(n+1, width{least: 10})
		}
		row := s.row(titleHeight, Text(a.heading("科技创新主体梯度培育总览图", "").Title).as(title, Words))
		s.merge(row, 1, row, columns)
		s.onePage = true
		for l := range a.ed.Ladders {
			a.rungChart(s, l, ref(1+l*columns/2, 2))
		}
		a.moveChart(s, ref(1, 22))
	}}
}

func (a *annual) rungChart(s *sheet, l int, at string) {
	ladder := &a.ed.Ladders[l]
	first, last := a.rungHead[l]+1, a.rungHead[l]+len(ladder.Tiers)
	// Bars grow upwards: the last series of a tier is its upper one.
	var series []excelize.ChartSeries
	if a.Previous != nil {
		series = append(series, a.series("C", a.rungHead[l], "A", first, "C", last, inkBefore))
	}
	series = append(series, a.series("B", a.rungHead[l], "A", first, "B", last, inkNow))
	s.chart(at, excelize.Bar, ladder.Name+"：各梯级企业数（户）", series, 590, 430)
}

func (a *annual) moveChart(s *sheet, at string) {
	var series []excelize.ChartSeries
	for l := range a.ed.Ladders {
		row := a.moveHead + 1 + l
		x := overviewSeries(fmt.Sprintf("$A$%d", row), fmt.Sprintf("$C$%d:$L$%d", a.moveHead, a.moveHead), fmt.Sprintf("$C$%d:$L$%d", row, row),
			[]string{inkNow, "C55A11"}[l%2])
		series = append(series, x)
	}
	s.chart(at, excelize.Col, "与上期相比的变动（户，不含保持）", series, 1190, 430)
}

// series is one column of a ladder's table, named by its title.
func (a *annual) series(title string, head int, names string, first int, values string, last int, colour string) excelize.ChartSeries {
	return overviewSeries(fmt.Sprintf("$%s$%d", title, head), fmt.Sprintf("$%s$%d:$%s$%d", names, first, names, last),
		fmt.Sprintf("$%s$%d:$%s$%d", values, first, values, last), colour)
}

func overviewSeries(name, categories, values, colour string) excelize.ChartSeries {
	in := "'" + overviewName + "'!"
	return excelize.ChartSeries{Name: in + name, Categories: in + categories, Values: in + values, Fill: solid(colour),
		DataLabel: excelize.ChartDataLabel{Font: excelize.Font{Size: 9, Color: inkAxis, Family: fontDigit}}}
}
