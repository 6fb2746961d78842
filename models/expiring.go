package models

import (
	"gorm.io/gorm"

	"yunti/policy"
)

// Expiring selects the holders of a title of one kind whose last valid day lies from From to By, both included, and who have
// no later one that goes beyond By. Titles that were revoked do not count.
type Expiring struct {
	Kind     string // policy.Kind.ID
	Validity policy.Validity
	From, By policy.Day
}

// Ends reports whether titles of that validity end on a day of their own: not with every calendar year, and not only when they
// are revoked.
func Ends(v policy.Validity) bool {
	return !v.CalendarYear && (v.EndColumn || v.Years > 0 || v.Months > 0)
}

// firms keeps the firms that hold such a title.
func (e *Expiring) firms(query *gorm.DB) *gorm.DB {
	inside, insideValues := e.lasting(e.From, e.By)
	beyond, beyondValues := e.lasting(e.By.AddDays(1), lastDay)
	title := "SELECT holder FROM recognitions WHERE recognitions.kind = ? AND recognitions.revoked IS NULL AND "
	return query.Where("firms.code IN ("+title+inside+")", append([]any{e.Kind}, insideValues...)...).
		Where("firms.code NOT IN ("+title+beyond+")", append([]any{e.Kind}, beyondValues...)...)
}

// lastDay is later than any day of a record.
var lastDay = policy.NewDay(9999, 12, 31)

// lasting is the condition that the last valid day lies within a period. The day is not stored: it follows from the day
// of issue, or is stated where the kind goes by that.
func (e *Expiring) lasting(from, to policy.Day) (condition string, values []any) {
	v := e.Validity
	var issued string
	var days []any
	switch {
	case v.Years > 0 || v.Months > 0:
		issued, days = "recognitions.issued BETWEEN ? AND ?", []any{issuedFor(v, from), issuedFor(v, to.AddDays(1)).AddDays(-1)}
	default:
		issued = "1 = 0"
	}
	if !v.EndColumn {
		return "(" + issued + ")", days
	}
	return "(recognitions.ends BETWEEN ? AND ? OR recognitions.ends IS NULL AND " + issued + ")", append([]any{from, to}, days...)
}

// issuedFor is the earliest day of issue from which a title lasts until a day at least: as tiering has it, n years end the day
// before the same date, n months with that date.
func issuedFor(v policy.Validity, until policy.Day) policy.Day {
	if until >= lastDay {
		return lastDay
	}
	day := until.AddMonths(-12*v.Years - v.Months).AddDays(-4) // dates that a short month lacks move the day by three at most
	for lasts(v, day) < until {
		day = day.AddDays(1)
	}
	return day
}

// lasts is the last valid day of a title that was issued on a day and states no end.
func lasts(v policy.Validity, issued policy.Day) policy.Day {
	last := issued.AddMonths(12*v.Years + v.Months)
	if v.Years > 0 {
		last = last.AddDays(-1)
	}
	return last
}

// lastOf is the last valid day of a title, which lasting has found.
func (e *Expiring) lastOf(issued, ends policy.Day) policy.Day {
	if e.Validity.EndColumn && ends != 0 {
		return ends
	}
	return lasts(e.Validity, issued)
}
