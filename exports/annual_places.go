package exports

import "yunti/policy"

// placeRow is a county or zone with its counts.
type placeRow struct {
	name string
	*placeTally
}

// placeColumns print one ladder after the other: firms by tier, all of them, the year before, the change, 待核.
func (a *annual) placeColumns(title string, sum bool) []column[placeRow] {
	columns := []column[placeRow]{{Title: title, Kind: Words, Value: func(p *placeRow) Cell { return Text(p.name) }}}
	for l := range a.ed.Ladders {
		ladder := &a.ed.Ladders[l]
		count := func(title string, value func(p *placeRow) int) {
			columns = append(columns, column[placeRow]{Title: title, Group: ladder.Name, Kind: Whole, Sum: sum,
				Value: func(p *placeRow) Cell { return zeroFaint(value(p)) }})
		}
		for at, id := range ladder.Tiers {
			count(a.tierOf(id).Short, func(p *placeRow) int { return p.now[l][at] })
		}
		count("本年合计", func(p *placeRow) int { return add(p.now[l]) })
		if a.Previous != nil {
			count("上期合计", func(p *placeRow) int { return add(p.before[l]) })
			columns = append(columns, column[placeRow]{Title: "净增", Group: ladder.Name, Kind: Change, Sum: sum,
				Value: func(p *placeRow) Cell { return zeroFaint(add(p.now[l]) - add(p.before[l])) }})
		}
		count("其中\n待核", func(p *placeRow) int { return p.carried[l][0] })
	}
	return columns
}

// zeroFaint prints a count, zero in grey so that the eye finds the rest.
func zeroFaint(n int) Cell {
	if n == 0 {
		return Count(0).In(Faint)
	}
	return Count(n)
}

// byCounty is the matrix tier × county.
func (a *annual) byCounty() *chapter {
	return a.matrix("分县区", "各县（市）区两条培育线的企业数", "各县（市）区科技创新主体所在梯级统计表", "县（市）区", a.ed.Counties, a.tally.counties, "未填报", true,
		"每家企业按评价时的所属县（市）区统计一次，一条培育线只计其所在梯级（所持最高一级）；两条培育线有重复，不得相加",
		"待核为因数据未报送而沿用上期所在梯级的企业数，已包含在本年合计中")
}

// byZone is the matrix tier × zone. It has no total: zones overlap. A county's has the zones in which it has firms.
func (a *annual) byZone() *chapter {
	overlap := "开发区与县（市）区以及开发区相互之间均有重叠，同时属于几个开发区的企业在每个开发区各统计一次，故本表不设合计，也不得与分县区的数相加"
	if a.ofCounty() {
		overlap = "本表只统计本县（市）区的企业；同时属于几个开发区的企业在每个开发区各统计一次，故本表不设合计"
	}
	return a.matrix("分开发区", "各开发区两条培育线的企业数（不得与县区相加）", "各开发区科技创新主体所在梯级统计表", "开发区", a.ed.Zones, a.tally.zones, "不在开发区", false,
		overlap,
		"待核为因数据未报送而沿用上期所在梯级的企业数，已包含在本年合计中")
}

func (a *annual) matrix(sheet, about, title, first string, places []policy.Place, counts []placeTally, none string, sum bool, notes ...string) *chapter {
	t := newTable(a.book.sheet(sheet), a.heading(title, "户"), a.placeColumns(first, sum))
	t.freeze(1)
	t.sheet.onePage = true
	return &chapter{sheet: t.sheet, about: about, close: func() {
		for i := range places {
			if a.ofCounty() && counts[i].empty() {
				continue
			}
			t.add(0, &placeRow{placeName(&places[i]), &counts[i]})
		}
		if rest := &counts[len(places)]; !rest.empty() {
			t.add(0, &placeRow{none, rest})
		}
		t.foot(a.Source, notes...)
	}}
}

// empty reports whether nothing was counted.
func (p *placeTally) empty() bool {
	for l := range p.now {
		if add(p.now[l])+add(p.before[l]) > 0 {
			return false
		}
	}
	return true
}
