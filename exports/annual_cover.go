package exports

import (
	"fmt"
	"strings"
	"time"

	"yunti/models"
	"yunti/tiering"
)

// The columns of 说明: what it is about, the text, a count.
const coverLabel, coverText, coverCount = 24, 104, 12

// moveMeanings say in one line what each movement is; 毕业 is never a fall.
var moveMeanings = []struct {
	move tiering.Movement
	text string
}{
	{tiering.Entered, "上期不在该培育线，本年持有其中某一梯级"},
	{tiering.Kept, "所在梯级与上期相同"},
	{tiering.Promoted, "所在梯级高于上期"},
	{tiering.Demoted, "所在梯级低于上期，且不属于以下各种情形（不再符合条件、退出规上名录等）"},
	{tiering.Lapsed, "原梯级的资质认定期满，未重新认定"},
	{tiering.Revoked, "原梯级的资质认定在上期以后被撤销"},
	{tiering.Outgrown, "职工、营业收入或资产超过科技型中小企业的上限，属于成长，不是降级"},
	{tiering.AgedOut, "成立年限超过原梯级的上限，不是降级"},
	{tiering.ListedOut, "（准）独角兽企业上市，属于成长，不是降级"},
	{tiering.Left, "上期在培育线，至评价基准日已迁出、注销或吊销"},
	{tiering.Undecided, "按现有数据将低于上期，但原梯级或更高梯级因数据未报送无法判定，所在梯级沿用上期"},
}

// cover is 说明: what the report is made from and how to read it. It is written last, when all is counted.
func (a *annual) cover(name string) *chapter {
	s := a.book.sheet("说明")
	return &chapter{sheet: s, about: "报告的来源、各表目录、梯级和变动的含义", close: func() {
		for n, w := range []float64{coverLabel, coverText, coverCount} {
			s.set(n+1, width{least: w})
		}
		row := s.row(titleHeight, Text(name+a.mark()).as(title, Words))
		s.merge(row, 1, row, 3)
		s.row(unitHeight, Text("填报单位："+a.Issuer).as(unitLeft, Words))
		a.origin(s)
		a.contents(s)
		a.meanings(s)
		s.signOff(a.Source)
	}}
}

// origin says which review and which rules the report is made from, by whom and when.
func (a *annual) origin(s *sheet) {
	r, t := a.Review, a.tally
	s.section("一、基本情况")
	s.pair("评价年度", fmt.Sprintf("%d年度", r.Year))
	s.pair("评价基准日", dayText(a.snapshot())+"（此后发生的事项不计入本年度）")
	s.pair("年度评价", fmt.Sprintf("编号 %s，%s，由 %s 于 %s 运行", r.ID, stateText(r), orDash(r.By), timeText(r.StartedAt)))
	if r.PublishedAt != nil {
		s.pair("发布", fmt.Sprintf("由 %s 于 %s 发布", orDash(r.PublishedBy), timeText(*r.PublishedAt)))
	} else {
		s.pair("发布", "尚未发布，仅供内部核对，不得对外使用")
	}
	if a.Previous != nil {
		s.pair("比较的上期评价", fmt.Sprintf("%d年度，编号 %s", a.Previous.Year, a.Previous.ID))
	} else {
		s.pair("比较的上期评价", "无（首次评价），故本年度没有变动")
	}
	s.pair("政策口径", fmt.Sprintf("政策库 %s 的版本，版本号 %s（见《政策依据》）", dayText(a.ed.Day), a.ed.Digest))
	s.pair("企业数", fmt.Sprintf("评价 %d 户，其中在册 %d 户，不在册（尚未成立，或已迁出、注销、吊销）%d 户；在册企业中有 %d 户存在影响判定的未报送数据",
		t.firms, t.present, t.firms-t.present, t.missing))
	s.pair("本报告生成", fmt.Sprintf("由 %s 于 %s 生成；内容全部取自上述评价所存的结果，企业资料此后的变更不影响本报告", orDash(a.By), timeText(a.At)))
}

// contents lists the sheets with links and the number of their rows.
func (a *annual) contents(s *sheet) {
	s.section("二、各表目录")
	s.row(unitHeight, Text("表名").as(head, Centred), Text("内容").as(head, Centred), Text("行数").as(head, Centred))
	for _, c := range a.chapters[1:] {
		count := Text("—").In(Faint).as(body, Centred)
		if c.rows != nil {
			count = Count(c.rows()).as(body, Whole)
		}
		row := s.text(Text(c.sheet.name).In(Link).as(label, Words), c.about, coverText, count)
		s.book.fail(s.book.file.SetCellHyperLink(s.name, ref(1, row), fmt.Sprintf("'%s'!A1", c.sheet.name), "Location"))
	}
}

// meanings explains the tiers, the movements and the words.
func (a *annual) meanings(s *sheet) {
	s.section("三、梯级（由低到高）")
	for i := range a.ed.Ladders {
		l := &a.ed.Ladders[i]
		names := make([]string, len(l.Tiers))
		for k, id := range l.Tiers {
			names[k] = a.tierName(id)
		}
		s.pair(l.Name, strings.Join(names, " → "))
	}
	for i := range a.ed.Tiers {
		t := &a.ed.Tiers[i]
		s.pair(t.Name, tierLine(a.ed, t))
	}
	s.section("四、变动（与上期已发布的评价相比，两条培育线分别判定）")
	for _, m := range moveMeanings {
		s.pair(m.move.Name(), m.text)
	}
	s.section("五、阅读方法")
	s.pair("持有与符合条件", "持有：具有该梯级的有效资质，或者（雏鹰、瞪羚、准独角兽、独角兽）按口径测算符合条件；符合条件：按口径逐条测算全部满足，不论是否持有")
	s.pair("所在梯级", "企业在一条培育线上所持的最高一级；两条培育线各算各的，不得相加")
	s.pair("未报送与待核", "没有报送的数据不作零处理：由此无法得出的结论为待核，待核不晋级也不降级，需补充的数据见《数据待核》")
	s.pair("暂定口径", "上级文件没有明确数值、由本市暂定的条件，在《政策依据》中标明")
}

// section is a heading inside 说明.
func (s *sheet) section(text string) {
	s.row(subHeight, Text(text).as(subtitle, Words))
}

// pair writes a label and a text over the rest of the row.
func (s *sheet) pair(name, text string) {
	row := s.text(Text(name).as(label, Wrapped), text, coverText+coverCount, Blank().as(body, Wrapped))
	s.merge(row, 2, row, 3)
}

// text writes a row of 说明 as high as its text needs, and returns its number.
func (s *sheet) text(first styled, text string, width int, last styled) int {
	text = typeset(text)
	lines := len(fold(text, width-3))
	return s.row(rowHeight+2+float64(lines-1)*lineHeight, first, Text(text).as(body, Wrapped), last)
}

func stateText(r *models.Review) string {
	switch r.State {
	case models.Published:
		return "已发布"
	case models.Superseded:
		return "曾发布，已被新的发布替代"
	}
	return "草稿"
}

// timeText writes an instant as the clocks of Kunming show it, to the minute.
func timeText(t time.Time) string { return t.In(kunming).Format("2006-01-02 15:04") }

func orDash(s string) string {
	if s == "" {
		return "—"
	}
	return s
}
