package policy

import (
	"errors"
	"fmt"
	"math/big"
	"strconv"
	"strings"
)

// unitWord is a unit as it is written after a number, and what one of it is in the base of its Unit.
type unitWord struct {
	word  string
	unit  Unit
	num   int64
	den   int64
	whole bool // only whole numbers of the base exist: 分, heads, items …
}

// unitWords is searched for the longest word, so 亿美元 goes before 美元 and both before 元.
var unitWords = []unitWord{
	{"亿美元", UnitDollar, 10_000_000_000, 1, true},
	{"万美元", UnitDollar, 1_000_000, 1, true},
	{"美元", UnitDollar, 100, 1, true},
	{"亿元", UnitMoney, 10_000_000_000, 1, true},
	{"万元", UnitMoney, 1_000_000, 1, true},
	{"元", UnitMoney, 100, 1, true},
	{"%", UnitPercent, 1, 100, false},
	{"人", UnitPeople, 1, 1, true},
	{"件", UnitItems, 1, 1, true},
	{"项", UnitItems, 1, 1, true},
	{"年", UnitYears, 1, 1, true},
	{"天", UnitDays, 1, 1, true},
	{"分", UnitPoints, 1, 1, true},
}

// The faults of a quantity's text.
var (
	ErrNoUnit      = errors.New("缺少单位(如 万元、亿元、亿美元、%、人、件、年、天、分)")
	ErrNotNumber   = errors.New("不是数值")
	ErrNotWhole    = errors.New("小数过细：金额到分为止，人、件、年、天、分须为整数")
	ErrOutOfBounds = errors.New("数值过大")
)

// ParseQuantity reads a number with its unit ("1000 万元", "2.5%", "是"). The number is plain digits with
// at most one point: a thousands separator, an exponent or a missing unit is refused, since a bound of
// the law must leave no room for guessing.
func ParseQuantity(s string) (Quantity, error) {
	switch s = strings.TrimSpace(s); s {
	case "是":
		return Quantity{1, 1, UnitFlag}, nil
	case "否":
		return Quantity{0, 1, UnitFlag}, nil
	}
	number, word, ok := splitUnit(s)
	if !ok {
		if _, _, ok := parseDecimal(s); ok {
			return Quantity{}, fmt.Errorf("%q %w", s, ErrNoUnit)
		}
		return Quantity{}, fmt.Errorf("%q %w", s, ErrNotNumber)
	}
	num, den, ok := parseDecimal(number)
	if !ok {
		return Quantity{}, fmt.Errorf("%q %w", s, ErrNotNumber)
	}
	if abs(num) > int64(MaxMoney)/word.num {
		return Quantity{}, fmt.Errorf("%q %w", s, ErrOutOfBounds)
	}
	q := Quantity{num * word.num, den * word.den, word.unit}.reduced()
	if word.whole && q.Den != 1 {
		return Quantity{}, fmt.Errorf("%q %w", s, ErrNotWhole)
	}
	return q, nil
}

func splitUnit(s string) (number string, word unitWord, ok bool) {
	for _, w := range unitWords {
		if number, ok := strings.CutSuffix(s, w.word); ok {
			return strings.TrimSpace(number), w, true
		}
	}
	return "", unitWord{}, false
}

// parseDecimal reads -?digits[.digits] with at most six decimals as a fraction over a power of ten.
func parseDecimal(s string) (num, den int64, ok bool) {
	whole, frac, point := strings.Cut(s, ".")
	if point && (frac == "" || len(frac) > 6) || strings.HasPrefix(s, "+") || strings.ContainsAny(frac, "+-") {
		return 0, 0, false
	}
	if digits := strings.TrimPrefix(whole, "-"); digits == "" || len(digits) > 12 {
		return 0, 0, false
	}
	num, err := strconv.ParseInt(whole+frac, 10, 64)
	if err != nil {
		return 0, 0, false
	}
	den = 1
	for range frac {
		den *= 10
	}
	return num, den, true
}

// String writes the quantity in the largest unit in which it is a whole number, else in the unit its
// readers expect decimals in (万元, %). ParseQuantity reads it back to the same quantity.
func (q Quantity) String() string {
	switch q.Unit {
	case "":
		return ""
	case UnitFlag:
		if q.Num != 0 {
			return "是"
		}
		return "否"
	case UnitPercent:
		return decimalText(q.Num*100, q.Den) + "%"
	case UnitMoney:
		return q.scaled("亿元", "万元", "元")
	case UnitDollar:
		return q.scaled("亿美元", "万美元", "美元")
	}
	for _, w := range unitWords {
		if w.unit == q.Unit {
			return decimalText(q.Num, q.Den) + " " + w.word
		}
	}
	return decimalText(q.Num, q.Den) + " " + string(q.Unit)
}

// scaled writes an amount in 亿, in 万 or in single units.
func (q Quantity) scaled(yi, wan, one string) string {
	switch {
	case q.Num != 0 && q.Den == 1 && q.Num%10_000_000_000 == 0:
		return strconv.FormatInt(q.Num/10_000_000_000, 10) + " " + yi
	case q.Num != 0 && q.Den == 1 && q.Num%1_000_000 == 0:
		return strconv.FormatInt(q.Num/1_000_000, 10) + " " + wan
	}
	return decimalText(q.Num, q.Den*100) + " " + one
}

// decimalText writes num/den exactly. A fraction that is no finite decimal, which no book can
// contain, is written as a fraction.
func decimalText(num, den int64) string {
	q := Quantity{num, den, ""}.reduced()
	scale, places := int64(1), 0
	for scale%q.Den != 0 {
		if places++; places > 9 {
			return fmt.Sprintf("%d/%d", q.Num, q.Den)
		}
		scale *= 10
	}
	digits := strconv.FormatInt(abs(q.Num*(scale/q.Den)), 10)
	if pad := places + 1 - len(digits); pad > 0 {
		digits = strings.Repeat("0", pad) + digits
	}
	text := digits[:len(digits)-places]
	if places > 0 {
		text += "." + digits[len(digits)-places:]
	}
	if q.Num < 0 {
		text = "-" + text
	}
	return text
}

// Cmp compares two quantities of one unit: -1, 0 or +1.
func (q Quantity) Cmp(other Quantity) int {
	return big.NewRat(q.Num, q.Den).Cmp(big.NewRat(other.Num, other.Den))
}

// IsZero reports whether there is no quantity at all (a zero of some unit is one).
func (q Quantity) IsZero() bool { return q == Quantity{} }

// MarshalText writes String.
func (q Quantity) MarshalText() ([]byte, error) { return []byte(q.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (q *Quantity) UnmarshalText(b []byte) (err error) {
	if len(b) == 0 {
		*q = Quantity{}
		return nil
	}
	*q, err = ParseQuantity(string(b))
	return err
}

func (q Quantity) reduced() Quantity {
	a, b := abs(q.Num), q.Den
	for b != 0 {
		a, b = b, a%b
	}
	if a > 1 {
		q.Num, q.Den = q.Num/a, q.Den/a
	}
	return q
}

func abs(n int64) int64 {
	if n < 0 {
		return -n
	}
	return n
}
