package api

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"yunti/models"
)

// tokenAnswer is a token without its secret.
type tokenAnswer struct {
	*models.Token
	Scopes []string `json:"scopes"`
}

func (s *Server) listTokens(c *gin.Context) {
	tokens, err := s.DB.Tokens(c.Request.Context(), s.user(c).Username)
	if err != nil {
		c.Error(err)
		return
	}
	items := make([]tokenAnswer, len(tokens))
	for i := range tokens {
		items[i] = tokenAnswer{&tokens[i], tokens[i].ScopeList()}
	}
	c.JSON(http.StatusOK, gin.H{"items": items})
}

// createToken answers with the secret, which is nowhere else.
func (s *Server) createToken(c *gin.Context) {
	var body struct {
		Name      string    `json:"name"`
		Scopes    []string  `json:"scopes"`
		ExpiresAt time.Time `json:"expires_at"`
	}
	if err := readJSON(c, &body); err != nil {
		c.Error(violations{{"body:/expires_at", "应为日期时间，如 2025-06-30T23:59:59+08:00"}})
		return
	}
	secret, t, err := s.desk.NewToken(c.Request.Context(), s.Now(), s.actor(c), s.user(c), body.Name, body.Scopes, body.ExpiresAt)
	if err != nil {
		c.Error(err)
		return
	}
	c.Header("Location", prefix+"tokens/"+t.ID)
	c.JSON(http.StatusCreated, gin.H{"token": tokenAnswer{t, t.ScopeList()}, "secret": secret})
}

func (s *Server) revokeToken(c *gin.Context) {
	if err := s.DB.RevokeToken(c.Request.Context(), s.Now(), s.actor(c), s.user(c).Username, c.Param("id")); err != nil {
		c.Error(err)
		return
	}
	c.Status(http.StatusNoContent)
}
