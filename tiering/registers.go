package tiering

import (
	"math/bits"

	"yunti/policy"
)

// The currencies that rounds are converted between.
const (
	CurrencyCNY = "人民币"
	CurrencyUSD = "美元"
)

// exchanges are the boards on which a firm is listed; 新三板 and 区域股权市场 are not listing. (档案 §7 上市)
var exchanges = [...]string{"主板", "科创板", "创业板", "北交所", "港交所", "境外交易所"}

// listed tells whether the firm's own shares are listed on the snapshot day.
func (r *reader) listed(c *cell) {
	for i := range r.facts.Listings {
		l := &r.facts.Listings[i]
		if l.Listed == 0 || l.Listed > r.day || l.Delisted != 0 && l.Delisted <= r.day {
			continue
		}
		for _, board := range exchanges {
			if l.Board == board {
				set(c, Computed, 1)
				return
			}
		}
	}
	set(c, Computed, 0)
}

// hasScale tells whether the firm's section has a 规上 category at all; a section not known has.
func (r *reader) hasScale(c *cell) {
	set(c, Computed, flagOf(!r.judge.scale.outside(r.facts.Industry)))
}

// aboveScale is 规上 of the year: the directory's word, else what its silence means.
func (r *reader) aboveScale(c *cell) {
	if r.judge.scale.outside(r.facts.Industry) {
		c.state = Outside
		return
	}
	for _, line := range r.facts.Scale {
		if line.Year == r.year {
			set(c, Computed, flagOf(line.Above))
			return
		}
	}
	for _, year := range r.facts.Directories {
		if year == r.year {
			set(c, Computed, 0)
			return
		}
	}
	r.scaleReached(c)
	if c.state == Computed {
		c.state = Derived
	}
}

// scaleReached compares the year's revenue with the industry's line. (达规测算)
func (r *reader) scaleReached(c *cell) {
	industry := digits(r.facts.Industry)
	if industry == "" {
		*c = cell{num: reasonIndustry}
		return
	}
	l := r.judge.scale.of(industry)
	switch {
	case l == nil || !l.computable:
		*c = cell{num: reasonSection, state: Undetermined}
	case l.always:
		set(c, Computed, 1)
	default:
		if v, ok := r.get(l.figure, 0); ok {
			value := cell{num: v, den: 1}
			set(c, Computed, flagOf(value.cmp(formCount, l.line) >= 0))
		} else {
			*c = cell{num: reasonFigure, den: int64(l.figure)}
		}
	}
}

// peFunded tells whether a round up to the snapshot names an investor.
func (r *reader) peFunded(c *cell) {
	any := false
	for i := range r.facts.Rounds {
		round := &r.facts.Rounds[i]
		if round.Day > r.day {
			continue
		}
		if any = true; round.Investors {
			set(c, Computed, 1)
			return
		}
	}
	if any {
		*c = cell{num: reasonInvestor, state: Undetermined}
		return
	}
	set(c, Computed, 0)
}

// valuation is that of the latest round that states one (of several on one day the last recorded),
// in dollars at the parity frozen at that round. Without a round there is nothing to value.
func (r *reader) valuation(c *cell) {
	any, latest := false, -1
	for i := range r.facts.Rounds {
		round := &r.facts.Rounds[i]
		if round.Day > r.day {
			continue
		}
		any = true
		if round.HasValue && (latest < 0 || round.Day >= r.facts.Rounds[latest].Day) {
			latest = i
		}
	}
	switch {
	case !any:
		*c = cell{num: reasonRound, state: NoBase}
	case latest < 0:
		*c = cell{num: reasonValuation, state: Undetermined}
	default:
		round := &r.facts.Rounds[latest]
		rate, reason := int64(policy.RateScale), reasonNone
		if round.Currency != CurrencyUSD {
			rate, reason = r.rate(round)
		}
		if reason != reasonNone {
			*c = cell{num: reason, den: int64(round.Day.Year()), state: Undetermined}
			return
		}
		*c = cell{num: int64(round.Valuation), den: rate, aux: int64(round.Day), state: Computed}
	}
}

// raised adds up the amounts of all rounds in CNY. Amounts that are blank or cannot be converted
// make the sum a lower end.
func (r *reader) raised(c *cell) {
	set(c, Computed, 0)
	var reason, year int64
	for i := range r.facts.Rounds {
		round := &r.facts.Rounds[i]
		if round.Day > r.day {
			continue
		}
		if !round.HasAmount {
			reason, year = reasonAmount, int64(round.Day.Year())
			continue
		}
		if round.Currency == CurrencyCNY {
			c.num += int64(round.Amount)
			continue
		}
		rate, bad := r.rate(round)
		if bad != reasonNone {
			reason, year = bad, int64(round.Day.Year())
			continue
		}
		fen, rest := convert(int64(round.Amount), rate)
		c.num += fen
		if c.aux += rest; c.aux >= policy.RateScale {
			c.num, c.aux = c.num+1, c.aux-policy.RateScale
		}
	}
	if reason != reasonNone {
		c.den, c.state = reason|year<<8, AtLeast
	}
}

// convert turns cents into fen and ten-thousandths of a fen.
func convert(cents, rate int64) (fen, rest int64) {
	negative := cents < 0
	if negative {
		cents = -cents
	}
	hi, lo := bits.Mul64(uint64(cents), uint64(rate))
	q, rem := bits.Div64(hi, lo, policy.RateScale)
	fen, rest = int64(q), int64(rem)
	if negative && rest > 0 {
		return -fen - 1, policy.RateScale - rest
	} else if negative {
		return -fen, 0
	}
	return fen, rest
}

// rate returns the parity of the round's day, else of its year's last trading day.
func (r *reader) rate(round *Round) (rate, reason int64) {
	if round.Currency == CurrencyUSD || round.Currency == CurrencyCNY {
		rates := &r.judge.edition.Rates
		if rate, ok := rates.Days[round.Day]; ok {
			return rate, reasonNone
		}
		if rate, ok := rates.Years[round.Day.Year()]; ok {
			return rate, reasonNone
		}
		return 0, reasonRate
	}
	return 0, reasonCurrency
}
