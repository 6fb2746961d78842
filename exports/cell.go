package exports

import (
	"math/bits"
	"strconv"

	"yunti/policy"
)

// Cell is one value of a row. Numbers stay exact: they are a fraction Num/Den until the decimal
// text of the workbook is written, so no amount is ever rounded through a float.
type Cell struct {
	form form
	tone Tone
	text string
	num  int64
	den  int64 // 1 for whole numbers; never 0 in a number
}

type form uint8

const (
	noForm form = iota
	textForm
	numberForm
	serialForm // the running number of the table
)

// Tone is what a cell wants to say with its colour; the words of the cell always say it too, so that
// a black and white print loses nothing.
type Tone uint8

// The tones.
const (
	Plain  Tone = iota
	Urgent      // red: within three months, 撤销
	Soon        // orange: within six months, 降级
	Mild        // yellow: within twelve months, 暂定口径, 待核
	Good        // green: 晋级, 毕业
	Faint       // grey letters: 未报送, not applicable
	Link        // leads to another sheet
	numTones
)

// Blank is an empty cell (with its border).
func Blank() Cell { return Cell{} }

// Text is a cell that stays text whatever it begins with: =, +, - and @ start no formula.
func Text(s string) Cell { return Cell{form: textForm, text: s} }

// Count is a whole number.
func Count(n int) Cell { return Cell{form: numberForm, num: int64(n), den: 1} }

// Wan is an amount shown in 万元, exact to the 分.
func Wan(m policy.Money) Cell { return Cell{form: numberForm, num: int64(m), den: int64(policy.Wan)} }

// Fraction is num/den in the unit of the column. A fraction without a denominator is blank.
func Fraction(num, den int64) Cell {
	if den == 0 {
		return Cell{}
	}
	if den < 0 {
		num, den = -num, -den
	}
	return Cell{form: numberForm, num: num, den: den}
}

// Date is a calendar day, blank for no day.
func Date(d policy.Day) Cell {
	if d == 0 {
		return Cell{}
	}
	return Cell{form: numberForm, num: int64(d.DaysSince(excelEpoch)), den: 1}
}

// excelEpoch is day 0 of the workbook calendar (the 1900 system, right from March 1900 on).
var excelEpoch = policy.NewDay(1899, 12, 30)

// Or returns c, or the words s in grey where c says nothing.
func (c Cell) Or(s string) Cell {
	if c.form == noForm || c.form == textForm && c.text == "" {
		return Text(s).In(Faint)
	}
	return c
}

// In returns the cell in tone t.
func (c Cell) In(t Tone) Cell {
	c.tone = t
	return c
}

// decimals is how many digits after the point a workbook keeps: enough for 分 in 万元 (4 needed after
// rounding to 0.01 元) and for a percentage of six figures.
const decimals, decimalScale = 6, 1_000_000

// appendDecimal writes num/den (den > 0) with at most six digits after the point, half away from zero.
func appendDecimal(b []byte, num, den int64) []byte {
	n := uint64(num)
	if num < 0 {
		n = -n
	}
	d := uint64(den)
	whole := n / d
	hi, lo := bits.Mul64(n%d, decimalScale)
	part, rest := bits.Div64(hi, lo, d)
	if rest >= d-rest {
		part++
	}
	if part == decimalScale {
		whole, part = whole+1, 0
	}
	if num < 0 && (whole != 0 || part != 0) {
		b = append(b, '-')
	}
	b = strconv.AppendUint(b, whole, 10)
	if part == 0 {
		return b
	}
	digits := strconv.AppendUint(make([]byte, 0, decimals+1), part+decimalScale, 10)
	end := len(digits)
	for digits[end-1] == '0' {
		end--
	}
	return append(append(b, '.'), digits[1:end]...)
}

// displayWidth is the width of s on screen in half-width letters: a Chinese character takes two.
func displayWidth(s string) int {
	w := 0
	for _, r := range s {
		w += runeWidth(r)
	}
	return w
}

func runeWidth(r rune) int {
	switch {
	case r < 0x20:
		return 0
	case r < 0x1100, r >= 0x2010 && r < 0x2014, r >= 0xff61 && r < 0xffdd:
		return 1
	}
	return 2
}

// numberWidth is the width of num/den once it has its thousands separators and the decimals of its kind.
func numberWidth(num, den int64, k Kind) int {
	if k == Day {
		return 10
	}
	if k == Percent {
		num, den = num/max(den/100, 1), 1
	}
	whole, sign := num/den, 0
	if num < 0 {
		whole, sign = -whole, 1
	}
	digits := 1
	for whole >= 10 {
		whole, digits = whole/10, digits+1
	}
	return sign + digits + (digits-1)/3 + kinds[k].decimals
}

// fold breaks s into lines of at most width half-width letters, at any character as Chinese text does,
// but keeps a run of letters and digits together where it fits on a line. Closing punctuation may hang over.
func fold(s string, width int) []string {
	var lines []string
	start, used, run := 0, 0, -1 // run: where the current run of letters and digits began
	for i, r := range s {
		if r == '\n' {
			lines, start, used, run = append(lines, s[start:i]), i+1, 0, -1
			continue
		}
		if latin := r > ' ' && r < 0x2000; !latin {
			run = -1
		} else if run < 0 {
			run = i
		}
		w := runeWidth(r)
		if used+w > width && i > start && !closes(r) {
			cut := i
			if run > start {
				cut = run
			}
			lines = append(lines, s[start:cut])
			start, used = cut, displayWidth(s[cut:i])
		}
		used += w
	}
	return append(lines, s[start:])
}

// closes reports whether r is punctuation that must not begin a line.
func closes(r rune) bool {
	switch r {
	case '，', '。', '、', '；', '：', '）', '》', '〕', '」', '？', '！', ',', '.', ')', '%':
		return true
	}
	return false
}
