package tiering

import (
	"math/big"

	"yunti/policy"
)

// State says how a metric's value came about, or why there is none.
type State uint8

// The states. From Computed on there is a value to compare; AtLeast and AtMost have one end of it.
const (
	NotReported  State = iota // a figure of an existing year that is needed is missing: unknown
	Undetermined              // the registers know of it but say too little: unknown
	NoBase                    // a ratio or growth on a denominator of zero or less: unmet, no points
	NoYear                    // needs a year before the founding year: unmet, no points
	NoPairs                   // compares years of which the firm has only one: met
	Outside                   // the metric does not concern the firm: not_applicable
	AtLeast                   // a sum of which some parts are not known
	AtMost                    // a lowest of which some years are not reported
	Computed                  // from the firm's own figures
	NoRecord                  // a flag without a record (无记录): what its blank counts as
	Derived                   // not officially recorded, computed (测算)
	Fallback                  // 统计口径 research costs in place of the rule's own basis
)

// known reports whether there is a number that a bound can be compared with.
func (s State) known() bool { return s >= Computed }

// Reasons of an Undetermined or NotReported value that the figures alone don't show; kept in the
// cell's num, with the year or figure in its den.
const (
	reasonNone      int64 = iota
	reasonInvestor        // rounds, but none names an investor
	reasonValuation       // rounds, but none states a valuation
	reasonRate            // no parity for the year in den
	reasonCurrency        // a currency that the book has no rates for
	reasonAmount          // rounds whose amount is blank
	reasonFigure          // figure number den of the year
	reasonIndustry        // 国民经济行业代码 blank
	reasonSection         // an industry without a revenue line
	reasonField           // 技术领域 blank
	reasonFounded         // 成立日期 blank
	reasonRound           // no round at all (with NoBase)
)

// Value is the value that a metric had for a firm: Num/Den in the base of Unit (分, US cents, 1 for
// 100 %, heads, …), exact where that fits and rounded to ten decimals where not: a growth a year over
// several years, a mean of growths. Num and Den mean nothing where State says there is no value.
type Value struct {
	State State
	Unit  policy.Unit
	Num   int64
	Den   int64
	Day   policy.Day // of the round that a valuation comes from; else zero

	cell   cell
	metric *metric
}

// Text returns the value in people's units (万元, 亿美元, %), without the unit, or why there is none.
func (v Value) Text() string {
	if v.metric == nil {
		return ""
	}
	return v.metric.actual(&v.cell)
}

// Sign returns the unit that Text leaves out: 万元, 亿美元, %, 人, 件, …; "" for a flag.
func (v Value) Sign() string {
	if v.metric == nil {
		return ""
	}
	return v.metric.sign
}

// export makes the value of a cell for use outside.
func (m *metric) export(c cell) Value {
	v := Value{State: c.state, Unit: m.unit, Den: 1, cell: c, metric: m}
	if !c.state.known() && c.state != AtLeast && c.state != AtMost {
		return v
	}
	if m.form == formDollar {
		v.Day = policy.Day(c.aux)
	}
	x := m.rational(&c)
	if x == nil && m.form == formGrowth && c.num >= 0 && c.den > 0 {
		x, _ = new(big.Rat).SetString(growthText(c.num, c.den, m.years, valuePlaces-2))
		x.Mul(x, big.NewRat(styles[m.unit].down, styles[m.unit].up))
	}
	if x != nil && (!x.Num().IsInt64() || !x.Denom().IsInt64()) {
		x, _ = x.SetString(x.FloatString(valuePlaces))
	}
	switch {
	case x == nil:
		v.State = NoBase
	case x.Num().IsInt64() && x.Denom().IsInt64():
		v.Num, v.Den = x.Num().Int64(), x.Denom().Int64()
	default: // only a sum of fen so large that its fractions don't matter
		v.Num = new(big.Int).Quo(x.Num(), x.Denom()).Int64()
	}
	return v
}

// valuePlaces is to how many decimals a value is rounded that is no fraction of two 64-bit numbers.
const valuePlaces = 10
