package tiering

import (
	"encoding/json"
	"fmt"
	"testing"

	"yunti/policy"
)

// oracleFirms is how many firms the engine and the oracle both judge, each in four successive years.
const oracleFirms = 26_000

// TestEngineAgreesWithTheDefinitions judges odd firms over successive years with the engine under
// the embedded book and with the oracle, and compares outcomes, scores, positions and movements.
func TestEngineAgreesWithTheDefinitions(t *testing.T) {
	years := []int{2021, 2022, 2023, 2024}
	judges := map[int]*Judge{}
	for _, y := range years {
		judges[y] = bookJudge(t, y)
	}
	g := newGenerator(20220914)
	seen := census{outcomes: new([9][8]int), ready: new([3]int), moves: map[Movement]int{}, sides: map[string]relation{}}
	for n := range oracleFirms {
		f := g.odd()
		if n%5 == 0 {
			f = g.ordinary()
		}
		run := oracleRun{t: t, f: &f, n: n, seen: seen}
		for _, y := range years {
			if run.year(judges[y], y); t.Failed() {
				return
			}
		}
	}
	seen.check(t)
}

// oracleRun follows one firm through the years.
type oracleRun struct {
	t        *testing.T
	f        *Facts
	n        int
	seen     census
	before   *oracle
	prior    *Prior
	position [2]string
}

func (r *oracleRun) year(j *Judge, y int) {
	o := newOracle(r.f, y)
	var v Verdict
	j.Judge(r.f, y, &v)
	for i, id := range oracleTierIDs {
		at := j.tierOf[id]
		s := v.Standings[at]
		if h := o.holds(id).outcome(); h != s.Holds {
			r.fail(j, &v, "%s holds: engine %v, definitions %v", id, s.Holds, h)
		}
		if q := o.qualifies(id).outcome(); q != s.Qualifies {
			r.fail(j, &v, "%s qualifies: engine %v, definitions %v", id, s.Qualifies, q)
		}
		if ready := o.ready(id); ready != s.Ready {
			r.fail(j, &v, "%s ready: engine %v, definitions %v", id, s.Ready, ready)
		}
		r.seen.outcomes[i][s.Holds]++
		r.seen.outcomes[i][4+s.Qualifies]++
		r.seen.ready[s.Ready]++
	}
	if v.Present {
		r.scores(j, &v, o)
		r.seen.bounds(j, &v)
	}
	r.moves(j, &v, o)
	r.before = o
}

func (r *oracleRun) scores(j *Judge, v *Verdict, o *oracle) {
	for i, s := range j.scores {
		want := o.hnteScore()
		if s.name == "sme_score" {
			want = o.smeScore()
		}
		if got := v.trail.totals[i]; int(got.low) != want.low || int(got.high) != want.high {
			r.fail(j, v, "%s: engine %d-%d, definitions %d-%d", s.name, got.low, got.high, want.low, want.high)
		}
	}
}

func (r *oracleRun) moves(j *Judge, v *Verdict, o *oracle) {
	moves := j.Compare(r.prior, v)
	next := Prior{Snapshot: o.s, Positions: make([]int, len(moves)), Titled: v.Titled()}
	for l, m := range moves {
		code, position := Movement(""), o.position(l)
		if r.before != nil {
			code, position = o.movement(l, r.position[l], r.before)
		}
		if m.Code != code || m.To != position {
			r.fail(j, v, "%s: engine %s %q → %q, definitions %s %q → %q", oracleLadders[l][0], m.Code, m.From, m.To, code, r.position[l], position)
		}
		if m.Carried != (code == Undecided) {
			r.fail(j, v, "carried %v with %s", m.Carried, code)
		}
		r.position[l] = position
		next.Positions[l] = -1
		if position != "" {
			next.Positions[l] = j.tierOf[position]
		}
		r.seen.moves[m.Code]++
	}
	r.prior = &next
}

func (r *oracleRun) fail(j *Judge, v *Verdict, format string, args ...any) {
	r.t.Helper()
	facts, _ := json.MarshalIndent(r.f, "", " ")
	why, _ := json.MarshalIndent(j.Explain(v), "", " ")
	r.t.Errorf("firm %d, year %d: "+format, append([]any{r.n, v.Year}, args...)...)
	r.t.Fatalf("%s\n%s", facts, why)
}

// census counts what the firms brought up, so that a generator gone dull is noticed.
type census struct {
	outcomes *[9][8]int
	ready    *[3]int
	moves    map[Movement]int
	sides    map[string]relation // on which sides of each bound values were seen
}

// bounds notes on which side of each bound the firm's values lie. (Nothing lies below zero years,
// and years compared pair by pair have no one side.)
func (c *census) bounds(j *Judge, v *Verdict) {
	note := func(slot uint16, form form, l line, name string) {
		if x := &v.trail.cells[slot]; form != formLowest && x.state.known() {
			c.sides[name] |= 1 << (x.cmp(form, l) + 1)
		}
	}
	for i := range j.nodes {
		n := &j.nodes[i]
		if (n.op == opCount || n.op == opCompare || n.op == opCompareBy) && j.slots[n.slot].unit != policy.UnitFlag {
			bands := []lineBand{{mark: mark{line: n.line}}}
			if n.op == opCompareBy {
				bands = j.chosen[n.arg]
			}
			for k, b := range bands {
				if b.line.a != 0 && b.line != (line{1, 0}) {
					note(n.slot, n.form, b.line, fmt.Sprintf("%s %s band %d", j.slots[n.slot].name, j.sources[i].label, k))
				}
			}
		}
	}
	for i := range j.parts {
		for k, b := range j.parts[i].bands {
			m := j.slots[j.parts[i].slot]
			note(j.parts[i].slot, m.form, b.line, fmt.Sprintf("part %d %s band %d", i, m.name, k))
		}
	}
}

func (c *census) check(t *testing.T) {
	t.Helper()
	t.Logf("ready %v, movements %v", *c.ready, c.moves)
	for i, id := range oracleTierIDs {
		t.Logf("%-17s holds (unmet met unknown n/a) %v, qualifies %v", id, c.outcomes[i][:4], c.outcomes[i][4:])
	}
	for name, sides := range c.sides {
		if sides != relMin|relMax {
			t.Errorf("%s: values only on sides %03b of the bound", name, sides)
		}
	}
	for _, m := range []Movement{"", Entered, Kept, Promoted, Demoted, Lapsed, Revoked, Outgrown, AgedOut, ListedOut, Left, Undecided} {
		if c.moves[m] == 0 {
			t.Errorf("no firm brought up the movement %q", m)
		}
	}
}
