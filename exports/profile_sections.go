package exports

import (
	"fmt"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"yunti/models"
	"yunti/policy"
	"yunti/tiering"
)

// profileChartRows is how many rows of the page the charts stand on.
const profileChartRows = 11

// charts draws revenue and research costs, and people and intellectual property, side by side. head is the row of the years.
func (p *profile) charts(head int) {
	s := p.sheet
	from := s.rows + 1
	for range profileChartRows {
		s.row(rowHeight, nothing)
	}
	at := func(k tiering.Figure) int {
		return head + 1 + slices.IndexFunc(figureRows, func(x struct {
			figure tiering.Figure
			unit   string
		}) bool {
			return x.figure == k
		})
	}
	series := func(k tiering.Figure, colour string) excelize.ChartSeries {
		in := "'" + s.name + "'!"
		return chartSeries(typeset(tiering.FigureTable[k].Title), in+fmt.Sprintf("$D$%d:$H$%d", head, head), in+fmt.Sprintf("$D$%d:$H$%d", at(k), at(k)), colour)
	}
	const wide, high = 444, 224
	s.chart(ref(1, from), excelize.Line, "营业收入和研发费用（万元）", []excelize.ChartSeries{series(tiering.Revenue, inkNow), series(tiering.RD, "C55A11")}, wide, high)
	s.chart(ref(5, from), excelize.Col, "人员（人）和知识产权（件）", []excelize.ChartSeries{series(tiering.Staff, inkNow), series(tiering.STStaff, inkBefore),
		series(tiering.IP1, "C55A11"), series(tiering.IP2, "F4B183")}, wide, high)
}

// titles lists the firm's titles: those that hold first, then the latest.
func (p *profile) titles() {
	s, day := p.sheet, p.snapshot()
	var list []models.Recognition
	for _, r := range p.dossier.Recognitions {
		if r.Issued <= day {
			list = append(list, r)
		}
	}
	slices.SortStableFunc(list, func(a, b models.Recognition) int {
		if x, y := p.standing(&a).text == inForce, p.standing(&b).text == inForce; x != y {
			if x {
				return -1
			}
			return 1
		}
		return int(b.Issued) - int(a.Issued)
	})
	about := "三、资质认定"
	if len(list) > profileTitles {
		about += fmt.Sprintf("（共 %d 项，列有效的和最近的 %d 项）", len(list), profileTitles)
		list = list[:profileTitles]
	}
	s.section(about)
	s.line(word("认定类别", 2), word("级别", 1), word("编号", 2), word("认定日期", 1), word("有效期至", 1), word("状态", 1))
	for i := range list {
		r := &list[i]
		name := r.Kind
		if k, ok := p.ed.Kind(r.Kind); ok {
			name = k.Name
		}
		s.line(words(Text(typeset(name)), 2), centred(Text(r.Level).Or("—"), 1), field{Text(r.Number).Or("—"), body, Wrapped, 2}, field{Date(r.Issued).Or("—"), body, Day, 1},
			field{Date(p.ends(r)).Or("—"), body, Day, 1}, centred(p.standing(r), 1))
	}
	if len(list) == 0 {
		s.line(centred(Text("（无）").In(Faint), gridColumns))
	}
}

const inForce = "有效"

// ends is the last day of a title: the stated one, else what the book says of its kind; zero while it lasts.
func (p *profile) ends(r *models.Recognition) policy.Day {
	k, ok := p.ed.Kind(r.Kind)
	switch {
	case r.Ends != 0 || !ok || r.Issued == 0:
		return r.Ends
	case k.Validity.CalendarYear:
		return policy.YearEnd(r.Issued.Year())
	case k.Validity.Years > 0:
		return r.Issued.AddYears(k.Validity.Years).AddDays(-1)
	case k.Validity.Months > 0:
		return r.Issued.AddMonths(k.Validity.Months)
	}
	return 0
}

// standing says whether a title is in force at the end of the year.
func (p *profile) standing(r *models.Recognition) Cell {
	day := p.snapshot()
	switch ends := p.ends(r); {
	case r.Revoked != 0 && r.Revoked <= day:
		return Text("已撤销").In(Soon)
	case ends != 0 && ends < day:
		return Text("已到期").In(Faint)
	}
	return Text(inForce).In(Good)
}

// gaps says what is met and what is missing for the next rung of each ladder.
func (p *profile) gaps() {
	s := p.sheet
	s.section("四、晋级条件（更高一级的梯级）")
	s.line(word("梯级", 1), word("条件", 2), word("要求", 1), word("实际", 1), word("结论", 1), word("依据", 2))
	some := false
	for l := range p.ed.Ladders {
		next := p.next(l)
		if next == nil {
			continue
		}
		some = true
		for i, f := range p.conditions(next) {
			name := Blank()
			if i == 0 {
				name = Text(p.short(next.Tier))
			}
			s.line(words(name, 1), words(Text(typeset(f.Label)), 2), words(Text(askedText(&f)).Or("—"), 1), words(Text(foundText(&f)).Or("—"), 1),
				centred(outcomeCell(&f), 1), words(Text(typeset(f.Cite)).Or("—"), 2))
		}
	}
	if !some {
		s.line(centred(Text("（没有更高的梯级）").In(Faint), gridColumns))
	}
}

// next is the standing on the next rung of a ladder, nil where there is none.
func (p *profile) next(ladder int) *tiering.StandingFinding {
	if !p.firm.Present {
		return nil
	}
	l := &p.ed.Ladders[ladder]
	tier := p.nextTier(&p.firm, l, rank(l, spotOf(&p.firm.Result, l.ID).tier))
	if tier == nil {
		return nil
	}
	for i := range p.verdict.Standings {
		if x := &p.verdict.Standings[i]; x.Ladder == l.ID && x.Tier == tier.ID {
			return x
		}
	}
	return nil
}

// conditions lists what stands in the way of a tier, and then what is met of it, as far as there is room.
func (p *profile) conditions(next *tiering.StandingFinding) []tiering.Finding {
	list := p.Judge.Gaps(&p.firm.verdict, next.Tier)
	var met func(f *tiering.Finding)
	met = func(f *tiering.Finding) {
		if f.Outcome != tiering.Met.String() {
			return
		}
		if len(f.Parts) == 0 && f.Label != "" && f.Metric != "" {
			list = append(list, *f)
		}
		for i := range f.Parts {
			met(&f.Parts[i])
		}
	}
	every := func(f *tiering.Finding) {
		met(f)
		for i := range f.Parts { // of a tier that is not met
			met(&f.Parts[i])
		}
	}
	every(&next.Qualifies)
	seen := map[string]bool{}
	list = slices.DeleteFunc(list, func(f tiering.Finding) bool {
		key := f.Label + f.Bound + f.Op
		had := seen[key]
		seen[key] = true
		return had
	})
	return list[:min(len(list), profileGaps)]
}

// askedText is the bound of a finding: 不低于 20%.
func askedText(f *tiering.Finding) string {
	op := opWords[f.Op]
	switch {
	case op == "" || f.Bound == "":
		return ""
	case f.Op == "is":
		return f.Bound
	}
	return typeset(op + " " + strings.TrimSpace(f.Bound+" "+f.Unit))
}

// foundText is what was found, and how far that is from the bound.
func foundText(f *tiering.Finding) string {
	text := f.Actual
	if isNumber(text) {
		text = strings.TrimSpace(text + " " + f.Unit)
	}
	if f.Gap != "" && f.Op != "is" && f.Gap != f.Actual {
		text = strings.TrimSpace(text + "，" + f.Gap)
	}
	return typeset(strings.TrimPrefix(text, "，"))
}

func outcomeCell(f *tiering.Finding) Cell {
	switch f.Outcome {
	case tiering.Met.String():
		return Text("符合").In(Good)
	case tiering.Unmet.String():
		return Text("不符合").In(Soon)
	case tiering.Unknown.String():
		return Text("待核").In(Mild)
	}
	return Text("不适用").In(Faint)
}

// sums is the money by year.
func (p *profile) sums() {
	s := p.sheet
	s.section("五、奖补资金（万元）")
	s.line(word("年度", 1), word("条款", 2), word("应给予下限", 1), word("应给予上限", 1), word("已核定", 1), word("已拨付", 1), word("待补、暂缓（项）", 1))
	for _, x := range p.years[:min(len(p.years), profileYears)] {
		amount := func(v policy.Money) field { return field{zeroWan(v), body, Money, 1} }
		s.line(centred(Text(fmt.Sprintf("%d年度", x.year)), 1), words(Text(strings.Join(x.clauses, "、")), 2), amount(x.Low), amount(x.High), amount(x.Settled),
			amount(x.Paid+x.PaidOutside), field{zeroFaint(x.Pending + x.Suspended), body, Whole, 1})
	}
	if len(p.years) == 0 {
		s.line(centred(Text("（没有奖补测算）").In(Faint), gridColumns))
	}
}

// end is the remarks, the number and the sign-off.
func (p *profile) end() {
	s := p.sheet
	s.section("六、备注")
	said := "没有影响判定的未报送数据"
	if missing := p.Judge.Missing(&p.firm.verdict, ""); len(missing) > 0 {
		said = "需补充的数据：" + missingText(missing)
	}
	if how := p.firm.Leaving(); how != "" || !p.Firm.Present {
		said += "；截至评价基准日不在册"
	}
	s.line(word("数据", 1), words(Text(said), gridColumns-1))
	s.line(word("依据", 1), words(Text(fmt.Sprintf("%d年度评价 %s；梯级、条件为评价基准日（%s）的结果，指标、资质、奖补为生成时的记录；已拨付含拨付名册登记的拨付", p.Year(), p.Review.ID, p.snapshot())), gridColumns-1))
	s.line(word(numberLabel, 1), words(Text(p.Number), 3), word("生成", 1), words(Text(fmt.Sprintf("%s，%s", orDash(p.By), timeText(p.At))), 3))
}
