package sample

import (
	"slices"

	"yunti/policy"
	"yunti/tiering"
)

// scene is a situation put into the city on purpose: a firm whose life shows one rule at work.
type scene struct {
	title string
	year  int    // the evaluation year that shows it
	why   string // what there is to see
	plan  func(l *life)
	pin   func(l *life) // sets figures to the digit, after the others are derived
}

// scenes come in this order; a small city has only the first ones.
var scenes = slices.Concat(leadScenes, growthScenes, boundaryScenes, unicornScenes, moneyScenes)

// Highlights lists the firms of the city that play a scene, for people who look around in it.
func Highlights(opt Options) []Highlight {
	if opt.Firms < 1 || opt.Firms > MaxFirms {
		return nil
	}
	c := newCity(opt)
	var list []Highlight
	var l life
	for k := range min(len(scenes), opt.Firms) {
		c.live(&l, c.stride/2+k*c.stride)
		list = append(list, Highlight{Code: l.code, Name: l.name, Title: l.scene.title, Year: l.scene.year, Why: l.scene.why})
	}
	return list
}

// born sets the founding day.
func (l *life) born(day policy.Day) { l.founded = day }

// in sets the trade, by its first industry code, and makes the firm one that takes part in everything.
func (l *life) in(trade string) {
	l.trade = tradeOf(trade)
	l.industry, l.field = l.trade.codes[0], l.trade.field
	l.profile, l.capital, l.suffix = hnte, 500*oneWan, "有限公司"
}

// earn sets the revenues, in 万元, of consecutive years, and staff and R&D that go with them.
func (l *life) earn(from int, revenues ...int64) {
	for i, revenue := range revenues {
		c := &l.course[at(from)+i]
		c.revenue = wan(revenue) * oneWan
		c.staff = int(revenue/l.trade.head) + 8
		c.stStaff = (c.staff*30 + 99) / 100
		c.rd = c.revenue * 8 / 100
	}
}

// employ sets the staff of consecutive years; three in ten are of science and technology.
func (l *life) employ(from int, heads ...int) {
	for i, n := range heads {
		c := &l.course[at(from)+i]
		c.staff, c.stStaff = n, (n*30+99)/100
	}
}

// research sets R&D in thousandths of revenue for all years.
func (l *life) research(thousandths wan) {
	for i := range l.course {
		l.course[i].rd = l.course[i].revenue * thousandths / 1000
	}
}

// directory fixes the lines of consecutive years in the 规上 directory: 是, 否 or none (0).
func (l *life) directory(from int, answers ...rune) {
	for i, a := range answers {
		l.scale[at(from)+i] = scaleLine{listed: a != 0, above: a == '是', fixed: true}
	}
}

// put sets a figure that is not money.
func (l *life) put(year int, k tiering.Figure, v int64) { l.years[at(year)].Set(k, v) }

// pay sets a figure of money.
func (l *life) pay(year int, k tiering.Figure, v wan) { l.years[at(year)].Set(k, int64(v.money())) }

// blank leaves figures of a year out.
func (l *life) blank(year int, figures ...tiering.Figure) {
	for _, k := range figures {
		l.years[at(year)].Has &^= 1 << k
	}
}

// skip leaves a whole year out.
func (l *life) skip(year int) {
	l.filed[at(year)] = false
	l.years[at(year)].Has = 0
}

// balance keeps assets and liabilities small against the caps.
func (l *life) balance(assets wan) {
	for year := firstYear; year <= lastYear; year++ {
		if l.filed[at(year)] {
			l.pay(year, tiering.Assets, assets)
			l.pay(year, tiering.Liabilities, assets*2/5)
		}
	}
}

// leave ends the firm's time in the city.
func (l *life) leave(state string, day policy.Day) { l.state, l.stateDay = state, day }

// certified adds certificates of the first batch of the years.
func (l *life) certified(years ...int) {
	for _, y := range years {
		l.certify(hnteDays(y)[0], false)
	}
}

// entered adds entries as 科技型中小企业 in the years.
func (l *life) entered(years ...int) {
	for _, y := range years {
		l.enter(y)
	}
}
