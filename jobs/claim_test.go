package jobs

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"sync"
	"testing"
	"testing/fstest"

	"yunti/models"
	"yunti/models/modelstest"
	"yunti/policy"
)

func TestOfManyWhoBeginAtOnceOneReviews(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		populate(t, db, 12)
		book := theBook(t)
		var (
			start, done sync.WaitGroup
			runs        [6]*Run
			outcomes    [6]error
		)
		start.Add(1)
		for i := range runs {
			done.Go(func() {
				start.Wait()
				runs[i], outcomes[i] = Begin(t.Context(), db, book, 2021, options())
			})
		}
		start.Done()
		done.Wait()
		var began []*Run
		for i, err := range outcomes {
			switch {
			case err == nil:
				began = append(began, runs[i])
			case !errors.Is(err, models.ErrRunning):
				t.Errorf("another one was told: %v", err)
			}
		}
		if len(began) != 1 {
			t.Fatalf("%d began: %v", len(began), outcomes)
		}
		if r, err := began[0].Do(t.Context()); err != nil || r.ID != "2021-1" || r.Done != 12 {
			t.Errorf("%+v, %v", r, err)
		}
	})
}

// changedBook is the book with one text replaced, as a newer program would have it.
func changedBook(t *testing.T, path, from, to string) *policy.Book {
	t.Helper()
	changed := fstest.MapFS{}
	err := fs.WalkDir(policy.Embedded(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(policy.Embedded(), name)
		if name == path {
			if !bytes.Contains(text, []byte(from)) {
				t.Fatalf("%s does not contain %q", path, from)
			}
			text = bytes.ReplaceAll(text, []byte(from), []byte(to))
		}
		changed[name] = &fstest.MapFile{Data: text}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	book, err := policy.Load(changed)
	if err != nil {
		t.Fatal(err)
	}
	return book
}

func TestReviewInterruptedUnderAnotherEditionBeginsAnew(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		populate(t, db, 40)
		ctx, cancel := context.WithCancel(t.Context())
		opt := options()
		opt.Progress = func(done, total int) { cancel() }
		if _, err := Review(ctx, db, theBook(t), 2021, opt); err == nil {
			t.Fatal("not interrupted")
		}
		newer := changedBook(t, "book/tiers/gazelle.yaml", "1000 万元", "1001 万元")
		r, err := Review(t.Context(), db, newer, 2021, options())
		if err != nil {
			t.Fatal(err)
		}
		old, err := db.Review(t.Context(), "2021-1")
		if err != nil {
			t.Fatal(err)
		}
		if r.ID != "2021-2" || r.Done != 40 || old.State != models.Cancelled || old.Edition == r.Edition {
			t.Errorf("the old one is %+v, the new one %+v", old, r)
		}
	})
}

func TestEarlierReviewUnderAnotherEditionIsComparedTierByTier(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		populate(t, db, len(fates))
		old := changedBook(t, "book/tiers/gazelle.yaml", "1000 万元", "999 万元")
		first, err := Review(t.Context(), db, old, 2021, options())
		if err != nil {
			t.Fatal(err)
		}
		publish(t, db, first)
		r := publish(t, db, review(t, db, 2022))
		if first.Edition == r.Edition {
			t.Fatal("one edition judged both years")
		}
		for i, f := range fates {
			got, err := db.Result(t.Context(), r.ID, code(i))
			if err != nil {
				t.Fatal(err)
			}
			if got := told(got.GrowthFrom, got.Growth, got.GrowthMove); got != f.growth[0] {
				t.Errorf("%s: %q, want %q", f.name, got, f.growth[0])
			}
		}
	})
}
