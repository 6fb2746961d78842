package jobs

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"yunti/models"
	"yunti/models/modelstest"
)

func TestPublishingSupersedesThePublishedReviewAndTheOlderDraftsOfTheYear(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		populate(t, db, 12)
		publish(t, db, review(t, db, 2021))
		review(t, db, 2021)
		publish(t, db, review(t, db, 2021))
		for id, want := range map[string]string{"2021-1": models.Superseded, "2021-2": models.Superseded, "2021-3": models.Published} {
			r, err := db.Review(t.Context(), id)
			if err != nil || r.State != want {
				t.Errorf("%s is %+v, want %s; %v", id, r, want, err)
			}
		}
		for id, want := range map[string]int{"2021-1": 12, "2021-2": 0, "2021-3": 12} {
			var results, lines int64
			if err := errors.Join(db.Read.Model(&models.Result{}).Where("review = ?", id).Count(&results).Error, db.Read.Model(&models.Entitlement{}).Where("review = ?", id).Count(&lines).Error); err != nil {
				t.Fatal(err)
			}
			if results != int64(want) || (lines > 0) != (want > 0) {
				t.Errorf("%s keeps %d results, want %d, and %d lines of money: what was in force stays, drafts nobody published go", id, results, want, lines)
			}
		}
	})
}

func TestOfTwoPublishersOneWins(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		populate(t, db, 12)
		draft := review(t, db, 2021)
		var (
			start, done sync.WaitGroup
			outcomes    [2]error
		)
		start.Add(1)
		for i := range outcomes {
			done.Go(func() {
				start.Wait()
				_, outcomes[i] = Publish(t.Context(), db, draft.ID, zhang, today(2024))
			})
		}
		start.Done()
		done.Wait()
		won := 0
		for _, err := range outcomes {
			switch {
			case err == nil:
				won++
			case !errors.Is(err, models.ErrState) && !errors.Is(err, models.ErrConflict):
				t.Errorf("the other publisher was told: %v", err)
			}
		}
		if won != 1 {
			t.Errorf("%d won: %v", won, outcomes)
		}
	})
}

func TestDraftComparedWithAReviewNoLongerInForceIsRefused(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		populate(t, db, 12)
		alone := review(t, db, 2022) // before anything is published
		publish(t, db, review(t, db, 2021))
		refused(t, db, alone)
		compared := review(t, db, 2022)
		publish(t, db, review(t, db, 2021))
		refused(t, db, compared)
		again := publish(t, db, review(t, db, 2022))
		if reason, err := Outdated(t.Context(), db, again); err != nil || reason != "" {
			t.Errorf("a fresh one is outdated: %q, %v", reason, err)
		}
		publish(t, db, review(t, db, 2021))
		if reason, err := Outdated(t.Context(), db, again); err != nil || !strings.Contains(reason, "2021-2") || !strings.Contains(reason, "2021-3") {
			t.Errorf("a published one compared with a superseded one: %q, %v", reason, err)
		}
	})
}

func refused(t *testing.T, db *models.DB, draft *models.Review) {
	t.Helper()
	if reason, err := Outdated(t.Context(), db, draft); err != nil || !strings.Contains(reason, "重新评价") {
		t.Errorf("%s: %q, %v", draft.ID, reason, err)
	}
	_, err := Publish(t.Context(), db, draft.ID, zhang, today(2024))
	if !errors.Is(err, models.ErrStale) || !strings.Contains(err.Error(), "重新评价") {
		t.Errorf("%s: %v", draft.ID, err)
	}
	if r, err := db.Review(t.Context(), draft.ID); err != nil || r.State != models.Draft {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestDraftTellsThatRecordsChangedAndCanBePublishedAllTheSame(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		populate(t, db, 12)
		draft := review(t, db, 2021)
		if reason, err := Outdated(t.Context(), db, draft); err != nil || reason != "" {
			t.Errorf("a fresh draft: %q, %v", reason, err)
		}
		change(t, db, func(*gorm.DB) error { return nil })
		if reason, err := Outdated(t.Context(), db, draft); err != nil || !strings.Contains(reason, "记录有变动") {
			t.Errorf("after a change: %q, %v", reason, err)
		}
		if reason, err := Outdated(t.Context(), db, publish(t, db, draft)); err != nil || reason != "" {
			t.Errorf("published: %q, %v", reason, err)
		}
	})
}

func TestOlderDraftIsPublishedOnlyWhenTheNewerIsCancelled(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		populate(t, db, 12)
		older, newer := review(t, db, 2021), review(t, db, 2021)
		if _, err := Publish(t.Context(), db, older.ID, zhang, today(2024)); !errors.Is(err, models.ErrState) || !strings.Contains(err.Error(), newer.ID) {
			t.Errorf("the older draft: %v", err)
		}
		if _, err := Cancel(t.Context(), db, newer.ID, zhang, today(2024)); err != nil {
			t.Fatal(err)
		}
		publish(t, db, older)
	})
}

func TestPublishedReviewCanNeitherBeCancelledNorPublishedAgain(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		populate(t, db, 12)
		r := publish(t, db, review(t, db, 2021))
		if _, err := Cancel(t.Context(), db, r.ID, zhang, today(2024)); !errors.Is(err, models.ErrState) {
			t.Errorf("cancel: %v", err)
		}
		if _, err := Publish(t.Context(), db, r.ID, zhang, today(2024)); !errors.Is(err, models.ErrState) {
			t.Errorf("publish: %v", err)
		}
		if _, err := Publish(t.Context(), db, "2021-9", zhang, today(2024)); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("unknown: %v", err)
		}
	})
}

func TestAYearThatIsNotOverIsNotPublished(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		populate(t, db, 12)
		draft := review(t, db, 2024)
		if _, err := Publish(t.Context(), db, draft.ID, zhang, today(2024)); !errors.Is(err, models.ErrState) || !strings.Contains(err.Error(), "2025 年 1 月 1 日起") {
			t.Errorf("%v", err)
		}
		if r, err := db.Review(t.Context(), draft.ID); err != nil || r.State != models.Draft {
			t.Errorf("%+v, %v", r, err)
		}
		if _, err := Publish(t.Context(), db, draft.ID, zhang, time.Date(2024, 12, 31, 16, 0, 0, 0, time.UTC)); err != nil {
			t.Errorf("on 1 January in Kunming: %v", err)
		}
	})
}
