package models

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"yunti/policy"
	"yunti/tiering"
)

// children reads the lines of b's firms from a query that is ordered by code and whose first column is the code, and
// notes in b.ends how many lines were added up to the end of each firm. Lines of codes that are no firm are left out.
func (r *reader) children(ctx context.Context, b *batch, after, query string, args, targets []any, add func()) error {
	last := b.firms[len(b.firms)-1].Firm.Code
	rows, err := r.tx.QueryContext(ctx, query, append([]any{after, last}, args...)...)
	if err != nil {
		return err
	}
	defer rows.Close()
	var code sql.RawBytes
	targets = append([]any{&code}, targets...)
	b.ends = b.ends[:0]
	lines := 0
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			return err
		}
		for len(b.ends) < len(b.firms) && b.firms[len(b.ends)].Firm.Code < string(code) {
			b.ends = append(b.ends, lines)
		}
		if len(b.ends) < len(b.firms) && b.firms[len(b.ends)].Firm.Code == string(code) {
			add()
			lines++
		}
	}
	for len(b.ends) < len(b.firms) {
		b.ends = append(b.ends, lines)
	}
	return rows.Err()
}

// eachSpan gives every firm of b its lines.
func eachSpan[T any](b *batch, lines []T, give func(*tiering.Facts, []T)) {
	from := 0
	for i, to := range b.ends {
		give(&b.firms[i].Facts, lines[from:to:to])
		from = to
	}
}

// figureLine is a line of firm_years as it is scanned.
type figureLine struct {
	year   int
	values [tiering.NumFigures]figure
}

// figure scans a number that may be NULL.
type figure struct {
	number int64
	given  bool
}

// Scan takes a number from a driver.
func (f *figure) Scan(v any) error {
	switch v := v.(type) {
	case nil:
		*f = figure{}
	case int64:
		*f = figure{number: v, given: true}
	default:
		return fmt.Errorf("a figure cannot be read from %T", v)
	}
	return nil
}

// day scans a column that days names.
type day policy.Day

// Scan takes the number 20060102, the text 2006-01-02 or NULL.
func (d *day) Scan(v any) error {
	if n, ok := v.(int64); ok {
		*d = day(n)
		return nil
	}
	return (*policy.Day)(d).Scan(v)
}

// days lists columns of days so that day scans them cheaply: MySQL gives a DATE plus 0 as the number 20060102.
func (r *reader) days(columns ...string) string {
	if !r.db.MySQL {
		return strings.Join(columns, ", ")
	}
	return strings.Join(columns, " + 0, ") + " + 0"
}

// word scans a text that many firms share, and keeps one copy of it.
type word struct {
	text  string
	known map[string]string
}

func (r *reader) word() *word { return &word{known: r.words} }

// Scan takes a text from a driver.
func (w *word) Scan(v any) error {
	switch v := v.(type) {
	case []byte:
		text, ok := w.known[string(v)]
		if !ok {
			text = w.keep(string(v))
		}
		w.text = text
	case string:
		text, ok := w.known[v]
		if !ok {
			text = w.keep(v)
		}
		w.text = text
	default:
		return fmt.Errorf("a word cannot be read from %T", v)
	}
	return nil
}

// keep remembers a text, within bounds.
func (w *word) keep(text string) string {
	if len(w.known) >= 10_000 {
		clear(w.known)
	}
	w.known[text] = text
	return text
}
