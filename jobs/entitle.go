package jobs

import (
	"context"
	"fmt"
	"slices"

	"golang.org/x/sync/errgroup"

	"yunti/incentives"
	"yunti/models"
	"yunti/policy"
)

// entitle counts what the money clauses give for the review's year, clauses outside their years included, and stores the lines and
// their sums with the review, whose firms are all judged. It reads the very records that were judged, or returns models.ErrMoved. What an
// interrupted count has stored is dropped by whoever claims the review, and counted anew: that takes less time than judging, and no line can be
// stored twice.
func (r *Run) entitle(ctx context.Context) error {
	start := r.Stored()
	payees, err := newPayees(ctx, r.db, Owing{Year: start.Year, Edition: r.edition, Beyond: true})
	if err != nil {
		return err
	}
	edition := r.judge.Edition()
	l := &ledger{run: r, order: models.ClauseOrder(edition), totals: map[string]*incentives.Total{}, full: make(chan []models.Entitlement), size: r.opt.batch}
	stages, ctx := errgroup.WithContext(ctx)
	ctx, done := context.WithCancel(ctx)
	defer done()
	var pools []*incentives.Pool
	stages.Go(func() (err error) {
		defer close(l.full)
		start.LastCode = "" // all firms, not those after the last one
		stream := func(fn func([]models.FirmFacts) error) error { return r.db.ReviewFacts(ctx, &start, fn) }
		pools, err = payees.count(start.Year, stream, func(e *incentives.Entitlement, at home) error { return l.take(ctx, e, at) })
		if err != nil {
			return err
		}
		return l.pass(ctx)
	})
	stages.Go(func() error {
		defer done() // nothing is left to keep the lease for
		return l.store(ctx)
	})
	stages.Go(func() error { return keepLease(ctx, r.opt.beats, r.renew) })
	if err := stages.Wait(); err != nil {
		return err
	}
	return r.enter(l, pools)
}

// edition is the edition of a year that clauses look back on; the review's own year has the one it is judged under.
func (r *Run) edition(year int) (*policy.Edition, error) {
	if year == r.Stored().Year {
		return r.judge.Edition(), nil
	}
	return r.book.At(policy.YearEnd(year))
}

// ledger gathers lines into batches to be stored, and sums them up.
type ledger struct {
	run    *Run
	order  map[string]int // models.ClauseOrder
	totals map[string]*incentives.Total
	lines  []models.Entitlement
	size   int
	full   chan []models.Entitlement
}

// take takes one line.
func (l *ledger) take(ctx context.Context, e *incentives.Entitlement, at home) error {
	if l.totals[e.Clause] == nil {
		l.totals[e.Clause] = &incentives.Total{Clause: e.Clause}
	}
	l.totals[e.Clause].Add(e)
	line := models.Entitlement{Clause: e.Clause, ClauseNo: l.order[e.Clause], Payee: e.Payee, Year: e.Year, Item: e.Item, Name: e.Name, County: at.county,
		Low: e.Low, High: e.High, Basis: e.Basis, Beside: e.Beside, State: e.State, Ground: e.Ground, Reason: e.Reason, Notes: e.Notes, Outside: e.Outside}
	if !at.firm {
		line.Alias = models.AliasOf(e.Name)
	}
	if l.lines = append(l.lines, line); len(l.lines) < l.size {
		return nil
	}
	return l.pass(ctx)
}

// pass hands what was gathered on to be stored.
func (l *ledger) pass(ctx context.Context) error {
	if len(l.lines) == 0 {
		return nil
	}
	select {
	case l.full <- l.lines:
		l.lines = make([]models.Entitlement, 0, l.size)
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// store saves the batches, numbered from 1 in the order in which they come.
func (l *ledger) store(ctx context.Context) error {
	next := 1
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case lines, more := <-l.full:
			if !more {
				return nil
			}
			if err := l.run.saveLines(ctx, next, lines); err != nil {
				return err
			}
			next += len(lines)
		}
	}
}

func (r *Run) saveLines(ctx context.Context, first int, lines []models.Entitlement) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.db.SaveEntitlements(ctx, r.opt.Now(), r.review, first, lines, lease); err != nil {
		return err
	}
	if r.opt.stored != nil {
		r.opt.stored(first + len(lines) - 1)
	}
	return nil
}

// enter puts the sums into the review's totals, which are stored as it becomes a draft.
func (r *Run) enter(l *ledger, pools []*incentives.Pool) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	totals, err := r.review.Counts()
	if err != nil {
		return err
	}
	totals.Money, totals.Pools = nil, nil
	for _, t := range l.totals {
		totals.Money = append(totals.Money, *t)
	}
	slices.SortFunc(totals.Money, func(a, b incentives.Total) int { return l.order[a.Clause] - l.order[b.Clause] })
	for _, p := range pools {
		totals.Pools = append(totals.Pools, models.PoolTotals{Clause: p.Clause(), Text: p.String(), Net: p.Net(), Due: p.Due(), Firms: p.Firms, Unknown: p.Unknown})
	}
	if r.review.Totals, err = encodeTotals(totals); err != nil {
		return fmt.Errorf("评价 %s 的合计: %w", r.review.ID, err)
	}
	return nil
}
