package api

import (
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"yunti/jobs"
	"yunti/models"
	"yunti/policy"
)

// firmItem is a line of the list of firms; where it stands nowhere the answer says null.
type firmItem struct {
	models.FirmRow
	Growth      *string `json:"growth"`
	GrowthMove  *string `json:"growth_move"`
	Unicorn     *string `json:"unicorn"`
	UnicornMove *string `json:"unicorn_move"`
}

func (s *Server) listFirms(c *gin.Context) {
	filter, err := s.firmFilter(c)
	if err != nil {
		c.Error(err)
		return
	}
	rows, total, err := s.DB.Firms(c.Request.Context(), s.scope(c), filter)
	if err != nil {
		c.Error(err)
		return
	}
	items := make([]firmItem, len(rows))
	for i, row := range rows {
		items[i] = firmItem{row, orNull(row.Growth), orNull(row.GrowthMove), orNull(row.Unicorn), orNull(row.UnicornMove)}
	}
	answerPage(c, items, total)
}

// firmFilter reads the filter off the query. A ladder by itself means the firms that stand on it; a tier by
// itself, the first ladder that has it.
func (s *Server) firmFilter(c *gin.Context) (models.FirmFilter, error) {
	number, size := pageOf(c)
	f := models.FirmFilter{Q: c.Query("q"), County: c.Query("county"), Zone: c.Query("zone"), Ladder: c.Query("ladder"),
		Tier: c.Query("tier"), Move: c.Query("move"), Sort: c.Query("sort"), Page: number, Size: size}
	if f.Ladder != "" && f.Tier == "" && f.Move == "" {
		f.Tier = models.Any
	}
	if f.Ladder != "" || f.Tier == "" {
		return f, nil
	}
	ed, err := s.today()
	if err != nil {
		return f, err
	}
	has := func(l policy.Ladder) bool { return slices.Contains(l.Tiers, f.Tier) }
	if i := slices.IndexFunc(ed.Ladders, has); i >= 0 {
		f.Ladder = ed.Ladders[i].ID
	}
	return f, nil
}

func (s *Server) getFirm(c *gin.Context) {
	dossier, err := s.DB.Dossier(c.Request.Context(), s.scope(c), firmCode(c))
	if err != nil {
		c.Error(err)
		return
	}
	c.JSON(http.StatusOK, dossier)
}

// firmCode returns the code of the address as it is stored: capital letters, no spaces.
func firmCode(c *gin.Context) string { return policy.NormalCode(c.Param("code")) }

func (s *Server) explainFirm(c *gin.Context) {
	year := intOf(c, "year")
	if year == 0 {
		var err error
		if year, err = s.latestYear(c); err != nil {
			c.Error(err)
			return
		}
	}
	if err := s.arrived(year); err != nil {
		c.Error(err)
		return
	}
	x, err := jobs.Explain(c.Request.Context(), s.DB, s.Book, s.scope(c), firmCode(c), year)
	if err != nil {
		c.Error(err)
		return
	}
	c.JSON(http.StatusOK, x)
}

// latestYear is the year of the latest published review, and last year while there is none.
func (s *Server) latestYear(c *gin.Context) (int, error) {
	review, err := s.DB.LatestPublished(c.Request.Context())
	if errors.Is(err, models.ErrNotFound) {
		return s.Now().Year() - 1, nil
	}
	if err != nil {
		return 0, fmt.Errorf("最近发布的年度：%w", err)
	}
	return review.Year, nil
}

// arrived refuses a year that lies ahead.
func (s *Server) arrived(year int) error {
	if now := s.Now(); year > now.Year() {
		return fmt.Errorf("%w：今天是 %s，还不能评价 %d 年度", errFuture, now.Format("2006-01-02"), year)
	}
	return nil
}
