package models

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"gorm.io/gorm"
)

// resultColumns are the columns of results in the order of Result's fields.
const resultColumns = "review, code, name, county, zones, industry, state, state_day, present, growth, growth_from, growth_move, growth_carried, " +
	"unicorn, unicorn_from, unicorn_move, unicorn_carried, ready, missing, verdict"

func insertResults(ctx context.Context, tx *gorm.DB, results []Result) error {
	b := newBulk(tx, "results", resultColumns)
	for i := range results {
		r := &results[i]
		size := len(r.Name) + len(r.Zones) + 2*len(r.Verdict) + 100
		if err := b.add(ctx, size, r.Review, r.Code, r.Name, r.County, r.Zones, r.Industry, r.State, r.StateDay, r.Present,
			r.Growth, r.GrowthFrom, r.GrowthMove, r.GrowthCarried, r.Unicorn, r.UnicornFrom, r.UnicornMove, r.UnicornCarried, r.Ready, r.Missing, r.Verdict); err != nil {
			return err
		}
	}
	return b.close(ctx)
}

// Leaving returns how the firm had left by the snapshot day: 迁出, 注销 or 吊销; "" when it had not, or when its
// record was gone, which tells nothing.
func (r *Result) Leaving() string {
	if gone[r.State] {
		return r.State
	}
	return ""
}

// dropResults deletes the entitlements of a review, which are counted when all firms are judged, and its results after a code,
// some thousands at a time. What belongs to a draft or to whatever was published stays: a review in such a state is refused.
func (db *DB) dropResults(ctx context.Context, id, after string) error {
	if err := db.dropEntitlements(ctx, id); err != nil {
		return err
	}
	const some = 5000
	for more := true; more; {
		err := db.Tx(ctx, func(tx *gorm.DB) error {
			r, err := lockReview(tx, id)
			if err != nil {
				return err
			}
			if r.State != Running && !r.discarded() {
				return wrongState(r, "它的结果不能删除")
			}
			var next []string
			rest := tx.Model(&Result{}).Where("review = ? AND code > ?", id, after)
			if err := rest.Session(&gorm.Session{}).Order("code").Offset(some).Limit(1).Pluck("code", &next).Error; err != nil {
				return err
			}
			if more = len(next) > 0; more {
				rest = rest.Where("code <= ?", next[0])
			}
			return rest.Session(&gorm.Session{}).Delete(&Result{}).Error
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Result returns the verdict on one firm in a review, or ErrNotFound.
func (db *DB) Result(ctx context.Context, reviewID, code string) (*Result, error) {
	var r Result
	err := db.Read.WithContext(ctx).Take(&r, "review = ? AND code = ?", reviewID, code).Error
	if errors.Is(err, ErrNotFound) {
		return nil, fmt.Errorf("%w年度评价 %s 中统一社会信用代码为 %s 的企业", ErrNotFound, reviewID, code)
	}
	if err != nil {
		return nil, err
	}
	return &r, nil
}

// ResultFilter selects results of one review for a list screen. Empty fields select all.
type ResultFilter struct {
	Review string // required
	Q      string // part of the code or of the name as it was then
	County string
	Zone   string
	Ladder string // growth or unicorn: the ladder that Tier and Move are about; "" is growth
	Tier   string // tier ID; None for firms without a position
	Move   string // tiering.Movement
	Page   int    // from 1; 0 is 1
	Size   int    // at most MaxPage; 0 is 50
}

// Results returns one page of the results that f selects, in code order and without the verdicts, and their number.
func (db *DB) Results(ctx context.Context, f ResultFilter) (items []Result, total int, err error) {
	query := db.Read.WithContext(ctx).Model(&Result{}).Where("results.review = ?", f.Review)
	query = searchNames(query, "results", f.Q)
	query = inPlace(query, "results", f.County, f.Zone)
	if query, err = resultsAt(query, f.Ladder, f.Tier, f.Move); err != nil {
		return nil, 0, err
	}
	err = query.Session(&gorm.Session{}).Omit("verdict").Order("results.code").Limit(pageSize(f.Size)).Offset(pageStart(f.Page, f.Size)).Find(&items).Error
	if err != nil {
		return nil, 0, err
	}
	total, err = totalOf(query, len(items), f.Page, f.Size)
	return items, total, err
}

// resultBatch is how many results are read at a time.
const resultBatch = 2000

// EachResult calls fn with every result of a review within the scope, in code order. A county's are those of the firms
// that were its own when they were judged. The result is valid until fn returns.
func (db *DB) EachResult(ctx context.Context, scope Scope, reviewID string, fn func(*Result) error) error {
	if _, err := db.Review(ctx, reviewID); err != nil {
		return err
	}
	within, holds := scope.results()
	words := map[string]string{}
	var results []Result
	for after := ""; ; after = results[len(results)-1].Code {
		var err error
		results, err = db.readResults(ctx, words, results, "review = ? AND "+within+" AND code > ? ORDER BY code LIMIT ?",
			slices.Concat([]any{reviewID}, holds, []any{after, resultBatch})...)
		if err != nil {
			return err
		}
		for i := range results {
			if err := fn(&results[i]); err != nil {
				return err
			}
		}
		if len(results) < resultBatch {
			return nil
		}
	}
}

// readResults scans results into the memory of into.
func (db *DB) readResults(ctx context.Context, words map[string]string, into []Result, where string, values ...any) ([]Result, error) {
	rows, err := db.read.QueryContext(ctx, "SELECT "+resultColumns+" FROM results WHERE "+where, values...)
	if err != nil {
		return nil, db.explain(err)
	}
	defer rows.Close()
	var verdict sql.RawBytes
	var shared [11]word
	for i := range shared {
		shared[i].known = words
	}
	into = into[:0]
	for rows.Next() {
		into = extend(into)
		r := &into[len(into)-1]
		if err := rows.Scan(&shared[0], &r.Code, &r.Name, &shared[1], &shared[2], &shared[3], &shared[4], &r.StateDay, &r.Present,
			&shared[5], &shared[6], &shared[7], &r.GrowthCarried, &shared[8], &shared[9], &shared[10], &r.UnicornCarried, &r.Ready, &r.Missing, &verdict); err != nil {
			return nil, db.explain(err)
		}
		r.Review, r.County, r.Zones, r.Industry, r.State = shared[0].text, shared[1].text, shared[2].text, shared[3].text, shared[4].text
		r.Growth, r.GrowthFrom, r.GrowthMove = shared[5].text, shared[6].text, shared[7].text
		r.Unicorn, r.UnicornFrom, r.UnicornMove = shared[8].text, shared[9].text, shared[10].text
		r.Verdict = append(r.Verdict[:0], verdict...)
	}
	return into, db.explain(rows.Err())
}

// extend lengthens a slice by one element, keeping what its memory held there before.
func extend(results []Result) []Result {
	if len(results) < cap(results) {
		return results[:len(results)+1]
	}
	return append(results, Result{})
}
