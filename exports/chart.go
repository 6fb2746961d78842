package exports

import "github.com/xuri/excelize/v2"

// chart puts a native chart of the given size in pixels at a cell. Axis letters get a colour of their own: the
// default is a pale grey that no printer shows.
func (s *sheet) chart(at string, kind excelize.ChartType, title string, series []excelize.ChartSeries, width, height uint) {
	s.setWidths() // by which excelize finds the cell where the chart ends
	letters := excelize.Font{Size: 9, Color: inkAxis, Family: fontDigit}
	bars := kind == excelize.Bar
	gap := uint(60)
	overlap := 0
	yes := false
	s.book.fail(s.book.file.AddChart(s.name, at, &excelize.Chart{
		Type: kind, Series: series, GapWidth: &gap, Overlap: &overlap, VaryColors: &yes,
		Format:    excelize.GraphicOptions{OffsetX: 4, OffsetY: 4},
		Dimension: excelize.ChartDimension{Width: width, Height: height},
		Title: excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: title,
			Font: &excelize.Font{Size: 12, Bold: true, Color: inkAxis, Family: fontHead}}}},
		Legend:   excelize.ChartLegend{Position: "bottom", Font: &letters},
		PlotArea: excelize.ChartPlotArea{ShowVal: true},
		XAxis:    excelize.ChartAxis{Font: letters, ReverseOrder: false},
		YAxis:    excelize.ChartAxis{Font: letters, MajorGridLines: !bars, None: bars, NumFmt: excelize.ChartNumFmt{CustomNumFmt: "#,##0"}},
		Border:   excelize.LineOptions{Type: excelize.LineSolid, Fill: solid("BFBFBF"), Width: 0.75},
	}))
}
