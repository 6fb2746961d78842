package models

import (
	"context"
	"fmt"

	"gorm.io/gorm"
)

// discarded reports whether nobody will ever read the review's results: it was cancelled, it failed, or it was a draft in
// whose place another one was published.
func (r *Review) discarded() bool {
	return r.State == Cancelled || r.State == Failed || r.State == Superseded && r.PublishedAt == nil
}

// retireDrafts makes the older drafts of r's year superseded, as r is being published, and returns their IDs. It refuses r
// (ErrState) when there is a newer draft: that one has seen more of the records, and whoever prefers r cancels it first.
func retireDrafts(tx *gorm.DB, r *Review) (retired []string, err error) {
	var others []Review
	if err := tx.Select("id", "version").Order("id").Find(&others, "year = ? AND state = ? AND id <> ?", r.Year, Draft, r.ID).Error; err != nil {
		return nil, err
	}
	this, err := runOf(r.ID)
	if err != nil {
		return nil, err
	}
	for _, other := range others {
		run, err := runOf(other.ID)
		if err != nil {
			return nil, err
		}
		if run > this {
			return nil, fmt.Errorf("%w：%s 之后已有更新的草稿 %s，请发布后者，或先取消后者", ErrState, r.ID, other.ID)
		}
		err = tx.Model(&Review{}).Where("id = ? AND state = ?", other.ID, Draft).
			Updates(map[string]any{"state": Superseded, "version": other.Version + 1}).Error
		if err != nil {
			return nil, err
		}
		retired = append(retired, other.ID)
	}
	return retired, nil
}

// SweepResults deletes the results and entitlements of discarded reviews and returns how many reviews had any.
func (db *DB) SweepResults(ctx context.Context) (int, error) {
	var ids []string
	err := db.Read.WithContext(ctx).Model(&Review{}).
		Where("state IN ? OR state = ? AND published_at IS NULL", []string{Cancelled, Failed}, Superseded).
		Where("EXISTS (SELECT 1 FROM results WHERE results.review = reviews.id) OR EXISTS (SELECT 1 FROM entitlements WHERE entitlements.review = reviews.id)").Pluck("id", &ids).Error
	if err != nil {
		return 0, err
	}
	for _, id := range ids {
		if err := db.dropResults(ctx, id, ""); err != nil {
			return 0, err
		}
	}
	return len(ids), nil
}
