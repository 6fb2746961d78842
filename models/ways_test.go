package models_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"gorm.io/gorm"

	"yunti/models"
	"yunti/models/modelstest"
)

// The sides of the tests: two incubators of two counties.
const (
	nest, hive       = "云测孵化器", "云测众创空间"
	wuhua, panlong   = "530102", "530103"
	noWay, elsewhere = ".", "404"
)

// person is somebody who acts, as the server would have it: role and scope.
type person struct {
	letter string // in the grids; "" for one whom no grid lists
	actor  models.Actor
	scope  models.Scope
}

var (
	keeper  = person{"i", models.Actor{Who: "孵小", Role: models.RoleIncubator, From: "10.0.0.1"}, models.Scope{Incubator: nest, Day: 20240701}}
	officer = person{"k", models.Actor{Who: "县小", Role: models.RoleCounty, From: "10.0.0.2"}, models.Scope{County: wuhua}}
	bureau  = person{"c", models.Actor{Who: "市小", Role: models.RoleCity, From: "10.0.0.3"}, models.Everything}
	program = person{"c", models.Actor{Who: "cron", From: "cron"}, models.Everything}
)

// people are all who may try, with whom each grid means by a letter.
var people = []person{
	keeper, officer, bureau, program,
	{elsewhere, models.Actor{Who: "别家", Role: models.RoleIncubator}, models.Scope{Incubator: hive}},
	{elsewhere, models.Actor{Who: "别县", Role: models.RoleCounty}, models.Scope{County: panlong}},
	{elsewhere, models.Actor{Who: "管理员", Role: models.RoleAdmin}, models.Scope{}},
	{elsewhere, models.Actor{Who: "审计员", Role: models.RoleAuditor}, models.Scope{}},
	{elsewhere, models.Actor{Who: "无单位", Role: models.RoleIncubator}, models.Scope{}},
	{noWay, models.Actor{Who: "领导", Role: models.RoleLeadership}, models.Everything},
	// Role and scope that do not belong together must not add up to a right.
	{noWay, models.Actor{Who: "管理员", Role: models.RoleAdmin}, models.Everything},
	{noWay, models.Actor{Who: "县小", Role: models.RoleCounty}, models.Everything},
	{noWay, models.Actor{Who: "孵小", Role: models.RoleIncubator}, models.Everything},
	{noWay, models.Actor{Who: "生人", Role: "stranger"}, models.Everything},
}

// grids say for filings of each side who may do what in which state, and what becomes of it: i the incubator that filed it, k
// the county office that it belongs to, c the city. A dot is nobody. They are written by hand from the regulations of the
// bureau, apart from the table that the program goes by.
var grids = map[string]string{
	models.RoleIncubator: `
		            submit       pass       return        publicise  apply      withdraw     replace
		draft       i:submitted  .          .             .          .          i:withdrawn  i:replaced
		submitted   .            kc:passed  kc:returned   .          c:applied  i:withdrawn  .
		passed      .            .          c:returned    c:public   c:applied  i:withdrawn  .
		public      .            .          c:returned    .          c:applied  .            .
		returned    i:submitted  .          .             .          .          i:withdrawn  i:replaced
		applied     .            .          .             .          .          .            .
		withdrawn   .            .          .             .          .          .            .
		replaced    .            .          .             .          .          .            .`,
	models.RoleCounty: `
		            submit       pass       return        publicise  apply      withdraw     replace
		draft       k:passed     .          .             .          k:applied  k:withdrawn  k:replaced
		submitted   .            kc:passed  kc:returned   .          c:applied  k:withdrawn  .
		passed      .            .          c:returned    c:public   c:applied  k:withdrawn  .
		public      .            .          c:returned    .          c:applied  .            .
		returned    k:passed     .          .             .          .          k:withdrawn  k:replaced
		applied     .            .          .             .          .          .            .
		withdrawn   .            .          .             .          .          .            .
		replaced    .            .          .             .          .          .            .`,
	models.RoleCity: `
		            submit       pass       return        publicise  apply      withdraw     replace
		draft       c:passed     .          .             .          c:applied  c:withdrawn  c:replaced
		submitted   .            c:passed   c:returned    .          c:applied  c:withdrawn  .
		passed      .            .          c:returned    c:public   c:applied  c:withdrawn  .
		public      .            .          c:returned    .          c:applied  .            .
		returned    c:passed     .          .             .          .          c:withdrawn  c:replaced
		applied     .            .          .             .          .          .            .
		withdrawn   .            .          .             .          .          .            .
		replaced    .            .          .             .          .          .            .`,
}

// cell is who may do an act in a state, and what becomes of the filing.
type cell struct{ who, to string }

// readGrid reads a grid into cells by act and state.
func readGrid(t *testing.T, text string) (acts, states []string, cells map[[2]string]cell) {
	t.Helper()
	lines := strings.Split(strings.TrimSpace(text), "\n")
	acts, cells = strings.Fields(lines[0]), map[[2]string]cell{}
	for _, line := range lines[1:] {
		fields := strings.Fields(line)
		if len(fields) != len(acts)+1 {
			t.Fatalf("grid line %q", line)
		}
		states = append(states, fields[0])
		for i, act := range acts {
			who, to, _ := strings.Cut(fields[i+1], ":")
			cells[[2]string{act, fields[0]}] = cell{strings.Trim(who, "."), to}
		}
	}
	return acts, states, cells
}

// fileOf stores a filing of one line for a side.
func fileOf(t testing.TB, db *models.DB, by person) *models.Filing {
	t.Helper()
	f := &models.Filing{Kind: "figures", Year: 2023, File: "年度数据.xlsx", County: by.scope.County, Incubator: by.scope.Incubator}
	if f.Incubator == nest {
		f.County = wuhua
	}
	if err := db.CreateFiling(t.Context(), noon, by.actor, f, manySteps(1)); err != nil {
		t.Fatal(err)
	}
	return f
}

// setState puts a filing into a state, whatever the table says of the way there.
func setState(t testing.TB, db *models.DB, f *models.Filing, state string) {
	t.Helper()
	columns := map[string]any{"state": state, "version": f.Version, "public_until": nil, "replaced_by": ""}
	if state == models.FilingPublic {
		columns["public_until"] = models.Today(noon).AddDays(-1)
	}
	if err := db.Write.Model(&models.Filing{}).Where("id = ?", f.ID).Updates(columns).Error; err != nil {
		t.Fatal(err)
	}
}

// try lets somebody do an act on a filing, of whatever kind the act is.
func try(t testing.TB, db *models.DB, p person, act string, f *models.Filing) error {
	switch act {
	case models.ActApply:
		_, err := db.ApplyFiling(t.Context(), noon, p.actor, p.scope, f, func(*gorm.DB) error { return nil })
		return err
	case models.ActReplace:
		by := &models.Filing{Kind: f.Kind, Year: f.Year, County: p.scope.County, Incubator: p.scope.Incubator, Replaces: f.ID}
		return db.CreateFiling(t.Context(), noon, p.actor, by, manySteps(1))
	}
	move := models.Move{ID: f.ID, Version: f.Version, Act: act}
	if act == models.ActReturn {
		move.Opinion = "请补充附件"
	}
	if act == models.ActPublicise {
		move.Until = models.Today(noon).AddDays(7)
	}
	_, err := db.MoveFiling(t.Context(), noon, p.actor, p.scope, move)
	return err
}

// expect is what a grid says of an act: nil, ErrState when nobody may do it in that state though the person may in another,
// ErrForbidden when it is for others, ErrNotFound for those who do not see the filing.
func expect(cells map[[2]string]cell, states []string, act, state, side string, p person) error {
	letter := p.letter
	if letter == "k" && side == models.RoleCity || letter == "i" && side != models.RoleIncubator {
		return models.ErrNotFound // does not see it
	}
	switch letter {
	case elsewhere:
		return models.ErrNotFound
	case noWay:
		return models.ErrForbidden
	}
	here := cells[[2]string{act, state}].who
	if strings.Contains(here, letter) {
		return nil
	}
	ever := false
	for _, s := range states {
		ever = ever || strings.Contains(cells[[2]string{act, s}].who, letter)
	}
	if here != "" || !ever {
		return models.ErrForbidden
	}
	return models.ErrState
}

// TestEveryActOfEverybodyInEveryStateIsAsTheGridsSay walks the full product: side that filed × state × act × person.
func TestEveryActOfEverybodyInEveryStateIsAsTheGridsSay(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		tried := 0
		for _, owner := range []person{keeper, officer, bureau} {
			side := owner.actor.Role
			acts, states, cells := readGrid(t, grids[side])
			f := fileOf(t, db, owner)
			for _, state := range states {
				for _, act := range acts {
					setState(t, db, f, state)
					for _, p := range people {
						if act == models.ActReplace && p.letter == elsewhere && p.scope == (models.Scope{}) {
							continue // these cannot file at all: TestOnlyThreeRolesFile
						}
						tried++
						want := expect(cells, states, act, state, side, p)
						err := try(t, db, p, act, f)
						name := fmt.Sprintf("%s's filing, %s: %s by %s %s %+v", side, state, act, p.actor.Role, p.actor.Who, p.scope)
						if !errors.Is(err, want) || want == nil && err != nil {
							t.Errorf("%s: %v, want %v", name, err, want)
						}
						if want != nil && err != nil && want != models.ErrNotFound && !strings.Contains(err.Error(), "申报") {
							t.Errorf("%s: %v does not say what it is about", name, err)
						}
						stored, readErr := db.Filing(t.Context(), models.Everything, f.ID)
						if readErr != nil {
							t.Fatal(readErr)
						}
						to, version := state, f.Version
						if want == nil {
							to, version = cells[[2]string{act, state}].to, f.Version+1
						}
						if stored.State != to || stored.Version != version {
							t.Errorf("%s: now %s version %d, want %s version %d", name, stored.State, stored.Version, to, version)
						}
						if want == nil {
							f.Version = stored.Version
							setState(t, db, f, state)
						}
					}
				}
			}
		}
		if tried < 2000 {
			t.Errorf("only %d combinations were tried", tried)
		}
		// Every act that was done left one line of the history, one of the trail, and none that was refused.
		var acts, lines int64
		if err := db.Read.Model(&models.FilingAct{}).Count(&acts).Error; err != nil {
			t.Fatal(err)
		}
		if err := db.Read.Model(&models.Entry{}).Where("action LIKE 'filing.%'").Count(&lines).Error; err != nil || acts != lines {
			t.Errorf("%d acts, %d lines in the trail (%v)", acts, lines, err)
		}
	})
}

func TestPossibleActsAreThoseThatSucceed(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		for _, owner := range []person{keeper, officer, bureau} {
			acts, states, cells := readGrid(t, grids[owner.actor.Role])
			f := fileOf(t, db, owner)
			for _, state := range states {
				setState(t, db, f, state)
				stored, err := db.Filing(t.Context(), models.Everything, f.ID)
				if err != nil {
					t.Fatal(err)
				}
				for _, p := range []person{keeper, officer, bureau, people[9]} {
					if _, err := db.Filing(t.Context(), p.scope, f.ID); err != nil {
						continue
					}
					possible, err := db.PossibleActs(t.Context(), noon, p.actor, p.scope, []models.Filing{*stored})
					if err != nil {
						t.Fatal(err)
					}
					for _, act := range acts {
						want := strings.Contains(cells[[2]string{act, state}].who, p.letter)
						if got := strings.Contains(" "+strings.Join(possible[0], " ")+" ", " "+act+" "); got != want {
							t.Errorf("%s's filing, %s: %s is offered %s: %v", owner.actor.Role, state, p.actor.Who, act, got)
						}
					}
				}
			}
		}
	})
}

func TestOnlyThreeRolesFile(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		for _, c := range []struct {
			role, county, incubator string
			ok                      bool
		}{
			{models.RoleIncubator, wuhua, nest, true}, {models.RoleIncubator, "", nest, true}, {models.RoleCounty, wuhua, "", true},
			{models.RoleCity, "", "", true}, {"", "", "", true},
			{models.RoleIncubator, wuhua, "", false}, {models.RoleCounty, "", "", false},
			{models.RoleLeadership, "", "", false}, {models.RoleAdmin, "", "", false}, {models.RoleAuditor, "", "", false}, {"stranger", "", "", false},
		} {
			f := &models.Filing{Kind: "firms", County: c.county, Incubator: c.incubator}
			err := db.CreateFiling(t.Context(), noon, models.Actor{Who: "某", Role: c.role}, f, manySteps(1))
			if c.ok != (err == nil) || err != nil && !errors.Is(err, models.ErrForbidden) {
				t.Errorf("%+v: %v", c, err)
			}
			if err == nil && (f.Role != c.role || f.State != models.FilingDraft) {
				t.Errorf("%+v: stored as %+v", c, f)
			}
		}
		var left int64
		if db.Read.Model(&models.Filing{}).Count(&left); left != 5 {
			t.Errorf("%d filings, want 5", left)
		}
	})
}
