package exports

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"yunti/policy"
)

func TestAmountsAreWrittenExactly(t *testing.T) {
	for _, c := range []struct {
		cell Cell
		want string
	}{
		{Wan(123_456_789), "123.456789"},
		{Wan(100), "0.0001"},
		{Wan(1), "0.000001"},
		{Wan(-5_000_000), "-5"},
		{Wan(0), "0"},
		{Wan(policy.MaxMoney), "1000000000"},
		{Fraction(1, 3), "0.333333"},
		{Fraction(2, 3), "0.666667"},
		{Fraction(-1, 8), "-0.125"},
		{Fraction(999_999_999, 1_000_000_000), "1"},
		{Fraction(5, -10), "-0.5"},
		{Fraction(-9_223_372_036_854_775_808, 1), "-9223372036854775808"},
		{Count(620), "620"},
		{Date(policy.NewDay(2023, 12, 31)), "45291"},
	} {
		if got := string(appendDecimal(nil, c.cell.num, c.cell.den)); got != c.want {
			t.Errorf("%+v is written %s, want %s", c.cell, got, c.want)
		}
	}
	if Fraction(1, 0).form != noForm || Date(0).form != noForm {
		t.Error("a fraction without a denominator and no day are blank")
	}
}

func TestTextBreaksIntoLinesThatFit(t *testing.T) {
	for _, c := range []struct {
		text  string
		width int
		want  string
	}{
		{"短", 10, "短"},
		{"一二三四五六七", 10, "一二三四五|六七"},
		{"一二三四五。六", 10, "一二三四五。|六"},
		{"编号 GR202153000001 已到期", 16, "编号 |GR202153000001 |已到期"},
		{"ABCDEFGHIJKLMNOP", 10, "ABCDEFGHIJ|KLMNOP"},
		{"一\n二", 10, "一|二"},
	} {
		lines := fold(c.text, c.width)
		if got := strings.Join(lines, "|"); got != c.want {
			t.Errorf("fold(%q, %d) is %q, want %q", c.text, c.width, got, c.want)
		}
		if joined := strings.Join(lines, ""); joined != strings.ReplaceAll(c.text, "\n", "") {
			t.Errorf("fold(%q) loses text: %q", c.text, joined)
		}
	}
}

func TestPunctuationBesideChineseIsFullWidth(t *testing.T) {
	for in, want := range map[string]string{
		"成立年限(五年五亿):12 年,不足": "成立年限（五年五亿）：12 年，不足",
		"1,234.5 %":      "1,234.5%",
		"第一条(四)":         "第一条（四）",
		"5000 万元 的 A, B": "5000 万元的 A, B",
	} {
		if got := typeset(in); got != want {
			t.Errorf("typeset(%q) is %q, want %q", in, got, want)
		}
	}
}

func TestNumbersInSentencesHaveSeparators(t *testing.T) {
	for in, want := range map[string]string{"20000": "20,000", "1234567.50": "1,234,567.50", "999.99": "999.99", "-1000": "-1,000", "-100": "-100", "58-71": "58-71",
		"1000-2000": "1000-2000", "未报送": "未报送", "": "", "4100.00": "4,100.00"} {
		if got := separated(in); got != want {
			t.Errorf("separated(%q) is %q, want %q", in, got, want)
		}
	}
}

func TestNumbersAreDigestedAlikeHoweverTheyAreWritten(t *testing.T) {
	for in, want := range map[string]string{
		"0.333333": "0.333333", "3.33333E-1": "0.333333", "0.3333330": "0.333333", "1.0000000000000001": "1", "45291": "45291", "4.5291E4": "45291", "4.5291e+04": "45291",
		"-0": "0", "0.0": "0", "1E-7": "0.0000001", "123456789.123456": "123456789.123456", "1234567890.1234560": "1234567890.12346", "100": "100", "1.5E15": "1500000000000000",
		"915301000000000123": "915301000000000123", "0012": "0012", "1,234": "1,234", "GR2021": "GR2021", "2023-12-31": "2023-12-31", "-": "-", ".5": ".5", "5.": "5.", "1e9999": "1e9999",
	} {
		if got := string(canonical(nil, []byte(in))); got != want {
			t.Errorf("%q is digested as %q, want %q", in, got, want)
		}
	}
	// Whatever a double becomes when it is written with 17 digits, 15 of them stay.
	for _, x := range []float64{0.1, 1.0 / 3, 2.0 / 3, 123456.789012, 99999999.999999, 1e-6} {
		short := strconv.FormatFloat(x, 'f', -1, 64)
		long := strconv.FormatFloat(x, 'e', 16, 64)
		if a, b := canonical(nil, []byte(short)), canonical(nil, []byte(long)); string(a) != string(b) {
			t.Errorf("%s and %s are digested as %s and %s", short, long, a, b)
		}
	}
}

func TestNumbersOfWorkbooksAreUnambiguous(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		n := newNumber(2023)
		if !numberShape.MatchString(n) || len(n) != numberSize || strings.ContainsAny(n[7:], "ILO01") || seen[n] {
			t.Fatalf("%q", n)
		}
		seen[n] = true
	}
}

// thing is a row of the tables below.
type thing struct {
	name  string
	money policy.Money
	day   policy.Day
}

var source = &Source{Issuer: "昆明市科学技术局", By: "李四", At: time.Date(2024, 7, 5, 9, 30, 0, 0, time.UTC)}

// list makes a workbook with one table of things, group by group, and opens it again.
func list(t *testing.T, groups map[int][]thing) *excelize.File {
	t.Helper()
	b := newWorkbook(source, "测试")
	defer b.close()
	table := newTable(b.sheet("名单"), heading{Title: "名单", Left: "填报单位：样例", Right: "单位：万元"}, []column[thing]{
		{Title: "序号", Kind: Serial},
		{Title: "名称", Kind: Words, Value: func(x *thing) Cell { return Text(x.name) }},
		{Title: "金额", Group: "数", Kind: Money, Sum: true, Value: func(x *thing) Cell { return Wan(x.money) }},
		{Title: "日期", Group: "数", Kind: Day, Value: func(x *thing) Cell { return Date(x.day).Or("—") }},
	})
	table.freeze(2)
	table.unit = "户"
	for g, things := range groups {
		for i := range things {
			table.add(g, &things[i])
		}
	}
	table.foot(source, "第一条", "第二条")
	var w bytes.Buffer
	if err := b.write(&w); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&w)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func TestAListPrintsLikeAnOfficialTable(t *testing.T) {
	f := list(t, map[int][]thing{2: {{"后", 150, 0}}, 1: {{"=先()", 2_500_000, policy.NewDay(2023, 12, 31)}, {"又", -1_000_000, 0}}})
	rows, err := f.GetRows("名单")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range rows {
		got = append(got, strings.TrimRight(strings.Join(r, "|"), "|"))
	}
	want := []string{"名单", "填报单位：样例|||单位：万元", "序号|名称|数|数", "||金额|日期", "1|=先()|2.50|2023-12-31", "2|又|-1.00|—", "3|后|0.00|—",
		"合计|共 3 户|1.50", "注：1. 第一条", "　　2. 第二条", "制表人：||审核人：|填报日期：2024年7月5日"}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("rows are\n%q\nwant\n%q", got, want)
	}
	if formula, _ := f.GetCellFormula("名单", "B5"); formula != "" {
		t.Errorf("a name that begins with = became the formula %q", formula)
	}
	if d, _ := f.GetSheetDimension("名单"); d != "A1:D11" {
		t.Errorf("dimension is %s", d)
	}
	if panes, _ := f.GetPanes("名单"); panes.TopLeftCell != "C5" {
		t.Errorf("frozen at %s, want C5", panes.TopLeftCell)
	}
	names := map[string]string{}
	for _, n := range f.GetDefinedName() {
		names[n.Name] = n.RefersTo
	}
	if names["_xlnm.Print_Titles"] != "'名单'!$1:$4" || names["_xlnm._FilterDatabase"] != "'名单'!$A$4:$D$7" {
		t.Errorf("names are %+v", names)
	}
	if layout, _ := f.GetPageLayout("名单"); *layout.Size != 9 || *layout.Orientation != "landscape" || *layout.FitToWidth != 1 {
		t.Errorf("page is %+v", layout)
	}
	if props, _ := f.GetSheetProps("名单"); !*props.FitToPage {
		t.Error("the sheet is not fitted to the page")
	}
	if merged, _ := f.GetMergeCells("名单"); len(merged) != 4 {
		t.Errorf("merged cells are %v", merged)
	}
}

func TestAnEmptyListSaysSo(t *testing.T) {
	f := list(t, nil)
	if v, _ := f.GetCellValue("名单", "B5"); v != "（本年度无）" {
		t.Errorf("B5 is %q", v)
	}
}

func TestStrangeTextStaysReadable(t *testing.T) {
	name := "<b>&\"甲\x01\x0b_x000D_乙\ufffe𬭊 \xff末 "
	f := list(t, map[int][]thing{0: {{name, 0, 0}, {strings.Repeat("长", 40_000), 0, 0}}})
	if v, _ := f.GetCellValue("名单", "B5"); v != "<b>&\"甲_x000D_乙𬭊 末 " {
		t.Errorf("B5 is %q", v)
	}
	if v, _ := f.GetCellValue("名单", "B6"); len([]rune(v)) != maxText || !strings.HasSuffix(v, "…") {
		t.Errorf("B6 has %d characters", len([]rune(v)))
	}
}

func TestLongListsWaitOnDiskAndKeepTheirOrder(t *testing.T) {
	const n = 5000
	groups := map[int][]thing{}
	for i := range n {
		groups[i%7] = append(groups[i%7], thing{name: fmt.Sprintf("%d-%05d", i%7, i), money: policy.Money(i)})
	}
	f := list(t, groups)
	last := ""
	for row := 5; row < 5+n; row++ {
		v, _ := f.GetCellValue("名单", fmt.Sprintf("B%d", row))
		if v <= last {
			t.Fatalf("row %d: %q does not follow %q", row, v, last)
		}
		last = v
	}
	if v, _ := f.GetCellValue("名单", fmt.Sprintf("B%d", 5+n)); v != "共 5000 户" {
		t.Errorf("below the list stands %q", v)
	}
}

func TestAWorkbookIsTheSameEveryTime(t *testing.T) {
	write := func() []byte {
		b := newWorkbook(source, "测试")
		defer b.close()
		for _, name := range []string{"甲", "乙", "丙"} {
			b.sheet(name).row(0, Text(name).as(body, Words))
		}
		var w bytes.Buffer
		if err := b.write(&w); err != nil {
			t.Fatal(err)
		}
		return w.Bytes()
	}
	if !bytes.Equal(write(), write()) {
		t.Error("two workbooks of the same rows differ")
	}
}

// full is a disk without space.
type full struct{}

var errFull = errors.New("no space left")

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestAFullDiskIsReported(t *testing.T) {
	b := newWorkbook(source, "测试")
	defer b.close()
	b.sheet("甲").row(0, Text("甲").as(body, Words))
	if err := b.write(full{}); !errors.Is(err, errFull) {
		t.Errorf("error is %v", err)
	}
}

func TestAListLongerThanASheetIsRefused(t *testing.T) {
	b := newWorkbook(source, "测试")
	defer b.close()
	s := b.sheet("甲")
	s.rows = maxRows
	s.row(0, Text("多").as(body, Words))
	if err := b.write(new(bytes.Buffer)); !errors.Is(err, ErrTooManyRows) {
		t.Errorf("error is %v", err)
	}
}
