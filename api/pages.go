package api

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"errors"
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/swaggest/swgui"
	"github.com/swaggest/swgui/v5emb"

	"yunti/access"
	"yunti/exports"
	"yunti/models"
)

//go:embed pages
var pageFiles embed.FS

var homePage = template.Must(template.ParseFS(pageFiles, "pages/home.html"))

// homeData is what the page at / shows. Numbers and reports are for those who may have them.
type homeData struct {
	Fault    string
	User     *models.User // nil for somebody who has not signed in
	Role     string       // its Chinese name
	Change   bool         // the password must be changed first
	Provider string       // the name of the identity provider, "" without one
	Reports  bool         // may see the published years
	Latest   *homeLatest
	Years    []homeYear
}

// signInFaults tell why a sign-in at the identity provider came to nothing, by the reason in the address.
var signInFaults = map[string]string{
	signInUnknown: "这个身份在本系统没有可用的账号，请联系系统管理员登记。",
	signInExpired: "登录没有在时限内完成，或不是在这个浏览器里开始的，请重新登录。",
	signInRefused: "统一身份认证没有放行，请重试，或联系该系统的管理员。",
	signInFailed:  "统一身份认证暂时连不上，或它的应答不可信，请稍后再试，或改用用户名和密码登录。",
}

// homeLatest is the ladders of the latest published review.
type homeLatest struct {
	Year    int
	Present int
	Ladders []homeLadder
}

type homeLadder struct {
	Name  string
	Most  int // firms on the fullest tier, for the bars
	Tiers []homeTier
}

type homeTier struct {
	Name   string
	Now    int
	Change string // +12, -3, or – in a first review
}

type homeYear struct {
	Year      int
	ID        string
	Present   int
	Published string
	By        string
	Reports   []homeReport
}

type homeReport struct {
	Name string
	Href string
}

// home is the page at /: what this is, how to sign in, and for those who may see them the latest numbers and the reports
// of the published years.
func (s *Server) home(c *gin.Context) {
	data := homeData{Fault: signInFaults[c.Query("signin")]}
	if s.provider != nil {
		data.Provider = s.provider.Name
	}
	status := http.StatusOK
	if err := s.fillHome(c, &data); err != nil {
		s.Log.LogAttrs(c.Request.Context(), slog.LevelError, "home page", slog.String("request_id", requestID(c)), slog.String("error", err.Error()))
		p := problemOf(err)
		status = p.Status
		data = homeData{Fault: p.Detail}
		if data.Fault == "" {
			data.Fault = fmt.Sprintf("系统内部出错，请把请求编号 %s 告诉管理员。", requestID(c))
		}
	}
	var page bytes.Buffer
	if err := homePage.Execute(&page, data); err != nil {
		c.Error(err)
		return
	}
	c.Data(status, "text/html; charset=utf-8", page.Bytes())
}

// fillHome fills in who has come, and the published years when he may see them.
func (s *Server) fillHome(c *gin.Context, data *homeData) error {
	who, err := s.authenticate(c)
	switch {
	case errors.Is(err, access.ErrSignedOut), errors.Is(err, errTwoWays):
		return nil
	case err != nil:
		return err
	}
	c.Set(callerKey, who)
	data.User, data.Role = who.User, models.RoleNames[who.User.Role]
	switch err := s.contract.operations["GET "+prefix+"reports"].authorise(who); {
	case errors.Is(err, access.ErrMustChange):
		data.Change = true
		return nil
	case err != nil:
		return nil
	}
	data.Reports = true
	published, err := s.published(c)
	if err != nil || len(published) == 0 {
		return err
	}
	for i := range published {
		r := &published[i]
		totals, err := r.Counts()
		if err != nil {
			return err
		}
		year := homeYear{Year: r.Year, ID: r.ID, Present: totals.Present, By: r.PublishedBy}
		if r.PublishedAt != nil {
			year.Published = r.PublishedAt.In(s.Now().Location()).Format("2006-01-02 15:04")
		}
		for _, report := range exports.Reports {
			year.Reports = append(year.Reports, homeReport{report.Name, fmt.Sprintf("%sreports/%s.xlsx?year=%d", prefix, report.Key, r.Year)})
		}
		data.Years = append(data.Years, year)
	}
	data.Latest, err = s.latest(c, &published[0])
	return err
}

// latest names the tiers of a review's ladders and compares them with the review before.
func (s *Server) latest(c *gin.Context, r *models.Review) (*homeLatest, error) {
	ed, err := s.DB.Edition(c.Request.Context(), r.Edition)
	if err != nil {
		return nil, err
	}
	totals, err := r.Counts()
	if err != nil {
		return nil, err
	}
	latest := &homeLatest{Year: r.Year, Present: totals.Present}
	for i, l := range totals.Ladders {
		ladder := homeLadder{Name: ed.Ladders[i].Name, Most: 1}
		for _, t := range l.Tiers {
			tier := homeTier{Name: t.Tier, Now: t.Now, Change: "–"}
			if known, ok := ed.Tier(t.Tier); ok {
				tier.Name = known.Name
			}
			if r.Previous != "" {
				tier.Change = fmt.Sprintf("%+d", t.Now-t.Before)
			}
			ladder.Most = max(ladder.Most, t.Now)
			ladder.Tiers = append(ladder.Tiers, tier)
		}
		latest.Ladders = append(latest.Ladders, ladder)
	}
	return latest, nil
}

func (s *Server) style(c *gin.Context) {
	c.Header("Cache-Control", "no-cache")
	c.FileFromFS("pages/style.css", http.FS(pageFiles))
}

// docsFiles are the files of the page that shows the contract. They are part of the program, so it works without internet.
var docsFiles = v5emb.NewWithConfig(swgui.Config{SettingsUI: map[string]string{
	"defaultModelsExpandDepth": "0",
	"docExpansion":             `"list"`,
	"tryItOutEnabled":          "true",
	"displayRequestDuration":   "true",
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
