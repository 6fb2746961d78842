package exports_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"gorm.io/gorm"

	"yunti/exports"
	"yunti/models"
	"yunti/models/modelstest"
	"yunti/policy"
)

// kunming is the zone of the bureau.
var kunming = time.FixedZone("CST", 8*3600)

// trailAt is when the trails of the tests are exported.
var trailAt = time.Date(2026, 11, 22, 9, 30, 0, 0, kunming)

// writeTrail writes a trail of one working day, with texts that somebody hopes a spreadsheet will carry out.
func writeTrail(t *testing.T, db *models.DB) {
	t.Helper()
	begins := time.Date(2026, 11, 20, 8, 59, 30, 0, kunming)
	for i, l := range []struct {
		actor                 models.Actor
		action, subject, firm string
		detail                any
	}{
		{models.Actor{Who: "cron", From: "cron"}, "job.finish", "sweep", "", map[string]any{"due": "2026-11-20 03:30", "note": "清理中断的申报 0 件"}},
		{models.Actor{Who: "=HYPERLINK(\"http://x\")", From: "10.3.0.9", Request: "Q1"}, "session.fail", "=cmd|' /C calc'!A0", "", nil},
		{models.Actor{Who: "yunfu", Role: models.RoleIncubator, From: "10.3.0.9", Request: "Q2"}, "session.open", "yunfu", "", nil},
		{models.Actor{Who: "yunfu", Role: models.RoleIncubator, From: "10.3.0.9", Request: "Q3"}, "filing.submit", "F000012", "",
			models.Change{Before: map[string]any{"state": "draft"}, After: map[string]any{"state": "submitted", "round": 3}}},
		{models.Actor{Who: "wuhua", Role: models.RoleCounty, From: "10.1.0.5", Request: "Q4"}, "filing.return", "F000012", "",
			models.Change{Before: map[string]any{"state": "submitted"}, After: map[string]any{"state": "returned", "opinion": "第 3 行的营业收入与审计报告不一致，请核对后重新提交；<b>附件</b>缺第 2 页。\n另请补充专项审计报告。"}}},
		{models.Actor{Who: "shiju", Role: models.RoleCity, From: "10.0.0.2", Request: "Q5"}, "user.sniff", "x\x01y", "91530100MA6K1LXN4T", nil},
		{models.Actor{Who: "root", From: "cli"}, "audit.export", "", "", map[string]any{}},
	} {
		err := db.Tx(t.Context(), func(tx *gorm.DB) error {
			return models.AuditFirm(tx, begins.Add(time.Duration(i)*time.Hour), l.actor, l.action, l.subject, l.firm, l.detail)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// trailOf exports a trail.
func trailOf(t *testing.T, db *models.DB, f models.TrailFilter) []byte {
	t.Helper()
	var b bytes.Buffer
	extract, err := exports.Trail(t.Context(), db, f, "审计员甲", trailAt, &b)
	if err != nil {
		t.Fatal(err)
	}
	lines := 0
	head, err := db.EachEntry(t.Context(), f, func(*models.Entry) error { lines++; return nil })
	if want := (exports.Extract{Filter: f, Lines: lines, Anchor: head}); err != nil || extract != want {
		t.Errorf("extract %+v, want %+v, %v", extract, want, err)
	}
	return b.Bytes()
}

func TestTheTrailAsAWorkbook(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		writeTrail(t, db)
		workbook := trailOf(t, db, models.TrailFilter{})
		if path := os.Getenv("YUNTI_TEST_TRAIL"); path != "" { // for looking at it
			if err := os.WriteFile(path, workbook, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		text := dump(t, workbook)
		golden(t, "trail", text)
		head, err := db.TrailHead(t.Context())
		if err != nil || !strings.Contains(text, head.String()) {
			t.Errorf("the anchor %s is not in the workbook, %v", head, err)
		}
		f, err := excelize.OpenReader(bytes.NewReader(workbook))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		rows, err := f.GetRows("操作记录")
		if err != nil {
			t.Fatal(err)
		}
		for r, row := range rows {
			for c := range row {
				cell, _ := excelize.CoordinatesToCellName(c+1, r+1)
				if formula, _ := f.GetCellFormula("操作记录", cell); formula != "" {
					t.Errorf("%s became the formula %q", cell, formula)
				}
			}
		}
	})
}

func TestTheTrailSaysByWhatItWasChosen(t *testing.T) {
	db := modelstest.SQLite(t)
	writeTrail(t, db)
	day := policy.NewDay(2026, 11, 20)
	for _, c := range []struct {
		f     models.TrailFilter
		want  string
		lines int
	}{
		{models.TrailFilter{}, "筛选条件：无（全部记录）　共 7 条", 7},
		{models.TrailFilter{Who: "yunfu", Action: "filing.", From: day, To: day}, "筛选条件：人员 yunfu，操作 filing.，日期 2026-11-20　共 1 条", 1},
		{models.TrailFilter{Subject: "F000012", From: day}, "筛选条件：对象 F000012，日期 2026-11-20 起　共 2 条", 2},
		{models.TrailFilter{Firm: "91530100MA6K1LXN4T", To: day}, "筛选条件：企业 91530100MA6K1LXN4T，日期 至 2026-11-20　共 1 条", 1},
		{models.TrailFilter{From: day.AddDays(1), To: day.AddDays(3)}, "筛选条件：日期 2026-11-21 至 2026-11-23　共 0 条", 0},
	} {
		text := dump(t, trailOf(t, db, c.f))
		hashes := regexp.MustCompile(`(?m)\| [0-9a-f]{64}$`).FindAllString(text, -1)
		if !strings.Contains(text, c.want) || len(hashes) != c.lines || strings.Contains(text, "本年度") {
			t.Errorf("%+v: %d lines\n%s", c.f, len(hashes), text)
		}
	}
	if text := dump(t, trailOf(t, modelstest.SQLite(t), models.TrailFilter{})); !strings.Contains(text, "锚点：（还没有操作记录）") {
		t.Errorf("an empty trail:\n%s", text)
	}
}

// failing is a writer that takes nothing.
type failing struct{ wrote int }

func (f *failing) Write(b []byte) (int, error) {
	f.wrote += len(b)
	return 0, errors.New("full")
}

func TestATrailThatCannotBeReadWritesNothing(t *testing.T) {
	db := modelstest.SQLite(t)
	writeTrail(t, db)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	w := new(failing)
	if _, err := exports.Trail(ctx, db, models.TrailFilter{}, "x", trailAt, w); !errors.Is(err, context.Canceled) || w.wrote != 0 {
		t.Errorf("%d bytes, %v", w.wrote, err)
	}
	if _, err := exports.Trail(t.Context(), db, models.TrailFilter{}, "x", trailAt, w); err == nil {
		t.Error("a full disk is not reported")
	}
}
