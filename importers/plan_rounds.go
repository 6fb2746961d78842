package importers

import (
	"context"
	"strings"

	"yunti/models"
	"yunti/policy"
)

// roundKeeper plans equity rounds.
type roundKeeper struct {
	*planner
	stored map[string][]models.Round // by code
}

func (k *roundKeeper) load(ctx context.Context, lines []*Line) error {
	if err := k.loadFirms(ctx, lines); err != nil {
		return err
	}
	found, err := findBy[models.Round](ctx, k.db, "code", k.codes())
	k.stored = make(map[string][]models.Round)
	for _, r := range found {
		k.stored[r.Code] = append(k.stored[r.Code], r)
	}
	return err
}

// codes are those of the firms that the batch's lines are about.
func (p *planner) codes() []string {
	codes := make([]string, 0, len(p.firms))
	for code := range p.firms {
		codes = append(codes, code)
	}
	for _, found := range p.named {
		if len(found) == 1 {
			codes = append(codes, found[0].Code)
		}
	}
	return codes
}

func (k *roundKeeper) draft(l *Line) (draft, bool) {
	s := k.sheet
	firm, ok := k.firmOf(l)
	day := policy.Day(s.Value(l, "day").N)
	series := strings.ToUpper(compact(s.Value(l, "series").Text))
	after := models.Round{Code: firm.Code, Day: day, Series: series}
	d := draft{key: strings.Join([]string{firm.Code, day.String(), series}, "/"), name: k.nameCell(l)}
	for _, stored := range k.stored[firm.Code] {
		switch {
		case stored.Day == day && stored.Series == series:
			after, d.before, d.base = stored, stored, stored.Version
		case stored.Day == day && (stored.Series == "" || series == ""):
			s.warn(l, "series", "库中同一天已有一条融资记录（轮次：%s）；请核对是否重复", orNone(stored.Series))
		}
	}
	setText(&after.Name, s.Value(l, "name"))
	setMoney(&after.Amount, s.Value(l, "amount"))
	setMoney(&after.Valuation, s.Value(l, "valuation"))
	setText(&after.Investors, s.Value(l, "investors"))
	setText(&after.Proof, s.Value(l, "proof"))
	k.setCurrency(l, &after.Currency)
	k.check(l, &after, firm)
	d.after = after
	return d, ok
}

func orNone(s string) string {
	if s == "" {
		return "未填"
	}
	return s
}

// setCurrency takes the currency over; an amount that names another one contradicts it.
func (k *roundKeeper) setCurrency(l *Line, to *string) {
	v := k.sheet.Value(l, "currency")
	if v.State != Given {
		return
	}
	word, ok := currencyWords.find(v.Text)
	if !ok {
		k.sheet.fault(l, "currency", "不认识的币种「%s」；请填写：%s", clip(v.Text, 20), currencyWords.list())
		return
	}
	*to = word
	if word != currencyCNY && word != currencyUSD {
		k.sheet.warn(l, "currency", "%s没有折算汇率，涉及估值和融资额的条件将列为待核", word)
	}
	for _, key := range []string{"amount", "valuation"} {
		if m := k.sheet.Value(l, key); m.State == Given && m.Text != "" && m.Text != word {
			k.sheet.fault(l, key, "写明是%s，而币种是%s；请核对", m.Text, word)
		}
	}
}

func (k *roundKeeper) check(l *Line, r *models.Round, firm models.Firm) {
	k.notFuture(l, "day")
	for _, m := range []struct {
		key   string
		value *policy.Money
	}{{"amount", r.Amount}, {"valuation", r.Valuation}} {
		if m.value != nil && *m.value <= 0 {
			k.sheet.fault(l, m.key, "应大于 0；未披露请留空")
		}
	}
	if r.Amount != nil && r.Valuation != nil && *r.Valuation < *r.Amount {
		k.sheet.warn(l, "valuation", "投后估值小于融资金额；请核对单位")
	}
	if firm.Founded != 0 && r.Day != 0 && r.Day < firm.Founded {
		k.sheet.warn(l, "day", "早于企业成立日期（%s）；请核对", firm.Founded)
	}
}
