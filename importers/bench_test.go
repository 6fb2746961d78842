package importers

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"yunti/models"
	"yunti/models/modelstest"
)

// benchLines is how many lines the benchmarks' roster has when YUNTI_BENCH_FIRMS does not say otherwise.
func benchLines() int {
	if n, err := strconv.Atoi(os.Getenv("YUNTI_BENCH_FIRMS")); err == nil {
		return min(n, MaxLines)
	}
	return 20_000
}

// figuresFile is a roster of figures as a bureau has it: title, unit line, n lines, every column filled.
func figuresFile(b *testing.B, n int) []byte {
	b.Helper()
	f := excelize.NewFile()
	defer f.Close()
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		b.Fatal(err)
	}
	write := func(row int, cells ...any) {
		if err := w.SetRow(fmt.Sprintf("A%d", row), cells); err != nil {
			b.Fatal(err)
		}
	}
	write(1, "2022年度企业年度数据")
	write(2, "填报单位:某局", nil, nil, "单位:万元")
	var titles []any
	for i := range figures.Columns {
		titles = append(titles, figures.Columns[i].Heading())
	}
	write(3, titles...)
	for i := range n {
		cells := []any{code(i), fmt.Sprintf("昆明试验%06d科技有限公司", i), 2022}
		for j := range figures.Columns[3:] {
			switch c := &figures.Columns[3+j]; c.Parse {
			case ParseMoney:
				cells = append(cells, float64(i%9000)*1.37+float64(3000-j*100)+0.01)
			case ParseFlag:
				cells = append(cells, "否")
			default:
				cells = append(cells, i%300)
			}
		}
		write(4+i, cells...)
	}
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	var buf bytes.Buffer
	if err := f.Write(&buf); err != nil {
		b.Fatal(err)
	}
	return buf.Bytes()
}

// BenchmarkReadAndPlan reads and plans a roster of figures of firms that are all known, and reports how much longer that
// takes than excelize's bare iterator over the same file, in the same run.
func BenchmarkReadAndPlan(b *testing.B) { eachDatabase(b, benchReadAndPlan) }

// BenchmarkApply applies that roster.
func BenchmarkApply(b *testing.B) { eachDatabase(b, benchApply) }

func eachDatabase(b *testing.B, bench func(b *testing.B, db *models.DB)) {
	b.Run("sqlite", func(b *testing.B) { bench(b, modelstest.SQLite(b)) })
	b.Run("mariadb", func(b *testing.B) { bench(b, modelstest.MariaDB(b)) })
}

func benchReadAndPlan(b *testing.B, db *models.DB) {
	ed := edition(b)
	registerFirms(b, db, benchLines())
	data := figuresFile(b, benchLines())
	var rows, reading, planning time.Duration
	for b.Loop() {
		start := time.Now()
		bareRows(b, data)
		rows += time.Since(start)
		start = time.Now()
		s := read(b, data, "figures", ReadOptions{Year: 2022})
		reading += time.Since(start)
		start = time.Now()
		f, err := Plan(b.Context(), db, ed, s, PlanOptions{Year: 2022, Scope: models.Everything, Actor: clerk, Now: now})
		if err != nil || f.Totals.Create != benchLines() {
			b.Fatalf("%+v, %v", f, err)
		}
		planning += time.Since(start)
	}
	per := func(d time.Duration) float64 { return d.Seconds() / float64(b.N) }
	b.ReportMetric(per(rows), "s-rows")
	b.ReportMetric(per(reading), "s-read")
	b.ReportMetric(per(planning), "s-plan")
	b.ReportMetric((reading+planning).Seconds()/rows.Seconds(), "x-rows")
}

// bareRows is the floor of reading.
func bareRows(b *testing.B, data []byte) {
	b.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{RawCellValue: true})
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	rows, err := f.Rows("Sheet1")
	if err != nil {
		b.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		if _, err := rows.Columns(); err != nil {
			b.Fatal(err)
		}
	}
}

func benchApply(b *testing.B, db *models.DB) {
	ed := edition(b)
	registerFirms(b, db, benchLines())
	data := figuresFile(b, benchLines())
	for b.Loop() {
		b.StopTimer()
		if err := db.Write.Exec("DELETE FROM firm_years").Error; err != nil {
			b.Fatal(err)
		}
		f, err := Plan(b.Context(), db, ed, read(b, data, "figures", ReadOptions{Year: 2022}), PlanOptions{Year: 2022, Scope: models.Everything, Actor: clerk, Now: now})
		if err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		if _, err := Apply(b.Context(), db, models.Everything, f.ID, clerk, now); err != nil {
			b.Fatal(err)
		}
	}
}

// registerFirms stores n firms with the codes of figuresFile.
func registerFirms(b *testing.B, db *models.DB, n int) {
	b.Helper()
	all := make([]models.Firm, n)
	for i := range all {
		name := fmt.Sprintf("昆明试验%06d科技有限公司", i)
		all[i] = models.Firm{Code: code(i), Name: name, Founded: 20180520, County: "530102", State: "在业", Origin: models.Origin{Version: 1, UpdatedAt: now}}
	}
	if err := db.Write.CreateInBatches(all, 500).Error; err != nil {
		b.Fatal(err)
	}
}
