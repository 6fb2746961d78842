package jobs

import (
	"context"
	"errors"
	"fmt"
	"time"

	"yunti/models"
)

// claim makes this process the only one that reviews year: it begins a new run, or takes over one whose
// process died, which is to be seen from its lease.
func claim(ctx context.Context, db *models.DB, year int, edition string, opt Options) (*models.Review, error) {
	owner := newOwner()
	for range restarts {
		review, err := db.BeginReview(ctx, opt.Now(), opt.Actor, year, edition, owner, lease)
		if !errors.Is(err, models.ErrRunning) {
			return review, err
		}
		running, err := db.RunningReview(ctx, year)
		if errors.Is(err, models.ErrNotFound) {
			continue // it has just ended
		}
		if err != nil {
			return nil, err
		}
		if now := opt.Now(); running.LeaseUntil != nil && running.LeaseUntil.After(now) {
			return nil, busy(running)
		}
		review, err = takeOver(ctx, db, running, edition, owner, opt)
		if review != nil || err != nil && !errors.Is(err, models.ErrRunning) && !errors.Is(err, models.ErrState) {
			return review, err
		}
	}
	return nil, fmt.Errorf("%w：%d 年度，请稍后再试", models.ErrRunning, year)
}

// takeOver claims a review whose process died. One that was judged under another edition of the book (the program
// was renewed meanwhile) cannot be gone on with: it is cancelled, and nil returned.
func takeOver(ctx context.Context, db *models.DB, running *models.Review, edition, owner string, opt Options) (*models.Review, error) {
	if running.Edition != edition {
		_, err := db.CancelReview(ctx, opt.Now(), opt.Actor, running.ID)
		return nil, err
	}
	return db.ClaimReview(ctx, opt.Now(), running.ID, owner, lease)
}

// busy says who is reviewing the year, how far it is and what can be done.
func busy(running *models.Review) error {
	until := running.LeaseUntil.In(time.FixedZone("CST", 8*60*60)).Format("15:04:05")
	return fmt.Errorf("%w：%d 年度评价 %s 由 %s 进行中，已评 %d/%d 户；请等它完成，或先取消它。若那个进程已经中断，%s 之后重新运行即从中断处继续",
		models.ErrRunning, running.Year, running.ID, running.Owner, running.Done, running.Firms, until)
}

// startOver claims the review anew, from the first firm, on the records as they are now.
func (r *Run) startOver(ctx context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	review, err := r.db.ClaimReview(ctx, r.opt.Now(), r.review.ID, r.review.Owner, lease)
	if err != nil {
		return err
	}
	r.review = review
	return nil
}

// finish turns the review into a draft. It has a result for every firm that the records had when it began, and for those
// that only the earlier review knows.
func (r *Run) finish(ctx context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	totals, err := r.review.Counts()
	if err != nil {
		return err
	}
	r.review.Firms += totals.Deleted
	return r.db.FinishReview(ctx, r.opt.Now(), r.review)
}

// afterword is how long the database has to take note of why a review ended.
const afterword = 15 * time.Second

// settle records in the database why the review ended before its time and returns the reason. A review that
// was interrupted keeps what it has and is free at once for whoever goes on with it.
func (r *Run) settle(ctx context.Context, reason error) error {
	last, stop := context.WithTimeout(context.WithoutCancel(ctx), afterword)
	defer stop()
	r.mu.Lock()
	defer r.mu.Unlock()
	name := fmt.Sprintf("%d 年度评价 %s", r.review.Year, r.review.ID)
	switch {
	case errors.Is(reason, models.ErrLost):
		return fmt.Errorf("%s 已停止: %w", name, reason)
	case ctx.Err() != nil:
		err := r.db.SaveResults(last, r.opt.Now(), r.review, nil, 0)
		if errors.Is(err, models.ErrLost) {
			err = nil // somebody else has the review: nothing to give up
		}
		return errors.Join(fmt.Errorf("%s 被中断，已评 %d/%d 户，重新运行即从中断处继续: %w", name, r.review.Done, r.review.Firms, ctx.Err()), err)
	default:
		err := r.db.FailReview(last, r.opt.Now(), r.review, models.Plain(reason))
		return errors.Join(fmt.Errorf("%s 失败: %w", name, reason), err)
	}
}
