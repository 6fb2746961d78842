package exports

import (
	"context"
	"fmt"
	"strings"

	"yunti/incentives"
	"yunti/models"
	"yunti/policy"
)

// research is the 研发投入奖补测算表 being made.
type research struct {
	*money
	pool     bool // the pool reading is the one taken
	counties []researchSum
	lists    [numResearchLists]*table[researchRow]
}

// The sheets of the report: what is owed, what is held back, what cannot be computed yet, what lies outside the clauses' years.
const (
	researchOwed = iota
	researchHeld
	researchPending
	researchOutside
	numResearchLists
)

var researchLists = [numResearchLists]struct{ name, about string }{
	{"测算明细", "应给予研发投入奖补的企业：研发费用、基础补助、增量奖励的两种口径"},
	{"暂缓", "照算而暂缓拨付的企业及原因，不计入应给予"},
	{"待补", "资格或金额缺数据、尚不能测算的企业"},
	{"期外测算", "不在条款有效年度之内的测算，不作拨付依据"},
}

// researchRow is one firm: its basic subsidy and its reward for the increase.
type researchRow struct {
	county, code, name string
	base, more         *models.EntitlementRow // nil: no such line
}

// researchSum adds up the firms of one county as they are printed.
type researchSum struct {
	firms, held, pending   int
	costs                  policy.Money // of the firms that are owed something
	base, own, pool, taken policy.Money
	heldLow                policy.Money
	anything               bool
}

// buildResearch makes the 研发投入奖补测算表: every firm with its costs, both parts of the subsidy and both readings of the increase.
func buildResearch(ctx context.Context, s *Source, b *workbook) error {
	r := &research{money: newMoney(s, b)}
	r.counties = make([]researchSum, len(r.ed.Counties)+1)
	clauses := r.clausesOf(func(c *policy.Clause) bool {
		t := c.Trigger.Research
		r.pool = r.pool || t != nil && t.Increase && t.Pool
		return t != nil
	})
	r.chapters = []*chapter{{sheet: b.sheet("汇总"), about: "各县（市）区研发投入奖补测算的合计，增量奖励两种口径的比较"}}
	r.list(researchOwed)
	if err := r.eachPayee(ctx, models.EntitlementFilter{}, clauses, r.add); err != nil {
		return err
	}
	pools, err := r.pools()
	if err != nil {
		return err
	}
	r.chapters[0].close = func() { r.summary(r.chapters[0].sheet, pools) }
	r.chapters = append(r.chapters, r.about(
		pair{"依据", r.measures() + "第四条：研发投入基础补助和增量奖励"},
		pair{"两种口径", "每户口径：按每户自身的增量和条款的比例；全市口径：有资格企业的增减相抵后按比例得出总额，再按各户正增量分配。采用哪一种由政策库决定，另一种只供比较，不拨付"},
		pair{"状态", "应给予：资格和金额都已明确；部分待补：基础补助已明确，增量奖励缺上年数据；待补：资格或金额缺数据；暂缓：照算而不宜拨付；期外测算：不在条款有效年度之内，不计入合计"}))
	return r.finish()
}

// add takes the lines of one firm in.
func (r *research) add(lines []models.EntitlementRow) {
	row := &researchRow{county: lines[0].County, code: lines[0].Payee, name: lines[0].Name}
	for i := range lines {
		e := &lines[i]
		if c, ok := r.ed.Clause(e.Clause); ok && c.Trigger.Research.Increase {
			row.more = e
		} else {
			row.base = e
		}
	}
	at := r.countyAt(row.county)
	list := row.list()
	r.list(list).add(at, row)
	r.counties[at].add(row, list, r.pool)
}

// list is the sheet on which a firm stands.
func (row *researchRow) list() int {
	list := researchPending
	for _, e := range []*models.EntitlementRow{row.base, row.more} {
		switch {
		case e == nil:
		case e.Outside:
			return researchOutside
		case e.State == incentives.Suspended:
			return researchHeld
		case counts(&e.Entitlement):
			list = researchOwed
		}
	}
	return list
}

func (s *researchSum) add(row *researchRow, list int, pool bool) {
	s.anything = true
	switch list {
	case researchHeld:
		s.held++
		s.heldLow += high(row.base) + high(row.more)
		return
	case researchPending:
		s.pending++
		return
	case researchOutside:
		return
	}
	s.firms++
	if row.base != nil && row.base.Basis != nil {
		s.costs += *row.base.Basis
	}
	if row.base != nil && counts(&row.base.Entitlement) {
		s.base += *row.base.High
	}
	if row.more != nil && counts(&row.more.Entitlement) {
		s.own += *own(row.more, pool)
		if v := shared(row.more, pool); v != nil {
			s.pool += *v
		}
		s.taken += *row.more.High
	}
}

// high is the amount of a line, 0 without one.
func high(e *models.EntitlementRow) policy.Money {
	if e == nil || e.High == nil {
		return 0
	}
	return *e.High
}

// own and shared are the two readings of the increase: the firm's own, and its share of the city's pool. Which of them is the
// line's amount is the book's to say.
func own(e *models.EntitlementRow, pool bool) *policy.Money {
	if pool {
		return e.Beside
	}
	return e.High
}

func shared(e *models.EntitlementRow, pool bool) *policy.Money {
	if pool {
		return e.High
	}
	return e.Beside
}

// list returns the table of a sheet, which is begun with its first firm.
func (r *research) list(n int) *table[researchRow] {
	if r.lists[n] == nil {
		title := "研发投入奖补测算表"
		if n != researchOwed {
			title += "（" + researchLists[n].name + "）"
		}
		t := newTable(r.book.sheet(researchLists[n].name), r.heading(title, "万元"), r.columns(n))
		t.freeze(2)
		t.unit = "户"
		r.lists[n] = t
		r.chapters = append(r.chapters, &chapter{sheet: t.sheet, about: researchLists[n].about, rows: func() int { return t.rows },
			close: func() { t.foot(r.Source, r.notes()...) }})
	}
	return r.lists[n]
}

func (r *research) columns(n int) []column[researchRow] {
	const costs, base, more = "研发费用", "基础补助", "增量奖励"
	amount := n != researchPending
	columns := []column[researchRow]{
		{Title: "序号", Kind: Serial},
		{Title: "企业名称", Kind: Words, Value: func(x *researchRow) Cell { return Text(x.name) }},
		{Title: "统一社会信用代码", Kind: Code, Value: func(x *researchRow) Cell { return payeeCode(x.code) }},
		{Title: "所属县\n（市）区", Kind: Centred, Value: func(x *researchRow) Cell { return Text(r.place(x.county)) }},
		{Title: "上年", Group: costs, Kind: Money, Value: (*researchRow).before},
		{Title: "本年", Group: costs, Kind: Money, Sum: true, Value: (*researchRow).now},
		{Title: "条款", Group: base, Kind: Centred, Value: func(x *researchRow) Cell { return clauseOf(x.base) }},
		{Title: "比例", Group: base, Kind: Percent, Value: func(x *researchRow) Cell { return r.rate(x.base) }},
		{Title: "金额", Group: base, Kind: Money, Sum: amount, Value: func(x *researchRow) Cell { return lineAmount(x.base) }},
		{Title: "增量", Group: more, Kind: Money, Sum: amount, Value: (*researchRow).increase},
		{Title: "每户口径", Group: more, Kind: Money, Sum: amount, Value: func(x *researchRow) Cell { return reading(x.more, own, r.pool) }},
		{Title: "全市口径", Group: more, Kind: Money, Sum: amount, Value: func(x *researchRow) Cell { return reading(x.more, shared, r.pool) }},
		{Title: "合计\n（" + r.taken() + "）", Kind: Money, Sum: amount, Value: func(x *researchRow) Cell { return Wan(high(x.base) + high(x.more)) }},
		{Title: "状态", Kind: Centred, Value: (*researchRow).state},
		{Title: "说明", Kind: Wrapped, Width: 40, Value: func(x *researchRow) Cell { return Text(x.why()).Or("—") }},
	}
	if n == researchPending {
		columns = append(columns[:9], columns[13:]...)
	}
	return columns
}

// taken names the reading by which is paid.
func (r *research) taken() string {
	if r.pool {
		return "全市口径"
	}
	return "每户口径"
}

func clauseOf(e *models.EntitlementRow) Cell {
	if e == nil {
		return Text("—").In(Faint)
	}
	return Text(e.Clause)
}

// rate is the rate of a clause, scaled where the book scales it.
func (r *research) rate(e *models.EntitlementRow) Cell {
	if e == nil {
		return Text("—").In(Faint)
	}
	c, ok := r.ed.Clause(e.Clause)
	if !ok || len(c.Amounts) == 0 || c.Amounts[0].Rate.IsZero() {
		return Text("—").In(Faint)
	}
	q := c.Amounts[0].Rate
	if f := c.Amounts[0].Factor; !f.IsZero() {
		q.Num, q.Den = q.Num*f.Num, q.Den*f.Den
	}
	return Fraction(q.Num, q.Den)
}

func lineAmount(e *models.EntitlementRow) Cell {
	if e == nil {
		return Text("—").In(Faint)
	}
	return wan(e.High)
}

func reading(e *models.EntitlementRow, of func(*models.EntitlementRow, bool) *policy.Money, pool bool) Cell {
	switch {
	case e == nil:
		return Text("—").In(Faint)
	case e.High == nil:
		return Text("待补").In(Mild)
	}
	if v := of(e, pool); v != nil {
		return Wan(*v)
	}
	return Text("—").In(Faint)
}

// now is what the firm spent in the year: the basis of its basic subsidy.
func (row *researchRow) now() Cell {
	switch {
	case row.base == nil:
		return Text("—").In(Faint)
	case row.base.Basis == nil:
		return Text("未报送").In(Mild)
	}
	return Wan(*row.base.Basis)
}

func (row *researchRow) increase() Cell {
	switch {
	case row.more == nil && row.base != nil && row.base.Basis != nil && row.base.State != incentives.Pending:
		return Text("未增加").In(Faint)
	case row.more == nil:
		return Text("—").In(Faint)
	case row.more.Basis == nil:
		return Text("待补").In(Mild)
	}
	return Wan(*row.more.Basis)
}

// before is what it spent in the year before, as far as the stored lines tell: of a firm that spent no more than then there is no line
// for an increase.
func (row *researchRow) before() Cell {
	switch {
	case row.more == nil:
		return Text("—").In(Faint)
	case row.more.Basis == nil:
		return Text("未报送").In(Mild)
	case row.base == nil || row.base.Basis == nil:
		return Text("—").In(Faint)
	}
	return Wan(*row.base.Basis - *row.more.Basis)
}

func (row *researchRow) state() Cell {
	owed, pending := false, false
	for _, e := range []*models.EntitlementRow{row.base, row.more} {
		if e == nil {
			continue
		}
		if e.Outside || e.State == incentives.Suspended {
			return stateWord(&e.Entitlement)
		}
		owed, pending = owed || counts(&e.Entitlement), pending || e.High == nil
	}
	switch {
	case owed && pending:
		return Text("部分待补").In(Mild)
	case pending:
		return Text("待补").In(Mild)
	}
	return Text("应给予")
}

// why is the ground of the lines and what to look at.
func (row *researchRow) why() string {
	var said []string
	add := func(s string) {
		for _, other := range said {
			if s == "" || other == s {
				return
			}
		}
		if s != "" {
			said = append(said, s)
		}
	}
	for i, e := range []*models.EntitlementRow{row.base, row.more} {
		if e == nil {
			continue
		}
		if i == 0 || e.High == nil {
			add(typeset(e.Ground))
		}
		add(remarks(&e.Entitlement))
	}
	return strings.Join(said, "；")
}

func (r *research) notes() []string {
	costs := "统计口径"
	notes := []string{"研发费用为" + costs + "，两年同一口径；各笔分别四舍五入到 0.01 万元一次，合计为所列各笔之和",
		"上年一栏由本年研发费用减去增量得出；“未增加”为本年不高于上年，没有增量奖励；未报送的不作零处理，列为待补",
		fmt.Sprintf("增量奖励按%s列入合计，另一口径并列供比较，不拨付", r.taken())}
	return notes
}

// countyRow is a line of 汇总.
type countyRow struct {
	name string
	*researchSum
}

// summary is 汇总: the counties, both readings with the gap, the pools of the city.
func (r *research) summary(s *sheet, pools []string) {
	whole := func(title string, value func(*countyRow) int) column[countyRow] {
		return column[countyRow]{Title: title, Kind: Whole, Sum: true, Value: func(x *countyRow) Cell { return zeroFaint(value(x)) }}
	}
	amount := func(group, title string, value func(*countyRow) policy.Money) column[countyRow] {
		return column[countyRow]{Group: group, Title: title, Kind: Money, Sum: true, Value: func(x *countyRow) Cell { return zeroWan(value(x)) }}
	}
	const more = "增量奖励"
	t := newTable(s, r.heading("研发投入奖补测算汇总表", "万元、户"), []column[countyRow]{
		{Title: "县（市）区", Kind: Words, Value: func(x *countyRow) Cell { return Text(x.name) }},
		whole("应给予\n户数", func(x *countyRow) int { return x.firms }),
		amount("", "本年研发\n费用", func(x *countyRow) policy.Money { return x.costs }),
		amount("", "基础补助", func(x *countyRow) policy.Money { return x.base }),
		amount(more, "每户口径", func(x *countyRow) policy.Money { return x.own }),
		amount(more, "全市口径", func(x *countyRow) policy.Money { return x.pool }),
		amount(more, "口径差额", func(x *countyRow) policy.Money { return x.own - x.pool }),
		amount("", "合计\n（"+r.taken()+"）", func(x *countyRow) policy.Money { return x.base + x.taken }),
		whole("暂缓\n户数", func(x *countyRow) int { return x.held }),
		amount("", "暂缓金额", func(x *countyRow) policy.Money { return x.heldLow }),
		whole("待补\n户数", func(x *countyRow) int { return x.pending }),
	})
	t.freeze(1)
	t.sheet.onePage = true
	var all researchSum
	for at := range r.counties {
		sum := &r.counties[at]
		if !sum.anything {
			continue
		}
		name := "县（市）区不详"
		if at < len(r.ed.Counties) {
			name = placeName(&r.ed.Counties[at])
		}
		t.add(0, &countyRow{name, sum})
		all.own, all.pool = all.own+sum.own, all.pool+sum.pool
	}
	notes := []string{fmt.Sprintf("增量奖励每户口径合计 %s，全市口径合计 %s，两种口径相差 %s；本表合计采用%s，另一口径只供比较", wanText(all.own), wanText(all.pool),
		wanText(max(all.own-all.pool, all.pool-all.own)), r.taken())}
	notes = append(append(notes, pools...), "暂缓：截至年末已迁出、注销、吊销，或当年有重大安全质量事故、严重违法失信的，照算而暂缓，不计入合计；待补：资格或金额缺数据，没有金额，不作零处理",
		"应给予户数含部分待补的企业；本年研发费用为应给予企业的合计")
	t.foot(r.Source, notes...)
}

// pools says what the city's pools come to. A county's report tells nothing of the city.
func (r *research) pools() ([]string, error) {
	if r.ofCounty() {
		return []string{"全市口径按全市净增量测算，再按各户正增量分配到户，本表只列本县（市）区企业的份额"}, nil
	}
	totals, err := r.Review.Counts()
	if err != nil {
		return nil, err
	}
	var said []string
	for i := range totals.Pools {
		said = append(said, typeset(totals.Pools[i].Text))
	}
	return said, nil
}
