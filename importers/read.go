package importers

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
)

// The limits of one workbook.
const (
	MaxFile    = 64 << 20 // bytes of the file
	MaxLines   = 100_000  // lines; Apply is one transaction, which must stay small enough for every database
	maxColumns = 200      // columns that are looked at
	maxSheets  = 60       // sheets that are looked at
	headRows   = 60       // rows from the top in which the header is looked for
)

// ReadOptions say what the file itself may leave open.
type ReadOptions struct {
	Year  int    // the year chosen for a yearly roster; titles such as 2022年营业收入 are matched with it
	Sheet string // the sheet to read; "" reads those that carry the roster's header
	Unit  string // money unit (元, 千元, 万元, 亿元) of columns for which the file states none
}

// Sheet is a roster as read, before it is compared with the records.
type Sheet struct {
	Kind   *Kind
	File   string // the workbook's name
	Digest string // SHA-256 of the workbook, hex
	Notes  Notes
	Lines  []Line

	shown      *Line // the line whose texts are unpacked in shownCells, for the faults of one line
	shownCells []string
}

// Line is one row of the roster.
type Line struct {
	Row    int    // the row number that Excel shows
	Part   int    // index into Notes.Sheets
	Cells  string // the row's texts, one for each title, as a JSON list; behind them the county of its group row, if that counts
	Group  string // the place that the group row above it names, "" for none
	Values []Value
	Faults []Fault
}

// Value is what a cell was understood as; the column's Parser says what N and Text hold.
type Value struct {
	State State
	N     int64
	Text  string
}

// State says whether a cell holds something.
type State uint8

// The states. A Blank optional cell never erases what is stored. Bad cells have a Fault.
const (
	Blank State = iota
	Given
	Bad
)

// Fault is what is wrong with a cell, and what to do. A warning does not reject the line.
type Fault struct {
	Cell    string `json:"cell"`  // F12; 表二!F12 where several sheets were read; 第 2 行「…」 in a form; "" for the line as a whole
	Title   string `json:"title"` // the title in the file, else the roster's
	Value   string `json:"value"` // as it stands in the file
	Detail  string `json:"detail"`
	Warning bool   `json:"warning,omitempty"`
}

// Notes are what reading noticed. They are kept with the filing (models.Filing.Note) as JSON.
type Notes struct {
	Format  string      `json:"format"` // xlsx, csv, form
	Unit    string      `json:"unit"`   // the unit line of the file, "" when it has none
	Sheets  []SheetNote `json:"sheets"`
	Titles  []TitleNote `json:"titles"`            // every column of the header
	Unknown []string    `json:"unknown"`           // titles that were not understood, whose columns were not imported
	Remarks []string    `json:"remarks"`           // sentences for people
	Grouped bool        `json:"grouped,omitempty"` // some lines have the county of the group row above them
}

// SheetNote says where in the workbook lines were read.
type SheetNote struct {
	Name   string `json:"name"`
	Header int    `json:"header"` // row of the (last) header line
	Lines  int    `json:"lines"`

	Given map[string]string `json:"given,omitempty"` // what the rows above the header say of all lines, by Column.Key
}

// TitleNote is a column of the file's header.
type TitleNote struct {
	Title  string `json:"title"`            // as in the file; levels joined by "-"
	Column string `json:"column,omitempty"` // Column.Key, "" when not imported
	Unit   string `json:"unit,omitempty"`   // money unit that applied
}

// Text returns the notes as lines for a terminal or a page.
func (n *Notes) Text() []string {
	var lines []string
	for _, s := range n.Sheets {
		if n.Format == formFormat {
			lines = append(lines, fmt.Sprintf("在线填报，共 %d 行数据", s.Lines))
		} else if s.Name == "" {
			lines = append(lines, fmt.Sprintf("表头在第 %d 行，共 %d 行数据", s.Header, s.Lines))
		} else {
			lines = append(lines, fmt.Sprintf("工作表「%s」：表头在第 %d 行，共 %d 行数据", s.Name, s.Header, s.Lines))
		}
	}
	if len(n.Unknown) > 0 {
		lines = append(lines, "以下列未识别、未导入："+strings.Join(n.Unknown, "、"))
	}
	return append(lines, n.Remarks...)
}

// ParseNotes reads what a filing keeps in Note.
func ParseNotes(note string) (Notes, error) {
	var n Notes
	if err := json.Unmarshal([]byte(note), &n); err != nil {
		return n, fmt.Errorf("申报的读取说明已损坏：%w", err)
	}
	return n, nil
}

// Read reads the roster of one kind from a workbook (.xlsx, .xlsm) or a text table (.csv, .txt; UTF-8,
// UTF-16 with a mark, or GB18030), whatever the file is called. It knows nothing of the stored records. Titles are matched
// by alias in any order; title rows, page headers, totals, notes and sign-off rows are passed over. What is wrong
// with a line is kept on the line; what is wrong with the file as a whole is the error.
func Read(r io.ReaderAt, size int64, name, kind string, opt ReadOptions) (sheet *Sheet, err error) {
	k, err := kindToRead(kind, opt)
	if err != nil {
		return nil, err
	}
	// The spreadsheet library is not proof against every malformed file.
	defer func() {
		if p := recover(); p != nil {
			sheet, err = nil, refuse(ErrDamaged, "文件「%s」已损坏，无法读取：请用 Excel 或 WPS 打开，另存为 .xlsx 后再导入", name)
		}
	}()
	hash := sha256.New()
	if _, err := io.Copy(hash, io.NewSectionReader(r, 0, size)); err != nil {
		return nil, fmt.Errorf("读取文件「%s」：%w", name, err)
	}
	book, err := open(r, size, name)
	if err != nil {
		return nil, err
	}
	defer book.close()
	rd := &reader{kind: k, opt: opt, file: name}
	if err := rd.read(book); err != nil {
		return nil, err
	}
	return &Sheet{Kind: k, File: name, Digest: hex.EncodeToString(hash.Sum(nil)), Notes: rd.notes, Lines: rd.lines}, nil
}

// kindToRead finds the kind and refuses options that are none.
func kindToRead(kind string, opt ReadOptions) (*Kind, error) {
	k, ok := KindOf(kind)
	if !ok {
		return nil, refuse(ErrKind, "没有「%s」这种导入类型；可用的有：%s", kind, kindIDs())
	}
	if _, ok := parseUnit(opt.Unit); opt.Unit != "" && !ok {
		return nil, refuse(ErrUnit, "不认识金额单位「%s」；请用 元、千元、万元 或 亿元", opt.Unit)
	}
	return k, nil
}

func kindIDs() string {
	ids := make([]string, len(Kinds))
	for i, k := range Kinds {
		ids[i] = k.ID + " " + k.Name
	}
	return strings.Join(ids, "、")
}

// Value returns the line's value of a column.
func (s *Sheet) Value(l *Line, key string) Value { return l.Values[s.Kind.at(key)] }

// Stated reports whether the file has the column at all.
func (s *Sheet) Stated(key string) bool {
	return slices.ContainsFunc(s.Notes.Titles, func(t TitleNote) bool { return t.Column == key })
}

// cellName returns the address of the line's cell under a column of the kind and the column's title
// in the file; the address is "" when the file lacks the column.
func (s *Sheet) cellName(l *Line, column int) (cell, title string) {
	c := &s.Kind.Columns[column]
	for i := range s.Notes.Titles {
		if s.Notes.Titles[i].Column == c.Key {
			return s.Notes.address(l.Part, l.Row, i), s.Notes.Titles[i].Title
		}
	}
	if s.Notes.Format == formFormat {
		return formAddress(l.Row, c.Title), c.Title
	}
	return "", c.Heading()
}

// address names a cell as Excel does, with the sheet where several were read.
func (n *Notes) address(part, row, column int) string {
	if n.Format == formFormat {
		return formAddress(row, n.Titles[column].Title)
	}
	cell := fmt.Sprintf("%s%d", columnName(column), row)
	if len(n.Sheets) > 1 {
		return n.Sheets[part].Name + "!" + cell
	}
	return cell
}

// text returns the cell's text as it stands in the file.
func (s *Sheet) text(l *Line, column int) string {
	key := s.Kind.Columns[column].Key
	i := slices.IndexFunc(s.Notes.Titles, func(t TitleNote) bool { return t.Column == key })
	if i < 0 {
		return ""
	}
	if s.shown != l {
		s.shown, s.shownCells = l, nil
		if err := json.Unmarshal([]byte(l.Cells), &s.shownCells); err != nil {
			return ""
		}
	}
	if i >= len(s.shownCells) {
		return ""
	}
	return s.shownCells[i]
}

// fault adds a fault to the line's cell under the column with the key.
func (s *Sheet) fault(l *Line, key, format string, args ...any) {
	i := s.Kind.at(key)
	cell, title := s.cellName(l, i)
	l.Faults = append(l.Faults, Fault{Cell: cell, Title: title, Value: s.text(l, i), Detail: fmt.Sprintf(format, args...)})
}

// warn adds a warning to the line's cell under the column with the key.
func (s *Sheet) warn(l *Line, key, format string, args ...any) {
	s.fault(l, key, format, args...)
	l.Faults[len(l.Faults)-1].Warning = true
}

// Rejected reports whether the line has a fault that is not a mere warning.
func (l *Line) Rejected() bool {
	return slices.ContainsFunc(l.Faults, func(f Fault) bool { return !f.Warning })
}

// columnName returns A for 0, B for 1, … AA for 26.
func columnName(i int) string {
	var b [3]byte
	at := len(b)
	for i++; i > 0 && at > 0; i = (i - 1) / 26 {
		at--
		b[at] = byte('A' + (i-1)%26)
	}
	return string(b[at:])
}
