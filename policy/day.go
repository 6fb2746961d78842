package policy

import (
	"database/sql/driver"
	"fmt"
	"time"
)

// Day is a calendar day without a time zone, written as the number YYYYMMDD, so
// that days compare as numbers. The zero Day means "no day".
type Day int32

// NewDay returns the day of year, month and date. It does not check that the day exists.
func NewDay(year, month, date int) Day { return Day(year*10000 + month*100 + date) }

// DayOf returns the calendar day of t in t's own zone.
func DayOf(t time.Time) Day { return NewDay(t.Year(), int(t.Month()), t.Day()) }

// YearEnd returns 31 December of year: the snapshot day S of an evaluation.
func YearEnd(year int) Day { return NewDay(year, 12, 31) }

// ParseDay reads "2006-01-02" and refuses days that do not exist. The empty text is the zero Day.
func ParseDay(s string) (Day, error) {
	if s == "" {
		return 0, nil
	}
	if len(s) != 10 || s[4] != '-' || s[7] != '-' {
		return 0, fmt.Errorf("日期 %q 不是 2006-01-02 的形式", s)
	}
	n := 0
	for i := 0; i < len(s); i++ {
		if i == 4 || i == 7 {
			continue
		}
		if s[i] < '0' || s[i] > '9' {
			return 0, fmt.Errorf("日期 %q 不是 2006-01-02 的形式", s)
		}
		n = n*10 + int(s[i]-'0')
	}
	d := Day(n)
	if !d.Valid() {
		return 0, fmt.Errorf("日期 %q 不存在", s)
	}
	return d, nil
}

// Year returns the calendar year, 0 for the zero Day.
func (d Day) Year() int { return int(d) / 10000 }

// Month returns the month, 1 to 12.
func (d Day) Month() int { return int(d) / 100 % 100 }

// Date returns the day of the month, 1 to 31.
func (d Day) Date() int { return int(d) % 100 }

// Valid reports whether the day exists in the calendar.
func (d Day) Valid() bool {
	return d.Year() >= 1 && d.Month() >= 1 && d.Month() <= 12 && d.Date() >= 1 && d.Date() <= daysIn(d.Year(), d.Month())
}

// AddYears returns the same date n years later; 29 February becomes 28 February in a common year.
func (d Day) AddYears(n int) Day { return d.AddMonths(12 * n) }

// AddMonths returns the same date n months later, or the last day of that month when it is shorter.
func (d Day) AddMonths(n int) Day {
	if d == 0 {
		return 0
	}
	m := d.Year()*12 + d.Month() - 1 + n
	year, month := m/12, m%12+1
	return NewDay(year, month, min(d.Date(), daysIn(year, month)))
}

// AddDays returns the day n days later (earlier when n is negative).
func (d Day) AddDays(n int) Day { return DayOf(d.Time().AddDate(0, 0, n)) }

// DaysSince returns the number of days from earlier to d.
func (d Day) DaysSince(earlier Day) int { return d.number() - earlier.number() }

// Time returns midnight UTC of the day.
func (d Day) Time() time.Time {
	return time.Date(d.Year(), time.Month(d.Month()), d.Date(), 0, 0, 0, 0, time.UTC)
}

// String returns "2006-01-02", or "" for the zero Day.
func (d Day) String() string {
	if d == 0 {
		return ""
	}
	return string(d.append(make([]byte, 0, 10)))
}

func (d Day) append(b []byte) []byte {
	y, m, t := d.Year(), d.Month(), d.Date()
	return append(b, byte('0'+y/1000%10), byte('0'+y/100%10), byte('0'+y/10%10), byte('0'+y%10), '-',
		byte('0'+m/10), byte('0'+m%10), '-', byte('0'+t/10), byte('0'+t%10))
}

// MarshalText writes "2006-01-02".
func (d Day) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads "2006-01-02" or nothing.
func (d *Day) UnmarshalText(b []byte) (err error) {
	*d, err = ParseDay(string(b))
	return err
}

// Value stores the day as a DATE text, the zero Day as NULL.
func (d Day) Value() (driver.Value, error) {
	if d == 0 {
		return nil, nil
	}
	return d.String(), nil
}

// Scan reads a DATE column, whether the driver gives text or a time.
func (d *Day) Scan(v any) (err error) {
	switch v := v.(type) {
	case nil:
		*d = 0
	case time.Time:
		*d = DayOf(v)
	case string:
		*d, err = ParseDay(v[:min(10, len(v))])
	case []byte:
		*d, err = ParseDay(string(v[:min(10, len(v))]))
	default:
		return fmt.Errorf("a day cannot be read from %T", v)
	}
	return err
}

func daysIn(year, month int) int {
	switch month {
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}

// number counts days on the proleptic Gregorian calendar; only differences mean something.
func (d Day) number() int {
	y, m := d.Year(), d.Month()
	if m <= 2 {
		y, m = y-1, m+12
	}
	return 365*y + y/4 - y/100 + y/400 + (153*(m-3)+2)/5 + d.Date()
}
