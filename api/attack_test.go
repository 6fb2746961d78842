package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"mime/multipart"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"yunti/models"
)

// The attacks walk the contract instead of a list of their own, so that an operation that is added is attacked as well.

// aim is one operation of the contract, with somebody who may call it.
type aim struct {
	*openapi3.Operation
	method, path string
	roles        []string
	role         string // one that may call it and sees the most; "" for an operation of anyone
}

// aims are all operations of the contract: those that only read first, then by name.
func aims(doc *openapi3.T) []aim {
	var list []aim
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			a := aim{Operation: op, method: method, path: path}
			for _, role := range op.Extensions["x-roles"].([]any) {
				if role != anyone {
					a.roles = append(a.roles, role.(string))
				}
			}
			if len(a.roles) > 0 {
				a.role = a.roles[0]
			}
			if slices.Contains(a.roles, models.RoleCity) {
				a.role = models.RoleCity
			}
			list = append(list, a)
		}
	}
	slices.SortFunc(list, func(a, b aim) int {
		if (a.method == "GET") != (b.method == "GET") {
			return map[bool]int{true: -1, false: 1}[a.method == "GET"]
		}
		return strings.Compare(a.OperationID, b.OperationID)
	})
	return list
}

// params are the operation's parameters in one place: path, query or header.
func (a aim) params(in string) []*openapi3.Parameter {
	var list []*openapi3.Parameter
	for _, p := range a.Parameters {
		if p.Value.In == in {
			list = append(list, p.Value)
		}
	}
	return list
}

// media is what the operation takes as a body of that type; nil when it does not.
func (a aim) media(kind string) *openapi3.MediaType {
	if a.RequestBody == nil {
		return nil
	}
	return a.RequestBody.Value.Content[kind]
}

// target is a site with something of everything, and a log that can be read.
type target struct {
	*site
	log    *logbook
	filing string            // of the user incubator, submitted, with a paper
	ids    map[string]string // by the noun of the address before the parameter
}

// logbook is a log that several requests write.
type logbook struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logbook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logbook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// newTarget fills a database: firms, a published year, a round, a filing with a paper, an account, a token, a notice.
func newTarget(t *testing.T, db *models.DB) *target {
	t.Helper()
	s := newDistrict(t, db)
	g := &target{site: s, log: new(logbook), ids: map[string]string{"templates": "firms", "reports": "annual", "attachments": "1", "firms": gazelle, "tiers": "gazelle", "jobs": "anchor"}}
	s.srv.Log = slog.New(slog.NewJSONHandler(g.log, nil))
	s.takeIn("recognitions", "", workbook(t, []any{"统一社会信用代码", "企业名称", "认定类别", "级别", "发证日期"},
		[]any{gazelle, "云测羚羊软件有限公司", "高新技术企业培育库", "市级", "2022-05-10"}))
	g.ids["reviews"] = s.publish(2022)
	g.ids["settlements"] = s.post("/api/v1/settlements", settling(g.ids["reviews"], line(s.entitlement("2022", "5-a", gazelle), 4*wan))).want(201).text("items", 0, "id")
	g.ids["rounds"] = strings.TrimPrefix(s.openRound(nil), "/api/v1/rounds/")
	g.filing = s.as("incubator").draft()
	s.as("incubator").attach(g.filing, "", "a.pdf", pdfPaper("a")).want(201)
	s.as("incubator").act(g.filing, "submit", nil).want(200)
	g.ids["filings"] = g.filing
	signIn(t, db, s.srv.Now(), models.User{Username: "victim", Name: "某", Role: models.RoleCity}, "secret-of-victim")
	g.ids["users"] = "victim"
	g.ids["tokens"] = s.newToken("待撤", "read").text("token", "id")
	g.ids["sessions"] = "0123456789abcdef"
	notice := models.Notice{ID: "n-1", At: noon, Kind: models.NoticeRemind, Subject: g.ids["rounds"], Text: "请报送"}
	if err := db.Write.Create(&notice).Error; err != nil {
		t.Fatal(err)
	}
	g.ids["notices"] = notice.ID
	for _, u := range people {
		s.as(u.Username)
	}
	return g
}

var pathParameter = regexp.MustCompile(`/([a-z]+)/\{([a-z]+)\}`)

// address fills the parameters of an operation's path with what is there, except those of the map.
func (g *target) address(a aim, instead map[string]string) string {
	g.t.Helper()
	path := a.path
	for _, found := range pathParameter.FindAllStringSubmatch(a.path, -1) {
		value, other := instead[found[2]]
		if !other {
			if value = g.ids[found[1]]; value == "" {
				g.t.Fatalf("%s: nothing is known of %s; add it to newTarget", a.path, found[1])
			}
		}
		path = strings.Replace(path, "{"+found[2]+"}", url.PathEscape(value), 1)
	}
	return path
}

// needed are the query parameters without which an operation is not answered.
func (a aim) needed() url.Values {
	query := url.Values{}
	for _, p := range a.params("query") {
		if p.Required {
			query.Set(p.Name, fmt.Sprint(sampleOf(p.Schema.Value)))
		}
	}
	return query
}

// sampleOf makes a value that a schema allows, with all that an object may have.
func sampleOf(schema *openapi3.Schema) any {
	switch {
	case schema.Example != nil:
		return schema.Example
	case len(schema.Enum) > 0:
		return schema.Enum[0]
	case schema.Type == nil || schema.Type.Is("object"):
		object := map[string]any{}
		for name, p := range schema.Properties {
			object[name] = sampleOf(p.Value)
		}
		return object
	case schema.Type.Is("array"):
		return []any{sampleOf(schema.Items.Value)}
	case schema.Type.Is("integer"), schema.Type.Is("number"):
		if schema.Min != nil {
			return max(*schema.Min, 1)
		}
		return 1.0
	case schema.Type.Is("boolean"):
		return true
	case schema.Format == "date-time":
		return "2024-07-02T00:00:00Z"
	case schema.Format == "date":
		return "2024-07-31"
	}
	return "某"
}

// body makes the JSON that an operation takes: its example, and what that leaves out; nil for none.
func (a aim) body() map[string]any {
	media := a.media("application/json")
	if media == nil {
		return nil
	}
	object, _ := sampleOf(media.Schema.Value).(map[string]any)
	delete(object, "replaces")
	if example, ok := media.Example.(map[string]any); ok {
		maps.Copy(object, example)
	}
	return clone(object).(map[string]any)
}

// clone copies what was read from JSON.
func clone(v any) any {
	switch v := v.(type) {
	case map[string]any:
		m := make(map[string]any, len(v))
		for k := range v {
			m[k] = clone(v[k])
		}
		return m
	case []any:
		list := make([]any, len(v))
		for i := range v {
			list[i] = clone(v[i])
		}
		return list
	}
	return v
}

// leaves calls f for every text of a JSON value, with what sets it.
func leaves(v any, set func(any), f func(text string, set func(any))) {
	switch v := v.(type) {
	case map[string]any:
		for _, k := range slices.Sorted(maps.Keys(v)) {
			leaves(v[k], func(n any) { v[k] = n }, f)
		}
	case []any:
		for i := range v {
			leaves(v[i], func(n any) { v[i] = n }, f)
		}
	case string:
		f(v, set)
	}
}

// form makes the multipart body that an operation takes.
func (a aim) form(fields map[string]string, name string, file []byte) (body io.Reader, contentType string) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for _, k := range slices.Sorted(maps.Keys(fields)) {
		w.WriteField(k, fields[k])
	}
	part, _ := w.CreateFormFile("file", name)
	part.Write(file)
	w.Close()
	return &b, w.FormDataContentType()
}

// who returns the site for a role, "" for nobody; the session is renewed, for an attack may have ended it.
func (g *target) who(role string) *site {
	if role == "" {
		return g.anonymous()
	}
	return g.as(role)
}

// driverWords is what only a database or a driver says.
var driverWords = regexp.MustCompile(`(?i)\b(?:sqlite3?|mariadb|mysql|gorm)\b|sql logic|syntax error|near "|no such (table|column)|unknown column|constraint failed|duplicate entry|\bSELECT\b.*\bFROM\b.*\bWHERE\b|goroutine \d|\.go:\d+`)

// unharmed fails the test when an answer is that of a server that was hit. What the caller sent himself may come back.
func (a *answer) unharmed(what string, sent ...string) *answer {
	a.t.Helper()
	text := string(a.Body)
	for _, s := range sent {
		quoted, _ := json.Marshal(s)
		text = strings.ReplaceAll(text, strings.Trim(string(quoted), `"`), "")
	}
	if a.Status >= 500 {
		a.t.Errorf("%s: %d %.400s", what, a.Status, a.Body)
	}
	if words := driverWords.FindString(text); words != "" && strings.Contains(a.Header.Get("Content-Type"), "json") {
		a.t.Errorf("%s: the answer says %q: %.400s", what, words, a.Body)
	}
	return a
}

// tables counts the rows of every table.
func tables(t *testing.T, db *models.DB) map[string]int {
	t.Helper()
	names, err := db.Write.Migrator().GetTables()
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for _, name := range names {
		var n int64
		if err := db.Read.Table(name).Count(&n).Error; err != nil {
			t.Fatal(err)
		}
		count[name] = int(n)
	}
	return count
}

// unbroken fails the test unless the audit trail verifies.
func (s *site) unbroken() {
	s.t.Helper()
	report, err := s.srv.DB.VerifyTrail(s.t.Context(), models.Anchor{})
	if err != nil || report.Fault != nil {
		s.t.Errorf("the trail: %+v, %v", report, err)
	}
}
