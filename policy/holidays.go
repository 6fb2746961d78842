package policy

import (
	"errors"
	"fmt"
	"time"
)

// ErrNoHolidays is returned when the book lacks the holidays of a year that is needed to count working days.
var ErrNoHolidays = errors.New("政策库没有收录这一年的节假日安排")

// Holidays is the working calendar of one year where it differs from the plain week. (国务院办公厅 每年的部分节假日安排的通知)
// It is kept outside the Edition: it decides no verdict, and a new year must not give old editions another name.
type Holidays struct {
	Year   int      `json:"year"`
	Notice Document `json:"notice"`
	Off    []Day    `json:"off"`    // Monday to Friday, but off
	Worked []Day    `json:"worked"` // Saturday or Sunday, but worked (调休上班)
}

// holidays is Holidays for looking up: whether a day of the year is a working day against the plain week.
type holidays struct {
	Holidays
	working map[Day]bool
}

// Holidays returns the calendar of a year; ok is false when the book lacks it.
func (b *Book) Holidays(year int) (Holidays, bool) {
	h, ok := b.holidays[year]
	return h.Holidays, ok
}

// WorkingDay reports whether d is a working day. A year that the book lacks is refused with ErrNoHolidays.
func (b *Book) WorkingDay(d Day) (bool, error) {
	if !d.Valid() {
		return false, fmt.Errorf("日期 %q 不存在，无法判断是否工作日", d.String())
	}
	h, ok := b.holidays[d.Year()]
	if !ok {
		return false, fmt.Errorf("%w：%d 年；请管理员按国务院办公厅当年的放假通知补充政策库 book/holidays.yaml 后再办理", ErrNoHolidays, d.Year())
	}
	if working, special := h.working[d]; special {
		return working, nil
	}
	return !weekend(d), nil
}

// AddWorkingDays returns the last day of a period of n working days that begins on the first working day after from: the
// day of publication does not count. n is at least 1. Years that the book lacks are refused with ErrNoHolidays.
func (b *Book) AddWorkingDays(from Day, n int) (Day, error) {
	if n < 1 {
		return 0, fmt.Errorf("期限为 %d 个工作日，应至少为 1 个工作日", n)
	}
	if !from.Valid() {
		return 0, fmt.Errorf("起始日期 %q 不存在，无法计算工作日期限", from.String())
	}
	for d := from; ; {
		d = d.AddDays(1)
		working, err := b.WorkingDay(d)
		if err != nil {
			return 0, err
		}
		if working {
			if n--; n == 0 {
				return d, nil
			}
		}
	}
}

func weekend(d Day) bool {
	w := d.Time().Weekday()
	return w == time.Saturday || w == time.Sunday
}
