package jobs

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"yunti/incentives"
	"yunti/models"
	"yunti/models/modelstest"
	"yunti/policy"
)

// try carries out a trial under the book with changes.
func try(t testing.TB, db *models.DB, year int, set ...string) *TrialResult {
	t.Helper()
	r, err := Trial(t.Context(), db, theBook(t), TrialOrder{Year: year, Set: set}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// growing stores a firm whose revenue went from 2,000 万元 in 2020 to an amount in 2023, and that invests enough to be 瞪羚.
func growing(t *testing.T, db *models.DB, n int, revenue int64) string {
	t.Helper()
	id := code(5000 + n)
	name := fmt.Sprintf("羚羊样例%d", n)
	store(t, db, &models.Firm{Code: id, Name: name, NameKey: name, Founded: 20150401, County: "530102", Industry: "6510", State: "在业", Origin: filed})
	for year, is := range map[int]int64{2020: 2000 * int64(policy.Wan), 2021: 2200 * int64(policy.Wan), 2022: 2400 * int64(policy.Wan), 2023: revenue} {
		input := is / 10
		store(t, db, &models.FirmYear{Code: id, Year: year, Revenue: &is, STInput: &input, Origin: filed})
	}
	return id
}

func TestARaisedThresholdTakesTheFirmsBelowItAndNoOthers(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		populate(t, db, len(fates))
		at20, at25 := int64(3456*policy.Wan), int64(3906_250_000) // 2,000 万元 × 1.2³ and × 1.25³
		below, above := growing(t, db, 1, at20), growing(t, db, 2, at25)
		barely, never := growing(t, db, 3, at25-1), growing(t, db, 4, at20-1)
		r := try(t, db, 2023, "tier/gazelle/revenue_cagr_3y=25%")
		var firms []string
		for _, f := range r.Firms {
			if f.Ladder == "growth" {
				firms = append(firms, f.Code)
				if f.Before == nil || *f.Before != "gazelle" || f.After != nil {
					t.Errorf("%+v", f)
				}
			}
		}
		if diff := cmp.Diff(slices.Sorted(slices.Values([]string{below, barely})), firms); diff != "" {
			t.Errorf("−want +got\n%s", diff)
		}
		before, after := tierCounts(r)
		if before["growth/gazelle"]-after["growth/gazelle"] != 2 || after["growth/"]-before["growth/"] != 2 || r.FirmsTotal != 4 {
			t.Errorf("before %v, after %v, %d positions", before, after, r.FirmsTotal)
		}
		if diff := cmp.Diff([]string{"tier/gazelle/revenue_cagr_3y：20% → 25%"}, r.Changed); diff != "" {
			t.Error(diff)
		}
		for _, f := range r.Firms {
			if f.Code == above || f.Code == never {
				t.Errorf("%+v moved", f)
			}
		}
	})
}

func tierCounts(r *TrialResult) (before, after map[string]int) {
	before, after = map[string]int{}, map[string]int{}
	for _, x := range r.Tiers {
		key := x.Ladder + "/"
		if x.Tier != nil {
			key += *x.Tier
		}
		before[key], after[key] = x.Before, x.After
	}
	return before, after
}

// owedTotals adds up what is owed as yunti owed does.
func owedTotals(t *testing.T, db *models.DB, year int) map[string]*incentives.Total {
	t.Helper()
	totals := map[string]*incentives.Total{}
	err := EachEntitlement(t.Context(), db, theBook(t), year, func(e incentives.Entitlement) error {
		if totals[e.Clause] == nil {
			totals[e.Clause] = &incentives.Total{}
		}
		totals[e.Clause].Add(&e)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return totals
}

func TestAnUnchangedTrialMovesNobodyAndCostsWhatIsOwed(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		modelstest.Fill(t, db, 400, 2023)
		researchFirms(t, db, 2023)
		publish(t, db, review(t, db, 2022))
		is := review(t, db, 2023)
		r := try(t, db, 2023)
		if r.FirmsTotal != 0 || len(r.Firms) != 0 || len(r.Changed) != 0 || r.Edition != is.Edition {
			t.Errorf("%+v", r)
		}
		want := owedTotals(t, db, 2023)
		if len(want) == 0 {
			t.Fatal("the city is owed nothing")
		}
		var low, high policy.Money
		for _, m := range r.Money {
			w := want[m.Clause]
			if m.LowBefore != w.Low || m.HighBefore != w.High || m.LowAfter != w.Low || m.HighAfter != w.High || m.PendingAfter != w.Pending ||
				m.LinesAfter != w.Lines-w.Pending-w.Suspended {
				t.Errorf("%s: %+v, want %+v", m.Clause, m, w)
			}
			low, high = low+w.Low, high+w.High
			delete(want, m.Clause)
		}
		if len(want) > 0 || r.Total.LowAfter != low || r.Total.HighAfter != high {
			t.Errorf("left over %v; total %+v, want %d and %d", slices.Collect(maps.Keys(want)), r.Total, low, high)
		}

		totals, err := is.Counts()
		if err != nil {
			t.Fatal(err)
		}
		before, after := tierCounts(r)
		moves := map[string]int{}
		for _, m := range r.Moves {
			moves[m.Ladder+" "+m.Move] += m.FirmsAfter
			if m.FirmsBefore != m.FirmsAfter {
				t.Errorf("%+v", m)
			}
		}
		for _, l := range totals.Ladders {
			for _, tier := range l.Tiers {
				if key := l.Ladder + "/" + tier.Tier; before[key] != tier.Now || after[key] != tier.Now {
					t.Errorf("%s: %d and %d, the review has %d", key, before[key], after[key], tier.Now)
				}
			}
			for code, n := range l.Moves {
				if got := moves[l.Ladder+" "+string(code)]; got != n {
					t.Errorf("%s %s: %d, the review has %d", l.Ladder, code, got, n)
				}
			}
		}
	})
}

func TestAChangedAmountChangesTheCostExactly(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		for i := range 3 {
			name := fmt.Sprintf("续证样例%d", i)
			store(t, db, &models.Firm{Code: code(6000 + i), Name: name, NameKey: name, Founded: 20150401, County: "530102", Industry: "6510", State: "在业", Origin: filed})
			for _, year := range []int{2020, 2023} {
				store(t, db, &models.Recognition{Holder: code(6000 + i), Kind: "hnte", Ref: fmt.Sprintf("GR%d5300%04d", year, i), Number: fmt.Sprintf("GR%d5300%04d", year, i),
					Name: name, Issued: policy.NewDay(year, 11, 20), Origin: filed})
			}
		}
		r := try(t, db, 2023, "clause/5-b/fixed=8 万元")
		i := slices.IndexFunc(r.Money, func(m TrialMoney) bool { return m.Clause == "5-b" })
		if i < 0 {
			t.Fatalf("%+v", r.Money)
		}
		want := TrialSums{LinesBefore: 3, LinesAfter: 3, LowBefore: 15 * policy.Wan, HighBefore: 15 * policy.Wan, LowAfter: 24 * policy.Wan, HighAfter: 24 * policy.Wan}
		if diff := cmp.Diff(want, r.Money[i].TrialSums); diff != "" {
			t.Errorf("−want +got\n%s", diff)
		}
		if r.Total.HighAfter-r.Total.HighBefore != 9*policy.Wan || r.FirmsTotal != 0 {
			t.Errorf("%+v, %d positions differ", r.Total, r.FirmsTotal)
		}
	})
}

func TestThePoolReadingIsTriedOverAllFirms(t *testing.T) {
	db := modelstest.SQLite(t)
	researchFirms(t, db, 2022)
	r := try(t, db, 2022, "clause/4-c/pool=是")
	i := slices.IndexFunc(r.Money, func(m TrialMoney) bool { return m.Clause == "4-c" })
	if m := r.Money[i]; m.HighBefore != 25*policy.Wan || m.HighAfter != 15*policy.Wan || m.LinesAfter != 2 {
		t.Errorf("%+v", m)
	}
}

func TestATrialStoresNothing(t *testing.T) {
	db := modelstest.SQLite(t)
	populate(t, db, len(fates))
	count := func() (all string) {
		for _, table := range []string{"reviews", "results", "editions", "audit", "counters"} {
			var n int64
			if err := db.Read.Table(table).Count(&n).Error; err != nil {
				t.Fatal(err)
			}
			all += fmt.Sprintf("%s %d ", table, n)
		}
		return all
	}
	before := count()
	try(t, db, 2023, "tier/gazelle/revenue_cagr_3y=25%")
	if after := count(); before != after {
		t.Errorf("%s became %s", before, after)
	}
}

func TestFaultyChangesAreAllToldWithWhatMayBeMeant(t *testing.T) {
	db := modelstest.SQLite(t)
	_, err := Trial(t.Context(), db, theBook(t), TrialOrder{2023, []string{"tier/gazele/revenue_cagr_3y=25%", "clause/5-b/fixed=8 万元", "clause/5-b/fixed", "tier/gazelle/revenue_cagr_3y=25 人",
		"clause/5-b/tolerance=多年"}}, nil)
	var faults TrialFaults
	if !errors.As(err, &faults) || !errors.Is(err, ErrTrial) {
		t.Fatal(err)
	}
	want := map[int]string{0: "tier/gazelle/revenue_cagr_3y", 2: "路径=数值", 3: "单位不同", 4: "年数"}
	for _, f := range faults {
		if !strings.Contains(f.Detail, want[f.At]) || want[f.At] == "" {
			t.Errorf("%d: %s", f.At, f.Detail)
		}
		delete(want, f.At)
	}
	if len(want) > 0 {
		t.Errorf("not told: %v", want)
	}
	_, err = Trial(t.Context(), db, theBook(t), TrialOrder{2023, []string{"clause/4-c/figure=turnover"}}, nil)
	if !errors.Is(err, ErrTrial) || !strings.Contains(err.Error(), "turnover") {
		t.Errorf("a figure that does not exist: %v", err)
	}
	if _, err := Trial(t.Context(), db, theBook(t), TrialOrder{1999, nil}, nil); !errors.Is(err, policy.ErrBeforeBook) {
		t.Errorf("1999: %v", err)
	}
}

func TestATrialTellsItsProgress(t *testing.T) {
	db := modelstest.SQLite(t)
	populate(t, db, 24)
	var seen []string
	_, err := Trial(t.Context(), db, theBook(t), TrialOrder{Year: 2023}, func(done, total int) { seen = append(seen, fmt.Sprintf("%d/%d", done, total)) })
	if diff := cmp.Diff([]string{"24/24"}, seen); diff != "" || err != nil {
		t.Error(diff, err)
	}
}
