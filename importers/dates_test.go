package importers

import (
	"strings"
	"testing"

	"yunti/policy"
)

func TestDaysAreReadInEveryFormThatRostersUse(t *testing.T) {
	for _, text := range []string{"2022-11-18", "2022/11/18", "2022.11.18", "2022年11月18日", "2022年11月18号", "20221118", "44883", "44883.75", "44883.0",
		"2022-11-18 00:00:00", "2022/11/18 9:30", "2022-11-18T00:00:00", "2022-11-18T08:00:00Z", "２０２２－１１－１８", " 2022 年 11 月 18 日 ", "二〇二二年十一月十八日",
		"二○二二年十一月十八日", "二零二二年十一月十八日", "2022年十一月十八日", "2022-11-18(星期五)", "2022-11-18 星期五", "2022—11—18", "2022、11、18", "2022.11.18.", "2022年11月18"} {
		if day, reason := parseDay(text, FullDay, false); day != 20221118 {
			t.Errorf("%q: %v %q", text, day, reason)
		}
	}
	for text, want := range map[string]policy.Day{"2023-1-5": 20230105, "二〇二三年一月五日": 20230105, "二〇二〇年二月二十九日": 20200229, "二〇二三年十月三十一日": 20231031,
		"二〇二三年元月廿日": 20230120, "2000/2/29": 20000229, "18264": 19500101, "73050": 20991231, "1958.10.1": 19581001} {
		if day, reason := parseDay(text, FullDay, false); day != want {
			t.Errorf("%q: %v %q", text, day, reason)
		}
	}
}

func TestSerialsOfThe1904SystemAreFourYearsLater(t *testing.T) {
	if day, _ := parseDay("43421", FullDay, true); day != 20221118 {
		t.Errorf("serial 43421 is %v", day)
	}
}

func TestRoughDatesAreTakenOnlyWhereTheColumnAllowsThem(t *testing.T) {
	for _, c := range []struct {
		text  string
		rough Rough
		want  policy.Day
		why   string
	}{
		{"2022年11月", FullDay, 0, "月份"},
		{"2022-11", FullDay, 0, "月份"},
		{"202211", FullDay, 0, "月份"},
		{"2022年", FullDay, 0, "年份"},
		{"2022", FullDay, 0, "年份"},
		{"二〇二二年", FullDay, 0, "年份"},
		{"2022年11月", MonthEnd, 20221130, ""},
		{"2024.2", MonthEnd, 20240229, ""},
		{"2022.1", MonthEnd, 0, "10 月"},
		{"2022.10", MonthEnd, 20221031, ""},
		{"2022", MonthEnd, 0, "年份"},
		{"2025年11月", YearEnd, 20251130, ""},
		{"2025年", YearEnd, 20251231, ""},
		{"2022-11-18至2025-11-17", YearEnd, 20251117, ""},
		{"2022.11.18-2025.11.17", YearEnd, 20251117, ""},
		{"2022年11月~2025年11月", YearEnd, 20251130, ""},
		{"2022-11-18", YearEnd, 20221118, ""},
		{"2022-11", YearEnd, 20221130, ""},
	} {
		day, reason := parseDay(c.text, c.rough, false)
		if day != c.want || !strings.Contains(reason, c.why) || c.why == "" && reason != "" {
			t.Errorf("%q (%d): %v %q, want %v %q", c.text, c.rough, day, reason, c.want, c.why)
		}
	}
}

func TestWhatIsNoDaySaysWhy(t *testing.T) {
	for text, why := range map[string]string{"2022-02-30": "不存在", "2022-13-01": "不存在", "20221301": "不存在", "2022-00-10": "不存在", "2022-11-00": "不存在", "22-11-18": "四位",
		"11/18/2022": "四位", "18.11.22": "四位", "三年": "不是日期", "abc": "不是日期", "2022-11-18-19": "不是日期", "12": "不是日期", "123456789": "不是日期",
		"99999": "不是日期", "-44883": "不是日期", "3022-11-18": "不存在", "0": "不是日期", "2022年第一批": "不是日期"} {
		if day, reason := parseDay(text, FullDay, false); day != 0 || !strings.Contains(reason, why) {
			t.Errorf("%q: %v %q, want %q", text, day, reason, why)
		}
	}
}
