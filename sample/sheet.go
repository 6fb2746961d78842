package sample

import (
	"archive/zip"
	"fmt"
	"io"
	"strconv"

	"github.com/xuri/excelize/v2"

	"yunti/policy"
)

// look is how a column's cells are set.
type look uint8

const (
	lookText look = iota // left
	lookMid              // centred
	lookMoney
	lookCount
	lookDay
	numLooks
)

// column is one column of a roster.
type column struct {
	title string
	width float64
	look  look
}

// banner is a cell of the upper of two header levels, over some columns.
type banner struct {
	text string
	span int
}

// layout is what a roster looks like beside its lines, as a bureau makes it up.
type layout struct {
	tab     string // name of the worksheet
	annex   string // 附件1, above the title; "" for none
	title   string
	unit    string // right of the 填报单位 line
	banners []banner
	columns []column // 序号 comes before them when numbered
	number  bool
	total   string // what the 合计 row is called; "" for none
	notes   string
	signed  policy.Day // 填报日期
	paper   int        // 9: A4, 8: A3
}

const (
	office  = "填报单位：昆明市科技局(样例)"
	fiction = "注：本表为样例数据，企业、机构、人员、编码和金额均为虚构。"
	tabRows = excelize.TotalRows - 8 // lines a worksheet takes before the next one begins
)

// sheet streams one roster into a workbook, over as many worksheets as its lines need.
type sheet struct {
	layout
	file   *excelize.File
	stream *excelize.StreamWriter
	style  styles
	limit  int // last row for lines
	part   int // worksheets so far
	row    int
	serial int
	cells  []excelize.Cell
	values []any   // pointers to cells
	at     int     // the next cell of the line
	sums   []int64 // by column, for the 合计 row
}

// newSheet opens the first worksheet. The caller closes the sheet.
func newSheet(lay layout, limit int) (*sheet, error) {
	if lay.number {
		lay.columns = append([]column{{"序号", 6, lookMid}}, lay.columns...)
		if len(lay.banners) > 0 {
			lay.banners = append([]banner{{"", 1}}, lay.banners...)
		}
	}
	s := &sheet{layout: lay, file: excelize.NewFile(), limit: limit, cells: make([]excelize.Cell, len(lay.columns)),
		values: make([]any, len(lay.columns)), sums: make([]int64, len(lay.columns))}
	for i := range s.cells {
		s.values[i] = &s.cells[i]
	}
	var err error
	if s.style, err = makeStyles(s.file); err != nil {
		return nil, err
	}
	if err = s.file.SetDocProps(&excelize.DocProperties{Title: lay.title, Creator: "云梯样例城市", LastModifiedBy: "云梯样例城市",
		Created: "2025-03-31T01:00:00Z", Modified: "2025-03-31T01:00:00Z", Language: "zh-CN"}); err != nil {
		return nil, err
	}
	return s, s.open()
}

func (s *sheet) close() error { return s.file.Close() }

// open begins a worksheet: page set-up, title rows, header.
func (s *sheet) open() error {
	s.part++
	tab := s.tab
	if s.part > 1 {
		tab += "(" + strconv.Itoa(s.part) + ")"
		if _, err := s.file.NewSheet(tab); err != nil {
			return err
		}
	} else if err := s.file.SetSheetName("Sheet1", tab); err != nil {
		return err
	}
	if err := s.setPage(tab); err != nil {
		return err
	}
	var err error
	if s.stream, err = s.file.NewStreamWriter(tab); err != nil {
		return err
	}
	for i, c := range s.columns {
		if err := s.stream.SetColWidth(i+1, i+1, c.width); err != nil {
			return err
		}
	}
	top := 3 + min(len(s.banners), 1)
	if s.annex != "" {
		top++
	}
	if err := s.stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: top, TopLeftCell: fmt.Sprintf("A%d", top+1), ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	s.row = 0
	if err := s.writeHead(); err != nil {
		return err
	}
	return s.file.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", Scope: tab, RefersTo: fmt.Sprintf("'%s'!$%d:$%d", tab, top-min(len(s.banners), 1), top)})
}

// setPage prepares printing. The dimension is left out: it is not known before the lines are.
func (s *sheet) setPage(tab string) error {
	wide, tall, landscape, yes, height := 1, 0, "landscape", true, 20.0
	if err := s.file.SetSheetProps(tab, &excelize.SheetPropsOptions{FitToPage: &yes, DefaultRowHeight: &height, CustomHeight: &yes}); err != nil {
		return err
	}
	side, top := 0.4, 0.6 // inches
	if err := s.file.SetPageMargins(tab, &excelize.PageLayoutMarginsOptions{Left: &side, Right: &side, Top: &top, Bottom: &top, Horizontally: &yes}); err != nil {
		return err
	}
	if err := s.file.SetSheetDimension(tab, ""); err != nil {
		return err
	}
	if err := s.file.SetPageLayout(tab, &excelize.PageLayoutOptions{Size: &s.paper, Orientation: &landscape, FitToWidth: &wide, FitToHeight: &tall}); err != nil {
		return err
	}
	return s.file.SetHeaderFooter(tab, &excelize.HeaderFooterOptions{OddFooter: "&C第 &P 页 共 &N 页"})
}

func (s *sheet) writeHead() error {
	last := len(s.columns)
	if s.annex != "" {
		if err := s.across(s.annex, s.style.note, 18, 1, last); err != nil {
			return err
		}
	}
	title := s.title
	if s.part > 1 {
		title += "(续)"
	}
	if err := s.across(title, s.style.title, 36, 1, last); err != nil {
		return err
	}
	half := (last + 1) / 2
	values := make([]any, last)
	values[0], values[half] = excelize.Cell{StyleID: s.style.left, Value: office}, excelize.Cell{StyleID: s.style.right, Value: s.unit}
	if err := s.put(values, 20); err != nil {
		return err
	}
	if err := s.merge(1, half); err != nil {
		return err
	}
	if err := s.merge(half+1, last); err != nil {
		return err
	}
	if err := s.writeBanners(); err != nil {
		return err
	}
	for i, c := range s.columns {
		values[i] = excelize.Cell{StyleID: s.style.head, Value: c.title}
	}
	return s.put(values, 42)
}

func (s *sheet) writeBanners() error {
	if len(s.banners) == 0 {
		return nil
	}
	values := make([]any, 0, len(s.columns))
	for _, b := range s.banners {
		for i := range b.span {
			c := excelize.Cell{StyleID: s.style.head}
			if i == 0 && b.text != "" {
				c.Value = b.text
			}
			values = append(values, c)
		}
	}
	if err := s.put(values, 24); err != nil {
		return err
	}
	from := 1
	for _, b := range s.banners {
		if err := s.merge(from, from+b.span-1); err != nil {
			return err
		}
		from += b.span
	}
	return nil
}

// put writes the next row.
func (s *sheet) put(values []any, height float64) error {
	s.row++
	var opts []excelize.RowOpts
	if height > 0 {
		opts = append(opts, excelize.RowOpts{Height: height})
	}
	return s.stream.SetRow("A"+strconv.Itoa(s.row), values, opts...)
}

// across writes a row of one text over the columns from … to.
func (s *sheet) across(text string, style int, height float64, from, to int) error {
	values := make([]any, to)
	for i := range values {
		values[i] = excelize.Cell{StyleID: style}
	}
	values[from-1] = excelize.Cell{StyleID: style, Value: text}
	if err := s.put(values, height); err != nil {
		return err
	}
	return s.merge(from, to)
}

// merge joins cells of the row just written.
func (s *sheet) merge(from, to int) error {
	if from >= to {
		return nil
	}
	a, err := excelize.CoordinatesToCellName(from, s.row)
	if err != nil {
		return err
	}
	b, err := excelize.CoordinatesToCellName(to, s.row)
	if err != nil {
		return err
	}
	return s.stream.MergeCell(a, b)
}

// group writes a row that names a place above its firms.
func (s *sheet) group(text string) error {
	if err := s.room(); err != nil {
		return err
	}
	return s.across(text, s.style.band, 20, 1, len(s.columns))
}

// room begins the next worksheet when this one is full.
func (s *sheet) room() error {
	if s.row < s.limit {
		return nil
	}
	if err := s.stream.Flush(); err != nil {
		return err
	}
	return s.open()
}

// cell sets the next cell of the line, in its column's look.
func (s *sheet) cell(v any) {
	s.cells[s.at] = excelize.Cell{StyleID: s.style.body[s.columns[s.at].look], Value: v}
	s.at++
}

func (s *sheet) begin() {
	s.at = 0
	if s.number {
		s.serial++
		s.cell(s.serial)
	}
}

// text sets a text; an empty one leaves the cell blank.
func (s *sheet) text(v string) {
	if v == "" {
		s.cell(nil)
		return
	}
	s.cell(v)
}

// money sets an amount in 万元.
func (s *sheet) money(v wan) {
	s.sums[s.at] += int64(v)
	s.cell(float64(v) / float64(oneWan))
}

// moneyText sets an amount as people type it, a text with thousands marks.
func (s *sheet) moneyText(v wan) {
	s.sums[s.at] += int64(v)
	s.cell(grouped(v))
}

func (s *sheet) count(v int64) {
	s.sums[s.at] += v
	s.cell(v)
}

// date sets a real date; the zero day leaves the cell blank.
func (s *sheet) date(day policy.Day) {
	if day == 0 {
		s.cell(nil)
		return
	}
	s.cell(day.DaysSince(18991230))
}

// end writes the line.
func (s *sheet) end() error {
	if err := s.room(); err != nil {
		return err
	}
	for ; s.at < len(s.cells); s.at++ {
		s.cells[s.at] = excelize.Cell{StyleID: s.style.body[s.columns[s.at].look]}
	}
	return s.put(s.values, 0)
}

// finish writes the 合计 row, the note and the sign-off row, and the workbook itself.
func (s *sheet) finish(w io.Writer) error {
	if err := s.writeTotal(); err != nil {
		return err
	}
	last := len(s.columns)
	if err := s.across(fiction+s.notes, s.style.note, 32, 1, last); err != nil {
		return err
	}
	values := make([]any, last)
	third := max(1, last/3)
	values[0] = excelize.Cell{StyleID: s.style.foot, Value: "制表人：张示例"}
	values[third] = excelize.Cell{StyleID: s.style.foot, Value: "审核人：李样例"}
	values[min(last-1, 2*third)] = excelize.Cell{StyleID: s.style.foot, Value: fmt.Sprintf("填报日期：%d年%d月%d日", s.signed.Year(), s.signed.Month(), s.signed.Date())}
	if err := s.put(values, 24); err != nil {
		return err
	}
	if err := s.stream.Flush(); err != nil {
		return err
	}
	// The library would gather the whole archive in memory first; it is handed one that goes to w.
	return s.file.SetZipWriter(func(io.Writer) excelize.ZipWriter { return zip.NewWriter(w) }).Write(io.Discard)
}

func (s *sheet) writeTotal() error {
	if s.total == "" {
		return nil
	}
	values := make([]any, len(s.columns))
	for i, c := range s.columns {
		cell := excelize.Cell{StyleID: s.style.sum[c.look]}
		switch {
		case i == 0:
			cell.Value = s.total
		case c.look == lookMoney:
			cell.Value = float64(s.sums[i]) / float64(oneWan)
		case c.look == lookCount:
			cell.Value = s.sums[i]
		}
		values[i] = cell
	}
	return s.put(values, 0)
}

// grouped writes an amount with thousands marks: 12,345.67.
func grouped(v wan) string {
	sign := ""
	if v < 0 {
		sign, v = "-", -v
	}
	digits := strconv.FormatInt(int64(v/oneWan), 10)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return fmt.Sprintf("%s%s.%02d", sign, digits, v%oneWan)
}
