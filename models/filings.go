package models

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// Filing returns the filing, or ErrNotFound when there is none within the scope.
func (db *DB) Filing(ctx context.Context, scope Scope, id string) (*Filing, error) {
	return oneFiling(scope.filings(db.Read.WithContext(ctx)).Where("id = ?", id), "申报 "+id)
}

// FilingByRequest returns the filing that was made by the request with that key (Filing.RequestKey), or ErrNotFound.
func (db *DB) FilingByRequest(ctx context.Context, scope Scope, key string) (*Filing, error) {
	return oneFiling(scope.filings(db.Read.WithContext(ctx)).Where("request_key = ?", key), "同一请求的申报")
}

// oneFiling returns the filing that matches; one that is still being planned is not there yet.
func oneFiling(query *gorm.DB, what string) (*Filing, error) {
	var f Filing
	err := query.Where("state <> ?", FilingPlanning).Take(&f).Error
	if errors.Is(err, ErrNotFound) {
		return nil, fmt.Errorf("%w%s", ErrNotFound, what)
	}
	if err != nil {
		return nil, err
	}
	return &f, nil
}

// FilingFilter selects filings for a list screen. Empty fields select all.
type FilingFilter struct {
	Kind  string
	Year  int
	State string
	By    string
	Page  int // from 1; 0 is 1
	Size  int // at most MaxPage; 0 is 50
}

// Filings returns one page of the filings within the scope that f selects, the newest first, and how many it selects in all.
func (db *DB) Filings(ctx context.Context, scope Scope, f FilingFilter) (items []Filing, total int, err error) {
	query := scope.filings(db.Read.WithContext(ctx).Model(&Filing{})).Where("state <> ?", FilingPlanning).
		Where(&Filing{Kind: f.Kind, Year: f.Year, State: f.State, By: f.By})
	err = query.Session(&gorm.Session{}).Order("created_at DESC, LENGTH(id) DESC, id DESC").Limit(pageSize(f.Size)).Offset(pageStart(f.Page, f.Size)).Find(&items).Error
	if err != nil {
		return nil, 0, err
	}
	total, err = totalOf(query, len(items), f.Page, f.Size)
	return items, total, err
}

// filingMoves lists from which states a filing may come to another without touching the records.
var filingMoves = map[string][]string{
	FilingSubmitted: {FilingDraft, FilingReturned},
	FilingReturned:  {FilingSubmitted},
	FilingWithdrawn: {FilingDraft, FilingSubmitted, FilingReturned},
}

// filingStates are the names of the states.
var filingStates = map[string]string{FilingPlanning: "生成中", FilingDraft: "草稿", FilingSubmitted: "待审核",
	FilingReturned: "已退回", FilingApplied: "已生效", FilingWithdrawn: "已撤回"}

// MoveFiling submits, returns or withdraws a filing: draft or returned → submitted; submitted → returned, with
// an opinion; draft, submitted or returned → withdrawn. version is the one that was looked at (ErrConflict when
// another is stored); a move that the state does not allow is ErrState.
func (db *DB) MoveFiling(ctx context.Context, now time.Time, actor Actor, id string, version int, to, opinion string) (*Filing, error) {
	if len([]rune(opinion)) > 2000 {
		return nil, fmt.Errorf("%w：审核意见最多 2000 字", ErrTooLong)
	}
	var f *Filing
	err := db.Tx(ctx, func(tx *gorm.DB) (err error) {
		f, err = oneFiling(tx.Clauses(clause.Locking{Strength: "UPDATE"}).Where("id = ?", id), "申报 "+id)
		if err != nil {
			return err
		}
		return moveFiling(tx, now, actor, f, version, to, opinion, filingMoves[to])
	})
	if err != nil {
		return nil, err
	}
	return f, nil
}

// moveFiling changes the state of f, as it was at version, if it is one of from, with a line in the audit trail.
func moveFiling(tx *gorm.DB, now time.Time, actor Actor, f *Filing, version int, to, opinion string, from []string) error {
	if !slices.Contains(from, f.State) {
		return fmt.Errorf("%w：申报 %s 为“%s”，不能改为“%s”", ErrState, f.ID, filingStates[f.State], filingStates[to])
	}
	next := *f
	next.State, next.Opinion, next.Version = to, opinion, version+1
	if to == FilingApplied {
		next.AppliedAt = &now
	}
	done := tx.Model(&Filing{}).Where("id = ? AND version = ? AND state = ?", f.ID, version, f.State).
		Updates(map[string]any{"state": next.State, "opinion": next.Opinion, "version": next.Version, "applied_at": next.AppliedAt})
	if done.Error != nil {
		return done.Error
	}
	if done.RowsAffected != 1 {
		return fmt.Errorf("%w：申报 %s 在您查看之后有变动，请刷新后再操作", ErrConflict, f.ID)
	}
	before := f.State
	*f = next
	return Audit(tx, now, actor, "filing."+filingActs[to], f.ID, map[string]any{"from": before, "opinion": opinion})
}

// filingActs are the names of the acts in the audit trail.
var filingActs = map[string]string{FilingSubmitted: "submit", FilingReturned: "return", FilingWithdrawn: "withdraw", FilingApplied: "apply"}

// MarkApplied turns a draft or submitted filing into an applied one within the transaction that changes the records,
// with its line in the audit trail. f must be as it was read; afterwards it is as stored. A filing that
// was changed meanwhile is ErrConflict, one that is applied already or cannot be is ErrState.
func MarkApplied(tx *gorm.DB, now time.Time, actor Actor, f *Filing) error {
	return moveFiling(tx, now, actor, f, f.Version, FilingApplied, f.Opinion, []string{FilingDraft, FilingSubmitted})
}
