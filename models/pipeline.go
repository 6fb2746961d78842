package models

import (
	"context"

	"gorm.io/gorm"
)

// PipelineFilter selects firms that a review found on the unicorn ladder. Empty fields select all.
type PipelineFilter struct {
	Review string // required
	County string // policy.Place.ID
	Zone   string // policy.Place.ID
	Move   string // tiering.Movement on the unicorn ladder
}

// PipelineCount is how many firms of one industry code stand on one tier of the unicorn ladder.
type PipelineCount struct {
	Tier     string
	Industry string // GB/T 4754 code, "" where none was filed
	Firms    int
}

// PipelineCounts returns how many firms within the scope f selects, by tier and industry.
func (db *DB) PipelineCounts(ctx context.Context, scope Scope, f PipelineFilter) (counts []PipelineCount, err error) {
	err = db.pipeline(ctx, scope, f).Select("results.unicorn AS tier, firms.industry, COUNT(*) AS firms").
		Group("results.unicorn, firms.industry").Order("results.unicorn, firms.industry").Scan(&counts).Error
	return counts, err
}

// Pipeline returns the results within the scope that f selects, with their verdicts, in code order. County, zones and industry are the firm's now.
func (db *DB) Pipeline(ctx context.Context, scope Scope, f PipelineFilter) (results []Result, err error) {
	err = db.pipeline(ctx, scope, f).Select("results.code, results.name, firms.county, firms.zones, firms.industry, results.present, " +
		"results.unicorn, results.unicorn_from, results.unicorn_move, results.unicorn_carried, results.verdict").Order("results.code").Scan(&results).Error
	return results, err
}

// pipeline keeps the results of a review on the unicorn ladder. Places and scope are those of the firms now, as in the list of firms,
// so that a stage has as many firms as the list that it leads to.
func (db *DB) pipeline(ctx context.Context, scope Scope, f PipelineFilter) *gorm.DB {
	query := db.Read.WithContext(ctx).Model(&Result{}).Joins("JOIN firms ON firms.code = results.code").
		Where("results.review = ? AND results.unicorn > ''", f.Review)
	query = inPlace(scope.firms(query, "firms.code"), "firms", f.County, f.Zone)
	if f.Move != "" {
		query = query.Where("results.unicorn_move = ?", f.Move)
	}
	return query
}
