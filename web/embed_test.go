package web

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

const script = "/assets/main-1a2b.js"

func consoleOf(t *testing.T, files fstest.MapFS) *Console {
	t.Helper()
	c, err := newConsole(files)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func builtConsole(t *testing.T) *Console {
	return consoleOf(t, fstest.MapFS{
		"unbuilt.html":             {Data: []byte("尚未编译")},
		"app/index.html":           {Data: []byte(`<meta content="__NONCE__"><div id="root"></div>`)},
		"app/favicon.svg":          {Data: []byte("<svg/>")},
		"app/assets/main-1a2b.js":  {Data: []byte(strings.Repeat("console.log(1)\n", 500))},
		"app/assets/main-1a2b.css": {Data: []byte("body{}")},
	})
}

func get(c *Console, address string, headers ...string) *http.Response {
	r := httptest.NewRequest(http.MethodGet, address, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	c.ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, r *http.Response) string {
	t.Helper()
	text, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestEveryAddressOfAViewAnswersWithThePage(t *testing.T) {
	c := builtConsole(t)
	for _, address := range []string{"/", "/firms", "/firms/91530100MA6K00001X?year=2023", "/index.html/", "/assets"} {
		r := get(c, address)
		if r.StatusCode != http.StatusOK || !strings.Contains(body(t, r), `id="root"`) {
			t.Errorf("%s: status %d, not the page", address, r.StatusCode)
		}
		if got := r.Header.Get("Cache-Control"); got != "no-store" {
			t.Errorf("%s: Cache-Control %q would let a nonce be used twice", address, got)
		}
	}
}

func TestEachPageHasANonceOfItsOwnAndNamesItInItsPolicy(t *testing.T) {
	c := builtConsole(t)
	seen := make(map[string]bool)
	for range 20 {
		r := get(c, "/")
		_, rest, _ := strings.Cut(body(t, r), `content="`)
		nonce, _, _ := strings.Cut(rest, `"`)
		if len(nonce) < 22 || nonce == placeholder {
			t.Fatalf("nonce %q is too short to be unguessable", nonce)
		}
		if seen[nonce] {
			t.Fatalf("nonce %q was used twice", nonce)
		}
		seen[nonce] = true
		if policy := r.Header.Get("Content-Security-Policy"); !strings.Contains(policy, "style-src 'self' 'nonce-"+nonce+"'") {
			t.Fatalf("policy %q does not name the page's nonce", policy)
		}
	}
}

func TestPolicyAllowsNothingInlineAndNothingFromElsewhere(t *testing.T) {
	policy := get(builtConsole(t), "/").Header.Get("Content-Security-Policy")
	for _, bad := range []string{"unsafe", "http:", "https:", "data:", "*"} {
		if strings.Contains(policy, bad) {
			t.Errorf("policy allows %s: %s", bad, policy)
		}
	}
	for _, part := range []string{"default-src 'none'", "script-src 'self';", "frame-ancestors 'none'", "base-uri 'none'"} {
		if !strings.Contains(policy, part) {
			t.Errorf("policy lacks %s: %s", part, policy)
		}
	}
}

func TestAMissingFileIsNeverAnsweredWithThePage(t *testing.T) {
	c := builtConsole(t)
	for _, address := range []string{"/assets/main-0000.js", "/assets/", "/assets/../index.html", "/robots.txt", "/app/index.html", "/index.html"} {
		r := get(c, address)
		if r.StatusCode != http.StatusNotFound || strings.Contains(body(t, r), "root") {
			t.Errorf("%s: status %d, want 404", address, r.StatusCode)
		}
		if got := r.Header.Get("Cache-Control"); got != "no-store" {
			t.Errorf("%s: a 404 may be kept: %q", address, got)
		}
	}
}

func TestFilesAreCompressedForThoseWhoTakeIt(t *testing.T) {
	c := builtConsole(t)
	plain := body(t, get(c, script))
	for accept, packed := range map[string]bool{
		"": false, "gzip": true, "br, GZIP;q=0.5": true, "*": true, "identity": false, "gzip;q=0": false, "gzip; q=0.000": false, "gzipped": false,
	} {
		r := get(c, script, "Accept-Encoding", accept)
		text := body(t, r)
		if (r.Header.Get("Content-Encoding") == "gzip") != packed {
			t.Errorf("Accept-Encoding %q: Content-Encoding %q", accept, r.Header.Get("Content-Encoding"))
			continue
		}
		if packed {
			z, err := gzip.NewReader(strings.NewReader(text))
			if err != nil {
				t.Fatal(err)
			}
			unpacked, err := io.ReadAll(z)
			if err != nil {
				t.Fatal(err)
			}
			text = string(unpacked)
		}
		if text != plain {
			t.Errorf("Accept-Encoding %q: another text", accept)
		}
		if r.Header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("Accept-Encoding %q: Vary is missing, a cache would mix them up", accept)
		}
	}
	if r := get(c, "/favicon.svg", "Accept-Encoding", "gzip"); r.Header.Get("Content-Encoding") != "" {
		t.Error("a file of six bytes was compressed")
	}
}

func TestOnlyFilesWithAHashInTheirNameAreKeptForEver(t *testing.T) {
	c := builtConsole(t)
	if got := get(c, script).Header.Get("Cache-Control"); !strings.Contains(got, "immutable") {
		t.Errorf("script: Cache-Control %q", got)
	}
	icon := get(c, "/favicon.svg")
	if got := icon.Header.Get("Cache-Control"); got != "no-cache" {
		t.Errorf("icon: Cache-Control %q", got)
	}
	tag := icon.Header.Get("ETag")
	for header, status := range map[string]int{tag: 304, "W/" + tag: 304, `"x", ` + tag: 304, "*": 304, `"x"`: 200, strings.Trim(tag, `"`): 200} {
		if r := get(c, "/favicon.svg", "If-None-Match", header); r.StatusCode != status {
			t.Errorf("If-None-Match %s: status %d, want %d", header, r.StatusCode, status)
		}
	}
}

func TestHeadHasNoBodyAndWritesAreRefused(t *testing.T) {
	c := builtConsole(t)
	for _, address := range []string{"/", script, "/assets/none.js"} {
		w := httptest.NewRecorder()
		c.ServeHTTP(w, httptest.NewRequest(http.MethodHead, address, nil))
		if w.Body.Len() != 0 || w.Header().Get("Content-Length") == "0" {
			t.Errorf("HEAD %s: %d bytes, Content-Length %s", address, w.Body.Len(), w.Header().Get("Content-Length"))
		}
	}
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodOptions} {
		w := httptest.NewRecorder()
		c.ServeHTTP(w, httptest.NewRequest(method, "/", strings.NewReader("{}")))
		if w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != "GET, HEAD" {
			t.Errorf("%s: status %d, Allow %q", method, w.Code, w.Header().Get("Allow"))
		}
	}
}

func TestWithoutABuildAHintIsShown(t *testing.T) {
	c := consoleOf(t, fstest.MapFS{"unbuilt.html": {Data: []byte(`<style nonce="__NONCE__"></style>尚未编译`)}})
	r := get(c, "/firms")
	if text := body(t, r); c.Built() || r.StatusCode != http.StatusOK || !strings.Contains(text, "尚未编译") || strings.Contains(text, placeholder) {
		t.Errorf("status %d, page %q", r.StatusCode, text)
	}
}

func TestABuildThatCannotBeServedSafelyIsRefused(t *testing.T) {
	page := &fstest.MapFile{Data: []byte(placeholder)}
	for name, files := range map[string]fstest.MapFS{
		"no place for the nonce":  {"app/index.html": {Data: []byte("<html>")}},
		"a file of unknown kind":  {"app/index.html": page, "app/assets/x.exe": {Data: []byte("x")}},
		"neither build nor hint":  {},
		"a file without any kind": {"app/index.html": page, "app/LICENSE": {Data: []byte("x")}},
	} {
		if _, err := newConsole(files); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestTheConsoleOfThisProgramStarts(t *testing.T) {
	c, err := New()
	if err != nil {
		t.Fatal(err)
	}
	if r := get(c, "/"); r.StatusCode != http.StatusOK || bytes.Contains([]byte(body(t, r)), []byte(placeholder)) {
		t.Errorf("status %d, or a nonce was not filled in", r.StatusCode)
	}
}
