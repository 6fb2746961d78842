package api

import (
	"regexp"
	"strings"
	"testing"

	"yunti/models"
	"yunti/models/modelstest"
)

func TestTheFirstPageShowsThePublishedYears(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		s := newCity(t, db)
		empty := string(s.get("/").want(200).Body)
		if !strings.Contains(empty, "yunti review") || strings.Contains(empty, "annual.xlsx") {
			t.Errorf("before any review:\n%s", empty)
		}
		s.publish(2022)
		s.publish(2023)
		page := string(s.get("/").want(200).Body)
		for _, want := range []string{`href="/api/v1/reports/annual.xlsx?year=2023"`, `href="/api/v1/reports/annual.xlsx?year=2022"`,
			"瞪羚企业", "2024-07-01 12:00", `href="/docs/"`, "只对本机开放"} {
			if !strings.Contains(page, want) {
				t.Errorf("the page lacks %s:\n%s", want, page)
			}
		}
		if strings.Contains(page, "<script") || strings.Contains(page, "style=") {
			t.Error("the page has a script or a style that its policy forbids")
		}
	})
}

// Names come from workbooks; a page must show them as text.
func TestTheFirstPageEscapesWhatPeopleWrote(t *testing.T) {
	s := newCity(t, modelstest.SQLite(t))
	id := s.evaluate(2023)
	r, err := s.srv.DB.Review(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.srv.DB.PublishReview(t.Context(), noon, models.Actor{Who: `<img src=x onerror=alert(1)>`, From: "test"}, id, r.Version); err != nil {
		t.Fatal(err)
	}
	if page := string(s.get("/").want(200).Body); strings.Contains(page, "<img") || !strings.Contains(page, "&lt;img") {
		t.Errorf("%s", page)
	}
}

// The pages must work on an intranet: all that they load comes from this server.
func TestPagesLoadNothingFromElsewhere(t *testing.T) {
	s := newSite(t, modelstest.SQLite(t))
	s.get("/docs").want(301)
	loads := regexp.MustCompile(`(?:src|href)="([^"]+)"`)
	for _, page := range []string{"/", "/docs/"} {
		a := s.get(page).want(200)
		for _, m := range loads.FindAllStringSubmatch(string(a.Body), -1) {
			if !strings.HasPrefix(m[1], "/") {
				t.Errorf("%s loads %s", page, m[1])
			} else if strings.Contains(m[1], "?") {
				continue
			} else if got := s.get(m[1]); got.Status != 200 {
				t.Errorf("%s loads %s: %d", page, m[1], got.Status)
			}
		}
	}
	a := s.get("/api/v1/openapi.yaml").want(200)
	if string(a.Body) != string(contractText) {
		t.Error("the contract that is served is not the one that is enforced")
	}
}
