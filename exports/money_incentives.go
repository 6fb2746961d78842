package exports

import (
	"context"
	"fmt"

	"github.com/xuri/excelize/v2"

	"yunti/models"
	"yunti/policy"
)

// summary is the 奖补资金汇总表 being made.
type summary struct {
	*money
	clauses  []policy.Clause                // those with lines or amounts, in the order of the book
	cells    map[[2]string]models.MoneySums // by clause and county
	counties []string                       // IDs in the order of the book, "" last, where anything is
	sheets   [numMeasures]*table[clauseRow]
}

// The amounts that are summed by clause and county, each on a sheet of its own.
const (
	measureLow = iota
	measureHigh
	measureSettled
	measurePaid
	numMeasures
)

var measures = [numMeasures]struct {
	sheet, title string
	colour       string
	of           func(*models.MoneySums) policy.Money
}{
	{"应给予（低）", "奖补资金分条款分县区汇总表（应给予，按下限）", "9DC3E6", func(s *models.MoneySums) policy.Money { return s.Low }},
	{"应给予（高）", "奖补资金分条款分县区汇总表（应给予，按上限）", inkNow, func(s *models.MoneySums) policy.Money { return s.High }},
	{"已核定", "奖补资金分条款分县区汇总表（已核定）", "C55A11", func(s *models.MoneySums) policy.Money { return s.Settled }},
	{"已拨付", "奖补资金分条款分县区汇总表（已拨付）", "548235", func(s *models.MoneySums) policy.Money { return s.Paid + s.PaidOutside }},
}

// buildIncentives makes the 奖补资金汇总表: all articles and clauses of the measures with what is owed, settled and paid, by county.
func buildIncentives(ctx context.Context, s *Source, b *workbook) error {
	x := &summary{money: newMoney(s, b), cells: map[[2]string]models.MoneySums{}}
	totals, err := s.DB.MoneyTotals(ctx, s.Scope, s.Review.ID)
	if err != nil {
		return fmt.Errorf("读取评价 %s 的奖补合计：%w", s.Review.ID, err)
	}
	x.take(totals)
	x.chapter("汇总", "措施全文十七条的各项条款：应给予、核定、拨付的笔数和金额", x.articles)
	charts := x.chapter("图示", "各条款、各县（市）区奖补资金的图示", nil)
	if !s.ofCounty() {
		x.chapter("分县区", "各县（市）区应给予、核定、拨付的合计", x.byCounty)
	}
	for n := range measures {
		x.chapter(measures[n].sheet, measures[n].title, func(s *sheet) { x.matrix(s, n) })
	}
	x.chapters = append(x.chapters, x.about(
		pair{"依据", x.measures() + "，全文十七条"},
		pair{"应给予、待补、暂缓", "应给予：按政策测算应当给予；待补：资格或金额缺数据，没有金额；暂缓：照算而不宜拨付（迁出、注销、吊销、重大安全质量事故、严重违法失信）；期外：不在条款有效年度之内。后三种都不计入应给予"},
		pair{"核定、批准、拨付", "核定由经办人员在下限与上限之间作出，公示期满后批准，批准后拨付；撤销的核定不计"}))
	for _, c := range x.chapters {
		if c != charts {
			c.close()
		}
	}
	x.charts(charts.sheet) // it points at the rows of the other sheets
	return b.failed()
}

// chapter begins a sheet that fill writes.
func (x *summary) chapter(name, about string, fill func(s *sheet)) *chapter {
	c := &chapter{sheet: x.book.sheet(name), about: about}
	c.close = func() { fill(c.sheet) }
	x.chapters = append(x.chapters, c)
	return c
}

// take sorts the totals of the review: clauses of the book, counties of the book.
func (x *summary) take(totals []models.MoneyTotal) {
	inUse, places := map[string]bool{}, map[string]bool{}
	for _, t := range totals {
		x.cells[[2]string{t.Clause, t.County}] = t.MoneySums
		inUse[t.Clause], places[t.County] = true, true
	}
	for _, id := range x.clausesOf(func(c *policy.Clause) bool { return computable(c) || inUse[c.ID] }) {
		if c, ok := x.ed.Clause(id); ok {
			x.clauses = append(x.clauses, *c)
		}
	}
	for _, c := range x.ed.Counties {
		if places[c.ID] || !x.ofCounty() {
			x.counties = append(x.counties, c.ID)
		}
	}
	if places[""] {
		x.counties = append(x.counties, "")
	}
}

// of sums the cells of a clause and a county, "*" for all.
func (x *summary) of(clause, county string) (sum models.MoneySums) {
	for key, cell := range x.cells {
		if (clause == "*" || clause == key[0]) && (county == "*" || county == key[1]) {
			sum.Add(cell)
		}
	}
	return sum
}

// clauseRow is a line of the report: an article, a clause or a county with its sums.
type clauseRow struct {
	article, name string
	clause        string
	note          string
	blank         bool // nothing can be computed
	models.MoneySums
}

// amounts are the columns of sums that 汇总 and 分县区 print.
func (x *summary) amounts() []column[clauseRow] {
	number := func(group, title string, value func(*clauseRow) int) column[clauseRow] {
		return column[clauseRow]{Group: group, Title: title, Kind: Whole, Sum: true, Value: func(r *clauseRow) Cell {
			if r.blank {
				return Text("—").In(Faint)
			}
			return zeroFaint(value(r))
		}}
	}
	amount := func(group, title string, value func(*clauseRow) policy.Money) column[clauseRow] {
		return column[clauseRow]{Group: group, Title: title, Kind: Money, Sum: true, Value: func(r *clauseRow) Cell {
			if r.blank {
				return Text("—").In(Faint)
			}
			return zeroWan(value(r))
		}}
	}
	const owed, settled, paid = "应给予", "核定", "拨付"
	columns := []column[clauseRow]{
		number(owed, "笔数", func(r *clauseRow) int { return r.Lines - r.Pending - r.Suspended - r.Outside }),
		amount(owed, "下限", func(r *clauseRow) policy.Money { return r.Low }),
		amount(owed, "上限", func(r *clauseRow) policy.Money { return r.High }),
		number("", "待补\n笔数", func(r *clauseRow) int { return r.Pending }),
		number("暂缓", "笔数", func(r *clauseRow) int { return r.Suspended }),
		amount("暂缓", "上限", func(r *clauseRow) policy.Money { return r.HeldHigh }),
		number(settled, "笔数", func(r *clauseRow) int { return r.SettledLines }),
		amount(settled, "已核定", func(r *clauseRow) policy.Money { return r.Settled }),
		amount(settled, "其中\n已批准", func(r *clauseRow) policy.Money { return r.Approved }),
		amount(paid, "按核定\n拨付", func(r *clauseRow) policy.Money { return r.Paid }),
		amount(paid, "名册登记\n拨付", func(r *clauseRow) policy.Money { return r.PaidOutside }),
	}
	if x.of("*", "*").Outside > 0 {
		columns = append(columns, number("", "期外\n笔数", func(r *clauseRow) int { return r.Outside }))
	}
	return columns
}

// articles is 汇总: the articles of the measures with their clauses, also those under which nothing can be computed.
func (x *summary) articles(s *sheet) {
	columns := append([]column[clauseRow]{
		{Title: "条", Kind: Centred, Value: func(r *clauseRow) Cell { return Text(r.article) }},
		{Title: "条款", Kind: Centred, Value: func(r *clauseRow) Cell { return Text(r.clause).Or("—") }},
		{Title: "名称", Kind: Wrapped, Width: 34, Value: func(r *clauseRow) Cell { return Text(typeset(r.name)) }},
	}, x.amounts()...)
	columns = append(columns, column[clauseRow]{Title: "备注", Kind: Wrapped, Width: 34, Value: func(r *clauseRow) Cell { return Text(typeset(r.note)).Or("—") }})
	t := newTable(s, x.heading("奖补资金汇总表", "万元"), columns)
	t.freeze(3)
	t.sheet.onePage = true
	for _, a := range x.ed.Measures.Articles {
		if len(a.Clauses) == 0 {
			t.add(0, &clauseRow{article: a.Article, name: a.Name, note: a.Note, blank: true})
		}
		for _, id := range a.Clauses {
			c, ok := x.ed.Clause(id)
			if !ok {
				continue
			}
			row := &clauseRow{article: a.Article, name: c.Name, clause: id, MoneySums: x.of(id, "*")}
			row.blank = !computable(c) && row.Lines == 0 && row.PaidOutside == 0 && row.SettledLines == 0
			switch {
			case row.blank:
				row.note = c.Note
			case !c.Years.Has(x.Year()):
				row.note = fmt.Sprintf("有效年度 %d—%d 年，本年度不在其内", c.Years.From, c.Years.To)
			case c.AmountKind() == policy.AmountRange || c.AmountKind() == policy.AmountCeiling:
				row.note = "金额在下限与上限之间由人核定"
			}
			t.add(0, row)
		}
	}
	t.foot(x.Source, fmt.Sprintf("依据%s全文十七条；“—”为没有可测算金额的条款，备注说明原因", x.measures()),
		"应给予为政策测算，每笔四舍五入到 0.01 万元一次，合计为各笔之和；区间和上限类条款在核定以前分列下限、上限；待补、暂缓、期外测算不计入应给予",
		"按核定拨付：本系统核定、批准后的拨付；名册登记拨付：由拨付名册登记、没有对应核定的拨付；两者不重复")
}

// byCounty is 分县区: the same sums the other way.
func (x *summary) byCounty(s *sheet) {
	columns := append([]column[clauseRow]{{Title: "县（市）区", Kind: Words, Value: func(r *clauseRow) Cell { return Text(r.name) }}}, x.amounts()...)
	t := newTable(s, x.heading("奖补资金分县区汇总表", "万元"), columns)
	t.freeze(1)
	t.sheet.onePage = true
	for _, id := range x.counties {
		t.add(0, &clauseRow{name: x.place(id), MoneySums: x.of("*", id)})
	}
	t.foot(x.Source, "企业按评价时的所属县（市）区统计，孵化载体按载体名录；名录中没有县（市）区的高校、院所等单位列入“县（市）区不详”")
}

// matrix is one amount by clause and county, with sums both ways.
func (x *summary) matrix(s *sheet, n int) {
	of := measures[n].of
	columns := []column[clauseRow]{
		{Title: "条款", Kind: Centred, Value: func(r *clauseRow) Cell { return Text(r.clause) }},
		{Title: "名称", Kind: Wrapped, Width: 30, Value: func(r *clauseRow) Cell { return Text(typeset(r.name)) }},
	}
	for _, id := range x.counties {
		columns = append(columns, column[clauseRow]{Title: x.place(id), Kind: Money, Sum: true, Value: func(r *clauseRow) Cell {
			sum := x.cells[[2]string{r.clause, id}]
			return zeroWan(of(&sum))
		}})
	}
	columns = append(columns, column[clauseRow]{Title: "合计", Kind: Money, Sum: true, Value: func(r *clauseRow) Cell { return zeroWan(of(&r.MoneySums)) }})
	t := newTable(s, x.heading(measures[n].title, "万元"), columns)
	t.freeze(2)
	t.sheet.onePage = true
	for _, c := range x.clauses {
		t.add(0, &clauseRow{clause: c.ID, name: c.Name, MoneySums: x.of(c.ID, "*")})
	}
	notes := []string{"只列有金额的条款；合计为所列各笔之和"}
	if n == measurePaid {
		notes = append(notes, "含由拨付名册登记、没有对应核定的拨付")
	}
	t.foot(x.Source, notes...)
	x.sheets[n] = t
}

// charts draws the sums by clause and by county on a page of its own.
func (x *summary) charts(s *sheet) {
	const columns = 16
	for n := range columns {
		s.set(n+1, width{least: 10})
	}
	row := s.row(titleHeight, Text(x.heading("奖补资金图示", "").Title).as(title, Words))
	s.merge(row, 1, row, columns)
	s.onePage = true
	var byClause, byCounty []excelize.ChartSeries
	for _, n := range []int{measureHigh, measureSettled, measurePaid} {
		t := x.sheets[n]
		first, last := t.headRow+1, t.headRow+len(x.clauses)
		in := "'" + t.sheet.name + "'!"
		end := columnName(2 + len(x.counties) + 1)
		byClause = append(byClause, chartSeries(measures[n].sheet, in+fmt.Sprintf("$A$%d:$A$%d", first, last), in+fmt.Sprintf("$%s$%d:$%s$%d", end, first, end, last), measures[n].colour))
		before := columnName(2 + len(x.counties))
		byCounty = append(byCounty, chartSeries(measures[n].sheet, in+fmt.Sprintf("$C$%d:$%s$%d", t.headRow, before, t.headRow),
			in+fmt.Sprintf("$C$%d:$%s$%d", last+1, before, last+1), measures[n].colour))
	}
	s.chart(ref(1, 2), excelize.Col, "各条款奖补资金（万元）", byClause, 1190, 430)
	if !x.ofCounty() {
		s.chart(ref(1, 22), excelize.Col, "各县（市）区奖补资金（万元）", byCounty, 1190, 430)
	}
}

// columnName is the letters of a column.
func columnName(n int) string {
	name, err := excelize.ColumnNumberToName(n)
	if err != nil {
		panic(err) // only for columns below 1
	}
	return name
}

// chartSeries is a series with its name in words.
func chartSeries(name, categories, values, colour string) excelize.ChartSeries {
	return excelize.ChartSeries{Name: name, Categories: categories, Values: values, Fill: solid(colour),
		Line: excelize.LineOptions{Type: excelize.LineSolid, Width: 2, Fill: solid(colour)}, Marker: excelize.ChartMarker{Symbol: "circle", Size: 6, Fill: solid(colour)},
		DataLabel: excelize.ChartDataLabel{Font: excelize.Font{Size: 9, Color: inkAxis, Family: fontDigit}}}
}
