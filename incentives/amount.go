package incentives

import (
	"fmt"
	"math"
	"math/big"
	"math/bits"
	"strings"

	"yunti/policy"
)

// money is a bound or amount of the book in 分, 0 for none; the book has whole 分 only.
func money(q policy.Quantity) policy.Money {
	if q.IsZero() {
		return 0
	}
	return policy.Money(q.Num / q.Den)
}

// span returns both ends of an amount in 分; computed when it was taken of a basis.
func (c *Counter) span(a *policy.Amount, basis *policy.Money) (low, high policy.Money, computed bool) {
	switch {
	case !a.Fixed.IsZero():
		v := money(a.Fixed)
		return v, v, false
	case !a.High.IsZero():
		return money(a.Low), money(a.High), false
	case !a.Ceiling.IsZero():
		return 0, money(a.Ceiling), false
	}
	v := c.portion(*basis, share(a))
	return v, v, true
}

// share is the rate or match of an amount, scaled by its factor where one was set. (A7)
func share(a *policy.Amount) policy.Quantity {
	q := a.Rate
	if q.IsZero() {
		q = a.Match
	}
	if !a.Factor.IsZero() {
		q.Num, q.Den = q.Num*a.Factor.Num, q.Den*a.Factor.Den
	}
	return q
}

// portion returns a share of basis, rounded half up once. Nothing is due on what is not positive. Amounts and shares of
// the book are bounded, so the quotient fits.
func (c *Counter) portion(basis policy.Money, share policy.Quantity) policy.Money {
	if basis <= 0 || share.Num <= 0 {
		return 0
	}
	hi, lo := bits.Mul64(uint64(basis), uint64(share.Num))
	unit := uint64(share.Den) * uint64(c.unit)
	whole, rest := bits.Div64(hi, lo, unit)
	if rest >= unit-rest {
		whole++
	}
	return policy.Money(whole) * c.unit
}

// rounded returns num/den 分 (den > 0), rounded half up once; nothing for what is not positive.
func (c *Counter) rounded(num, den *big.Int) policy.Money {
	if num.Sign() <= 0 {
		return 0
	}
	unit := new(big.Int).Mul(den, big.NewInt(int64(c.unit)))
	whole := new(big.Int).Lsh(num, 1)
	whole.Add(whole, unit) // (2·num + unit) / (2·unit) rounds half up
	whole.Quo(whole, unit.Lsh(unit, 1))
	if most := policy.Money(math.MaxInt64) / c.unit; !whole.IsInt64() || policy.Money(whole.Int64()) > most {
		return most * c.unit // more than any city spends
	}
	return policy.Money(whole.Int64()) * c.unit
}

// amountFor returns the amount for a record of a kind and level, nil when the clause gives none.
func amountFor(clause *policy.Clause, kind, level string) *policy.Amount {
	for i := range clause.Amounts {
		a := &clause.Amounts[i]
		if (a.Kind == "" || a.Kind == kind) && (a.Level == "" || a.Level == level) {
			return a
		}
	}
	return nil
}

// capped is how the note of a cap begins.
const capped = "已按每户每年"

// limit applies the cap on what one payee gets of a clause in a year. (A7, A14) The lines are those of one payee.
func limit(clause *policy.Clause, lines []Entitlement) {
	var spent policy.Money
	for i := range lines {
		e := &lines[i]
		if e.High == nil {
			continue
		}
		low, high, note := cut(clause, *e.Low, *e.High, spent)
		if note != "" {
			e.Low, e.High, e.Notes = &low, &high, append(e.Notes, note)
		}
		spent += high
	}
}

// cut returns what is left of an amount under the clause's cap after spent, and the note that says so.
func cut(clause *policy.Clause, low, high, spent policy.Money) (policy.Money, policy.Money, string) {
	for i := range clause.Amounts {
		q := clause.Amounts[i].Cap
		if left := max(0, money(q)-spent); !q.IsZero() && high > left {
			return min(low, left), left, capped + " " + q.String() + " 封顶"
		}
	}
	return low, high, ""
}

// InWan writes an amount as people read it: in 万元 with at most two decimals, in 元 where that is not enough.
func InWan(m policy.Money) string {
	const cent = policy.Wan / 100
	if m%cent != 0 {
		return policy.Quantity{Num: int64(m), Den: 1, Unit: policy.UnitMoney}.String()
	}
	sign := ""
	if m < 0 {
		sign, m = "-", -m
	}
	text := fmt.Sprintf("%s%d.%02d", sign, m/policy.Wan, m%policy.Wan/cent)
	return strings.TrimRight(strings.TrimRight(text, "0"), ".") + " 万元"
}
