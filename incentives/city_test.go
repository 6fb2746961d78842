package incentives

import (
	"errors"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"yunti/policy"
	"yunti/tiering"
)

// counterWith carries out the embedded book with some parameters changed.
func counterWith(t testing.TB, year int, set map[string]string) *Counter {
	t.Helper()
	c := newCounter(t, year)
	for path, value := range set {
		if err := c.edition.Set(path, value); err != nil {
			t.Fatal(err)
		}
	}
	changed, err := New(c.edition, c.judge)
	if err != nil {
		t.Fatal(err)
	}
	return changed
}

// named gives a firm of firm its own code and name.
func named(p *Payee, name string) *Payee {
	p.ID, p.Name = name, name
	p.Firm.Code, p.Firm.Name = name, name
	return p
}

// threeFirms are A 800→1000, B 500→400 and C 0→50, in 万元.
func threeFirms() []*Payee {
	return []*Payee{
		named(firm(map[int]int64{2021: 800, 2022: 1000}).scaled(true, 2022), "A"),
		named(firm(map[int]int64{2021: 500, 2022: 400}).scaled(true, 2022), "B"),
		named(firm(map[int]int64{2021: 0, 2022: 50}).scaled(true, 2022), "C"),
	}
}

// count runs both passes and returns the lines of a clause as "payee amount|other reading", and their total.
func count(city *City, clause string, payees []*Payee) (lines []string, total Total) {
	var all []Entitlement
	for _, p := range payees {
		all = append(all, city.Owed(p)...)
	}
	for i := range all {
		if e := &all[i]; city.Share(e) && e.Clause == clause {
			total.Add(e)
			line := e.Payee + " " + spanText(e.Low, e.High)
			if e.Beside != nil {
				line += "|" + InWan(*e.Beside)
			}
			lines = append(lines, line)
		}
	}
	return lines, total
}

func TestTheIncreaseIsCountedInBothReadings(t *testing.T) {
	city := newCounter(t, 2022).City(2022)
	lines, total := count(city, "4-c", threeFirms())
	if diff := cmp.Diff([]string{"A 20 万元|12 万元", "C 5 万元|3 万元"}, lines); diff != "" {
		t.Error(diff)
	}
	if total.Low != 25*wan || total.High != 25*wan || total.Beside != 15*wan {
		t.Errorf("own increases %d, pool %d; want 25 and 15 万元", total.Low/wan, total.Beside/wan)
	}
	pool := city.Pools()[0]
	if pool.Clause() != "4-c" || pool.Firms != 3 || pool.Unknown != 0 || pool.Net() != 150*wan || pool.Due() != 15*wan || pool.Share(-wan) != 0 {
		t.Errorf("%+v, net %d, due %d", pool, pool.Net(), pool.Due())
	}

	pooled := counterWith(t, 2022, map[string]string{"clause/4-c/pool": "是"}).City(2022)
	lines, total = count(pooled, "4-c", threeFirms())
	if diff := cmp.Diff([]string{"A 12 万元|20 万元", "C 3 万元|5 万元"}, lines); diff != "" {
		t.Errorf("the pool reading taken: %s", diff)
	}
	if total.Low != 15*wan || total.Beside != 25*wan {
		t.Errorf("the pool reading taken: %d, beside %d", total.Low/wan, total.Beside/wan)
	}
}

func TestThePoolCountsDecreasesAndKnowsWhatItDoesNotKnow(t *testing.T) {
	firms := append(threeFirms(),
		named(firm(map[int]int64{2021: 40, 2022: 0}).scaled(true, 2022), "D spends nothing any more"),
		named(firm(map[int]int64{2022: 70}).scaled(true, 2022), "E did not report the year before"),
		named(firm(map[int]int64{2021: 70}).scaled(true, 2022), "F did not report the year"),
		named(firm(map[int]int64{2021: 70, 2022: 90}), "G whose size is unknown"),
		named(firm(map[int]int64{2021: 70, 2022: 900}).scaled(false, 2022), "H below the line"),
		named(gone(firm(map[int]int64{2021: 100, 2022: 110}).scaled(true, 2022), 20220630), "I left, suspended"),
		named(firm(map[int]int64{2021: 10, 2022: 60}).scaled(true, 2022).founded(20220101), "J whose year before does not exist"),
		body("研究所"))
	city := newCounter(t, 2022).City(2022)
	lines, total := count(city, "4-c", firms)
	// The net increase is 200 − 100 + 50 − 40 + 10 = 120, its tenth 12, shared by 200 : 50 : 10.
	want := []string{"A 20 万元|9.23 万元", "C 5 万元|2.31 万元", "E did not report the year before 待补", "I left, suspended 1 万元|0.46 万元", "J whose year before does not exist 待补"}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Error(diff)
	}
	pool := city.Pools()[0]
	if pool.Firms != 5 || pool.Unknown != 4 || pool.Net() != 120*wan || pool.Due() != 12*wan {
		t.Errorf("%d firms, %d unknown, net %d, due %d", pool.Firms, pool.Unknown, pool.Net()/wan, pool.Due()/wan)
	}
	if text := pool.String(); !strings.Contains(text, "5 户净增量 120 万元，共 12 万元") || !strings.Contains(text, "另有 4 户") {
		t.Error(text)
	}
	if total.Lines != 5 || total.Pending != 2 || total.Suspended != 1 || total.HeldHigh != wan || total.High != 25*wan {
		t.Errorf("%+v", total)
	}
}

func TestTheOrderOfPayeesDoesNotMatterToThePool(t *testing.T) {
	var firms []*Payee
	random := rand.New(rand.NewPCG(1, 2))
	for i := range 40 {
		firms = append(firms, named(firm(map[int]int64{2021: random.Int64N(900), 2022: 1 + random.Int64N(900)}).scaled(true, 2022), string(rune('a'+i))))
	}
	c := newCounter(t, 2022)
	forward, _ := count(c.City(2022), "4-c", firms)
	slices.Reverse(firms)
	backward, _ := count(c.City(2022), "4-c", firms)
	slices.Reverse(backward)
	if diff := cmp.Diff(forward, backward); diff != "" || len(forward) == 0 {
		t.Error(diff)
	}
}

// The shares are exact fractions rounded half up, also where the products leave 64 bits.
func TestSharesAreExactWithAmountsOfAnySize(t *testing.T) {
	c := newCounter(t, 2022)
	pool := &Pool{counter: c, clause: mustClause(t, c, "4-c")}
	random := rand.New(rand.NewPCG(3, 4))
	var increases []policy.Money
	for range 30_000 {
		grown := policy.Money(random.Int64N(int64(2*policy.MaxMoney))) - policy.MaxMoney/2
		increases = append(increases, grown)
		pool.add(grown)
	}
	net, up := new(big.Int), new(big.Int)
	for _, grown := range increases {
		net.Add(net, big.NewInt(int64(grown)))
		up.Add(up, big.NewInt(int64(max(0, grown))))
	}
	if net.IsInt64() && up.IsInt64() {
		t.Fatal("the sums were meant to leave 64 bits")
	}
	for _, grown := range increases[:200] {
		want := new(big.Rat)
		if grown > 0 {
			want.SetFrac(new(big.Int).Mul(net, big.NewInt(int64(grown))), new(big.Int).Mul(up, big.NewInt(10*10_000)))
		}
		whole := new(big.Int).Quo(new(big.Int).Add(new(big.Int).Lsh(want.Num(), 1), want.Denom()), new(big.Int).Lsh(want.Denom(), 1))
		if got := pool.Share(grown); got != policy.Money(whole.Int64())*10_000 {
			t.Fatalf("share of %d: %d, want %s × 0.01 万元", grown, got, whole)
		}
	}
}

func mustClause(t *testing.T, c *Counter, id string) *policy.Clause {
	t.Helper()
	clause, ok := c.edition.Clause(id)
	if !ok {
		t.Fatalf("no clause %s", id)
	}
	return clause
}

func TestAYearOutsideTheClausesIsOnlyProjected(t *testing.T) {
	p := body("研究所").award("academician_station", "", "A1", 20250301, 0)
	c := newCounter(t, 2025)
	if got := c.Owed(p, 2025); len(got) != 0 {
		t.Errorf("owed outside the years: %v", lines(got))
	}
	got := c.Beyond().Owed(p, 2025)
	if len(got) != 1 || !got[0].Outside || *got[0].Low != 180*wan {
		t.Fatalf("projected: %+v", got)
	}
	var total Total
	total.Add(&got[0])
	if total.Low != 0 || total.Outside != 1 {
		t.Errorf("a projection is in a sum: %+v", total)
	}
	if got := c.Owed(p, 2025); len(got) != 0 {
		t.Error("Beyond changed the counter it was made of")
	}
	if pools := c.City(2025).Pools(); len(pools) != 0 {
		t.Errorf("a pool outside the years: %v", pools)
	}
	if pools := c.Beyond().City(2025).Pools(); len(pools) != 1 {
		t.Errorf("no pool for a projection: %v", pools)
	}
}

func TestOwedAnswersUnderAChangedEdition(t *testing.T) {
	p := firm(map[int]int64{2021: 800, 2022: 1000}).scaled(true, 2022)
	c := counterWith(t, 2022, map[string]string{"clause/4-b/rate": "1.5%", "clause/4-c/rate": "8%"})
	if diff := cmp.Diff([]string{"4-b 915301 15 万元–15 万元 owed", "4-c 915301 16 万元–16 万元 owed"}, lines(c.Owed(p, 2022))); diff != "" {
		t.Error(diff)
	}
}

func TestNewRefusesFiguresThatDoNotExist(t *testing.T) {
	for path, value := range map[string]string{"clause/4-a/figure": "research", "clause/4-b/figure": "staff", "measures/suspends": "accidents"} {
		c := newCounter(t, 2022)
		if err := c.edition.Set(path, value); err != nil {
			t.Fatal(err)
		}
		if _, err := New(c.edition, c.judge); !errors.Is(err, ErrClauses) || !strings.Contains(err.Error(), value) {
			t.Errorf("%s = %s: %v", path, value, err)
		}
	}
}

func TestAPersonSettlesARangeInsideIt(t *testing.T) {
	e := newCounter(t, 2023).Owed(firm(nil).award("hnte_library", "", "", 20230501, 0), 2023)[0]
	settled, err := e.Settle(4 * wan)
	if err != nil || *settled.Low != 4*wan || *settled.High != 4*wan {
		t.Errorf("settled: %v, %v", settled, err)
	}
	if *e.Low != 3*wan || *e.High != 5*wan {
		t.Error("settling changed the entitlement that was counted")
	}
	for _, amount := range []policy.Money{3*wan - 1, 5*wan + 1, 0, -wan} {
		if _, err := e.Settle(amount); err == nil || !strings.Contains(err.Error(), "3 万元 至 5 万元") {
			t.Errorf("%d outside the range: %v", amount, err)
		}
	}
	waiting := newCounter(t, 2023).Owed(firm(nil).award("ip_pledge_subsidy", "", "", 20230301, 0), 2023)[0]
	if _, err := waiting.Settle(wan); err == nil || !strings.Contains(err.Error(), "待补") {
		t.Errorf("a pending one: %v", err)
	}
}

// A firm that has neither a round nor the title is not judged for 5-c; that must not pass over a firm where a book asks for
// a tier that needs no round.
func TestATierThatNeedsNoRoundIsJudgedForFirmsWithoutOne(t *testing.T) {
	c := newCounter(t, 2023)
	mustClause(t, c, "5-c").Trigger.Holds = "tech_sme"
	p := firm(nil).award("tech_sme", "国家级", "202353010200000001", 20230501, 0)
	if diff := cmp.Diff([]string{"5-c 915301 0 万元–500 万元 owed"}, lines(c.Owed(p, 2023))); diff != "" {
		t.Error(diff)
	}
	mustClause(t, c, "5-c").Trigger.Holds = "gazelle"
	big := firm(nil).founded(20210101)
	for i, revenue := range []int64{60_000, 70_000, 80_000} {
		line := tiering.Figures{Year: 2021 + i}
		line.Set(tiering.Revenue, revenue*int64(wan))
		line.Set(tiering.STInput, revenue*int64(wan)/10)
		big.Firm.Figures = append(big.Firm.Figures, line)
	}
	if got := lines(c.Owed(big, 2022)); len(got) != 1 {
		t.Errorf("a gazelle without a round: %v", got)
	}
}

// Amounts as large as can be taken in, under the largest shares that can be set, neither overflow nor panic.
func TestTheLargestAmountsAreCounted(t *testing.T) {
	p := firm(nil).scaled(true, 2022)
	for i, v := range []int64{0, int64(policy.MaxMoney)} {
		line := tiering.Figures{Year: 2021 + i}
		line.Set(tiering.RD, v)
		p.Firm.Figures = append(p.Firm.Figures, line)
	}
	city := counterWith(t, 2022, map[string]string{"clause/4-b/rate": "999.999999%", "clause/4-b/factor": "999.999999%", "clause/4-c/rate": "999.999999%", "measures/round": "1 元"}).City(2022)
	found := city.Owed(p)
	if len(found) != 2 || *found[0].High != 99_999_999_800_000_000 || *found[1].High != 9_999_999_990_000_000 {
		t.Fatalf("%v %d %d", lines(found), *found[0].High, *found[1].High)
	}
	if !city.Share(&found[1]) || *found[1].Beside != *found[1].High {
		t.Errorf("alone, a firm has the whole pool: %d of %d", *found[1].Beside, *found[1].High)
	}
}
