package tiering

import (
	"strings"

	"yunti/policy"
)

// span is how many accounting years the metrics look back on, the judged year included.
const span = 4

// reader reads one firm's facts as of the snapshot day.
type reader struct {
	judge   *Judge
	facts   *Facts
	year    int
	day     policy.Day
	years   int // how many of the span's years exist: the founding year is the first
	figures [span]*Figures
	pairs   [span - 1]pair // the years revenue_yearly_low compares
	npairs  int
}

// pair is a figure and that of the year before.
type pair struct{ num, den int64 }

// open turns the reader to a firm and a year. Figures of years before the founding year do not exist.
func (r *reader) open(j *Judge, f *Facts, year int) {
	r.judge, r.facts, r.year, r.day = j, f, year, policy.YearEnd(year)
	r.years = min(span, year-f.Founding()+1)
	r.figures, r.npairs = [span]*Figures{}, 0
	for i := len(f.Figures) - 1; i >= 0; i-- {
		if back := year - f.Figures[i].Year; back >= r.years {
			return
		} else if back >= 0 {
			r.figures[back] = &f.Figures[i]
		}
	}
}

// get returns a figure of an existing year, counted back from the judged one.
func (r *reader) get(k Figure, back int) (int64, bool) {
	if line := r.figures[back]; line != nil {
		return line.Get(k)
	}
	return 0, false
}

// sum adds up a figure over the existing years of a window; ok is false when one is missing.
func (r *reader) sum(k Figure, latest, oldest int) (total int64, ok bool) {
	for back := latest; back <= oldest && back < r.years; back++ {
		v, ok := r.get(k, back)
		if !ok {
			return 0, false
		}
		total += v
	}
	return total, true
}

// total adds up what is needed. Research costs stay on one basis for the whole window.
func (r *reader) total(n need) (v int64, fallback, ok bool) {
	v, ok = r.sum(n.figure, n.latest, n.oldest)
	if ok || !n.basis {
		return v, false, ok
	}
	v, ok = r.sum(n.instead, n.latest, n.oldest)
	return v, true, ok
}

func set(c *cell, s State, v int64) { *c = cell{num: v, den: 1, state: s} }

func flagOf(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// age counts full years to the snapshot; as that is 31 December it is the difference of the years.
func (r *reader) age(c *cell) {
	if r.facts.Founded == 0 {
		*c = cell{num: reasonFounded}
		return
	}
	set(c, Computed, int64(r.year-r.facts.Founding()))
}

// days counts calendar days from the founding day to the snapshot.
func (r *reader) days(c *cell) {
	if r.facts.Founded == 0 {
		*c = cell{num: reasonFounded}
		return
	}
	set(c, Computed, int64(r.day.DaysSince(r.facts.Founded)))
}

func (r *reader) figure(c *cell, k Figure, back int) {
	if back >= r.years {
		c.state = NoYear
	} else if v, ok := r.get(k, back); ok {
		set(c, Computed, v)
	}
}

func (r *reader) rise(c *cell, k Figure) {
	if r.years < 2 {
		c.state = NoYear
		return
	}
	now, ok := r.get(k, 0)
	before, okBefore := r.get(k, 1)
	if ok && okBefore {
		set(c, Computed, now-before)
	}
}

func (r *reader) growth(c *cell, k Figure, years int) {
	if years >= r.years {
		c.state = NoYear
		return
	}
	now, ok := r.get(k, 0)
	base, okBase := r.get(k, years)
	if ok && okBase {
		c.over(now, base, false)
	}
}

func (r *reader) ratio(c *cell, over, under need) {
	num, fallback, ok := r.total(over)
	if !ok {
		return
	}
	den, fallbackUnder, ok := r.total(under)
	if ok {
		c.over(num, den, fallback || fallbackUnder)
	}
}

// over makes the cell num/den; a denominator of zero or less gives no value.
func (c *cell) over(num, den int64, fallback bool) {
	c.num, c.den, c.state = num, den, Computed
	if den <= 0 {
		c.state = NoBase
	} else if fallback {
		c.state = Fallback
	}
}

// flag reads a closed list over the latest existing years: a blank counts as blank, and anything
// else than it in any year decides.
func (r *reader) flag(c *cell, k Figure, years int, blank int64) {
	set(c, Computed, blank)
	for back := range min(years, r.years) {
		v, ok := r.get(k, back)
		if ok && v != blank {
			set(c, Computed, v)
			return
		}
		if !ok {
			c.state = NoRecord
		}
	}
}

func (r *reader) netAssetGrowth(c *cell) {
	r.mean(c, func(back int) (int64, bool) {
		assets, ok := r.get(Assets, back)
		liabilities, okL := r.get(Liabilities, back)
		return assets - liabilities, ok && okL
	})
}

func (r *reader) revenueGrowth(c *cell) {
	r.mean(c, func(back int) (int64, bool) { return r.get(Revenue, back) })
}

// mean sets the mean of two yearly growths. A firm founded in the year has none; a missing value
// comes before a negative one; a second value of zero gives no points; without a first value, or
// with one of zero, the later growth stands alone. (认定管理工作指引 成长性指标)
func (r *reader) mean(c *cell, value func(back int) (int64, bool)) {
	if r.years == 1 {
		c.state = NoYear
		return
	}
	v3, ok3 := value(0)
	v2, ok2 := value(1)
	v1, ok1 := int64(0), true
	if r.years > 2 {
		v1, ok1 = value(2)
	}
	if !ok1 || !ok2 || !ok3 {
		return
	}
	*c = cell{num: v3, den: v2, aux: v1, state: Computed}
	if v1 < 0 || v2 <= 0 || v3 < 0 {
		c.state = NoBase
	}
}

// lowest collects the pairs of consecutive existing years; each is compared by itself, so a base
// of zero is a comparison like any other.
func (r *reader) lowest(c *cell) {
	if r.years == 1 {
		c.state = NoPairs
		return
	}
	wanted := min(span, r.years) - 1
	for back := range wanted {
		now, ok := r.get(Revenue, back)
		before, okBefore := r.get(Revenue, back+1)
		if !ok || !okBefore {
			continue
		}
		r.pairs[r.npairs] = pair{now, before}
		r.npairs++
		if r.npairs == 1 || lower(now, before, c.num, c.den) {
			c.num, c.den = now, before
		}
	}
	switch {
	case r.npairs == wanted:
		c.state = Computed
	case r.npairs > 0:
		c.state = AtMost
	}
}

// lower orders pairs for showing the lowest: a base of zero or less is low with a figure below it,
// and high otherwise.
func lower(num, den, num2, den2 int64) bool {
	if den > 0 && den2 > 0 {
		return mul(num, den2).cmp(mul(num2, den)) < 0
	}
	if low, low2 := den <= 0 && num < den, den2 <= 0 && num2 < den2; low != low2 {
		return low
	}
	return den > 0
}

// fieldListed tells whether 技术领域 begins with one of the eight fields.
func (r *reader) fieldListed(c *cell) {
	field := strings.TrimSpace(r.facts.Field)
	if field == "" {
		*c = cell{num: reasonField}
		return
	}
	for _, name := range r.judge.edition.Fields {
		if strings.HasPrefix(field, name) {
			set(c, Computed, 1)
			return
		}
	}
	set(c, Computed, 0)
}
