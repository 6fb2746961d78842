package api

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"yunti/models"
)

// sessionAnswer is who is signed in, and how long.
type sessionAnswer struct {
	Username   string    `json:"username"`
	Name       string    `json:"name"`
	Role       string    `json:"role"`
	County     string    `json:"county"`
	Incubator  string    `json:"incubator"`
	MustChange bool      `json:"must_change"`
	Way        string    `json:"way"`
	CreatedAt  time.Time `json:"created_at"`
	IdleUntil  time.Time `json:"idle_until"`
	ExpiresAt  time.Time `json:"expires_at"`

	// So that people notice when somebody else uses their account, or tries to.
	SignedInBefore *time.Time `json:"signed_in_before"`
	Failures       int        `json:"failures"`
}

func (s *Server) answerSession(c *gin.Context, session *models.Session, u *models.User) {
	before, failures, err := s.DB.SignInBefore(c.Request.Context(), u.Username, session.CreatedAt)
	if err != nil {
		c.Error(err)
		return
	}
	c.JSON(http.StatusOK, sessionAnswer{u.Username, u.Name, u.Role, u.County, u.Incubator, u.MustChange, session.Way, session.CreatedAt, session.IdleUntil(), session.ExpiresAt,
		before, failures})
}

func (s *Server) getWays(c *gin.Context) {
	var oidc any
	if s.provider != nil {
		oidc = gin.H{"name": s.provider.Name}
	}
	c.JSON(http.StatusOK, gin.H{"password": true, "oidc": oidc})
}

// signIn opens a session. Its secret is new, whatever the browser brought along, and the session that it had ends.
func (s *Server) signIn(c *gin.Context) {
	var body struct {
		Username string `json:"username"`
		Password string `json:"password"`
	}
	if err := readJSON(c, &body); err != nil {
		c.Error(err)
		return
	}
	secret, session, user, err := s.desk.SignIn(c.Request.Context(), s.Now(), body.Username, body.Password, c.ClientIP(), c.Request.UserAgent(), requestID(c))
	if err != nil {
		c.Error(err)
		return
	}
	s.welcome(c, secret, session, user)
	s.answerSession(c, session, user)
}

// welcome gives the browser its new session and ends the one that it had before.
func (s *Server) welcome(c *gin.Context, secret string, session *models.Session, user *models.User) {
	if before, err := s.authenticate(c); err == nil && before.Session != nil {
		actor := models.Actor{Who: before.User.Username, Role: before.User.Role, From: c.ClientIP(), Request: requestID(c)}
		if err := s.DB.EndSession(c.Request.Context(), s.Now(), actor, before.User.Username, before.Session.ID); err != nil {
			s.Log.Warn("the session before was not ended", "request_id", requestID(c), "error", err)
		}
	}
	c.Set(callerKey, &caller{User: user, Session: session})
	setSession(c, secret)
}

func (s *Server) getSession(c *gin.Context) {
	who := callerOf(c)
	s.answerSession(c, who.Session, who.User)
}

func (s *Server) signOut(c *gin.Context) { s.closeSession(c, callerOf(c).Session.ID) }

func (s *Server) endSession(c *gin.Context) { s.closeSession(c, c.Param("id")) }

// closeSession ends a session of the caller's; when it is the one he is using, his browser forgets it.
func (s *Server) closeSession(c *gin.Context, id string) {
	who := callerOf(c)
	if err := s.DB.EndSession(c.Request.Context(), s.Now(), s.actor(c), who.User.Username, id); err != nil {
		c.Error(err)
		return
	}
	if id == who.Session.ID {
		setSession(c, "")
		if isHTTPS(c) { // elsewhere browsers do not heed it
			c.Header("Clear-Site-Data", `"cache", "storage"`)
		}
	}
	c.Status(http.StatusNoContent)
}

// changePassword replaces the caller's password. All his sessions end, and this browser gets a new one.
func (s *Server) changePassword(c *gin.Context) {
	var body struct {
		Old string `json:"old"`
		New string `json:"new"`
	}
	if err := readJSON(c, &body); err != nil {
		c.Error(err)
		return
	}
	who := callerOf(c)
	secret, session, err := s.desk.ChangePassword(c.Request.Context(), s.Now(), who.Session, body.Old, body.New, c.ClientIP(), c.Request.UserAgent(), requestID(c))
	if err != nil {
		c.Error(err)
		return
	}
	setSession(c, secret)
	user := *who.User
	user.MustChange = false
	s.answerSession(c, session, &user)
}

// sessionRow is a session in the list of one's own.
type sessionRow struct {
	models.Session
	IdleUntil time.Time `json:"idle_until"`
	Current   bool      `json:"current"`
}

func (s *Server) listSessions(c *gin.Context) {
	who := callerOf(c)
	sessions, err := s.DB.Sessions(c.Request.Context(), s.Now(), who.User.Username)
	if err != nil {
		c.Error(err)
		return
	}
	items := make([]sessionRow, len(sessions))
	for i := range sessions {
		items[i] = sessionRow{sessions[i], sessions[i].IdleUntil(), sessions[i].ID == who.Session.ID}
	}
	c.JSON(http.StatusOK, gin.H{"items": items})
}
