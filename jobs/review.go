package jobs

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"yunti/models"
	"yunti/policy"
	"yunti/tiering"
)

const (
	// lease is how long a claim lasts that is not renewed: after a crash nobody goes on with the work
	// earlier. Each stored batch renews it, and beat does where batches are slow.
	lease = 60 * time.Second
	beat  = lease / 3
	// storeBatch is how many results one transaction stores: enough for the commit not to matter, and what
	// a killed review judges twice at most. Far below the 100,000 rows that a transaction may have on TiDB.
	storeBatch = 10_000
	// restarts bounds how often a review starts over because the records moved while it began.
	restarts = 20
)

// Options of a review.
type Options struct {
	Actor    models.Actor          // who orders it, for Review.By and the audit trail
	Now      func() time.Time      // the clock of leases and stamps
	Progress func(done, total int) // called after each stored batch, in firms; may be nil

	batch int              // results or entitlements a transaction; 0 is storeBatch
	beats <-chan time.Time // when to renew the lease between batches; nil is every beat

	stored func(lines int) // called after each stored batch of entitlements; nil but in tests
}

// Run is a review that this process has claimed and has yet to carry out with Do.
type Run struct {
	db    *models.DB
	book  *policy.Book
	judge *tiering.Judge
	opt   Options

	mu     sync.Mutex // the store and the lease keeper both save the review
	review *models.Review
}

// Review evaluates all firms for year: every firm is judged as of 31 December under the edition of that day,
// compared with the last published review of an earlier year, and stored. The result is a draft.
// A review of that year which was interrupted goes on where it stopped; when the records, the edition or the
// published earlier review have changed since, it starts over. Errors as for Begin and Do.
func Review(ctx context.Context, db *models.DB, book *policy.Book, year int, opt Options) (*models.Review, error) {
	run, err := Begin(ctx, db, book, year, opt)
	if err != nil {
		return nil, err
	}
	return run.Do(ctx)
}

// Begin claims the review of year for this process without judging anybody yet, so that a caller who
// answers at once can name it. Whoever has begun must Do. Errors wrap models.ErrRunning while somebody
// else is at it, policy.ErrBeforeBook for a year the policy book does not answer for.
func Begin(ctx context.Context, db *models.DB, book *policy.Book, year int, opt Options) (*Run, error) {
	if opt.batch == 0 {
		opt.batch = storeBatch
	}
	if now := opt.Now(); year > now.Year() {
		return nil, fmt.Errorf("%d 年尚未到来，不能评价；今天是 %s", year, policy.DayOf(now))
	}
	judge, err := judgeOf(ctx, db, book, year, opt.Now())
	if err != nil {
		return nil, err
	}
	review, err := claim(ctx, db, year, judge.Edition().Digest, opt)
	if err != nil {
		return nil, err
	}
	return &Run{db: db, book: book, judge: judge, opt: opt, review: review}, nil
}

// judgeOf compiles the edition of the year's last day and stores it beside the verdicts to come, which
// are read back with it.
func judgeOf(ctx context.Context, db *models.DB, book *policy.Book, year int, now time.Time) (*tiering.Judge, error) {
	edition, err := book.At(policy.YearEnd(year))
	if err != nil {
		return nil, fmt.Errorf("评价 %d 年度: %w", year, err)
	}
	for _, ladder := range edition.Ladders {
		if _, err := columnsOf(ladder.ID); err != nil {
			return nil, err
		}
	}
	judge, err := tiering.Compile(edition)
	if err != nil {
		return nil, fmt.Errorf("评价 %d 年度: %w", year, err)
	}
	if err := db.SaveEdition(ctx, now, edition); err != nil {
		return nil, err
	}
	return judge, nil
}

// Stored returns the review as it was last stored.
func (r *Run) Stored() models.Review {
	r.mu.Lock()
	defer r.mu.Unlock()
	return *r.review
}

// Do carries the review out and returns it as a draft. When ctx ends first, the review stays as far as it
// came and the next Begin of the year goes on from there. It wraps models.ErrLost when somebody cancelled it
// or, after a long standstill, took it over. Any other error is recorded with the review, which has then failed.
func (r *Run) Do(ctx context.Context) (*models.Review, error) {
	err := r.carryOut(ctx)
	for range restarts {
		if !errors.Is(err, models.ErrMoved) {
			break
		}
		if err = r.startOver(ctx); err == nil {
			err = r.carryOut(ctx)
		}
	}
	if err == nil {
		err = r.finish(ctx)
	}
	if err != nil {
		return nil, r.settle(ctx, err)
	}
	return r.review, nil
}

// carryOut judges all firms, and then counts what the money clauses give.
func (r *Run) carryOut(ctx context.Context) error {
	if err := r.evaluate(ctx); err != nil {
		return err
	}
	return r.entitle(ctx)
}

// evaluate runs the three stages side by side, each handing on to the next through a short queue, so that
// memory does not grow with the number of firms: reading (firms, and beside them the earlier review), judging, storing.
func (r *Run) evaluate(ctx context.Context) error {
	earlier, err := r.earlier(ctx)
	if err != nil {
		return err
	}
	bench, err := newBench(r.judge, r.Stored(), earlier, r.opt.batch)
	if err != nil {
		return err
	}
	stages, ctx := errgroup.WithContext(ctx)
	ctx, done := context.WithCancel(ctx)
	defer done()
	if earlier != nil {
		stages.Go(func() error { return earlier.read(ctx) })
	}
	stages.Go(func() error { return r.read(ctx, bench) })
	stages.Go(func() error {
		defer done() // nothing is left to keep the lease for
		return r.store(ctx, bench)
	})
	stages.Go(func() error { return keepLease(ctx, r.opt.beats, r.renew) })
	return stages.Wait()
}

// read hands every firm to the bench, and at last the firms that only the earlier review knows.
func (r *Run) read(ctx context.Context, b *bench) error {
	defer close(b.full)
	start := r.Stored()
	err := r.db.ReviewFacts(ctx, &start, func(batch []models.FirmFacts) error {
		for i := range batch {
			if err := b.firm(ctx, &batch[i]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return b.close(ctx)
}

// store saves each full tray with the totals up to it, and gives the tray back.
func (r *Run) store(ctx context.Context, b *bench) error {
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case t, more := <-b.full:
			if !more {
				return nil
			}
			if err := r.save(ctx, t); err != nil {
				return err
			}
			b.giveBack(t)
		}
	}
}

func (r *Run) save(ctx context.Context, t *tray) error {
	if err := r.saveTray(ctx, t); err != nil {
		return err
	}
	if r.opt.Progress != nil {
		stored := r.Stored()
		r.opt.Progress(stored.Done, stored.Firms)
	}
	return nil
}

func (r *Run) saveTray(ctx context.Context, t *tray) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	before := r.review.Totals
	r.review.Totals = t.totals
	if err := r.db.SaveResults(ctx, r.opt.Now(), r.review, t.results, lease); err != nil {
		r.review.Totals = before // what is stored, should the lease be given up now
		return err
	}
	return nil
}

// renew prolongs the lease, and learns whether the review was cancelled meanwhile.
func (r *Run) renew(ctx context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.db.SaveResults(ctx, r.opt.Now(), r.review, nil, lease)
}
