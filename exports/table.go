package exports

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"yunti/policy"
)

// column is one column of a table whose rows are T.
type column[T any] struct {
	Title string  // a line break starts the unit: 营业收入\n（万元）
	Group string  // title above the titles of neighbouring columns with the same group
	Kind  Kind    //
	Width float64 // of Wrapped text, in half-width letters; 0: that of the kind
	Sum   bool    // added up in the 合计 row
	Value func(*T) Cell
}

// table is a list in the house style: title, 填报单位 and unit, header, rows, 合计, notes, sign-off.
type table[T any] struct {
	sheet              *sheet
	columns            []column[T]
	sums               []Cell
	rows               int
	grouped            bool   // column titles take two rows
	headBlock, headRow int    // where the column titles stand; the lower row of two
	unit               string // 户, 户次: counts the rows in the 合计 row; empty: not counted
}

// heading is what stands above a table.
type heading struct {
	Title string // the sheet's title; empty where another table on the sheet has it
	Sub   string // the table's own title on a sheet with several
	Left  string // 填报单位：…
	Right string // 单位：万元
}

// Heights in points.
const titleHeight, unitHeight, headHeight, subHeight = 36, 20, 33, 24

// newTable begins a table below what the sheet already has.
func newTable[T any](s *sheet, h heading, columns []column[T]) *table[T] {
	t := &table[T]{sheet: s, columns: columns, sums: make([]Cell, len(columns))}
	s.next()
	for i, c := range columns {
		w := width{least: max(kinds[c.Kind].width, titleWidth(c.Title))}
		if c.Kind == Wrapped {
			w.least = titleWidth(c.Title)
			w.fixed = max(c.Width, w.least)
			if c.Width == 0 {
				w.fixed = max(kinds[Wrapped].width, w.least)
			}
		}
		s.set(i+1, w)
	}
	t.heading(h)
	t.grouped = slices.ContainsFunc(columns, func(c column[T]) bool { return c.Group != "" })
	s.next()
	t.headBlock, t.headRow = s.block, s.rows+1
	if t.grouped {
		t.headRow++
	}
	s.rows = t.headRow // kept free: the titles are set when the widths are known
	s.next()
	return t
}

// heading writes what stands above the column titles.
func (t *table[T]) heading(h heading) {
	s, n := t.sheet, len(t.columns)
	if h.Title != "" {
		row := s.row(titleHeight, Text(h.Title).as(title, Words))
		s.merge(row, 1, row, max(n, len(s.widths)))
	}
	if h.Left != "" || h.Right != "" {
		cells := make([]styled, n)
		for i := range cells {
			cells[i] = nothing
		}
		cells[0] = Text(h.Left).as(unitLeft, Words)
		if n > 1 && h.Right != "" {
			cells[n-1] = Text(h.Right).as(unitRight, Words)
		}
		s.row(unitHeight, cells...)
	}
	if h.Sub != "" {
		s.row(subHeight, Text(h.Sub).as(subtitle, Words))
	}
}

// titleWidth is the least width for a column title: each of its lines, or half of one that is long.
func titleWidth(title string) float64 {
	lines, widest := strings.Split(title, "\n"), 0
	for _, l := range lines {
		w := displayWidth(l)
		if len(lines) == 1 && w >= 8 {
			w = (w + 3) / 4 * 2 // whole characters
		}
		widest = max(widest, w)
	}
	return float64(widest) + 2
}

// fitTitle breaks a column title in the middle when it does not fit into the column.
func fitTitle(title string, width float64) string {
	if strings.Contains(title, "\n") || float64(displayWidth(title)) <= width-1 {
		return title
	}
	letters := []rune(title)
	half := (len(letters) + 1) / 2
	return string(letters[:half]) + "\n" + string(letters[half:])
}

// head writes the column titles, in two rows where columns are grouped.
func (t *table[T]) head() {
	s := t.sheet
	upper := make([]styled, len(t.columns))
	lower := make([]styled, len(t.columns))
	for i, c := range t.columns {
		text := Text(fitTitle(c.Title, s.size(i+1))).as(head, Centred)
		upper[i], lower[i] = text, text
		if c.Group != "" {
			upper[i] = Text(c.Group).as(head, Centred)
		} else if t.grouped {
			lower[i] = Blank().as(head, Centred)
		}
	}
	if t.grouped {
		s.setRow(t.headBlock, t.headRow-1, unitHeight, upper)
	}
	s.setRow(t.headBlock, t.headRow, headHeight, lower)
	if t.grouped {
		t.mergeHead()
	}
}

// mergeHead joins the title cells of a group, and those of a column without one.
func (t *table[T]) mergeHead() {
	s, top := t.sheet, t.headRow-1
	for i := 0; i < len(t.columns); {
		j := i + 1
		for j < len(t.columns) && t.columns[i].Group != "" && t.columns[j].Group == t.columns[i].Group {
			j++
		}
		if t.columns[i].Group == "" {
			s.merge(top, i+1, t.headRow, i+1)
		} else {
			s.merge(top, i+1, top, j)
		}
		i = j
	}
}

// freeze keeps the header rows and the first columns in sight, repeats the header on every printed
// page and puts filter buttons on it.
func (t *table[T]) freeze(columns int) {
	s := t.sheet
	s.freezeRows, s.freezeColumns = t.headRow, columns
	s.printTitles = [2]int{1, t.headRow}
}

// add appends a row to a group; groups are printed in ascending order.
func (t *table[T]) add(group int, v *T) {
	s := t.sheet
	if s.err != nil {
		return
	}
	s.begin()
	lines := 1
	for i := range t.columns {
		c := &t.columns[i]
		if c.Kind == Serial {
			s.cell(lookOf(body, Serial, Plain), Cell{form: serialForm})
			continue
		}
		value := c.Value(v)
		lines = max(lines, t.put(i, body, value))
		if c.Sum {
			t.sum(i, value)
		}
	}
	t.rows++
	height := 0.0
	if lines > 1 {
		height = min(rowHeight+float64(lines-1)*lineHeight, 409)
	}
	s.put(group, height)
}

// put writes a value into column i and returns how many lines it takes.
func (t *table[T]) put(i int, r role, v Cell) int {
	s, k := t.sheet, t.columns[i].Kind
	w := &s.widths[i]
	if v.form == numberForm {
		w.used = max(w.used, numberWidth(v.num, v.den, k))
		s.cell(lookOf(r, k, v.tone), v)
		return 1
	}
	if v.form == textForm && kinds[k].format != "@" {
		k = Centred // words in a column of numbers: 未报送
	}
	used := displayWidth(v.text)
	limit := maxColumnWidth - 3
	if w.fixed > 0 {
		limit = int(w.fixed) - 3
	}
	w.used = max(w.used, min(used, limit))
	if used <= limit && !strings.Contains(v.text, "\n") {
		s.cell(lookOf(r, k, v.tone), v)
		return 1
	}
	s.cell(lookOf(r, Wrapped, v.tone), v)
	return len(fold(v.text, limit))
}

// sum adds a value to the total of column i.
func (t *table[T]) sum(i int, v Cell) {
	if v.form != numberForm {
		return
	}
	a := &t.sums[i]
	if a.form == noForm {
		*a = Cell{form: numberForm, num: v.num, den: v.den}
		return
	}
	total := a.num + v.num
	if a.den != v.den || (total < a.num) != (v.num < 0) {
		t.sheet.fail(fmt.Errorf("%s：%s 的合计超出可以精确表示的范围", t.sheet.name, t.columns[i].Title))
		return
	}
	a.num = total
}

// foot closes the table: 合计 where columns are added up, the notes, and the sign-off row when sign is set.
func (t *table[T]) foot(sign *Source, notes ...string) {
	s := t.sheet
	if t.rows == 0 {
		t.none()
	} else if s.freezeRows == t.headRow {
		s.filter = ref(1, t.headRow) + ":" + ref(len(t.columns), t.headRow+t.rows)
	}
	s.next()
	t.total()
	t.head()
	s.next()
	s.notes(notes...)
	if sign != nil {
		s.signOff(sign)
	}
	s.next()
}

// none says that a list is empty, so that nobody takes a lost list for an empty one.
func (t *table[T]) none() {
	s := t.sheet
	s.begin()
	for i := range t.columns {
		v := Text("—").In(Faint)
		if t.columns[i].Kind == Words {
			v = Text("（本年度无）").In(Faint)
		}
		s.cell(lookOf(body, Centred, Faint), v)
	}
	s.put(0, 0)
}

func (t *table[T]) total() {
	wanted := t.unit != ""
	for _, c := range t.columns {
		wanted = wanted || c.Sum
	}
	if !wanted || t.rows == 0 {
		return
	}
	s := t.sheet
	s.begin()
	for i, c := range t.columns {
		v := t.sums[i]
		switch {
		case c.Sum:
			t.put(i, total, v)
			continue
		case i == 0:
			v = Text("合计")
		case i == 1 && t.unit != "":
			v = Text(fmt.Sprintf("共 %d %s", t.rows, t.unit))
		}
		s.cell(lookOf(total, Centred, Plain), v)
	}
	s.put(0, 0)
}

// notes writes 注：lines, numbered when there are several, folded to the width of the sheet.
func (s *sheet) notes(notes ...string) {
	lineWidth := max(int(s.span())-4, 40)
	for i, n := range notes {
		lead := "注："
		if len(notes) > 1 {
			lead = fmt.Sprintf("　　%d. ", i+1)
			if i == 0 {
				lead = "注：1. "
			}
		}
		for j, line := range fold(lead+n, lineWidth) {
			if j > 0 {
				line = "　　　" + line
			}
			s.row(0, Text(line).as(note, Words))
		}
	}
}

// signOff writes 制表人, 审核人 and 填报日期 across the sheet.
func (s *sheet) signOff(src *Source) {
	cells := make([]styled, len(s.widths))
	for i := range cells {
		cells[i] = nothing
	}
	texts := []string{"制表人：", "审核人：", "填报日期：" + dayText(policy.DayOf(src.At.In(kunming)))}
	third, from := s.span()/3, 0
	for k, text := range texts {
		at := s.nearest(third*float64(k), from)
		if at < 0 {
			break
		}
		cells[at] = Text(text).as(note, Words)
		from = at + 1
	}
	s.row(28, cells...)
}

// nearest is the column from which on that begins nearest to x half-width letters, -1 when there is none.
func (s *sheet) nearest(x float64, from int) int {
	best, begins := -1, 0.0
	for i := range s.widths {
		if i >= from && (best < 0 || math.Abs(begins-x) < math.Abs(s.begins(best)-x)) {
			best = i
		}
		begins += s.size(i + 1)
	}
	return best
}

// begins is where a column (from 0) begins, in half-width letters.
func (s *sheet) begins(column int) (x float64) {
	for i := range column {
		x += s.size(i + 1)
	}
	return x
}

// kunming is the zone in which instants are shown. China has no summer time.
var kunming = time.FixedZone("Asia/Shanghai", 8*60*60)

// dayText writes a day as documents do: 2024年7月1日.
func dayText(d policy.Day) string {
	return fmt.Sprintf("%d年%d月%d日", d.Year(), d.Month(), d.Date())
}
