package exports

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"yunti/tiering"
)

// chase is a line of 数据缺失: what one firm has not reported of one year.
type chase struct {
	line
	year    int // 0: of the firm's own record
	figures string
	tiers   string
}

// lack counts the firms that have not reported a figure of a year.
type lack struct {
	label   string
	firms   []int // by year of shortages.years
	carried int   // whose position is carried, in any year
}

// shortages is the 数据缺失与异常清单 being made.
type shortages struct {
	*analysis
	years  []int // the latest first, and 0 for what has no year
	lacks  []lack
	lackAt map[string]int
	places []placeLack
}

// placeLack counts the firms of a county that have something missing.
type placeLack struct {
	name                  string
	judged, short, waited int
}

// lookBack is how many years the metrics look back on, the judged one included.
const lookBack = 4

// buildGaps makes the 数据缺失与异常清单.
func buildGaps(ctx context.Context, s *Source, b *workbook) error {
	a := &shortages{analysis: newAnalysis(s, b), lackAt: map[string]int{}, places: make([]placeLack, len(s.Edition().Counties)+1)}
	for i := range lookBack {
		a.years = append(a.years, s.Year()-i)
	}
	a.years = append(a.years, 0)
	for i := range a.places {
		a.places[i].name = "未填报"
		if i < len(a.ed.Counties) {
			a.places[i].name = placeName(&a.ed.Counties[i])
		}
	}
	a.chapters = []*chapter{a.missing(), a.odd(ctx), a.lacking(), a.about(
		pair{"数据缺失", "没有报送、并使某一梯级的持有或条件无法判定的数据；不影响任何判定的缺项不列。未报送的数据不作零处理"},
		pair{"影响梯级", "因缺少该项数据而不能判定“持有”或“符合条件”的梯级"},
		pair{"数据异常", fmt.Sprintf("按 %s 的企业档案检查 %d 年度的年度数据；异常只是提示，须由企业核实，核实无误的不必修改", timeText(s.At), s.Year())})}
	return a.run(ctx, nil)
}

// missing lists what firms have not reported, a line a firm and year.
func (a *shortages) missing() *chapter {
	columns := []column[chase]{
		{Title: "序号", Kind: Serial},
		{Title: "企业名称", Kind: Words, Value: func(c *chase) Cell { return Text(c.Name) }},
		{Title: "统一社会信用代码", Kind: Code, Value: func(c *chase) Cell { return Text(c.Code) }},
		{Title: "所属县\n（市）区", Kind: Centred, Value: func(c *chase) Cell { return Text(a.countyName(c.County)) }},
		{Title: "情形", Kind: Centred, Value: func(c *chase) Cell { return Text(c.texts[0]).In(c.tone) }},
		{Title: "年度", Kind: Centred, Value: func(c *chase) Cell {
			if c.year == 0 {
				return Text("基本信息")
			}
			return Text(fmt.Sprint(c.year))
		}},
		{Title: "缺少的数据", Kind: Wrapped, Width: 56, Value: func(c *chase) Cell { return Text(c.figures) }},
		{Title: "影响梯级", Kind: Wrapped, Width: 30, Value: func(c *chase) Cell { return Text(c.tiers) }},
	}
	t := newTable(a.book.sheet("数据缺失"), a.heading("企业数据缺失清单", ""), columns)
	t.freeze(2)
	t.unit = "条"
	return &chapter{sheet: t.sheet, about: "使判定无法得出结论的未报送数据：哪家企业、哪一年度、缺什么、影响哪个梯级", rows: func() int { return t.rows },
		visit: func(f *firm) { a.addMissing(t, f) }, close: func() {
			t.foot(a.Source, "沿用上期：因缺少数据而沿用上期所在梯级；上位待核：高于所在梯级的某一梯级无法判定；其他：影响所列梯级的条件判定",
				"补报后可重新评价；全部补齐仍待核的，须由人工评定（评分、认定）")
		}}
}

// addMissing counts a firm and adds its lines.
func (a *shortages) addMissing(t *table[chase], f *firm) {
	place := &a.places[a.countyAt(f.County)]
	if f.Present {
		place.judged++
	}
	if !f.Missing {
		return
	}
	found := a.Judge.Waits(&f.verdict)
	if len(found) == 0 {
		return
	}
	place.short++
	row := chase{line: line{firm: f}}
	rank := 2
	carried, pending := a.openOn(f)
	switch {
	case carried:
		row.texts[0], row.tone, rank = "沿用上期", Soon, 0
		place.waited++
	case pending:
		row.texts[0], row.tone, rank = "上位待核", Mild, 1
	default:
		row.texts[0] = "其他"
	}
	for from := 0; from < len(found); {
		to := from
		var labels, tiers []string
		for ; to < len(found) && found[to].Year == found[from].Year; to++ {
			labels = append(labels, found[to].Label)
			for _, tier := range found[to].Tiers {
				if short := a.ed.Tiers[tier].Short; !slices.Contains(tiers, short) {
					tiers = append(tiers, short)
				}
			}
			a.countLack(&found[to].Missing, carried)
		}
		row.year, row.figures, row.tiers = found[from].Year, typeset(strings.Join(labels, "、")), strings.Join(tiers, "、")
		t.add(rank*1000+a.countyAt(f.County), &row)
		from = to
	}
}

func (a *shortages) countLack(m *tiering.Missing, carried bool) {
	at, ok := a.lackAt[m.Label]
	if !ok {
		at = len(a.lacks)
		a.lackAt[m.Label] = at
		a.lacks = append(a.lacks, lack{label: m.Label, firms: make([]int, len(a.years))})
	}
	l := &a.lacks[at]
	if year := slices.Index(a.years, m.Year); year >= 0 {
		l.firms[year]++
	}
	if carried {
		l.carried++
	}
}

// lacking sums up what is missing: by figure and year, and by county.
func (a *shortages) lacking() *chapter {
	s := a.book.sheet("缺失汇总")
	s.onePage = true
	return &chapter{sheet: s, about: "缺少各项数据的企业数（按数据和年度）、各县（市）区有缺失的企业数", close: func() {
		whole := a.heading("企业数据缺失汇总表", "户")
		columns := []column[lack]{{Title: "数据", Kind: Words, Value: func(l *lack) Cell { return Text(typeset(l.label)) }}}
		for i, year := range a.years {
			title := fmt.Sprintf("%d年", year)
			if year == 0 {
				title = "基本信息、融资等"
			}
			columns = append(columns, column[lack]{Title: title, Group: "缺少该项数据的企业", Kind: Whole, Value: func(l *lack) Cell { return zeroFaint(l.firms[i]) }})
		}
		columns = append(columns, column[lack]{Title: "其中沿用\n上期梯级", Kind: Whole, Value: func(l *lack) Cell { return zeroFaint(l.carried) }})
		t := newTable(s, heading{Title: whole.Title, Left: whole.Left, Right: whole.Right, Sub: "一、按数据和年度"}, columns)
		slices.SortStableFunc(a.lacks, func(x, y lack) int { return add(y.firms) - add(x.firms) })
		for i := range a.lacks {
			t.add(0, &a.lacks[i])
		}
		t.foot(nil)
		p := newTable(s, heading{Sub: "二、按县（市）区"}, []column[placeLack]{
			{Title: "县（市）区", Kind: Words, Value: func(p *placeLack) Cell { return Text(p.name) }},
			{Title: "在册企业", Kind: Whole, Sum: true, Value: func(p *placeLack) Cell { return zeroFaint(p.judged) }},
			{Title: "有缺失\n的企业", Kind: Whole, Sum: true, Value: func(p *placeLack) Cell { return zeroFaint(p.short) }},
			{Title: "占比", Kind: Percent, Value: func(p *placeLack) Cell { return Fraction(int64(p.short), int64(p.judged)).Or("—") }},
			{Title: "其中沿用\n上期梯级", Kind: Whole, Sum: true, Value: func(p *placeLack) Cell { return zeroFaint(p.waited) }},
		})
		for i := range a.places {
			if a.places[i].judged > 0 {
				p.add(0, &a.places[i])
			}
		}
		p.foot(nil)
		s.notes("一户缺少几项数据的在每项各计一次，各项之和大于企业数")
		s.signOff(a.Source)
	}}
}
