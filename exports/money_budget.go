package exports

import (
	"context"
	"fmt"

	"yunti/incentives"
	"yunti/models"
	"yunti/policy"
)

// budget is the 奖补资金预算测算表 being made.
type budget struct{ *summary }

// buildBudget makes the 奖补资金预算测算表: what the year comes to by clause and county, and what the next years may come to.
func buildBudget(ctx context.Context, s *Source, b *workbook) error {
	x := &budget{&summary{money: newMoney(s, b), cells: map[[2]string]models.MoneySums{}}}
	totals, err := s.DB.MoneyTotals(ctx, s.Scope, s.Review.ID)
	if err != nil {
		return fmt.Errorf("读取评价 %s 的奖补合计：%w", s.Review.ID, err)
	}
	x.take(totals)
	x.chapter("本年测算", "本年度各条款的测算、核定、批准和拨付", x.byClause)
	if !s.ofCounty() {
		x.chapter("分县区", "本年度各县（市）区的测算、核定、批准和拨付", x.byCounty)
	}
	if s.Budget != nil && len(s.Budget.Forecast) > 0 {
		x.chapter("以后年度预测", "以后年度各条款的预测和所依据的假设", x.forecast)
	}
	x.chapters = append(x.chapters, x.about(
		pair{"编制方法", "应给予上限是本年度最多需要的资金，下限是最少需要的；核定未拨付是已经确定而尚未支出的"},
		pair{"预测", "按所列假设推算，只供编制预算参考，不是应给予的金额；没有可依据的数据的条款不预测，也不作零处理"}))
	return x.finish()
}

// sums are the columns of this year's money.
func (x *budget) sums() []column[clauseRow] {
	amount := func(group, title string, value func(*clauseRow) policy.Money) column[clauseRow] {
		return column[clauseRow]{Group: group, Title: title, Kind: Money, Sum: true, Value: func(r *clauseRow) Cell { return zeroWan(value(r)) }}
	}
	const owed, held = "应给予测算", "办理情况"
	return []column[clauseRow]{
		{Group: owed, Title: "笔数", Kind: Whole, Sum: true, Value: func(r *clauseRow) Cell { return zeroFaint(r.Lines - r.Pending - r.Suspended - r.Outside) }},
		amount(owed, "下限", func(r *clauseRow) policy.Money { return r.Low }),
		amount(owed, "上限", func(r *clauseRow) policy.Money { return r.High }),
		amount(held, "已核定", func(r *clauseRow) policy.Money { return r.Settled }),
		amount(held, "其中\n已批准", func(r *clauseRow) policy.Money { return r.Approved }),
		amount(held, "已拨付", func(r *clauseRow) policy.Money { return r.Paid + r.PaidOutside }),
		amount(held, "核定\n未拨付", func(r *clauseRow) policy.Money { return r.Settled - r.Paid }),
		{Title: "待补\n笔数", Kind: Whole, Sum: true, Value: func(r *clauseRow) Cell { return zeroFaint(r.Pending) }},
		amount("", "暂缓\n（上限）", func(r *clauseRow) policy.Money { return r.HeldHigh }),
	}
}

func (x *budget) byClause(s *sheet) {
	columns := append([]column[clauseRow]{
		{Title: "条款", Kind: Centred, Value: func(r *clauseRow) Cell { return Text(r.clause) }},
		{Title: "名称", Kind: Wrapped, Width: 36, Value: func(r *clauseRow) Cell { return Text(typeset(r.name)) }},
	}, x.sums()...)
	t := newTable(s, x.heading("奖补资金预算测算表", "万元"), columns)
	t.freeze(2)
	s.onePage = true
	for _, c := range x.clauses {
		t.add(0, &clauseRow{clause: c.ID, name: c.Name, MoneySums: x.of(c.ID, "*")})
	}
	t.foot(x.Source, budgetNotes...)
}

func (x *budget) byCounty(s *sheet) {
	columns := append([]column[clauseRow]{{Title: "县（市）区", Kind: Words, Value: func(r *clauseRow) Cell { return Text(r.name) }}}, x.sums()...)
	t := newTable(s, x.heading("奖补资金分县区预算测算表", "万元"), columns)
	t.freeze(1)
	s.onePage = true
	for _, id := range x.counties {
		t.add(0, &clauseRow{name: x.place(id), MoneySums: x.of("*", id)})
	}
	t.foot(x.Source, budgetNotes...)
}

var budgetNotes = []string{"应给予为政策测算，区间和上限类条款分列下限、上限；待补、暂缓、期外测算不计入应给予",
	"已拨付含由拨付名册登记、没有对应核定的拨付；核定未拨付为已核定金额减去其拨付，是已经确定的支出；尚未核定的逐笔见《免申即享清单》"}

// forecastRow is a clause in the coming years.
type forecastRow struct {
	clause, name, assumption string
	years                    []incentives.ForecastClause
}

// forecast is 以后年度预测.
func (x *budget) forecast(s *sheet) {
	years := x.Budget.Forecast
	columns := []column[forecastRow]{
		{Title: "条款", Kind: Centred, Value: func(r *forecastRow) Cell { return Text(r.clause) }},
		{Title: "名称", Kind: Wrapped, Width: 36, Value: func(r *forecastRow) Cell { return Text(typeset(r.name)) }},
	}
	for i := range years {
		group := fmt.Sprintf("%d年度", years[i].Year)
		amount := func(title string, value func(*incentives.ForecastClause) *policy.Money) column[forecastRow] {
			return column[forecastRow]{Group: group, Title: title, Kind: Money, Sum: true, Value: func(r *forecastRow) Cell { return forecastCell(r.at(i), value) }}
		}
		columns = append(columns,
			amount("下限", func(c *incentives.ForecastClause) *policy.Money { return c.Low }),
			amount("上限", func(c *incentives.ForecastClause) *policy.Money { return c.High }))
	}
	columns = append(columns, column[forecastRow]{Title: "假设", Kind: Wrapped, Width: 70, Value: func(r *forecastRow) Cell { return Text(typeset(r.assumption)).Or("—") }})
	t := newTable(s, x.heading("奖补资金以后年度预测表", "万元"), columns)
	t.freeze(2)
	s.onePage = true
	for _, row := range forecastRows(years) {
		t.add(0, row)
	}
	notes := []string{"预测只供编制预算参考；期外为条款有效年度以外，不列金额；“无数据”为没有可依据的数据，不作零处理"}
	for _, a := range x.Budget.Assumptions {
		notes = append(notes, typeset(a))
	}
	t.foot(x.Source, notes...)
}

// forecastRows turns the years into clauses.
func forecastRows(years []incentives.Forecast) []*forecastRow {
	var rows []*forecastRow
	at := map[string]*forecastRow{}
	for i := range years {
		for _, c := range years[i].Clauses {
			row := at[c.Clause]
			if row == nil {
				row = &forecastRow{clause: c.Clause, name: c.Name, assumption: c.Assumption, years: make([]incentives.ForecastClause, len(years))}
				at[c.Clause], rows = row, append(rows, row)
			}
			row.years[i] = c
		}
	}
	return rows
}

func (r *forecastRow) at(year int) *incentives.ForecastClause { return &r.years[year] }

// forecastCell is an amount of a coming year, or why there is none.
func forecastCell(c *incentives.ForecastClause, value func(*incentives.ForecastClause) *policy.Money) Cell {
	switch v := value(c); {
	case c.Outside:
		return Text("期外").In(Faint)
	case v == nil:
		return Text("无数据").In(Faint)
	default:
		return Wan(*v)
	}
}
