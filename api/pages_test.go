package api

import (
	"crypto/sha256"
	"encoding/base64"
	"regexp"
	"strings"
	"testing"

	"yunti/models/modelstest"
)

func TestWhateverIsNotTheAPIIsTheConsole(t *testing.T) {
	s := newBareSite(t, modelstest.SQLite(t))
	for _, path := range []string{"/", "/firms", "/firms/91530100MA6K00001X", "/sign-in?signin=unknown", "/no/such/place"} {
		a := s.get(path).want(200)
		policy := a.Header.Get("Content-Security-Policy")
		if !strings.HasPrefix(a.Header.Get("Content-Type"), "text/html") || !strings.Contains(string(a.Body), "云梯") || a.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %v %.300s", path, a.Header, a.Body)
		}
		if strings.Contains(policy, "unsafe") || !strings.Contains(policy, "default-src 'none'") || !strings.Contains(policy, "frame-ancestors 'none'") {
			t.Errorf("%s: policy %s", path, policy)
		}
		if a.Header.Get("X-Content-Type-Options") != "nosniff" || a.Header.Get("Referrer-Policy") != "no-referrer" {
			t.Errorf("%s: headers %v", path, a.Header)
		}
	}
	for _, path := range []string{"/assets/gone-1a2b.js", "/gone.css"} {
		if a := s.get(path).want(404); strings.HasPrefix(a.Header.Get("Content-Type"), "text/html") {
			t.Errorf("%s is a page", path)
		}
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
