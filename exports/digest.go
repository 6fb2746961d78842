package exports

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"hash"
	"strconv"
)

// sheetDigest is what is kept of a sheet of a workbook that was handed out. It covers the reference and the value of every
// cell that has one, and neither looks nor column widths nor how the file is packed: whatever a spreadsheet program
// does to a workbook that it saves again leaves the digest as it is.
type sheetDigest struct {
	Name   string `json:"name"`
	Rows   int    `json:"rows"`   // the last row with a value
	Block  int    `json:"block"`  // rows that go into one mark
	Marks  string `json:"marks"`  // base64 of the first four bytes of the digest of each block: where a change is
	Digest string `json:"digest"` // SHA-256 over the digests of the blocks, hex: whether there is one
}

// maxMarks is how many marks a sheet has at most: a list of up to so many rows is marked row by row.
const maxMarks, markSize = 500, 4

// blockOf is how many rows go into a mark on a sheet with that many.
func blockOf(rows int) int { return max(1, (rows+maxMarks-1)/maxMarks) }

// digester makes the digest of a sheet out of its rows, in their order.
type digester struct {
	block int
	row   []byte // of the current row: column, length, value of each cell
	last  int    // the last row with a value
	at    int    // the current block, from 0
	sum   hash.Hash
	whole hash.Hash
	marks []byte
}

func newDigester(block int) *digester {
	return &digester{block: block, sum: sha256.New(), whole: sha256.New()}
}

// cell adds the value of a cell of the current row; column from 1. Cells without a value do not count.
func (d *digester) cell(column int, value []byte) {
	if len(value) == 0 {
		return
	}
	var buf [32]byte
	value = canonical(buf[:0], value)
	d.row = binary.AppendUvarint(d.row, uint64(column))
	d.row = binary.AppendUvarint(d.row, uint64(len(value)))
	d.row = append(d.row, value...)
}

// end ends the row with that number. Rows without a value do not count.
func (d *digester) end(number int) {
	if len(d.row) == 0 {
		return
	}
	for d.at < (number-1)/d.block {
		d.turn()
	}
	var head [binary.MaxVarintLen64]byte
	_, _ = d.sum.Write(binary.AppendUvarint(head[:0], uint64(number)))
	_, _ = d.sum.Write(d.row)
	d.row, d.last = d.row[:0], number
}

// turn ends a block.
func (d *digester) turn() {
	var sum [sha256.Size]byte
	d.sum.Sum(sum[:0])
	_, _ = d.whole.Write(sum[:])
	d.marks = append(d.marks, sum[:markSize]...)
	d.sum.Reset()
	d.at++
}

// digest ends the sheet.
func (d *digester) digest(name string) sheetDigest {
	d.turn()
	return sheetDigest{Name: name, Rows: d.last, Block: d.block, Marks: base64.StdEncoding.EncodeToString(d.marks),
		Digest: hex.EncodeToString(d.whole.Sum(nil))}
}

// digits are how many digits of a number count: what every program that keeps numbers as binary fractions keeps of them.
const digits = 15

// canonical returns a value as it is digested: a decimal number in plain notation with 15 significant digits, anything else as
// it is. Whole numbers of more digits are no numbers but codes. The answer is value itself, or in b.
func canonical(b, value []byte) []byte {
	significant, fraction, plain := number(value)
	switch {
	case significant < 0, significant > digits && plain && fraction == 0:
		return value
	case significant <= digits && plain && normal(value):
		return value
	}
	f, err := strconv.ParseFloat(string(value), 64)
	if err != nil {
		return value
	}
	if f == 0 {
		return append(b, '0')
	}
	return shift(b, strconv.AppendFloat(nil, f, 'e', digits-1, 64))
}

// number reads a decimal number: how many digits it has from the first that is not zero, how many of them after the point,
// and whether it has no exponent. It is -1 digits for what is no number: no digits, a needless zero in front, other letters.
func number(value []byte) (significant, fraction int, plain bool) {
	i, n := 0, len(value)
	if i < n && value[i] == '-' {
		i++
	}
	first := i
	for ; i < n && '0' <= value[i] && value[i] <= '9'; i++ {
		if significant > 0 || value[i] != '0' {
			significant++
		}
	}
	if i == first || i > first+1 && value[first] == '0' {
		return -1, 0, false
	}
	if i < n && value[i] == '.' {
		i++
		from := i
		for ; i < n && '0' <= value[i] && value[i] <= '9'; i++ {
			if significant > 0 || value[i] != '0' {
				significant++
			}
		}
		if fraction = i - from; fraction == 0 {
			return -1, 0, false
		}
	}
	if i == n {
		return significant, fraction, true
	}
	if value[i] != 'e' && value[i] != 'E' {
		return -1, 0, false
	}
	if i++; i < n && (value[i] == '+' || value[i] == '-') {
		i++
	}
	from := i
	for i < n && '0' <= value[i] && value[i] <= '9' {
		i++
	}
	if i == from || i < n || i-from > 3 {
		return -1, 0, false
	}
	return significant, fraction, false
}

// normal reports whether a plain decimal has no needless zero at its end and is not minus zero.
func normal(value []byte) bool {
	point := false
	zero := true
	for _, c := range value {
		point = point || c == '.'
		zero = zero && (c == '0' || c == '-' || c == '.')
	}
	return !(point && value[len(value)-1] == '0') && !(zero && len(value) > 1)
}

// shift writes d.dddde±xx in plain notation, without zeros at the end of a fraction.
func shift(b, scientific []byte) []byte {
	if scientific[0] == '-' {
		b, scientific = append(b, '-'), scientific[1:]
	}
	mantissa, power, _ := bytes.Cut(scientific, []byte{'e'})
	exponent, _ := strconv.Atoi(string(power))
	letters := append([]byte{mantissa[0]}, mantissa[2:]...)
	for len(letters) > 1 && letters[len(letters)-1] == '0' {
		letters = letters[:len(letters)-1]
	}
	switch {
	case exponent < 0:
		b = append(b, '0', '.')
		for range -exponent - 1 {
			b = append(b, '0')
		}
		return append(b, letters...)
	case exponent+1 >= len(letters):
		b = append(b, letters...)
		for range exponent + 1 - len(letters) {
			b = append(b, '0')
		}
		return b
	}
	b = append(b, letters[:exponent+1]...)
	b = append(b, '.')
	return append(b, letters[exponent+1:]...)
}
