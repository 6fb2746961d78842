package tiering

import (
	"slices"
	"testing"

	"yunti/policy"
)

// standings makes a verdict in which the firm holds some tiers and others are unknown.
func standings(j *Judge, held, unknown []string, change func(*Verdict)) *Verdict {
	v := &Verdict{Year: 2023, Present: true, Standings: make([]Standing, len(j.tiers)), Positions: make([]int, len(j.ladders))}
	for _, id := range unknown {
		v.Standings[j.tierOf[id]].Holds = Unknown
	}
	for _, id := range held {
		v.Standings[j.tierOf[id]].Holds = Met
	}
	for l, tiers := range j.ladders {
		v.Positions[l] = -1
		for _, i := range tiers {
			if v.Standings[i].Holds == Met {
				v.Positions[l] = i
			}
		}
	}
	if change != nil {
		change(v)
	}
	return v
}

func TestMovements(t *testing.T) {
	j := bookJudge(t, 2023)
	tier := func(v *Verdict, id string) *Standing { return &v.Standings[j.tierOf[id]] }
	during := policy.NewDay(2023, 7, 1)
	tests := []struct {
		name          string
		from          string // on the unicorn ladder for fledgling, pre_unicorn, unicorn; else on growth
		held, unknown []string
		change        func(*Verdict)
		want          Movement
		to            string
		pending       []string
	}{
		{"off the ladder before and after", "", nil, nil, nil, "", "", nil},
		{"entered", "", []string{"hnte_below_scale"}, nil, nil, Entered, "hnte_below_scale", nil},
		{"kept", "gazelle", []string{"tech_sme", "gazelle"}, nil, nil, Kept, "gazelle", nil},
		{"kept with a tier above in doubt", "tech_sme", []string{"tech_sme"}, []string{"gazelle"}, nil, Kept, "tech_sme", []string{"gazelle"}},
		{"promoted", "hnte_below_scale", []string{"hnte_above_scale"}, nil, nil, Promoted, "hnte_above_scale", nil},
		{"promoted past a tier in doubt", "tech_sme", []string{"hnte_listed"}, []string{"gazelle", "unicorn"}, nil, Promoted, "hnte_listed", []string{"unicorn"}},
		{"gone", "gazelle", nil, nil, func(v *Verdict) { *v = Verdict{Year: 2023, Standings: v.Standings, Positions: v.Positions}; v.absent() }, Left, "", nil},
		{"gone and nowhere before", "", nil, nil, func(v *Verdict) { v.Present = false; v.absent() }, "", "", nil},
		{"the tier itself is unknown", "gazelle", []string{"tech_sme"}, []string{"gazelle"}, nil, Undecided, "gazelle", nil},
		{"a higher tier is unknown", "hnte_above_scale", []string{"hnte_below_scale"}, []string{"gazelle"}, nil, Undecided, "hnte_above_scale", []string{"gazelle"}},
		{"an unknown tier below does not carry", "gazelle", nil, []string{"hnte_below_scale"}, nil, Demoted, "", []string{"hnte_below_scale"}},
		{"undecided comes before revoked", "gazelle", nil, []string{"gazelle"}, func(v *Verdict) { tier(v, "gazelle").Revoked = during }, Undecided, "gazelle", nil},
		{"revoked since the last review", "hnte_above_scale", nil, nil, func(v *Verdict) { tier(v, "hnte_above_scale").Revoked = during }, Revoked, "", nil},
		{"revoked before it", "hnte_above_scale", nil, nil, func(v *Verdict) { tier(v, "hnte_above_scale").Revoked = policy.NewDay(2022, 12, 31) }, Lapsed, "", nil},
		{"revoked but there is another", "hnte_above_scale", []string{"hnte_below_scale"}, nil, func(v *Verdict) {
			*tier(v, "hnte_above_scale") = Standing{Titled: true, Revoked: during}
		}, Demoted, "hnte_below_scale", nil},
		{"revoked comes before graduation", "unicorn", nil, nil, func(v *Verdict) { *tier(v, "unicorn") = Standing{Revoked: during, ListedOut: true} }, Revoked, "", nil},
		{"listed out", "pre_unicorn", nil, nil, func(v *Verdict) { *tier(v, "pre_unicorn") = Standing{ListedOut: true, AgedOut: true} }, ListedOut, "", nil},
		{"outgrown", "tech_sme", nil, nil, func(v *Verdict) { tier(v, "tech_sme").Outgrown = true }, Outgrown, "", nil},
		{"aged out comes before lapsed", "fledgling", nil, nil, func(v *Verdict) { tier(v, "fledgling").AgedOut = true }, AgedOut, "", nil},
		{"lapsed", "tech_sme", nil, nil, nil, Lapsed, "", nil},
		{"lapsed to a lower tier", "gazelle", []string{"tech_sme"}, nil, nil, Lapsed, "tech_sme", nil},
		{"a title that still stands was not lost by its end", "hnte_above_scale", []string{"hnte_below_scale"}, nil, func(v *Verdict) { tier(v, "hnte_above_scale").Titled = true }, Demoted, "hnte_below_scale", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v := standings(j, tt.held, tt.unknown, tt.change)
			l := 0
			if slices.Contains([]string{"fledgling", "pre_unicorn", "unicorn"}, tt.from) {
				l = 1
			}
			before := &Prior{Snapshot: policy.YearEnd(2022), Positions: []int{-1, -1}, Titled: 1<<len(j.tiers) - 1}
			if tt.from != "" {
				before.Positions[l] = j.tierOf[tt.from]
			}
			if tt.name == "an unknown tier below does not carry" {
				before.Titled = 0
			}
			m := j.Compare(before, v)[l]
			if m.Code != tt.want || m.From != tt.from || m.To != tt.to || m.Carried != (tt.want == Undecided) || !slices.Equal(m.Pending, tt.pending) {
				t.Errorf("%+v, want %s to %q, pending %v", m, tt.want, tt.to, tt.pending)
			}
		})
	}
}

func TestTheFirstReviewHasNoMovements(t *testing.T) {
	j := bookJudge(t, 2023)
	v := standings(j, []string{"gazelle"}, []string{"unicorn"}, nil)
	for l, m := range j.Compare(nil, v) {
		if m.Ladder != l || m.Code != "" || m.Carried || m.From != "" || m.To != "gazelle" || !slices.Equal(m.Pending, []string{"unicorn"}) {
			t.Errorf("%+v", m)
		}
	}
}

func TestEveryMovementHasAChineseName(t *testing.T) {
	for _, m := range []Movement{Entered, Kept, Promoted, Demoted, Lapsed, Revoked, Outgrown, AgedOut, ListedOut, Left, Undecided} {
		if m.Name() == "" {
			t.Errorf("%s has no name", m)
		}
	}
}
