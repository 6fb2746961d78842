package api

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
)

const workbookType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// page is one page of a list.
type page[T any] struct {
	Items []T `json:"items"`
	Total int `json:"total"`
	Page  int `json:"page"`
	Size  int `json:"size"`
}

// answerPage answers with the page that the request asked for.
func answerPage[T any](c *gin.Context, items []T, total int) {
	if items == nil {
		items = []T{}
	}
	number, size := pageOf(c)
	c.JSON(http.StatusOK, page[T]{Items: items, Total: total, Page: number, Size: size})
}

// pageOf returns the page number and size; the contract has checked them and filled the defaults in.
func pageOf(c *gin.Context) (number, size int) { return intOf(c, "page"), intOf(c, "size") }

// intOf returns a number of the query that the contract has checked; 0 when it was not given.
func intOf(c *gin.Context, name string) int {
	n, _ := strconv.Atoi(c.Query(name))
	return n
}

// flagOf returns a flag of the query that the contract has checked; false when it was not given.
func flagOf(c *gin.Context, name string) bool {
	yes, _ := strconv.ParseBool(c.Query(name)) // the contract takes what this takes: 1, t, true, …
	return yes
}

// givenFlag returns a flag of the query that the contract has checked; nil when it was not given.
func givenFlag(c *gin.Context, name string) *bool {
	if c.Query(name) == "" {
		return nil
	}
	yes := flagOf(c, name)
	return &yes
}

// orNull returns nil for the empty text, so that "none" is null in an answer.
func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// etag writes a record's version as an entity tag.
func etag(version int) string { return strconv.Quote(strconv.Itoa(version)) }

// precondition compares If-Match, when it is given, with the record's version.
func precondition(c *gin.Context, version int) error {
	match := c.GetHeader("If-Match")
	if match == "" || match == "*" || match == etag(version) {
		return nil
	}
	return fmt.Errorf("%w(现在的版本是 %d)", errVersion, version)
}

// finish returns a context for a write that must not stop half way because the caller went away; the
// request's time limit still holds where it has one.
func finish(c *gin.Context) (context.Context, context.CancelFunc) {
	ctx := context.WithoutCancel(c.Request.Context())
	if deadline, ok := c.Request.Context().Deadline(); ok {
		return context.WithDeadline(ctx, deadline)
	}
	return ctx, func() {}
}

// answerWorkbook writes a workbook to a temporary file first, so that an error becomes a problem and not a broken file,
// and then sends it under its Chinese name; plain is the name for what cannot take that. It has its place among the heavy
// requests while it writes and not while it sends: whoever reads slowly keeps nobody waiting. note, where there is one, puts
// the download on record before the first byte goes out.
func (s *Server) answerWorkbook(c *gin.Context, name, plain string, write func(io.Writer) error, note func() error) {
	f, err := temporary("yunti-*.xlsx")
	if err != nil {
		c.Error(err)
		return
	}
	defer remove(f)
	err = s.inTurn(c, func() error { return write(f) })
	if err == nil && note != nil {
		err = note()
	}
	if err != nil {
		c.Error(err)
		return
	}
	size, err := f.Seek(0, io.SeekCurrent)
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		c.Error(err)
		return
	}
	c.Header("Content-Disposition", attachment(name, plain))
	c.DataFromReader(http.StatusOK, size, workbookType, f, nil)
}

// inTurn does heavy work when there is a place for it.
func (s *Server) inTurn(c *gin.Context, work func() error) error {
	leave, err := s.enter(c.Request.Context())
	if err != nil {
		return err
	}
	defer leave()
	return work()
}

// attachment is the header of a download: its name in UTF-8 for browsers of today (RFC 8187), and a plain
// ASCII name before it for what does not know that.
func attachment(name, plain string) string {
	return fmt.Sprintf("attachment; filename=%q; filename*=UTF-8''%s", plain, extended(name))
}

// extended writes a text as the value of an extended parameter (RFC 8187): all but its few plain characters as %XX.
func extended(text string) string {
	var b strings.Builder
	for i := range len(text) {
		switch c := text[i]; {
		case '0' <= c && c <= '9', 'A' <= c && c <= 'Z', 'a' <= c && c <= 'z', strings.IndexByte("!#$&+-.^_`|~", c) >= 0:
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}
