package api

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
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
			"瞪羚企业", "2024-07-01 12:00", `href="/docs/"`, "市级某", "市级"} {
			if !strings.Contains(page, want) {
				t.Errorf("the page lacks %s:\n%s", want, page)
			}
		}
		if strings.Contains(page, "<script") || strings.Contains(page, "style=") {
			t.Error("the page has a script or a style that its policy forbids")
		}
		if seen := string(s.as("leadership").get("/").want(200).Body); !strings.Contains(seen, "annual.xlsx") {
			t.Error("leadership does not see the reports")
		}
		for _, other := range []*site{s.anonymous(), s.as("incubator"), s.as("admin"), s.as("auditor")} {
			if seen := string(other.get("/").want(200).Body); strings.Contains(seen, "annual.xlsx") || strings.Contains(seen, "瞪羚企业") {
				t.Errorf("%q sees the numbers", other.user)
			}
		}
	})
}

func TestTheFirstPageTellsHowToSignIn(t *testing.T) {
	s := newBareSite(t, modelstest.SQLite(t))
	page := string(s.get("/").want(200).Body)
	if !strings.Contains(page, "登录") || !strings.Contains(page, "/docs/#/") || strings.Contains(page, "session/oidc") {
		t.Errorf("%s", page)
	}
	for _, set := range []func(*http.Request){cookie(plainCookie, "garbage"), bearer("garbage"), header("Authorization", "Basic eA==")} {
		if got := string(s.get("/", set).want(200).Body); got != page {
			t.Errorf("%s", got)
		}
	}
	if got := string(s.get("/?signin=<script>alert(1)</script>").want(200).Body); got != page {
		t.Errorf("%s", got)
	}
	once := s.newAccount("zhang.san", "city")
	if got := string(s.get("/", s.enter("zhang.san", once).bring()).want(200).Body); !strings.Contains(got, "请先修改") {
		t.Errorf("%s", got)
	}
	withProvider, _ := newOIDCSite(t, modelstest.SQLite(t))
	if got := string(withProvider.get("/").want(200).Body); !strings.Contains(got, `href="/api/v1/session/oidc"`) || !strings.Contains(got, "市统一认证") {
		t.Errorf("%s", got)
	}
}

// The documentation page brings a script and a style within itself. Its policy names them by digest; anything else that got
// into the page would not run.
func TestPagesRunNothingThatIsNotTheirs(t *testing.T) {
	s := newBareSite(t, modelstest.SQLite(t))
	a := s.get("/docs/").want(200)
	policy := a.Header.Get("Content-Security-Policy")
	if strings.Contains(policy, "unsafe") || !strings.Contains(policy, "default-src 'none'") || !strings.Contains(policy, "frame-ancestors 'none'") {
		t.Errorf("policy %s", policy)
	}
	for _, element := range []string{"script", "style"} {
		found := regexp.MustCompile(`(?s)<`+element+`>(.*?)</`+element+`>`).FindAllSubmatch(a.Body, -1)
		if len(found) == 0 {
			t.Errorf("the page has no %s of its own any more", element)
		}
		for _, text := range found {
			sum := sha256.Sum256(text[1])
			if !strings.Contains(policy, "'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'") {
				t.Errorf("the policy stops the page's own %s", element)
			}
		}
	}
	if regexp.MustCompile(`(?i)<[^>]+\s(on[a-z]+|style)=`).Match(a.Body) {
		t.Error("the page has an attribute that its policy stops")
	}
	if home := s.get("/").Header.Get("Content-Security-Policy"); strings.Contains(home, "script-src") || !strings.Contains(home, "default-src 'none'") {
		t.Errorf("policy %s", home)
	}
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
