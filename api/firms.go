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
		mask(&row.Firm)
		items[i] = firmItem{row, orNull(row.Growth), orNull(row.GrowthMove), orNull(row.Unicorn), orNull(row.UnicornMove)}
	}
	answerPage(c, items, total)
}

// mask hides whom to ask and how to reach them. (个人信息保护法 第六条: no more than the purpose needs)
func mask(f *models.Firm) {
	f.Contact, f.Phone = models.MaskName(f.Contact), models.MaskPhone(f.Phone)
}

// expiresSoon and expiresLate are within how many days a title ends that is said to end soon, and how far one may look ahead.
const (
	expiresSoon = 90
	expiresLate = 10 * 365
)

// firmFilter reads the filter off the query. A ladder by itself means the firms that stand on it; a tier by
// itself, the first ladder that has it.
func (s *Server) firmFilter(c *gin.Context) (models.FirmFilter, error) {
	number, size := pageOf(c)
	f := models.FirmFilter{Q: c.Query("q"), County: c.Query("county"), Zone: c.Query("zone"), State: c.Query("state"),
		Incubator: c.Query("incubator"), Day: models.Today(s.Now()), Missing: flagOf(c, "missing"), Ladder: c.Query("ladder"),
		Tier: c.Query("tier"), Move: c.Query("move"), Sort: c.Query("sort"), Page: number, Size: size}
	ed, err := s.today()
	if err != nil {
		return f, err
	}
	if f.Expiring, err = expiring(c, ed); err != nil {
		return f, err
	}
	if f.Ladder != "" && f.Tier == "" && f.Move == "" {
		f.Tier = models.Any
	}
	if f.Ladder != "" || f.Tier == "" {
		return f, nil
	}
	has := func(l policy.Ladder) bool { return slices.Contains(l.Tiers, f.Tier) }
	if i := slices.IndexFunc(ed.Ladders, has); i >= 0 {
		f.Ladder = ed.Ladders[i].ID
	}
	return f, nil
}

// expiring reads off the query which titles the firms have that end soon; nil when it does not ask for that.
func expiring(c *gin.Context, ed *policy.Edition) (*models.Expiring, error) {
	id, by := c.Query("expiring"), c.Query("expires_by")
	if id == "" {
		if by != "" {
			return nil, violations{{"query:expires_by", "须与 expiring 连用"}}
		}
		return nil, nil
	}
	kind, ok := ed.Kind(id)
	if !ok {
		return nil, violations{{"query:expiring", "没有这种认定类别，类别一览见 /api/v1/policy"}}
	}
	if !models.Ends(kind.Validity) {
		return nil, violations{{"query:expiring", "这种认定没有各自的到期日：按年度有效，或到撤销为止"}}
	}
	e := &models.Expiring{Kind: kind.ID, Validity: kind.Validity, From: ed.Day, By: ed.Day.AddDays(expiresSoon)}
	if by != "" {
		var faults violations
		if e.By = faults.day("query:expires_by", by); len(faults) > 0 {
			return nil, faults
		}
	}
	if e.By < e.From || e.By > e.From.AddDays(expiresLate) {
		return nil, violations{{"query:expires_by", "应在今日至今后十年之间"}}
	}
	return e, nil
}

func (s *Server) getFirm(c *gin.Context) {
	dossier, err := s.DB.Dossier(c.Request.Context(), s.scope(c), firmCode(c))
	if err != nil {
		c.Error(err)
		return
	}
	if s.actor(c).Role == models.RoleLeadership {
		mask(&dossier.Firm)
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
