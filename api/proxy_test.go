package api

import (
	"bytes"
	"crypto/tls"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"yunti/models/modelstest"
)

// networksOf reads networks for tests.
func networksOf(texts ...string) (list []netip.Prefix) {
	for _, text := range texts {
		list = append(list, netip.MustParsePrefix(text))
	}
	return list
}

// lines is a header that is sent several times.
func lines(name string, values ...string) func(*http.Request) {
	return func(r *http.Request) { r.Header[name] = values }
}

func TestWhereARequestComesFrom(t *testing.T) {
	const name = "X-Forwarded-For"
	s := newServer(t, nil)
	for what, c := range map[string]struct {
		trusted []netip.Prefix
		peer    string
		lines   []string
		want    string
	}{
		"no proxy":                            {nil, "203.0.113.9:4711", nil, "203.0.113.9"},
		"spoofed from outside":                {networksOf("10.0.0.0/8"), "203.0.113.9:4711", []string{"10.0.0.1"}, "203.0.113.9"},
		"nobody is trusted":                   {nil, "127.0.0.1:4711", []string{"198.51.100.7"}, "127.0.0.1"},
		"one proxy":                           {networksOf("10.0.0.0/8"), "10.0.0.1:4711", []string{"198.51.100.7"}, "198.51.100.7"},
		"the browser lies to the proxy":       {networksOf("10.0.0.0/8"), "10.0.0.1:4711", []string{"1.2.3.4, 198.51.100.7"}, "198.51.100.7"},
		"the lie in a line of its own":        {networksOf("10.0.0.0/8"), "10.0.0.1:4711", []string{"1.2.3.4", "198.51.100.7"}, "198.51.100.7"},
		"the lie names a trusted proxy":       {networksOf("10.0.0.0/8"), "10.0.0.1:4711", []string{"10.9.9.9, 198.51.100.7"}, "198.51.100.7"},
		"two proxies":                         {networksOf("10.0.0.0/8"), "10.0.0.1:4711", []string{"198.51.100.7, 10.0.0.2"}, "198.51.100.7"},
		"two proxies, two lines":              {networksOf("10.0.0.0/8"), "10.0.0.1:4711", []string{"1.2.3.4,198.51.100.7", "10.0.0.2"}, "198.51.100.7"},
		"a proxy between that is not trusted": {networksOf("10.0.0.1/32"), "10.0.0.1:4711", []string{"198.51.100.7, 10.0.0.2"}, "10.0.0.2"},
		"only proxies":                        {networksOf("10.0.0.0/8"), "10.0.0.1:4711", []string{"10.0.0.3, 10.0.0.2"}, "10.0.0.3"},
		"the proxy says nothing":              {networksOf("10.0.0.0/8"), "10.0.0.1:4711", nil, "10.0.0.1"},
		"an empty header":                     {networksOf("10.0.0.0/8"), "10.0.0.1:4711", []string{""}, "10.0.0.1"},
		"no address":                          {networksOf("10.0.0.0/8"), "10.0.0.1:4711", []string{"unknown"}, "10.0.0.1"},
		"no address behind an address":        {networksOf("10.0.0.0/8"), "10.0.0.1:4711", []string{"198.51.100.7, <script>"}, "10.0.0.1"},
		"no address before an address":        {networksOf("10.0.0.0/8"), "10.0.0.1:4711", []string{"'; DROP TABLE users, 198.51.100.7"}, "198.51.100.7"},
		"a port":                              {networksOf("10.0.0.0/8"), "10.0.0.1:4711", []string{"198.51.100.7:1234"}, "10.0.0.1"},
		"a trailing comma":                    {networksOf("10.0.0.0/8"), "10.0.0.1:4711", []string{"198.51.100.7,"}, "10.0.0.1"},
		"IPv6":                                {networksOf("fd00::/8"), "[fd00::1]:4711", []string{"2001:db8::9"}, "2001:db8::9"},
		"IPv4 in IPv6":                        {networksOf("10.0.0.0/8"), "[::ffff:10.0.0.1]:4711", []string{"::ffff:198.51.100.7"}, "198.51.100.7"},
		"a zone":                              {networksOf("fe80::/10"), "[fe80::1%eth0]:4711", []string{"2001:db8::9"}, "2001:db8::9"},
	} {
		t.Run(what, func(t *testing.T) {
			s.settings.TrustedProxies = c.trusted
			var log bytes.Buffer
			s.Log = slog.New(slog.NewJSONHandler(&log, nil))
			r := httptest.NewRequest("GET", "/nosuch", nil)
			r.RemoteAddr = c.peer
			if c.lines != nil {
				r.Header[name] = c.lines
			}
			s.Handler().ServeHTTP(httptest.NewRecorder(), r)
			var line struct{ From string }
			_, request, _ := bytes.Cut(log.Bytes(), []byte(`"msg":"request"`))
			if err := json.Unmarshal(append([]byte(`{"msg":""`), request...), &line); err != nil || line.From != c.want {
				t.Errorf("from %q, want %q (%v)", line.From, c.want, err)
			}
		})
	}
}

func TestTheOperatorIsToldOfAProxyThatHeForgot(t *testing.T) {
	s := newBareSite(t, modelstest.SQLite(t))
	var log bytes.Buffer
	s.srv.Log = slog.New(slog.NewJSONHandler(&log, nil))
	s.get("/healthz")
	if strings.Contains(log.String(), "--trusted-proxy") {
		t.Errorf("told of nothing: %s", log.String())
	}
	for range 3 {
		s.get("/healthz", header("X-Forwarded-For", "198.51.100.7"))
	}
	if n := strings.Count(log.String(), "--trusted-proxy"); n != 1 {
		t.Errorf("told %d times: %s", n, log.String())
	}
	s.clock(noon.Add(time.Hour))
	s.get("/healthz", header("Via", "1.1 proxy"))
	if n := strings.Count(log.String(), "--trusted-proxy"); n != 2 {
		t.Errorf("told %d times: %s", n, log.String())
	}
}

// The lock by address must count the browser, not the proxy before which all browsers look alike.
func TestTheSessionNamesTheBrowsersAddress(t *testing.T) {
	s := newSiteWith(t, modelstest.SQLite(t), Settings{TrustedProxies: loopback})
	password := s.settled("zhang.san", "city")
	a := s.enter("zhang.san", password, lines("X-Forwarded-For", "1.2.3.4", "198.51.100.7")).want(200)
	if list := s.get("/api/v1/sessions", a.bring()).want(200); list.text("items", 0, "from") != "198.51.100.7" && list.text("items", 1, "from") != "198.51.100.7" {
		t.Errorf("%s", list.Body)
	}
}

func TestTheCookieBehindAProxyThatSpeaksHTTPS(t *testing.T) {
	s := newSiteWith(t, modelstest.SQLite(t), Settings{TrustedProxies: loopback})
	password := s.settled("zhang.san", "city")
	https := lines("X-Forwarded-Proto", "https")
	a := s.enter("zhang.san", password, https, cookie(plainCookie, "left from before")).want(200)
	c := a.cookieOf(secureCookie)
	if !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" {
		t.Errorf("%v", c)
	}
	if old := a.cookieOf(plainCookie); old.MaxAge >= 0 {
		t.Errorf("the cookie from before stays: %v", old)
	}
	if a.Header.Get("Strict-Transport-Security") == "" {
		t.Error("no HSTS")
	}
	s.get("/api/v1/session", cookie(secureCookie, c.Value), https).want(200)
	s.get("/api/v1/session", cookie(secureCookie, c.Value)).wantProblem(401, "unauthenticated")
	s.get("/api/v1/session", cookie(plainCookie, c.Value), https).wantProblem(401, "unauthenticated")
	for _, said := range [][]string{{"http"}, {"https", "http"}, {"https,http"}, {"HTTPS "}, {""}} {
		if a := s.enter("zhang.san", password, lines("X-Forwarded-Proto", said...)).want(200); a.cookieOf(plainCookie).Secure || a.Header.Get("Strict-Transport-Security") != "" {
			t.Errorf("%q passes for HTTPS", said)
		}
	}
}

func TestWhoIsNoTrustedProxyCannotSayHTTPS(t *testing.T) {
	s := newSiteWith(t, modelstest.SQLite(t), Settings{TrustedProxies: networksOf("10.0.0.0/8")})
	a := s.enter("zhang.san", s.settled("zhang.san", "city"), header("X-Forwarded-Proto", "https")).want(200)
	if a.cookieOf(plainCookie).Secure || a.Header.Get("Strict-Transport-Security") != "" {
		t.Error("somebody made the server believe in HTTPS")
	}
}

func TestTheServerSpeaksTLS(t *testing.T) {
	db := modelstest.SQLite(t)
	password := newBareSite(t, db).settled("zhang.san", "city")
	certificate, key, trust := newCertificate(t)
	l, notice, err := Listen(t.Context(), "127.0.0.1:0", certificate, key)
	if err != nil || notice != "" {
		t.Fatal(notice, err)
	}
	s := newBareSite(t, db)
	web := &http.Server{Handler: s.srv.Handler()}
	go web.Serve(l)
	t.Cleanup(func() { web.Close() })
	s.url = "https://" + l.Addr().String()
	s.http = &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: trust}, ForceAttemptHTTP2: true}}

	a := s.enter("zhang.san", password).want(200)
	c := a.cookieOf(secureCookie)
	if !c.Secure || a.Header.Get("Strict-Transport-Security") == "" {
		t.Errorf("%v %v", c, a.Header)
	}
	s.get("/api/v1/firms", cookie(secureCookie, c.Value)).want(200)

	old := &tls.Config{RootCAs: trust, MaxVersion: tls.VersionTLS11}
	if conn, err := tls.Dial("tcp", l.Addr().String(), old); err == nil {
		conn.Close()
		t.Error("TLS 1.1 was accepted")
	}
	for _, suite := range tls.CipherSuites() {
		if !slices.Contains(suite.SupportedVersions, tls.VersionTLS12) || strings.Contains(suite.Name, "_RSA_") {
			continue // the certificate of the test is one of ECDSA
		}
		modern := strings.Contains(suite.Name, "_GCM_") || strings.Contains(suite.Name, "_POLY1305_")
		conn, err := tls.Dial("tcp", l.Addr().String(), &tls.Config{RootCAs: trust, MaxVersion: tls.VersionTLS12, CipherSuites: []uint16{suite.ID}})
		if (err == nil) != modern {
			t.Errorf("%s: %v", suite.Name, err)
		}
		if err == nil {
			conn.Close()
		}
	}
	plain, err := http.Get("http://" + l.Addr().String() + "/healthz")
	if err == nil {
		plain.Body.Close()
		if plain.StatusCode != 400 {
			t.Errorf("plain HTTP on the port of TLS: %s", plain.Status)
		}
	}
}

func TestWhoMayReadTheMetrics(t *testing.T) {
	s := newServer(t, nil)
	for what, c := range map[string]struct {
		settings Settings
		peer     string
		header   [2]string
		status   int
	}{
		"this machine":                                    {Settings{}, "127.0.0.1:1", [2]string{}, 200},
		"this machine, IPv6":                              {Settings{}, "[::1]:1", [2]string{}, 200},
		"another machine":                                 {Settings{}, "10.1.2.3:1", [2]string{}, 403},
		"a network that may":                              {Settings{MetricsFrom: networksOf("10.1.0.0/16")}, "10.1.2.3:1", [2]string{}, 200},
		"one beside it":                                   {Settings{MetricsFrom: networksOf("10.1.0.0/16")}, "10.2.2.3:1", [2]string{}, 403},
		"through a proxy here that is unknown":            {Settings{}, "127.0.0.1:1", [2]string{"X-Forwarded-For", "198.51.100.7"}, 403},
		"through a proxy that hides its client":           {Settings{}, "127.0.0.1:1", [2]string{"Via", "1.1 proxy"}, 403},
		"somebody outside says he is inside":              {Settings{MetricsFrom: networksOf("10.1.0.0/16")}, "198.51.100.7:1", [2]string{"X-Forwarded-For", "127.0.0.1"}, 403},
		"through a trusted proxy from outside":            {Settings{TrustedProxies: loopback}, "127.0.0.1:1", [2]string{"X-Forwarded-For", "198.51.100.7"}, 403},
		"through a trusted proxy from a network that may": {Settings{TrustedProxies: loopback, MetricsFrom: networksOf("10.1.0.0/16")}, "127.0.0.1:1", [2]string{"X-Forwarded-For", "10.1.2.3"}, 200},
	} {
		t.Run(what, func(t *testing.T) {
			s.settings = c.settings
			w, r := httptest.NewRecorder(), httptest.NewRequest("GET", "/metrics", nil)
			r.RemoteAddr = c.peer
			if c.header[0] != "" {
				r.Header.Set(c.header[0], c.header[1])
			}
			if s.Handler().ServeHTTP(w, r); w.Code != c.status {
				t.Errorf("%d, want %d", w.Code, c.status)
			}
			if c.status == 403 && bytes.Contains(w.Body.Bytes(), []byte("yunti_http")) {
				t.Error("it tells all the same")
			}
		})
	}
}
