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

// PaidFor is what payments are for: a clause, a year and a payee as payments name it.
type PaidFor struct {
	Clause string
	Year   int
	Payee  string
}

// For is what the payment is for.
func (p *Payment) For() PaidFor { return PaidFor{p.Clause, p.Year, p.Payee} }

// SettledSum is what was settled for a clause, a year and a payee.
type SettledSum struct {
	IDs    []string     // live settlements
	Amount policy.Money // of all of them
	Open   int          // lines of the review in force that may still be settled
}

// SettledSums returns what was settled for payees, as payments name them.
func (db *DB) SettledSums(ctx context.Context, payees []string) (map[PaidFor]SettledSum, error) {
	sums, err := settledSums(db.Read.WithContext(ctx), payees)
	return sums, db.explain(err)
}

func settledSums(tx *gorm.DB, payees []string) (map[PaidFor]SettledSum, error) {
	sums := map[PaidFor]SettledSum{}
	for _, column := range []string{"payee", "alias"} {
		for some := range slices.Chunk(payees, lookup) {
			var found []Settlement
			if err := tx.Where(column+" IN ? AND live = 1", some).Order("LENGTH(id), id").Find(&found).Error; err != nil {
				return nil, err
			}
			for i := range found {
				key := PaidFor{found[i].Clause, found[i].Year, found[i].Payee}
				if column == "alias" {
					key.Payee = found[i].Alias
				}
				sum := sums[key]
				sum.IDs, sum.Amount = append(sum.IDs, found[i].ID), sum.Amount+found[i].Amount
				sums[key] = sum
			}
			if len(found) == 0 {
				continue
			}
			var open []Entitlement
			err := tx.Where(column+" IN ? AND state = ? AND NOT outside AND review IN (SELECT id FROM reviews WHERE valid_year IS NOT NULL)", some, string(incentives.Owed)).
				Where("NOT EXISTS (SELECT 1 FROM settlements WHERE " + theSettlement + ")").Find(&open).Error
			if err != nil {
				return nil, err
			}
			for i := range open {
				key := PaidFor{open[i].Clause, open[i].Year, open[i].Payee}
				if column == "alias" {
					key.Payee = open[i].Alias
				}
				if sum, ok := sums[key]; ok {
					sum.Open++
					sums[key] = sum
				}
			}
		}
	}
	return sums, nil
}

// LinkPayments makes payments that a roster has just brought, within tx, those of the settlements of their clause, year and payee, and
// counts what is paid anew. A payment that fits into no settlement stays without one where the payee has lines that are not settled
// yet; else the roster is refused with ErrAmount.
func LinkPayments(tx *gorm.DB, now time.Time, actor Actor, paid []PaidFor) error {
	if len(paid) == 0 {
		return nil
	}
	if err := lockLedger(tx); err != nil {
		return err
	}
	payees := make([]string, 0, len(paid))
	for _, key := range paid {
		payees = append(payees, key.Payee)
	}
	slices.Sort(payees)
	sums, err := settledSums(asCommitted(tx), slices.Compact(payees))
	if err != nil {
		return err
	}
	done := map[PaidFor]bool{}
	for _, key := range paid {
		if sum, ok := sums[key]; ok && !done[key] {
			done[key] = true
			if err := linkOne(tx, now, actor, key, sum); err != nil {
				return err
			}
		}
	}
	return nil
}

// asCommitted reads what is committed by now, where tx may have begun to read earlier.
func asCommitted(tx *gorm.DB) *gorm.DB {
	return tx.Clauses(clause.Locking{Strength: "UPDATE"}).Session(&gorm.Session{})
}

func linkOne(tx *gorm.DB, now time.Time, actor Actor, key PaidFor, sum SettledSum) error {
	current := asCommitted(tx)
	var settlements []Settlement
	if err := current.Where("id IN ? AND live = 1", sum.IDs).Order("LENGTH(id), id").Find(&settlements).Error; err != nil {
		return err
	}
	var payments []Payment
	if err := current.Where("clause = ? AND year = ? AND payee = ?", key.Clause, key.Year, key.Payee).Order("ref").Find(&payments).Error; err != nil {
		return err
	}
	before := make([]policy.Money, len(settlements))
	for i := range settlements {
		s := &settlements[i]
		before[i], s.Paid = s.Paid, 0
		all, err := paymentsOf(current, s.ID)
		if err != nil {
			return err
		}
		for _, p := range all {
			if p.Paid != nil {
				s.Paid += *p.Paid
			}
		}
		if s.Paid > s.Amount {
			return fmt.Errorf("%w：%s 核定 %s，按本次导入的名册将拨付 %s；请更正名册中的金额", ErrAmount, s.label(), incentives.InWan(s.Amount), incentives.InWan(s.Paid))
		}
	}
	for i := range payments {
		p := &payments[i]
		if p.Settlement != "" {
			continue
		}
		at := slices.IndexFunc(settlements, func(s Settlement) bool { return p.Paid == nil || s.Paid+*p.Paid <= s.Amount })
		switch {
		case at >= 0:
			if err := settlements[at].link(tx, now, p); err != nil {
				return err
			}
		case sum.Open == 0:
			return fmt.Errorf("%w：%d 年 %s %s 名册中的拨付 %s 超过核定后尚未拨付的金额（核定 %s）；请更正名册中的金额", ErrAmount, key.Year, key.Clause, p.Name, incentives.InWan(*p.Paid),
				incentives.InWan(sum.Amount))
		}
	}
	for i := range settlements {
		s := &settlements[i]
		if s.Paid == before[i] {
			continue
		}
		act := SettlementAct{At: now, Who: fit(actor.Who, 100), Role: fit(actor.Role, 20), Act: ActPay, Was: s.State, Becomes: s.State, Amount: s.Paid - before[i], Opinion: "导入拨付名册"}
		if err := s.store(tx, act); err != nil {
			return err
		}
	}
	return nil
}
