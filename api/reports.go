package api

import (
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/gin-gonic/gin"

	"yunti/exports"
	"yunti/models"
)

// reportName is a line of the menu of reports.
type reportName struct {
	Key         string `json:"key"`
	Name        string `json:"name"`
	Description string `json:"description"`
}

func (s *Server) listReports(c *gin.Context) {
	published, err := s.published(c)
	if err != nil {
		c.Error(err)
		return
	}
	items := make([]reportName, len(exports.Reports))
	for i, r := range exports.Reports {
		items[i] = reportName{r.Key, r.Name, r.Description}
	}
	years := make([]int, len(published))
	for i, r := range published {
		years[i] = r.Year
	}
	c.JSON(http.StatusOK, gin.H{"items": items, "years": years})
}

// published returns the reviews in force, the latest year first.
func (s *Server) published(c *gin.Context) ([]models.Review, error) {
	all, err := s.DB.Reviews(c.Request.Context())
	if err != nil {
		return nil, err
	}
	var published []models.Review
	for _, r := range all {
		if r.State == models.Published {
			published = append(published, r)
		}
	}
	return published, nil
}

func (s *Server) getReport(c *gin.Context) {
	report, err := exports.Find(printable(c.Param("key")))
	if err != nil {
		c.Error(err)
		return
	}
	year := intOf(c, "year")
	source, err := exports.Open(c.Request.Context(), s.DB, s.scope(c), year, "", s.actor(c).Who, s.Now())
	if errors.Is(err, models.ErrNotFound) {
		err = fmt.Errorf("%w %d 年度已发布的评价，请先在“年度评价”中运行并发布 %d 年度评价", models.ErrNotFound, year, year)
	}
	if err != nil {
		c.Error(err)
		return
	}
	name, plain := fmt.Sprintf("%d%s.xlsx", year, report.Name), fmt.Sprintf("%s-%d.xlsx", report.Key, year)
	s.answerWorkbook(c, name, plain, func(w io.Writer) error { return report.Write(c.Request.Context(), source, w) }, func() error {
		return s.DB.Record(c.Request.Context(), s.stamp(), s.actor(c), "report.get", report.Key, gin.H{"year": year, "review": source.Review.ID})
	})
}
