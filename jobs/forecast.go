package jobs

import (
	"context"
	"fmt"
	"math/big"

	"yunti/incentives"
	"yunti/models"
	"yunti/policy"
	"yunti/tiering"
)

// renewals are the certificates of one clause that follow others: what comes of them if all that can be renewed are.
type renewals struct {
	due     map[int]past // by coming year
	before  int          // firms that could have renewed in the year
	renewed int          // those that did
}

// readRenewals asks the clauses what they would owe if every firm got a new certificate in a coming year: whoever is due for
// one gets a line, whoever had the money before, or has left, does not. How many of those that were due in the last year
// really renewed is counted in the same way.
func (f *forecaster) readRenewals(ctx context.Context) error {
	f.due = map[string]renewals{}
	counters := map[int]*incentives.Counter{}
	kinds := map[string]bool{}
	for y := f.year; y <= f.year+forecastYears; y++ {
		ed, err := f.book.At(policy.YearEnd(y))
		if err != nil {
			return err
		}
		only := *ed
		only.Clauses = nil
		for i := range ed.Clauses {
			if t := ed.Clauses[i].Trigger.Renewed; t != nil {
				only.Clauses = append(only.Clauses, ed.Clauses[i])
				kinds[t.Kind] = true
			}
		}
		counter, err := incentives.New(&only, func(int) *tiering.Judge { return nil }) // certificates ask no judge
		if err != nil {
			return err
		}
		counters[y] = counter.Beyond()
	}
	if len(kinds) == 0 {
		return nil
	}
	return f.db.StreamFacts(ctx, f.year, "", func(batch []models.FirmFacts) error {
		for i := range batch {
			if firm := &batch[i]; f.scope.All || f.scope.County != "" && f.scope.County == firm.Firm.County {
				f.addRenewals(firm, counters, kinds)
			}
		}
		return nil
	})
}

// addRenewals counts one firm.
func (f *forecaster) addRenewals(firm *models.FirmFacts, counters map[int]*incentives.Counter, kinds map[string]bool) {
	certified := map[string]bool{}
	for _, r := range firm.Facts.Recognitions {
		if kinds[r.Kind] {
			certified[r.Kind] = true
		}
	}
	if len(certified) == 0 {
		return
	}
	for kind := range certified {
		for y := f.year; y <= f.year+forecastYears; y++ {
			for _, e := range counters[y].Owed(renewing(firm, kind, min(f.year, y-1), y), y) {
				if e.State == incentives.Owed {
					f.countRenewal(e, y)
				}
			}
		}
	}
	for _, e := range counters[f.year].Owed(renewing(firm, "", f.year, 0), f.year) {
		if e.State == incentives.Owed {
			r := f.due[e.Clause]
			r.renewed++
			f.due[e.Clause] = r
		}
	}
}

func (f *forecaster) countRenewal(e incentives.Entitlement, y int) {
	r := f.due[e.Clause]
	if r.due == nil {
		r.due = map[int]past{}
	}
	if y == f.year {
		r.before++
	} else {
		p := r.due[y]
		p.add(*e.Low, *e.High, 1)
		r.due[y] = p
	}
	f.due[e.Clause] = r
}

// renewing is the firm with its records up to the end of a year, and with a new certificate of a kind in year y (0: none).
func renewing(firm *models.FirmFacts, kind string, until, y int) *incentives.Payee {
	p := &incentives.Payee{ID: firm.Firm.Code, Name: firm.Firm.Name, Firm: &firm.Facts}
	for _, a := range incentives.Awards(&firm.Facts) {
		if a.Issued != 0 && a.Issued.Year() <= until {
			p.Awards = append(p.Awards, a)
		}
	}
	if y != 0 {
		p.Awards = append(p.Awards, incentives.Award{Recognition: tiering.Recognition{Kind: kind, Issued: policy.YearEnd(y)}})
	}
	return p
}

// renewed takes all certificates that can be renewed as renewed for the high end, and as many of them as in the last year for
// the low one.
func (f *forecaster) renewed(clause *policy.Clause, y int) *incentives.ForecastClause {
	r := f.due[clause.ID]
	due := r.due[y]
	t := clause.Trigger.Renewed
	text := fmt.Sprintf("持有 %d 年度证书、%d 年续认即可享受的企业 %d 家（期内享受过的、已迁出注销的除外）", y-t.Years, y, due.lines)
	if due.lines == 0 {
		return estimate(0, 0, 0, text)
	}
	text += fmt.Sprintf("，共%s；高端按全部续认", spanText(due.low, due.high))
	if r.before == 0 {
		return estimate(due.low, due.high, due.lines, text+fmt.Sprintf("，%d 年没有到期的，没有续认率可据，低端相同", f.year))
	}
	renewed := min(r.renewed, r.before)
	lines := share(policy.Money(due.lines), int64(renewed), int64(r.before), 1)
	low := due.low / policy.Money(due.lines) * lines // each gets the same
	return estimate(low, due.high, due.lines, text+fmt.Sprintf("，低端按 %d 年的续认率 %d/%d 折算为 %d 家", f.year, renewed, r.before, lines))
}

// share is amount × num/den, rounded half up to units.
func share(amount policy.Money, num, den int64, unit policy.Money) policy.Money {
	return roundTo(new(big.Int).Mul(big.NewInt(int64(amount)), big.NewInt(num)), big.NewInt(den), unit)
}

// compound is now × (now/before)ⁿ, rounded half up to units. before is positive.
func compound(now, before policy.Money, n int, unit policy.Money) policy.Money {
	num, den := big.NewInt(int64(now)), big.NewInt(1)
	for range n {
		num.Mul(num, big.NewInt(int64(now)))
		den.Mul(den, big.NewInt(int64(before)))
	}
	return roundTo(num, den, unit)
}

// roundTo is num/den rounded half up to units, at most what Money takes in.
func roundTo(num, den *big.Int, unit policy.Money) policy.Money {
	whole := new(big.Int).Lsh(num, 1)
	step := new(big.Int).Mul(den, big.NewInt(int64(unit)))
	whole.Add(whole, step)
	whole.Quo(whole, step.Lsh(step, 1))
	if whole.Mul(whole, big.NewInt(int64(unit))); !whole.IsInt64() || whole.Int64() > int64(policy.MaxMoney) {
		return policy.MaxMoney
	}
	return policy.Money(whole.Int64())
}

// wanText writes an amount for people: in 万元, to the hundredth.
func wanText(m policy.Money) string {
	cents := m / (policy.Wan / 100)
	return fmt.Sprintf("%d.%02d 万元", cents/100, cents%100)
}

// spanText writes both ends of an amount, or the one that they are.
func spanText(low, high policy.Money) string {
	if low == high {
		return " " + wanText(high)
	}
	return fmt.Sprintf(" %s 至 %s", wanText(low), wanText(high))
}

// growthText writes by how much an amount grew, in tenths of a per cent. before is positive.
func growthText(before, now policy.Money) string {
	word, grown := "增长", now-before
	if grown < 0 {
		word, grown = "下降", -grown
	}
	tenths := share(grown, 1000, int64(before), 1)
	return fmt.Sprintf("%s %d.%d%%", word, tenths/10, tenths%10)
}
