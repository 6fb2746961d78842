package importers

import (
	"strings"

	"yunti/policy"
)

// The currencies that records know.
const (
	currencyCNY = "人民币"
	currencyUSD = "美元"
)

// unit is a unit of money: 10^exp 分 (or US cents).
type unit struct {
	exp      int
	currency string // 人民币, 美元, another currency, or "" where only 万 or 亿 is said
	text     string // 万元
}

var defaultUnit = unit{exp: 6, text: "万元"}

// scales are the powers of ten that stand before 元. The longest is tried first.
var scales = []struct {
	word string
	exp  int
}{{"万亿", 12}, {"千亿", 11}, {"百亿", 10}, {"十亿", 9}, {"亿", 8}, {"千万", 7}, {"百万", 6}, {"十万", 5}, {"万", 4}, {"仟", 3}, {"千", 3}, {"百", 2}}

// currencies are the ways of naming a currency. 元 alone is no currency: 币种 decides.
var currencies = []struct{ word, currency string }{
	{"人民币", currencyCNY}, {"rmb", currencyCNY}, {"cny", currencyCNY}, {"¥", currencyCNY},
	{"美元", currencyUSD}, {"美金", currencyUSD}, {"usd", currencyUSD}, {"us$", currencyUSD}, {"$", currencyUSD},
	{"港元", "港元"}, {"港币", "港元"}, {"hkd", "港元"}, {"欧元", "欧元"}, {"eur", "欧元"}, {"€", "欧元"}, {"日元", "日元"}, {"jpy", "日元"}, {"英镑", "英镑"}, {"gbp", "英镑"},
}

// parseUnit reads 元, 千元, 万元, 百万元, 亿, 亿美元, 万元人民币, USD, … Anything else is no unit.
func parseUnit(s string) (unit, bool) {
	u := unit{exp: 2, text: s}
	rest := strings.ToLower(strings.ReplaceAll(s, " ", ""))
	named := false
	for _, c := range currencies {
		if strings.Contains(rest, c.word) {
			u.currency, named = c.currency, true
			rest = strings.Replace(rest, c.word, "", 1)
			break
		}
	}
	for _, scale := range scales {
		if after, ok := strings.CutPrefix(rest, scale.word); ok {
			u.exp, rest, named = u.exp+scale.exp, after, true
			break
		}
	}
	if rest == "元" {
		rest, named = "", true
	}
	return u, named && rest == ""
}

// decimal is the exact number ±digits × 10^exp. digits has no leading zero; none is zero.
type decimal struct {
	neg    bool
	digits []byte
	exp    int
}

// maxExponent bounds exponents: nothing that is measured here comes near.
const maxExponent = 400

// parseDecimal reads the longest number at the start of s (half-width, no spaces): digits with optional thousands
// separators, a decimal point, an exponent. reason is set when it begins like a number but is none.
func parseDecimal(s string) (d decimal, rest, reason string) {
	i, seen := 0, false
	group := -1 // digits since the last separator; -1 before the first one
	lead := 0   // digits before the first separator
	for ; i < len(s); i++ {
		c := s[i]
		if c >= '0' && c <= '9' {
			seen = true
			if group >= 0 {
				group++
			} else {
				lead++
			}
			if c != '0' || len(d.digits) > 0 {
				d.digits = append(d.digits, c)
			}
			continue
		}
		if c != ',' || !seen {
			break
		}
		if group >= 0 && group != 3 || group < 0 && lead > 3 {
			return d, s, "千分位逗号的位置不对"
		}
		group = 0
	}
	if group >= 0 && group != 3 {
		return d, s, "千分位逗号的位置不对"
	}
	if i < len(s) && s[i] == '.' {
		for i++; i < len(s) && s[i] >= '0' && s[i] <= '9'; i++ {
			seen = true
			d.exp--
			if s[i] != '0' || len(d.digits) > 0 {
				d.digits = append(d.digits, s[i])
			}
		}
	}
	if !seen {
		return d, s, notANumber
	}
	d.exp, i = exponent(s, i, d.exp)
	if d.exp < -maxExponent || d.exp > maxExponent || len(d.digits) > maxExponent {
		return d, s, "数字超出范围"
	}
	d.denoise()
	return d, s[i:], ""
}

// exponent reads "E+5" at s[i:], if it stands there, and adds it to exp.
func exponent(s string, i, exp int) (int, int) {
	j := i
	if j >= len(s) || s[j] != 'E' && s[j] != 'e' {
		return exp, i
	}
	sign := 1
	if j++; j < len(s) && (s[j] == '+' || s[j] == '-') {
		if s[j] == '-' {
			sign = -1
		}
		j++
	}
	n, start := 0, j
	for ; j < len(s) && s[j] >= '0' && s[j] <= '9'; j++ {
		n = min(n*10+int(s[j]-'0'), 10*maxExponent)
	}
	if j == start {
		return exp, i
	}
	return exp + sign*n, j
}

// denoise rounds (half up) to 15 significant digits, which is all that a spreadsheet's binary numbers
// carry: 1234.5600000000001 was typed as 1234.56.
func (d *decimal) denoise() {
	const significant = 15
	if len(d.digits) > significant {
		d.cut(len(d.digits) - significant)
	}
	for len(d.digits) > 0 && d.digits[len(d.digits)-1] == '0' {
		d.digits = d.digits[:len(d.digits)-1]
		d.exp++
	}
}

// cut drops the last n digits, rounding half up by size.
func (d *decimal) cut(n int) {
	d.exp += n
	if n > len(d.digits) {
		d.digits = d.digits[:0]
		return
	}
	keep := len(d.digits) - n
	up := d.digits[keep] >= '5'
	d.digits = d.digits[:keep]
	if !up {
		return
	}
	for i := keep - 1; i >= 0; i-- {
		if d.digits[i] != '9' {
			d.digits[i]++
			return
		}
		d.digits[i] = '0'
	}
	d.digits = append([]byte{'1'}, d.digits...)
}

// scaled returns the number × 10^shift, rounded half up by size to a whole number (−0.5 becomes −1), and
// whether it is at most limit in size.
func (d decimal) scaled(shift int, limit int64) (int64, bool) {
	if exp := d.exp + shift; exp < 0 {
		d.digits = append([]byte(nil), d.digits...)
		d.exp = exp
		d.cut(-exp)
	} else {
		d.exp = exp
	}
	var n int64
	for _, c := range d.digits {
		if n = n*10 + int64(c-'0'); n > limit {
			return 0, false
		}
	}
	for range d.exp {
		if n == 0 {
			break
		}
		if n *= 10; n > limit {
			return 0, false
		}
	}
	if d.neg {
		n = -n
	}
	return n, true
}

// whole reports whether the number has no fraction.
func (d decimal) whole() bool { return d.exp >= 0 || len(d.digits) == 0 }

// unsign takes the sign off a number as tables write it: -5, −5, (5), +5.
func unsign(s string) (rest string, neg bool) {
	if inner, ok := strings.CutPrefix(s, "("); ok && strings.HasSuffix(inner, ")") {
		return strings.TrimSuffix(inner, ")"), true
	}
	for _, minus := range []string{"-", "−", "–", "—", "﹣"} {
		if after, ok := strings.CutPrefix(s, minus); ok {
			return after, true
		}
	}
	return strings.TrimPrefix(s, "+"), false
}

const (
	notANumber = "不是数字"
	tooLarge   = "金额超出范围（最大 10 万亿元）；请核对单位"
)

// parseMoney reads an amount written in the column's unit, or in the unit that the cell itself
// names, which then decides: 1,234.5 | 1234.5万元 | ¥1,234.50 | 2亿3000万 | (12.5). The result is in 分 (or
// cents) with the currency named by the cell or the column, "" for none; reason is set when it is no amount.
func parseMoney(s string, column unit) (n int64, currency, reason string) {
	s, neg := unsign(compact(s))
	if s != "" && (s[0] < '0' || s[0] > '9') {
		currency, s = leadingCurrency(s)
		if !neg {
			s, neg = unsign(s)
		}
	}
	last := maxExponent
	for first := true; first || s != ""; first = false {
		d, rest, why := parseDecimal(s)
		if why != "" {
			return 0, "", why
		}
		word := rest[:leadingWord(rest)]
		s = rest[len(word):]
		u := column
		if word != "" {
			var ok bool
			if u, ok = parseUnit(word); !ok {
				return 0, "", unitReason(word)
			}
		} else if !first {
			return 0, "", notANumber
		}
		if currency == "" {
			currency = u.currency
		}
		part, ok := d.scaled(u.exp, int64(policy.MaxMoney))
		if n += part; !ok || n > int64(policy.MaxMoney) {
			return 0, "", tooLarge
		}
		if u.exp >= last { // 3万2亿
			return 0, "", notANumber
		}
		last = u.exp
	}
	if neg {
		n = -n
	}
	return n, currency, ""
}

// leadingCurrency takes a currency off the beginning of an amount.
func leadingCurrency(s string) (currency, rest string) {
	lower := strings.ToLower(s)
	for _, c := range currencies {
		if after, ok := strings.CutPrefix(lower, c.word); ok {
			return c.currency, s[len(s)-len(after):]
		}
	}
	return "", s
}

// leadingWord is the length of the text before the next digit.
func leadingWord(s string) int {
	if i := strings.IndexAny(s, "0123456789"); i >= 0 {
		return i
	}
	return len(s)
}

func unitReason(word string) string {
	switch {
	case strings.ContainsAny(word, "%‰"):
		return "这里要填金额，不是百分比"
	case strings.ContainsAny(word, "-~—–至到"):
		return "这里要填一个数，不能填范围"
	}
	return "不是数字（不认识「" + clip(word, 10) + "」）"
}

// countWords may stand behind a count.
var countWords = []string{"人", "名", "个", "件", "项", "家", "分", "篇", "次", "条"}

// maxCount bounds numbers of people and things.
const maxCount = 100_000_000

// parseCount reads a whole number of people or things: 85 | 1,234人 | 12.0.
func parseCount(s string) (n int64, reason string) {
	s = compact(s)
	s, neg := unsign(s)
	d, rest, why := parseDecimal(s)
	if why != "" {
		return 0, why
	}
	shift := 0
	if after, ok := strings.CutPrefix(rest, "万"); ok {
		rest, shift = after, 4
	}
	for _, w := range countWords {
		if rest == w {
			rest = ""
		}
	}
	d.exp += shift
	switch {
	case strings.ContainsAny(rest, "%‰"):
		return 0, "这里要填个数，不是百分比"
	case strings.ContainsAny(rest, "-~—–至到"):
		return 0, "这里要填一个数，不能填范围"
	case rest != "":
		return 0, "不是数字（不认识「" + clip(rest, 10) + "」）"
	case !d.whole():
		return 0, "必须是整数"
	}
	n, ok := d.scaled(0, maxCount)
	switch {
	case !ok:
		return 0, "数字超出范围"
	case neg && n != 0:
		return 0, "不能是负数"
	}
	return n, ""
}
