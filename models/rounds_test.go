package models_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"yunti/models"
	"yunti/models/modelstest"
	"yunti/policy"
)

var roundKinds = map[string]bool{"figures": true, "firms": false}

func TestRoundIsStoredAsItWasOpened(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		r := &models.FilingRound{Name: " 2023 年度数据填报 ", Kind: "figures", Year: 2023, Opens: 20240601, Closes: 20240601, PublicityDays: 60, Note: "每户都要报\n", ID: 99, Version: 7}
		if err := db.CreateRound(t.Context(), noon, bureau.actor, r, roundKinds); err != nil {
			t.Fatal(err)
		}
		got, err := db.Round(t.Context(), r.ID)
		want := &models.FilingRound{ID: 1, Name: "2023 年度数据填报", Kind: "figures", Year: 2023, Opens: 20240601, Closes: 20240601, PublicityDays: 60, Note: "每户都要报",
			CreatedBy: "市小", CreatedAt: noon, Version: 1}
		if diff := cmp.Diff(want, got, sameMoment); diff != "" || err != nil {
			t.Error(diff, err)
		}
		if _, err := db.Round(t.Context(), 2); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("got %v", err)
		}
		var e models.Entry
		if err := db.Read.Order("number DESC").Take(&e).Error; err != nil || e.Action != "round.create" || e.Subject != "1" || !strings.Contains(e.Detail, `"closes":"2024-06-01"`) {
			t.Errorf("%+v, %v", e, err)
		}
	})
}

func TestRoundThatMakesNoSenseIsRefused(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		good := models.FilingRound{Name: "批次", Kind: "figures", Year: 2023, Opens: 20240601, Closes: 20240731}
		for name, c := range map[string]struct {
			actor  models.Actor
			spoil  func(*models.FilingRound)
			reason error
		}{
			"by a county":         {officer.actor, func(*models.FilingRound) {}, models.ErrForbidden},
			"by an incubator":     {keeper.actor, func(*models.FilingRound) {}, models.ErrForbidden},
			"by an administrator": {models.Actor{Role: models.RoleAdmin}, func(*models.FilingRound) {}, models.ErrForbidden},
			"unknown kind":        {bureau.actor, func(r *models.FilingRound) { r.Kind = "wishes" }, models.ErrInvalid},
			"no year":             {bureau.actor, func(r *models.FilingRound) { r.Year = 0 }, models.ErrInvalid},
			"year to come":        {bureau.actor, func(r *models.FilingRound) { r.Year = 2025 }, models.ErrInvalid},
			"year of old":         {bureau.actor, func(r *models.FilingRound) { r.Year = 1989 }, models.ErrInvalid},
			"year where none is":  {bureau.actor, func(r *models.FilingRound) { r.Kind = "firms" }, models.ErrInvalid},
			"no name":             {bureau.actor, func(r *models.FilingRound) { r.Name = " \u3000" }, models.ErrInvalid},
			"turned name":         {bureau.actor, func(r *models.FilingRound) { r.Name = "批\u202e次" }, models.ErrInvalid},
			"long name":           {bureau.actor, func(r *models.FilingRound) { r.Name = strings.Repeat("批", 101) }, models.ErrTooLong},
			"long note":           {bureau.actor, func(r *models.FilingRound) { r.Note = strings.Repeat("批", 501) }, models.ErrTooLong},
			"closes before opens": {bureau.actor, func(r *models.FilingRound) { r.Closes = 20240531 }, models.ErrInvalid},
			"no last day":         {bureau.actor, func(r *models.FilingRound) { r.Closes = 0 }, models.ErrInvalid},
			"no first day":        {bureau.actor, func(r *models.FilingRound) { r.Opens = 0 }, models.ErrInvalid},
			"a day that is none":  {bureau.actor, func(r *models.FilingRound) { r.Closes = 20240732 }, models.ErrInvalid},
			"negative publicity":  {bureau.actor, func(r *models.FilingRound) { r.PublicityDays = -1 }, models.ErrInvalid},
			"endless publicity":   {bureau.actor, func(r *models.FilingRound) { r.PublicityDays = 61 }, models.ErrInvalid},
		} {
			r := good
			c.spoil(&r)
			if err := db.CreateRound(t.Context(), noon, c.actor, &r, roundKinds); !errors.Is(err, c.reason) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if rounds, err := db.Rounds(t.Context(), models.RoundFilter{}); err != nil || len(rounds) != 0 {
			t.Errorf("%+v, %v", rounds, err)
		}
		var lines int64
		if db.Read.Model(&models.Entry{}).Count(&lines); lines != 0 {
			t.Errorf("%d lines in the trail", lines)
		}
		first, second, other := good, good, good
		if err := db.CreateRound(t.Context(), noon, bureau.actor, &first, roundKinds); err != nil {
			t.Fatal(err)
		}
		if err := db.CreateRound(t.Context(), noon, bureau.actor, &second, roundKinds); !errors.Is(err, models.ErrInvalid) || !strings.Contains(err.Error(), "批次") {
			t.Errorf("the same name again: %v", err)
		}
		other.Year = 2022
		if err := db.CreateRound(t.Context(), noon, bureau.actor, &other, roundKinds); err != nil {
			t.Errorf("the same name for another year: %v", err)
		}
	})
}

func TestRoundsAreListedByKindYearAndWhenTheyAre(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		for i, r := range []models.FilingRound{
			{Name: "甲", Kind: "figures", Year: 2022, Opens: 20230601, Closes: 20230731},
			{Name: "乙", Kind: "figures", Year: 2023, Opens: 20240601, Closes: 20240731},
			{Name: "丙", Kind: "figures", Year: 2023, Opens: 20240801, Closes: 20240831},
			{Name: "丁", Kind: "firms", Opens: 20240101, Closes: 20241231},
		} {
			if err := db.CreateRound(t.Context(), noon, bureau.actor, &r, roundKinds); err != nil || r.ID != i+1 {
				t.Fatal(r, err)
			}
		}
		for _, c := range []struct {
			filter models.RoundFilter
			want   string
		}{
			{models.RoundFilter{}, "丁丙乙甲"}, {models.RoundFilter{Year: 2023}, "丙乙"}, {models.RoundFilter{Kind: "firms"}, "丁"},
			{models.RoundFilter{When: models.RoundOpen, Day: 20240731}, "丁乙"}, {models.RoundFilter{When: models.RoundOpen, Day: 20240801}, "丁丙"},
			{models.RoundFilter{When: models.RoundComing, Day: 20240731}, "丙"}, {models.RoundFilter{When: models.RoundClosed, Day: 20240731}, "甲"},
			{models.RoundFilter{When: models.RoundClosed, Day: 20240801, Kind: "figures", Year: 2023}, "乙"},
		} {
			rounds, err := db.Rounds(t.Context(), c.filter)
			got := ""
			for _, r := range rounds {
				got += r.Name
				if c.filter.When != "" && r.When(c.filter.Day) != c.filter.When {
					t.Errorf("%s says it is %s", r.Name, r.When(c.filter.Day))
				}
			}
			if err != nil || got != c.want {
				t.Errorf("%+v: %s, %v", c.filter, got, err)
			}
		}
		if _, err := db.Rounds(t.Context(), models.RoundFilter{When: "someday"}); !errors.Is(err, models.ErrInvalid) {
			t.Errorf("got %v", err)
		}
	})
}

func TestRoundKeepsWhatItPromised(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		r := openRound(t, db, 5)
		change := func(c models.RoundChange) error {
			next, err := db.ChangeRound(t.Context(), noon, bureau.actor, r.ID, r.Version, c)
			if err == nil {
				r = next
			}
			return err
		}
		name, note, none, seven := "改名", "说明", 0, 7
		day := func(d policy.Day) *policy.Day { return &d }
		for _, c := range []struct {
			what   string
			before func()
			change models.RoundChange
			want   error
		}{
			{"anything while it is empty", nil, models.RoundChange{Name: &name, Note: &note, Opens: day(20240620), Closes: day(20240710), PublicityDays: &none}, nil},
			{"days that make no sense", nil, models.RoundChange{Closes: day(20240619)}, models.ErrInvalid},
			{"no last day", nil, models.RoundChange{Closes: day(0)}, models.ErrInvalid},
			{"publicity again", nil, models.RoundChange{PublicityDays: &seven}, nil},
			{"earlier, with a filing in it", func() { move(t, db, noon, keeper, fileOf(t, db, keeper), models.ActSubmit, "") }, models.RoundChange{Closes: day(20240709)}, models.ErrState},
			{"its first day, with a filing in it", nil, models.RoundChange{Opens: day(20240601)}, models.ErrState},
			{"later, with a filing in it", nil, models.RoundChange{Closes: day(20240731)}, nil},
			{"publicity, with a filing in it", nil, models.RoundChange{PublicityDays: &none}, nil},
			{"publicity, while something is public", func() {
				f := move(t, db, noon, keeper, fileOf(t, db, keeper), models.ActSubmit, "")
				setState(t, db, f, models.FilingPublic)
			}, models.RoundChange{PublicityDays: &seven}, models.ErrState},
			{"its name, while something is public", nil, models.RoundChange{Name: &note, PublicityDays: &none}, nil},
		} {
			if c.before != nil {
				c.before()
			}
			if err := change(c.change); !errors.Is(err, c.want) {
				t.Errorf("%s: %v", c.what, err)
			}
		}
		stored, err := db.Round(t.Context(), r.ID)
		if diff := cmp.Diff(r, stored, sameMoment); diff != "" || err != nil || r.Version != 6 || r.Name != note || r.Closes != 20240731 {
			t.Errorf("%s %+v, %v", diff, r, err)
		}
		if _, err := db.ChangeRound(t.Context(), noon, bureau.actor, r.ID, r.Version-1, models.RoundChange{Name: &name}); !errors.Is(err, models.ErrConflict) {
			t.Errorf("as it was: %v", err)
		}
		if _, err := db.ChangeRound(t.Context(), noon, bureau.actor, 9, 1, models.RoundChange{Name: &name}); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("no such: %v", err)
		}
		if _, err := db.ChangeRound(t.Context(), noon, officer.actor, r.ID, r.Version, models.RoundChange{Name: &name}); !errors.Is(err, models.ErrForbidden) {
			t.Errorf("by a county: %v", err)
		}
		var e models.Entry
		if err := db.Read.Order("number DESC").Take(&e, "action = 'round.update'").Error; err != nil || e.Detail != `{"before":{"name":"改名"},"after":{"name":"说明"}}` {
			t.Errorf("%+v, %v", e, err)
		}
	})
}

func TestOfTwoWhoChangeARoundAtOnceOneDoes(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		r := openRound(t, db, 0)
		var done sync.WaitGroup
		var won, lost int
		var mu sync.Mutex
		for i := range 4 {
			done.Go(func() {
				name := fmt.Sprint("批次", i)
				_, err := db.ChangeRound(t.Context(), noon, bureau.actor, r.ID, r.Version, models.RoundChange{Name: &name})
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err == nil:
					won++
				case errors.Is(err, models.ErrConflict):
					lost++
				default:
					t.Error(err)
				}
			})
		}
		done.Wait()
		if won != 1 || lost != 3 {
			t.Errorf("%d won, %d lost", won, lost)
		}
	})
}
