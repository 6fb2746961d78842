package api

import (
	"log/slog"
	"net/http/httptest"
	"testing"
	"time"

	"yunti/models"
	"yunti/models/modelstest"
)

// What HTTP, contract and logging add to a page of 20 firms: compare with BenchmarkFirmsQuery in one run.
func BenchmarkFirmsPage(b *testing.B) {
	db := filled(b)
	s, err := New(db, book, Settings{}, slog.New(slog.DiscardHandler), time.Now)
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	cookie := signedIn(b, s)
	b.ResetTimer()
	for b.Loop() {
		w := httptest.NewRecorder()
		r := httptest.NewRequest("GET", "http://127.0.0.1/api/v1/firms?county=530102&sort=-founded&size=20", nil)
		r.AddCookie(cookie)
		if s.Handler().ServeHTTP(w, r); w.Code != 200 {
			b.Fatal(w.Code, w.Body)
		}
	}
}

// BenchmarkFirmsQuery is the same page straight from the database.
func BenchmarkFirmsQuery(b *testing.B) {
	db := filled(b)
	b.ResetTimer()
	for b.Loop() {
		if _, _, err := db.Firms(b.Context(), models.Everything, models.FirmFilter{County: "530102", Sort: "-founded", Page: 1, Size: 20}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkContractCheck is what session and contract cost a request that asks the database for nothing else.
func BenchmarkContractCheck(b *testing.B) {
	s, err := New(modelstest.SQLite(b), book, Settings{}, slog.New(slog.DiscardHandler), time.Now)
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	cookie := signedIn(b, s)
	for name, path := range map[string]string{"checked": "/api/v1/templates", "unchecked": "/healthz"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				r := httptest.NewRequest("GET", "http://127.0.0.1"+path, nil)
				r.AddCookie(cookie)
				s.Handler().ServeHTTP(httptest.NewRecorder(), r)
			}
		})
	}
}

func filled(b *testing.B) *models.DB {
	db := modelstest.SQLite(b)
	modelstest.Fill(b, db, 20_000, 2023)
	return db
}
