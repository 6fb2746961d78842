package api

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"yunti/models"
	"yunti/models/modelstest"
)

const (
	loadConnections = 32
	loadRequests    = 40 // of each connection and round
	loadRounds      = 4
)

// loadPages are pages that staff open all day: filters and sorts, and the filters of models for the same.
var loadPages = []struct {
	query  string
	filter models.FirmFilter
}{
	{"county=530102&sort=-founded&size=20", models.FirmFilter{County: "530102", Sort: "-founded", Size: 20}},
	{"county=530103&sort=name&page=7&size=20", models.FirmFilter{County: "530103", Sort: "name", Page: 7, Size: 20}},
	{"sort=-capital&size=20", models.FirmFilter{Sort: "-capital", Size: 20}},
	{"county=530111&sort=industry&page=3&size=20", models.FirmFilter{County: "530111", Sort: "industry", Page: 3, Size: 20}},
}

// BenchmarkFirmsUnderLoad holds a signed-in list of 20 firms against the same query behind a bare handler, over real
// connections, 32 at once: the slowest hundredth may take three times as long.
func BenchmarkFirmsUnderLoad(b *testing.B) {
	firms := 100_000
	if n, err := strconv.Atoi(os.Getenv("YUNTI_BENCH_FIRMS")); err == nil {
		firms = n
	}
	for name, open := range map[string]func(testing.TB) *models.DB{"sqlite": modelstest.SQLite, "mariadb": modelstest.MariaDB} {
		b.Run(name, func(b *testing.B) {
			db := open(b)
			modelstest.Fill(b, db, firms, 2023)
			s, err := New(db, book, Settings{}, slog.New(slog.DiscardHandler), time.Now)
			if err != nil {
				b.Fatal(err)
			}
			defer s.Close()
			full := httptest.NewServer(s.Handler())
			defer full.Close()
			bare := httptest.NewServer(bareList(db))
			defer bare.Close()
			cookie := signedIn(b, s)
			b.ResetTimer()
			for b.Loop() {
				var with, without []time.Duration
				for range loadRounds { // in turns, so that whatever else the machine does hits both
					without = append(without, load(b, bare.URL+"/?", nil)...)
					with = append(with, load(b, full.URL+"/api/v1/firms?", cookie)...)
				}
				a, z := hundredth(with), hundredth(without)
				b.ReportMetric(float64(a)/float64(time.Millisecond), "p99-ms")
				b.ReportMetric(float64(z)/float64(time.Millisecond), "bare-p99-ms")
				b.ReportMetric(float64(a)/float64(z), "p99/bare")
			}
		})
	}
}

// bareList answers with the page that its query numbers, without sign-in, contract or log.
func bareList(db *models.DB) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, page := range loadPages {
			if page.query != r.URL.RawQuery {
				continue
			}
			items, total, err := db.Firms(r.Context(), models.Everything, page.filter)
			if err != nil {
				http.Error(w, err.Error(), http.StatusInternalServerError)
				return
			}
			json.NewEncoder(w).Encode(map[string]any{"items": items, "total": total})
			return
		}
		http.NotFound(w, r)
	})
}

// load asks for the pages over all connections at once and returns how long each answer took.
func load(b *testing.B, url string, cookie *http.Cookie) []time.Duration {
	b.Helper()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: loadConnections, MaxConnsPerHost: loadConnections}}
	defer client.CloseIdleConnections()
	took := make([][]time.Duration, loadConnections)
	var all sync.WaitGroup
	for i := range loadConnections {
		all.Go(func() {
			for n := range loadRequests {
				r, err := http.NewRequestWithContext(b.Context(), "GET", url+loadPages[(i+n)%len(loadPages)].query, nil)
				if err != nil {
					b.Error(err)
					return
				}
				if cookie != nil {
					r.AddCookie(cookie)
				}
				start := time.Now()
				answer, err := client.Do(r)
				if err != nil {
					b.Error(err)
					return
				}
				_, err = io.Copy(io.Discard, answer.Body)
				answer.Body.Close()
				took[i] = append(took[i], time.Since(start))
				if err != nil || answer.StatusCode != http.StatusOK {
					b.Errorf("%s: %s %v", r.URL, answer.Status, err)
					return
				}
			}
		})
	}
	all.Wait()
	return slices.Concat(took...)
}

// hundredth is the time that 99 of 100 answers stay under.
func hundredth(took []time.Duration) time.Duration {
	slices.Sort(took)
	return took[len(took)*99/100]
}
