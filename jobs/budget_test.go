package jobs

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"yunti/incentives"
	"yunti/models"
	"yunti/models/modelstest"
	"yunti/policy"
)

// certified stores a firm in a county with certificates of some years.
func certified(t *testing.T, db *models.DB, n int, county, state string, left policy.Day, years ...int) string {
	t.Helper()
	id, name := code(7000+n), fmt.Sprintf("续证样例%d", n)
	store(t, db, &models.Firm{Code: id, Name: name, NameKey: name, Founded: 20100401, County: county, Industry: "6510", State: state, StateDay: left, Origin: filed})
	for _, year := range years {
		number := fmt.Sprintf("GR%d5300%04d", year, n)
		store(t, db, &models.Recognition{Holder: id, Kind: "hnte", Ref: number, Number: number, Name: name, Issued: policy.NewDay(year, 11, 20), Origin: filed})
	}
	return id
}

func budget(t *testing.T, db *models.DB, scope models.Scope, year int) *incentives.BudgetSheet {
	t.Helper()
	sheet, err := Budget(t.Context(), db, theBook(t), scope, year, today(2024))
	if err != nil {
		t.Fatal(err)
	}
	return sheet
}

// forecastOf finds a clause in the n-th coming year.
func forecastOf(t *testing.T, sheet *incentives.BudgetSheet, n int, clause string) incentives.ForecastClause {
	t.Helper()
	i := slices.IndexFunc(sheet.Forecast[n].Clauses, func(c incentives.ForecastClause) bool { return c.Clause == clause })
	if i < 0 {
		t.Fatalf("%d has no %s: %+v", sheet.Forecast[n].Year, clause, sheet.Forecast[n].Clauses)
	}
	return sheet.Forecast[n].Clauses[i]
}

// wantForecast compares both ends in 万元, and words that the assumption must have.
func wantForecast(t *testing.T, sheet *incentives.BudgetSheet, n int, clause string, low, high float64, lines int, words ...string) {
	t.Helper()
	f := forecastOf(t, sheet, n, clause)
	if f.Low == nil || float64(*f.Low) != low*float64(policy.Wan) || float64(*f.High) != high*float64(policy.Wan) || *f.Lines != lines {
		text, _ := json.Marshal(f)
		t.Errorf("%d %s: %s, want %v–%v 万元, %d lines", sheet.Forecast[n].Year, clause, text, low, high, lines)
	}
	for _, word := range words {
		if !strings.Contains(f.Assumption, word) {
			t.Errorf("%d %s: %q lacks %q", sheet.Forecast[n].Year, clause, f.Assumption, word)
		}
	}
}

func TestTheBudgetAddsUpAYearAndForecastsTwo(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		const wuhua, panlong = "530102", "530103"
		// Due in 2023: four firms of 2020, of which three renewed; one that had the money in 2022 is never due again.
		for n, years := range [][]int{{2020, 2023}, {2020, 2023}, {2020, 2023}, {2020}, {2019, 2022}} {
			certified(t, db, n, wuhua, "在业", 0, years...)
		}
		// Due in 2024 (certificates of 2021): five, of which one is in another county, one has left.
		for n := range 5 {
			county := wuhua
			if n == 4 {
				county = panlong
			}
			certified(t, db, 10+n, county, "在业", 0, 2021)
		}
		certified(t, db, 20, wuhua, "迁出", 20230601, 2021)
		// Due in 2025: one of 2022.
		certified(t, db, 30, panlong, "在业", 0, 2022)
		// Entries in the library: one, none and four in three years.
		for n, day := range []policy.Day{20220310, 20230310, 20230311, 20230312, 20230313} {
			store(t, db, recognised(certified(t, db, 40+n, wuhua, "在业", 0), fmt.Sprintf("续证样例%d", 40+n), "hnte_library", "市级", day))
		}
		// Research costs above designated size: 100 → 200 → 300 → 400 万元.
		firm := certified(t, db, 50, wuhua, "在业", 0)
		for i, year := range []int{2020, 2021, 2022, 2023} {
			costs := int64(100+100*i) * int64(policy.Wan)
			store(t, db, &models.FirmYear{Code: firm, Year: year, RD: &costs, Origin: filed}, &models.ScaleLine{Code: firm, Year: year, Above: true, Origin: filed})
		}
		// 独角兽: one of before the measures, one of 2023.
		for n, day := range []policy.Day{20210601, 20230601} {
			store(t, db, recognised(certified(t, db, 60+n, wuhua, "在业", 0), fmt.Sprintf("续证样例%d", 60+n), "unicorn", "", day))
		}
		for _, year := range []int{2021, 2022, 2023} {
			publish(t, db, review(t, db, year))
		}

		sheet := budget(t, db, models.Everything, 2023)
		var clauses []string
		for _, c := range sheet.Clauses {
			clauses = append(clauses, fmt.Sprintf("%s %d–%d", c.Clause, c.Low/policy.Wan, c.High/policy.Wan))
		}
		if diff := cmp.Diff([]string{"4-b 4–4", "4-c 10–10", "5-a 12–20", "5-b 15–15", "5-c 0–500"}, clauses); diff != "" {
			t.Errorf("−want +got\n%s", diff)
		}
		if sheet.Total.Low != 41*policy.Wan || sheet.Total.High != 549*policy.Wan || sheet.Review != "2023-1" {
			t.Errorf("%+v of %s", sheet.Total, sheet.Review)
		}
		if len(sheet.Forecast) != 2 || sheet.Forecast[0].Year != 2024 || sheet.Forecast[1].Year != 2025 {
			t.Fatalf("%+v", sheet.Forecast)
		}
		wantForecast(t, sheet, 0, "5-b", 20, 25, 5, "2021 年度证书", "5 家", "25.00 万元", "3/4", "4 家")
		wantForecast(t, sheet, 1, "5-b", 5, 5, 1, "2022 年度证书", "1 家", "3/4") // ¾ of one is rounded up
		wantForecast(t, sheet, 0, "5-a", 5, 8.33, 2, "2022 年度 1 笔", "2023 年度 4 笔", "年均")
		wantForecast(t, sheet, 0, "4-b", 4, 5.33, 1, "2022 年度 3.00 万元", "2023 年度 4.00 万元", "增长 33.3%")
		wantForecast(t, sheet, 1, "4-b", 4, 7.11, 1, "推算 2 年")
		wantForecast(t, sheet, 0, "4-c", 10, 10, 1, "两年")
		wantForecast(t, sheet, 0, "5-c", 0, 500, 1, "2023 年度 1 笔，合计") // 2022 gave to the one of before
		inside := sheet.Forecast[0]
		if forecastOf(t, sheet, 0, "5-b").Outside || !forecastOf(t, sheet, 0, "4-b").Outside || !forecastOf(t, sheet, 1, "5-b").Outside {
			t.Errorf("2024 is within the years of 5-b and not of 4-b; 2025 of neither")
		}
		if inside.Total.Low != 25*policy.Wan || inside.Total.High != 53333*policy.Wan/100 || inside.Total.Lines != 8 || sheet.Forecast[1].Total.High != 0 {
			t.Errorf("totals %+v and %+v", inside.Total, sheet.Forecast[1].Total)
		}
		if all := strings.Join(sheet.Assumptions, "\n"); !strings.Contains(all, "2023-1") || !strings.Contains(all, "期外测算") || !strings.Contains(all, "1-a") {
			t.Error(all)
		}

		if diff := cmp.Diff(sheet, budget(t, db, models.Everything, 2023)); diff != "" {
			t.Errorf("asked again:\n%s", diff)
		}
		wantForecast(t, budget(t, db, models.Scope{County: panlong}, 2023), 0, "5-b", 5, 5, 1)
		if parts := budget(t, db, models.Scope{County: wuhua}, 2023).Total; parts != sheet.Total {
			t.Errorf("五华区 %+v, all of it %+v", parts, sheet.Total)
		}
	})
}

func TestAForecastWithoutAYearToCompareHasNoFigures(t *testing.T) {
	db := modelstest.SQLite(t)
	researchFirms(t, db, 2022)
	if _, err := Budget(t.Context(), db, theBook(t), models.Everything, 2022, today(2024)); !errors.Is(err, models.ErrNotFound) {
		t.Errorf("before it is published: %v", err)
	}
	publish(t, db, review(t, db, 2022))
	sheet := budget(t, db, models.Everything, 2022)
	for _, clause := range []string{"4-b", "4-c"} {
		if f := forecastOf(t, sheet, 0, clause); f.Low != nil || f.High != nil || f.Lines != nil || !strings.Contains(f.Assumption, "没有 2021 年度") {
			t.Errorf("%+v", f)
		}
	}
	if total := sheet.Forecast[0].Total; total.Low != 90*policy.Wan || total.Lines != 1 { // the expert station of 2022, of one year
		t.Errorf("%+v", total)
	}
}

// The whole is what its parts come to: the lines, by clause, by county, the review's own sums and the budget.
func TestSumsOfMoneyAgreeWhereverTheyArePrinted(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		modelstest.Fill(t, db, 600, 2023)
		researchFirms(t, db, 2023)
		r := publish(t, db, review(t, db, 2023))
		wantAgreement(t, db, r)
	})
}

func wantAgreement(t *testing.T, db *models.DB, r *models.Review) {
	t.Helper()
	lines := map[string]*incentives.Total{}
	err := db.EachEntitlementRow(t.Context(), models.Everything, models.EntitlementFilter{Review: r.ID}, func(e *models.EntitlementRow) error {
		if lines[e.Clause] == nil {
			lines[e.Clause] = &incentives.Total{Clause: e.Clause}
		}
		lines[e.Clause].Add(&incentives.Entitlement{Low: e.Low, High: e.High, Beside: e.Beside, State: e.State, Outside: e.Outside})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	counts, err := r.Counts()
	if err != nil {
		t.Fatal(err)
	}
	cells, err := db.MoneyTotals(t.Context(), models.Everything, r.ID)
	if err != nil {
		t.Fatal(err)
	}
	byCell := map[string]*incentives.Total{}
	for _, c := range cells {
		if byCell[c.Clause] == nil {
			byCell[c.Clause] = &incentives.Total{Clause: c.Clause}
		}
		s := byCell[c.Clause]
		s.Lines, s.Pending, s.Suspended, s.Outside = s.Lines+c.Lines, s.Pending+c.Pending, s.Suspended+c.Suspended, s.Outside+c.Outside
		s.Low, s.High, s.Beside, s.HeldLow, s.HeldHigh = s.Low+c.Low, s.High+c.High, s.Beside+c.Beside, s.HeldLow+c.HeldLow, s.HeldHigh+c.HeldHigh
	}
	ofReview := map[string]*incentives.Total{}
	for i := range counts.Money {
		ofReview[counts.Money[i].Clause] = &counts.Money[i]
	}
	if len(lines) == 0 {
		t.Fatal("nothing is owed")
	}
	if diff := cmp.Diff(lines, byCell); diff != "" {
		t.Errorf("lines and cells\n%s", diff)
	}
	if diff := cmp.Diff(lines, ofReview); diff != "" {
		t.Errorf("lines and the review's sums\n%s", diff)
	}
	sheet := budget(t, db, models.Everything, r.Year)
	var low, high policy.Money
	for _, c := range sheet.Clauses {
		if c.Low != lines[c.Clause].Low || c.High != lines[c.Clause].High {
			t.Errorf("%s: the budget has %d–%d, the lines %d–%d", c.Clause, c.Low, c.High, lines[c.Clause].Low, lines[c.Clause].High)
		}
		var counties incentives.BudgetSums
		for _, county := range c.Counties {
			counties.Add(county.BudgetSums)
		}
		if counties != c.BudgetSums {
			t.Errorf("%s: counties %+v, clause %+v", c.Clause, counties, c.BudgetSums)
		}
		low, high = low+c.Low, high+c.High
	}
	if sheet.Total.Low != low || sheet.Total.High != high {
		t.Errorf("total %+v, clauses %d–%d", sheet.Total, low, high)
	}
}

// docs/incentives.md tells bureau staff how the forecast is made; its example is that of the test above.
func TestTheGuideSaysHowTheForecastIsMade(t *testing.T) {
	text, err := os.ReadFile("../docs/incentives.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(text), "\n## 预算和预测\n")
	section, _, _ = strings.Cut(section, "\n## ")
	ed, err := theBook(t).At(policy.YearEnd(2023))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"高端 25 万元", "低端按 3/4 折算为 4 家、20 万元", "4 万元至 5.33 万元", fmt.Sprintf("其后%s年", []string{"", "一", "两"}[forecastYears]), fmt.Sprintf("往回%s个年度", []string{"", "", "", "三"}[forecastBack])}
	for i := range ed.Clauses {
		if c := &ed.Clauses[i]; c.Trigger.Research != nil || c.Trigger.Renewed != nil || c.Trigger.Holds != "" || c.Trigger.First != nil {
			want = append(want, c.ID)
		}
	}
	for _, part := range want {
		if !strings.Contains(section, part) {
			t.Errorf("the section lacks %q", part)
		}
	}
}
