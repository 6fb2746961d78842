package api

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"

	"github.com/gin-gonic/gin"

	"yunti/importers"
	"yunti/models"
)

// filingAnswer is a filing with its notes as JSON, and what the caller may do with it now.
type filingAnswer struct {
	*models.Filing
	Note json.RawMessage `json:"note"`
	Can  []string        `json:"can"`
}

// filingsOf adds to filings what the caller may do with them.
func (s *Server) filingsOf(c *gin.Context, filings []models.Filing) ([]filingAnswer, error) {
	can, err := s.DB.PossibleActs(c.Request.Context(), s.Now(), s.actor(c), s.scope(c), filings)
	if err != nil {
		return nil, err
	}
	items := make([]filingAnswer, len(filings))
	for i := range filings {
		items[i] = filingAnswer{&filings[i], rawJSON(filings[i].Note, "null"), can[i]}
	}
	return items, nil
}

// rawJSON passes stored JSON on as it is; where nothing is stored it is blank.
func rawJSON(s, blank string) json.RawMessage {
	if s == "" {
		s = blank
	}
	return json.RawMessage(s)
}

// answerFiling answers with a filing, unless what led to it failed.
func (s *Server) answerFiling(c *gin.Context, status int, f *models.Filing, err error) {
	var items []filingAnswer
	if err == nil {
		items, err = s.filingsOf(c, []models.Filing{*f})
	}
	if err != nil {
		c.Error(err)
		return
	}
	c.Header("ETag", etag(f.Version))
	c.JSON(status, items[0])
}

func (s *Server) listFilings(c *gin.Context) {
	number, size := pageOf(c)
	caller := s.actor(c)
	f := models.FilingFilter{Kind: c.Query("kind"), Year: intOf(c, "year"), State: c.Query("state"), Incubator: c.Query("incubator"), County: c.Query("county"),
		Round: intOf(c, "round"), Day: models.Today(s.Now()), Page: number, Size: size}
	if c.Query("by") == "me" {
		f.By = caller.Who
	}
	if flagOf(c, "waiting") {
		f.Waiting = caller.Role
	}
	filings, total, err := s.DB.Filings(c.Request.Context(), s.scope(c), f)
	if err != nil {
		c.Error(err)
		return
	}
	items, err := s.filingsOf(c, filings)
	if err != nil {
		c.Error(err)
		return
	}
	answerPage(c, items, total)
}

func (s *Server) getFiling(c *gin.Context) {
	f, err := s.DB.Filing(c.Request.Context(), s.scope(c), c.Param("id"))
	s.answerFiling(c, http.StatusOK, f, err)
}

// stepAnswer is a step with what it stores as JSON texts put in as JSON.
type stepAnswer struct {
	models.StepRow
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

func (s *Server) listActs(c *gin.Context) {
	acts, err := s.DB.Acts(c.Request.Context(), s.scope(c), c.Param("id"))
	if err != nil {
		c.Error(err)
		return
	}
	c.JSON(http.StatusOK, gin.H{"items": acts})
}

func (s *Server) getRejects(c *gin.Context) {
	f, err := s.DB.Filing(c.Request.Context(), s.scope(c), c.Param("id"))
	if err != nil {
		c.Error(err)
		return
	}
	s.answerWorkbook(c, fmt.Sprintf("拒绝行-%s-%s.xlsx", kindName(f.Kind), f.ID), "rejects-"+f.ID+".xlsx", func(w io.Writer) error {
		return importers.Rejects(c.Request.Context(), s.DB, s.scope(c), f.ID, w)
	}, func() error {
		return s.DB.Record(c.Request.Context(), s.stamp(), s.actor(c), "rejects.get", f.ID, nil)
	})
}

func (s *Server) submitFiling(c *gin.Context) { s.moveFiling(c, models.Move{Act: models.ActSubmit}) }

func (s *Server) passFiling(c *gin.Context) {
	var body struct {
		Opinion string `json:"opinion"`
	}
	if err := readOptionalJSON(c, &body); err != nil {
		c.Error(err)
		return
	}
	s.moveFiling(c, models.Move{Act: models.ActPass, Opinion: body.Opinion})
}

func (s *Server) publiciseFiling(c *gin.Context) {
	var body struct {
		Until string `json:"until"`
	}
	if err := readOptionalJSON(c, &body); err != nil {
		c.Error(err)
		return
	}
	move := models.Move{Act: models.ActPublicise, Book: s.Book}
	if body.Until != "" {
		var faults violations
		if move.Until = faults.day("body:/until", body.Until); len(faults) > 0 {
			c.Error(faults)
			return
		}
	}
	s.moveFiling(c, move)
}

func (s *Server) withdrawFiling(c *gin.Context) {
	s.moveFiling(c, models.Move{Act: models.ActWithdraw})
}

func (s *Server) returnFiling(c *gin.Context) {
	var body struct {
		Opinion string               `json:"opinion"`
		Lines   []models.LineOpinion `json:"lines"`
	}
	if err := readJSON(c, &body); err != nil {
		c.Error(err)
		return
	}
	s.moveFiling(c, models.Move{Act: models.ActReturn, Opinion: body.Opinion, Lines: body.Lines})
}

// moveFiling moves the filing of the address on, if it still is as the caller saw it.
func (s *Server) moveFiling(c *gin.Context, move models.Move) {
	s.changeFiling(c, func(ctx context.Context, f *models.Filing) (*models.Filing, error) {
		move.ID, move.Version = f.ID, f.Version
		return s.DB.MoveFiling(ctx, s.stamp(), s.actor(c), s.scope(c), move)
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
	s.answerFiling(c, http.StatusOK, f, err)
}

// rosterKind is a kind of roster and its columns.
type rosterKind struct {
	ID      string         `json:"id"`
	Name    string         `json:"name"`
	Yearly  bool           `json:"yearly"`
	Note    string         `json:"note"`
	Columns []rosterColumn `json:"columns"`
}

// rosterColumn is a column of a roster: what a page needs to ask for it.
type rosterColumn struct {
	Key     string   `json:"key"`
	Title   string   `json:"title"`
	Need    string   `json:"need"`
	Type    string   `json:"type"`
	Max     int      `json:"max"`
	Note    string   `json:"note"`
	Example string   `json:"example"`
	Choices []string `json:"choices"`
}

// columnNeeds name the needs for pages.
var columnNeeds = map[importers.Need]string{importers.Required: "required", importers.Wanted: "required_new", importers.Optional: "optional"}

// columnTypes name the parsers for pages.
var columnTypes = map[importers.Parser]string{importers.ParseText: "text", importers.ParseCode: "code", importers.ParseDay: "day",
	importers.ParseMoney: "money", importers.ParseCount: "count", importers.ParseFlag: "flag", importers.ParseYear: "year"}

func (s *Server) listTemplates(c *gin.Context) {
	ed, err := s.today()
	if err != nil {
		c.Error(err)
		return
	}
	items := []rosterKind{}
	for _, k := range importers.Kinds {
		if importers.MayFile(k.ID, s.scope(c)) != nil {
			continue
		}
		kind := rosterKind{ID: k.ID, Name: k.Name, Yearly: k.Yearly, Note: k.Note, Columns: make([]rosterColumn, len(k.Columns))}
		for i := range k.Columns {
			column := &k.Columns[i]
			choices := []string{}
			if column.Choices != nil {
				choices = append(choices, column.Choices(ed)...)
			}
			kind.Columns[i] = rosterColumn{column.Key, column.Heading(), columnNeeds[column.Need], columnTypes[column.Parse], cmp.Or(column.Max, 200), column.Note, column.Example, choices}
		}
		items = append(items, kind)
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
	s.answerWorkbook(c, kind.Name+"模板.xlsx", "template-"+kind.ID+".xlsx", func(w io.Writer) error { return importers.Template(kind.ID, ed, w) }, nil)
}

// kindName is the Chinese name of a roster kind.
func kindName(id string) string {
	if k, ok := importers.KindOf(id); ok {
		return k.Name
	}
	return id
}
