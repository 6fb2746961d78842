package api

import (
	"strings"
	"testing"

	"yunti/models"
	"yunti/models/modelstest"
)

// newRound is a round of figures that is open from 1 to 31 July 2024.
func newRound() map[string]any {
	return map[string]any{"name": "2023年度企业数据填报", "kind": "figures", "year": 2023, "opens": "2024-07-01", "closes": "2024-07-31"}
}

// openRound opens a round as the city and returns its address.
func (s *site) openRound(changes map[string]any) string {
	s.t.Helper()
	round := newRound()
	for field, value := range changes {
		if round[field] = value; value == nil {
			delete(round, field)
		}
	}
	return s.as("city").post("/api/v1/rounds", round).want(201).Header.Get("Location")
}

func TestARoundIsOpenedAndChanged(t *testing.T) {
	s := newSite(t, modelstest.SQLite(t))
	a := s.post("/api/v1/rounds", newRound()).want(201)
	path := a.Header.Get("Location")
	if path != "/api/v1/rounds/"+a.text("id") || a.Header.Get("ETag") != `"1"` || a.text("when") != "open" || a.text("created_by") != "city" || a.text("publicity_days") != "0" {
		t.Errorf("%v %s", a.Header, a.Body)
	}
	for _, reader := range []string{"incubator", "county", "leadership"} {
		if got := s.as(reader).get(path).want(200); string(got.Body) != string(a.Body) {
			t.Errorf("%s sees %s", reader, got.Body)
		}
	}
	longer := s.patch(path, map[string]any{"closes": "2024-08-15", "note": "延长半个月"}, header("If-Match", `"1"`)).want(200)
	if longer.text("closes") != "2024-08-15" || longer.text("note") != "延长半个月" || longer.text("opens") != "2024-07-01" || longer.Header.Get("ETag") != `"2"` {
		t.Errorf("%s", longer.Body)
	}
	s.patch(path, map[string]any{"closes": "2024-08-31"}, header("If-Match", `"1"`)).wantProblem(412, "version")
	if got := s.trail("round.update"); len(got) != 1 || got[0] != "city "+a.text("id") {
		t.Errorf("trail %v", got)
	}

	later := s.post("/api/v1/rounds", map[string]any{"name": "企业登记", "kind": "firms", "opens": "2024-09-01", "closes": "2024-09-30"}).want(201)
	for query, want := range map[string]string{"": "企业登记 2023年度企业数据填报", "?when=open": "2023年度企业数据填报", "?when=coming": "企业登记", "?when=closed": "",
		"?kind=firms": "企业登记", "?year=2023": "2023年度企业数据填报", "?year=2022": ""} {
		if got := s.names("/api/v1/rounds" + query); got != want {
			t.Errorf("%s: %s, want %s", query, got, want)
		}
	}
	s.clock(in(60))
	if got := s.names("/api/v1/rounds?when=closed"); got != "2023年度企业数据填报" {
		t.Errorf("on 30 August closed: %s", got)
	}
	s.get("/api/v1/rounds/" + later.text("id")).want(200)
}

// names returns the names in a list, in order.
func (s *site) names(path string) string {
	s.t.Helper()
	var names []string
	for _, item := range s.get(path).want(200).at("items").([]any) {
		names = append(names, item.(map[string]any)["name"].(string))
	}
	return strings.Join(names, " ")
}

func TestRoundsThatCannotBe(t *testing.T) {
	s := newSite(t, modelstest.SQLite(t))
	path := s.openRound(nil)
	for name, c := range map[string]struct {
		change map[string]any
		status int
		code   string
	}{
		"name taken":              {nil, 422, "invalid"},
		"ends before it begins":   {map[string]any{"closes": "2024-06-30"}, 422, "invalid"},
		"no year for figures":     {map[string]any{"year": nil}, 400, "contract_violation"},
		"year to come":            {map[string]any{"year": 2025}, 422, "invalid"},
		"year for a plain kind":   {map[string]any{"kind": "firms"}, 422, "invalid"},
		"no such kind":            {map[string]any{"kind": "unicorns"}, 400, "contract_violation"},
		"name of blanks":          {map[string]any{"name": "   "}, 422, "invalid"},
		"name with a zero byte":   {map[string]any{"name": "批次\x00"}, 422, "invalid"},
		"name too long":           {map[string]any{"name": long("批", 101)}, 400, "contract_violation"},
		"31 February":             {map[string]any{"opens": "2024-02-31"}, 400, "contract_violation"},
		"day of another form":     {map[string]any{"opens": "2024/07/01"}, 400, "contract_violation"},
		"61 days of publicity":    {map[string]any{"publicity_days": 61}, 400, "contract_violation"},
		"publicity below nothing": {map[string]any{"publicity_days": -1}, 400, "contract_violation"},
		"half a day of publicity": {map[string]any{"publicity_days": 1.5}, 400, "contract_violation"},
		"its own number":          {map[string]any{"id": 99}, 400, "contract_violation"},
		"somebody else's name":    {map[string]any{"created_by": "mayor"}, 400, "contract_violation"},
	} {
		round := newRound()
		if name != "name taken" {
			round["name"] = name
		}
		for field, value := range c.change {
			round[field] = value
		}
		a := s.post("/api/v1/rounds", round)
		if a.Status != c.status || a.json()["code"] != c.code {
			t.Errorf("%s: %d %s", name, a.Status, a.Body)
		}
	}
	for name, change := range map[string]map[string]any{"nothing": {}, "kind": {"kind": "firms"}, "year": {"year": 2022}, "version": {"version": 9, "note": "x"},
		"no day": {"closes": ""}, "a day that is not": {"closes": "2024-02-30"}, "null": {"closes": nil}} {
		if a := s.patch(path, change); a.Status != 400 {
			t.Errorf("changing %s: %d %s", name, a.Status, a.Body)
		}
	}
	s.patch(path, map[string]any{"closes": "2024-06-01"}).wantProblem(422, "invalid")
	for _, role := range []string{"incubator", "county", "leadership"} {
		s.as(role).post("/api/v1/rounds", newRound()).wantProblem(403, "forbidden")
		s.as(role).patch(path, map[string]any{"note": "x"}).wantProblem(403, "forbidden")
	}
	for address, code := range map[string]string{"99": "not_found", "0": "contract_violation", "-1": "contract_violation", "x": "contract_violation", "1e3": "contract_violation",
		"99999999999999999999": "contract_violation", "1%20OR%201=1": "contract_violation"} {
		for _, rest := range []string{"", "/completion", "/firms"} {
			if a := s.get("/api/v1/rounds/" + address + rest); a.json()["code"] != code {
				t.Errorf("%s%s: %s", address, rest, a.Body)
			}
		}
		if a := s.post("/api/v1/rounds/"+address+"/remind", nil); a.json()["code"] != code {
			t.Errorf("remind %s: %s", address, a.Body)
		}
		if a := s.patch("/api/v1/rounds/"+address, map[string]any{"note": "x"}); a.json()["code"] != code {
			t.Errorf("change %s: %s", address, a.Body)
		}
	}
	s.get(path+"/completion?by=firm").wantProblem(400, "contract_violation")
	s.get(path+"/firms?state=done").wantProblem(400, "contract_violation")
	s.get("/api/v1/rounds?when=soon").wantProblem(400, "contract_violation")
}

// A round that is over takes nothing more; the city may extend it, and then it does.
func TestARoundDecidesWhenAFilingMayBeSubmitted(t *testing.T) {
	s := newDistrict(t, modelstest.SQLite(t))
	path := s.openRound(map[string]any{"opens": "2024-07-05", "closes": "2024-07-10"})
	own := s.as("incubator2")
	id := own.upload("figures", "2023", "a.xlsx", figuresOf(t, []any{neighbor, "云测邻居科技有限公司", 100, 10, 5})).want(201).text("id")
	own.wantCan(id, "replace withdraw")
	if a := own.act(id, "submit", nil).wantProblem(409, "state"); !strings.Contains(a.text("detail"), "2024-07-05") {
		t.Errorf("before it begins: %s", a.Body)
	}
	s.clock(in(10))
	own = s.as("incubator2")
	if a := own.act(id, "submit", nil).wantProblem(409, "state"); !strings.Contains(a.text("detail"), "2024-07-10") {
		t.Errorf("the day after its last: %s", a.Body)
	}
	s.patch(path, map[string]any{"closes": "2024-07-11"}).want(200)
	own.wantCan(id, "replace submit withdraw")
	if a := own.act(id, "submit", nil).want(200); a.text("round") != strings.TrimPrefix(path, "/api/v1/rounds/") {
		t.Errorf("submitted on the last day: %s", a.Body)
	}
	if a := s.patch(path, map[string]any{"closes": "2024-07-10"}).wantProblem(409, "state"); !strings.Contains(a.text("detail"), "延后") {
		t.Errorf("made shorter behind people's backs: %s", a.Body)
	}
}

func TestHowFarARoundIsSeenByEach(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		s := newDistrict(t, db)
		path := s.openRound(nil)
		lines := func(user, query string) string {
			var all []string
			for _, item := range s.as(user).get(path + "/completion" + query).want(200).at("items").([]any) {
				line := item.(map[string]any)
				all = append(all, line["incubator"].(string)+line["county"].(string))
			}
			return strings.Join(all, " ")
		}
		for user, want := range map[string]string{"incubator": ownCarrier, "incubator2": otherCarrier, "county": "", "county2": otherCarrier, "city": otherCarrier, "leadership": otherCarrier} {
			if got := lines(user, ""); got != want {
				t.Errorf("%s sees %q, want %q", user, got, want)
			}
		}
		if got := lines("city", "?by=county"); got != "530103" {
			t.Errorf("by county: %s", got)
		}
		firms := func(user, query string) string {
			var all []string
			for _, item := range s.as(user).get(path + "/firms" + query).want(200).at("items").([]any) {
				firm := item.(map[string]any)
				all = append(all, firm["code"].(string)+" "+firm["state"].(string))
			}
			return strings.Join(all, ", ")
		}
		missing := neighbor + " missing"
		for _, c := range []struct{ user, query, want string }{
			{"city", "", missing}, {"county2", "?state=missing", missing}, {"incubator2", "?incubator=" + otherCarrier, missing}, {"city", "?county=530103", missing},
			{"city", "?state=reported", ""}, {"county", "", ""}, {"incubator", "", ""}, {"incubator", "?incubator=" + otherCarrier, ""}, {"city", "?county=530102", ""}, {"city", "?page=2", ""},
		} {
			if got := firms(c.user, c.query); got != c.want {
				t.Errorf("%s%s: %s, want %s", c.user, c.query, got, c.want)
			}
		}
		s.as("leadership").get(path+"/firms").wantProblem(403, "forbidden")
		plain := s.openRound(map[string]any{"name": "资质", "kind": "recognitions", "year": nil})
		s.get(plain+"/firms").wantProblem(422, "invalid")
		s.get(plain + "/completion").want(200)
	})
}

func TestARemindersCountIsOneADay(t *testing.T) {
	s := newDistrict(t, modelstest.SQLite(t))
	path := s.openRound(nil)
	id := strings.TrimPrefix(path, "/api/v1/rounds/")
	remind := func(user string) string { return s.as(user).post(path+"/remind", nil).want(200).text("sent") }
	if got := remind("county"); got != "0" {
		t.Errorf("the county of nobody reminded %s", got)
	}
	if got := remind("county2"); got != "1" {
		t.Errorf("reminded %s, want 1", got)
	}
	if got := remind("city"); got != "0" {
		t.Errorf("reminded on the same day again: %s", got)
	}
	if _, text := s.as("incubator2").notice(id); !strings.Contains(text, "2024-07-31") {
		t.Errorf("notice %q", text)
	}
	if other, _ := s.as("incubator").notice(id); other != "" {
		t.Error("an incubator without firms was reminded")
	}
	s.clock(in(1))
	if got := remind("city"); got != "1" {
		t.Errorf("the next day reminded %s, want 1", got)
	}
	s.as("incubator2").post(path+"/remind", nil).wantProblem(403, "forbidden")
	s.as("leadership").post(path+"/remind", nil).wantProblem(403, "forbidden")
	s.clock(in(31))
	s.post(path+"/remind", nil).wantProblem(409, "state")
	if got := len(s.trail("round.remind")); got != 4 {
		t.Errorf("%d lines in the trail, want one for each of 4 acts", got)
	}
}
