package api

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"yunti/models"
	"yunti/models/modelstest"
)

// acts returns the actions of a page of the trail, the newest first.
func (a *answer) acts() string {
	a.t.Helper()
	var acts []string
	for _, item := range a.want(200).at("items").([]any) {
		acts = append(acts, item.(map[string]any)["action"].(string))
	}
	return strings.Join(acts, " ")
}

func TestTheAuditorSearchesTheTrail(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		s := newSite(t, db)
		id := s.upload("firms", "", "企业名录.xlsx", firmsRoster(t)).want(201).text("id")
		request := s.post("/api/v1/filings/"+id+"/apply", nil).want(200).Header.Get("X-Request-ID")
		s.get("/api/v1/filings/" + id + "/rejects.xlsx").want(200)
		auditor := s.as(models.RoleAuditor)
		day := noon.Format("2006-01-02")
		for filter, want := range map[string]string{
			"":                                     "rejects.get filing.apply filing.create",
			"?who=city":                            "rejects.get filing.apply filing.create",
			"?who=county":                          "",
			"?subject=" + id:                       "rejects.get filing.apply filing.create",
			"?action=filing.":                      "filing.apply filing.create",
			"?action=filing.apply":                 "filing.apply",
			"?firm=" + gazelle:                     "rejects.get filing.apply filing.create",
			"?firm=91530100MA6K99999X":             "",
			"?from=" + day + "&to=" + day:          "rejects.get filing.apply filing.create",
			"?from=2024-07-02":                     "",
			"?to=2024-06-30":                       "",
			"?size=1&page=2":                       "filing.apply",
			"?who=city&action=filing.&from=" + day: "filing.apply filing.create",
		} {
			if got := auditor.get("/api/v1/audit" + filter).acts(); got != want {
				t.Errorf("%q finds %q, want %q", filter, got, want)
			}
		}
		line := auditor.get("/api/v1/audit?action=filing.apply").want(200)
		for key, want := range map[string]string{"who": "city", "role": "city", "role_name": "市科技局", "from": "127.0.0.1", "request": request,
			"action_name": "申报生效", "subject": id, "firm": ""} {
			if got := line.text("items", 0, key); got != want {
				t.Errorf("%s is %q, want %q", key, got, want)
			}
		}
		if line.at("items", 0, "detail", "before") == nil || line.at("items", 0, "detail", "after") == nil || line.text("total") != "1" {
			t.Errorf("%s", line.Body)
		}
	})
}

func TestOnlyTheAuditorReachesTheTrail(t *testing.T) {
	s := newSite(t, modelstest.SQLite(t))
	for _, path := range []string{"/api/v1/audit", "/api/v1/audit.xlsx", "/api/v1/audit/verification"} {
		s.anonymous().get(path).wantProblem(401, "unauthenticated")
		for _, role := range []string{models.RoleIncubator, models.RoleCounty, models.RoleCity, models.RoleLeadership, models.RoleAdmin} {
			s.as(role).get(path).wantProblem(403, "forbidden")
		}
		s.as(models.RoleAuditor).get(path).want(200)
		for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
			s.as(models.RoleAuditor).send(method, path, nil).wantProblem(405, "no_method")
		}
	}
}

func TestTheTrailIsExportedAndThatIsInTheTrail(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		s := newSite(t, db)
		err := db.Record(t.Context(), noon, models.Actor{Who: "=1+1", From: "10.0.0.1"}, "session.fail", "<script>alert(1)</script>", nil)
		if err != nil {
			t.Fatal(err)
		}
		auditor := s.as(models.RoleAuditor)
		a := auditor.get("/api/v1/audit.xlsx?action=session.&from=2024-07-01").want(200)
		text := sheetText(t, a.Body)
		head, err := db.TrailHead(t.Context())
		if err != nil || head.Number != 2 {
			t.Fatal(head, err)
		}
		if filename(t, a) != "操作记录20240701.xlsx" || !strings.Contains(a.Header.Get("Content-Disposition"), `filename="audit-20240701.xlsx"`) ||
			!strings.Contains(text, "操作 session.，日期 2024-07-01 起　共 1 条") || !strings.Contains(text, "=1+1") || !strings.Contains(text, "<script>") || !strings.Contains(text, "导出人：auditor") {
			t.Errorf("%v\n%s", a.Header, text)
		}
		line := auditor.get("/api/v1/audit?action=audit.export").want(200)
		anchor := line.text("items", 0, "detail", "anchor", "number") + ":" + line.text("items", 0, "detail", "anchor", "hash")
		if line.text("total") != "1" || line.text("items", 0, "who") != "auditor" || line.text("items", 0, "request") != a.Header.Get("X-Request-ID") ||
			line.text("items", 0, "detail", "lines") != "1" || line.text("items", 0, "detail", "filter", "action") != "session." || !strings.Contains(text, anchor) {
			t.Errorf("%s", line.Body)
		}
	})
}

func TestTheTrailIsVerifiedOverHTTP(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		s := newSite(t, db)
		auditor := s.as(models.RoleAuditor)
		if a := auditor.get("/api/v1/audit/verification").want(200); a.text("lines") != "0" || a.at("fault") != nil || a.at("first") != nil || a.text("anchor", "number") != "0" {
			t.Errorf("an empty trail: %s", a.Body)
		}
		for range 3 {
			if err := db.Record(t.Context(), noon, models.Actor{Who: "city"}, "report.get", "annual", nil); err != nil {
				t.Fatal(err)
			}
		}
		a := auditor.get("/api/v1/audit/verification").want(200)
		if a.text("lines") != "3" || a.at("fault") != nil || a.at("guarded") != true || a.text("first") != "2024-07-01T04:00:00Z" {
			t.Errorf("%s", a.Body)
		}
		anchor := a.text("anchor", "number") + ":" + a.text("anchor", "hash")
		if a := auditor.get("/api/v1/audit/verification?anchor=" + anchor).want(200); a.at("fault") != nil {
			t.Errorf("%s", a.Body)
		}
		if a := auditor.get("/api/v1/audit/verification?anchor=3:" + strings.Repeat("0", 64)).want(200); a.text("fault", "kind") != "anchor" || a.text("fault", "number") != "3" {
			t.Errorf("%s", a.Body)
		}
		for _, statement := range []string{"DROP TRIGGER audit_keep_delete", "DELETE FROM audit WHERE number = 2"} {
			if err := db.Write.Exec(statement).Error; err != nil {
				t.Fatal(err)
			}
		}
		if a := auditor.get("/api/v1/audit/verification").want(200); a.text("fault", "kind") != "missing" || a.text("fault", "number") != "2" || a.at("guarded") != false || a.text("lines") != "1" {
			t.Errorf("%s", a.Body)
		}
	})
}

func TestTrailFiltersThatBreakTheContract(t *testing.T) {
	s := newSite(t, modelstest.SQLite(t)).as(models.RoleAuditor)
	for _, filter := range []string{"firm=x", "firm=91530100MA6K1LXN4T%27", "action=A", "action=x%25", "from=yesterday", "from=2024-02-30", "to=2024-13-01", "to=20240701",
		"who=" + long("x", 101), "subject=" + long("x", 101), "page=10001", "size=201", "sort=at", "who=a&who=b", "who=%00", "from=0000-00-00"} {
		for _, path := range []string{"/api/v1/audit?", "/api/v1/audit.xlsx?"} {
			s.get(path+filter).wantProblem(400, "contract_violation")
		}
	}
	for _, anchor := range []string{"x", "0:" + strings.Repeat("0", 64), "1:" + strings.Repeat("g", 64), "1", "-1:" + strings.Repeat("0", 64), "9999999999999999999:" + strings.Repeat("0", 64)} {
		s.get("/api/v1/audit/verification?anchor="+url.QueryEscape(anchor)).wantProblem(400, "contract_violation")
	}
}

func TestTrailFiltersAreNeverPartOfAStatement(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		s := newSite(t, db)
		if err := db.Record(t.Context(), noon, models.Actor{Who: "city"}, "report.get", "annual", nil); err != nil {
			t.Fatal(err)
		}
		auditor := s.as(models.RoleAuditor)
		for _, text := range []string{"' OR '1'='1", "city' --", "city'; DROP TABLE audit; --", "%", "_ity", `\`, `"`, "city\u00a0", "CITY"} {
			for _, name := range []string{"who", "subject"} {
				if total := auditor.get("/api/v1/audit" + query(name, text)).want(200).text("total"); total != "0" {
					t.Errorf("%s=%q finds %s lines", name, text, total)
				}
			}
		}
		if total := auditor.get("/api/v1/audit?who=city").want(200).text("total"); total != "1" {
			t.Errorf("%s lines are left", total)
		}
	})
}
