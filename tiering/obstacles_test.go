package tiering

import (
	"slices"
	"testing"
)

// TestObstaclesAgreeWithTheStandings asks for what is in the way, for the proofs and for what is missing of many odd firms.
func TestObstaclesAgreeWithTheStandings(t *testing.T) {
	g := newGenerator(11)
	j := bookJudge(t, 2023)
	seen := map[string]int{}
	var v Verdict
	for range 3000 {
		f := g.odd()
		j.Judge(&f, 2023, &v)
		for i := range j.edition.Tiers {
			tier := j.edition.Tiers[i].ID
			short, list := j.Short(&v, tier), j.Obstacles(&v, tier)
			open := v.Present && (v.Standings[i].Qualifies == Unmet || v.Standings[i].Qualifies == Unknown)
			if (short > 0) != (len(list) > 0) || open != (short > 0) {
				t.Fatalf("%s of %+v: %d short, qualifies %s, obstacles %+v", tier, f, short, v.Standings[i].Qualifies, list)
			}
			if open && v.Standings[i].Holds != Met && short == 1 {
				seen["one short"]++
			}
			for _, p := range j.Proofs(&v, tier) {
				if p.Outcome != Met.String() && p.Score == nil {
					t.Fatalf("%s: %+v proves nothing", tier, p)
				}
				seen["proof"]++
			}
		}
		var waits []Missing
		for _, w := range j.Waits(&v) {
			waits = append(waits, w.Missing)
			if len(w.Tiers) == 0 || !slices.Contains(j.Missing(&v, j.edition.Tiers[w.Tiers[0]].ID), w.Missing) {
				t.Fatalf("%+v is not what the tier waits for", w)
			}
			seen["wait"]++
		}
		if want := j.Missing(&v, ""); !slices.Equal(waits, want) {
			t.Fatalf("waits for %v, misses %v", waits, want)
		}
	}
	for _, what := range []string{"one short", "proof", "wait"} {
		if seen[what] < 100 {
			t.Errorf("only %d times %s", seen[what], what)
		}
	}
	if j.Short(&v, "nonesuch") != 0 || j.Obstacles(&v, "nonesuch") != nil || j.Proofs(&v, "nonesuch") != nil {
		t.Error("a tier that does not exist has something in its way")
	}
}
