package models

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"gorm.io/gorm"
)

// TableName is the audit trail's own name.
func (Entry) TableName() string { return "audit" }

// Audit appends a line to the audit trail within tx. detail is written as JSON; nil writes none.
func Audit(tx *gorm.DB, now time.Time, actor Actor, action, subject string, detail any) error {
	entry := Entry{At: now, Who: clip(actor.Who, 100), From: clip(actor.From, 100), Action: action, Subject: clip(subject, 100)}
	if detail != nil {
		text, err := json.Marshal(detail)
		if err != nil {
			return fmt.Errorf("操作记录 %s 无法写成 JSON：%w", action, err)
		}
		entry.Detail = string(text)
	}
	return tx.Create(&entry).Error
}

// Bump raises the revision of the records by one. Whatever changes firms, figures, recognitions, rounds,
// listings, scale lines, assessments, incubators, residencies or payments calls it in the same transaction,
// and calls it first: the row it locks makes such transactions wait for one another instead of deadlocking.
func Bump(tx *gorm.DB) error {
	done := tx.Exec("UPDATE counters SET value = value + 1 WHERE name = 'records'")
	if done.Error == nil && done.RowsAffected != 1 {
		return fmt.Errorf("%w：计数表缺少 records 一行", ErrSchema)
	}
	return done.Error
}

// Revision returns the revision of the records; it moves with every change to them.
func (db *DB) Revision(ctx context.Context) (int64, error) { return revision(db.Read.WithContext(ctx)) }

func revision(tx *gorm.DB) (value int64, err error) {
	err = tx.Raw("SELECT value FROM counters WHERE name = 'records'").Scan(&value).Error
	return value, err
}

// clip cuts a text to n characters, the length of its column.
func clip(s string, n int) string {
	for i := range s {
		if n--; n < 0 {
			return s[:i]
		}
	}
	return s
}
