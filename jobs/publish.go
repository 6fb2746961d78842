package jobs

import (
	"context"
	"fmt"
	"time"

	"yunti/models"
	"yunti/policy"
)

// Publish puts a draft in force as it is now: one act, after which the reports of that year come from it. The
// published review of the year becomes superseded, and so do the year's older drafts.
//
// It refuses (models.ErrState) what is not a draft, a draft of which there is a newer one and a year that is not over, and (models.ErrStale) a
// draft whose movements were counted against a review that is no longer the published one of the latest
// earlier year: its 新进, 晋级 and 降级 would contradict the reports in force. Review the year again then.
//
// A draft is not refused because records changed after it was made: filings come in every day, and the draft
// says which day and which revision it judged. Whoever wants them in reviews the year again.
func Publish(ctx context.Context, db *models.DB, id string, actor models.Actor, now time.Time) (*models.Review, error) {
	review, err := db.Review(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("发布评价 %s: %w", id, err)
	}
	if models.Today(now) <= policy.YearEnd(review.Year) {
		return nil, fmt.Errorf("%w：%d 年度还没有结束，草稿可以先看，%d 年 1 月 1 日起才能发布", models.ErrState, review.Year, review.Year+1)
	}
	published, err := db.PublishReview(ctx, now, actor, id, review.Version)
	if err != nil {
		return nil, err
	}
	// It is published whatever becomes of the older drafts' results: the nightly sweep deletes what is left.
	_, _ = db.SweepResults(ctx)
	return published, nil
}

// Cancel stops a running review, whichever process runs it, or discards a draft.
func Cancel(ctx context.Context, db *models.DB, id string, actor models.Actor, now time.Time) (*models.Review, error) {
	return db.CancelReview(ctx, now, actor, id)
}

// Outdated says in Chinese why a draft or published review no longer says what reviewing the year again would say, ""
// while it does: another review of an earlier year has been published since, which its movements are not counted
// against (a draft cannot be published then); or, for a draft, records have changed.
func Outdated(ctx context.Context, db *models.DB, review *models.Review) (string, error) {
	if review.State != models.Draft && review.State != models.Published {
		return "", nil
	}
	previous, err := previousOf(ctx, db, review.Year)
	if err != nil {
		return "", err
	}
	if previous == review.Previous {
		return movedSince(ctx, db, review)
	}
	if review.Previous == "" {
		return fmt.Sprintf("评价 %s 完成后已发布较早年度的评价 %s，变动情况需对照它重新评价", review.ID, previous), nil
	}
	return fmt.Sprintf("评价 %s 的变动情况对照 %s，而现行的上期评价是 %s，请重新评价", review.ID, review.Previous, orNone(previous)), nil
}

// movedSince tells of records that changed after a draft was made.
func movedSince(ctx context.Context, db *models.DB, review *models.Review) (string, error) {
	revision, err := db.Revision(ctx)
	if err != nil || revision == review.Records || review.State != models.Draft {
		return "", err
	}
	return fmt.Sprintf("评价 %s 开始之后企业记录有变动，如需计入请重新评价", review.ID), nil
}

func orNone(id string) string {
	if id == "" {
		return "无"
	}
	return id
}
