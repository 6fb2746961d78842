package api

import (
	"fmt"
	"io"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"yunti/models"
)

// maxPaper is the most of a request that brings an attachment: the paper and the form around it.
const maxPaper = models.MaxAttachment + maxBody

func (s *Server) listAttachments(c *gin.Context) {
	items, err := s.DB.Attachments(c.Request.Context(), s.scope(c), c.Param("id"))
	if err != nil {
		c.Error(err)
		return
	}
	c.JSON(http.StatusOK, gin.H{"items": items})
}

// addAttachment takes a paper in. It waits in a temporary file until it is whole, so that a slow sender keeps neither memory nor
// a place in the queue.
func (s *Server) addAttachment(c *gin.Context) {
	f, err := readForm(c)
	if err != nil {
		c.Error(err)
		return
	}
	defer f.discard()
	ctx, cancel := finish(c)
	defer cancel()
	paper := models.NewAttachment{Filing: c.Param("id"), Line: f.number("line"), Name: f.name}
	var a *models.Attachment
	err = s.inTurn(c, func() error {
		if paper.Content, err = io.ReadAll(io.NewSectionReader(f.file, 0, f.size)); err != nil {
			return err
		}
		a, err = s.DB.AddAttachment(ctx, s.stamp(), s.actor(c), s.scope(c), paper)
		return err
	})
	if err != nil {
		c.Error(err)
		return
	}
	c.Header("Location", fmt.Sprintf("%sfilings/%s/attachments/%d", prefix, paper.Filing, a.Number))
	c.JSON(http.StatusCreated, a)
}

// attachmentNumber is the number of the address.
func attachmentNumber(c *gin.Context) int {
	n, _ := strconv.Atoi(c.Param("number")) // the contract has seen to it
	return n
}

// paperEnds are the ends of file names by type.
var paperEnds = map[string]string{"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}

// getAttachment hands a paper out. Whatever it holds, a browser that ignores the disposition runs nothing of it.
func (s *Server) getAttachment(c *gin.Context) {
	filing, number := c.Param("id"), attachmentNumber(c)
	var a *models.Attachment
	var content []byte
	err := s.inTurn(c, func() (err error) {
		a, content, err = s.DB.Attachment(c.Request.Context(), s.stamp(), s.actor(c), s.scope(c), filing, number)
		return err
	})
	if err != nil {
		c.Error(err)
		return
	}
	c.Header("Content-Disposition", attachment(a.Name, fmt.Sprintf("%s-%d.%s", filing, number, paperEnds[a.Type])))
	c.Header("Content-Security-Policy", "sandbox; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	c.Data(http.StatusOK, a.Type, content)
}

func (s *Server) removeAttachment(c *gin.Context) {
	ctx, cancel := finish(c)
	defer cancel()
	if err := s.DB.RemoveAttachment(ctx, s.stamp(), s.actor(c), s.scope(c), c.Param("id"), attachmentNumber(c)); err != nil {
		c.Error(err)
		return
	}
	c.Status(http.StatusNoContent)
}
