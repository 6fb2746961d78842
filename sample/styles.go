package sample

import "github.com/xuri/excelize/v2"

// The fonts of official tables, by name; a machine without them falls back by itself.
const (
	fontTitle = "方正小标宋简体"
	fontHead  = "黑体"
	fontBody  = "仿宋_GB2312"
)

// styles are the numbers that a workbook knows its styles by.
type styles struct {
	title, left, right, head, band, note, foot int
	body, sum                                  [numLooks]int
}

// makeStyles registers the styles of a workbook.
func makeStyles(f *excelize.File) (s styles, err error) {
	thin := make([]excelize.Border, 0, 4)
	for _, side := range []string{"left", "right", "top", "bottom"} {
		thin = append(thin, excelize.Border{Type: side, Color: "000000", Style: 1})
	}
	font := func(name string, size float64) *excelize.Font {
		return &excelize.Font{Family: name, Size: size, Color: "000000"}
	}
	align := func(side string, wrap bool) *excelize.Alignment {
		return &excelize.Alignment{Horizontal: side, Vertical: "center", WrapText: wrap}
	}
	money, count, day := "#,##0.00", "#,##0", "yyyy-mm-dd"
	body := func(side string, format *string, bold bool) *excelize.Style {
		text := font(fontBody, 11)
		text.Bold = bold
		return &excelize.Style{Font: text, Border: thin, Alignment: align(side, false), CustomNumFmt: format}
	}
	ids := []struct {
		id    *int
		style *excelize.Style
	}{
		{&s.title, &excelize.Style{Font: font(fontTitle, 18), Alignment: align("center", false)}},
		{&s.left, &excelize.Style{Font: font(fontBody, 11), Alignment: align("left", false)}},
		{&s.right, &excelize.Style{Font: font(fontBody, 11), Alignment: align("right", false)}},
		{&s.head, &excelize.Style{Font: font(fontHead, 11), Border: thin, Alignment: align("center", true)}},
		{&s.band, &excelize.Style{Font: font(fontHead, 11), Border: thin, Alignment: align("left", false)}},
		{&s.note, &excelize.Style{Font: font(fontBody, 10), Alignment: align("left", true)}},
		{&s.foot, &excelize.Style{Font: font(fontBody, 11), Alignment: align("left", false)}},
		{&s.body[lookText], body("left", nil, false)},
		{&s.body[lookMid], body("center", nil, false)},
		{&s.body[lookMoney], body("right", &money, false)},
		{&s.body[lookCount], body("right", &count, false)},
		{&s.body[lookDay], body("center", &day, false)},
		{&s.sum[lookText], body("center", nil, true)},
		{&s.sum[lookMid], body("center", nil, true)},
		{&s.sum[lookMoney], body("right", &money, true)},
		{&s.sum[lookCount], body("right", &count, true)},
		{&s.sum[lookDay], body("center", nil, true)},
	}
	for _, x := range ids {
		if *x.id, err = f.NewStyle(x.style); err != nil {
			return s, err
		}
	}
	return s, nil
}
