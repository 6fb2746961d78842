package importers

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"iter"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// openText opens a text table: UTF-8, UTF-16 with a byte order mark, or GB18030; the
// separator is the one that the first lines use most.
func openText(r io.ReaderAt, size int64, name string) (*source, error) {
	raw := make([]byte, size)
	if _, err := r.ReadAt(raw, 0); err != nil && err != io.EOF {
		return nil, err
	}
	text, err := decodeText(raw, name)
	if err != nil {
		return nil, err
	}
	comma := separator(text)
	rows := func() iter.Seq2[row, error] { return textRows(text, comma, name) }
	return &source{
		format: "csv",
		sheets: []*sheetSource{{rows: rows, scan: func() (scan, error) { return scan{}, nil }}},
		close:  func() error { return nil },
	}, nil
}

// decodeText turns the file into UTF-8. Every byte sequence decodes as GB18030 somehow, so what does
// not decode cleanly, or holds control characters, is no text.
func decodeText(raw []byte, name string) (string, error) {
	var text []byte
	var err error
	switch {
	case bytes.HasPrefix(raw, []byte("\xFF\xFE")), bytes.HasPrefix(raw, []byte("\xFE\xFF")):
		text, err = unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Bytes(raw)
	case utf8.Valid(raw):
		text = bytes.TrimPrefix(raw, []byte("\xEF\xBB\xBF"))
	default:
		text, err = simplifiedchinese.GB18030.NewDecoder().Bytes(raw)
	}
	if err != nil || bytes.ContainsRune(text, utf8.RuneError) || bytes.IndexFunc(text, control) >= 0 {
		return "", refuse(ErrFormat, "文件「%s」不是表格，也不是能识别编码的文本；%s", name, saveAs)
	}
	return string(text), nil
}

// control are the characters that no text table holds.
func control(r rune) bool { return r < ' ' && r != '\t' && r != '\n' && r != '\r' && r != '\f' }

// separator is the one of comma, tab, semicolon and | that occurs most in the first lines.
func separator(text string) rune {
	if len(text) > 20000 {
		text = text[:20000]
	}
	best, most := ',', 0
	for _, c := range ",\t;|" {
		if n := strings.Count(text, string(c)); n > most {
			best, most = c, n
		}
	}
	return best
}

// maxCellText is the longest text of a cell in Excel; a longer one in a text table is a quote that is never closed.
const maxCellText = 32767

// textRows yields the records with the row numbers that Excel shows: blank lines count, and a record with line
// breaks inside quotes is one row.
func textRows(text string, comma rune, name string) iter.Seq2[row, error] {
	return func(yield func(row, error) bool) {
		r := csv.NewReader(strings.NewReader(text))
		r.Comma, r.LazyQuotes, r.FieldsPerRecord = comma, true, -1
		number, nextLine := 0, 1
		for {
			cells, err := r.Read()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				yield(row{}, refuse(ErrDamaged, "文件「%s」第 %d 行附近的引号没有配对；请用 Excel 或 WPS 打开，另存为 .xlsx 后再导入", name, number+1))
				return
			}
			line, _ := r.FieldPos(0)
			number += 1 + line - nextLine
			nextLine = line + 1
			for _, c := range cells {
				nextLine += strings.Count(c, "\n")
				if len(c) > maxCellText {
					yield(row{}, refuse(ErrDamaged, "文件「%s」第 %d 行有一格长得异常，可能是引号没有配对；请用 Excel 或 WPS 打开检查，另存为 .xlsx 后再导入", name, number))
					return
				}
			}
			if !yield(row{number: number, cells: cells}, nil) {
				return
			}
		}
	}
}
