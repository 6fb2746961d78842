package importers

import (
	"strconv"
	"strings"

	"yunti/policy"
)

// Day zero of a date cell's serial number, for workbooks of the 1900 and of the 1904 system. The first is
// right from 1 March 1900 on, which is before every date taken here.
const (
	epoch1900 = policy.Day(18991230)
	epoch1904 = policy.Day(19040101)
)

// Serial numbers are days from 1950 to 2099; other whole numbers are dates written in digits, or none.
const (
	firstSerial = 18264 // 1950-01-01
	lastSerial  = 73050 // 2099-12-31
)

// The years of any date taken in.
const (
	firstYear = 1900
	lastYear  = 2099
)

const (
	notADay  = "不是日期；请写成 2022-11-18 的形式"
	noSuch   = "这一天不存在，请核对"
	yearOnly = "只写了年份；请写到日，如 2022-11-18"
	monthly  = "只写到月份；请写到日，如 2022-11-18"
)

// ymd is a date as written; month or date is 0 where it was left out.
type ymd struct{ year, month, date int }

// parseDay reads a date in any form that rosters use: 2022-11-18, 2022/11/18, 2022.11.18, 2022年11月18日, 20221118, with or
// without a time, 二〇二二年十一月十八日, or the serial number of a date cell. Where a column takes rough dates, 2022年11月 and
// 2022年 stand for their last day, and of a span (2022-11-18至2025-11-17) the last date counts. reason is set when
// it is no date.
func parseDay(s string, rough Rough, from1904 bool) (day policy.Day, reason string) {
	s = narrow(tidy(s))
	if rough == YearEnd {
		s = spanEnd(s)
	}
	s = withoutTime(s)
	d, reason := digitsOnly(s, from1904)
	if reason == notADay {
		d, reason = separated(arabic(s))
	}
	if reason != "" {
		return 0, reason
	}
	return d.finish(rough)
}

// finish makes a full day of what was written, if the column takes it.
func (d ymd) finish(rough Rough) (policy.Day, string) {
	if d.year < firstYear || d.year > lastYear || d.month > 12 {
		return 0, noSuch
	}
	switch {
	case d.month == 0 && rough != YearEnd:
		return 0, yearOnly
	case d.month == 0:
		return policy.YearEnd(d.year), ""
	case d.date == 0 && rough == FullDay:
		return 0, monthly
	case d.date == 0:
		return policy.NewDay(d.year, d.month, 1).AddMonths(1).AddDays(-1), ""
	}
	if day := policy.NewDay(d.year, d.month, d.date); day.Valid() {
		return day, ""
	}
	return 0, noSuch
}

// spanEnd returns the later end of a span of days.
func spanEnd(s string) string {
	for _, sep := range []string{"至", "到", "~", "〜", "—", "–"} {
		if i := strings.LastIndex(s, sep); i >= 0 && i+len(sep) < len(s) {
			return s[i+len(sep):]
		}
	}
	// 2022.11.18-2025.11.17
	if i := strings.IndexByte(s, '-'); i > 4 && strings.Count(s, "-") == 1 && strings.ContainsAny(s[:i], "./年") {
		return s[i+1:]
	}
	return s
}

// withoutTime drops a time of day or a weekday behind the date.
func withoutTime(s string) string {
	for i := 1; i+1 < len(s); i++ {
		if (s[i] == ' ' || s[i] == 'T') && s[i+1] >= '0' && s[i+1] <= '9' && strings.IndexByte(s[i:], ':') > 0 {
			s = s[:i]
			break
		}
	}
	for _, word := range []string{"(星期", "星期", "(周", "周"} {
		if i := strings.Index(s, word); i > 0 {
			s = s[:i]
		}
	}
	return strings.ReplaceAll(strings.TrimSpace(s), " ", "")
}

// digitsOnly reads a serial number, 20221118, 202211, 2022, or the number 2022.11.
func digitsOnly(s string, from1904 bool) (ymd, string) {
	head, fraction, dot := strings.Cut(s, ".")
	n, err := strconv.Atoi(head)
	if err != nil || n <= 0 || len(head) > 8 || strings.Trim(fraction, "0123456789") != "" {
		return ymd{}, notADay
	}
	if strings.Trim(fraction, "0") == "" && len(head) != 4 {
		dot = false
	}
	switch {
	case len(head) == 5 && n >= firstSerial && n <= lastSerial:
		day := epoch1900.AddDays(n)
		if from1904 {
			day = epoch1904.AddDays(n)
		}
		return ymd{day.Year(), day.Month(), day.Date()}, ""
	case len(head) == 8 && !dot:
		return ymd{n / 10000, n / 100 % 100, n % 100}.full()
	case len(head) == 6 && !dot:
		return ymd{n / 100, n % 100, 0}.full()
	case len(head) == 4 && (!dot || strings.Trim(fraction, "0") == ""):
		return ymd{year: n}, ""
	case len(head) == 4 && fraction == "1":
		return ymd{}, "分不清是 1 月还是 10 月；请写成 2022-01-05 的形式"
	case len(head) == 4 && len(fraction) <= 2:
		month, _ := strconv.Atoi(fraction)
		return ymd{n, month, 0}.full()
	}
	return ymd{}, notADay
}

// full refuses a month or date of 0 that was written out.
func (d ymd) full() (ymd, string) {
	if d.month == 0 {
		return d, noSuch
	}
	return d, ""
}

// separated reads year, month and date with anything usual between them.
func separated(s string) (ymd, string) {
	var numbers [3]int
	n, short := 0, false
	for s != "" {
		digits := s[:len(s)-len(strings.TrimLeft(s, "0123456789"))]
		if digits == "" || len(digits) > 4 || n == 3 {
			return ymd{}, notADay
		}
		short = short || n == 0 && len(digits) != 4
		if n > 0 && len(digits) > 2 && !short {
			return ymd{}, notADay
		}
		numbers[n], _ = strconv.Atoi(digits)
		if n > 0 && numbers[n] == 0 && !short {
			return ymd{}, noSuch
		}
		n++
		rest := s[len(digits):]
		if s = strings.TrimLeft(rest, "-—–/.年月日号、,_"); s == rest && s != "" {
			return ymd{}, notADay
		}
	}
	switch {
	case n == 0, n == 1 && short:
		return ymd{}, notADay
	case short:
		return ymd{}, "年份要写四位；请写成 2022-11-18 的形式"
	}
	return ymd{numbers[0], numbers[1], numbers[2]}, ""
}

// chineseDigits are the digits of dates in words.
var chineseDigits = map[rune]int{'〇': 0, '○': 0, '零': 0, 'O': 0, 'o': 0, '一': 1, '二': 2, '三': 3, '四': 4, '五': 5, '六': 6, '七': 7, '八': 8, '九': 9,
	'元': 1, '正': 1, '十': 10, '廿': 20, '卅': 30}

// arabic turns 二〇二二年十一月十八日 into 2022年11月18日 and leaves other texts alone.
func arabic(s string) string {
	if !strings.ContainsAny(s, "一二三四五六七八九十〇零") {
		return s
	}
	var out, part []rune
	flush := func() {
		out = append(out, []rune(number(part))...)
		part = part[:0]
	}
	for _, r := range s {
		if _, ok := chineseDigits[r]; ok || r >= '0' && r <= '9' {
			part = append(part, r)
			continue
		}
		flush()
		out = append(out, r)
	}
	flush()
	return string(out)
}

// number writes a run of Chinese digits in Arabic ones: digit by digit, or with tens.
func number(part []rune) string {
	tens := strings.ContainsAny(string(part), "十廿卅")
	text, n := "", 0
	for i, r := range part {
		v, ok := chineseDigits[r]
		if !ok {
			v = int(r - '0')
		}
		switch {
		case !tens:
			text += strconv.Itoa(v)
		case r == '十' && i > 0:
			n *= 10
		default:
			n += v
		}
	}
	if tens {
		return strconv.Itoa(n)
	}
	return text
}
