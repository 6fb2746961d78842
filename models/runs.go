package models

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"
)

// ClaimRun reports whether owner may run the job's due time now: nobody has run it, or whoever began it let the lease
// end without finishing. A finished due time is never given out again.
func (db *DB) ClaimRun(ctx context.Context, now time.Time, job string, due time.Time, owner string, lease time.Duration) (bool, error) {
	until, owner := now.Add(lease), clip(owner, 120)
	err := db.Write.WithContext(ctx).Create(&JobRun{Job: job, Due: due, Owner: owner, LeaseUntil: &until, StartedAt: now}).Error
	if !errors.Is(err, gorm.ErrDuplicatedKey) {
		return err == nil, err
	}
	taken := db.Write.WithContext(ctx).Model(&JobRun{}).Where("job = ? AND due = ? AND finished_at IS NULL AND lease_until < ?", job, due, now).
		Updates(map[string]any{"owner": owner, "lease_until": until, "started_at": now})
	return taken.Error == nil && taken.RowsAffected == 1, taken.Error
}

// RenewRun lengthens the lease of owner's run. ErrLost when another has taken it over.
func (db *DB) RenewRun(ctx context.Context, now time.Time, job string, due time.Time, owner string, lease time.Duration) error {
	return changeRun(db.Write.WithContext(ctx), job, due, owner, map[string]any{"lease_until": now.Add(lease)})
}

// FinishRun records the end of owner's run: what came of it, and as reason "" or why it failed, with a line in the audit trail,
// since jobs delete what nobody needs any more. ErrLost when another has taken it over.
func (db *DB) FinishRun(ctx context.Context, now time.Time, job string, due time.Time, owner, note, reason string) error {
	note, reason = clip(note, 2000), clip(reason, 2000)
	return db.Tx(ctx, func(tx *gorm.DB) error {
		err := changeRun(tx, job, due, owner, map[string]any{"finished_at": now, "lease_until": nil, "note": note, "error": reason})
		if err != nil {
			return err
		}
		detail := map[string]any{"due": due.In(china).Format("2006-01-02 15:04"), "process": clip(owner, 120), "note": note}
		if reason != "" {
			detail["error"] = reason
		}
		return Audit(tx, now, Actor{Who: "cron", From: "cron"}, "job.finish", job, detail)
	})
}

func changeRun(tx *gorm.DB, job string, due time.Time, owner string, columns map[string]any) error {
	done := tx.Model(&JobRun{}).Where("job = ? AND due = ? AND owner = ? AND finished_at IS NULL", job, due, clip(owner, 120)).Updates(columns)
	if done.Error == nil && done.RowsAffected != 1 {
		return fmt.Errorf("%w：任务 %s 到期时间 %s", ErrLost, job, due.UTC().Format(time.RFC3339))
	}
	return done.Error
}

// LastRun returns the job's run with the latest due time, or ErrNotFound.
func (db *DB) LastRun(ctx context.Context, job string) (JobRun, error) {
	var run JobRun
	err := db.Read.WithContext(ctx).Order("due DESC").Take(&run, "job = ?", job).Error
	if errors.Is(err, ErrNotFound) {
		err = fmt.Errorf("%w任务 %s 的运行记录", ErrNotFound, job)
	}
	return run, err
}

// Leased reports whether somebody is at the run.
func (r *JobRun) Leased(now time.Time) bool {
	return r.FinishedAt == nil && r.LeaseUntil != nil && r.LeaseUntil.After(now)
}

// OrderRun reports whether owner may run the job now by an actor's order: nobody is at any run of it, and none has its due time. The order
// is a line in the audit trail.
func (db *DB) OrderRun(ctx context.Context, now time.Time, actor Actor, job string, due time.Time, owner string, lease time.Duration) (ours bool, err error) {
	until := now.Add(lease)
	err = db.Tx(ctx, func(tx *gorm.DB) error {
		ours = false
		var busy int64
		if err := tx.Model(&JobRun{}).Where("job = ? AND (due = ? OR finished_at IS NULL AND lease_until > ?)", job, due, now).Count(&busy).Error; err != nil || busy > 0 {
			return err
		}
		err := tx.Create(&JobRun{Job: job, Due: due, Owner: clip(owner, 120), LeaseUntil: &until, StartedAt: now}).Error
		if err != nil {
			return err
		}
		ours = true
		return Audit(tx, now, actor, "job.run", job, nil)
	})
	if errors.Is(err, gorm.ErrDuplicatedKey) { // another order of the same minute
		return false, nil
	}
	return ours && err == nil, err
}

// JobRuns returns the latest runs of a job, the latest first.
func (db *DB) JobRuns(ctx context.Context, job string, most int) (runs []JobRun, err error) {
	err = db.Read.WithContext(ctx).Order("due DESC").Limit(most).Find(&runs, "job = ?", job).Error
	return runs, err
}

// SkipRun records a due time as done without running it, and why; a due time that anybody has begun stays as it is.
func (db *DB) SkipRun(ctx context.Context, now time.Time, job string, due time.Time, note string) error {
	err := db.Write.WithContext(ctx).Create(&JobRun{Job: job, Due: due, StartedAt: now, FinishedAt: &now, Note: clip(note, 2000)}).Error
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return nil
	}
	return err
}
