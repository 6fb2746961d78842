package api

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/gin-gonic/gin"

	"yunti/policy"
)

// maxField is the longest form field, in bytes.
const maxField = 100

// maxPage is the most that a page sends as JSON where a workbook may be sent instead.
const maxPage = 1 << 20

// form is a multipart form as it arrived: its fields, and its file in a temporary file.
type form struct {
	fields map[string]any
	name   string // of the file, as the sender has it
	file   *os.File
	size   int64
	digest string // SHA-256, hex
}

// readForm streams a form to a temporary file, in whatever order its parts come, and holds its fields against
// the contract. Whoever gets it must discard it.
func readForm(c *gin.Context) (*form, error) {
	parts, err := c.Request.MultipartReader()
	if err != nil {
		return nil, fmt.Errorf("%w：请以 multipart/form-data 提交", errMediaType)
	}
	f := &form{fields: make(map[string]any)}
	schema := c.MustGet(operationKey).(*operation).form()
	if err := f.receive(parts, schema); err != nil {
		f.discard()
		return nil, err
	}
	for name, value := range f.fields {
		if value == "" && !slices.Contains(schema.Required, name) {
			delete(f.fields, name) // an empty box of a form
		}
	}
	if err := schema.VisitJSON(f.fields, formChecks...); err != nil {
		f.discard()
		return nil, formViolations(err)
	}
	return f, nil
}

// receive takes the parts in. A part that the form does not have, or has twice, is refused.
func (f *form) receive(parts *multipart.Reader, schema *openapi3.Schema) error {
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return formFault(err)
		}
		name := part.FormName()
		field := schema.Properties[name]
		if field == nil {
			return violations{{"form:" + printable(name), "没有这一项"}}
		}
		if _, twice := f.fields[name]; twice {
			return violations{{"form:" + name, "只能给一次"}}
		}
		if field.Value.Format == "binary" {
			f.fields[name] = ""
			err = f.save(part)
		} else {
			f.fields[name], err = fieldOf(name, part, field.Value.Type.Is("integer"))
		}
		if err != nil {
			return err
		}
	}
}

// save streams the file to a temporary one.
func (f *form) save(part *multipart.Part) (err error) {
	if f.name = part.FileName(); printable(f.name) == "" {
		return violations{{"form:file", "应为文件"}}
	}
	if f.file, err = temporary("yunti-upload-*"); err != nil {
		return err
	}
	hash := sha256.New()
	if f.size, err = io.Copy(io.MultiWriter(f.file, hash), part); err != nil {
		return formFault(err)
	}
	f.digest = hex.EncodeToString(hash.Sum(nil))
	return nil
}

// discard removes the temporary file.
func (f *form) discard() {
	if f.file != nil {
		remove(f.file)
	}
}

// temporary makes a file that nobody else can open, and that is gone when this program ends, however it ends: it holds figures of
// firms. Its name goes at once where the system allows that, else with remove.
func temporary(pattern string) (*os.File, error) {
	f, err := os.CreateTemp("", pattern)
	if err == nil {
		_ = os.Remove(f.Name())
	}
	return f, err
}

// remove closes a temporary file and removes it.
func remove(f *os.File) {
	f.Close()
	_ = os.Remove(f.Name())
}

// text is a field's text, "" when it was not given.
func (f *form) text(name string) string {
	s, _ := f.fields[name].(string)
	return s
}

// number is a field's number, 0 when it was not given.
func (f *form) number(name string) int {
	n, _ := f.fields[name].(float64)
	return int(n)
}

// fieldOf reads a short field; a whole number becomes a number where the contract wants one, so that it can judge it.
func fieldOf(name string, part *multipart.Part, whole bool) (any, error) {
	text, err := io.ReadAll(io.LimitReader(part, maxField+1))
	if err != nil {
		return nil, formFault(err)
	}
	if len(text) > maxField {
		return nil, violations{{"form:" + name, "太长"}}
	}
	s := strings.TrimSpace(string(text))
	if n, err := strconv.Atoi(s); whole && err == nil {
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

// mediaOf is the media type of the request's body, "" when it states none that can be read.
func mediaOf(r *http.Request) string {
	media, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return media
}

// briefJSON bounds a body of JSON where the request's own limit is that of a file: the contract reads all of it into memory.
func briefJSON(c *gin.Context) {
	if mediaOf(c.Request) == "application/json" {
		limitBody(c, maxPage)
	}
}

// limitBody bounds the body. Whoever announces a larger one is refused before a byte of it is read.
func limitBody(c *gin.Context, bytes int64) {
	if c.Request.ContentLength > bytes {
		c.Header("Connection", "close")
		stop(c, &http.MaxBytesError{Limit: bytes})
		return
	}
	c.Request.Body = &bodyOrClose{http.MaxBytesReader(c.Writer, c.Request.Body, bytes), c.Writer.Header()}
}

// readJSON reads the body, which the contract has checked; numbers in values of any type stay as they are written.
func readJSON(c *gin.Context, v any) error {
	d := json.NewDecoder(c.Request.Body)
	d.UseNumber()
	if err := d.Decode(v); err != nil {
		return violations{{"body", "不合约定"}}
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return violations{{"body", "只能有一个 JSON 值"}}
	}
	return nil
}

// readOptionalJSON reads the body if there is one.
func readOptionalJSON(c *gin.Context, v any) error {
	if mediaOf(c.Request) == "" {
		return nil
	}
	return readJSON(c, v)
}

// day reads a day that must be given; one that does not exist is noted as a violation at that place.
func (v *violations) day(at, text string) policy.Day {
	day, err := policy.ParseDay(text)
	if err != nil || day == 0 {
		*v = append(*v, violation{at, "没有这一天，请写成 2024-07-31 的形式"})
	}
	return day
}
