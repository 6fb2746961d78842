package exports

import (
	"context"
	"fmt"

	"golang.org/x/sync/errgroup"

	"yunti/models"
	"yunti/tiering"
)

// firm is one firm as a review left it, with its verdict read back.
type firm struct {
	models.Result
	verdict tiering.Verdict
}

// batchSize firms are handed on at a time; while one batch is worked on, the next ones are read and decoded.
const batchSize, batches = 512, 3

// each reads the review and, beside it, the review it was compared with, both in code order. now gets the
// firms of the review in batches with their whole verdicts, before those of the earlier one with the
// standings only; both are valid during the call only. now and before run at the same time; before may be nil.
func (s *Source) each(ctx context.Context, now, before func(batch []firm) error) error {
	g, ctx := errgroup.WithContext(ctx)
	s.stream(ctx, g, s.Review, s.Judge.Decode, now)
	if s.Previous != nil && before != nil {
		s.stream(ctx, g, s.Previous, tiering.DecodeStandings, before)
	}
	return g.Wait()
}

// stream reads the results of one review in one goroutine and hands them to fn in another. Batches go round:
// full to fn, free back to the reader.
func (s *Source) stream(ctx context.Context, g *errgroup.Group, review *models.Review, decode func([]byte, *tiering.Verdict) error,
	fn func([]firm) error) {
	full, free := make(chan []firm, batches), make(chan []firm, batches)
	for range batches {
		free <- make([]firm, 0, batchSize)
	}
	g.Go(func() error {
		defer close(full)
		if err := s.read(ctx, review, decode, full, free); err != nil {
			return fmt.Errorf("读取评价 %s 的结果：%w", review.ID, err)
		}
		return nil
	})
	g.Go(func() error {
		for batch := range full {
			if err := fn(batch); err != nil {
				return err
			}
			free <- batch // never waits: there are no more batches than places
		}
		return nil
	})
}

func (s *Source) read(ctx context.Context, review *models.Review, decode func([]byte, *tiering.Verdict) error, full, free chan []firm) error {
	batch := <-free
	err := s.DB.EachResult(ctx, s.Scope, review.ID, func(r *models.Result) error {
		if len(batch) == batchSize {
			full <- batch // never waits either
			select {
			case batch = <-free:
				batch = batch[:0]
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		batch = batch[:len(batch)+1]
		f := &batch[len(batch)-1]
		f.Result = *r
		f.Result.Verdict = nil // the reader's memory
		if err := decode(r.Verdict, &f.verdict); err != nil {
			return fmt.Errorf("企业 %s：%w", r.Code, err)
		}
		return nil
	})
	if err == nil {
		full <- batch
	}
	return err
}
