package api

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"maps"
	"mime/multipart"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"yunti/models"
	"yunti/models/modelstest"
)

// callers are the columns of the tables in docs/access.md.
var callers = []string{"anonymous", "incubator", "county", "city", "leadership", "admin", "auditor"}

// accessTables reads docs/access.md: what each caller may do with each operation.
func accessTables(t *testing.T) map[string]map[string]string {
	t.Helper()
	text, err := os.ReadFile("../docs/access.md")
	if err != nil {
		t.Fatal(err)
	}
	cells := make(map[string]map[string]string)
	for line := range strings.Lines(string(text)) {
		parts := strings.Split(strings.TrimSpace(line), " | ")
		name, found := strings.CutPrefix(parts[0], "| `")
		if !found || len(parts) != len(callers)+1 {
			continue
		}
		name = strings.TrimSuffix(name, "`")
		if cells[name] != nil {
			t.Errorf("docs/access.md has %s twice", name)
		}
		cells[name] = make(map[string]string)
		for i, caller := range callers {
			cells[name][caller] = strings.Trim(parts[i+1], " |")
		}
	}
	return cells
}

func TestTheAccessTablesSayWhatTheContractSays(t *testing.T) {
	cells := accessTables(t)
	k, err := loadContract(contractText)
	if err != nil {
		t.Fatal(err)
	}
	for _, op := range k.operations {
		name := op.Operation.OperationID
		row := cells[name]
		if row == nil {
			t.Errorf("docs/access.md does not have %s", name)
			continue
		}
		delete(cells, name)
		for _, caller := range callers {
			may := op.open() || slices.Contains(op.Roles, caller)
			if (row[caller] != "–") != may {
				t.Errorf("%s for %s: the page says %q, the contract %v", name, caller, row[caller], op.Roles)
			}
		}
	}
	for name := range cells {
		t.Errorf("docs/access.md has %s, which is no operation", name)
	}
}

// estate is what the callers own: a firm, filings and so on of each.
type estate struct {
	s       *site
	revenue int // of the next filing: each changes something
	review  string
	round   string
}

// newEstate returns a district in which everybody has filed something with a paper, a round is open and a year published.
func newEstate(t *testing.T, db *models.DB) *estate {
	t.Helper()
	s := newDistrict(t, db)
	s.takeIn("residencies", "", workbook(t,
		[]any{"统一社会信用代码", "企业名称", "载体名称", "入驻日期"},
		[]any{gazelle, "云测羚羊软件有限公司", ownCarrier, "2020-01-01"}))
	s.takeIn("recognitions", "", workbook(t,
		[]any{"统一社会信用代码", "企业名称", "认定类别", "级别", "发证日期"},
		[]any{gazelle, "云测羚羊软件有限公司", "高新技术企业培育库", "市级", "2022-05-10"},
		[]any{neighbor, "云测邻居科技有限公司", "高新技术企业培育库", "市级", "2022-05-10"}))
	s.publish(2022)
	e := &estate{s: s, revenue: 3100, review: s.evaluate(2023)}
	e.round = s.post("/api/v1/rounds", map[string]any{"name": "第一批", "kind": "figures", "year": 2023,
		"opens": "2024-06-01", "closes": "2024-07-31", "publicity_days": 5}).want(201).text("id")
	for _, user := range []string{"incubator", "incubator2", "county", "county2", "city"} {
		e.file(user)
	}
	s.as("admin").post("/api/v1/users", map[string]any{"username": "spare", "name": "备用某", "role": "leadership"}).want(201)
	return e
}

// owned is the firm that a user sees, and county and carrier that go with it.
func owned(user string) (firm, name string) {
	if strings.HasSuffix(user, "2") {
		return neighbor, "云测邻居科技有限公司"
	}
	return gazelle, "云测羚羊软件有限公司"
}

// file has a user file figures, with a paper. Only so many may be open at once, so those from before are put away.
func (e *estate) file(user string) string {
	e.s.t.Helper()
	s := e.s.as(user)
	err := s.srv.DB.Write.Exec("UPDATE filings SET state = ? WHERE filed_by = ? AND state = ?", models.FilingWithdrawn, user, models.FilingDraft).Error
	if err != nil {
		e.s.t.Fatal(err)
	}
	firm, name := owned(user)
	e.revenue++
	id := s.upload("figures", "2023", "a.xlsx", figuresOf(e.s.t, []any{firm, name, strconv.Itoa(e.revenue), "200", "121"})).want(201).text("id")
	s.attach(id, "", "a.pdf", pdfPaper(user)).want(201)
	return id
}

// request is what the test sends for one operation.
type request struct {
	method, path string
	body         any // sent as JSON
	form         func(*multipart.Writer)
	match        string // If-Match
}

func (s *site) do(r request) *answer {
	s.t.Helper()
	if r.form == nil && r.match != "" {
		return s.write(r.method, r.path, r.body, header("If-Match", r.match))
	}
	if r.form == nil {
		return s.write(r.method, r.path, r.body)
	}
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	r.form(w)
	w.Close()
	return s.send(r.method, r.path, &body, header("Content-Type", w.FormDataContentType()))
}

// foreign is the user whose records are foreign to another.
func foreign(user string) string {
	switch user {
	case "incubator", "county":
		return user + "2"
	}
	return "county" // the city sees it, but its office has not filed it
}

// of makes the request of an operation on a record of the user's own, or on a foreign one; about is the user whose records
// it is about. Every call makes what it needs anew where an earlier one may have used it up.
func (e *estate) of(operation, user string, own bool) request {
	const v1 = "/api/v1/"
	about := user
	if !own {
		about = foreign(user)
	}
	if !slices.Contains([]string{"incubator", "county", "city"}, user) {
		about = "city" // some record: what matters is that it is refused, or all the same
		if !own {
			about = "county2"
		}
	}
	firm, name := owned(about)
	filing := func() string { return e.file(about) }
	waiting := func() string { // a filing that waits for an office: it looks at what incubators file
		who := "incubator"
		if strings.HasSuffix(about, "2") {
			who += "2"
		}
		id := e.file(who)
		e.s.as(who).act(id, "submit", nil).want(200)
		return id
	}
	switch operation {
	case "getWays":
		return request{method: "GET", path: v1 + "session/ways"}
	case "signIn":
		return request{method: "POST", path: v1 + "session", body: map[string]any{"username": "nobody", "password": "wrong"}}
	case "beginOIDC":
		return request{method: "GET", path: v1 + "session/oidc"}
	case "finishOIDC":
		return request{method: "GET", path: v1 + "session/oidc/callback?state=x&code=y"}
	case "getSession":
		return request{method: "GET", path: v1 + "session"}
	case "signOut":
		return request{method: "DELETE", path: v1 + "session"}
	case "changePassword":
		return request{method: "PUT", path: v1 + "session/password", body: map[string]any{"old": "Wrong-Old-77", "new": "Right-New-88"}}
	case "listSessions":
		return request{method: "GET", path: v1 + "sessions"}
	case "endSession":
		whose := user
		if !own || user == "anonymous" {
			whose = "county2"
		}
		e.s.as(whose)
		return request{method: "DELETE", path: v1 + "sessions/" + e.sessionOf(whose)}
	case "listTokens":
		return request{method: "GET", path: v1 + "tokens"}
	case "createToken":
		return request{method: "POST", path: v1 + "tokens", body: map[string]any{"name": "新令牌", "scopes": []string{"read"}, "expires_at": e.s.srv.Now().AddDate(0, 0, 1)}}
	case "revokeToken":
		whose := user
		if !own || user == "admin" || user == "auditor" || user == "anonymous" {
			whose = "county2"
		}
		return request{method: "DELETE", path: v1 + "tokens/" + e.s.as(whose).newToken("待撤"+fresh(), "read").text("token", "id")}

	case "listUsers":
		return request{method: "GET", path: v1 + "users"}
	case "createUser":
		return request{method: "POST", path: v1 + "users", body: map[string]any{"username": "new-" + strings.ToLower(fresh()), "name": "新某", "role": "city"}}
	case "getUser":
		return request{method: "GET", path: v1 + "users/spare"}
	case "changeUser":
		return request{method: "PATCH", path: v1 + "users/spare", body: map[string]any{"name": "盘龙某某"}}
	case "resetPassword":
		return request{method: "POST", path: v1 + "users/spare/password"}
	case "unlockUser":
		return request{method: "POST", path: v1 + "users/spare/unlock"}
	case "endSessions":
		return request{method: "DELETE", path: v1 + "users/spare/sessions"}

	case "getContract":
		return request{method: "GET", path: v1 + "openapi.yaml"}
	case "getPolicy":
		return request{method: "GET", path: v1 + "policy"}
	case "listFirms":
		return request{method: "GET", path: v1 + "firms"}
	case "getFirm":
		return request{method: "GET", path: v1 + "firms/" + firm}
	case "explainFirm":
		return request{method: "GET", path: v1 + "firms/" + firm + "/explanation?year=2022"}
	case "exportFirms":
		return request{method: "GET", path: v1 + "firms.xlsx"}
	case "listFirmActs":
		return request{method: "GET", path: v1 + "firms/" + firm + "/audit"}
	case "getOverview":
		return request{method: "GET", path: v1 + "overview?year=2022"}
	case "listPolicyYears":
		return request{method: "GET", path: v1 + "policy/years"}
	case "getPolicyTier":
		return request{method: "GET", path: v1 + "policy/tiers/gazelle?year=2023"}
	case "listPolicyClauses":
		return request{method: "GET", path: v1 + "policy/clauses?year=2023"}
	case "listAuditActions":
		return request{method: "GET", path: v1 + "audit/actions"}
	case "listJobs":
		return request{method: "GET", path: v1 + "jobs"}
	case "runJob":
		return request{method: "POST", path: v1 + "jobs/anchor/run"}
	case "getHealth":
		return request{method: "GET", path: v1 + "health"}
	case "listIncubators":
		return request{method: "GET", path: v1 + "incubators"}
	case "listIncomes":
		return request{method: "GET", path: v1 + "incomes"}
	case "listReviews":
		return request{method: "GET", path: v1 + "reviews"}
	case "getReview":
		return request{method: "GET", path: v1 + "reviews/" + e.review}
	case "createReview":
		return request{method: "POST", path: v1 + "reviews", body: map[string]any{"year": 2023}}
	case "publishReview":
		return request{method: "POST", path: v1 + "reviews/2022-1/publish"} // it is published: 409 for who may
	case "cancelReview":
		return request{method: "POST", path: v1 + "reviews/2022-1/cancel"}
	case "getPipeline":
		return request{method: "GET", path: v1 + "pipeline?year=2022"}
	case "listReports":
		return request{method: "GET", path: v1 + "reports"}
	case "getReport":
		return request{method: "GET", path: v1 + "reports/annual.xlsx?year=2022"}

	case "verifyReport":
		return request{method: "POST", path: v1 + "reports/verify", form: func(w *multipart.Writer) {
			part, _ := w.CreateFormFile("file", "a.xlsx")
			part.Write(workbook(e.s.t, []any{"没有核验编号"}))
		}}

	case "listTemplates":
		return request{method: "GET", path: v1 + "templates"}
	case "getTemplate":
		return request{method: "GET", path: v1 + "templates/figures.xlsx"}
	case "listFilings":
		return request{method: "GET", path: v1 + "filings"}
	case "createFiling":
		return request{method: "POST", path: v1 + "filings", body: map[string]any{"kind": "figures", "year": 2023,
			"lines": []map[string]any{{"统一社会信用代码": firm, "企业名称": name, "营业收入(万元)": "3200"}}}}
	case "getFiling":
		return request{method: "GET", path: v1 + "filings/" + filing()}
	case "listSteps":
		return request{method: "GET", path: v1 + "filings/" + filing() + "/steps"}
	case "listActs":
		return request{method: "GET", path: v1 + "filings/" + filing() + "/acts"}
	case "getRejects":
		return request{method: "GET", path: v1 + "filings/" + filing() + "/rejects.xlsx"}
	case "submitFiling", "withdrawFiling":
		return request{method: "POST", path: v1 + "filings/" + filing() + "/" + strings.TrimSuffix(operation, "Filing")}
	case "applyFiling":
		if own {
			return request{method: "POST", path: v1 + "filings/" + filing() + "/apply"}
		}
		return request{method: "POST", path: v1 + "filings/" + waiting() + "/apply"}
	case "passFiling", "publiciseFiling":
		return request{method: "POST", path: v1 + "filings/" + waiting() + "/" + strings.TrimSuffix(operation, "Filing")}
	case "returnFiling":
		return request{method: "POST", path: v1 + "filings/" + waiting() + "/return", body: map[string]any{"opinion": "请核实。"}}
	case "listAttachments":
		return request{method: "GET", path: v1 + "filings/" + filing() + "/attachments"}
	case "addAttachment":
		return request{method: "POST", path: v1 + "filings/" + filing() + "/attachments", form: func(w *multipart.Writer) {
			part, _ := w.CreateFormFile("file", "b.pdf")
			part.Write(pdfPaper("b"))
		}}
	case "getAttachment":
		return request{method: "GET", path: v1 + "filings/" + filing() + "/attachments/1"}
	case "removeAttachment":
		return request{method: "DELETE", path: v1 + "filings/" + filing() + "/attachments/1"}

	case "listRounds":
		return request{method: "GET", path: v1 + "rounds"}
	case "createRound":
		return request{method: "POST", path: v1 + "rounds", body: map[string]any{"name": "第" + fresh() + "批", "kind": "rounds", "opens": "2024-06-01", "closes": "2024-07-31", "publicity_days": 0}}
	case "getRound":
		return request{method: "GET", path: v1 + "rounds/" + e.round}
	case "changeRound":
		return request{method: "PATCH", path: v1 + "rounds/" + e.round, body: map[string]any{"note": "延期"}}
	case "roundCompletion":
		return request{method: "GET", path: v1 + "rounds/" + e.round + "/completion?by=incubator"}
	case "roundFirms":
		return request{method: "GET", path: v1 + "rounds/" + e.round + "/firms"}
	case "remindRound":
		return request{method: "POST", path: v1 + "rounds/" + e.round + "/remind"}
	case "listNotices":
		return request{method: "GET", path: v1 + "notices"}
	case "readNotice":
		return request{method: "POST", path: v1 + "notices/" + e.notice(about) + "/read"}
	case "getTodo":
		return request{method: "GET", path: v1 + "todo"}

	case "listEntitlements":
		return request{method: "GET", path: v1 + "entitlements"}
	case "totalEntitlements":
		return request{method: "GET", path: v1 + "entitlements/totals"}
	case "firmEntitlements":
		return request{method: "GET", path: v1 + "firms/" + firm + "/entitlements"}
	case "listSettlements":
		return request{method: "GET", path: v1 + "settlements"}
	case "listDifferences":
		return request{method: "GET", path: v1 + "settlements/differences?year=2022"}
	case "getSettlement":
		return request{method: "GET", path: v1 + "settlements/" + e.settled(firm)}
	case "settle":
		return request{method: "POST", path: v1 + "settlements", body: e.decision(firm)}
	case "publiciseSettlements":
		return request{method: "POST", path: v1 + "settlements/publicise", body: map[string]any{"ids": []string{e.settled(firm)}, "days": 5}}
	case "approveSettlements": // its publicity is not over: 409 for who may
		return request{method: "POST", path: v1 + "settlements/approve", body: map[string]any{"ids": []string{e.settled(firm)}, "doc_no": "批1"}}
	case "reverseSettlement":
		return request{method: "POST", path: v1 + "settlements/" + e.settled(firm) + "/reverse", body: map[string]any{"opinion": "异议成立。"}, match: `"1"`}
	case "paySettlement": // it is not approved: 409 for who may, and for the next
		return request{method: "POST", path: v1 + "settlements/" + e.settled(firm) + "/payments", body: paying(wan, "2024-07-01"), match: `"1"`}
	case "reversePayment":
		return request{method: "POST", path: v1 + "settlements/" + e.settled(firm) + "/payments/reverse", body: map[string]any{"ref": "1", "opinion": "账户有误。"}, match: `"1"`}
	case "getBudget":
		return request{method: "GET", path: v1 + "budget"}
	case "listTrialParameters":
		return request{method: "GET", path: v1 + "trials/parameters?year=2023"}
	case "runTrial":
		return request{method: "POST", path: v1 + "trials", body: map[string]any{"year": 2022, "set": []string{"clause/5-b/fixed=8 万元"}}}

	case "listAudit":
		return request{method: "GET", path: v1 + "audit"}
	case "exportAudit":
		return request{method: "GET", path: v1 + "audit.xlsx"}
	case "verifyAudit":
		return request{method: "GET", path: v1 + "audit/verification"}
	}
	e.s.t.Fatalf("no request for %s: add it here", operation)
	return request{}
}

// decision settles the firm's entry in the library, which is not settled now.
func (e *estate) decision(firm string) map[string]any {
	e.s.t.Helper()
	if err := e.s.srv.DB.Write.Exec("UPDATE settlements SET live = NULL, state = ? WHERE payee = ?", models.SettlementReversed, firm).Error; err != nil {
		e.s.t.Fatal(err)
	}
	s := e.s.as("city2")
	return settling("2022-1", line(s.entitlement("2022", "5-a", firm), 4*wan))
}

// settled is a settlement of the firm's entry in the library, as new.
func (e *estate) settled(firm string) string {
	e.s.t.Helper()
	return e.s.as("city2").post("/api/v1/settlements", e.decision(firm)).want(201).text("items", 0, "id")
}

// fresh is a text that was not used before.
func fresh() string { return rand.Text()[:10] }

// sessionOf is the ID of a fixed user's session.
func (e *estate) sessionOf(user string) string {
	e.s.t.Helper()
	var session models.Session
	if err := e.s.srv.DB.Read.Take(&session, "username = ?", user).Error; err != nil {
		e.s.t.Fatal(err)
	}
	return session.ID
}

// notice stores a notice for a user and returns its ID.
func (e *estate) notice(user string) string {
	e.s.t.Helper()
	n := models.Notice{ID: "n-" + fresh(), At: noon, Kind: models.NoticeRemind, Subject: e.round, Text: "请报送"}
	for _, u := range people {
		if u.Username == user {
			n.County, n.Incubator = u.County, u.Incubator
		}
	}
	if err := e.s.srv.DB.Write.Create(&n).Error; err != nil {
		e.s.t.Fatal(err)
	}
	return n.ID
}

func TestEveryOperationForEveryRoleOnOwnAndForeignRecords(t *testing.T) {
	cells := accessTables(t)
	e := newEstate(t, modelstest.SQLite(t))
	for _, operation := range slices.Sorted(maps.Keys(cells)) {
		for _, caller := range callers {
			cell := cells[operation][caller]
			for _, own := range []bool{true, false} {
				if !own && (cell == "yes" || operation == "createUser") {
					continue // it is about no record
				}
				r := e.of(operation, caller, own)
				s := e.s.anonymous()
				if caller != "anonymous" {
					s = e.s.as(caller)
				}
				a := s.do(r)
				got := outcome(t, a)
				want := wanted(cell, caller, own)
				if got != want {
					t.Errorf("%s as %s, own record %v (%s %s): %d %s, the table says %q: %s\n%.300s", operation, caller, own, r.method, r.path, a.Status, got, cell, want, a.Body)
				}
			}
		}
	}
	e.s.srv.reviews.Wait()
}

// wanted is the outcome that a cell of the table stands for.
func wanted(cell, caller string, own bool) string {
	switch {
	case cell == "–" && caller == "anonymous":
		return "unauthenticated"
	case cell == "–":
		return "forbidden"
	case own || cell == "all":
		return "allowed"
	case cell == "own" || cell == "self":
		return "not there"
	case cell == "filed":
		return "forbidden"
	}
	return "nothing the table knows"
}

// outcome says whether an answer let the caller through. Whoever may call an operation may still be told that the
// state, or what was sent, does not allow it.
func outcome(t *testing.T, a *answer) string {
	t.Helper()
	code := ""
	if strings.HasPrefix(a.Header.Get("Content-Type"), "application/problem+json") {
		var p struct{ Code string }
		if err := json.Unmarshal(a.Body, &p); err != nil {
			t.Fatal(err)
		}
		code = p.Code
	}
	switch {
	case code == "unauthenticated":
		return code
	case a.Status == http.StatusForbidden:
		return "forbidden"
	case code == "not_found":
		return "not there"
	case code == "contract_violation" || code == "no_route" || code == "media_type" || a.Status >= 500:
		return "a request that the test got wrong"
	}
	return "allowed"
}
