package api

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"yunti/models"
	"yunti/models/modelstest"
)

func bearer(secret string) func(*http.Request) { return header("Authorization", "Bearer "+secret) }

// newToken makes a token that lasts a day.
func (s *site) newToken(name string, scopes ...string) *answer {
	s.t.Helper()
	return s.post("/api/v1/tokens", map[string]any{"name": name, "scopes": scopes, "expires_at": s.srv.Now().Add(24 * time.Hour)}).want(201)
}

func TestAProgramWorksWithAToken(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		s := newCity(t, db)
		program := s.anonymous()
		made := s.newToken("每日查询", "read")
		secret := made.text("secret")
		if !strings.HasPrefix(secret, "yunti_") || made.Header.Get("Location") != "/api/v1/tokens/"+made.text("token", "id") {
			t.Errorf("%s", made.Body)
		}
		program.get("/api/v1/firms", bearer(secret)).want(200)
		program.upload("firms", "", "a.xlsx", firmsRoster(t), bearer(secret)).wantProblem(403, "forbidden")
		program.post("/api/v1/reviews", map[string]int{"year": 2023}, bearer(secret)).wantProblem(403, "forbidden")

		list := s.get("/api/v1/tokens").want(200)
		if strings.Contains(string(list.Body), secret) || list.text("items", 0, "name") != "每日查询" || list.at("items", 0, "seen_at") == nil {
			t.Errorf("%s", list.Body)
		}
		filer := s.newToken("申报", "filings").text("secret")
		id := program.upload("firms", "", "a.xlsx", firmsRoster(t), bearer(filer)).want(201).text("id")
		program.get("/api/v1/filings/"+id, bearer(filer)).want(200)
		program.post("/api/v1/reviews", map[string]int{"year": 2023}, bearer(filer)).wantProblem(403, "forbidden")
		reviewer := s.newToken("评价", "read", "reviews").text("secret")
		program.post("/api/v1/reviews", map[string]int{"year": 2023}, bearer(reviewer)).want(202)
		s.srv.reviews.Wait()
		program.post("/api/v1/filings/"+id+"/withdraw", nil, bearer(reviewer)).wantProblem(403, "forbidden")

		s.send("DELETE", made.Header.Get("Location"), nil).want(204)
		program.get("/api/v1/firms", bearer(secret)).wantProblem(401, "unauthenticated")
		s.send("DELETE", made.Header.Get("Location"), nil).wantProblem(404, "not_found")
	})
}

func TestATokenNeverReachesAccountsSessionsAndTokens(t *testing.T) {
	s := newSite(t, modelstest.SQLite(t))
	secret := s.newToken("什么都要", "read", "filings", "reviews").text("secret")
	for path, item := range s.doc.Paths.Map() {
		rest := strings.TrimPrefix(path, prefix)
		for method, op := range item.Operations() {
			guarded := false
			for _, begin := range []string{"session", "users", "tokens", "audit"} {
				guarded = guarded || strings.HasPrefix(rest, begin)
			}
			known := s.srv.contract.operations[method+" "+ginPath(path)]
			if guarded && known.tokens {
				t.Errorf("%s %s takes tokens", method, path)
			}
			if guarded && op.Extensions["x-roles"].([]any)[0] != anyone {
				s.anonymous().send(method, strings.NewReplacer("{id}", "1", "{username}", "city").Replace(path), nil, bearer(secret)).wantProblem(403, "forbidden")
			}
		}
	}
}

// Programs write what their token names, filings and reviews, and nothing else: money and jobs are for people.
func TestATokenWritesNothingButFilingsAndReviews(t *testing.T) {
	s := newSite(t, modelstest.SQLite(t))
	bearing := bearer(s.newToken("什么都要", "read", "filings", "reviews").text("secret"))
	refused := 0
	for path, item := range s.doc.Paths.Map() {
		rest := strings.TrimPrefix(path, prefix)
		if strings.HasPrefix(rest, "filings") || strings.HasPrefix(rest, "reviews") {
			continue
		}
		for method, op := range item.Operations() {
			if method == http.MethodGet || op.Extensions["x-roles"].([]any)[0] == anyone {
				continue
			}
			s.anonymous().send(method, strings.NewReplacer("{id}", "1", "{username}", "city", "{name}", "anchor").Replace(path), nil, bearing).wantProblem(403, "forbidden")
			if strings.HasPrefix(rest, "settlements") {
				refused++
			}
		}
	}
	if refused < 6 {
		t.Errorf("%d operations on settlements were tried: the test shows too little", refused)
	}
}

func TestATokenEndsWithItsTermAndItsUser(t *testing.T) {
	s := newSite(t, modelstest.SQLite(t))
	program := s.anonymous()
	secret := s.newToken("一天", "read").text("secret")
	s.clock(noon.Add(24*time.Hour - time.Millisecond))
	program.get("/api/v1/firms", bearer(secret)).want(200)
	s.clock(noon.Add(24 * time.Hour))
	program.get("/api/v1/firms", bearer(secret)).wantProblem(401, "unauthenticated")

	secret = s.newToken("又一天", "read").text("secret")
	s.as("admin").patch("/api/v1/users/city", map[string]bool{"disabled": true}).want(200)
	program.get("/api/v1/firms", bearer(secret)).wantProblem(401, "unauthenticated")
}

func TestTokensAreRefused(t *testing.T) {
	s := newSite(t, modelstest.SQLite(t))
	in := func(span time.Duration) string { return noon.Add(span).Format(time.RFC3339) }
	s.newToken("占用", "read")
	for name, c := range map[string]struct {
		body   map[string]any
		status int
		code   string
	}{
		"expired":       {map[string]any{"name": "a", "scopes": []string{"read"}, "expires_at": in(-time.Second)}, 422, "invalid"},
		"too long":      {map[string]any{"name": "a", "scopes": []string{"read"}, "expires_at": in(400 * 24 * time.Hour)}, 422, "invalid"},
		"no time":       {map[string]any{"name": "a", "scopes": []string{"read"}, "expires_at": "tomorrow"}, 400, "contract_violation"},
		"no day":        {map[string]any{"name": "a", "scopes": []string{"read"}, "expires_at": "2024-02-31T00:00:00Z"}, 400, "contract_violation"},
		"no such scope": {map[string]any{"name": "a", "scopes": []string{"admin"}, "expires_at": in(time.Hour)}, 400, "contract_violation"},
		"no scope":      {map[string]any{"name": "a", "scopes": []string{}, "expires_at": in(time.Hour)}, 400, "contract_violation"},
		"for another":   {map[string]any{"name": "a", "scopes": []string{"read"}, "expires_at": in(time.Hour), "username": "admin"}, 400, "contract_violation"},
		"taken":         {map[string]any{"name": "占用", "scopes": []string{"read"}, "expires_at": in(time.Hour)}, 409, "taken"},
		"blank":         {map[string]any{"name": " ", "scopes": []string{"read"}, "expires_at": in(time.Hour)}, 422, "invalid"},
	} {
		t.Run(name, func(t *testing.T) { s.post("/api/v1/tokens", c.body).wantProblem(c.status, c.code) })
	}
	other := s.as("leadership")
	if a := other.get("/api/v1/tokens").want(200); len(a.at("items").([]any)) != 0 {
		t.Errorf("somebody else's tokens: %s", a.Body)
	}
	other.send("DELETE", "/api/v1/tokens/"+s.get("/api/v1/tokens").text("items", 0, "id"), nil).wantProblem(404, "not_found")
}

func TestCredentialsThatAreNone(t *testing.T) {
	s := newSite(t, modelstest.SQLite(t))
	secret := s.newToken("好的", "read").text("secret")
	nobody := s.anonymous()
	good := cookie(plainCookie, secretOf("city"))
	for name, set := range map[string][]func(*http.Request){
		"nothing":                  nil,
		"garbage":                  {cookie(plainCookie, "garbage")},
		"an empty cookie":          {cookie(plainCookie, "")},
		"injection":                {cookie(plainCookie, "' OR '1'='1")},
		"the hash":                 {cookie(plainCookie, "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae")},
		"the cookie of HTTPS":      {cookie(secureCookie, secretOf("city"))},
		"both cookies":             {good, cookie(secureCookie, secretOf("city"))},
		"the cookie twice":         {good, good},
		"a token as a cookie":      {cookie(plainCookie, secret)},
		"a session as a token":     {bearer(secretOf("city"))},
		"an empty token":           {bearer("")},
		"another scheme":           {header("Authorization", "Basic Y2l0eTpjaXR5")},
		"a token without a scheme": {header("Authorization", secret)},
		"two tokens":               {func(r *http.Request) { r.Header["Authorization"] = []string{"Bearer " + secret, "Bearer " + secret} }},
		"a token in the address":   {func(r *http.Request) { r.URL.RawQuery = "access_token=" + secret }},
	} {
		t.Run(name, func(t *testing.T) {
			a := nobody.get("/api/v1/firms", set...).wantProblem(401, "unauthenticated")
			if a.Header.Get("WWW-Authenticate") == "" {
				t.Error("no WWW-Authenticate")
			}
		})
	}
	nobody.get("/api/v1/firms", good, bearer(secret)).wantProblem(400, "two_ways")
	nobody.get("/api/v1/firms", cookie(plainCookie, "garbage"), bearer(secret)).wantProblem(400, "two_ways")
	nobody.get("/api/v1/firms", good, header("Authorization", "Basic Y2l0eTpjaXR5")).want(200) // a proxy's own password
	nobody.get("/api/v1/firms", header("Authorization", "bearer  "+secret)).want(200)
	nobody.get("/api/v1/openapi.yaml", cookie(plainCookie, "garbage")).want(200)
}
