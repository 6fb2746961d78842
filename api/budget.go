package api

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"yunti/jobs"
)

func (s *Server) getBudget(c *gin.Context) {
	r, err := s.reviewInForce(c.Request.Context(), intOf(c, "year"))
	if err != nil {
		c.Error(err)
		return
	}
	sheet, err := jobs.Budget(c.Request.Context(), s.DB, s.Book, s.scope(c), r.Year, s.Now())
	if err != nil {
		c.Error(err)
		return
	}
	c.JSON(http.StatusOK, sheet)
}
