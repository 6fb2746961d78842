package incentives

import (
	"math/bits"

	"yunti/policy"
)

// cent is what lines are rounded to: 0.01 万元, in 分. (A19)
const cent = policy.Wan / 100

// span returns both ends of an amount in 分; computed when it was taken of a basis.
func span(a *policy.Amount, basis *policy.Money) (low, high policy.Money, computed bool) {
	switch {
	case !a.Fixed.IsZero():
		v := money(a.Fixed)
		return v, v, false
	case !a.High.IsZero():
		return money(a.Low), money(a.High), false
	case !a.Ceiling.IsZero():
		return 0, money(a.Ceiling), false
	}
	share := a.Rate
	if share.IsZero() {
		share = a.Match
	}
	v := portion(*basis, share)
	return v, v, true
}

func money(q policy.Quantity) policy.Money { return policy.Money(q.Num / q.Den) }

// portion returns share of basis, rounded half up to 0.01 万元 once. Nothing is due on what is not positive.
func portion(basis policy.Money, share policy.Quantity) policy.Money {
	if basis <= 0 || share.Num <= 0 {
		return 0
	}
	hi, lo := bits.Mul64(uint64(basis), uint64(share.Num))
	unit := uint64(share.Den) * uint64(cent)
	whole, rest := bits.Div64(hi, lo, unit)
	if rest >= unit-rest {
		whole++
	}
	return policy.Money(whole) * cent
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
