package incentives

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"yunti/policy"
	"yunti/tiering"
)

// newCounter carries out the embedded book.
func newCounter(t testing.TB, year int) *Counter {
	t.Helper()
	book, err := policy.Load(policy.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	judges := map[int]*tiering.Judge{}
	judge := func(year int) *tiering.Judge {
		if judges[year] == nil {
			ed, err := book.At(policy.YearEnd(year))
			if err != nil {
				t.Fatal(err)
			}
			if judges[year], err = tiering.Compile(ed); err != nil {
				t.Fatal(err)
			}
		}
		return judges[year]
	}
	c, err := New(judge(year).Edition(), judge)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

const wan = policy.Wan

// firm makes a present firm with R&D costs by year, in 万元.
func firm(rd map[int]int64) *Payee {
	f := &tiering.Facts{Code: "91530102MA6K00014A", Name: "云雀样例", Founded: 20150301, Industry: "3599"}
	for year := 2015; year < 2030; year++ {
		if v, ok := rd[year]; ok {
			line := tiering.Figures{Year: year}
			line.Set(tiering.RD, v*int64(wan))
			f.Figures = append(f.Figures, line)
		}
	}
	return &Payee{ID: f.Code, Name: f.Name, Firm: f}
}

func (p *Payee) founded(day policy.Day) *Payee {
	p.Firm.Founded = day
	return p
}

func (p *Payee) scaled(above bool, years ...int) *Payee {
	for _, y := range years {
		p.Firm.Scale = append(p.Firm.Scale, tiering.ScaleLine{Year: y, Above: above})
	}
	p.Firm.Directories = append(p.Firm.Directories, years...)
	return p
}

func (p *Payee) award(kind, level, number string, issued, revoked policy.Day) *Payee {
	r := tiering.Recognition{Kind: kind, Level: level, Number: number, Issued: issued, Revoked: revoked}
	p.Awards = append(p.Awards, Award{Recognition: r})
	if p.Firm != nil {
		p.Firm.Recognitions = append(p.Firm.Recognitions, r)
	}
	return p
}

func body(name string) *Payee { return &Payee{ID: name, Name: name} }

// line is an entitlement in 万元 text: clause, low–high, state.
func lines(es []Entitlement) []string {
	var out []string
	for _, e := range es {
		s := e.Clause + " " + e.Payee[:min(6, len(e.Payee))] + " "
		if e.Low == nil {
			s += "?"
		} else {
			s += text(*e.Low) + "–" + text(*e.High)
		}
		out = append(out, s+" "+string(e.State))
	}
	return out
}

// text writes whole hundredths of 万元.
func text(m policy.Money) string {
	return strings.TrimRight(strings.TrimRight(fmt.Sprintf("%d.%02d", m/wan, m%wan/(wan/100)), "0"), ".") + " 万元"
}

func TestWhatTheClausesOwe(t *testing.T) {
	hnte := func(p *Payee, year string, day policy.Day) *Payee {
		return p.award("hnte", "", "GR"+year+"53000001", day, 0)
	}
	cases := []struct {
		name  string
		payee *Payee
		year  int
		want  []string
	}{
		{"规上高企：2% 加增量 10%", hnte(firm(map[int]int64{2021: 800, 2022: 1000}).scaled(true, 2022), "2021", 20211118), 2022,
			[]string{"4-a 915301 20 万元–20 万元 owed", "4-c 915301 20 万元–20 万元 owed"}},
		{"规上非高企：1%,增量为负没有 4-c", firm(map[int]int64{2021: 500, 2022: 400}).scaled(true, 2022), 2022,
			[]string{"4-b 915301 4 万元–4 万元 owed"}},
		{"上年报送为 0 也算增量", firm(map[int]int64{2021: 0, 2022: 50}).scaled(true, 2022), 2022,
			[]string{"4-b 915301 0.5 万元–0.5 万元 owed", "4-c 915301 5 万元–5 万元 owed"}},
		{"上年未报送：增量待补", firm(map[int]int64{2022: 50}).scaled(true, 2022), 2022,
			[]string{"4-b 915301 0.5 万元–0.5 万元 owed", "4-c 915301 ? pending"}},
		{"本年未报送：基础补助待补，没有 4-c", firm(map[int]int64{2021: 50}).scaled(true, 2022), 2022, []string{"4-b 915301 ? pending"}},
		{"研发费用为 0 没有", firm(map[int]int64{2021: 50, 2022: 0}).scaled(true, 2022), 2022, nil},
		{"规下没有", hnte(firm(map[int]int64{2021: 800, 2022: 1000}).scaled(false, 2022), "2021", 20211118), 2022, nil},
		{"重点研发投入企业不论规模", firm(map[int]int64{2021: 100, 2022: 100}).scaled(false, 2022).award("key_rd_firm", "", "", 20220101, 0), 2022,
			[]string{"4-a 915301 2 万元–2 万元 owed"}},
		{"没有名录、行业不明：待补", firm(map[int]int64{2021: 100, 2022: 100}), 2022, []string{"4-b 915301 ? pending"}},
		{"成立之前的年度没有", firm(map[int]int64{2021: 100}).scaled(true, 2021).founded(20230619), 2021, nil},
		{"2024 年研发费用不在期内", firm(map[int]int64{2023: 100, 2024: 300}).scaled(true, 2024), 2024, nil},
		{"每行四舍五入到 0.01 万元", rounding(), 2022, []string{"4-b 915301 0.01 万元–0.01 万元 owed", "4-c 915301 0.05 万元–0.05 万元 owed"}},

		{"连续认定 5-b:编号年度相差 3", hnte(hnte(firm(nil), "2019", 20191201), "2022", 20221118), 2022, []string{"5-b 915301 5 万元–5 万元 owed"}},
		{"间隔 4 年不算连续", hnte(hnte(firm(nil), "2018", 20181201), "2022", 20221118), 2022, nil},
		{"前一张被撤销不算", firm(nil).award("hnte", "", "GR201953000001", 20191201, 20200601).award("hnte", "", "GR202253000001", 20221118, 0), 2022, nil},

		{"培育库市级 3–5 万，级别空白按市级", firm(nil).award("hnte_library", "", "", 20220501, 0), 2022, []string{"5-a 915301 3 万元–5 万元 owed"}},
		{"培育库每户一次", firm(nil).award("hnte_library", "市级", "", 20220501, 0).award("hnte_library", "市级", "", 20240501, 0), 2024, nil},
		{"培育库省级没有", firm(nil).award("hnte_library", "省级", "", 20220501, 0), 2022, nil},
		{"当年撤销没有", firm(nil).award("hnte_library", "", "", 20220501, 20221101), 2022, nil},
		{"次年撤销照给", firm(nil).award("hnte_library", "", "", 20220501, 20230101), 2022, []string{"5-a 915301 3 万元–5 万元 owed"}},

		{"大赛获奖须当年科小有效", firm(nil).award("contest_award", "省级", "", 20230601, 0).award("tech_sme", "国家级", "202353010200000001", 20230501, 0), 2023,
			[]string{"5-d 915301 0 万元–20 万元 owed"}},
		{"大赛级别空白待补，不占用一次", firm(nil).award("contest_award", "", "", 20220601, 0).award("contest_award", "国家级", "", 20230601, 0).
			award("tech_sme", "国家级", "202253010200000001", 20220501, 0).award("tech_sme", "国家级", "202353010200000001", 20230501, 0), 2023,
			[]string{"5-d 915301 0 万元–20 万元 owed"}},
		{"大赛级别空白待补", firm(nil).award("contest_award", "", "", 20220601, 0).award("tech_sme", "国家级", "202253010200000001", 20220501, 0), 2022,
			[]string{"5-d 915301 ? pending"}},
		{"没有科小没有", firm(nil).award("contest_award", "省级", "", 20230601, 0), 2023, nil},

		{"院士工作站按个数", body("昆明样例研究所").award("academician_station", "", "A1", 20220301, 0).award("academician_station", "", "A2", 20220901, 0), 2022,
			[]string{"1-d 昆明 180 万元–180 万元 owed", "1-d 昆明 180 万元–180 万元 owed"}},
		{"孵化器先省级后国家级分别给", body("样例孵化器").award("incubator", "省级", "", 20220301, 0).award("incubator", "国家级", "", 20230301, 0), 2023,
			[]string{"5-e 样例 50 万元–50 万元 owed"}},
		{"两张花名册里的同一认定只算一次，且以最早的为准", roster(body("样例孵化器").award("incubator", "省级", "", 20230301, 0), "incubator", "省级", 20210301), 2023, nil},
		{"引进研发中心", body("样例大学研究院").award("introduced_rd_center", "", "", 20240301, 0), 2024, []string{"16-b 样例 200 万元–200 万元 owed"}},
		{"16-a 每类一次", body("样例中心").award("intl_rd_center", "", "", 20230301, 0).award("intl_coop_firm", "", "", 20230401, 0).award("intl_coop_firm", "", "x", 20230501, 0), 2023,
			[]string{"16-a 样例 100 万元–100 万元 owed", "16-a 样例 100 万元–100 万元 owed"}},
		{"贴息金额空白待补", firm(nil).award("ip_pledge_subsidy", "", "", 20230301, 0), 2023, []string{"12-a 915301 ? pending"}},
		{"已注销的暂缓", gone(firm(nil).award("hnte_library", "", "", 20220501, 0), 20221001), 2022, []string{"5-a 915301 3 万元–5 万元 suspended"}},
		{"期外没有", body("样例研究所").award("academician_station", "", "", 20250301, 0), 2025, nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := lines(newCounter(t, c.year).Owed(c.payee, c.year))
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("−want +got\n%s", diff)
			}
		})
	}
}

// rounding has 0.5 万元 of R&D: 1 % is 0.005 万元, which rounds half up to 0.01.
func rounding() *Payee {
	p := firm(map[int]int64{2021: 0, 2022: 1}).scaled(true, 2022)
	p.Firm.Figures[1].Set(tiering.RD, int64(wan)/2)
	return p
}

func gone(p *Payee, day policy.Day) *Payee {
	p.Firm.Gone = day
	return p
}

func roster(p *Payee, kind, level string, since policy.Day) *Payee {
	p.Awards = append(p.Awards, Award{Recognition: tiering.Recognition{Kind: kind, Level: level, Issued: since}, Roster: true})
	return p
}

func TestTheCarrierThatRaisedAFirm(t *testing.T) {
	old := &Carrier{ID: "旧载体", Name: "旧载体", Kinds: []string{"incubator"}}
	late := &Carrier{ID: "新载体", Name: "新载体", Kinds: []string{"maker_space"}}
	other := &Carrier{ID: "楼宇", Name: "楼宇", Kinds: []string{"tech_building"}}
	const day = policy.Day(20221118)
	cases := []struct {
		name  string
		stays []Residency
		want  []string
	}{
		{"在孵优先于毕业", []Residency{{Carrier: late, Since: 20200101, Until: 20220101, Graduated: true}, {Carrier: old, Since: 20190101}},
			[]string{"5-f 旧载 3 万元–3 万元 owed"}},
		{"都在孵取入驻最晚", []Residency{{Carrier: old, Since: 20190101}, {Carrier: late, Since: 20200101, Until: day}}, []string{"5-f 新载 3 万元–3 万元 owed"}},
		{"发证后才入驻没有", []Residency{{Carrier: old, Since: 20221119}}, nil},
		{"离开而未毕业没有", []Residency{{Carrier: old, Since: 20190101, Until: 20220101}}, nil},
		{"不是孵化载体没有", []Residency{{Carrier: other, Since: 20190101}}, nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			p := firm(nil).award("hnte", "", "GR202253000001", day, 0)
			p.Residencies = c.stays
			if diff := cmp.Diff(c.want, lines(newCounter(t, 2022).Owed(p, 2022))); diff != "" {
				t.Errorf("−want +got\n%s", diff)
			}
		})
	}
	again := firm(nil).award("hnte", "", "GR201953000001", 20191118, 20200101).award("hnte", "", "GR202253000001", day, 0)
	again.Residencies = []Residency{{Carrier: old, Since: 20190101}}
	if got := newCounter(t, 2022).Owed(again, 2022); len(got) != 0 {
		t.Errorf("an earlier certificate, even a revoked one, makes this not the first: %v", lines(got))
	}
}

func TestThePledgeSubsidyIsMatchedOneToOne(t *testing.T) {
	p := firm(nil).award("ip_pledge_subsidy", "", "", 20230301, 0)
	paid := 123_456 * wan / 10_000 // 12.3456 万元
	p.Awards[0].Amount = &paid
	got := newCounter(t, 2023).Owed(p, 2023)
	if diff := cmp.Diff([]string{"12-a 915301 12.35 万元–12.35 万元 owed"}, lines(got)); diff != "" {
		t.Error(diff)
	}
	if *got[0].Basis != paid {
		t.Errorf("the basis is exact: got %d", *got[0].Basis)
	}
}

func TestAUnicornGetsItsMoneyInTheFirstYearOnly(t *testing.T) {
	p := firm(nil)
	p.Firm.Rounds = []tiering.Round{{Day: 20220601, Currency: "美元", HasValue: true, Valuation: 120_000_000_000, Investors: true}}
	if diff := cmp.Diff([]string{"5-c 915301 0 万元–500 万元 owed"}, lines(newCounter(t, 2022).Owed(p, 2022))); diff != "" {
		t.Error(diff)
	}
	if got := newCounter(t, 2023).Owed(p, 2023); len(got) != 0 {
		t.Errorf("once only: %v", lines(got))
	}
}
