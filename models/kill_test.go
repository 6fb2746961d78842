package models_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"yunti/models"
	"yunti/models/modelstest"
)

func TestServerThatGoesAwayIsUnavailable(t *testing.T) {
	s := modelstest.StartServer(t)
	db := migrated(t, s.Database(t))
	putFirms(t, db, 5200)
	calls := 0
	err := db.StreamFacts(t.Context(), 2023, "", func([]models.FirmFacts) error {
		if calls++; calls == 1 {
			s.Kill()
		}
		return nil
	})
	if !errors.Is(err, models.ErrUnavailable) {
		t.Errorf("in the middle of a stream: %v", err)
	}
	_, readErr := db.Firm(t.Context(), models.Everything, "C0000001")
	for what, err := range map[string]error{"read": readErr, "write": db.Tx(t.Context(), models.Bump)} {
		if !errors.Is(err, models.ErrUnavailable) || !strings.Contains(err.Error(), "服务已启动") {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// migrated opens a database that outlives its server.
func migrated(t *testing.T, url string) *models.DB {
	t.Helper()
	db, err := models.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if err := models.Migrate(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	return db
}

// TestServerKilledWhileResultsAreSaved kills the server in the middle of several reviews and starts it again: what is
// stored is a whole number of batches, the progress says so, and the review goes on to its end without a result
// missing or twice.
func TestServerKilledWhileResultsAreSaved(t *testing.T) {
	const firms, size = 8000, 500
	s := modelstest.StartServer(t)
	db := migrated(t, s.Database(t))
	putFirms(t, db, firms)
	for i, batch := range []int{0, 1, 5, 9, 15} {
		r := begin(t, db, 2020+i)
		var err error
		for n := 0; n < firms && err == nil; n += size {
			if n == batch*size {
				go s.Crash()
			}
			err = save(t, db, r, n, size)
		}
		if err != nil && !errors.Is(err, models.ErrUnavailable) {
			t.Errorf("got %v", err)
		}
		s.Restart(t)
		again, err := db.ClaimReview(t.Context(), noon.Add(time.Hour), r.ID, "other", time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		codes, last := strings.Fields(stored(t, db, r.ID)), ""
		if len(codes) > 0 {
			last = codes[len(codes)-1]
		}
		if len(codes) != again.Done || again.Done%size != 0 || last != again.LastCode || again.Done < r.Done {
			t.Fatalf("%d results to %s, but the review says %d to %s, and %d were confirmed", len(codes), last, again.Done, again.LastCode, r.Done)
		}
		t.Logf("killed at batch %d of %d: %d are stored", batch, firms/size, again.Done/size)
		for n := again.Done; n < firms; n += size {
			if err := save(t, db, again, n, size); err != nil {
				t.Fatal(err)
			}
		}
		if err := db.FinishReview(t.Context(), noon, again); err != nil {
			t.Fatal(err)
		}
		if codes := strings.Fields(stored(t, db, r.ID)); len(codes) != firms {
			t.Errorf("%d results of %d", len(codes), firms)
		}
	}
}

func save(t *testing.T, db *models.DB, r *models.Review, from, n int) error {
	var list []models.Result
	for i := from; i < from+n; i++ {
		list = append(list, models.Result{Review: r.ID, Code: numbered(i), Verdict: benchVerdict()})
	}
	return db.SaveResults(t.Context(), noon, r, list, time.Minute)
}
