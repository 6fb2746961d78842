package importers

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// tidy makes a cell's text one clean line: hidden characters go, line breaks and runs of spaces become
// one space, the ends are trimmed. Characters stay as wide as they are.
func tidy(s string) string {
	clean := true
	for i := 0; i < len(s); i++ {
		if s[i] < 0x20 || s[i] >= utf8.RuneSelf || s[i] == ' ' && (i == 0 || i == len(s)-1 || s[i-1] == ' ') {
			clean = false
			break
		}
	}
	if clean {
		return s
	}
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		switch {
		case hidden(r):
			return -1
		case r == '\u3000' || unicode.IsControl(r):
			return ' '
		}
		return r
	}, s)), " ")
}

// hidden are characters that nobody sees: zero-width ones, marks of direction, the byte order mark.
func hidden(r rune) bool {
	return r == '\u00ad' || r >= '\u200b' && r <= '\u200f' || r >= '\u202a' && r <= '\u202e' || r >= '\u2060' && r <= '\u2064' || r == '\ufeff' || r == utf8.RuneError
}

// narrow makes full-width letters, digits and punctuation half-width.
func narrow(s string) string {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return width.Fold.String(s)
		}
	}
	return s
}

// compact is tidy and narrow, without any spaces: the form in which numbers and dates are parsed.
func compact(s string) string {
	s = narrow(tidy(s))
	if !strings.ContainsAny(s, " \u00a0'`") {
		return s
	}
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '\u00a0' || r == '\'' || r == '`' {
			return -1
		}
		return r
	}, s)
}

// nothing reports whether a cell says that there is nothing: blank, —, /, 无, N/A.
func nothing(s string) bool {
	if len(s) > 24 || s != "" && s[0] >= '0' && s[0] <= '9' {
		return false
	}
	switch s = strings.ToLower(compact(s)); s {
	case "", "无", "/", "\\", "n/a", "na", "null", "nil", "none", "未填", "未填报", "未报", "未报送", "不详", "暂无", "空", "未知", "未披露", "不适用", "…", "……", "...", "*", "?", "**", "***":
		return true
	}
	return strings.Trim(s, "-—–―─－_/·.") == ""
}

// errorValue reports whether a cell holds a spreadsheet's error.
func errorValue(s string) bool {
	switch s {
	case "#N/A", "#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#GETTING_DATA":
		return true
	}
	return false
}

// clip shortens a text for a message to n characters.
func clip(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n]) + "…"
}

// split cuts a list that people wrote: 甲、乙;丙, 丁.
func split(s string) []string {
	parts := strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("、,，;；/|\n", r) })
	list := parts[:0]
	for _, p := range parts {
		if p = tidy(p); p != "" {
			list = append(list, p)
		}
	}
	return list
}
