package api

import (
	"context"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
)

// healthz says that the process answers.
func (s *Server) healthz(c *gin.Context) { c.String(http.StatusOK, "ok\n") }

// readyz says whether requests can be served: the database answers and has the schema of this program.
func (s *Server) readyz(c *gin.Context) {
	ctx, cancel := context.WithTimeout(c.Request.Context(), 3*time.Second)
	defer cancel()
	if s.life.Err() != nil {
		c.Error(errClosing)
		return
	}
	if err := s.DB.Ready(ctx); err != nil {
		c.Error(err)
		return
	}
	c.String(http.StatusOK, "ready\n")
}
