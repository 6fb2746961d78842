package api

import (
	"context"
	"sync"

	"golang.org/x/sync/errgroup"

	"yunti/jobs"
	"yunti/models"
	"yunti/policy"
	"yunti/tiering"
)

// view is what the overviews of a published review are counted from: the whole city's cells, from which each scope takes its own.
type view struct {
	review  *models.Review
	edition *policy.Edition // that it was judged under
	day     policy.Day      // today
	kinds   map[string]string
	cells   []models.OverviewCell
	ends    []models.TitleEnds
	lacks   []lackCount
}

// lackCount is a figure that the review lacked, with the firms that lack it by the county they are in now.
type lackCount struct {
	missing  tiering.Missing
	counties map[string]int
}

// keptViews is how many reviews' views are kept: leadership turns between a few years.
const keptViews = 6

// views keeps what is counted over all firms while the records, on which it depends, stay as they are; and what a review lacked, which never
// changes.
type views struct {
	mu       sync.Mutex
	revision int64
	day      policy.Day
	kept     map[string]*view          // by Review.ID
	lacking  map[string][]jobs.Lacking // by Review.ID
}

// of returns the view of a published review as of now. Who asks for the same while it is being made waits for it.
func (v *views) of(ctx context.Context, s *Server, review *models.Review) (*view, error) {
	revision, err := s.DB.Revision(ctx)
	if err != nil {
		return nil, err
	}
	today := models.Today(s.Now())
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.revision != revision || v.day != today || len(v.kept) >= keptViews && v.kept[review.ID] == nil {
		v.revision, v.day, v.kept = revision, today, map[string]*view{}
	}
	if made := v.kept[review.ID]; made != nil {
		return made, nil
	}
	made, err := v.make(ctx, s, review, today)
	if err == nil {
		v.kept[review.ID] = made
	}
	return made, err
}

func (v *views) make(ctx context.Context, s *Server, review *models.Review, today policy.Day) (*view, error) {
	edition, err := s.DB.Edition(ctx, review.Edition)
	if err != nil {
		return nil, err
	}
	now, err := s.today()
	if err != nil {
		return nil, err
	}
	made := &view{review: review, edition: edition, day: today, kinds: map[string]string{}}
	for _, k := range now.Kinds {
		made.kinds[k.ID] = k.Name
	}
	until := policy.NewDay(today.Year(), today.Month(), 1).AddMonths(monthsAhead).AddDays(-1)
	var lacking []jobs.Lacking
	var counties map[string]string
	parts, ctx := errgroup.WithContext(ctx)
	parts.Go(func() (err error) {
		lacking, err = v.lackingsOf(ctx, s, review, edition)
		return err
	})
	parts.Go(func() (err error) {
		if made.cells, counties, err = s.DB.OverviewCells(ctx, models.Everything, review.ID); err != nil {
			return err
		}
		made.ends, err = s.DB.TitleEnds(ctx, models.Everything, now.Kinds, today, until)
		return err
	})
	if err := parts.Wait(); err != nil {
		return nil, err
	}
	for _, l := range lacking {
		count := lackCount{l.Missing, map[string]int{}}
		for _, code := range l.Firms {
			if county, there := counties[code]; there {
				count.counties[county]++
			}
		}
		made.lacks = append(made.lacks, count)
	}
	return made, nil
}

// lackingsOf is what a review lacked, read once.
func (v *views) lackingsOf(ctx context.Context, s *Server, review *models.Review, edition *policy.Edition) ([]jobs.Lacking, error) {
	if list, known := v.lacking[review.ID]; known {
		return list, nil
	}
	list, err := jobs.Lackings(ctx, s.DB, review, edition)
	if err != nil {
		return nil, err
	}
	if v.lacking == nil || len(v.lacking) >= keptViews {
		v.lacking = map[string][]jobs.Lacking{}
	}
	v.lacking[review.ID] = list
	return list, nil
}

// lackers returns the codes of the firms of which a review lacked a figure, of any year for 0.
func (v *views) lackers(ctx context.Context, s *Server, review *models.Review, edition *policy.Edition, metric string, year int) ([]string, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	list, err := v.lackingsOf(ctx, s, review, edition)
	if err != nil {
		return nil, err
	}
	codes, met := []string{}, map[string]bool{}
	for _, l := range list {
		if l.Metric != metric || year != 0 && l.Year != year {
			continue
		}
		for _, code := range l.Firms {
			if !met[code] {
				codes, met[code] = append(codes, code), true
			}
		}
	}
	return codes, nil
}
