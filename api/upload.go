package api

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
	"gorm.io/gorm"

	"yunti/importers"
	"yunti/models"
	"yunti/policy"
)

// maxField is the longest form field, in bytes.
const maxField = 100

// upload is a roster as it arrived: its form fields, and the workbook in a temporary file.
type upload struct {
	Kind   string
	Year   int
	Sheet  string // "" for the ones with the roster's titles
	Unit   string // money unit where the file states none
	name   string
	file   *os.File
	size   int64
	digest string // SHA-256, hex, as filings have it
}

func (s *Server) createFiling(c *gin.Context) {
	u, err := readUpload(c)
	if err != nil {
		c.Error(err)
		return
	}
	defer u.discard()
	key := requestKey(s.actor(c), c.GetHeader("Idempotency-Key"))
	f, err := s.filedBefore(c, key, u)
	if errors.Is(err, models.ErrNotFound) {
		f, err = s.plan(c, key, u)
	}
	if err == nil {
		c.Header("Location", prefix+"filings/"+f.ID)
	}
	answerFiling(c, http.StatusCreated, f, err)
}

// plan reads the roster, compares it with the records and stores the filing. When the same request was sent
// twice at once, one of the two files and both are answered with that filing.
func (s *Server) plan(c *gin.Context, key *string, u *upload) (*models.Filing, error) {
	leave, err := s.enter(c.Request.Context())
	if err != nil {
		return nil, err
	}
	defer leave()
	sheet, err := importers.Read(u.file, u.size, u.name, u.Kind, importers.ReadOptions{Year: u.Year, Sheet: u.Sheet, Unit: u.Unit})
	if err != nil {
		return nil, err
	}
	ed, err := s.today()
	if err != nil {
		return nil, err
	}
	f, err := importers.Plan(c.Request.Context(), s.DB, ed, sheet, importers.PlanOptions{Year: u.Year, Scope: s.scope(c), Actor: s.actor(c), Now: s.stamp(), RequestKey: key})
	if key == nil || !errors.Is(err, gorm.ErrDuplicatedKey) {
		return f, err
	}
	if f, err = s.filedBefore(c, key, u); errors.Is(err, models.ErrNotFound) {
		return nil, errKeyBusy
	}
	return f, err
}

// filedBefore returns the filing that came with the same Idempotency-Key earlier, or models.ErrNotFound.
func (s *Server) filedBefore(c *gin.Context, key *string, u *upload) (*models.Filing, error) {
	if key == nil {
		return nil, models.ErrNotFound
	}
	f, err := s.DB.FilingByRequest(c.Request.Context(), s.scope(c), *key)
	if err != nil {
		return nil, err
	}
	if f.Kind != u.Kind || u.Year != 0 && f.Year != u.Year || f.Digest != u.digest {
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

// today is the edition of the day, whose names (counties, kinds) rosters are read with.
func (s *Server) today() (*policy.Edition, error) { return s.Book.At(policy.DayOf(s.Now())) }

// readUpload streams the form to a temporary file, in whatever order its parts come, and holds its
// fields against the contract.
func readUpload(c *gin.Context) (*upload, error) {
	parts, err := c.Request.MultipartReader()
	if err != nil {
		return nil, fmt.Errorf("%w：请以 multipart/form-data 提交", errMediaType)
	}
	u := &upload{}
	fields := make(map[string]any)
	if err := u.receive(parts, fields); err != nil {
		u.discard()
		return nil, err
	}
	for _, optional := range []string{"year", "sheet", "unit"} {
		if fields[optional] == "" {
			delete(fields, optional) // an empty box of a form
		}
	}
	op := c.MustGet(operationKey).(*operation)
	if err := op.form().VisitJSON(fields, formChecks...); err != nil {
		u.discard()
		return nil, formViolations(err)
	}
	u.Kind, _ = fields["kind"].(string)
	u.Sheet, _ = fields["sheet"].(string)
	u.Unit, _ = fields["unit"].(string)
	if year, ok := fields["year"].(float64); ok {
		u.Year = int(year)
	}
	return u, nil
}

// receive takes the parts in. A part that the form does not have, or has twice, is refused.
func (u *upload) receive(parts *multipart.Reader, fields map[string]any) error {
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return formFault(err)
		}
		name := part.FormName()
		if _, twice := fields[name]; twice {
			return violations{{"form:" + printable(name), "只能给一次"}}
		}
		switch name {
		case "file":
			fields[name] = ""
			err = u.save(part)
		case "kind", "year", "sheet", "unit":
			fields[name], err = fieldOf(name, part)
		default:
			return violations{{"form:" + printable(name), "没有这一项"}}
		}
		if err != nil {
			return err
		}
	}
}

// save streams the workbook to a temporary file.
func (u *upload) save(part *multipart.Part) (err error) {
	if u.name = printable(part.FileName()); u.name == "" {
		return violations{{"form:file", "应为文件"}}
	}
	if u.file, err = os.CreateTemp("", "yunti-upload-*"); err != nil {
		return err
	}
	hash := sha256.New()
	if u.size, err = io.Copy(io.MultiWriter(u.file, hash), part); err != nil {
		return formFault(err)
	}
	u.digest = hex.EncodeToString(hash.Sum(nil))
	return nil
}

// discard removes the temporary file.
func (u *upload) discard() {
	if u.file != nil {
		u.file.Close()
		os.Remove(u.file.Name())
	}
}

// fieldOf reads a short field; a whole number becomes a number, so that the contract can judge it.
func fieldOf(name string, part *multipart.Part) (any, error) {
	text, err := io.ReadAll(io.LimitReader(part, maxField+1))
	if err != nil {
		return nil, formFault(err)
	}
	if len(text) > maxField {
		return nil, violations{{"form:" + name, "太长"}}
	}
	s := strings.TrimSpace(string(text))
	if n, err := strconv.Atoi(s); name == "year" && err == nil {
		return float64(n), nil
	}
	return s, nil
}

// formFault tells an upload that is too large from one that broke off or is malformed.
func formFault(err error) error {
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return large
	case errors.Is(err, os.ErrDeadlineExceeded):
		return errSlow
	}
	return violations{{"form", "表单不完整或写法不对，请重新上传"}}
}
