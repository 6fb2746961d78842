package models

import (
	"context"
	"database/sql"
	"fmt"
)

// Prior is what a review needs of a firm's result in an earlier one: the published positions (tier IDs,
// "" for none) and the verdict, whose standings say which titles were valid then.
type Prior struct {
	Code    string
	Growth  string
	Unicorn string
	Verdict []byte
}

// priorBatch is how many results of an earlier review are read at a time; some 2 MB.
const priorBatch = 4000

// EachPrior calls fn with the results of a review whose code is greater than after, in code order, a few
// thousand at a time. A batch and its verdicts stay the caller's own.
func (db *DB) EachPrior(ctx context.Context, reviewID, after string, fn func(batch []Prior) error) error {
	pool, err := db.Read.DB()
	if err != nil {
		return err
	}
	for {
		batch, err := readPriors(ctx, pool, reviewID, after)
		if err != nil {
			return fmt.Errorf("读取评价 %s 的结果: %w", reviewID, err)
		}
		if len(batch) == 0 {
			return nil
		}
		after = batch[len(batch)-1].Code
		if err := fn(batch); err != nil {
			return err
		}
		if len(batch) < priorBatch {
			return nil
		}
	}
}

// readPriors reads one batch. The verdicts share one block of memory.
func readPriors(ctx context.Context, pool *sql.DB, reviewID, after string) ([]Prior, error) {
	rows, err := pool.QueryContext(ctx, `SELECT code, growth, unicorn, verdict FROM results
		WHERE review = ? AND code > ? ORDER BY code LIMIT ?`, reviewID, after, priorBatch)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var (
		batch = make([]Prior, 0, priorBatch)
		block []byte
		raw   sql.RawBytes
	)
	for rows.Next() {
		var p Prior
		if err := rows.Scan(&p.Code, &p.Growth, &p.Unicorn, &raw); err != nil {
			return nil, err
		}
		start := len(block)
		block = append(block, raw...)
		p.Verdict = block[start:len(block):len(block)]
		batch = append(batch, p)
	}
	return batch, rows.Err()
}

// HasFigures reports whether any firm's figures of year were reported.
func (db *DB) HasFigures(ctx context.Context, year int) (bool, error) {
	pool, err := db.Read.DB()
	if err != nil {
		return false, err
	}
	var found bool
	err = pool.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM firm_years WHERE year = ?)`, year).Scan(&found)
	if err != nil {
		return false, fmt.Errorf("查询 %d 年度数据: %w", year, err)
	}
	return found, nil
}
