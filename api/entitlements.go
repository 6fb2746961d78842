package api

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"yunti/incentives"
	"yunti/models"
	"yunti/policy"
)

// reviewInForce returns the published review of a year; year 0 takes the latest one that is published.
func (s *Server) reviewInForce(ctx context.Context, year int) (*models.Review, error) {
	if year == 0 {
		r, err := s.DB.LatestPublished(ctx)
		if errors.Is(err, models.ErrNotFound) {
			err = fmt.Errorf("%w已发布的年度评价，请先在“年度评价”中运行并发布", models.ErrNotFound)
		}
		return r, err
	}
	r, err := s.DB.PublishedReview(ctx, year)
	if errors.Is(err, models.ErrNotFound) {
		err = fmt.Errorf("%w %d 年度已发布的评价，请先在“年度评价”中运行并发布 %d 年度评价", models.ErrNotFound, year, year)
	}
	return r, err
}

// entitlementPage is a page of entitlements with the sums of all that the filter selects.
type entitlementPage struct {
	page[models.EntitlementRow]
	Year   int              `json:"year"`
	Review string           `json:"review"`
	Sums   models.MoneySums `json:"sums"`
}

func (s *Server) listEntitlements(c *gin.Context) {
	r, err := s.reviewInForce(c.Request.Context(), intOf(c, "year"))
	if err != nil {
		c.Error(err)
		return
	}
	number, size := pageOf(c)
	f := models.EntitlementFilter{Review: r.ID, Clause: c.Query("clause"), County: c.Query("county"), State: c.Query("state"), Settled: c.Query("settled"),
		Payee: c.Query("payee"), Q: c.Query("q"), Page: number, Size: size}
	if c.Query("outside") != "" {
		outside := flagOf(c, "outside")
		f.Outside = &outside
	}
	items, total, sums, err := s.DB.Entitlements(c.Request.Context(), s.scope(c), f)
	if err != nil {
		c.Error(err)
		return
	}
	if items == nil {
		items = []models.EntitlementRow{}
	}
	c.JSON(http.StatusOK, entitlementPage{page[models.EntitlementRow]{items, total, number, size}, r.Year, r.ID, sums})
}

func (s *Server) firmEntitlements(c *gin.Context) {
	firm, err := s.DB.Firm(c.Request.Context(), s.scope(c), c.Param("code"))
	if err != nil {
		c.Error(err)
		return
	}
	items := []models.EntitlementRow{}
	err = s.DB.EachEntitlementRow(c.Request.Context(), s.scope(c), models.EntitlementFilter{Payee: firm.Code}, func(e *models.EntitlementRow) error {
		items = append(items, *e)
		return nil
	})
	if err != nil {
		c.Error(err)
		return
	}
	c.JSON(http.StatusOK, gin.H{"code": firm.Code, "name": firm.Name, "items": items})
}

// clauseSums are the sums of one clause.
type clauseSums struct {
	Clause string           `json:"clause"`
	Name   string           `json:"name"`
	Cite   string           `json:"cite"`
	Sums   models.MoneySums `json:"sums"`
}

// countySums are the sums of one county; its code and name are "" and 县(市)区不详 for payees of which no roster says where they are.
type countySums struct {
	County string           `json:"county"`
	Name   string           `json:"name"`
	Sums   models.MoneySums `json:"sums"`
}

// cellSums are the sums of one clause in one county.
type cellSums struct {
	Clause string           `json:"clause"`
	County string           `json:"county"`
	Sums   models.MoneySums `json:"sums"`
}

// entitlementTotals are the sums of a year in every direction. Each is the sum of the lines as they are printed.
type entitlementTotals struct {
	Year     int                 `json:"year"`
	Review   string              `json:"review"`
	Clauses  []clauseSums        `json:"clauses"`
	Counties []countySums        `json:"counties"`
	Cells    []cellSums          `json:"cells"`
	Total    models.MoneySums    `json:"total"`
	Pools    []models.PoolTotals `json:"pools"`
	Own      policy.Money        `json:"own"`
	Pool     policy.Money        `json:"pool"`
}

func (s *Server) totalEntitlements(c *gin.Context) {
	r, err := s.reviewInForce(c.Request.Context(), intOf(c, "year"))
	if err != nil {
		c.Error(err)
		return
	}
	totals, err := s.totalsOf(c.Request.Context(), s.scope(c), r)
	if err != nil {
		c.Error(err)
		return
	}
	c.JSON(http.StatusOK, totals)
}

// totalsOf adds up the cells of a review by clause, by county and in all, under the edition that it was judged by.
func (s *Server) totalsOf(ctx context.Context, scope models.Scope, r *models.Review) (*entitlementTotals, error) {
	ed, err := s.DB.Edition(ctx, r.Edition)
	if err != nil {
		return nil, err
	}
	cells, err := s.DB.MoneyTotals(ctx, scope, r.ID)
	if err != nil {
		return nil, err
	}
	counts, err := r.Counts()
	if err != nil {
		return nil, err
	}
	t := &entitlementTotals{Year: r.Year, Review: r.ID, Clauses: []clauseSums{}, Counties: []countySums{}, Cells: make([]cellSums, len(cells)), Pools: []models.PoolTotals{}}
	t.Pools = append(t.Pools, counts.Pools...)
	clauses, counties := map[string]*models.MoneySums{}, map[string]*models.MoneySums{}
	for i, cell := range cells {
		t.Cells[i] = cellSums{cell.Clause, cell.County, cell.MoneySums}
		addTo(clauses, cell.Clause, &cell.MoneySums)
		addTo(counties, cell.County, &cell.MoneySums)
		addSums(&t.Total, &cell.MoneySums)
	}
	for i := range ed.Clauses {
		clause := &ed.Clauses[i]
		sums := clauses[clause.ID]
		if sums == nil {
			continue
		}
		t.Clauses = append(t.Clauses, clauseSums{clause.ID, clause.Name, ed.CiteText(&clause.Cite), *sums})
		if research := clause.Trigger.Research; research != nil && research.Increase {
			own, pool := sums.High, sums.Beside
			if research.Pool {
				own, pool = pool, own
			}
			t.Own, t.Pool = t.Own+own, t.Pool+pool
		}
	}
	order := models.ClauseOrder(ed)
	slices.SortFunc(t.Clauses, func(a, b clauseSums) int { return order[a.Clause] - order[b.Clause] })
	for _, place := range incentives.Counties(ed, slices.Collect(maps.Keys(counties))) {
		t.Counties = append(t.Counties, countySums{place.ID, place.Name, *counties[place.ID]})
	}
	return t, nil
}

// addTo adds sums to those of a key.
func addTo(all map[string]*models.MoneySums, key string, sums *models.MoneySums) {
	if all[key] == nil {
		all[key] = &models.MoneySums{}
	}
	addSums(all[key], sums)
}

// addSums adds one to the other.
func addSums(s, o *models.MoneySums) {
	s.Lines, s.Pending, s.Suspended, s.Outside, s.SettledLines = s.Lines+o.Lines, s.Pending+o.Pending, s.Suspended+o.Suspended, s.Outside+o.Outside, s.SettledLines+o.SettledLines
	s.Low, s.High, s.Beside = s.Low+o.Low, s.High+o.High, s.Beside+o.Beside
	s.HeldLow, s.HeldHigh = s.HeldLow+o.HeldLow, s.HeldHigh+o.HeldHigh
	s.Settled, s.Approved, s.Paid, s.PaidOutside = s.Settled+o.Settled, s.Approved+o.Approved, s.Paid+o.Paid, s.PaidOutside+o.PaidOutside
}
