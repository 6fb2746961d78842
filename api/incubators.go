package api

import (
	"github.com/gin-gonic/gin"

	"yunti/models"
)

func (s *Server) listIncubators(c *gin.Context) {
	number, size := pageOf(c)
	carriers, total, err := s.DB.Carriers(c.Request.Context(), models.CarrierFilter{Q: c.Query("q"), County: c.Query("county"), Page: number, Size: size})
	if err != nil {
		c.Error(err)
		return
	}
	answerPage(c, carriers, total)
}
