package tiering

import (
	"math/big"
	"strings"

	"yunti/policy"
)

// The oracle judges the same firms a second time, slowly and by the letter: big fractions, no
// program, no book, none of the engine's code. Where the two differ one of them misreads the rules.

// tri is an outcome of the oracle.
type tri int

const (
	no tri = iota
	dunno
	yes
	none // not_applicable
)

func (t tri) outcome() Outcome { return [...]Outcome{Unmet, Unknown, Met, NotApplicable}[t] }

func yesIf(b bool) tri {
	if b {
		return yes
	}
	return no
}

func allOf(parts ...tri) tri {
	out, any := yes, false
	for _, p := range parts {
		if p == none {
			continue
		}
		any = true
		if p == no {
			return no
		}
		if p == dunno {
			out = dunno
		}
	}
	if !any {
		return none
	}
	return out
}

func anyOf(parts ...tri) tri {
	out := no
	for _, p := range parts {
		if p == yes {
			return yes
		}
		if p == dunno {
			out = dunno
		}
	}
	return out
}

func noneOf(p tri) tri { return [...]tri{yes, dunno, no, none}[p] }

// oracle is one firm in one year.
type oracle struct {
	f     *Facts
	y     int
	s     policy.Day
	judge bool // pretend that what only experts can decide is decided in favour
	known map[string]tri
}

// once remembers what a tier came to: positions and movements ask again and again.
func (o *oracle) once(key string, find func() tri) tri {
	t, ok := o.known[key]
	if !ok {
		t = find()
		o.known[key] = t
	}
	return t
}

func newOracle(f *Facts, year int) *oracle {
	return &oracle{f: f, y: year, s: policy.YearEnd(year), known: map[string]tri{}}
}

func rat(n int64) *big.Rat { return new(big.Rat).SetInt64(n) }

func frac(a, b int64) *big.Rat { return big.NewRat(a, b) }

// amount in 万元.
func man(x int64) *big.Rat { return rat(x * 1_000_000) }

func (o *oracle) exists(year int) bool { return year >= o.f.Founded.Year() && year <= o.y }

// fig is a figure of a year, nil when it was not reported.
func (o *oracle) fig(k Figure, year int) *big.Rat {
	for i := range o.f.Figures {
		if o.f.Figures[i].Year == year {
			if v, ok := o.f.Figures[i].Get(k); ok {
				return rat(v)
			}
		}
	}
	return nil
}

func ge(a, b *big.Rat) bool { return a.Cmp(b) >= 0 }
func gt(a, b *big.Rat) bool { return a.Cmp(b) > 0 }
func le(a, b *big.Rat) bool { return a.Cmp(b) <= 0 }

// leaf compares a figure of Y.
func (o *oracle) leaf(k Figure, cmp func(a, b *big.Rat) bool, bound *big.Rat) tri {
	v := o.fig(k, o.y)
	if v == nil {
		return dunno
	}
	return yesIf(cmp(v, bound))
}

// quotient is a/b compared: missing before a base of zero or less before comparing.
func quotient(a, b *big.Rat, cmp func(a, b *big.Rat) bool, bound *big.Rat) tri {
	if a == nil || b == nil {
		return dunno
	}
	if b.Sign() <= 0 {
		return no
	}
	return yesIf(cmp(new(big.Rat).Quo(a, b), bound))
}

// sum adds a figure over the existing years from first to Y; nil when one is missing.
func (o *oracle) sum(k Figure, first int) *big.Rat {
	total := new(big.Rat)
	for year := first; year <= o.y; year++ {
		if !o.exists(year) {
			continue
		}
		v := o.fig(k, year)
		if v == nil {
			return nil
		}
		total.Add(total, v)
	}
	return total
}

// research is ΣR&D on the own basis if that is reported for every existing year, else on 统计口径.
func (o *oracle) research(own Figure, first int) *big.Rat {
	if v := o.sum(own, first); v != nil {
		return v
	}
	return o.sum(RD, first)
}

func (o *oracle) age() int { return o.y - o.f.Founded.Year() }

func (o *oracle) present() bool {
	return o.f.Founded <= o.s && (o.f.Gone == 0 || o.f.Gone > o.s)
}

// clean is an exclusion flag over the given years.
func (o *oracle) clean(k Figure, years ...int) tri {
	for _, year := range years {
		if v := o.fig(k, year); o.exists(year) && v != nil && v.Sign() != 0 {
			return no
		}
	}
	return yes
}

// ---- recognitions (section 2)

func after(d policy.Day, years, months int) policy.Day {
	t := d.Time().AddDate(years, months, 0)
	// 31 + n months that do not have it would roll over; the issue days of the tests that matter are fine.
	if t.Day() != d.Date() {
		t = t.AddDate(0, 0, -t.Day())
	}
	return policy.DayOf(t)
}

func nationalNumber(number string) bool {
	if len(number) != 18 || !strings.HasPrefix(number, "20") {
		return false
	}
	for i, c := range number {
		if i < 10 && (c < '0' || c > '9') || i >= 10 && !(c >= '0' && c <= '9' || c >= 'A' && c <= 'Z') {
			return false
		}
	}
	return true
}

func (o *oracle) validOne(r *Recognition) bool {
	if r.Issued > o.s || r.Revoked != 0 && r.Revoked <= o.s {
		return false
	}
	switch r.Kind {
	case "tech_sme":
		year := r.Issued.Year()
		if nationalNumber(r.Number) {
			year = int(r.Number[0]-'0')*1000 + int(r.Number[1]-'0')*100 + int(r.Number[2]-'0')*10 + int(r.Number[3]-'0')
		}
		return year == o.y
	case "hnte":
		return o.s < after(r.Issued, 3, 0)
	case "hnte_library":
		return o.s <= after(r.Issued, 0, 36)
	case "fledgling", "gazelle", "pre_unicorn", "unicorn":
		if r.Ends != 0 {
			return o.s <= r.Ends
		}
		return o.s < after(r.Issued, 3, 0)
	case "national_award", "standard":
		return o.s < after(r.Issued, 5, 0)
	}
	return r.Ends == 0 || o.s <= r.Ends
}

// title tells whether a recognition of a kind is valid; level "" is any.
func (o *oracle) title(kind, level string) tri {
	for i := range o.f.Recognitions {
		r := &o.f.Recognitions[i]
		have := r.Level
		if have == "" && kind == "tech_sme" {
			have = "国家级"
		}
		if r.Kind == kind && (level == "" || have == level) && o.validOne(r) {
			return yes
		}
	}
	return no
}

func (o *oracle) listed() tri {
	for _, l := range o.f.Listings {
		switch l.Board {
		case "主板", "科创板", "创业板", "北交所", "港交所", "境外交易所":
			if l.Listed <= o.s && (l.Delisted == 0 || l.Delisted > o.s) {
				return yes
			}
		}
	}
	return no
}

// ---- 规上

func oracleDigits(industry string) string {
	if industry != "" && industry[0] >= 'A' && industry[0] <= 'Z' {
		industry = industry[1:]
	}
	return industry
}

func (o *oracle) division() int {
	d := oracleDigits(o.f.Industry)
	if len(d) < 2 {
		return -1
	}
	return int(d[0]-'0')*10 + int(d[1]-'0')
}

func (o *oracle) noScale() bool {
	d := o.division()
	return d >= 1 && d <= 5 || d >= 66 && d <= 69 || d >= 91 && d <= 97
}

func (o *oracle) above() tri {
	if o.noScale() {
		return none
	}
	for _, line := range o.f.Scale {
		if line.Year == o.y {
			return yesIf(line.Above)
		}
	}
	for _, year := range o.f.Directories {
		if year == o.y {
			return no
		}
	}
	return o.derived()
}

func (o *oracle) derived() tri {
	d := o.division()
	line := func(k Figure, amount int64) tri { return o.leaf(k, ge, man(amount)) }
	switch {
	case d >= 6 && d <= 46:
		return line(MainRevenue, 2000)
	case d == 51:
		return line(MainRevenue, 2000)
	case d == 52:
		return line(MainRevenue, 500)
	case d == 61 || d == 62:
		return line(MainRevenue, 200)
	case d == 70:
		switch oracleDigits(o.f.Industry) {
		case "7010":
			return yes
		case "7020", "7030", "7040", "7090":
			return line(Revenue, 1000)
		}
		return dunno
	case d >= 53 && d <= 60, d >= 63 && d <= 65, d >= 76 && d <= 79, d == 84:
		return line(Revenue, 2000)
	case d == 85, d >= 80 && d <= 82, d >= 86 && d <= 90:
		return line(Revenue, 500)
	case d >= 71 && d <= 75, d == 83:
		return line(Revenue, 1000)
	}
	return dunno
}

// ---- rounds

func (o *oracle) rounds() (list []Round) {
	for _, r := range o.f.Rounds {
		if r.Day <= o.s {
			list = append(list, r)
		}
	}
	return list
}

func (o *oracle) funded() tri {
	rounds := o.rounds()
	for _, r := range rounds {
		if r.Investors {
			return yes
		}
	}
	if len(rounds) > 0 {
		return dunno
	}
	return no
}

// parity is CNY per USD of the round's year, nil when the table lacks it.
func parity(r *Round) *big.Rat {
	if rate, ok := testRates[r.Day.Year()]; ok {
		return frac(rate, 10000)
	}
	return nil
}

// valued compares the latest stated valuation with a bound in 亿 USD.
func (o *oracle) valued(bound int64) tri {
	var latest *Round
	rounds := o.rounds()
	for i := range rounds {
		if rounds[i].HasValue && (latest == nil || rounds[i].Day >= latest.Day) {
			latest = &rounds[i]
		}
	}
	if len(rounds) == 0 {
		return no
	}
	if latest == nil {
		return dunno
	}
	dollars := frac(int64(latest.Valuation), 100)
	switch latest.Currency {
	case "美元":
	case "人民币":
		rate := parity(latest)
		if rate == nil {
			return dunno
		}
		dollars.Quo(dollars, rate)
	default:
		return dunno
	}
	return yesIf(ge(dollars, rat(bound*100_000_000)))
}

// raised tells whether all amounts together reach 500 万元.
func (o *oracle) raised() tri {
	total, open := new(big.Rat), false
	for _, r := range o.rounds() {
		amount := rat(int64(r.Amount))
		rate := parity(&r)
		switch {
		case !r.HasAmount:
			open = true
			continue
		case r.Currency == "人民币":
		case r.Currency == "美元" && rate != nil:
			amount.Mul(amount, rate)
		default:
			open = true
			continue
		}
		total.Add(total, amount)
	}
	if ge(total, man(500)) {
		return yes
	}
	if open {
		return dunno
	}
	return no
}
