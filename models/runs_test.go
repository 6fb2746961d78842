package models_test

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gorm.io/gorm"

	"yunti/models"
	"yunti/models/modelstest"
)

var due = time.Date(2024, 7, 1, 0, 0, 0, 0, time.FixedZone("CST", 8*3600))

func TestOneServerGetsADueTime(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		var claimed atomic.Int64
		var wg sync.WaitGroup
		for i := range 10 {
			wg.Go(func() {
				got, err := db.ClaimRun(t.Context(), noon, "review", due.UTC(), fmt.Sprint("server", i), time.Minute)
				if err != nil {
					t.Error(err)
				}
				if got {
					claimed.Add(1)
				}
			})
		}
		wg.Wait()
		if claimed.Load() != 1 {
			t.Errorf("%d servers got it", claimed.Load())
		}
		for _, other := range []struct {
			job string
			due time.Time
		}{{"backup", due}, {"review", due.AddDate(1, 0, 0)}} {
			if got, err := db.ClaimRun(t.Context(), noon, other.job, other.due, "me", time.Minute); !got || err != nil {
				t.Errorf("%v: %v, %v", other, got, err)
			}
		}
	})
}

func TestRunIsTakenOverWhenItsLeaseEndsAndNeverAfterItsEnd(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		claim := func(at time.Time, owner string) bool {
			t.Helper()
			got, err := db.ClaimRun(t.Context(), at, "review", due, owner, time.Minute)
			if err != nil {
				t.Fatal(err)
			}
			return got
		}
		if !claim(noon, "a") || claim(noon.Add(59*time.Second), "b") {
			t.Error("the lease was not kept")
		}
		if err := db.RenewRun(t.Context(), noon.Add(30*time.Second), "review", due, "a", time.Minute); err != nil {
			t.Error(err)
		}
		if claim(noon.Add(80*time.Second), "b") || !claim(noon.Add(91*time.Second), "b") {
			t.Error("the renewed lease was not kept")
		}
		for what, err := range map[string]error{"renew": db.RenewRun(t.Context(), noon, "review", due, "a", time.Minute), "finish": db.FinishRun(t.Context(), noon, "review", due, "a", "", "")} {
			if !errors.Is(err, models.ErrLost) {
				t.Errorf("%s by the one who lost it: %v", what, err)
			}
		}
		end := noon.Add(100 * time.Second)
		if err := db.FinishRun(t.Context(), end, "review", due, "b", "3 户", "坏了"); err != nil {
			t.Error(err)
		}
		if claim(noon.AddDate(1, 0, 0), "c") {
			t.Error("a finished run was given out again")
		}
		run, err := db.LastRun(t.Context(), "review")
		if err != nil || run.Owner != "b" || run.Error != "坏了" || run.Note != "3 户" || !run.Due.Equal(due) || run.FinishedAt == nil || !run.FinishedAt.Equal(end) {
			t.Errorf("%+v, %v", run, err)
		}
		if _, err := db.LastRun(t.Context(), "none"); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("got %v", err)
		}
	})
}

func TestTransactionsThatDeadlockAreRunAgain(t *testing.T) {
	db := modelstest.MariaDB(t)
	put(t, db, firm("A1", "甲"), firm("A2", "乙"))
	var met sync.WaitGroup
	met.Add(2)
	var tries atomic.Int64
	var wg sync.WaitGroup
	for _, order := range [][2]string{{"A1", "A2"}, {"A2", "A1"}} {
		wg.Go(func() {
			first := true
			err := db.Tx(t.Context(), func(tx *gorm.DB) error {
				tries.Add(1)
				for i, code := range order {
					if err := tx.Exec("UPDATE firms SET line = line + 1 WHERE code = ?", code).Error; err != nil {
						return err
					}
					if i == 0 && first { // both hold one firm before either asks for the other
						first = false
						met.Done()
						met.Wait()
					}
				}
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	var lines []int
	if err := db.Read.Model(&models.Firm{}).Pluck("line", &lines).Error; err != nil || fmt.Sprint(lines) != "[5 5]" || tries.Load() != 3 {
		t.Errorf("lines %v after %d tries, %v", lines, tries.Load(), err)
	}
}

func TestWritersWaitForOneAnother(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				for range 10 {
					if err := db.Tx(t.Context(), models.Bump); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		if n, err := db.Revision(t.Context()); err != nil || n != 80 {
			t.Errorf("revision %d, %v", n, err)
		}
	})
}

func TestFailedTransactionLeavesNothing(t *testing.T) {
	stop := errors.New("stop")
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		err := db.Tx(t.Context(), func(tx *gorm.DB) error {
			if err := errors.Join(models.Bump(tx), models.Audit(tx, noon, clerk, "a", "b", nil)); err != nil {
				return err
			}
			return stop
		})
		if !errors.Is(err, stop) {
			t.Errorf("got %v", err)
		}
		func() {
			defer func() { recover() }()
			db.Tx(t.Context(), func(tx *gorm.DB) error { models.Bump(tx); panic("bug") })
		}()
		if n, err := db.Revision(t.Context()); err != nil || n != 0 {
			t.Errorf("revision %d, %v", n, err)
		}
		if err := db.Tx(t.Context(), models.Bump); err != nil {
			t.Errorf("afterwards: %v", err)
		}
	})
}
