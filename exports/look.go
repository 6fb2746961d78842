package exports

import "github.com/xuri/excelize/v2"

// Kind is what a column holds; it decides alignment, number format and the least width.
type Kind uint8

// The kinds of column.
const (
	Serial  Kind = iota // 序号, counted by the table itself
	Words               // text, left
	Centred             // short text, centred
	Wrapped             // text that may take several lines
	Code                // 统一社会信用代码, certificate numbers: text, centred, never a number
	Day                 // 2023-12-31
	Money               // 万元, #,##0.00
	Large               // 亿美元, 亿元: #,##0.000
	Whole               // counts, #,##0
	Change              // counts with their sign: +3, -2, 0
	Percent             // a fraction shown as 12.34%
	numKinds
)

// kinds fixes the look of each kind: horizontal alignment, number format, least width in half-width
// letters, and how many characters the decimals take.
var kinds = [numKinds]struct {
	align    string
	format   string
	width    float64
	decimals int
}{
	Serial:  {"center", "0", 6, 0},
	Words:   {"left", "@", 12, 0},
	Centred: {"center", "@", 7, 0},
	Wrapped: {"left", "@", 30, 0},
	Code:    {"center", "@", 12, 0},
	Day:     {"center", "yyyy-mm-dd", 12, 0},
	Money:   {"right", "#,##0.00", 12, 3},
	Large:   {"right", "#,##0.000", 10, 4},
	Whole:   {"right", "#,##0", 7, 0},
	Change:  {"right", "+#,##0;-#,##0;0", 7, 1},
	Percent: {"right", "0.00%", 9, 4},
}

// role is the place of a cell in the table.
type role uint8

const (
	body role = iota
	total
	head
	title
	subtitle
	unitLeft
	unitRight
	note
	label // the left cell of 说明
	numRoles
)

// look packs role, kind and tone; a workbook turns each look it meets into one style.
type look uint16

func lookOf(r role, k Kind, t Tone) look { return look(r)<<8 | look(k)<<4 | look(t) }

const numLooks = int(numRoles) << 8

// The fonts of official documents, by name only: where one is not installed WPS and Excel fall back to 宋体.
const (
	fontTitle = "方正小标宋简体"
	fontHead  = "黑体"
	fontBody  = "仿宋_GB2312"
	fontDigit = "宋体"
)

// Sizes in points.
const (
	sizeTitle, sizeHead, sizeBody = 20, 10.5, 10.5
	rowHeight                     = 18.0 // one line of body text
	lineHeight                    = 14.0 // each further line
)

const inkBlack, lineGrey, headFill = "000000", "595959", "DCE6F1"

// tones are the fill and letter colours.
var tones = [numTones]struct{ fill, ink string }{
	Plain:  {"", inkBlack},
	Urgent: {"FFC7CE", "9C0006"},
	Soon:   {"FCE4D6", "974706"},
	Mild:   {"FFF2CC", "7F6000"},
	Good:   {"E2EFDA", "375623"},
	Faint:  {"", "7F7F7F"},
	Link:   {"", "0563C1"},
}

// style builds the workbook style of a look. Every border states its colour: without one strict
// readers refuse the file.
func (l look) style() *excelize.Style {
	r, k, t := role(l>>8), Kind(l>>4&15), Tone(l&15)
	s := &excelize.Style{
		Font:      &excelize.Font{Family: fontBody, Size: sizeBody, Color: tones[t].ink},
		Alignment: &excelize.Alignment{Horizontal: kinds[k].align, Vertical: "center", WrapText: k == Wrapped},
	}
	format := kinds[k].format
	if format != "@" {
		s.Font.Family = fontDigit
	}
	switch r {
	case body, total:
		s.Border = frame()
		if r == total {
			s.Font.Family, s.Font.Bold = fontHead, true
		}
	case head:
		format = "@"
		s.Border, s.Font.Family, s.Font.Size = frame(), fontHead, sizeHead
		s.Fill = solid(headFill)
		s.Alignment = &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true}
	case title:
		format = "@"
		s.Font.Family, s.Font.Size = fontTitle, sizeTitle
		s.Alignment.Horizontal = "center"
	case subtitle:
		format = "@"
		s.Font.Family, s.Font.Size = fontHead, 12
		s.Alignment.Horizontal = "left"
	case unitLeft, note:
		format = "@"
		s.Alignment.Horizontal = "left"
	case unitRight:
		format = "@"
		s.Alignment.Horizontal = "right"
	case label:
		s.Border, s.Font.Family = frame(), fontHead
		s.Fill = solid(headFill)
	}
	if fill := tones[t].fill; fill != "" {
		s.Fill = solid(fill)
	}
	if s.Border != nil && s.Alignment.Horizontal == "left" {
		s.Alignment.Indent = 1 // keeps letters off the lines
	}
	if k == Wrapped && (r == body || r == label) {
		format = "" // long texts in the text format show as ##### in some programs
	}
	if id, ok := builtIn[format]; ok {
		s.NumFmt = id
	} else {
		s.CustomNumFmt = &format
	}
	return s
}

// builtIn are the formats that every spreadsheet program knows by number.
var builtIn = map[string]int{"": 0, "0": 1, "#,##0": 3, "#,##0.00": 4, "0.00%": 10, "@": 49}

func frame() []excelize.Border {
	sides := []excelize.Border{{Type: "left"}, {Type: "right"}, {Type: "top"}, {Type: "bottom"}}
	for i := range sides {
		sides[i].Style, sides[i].Color = 1, lineGrey
	}
	return sides
}

func solid(colour string) excelize.Fill {
	return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour}}
}
