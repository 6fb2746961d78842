package api

import (
	"bytes"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"yunti/models"
	"yunti/models/modelstest"
)

// Somebody who walks through the numbers of filings learns of those of others neither that they are there nor anything of
// what is in them: the answer is that of a number that was never given out.
func TestForeignFilingsLookLikeNone(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		city := newDistrict(t, db)
		theirs := city.as("incubator2").form("firms", 0, []map[string]any{{"统一社会信用代码": neighbor, "企业名称": "云测邻居科技有限公司", "联系电话": "13900000006"}}).want(201).text("id")
		city.as("incubator2").attach(theirs, "", "a.pdf", pdfPaper("a")).want(201)
		city.as("incubator2").act(theirs, "submit", nil).want(200)
		mine := city.as("incubator").draft()

		request := regexp.MustCompile(`"request_id":"[^"]*"`)
		plain := func(a *answer, id string) string {
			return fmt.Sprint(a.Status) + string(request.ReplaceAll(bytes.ReplaceAll(a.Body, []byte(id), []byte("ID")), nil))
		}
		walks := []struct {
			method, path string
			body         any
		}{
			{"GET", "", nil}, {"GET", "/steps", nil}, {"GET", "/steps?action=reject", nil}, {"GET", "/acts", nil}, {"GET", "/rejects.xlsx", nil}, {"GET", "/attachments", nil}, {"GET", "/attachments/1", nil},
			{"DELETE", "/attachments/1", nil}, {"POST", "/submit", nil}, {"POST", "/withdraw", nil}, {"POST", "/pass", nil}, {"POST", "/return", map[string]string{"opinion": "看看"}},
			{"POST", "/apply", nil},
		}
		for user, own := range map[string]string{"incubator": mine, "county": mine} {
			s := city.as(user)
			for _, w := range walks {
				send := func(id string) *answer {
					path := "/api/v1/filings/" + id + w.path
					if w.body != nil {
						return s.post(path, w.body)
					}
					return s.send(w.method, path, nil)
				}
				none := send("F777777")
				for n := 5; n < 11; n++ {
					id := fmt.Sprintf("F%06d", n)
					if id == own {
						continue
					}
					got := send(id)
					if a, b := plain(got, id), plain(none, "F777777"); a != b || got.Status != 404 && got.Status != 403 {
						t.Errorf("%s %s %s%s: %s\nwhere there is none: %s", user, w.method, id, w.path, a, b)
					}
					if !same(headersOf(got), headersOf(none)) {
						t.Errorf("%s %s%s: %v\nwhere there is none: %v", user, id, w.path, got.Header, none.Header)
					}
				}
			}
			if a := s.attach(theirs, "", "a.pdf", pdfPaper("a")); a.Status != 404 {
				t.Errorf("%s attaches to %s: %d", user, theirs, a.Status)
			}
			if a := s.post("/api/v1/filings", map[string]any{"kind": "firms", "replaces": theirs, "lines": []any{newFirm()}}); a.Status != 404 {
				t.Errorf("%s replaces %s: %d %s", user, theirs, a.Status, a.Body)
			}
			if list := s.get("/api/v1/filings?size=200").want(200); list.text("total") != "1" || list.text("items", 0, "id") != mine {
				t.Errorf("%s lists %s", user, list.Body)
			}
			for _, query := range []string{"?incubator=" + otherCarrier, "?county=530103", "?kind=residencies", "?state=submitted"} {
				if total := s.get("/api/v1/filings" + query).want(200).text("total"); total != "0" {
					t.Errorf("%s%s: %s filings of others", user, query, total)
				}
			}
		}
		if a := city.get("/api/v1/filings/" + theirs).want(200); a.text("state") != "submitted" || a.text("version") != "2" {
			t.Errorf("the foreign filing was moved: %s", a.Body)
		}
	})
}

// headersOf leaves out what differs from one answer to the next.
func headersOf(a *answer) http.Header {
	h := a.Header.Clone()
	for _, name := range []string{"Date", "X-Request-Id", "Content-Length"} {
		h.Del(name)
	}
	return h
}

func TestForeignFirmsLookLikeNone(t *testing.T) {
	city := newDistrict(t, modelstest.SQLite(t))
	city.publish(2023)
	for user, sees := range map[string]string{"incubator": "", "incubator2": neighbor, "county": gazelle, "county2": modest + neighbor, "city": gazelle + modest + silent + neighbor,
		"leadership": gazelle + modest + silent + neighbor} {
		s := city.as(user)
		for _, firm := range []string{gazelle, modest, silent, neighbor} {
			for _, path := range []string{firm, firm + "/explanation?year=2023", firm + "/explanation"} {
				want := 404
				if strings.Contains(sees, firm) {
					want = 200
				}
				if a := s.get("/api/v1/firms/" + path); a.Status != want {
					t.Errorf("%s %s: %d", user, path, a.Status)
				}
			}
		}
		if total := s.get("/api/v1/firms").want(200).text("total"); total != fmt.Sprint(len(sees)/18) {
			t.Errorf("%s lists %s firms, want %d", user, total, len(sees)/18)
		}
		for _, query := range []string{"?q=" + stranger, "?incubator=没有这个载体", "?incubator=" + query("x", "' OR 1=1 --")[3:]} {
			if total := s.get("/api/v1/firms" + query).want(200).text("total"); total != "0" {
				t.Errorf("%s%s: %s", user, query, total)
			}
		}
	}
	for user, want := range map[string]string{"city": "1", "county2": "1", "county": "0", "incubator": "0", "incubator2": "1"} {
		if total := city.as(user).get("/api/v1/firms" + query("incubator", otherCarrier)).want(200).text("total"); total != want {
			t.Errorf("%s sees %s firms of the other incubator, want %s", user, total, want)
		}
	}
	own := city.as("incubator")
	foreign, none := own.get("/api/v1/firms/"+neighbor).want(404), own.get("/api/v1/firms/"+stranger).want(404)
	if foreign.text("code") != none.text("code") || strings.ReplaceAll(foreign.text("detail"), neighbor, "") != strings.ReplaceAll(none.text("detail"), stranger, "") {
		t.Errorf("foreign %s\nnone %s", foreign.Body, none.Body)
	}
}

func TestWhomToAskIsHiddenFromThoseWhoNeedNotKnow(t *testing.T) {
	city := newDistrict(t, modelstest.SQLite(t))
	for _, user := range []string{"city", "county2", "incubator2", "leadership"} {
		s := city.as(user)
		line := s.get("/api/v1/firms?q=" + neighbor).want(200)
		if line.text("items", 0, "contact") != "乙**" || line.text("items", 0, "phone") != "139****0005" || bytes.Contains(line.Body, []byte("13900000005")) {
			t.Errorf("%s: list %s", user, line.Body)
		}
		want := "乙某某 13900000005"
		if user == "leadership" {
			want = "乙** 139****0005"
		}
		dossier := s.get("/api/v1/firms/" + neighbor).want(200)
		if got := dossier.text("contact") + " " + dossier.text("phone"); got != want {
			t.Errorf("%s: dossier %s, want %s", user, got, want)
		}
	}
}

// What leaves the system as a file is on record before it leaves; what was refused is not.
func TestDownloadsAreOnRecord(t *testing.T) {
	city := newDistrict(t, modelstest.SQLite(t))
	city.publish(2023)
	id := city.upload("firms", "", "a.xlsx", firmsRoster(t, []any{"91530100MA6K00001A", "云测坏码有限公司", "", "2020-01-01", "", "五华区"})).want(201).text("id")
	city.get("/api/v1/filings/" + id + "/rejects.xlsx").want(200)
	city.as("county").get("/api/v1/filings/" + id + "/rejects.xlsx").want(404)
	for _, user := range []string{"city", "county", "leadership"} {
		city.as(user).get("/api/v1/reports/annual.xlsx?year=2023").want(200)
	}
	city.get("/api/v1/reports/annual.xlsx?year=2022").want(404)
	city.get("/api/v1/reports/nosuch.xlsx?year=2023").want(404)
	city.as("incubator").get("/api/v1/reports/annual.xlsx?year=2023").wantProblem(403, "forbidden")
	city.as("incubator").get("/api/v1/reports").wantProblem(403, "forbidden")
	if got := strings.Join(city.trail("rejects.get"), ", "); got != "city "+id {
		t.Errorf("rejects: %s", got)
	}
	if got := strings.Join(city.trail("report.get"), ", "); got != "city annual, county annual, leadership annual" {
		t.Errorf("reports: %s", got)
	}
	city.get("/api/v1/templates/firms.xlsx").want(200) // says nothing of anybody
}

// A download that cannot be put on record does not happen.
func TestNoRecordNoDownload(t *testing.T) {
	db := modelstest.SQLite(t)
	city := newDistrict(t, db)
	city.publish(2023)
	own := city.as("incubator")
	id := own.draft()
	path := own.attach(id, "", "a.pdf", pdfPaper("a")).want(201).Header.Get("Location")
	if err := db.Write.Exec("DROP TABLE audit").Error; err != nil {
		t.Fatal(err)
	}
	for _, address := range []string{path, "/api/v1/filings/" + id + "/rejects.xlsx"} {
		if a := own.get(address); a.Status < 500 || bytes.Contains(a.Body, []byte("%PDF")) || bytes.HasPrefix(a.Body, []byte("PK")) {
			t.Errorf("%s: %d %.60s", address, a.Status, a.Body)
		}
	}
	if a := city.get("/api/v1/reports/annual.xlsx?year=2023"); a.Status < 500 || bytes.HasPrefix(a.Body, []byte("PK")) {
		t.Errorf("%d %.60s", a.Status, a.Body)
	}
}

func TestACountysReportHoldsItsOwnFirms(t *testing.T) {
	s := newDistrict(t, modelstest.SQLite(t))
	s.publish(2023)
	const path = "/api/v1/reports/annual.xlsx?year=2023"
	whole := sheetText(t, s.get(path).want(200).Body)
	part := sheetText(t, s.as("county2").get(path).want(200).Body)
	for name, want := range map[string][2]bool{"云测羚羊软件有限公司": {true, false}, "云测小微科技有限公司": {true, true}} {
		if got := [2]bool{strings.Contains(whole, name), strings.Contains(part, name)}; got != want {
			t.Errorf("%s: city and 盘龙区 %v, want %v", name, got, want)
		}
	}
}

// Somebody whose county or incubator nobody has entered belongs nowhere, and sees nothing.
func TestAUserOfNowhereSeesNothing(t *testing.T) {
	city := newDistrict(t, modelstest.SQLite(t))
	round := city.openRound(nil)
	city.as("incubator2").form("firms", 0, []map[string]any{{"统一社会信用代码": neighbor, "企业名称": "云测邻居科技有限公司", "联系人": "某"}}).want(201)
	for _, role := range []string{models.RoleCounty, models.RoleIncubator} {
		s := *city
		s.user = "nowhere-" + role
		signIn(t, city.srv.DB, city.srv.Now(), models.User{Username: s.user, Name: "无处某", Role: role}, secretOf(s.user))
		for _, path := range []string{"firms", "filings", "notices"} {
			if total := s.get("/api/v1/" + path).want(200).text("total"); total != "0" {
				t.Errorf("%s sees %s %s", role, total, path)
			}
		}
		s.get("/api/v1/firms/"+neighbor).wantProblem(404, "not_found")
		s.get("/api/v1/filings/F000001").wantProblem(404, "not_found")
		if lines := s.get(round + "/completion").want(200).at("items").([]any); len(lines) != 0 {
			t.Errorf("%s: completion %v", role, lines)
		}
		if total := s.get(round + "/firms").want(200).text("total"); total != "0" {
			t.Errorf("%s sees %s firms of the round", role, total)
		}
		for what, count := range s.get("/api/v1/todo").want(200).json() {
			if count != 0.0 && what != "rounds" {
				t.Errorf("%s: %v %s to do", role, count, what)
			}
		}
		if kinds := s.get("/api/v1/templates").want(200).at("items").([]any); len(kinds) != 0 {
			t.Errorf("%s is offered %v", role, kinds)
		}
		s.form("firms", 0, []map[string]any{newFirm()}).wantProblem(403, "forbidden")
		s.upload("firms", "", "a.xlsx", firmsRoster(t)).wantProblem(403, "forbidden")
		if role == models.RoleCounty {
			if sent := s.post(round+"/remind", nil).want(200).text("sent"); sent != "0" {
				t.Errorf("reminded %s", sent)
			}
		}
	}
}
