package importers

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"yunti/incentives"
	"yunti/models"
	"yunti/policy"
)

// paymentKeeper plans what was approved and paid.
type paymentKeeper struct {
	*planner
	stored  map[string][]models.Payment                // by payee
	settled map[models.PaidFor]models.SettledSum       // what was settled for the payees of the batch
	planned map[models.PaidFor]map[string]policy.Money // what the roster's lines so far make of the paid amounts, by ref
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
	if err != nil {
		return err
	}
	if k.planned == nil {
		k.planned = map[models.PaidFor]map[string]policy.Money{}
	}
	k.settled, err = k.db.SettledSums(ctx, all)
	return err
}

func (k *paymentKeeper) draft(l *Line) (draft, bool) {
	s := k.sheet
	payee, _, _ := k.holderOf(l)
	year := k.lineYear(l)
	clause := strings.ToLower(compact(s.Value(l, "clause").Text))
	doc, day := s.Value(l, "doc_no").Text, policy.Day(s.Value(l, "paid_day").N)
	k.checkClause(l, clause, year)
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
	k.checkLedger(l, &after, d.before)
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
		if stored.For() != p.For() || stored.Reverses != "" || k.takenBack(&stored) {
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

// takenBack reports whether a payment was reversed in the ledger: no roster is about it any more.
func (k *paymentKeeper) takenBack(p *models.Payment) bool {
	return slices.ContainsFunc(k.stored[p.Payee], func(o models.Payment) bool { return o.For() == p.For() && o.Reverses == p.Ref })
}

// checkClause refuses a clause that the book lacks, and warns of one that is not in force in the year.
func (k *paymentKeeper) checkClause(l *Line, id string, year int) {
	if id == "" {
		return
	}
	clause, known := k.ed.Clause(id)
	switch {
	case !known:
		ids := make([]string, len(k.ed.Clauses))
		for i := range k.ed.Clauses {
			ids[i] = k.ed.Clauses[i].ID
		}
		order := models.ClauseOrder(k.ed)
		slices.SortFunc(ids, func(a, b string) int { return order[a] - order[b] })
		k.sheet.fault(l, "clause", "政策库没有条款「%s」；请填写：%s", clip(id, 20), strings.Join(ids, "、"))
	case year != 0 && !clause.Years.Has(year):
		k.sheet.warn(l, "clause", "%d 年不在条款 %s 的有效年度（%d—%d 年）之内；请核对", year, id, clause.Years.From, clause.Years.To)
	}
}

// checkLedger holds a line against what was settled for its clause, year and payee: together with what is paid already it must
// not exceed that. A payee with lines that are not settled yet may have been paid for those. A payment that was recorded in the ledger is
// corrected there.
func (k *paymentKeeper) checkLedger(l *Line, after *models.Payment, before any) {
	if stored, ok := before.(models.Payment); ok && stored.Filing == "" {
		if stored.Approved != after.Approved || !sameMoney(stored.Paid, after.Paid) {
			k.sheet.fault(l, "paid", "这笔拨付已在台账中登记（核定 %s，%s），金额不同；如登记有误，请在台账中冲销后重新登记", stored.Settlement, incentives.InWan(*stored.Paid))
		}
		return
	}
	key := after.For()
	sum, ok := k.settled[key]
	if !ok || sum.Open > 0 {
		return
	}
	if after.Approved > sum.Amount {
		k.sheet.fault(l, "approved", "大于核定金额：%d 年 %s 已核定 %s（%s），本行 %s；请核对", key.Year, key.Clause, incentives.InWan(sum.Amount), strings.Join(sum.IDs, "、"), incentives.InWan(after.Approved))
		return
	}
	if after.Paid == nil {
		return
	}
	refs := k.planned[key]
	if refs == nil {
		refs = map[string]policy.Money{}
		for _, p := range k.stored[after.Payee] {
			if p.For() == key && p.Paid != nil {
				refs[p.Ref] = *p.Paid
			}
		}
		k.planned[key] = refs
	}
	var others policy.Money
	for ref, paid := range refs {
		if ref != after.Ref {
			others += paid
		}
	}
	if others+*after.Paid > sum.Amount {
		k.sheet.fault(l, "paid", "大于核定后尚未拨付的金额：%d 年 %s 已核定 %s（%s），另已拨付 %s，本行 %s；请核对", key.Year, key.Clause, incentives.InWan(sum.Amount), strings.Join(sum.IDs, "、"),
			incentives.InWan(others), incentives.InWan(*after.Paid))
		return
	}
	refs[after.Ref] = *after.Paid
}

func sameMoney(a, b *policy.Money) bool { return a == b || a != nil && b != nil && *a == *b }
