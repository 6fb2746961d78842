package importers

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// source is an opened file.
type source struct {
	format string // xlsx, csv
	sheets []*sheetSource
	close  func() error
}

// candidate is a sheet with the header that was found on it, if any.
type candidate struct {
	src  *sheetSource
	head *header
	top  []row
	err  error // why the sheet cannot be read
}

// find looks for the sheet's header.
func (c *candidate) find(k *Kind, merges []merge, year int) {
	if c.head = k.findHeader(c.top, merges, year); c.head != nil {
		c.head.fromTitle(k, c.top)
	}
}

// read finds the sheets that carry the roster and reads them in order.
func (r *reader) read(book *source) error {
	r.notes = Notes{Format: book.format, Unknown: []string{}, Remarks: []string{}}
	found, err := r.look(book)
	if err != nil {
		return err
	}
	chosen, err := r.choose(found)
	if err != nil {
		return err
	}
	for _, c := range chosen {
		r.notes.Sheets = append(r.notes.Sheets, SheetNote{Name: c.src.name, Header: c.head.row, Given: c.head.given})
	}
	first := chosen[0]
	if err := first.head.check(r.kind, r.where(first)); err != nil {
		return err
	}
	for i, c := range chosen {
		if err := r.setUnits(c); err != nil {
			return err
		}
		if i == 0 {
			r.describe(c)
		}
		p := &part{reader: r, index: i, src: c.src, head: c.head}
		if err := p.body(); err != nil {
			return err
		}
		p.describe()
	}
	if len(r.lines) == 0 {
		return refuse(ErrEmpty, "%s表头（第 %d 行）下面没有数据行；请填写后再导入", r.where(first), first.head.row)
	}
	return nil
}

// where begins a sentence about a sheet.
func (r *reader) where(c candidate) string {
	if c.src.name == "" {
		return fmt.Sprintf("文件「%s」", r.file)
	}
	return fmt.Sprintf("文件「%s」的工作表「%s」", r.file, c.src.name)
}

// look finds the header of every sheet that may be read: the one asked for, or all that are not hidden.
func (r *reader) look(book *source) ([]candidate, error) {
	var found []candidate
	for _, src := range book.sheets {
		if r.opt.Sheet != "" && src.name != r.opt.Sheet || r.opt.Sheet == "" && src.hidden {
			continue
		}
		if len(found) == maxSheets {
			break
		}
		c := candidate{src: src}
		for row, err := range src.rows() {
			if c.err = err; err != nil {
				break
			}
			if c.top = append(c.top, row); len(c.top) == headRows {
				break
			}
		}
		c.find(r.kind, nil, r.opt.Year)
		found = append(found, c)
	}
	if len(found) == 0 {
		var names []string
		for _, src := range book.sheets {
			names = append(names, src.name)
		}
		if r.opt.Sheet != "" {
			return nil, refuse(ErrSheet, "文件「%s」中没有工作表「%s」；有：%s", r.file, r.opt.Sheet, strings.Join(names, "、"))
		}
		return nil, refuse(ErrSheet, "文件「%s」的工作表都是隐藏的；请取消隐藏，或指定要导入的工作表", r.file)
	}
	return found, nil
}

// choose keeps the sheets that carry the roster's header. When several do they must have the same one;
// sheets named after years are told apart by the chosen year.
func (r *reader) choose(found []candidate) ([]candidate, error) {
	var whole, partial []candidate
	var broken error
	for _, c := range found {
		// Merged cells matter to headers of several levels, which a first look may miss.
		if c.err == nil && (c.head == nil || len(c.head.missing(r.kind)) > 0 || mayHaveLevels(c)) {
			var layout scan
			layout, c.err = c.src.scan()
			c.find(r.kind, layout.merges, r.opt.Year)
		}
		if c.err != nil && broken == nil {
			broken = c.err
		}
		switch {
		case c.head == nil:
		case len(c.head.missing(r.kind)) == 0:
			whole = append(whole, c)
		default:
			partial = append(partial, c)
		}
	}
	if len(whole) == 0 {
		if broken != nil {
			return nil, broken
		}
		if len(partial) == 0 {
			return nil, r.noHeader(found)
		}
		return []candidate{slices.MaxFunc(partial, func(a, b candidate) int { return a.head.matched - b.head.matched })}, nil
	}
	whole = r.ofYear(whole)
	if len(whole) == 1 {
		return whole, nil
	}
	for _, c := range whole[1:] {
		if !sameHeader(whole[0].head, c.head) {
			return nil, refuse(ErrSheet, "文件「%s」有几张工作表都像「%s」，但表头不同：%s；请指定其中一张", r.file, r.kind.Name, sheetNames(whole))
		}
	}
	r.remark("%d 张工作表的表头相同，已依次读入：%s", len(whole), sheetNames(whole))
	return whole, nil
}

// mayHaveLevels reports whether a row next to the header could belong to it.
func mayHaveLevels(c candidate) bool {
	return slices.Contains(c.head.titles, "") || len(c.head.cells) > 1 || len(c.head.shadows)+len(c.head.dupes) > 0
}

// ofYear keeps the sheets named after the chosen year when sheets are named after different years.
func (r *reader) ofYear(found []candidate) []candidate {
	if !r.kind.Yearly || r.opt.Year == 0 || len(found) < 2 {
		return found
	}
	var ours []candidate
	for _, c := range found {
		year, _ := namedYear(strings.ToLower(compact(c.src.name)))
		if year == 0 {
			return found
		}
		if year == r.opt.Year {
			ours = append(ours, c)
		}
	}
	if len(ours) == 0 {
		return found
	}
	r.remark("工作表按年度分开，只读入了 %d 年的：%s", r.opt.Year, sheetNames(ours))
	return ours
}

func sheetNames(found []candidate) string {
	names := make([]string, len(found))
	for i, c := range found {
		names[i] = "「" + c.src.name + "」"
	}
	return strings.Join(names, "、")
}

func sameHeader(a, b *header) bool {
	return slices.Equal(a.columns, b.columns) && slices.Equal(a.titles, b.titles)
}

func (r *reader) noHeader(found []candidate) error {
	blank := true
	for _, c := range found {
		for _, row := range c.top {
			blank = blank && blankRow(row.cells)
		}
	}
	if blank {
		return refuse(ErrEmpty, "文件「%s」是空的；请选择填写好的「%s」", r.file, r.kind.Name)
	}
	var titles []string
	for i := range r.kind.Columns {
		if r.kind.Columns[i].Need != Optional {
			titles = append(titles, r.kind.Columns[i].Title)
		}
	}
	return refuse(ErrNoHeader, "文件「%s」的前 %d 行中没有找到「%s」的表头（要有 %s 等列名）；请核对导入类型，或改用下载的模板", r.file, headRows, r.kind.Name, strings.Join(titles, "、"))
}

// setUnits settles the unit of every money column: the title's own, else the file's unit line, else
// the chosen one, else the roster's.
func (r *reader) setUnits(c candidate) error {
	line, stated := unitLine(c.top, c.head.row+1)
	if stated && r.notes.Unit != "" && r.notes.Unit != line.text {
		return refuse(ErrUnit, "文件「%s」的几张工作表单位不同（%s、%s）；请改成一致，或指定其中一张导入", r.file, r.notes.Unit, line.text)
	}
	if stated {
		r.notes.Unit = line.text
	}
	chosen, _ := parseUnit(r.opt.Unit)
	if stated && r.opt.Unit != "" && chosen.exp != line.exp {
		return refuse(ErrUnit, "%s写明单位是「%s」，与所选的「%s」不一致；请改选后再导入", r.where(c), line.text, r.opt.Unit)
	}
	for j, column := range c.head.columns {
		if column < 0 || r.kind.Columns[column].Parse != ParseMoney {
			continue
		}
		switch u := &c.head.units[j]; {
		case u.text != "":
		case stated:
			*u = line
		case r.opt.Unit != "":
			*u = chosen
		default:
			*u, _ = parseUnit(r.kind.Columns[column].Sign)
		}
	}
	return nil
}

// describe notes the header for people: titles, units, what was not understood.
func (r *reader) describe(c candidate) {
	h := c.head
	other := map[int]bool{}
	for _, j := range h.others {
		other[j] = true
		r.remark("%s 列「%s」不是所选年度的数据，未导入", columnName(j), clip(h.titles[j], 30))
	}
	for _, s := range h.shadows {
		other[s[1]] = true
		r.remark("%s 列「%s」与 %s 列「%s」同义，未导入", columnName(s[1]), clip(h.titles[s[1]], 30), columnName(s[0]), clip(h.titles[s[0]], 30))
	}
	r.notes.Titles = make([]TitleNote, len(h.titles))
	for j, title := range h.titles {
		note := TitleNote{Title: clip(title, 100)}
		if column := h.columns[j]; column >= 0 {
			note.Column = r.kind.Columns[column].Key
			if r.kind.Columns[column].Parse == ParseMoney {
				note.Unit = h.units[j].text
			}
		} else if folded, _ := foldTitle(title); folded != "" && !ignoredTitles[folded] && !other[j] {
			r.notes.Unknown = append(r.notes.Unknown, clip(title, 30))
		}
		r.notes.Titles[j] = note
	}
	for _, key := range []string{givenIssued, givenBatch} {
		if text := h.given[key]; text != "" {
			r.remark("表中没有「%s」列，取自标题：%s；请核对", r.kind.Column(key).Title, text)
		}
	}
	if year := titleYear(c); r.kind.Yearly && year != 0 && r.opt.Year != 0 && year != r.opt.Year {
		r.remark("表格标题写的是 %d 年，所选年度是 %d 年；请核对", year, r.opt.Year)
	}
}

// titleYear is the one year that the rows above the header name, 0 when they name none or several.
func titleYear(c candidate) (year int) {
	for _, row := range c.top {
		if row.number >= c.head.row {
			break
		}
		for _, cell := range row.cells {
			s := compact(cell)
			for i := strings.Index(s, "年"); i >= 4; i = strings.Index(s, "年") {
				if n, err := strconv.Atoi(s[i-4 : i]); err == nil && n >= firstYear && n <= lastYear {
					if year != 0 && year != n {
						return 0
					}
					year = n
				}
				s = s[i+len("年"):]
			}
		}
	}
	return year
}

// describe notes which rows were passed over and which are hidden.
func (p *part) describe() {
	where := ""
	if len(p.notes.Sheets) > 1 {
		where = "工作表「" + p.src.name + "」"
	}
	reasons := make([]string, 0, len(p.skipped))
	for why := range p.skipped {
		if why != blankLine {
			reasons = append(reasons, why)
		}
	}
	slices.Sort(reasons)
	for _, why := range reasons {
		p.remark("%s跳过%s：第 %s 行", where, why, rowList(p.skipped[why]))
	}
	if len(p.hidden) > 0 {
		p.remark("%s隐藏的行也已读入：第 %s 行", where, rowList(p.hidden))
	}
}

// rowList lists row numbers, 20 at most.
func rowList(rows []int) string {
	shown := rows[:min(len(rows), 20)]
	texts := make([]string, len(shown))
	for i, n := range shown {
		texts[i] = strconv.Itoa(n)
	}
	s := strings.Join(texts, "、")
	if len(rows) > len(shown) {
		s += fmt.Sprintf(" 等 %d", len(rows))
	}
	return s
}
