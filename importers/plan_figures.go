package importers

import (
	"context"
	"strconv"
	"strings"

	"yunti/models"
	"yunti/policy"
	"yunti/tiering"
)

// figureKeeper plans the yearly figures.
type figureKeeper struct {
	*planner
	columns       [tiering.NumFigures]int // position of each figure's column
	stored, prior map[string]*models.FirmYear

	comparable, jumps int // revenues that can be compared with last year's, and those that jumped
}

func newFigureKeeper(p *planner) *figureKeeper {
	k := &figureKeeper{planner: p}
	for f, info := range tiering.FigureTable {
		k.columns[f] = figures.at(info.Key)
	}
	return k
}

func (k *figureKeeper) load(ctx context.Context, lines []*Line) error {
	if err := k.loadFirms(ctx, lines); err != nil {
		return err
	}
	codes := make([]string, 0, len(k.firms))
	for code := range k.firms {
		codes = append(codes, code)
	}
	years, err := findBy[models.FirmYear](ctx, k.db, "code", codes, "year IN ?", []int{k.year - 1, k.year})
	k.stored, k.prior = make(map[string]*models.FirmYear, len(codes)), make(map[string]*models.FirmYear, len(codes))
	for i := range years {
		if y := &years[i]; y.Year == k.year {
			k.stored[y.Code] = y
		} else {
			k.prior[y.Code] = y
		}
	}
	return err
}

func (k *figureKeeper) draft(l *Line) (draft, bool) {
	firm, ok := k.firmOf(l)
	k.lineYear(l)
	d := draft{key: firm.Code + "/" + strconv.Itoa(k.year), name: firm.Name}
	after := models.FirmYear{Code: firm.Code, Year: k.year}
	if stored := k.stored[firm.Code]; ok && stored != nil {
		after = *stored
		d.before, d.base = *stored, stored.Version
	}
	stated := 0
	for f, column := range k.columns {
		v := &l.Values[column]
		if v.State != Given {
			continue
		}
		stated++
		if figures.Columns[column].Parse == ParseMoney && v.Text != "" && v.Text != currencyCNY {
			k.sheet.fault(l, figures.Columns[column].Key, "是%s金额；请折合成人民币填写", v.Text)
		}
		n := v.N
		*after.Figure(tiering.Figure(f)) = &n
	}
	if !ok {
		d.key = k.sheet.Value(l, "code").Text
		return d, false
	}
	if stated == 0 && !l.Rejected() {
		k.sheet.warn(l, "code", "这一行没有任何数据，全部视为未报送")
	}
	if firm.Founded.Year() > k.year {
		k.sheet.warn(l, "code", "企业 %s 才成立，%d 年的数据不会用到；请核对年度", firm.Founded, k.year)
	}
	k.check(l, &after)
	k.compare(l, &after, k.prior[firm.Code])
	d.after = after
	return d, true
}

// parts are figures that cannot be larger than another one. 境内研发费用 is part of 高企口径 and compared with the largest
// R&D figure that is stated.
var parts = []struct{ part, whole tiering.Figure }{
	{tiering.MainRevenue, tiering.Revenue}, {tiering.HNTEIncome, tiering.TotalIncome}, {tiering.STStaff, tiering.Staff},
}

// notNegative are the amounts that cannot be negative: 净利润, 上缴税费 and 成本费用 can, and so can 负债 after corrections.
var notNegative = []tiering.Figure{tiering.Revenue, tiering.MainRevenue, tiering.TotalIncome, tiering.HNTEIncome, tiering.RD,
	tiering.RDDeduct, tiering.RDHNTE, tiering.RDDomestic, tiering.STInput, tiering.Assets}

// check warns of figures that contradict one another.
func (k *figureKeeper) check(l *Line, y *models.FirmYear) {
	for _, p := range parts {
		part, whole := *y.Figure(p.part), *y.Figure(p.whole)
		if part != nil && whole != nil && *part > *whole {
			k.sheet.warn(l, tiering.FigureTable[p.part].Key, "大于%s；请核对", tiering.FigureTable[p.whole].Title)
		}
	}
	if y.RDDomestic != nil {
		var most *int64
		for _, rd := range []*int64{y.RD, y.RDDeduct, y.RDHNTE} {
			if rd != nil && (most == nil || *rd > *most) {
				most = rd
			}
		}
		if most != nil && *y.RDDomestic > *most {
			k.sheet.warn(l, tiering.FigureTable[tiering.RDDomestic].Key, "大于研发费用；请核对")
		}
	}
	for _, f := range notNegative {
		if v := *y.Figure(f); v != nil && *v < 0 {
			k.sheet.warn(l, tiering.FigureTable[f].Key, "是负数；请核对")
		}
	}
}

// jump is how many times larger or smaller than last year a figure must be to look like a wrong unit, and
// sizeable the amount under which nobody minds.
const (
	jump     = 10
	sizeable = 100 * policy.Wan
)

// compare warns of figures that are out of all proportion to last year's, as they are when 千元 are filed as 万元.
func (k *figureKeeper) compare(l *Line, y, prior *models.FirmYear) {
	if prior == nil {
		return
	}
	for _, f := range []tiering.Figure{tiering.Revenue, tiering.Assets, tiering.Costs, tiering.RD} {
		now, before := *y.Figure(f), *prior.Figure(f)
		if now == nil || before == nil || *now <= 0 || *before <= 0 || max(*now, *before) < int64(sizeable) {
			continue
		}
		times, word := *now / *before, "倍"
		if *now < *before {
			times, word = *before / *now, "分之一"
		}
		if f == tiering.Revenue {
			k.comparable++
		}
		if times < jump {
			continue
		}
		if f == tiering.Revenue {
			k.jumps++
		}
		if word == "倍" {
			k.sheet.warn(l, tiering.FigureTable[f].Key, "是上年（%s万元）的约 %d 倍；请核对金额单位", wan(*before), times)
		} else {
			k.sheet.warn(l, tiering.FigureTable[f].Key, "约为上年（%s万元）的 %d %s；请核对金额单位", wan(*before), times, word)
		}
	}
}

// close adds to the notes what only the whole file shows: when most revenues jump, the unit of the file is wrong.
func (k *figureKeeper) close() {
	if k.comparable >= 5 && k.jumps*2 > k.comparable {
		k.sheet.Notes.Remarks = append(k.sheet.Notes.Remarks,
			"多数企业（"+strconv.Itoa(k.jumps)+"/"+strconv.Itoa(k.comparable)+"）的营业收入与上年相差十倍以上，很可能选错了金额单位；请核对后再生效")
	}
}

// wan writes an amount in 万元 with at most two decimals, for messages.
func wan(fen int64) string {
	sign := ""
	if fen < 0 {
		sign, fen = "-", -fen
	}
	hundredths := (fen + 5000) / 10000
	s := sign + strconv.FormatInt(hundredths/100, 10)
	if rest := hundredths % 100; rest != 0 {
		s += strings.TrimRight("."+strconv.FormatInt(100+rest, 10)[1:], "0")
	}
	return s
}
