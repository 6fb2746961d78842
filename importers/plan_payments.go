package importers

import (
	"context"
	"strconv"
	"strings"

	"yunti/models"
	"yunti/policy"
)

// paymentKeeper plans what was approved and paid.
type paymentKeeper struct {
	*planner
	stored map[string][]models.Payment // by payee
}

func (k *paymentKeeper) load(ctx context.Context, lines []*Line) error {
	if err := k.loadFirms(ctx, lines); err != nil {
		return err
	}
	years, payees := map[int]bool{}, map[string]bool{}
	for _, l := range lines {
		if v := k.sheet.Value(l, "year"); v.State == Given {
			years[int(v.N)] = true
		}
		if code := k.sheet.Value(l, "code"); code.State == Given {
			payees[code.Text] = true
		} else {
			payees[bodyPrefix+models.NormalName(k.nameCell(l))] = true
		}
	}
	for _, code := range k.codes() {
		payees[code] = true
	}
	all, list := make([]string, 0, len(payees)), make([]int, 0, len(years))
	for payee := range payees {
		all = append(all, payee)
	}
	for year := range years {
		list = append(list, year)
	}
	found, err := findBy[models.Payment](ctx, k.db, "payee", all, "year IN ?", list)
	k.stored = make(map[string][]models.Payment)
	for _, r := range found {
		k.stored[r.Payee] = append(k.stored[r.Payee], r)
	}
	return err
}

func (k *paymentKeeper) draft(l *Line) (draft, bool) {
	s := k.sheet
	payee, _, _ := k.holderOf(l)
	year := k.lineYear(l)
	clause := strings.ToLower(compact(s.Value(l, "clause").Text))
	doc, day := s.Value(l, "doc_no").Text, policy.Day(s.Value(l, "paid_day").N)
	if clause != "" && !clauseShape(clause) {
		s.warn(l, "clause", "条款编号应如 5-b；写成别的形式将无法与测算结果核对")
	}
	after := models.Payment{Clause: clause, Year: year, Payee: payee, Ref: clip(doc, 60) + "/" + day.String()}
	d := draft{name: k.nameCell(l)}
	if stored, found := k.match(l, &after, doc, day); found {
		after, d.before, d.base = stored, stored, stored.Version
	}
	setText(&after.Name, s.Value(l, "name"))
	k.setAmounts(l, &after)
	setDay(&after.PaidDay, s.Value(l, "paid_day"))
	setText(&after.DocNo, s.Value(l, "doc_no"))
	k.notFuture(l, "paid_day")
	d.key, d.after = strings.Join([]string{clause, strconv.Itoa(year), payee, after.Ref}, "/"), after
	return d, true
}

// setAmounts takes the amounts over; money that was paid is not negative and not more than approved.
func (k *paymentKeeper) setAmounts(l *Line, p *models.Payment) {
	approved := &p.Approved
	k.ownMoney(l, "approved", &approved)
	p.Approved = *approved
	k.ownMoney(l, "paid", &p.Paid)
	if p.Approved < 0 {
		k.sheet.fault(l, "approved", "不能是负数；请核对")
	}
	if p.Paid != nil && *p.Paid < 0 {
		k.sheet.fault(l, "paid", "不能是负数；请核对")
	}
	if p.Paid != nil && *p.Paid > p.Approved {
		k.sheet.warn(l, "paid", "大于批准金额；请核对")
	}
}

// match finds the stored payment that a line is about: the same clause, year and payee, where document and day of
// payment agree or were left open. So a day that is filed later completes the approval instead of doubling it.
func (k *paymentKeeper) match(l *Line, p *models.Payment, doc string, day policy.Day) (r models.Payment, ok bool) {
	var candidates []models.Payment
	for _, stored := range k.stored[p.Payee] {
		if stored.Clause != p.Clause || stored.Year != p.Year {
			continue
		}
		if stored.DocNo == doc && stored.PaidDay == day {
			return stored, true
		}
		if (doc == "" || stored.DocNo == "" || stored.DocNo == doc) && (day == 0 || stored.PaidDay == 0 || stored.PaidDay == day) {
			candidates = append(candidates, stored)
		}
	}
	switch len(candidates) {
	case 0:
		return r, false
	case 1:
		return candidates[0], true
	}
	k.sheet.fault(l, "doc_no", "库中有 %d 笔同一条款、年度和收款单位的拨付；请填写文号和拨付日期", len(candidates))
	return r, false
}

// clauseShape reports whether a clause is written as in the book: 5-b, 11.
func clauseShape(s string) bool {
	number, letter, lettered := strings.Cut(s, "-")
	n, err := strconv.Atoi(number)
	return err == nil && n > 0 && n < 100 && (!lettered || len(letter) == 1 && letter[0] >= 'a' && letter[0] <= 'z')
}
