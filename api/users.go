package api

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"yunti/access"
	"yunti/models"
)

// userAnswer is an account as an administrator sees it.
type userAnswer struct {
	*models.User
	LockedUntil *time.Time `json:"locked_until"`
}

// accountsOf puts the locks beside the accounts.
func (s *Server) accountsOf(c *gin.Context, users ...models.User) ([]userAnswer, error) {
	names := make([]string, len(users))
	for i := range users {
		names[i] = users[i].Username
	}
	locked, err := s.DB.LockedUsers(c.Request.Context(), s.Now(), names...)
	if err != nil {
		return nil, err
	}
	answers := make([]userAnswer, len(users))
	for i := range users {
		answers[i].User = &users[i]
		if until, ok := locked[users[i].Username]; ok {
			answers[i].LockedUntil = &until
		}
	}
	return answers, nil
}

func (s *Server) answerUser(c *gin.Context, u *models.User, err error) {
	if err != nil {
		c.Error(err)
		return
	}
	answers, err := s.accountsOf(c, *u)
	if err != nil {
		c.Error(err)
		return
	}
	c.Header("ETag", etag(u.Version))
	c.JSON(http.StatusOK, answers[0])
}

func (s *Server) listUsers(c *gin.Context) {
	number, size := pageOf(c)
	filter := models.UserFilter{Q: c.Query("q"), Role: c.Query("role"), Page: number, Size: size}
	if disabled := c.Query("disabled"); disabled != "" {
		yes := disabled == "true"
		filter.Disabled = &yes
	}
	if days := intOf(c, "unused"); days > 0 {
		filter.Unused = s.stamp().AddDate(0, 0, -days)
	}
	users, total, err := s.DB.Users(c.Request.Context(), filter)
	if err != nil {
		c.Error(err)
		return
	}
	items, err := s.accountsOf(c, users...)
	if err != nil {
		c.Error(err)
		return
	}
	answerPage(c, items, total)
}

func (s *Server) getUser(c *gin.Context) {
	u, err := s.DB.User(c.Request.Context(), c.Param("username"))
	s.answerUser(c, u, err)
}

// createUser answers with the one-time password, which is nowhere else.
func (s *Server) createUser(c *gin.Context) {
	var body access.NewUser
	if err := readJSON(c, &body); err != nil {
		c.Error(err)
		return
	}
	ed, err := s.today()
	if err != nil {
		c.Error(err)
		return
	}
	password, u, err := s.desk.AddUser(c.Request.Context(), s.Now(), s.actor(c), ed, body)
	if err != nil {
		c.Error(err)
		return
	}
	c.Header("Location", prefix+"users/"+u.Username)
	c.Header("ETag", etag(u.Version))
	c.JSON(http.StatusCreated, gin.H{"user": userAnswer{User: u}, "password": orNull(password)})
}

func (s *Server) changeUser(c *gin.Context) {
	var change access.Change
	if err := readJSON(c, &change); err != nil {
		c.Error(err)
		return
	}
	ed, err := s.today()
	if err != nil {
		c.Error(err)
		return
	}
	u, err := s.DB.User(c.Request.Context(), c.Param("username"))
	if err == nil {
		err = precondition(c, u.Version)
	}
	if err == nil {
		u, err = s.desk.ChangeUser(c.Request.Context(), s.Now(), s.actor(c), ed, u.Username, u.Version, change)
	}
	s.answerUser(c, u, err)
}

func (s *Server) resetPassword(c *gin.Context) {
	password, err := s.desk.ResetPassword(c.Request.Context(), s.Now(), s.actor(c), c.Param("username"))
	if err != nil {
		c.Error(err)
		return
	}
	c.JSON(http.StatusOK, gin.H{"password": password})
}

func (s *Server) unlockUser(c *gin.Context) {
	if err := s.DB.Unlock(c.Request.Context(), s.Now(), s.actor(c), c.Param("username")); err != nil {
		c.Error(err)
		return
	}
	c.Status(http.StatusNoContent)
}

func (s *Server) endSessions(c *gin.Context) {
	ended, revoked, err := s.DB.EndSessions(c.Request.Context(), s.Now(), s.actor(c), c.Param("username"))
	if err != nil {
		c.Error(err)
		return
	}
	c.JSON(http.StatusOK, gin.H{"ended": ended, "revoked": revoked})
}
