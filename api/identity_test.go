package api

import (
	"bytes"
	"io"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"

	"yunti/models"
	"yunti/models/modelstest"
	"yunti/policy"
)

// unread is a body of which nothing may be sent.
type unread struct{ t *testing.T }

func (u unread) Read([]byte) (int, error) {
	u.t.Error("the body was sent")
	return 0, io.EOF
}

// Somebody who may not upload is told so before a byte of it is sent.
func TestNothingOfABodyIsReadBeforeItIsClearWhoSendsIt(t *testing.T) {
	s := newSite(t, modelstest.SQLite(t))
	for name, c := range map[string]struct {
		as     *site
		path   string
		set    func(*http.Request)
		status int
	}{
		"nobody uploads":             {s.anonymous(), "/api/v1/filings", header("Content-Type", "multipart/form-data; boundary=b"), 401},
		"leadership uploads":         {s.as("leadership"), "/api/v1/filings", header("Content-Type", "multipart/form-data; boundary=b"), 403},
		"an auditor uploads":         {s.as("auditor"), "/api/v1/filings", header("Content-Type", "multipart/form-data; boundary=b"), 403},
		"a garbage token uploads":    {s.anonymous(), "/api/v1/filings", bearer("yunti_garbage"), 401},
		"cookie and token upload":    {s, "/api/v1/filings", bearer("yunti_garbage"), 400},
		"another site's page writes": {s, "/api/v1/filings", header("Origin", "https://evil.example"), 403},
	} {
		t.Run(name, func(t *testing.T) {
			client := &http.Client{Transport: &http.Transport{ExpectContinueTimeout: time.Minute}}
			c.as.t = t
			c.as.http = client
			c.as.send("POST", c.path, unread{t}, c.set, header("Expect", "100-continue"), func(r *http.Request) { r.ContentLength = 60 << 20 }).want(c.status)
		})
	}
}

// One who does not ask beforehand is answered at once too, and the connection ends instead of taking in the rest.
func TestAnUploadOfNobodysEndsTheConnection(t *testing.T) {
	s := newBareSite(t, modelstest.SQLite(t))
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	io.WriteString(conn, "POST /api/v1/filings HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 62914560\r\n\r\n--b\r\n")
	answer, err := io.ReadAll(conn) // ends because the server closes
	if err != nil || !strings.HasPrefix(string(answer), "HTTP/1.1 401 ") {
		t.Errorf("%v: %s", err, answer)
	}
}

func TestTheLogNamesTheUserAndNobodyElse(t *testing.T) {
	s := newBareSite(t, modelstest.SQLite(t))
	password := s.settled("zhang.san", "city")
	var log bytes.Buffer
	s.srv.Log = slog.New(slog.NewJSONHandler(&log, nil))
	a := s.enter("zhang.san", password).want(200)
	s.get("/api/v1/firms?q=%E4%BA%91%E6%B5%8B", a.bring()).want(200)
	s.enter("zhang.san", "Mistyped-secret-77").want(401)
	s.enter("typed-my-password-here", "x").want(401)
	if n := strings.Count(log.String(), `"user":"zhang.san"`); n != 2 {
		t.Errorf("the user is named %d times, want 2:\n%s", n, log.String())
	}
	for _, secret := range []string{password, "Mistyped-secret-77", "typed-my-password-here", a.cookieOf(plainCookie).Value, "某人", "云测", "%E4%BA%91"} {
		if strings.Contains(log.String(), secret) {
			t.Errorf("the log shows %q:\n%s", secret, log.String())
		}
	}
}

func TestTheTrailNamesWhoDidItAsWhatFromWhereByWhichRequest(t *testing.T) {
	s := newSite(t, modelstest.SQLite(t))
	a := s.upload("firms", "", "a.xlsx", firmsRoster(t)).want(201)
	var e models.Entry
	if err := s.srv.DB.Read.Order("seq DESC").First(&e).Error; err != nil {
		t.Fatal(err)
	}
	if e.Who != "city" || e.Role != "city" || e.From != "127.0.0.1" || e.Request != a.Header.Get("X-Request-ID") || e.Subject != a.text("id") {
		t.Errorf("%+v", e)
	}
}

func TestScopesOfRoles(t *testing.T) {
	day := policy.NewDay(2024, 7, 1)
	for _, c := range []struct {
		user models.User
		want models.Scope
	}{
		{models.User{Role: "incubator", Incubator: "云测孵化器"}, models.Scope{Incubator: "云测孵化器", Day: day}},
		{models.User{Role: "incubator", County: "530102"}, models.Scope{}},
		{models.User{Role: "county", County: "530102"}, models.Scope{County: "530102", Day: day}},
		{models.User{Role: "county", Incubator: "云测孵化器"}, models.Scope{}},
		{models.User{Role: "city", County: "530102"}, models.Everything},
		{models.User{Role: "leadership"}, models.Everything},
		{models.User{Role: "admin", County: "530102"}, models.Scope{}},
		{models.User{Role: "auditor"}, models.Scope{}},
		{models.User{Role: "", County: "530102"}, models.Scope{}},
		{models.User{Role: "CITY"}, models.Scope{}},
	} {
		if got := scopeOf(&c.user, day); got != c.want {
			t.Errorf("%+v: %+v, want %+v", c.user, got, c.want)
		}
	}
}

// Whatever operation is added: nobody who has not signed in gets past the door, and neither does a role that is not named.
func TestEveryOperationAsksWhoCalls(t *testing.T) {
	s := newSite(t, modelstest.SQLite(t))
	open := []string{"beginOIDC", "finishOIDC", "getContract", "getWays", "signIn"}
	for path, item := range s.doc.Paths.Map() {
		for method, op := range item.Operations() {
			var may []string
			for _, r := range op.Extensions["x-roles"].([]any) {
				may = append(may, r.(string))
			}
			place := regexpParameter.ReplaceAllString(path, "1")
			if slices.Contains(may, anyone) {
				if !slices.Contains(open, op.OperationID) {
					t.Errorf("%s is open to anyone", op.OperationID)
				}
				continue
			}
			s.anonymous().send(method, place, nil).wantProblem(401, "unauthenticated")
			for _, role := range models.Roles {
				if !slices.Contains(may, role) {
					s.as(role).send(method, place, nil).wantProblem(403, "forbidden")
				}
			}
		}
	}
}

func TestAnOperationWhoseSecurityAndRolesDisagreeStopsTheStart(t *testing.T) {
	for name, edit := range map[string][2]string{
		"closed, but security says open": {"x-roles: [admin]\n      security: [{session: []}]", "x-roles: [admin]\n      security: []"},
		"open, but security says closed": {"x-roles: [anyone]\n      security: []", "x-roles: [anyone]"},
		"anyone and the city":            {"x-roles: [anyone]", "x-roles: [city, anyone]"},
		"no security for all":            {"security:\n  - session: []\n  - token: []\n", ""},
	} {
		text := strings.Replace(string(contractText), edit[0], edit[1], 1)
		if text == string(contractText) {
			t.Fatalf("%s: nothing was edited", name)
		}
		if _, err := loadContract([]byte(text)); err == nil || !strings.Contains(err.Error(), "x-roles") {
			t.Errorf("%s: got %v, want an error about x-roles", name, err)
		}
	}
}

// The validator must not take part in admitting: it would read an upload into memory first.
func TestTheValidatorIsAskedForNoSecurity(t *testing.T) {
	k, err := loadContract(contractText)
	if err != nil {
		t.Fatal(err)
	}
	for name, op := range k.operations {
		if op.Route.Operation.Security != nil || op.Route.Spec.Security != nil {
			t.Errorf("%s", name)
		}
	}
	doc, err := openapi3.NewLoader().LoadFromData(contractText)
	if err != nil {
		t.Fatal(err)
	}
	if len(doc.Security) != 2 {
		t.Error("the contract that people read does not say how to sign in")
	}
}
