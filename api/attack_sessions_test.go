package api

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"yunti/models"
	"yunti/models/modelstest"
)

// A session that has ended stays ended, however it ended: its secret, replayed, opens nothing.
func TestASessionIsNotReplayed(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		s := newBareSite(t, db)
		password := s.settled("zhang.san", "city")
		open := func() *answer { return s.enter("zhang.san", password).want(200) }
		for name, end := range map[string]func(a *answer){
			"signed out":              func(a *answer) { s.send("DELETE", "/api/v1/session", nil, a.bring()).want(204) },
			"signed in again":         func(a *answer) { s.enter("zhang.san", password, a.bring()).want(200) },
			"ended by the owner":      func(a *answer) { s.endAll(a) },
			"ended by administrators": func(a *answer) { s.as("admin").send("DELETE", "/api/v1/users/zhang.san/sessions", nil).want(200) },
			"the role changed": func(a *answer) {
				s.as("admin").patch("/api/v1/users/zhang.san", map[string]string{"role": "leadership"}).want(200)
			},
		} {
			a := open()
			s.get("/api/v1/session", a.bring()).want(200)
			end(a)
			for range 2 {
				s.get("/api/v1/session", a.bring()).wantProblem(401, "unauthenticated")
			}
			if back := s.get("/api/v1/session", a.bring()); back.Header.Get("Set-Cookie") != "" {
				t.Errorf("%s: a cookie is given to nobody", name)
			}
		}
	})
}

// endAll ends all sessions of whoever an answer signed in, the one he uses last.
func (s *site) endAll(a *answer) {
	s.t.Helper()
	current := ""
	for _, item := range s.get("/api/v1/sessions", a.bring()).want(200).at("items").([]any) {
		row := item.(map[string]any)
		if row["current"] == true {
			current = row["id"].(string)
			continue
		}
		s.send("DELETE", "/api/v1/sessions/"+row["id"].(string), nil, a.bring()).want(204)
	}
	s.send("DELETE", "/api/v1/sessions/"+current, nil, a.bring()).want(204)
}

// Secrets (of sessions, tokens, one-time passwords, passwords that were tried) are in the one answer that gives them and nowhere
// else: no other answer, no address, no line of the log or of the audit trail, no column of any table.
func TestSecretsAreNowhere(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		g := newTarget(t, db)
		once := g.newAccount("zhang.san", "city")
		first := g.enter("zhang.san", once).want(200)
		const password, wrong = "Correct-horse-battery-1", "Wrong-horse-battery-2"
		changed := g.anonymous().put("/api/v1/session/password", map[string]string{"old": once, "new": password}, first.bring()).want(200)
		g.enter("zhang.san", wrong).want(401)
		g.anonymous().put("/api/v1/session/password", map[string]string{"old": wrong, "new": password + "x"}, changed.bring()).want(422)
		g.enter(wrong, "typed into the wrong box").want(401)
		token := g.as("city").newToken("程序", "read").text("secret")
		reset := g.as("admin").post("/api/v1/users/zhang.san/password", nil).want(200).text("password")
		session := g.enter("zhang.san", reset).want(200).cookieOf(plainCookie).Value
		g.anonymous().get("/api/v1/firms", bearer(token)).want(200)
		g.anonymous().get("/api/v1/firms?access_token="+token, bearer(token)).wantProblem(400, "contract_violation")
		g.anonymous().get("/api/v1/nosuch?session=" + session).want(404)

		secrets := map[string]string{"one-time password": once, "password": password, "wrong password": wrong, "token": token, "reset password": reset, "session": session,
			"session before": first.cookieOf(plainCookie).Value, "password as a name": strings.ToLower(wrong)}
		hidden := func(where, text string) {
			for name, secret := range secrets {
				if strings.Contains(text, secret) {
					t.Errorf("%s holds the %s", where, name)
				}
			}
		}
		hidden("the log", g.log.String())
		for _, a := range aims(g.doc) {
			if a.method == "GET" && !strings.HasSuffix(a.path, ".xlsx") {
				for _, role := range append(a.roles, "") {
					hidden(a.OperationID+" as "+role, string(g.who(role).get(g.address(a, nil)+"?"+a.needed().Encode()).Body))
				}
			}
		}
		names, err := db.Write.Migrator().GetTables()
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			var rows []map[string]any
			if err := db.Read.Table(name).Find(&rows).Error; err != nil {
				t.Fatal(err)
			}
			hidden("the table "+name, fmt.Sprintf("%s", rows))
		}
	})
}

// People type their password into the box of the name. The audit trail keeps a few signs of it only; so should the count of the
// attempts.
func TestAPasswordTypedForANameIsNotKept(t *testing.T) {
	s := newBareSite(t, modelstest.SQLite(t))
	s.enter("wrong-horse-battery-2", "typed into the wrong box").want(401)
	var attempts []models.Attempt
	if err := s.srv.DB.Read.Find(&attempts).Error; err != nil || len(attempts) != 2 {
		t.Fatal(len(attempts), err)
	}
	for _, a := range attempts {
		if strings.Contains(a.Subject, "horse") {
			t.Errorf("attempts hold %s", a.Subject)
		}
	}
}

// Whoever a sign-in fails for, and why, the answer is the same: status, headers, text; also when too many have failed.
func TestNobodyLearnsWhoHasAnAccount(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		s := newBareSite(t, db)
		password := s.settled("known", "city")
		s.newAccount("gone", "city")
		admin := s.as("admin")
		admin.patch("/api/v1/users/gone", map[string]bool{"disabled": true}).want(200)
		admin.post("/api/v1/users", map[string]any{"username": "outside", "name": "外", "role": "city", "external": "idp|1", "only": true}).want(201)
		tries := map[string]string{"known": "Wrong-" + password, "gone": password, "outside": password, "unknown": password, "un'known": password, "KNOWN": "Wrong-" + password, "ｋｎｏｗｎ": "wrong"}
		var shape string
		for round := range 7 {
			if err := db.Write.Exec("DELETE FROM attempts WHERE subject LIKE 'from:%'").Error; err != nil {
				t.Fatal(err)
			}
			var want string
			for _, name := range []string{"known", "gone", "outside", "unknown", "un'known"} {
				a := s.enter(name, tries[name])
				body := a.json()
				delete(body, "request_id")
				h := headersOf(a)
				shape = fmt.Sprint(a.Status, body, slices.Sorted(maps.Keys(h)), h)
				if want == "" {
					want = shape
				}
				if shape != want {
					t.Errorf("attempt %d of %s: %s\nelse %s", round+1, name, shape, want)
				}
				if wanted := map[bool]int{true: 401, false: 429}[round < 5]; a.Status != wanted {
					t.Errorf("attempt %d of %s: %d, want %d", round+1, name, a.Status, wanted)
				}
			}
		}
		// No spelling of the name gives more guesses.
		for _, name := range []string{"KNOWN", "ｋｎｏｗｎ", "known ", "\u200bknown"} {
			db.Write.Exec("DELETE FROM attempts WHERE subject LIKE 'from:%'")
			if a := s.enter(name, password); a.Status == 200 || a.Status == 401 && name != "\u200bknown" {
				t.Errorf("%q while known is locked: %d %s", name, a.Status, a.Body)
			}
		}
		// Addresses that only people with rights may ask tell others nothing about names either.
		for _, role := range []string{"city", "county", "incubator", "leadership", "auditor"} {
			there, none := s.as(role).get("/api/v1/users/known"), s.as(role).get("/api/v1/users/unknown")
			if there.Status != 403 || there.text("detail") != none.text("detail") || !same(headersOf(there), headersOf(none)) {
				t.Errorf("%s: %s %s", role, there.Body, none.Body)
			}
		}
	})
}

// Guesses from one address are counted by the address of the connection, whatever a header says of it; and behind a trusted
// proxy by what that proxy has seen, whatever the browser has told it.
func TestTheAddressLimitCannotBeTalkedRound(t *testing.T) {
	claims := []string{"X-Forwarded-For", "X-Real-Ip", "Forwarded", "X-Client-Ip", "True-Client-Ip", "Cf-Connecting-Ip", "X-Originating-Ip", "X-Cluster-Client-Ip"}
	for name, c := range map[string]struct {
		settings Settings
		set      func(i int) func(*http.Request)
		from     string
	}{
		"no proxy": {Settings{}, func(i int) func(*http.Request) {
			return func(r *http.Request) {
				for _, claim := range claims {
					r.Header.Set(claim, fmt.Sprintf("203.0.113.%d", i))
				}
				r.Header.Set("Forwarded", fmt.Sprintf("for=203.0.113.%d;proto=https;host=evil.example", i))
			}
		}, "127.0.0.1"},
		"another proxy is trusted": {Settings{TrustedProxies: networksOf("10.0.0.0/8")}, func(i int) func(*http.Request) {
			return lines("X-Forwarded-For", fmt.Sprintf("203.0.113.%d, 10.0.0.1", i))
		}, "127.0.0.1"},
		"through a trusted proxy": {Settings{TrustedProxies: loopback}, func(i int) func(*http.Request) {
			return func(r *http.Request) {
				for _, claim := range claims {
					r.Header.Set(claim, fmt.Sprintf("203.0.113.%d", i))
				}
				r.Header["X-Forwarded-For"] = []string{fmt.Sprintf("203.0.113.%d, 127.0.0.%d", i, i+1), "198.51.100.7"}
			}
		}, "198.51.100.7"},
	} {
		t.Run(name, func(t *testing.T) {
			db := modelstest.SQLite(t)
			s := newSiteWith(t, db, c.settings)
			for i := range 20 {
				if a := s.enter(fmt.Sprint("user", i), "x", c.set(i)); a.Status != 401 {
					t.Fatalf("attempt %d: %d %s", i+1, a.Status, a.Body)
				}
			}
			s.enter("one-more", "x", c.set(99)).wantProblem(429, "locked")
			var entries []models.Entry
			if err := db.Read.Find(&entries, "action = ?", "session.fail").Error; err != nil || len(entries) != 20 {
				t.Fatal(len(entries), err)
			}
			for _, e := range entries {
				if e.From != c.from {
					t.Errorf("the trail says %s, want %s", e.From, c.from)
				}
			}
		})
	}
}

// What a request says of its host leads nobody elsewhere: redirects are to this server or to where the operator said.
func TestTheHostOfARequestDecidesNothing(t *testing.T) {
	s, p := newOIDCSite(t, modelstest.SQLite(t))
	for _, set := range []func(*http.Request){
		func(r *http.Request) { r.Host = "evil.example" },
		func(r *http.Request) { r.Host = "evil.example:80@x" },
		header("X-Forwarded-Host", "evil.example"),
		header("Forwarded", "host=evil.example;proto=https"),
		header("X-Original-URL", "/api/v1/users"),
		header("X-Rewrite-URL", "/api/v1/users"),
		header("X-Forwarded-Prefix", "//evil.example"),
	} {
		for _, path := range []string{"/api/v1/session/oidc", "/api/v1/session/oidc?back=" + url.QueryEscape("/x"), "/api/v1/session/oidc/callback?state=a&code=b", "/docs", "/", "/nosuch"} {
			a := s.anonymous().get(path, set)
			for name, values := range a.Header {
				if strings.Contains(strings.Join(values, " "), "evil") {
					t.Errorf("%s: %s %s", path, name, values)
				}
			}
			if strings.Contains(string(a.Body), "evil") {
				t.Errorf("%s: %.300s", path, a.Body)
			}
			if to := a.Header.Get("Location"); strings.HasPrefix(path, "/api/v1/session/oidc?") || path == "/api/v1/session/oidc" {
				u, err := url.Parse(to)
				if err == nil && a.Status == 302 && (!strings.HasPrefix(to, p.URL+"/authorize?") || u.Query().Get("redirect_uri") != "http://yunti.example/api/v1/session/oidc/callback") {
					t.Errorf("%s leads to %s", path, to)
				}
			} else if to != "" && (!strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//")) {
				t.Errorf("%s leads to %s", path, to)
			}
		}
	}
	for _, back := range []string{"//evil.example", `/\evil.example`, "https://evil.example", "/%0d%0aSet-Cookie:a=b", "javascript:alert(1)", "\\\\evil", "/\t/evil.example", "/\n/evil.example", " /x", "/\u2028"} {
		if a := s.anonymous().get("/api/v1/session/oidc" + query("back", back)); a.Status == 302 && !strings.HasPrefix(back, "/%0d") && back != "/\u2028" {
			t.Errorf("back=%q is taken: %v", back, a.Header)
		}
	}
}

// No page of another site may read an answer, signed in or not; and what a form of another site can send without asking
// first (text, urlencoded, multipart) does nothing.
func TestOtherSitesReadAndWriteNothing(t *testing.T) {
	db := modelstest.SQLite(t)
	g := newTarget(t, db)
	before := tables(t, db)
	foreign := func(r *http.Request) { r.Header.Set("Origin", "http://evil.example") }
	for _, a := range aims(g.doc) {
		s := g.who(a.role)
		address := g.address(a, nil) + "?" + a.needed().Encode()
		preflight := s.send("OPTIONS", address, nil, foreign, header("Access-Control-Request-Method", a.method), header("Access-Control-Request-Headers", "content-type,authorization"))
		if preflight.Status < 400 {
			t.Errorf("OPTIONS %s: %d", address, preflight.Status)
		}
		answers := []*answer{preflight, s.write(a.method, address, body(a), foreign), s.write(a.method, address, body(a), foreign, header("Sec-Fetch-Site", "cross-site"))}
		if a.method != http.MethodGet {
			for _, got := range answers[1:] {
				if a.role != "" || a.OperationID == "signIn" {
					got.wantProblem(403, "cross_origin")
				}
			}
			if b := a.body(); b != nil {
				for _, kind := range []string{"text/plain", "text/plain; charset=application/json", "application/x-www-form-urlencoded", "", "application/json+x", "text/json", "application/csp-report"} {
					got := s.write(a.method, address, b, header("Content-Type", kind))
					if got.Status != 415 {
						t.Errorf("%s as %q: %d", a.OperationID, kind, got.Status)
					}
					answers = append(answers, got)
				}
			}
		}
		for _, got := range answers {
			for name := range got.Header {
				if strings.HasPrefix(name, "Access-Control-") {
					t.Errorf("%s answers with %s", a.OperationID, name)
				}
			}
		}
	}
	after := tables(t, db)
	for _, grows := range []string{"audit", "counters", "issued_reports", "sessions"} { // downloads are on record
		delete(before, grows)
		delete(after, grows)
	}
	if !maps.Equal(before, after) {
		t.Errorf("rows before %v\nafter %v", before, after)
	}
}

// A key is its sender's: the same key of somebody else, for another roster or another content never shows or makes another's
// filing, and of many at once one is made.
func TestAReplayedKeyMakesOneFiling(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		city := newDistrict(t, db)
		key := header("Idempotency-Key", "replayed-0001")
		roster := firmsRoster(t)
		users := []string{"city", "county", "county2", "incubator", "incubator2"}
		sites := map[string]*site{}
		for _, user := range users {
			sites[user] = city.as(user)
		}
		var mu sync.Mutex
		made := map[string]map[string]bool{}
		var all sync.WaitGroup
		for _, user := range users {
			for range 3 {
				all.Go(func() {
					a := sites[user].upload("firms", "", "a.xlsx", roster, key)
					if a.Status != 201 && a.Status != 409 && a.Status != 503 {
						t.Errorf("%s: %d %.300s", user, a.Status, a.Body)
						return
					}
					if a.Status == 201 {
						mu.Lock()
						defer mu.Unlock()
						if made[user] == nil {
							made[user] = map[string]bool{}
						}
						made[user][a.text("id")] = true
						if by := a.text("by"); by != user {
							t.Errorf("%s is answered with a filing of %s", user, by)
						}
					}
				})
			}
		}
		all.Wait()
		ids := map[string]bool{}
		for user, own := range made {
			if len(own) != 1 {
				t.Errorf("%s made %v", user, own)
			}
			maps.Copy(ids, own)
		}
		if len(ids) != len(users) {
			t.Errorf("%d filings for %d users: %v", len(ids), len(users), made)
		}
		for _, user := range users {
			if total := sites[user].get("/api/v1/filings?by=me&kind=firms&state=draft").want(200).text("total"); total != "1" {
				t.Errorf("%s has %s drafts", user, total)
			}
		}
		sites["county"].upload("residencies", "", "a.xlsx", roster, key).wantProblem(422, "key_reused")
		sites["county"].upload("firms", "", "a.xlsx", titlesRoster(t), key).wantProblem(422, "key_reused")
		for _, bad := range []string{"short", long("x", 101), "with blank x", "tab\there00"} {
			if a := sites["county"].upload("firms", "", "a.xlsx", roster, header("Idempotency-Key", bad)); a.Status != 400 {
				t.Errorf("key %q: %d", bad, a.Status)
			}
		}
		city.clock(noon.Add(time.Hour))
		again := city.as("county").upload("firms", "", "a.xlsx", roster, key).want(201)
		if !made["county"][again.text("id")] {
			t.Errorf("an hour later another filing: %s", again.Body)
		}
	})
}
