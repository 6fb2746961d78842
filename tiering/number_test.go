package tiering

import (
	"math/big"
	"testing"

	"yunti/policy"
)

func (x wide) big() *big.Int {
	b := new(big.Int).Lsh(big.NewInt(x.hi), 64)
	return b.Add(b, new(big.Int).SetUint64(x.lo))
}

func TestWideArithmeticIsExact(t *testing.T) {
	g := newGenerator(5)
	for range 50_000 {
		a, b := int64(g.Uint64())>>g.IntN(63), int64(g.Uint64())>>g.IntN(63)
		c, d := int64(g.Uint64())>>g.IntN(63), int64(g.Uint64())>>g.IntN(63)
		product := new(big.Int).Mul(big.NewInt(a), big.NewInt(b))
		if mul(a, b).big().Cmp(product) != 0 {
			t.Fatalf("%d·%d is not %v", a, b, mul(a, b).big())
		}
		other := new(big.Int).Mul(big.NewInt(c), big.NewInt(d))
		if got := mul(a, b).cmp(mul(c, d)); got != product.Cmp(other) {
			t.Fatalf("%v against %v: %d", product, other, got)
		}
		if sum := mul(a>>1, b).add(mul(c>>1, d)); sum.big().Cmp(new(big.Int).Add(mul(a>>1, b).big(), mul(c>>1, d).big())) != 0 {
			t.Fatalf("%d·%d + %d·%d is not %v", a>>1, b, c>>1, d, sum.big())
		}
	}
}

// TestComparisonsAreExact compares every form with big fractions, at values and bounds as large as the
// book and the rosters allow.
func TestComparisonsAreExact(t *testing.T) {
	g := newGenerator(6)
	figure := func() int64 { return 1 + g.Int64N(int64(policy.MaxMoney))>>g.IntN(49) }
	ratOf := func(m *metric, c *cell) *big.Rat {
		if m.form == formGrowth {
			return nil
		}
		return m.rational(c)
	}
	for range 100_000 {
		m := &metricTable[g.IntN(len(metricTable))]
		c := cell{num: figure(), den: figure(), aux: figure(), state: Computed}
		q := policy.Quantity{Num: g.Int64N(5000), Den: pick(g, int64(1), 10, 100, 1000, 3), Unit: m.unit}
		switch m.form {
		case formCount:
			c.den, q.Num = 1, figure()
		case formDollar:
			c.den, q.Num, q.Den = 50_000+g.Int64N(40_000), figure(), 1
		case formSum:
			c.aux, q.Num, q.Den = g.Int64N(policy.RateScale), figure(), 1
		case formMean:
			c.aux *= int64(g.IntN(2))
		}
		l, ok := newLine(m.form, m.years, q)
		if !ok {
			t.Fatalf("%s: no line for %d/%d", m.name, q.Num, q.Den)
		}
		bound, want := big.NewRat(q.Num, q.Den), 0
		if x := ratOf(m, &c); x != nil {
			want = x.Cmp(bound)
		} else {
			// (num/den)^(1/n) − 1 against p/q: num/den against (1 + p/q)^n.
			side := new(big.Rat).Add(bound, big.NewRat(1, 1))
			all := big.NewRat(1, 1)
			for range m.years {
				all.Mul(all, side)
			}
			want = big.NewRat(c.num, c.den).Cmp(all)
		}
		if got := c.cmp(m.form, l); got != want {
			t.Fatalf("%s %+v against %v: %d, want %d", m.name, c, bound, got, want)
		}
	}
}

func TestBoundsWithoutExactRoomAreRefused(t *testing.T) {
	tests := []struct {
		form  form
		years int
		q     policy.Quantity
	}{
		{formGrowth, 3, policy.Quantity{Num: 1, Den: 3_000_000, Unit: policy.UnitPercent}},
		{formGrowth, 3, policy.Quantity{Num: -2, Den: 1, Unit: policy.UnitPercent}},
		{formMean, 0, policy.Quantity{Num: 1, Den: maxMean + 1, Unit: policy.UnitPercent}},
		{formDollar, 0, policy.Quantity{Num: 1, Den: 1 << 60, Unit: policy.UnitDollar}},
		{formCount, 0, policy.Quantity{Num: 1, Den: 0, Unit: policy.UnitMoney}},
	}
	for _, tt := range tests {
		if _, ok := newLine(tt.form, tt.years, tt.q); ok {
			t.Errorf("form %d took %d/%d", tt.form, tt.q.Num, tt.q.Den)
		}
	}
}
