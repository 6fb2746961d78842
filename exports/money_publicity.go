package exports

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"yunti/models"
	"yunti/policy"
)

// publicity is the 奖补资金公示明细表 being made. It is for everybody to read: no codes, no persons.
type publicity struct {
	*money
	table   *table[models.Settlement]
	clause  string // of the lines since the last subtotal
	lines   int
	sum     policy.Money
	from    policy.Day // of the publicity, as far as it has begun
	until   policy.Day
	several bool // not all lines are public at the same time
	unbegun bool // some are not yet public
}

// buildPublicity makes the 奖补资金公示明细表: what was settled and not reversed, clause by clause with subtotals.
func buildPublicity(ctx context.Context, s *Source, b *workbook) error {
	p := &publicity{money: newMoney(s, b)}
	sheet := b.sheet("公示明细")
	sheet.portrait = true
	p.table = newTable(sheet, p.heading("科技创新奖补资金公示明细表", "万元"), []column[models.Settlement]{
		{Title: "序号", Kind: Serial},
		{Title: "单位名称", Kind: Wrapped, Width: 42, Value: func(x *models.Settlement) Cell { return Text(x.Name) }},
		{Title: "县区", Kind: Centred, Value: func(x *models.Settlement) Cell { return Text(p.place(x.County)) }},
		{Title: "依据条款", Kind: Centred, Value: func(x *models.Settlement) Cell { return Text(p.ruleText(x.Clause)) }},
		{Title: "金额\n（万元）", Kind: Money, Sum: true, Value: func(x *models.Settlement) Cell { return Wan(x.Amount) }},
		{Title: "备注", Kind: Wrapped, Width: 40, Value: func(x *models.Settlement) Cell { return Text(withoutCodes(x.Ground)).Or("—") }},
	})
	p.table.freeze(0)
	p.table.unit = "项"
	err := s.DB.EachSettlement(ctx, s.Scope, models.SettlementFilter{Year: s.Year()}, func(x *models.SettlementFile) error {
		if x.State != models.SettlementReversed {
			p.add(&x.Settlement)
		}
		return b.failed()
	})
	if err != nil {
		return fmt.Errorf("读取 %d 年度的核定：%w", s.Year(), err)
	}
	p.close()
	p.chapters = []*chapter{{sheet: sheet, about: "已核定（含公示中、已批准）且没有撤销的奖补，按条款分列小计", rows: func() int { return p.table.rows }, close: func() {
		p.table.foot(s, p.notes()...)
		sheet.filter = "" // the subtotals stand between the lines
	}}}
	p.chapters = append(p.chapters, p.about(pair{"对外公示", "只列单位名称、县区、条款和金额，不列统一社会信用代码和个人信息；对外公示时只用《公示明细》一张表"}))
	return p.finish()
}

// add prints a settlement, and before the first of another clause what the last one came to.
func (p *publicity) add(x *models.Settlement) {
	if x.Clause != p.clause {
		p.close()
		p.clause = x.Clause
	}
	p.table.add(0, x)
	p.lines++
	p.sum += x.Amount
	switch {
	case x.PublicFrom == 0:
		p.unbegun = true
	case p.from == 0:
		p.from, p.until = x.PublicFrom, x.PublicUntil
	case p.from != x.PublicFrom || p.until != x.PublicUntil:
		p.several = true
		p.from, p.until = min(p.from, x.PublicFrom), max(p.until, x.PublicUntil)
	}
}

// close writes the subtotal of the clause.
func (p *publicity) close() {
	if p.lines > 0 {
		p.table.subtotal(0, fmt.Sprintf("小计　%s，%d 项", p.clauseText(p.clause), p.lines), map[int]Cell{4: Wan(p.sum)})
	}
	p.lines, p.sum = 0, 0
}

// notes say how long the publicity lasts and how to object.
func (p *publicity) notes() []string {
	period := "公示期：　　　　年　　月　　日至　　　　年　　月　　日（不少于 5 个工作日）"
	switch {
	case p.from == 0:
	case p.several:
		period = fmt.Sprintf("公示期：分批公示，%s至%s", dayText(p.from), dayText(p.until))
	default:
		period = fmt.Sprintf("公示期：%s至%s", dayText(p.from), dayText(p.until))
	}
	if p.from != 0 && p.unbegun {
		period += "；尚未开始公示的项目另行公告公示期"
	}
	return []string{period,
		fmt.Sprintf("对公示内容有异议的，请在公示期内以书面形式向%s反映，写明事实和依据；单位反映的加盖公章，个人反映的署真实姓名；匿名异议不予受理", p.Issuer),
		"受理部门：＿＿＿＿＿＿＿＿　　联系电话：＿＿＿＿＿＿＿＿　　通信地址：＿＿＿＿＿＿＿＿＿＿＿＿＿＿",
		fmt.Sprintf("依据%s；公示期满无异议的，按程序批准拨付", p.measures())}
}

// codeShape finds codes and certificate numbers in a text.
var codeShape = regexp.MustCompile(`[(（]?[0-9A-Z]{10,}[)）]?`)

// withoutCodes leaves the codes out of a text.
func withoutCodes(s string) string {
	return typeset(strings.TrimSpace(codeShape.ReplaceAllString(s, "")))
}
