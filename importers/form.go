package importers

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// MaxFormLines is the most lines that one form has.
const MaxFormLines = 200

// formFormat is Notes.Format of a form, formFile what stands in place of a workbook's name.
const (
	formFormat = "form"
	formFile   = "在线填报"
)

// FromForm makes a sheet of lines that were filled in on a page instead of in a workbook: each a map from a column's title
// (any that a workbook may have, with a unit in brackets too, or the column's key) to the text of its cell. What a cell says is
// understood exactly as Read understands it; a fault's address is the line and the title. Every line counts: there are no
// totals, notes or examples to pass over. A title that is not the roster's, or two for one column, refuses the form as a
// whole (ErrColumns), as do no lines at all (ErrEmpty) and more than MaxFormLines (ErrTooLarge).
func FromForm(kind string, lines []map[string]string, opt ReadOptions) (*Sheet, error) {
	k, err := kindToRead(kind, opt)
	if err != nil {
		return nil, err
	}
	switch {
	case len(lines) == 0:
		return nil, refuse(ErrEmpty, "表单没有填写任何一行；请填写后再提交")
	case len(lines) > MaxFormLines:
		return nil, refuse(ErrTooLarge, "表单有 %d 行，一次最多 %d 行；请分几次提交，或改用工作簿导入", len(lines), MaxFormLines)
	}
	canonical, err := json.Marshal(lines)
	if err != nil {
		return nil, err
	}
	t := &formTable{kind: k, opt: opt, titles: map[int]string{}, units: map[int]unit{}}
	for i, line := range lines {
		if err := t.add(i+1, line); err != nil {
			return nil, err
		}
	}
	rd := &reader{kind: k, opt: opt, file: formFile, notes: Notes{Format: formFormat, Unknown: []string{}, Remarks: []string{}, Sheets: []SheetNote{{Lines: len(lines)}}}}
	if err := rd.readForm(t); err != nil {
		return nil, err
	}
	sum := sha256.Sum256(canonical)
	return &Sheet{Kind: k, File: formFile, Digest: hex.EncodeToString(sum[:]), Notes: rd.notes, Lines: rd.lines}, nil
}

// formTable brings the lines of a form under one header.
type formTable struct {
	kind   *Kind
	opt    ReadOptions
	titles map[int]string // by column of the kind: the title that stated it first
	units  map[int]unit   // and the unit that this title names
	lines  []map[int]string
}

// add takes one line over.
func (t *formTable) add(number int, line map[string]string) error {
	cells, stated := map[int]string{}, map[int]string{}
	for _, title := range slices.Sorted(maps.Keys(line)) {
		if folded, _ := foldTitle(title); ignoredTitles[folded] {
			continue
		}
		column, u, ok := t.kind.formColumn(title, t.opt.Year)
		if !ok {
			return refuse(ErrColumns, "第 %d 行的「%s」不是「%s」的列；可以填写：%s", number, clip(tidy(title), 30), t.kind.Name, strings.Join(t.kind.headings(), "、"))
		}
		if other, twice := stated[column]; twice {
			return refuse(ErrColumns, "第 %d 行的「%s」和「%s」是同一列；请只填其中一个", number, clip(tidy(other), 30), clip(tidy(title), 30))
		}
		stated[column], cells[column] = title, line[title]
		if known, seen := t.units[column]; seen && known.text != u.text {
			return refuse(ErrUnit, "第 %d 行的「%s」与前面的「%s」单位不同；请改成一致", number, clip(tidy(title), 30), clip(tidy(t.titles[column]), 30))
		} else if !seen {
			t.titles[column], t.units[column] = title, u
		}
	}
	t.lines = append(t.lines, cells)
	return nil
}

// formColumn finds the column that a title or key stands for, and the unit that the title names.
func (k *Kind) formColumn(title string, year int) (column int, u unit, ok bool) {
	if i, known := k.index[title]; known {
		return i, unit{}, true
	}
	m, u, _, ok := k.findPath([]string{tidy(title)}, year)
	return m.column, u, ok
}

// headings are the titles of all columns.
func (k *Kind) headings() []string {
	names := make([]string, len(k.Columns))
	for i := range k.Columns {
		names[i] = k.Columns[i].Title
	}
	return names
}

// header lists the columns that some line states, and those that may not be blank, in the roster's order.
func (t *formTable) header() *header {
	h := &header{}
	for i := range t.kind.Columns {
		c := &t.kind.Columns[i]
		title, stated := t.titles[i]
		if !stated && c.Need == Optional {
			continue
		}
		if !stated || title == c.Key {
			title = c.Title
		}
		h.titles, h.columns, h.units = append(h.titles, tidy(title)), append(h.columns, i), append(h.units, t.units[i])
		h.matched++
	}
	return h
}

// readForm reads the lines of a form as the rows of a sheet.
func (r *reader) readForm(t *formTable) error {
	c := candidate{src: &sheetSource{scan: func() (scan, error) { return scan{}, nil }}, head: t.header()}
	if err := r.setUnits(c); err != nil {
		return err
	}
	r.describe(c)
	p := &part{reader: r, src: c.src, head: c.head}
	if err := p.prepare(); err != nil {
		return err
	}
	for i, line := range t.lines {
		cells := make([]string, len(c.head.columns))
		for j, column := range c.head.columns {
			cells[j] = line[column]
		}
		r.lines = append(r.lines, p.line(row{number: i + 1, cells: cells}))
	}
	return nil
}

// formAddress names a cell of a form.
func formAddress(line int, title string) string {
	return fmt.Sprintf("第 %d 行「%s」", line, title)
}
