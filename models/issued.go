package models

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"
)

// IssuedReport is a workbook that was handed out: what it is known by, so that a copy can be held against it later. It is
// written once and never changed.
type IssuedReport struct {
	Number string    `gorm:"primaryKey;size:20" json:"number"` // 核验编号, on the workbook itself
	Report string    `gorm:"size:40" json:"report"`            // key of the report
	Year   int       `json:"year"`
	Review string    `gorm:"size:20" json:"review"` // Review.ID
	Area   string    `gorm:"size:100" json:"area"`  // whose firms, in words
	County string    `gorm:"size:20" json:"county"` // "" for the city
	Firm   string    `gorm:"size:18" json:"firm"`   // "" unless it is about one
	By     string    `gorm:"column:issued_by;size:100" json:"by"`
	At     time.Time `gorm:"column:issued_at" json:"at"`
	Sheets string    `json:"-"`                     // the digests of its sheets, JSON
	Digest string    `gorm:"size:64" json:"digest"` // SHA-256 of the file as it was handed out, hex
}

// IssueReport records a workbook that is about to be handed out, together with the line of the audit trail that says so. The
// caller sends the workbook only when it has succeeded. ErrConflict when the number was drawn before.
func (db *DB) IssueReport(ctx context.Context, now time.Time, actor Actor, r *IssuedReport) error {
	err := db.Tx(ctx, func(tx *gorm.DB) error {
		if err := tx.Create(r).Error; err != nil {
			return err
		}
		return AuditFirm(tx, now, actor, "report.get", r.Report, r.Firm, map[string]any{"year": r.Year, "review": r.Review, "number": r.Number})
	})
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return fmt.Errorf("%w：核验编号 %s 已用过，请重新生成", ErrConflict, r.Number)
	}
	return err
}

// IssuedReport returns the workbook with that number, or ErrNotFound.
func (db *DB) IssuedReport(ctx context.Context, number string) (*IssuedReport, error) {
	var r IssuedReport
	err := db.Read.WithContext(ctx).Take(&r, "number = ?", number).Error
	if errors.Is(err, ErrNotFound) {
		return nil, fmt.Errorf("%w核验编号为 %s 的报表", ErrNotFound, number)
	}
	if err != nil {
		return nil, err
	}
	return &r, nil
}
