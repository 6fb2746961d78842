package sample

import (
	"fmt"

	"yunti/policy"
)

// round is a line of the rounds roster: the amount in 万 and the post-money valuation in
// hundredths of 亿, both of the currency; 0 where it was not told.
type round struct {
	series    string
	day       policy.Day
	amount    int64
	value     int64
	currency  string
	investors string
	proof     string
}

// listing is a line of the listings roster.
type listing struct {
	board, stock     string
	listed, delisted policy.Day
}

const (
	yuan   = "人民币"
	dollar = "美元"

	boardMain    = "主板"
	boardSTAR    = "科创板"
	boardChiNext = "创业板"
	boardBeijing = "北交所"
	boardHK      = "港交所"
	boardAbroad  = "境外交易所"
	boardThird   = "新三板"
	boardRegion  = "区域股权市场"

	// Every listedEvery-th firm is old and big and listed; every quotedEvery-th is quoted on a
	// market that is not an exchange. So stock codes never run out and never meet.
	listedEvery = 1_301
	quotedEvery = 173
)

// listingSeat reports whether the firm is one of those that list on an exchange.
func (l *life) listingSeat() bool { return l.index%listedEvery == 500 }

// quotedSeat reports whether the firm is one of those quoted on a market that is no exchange.
func (l *life) quotedSeat() bool {
	return l.index%quotedEvery == 86 && l.founded.Year() <= 2017 && l.stateDay == 0
}

// drawEquity draws listings, and the rounds of the few firms that venture capital backs.
func (l *life) drawEquity() {
	d := roll(l.city.Seed, rollEquity, l.index)
	switch {
	case l.listingSeat():
		board := one(&d, []string{boardMain, boardMain, boardSTAR, boardChiNext, boardChiNext, boardBeijing, boardHK, boardAbroad})
		l.list(board, drawDay(&d, d.between(2021, 2023)))
		return
	case l.quotedSeat():
		board := one(&d, []string{boardThird, boardThird, boardRegion})
		t := l.list(board, drawDay(&d, d.between(2018, 2023)))
		if d.chance(150) {
			t.delisted = drawDay(&d, min(lastYear, t.listed.Year()+2))
		}
		return
	}
	share := 9
	if l.pace == rising {
		share = 90
	}
	if l.founded.Year() >= 2012 && l.hasField() && d.chance(share) {
		l.drawRounds(&d)
	}
}

// drawRounds raises money from an angel on; one backed firm in sixteen becomes dear.
func (l *life) drawRounds(d *dice) {
	day := l.founded.AddMonths(d.between(2, 22)).AddDays(d.below(28))
	amount := int64(d.between(100, 600))
	dear := d.chance(60)
	currency := yuan
	if d.chance(120) {
		currency = dollar
	}
	for i := range d.between(1, 4) {
		if day.Year() > lastYear || l.stateDay != 0 && day >= l.stateDay {
			return
		}
		r := round{series: seriesNames[i], day: day, amount: amount, value: amount * int64(d.between(55, 110)) / 1000,
			currency: currency, investors: one(d, investors), proof: one(d, proofs[:])}
		if d.chance(400) {
			r.investors += "、" + one(d, investors)
		}
		if d.chance(60) {
			r.value = 0
		}
		if d.chance(40) {
			r.amount = 0
		}
		if d.chance(40) {
			r.investors = ""
		}
		l.rounds = append(l.rounds, r)
		amount = amount * int64(d.between(170, 420)) / 100
		if dear {
			amount = amount * 22 / 10
		}
		day = day.AddMonths(d.between(9, 26))
	}
}

var (
	seriesNames = [...]string{"天使轮", "A轮", "B轮", "C轮", "D轮"}
	proofs      = [...]string{"投资协议", "投资协议", "工商变更", "评估报告", "榜单"}
)

// invest adds a round of a scene: amount in 万, value in hundredths of 亿.
func (l *life) invest(series string, day policy.Day, amount, value int64, currency string) *round {
	l.rounds = append(l.rounds, round{series: series, day: day, amount: amount, value: value, currency: currency,
		investors: investors[l.index%len(investors)], proof: proofs[0]})
	return &l.rounds[len(l.rounds)-1]
}

// list adds a listing with a stock code of the board's shape, from ranges that are not handed out.
func (l *life) list(board string, day policy.Day) *listing {
	l.suffix = "股份有限公司"
	l.listings = append(l.listings, listing{board: board, stock: l.stock(board), listed: day})
	return &l.listings[len(l.listings)-1]
}

// stock numbers the firm within a board: scenes from 0, ordinary firms from 200 upward.
func (l *life) stock(board string) string {
	n := 200 + l.index/listedEvery
	if board == boardThird || board == boardRegion {
		n = 200 + l.index/quotedEvery
	}
	if l.scene != nil {
		n = l.index / l.city.stride
	}
	switch board {
	case boardMain:
		if n >= 400 {
			return fmt.Sprintf("003%03d", n-300)
		}
		return fmt.Sprintf("605%03d", 999-n)
	case boardSTAR:
		return fmt.Sprintf("689%03d", 999-n)
	case boardChiNext:
		return fmt.Sprintf("302%03d", 999-n)
	case boardBeijing:
		return fmt.Sprintf("929%03d", 999-n)
	case boardHK:
		return fmt.Sprintf("%05d", 98000+n)
	case boardAbroad:
		return fmt.Sprintf("YL%c%c%c", 'A'+n/676, 'A'+n/26%26, 'A'+n%26)
	case boardThird:
		return fmt.Sprintf("42%04d", 9999-n)
	default:
		return fmt.Sprintf("YN%05d", n)
	}
}
