package sample

import (
	"math/bits"
	"math/rand/v2"
)

// dice draws the chances of one aspect of one firm's life. Only integers are used: floating point
// may round differently from machine to machine, and the city must not.
type dice struct{ pcg rand.PCG }

// The aspects of a life have dice of their own, so that a change in one leaves the others alone.
const (
	rollIdentity uint64 = iota + 1
	rollGrowth
	rollFigures
	rollPaper
	rollTitles
	rollEquity
	rollStays
	rollScale
	rollMoney
	rollCarrier
)

// roll returns the dice of an aspect of the thing numbered index.
func roll(seed, aspect uint64, index int) dice {
	var d dice
	d.pcg.Seed(mix(seed^aspect<<56), mix(uint64(index)+aspect))
	return d
}

// mix spreads the bits of x (the finaliser of SplitMix64).
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// below draws from 0 … n−1.
func (d *dice) below(n int) int {
	hi, _ := bits.Mul64(d.pcg.Uint64(), uint64(n))
	return int(hi)
}

// between draws from low … high, both included.
func (d *dice) between(low, high int) int { return low + d.below(high-low+1) }

// chance is true in perMille of 1,000 cases.
func (d *dice) chance(perMille int) bool { return d.below(1000) < perMille }

// pick draws an index in proportion to the weights.
func (d *dice) pick(weights ...int) int {
	sum := 0
	for _, w := range weights {
		sum += w
	}
	n := d.below(sum)
	for i, w := range weights {
		if n -= w; n < 0 {
			return i
		}
	}
	return 0
}

// one draws a member of list.
func one[T any](d *dice, list []T) T { return list[d.below(len(list))] }

const unitQ16 = 1 << 16

// bell draws from the standard normal distribution, as a multiple of 2^−16: the sum of twelve
// uniform draws, less its mean.
func (d *dice) bell() int {
	sum := -6 * unitQ16
	for range 3 {
		x := d.pcg.Uint64()
		sum += int(x&0xffff) + int(x>>16&0xffff) + int(x>>32&0xffff) + int(x>>48)
	}
	return sum
}

// lognormal draws around the median; sigma is in thousandths.
func (d *dice) lognormal(median int64, sigma int) int64 {
	return median * expQ16(d.bell()*sigma/1000) / unitQ16
}

// expQ16 is the exponential function in steps of 2^−16, between e^−4 and e^4.
func expQ16(x int) int64 {
	const step = unitQ16 / 8
	x += 4 * unitQ16
	if x <= 0 {
		return exponentials[0]
	}
	k := x / step
	if k >= len(exponentials)-1 {
		return exponentials[len(exponentials)-1]
	}
	low, high := exponentials[k], exponentials[k+1]
	return low + (high-low)*int64(x%step)/step
}

// exponentials are e^−4 … e^4 in steps of 1/8, times 2^16.
var exponentials = [65]int64{
	1200, 1360, 1541, 1746, 1979, 2243, 2541, 2879, 3263, 3697, 4190, 4747, 5380, 6096, 6907, 7827,
	8869, 10050, 11388, 12905, 14623, 16570, 18776, 21276, 24109, 27319, 30957, 35079, 39750, 45042, 51039, 57835,
	65536, 74262, 84150, 95354, 108051, 122437, 138740, 157213, 178145, 201865, 228743, 259200, 293712, 332819, 377134, 427348,
	484249, 548726, 621788, 704578, 798392, 904697, 1025156, 1161653, 1316326, 1491592, 1690196, 1915243, 2170254, 2459220, 2786662, 3157701,
	3578144,
}
