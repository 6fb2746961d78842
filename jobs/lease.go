package jobs

import (
	"context"
	"time"
)

// keepLease renews a claim at every beat (nil: the clock's) until ctx ends. A renewal that fails ends it,
// as the claim may be lost by then.
func keepLease(ctx context.Context, beats <-chan time.Time, renew func(context.Context) error) error {
	if beats == nil {
		ticker := time.NewTicker(beat)
		defer ticker.Stop()
		beats = ticker.C
	}
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-beats:
			if err := renew(ctx); err != nil {
				if ctx.Err() != nil {
					return nil // the work ended while it was renewing
				}
				return err
			}
		}
	}
}
