package exports

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"strconv"
	"strings"
	"unicode/utf8"
)

// writeRows writes <sheetData> with all rows of the sheet.
func (s *sheet) writeRows(w *bufio.Writer) error {
	x := rowWriter{w: w, book: s.book, digest: newDigester(blockOf(s.rows))}
	for n := range max(len(s.widths), 1) {
		x.names = append(x.names, strings.TrimRight(ref(n+1, 1), "1"))
	}
	_, _ = w.WriteString("<sheetData>")
	for _, at := range s.order() {
		if err := s.piles[at].each(x.row); err != nil {
			return err
		}
	}
	s.digest = x.digest.digest(s.name)
	_, err := w.WriteString("</sheetData>")
	return err
}

// rowWriter turns row records into the rows of a worksheet part.
type rowWriter struct {
	w      *bufio.Writer
	book   *workbook
	names  []string // of the columns: A, B, …
	number int
	serial int    // of the current table; a head row starts it anew
	digits []byte // of the number of the row
	count  []byte // and of the serial
	digest *digester
}

func (x *rowWriter) row(rec []byte) error {
	x.number++
	x.digits = strconv.AppendInt(x.digits[:0], int64(x.number), 10)
	w := x.w
	_, _ = w.WriteString(`<row r="`)
	_, _ = w.Write(x.digits)
	if height := binary.LittleEndian.Uint16(rec); height > 0 {
		_, _ = w.WriteString(`" ht="`)
		_, _ = w.Write(appendDecimal(w.AvailableBuffer(), int64(height), 10))
		_, _ = w.WriteString(`" customHeight="1`)
	}
	_, _ = w.WriteString(`">`)
	rec = rec[2:]
	for column := 0; len(rec) > 0; column++ {
		l, n := binary.Uvarint(rec)
		f := form(rec[n])
		rec = rec[n+1:]
		var value []byte
		if f == textForm || f == numberForm {
			size, n := binary.Uvarint(rec)
			value, rec = rec[n:n+int(size)], rec[n+int(size):]
		}
		if look(l) != bare {
			x.cell(column, look(l), f, value)
		}
	}
	x.digest.end(x.number)
	_, err := w.WriteString("</row>")
	return err
}

func (x *rowWriter) cell(column int, l look, f form, value []byte) {
	w := x.w
	_, _ = w.WriteString(`<c r="`)
	_, _ = w.WriteString(x.names[column])
	_, _ = w.Write(x.digits)
	_, _ = w.WriteString(`" s="`)
	_, _ = w.Write(strconv.AppendInt(w.AvailableBuffer(), int64(x.book.styles[l]), 10))
	if role(l>>8) == head {
		x.serial = 0
	}
	switch f {
	case noForm:
		_, _ = w.WriteString(`"/>`)
	case textForm:
		_, _ = w.WriteString(`" t="inlineStr"><is><t`)
		value = clean(value)
		x.digest.cell(column+1, value)
		if keepsBlanks(value) {
			_, _ = w.WriteString(` xml:space="preserve"`)
		}
		_ = w.WriteByte('>')
		escape(w, value)
		_, _ = w.WriteString(`</t></is></c>`)
	case numberForm:
		x.digest.cell(column+1, value)
		_, _ = w.WriteString(`"><v>`)
		_, _ = w.Write(value)
		_, _ = w.WriteString(`</v></c>`)
	case serialForm:
		x.serial++
		x.count = strconv.AppendInt(x.count[:0], int64(x.serial), 10)
		value = x.count
		x.digest.cell(column+1, value)
		_, _ = w.WriteString(`"><v>`)
		_, _ = w.Write(value)
		_, _ = w.WriteString(`</v></c>`)
	}
}

// keepsBlanks reports whether a text has blanks that XML readers may drop unless told to keep them.
func keepsBlanks(b []byte) bool {
	return len(b) > 0 && (b[0] <= ' ' || b[len(b)-1] <= ' ' || bytes.IndexByte(b, '\n') >= 0)
}

// maxText is the most characters a cell holds.
const maxText = 32767

// clean returns a text as a cell holds it: no longer than that, without characters that XML cannot hold. A text that
// has nothing of the kind comes back as it is.
func clean(b []byte) []byte {
	if len(b) > maxText {
		b = cut(b)
	}
	for i := 0; i < len(b); {
		size, ok := holds(b[i:])
		if !ok {
			return dropped(b, i)
		}
		i += size
	}
	return b
}

// holds reports whether XML holds the first character of b, and its size.
func holds(b []byte) (size int, ok bool) {
	c := b[0]
	if c < utf8.RuneSelf {
		return 1, c >= 0x20 || c == '\n' || c == '\t'
	}
	r, size := utf8.DecodeRune(b)
	return size, !(r == utf8.RuneError && size == 1 || r == 0xfffe || r == 0xffff)
}

// dropped copies b without the characters from i on that XML cannot hold.
func dropped(b []byte, i int) []byte {
	kept := append(make([]byte, 0, len(b)), b[:i]...)
	for i < len(b) {
		size, ok := holds(b[i:])
		if ok {
			kept = append(kept, b[i:i+size]...)
		}
		i += size
	}
	return kept
}

// escape writes a clean text for XML: markup escaped, the workbook's own escapes (_x000D_) kept as the letters they are.
func escape(w *bufio.Writer, b []byte) {
	from := 0
	for i, c := range b {
		replace := ""
		switch {
		case c == '&':
			replace = "&amp;"
		case c == '<':
			replace = "&lt;"
		case c == '>':
			replace = "&gt;"
		case c == '_' && isEscape(b[i:]):
			replace = "_x005F_"
		}
		if replace != "" {
			_, _ = w.Write(b[from:i])
			_, _ = w.WriteString(replace)
			from = i + 1
		}
	}
	_, _ = w.Write(b[from:])
}

// isEscape reports whether b begins like _x000D_.
func isEscape(b []byte) bool {
	if len(b) < 7 || b[1] != 'x' || b[6] != '_' {
		return false
	}
	for _, c := range b[2:6] {
		if !('0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F') {
			return false
		}
	}
	return true
}

// cut shortens a text to what a cell holds.
func cut(b []byte) []byte {
	n := 0
	for i := 0; i < len(b); n++ {
		_, size := utf8.DecodeRune(b[i:])
		if n == maxText-1 {
			return append(b[:i:i], "…"...)
		}
		i += size
	}
	return b
}
