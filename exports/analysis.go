package exports

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"

	"yunti/policy"
)

// analysis is a report on the firms of a review being made: every list in one pass over the results.
type analysis struct {
	*Source
	ed       *policy.Edition
	book     *workbook
	tierAt   map[string]int // place in Edition.Tiers by ID
	counters []func(*firm)  // what sees every firm besides the lists
	chapters []*chapter
}

// chapter is one sheet of the report. Lists visit every firm as it is read; the rest is written from the counts.
type chapter struct {
	sheet *sheet
	about string        // what the sheet holds, for 说明
	rows  func() int    // nil for sheets that are no list
	visit func(f *firm) // nil for sheets that need no firms
	close func()        // writes what stands below, or the whole sheet
}

func newAnalysis(s *Source, b *workbook) *analysis {
	a := &analysis{Source: s, ed: s.Edition(), book: b, tierAt: map[string]int{}}
	for i, t := range a.ed.Tiers {
		a.tierAt[t.ID] = i
	}
	return a
}

// run reads the results and fills the chapters. before sees the firms of the earlier review; nil: nobody asks for them.
func (a *analysis) run(ctx context.Context, before func(batch []firm) error) error {
	if err := a.each(ctx, a.visit, before); err != nil {
		return err
	}
	return a.finish()
}

// finish writes what stands below the lists, and the sheets that are made of counts.
func (a *analysis) finish() error {
	for _, c := range a.chapters {
		c.close()
	}
	return a.book.failed()
}

// visit takes a batch of firms to the counters and to every list. They share nothing but the firms, so each
// processor takes the next one as soon as it is free.
func (a *analysis) visit(batch []firm) error {
	visitors := append([]func(*firm){}, a.counters...)
	for _, c := range a.chapters {
		if c.visit != nil {
			visitors = append(visitors, c.visit)
		}
	}
	var next atomic.Int32
	var wait sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wait.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(visitors); i = int(next.Add(1)) - 1 {
				for k := range batch {
					visitors[i](&batch[k])
				}
			}
		})
	}
	wait.Wait()
	return a.book.failed()
}
