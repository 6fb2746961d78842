package models_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"yunti/models"
	"yunti/models/modelstest"
)

// manySteps gives n steps, two a line: a create, an update, a same and a reject in turn.
func manySteps(n int) iter.Seq[models.Step] {
	actions := []string{models.Create, models.Update, models.Same, models.Reject}
	return func(yield func(models.Step) bool) {
		for i := range n {
			if !yield(models.Step{Line: 5 + i/2, Seq: i % 2, Action: actions[i%4], Key: itoa(i), Name: "企业", Base: i % 4, After: `{"name":"` + strings.Repeat("梯", 50) + `"}`}) {
				return
			}
		}
	}
}

func file(tb testing.TB, db *models.DB, steps iter.Seq[models.Step]) *models.Filing {
	tb.Helper()
	f := &models.Filing{Kind: "figures", Year: 2023, File: "年度数据.xlsx"}
	if err := db.CreateFiling(tb.Context(), noon, clerk, f, steps); err != nil {
		tb.Fatal(err)
	}
	return f
}

func TestFilingIsStoredWithItsSteps(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		const n = 11_002
		f := file(t, db, manySteps(n))
		got, err := db.Filing(t.Context(), models.Everything, f.ID)
		if diff := cmp.Diff(f, got, sameMoment); diff != "" || err != nil {
			t.Error(diff, err)
		}
		want := models.Filing{ID: "F000001", Kind: "figures", Year: 2023, State: models.FilingDraft, File: "年度数据.xlsx", By: "李四", CreatedAt: noon,
			Totals: models.StepTotals{Create: 2751, Update: 2751, Same: 2750, Reject: 2750}, Version: 1}
		if diff := cmp.Diff(&want, got, sameMoment); diff != "" {
			t.Error(diff)
		}
		i := 0
		err = db.EachStep(t.Context(), models.Everything, f.ID, "", func(s *models.Step) error {
			if s.Line != 5+i/2 || s.Seq != i%2 || s.Key != itoa(i) {
				return fmt.Errorf("step %d is %+v", i, s)
			}
			i++
			return nil
		})
		if err != nil || i != n {
			t.Errorf("%d steps, %v", i, err)
		}
		rejects := 0
		err = db.EachStep(t.Context(), models.Everything, f.ID, models.Reject, func(s *models.Step) error { rejects++; return nil })
		if err != nil || rejects != 2750 {
			t.Errorf("%d rejects, %v", rejects, err)
		}
		page, total, err := db.Steps(t.Context(), models.Everything, f.ID, models.Update, 2, 10)
		if err != nil || total != 2751 || len(page) != 10 || page[0].Key != "41" || !strings.Contains(page[0].After, "梯") {
			t.Errorf("%d, %v, %v", total, page, err)
		}
	})
}

func TestStepsOfOneRowMayFillAPage(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		const n = 2500
		f := file(t, db, func(yield func(models.Step) bool) {
			for i := range n {
				if !yield(models.Step{Line: 3, Seq: i, Action: models.Create}) {
					return
				}
			}
		})
		seen := 0
		err := db.EachStep(t.Context(), models.Everything, f.ID, "", func(s *models.Step) error { seen++; return nil })
		if err != nil || seen != n {
			t.Errorf("%d of %d, %v", seen, n, err)
		}
	})
}

// TestBrokenPlanningLeavesNothingToSee stops in the middle of the steps, in the ways a program can.
func TestBrokenPlanningLeavesNothingToSee(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		ctx, cancel := context.WithCancel(t.Context())
		f := &models.Filing{Kind: "firms"}
		err := db.CreateFiling(ctx, noon, clerk, f, func(yield func(models.Step) bool) {
			for s := range manySteps(9000) {
				if s.Line == 4000 {
					cancel()
				}
				if !yield(s) {
					return
				}
			}
		})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
		if err := db.CreateFiling(t.Context(), noon, clerk, f, func(yield func(models.Step) bool) { yield(models.Step{Action: "merge"}) }); err == nil {
			t.Error("an unknown action was stored")
		}
		// A process that died: its filing stays in planning.
		put(t, db, &models.Filing{ID: "F000099", State: models.FilingPlanning, CreatedAt: noon}, &models.Step{Filing: "F000099", Line: 1, Action: models.Create})
		if _, err := db.Filing(t.Context(), models.Everything, "F000099"); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("it can be seen: %v", err)
		}
		if _, total, err := db.Filings(t.Context(), models.Everything, models.FilingFilter{}); err != nil || total != 0 {
			t.Errorf("%d filings, %v", total, err)
		}
		for _, want := range []int{0, 1} {
			if n, err := db.SweepFilings(t.Context(), noon.Add(time.Duration(want)*time.Hour)); err != nil || n != want {
				t.Errorf("%d swept, %v", n, err)
			}
		}
		for _, record := range []any{&models.Step{}, &models.Filing{}} {
			var left int64
			if err := db.Read.Model(record).Count(&left).Error; err != nil || left != 0 {
				t.Errorf("%d lines of %T left, %v", left, record, err)
			}
		}
	})
}

func TestFilingsAreListedTheNewestFirst(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		for i := range 5 {
			f := &models.Filing{Kind: []string{"firms", "figures"}[i%2], Year: 2020 + i%2}
			if err := db.CreateFiling(t.Context(), noon.Add(time.Duration(i)*time.Second), models.Actor{Who: "甲乙丙丁戊"[3*i : 3*i+3]}, f, manySteps(0)); err != nil {
				t.Fatal(err)
			}
		}
		for _, test := range []struct {
			filter models.FilingFilter
			want   string
			total  int
		}{
			{models.FilingFilter{}, "5 4 3 2 1", 5}, {models.FilingFilter{Page: 2, Size: 2}, "3 2", 5}, {models.FilingFilter{Kind: "figures"}, "4 2", 2},
			{models.FilingFilter{Year: 2020, By: "丙"}, "3", 1}, {models.FilingFilter{State: models.FilingApplied}, "", 0},
			{models.FilingFilter{State: models.FilingPlanning}, "", 0},
		} {
			items, total, err := db.Filings(t.Context(), models.Everything, test.filter)
			var ids []string
			for _, item := range items {
				ids = append(ids, strings.TrimLeft(item.ID, "F0"))
			}
			if got := strings.Join(ids, " "); err != nil || got != test.want || total != test.total {
				t.Errorf("%+v: %s of %d, %v", test.filter, got, total, err)
			}
		}
	})
}

func TestOneRequestFilesOnce(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		key := strings.Repeat("ab", 32)
		var wg sync.WaitGroup
		var mu sync.Mutex
		stored := 0
		for range 4 {
			wg.Go(func() {
				err := db.CreateFiling(t.Context(), noon, clerk, &models.Filing{Kind: "firms", RequestKey: &key}, manySteps(3))
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					stored++
				} else if !errors.Is(err, gorm.ErrDuplicatedKey) {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		f, err := db.FilingByRequest(t.Context(), models.Everything, key)
		if err != nil || f.Totals.Create != 1 || stored != 1 {
			t.Errorf("%d stored, %+v, %v", stored, f, err)
		}
	})
}
