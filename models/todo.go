package models

import (
	"context"
	"time"

	"gorm.io/gorm"

	"yunti/policy"
)

// closingSoon is how many days before its last day a round waits for people.
const closingSoon = 7

// Todo counts what waits for somebody.
type Todo struct {
	Returned  int `json:"returned"`  // 退回给我的申报
	Review    int `json:"review"`    // 待我审核: submitted (county; the city those that no county looks at)
	Confirm   int `json:"confirm"`   // 待我确认: passed (city)
	Publicity int `json:"publicity"` // 公示期满、尚未生效 (city)
	Rounds    int `json:"rounds"`    // 进行中、7 天内截止的批次
	Firms     int `json:"firms"`     // 进行中的年度数据批次里还没有填报的本单位企业 (incubator)
	Unread    int `json:"unread"`    // 未读提醒
}

// Todo counts what waits for the actor, a user whose name is actor.Who, on the day of now.
func (db *DB) Todo(ctx context.Context, now time.Time, actor Actor, scope Scope) (t Todo, err error) {
	today, office := Today(now), officeOf(actor)
	filings := func(state string) (n int64, err error) {
		query := scope.filings(db.Read.WithContext(ctx).Model(&Filing{}))
		err = waiting(query, office, today).Where("state = ?", state).Count(&n).Error
		return n, err
	}
	for state, to := range map[string]*int{FilingReturned: &t.Returned, FilingSubmitted: &t.Review, FilingPassed: &t.Confirm, FilingPublic: &t.Publicity} {
		n, err := filings(state)
		if err != nil {
			return Todo{}, err
		}
		*to = int(n)
	}
	rounds, err := db.roundsOpen(ctx, today)
	if err != nil {
		return Todo{}, err
	}
	counted := map[int]bool{} // two rounds may be of one year
	for i := range rounds {
		r := &rounds[i]
		if r.Closes <= today.AddDays(closingSoon) {
			t.Rounds++
		}
		if office != RoleIncubator || r.Kind != figuresKind || counted[r.Year] {
			continue
		}
		counted[r.Year] = true
		lines, err := db.Completion(ctx, scope, r, ByIncubator, today)
		if err != nil {
			return Todo{}, err
		}
		for i := range lines {
			t.Firms += lines[i].Missing
		}
	}
	var unread int64
	err = db.noticesFor(ctx, scope, actor.Who, true).Count(&unread).Error
	t.Unread = int(unread)
	return t, err
}

// waiting keeps the filings that wait for somebody of a role: drafts and returned ones for the side that filed them, submitted ones
// for the county or, where there is none, the city, passed ones and those whose publicity is over for the city.
func waiting(query *gorm.DB, role string, today policy.Day) *gorm.DB {
	const unfinished = "filings.state IN ('draft', 'returned')"
	switch role {
	case RoleIncubator:
		return query.Where(unfinished + " AND filings.incubator > ''")
	case RoleCounty:
		return query.Where("filings.state = 'submitted' OR " + unfinished + " AND filings.incubator = '' AND filings.role = 'county'")
	case RoleCity:
		return query.Where("filings.state = 'passed' OR filings.state = 'public' AND filings.public_until < ? OR filings.state = 'submitted' AND filings.county = ''"+
			" OR "+unfinished+" AND filings.incubator = '' AND filings.role <> 'county'", today)
	}
	return query.Where("1 = 0")
}
