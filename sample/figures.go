package sample

import "yunti/tiering"

// deriveFigures computes the yearly figures that follow from the course of the firm: incomes near
// revenue, three bases of R&D near each other, a balance sheet that grows with the business.
func (l *life) deriveFigures() {
	d := roll(l.city.Seed, rollFigures, l.index)
	h := drawHabits(&d, l)
	ip1, ip2 := int64(d.below(2)*d.below(3)), int64(d.below(l.trade.ip2*2+1))
	if l.profile >= library {
		ip2 = max(ip2, 2)
	}
	age := min(10, firstYear-l.founded.Year())
	for range max(0, age-2) {
		ip2 += int64(d.below(2))
	}
	stock := wan(0)
	for i := range l.course {
		year := firstYear + i
		if !l.operates(year) {
			continue
		}
		if d.chance(l.trade.ip1) {
			ip1++
		}
		ip2 += int64(d.below(l.trade.ip2 + 1))
		if l.profile < sme && d.chance(600) {
			ip2 = max(0, ip2-2)
		}
		c := &l.course[i]
		target := c.revenue*wan(h.gearing)/1000 + l.capital*wan(h.paid)/1000
		if stock == 0 {
			stock = target
		}
		stock = (stock*3 + target*2) / 5
		l.filed[i] = true
		f := &l.years[i]
		f.Year = year
		l.fillMoney(&d, f, c, &h, stock)
		f.Set(tiering.Staff, int64(c.staff))
		f.Set(tiering.STStaff, int64(c.stStaff))
		f.Set(tiering.IP1, ip1)
		f.Set(tiering.IP2, ip2)
		f.Set(tiering.Conversions, int64(max(0, h.conversions+d.between(-1, 1))))
		l.fillConduct(&d, f)
	}
}

// habits are what stays alike from year to year, in thousandths.
type habits struct {
	main, product, margin, gearing, paid, debt, deduct, domestic, input, tax int
	conversions                                                              int
}

func drawHabits(d *dice, l *life) habits {
	h := habits{
		main:        d.between(930, 1000),
		product:     d.between(80, 720),
		margin:      l.trade.margin + d.between(-90, 70),
		gearing:     d.between(550, 1350),
		paid:        d.between(150, 600),
		debt:        d.between(200, 640),
		deduct:      d.between(830, 985),
		domestic:    d.between(940, 1000),
		input:       d.between(1040, 1420),
		tax:         d.between(12, 60),
		conversions: d.below(5),
	}
	if l.profile >= library {
		h.conversions = d.between(2, 17)
		h.product = d.between(630, 965)
		if d.chance(60) {
			h.product = d.between(420, 610)
		}
	}
	if d.chance(15) {
		h.debt = d.between(960, 1150)
	}
	if d.chance(12) {
		h.domestic = d.between(420, 700)
	}
	if l.scene != nil { // what a scene shows must not hang on the rest
		h.product, h.conversions, h.debt, h.domestic, h.margin = 780, 10, 400, 990, l.trade.margin
	}
	return h
}

func (l *life) fillMoney(d *dice, f *tiering.Figures, c *course, h *habits, stock wan) {
	set := func(k tiering.Figure, v wan) { f.Set(k, int64(v.money())) }
	part := func(v wan, thousandths int) wan { return v * wan(thousandths) / 1000 }
	total := c.revenue + part(c.revenue, d.below(25))
	rdHNTE := part(c.rd, d.between(1000, 1045))
	costs := part(c.revenue, 1000-h.margin-d.between(-40, 40))
	if c.revenue < c.rd {
		costs = part(c.rd, 1150)
	}
	profit := c.revenue - costs
	if profit > 0 {
		profit = part(profit, 850)
	}
	set(tiering.Revenue, c.revenue)
	set(tiering.MainRevenue, part(c.revenue, h.main))
	set(tiering.TotalIncome, total)
	set(tiering.HNTEIncome, part(total, min(1000, h.product+d.between(-15, 15))))
	set(tiering.Costs, costs)
	set(tiering.RD, c.rd)
	set(tiering.RDDeduct, part(c.rd, h.deduct))
	set(tiering.RDHNTE, rdHNTE)
	set(tiering.RDDomestic, part(c.rd, h.domestic))
	set(tiering.STInput, part(c.rd, h.input+d.between(0, 40)))
	set(tiering.Assets, stock)
	set(tiering.Liabilities, part(stock, h.debt+d.between(-25, 25)))
	set(tiering.Profit, profit)
	set(tiering.Tax, part(c.revenue, h.tax))
}

// fillConduct records the clean answers that nearly every firm gives, and rarely another one.
func (l *life) fillConduct(d *dice, f *tiering.Figures) {
	flag := func(k tiering.Figure, thousandths int) {
		if d.chance(thousandths) && l.scene == nil {
			f.Set(k, 1)
			return
		}
		f.Set(k, 0)
	}
	flag(tiering.Accident, 2)
	flag(tiering.Environment, 3)
	flag(tiering.Misconduct, 1)
	flag(tiering.Abnormal, 9)
	flag(tiering.Dishonest, 2)
	flag(tiering.Prohibited, 2)
	f.Set(tiering.BookAudit, 1)
	if d.chance(35) && l.scene == nil && l.profile < sme {
		f.Set(tiering.BookAudit, 0)
	}
	f.Set(tiering.Torch, 1)
	if l.profile < hnte && d.chance(550) {
		f.Set(tiering.Torch, 0)
	}
}

// drawOmissions leaves out what firms forget to report: a whole year, or some cells of it.
func (l *life) drawOmissions() {
	d := roll(l.city.Seed, rollPaper, l.index)
	for i := range l.years {
		f := &l.years[i]
		if !l.filed[i] {
			continue
		}
		if founding := firstYear+i == l.founded.Year(); d.chance(25) || founding && l.founded.Month() >= 10 && d.chance(700) {
			l.filed[i], f.Has = false, 0
			continue
		}
		if d.chance(70) {
			for range d.between(1, 3) {
				f.Has &^= 1 << one(&d, forgotten[:])
			}
		}
		if d.chance(220) {
			f.Has &^= 1 << tiering.RDDeduct // the tax basis is often not at hand
		}
		if d.chance(90) {
			for k := tiering.Accident; k <= tiering.Prohibited; k++ {
				f.Has &^= 1 << k
			}
		}
	}
}

var forgotten = [...]tiering.Figure{tiering.TotalIncome, tiering.HNTEIncome, tiering.Costs, tiering.RD, tiering.RDHNTE, tiering.RDDomestic,
	tiering.STInput, tiering.Assets, tiering.Liabilities, tiering.Tax, tiering.Staff, tiering.STStaff, tiering.IP1, tiering.IP2,
	tiering.Conversions, tiering.Revenue, tiering.MainRevenue}
