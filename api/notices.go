package api

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"yunti/models"
)

func (s *Server) listNotices(c *gin.Context) {
	number, size := pageOf(c)
	notices, total, err := s.DB.Notices(c.Request.Context(), s.scope(c), s.actor(c).Who,
		models.NoticeFilter{Unread: flagOf(c, "unread"), Page: number, Size: size})
	if err != nil {
		c.Error(err)
		return
	}
	answerPage(c, notices, total)
}

func (s *Server) readNotice(c *gin.Context) {
	if err := s.DB.ReadNotice(c.Request.Context(), s.stamp(), s.scope(c), s.actor(c).Who, c.Param("id")); err != nil {
		c.Error(err)
		return
	}
	c.Status(http.StatusNoContent)
}
