package api

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"yunti/access"
	"yunti/models"
	"yunti/policy"
)

// The cookie that keeps a browser's session. Over HTTPS its name binds it to this host and to HTTPS: no page of a
// neighbouring host, and nobody on the wire, can plant one.
const (
	secureCookie = "__Host-yunti"
	plainCookie  = "yunti_session"
)

// callerKey is where admit leaves who sends the request.
const callerKey = "caller"

// caller is who sends a request: a person by a session, or a program by a token that acts for a person.
type caller struct {
	User    *models.User
	Session *models.Session // nil for a program
	Token   *models.Token   // nil for a person
}

// callerOf returns who sends the request; nil for somebody who has not signed in.
func callerOf(c *gin.Context) *caller {
	who, _ := c.Value(callerKey).(*caller)
	return who
}

// actor is who sends the request, for the audit trail.
func (s *Server) actor(c *gin.Context) models.Actor {
	a := models.Actor{From: c.ClientIP(), Request: requestID(c)}
	if who := callerOf(c); who != nil {
		a.Who, a.Role = who.User.Username, who.User.Role
	}
	return a
}

// user returns the user who sends the request, or for whom a program does; only behind admit, of an operation that
// asks for sign-in.
func (s *Server) user(c *gin.Context) *models.User { return callerOf(c).User }

// scope is what whoever sends the request may see and touch of firms and filings.
func (s *Server) scope(c *gin.Context) models.Scope {
	who := callerOf(c)
	if who == nil {
		return models.Scope{}
	}
	return scopeOf(who.User, models.Today(s.Now()))
}

// scopeOf is what a user may see and touch on a day: an incubator its own firms, a county its own, city and leadership
// all. Administrators and auditors have no business with firms, and neither has a user whose county or incubator is not
// on record.
func scopeOf(u *models.User, day policy.Day) models.Scope {
	switch {
	case u.Role == models.RoleIncubator && u.Incubator != "":
		return models.Scope{Incubator: u.Incubator, Day: day}
	case u.Role == models.RoleCounty && u.County != "":
		return models.Scope{County: u.County, Day: day}
	case u.Role == models.RoleCity, u.Role == models.RoleLeadership:
		return models.Everything
	}
	return models.Scope{}
}

// admit lets a request through to its operation when whoever sends it may call it. It comes before anything of the
// body is read, and leaves the operation and the caller for what follows.
func (s *Server) admit(c *gin.Context) {
	op := s.contract.operation(c)
	if op == nil {
		stop(c, errNoRoute)
		return
	}
	c.Set(operationKey, op)
	if op.open() {
		return
	}
	who, err := s.authenticate(c)
	if err == nil {
		c.Set(callerKey, who)
		err = op.authorise(who)
	}
	if err != nil {
		if c.Request.ContentLength != 0 {
			c.Header("Connection", "close") // else the server would read on, to find the next request behind the body
		}
		stop(c, err)
	}
}

// authenticate finds out who sends the request: by the session cookie of a browser or the bearer token of a program, never
// by both. Errors wrap access.ErrSignedOut or errTwoWays.
func (s *Server) authenticate(c *gin.Context) (*caller, error) {
	bearer, isProgram := bearerToken(c)
	secret, isBrowser := sessionSecret(c)
	switch {
	case isProgram && isBrowser:
		return nil, errTwoWays
	case bearer != "":
		token, user, err := s.desk.Token(c.Request.Context(), s.Now(), bearer)
		return &caller{User: user, Token: token}, err
	case secret != "":
		session, user, err := s.desk.Session(c.Request.Context(), s.Now(), secret)
		return &caller{User: user, Session: session}, err
	}
	return nil, access.ErrSignedOut
}

// bearerToken returns the secret that a program sends, and whether it sends any. Another scheme of Authorization is none of
// ours: a proxy may ask for a password of its own. One that is sent twice is no token.
func bearerToken(c *gin.Context) (secret string, sent bool) {
	for _, value := range c.Request.Header.Values("Authorization") {
		scheme, rest, _ := strings.Cut(value, " ")
		if strings.EqualFold(scheme, "Bearer") {
			if sent {
				return "", true
			}
			secret, sent = strings.TrimSpace(rest), true
		}
	}
	return secret, sent
}

// sessionSecret returns what the browser keeps of its session, and whether it sends a session cookie at all. A browser that
// sends two, or the one of the other protocol, is not signed in: which of them is meant is not for us to guess.
func sessionSecret(c *gin.Context) (secret string, sent bool) {
	for _, cookie := range c.Request.Cookies() {
		if cookie.Name != secureCookie && cookie.Name != plainCookie {
			continue
		}
		if sent {
			return "", true
		}
		sent = true
		if cookie.Name == cookieName(c) {
			secret = cookie.Value
		}
	}
	return secret, sent
}

// cookieName is the name of the session cookie on this connection.
func cookieName(c *gin.Context) string {
	if isHTTPS(c) {
		return secureCookie
	}
	return plainCookie
}

// setSession gives the browser its session, or takes it away when secret is "". A cookie that is left from before the
// server had HTTPS goes with it.
func setSession(c *gin.Context, secret string) {
	setCookie(c, cookieName(c), secret, 0)
	if isHTTPS(c) {
		setCookie(c, plainCookie, "", 0)
	}
}

// setCookie sets a cookie for this host, until the browser is closed unless it ends earlier; one without a value is deleted.
func setCookie(c *gin.Context, name, value string, span time.Duration) {
	cookie := &http.Cookie{Name: name, Value: value, Path: "/", HttpOnly: true, Secure: isHTTPS(c), SameSite: http.SameSiteLaxMode, MaxAge: int(span.Seconds())}
	if value == "" {
		cookie.MaxAge = -1
	}
	http.SetCookie(c.Writer, cookie)
}

// open says whether anyone may call the operation, signed in or not.
func (op *operation) open() bool { return slices.Contains(op.Roles, anyone) }

// authorise says whether the caller may call the operation. Errors wrap errForbidden, errToken or access.ErrMustChange.
func (op *operation) authorise(who *caller) error {
	switch {
	case !slices.Contains(op.Roles, who.User.Role):
		return errForbidden
	case who.Token != nil && !op.takes(who.Token.ScopeList()):
		return errToken
	case who.User.MustChange && !op.tagged(tagSession):
		return access.ErrMustChange
	}
	return nil
}

// The tags of the contract that rights hang on.
const (
	tagSession = "登录"
	tagFilings = "申报"
	tagReviews = "年度评价"
)

func (op *operation) tagged(tag string) bool { return slices.Contains(op.Operation.Tags, tag) }

// takes says whether a program may call the operation with a token of these scopes: each of them lets it read, and one also
// lets it write what it names.
func (op *operation) takes(scopes []string) bool {
	if !op.tokens {
		return false
	}
	return op.Method == http.MethodGet && len(scopes) > 0 ||
		op.tagged(tagFilings) && slices.Contains(scopes, models.ScopeFilings) ||
		op.tagged(tagReviews) && slices.Contains(scopes, models.ScopeReviews)
}
