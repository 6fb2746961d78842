package tiering

import (
	"math/big"
	"math/bits"
	"strconv"
	"strings"

	"yunti/policy"
)

// style is how numbers of a unit are written for people: what to multiply and divide the base by, and
// to how many decimals. Trailing zeros beyond least are dropped.
type style struct {
	sign  string
	up    int64
	down  int64
	most  int
	least int
}

var styles = map[policy.Unit]style{
	policy.UnitMoney:   {"万元", 1, int64(policy.Wan), 6, 2},
	policy.UnitDollar:  {"亿美元", 1, 10_000_000_000, 4, 2},
	policy.UnitPercent: {"%", 100, 1, 2, 2},
	policy.UnitPeople:  {"人", 1, 1, 0, 0},
	policy.UnitItems:   {"件", 1, 1, 0, 0},
	policy.UnitYears:   {"年", 1, 1, 0, 0},
	policy.UnitDays:    {"天", 1, 1, 0, 0},
	policy.UnitPoints:  {"分", 1, 1, 0, 0},
	policy.UnitFlag:    {"", 1, 1, 0, 0},
}

// maxPlaces is where looking for a difference ends; exact values differ long before.
const maxPlaces = 40

// mark is a bound as it is compared and as people read it.
type mark struct {
	line line
	text string
}

// actual writes the value of a cell, or in words why there is none. Where rounding would make it
// look like a bound that it differs from, it has more decimals.
func (m *metric) actual(c *cell, bounds ...mark) string {
	switch c.state {
	case NotReported:
		return "未报送"
	case NoBase:
		if c.num == reasonRound && m.form == formDollar {
			return "无融资记录"
		}
		return "基数为零或负数"
	case NoYear:
		return "无该年度"
	case NoPairs:
		return "无可比年度"
	case Outside:
		return "不适用"
	case Undetermined:
		return "无法判定"
	case NoRecord:
		return "无记录"
	}
	if m.unit == policy.UnitFlag {
		return flagText(c.num)
	}
	st := styles[m.unit]
	text := st.trim(m.decimal(c, st, st.most))
	for _, b := range bounds {
		if !sameNumber(text, b.text) || c.cmp(m.form, b.line) == 0 {
			continue
		}
		for places := st.most + 1; places <= maxPlaces && sameNumber(text, b.text); places++ {
			text = m.decimal(c, st, places)
		}
	}
	return text
}

// sameNumber reports whether two decimals are the same but for trailing zeros.
func sameNumber(a, b string) bool {
	return a == b || bareNumber(a) == bareNumber(b)
}

func bareNumber(s string) string {
	if !strings.Contains(s, ".") {
		return s
	}
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

func flagText(v int64) string {
	if v != 0 {
		return "是"
	}
	return "否"
}

// boundText writes a bound in people's units, without the unit: all its digits and no more.
func boundText(q policy.Quantity) string {
	if q.Unit == policy.UnitFlag {
		return flagText(q.Num)
	}
	if q.Den == 0 {
		return ""
	}
	st := styles[q.Unit]
	x := new(big.Rat).Mul(big.NewRat(q.Num, q.Den), big.NewRat(st.up, st.down))
	places, exact := x.FloatPrec()
	if !exact {
		places = st.most
	}
	return x.FloatString(places)
}

// trim drops trailing zeros down to the least decimals of the style.
func (s style) trim(text string) string {
	point := strings.IndexByte(text, '.')
	if point < 0 {
		return text
	}
	for len(text) > point+1+s.least && text[len(text)-1] == '0' {
		text = text[:len(text)-1]
	}
	return strings.TrimSuffix(text, ".")
}

// decimal writes a value in people's units, rounded half away from zero.
func (m *metric) decimal(c *cell, st style, places int) string {
	if num, den, ok := m.plain(c); ok {
		if text, ok := quotientText(num, den, st, places); ok {
			return text
		}
	}
	if x := m.rational(c); x != nil {
		return x.Mul(x, big.NewRat(st.up, st.down)).FloatString(places)
	}
	if m.form == formGrowth && c.num >= 0 && c.den > 0 {
		return growthText(c.num, c.den, m.years, places)
	}
	return "低于零"
}

// plain returns the value as a fraction of two words where it is one.
func (m *metric) plain(c *cell) (num, den int64, ok bool) {
	switch m.form {
	case formCount:
		return c.num, 1, true
	case formRatio, formLowest:
		return c.num, c.den, c.den > 0
	case formGrowth:
		return c.num - c.den, c.den, m.years == 1 && c.den > 0
	}
	return 0, 0, false
}

// quotientText writes num/den in a style; ok is false when 128 bits are not enough.
func quotientText(num, den int64, st style, places int) (text string, ok bool) {
	scale, ok := power(10, places)
	if !ok || scale > 1<<62/st.up || den > 1<<62/st.down {
		return "", false
	}
	size, divisor := uint64(num), uint64(den*st.down)
	if num < 0 {
		size = -size
	}
	hi, lo := bits.Mul64(size, uint64(scale*st.up))
	lo, carry := bits.Add64(lo, divisor/2, 0)
	if hi += carry; hi >= divisor {
		return "", false
	}
	q, _ := bits.Div64(hi, lo, divisor)
	digits := strconv.FormatUint(q, 10)
	if short := places + 1 - len(digits); short > 0 {
		digits = strings.Repeat("0", short) + digits
	}
	if places > 0 {
		digits = digits[:len(digits)-places] + "." + digits[len(digits)-places:]
	}
	if num < 0 && q != 0 {
		digits = "-" + digits
	}
	return digits, true
}

// rational returns the exact value in the base of the unit; nil when it is not a fraction.
func (m *metric) rational(c *cell) *big.Rat {
	if c.den == 0 && m.form != formSum && m.form != formCount {
		return nil
	}
	switch m.form {
	case formCount:
		return big.NewRat(c.num, 1)
	case formSum:
		x := big.NewRat(c.aux, policy.RateScale)
		return x.Add(x, big.NewRat(c.num, 1))
	case formDollar:
		x := big.NewRat(policy.RateScale, c.den)
		return x.Mul(x, big.NewRat(c.num, 1))
	case formMean:
		x := big.NewRat(c.num, c.den)
		if c.aux != 0 {
			x.Add(x, big.NewRat(c.den, c.aux)).Mul(x, big.NewRat(1, 2))
		}
		return x.Sub(x, big.NewRat(1, 1))
	case formGrowth:
		if m.years > 1 {
			return nil
		}
		x := big.NewRat(c.num, c.den)
		return x.Sub(x, big.NewRat(1, 1))
	}
	return big.NewRat(c.num, c.den)
}

// growthText writes 100·((num/den)^(1/n) − 1) rounded: the integer root of twice the digits wanted,
// halved.
func growthText(num, den int64, n, places int) string {
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(places+2)), nil)
	x := new(big.Int).Exp(new(big.Int).Lsh(scale, 1), big.NewInt(int64(n)), nil)
	x.Mul(x, big.NewInt(num)).Quo(x, big.NewInt(den))
	k := root(x, n)
	k.Add(k, big.NewInt(1)).Rsh(k, 1).Sub(k, scale)
	r := new(big.Rat).SetFrac(k, new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(places)), nil))
	return r.FloatString(places)
}

// root returns the integer part of the n-th root of x, which is not negative.
func root(x *big.Int, n int) *big.Int {
	if n == 1 || x.Sign() == 0 {
		return x
	}
	// Newton from above: each step is nearer until it no longer falls.
	k := new(big.Int).Lsh(big.NewInt(1), uint(x.BitLen()/n+1))
	less, order := big.NewInt(int64(n-1)), big.NewInt(int64(n))
	for {
		next := new(big.Int).Exp(k, less, nil)
		next.Quo(x, next)
		next.Add(next, new(big.Int).Mul(k, less)).Quo(next, order)
		if next.Cmp(k) >= 0 {
			return k
		}
		k = next
	}
}

// gap writes how far a shown value is from a bound, in the metric's unit.
func (m *metric) gap(shown string, rel relation, boundary string) string {
	actual, ok := new(big.Rat).SetString(shown)
	bound, okBound := new(big.Rat).SetString(boundary)
	if !ok || !okBound {
		return ""
	}
	st := styles[m.unit]
	short := new(big.Rat).Sub(bound, actual)
	over := rel == relMax || rel == relBelow
	if over {
		short.Neg(short)
	}
	if whole := st.most == 0 && (rel == relAbove || rel == relBelow); whole {
		short.Add(short, big.NewRat(1, 1))
	}
	sign := m.sign
	if m.unit == policy.UnitPercent {
		sign = "个百分点"
	}
	places := st.most
	if p, exact := short.FloatPrec(); exact && p > places {
		places = p
	}
	switch text := st.trim(short.FloatString(places)); {
	case rel == relIs:
		return "须为 " + withUnit(boundary, m.sign)
	case short.Sign() == 0 && over:
		return "须低于 " + withUnit(boundary, m.sign)
	case short.Sign() == 0:
		return "须高于 " + withUnit(boundary, m.sign)
	case over:
		return "超出 " + text + " " + sign
	default:
		return "差 " + text + " " + sign
	}
}
