package tiering

import "yunti/policy"

// Prior is what the last published review of an earlier year said of the firm. Positions (one per
// ladder of the edition, -1 for none) and the bits of Titled are in the tier indexes of the judge.
type Prior struct {
	Snapshot  policy.Day
	Positions []int
	Titled    uint64 // bit i: a recognition of tier i's kind was valid at Snapshot
}

// Titled returns the bits of the tiers whose title the firm has, as Prior keeps them.
func (v *Verdict) Titled() (bits uint64) {
	for i := range v.Standings {
		if v.Standings[i].Titled {
			bits |= 1 << i
		}
	}
	return bits
}

// Compare says what became of the firm's position on each ladder since before, which is nil when
// there is no earlier published review; the movement is "" then. The first rule that applies decides:
// not present, unchanged, up, down while a tier that would keep the firm up is unknown (the position
// is carried), then why the tier was lost — a graduation is never a fall.
func (j *Judge) Compare(before *Prior, v *Verdict) []Move {
	moves := make([]Move, len(j.ladders))
	for l, tiers := range j.ladders {
		a, b := -1, v.Positions[l]
		if before != nil {
			a = before.Positions[l]
		}
		moves[l] = j.move(before, v, tiers, a, b)
		moves[l].Ladder = l
	}
	return moves
}

func (j *Judge) move(before *Prior, v *Verdict, tiers []int, a, b int) Move {
	m := Move{From: j.tierID(a), To: j.tierID(b)}
	ra, rb := rank(tiers, a), rank(tiers, b)
	switch {
	case !v.Present && ra >= 0:
		m.Code = Left
	case !v.Present:
	case before == nil:
	case ra == rb && ra >= 0:
		m.Code = Kept
	case ra == rb:
	case rb > ra && ra < 0:
		m.Code = Entered
	case rb > ra:
		m.Code = Promoted
	default:
		m.Code = v.loss(before, tiers, a)
		if m.Code == Undecided {
			m.To, m.Carried, rb = m.From, true, ra
		}
	}
	for _, i := range tiers[rb+1:] {
		if v.Standings[i].Holds == Unknown {
			m.Pending = append(m.Pending, j.tierID(i))
		}
	}
	return m
}

// loss says why the firm is below tier a now.
func (v *Verdict) loss(before *Prior, tiers []int, a int) Movement {
	for _, i := range tiers[rank(tiers, a):] {
		if v.Standings[i].Holds == Unknown {
			return Undecided
		}
	}
	switch s := &v.Standings[a]; {
	case !s.Titled && s.Revoked > before.Snapshot:
		return Revoked
	case s.ListedOut:
		return ListedOut
	case s.Outgrown:
		return Outgrown
	case s.AgedOut:
		return AgedOut
	case !s.Titled && before.Titled&(1<<a) != 0:
		return Lapsed
	}
	return Demoted
}

// rank is a tier's place on a ladder, -1 for none.
func rank(tiers []int, tier int) int {
	for r, i := range tiers {
		if i == tier {
			return r
		}
	}
	return -1
}

func (j *Judge) tierID(i int) string {
	if i < 0 {
		return ""
	}
	return j.edition.Tiers[i].ID
}
