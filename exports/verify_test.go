package exports_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"yunti/exports"
	"yunti/models"
	"yunti/models/modelstest"
)

// handedOut writes the annual report of the small city and records it as handed out.
func handedOut(t *testing.T, db *models.DB) []byte {
	t.Helper()
	populate(t, db)
	book := theBook(t)
	review(t, db, book, 2022, true)
	review(t, db, book, 2023, true)
	return issue(t, db, "annual")
}

func issue(t *testing.T, db *models.DB, key string) []byte {
	t.Helper()
	report := theReport(key)
	source, err := exports.Open(t.Context(), db, models.Everything, report, exports.Request{Year: 2023, By: "李四", At: morning(2024)})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	issued, err := report.Write(t.Context(), source, &b)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.IssueReport(t.Context(), morning(2024), zhang, issued); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func verify(t *testing.T, db *models.DB, workbook []byte) *exports.Verification {
	t.Helper()
	v, err := exports.Verify(t.Context(), db, bytes.NewReader(workbook), int64(len(workbook)))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// resaved opens a workbook with excelize, edits it and saves it.
func resaved(t *testing.T, workbook []byte, edit func(f *excelize.File) error) []byte {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(workbook))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := edit(f); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestACopyIsHeldAgainstWhatWasHandedOut(t *testing.T) {
	changed := func(sheet string, row int) []exports.SheetChange {
		return []exports.SheetChange{{Sheet: sheet, Kind: "changed", From: row, To: row}}
	}
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		original := handedOut(t, db)
		v := verify(t, db, original)
		if v.State != exports.Genuine || !v.Identical || !v.Current || v.Name != "年度梯度培育报告" || v.Issued.By != "李四" || v.Issued.Review != "2023-1" {
			t.Fatalf("the original: %+v", v)
		}
		for name, c := range map[string]struct {
			edit func(f *excelize.File) error
			want []exports.SheetChange // none: genuine
		}{
			"saved again": {func(f *excelize.File) error { return nil }, nil},
			"another number format": {func(f *excelize.File) error {
				style, err := f.NewStyle(&excelize.Style{NumFmt: 1, Font: &excelize.Font{Bold: true}})
				if err != nil {
					return err
				}
				return f.SetCellStyle("总览", "B5", "H9", style)
			}, nil},
			"other widths and heights": {func(f *excelize.File) error {
				if err := f.SetColWidth("总览", "A", "C", 33); err != nil {
					return err
				}
				return f.SetRowHeight("总览", 6, 40)
			}, nil},
			"the foot of a page without the number": {func(f *excelize.File) error { return f.SetHeaderFooter("总览", nil) }, nil},
			"a changed number":                      {func(f *excelize.File) error { return f.SetCellInt("总览", "B6", 77) }, changed("总览", 6)},
			"a changed digit far behind the point":  {func(f *excelize.File) error { return f.SetCellFloat("瞪羚企业", "K4", 7800.000001, -1, 64) }, changed("瞪羚企业", 4)},
			"a changed name":                        {func(f *excelize.File) error { return f.SetCellStr("晋级名单", "B4", "别家") }, changed("晋级名单", 4)},
			"an emptied cell":                       {func(f *excelize.File) error { return f.SetCellValue("晋级名单", "C4", nil) }, changed("晋级名单", 4)},
			"an added row":                          {func(f *excelize.File) error { return f.InsertRows("降级失效名单", 5, 1) }, changed("降级失效名单", 5)},
			"a deleted row":                         {func(f *excelize.File) error { return f.RemoveRow("降级失效名单", 5) }, changed("降级失效名单", 5)},
			"a line below the end":                  {func(f *excelize.File) error { return f.SetCellStr("晋级名单", "A40", "补充") }, changed("晋级名单", 8)},
			"another sheet":                         {func(f *excelize.File) error { _, err := f.NewSheet("附表"); return err }, []exports.SheetChange{{Sheet: "附表", Kind: "added"}}},
			"a deleted sheet":                       {func(f *excelize.File) error { return f.DeleteSheet("新进名单") }, []exports.SheetChange{{Sheet: "新进名单", Kind: "missing"}}},
			"a renamed sheet": {func(f *excelize.File) error { return f.SetSheetName("新进名单", "名单") },
				[]exports.SheetChange{{Sheet: "新进名单", Kind: "missing"}, {Sheet: "名单", Kind: "added"}}},
		} {
			want := exports.Genuine
			if c.want != nil {
				want = exports.Changed
			}
			if v := verify(t, db, resaved(t, original, c.edit)); v.State != want || v.Identical || !slices.Equal(v.Changes, c.want) {
				t.Errorf("%s: %s %+v, want %+v", name, v.State, v.Changes, c.want)
			}
		}
	})
}

func TestAReportOfAnEarlierPublicationSaysSo(t *testing.T) {
	db := modelstest.SQLite(t)
	original := handedOut(t, db)
	review(t, db, theBook(t), 2023, true)
	v := verify(t, db, original)
	if v.State != exports.Genuine || v.Current || !strings.Contains(strings.Join(v.Text(), "\n"), "已不是该年度现行的评价") {
		t.Errorf("%+v %v", v, v.Text())
	}
}

func TestNumbersThatWereNeverGiven(t *testing.T) {
	db := modelstest.SQLite(t)
	original := handedOut(t, db)
	number := verify(t, db, original).Number
	other := modelstest.SQLite(t)
	if v := verify(t, other, original); v.State != exports.Unknown || v.Number != number || v.Issued != nil {
		t.Errorf("elsewhere: %+v", v)
	}
	plain := resaved(t, original, func(f *excelize.File) error {
		for _, name := range f.GetSheetList() {
			if _, err := f.NewSheet("空"); err != nil {
				return err
			}
			if err := f.DeleteSheet(name); err != nil {
				return err
			}
		}
		return nil
	})
	if v := verify(t, db, plain); v.State != exports.Unnumbered || v.Number != "" {
		t.Errorf("without any of its sheets: %+v", v)
	}
	for name, file := range map[string][]byte{"nothing": nil, "no archive": []byte("not a workbook"), "cut off": original[:len(original)/2]} {
		if _, err := exports.Verify(t.Context(), db, bytes.NewReader(file), int64(len(file))); !errors.Is(err, exports.ErrNotWorkbook) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestAWorkbookSurvivesLibreOffice opens and saves every report in a program that writes each part of it anew.
func TestAWorkbookSurvivesLibreOffice(t *testing.T) {
	office, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("soffice is not installed")
	}
	db := modelstest.SQLite(t)
	handedOut(t, db)
	for _, report := range exports.Reports {
		if report.Needs != exports.NeedsYear {
			continue
		}
		saved := throughOffice(t, office, issue(t, db, report.Key))
		if v := verify(t, db, saved); v.State != exports.Genuine || v.Identical {
			t.Errorf("%s: %v", report.Key, v.Text())
		}
		edited := resaved(t, saved, func(f *excelize.File) error { return f.SetCellStr(f.GetSheetList()[0], "B4", "改") })
		if v := verify(t, db, edited); v.State != exports.Changed {
			t.Errorf("%s, edited: %v", report.Key, v.Text())
		}
	}
}

// throughOffice saves a workbook with LibreOffice.
func throughOffice(t *testing.T, office string, workbook []byte) []byte {
	t.Helper()
	dir := t.TempDir()
	in, out := filepath.Join(dir, "in.xlsx"), filepath.Join(dir, "out")
	if err := os.WriteFile(in, workbook, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(context.WithoutCancel(t.Context()), office, "--headless", "-env:UserInstallation=file://"+filepath.Join(dir, "profile"),
		"--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", out, in)
	if text, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, text)
	}
	saved, err := os.ReadFile(filepath.Join(out, "in.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	return saved
}
