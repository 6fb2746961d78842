package tiering

import (
	"math/bits"

	"yunti/policy"
)

// wide is a signed 128-bit integer: the room a product of two figures and a bound needs.
type wide struct {
	hi int64
	lo uint64
}

// mul returns a·b exactly.
func mul(a, b int64) wide {
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	return wide{int64(hi) - a>>63&b - b>>63&a, lo}
}

// add returns x+y.
func (x wide) add(y wide) wide {
	lo, carry := bits.Add64(x.lo, y.lo, 0)
	return wide{x.hi + y.hi + int64(carry), lo}
}

// times returns x·k for a small k that is not negative.
func (x wide) times(k int64) wide {
	hi, lo := bits.Mul64(x.lo, uint64(k))
	return wide{x.hi*k + int64(hi), lo}
}

// cmp returns -1, 0 or 1 as x is below, equal to or above y.
func (x wide) cmp(y wide) int {
	switch {
	case x.hi < y.hi, x.hi == y.hi && x.lo < y.lo:
		return -1
	case x == y:
		return 0
	}
	return 1
}

// form says what number the words of a cell stand for.
type form uint8

const (
	formCount  form = iota // num
	formRatio              // num / den
	formGrowth             // (num/den)^(1/n) − 1, a growth a year over n years
	formMean               // ½(den/aux + num/den) − 1; without aux num/den − 1 (认定管理工作指引 成长性)
	formDollar             // num·RateScale/den: fen at a rate; aux is the day it was so
	formSum                // num + aux/RateScale: fen with what converting left over
	formLowest             // the lowest num/den of the pairs, compared pair by pair
)

// words is how many of num, den and aux a form uses.
func (f form) words() int { return formWords[f] }

var formWords = [...]int{formCount: 1, formRatio: 2, formGrowth: 2, formMean: 3, formDollar: 3, formSum: 3, formLowest: 2}

// cell is the value of one metric for one firm.
type cell struct {
	num, den, aux int64
	state         State
}

// line is a bound made ready for comparing with cells of one form: num·a stands against den·b.
type line struct {
	a, b int64
}

// maxMean bounds the terms of a bound on a mean growth, whose comparison multiplies two figures
// (up to 2^52 each) and the bound, and of one on a converted sum.
const maxMean = 1 << 20

// newLine makes the line of bound q for a form; ok is false when its digits leave no exact room.
func newLine(f form, years int, q policy.Quantity) (l line, ok bool) {
	p, d := q.Num, q.Den
	if d <= 0 {
		return line{}, false
	}
	g := gcd(p, d)
	p, d = p/g, d/g
	switch f {
	case formGrowth:
		a, okA := power(d, years)
		b, okB := power(d+p, years)
		return line{a, b}, okA && okB && d+p >= 0
	case formMean:
		return line{d, d + p}, d <= maxMean && d+p >= 0 && d+p <= maxMean
	case formDollar:
		a := mul(d, policy.RateScale)
		return line{int64(a.lo), p}, a.hi == 0 && int64(a.lo) > 0
	case formSum:
		return line{d, p}, d <= maxMean
	}
	return line{d, p}, true
}

// cmp compares a computed cell with a line: -1, 0 or 1 as it is below, on or over the bound.
func (c *cell) cmp(f form, l line) int {
	switch f {
	case formCount:
		if l.a == 1 {
			return order(c.num, l.b)
		}
		return mul(c.num, l.a).cmp(wide{l.b >> 63, uint64(l.b)})
	case formMean:
		if c.aux != 0 {
			v1, v2, v3 := c.aux, c.den, c.num
			return mul(v2, v2).add(mul(v1, v3)).times(l.a).cmp(mul(v1, v2).times(2 * l.b))
		}
	case formSum:
		return mul(c.num, l.a*policy.RateScale).add(mul(c.aux, l.a)).cmp(mul(l.b, policy.RateScale))
	}
	return mul(c.num, l.a).cmp(mul(c.den, l.b))
}

// order returns -1, 0 or 1 as a is below, equal to or above b, without a branch.
func order(a, b int64) int {
	below, above := 0, 0
	if a < b {
		below = 1
	}
	if a > b {
		above = 1
	}
	return above - below
}

func gcd(a, b int64) int64 {
	if a < 0 {
		a = -a
	}
	for b != 0 {
		a, b = b, a%b
	}
	return max(a, 1)
}

// power returns x^n; ok is false when it does not fit.
func power(x int64, n int) (y int64, ok bool) {
	y = 1
	for range n {
		w := mul(y, x)
		if w.hi != 0 || int64(w.lo) < 0 {
			return 0, false
		}
		y = int64(w.lo)
	}
	return y, true
}
