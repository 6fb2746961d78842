package api

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/gin-gonic/gin"
	"gorm.io/gorm"

	"yunti/importers"
	"yunti/models"
	"yunti/policy"
)

// proposal is a roster as it arrived: a workbook in a temporary file, or the lines of a page.
type proposal struct {
	Kind     string
	Year     int
	Sheet    string // "" for the ones with the roster's titles
	Unit     string // money unit where the file states none
	Replaces string // the filing that this one is filed instead of
	file     *form
	lines    []map[string]string // by title, when there is no file
	digest   string              // SHA-256, hex, as filings have it: of the workbook, or of all that the page sent
}

func (s *Server) createFiling(c *gin.Context) {
	p, err := readProposal(c)
	if err != nil {
		c.Error(err)
		return
	}
	defer p.discard()
	key := requestKey(s.actor(c), c.GetHeader("Idempotency-Key"))
	f, err := s.filedBefore(c, key, p)
	if errors.Is(err, models.ErrNotFound) {
		f, err = s.plan(c, key, p)
	}
	if err == nil {
		c.Header("Location", prefix+"filings/"+f.ID)
	}
	s.answerFiling(c, http.StatusCreated, f, err)
}

// plan reads the roster, compares it with the records and stores the filing. When the same request was sent
// twice at once, one of the two files and both are answered with that filing.
func (s *Server) plan(c *gin.Context, key *string, p *proposal) (*models.Filing, error) {
	ed, err := s.today()
	if err != nil {
		return nil, err
	}
	var f *models.Filing
	err = s.inTurn(c, func() error {
		sheet, err := p.read()
		if err != nil {
			return err
		}
		f, err = importers.Plan(c.Request.Context(), s.DB, ed, sheet, importers.PlanOptions{Year: p.Year, Scope: s.scope(c), Actor: s.actor(c), Now: s.stamp(),
			Replaces: p.Replaces, RequestKey: key})
		return err
	})
	if key == nil || !errors.Is(err, gorm.ErrDuplicatedKey) {
		return f, err
	}
	if f, err = s.filedBefore(c, key, p); errors.Is(err, models.ErrNotFound) {
		return nil, errKeyBusy
	}
	return f, err
}

// filedBefore returns the filing that came with the same Idempotency-Key earlier, or models.ErrNotFound.
func (s *Server) filedBefore(c *gin.Context, key *string, p *proposal) (*models.Filing, error) {
	if key == nil {
		return nil, models.ErrNotFound
	}
	f, err := s.DB.FilingByRequest(c.Request.Context(), s.scope(c), *key)
	if err != nil {
		return nil, err
	}
	if f.Kind != p.Kind || p.Year != 0 && f.Year != p.Year || f.Digest != p.digest || f.Replaces != p.Replaces {
		return nil, errKeyReused
	}
	c.Header("Idempotency-Replayed", "true")
	return f, nil
}

// requestKey is what is stored of an Idempotency-Key: a digest of it and of who sent it, so that nobody meets
// somebody else's filing; nil when there is none.
func requestKey(by models.Actor, key string) *string {
	if key == "" {
		return nil
	}
	sum := sha256.Sum256([]byte(by.Who + "\x00" + key))
	text := hex.EncodeToString(sum[:])
	return &text
}

// today is the edition of the day, whose names (counties, kinds) rosters are read with. Making one takes milliseconds, more than
// a list of firms: it is made once a day, and nobody changes it.
func (s *Server) today() (*policy.Edition, error) {
	day := models.Today(s.Now())
	if ed := s.edition.Load(); ed != nil && ed.Day == day {
		return ed, nil
	}
	ed, err := s.Book.At(day)
	if err == nil {
		s.edition.Store(ed)
	}
	return ed, err
}

// readProposal takes the roster in, whichever way it comes.
func readProposal(c *gin.Context) (*proposal, error) {
	if mediaOf(c.Request) == "application/json" {
		return readLines(c)
	}
	f, err := readForm(c)
	if err != nil {
		return nil, err
	}
	return &proposal{Kind: f.text("kind"), Year: f.number("year"), Sheet: f.text("sheet"), Unit: f.text("unit"), Replaces: f.text("replaces"),
		file: f, digest: f.digest}, nil
}

// readLines reads a roster that was filled in on a page.
func readLines(c *gin.Context) (*proposal, error) {
	var body struct {
		Kind     string           `json:"kind"`
		Year     int              `json:"year"`
		Unit     string           `json:"unit"`
		Replaces string           `json:"replaces"`
		Lines    []map[string]any `json:"lines"`
	}
	if err := readJSON(c, &body); err != nil {
		return nil, err
	}
	canonical, err := json.Marshal(body) // members of maps come out sorted
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(canonical)
	p := &proposal{Kind: body.Kind, Year: body.Year, Unit: body.Unit, Replaces: body.Replaces, digest: hex.EncodeToString(sum[:]),
		lines: make([]map[string]string, len(body.Lines))}
	for i, line := range body.Lines {
		p.lines[i] = make(map[string]string, len(line))
		for title, v := range line {
			p.lines[i][title] = cellText(v)
		}
	}
	return p, nil
}

// cellText is a value of a page as the cell of a workbook would have it.
func cellText(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case bool:
		if v {
			return "是"
		}
		return "否"
	}
	return fmt.Sprint(v)
}

// read understands the roster, without looking at the records.
func (p *proposal) read() (*importers.Sheet, error) {
	opt := importers.ReadOptions{Year: p.Year, Sheet: p.Sheet, Unit: p.Unit}
	if p.file != nil {
		return importers.Read(p.file.file, p.file.size, printable(p.file.name), p.Kind, opt)
	}
	sheet, err := importers.FromForm(p.Kind, p.lines, opt)
	if err == nil {
		sheet.Digest = p.digest
	}
	return sheet, err
}

// discard removes the temporary file, if there is one.
func (p *proposal) discard() {
	if p.file != nil {
		p.file.discard()
	}
}
