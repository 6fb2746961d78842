package exports

import "github.com/xuri/excelize/v2"

// chart puts a native chart of the given size in pixels at a cell. Axis letters get a colour of their own: the
// default is a pale grey that no printer shows.
func (s *sheet) chart(at string, kind excelize.ChartType, title string, series []excelize.ChartSeries, width, height uint) {
	if len(series) == 0 {
		return
	}
	s.setWidths() // by which excelize finds the cell where the chart ends
	letters := excelize.Font{Size: 9, Color: inkAxis, Family: fontDigit}
	bars := kind == excelize.Bar
	stacked := kind == excelize.ColStacked || kind == excelize.BarStacked
	gap := uint(60)
	overlap := 0
	if stacked {
		overlap = 100
	}
	yes := false
	s.book.fail(s.book.file.AddChart(s.name, at, &excelize.Chart{
		Type: kind, Series: series, GapWidth: &gap, Overlap: &overlap, VaryColors: &yes,
		Format:    excelize.GraphicOptions{OffsetX: 4, OffsetY: 4},
		Dimension: excelize.ChartDimension{Width: width, Height: height},
		Title: excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: title,
			Font: &excelize.Font{Size: 12, Bold: true, Color: inkAxis, Family: fontHead}}}},
		Legend:   excelize.ChartLegend{Position: "bottom", Font: &letters},
		PlotArea: excelize.ChartPlotArea{ShowVal: !stacked && kind != excelize.Line && len(series) < 3, NumFmt: excelize.ChartNumFmt{CustomNumFmt: "#,##0;-#,##0;"}}, // nothing above a bar of zero
		XAxis:    excelize.ChartAxis{Font: letters, ReverseOrder: false},
		YAxis:    excelize.ChartAxis{Font: letters, MajorGridLines: !bars, None: bars, NumFmt: excelize.ChartNumFmt{CustomNumFmt: "#,##0"}},
		Border:   excelize.LineOptions{Type: excelize.LineSolid, Fill: solid("BFBFBF"), Width: 0.75},
	}))
}

// palette are the colours of the series of a chart, light and dark in turn so that they differ in black and white.
var palette = []string{"9DC3E6", "1F4E79", "A9D18E", "548235", "F4B183", "C55A11", "7F6000", "7030A0", "767171"}

// seriesOf is a series of a chart: named by a cell of the sheet, with its values beside its categories.
func (s *sheet) seriesOf(name, categories, values, colour string) excelize.ChartSeries {
	in := "'" + s.name + "'!"
	return excelize.ChartSeries{Name: in + name, Categories: in + categories, Values: in + values, Fill: solid(colour),
		Line: excelize.LineOptions{Type: excelize.LineSolid, Width: 2, Fill: solid(colour)}, Marker: excelize.ChartMarker{Symbol: "circle", Size: 6, Fill: solid(colour)},
		DataLabel: excelize.ChartDataLabel{Font: excelize.Font{Size: 9, Color: inkAxis, Family: fontDigit}}}
}

// absolute is a range of a column or row: $B$4:$B$19.
func absolute(fromColumn, fromRow, toColumn, toRow int) string {
	from, _ := excelize.CoordinatesToCellName(fromColumn, fromRow, true)
	to, _ := excelize.CoordinatesToCellName(toColumn, toRow, true)
	if from == to {
		return from
	}
	return from + ":" + to
}

// bars draws a bar into each cell of a range, as long as its number.
func (s *sheet) bars(cells string) {
	s.book.fail(s.book.file.SetConditionalFormat(s.name, cells, []excelize.ConditionalFormatOptions{{Type: "data_bar", Criteria: "=", MinType: "num", MinValue: "0",
		MaxType: "max", BarColor: "#9DC3E6", BarSolid: true}}))
}

// signs colours the changes of a range: more green, less red.
func (s *sheet) signs(cells string) {
	for _, c := range []struct{ criteria, ink string }{{">", tones[Good].ink}, {"<", tones[Urgent].ink}} {
		style, err := s.book.file.NewConditionalStyle(&excelize.Style{Font: &excelize.Font{Color: c.ink}})
		s.book.fail(err)
		s.book.fail(s.book.file.SetConditionalFormat(s.name, cells, []excelize.ConditionalFormatOptions{{Type: "cell", Criteria: c.criteria, Value: "0", Format: &style}}))
	}
}

// chartColumns are how many columns beside its tables a sheet keeps for charts, each so wide.
const chartColumns, chartColumnWidth = 8, 10

// besides keeps room for charts on the right of a sheet whose tables have so many columns, and returns the column in which
// they begin. It is called before the first table, so that the title stands over both.
func (s *sheet) besides(columns int) int {
	for n := range chartColumns {
		s.set(columns+2+n, width{least: chartColumnWidth})
	}
	s.set(columns+1, width{least: 2})
	return columns + 2
}

// chartWidth is that room in pixels.
const chartWidth = chartColumns * (chartColumnWidth*7 + 5)

// pad adds empty rows until the sheet has so many.
func (s *sheet) pad(rows int) {
	for s.rows < rows {
		s.row(rowHeight, Blank().as(note, Words))
	}
}
