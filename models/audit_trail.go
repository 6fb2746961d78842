package models

import (
	"context"
	"time"

	"gorm.io/gorm"

	"yunti/policy"
)

// TrailFilter selects lines of the audit trail. Empty fields select all.
type TrailFilter struct {
	Who     string     `json:"who,omitempty"`     // user name
	Firm    string     `json:"firm,omitempty"`    // code of a firm: acts on it, and on filings that have a line of it
	Subject string     `json:"subject,omitempty"` // what it was done to: filing, review, user …
	Action  string     `json:"action,omitempty"`  // beginning of the action: filing., filing.apply
	From    policy.Day `json:"from,omitzero"`     // days in Asia/Shanghai, both included
	To      policy.Day `json:"to,omitzero"`
	Page    int        `json:"-"` // from 1; 0 is 1
	Size    int        `json:"-"` // at most MaxPage; 0 is 50
}

// newestFirst is the order of the trail for people, and that of its indexes.
const newestFirst = "at DESC, seq DESC"

// Trail returns one page of the lines that f selects, the newest first, and how many it selects in all.
func (db *DB) Trail(ctx context.Context, f TrailFilter) (items []Entry, total int, err error) {
	query, err := trail(db.Read.WithContext(ctx), f)
	if err != nil {
		return nil, 0, err
	}
	err = query.Session(&gorm.Session{}).Order(newestFirst).Limit(pageSize(f.Size)).Offset(pageStart(f.Page, f.Size)).Find(&items).Error
	if err != nil {
		return nil, 0, err
	}
	total, err = totalOf(query, len(items), f.Page, f.Size)
	return items, total, err
}

// EachEntry calls fn with every line that f selects, the newest first, as they stand at one moment, and returns the anchor
// of that moment. The line is valid until fn returns.
func (db *DB) EachEntry(ctx context.Context, f TrailFilter, fn func(*Entry) error) (head Anchor, err error) {
	tx := db.Read.WithContext(ctx).Begin(db.snapshot())
	if tx.Error != nil {
		return head, tx.Error
	}
	defer tx.Rollback()
	if err := tx.Raw("SELECT number, hash FROM audit WHERE number IS NOT NULL ORDER BY number DESC LIMIT 1").Scan(&head).Error; err != nil {
		return head, err
	}
	query, err := trail(tx, f)
	if err != nil {
		return head, err
	}
	rows, err := query.Order(newestFirst).Rows()
	if err != nil {
		return head, err
	}
	defer rows.Close()
	for rows.Next() {
		var e Entry
		if err := tx.ScanRows(rows, &e); err != nil {
			return head, err
		}
		if err := fn(&e); err != nil {
			return head, err
		}
	}
	return head, db.explain(rows.Err())
}

// trail begins a query for the lines that f selects.
func trail(tx *gorm.DB, f TrailFilter) (*gorm.DB, error) {
	query := tx.Model(&Entry{}).Where(&Entry{Who: f.Who, Subject: f.Subject})
	if f.Action != "" {
		query = query.Where("(action >= ? AND action < ?)", f.Action, f.Action+"~") // actions are small letters and dots
	}
	if f.From != 0 {
		query = query.Where("at >= ?", midnight(f.From))
	}
	if f.To != 0 {
		query = query.Where("at < ?", midnight(f.To.AddDays(1)))
	}
	if f.Firm == "" {
		return query, nil
	}
	filings, err := filingsOf(tx, f.Firm)
	if err != nil {
		return nil, err
	}
	// firm > '' lets SQLite use the index, which has no lines without a firm.
	return query.Where("(firm = ? AND firm > '' OR subject IN ?)", f.Firm, append(filings, f.Firm)), nil
}

// filingsOf returns the filings that have a line of the firm: those one of whose steps has a key that begins with its code,
// and those that its payments came from, whose keys begin with the clause.
func filingsOf(tx *gorm.DB, code string) (ids []string, err error) {
	err = tx.Raw("SELECT filing FROM steps WHERE record = ? UNION SELECT filing FROM steps WHERE record >= ? AND record < ? UNION SELECT filing FROM payments WHERE payee = ?",
		code, code+"/", code+"0", code).Scan(&ids).Error
	return ids, err
}

// china is the zone whose days the trail is searched by. It had summer time last in 1991.
var china = time.FixedZone("Asia/Shanghai", 8*60*60)

// midnight is when the day begins in China.
func midnight(d policy.Day) time.Time {
	return time.Date(d.Year(), time.Month(d.Month()), d.Date(), 0, 0, 0, 0, china)
}
