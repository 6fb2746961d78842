package sample

import (
	"yunti/policy"
	"yunti/tiering"
)

// payment is a line of the payments roster: what this city's bureau approved and paid. It follows
// the measures as a bureau would, but it is a record of the past, not a computation of what is owed.
type payment struct {
	clause         string
	year           int
	code, name     string
	approved, paid wan
	day            policy.Day
	paper          string
}

// The years that payments were made for: R&D of 2021 and 2022, events of 2022 and 2023.
const (
	firstPaid = 2021
	lastPaid  = 2023
)

// rewards are what the bureau approved for a title, in 万元, between low and high.
var rewards = []struct {
	clause, kind, level string
	low, high           int
}{
	{"1-a", kindInnovation, "", 500, 1000}, {"1-b", kindKeyLab, "", 300, 500}, {"1-d", kindAcademician, "", 180, 180},
	{"1-e", kindExpert, "", 90, 90}, {"1-f", kindCityCenter, "", 20, 20}, {"5-a", kindLibrary, ofKunming, 3, 5},
	{"5-d", kindContest, ofYunnan, 10, 15}, {"5-d", kindContest, national, 15, 20},
	{"5-e", kindIncubator, national, 50, 50}, {"5-e", kindIncubator, ofYunnan, 20, 20}, {"5-e", kindStarWorld, ofYunnan, 5, 5},
	{"11", kindBuilding, "", 100, 100}, {"12-a", kindPledge, "", 0, 0},
	{"16-a", kindIntlRD, "", 100, 100}, {"16-a", kindIntlTrade, "", 100, 100}, {"16-a", kindIntlFirm, "", 100, 100},
	{"16-b", kindIntroduced, "", 200, 200},
}

// payFirm emits what a firm was paid for a year.
func (c *city) payFirm(l *life, year int, emit func(payment)) {
	d := roll(c.Seed, rollMoney, l.index*4+year%4)
	clean := !l.flagged(year, tiering.Dishonest) && !l.flagged(year, tiering.Accident)
	if !clean || l.stateDay != 0 && l.stateDay <= policy.YearEnd(year) {
		return
	}
	if year < lastPaid && d.chance(920) {
		c.payResearch(l, year, emit)
	}
	if year == firstPaid || !d.chance(880) {
		return
	}
	c.payTitles(&d, l.titles, l.code, l.name, year, emit)
	if t := l.chained(year); t != nil {
		settle(&d, payment{clause: "5-b", year: year, code: l.code, name: l.name, approved: 5 * oneWan}, 40, emit)
	}
}

// payResearch emits the basic subsidy and the increment reward of Art. 4, paid in the next year.
func (c *city) payResearch(l *life, year int, emit func(payment)) {
	rd, ok := l.years[at(year)].Get(tiering.RD)
	above := l.scale[at(year)].above
	key := l.keyRD(year)
	if !l.filed[at(year)] || !ok || rd <= 0 || !above && !key {
		return
	}
	p := payment{clause: "4-b", year: year, code: l.code, name: l.name, day: policy.NewDay(year+1, 11, 24), paper: paper(year+1, 88)}
	rate := wan(1)
	if key || l.valid(kindHNTE, year) {
		p.clause, rate = "4-a", 2
	}
	spent := l.figure(year, tiering.RD)
	if p.approved = (spent*rate + 50) / 100; p.approved > 0 {
		p.paid = p.approved
		emit(p)
	}
	before, ok := l.years[at(year-1)].Get(tiering.RD)
	if rise := spent - l.figure(year-1, tiering.RD); ok && before >= 0 && l.filed[at(year-1)] && rise > 0 {
		p.clause, p.approved = "4-c", (rise*10+50)/100
		if p.paid = p.approved; p.paid > 0 {
			emit(p)
		}
	}
}

// payTitles emits the rewards of the titles that a payee got in a year.
func (c *city) payTitles(d *dice, titles []title, code, name string, year int, emit func(payment)) {
	for i, t := range titles {
		if t.issued.Year() != year || t.revoked != 0 {
			continue
		}
		for _, r := range rewards {
			if r.kind != t.kind || r.level != "" && r.level != t.level || r.clause == "5-d" && !entered(titles, year) {
				continue
			}
			p := payment{clause: r.clause, year: year, code: code, name: name, approved: wan(d.between(r.low, r.high)) * oneWan}
			if r.kind == kindPledge {
				p.approved = t.amount
			}
			if p.approved > 0 {
				settle(d, p, 100+i, emit)
			}
		}
	}
}

// settle emits a reward as it was paid: at once, in two parts, or approved and still unpaid. The
// number tells the documents of one payee apart.
func settle(d *dice, p payment, number int, emit func(payment)) {
	p.day, p.paper = policy.NewDay(p.year+1, 6, 18), paper(p.year+1, number)
	p.paid = p.approved
	switch {
	case p.year == lastPaid && d.chance(250):
		p.paid, p.day = 0, 0
	case p.approved >= 150*oneWan && d.chance(500):
		first := p
		first.approved = p.approved * 4 / 5
		first.paid = first.approved
		emit(first)
		p.approved -= first.approved
		p.paid, p.day, p.paper = p.approved, policy.NewDay(p.year+1, 12, 9), paper(p.year+1, number+200)
	}
	emit(p)
}

func (l *life) flagged(year int, k tiering.Figure) bool {
	v, ok := l.years[at(year)].Get(k)
	return ok && v == 1
}

func (l *life) keyRD(year int) bool {
	for _, t := range l.titles {
		if t.kind == kindKeyRD && t.issued <= policy.YearEnd(year) {
			return true
		}
	}
	return false
}

// chained returns the certificate of year that follows one of three years before.
func (l *life) chained(year int) *title {
	var found, before *title
	for i := range l.titles {
		t := &l.titles[i]
		if t.kind == kindHNTE && t.revoked == 0 {
			switch t.issued.Year() {
			case year:
				found = t
			case year - 3:
				before = t
			}
		}
	}
	if before == nil {
		return nil
	}
	return found
}

// entered reports whether a national SME entry of the year is among the titles.
func entered(titles []title, year int) bool {
	for _, t := range titles {
		if t.kind == kindSME && t.level == national && t.issued.Year() == year && t.revoked == 0 {
			return true
		}
	}
	return false
}

// raisedBy returns the carrier that raised the firm when it was first certified in year, nil if none did.
func (l *life) raisedBy(year int) *carrier {
	var first *title
	for i := range l.titles {
		if t := &l.titles[i]; t.kind == kindHNTE && (first == nil || t.issued < first.issued) {
			first = t
		}
	}
	if first == nil || first.issued.Year() != year {
		return nil
	}
	var found *carrier
	for _, s := range l.stays {
		if s.since <= first.issued && (s.until == 0 || s.until >= first.issued || s.graduated) {
			found = s.carrier
		}
	}
	return found
}
