package api

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"log/slog"
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/swaggest/swgui"
	"github.com/swaggest/swgui/v5emb"

	"yunti/exports"
	"yunti/models"
)

//go:embed pages
var pageFiles embed.FS

var homePage = template.Must(template.ParseFS(pageFiles, "pages/home.html"))

// homeData is what the page at / shows.
type homeData struct {
	Fault  string
	Latest *homeLatest
	Years  []homeYear
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

// home is the page at /: what this is, the latest numbers and the reports of the published years.
func (s *Server) home(c *gin.Context) {
	data, err := s.homeData(c)
	status := http.StatusOK
	if err != nil {
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

func (s *Server) homeData(c *gin.Context) (homeData, error) {
	var data homeData
	published, err := s.published(c)
	if err != nil || len(published) == 0 {
		return data, err
	}
	for i := range published {
		r := &published[i]
		totals, err := r.Counts()
		if err != nil {
			return data, err
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
	return data, err
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

// docsPage shows the contract. Its files are part of the program, so it works without internet.
var docsPage = v5emb.NewWithConfig(swgui.Config{SettingsUI: map[string]string{
	"defaultModelsExpandDepth": "0",
	"docExpansion":             `"list"`,
	"tryItOutEnabled":          "true",
	"displayRequestDuration":   "true",
}})("云梯接口说明", prefix+"openapi.yaml", "/docs/")

func (s *Server) docs(c *gin.Context) {
	if c.FullPath() == "/docs" {
		c.Redirect(http.StatusMovedPermanently, "/docs/")
		return
	}
	// Swagger UI brings its scripts and styles within the page.
	c.Header("Content-Security-Policy", "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	c.Header("Cache-Control", "no-cache")
	docsPage.ServeHTTP(c.Writer, c.Request)
}
