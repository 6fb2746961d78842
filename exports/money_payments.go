package exports

import (
	"context"
	"fmt"

	"yunti/models"
	"yunti/policy"
)

// payments is the 奖补拨付台账 being made.
type payments struct {
	*money
	ledger   *table[models.SettlementFile]
	paid     *table[paymentRow]
	reversed *table[models.SettlementFile]
}

// paymentRow is one payment of a settlement.
type paymentRow struct {
	*models.SettlementFile
	*models.Payment
}

// buildPayments makes the 奖补拨付台账: each settlement with what was approved and paid of it, each payment, and what was taken back.
func buildPayments(ctx context.Context, s *Source, b *workbook) error {
	p := &payments{money: newMoney(s, b)}
	p.ledger = p.settlements("台账", "奖补拨付台账", p.progress())
	p.paid = p.payments()
	p.reversed = p.settlements("撤销", "奖补核定撤销明细表", p.reversal())
	err := s.DB.EachSettlement(ctx, s.Scope, models.SettlementFilter{Year: s.Year()}, func(x *models.SettlementFile) error {
		if x.State == models.SettlementReversed {
			p.reversed.add(0, x)
		} else {
			p.ledger.add(0, x)
		}
		for i := range x.Payments {
			p.paid.add(0, &paymentRow{x, &x.Payments[i]})
		}
		return b.failed()
	})
	if err != nil {
		return fmt.Errorf("读取 %d 年度的核定和拨付：%w", s.Year(), err)
	}
	p.chapters = []*chapter{
		listed(p.money, p.ledger, "没有撤销的核定：金额、文号、公示、批准、已拨付和余额", "只列没有撤销的核定；余额为核定金额减去已拨付；一项核定可以分几次拨付，逐笔见《拨付明细》"),
		listed(p.money, p.paid, "每一笔拨付和冲销", "冲销以负数登记，不删除原来的拨付；合计为净额，与《台账》的已拨付一致",
			"由拨付名册登记、没有对应核定的拨付不在本表，见《奖补资金汇总表》的名册登记拨付"),
		listed(p.money, p.reversed, "已撤销的核定及原因", "已拨付的核定须先冲销拨付才能撤销；撤销以后同一事项可以重新核定"),
	}
	p.chapters = append(p.chapters, p.about(pair{"台账日期", "台账为生成时的情况，此后的核定、拨付、撤销不在其内"}))
	return p.finish()
}

// settlements begins a list of settlements with what every one of them shows and the columns own.
func (p *payments) settlements(sheet, title string, own []column[models.SettlementFile]) *table[models.SettlementFile] {
	columns := append([]column[models.SettlementFile]{
		{Title: "序号", Kind: Serial},
		{Title: "核定编号", Kind: Code, Value: func(x *models.SettlementFile) Cell { return Text(x.ID) }},
		{Title: "单位名称", Kind: Words, Value: func(x *models.SettlementFile) Cell { return Text(x.Name) }},
		{Title: "统一社会信用代码", Kind: Code, Value: func(x *models.SettlementFile) Cell { return payeeCode(x.Payee) }},
		{Title: "县区", Kind: Centred, Value: func(x *models.SettlementFile) Cell { return Text(p.place(x.County)) }},
		{Title: "依据条款", Kind: Centred, Value: func(x *models.SettlementFile) Cell { return Text(p.ruleText(x.Clause)) }},
		{Title: "金额", Group: "核定", Kind: Money, Sum: true, Value: func(x *models.SettlementFile) Cell { return Wan(x.Amount) }},
		{Title: "文号", Group: "核定", Kind: Words, Value: func(x *models.SettlementFile) Cell { return Text(x.DocNo).Or("—") }},
		{Title: "日期", Group: "核定", Kind: Day, Value: func(x *models.SettlementFile) Cell { return Date(policy.DayOf(x.SettledAt.In(kunming))) }},
	}, own...)
	t := newTable(p.book.sheet(sheet), p.heading(title, "万元"), columns)
	t.freeze(3)
	t.unit = "项"
	return t
}

// progress says how far a settlement is.
func (p *payments) progress() []column[models.SettlementFile] {
	const approval, paid = "批准", "拨付"
	return []column[models.SettlementFile]{
		{Title: "公示截止", Kind: Day, Value: func(x *models.SettlementFile) Cell { return Date(x.PublicUntil).Or("—") }},
		{Title: "文号", Group: approval, Kind: Words, Value: func(x *models.SettlementFile) Cell { return Text(x.ApproveDoc).Or("—") }},
		{Title: "日期", Group: approval, Kind: Day, Value: func(x *models.SettlementFile) Cell {
			if x.ApprovedAt == nil {
				return Text("—").In(Faint)
			}
			return Date(policy.DayOf(x.ApprovedAt.In(kunming)))
		}},
		{Title: "次数", Group: paid, Kind: Whole, Value: func(x *models.SettlementFile) Cell { return zeroFaint(len(x.Payments)) }},
		{Title: "已拨付", Group: paid, Kind: Money, Sum: true, Value: func(x *models.SettlementFile) Cell { return zeroWan(x.Paid) }},
		{Title: "余额", Group: paid, Kind: Money, Sum: true, Value: func(x *models.SettlementFile) Cell { return zeroWan(x.Amount - x.Paid) }},
		{Title: "状态", Kind: Centred, Value: func(x *models.SettlementFile) Cell { return settlementState(&x.Settlement) }},
	}
}

// settlementState says in words how far a settlement is.
func settlementState(x *models.Settlement) Cell {
	switch {
	case x.State == models.SettlementReversed:
		return Text("已撤销").In(Soon)
	case x.State == models.SettlementSettled:
		return Text("已核定")
	case x.State == models.SettlementPublic:
		return Text("公示中").In(Mild)
	case x.Paid == 0:
		return Text("已批准，未拨付").In(Mild)
	case x.Paid < x.Amount:
		return Text("部分拨付").In(Mild)
	}
	return Text("已拨付").In(Good)
}

// reversal says when and why a settlement was taken back.
func (p *payments) reversal() []column[models.SettlementFile] {
	return []column[models.SettlementFile]{
		{Title: "撤销日期", Kind: Day, Value: func(x *models.SettlementFile) Cell {
			if a := reversalOf(x); a != nil {
				return Date(policy.DayOf(a.At.In(kunming)))
			}
			return Text("—").In(Faint)
		}},
		{Title: "撤销原因", Kind: Wrapped, Width: 44, Value: func(x *models.SettlementFile) Cell {
			if a := reversalOf(x); a != nil {
				return Text(a.Opinion).Or("—")
			}
			return Text("—").In(Faint)
		}},
	}
}

// reversalOf is the act that took a settlement back.
func reversalOf(x *models.SettlementFile) *models.SettlementAct {
	for i := range x.Acts {
		if x.Acts[i].Act == models.ActReverse {
			return &x.Acts[i]
		}
	}
	return nil
}

// payments is 拨付明细: every payment, and those that take one back.
func (p *payments) payments() *table[paymentRow] {
	t := newTable(p.book.sheet("拨付明细"), p.heading("奖补拨付明细表", "万元"), []column[paymentRow]{
		{Title: "序号", Kind: Serial},
		{Title: "核定编号", Kind: Code, Value: func(x *paymentRow) Cell { return Text(x.SettlementFile.ID) }},
		{Title: "单位名称", Kind: Words, Value: func(x *paymentRow) Cell { return Text(x.SettlementFile.Name) }},
		{Title: "县区", Kind: Centred, Value: func(x *paymentRow) Cell { return Text(p.place(x.County)) }},
		{Title: "依据条款", Kind: Centred, Value: func(x *paymentRow) Cell { return Text(p.ruleText(x.SettlementFile.Clause)) }},
		{Title: "核定金额", Kind: Money, Value: func(x *paymentRow) Cell { return Wan(x.Amount) }},
		{Title: "拨付日期", Kind: Day, Value: func(x *paymentRow) Cell { return Date(x.PaidDay).Or("—") }},
		{Title: "拨付文号", Kind: Words, Value: func(x *paymentRow) Cell { return Text(x.Payment.DocNo).Or("—") }},
		{Title: "拨付金额", Kind: Money, Sum: true, Value: func(x *paymentRow) Cell {
			if x.Payment.Paid == nil {
				return Text("未填").In(Faint)
			}
			return Wan(*x.Payment.Paid)
		}},
		{Title: "备注", Kind: Wrapped, Width: 30, Value: func(x *paymentRow) Cell {
			if x.Reverses != "" {
				return Text("冲销：" + x.Reverses).In(Soon)
			}
			return Text("—").In(Faint)
		}},
	})
	t.freeze(3)
	t.unit = "笔"
	return t
}
