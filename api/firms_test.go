package api

import (
	"strings"
	"testing"

	"yunti/models"
	"yunti/models/modelstest"
)

func TestFirmsAreListedWithTheirPublishedPositions(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		s := newCity(t, db)

		before := s.get("/api/v1/firms").want(200)
		if before.text("total") != "3" || before.at("items", 0, "growth") != nil {
			t.Errorf("before any review: %s", before.Body)
		}
		s.publish(2023)

		for name, c := range map[string]struct {
			query string
			want  string // names, in order
		}{
			"all":              {"", "云测羚羊软件有限公司 云测小微科技有限公司 云测无声机械有限公司"},
			"empty parameters": {"?q=&county=&tier=&ladder=&page=&size=", "云测羚羊软件有限公司 云测小微科技有限公司 云测无声机械有限公司"},
			"part of a name":   {query("q", "小微"), "云测小微科技有限公司"},
			"former name":      {query("q", "小羚"), "云测羚羊软件有限公司"},
			"start of a code":  {query("q", silent[:17]), "云测无声机械有限公司"},
			"county":           {"?county=530103", "云测小微科技有限公司"},
			"zone":             {"?zone=GXQ", "云测羚羊软件有限公司"},
			"tier":             {"?ladder=growth&tier=gazelle", "云测羚羊软件有限公司"},
			"other ladder":     {"?ladder=unicorn&tier=gazelle", "云测羚羊软件有限公司"},
			"a whole ladder":   {"?ladder=unicorn", "云测羚羊软件有限公司"},
			"anywhere":         {"?tier=any", "云测羚羊软件有限公司 云测小微科技有限公司"},
			"unicorn ladder":   {"?tier=fledgling", ""},
			"off the ladder":   {"?tier=none", "云测无声机械有限公司"},
			"second page":      {"?size=1&page=2", "云测小微科技有限公司"},
			"past the end":     {"?page=9", ""},
			"backwards":        {"?sort=-founded&size=1", "云测无声机械有限公司"},
			"state":            {query("state", "在业"), "云测羚羊软件有限公司 云测小微科技有限公司 云测无声机械有限公司"},
			"another state":    {query("state", "迁出"), ""},
			"missing figures":  {"?missing=true", "云测羚羊软件有限公司 云测小微科技有限公司 云测无声机械有限公司"},
			"missing and tier": {"?missing=true&tier=gazelle", "云测羚羊软件有限公司"},
			"nothing missing":  {"?missing=false", ""},
			"missing, empty":   {"?missing=&county=530103", "云测小微科技有限公司"},
			"no incubator":     {query("incubator", "没有这个载体"), ""},
			"no such name":     {query("q", "'; DROP TABLE firms; --"), ""},
			"no such state":    {query("state", "' OR ''='"), ""},
			"a wild card":      {query("q", "%"), ""},
		} {
			var got []string
			for _, item := range s.get("/api/v1/firms" + c.query).want(200).at("items").([]any) {
				got = append(got, item.(map[string]any)["name"].(string))
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("%s: got %v, want %s", name, got, c.want)
			}
		}
		first := s.get("/api/v1/firms?tier=gazelle").want(200)
		if first.text("items", 0, "growth") != "gazelle" || first.text("items", 0, "year") != "2023" || first.at("items", 0, "growth_move") != nil {
			t.Errorf("in a first review nothing has moved: %s", first.Body)
		}
	})
}

func TestFirmsListRefusesWhatTheContractDoesNotAllow(t *testing.T) {
	s := newSite(t, modelstest.SQLite(t))
	for query, pointer := range map[string]string{
		"?size=201":                            "query:size",
		"?size=0":                              "query:size",
		"?size=many":                           "query:size",
		"?page=10001":                          "query:page",
		"?page=0":                              "query:page",
		"?tier=boss":                           "query:tier",
		"?ladder=steps":                        "query:ladder",
		"?county=kunming":                      "query:county",
		"?sort=phone":                          "query:sort",
		"?tiers=gazelle":                       "query:tiers",
		"?q=a&q=b":                             "query:q",
		"?q=%00":                               "query:q",
		"?q=%ff":                               "query:q",
		"?q=%zz":                               "query",
		"?q=" + long("长", 61):                  "query:q",
		"?sort=code;DROP+TABLE":                "query",
		"?missing=yes":                         "query:missing",
		"?expiring=HNTE":                       "query:expiring",
		"?expiring=nosuch":                     "query:expiring",
		"?expiring=tech_sme":                   "query:expiring", // ends with every year
		"?expiring=a';--":                      "query",
		"?expires_by=2024-12-31":               "query:expires_by",
		"?expiring=hnte&expires_by=2024-06-30": "query:expires_by", // it is 1 July
		"?expiring=hnte&expires_by=2034-12-31": "query:expires_by",
		"?expiring=hnte&expires_by=2024-02-31": "query:expires_by",
		"?expiring=hnte&expires_by=soon":       "query:expires_by",
		"?state=" + long("在", 21):              "query:state",
		"?incubator=" + long("载", 121):         "query:incubator",
	} {
		a := s.get("/api/v1/firms"+query).wantProblem(400, "contract_violation")
		if got := a.text("errors", 0, "pointer"); got != pointer {
			t.Errorf("%s: pointer %s, want %s", query, got, pointer)
		}
		if detail := a.text("errors", 0, "detail"); !strings.ContainsFunc(detail, func(r rune) bool { return r >= '一' }) {
			t.Errorf("%s: detail %q is not Chinese", query, detail)
		}
	}
}

func TestAViolationListsEveryPlace(t *testing.T) {
	s := newSite(t, modelstest.SQLite(t))
	a := s.get("/api/v1/firms?size=500&page=0&tier=x").wantProblem(400, "contract_violation")
	if n := len(a.at("errors").([]any)); n != 3 {
		t.Errorf("%d errors, want 3: %s", n, a.Body)
	}
}

func TestAFirmsDossierTellsNotReportedFromZero(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		s := newCity(t, db)
		s.publish(2022)
		s.publish(2023)
		a := s.get("/api/v1/firms/" + strings.ToLower(modest)).want(200)
		if len(a.at("years").([]any)) != 2 || len(a.at("recognitions").([]any)) != 2 {
			t.Errorf("years or recognitions are missing: %s", a.Body)
		}
		if a.at("years", 1, "rd") != 0.0 {
			t.Errorf("rd was reported as 0: %v", a.at("years", 1, "rd"))
		}
		for _, figure := range []string{"st_input", "profit", "ip2", "torch"} {
			if a.at("years", 1, figure) != nil {
				t.Errorf("%s was not reported: %v", figure, a.at("years", 1, figure))
			}
		}
		if a.at("capital") != nil {
			t.Errorf("capital was not reported: %v", a.at("capital"))
		}
		if a.text("history", 0, "year") != "2023" || a.text("history", 0, "growth") != "tech_sme" || a.text("history", 0, "growth_move") != "kept" {
			t.Errorf("history %v", a.at("history"))
		}
		if a.at("history", 1, "growth_move") != nil || a.at("history", 0, "unicorn") != nil {
			t.Errorf("no movement and no position are null: %v", a.at("history"))
		}
		bare := s.get("/api/v1/firms/" + silent).want(200)
		for _, list := range []string{"years", "recognitions", "rounds", "listings", "scale", "assessments", "residencies"} {
			if items, ok := bare.at(list).([]any); !ok || len(items) != 0 {
				t.Errorf("%s is %v, want []", list, bare.at(list))
			}
		}
	})
}

func TestUnknownFirmsAreNotFound(t *testing.T) {
	s := newCity(t, modelstest.SQLite(t))
	for _, path := range []string{stranger, "nobody", "%27%20OR%201=1", stranger + "/explanation", stranger + "/explanation?year=2023"} {
		s.get("/api/v1/firms/"+path).wantProblem(404, "not_found")
	}
}

func TestAnExplanationComesFromThePublishedReview(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		s := newCity(t, db)
		s.publish(2022)
		live := s.get("/api/v1/firms/" + gazelle + "/explanation?year=2023").want(200)
		if _, published := live.json()["review"]; published || live.text("positions", "growth") != "gazelle" || live.text("movements", "growth") != "kept" {
			t.Errorf("judged live: %.600s", live.Body)
		}
		id := s.publish(2023)
		a := s.get("/api/v1/firms/" + gazelle + "/explanation").want(200)
		if a.text("review") != id || a.text("year") != "2023" || a.text("day") != "2023-12-31" || a.at("trial") != false {
			t.Errorf("from the review: %.600s", a.Body)
		}
		for _, field := range []string{"positions", "movements", "standings", "missing", "gaps", "edition"} {
			if same(live.at(field), a.at(field)) {
				continue
			}
			t.Errorf("%s: live %v, published %v", field, live.at(field), a.at(field))
		}
		if tiers := a.at("standings").([]any); len(tiers) != 11 {
			t.Errorf("%d standings, want seven tiers and four", len(tiers))
		}
		none := s.get("/api/v1/firms/" + silent + "/explanation?year=2023").want(200)
		if none.at("positions", "growth") != nil || none.at("movements", "growth") != nil {
			t.Errorf("nowhere is null: %v %v", none.at("positions"), none.at("movements"))
		}
	})
}

func TestALaterRecordDoesNotChangeAPublishedExplanation(t *testing.T) {
	s := newCity(t, modelstest.SQLite(t))
	s.publish(2023)
	before := s.get("/api/v1/firms/" + gazelle + "/explanation?year=2023").want(200)
	s.takeIn("recognitions", "", workbook(t,
		[]any{"统一社会信用代码", "企业名称", "认定类别", "发证日期", "撤销日期"},
		[]any{gazelle, "云测羚羊软件有限公司", "瞪羚企业", "2022-05-10", "2023-08-01"}))
	after := s.get("/api/v1/firms/" + gazelle + "/explanation?year=2023").want(200)
	if string(before.Body) != string(after.Body) {
		t.Errorf("before %s\nafter %s", before.Body, after.Body)
	}
}

func TestYearsThePolicyBookDoesNotAnswerFor(t *testing.T) {
	s := newCity(t, modelstest.SQLite(t))
	s.get("/api/v1/firms/"+gazelle+"/explanation?year=2001").wantProblem(422, "before_book")
	s.get("/api/v1/firms/"+gazelle+"/explanation?year=2090").wantProblem(422, "future")
	s.get("/api/v1/policy?year=2001").wantProblem(422, "before_book")
	s.get("/api/v1/policy?year=1999").wantProblem(400, "contract_violation")
}

func TestPolicySummaryNamesTheCodes(t *testing.T) {
	s := newSite(t, modelstest.SQLite(t))
	a := s.get("/api/v1/policy").want(200)
	if a.text("year") != "2024" || len(a.at("counties").([]any)) != 14 || len(a.at("zones").([]any)) != 7 || len(a.at("tiers").([]any)) != 9 {
		t.Errorf("%.800s", a.Body)
	}
}

func TestFirmsWhoseTitlesEndSoon(t *testing.T) {
	s := newCity(t, modelstest.SQLite(t))
	for query, want := range map[string]string{
		"?expiring=hnte":                                        "",           // within 90 days
		"?expiring=hnte&expires_by=2025-11-17":                  "云测羚羊软件有限公司", // issued on 18 November 2022, for three years
		"?expiring=hnte&expires_by=2025-11-16":                  "",
		"?expiring=gazelle&expires_by=2025-05-09":               "云测羚羊软件有限公司", // as the roster states
		"?expiring=gazelle&expires_by=2025-05-08":               "",
		"?expiring=gazelle&expires_by=2025-05-09&county=530103": "",
		"?expiring=gazelle&expires_by=2025-05-09&q=小微":          "",
	} {
		if got := s.names("/api/v1/firms" + query); got != want {
			t.Errorf("%s: %s, want %s", query, got, want)
		}
	}
	s.takeIn("recognitions", "", workbook(t,
		[]any{"统一社会信用代码", "企业名称", "认定类别", "证书编号", "发证日期"},
		[]any{gazelle, "云测羚羊软件有限公司", "高新技术企业", "GR202453000009", "2024-06-20"}))
	if got := s.names("/api/v1/firms?expiring=hnte&expires_by=2025-11-17"); got != "" {
		t.Errorf("renewed, and still said to end: %s", got)
	}
	s.clock(noon.AddDate(1, 8, 0))
	if got := s.names("/api/v1/firms?expiring=gazelle&expires_by=2027-01-01"); got != "" {
		t.Errorf("what has ended does not end soon: %s", got)
	}
}

func TestIncubatorsAreListedForEverybodyAlike(t *testing.T) {
	city := newDistrict(t, modelstest.SQLite(t))
	want := ""
	for _, user := range []string{"city", "county", "incubator", "leadership", "admin"} {
		a := city.as(user).get("/api/v1/incubators").want(200)
		if want == "" {
			want = string(a.Body)
		}
		if string(a.Body) != want || a.text("total") != "2" {
			t.Errorf("%s: %s", user, a.Body)
		}
	}
	one := city.get("/api/v1/incubators?county=530102").want(200)
	if one.text("items", 0, "name") != ownCarrier || len(one.at("items", 0, "titles").([]any)) != 2 || one.text("items", 0, "titles", 0, "level") != "国家级" {
		t.Errorf("%s", one.Body)
	}
	for query, want := range map[string]string{query("q", "众创"): otherCarrier, "?size=1&page=2": ownCarrier, "?page=9": "", query("q", "%"): "", query("q", "' OR 1=1 --"): ""} {
		if got := city.names("/api/v1/incubators" + query); got != want {
			t.Errorf("%s: %s, want %s", query, got, want)
		}
	}
	city.get("/api/v1/incubators?county=x").wantProblem(400, "contract_violation")
	city.as("auditor").get("/api/v1/incubators").wantProblem(403, "forbidden")
	city.anonymous().get("/api/v1/incubators").wantProblem(401, "unauthenticated")
}
