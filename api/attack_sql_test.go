package api

import (
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"yunti/models"
	"yunti/models/modelstest"
)

// injections end a text, a list, a comparison or a sort of SQL and go on with something of their own, in both dialects; or
// match everything where a LIKE takes them.
var injections = []string{
	`' OR '1'='1`,
	`') OR 1=1 -- `,
	`\' OR 1=1 -- `,
	`x'; DROP TABLE firms; -- `,
	`" OR "1"="1`,
	"` OR 1=1 -- ",
	`' UNION VALUES (1,2,3) -- `,
	`' OR SLEEP(2) OR length(randomblob(300000000)) -- `,
	`code;DROP TABLE users`,
	`(CASE WHEN 1=1 THEN code ELSE name END)`,
	`%`,
	`_`,
	`? @p1 :p1 $1`,
}

// payloadsFor are those that a parameter is tried with: all where any text is allowed, a few where the contract leaves none.
func payloadsFor(p *openapi3.Parameter) []string {
	if s := p.Schema.Value; s.Type.Is("string") && len(s.Enum) == 0 && s.Pattern == "" {
		return injections
	}
	return injections[:2]
}

// A text that is SQL is a text: in every parameter of the query and the path of every operation, it finds nothing.
func TestSQLInAddressesFindsNothing(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		g := newTarget(t, db)
		before := tables(t, db)
		asked := 0
		for _, a := range aims(g.doc) {
			s := g.who(a.role)
			for _, p := range a.params("query") {
				for _, payload := range payloadsFor(p) {
					query := a.needed()
					query.Set(p.Name, payload)
					if p.Schema.Value.Type.Is("string") && len(p.Schema.Value.Enum) == 0 && p.Name == "sort" {
						t.Fatal("a sort is a choice of the contract, not a text")
					}
					what := a.OperationID + " ?" + p.Name + "=" + payload
					got := s.send(a.method, g.address(a, nil)+"?"+query.Encode(), nil).unharmed(what, payload)
					if got.Status == http.StatusOK && strings.HasPrefix(got.Header.Get("Content-Type"), "application/json") {
						if total, isList := got.json()["total"]; isList && total != 0.0 {
							t.Errorf("%s finds %v", what, total)
						}
					}
					asked++
				}
			}
			for _, p := range a.params("path") {
				for _, payload := range payloadsFor(p) {
					what := a.OperationID + " {" + p.Name + "} " + payload
					got := s.write(a.method, g.address(a, map[string]string{p.Name: payload}), body(a)).unharmed(what, payload)
					if got.Status < 400 {
						t.Errorf("%s: %d %.300s", what, got.Status, got.Body)
					}
					asked++
				}
			}
		}
		if asked < 300 {
			t.Errorf("only %d attacks", asked)
		}
		after := tables(t, db)
		for _, grows := range []string{"audit", "counters", "sessions"} {
			delete(before, grows)
			delete(after, grows)
		}
		if !maps.Equal(before, after) {
			t.Errorf("rows before %v\nafter %v", before, after)
		}
		g.unbroken()
		if log := g.log.String(); strings.Contains(log, `"level":"ERROR"`) {
			t.Errorf("errors in the log: %.1000s", log[strings.Index(log, `"level":"ERROR"`):])
		}
	})
}

// body is what an operation takes as JSON, nil for none.
func body(a aim) any {
	if b := a.body(); b != nil {
		return b
	}
	return nil
}

// So is it in every text of every body, and in the headers that are read.
func TestSQLInBodiesIsText(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		g := newTarget(t, db)
		names := tables(t, db)
		for _, a := range aims(g.doc) {
			if a.media("application/json") != nil {
				count := 0
				leaves(a.body(), nil, func(string, func(any)) { count++ })
				for _, payload := range injections[:4] {
					for i := range count + 1 { // each text alone, then all of them
						b, n := a.body(), 0
						leaves(b, nil, func(_ string, set func(any)) {
							if n == i || i == count {
								set(payload)
							}
							n++
						})
						db.Write.Exec("DELETE FROM attempts") // else the door is locked soon
						got := g.who(a.role).write(a.method, g.address(a, nil), b)
						got.unharmed(fmt.Sprint(a.OperationID, " ", i, " ", payload), payload)
					}
				}
			}
			for _, p := range a.params("header") {
				for _, payload := range payloadsFor(p) {
					g.who(a.role).write(a.method, g.address(a, nil), body(a), header(p.Name, payload)).unharmed(a.OperationID+" "+p.Name+" "+payload, payload)
				}
			}
			if form := a.media("multipart/form-data"); form != nil {
				for field := range form.Schema.Value.Properties {
					for _, payload := range injections[:4] {
						fields, name := map[string]string{}, "a.xlsx"
						if a.OperationID == "createFiling" {
							fields["kind"] = "firms"
						}
						if field == "file" {
							name = payload
						} else {
							fields[field] = payload
						}
						b, kind := a.form(fields, name, firmsRoster(t))
						g.who(a.role).send(a.method, g.address(a, nil), b, header("Content-Type", kind)).unharmed(a.OperationID+" "+field+" "+payload, payload)
					}
				}
			}
		}
		g.srv.reviews.Wait()
		for _, payload := range injections {
			for _, set := range []func(*http.Request){header("User-Agent", payload), header("X-Request-ID", payload), bearer(payload), header("Cookie", plainCookie+"="+url.QueryEscape(payload)),
				header("Cookie", plainCookie+`="`+payload+`"`)} {
				g.anonymous().post("/api/v1/session", map[string]any{"username": "victim", "password": payload}, set).unharmed(payload, payload)
				if a := g.anonymous().get("/api/v1/session", set).unharmed(payload, payload); a.Status != 401 {
					t.Errorf("%s: %d", payload, a.Status)
				}
			}
		}
		after := tables(t, db)
		for name, n := range names {
			if left, there := after[name]; !there || left < n && name != "attempts" && name != "sessions" && name != "tokens" && name != "attachments" && name != "blobs" {
				t.Errorf("table %s: %d rows, had %d", name, left, n)
			}
		}
		g.unbroken()
		if log := g.log.String(); strings.Contains(log, `"level":"ERROR"`) {
			t.Errorf("errors in the log: %.1000s", log[strings.Index(log, `"level":"ERROR"`):])
		}
	})
}

// A name that was stored is no more SQL when it comes back from the database and is asked for again: an incubator whose name
// would widen every scope that is not bound sees its own firm and nothing else.
func TestANameThatIsSQLStaysAName(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		city := newDistrict(t, db)
		for i, name := range []string{`云' OR '1'='1`, `云') OR 1=1 -- `, `云\' OR 1=1 -- `, `%`, `云"; DROP TABLE firms; -- `} {
			city.takeIn("incubators", "", workbook(t, []any{"载体名称", "载体类型", "级别", "所属县(市)区", "认定日期"}, []any{name, "众创空间", "市级", "五华区", "2021-05-10"}))
			var stored []string
			for _, item := range city.get("/api/v1/incubators?size=200").want(200).at("items").([]any) {
				stored = append(stored, item.(map[string]any)["name"].(string))
			}
			if i == 0 && !strings.Contains(strings.Join(stored, "|"), name) {
				t.Fatalf("%q is stored as %q", name, stored)
			}
			user := models.User{Username: fmt.Sprint("sql", i), Name: name, Role: models.RoleIncubator, Incubator: stored[0]}
			for _, s := range stored {
				if s == strings.TrimSpace(name) {
					user.Incubator = s
				}
			}
			signIn(t, db, city.srv.Now(), user, "secret-of-"+user.Username)
			s := *city
			s.user = user.Username
			if total := s.get("/api/v1/firms").want(200).text("total"); total != "0" {
				t.Errorf("%q sees %s firms", name, total)
			}
			firm := newFirm()
			firm["统一社会信用代码"], firm["企业名称"] = code(7), name+"公司"
			id := s.form("firms", 0, []map[string]any{firm}).want(201).text("id")
			for _, path := range []string{"firms", "firms?q=" + url.QueryEscape(name), "filings", "filings?waiting=true", "incubators?q=" + url.QueryEscape(name), "notices", "todo", "rounds",
				"filings/" + id, "filings/" + id + "/steps", "filings/" + id + "/acts"} {
				a := s.get("/api/v1/"+path).want(200).unharmed(path, name)
				if bytes.Contains(a.Body, []byte(neighbor)) || bytes.Contains(a.Body, []byte(gazelle)) {
					t.Errorf("%q: %s shows the firms of others: %.500s", name, path, a.Body)
				}
			}
			if total := s.get("/api/v1/filings").want(200).text("total"); total != "1" {
				t.Errorf("%q sees %s filings", name, total)
			}
			s.act(id, "withdraw", nil).want(200)
		}
		var audit []models.Entry
		if err := db.Read.Find(&audit).Error; err != nil || len(audit) < 10 {
			t.Error(len(audit), err)
		}
		city.unbroken()
	})
}
