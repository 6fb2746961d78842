package importers

import (
	"math/big"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"yunti/policy"
)

func TestAmountsAreReadExactlyWhateverTheyAreWrittenLike(t *testing.T) {
	wan := defaultUnit
	for _, c := range []struct {
		text     string
		want     int64 // 分
		currency string
	}{
		{"0", 0, ""},
		{"1234.56", 1234560000, ""},
		{"1234.5600000000001", 1234560000, ""},
		{"0.28499999999999998", 285000, ""},
		{"1.0000005", 1000001, ""}, // half up to 分
		{"1.0000004", 1000000, ""},
		{"-1.0000005", -1000001, ""},
		{"1,234,567.8", 1234567800000, ""},
		{"1，234．5", 1234500000, ""},
		{"１２３４．５", 1234500000, ""},
		{" 1 234.5 ", 1234500000, ""},
		{"1,234.5万元", 1234500000, ""},
		{"1234.5 元", 123450, ""},
		{"1.5亿元", 15000000000, ""},
		{"1亿2000万元", 12000000000, ""},
		{"3千元", 300000, ""},
		{"12百万元", 1200000000, ""},
		{"(12.5)", -12500000, ""},
		{"(12.5)", -12500000, ""},
		{"-12.5", -12500000, ""},
		{"−12.5", -12500000, ""},
		{"+12.5", 12500000, ""},
		{".5", 500000, ""},
		{"5.", 5000000, ""},
		{"1.2345E+3", 1234500000, ""},
		{"1.2345e-2", 12345, ""},
		{"¥1,200.50", 1200500000, currencyCNY},
		{"人民币100万元", 100000000, currencyCNY},
		{"100万人民币", 100000000, currencyCNY},
		{"100万元人民币", 100000000, currencyCNY},
		{"2亿美元", 20000000000, currencyUSD},
		{"US$3.5", 3500000, currencyUSD},
		{"300万港币", 300000000, "港元"},
		{"1000000000", int64(policy.MaxMoney), ""},
		{"0.0000001", 0, ""},
	} {
		n, currency, reason := parseMoney(c.text, wan)
		if n != c.want || currency != c.currency || reason != "" {
			t.Errorf("%q: %d %q %q, want %d %q", c.text, n, currency, reason, c.want, c.currency)
		}
	}
}

func TestWhatIsNoAmountSaysWhy(t *testing.T) {
	for _, c := range []struct{ text, why string }{
		{"约100", "不是数字"},
		{"100左右", "左右"},
		{"100-200", "范围"},
		{"100~200万", "范围"},
		{"12%", "百分比"},
		{"1,23", "千分位"},
		{"12,34,567", "千分位"},
		{"1,2345", "千分位"},
		{"abc", "不是数字"},
		{"1000000001", "超出范围"},
		{"1E400", "超出范围"},
		{"1E9999999999999999999", "超出范围"},
		{"1" + strings.Repeat("0", 1000), "超出范围"},
		{"3万2亿", "不是数字"},
		{"-", "不是数字"},
		{"1..2", "不是数字"},
		{"1.2.3", "不是数字"},
		{"2022-11-18", "范围"},
		{"()", "不是数字"},
	} {
		if n, _, reason := parseMoney(c.text, defaultUnit); !strings.Contains(reason, c.why) {
			t.Errorf("%q: %d %q, want a reason with %q", c.text, n, reason, c.why)
		}
	}
}

func TestCountsAreWhole(t *testing.T) {
	for text, want := range map[string]int64{"85": 85, "1,234人": 1234, "12.0": 12, "12.000000000000002": 12, "1.2万": 12000, "３６件": 36, "0": 0, "1.5E+2": 150, "9项": 9} {
		if n, reason := parseCount(text); n != want || reason != "" {
			t.Errorf("%q: %d %q", text, n, reason)
		}
	}
	for text, why := range map[string]string{"12.5": "整数", "-3": "负数", "(3)": "负数", "5%": "百分比", "3-5": "范围", "许多": "不是数字", "1E12": "超出范围", "12元": "不认识"} {
		if n, reason := parseCount(text); !strings.Contains(reason, why) {
			t.Errorf("%q: %d %q, want %q", text, n, reason, why)
		}
	}
}

// The value of a decimal is compared with exact fractions.
func TestRoundingIsHalfUpBySizeForEveryUnit(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 20000 {
		digits := 1 + r.IntN(9)
		n := r.Int64N(int64(pow10(digits)))
		places := r.IntN(9)
		text := decimalText(n, places)
		exp := 2 + r.IntN(9)
		got, _, reason := parseMoney(text, unit{exp: exp})
		want := new(big.Rat).SetFrac64(n, int64(pow10(places)))
		want.Mul(want, new(big.Rat).SetInt64(int64(pow10(exp))))
		want.Add(want, big.NewRat(1, 2))
		whole := new(big.Int).Quo(want.Num(), want.Denom())
		if whole.CmpAbs(big.NewInt(int64(policy.MaxMoney))) > 0 {
			if reason == "" {
				t.Fatalf("%s × 10^%d is taken as %d", text, exp, got)
			}
			continue
		}
		if reason != "" || whole.Int64() != got {
			t.Fatalf("%s × 10^%d = %d (%s), want %d", text, exp, got, reason, whole)
		}
	}
}

func pow10(n int) uint64 {
	p := uint64(1)
	for range n {
		p *= 10
	}
	return p
}

func decimalText(n int64, places int) string {
	s := strconv.FormatInt(n, 10)
	if places == 0 {
		return s
	}
	for len(s) <= places {
		s = "0" + s
	}
	return s[:len(s)-places] + "." + s[len(s)-places:]
}

func TestUnitsAreUnderstood(t *testing.T) {
	for text, exp := range map[string]int{"元": 2, "千元": 5, "万元": 6, "万": 6, "百万元": 8, "亿元": 10, "亿": 10, "万人民币": 6, "亿美元": 10, "USD": 2, "人民币万元": 6, "十万元": 7} {
		if u, ok := parseUnit(text); !ok || u.exp != exp {
			t.Errorf("%q: %+v %v", text, u, ok)
		}
	}
	for _, text := range []string{"", "人", "件", "昆明市科技局", "万人", "元/人", "%"} {
		if u, ok := parseUnit(text); ok {
			t.Errorf("%q is taken as %+v", text, u)
		}
	}
}
