package models_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"yunti/models"
	"yunti/models/modelstest"
	"yunti/tiering"
)

// forYear keeps of facts what judging year needs.
func forYear(f tiering.Facts, year int) tiering.Facts {
	f.Figures = slices.DeleteFunc(slices.Clone(f.Figures), func(y tiering.Figures) bool { return y.Year < year-3 || y.Year > year })
	f.Scale = slices.DeleteFunc(slices.Clone(f.Scale), func(l tiering.ScaleLine) bool { return l.Year != year })
	f.Directories = slices.DeleteFunc(slices.Clone(f.Directories), func(y int) bool { return y != year })
	return f
}

// TestStreamGivesEveryFirmTheFactsItHas compares the fast path with the one for a single firm, over more than one batch.
func TestStreamGivesEveryFirmTheFactsItHas(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		const firms = 5300
		modelstest.Fill(t, db, firms, 2023)
		put(t, db, &models.Assessment{Code: modelstest.Code(77), Year: 2022, Score: "hnte_score", Points: 75, Origin: origin},
			&models.FirmYear{Code: modelstest.Code(77), Year: 2017, Revenue: figure(1), Origin: origin},
			&models.FirmYear{Code: "00000000000000000A", Year: 2023, Origin: origin}, // no such firm
			&models.FirmYear{Code: "915301ZZZZZZZZZZZZ", Year: 2023, Origin: origin},
			&models.Recognition{Holder: "~昆明某研究院", Kind: "tech_building", Ref: "1", Origin: origin})
		last, n := "", 0
		err := db.StreamFacts(t.Context(), 2022, "", func(batch []models.FirmFacts) error {
			for i := range batch {
				f := &batch[i]
				if f.Firm.Code <= last || f.Firm.Code != f.Facts.Code {
					t.Fatalf("%s follows %s", f.Firm.Code, last)
				}
				last = f.Firm.Code
				if n++; n%97 != 0 && f.Firm.Code != modelstest.Code(77) {
					continue
				}
				whole, facts, err := db.Facts(t.Context(), f.Firm.Code)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(forYear(facts, 2022), f.Facts, cmpopts.EquateEmpty()); diff != "" {
					t.Errorf("%s: one −, stream +\n%s", f.Firm.Code, diff)
				}
				frozen := models.Firm{Code: whole.Code, Name: whole.Name, County: whole.County, Zones: whole.Zones, Industry: whole.Industry,
					Field: whole.Field, Founded: whole.Founded, State: whole.State, StateDay: whole.StateDay}
				if diff := cmp.Diff(frozen, f.Firm); diff != "" {
					t.Error(diff)
				}
			}
			return nil
		})
		if err != nil || n != firms {
			t.Errorf("%d firms, %v", n, err)
		}
	})
}

func TestStreamGoesOnAfterACode(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		put(t, db, firm("A1", "甲"), firm("A2", "乙"), firm("A3", "丙"))
		var codes []string
		err := db.StreamFacts(t.Context(), 2023, "A1", func(batch []models.FirmFacts) error {
			for _, f := range batch {
				codes = append(codes, f.Firm.Code)
			}
			return nil
		})
		if diff := cmp.Diff([]string{"A2", "A3"}, codes); diff != "" || err != nil {
			t.Error(diff, err)
		}
	})
}

// TestStreamSeesOneMoment changes every firm while the first batch is looked at.
func TestStreamSeesOneMoment(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		putFirms(t, db, 5200)
		put(t, db, &models.FirmYear{Code: numbered(5100), Year: 2023, Origin: origin}, &models.Recognition{Holder: numbered(5100), Kind: "hnte", Ref: "1", Origin: origin})
		changed, n := false, 0
		err := db.StreamFacts(t.Context(), 2023, "", func(batch []models.FirmFacts) error {
			if !changed {
				changed = true
				for _, statement := range []string{"UPDATE firms SET state = '注销'", "DELETE FROM firm_years", "UPDATE recognitions SET kind = 'x'"} {
					if err := db.Write.Exec(statement).Error; err != nil {
						return err
					}
				}
			}
			for i := range batch {
				f := &batch[i]
				if n++; f.Firm.State != "在业" {
					t.Fatalf("%s is %s", f.Firm.Code, f.Firm.State)
				}
				if f.Firm.Code == numbered(5100) && (len(f.Facts.Figures) != 1 || f.Facts.Recognitions[0].Kind != "hnte") {
					t.Errorf("%+v", f.Facts)
				}
			}
			return nil
		})
		if err != nil || n != 5200 {
			t.Errorf("%d firms, %v", n, err)
		}
	})
}

func TestStreamEndsWithItsCallersError(t *testing.T) {
	stop := errors.New("enough")
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		putFirms(t, db, 5200)
		calls := 0
		err := db.StreamFacts(t.Context(), 2023, "", func([]models.FirmFacts) error { calls++; return stop })
		if err != stop || calls != 1 {
			t.Errorf("%d calls, %v", calls, err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		err = db.StreamFacts(ctx, 2023, "", func([]models.FirmFacts) error { cancel(); return nil })
		if !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
		if err := db.StreamFacts(t.Context(), 2023, "", func([]models.FirmFacts) error { return nil }); err != nil {
			t.Errorf("the next stream: %v", err)
		}
	})
}

func TestReviewRefusesRecordsThatMoved(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		put(t, db, firm("A1", "甲"))
		r := begin(t, db, 2023)
		if err := db.ReviewFacts(t.Context(), r, func([]models.FirmFacts) error { return nil }); err != nil {
			t.Fatal(err)
		}
		if err := db.Tx(t.Context(), models.Bump); err != nil {
			t.Fatal(err)
		}
		err := db.ReviewFacts(t.Context(), r, func([]models.FirmFacts) error { t.Error("called"); return nil })
		if !errors.Is(err, models.ErrMoved) {
			t.Errorf("got %v", err)
		}
	})
}
