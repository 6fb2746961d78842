package importers

import (
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"yunti/policy"
)

// row is one row of a sheet. number is the one that Excel shows.
type row struct {
	number int
	cells  []string
	hidden bool
}

// merge is a range of merged cells: rows as Excel numbers them, columns from 0, both ends included.
type merge struct {
	row1, row2, col1, col2 int
}

// sheetSource is one sheet of an opened file.
type sheetSource struct {
	name     string
	hidden   bool
	from1904 bool
	rows     func() iter.Seq2[row, error] // starts anew with every call
	scan     func() (scan, error)         // what the rows do not tell; an error refuses the sheet
}

// reader reads the sheets of one file.
type reader struct {
	kind  *Kind
	opt   ReadOptions
	file  string
	notes Notes
	lines []Line
}

// part is what is known while one sheet is read.
type part struct {
	*reader
	index   int
	src     *sheetSource
	head    *header
	down    []merge        // merged cells below the header that span rows, by first row
	filling map[int]filled // by column: the merged cell that reaches into the next rows
	parsers []cellParser   // by column of the file; column nil where it is not imported
	skipped map[string][]int
	hidden  []int
	group   string // the place that the last group row named
	inNotes bool   // below a 注: line, whose further points stand in single cells
}

// filled is a merged cell's value and the last row that it covers.
type filled struct {
	until int
	text  string
}

// body reads the lines below the header.
func (p *part) body() error {
	if err := p.prepare(); err != nil {
		return err
	}
	before := len(p.lines)
	for r, err := range p.src.rows() {
		if err != nil {
			return err
		}
		if r.number <= p.head.row {
			continue
		}
		if len(r.cells) > len(p.head.titles) {
			r.cells = r.cells[:len(p.head.titles)]
		}
		r.cells = p.fillDown(r)
		why := p.passOver(r.cells)
		p.enter(why, r.cells)
		if p.inNotes = why == noteRow || p.inNotes && why != ""; why != "" {
			p.skipped[why] = append(p.skipped[why], r.number)
			continue
		}
		if r.hidden {
			p.hidden = append(p.hidden, r.number)
		}
		if len(p.lines) == MaxLines {
			return refuse(ErrTooLarge, "文件「%s」超过 %d 行数据；请拆分成几个文件分别导入", p.file, MaxLines)
		}
		p.lines = append(p.lines, p.line(r))
	}
	p.notes.Sheets[p.index].Lines = len(p.lines) - before
	return nil
}

// prepare sets up the parsers and the merged cells.
func (p *part) prepare() error {
	p.parsers = make([]cellParser, len(p.head.titles))
	for j, c := range p.head.columns {
		if c >= 0 {
			p.parsers[j] = cellParser{column: &p.kind.Columns[c], unit: p.head.units[j], from1904: p.src.from1904}
		}
	}
	layout, err := p.src.scan()
	if err != nil {
		return err
	}
	if layout.formula != "" {
		return refuse(ErrDamaged, "%s中 %s 是没有保存计算结果的公式；请用 Excel 或 WPS 打开并保存一次，再导入", p.where(candidate{src: p.src}), layout.formula)
	}
	for _, m := range layout.merges {
		if m.row2 > m.row1 && m.row2 > p.head.row && m.col1 < len(p.head.titles) {
			p.down = append(p.down, m)
		}
	}
	slices.SortFunc(p.down, func(a, b merge) int { return a.row1 - b.row1 })
	p.filling, p.skipped = map[int]filled{}, map[string][]int{}
	var columns []string
	for _, j := range layout.hiddenColumns {
		if j < len(p.head.titles) && p.head.titles[j] != "" {
			columns = append(columns, columnName(j)+" 列「"+clip(p.head.titles[j], 20)+"」")
		}
	}
	if len(columns) > 0 {
		p.remark("隐藏的列也已读入：%s", strings.Join(columns, "、"))
	}
	return nil
}

// fillDown gives the cells below the first of a vertically merged range its text.
func (p *part) fillDown(r row) []string {
	if len(p.down) == 0 && len(p.filling) == 0 {
		return r.cells
	}
	cells := r.cells
	for j, f := range p.filling {
		if r.number > f.until {
			delete(p.filling, j)
			continue
		}
		if blankRow(r.cells) {
			continue
		}
		for len(cells) <= j {
			cells = append(cells, "")
		}
		if cells[j] == "" {
			cells[j] = f.text
		}
	}
	for len(p.down) > 0 && p.down[0].row1 <= r.number {
		m := p.down[0]
		p.down = p.down[1:]
		if m.row1 == r.number && m.col1 < len(cells) {
			p.filling[m.col1] = filled{until: m.row2, text: cells[m.col1]}
		}
	}
	return cells
}

func blankRow(cells []string) bool {
	for _, c := range cells {
		if c != "" && tidy(c) != "" {
			return false
		}
	}
	return true
}

// line parses one row.
func (p *part) line(r row) Line {
	l := Line{Row: r.number, Part: p.index, Values: make([]Value, len(p.kind.Columns))}
	shown := make([]string, len(p.head.titles))
	for j := range shown {
		raw := ""
		if j < len(r.cells) {
			raw = r.cells[j]
		}
		parser := &p.parsers[j]
		if parser.column == nil {
			shown[j] = tidy(raw)
			continue
		}
		v, text, detail := parser.parse(raw)
		shown[j] = text
		l.Values[p.head.columns[j]] = v
		if detail == "" && v.State == Blank && parser.column.Need == Required {
			detail = "必填，不能为空"
		}
		if detail != "" {
			l.Faults = append(l.Faults, Fault{Cell: p.notes.address(p.index, r.number, j), Title: p.head.titles[j], Value: text, Detail: detail})
		}
	}
	cells, _ := json.Marshal(shown) // texts always marshal
	l.Cells, l.Group = string(cells), p.group
	p.give(&l)
	return l
}

// enter keeps the place of a group row for the lines below it, up to the next one or to a total.
func (p *part) enter(why string, cells []string) {
	switch {
	case why == groupRow && p.kind.has("county"):
		for _, c := range cells {
			if tidy(c) != "" {
				p.group = groupName(compact(c))
			}
		}
	case why == totalRow:
		p.group = ""
	}
}

// Some of passOver's reasons mean more than their words.
const (
	blankLine = "空行"
	noteRow   = "注释行"
	groupRow  = "分组行"
	totalRow  = "合计行"
)

// passOver says why a row is no line of the roster, "" for a line.
func (p *part) passOver(cells []string) string {
	var first string // the first text of the row, folded
	filled, hits, mapped := 0, 0, 0
	for j, c := range cells {
		if c == "" {
			continue
		}
		text := tidy(c)
		if text == "" {
			continue
		}
		if filled++; filled == 1 {
			first = compact(text)
		}
		if p.head.columns[j] >= 0 {
			mapped++
		}
		if p.isTitle(j, text) {
			hits++
		}
	}
	switch {
	case filled == 0:
		return blankLine
	case hits >= 2 && hits*2 > filled:
		return "重复的表头"
	case example(first):
		return "示例行"
	case mapped > 0 && p.code(cells):
		return ""
	}
	if why := p.furniture(cells, first, filled); why != "" || mapped > 0 {
		return why
	}
	return "不含可导入内容的行"
}

// furniture names what stands around the lines of a table: totals, sign-off, notes, groups.
func (p *part) furniture(cells []string, first string, filled int) string {
	switch {
	case total(first) || filled <= 3 && total(p.firstMapped(cells)):
		return totalRow
	case numbering(cells):
		return "栏次行"
	case signOff(first):
		return "落款行"
	case note(first) || p.inNotes && filled == 1:
		return noteRow
	case filled == 1 && group(first):
		return groupRow
	case filled == 1 && (p.isUnitLine(first) || utf8.RuneCountInString(first) > 100):
		return noteRow
	}
	return ""
}

// isTitle reports whether a text repeats the header's title at column j, on any level.
func (p *part) isTitle(j int, text string) bool {
	for _, level := range p.head.cells {
		if j < len(level) && level[j] == text {
			return true
		}
	}
	return false
}

// code reports whether the row has something like a code, which makes it a line whatever else it says.
func (p *part) code(cells []string) bool {
	for j, c := range cells {
		if i := p.head.columns[j]; i >= 0 && p.kind.Columns[i].Parse == ParseCode && len(c) >= 9 {
			return policy.CheckCode(policy.NormalCode(c)) == nil
		}
	}
	return false
}

// firstMapped is the first text under an imported column.
func (p *part) firstMapped(cells []string) string {
	for j, c := range cells {
		if p.head.columns[j] >= 0 && tidy(c) != "" {
			return compact(c)
		}
	}
	return ""
}

func (p *part) isUnitLine(first string) bool {
	_, ok := unitLine([]row{{cells: []string{first}}}, 1)
	return ok
}

// total recognises 合计, 小 计, 五华区小计, 总计:, 共计12家.
func total(s string) bool {
	for _, word := range []string{"合计", "小计", "总计", "共计", "累计"} {
		if s == word || strings.HasSuffix(s, word) && utf8.RuneCountInString(s) <= 10 {
			return true
		}
		if rest, ok := strings.CutPrefix(s, word); ok && (strings.HasPrefix(rest, ":") || strings.HasPrefix(rest, "(") || rest[0] >= '0' && rest[0] <= '9') {
			return true
		}
	}
	return false
}

// example recognises the line of a template that shows how to fill it in.
func example(s string) bool {
	return strings.HasPrefix(s, "示例(") || s == "示例" || s == "样例" || s == "例" || strings.HasPrefix(s, "示例:") || strings.HasPrefix(s, "例:") || strings.HasPrefix(s, "(示例)")
}

// numbering recognises the row under a statistical header that numbers its columns: 甲 乙 1 2 3.
func numbering(cells []string) bool {
	next, count := 1, 0
	for _, c := range cells {
		switch s := compact(c); {
		case s == "":
		case s == "甲" || s == "乙" || s == "丙" || s == "丁" || s == "栏次":
			count++
		case s == strconv.Itoa(next) || s == "("+strconv.Itoa(next)+")":
			next++
			count++
		default:
			return false
		}
	}
	return count >= 3
}

// signOff recognises 制表人:…, 审核人:…, 填报日期:… below the table, and 填报单位:… of a further page.
func signOff(s string) bool {
	for _, word := range []string{"制表人", "制表", "审核人", "审核", "复核人", "复核", "审批人", "填报日期", "填表日期", "填表人", "填报人", "经办人", "单位负责人", "统计负责人",
		"负责人", "报出日期", "填报单位", "报送单位", "编制单位", "联系电话", "联系人", "主管领导", "分管领导", "审核意见", "盖章"} {
		if rest, ok := strings.CutPrefix(s, word); ok && (rest == "" || strings.HasPrefix(rest, ":") || strings.HasPrefix(rest, "(")) {
			return true
		}
	}
	return false
}

// note recognises 注:…, 备注:…, 说明:… below the table.
func note(s string) bool {
	for _, word := range []string{"注", "备注", "说明", "附注", "填表说明", "填报说明"} {
		rest, ok := strings.CutPrefix(s, word)
		if ok && (strings.HasPrefix(rest, ":") || strings.HasPrefix(rest, "1") || strings.HasPrefix(rest, ".") || strings.HasPrefix(rest, "、")) {
			return true
		}
	}
	return false
}

// group recognises a row that only names a place, above the firms of that place: 五华区, 一、五华区(12家).
func group(s string) bool {
	s = groupName(s)
	if utf8.RuneCountInString(s) > 16 {
		return false
	}
	for _, word := range []string{"区", "县", "市", "片区", "州", "高新", "经开"} {
		if strings.HasSuffix(s, word) {
			return true
		}
	}
	return false
}

func (r *reader) remark(format string, args ...any) {
	r.notes.Remarks = append(r.notes.Remarks, fmt.Sprintf(format, args...))
}
