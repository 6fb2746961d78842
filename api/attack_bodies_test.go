package api

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"

	"yunti/models"
	"yunti/models/modelstest"
)

// claims are fields that records have and bodies must not.
var claims = map[string]any{"role": "admin", "Role": "admin", "county": "530103", "incubator": otherCarrier, "state": "applied", "by": "mayor", "who": "mayor", "version": 99, "id": "F000001",
	"username": "admin", "password": "x", "must_change": false, "disabled": false, "created_by": "mayor", "created_at": "2020-01-01T00:00:00Z", "public_until": "2020-01-01", "round": 1, "request_key": "x",
	"scope": "all", "__proto__": map[string]any{"role": "admin"}, "constructor": "x", "$ne": 1, "filed_by": "city", "totals": map[string]any{"create": 9}, "": "x", "kind ": "firms", "KIND": "firms"}

// A body may say what the contract lets it say. Whatever else stands in it, at any depth, it is refused as a whole and does nothing.
func TestBodiesSayNothingBeyondTheContract(t *testing.T) {
	db := modelstest.SQLite(t)
	g := newTarget(t, db)
	before := tables(t, db)
	bodies := 0
	for _, a := range aims(g.doc) {
		s := g.who(a.role)
		if media := a.media("application/json"); media != nil {
			bodies++
			closed(t, a.OperationID, media.Schema.Value)
			for claim, value := range claims {
				places := []func(map[string]any) map[string]any{func(b map[string]any) map[string]any { return b }}
				for name, p := range media.Schema.Value.Properties {
					if p.Value.Type.Is("array") && p.Value.Items.Value.Type.Is("object") && p.Value.Items.Value.AdditionalProperties.Schema == nil {
						places = append(places, func(b map[string]any) map[string]any { return b[name].([]any)[0].(map[string]any) })
					}
				}
				for _, place := range places {
					b := a.body()
					at := place(b)
					if _, known := at[claim]; known {
						continue
					}
					if media.Schema.Value.Properties[claim] != nil {
						continue // the contract has it
					}
					at[claim] = value
					got := s.write(a.method, g.address(a, nil), b)
					if got.Status != 400 || got.json()["code"] != "contract_violation" {
						t.Errorf("%s takes %q: %d %.300s", a.OperationID, claim, got.Status, got.Body)
					}
				}
			}
		}
		if form := a.media("multipart/form-data"); form != nil {
			bodies++
			for claim := range claims {
				if form.Schema.Value.Properties[claim] != nil {
					continue
				}
				fields := map[string]string{claim: "admin"}
				if form.Schema.Value.Properties["kind"] != nil {
					fields["kind"] = "firms"
				}
				b, kind := a.form(fields, "a.xlsx", firmsRoster(t))
				if got := s.send(a.method, g.address(a, nil), b, header("Content-Type", kind)); got.Status != 400 {
					t.Errorf("%s takes the field %q: %d %.300s", a.OperationID, claim, got.Status, got.Body)
				}
			}
		}
	}
	if bodies < 10 {
		t.Errorf("only %d bodies", bodies)
	}
	after := tables(t, db)
	for name, n := range before {
		if name != "sessions" && after[name] != n {
			t.Errorf("%s: %d rows, had %d", name, after[name], n)
		}
	}
}

// closed fails the test when an object of a request may have members that the contract does not name or type.
func closed(t *testing.T, where string, schema *openapi3.Schema) {
	t.Helper()
	if schema.Type != nil && schema.Type.Is("array") {
		closed(t, where+"[]", schema.Items.Value)
	}
	if schema.Type == nil || !schema.Type.Is("object") {
		return
	}
	if extra := schema.AdditionalProperties; extra.Schema == nil && (extra.Has == nil || *extra.Has) {
		t.Errorf("%s: an object without additionalProperties: false", where)
	}
	for name, p := range schema.Properties {
		closed(t, where+"/"+name, p.Value)
	}
}

// An operation that takes no body refuses one, and has done nothing then.
func TestBodiesOfOperationsWithoutOneAreRefused(t *testing.T) {
	db := modelstest.SQLite(t)
	g := newTarget(t, db)
	id := g.as("incubator").form("firms", 0, []map[string]any{{"统一社会信用代码": tenant, "企业名称": "甲有限公司", "成立日期": "2021-03-15", "所属县(市)区": "五华区"}}).want(201).text("id")
	g.as("incubator").act(id, "submit", map[string]any{"state": "applied", "round": 7, "by": "mayor", "role": "city", "county": "530103", "version": 50}).wantProblem(400, "contract_violation")
	a := g.as("incubator").act(id, "submit", nil).want(200)
	if a.text("state") != "submitted" || a.text("by") != "incubator" || a.text("county") != "530102" || a.text("version") != "2" || a.text("round") != "0" {
		t.Errorf("%s", a.Body)
	}
}

// JSON that two readers may understand differently has one meaning here: what was checked is what is used.
func TestJSONWithTwoMeanings(t *testing.T) {
	s := newSite(t, modelstest.SQLite(t)).as("admin")
	send := func(text string) *answer {
		return s.send("POST", "/api/v1/users", strings.NewReader(text), header("Content-Type", "application/json"))
	}
	for i, c := range []struct{ body, role string }{
		{`{"username":"%s","name":"n","role":"city","role":"superuser"}`, ""},
		{`{"username":"%s","name":"n","role":"superuser","role":"city"}`, "city"},
		{`{"username":"%s","name":"n","role":"leadership","role":"city"}`, "city"},
		{`{"username":"%s","name":"n","role":"city","Role":"admin"}`, ""},
		{`{"username":"%s","name":"n","role":"city","ROLE":"admin"}`, ""},
		{`{"username":"%s","name":"n","role":"city","ro\u006ce":"leadership"}`, "leadership"},
		{`{"username":"%s","name":"n","role":"city"}{"role":"admin"}`, ""},
		{`{"username":"%s","name":"n","role":"city"} x`, ""},
		{"\xef\xbb\xbf" + `{"username":"%s","name":"n","role":"city"}`, ""},
		{`[{"username":"%s","name":"n","role":"city"}]`, ""},
		{`{"username":"%s","name":"n","role":"city",}`, ""},
		{`{'username':'%s','name':'n','role':'city'}`, ""},
		{`{"username":"%s","name":"n","role":"city\u0000"}`, ""},
		{`{"username":"%s","name":"n","role":["city"]}`, ""},
		{`{"username":"%s","name":"n","role":{"$gt":""}}`, ""},
		{`{"username":"%s","name":"n","role":"city","only":"false"}`, ""},
		{`{"username":"%s","name":"n","role":"city" /* , */ }`, ""},
	} {
		name := fmt.Sprint("two-", i)
		a := send(fmt.Sprintf(c.body, name))
		stored := s.get("/api/v1/users/" + name)
		switch {
		case c.role == "" && (a.Status != 400 || stored.Status != 404):
			t.Errorf("%s: %d %.200s", c.body, a.Status, a.Body)
		case c.role != "" && a.Status == 201 && (a.text("user", "role") != c.role || stored.text("role") != c.role):
			t.Errorf("%s made %s", c.body, a.Body)
		case a.Status != 201 && a.Status != 400:
			t.Errorf("%s: %d %.200s", c.body, a.Status, a.Body)
		}
	}
}

// Numbers, texts and depths that cost a careless reader much are refused at once, or are a fault of their line.
func TestJSONThatIsTooMuch(t *testing.T) {
	s := newCity(t, modelstest.SQLite(t))
	const before, after = `{"kind":"figures","year":2023,"lines":[{"统一社会信用代码":"`, `}]}`
	for name, text := range map[string]string{
		"a huge exponent":          before + gazelle + `","营业收入":1e999999999` + after,
		"a huge negative exponent": before + gazelle + `","营业收入":1e-999999999` + after,
		"a long number":            before + gazelle + `","营业收入":` + long("9", 900_000) + after,
		"a long fraction":          before + gazelle + `","营业收入":0.` + long("3", 900_000) + after,
		"a number below nothing":   before + gazelle + `","职工总数(人)":-1e400` + after,
		"not a number":             before + gazelle + `","营业收入":NaN` + after,
		"deep lists":               `{"kind":"firms","lines":` + long("[", 500_000) + long("]", 500_000) + `}`,
		"deep objects":             long(`{"lines":`, 100_000) + "1" + long("}", 100_000),
		"deep and cut":             long("[", 1_000_000),
		"many keys":                `{"kind":"firms","lines":[{` + strings.TrimSuffix(manyKeys(40_000), ",") + `}]}`,
		"a surrogate":              before + gazelle + `","企业名称":"\ud800\udfff\ud800"` + after,
		"zeros":                    before + gazelle + `","企业名称":"\u0000\u0000"` + after,
		"a year beyond all":        `{"kind":"figures","year":1e400,"lines":[{"企业名称":"x"}]}`,
		"a year in parts":          `{"kind":"figures","year":2023.5,"lines":[{"企业名称":"x"}]}`,
		"a year of 64 bits":        `{"kind":"figures","year":18446744073709553639,"lines":[{"企业名称":"x"}]}`,
	} {
		start := time.Now()
		a := s.send("POST", "/api/v1/filings", strings.NewReader(text), header("Content-Type", "application/json")).unharmed(name)
		if a.Status == 201 {
			if totals := a.at("totals").(map[string]any); totals["create"] != 0.0 || totals["update"] != 0.0 && strings.Contains(name, "number") && name != "a surrogate" {
				t.Errorf("%s is taken: %.400s", name, a.Body)
			}
		} else if a.Status < 400 || a.Status >= 500 {
			t.Errorf("%s: %d %.300s", name, a.Status, a.Body)
		}
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("%s took %v", name, took)
		}
		if len(a.Body) > 100_000 {
			t.Errorf("%s: an answer of %d bytes", name, len(a.Body))
		}
	}
}

func manyKeys(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `"k%d":1,`, i)
	}
	return b.String()
}

// A body that is too large is refused by every operation, whether its length is announced or it comes in chunks, and never
// read to its end.
func TestEveryOperationBoundsItsBody(t *testing.T) {
	g := newTarget(t, modelstest.SQLite(t))
	for _, a := range aims(g.doc) {
		if a.RequestBody == nil {
			continue
		}
		bound := int64(maxUpload)
		if a.media("multipart/form-data") == nil {
			bound = maxPage
		}
		kind := "application/json"
		if a.media(kind) == nil {
			kind, bound = "multipart/form-data; boundary=b", maxPaper
		}
		read := &counted{r: io.MultiReader(strings.NewReader(`{"opinion":"`), io.LimitReader(letters{}, 4*bound))}
		r, err := http.NewRequest(a.method, g.url+g.address(a, nil), read)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", kind)
		if a.role != "" {
			g.who(a.role)
			r.AddCookie(&http.Cookie{Name: plainCookie, Value: secretOf(a.role)})
		}
		w := httptest.NewRecorder()
		r.RemoteAddr = "127.0.0.1:1"
		r.ContentLength = -1
		g.srv.Handler().ServeHTTP(w, r)
		if w.Code != 413 && w.Code != 400 {
			t.Errorf("%s: %d %.200s", a.OperationID, w.Code, w.Body)
		}
		if read.n > bound+maxBody {
			t.Errorf("%s read %d bytes", a.OperationID, read.n)
		}
		var p struct{ Code string }
		if json.Unmarshal(w.Body.Bytes(), &p); kind == "application/json" && p.Code != "too_large" {
			t.Errorf("%s: %s", a.OperationID, w.Body)
		}
		announced := &counted{r: letters{}}
		r.Body, r.ContentLength = io.NopCloser(announced), 5<<30
		w = httptest.NewRecorder()
		if g.srv.Handler().ServeHTTP(w, r); w.Code != 413 || announced.n > 0 {
			t.Errorf("%s: 5 GB are announced: %d, %d bytes were read", a.OperationID, w.Code, announced.n)
		}
	}
}

// counted counts what is read.
type counted struct {
	r io.Reader
	n int64
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// letters has no end.
type letters struct{}

func (letters) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'a'
	}
	return len(p), nil
}

// A form of many parts, or of a part with endless headers, is given up at the first that does not belong there.
func TestFormsOfManyParts(t *testing.T) {
	g := newTarget(t, modelstest.SQLite(t))
	s := g.as("city")
	kind := header("Content-Type", "multipart/form-data; boundary=b")
	part := "--b\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\nfirms\r\n"
	for name, body := range map[string]string{
		"many of one":     strings.Repeat(fmt.Sprintf(part, "kind"), 100_000),
		"many unknown":    strings.Repeat(fmt.Sprintf(part, "x"), 100_000),
		"without a name":  strings.Repeat("--b\r\n\r\nx\r\n", 100_000),
		"endless headers": "--b\r\n" + strings.Repeat("X-A: "+long("b", 1000)+"\r\n", 20_000) + "\r\nx\r\n--b--\r\n",
		"many headers":    "--b\r\n" + strings.Repeat("X-A: b\r\n", 500_000) + "\r\nx\r\n--b--\r\n",
		"a long line":     "--b\r\nContent-Disposition: form-data; name=\"" + long("a", 1<<20) + "\"\r\n\r\nx\r\n--b--\r\n",
		"nested":          "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n\r\nx\r\n--c--\r\n--b--\r\n",
		"no end":          fmt.Sprintf(part, "kind"),
		"only the end":    "--b--\r\n",
		"another end":     fmt.Sprintf(part, "kind") + "--c--\r\n",
	} {
		if a := s.send("POST", "/api/v1/filings", strings.NewReader(body), kind).unharmed(name); a.Status != 400 {
			t.Errorf("%s: %d %.300s", name, a.Status, a.Body)
		}
	}
	for _, boundary := range []string{"", "boundary=", "boundary=" + long("b", 200), "boundary=\"a\r\nb\"", "boundary=a; boundary=b", "x"} {
		r := func(r *http.Request) {
			r.Header["Content-Type"] = []string{strings.ReplaceAll("multipart/form-data; "+boundary, "\r\n", " ")}
		}
		if a := s.send("POST", "/api/v1/filings", strings.NewReader("--b\r\n"), r).unharmed(boundary); a.Status != 400 && a.Status != 415 {
			t.Errorf("%q: %d", boundary, a.Status)
		}
	}
	var filings int64
	if g.srv.DB.Read.Model(&models.Filing{}).Where("state = ?", "draft").Count(&filings); filings != 0 {
		t.Errorf("%d filings were made", filings)
	}
}
