package importers

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"yunti/policy"
)

// cellParser reads the cells of one column.
type cellParser struct {
	column   *Column
	unit     unit
	from1904 bool
}

// parse understands a cell. shown is the text to keep for people, where it is clearer than the
// file's own (a date instead of its serial number); detail is set when the cell is at fault.
func (p *cellParser) parse(raw string) (v Value, shown, detail string) {
	text := tidy(raw)
	if text == "" || nothing(text) && p.column.Parse != ParseFlag {
		return Value{}, text, ""
	}
	if errorValue(text) {
		return Value{State: Bad}, text, "单元格是公式错误值 " + text + "；请改为正确的数值或留空"
	}
	switch p.column.Parse {
	case ParseCode:
		v, detail = parseCode(text)
	case ParseDay:
		return p.day(text)
	case ParseMoney:
		v, detail = p.money(text)
	case ParseCount:
		var reason string
		if v.N, reason = parseCount(text); reason != "" {
			detail = fmt.Sprintf("%s；请填写整数，没有数据请留空", reason)
		}
	case ParseFlag:
		v, detail = parseFlag(text)
	case ParseYear:
		v, detail = parseYear(text)
	default:
		v.Text = text
		if n := utf8.RuneCountInString(text); n > p.column.limit() {
			detail = fmt.Sprintf("有 %d 个字，最多 %d 个字；请缩短", n, p.column.limit())
		}
	}
	switch {
	case detail != "":
		v.State = Bad
	case v.State == Blank && !v.empty(p.column.Parse):
		v.State = Given
	}
	return v, text, detail
}

// empty reports whether parsing found that the cell says nothing (only flags can tell so late).
func (v Value) empty(p Parser) bool { return p == ParseFlag && v.N < 0 }

func (p *cellParser) day(text string) (v Value, shown, detail string) {
	switch text {
	case "长期", "长期有效", "永久", "永久有效", "至今", "在孵", "无固定期限", "未撤销", "未退市", "未离开":
		return Value{}, text, ""
	}
	day, reason := parseDay(text, p.column.Rough, p.from1904)
	if reason != "" {
		return Value{State: Bad}, text, reason
	}
	shown = text
	if _, err := strconv.ParseFloat(text, 64); err == nil && len(text) != 8 {
		shown = day.String()
	}
	return Value{State: Given, N: int64(day)}, shown, ""
}

func (p *cellParser) money(text string) (v Value, detail string) {
	n, currency, reason := parseMoney(text, p.unit)
	if reason == "" {
		return Value{N: n, Text: currency}, ""
	}
	if reason == tooLarge {
		return v, reason
	}
	return v, fmt.Sprintf("%s；请填写以%s为单位的数字，没有数据请留空", reason, p.unit.text)
}

// parseCode normalises a 统一社会信用代码 and checks it (GB 32100-2015).
func parseCode(text string) (v Value, detail string) {
	v.Text = policy.NormalCode(text)
	if err := policy.CheckCode(v.Text); err != nil {
		return v, err.Error()
	}
	return v, ""
}

// parseFlag reads yes and no as rosters mark them. N is -1 for a cell that says neither.
func parseFlag(text string) (v Value, detail string) {
	switch strings.ToLower(compact(text)) {
	case "是", "有", "1", "1.0", "√", "✓", "✔", "☑", "y", "yes", "true", "对", "已", "是的", "规上", "毕业", "已毕业":
		return Value{N: 1}, ""
	case "否", "无", "0", "0.0", "×", "✗", "✘", "x", "☒", "n", "no", "false", "没有", "未", "不是", "非", "规下", "未毕业", "在孵":
		return Value{N: 0}, ""
	}
	if nothing(text) {
		return Value{N: -1}, ""
	}
	return v, "请填写“是”或“否”"
}

// parseYear reads 2022, 2022年 or 2022年度. Whether the year is plausible is for Plan, which knows the day.
func parseYear(text string) (v Value, detail string) {
	s := strings.TrimSuffix(strings.TrimSuffix(arabic(compact(text)), "度"), "年")
	s = strings.TrimSuffix(s, ".0")
	n, err := strconv.Atoi(s)
	if err != nil || len(s) != 4 {
		return v, "请填写四位年份，如 2022"
	}
	return Value{N: int64(n)}, ""
}
