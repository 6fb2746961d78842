package sample

import (
	"yunti/policy"
	"yunti/tiering"
)

// The accounting years that the city has figures for. Four of them are needed to judge 2021.
const (
	firstYear = 2018
	lastYear  = 2024
	numYears  = lastYear - firstYear + 1

	firstDirectory = 2021 // the first year with a directory of 规模以上 units
)

// wan is money in hundredths of 万元, which is what the rosters print: 1 is 100 元, 10,000 分.
type wan int64

const (
	oneWan    wan = 100
	fenPerWan     = int64(policy.Wan) / int64(oneWan) // 分 in a unit of wan
)

func (w wan) money() policy.Money { return policy.Money(int64(w) * fenPerWan) }

// city is what all lives share.
type city struct {
	Options
	salt     uint64 // offsets names and codes, so that seeds differ in them
	stride   int    // every stride-th firm plays a scene
	carriers []carrier
	inCounty [len(counties)][]int // carriers by county
}

// newCity prepares the parts of a city that are not firms.
func newCity(opt Options) *city {
	c := &city{Options: opt, salt: mix(opt.Seed) % 1_000_003, stride: max(1, opt.Firms/len(scenes))}
	c.buildCarriers()
	return c
}

// sceneAt returns the scene that firm index plays, nil for an ordinary firm. Scenes lie evenly
// among the others; a city too small for all of them has the first ones.
func (c *city) sceneAt(index int) *scene {
	if index%c.stride != c.stride/2 || index/c.stride >= len(scenes) {
		return nil
	}
	return &scenes[index/c.stride]
}

// life is everything that ever happens to one firm; each roster prints its part of it.
type life struct {
	city  *city
	index int
	scene *scene

	code, name, former string
	suffix             string // 有限公司, …
	founded            policy.Day
	capital            wan
	county             *county
	zones              string
	trade              *trade
	industry, field    string
	state              string
	stateDay           policy.Day // of leaving; zero while it is here
	contact, phone     string

	profile profile
	pace    pace
	course  [numYears]course
	years   [numYears]tiering.Figures
	filed   [numYears]bool // the year's figures have a line
	scale   [numYears]scaleLine

	titles   []title
	rounds   []round
	listings []listing
	stays    []stay
}

// profile is how far a firm takes part in the programmes.
type profile uint8

const (
	plain profile = iota
	provincial
	sme
	library
	hnte
)

// pace is how a firm grows.
type pace uint8

const (
	steady pace = iota
	growing
	rising
	fading
	shaky
)

// course is what drives a year's figures.
type course struct {
	revenue wan
	rd      wan // 统计口径
	staff   int
	stStaff int
}

// live makes the life of firm index, in place of what l held.
func (c *city) live(l *life, index int) {
	*l = life{city: c, index: index, scene: c.sceneAt(index),
		titles: l.titles[:0], rounds: l.rounds[:0], listings: l.listings[:0], stays: l.stays[:0]}
	d := roll(c.Seed, rollIdentity, index)
	l.drawIdentity(&d)
	if l.scene != nil {
		l.state, l.stateDay = "在业", 0
		l.scene.plan(l)
		l.naming(&d)
		l.deriveFigures()
		if l.scene.pin != nil {
			l.scene.pin(l)
		}
		l.fillDirectory()
		return
	}
	l.drawCourse()
	l.naming(&d)
	l.deriveFigures()
	l.drawTitles()
	l.drawEquity()
	l.drawStays()
	l.drawDirectory()
	l.drawOmissions()
}

// at returns the position of a year in the yearly arrays.
func at(year int) int { return year - firstYear }

// operates reports whether the firm files figures for year: founded by then and not gone within it.
func (l *life) operates(year int) bool {
	return l.founded.Year() <= year && (l.stateDay == 0 || l.stateDay.Year() > year)
}

// figure returns a figure of a year, 0 when there is none.
func (l *life) figure(year int, k tiering.Figure) wan {
	if year < firstYear || year > lastYear || !l.filed[at(year)] {
		return 0
	}
	v, _ := l.years[at(year)].Get(k)
	return wan(v / fenPerWan)
}

func (l *life) drawIdentity(d *dice) {
	c := drawCounty(d)
	l.county = &counties[c]
	l.zones = drawZones(d, l.county)
	l.work(drawTrade(d), d)
	l.founded = drawFounding(d)
	l.capital = wan(one(d, capitals[:])) * oneWan
	l.contact, l.phone = contact(d)
	l.suffix = one(d, suffixes[:])
	l.state = "在业"
	if d.chance(300) {
		l.state = "存续"
	}
	if d.chance(40) {
		l.state = one(d, leavings[:])
		year := max(d.between(2019, lastYear), l.founded.Year()+1)
		if l.stateDay = drawDay(d, year); year > lastYear {
			l.state, l.stateDay = "在业", 0
		}
	}
}

var (
	capitals = [...]int{50, 100, 100, 200, 300, 500, 500, 500, 800, 1000, 1000, 1000, 1500, 2000, 3000, 5000, 6000, 10000}
	suffixes = [...]string{"有限公司", "有限公司", "有限公司", "有限公司", "有限公司", "有限责任公司", "股份有限公司"}
	leavings = [...]string{"注销", "注销", "注销", "迁出", "迁出", "吊销"}
	prefixes = [...]string{"昆明", "昆明", "昆明", "昆明", "云南", "云南", "云南"}
)

// work puts the firm into a trade.
func (l *life) work(t *trade, d *dice) {
	l.trade = t
	l.industry = one(d, t.codes)
	l.field = t.field
	if len(t.parts) > 0 && d.chance(300) {
		l.field += "-" + one(d, t.parts)
	}
	if t.field == "" && d.chance(300) {
		l.field = "其他"
	}
	if d.chance(4) {
		l.industry = ""
	}
}

// naming gives the firm its name and code, once county and trade are known.
func (l *life) naming(d *dice) {
	word := one(d, l.trade.words)
	prefix := one(d, prefixes[:])
	if d.chance(60) {
		prefix = l.county.short
	}
	brand := l.city.brand(l.index)
	l.name = prefix + brand + word + l.suffix
	l.code = l.city.firmCode(l.county.id, l.index)
	if d.chance(40) {
		l.former = prefix + brand + one(d, []string{"科技", "实业", "技术开发", "工贸"}) + "有限公司"
	}
}

// drawFounding draws a founding day: technology firms of the roster are mostly 3 to 15 years old.
func drawFounding(d *dice) policy.Day {
	year := 0
	switch d.pick(60, 130, 260, 390, 160) {
	case 0:
		year = d.between(1995, 2001)
	case 1:
		year = d.between(2002, 2008)
	case 2:
		year = d.between(2009, 2014)
	case 3:
		year = d.between(2015, 2019)
	default:
		year = d.between(2020, lastYear)
	}
	return drawDay(d, year)
}

// drawDay draws a day of the year, up to the 28th of a month.
func drawDay(d *dice, year int) policy.Day {
	return policy.NewDay(year, d.between(1, 12), d.between(1, 28))
}

// hasField reports whether the firm works in one of the eight fields.
func (l *life) hasField() bool { return l.trade.field != "" }
