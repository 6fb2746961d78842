package api

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"yunti/jobs"
	"yunti/policy"
)

// runTrial judges all firms under a changed edition and answers with the comparison; nothing is stored.
func (s *Server) runTrial(c *gin.Context) {
	var body struct {
		Year int      `json:"year"`
		Set  []string `json:"set"`
	}
	if err := readJSON(c, &body); err != nil {
		c.Error(err)
		return
	}
	if err := s.arrived(body.Year); err != nil {
		c.Error(err)
		return
	}
	result, err := jobs.Trial(c.Request.Context(), s.DB, s.Book, jobs.TrialOrder{Year: body.Year, Set: body.Set}, nil)
	if err != nil {
		c.Error(inList("set", err))
		return
	}
	c.JSON(http.StatusOK, result)
}

// listTrialParameters lists what a trial of the year can change.
func (s *Server) listTrialParameters(c *gin.Context) {
	ed, err := s.Book.At(policy.YearEnd(intOf(c, "year")))
	if err != nil {
		c.Error(err)
		return
	}
	c.JSON(http.StatusOK, gin.H{"items": ed.Parameters()})
}
