package api

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"yunti/models"
	"yunti/models/modelstest"
	"yunti/sample"
)

// sampleCity returns a site that has taken in the rosters of a synthetic city, on a day on which 2024 can be published.
func sampleCity(t *testing.T, db *models.DB, firms int) *site {
	t.Helper()
	s := newSite(t, db)
	s.clock(in(365))
	paths, err := sample.Write(t.Context(), t.TempDir(), sample.Options{Firms: firms, Seed: 7}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		kind, year, _ := strings.Cut(strings.TrimSuffix(filepath.Base(path), ".xlsx"), "-")
		file, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		s.takeIn(kind, year, file)
	}
	return s
}

// allEntitlements reads every line of a year, page by page, with the sums of the last page.
func (s *site) allEntitlements(year int) (lines []models.EntitlementRow, sums models.MoneySums) {
	s.t.Helper()
	for page := 1; ; page++ {
		var a struct {
			Items []models.EntitlementRow `json:"items"`
			Total int                     `json:"total"`
			Sums  models.MoneySums        `json:"sums"`
		}
		answer := s.get(fmt.Sprintf("/api/v1/entitlements?year=%d&size=200&page=%d", year, page)).want(200)
		if err := json.Unmarshal(answer.Body, &a); err != nil {
			s.t.Fatal(err)
		}
		lines, sums = append(lines, a.Items...), a.Sums
		if len(lines) >= a.Total {
			return lines, sums
		}
	}
}

// sumOf adds one line to sums, as it is printed.
func sumOf(s *models.MoneySums, e *models.EntitlementRow) {
	s.Lines++
	switch {
	case e.Outside:
		s.Outside++
	case e.State == "pending":
		s.Pending++
	case e.State == "suspended":
		s.Suspended, s.HeldLow, s.HeldHigh = s.Suspended+1, s.HeldLow+*e.Low, s.HeldHigh+*e.High
	default:
		s.Low, s.High = s.Low+*e.Low, s.High+*e.High
		if e.Beside != nil {
			s.Beside += *e.Beside
		}
	}
	if e.Settlement != nil {
		s.SettledLines, s.Settled, s.Paid = s.SettledLines+1, s.Settled+e.Settlement.Amount, s.Paid+e.Settlement.Paid
		if e.Settlement.State == models.SettlementApproved {
			s.Approved += e.Settlement.Amount
		}
	}
}

// The money of the sample city in the three years of the measures: the lines, the sums of the list, the totals by clause, by county and by
// both, the counties one by one, the budget, and an unchanged trial come to the same, to the cent.
func TestTheSampleCitysMoneyIsTheSameWhereverItIsPrinted(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		s := sampleCity(t, db, 300)
		for year := 2022; year <= 2024; year++ {
			review := s.publish(year)
			s.settleSome(year, review)
			lines, sums := s.allEntitlements(year)
			var all models.MoneySums
			clauses, counties, cells := map[string]models.MoneySums{}, map[string]models.MoneySums{}, map[string]models.MoneySums{}
			for i := range lines {
				e := &lines[i]
				sumOf(&all, e)
				for _, into := range []struct {
					of  map[string]models.MoneySums
					key string
				}{{clauses, e.Clause}, {counties, e.County}, {cells, e.Clause + " " + e.County}} {
					part := into.of[into.key]
					sumOf(&part, e)
					into.of[into.key] = part
				}
			}
			if all.SettledLines == 0 || all.Low == 0 || all.Pending+all.Outside == 0 {
				t.Fatalf("%d is too plain a year: %+v", year, all)
			}
			all.PaidOutside = sums.PaidOutside // payments of rosters belong to no line
			if all != sums {
				t.Errorf("%d: lines %+v\nlist %+v", year, all, sums)
			}

			var totals entitlementTotals
			if err := json.Unmarshal(s.get(fmt.Sprintf("/api/v1/entitlements/totals?year=%d", year)).want(200).Body, &totals); err != nil {
				t.Fatal(err)
			}
			same := func(what string, got, want models.MoneySums) {
				t.Helper()
				want.PaidOutside = got.PaidOutside
				if got != want {
					t.Errorf("%d %s: %+v\nlines %+v", year, what, got, want)
				}
			}
			same("total", totals.Total, all)
			for _, c := range totals.Clauses {
				same(c.Clause, c.Sums, clauses[c.Clause])
				delete(clauses, c.Clause)
			}
			for _, c := range totals.Counties {
				same(c.Name, c.Sums, counties[c.County])
				delete(counties, c.County)
			}
			for _, c := range totals.Cells {
				same(c.Clause+" "+c.County, c.Sums, cells[c.Clause+" "+c.County])
				delete(cells, c.Clause+" "+c.County)
			}
			if len(clauses)+len(counties)+len(cells) > 0 {
				t.Errorf("%d: not printed: %v %v %v", year, clauses, counties, cells)
			}

			budget := s.get(fmt.Sprintf("/api/v1/budget?year=%d", year)).want(200)
			trial := s.post("/api/v1/trials", map[string]any{"year": year, "set": []string{}}).want(200)
			for what, got := range map[string][2]any{
				"low": {budget.at("total", "low"), trial.at("total", "low_after")}, "high": {budget.at("total", "high"), trial.at("total", "high_after")},
			} {
				want := map[string]float64{"low": float64(all.Low), "high": float64(all.High)}[what]
				if got[0] != want || got[1] != want {
					t.Errorf("%d %s: budget %v, trial %v, lines %v", year, what, got[0], got[1], want)
				}
			}
			if budget.at("total", "settled") != float64(all.Settled) || budget.at("total", "paid") != float64(totals.Total.Paid+totals.Total.PaidOutside) {
				t.Errorf("%d: budget %v, lines %+v", year, budget.at("total"), totals.Total)
			}
		}
	})
}

// settleSome settles some lines of a year at the high end, and publicises half of them.
func (s *site) settleSome(year int, review string) {
	s.t.Helper()
	page := s.get(fmt.Sprintf("/api/v1/entitlements?year=%d&state=owed&settled=none&outside=false&size=200", year)).want(200)
	var lines []map[string]any
	for _, item := range page.at("items").([]any) {
		e := item.(map[string]any)
		if e["before"] == "" && e["paid_outside"].(float64) <= e["high"].(float64) && len(lines) < 20 {
			lines = append(lines, line(e, int(e["high"].(float64))))
		}
	}
	made := s.post("/api/v1/settlements", settling(review, lines...)).want(201)
	var ids []string
	for _, item := range made.at("items").([]any) {
		ids = append(ids, item.(map[string]any)["id"].(string))
	}
	s.post("/api/v1/settlements/publicise", map[string]any{"ids": ids[:(len(ids)+1)/2], "days": 5}).want(200)
}
