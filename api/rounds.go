package api

import (
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"yunti/importers"
	"yunti/models"
	"yunti/policy"
)

// roundAnswer is a filing round and when it is, seen from today.
type roundAnswer struct {
	*models.FilingRound
	When string `json:"when"`
}

func (s *Server) roundOf(r *models.FilingRound) roundAnswer {
	return roundAnswer{r, r.When(models.Today(s.Now()))}
}

// answerRound answers with a round, unless what led to it failed.
func (s *Server) answerRound(c *gin.Context, status int, r *models.FilingRound, err error) {
	if err != nil {
		c.Error(err)
		return
	}
	c.Header("ETag", etag(r.Version))
	c.JSON(status, s.roundOf(r))
}

func (s *Server) listRounds(c *gin.Context) {
	rounds, err := s.DB.Rounds(c.Request.Context(), models.RoundFilter{Kind: c.Query("kind"), Year: intOf(c, "year"),
		When: c.Query("when"), Day: models.Today(s.Now())})
	if err != nil {
		c.Error(err)
		return
	}
	items := make([]roundAnswer, len(rounds))
	for i := range rounds {
		items[i] = s.roundOf(&rounds[i])
	}
	c.JSON(http.StatusOK, gin.H{"items": items})
}

// round returns the round of the address.
func (s *Server) round(c *gin.Context) (*models.FilingRound, error) {
	id, err := strconv.Atoi(c.Param("id"))
	if err != nil {
		return nil, errNoRoute // the contract has seen to it
	}
	return s.DB.Round(c.Request.Context(), id)
}

func (s *Server) getRound(c *gin.Context) {
	r, err := s.round(c)
	s.answerRound(c, http.StatusOK, r, err)
}

func (s *Server) createRound(c *gin.Context) {
	var body struct {
		Name          string `json:"name"`
		Kind          string `json:"kind"`
		Year          int    `json:"year"`
		Opens         string `json:"opens"`
		Closes        string `json:"closes"`
		PublicityDays int    `json:"publicity_days"`
		Note          string `json:"note"`
	}
	if err := readJSON(c, &body); err != nil {
		c.Error(err)
		return
	}
	r := &models.FilingRound{Name: body.Name, Kind: body.Kind, Year: body.Year, PublicityDays: body.PublicityDays, Note: body.Note}
	var faults violations
	r.Opens = faults.day("body:/opens", body.Opens)
	r.Closes = faults.day("body:/closes", body.Closes)
	if len(faults) > 0 {
		c.Error(faults)
		return
	}
	ctx, cancel := finish(c)
	defer cancel()
	err := s.DB.CreateRound(ctx, s.stamp(), s.actor(c), r, importers.RoundKinds())
	if err == nil {
		c.Header("Location", prefix+"rounds/"+strconv.Itoa(r.ID))
	}
	s.answerRound(c, http.StatusCreated, r, err)
}

func (s *Server) changeRound(c *gin.Context) {
	var body struct {
		Name          *string `json:"name"`
		Opens         *string `json:"opens"`
		Closes        *string `json:"closes"`
		PublicityDays *int    `json:"publicity_days"`
		Note          *string `json:"note"`
	}
	if err := readJSON(c, &body); err != nil {
		c.Error(err)
		return
	}
	change := models.RoundChange{Name: body.Name, Note: body.Note, PublicityDays: body.PublicityDays}
	var faults violations
	for _, d := range []struct {
		at   string
		text *string
		to   **policy.Day
	}{{"body:/opens", body.Opens, &change.Opens}, {"body:/closes", body.Closes, &change.Closes}} {
		if d.text != nil {
			day := faults.day(d.at, *d.text)
			*d.to = &day
		}
	}
	if len(faults) > 0 {
		c.Error(faults)
		return
	}
	ctx, cancel := finish(c)
	defer cancel()
	r, err := s.round(c)
	if err == nil {
		err = precondition(c, r.Version)
	}
	if err == nil {
		r, err = s.DB.ChangeRound(ctx, s.stamp(), s.actor(c), r.ID, r.Version, change)
	}
	s.answerRound(c, http.StatusOK, r, err)
}

// countingDay is the day on which it is asked whose firms are expected in a round: when it is over it stays as it was.
func (s *Server) countingDay(r *models.FilingRound) policy.Day {
	return min(models.Today(s.Now()), r.Closes)
}

func (s *Server) roundCompletion(c *gin.Context) {
	r, err := s.round(c)
	if err != nil {
		c.Error(err)
		return
	}
	items, err := s.DB.Completion(c.Request.Context(), s.scope(c), r, c.Query("by"), s.countingDay(r))
	if err != nil {
		c.Error(err)
		return
	}
	c.JSON(http.StatusOK, gin.H{"items": items})
}

func (s *Server) roundFirms(c *gin.Context) {
	r, err := s.round(c)
	if err != nil {
		c.Error(err)
		return
	}
	number, size := pageOf(c)
	firms, total, err := s.DB.RoundFirms(c.Request.Context(), s.scope(c), r, s.countingDay(r),
		models.RoundFirmFilter{State: c.Query("state"), Incubator: c.Query("incubator"), County: c.Query("county"), Page: number, Size: size})
	if err != nil {
		c.Error(err)
		return
	}
	answerPage(c, firms, total)
}

func (s *Server) remindRound(c *gin.Context) {
	ctx, cancel := finish(c)
	defer cancel()
	r, err := s.round(c)
	if err != nil {
		c.Error(err)
		return
	}
	sent, err := s.DB.RemindRound(ctx, s.stamp(), s.actor(c), s.scope(c), r.ID)
	if err != nil {
		c.Error(err)
		return
	}
	c.JSON(http.StatusOK, gin.H{"sent": sent})
}
