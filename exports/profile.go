package exports

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"yunti/models"
	"yunti/policy"
	"yunti/tiering"
)

// profile is the 企业画像 being made: one firm on one upright page.
type profile struct {
	*money
	sheet   *sheet
	firm    firm
	dossier *models.Dossier
	verdict tiering.Explanation
	years   []yearSum
}

// The grid of the page: eight columns of one width, in half-width letters.
const gridColumns, gridWidth = 8, 15.5

// How much of the page a section may take.
const (
	profileYears  = 5 // of figures and money
	profileTitles = 6
	profileGaps   = 6 // conditions of a ladder
)

// yearSum is what became of the firm's money in one year.
type yearSum struct {
	year int
	models.MoneySums
	clauses []string
}

// buildProfile makes the 企业画像. Position and conditions are those of the review; figures, titles and money are what
// the records hold when the page is made, which it states.
func buildProfile(ctx context.Context, s *Source, b *workbook) error {
	p := &profile{money: newMoney(s, b)}
	if err := p.read(ctx); err != nil {
		return err
	}
	p.sheet = b.sheet("企业画像")
	p.sheet.portrait, p.sheet.onePage = true, true
	for n := range gridColumns {
		p.sheet.set(n+1, width{least: gridWidth})
	}
	p.head()
	p.ladders()
	first := p.figures()
	p.charts(first)
	p.titles()
	p.gaps()
	p.sums()
	p.end()
	return b.failed()
}

// read gathers what the page is made from.
func (p *profile) read(ctx context.Context) error {
	p.firm.Result = *p.Firm
	if err := p.Judge.Decode(p.Firm.Verdict, &p.firm.verdict); err != nil {
		return fmt.Errorf("企业 %s 的评价结果：%w", p.Firm.Code, err)
	}
	p.verdict = p.Judge.Explain(&p.firm.verdict)
	var err error
	if p.dossier, err = p.DB.Dossier(ctx, p.Scope, p.Firm.Code); err != nil {
		return err
	}
	byYear := map[int]*yearSum{}
	err = p.DB.EachEntitlementRow(ctx, p.Scope, models.EntitlementFilter{Payee: p.Firm.Code}, func(e *models.EntitlementRow) error {
		if e.Year > p.Year() || e.Outside {
			return nil
		}
		sum := byYear[e.Year]
		if sum == nil {
			sum = &yearSum{year: e.Year}
			byYear[e.Year] = sum
		}
		sum.add(e)
		return nil
	})
	if err != nil {
		return fmt.Errorf("读取企业 %s 的奖补：%w", p.Firm.Code, err)
	}
	for _, sum := range byYear {
		p.sumsOf(sum)
	}
	return nil
}

func (p *profile) sumsOf(sum *yearSum) {
	p.years = append(p.years, *sum)
	slices.SortFunc(p.years, func(a, b yearSum) int { return b.year - a.year })
}

// add adds a line to the sums of its year.
func (x *yearSum) add(e *models.EntitlementRow) {
	x.Lines++
	switch {
	case counts(&e.Entitlement):
		x.Low, x.High = x.Low+*e.Low, x.High+*e.High
	case e.High == nil:
		x.Pending++
	default:
		x.Suspended++
		x.HeldHigh += *e.High
	}
	if e.Settlement != nil {
		x.SettledLines++
		x.Settled += e.Settlement.Amount
		x.Paid += e.Settlement.Paid
	}
	if !slices.Contains(x.clauses, e.Clause) {
		x.clauses = append(x.clauses, e.Clause)
		x.PaidOutside += e.PaidOutside
	}
}

// field is a cell of the grid that takes several columns.
type field struct {
	Cell
	role role
	kind Kind
	span int
}

// word, words and centred are the fields that the page is made of.
func word(s string, span int) field  { return field{Text(s), head, Centred, span} }
func words(c Cell, span int) field   { return field{c, body, Wrapped, span} }
func centred(c Cell, span int) field { return field{c, body, Centred, span} }

// line writes a row of the grid, as high as its text needs.
func (s *sheet) line(fields ...field) {
	var cells []styled
	lines := 1
	for _, x := range fields {
		if x.kind == Wrapped || x.role == head {
			lines = max(lines, len(fold(x.text, int(float64(x.span)*gridWidth)-3)))
		}
		cells = append(cells, x.as(x.role, x.kind))
		for range x.span - 1 {
			cells = append(cells, Blank().as(x.role, x.kind))
		}
	}
	row := s.row(rowHeight+float64(lines-1)*lineHeight, cells...)
	at := 1
	for _, x := range fields {
		s.merge(row, at, row, at+x.span-1)
		at += x.span
	}
}

// head is the title and what the firm is.
func (p *profile) head() {
	s, d := p.sheet, p.dossier
	row := s.row(titleHeight, Text("企业画像"+p.mark()).as(title, Words))
	s.merge(row, 1, row, gridColumns)
	cells := make([]styled, gridColumns)
	for i := range cells {
		cells[i] = nothing
	}
	cells[0] = Text("填报单位："+p.Issuer).as(unitLeft, Words)
	cells[gridColumns-1] = Text("单位：万元　资料截至 "+policy.DayOf(p.At.In(kunming)).String()).as(unitRight, Words)
	s.row(unitHeight, cells...)
	industry := d.Industry
	if x, ok := p.ed.SectionOf(d.Industry); ok {
		industry = strings.TrimSpace(x.Name + " " + d.Industry)
	}
	capital := Text("—").In(Faint)
	if d.Capital != nil {
		capital = Text(wanText(*d.Capital))
	}
	founded := Text("—").In(Faint)
	if d.Founded != 0 {
		founded = Text(d.Founded.String())
	}
	s.line(word("企业名称", 1), words(Text(p.Firm.Name), 3), word("统一社会信用代码", 2), centred(Text(p.Firm.Code), 2))
	s.line(word("所属县区", 1), words(Text(p.place(p.Firm.County)), 1), word("所属开发区", 1), words(Text(p.zones(p.Firm.Zones)).Or("—"), 1),
		word("成立日期", 1), centred(founded, 1), word("注册资本", 1), centred(capital, 1))
	s.line(word("所属行业", 1), words(Text(industry).Or("—"), 3), word("技术领域", 1), words(Text(typeset(d.Field)).Or("—"), 3))
}

// ladders is where the firm stands and stood.
func (p *profile) ladders() {
	s := p.sheet
	s.section("一、所在梯级")
	byYear := map[int]*models.Placing{}
	for i := range p.dossier.History {
		byYear[p.dossier.History[i].Year] = &p.dossier.History[i]
	}
	first := p.Year() - profileYears + 1
	heads := []field{word("培育线", 2)}
	for y := first; y <= p.Year(); y++ {
		heads = append(heads, word(fmt.Sprintf("%d年度", y), 1))
	}
	s.line(append(heads, word("本年变动", 1))...)
	for i := range p.ed.Ladders {
		ladder := &p.ed.Ladders[i]
		row := []field{words(Text(ladder.Name), 2)}
		for y := first; y < p.Year(); y++ {
			row = append(row, centred(p.placed(byYear[y], ladder), 1))
		}
		spot := spotOf(&p.firm.Result, ladder.ID)
		move := Text(spot.move.Name()).In(moveTone(spot.move)).Or("—")
		s.line(append(row, centred(p.positionCell(&p.firm, ladder), 1), centred(move, 1))...)
	}
}

// placed is where a published review put the firm, — where there was none or it put it nowhere.
func (p *profile) placed(x *models.Placing, ladder *policy.Ladder) Cell {
	if x == nil {
		return Text("—").In(Faint)
	}
	tier := x.Growth
	if ladder.ID == "unicorn" {
		tier = x.Unicorn
	}
	if tier == nil {
		return Text("—").In(Faint)
	}
	return Text(p.short(*tier))
}

// figureRows are the figures that the page prints.
var figureRows = []struct {
	figure tiering.Figure
	unit   string
}{
	{tiering.Revenue, "万元"}, {tiering.RD, "万元"}, {tiering.Assets, "万元"}, {tiering.Profit, "万元"}, {tiering.Tax, "万元"},
	{tiering.Staff, "人"}, {tiering.STStaff, "人"}, {tiering.IP1, "件"}, {tiering.IP2, "件"},
}

// figures is the table of the years; it returns the row of its head. What was not reported stays blank, so that the charts leave it out
// as well.
func (p *profile) figures() int {
	s := p.sheet
	s.section("二、主要指标（空白为未报送，不作零处理）")
	byYear := map[int]*models.FirmYear{}
	for i := range p.dossier.Years {
		byYear[p.dossier.Years[i].Year] = &p.dossier.Years[i]
	}
	heads := []field{word("指标", 2), word("单位", 1)}
	for y := p.Year() - profileYears + 1; y <= p.Year(); y++ {
		heads = append(heads, word(fmt.Sprintf("%d年", y), 1))
	}
	s.line(heads...)
	first := s.rows
	for _, x := range figureRows {
		row := []field{words(Text(typeset(tiering.FigureTable[x.figure].Title)), 2), centred(Text(x.unit), 1)}
		for y := p.Year() - profileYears + 1; y <= p.Year(); y++ {
			row = append(row, p.figure(byYear[y], x.figure))
		}
		s.line(row...)
	}
	row := []field{words(Text("研发费用占营业收入比例"), 2), centred(Text("%"), 1)}
	for y := p.Year() - profileYears + 1; y <= p.Year(); y++ {
		c := Blank()
		if f := byYear[y]; f != nil && f.RD != nil && f.Revenue != nil && *f.Revenue > 0 {
			c = Fraction(*f.RD, *f.Revenue)
		}
		row = append(row, field{c, body, Percent, 1})
	}
	s.line(row...)
	return first
}

// figure is a figure of a year.
func (p *profile) figure(f *models.FirmYear, k tiering.Figure) field {
	kind := Whole
	if tiering.FigureTable[k].Unit == policy.UnitMoney {
		kind = Money
	}
	c := Blank()
	if f != nil {
		if v := *f.Figure(k); v != nil {
			c = Count(int(*v))
			if kind == Money {
				c = Wan(policy.Money(*v))
			}
		}
	}
	return field{c, body, kind, 1}
}
