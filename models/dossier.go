package models

import (
	"context"
	"errors"
	"fmt"
	"time"

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

// DossierFiling is a filing that has a line of a firm.
type DossierFiling struct {
	ID        string     `json:"id"`
	Kind      string     `json:"kind"`
	Year      int        `json:"year"`
	State     string     `json:"state"`
	File      string     `json:"file"`
	By        string     `gorm:"column:filed_by" json:"by"`
	CreatedAt time.Time  `json:"created_at"`
	AppliedAt *time.Time `json:"applied_at"`
}

// dossierFilings is how many filings a dossier names.
const dossierFilings = 20

// FilingsOfFirm returns the latest filings within the scope that have a line of the firm, the newest first. The list is never nil.
func (db *DB) FilingsOfFirm(ctx context.Context, scope Scope, code string) ([]DossierFiling, error) {
	tx := db.Read.WithContext(ctx)
	ids, err := filingsOf(tx, code)
	list := []DossierFiling{}
	if err != nil || len(ids) == 0 {
		return list, db.explain(err)
	}
	err = scope.filings(tx.Table("filings")).Where("id IN ? AND state <> ?", ids, FilingPlanning).
		Order("created_at DESC, LENGTH(id) DESC, id DESC").Limit(dossierFilings).Scan(&list).Error
	return list, db.explain(err)
}
