package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"gorm.io/gorm/clause"

	"yunti/models"
	"yunti/models/modelstest"
	"yunti/policy"
)

func TestMain(m *testing.M) {
	asText := func(body io.Reader, _ http.Header, _ *openapi3.SchemaRef, _ openapi3filter.EncodingFn) (any, error) {
		b, err := io.ReadAll(body)
		return string(b), err
	}
	openapi3filter.RegisterBodyDecoder(workbookType, asText)
	openapi3filter.RegisterBodyDecoder("application/yaml", asText)
	modelstest.Main(m)
}

// loopback is the trusted proxy of tests: the client itself.
var loopback = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}

// noon is the day on which the tests happen, so that 2023 can be reviewed.
var noon = time.Date(2024, 7, 1, 12, 0, 0, 0, time.FixedZone("CST", 8*3600))

// book is the policy book of the tests: the real one.
var book = func() *policy.Book {
	b, err := policy.Load(policy.Embedded())
	if err != nil {
		panic(err)
	}
	return b
}()

// newServer returns a server on db that logs into the test.
func newServer(t *testing.T, db *models.DB) *Server {
	t.Helper()
	return newServerWith(t, db, Settings{})
}

func newServerWith(t *testing.T, db *models.DB, settings Settings) *Server {
	t.Helper()
	s, err := New(db, book, settings, slog.New(slog.NewTextHandler(t.Output(), nil)), func() time.Time { return noon })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// people are the fixed users of the tests; each is signed in with the secret that secretOf gives. The county is 五华区.
var people = []models.User{
	{Username: "city", Name: "市级某", Role: models.RoleCity},
	{Username: "county", Name: "五华某", Role: models.RoleCounty, County: "530102"},
	{Username: "county2", Name: "盘龙某", Role: models.RoleCounty, County: "530103"},
	{Username: "incubator", Name: "孵化某", Role: models.RoleIncubator, Incubator: "云测孵化器"},
	{Username: "incubator2", Name: "众创某", Role: models.RoleIncubator, Incubator: "云测众创空间"},
	{Username: "leadership", Name: "领导某", Role: models.RoleLeadership},
	{Username: "admin", Name: "管理某", Role: models.RoleAdmin},
	{Username: "auditor", Name: "审计某", Role: models.RoleAuditor},
	{Username: "city2", Name: "市级乙", Role: models.RoleCity}, // what one has settled another approves
}

// secretOf is what the browser of a fixed user keeps.
func secretOf(username string) string { return "secret-of-" + username }

// contractDoc is the contract as everybody reads it.
var contractDoc = sync.OnceValue(func() *openapi3.T {
	doc, err := openapi3.NewLoader().LoadFromData(contractText)
	if err != nil {
		panic(err)
	}
	return doc
})

// site is a server that answers on a port, and a client, signed in as a fixed user or not, whose every answer is held
// against the contract.
type site struct {
	t    *testing.T
	srv  *Server
	url  string
	doc  *openapi3.T
	http *http.Client
	user string // of people, "" for nobody
}

// newSite returns a site on db, signed in as the city.
func newSite(t *testing.T, db *models.DB) *site {
	t.Helper()
	return newBareSite(t, db).as(models.RoleCity)
}

// newBareSite returns a site that nobody is signed in to; nothing is written to db.
func newBareSite(t *testing.T, db *models.DB) *site {
	t.Helper()
	return newSiteWith(t, db, Settings{})
}

// newSiteWith returns a site with settings of its own, that nobody is signed in to.
func newSiteWith(t *testing.T, db *models.DB, settings Settings) *site {
	t.Helper()
	s := newServerWith(t, db, settings)
	web := httptest.NewServer(s.Handler())
	t.Cleanup(web.Close)
	client := web.Client()
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &site{t: t, srv: s, url: web.URL, doc: contractDoc(), http: client}
}

// anonymous returns the site for somebody who is not signed in.
func (s *site) anonymous() *site {
	other := *s
	other.user = ""
	return &other
}

// as returns the site for a fixed user: a role's name, or "county2", "incubator2".
func (s *site) as(username string) *site {
	s.t.Helper()
	other := *s
	other.user = username
	for _, u := range people {
		if u.Username == username {
			signIn(s.t, s.srv.DB, s.srv.Now(), u, secretOf(username))
			return &other
		}
	}
	s.t.Fatalf("no fixed user %s", username)
	return nil
}

// clock sets what time it is for the server. Sessions that were opened before go by it too; a fixed user's is renewed.
func (s *site) clock(now time.Time) {
	s.t.Helper()
	s.srv.Now = func() time.Time { return now }
	if s.user != "" {
		s.as(s.user)
	}
}

// signIn stores a user, unless the name is taken, and a session that was opened now under the secret, without the cost of
// a password.
func signIn(t testing.TB, db *models.DB, now time.Time, u models.User, secret string) {
	t.Helper()
	now = now.UTC()
	if u.PasswordAt.IsZero() {
		u.PasswordAt, u.CreatedAt, u.CreatedBy, u.Version = now, now, "test", 1
	}
	sum := sha256.Sum256([]byte(secret))
	token := hex.EncodeToString(sum[:])
	session := models.Session{Token: token, ID: token[:16], Username: u.Username, Way: "password", From: "127.0.0.1", Agent: "test",
		CreatedAt: now, SeenAt: now, ExpiresAt: now.Add(12 * time.Hour)}
	err := errors.Join(db.Write.Clauses(clause.OnConflict{DoNothing: true}).Create(&u).Error,
		db.Write.Clauses(clause.OnConflict{UpdateAll: true}).Create(&session).Error)
	if err != nil {
		t.Fatal(err)
	}
}

// signedIn returns the cookie of a browser that the city is signed in with.
func signedIn(t testing.TB, s *Server) *http.Cookie {
	t.Helper()
	signIn(t, s.DB, s.Now(), people[0], secretOf(people[0].Username))
	return &http.Cookie{Name: plainCookie, Value: secretOf(people[0].Username)}
}

// answer is an answer that was read to its end.
type answer struct {
	t      *testing.T
	Status int
	Header http.Header
	Body   []byte
}

// send sends a request; setters change it before.
func (s *site) send(method, path string, body io.Reader, set ...func(*http.Request)) *answer {
	s.t.Helper()
	r, err := http.NewRequestWithContext(context.Background(), method, s.url+path, body)
	if err != nil {
		s.t.Fatal(err)
	}
	if s.user != "" {
		r.AddCookie(&http.Cookie{Name: plainCookie, Value: secretOf(s.user)})
	}
	for _, f := range set {
		f(r)
	}
	response, err := s.http.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	a := &answer{s.t, response.StatusCode, response.Header, text}
	s.check(r, a)
	return a
}

func (s *site) get(path string, set ...func(*http.Request)) *answer {
	s.t.Helper()
	return s.send("GET", path, nil, set...)
}

// post sends v as JSON; nothing when v is nil.
func (s *site) post(path string, v any, set ...func(*http.Request)) *answer {
	s.t.Helper()
	return s.write("POST", path, v, set...)
}

func (s *site) write(method, path string, v any, set ...func(*http.Request)) *answer {
	s.t.Helper()
	if v == nil {
		return s.send(method, path, nil, set...)
	}
	b, err := json.Marshal(v)
	if err != nil {
		s.t.Fatal(err)
	}
	return s.send(method, path, bytes.NewReader(b), append([]func(*http.Request){header("Content-Type", "application/json")}, set...)...)
}

// upload files a workbook; form fields with empty values are left out.
func (s *site) upload(kind, year, name string, file []byte, set ...func(*http.Request)) *answer {
	s.t.Helper()
	return s.uploadForm(map[string]string{"kind": kind, "year": year}, name, file, set...)
}

func (s *site) uploadForm(fields map[string]string, name string, file []byte, set ...func(*http.Request)) *answer {
	s.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for field, value := range fields {
		if value != "" {
			w.WriteField(field, value)
		}
	}
	if file != nil {
		part, _ := w.CreateFormFile("file", name)
		part.Write(file)
	}
	w.Close()
	return s.send("POST", "/api/v1/filings", &body, append([]func(*http.Request){header("Content-Type", w.FormDataContentType())}, set...)...)
}

func header(name, value string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set(name, value) }
}

// seen counts the answers to each operation, by success and failure.
var (
	seen   = map[string]*struct{ ok, failed int }{}
	seenMu sync.Mutex
)

// check holds an answer against the contract, and every answer against what no answer may show.
func (s *site) check(r *http.Request, a *answer) {
	s.t.Helper()
	if leak := regexp.MustCompile(`(?i)\b(select|insert|update|delete)\b.+\b(from|into|set)\b|\b(?:sqlite3?|mariadb|gorm|goroutine)\b|\.go:\d`).Find(a.Body); leak != nil &&
		a.Header.Get("Content-Type") == "application/problem+json; charset=utf-8" {
		s.t.Errorf("%s %s: the answer shows %q", r.Method, r.URL.Path, leak)
	}
	if a.Header.Get("X-Content-Type-Options") != "nosniff" || a.Header.Get("Content-Security-Policy") == "" || a.Header.Get("X-Request-ID") == "" {
		s.t.Errorf("%s %s: protective headers are missing: %v", r.Method, r.URL.Path, a.Header)
	}
	route, params := s.operation(r)
	if route == nil {
		return
	}
	name := route.Operation.OperationID
	seenMu.Lock()
	if seen[name] == nil {
		seen[name] = &struct{ ok, failed int }{}
	}
	if a.Status < 400 {
		seen[name].ok++
	} else {
		seen[name].failed++
	}
	seenMu.Unlock()
	err := openapi3filter.ValidateResponse(context.Background(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: r, PathParams: params, Route: route},
		Status:                 a.Status, Header: a.Header, Body: io.NopCloser(bytes.NewReader(a.Body)),
		Options: &openapi3filter.Options{IncludeResponseStatus: true, MultiError: true},
	})
	if err != nil {
		s.t.Errorf("%s %s %d breaks the contract: %v\n%.2000s", r.Method, r.URL.Path, a.Status, err, a.Body)
	}
}

// operation finds the operation of a request; nil for an address outside the contract.
func (s *site) operation(r *http.Request) (*routers.Route, map[string]string) {
	if item := s.doc.Paths.Value(r.URL.Path); item != nil && item.Operations()[r.Method] != nil { // before one that has a parameter there
		return &routers.Route{Spec: s.doc, Path: r.URL.Path, PathItem: item, Method: r.Method, Operation: item.Operations()[r.Method]}, nil
	}
	for path, item := range s.doc.Paths.Map() {
		pattern := regexp.MustCompile(`\\\{[a-z]+\\\}`).ReplaceAllString(regexp.QuoteMeta(path), `([^/]+)`)
		if op := item.Operations()[r.Method]; op != nil && regexp.MustCompile("^"+pattern+"$").MatchString(r.URL.Path) {
			return &routers.Route{Spec: s.doc, Path: path, PathItem: item, Method: r.Method, Operation: op}, nil
		}
	}
	return nil, nil
}

// want fails the test unless the answer has that status.
func (a *answer) want(status int) *answer {
	a.t.Helper()
	if a.Status != status {
		a.t.Fatalf("status %d, want %d: %.1500s", a.Status, status, a.Body)
	}
	return a
}

// wantProblem fails the test unless the answer is that problem.
func (a *answer) wantProblem(status int, code string) *answer {
	a.t.Helper()
	a.want(status)
	if got := a.json()["code"]; got != code || !strings.HasPrefix(a.Header.Get("Content-Type"), "application/problem+json") {
		a.t.Fatalf("problem %v, want %s: %s", got, code, a.Body)
	}
	return a
}

// json reads the answer as an object.
func (a *answer) json() map[string]any {
	a.t.Helper()
	var v map[string]any
	if err := json.Unmarshal(a.Body, &v); err != nil {
		a.t.Fatalf("%v: %.500s", err, a.Body)
	}
	return v
}

// at follows a path of keys and indexes into the answer.
func (a *answer) at(path ...any) any {
	a.t.Helper()
	var v any = a.json()
	for _, step := range path {
		switch step := step.(type) {
		case string:
			m, _ := v.(map[string]any)
			found, ok := m[step]
			if !ok {
				a.t.Fatalf("no %q in %v", step, v)
			}
			v = found
		case int:
			list, _ := v.([]any)
			if step >= len(list) {
				a.t.Fatalf("no item %d in %v", step, v)
			}
			v = list[step]
		}
	}
	return v
}

// text is at, as text.
func (a *answer) text(path ...any) string { a.t.Helper(); return fmt.Sprint(a.at(path...)) }

func query(pairs ...string) string {
	v := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return "?" + v.Encode()
}
