package api

import (
	"fmt"
	"io"
	"net/http"

	"github.com/gin-gonic/gin"

	"yunti/exports"
	"yunti/models"
	"yunti/policy"
)

func (s *Server) listAudit(c *gin.Context) {
	filter, err := trailFilter(c)
	if err != nil {
		c.Error(err)
		return
	}
	filter.Page, filter.Size = pageOf(c)
	items, total, err := s.DB.Trail(c.Request.Context(), filter)
	if err != nil {
		c.Error(err)
		return
	}
	answerPage(c, items, total)
}

// trailFilter reads the filter of the audit trail off the query.
func trailFilter(c *gin.Context) (models.TrailFilter, error) {
	f := models.TrailFilter{Who: c.Query("who"), Firm: c.Query("firm"), Subject: c.Query("subject"), Action: c.Query("action")}
	var faults violations
	for _, end := range []struct {
		name string
		day  *policy.Day
	}{{"from", &f.From}, {"to", &f.To}} {
		var err error
		if *end.day, err = policy.ParseDay(c.Query(end.name)); err != nil {
			faults = append(faults, violation{"query:" + end.name, "没有这一天，请写成 2024-07-31 的形式"})
		}
	}
	if len(faults) > 0 {
		return f, faults
	}
	return f, nil
}

func (s *Server) exportAudit(c *gin.Context) {
	filter, err := trailFilter(c)
	if err != nil {
		c.Error(err)
		return
	}
	actor, now, day := s.actor(c), s.stamp(), models.Today(s.Now())
	var extract exports.Extract
	write := func(w io.Writer) (err error) {
		extract, err = exports.Trail(c.Request.Context(), s.DB, filter, actor.Who, now, w)
		return err
	}
	s.answerWorkbook(c, fmt.Sprintf("操作记录%d.xlsx", day), fmt.Sprintf("audit-%d.xlsx", day), write, func() error {
		return s.DB.Record(c.Request.Context(), now, actor, "audit.export", "", extract)
	})
}

func (s *Server) verifyAudit(c *gin.Context) {
	var from models.Anchor
	if text := c.Query("anchor"); text != "" {
		var err error
		if from, err = models.ParseAnchor(text); err != nil {
			c.Error(err)
			return
		}
	}
	report, err := s.DB.VerifyTrail(c.Request.Context(), from)
	if err != nil {
		c.Error(err)
		return
	}
	c.JSON(http.StatusOK, report)
}

func (s *Server) listAuditActions(c *gin.Context) {
	c.JSON(http.StatusOK, gin.H{"items": models.AuditActions()})
}
