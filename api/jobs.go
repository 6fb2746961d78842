package api

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"yunti/jobs"
	"yunti/models"
)

// Scheduler is what runs the jobs that recur. The command line has it serve beside the server; people see it and order runs here.
func (s *Server) Scheduler() *jobs.Scheduler { return s.scheduler }

// jobAnswer is a job as the page of jobs shows it.
type jobAnswer struct {
	jobs.JobStatus
	Runs []jobRun `json:"runs"`
}

// jobRun is a run of it.
type jobRun struct {
	Due        time.Time  `json:"due"`
	StartedAt  time.Time  `json:"started_at"`
	FinishedAt *time.Time `json:"finished_at"`
	State      string     `json:"state"`
	By         string     `json:"by"`
	Note       string     `json:"note"`
	Error      string     `json:"error"`
}

func jobOf(status *jobs.JobStatus) jobAnswer {
	a := jobAnswer{JobStatus: *status, Runs: make([]jobRun, len(status.Runs))}
	for i, r := range status.Runs {
		a.Runs[i] = jobRun{r.Due, r.StartedAt, r.FinishedAt, r.State, r.Owner, r.Note, r.Error}
	}
	return a
}

func (s *Server) listJobs(c *gin.Context) {
	list, err := s.scheduler.Runs(c.Request.Context())
	if err != nil {
		c.Error(err)
		return
	}
	items := make([]jobAnswer, len(list))
	for i := range list {
		items[i] = jobOf(&list[i])
	}
	c.JSON(http.StatusOK, gin.H{"items": items})
}

// runJob begins a job out of its turn and answers at once; it goes on under the server's own lifetime.
func (s *Server) runJob(c *gin.Context) {
	ctx, cancel := finish(c)
	defer cancel()
	if err := s.begin(ctx, c.Param("name"), s.actor(c)); err != nil {
		c.Error(err)
		return
	}
	status, err := s.scheduler.Status(ctx, c.Param("name"))
	if err != nil {
		c.Error(err)
		return
	}
	c.JSON(http.StatusAccepted, jobOf(status))
}

func (s *Server) begin(ctx context.Context, name string, by models.Actor) error {
	s.mu.Lock()
	defer s.mu.Unlock() // so that Close waits for what was begun before it
	if s.life.Err() != nil {
		return errClosing
	}
	turn, err := s.scheduler.Begin(ctx, name, by)
	if err != nil {
		return err
	}
	s.reviews.Go(func() {
		if err := turn.Do(s.life); err != nil && !errors.Is(err, context.Canceled) {
			s.Log.Error("job failed", slog.String("job", name), slog.String("error", err.Error()))
		}
	})
	return nil
}
