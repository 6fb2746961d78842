package jobs

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"yunti/models"
	"yunti/models/modelstest"
	"yunti/policy"
	"yunti/tiering"
)

// told puts a result's ladder into the words of fate.
func told(from, to, move string) string {
	if from == "" && to == "" && move == "" {
		return ""
	}
	return fmt.Sprintf("%s>%s %s", from, to, move)
}

func TestReviewOfThreeYearsTellsEveryFirmsFate(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		populate(t, db, len(fates))
		first := publish(t, db, review(t, db, 2021))
		if first.Previous != "" {
			t.Errorf("the first review is compared with %q", first.Previous)
		}
		for n, year := range []int{2022, 2023} {
			r := publish(t, db, review(t, db, year))
			for i, f := range fates {
				got, err := db.Result(t.Context(), r.ID, code(i))
				if err != nil {
					t.Fatal(err)
				}
				if got := told(got.GrowthFrom, got.Growth, got.GrowthMove); got != f.growth[n] {
					t.Errorf("%s %d growth: %q, want %q", f.name, year, got, f.growth[n])
				}
				if got := told(got.UnicornFrom, got.Unicorn, got.UnicornMove); got != f.unicorn[n] {
					t.Errorf("%s %d unicorn: %q, want %q", f.name, year, got, f.unicorn[n])
				}
			}
		}
	})
}

func TestFirstReviewHasPositionsAndNoMovements(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		populate(t, db, len(fates))
		r := review(t, db, 2021)
		if r.State != models.Draft || r.ID != "2021-1" || r.Done != len(fates) || r.Firms != len(fates) || r.By != "zhang" {
			t.Errorf("draft is %+v", r)
		}
		totals, err := r.Counts()
		if err != nil {
			t.Fatal(err)
		}
		growth := totals.Ladders[0]
		if len(growth.Moves) != 0 || totals.Absent != 1 || totals.Present != len(fates)-1 {
			t.Errorf("totals are %+v", totals)
		}
	})
}

func TestReviewOfAnEmptyCityIsADraftOfZeros(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		totals, err := review(t, db, 2023).Counts()
		if err != nil || totals.Firms != 0 || len(totals.Ladders) != 2 || len(totals.Ladders[0].Tiers) != 7 {
			t.Errorf("%+v, %v", totals, err)
		}
	})
}

func TestTotalsAddUpWithTheResults(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		populate(t, db, 5*len(fates))
		publish(t, db, review(t, db, 2021))
		r := review(t, db, 2022)
		totals, err := r.Counts()
		if err != nil {
			t.Fatal(err)
		}
		moves, now, before := map[tiering.Movement]int{}, map[string]int{}, map[string]int{}
		err = db.EachResult(t.Context(), models.Everything, r.ID, func(x *models.Result) error {
			if x.GrowthMove != "" {
				moves[tiering.Movement(x.GrowthMove)]++
			}
			now[x.Growth]++
			before[x.GrowthFrom]++
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		growth := totals.Ladders[0]
		if diff := cmp.Diff(moves, growth.Moves); diff != "" {
			t.Error(diff)
		}
		for _, tier := range growth.Tiers {
			if tier.Now != now[tier.Tier] || tier.Before != before[tier.Tier] {
				t.Errorf("%s: %d now and %d before, want %d and %d", tier.Tier, tier.Now, tier.Before, now[tier.Tier], before[tier.Tier])
			}
		}
		if growth.Carried != 5 || totals.Firms != 5*len(fates) || growth.None+totals.Absent != now[""] {
			t.Errorf("carried %d, firms %d, none %d, absent %d", growth.Carried, totals.Firms, growth.None, totals.Absent)
		}
	})
}

func TestReviewingTwiceSaysTheSameToTheByte(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		populate(t, db, 3*len(fates))
		publish(t, db, review(t, db, 2021))
		first, second := review(t, db, 2022), review(t, db, 2022)
		if first.ID == second.ID {
			t.Fatalf("both runs are %s", first.ID)
		}
		if diff := cmp.Diff(dump(t, db, first.ID), dump(t, db, second.ID)); diff != "" {
			t.Error(diff)
		}
	})
}

func TestSQLiteAndMariaDBSayTheSameToTheByte(t *testing.T) {
	var said [2]string
	for i, db := range []*models.DB{modelstest.SQLite(t), modelstest.MariaDB(t)} {
		populate(t, db, 3*len(fates))
		for _, year := range []int{2021, 2022, 2023} {
			said[i] += dump(t, db, publish(t, db, review(t, db, year)).ID)
		}
	}
	if diff := cmp.Diff(said[0], said[1]); diff != "" {
		t.Error(diff)
	}
}

func TestAResultFreezesTheStateOfTheSnapshotDay(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		populate(t, db, len(fates))
		moved := slices.IndexFunc(fates, func(f fate) bool { return f.name == "迁出" }) // on 2022-05-01
		closed := moved + 1
		change(t, db, func(tx *gorm.DB) error {
			return tx.Model(&models.Firm{}).Where("code = ?", code(closed)).Updates(models.Firm{State: "注销", StateDay: 20221231}).Error
		})
		type state struct {
			name string
			day  policy.Day
			left string
		}
		for year, want := range map[int][2]state{
			2021: {{}, {}},
			2022: {{"迁出", 20220501, "迁出"}, {"注销", 20221231, "注销"}},
		} {
			r := review(t, db, year)
			for n, i := range []int{moved, closed} {
				got, err := db.Result(t.Context(), r.ID, code(i))
				if err != nil {
					t.Fatal(err)
				}
				if is := (state{got.State, got.StateDay, got.Leaving()}); is != want[n] || got.Present != (is.left == "") {
					t.Errorf("firm %d in %d: %+v, want %+v", i, year, got, want[n])
				}
			}
			if got, err := db.Result(t.Context(), r.ID, code(0)); err != nil || got.State != "在业" || got.StateDay != 0 || got.Leaving() != "" {
				t.Errorf("firm 0 in %d: %+v, %v", year, got, err)
			}
		}
	})
}

func TestFirmThatDisappearedFromTheRecordsHasLeft(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		populate(t, db, 2*len(fates))
		publish(t, db, review(t, db, 2021))
		last := 2*len(fates) - 1 // held a position, and comes after every other firm
		change(t, db, func(tx *gorm.DB) error {
			return tx.Where("code IN ?", []string{code(1), code(last), code(10)}).Delete(&models.Firm{}).Error
		})
		r := publish(t, db, review(t, db, 2022))
		for _, i := range []int{1, last} {
			got, err := db.Result(t.Context(), r.ID, code(i))
			if err != nil {
				t.Fatal(err)
			}
			if got.GrowthMove != string(tiering.Left) || got.Present || got.Growth != "" || !strings.Contains(got.Name, "昆明") || got.County != "530102" || got.State != "" {
				t.Errorf("firm %d: %+v", i, got)
			}
		}
		if _, err := db.Result(t.Context(), r.ID, code(10)); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("a firm that held nothing and is gone has a result: %v", err)
		}
	})
}

func TestYearNotYetBegunAndYearBeforeTheBookAreRefused(t *testing.T) {
	db, book := modelstest.SQLite(t), theBook(t)
	if _, err := Review(t.Context(), db, book, 2025, options()); err == nil || !strings.Contains(err.Error(), "2025") {
		t.Errorf("2025 in 2024: %v", err)
	}
	if _, err := Review(t.Context(), db, book, 1999, options()); !errors.Is(err, policy.ErrBeforeBook) {
		t.Errorf("1999: %v", err)
	}
}

func TestReviewTellsItsProgress(t *testing.T) {
	db := modelstest.SQLite(t)
	populate(t, db, 24)
	opt, seen := options(), []string{}
	opt.batch = 10
	opt.Progress = func(done, total int) { seen = append(seen, fmt.Sprintf("%d/%d", done, total)) }
	if _, err := Review(t.Context(), db, theBook(t), 2021, opt); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"10/24", "20/24", "24/24"}, seen); diff != "" {
		t.Error(diff)
	}
}

func TestInterruptedReviewGoesOnWhereItStopped(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		populate(t, db, 50)
		publish(t, db, review(t, db, 2021))
		want := dump(t, db, review(t, db, 2022).ID)

		ctx, cancel := context.WithCancel(t.Context())
		opt := options()
		opt.Progress = func(done, total int) {
			if done >= 21 {
				cancel()
			}
		}
		_, err := Review(ctx, db, theBook(t), 2022, opt)
		if !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "中断") {
			t.Fatalf("interrupted: %v", err)
		}
		least := 1000
		opt.Progress = func(done, total int) { least = min(least, done) }
		again, err := Review(t.Context(), db, theBook(t), 2022, opt)
		if err != nil {
			t.Fatal(err)
		}
		if again.ID != "2022-2" || least < 28 {
			t.Errorf("%s went on at %d", again.ID, least)
		}
		if diff := cmp.Diff(want, dump(t, db, again.ID)); diff != "" {
			t.Error(diff)
		}
	})
}

func TestInterruptedReviewStartsOverWhenRecordsChanged(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		populate(t, db, 50)
		ctx, cancel := context.WithCancel(t.Context())
		opt := options()
		opt.Progress = func(done, total int) {
			if done >= 21 {
				cancel()
			}
		}
		if _, err := Review(ctx, db, theBook(t), 2021, opt); err == nil {
			t.Fatal("not interrupted")
		}
		change(t, db, func(tx *gorm.DB) error {
			return tx.Model(&models.Firm{}).Where("code = ?", code(0)).Update("name", "昆明改名有限公司").Error
		})
		r := review(t, db, 2021)
		first, err := db.Result(t.Context(), r.ID, code(0))
		if err != nil {
			t.Fatal(err)
		}
		if r.ID != "2021-1" || r.Done != 50 || first.Name != "昆明改名有限公司" {
			t.Errorf("%s judged %d firms, the first as %s", r.ID, r.Done, first.Name)
		}
		if diff := cmp.Diff(dump(t, db, review(t, db, 2021).ID), dump(t, db, r.ID)); diff != "" {
			t.Error(diff)
		}
	})
}

func TestRecordsThatMoveWhileItBeginsAreReadAfresh(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		populate(t, db, 20)
		run, err := Begin(t.Context(), db, theBook(t), 2021, options())
		if err != nil {
			t.Fatal(err)
		}
		change(t, db, func(tx *gorm.DB) error {
			return tx.Model(&models.Firm{}).Where("code = ?", code(0)).Update("name", "昆明改名有限公司").Error
		})
		r, err := run.Do(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		first, err := db.Result(t.Context(), r.ID, code(0))
		if err != nil {
			t.Fatal(err)
		}
		revision, err := db.Revision(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if first.Name != "昆明改名有限公司" || r.Records != revision || r.Done != 20 {
			t.Errorf("%s at revision %d of %d, the first firm as %s", r.ID, r.Records, revision, first.Name)
		}
	})
}

func TestSecondReviewOfAYearIsToldWhoIsAtIt(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		populate(t, db, 30)
		opt := options()
		var second error
		opt.Progress = func(done, total int) {
			if second == nil {
				_, second = Review(t.Context(), db, theBook(t), 2021, options())
			}
		}
		if _, err := Review(t.Context(), db, theBook(t), 2021, opt); err != nil {
			t.Fatal(err)
		}
		if !errors.Is(second, models.ErrRunning) || !strings.Contains(second.Error(), "2021-1") || !strings.Contains(second.Error(), "7/30") {
			t.Errorf("the second was told: %v", second)
		}
	})
}

func TestReviewThatLostItsLeaseStops(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		populate(t, db, 30)
		opt := options()
		var other *models.Review
		opt.Progress = func(done, total int) {
			if other != nil {
				return
			}
			late, err := options(), error(nil)
			late.Now = func() time.Time { return today(2024).Add(2 * lease) }
			if other, err = Review(t.Context(), db, theBook(t), 2021, late); err != nil {
				t.Error(err)
			}
		}
		_, err := Review(t.Context(), db, theBook(t), 2021, opt)
		if !errors.Is(err, models.ErrLost) {
			t.Errorf("the slow one ended with: %v", err)
		}
		if other == nil || other.ID != "2021-1" || other.State != models.Draft || other.Done != 30 {
			t.Errorf("the other one made %+v", other)
		}
	})
}

func TestCancelStopsAReviewAndNothingIsLeftOfIt(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		populate(t, db, 30)
		opt := options()
		opt.Progress = func(done, total int) {
			if done == 7 {
				if _, err := Cancel(t.Context(), db, "2021-1", zhang, today(2024)); err != nil {
					t.Error(err)
				}
			}
		}
		if _, err := Review(t.Context(), db, theBook(t), 2021, opt); !errors.Is(err, models.ErrLost) {
			t.Errorf("the cancelled review ended with: %v", err)
		}
		r, err := db.Review(t.Context(), "2021-1")
		if err != nil || r.State != models.Cancelled {
			t.Errorf("%+v, %v", r, err)
		}
		if n := strings.Count(dump(t, db, "2021-1"), "昆明"); n != 0 {
			t.Errorf("%d results are left", n)
		}
		if next := review(t, db, 2021); next.ID != "2021-2" || next.Done != 30 {
			t.Errorf("the next one is %+v", next)
		}
	})
}

func TestBeatsRenewTheLeaseAndNoticeACancellation(t *testing.T) {
	db := modelstest.SQLite(t)
	populate(t, db, 10)
	opt := options()
	clock := today(2024)
	opt.Now = func() time.Time { return clock }
	run, err := Begin(t.Context(), db, theBook(t), 2021, opt)
	if err != nil {
		t.Fatal(err)
	}
	beats, ended := make(chan time.Time), make(chan error)
	go func() { ended <- keepLease(t.Context(), beats, run.renew) }()

	clock = clock.Add(lease / 2)
	beats <- clock
	beats <- clock // the first has been done when the second is taken
	r, err := db.Review(t.Context(), "2021-1")
	if err != nil || r.LeaseUntil == nil || !r.LeaseUntil.Equal(clock.Add(lease)) {
		t.Errorf("the lease after a beat at %v: %+v, %v", clock, r, err)
	}
	if _, err := Cancel(t.Context(), db, "2021-1", zhang, clock); err != nil {
		t.Fatal(err)
	}
	select {
	case beats <- clock:
	case err := <-ended:
		t.Fatal(err)
	}
	if err := <-ended; !errors.Is(err, models.ErrLost) {
		t.Errorf("after the cancellation: %v", err)
	}
}

func TestDatabaseThatGoesAwayEndsTheReview(t *testing.T) {
	server := modelstest.StartServer(t)
	db, err := models.Open(t.Context(), server.Database(t))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := models.Migrate(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	populate(t, db, 30)
	opt := options()
	opt.Progress = func(done, total int) { server.Kill() }
	if _, err := Review(t.Context(), db, theBook(t), 2021, opt); !errors.Is(err, models.ErrUnavailable) {
		t.Error(err)
	}
}

func TestFailureIsRecordedAndTheYearCanBeReviewedAgain(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		populate(t, db, 30)
		publish(t, db, review(t, db, 2021))
		err := db.Write.Exec("UPDATE results SET verdict = ? WHERE review = ? AND code = ?", []byte{0xff, 0xff}, "2021-1", code(20)).Error
		if err != nil {
			t.Fatal(err)
		}
		_, err = Review(t.Context(), db, theBook(t), 2022, options())
		if err == nil || !strings.Contains(err.Error(), code(20)) {
			t.Fatalf("a damaged earlier verdict: %v", err)
		}
		failed, err := db.Review(t.Context(), "2022-1")
		if err != nil || failed.State != models.Failed || !strings.Contains(failed.Error, code(20)) {
			t.Errorf("%+v, %v", failed, err)
		}
		if next := review(t, db, 2021); next.State != models.Draft {
			t.Errorf("%+v", next)
		}
	})
}
