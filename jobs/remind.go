package jobs

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"yunti/models"
	"yunti/policy"
)

const (
	// lapseAhead is how many days ahead the city is told that a document goes out of force: time enough to renew it.
	lapseAhead = 180
	// namesShown is how many firms a warning names.
	namesShown = 5
)

// remindBefore are the days before the last day of a round on which those who are not done are reminded, the nearest first.
var remindBefore = []int{1, 3, 7}

// remind tells every incubator that is not done with a round that closes within the days of remindBefore, once for each of
// them: a reminder that was missed is made up while its time lasts. A round that is extended is a new occasion.
func remind(ctx context.Context, db *models.DB, now time.Time) (string, error) {
	today := models.Today(now)
	rounds, err := db.Rounds(ctx, models.RoundFilter{When: models.RoundOpen, Day: today})
	if err != nil {
		return "", err
	}
	closing, sent := 0, 0
	for i := range rounds {
		r := &rounds[i]
		left := r.Closes.DaysSince(today)
		at := slices.IndexFunc(remindBefore, func(days int) bool { return left <= days })
		if at < 0 {
			continue
		}
		closing++
		notices, err := db.Reminders(ctx, models.Everything, r, today, fmt.Sprintf("close.%s.%d", r.Closes, remindBefore[at]))
		if err != nil {
			return "", err
		}
		n, err := db.PostNotices(ctx, now, notices)
		if err != nil {
			return "", err
		}
		sent += n
	}
	return fmt.Sprintf("即将截止的批次 %d 个，发出提醒 %d 条", closing, sent), nil
}

// addressee is a county or an incubator.
type addressee struct{ county, incubator string }

// warnOfExpiry tells every county and every incubator how many titles of its firms end within the longest term of the book (提醒口径)
// from a day on, and names the first of them. The day is the occasion.
func warnOfExpiry(ctx context.Context, db *models.DB, book *policy.Book, day policy.Day, now time.Time) (string, error) {
	edition, err := book.At(day)
	if err != nil {
		return "", err
	}
	months := slices.Max(edition.Watch.Expiring)
	lists := map[addressee][]models.Expiry{}
	all := 0
	for i := range edition.Kinds {
		kind := &edition.Kinds[i]
		if !models.Ends(kind.Validity) {
			continue
		}
		ending, err := db.Expiries(ctx, models.Expiring{Kind: kind.ID, Validity: kind.Validity, From: day, By: day.AddMonths(months)})
		if err != nil {
			return "", err
		}
		all += len(ending)
		for _, e := range ending {
			if e.County != "" {
				lists[addressee{county: e.County}] = append(lists[addressee{county: e.County}], e)
			}
			for _, incubator := range e.Incubators {
				lists[addressee{incubator: incubator}] = append(lists[addressee{incubator: incubator}], e)
			}
		}
	}
	notices := make([]models.Notice, 0, len(lists))
	for to, ending := range lists {
		notices = append(notices, models.Notice{ID: models.NoticeID("expiry."+day.String(), to.county+"/"+to.incubator), County: to.county, Incubator: to.incubator,
			Kind: models.NoticeExpiring, Subject: day.String(), Text: expiryText(edition, months, ending)})
	}
	slices.SortFunc(notices, func(a, b models.Notice) int { return cmp.Compare(a.ID, b.ID) })
	sent, err := db.PostNotices(ctx, now, notices)
	return fmt.Sprintf("%d 个月内到期的资质 %d 项，发出提醒 %d 条", months, all, sent), err
}

// expiryText says how many titles of each kind end, in the order of the book, and names the first firms.
func expiryText(edition *policy.Edition, months int, ending []models.Expiry) string {
	counts := map[string]int{}
	var names []string
	for _, e := range ending {
		counts[e.Kind]++
		if !slices.Contains(names, e.Name) {
			names = append(names, e.Name)
		}
	}
	var kinds []string
	for i := range edition.Kinds {
		if n := counts[edition.Kinds[i].ID]; n > 0 {
			kinds = append(kinds, fmt.Sprintf("%s %d 项", edition.Kinds[i].Name, n))
		}
	}
	etc := ""
	if len(names) > namesShown {
		etc = fmt.Sprintf(" 等 %d 户", len(names))
	}
	return fmt.Sprintf("%d 个月内有 %d 项资质到期：%s。涉及%s%s，请及早准备重新认定。",
		months, len(ending), strings.Join(kinds, "，"), strings.Join(names[:min(len(names), namesShown)], "、"), etc)
}

// warnOfLapse tells the city of each document of the book that goes out of force within lapseAhead days, once.
func warnOfLapse(ctx context.Context, db *models.DB, book *policy.Book, now time.Time) (string, error) {
	today := models.Today(now)
	edition, err := book.At(today)
	if err != nil {
		return "", err
	}
	var notices []models.Notice
	for _, d := range edition.Documents {
		if d.To == 0 || d.To < today || d.To > today.AddDays(lapseAhead) {
			continue
		}
		notices = append(notices, models.Notice{ID: models.NoticeID("lapse."+d.To.String(), d.ID), Kind: models.NoticeLapsing, Subject: d.ID,
			Text: fmt.Sprintf("%s有效期至 %s（还有 %d 天）。请核实它是否延续或修订，并及时更新政策库。", d.Title, d.To, d.To.DaysSince(today))})
	}
	if n, lacks := lackOfHolidays(book, today); lacks {
		notices = append(notices, n)
	}
	sent, err := db.PostNotices(ctx, now, notices)
	return fmt.Sprintf("%d 天内到期的文件 %d 份，发出提醒 %d 条", lapseAhead, len(notices), sent), err
}

// lackOfHolidays is the warning that the book still lacks the holidays of the coming year, from the month on in which the State
// Council announces them: without them no publicity that reaches into that year can be counted in working days.
func lackOfHolidays(book *policy.Book, today policy.Day) (models.Notice, bool) {
	next := today.Year() + 1
	if _, known := book.Holidays(next); known || today.Month() < announced {
		return models.Notice{}, false
	}
	return models.Notice{ID: models.NoticeID(fmt.Sprintf("holidays.%d", next), ""), Kind: models.NoticeLapsing, Subject: "holidays",
		Text: fmt.Sprintf("政策库还没有收录 %d 年的节假日安排，跨年的公示无法按工作日计算。请管理员按国务院办公厅的放假通知补充 book/holidays.yaml。", next)}, true
}

// announced is the month from which the holidays of the next year are looked for.
const announced = 11
