package api

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"yunti/models"
	"yunti/models/modelstest"
)

// identityProvider is a small OpenID Connect provider. It vouches for one subject; tests bend what it says.
type identityProvider struct {
	*httptest.Server
	key     *rsa.PrivateKey
	subject string
	bend    func(header, claims map[string]any) // of the ID token
	sign    func(header, claims map[string]any) string

	mu    sync.Mutex
	codes map[string]url.Values // what the browser came with, by code
}

// providerKey is the key of all providers of the tests.
var providerKey = sync.OnceValue(newKey)

func newKey() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
}

func startProvider(t *testing.T) *identityProvider {
	t.Helper()
	key := providerKey()
	p := &identityProvider{key: key, subject: "10086", codes: make(map[string]url.Values)}
	p.sign = p.rs256
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		json.NewEncoder(w).Encode(map[string]any{"issuer": p.URL, "authorization_endpoint": p.URL + "/authorize", "token_endpoint": p.URL + "/token",
			"jwks_uri": p.URL + "/keys", "id_token_signing_alg_values_supported": []string{"RS256"}, "response_types_supported": []string{"code"},
			"subject_types_supported": []string{"public"}})
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		json.NewEncoder(w).Encode(map[string]any{"keys": []any{map[string]string{"kty": "RSA", "alg": "RS256", "use": "sig", "kid": "1",
			"n": encode(key.N.Bytes()), "e": encode(big.NewInt(int64(key.E)).Bytes())}}})
	})
	mux.HandleFunc("POST /token", p.token)
	p.Server = httptest.NewServer(mux)
	t.Cleanup(p.Close)
	return p
}

func encode(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// approve is the person signing in at the provider: it takes the address that the browser was sent to and returns the one
// that the provider sends it back to.
func (p *identityProvider) approve(t *testing.T, address string) string {
	t.Helper()
	to, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	q := to.Query()
	if !strings.HasPrefix(address, p.URL+"/authorize?") || q.Get("response_type") != "code" || q.Get("client_id") != "yunti" || q.Get("code_challenge_method") != "S256" ||
		len(q.Get("code_challenge")) < 43 || q.Get("nonce") == "" || q.Get("state") == "" || q.Get("scope") != "openid" {
		t.Fatalf("sent to %s", address)
	}
	code := rand.Text()
	p.mu.Lock()
	p.codes[code] = q
	p.mu.Unlock()
	back, err := url.Parse(q.Get("redirect_uri"))
	if err != nil {
		t.Fatal(err)
	}
	return back.Path + query("state", q.Get("state"), "code", code, "session_state", "keycloak adds this", "iss", p.URL)
}

// token gives an ID token for a code, once, to the client that knows its secret and the verifier.
func (p *identityProvider) token(w http.ResponseWriter, r *http.Request) {
	id, secret, ok := r.BasicAuth()
	if !ok {
		id, secret = r.FormValue("client_id"), r.FormValue("client_secret")
	}
	p.mu.Lock()
	asked := p.codes[r.FormValue("code")]
	delete(p.codes, r.FormValue("code"))
	p.mu.Unlock()
	challenge := sha256.Sum256([]byte(r.FormValue("code_verifier")))
	if id != "yunti" || secret != "client-secret" || asked == nil || encode(challenge[:]) != asked.Get("code_challenge") || r.FormValue("redirect_uri") != asked.Get("redirect_uri") {
		w.WriteHeader(http.StatusBadRequest)
		json.NewEncoder(w).Encode(map[string]string{"error": "invalid_grant"})
		return
	}
	head := map[string]any{"alg": "RS256", "kid": "1"}
	claims := map[string]any{"iss": p.URL, "sub": p.subject, "aud": "yunti", "nonce": asked.Get("nonce"), "iat": noon.Unix(), "exp": noon.Add(time.Hour).Unix()}
	if p.bend != nil {
		p.bend(head, claims)
	}
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(map[string]any{"access_token": "unused", "token_type": "Bearer", "id_token": p.sign(head, claims)})
}

func unsigned(head, claims map[string]any) string {
	h, _ := json.Marshal(head)
	c, _ := json.Marshal(claims)
	return encode(h) + "." + encode(c)
}

func (p *identityProvider) rs256(head, claims map[string]any) string {
	text := unsigned(head, claims)
	sum := sha256.Sum256([]byte(text))
	signature, err := rsa.SignPKCS1v15(rand.Reader, p.key, crypto.SHA256, sum[:])
	if err != nil {
		panic(err)
	}
	return text + "." + encode(signature)
}

// newOIDCSite returns a site that works with a provider, and a user of the city whom the provider knows.
func newOIDCSite(t *testing.T, db *models.DB) (*site, *identityProvider) {
	t.Helper()
	p := startProvider(t)
	s := newSiteWith(t, db, Settings{PublicURL: "http://yunti.example", Provider: Provider{Issuer: p.URL, ClientID: "yunti", Secret: "client-secret", Name: "市统一认证"}})
	s.as("admin").post("/api/v1/users", map[string]any{"username": "zhang.san", "name": "张某", "role": "city", "external": p.URL + "|10086", "only": true}).want(201)
	return s, p
}

// begin starts a sign-in and returns where the browser is sent, and what binds it to this browser.
func (s *site) begin(back string) (address string, bind func(*http.Request)) {
	s.t.Helper()
	path := "/api/v1/session/oidc"
	if back != "" {
		path += query("back", back)
	}
	a := s.get(path).want(302)
	c := a.cookieOf(plainStateCookie)
	if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.MaxAge != 600 {
		s.t.Errorf("cookie %v", c)
	}
	return a.Header.Get("Location"), cookie(c.Name, c.Value)
}

func (a *answer) wantRedirect(to string) *answer {
	a.t.Helper()
	a.want(302)
	if got := a.Header.Get("Location"); got != to {
		a.t.Fatalf("sent to %s, want %s", got, to)
	}
	return a
}

func TestAPersonSignsInAtTheIdentityProvider(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		s, p := newOIDCSite(t, db)
		if ways := s.get("/api/v1/session/ways").want(200); ways.text("oidc", "name") != "市统一认证" {
			t.Errorf("%s", ways.Body)
		}
		address, bind := s.begin("/firms?tier=gazelle")
		if !strings.Contains(address, url.QueryEscape("http://yunti.example/api/v1/session/oidc/callback")) {
			t.Errorf("sent to %s", address)
		}
		in := s.get(p.approve(t, address), bind).wantRedirect("/firms?tier=gazelle")
		session := s.get("/api/v1/session", in.bring()).want(200)
		if session.text("username") != "zhang.san" || session.text("way") != "oidc" || session.at("must_change") != false {
			t.Errorf("%s", session.Body)
		}
		s.get("/api/v1/firms", in.bring()).want(200)
		if c := in.cookieOf(plainStateCookie); c.MaxAge >= 0 {
			t.Errorf("the browser keeps %v", c)
		}
	})
}

func TestWhomTheIdentityProviderDoesNotBringIn(t *testing.T) {
	for name, c := range map[string]struct {
		prepare func(s *site, p *identityProvider)
		reason  string
	}{
		"nobody knows him":            {func(_ *site, p *identityProvider) { p.subject = "10010" }, "unknown"},
		"a subject that begins alike": {func(_ *site, p *identityProvider) { p.subject = "1008" }, "unknown"},
		"no subject":                  {func(_ *site, p *identityProvider) { p.subject = "" }, "failed"},
		"his account is disabled": {func(s *site, _ *identityProvider) {
			s.as("admin").patch("/api/v1/users/zhang.san", map[string]bool{"disabled": true}).want(200)
		}, "unknown"},
		"another's nonce":    {func(_ *site, p *identityProvider) { p.bend = func(_, c map[string]any) { c["nonce"] = "another" } }, "failed"},
		"no nonce":           {func(_ *site, p *identityProvider) { p.bend = func(_, c map[string]any) { delete(c, "nonce") } }, "failed"},
		"for another client": {func(_ *site, p *identityProvider) { p.bend = func(_, c map[string]any) { c["aud"] = "canteen" } }, "failed"},
		"for us among others": {func(_ *site, p *identityProvider) {
			p.bend = func(_, c map[string]any) { c["aud"] = []string{"canteen", "yunti"} }
		}, "failed"},
		"given to another party": {func(_ *site, p *identityProvider) { p.bend = func(_, c map[string]any) { c["azp"] = "canteen" } }, "failed"},
		"of another issuer": {func(_ *site, p *identityProvider) {
			p.bend = func(_, c map[string]any) { c["iss"] = "https://evil.example" }
		}, "failed"},
		"expired": {func(_ *site, p *identityProvider) {
			p.bend = func(_, c map[string]any) { c["exp"] = noon.Add(-time.Minute).Unix() }
		}, "failed"},
		"not signed": {func(_ *site, p *identityProvider) {
			p.bend = func(h, _ map[string]any) { h["alg"] = "none" }
			p.sign = func(h, c map[string]any) string { return unsigned(h, c) + "." }
		}, "failed"},
		"signed with the public key as a secret": {func(_ *site, p *identityProvider) { p.bend = func(h, _ map[string]any) { h["alg"] = "HS256" } }, "failed"},
		"signed by somebody else": {func(_ *site, p *identityProvider) {
			p.sign = (&identityProvider{key: newKey()}).rs256
		}, "failed"},
		"changed after signing": {func(_ *site, p *identityProvider) {
			p.sign = func(h, c map[string]any) string {
				_, signature, _ := strings.Cut(p.rs256(h, c), ".")
				_, signature, _ = strings.Cut(signature, ".")
				c["sub"] = "10086 "
				return unsigned(h, c) + "." + signature
			}
		}, "failed"},
		"no token at all":      {func(_ *site, p *identityProvider) { p.sign = func(_, _ map[string]any) string { return "" } }, "failed"},
		"the code is gone":     {func(_ *site, p *identityProvider) { p.codes = map[string]url.Values{} }, "failed"},
		"the provider is gone": {func(_ *site, p *identityProvider) { p.Close() }, "failed"},
	} {
		t.Run(name, func(t *testing.T) {
			s, p := newOIDCSite(t, modelstest.SQLite(t))
			address, bind := s.begin("")
			back := p.approve(t, address)
			c.prepare(s, p)
			a := s.get(back, bind).wantRedirect("/?signin=" + c.reason)
			for _, line := range a.Header.Values("Set-Cookie") {
				if strings.HasPrefix(line, plainCookie) {
					t.Errorf("was given %s", line)
				}
			}
			var last models.Entry
			if err := s.srv.DB.Read.Order("seq DESC").First(&last).Error; err != nil {
				t.Fatal(err)
			}
			if noted := last.Action == "session.fail"; noted != (c.reason == "unknown") {
				t.Errorf("the trail ends with %+v", last)
			}
		})
	}
}

func TestASignInAtTheProviderIsFinishedOnceInItsBrowserAndInTime(t *testing.T) {
	s, p := newOIDCSite(t, modelstest.SQLite(t))
	address, bind := s.begin("")
	back := p.approve(t, address)
	to, _ := url.Parse(back)

	s.get(back).wantRedirect("/?signin=expired") // somebody sent the link to another browser
	s.get(back, cookie(plainStateCookie, "of-another-sign-in")).wantRedirect("/?signin=expired")
	s.get(back, cookie(secureStateCookie, to.Query().Get("state"))).wantRedirect("/?signin=expired") // of HTTPS
	s.get(to.Path + query("code", "x")).wantRedirect("/?signin=expired")
	s.get(to.Path+query("code", "x", "state", ""), cookie(plainStateCookie, "")).wantRedirect("/?signin=expired")
	s.get(to.Path+query("code", "x", "state", "made-up"), cookie(plainStateCookie, "made-up")).wantRedirect("/?signin=expired")
	s.get(back, bind).wantRedirect("/")
	s.get(back, bind).wantRedirect("/?signin=expired") // replayed

	address, bind = s.begin("")
	back = p.approve(t, address)
	s.clock(noon.Add(10*time.Minute + time.Second))
	s.get(back, bind).wantRedirect("/?signin=expired")

	s.clock(noon)
	address, bind = s.begin("")
	at, _ := url.Parse(address)
	s.get(to.Path+query("error", "access_denied", "error_description", "no", "state", at.Query().Get("state")), bind).wantRedirect("/?signin=refused")
}

func TestTheProviderSendsNobodyAwayFromHere(t *testing.T) {
	s, _ := newOIDCSite(t, modelstest.SQLite(t))
	for _, back := range []string{"https://evil.example/", "//evil.example", `/\evil.example`, "/\tevil", "evil", "javascript:alert(1)", "/\r\nSet-Cookie: a=b", "/" + long("a", 300)} {
		s.get("/api/v1/session/oidc"+query("back", back)).wantProblem(400, "contract_violation")
	}
}

func TestAProviderThatIsDownDoesNotStopTheServer(t *testing.T) {
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	s := newSiteWith(t, modelstest.SQLite(t), Settings{PublicURL: "https://yunti.example", Provider: Provider{Issuer: gone.URL, ClientID: "yunti", Secret: "s"}})
	a := s.get("/api/v1/session/oidc").wantProblem(503, "provider")
	if strings.Contains(string(a.Body), "127.0.0.1") {
		t.Errorf("%s", a.Body)
	}
	s.get("/").want(200)
}

// Anybody may begin a sign-in; nobody may begin so many that the others cannot.
func TestOneAddressCannotBeginSignInsWithoutEnd(t *testing.T) {
	p := startProvider(t)
	s := newSiteWith(t, modelstest.SQLite(t), Settings{TrustedProxies: loopback, PublicURL: "http://yunti.example", Provider: Provider{Issuer: p.URL, ClientID: "yunti", Secret: "s"}})
	for range beginningsMost {
		s.begin("")
	}
	if a := s.get("/api/v1/session/oidc").wantProblem(429, "locked"); a.Header.Get("Retry-After") != "600" {
		t.Errorf("%v", a.Header)
	}
	s.get("/api/v1/session/oidc", header("X-Forwarded-For", "198.51.100.7")).want(302)
	s.clock(noon.Add(stateTime))
	s.begin("")
}

func TestWithoutAProvider(t *testing.T) {
	s := newBareSite(t, modelstest.SQLite(t))
	s.get("/api/v1/session/oidc").wantProblem(404, "no_provider")
	s.get("/api/v1/session/oidc/callback?state=a&code=b").wantProblem(404, "no_provider")
}

func TestSettingsThatContradictOneAnother(t *testing.T) {
	whole := Provider{Issuer: "https://sso.example", ClientID: "yunti", Secret: "s"}
	for name, settings := range map[string]Settings{
		"no public URL": {Provider: whole},
		"no secret":     {PublicURL: "https://a.example", Provider: Provider{Issuer: "https://sso.example", ClientID: "yunti"}},
		"no client":     {PublicURL: "https://a.example", Provider: Provider{Issuer: "https://sso.example", Secret: "s"}},
		"plain issuer":  {PublicURL: "https://a.example", Provider: Provider{Issuer: "http://sso.example", ClientID: "yunti", Secret: "s"}},
		"only a name":   {PublicURL: "https://a.example", Provider: Provider{Name: "认证"}},
		"a path":        {PublicURL: "https://a.example/yunti"},
		"a slash":       {PublicURL: "https://a.example/"},
		"no scheme":     {PublicURL: "a.example"},
		"a password":    {PublicURL: "https://u:p@a.example"},
		"another world": {PublicURL: "ftp://a.example"},
	} {
		if err := settings.Check(); err == nil || !strings.Contains(err.Error(), "--") {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, settings := range []Settings{{}, {PublicURL: "https://a.example:8443", Provider: whole}, {PublicURL: "http://10.0.0.8:8080"}} {
		if err := settings.Check(); err != nil {
			t.Error(err)
		}
	}
}
