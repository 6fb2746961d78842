package jobs

import (
	"context"
	"errors"
	"fmt"

	"yunti/models"
	"yunti/policy"
	"yunti/tiering"
)

// earlier walks the results of the earlier published review in code order, beside the firms, and puts
// them into the terms of the edition that judges now.
type earlier struct {
	db       *models.DB
	review   string
	after    string         // the code after which it begins
	snapshot policy.Day     // the earlier review's
	tiers    map[string]int // tier ID → index in the judge's edition
	index    []int          // tier index of the earlier edition → the judge's, -1 where it has none
	ladders  []string       // of the judge's edition

	batches chan []models.Prior
	batch   []models.Prior
	prior   tiering.Prior
	verdict tiering.Verdict
}

// earlier opens the review that this one is compared with, from where this one stands; nil for a first review.
func (r *Run) earlier(ctx context.Context) (*earlier, error) {
	review := r.Stored()
	if review.Previous == "" {
		return nil, nil
	}
	return openEarlier(ctx, r.db, r.judge, review.Previous, review.LastCode)
}

// openEarlier prepares the walk through the results of review id after a code, for a judge of whatever edition.
func openEarlier(ctx context.Context, db *models.DB, judge *tiering.Judge, id, after string) (*earlier, error) {
	previous, err := db.Review(ctx, id)
	if err != nil {
		return nil, err
	}
	then, err := db.Edition(ctx, previous.Edition)
	if err != nil {
		return nil, err
	}
	now := judge.Edition()
	e := &earlier{db: db, review: previous.ID, after: after, snapshot: policy.YearEnd(previous.Year),
		tiers: make(map[string]int), batches: make(chan []models.Prior, 1)}
	for i := range now.Tiers {
		e.tiers[now.Tiers[i].ID] = i
	}
	for i := range then.Tiers {
		e.index = append(e.index, e.tierOf(then.Tiers[i].ID))
	}
	for i := range now.Ladders {
		e.ladders = append(e.ladders, now.Ladders[i].ID)
	}
	return e, nil
}

// tierOf returns the judge's index of a tier, -1 for none and for a tier that its edition no longer has.
func (e *earlier) tierOf(id string) int {
	if i, known := e.tiers[id]; known {
		return i
	}
	return -1
}

// read streams the earlier results to whoever walks them.
func (e *earlier) read(ctx context.Context) error {
	defer close(e.batches)
	return e.db.EachPrior(ctx, e.review, e.after, func(batch []models.Prior) error {
		select {
		case e.batches <- batch:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	})
}

// peek returns the next result without stepping over it; nil at the end.
func (e *earlier) peek(ctx context.Context) (*models.Prior, error) {
	for len(e.batch) == 0 {
		select {
		case batch, more := <-e.batches:
			if !more {
				return nil, ctx.Err() // an ended stream may also be a broken one
			}
			e.batch = batch
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	return &e.batch[0], nil
}

// before steps over the next result and returns it if its code comes before code ("": whatever its code); else nil.
func (e *earlier) before(ctx context.Context, code string) (*models.Prior, error) {
	next, err := e.peek(ctx)
	if next == nil || err != nil || code != "" && next.Code >= code {
		return nil, err
	}
	e.batch = e.batch[1:]
	return next, nil
}

// of returns what the earlier review says of the firm, which must be the next one in code order that is
// judged; a firm that it does not have held nothing then.
func (e *earlier) of(code string) (*tiering.Prior, error) {
	if len(e.batch) == 0 || e.batch[0].Code != code {
		return e.priorOf(&models.Prior{Code: code})
	}
	found := &e.batch[0]
	e.batch = e.batch[1:]
	return e.priorOf(found)
}

// priorOf puts a result into the judge's terms. It is valid until the next call.
func (e *earlier) priorOf(p *models.Prior) (*tiering.Prior, error) {
	e.prior.Snapshot, e.prior.Titled, e.prior.Positions = e.snapshot, 0, e.prior.Positions[:0]
	for _, ladder := range e.ladders {
		position := p.Growth
		if ladder == "unicorn" {
			position = p.Unicorn
		}
		e.prior.Positions = append(e.prior.Positions, e.tierOf(position))
	}
	if len(p.Verdict) == 0 {
		return &e.prior, nil
	}
	if err := tiering.DecodeStandings(p.Verdict, &e.verdict); err != nil {
		return nil, fmt.Errorf("评价 %s 中企业 %s 的判定: %w", e.review, p.Code, err)
	}
	for i := range min(len(e.verdict.Standings), len(e.index)) {
		if e.verdict.Standings[i].Titled && e.index[i] >= 0 {
			e.prior.Titled |= 1 << e.index[i]
		}
	}
	return &e.prior, nil
}

// firm returns a firm as the earlier review froze it, but for its state: what became of it since is not known.
func (e *earlier) firm(ctx context.Context, code string) (models.Firm, error) {
	result, err := e.db.Result(ctx, e.review, code)
	if err != nil {
		return models.Firm{}, err
	}
	return models.Firm{Code: result.Code, Name: result.Name, County: result.County, Zones: result.Zones, Industry: result.Industry}, nil
}

// previousOf returns the ID of the review with which one of year is compared, "" when none is published.
func previousOf(ctx context.Context, db *models.DB, year int) (string, error) {
	previous, err := db.PublishedBefore(ctx, year)
	if errors.Is(err, models.ErrNotFound) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return previous.ID, nil
}
