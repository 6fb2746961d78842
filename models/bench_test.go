package models_test

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"yunti/models"
	"yunti/models/modelstest"
	"yunti/policy"
)

// benchYear is the year that benchmarks review.
const benchYear = 2023

func benchFirms(b *testing.B) int {
	if text := os.Getenv("YUNTI_BENCH_FIRMS"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			b.Fatalf("YUNTI_BENCH_FIRMS: %v", err)
		}
		return n
	}
	return modelstest.BenchFirms
}

// eachFilled runs a benchmark on both databases, filled once.
func eachFilled(b *testing.B, bench func(b *testing.B, db *models.DB, firms int)) {
	for _, kind := range []struct {
		name string
		open func(testing.TB) *models.DB
	}{{"sqlite", modelstest.SQLite}, {"mariadb", modelstest.MariaDB}} {
		b.Run(kind.name, func(b *testing.B) {
			db, firms := kind.open(b), benchFirms(b)
			modelstest.Fill(b, db, firms, benchYear)
			bench(b, db, firms)
		})
	}
}

// BenchmarkListOfFirms answers list screens: a page, its total, and where its firms stand.
func BenchmarkListOfFirms(b *testing.B) {
	eachFilled(b, func(b *testing.B, db *models.DB, firms int) {
		r := reviewAll(b, db, benchYear)
		if _, err := db.PublishReview(b.Context(), noon, clerk, r.ID, r.Version); err != nil {
			b.Fatal(err)
		}
		for name, filter := range map[string]models.FirmFilter{
			"all": {}, "name": {Q: "试验00001"}, "county": {County: "530102", Sort: "-capital"}, "tier": {Tier: "hnte_below_scale"}, "far": {Page: firms / 50},
		} {
			b.Run(name, func(b *testing.B) {
				for b.Loop() {
					if items, _, err := db.Firms(b.Context(), models.Everything, filter); err != nil || len(items) == 0 {
						b.Fatalf("%d firms, %v", len(items), err)
					}
				}
			})
		}
	})
}

// verdictSize is about what tiering's compact verdicts come to.
const verdictSize = 300

func benchVerdict() []byte { return bytes.Repeat([]byte{1, 7, 0x27, 0x80, 0xff}, verdictSize/5) }

// BenchmarkFloor is what jobs' BenchmarkReview is divided by.
func BenchmarkFloor(b *testing.B) {
	run := 0
	eachFilled(b, func(b *testing.B, db *models.DB, firms int) {
		for b.Loop() {
			run++
			review := fmt.Sprintf("floor-%d", run)
			n, err := modelstest.Floor(b.Context(), db, review, benchYear, benchVerdict())
			if err != nil || n != firms {
				b.Fatalf("%d firms, %v", n, err)
			}
			b.StopTimer()
			if err := modelstest.Drop(b.Context(), db, review); err != nil {
				b.Fatal(err)
			}
			b.StartTimer()
		}
		b.ReportMetric(float64(firms)*float64(b.N)/b.Elapsed().Seconds(), "firms/s")
	})
}

// BenchmarkStreamFacts reads every firm as a review does, and does nothing with it.
func BenchmarkStreamFacts(b *testing.B) {
	eachFilled(b, func(b *testing.B, db *models.DB, firms int) {
		b.ReportAllocs()
		for b.Loop() {
			n := 0
			err := db.StreamFacts(b.Context(), benchYear, "", func(batch []models.FirmFacts) error {
				n += len(batch)
				return nil
			})
			if err != nil || n != firms {
				b.Fatalf("%d firms, %v", n, err)
			}
		}
		b.ReportMetric(float64(firms)*float64(b.N)/b.Elapsed().Seconds(), "firms/s")
	})
}

// BenchmarkReviewWithoutJudging streams and saves through the functions that a review uses, with one verdict
// for all: what models adds to the floor.
func BenchmarkReviewWithoutJudging(b *testing.B) {
	year := benchYear
	eachFilled(b, func(b *testing.B, db *models.DB, firms int) {
		for b.Loop() {
			r := reviewAll(b, db, year)
			b.StopTimer()
			if _, err := db.CancelReview(b.Context(), noon, clerk, r.ID); err != nil {
				b.Fatal(err)
			}
			b.StartTimer()
		}
		b.ReportMetric(float64(firms)*float64(b.N)/b.Elapsed().Seconds(), "firms/s")
	})
}

// reviewAll makes a draft in which every firm has the same verdict.
func reviewAll(tb testing.TB, db *models.DB, year int) *models.Review {
	tb.Helper()
	ctx := tb.Context()
	r, err := db.BeginReview(ctx, noon, clerk, year, "digest", "bench", time.Hour)
	if err != nil {
		tb.Fatal(err)
	}
	start, verdict := *r, benchVerdict()
	full := make(chan []models.Result)
	saved := make(chan error, 1)
	go func() {
		var err error
		for results := range full {
			if err == nil {
				err = db.SaveResults(ctx, noon, r, results, time.Hour)
			}
		}
		saved <- err
	}()
	err = db.ReviewFacts(ctx, &start, func(batch []models.FirmFacts) error {
		results := make([]models.Result, len(batch))
		for i := range batch {
			f := &batch[i].Firm
			results[i] = models.Result{Review: r.ID, Code: f.Code, Name: f.Name, County: f.County, Zones: f.Zones, Industry: f.Industry,
				State: f.State, StateDay: f.StateDay, Present: true, Growth: "hnte_below_scale", GrowthFrom: "tech_sme", GrowthMove: "promoted", Ready: 3, Missing: true, Verdict: verdict}
		}
		full <- results
		return nil
	})
	close(full)
	if err == nil {
		err = <-saved
	}
	if err == nil {
		err = db.FinishReview(ctx, noon, r)
	}
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

// processorTime is what this process has used of the processors, which a busy machine does not change much.
func processorTime() time.Duration {
	text, _ := os.ReadFile("/proc/self/stat")
	fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
	if len(fields) < 13 {
		return 0
	}
	var ticks int
	for _, field := range fields[11:13] { // utime and stime, in hundredths of a second
		n, _ := strconv.Atoi(field)
		ticks += n
	}
	return time.Duration(ticks) * 10 * time.Millisecond
}

// BenchmarkListOfEntitlements answers list screens on 100,000 lines of a review, a fifth of them settled: a page with what became of its
// lines, the total and the sums.
func BenchmarkListOfEntitlements(b *testing.B) {
	for name, open := range map[string]func(testing.TB) *models.DB{"sqlite": modelstest.SQLite, "mariadb": modelstest.MariaDB} {
		b.Run(name, func(b *testing.B) {
			const all, settled = 100_000, 20_000
			db := open(b)
			lines := make([]models.Entitlement, all)
			for i := range lines {
				e := owed([]string{"4-a", "4-b", "4-c", "5-b"}[i%4], modelstest.Code(i/4), "", policy.Money(1+i%90), policy.Money(1+i%90))
				e.Name, e.Alias, e.County = "昆明云梯试验"+itoa(i/4)+"科技有限公司", "", "5301"+itoa(10+i/4%14)
				e.Ground = "2023 年研发费用；规上高新技术企业；用于测量的依据说明"
				lines[i] = e
			}
			review := published(b, db, 2023, lines...)
			for from := 0; from < settled; from += models.MaxBatch {
				var picks []models.SettleLine
				for _, e := range lines[from : from+models.MaxBatch] {
					picks = append(picks, pick(e, *e.High/policy.Wan))
				}
				settle(b, db, review, picks...)
			}
			analyse := "ANALYZE"
			if db.MySQL {
				analyse = "ANALYZE TABLE entitlements, settlements, payments"
			}
			if err := db.Write.Exec(analyse).Error; err != nil {
				b.Fatal(err)
			}
			for name, f := range map[string]models.EntitlementFilter{"all": {}, "clause": {Clause: "5-b"}, "county": {County: "530112"}, "none": {Settled: models.SettledNone},
				"settled": {Settled: models.SettledSettled}, "name": {Q: "试验12345"}, "payee": {Payee: modelstest.Code(777)}, "far": {Page: 1000}} {
				f.Review = review
				b.Run(name, func(b *testing.B) {
					began := processorTime()
					defer func() { b.ReportMetric(float64(processorTime()-began)/1e6/float64(b.N), "cpu-ms/op") }()
					for b.Loop() {
						if items, total, _, err := db.Entitlements(b.Context(), models.Everything, f); err != nil || len(items) == 0 || total == 0 {
							b.Fatalf("%d of %d lines, %v", len(items), total, err)
						}
					}
				})
			}
			b.Run("totals", func(b *testing.B) {
				began := processorTime()
				defer func() { b.ReportMetric(float64(processorTime()-began)/1e6/float64(b.N), "cpu-ms/op") }()
				for b.Loop() {
					if totals, err := db.MoneyTotals(b.Context(), models.Everything, review); err != nil || len(totals) == 0 {
						b.Fatalf("%d totals, %v", len(totals), err)
					}
				}
			})
		})
	}
}
