package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
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
	case last.Leased(now): // somebody is at it, perhaps by an order out of its turn: the next look finds it free
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

// Turn is a run of a job that somebody ordered and this process has claimed. Whoever has begun one must Do it.
type Turn struct {
	scheduler *Scheduler
	job       *scheduled
	due       time.Time
	owner     string
}

// Begin claims a run of a job out of its turn, by order of an actor, with a line in the audit trail. Its due time is the minute in which it
// is ordered, so that orders of one minute are one. Errors wrap models.ErrNotFound for a job that there is not and models.ErrState while
// it runs, here or on another server.
func (s *Scheduler) Begin(ctx context.Context, name string, actor models.Actor) (*Turn, error) {
	i := slices.IndexFunc(s.jobs, func(j scheduled) bool { return j.Name == name })
	if i < 0 {
		return nil, fmt.Errorf("%w定时任务 %s", models.ErrNotFound, name)
	}
	t := &Turn{s, &s.jobs[i], s.now().Truncate(time.Minute), newOwner()}
	ours, err := s.db.OrderRun(ctx, s.now(), actor, name, t.due, t.owner, runLease)
	if err == nil && !ours {
		err = fmt.Errorf("%w：任务“%s”正在运行或刚刚运行过，请稍后再试", models.ErrState, t.job.Title)
	}
	if err != nil {
		return nil, err
	}
	return t, nil
}

// Do runs the job and records how it ended. When ctx ends first the run is given up; nobody makes it up.
func (t *Turn) Do(ctx context.Context) error { return t.scheduler.run(ctx, t.job, t.due, t.owner) }

// The states of a run, and of a job by its latest one.
const (
	JobNever   = "never"   // has not run yet
	JobRunning = "running" // somebody is at it
	JobDone    = "done"
	JobFailed  = "failed"
	JobBroken  = "broken" // whoever was at it is gone
)

// JobStatus is a job with how it ran lately and when it runs next.
type JobStatus struct {
	Name     string      `json:"name"`
	Title    string      `json:"title"`
	Spec     string      `json:"spec"`
	Schedule string      `json:"schedule"` // Spec in words: 每日 01:00
	State    string      `json:"state"`    // of the latest run
	Runs     []RunStatus `json:"runs"`     // the latest first
	Next     time.Time   `json:"next"`
}

// RunStatus is one run of a job.
type RunStatus struct {
	models.JobRun
	State string `json:"state"`
}

// runsShown is how many runs of a job are listed.
const runsShown = 10

// Runs lists the jobs.
func (s *Scheduler) Runs(ctx context.Context) ([]JobStatus, error) {
	list := make([]JobStatus, 0, len(s.jobs))
	for i := range s.jobs {
		status, err := s.status(ctx, &s.jobs[i])
		if err != nil {
			return nil, err
		}
		list = append(list, *status)
	}
	return list, nil
}

// Status tells of one job; the error wraps models.ErrNotFound when there is no such job.
func (s *Scheduler) Status(ctx context.Context, name string) (*JobStatus, error) {
	i := slices.IndexFunc(s.jobs, func(j scheduled) bool { return j.Name == name })
	if i < 0 {
		return nil, fmt.Errorf("%w定时任务 %s", models.ErrNotFound, name)
	}
	return s.status(ctx, &s.jobs[i])
}

func (s *Scheduler) status(ctx context.Context, job *scheduled) (*JobStatus, error) {
	now := s.now()
	status := &JobStatus{Name: job.Name, Title: job.Title, Spec: job.Spec, Schedule: inWords(job.Spec), State: JobNever, Runs: []RunStatus{}, Next: job.times.next(now)}
	runs, err := s.db.JobRuns(ctx, job.Name, runsShown)
	if err != nil {
		return nil, err
	}
	for _, r := range runs {
		status.Runs = append(status.Runs, RunStatus{r, stateOf(&r, now)})
	}
	if len(status.Runs) > 0 {
		status.State = status.Runs[0].State
	}
	return status, nil
}

func stateOf(r *models.JobRun, now time.Time) string {
	switch {
	case r.FinishedAt != nil && r.Error != "":
		return JobFailed
	case r.FinishedAt != nil:
		return JobDone
	case r.Leased(now):
		return JobRunning
	}
	return JobBroken
}

// weekdays are the days of the week as cron numbers them.
var weekdays = [...]string{"日", "一", "二", "三", "四", "五", "六", "日"}

// inWords writes a cron line of single numbers and stars in Chinese, any other as it is.
func inWords(spec string) string {
	f := strings.Fields(spec)
	if len(f) != 5 {
		return spec
	}
	var n [5]int
	for i := range f {
		var err error
		if n[i], err = strconv.Atoi(f[i]); err != nil && f[i] != "*" {
			return spec
		}
	}
	if f[0] == "*" || f[1] == "*" {
		return spec
	}
	clock := fmt.Sprintf("%02d:%02d", n[1], n[0])
	switch day, month, weekday := f[2] != "*", f[3] != "*", f[4] != "*"; {
	case !day && !month && !weekday:
		return "每日 " + clock
	case day && !month && !weekday:
		return fmt.Sprintf("每月 %d 日 %s", n[2], clock)
	case day && month && !weekday:
		return fmt.Sprintf("每年 %d 月 %d 日 %s", n[3], n[2], clock)
	case !day && !month && n[4] < len(weekdays):
		return "每周" + weekdays[n[4]] + " " + clock
	}
	return spec
}
