package api

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

func (s *Server) getTodo(c *gin.Context) {
	todo, err := s.DB.Todo(c.Request.Context(), s.Now(), s.actor(c), s.scope(c))
	if err != nil {
		c.Error(err)
		return
	}
	c.JSON(http.StatusOK, todo)
}
