package tiering

import (
	"math/big"
	"testing"

	"yunti/policy"
)

// steady is a firm of 2015 with the same figures in every year from 2019 to 2023.
func steady() *Facts {
	f := &Facts{Founded: policy.NewDay(2015, 3, 1), Industry: "6513", Field: "电子信息", Directories: []int{2023}}
	for year := 2019; year <= 2023; year++ {
		f.Figures = append(f.Figures, figures(year, map[Figure]int64{
			Revenue: wan(2000), MainRevenue: wan(1900), TotalIncome: wan(2500), HNTEIncome: wan(1500), Costs: wan(1000),
			RD: wan(100), RDDeduct: wan(80), RDHNTE: wan(120), RDDomestic: wan(90), STInput: wan(60), Assets: wan(3000), Liabilities: wan(1000),
			Staff: 200, STStaff: 30, IP1: 1, IP2: 2, Conversions: 7,
			Accident: 0, Environment: 0, Misconduct: 0, Abnormal: 0, Dishonest: 0, Prohibited: 0, BookAudit: 1,
		}))
	}
	return f
}

// at returns the line of a year.
func (f *Facts) at(year int) *Figures {
	for i := range f.Figures {
		if f.Figures[i].Year == year {
			return &f.Figures[i]
		}
	}
	panic("no such year")
}

func (f *Facts) drop(k Figure, years ...int) {
	for _, year := range years {
		f.at(year).Has &^= 1 << k
	}
}

// valueOf judges f for 2023 and returns a metric's value; the metric need not be in the book.
func valueOf(t *testing.T, f *Facts, name string) Value {
	t.Helper()
	j := bookJudge(t, 2023)
	r := reader{}
	r.open(j, f, 2023)
	m := &metricTable[metricIndex(name)]
	var c cell
	m.value(&r, &c)
	return m.export(c)
}

func TestMetrics(t *testing.T) {
	tests := []struct {
		name, metric string
		change       func(*Facts)
		state        State
		text         string
	}{
		{"age is the difference of the years", "age_years", func(f *Facts) { f.Founded = policy.NewDay(2015, 12, 31) }, Computed, "8"},
		{"a firm founded in the year is zero years old", "age_years", func(f *Facts) { f.Founded = policy.NewDay(2023, 1, 1) }, Computed, "0"},
		{"an unknown founding day leaves the age unknown", "age_years", func(f *Facts) { f.Founded = 0 }, NotReported, "未报送"},
		{"days are counted on the calendar", "days_registered", func(f *Facts) { f.Founded = policy.NewDay(2022, 12, 31) }, Computed, "365"},
		{"a leap day counts", "days_registered", func(f *Facts) { f.Founded = policy.NewDay(2019, 12, 31) }, Computed, "1461"},
		{"revenue", "revenue", nil, Computed, "2000.00"},
		{"money keeps every fen", "revenue", func(f *Facts) { f.at(2023).Set(Revenue, wan(2000)+1) }, Computed, "2000.000001"},
		{"a blank is not zero", "revenue", func(f *Facts) { f.drop(Revenue, 2023) }, NotReported, "未报送"},
		{"a missing line is not zero", "revenue", func(f *Facts) { f.Figures = f.Figures[:4] }, NotReported, "未报送"},
		{"share of S&T staff", "st_staff_share", nil, Computed, "15.00"},
		{"no staff is no base", "st_staff_share", func(f *Facts) { f.at(2023).Set(Staff, 0) }, NoBase, "基数为零或负数"},
		{"missing comes before no base", "st_staff_share", func(f *Facts) { f.at(2023).Set(Staff, 0); f.drop(STStaff, 2023) }, NotReported, "未报送"},

		{"the SME ratio is on its own basis", "sme_rd_sales_ratio", nil, Computed, "4.00"},
		{"without it 统计口径 stands in", "sme_rd_sales_ratio", func(f *Facts) { f.drop(RDDeduct, 2023) }, Fallback, "5.00"},
		{"without either it is unknown", "sme_rd_cost_ratio", func(f *Facts) { f.drop(RDDeduct, 2023); f.drop(RD, 2023) }, NotReported, "未报送"},
		{"the HNTE ratio sums three years", "hnte_rd_ratio_3y", nil, Computed, "6.00"},
		{"one gap turns the whole window to 统计口径", "hnte_rd_ratio_3y", func(f *Facts) { f.drop(RDHNTE, 2022) }, Fallback, "5.00"},
		{"a gap in both is unknown", "hnte_rd_ratio_3y", func(f *Facts) { f.drop(RDHNTE, 2022); f.drop(RD, 2021) }, NotReported, "未报送"},
		{"the window shrinks to the years that exist", "hnte_rd_ratio_3y", func(f *Facts) { f.Founded = policy.NewDay(2022, 5, 1); f.at(2022).Set(RDHNTE, wan(80)) }, Computed, "5.00"},
		{"the domestic share has the same basis below", "hnte_rd_domestic_share_3y", func(f *Facts) { f.drop(RDHNTE, 2023) }, Fallback, "90.00"},
		{"HNTE income share", "hnte_income_share", nil, Computed, "60.00"},

		{"growth of net assets", "net_asset_growth", func(f *Facts) { f.at(2022).Set(Assets, wan(3600)); f.at(2023).Set(Assets, wan(4200)) }, Computed, "26.54"},
		{"exactly 35 %", "revenue_growth_score", revenues(1000, 1350, 1822.5), Computed, "35.00"},
		{"growth of sales", "revenue_growth_score", revenues(1000, 1300, 1500), Computed, "22.69"},
		{"a first value of zero leaves the later growth", "revenue_growth_score", revenues(0, 1000, 1200), Computed, "20.00"},
		{"a first year that does not exist too", "revenue_growth_score", func(f *Facts) { f.Founded = policy.NewDay(2022, 1, 1); revenues(9, 1000, 1100)(f) }, Computed, "10.00"},
		{"a second value of zero", "revenue_growth_score", revenues(1000, 0, 1200), NoBase, "基数为零或负数"},
		{"a negative value", "revenue_growth_score", revenues(1000, 1000, -1), NoBase, "基数为零或负数"},
		{"missing before negative", "revenue_growth_score", func(f *Facts) { revenues(1000, 0, -1)(f); f.drop(Revenue, 2021) }, NotReported, "未报送"},
		{"founded in the year before missing", "revenue_growth_score", func(f *Facts) { f.Founded = policy.NewDay(2023, 1, 1); f.drop(Revenue, 2023) }, NoYear, "无该年度"},

		{"compound growth over three years", "revenue_cagr_3y", grown(2020, 2000, 3456), Computed, "20.00"},
		{"without a bound the text is rounded", "revenue_cagr_3y", grown(2020, 2000, 3455.999999), Computed, "20.00"},
		{"compound growth over two years", "revenue_cagr_2y", grown(2021, 1000, 1690), Computed, "30.00"},
		{"growth over one year", "revenue_growth_1y", grown(2022, 3000, 2000), Computed, "-33.33"},
		{"the base year does not exist", "revenue_cagr_3y", func(f *Facts) { f.Founded = policy.NewDay(2021, 1, 1); f.drop(Revenue, 2023) }, NoYear, "无该年度"},
		{"a base of zero", "revenue_growth_1y", grown(2022, 0, 2000), NoBase, "基数为零或负数"},
		{"the base of three years ago", "revenue_base_3y", grown(2020, 1234.5, 1), Computed, "1234.50"},
		{"a base year before the founding", "revenue_base_3y", func(f *Facts) { f.Founded = policy.NewDay(2021, 1, 1) }, NoYear, "无该年度"},
		{"the founding year is a base", "staff_base_3y", func(f *Facts) { f.Founded = policy.NewDay(2020, 12, 31) }, Computed, "200"},
		{"no year to rise from", "revenue_rise", func(f *Facts) { f.Founded = policy.NewDay(2023, 1, 1); f.drop(Revenue, 2023) }, NoYear, "无该年度"},
		{"a rise on nothing is a rise", "revenue_rise", grown(2022, 0, 2000), Computed, "2000.00"},
		{"a fall", "revenue_rise", grown(2022, 2000.01, 2000), Computed, "-0.01"},
		{"staff rise", "staff_rise", func(f *Facts) { f.at(2022).Set(Staff, 198) }, Computed, "2"},

		{"lowest of the yearly ratios", "revenue_yearly_low", revenues(2000, 1800, 1900), Computed, "90.00"},
		{"a year not reported leaves an upper end", "revenue_yearly_low", func(f *Facts) { revenues(2000, 1000, 1900)(f); f.drop(Revenue, 2020) }, AtMost, "50.00"},
		{"no two years", "revenue_yearly_low", func(f *Facts) { f.Founded = policy.NewDay(2023, 1, 1) }, NoPairs, "无可比年度"},
		{"S&T input over four years", "st_input_ratio_4y", nil, Computed, "3.00"},

		{"a flag", "abnormal", func(f *Facts) { f.at(2023).Set(Abnormal, 1) }, Computed, "是"},
		{"a blank flag counts as clean", "abnormal", func(f *Facts) { f.drop(Abnormal, 2023) }, NoRecord, "无记录"},
		{"no line at all too", "abnormal", func(f *Facts) { f.Figures = nil }, NoRecord, "无记录"},
		{"last year counts", "accident_2y", func(f *Facts) { f.at(2022).Set(Accident, 1); f.drop(Accident, 2023) }, Computed, "是"},
		{"a year before the founding does not", "accident_2y", func(f *Facts) { f.Founded = policy.NewDay(2023, 2, 1); f.at(2022).Set(Accident, 1) }, Computed, "否"},
		{"a blank 查账征收 counts as 是", "book_audit", func(f *Facts) { f.drop(BookAudit, 2023) }, NoRecord, "无记录"},
		{"a field within a field", "field_listed", func(f *Facts) { f.Field = "先进制造与自动化/机器人" }, Computed, "是"},
		{"another field", "field_listed", func(f *Facts) { f.Field = "餐饮" }, Computed, "否"},
		{"no field", "field_listed", func(f *Facts) { f.Field = "" }, NotReported, "未报送"},
	}
	for _, tt := range tests {
		t.Run(tt.metric+"/"+tt.name, func(t *testing.T) {
			f := steady()
			if tt.change != nil {
				tt.change(f)
			}
			if v := valueOf(t, f, tt.metric); v.State != tt.state || v.Text() != tt.text {
				t.Errorf("state %d, %q; want %d, %q", v.State, v.Text(), tt.state, tt.text)
			}
		})
	}
}

func TestValuesForColumnsAreFractionsOfTheBase(t *testing.T) {
	f := steady()
	f.at(2022).Set(Assets, wan(3600))
	f.at(2023).Set(Assets, wan(4200)+1)
	f.at(2023).Set(Revenue, wan(3456))
	f.Rounds = []Round{{Day: policy.NewDay(2022, 6, 1), Currency: CurrencyCNY, HasValue: true, Valuation: policy.Money(wan(696_460))}}
	for metric, want := range map[string]string{
		"revenue": "3456000000/1", "st_staff_share": "3/20", "revenue_cagr_3y": "1/5", "net_asset_growth": "2653846156/10000000000",
		"valuation_usd": "100000000000/1", "listed": "0/1", "st_input_ratio_4y": "5/197",
	} {
		v := valueOf(t, f, metric)
		x, _ := new(big.Rat).SetString(want)
		if off := new(big.Rat).Sub(big.NewRat(v.Num, v.Den), x); off.Abs(off).Cmp(big.NewRat(1, 1_000_000_000)) > 0 {
			t.Errorf("%s: %d/%d, want %s", metric, v.Num, v.Den, want)
		}
	}
	if v := valueOf(t, f, "valuation_usd"); v.Day != policy.NewDay(2022, 6, 1) || v.Sign() != "亿美元" {
		t.Errorf("%+v %s", v, v.Sign())
	}
}

// revenues sets the revenue of 2021, 2022 and 2023 in 万元.
func revenues(v ...float64) func(*Facts) {
	return func(f *Facts) {
		for i, x := range v {
			f.at(2021+i).Set(Revenue, int64(x*float64(policy.Wan)))
		}
	}
}

// grown sets the revenue of a base year and of 2023.
func grown(year int, base, now float64) func(*Facts) {
	return func(f *Facts) {
		f.at(year).Set(Revenue, int64(base*float64(policy.Wan)))
		f.at(2023).Set(Revenue, int64(now*float64(policy.Wan)))
	}
}

func TestScaleMetrics(t *testing.T) {
	tests := []struct {
		name     string
		change   func(*Facts)
		state    State
		above    int64
		reached  State
		hasScale int64
	}{
		{"the firm's line decides", func(f *Facts) { f.Scale = []ScaleLine{{2022, false}, {2023, true}} }, Computed, 1, Computed, 1},
		{"not in the year's directory", nil, Computed, 0, Computed, 1},
		{"no directory: from revenue", func(f *Facts) { f.Directories = []int{2022} }, Derived, 1, Computed, 1},
		{"no directory, below the line", func(f *Facts) { f.Directories = nil; f.at(2023).Set(Revenue, wan(2000)-1) }, Derived, 0, Computed, 1},
		{"no directory, revenue missing", func(f *Facts) { f.Directories = nil; f.drop(Revenue, 2023) }, NotReported, 0, NotReported, 1},
		{"agriculture has no 规上, whatever the roster says", func(f *Facts) { f.Industry = "A0111"; f.Scale = []ScaleLine{{2023, true}} }, Outside, 0, Undetermined, 0},
		{"construction goes by qualification", func(f *Facts) { f.Directories = nil; f.Industry = "4710" }, Undetermined, 0, Undetermined, 1},
		{"an unknown industry", func(f *Facts) { f.Directories = nil; f.Industry = "" }, NotReported, 0, NotReported, 1},
		{"developers are above without a line", func(f *Facts) { f.Directories = nil; f.Industry = "7010"; f.drop(Revenue, 2023) }, Derived, 1, Computed, 1},
		{"real estate not told apart", func(f *Facts) { f.Directories = nil; f.Industry = "70" }, Undetermined, 0, Undetermined, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := steady()
			if tt.change != nil {
				tt.change(f)
			}
			above, reached, has := valueOf(t, f, "above_scale"), valueOf(t, f, "scale_reached"), valueOf(t, f, "has_scale")
			if above.State != tt.state || above.State.known() && above.Num != tt.above || reached.State != tt.reached || has.Num != tt.hasScale {
				t.Errorf("above %d/%d, reached %d, has %d; want %+v", above.State, above.Num, reached.State, has.Num, tt)
			}
			want := Scaled{Outcome: Unknown, Derived: above.State == Derived}
			switch {
			case above.State == Outside:
				want.Outcome = NotApplicable
			case above.State.known():
				want.Outcome = Outcome(above.Num)
			}
			if got := bookJudge(t, 2023).Scaled(f, 2023); got != want {
				t.Errorf("Scaled says %+v, want %+v", got, want)
			}
		})
	}
}

func TestRoundMetrics(t *testing.T) {
	a := Round{Day: policy.NewDay(2022, 6, 1), Currency: CurrencyCNY, Amount: policy.Money(wan(300)), HasAmount: true,
		Valuation: policy.Money(wan(700_000)), HasValue: true, Investors: true}
	with := func(change func(*Round)) Round {
		r := a
		change(&r)
		return r
	}
	tests := []struct {
		name                string
		rounds              []Round
		funded              string
		valuation           string
		raised              State
		raisedText, missing string
	}{
		{"no round", nil, "否", "无融资记录", Computed, "0.00", ""},
		{"at the parity of the year's end", []Round{a}, "是", "10.0508", Computed, "300.00", ""},
		{"a later round does not exist yet", []Round{with(func(r *Round) { r.Day = policy.NewDay(2024, 1, 1) })}, "否", "无融资记录", Computed, "0.00", ""},
		{"the latest that states one", []Round{a, with(func(r *Round) { r.Day, r.HasValue = policy.NewDay(2023, 1, 1), false })}, "是", "10.0508", Computed, "600.00", ""},
		{"dollars as they are, amounts at the rate", []Round{with(func(r *Round) { r.Currency, r.Valuation, r.Amount = CurrencyUSD, 100_000_000_000, 100 })}, "是", "10.00", Computed, "0.000696", ""},
		{"no rate for the year", []Round{with(func(r *Round) { r.Day = policy.NewDay(2018, 6, 1) })}, "是", "无法判定", Computed, "300.00", ""},
		{"another currency", []Round{with(func(r *Round) { r.Currency = "港元" })}, "是", "无法判定", AtLeast, "0.00", "currency"},
		{"a blank amount", []Round{a, with(func(r *Round) { r.HasAmount = false })}, "是", "10.0508", AtLeast, "300.00", "amount"},
		{"no investor named", []Round{with(func(r *Round) { r.Investors, r.HasValue = false, false })}, "无法判定", "无法判定", Computed, "300.00", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := steady()
			f.Rounds = tt.rounds
			raised := valueOf(t, f, "raised_total")
			if got := valueOf(t, f, "pe_funded").Text(); got != tt.funded {
				t.Errorf("pe_funded %q, want %q", got, tt.funded)
			}
			if got := valueOf(t, f, "valuation_usd").Text(); got != tt.valuation {
				t.Errorf("valuation_usd %q, want %q", got, tt.valuation)
			}
			if raised.State != tt.raised || raised.Text() != tt.raisedText {
				t.Errorf("raised_total %d %q, want %d %q", raised.State, raised.Text(), tt.raised, tt.raisedText)
			}
		})
	}
}

func TestListedMeansAnExchangeNotABoardForTrading(t *testing.T) {
	day := policy.NewDay(2022, 5, 1)
	tests := []struct {
		listing Listing
		want    string
	}{
		{Listing{Board: "科创板", Listed: day}, "是"},
		{Listing{Board: "新三板", Listed: day}, "否"},
		{Listing{Board: "区域股权市场", Listed: day}, "否"},
		{Listing{Board: "港交所", Listed: day, Delisted: policy.NewDay(2023, 12, 31)}, "否"},
		{Listing{Board: "港交所", Listed: day, Delisted: policy.NewDay(2024, 1, 1)}, "是"},
		{Listing{Board: "主板", Listed: policy.NewDay(2024, 1, 1)}, "否"},
	}
	for _, tt := range tests {
		f := steady()
		f.Listings = []Listing{tt.listing}
		if got := valueOf(t, f, "listed").Text(); got != tt.want {
			t.Errorf("%+v: %s, want %s", tt.listing, got, tt.want)
		}
	}
}

func TestEveryMetricOfTheTableHasWordsAndAUnit(t *testing.T) {
	seen := map[string]bool{}
	for i := range metricTable {
		m := &metricTable[i]
		if m.name == "" || m.label == "" || m.value == nil || seen[m.name] {
			t.Errorf("metric %d %q: no name or label, or named twice", i, m.name)
		}
		if _, ok := styles[m.unit]; !ok || (m.unit == policy.UnitFlag) != (m.sign == "") {
			t.Errorf("metric %s: unit %s is written %q", m.name, m.unit, m.sign)
		}
		seen[m.name] = true
	}
}
