package tiering

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"yunti/policy"
)

// generator makes synthetic firms: ordinary ones as a city has them, and odd ones that seek the
// bounds, gaps and contradictions of the rules. One seed always makes the same firms.
type generator struct{ *rand.Rand }

func newGenerator(seed uint64) *generator {
	return &generator{rand.New(rand.NewPCG(seed, seed^0x9e3779b97f4a7c15))}
}

func (g *generator) chance(percent int) bool { return g.IntN(100) < percent }

func pick[T any](g *generator, from ...T) T { return from[g.IntN(len(from))] }

// near returns x, or one to either side of it.
func (g *generator) near(x int64) int64 { return x + int64(pick(g, 0, 0, 1, -1)) }

const firstYear, lastYear = 2018, 2024

var testIndustries = []string{"", "6513", "3912", "C3912", "0111", "6620", "9421", "9700", "4710", "5113", "5231", "6110", "7010", "70", "7040",
	"7320", "8411", "8521", "8810", "9999", "1", "I6510"}

// ordinary makes a firm with all figures of four years and three to five recognitions.
func (g *generator) ordinary() Facts {
	f := Facts{
		Code: fmt.Sprintf("91530102MA6K%06d", g.IntN(1_000_000)), Name: "云梯示例企业",
		Founded:  policy.NewDay(2008+g.IntN(12), 1+g.IntN(12), 1+g.IntN(28)),
		Industry: pick(g, "6513", "3912", "7320", "2720"), Field: pick(g, "电子信息", "新材料", "生物与新医药"),
		Directories: []int{2020, 2021, 2022, 2023},
	}
	revenue := wan(300) + int64(g.IntN(int(wan(30000))))
	staff := int64(10 + g.IntN(400))
	for year := 2020; year <= 2023; year++ {
		revenue = revenue/100*int64(90+g.IntN(50)) + int64(g.IntN(100))
		staff += int64(g.IntN(30)) - 8
		rd := revenue/1000*int64(20+g.IntN(80)) + int64(g.IntN(99))
		assets := revenue/10*int64(8+g.IntN(20)) + int64(g.IntN(99))
		f.Figures = append(f.Figures, figures(year, map[Figure]int64{
			Revenue: revenue, MainRevenue: revenue / 100 * 97, TotalIncome: revenue / 100 * 103, HNTEIncome: revenue / 100 * int64(50+g.IntN(50)),
			Costs: revenue / 100 * int64(70+g.IntN(40)), RD: rd, RDDeduct: rd / 10 * 8, RDHNTE: rd / 10 * 9, RDDomestic: rd / 10 * 9,
			STInput: rd / 10 * 11, Assets: assets, Liabilities: assets / 100 * int64(20+g.IntN(50)), Profit: revenue / 20, Tax: revenue / 30,
			Staff: max(staff, 3), STStaff: max(staff, 3) * int64(5+g.IntN(40)) / 100, IP1: int64(g.IntN(4)), IP2: int64(g.IntN(12)),
			Conversions: int64(g.IntN(18)), Accident: 0, Environment: 0, Misconduct: 0, Abnormal: 0, Dishonest: 0, Prohibited: 0, BookAudit: 1, Torch: 1,
		}))
	}
	for year := 2021; year <= 2023; year++ {
		f.Recognitions = append(f.Recognitions, Recognition{Kind: "tech_sme", Level: "国家级",
			Number: fmt.Sprintf("%d530102%08d", year, g.IntN(1e8)), Issued: policy.NewDay(year, 6+g.IntN(5), 1+g.IntN(28))})
		f.Scale = append(f.Scale, ScaleLine{year, g.chance(30)})
	}
	if g.chance(60) {
		year := 2019 + g.IntN(5)
		f.Recognitions = append(f.Recognitions, Recognition{Kind: "hnte", Level: "国家级", Number: fmt.Sprintf("GR%d53%06d", year, g.IntN(1e6)),
			Issued: policy.NewDay(year, 11, 1+g.IntN(28)), Ends: policy.NewDay(year+3, 11, 1)})
	}
	if g.chance(30) {
		f.Recognitions = append(f.Recognitions, Recognition{Kind: pick(g, "gazelle", "hnte_library"), Level: "市级",
			Number: "昆科〔2022〕12号", Issued: policy.NewDay(2022, 5, 20)})
	}
	if g.chance(5) {
		f.Rounds = []Round{{Day: policy.NewDay(2022, 3, 1), Name: "A轮", Amount: policy.Money(wan(3000)), HasAmount: true,
			Valuation: policy.Money(wan(90000)), HasValue: true, Currency: CurrencyCNY, Investors: true}}
	}
	return f
}

// odd makes a firm at the edges.
func (g *generator) odd() Facts {
	f := Facts{Code: "91530102MA6K00014A", Name: "云梯边界企业", Founded: g.foundingDay(), Industry: pick(g, testIndustries...),
		Field: pick(g, "电子信息", "新材料技术", "高技术服务/研发", "餐饮", "", "先进制造与自动化", "电子信息")}
	if g.chance(30) {
		f.Industry = fmt.Sprintf("%02d10", g.IntN(100))
	}
	if g.chance(8) {
		f.Gone = policy.NewDay(2020+g.IntN(5), pick(g, 1, 6, 12), pick(g, 1, 15, 31-1))
		if g.chance(40) {
			f.Gone = policy.NewDay(2020+g.IntN(5), 12, 31)
		}
	}
	g.oddFigures(&f)
	for range g.IntN(7) {
		f.Recognitions = append(f.Recognitions, g.recognition())
	}
	for range pick(g, 0, 0, 0, 1, 1, 2, 3) {
		f.Rounds = append(f.Rounds, g.round())
	}
	slices.SortFunc(f.Rounds, func(a, b Round) int { return int(a.Day - b.Day) })
	if g.chance(15) {
		f.Listings = append(f.Listings, g.listing())
	}
	for year := firstYear; year <= lastYear; year++ {
		if g.chance(50) {
			f.Directories = append(f.Directories, year)
		}
		if g.chance(25) {
			f.Scale = append(f.Scale, ScaleLine{year, g.chance(50)})
		}
		if g.chance(15) {
			f.Assessments = append(f.Assessments, Assessment{year, pick(g, "hnte_score", "hnte_score", "sme_score"), pick(g, 59, 60, 70, 71, 71, 85)})
		}
	}
	return f
}

func (g *generator) foundingDay() policy.Day {
	year := pick(g, 2005, 2006, 2007, 2008, 2009, 2011, 2012, 2013, 2014, 2015, 2016, 2017, 2018, 2019, 2020, 2021, 2022, 2023, 2024)
	switch g.IntN(4) {
	case 0:
		return policy.NewDay(year, 12, 31)
	case 1:
		return policy.NewDay(year, 1, pick(g, 1, 2))
	case 2:
		return policy.NewDay(year, 12, pick(g, 30, 1))
	}
	return policy.NewDay(year, 1+g.IntN(12), 1+g.IntN(28))
}

// oddFigures fills years so that ratios and growths land on and beside the bounds.
func (g *generator) oddFigures(f *Facts) {
	gaps := pick(g, 0, 0, 2, 8, 30)
	missingLine := pick(g, 0, 0, 5, 20)
	revenue := g.near(wan(pick(g, int64(5), 300, 500, 1000, 1000, 1200, 5000, 10000, 20000, 50000, 60000, 100000, 150000)))
	staff := pick(g, g.near(pick(g, int64(20), 100, 101, 150, 300, 500)), 1000)
	net := wan(1000)
	for year := firstYear; year <= lastYear; year++ {
		if year > firstYear {
			revenue = g.grow(revenue)
			staff = g.growStaff(staff)
		}
		if g.chance(missingLine) {
			continue
		}
		line := Figures{Year: year}
		set := g.year(revenue, staff)
		if net = net / 100 * pick(g, int64(105), 115, 115, 125, 135); g.chance(40) {
			set[Assets] = set[Liabilities] + net
		}
		for k := range Figure(NumFigures) { // in order: a map's would make other firms every time
			if v, ok := set[k]; ok && !g.chance(gaps) {
				line.Set(k, v)
			}
		}
		f.Figures = append(f.Figures, line)
	}
}

func (g *generator) grow(revenue int64) int64 {
	switch g.IntN(14) {
	case 0:
		return g.near(revenue / 10 * 12)
	case 1:
		return g.near(revenue / 10 * 13)
	case 2:
		return g.near(revenue / 10 * 9)
	case 3:
		return g.near(revenue)
	case 4:
		return g.near(revenue / 100 * 135)
	case 5:
		return revenue * 3
	case 6:
		return g.near(wan(pick(g, int64(500), 1000, 5000, 10000, 20000, 50000, 100000)))
	case 7:
		return pick(g, int64(0), 0, revenue/3, -5, g.near(wan(20000)), g.near(wan(2000)))
	}
	return g.near(revenue / 1000 * 1200)
}

func (g *generator) growStaff(staff int64) int64 {
	switch g.IntN(8) {
	case 0:
		return staff * 13 / 10
	case 1:
		return staff + int64(g.IntN(3)) - 1
	case 2:
		return pick(g, int64(0), 500, 501, 100, 10, 220)
	}
	return staff * 130 / 100
}

// year makes the figures of one year around the ratios of the rules.
func (g *generator) year(revenue, staff int64) map[Figure]int64 {
	share := func(of int64, perMille ...int64) int64 { return g.near(of * pick(g, perMille...) / 1000) }
	rd := share(revenue, 20, 30, 40, 50, 60, 10, 25, 100)
	total := pick(g, revenue, revenue*11/10, 0)
	set := map[Figure]int64{
		Revenue: revenue, MainRevenue: pick(g, revenue, revenue*9/10, g.near(wan(2000)), g.near(wan(500)), g.near(wan(200))), TotalIncome: total,
		HNTEIncome: share(total, 600, 600, 590, 900), Costs: pick(g, revenue*2, revenue, revenue/5, 0), RD: rd, RDDomestic: share(rd, 600, 600, 500, 1000),
		STInput: share(revenue, 25, 25, 24, 30, 100), Assets: g.near(wan(pick(g, int64(100), 1000, 20000, 20000, 30000))), Liabilities: wan(pick(g, int64(0), 50, 80, 1000, 25000)),
		Staff: staff, STStaff: g.near(staff * pick(g, int64(10), 10, 15, 20, 25, 30, 5) / 100), IP1: pick(g, int64(0), 0, 0, 1, 2),
		IP2: pick(g, int64(0), 0, 1, 2, 3, 4, 5, 6), Conversions: pick(g, int64(0), 2, 3, 6, 9, 12, 14, 15, 20),
	}
	if g.chance(60) {
		set[RDDeduct] = share(revenue, 20, 30, 40, 50, 60, 5)
	}
	if g.chance(60) {
		set[RDHNTE] = share(revenue, 30, 40, 50, 29, 70)
	}
	for k := Accident; k <= Prohibited; k++ {
		if g.chance(70) {
			set[k] = flagOf(g.chance(4))
		}
	}
	if g.chance(60) {
		set[BookAudit] = flagOf(!g.chance(8))
	}
	return set
}

// edgeDay is a day at which terms begin and end.
func (g *generator) edgeDay() policy.Day {
	year := firstYear - 3 + g.IntN(lastYear-firstYear+4)
	switch g.IntN(4) {
	case 0:
		return policy.NewDay(year, 12, 31)
	case 1:
		return policy.NewDay(year, 1, 1)
	}
	return policy.NewDay(year, 1+g.IntN(12), 1+g.IntN(28))
}

func (g *generator) recognition() Recognition {
	r := Recognition{Kind: pick(g, "tech_sme", "tech_sme", "tech_sme", "hnte", "hnte", "hnte", "hnte_library", "hnte_library", "fledgling", "gazelle", "gazelle",
		"pre_unicorn", "unicorn", "national_award", "standard", "provincial_rd_institution", "key_rd_firm", "no_such_kind"), Issued: g.edgeDay()}
	switch r.Kind {
	case "tech_sme":
		r.Level = pick(g, "", "国家级", "国家级", "省级")
		r.Number = pick(g, fmt.Sprintf("%d530102%08d", r.Issued.Year()+pick(g, 0, 0, 0, -1, 1), g.IntN(1e8)), "", "科小2022001", "2022530102A0012345")
	case "hnte":
		r.Level = pick(g, "", "国家级")
		r.Number = pick(g, fmt.Sprintf("GR%d53%06d", r.Issued.Year(), g.IntN(1e6)), "")
	case "hnte_library":
		r.Level = pick(g, "", "市级", "省级")
	default:
		r.Level = pick(g, "", "市级", "省级", "国家级", "县区级")
	}
	if g.chance(45) {
		r.Ends = pick(g, g.edgeDay(), r.Issued.AddYears(3), r.Issued.AddYears(1))
	}
	if g.chance(12) {
		r.Revoked = max(g.edgeDay(), r.Issued)
	}
	return r
}

// testRates are the year-end parities of the dossier, in ten-thousandths.
var testRates = map[int]int64{2019: 69762, 2020: 65249, 2021: 63757, 2022: 69646, 2023: 70827, 2024: 71884, 2025: 70288}

func (g *generator) round() Round {
	r := Round{Day: policy.NewDay(2018+g.IntN(7), pick(g, 1, 6, 12), pick(g, 1, 30, 31-1)), Name: pick(g, "天使轮", "A轮", "B轮"),
		Currency: pick(g, CurrencyCNY, CurrencyCNY, CurrencyCNY, CurrencyUSD, CurrencyUSD, "港元", ""), Investors: g.chance(75)}
	if g.chance(15) {
		r.Day = policy.NewDay(2018+g.IntN(7), 12, 31)
	}
	bound := pick(g, int64(1), 5, 10, 10, 20) * 10_000_000_000 // US cents
	if r.Currency != CurrencyUSD {
		rate := testRates[r.Day.Year()]
		if rate == 0 {
			rate = 70000
		}
		bound = bound / 10000 * rate
	}
	if r.HasValue = g.chance(80); r.HasValue {
		r.Valuation = policy.Money(g.near(bound))
	}
	if r.HasAmount = g.chance(80); r.HasAmount {
		r.Amount = policy.Money(g.near(wan(pick(g, int64(100), 250, 500, 500, 3000))))
		if r.Currency == CurrencyUSD {
			r.Amount = policy.Money(g.near(pick(g, int64(71_000_00), 10_000_00, 1_000_000_00)))
		}
	}
	return r
}

func (g *generator) listing() Listing {
	l := Listing{Board: pick(g, "主板", "科创板", "创业板", "北交所", "港交所", "境外交易所", "新三板", "区域股权市场"), Listed: g.edgeDay()}
	if g.chance(25) {
		l.Delisted = max(l.Listed, g.edgeDay())
	}
	return l
}
