package api

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"

	"github.com/gin-gonic/gin"

	"yunti/importers"
	"yunti/models"
)

// filingAnswer is a filing with its notes as JSON.
type filingAnswer struct {
	*models.Filing
	Note json.RawMessage `json:"note"`
}

func filingOf(f *models.Filing) filingAnswer {
	return filingAnswer{Filing: f, Note: rawJSON(f.Note, "null")}
}

// rawJSON passes stored JSON on as it is; where nothing is stored it is blank.
func rawJSON(s, blank string) json.RawMessage {
	if s == "" {
		s = blank
	}
	return json.RawMessage(s)
}

// answerFiling answers with a filing, unless what led to it failed.
func answerFiling(c *gin.Context, status int, f *models.Filing, err error) {
	if err != nil {
		c.Error(err)
		return
	}
	c.Header("ETag", etag(f.Version))
	c.JSON(status, filingOf(f))
}

func (s *Server) listFilings(c *gin.Context) {
	number, size := pageOf(c)
	filings, total, err := s.DB.Filings(c.Request.Context(), s.scope(c), models.FilingFilter{Kind: c.Query("kind"), Year: intOf(c, "year"),
		State: c.Query("state"), Page: number, Size: size})
	if err != nil {
		c.Error(err)
		return
	}
	items := make([]filingAnswer, len(filings))
	for i := range filings {
		items[i] = filingOf(&filings[i])
	}
	answerPage(c, items, total)
}

func (s *Server) getFiling(c *gin.Context) {
	f, err := s.DB.Filing(c.Request.Context(), s.scope(c), c.Param("id"))
	answerFiling(c, http.StatusOK, f, err)
}

// stepAnswer is a step with what it stores as JSON texts put in as JSON.
type stepAnswer struct {
	models.Step
	Before json.RawMessage `json:"before"`
	After  json.RawMessage `json:"after"`
	Cells  json.RawMessage `json:"cells"`
	Faults json.RawMessage `json:"faults"`
}

func (s *Server) listSteps(c *gin.Context) {
	number, size := pageOf(c)
	f, err := s.DB.Filing(c.Request.Context(), s.scope(c), c.Param("id"))
	if err != nil {
		c.Error(err)
		return
	}
	steps, total, err := s.DB.Steps(c.Request.Context(), s.scope(c), f.ID, c.Query("action"), number, size)
	if err != nil {
		c.Error(err)
		return
	}
	items := make([]stepAnswer, len(steps))
	for i, step := range steps {
		items[i] = stepAnswer{step, rawJSON(step.Before, "null"), rawJSON(step.After, "null"), rawJSON(step.Cells, "[]"), rawJSON(step.Faults, "[]")}
	}
	answerPage(c, items, total)
}

func (s *Server) getRejects(c *gin.Context) {
	f, err := s.DB.Filing(c.Request.Context(), s.scope(c), c.Param("id"))
	if err != nil {
		c.Error(err)
		return
	}
	answerWorkbook(c, fmt.Sprintf("拒绝行-%s-%s.xlsx", kindName(f.Kind), f.ID), "rejects-"+f.ID+".xlsx", func(w io.Writer) error {
		return importers.Rejects(c.Request.Context(), s.DB, s.scope(c), f.ID, w)
	})
}

func (s *Server) submitFiling(c *gin.Context) { s.moveFiling(c, models.FilingSubmitted, "") }

func (s *Server) withdrawFiling(c *gin.Context) { s.moveFiling(c, models.FilingWithdrawn, "") }

func (s *Server) returnFiling(c *gin.Context) {
	var body struct {
		Opinion string `json:"opinion"`
	}
	if err := json.NewDecoder(c.Request.Body).Decode(&body); err != nil {
		c.Error(err)
		return
	}
	s.moveFiling(c, models.FilingReturned, body.Opinion)
}

// moveFiling moves a filing on, if it still is as the caller saw it.
func (s *Server) moveFiling(c *gin.Context, to, opinion string) {
	s.changeFiling(c, func(ctx context.Context, f *models.Filing) (*models.Filing, error) {
		return s.DB.MoveFiling(ctx, s.stamp(), s.actor(c), f.ID, f.Version, to, opinion)
	})
}

func (s *Server) applyFiling(c *gin.Context) {
	s.changeFiling(c, func(ctx context.Context, f *models.Filing) (*models.Filing, error) {
		return importers.Apply(ctx, s.DB, s.scope(c), f.ID, s.actor(c), s.stamp())
	})
}

// changeFiling carries out an act on the filing of the address, which goes through even when the caller goes away.
func (s *Server) changeFiling(c *gin.Context, act func(context.Context, *models.Filing) (*models.Filing, error)) {
	ctx, cancel := finish(c)
	defer cancel()
	f, err := s.DB.Filing(ctx, s.scope(c), c.Param("id"))
	if err == nil {
		err = precondition(c, f.Version)
	}
	if err == nil {
		f, err = act(ctx, f)
	}
	answerFiling(c, http.StatusOK, f, err)
}

// rosterKind is a kind of roster and its columns.
type rosterKind struct {
	ID      string         `json:"id"`
	Name    string         `json:"name"`
	Yearly  bool           `json:"yearly"`
	Note    string         `json:"note"`
	Columns []rosterColumn `json:"columns"`
}

type rosterColumn struct {
	Title    string `json:"title"`
	Required bool   `json:"required"`
	Note     string `json:"note"`
}

func (s *Server) listTemplates(c *gin.Context) {
	items := make([]rosterKind, len(importers.Kinds))
	for i, k := range importers.Kinds {
		items[i] = rosterKind{ID: k.ID, Name: k.Name, Yearly: k.Yearly, Note: k.Note, Columns: make([]rosterColumn, len(k.Columns))}
		for j := range k.Columns {
			column := &k.Columns[j]
			items[i].Columns[j] = rosterColumn{column.Heading(), column.Need == importers.Required, column.Note}
		}
	}
	c.JSON(http.StatusOK, gin.H{"items": items})
}

func (s *Server) getTemplate(c *gin.Context) {
	kind, ok := importers.KindOf(c.Param("kind"))
	if !ok {
		c.Error(fmt.Errorf("%w：%s", errNoTemplate, printable(c.Param("kind"))))
		return
	}
	ed, err := s.today()
	if err != nil {
		c.Error(err)
		return
	}
	answerWorkbook(c, kind.Name+"模板.xlsx", "template-"+kind.ID+".xlsx", func(w io.Writer) error { return importers.Template(kind.ID, ed, w) })
}

// kindName is the Chinese name of a roster kind.
func kindName(id string) string {
	if k, ok := importers.KindOf(id); ok {
		return k.Name
	}
	return id
}
