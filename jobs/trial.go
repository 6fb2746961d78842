package jobs

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"yunti/incentives"
	"yunti/models"
	"yunti/policy"
	"yunti/tiering"
)

// TrialOrder is what is tried out: changes of the form PATH=VALUE (policy.Edition.Set), in that order, to the edition of a year.
type TrialOrder struct {
	Year int
	Set  []string
}

// TrialResult compares the year under the book (before) with the year under the changed edition (after). Nothing of it is stored.
type TrialResult struct {
	Year       int          `json:"year"`
	Edition    string       `json:"edition"` // digest of the changed edition
	Changed    []string     `json:"changed"` // what was changed, in words
	Tiers      []TrialTier  `json:"tiers"`
	Moves      []TrialMove  `json:"moves"`
	Firms      []TrialFirm  `json:"firms"` // whose position differs, in code order, at most maxTrialFirms
	FirmsTotal int          `json:"firms_total"`
	Money      []TrialMoney `json:"money"`
	Total      TrialSums    `json:"total"`
}

// TrialTier counts the firms on a tier; Tier is nil for the present firms that are not on the ladder.
type TrialTier struct {
	Ladder string  `json:"ladder"`
	Tier   *string `json:"tier"`
	Before int     `json:"before"`
	After  int     `json:"after"`
}

// TrialMove counts the firms of one movement since the earlier published review.
type TrialMove struct {
	Ladder      string  `json:"ladder"`
	From        *string `json:"from"`
	To          *string `json:"to"`
	Move        string  `json:"move"`
	FirmsBefore int     `json:"firms_before"`
	FirmsAfter  int     `json:"firms_after"`
}

// TrialFirm is a firm whose position differs.
type TrialFirm struct {
	Code   string  `json:"code"`
	Name   string  `json:"name"`
	Ladder string  `json:"ladder"`
	Before *string `json:"before"`
	After  *string `json:"after"`
}

// TrialSums are the sums of what is owed inside the clauses' years, and how many lines are pending.
type TrialSums struct {
	LinesBefore   int          `json:"lines_before"`
	LinesAfter    int          `json:"lines_after"`
	LowBefore     policy.Money `json:"low_before"`
	HighBefore    policy.Money `json:"high_before"`
	LowAfter      policy.Money `json:"low_after"`
	HighAfter     policy.Money `json:"high_after"`
	PendingBefore int          `json:"pending_before"`
	PendingAfter  int          `json:"pending_after"`
}

// TrialMoney is one clause.
type TrialMoney struct {
	Clause string `json:"clause"`
	Name   string `json:"name"`
	TrialSums
}

// maxTrialFirms is how many firms a result names.
const maxTrialFirms = 200

// ErrTrial is returned for changes that cannot be tried: a path that does not exist, a value of another unit.
var ErrTrial = errors.New("推演的改动不能接受")

// TrialFaults are all changes of an order that cannot be tried. It wraps ErrTrial.
type TrialFaults []TrialFault

// TrialFault is what is wrong with one change.
type TrialFault struct {
	At     int // index into TrialOrder.Set
	Detail string
}

// Error names the changes and what is wrong with them.
func (f TrialFaults) Error() string {
	var texts []string
	for _, fault := range f {
		texts = append(texts, fault.Detail)
	}
	return ErrTrial.Error() + "：" + strings.Join(texts, "；")
}

// Unwrap makes them ErrTrial.
func (f TrialFaults) Unwrap() error { return ErrTrial }

// Trial judges all firms and counts all money of a year twice, on the records as they are: under the edition of the book and
// under the changed one, and compares. Positions are those that a review would give (carried ones included), movements are
// against the published review of the latest earlier year. The changes hold for the earlier years as well that a clause looks
// back on. Nothing is stored. Errors wrap ErrTrial (TrialFaults) for changes that do not fit the edition, policy.ErrBeforeBook
// for a year without one. progress is called after each batch of firms; it may be nil.
func Trial(ctx context.Context, db *models.DB, book *policy.Book, order TrialOrder, progress func(done, total int)) (*TrialResult, error) {
	ed, err := book.At(policy.YearEnd(order.Year))
	if err != nil {
		return nil, fmt.Errorf("推演 %d 年度: %w", order.Year, err)
	}
	sets, changed, err := parseSets(ed, order.Set)
	if err != nil {
		return nil, err
	}
	t := &trial{db: db, year: order.Year, progress: progress}
	at := func(year int) (*policy.Edition, error) { return book.At(policy.YearEnd(year)) }
	if err := t.open(ctx, Owing{Year: order.Year, Edition: at}, Owing{Year: order.Year, Edition: func(year int) (*policy.Edition, error) {
		ed, err := at(year)
		for _, set := range sets {
			if err == nil {
				err = ed.Set(set.Path, set.Value)
			}
			if year < order.Year && errors.Is(err, policy.ErrNoSuchNumber) {
				err = nil // the book had no such number yet
			}
		}
		return ed, err
	}}); err != nil {
		return nil, err
	}
	if err := t.run(ctx); err != nil {
		return nil, err
	}
	result := t.result()
	result.Changed = changed
	return result, nil
}

// parseSets reads PATH=VALUE changes, sets them on the edition, and puts them into words. All faults are told at once.
func parseSets(ed *policy.Edition, texts []string) (sets []policy.Parameter, changed []string, err error) {
	var faults TrialFaults
	changed = []string{}
	for i, text := range texts {
		path, value, found := strings.Cut(text, "=")
		set := policy.Parameter{Path: strings.TrimSpace(path), Value: strings.TrimSpace(value)}
		if !found {
			faults = append(faults, TrialFault{i, fmt.Sprintf("“%s”应写成 路径=数值，如 tier/gazelle/revenue_cagr_3y=25%%", text)})
			continue
		}
		before, _ := ed.Parameter(set.Path)
		err := ed.Set(set.Path, set.Value)
		switch {
		case errors.Is(err, policy.ErrNoSuchNumber):
			faults = append(faults, TrialFault{i, fmt.Sprintf("%s；相近的有：%s", err, strings.Join(ed.Near(set.Path, 3), "、"))})
		case err != nil:
			faults = append(faults, TrialFault{i, err.Error()})
		default:
			after, _ := ed.Parameter(set.Path)
			sets, changed = append(sets, set), append(changed, fmt.Sprintf("%s：%s → %s", set.Path, before.Value, after.Value))
		}
	}
	if len(faults) > 0 {
		return nil, nil, faults
	}
	return sets, changed, nil
}

// trial carries one out. The firms pass once; both sides judge and count each batch, at the same time.
type trial struct {
	db       *models.DB
	year     int
	progress func(done, total int)
	payees   *payees // what the stream does not carry; shared by both sides
	sides    [2]*side
	earlier  *earlier // nil when there is no earlier published review

	priors []tiering.Prior // of the batch
	firms  []TrialFirm
	total  int
}

// side is one of the two editions, with what it has counted so far.
type side struct {
	edition *policy.Edition
	judge   *tiering.Judge
	city    *incentives.City
	shared  map[string]bool          // clauses whose amounts depend on all firms together
	waiting []incentives.Entitlement // their lines
	totals  map[string]*incentives.Total
	verdict tiering.Verdict
	moves   [][]tiering.Move // of the firms of the batch
	tiers   []map[string]int // by ladder: present firms by tier, "" for none
	counts  map[moveOf]int
}

// moveOf names a movement on a ladder; From and To are tier IDs, "" for none.
type moveOf struct {
	ladder   int
	from, to string
	code     tiering.Movement
}

// open compiles both editions and reads what the stream of firms does not carry.
func (t *trial) open(ctx context.Context, before, after Owing) error {
	var err error
	if t.payees, err = newPayees(ctx, t.db, before); err != nil {
		return err
	}
	other := *t.payees // the records, which both only read
	other.judges = map[int]*tiering.Judge{}
	if err := other.compile(after); err != nil {
		return fmt.Errorf("%w：%w", ErrTrial, err)
	}
	if other.counter, err = incentives.New(other.edition, func(year int) *tiering.Judge { return other.judges[year] }); err != nil {
		return fmt.Errorf("%w：%w", ErrTrial, err)
	}
	t.sides = [2]*side{newSide(t.payees, t.year), newSide(&other, t.year)}
	previous, err := previousOf(ctx, t.db, t.year)
	if err != nil || previous == "" {
		return err
	}
	t.earlier, err = openEarlier(ctx, t.db, t.sides[0].judge, previous, "")
	return err
}

func newSide(p *payees, year int) *side {
	s := &side{edition: p.edition, judge: p.judges[year], city: p.counter.City(year), shared: map[string]bool{}, totals: map[string]*incentives.Total{}, counts: map[moveOf]int{}}
	for i := range p.edition.Clauses {
		clause := &p.edition.Clauses[i]
		if r := clause.Trigger.Research; r != nil && r.Pool {
			s.shared[clause.ID] = true
		}
	}
	for range p.edition.Ladders {
		s.tiers = append(s.tiers, map[string]int{})
	}
	return s
}

// run passes all firms, then the other payees, then the lines that wait for all of them.
func (t *trial) run(ctx context.Context) error {
	_, firms, err := t.db.Firms(ctx, models.Everything, models.FirmFilter{Size: 1})
	if err != nil {
		return err
	}
	stages, ctx := errgroup.WithContext(ctx)
	if t.earlier != nil {
		stages.Go(func() error { return t.earlier.read(ctx) })
	}
	stages.Go(func() error {
		done := 0
		err := t.db.StreamFacts(ctx, t.year, "", func(batch []models.FirmFacts) error {
			done += len(batch)
			if err := t.batch(ctx, batch); err != nil {
				return err
			}
			if t.progress != nil {
				t.progress(done, max(done, firms))
			}
			return nil
		})
		if err != nil || t.earlier == nil {
			return err
		}
		return t.vanished(ctx, "")
	})
	if err := stages.Wait(); err != nil {
		return err
	}
	for _, s := range t.sides {
		for _, id := range slices.Sorted(maps.Keys(t.payees.others)) {
			s.owe(t.payees.others[id])
		}
		s.share()
	}
	return nil
}

// batch lets both sides judge and count some firms, and names those whose position differs.
func (t *trial) batch(ctx context.Context, batch []models.FirmFacts) error {
	payees := make([]*incentives.Payee, len(batch))
	t.priors = t.priors[:0]
	for i := range batch {
		payees[i] = t.payees.firm(&batch[i])
		if t.earlier == nil {
			continue
		}
		if err := t.vanished(ctx, batch[i].Firm.Code); err != nil {
			return err
		}
		prior, err := t.earlier.of(batch[i].Firm.Code)
		if err != nil {
			return err
		}
		kept := *prior // the next firm's is written over it
		kept.Positions = slices.Clone(prior.Positions)
		t.priors = append(t.priors, kept)
	}
	var both sync.WaitGroup
	for _, s := range t.sides {
		both.Go(func() { s.batch(batch, payees, t.priors, t.year) })
	}
	both.Wait()
	before, after := t.sides[0], t.sides[1]
	for i := range batch {
		for l := range before.moves[i] {
			if from, to := before.moves[i][l].To, after.moves[i][l].To; from != to {
				t.differs(&batch[i].Firm, l, from, to)
			}
		}
	}
	return nil
}

// differs notes a firm whose position on a ladder is another under the changed edition.
func (t *trial) differs(firm *models.Firm, ladder int, before, after string) {
	t.total++
	if len(t.firms) < maxTrialFirms {
		t.firms = append(t.firms, TrialFirm{firm.Code, firm.Name, t.sides[0].edition.Ladders[ladder].ID, orNil(before), orNil(after)})
	}
}

// vanished counts the firms before code that the records no longer have, which have left under either edition. (bench.vanished)
func (t *trial) vanished(ctx context.Context, code string) error {
	for {
		lost, err := t.earlier.before(ctx, code)
		if lost == nil || err != nil {
			return err
		}
		for l, ladder := range t.earlier.ladders {
			from := lost.Growth
			if ladder == "unicorn" {
				from = lost.Unicorn
			}
			for _, s := range t.sides {
				if from != "" {
					s.counts[moveOf{l, from, "", tiering.Left}]++
				}
			}
		}
	}
}

// batch judges some firms and counts what they are owed. There are no priors where there is no earlier review.
func (s *side) batch(batch []models.FirmFacts, payees []*incentives.Payee, priors []tiering.Prior, year int) {
	s.moves = s.moves[:0]
	for i := range batch {
		s.judge.Judge(&batch[i].Facts, year, &s.verdict)
		var prior *tiering.Prior
		if len(priors) > 0 {
			prior = &priors[i]
		}
		moves := s.judge.Compare(prior, &s.verdict)
		for l := range moves {
			if s.verdict.Present {
				s.tiers[l][moves[l].To]++
			}
			if moves[l].Code != "" {
				s.counts[moveOf{l, moves[l].From, moves[l].To, moves[l].Code}]++
			}
		}
		s.moves = append(s.moves, moves)
		s.owe(payees[i])
	}
}

// owe counts what one payee is owed.
func (s *side) owe(p *incentives.Payee) {
	for _, e := range s.city.Owed(p) {
		if s.shared[e.Clause] {
			s.waiting = append(s.waiting, e)
		} else {
			s.add(&e)
		}
	}
}

// share counts the lines that depend on all firms together, after the last of them.
func (s *side) share() {
	for i := range s.waiting {
		if s.city.Share(&s.waiting[i]) {
			s.add(&s.waiting[i])
		}
	}
	s.waiting = nil
}

func (s *side) add(e *incentives.Entitlement) {
	if s.totals[e.Clause] == nil {
		s.totals[e.Clause] = &incentives.Total{Clause: e.Clause}
	}
	s.totals[e.Clause].Add(e)
}

// result puts what both sides counted side by side, in the order of the book.
func (t *trial) result() *TrialResult {
	before, after := t.sides[0], t.sides[1]
	r := &TrialResult{Year: t.year, Edition: after.edition.Digest, Tiers: []TrialTier{}, Moves: []TrialMove{}, Firms: []TrialFirm{}, FirmsTotal: t.total, Money: []TrialMoney{}}
	r.Firms = append(r.Firms, t.firms...)
	for l, ladder := range before.edition.Ladders {
		for _, tier := range append([]string{""}, ladder.Tiers...) {
			r.Tiers = append(r.Tiers, TrialTier{ladder.ID, orNil(tier), before.tiers[l][tier], after.tiers[l][tier]})
		}
	}
	for _, m := range t.movesSeen() {
		r.Moves = append(r.Moves, TrialMove{before.edition.Ladders[m.ladder].ID, orNil(m.from), orNil(m.to), string(m.code), before.counts[m], after.counts[m]})
	}
	for i := range before.edition.Clauses {
		clause := &before.edition.Clauses[i]
		a, b := before.totals[clause.ID], after.totals[clause.ID]
		if a == nil && b == nil {
			continue
		}
		money := TrialMoney{clause.ID, clause.Name, trialSums(a, b)}
		r.Money = append(r.Money, money)
		r.Total.add(&money.TrialSums)
	}
	order := models.ClauseOrder(before.edition)
	slices.SortFunc(r.Money, func(a, b TrialMoney) int { return order[a.Clause] - order[b.Clause] })
	return r
}

// movesSeen lists the movements of either side by ladder, from and to (the lowest tier first, none before it) and code.
func (t *trial) movesSeen() []moveOf {
	seen := maps.Clone(t.sides[0].counts)
	maps.Copy(seen, t.sides[1].counts)
	rank := func(ladder int, tier string) int { return slices.Index(t.sides[0].edition.Ladders[ladder].Tiers, tier) }
	return slices.SortedFunc(maps.Keys(seen), func(a, b moveOf) int {
		return cmp.Or(cmp.Compare(a.ladder, b.ladder), cmp.Compare(rank(a.ladder, a.from), rank(b.ladder, b.from)),
			cmp.Compare(rank(a.ladder, a.to), rank(b.ladder, b.to)), cmp.Compare(a.code, b.code))
	})
}

// trialSums compares two totals of a clause; nil is one without a line.
func trialSums(before, after *incentives.Total) (s TrialSums) {
	if before != nil {
		s.LinesBefore, s.LowBefore, s.HighBefore, s.PendingBefore = owedCount(before), before.Low, before.High, before.Pending
	}
	if after != nil {
		s.LinesAfter, s.LowAfter, s.HighAfter, s.PendingAfter = owedCount(after), after.Low, after.High, after.Pending
	}
	return s
}

// owedCount is how many lines of a total are owed.
func owedCount(t *incentives.Total) int { return t.Lines - t.Pending - t.Suspended - t.Outside }

func (s *TrialSums) add(o *TrialSums) {
	s.LinesBefore, s.LinesAfter = s.LinesBefore+o.LinesBefore, s.LinesAfter+o.LinesAfter
	s.LowBefore, s.HighBefore = s.LowBefore+o.LowBefore, s.HighBefore+o.HighBefore
	s.LowAfter, s.HighAfter = s.LowAfter+o.LowAfter, s.HighAfter+o.HighAfter
	s.PendingBefore, s.PendingAfter = s.PendingBefore+o.PendingBefore, s.PendingAfter+o.PendingAfter
}

// orNil is nil for no tier.
func orNil(tier string) *string {
	if tier == "" {
		return nil
	}
	return &tier
}
