package models

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"yunti/policy"
	"yunti/tiering"
)

// FirmFacts is one firm of a stream. Of Firm only the columns that a Result freezes and those that Facts
// needs are filled: Code, Name, County, Zones, Industry, Field, Founded, State, StateDay.
type FirmFacts struct {
	Firm  Firm
	Facts tiering.Facts
}

// streamBatch is how many firms are read at a time.
const streamBatch = 5000

// StreamFacts calls fn with the firms whose code is greater than after, in code order, a few thousand at a
// time, as they stand at one moment. The Facts are complete for judging year (and only that year): figures of
// year−3 … year, the scale lines and directories of year, and every recognition, round, listing and assessment.
// A batch and all it points to is valid until fn returns; the next one is read meanwhile.
// A review reads through ReviewFacts instead, which also makes sure that it reads the records it began with.
func (db *DB) StreamFacts(ctx context.Context, year int, after string, fn func(batch []FirmFacts) error) error {
	return db.stream(ctx, year, after, nil, fn)
}

// ReviewFacts streams like StreamFacts from where the running review r stands (after r.LastCode). It returns
// ErrMoved when the records are no longer at the revision that r reads: claim the review again.
func (db *DB) ReviewFacts(ctx context.Context, r *Review, fn func(batch []FirmFacts) error) error {
	return db.stream(ctx, r.Year, r.LastCode, &r.Records, fn)
}

// stream reads in a goroutine of its own, one batch ahead of fn. Two batches go round between them.
func (db *DB) stream(ctx context.Context, year int, after string, records *int64, fn func([]FirmFacts) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	tx, err := db.read.BeginTx(ctx, db.snapshot())
	if err != nil {
		return db.explain(err)
	}
	defer tx.Rollback()
	r := &reader{db: db, tx: tx, year: year, words: map[string]string{}}
	if err := r.begin(ctx, records); err != nil {
		return db.explain(err)
	}
	ready, free := make(chan *batch), make(chan *batch, 2)
	free <- new(batch)
	free <- new(batch)
	failed := make(chan error, 1)
	go func() {
		defer close(ready)
		failed <- r.run(ctx, after, ready, free)
	}()
	for b := range ready {
		if err = fn(b.firms); err != nil {
			cancel()
			break
		}
		free <- b
	}
	for range ready { // lets the reader end before its transaction does
	}
	if err == nil {
		err = db.explain(<-failed)
	}
	return err
}

// snapshot returns the options of a transaction that sees one moment. On MySQL it gains nothing from being read-only, and
// TiDB does not really know such ones.
func (db *DB) snapshot() *sql.TxOptions {
	if db.MySQL {
		return &sql.TxOptions{Isolation: sql.LevelRepeatableRead}
	}
	return &sql.TxOptions{ReadOnly: true}
}

// reader reads batches within one transaction.
type reader struct {
	db          *DB
	tx          *sql.Tx
	year        int
	directories []int
	words       map[string]string // texts that many firms share, kept once
}

// begin opens the snapshot by its first read, the revision of the records.
func (r *reader) begin(ctx context.Context, records *int64) error {
	var revision int64
	if err := r.tx.QueryRowContext(ctx, "SELECT value FROM counters WHERE name = 'records'").Scan(&revision); err != nil {
		return err
	}
	if records != nil && *records != revision {
		return fmt.Errorf("%w：评价开始时为第 %d 版，现在是第 %d 版", ErrMoved, *records, revision)
	}
	var imported bool
	if err := r.tx.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM scale_lines WHERE year = ?)", r.year).Scan(&imported); err != nil {
		return err
	}
	if imported {
		r.directories = []int{r.year}
	}
	return nil
}

func (r *reader) run(ctx context.Context, after string, ready chan<- *batch, free <-chan *batch) error {
	for {
		var b *batch
		select {
		case b = <-free:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
		if err := r.read(ctx, b, after); err != nil {
			return err
		}
		if len(b.firms) == 0 {
			return nil
		}
		after = b.firms[len(b.firms)-1].Firm.Code
		select {
		case ready <- b:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// batch holds some firms; the slices of their Facts are cut from its own, which are used again and again.
type batch struct {
	firms        []FirmFacts
	figures      []tiering.Figures
	scale        []tiering.ScaleLine
	recognitions []tiering.Recognition
	rounds       []tiering.Round
	listings     []tiering.Listing
	assessments  []tiering.Assessment
	ends         []int // where each firm's lines end in the slice that is being filled
}

// read fills b with the firms after a code.
func (r *reader) read(ctx context.Context, b *batch, after string) error {
	if err := r.readFirms(ctx, b, after); err != nil || len(b.firms) == 0 {
		return err
	}
	for _, read := range []func(context.Context, *batch, string) error{
		r.readFigures, r.readScale, r.readRecognitions, r.readRounds, r.readListings, r.readAssessments,
	} {
		if err := read(ctx, b, after); err != nil {
			return err
		}
	}
	return nil
}

func (r *reader) readFirms(ctx context.Context, b *batch, after string) error {
	b.firms = b.firms[:0]
	rows, err := r.tx.QueryContext(ctx, "SELECT code, name, county, zones, industry, field, state, "+r.days("founded", "state_day")+
		" FROM firms WHERE code > ? ORDER BY code LIMIT ?", after, streamBatch)
	if err != nil {
		return err
	}
	defer rows.Close()
	county, zones, industry, field, state := r.word(), r.word(), r.word(), r.word(), r.word()
	var founded, left day
	for rows.Next() {
		b.firms = append(b.firms, FirmFacts{})
		firm := &b.firms[len(b.firms)-1].Firm
		if err := rows.Scan(&firm.Code, &firm.Name, county, zones, industry, field, state, &founded, &left); err != nil {
			return err
		}
		firm.County, firm.Zones, firm.Industry, firm.Field, firm.State = county.text, zones.text, industry.text, field.text, state.text
		firm.Founded, firm.StateDay = policy.Day(founded), policy.Day(left)
		facts := &b.firms[len(b.firms)-1].Facts
		firm.begin(facts)
		facts.Directories = r.directories
	}
	return rows.Err()
}

// figureColumns are the columns of the figures, in the order of tiering.FigureTable.
var figureColumns = func() string {
	var names []string
	for _, f := range tiering.FigureTable {
		names = append(names, f.Key)
	}
	return strings.Join(names, ", ")
}()

func (r *reader) readFigures(ctx context.Context, b *batch, after string) error {
	b.figures = b.figures[:0]
	var line figureLine
	targets := make([]any, 1, 1+tiering.NumFigures)
	targets[0] = &line.year
	for k := range line.values {
		targets = append(targets, &line.values[k])
	}
	err := r.children(ctx, b, after, "SELECT code, year, "+figureColumns+" FROM firm_years WHERE code > ? AND code <= ? AND year >= ? AND year <= ? ORDER BY code, year",
		[]any{r.year - 3, r.year}, targets, func() {
			b.figures = append(b.figures, tiering.Figures{Year: line.year})
			figures := &b.figures[len(b.figures)-1]
			for k, v := range line.values {
				if v.given {
					figures.Set(tiering.Figure(k), v.number)
				}
			}
		})
	eachSpan(b, b.figures, func(f *tiering.Facts, own []tiering.Figures) { f.Figures = own })
	return err
}

func (r *reader) readScale(ctx context.Context, b *batch, after string) error {
	b.scale = b.scale[:0]
	var line tiering.ScaleLine
	err := r.children(ctx, b, after, "SELECT code, year, above FROM scale_lines WHERE code > ? AND code <= ? AND year = ? ORDER BY code",
		[]any{r.year}, []any{&line.Year, &line.Above}, func() { b.scale = append(b.scale, line) })
	eachSpan(b, b.scale, func(f *tiering.Facts, own []tiering.ScaleLine) { f.Scale = own })
	return err
}

// readRecognitions leaves out bodies without a code: their holder begins with "~", which sorts after every code.
func (r *reader) readRecognitions(ctx context.Context, b *batch, after string) error {
	b.recognitions = b.recognitions[:0]
	kind, level := r.word(), r.word()
	var number string
	var issued, ends, revoked day
	err := r.children(ctx, b, after, "SELECT holder, kind, level, number, "+r.days("issued", "ends", "revoked")+
		" FROM recognitions WHERE holder > ? AND holder <= ? ORDER BY holder, kind, ref",
		nil, []any{kind, level, &number, &issued, &ends, &revoked}, func() {
			b.recognitions = append(b.recognitions, tiering.Recognition{Kind: kind.text, Level: level.text, Number: number,
				Issued: policy.Day(issued), Ends: policy.Day(ends), Revoked: policy.Day(revoked)})
		})
	eachSpan(b, b.recognitions, func(f *tiering.Facts, own []tiering.Recognition) { f.Recognitions = own })
	return err
}

func (r *reader) readRounds(ctx context.Context, b *batch, after string) error {
	b.rounds = b.rounds[:0]
	series, currency := r.word(), r.word()
	var round tiering.Round
	var on day
	var amount, valuation figure
	err := r.children(ctx, b, after, "SELECT code, "+r.days("day")+", series, amount, valuation, currency, investors <> '' FROM rounds WHERE code > ? AND code <= ? ORDER BY code, day, series",
		nil, []any{&on, series, &amount, &valuation, currency, &round.Investors}, func() {
			round.Day, round.Name, round.Currency = policy.Day(on), series.text, currency.text
			round.Amount, round.HasAmount = policy.Money(amount.number), amount.given
			round.Valuation, round.HasValue = policy.Money(valuation.number), valuation.given
			b.rounds = append(b.rounds, round)
		})
	eachSpan(b, b.rounds, func(f *tiering.Facts, own []tiering.Round) { f.Rounds = own })
	return err
}

func (r *reader) readListings(ctx context.Context, b *batch, after string) error {
	b.listings = b.listings[:0]
	board := r.word()
	var stock string
	var listed, delisted day
	err := r.children(ctx, b, after, "SELECT code, board, stock, "+r.days("listed", "delisted")+" FROM listings WHERE code > ? AND code <= ? ORDER BY code, board, listed",
		nil, []any{board, &stock, &listed, &delisted}, func() {
			b.listings = append(b.listings, tiering.Listing{Board: board.text, Code: stock, Listed: policy.Day(listed), Delisted: policy.Day(delisted)})
		})
	eachSpan(b, b.listings, func(f *tiering.Facts, own []tiering.Listing) { f.Listings = own })
	return err
}

func (r *reader) readAssessments(ctx context.Context, b *batch, after string) error {
	b.assessments = b.assessments[:0]
	score := r.word()
	var total tiering.Assessment
	err := r.children(ctx, b, after, "SELECT code, year, score, points FROM assessments WHERE code > ? AND code <= ? ORDER BY code, year, score",
		nil, []any{&total.Year, score, &total.Points}, func() {
			total.Score = score.text
			b.assessments = append(b.assessments, total)
		})
	eachSpan(b, b.assessments, func(f *tiering.Facts, own []tiering.Assessment) { f.Assessments = own })
	return err
}
