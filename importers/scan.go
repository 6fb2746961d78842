package importers

import (
	"archive/zip"
	"bufio"
	"bytes"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// scan is what the layout of a sheet adds to its rows.
type scan struct {
	merges        []merge
	hiddenColumns []int
	formula       string // the first cell with a formula without a stored result, "" for none
	lastRow       int
}

// scanSheet reads a worksheet's XML through once, tag by tag, for what the row iterator does not tell: merged ranges, hidden
// columns, formulas without a stored result. It refuses what the iterator would pass over in silence: bytes that fail
// the checksum, a missing end, XML that is not well formed, rows or cells out of order, style numbers that are none.
func scanSheet(part *zip.File, file, sheet string) (scan, error) {
	r, err := part.Open()
	if err != nil {
		return scan{}, refuse(ErrDamaged, "文件「%s」已损坏，无法读取；%s", file, saveAs)
	}
	defer r.Close()
	s := scanner{in: bufio.NewReaderSize(r, 256<<10), file: file, sheet: sheet}
	if err := s.run(); err != nil {
		return scan{}, err
	}
	s.lastRow = s.row
	return s.scan, nil
}

// scanner walks over the tags of one worksheet.
type scanner struct {
	scan
	in          *bufio.Reader
	file, sheet string

	open        []tagName // the elements that are open
	row, column int       // of the last cell; column from 1
	widest      int       // the last column that holds anything
	rows        int       // rows that hold cells
	pending     bool      // a formula was seen in the cell, a value not yet
	inData      bool
	ended       bool // </sheetData> or <sheetData/> was seen
}

// tagName is an element's name with its prefix; names longer than any real one are cut.
type tagName struct {
	text [24]byte
	n    int
}

func nameOf(tag []byte) (t tagName) {
	t.n = copy(t.text[:], tag)
	return t
}

// Hostile files must not take minutes and gigabytes.
const (
	maxMerges = 200_000
	maxArea   = 60_000_000 // cells of the rectangle that holds all of them
	maxDepth  = 100
)

func (s *scanner) damaged(what string) error {
	return refuse(ErrDamaged, "文件「%s」的工作表「%s」%s；请用 Excel 或 WPS 打开，另存为 .xlsx 后再导入", s.file, s.sheet, what)
}

func (s *scanner) run() error {
	for {
		if err := s.text(); err == io.EOF {
			break
		} else if err != nil {
			return s.damaged("已损坏")
		}
		tag, err := s.tag()
		if err != nil {
			return s.damaged("不完整或已损坏")
		}
		if err := s.see(tag); err != nil {
			return err
		}
	}
	if !s.ended || len(s.open) > 0 {
		return s.damaged("不完整（文件被截断）")
	}
	if s.widest*s.rows > maxArea {
		return refuse(ErrTooLarge, "文件「%s」的工作表「%s」用到的区域太大（%d 行、%d 列）；请删去多余的列后再导入", s.file, s.sheet, s.rows, s.widest)
	}
	return nil
}

// text reads past the next <, over text that must be well formed: an XML parser stops at what is not.
func (s *scanner) text() error {
	for {
		b, err := s.in.ReadSlice('<')
		if err == bufio.ErrBufferFull {
			continue // longer than any cell may be, and perhaps cut inside a character
		}
		if err == nil && !wellFormed(b[:len(b)-1]) {
			return ErrDamaged
		}
		return err
	}
}

// wellFormed reports whether a text has no control characters and no bare &.
func wellFormed(b []byte) bool {
	ascii := true
	for _, c := range b {
		if c < ' ' && c != '\t' && c != '\n' && c != '\r' {
			return false
		}
		ascii = ascii && c < utf8.RuneSelf
	}
	if !ascii && !utf8.Valid(b) {
		return false
	}
	for {
		i := bytes.IndexByte(b, '&')
		if i < 0 {
			return true
		}
		b = b[i+1:]
		end := bytes.IndexByte(b[:min(len(b), 10)], ';')
		if end <= 0 {
			return false
		}
		switch name := string(b[:end]); {
		case name == "amp", name == "lt", name == "gt", name == "quot", name == "apos", name[0] == '#':
		default:
			return false
		}
	}
}

// tag returns what stands between < and >, or nothing for comments, instructions and CDATA, which are skipped.
func (s *scanner) tag() ([]byte, error) {
	if head, err := s.in.Peek(8); err == nil || len(head) >= 3 {
		switch {
		case bytes.HasPrefix(head, []byte("!--")):
			return nil, s.skipPast("-->")
		case bytes.HasPrefix(head, []byte("![CDATA[")):
			return nil, s.skipPast("]]>")
		}
	}
	b, err := s.in.ReadSlice('>')
	if err != nil {
		return nil, err
	}
	if b = b[:len(b)-1]; len(b) > 0 && (b[0] == '?' || b[0] == '!') {
		return nil, nil
	}
	return b, nil
}

func (s *scanner) skipPast(end string) error {
	matched := make([]byte, 0, len(end))
	for string(matched) != end {
		c, err := s.in.ReadByte()
		if err != nil {
			return err
		}
		if matched = append(matched, c); len(matched) > len(end) {
			matched = matched[1:]
		}
	}
	return nil
}

// see takes in one tag.
func (s *scanner) see(tag []byte) error {
	if len(tag) == 0 {
		return nil
	}
	if tag[0] == '/' {
		return s.end(bytes.TrimRight(tag[1:], " \t\r\n"))
	}
	full, alone := tag, tag[len(tag)-1] == '/'
	if i := bytes.IndexAny(tag, " \t\r\n/"); i >= 0 {
		full = tag[:i]
	}
	if !alone {
		if s.open = append(s.open, nameOf(full)); len(s.open) > maxDepth {
			return s.damaged("已损坏")
		}
	}
	return s.start(local(full), tag, alone)
}

// start takes in the start of an element; alone is set for one without content.
func (s *scanner) start(name, tag []byte, alone bool) error {
	switch string(name) {
	case "sheetData":
		s.inData, s.ended = !alone, alone
	case "row":
		return s.startRow(tag)
	case "c":
		return s.startCell(tag)
	case "f":
		s.pending, s.widest = true, max(s.widest, s.column)
	case "v", "is":
		s.pending, s.widest = false, max(s.widest, s.column)
	case "mergeCell":
		if m, ok := parseRange(attr(tag, "ref")); ok {
			if s.merges = append(s.merges, m); len(s.merges) > maxMerges {
				return refuse(ErrTooLarge, "文件「%s」的工作表「%s」合并单元格太多；请取消合并后再导入", s.file, s.sheet)
			}
		}
	case "col":
		s.hideColumns(tag)
	}
	return nil
}

func (s *scanner) end(full []byte) error {
	last := len(s.open) - 1
	if last < 0 || s.open[last] != nameOf(full) {
		return s.damaged("已损坏")
	}
	s.open = s.open[:last]
	switch string(local(full)) {
	case "c":
		if s.inData && s.pending && s.formula == "" {
			s.formula = columnName(s.column-1) + strconv.Itoa(s.row)
		}
	case "sheetData":
		s.inData, s.ended = false, true
	}
	return nil
}

func (s *scanner) startRow(tag []byte) error {
	n := s.row + 1
	if text := attr(tag, "r"); text != "" {
		var err error
		if n, err = strconv.Atoi(text); err != nil {
			return s.damaged("的行号无法识别")
		}
	}
	if n <= s.row {
		return s.damaged("行号顺序错乱（第 " + strconv.Itoa(n) + " 行出现在第 " + strconv.Itoa(s.row) + " 行之后）")
	}
	s.row, s.column = n, 0
	s.rows++
	return nil
}

func (s *scanner) startCell(tag []byte) error {
	s.pending = false
	n := s.column + 1
	if ref := attr(tag, "r"); ref != "" {
		column, row, ok := parseCell(ref)
		if !ok || row != s.row {
			return s.damaged("的单元格地址 " + clip(ref, 20) + " 有误")
		}
		n = column + 1
	}
	if style, has := attribute(tag, "s"); has {
		if _, err := strconv.Atoi(style); err != nil {
			return s.damaged("第 " + strconv.Itoa(s.row) + " 行的单元格样式有误")
		}
	}
	if n <= s.column {
		return s.damaged("第 " + strconv.Itoa(s.row) + " 行的单元格顺序错乱")
	}
	s.column = n
	return nil
}

func (s *scanner) hideColumns(tag []byte) {
	if h := attr(tag, "hidden"); h != "1" && h != "true" {
		return
	}
	first, err1 := strconv.Atoi(attr(tag, "min"))
	last, err2 := strconv.Atoi(attr(tag, "max"))
	if err1 != nil || err2 != nil {
		return
	}
	for i := max(first, 1); i <= min(last, maxColumns); i++ {
		s.hiddenColumns = append(s.hiddenColumns, i-1)
	}
}

// local is a name without its prefix.
func local(name []byte) []byte { return name[bytes.IndexByte(name, ':')+1:] }

// attr returns the value of an attribute, "" when the tag lacks it.
func attr(tag []byte, name string) string {
	value, _ := attribute(tag, name)
	return value
}

func attribute(tag []byte, name string) (value string, has bool) {
	for rest := tag; ; {
		i := bytes.Index(rest, []byte(name))
		if i < 0 {
			return "", false
		}
		before, after := rest[:i], bytes.TrimLeft(rest[i+len(name):], " ")
		rest = rest[i+len(name):]
		if len(before) == 0 || !strings.ContainsRune(" \t\r\n", rune(before[len(before)-1])) || len(after) < 2 || after[0] != '=' {
			continue
		}
		after = bytes.TrimLeft(after[1:], " ")
		if len(after) < 2 || after[0] != '"' && after[0] != '\'' {
			continue
		}
		if end := bytes.IndexByte(after[1:], after[0]); end >= 0 {
			return string(after[1 : 1+end]), true
		}
	}
}

// parseCell reads B12 as column 1 (from 0) and row 12.
func parseCell(ref string) (column, row int, ok bool) {
	i := 0
	for ; i < len(ref) && ref[i] >= 'A' && ref[i] <= 'Z' && i < 4; i++ {
		column = column*26 + int(ref[i]-'A'+1)
	}
	row, err := strconv.Atoi(ref[i:])
	return column - 1, row, err == nil && i > 0 && row > 0
}

// parseRange reads B12:D14.
func parseRange(ref string) (merge, bool) {
	a, b, ok := strings.Cut(strings.ReplaceAll(ref, "$", ""), ":")
	if !ok {
		return merge{}, false
	}
	col1, row1, ok1 := parseCell(a)
	col2, row2, ok2 := parseCell(b)
	return merge{row1: min(row1, row2), row2: max(row1, row2), col1: min(col1, col2), col2: max(col1, col2)}, ok1 && ok2
}
