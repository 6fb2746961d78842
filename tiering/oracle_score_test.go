package tiering

import "math/big"

// span of points a score can come to; open when a figure that is missing makes it so.
type oracleRange struct {
	low, high int
	open      bool
}

func add(parts ...oracleRange) (sum oracleRange) {
	for _, p := range parts {
		sum.low, sum.high, sum.open = sum.low+p.low, sum.high+p.high, sum.open || p.open
	}
	return sum
}

// reach grades a range: min includes the bound.
func (o *oracle) reach(r oracleRange, bound int, inclusive bool) tri {
	over := func(x int) bool { return x > bound || inclusive && x == bound }
	switch {
	case over(r.low):
		return yes
	case !over(r.high):
		return no
	case o.judge && !r.open:
		return yes
	}
	return dunno
}

func (o *oracle) recorded(score string, r oracleRange) oracleRange {
	for _, a := range o.f.Assessments {
		if a.Year == o.y && a.Score == score {
			return oracleRange{a.Points, a.Points, false}
		}
	}
	return r
}

// quotientBands gives points to a/b by per cent bands; missing: 0 to the best; no base: 0.
func quotientBands(a, b *big.Rat, percents []int64, points []int) oracleRange {
	if a == nil || b == nil {
		return oracleRange{0, points[0], true}
	}
	if b.Sign() <= 0 {
		return oracleRange{}
	}
	x := new(big.Rat).Quo(a, b)
	for i, p := range percents {
		if ge(x, frac(p, 100)) {
			return oracleRange{points[i], points[i], false}
		}
	}
	return oracleRange{}
}

// smeScore is section 4's SME score.
func (o *oracle) smeScore() oracleRange {
	staff := quotientBands(o.fig(STStaff, o.y), o.fig(Staff, o.y), []int64{30, 25, 20, 15, 10}, []int{20, 16, 12, 8, 4})
	rd := o.research(RDDeduct, o.y)
	one := quotientBands(rd, o.fig(Revenue, o.y), []int64{6, 5, 4, 3, 2}, []int{50, 40, 30, 20, 10})
	two := quotientBands(rd, o.fig(Costs, o.y), []int64{30, 25, 20, 15, 10}, []int{50, 40, 30, 20, 10})
	research := oracleRange{max(one.low, two.low), max(one.high, two.high), true}
	research.open = research.low < research.high
	return o.recorded("sme_score", add(staff, research, o.smeIP()))
}

func (o *oracle) smeIP() oracleRange {
	band := func(n int64) int {
		switch {
		case n >= 4:
			return 24
		case n >= 1:
			return int(n) * 6
		}
		return 0
	}
	ip1, ip2 := o.fig(IP1, o.y), o.fig(IP2, o.y)
	two := oracleRange{0, 24, true}
	if ip2 != nil {
		x := band(ip2.Num().Int64())
		two = oracleRange{x, x, false}
	}
	switch {
	case ip1 == nil:
		return oracleRange{two.low, 30, true}
	case ip1.Sign() > 0:
		return oracleRange{30, 30, false}
	}
	return two
}

// hnteScore is section 4's HNTE score.
func (o *oracle) hnteScore() oracleRange {
	ip := add(oracleRange{0, 8, false}, oracleRange{0, 8, false}, o.quantity(), oracleRange{0, 6, false}, oracleRange{0, 2, false})
	ip.low, ip.high = min(ip.low, 30), min(ip.high, 30)
	netAssets := func(year int) *big.Rat {
		a, l := o.fig(Assets, year), o.fig(Liabilities, year)
		if a == nil || l == nil {
			return nil
		}
		return new(big.Rat).Sub(a, l)
	}
	revenue := func(year int) *big.Rat { return o.fig(Revenue, year) }
	return o.recorded("hnte_score", add(ip, o.conversions(), oracleRange{0, 20, false}, o.growth(netAssets), o.growth(revenue)))
}

func (o *oracle) quantity() oracleRange {
	ip1, ip2 := o.fig(IP1, o.y), o.fig(IP2, o.y)
	two := oracleRange{0, 6, true}
	if ip2 != nil {
		switch n := ip2.Num().Int64(); {
		case n >= 5:
			two = oracleRange{5, 6, false}
		case n >= 3:
			two = oracleRange{3, 4, false}
		case n >= 1:
			two = oracleRange{1, 2, false}
		default:
			two = oracleRange{}
		}
	}
	switch {
	case ip1 == nil:
		return oracleRange{two.low, 8, true}
	case ip1.Sign() > 0:
		return oracleRange{7, 8, false}
	}
	return two
}

func (o *oracle) conversions() oracleRange {
	n := o.fig(Conversions, o.y)
	if n == nil {
		return oracleRange{0, 30, true}
	}
	for i, from := range []int64{15, 12, 9, 6, 3} {
		if ge(n, rat(from)) {
			return []oracleRange{{25, 30, false}, {19, 24, false}, {13, 18, false}, {7, 12, false}, {1, 6, false}}[i]
		}
	}
	return oracleRange{}
}

// growth is one part of the growth score, in the order of section 4.
func (o *oracle) growth(value func(year int) *big.Rat) oracleRange {
	if !o.exists(o.y - 1) {
		return oracleRange{}
	}
	v3, v2 := value(o.y), value(o.y-1)
	v1 := new(big.Rat)
	if o.exists(o.y - 2) {
		v1 = value(o.y - 2)
	}
	if v1 == nil || v2 == nil || v3 == nil {
		return oracleRange{0, 10, true}
	}
	if v1.Sign() < 0 || v2.Sign() < 0 || v3.Sign() < 0 || v2.Sign() == 0 {
		return oracleRange{}
	}
	g := new(big.Rat).Quo(v3, v2)
	if v1.Sign() > 0 {
		g.Add(g, new(big.Rat).Quo(v2, v1))
		g.Quo(g, rat(2))
	}
	g.Sub(g, rat(1))
	for i, p := range []int64{35, 25, 15, 5} {
		if ge(g, frac(p, 100)) {
			return oracleRange{9 - 2*i, 10 - 2*i, false}
		}
	}
	if g.Sign() > 0 {
		return oracleRange{1, 2, false}
	}
	return oracleRange{}
}
