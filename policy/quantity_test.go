package policy

import (
	"encoding/json"
	"errors"
	"testing"
)

func TestParseQuantityIsExact(t *testing.T) {
	for _, c := range []struct {
		text string
		want Quantity
		back string
	}{
		{"1000 万元", Quantity{1_000_000_000, 1, UnitMoney}, "1000 万元"},
		{"20000万元", Quantity{20_000_000_000, 1, UnitMoney}, "2 亿元"},
		{"1.5 亿元", Quantity{15_000_000_000, 1, UnitMoney}, "15000 万元"},
		{"5000.01 万元", Quantity{5_000_010_000, 1, UnitMoney}, "50000100 元"},
		{"0.000001 万元", Quantity{1, 1, UnitMoney}, "0.01 元"},
		{"0 元", Quantity{0, 1, UnitMoney}, "0 元"},
		{"-3.5 万元", Quantity{-3_500_000, 1, UnitMoney}, "-35000 元"},
		{"10 亿美元", Quantity{100_000_000_000, 1, UnitDollar}, "10 亿美元"},
		{"100 万美元", Quantity{100_000_000, 1, UnitDollar}, "100 万美元"},
		{"20%", Quantity{1, 5, UnitPercent}, "20%"},
		{"2.5 %", Quantity{1, 40, UnitPercent}, "2.5%"},
		{"0%", Quantity{0, 1, UnitPercent}, "0%"},
		{"-0.05%", Quantity{-1, 2000, UnitPercent}, "-0.05%"},
		{"90%", Quantity{9, 10, UnitPercent}, "90%"},
		{"500 人", Quantity{500, 1, UnitPeople}, "500 人"},
		{"15 项", Quantity{15, 1, UnitItems}, "15 件"},
		{"15 年", Quantity{15, 1, UnitYears}, "15 年"},
		{"365 天", Quantity{365, 1, UnitDays}, "365 天"},
		{"70 分", Quantity{70, 1, UnitPoints}, "70 分"},
		{"是", Quantity{1, 1, UnitFlag}, "是"},
		{"否", Quantity{0, 1, UnitFlag}, "否"},
	} {
		q, err := ParseQuantity(c.text)
		if err != nil || q != c.want {
			t.Errorf("ParseQuantity(%q) = %+v, %v, want %+v", c.text, q, err, c.want)
			continue
		}
		if q.String() != c.back {
			t.Errorf("%q is written %q, want %q", c.text, q, c.back)
		}
		text, _ := json.Marshal(q)
		var back Quantity
		if err := json.Unmarshal(text, &back); err != nil || back != q {
			t.Errorf("%q read back from JSON %s is %+v, %v", c.text, text, back, err)
		}
	}
}

func TestParseQuantityLeavesNoRoomForGuessing(t *testing.T) {
	for text, want := range map[string]error{
		"1000":                  ErrNoUnit,
		"2.5":                   ErrNoUnit,
		"":                      ErrNotNumber,
		"万元":                    ErrNotNumber,
		"1,000 万元":              ErrNotNumber,
		"1e3 万元":                ErrNotNumber,
		"1.2.3%":                ErrNotNumber,
		".5%":                   ErrNotNumber,
		"5.%":                   ErrNotNumber,
		"+5%":                   ErrNotNumber,
		"5.-5%":                 ErrNotNumber,
		"一千万元":                  ErrNotNumber,
		"20％":                   ErrNotNumber,
		"0.001 元":               ErrNotWhole,
		"2.5 人":                 ErrNotWhole,
		"1.5 年":                 ErrNotWhole,
		"999999999999 亿元":       ErrOutOfBounds,
		"9999999999999999999 元": ErrNotNumber,
	} {
		if q, err := ParseQuantity(text); !errors.Is(err, want) {
			t.Errorf("ParseQuantity(%q) = %v, %v, want %v", text, q, err, want)
		}
	}
}

func TestNoQuantityIsNotZero(t *testing.T) {
	var none Quantity
	if !none.IsZero() || none.String() != "" {
		t.Errorf("no quantity is %q", none)
	}
	if (Quantity{0, 1, UnitMoney}).IsZero() {
		t.Error("0 元 is taken for no quantity")
	}
	text, _ := json.Marshal(&Rule{Metric: "revenue_rise", Op: Above, Bound: Quantity{0, 1, UnitMoney}})
	if string(text) != `{"metric":"revenue_rise","op":"above","bound":"0 元"}` {
		t.Errorf("a bound of zero is written %s", text)
	}
}
