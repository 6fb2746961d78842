package jobs

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yunti/models"
	"yunti/models/modelstest"
)

// julyFirst is the job of every 1 July at 02:00 in Kunming.
const julyFirst = "0 2 1 7 *"

// shanghai returns an instant by the clocks of Kunming.
func shanghai(year int, month time.Month, day, hour, minute int) time.Time {
	return time.Date(year, month, day, hour, minute, 0, 0, time.FixedZone("CST", 8*60*60))
}

// server is a scheduler with one job, which notes the due times it runs for.
type server struct {
	*Scheduler
	clock time.Time
	ran   []string
	run   func(ctx context.Context) (string, error) // nil: succeeds
}

func newServer(t *testing.T, db *models.DB, clock time.Time) *server {
	t.Helper()
	s := &server{clock: clock}
	job := Job{Name: "review", Title: "年度评价", Spec: julyFirst, Run: func(ctx context.Context, due time.Time) (string, error) {
		s.ran = append(s.ran, due.UTC().Format("2006-01-02 15:04"))
		if s.run != nil {
			return s.run(ctx)
		}
		return "好", nil
	}}
	var err error
	if s.Scheduler, err = NewScheduler(db, []Job{job}, func() time.Time { return s.clock }, slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	return s
}

// look looks at the job at an instant.
func (s *server) lookAt(t *testing.T, at time.Time) error {
	t.Helper()
	s.clock = at
	return s.look(t.Context(), &s.jobs[0])
}

func (s *server) must(t *testing.T, at time.Time) {
	t.Helper()
	if err := s.lookAt(t, at); err != nil {
		t.Fatal(err)
	}
}

func (s *server) wants(t *testing.T, due ...string) {
	t.Helper()
	if diff := cmp.Diff(due, s.ran); diff != "" {
		t.Error(diff)
	}
}

func TestTimetableIsThatOfKunming(t *testing.T) {
	times, err := readTimetable(julyFirst)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ now, latest, next time.Time }{
		{shanghai(2024, 7, 1, 1, 59), shanghai(2023, 7, 1, 2, 0), shanghai(2024, 7, 1, 2, 0)},
		{shanghai(2024, 7, 1, 2, 0), shanghai(2024, 7, 1, 2, 0), shanghai(2025, 7, 1, 2, 0)},
		{shanghai(2024, 7, 1, 2, 1), shanghai(2024, 7, 1, 2, 0), shanghai(2025, 7, 1, 2, 0)},
		{shanghai(2025, 6, 30, 23, 0), shanghai(2024, 7, 1, 2, 0), shanghai(2025, 7, 1, 2, 0)},
	} {
		if got := times.latest(c.now.UTC()); !got.Equal(c.latest) {
			t.Errorf("latest at %v is %v", c.now, got)
		}
		if got := times.next(c.now.UTC()); !got.Equal(c.next) {
			t.Errorf("next at %v is %v", c.now, got)
		}
	}
}

func TestLatestDueTimeOfAnyTimetable(t *testing.T) {
	now := shanghai(2025, 3, 10, 9, 30)
	for spec, want := range map[string]time.Time{
		"* * * * *":   now,
		"30 3 * * *":  shanghai(2025, 3, 10, 3, 30),
		"0 22 * * 0":  shanghai(2025, 3, 9, 22, 0),
		"0 6 31 1 *":  shanghai(2025, 1, 31, 6, 0),
		"0 0 29 2 *":  shanghai(2024, 2, 29, 0, 0),
		"15 10 1 * *": shanghai(2025, 3, 1, 10, 15),
		"0 0 30 2 *":  {},
	} {
		times, err := readTimetable(spec)
		if err != nil {
			t.Fatal(err)
		}
		if got := times.latest(now); !got.Equal(want) {
			t.Errorf("%s: %v, want %v", spec, got, want)
		}
	}
}

func TestSpecThatCannotBeReadNamesTheJob(t *testing.T) {
	_, err := NewScheduler(nil, []Job{{Name: "x", Title: "备份", Spec: "at night"}}, time.Now, nil)
	if err == nil || !strings.Contains(err.Error(), "备份") {
		t.Error(err)
	}
}

func TestNewInstallationDoesNotMakeUpWhatNobodyAskedFor(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		s := newServer(t, db, time.Time{})
		s.must(t, shanghai(2024, 11, 20, 9, 0))
		s.must(t, shanghai(2025, 3, 1, 9, 0))
		s.wants(t)
		s.must(t, shanghai(2025, 7, 1, 2, 0))
		s.wants(t, "2025-06-30 18:00")
	})
}

func TestMissedDueTimeIsMadeUpOnceAtTheNextStart(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		newServer(t, db, time.Time{}).must(t, shanghai(2022, 11, 20, 9, 0))
		s := newServer(t, db, time.Time{})
		s.must(t, shanghai(2024, 8, 15, 9, 0)) // 1 July of 2023 and of 2024 were missed: the latest counts
		s.wants(t, "2024-06-30 18:00")
		again := newServer(t, db, time.Time{})
		again.must(t, shanghai(2024, 8, 16, 9, 0))
		again.must(t, shanghai(2024, 9, 1, 9, 0))
		again.wants(t)
	})
}

func TestTwoServersRunOneDueTimeOnce(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		newServer(t, db, time.Time{}).must(t, shanghai(2024, 5, 1, 9, 0))
		var runs atomic.Int32
		var start, done sync.WaitGroup
		start.Add(1)
		for range 4 {
			s := newServer(t, db, shanghai(2024, 7, 1, 2, 0))
			s.run = func(context.Context) (string, error) { runs.Add(1); return "", nil }
			done.Go(func() {
				start.Wait()
				if err := s.look(t.Context(), &s.jobs[0]); err != nil {
					t.Error(err)
				}
			})
		}
		start.Done()
		done.Wait()
		if runs.Load() != 1 {
			t.Errorf("it ran %d times", runs.Load())
		}
	})
}

func TestRunOfACrashedServerIsTakenOverWhenItsLeaseHasEnded(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		newServer(t, db, time.Time{}).must(t, shanghai(2024, 5, 1, 9, 0))
		due := shanghai(2024, 7, 1, 2, 0)
		if ok, err := db.ClaimRun(t.Context(), due, "review", due, "crashed", runLease); !ok || err != nil {
			t.Fatal(ok, err)
		}
		s := newServer(t, db, time.Time{})
		s.must(t, due.Add(runLease-time.Second))
		s.wants(t)
		s.must(t, due.Add(runLease+time.Second))
		s.wants(t, "2024-06-30 18:00")
		s.must(t, due.Add(time.Hour))
		s.wants(t, "2024-06-30 18:00")
	})
}

func TestFailureAndFaultOfAJobAreRecordedAndNotRepeated(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		s := newServer(t, db, time.Time{})
		s.must(t, shanghai(2023, 5, 1, 9, 0))
		broken := errors.New("磁盘已满")
		s.run = func(context.Context) (string, error) { return "", broken }
		if err := s.lookAt(t, shanghai(2023, 7, 1, 2, 0)); !errors.Is(err, broken) {
			t.Errorf("the look said %v", err)
		}
		s.must(t, shanghai(2023, 7, 1, 2, 1))
		s.wants(t, "2023-06-30 18:00")
		if last, err := db.LastRun(t.Context(), "review"); err != nil || !strings.Contains(last.Error, "磁盘已满") || last.FinishedAt == nil {
			t.Errorf("%+v, %v", last, err)
		}
		s.run = func(context.Context) (string, error) { panic("index out of range") }
		if err := s.lookAt(t, shanghai(2024, 7, 1, 2, 0)); err == nil || !strings.Contains(err.Error(), "index out of range") {
			t.Errorf("the look said %v", err)
		}
	})
}

func TestRunThatIsShutDownIsDoneByTheNextServer(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		newServer(t, db, time.Time{}).must(t, shanghai(2024, 5, 1, 9, 0))
		due := shanghai(2024, 7, 1, 2, 0)
		ctx, shutDown := context.WithCancel(t.Context())
		s := newServer(t, db, due)
		s.run = func(ctx context.Context) (string, error) {
			shutDown()
			<-ctx.Done()
			return "", ctx.Err()
		}
		if err := s.look(ctx, &s.jobs[0]); err != nil {
			t.Fatal(err)
		}
		next := newServer(t, db, time.Time{})
		next.must(t, due.Add(time.Second))
		next.wants(t, "2024-06-30 18:00")
	})
}

func TestRunThatWasTakenOverStops(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		newServer(t, db, time.Time{}).must(t, shanghai(2024, 5, 1, 9, 0))
		due := shanghai(2024, 7, 1, 2, 0)
		s, other := newServer(t, db, due), newServer(t, db, due.Add(2*runLease))
		beats := make(chan time.Time)
		s.beats = beats
		s.run = func(ctx context.Context) (string, error) {
			if err := other.look(t.Context(), &other.jobs[0]); err != nil {
				t.Error(err)
			}
			beats <- due
			<-ctx.Done()
			return "", ctx.Err()
		}
		if err := s.look(t.Context(), &s.jobs[0]); !errors.Is(err, models.ErrLost) {
			t.Errorf("the slow server said %v", err)
		}
		other.wants(t, "2024-06-30 18:00")
		if last, err := db.LastRun(t.Context(), "review"); err != nil || last.Note != "好" || last.Error != "" {
			t.Errorf("%+v, %v", last, err)
		}
	})
}

func TestRunsListsWhatWasAndWhatWillBe(t *testing.T) {
	db := modelstest.SQLite(t)
	s := newServer(t, db, shanghai(2024, 5, 1, 9, 0))
	list, err := s.Runs(t.Context())
	if err != nil || len(list) != 1 || list[0].State != JobNever || len(list[0].Runs) != 0 || list[0].Schedule != "每年 7 月 1 日 02:00" || !list[0].Next.Equal(shanghai(2024, 7, 1, 2, 0)) {
		t.Errorf("%+v, %v", list, err)
	}
	s.must(t, shanghai(2024, 5, 1, 9, 0))
	s.must(t, shanghai(2024, 7, 1, 2, 0))
	list, err = s.Runs(t.Context())
	if err != nil || list[0].State != JobDone || len(list[0].Runs) != 2 || list[0].Runs[0].Note != "好" || list[0].Runs[0].State != JobDone || !list[0].Next.Equal(shanghai(2025, 7, 1, 2, 0)) {
		t.Errorf("%+v, %v", list, err)
	}
}

func TestServeMakesUpAtTheStartAndEndsWithItsContext(t *testing.T) {
	db := modelstest.SQLite(t)
	newServer(t, db, time.Time{}).must(t, shanghai(2024, 5, 1, 9, 0))
	ctx, stop := context.WithCancel(t.Context())
	s := newServer(t, db, shanghai(2024, 8, 1, 9, 0))
	s.run = func(context.Context) (string, error) { stop(); return "好", nil }
	if err := s.Serve(ctx); err != nil {
		t.Fatal(err)
	}
	s.wants(t, "2024-06-30 18:00")
}

func TestScheduledReviewMakesADraftOfTheYearBefore(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		now := func() time.Time { return shanghai(2024, 7, 1, 2, 0) }
		run := Recurring(db, theBook(t), now, Settings{})[0].Run
		note, err := run(t.Context(), now())
		if err != nil || !strings.Contains(note, "没有 2023 年") {
			t.Errorf("without data: %q, %v", note, err)
		}
		if all, err := db.Reviews(t.Context()); err != nil || len(all) != 0 {
			t.Errorf("%+v, %v", all, err)
		}
		populate(t, db, 24)
		note, err = run(t.Context(), now())
		if err != nil || !strings.Contains(note, "2023-1") {
			t.Errorf("with data: %q, %v", note, err)
		}
		if r, err := db.Review(t.Context(), "2023-1"); err != nil || r.State != models.Draft || r.By != "cron" {
			t.Errorf("%+v, %v", r, err)
		}
	})
}

func TestEveryRecurringJobCanBeScheduled(t *testing.T) {
	db := modelstest.SQLite(t)
	jobs := Recurring(db, theBook(t), time.Now, Settings{})
	if _, err := NewScheduler(db, jobs, time.Now, slog.Default()); err != nil {
		t.Fatal(err)
	}
	for _, job := range jobs {
		if note, err := job.Run(t.Context(), today(2024)); err != nil || note == "" {
			t.Errorf("%s on an empty database: %q, %v", job.Name, note, err)
		}
	}
}

func TestDueTimeIsTheSameInEveryZone(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		due := shanghai(2024, 7, 1, 2, 0)
		if ok, err := db.ClaimRun(t.Context(), due, "review", due, "a", runLease); !ok || err != nil {
			t.Fatal(ok, err)
		}
		if ok, err := db.ClaimRun(t.Context(), due.UTC(), "review", due.UTC(), "b", runLease); ok || err != nil {
			t.Errorf("claimed again in another zone: %v", err)
		}
	})
}
