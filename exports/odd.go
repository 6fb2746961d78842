package exports

import (
	"context"
	"fmt"
	"strings"

	"yunti/models"
	"yunti/policy"
	"yunti/tiering"
)

// oddity is a line of 数据异常: what looks wrong with the figures of a firm.
type oddity struct {
	*models.YearPair
	check string
	text  string
	tone  Tone
}

// Figures that differ from last year's as much as this look like a wrong unit (元, 千元, 万元) or a slip of the pen. Small amounts
// move as much without being wrong.
const (
	leap     = 10
	farLeap  = 1000
	leastSum = 100 * policy.Wan
	leastMen = 20
)

// leaps are the figures that are compared with last year's.
var leaps = []tiering.Figure{tiering.Revenue, tiering.RD, tiering.Assets, tiering.Staff}

// parts are figures of which the first is a part of the second.
var parts = []struct{ part, whole tiering.Figure }{
	{tiering.RD, tiering.Revenue},
	{tiering.STStaff, tiering.Staff},
	{tiering.MainRevenue, tiering.Revenue},
	{tiering.HNTEIncome, tiering.TotalIncome},
	{tiering.RDDomestic, tiering.RD},
}

// odd lists what looks wrong. It reads the records as they are now: they are what has to be put right.
func (a *analysis) odd(ctx context.Context) *chapter {
	columns := []column[oddity]{
		{Title: "序号", Kind: Serial},
		{Title: "企业名称", Kind: Words, Value: func(o *oddity) Cell { return Text(o.Name) }},
		{Title: "统一社会信用代码", Kind: Code, Value: func(o *oddity) Cell { return Text(o.Code) }},
		{Title: "所属县\n（市）区", Kind: Centred, Value: func(o *oddity) Cell { return Text(a.countyName(o.County)) }},
		{Title: "年度", Kind: Centred, Value: func(o *oddity) Cell { return Text(fmt.Sprint(o.Now.Year)) }},
		{Title: "检查项", Kind: Centred, Value: func(o *oddity) Cell { return Text(o.check).In(o.tone) }},
		{Title: "情况", Kind: Wrapped, Width: 70, Value: func(o *oddity) Cell { return Text(o.text) }},
	}
	t := newTable(a.book.sheet("数据异常"), a.heading("企业年度数据异常清单", ""), columns)
	t.freeze(2)
	t.unit = "条"
	return &chapter{sheet: t.sheet, about: "年度数据中须核实的异常：与上年相差十倍以上、部分大于整体、负数、资不抵债等", rows: func() int { return t.rows }, close: func() {
		a.book.fail(a.DB.EachYearPair(ctx, a.Scope, a.Year(), func(p *models.YearPair) error {
			check(p, func(rank int, check, text string, tone Tone) {
				t.add(rank*1000+a.countyAt(p.County), &oddity{p, check, text, tone})
			})
			return a.book.failed()
		}))
		t.foot(a.Source, fmt.Sprintf("本表按 %s 的企业档案检查，与评价所用的数据可能不同；其余各表取自评价所存的结果", timeText(a.At)),
			"异常只是提示：核实无误的不必修改，有误的请通过申报更正后重新评价")
	}}
}

// check finds what looks wrong with the figures of a firm.
func check(p *models.YearPair, found func(rank int, check, text string, tone Tone)) {
	for _, k := range leaps {
		checkLeap(p, k, found)
	}
	for _, x := range parts {
		part, ok := p.Now.Get(x.part)
		whole, known := p.Now.Get(x.whole)
		if ok && known && part > whole && whole >= 0 {
			a, b := &tiering.FigureTable[x.part], &tiering.FigureTable[x.whole]
			found(2, "部分大于整体", fmt.Sprintf("%s %s，大于%s %s", typeset(a.Title), figureText(x.part, part), typeset(b.Title), figureText(x.whole, whole)), Mild)
		}
	}
	for k := range tiering.Accident { // amounts and counts; flags follow
		if v, ok := p.Now.Get(k); ok && v < 0 && k != tiering.Profit && k != tiering.Tax {
			found(3, "负数", fmt.Sprintf("%s为 %s", typeset(tiering.FigureTable[k].Title), figureText(k, v)), Soon)
		}
	}
	assets, ok := p.Now.Get(tiering.Assets)
	owed, known := p.Now.Get(tiering.Liabilities)
	if ok && known && owed > assets {
		found(4, "资不抵债", fmt.Sprintf("负债总额 %s，大于资产总额 %s", figureText(tiering.Liabilities, owed), figureText(tiering.Assets, assets)), Mild)
	}
	staff, ok := p.Now.Get(tiering.Staff)
	revenue, known := p.Now.Get(tiering.Revenue)
	if ok && known && staff == 0 && revenue > 0 {
		found(5, "有收入无职工", fmt.Sprintf("职工总数 0 人，营业收入 %s", figureText(tiering.Revenue, revenue)), Mild)
	}
}

// checkLeap compares a figure with last year's.
func checkLeap(p *models.YearPair, k tiering.Figure, found func(rank int, check, text string, tone Tone)) {
	now, ok := p.Now.Get(k)
	before, known := p.Before.Get(k)
	least := int64(leastSum)
	if tiering.FigureTable[k].Unit == policy.UnitPeople {
		least = leastMen
	}
	if !ok || !known || now <= 0 || before <= 0 || max(now, before) < least {
		return
	}
	large, small, word := now, before, "倍"
	if now < before {
		large, small, word = before, now, "分之一"
	}
	if large/small < leap {
		return
	}
	times := grouped(large, small)
	text := fmt.Sprintf("%s %s，上年 %s，", typeset(tiering.FigureTable[k].Title), figureText(k, now), figureText(k, before))
	if now > before {
		text += "为上年的 " + times + " " + word
	} else {
		text += "约为上年的 " + fmt.Sprint(large/small) + " " + word
	}
	if large/small >= farLeap/2 && tiering.FigureTable[k].Unit == policy.UnitMoney {
		found(0, "疑为单位有误", text+"，请核对金额单位（元、千元、万元）", Urgent)
		return
	}
	found(1, "与上年相差过大", text, Soon)
}

// figureText writes a figure with its unit.
func figureText(k tiering.Figure, v int64) string {
	info := &tiering.FigureTable[k]
	if info.Unit == policy.UnitMoney {
		return grouped(v, int64(policy.Wan)) + " 万元"
	}
	return strings.TrimSuffix(grouped(v, 1), ".00") + " " + info.Sign
}
