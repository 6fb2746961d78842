package models

import (
	"encoding/json"
	"fmt"

	"yunti/incentives"
	"yunti/policy"
	"yunti/tiering"
)

// ReviewTotals are the counts of one review, kept as JSON in Review.Totals. They grow with every
// stored batch, so that a review which was interrupted goes on counting where it stopped.
type ReviewTotals struct {
	Firms   int            `json:"firms"`   // judged, in 户
	Present int            `json:"present"` // 在册 at the snapshot day
	Absent  int            `json:"absent"`  // founded later, or left by then
	Deleted int            `json:"deleted"` // of Absent: known to the earlier review only, their records are gone
	Missing int            `json:"missing"` // present firms of which some needed figure was not reported
	Ladders []LadderTotals `json:"ladders"` // in the order of Edition.Ladders
	Tiers   []TierTotals   `json:"tiers"`   // in the order of Edition.Tiers

	Money []incentives.Total `json:"money,omitempty"` // of the clauses that have lines, in the order of Edition.Clauses
	Pools []PoolTotals       `json:"pools,omitempty"` // of the increase clauses, in the same order
}

// PoolTotals is the city's pool of an increase clause: the other reading. (A1)
type PoolTotals struct {
	Clause  string       `json:"clause"`
	Text    string       `json:"text"` // in one sentence, for the foot of a table
	Net     policy.Money `json:"net"`
	Due     policy.Money `json:"due"`
	Firms   int          `json:"firms"`
	Unknown int          `json:"unknown"`
}

// LadderTotals counts positions and movements on one ladder.
type LadderTotals struct {
	Ladder  string                   `json:"ladder"`  // policy.Ladder.ID
	Tiers   []PositionTotals         `json:"tiers"`   // lowest first
	None    int                      `json:"none"`    // present firms without a position
	Moves   map[tiering.Movement]int `json:"moves"`   // firms by movement; a first review has none
	Carried int                      `json:"carried"` // 待核: firms that keep the published position for want of data
	Pending int                      `json:"pending"` // 上位待核: firms for which a tier above their position is unknown
}

// PositionTotals counts the firms on one tier of one ladder, now and in the review compared with.
type PositionTotals struct {
	Tier    string `json:"tier"` // policy.Tier.ID
	Now     int    `json:"now"`  // carried ones included
	Before  int    `json:"before"`
	Carried int    `json:"carried"` // of Now
}

// TierTotals counts what was found on one tier, whatever the firms' positions are.
type TierTotals struct {
	Tier      string `json:"tier"`
	Holds     int    `json:"holds"`     // holds is met
	Qualifies int    `json:"qualifies"` // qualifies is met
	Unknown   int    `json:"unknown"`   // holds is unknown
	Ready     int    `json:"ready"`     // 可申报
	Unscored  int    `json:"unscored"`  // 可申报,待评分
}

// Counts reads the totals of a review. A review that has not stored anything yet has zero totals.
func (r *Review) Counts() (*ReviewTotals, error) {
	totals := new(ReviewTotals)
	if r.Totals == "" {
		return totals, nil
	}
	if err := json.Unmarshal([]byte(r.Totals), totals); err != nil {
		return nil, fmt.Errorf("评价 %s 的合计无法读取: %w", r.ID, err)
	}
	return totals, nil
}
