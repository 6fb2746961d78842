package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"github.com/robfig/cron/v3"
	"golang.org/x/sync/errgroup"

	"yunti/models"
)

// Job is work that recurs.
type Job struct {
	Name  string // the key of its runs in the database
	Title string // 年度评价
	Spec  string // cron line: minute hour day month weekday, Asia/Shanghai time
	// Run does what was due at due. note says in Chinese what came of it.
	Run func(ctx context.Context, due time.Time) (note string, err error)
}

// Scheduler runs jobs at their due times. Any number of servers may have one on the same database: each due time is
// claimed by a unique row there, so it is run by one of them and once. A due time that was missed while no
// server was up is made up at the next start, the latest one of each job only. A due time before the database knew
// the job is not missed: nobody had asked for it.
type Scheduler struct {
	db    *models.DB
	jobs  []scheduled
	now   func() time.Time
	log   *slog.Logger
	beats <-chan time.Time // when to renew the lease of a run; nil is every beat
}

type scheduled struct {
	Job
	times timetable
}

// runLease outlasts the lease of a review, so that a run which is taken over finds its review free.
const runLease = 3 * lease

// NewScheduler prepares the scheduler, or refuses a job whose Spec cannot be read.
func NewScheduler(db *models.DB, jobs []Job, now func() time.Time, log *slog.Logger) (*Scheduler, error) {
	s := &Scheduler{db: db, now: now, log: log}
	for _, job := range jobs {
		times, err := readTimetable(job.Spec)
		if err != nil {
			return nil, fmt.Errorf("任务“%s”: %w", job.Title, err)
		}
		s.jobs = append(s.jobs, scheduled{job, times})
	}
	return s, nil
}

// minutely is how often every job is looked at.
const minutely = "* * * * *"

// Serve runs the jobs until ctx ends, and returns when those under way have stopped. Every job is looked at when
// it starts (what was missed) and at each full minute (what is due, and what a crashed server left).
func (s *Scheduler) Serve(ctx context.Context) error {
	times, err := readTimetable(minutely)
	if err != nil {
		return err
	}
	var first sync.WaitGroup
	clock := cron.New()
	for i := range s.jobs {
		look := cron.SkipIfStillRunning(cron.DiscardLogger)(cron.FuncJob(func() { s.lookAndLog(ctx, &s.jobs[i]) }))
		clock.Schedule(times.spec, look)
		first.Go(look.Run)
	}
	clock.Start()
	<-ctx.Done()
	<-clock.Stop().Done()
	first.Wait()
	return nil
}

func (s *Scheduler) lookAndLog(ctx context.Context, job *scheduled) {
	if err := s.look(ctx, job); err != nil && ctx.Err() == nil {
		s.log.Error("定时任务未能运行", "任务", job.Title, "原因", err)
	}
}

// look runs the job if its latest due time has not been run yet and nobody is at it.
func (s *Scheduler) look(ctx context.Context, job *scheduled) error {
	now := s.now()
	due := job.times.latest(now)
	if due.IsZero() {
		return nil
	}
	last, err := s.db.LastRun(ctx, job.Name)
	switch {
	case errors.Is(err, models.ErrNotFound):
		return s.db.SkipRun(ctx, now, job.Name, due, "安装之前的时间，不补做")
	case err != nil:
		return err
	case last.Due.After(due), last.Due.Equal(due) && last.FinishedAt != nil:
		return nil
	}
	owner := newOwner()
	ours, err := s.db.ClaimRun(ctx, now, job.Name, due, owner, runLease)
	if err != nil || !ours {
		return err
	}
	return s.run(ctx, job, due, owner)
}

// run does the job under its lease and records how it ended. When ctx ends first, the run is given up so
// that the next server to start does it.
func (s *Scheduler) run(ctx context.Context, job *scheduled, due time.Time, owner string) error {
	var note string
	work, inner := errgroup.WithContext(ctx)
	inner, done := context.WithCancel(inner)
	defer done()
	work.Go(func() (err error) {
		defer done()
		note, err = safely(inner, job.Run, due)
		return err
	})
	work.Go(func() error {
		return keepLease(inner, s.beats, func(ctx context.Context) error {
			return s.db.RenewRun(ctx, s.now(), job.Name, due, owner, runLease)
		})
	})
	failure := work.Wait()
	if errors.Is(failure, models.ErrLost) {
		return failure
	}
	last, stop := context.WithTimeout(context.WithoutCancel(ctx), afterword)
	defer stop()
	if ctx.Err() != nil {
		return s.db.RenewRun(last, s.now(), job.Name, due, owner, 0)
	}
	reason := ""
	if failure != nil {
		reason = failure.Error()
	}
	return errors.Join(s.db.FinishRun(last, s.now(), job.Name, due, owner, note, reason), failure)
}

// safely turns a panic of a job into an error: one faulty job must not end the server.
func safely(ctx context.Context, run func(context.Context, time.Time) (string, error), due time.Time) (note string, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("程序故障: %v\n%s", fault, debug.Stack())
		}
	}()
	return run(ctx, due)
}

// JobStatus is a job with when it ran last and runs next.
type JobStatus struct {
	Name  string         `json:"name"`
	Title string         `json:"title"`
	Spec  string         `json:"spec"`
	Last  *models.JobRun `json:"last"` // nil before its first due time
	Next  time.Time      `json:"next"`
}

// Runs lists the jobs.
func (s *Scheduler) Runs(ctx context.Context) ([]JobStatus, error) {
	list := make([]JobStatus, 0, len(s.jobs))
	for i := range s.jobs {
		job := &s.jobs[i]
		status := JobStatus{Name: job.Name, Title: job.Title, Spec: job.Spec, Next: job.times.next(s.now())}
		last, err := s.db.LastRun(ctx, job.Name)
		switch {
		case err == nil:
			status.Last = &last
		case !errors.Is(err, models.ErrNotFound):
			return nil, err
		}
		list = append(list, status)
	}
	return list, nil
}
