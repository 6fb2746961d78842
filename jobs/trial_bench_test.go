package jobs

import (
	"fmt"
	"testing"
	"time"

	"yunti/models"
	"yunti/models/modelstest"
	"yunti/policy"
	"yunti/tiering"
)

// BenchmarkTrial tries a changed threshold on YUNTI_BENCH_FIRMS firms (default 20,000) and reports firms/s, the peak of the
// process's memory, and how many times as long it took as reading and judging the same firms once (x-once).
func BenchmarkTrial(b *testing.B) {
	for name, open := range map[string]func(testing.TB) *models.DB{"sqlite": modelstest.SQLite, "mariadb": modelstest.MariaDB} {
		b.Run(name, func(b *testing.B) {
			db, firms := open(b), benchFirms(b)
			modelstest.Fill(b, db, firms, benchYear)
			b.Run(fmt.Sprint(firms), func(b *testing.B) {
				var once, took time.Duration
				for b.Loop() {
					b.StopTimer()
					before := judgeOnce(b, db)
					resetPeak(b)
					b.StartTimer()
					began := time.Now()
					try(b, db, benchYear, "tier/gazelle/revenue_cagr_3y=25%", "clause/5-b/fixed=8 万元")
					took += time.Since(began)
					b.StopTimer()
					b.ReportMetric(peakMB(b), "peak-MB")
					once += min(before, judgeOnce(b, db))
					b.StartTimer()
				}
				b.ReportMetric(float64(firms)*float64(b.N)/took.Seconds(), "firms/s")
				b.ReportMetric(took.Seconds()/once.Seconds(), "x-once")
			})
		})
	}
}

// judgeOnce times the reading and judging of all firms under one edition.
func judgeOnce(b *testing.B, db *models.DB) time.Duration {
	b.Helper()
	ed, err := theBook(b).At(policy.YearEnd(benchYear))
	if err != nil {
		b.Fatal(err)
	}
	judge, err := tiering.Compile(ed)
	if err != nil {
		b.Fatal(err)
	}
	began := time.Now()
	var v tiering.Verdict
	err = db.StreamFacts(b.Context(), benchYear, "", func(batch []models.FirmFacts) error {
		for i := range batch {
			judge.Judge(&batch[i].Facts, benchYear, &v)
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return time.Since(began)
}
