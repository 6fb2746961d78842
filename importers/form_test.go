package importers

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/xuri/excelize/v2"

	"yunti/models"
	"yunti/models/modelstest"
)

// filledTemplate is a kind's template whose example line counts.
func filledTemplate(t testing.TB, k *Kind) []byte {
	t.Helper()
	var buf bytes.Buffer
	if err := Template(k.ID, edition(t), &buf); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&buf)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := f.SetCellValue(k.Name, fmt.Sprintf("A%d", exampleRow), 1); err != nil {
		t.Fatal(err)
	}
	var filled bytes.Buffer
	if err := f.Write(&filled); err != nil {
		t.Fatal(err)
	}
	return filled.Bytes()
}

// TestAFormPlansWhatTheWorkbookPlans compares, for every kind, the example line in the template with the same line in a form,
// once under the titles and once under the keys of the columns.
func TestAFormPlansWhatTheWorkbookPlans(t *testing.T) {
	ed := edition(t)
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		load(t, db, ed, "firms", 0, [][]any{firmTitles, {exampleCode, exampleName, "2018-05-20", 1000, "五华区"}})
		for _, k := range Kinds {
			planned := func(s *Sheet) []models.Step {
				f, err := Plan(t.Context(), db, ed, s, PlanOptions{Year: 2022, Scope: models.Everything, Actor: clerk, Now: now})
				if err != nil {
					t.Fatal(err)
				}
				return steps(t, db, f)
			}
			want := planned(read(t, filledTemplate(t, k), k.ID, ReadOptions{Year: 2022}))
			if len(want) != 1 || want[0].Action == models.Reject {
				t.Fatalf("%s: the template's line is rejected: %+v", k.ID, want)
			}
			byTitle, byKey := sampleLine(k), map[string]string{}
			for i := range k.Columns {
				byKey[k.Columns[i].Key] = k.Columns[i].Example
			}
			for name, line := range map[string]map[string]string{"titles": byTitle, "keys": byKey} {
				s, err := FromForm(k.ID, []map[string]string{line}, ReadOptions{Year: 2022})
				if err != nil {
					t.Fatalf("%s by %s: %v", k.ID, name, err)
				}
				got := planned(s)
				places := cmpopts.IgnoreFields(models.Step{}, "Filing", "Line", "Cells", "Faults")
				if diff := cmp.Diff(want, got, places); diff != "" {
					t.Errorf("%s by %s: workbook −, form +\n%s", k.ID, name, diff)
				}
			}
		}
	})
}

func TestAFaultOfAFormNamesLineAndTitle(t *testing.T) {
	ed := edition(t)
	db := modelstest.SQLite(t)
	register(t, db, ed, 3)
	s, err := FromForm("figures", []map[string]string{
		{"统一社会信用代码": code(1), "营业收入(千元)": "1,234.5", "职工总数": "10"},
		{"code": code(2), "营业收入(千元)": "约100", "从业人员": "5.5"},
		{"信用代码": ""},
		{"code": code(9), "研发费用": "—", "备注": "只是说明"},
	}, ReadOptions{Year: 2022})
	if err != nil {
		t.Fatal(err)
	}
	f, err := Plan(t.Context(), db, ed, s, PlanOptions{Year: 2022, Scope: models.Everything, Actor: clerk, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	got := expect(t, db, f, outcome{models.Create, ""}, outcome{models.Reject, `"cell":"第 2 行「营业收入(千元)」"`}, outcome{models.Reject, `"cell":"第 3 行「统一社会信用代码」"`}, outcome{models.Reject, "企业库中没有"})
	if y := after[models.FirmYear](t, got[0]); *y.Revenue != 123_450_000 || *y.Staff != 10 || y.RD != nil {
		t.Errorf("%+v", y)
	}
	if !strings.Contains(got[1].Faults, `第 2 行「职工总数」`) || f.File != "在线填报" || len(f.Digest) != 64 || got[3].Line != 4 {
		t.Errorf("%+v\n%s", f, got[1].Faults)
	}
	if text := remarks(s); text != "在线填报，共 4 行数据" {
		t.Errorf("the notes say %q", text)
	}
	// Its rejects come back as a workbook that can be corrected.
	data, book := rejected(t, db, f)
	sheet := book.GetSheetName(0)
	rows, err := book.GetRows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	revenue, _ := book.GetCellStyle(sheet, "B4")
	name, _ := book.GetCellStyle(sheet, "A4")
	if len(rows) != 6 || rows[3][1] != "约100" || revenue == name {
		t.Errorf("%q, styles %d %d", rows, revenue, name)
	}
	if s := read(t, data, "figures", ReadOptions{Year: 2022}); len(s.Lines) != 2 { // the blank one is no line of a workbook
		t.Errorf("%d lines", len(s.Lines))
	}
}

func TestEveryLineOfAFormCounts(t *testing.T) {
	// In a workbook these are a total, an example, a group and a blank row.
	s, err := FromForm("firms", []map[string]string{{"企业名称": "合计"}, {"企业名称": "示例"}, {"企业名称": "五华区"}, {}}, ReadOptions{})
	if err != nil || len(s.Lines) != 4 || len(s.Lines[0].Faults) != 0 || len(s.Lines[3].Faults) != 1 {
		t.Errorf("%+v, %v", s, err)
	}
	if title := s.Lines[3].Faults[0]; title.Cell != "第 4 行「企业名称」" || title.Detail != "必填，不能为空" {
		t.Errorf("%+v", title)
	}
}

func TestAFormThatCannotBeReadIsRefusedWithWhatToDo(t *testing.T) {
	line := map[string]string{"企业名称": "昆明甲有限公司"}
	many := make([]map[string]string, MaxFormLines+1)
	for i := range many {
		many[i] = line
	}
	for name, test := range map[string]struct {
		kind   string
		lines  []map[string]string
		opt    ReadOptions
		reason error
		says   string
	}{
		"an unknown kind":                  {"firmz", []map[string]string{line}, ReadOptions{}, ErrKind, "firmz"},
		"no line":                          {"firms", nil, ReadOptions{}, ErrEmpty, "没有填写"},
		"too many lines":                   {"firms", many, ReadOptions{}, ErrTooLarge, "一次最多 200 行"},
		"an unknown title":                 {"firms", []map[string]string{line, {"企业名称": "甲", "营业收人": "1"}}, ReadOptions{}, ErrColumns, "第 2 行的「营业收人」不是「企业名录」的列；可以填写：统一社会信用代码、企业名称"},
		"a field of the record":            {"firms", []map[string]string{{"企业名称": "甲", "registrar": "乙"}}, ReadOptions{}, ErrColumns, "registrar"},
		"one column under two titles":      {"firms", []map[string]string{{"企业名称": "甲", "name": "乙"}}, ReadOptions{}, ErrColumns, "同一列"},
		"a title of another year":          {"figures", []map[string]string{{"code": code(1), "2021年营业收入": "1"}}, ReadOptions{Year: 2022}, ErrColumns, "2021年营业收入"},
		"units that differ":                {"figures", []map[string]string{{"code": code(1), "营业收入(千元)": "1"}, {"code": code(2), "营业收入(万元)": "1"}}, ReadOptions{Year: 2022}, ErrUnit, "单位不同"},
		"a key beside a title with a unit": {"figures", []map[string]string{{"code": code(1), "营业收入(千元)": "1"}, {"code": code(2), "revenue": "1"}}, ReadOptions{Year: 2022}, ErrUnit, "第 2 行的「revenue」"},
		"a unit that is none":              {"figures", []map[string]string{{"code": code(1)}}, ReadOptions{Year: 2022, Unit: "斤"}, ErrUnit, "斤"},
		"a title longer than any other":    {"firms", []map[string]string{{strings.Repeat("企", 5000): "甲"}}, ReadOptions{}, ErrColumns, "…"},
	} {
		s, err := FromForm(test.kind, test.lines, test.opt)
		if !errors.Is(err, test.reason) || s != nil || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: %v", name, err)
		}
		if err != nil && len(err.Error()) > 2000 {
			t.Errorf("%s: %d bytes of message", name, len(err.Error()))
		}
	}
	s, err := FromForm("figures", []map[string]string{{"code": code(1), "2022年营业收入": "1"}}, ReadOptions{Year: 2022})
	if err != nil || s.Value(&s.Lines[0], "revenue").N != 1_000_000 {
		t.Errorf("a title of the year itself: %v", err)
	}
}

func TestTextsThatLookLikeFormulasStayText(t *testing.T) {
	ed := edition(t)
	db := modelstest.SQLite(t)
	evil := []string{"=cmd|' /C calc'!A0", "+1+1", "@SUM(A1)", "-2+3", `=HYPERLINK("http://x","甲")`}
	lines := make([]map[string]string, len(evil))
	for i, name := range evil {
		lines[i] = map[string]string{"企业名称": name, "成立日期": "=1+1"}
	}
	s, err := FromForm("firms", lines, ReadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	f, err := Plan(t.Context(), db, ed, s, PlanOptions{Scope: models.Everything, Actor: clerk, Now: now})
	if err != nil || f.Totals.Reject != len(evil) {
		t.Fatalf("%+v, %v", f, err)
	}
	data, book := rejected(t, db, f)
	noFormula(t, data)
	for i, name := range evil {
		for column := range 6 {
			cell := fmt.Sprintf("%s%d", columnName(column), rejectHeader+1+i)
			if kind, _ := book.GetCellType(firms.Name, cell); kind != excelize.CellTypeInlineString && kind != excelize.CellTypeSharedString && kind != excelize.CellTypeUnset {
				t.Errorf("%s has the type %d", cell, kind)
			}
		}
		if rows, _ := book.GetRows(firms.Name); !strings.Contains(strings.Join(rows[rejectHeader+i], "|"), name) {
			t.Errorf("%q is not shown", name)
		}
	}
	for _, k := range Kinds {
		var b bytes.Buffer
		if err := Template(k.ID, ed, &b); err != nil {
			t.Fatal(err)
		}
		noFormula(t, b.Bytes())
	}
}

// unpacked reads every part of a workbook.
func unpacked(t *testing.T, workbook []byte) map[string]string {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(workbook), int64(len(workbook)))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]string{}
	for _, f := range archive.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		parts[f.Name] = string(content)
	}
	return parts
}

// noFormula fails when a sheet of a workbook has a formula in a cell.
func noFormula(t *testing.T, workbook []byte) {
	t.Helper()
	for name, content := range unpacked(t, workbook) {
		if strings.HasPrefix(name, "xl/worksheets/") && (strings.Contains(content, "<f>") || strings.Contains(content, "<f ")) {
			t.Errorf("%s has a formula", name)
		}
	}
}

// FuzzForm: whatever a form holds, it is refused with a reason or every line of it is read.
func FuzzForm(f *testing.F) {
	f.Add(0, "企业名称", "昆明甲有限公司", "code", "91530102MA6K00014A")
	f.Add(1, "营业收入(千元)", "1,234.5", "2022年研发费用", "—")
	f.Add(2, "发证日期", "45000", "认定类别\n", "高新技术企业\x00")
	f.Add(3, "(((", ")))", "\xff\xfe", "=1+1")
	f.Fuzz(func(t *testing.T, kind int, title1, value1, title2, value2 string) {
		k := Kinds[uint(kind)%uint(len(Kinds))]
		s, err := FromForm(k.ID, []map[string]string{{title1: value1, title2: value2}, {title2: value1}}, ReadOptions{Year: 2022})
		if err != nil {
			if !errors.Is(err, ErrColumns) && !errors.Is(err, ErrUnit) {
				t.Errorf("%v", err)
			}
			return
		}
		if len(s.Lines) != 2 || len(s.Notes.Titles) == 0 {
			t.Errorf("%d lines, titles %+v", len(s.Lines), s.Notes.Titles)
		}
		for i := range s.Lines {
			for _, fault := range s.Lines[i].Faults {
				if !strings.HasPrefix(fault.Cell, fmt.Sprintf("第 %d 行「", i+1)) || fault.Title == "" {
					t.Errorf("%+v", fault)
				}
			}
		}
	})
}
