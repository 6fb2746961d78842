package jobs

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"yunti/models"
	"yunti/models/modelstest"
)

// benchYear is the year that is reviewed; the year before is published first, so that firms are compared.
const benchYear = 2023

// BenchmarkReview reviews YUNTI_BENCH_FIRMS firms (default 20,000) and reports firms/s, how many times as long as the
// floor it took (x-floor) and the peak of the process's memory. The floor reads the same rows with bare database/sql (firms,
// figures, titles …, and the earlier results) and writes as many result lines of the same size, reading and writing
// at the same time; it is run before and after each review, and the faster one counts.
func BenchmarkReview(b *testing.B) {
	for name, open := range map[string]func(testing.TB) *models.DB{"sqlite": modelstest.SQLite, "mariadb": modelstest.MariaDB} {
		b.Run(name, func(b *testing.B) {
			db, firms := open(b), benchFirms(b)
			modelstest.Fill(b, db, firms, benchYear)
			book := theBook(b)
			first, err := Review(b.Context(), db, book, benchYear-1, Options{Actor: zhang, Now: time.Now})
			if err != nil {
				b.Fatal(err)
			}
			publish(b, db, first)
			b.Run(fmt.Sprint(firms), func(b *testing.B) {
				var floor, took time.Duration
				for b.Loop() {
					b.StopTimer()
					verdict := averageVerdict(b, db, first.ID, firms)
					before := timeFloor(b, db, first.ID, verdict)
					resetPeak(b)
					b.StartTimer()
					began := time.Now()
					r, err := Review(b.Context(), db, book, benchYear, Options{Actor: zhang, Now: time.Now})
					took += time.Since(began)
					b.StopTimer()
					if err != nil || r.Done != firms {
						b.Fatalf("%+v, %v", r, err)
					}
					b.ReportMetric(peakMB(b), "peak-MB")
					if _, err := Cancel(b.Context(), db, r.ID, zhang, time.Now()); err != nil {
						b.Fatal(err)
					}
					floor += min(before, timeFloor(b, db, first.ID, verdict))
					b.StartTimer()
				}
				b.ReportMetric(float64(firms)*float64(b.N)/took.Seconds(), "firms/s")
				b.ReportMetric(took.Seconds()/floor.Seconds(), "x-floor")
			})
		})
	}
}

func benchFirms(b *testing.B) int {
	text := os.Getenv("YUNTI_BENCH_FIRMS")
	if text == "" {
		return 20_000
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		b.Fatalf("YUNTI_BENCH_FIRMS: %v", err)
	}
	return n
}

// averageVerdict is a verdict of the average size of a review's.
func averageVerdict(b *testing.B, db *models.DB, review string, firms int) []byte {
	b.Helper()
	var size sql.NullInt64
	if err := db.Read.Raw("SELECT SUM(LENGTH(verdict)) FROM results WHERE review = ?", review).Scan(&size).Error; err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(size.Int64)/float64(firms), "B/verdict")
	return bytes.Repeat([]byte{0x27}, int(size.Int64)/firms)
}

// timeFloor times the floor, and beside it the bare reading of the earlier results.
func timeFloor(b *testing.B, db *models.DB, earlier string, verdict []byte) time.Duration {
	b.Helper()
	began := time.Now()
	work, ctx := errgroup.WithContext(b.Context())
	work.Go(func() error {
		_, err := modelstest.Floor(ctx, db, "floor", benchYear, verdict)
		return err
	})
	work.Go(func() error { return readBare(ctx, db, earlier) })
	if err := work.Wait(); err != nil {
		b.Fatal(err)
	}
	took := time.Since(began)
	if err := modelstest.Drop(b.Context(), db, "floor"); err != nil {
		b.Fatal(err)
	}
	return took
}

func readBare(ctx context.Context, db *models.DB, review string) error {
	pool, err := db.Read.DB()
	if err != nil {
		return err
	}
	rows, err := pool.QueryContext(ctx, "SELECT code, growth, unicorn, verdict FROM results WHERE review = ? ORDER BY code", review)
	if err != nil {
		return err
	}
	defer rows.Close()
	var code, growth, unicorn string
	var verdict []byte
	for rows.Next() {
		if err := rows.Scan(&code, &growth, &unicorn, &verdict); err != nil {
			return err
		}
	}
	return rows.Err()
}

// resetPeak forgets what the process needed so far, where the system can.
func resetPeak(b *testing.B) {
	b.Helper()
	debug.FreeOSMemory()
	os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) // without it the peak is that of the whole process
}

// peakMB is the most memory the process had at once since resetPeak, 0 where the system does not say.
func peakMB(b *testing.B) float64 {
	b.Helper()
	status, _ := os.ReadFile("/proc/self/status")
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kb, _ := strconv.ParseFloat(strings.Fields(rest)[0], 64)
			return kb / 1024
		}
	}
	return 0
}
