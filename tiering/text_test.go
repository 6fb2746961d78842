package tiering

import (
	"math/big"
	"testing"

	"yunti/policy"
)

func quantity(t *testing.T, text string) policy.Quantity {
	t.Helper()
	q, err := policy.ParseQuantity(text)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func TestActualNeverLooksLikeABoundThatItMisses(t *testing.T) {
	tests := []struct {
		metric string
		cell   cell
		bound  string
		want   string
	}{
		{"revenue_cagr_3y", cell{num: 1728, den: 1000}, "20%", "20.00"},
		{"revenue_cagr_3y", cell{num: 17279999, den: 10000000}, "20%", "19.999998"},
		{"revenue_cagr_3y", cell{num: 17280001, den: 10000000}, "20%", "20.000002"},
		{"revenue_cagr_3y", cell{num: 345599999999, den: 200000000000}, "20%", "19.9999999999"},
		{"revenue_cagr_2y", cell{num: 1690001, den: 1000000}, "30%", "30.00004"},
		{"st_staff_share", cell{num: 99, den: 1000}, "10%", "9.90"},
		{"st_staff_share", cell{num: 99999, den: 1000000}, "10%", "9.9999"},
		{"st_input_ratio_4y", cell{num: 1, den: 40}, "2.5%", "2.50"},
		{"st_input_ratio_4y", cell{num: 1_000_000, den: 39_999_999}, "2.5%", "2.5000001"},
		{"valuation_usd", cell{num: 696_459_999_999, den: 69646}, "10 亿美元", "9.99999999999"},
		{"revenue", cell{num: 500_000_000_001, den: 1}, "5 亿元", "500000.000001"},
		{"revenue", cell{num: 50_000_000_000, den: 1}, "5 亿元", "50000.00"},
		{"net_asset_growth", cell{aux: 1000, den: 1350, num: 1822}, "35%", "34.98"},
	}
	for _, tt := range tests {
		m := &metricTable[metricIndex(tt.metric)]
		q := quantity(t, tt.bound)
		l, ok := newLine(m.form, m.years, q)
		if !ok {
			t.Fatal(tt)
		}
		tt.cell.state = Computed
		if got := m.actual(&tt.cell, mark{l, boundText(q)}); got != tt.want {
			t.Errorf("%s %v against %s: %s, want %s", tt.metric, tt.cell, tt.bound, got, tt.want)
		}
	}
}

func TestBoundsAreWrittenWithAllTheirDigits(t *testing.T) {
	for text, want := range map[string]string{"1000 万元": "1000", "2 亿元": "20000", "500 元": "0.05", "2.5%": "2.5", "10 亿美元": "10", "15 年": "15", "是": "是", "否": "否"} {
		if got := boundText(quantity(t, text)); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

func TestShortDivisionRoundsAsFractionsDo(t *testing.T) {
	g := newGenerator(3)
	for range 20_000 {
		num, den := g.Int64N(1<<50)>>g.IntN(50), 1+g.Int64N(1<<50)>>g.IntN(50)
		if g.chance(50) {
			num = -num
		}
		for unit, st := range styles {
			places := g.IntN(10)
			got, ok := quotientText(num, den, st, places)
			if !ok {
				continue
			}
			x := big.NewRat(num, den)
			want := x.Mul(x, big.NewRat(st.up, st.down)).FloatString(places)
			if bareNumber(want) == "-0" {
				want = want[1:]
			}
			if got != want {
				t.Fatalf("%d/%d in %s to %d places: %s, want %s", num, den, unit, places, got, want)
			}
		}
	}
}

func TestRootsAreExact(t *testing.T) {
	g := newGenerator(4)
	one := big.NewInt(1)
	for range 5_000 {
		n := 1 + g.IntN(4)
		x := new(big.Int).Lsh(big.NewInt(g.Int64N(1<<62)), uint(g.IntN(300)))
		k := root(new(big.Int).Set(x), n)
		power := func(b *big.Int) *big.Int { return new(big.Int).Exp(b, big.NewInt(int64(n)), nil) }
		if power(k).Cmp(x) > 0 || power(new(big.Int).Add(k, one)).Cmp(x) <= 0 {
			t.Fatalf("root %d of %v is not %v", n, x, k)
		}
	}
}

func TestGapSaysHowFarInTheUnitOfTheMetric(t *testing.T) {
	tests := []struct {
		metric, shown string
		rel           relation
		bound, want   string
	}{
		{"revenue", "879.50", relMin, "1000", "差 120.50 万元"},
		{"revenue", "1000.00", relAbove, "1000", "须高于 1000 万元"},
		{"revenue", "20000.000001", relMax, "20000", "超出 0.000001 万元"},
		{"ip1", "0", relMin, "1", "差 1 件"},
		{"conversions", "7", relMin, "9", "差 2 项"},
		{"staff_base_3y", "100", relAbove, "100", "差 1 人"},
		{"staff", "503", relMax, "500", "超出 3 人"},
		{"revenue_cagr_3y", "18.80", relMin, "20", "差 1.20 个百分点"},
		{"revenue_cagr_3y", "19.999998", relMin, "20", "差 0.000002 个百分点"},
		{"valuation_usd", "9.7379", relMin, "10", "差 0.2621 亿美元"},
		{"st_input_ratio_4y", "2.50", relAbove, "2.5", "须高于 2.5%"},
		{"age_years", "14", relIs, "0", "须为 0 年"},
		{"revenue", "未报送", relMin, "1000", ""},
	}
	for _, tt := range tests {
		if got := metricTable[metricIndex(tt.metric)].gap(tt.shown, tt.rel, tt.bound); got != tt.want {
			t.Errorf("%s %s against %s: %q, want %q", tt.metric, tt.shown, tt.bound, got, tt.want)
		}
	}
}
