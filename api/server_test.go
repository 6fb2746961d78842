package api

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"yunti/models"
	"yunti/models/modelstest"
)

func TestWritesOfOtherSitesAreRefused(t *testing.T) {
	s := newSite(t, modelstest.SQLite(t))
	for _, set := range []func(*http.Request){header("Sec-Fetch-Site", "cross-site"), header("Origin", "http://evil.example"), header("Sec-Fetch-Site", "same-site")} {
		s.post("/api/v1/reviews", map[string]int{"year": 2023}, set).wantProblem(403, "cross_origin")
		s.upload("firms", "", "a.xlsx", firmsRoster(t), set).wantProblem(403, "cross_origin")
	}
	s.upload("firms", "", "a.xlsx", firmsRoster(t), header("Sec-Fetch-Site", "same-origin")).want(201)
	s.get("/api/v1/firms", header("Sec-Fetch-Site", "cross-site")).want(200)
}

// Behind a proxy that does not hand the Host on, the public address is the server's own all the same.
func TestThePublicAddressIsNoOtherSite(t *testing.T) {
	s := newSiteWith(t, modelstest.SQLite(t), Settings{PublicURL: "https://yunti.example"})
	for origin, want := range map[string]int{"https://yunti.example": 401, "http://yunti.example": 403, "https://yunti.example.evil": 403, "https://evil.example": 403, "null": 403} {
		s.enter("nobody", "x", header("Origin", origin)).want(want)
	}
}

func TestAddressesAndMethodsThatDoNotExist(t *testing.T) {
	s := newSite(t, modelstest.SQLite(t))
	for _, path := range []string{"/api", "/api/v1", "/api/v1/", "/api/v1/nosuch", "/api/v1/firms/", "/api/v1/firms/a/b/c"} {
		s.get(path).wantProblem(404, "no_route")
	}
	s.get("/docs/../go.mod").want(404)
	a := s.send("DELETE", "/api/v1/firms", nil).wantProblem(405, "no_method")
	if a.Header.Get("Allow") != "GET" {
		t.Errorf("Allow: %q", a.Header.Get("Allow"))
	}
	s.send("PUT", "/", nil).wantProblem(404, "no_route")
	s.send("POST", "/nosuch", nil).wantProblem(404, "no_route")
}

// regexpParameter finds the parameters in a path of the contract.
var regexpParameter = regexp.MustCompile(`\{[a-z]+\}`)

func TestEveryOperationRefusesAnUnknownParameter(t *testing.T) {
	s := newSite(t, modelstest.SQLite(t))
	for path, item := range s.doc.Paths.Map() {
		for method, op := range item.Operations() {
			if op.Extensions["x-extra-query"] != nil {
				continue
			}
			path = regexpParameter.ReplaceAllString(path, "1")
			as := s
			if role := op.Extensions["x-roles"].([]any)[0].(string); role != anyone {
				as = s.as(role)
			}
			as.send(method, path+"?debug=1", nil).wantProblem(400, "contract_violation")
		}
	}
}

func TestRequestIDs(t *testing.T) {
	db := modelstest.SQLite(t)
	if got := newSite(t, db).get("/healthz", header("X-Request-ID", "bureau-42")).Header.Get("X-Request-ID"); got == "bureau-42" {
		t.Error("somebody who is no trusted proxy named the request, and so the line of the audit trail")
	}
	s := newSiteWith(t, db, Settings{TrustedProxies: loopback}).as("city")
	given := s.get("/api/v1/firms/none", header("X-Request-ID", "bureau-42")).wantProblem(404, "not_found")
	if given.Header.Get("X-Request-ID") != "bureau-42" || given.text("request_id") != "bureau-42" {
		t.Errorf("%v %s", given.Header, given.Body)
	}
	for _, bad := range []string{"a b", "x\tlevel=ERROR", long("x", 65)} {
		if got := s.get("/healthz", header("X-Request-ID", bad)).want(200).Header.Get("X-Request-ID"); got == bad || got == "" {
			t.Errorf("request ID %q", got)
		}
	}
}

// When the database goes away, callers are told so in words of ours and the log has the rest.
func TestADatabaseThatIsGone(t *testing.T) {
	db, err := models.Open(t.Context(), modelstest.SQLiteURL(t))
	if err != nil {
		t.Fatal(err)
	}
	if err := models.Migrate(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	s := newSite(t, db)
	s.get("/readyz").want(200)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	s.get("/healthz").want(200)
	for _, path := range []string{"/readyz", "/api/v1/firms", "/api/v1/firms/" + gazelle, "/api/v1/reviews", "/api/v1/filings", "/api/v1/reports", "/api/v1/reports/annual.xlsx?year=2023"} {
		a := s.get(path)
		if a.Status < 500 || bytes.Contains(a.Body, []byte("closed")) {
			t.Errorf("%s: %d %.300s", path, a.Status, a.Body)
		}
	}
	s.upload("firms", "", "a.xlsx", firmsRoster(t)).want(500)
}

func TestADatabaseThatWasNotMigratedIsNotReady(t *testing.T) {
	db, err := models.Open(t.Context(), modelstest.SQLiteURL(t))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	newBareSite(t, db).get("/readyz").wantProblem(503, "database_schema")
}

func TestAPanicIsAnsweredAndLogged(t *testing.T) {
	s := newSite(t, modelstest.SQLite(t))
	var log bytes.Buffer
	s.srv.Log = slog.New(slog.NewTextHandler(&log, nil))
	s.srv.engine.GET("/panic", func(*gin.Context) { panic("the secret of the handler") })
	a := s.get("/panic").wantProblem(500, "internal")
	if strings.Contains(string(a.Body), "secret") || !strings.Contains(a.text("detail"), a.Header.Get("X-Request-ID")) {
		t.Errorf("answer %s", a.Body)
	}
	if !strings.Contains(log.String(), "secret") || !strings.Contains(log.String(), a.Header.Get("X-Request-ID")) {
		t.Errorf("log %s", log.String())
	}
}

func TestMetricsCountRequestsByRoute(t *testing.T) {
	s := newSite(t, modelstest.SQLite(t))
	s.get("/api/v1/firms/none")
	s.get("/api/no/such/place")
	s.send("BREW", "/no/such/place", nil)
	text := string(s.get("/metrics").want(200).Body)
	for _, line := range []string{
		`yunti_http_requests_total{method="GET",route="/api/v1/firms/:code",status="404"} 1`,
		`yunti_http_requests_total{method="GET",route="unmatched",status="404"} 1`,
		`yunti_http_requests_total{method="other",route="unmatched",status="404"} 1`,
		`yunti_http_request_seconds_count{method="GET",route="/api/v1/firms/:code"} 1`,
		"yunti_reviews_running 0",
	} {
		if !strings.Contains(text, line+"\n") {
			t.Errorf("no line %s", line)
		}
	}
}

// A server that is told to stop takes no new requests, and lets the upload that is under way come to its end.
func TestStoppingFinishesRunningWrites(t *testing.T) {
	db := modelstest.SQLite(t)
	s := newServer(t, db)
	l, _, err := Listen(t.Context(), "127.0.0.1:0", "", "")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- s.Serve(ctx, l) }()

	body, rest := io.Pipe()
	r, err := http.NewRequestWithContext(t.Context(), "POST", "http://"+l.Addr().String()+"/api/v1/filings", body)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "multipart/form-data; boundary=b")
	r.AddCookie(signedIn(t, s))
	r.Header.Set("Expect", "100-continue") // nothing of the body is taken before the handler reads it
	client := &http.Client{Transport: &http.Transport{ExpectContinueTimeout: time.Minute}}
	answered := make(chan *http.Response, 1)
	go func() {
		defer close(answered)
		if response, err := client.Do(r); err == nil {
			answered <- response
		}
	}()
	io.WriteString(rest, "--b\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\nfirms\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.xlsx\"\r\n\r\n")
	stop()
	for dialled := true; dialled; runtime.Gosched() {
		c, err := net.DialTimeout("tcp", l.Addr().String(), time.Second)
		if dialled = err == nil; dialled {
			c.Close()
		}
	}
	rest.Write(firmsRoster(t))
	io.WriteString(rest, "\r\n--b--\r\n")
	rest.Close()
	response, ok := <-answered
	if !ok {
		t.Fatal("the upload was cut off")
	}
	response.Body.Close()
	if response.StatusCode != 201 {
		t.Errorf("status %d, want 201", response.StatusCode)
	}
	if err := <-served; err != nil {
		t.Errorf("Serve: %v", err)
	}
	if _, total, err := db.Filings(t.Context(), models.Everything, models.FilingFilter{}); err != nil || total != 1 {
		t.Errorf("%d filings, %v", total, err)
	}
}

func TestAServerThatStopsBeginsNoReview(t *testing.T) {
	s := newSite(t, modelstest.SQLite(t))
	s.srv.Close()
	s.post("/api/v1/reviews", map[string]int{"year": 2023}).wantProblem(503, "closing")
	s.get("/readyz").wantProblem(503, "closing")
}
