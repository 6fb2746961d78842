package importers

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

var recognitionTitles = []any{"序号", "企业名称", "统一社会信用代码", "认定类别", "证书编号", "发证日期", "批次"}

func TestMergedCellsAreFilledDown(t *testing.T) {
	s := read(t, workbook(t, [][]any{
		recognitionTitles,
		{1, "昆明甲科技有限公司", code(1), "高新技术企业", "GR202253000001", "2022-11-18", "2022年第一批"},
		{2, "昆明乙科技有限公司", code(2), nil, "GR202253000002", nil, nil},
		{3, "昆明丙科技有限公司", code(3), nil, "GR202253000003", "2022-12-12", nil},
		{4, "昆明丁科技有限公司", code(4), "瞪羚企业", nil, "2022-12-12", nil},
	}, merged("D2:D4", "F2:F3", "G2:G5")), "recognitions", ReadOptions{})
	for i, want := range []string{"高新技术企业 20221118 2022年第一批", "高新技术企业 20221118 2022年第一批", "高新技术企业 20221212 2022年第一批", "瞪羚企业 20221212 2022年第一批"} {
		l := &s.Lines[i]
		day, _ := parseDay(s.text(l, s.Kind.at("issued")), FullDay, false)
		if got := s.Value(l, "kind").Text + " " + strings.ReplaceAll(day.String(), "-", "") + " " + s.Value(l, "batch").Text; got != want || len(l.Faults) > 0 {
			t.Errorf("line %d: %q %v, want %q", i, got, l.Faults, want)
		}
	}
}

func TestHiddenRowsAndColumnsAreReadAndTold(t *testing.T) {
	s := read(t, workbook(t, [][]any{
		{"统一社会信用代码", "企业名称", "营业收入", "研发费用"},
		{code(1), "昆明甲科技有限公司", 1, 2}, {code(2), "昆明乙科技有限公司", 3, 4},
	}, func(f *excelize.File) {
		_ = f.SetColVisible("Sheet1", "D", false)
		_ = f.SetRowVisible("Sheet1", 3, false)
	}), "figures", ReadOptions{Year: 2022})
	if v := s.Value(&s.Lines[1], "rd"); len(s.Lines) != 2 || v.N != 4000000 {
		t.Errorf("%d lines, %+v", len(s.Lines), v)
	}
	if text := remarks(s); !strings.Contains(text, "D 列「研发费用」") || !strings.Contains(text, "隐藏的行也已读入：第 3 行") {
		t.Errorf("remarks: %s", text)
	}
}

func TestRowsThatAreNoLinesArePassedOver(t *testing.T) {
	titles := []any{"企业名称", "统一社会信用代码", "年度", "营业收入", "从业人员", "查账征收"}
	for name, row := range map[string][]any{
		"numbering": {"甲", "乙", 1, 2, 3, 4}, "numbers only": {1, 2, 3, 4, 5, 6}, "total": {"合计", nil, nil, 12, 3}, "spaced total": {"总  计:", nil, nil, 12}, "total of a county": {"五华区小计", nil, nil, 12},
		"counted": {"共计12家"}, "total in the code column": {nil, "合计", nil, 12}, "header again": titles, "county": {"五华区"}, "numbered county": {"一、五华区(12家)"},
		"note": {"注:1.本表由各县区填报"}, "signed": {"制表人:张某", nil, "审核人:李某"}, "page head": {"填报单位:某局", nil, nil, nil, nil, "单位:千元"}, "example": {"示例:昆明示例科技有限公司", exampleCode}, "dashes only": {nil, nil},
		"unit line": {nil, nil, nil, "单位:万元"},
	} {
		t.Run(name, func(t *testing.T) {
			s := read(t, workbook(t, [][]any{titles, {"昆明甲科技有限公司", code(1), 2022, 1, 2, "是"}, row, {"昆明乙科技有限公司", code(2), 2022, 1, 2, "是"}}), "figures", ReadOptions{Year: 2022})
			if len(s.Lines) != 2 || s.Lines[1].Row != 4 {
				t.Errorf("%d lines: %+v", len(s.Lines), s.Lines)
			}
		})
	}
	for name, row := range map[string][]any{
		"a name alone": {"昆明丙科技有限公司"}, "a firm called 合计": {"昆明合计科技有限公司", code(3), 2022, 5}, "a firm called 注": {"注:科技", code(3)}, "a firm of a county": {"昆明市五华区某某科技有限公司"}, "without a code": {"昆明丁有限公司", nil, 2022, 6},
	} {
		t.Run(name, func(t *testing.T) {
			s := read(t, workbook(t, [][]any{titles, row}), "figures", ReadOptions{Year: 2022})
			if len(s.Lines) != 1 {
				t.Error("the line was passed over")
			}
		})
	}
}

func TestNotesOnSeveralLinesArePassedOver(t *testing.T) {
	s := read(t, workbook(t, [][]any{
		{"企业名称", "统一社会信用代码", "营业收入"}, {"昆明甲科技有限公司", code(1), 1},
		{"说明:1.数据为快报数。"}, {"2.不含分公司。"}, {"3.名称以营业执照为准。"}, {"昆明乙科技有限公司", code(2), 1},
	}), "figures", ReadOptions{Year: 2022})
	if len(s.Lines) != 2 {
		t.Errorf("%d lines\n%s", len(s.Lines), remarks(s))
	}
}

func TestSheetsWithTheSameHeaderAreReadInOrder(t *testing.T) {
	titles := []any{"统一社会信用代码", "企业名称", "营业收入"}
	add := func(name string, rows ...[]any) func(f *excelize.File) {
		return func(f *excelize.File) {
			_, _ = f.NewSheet(name)
			for i, row := range rows {
				cell, _ := excelize.CoordinatesToCellName(1, i+1)
				_ = f.SetSheetRow(name, cell, &row)
			}
		}
	}
	first := [][]any{titles, {code(1), "昆明甲科技有限公司", 1}}
	two := workbook(t, first, add("封面", []any{"某某表"}), add("二", titles, []any{code(2), "昆明乙科技有限公司", "x"}))
	s := read(t, two, "figures", ReadOptions{Year: 2022})
	if len(s.Lines) != 2 || s.Lines[1].Part != 1 || s.Lines[1].Faults[0].Cell != "二!C2" || !strings.Contains(remarks(s), "已依次读入：「Sheet1」、「二」") {
		t.Errorf("%+v\n%s", s.Lines, remarks(s))
	}
	if s = read(t, two, "figures", ReadOptions{Year: 2022, Sheet: "二"}); len(s.Lines) != 1 || s.Lines[0].Faults[0].Cell != "C2" {
		t.Errorf("%+v", s.Lines)
	}
	refused(t, two, "figures", ReadOptions{Sheet: "三"}, ErrSheet, "三", "Sheet1")
	other := workbook(t, first, add("二", []any{"企业名称", "统一社会信用代码"}, []any{"昆明乙科技有限公司", code(2)}))
	refused(t, other, "figures", ReadOptions{}, ErrSheet, "「Sheet1」、「二」", "指定")
	units := workbook(t, append([][]any{{"单位:千元"}}, first...), add("二", []any{"单位:万元"}, titles, []any{code(2), "乙", 2}))
	refused(t, units, "figures", ReadOptions{Year: 2022}, ErrUnit, "千元、万元")
	years := workbook(t, nil, add("2021年", titles, []any{code(1), "甲", 1}), add("2022年", titles, []any{code(1), "甲", 2}))
	if s = read(t, years, "figures", ReadOptions{Year: 2022}); len(s.Lines) != 1 || s.Value(&s.Lines[0], "revenue").N != 2000000 {
		t.Errorf("%+v", s.Lines)
	}
	hidden := workbook(t, first, add("旧", titles, []any{code(2), "乙", 2}), func(f *excelize.File) { _ = f.SetSheetVisible("旧", false) })
	if s = read(t, hidden, "figures", ReadOptions{Year: 2022}); len(s.Lines) != 1 {
		t.Errorf("a hidden sheet was read: %+v", s.Lines)
	}
}

func TestDateCellsOfBothSystems(t *testing.T) {
	rows := [][]any{recognitionTitles, {1, "昆明甲科技有限公司", nil, "高新技术企业", nil, 44883, nil}}
	s := read(t, workbook(t, rows), "recognitions", ReadOptions{})
	if v := s.Value(&s.Lines[0], "issued"); v.N != 20221118 || !strings.Contains(s.Lines[0].Cells, `"2022-11-18"`) {
		t.Errorf("%+v %s", v, s.Lines[0].Cells)
	}
	s = read(t, workbook(t, rows, func(f *excelize.File) { _ = f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: new(true)}) }), "recognitions", ReadOptions{})
	if v := s.Value(&s.Lines[0], "issued"); v.N != 20261119 {
		t.Errorf("%+v", v)
	}
}

func TestTextTablesInEveryEncodingKeepTheRowNumbersThatExcelShows(t *testing.T) {
	text := "2022年度企业数据\n单位:千元\n\n企业名称,统一社会信用代码,营业收入,备注\n\"昆明𠮷\n科技有限公司\"," + code(1) + ",\"1,234.5\",\"a\"\"b\"\n\n昆明㛃科技有限公司," + code(2) + ",x,\n合计,,1234.5,\n"
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	wide, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(strings.ReplaceAll(text, ",", "\t"))
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string]string{"UTF-8": text, "BOM": "\ufeff" + text, "GB18030": gb, "CRLF": strings.ReplaceAll(text, "\n", "\r\n"), "UTF-16 with tabs": wide} {
		t.Run(name, func(t *testing.T) {
			s := read(t, []byte(data), "figures", ReadOptions{Year: 2022})
			if len(s.Lines) != 2 || s.Lines[0].Row != 5 || s.Lines[1].Row != 7 {
				t.Fatalf("%+v\n%s", s.Lines, remarks(s))
			}
			if v := s.Value(&s.Lines[0], "name"); v.Text != "昆明𠮷 科技有限公司" {
				t.Errorf("%q", v.Text)
			}
			if v := s.Value(&s.Lines[0], "revenue"); v.N != 123450000 {
				t.Errorf("%+v", v)
			}
			if f := s.Lines[1].Faults; len(f) != 1 || f[0].Cell != "C7" || f[0].Value != "x" || f[0].Title != "营业收入" {
				t.Errorf("%+v", f)
			}
		})
	}
}

func TestRequiredCellsMustNotBeBlank(t *testing.T) {
	s := read(t, workbook(t, [][]any{recognitionTitles, {1, "昆明甲科技有限公司", nil, nil, nil, "—", nil}}), "recognitions", ReadOptions{})
	var got bytes.Buffer
	for _, f := range s.Lines[0].Faults {
		got.WriteString(f.Cell + f.Detail + " ")
	}
	if got.String() != "D2必填，不能为空 F2必填，不能为空 " {
		t.Error(got.String())
	}
}
