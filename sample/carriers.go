package sample

import "yunti/policy"

// carrier is an incubator, maker space or 星创天地.
type carrier struct {
	index      int // in the city
	name, kind string
	code       string // of the body that runs it; sometimes not known
	county     *county
	levels     []level
}

// level is a recognition of a carrier; both says that it stands in both rosters.
type level struct {
	name string
	day  policy.Day
	both bool
}

// stay is a line of the residencies roster.
type stay struct {
	carrier      *carrier
	since, until policy.Day
	graduated    bool
}

// plannedCarriers come first in every city, so that each kind of new recognition happens.
var plannedCarriers = []struct {
	kind   string
	levels []level
}{
	{kindIncubator, []level{{ofKunming, 20120620, false}, {ofYunnan, 20151118, false}, {national, 20221229, true}}},
	{kindIncubator, []level{{ofKunming, 20180905, false}, {ofYunnan, 20230816, true}}},
	{kindStarWorld, []level{{ofYunnan, 20220920, true}}},
	{kindIncubator, []level{{ofYunnan, 20220412, false}, {national, 20240226, false}}},
	{kindMakerSpace, []level{{ofYunnan, 20170621, false}, {national, 20220518, true}}},
	{kindMakerSpace, []level{{ofKunming, 20160310, false}}},
	{kindIncubator, []level{{ofYunnan, 20190712, false}}},
	{kindStarWorld, []level{{national, 20161123, false}, {ofYunnan, 20240618, false}}},
	{kindIncubator, []level{{ofKunming, 20210514, false}}},
}

// carrierPlaces are the counties of the planned carriers.
var carrierPlaces = [...]string{"五华", "官渡", "石林", "呈贡", "盘龙", "西山", "官渡", "嵩明", "安宁"}

// buildCarriers makes the city's carriers: about one for 45 firms.
func (c *city) buildCarriers() {
	count := min(max(len(plannedCarriers), c.Firms/45+len(plannedCarriers)), 400)
	c.carriers = make([]carrier, count)
	for k := range c.carriers {
		d := roll(c.Seed, rollCarrier, k)
		place := drawCounty(&d)
		a := &c.carriers[k]
		a.index = k
		if k < len(plannedCarriers) {
			place = countyNamed(carrierPlaces[k])
			a.kind, a.levels = plannedCarriers[k].kind, plannedCarriers[k].levels
		} else {
			a.drawKind(&d)
		}
		a.county = &counties[place]
		a.name = "昆明" + c.brand(MaxFirms+k) + a.kind
		switch {
		case k >= len(plannedCarriers) && d.chance(70): // code not known
		case d.chance(120):
			a.code = makeCode("12", "530100", publicBlock, 5000+k)
		default:
			a.code = makeCode("91", a.county.id, carrierBlock, 1000+k*37)
		}
		c.inCounty[place] = append(c.inCounty[place], k)
	}
}

func (a *carrier) drawKind(d *dice) {
	a.kind = [...]string{kindIncubator, kindMakerSpace, kindStarWorld}[d.pick(44, 46, 10)]
	year := d.between(2012, 2023)
	if a.kind != kindStarWorld {
		a.levels = append(a.levels, level{name: ofKunming, day: drawDay(d, year)})
	}
	if year += d.between(1, 6); len(a.levels) == 0 || d.chance(450) && year <= lastYear {
		a.levels = append(a.levels, level{name: ofYunnan, day: drawDay(d, min(year, lastYear)), both: d.chance(300)})
		if year += d.between(2, 5); d.chance(300) && year <= lastYear {
			a.levels = append(a.levels, level{name: national, day: drawDay(d, year), both: d.chance(300)})
		}
	}
}

// drawStays lets some firms start in a carrier, most often one of their county, leave it grown up
// or otherwise, and sometimes move to another one.
func (l *life) drawStays() {
	d := roll(l.city.Seed, rollStays, l.index)
	if l.founded.Year() < 2012 || !l.hasField() || !d.chance(240) {
		return
	}
	since := l.founded.AddMonths(d.between(0, 20))
	for range 1 + d.pick(85, 15) {
		a := l.carrierNear(&d)
		since = max(since, a.levels[0].day)
		if since.Year() > lastYear || l.stateDay != 0 && since >= l.stateDay {
			return
		}
		s := stay{carrier: a, since: since, until: since.AddMonths(d.between(14, 52))}
		switch {
		case s.until.Year() > lastYear:
			s.until = 0
		case d.chance(620):
			s.graduated = true
		}
		if l.stateDay != 0 && (s.until == 0 || s.until > l.stateDay) {
			s.until, s.graduated = l.stateDay, false
		}
		l.stays = append(l.stays, s)
		if s.until == 0 || s.graduated {
			return
		}
		since = s.until.AddMonths(d.between(1, 10))
	}
}

func (l *life) carrierNear(d *dice) *carrier {
	c := l.city
	for i := range counties {
		if near := c.inCounty[i]; &counties[i] == l.county && len(near) > 0 && d.chance(820) {
			return &c.carriers[one(d, near)]
		}
	}
	return &c.carriers[d.below(len(c.carriers))]
}
