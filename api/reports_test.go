package api

import (
	"bytes"
	"mime/multipart"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"yunti/exports"
	"yunti/models"
	"yunti/models/modelstest"
)

func TestTheAnnualReportOfAPublishedYear(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		s := newCity(t, db)
		s.publish(2022)
		s.publish(2023)
		menu := s.get("/api/v1/reports").want(200)
		if !same(menu.at("years"), []any{2023.0, 2022.0}) || len(menu.at("items").([]any)) != len(exports.Reports) {
			t.Errorf("menu %s", menu.Body)
		}
		for _, report := range exports.Reports {
			if report.Needs != exports.NeedsYear {
				continue
			}
			a := s.get("/api/v1/reports/" + report.Key + ".xlsx?year=2023").want(200)
			if name := filename(t, a); name != "2023"+report.Name+".xlsx" {
				t.Errorf("file name %s", name)
			}
			if !strings.Contains(a.Header.Get("Content-Disposition"), `filename="`+report.Key+`-2023.xlsx"`) {
				t.Errorf("no plain name: %s", a.Header.Get("Content-Disposition"))
			}
			if text := sheetText(t, a.Body); !strings.Contains(text, "2023") {
				t.Errorf("%s:\n%.2000s", report.Key, text)
			}
		}
	})
}

func TestReportsThatDoNotExist(t *testing.T) {
	s := newCity(t, modelstest.SQLite(t))
	s.evaluate(2023) // a draft is no ground for a report
	for path, want := range map[string]struct {
		status int
		code   string
	}{
		"annual.xlsx?year=2023":                {404, "not_found"},
		"nosuch.xlsx?year=2023":                {404, "no_report"},
		"annual.xlsx":                          {400, "contract_violation"},
		"annual.xlsx?year=":                    {400, "contract_violation"},
		"annual.xlsx?year=two":                 {400, "contract_violation"},
		"annual?year=2023":                     {404, "no_route"},
		"annual.csv?year=2023":                 {404, "no_route"},
		".xlsx?year=2023":                      {400, "contract_violation"},
		"..xlsx?year=2023":                     {404, "no_report"},
		"../annual.xlsx?year=2023":             {404, "no_route"},
		"..%2f..%2fannual.xlsx?year=2023":      {404, "no_route"},
		"..%5c..%5cannual.xlsx?year=2023":      {404, "no_report"},
		"%2e%2e%2f%2e%2e%2fetc.xlsx?year=2023": {404, "no_route"},
		"annual.xlsx%00.xlsx?year=2023":        {404, "no_route"},
		"%ff.xlsx?year=2023":                   {404, "no_route"},
	} {
		a := s.get("/api/v1/reports/" + path)
		if a.Status != want.status || a.json()["code"] != want.code {
			t.Errorf("%s: %d %s", path, a.Status, a.Body)
		}
		if strings.Contains(string(a.Body), "/etc") {
			t.Errorf("%s: %s", path, a.Body)
		}
	}
}

// A download is written to a temporary file first; none may be left behind.
func TestDownloadsLeaveNothingBehind(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	s := newCity(t, modelstest.SQLite(t))
	s.publish(2023)
	s.get("/api/v1/reports/annual.xlsx?year=2023").want(200)
	s.get("/api/v1/templates/firms.xlsx").want(200)
	s.upload("firms", "", "a.xlsx", []byte("not a workbook")).want(422)
	left, err := filepath.Glob(filepath.Join(os.TempDir(), "*"))
	if err != nil || len(left) > 0 {
		t.Errorf("%v %v", left, err)
	}
}

// verify uploads a workbook to be held against what was handed out.
func (s *site) verify(file []byte) *answer {
	s.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	if file != nil {
		part, _ := w.CreateFormFile("file", "报表.xlsx")
		part.Write(file)
	}
	w.Close()
	return s.send("POST", "/api/v1/reports/verify", &body, header("Content-Type", w.FormDataContentType()))
}

func TestAReportThatWasHandedOutIsKnownAgain(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		s := newCity(t, db)
		s.publish(2023)
		file := s.as("city").get("/api/v1/reports/ladder.xlsx?year=2023").want(200).Body
		for _, user := range []string{"city", "county", "leadership", "auditor"} {
			a := s.as(user).verify(file).want(200)
			if a.at("state") != "genuine" || a.at("identical") != true || a.at("current") != true || a.at("issued", "by") != "city" ||
				a.at("issued", "report") != "ladder" || a.at("name") != "梯次培育总表" || a.at("number") != a.at("issued", "number") {
				t.Errorf("%s: %s", user, a.Body)
			}
		}
		number := s.as("city").verify(file).text("number")
		var line models.Entry
		if err := db.Read.Last(&line, "action = ?", "report.get").Error; err != nil || !strings.Contains(line.Detail, number) || line.Who != "city" || line.Subject != "ladder" {
			t.Errorf("the trail says %+v, %v", line, err)
		}
		f, err := excelize.OpenReader(bytes.NewReader(file))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if err := f.SetCellInt("梯次培育总表", "B6", 4711); err != nil {
			t.Fatal(err)
		}
		var edited bytes.Buffer
		if err := f.Write(&edited); err != nil {
			t.Fatal(err)
		}
		a := s.as("county").verify(edited.Bytes()).want(200)
		if a.at("state") != "changed" || a.at("changes", 0, "sheet") != "梯次培育总表" || a.at("changes", 0, "from") != 6.0 {
			t.Errorf("edited: %s", a.Body)
		}
		if a := s.as("city").verify(firmsRoster(t)).want(200); a.at("state") != "unnumbered" || a.at("issued") != nil {
			t.Errorf("a roster: %s", a.Body)
		}
		s.as("city").verify([]byte("no workbook")).wantProblem(422, "file_format")
		s.as("city").verify(nil).wantProblem(400, "contract_violation")
		s.as("incubator").verify(file).wantProblem(403, "forbidden")
		s.as("admin").verify(file).wantProblem(403, "forbidden")
	})
}

func TestTheMenuIsWhatTheCallerMayHave(t *testing.T) {
	s := newCity(t, modelstest.SQLite(t))
	s.publish(2023)
	for user, scope := range map[string]models.Scope{"city": models.Everything, "leadership": models.Everything, "county": {County: "530102"}} {
		items := s.as(user).get("/api/v1/reports").want(200).at("items").([]any)
		at := 0
		for _, report := range exports.Reports {
			if !report.ReadableBy(scope) {
				s.as(user).get("/api/v1/reports/"+report.Key+".xlsx?year=2023&code="+gazelle).wantProblem(403, "forbidden")
				continue
			}
			item := items[at].(map[string]any)
			if item["key"] != report.Key || item["needs"] != string(report.Needs) {
				t.Errorf("%s: item %d is %v, want %s", user, at, item, report.Key)
			}
			at++
			if report.Needs == exports.NeedsFirm {
				s.as(user).get("/api/v1/reports/"+report.Key+".xlsx?year=2023").wantProblem(422, "no_firm")
				s.as(user).get("/api/v1/reports/"+report.Key+".xlsx?year=2023&code="+stranger).wantProblem(404, "not_found")
			}
		}
		if at != len(items) {
			t.Errorf("%s: the menu has %d items, want %d", user, len(items), at)
		}
	}
}
