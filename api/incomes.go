package api

import (
	"slices"

	"github.com/gin-gonic/gin"

	"yunti/jobs"
	"yunti/models"
)

// listIncomes answers with the incomes from transferred achievements and the deadlines of their rewards, as of today. There
// are some hundreds in a city, so the page is cut here.
func (s *Server) listIncomes(c *gin.Context) {
	all, err := jobs.Incomes(c.Request.Context(), s.DB, s.Book, s.scope(c), models.Today(s.Now()))
	if err != nil {
		c.Error(err)
		return
	}
	if state := c.Query("state"); state != "" {
		all = slices.DeleteFunc(all, func(in jobs.DueIncome) bool { return string(in.State) != state })
	}
	number, size := pageOf(c)
	from := min((number-1)*size, len(all))
	answerPage(c, all[from:min(from+size, len(all))], len(all))
}
