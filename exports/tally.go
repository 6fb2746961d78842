package exports

import (
	"strings"

	"yunti/models"
	"yunti/policy"
	"yunti/tiering"
)

// spot is where a review puts a firm on one ladder.
type spot struct {
	tier, from string // tier IDs, "" for none
	move       tiering.Movement
	carried    bool
}

// spotOf reads the columns that a result keeps for a ladder.
func spotOf(r *models.Result, ladder string) spot {
	if ladder == "growth" {
		return spot{r.Growth, r.GrowthFrom, tiering.Movement(r.GrowthMove), r.GrowthCarried}
	}
	return spot{r.Unicorn, r.UnicornFrom, tiering.Movement(r.UnicornMove), r.UnicornCarried}
}

// tally counts what the summary sheets print.
type tally struct {
	firms, present, missing int
	ladders                 []ladderTally // as Edition.Ladders
	tiers                   []tierTally   // as Edition.Tiers
	counties, zones         []placeTally  // as Edition.Counties, Edition.Zones, and one more for none
}

// ladderTally counts one ladder: by position, from the lowest tier, and by movement.
type ladderTally struct {
	now, before, carried []int // by place of the tier on the ladder
	moves                map[tiering.Movement]int
	pending              int // 上位待核
}

// tierTally counts one tier, whatever the firms' positions are.
type tierTally struct{ holds, heldBefore, unknown, qualifies, ready, unscored int }

// placeTally counts the positions of the firms of one county or zone.
type placeTally struct{ now, before, carried [][]int } // by ladder and tier; carried only sums (index 0)

func newTally(ed *policy.Edition) *tally {
	t := &tally{tiers: make([]tierTally, len(ed.Tiers)), counties: make([]placeTally, len(ed.Counties)+1),
		zones: make([]placeTally, len(ed.Zones)+1)}
	for _, l := range ed.Ladders {
		n := len(l.Tiers)
		t.ladders = append(t.ladders, ladderTally{now: make([]int, n), before: make([]int, n), carried: make([]int, n),
			moves: map[tiering.Movement]int{}})
		for _, places := range [][]placeTally{t.counties, t.zones} {
			for i := range places {
				p := &places[i]
				p.now, p.before, p.carried = append(p.now, make([]int, n)), append(p.before, make([]int, n)), append(p.carried, make([]int, 1))
			}
		}
	}
	return t
}

// census is an analysis that counts the firms by tier, movement and place.
type census struct {
	*analysis
	tally      *tally
	tierBefore []int // place here of a tier of the earlier edition, -1 where it is gone
}

func newCensus(s *Source, b *workbook) *census {
	a := &census{analysis: newAnalysis(s, b)}
	a.tally, a.tierBefore = newTally(a.ed), a.earlierTiers()
	a.counters = append(a.counters, a.count)
	return a
}

// earlierTiers returns the places here of the tiers of the earlier edition, -1 for one that is gone.
func (a *analysis) earlierTiers() (places []int) {
	if a.Previous == nil {
		return nil
	}
	for _, t := range a.PreviousEdition.Tiers {
		at, ok := a.tierAt[t.ID]
		if !ok {
			at = -1
		}
		places = append(places, at)
	}
	return places
}

// count adds a firm of the review.
func (a *census) count(f *firm) {
	t := a.tally
	t.firms++
	if f.Present {
		t.present++
	}
	if f.Missing {
		t.missing++
	}
	for i := range f.verdict.Standings {
		t.tiers[i].add(&f.verdict.Standings[i])
	}
	for l := range a.ed.Ladders {
		a.countLadder(l, f)
	}
}

// countBefore adds firms of the earlier review. It touches other counts than count does.
func (a *census) countBefore(batch []firm) error {
	for i := range batch {
		f := &batch[i]
		for k := range f.verdict.Standings {
			if at := a.tierBefore[k]; at >= 0 && f.verdict.Standings[k].Holds == tiering.Met {
				a.tally.tiers[at].heldBefore++
			}
		}
		for l := range a.ed.Ladders {
			ladder := &a.ed.Ladders[l]
			if at := rank(ladder, spotOf(&f.Result, ladder.ID).tier); at >= 0 {
				a.tally.ladders[l].before[at]++
				a.inPlaces(&f.Result, func(p *placeTally) { p.before[l][at]++ })
			}
		}
	}
	return nil
}

func (t *tierTally) add(st *tiering.Standing) {
	switch st.Holds {
	case tiering.Met:
		t.holds++
	case tiering.Unknown:
		t.unknown++
	}
	if st.Qualifies == tiering.Met {
		t.qualifies++
	}
	switch st.Ready {
	case tiering.ReadyToFile:
		t.ready++
	case tiering.ReadyUnscored:
		t.unscored++
	}
}

func (a *census) countLadder(l int, f *firm) {
	ladder, sum := &a.ed.Ladders[l], &a.tally.ladders[l]
	s := spotOf(&f.Result, ladder.ID)
	if s.move != "" {
		sum.moves[s.move]++
	}
	if a.pendingAbove(f, ladder, s) {
		sum.pending++
	}
	at := rank(ladder, s.tier)
	if at < 0 {
		return
	}
	sum.now[at]++
	if s.carried {
		sum.carried[at]++
	}
	a.inPlaces(&f.Result, func(p *placeTally) {
		p.now[l][at]++
		if s.carried {
			p.carried[l][0]++
		}
	})
}

// inPlaces calls fn for the firm's county and for each of its zones (or for "none").
func (a *census) inPlaces(r *models.Result, fn func(*placeTally)) {
	fn(&a.tally.counties[a.countyAt(r.County)])
	if r.Zones == "" {
		fn(&a.tally.zones[len(a.ed.Zones)])
		return
	}
	for id := range strings.SplitSeq(r.Zones, ",") {
		fn(&a.tally.zones[placeAt(a.ed.Zones, id)])
	}
}

// countyAt is the county's place in the edition, the last one more for an unknown county.
func (a *analysis) countyAt(id string) int { return placeAt(a.ed.Counties, id) }

func placeAt(places []policy.Place, id string) int {
	for i := range places {
		if places[i].ID == id {
			return i
		}
	}
	return len(places)
}

// pendingAbove reports 上位待核: a tier above the firm's position is unknown.
func (a *analysis) pendingAbove(f *firm, ladder *policy.Ladder, s spot) bool {
	if !f.Present {
		return false
	}
	for _, id := range ladder.Tiers[rank(ladder, s.tier)+1:] {
		if at := a.tierAt[id]; f.verdict.Standings[at].Holds == tiering.Unknown {
			return true
		}
	}
	return false
}

// rank is the place of a tier on a ladder from 0, -1 for none.
func rank(ladder *policy.Ladder, tier string) int {
	for i, id := range ladder.Tiers {
		if id == tier {
			return i
		}
	}
	return -1
}

// add sums counts.
func add(counts []int) (n int) {
	for _, c := range counts {
		n += c
	}
	return n
}
