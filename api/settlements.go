package api

import (
	"context"
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"yunti/models"
	"yunti/policy"
)

// answerSettlement answers with a settlement, its acts and payments, unless what led to it failed.
func answerSettlement(c *gin.Context, f *models.SettlementFile, err error) {
	if err != nil {
		c.Error(err)
		return
	}
	if f.Acts == nil {
		f.Acts = []models.SettlementAct{}
	}
	if f.Payments == nil {
		f.Payments = []models.Payment{}
	}
	c.Header("ETag", etag(f.Version))
	c.JSON(http.StatusOK, f)
}

// answerSettlements answers a batch with its settlements as they are now, unless it failed.
func answerSettlements(c *gin.Context, status int, items []models.Settlement, err error) {
	if err != nil {
		c.Error(err)
		return
	}
	if items == nil {
		items = []models.Settlement{}
	}
	c.JSON(status, gin.H{"items": items})
}

func (s *Server) listSettlements(c *gin.Context) {
	number, size := pageOf(c)
	items, total, err := s.DB.Settlements(c.Request.Context(), s.scope(c), models.SettlementFilter{Year: intOf(c, "year"), Clause: c.Query("clause"),
		County: c.Query("county"), State: c.Query("state"), Q: c.Query("q"), Page: number, Size: size})
	if err != nil {
		c.Error(err)
		return
	}
	answerPage(c, items, total)
}

func (s *Server) getSettlement(c *gin.Context) {
	f, err := s.DB.Settlement(c.Request.Context(), s.scope(c), c.Param("id"))
	answerSettlement(c, f, err)
}

func (s *Server) listDifferences(c *gin.Context) {
	items, err := s.DB.Differences(c.Request.Context(), s.scope(c), intOf(c, "year"))
	if err != nil {
		c.Error(err)
		return
	}
	if items == nil {
		items = []models.Difference{}
	}
	c.JSON(http.StatusOK, gin.H{"items": items})
}

func (s *Server) settle(c *gin.Context) {
	var body struct {
		Review  string `json:"review"`
		DocNo   string `json:"doc_no"`
		Opinion string `json:"opinion"`
		Lines   []struct {
			Clause   string                `json:"clause"`
			Payee    string                `json:"payee"`
			Item     string                `json:"item"`
			Amount   policy.Money          `json:"amount"`
			Evidence []models.EvidenceItem `json:"evidence"`
		} `json:"lines"`
	}
	if err := readJSON(c, &body); err != nil {
		c.Error(err)
		return
	}
	settling := models.Settling{Review: body.Review, DocNo: body.DocNo, Opinion: body.Opinion, Lines: make([]models.SettleLine, len(body.Lines))}
	for i, line := range body.Lines {
		settling.Lines[i] = models.SettleLine(line)
	}
	ctx, cancel := finish(c)
	defer cancel()
	items, err := s.DB.Settle(ctx, s.stamp(), s.actor(c), s.scope(c), settling)
	answerSettlements(c, http.StatusCreated, items, inList("lines", err))
}

// batch is what an act on several settlements is given.
type batch struct {
	IDs     []string `json:"ids"`
	Days    int      `json:"days"`
	Until   string   `json:"until"`
	DocNo   string   `json:"doc_no"`
	Opinion string   `json:"opinion"`
}

func (s *Server) publiciseSettlements(c *gin.Context) {
	var body batch
	if err := readJSON(c, &body); err != nil {
		c.Error(err)
		return
	}
	from, until, err := s.publicity(&body)
	if err != nil {
		c.Error(err)
		return
	}
	ctx, cancel := finish(c)
	defer cancel()
	items, err := s.DB.Publicise(ctx, s.stamp(), s.actor(c), s.scope(c), body.IDs, from, until, body.Opinion)
	answerSettlements(c, http.StatusOK, items, inList("ids", err))
}

// publicity returns the first and last day: from the next working day, so many working days, or until the day that is given. A
// day that is given does without the calendar of the year.
func (s *Server) publicity(b *batch) (from, until policy.Day, err error) {
	if (b.Days == 0) == (b.Until == "") {
		return 0, 0, violations{{"body:/days", "days 和 until 须给一个，且只给一个"}}
	}
	today := models.Today(s.Now())
	from, err = s.Book.AddWorkingDays(today, 1)
	if b.Until == "" {
		if err == nil {
			until, err = s.Book.AddWorkingDays(today, b.Days)
		}
		return from, until, err
	}
	if errors.Is(err, policy.ErrNoHolidays) {
		from, err = today.AddDays(1), nil
	}
	var faults violations
	if until = faults.day("body:/until", b.Until); until < from && len(faults) == 0 {
		faults = append(faults, violation{"body:/until", "公示的最后一日不能早于公示开始的 " + from.String()})
	}
	if len(faults) > 0 {
		return 0, 0, faults
	}
	return from, until, err
}

func (s *Server) approveSettlements(c *gin.Context) {
	var body batch
	if err := readJSON(c, &body); err != nil {
		c.Error(err)
		return
	}
	ctx, cancel := finish(c)
	defer cancel()
	items, err := s.DB.Approve(ctx, s.stamp(), s.actor(c), s.scope(c), body.IDs, body.DocNo, body.Opinion)
	answerSettlements(c, http.StatusOK, items, inList("ids", err))
}

func (s *Server) reverseSettlement(c *gin.Context) {
	var body struct {
		Opinion string `json:"opinion"`
	}
	if err := readJSON(c, &body); err != nil {
		c.Error(err)
		return
	}
	s.changeSettlement(c, func(ctx context.Context, f *models.SettlementFile) (*models.SettlementFile, error) {
		return s.DB.ReverseSettlement(ctx, s.stamp(), s.actor(c), s.scope(c), f.ID, f.Version, body.Opinion)
	})
}

func (s *Server) paySettlement(c *gin.Context) {
	var body struct {
		Amount policy.Money `json:"amount"`
		Day    string       `json:"day"`
		DocNo  string       `json:"doc_no"`
	}
	if err := readJSON(c, &body); err != nil {
		c.Error(err)
		return
	}
	var faults violations
	paying := models.Paying{Amount: body.Amount, Day: faults.day("body:/day", body.Day), DocNo: body.DocNo}
	if len(faults) > 0 {
		c.Error(faults)
		return
	}
	s.changeSettlement(c, func(ctx context.Context, f *models.SettlementFile) (*models.SettlementFile, error) {
		return s.DB.Pay(ctx, s.stamp(), s.actor(c), s.scope(c), f.ID, f.Version, paying)
	})
}

func (s *Server) reversePayment(c *gin.Context) {
	var body struct {
		Ref     string `json:"ref"`
		Opinion string `json:"opinion"`
	}
	if err := readJSON(c, &body); err != nil {
		c.Error(err)
		return
	}
	s.changeSettlement(c, func(ctx context.Context, f *models.SettlementFile) (*models.SettlementFile, error) {
		return s.DB.ReversePayment(ctx, s.stamp(), s.actor(c), s.scope(c), f.ID, f.Version, body.Ref, body.Opinion)
	})
}

// changeSettlement carries out an act on the settlement of the address, if it still is as the caller saw it: If-Match must be
// given, so that a request which is sent twice pays once. The act goes through even when the caller goes away.
func (s *Server) changeSettlement(c *gin.Context, act func(context.Context, *models.SettlementFile) (*models.SettlementFile, error)) {
	ctx, cancel := finish(c)
	defer cancel()
	f, err := s.DB.Settlement(ctx, s.scope(c), c.Param("id"))
	if err == nil {
		err = precondition(c, f.Version)
	}
	if err == nil {
		f, err = act(ctx, f)
	}
	answerSettlement(c, f, err)
}
