package models

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"
)

// SkipRun records a due time as done without running it, and why; a due time that anybody has begun stays as it is.
func (db *DB) SkipRun(ctx context.Context, now time.Time, job string, due time.Time, note string) error {
	err := db.Write.WithContext(ctx).Create(&JobRun{Job: job, Due: due, StartedAt: now, FinishedAt: &now, Note: clip(note, 2000)}).Error
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return nil
	}
	return err
}
