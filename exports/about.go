package exports

import (
	"fmt"
	"time"

	"yunti/models"
	"yunti/policy"
)

// The columns of 说明: what it is about, the text, a count.
const coverLabel, coverText, coverCount = 24, 104, 12

// pair is a line of 说明: a word and what there is to say about it.
type pair struct{ word, text string }

// about is 说明 at the end of a report: what it is made from and how to read it. It is closed last, when the rows of
// the other chapters are counted.
func (a *analysis) about(reading ...pair) *chapter {
	s := a.book.sheet("说明")
	return &chapter{sheet: s, close: func() {
		s.beginCover(a.Source, "说明")
		s.section("一、基本情况")
		a.basis(s, fmt.Sprintf("版本号 %.12s", a.ed.Digest))
		a.making(s, "除表中另有注明外，内容取自上述评价所存的结果")
		s.section("二、各表目录")
		a.contents(s, a.chapters[:len(a.chapters)-1])
		if len(reading) > 0 {
			s.section("三、阅读方法")
		}
		for _, p := range reading {
			s.pair(p.word, p.text)
		}
		s.signOff(a.Source)
	}}
}

// beginCover sets the columns of 说明 and writes its title.
func (s *sheet) beginCover(src *Source, name string) {
	for n, w := range []float64{coverLabel, coverText, coverCount} {
		s.set(n+1, width{least: w})
	}
	row := s.row(titleHeight, Text(name+src.mark()).as(title, Words))
	s.merge(row, 1, row, 3)
	s.row(unitHeight, Text("填报单位："+src.Issuer).as(unitLeft, Words))
}

// basis says which review and which rules the report is made from; edition names the version of the book.
func (src *Source) basis(s *sheet, edition string) {
	r, ed := src.Review, src.Edition()
	s.pair("评价年度", fmt.Sprintf("%d年度", r.Year))
	s.pair("评价基准日", dayText(policy.YearEnd(r.Year))+"（此后发生的事项不计入本年度）")
	s.pair("年度评价", fmt.Sprintf("编号 %s，%s，由 %s 于 %s 运行", r.ID, stateText(r), orDash(r.By), timeText(r.StartedAt)))
	if r.PublishedAt != nil {
		s.pair("发布", fmt.Sprintf("由 %s 于 %s 发布", orDash(r.PublishedBy), timeText(*r.PublishedAt)))
	} else {
		s.pair("发布", "尚未发布，仅供内部核对，不得对外使用")
	}
	if src.Previous != nil {
		s.pair("比较的上期评价", fmt.Sprintf("%d年度，编号 %s", src.Previous.Year, src.Previous.ID))
	} else {
		s.pair("比较的上期评价", "无（首次评价），故本年度没有变动")
	}
	s.pair("政策口径", fmt.Sprintf("政策库 %s 的版本，%s", dayText(ed.Day), edition))
}

// making says who had the report made and when, what it is made from, and the number by which it is held against the
// original.
func (src *Source) making(s *sheet, from string) {
	s.pair("本报告生成", fmt.Sprintf("由 %s 于 %s 生成；%s", orDash(src.By), timeText(src.At), from))
	s.pair(numberLabel, src.Number)
	s.pair("核验方法", "在云梯的“报表”页上传本文件，或运行 yunti report verify 文件，即知是否由本系统生成、此后有无改动（改格式、列宽不算改动）、所依据的评价是否仍然有效")
}

// numberLabel stands before the number on 说明, where Verify looks for it.
const numberLabel = "核验编号"

// contents lists the sheets with links and the number of their rows.
func (a *analysis) contents(s *sheet, chapters []*chapter) {
	s.row(unitHeight, Text("表名").as(head, Centred), Text("内容").as(head, Centred), Text("行数").as(head, Centred))
	for _, c := range chapters {
		count := Text("—").In(Faint).as(body, Centred)
		if c.rows != nil {
			count = Count(c.rows()).as(body, Whole)
		}
		row := s.text(Text(c.sheet.name).In(Link).as(label, Words), c.about, coverText, count)
		s.book.fail(s.book.file.SetCellHyperLink(s.name, ref(1, row), fmt.Sprintf("'%s'!A1", c.sheet.name), "Location"))
	}
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
