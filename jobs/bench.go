package jobs

import (
	"context"
	"encoding/json"
	"fmt"

	"yunti/models"
	"yunti/policy"
	"yunti/tiering"
)

// tray carries results from judging to storing, with the totals as they are after its last result.
type tray struct {
	results []models.Result
	block   []byte // the verdicts, one after another
	totals  string
}

// trays is how many are under way at once: one being filled, one being stored, one waiting.
const trays = 3

// bench is where firms are judged, one after another in code order, into trays.
type bench struct {
	judge   *tiering.Judge
	review  string
	year    int
	earlier *earlier // nil when there is no earlier published review
	count   *tally
	verdict tiering.Verdict
	size    int // results a tray

	tray  *tray
	full  chan *tray // to be stored
	empty chan *tray // to be filled again
}

// newBench prepares the judging of a review, which goes on with the totals that the review has.
func newBench(judge *tiering.Judge, review models.Review, earlier *earlier, size int) (*bench, error) {
	totals, err := review.Counts()
	if err != nil {
		return nil, err
	}
	b := &bench{judge: judge, review: review.ID, year: review.Year, earlier: earlier, count: newTally(judge.Edition(), totals),
		size: size, full: make(chan *tray, 1), empty: make(chan *tray, trays)}
	for range trays {
		b.empty <- &tray{results: make([]models.Result, 0, size)}
	}
	b.tray = <-b.empty
	return b, nil
}

// firm judges one firm, after those that the earlier review has before it and the records no longer have.
func (b *bench) firm(ctx context.Context, f *models.FirmFacts) error {
	var prior *tiering.Prior
	if b.earlier != nil {
		if err := b.vanished(ctx, f.Firm.Code); err != nil {
			return err
		}
		var err error
		if prior, err = b.earlier.of(f.Firm.Code); err != nil {
			return err
		}
	}
	b.judge.Judge(&f.Facts, b.year, &b.verdict)
	return b.put(ctx, &f.Firm, prior)
}

// vanished enters the firms before code that held a position in the earlier review and have no record any more as
// 迁出/注销, so that no published position disappears without a line. (Records are never deleted by this
// program; others may have done it.) An empty code means all that remain.
func (b *bench) vanished(ctx context.Context, code string) error {
	for {
		lost, err := b.earlier.before(ctx, code)
		if lost == nil || err != nil {
			return err
		}
		if lost.Growth == "" && lost.Unicorn == "" {
			continue
		}
		prior, err := b.earlier.priorOf(lost)
		if err != nil {
			return err
		}
		firm, err := b.earlier.firm(ctx, lost.Code)
		if err != nil {
			return err
		}
		gone := tiering.Facts{Code: firm.Code, Name: firm.Name, Industry: firm.Industry, Gone: policy.YearEnd(b.year)}
		b.judge.Judge(&gone, b.year, &b.verdict)
		b.count.totals.Deleted++
		if err := b.put(ctx, &firm, prior); err != nil {
			return err
		}
	}
}

// put compares the verdict on the bench with the earlier review and lays the result on the tray.
func (b *bench) put(ctx context.Context, firm *models.Firm, prior *tiering.Prior) error {
	moves := b.judge.Compare(prior, &b.verdict)
	row := models.Result{Review: b.review, Code: firm.Code, Name: firm.Name, County: firm.County, Zones: firm.Zones,
		Industry: firm.Industry, Present: b.verdict.Present}
	if firm.StateDay <= policy.YearEnd(b.year) { // a state of a later day does not exist for this year
		row.State, row.StateDay = firm.State, firm.StateDay
	}
	for _, move := range moves {
		columns, err := columnsOf(b.judge.Edition().Ladders[move.Ladder].ID)
		if err != nil {
			return err
		}
		columns(&row, move)
	}
	for i := range b.verdict.Standings {
		if b.verdict.Standings[i].Ready != tiering.NotReady {
			row.Ready |= 1 << i
		}
	}
	row.Missing = b.judge.Lacks(&b.verdict)
	b.count.add(&row, &b.verdict, moves, prior)

	start := len(b.tray.block)
	b.tray.block = b.verdict.Append(b.tray.block)
	row.Verdict = b.tray.block[start:len(b.tray.block):len(b.tray.block)]
	b.tray.results = append(b.tray.results, row)
	if len(b.tray.results) < b.size {
		return nil
	}
	return b.pass(ctx)
}

// columnsOf returns what writes a move on the ladder into its columns of a result.
func columnsOf(ladder string) (func(*models.Result, tiering.Move), error) {
	switch ladder {
	case "growth":
		return func(r *models.Result, m tiering.Move) {
			r.Growth, r.GrowthFrom, r.GrowthMove, r.GrowthCarried = m.To, m.From, string(m.Code), m.Carried
		}, nil
	case "unicorn":
		return func(r *models.Result, m tiering.Move) {
			r.Unicorn, r.UnicornFrom, r.UnicornMove, r.UnicornCarried = m.To, m.From, string(m.Code), m.Carried
		}, nil
	}
	return nil, fmt.Errorf("政策库的培育线 %q 在评价结果中没有位置，只能是 growth 或 unicorn", ladder)
}

// encodeTotals writes totals as a review keeps them.
func encodeTotals(t *models.ReviewTotals) (string, error) {
	text, err := json.Marshal(t)
	return string(text), err
}

// pass hands the tray on to be stored and takes an empty one.
func (b *bench) pass(ctx context.Context) error {
	var err error
	if b.tray.totals, err = encodeTotals(b.count.totals); err != nil {
		return err
	}
	select {
	case b.full <- b.tray:
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case b.tray = <-b.empty:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// giveBack returns a stored tray to be filled again.
func (b *bench) giveBack(t *tray) {
	t.results, t.block = t.results[:0], t.block[:0]
	b.empty <- t
}

// close judges what only the earlier review knows and passes the last tray on; where there are no firms at all
// an empty one, as it carries the totals.
func (b *bench) close(ctx context.Context) error {
	if b.earlier != nil {
		if err := b.vanished(ctx, ""); err != nil {
			return err
		}
	}
	if len(b.tray.results) == 0 && b.count.totals.Firms > 0 {
		return nil
	}
	return b.pass(ctx)
}
