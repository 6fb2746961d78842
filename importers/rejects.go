package importers

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"yunti/models"
)

// maxComments is how many cells get a comment: more make a workbook slow to open, and the reason column says it all.
const maxComments = 1000

// Rejects writes the rejected lines of a filing as a workbook of their own: the file's titles and texts, columns for what new
// records need and the file lacks, then 错误原因 and 原行号, with the cells at fault marked and commented. It can be
// corrected and imported again as it is.
func Rejects(ctx context.Context, db *models.DB, scope models.Scope, filingID string, w io.Writer) error {
	filing, err := db.Filing(ctx, scope, filingID)
	if err != nil {
		return err
	}
	kind, ok := KindOf(filing.Kind)
	if !ok {
		return refuse(ErrKind, "申报 %s 的类型「%s」不能导入", filing.ID, filing.Kind)
	}
	notes, err := ParseNotes(filing.Note)
	if err != nil {
		return err
	}
	f := excelize.NewFile()
	defer f.Close()
	r := &rejectWriter{f: f, filing: filing, kind: kind, notes: &notes, sheet: kind.Name}
	if err := r.start(); err != nil {
		return err
	}
	if err := db.EachStep(ctx, scope, filing.ID, models.Reject, r.line); err != nil {
		return err
	}
	if err := r.stream.Flush(); err != nil {
		return err
	}
	return f.Write(w)
}

type rejectWriter struct {
	f      *excelize.File
	stream *excelize.StreamWriter
	filing *models.Filing
	kind   *Kind
	notes  *Notes
	sheet  string
	extra  []*Column // columns that the file lacks: to be filled in, or from its title and group rows

	row      int
	comments int

	header, text, bad, reason int // styles
}

// reasonWidth is the width of the reason column; a Chinese character is two wide.
const reasonWidth = 70

// rejectHeader is the row of titles: below the title and the unit line.
const rejectHeader = 3

func (r *rejectWriter) start() error {
	var errs firstError
	errs.add(r.f.SetSheetName("Sheet1", r.sheet))
	style := func(s *excelize.Style) int {
		id, err := r.f.NewStyle(s)
		errs.add(err)
		return id
	}
	body := &excelize.Font{Family: bodyFont, Size: 11}
	left := &excelize.Alignment{Horizontal: "left", Vertical: "center", WrapText: true}
	center := &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true}
	title := style(&excelize.Style{Font: &excelize.Font{Family: titleFont, Size: 16}, Alignment: &excelize.Alignment{Horizontal: "left", Vertical: "center"}})
	plain := style(&excelize.Style{Font: body, Alignment: &excelize.Alignment{Horizontal: "left", Vertical: "center"}})
	r.header = style(&excelize.Style{Font: &excelize.Font{Family: headerFont, Size: 11}, Alignment: center, Border: border("000000"), Fill: fill("E7EFF9")})
	r.text = style(&excelize.Style{Font: body, Alignment: left, Border: border("BFBFBF"), NumFmt: 49})
	r.bad = style(&excelize.Style{Font: &excelize.Font{Family: bodyFont, Size: 11, Color: "9C0006"}, Alignment: left, Border: border("C00000"), NumFmt: 49, Fill: fill("FFC7CE")})
	r.reason = style(&excelize.Style{Font: &excelize.Font{Family: bodyFont, Size: 11, Color: "C00000"}, Alignment: left, Border: border("BFBFBF"), NumFmt: 49})
	if errs.err != nil {
		return errs.err
	}
	errs.add(printed(r.f, r.sheet, 1))
	errs.add(r.f.SetHeaderFooter(r.sheet, &excelize.HeaderFooterOptions{OddFooter: "&C第 &P 页 共 &N 页"}))
	errs.add(r.f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", Scope: r.sheet, RefersTo: fmt.Sprintf("'%s'!$%d:$%d", r.sheet, rejectHeader, rejectHeader)}))
	for i := range r.kind.Columns {
		c := &r.kind.Columns[i]
		needed := c.Need == Wanted || c.Key == "county" && r.notes.Grouped || slices.ContainsFunc(r.notes.Sheets, func(s SheetNote) bool { return s.Given[c.Key] != "" })
		if needed && !slices.ContainsFunc(r.notes.Titles, func(t TitleNote) bool { return t.Column == c.Key }) {
			r.extra = append(r.extra, c)
		}
	}
	columns := len(r.notes.Titles) + len(r.extra) + 2
	errs.add(r.f.SetSheetDimension(r.sheet, fmt.Sprintf("A1:%s%d", columnName(columns-1), rejectHeader+max(r.filing.Totals.Reject, 1))))
	if errs.err != nil {
		return errs.err
	}
	var err error
	if r.stream, err = r.f.NewStreamWriter(r.sheet); err != nil {
		return err
	}
	r.widths(&errs)
	errs.add(r.stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: rejectHeader, TopLeftCell: fmt.Sprintf("A%d", rejectHeader+1), ActivePane: "bottomLeft"}))
	heading := fmt.Sprintf("%s导入未通过记录（%d 行，更正后可直接再次导入）", r.kind.Name, r.filing.Totals.Reject)
	errs.add(r.stream.SetRow("A1", []any{excelize.Cell{StyleID: title, Value: heading}}, excelize.RowOpts{Height: 30}))
	errs.add(r.stream.SetRow("A2", []any{excelize.Cell{StyleID: plain, Value: r.unitLine()}}, excelize.RowOpts{Height: 20}))
	titles := make([]any, 0, columns)
	for _, t := range r.notes.Titles {
		titles = append(titles, excelize.Cell{StyleID: r.header, Value: r.title(t)})
	}
	for _, c := range r.extra {
		titles = append(titles, excelize.Cell{StyleID: r.header, Value: c.Heading()})
	}
	titles = append(titles, excelize.Cell{StyleID: r.header, Value: reasonTitle}, excelize.Cell{StyleID: r.header, Value: rowTitle})
	errs.add(r.stream.SetRow(fmt.Sprintf("A%d", rejectHeader), titles, excelize.RowOpts{Height: 36}))
	r.row = rejectHeader
	return errs.err
}

// unitLine repeats the file's unit line, by which untitled amounts are read again, and names the file.
func (r *rejectWriter) unitLine() string {
	line := "来源：" + r.filing.File
	if r.notes.Unit != "" {
		line = "单位：" + r.notes.Unit + "；" + line
	}
	return line
}

// title is a title by which the column is recognised again: the file's own, unless it stood on several levels or got its unit
// from outside the file.
func (r *rejectWriter) title(t TitleNote) string {
	if t.Column == "" {
		return t.Title
	}
	c := r.kind.Column(t.Column)
	text := t.Title
	folded, own := foldTitle(text)
	if m, _, ok := r.kind.find(folded, r.filing.Year); !ok || m.column != r.kind.at(t.Column) {
		text = c.Title
	}
	if c.Parse == ParseMoney && t.Unit != "" && own.text == "" && r.notes.Unit == "" && t.Unit != c.Sign {
		text += "(" + t.Unit + ")"
	} else if text == c.Title && own.text != "" {
		text += "(" + own.text + ")"
	}
	return text
}

func (r *rejectWriter) widths(errs *firstError) {
	for i, t := range r.notes.Titles {
		width := 12.0
		if t.Column != "" {
			width = r.kind.Column(t.Column).columnWidth()
		}
		errs.add(r.stream.SetColWidth(i+1, i+1, width))
	}
	n := len(r.notes.Titles)
	for _, c := range r.extra {
		n++
		errs.add(r.stream.SetColWidth(n, n, c.columnWidth()))
	}
	errs.add(r.stream.SetColWidth(n+1, n+1, reasonWidth))
	errs.add(r.stream.SetColWidth(n+2, n+2, 12))
}

// line writes one rejected line.
func (r *rejectWriter) line(s *models.Step) error {
	var cells []string
	if err := json.Unmarshal([]byte(s.Cells), &cells); err != nil {
		return fmt.Errorf("申报 %s 第 %d 行已损坏：%w", s.Filing, s.Line, err)
	}
	var list []Fault
	if s.Faults != "" {
		if err := json.Unmarshal([]byte(s.Faults), &list); err != nil {
			return fmt.Errorf("申报 %s 第 %d 行已损坏：%w", s.Filing, s.Line, err)
		}
	}
	r.row++
	details := r.details(list)
	group := "" // the county that the line had from its group row
	if len(cells) > len(r.notes.Titles) {
		group = cells[len(r.notes.Titles)]
	}
	row := make([]any, 0, len(r.notes.Titles)+len(r.extra)+2)
	for i := range r.notes.Titles {
		text, style := "", r.text
		if i < len(cells) {
			text = cells[i]
		}
		if text == "" && r.notes.Titles[i].Column == "county" {
			text = group
		}
		if detail := details[i]; detail != "" {
			style = r.bad
			if err := r.comment(i, detail); err != nil {
				return err
			}
		}
		row = append(row, excelize.Cell{StyleID: style, Value: text})
	}
	for _, c := range r.extra {
		style := r.text
		if slices.ContainsFunc(list, func(f Fault) bool { return f.Cell == "" && f.Title == c.Heading() && !f.Warning }) {
			style = r.bad
		}
		text := ""
		if c.Key == "county" {
			text = group
		} else if s.Seq < len(r.notes.Sheets) {
			text = r.notes.Sheets[s.Seq].Given[c.Key]
		}
		row = append(row, excelize.Cell{StyleID: style, Value: text})
	}
	why := reasons(list)
	row = append(row, excelize.Cell{StyleID: r.reason, Value: why}, excelize.Cell{StyleID: r.text, Value: r.place(s)})
	return r.stream.SetRow(fmt.Sprintf("A%d", r.row), row, excelize.RowOpts{Height: reasonHeight(why)})
}

// reasonHeight fits the reasons, each on its lines, into the reason column; no row is higher than Excel allows.
func reasonHeight(why string) float64 {
	height := 4.0
	for reason := range strings.SplitSeq(why, "\n") {
		height += lineHeight(reason, reasonWidth/2)
	}
	return min(height, 400)
}

// details are what is wrong with each column of the file; warnings are left out.
func (r *rejectWriter) details(list []Fault) map[int]string {
	details := map[int]string{}
	for _, f := range list {
		if f.Warning || f.Cell == "" {
			continue
		}
		if i, ok := r.column(f); ok {
			if details[i] != "" {
				details[i] += "\n"
			}
			details[i] += f.Detail
		}
	}
	return details
}

// column finds the file's column that a fault is about.
func (r *rejectWriter) column(f Fault) (int, bool) {
	if r.notes.Format == formFormat {
		i := slices.IndexFunc(r.notes.Titles, func(t TitleNote) bool { return t.Title == f.Title })
		return i, i >= 0
	}
	i, _, ok := parseCell(f.Cell[strings.LastIndexByte(f.Cell, '!')+1:])
	return i, ok
}

func (r *rejectWriter) comment(column int, detail string) error {
	if r.comments == maxComments {
		return nil
	}
	r.comments++
	return r.f.AddComment(r.sheet, excelize.Comment{Cell: fmt.Sprintf("%s%d", columnName(column), r.row), Author: "云梯", Text: detail, Width: 240, Height: 80})
}

// reasons writes a line's faults out, errors first.
func reasons(list []Fault) string {
	var errs, hints []string
	for _, f := range list {
		text := f.Detail
		if f.Title != "" {
			text = "「" + f.Title + "」" + text
		}
		if f.Warning {
			hints = append(hints, "（提示）"+text)
		} else {
			errs = append(errs, text)
		}
	}
	return strings.Join(append(errs, hints...), "\n")
}

// place says where the line stood in the file.
func (r *rejectWriter) place(s *models.Step) string {
	if len(r.notes.Sheets) > 1 && s.Seq < len(r.notes.Sheets) {
		return fmt.Sprintf("%s %d", r.notes.Sheets[s.Seq].Name, s.Line)
	}
	return fmt.Sprint(s.Line)
}
