package api

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

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
