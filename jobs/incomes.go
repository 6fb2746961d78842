package jobs

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"yunti/incentives"
	"yunti/models"
	"yunti/policy"
	"yunti/tiering"
)

// DueIncome is an income from a transferred achievement and where its distribution stands against the deadline.
type DueIncome struct {
	models.Income
	incentives.Distribution
}

// Incomes returns the incomes of the units within the scope, the latest first, against the deadline of the book as of today.
// (措施 第十条) It returns none under an edition that sets no deadline.
func Incomes(ctx context.Context, db *models.DB, book *policy.Book, scope models.Scope, today policy.Day) ([]DueIncome, error) {
	edition, err := book.At(today)
	if err != nil {
		return nil, err
	}
	counter, err := incentives.New(edition, func(int) *tiering.Judge { return nil }) // a deadline needs no judgement
	if err != nil {
		return nil, err
	}
	stored, err := db.Incomes(ctx, scope)
	if err != nil {
		return nil, err
	}
	var all []DueIncome
	for _, in := range stored {
		if d, ok := counter.Distribution(incentives.Income{Day: in.Day, Distributed: in.Distributed}, today); ok {
			all = append(all, DueIncome{in, d})
		}
	}
	return all, nil
}

// warnOfDeadlines tells the city which rewards have to be distributed within the shortest term of the book (提醒口径) from a day on,
// and which are overdue. The day is the occasion.
func warnOfDeadlines(ctx context.Context, db *models.DB, book *policy.Book, day policy.Day, now time.Time) (string, error) {
	edition, err := book.At(day)
	if err != nil {
		return "", err
	}
	incomes, err := Incomes(ctx, db, book, models.Everything, day)
	if err != nil {
		return "", err
	}
	by := day.AddMonths(slices.Min(edition.Watch.Expiring))
	var soon, late int
	var names []string
	for _, in := range incomes {
		switch {
		case in.Outside:
			continue
		case in.State == incentives.DistributionOverdue:
			late++
		case in.State == incentives.DistributionOpen && in.Due <= by:
			soon++
		default:
			continue
		}
		if text := fmt.Sprintf("%s（%s，%s 前）", in.Name, in.Project, in.Due); !slices.Contains(names, text) {
			names = append(names, text)
		}
	}
	if soon+late == 0 {
		return "没有待分配的转化收入现金奖励", nil
	}
	etc := ""
	if len(names) > namesShown {
		etc = fmt.Sprintf(" 等 %d 笔", soon+late)
	}
	sent, err := db.PostNotices(ctx, now, []models.Notice{{ID: models.NoticeID("deadline."+day.String(), ""), Kind: models.NoticeDeadline, Subject: day.String(),
		Text: fmt.Sprintf("科技成果转化收入的现金奖励：%s 前应完成分配 %d 笔，已逾期 %d 笔。涉及%s%s，请督促完成单位分配并补填分配完成日期。",
			by, soon, late, strings.Join(names[:min(len(names), namesShown)], "、"), etc)}})
	return fmt.Sprintf("待分配 %d 笔，逾期 %d 笔，发出提醒 %d 条", soon, late, sent), err
}
