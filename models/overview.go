package models

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"yunti/policy"
)

// OverviewCell counts the firms of one review that are alike in all that the overview counts by. County and Zones are where the firms
// are now, as the list of firms has it; the rest is what the review found.
type OverviewCell struct {
	County         string
	Zones          string
	Present        bool
	Missing        bool
	Ready          int
	Growth         string
	GrowthFrom     string
	GrowthMove     string
	GrowthCarried  bool
	Unicorn        string
	UnicornFrom    string
	UnicornMove    string
	UnicornCarried bool
	Firms          int
}

// OverviewCells counts the firms of a review within the scope, and tells the county of those that lack a figure by their codes. A firm that
// only the review knows any more is not counted: no list has it. The rows are read one by one, since few of them are alike.
func (db *DB) OverviewCells(ctx context.Context, scope Scope, review string) (cells []OverviewCell, lacking map[string]string, err error) {
	query := db.Read.WithContext(ctx).Table("results").Joins("JOIN firms ON firms.code = results.code").Where("results.review = ?", review)
	rows, err := scope.firms(query, "firms.code").Select("firms.code, firms.county, firms.zones, results.present, results.missing, results.ready, results.growth, " +
		"results.growth_from, results.growth_move, results.growth_carried, results.unicorn, results.unicorn_from, results.unicorn_move, results.unicorn_carried").Rows()
	if err != nil {
		return nil, nil, db.explain(err)
	}
	defer rows.Close()
	known, at, lacking := map[string]string{}, map[OverviewCell]int{}, map[string]string{}
	var shared [8]word
	for i := range shared {
		shared[i].known = known
	}
	for rows.Next() {
		var code string
		var c OverviewCell
		if err := rows.Scan(&code, &shared[0], &shared[1], &c.Present, &c.Missing, &c.Ready, &shared[2], &shared[3], &shared[4], &c.GrowthCarried,
			&shared[5], &shared[6], &shared[7], &c.UnicornCarried); err != nil {
			return nil, nil, db.explain(err)
		}
		c.County, c.Zones, c.Growth, c.GrowthFrom, c.GrowthMove = shared[0].text, shared[1].text, shared[2].text, shared[3].text, shared[4].text
		c.Unicorn, c.UnicornFrom, c.UnicornMove = shared[5].text, shared[6].text, shared[7].text
		i, met := at[c]
		if !met {
			i = len(cells)
			at[c], cells = i, append(cells, c)
		}
		cells[i].Firms++
		if c.Missing {
			lacking[code] = c.County
		}
	}
	return cells, lacking, db.explain(rows.Err())
}

// TitleEnds counts the firms of a county whose last title of a kind ends in a month.
type TitleEnds struct {
	County string
	Kind   string     // policy.Kind.ID
	Month  policy.Day // its first day
	Firms  int
}

// TitleEnds counts the firms within the scope whose title of one of the kinds ends from a day to another, by county, kind and month: as the list
// of firms with Expiring from and to the days of that month counts them. Kinds whose titles have no end of their own (Ends) are passed over.
func (db *DB) TitleEnds(ctx context.Context, scope Scope, kinds []policy.Kind, from, to policy.Day) ([]TitleEnds, error) {
	counts := map[TitleEnds]int{}
	for i := range kinds {
		if kind := &kinds[i]; Ends(kind.Validity) {
			if err := db.countEnds(ctx, scope, kind, from, to, counts); err != nil {
				return nil, err
			}
		}
	}
	list := make([]TitleEnds, 0, len(counts))
	for ends, firms := range counts {
		ends.Firms = firms
		list = append(list, ends)
	}
	slices.SortFunc(list, func(a, b TitleEnds) int {
		return cmp.Or(cmp.Compare(a.Month, b.Month), strings.Compare(a.Kind, b.Kind), strings.Compare(a.County, b.County))
	})
	return list, nil
}

// countEnds adds the firms of one kind, each by the last day of its last title.
func (db *DB) countEnds(ctx context.Context, scope Scope, kind *policy.Kind, from, to policy.Day, counts map[TitleEnds]int) error {
	e := Expiring{Kind: kind.ID, Validity: kind.Validity}
	lasting, days := e.lasting(from, lastDay)
	query := db.Read.WithContext(ctx).Table("recognitions").Joins("JOIN firms ON firms.code = recognitions.holder").
		Where("recognitions.kind = ? AND recognitions.revoked IS NULL", kind.ID).Where(lasting, days...).Where(notGone, from)
	var titles []struct {
		Holder, County string
		Issued, Ends   policy.Day
	}
	err := scope.firms(query, "firms.code").Select("recognitions.holder, firms.county, recognitions.issued, recognitions.ends").Scan(&titles).Error
	if err != nil {
		return fmt.Errorf("%s的到期日：%w", kind.Name, db.explain(err))
	}
	last, county := make(map[string]policy.Day, len(titles)), make(map[string]string, len(titles))
	for _, t := range titles {
		last[t.Holder], county[t.Holder] = max(last[t.Holder], e.lastOf(t.Issued, t.Ends)), t.County
	}
	for holder, day := range last {
		if day <= to {
			counts[TitleEnds{County: county[holder], Kind: kind.ID, Month: policy.NewDay(day.Year(), day.Month(), 1)}]++
		}
	}
	return nil
}
