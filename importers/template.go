package importers

import (
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"yunti/policy"
)

// Names of the template's further sheets. The list sheet is hidden; neither can be taken for a roster.
const (
	helpSheet = "填写说明"
	listSheet = "选项"
)

// Rows of a template's first sheet.
const (
	titleRow   = 1
	unitRow    = 2
	headerRow  = 3
	exampleRow = 4
	ruledRows  = 30   // empty lines that are ruled and formatted
	lastRow    = 2000 // how far drop-down lists reach
)

// exampleMark stands in the 序号 column of the example line; reading passes such a line over.
const exampleMark = "示例"

// Template writes an empty roster of one kind in the look of a bureau's table: title, unit line, titles with the required ones
// marked *, one example line, drop-down lists, text format for codes and days, and a sheet that explains every column.
func Template(kind string, ed *policy.Edition, w io.Writer) error {
	k, ok := KindOf(kind)
	if !ok {
		return refuse(ErrKind, "没有「%s」这种导入类型；可用的有：%s", kind, kindIDs())
	}
	f := excelize.NewFile()
	defer f.Close()
	t := &templateWriter{f: f, kind: k, ed: ed, sheet: k.Name}
	for _, step := range []func() error{t.styles, t.table, t.lists, t.help, t.page} {
		if err := step(); err != nil {
			return err
		}
	}
	return f.Write(w)
}

type templateWriter struct {
	f     *excelize.File
	kind  *Kind
	ed    *policy.Edition
	sheet string
	style map[string]int
}

// Fonts are named, never shipped; a machine without them falls back to its own.
const (
	titleFont  = "方正小标宋简体"
	headerFont = "黑体"
	bodyFont   = "仿宋_GB2312"
)

func border(color string) []excelize.Border {
	sides := []excelize.Border{}
	for _, side := range []string{"left", "right", "top", "bottom"} {
		sides = append(sides, excelize.Border{Type: side, Color: color, Style: 1})
	}
	return sides
}

// styles makes the styles by name. Columns of text are formatted as text, so that codes keep their digits and days stay
// as they were typed.
func (t *templateWriter) styles() error {
	t.style = map[string]int{}
	center := &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true}
	left := &excelize.Alignment{Horizontal: "left", Vertical: "center", WrapText: true}
	right := &excelize.Alignment{Horizontal: "right", Vertical: "center"}
	body := &excelize.Font{Family: bodyFont, Size: 11}
	grey := &excelize.Font{Family: bodyFont, Size: 11, Italic: true, Color: "7F7F7F"}
	line, thin := border("000000"), border("BFBFBF")
	money := "#,##0.00##"
	for name, s := range map[string]*excelize.Style{
		"title":         {Font: &excelize.Font{Family: titleFont, Size: 18}, Alignment: center},
		"unit left":     {Font: body, Alignment: &excelize.Alignment{Horizontal: "left", Vertical: "center"}},
		"unit right":    {Font: body, Alignment: right},
		"header":        {Font: &excelize.Font{Family: headerFont, Size: 11}, Alignment: center, Border: line, Fill: fill("E7EFF9")},
		"required":      {Font: &excelize.Font{Family: headerFont, Size: 11, Color: "C00000"}, Alignment: center, Border: line, Fill: fill("E7EFF9")},
		"example text":  {Font: grey, Alignment: left, Border: thin, NumFmt: 49, Fill: fill("F7F7F7")},
		"example money": {Font: grey, Alignment: right, Border: thin, CustomNumFmt: &money, Fill: fill("F7F7F7")},
		"example count": {Font: grey, Alignment: right, Border: thin, NumFmt: 1, Fill: fill("F7F7F7")},
		"text":          {Font: body, Alignment: left, Border: thin, NumFmt: 49},
		"money":         {Font: body, Alignment: right, Border: thin, CustomNumFmt: &money},
		"count":         {Font: body, Alignment: right, Border: thin, NumFmt: 1},
		"help":          {Font: body, Alignment: left, Border: thin},
		"help center":   {Font: body, Alignment: center, Border: thin},
		"note":          {Font: body, Alignment: left},
	} {
		id, err := t.f.NewStyle(s)
		if err != nil {
			return err
		}
		t.style[name] = id
	}
	return nil
}

func fill(color string) excelize.Fill {
	return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{color}}
}

// format is the style of a column's cells.
func (c *Column) format() string {
	switch c.Parse {
	case ParseMoney:
		return "money"
	case ParseCount:
		return "count"
	}
	return "text"
}

// columnWidth fits the title on two lines and what the column holds.
func (c *Column) columnWidth() float64 {
	switch {
	case c.Parse == ParseCode:
		return 24
	case c.Key == "name" || c.Key == "incubator" || c.Key == "investors" || c.Key == "document":
		return 30
	case c.Key == "kind" || c.Key == "zone" || c.Key == "doc_no" || c.Key == "number" || c.Key == "field" || c.Key == "assessor" || c.Key == "type":
		return 20
	case c.Parse == ParseFlag || c.Parse == ParseYear || c.Parse == ParseCount:
		return 10
	case c.Parse == ParseMoney:
		return 13
	}
	return 14
}

// table writes the first sheet.
func (t *templateWriter) table() error {
	f, k := t.f, t.kind
	if err := f.SetSheetName("Sheet1", t.sheet); err != nil {
		return err
	}
	last := columnName(t.firstPage())
	var errs firstError
	errs.add(f.MergeCell(t.sheet, "A1", last+"1"))
	errs.add(f.SetCellValue(t.sheet, "A1", k.Name+"（导入模板）"))
	errs.add(f.SetCellStyle(t.sheet, "A1", last+"1", t.style["title"]))
	errs.add(f.SetRowHeight(t.sheet, titleRow, 36))
	errs.add(f.SetCellValue(t.sheet, "A2", "填报单位："))
	errs.add(f.SetCellStyle(t.sheet, "A2", "A2", t.style["unit left"]))
	if t.inWan() {
		errs.add(f.SetCellValue(t.sheet, fmt.Sprintf("%s%d", last, unitRow), "单位：万元"))
		errs.add(f.SetCellStyle(t.sheet, fmt.Sprintf("%s%d", last, unitRow), fmt.Sprintf("%s%d", last, unitRow), t.style["unit right"]))
	}
	errs.add(f.SetRowHeight(t.sheet, unitRow, 20))
	errs.add(t.column(0, "序号", "header", exampleMark, "text", numberWidth))
	for i := range k.Columns {
		c := &k.Columns[i]
		heading, style := c.Heading(), "header"
		if c.Need != Optional {
			heading, style = heading+"*", "required"
		}
		errs.add(t.column(i+1, heading, style, c.exampleValue(), c.format(), c.columnWidth()))
	}
	errs.add(f.SetRowHeight(t.sheet, headerRow, 40))
	for row := exampleRow; row <= exampleRow+ruledRows; row++ {
		errs.add(f.SetRowHeight(t.sheet, row, 22))
	}
	return errs.err
}

// firstError keeps the first of several errors.
type firstError struct{ err error }

func (e *firstError) add(err error) {
	if e.err == nil {
		e.err = err
	}
}

// exampleValue is the example line's value: a number where the column holds numbers.
func (c *Column) exampleValue() any {
	if c.Parse == ParseMoney || c.Parse == ParseCount {
		if d, rest, reason := parseDecimal(c.Example); reason == "" && rest == "" {
			if n, ok := d.scaled(2, maxCount*100); ok {
				return float64(n) / 100
			}
		}
	}
	return c.Example
}

// column writes a column's title, example and formats.
func (t *templateWriter) column(i int, title, headerStyle string, example any, format string, width float64) error {
	name := columnName(i)
	at := func(row int) string { return fmt.Sprintf("%s%d", name, row) }
	var errs firstError
	errs.add(t.f.SetColWidth(t.sheet, name, name, width))
	errs.add(t.f.SetCellValue(t.sheet, at(headerRow), title))
	errs.add(t.f.SetCellStyle(t.sheet, at(headerRow), at(headerRow), t.style[headerStyle]))
	if example != "" {
		errs.add(t.f.SetCellValue(t.sheet, at(exampleRow), example))
	}
	errs.add(t.f.SetCellStyle(t.sheet, at(exampleRow), at(exampleRow), t.style["example "+format]))
	errs.add(t.f.SetCellStyle(t.sheet, at(exampleRow+1), at(exampleRow+ruledRows), t.style[format]))
	return errs.err
}

// inWan reports whether amounts of the roster are in 万元.
func (t *templateWriter) inWan() bool {
	for i := range t.kind.Columns {
		if t.kind.Columns[i].Sign == "万元" {
			return true
		}
	}
	return false
}

// lists writes the words of each column with choices on a hidden sheet and makes drop-down lists of them. The lists
// advise: other spellings of the same are understood too.
func (t *templateWriter) lists() error {
	if _, err := t.f.NewSheet(listSheet); err != nil {
		return err
	}
	var errs firstError
	n := 0
	for i := range t.kind.Columns {
		c := &t.kind.Columns[i]
		if c.Choices == nil {
			continue
		}
		choices := c.Choices(t.ed)
		if len(choices) == 0 {
			continue
		}
		list := columnName(n)
		n++
		for row, word := range choices {
			errs.add(t.f.SetCellValue(listSheet, fmt.Sprintf("%s%d", list, row+1), word))
		}
		dv := excelize.NewDataValidation(true)
		name := columnName(i + 1)
		dv.Sqref = fmt.Sprintf("%s%d:%s%d", name, exampleRow, name, lastRow)
		dv.SetSqrefDropList(fmt.Sprintf("%s!$%s$1:$%s$%d", listSheet, list, list, len(choices)))
		dv.SetError(excelize.DataValidationErrorStyleWarning, "不在列表中", "建议从下拉列表选择。确实要用其他写法吗？")
		errs.add(t.f.AddDataValidation(t.sheet, dv))
	}
	errs.add(t.f.SetSheetVisible(listSheet, false))
	return errs.err
}

// help writes the sheet that explains the columns.
func (t *templateWriter) help() error {
	if _, err := t.f.NewSheet(helpSheet); err != nil {
		return err
	}
	var errs firstError
	set := func(cell string, value, style string) {
		errs.add(t.f.SetCellValue(helpSheet, cell, value))
		errs.add(t.f.SetCellStyle(helpSheet, cell, cell, t.style[style]))
	}
	for column, width := range map[string]float64{"A": 26, "B": 10, "C": 20, "D": 44, "E": 46} {
		errs.add(t.f.SetColWidth(helpSheet, column, column, width))
	}
	errs.add(t.f.MergeCell(helpSheet, "A1", "E1"))
	set("A1", "「"+t.kind.Name+"」填写说明", "title")
	errs.add(t.f.SetRowHeight(helpSheet, 1, 34))
	notes := append([]string{t.kind.Note}, commonNotes...)
	row := 2
	for i, note := range notes {
		errs.add(t.f.MergeCell(helpSheet, fmt.Sprintf("A%d", row), fmt.Sprintf("E%d", row)))
		set(fmt.Sprintf("A%d", row), fmt.Sprintf("%d. %s", i+1, note), "note")
		errs.add(t.f.SetRowHeight(helpSheet, row, lineHeight(note, 70)))
		row++
	}
	errs.add(t.f.SetRowHeight(helpSheet, row, 24))
	for i, head := range []string{"列", "必填", "格式", "说明", "也可以写成"} {
		set(fmt.Sprintf("%s%d", columnName(i), row), head, "header")
	}
	for i := range t.kind.Columns {
		c := &t.kind.Columns[i]
		row++
		set(fmt.Sprintf("A%d", row), c.Heading(), "help")
		set(fmt.Sprintf("B%d", row), c.needText(), "help center")
		set(fmt.Sprintf("C%d", row), c.formatText(), "help")
		explained := c.explanation(t.ed)
		set(fmt.Sprintf("D%d", row), explained, "help")
		aliases := strings.Join(c.Aliases[:min(len(c.Aliases), 6)], "、")
		set(fmt.Sprintf("E%d", row), aliases, "help")
		errs.add(t.f.SetRowHeight(helpSheet, row, max(lineHeight(explained, 20), lineHeight(aliases, 21))))
	}
	errs.add(printed(t.f, helpSheet, 1))
	return errs.err
}

// commonNotes hold for every roster.
var commonNotes = []string{
	"带 * 的列为必填；列的顺序可以调整，不需要的选填列可以删去。标有“示例”的一行导入时自动跳过。",
	"没有数据请留空或填“—”，留空不等于零。空白的选填项不会清除系统中已有的内容。",
	"日期写成 2022-11-18 的形式；统一社会信用代码等编号所在的单元格须为文本格式，以免丢失位数。",
	"可以直接导入 .xlsx 文件，也可以导入 .csv 文件；旧版 .xls 请先另存为 .xlsx。一个文件最多 10 万行。",
	"导入后先生成变更清单，核对无误再生效；有错误的行可以下载下来，更正后再次导入。",
}

// lineHeight is the height of a cell whose text wraps after so many characters.
func lineHeight(text string, perLine int) float64 {
	lines := (len([]rune(text)) + perLine - 1) / perLine
	return 18 * float64(max(lines, 1))
}

func (c *Column) needText() string {
	switch c.Need {
	case Required:
		return "是"
	case Wanted:
		return "新增时"
	}
	return ""
}

func (c *Column) formatText() string {
	switch c.Parse {
	case ParseCode:
		return "文本，18 位"
	case ParseDay:
		return "日期，如 2022-11-18"
	case ParseMoney:
		return "数字，" + c.Sign
	case ParseCount:
		return "整数，" + c.Sign
	case ParseFlag:
		return "是 / 否"
	case ParseYear:
		return "四位年份"
	}
	if c.Choices != nil {
		return "文本，下拉选择"
	}
	return "文本"
}

// explanation is the column's note and what it takes, unless that is too long a list.
func (c *Column) explanation(ed *policy.Edition) string {
	var parts []string
	if c.Note != "" {
		parts = append(parts, c.Note)
	}
	if c.Choices != nil && c.Parse == ParseText {
		if list := strings.Join(c.Choices(ed), "、"); len([]rune(list)) <= 400 {
			parts = append(parts, "可填："+list)
		}
	}
	return strings.Join(parts, "。")
}

// readable is the width of columns, in characters, that A4 landscape shows at a size that can be read.
const readable = 220

// numberWidth is the width of the 序号 column.
const numberWidth = 7.0

// firstPage is the last column of the first printed page, under which the title is centred.
func (t *templateWriter) firstPage() int {
	width := numberWidth
	for i := range t.kind.Columns {
		if width += t.kind.Columns[i].columnWidth(); width > readable {
			return i
		}
	}
	return len(t.kind.Columns)
}

// printed lays a sheet out on A4 landscape, so many pages wide.
func printed(f *excelize.File, sheet string, pages int) error {
	landscape, paper := "landscape", 9
	side, top := 0.4, 0.7
	var errs firstError
	errs.add(f.SetPageLayout(sheet, &excelize.PageLayoutOptions{Orientation: &landscape, Size: &paper, FitToWidth: &pages, FitToHeight: new(0)}))
	errs.add(f.SetPageMargins(sheet, &excelize.PageLayoutMarginsOptions{Left: &side, Right: &side, Top: &top, Bottom: &top, Horizontally: new(true)}))
	errs.add(f.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: new(true)}))
	return errs.err
}

// page sets up printing and the view of the first sheet.
func (t *templateWriter) page() error {
	var errs firstError
	total := numberWidth
	for i := range t.kind.Columns {
		total += t.kind.Columns[i].columnWidth()
	}
	errs.add(printed(t.f, t.sheet, 1+int(total/readable)))
	errs.add(t.f.SetHeaderFooter(t.sheet, &excelize.HeaderFooterOptions{OddFooter: "&C第 &P 页 共 &N 页"}))
	errs.add(t.f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", Scope: t.sheet, RefersTo: fmt.Sprintf("'%[1]s'!$A:$C,'%[1]s'!$%[2]d:$%[2]d", t.sheet, headerRow)}))
	errs.add(t.f.SetPanes(t.sheet, &excelize.Panes{Freeze: true, XSplit: 3, YSplit: headerRow, TopLeftCell: fmt.Sprintf("D%d", headerRow+1), ActivePane: "bottomRight"}))
	t.f.SetActiveSheet(0)
	return errs.err
}
