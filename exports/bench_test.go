package exports_test

import (
	"bytes"
	"io"
	"os"
	"runtime"
	"strconv"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"yunti/exports"
	"yunti/models"
	"yunti/models/modelstest"
)

// benchFirms is the size of the city in the benchmarks, YUNTI_BENCH_FIRMS or 20,000.
func benchFirms(b *testing.B) int {
	text := os.Getenv("YUNTI_BENCH_FIRMS")
	if text == "" {
		return 20_000
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		b.Fatal(err)
	}
	return n
}

// BenchmarkReports writes every report of a city with two published reviews; KEY/bare writes the same cells with the same
// number of styles through excelize's StreamWriter, one sheet after the other. A report may take 1.5 times as long, and
// 300 MB for 100,000 firms. Reports of few cells are measured against reading the results alone (KEY/read).
func BenchmarkReports(b *testing.B) {
	db := modelstest.SQLite(b)
	modelstest.Fill(b, db, benchFirms(b), 2023)
	book := theBook(b)
	review(b, db, book, 2022, true)
	r := review(b, db, book, 2023, true)
	b.Run("read", func(b *testing.B) {
		for b.Loop() {
			if err := db.EachResult(b.Context(), models.Everything, r.ID, func(*models.Result) error { return nil }); err != nil {
				b.Fatal(err)
			}
		}
	})
	for _, report := range exports.Reports {
		if report.Needs != exports.NeedsYear {
			continue
		}
		b.Run(report.Key, func(b *testing.B) { benchReport(b, db, report) })
	}
}

func benchReport(b *testing.B, db *models.DB, report exports.Report) {
	source, err := exports.Open(b.Context(), db, models.Everything, report, exports.Request{Year: 2023, By: "bench", At: morning(2024)})
	if err != nil {
		b.Fatal(err)
	}
	b.Run("report", func(b *testing.B) {
		defer peak(b)()
		for b.Loop() {
			if _, err := report.Write(b.Context(), source, io.Discard); err != nil {
				b.Fatal(err)
			}
		}
	})
	sheets, styles := cells(b, written(b, db, report.Key, models.Everything, exports.Request{Year: 2023}))
	b.Run("bare", func(b *testing.B) {
		defer peak(b)()
		for b.Loop() {
			if err := bare(sheets, styles); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkVerify holds a saved copy of the annual report against what was handed out.
func BenchmarkVerify(b *testing.B) {
	db := modelstest.SQLite(b)
	modelstest.Fill(b, db, benchFirms(b), 2023)
	book := theBook(b)
	review(b, db, book, 2022, true)
	review(b, db, book, 2023, true)
	report := theReport("annual")
	source, err := exports.Open(b.Context(), db, models.Everything, report, exports.Request{Year: 2023, By: "bench", At: morning(2024)})
	if err != nil {
		b.Fatal(err)
	}
	var w bytes.Buffer
	issued, err := report.Write(b.Context(), source, &w)
	if err != nil {
		b.Fatal(err)
	}
	issued.Digest = "" // as if another program had saved it: every cell is read
	if err := db.IssueReport(b.Context(), morning(2024), zhang, issued); err != nil {
		b.Fatal(err)
	}
	defer peak(b)()
	for b.Loop() {
		v, err := exports.Verify(b.Context(), db, bytes.NewReader(w.Bytes()), int64(w.Len()))
		if err != nil || v.State != exports.Genuine {
			b.Fatal(v, err)
		}
	}
	b.ReportMetric(float64(w.Len())/(1<<20), "MB")
}

// peak reports by how much the memory of the process grew at most while the benchmark ran.
func peak(b *testing.B) func() {
	runtime.GC()
	start, most, stop, done := inUse(), uint64(0), make(chan bool), make(chan bool)
	go func() {
		defer close(done)
		for {
			select {
			case <-stop:
				return
			case <-time.After(5 * time.Millisecond):
				most = max(most, inUse())
			}
		}
	}()
	return func() {
		close(stop)
		<-done
		b.ReportMetric(float64(max(most, start)-start)/(1<<20), "peak-MB")
	}
}

func inUse() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapInuse + m.StackInuse
}

// cells reads all cells of a workbook, numbers as numbers, and the number of its styles.
func cells(b *testing.B, workbook []byte) (sheets [][][]any, styles int) {
	f, err := excelize.OpenReader(bytes.NewReader(workbook), excelize.Options{RawCellValue: true})
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	count := 0
	for _, name := range f.GetSheetList() {
		rows, err := f.Rows(name)
		if err != nil {
			b.Fatal(err)
		}
		var sheet [][]any
		for rows.Next() {
			texts, err := rows.Columns()
			if err != nil {
				b.Fatal(err)
			}
			row := make([]any, len(texts))
			for i, text := range texts {
				row[i] = text
				if x, err := strconv.ParseFloat(text, 64); err == nil {
					row[i] = x
				}
				count++
			}
			sheet = append(sheet, row)
		}
		sheets = append(sheets, sheet)
		if err := rows.Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.Logf("%d sheets, %d cells, %d bytes", len(sheets), count, len(workbook))
	return sheets, len(f.Styles.CellXfs.Xf)
}

// bare writes the cells as excelize's documentation shows it.
func bare(sheets [][][]any, styles int) error {
	f := excelize.NewFile()
	defer f.Close()
	var ids []int
	for i := range styles {
		id, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Size: 10 + float64(i)/10}})
		if err != nil {
			return err
		}
		ids = append(ids, id)
	}
	for n, sheet := range sheets {
		name := "S" + strconv.Itoa(n)
		if _, err := f.NewSheet(name); err != nil {
			return err
		}
		w, err := f.NewStreamWriter(name)
		if err != nil {
			return err
		}
		var row []any
		for i, values := range sheet {
			row = row[:0]
			for k, v := range values {
				row = append(row, excelize.Cell{StyleID: ids[k%len(ids)], Value: v})
			}
			if err := w.SetRow("A"+strconv.Itoa(i+1), row); err != nil {
				return err
			}
		}
		if err := w.Flush(); err != nil {
			return err
		}
	}
	_, err := f.WriteTo(io.Discard)
	return err
}
