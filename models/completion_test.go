package models_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"yunti/models"
	"yunti/models/modelstest"
	"yunti/policy"
)

// The firms of the tests: T00 … are tenants or registered by an incubator.
const day = policy.Day(20240701)

func tenant(n int) string { return fmt.Sprintf("91530100MA6T%05dX", n) }

func staying(code, incubator string, since, until policy.Day) *models.Residency {
	return &models.Residency{Code: code, Incubator: incubator, Since: since, Until: until, Name: "企业", Origin: origin}
}

func figures(code string, year int) *models.FirmYear {
	return &models.FirmYear{Code: code, Year: year, Origin: origin}
}

// putCity stores two incubators and a county that has none, and firms in every kind of tie to them.
func putCity(tb testing.TB, db *models.DB) {
	tb.Helper()
	put(tb, db, &models.Incubator{Name: nest, Type: "科技企业孵化器", Level: "国家级", County: wuhua, Origin: origin},
		&models.Incubator{Name: nest, Type: "众创空间", Level: "省级", Origin: origin},
		&models.Incubator{Name: hive, Type: "众创空间", Level: "市级", County: panlong, Origin: origin})
	firmIn := func(n int, county string, change func(*models.Firm)) {
		f := firm(tenant(n), fmt.Sprintf("企业%d", n))
		f.County = county
		if change != nil {
			change(f)
		}
		put(tb, db, f)
	}
	for n := range 8 {
		firmIn(n, wuhua, nil)
		put(tb, db, staying(tenant(n), nest, 20200101, 0))
	}
	firmIn(10, panlong, nil) // in both incubators
	put(tb, db, staying(tenant(10), nest, 20210101, 20240701), staying(tenant(10), hive, 20220101, 0))
	firmIn(11, panlong, nil) // two stays at once in one
	put(tb, db, staying(tenant(11), hive, 20210101, 0), staying(tenant(11), hive, 20230101, 0))
	firmIn(12, panlong, func(f *models.Firm) { f.Registrar = hive }) // registered, nobody's tenant
	// Not expected of anybody:
	firmIn(20, wuhua, nil) // nobody's
	firmIn(21, wuhua, nil) // left yesterday
	put(tb, db, staying(tenant(21), nest, 20200101, 20240630))
	firmIn(22, wuhua, nil) // comes tomorrow
	put(tb, db, staying(tenant(22), nest, 20240702, 0))
	firmIn(23, wuhua, func(f *models.Firm) { f.Registrar = nest }) // registered, and another's tenant before
	put(tb, db, staying(tenant(23), "别处", 20200101, 20210101))
	firmIn(24, wuhua, func(f *models.Firm) { f.State, f.StateDay = "注销", 20240701 })
	put(tb, db, staying(tenant(24), nest, 20200101, 0))
	firmIn(25, wuhua, func(f *models.Firm) { f.Founded = 20240101 }) // after the year
	put(tb, db, staying(tenant(25), nest, 20240101, 0))
	firmIn(26, wuhua, func(f *models.Firm) { f.State, f.StateDay = "迁出", 20240702 }) // still there today
	put(tb, db, staying(tenant(26), nest, 20200101, 0))
}

// fileLines stores a filing of the figures of a year with a line for each firm, and puts it into a state.
func fileLines(tb testing.TB, db *models.DB, by person, year int, state string, action string, firms ...int) *models.Filing {
	tb.Helper()
	f := &models.Filing{Kind: "figures", Year: year, County: by.scope.County, Incubator: by.scope.Incubator}
	if f.Incubator == nest {
		f.County = wuhua
	}
	err := db.CreateFiling(tb.Context(), noon, by.actor, f, func(yield func(models.Step) bool) {
		for i, n := range firms {
			if !yield(models.Step{Line: 2 + i, Action: action, Key: fmt.Sprintf("%s/%d", tenant(n), year), Name: "企业"}) {
				return
			}
		}
	})
	if err != nil {
		tb.Fatal(err)
	}
	setState(tb, db, f, state)
	return f
}

func TestCompletionCountsEveryExpectedFirmOnceWhereItStands(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		putCity(t, db)
		r := openRound(t, db, 0)
		put(t, db, figures(tenant(0), 2023), figures(tenant(1), 2022), figures(tenant(20), 2023), figures(tenant(12), 2023))
		fileLines(t, db, keeper, 2023, "draft", models.Create, 0, 1, 2)
		fileLines(t, db, keeper, 2023, "submitted", models.Create, 2, 3)
		furthest := fileLines(t, db, officer, 2023, "passed", models.Update, 3)
		fileLines(t, db, keeper, 2023, "public", models.Create, 4)
		fileLines(t, db, keeper, 2023, "returned", models.Same, 5)
		for _, state := range []string{"withdrawn", "replaced", "applied", "planning"} {
			fileLines(t, db, keeper, 2023, state, models.Create, 6)
		}
		fileLines(t, db, keeper, 2022, "submitted", models.Create, 6)
		fileLines(t, db, keeper, 2023, "submitted", models.Reject, 6)
		// nest: 0 reported, 1 draft, 2 submitted, 3 passed, 4 public, 5 returned, 6, 7, 10 and 26 missing
		inNest := models.CompletionLine{Incubator: nest, Expected: 10, Reported: 1, Draft: 1, Submitted: 1, Passed: 1, Public: 1, Returned: 1, Missing: 4, Filings: 6, Rate: models.Fraction{Num: 4, Den: 10}}
		inHive := models.CompletionLine{Incubator: hive, Expected: 3, Reported: 1, Missing: 2, Rate: models.Fraction{Num: 1, Den: 3}}
		wuhuaFirms := models.CompletionLine{County: wuhua, Expected: 9, Reported: 1, Draft: 1, Submitted: 1, Passed: 1, Public: 1, Returned: 1, Missing: 3, Filings: 6, Rate: models.Fraction{Num: 4, Den: 9}}
		panlongFirms := models.CompletionLine{County: panlong, Expected: 3, Reported: 1, Missing: 2, Rate: models.Fraction{Num: 1, Den: 3}}
		abroad := inNest // what a county sees of an incubator are the firms of the county
		abroad.Expected, abroad.Missing, abroad.Rate.Den = 9, 3, 9
		guest := models.CompletionLine{Incubator: nest, Expected: 1, Missing: 1, Rate: models.Fraction{Den: 1}}
		for name, c := range map[string]struct {
			scope models.Scope
			by    string
			want  []models.CompletionLine
		}{
			"city by incubator":      {models.Everything, models.ByIncubator, []models.CompletionLine{inHive, inNest}},
			"city by county":         {models.Everything, models.ByCounty, []models.CompletionLine{wuhuaFirms, panlongFirms}},
			"a county by incubator":  {models.Scope{County: wuhua}, models.ByIncubator, []models.CompletionLine{abroad}},
			"a county by county":     {models.Scope{County: panlong}, models.ByCounty, []models.CompletionLine{panlongFirms}},
			"another county's guest": {models.Scope{County: panlong}, models.ByIncubator, []models.CompletionLine{inHive, guest}},
			"an incubator":           {models.Scope{Incubator: nest, Day: day}, models.ByIncubator, []models.CompletionLine{inNest}},
			"without any day":        {models.Scope{Incubator: nest}, models.ByIncubator, []models.CompletionLine{inNest}},
			"an unknown one":         {models.Scope{Incubator: "没有"}, models.ByIncubator, []models.CompletionLine{{Incubator: "没有"}}},
			"nobody":                 {models.Scope{}, models.ByIncubator, []models.CompletionLine{}},
		} {
			got, err := db.Completion(t.Context(), c.scope, r, c.by, day)
			slices.SortFunc(c.want, func(a, b models.CompletionLine) int {
				return strings.Compare(a.Incubator+a.County, b.Incubator+b.County)
			})
			if diff := cmp.Diff(c.want, got); diff != "" || err != nil {
				t.Errorf("%s: %s %v", name, diff, err)
			}
		}
		if _, err := db.Completion(t.Context(), models.Everything, r, "street", day); !errors.Is(err, models.ErrInvalid) {
			t.Errorf("got %v", err)
		}

		firms := func(scope models.Scope, f models.RoundFirmFilter) (string, int) {
			items, total, err := db.RoundFirms(t.Context(), scope, r, day, f)
			if err != nil {
				t.Fatal(err)
			}
			var text []string
			for _, i := range items {
				text = append(text, fmt.Sprintf("%s:%s", i.Name, i.State))
			}
			return strings.Join(text, " "), total
		}
		const all = "企业0:reported 企业1:draft 企业2:submitted 企业3:passed 企业4:public 企业5:returned 企业6:missing 企业7:missing 企业10:missing 企业11:missing 企业12:reported 企业26:missing"
		for _, c := range []struct {
			scope models.Scope
			f     models.RoundFirmFilter
			want  string
			total int
		}{
			{models.Everything, models.RoundFirmFilter{}, all, 12},
			{models.Everything, models.RoundFirmFilter{State: models.FirmMissing}, "企业6:missing 企业7:missing 企业10:missing 企业11:missing 企业26:missing", 5},
			{models.Everything, models.RoundFirmFilter{State: models.FirmMissing, Page: 2, Size: 2}, "企业10:missing 企业11:missing", 5},
			{models.Everything, models.RoundFirmFilter{State: models.FirmMissing, Page: 9, Size: 2}, "", 5},
			{models.Everything, models.RoundFirmFilter{State: models.FilingPassed}, "企业3:passed", 1},
			{models.Everything, models.RoundFirmFilter{Incubator: hive}, "企业10:missing 企业11:missing 企业12:reported", 3},
			{models.Everything, models.RoundFirmFilter{Incubator: hive, County: wuhua}, "", 0},
			{models.Scope{County: panlong}, models.RoundFirmFilter{Incubator: nest}, "企业10:missing", 1},
			{models.Scope{County: panlong}, models.RoundFirmFilter{County: wuhua}, "", 0},
			{models.Scope{Incubator: hive, Day: day}, models.RoundFirmFilter{}, "企业10:missing 企业11:missing 企业12:reported", 3},
			{models.Scope{Incubator: hive, Day: day}, models.RoundFirmFilter{Incubator: nest}, "", 0},
			{models.Scope{}, models.RoundFirmFilter{}, "", 0},
		} {
			if got, total := firms(c.scope, c.f); got != c.want || total != c.total {
				t.Errorf("%+v %+v: %s (%d)\nwant %s (%d)", c.scope, c.f, got, total, c.want, c.total)
			}
		}
		if _, _, err := db.RoundFirms(t.Context(), models.Everything, r, day, models.RoundFirmFilter{State: "lost"}); !errors.Is(err, models.ErrInvalid) {
			t.Errorf("got %v", err)
		}
		// The filing is named to those who may see it.
		passed := models.RoundFirmFilter{State: models.FilingPassed}
		for _, c := range []struct {
			scope models.Scope
			want  string
		}{{models.Everything, furthest.ID}, {models.Scope{County: wuhua}, furthest.ID}, {models.Scope{Incubator: nest, Day: day}, ""}} {
			items, _, err := db.RoundFirms(t.Context(), c.scope, r, day, passed)
			if err != nil || len(items) != 1 || items[0].Filing != c.want || items[0].Incubator != nest {
				t.Errorf("%+v: %+v, %v", c.scope, items, err)
			}
		}
	})
}

// TestCompletionExpectsTheFirmsThatScopeGivesAnIncubator keeps the two rules of whose a firm is together.
func TestCompletionExpectsTheFirmsThatScopeGivesAnIncubator(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		putCity(t, db)
		r := openRound(t, db, 0)
		for _, today := range []policy.Day{20190101, 20211231, 20240630, 20240701, 20240702, 20250101} {
			for _, incubator := range []string{nest, hive, "别处"} {
				owned, _, err := db.Firms(t.Context(), models.Scope{Incubator: incubator, Day: today}, models.FirmFilter{Size: 200})
				if err != nil {
					t.Fatal(err)
				}
				var want []string
				for _, f := range owned {
					gone := slices.Contains([]string{"迁出", "注销", "吊销"}, f.State) && f.StateDay <= today
					if !gone && f.Founded <= policy.YearEnd(r.Year) {
						want = append(want, f.Code)
					}
				}
				items, _, err := db.RoundFirms(t.Context(), models.Scope{Incubator: incubator}, r, today, models.RoundFirmFilter{Size: 200})
				var got []string
				for _, i := range items {
					got = append(got, i.Code)
				}
				if diff := cmp.Diff(want, got); diff != "" || err != nil {
					t.Errorf("%s on %s: %s %v", incubator, today, diff, err)
				}
			}
		}
	})
}

func TestRoundOfAnotherKindCountsIncubators(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		putCity(t, db)
		r := &models.FilingRound{Name: "企业登记", Kind: "firms", Opens: 20240601, Closes: 20240731}
		if err := db.CreateRound(t.Context(), noon, bureau.actor, r, roundKinds); err != nil {
			t.Fatal(err)
		}
		check := func(what string, scope models.Scope, by string, want ...models.CompletionLine) {
			t.Helper()
			got, err := db.Completion(t.Context(), scope, r, by, day)
			if diff := cmp.Diff(want, got); diff != "" || err != nil {
				t.Errorf("%s: %s %v", what, diff, err)
			}
		}
		nothing := func(incubator string) models.CompletionLine {
			return models.CompletionLine{Incubator: incubator, Expected: 1, Missing: 1, Rate: models.Fraction{Den: 1}}
		}
		check("at first", models.Everything, models.ByIncubator, nothing(hive), nothing(nest))
		check("the county's", models.Scope{County: panlong}, models.ByIncubator, nothing(hive))
		file := func(state string, round int) {
			f := &models.Filing{Kind: "firms", County: wuhua, Incubator: nest}
			if err := db.CreateFiling(t.Context(), noon, keeper.actor, f, manySteps(1)); err != nil {
				t.Fatal(err)
			}
			setState(t, db, f, state)
			if err := db.Write.Model(f).Update("round", round).Error; err != nil {
				t.Fatal(err)
			}
		}
		file("applied", 0) // before there was a round
		file("submitted", r.ID+1)
		file("draft", 0)
		check("a draft", models.Everything, models.ByIncubator, nothing(hive), models.CompletionLine{Incubator: nest, Expected: 1, Draft: 1, Filings: 1, Rate: models.Fraction{Den: 1}})
		file("returned", r.ID)
		file("passed", r.ID)
		check("one is passed", models.Everything, models.ByIncubator, nothing(hive), models.CompletionLine{Incubator: nest, Expected: 1, Passed: 1, Filings: 3, Rate: models.Fraction{Num: 1, Den: 1}})
		file("applied", r.ID)
		check("one is applied", models.Everything, models.ByCounty, models.CompletionLine{County: wuhua, Expected: 1, Reported: 1, Filings: 4, Rate: models.Fraction{Num: 1, Den: 1}},
			models.CompletionLine{County: panlong, Expected: 1, Missing: 1, Rate: models.Fraction{Den: 1}})
		if _, _, err := db.RoundFirms(t.Context(), models.Everything, r, day, models.RoundFirmFilter{}); !errors.Is(err, models.ErrInvalid) {
			t.Errorf("got %v", err)
		}
	})
}

func TestTodoCountsWhatWaits(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		putCity(t, db)
		openRound(t, db, 0) // closes in thirty days
		soon := &models.FilingRound{Name: "补报", Kind: "figures", Year: 2023, Opens: 20240601, Closes: 20240708}
		later := &models.FilingRound{Name: "下一批", Kind: "figures", Year: 2022, Opens: 20240702, Closes: 20240703}
		for _, r := range []*models.FilingRound{soon, later} {
			if err := db.CreateRound(t.Context(), noon, bureau.actor, r, roundKinds); err != nil {
				t.Fatal(err)
			}
		}
		put(t, db, figures(tenant(0), 2023))
		fileLines(t, db, keeper, 2023, "draft", models.Create, 1)
		fileLines(t, db, keeper, 2023, "returned", models.Create, 2)
		for _, by := range []person{keeper, officer, bureau} {
			for _, state := range []string{"returned", "submitted", "passed", "passed", "public", "applied"} {
				setState(t, db, fileOf(t, db, by), state)
			}
		}
		stranger := person{"", models.Actor{Who: "无县", Role: models.RoleIncubator}, models.Scope{Incubator: "无县孵化器", Day: day}}
		setState(t, db, fileOf(t, db, stranger), "submitted")
		posted, err := db.PostNotices(t.Context(), noon, []models.Notice{{ID: "a", Incubator: nest}, {ID: "b", Incubator: nest}, {ID: "c", Incubator: hive}, {ID: "d", County: wuhua}, {ID: "e"}})
		if err != nil || posted != 5 {
			t.Fatal(posted, err)
		}
		if err := db.ReadNotice(t.Context(), noon, keeper.scope, keeper.actor.Who, "a"); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			p    person
			want models.Todo
		}{
			{keeper, models.Todo{Returned: 2, Rounds: 1, Firms: 7, Unread: 1}}, // 3 to 7, 10 and 26
			{officer, models.Todo{Returned: 1, Review: 2, Rounds: 1, Unread: 1}},
			{bureau, models.Todo{Returned: 1, Review: 2, Confirm: 6, Publicity: 3, Rounds: 1, Unread: 1}}, // its own and the one without a county
			{stranger, models.Todo{Rounds: 1}},
			{person{"", models.Actor{Role: models.RoleAdmin}, models.Scope{}}, models.Todo{Rounds: 1}},
		} {
			got, err := db.Todo(t.Context(), noon, c.p.actor, c.p.scope)
			if diff := cmp.Diff(c.want, got); diff != "" || err != nil {
				t.Errorf("%s: %s %v", c.p.actor.Who, diff, err)
			}
		}
	})
}
