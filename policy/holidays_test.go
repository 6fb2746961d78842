package policy

import (
	"errors"
	"strings"
	"testing"
)

func day(t *testing.T, s string) Day {
	t.Helper()
	d, err := ParseDay(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestWorkingDaysOfTheNotices(t *testing.T) {
	b := embeddedBook(t)
	off := func(days ...string) {
		t.Helper()
		for _, s := range days {
			if working, err := b.WorkingDay(day(t, s)); err != nil || working {
				t.Errorf("%s: working %v, %v; want off", s, working, err)
			}
		}
	}
	worked := func(days ...string) {
		t.Helper()
		for _, s := range days {
			if working, err := b.WorkingDay(day(t, s)); err != nil || !working {
				t.Errorf("%s: working %v, %v; want worked", s, working, err)
			}
		}
	}
	off("2024-10-01", "2024-10-02", "2024-10-03", "2024-10-04", "2024-10-05", "2024-10-06", "2024-10-07", "2024-10-13")
	worked("2024-09-29", "2024-10-12", "2024-09-30", "2024-10-08")
	worked("2024-02-09", "2024-02-04", "2024-02-18") // the eve is only recommended
	off("2024-02-12", "2024-02-16", "2024-01-01", "2024-06-10", "2024-09-16")
	worked("2022-12-30", "2023-01-03", "2023-06-25", "2023-10-08")
	off("2022-12-31", "2023-01-01", "2023-01-02", "2023-04-05", "2023-06-22", "2023-10-06")
	off("2022-01-03", "2022-01-31", "2022-02-04", "2022-04-05", "2022-06-03", "2022-09-12")
	worked("2022-01-29", "2022-01-30", "2022-04-02", "2022-04-24", "2022-05-07", "2022-10-08", "2022-10-09")
	off("2025-01-01", "2025-01-28", "2025-02-04", "2025-06-02", "2025-10-08")
	worked("2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11", "2025-01-02", "2025-12-31")
	off("2026-01-02", "2026-02-16", "2026-02-23", "2026-04-06", "2026-05-04", "2026-06-19", "2026-09-25", "2026-10-07")
	worked("2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10", "2026-11-23")
}

// Each year has 365 or 366 days, less its weekends and the weekdays off, plus the weekend days worked. The numbers of
// working days are those that offices count with.
func TestAYearHasItsNumberOfWorkingDays(t *testing.T) {
	b := embeddedBook(t)
	for year, want := range map[int]int{2022: 249, 2023: 249, 2024: 251, 2025: 248, 2026: 248} {
		count := 0
		for d := NewDay(year, 1, 1); d <= YearEnd(year); d = d.AddDays(1) {
			working, err := b.WorkingDay(d)
			if err != nil {
				t.Fatal(err)
			}
			if working {
				count++
			}
		}
		if count != want {
			t.Errorf("%d has %d working days, want %d", year, count, want)
		}
		h, ok := b.Holidays(year)
		if !ok || h.Year != year || !strings.Contains(h.Notice.Title, "部分节假日安排") || h.Notice.From.Year() != year-1 {
			t.Errorf("%d: %+v", year, h)
		}
	}
}

func TestAPeriodOfWorkingDaysBeginsOnTheNextWorkingDay(t *testing.T) {
	b := embeddedBook(t)
	for _, c := range []struct {
		from string
		n    int
		want string
	}{
		{"2024-07-01", 1, "2024-07-02"},  // the day of publication does not count
		{"2024-07-01", 5, "2024-07-08"},  // over a weekend
		{"2024-07-05", 1, "2024-07-08"},  // published on a Friday
		{"2024-07-06", 1, "2024-07-08"},  // published on a Saturday
		{"2024-09-27", 5, "2024-10-10"},  // Sunday the 29th is worked, the week of 国庆 is not
		{"2024-09-30", 10, "2024-10-18"}, // Saturday 10-12 counts
		{"2024-10-11", 1, "2024-10-12"},
		{"2023-12-29", 3, "2024-01-04"}, // over the end of the year
	} {
		got, err := b.AddWorkingDays(day(t, c.from), c.n)
		if err != nil || got.String() != c.want {
			t.Errorf("%s + %d working days: %v, %v; want %s", c.from, c.n, got, err, c.want)
		}
	}
}

func TestAYearWithoutHolidaysIsRefusedAndSaysWhatToDo(t *testing.T) {
	b := embeddedBook(t)
	for _, s := range []string{"2021-12-31", "2027-01-01"} {
		if _, err := b.WorkingDay(day(t, s)); !errors.Is(err, ErrNoHolidays) {
			t.Errorf("%s: %v", s, err)
		}
	}
	_, err := b.AddWorkingDays(day(t, "2026-12-28"), 5)
	if !errors.Is(err, ErrNoHolidays) || !strings.Contains(err.Error(), "2027 年") || !strings.Contains(err.Error(), "book/holidays.yaml") {
		t.Errorf("a period that reaches into a year without holidays: %v", err)
	}
	if last, err := b.AddWorkingDays(day(t, "2026-12-28"), 3); err != nil || last != 20261231 {
		t.Errorf("a period that ends on the last day known: %v, %v", last, err)
	}
	for _, n := range []int{0, -3} {
		if _, err := b.AddWorkingDays(20240701, n); err == nil || !strings.Contains(err.Error(), "至少为 1") {
			t.Errorf("%d working days: %v", n, err)
		}
	}
	for _, bad := range []Day{0, 20240230} {
		if _, err := b.WorkingDay(bad); err == nil || errors.Is(err, ErrNoHolidays) {
			t.Errorf("WorkingDay(%d): %v", bad, err)
		}
		if _, err := b.AddWorkingDays(bad, 1); err == nil {
			t.Errorf("AddWorkingDays(%d) answers", bad)
		}
	}
}

// The calendar of a new year is added every autumn. That must not give the editions of past reviews another name.
func TestHolidaysChangeNoEdition(t *testing.T) {
	digest := func(files map[string]string) string {
		b, err := Load(bookFS(files))
		if err != nil {
			t.Fatal(err)
		}
		e, err := b.At(20240630)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range e.Documents {
			if d.ID != "law" {
				t.Errorf("%s, which only the holidays cite, is part of the edition", d.ID)
			}
		}
		return e.Digest
	}
	before := smallBook()
	after := smallBook()
	after["documents.yaml"] += "- {id: notice-25, title: 放假通知, from: 2024-11-12, checked: 2026-11-22, confidence: known}\n"
	after["holidays.yaml"] += "- {year: 2025, cite: notice-25, festivals: [{name: 元旦, from: 2025-01-01, to: 2025-01-01, days: 1}]}\n"
	if digest(before) != digest(after) {
		t.Error("a year of holidays more, and the edition has another digest")
	}
	for year := 2022; year <= 2026; year++ {
		for _, d := range edition(t, year).Documents {
			if strings.HasPrefix(d.ID, "holidays-") {
				t.Errorf("edition of %d holds %s", year, d.ID)
			}
		}
	}
}

func TestLoadRefusesAMalformedCalendarWithFileAndLine(t *testing.T) {
	const head = "- year: 2024\n  cite: law\n  festivals:\n"
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"a holiday in the wrong year", head + "    - {name: 元旦, from: 2025-01-01, to: 2025-01-01, days: 1}\n",
			[]string{"book/holidays.yaml:4: 2025-01-01 不在 2024 年，应写在它自己的年度之下"}},
		{"a holiday that reaches over the end of the year", head + "    - {name: 元旦, from: 2023-12-31, to: 2024-01-01, days: 2}\n",
			[]string{"book/holidays.yaml:4: 2023-12-31 不在 2024 年，应写在它自己的年度之下"}},
		{"a worked day that is not a weekend", head + "    - {name: 国庆节, from: 2024-10-01, to: 2024-10-07, days: 7, worked: [2024-09-30]}\n",
			[]string{"book/holidays.yaml:4: 2024-09-30 不是星期六或星期日，不能列为调休上班"}},
		{"a worked day in the wrong year", head + "    - {name: 元旦, from: 2024-01-01, to: 2024-01-01, days: 1, worked: [2023-12-30]}\n",
			[]string{"book/holidays.yaml:4: 2023-12-30 不在 2024 年，应写在它自己的年度之下"}},
		{"a day twice", head + "    - {name: 中秋节, from: 2024-10-01, to: 2024-10-03, days: 3}\n    - {name: 国庆节, from: 2024-10-03, to: 2024-10-07, days: 5}\n",
			[]string{"book/holidays.yaml:5: 2024-10-03 重复，book/holidays.yaml:4 已有"}},
		{"a day off that is worked", head + "    - {name: 国庆节, from: 2024-10-01, to: 2024-10-07, days: 7, worked: [2024-10-05]}\n",
			[]string{"book/holidays.yaml:4: 2024-10-05 重复，book/holidays.yaml:4 已有"}},
		{"a number of days that does not add up", head + "    - {name: 国庆节, from: 2024-10-01, to: 2024-10-08, days: 7}\n",
			[]string{"book/holidays.yaml:4: 2024-10-01 至 2024-10-08 共 8 天，与 days 不符，请对照通知"}},
		{"an end before the beginning", head + "    - {name: 国庆节, from: 2024-10-07, to: 2024-10-01, days: 7}\n",
			[]string{"book/holidays.yaml:4: 止于 2024-10-01，早于起始日 2024-10-07"}},
		{"a year twice", head + "    - {name: 元旦, from: 2024-01-01, to: 2024-01-01, days: 1}\n" + head + "    - {name: 元旦, from: 2024-01-01, to: 2024-01-01, days: 1}\n",
			[]string{"book/holidays.yaml:5: 2024 年重复，book/holidays.yaml:1 已有"}},
		{"a notice that is not in the book, and no days", "- year: 2024\n  cite: 国办\n  festivals:\n    - {name: 元旦, from: 2024-01-01}\n",
			[]string{`book/holidays.yaml:2: 引用的文件 "国办" 不在 documents.yaml 中`, "book/holidays.yaml:4: 缺少 days", "book/holidays.yaml:4: 缺少 to"}},
		{"no notice, no festivals", "- year: 二〇二四\n",
			[]string{`book/holidays.yaml:1: "二〇二四" 应为 1990 到 2999 的整数`, "book/holidays.yaml:1: 缺少 cite:本表要注明依据的文件", "book/holidays.yaml:1: 缺少 festivals"}},
		{"a day that does not exist", head + "    - {name: 春节, from: 2024-02-30, to: 2024-02-31, days: 2, worked: [2024-13-01]}\n",
			[]string{`book/holidays.yaml:4: 日期 "2024-02-30" 有误，应为实有的日期，如 2022-01-01`, `book/holidays.yaml:4: 日期 "2024-02-31" 有误，应为实有的日期，如 2022-01-01`,
				`book/holidays.yaml:4: 日期 "2024-13-01" 有误，应为实有的日期，如 2022-01-01`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			files := smallBook()
			files["holidays.yaml"] = c.text
			_, err := Load(bookFS(files))
			var faults Faults
			if !errors.As(err, &faults) {
				t.Fatalf("loaded, or failed otherwise: %v", err)
			}
			if got, want := err.Error(), strings.Join(c.want, "\n"); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}
