package models

import (
	"context"
	"database/sql"
	"strings"

	"yunti/tiering"
)

// YearPair is what a firm reported of one year and of the year before, as the records are now. Before has no figures when there
// is no line of that year.
type YearPair struct {
	Code, Name, County, Zones string
	Now, Before               tiering.Figures
}

// pairBatch is how many firms are read at a time.
const pairBatch = 2000

// EachYearPair calls fn with the firms within the scope that reported figures of year, in code order. The pair is valid until
// fn returns.
func (db *DB) EachYearPair(ctx context.Context, scope Scope, year int, fn func(*YearPair) error) error {
	columns := "firms.code, firms.name, firms.county, firms.zones, " + prefixed("now_line") + ", " + prefixed("before_line")
	var pair YearPair
	for after, more := "", true; more; after = pair.Code {
		query := scope.firms(db.Read.WithContext(ctx).Table("firms"), "firms.code").Select(columns).
			Joins("JOIN firm_years AS now_line ON now_line.code = firms.code AND now_line.year = ?", year).
			Joins("LEFT JOIN firm_years AS before_line ON before_line.code = firms.code AND before_line.year = ?", year-1).
			Where("firms.code > ?", after).Order("firms.code").Limit(pairBatch)
		rows, err := query.Rows()
		if err != nil {
			return db.explain(err)
		}
		n, err := eachPair(rows, &pair, year, fn)
		if err != nil {
			return db.explain(err)
		}
		more = n == pairBatch
	}
	return nil
}

// prefixed lists the columns of the figures of one of the lines.
func prefixed(line string) string {
	return line + "." + strings.ReplaceAll(figureColumns, ", ", ", "+line+".")
}

func eachPair(rows *sql.Rows, pair *YearPair, year int, fn func(*YearPair) error) (n int, err error) {
	defer rows.Close()
	var values [2 * tiering.NumFigures]sql.NullInt64
	targets := []any{&pair.Code, &pair.Name, &pair.County, &pair.Zones}
	for i := range values {
		targets = append(targets, &values[i])
	}
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			return n, err
		}
		n++
		pair.Now, pair.Before = tiering.Figures{Year: year}, tiering.Figures{Year: year - 1}
		for i, v := range values {
			switch k := tiering.Figure(i % tiering.NumFigures); {
			case !v.Valid:
			case i < tiering.NumFigures:
				pair.Now.Set(k, v.Int64)
			default:
				pair.Before.Set(k, v.Int64)
			}
		}
		if err := fn(pair); err != nil {
			return n, err
		}
	}
	return n, rows.Err()
}
