package api

import (
	"strings"
	"testing"
	"time"

	"yunti/models"
	"yunti/models/modelstest"
)

func TestAnAdministratorKeepsTheAccounts(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		s := newSite(t, db).as("admin")
		made := s.post("/api/v1/users", map[string]string{"username": "wuhua01", "name": "王某", "role": "county", "county": "五华区"}).want(201)
		once := made.text("password")
		if made.Header.Get("Location") != "/api/v1/users/wuhua01" || made.text("user", "county") != "530102" || made.at("user", "must_change") != true ||
			made.text("user", "created_by") != "admin" || made.at("user", "external") != nil {
			t.Errorf("%v %s", made.Header, made.Body)
		}
		u := s.get("/api/v1/users/wuhua01").want(200)
		changed := s.patch("/api/v1/users/wuhua01", map[string]string{"name": "王某某", "external": "https://sso.example|42"}, header("If-Match", u.Header.Get("ETag"))).want(200)
		if changed.text("name") != "王某某" || changed.text("external") != "https://sso.example|42" || changed.Header.Get("ETag") == u.Header.Get("ETag") {
			t.Errorf("%s", changed.Body)
		}
		s.patch("/api/v1/users/wuhua01", map[string]string{"name": "别人"}, header("If-Match", u.Header.Get("ETag"))).wantProblem(412, "version")
		list := s.get("/api/v1/users?role=county&disabled=false&size=1&page=1").want(200)
		if list.at("total") != 1.0 || list.text("items", 0, "username") != "wuhua01" {
			t.Errorf("%s", list.Body)
		}
		for _, a := range []*answer{u, changed, list, s.get("/api/v1/users")} {
			if strings.Contains(string(a.Body), "argon2") || strings.Contains(string(a.Body), once) || strings.Contains(string(a.Body), `"password"`) {
				t.Errorf("a password leaks: %s", a.Body)
			}
		}
	})
}

func TestAccountsAreRefusedWithTheFieldNamed(t *testing.T) {
	s := newSite(t, modelstest.SQLite(t)).as("admin")
	for _, c := range []struct {
		body   map[string]any
		status int
		code   string
		field  string
	}{
		{map[string]any{"username": "a", "name": "某", "role": "city"}, 422, "invalid", "body:/username"},
		{map[string]any{"username": "../etc", "name": "某", "role": "city"}, 422, "invalid", "body:/username"},
		{map[string]any{"username": "good", "name": "某", "role": "county"}, 422, "invalid", "body:/county"},
		{map[string]any{"username": "good", "name": "某", "role": "county", "county": "月球区"}, 422, "invalid", "body:/county"},
		{map[string]any{"username": "good", "name": "某", "role": "incubator", "incubator": "没有的载体"}, 422, "invalid", "body:/incubator"},
		{map[string]any{"username": "good", "name": "某", "role": "city", "only": true}, 422, "invalid", "body:/external"},
		{map[string]any{"username": "good", "name": "某", "role": "boss"}, 400, "contract_violation", "body:/role"},
		{map[string]any{"username": "good", "name": "某", "role": "city", "must_change": false}, 400, "contract_violation", "body:/must_change"},
		{map[string]any{"username": "good", "name": "某", "role": "city", "password": "of-my-choice-1A"}, 400, "contract_violation", "body:/password"},
	} {
		a := s.post("/api/v1/users", c.body).wantProblem(c.status, c.code)
		if a.text("errors", 0, "pointer") != c.field {
			t.Errorf("%v: %s", c.body, a.Body)
		}
	}
	s.post("/api/v1/users", map[string]string{"username": "admin", "name": "又一个", "role": "admin"}).wantProblem(409, "taken")
	for _, change := range []map[string]any{{}, {"username": "other"}, {"version": 9}, {"password": "x"}} {
		s.patch("/api/v1/users/city", change).wantProblem(400, "contract_violation")
	}
	s.get("/api/v1/users/nobody").wantProblem(404, "not_found")
	s.patch("/api/v1/users/nobody", map[string]string{"name": "某"}).wantProblem(404, "not_found")
	s.post("/api/v1/users/nobody/password", nil).wantProblem(404, "not_found")
	s.send("DELETE", "/api/v1/users/nobody/sessions", nil).wantProblem(404, "not_found")
}

func TestAdministratorsCannotLockThemselvesOut(t *testing.T) {
	s := newSite(t, modelstest.SQLite(t)).as("admin")
	s.patch("/api/v1/users/admin", map[string]bool{"disabled": true}).wantProblem(409, "state")
	s.patch("/api/v1/users/admin", map[string]string{"role": "city"}).wantProblem(409, "state")
	s.post("/api/v1/users/admin/password", nil).wantProblem(409, "state")
	s.get("/api/v1/users").want(200)
}

func TestAccountsAreForAdministratorsOnly(t *testing.T) {
	s := newSite(t, modelstest.SQLite(t))
	s.as("admin")
	for _, role := range []string{"incubator", "county", "city", "leadership", "auditor"} {
		as := s.as(role)
		as.get("/api/v1/users").wantProblem(403, "forbidden")
		as.get("/api/v1/users/admin").wantProblem(403, "forbidden")
		as.post("/api/v1/users", map[string]string{"username": "mine", "name": "某", "role": "admin"}).wantProblem(403, "forbidden")
		as.patch("/api/v1/users/"+role, map[string]string{"role": "admin"}).wantProblem(403, "forbidden")
		as.post("/api/v1/users/admin/password", nil).wantProblem(403, "forbidden")
		as.post("/api/v1/users/admin/unlock", nil).wantProblem(403, "forbidden")
		as.send("DELETE", "/api/v1/users/admin/sessions", nil).wantProblem(403, "forbidden")
	}
}

// An administrator keeps accounts and has no business; an auditor reads the trail and nothing else; leadership only reads.
func TestRolesAreKeptApart(t *testing.T) {
	s := newCity(t, modelstest.SQLite(t))
	for _, c := range []struct{ role, method, path string }{
		{"admin", "GET", "/api/v1/firms"}, {"admin", "GET", "/api/v1/firms/" + gazelle}, {"admin", "GET", "/api/v1/filings"}, {"admin", "POST", "/api/v1/reviews"},
		{"admin", "GET", "/api/v1/reports"}, {"admin", "GET", "/api/v1/tokens"}, {"admin", "POST", "/api/v1/filings"}, {"admin", "GET", "/api/v1/reports/annual.xlsx?year=2023"},
		{"auditor", "GET", "/api/v1/firms"}, {"auditor", "GET", "/api/v1/filings"}, {"auditor", "GET", "/api/v1/users"}, {"auditor", "GET", "/api/v1/tokens"}, {"auditor", "POST", "/api/v1/reviews"},
		{"leadership", "POST", "/api/v1/filings"}, {"leadership", "POST", "/api/v1/reviews"}, {"leadership", "POST", "/api/v1/filings/F000001/apply"},
		{"leadership", "POST", "/api/v1/filings/F000001/withdraw"}, {"leadership", "GET", "/api/v1/users"},
		{"county", "POST", "/api/v1/reviews"}, {"county", "POST", "/api/v1/reviews/2023-1/publish"}, {"county", "GET", "/api/v1/users"},
		{"incubator", "POST", "/api/v1/filings/F000001/return"}, {"incubator", "POST", "/api/v1/filings/F000001/apply"}, {"incubator", "GET", "/api/v1/reviews"}, {"incubator", "GET", "/api/v1/reports"},
	} {
		s.as(c.role).send(c.method, c.path, nil).wantProblem(403, "forbidden")
	}
	for _, c := range []struct{ role, path string }{
		{"admin", "/api/v1/users"}, {"admin", "/api/v1/policy"}, {"auditor", "/api/v1/policy"}, {"leadership", "/api/v1/firms"}, {"leadership", "/api/v1/reports"},
		{"county", "/api/v1/reviews"}, {"incubator", "/api/v1/firms"}, {"incubator", "/api/v1/filings"}, {"city", "/api/v1/firms"},
	} {
		s.as(c.role).get(c.path).want(200)
	}
	for _, c := range []struct {
		role, code string
		status     int
	}{{"city", gazelle, 200}, {"leadership", gazelle, 200}, {"county", gazelle, 200}, {"county2", gazelle, 404}, {"county2", modest, 200}, {"county", modest, 404}, {"incubator", gazelle, 404}} {
		s.as(c.role).get("/api/v1/firms/" + c.code).want(c.status)
	}
}

// Somebody whose county or incubator is not on record sees nothing, not everything.
func TestAUserWithoutAPlaceSeesNothing(t *testing.T) {
	s := newCity(t, modelstest.SQLite(t))
	for _, role := range []string{"county", "incubator"} {
		lost := models.User{Username: "lost-" + role, Name: "某", Role: role}
		signIn(t, s.srv.DB, noon, lost, "secret-of-"+lost.Username)
		a := s.anonymous().get("/api/v1/firms", cookie(plainCookie, "secret-of-"+lost.Username)).want(200)
		if a.at("total") != 0.0 {
			t.Errorf("%s: %s", role, a.Body)
		}
		s.anonymous().get("/api/v1/filings/F000001", cookie(plainCookie, "secret-of-"+lost.Username)).wantProblem(404, "not_found")
	}
}

func TestAChangedRightHoldsAtTheNextRequest(t *testing.T) {
	s := newSite(t, modelstest.SQLite(t))
	county := s.as("county")
	county.get("/api/v1/firms").want(200)
	s.as("admin").patch("/api/v1/users/county", map[string]string{"role": "auditor"}).want(200)
	s.anonymous().get("/api/v1/firms", cookie(plainCookie, secretOf("county"))).wantProblem(401, "unauthenticated")
}

func TestAnAdministratorFindsAccountsThatNobodyUses(t *testing.T) {
	s := newBareSite(t, modelstest.SQLite(t))
	s.newAccount("gone", "city")
	now := s.srv.Now().AddDate(0, 0, 90)
	s.clock(now.Add(-time.Second))
	if a := s.as("admin").get("/api/v1/users?unused=90&q=gone").want(200); a.at("total") != 0.0 {
		t.Errorf("a second before: %s", a.Body)
	}
	s.clock(now)
	if a := s.as("admin").get("/api/v1/users?unused=90&disabled=false&q=gone").want(200); a.at("total") != 1.0 || a.text("items", 0, "username") != "gone" {
		t.Errorf("after 90 days: %s", a.Body)
	}
	for _, bad := range []string{"0", "-1", "90d", "4000"} {
		s.as("admin").get("/api/v1/users?unused="+bad).wantProblem(400, "contract_violation")
	}
}
