package jobs

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"yunti/incentives"
	"yunti/models"
	"yunti/models/modelstest"
)

func TestAReviewStoresWhatTheClausesGiveWithTheirSums(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		researchFirms(t, db, 2022)
		store(t, db, &models.Incubator{Name: "样例孵化器", Type: "科技企业孵化器", Level: "省级", County: "530111", Since: 20220301, Origin: filed})
		for _, year := range []int{2022, 2021} { // in 2021 the clauses on titles are not in force yet
			opt := options()
			opt.batch = 2
			r, err := Review(t.Context(), db, theBook(t), year, opt)
			if err != nil {
				t.Fatal(err)
			}
			var want []incentives.Entitlement
			sums := map[string]*incentives.Total{}
			pools, err := EachOwed(t.Context(), db, owing(t, year, true, nil), func(e incentives.Entitlement) error {
				if sums[e.Clause] == nil {
					sums[e.Clause] = &incentives.Total{Clause: e.Clause}
				}
				sums[e.Clause].Add(&e)
				want = append(want, e)
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			lines := linesOf(t, db, r.ID)
			var got []incentives.Entitlement
			for i, e := range lines {
				if e.Seq != i+1 {
					t.Errorf("line %d is number %d", i, e.Seq)
				}
				got = append(got, incentives.Entitlement{Clause: e.Clause, Payee: e.Payee, Name: e.Name, Year: e.Year, Item: e.Item, Low: e.Low, High: e.High, Basis: e.Basis,
					Beside: e.Beside, State: e.State, Ground: e.Ground, Reason: e.Reason, Notes: e.Notes, Outside: e.Outside})
				county, alias := "530102", ""
				switch e.Name {
				case "样例孵化器":
					county, alias = "530111", "~样例孵化器"
				case "昆明样例研究所":
					county, alias = "", "~昆明样例研究所"
				}
				if e.County != county || e.Alias != alias {
					t.Errorf("%s belongs to %q, alias %q", e.Name, e.County, e.Alias)
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%d: counted −, stored +\n%s", year, diff)
			}
			totals, err := r.Counts()
			if err != nil || len(totals.Money) != len(sums) || len(totals.Pools) != len(pools) {
				t.Fatalf("%d: %+v, %v", year, totals, err)
			}
			for i, sum := range totals.Money {
				if diff := cmp.Diff(*sums[sum.Clause], sum); diff != "" {
					t.Error(diff)
				}
				if i > 0 && year == 2022 && totals.Money[i-1].Clause > sum.Clause && sum.Clause[0] != '1' {
					t.Errorf("%s comes after %s", sum.Clause, totals.Money[i-1].Clause)
				}
			}
			if year == 2022 && (len(got) < 6 || totals.Pools[0].Net != pools[0].Net() || totals.Pools[0].Text != pools[0].String()) {
				t.Errorf("%d lines, pools %+v", len(got), totals.Pools)
			}
		}
	})
}

// What changes after the firms were judged, and before their money is counted, makes the whole review start over.
func TestAReviewWhoseRecordsMoveBeforeTheMoneyIsCountedStartsOver(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		researchFirms(t, db, 2022)
		opt := options()
		changed := false
		opt.Progress = func(done, total int) {
			if done == total && !changed {
				changed = true
				change(t, db, func(tx *gorm.DB) error {
					return tx.Create(recognised("~昆明样例学会", "昆明样例学会", "academician_station", "", 20220401)).Error
				})
			}
		}
		r, err := Review(t.Context(), db, theBook(t), 2022, opt)
		if err != nil {
			t.Fatal(err)
		}
		fresh, err := Review(t.Context(), db, theBook(t), 2022, options())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(dump(t, db, fresh.ID), dump(t, db, r.ID)); diff != "" || !changed {
			t.Error(diff)
		}
	})
}
