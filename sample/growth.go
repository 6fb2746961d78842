package sample

// ramp is the size of a young firm against the grown one, by age, in thousandths.
var ramp = [...]int64{250, 650, 820, 910, 960, 1000}

// climate is what a year does to everybody's revenue, in thousandths.
var climate = [numYears]int{20, 20, -70, 60, -35, 15, 5}

// drawCourse decides how an ordinary firm grows and takes part, and draws its drivers.
func (l *life) drawCourse() {
	d := roll(l.city.Seed, rollGrowth, l.index)
	t := l.trade
	size := max(20, d.lognormal(t.revenue, t.sigma))
	l.pace = [...]pace{steady, growing, rising, fading, shaky}[d.pick(560, 170, 22, 190, 58)]
	if l.listingSeat() {
		size = max(size*3, d.lognormal(26000, 700))
		l.founded = min(l.founded, drawDay(&d, d.between(1998, 2010)))
		l.suffix, l.stateDay, l.state = "股份有限公司", 0, "在业"
	}
	if l.quotedSeat() {
		l.suffix = "股份有限公司"
	}
	l.profile = drawProfile(&d, l, size)
	ratio := l.drawRatio(&d, size)
	share := d.between(t.st[0], t.st[1])
	if l.profile < sme {
		share = share * d.between(20, 80) / 100
	}
	if l.profile >= library && d.chance(930) {
		share = max(share, d.between(105, 240))
	}
	head := max(8, d.lognormal(t.head, 380))
	level := int64(1000)
	staff := int64(0)
	for i := range l.course {
		year := firstYear + i
		growth := l.drawGrowth(&d, i, year)
		level = max(20, level*int64(1000+growth)/1000)
		if year < l.founded.Year() {
			level = 1000
			continue
		}
		age := min(year-l.founded.Year(), len(ramp)-1)
		c := &l.course[i]
		c.revenue = wan(size * level / 1000 * ramp[age] / 1000 * int64(oneWan))
		c.revenue += wan(d.below(int(c.revenue)/50 + 100))
		target := int64(c.revenue/oneWan)/head + 4
		if staff == 0 {
			staff = target
		}
		staff = (staff + 2*target + 1) / 3
		c.staff = int(staff)
		c.stStaff = min(c.staff, max(1, (c.staff*share+500)/1000+d.between(-1, 1)))
		c.rd = c.revenue * wan(max(0, ratio+d.between(-ratio/8, ratio/8))) / 10000
	}
}

// drawProfile decides how far the firm takes part: bigger firms of the eight fields go further.
func drawProfile(d *dice, l *life, size int64) profile {
	share := l.trade.hnte
	switch {
	case !l.hasField():
		share /= 2
	case size < 300:
		share = share * 45 / 100
	case size < 1000:
		share = share * 90 / 100
	case size < 4000:
		share = share * 120 / 100
	default:
		share = min(900, share*150/100)
	}
	if d.chance(share) {
		return hnte
	}
	return [...]profile{plain, provincial, sme, library}[d.pick(420, 190, 290, 100)]
}

// drawRatio draws R&D on revenue in ten-thousandths. Who is certified spends what the
// certificate asks for, nearly always.
func (l *life) drawRatio(d *dice, size int64) int {
	ratio := d.between(l.trade.rd[0], l.trade.rd[1]) * 10
	switch {
	case l.profile == plain:
		return ratio * d.between(0, 35) / 100
	case l.profile == provincial:
		return ratio * d.between(10, 70) / 100
	case d.chance(70):
		return ratio * 60 / 100
	case size <= 5000:
		return max(ratio, d.between(560, 900))
	case size <= 20000:
		return max(ratio*80/100, d.between(450, 700))
	default:
		return max(ratio*60/100, d.between(340, 520))
	}
}

// drawGrowth draws a year's growth in thousandths, good years and bad ones.
func (l *life) drawGrowth(d *dice, i, year int) int {
	low, high := -100, 140
	switch l.pace {
	case growing:
		low, high = 0, 230
	case rising:
		low, high = 150, 600
		if year-l.founded.Year() > 12 {
			low, high = 60, 300
		}
	case fading:
		low, high = -300, 30
	case shaky:
		low, high = -450, 650
	}
	return d.between(low, high) + climate[i]
}
