package api

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"yunti/models"
	"yunti/models/modelstest"
)

// names are the names of a page of firms, in order.
func (a *answer) firmNames() string {
	a.t.Helper()
	var names []string
	for _, item := range a.want(200).at("items").([]any) {
		names = append(names, item.(map[string]any)["name"].(string))
	}
	return strings.Join(names, " ")
}

func TestFirmsAreFoundByWhatTheReviewFoundAndByIndustry(t *testing.T) {
	const lynx, small, mute = "云测羚羊软件有限公司", "云测小微科技有限公司", "云测无声机械有限公司"
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		s := newCity(t, db)
		if got := s.get("/api/v1/firms?ready=gazelle").firmNames(); got != "" {
			t.Errorf("before any review: %s", got)
		}
		s.publish(2022)
		s.publish(2023)
		for filter, want := range map[string]string{
			"?industry=I":                          lynx + " " + small,
			"?industry=C":                          mute,
			"?industry=65":                         lynx + " " + small,
			"?industry=6514":                       "",
			"?q=ycxw":                              small,
			"?q=LYRJ":                              lynx,
			"?present=true":                        strings.Join([]string{lynx, small, mute}, " "),
			"?present=false":                       "",
			"?from=gazelle":                        lynx,
			"?from=gazelle&tier=gazelle&move=kept": lynx,
			"?from=none&tier=none":                 mute,
			"?ladder=unicorn&from=none":            small + " " + mute,
			"?year=2022&from=any":                  "", // a first review has nothing before it
			"?year=2022&tier=gazelle":              lynx,
			"?sort=growth":                         strings.Join([]string{mute, small, lynx}, " "),
			"?sort=-growth":                        strings.Join([]string{lynx, small, mute}, " "),
			"?expiring=hnte&expires_from=2025-11-01&expires_by=2025-11-30": lynx,
			"?expiring=hnte&expires_from=2025-12-01&expires_by=2025-12-31": "",
		} {
			if got := s.get("/api/v1/firms" + filter).firmNames(); got != want {
				t.Errorf("%s: %s, want %s", filter, got, want)
			}
		}
		if a := s.get("/api/v1/firms?q=ycxw").want(200); a.text("items", 0, "industry_name") != "信息传输、软件和信息技术服务业" {
			t.Errorf("%s", a.Body)
		}
		for filter, pointer := range map[string]string{"industry=Z": "query:industry", "ready=boss": "query:ready", "missing_year=2023": "query:missing_year",
			"expires_from=2025-01-01": "query:expires_from", "expiring=hnte&expires_from=2024-06-30": "query:expires_from", "from=x": "query:from"} {
			if got := s.get("/api/v1/firms?"+filter).wantProblem(400, "contract_violation").text("errors", 0, "pointer"); got != pointer {
				t.Errorf("%s: %s", filter, got)
			}
		}
		s.get("/api/v1/firms?year=2021").wantProblem(404, "not_found")
	})
}

func TestTheListOfFirmsIsExportedAsItIsShown(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		s := newDistrict(t, db)
		s.publish(2023)
		a := s.get("/api/v1/firms.xlsx?sort=-growth&columns=name,growth,contact,phone&county=530102").want(200)
		text := sheetText(t, a.Body)
		for _, want := range []string{"云测羚羊软件有限公司", "瞪羚企业", "甲*", "查询条件：县（市）区 五华区　共 1 户", "导出人：city", "2023 年度"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s is not in\n%s", want, text)
			}
		}
		for _, not := range []string{"甲某", "087100000001", "统一社会信用代码", "小微"} {
			if strings.Contains(text, not) {
				t.Errorf("%s is in\n%s", not, text)
			}
		}
		if filename(t, a) != "企业列表20240701.xlsx" {
			t.Error(filename(t, a))
		}
		line := s.as(models.RoleAuditor).get("/api/v1/audit?action=firms.export").want(200)
		if line.text("total") != "1" || line.text("items", 0, "detail", "lines") != "1" || line.text("items", 0, "action_name") != "导出企业列表" {
			t.Errorf("%s", line.Body)
		}
		own := sheetText(t, s.as(models.RoleIncubator).get("/api/v1/firms.xlsx").want(200).Body)
		if strings.Contains(own, "云测邻居") || strings.Contains(own, "云测小微") {
			t.Errorf("an incubator has the firms of others:\n%s", own)
		}
		s.get("/api/v1/firms.xlsx?columns=name,password").wantProblem(400, "contract_violation")
		s.get("/api/v1/firms.xlsx?columns=name,name").wantProblem(400, "contract_violation")
		if dir := os.Getenv("YUNTI_LOOK"); dir != "" {
			all := s.get("/api/v1/firms.xlsx").want(200)
			if err := os.WriteFile(dir+"/firms.xlsx", all.Body, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func TestTheDossierTellsTermsFilingsAndActs(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		s := newCity(t, db)
		d := s.get("/api/v1/firms/" + gazelle).want(200)
		terms := map[string]string{}
		for _, r := range d.at("recognitions").([]any) {
			r := r.(map[string]any)
			terms[r["kind"].(string)] = fmt.Sprint(r["valid_until"], " ", r["valid"])
		}
		if terms["hnte"] != "2025-11-17 true" || terms["gazelle"] != "2025-05-09 true" || len(d.at("filings").([]any)) != 4 || d.text("filings", 0, "kind") != "recognitions" {
			t.Errorf("%v\n%s", terms, d.Body)
		}
		s.clock(noon.AddDate(2, 0, 0))
		for _, r := range s.get("/api/v1/firms/" + modest).want(200).at("recognitions").([]any) {
			if r := r.(map[string]any); r["valid"] != false || !strings.HasSuffix(r["valid_until"].(string), "-12-31") {
				t.Errorf("%v", r)
			}
		}
		s.clock(noon)
		if got := len(s.as(models.RoleLeadership).get("/api/v1/firms/" + gazelle).want(200).at("filings").([]any)); got != 0 {
			t.Errorf("leadership sees %d filings", got)
		}
		if got := len(s.as(models.RoleCounty).get("/api/v1/firms/" + gazelle).want(200).at("filings").([]any)); got != 0 {
			t.Errorf("a county sees %d filings of the city", got)
		}
		acts := s.as(models.RoleCounty).get("/api/v1/firms/" + gazelle + "/audit").want(200)
		if got := len(acts.at("items").([]any)); got != 8 || acts.text("items", 0, "action_name") != "申报生效" || strings.Contains(string(acts.Body), "127.0.0.1") {
			t.Errorf("%d: %s", got, acts.Body)
		}
		s.as(models.RoleCounty).get("/api/v1/firms/"+modest+"/audit").wantProblem(404, "not_found")
		s.as(models.RoleLeadership).get("/api/v1/firms/"+gazelle+"/audit").wantProblem(403, "forbidden")
		x := s.get("/api/v1/firms/" + modest + "/explanation?year=2023").want(200)
		if !strings.Contains(string(x.Body), `"gap":"差 `) || x.at("ready") == nil {
			t.Errorf("%s", x.Body)
		}
	})
}
