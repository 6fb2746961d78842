package models

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// Review returns the review, or ErrNotFound.
func (db *DB) Review(ctx context.Context, id string) (*Review, error) {
	return db.oneReview(ctx, fmt.Sprintf("年度评价 %s", id), "id = ?", id)
}

// Reviews returns all reviews, the latest year and run first.
func (db *DB) Reviews(ctx context.Context) ([]Review, error) {
	var reviews []Review
	err := db.Read.WithContext(ctx).Order("year DESC, LENGTH(id) DESC, id DESC").Find(&reviews).Error
	return reviews, err
}

// RunningReview returns the review of year that is running, or ErrNotFound.
func (db *DB) RunningReview(ctx context.Context, year int) (*Review, error) {
	return db.oneReview(ctx, fmt.Sprintf("正在进行的 %d 年度评价", year), "running_year = ?", year)
}

// PublishedReview returns the review of year that is in force, or ErrNotFound.
func (db *DB) PublishedReview(ctx context.Context, year int) (*Review, error) {
	return db.oneReview(ctx, fmt.Sprintf("已发布的 %d 年度评价", year), "valid_year = ?", year)
}

// PublishedBefore returns the latest published review of a year before year, or ErrNotFound.
func (db *DB) PublishedBefore(ctx context.Context, year int) (*Review, error) {
	return db.oneReview(ctx, fmt.Sprintf("%d 年度以前已发布的评价", year), "valid_year < ?", year)
}

// LatestPublished returns the published review of the latest year, or ErrNotFound.
func (db *DB) LatestPublished(ctx context.Context) (*Review, error) {
	return db.oneReview(ctx, "已发布的年度评价", "valid_year IS NOT NULL")
}

// oneReview returns the review of the latest year that matches.
func (db *DB) oneReview(ctx context.Context, what, where string, values ...any) (*Review, error) {
	var r Review
	err := db.Read.WithContext(ctx).Where(where, values...).Order("year DESC").Take(&r).Error
	if errors.Is(err, ErrNotFound) {
		return nil, fmt.Errorf("%w%s", ErrNotFound, what)
	}
	if err != nil {
		return nil, err
	}
	return &r, nil
}

// BeginReview stores a new running review of year under the edition with that digest (stored by SaveEdition before), owned by
// owner for the lease, and audits it. ErrRunning when one of that year is running: see RunningReview and ClaimReview.
func (db *DB) BeginReview(ctx context.Context, now time.Time, actor Actor, year int, edition, owner string, lease time.Duration) (*Review, error) {
	var r *Review
	err := db.Tx(ctx, func(tx *gorm.DB) error {
		run, err := nextRun(tx, year)
		if err != nil {
			return err
		}
		until := now.Add(lease)
		r = &Review{ID: fmt.Sprintf("%d-%d", year, run), Year: year, Edition: edition, State: Running, By: clip(actor.Who, 100),
			Owner: clip(owner, 120), RunningYear: &year, LeaseUntil: &until, StartedAt: now, Version: 1}
		if err := startOver(tx, r); err != nil {
			return err
		}
		if err := tx.Create(r).Error; err != nil {
			return err
		}
		return Audit(tx, now, actor, "review.begin", r.ID, Change{After: map[string]any{"state": Running, "edition": edition, "previous": r.Previous, "firms": r.Firms}})
	})
	if errors.Is(err, gorm.ErrDuplicatedKey) { // another process has just begun one
		return nil, fmt.Errorf("%w：%d 年度评价已由另一个进程启动，请等它结束或取消它", ErrRunning, year)
	}
	if err != nil {
		return nil, err
	}
	return r, nil
}

// nextRun returns the number of the next review of year.
func nextRun(tx *gorm.DB, year int) (int, error) {
	var earlier []Review
	if err := tx.Select("id", "state", "begun_by", "started_at").Find(&earlier, "year = ?", year).Error; err != nil {
		return 0, err
	}
	last := 0
	for _, r := range earlier {
		if r.State == Running {
			return 0, fmt.Errorf("%w：%s 由 %s 于 %s（UTC）启动，请等它结束或取消它", ErrRunning, r.ID, r.By, r.StartedAt.UTC().Format("2006-01-02 15:04"))
		}
		n, err := runOf(r.ID)
		if err != nil {
			return 0, err
		}
		last = max(last, n)
	}
	return last + 1, nil
}

// runOf returns the number of the run that a review's ID ends in.
func runOf(id string) (int, error) {
	_, run, _ := strings.Cut(id, "-")
	n, err := strconv.Atoi(run)
	if err != nil {
		return 0, fmt.Errorf("年度评价编号 %q 不是“年度-次数”的形式：%w", id, err)
	}
	return n, nil
}

// startOver sets a running review to its beginning on the records as they are now.
func startOver(tx *gorm.DB, r *Review) (err error) {
	r.Done, r.LastCode, r.Totals = 0, "", ""
	if r.Records, err = revision(tx); err != nil {
		return err
	}
	var firms int64
	if err := tx.Model(&Firm{}).Count(&firms).Error; err != nil {
		return err
	}
	r.Firms = int(firms)
	r.Previous, err = previous(tx, r.Year)
	return err
}

// previous returns the ID of the latest published review of an earlier year, "" when there is none.
func previous(tx *gorm.DB, year int) (id string, err error) {
	var ids []string
	err = tx.Model(&Review{}).Where("valid_year < ?", year).Order("year DESC").Limit(1).Pluck("id", &ids).Error
	if len(ids) > 0 {
		id = ids[0]
	}
	return id, err
}

// lockReview reads a review and keeps others from changing it until the transaction ends.
func lockReview(tx *gorm.DB, id string) (*Review, error) {
	var r Review
	err := tx.Clauses(clause.Locking{Strength: "UPDATE"}).Take(&r, "id = ?", id).Error
	if errors.Is(err, ErrNotFound) {
		return nil, fmt.Errorf("%w年度评价 %s", ErrNotFound, id)
	}
	if err != nil {
		return nil, err
	}
	return &r, nil
}

// ClaimReview takes over a running review whose lease has ended (or is owner's own) and returns it ready to go on after
// LastCode. Where the records, or the published review it is compared with, have changed since it began it is ready to start
// over: LastCode "", Done 0, Totals "". Both are audited, in the name of who began the review. ErrRunning while somebody else's
// lease lasts, ErrState when it is not running.
func (db *DB) ClaimReview(ctx context.Context, now time.Time, id, owner string, lease time.Duration) (*Review, error) {
	var r *Review
	err := db.Tx(ctx, func(tx *gorm.DB) (err error) {
		if r, err = lockReview(tx, id); err != nil {
			return err
		}
		if r.State != Running {
			return wrongState(r, "不在进行中，不能接着做")
		}
		if r.Owner != owner && r.LeaseUntil != nil && r.LeaseUntil.After(now) {
			return fmt.Errorf("%w：%s 正由另一个进程处理，请稍后再试或取消它", ErrRunning, id)
		}
		before, fresh := *r, *r
		if err := startOver(tx, &fresh); err != nil {
			return err
		}
		if fresh.Records != r.Records || fresh.Previous != r.Previous {
			*r = fresh
		}
		until := now.Add(lease)
		r.Owner, r.LeaseUntil = clip(owner, 120), &until
		if err := tx.Save(r).Error; err != nil {
			return err
		}
		if r.Owner == before.Owner && r.Records == before.Records && r.Previous == before.Previous {
			return nil
		}
		return Audit(tx, now, Actor{Who: r.By, From: r.Owner}, "review.resume", id, Change{Before: before.standing(), After: r.standing()})
	})
	if err != nil {
		return nil, err
	}
	return r, db.dropResults(ctx, r.ID, r.LastCode)
}

// standing is how far a running review is and on what it runs, for the audit trail.
func (r *Review) standing() map[string]any {
	return map[string]any{"process": r.Owner, "records": r.Records, "previous": r.Previous, "done": r.Done, "firms": r.Firms}
}

func wrongState(r *Review, why string) error {
	names := map[string]string{Running: "进行中", Draft: "草稿", Published: "已发布", Superseded: "已被替代", Cancelled: "已取消", Failed: "已失败"}
	return fmt.Errorf("%w：%s 为“%s”，%s", ErrState, r.ID, names[r.State], why)
}

// SaveResults stores the next results of the running review r, in code order after r.LastCode, together with the progress and
// the renewed lease, in one transaction, and moves r.Done and r.LastCode on. r.Totals is stored along as the caller
// left it, so that counts and results always belong together. ErrLost when the review was cancelled or is no longer r.Owner's.
func (db *DB) SaveResults(ctx context.Context, now time.Time, r *Review, results []Result, lease time.Duration) error {
	last := r.LastCode
	for i := range results {
		if results[i].Code <= last || results[i].Review != r.ID {
			return fmt.Errorf("result %s of review %s does not follow %q of %s", results[i].Code, results[i].Review, last, r.ID)
		}
		last = results[i].Code
	}
	done, until := r.Done+len(results), now.Add(lease)
	err := db.Tx(ctx, func(tx *gorm.DB) error {
		err := db.moveRunning(tx.Where("last_code = ?", r.LastCode), r,
			map[string]any{"done": done, "last_code": last, "totals": r.Totals, "lease_until": until})
		if err != nil {
			return err
		}
		return insertResults(ctx, tx, results)
	})
	if err == nil {
		r.Done, r.LastCode, r.LeaseUntil = done, last, &until
	}
	return err
}

// moveRunning changes columns of the running review r, if it is still its owner's.
func (db *DB) moveRunning(tx *gorm.DB, r *Review, columns map[string]any) error {
	done := tx.Model(&Review{}).Where("id = ? AND state = ? AND owner = ?", r.ID, Running, r.Owner).Updates(columns)
	if done.Error == nil && done.RowsAffected == 0 {
		return fmt.Errorf("%w：%s", ErrLost, r.ID)
	}
	return done.Error
}

// FinishReview turns the running review r into a draft with r.Totals. ErrLost as in SaveResults.
func (db *DB) FinishReview(ctx context.Context, now time.Time, r *Review) error {
	if r.Done != r.Firms {
		return fmt.Errorf("review %s has %d results for %d firms", r.ID, r.Done, r.Firms)
	}
	return db.endRun(ctx, now, r, "review.finish", Draft, map[string]any{"totals": r.Totals, "firms": r.Firms})
}

// FailReview ends the running review r as failed, for a reason that people can read, and drops its results.
// ErrLost as in SaveResults.
func (db *DB) FailReview(ctx context.Context, now time.Time, r *Review, reason string) error {
	reason = clip(reason, 2000)
	if err := db.endRun(ctx, now, r, "review.fail", Failed, map[string]any{"error": reason}); err != nil {
		return err
	}
	return db.dropResults(ctx, r.ID, "")
}

// endRun takes a running review out of its process's hands, with a line in the audit trail in the name of who began it.
func (db *DB) endRun(ctx context.Context, now time.Time, r *Review, action, state string, columns map[string]any) error {
	columns["state"], columns["running_year"], columns["lease_until"], columns["owner"] = state, nil, nil, ""
	columns["finished_at"], columns["version"] = now, r.Version+1
	var ended *Review
	err := db.Tx(ctx, func(tx *gorm.DB) (err error) {
		if err := db.moveRunning(tx, r, columns); err != nil {
			return err
		}
		if ended, err = lockReview(tx, r.ID); err != nil {
			return err
		}
		if state == Draft {
			if err := sumEntitlements(tx, r.ID); err != nil {
				return err
			}
		}
		after := map[string]any{"state": state, "done": ended.Done, "firms": ended.Firms}
		if ended.Error != "" {
			after["error"] = ended.Error
		}
		return Audit(tx, now, Actor{Who: ended.By, From: r.Owner}, action, r.ID, Change{Before: map[string]any{"state": Running}, After: after})
	})
	if err == nil {
		*r = *ended
	}
	return err
}

// CancelReview stops a running review or discards a draft, and drops its results. ErrState for any other.
func (db *DB) CancelReview(ctx context.Context, now time.Time, actor Actor, id string) (*Review, error) {
	var r *Review
	err := db.Tx(ctx, func(tx *gorm.DB) (err error) {
		if r, err = lockReview(tx, id); err != nil {
			return err
		}
		if r.State != Running && r.State != Draft {
			return wrongState(r, "只有进行中的评价和草稿可以取消")
		}
		before := r.State
		r.State, r.RunningYear, r.LeaseUntil, r.Owner, r.FinishedAt = Cancelled, nil, nil, "", &now
		r.Version++
		if err := tx.Save(r).Error; err != nil {
			return err
		}
		return Audit(tx, now, actor, "review.cancel", id, Change{Before: map[string]any{"state": before, "done": r.Done, "firms": r.Firms},
			After: map[string]any{"state": Cancelled}})
	})
	if err != nil {
		return nil, err
	}
	return r, db.dropResults(ctx, id, "")
}

// PublishReview puts a draft in force, as it was at version, in place of the published review of that year, which becomes
// superseded, as do the year's older drafts; one act, audited. ErrConflict when another version is stored, ErrState when it
// is not a draft or the year has a newer one, ErrStale when the earlier year it was compared with has another published review by now.
func (db *DB) PublishReview(ctx context.Context, now time.Time, actor Actor, id string, version int) (*Review, error) {
	var r *Review
	err := db.Tx(ctx, func(tx *gorm.DB) (err error) {
		if r, err = lockReview(tx, id); err != nil {
			return err
		}
		if err := publishable(tx, r, version); err != nil {
			return err
		}
		retired, err := retireDrafts(tx, r)
		if err != nil {
			return err
		}
		replaced, err := supersede(tx, r.Year)
		if err != nil {
			return err
		}
		r.State, r.ValidYear, r.PublishedAt, r.PublishedBy = Published, &r.Year, &now, clip(actor.Who, 100)
		r.Version++
		if err := tx.Save(r).Error; err != nil {
			return err
		}
		return Audit(tx, now, actor, "review.publish", id, Change{Before: map[string]any{"state": Draft, "published": replaced, "drafts": retired},
			After: map[string]any{"state": Published, "published": id, "edition": r.Edition, "firms": r.Firms}})
	})
	if err != nil {
		return nil, err
	}
	return r, nil
}

func publishable(tx *gorm.DB, r *Review, version int) error {
	if r.State != Draft {
		return wrongState(r, "只有草稿可以发布")
	}
	if r.Version != version {
		return fmt.Errorf("%w：%s 在您查看之后有变动，请刷新后再发布", ErrConflict, r.ID)
	}
	base, err := previous(tx, r.Year)
	if err == nil && base != r.Previous {
		return fmt.Errorf("%w：%s 的变动是与 %s 比较得出的，现在应与 %s 比较，请重新评价 %d 年度",
			ErrStale, r.ID, orNone(r.Previous), orNone(base), r.Year)
	}
	return err
}

func orNone(id string) string {
	if id == "" {
		return "“无上期”"
	}
	return id
}

// supersede takes the published review of year out of force and returns its ID, "" when there is none.
func supersede(tx *gorm.DB, year int) (string, error) {
	var old []Review
	if err := tx.Clauses(clause.Locking{Strength: "UPDATE"}).Find(&old, "valid_year = ?", year).Error; err != nil || len(old) == 0 {
		return "", err
	}
	err := tx.Model(&Review{}).Where("id = ?", old[0].ID).
		Updates(map[string]any{"state": Superseded, "valid_year": nil, "version": old[0].Version + 1}).Error
	return old[0].ID, err
}
