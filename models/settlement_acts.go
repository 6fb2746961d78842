package models

import (
	"context"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"yunti/incentives"
	"yunti/policy"
)

// Publicise begins the publicity of settlements, all of them or none: from is its first and until its last day. The caller counts the
// working days, from the next one on (policy.Book.AddWorkingDays). Errors: ErrForbidden, ErrInvalid for the days, ErrTooLong; Refusals with
// ErrState and ErrNotFound.
func (db *DB) Publicise(ctx context.Context, now time.Time, actor Actor, scope Scope, ids []string, from, until policy.Day, opinion string) ([]Settlement, error) {
	today := Today(now)
	switch {
	case from < today:
		return nil, fmt.Errorf("%w：公示首日 %s 早于今天 %s", ErrInvalid, dayText(from), today)
	case until < from:
		return nil, fmt.Errorf("%w：公示末日 %s 早于首日 %s", ErrInvalid, dayText(until), from)
	}
	return db.actOnBatch(ctx, now, actor, scope, ids, batchAct{act: ActPublicise, opinion: opinion, change: func(s *Settlement) error {
		s.PublicFrom, s.PublicUntil = from, until
		return nil
	}})
}

// Approve approves settlements, all of them or none, by somebody else than who settled them, from the day after the last day of their
// publicity on. Errors: ErrForbidden, ErrInvalid without a document, ErrTooLong; Refusals with ErrState, ErrFourEyes and ErrNotFound.
func (db *DB) Approve(ctx context.Context, now time.Time, actor Actor, scope Scope, ids []string, docNo, opinion string) ([]Settlement, error) {
	if docNo = plainLines(docNo); docNo == "" {
		return nil, fmt.Errorf("%w：请填写批准文号", ErrInvalid)
	}
	today := Today(now)
	return db.actOnBatch(ctx, now, actor, scope, ids, batchAct{act: ActApprove, docNo: docNo, opinion: opinion, change: func(s *Settlement) error {
		switch {
		case today <= s.PublicUntil:
			return fmt.Errorf("%w：%s 公示到 %s 为止，%s 起才能批准", ErrState, s.label(), s.PublicUntil, s.PublicUntil.AddDays(1))
		case s.SettledBy == fit(actor.Who, 100):
			return fmt.Errorf("%w：%s 由您核定，须由另一人批准", ErrFourEyes, s.label())
		}
		s.ApprovedBy, s.ApprovedAt, s.ApproveDoc = fit(actor.Who, 100), &now, docNo
		return nil
	}})
}

// batchAct is an act on several settlements at once.
type batchAct struct {
	act, docNo, opinion string
	change              func(s *Settlement) error // checks what the way does not say, and changes what the act does
}

// actOnBatch carries an act out on settlements in one transaction, in the order that was asked for.
func (db *DB) actOnBatch(ctx context.Context, now time.Time, actor Actor, scope Scope, ids []string, b batchAct) ([]Settlement, error) {
	way, err := ledgerWayOf(b.act, actor)
	if err != nil {
		return nil, err
	}
	if len(ids) == 0 {
		return nil, fmt.Errorf("%w：请选择要办理的核定", ErrInvalid)
	}
	if err := checkBatch(len(ids)); err != nil {
		return nil, err
	}
	b.opinion = plainLines(b.opinion)
	if err := checkTexts(b.docNo, b.opinion); err != nil {
		return nil, err
	}
	if sorted := slices.Sorted(slices.Values(ids)); len(slices.Compact(sorted)) < len(ids) {
		return nil, fmt.Errorf("%w：同一笔核定在一批中出现了两次，请去掉一次", ErrInvalid)
	}
	var changed []Settlement
	err = db.Tx(ctx, func(tx *gorm.DB) error {
		changed = nil
		if err := lockLedger(tx); err != nil {
			return err
		}
		found, err := lockSettlements(tx, scope, ids)
		if err != nil {
			return err
		}
		var refused Refusals
		before := make([]map[string]any, len(ids))
		for i, id := range ids {
			s, ok := found[id]
			if !ok {
				refused.add(i, noSettlement(id))
				continue
			}
			before[i] = s.standing()
			if err := way.open(s); err != nil {
				refused.add(i, err)
			} else if err := b.change(s); err != nil {
				refused.add(i, err)
			}
		}
		if err := refused.err(); err != nil {
			return err
		}
		for _, id := range ids {
			s := found[id]
			act := SettlementAct{At: now, Who: fit(actor.Who, 100), Role: fit(actor.Role, 20), Act: b.act, Was: s.State, Becomes: way.to, Amount: s.Amount, DocNo: b.docNo, Opinion: b.opinion}
			s.State = way.to
			if err := s.store(tx, act); err != nil {
				return err
			}
			changed = append(changed, *s)
		}
		for i := range changed {
			if err := changed[i].audit(tx, now, actor, b.act, before[i]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return changed, nil
}

// lockSettlements reads settlements within the scope for a change, by number.
func lockSettlements(tx *gorm.DB, scope Scope, ids []string) (map[string]*Settlement, error) {
	var found []Settlement
	query := scope.lines(tx.Clauses(clause.Locking{Strength: "UPDATE"}), "settlements")
	if err := query.Where("id IN ?", ids).Order("id").Find(&found).Error; err != nil {
		return nil, err
	}
	by := make(map[string]*Settlement, len(found))
	for i := range found {
		by[found[i].ID] = &found[i]
	}
	return by, nil
}

// store saves the settlement as its next version, with the act that changed it.
func (s *Settlement) store(tx *gorm.DB, act SettlementAct) error {
	s.Version++
	if err := tx.Save(s).Error; err != nil {
		return err
	}
	var last int
	if err := tx.Model(&SettlementAct{}).Where("settlement = ?", s.ID).Select("COALESCE(MAX(seq), 0)").Scan(&last).Error; err != nil {
		return err
	}
	act.Settlement, act.Seq = s.ID, last+1
	return tx.Create(&act).Error
}

// ReverseSettlement takes a settlement back, as it was at version; it stays in the ledger, and the line may be settled anew. Payments
// of rosters become payments without a settlement again. Errors: ErrForbidden, ErrNotFound, ErrConflict, ErrInvalid without an opinion, and
// ErrState when it is reversed or payments that were recorded in the ledger are not taken back.
func (db *DB) ReverseSettlement(ctx context.Context, now time.Time, actor Actor, scope Scope, id string, version int, opinion string) (*SettlementFile, error) {
	if opinion = plainLines(opinion); opinion == "" {
		return nil, fmt.Errorf("%w：撤销须写明原因", ErrInvalid)
	}
	return db.actOn(ctx, now, actor, scope, id, version, singleAct{act: ActReverse, opinion: opinion, change: func(tx *gorm.DB, s *Settlement, act *SettlementAct) error {
		payments, err := paymentsOf(tx, s.ID)
		if err != nil {
			return err
		}
		var paid, listed policy.Money
		for _, p := range payments {
			switch {
			case p.Paid == nil:
			case p.Filing == "":
				paid += *p.Paid
			default:
				listed += *p.Paid
			}
		}
		if paid != 0 {
			return fmt.Errorf("%w：%s 已拨付 %s，请先逐笔冲销拨付，再撤销核定", ErrState, s.label(), incentives.InWan(paid))
		}
		err = tx.Model(&Payment{}).Where("settlement = ? AND filing <> ''", s.ID).
			Updates(map[string]any{"settlement": "", "version": gorm.Expr("version + 1"), "updated_at": now}).Error
		if err != nil {
			return err
		}
		act.Amount = s.Amount
		s.Paid -= listed
		s.Live = nil
		return nil
	}})
}

// Pay records a payment of an approved settlement, as it was at version. Errors: ErrForbidden, ErrNotFound, ErrConflict, ErrState, ErrInvalid for
// day or document, ErrAmount for what is not positive or, with what was paid, above the amount settled.
func (db *DB) Pay(ctx context.Context, now time.Time, actor Actor, scope Scope, id string, version int, p Paying) (*SettlementFile, error) {
	p.DocNo = plainLines(p.DocNo)
	today := Today(now)
	switch {
	case p.DocNo == "":
		return nil, fmt.Errorf("%w：请填写拨付文号", ErrInvalid)
	case p.Amount <= 0:
		return nil, fmt.Errorf("%w：拨付金额必须大于 0", ErrAmount)
	case p.Day == 0:
		return nil, fmt.Errorf("%w：请填写拨付日期", ErrInvalid)
	case p.Day > today:
		return nil, fmt.Errorf("%w：拨付日期 %s 在今天 %s 之后", ErrInvalid, p.Day, today)
	}
	return db.actOn(ctx, now, actor, scope, id, version, singleAct{act: ActPay, docNo: p.DocNo, change: func(tx *gorm.DB, s *Settlement, act *SettlementAct) error {
		approved := Today(*s.ApprovedAt)
		switch {
		case p.Day < approved:
			return fmt.Errorf("%w：%s 于 %s 批准，拨付日期 %s 不能早于批准日", ErrInvalid, s.label(), approved, p.Day)
		case p.Amount > s.Amount-s.Paid:
			return fmt.Errorf("%w：%s 核定 %s，已拨付 %s，最多还能拨付 %s，本次 %s", ErrAmount, s.label(), incentives.InWan(s.Amount), incentives.InWan(s.Paid),
				incentives.InWan(s.Amount-s.Paid), incentives.InWan(p.Amount))
		}
		payment := &Payment{Clause: s.Clause, Year: s.Year, Payee: s.rosterName(), Name: s.Name, Approved: p.Amount, Paid: &p.Amount, PaidDay: p.Day, DocNo: p.DocNo,
			Settlement: s.ID, Origin: Origin{Version: 1, UpdatedAt: now}}
		var err error
		if payment.Ref, err = freeRef(tx, payment, fmt.Sprintf("%s/%s/%s", clip(p.DocNo, 40), p.Day, s.ID)); err != nil {
			return err
		}
		act.Amount = p.Amount
		s.Paid += p.Amount
		return tx.Create(payment).Error
	}})
}

// rosterName is the payee as payments name it.
func (s *Settlement) rosterName() string {
	if s.Alias != "" && policy.CheckCode(s.Payee) != nil {
		return s.Alias
	}
	return s.Payee
}

// freeRef returns a ref that the payments of the same clause, year and payee do not have: ref, or ref and a number.
func freeRef(tx *gorm.DB, p *Payment, ref string) (string, error) {
	var taken []string
	err := tx.Model(&Payment{}).Where("clause = ? AND year = ? AND payee = ?", p.Clause, p.Year, p.Payee).Pluck("ref", &taken).Error
	free := ref
	for n := 2; slices.Contains(taken, free); n++ {
		free = fmt.Sprintf("%s/%d", ref, n)
	}
	return free, err
}

// ReversePayment takes the payment with that ref back by a negative one; once. Payments of rosters are corrected by a roster. Errors: ErrForbidden,
// ErrNotFound, ErrConflict, ErrInvalid without an opinion, ErrState.
func (db *DB) ReversePayment(ctx context.Context, now time.Time, actor Actor, scope Scope, id string, version int, ref, opinion string) (*SettlementFile, error) {
	if opinion = plainLines(opinion); opinion == "" {
		return nil, fmt.Errorf("%w：冲销须写明原因", ErrInvalid)
	}
	return db.actOn(ctx, now, actor, scope, id, version, singleAct{act: ActReversePayment, opinion: opinion, change: func(tx *gorm.DB, s *Settlement, act *SettlementAct) error {
		payments, err := paymentsOf(tx, s.ID)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(payments, func(p Payment) bool { return p.Ref == ref })
		if i < 0 {
			return fmt.Errorf("%w%s 的拨付 %s", ErrNotFound, s.label(), clip(ref, 80))
		}
		paid := payments[i]
		switch {
		case paid.Filing != "":
			return fmt.Errorf("%w：这笔拨付来自名册（申报 %s），请在拨付名册中更正后重新导入", ErrState, paid.Filing)
		case paid.Reverses != "":
			return fmt.Errorf("%w：这一笔本身就是冲销，不能再冲销", ErrState)
		case slices.ContainsFunc(payments, func(p Payment) bool { return p.Reverses == ref }):
			return fmt.Errorf("%w：这笔拨付已经冲销过", ErrState)
		}
		back, amount := paid, -*paid.Paid
		back.Approved, back.Paid, back.PaidDay, back.Reverses = amount, &amount, Today(now), paid.Ref
		back.Origin = Origin{Version: 1, UpdatedAt: now}
		if back.Ref, err = freeRef(tx, &back, clip(paid.Ref, 70)+"/冲销"); err != nil {
			return err
		}
		act.Amount, act.DocNo = amount, paid.DocNo
		s.Paid += amount
		return tx.Create(&back).Error
	}})
}

// paymentsOf reads the payments of a settlement.
func paymentsOf(tx *gorm.DB, id string) (payments []Payment, err error) {
	err = tx.Where("settlement = ?", id).Order("ref").Find(&payments).Error
	return payments, err
}

// singleAct is an act on one settlement.
type singleAct struct {
	act, docNo, opinion string
	// change checks what the way does not say, changes what the act does, and says what is to be kept of it.
	change func(tx *gorm.DB, s *Settlement, act *SettlementAct) error
}

// actOn carries an act out on one settlement, as it was at version.
func (db *DB) actOn(ctx context.Context, now time.Time, actor Actor, scope Scope, id string, version int, a singleAct) (*SettlementFile, error) {
	way, err := ledgerWayOf(a.act, actor)
	if err != nil {
		return nil, err
	}
	if err := checkTexts(a.docNo, a.opinion); err != nil {
		return nil, err
	}
	var file *SettlementFile
	err = db.Tx(ctx, func(tx *gorm.DB) error {
		if err := lockLedger(tx); err != nil {
			return err
		}
		found, err := lockSettlements(tx, scope, []string{id})
		if err != nil {
			return err
		}
		s, ok := found[id]
		switch {
		case !ok:
			return noSettlement(id)
		case s.Version != version:
			return fmt.Errorf("%w：%s 在您查看之后有变动，请刷新后再办理", ErrConflict, s.label())
		}
		if err := way.open(s); err != nil {
			return err
		}
		before := s.standing()
		act := SettlementAct{At: now, Who: fit(actor.Who, 100), Role: fit(actor.Role, 20), Act: a.act, Was: s.State, Becomes: way.to, DocNo: a.docNo, Opinion: a.opinion}
		if err := a.change(tx, s, &act); err != nil {
			return err
		}
		s.State = way.to
		if err := s.store(tx, act); err != nil {
			return err
		}
		files, err := settlementFiles(tx, []string{id})
		if err != nil {
			return err
		}
		file = files[id]
		return s.audit(tx, now, actor, a.act, before)
	})
	if err != nil {
		return nil, err
	}
	return file, nil
}
