package exports

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"github.com/xuri/excelize/v2"
)

// maxRows is the last row of a worksheet.
const maxRows = 1 << 20

// ErrTooManyRows is returned when a list is longer than a worksheet can be.
var ErrTooManyRows = errors.New("名单超过一张工作表的行数上限（1,048,576 行）")

// maxColumnWidth bounds a column in half-width letters; longer text takes several lines.
const maxColumnWidth = 44

// place orders the rows of a sheet: blocks follow one another, inside a block the groups do.
type place struct{ block, group int }

// sheet is one worksheet being filled. Rows of a block may come in any order of groups; they are
// written group by group. Rows before the current block are final, so their numbers are known.
type sheet struct {
	book   *workbook
	name   string
	path   string // of the part in the archive
	piles  map[place]*pile
	block  int
	rows   int
	rec    []byte             // the row being built
	met    [numLooks + 1]bool // the looks of its cells
	err    error
	widths []width
	digest sheetDigest // once the rows are written

	freezeRows, freezeColumns int
	printTitles               [2]int // rows repeated on every page
	filter                    string // the range with filter buttons
	onePage                   bool   // the whole sheet on one page
	portrait                  bool   // upright
}

// width is what is known of a column's width, in half-width letters.
type width struct {
	least float64 // of its kind and title
	fixed float64 // of wrapped text; 0: as wide as its content
	used  int     // widest content
}

// sheet adds a worksheet. Names have at most 31 characters.
func (b *workbook) sheet(name string) *sheet {
	if len(b.sheets) == 0 {
		b.fail(b.file.SetSheetName("Sheet1", name))
	} else {
		_, err := b.file.NewSheet(name)
		b.fail(err)
	}
	s := &sheet{book: b, name: name, piles: map[place]*pile{}, path: fmt.Sprintf("xl/worksheets/sheet%d.xml", len(b.sheets)+1)}
	b.sheets = append(b.sheets, s)
	height, custom := rowHeight, true
	b.fail(b.file.SetSheetProps(name, &excelize.SheetPropsOptions{DefaultRowHeight: &height, CustomHeight: &custom}))
	return s
}

// put appends the row that is being built to a group of the current block.
// height 0 is one line of body text.
func (s *sheet) put(group int, height float64) {
	if s.rows >= maxRows {
		s.fail(fmt.Errorf("%s：%w", s.name, ErrTooManyRows))
		return
	}
	s.rows++
	s.store(place{s.block, group}, height)
}

// store adds the row that is being built to the pile of a place.
func (s *sheet) store(at place, height float64) {
	if s.err != nil {
		return
	}
	p := s.piles[at]
	if p == nil {
		p = &pile{spool: &s.book.spool}
		s.piles[at] = p
	}
	binary.LittleEndian.PutUint16(s.rec, uint16(height*10))
	s.fail(p.add(s.rec))
}

// fail ends the filling of the sheet and of the workbook.
func (s *sheet) fail(err error) {
	if err != nil {
		s.err = err
		s.book.fail(err)
	}
}

// begin starts a row.
func (s *sheet) begin() { s.rec = append(s.rec[:0], 0, 0) }

// cell appends a cell to the row being built.
func (s *sheet) cell(l look, c Cell) {
	s.met[l] = true
	s.rec = binary.AppendUvarint(s.rec, uint64(l))
	s.rec = append(s.rec, byte(c.form))
	switch c.form {
	case textForm:
		s.rec = binary.AppendUvarint(s.rec, uint64(len(c.text)))
		s.rec = append(s.rec, c.text...)
	case numberForm:
		at := len(s.rec)
		s.rec = append(s.rec, 0)
		s.rec = appendDecimal(s.rec, c.num, c.den)
		s.rec[at] = byte(len(s.rec) - at - 1)
	}
}

// bare is the look of a cell that is not written at all.
const bare = look(numLooks)

// next closes the current block: what follows stands below it.
func (s *sheet) next() { s.block++ }

// row writes one complete row in the current block and returns its number. Short rows are not
// measured: the columns take their width from set and from tables.
func (s *sheet) row(height float64, cells ...styled) int {
	s.build(cells)
	s.put(0, height)
	s.measure(s.rows, height)
	return s.rows
}

// setRow fills a row that was kept free in an earlier block. The rows of a block are filled in order.
func (s *sheet) setRow(block, number int, height float64, cells []styled) {
	s.build(cells)
	s.store(place{block, 0}, height)
	s.measure(number, height)
}

func (s *sheet) build(cells []styled) {
	s.begin()
	for _, c := range cells {
		s.cell(c.look, c.Cell)
	}
}

// measure tells excelize the height of a row near the top, since it places charts by it.
func (s *sheet) measure(row int, height float64) {
	if height > 0 && row < 100 {
		s.book.fail(s.book.file.SetRowHeight(s.name, row, height))
	}
}

// styled is a cell with its look.
type styled struct {
	Cell
	look look
}

// as gives a cell the look of role r and kind k, in its own tone.
func (c Cell) as(r role, k Kind) styled { return styled{c, lookOf(r, k, c.tone)} }

// nothing is a cell that is left out.
var nothing = styled{look: bare}

// merge joins the cells of columns from…to (1 is A) of rows top…bottom, which must be near the top of the sheet.
func (s *sheet) merge(top, from, bottom, to int) {
	if from == to && top == bottom {
		return
	}
	s.book.fail(s.book.file.MergeCell(s.name, ref(from, top), ref(to, bottom)))
}

// set makes sure that column n (1 is A) has a width of its own of at least w.
func (s *sheet) set(n int, w width) {
	for len(s.widths) < n {
		s.widths = append(s.widths, width{})
	}
	old := &s.widths[n-1]
	old.least, old.fixed = max(old.least, w.least), max(old.fixed, w.fixed)
	old.used = max(old.used, w.used)
}

// size is the final width of column n.
func (s *sheet) size(n int) float64 {
	w := s.widths[n-1]
	if w.fixed > 0 {
		return max(w.least, min(w.fixed, float64(w.used)+3))
	}
	return max(w.least, min(float64(w.used)+3, maxColumnWidth))
}

// span is the total width of all columns.
func (s *sheet) span() (total float64) {
	for n := range s.widths {
		total += s.size(n + 1)
	}
	return total
}

// finish tells excelize all that it has to know of the sheet.
func (s *sheet) finish() {
	f, b := s.book.file, s.book
	s.setWidths()
	b.fail(f.SetSheetDimension(s.name, "A1:"+ref(max(len(s.widths), 1), max(s.rows, 1))))
	if s.freezeRows > 0 {
		pane := "bottomLeft"
		if s.freezeColumns > 0 {
			pane = "bottomRight"
		}
		corner := ref(s.freezeColumns+1, s.freezeRows+1)
		b.fail(f.SetPanes(s.name, &excelize.Panes{Freeze: true, XSplit: s.freezeColumns, YSplit: s.freezeRows, TopLeftCell: corner,
			ActivePane: pane, Selection: []excelize.Selection{{SQRef: corner, ActiveCell: corner, Pane: pane}}}))
	}
	if s.filter != "" {
		b.fail(f.AutoFilter(s.name, s.filter, nil))
	}
	s.page()
}

func (s *sheet) setWidths() {
	for n := range s.widths {
		name, _ := excelize.ColumnNumberToName(n + 1)
		s.book.fail(s.book.file.SetColWidth(s.name, name, name, s.size(n+1)))
	}
}

// page sets A4, one page wide, with the header rows on every page and 第X页 共Y页 at the foot.
func (s *sheet) page() {
	f, b := s.book.file, s.book
	if s.printTitles[1] > 0 {
		b.fail(f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", Scope: s.name,
			RefersTo: fmt.Sprintf("'%s'!$%d:$%d", s.name, s.printTitles[0], s.printTitles[1])}))
	}
	fit := true
	b.fail(f.SetSheetProps(s.name, &excelize.SheetPropsOptions{FitToPage: &fit})) // after AutoFilter, which forgets it
	a4, orientation, wide, high := 9, "landscape", 1, 0
	if s.onePage {
		high = 1
	}
	if s.portrait {
		orientation = "portrait"
	}
	b.fail(f.SetPageLayout(s.name, &excelize.PageLayoutOptions{Size: &a4, Orientation: &orientation, FitToWidth: &wide, FitToHeight: &high}))
	side, top, bottom, edge, centre := 0.4, 0.55, 0.65, 0.3, true
	b.fail(f.SetPageMargins(s.name, &excelize.PageLayoutMarginsOptions{Left: &side, Right: &side, Top: &top, Bottom: &bottom,
		Header: &edge, Footer: &edge, Horizontally: &centre}))
	b.fail(f.SetHeaderFooter(s.name, &excelize.HeaderFooterOptions{OddFooter: b.footer}))
}

// order returns the places of the sheet's rows in the order in which they are written.
func (s *sheet) order() []place {
	places := make([]place, 0, len(s.piles))
	for at := range s.piles {
		places = append(places, at)
	}
	slices.SortFunc(places, func(a, b place) int {
		if a.block != b.block {
			return a.block - b.block
		}
		return a.group - b.group
	})
	return places
}

// ref is the name of a cell.
func ref(column, row int) string {
	name, err := excelize.CoordinatesToCellName(column, row)
	if err != nil {
		panic(err) // only for coordinates below 1
	}
	return name
}
