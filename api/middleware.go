package api

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"regexp"
	"runtime/debug"
	"time"

	"github.com/gin-gonic/gin"
)

// Limits of requests.
const (
	maxBody   = 64 << 10         // of a JSON body
	maxUpload = 64 << 20         // of a workbook
	longTime  = 15 * time.Minute // for reading a workbook, applying a filing, writing a report
)

const requestIDKey = "request_id"

// requestID returns the request's ID, which its log lines and problems carry.
func requestID(c *gin.Context) string { return c.GetString(requestIDKey) }

var usableID = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)

// identify finds out where the request comes from and gives it its ID: the one a trusted proxy gave it, when it is
// usable, else a new one.
func (s *Server) identify(c *gin.Context) {
	id := ""
	if s.locate(c) {
		id = c.GetHeader("X-Request-ID")
	}
	if !usableID.MatchString(id) {
		id = rand.Text()[:16]
	}
	c.Set(requestIDKey, id)
	c.Header("X-Request-ID", id)
}

// observe logs the request and counts it when it is over. The query is not logged: it may name people.
func (s *Server) observe(c *gin.Context) {
	start := time.Now()
	c.Next()
	took := time.Since(start)
	route := c.FullPath()
	if route == "" {
		route = "unmatched"
	}
	s.metrics.observe(c.Request.Method, route, c.Writer.Status(), took)
	level := slog.LevelInfo
	if route == "/healthz" || route == "/readyz" || route == "/metrics" {
		level = slog.LevelDebug
	}
	user := ""
	if who := callerOf(c); who != nil {
		user = who.User.Username
	}
	s.Log.LogAttrs(c.Request.Context(), level, "request",
		slog.String("request_id", requestID(c)),
		slog.String("method", c.Request.Method),
		slog.String("path", c.Request.URL.Path),
		slog.Int("status", c.Writer.Status()),
		slog.Int("bytes", max(0, c.Writer.Size())),
		slog.Duration("took", took),
		slog.String("from", c.ClientIP()),
		slog.String("user", user))
}

// rescue turns a panic into an error of ours, which answerProblems answers and logs.
func (s *Server) rescue(c *gin.Context) {
	defer func() {
		switch v := recover(); v {
		case nil:
		case http.ErrAbortHandler:
			panic(v)
		default:
			stop(c, fmt.Errorf("panic: %v\n%s", v, debug.Stack()))
		}
	}()
	c.Next()
}

// protect sets the headers that keep a browser from doing with our answers what they are not for.
func protect(c *gin.Context) {
	h := c.Writer.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	h.Set("Cache-Control", "no-store")
	if isHTTPS(c) {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
}

// sameOrigin refuses writes that another site's page sends (cross-site request forgery).
func (s *Server) sameOrigin() gin.HandlerFunc {
	protection := http.NewCrossOriginProtection()
	if s.settings.PublicURL != "" {
		// A proxy that does not hand the Host on: the origin is ours all the same.
		if err := protection.AddTrustedOrigin(s.settings.PublicURL); err != nil {
			panic(err) // New has checked it
		}
	}
	return func(c *gin.Context) {
		if protection.Check(c.Request) != nil {
			stop(c, errOrigin)
		}
	}
}

// limit bounds the body and, for ordinary requests, the time. Whoever announces too large a body is refused before
// a byte of it is read.
func limit(bytes int64, span time.Duration) gin.HandlerFunc {
	return func(c *gin.Context) {
		if c.Request.ContentLength > bytes {
			c.Header("Connection", "close")
			stop(c, &http.MaxBytesError{Limit: bytes})
			return
		}
		c.Request.Body = &bodyOrClose{http.MaxBytesReader(c.Writer, c.Request.Body, bytes), c.Writer.Header()}
		if span > quickTime {
			// The connection's own limits are for quick requests; a test's recorder has none to move.
			control := http.NewResponseController(c.Writer)
			deadline := time.Now().Add(span)
			if err := errors.Join(control.SetReadDeadline(deadline), control.SetWriteDeadline(deadline.Add(quickTime))); err != nil && !errors.Is(err, http.ErrNotSupported) {
				stop(c, err)
				return
			}
		}
		ctx, cancel := context.WithTimeout(c.Request.Context(), span)
		defer cancel()
		c.Request = c.Request.WithContext(ctx)
		c.Next()
	}
}

// bodyOrClose is a body of which nothing is left on the connection: when it cannot be read to its end, the connection is closed
// behind the answer. net/http takes a body that was closed for one that was read, and would look in the rest of it for
// the next request.
type bodyOrClose struct {
	io.ReadCloser
	header http.Header
}

func (b *bodyOrClose) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err != nil && err != io.EOF {
		b.header.Set("Connection", "close")
	}
	return n, err
}

// queue lets only a few of the heavy requests run at once.
func (s *Server) queue(c *gin.Context) {
	leave, err := s.enter(c.Request.Context())
	if err != nil {
		stop(c, err)
		return
	}
	defer leave()
	c.Next()
}

// enter waits for a place among the heavy requests, for a while; whoever enters must leave.
func (s *Server) enter(ctx context.Context) (leave func(), err error) {
	wait := time.NewTimer(quickTime)
	defer wait.Stop()
	select {
	case s.heavy <- struct{}{}:
		return func() { <-s.heavy }, nil
	case <-wait.C:
		return nil, errTooMany
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
