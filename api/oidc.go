package api

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/gin-gonic/gin"
	"golang.org/x/oauth2"

	"yunti/access"
	"yunti/models"
)

// provider is the identity provider that the server works with. It is asked for its addresses and keys when the first person
// signs in by it, so that the server starts without it.
type provider struct {
	Provider
	callback string
	client   *http.Client

	mu    sync.Mutex
	found *oidc.Provider
	fault error     // why it was not found
	tried time.Time // when

	begun beginnings
}

// beginnings counts the sign-ins that were begun from each address of late. Anybody may begin one, and each is a row; nobody
// may begin so many that there is no room for the others.
type beginnings struct {
	mu    sync.Mutex
	since time.Time
	count map[string]int
}

// beginningsMost is how many sign-ins one address may begin within stateTime.
const beginningsMost = 30

// add counts a beginning and says whether it is within the bounds.
func (b *beginnings) add(now time.Time, address string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.count == nil || now.Sub(b.since) >= stateTime {
		b.since, b.count = now, make(map[string]int)
	}
	b.count[address]++
	return b.count[address] <= beginningsMost
}

// The cookie that binds a sign-in at the provider to the browser in which it was begun.
const (
	secureStateCookie = "__Host-yunti-oidc"
	plainStateCookie  = "yunti_oidc"
	stateTime         = 10 * time.Minute
)

// providerTime is how long the identity provider may take to answer. For as long nobody asks again one that did not.
const providerTime = 8 * time.Second

// newProvider returns the provider that the settings, which are right, configure; nil when they configure none.
func newProvider(settings Settings) *provider {
	if settings.Provider == (Provider{}) {
		return nil
	}
	p := &provider{Provider: settings.Provider, callback: settings.PublicURL + prefix + "session/oidc/callback", client: &http.Client{Timeout: providerTime}}
	if p.Name == "" {
		p.Name = "统一身份认证"
	}
	return p
}

// discover asks the provider for its addresses and keys, once.
func (p *provider) discover() (*oidc.Provider, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.found != nil:
		return p.found, nil
	case p.fault != nil && time.Since(p.tried) < providerTime:
		return nil, p.fault
	}
	// What is found outlives the request: it fetches new keys when the provider changes them.
	found, err := oidc.NewProvider(oidc.ClientContext(context.Background(), p.client), p.Issuer)
	if err != nil {
		p.fault, p.tried = fmt.Errorf("%w：%w", errProvider, err), time.Now()
		return nil, p.fault
	}
	p.found = found
	return found, nil
}

func (p *provider) config(found *oidc.Provider) *oauth2.Config {
	return &oauth2.Config{ClientID: p.ClientID, ClientSecret: p.Secret, Endpoint: found.Endpoint(), RedirectURL: p.callback, Scopes: []string{oidc.ScopeOpenID}}
}

// subject takes the code to the provider and returns issuer and subject of whoever signed in, as User.External has
// them. Errors wrap errProvider, or errVouch when what the provider said is not to be relied on.
func (p *provider) subject(ctx context.Context, now func() time.Time, begun *models.SignIn, code string) (string, error) {
	found, err := p.discover()
	if err != nil {
		return "", err
	}
	ctx = oidc.ClientContext(ctx, p.client)
	answer, err := p.config(found).Exchange(ctx, code, oauth2.VerifierOption(begun.Verifier))
	var refused *oauth2.RetrieveError
	switch {
	case errors.As(err, &refused) && refused.Response.StatusCode < 500:
		return "", fmt.Errorf("%w：%w", errVouch, err)
	case err != nil:
		return "", fmt.Errorf("%w：%w", errProvider, err)
	}
	raw, _ := answer.Extra("id_token").(string)
	token, err := found.VerifierContext(ctx, &oidc.Config{ClientID: p.ClientID, Now: now}).Verify(ctx, raw)
	if err != nil {
		return "", fmt.Errorf("%w：%w", errVouch, err)
	}
	var claims struct {
		Party string `json:"azp"`
	}
	if err := token.Claims(&claims); err != nil {
		return "", fmt.Errorf("%w：%w", errVouch, err)
	}
	switch {
	case subtle.ConstantTimeCompare([]byte(token.Nonce), []byte(begun.Nonce)) != 1:
		return "", fmt.Errorf("%w：nonce 不符", errVouch)
	case claims.Party != "" && claims.Party != p.ClientID, claims.Party == "" && len(token.Audience) != 1:
		return "", fmt.Errorf("%w：令牌不是发给本系统的", errVouch)
	case token.Subject == "":
		return "", fmt.Errorf("%w：没有 sub", errVouch)
	}
	return token.Issuer + "|" + token.Subject, nil
}

// beginOIDC sends the browser to the provider.
func (s *Server) beginOIDC(c *gin.Context) {
	if s.provider == nil {
		c.Error(errNoProvider)
		return
	}
	if !s.provider.begun.add(s.Now(), c.ClientIP()) {
		c.Error(errBegun)
		return
	}
	found, err := s.provider.discover()
	if err != nil {
		c.Error(err)
		return
	}
	back := c.Query("back")
	if back == "" {
		back = "/"
	}
	nonce, verifier := oauth2.GenerateVerifier(), oauth2.GenerateVerifier()
	state, err := s.desk.BeginOIDC(c.Request.Context(), s.Now(), nonce, verifier, back)
	if err != nil {
		c.Error(err)
		return
	}
	setCookie(c, stateCookie(c), state, stateTime)
	c.Redirect(http.StatusFound, s.provider.config(found).AuthCodeURL(state, oidc.Nonce(nonce), oauth2.S256ChallengeOption(verifier)))
}

func stateCookie(c *gin.Context) string {
	if isHTTPS(c) {
		return secureStateCookie
	}
	return plainStateCookie
}

// What the start page is told of a sign-in at the provider that came to nothing.
const (
	signInUnknown = "unknown" // nobody here has that identity, or his account is disabled
	signInExpired = "expired" // begun too long ago, in another browser, or finished before
	signInRefused = "refused" // the provider did not let him in
	signInFailed  = "failed"  // the provider cannot be reached, or what it says is not to be relied on
)

// finishOIDC is where the provider sends the browser back to.
func (s *Server) finishOIDC(c *gin.Context) {
	if s.provider == nil {
		c.Error(errNoProvider)
		return
	}
	back, err := s.admitted(c)
	reason := ""
	switch {
	case err == nil:
		c.Redirect(http.StatusFound, back)
		return
	case errors.Is(err, models.ErrNotFound), errors.Is(err, access.ErrSignIn):
		reason = signInUnknown
	case errors.Is(err, access.ErrSignedOut):
		reason = signInExpired
	case errors.Is(err, errRefused):
		reason = signInRefused
	case errors.Is(err, errProvider), errors.Is(err, errVouch):
		reason = signInFailed
	default:
		c.Error(err)
		return
	}
	s.Log.Warn("sign-in at the identity provider failed", "request_id", requestID(c), "reason", reason, "error", err)
	c.Redirect(http.StatusFound, "/?signin="+reason)
}

// admitted opens the session of whoever comes back from the provider, and returns the page that he came from.
func (s *Server) admitted(c *gin.Context) (back string, err error) {
	ctx, now, state := c.Request.Context(), s.Now(), c.Query("state")
	here, err := c.Request.Cookie(stateCookie(c))
	setCookie(c, stateCookie(c), "", 0)
	if err != nil || subtle.ConstantTimeCompare([]byte(here.Value), []byte(state)) != 1 {
		return "", fmt.Errorf("%w：登录不是在这个浏览器里开始的", access.ErrSignedOut)
	}
	begun, err := s.desk.TakeOIDC(ctx, now, state)
	if err != nil {
		return "", err
	}
	if c.Query("error") != "" || c.Query("code") == "" {
		return "", fmt.Errorf("%w：%s", errRefused, printable(c.Query("error")))
	}
	external, err := s.provider.subject(ctx, s.Now, begun, c.Query("code"))
	if err != nil {
		return "", err
	}
	user, err := s.DB.UserByExternal(ctx, external)
	if errors.Is(err, models.ErrNotFound) {
		return "", s.turnedAway(c, external, err)
	}
	if err != nil {
		return "", err
	}
	secret, session, err := s.desk.Open(ctx, now, user, "oidc", c.ClientIP(), c.Request.UserAgent(), requestID(c))
	if err != nil {
		return "", err
	}
	s.welcome(c, secret, session, user)
	return begun.BackTo, nil
}

// turnedAway notes in the audit trail that the provider vouched for somebody who has no account, and returns why he was not
// admitted, unless it could not even be noted. What no provider vouched for is only logged: anybody could fill the trail with it.
func (s *Server) turnedAway(c *gin.Context, external string, why error) error {
	actor := models.Actor{Who: "未登录", From: c.ClientIP(), Request: requestID(c)}
	if err := s.DB.Record(c.Request.Context(), s.Now(), actor, "session.fail", external, map[string]any{"way": "oidc"}); err != nil {
		return err
	}
	return why
}
