package api

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"time"

	"github.com/gin-gonic/gin"

	"yunti/jobs"
	"yunti/models"
)

// reviewAnswer is a review with its totals. Outdated says why a review that was asked for by itself would turn
// out otherwise now.
type reviewAnswer struct {
	models.Review
	Totals   json.RawMessage `json:"totals"`
	Outdated string          `json:"outdated,omitempty"`
}

func reviewOf(r *models.Review) reviewAnswer {
	return reviewAnswer{Review: *r, Totals: rawJSON(r.Totals, "null")}
}

// answerReview answers with a review, unless what led to it failed.
func answerReview(c *gin.Context, status int, r *models.Review, err error) {
	if err != nil {
		c.Error(err)
		return
	}
	c.Header("ETag", etag(r.Version))
	c.JSON(status, reviewOf(r))
}

func (s *Server) listReviews(c *gin.Context) {
	reviews, err := s.DB.Reviews(c.Request.Context())
	if err != nil {
		c.Error(err)
		return
	}
	items := make([]reviewAnswer, len(reviews))
	for i := range reviews {
		items[i] = reviewOf(&reviews[i])
	}
	c.JSON(http.StatusOK, gin.H{"items": items})
}

func (s *Server) getReview(c *gin.Context) {
	r, err := s.DB.Review(c.Request.Context(), c.Param("id"))
	if err != nil {
		c.Error(err)
		return
	}
	answer := reviewOf(r)
	if answer.Outdated, err = jobs.Outdated(c.Request.Context(), s.DB, r); err != nil {
		c.Error(err)
		return
	}
	c.Header("ETag", etag(r.Version))
	c.JSON(http.StatusOK, answer)
}

// createReview begins a review and answers at once; the review goes on under the server's own lifetime.
func (s *Server) createReview(c *gin.Context) {
	var body struct {
		Year int `json:"year"`
	}
	if err := json.NewDecoder(c.Request.Body).Decode(&body); err != nil {
		c.Error(err)
		return
	}
	if err := s.arrived(body.Year); err != nil {
		c.Error(err)
		return
	}
	r, err := s.review(c.Request.Context(), body.Year, s.actor(c))
	if err == nil {
		c.Header("Location", prefix+"reviews/"+r.ID)
	}
	answerReview(c, http.StatusAccepted, r, err)
}

// review claims the review of year and has it carried out in the background.
func (s *Server) review(ctx context.Context, year int, by models.Actor) (*models.Review, error) {
	if s.life.Err() != nil {
		return nil, errClosing
	}
	run, err := jobs.Begin(ctx, s.DB, s.Book, year, jobs.Options{Actor: by, Now: s.stamp})
	if err != nil {
		return nil, err
	}
	begun := run.Stored()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.life.Err() != nil { // it ended meanwhile: give the review up again
		_, err := run.Do(s.life)
		return nil, errors.Join(errClosing, err)
	}
	life, cancel := context.WithCancel(s.life)
	s.running[begun.ID] = cancel
	s.metrics.reviews.Inc()
	s.reviews.Go(func() {
		_, err := run.Do(life)
		cancel()
		s.mu.Lock()
		delete(s.running, begun.ID)
		s.mu.Unlock()
		s.metrics.reviews.Dec()
		s.reviewed(begun, err)
	})
	return &begun, nil
}

// reviewed logs how a review ended. What people need to know stands in the review itself.
func (s *Server) reviewed(r models.Review, err error) {
	log := s.Log.With(slog.String("review", r.ID), slog.Int("year", r.Year))
	switch {
	case err == nil:
		log.Info("review done")
	case s.life.Err() != nil:
		log.Info("review interrupted; it goes on when the server starts again")
	case errors.Is(err, models.ErrLost), errors.Is(err, context.Canceled):
		log.Info("review cancelled")
	default:
		log.Error("review failed", slog.String("error", err.Error()))
	}
}

func (s *Server) publishReview(c *gin.Context) {
	s.changeReview(c, func(ctx context.Context, r *models.Review) (*models.Review, error) {
		return jobs.Publish(ctx, s.DB, r.ID, s.actor(c), s.stamp())
	})
}

func (s *Server) cancelReview(c *gin.Context) {
	s.changeReview(c, func(ctx context.Context, r *models.Review) (*models.Review, error) {
		r, err := jobs.Cancel(ctx, s.DB, r.ID, s.actor(c), s.stamp())
		if err == nil {
			s.stopReview(r.ID)
		}
		return r, err
	})
}

// stopReview ends the review's work in this process, if it runs here.
func (s *Server) stopReview(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if cancel := s.running[id]; cancel != nil {
		cancel()
	}
}

// changeReview carries out an act on the review of the address, which goes through even when the caller goes away.
func (s *Server) changeReview(c *gin.Context, act func(context.Context, *models.Review) (*models.Review, error)) {
	ctx, cancel := finish(c)
	defer cancel()
	r, err := s.DB.Review(ctx, c.Param("id"))
	if err == nil {
		err = precondition(c, r.Version)
	}
	if err == nil {
		r, err = act(ctx, r)
	}
	answerReview(c, http.StatusOK, r, err)
}

// resumeEvery is how often an interrupted review is tried again: its lease may outlast the crash of its process.
const resumeEvery = 20 * time.Second

// resume goes on with the reviews that were running when the server last stopped, as soon as they are free.
func (s *Server) resume() {
	for {
		waiting, err := s.interrupted()
		busy := false
		for _, r := range waiting {
			_, fault := s.review(s.life, r.Year, models.Actor{Who: r.By, From: "resume"})
			if errors.Is(fault, models.ErrRunning) {
				busy = true
			} else {
				err = errors.Join(err, fault)
			}
		}
		if err != nil && s.life.Err() == nil {
			s.Log.Error("reviews not resumed", slog.String("error", err.Error()))
		}
		if !busy {
			return
		}
		select {
		case <-s.life.Done():
			return
		case <-time.After(resumeEvery):
		}
	}
}

// interrupted returns the reviews that are said to be running but not by this process.
func (s *Server) interrupted() ([]models.Review, error) {
	all, err := s.DB.Reviews(s.life)
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.DeleteFunc(all, func(r models.Review) bool {
		return r.State != models.Running || s.running[r.ID] != nil
	}), err
}
