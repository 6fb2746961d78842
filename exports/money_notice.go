package exports

import (
	"context"
	"fmt"
	"strings"

	"yunti/models"
	"yunti/policy"
)

// noticeWidth is how wide the letter is, in half-width letters: its text is folded to it.
const noticeWidth = 116

// buildNotice makes the 企业奖补告知单: a letter to one firm that says what it can receive, on what article, and what it has to hand in.
func buildNotice(ctx context.Context, s *Source, b *workbook) error {
	m := newMoney(s, b)
	var owed, waiting []models.EntitlementRow
	f := models.EntitlementFilter{Review: s.Review.ID, Payee: s.Firm.Code}
	err := s.DB.EachEntitlementRow(ctx, s.Scope, f, func(e *models.EntitlementRow) error {
		switch {
		case e.Outside:
		case counts(&e.Entitlement):
			owed = append(owed, *e)
		default:
			waiting = append(waiting, *e)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("读取企业 %s 的奖补：%w", s.Firm.Code, err)
	}
	sheet := b.sheet("告知单")
	sheet.portrait = true
	t := m.noticeTable(sheet, len(owed))
	for i := range owed {
		t.add(0, &owed[i])
	}
	t.foot(nil)
	if len(waiting) > 0 {
		m.waiting(sheet, waiting)
	}
	m.noticeEnd(sheet)
	return nil
}

// noticeTable writes the head of the letter and begins the table of what the firm can receive.
func (m *money) noticeTable(s *sheet, lines int) *table[models.EntitlementRow] {
	const amount, wide = "金额（万元）", 38
	columns := []column[models.EntitlementRow]{
		{Title: "序号", Kind: Serial},
		{Title: "依据条款", Kind: Centred, Value: func(e *models.EntitlementRow) Cell { return Text(m.ruleText(e.Clause)) }},
		{Title: "奖补事项和事由", Kind: Wrapped, Width: wide, Value: func(e *models.EntitlementRow) Cell { return Text(m.matter(e)) }},
		{Title: "下限", Group: amount, Kind: Money, Sum: true, Value: func(e *models.EntitlementRow) Cell { return Wan(*e.Low) }},
		{Title: "上限", Group: amount, Kind: Money, Sum: true, Value: func(e *models.EntitlementRow) Cell { return Wan(*e.High) }},
		{Title: "证明材料", Kind: Wrapped, Width: wide, Value: func(e *models.EntitlementRow) Cell { return Text(papersOf(e)) }},
	}
	for n := range columns {
		least := width{}
		if columns[n].Kind == Wrapped {
			least.least = wide // so that the text of the letter has room, however short the table is
		}
		s.set(n+1, least)
	}
	row := s.row(titleHeight, Text("企业奖补告知单"+m.mark()).as(title, Words))
	s.merge(row, 1, row, len(columns))
	s.row(subHeight, Text(m.Firm.Name+"（统一社会信用代码 "+m.Firm.Code+"）：").as(subtitle, Words))
	text := fmt.Sprintf("　　根据%s和 %d 年度评价结果，经测算，贵单位本年度可享受下列奖补。本单为主动告知，无需另行申报；请贵单位按表列提交所缺材料，金额以核定为准。", m.measures(), m.Year())
	if lines == 0 {
		text = fmt.Sprintf("　　根据%s和 %d 年度评价结果，经测算，贵单位本年度没有可享受的奖补。", m.measures(), m.Year())
	}
	for _, line := range fold(text, noticeWidth) {
		s.row(rowHeight, Text(line).as(note, Words))
	}
	return newTable(s, heading{Sub: "一、可享受的奖补"}, columns)
}

// names lists the papers that are held, or those that are wanted.
func names(list models.Evidence, held bool) string {
	var said []string
	for _, x := range list {
		if x.Held == held {
			said = append(said, x.Name)
		}
	}
	return typeset(strings.Join(said, "、"))
}

// matter is what a line is for, and how far it is where somebody has seen to it.
func (m *money) matter(e *models.EntitlementRow) string {
	text := strings.TrimPrefix(m.clauseText(e.Clause), e.Clause+" ") + "：" + typeset(e.Ground)
	if x := e.Settlement; x != nil {
		text += "（" + settlementState(&models.Settlement{State: x.State, Amount: x.Amount, Paid: x.Paid}).text + "，核定 " + wanText(x.Amount)
		if x.Paid != 0 && x.Paid != x.Amount {
			text += "，已拨付 " + wanText(x.Paid)
		}
		return text + "）"
	}
	if e.PaidOutside != 0 {
		text += "（已登记拨付 " + wanText(e.PaidOutside) + "）"
	}
	return text
}

// papersOf says what the firm has to hand in for a line, and what the records show already.
func papersOf(e *models.EntitlementRow) string {
	var said []string
	if wanted := names(e.Evidence, false); wanted != "" {
		said = append(said, "请提交："+wanted)
	}
	if held := names(e.Evidence, true); held != "" {
		said = append(said, "已有，无需提交："+held)
	}
	if len(said) == 0 {
		return "无需提交"
	}
	return strings.Join(said, "\n")
}

// waiting lists what waits for data, or is held back, with why.
func (m *money) waiting(s *sheet, lines []models.EntitlementRow) {
	s.next()
	s.row(subHeight, Text("二、暂不能核定的奖补").as(subtitle, Words))
	for i := range lines {
		e := &lines[i]
		why := "原因：" + e.Reason
		if e.Reason == "" {
			why = "请补充：" + e.Ground
		}
		text := fmt.Sprintf("%d. %s %s（%s）；%s", i+1, m.ruleText(e.Clause), strings.TrimPrefix(m.clauseText(e.Clause), e.Clause+" "), stateWord(&e.Entitlement).text, typeset(why))
		for k, line := range fold(text, noticeWidth) {
			if k > 0 {
				line = "　 " + line
			}
			s.row(rowHeight, Text(line).as(note, Words))
		}
	}
}

// noticeEnd says where the papers go and who writes.
func (m *money) noticeEnd(s *sheet) {
	s.next()
	for _, text := range []string{
		"材料请于　　　　年　　月　　日前提交：＿＿＿＿＿＿＿＿＿＿（受理部门）　　联系电话：＿＿＿＿＿＿＿＿＿＿",
		"提交方式：由贵单位登录云梯上传，或者将加盖公章的复印件送受理部门；对测算有异议的，请一并书面说明。",
		fmt.Sprintf("评价编号 %s　核验编号 %s　由%s于 %s 生成", m.Review.ID, m.Number, orDash(m.By), timeText(m.At)),
	} {
		s.row(rowHeight, Text(text).as(note, Words))
	}
	cells := make([]styled, len(s.widths))
	for i := range cells {
		cells[i] = nothing
	}
	at := max(0, len(cells)-3)
	cells[at] = Text(m.Issuer+"（盖章）").as(note, Words)
	s.row(28, cells...)
	cells[at] = Text(dayText(policy.DayOf(m.At.In(kunming)))).as(note, Words)
	s.row(rowHeight, cells...)
}
