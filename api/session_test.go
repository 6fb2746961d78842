package api

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"yunti/models"
	"yunti/models/modelstest"
)

// cookieOf returns the cookie that an answer sets, and fails the test when it sets none.
func (a *answer) cookieOf(name string) *http.Cookie {
	a.t.Helper()
	for _, line := range a.Header.Values("Set-Cookie") {
		if c, err := http.ParseSetCookie(line); err == nil && c.Name == name {
			return c
		}
	}
	a.t.Fatalf("no cookie %s: %v", name, a.Header.Values("Set-Cookie"))
	return nil
}

// cookie brings a cookie along.
func cookie(name, value string) func(*http.Request) {
	return func(r *http.Request) { r.AddCookie(&http.Cookie{Name: name, Value: value}) }
}

// bring brings the session along that an answer gave.
func (a *answer) bring() func(*http.Request) {
	a.t.Helper()
	return cookie(plainCookie, a.cookieOf(plainCookie).Value)
}

// enter signs in with a password.
func (s *site) enter(username, password string, set ...func(*http.Request)) *answer {
	s.t.Helper()
	return s.anonymous().post("/api/v1/session", map[string]string{"username": username, "password": password}, set...)
}

// newAccount makes a user by the administrator and returns the one-time password.
func (s *site) newAccount(username, role string) string {
	s.t.Helper()
	return s.as("admin").post("/api/v1/users", map[string]string{"username": username, "name": "某人", "role": role}).want(201).text("password")
}

// settled makes a user who has chosen a password.
func (s *site) settled(username, role string) (password string) {
	s.t.Helper()
	once := s.newAccount(username, role)
	password = "Correct-horse-battery-1"
	a := s.enter(username, once).want(200)
	s.anonymous().put("/api/v1/session/password", map[string]string{"old": once, "new": password}, a.bring()).want(200)
	return password
}

func (s *site) put(path string, v any, set ...func(*http.Request)) *answer {
	s.t.Helper()
	return s.write("PUT", path, v, set...)
}

func (s *site) patch(path string, v any, set ...func(*http.Request)) *answer {
	s.t.Helper()
	return s.write("PATCH", path, v, set...)
}

func TestAPersonSignsInWorksAndSignsOut(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		s := newBareSite(t, db)
		once := s.newAccount("zhang.san", "city")

		// The first sign-in leads to the change of the password and nowhere else.
		first := s.enter("zhang.san", once).want(200)
		if first.at("must_change") != true || first.text("role") != "city" || first.text("way") != "password" {
			t.Errorf("%s", first.Body)
		}
		s.get("/api/v1/firms", first.bring()).wantProblem(403, "password_change")
		s.get("/api/v1/session", first.bring()).want(200)
		s.get("/api/v1/sessions", first.bring()).want(200)
		changed := s.put("/api/v1/session/password", map[string]string{"old": once, "new": "Dianchi-lake-1638"}, first.bring()).want(200)
		if changed.at("must_change") != false {
			t.Errorf("%s", changed.Body)
		}

		// The session was renewed: what the browser had before opens nothing any more.
		s.get("/api/v1/session", first.bring()).wantProblem(401, "unauthenticated")
		s.get("/api/v1/firms", changed.bring()).want(200)
		s.enter("zhang.san", once).wantProblem(401, "sign_in")

		s.send("DELETE", "/api/v1/session", nil).wantProblem(401, "unauthenticated")
		out := s.send("DELETE", "/api/v1/session", nil, changed.bring()).want(204)
		if c := out.cookieOf(plainCookie); c.MaxAge >= 0 || c.Value != "" {
			t.Errorf("the browser keeps %v", c)
		}
		s.get("/api/v1/firms", changed.bring()).wantProblem(401, "unauthenticated")
	})
}

func TestSignInTellsNobodyWhatWasWrong(t *testing.T) {
	s := newBareSite(t, modelstest.SQLite(t))
	password := s.settled("li.si", "city")
	s.settled("gone", "city")
	s.as("admin").patch("/api/v1/users/gone", map[string]bool{"disabled": true}).want(200)
	var bodies []string
	for _, try := range [][2]string{{"li.si", "wrong password"}, {"nobody", password}, {"gone", password}, {"admin", ""}} {
		if try[1] == "" {
			try[1] = "the fixed users have no password"
		}
		a := s.enter(try[0], try[1]).wantProblem(401, "sign_in")
		if a.Header.Get("Set-Cookie") != "" {
			t.Errorf("%s was given a cookie", try[0])
		}
		body := a.json()
		delete(body, "request_id")
		bodies = append(bodies, body["detail"].(string)+body["title"].(string))
	}
	for _, b := range bodies {
		if b != bodies[0] {
			t.Errorf("answers differ: %q", bodies)
		}
	}
}

func TestTooManyWrongPasswordsLockTheAccount(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		s := newBareSite(t, db)
		password := s.settled("wang.wu", "city")
		for range 5 {
			s.enter("wang.wu", "wrong password").wantProblem(401, "sign_in")
		}
		locked := s.enter("wang.wu", password).wantProblem(429, "locked")
		if locked.Header.Get("Retry-After") != "60" || !strings.Contains(locked.text("detail"), "60 秒") {
			t.Errorf("Retry-After %q: %s", locked.Header.Get("Retry-After"), locked.Body)
		}
		admin := s.as("admin")
		if admin.get("/api/v1/users/wang.wu").want(200).at("locked_until") == nil || admin.get("/api/v1/users?q=wang").want(200).at("items", 0, "locked_until") == nil {
			t.Error("the administrator does not see the lock")
		}
		s.clock(noon.Add(61 * time.Second))
		s.enter("wang.wu", password).want(200)

		for range 5 {
			s.enter("wang.wu", "wrong password")
		}
		s.enter("wang.wu", password).wantProblem(429, "locked")
		s.as("admin").post("/api/v1/users/wang.wu/unlock", nil).want(204)
		s.enter("wang.wu", password).want(200)
		s.as("admin").post("/api/v1/users/nobody/unlock", nil).wantProblem(404, "not_found")
	})
}

func TestASessionEndsWhenNothingIsDoneAndAtTheEndOfTheDay(t *testing.T) {
	s := newBareSite(t, modelstest.SQLite(t))
	a := s.enter("zhao.liu", s.settled("zhao.liu", "city")).want(200)
	if a.text("idle_until") != "2024-07-01T04:30:00Z" || a.text("expires_at") != "2024-07-01T16:00:00Z" {
		t.Errorf("%s", a.Body)
	}
	s.clock(noon.Add(29 * time.Minute))
	s.get("/api/v1/session", a.bring()).want(200)
	s.clock(noon.Add(58 * time.Minute)) // 29 minutes after the last request
	s.get("/api/v1/session", a.bring()).want(200)
	s.clock(noon.Add(89 * time.Minute))
	s.get("/api/v1/session", a.bring()).wantProblem(401, "unauthenticated")

	s.clock(noon)
	a = s.enter("zhao.liu", "Correct-horse-battery-1").want(200)
	for at := 20 * time.Minute; at < 12*time.Hour; at += 20 * time.Minute {
		s.clock(noon.Add(at))
		s.get("/api/v1/session", a.bring()).want(200)
	}
	s.clock(noon.Add(12 * time.Hour))
	s.get("/api/v1/session", a.bring()).wantProblem(401, "unauthenticated")
}

func TestAPasswordOf90DaysMustBeChanged(t *testing.T) {
	s := newBareSite(t, modelstest.SQLite(t))
	password := s.settled("sun.qi", "leadership")
	s.clock(noon.Add(90 * 24 * time.Hour))
	a := s.enter("sun.qi", password).want(200)
	if a.at("must_change") != true {
		t.Errorf("%s", a.Body)
	}
	s.get("/api/v1/firms", a.bring()).wantProblem(403, "password_change")
}

func TestAChangeOfPasswordIsRefused(t *testing.T) {
	s := newBareSite(t, modelstest.SQLite(t))
	password := s.settled("zhou.ba", "city")
	a := s.enter("zhou.ba", password).want(200)
	for _, c := range []struct{ old, new, code string }{
		{"not the old one", "Another-good-one-22", "old_password"},
		{password, "short", "weak_password"},
		{password, "Zhou.ba-is-the-name-1", "weak_password"},
		{password, password, "reused_password"},
	} {
		s.put("/api/v1/session/password", map[string]string{"old": c.old, "new": c.new}, a.bring()).wantProblem(422, c.code)
	}
	s.put("/api/v1/session/password", map[string]string{"old": password, "new": "Another-good-one-22"}).wantProblem(401, "unauthenticated")
	s.get("/api/v1/firms", a.bring()).want(200)
}

func TestOnesSessionsAreListedAndEnded(t *testing.T) {
	s := newBareSite(t, modelstest.SQLite(t))
	password := s.settled("wu.jiu", "city")
	here := s.enter("wu.jiu", password, header("User-Agent", "Desk browser")).want(200)
	s.clock(noon.Add(time.Minute))
	there := s.enter("wu.jiu", password, header("User-Agent", "Lost laptop")).want(200)
	list := s.get("/api/v1/sessions", here.bring()).want(200)
	lost := ""
	for i := range list.at("items").([]any) {
		if list.at("items", i, "current") == false && strings.Contains(list.text("items", i, "agent"), "Lost laptop") {
			lost = list.text("items", i, "id")
		}
	}
	if lost == "" || strings.Contains(string(list.Body), here.cookieOf(plainCookie).Value) {
		t.Fatalf("%s", list.Body)
	}
	stranger := s.as("leadership")
	stranger.send("DELETE", "/api/v1/sessions/"+lost, nil).wantProblem(404, "not_found")
	s.get("/api/v1/firms", there.bring()).want(200)
	s.send("DELETE", "/api/v1/sessions/"+lost, nil, here.bring()).want(204)
	s.get("/api/v1/firms", there.bring()).wantProblem(401, "unauthenticated")
	s.get("/api/v1/firms", here.bring()).want(200)
	s.send("DELETE", "/api/v1/sessions/"+lost, nil, here.bring()).wantProblem(404, "not_found")
}

// Whatever session a browser brings to the sign-in, a planted one too, is not the one that it leaves with, and ends.
func TestSigningInLeavesTheSessionThatTheBrowserHad(t *testing.T) {
	s := newBareSite(t, modelstest.SQLite(t))
	password := s.settled("zheng.shi", "city")
	planted := s.enter("zheng.shi", password).want(200)
	again := s.enter("zheng.shi", password, planted.bring()).want(200)
	if again.cookieOf(plainCookie).Value == planted.cookieOf(plainCookie).Value {
		t.Fatal("the secret was kept")
	}
	s.get("/api/v1/session", planted.bring()).wantProblem(401, "unauthenticated")
	s.get("/api/v1/session", again.bring()).want(200)
	made := s.enter("zheng.shi", password, cookie(plainCookie, "of-the-attackers-choice")).want(200)
	if made.cookieOf(plainCookie).Value == "of-the-attackers-choice" {
		t.Error("the server took a secret that somebody else chose")
	}
}

func TestAnAdministratorEndsWhatAUserHas(t *testing.T) {
	s := newBareSite(t, modelstest.SQLite(t))
	password := s.settled("qian.yi", "city")
	admin := s.as("admin")
	token := func(a *answer) func(*http.Request) {
		body := map[string]any{"name": "程序", "scopes": []string{"read"}, "expires_at": s.srv.Now().Add(time.Hour)}
		program := bearer(s.post("/api/v1/tokens", body, a.bring()).want(201).text("secret"))
		s.get("/api/v1/firms", program).want(200)
		return program
	}

	a := s.enter("qian.yi", password).want(200)
	program := token(a)
	if ended := admin.send("DELETE", "/api/v1/users/qian.yi/sessions", nil).want(200); ended.at("ended") != 2.0 || ended.at("revoked") != 1.0 { // that of the changed password too
		t.Errorf("%s", ended.Body)
	}
	s.get("/api/v1/firms", a.bring()).wantProblem(401, "unauthenticated")
	s.get("/api/v1/firms", program).wantProblem(401, "unauthenticated")

	a = s.enter("qian.yi", password).want(200)
	program = token(a)
	once := admin.post("/api/v1/users/qian.yi/password", nil).want(200).text("password")
	s.get("/api/v1/firms", a.bring()).wantProblem(401, "unauthenticated")
	s.get("/api/v1/firms", program).wantProblem(401, "unauthenticated")
	s.enter("qian.yi", password).wantProblem(401, "sign_in")
	a = s.enter("qian.yi", once).want(200)
	if a.at("must_change") != true {
		t.Errorf("%s", a.Body)
	}

	admin.patch("/api/v1/users/qian.yi", map[string]bool{"disabled": true}).want(200)
	s.get("/api/v1/session", a.bring()).wantProblem(401, "unauthenticated")
	s.enter("qian.yi", once).wantProblem(401, "sign_in")
}

func TestACookieIsKeptFromScriptsAndOtherSites(t *testing.T) {
	s := newBareSite(t, modelstest.SQLite(t))
	c := s.enter("feng.er", s.settled("feng.er", "city")).want(200).cookieOf(plainCookie)
	if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" || c.Secure || c.MaxAge != 0 {
		t.Errorf("over HTTP: %v", c)
	}
}

func TestSignInKeepsToItsContract(t *testing.T) {
	s := newBareSite(t, modelstest.SQLite(t))
	for _, body := range []any{
		map[string]any{"username": "admin"}, map[string]any{"username": "", "password": "x"}, map[string]any{"username": "a", "password": "b", "role": "admin"},
		map[string]any{"username": []string{"a"}, "password": "b"}, map[string]any{"username": "a", "password": long("x", 201)}, "text", nil,
	} {
		if a := s.post("/api/v1/session", body); a.Status != 400 && a.Status != 415 {
			t.Errorf("%v: %d %s", body, a.Status, a.Body)
		}
	}
	s.post("/api/v1/session", map[string]string{"username": "a", "password": "b"}, header("Sec-Fetch-Site", "cross-site")).wantProblem(403, "cross_origin")
	s.send("POST", "/api/v1/session", strings.NewReader("username=a&password=b"), header("Content-Type", "application/x-www-form-urlencoded")).wantProblem(415, "media_type")
	ways := s.get("/api/v1/session/ways").want(200)
	if ways.at("password") != true || ways.at("oidc") != nil {
		t.Errorf("%s", ways.Body)
	}
}

func TestASessionTellsOfTheSignInBeforeAndWhatFailedSince(t *testing.T) {
	s := newBareSite(t, modelstest.SQLite(t))
	now := s.srv.Now()
	later := func() { now = now.Add(time.Minute); s.clock(now) }
	once := s.newAccount("zhang.san", "city")
	first := s.enter("zhang.san", once).want(200)
	if first.at("signed_in_before") != nil || first.at("failures") != 0.0 {
		t.Errorf("the first time: %s", first.Body)
	}
	later()
	s.enter("zhang.san", "wrong").wantProblem(401, "sign_in")
	s.enter("zhang.san", "wrong").wantProblem(401, "sign_in")
	later()
	second := s.enter("zhang.san", once).want(200)
	again := s.get("/api/v1/session", second.bring()).want(200)
	for _, a := range []*answer{second, again} {
		if a.text("signed_in_before") != first.text("created_at") || a.at("failures") != 2.0 {
			t.Errorf("the second time: %s", a.Body)
		}
	}
}
