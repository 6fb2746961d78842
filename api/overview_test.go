package api

import (
	"fmt"
	"net/url"
	"testing"
	"time"

	"yunti/jobs"
	"yunti/models"
	"yunti/models/modelstest"
)

// newFullCity returns a site with a synthetic city of which 2022 and 2023 are published.
func newFullCity(t *testing.T, db *models.DB, firms int) *site {
	t.Helper()
	modelstest.Fill(t, db, firms, 2023)
	actor := models.Actor{Who: "city", Role: models.RoleCity, From: "test"}
	for _, year := range []int{2022, 2023} {
		r, err := jobs.Review(t.Context(), db, book, year, jobs.Options{Actor: actor, Now: func() time.Time { return noon }})
		if err == nil {
			_, err = jobs.Publish(t.Context(), db, r.ID, actor, noon)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return newSite(t, db)
}

// listed counts the firms of a list.
func (s *site) listed(filter url.Values) int {
	s.t.Helper()
	filter.Set("size", "1")
	return int(s.get("/api/v1/firms?" + filter.Encode()).want(200).at("total").(float64))
}

// countedFirms is a number of an overview and the filter of the firms that it counts.
type countedFirms struct {
	what   string
	firms  any
	filter []string // key, value, key, value …
}

// numbersOf lists the numbers of an overview with the filters that the contract gives them.
func numbersOf(o map[string]any) (all []countedFirms) {
	objects := func(of any) (list []map[string]any) {
		for _, v := range of.([]any) {
			list = append(list, v.(map[string]any))
		}
		return list
	}
	text := func(v any) string {
		if v == nil {
			return models.None
		}
		return v.(string)
	}
	add := func(what string, firms any, filter ...string) {
		all = append(all, countedFirms{what, firms, append([]string{"year", fmt.Sprint(o["year"])}, filter...)})
	}
	add("present", o["present"], "present", "true")
	for _, l := range objects(o["ladders"]) {
		ladder := l["ladder"].(string)
		add(ladder+" none", l["none"], "ladder", ladder, "tier", "none", "present", "true")
		for _, t := range objects(l["tiers"]) {
			tier := t["tier"].(string)
			add(ladder+" "+tier+" now", t["now"], "ladder", ladder, "tier", tier)
			add(ladder+" "+tier+" before", t["before"], "ladder", ladder, "from", tier)
			add(ladder+" "+tier+" ready", t["ready"], "ready", tier)
		}
		for move, firms := range l["moves"].(map[string]any) {
			add(ladder+" "+move, firms, "ladder", ladder, "move", move)
		}
	}
	for _, f := range objects(o["flows"]) {
		add(fmt.Sprint("flow ", f), f["firms"], "ladder", f["ladder"].(string), "from", text(f["from"]), "tier", text(f["to"]), "move", f["move"].(string))
	}
	for _, p := range objects(o["places"]) {
		kind, id := p["kind"].(string), p["id"].(string)
		add("present in "+id, p["present"], kind, id, "present", "true")
		for _, t := range objects(p["tiers"]) {
			if ladder, tier := t["ladder"].(string), t["tier"].(string); tier == "gazelle" || t["now"].(float64) > 0 {
				add(id+" "+tier, t["now"], kind, id, "ladder", ladder, "tier", tier)
				add(id+" "+tier+" before", t["before"], kind, id, "ladder", ladder, "from", tier)
			}
		}
	}
	for _, e := range objects(o["expiries"]) {
		all = append(all, countedFirms{fmt.Sprint("expiry ", e), e["firms"], []string{"expiring", e["kind"].(string), "expires_from", e["from"].(string), "expires_by", e["by"].(string)}})
	}
	c := o["completeness"].(map[string]any)
	add("complete", c["complete"], "present", "true", "missing", "false")
	for _, m := range objects(c["missing"]) {
		filter := []string{"missing_metric", m["metric"].(string)}
		if m["year"] != nil {
			filter = append(filter, "missing_year", fmt.Sprint(m["year"]))
		}
		add(fmt.Sprint("missing ", m), m["firms"], filter...)
	}
	for _, p := range objects(o["pipeline"]) {
		add("stage "+p["stage"].(string), p["firms"], "ladder", "unicorn", "tier", p["stage"].(string))
	}
	return all
}

func TestEveryNumberOfTheOverviewIsThatOfAListOfFirms(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		s := newFullCity(t, db, 420)
		for _, who := range []string{models.RoleLeadership, models.RoleCounty} {
			s := s.as(who)
			o := s.get("/api/v1/overview").want(200).at().(map[string]any)
			if fmt.Sprint(o["year"]) != "2023" || fmt.Sprint(o["years"]) != "[2023 2022]" || fmt.Sprint(o["previous_year"]) != "2022" || o["day"] != "2023-12-31" {
				t.Errorf("%s: %v %v %v %v", who, o["year"], o["years"], o["previous_year"], o["day"])
			}
			if want := map[string]string{models.RoleLeadership: "昆明市", models.RoleCounty: "五华区"}[who]; o["area"] != want {
				t.Errorf("%s sees %v, want %s", who, o["area"], want)
			}
			kinds := map[string]bool{}
			for _, n := range numbersOf(o) {
				filter := url.Values{}
				for i := 0; i < len(n.filter); i += 2 {
					filter.Set(n.filter[i], n.filter[i+1])
				}
				if got := s.listed(filter); fmt.Sprint(got) != fmt.Sprint(n.firms) {
					t.Errorf("%s: %s is %v, the list has %d (%s)", who, n.what, n.firms, got, filter.Encode())
				}
				kinds[n.filter[0]] = kinds[n.filter[0]] || fmt.Sprint(n.firms) != "0"
			}
			if who == models.RoleLeadership && !(kinds["expiring"] && kinds["year"] && len(o["flows"].([]any)) > 5 && len(o["completeness"].(map[string]any)["missing"].([]any)) > 2) {
				t.Errorf("the city is too poor to prove anything: %v", o)
			}
		}
	})
}

func TestTheOverviewOfTheCityIsWhatItsReviewCounted(t *testing.T) {
	s := newFullCity(t, modelstest.SQLite(t), 420).as(models.RoleLeadership)
	for _, year := range []string{"2022", "2023"} {
		o := s.get("/api/v1/overview?year=" + year).want(200)
		totals := s.get("/api/v1/reviews/" + o.text("review")).want(200)
		if o.text("present") != totals.text("totals", "present") || o.text("firms") != totals.text("totals", "firms") {
			t.Errorf("%s: %s of %s, the review has %s", year, o.text("present"), o.text("firms"), totals.Body)
		}
		for l := range 2 {
			for _, part := range []string{"none", "carried"} {
				if got, want := o.text("ladders", l, part), totals.text("totals", "ladders", l, part); got != want {
					t.Errorf("%s ladder %d: %s is %s, the review has %s", year, l, part, got, want)
				}
			}
			if got, want := o.at("ladders", l, "moves"), totals.at("totals", "ladders", l, "moves"); !same(got, want) {
				t.Errorf("%s ladder %d: %v, the review has %v", year, l, got, want)
			}
			for i, tier := range totals.at("totals", "ladders", l, "tiers").([]any) {
				for _, part := range []string{"tier", "now", "before", "carried"} {
					if got, want := o.text("ladders", l, "tiers", i, part), fmt.Sprint(tier.(map[string]any)[part]); got != want {
						t.Errorf("%s ladder %d tier %d: %s is %s, the review has %s", year, l, i, part, got, want)
					}
				}
			}
		}
	}
	first := s.get("/api/v1/overview?year=2022").want(200)
	if first.at("previous") != nil || first.at("previous_year") != nil || len(first.at("flows").([]any)) != 0 {
		t.Errorf("a first review has nothing before it: %s", first.Body)
	}
}

func TestTheOverviewFollowsTheRecords(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		s := newCity(t, db)
		s.get("/api/v1/overview").wantProblem(404, "not_found")
		s.publish(2023)
		s.get("/api/v1/overview?year=2022").wantProblem(404, "not_found")
		s.get("/api/v1/firms?year=2022").wantProblem(404, "not_found")
		county := s.as(models.RoleCounty)
		if a := county.get("/api/v1/overview").want(200); a.text("present") != "1" {
			t.Errorf("五华区 has %s", a.Body)
		}
		s.takeIn("firms", "", workbook(t,
			[]any{"统一社会信用代码", "企业名称", "所属县(市)区"},
			[]any{modest, "云测小微科技有限公司", "五华区"}))
		if a := county.get("/api/v1/overview").want(200); a.text("present") != "2" {
			t.Errorf("五华区 has %s after a firm moved in", a.Body)
		}
	})
}
