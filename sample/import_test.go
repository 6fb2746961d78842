package sample_test

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"yunti/importers"
	"yunti/models"
	"yunti/policy"
	"yunti/sample"
)

// clerk is who imports the city in these tests, and when.
var (
	clerk = models.Actor{Who: "样例", From: "test"}
	today = time.Date(2025, 4, 30, 9, 0, 0, 0, time.UTC)
)

// read reads a workbook as the roster that its name says.
func read(t *testing.T, path string) (*importers.Sheet, int) {
	t.Helper()
	name := filepath.Base(path)
	kind, years, _ := strings.Cut(strings.TrimSuffix(name, ".xlsx"), "-")
	year, _ := strconv.Atoi(years)
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		t.Fatal(err)
	}
	sheet, err := importers.Read(file, info.Size(), name, kind, importers.ReadOptions{Year: year})
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return sheet, year
}

func TestEveryWorkbookReadsWithoutFaults(t *testing.T) {
	paths, err := sample.Write(t.Context(), t.TempDir(), sample.Options{Firms: 1500, Seed: 7}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		sheet, _ := read(t, path)
		if len(sheet.Lines) == 0 || len(sheet.Notes.Unknown) > 0 {
			t.Errorf("%s: %d lines, unknown titles %v", sheet.File, len(sheet.Lines), sheet.Notes.Unknown)
		}
		for _, l := range sheet.Lines {
			for _, f := range l.Faults {
				t.Errorf("%s %s %s %q: %s", sheet.File, f.Cell, f.Title, f.Value, f.Detail)
			}
		}
	}
}

// The whole city goes in without a reject, and a second time nothing changes.
func TestTheCityIsTakenInWithoutRejects(t *testing.T) {
	book, err := policy.Load(policy.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	edition, err := book.At(policy.DayOf(today))
	if err != nil {
		t.Fatal(err)
	}
	db, err := models.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "city.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := models.Migrate(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	paths, err := sample.Write(t.Context(), t.TempDir(), sample.Options{Firms: 600, Seed: 7}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for round := range 2 {
		for _, path := range paths {
			sheet, year := read(t, path)
			filing, err := importers.Plan(t.Context(), db, edition, sheet, importers.PlanOptions{Year: year, Scope: models.Everything, Actor: clerk, Now: today})
			if err != nil {
				t.Fatalf("%s: %v", sheet.File, err)
			}
			if round == 0 && filing.Totals.Create != len(sheet.Lines) || round == 1 && filing.Totals.Same != len(sheet.Lines) {
				t.Errorf("%s, time %d: %d lines, %d new, %d changed, %d same, %d rejected", sheet.File, round+1, len(sheet.Lines),
					filing.Totals.Create, filing.Totals.Update, filing.Totals.Same, filing.Totals.Reject)
			}
			if err := db.EachStep(t.Context(), models.Everything, filing.ID, models.Reject, func(s *models.Step) error {
				t.Errorf("%s row %d: %s", sheet.File, s.Line, s.Faults)
				return nil
			}); err != nil {
				t.Fatal(err)
			}
			if round == 0 {
				if _, err := importers.Apply(t.Context(), db, models.Everything, filing.ID, clerk, today); err != nil {
					t.Fatalf("%s: %v", sheet.File, err)
				}
			}
		}
	}
}
