package api

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"yunti/models"
	"yunti/models/modelstest"
)

// fuzzHeads are the header lines that the bits of a fuzzed request choose from; the lowest four bits are who sends it.
var fuzzHeads = []string{
	"Content-Type: application/json",
	"Content-Type: multipart/form-data; boundary=b",
	"If-Match: \"1\"",
	"Idempotency-Key: 0123456789",
	"Authorization: Bearer yunti_0123456789",
	"Origin: http://evil.example",
	"X-Forwarded-For: 198.51.100.7",
	"X-HTTP-Method-Override: DELETE",
	"Range: bytes=0-3",
	"Content-Encoding: gzip",
	"Accept-Encoding: gzip",
	"X-Request-ID: a b",
}

// permittedOutages are the 503 that a request may meet on a server that is well.
var permittedOutages = []string{"too_many", "timeout", "database_busy", "closing"}

// FuzzRequests sends any request as anybody through the parser of net/http to a server with records. Whatever it is, the
// server neither panics nor fails, every answer of an operation is one of the contract, and nobody who has not signed in gets
// anything that is not for everybody.
func FuzzRequests(f *testing.F) {
	db := modelstest.SQLite(f)
	var g *target
	seedRequests(f)
	n := 0
	f.Fuzz(func(t *testing.T, method, path, query string, bits uint16, content []byte) {
		if g == nil {
			g = fuzzTarget(t, db)
		}
		g.t = t
		if n++; n%50 == 1 {
			g.restore()
		}
		who := ""
		if i := int(bits & 15); i < len(people) {
			who = people[i].Username
		}
		var raw strings.Builder
		fmt.Fprintf(&raw, "%s %s", method, path)
		if query != "" {
			raw.WriteString("?" + query)
		}
		raw.WriteString(" HTTP/1.1\r\nHost: localhost\r\n")
		for i, head := range fuzzHeads {
			if bits&(1<<(i+4)) != 0 {
				raw.WriteString(head + "\r\n")
			}
		}
		if who != "" {
			raw.WriteString("Cookie: " + plainCookie + "=" + secretOf(who) + "\r\n")
		}
		fmt.Fprintf(&raw, "Content-Length: %d\r\n\r\n", len(content))
		r, err := http.ReadRequest(bufio.NewReader(io.MultiReader(strings.NewReader(raw.String()), bytes.NewReader(content))))
		if err != nil || r.URL.Path == "" || r.ContentLength != int64(len(content)) {
			return // net/http answers it, or the text made another request of it
		}
		r.RemoteAddr = "127.0.0.1:4711"
		g.judge(r, who)
	})
}

// FuzzCredentials sends any Authorization and Cookie lines: nobody is let in by what he made up.
func FuzzCredentials(f *testing.F) {
	for _, seed := range [][2]string{{"Bearer ", plainCookie + "="}, {"Bearer yunti_x", ""}, {"bearer  \t", "yunti_session=a; yunti_session=b"}, {"Basic YWRtaW46YWRtaW4=", "__Host-yunti=secret-of-city"},
		{"", `yunti_session="secret-of-city`}, {"Bearer secret-of-city", ""}, {"", "yunti_session=secret-of-cit%79"}, {"Bearer ,Bearer", ";;;=;"}, {"Digest username=\"city\"", "yunti_session=SECRET-OF-CITY"},
		{"", "Yunti_Session=secret-of-city"}, {"", "yunti_session=secret-of-city "}, {strings.Repeat("Bearer x", 100), strings.Repeat("yunti_session=x;", 100)}} {
		f.Add(seed[0], seed[1])
	}
	db := modelstest.SQLite(f)
	var g *target
	f.Fuzz(func(t *testing.T, authorization, cookies string) {
		if g == nil {
			g = fuzzTarget(t, db)
		}
		g.t = t
		if strings.Contains(cookies, "secret-of-") && !strings.ContainsAny(cookies, "%") {
			// The real secret, in whatever wrapping, may open; it is not made up.
			if r := (&http.Request{Header: http.Header{"Cookie": {cookies}}}); slices.ContainsFunc(r.Cookies(), func(c *http.Cookie) bool { return strings.HasPrefix(c.Value, "secret-of-") }) {
				return
			}
		}
		for _, path := range []string{"/api/v1/session", "/api/v1/firms", "/api/v1/users", "/api/v1/audit"} {
			r := httptest.NewRequest("GET", path, nil)
			r.Header["Authorization"], r.Header["Cookie"] = []string{authorization}, []string{cookies}
			r.RemoteAddr = "127.0.0.1:4711"
			if a := g.judge(r, ""); a.Status != http.StatusUnauthorized && a.Status != http.StatusBadRequest {
				t.Errorf("%q %q: %d %.300s", authorization, cookies, a.Status, a.Body)
			}
		}
	})
}

// fuzzTarget makes the target of a fuzzing process. It outlives the test that made it, with which only its port is closed.
func fuzzTarget(t *testing.T, db *models.DB) *target {
	g := newTarget(t, db)
	g.srv.reviews.Wait()
	g.srv.Log = slog.New(slog.DiscardHandler)
	return g
}

// restore undoes what requests did to the people who send them.
func (g *target) restore() {
	for _, u := range people {
		g.srv.DB.Write.Where("username = ?", u.Username).Delete(&models.User{})
		g.as(u.Username)
	}
}

// judge has the server answer a request and holds the answer against what every answer must be.
func (g *target) judge(r *http.Request, who string) *answer {
	g.t.Helper()
	w := httptest.NewRecorder()
	g.srv.Handler().ServeHTTP(w, r)
	a := &answer{g.t, w.Code, w.Header(), w.Body.Bytes()}
	if r.Method == http.MethodHead {
		a.Body = nil
	}
	var p struct{ Code string }
	json.Unmarshal(a.Body, &p)
	if a.Status >= 500 && (a.Status != http.StatusServiceUnavailable || !slices.Contains(permittedOutages, p.Code)) {
		g.t.Errorf("%s %s: %d %.500s", r.Method, r.URL, a.Status, a.Body)
	}
	for name := range a.Header {
		if strings.HasPrefix(name, "Access-Control-") {
			g.t.Errorf("%s %s: %s", r.Method, r.URL, name)
		}
	}
	if strings.HasPrefix(r.URL.Path, prefix) && a.Status != 499 {
		g.check(r, a)
	}
	if who == "" && a.Status < 300 && !g.forAnyone(r) {
		g.t.Errorf("%s %s answers somebody who has not signed in: %d %.300s", r.Method, r.URL, a.Status, a.Body)
	}
	return a
}

// forAnyone says whether an address answers people who have not signed in.
func (g *target) forAnyone(r *http.Request) bool {
	if route, _ := g.operation(r); route != nil {
		return slices.Contains(route.Operation.Extensions["x-roles"].([]any), any(anyone))
	}
	return !strings.HasPrefix(r.URL.Path, "/api/") // the console and the documentation hold nothing of anybody's
}

// seedRequests adds a request of every operation for every role, and some that nobody should send.
func seedRequests(f *testing.F) {
	srv, err := loadContract(contractText)
	if err != nil {
		f.Fatal(err)
	}
	doc := srv.operations
	ids := map[string]string{"templates": "firms", "reports": "annual", "attachments": "1", "firms": gazelle, "reviews": "2022-1", "rounds": "1", "filings": "F000010",
		"users": "victim", "tokens": "x", "sessions": "x", "notices": "n-1"}
	names := make([]string, 0, len(doc))
	for name := range doc {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		op := doc[name]
		a := aim{Operation: op.Operation, method: op.Method, path: op.Path}
		path := a.path
		for _, found := range pathParameter.FindAllStringSubmatch(a.path, -1) {
			path = strings.Replace(path, "{"+found[2]+"}", ids[found[1]], 1)
		}
		query := a.needed()
		for _, p := range a.params("query") {
			query.Set(p.Name, fmt.Sprint(sampleOf(p.Schema.Value)))
		}
		var content []byte
		bits := uint16(0)
		if b := a.body(); b != nil {
			content, _ = json.Marshal(b)
			bits |= 1 << 4
		}
		for who := range 9 {
			f.Add(op.Method, path, query.Encode(), bits|uint16(who), content)
		}
		if a.media("multipart/form-data") != nil {
			form := "--b\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\nfirms\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n统一社会信用代码,企业名称\n" +
				gazelle + ",甲\n\r\n--b--\r\n"
			f.Add(op.Method, path, "", uint16(1<<5), []byte(form))
		}
	}
	for _, path := range []string{"/", "/docs/", "/docs/..%2f..%2fgo.mod", "//evil.example", "/%00", "/api/v1/%2e%2e/users", "/api/v1/firms/", "/api/v1//firms", "/healthz", "/metrics", "/assets/none.js",
		"http://evil.example/api/v1/firms", "*", "/api/v1/reports/..%5c..%5cpasswd.xlsx", "/api/v1/filings/F000001%2fattachments", "/api/v1/rounds/99999999999999999999", "/api/v1/firms/\xc0\xae"} {
		for _, method := range []string{"GET", "HEAD", "OPTIONS", "POST", "TRACE", "PROPFIND"} {
			f.Add(method, path, "", uint16(0), []byte(nil))
		}
	}
	city := uint16(0)
	for _, content := range []string{"", "null", "[]", `"x"`, "{}", "{", `{"year":1e999}`, `{"year":2023,"year":1}`, `{"year":9223372036854775808}`, "\xef\xbb\xbf{}", strings.Repeat("[", 9999), `{"a":"\ud800"}`, "\x00"} {
		f.Add("POST", "/api/v1/reviews", "", city|1<<4, []byte(content))
		f.Add("POST", "/api/v1/filings", "", city|1<<4, []byte(content))
		f.Add("PATCH", "/api/v1/users/victim", "", uint16(6)|1<<4, []byte(content))
	}
	f.Add("POST", "/api/v1/filings", "", city|1<<4, []byte(`{"kind":"figures","year":2023,"lines":[{"统一社会信用代码":"`+gazelle+`","营业收入":1e999999999,"职工总数(人)":-1}]}`))
	for _, q := range []string{"page=0", "page=99999999999999999999", "size=-1", "size=200&size=1", "q=%", "q=%00", "q=%ff", "sort=name;drop", "year=2023.5", "county=530102%00", "unread=maybe", "a=1&a=2", "%%%", "q=" + url.QueryEscape(strings.Repeat("长", 61)), "expiring=hnte&expires_by=2024-02-31"} {
		for _, path := range []string{"/api/v1/firms", "/api/v1/filings", "/api/v1/users", "/api/v1/audit", "/api/v1/notices", "/api/v1/rounds"} {
			f.Add("GET", path, q, uint16(len(q)%8), []byte(nil))
		}
	}
}
