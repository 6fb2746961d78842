package api

import (
	"context"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
)

// denials remembers who was refused what of late, so that a program that asks again and again does not fill the audit trail.
type denials struct {
	mu   sync.Mutex
	seen map[denial]time.Time
}

type denial struct{ user, operation string }

const (
	denialEvery = time.Hour // how often the same refusal is written down
	denialsMost = 10_000    // how many are remembered; there are not so many people and operations
)

// first says whether a refusal is to be written down: the first within the hour.
func (d *denials) first(now time.Time, which denial) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if last, ok := d.seen[which]; ok && now.Sub(last) < denialEvery {
		return false
	}
	if d.seen == nil || len(d.seen) >= denialsMost {
		d.seen = make(map[denial]time.Time)
	}
	d.seen[which] = now
	return true
}

// noteDenial writes into the audit trail that somebody who has signed in was refused what he may not do. The refusal stands whether
// or not that succeeds.
func (s *Server) noteDenial(c *gin.Context) {
	who := callerOf(c)
	op, _ := c.Value(operationKey).(*operation)
	if who == nil || op == nil || !s.denials.first(s.Now(), denial{who.User.Username, op.Operation.OperationID}) {
		return
	}
	path := []rune(c.Request.URL.Path)
	detail := map[string]string{"path": string(path[:min(len(path), 200)])}
	if who.Token != nil {
		detail["token"] = who.Token.ID
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.Request.Context()), quickTime) // who hangs up has asked all the same
	defer cancel()
	if err := s.DB.Record(ctx, s.Now(), s.actor(c), "access.deny", op.Operation.OperationID, detail); err != nil {
		s.Log.Warn("a refusal is not in the audit trail", "request_id", requestID(c), "error", err)
	}
}
