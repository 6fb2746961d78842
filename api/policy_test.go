package api

import (
	"encoding/json"
	"strings"
	"testing"

	"yunti/models"
	"yunti/models/modelstest"
	"yunti/policy"
)

func TestEveryTierOfThePolicyIsToldWithItsRules(t *testing.T) {
	s := newSite(t, modelstest.SQLite(t)).as(models.RoleAuditor)
	for _, year := range []string{"2019", "2023", "2024"} {
		for _, tier := range s.get("/api/v1/policy?year=" + year).want(200).at("tiers").([]any) {
			id := tier.(map[string]any)["id"].(string)
			a := s.get("/api/v1/policy/tiers/" + id + "?year=" + year).want(200)
			if a.text("tier") != id || a.text("year") != year || a.at("holds") == nil || a.at("qualifies") == nil || a.text("document", "title") == "" {
				t.Errorf("%s %s: %s", year, id, a.Body)
			}
			if strings.Contains(string(a.Body), "yaml") {
				t.Errorf("%s", a.Body)
			}
		}
	}
	a := s.get("/api/v1/policy/tiers/gazelle?year=2023").want(200)
	age := []any{"qualifies", "parts", 0}
	for part, want := range map[string]string{"type": "metric", "metric": "age_years", "metric_name": "成立年限", "op": "max", "bound": "15 年", "label": "成立年限"} {
		if got := a.text(append(age, part)...); got != want {
			t.Errorf("%s is %s, want %s", part, got, want)
		}
	}
	if a.text(append(age, "history", 0, "since")...) != "2019-01-01" || a.text(append(age, "history", 0, "value")...) != "15 年" ||
		!strings.Contains(a.text(append(age, "cite", "text")...), "规模标准(一)") || a.at(append(age, "cite", "provisional")...) != false {
		t.Errorf("%v", a.at(age...))
	}
	if a.at("holds", "parts", 1, "cite", "provisional") != true {
		t.Errorf("a reading of the city's own is not marked: %v", a.at("holds", "parts", 1))
	}
	s.get("/api/v1/policy/tiers/boss").wantProblem(400, "contract_violation")
	s.get("/api/v1/policy/tiers/gazelle?year=2018").wantProblem(422, "before_book")
}

// Every number of the book's rules has a history that ends with the value in force.
func TestTheHistoryOfANumberEndsWithItsValue(t *testing.T) {
	past := historyOf(book)
	ed, err := book.At(policy.YearEnd(2025))
	if err != nil {
		t.Fatal(err)
	}
	last := book.History()
	if last[len(last)-1].Day > ed.Day {
		t.Fatalf("the book changes on %s; look at a later day", last[len(last)-1].Day)
	}
	found := numbers{}
	r := &ruleReader{ed: ed, found: found}
	for i := range ed.Tiers {
		r.tier(&ed.Tiers[i])
	}
	for i := range ed.Clauses {
		r.clause(&ed.Clauses[i])
	}
	if len(found) < 80 {
		t.Errorf("only %d numbers", len(found))
	}
	changed := 0
	for path, value := range found {
		list := past[path]
		if len(list) == 0 || list[len(list)-1].Value != value {
			t.Errorf("%s is %s, its history %v", path, value, list)
		}
		if len(list) > 1 {
			changed++
		}
		for i := 1; i < len(list); i++ {
			if list[i].Since <= list[i-1].Since || list[i].Value == list[i-1].Value {
				t.Errorf("%s: %v", path, list)
			}
		}
	}
	t.Logf("%d numbers, %d of them have changed", len(found), changed)
}

func TestEveryClauseOfThePolicyIsTold(t *testing.T) {
	s := newSite(t, modelstest.SQLite(t)).as(models.RoleIncubator)
	a := s.get("/api/v1/policy/clauses?year=2023").want(200)
	ed, err := book.At(policy.YearEnd(2023))
	if err != nil {
		t.Fatal(err)
	}
	if got := len(a.at("clauses").([]any)); got != len(ed.Clauses) {
		t.Errorf("%d clauses, the book has %d", got, len(ed.Clauses))
	}
	if got := len(a.at("articles").([]any)); got != 17 {
		t.Errorf("%d articles", got)
	}
	for i, c := range ed.Clauses {
		if a.text("clauses", i, "clause") != c.ID || a.text("clauses", i, "payee_name") == "" || a.text("clauses", i, "trigger", "text") == "" ||
			len(a.at("clauses", i, "amounts").([]any)) != len(c.Amounts) || len(a.at("clauses", i, "readings").([]any)) != len(c.Readings) {
			t.Errorf("%s: %v", c.ID, a.at("clauses", i))
		}
		for k := range c.Amounts {
			text, past := a.text("clauses", i, "amounts", k, "text"), a.at("clauses", i, "amounts", k, "history").([]any)
			if text == "" || len(past) == 0 || past[len(past)-1].(map[string]any)["value"] != text {
				t.Errorf("%s amount %d is %q, its history %v", c.ID, k, text, past)
			}
		}
		if b, _ := json.Marshal(a.at("clauses", i)); c.ID == "4-c" && !(strings.Contains(string(b), "clause/4-c/pool") && strings.Contains(string(b), "研发费用较上年的增量") && strings.Contains(string(b), "10%")) {
			t.Errorf("%s", b)
		}
	}
	s.get("/api/v1/policy/clauses?year=2018").wantProblem(422, "before_book")
}

func TestThePolicyYearsSayWhichArePublished(t *testing.T) {
	s := newCity(t, modelstest.SQLite(t))
	id := s.publish(2023)
	a := s.get("/api/v1/policy/years").want(200)
	if a.text("items", 0, "year") != "2024" || a.at("items", 0, "review") != nil || a.text("items", 1, "review") != id || len(a.at("items").([]any)) != 6 ||
		a.text("items", 1, "digest") != s.get("/api/v1/policy?year=2023").want(200).text("digest") {
		t.Errorf("%s", a.Body)
	}
	s.get("/api/v1/policy/years?x=1").wantProblem(400, "contract_violation")
}
