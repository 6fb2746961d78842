package exports_test

import (
	"io"
	"testing"

	"yunti/exports"
	"yunti/models"
	"yunti/models/modelstest"
)

// BenchmarkMoney writes the reports on what is owed to a city's firms, and beside each the same cells through excelize's StreamWriter: a
// report may take 1.5 times as long, and 300 MB for 100,000 lines.
func BenchmarkMoney(b *testing.B) {
	db := modelstest.SQLite(b)
	modelstest.Fill(b, db, benchFirms(b), 2023)
	book := theBook(b)
	review(b, db, book, 2022, true)
	review(b, db, book, 2023, true)
	for _, key := range []string{"research", "unclaimed", "incentives", "carriers"} {
		workbook := written(b, db, key, models.Everything, exports.Request{Year: 2023})
		b.Run(key, func(b *testing.B) {
			report := theReport(key)
			source, err := exports.Open(b.Context(), db, models.Everything, report, exports.Request{Year: 2023, By: "bench", At: morning(2024)})
			if err != nil {
				b.Fatal(err)
			}
			defer peak(b)()
			for b.Loop() {
				if _, err := report.Write(b.Context(), source, io.Discard); err != nil {
					b.Fatal(err)
				}
			}
		})
		sheets, styles := cells(b, workbook)
		workbook = nil
		b.Run(key+"/bare", func(b *testing.B) {
			defer peak(b)()
			for b.Loop() {
				if err := bare(sheets, styles); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
