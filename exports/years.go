package exports

import (
	"context"
	"fmt"

	"github.com/xuri/excelize/v2"
	"golang.org/x/sync/errgroup"

	"yunti/models"
	"yunti/policy"
	"yunti/tiering"
)

// mostYears is how many published years are compared.
const mostYears = 5

// years is the 年度对比 being made.
type years struct {
	*analysis
	periods []Period
	tallies []yearTally // as periods
}

// yearTally counts the results of one year.
type yearTally struct {
	firms   int
	now     [][]int // by ladder and place of the tier in this report's edition
	carried []int   // by ladder
	moves   []map[tiering.Movement]int
	places  [][]int // by county and ladder: firms on the ladder
}

// yearRow is a line of a table: a name, and a number a year.
type yearRow struct {
	name   string
	counts []int
}

// buildYears makes the 年度对比.
func buildYears(ctx context.Context, s *Source, b *workbook) error {
	a := &years{analysis: newAnalysis(s, b)}
	var err error
	if a.periods, err = s.History(ctx, mostYears); err != nil {
		return err
	}
	if err := a.count(ctx); err != nil {
		return err
	}
	a.chapters = []*chapter{a.rungs(), a.moved()}
	if !s.ofCounty() {
		a.chapters = append(a.chapters, a.byCounty())
	}
	a.chapters = append(a.chapters, a.origins(), a.about(
		pair{"年度", fmt.Sprintf("截至 %d 年度已发布的年度评价，最多 %d 个年度；每一年度取其现行的（最后一次发布的）评价", s.Year(), mostYears)},
		pair{"可比性", "各年度按各自当时的政策口径评价，口径有变化的，年度之间的增减含有口径变化的影响，见《各年度评价》"},
		pair{"梯级", "按本年度政策口径的梯级排列；企业在一条培育线上只计所在梯级（所持最高一级）"}))
	return a.finish()
}

// count reads the results of every year, side by side.
func (a *years) count(ctx context.Context) error {
	a.tallies = make([]yearTally, len(a.periods))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(2)
	for i := range a.periods {
		t := &a.tallies[i]
		for l := range a.ed.Ladders {
			t.now = append(t.now, make([]int, len(a.ed.Ladders[l].Tiers)))
			t.moves = append(t.moves, map[tiering.Movement]int{})
		}
		t.carried = make([]int, len(a.ed.Ladders))
		for range len(a.ed.Counties) + 1 {
			t.places = append(t.places, make([]int, len(a.ed.Ladders)))
		}
		g.Go(func() error {
			return a.DB.EachResult(ctx, a.Scope, a.periods[i].Review.ID, func(r *models.Result) error {
				a.add(t, r)
				return nil
			})
		})
	}
	return g.Wait()
}

func (a *years) add(t *yearTally, r *models.Result) {
	if r.Present {
		t.firms++
	}
	for l := range a.ed.Ladders {
		ladder := &a.ed.Ladders[l]
		s := spotOf(r, ladder.ID)
		if s.move != "" {
			t.moves[l][s.move]++
		}
		at := rank(ladder, s.tier)
		if at < 0 {
			continue
		}
		t.now[l][at]++
		t.places[a.countyAt(r.County)][l]++
		if s.carried {
			t.carried[l]++
		}
	}
}

// heading is that of a list over several years.
func (a *years) heading(title, unit string) heading {
	h := a.analysis.heading(title, unit)
	first, last := a.periods[0].Review.Year, a.periods[len(a.periods)-1].Review.Year
	span := fmt.Sprintf("%d—%d", first, last)
	if first == last {
		span = fmt.Sprint(last)
	}
	h.Title = fmt.Sprintf("%s%s年度%s%s", a.Area, span, title, a.mark())
	return h
}

// columns are a name, the years from one on, and the change over the last one and over all.
func (a *years) columns(first string, sum bool, from int) []column[yearRow] {
	columns := []column[yearRow]{{Title: first, Kind: Words, Value: func(r *yearRow) Cell { return Text(r.name) }}}
	for i, p := range a.periods {
		if i < from {
			continue
		}
		columns = append(columns, column[yearRow]{Title: fmt.Sprintf("%d年", p.Review.Year), Kind: Whole, Sum: sum, Value: func(r *yearRow) Cell { return zeroFaint(r.counts[i]) }})
	}
	last := len(a.periods) - 1
	if last <= from {
		return columns
	}
	earliest := fmt.Sprintf("比\n%d年", a.periods[from].Review.Year)
	change := func(title string, from int, sum bool) {
		columns = append(columns, column[yearRow]{Title: title, Group: "净增", Kind: Change, Sum: sum, Value: func(r *yearRow) Cell { return zeroFaint(r.counts[last] - r.counts[from]) }})
	}
	rate := func(title string, from int) {
		columns = append(columns, column[yearRow]{Title: title, Group: "增长率", Kind: Percent, Value: func(r *yearRow) Cell {
			return Fraction(int64(r.counts[last]-r.counts[from]), int64(r.counts[from])).Or("—")
		}})
	}
	change("比上年", last-1, sum)
	if last > from+1 {
		change(earliest, from, sum)
	}
	rate("比上年", last-1)
	if last > from+1 {
		rate(earliest, from)
	}
	return columns
}

// yearChart draws the rows of a table over the years, each a series.
func (a *years) yearChart(s *sheet, t *table[yearRow], at string, kind excelize.ChartType, title string) {
	var series []excelize.ChartSeries
	n := len(a.periods)
	for i := range t.rows {
		row := t.headRow + 1 + i
		series = append(series, s.seriesOf(absolute(1, row, 1, row), yearTitles(t, n), absolute(2, row, 1+n, row), palette[i%len(palette)]))
	}
	s.chart(at, kind, title, series, chartWidth, 370)
}

// yearTitles are the cells that name the n years: the upper row of the titles where there are two, whose cells are joined.
func yearTitles(t *table[yearRow], n int) string {
	row := t.headRow
	if t.grouped {
		row--
	}
	return absolute(2, row, 1+n, row)
}

// rungs prints the firms by tier and year, a table and a chart a ladder.
func (a *years) rungs() *chapter {
	s := a.book.sheet("逐年对比")
	s.onePage = true
	return &chapter{sheet: s, about: "两条培育线各梯级的企业数逐年对比，附图", close: func() {
		columns := a.columns("梯级", true, 0)
		at := s.besides(len(columns))
		for l := range a.ed.Ladders {
			ladder := &a.ed.Ladders[l]
			h := heading{Sub: fmt.Sprintf("%s、%s", numerals[l%len(numerals)], ladder.Name)}
			from := s.rows + 1
			if l == 0 {
				whole := a.heading("科技创新主体梯次培育对比表", "户")
				h.Title, h.Left, h.Right = whole.Title, whole.Left, whole.Right
				from += 2
			}
			t := newTable(s, h, columns)
			for k, id := range ladder.Tiers {
				t.add(0, a.row(a.tierOf(id).Name, func(y *yearTally) int { return y.now[l][k] }))
			}
			head, last := t.headRow, t.headRow+t.rows
			t.foot(nil)
			if n := len(a.periods); n > 1 {
				s.signs(ref(2+n, head+1) + ":" + ref(2+n+min(n, 3)-2, last))
			}
			s.pad(from + 15)
			a.yearChart(s, t, ref(at, from), excelize.ColStacked, ladder.Name+"：各梯级企业数（户）")
		}
		s.notes("一家企业在一条培育线上只计其所在梯级；两条培育线有重复，不得相加", "各年度按当时的政策口径评价，见《各年度评价》")
		s.signOff(a.Source)
	}}
}

// row is a number a year.
func (a *years) row(name string, value func(y *yearTally) int) *yearRow {
	r := &yearRow{name: name}
	for i := range a.tallies {
		r.counts = append(r.counts, value(&a.tallies[i]))
	}
	return r
}

// moved prints the movements by year.
func (a *years) moved() *chapter {
	s := a.book.sheet("变动对比")
	s.onePage = true
	from := 0 // a first review moves nobody
	for from < len(a.periods)-1 && a.periods[from].Review.Previous == "" {
		from++
	}
	return &chapter{sheet: s, about: "两条培育线各种变动的企业数逐年对比，附图", close: func() {
		columns := a.columns("变动", false, from)
		at := s.besides(len(columns))
		for l := range a.ed.Ladders {
			ladder := &a.ed.Ladders[l]
			h := heading{Sub: fmt.Sprintf("%s、%s", numerals[l%len(numerals)], ladder.Name)}
			top := s.rows + 1
			if l == 0 {
				whole := a.heading("科技创新主体变动对比表", "户")
				h.Title, h.Left, h.Right = whole.Title, whole.Left, whole.Right
				top += 2
			}
			t := newTable(s, h, columns)
			for _, m := range moveOrder {
				t.add(0, a.row(m.Name(), func(y *yearTally) int { return y.moves[l][m] }))
			}
			t.foot(nil)
			s.pad(top + 15)
			a.moveLines(s, t, ref(at, top), ladder, len(a.periods)-from)
		}
		s.notes("变动与各年度评价所比较的上期评价相比；首次评价没有变动，不列。毕业（超规、超龄、上市）是企业成长的结果，不作降级统计")
		s.signOff(a.Source)
	}}
}

// drawn are the movements that are drawn: what comes, what rises, what falls.
var drawn = []tiering.Movement{tiering.Entered, tiering.Promoted, tiering.Demoted, tiering.Lapsed}

func (a *years) moveLines(s *sheet, t *table[yearRow], at string, ladder *policy.Ladder, n int) {
	var series []excelize.ChartSeries
	for i, m := range drawn {
		for k, of := range moveOrder {
			if of == m {
				row := t.headRow + 1 + k
				series = append(series, s.seriesOf(absolute(1, row, 1, row), yearTitles(t, n), absolute(2, row, 1+n, row), palette[(2*i+1)%len(palette)]))
			}
		}
	}
	s.chart(at, excelize.Line, ladder.Name+"：新进、晋级、降级、到期失效（户）", series, chartWidth, 370)
}

// byCounty prints the firms on each ladder by county and year.
func (a *years) byCounty() *chapter {
	s := a.book.sheet("分县区对比")
	s.onePage = true
	return &chapter{sheet: s, about: "各县（市）区两条培育线的企业数逐年对比，附图", close: func() {
		columns := a.columns("县（市）区", true, 0)
		at := s.besides(len(columns))
		for l := range a.ed.Ladders {
			ladder := &a.ed.Ladders[l]
			h := heading{Sub: fmt.Sprintf("%s、%s", numerals[l%len(numerals)], ladder.Name)}
			from := s.rows + 1
			if l == 0 {
				whole := a.heading("各县（市）区梯次培育企业对比表", "户")
				h.Title, h.Left, h.Right = whole.Title, whole.Left, whole.Right
				from += 2
			}
			t := newTable(s, h, columns)
			for i := range a.ed.Counties {
				t.add(0, a.row(placeName(&a.ed.Counties[i]), func(y *yearTally) int { return y.places[i][l] }))
			}
			if rest := a.row("未填报", func(y *yearTally) int { return y.places[len(a.ed.Counties)][l] }); add(rest.counts) > 0 {
				t.add(0, rest)
			}
			first, last := t.headRow+1, t.headRow+t.rows
			t.foot(nil)
			a.countyBars(s, t, ref(at, from), first, last, ladder.Name+"：各县（市）区企业数（户）")
			s.pad(from + 15)
		}
		s.notes("企业按各年度评价时的所属县（市）区统计，其间有迁移的，分别计入当时的县（市）区")
		s.signOff(a.Source)
	}}
}

// countyBars draws the counties beside one another, a series a year.
func (a *years) countyBars(s *sheet, t *table[yearRow], at string, first, last int, title string) {
	var series []excelize.ChartSeries
	row := t.headRow
	if t.grouped {
		row--
	}
	for i := range a.periods {
		c := 2 + i
		series = append(series, s.seriesOf(absolute(c, row, c, row), absolute(1, first, 1, last), absolute(c, first, c, last), palette[i%len(palette)]))
	}
	s.chart(at, excelize.Col, title, series, chartWidth, 370)
}

// origins lists the reviews that are compared.
func (a *years) origins() *chapter {
	type origin struct {
		Period
		*yearTally
	}
	t := newTable(a.book.sheet("各年度评价"), a.heading("年度评价一览表", "户"), []column[origin]{
		{Title: "年度", Kind: Words, Value: func(o *origin) Cell { return Text(fmt.Sprintf("%d年度", o.Review.Year)) }},
		{Title: "评价编号", Kind: Centred, Value: func(o *origin) Cell { return Text(o.Review.ID) }},
		{Title: "发布时间", Kind: Centred, Value: func(o *origin) Cell {
			if o.Review.PublishedAt == nil {
				return Text("—").In(Faint)
			}
			return Text(timeText(*o.Review.PublishedAt))
		}},
		{Title: "政策口径", Kind: Centred, Value: func(o *origin) Cell {
			return Text(fmt.Sprintf("%s的版本 %.12s", dayText(o.Edition.Day), o.Edition.Digest))
		}},
		{Title: "在册企业", Kind: Whole, Value: func(o *origin) Cell { return Count(o.firms) }},
		{Title: "创新主体\n梯次", Group: "在培育线的企业", Kind: Whole, Value: func(o *origin) Cell { return Count(add(o.now[0])) }},
		{Title: "独角兽\n企业", Group: "在培育线的企业", Kind: Whole, Value: func(o *origin) Cell { return Count(add(o.now[len(o.now)-1])) }},
	})
	t.sheet.onePage = true
	return &chapter{sheet: t.sheet, about: "所对比的各年度评价：编号、发布时间、政策口径", rows: func() int { return t.rows }, close: func() {
		for i := range a.periods {
			t.add(0, &origin{a.periods[i], &a.tallies[i]})
		}
		t.foot(a.Source)
	}}
}
