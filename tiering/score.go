package tiering

// score finds the points of all parts, from the last to the first.
func (j *Judge) score(t *trail) {
	for i := len(j.parts) - 1; i >= 0; i-- {
		p := &j.parts[i]
		switch p.op {
		case partBands:
			t.points[i] = p.points(j.slots[p.slot].form, &t.cells[p.slot])
		case partBest:
			t.points[i] = j.best(t, int32(i))
		case partSum:
			t.points[i] = j.sum(t, int32(i)+1, p.end, p.cap)
		case partJudged:
			t.points[i] = p.span
		}
	}
}

// totals adds up the scores, and lets the totals recorded for the year replace what they come to.
func (j *Judge) totals(f *Facts, year int, t *trail) {
	for i := range j.scores {
		s := &j.scores[i]
		t.totals[i] = total{points: j.sum(t, s.first, s.last, 0)}
		for _, a := range f.Assessments {
			if a.Year == year && a.Score == s.name {
				t.totals[i] = total{points{low: int32(a.Points), high: int32(a.Points)}, true}
			}
		}
	}
}

// points finds the band of a value. What is missing may come to any of them; a ratio without a base
// comes to nothing.
func (p *scorePart) points(f form, c *cell) points {
	switch c.state {
	case Computed, NoRecord, Derived, Fallback:
		return p.band(f, c)
	case NotReported, Undetermined:
		return points{high: p.top, open: true}
	case AtLeast:
		return points{low: p.band(f, c).low, high: p.top, open: true}
	case AtMost:
		return points{high: p.band(f, c).high, open: true}
	}
	return points{}
}

func (p *scorePart) band(f form, c *cell) points {
	for i := range p.bands {
		b := &p.bands[i]
		if cmp := c.cmp(f, b.line); cmp > 0 || cmp == 0 && !b.strict {
			return b.points
		}
	}
	return points{}
}

// best takes the better of the options, low and high end each by itself.
func (j *Judge) best(t *trail, i int32) (best points) {
	for k := i + 1; k < j.parts[i].end; k = j.parts[k].end {
		best.low, best.high = max(best.low, t.points[k].low), max(best.high, t.points[k].high)
	}
	for k := i + 1; k < j.parts[i].end; k = j.parts[k].end {
		best.open = best.open || t.points[k].open && t.points[k].high > best.low
	}
	return best
}

// sum adds up the parts from first to last (excluded), each end up to the cap where there is one.
func (j *Judge) sum(t *trail, first, last, ceiling int32) (sum points) {
	for k := first; k < last; k = j.parts[k].end {
		p := &t.points[k]
		sum.low, sum.high, sum.open = sum.low+p.low, sum.high+p.high, sum.open || p.open
	}
	if ceiling > 0 && sum.high > ceiling {
		sum.low, sum.high = min(sum.low, ceiling), ceiling
		sum.open = sum.open && sum.low < ceiling
	}
	return sum
}

// grade compares a total with the bound of a score node: met when the low end is over it, unmet
// when the high end is not. A range that no missing figure has widened waits only for the points
// that people give.
func (s *total) grade(n *node) grade {
	low, high := cell{num: int64(s.low)}, cell{num: int64(s.high)}
	switch {
	case holds(n.rel, low.cmp(formCount, n.line)) == gradeMet:
		return gradeMet
	case holds(n.rel, high.cmp(formCount, n.line)) != gradeMet:
		return gradeUnmet
	case s.open:
		return gradeUnknown
	}
	return gradeJudged
}
