package tiering

import (
	"math/big"
	"strings"

	"yunti/policy"
)

// oracleTiers is the order of the tiers on their ladders (section 5).
var oracleLadders = [][]string{
	{"tech_sme", "hnte_library", "hnte_below_scale", "hnte_above_scale", "gazelle", "hnte_listed", "unicorn"},
	{"fledgling", "gazelle", "pre_unicorn", "unicorn"},
}

var oracleTierIDs = []string{"tech_sme", "hnte_library", "hnte_below_scale", "hnte_above_scale", "gazelle", "hnte_listed", "unicorn", "fledgling", "pre_unicorn"}

// holds is section 3.
func (o *oracle) holds(tier string) tri {
	return o.once("holds "+tier, func() tri { return o.findHolds(tier) })
}

func (o *oracle) findHolds(tier string) tri {
	if !o.present() {
		return none
	}
	hnte := o.title("hnte", "")
	switch tier {
	case "tech_sme":
		return o.title("tech_sme", "国家级")
	case "hnte_library":
		return allOf(o.title("hnte_library", ""), noneOf(hnte))
	case "hnte_below_scale":
		return allOf(hnte, noneOf(o.above()))
	case "hnte_above_scale":
		if o.noScale() {
			return none
		}
		return allOf(hnte, o.above())
	case "hnte_listed":
		return allOf(hnte, o.listed())
	case "gazelle", "fledgling":
		return anyOf(o.title(tier, ""), o.qualifies(tier))
	}
	return allOf(noneOf(o.listed()), anyOf(o.title(tier, ""), o.qualifies(tier)))
}

// qualifies is section 4.
func (o *oracle) qualifies(tier string) tri {
	return o.once("qualifies "+tier, func() tri { return o.findQualifies(tier) })
}

func (o *oracle) findQualifies(tier string) tri {
	if !o.present() {
		return none
	}
	switch tier {
	case "tech_sme":
		return o.sme()
	case "hnte_library":
		return allOf(o.days(), o.ip(), o.shareOfStaff(), o.threeYearRatio(), o.reach(o.hnteScore(), 60, true))
	case "hnte_below_scale":
		return allOf(o.core(), noneOf(o.above()))
	case "hnte_above_scale":
		if o.noScale() {
			return none
		}
		return allOf(o.core(), anyOf(o.above(), o.derived()))
	case "hnte_listed":
		return allOf(o.core(), o.listed())
	case "gazelle":
		return o.gazelle()
	case "fledgling":
		return o.fledgling()
	case "pre_unicorn":
		return allOf(o.funded(), noneOf(o.listed()), anyOf(
			allOf(yesIf(o.age() <= 5), o.valued(1)), allOf(yesIf(o.age() >= 6 && o.age() <= 9), o.valued(5))))
	}
	return allOf(o.funded(), noneOf(o.listed()), yesIf(o.age() <= 10), o.valued(10))
}

func (o *oracle) sme() tri {
	audit := yes
	if v := o.fig(BookAudit, o.y); o.y >= 2022 && v != nil && v.Sign() == 0 {
		audit = no
	}
	two := []int{o.y, o.y - 1}
	return allOf(audit,
		o.leaf(Staff, le, rat(500)), o.leaf(Revenue, le, man(20000)), o.leaf(Assets, le, man(20000)),
		o.clean(Prohibited, o.y),
		o.clean(Accident, two...), o.clean(Environment, two...), o.clean(Misconduct, two...), o.clean(Abnormal, o.y), o.clean(Dishonest, o.y),
		anyOf(o.title("hnte", ""), o.title("national_award", ""), o.title("provincial_rd_institution", ""), o.title("standard", ""),
			allOf(o.reach(o.smeScore(), 60, true), o.shareOfStaff())))
}

func (o *oracle) days() tri {
	return yesIf(o.s.Time().Sub(o.f.Founded.Time()).Hours()/24 >= 365)
}

func (o *oracle) ip() tri { return anyOf(o.leaf(IP1, ge, rat(1)), o.leaf(IP2, ge, rat(1))) }

func (o *oracle) shareOfStaff() tri {
	return quotient(o.fig(STStaff, o.y), o.fig(Staff, o.y), ge, frac(10, 100))
}

// threeYearRatio is ΣR&D/Σrevenue with the band of the revenue of Y alone.
func (o *oracle) threeYearRatio() tri {
	rd, revenue, latest := o.research(RDHNTE, o.y-2), o.sum(Revenue, o.y-2), o.fig(Revenue, o.y)
	if latest == nil {
		return dunno
	}
	bound := frac(3, 100)
	if le(latest, man(5000)) {
		bound = frac(5, 100)
	} else if le(latest, man(20000)) {
		bound = frac(4, 100)
	}
	return quotient(rd, revenue, ge, bound)
}

// core is H.
func (o *oracle) core() tri {
	field := dunno
	if o.f.Field != "" {
		field = no
		for _, name := range []string{"电子信息", "生物与新医药", "航空航天", "新材料", "高技术服务", "新能源与节能", "资源与环境", "先进制造与自动化"} {
			if strings.HasPrefix(o.f.Field, name) {
				field = yes
			}
		}
	}
	return allOf(o.days(), o.ip(), field, o.shareOfStaff(), o.threeYearRatio(),
		quotient(o.sum(RDDomestic, o.y-2), o.research(RDHNTE, o.y-2), ge, frac(60, 100)),
		quotient(o.fig(HNTEIncome, o.y), o.fig(TotalIncome, o.y), ge, frac(60, 100)),
		o.reach(o.hnteScore(), 70, false), o.clean(Accident, o.y), o.clean(Environment, o.y))
}

// past compares the figure of Y with that of an earlier year; unmet when that year does not exist.
func (o *oracle) past(k Figure, back int, cmp func(now, before *big.Rat) bool) tri {
	if !o.exists(o.y - back) {
		return no
	}
	now, before := o.fig(k, o.y), o.fig(k, o.y-back)
	if now == nil || before == nil {
		return dunno
	}
	return yesIf(cmp(now, before))
}

// growthOver is R_Y / R_{Y-back} compared; a base of zero or less is unmet.
func (o *oracle) growthOver(k Figure, back int, cmp func(a, b *big.Rat) bool, bound *big.Rat) tri {
	return o.past(k, back, func(now, before *big.Rat) bool {
		return before.Sign() > 0 && cmp(new(big.Rat).Quo(now, before), bound)
	})
}

// base compares the figure of Y−3.
func (o *oracle) base(k Figure, bound *big.Rat) tri {
	if !o.exists(o.y - 3) {
		return no
	}
	v := o.fig(k, o.y-3)
	if v == nil {
		return dunno
	}
	return yesIf(gt(v, bound))
}

func (o *oracle) noLargeDrop() tri {
	out := yes
	for t := o.y - 2; t <= o.y; t++ {
		if !o.exists(t) || !o.exists(t-1) {
			continue
		}
		now, before := o.fig(Revenue, t), o.fig(Revenue, t-1)
		if now == nil || before == nil {
			out = allOf(out, dunno)
			continue
		}
		out = allOf(out, yesIf(ge(new(big.Rat).Mul(now, rat(10)), new(big.Rat).Mul(before, rat(9)))))
	}
	return out
}

func (o *oracle) gazelle() tri {
	more := func(now, before *big.Rat) bool { return gt(now, before) }
	born := func(back int) tri { return yesIf(o.f.Founded.Year() == o.y-back) }
	route := anyOf(
		allOf(o.base(Revenue, man(1000)), o.growthOver(Revenue, 3, ge, frac(1728, 1000)), o.past(Revenue, 1, more)),
		allOf(o.base(Staff, rat(100)), o.growthOver(Staff, 3, ge, frac(2197, 1000)), o.past(Staff, 1, more)),
		allOf(yesIf(o.age() <= 10), o.leaf(Revenue, gt, man(100000)), o.noLargeDrop()),
		allOf(yesIf(o.age() <= 5), o.leaf(Revenue, gt, man(50000)), o.noLargeDrop()),
		allOf(born(0), o.leaf(Revenue, gt, man(50000))),
		allOf(born(1), o.leaf(Revenue, gt, man(10000)), o.growthOver(Revenue, 1, gt, frac(13, 10))),
		allOf(born(2), o.leaf(Revenue, gt, man(10000)), o.growthOver(Revenue, 2, gt, frac(169, 100))),
	)
	return allOf(yesIf(o.age() <= 15), route, quotient(o.sum(STInput, o.y-3), o.sum(Revenue, o.y-3), gt, frac(25, 1000)))
}

func (o *oracle) fledgling() tri {
	return allOf(yesIf(o.age() <= 8),
		anyOf(o.title("tech_sme", ""), o.title("hnte_library", ""), o.title("hnte", "")),
		o.leaf(Revenue, ge, man(500)), quotient(o.fig(RD, o.y), o.fig(Revenue, o.y), ge, frac(5, 100)),
		anyOf(o.growthOver(Revenue, 1, ge, frac(12, 10)), o.raised()))
}

// ready is the last paragraph of section 4.
func (o *oracle) ready(tier string) Ready {
	if h := o.holds(tier); h == yes || h == none {
		return NotReady
	}
	hopeful := newOracle(o.f, o.y)
	hopeful.judge = true
	switch o.qualifies(tier) {
	case yes:
		return ReadyToFile
	case dunno:
		if hopeful.qualifies(tier) == yes {
			return ReadyUnscored
		}
	}
	return NotReady
}

// position is section 5: the highest tier held, "" for none.
func (o *oracle) position(ladder int) string {
	best := ""
	for _, tier := range oracleLadders[ladder] {
		if o.holds(tier) == yes {
			best = tier
		}
	}
	return best
}

// oracleKind is the kind of recognition behind a tier, with the level that counts.
func oracleKind(tier string) (kind, level string) {
	switch {
	case tier == "tech_sme":
		return tier, "国家级"
	case tier == "hnte_library":
		return tier, ""
	case strings.HasPrefix(tier, "hnte_"):
		return "hnte", ""
	}
	return tier, ""
}

// movement is section 6: from position a at the earlier review; it returns the position to keep.
func (o *oracle) movement(ladder int, a string, before *oracle) (code Movement, position string) {
	tiers := oracleLadders[ladder]
	at := func(tier string) int {
		for i := range tiers {
			if tiers[i] == tier {
				return i
			}
		}
		return -1
	}
	if !o.present() {
		if a != "" {
			return Left, ""
		}
		return "", ""
	}
	b := o.position(ladder)
	switch {
	case a == b && a == "":
		return "", ""
	case a == b:
		return Kept, b
	case at(b) > at(a) && a == "":
		return Entered, b
	case at(b) > at(a):
		return Promoted, b
	}
	for _, tier := range tiers[at(a):] {
		if o.holds(tier) == dunno {
			return Undecided, a
		}
	}
	return o.lost(a, before), b
}

func (o *oracle) lost(a string, before *oracle) Movement {
	kind, level := oracleKind(a)
	now := o.title(kind, level)
	if now == no && o.revokedSince(kind, level, before.s) {
		return Revoked
	}
	if (a == "pre_unicorn" || a == "unicorn") && o.listed() == yes {
		return ListedOut
	}
	over := func(k Figure, cap *big.Rat) bool { return o.leaf(k, gt, cap) == yes }
	if a == "tech_sme" && (over(Staff, rat(500)) || over(Revenue, man(20000)) || over(Assets, man(20000))) {
		return Outgrown
	}
	if limit := map[string]int{"fledgling": 8, "pre_unicorn": 9, "unicorn": 10, "gazelle": 15}[a]; limit > 0 && o.age() > limit {
		return AgedOut
	}
	if before.title(kind, level) == yes && now == no {
		return Lapsed
	}
	return Demoted
}

func (o *oracle) revokedSince(kind, level string, since policy.Day) bool {
	for _, r := range o.f.Recognitions {
		have := r.Level
		if have == "" && kind == "tech_sme" {
			have = "国家级"
		}
		if r.Kind == kind && (level == "" || level == have) && r.Issued <= o.s && r.Revoked > since && r.Revoked <= o.s {
			return true
		}
	}
	return false
}
