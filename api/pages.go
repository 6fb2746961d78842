package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/swaggest/swgui"
	"github.com/swaggest/swgui/v5emb"
)

// page answers whatever has no route of its own: outside the API that is the console, which knows its addresses itself.
func (s *Server) page(c *gin.Context) {
	reads := c.Request.Method == http.MethodGet || c.Request.Method == http.MethodHead
	if at := c.Request.URL.Path; !reads || at == "/api" || strings.HasPrefix(at, "/api/") {
		stop(c, errNoRoute)
		return
	}
	s.console.ServeHTTP(c.Writer, c.Request)
}

// docsFiles are the files of the page that shows the contract. They are part of the program, so it works without internet.
var docsFiles = v5emb.NewWithConfig(swgui.Config{SettingsUI: map[string]string{
	"defaultModelsExpandDepth": "0",
	"docExpansion":             `"list"`,
	"tryItOutEnabled":          "true",
	"displayRequestDuration":   "true",
	"showExtensions":           "true", // x-roles: who may call
}})("云梯接口说明", prefix+"openapi.yaml", "/docs/")

// docsPage is that page, and docsPolicy what it may do: run what it brings within itself, by digest, and nothing else of that kind.
var docsPage, docsPolicy = func() ([]byte, string) {
	page := rendered{header: make(http.Header)}
	docsFiles.ServeHTTP(&page, &http.Request{Method: http.MethodGet, URL: &url.URL{Path: "/docs/"}})
	return page.Bytes(), "default-src 'none'; connect-src 'self'; script-src 'self'" + digests(page.String(), "script") +
		"; style-src 'self'" + digests(page.String(), "style") + "; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
}()

// rendered keeps a page instead of sending it.
type rendered struct {
	bytes.Buffer
	header http.Header
}

func (r *rendered) Header() http.Header { return r.header }

func (r *rendered) WriteHeader(int) {}

// digests names the texts of a page's elements without attributes as a content security policy does.
func digests(page, element string) string {
	var list strings.Builder
	for _, found := range regexp.MustCompile(`(?s)<`+element+`>(.*?)</`+element+`>`).FindAllStringSubmatch(page, -1) {
		sum := sha256.Sum256([]byte(found[1]))
		list.WriteString(" 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'")
	}
	return list.String()
}

func (s *Server) docs(c *gin.Context) {
	if c.FullPath() == "/docs" {
		c.Redirect(http.StatusMovedPermanently, "/docs/")
		return
	}
	c.Header("Content-Security-Policy", docsPolicy)
	c.Header("Cache-Control", "no-cache")
	if c.Param("file") == "/" {
		c.Data(http.StatusOK, "text/html; charset=utf-8", docsPage)
		return
	}
	docsFiles.ServeHTTP(c.Writer, c.Request)
}
