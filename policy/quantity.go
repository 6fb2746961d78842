package policy

// Money is an amount in 分 (0.01 CNY). Amounts read from people are at most MaxMoney in size.
type Money int64

// MaxMoney bounds every amount taken in (10 万亿元), so that products of three figures fit 128 bits.
const MaxMoney Money = 1_000_000_000_000_000

// Wan is 1 万元 in 分.
const Wan Money = 1_000_000

// Unit names the dimension of a Quantity and thereby its base: what one stands for.
type Unit string

// The units of the book. The text forms a file may use are in brackets.
const (
	UnitMoney   Unit = "money"   // 分           [1000 万元, 2 亿元, 500 元]
	UnitDollar  Unit = "dollar"  // US cents    [10 亿美元, 100 万美元]
	UnitPercent Unit = "percent" // 1 is 100 %  [20%, 2.5%]
	UnitPeople  Unit = "people"  //             [500 人]
	UnitItems   Unit = "items"   //             [15 件, 3 项]
	UnitYears   Unit = "years"   //             [15 年]
	UnitDays    Unit = "days"    //             [365 天]
	UnitPoints  Unit = "points"  //             [60 分]
	UnitFlag    Unit = "flag"    // 0 or 1      [是, 否]
)

// Quantity is an exact number Num/Den (Den > 0) in the base of its unit.
type Quantity struct {
	Num, Den int64
	Unit     Unit
}
