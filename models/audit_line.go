package models

import (
	"context"
	"database/sql"
	"time"
)

// lineColumns are the columns of the trail in the order in which a line is scanned. The time is read as the text that is
// stored, so that no driver mends it.
const lineColumns = "number, CAST(at AS CHAR), hash, who, role, came_from, request, action, subject, firm, detail"

// lineTexts is how many texts a line has beside its time and hash.
const lineTexts = 8

// line is a line of the trail as it is stored. After tampering its values may be anything: SQLite keeps a text in a column of numbers.
type line struct {
	number, at, hash stored
	texts            [lineTexts]stored // in the order in which they are sealed
}

// stored is a value as it is stored: a number, a text or NULL.
type stored struct {
	text   []byte
	number int64
	kind   byte // 'n' number, 't' text, 0 for NULL and for what no column of the trail holds
}

// Scan takes any value from a driver.
func (s *stored) Scan(v any) error {
	switch v := v.(type) {
	case int64:
		s.kind, s.number = 'n', v
	case []byte:
		s.kind, s.text = 't', append(s.text[:0], v...)
	case string:
		s.kind, s.text = 't', append(s.text[:0], v...)
	default:
		s.kind = 0
	}
	return nil
}

// querier is a connection, a pool or a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// eachLine calls fn with the lines that a condition selects. The line is valid until fn returns.
func eachLine(ctx context.Context, q querier, where string, values []any, fn func(*line) error) error {
	rows, err := q.QueryContext(ctx, "SELECT "+lineColumns+" FROM audit WHERE "+where, values...)
	if err != nil {
		return err
	}
	defer rows.Close()
	var l line
	targets := []any{&l.number, &l.at, &l.hash}
	for i := range l.texts {
		targets = append(targets, &l.texts[i])
	}
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			return err
		}
		if err := fn(&l); err != nil {
			return err
		}
	}
	return rows.Err()
}

// moment returns when the line was written; false when what is stored is no time as this program writes it.
func (l *line) moment() (time.Time, bool) {
	if l.at.kind != 't' {
		return time.Time{}, false
	}
	at, err := time.Parse(sqliteTimes, string(l.at.text))
	return at, err == nil && len(l.at.text) == len(sqliteTimes)
}

// seal makes the line's hash after the line with the hash previous; false when a value is none that a line can have.
func (l *line) seal(s *sealer, previous string) (string, bool) {
	at, ok := l.moment()
	s.begin(previous)
	if l.number.kind == 0 {
		s.text(nil)
	} else {
		s.number(l.number.number)
	}
	s.number(at.UnixMilli())
	for i := range l.texts {
		ok = ok && l.texts[i].kind == 't'
		s.text(l.texts[i].text)
	}
	return s.sum(), ok
}

// earlyHash is what the chain begins with: the hash over the lines that are older than the chain and have no number, in the
// order in which they were stored, each over the one before. Without any it is "". So those lines cannot be
// changed, and none can be slipped in among them, without line 1 not fitting any more.
func earlyHash(ctx context.Context, q querier) (hash string, lines int64, err error) {
	var s sealer
	err = eachLine(ctx, q, "number IS NULL ORDER BY seq", nil, func(l *line) error {
		hash, _ = l.seal(&s, hash)
		lines++
		return nil
	})
	return hash, lines, err
}
