package models_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"yunti/models"
	"yunti/models/modelstest"
	"yunti/policy"
)

func begin(tb testing.TB, db *models.DB, year int) *models.Review {
	tb.Helper()
	r, err := db.BeginReview(tb.Context(), noon, clerk, year, "digest", "me", time.Minute)
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

// draft makes a finished review of year with the given results.
func draft(tb testing.TB, db *models.DB, year int, results ...models.Result) *models.Review {
	tb.Helper()
	r := begin(tb, db, year)
	for i := range results {
		results[i].Review = r.ID
		if results[i].Verdict == nil {
			results[i].Verdict = []byte{byte(i)}
		}
	}
	if err := db.SaveResults(tb.Context(), noon, r, results, time.Minute); err != nil {
		tb.Fatal(err)
	}
	if err := db.FinishReview(tb.Context(), noon, r); err != nil {
		tb.Fatal(err)
	}
	return r
}

func results(review string, codes ...string) (list []models.Result) {
	for _, code := range codes {
		r := models.Result{Review: review, Code: code, Name: "企业" + code, State: "在业", Present: true, Verdict: []byte("裁\x00决" + code)}
		if code[len(code)-1]%2 == 1 {
			r.State, r.StateDay, r.Present = "迁出", policy.NewDay(2023, 12, 31), false
		}
		list = append(list, r)
	}
	return list
}

// stored returns the codes of a review's results.
func stored(tb testing.TB, db *models.DB, id string) string {
	tb.Helper()
	var codes []string
	if err := db.EachResult(tb.Context(), models.Everything, id, func(r *models.Result) error { codes = append(codes, r.Code); return nil }); err != nil {
		tb.Fatal(err)
	}
	return strings.Join(codes, " ")
}

func TestReviewFromBeginningToPublication(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		put(t, db, firm("A1", "甲"), firm("A2", "乙"), firm("A3", "丙"))
		r := begin(t, db, 2023)
		want := models.Review{ID: "2023-1", Year: 2023, Edition: "digest", State: models.Running, By: "李四", Firms: 3, Owner: "me", StartedAt: noon, Version: 1}
		if diff := cmp.Diff(&want, r, sameMoment, cmpopts.IgnoreFields(models.Review{}, "RunningYear", "LeaseUntil")); diff != "" {
			t.Error(diff)
		}
		r.Totals = `{"firms":2}`
		if err := db.SaveResults(t.Context(), noon, r, results(r.ID, "A1", "A2"), time.Minute); err != nil {
			t.Fatal(err)
		}
		half, err := db.RunningReview(t.Context(), 2023)
		if err != nil || half.Done != 2 || half.LastCode != "A2" || half.Totals != r.Totals || r.Done != 2 {
			t.Errorf("%+v, %v", half, err)
		}
		if err := db.FinishReview(t.Context(), noon, r); err == nil {
			t.Error("a review with a firm to go was finished")
		}
		r.Totals = `{"firms":3}`
		if err := db.SaveResults(t.Context(), noon, r, results(r.ID, "A3"), time.Minute); err != nil {
			t.Fatal(err)
		}
		if err := db.FinishReview(t.Context(), noon.Add(time.Second), r); err != nil {
			t.Fatal(err)
		}
		if r.State != models.Draft || r.Owner != "" || r.RunningYear != nil || r.FinishedAt == nil || r.Totals != `{"firms":3}` {
			t.Errorf("%+v", r)
		}
		if _, err := db.PublishedReview(t.Context(), 2023); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("a draft is in force: %v", err)
		}
		r, err = db.PublishReview(t.Context(), noon, clerk, r.ID, r.Version)
		if err != nil {
			t.Fatal(err)
		}
		published, err := db.PublishedReview(t.Context(), 2023)
		if diff := cmp.Diff(r, published, sameMoment); diff != "" || err != nil || published.PublishedBy != "李四" {
			t.Error(diff, err)
		}
		one, err := db.Result(t.Context(), r.ID, "A2")
		if diff := cmp.Diff(&results(r.ID, "A2")[0], one); diff != "" || err != nil {
			t.Error(diff, err)
		}
		var all []models.Result
		err = db.EachResult(t.Context(), models.Everything, r.ID, func(r *models.Result) error {
			own := *r
			own.Verdict = slices.Clone(r.Verdict)
			all = append(all, own)
			return nil
		})
		if diff := cmp.Diff(append(results(r.ID, "A1", "A2"), results(r.ID, "A3")...), all); diff != "" || err != nil {
			t.Error(diff, err)
		}
		var acts []string
		if err := db.Read.Model(&models.Entry{}).Where("subject = ?", r.ID).Order("seq").Pluck("action", &acts).Error; err != nil || fmt.Sprint(acts) != "[review.begin review.finish review.publish]" {
			t.Errorf("%v, %v", acts, err)
		}
	})
}

func TestOneReviewOfAYearRunsAtATime(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		var wg sync.WaitGroup
		var mu sync.Mutex
		begun, refused := 0, 0
		for i := range 8 {
			wg.Go(func() {
				_, err := db.BeginReview(t.Context(), noon, clerk, 2023, "digest", fmt.Sprint("server", i), time.Minute)
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err == nil:
					begun++
				case errors.Is(err, models.ErrRunning):
					refused++
				default:
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if begun != 1 || refused != 7 {
			t.Errorf("%d begun, %d refused", begun, refused)
		}
		begin(t, db, 2022)
	})
}

func TestReviewIsTakenOverOnlyAfterItsLease(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		put(t, db, firm("A1", "甲"), firm("A2", "乙"))
		r := begin(t, db, 2023)
		if err := db.SaveResults(t.Context(), noon, r, results(r.ID, "A1"), time.Minute); err != nil {
			t.Fatal(err)
		}
		if _, err := db.ClaimReview(t.Context(), noon.Add(time.Minute-time.Millisecond), r.ID, "other", time.Minute); !errors.Is(err, models.ErrRunning) {
			t.Errorf("within the lease: %v", err)
		}
		taken, err := db.ClaimReview(t.Context(), noon.Add(time.Minute), r.ID, "other", time.Minute)
		if err != nil || taken.LastCode != "A1" || taken.Done != 1 || taken.Owner != "other" {
			t.Fatalf("%+v, %v", taken, err)
		}
		for what, err := range map[string]error{
			"save":   db.SaveResults(t.Context(), noon, r, results(r.ID, "A2"), time.Minute),
			"finish": db.FinishReview(t.Context(), noon, &models.Review{ID: r.ID, Owner: "me", Firms: 2, Done: 2}),
			"fail":   db.FailReview(t.Context(), noon, r, "?"),
		} {
			if !errors.Is(err, models.ErrLost) {
				t.Errorf("the first process may still %s: %v", what, err)
			}
		}
		if err := db.SaveResults(t.Context(), noon, taken, results(r.ID, "A2"), time.Minute); err != nil {
			t.Error(err)
		}
		if codes := stored(t, db, r.ID); codes != "A1 A2" {
			t.Error(codes)
		}
	})
}

func TestReviewStartsOverWhenTheRecordsMoved(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		put(t, db, firm("A1", "甲"))
		r := begin(t, db, 2023)
		r.Totals = "{}"
		if err := db.SaveResults(t.Context(), noon, r, results(r.ID, "A1"), time.Minute); err != nil {
			t.Fatal(err)
		}
		put(t, db, firm("A2", "乙"))
		if err := db.Tx(t.Context(), models.Bump); err != nil {
			t.Fatal(err)
		}
		again, err := db.ClaimReview(t.Context(), noon, r.ID, "me", time.Minute)
		if err != nil || again.LastCode != "" || again.Done != 0 || again.Totals != "" || again.Firms != 2 || again.Records != r.Records+1 {
			t.Fatalf("%+v, %v", again, err)
		}
		if codes := stored(t, db, r.ID); codes != "" {
			t.Errorf("left over: %s", codes)
		}
		if err := db.SaveResults(t.Context(), noon, again, results(r.ID, "A1", "A2"), time.Minute); err != nil {
			t.Error(err)
		}
	})
}

func TestResultsOutOfOrderAreRefused(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		r := begin(t, db, 2023)
		for _, list := range [][]models.Result{results(r.ID, "A2", "A1"), results(r.ID, "A1", "A1"), results("2022-1", "A1")} {
			if err := db.SaveResults(t.Context(), noon, r, list, time.Minute); err == nil {
				t.Errorf("%v were saved", list)
			}
		}
		if codes := stored(t, db, r.ID); codes != "" || r.Done != 0 {
			t.Errorf("left over: %s", codes)
		}
	})
}

func TestCancelledReviewStopsAndLeavesNothing(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		r := begin(t, db, 2023)
		var list []models.Result
		for i := range 5100 {
			list = append(list, models.Result{Review: r.ID, Code: numbered(i), Verdict: []byte{}})
		}
		if err := db.SaveResults(t.Context(), noon, r, list, time.Minute); err != nil {
			t.Fatal(err)
		}
		cancelled, err := db.CancelReview(t.Context(), noon, clerk, r.ID)
		if err != nil || cancelled.State != models.Cancelled {
			t.Fatalf("%+v, %v", cancelled, err)
		}
		if err := db.SaveResults(t.Context(), noon, r, results(r.ID, "Z1"), time.Minute); !errors.Is(err, models.ErrLost) {
			t.Errorf("got %v", err)
		}
		if codes := stored(t, db, r.ID); codes != "" {
			t.Errorf("left over: %d bytes of codes", len(codes))
		}
		if _, err := db.ClaimReview(t.Context(), noon, r.ID, "me", time.Minute); !errors.Is(err, models.ErrState) {
			t.Errorf("got %v", err)
		}
		if next := begin(t, db, 2023); next.ID != "2023-2" {
			t.Errorf("next is %s", next.ID)
		}
	})
}

func TestFailedReviewKeepsItsReasonAndLetsTheNextRun(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		r := begin(t, db, 2023)
		if err := db.FailReview(t.Context(), noon, r, strings.Repeat("因", 3000)); err != nil {
			t.Fatal(err)
		}
		failed, err := db.Review(t.Context(), r.ID)
		if err != nil || failed.State != models.Failed || len([]rune(failed.Error)) != 2000 || failed.RunningYear != nil {
			t.Errorf("%+v, %v", failed.State, err)
		}
		begin(t, db, 2023)
	})
}

func TestPublishingTakesThePlaceOfTheEarlierReview(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		put(t, db, firm("A1", "甲"))
		first := publish(t, db, 2023, results("", "A1")...)
		second := publish(t, db, 2023, results("", "A1")...)
		old, err := db.Review(t.Context(), first.ID)
		if err != nil || old.State != models.Superseded || old.ValidYear != nil || old.Version != first.Version+1 {
			t.Errorf("%+v, %v", old, err)
		}
		now, err := db.PublishedReview(t.Context(), 2023)
		if err != nil || now.ID != second.ID || second.ID != "2023-2" {
			t.Errorf("%+v, %v", now, err)
		}
		if stored(t, db, first.ID) != "A1" {
			t.Error("the superseded review lost its results")
		}
		for _, id := range []string{first.ID, second.ID} {
			if _, err := db.CancelReview(t.Context(), noon, clerk, id); !errors.Is(err, models.ErrState) {
				t.Errorf("cancel %s: %v", id, err)
			}
			if _, err := db.PublishReview(t.Context(), noon, clerk, id, 3); !errors.Is(err, models.ErrState) {
				t.Errorf("publish %s: %v", id, err)
			}
		}
		all, err := db.Reviews(t.Context())
		if err != nil || len(all) != 2 || all[0].ID != "2023-2" {
			t.Errorf("%v, %v", all, err)
		}
	})
}

func TestPublishingRefusesWhatWasNotLookedAt(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		put(t, db, firm("A1", "甲"))
		r := draft(t, db, 2023, results("", "A1")...)
		if _, err := db.PublishReview(t.Context(), noon, clerk, r.ID, r.Version-1); !errors.Is(err, models.ErrConflict) {
			t.Errorf("other version: %v", err)
		}
		if _, err := db.PublishReview(t.Context(), noon, clerk, "2023-9", 1); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("no such review: %v", err)
		}
		publish(t, db, 2022, results("", "A1")...)
		_, err := db.PublishReview(t.Context(), noon, clerk, r.ID, r.Version)
		if !errors.Is(err, models.ErrStale) || !strings.Contains(err.Error(), "2022-1") {
			t.Errorf("compared with nothing: %v", err)
		}
		if n := publish(t, db, 2023, results("", "A1")...); n.Previous != "2022-1" {
			t.Errorf("compared with %q", n.Previous)
		}
		before, err := db.PublishedBefore(t.Context(), 2023)
		latest, err2 := db.LatestPublished(t.Context())
		if err != nil || err2 != nil || before.ID != "2022-1" || latest.ID != "2023-2" {
			t.Errorf("%v %v %v %v", before, latest, err, err2)
		}
	})
}

// TestOneOfTwoDraftsIsPublishedOnce publishes two drafts of one year from many places at once: the newer one wins.
func TestOneOfTwoDraftsIsPublishedOnce(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		put(t, db, firm("A1", "甲"))
		drafts := []*models.Review{draft(t, db, 2023, results("", "A1")...), draft(t, db, 2023, results("", "A1")...)}
		var wg sync.WaitGroup
		for i := range 8 {
			wg.Go(func() {
				r := drafts[i%2]
				_, err := db.PublishReview(t.Context(), noon, clerk, r.ID, r.Version)
				if err != nil && !errors.Is(err, models.ErrState) {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		old, err := db.Review(t.Context(), drafts[0].ID)
		if err != nil || old.State != models.Superseded || old.PublishedAt != nil {
			t.Errorf("%+v, %v", old, err)
		}
		now, err := db.PublishedReview(t.Context(), 2023)
		if err != nil || now.ID != drafts[1].ID {
			t.Errorf("%+v, %v", now, err)
		}
		var acts []models.Entry
		if err := db.Read.Find(&acts, "action = ?", "review.publish").Error; err != nil || len(acts) != 1 {
			t.Errorf("the audit trail has %+v, %v", acts, err)
		}
		if n, err := db.SweepResults(t.Context()); err != nil || n != 1 || stored(t, db, drafts[0].ID) != "" || stored(t, db, drafts[1].ID) != "A1" {
			t.Errorf("%d reviews swept, %v", n, err)
		}
	})
}

func TestResultsAreListedByPositionMovementAndPlace(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		put(t, db, firm("A1", "甲"), firm("A2", "乙"), firm("A3", "丙"))
		r := draft(t, db, 2023,
			models.Result{Code: "A1", Name: "昆明云梯", County: "530102", Zones: "GXQ,JKQ", Growth: "gazelle", GrowthMove: "promoted"},
			models.Result{Code: "A2", Name: "石林石材", County: "530126", Growth: "tech_sme", GrowthMove: "kept", Unicorn: "gazelle", UnicornMove: "promoted"},
			models.Result{Code: "A3", Name: "昆明高新", County: "530102"})
		for _, test := range []struct {
			filter models.ResultFilter
			want   string
		}{
			{models.ResultFilter{}, "A1 A2 A3"}, {models.ResultFilter{Tier: "gazelle"}, "A1"}, {models.ResultFilter{Ladder: "unicorn", Tier: "gazelle"}, "A2"},
			{models.ResultFilter{Move: "promoted"}, "A1"}, {models.ResultFilter{County: "530102"}, "A1 A3"}, {models.ResultFilter{Zone: "JKQ"}, "A1"},
			{models.ResultFilter{Q: "昆明"}, "A1 A3"}, {models.ResultFilter{Tier: models.None}, "A3"}, {models.ResultFilter{Q: "a2"}, "A2"},
		} {
			test.filter.Review = r.ID
			items, total, err := db.Results(t.Context(), test.filter)
			var codes []string
			for _, item := range items {
				codes = append(codes, item.Code)
			}
			if got := strings.Join(codes, " "); err != nil || got != test.want || total != len(items) {
				t.Errorf("%+v: %s of %d, %v", test.filter, got, total, err)
			}
		}
	})
}

func TestEveryResultIsReadOnceOverManyBatches(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		const firms = 2100
		putFirms(t, db, firms)
		r := reviewAll(t, db, 2023)
		n, stop := 0, errors.New("enough")
		err := db.EachResult(t.Context(), models.Everything, r.ID, func(got *models.Result) error {
			if got.Code != numbered(n) || string(got.Verdict) != string(benchVerdict()) || got.Growth != "hnte_below_scale" || !got.Present || got.Ready != 3 {
				t.Fatalf("%d: %+v", n, got)
			}
			n++
			return nil
		})
		if err != nil || n != firms {
			t.Errorf("%d results, %v", n, err)
		}
		if err := db.EachResult(t.Context(), models.Everything, r.ID, func(*models.Result) error { return stop }); err != stop {
			t.Errorf("got %v", err)
		}
		if err := db.EachResult(t.Context(), models.Everything, "2001-1", nil); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("got %v", err)
		}
	})
}

func TestEditionsAreKeptByTheirDigest(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		ed := &policy.Edition{Day: policy.YearEnd(2023), Digest: strings.Repeat("ab", 32), Fields: []string{"电子信息"},
			Counties: []policy.Place{{ID: "530102", Name: "五华区", Aliases: []string{"五华"}}}}
		for range 2 {
			if err := db.SaveEdition(t.Context(), noon, ed); err != nil {
				t.Fatal(err)
			}
		}
		got, err := db.Edition(t.Context(), ed.Digest)
		if diff := cmp.Diff(ed, got); diff != "" || err != nil {
			t.Error(diff, err)
		}
		if _, err := db.Edition(t.Context(), "none"); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("got %v", err)
		}
	})
}
