package modelstest

import (
	"context"
	"database/sql"
	"strings"

	"golang.org/x/sync/errgroup"

	"yunti/models"
	"yunti/tiering"
)

// floorBatch is how many firms the floor reads and writes at a time.
const floorBatch = 5000

// floorFirm is what the floor writes back of a firm.
type floorFirm struct {
	code, name, county, zones, industry, state string
	stateDay                                   any
}

// Floor does what any review must: it reads the rows that judging year needs, one column after the other with
// database/sql, and writes a line of results for each firm with many lines in a statement, reading and writing at the same time. It
// judges nothing; every firm gets the same verdict. What a real review costs is divided by this. The lines
// are left under the name review; Drop removes them.
func Floor(ctx context.Context, db *models.DB, review string, year int, verdict []byte) (firms int, err error) {
	read, err := db.Read.DB()
	if err != nil {
		return 0, err
	}
	write, err := db.Write.DB()
	if err != nil {
		return 0, err
	}
	batches := make(chan []floorFirm)
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		defer close(batches)
		for after := ""; ; {
			batch, err := floorRead(ctx, read, &sql.TxOptions{ReadOnly: !db.MySQL}, year, after)
			if err != nil || len(batch) == 0 {
				return err
			}
			after = batch[len(batch)-1].code
			select {
			case batches <- batch:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
	})
	group.Go(func() error {
		for batch := range batches {
			firms += len(batch)
			if err := floorWrite(ctx, write, review, batch, verdict); err != nil {
				return err
			}
		}
		return nil
	})
	return firms, group.Wait()
}

func floorRead(ctx context.Context, pool *sql.DB, options *sql.TxOptions, year int, after string) (batch []floorFirm, err error) {
	tx, err := pool.BeginTx(ctx, options)
	if err != nil {
		return nil, err
	}
	defer tx.Rollback()
	rows, err := tx.QueryContext(ctx, "SELECT code, name, county, zones, industry, field, state, founded, state_day FROM firms WHERE code > ? ORDER BY code LIMIT ?", after, floorBatch)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var field string
	var founded any
	for rows.Next() {
		var f floorFirm
		if err := rows.Scan(&f.code, &f.name, &f.county, &f.zones, &f.industry, &field, &f.state, &founded, &f.stateDay); err != nil {
			return nil, err
		}
		batch = append(batch, f)
	}
	if err := rows.Err(); err != nil || len(batch) == 0 {
		return nil, err
	}
	return batch, floorChildren(ctx, tx, year, after, batch[len(batch)-1].code)
}

// floorChildren reads what belongs to the firms of a batch and forgets it.
func floorChildren(ctx context.Context, tx *sql.Tx, year int, after, last string) error {
	var figures []string
	for _, f := range tiering.FigureTable {
		figures = append(figures, f.Key)
	}
	var code, a, b, c string
	var number int64
	var above bool
	var x, y, z any
	values := make([]any, tiering.NumFigures+2)
	values[0], values[1] = &code, &number
	for k := range tiering.NumFigures {
		values[k+2] = new(sql.NullInt64)
	}
	for _, q := range []struct {
		text    string
		args    []any
		targets []any
	}{
		{"SELECT code, year, " + strings.Join(figures, ", ") + " FROM firm_years WHERE code > ? AND code <= ? AND year >= ? AND year <= ? ORDER BY code, year", []any{year - 3, year}, values},
		{"SELECT code, year, above FROM scale_lines WHERE code > ? AND code <= ? AND year = ? ORDER BY code", []any{year}, []any{&code, &number, &above}},
		{"SELECT holder, kind, level, number, issued, ends, revoked FROM recognitions WHERE holder > ? AND holder <= ? ORDER BY holder, kind, ref", nil, []any{&code, &a, &b, &c, &x, &y, &z}},
		{"SELECT code, day, series, amount, valuation, currency, investors FROM rounds WHERE code > ? AND code <= ? ORDER BY code, day, series", nil, []any{&code, &x, &a, &y, &z, &b, &c}},
		{"SELECT code, board, stock, listed, delisted FROM listings WHERE code > ? AND code <= ? ORDER BY code, board, listed", nil, []any{&code, &a, &b, &x, &y}},
		{"SELECT code, year, score, points FROM assessments WHERE code > ? AND code <= ? ORDER BY code, year, score", nil, []any{&code, &number, &a, &x}},
	} {
		if err := floorQuery(ctx, tx, q.text, append([]any{after, last}, q.args...), q.targets); err != nil {
			return err
		}
	}
	return nil
}

func floorQuery(ctx context.Context, tx *sql.Tx, text string, args, targets []any) error {
	rows, err := tx.QueryContext(ctx, text, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			return err
		}
	}
	return rows.Err()
}

func floorWrite(ctx context.Context, pool *sql.DB, review string, batch []floorFirm, verdict []byte) error {
	const width = 20
	tx, err := pool.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	args := make([]any, 0, len(batch)*width)
	for i := range batch {
		f := &batch[i]
		args = append(args, review, f.code, f.name, f.county, f.zones, f.industry, f.state, f.stateDay, true, "hnte_below_scale", "tech_sme", "promoted", false, "", "", "", false, 3, true, verdict)
	}
	if err := insertLines(ctx, tx, "INSERT INTO results VALUES ", "("+strings.Repeat("?,", width-1)+"?)", width, args); err != nil {
		return err
	}
	return tx.Commit()
}

// Drop removes the lines that Floor left under the name review.
func Drop(ctx context.Context, db *models.DB, review string) error {
	return db.Write.WithContext(ctx).Where("review = ?", review).Delete(&models.Result{}).Error
}
