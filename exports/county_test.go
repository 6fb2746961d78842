package exports_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"gorm.io/gorm"

	"yunti/exports"
	"yunti/models"
	"yunti/models/modelstest"
)

// wuhua is the scope of a county office.
var wuhua = models.Scope{County: "530102"}

// reportOf writes the annual report of a year as somebody with that scope gets it.
func reportOf(t testing.TB, db *models.DB, scope models.Scope, year int) []byte {
	t.Helper()
	return written(t, db, "annual", scope, exports.Request{Year: year, By: "王五", At: morning(2024)})
}

// parts unpacks a workbook: every file of the package by its name.
func parts(t testing.TB, workbook []byte) map[string]string {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(workbook), int64(len(workbook)))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, f := range archive.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		all[f.Name] = string(content)
	}
	return all
}

// absent fails for every part that holds one of the words.
func absent(t *testing.T, all map[string]string, words ...string) {
	t.Helper()
	for name, content := range all {
		for _, word := range words {
			if strings.Contains(content, word) {
				t.Errorf("%s holds %q", name, word)
			}
		}
	}
}

func TestACountyReportHoldsNothingOfAnotherCounty(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		book := theBook(t)
		populate(t, db)
		review(t, db, book, 2022, true)
		// One firm moves away and another one comes between the two reviews.
		change(t, db, func(tx *gorm.DB) error {
			return errors.Join(tx.Model(&models.Firm{}).Where("code = ?", code(9)).Update("county", "530181").Error,
				tx.Model(&models.Firm{}).Where("code = ?", code(0)).Update("county", "530102").Error)
		})
		r := review(t, db, book, 2023, true)
		report := reportOf(t, db, wuhua, 2023)
		all := parts(t, report)
		text := dump(t, report)

		var foreign []string
		own := 0
		if err := db.EachResult(t.Context(), models.Everything, r.ID, func(x *models.Result) error {
			if x.County != "530102" {
				foreign = append(foreign, x.Code, x.Name)
			} else {
				own++
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if len(foreign) < 4 || own < 8 {
			t.Fatalf("the city has %d own firms and %d foreign words", own, len(foreign))
		}
		absent(t, all, foreign...)
		tables, _, _ := strings.Cut(text, "## 政策依据") // the documents' own words may name any place
		absent(t, map[string]string{"the report": tables}, "呈贡", "安宁", "盘龙", "昆明市2023年度", "昆明市科学技术局")
		for _, want := range []string{"五华区科技创新主体年度梯度培育报告（2023年度）", "五华区2023年度科技创新主体梯度培育总览", "填报单位：五华区科技部门",
			fmt.Sprintf("评价 %d 户", own), code(0), code(8)} {
			if !strings.Contains(text, want) {
				t.Errorf("the report lacks %q", want)
			}
		}
		countsAgree(t, db, r, report)
	})
}

// countsAgree compares 总览 and the lists of a county's report with counts made by hand from the results.
func countsAgree(t *testing.T, db *models.DB, r *models.Review, report []byte) {
	t.Helper()
	now, before, moves := map[string]int{}, map[string]int{}, map[string]int{}
	count := func(review string, fn func(x *models.Result)) {
		err := db.EachResult(t.Context(), models.Everything, review, func(x *models.Result) error {
			if x.County == "530102" {
				fn(x)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	count(r.ID, func(x *models.Result) {
		now["growth "+x.Growth]++
		now["unicorn "+x.Unicorn]++
		moves[x.GrowthMove]++
		moves[x.UnicornMove]++
	})
	count(r.Previous, func(x *models.Result) { before["growth "+x.Growth]++; before["unicorn "+x.Unicorn]++ })
	f, err := excelize.OpenReader(bytes.NewReader(report), excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if slices.Contains(f.GetSheetList(), "分县区") {
		t.Error("a county's report compares counties")
	}
	edition, err := db.Edition(t.Context(), r.Edition)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := f.GetRows("总览")
	if err != nil {
		t.Fatal(err)
	}
	at, seen := 0, 0
	for _, ladder := range edition.Ladders {
		at += slices.IndexFunc(rows[at:], func(row []string) bool { return len(row) > 0 && row[0] == name(edition.Tiers, ladder.Tiers[0]) })
		for _, tier := range ladder.Tiers {
			key := ladder.ID + " " + tier
			expect(t, key, rows[at], map[int]int{1: now[key], 2: before[key]})
			seen += now[key] + before[key]
			at++
		}
	}
	if seen < 10 {
		t.Errorf("only %d positions were compared", seen)
	}
	for sheet, codes := range map[string][]string{"新进名单": {"entered"}, "晋级名单": {"promoted"}, "降级失效名单": {"demoted", "lapsed", "revoked"},
		"毕业名单": {"outgrown", "aged_out", "listed_out"}, "迁出注销名单": {"left"}} {
		want := 0
		for _, code := range codes {
			want += moves[code]
		}
		if got := listed(t, f, sheet); got != want {
			t.Errorf("%s lists %d, counted by hand there are %d", sheet, got, want)
		}
	}
	zones, err := f.GetRows("分开发区")
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range zones {
		if len(row) > 0 && (row[0] == "度假区" || row[0] == "阳宗海") {
			t.Errorf("the zone %s has no firm of the county", row[0])
		}
	}
}

func TestTheReportIsForTheCityAndForCountiesOnly(t *testing.T) {
	db := modelstest.SQLite(t)
	populate(t, db)
	review(t, db, theBook(t), 2023, true)
	for name, scope := range map[string]models.Scope{"nothing": {}, "an incubator": {Incubator: "云测孵化器", Day: 20240705}, "a county that is none": {County: "110101"},
		"only a day": {Day: 20240705}} {
		if source, err := exports.Open(t.Context(), db, scope, theReport("annual"), exports.Request{Year: 2023, By: "王五", At: morning(2024)}); !errors.Is(err, models.ErrForbidden) || source != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	// A source that was made by hand without a scope has no rows to show.
	source, err := exports.Open(t.Context(), db, models.Everything, theReport("annual"), exports.Request{Year: 2023, By: "王五", At: morning(2024)})
	if err != nil {
		t.Fatal(err)
	}
	source.Scope = models.Scope{}
	var b bytes.Buffer
	if _, err := theReport("annual").Write(t.Context(), source, &b); err != nil {
		t.Fatal(err)
	}
	absent(t, parts(t, b.Bytes()), code(1), code(5))
}

func TestNoReportHoldsPersonalData(t *testing.T) {
	db := modelstest.SQLite(t)
	populate(t, db)
	change(t, db, func(tx *gorm.DB) error {
		return tx.Model(&models.Firm{}).Where("1 = 1").Updates(map[string]any{"contact": "赵联系", "phone": "13812345678", "registrar": "云测孵化器"}).Error
	})
	review(t, db, theBook(t), 2022, true)
	review(t, db, theBook(t), 2023, true)
	for _, scope := range []models.Scope{models.Everything, wuhua} {
		all := parts(t, reportOf(t, db, scope, 2023))
		absent(t, all, "赵联系", "13812345678", "138****", "联系电话", "联系人")
	}
}

func TestNamesThatLookLikeFormulasStayText(t *testing.T) {
	db := modelstest.SQLite(t)
	populate(t, db)
	names := []string{"=cmd|' /C calc'!A0", "+1+1", "@SUM(A1)", "-2+3", "=HYPERLINK(\"http://x\",\"甲\")", "\t=1+1"}
	change(t, db, func(tx *gorm.DB) error {
		for i, name := range names {
			if err := tx.Model(&models.Firm{}).Where("code = ?", code(i)).Update("name", name).Error; err != nil {
				return err
			}
		}
		return nil
	})
	review(t, db, theBook(t), 2022, true)
	review(t, db, theBook(t), 2023, true)
	for _, scope := range []models.Scope{models.Everything, wuhua} {
		report := reportOf(t, db, scope, 2023)
		for part, content := range parts(t, report) {
			if strings.HasPrefix(part, "xl/worksheets/") && (strings.Contains(content, "<f>") || strings.Contains(content, "<f ")) {
				t.Errorf("%s holds a formula", part)
			}
			if strings.HasPrefix(part, "xl/externalLinks") {
				t.Errorf("%s links to another file", part)
			}
		}
		f, err := excelize.OpenReader(bytes.NewReader(report))
		if err != nil {
			t.Fatal(err)
		}
		found := map[string]bool{}
		for _, sheet := range f.GetSheetList() {
			rows, err := f.GetRows(sheet)
			if err != nil {
				t.Fatal(err)
			}
			for r, row := range rows {
				for c, value := range row {
					if !slices.Contains(names, value) {
						continue
					}
					found[value] = true
					cell, _ := excelize.CoordinatesToCellName(c+1, r+1)
					if kind, err := f.GetCellType(sheet, cell); err != nil || kind != excelize.CellTypeInlineString && kind != excelize.CellTypeSharedString {
						t.Errorf("%s!%s (%s) has the type %d, %v", sheet, cell, strconv.Quote(value), kind, err)
					}
				}
			}
		}
		f.Close()
		if len(found) < 4 {
			t.Errorf("only %d of the names were found: %v", len(found), found)
		}
	}
}
