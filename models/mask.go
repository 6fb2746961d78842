package models

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// Names and telephone numbers of people are shown whole only to those who work with them (个人信息保护法 第六条：最小必要).

// compound are the surnames of two characters that are met today.
var compound = []string{"欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "长孙", "宇文", "司徒", "夏侯", "轩辕", "端木", "南宫", "独孤", "闻人", "申屠", "西门", "呼延", "钟离", "司空", "赫连", "澹台", "公冶", "宗政", "濮阳", "淳于", "单于", "太叔", "仲孙", "拓跋", "东郭", "百里", "第五"}

// MaskName hides names: of each the surname stays (张三丰 张**，欧阳修 欧阳*), of any other text its first letter (John Smith J*** *****).
// Several names are told apart by 、，；/ and the like. Digits are hidden as well.
func MaskName(name string) string {
	out := []rune(name)
	for from := 0; from < len(out); {
		to := from
		for to < len(out) && !separates(out[to]) {
			to++
		}
		maskOne(out[from:to])
		from = to + 1
	}
	return string(out)
}

// separates reports whether r stands between two names or numbers.
func separates(r rune) bool { return strings.ContainsRune("、，,；;/／|｜\n", r) }

// maskOne hides one name in place.
func maskOne(name []rune) {
	var letters []int
	for i, r := range name {
		if hides(r) {
			letters = append(letters, i)
		}
	}
	shown := 1
	if len(letters) > 2 && letters[1] == letters[0]+1 && slices.Contains(compound, string(name[letters[0]:letters[1]+1])) {
		shown = 2
	}
	for _, i := range letters[min(shown, len(letters)):] {
		name[i] = '*'
	}
}

// hides reports whether r says something of a person: a letter or a digit.
func hides(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || unicode.IsNumber(r)
}

var (
	// mobiles are mobile numbers of the mainland, as people write them.
	mobiles = regexp.MustCompile(`((?:\+|00)?86[-\s]?)?1[3-9][0-9][-\s]?[0-9]{4}[-\s]?[0-9]{4}`)
	// numbers are all other runs of digits, with what stands inside a number.
	numbers = regexp.MustCompile(`[0-9][-0-9() ]*[0-9]|[0-9]`)
	mails   = regexp.MustCompile(`[^\s@]+@[-0-9A-Za-z.]+`)
)

// MaskPhone hides telephone numbers, one or several in a text: of a mobile number the first three and last four digits
// stay (138****5678), of any other number with at least five digits the last two, of an e-mail address the first letter
// and what follows the @. All other letters and digits are hidden, since people write their names there too.
func MaskPhone(text string) string {
	letters := []rune(text)
	// The patterns work on one byte a letter, so that their places are those of the letters.
	plain := make([]byte, len(letters))
	for i, r := range letters {
		plain[i] = plainOf(r)
		if hides(r) {
			letters[i] = '*'
		}
	}
	original := []rune(text)
	show := func(from, to int) { copy(letters[from:to], original[from:to]) }
	for _, m := range mails.FindAllIndex(plain, -1) {
		show(m[0], m[0]+1)
		for at := m[0]; at < m[1]; at++ {
			if plain[at] == '@' {
				show(at, m[1])
			}
		}
		blank(plain[m[0]:m[1]])
	}
	for from := 0; from < len(plain); {
		m := mobiles.FindSubmatchIndex(plain[from:])
		if m == nil {
			break
		}
		start, end := from+m[0], from+m[1]
		if start > 0 && digit(plain[start-1]) || end < len(plain) && digit(plain[end]) {
			from = end // a part of some longer number
			continue
		}
		if m[2] >= 0 {
			show(from+m[2], from+m[3])
			start = from + m[3]
		}
		show(start, start+3)
		show(end-4, end)
		blank(plain[from+m[0] : end])
		from = end
	}
	for _, m := range numbers.FindAllIndex(plain, -1) {
		if digits := slices.Collect(digitsOf(plain, m[0], m[1])); len(digits) >= 5 {
			for _, i := range digits[len(digits)-2:] {
				show(i, i+1)
			}
		}
	}
	return string(letters)
}

// plainOf is the ASCII letter that a letter stands for in a number; 'x' for those without.
func plainOf(r rune) byte {
	switch {
	case r >= '０' && r <= '９':
		return byte(r-'０') + '0'
	case r == '（':
		return '('
	case r == '）':
		return ')'
	case r == '＋':
		return '+'
	case r == '－' || r == '–' || r == '—':
		return '-'
	case separates(r):
		return '\n'
	case unicode.IsSpace(r):
		return ' '
	case r < 0x80:
		return byte(r)
	}
	return 'x'
}

func digit(b byte) bool { return b >= '0' && b <= '9' }

// digitsOf yields the places of the digits.
func digitsOf(plain []byte, from, to int) func(yield func(int) bool) {
	return func(yield func(int) bool) {
		for i := from; i < to; i++ {
			if digit(plain[i]) && !yield(i) {
				return
			}
		}
	}
}

func blank(b []byte) {
	for i := range b {
		b[i] = '\n'
	}
}
