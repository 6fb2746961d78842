package jobs

import (
	"yunti/models"
	"yunti/policy"
	"yunti/tiering"
)

// tally counts results into the totals of a review.
type tally struct {
	totals *models.ReviewTotals
	places [][]int // per ladder: tier index of the edition → place on the ladder, -1 elsewhere
	byID   []map[string]int
}

// newTally goes on counting with totals, which it lays out by the edition when they are still empty.
func newTally(edition *policy.Edition, totals *models.ReviewTotals) *tally {
	t := &tally{totals: totals}
	if len(totals.Ladders) == 0 {
		layOut(edition, totals)
	}
	for _, ladder := range edition.Ladders {
		places, byID := make([]int, len(edition.Tiers)), make(map[string]int)
		for place, id := range ladder.Tiers {
			byID[id] = place
		}
		for i := range edition.Tiers {
			places[i] = -1
			if place, on := byID[edition.Tiers[i].ID]; on {
				places[i] = place
			}
		}
		t.places, t.byID = append(t.places, places), append(t.byID, byID)
	}
	return t
}

// layOut names every ladder and tier, so that what nobody reaches is a zero and not a gap.
func layOut(edition *policy.Edition, totals *models.ReviewTotals) {
	for _, ladder := range edition.Ladders {
		l := models.LadderTotals{Ladder: ladder.ID, Moves: make(map[tiering.Movement]int)}
		for _, id := range ladder.Tiers {
			l.Tiers = append(l.Tiers, models.PositionTotals{Tier: id})
		}
		totals.Ladders = append(totals.Ladders, l)
	}
	for i := range edition.Tiers {
		totals.Tiers = append(totals.Tiers, models.TierTotals{Tier: edition.Tiers[i].ID})
	}
}

// add counts one firm.
func (t *tally) add(row *models.Result, v *tiering.Verdict, moves []tiering.Move, prior *tiering.Prior) {
	t.totals.Firms++
	if row.Present {
		t.totals.Present++
	} else {
		t.totals.Absent++
	}
	if row.Missing {
		t.totals.Missing++
	}
	for i := range moves {
		t.addMove(&moves[i], row.Present)
		if prior != nil {
			t.addPrior(moves[i].Ladder, prior.Positions[moves[i].Ladder])
		}
	}
	for i := range v.Standings {
		t.addStanding(&t.totals.Tiers[i], &v.Standings[i])
	}
}

func (t *tally) addMove(m *tiering.Move, present bool) {
	ladder := &t.totals.Ladders[m.Ladder]
	if m.Code != "" {
		ladder.Moves[m.Code]++
	}
	if m.Carried {
		ladder.Carried++
	}
	if len(m.Pending) > 0 {
		ladder.Pending++
	}
	place, on := t.byID[m.Ladder][m.To]
	if !on {
		if present { // who is not there is not without a position
			ladder.None++
		}
		return
	}
	at := &ladder.Tiers[place]
	at.Now++
	if m.Carried {
		at.Carried++
	}
}

func (t *tally) addPrior(ladder, tier int) {
	if tier >= 0 && t.places[ladder][tier] >= 0 {
		t.totals.Ladders[ladder].Tiers[t.places[ladder][tier]].Before++
	}
}

func (t *tally) addStanding(at *models.TierTotals, s *tiering.Standing) {
	switch s.Holds {
	case tiering.Met:
		at.Holds++
	case tiering.Unknown:
		at.Unknown++
	}
	if s.Qualifies == tiering.Met {
		at.Qualifies++
	}
	switch s.Ready {
	case tiering.ReadyToFile:
		at.Ready++
	case tiering.ReadyUnscored:
		at.Unscored++
	}
}
