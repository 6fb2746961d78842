package models_test

import (
	"slices"
	"testing"

	"yunti/models"
	"yunti/models/modelstest"
	"yunti/policy"
)

// Titles of every day of four years, with a leap day among them, are found by the last day on which they are valid: neither a
// day too early nor a day too late.
func TestTitlesThatEndWithinAPeriodAreFoundToTheDay(t *testing.T) {
	type rule struct {
		policy.Validity
		last func(issued policy.Day) policy.Day
	}
	rules := map[string]rule{
		"three years": {policy.Validity{Years: 3}, func(d policy.Day) policy.Day { return d.AddYears(3).AddDays(-1) }},
		"one year":    {policy.Validity{Years: 1}, func(d policy.Day) policy.Day { return d.AddYears(1).AddDays(-1) }},
		"36 months":   {policy.Validity{Months: 36}, func(d policy.Day) policy.Day { return d.AddMonths(36) }},
		"six months":  {policy.Validity{Months: 6}, func(d policy.Day) policy.Day { return d.AddMonths(6) }},
	}
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		var firms []models.Firm
		var titles []models.Recognition
		issued := map[string]policy.Day{}
		for i, day := 0, policy.NewDay(2019, 7, 1); day < policy.NewDay(2023, 7, 1); i, day = i+1, day.AddDays(1) {
			code := numbered(i)
			issued[code] = day
			firms = append(firms, *firm(code, "企业"+itoa(i)))
			titles = append(titles, models.Recognition{Holder: code, Kind: "title", Ref: "1", Issued: day, Origin: origin})
		}
		if err := db.Write.CreateInBatches(firms, 300).Error; err != nil {
			t.Fatal(err)
		}
		if err := db.Write.CreateInBatches(titles, 300).Error; err != nil {
			t.Fatal(err)
		}
		for name, r := range rules {
			for _, from := range []policy.Day{policy.NewDay(2020, 2, 28), policy.NewDay(2022, 12, 31), policy.NewDay(2023, 2, 27), policy.NewDay(2024, 2, 28), policy.NewDay(2023, 8, 29)} {
				by := from.AddDays(3)
				var want []string
				for _, f := range firms {
					if last := r.last(issued[f.Code]); last >= from && last <= by {
						want = append(want, f.Code)
					}
				}
				got := expiring(t, db, models.Expiring{Kind: "title", Validity: r.Validity, From: from, By: by})
				if !slices.Equal(got, want) {
					t.Errorf("%s, from %s to %s: %v, want %v", name, from, by, days(issued, got), days(issued, want))
				}
			}
		}
	})
}

func TestARenewedOrRevokedTitleDoesNotEnd(t *testing.T) {
	day := policy.NewDay
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		title := func(holder, kind, ref string, issued, ends, revoked policy.Day) *models.Recognition {
			return &models.Recognition{Holder: holder, Kind: kind, Ref: ref, Issued: issued, Ends: ends, Revoked: revoked, Origin: origin}
		}
		for _, code := range []string{"ENDS", "RENEWED", "REVOKED", "STATED", "STATEDLATER", "OTHERKIND", "FOREVER"} {
			put(t, db, firm(code, code))
		}
		put(t, db,
			title("ENDS", "a", "1", day(2021, 8, 1), 0, 0),
			title("RENEWED", "a", "1", day(2021, 8, 1), 0, 0), title("RENEWED", "a", "2", day(2024, 6, 1), 0, 0),
			title("REVOKED", "a", "1", day(2021, 8, 1), 0, day(2023, 1, 1)),
			title("STATED", "a", "1", day(2015, 1, 1), day(2024, 8, 1), 0),
			title("STATEDLATER", "a", "1", day(2021, 8, 1), day(2026, 8, 1), 0),
			title("OTHERKIND", "b", "1", day(2021, 8, 1), 0, 0))
		for name, c := range map[string]struct {
			validity policy.Validity
			want     []string
		}{
			"years and nothing else":     {policy.Validity{Years: 3}, []string{"ENDS", "STATEDLATER"}},
			"the stated end goes before": {policy.Validity{Years: 3, EndColumn: true}, []string{"ENDS", "STATED"}},
			"only a stated end":          {policy.Validity{EndColumn: true}, []string{"STATED"}},
		} {
			got := expiring(t, db, models.Expiring{Kind: "a", Validity: c.validity, From: day(2024, 7, 1), By: day(2024, 9, 30)})
			if !slices.Equal(got, c.want) {
				t.Errorf("%s: %v, want %v", name, got, c.want)
			}
		}
	})
}

func TestWhichTitlesEndOnADayOfTheirOwn(t *testing.T) {
	for validity, want := range map[policy.Validity]bool{{Years: 3}: true, {Months: 36}: true, {EndColumn: true}: true, {EndColumn: true, Years: 3}: true,
		{CalendarYear: true}: false, {}: false} {
		if models.Ends(validity) != want {
			t.Errorf("%+v: %v", validity, !want)
		}
	}
}

// expiring returns the codes of the firms that hold such a title.
func expiring(t *testing.T, db *models.DB, e models.Expiring) []string {
	t.Helper()
	rows, total, err := db.Firms(t.Context(), models.Everything, models.FirmFilter{Expiring: &e, Size: models.MaxPage})
	if err != nil || total != len(rows) {
		t.Fatalf("%d of %d, %v", len(rows), total, err)
	}
	var codes []string
	for _, row := range rows {
		codes = append(codes, row.Code)
	}
	return codes
}

func days(issued map[string]policy.Day, codes []string) (all []string) {
	for _, code := range codes {
		all = append(all, issued[code].String())
	}
	return all
}

func TestCarriersAreListedOnceWhateverTitlesTheyHave(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		put(t, db,
			&models.Incubator{Name: "丙载体", Type: "众创空间", Level: "市级", County: "530103", Origin: origin},
			&models.Incubator{Name: "甲载体", Type: "科技企业孵化器", Level: "国家级", Since: policy.NewDay(2022, 1, 1), Origin: origin},
			&models.Incubator{Name: "甲载体", Type: "科技企业孵化器", Level: "省级", County: "530102", Origin: origin},
			&models.Incubator{Name: "乙%载体", Type: "众创空间", Level: "市级", County: "530102", Origin: origin})
		for name, c := range map[string]struct {
			filter models.CarrierFilter
			total  int
			names  []string
		}{
			"all":         {models.CarrierFilter{Size: 200}, 3, []string{"丙载体", "乙%载体", "甲载体"}},
			"a page":      {models.CarrierFilter{Size: 2, Page: 2}, 3, []string{"甲载体"}},
			"past it":     {models.CarrierFilter{Size: 2, Page: 9}, 3, nil},
			"county":      {models.CarrierFilter{County: "530102"}, 2, []string{"乙%载体", "甲载体"}},
			"part":        {models.CarrierFilter{Q: " 甲 "}, 1, []string{"甲载体"}},
			"no wildcard": {models.CarrierFilter{Q: "%"}, 1, []string{"乙%载体"}},
			"nothing":     {models.CarrierFilter{Q: "丁"}, 0, nil},
		} {
			got, total, err := db.Carriers(t.Context(), c.filter)
			var names []string
			for _, carrier := range got {
				names = append(names, carrier.Name)
			}
			if err != nil || total != c.total || !slices.Equal(slices.Sorted(slices.Values(names)), slices.Sorted(slices.Values(c.names))) {
				t.Errorf("%s: %v of %d, %v", name, names, total, err)
			}
		}
		one, _, err := db.Carriers(t.Context(), models.CarrierFilter{Q: "甲"})
		if err != nil || len(one) != 1 || len(one[0].Titles) != 2 || one[0].County != "530102" || one[0].Titles[0].Level != "国家级" {
			t.Errorf("%+v, %v", one, err)
		}
	})
}
