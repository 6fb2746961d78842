package sample

import "yunti/tiering"

// scaleLine is the firm's line in the directory of 规模以上 units of a year, if it is listed there.
// A scene fixes lines that the ordinary way would draw otherwise.
type scaleLine struct{ listed, above, fixed bool }

// fillDirectory puts a firm of a scene into the directories by the book-keeper's rule: revenue of
// the year before at the line.
func (l *life) fillDirectory() {
	for year := firstDirectory; year <= lastYear; year++ {
		if s := &l.scale[at(year)]; !s.fixed && l.operates(year) && l.overLine(year, 1000) {
			*s = scaleLine{listed: true, above: true}
		}
	}
}

// drawDirectory does the same for an ordinary firm, with the directory's own ways: it is late, it
// keeps who has fallen under the line, and it lists some firms that were looked at and left out.
func (l *life) drawDirectory() {
	d := roll(l.city.Seed, rollScale, l.index)
	inside := false
	for year := firstDirectory; year <= lastYear; year++ {
		late, keep, looked := d.chance(80), d.chance(700), d.chance(500)
		if !l.operates(year) {
			inside = false
			continue
		}
		s := &l.scale[at(year)]
		switch {
		case l.overLine(year, 1000) && (inside || !late), inside && keep && l.overLine(year, 780):
			*s, inside = scaleLine{listed: true, above: true}, true
		default:
			*s, inside = scaleLine{listed: inside || looked && l.overLine(year, 600)}, false
		}
	}
}

// overLine reports whether the main revenue of the year before, or of a first year, reaches a
// share, in thousandths, of the line of the trade.
func (l *life) overLine(year int, thousandths wan) bool {
	t := l.trade
	if t.line < 0 {
		return false
	}
	basis := l.figure(year-1, tiering.MainRevenue)
	if basis == 0 {
		basis = l.figure(year, tiering.MainRevenue)
	}
	if t.line == 0 { // construction: a qualification decides, which the bigger firms have
		return basis*1000 >= 1500*oneWan*thousandths
	}
	return basis*1000 >= wan(t.line)*oneWan*thousandths
}
