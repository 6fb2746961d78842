package tiering

import (
	"testing"

	"yunti/policy"
)

// leafOf makes a rule that comes to an outcome for the steady firm, whose profit is not reported.
func leafOf(o Outcome) *policy.Rule {
	switch o {
	case Met:
		return atLeastRevenue(1)
	case Unmet:
		return atLeastRevenue(1_000_000)
	case NotApplicable:
		return &policy.Rule{Metric: "above_scale", Op: policy.Is, Bound: policy.Quantity{Num: 1, Den: 1, Unit: policy.UnitFlag}}
	}
	return &policy.Rule{Judged: "须人工评定"}
}

func TestTreesAreThreeValuedAndLeaveOutWhatDoesNotApply(t *testing.T) {
	met, unmet, unknown, na := leafOf(Met), leafOf(Unmet), leafOf(Unknown), leafOf(NotApplicable)
	all := func(r ...*policy.Rule) *policy.Rule { return &policy.Rule{All: r} }
	any := func(r ...*policy.Rule) *policy.Rule { return &policy.Rule{Any: r} }
	two := func(r ...*policy.Rule) *policy.Rule { return &policy.Rule{AtLeast: &policy.AtLeast{N: 2, Of: r}} }
	not := func(r *policy.Rule) *policy.Rule { return &policy.Rule{Not: r} }
	tests := []struct {
		name string
		rule *policy.Rule
		want Outcome
	}{
		{"all met", all(met, met), Met},
		{"all with an unmet is unmet even while others are unknown", all(unknown, unmet, met), Unmet},
		{"all with an unknown", all(met, unknown), Unknown},
		{"all leaves out", all(na, met), Met},
		{"all of nothing that applies", all(na, na), NotApplicable},
		{"any with a met", any(unmet, unknown, met), Met},
		{"any with an unknown", any(unmet, unknown), Unknown},
		{"any unmet", any(unmet, unmet, na), Unmet},
		{"any of nothing that applies", any(na), NotApplicable},
		{"not met", not(met), Unmet},
		{"not unmet", not(unmet), Met},
		{"not unknown", not(unknown), Unknown},
		{"not applicable stays so", not(na), NotApplicable},
		{"two of three", two(met, unmet, met), Met},
		{"two of three while one is unknown", two(met, unknown, unmet), Unknown},
		{"two of three impossible", two(unmet, unknown, unmet), Unmet},
		{"two of what applies", two(na, met, na), Unmet},
		{"two of nothing that applies", two(na, na), NotApplicable},
		{"nested", all(any(unmet, met), not(all(met, unmet)), two(met, met, unknown)), Met},
	}
	f := steady()
	f.Industry = "0111"
	for _, tt := range tests {
		e := edition(tt.rule)
		e.Sections = []policy.Section{{ID: "A", Divisions: []policy.Span{{From: 1, To: 5}}, NoScale: true}}
		j, err := Compile(e)
		if err != nil {
			t.Fatal(tt.name, err)
		}
		var v Verdict
		j.Judge(f, 2023, &v)
		if got := v.Standings[0].Qualifies; got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestABoundChosenByAnotherMetric(t *testing.T) {
	max := func(w int64) *policy.Quantity { return &policy.Quantity{Num: wan(w), Den: 1, Unit: policy.UnitMoney} }
	per := func(p int64) policy.Quantity { return policy.Quantity{Num: p, Den: 100, Unit: policy.UnitPercent} }
	rule := &policy.Rule{Metric: "rd_ratio", Op: policy.Min, BoundBy: &policy.BoundBy{Metric: "revenue",
		Bands: []policy.BoundBand{{Max: max(5000), Bound: per(5)}, {Max: max(20000), Bound: per(4)}, {Bound: per(3)}}}}
	j, err := Compile(edition(rule))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		revenue, rd int64
		want        Outcome
		bound       string
	}{
		{wan(5000), wan(250), Met, "5"}, {wan(5000), wan(250) - 1, Unmet, "5"}, {wan(5000) + 100, wan(201), Met, "4"},
		{wan(20000), wan(800), Met, "4"}, {wan(20000) + 100, wan(601), Met, "3"}, {wan(20000) + 100, wan(600), Unmet, "3"},
	} {
		f := steady()
		f.at(2023).Set(Revenue, tt.revenue)
		f.at(2023).Set(RD, tt.rd)
		var v Verdict
		j.Judge(f, 2023, &v)
		if x := j.Qualifies(&v, "one"); v.Standings[0].Qualifies != tt.want || x.Bound != tt.bound {
			t.Errorf("revenue %d, R&D %d: %v against %s, want %v against %s", tt.revenue, tt.rd, v.Standings[0].Qualifies, x.Bound, tt.want, tt.bound)
		}
	}
	f := steady()
	f.drop(Revenue, 2023)
	var v Verdict
	if j.Judge(f, 2023, &v); v.Standings[0].Qualifies != Unknown {
		t.Errorf("no revenue: %v", v.Standings[0].Qualifies)
	}
}

func TestPointsAddUpToTheCapAndTheBestOptionCountsEndByEnd(t *testing.T) {
	judged := func(low, high int) policy.Part {
		return policy.Part{Label: "评定", Judged: &policy.Range{Low: low, High: high}}
	}
	staff := func(from int64, low, high int) policy.Part {
		return policy.Part{Label: "职工", Metric: "staff", Bands: []policy.Band{{From: policy.Quantity{Num: from, Den: 1, Unit: policy.UnitPeople}, Points: policy.Range{Low: low, High: high}}}}
	}
	tests := []struct {
		name string
		part policy.Part
		want ScoreRange
	}{
		{"under the cap", policy.Part{Cap: 30, Sum: []policy.Part{judged(5, 10), judged(3, 4)}}, ScoreRange{8, 14}},
		{"one end over it", policy.Part{Cap: 30, Sum: []policy.Part{judged(5, 20), judged(3, 20)}}, ScoreRange{8, 30}},
		{"both ends over it", policy.Part{Cap: 30, Sum: []policy.Part{judged(20, 25), judged(15, 20)}}, ScoreRange{30, 30}},
		{"no cap", policy.Part{Sum: []policy.Part{judged(20, 25), judged(15, 20)}}, ScoreRange{35, 45}},
		{"the best low end and the best high end", policy.Part{Best: []policy.Part{judged(5, 6), judged(0, 24)}}, ScoreRange{5, 24}},
		{"on the band's bound", staff(200, 3, 4), ScoreRange{3, 4}},
		{"under all bands", staff(201, 3, 4), ScoreRange{0, 0}},
	}
	for _, tt := range tests {
		j, err := Compile(edition(&policy.Rule{Score: &policy.Score{Name: "score", Op: policy.Min,
			Bound: policy.Quantity{Num: 60, Den: 1, Unit: policy.UnitPoints}, Parts: []policy.Part{tt.part}}}))
		if err != nil {
			t.Fatal(err)
		}
		var v Verdict
		j.Judge(steady(), 2023, &v)
		if got := j.Qualifies(&v, "one").Score; *got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

// TestFillingAGapNeverTurnsAnAnswerRound reports figures that were missing: an unknown may resolve,
// what was met or unmet stays. Flags are left out (their blank is an answer), and the research costs
// of the rules' own bases (they change what is counted).
func TestFillingAGapNeverTurnsAnAnswerRound(t *testing.T) {
	j := bookJudge(t, 2023)
	g := newGenerator(7)
	var before, after Verdict
	resolved := 0
	for range 20_000 {
		f := g.odd()
		j.Judge(&f, 2023, &before)
		full := f
		full.Figures = nil
		for year := 2020; year <= 2023; year++ {
			line := Figures{Year: year}
			for i := range f.Figures {
				if f.Figures[i].Year == year {
					line = f.Figures[i]
				}
			}
			for k, v := range g.year(wan(3000), 120) {
				if _, ok := line.Get(k); !ok && k < Accident && k != RDDeduct && k != RDHNTE && g.chance(60) {
					line.Set(k, v)
				}
			}
			full.Figures = append(full.Figures, line)
		}
		j.Judge(&full, 2023, &after)
		if !before.Present {
			continue
		}
		for i := range j.nodes {
			a, b := before.trail.outcome(int32(i)), after.trail.outcome(int32(i))
			if a == Unknown && b != Unknown {
				resolved++
			} else if a != b {
				t.Fatalf("%s: %v became %v", j.sources[i].label, a, b)
			}
		}
	}
	if resolved < 10_000 {
		t.Errorf("only %d unknowns resolved", resolved)
	}
}
