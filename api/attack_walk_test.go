package api

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"yunti/models"
	"yunti/models/modelstest"
)

var requestIDs = regexp.MustCompile(`"request_id":"[^"]*"`)

// plainly is an answer without what differs between the answers about two records: the request, and the record's own name.
func plainly(a *answer, id string) string {
	return fmt.Sprint(a.Status, headersOf(a), string(requestIDs.ReplaceAll(bytes.ReplaceAll(a.Body, []byte(id), []byte("ID")), nil)))
}

// Whoever counts through the IDs of anything learns of what is not his just what he learns of what does not exist. Which is
// his is worked out here from the rows, not by the queries that are tested.
func TestWalkingThroughIDsShowsNothingForeign(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		g := newTarget(t, db)
		g.as("incubator2").form("firms", 0, []map[string]any{{"统一社会信用代码": neighbor, "企业名称": "云测邻居科技有限公司", "联系电话": "13900000006"}}).want(201)
		for _, user := range []string{"incubator", "incubator2", "county", "county2", "city"} {
			firm, name := owned(user)
			a := g.as(user).upload("figures", "2023", "a.xlsx", figuresOf(t, []any{firm, name, "3100", "200", "121"})).want(201)
			g.as(user).attach(a.text("id"), "", "a.pdf", pdfPaper(user)).want(201)
			g.as(user).newToken("我的", "read")
		}
		var filings []models.Filing
		var rows []models.Session
		var tokens []models.Token
		if err := firstError(db.Read.Find(&filings).Error, db.Read.Find(&rows).Error, db.Read.Find(&tokens).Error); err != nil {
			t.Fatal(err)
		}
		byID := map[string]models.Filing{}
		for _, f := range filings {
			byID[f.ID] = f
		}
		sees := func(u models.User, f models.Filing) bool {
			switch u.Role {
			case models.RoleIncubator:
				return f.Incubator == u.Incubator
			case models.RoleCounty:
				return f.County == u.County
			}
			return u.Role == models.RoleCity
		}
		foreign, own := 0, 0
		for _, u := range people {
			for _, a := range aims(g.doc) {
				if !strings.Contains(a.path, "/filings/{id}") {
					continue
				}
				allowed := strings.Contains(strings.Join(a.roles, " "), u.Role)
				s := g.as(u.Username)
				ask := func(id string) *answer {
					address := g.address(a, map[string]string{"id": id}) + "?" + a.needed().Encode()
					if a.media("multipart/form-data") != nil {
						b, kind := a.form(nil, "a.pdf", pdfPaper("x"))
						return s.send(a.method, address, b, header("Content-Type", kind))
					}
					return s.write(a.method, address, body(a))
				}
				none := ask("F777777")
				if want := map[bool]int{true: 404, false: 403}[allowed]; none.Status != want {
					t.Errorf("%s %s of no filing: %d %s", u.Username, a.OperationID, none.Status, none.Body)
				}
				last := 30
				if db.MySQL {
					last = len(filings) + 1
				}
				if !allowed {
					last = 3 // it is not even looked for
				}
				for n := 1; n <= last; n++ {
					id := fmt.Sprintf("F%06d", n)
					if f, exists := byID[id]; exists && allowed && sees(u, f) {
						if a.method == "GET" {
							own++
							if got := ask(id); got.Status != 200 && !(got.Status == 404 && strings.Contains(a.path, "{number}")) {
								t.Errorf("%s %s %s: %d %s", u.Username, a.OperationID, id, got.Status, got.Body)
							}
						}
						continue
					}
					foreign++
					if got := ask(id); plainly(got, id) != plainly(none, "F777777") {
						t.Errorf("%s %s %s: %s\nwhere there is none: %s", u.Username, a.OperationID, id, plainly(got, id), plainly(none, "F777777"))
					}
				}
			}
			// Rounds are for all who may see any; everything else belongs to one.
			for n := 1; n <= 5; n++ {
				if a := g.as(u.Username).get(fmt.Sprintf("/api/v1/rounds/%d", n)); (a.Status == 200) != (n == 1 && u.Role != models.RoleAdmin && u.Role != models.RoleAuditor) {
					t.Errorf("%s round %d: %d", u.Username, n, a.Status)
				}
			}
			s := g.as(u.Username)
			for _, row := range rows {
				if row.Username != u.Username {
					s.walkPast("DELETE", "/api/v1/sessions/", row.ID, "zzzzzzzzzzzzzzzz")
				}
			}
			for _, token := range tokens {
				if token.Username != u.Username {
					s.walkPast("DELETE", "/api/v1/tokens/", token.ID, "zzzzzzzzzzzzzzzz")
				}
			}
			for _, notice := range []models.Notice{{ID: "n-incubator", Incubator: ownCarrier}, {ID: "n-county", County: "530102"}, {ID: "n-city"}} {
				notice.At, notice.Kind, notice.Text = noon, models.NoticeRemind, "请报送"
				db.Write.Save(&notice)
				if notice.Incubator != u.Incubator || notice.County != u.County || u.Role == models.RoleLeadership || u.Role == models.RoleAdmin || u.Role == models.RoleAuditor {
					s.walkPast("POST", "/api/v1/notices/", notice.ID+"/read", "n-none/read")
				} else if a := s.post("/api/v1/notices/"+notice.ID+"/read", nil); a.Status != 204 {
					t.Errorf("%s reads his %s: %d", u.Username, notice.ID, a.Status)
				}
			}
			if u.Role != models.RoleAdmin {
				for _, other := range people {
					s.walkPast("GET", "/api/v1/users/", other.Username, "nobody-of-that-name")
				}
			}
		}
		if foreign < 300 || own < 100 {
			t.Errorf("%d foreign and %d own records: the test shows nothing", foreign, own)
		}
		var left, kept int64
		db.Read.Model(&models.Token{}).Count(&left)
		db.Read.Model(&models.Session{}).Count(&kept)
		if int(left) != len(tokens) || int(kept) < len(rows) {
			t.Errorf("%d tokens of %d, %d sessions of %d are left", left, len(tokens), kept, len(rows))
		}
		var moved []models.Filing
		if err := db.Read.Find(&moved).Error; err != nil || len(moved) != len(filings) {
			t.Fatal(len(moved), err)
		}
		g.unbroken()
	})
}

// walkPast fails the test unless a record that is somebody else's is answered like one that is not.
func (s *site) walkPast(method, base, id, none string) {
	s.t.Helper()
	got, absent := s.send(method, base+id, nil), s.send(method, base+none, nil)
	if a, b := plainly(got, id), plainly(absent, none); a != b || got.Status != 404 && got.Status != 403 {
		s.t.Errorf("%s %s %s%s: %s\nwhere there is none: %s", s.user, method, base, id, a, b)
	}
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
