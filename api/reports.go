package api

import (
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/gin-gonic/gin"

	"yunti/exports"
	"yunti/jobs"
	"yunti/models"
)

// reportName is a line of the menu of reports.
type reportName struct {
	Key         string       `json:"key"`
	Name        string       `json:"name"`
	Description string       `json:"description"`
	Needs       exports.Need `json:"needs"`
}

func (s *Server) listReports(c *gin.Context) {
	published, err := s.published(c)
	if err != nil {
		c.Error(err)
		return
	}
	items := []reportName{}
	for _, r := range exports.Reports {
		if r.ReadableBy(s.scope(c)) {
			items = append(items, reportName{r.Key, r.Name, r.Description, r.Needs})
		}
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
	ctx, actor, now := c.Request.Context(), s.actor(c), s.stamp()
	source, err := exports.Open(ctx, s.DB, s.scope(c), report, exports.Request{Year: year, Code: printable(c.Query("code")), By: actor.Who, At: now})
	if errors.Is(err, models.ErrNotFound) && c.Query("code") == "" {
		err = fmt.Errorf("%w %d 年度已发布的评价，请先在“年度评价”中运行并发布 %d 年度评价", models.ErrNotFound, year, year)
	}
	if err != nil {
		c.Error(err)
		return
	}
	if report.Key == "budget" { // the forecast is made on a floor above the workbooks
		if source.Budget, err = jobs.Budget(ctx, s.DB, s.Book, s.scope(c), year, now); err != nil {
			c.Error(err)
			return
		}
	}
	name, plain := fmt.Sprintf("%d%s.xlsx", year, report.Name), fmt.Sprintf("%s-%d.xlsx", report.Key, year)
	if source.Firm != nil {
		name, plain = fmt.Sprintf("%s%d%s.xlsx", source.Firm.Name, year, report.Name), fmt.Sprintf("%s-%s-%d.xlsx", report.Key, source.Firm.Code, year)
	}
	var issued *models.IssuedReport
	s.answerWorkbook(c, name, plain, func(w io.Writer) error {
		issued, err = report.Write(ctx, source, w)
		return err
	}, func() error { return s.DB.IssueReport(ctx, now, actor, issued) })
}

// verifyReport says whether a workbook that somebody has is one of ours, and what was changed in it since.
func (s *Server) verifyReport(c *gin.Context) {
	f, err := readForm(c)
	if err != nil {
		c.Error(err)
		return
	}
	defer f.discard()
	var v *exports.Verification
	err = s.inTurn(c, func() (err error) {
		v, err = exports.Verify(c.Request.Context(), s.DB, f.file, f.size)
		return err
	})
	if err != nil {
		c.Error(err)
		return
	}
	c.JSON(http.StatusOK, v)
}
