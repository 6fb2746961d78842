package policy

import (
	"encoding/json"
	"testing"
	"time"
)

func TestParseDayRefusesDaysThatDoNotExist(t *testing.T) {
	for _, s := range []string{"2023-02-29", "2023-13-01", "2023-00-10", "2023-04-31", "2023-1-01", "20230101", "2023/01/01", "0000-01-01", "2023-01-01 ", "二〇二三"} {
		if d, err := ParseDay(s); err == nil {
			t.Errorf("ParseDay(%q) = %v, want an error", s, d)
		}
	}
	for s, want := range map[string]Day{"2024-02-29": 20240229, "1999-12-31": 19991231, "": 0} {
		if d, err := ParseDay(s); err != nil || d != want {
			t.Errorf("ParseDay(%q) = %v, %v, want %v", s, d, err, want)
		}
	}
}

func TestDayArithmeticKeepsToTheCalendar(t *testing.T) {
	day := func(s string) Day {
		d, err := ParseDay(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, c := range []struct {
		name      string
		got, want Day
	}{
		{"three years after a leap day", day("2020-02-29").AddYears(3), day("2023-02-28")},
		{"four years after a leap day", day("2020-02-29").AddYears(4), day("2024-02-29")},
		{"three years after New Year's Eve", day("2020-12-31").AddYears(3), day("2023-12-31")},
		{"36 months after New Year's Eve", day("2020-12-31").AddMonths(36), day("2023-12-31")},
		{"a month after 31 January", day("2023-01-31").AddMonths(1), day("2023-02-28")},
		{"a month before 31 March", day("2024-03-31").AddMonths(-1), day("2024-02-29")},
		{"eleven months over the year's end", day("2023-02-10").AddMonths(11), day("2024-01-10")},
		{"a day after New Year's Eve", day("2023-12-31").AddDays(1), day("2024-01-01")},
		{"a day before 1 March", day("2024-03-01").AddDays(-1), day("2024-02-29")},
		{"the snapshot of a year", YearEnd(2023), day("2023-12-31")},
		{"no day stays no day", Day(0).AddYears(3), 0},
	} {
		if c.got != c.want {
			t.Errorf("%s: %v, want %v", c.name, c.got, c.want)
		}
	}
}

// A firm founded on 31 December 2022 is 365 days old at the snapshot of 2023, one founded a day later is not.
func TestDaysSinceCountsLikeACalendar(t *testing.T) {
	if n := YearEnd(2023).DaysSince(NewDay(2022, 12, 31)); n != 365 {
		t.Errorf("a common year has %d days", n)
	}
	if n := YearEnd(2024).DaysSince(NewDay(2023, 12, 31)); n != 366 {
		t.Errorf("a leap year has %d days", n)
	}
	start := time.Date(1899, 12, 25, 0, 0, 0, 0, time.UTC)
	first := DayOf(start)
	for i := 0; i < 80000; i += 13 {
		d := DayOf(start.AddDate(0, 0, i))
		if n := d.DaysSince(first); n != i {
			t.Fatalf("%v is %d days after %v, want %d", d, n, first, i)
		}
	}
}

func TestDayIsStoredAsADate(t *testing.T) {
	for _, stored := range []any{"2023-12-31", []byte("2023-12-31"), "2023-12-31 00:00:00", "2023-12-31T00:00:00Z",
		time.Date(2023, 12, 31, 0, 0, 0, 0, time.FixedZone("Asia/Shanghai", 8*3600))} {
		var d Day
		if err := d.Scan(stored); err != nil || d != YearEnd(2023) {
			t.Errorf("Scan(%v) = %v, %v", stored, d, err)
		}
	}
	d := YearEnd(2023)
	if err := d.Scan(nil); err != nil || d != 0 {
		t.Errorf("NULL is %v, %v, want no day", d, err)
	}
	if v, _ := Day(0).Value(); v != nil {
		t.Errorf("no day is stored as %v, want NULL", v)
	}
	text, err := json.Marshal(map[Day]Day{NewDay(2022, 12, 30): 0})
	if err != nil || string(text) != `{"2022-12-30":""}` {
		t.Errorf("JSON %s, %v", text, err)
	}
}
