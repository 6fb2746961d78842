package models

import (
	"context"

	"gorm.io/gorm"

	"yunti/tiering"
)

// gone are the states in which a firm has left, from the day of the state on.
var gone = map[string]bool{"迁出": true, "注销": true, "吊销": true}

// begin fills in what the firm's own record says.
func (f *Firm) begin(facts *tiering.Facts) {
	facts.Code, facts.Name, facts.Founded, facts.Industry, facts.Field = f.Code, f.Name, f.Founded, f.Industry, f.Field
	facts.Gone = 0
	if gone[f.State] {
		facts.Gone = f.StateDay
	}
}

// Facts returns the firm and all that is known of it, of every year, or ErrNotFound.
func (db *DB) Facts(ctx context.Context, code string) (firm Firm, facts tiering.Facts, err error) {
	firm, err = db.Firm(ctx, Everything, code)
	if err != nil {
		return firm, facts, err
	}
	firm.begin(&facts)
	tx := db.Read.WithContext(ctx)
	for _, read := range []func(*gorm.DB, *tiering.Facts) error{addFigures, addScale, addRecognitions, addRounds, addListings, addAssessments} {
		if err := read(tx, &facts); err != nil {
			return firm, facts, err
		}
	}
	facts.Directories, err = directories(tx)
	return firm, facts, err
}

func addFigures(tx *gorm.DB, facts *tiering.Facts) error {
	var years []FirmYear
	err := tx.Order("year").Find(&years, "code = ?", facts.Code).Error
	for i := range years {
		facts.Figures = append(facts.Figures, years[i].figures())
	}
	return err
}

func (y *FirmYear) figures() tiering.Figures {
	f := tiering.Figures{Year: y.Year}
	for k := range tiering.Figure(tiering.NumFigures) {
		if v := *y.Figure(k); v != nil {
			f.Set(k, *v)
		}
	}
	return f
}

func addScale(tx *gorm.DB, facts *tiering.Facts) error {
	var lines []ScaleLine
	err := tx.Order("year").Find(&lines, "code = ?", facts.Code).Error
	for _, line := range lines {
		facts.Scale = append(facts.Scale, tiering.ScaleLine{Year: line.Year, Above: line.Above})
	}
	return err
}

func addRecognitions(tx *gorm.DB, facts *tiering.Facts) error {
	var titles []Recognition
	err := tx.Order("kind, ref").Find(&titles, "holder = ?", facts.Code).Error
	for _, t := range titles {
		facts.Recognitions = append(facts.Recognitions,
			tiering.Recognition{Kind: t.Kind, Level: t.Level, Number: t.Number, Issued: t.Issued, Ends: t.Ends, Revoked: t.Revoked})
	}
	return err
}

func addRounds(tx *gorm.DB, facts *tiering.Facts) error {
	var rounds []Round
	err := tx.Order("day, series").Find(&rounds, "code = ?", facts.Code).Error
	for _, r := range rounds {
		round := tiering.Round{Day: r.Day, Name: r.Series, Currency: r.Currency, Investors: r.Investors != ""}
		if r.Amount != nil {
			round.Amount, round.HasAmount = *r.Amount, true
		}
		if r.Valuation != nil {
			round.Valuation, round.HasValue = *r.Valuation, true
		}
		facts.Rounds = append(facts.Rounds, round)
	}
	return err
}

func addListings(tx *gorm.DB, facts *tiering.Facts) error {
	var listings []Listing
	err := tx.Order("board, listed").Find(&listings, "code = ?", facts.Code).Error
	for _, l := range listings {
		facts.Listings = append(facts.Listings, tiering.Listing{Board: l.Board, Code: l.Stock, Listed: l.Listed, Delisted: l.Delisted})
	}
	return err
}

func addAssessments(tx *gorm.DB, facts *tiering.Facts) error {
	var totals []Assessment
	err := tx.Order("year, score").Find(&totals, "code = ?", facts.Code).Error
	for _, a := range totals {
		facts.Assessments = append(facts.Assessments, tiering.Assessment{Year: a.Year, Score: a.Score, Points: a.Points})
	}
	return err
}

// directories returns the years of which a 规上 directory was imported: any line of any firm. It steps from
// year to year through the index, so it does not read the lines.
func directories(tx *gorm.DB) (years []int, err error) {
	for last := -1; ; {
		var next *int
		if err := tx.Raw("SELECT MIN(year) FROM scale_lines WHERE year > ?", last).Scan(&next).Error; err != nil || next == nil {
			return years, err
		}
		last = *next
		years = append(years, last)
	}
}
