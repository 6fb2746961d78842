package models

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"
)

// Dossier is all that is kept of one firm (企业档案), and where the published reviews placed it.
type Dossier struct {
	Firm
	Years        []FirmYear    `json:"years"`
	Recognitions []Recognition `json:"recognitions"`
	Rounds       []Round       `json:"rounds"`
	Listings     []Listing     `json:"listings"`
	Scale        []ScaleLine   `json:"scale"`
	Assessments  []Assessment  `json:"assessments"`
	Residencies  []Residency   `json:"residencies"`
	History      []Placing     `json:"history"`
}

// Placing is where a published review placed a firm; nil for nowhere, and for no movement.
type Placing struct {
	Year           int     `json:"year"`
	Review         string  `json:"review"`
	Growth         *string `json:"growth"`
	GrowthMove     *string `json:"growth_move"`
	GrowthCarried  bool    `json:"growth_carried"`
	Unicorn        *string `json:"unicorn"`
	UnicornMove    *string `json:"unicorn_move"`
	UnicornCarried bool    `json:"unicorn_carried"`
}

// Dossier returns all that is kept of the firm with that code, or ErrNotFound when there is none within the scope. Its lists are never nil and in the
// order of their years and days, the history with the latest year first.
func (db *DB) Dossier(ctx context.Context, scope Scope, code string) (*Dossier, error) {
	firm, err := db.Firm(ctx, scope, code)
	if err != nil {
		return nil, err
	}
	d := &Dossier{Firm: firm, History: []Placing{}}
	of := func(column, order string) *gorm.DB {
		return db.Read.WithContext(ctx).Where(column+" = ?", code).Order(order)
	}
	placings := db.Read.WithContext(ctx).Table("results").Joins("JOIN reviews ON reviews.id = results.review").
		Where("results.code = ? AND reviews.state = ?", code, Published).Order("reviews.year DESC").
		Select("reviews.year, reviews.id AS review, NULLIF(results.growth, '') AS growth, NULLIF(results.growth_move, '') AS growth_move, " +
			"results.growth_carried, NULLIF(results.unicorn, '') AS unicorn, NULLIF(results.unicorn_move, '') AS unicorn_move, results.unicorn_carried")
	err = errors.Join(
		of("code", "year").Find(&d.Years).Error,
		of("holder", "issued, kind, ref").Find(&d.Recognitions).Error,
		of("code", "day, series").Find(&d.Rounds).Error,
		of("code", "listed, board").Find(&d.Listings).Error,
		of("code", "year").Find(&d.Scale).Error,
		of("code", "year, score").Find(&d.Assessments).Error,
		of("code", "since, incubator").Find(&d.Residencies).Error,
		placings.Scan(&d.History).Error,
	)
	if err != nil {
		return nil, fmt.Errorf("企业 %s 的档案：%w", code, db.explain(err))
	}
	return d, nil
}
