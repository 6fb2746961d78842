package exports

import (
	"context"
	"strings"

	"yunti/incentives"
	"yunti/models"
	"yunti/policy"
)

// unclaimed is the 免申即享清单 being made.
type unclaimed struct {
	*money
	due    *table[models.EntitlementRow] // what could be settled now
	payees *table[payeeSum]
	had    *table[models.EntitlementRow] // what somebody seems to have had already
}

// payeeSum is what one payee could receive.
type payeeSum struct {
	county, code, name string
	clauses            []string
	lines, missing     int
	low, high          policy.Money
}

// buildUnclaimed makes the 免申即享清单: what is owed and not settled, by county and payee, with the papers that are there and those
// that are wanted.
func buildUnclaimed(ctx context.Context, s *Source, b *workbook) error {
	u := &unclaimed{money: newMoney(s, b)}
	u.due = u.lines("清单", "免申即享清单")
	u.payees = u.sums()
	u.had = u.lines("已有拨付记录", "尚未核定而已有拨付记录的奖补")
	inside := false
	f := models.EntitlementFilter{State: string(incentives.Owed), Settled: models.SettledNone, Outside: &inside}
	if err := u.eachPayee(ctx, f, u.clausesOf(computable), u.add); err != nil {
		return err
	}
	u.chapters = []*chapter{
		listed(u.money, u.due, "应给予而尚未核定的奖补，按县（市）区排列，附材料情况",
			"应给予而尚未核定、也没有拨付记录的奖补；区间和上限类条款分列下限、上限，金额以核定为准",
			"已有材料为系统记录中可以查到的，无需单位再提交；需补材料由单位提交，或由科技部门向有关部门核对"),
		listed(u.money, u.payees, "每个单位可享受的奖补合计", "与《清单》一致，每个单位一行"),
		listed(u.money, u.had, "已由拨付名册登记，或一次性条款在其他年度已享受的奖补，核对后再办理",
			"拨付名册中同一条款、同一年度、同一单位已有拨付，或者一次性条款在其他年度已核定、拨付；请核对后补录核定，避免重复"),
	}
	u.chapters = append(u.chapters, u.about(pair{"免申即享", "政策测算应当给予、单位无需申报即可享受的奖补：由科技部门主动告知（见《企业奖补告知单》），补齐材料后核定"},
		pair{"不在本清单的", "待补（资格或金额缺数据）、暂缓和期外测算的，以及已经核定的"}))
	return u.finish()
}

// add takes in what one payee could receive.
func (u *unclaimed) add(lines []models.EntitlementRow) {
	sum := &payeeSum{county: lines[0].County, code: lines[0].Payee, name: lines[0].Name}
	at := u.countyAt(sum.county)
	for i := range lines {
		e := &lines[i]
		if u.hadBefore(e) != "" {
			u.had.add(at, e)
			continue
		}
		u.due.add(at, e)
		sum.lines++
		sum.low, sum.high = sum.low+*e.Low, sum.high+*e.High
		if len(sum.clauses) == 0 || sum.clauses[len(sum.clauses)-1] != e.Clause {
			sum.clauses = append(sum.clauses, e.Clause)
		}
		for _, x := range e.Evidence {
			if !x.Held {
				sum.missing++
			}
		}
	}
	if sum.lines > 0 {
		u.payees.add(at, sum)
	}
}

// hadBefore says what the payee seems to have had already of a line: roster payments of the year, or a clause that is given once in
// another year; "" for nothing.
func (u *unclaimed) hadBefore(e *models.EntitlementRow) string {
	var said []string
	if e.PaidOutside != 0 {
		said = append(said, "拨付名册已登记 "+wanText(e.PaidOutside))
	}
	if c, ok := u.ed.Clause(e.Clause); ok && e.Before != "" && c.Repeat == policy.Once {
		said = append(said, e.Before)
	}
	return strings.Join(said, "；")
}

// lines begins a list of lines.
func (u *unclaimed) lines(sheet, title string) *table[models.EntitlementRow] {
	const amount, papers = "金额", "证明材料"
	t := newTable(u.book.sheet(sheet), u.heading(title, "万元"), []column[models.EntitlementRow]{
		{Title: "序号", Kind: Serial},
		{Title: "单位名称", Kind: Words, Value: func(e *models.EntitlementRow) Cell { return Text(e.Name) }},
		{Title: "统一社会信用代码", Kind: Code, Value: func(e *models.EntitlementRow) Cell { return payeeCode(e.Payee) }},
		{Title: "县区", Kind: Centred, Value: func(e *models.EntitlementRow) Cell { return Text(u.place(e.County)) }},
		{Title: "依据条款", Kind: Centred, Value: func(e *models.EntitlementRow) Cell { return Text(u.ruleText(e.Clause)) }},
		{Title: "事由", Kind: Wrapped, Width: 40, Value: func(e *models.EntitlementRow) Cell { return Text(typeset(e.Ground)) }},
		{Title: "下限", Group: amount, Kind: Money, Sum: true, Value: func(e *models.EntitlementRow) Cell { return Wan(*e.Low) }},
		{Title: "上限", Group: amount, Kind: Money, Sum: true, Value: func(e *models.EntitlementRow) Cell { return Wan(*e.High) }},
		{Title: "已有", Group: papers, Kind: Wrapped, Width: 34, Value: func(e *models.EntitlementRow) Cell { return Text(names(e.Evidence, true)).Or("—") }},
		{Title: "需补", Group: papers, Kind: Wrapped, Width: 30, Value: func(e *models.EntitlementRow) Cell { return Text(names(e.Evidence, false)).Or("—") }},
		{Title: "提示", Kind: Wrapped, Width: 34, Value: func(e *models.EntitlementRow) Cell { return Text(u.hint(e)).Or("—") }},
	})
	t.freeze(2)
	t.unit = "项"
	return t
}

// hint is what to look at before a line is settled.
func (u *unclaimed) hint(e *models.EntitlementRow) string {
	said := u.hadBefore(e)
	if more := remarks(&e.Entitlement); more != "" {
		if said != "" {
			said += "；"
		}
		said += more
	}
	return typeset(said)
}

// sums is 按单位汇总.
func (u *unclaimed) sums() *table[payeeSum] {
	const amount = "金额"
	t := newTable(u.book.sheet("按单位汇总"), u.heading("免申即享按单位汇总表", "万元"), []column[payeeSum]{
		{Title: "序号", Kind: Serial},
		{Title: "单位名称", Kind: Words, Value: func(x *payeeSum) Cell { return Text(x.name) }},
		{Title: "统一社会信用代码", Kind: Code, Value: func(x *payeeSum) Cell { return payeeCode(x.code) }},
		{Title: "县区", Kind: Centred, Value: func(x *payeeSum) Cell { return Text(u.place(x.county)) }},
		{Title: "条款", Kind: Wrapped, Width: 34, Value: func(x *payeeSum) Cell { return Text(strings.Join(x.clauses, "、")) }},
		{Title: "笔数", Kind: Whole, Sum: true, Value: func(x *payeeSum) Cell { return Count(x.lines) }},
		{Title: "下限", Group: amount, Kind: Money, Sum: true, Value: func(x *payeeSum) Cell { return Wan(x.low) }},
		{Title: "上限", Group: amount, Kind: Money, Sum: true, Value: func(x *payeeSum) Cell { return Wan(x.high) }},
		{Title: "需补材料\n（项）", Kind: Whole, Sum: true, Value: func(x *payeeSum) Cell { return zeroFaint(x.missing) }},
	})
	t.freeze(2)
	t.unit = "户"
	return t
}
