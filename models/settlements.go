package models

import (
	"context"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"yunti/incentives"
	"yunti/policy"
)

// States of a settlement. How far it is paid is told by Paid against Amount.
const (
	SettlementSettled  = "settled"  // 已核定
	SettlementPublic   = "public"   // 公示中
	SettlementApproved = "approved" // 已批准
	SettlementReversed = "reversed" // 已撤销
)

// Settlement is a person's decision on one line of what the clauses give (核定). It keeps the line as it stood.
type Settlement struct {
	ID          string        `gorm:"primaryKey;size:20" json:"id"` // 2023-00017: the year of the line and a running number
	Clause      string        `gorm:"size:20" json:"clause"`
	Payee       string        `gorm:"size:120" json:"payee"`
	Year        int           `json:"year"`
	Item        string        `gorm:"size:120" json:"item"`
	Live        *int          `json:"-"`                     // 1, or nil when reversed: unique with the line's name, so one settlement of a line is live
	Review      string        `gorm:"size:20" json:"review"` // the published review that the line was settled from
	Name        string        `gorm:"size:200" json:"name"`
	County      string        `gorm:"size:20" json:"county"`
	Low         policy.Money  `json:"low"`
	High        policy.Money  `json:"high"`
	Basis       *policy.Money `json:"basis"`
	Beside      *policy.Money `json:"-"` // as in Entitlement
	Ground      string        `gorm:"size:400" json:"ground"`
	Amount      policy.Money  `json:"amount"`
	DocNo       string        `gorm:"size:120" json:"doc_no"`
	Opinion     string        `gorm:"size:2000" json:"opinion"`
	Evidence    Evidence      `json:"evidence"`
	State       string        `gorm:"size:20" json:"state"`
	PublicFrom  policy.Day    `json:"public_from"`
	PublicUntil policy.Day    `json:"public_until"` // the last day of 公示
	SettledBy   string        `gorm:"size:100" json:"settled_by"`
	SettledAt   time.Time     `json:"settled_at"`
	ApprovedBy  string        `gorm:"size:100" json:"approved_by"`
	ApprovedAt  *time.Time    `json:"approved_at"`
	ApproveDoc  string        `gorm:"size:120" json:"approve_doc"`
	Paid        policy.Money  `json:"paid"` // the sum of its payments
	Version     int           `json:"version"`

	ClauseNo int    `json:"-"`                 // as in Entitlement
	Alias    string `gorm:"size:120" json:"-"` // as in Entitlement
}

// Brief is what a list shows of the settlement.
func (s *Settlement) Brief() SettlementBrief {
	return SettlementBrief{ID: s.ID, State: s.State, Amount: s.Amount, Paid: s.Paid, PublicUntil: s.PublicUntil, Version: s.Version}
}

// Acts on a settlement. They are also the verbs of its lines in the audit trail (settlement.settle).
const (
	ActSettle         = "settle"          // 核定
	ActApprove        = "approve"         // 批准
	ActReverse        = "reverse"         // 撤销
	ActPay            = "pay"             // 拨付
	ActReversePayment = "reverse_payment" // 冲销
)

// SettlementAct is one act on a settlement. The table only grows.
type SettlementAct struct {
	Settlement string       `gorm:"primaryKey;size:20" json:"settlement"`
	Seq        int          `gorm:"primaryKey;autoIncrement:false" json:"seq"`
	At         time.Time    `json:"at"`
	Who        string       `gorm:"size:100" json:"who"`
	Role       string       `gorm:"size:20" json:"role"`
	Act        string       `gorm:"size:20" json:"act"`
	Was        string       `gorm:"size:20" json:"was"`
	Becomes    string       `gorm:"size:20" json:"becomes"`
	Amount     policy.Money `json:"amount"` // settled, paid or taken back
	DocNo      string       `gorm:"size:120" json:"doc_no"`
	Opinion    string       `gorm:"size:2000" json:"opinion"`
}

// SettlementFile is a settlement with everything that happened to it.
type SettlementFile struct {
	Settlement
	Acts     []SettlementAct `json:"acts"`
	Payments []Payment       `json:"payments"`
}

// SettlementFilter selects settlements for a list screen. Empty fields select all.
type SettlementFilter struct {
	Year   int
	Clause string
	County string
	State  string // a Settlement state, or part or paid as in EntitlementFilter.Settled
	Q      string // part of the number, the payee's code or name
	Page   int    // from 1; 0 is 1
	Size   int    // at most MaxPage; 0 is 50
}

// Settling settles lines of one published review.
type Settling struct {
	Review  string
	DocNo   string
	Opinion string
	Lines   []SettleLine // at most MaxBatch
}

// SettleLine is one line and the amount that a person decided on.
type SettleLine struct {
	Clause   string
	Payee    string
	Item     string
	Amount   policy.Money
	Evidence []EvidenceItem
}

// MaxBatch is how many settlements one act may be on.
const MaxBatch = 500

// Paying is a payment of a settlement.
type Paying struct {
	Amount policy.Money
	Day    policy.Day
	DocNo  string
}

// Difference is a settled line that the review in force no longer supports.
type Difference struct {
	Settlement Settlement   `json:"settlement"`
	Why        string       `json:"why"`
	Now        *Entitlement `json:"now"` // the line as it is now, nil when it is gone
}

// Settlements returns one page of the settlements within the scope that f selects, the latest year and number first, and how
// many it selects in all.
func (db *DB) Settlements(ctx context.Context, scope Scope, f SettlementFilter) (items []Settlement, total int, err error) {
	query, err := f.of(scope.lines(db.Read.WithContext(ctx).Model(&Settlement{}), "settlements"))
	if err != nil {
		return nil, 0, err
	}
	err = query.Session(&gorm.Session{}).Order("year DESC, LENGTH(id) DESC, id DESC").Limit(pageSize(f.Size)).Offset(pageStart(f.Page, f.Size)).Find(&items).Error
	if err != nil {
		return nil, 0, db.explain(err)
	}
	total, err = totalOf(query, len(items), f.Page, f.Size)
	return items, total, db.explain(err)
}

// of keeps the settlements that f selects.
func (f *SettlementFilter) of(query *gorm.DB) (*gorm.DB, error) {
	query = query.Where(&Settlement{Year: f.Year, Clause: f.Clause, County: f.County})
	switch f.State {
	case "":
	case SettledPart, SettledPaid:
		query = query.Where(paidSoFar[f.State])
	case SettlementSettled, SettlementPublic, SettlementApproved, SettlementReversed:
		query = query.Where("settlements.state = ?", f.State)
	default:
		return nil, fmt.Errorf("%w：没有“%s”这种核定状态", ErrInvalid, clip(f.State, 20))
	}
	return searchPayees(query, "settlements", f.Q, "id"), nil
}

// EachSettlement calls fn with the settlements within the scope that f selects (Page and Size are ignored) with their acts and
// payments, in the order of year (the latest first), clause, county, payee and number. No query is open while fn runs.
func (db *DB) EachSettlement(ctx context.Context, scope Scope, f SettlementFilter, fn func(*SettlementFile) error) error {
	query, err := f.of(scope.lines(db.Read.WithContext(ctx).Model(&Settlement{}), "settlements"))
	if err != nil {
		return err
	}
	var ids []string
	if err := query.Order("year DESC, clause_no, county, payee, LENGTH(id), id").Pluck("id", &ids).Error; err != nil {
		return db.explain(err)
	}
	for some := range slices.Chunk(ids, lookup) {
		files, err := settlementFiles(db.Read.WithContext(ctx), some)
		if err != nil {
			return db.explain(err)
		}
		for _, id := range some {
			if file := files[id]; file != nil {
				if err := fn(file); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// settlementFiles reads settlements with all that happened to them, by number.
func settlementFiles(tx *gorm.DB, ids []string) (map[string]*SettlementFile, error) {
	var settlements []Settlement
	if err := tx.Where("id IN ?", ids).Find(&settlements).Error; err != nil {
		return nil, err
	}
	var acts []SettlementAct
	if err := tx.Where("settlement IN ?", ids).Order("settlement, seq").Find(&acts).Error; err != nil {
		return nil, err
	}
	var payments []Payment
	if err := tx.Where("settlement IN ?", ids).Order("settlement, paid_day, updated_at, ref").Find(&payments).Error; err != nil {
		return nil, err
	}
	files := make(map[string]*SettlementFile, len(settlements))
	for _, s := range settlements {
		files[s.ID] = &SettlementFile{Settlement: s, Acts: []SettlementAct{}, Payments: []Payment{}}
	}
	for _, a := range acts {
		files[a.Settlement].Acts = append(files[a.Settlement].Acts, a)
	}
	for _, p := range payments {
		files[p.Settlement].Payments = append(files[p.Settlement].Payments, p)
	}
	return files, nil
}

// Settlement returns a settlement with its acts and payments, or ErrNotFound when there is none within the scope.
func (db *DB) Settlement(ctx context.Context, scope Scope, id string) (*SettlementFile, error) {
	tx := db.Read.WithContext(ctx)
	var found []string
	if err := scope.lines(tx.Model(&Settlement{}), "settlements").Where("id = ?", id).Pluck("id", &found).Error; err != nil {
		return nil, db.explain(err)
	}
	if len(found) == 0 {
		return nil, noSettlement(id)
	}
	files, err := settlementFiles(tx, found)
	if err != nil {
		return nil, db.explain(err)
	}
	return files[id], nil
}

func noSettlement(id string) error { return fmt.Errorf("%w核定 %s", ErrNotFound, clip(id, 40)) }

// EachPayment calls fn with the roster payments of a year that belong to no settlement, in the order of their keys, for the lines
// within the scope. The county is the payee's firm's, "" for other bodies.
func (db *DB) EachPayment(ctx context.Context, scope Scope, year int, fn func(p *Payment, county string) error) error {
	var codes []string
	query := db.Read.WithContext(ctx).Model(&Payment{}).Where("year = ? AND settlement = ''", year)
	if !scope.All {
		query = scope.firms(query, "payments.payee")
	}
	var payments []Payment
	if err := query.Order("clause, payee, ref").Find(&payments).Error; err != nil {
		return db.explain(err)
	}
	for i := range payments {
		codes = append(codes, payments[i].Payee)
	}
	slices.Sort(codes)
	counties := map[string]string{}
	for some := range slices.Chunk(slices.Compact(codes), lookup) {
		var firms []Firm
		if err := db.Read.WithContext(ctx).Select("code", "county").Where("code IN ?", some).Find(&firms).Error; err != nil {
			return db.explain(err)
		}
		for _, f := range firms {
			counties[f.Code] = f.County
		}
	}
	for i := range payments {
		if err := fn(&payments[i], counties[payments[i].Payee]); err != nil {
			return err
		}
	}
	return nil
}

// Differences lists the live settlements of a year within the scope that its review in force no longer supports, in the order of
// their numbers.
func (db *DB) Differences(ctx context.Context, scope Scope, year int) ([]Difference, error) {
	review, err := db.PublishedReview(ctx, year)
	if err != nil {
		return nil, err
	}
	tx := db.Read.WithContext(ctx)
	var live []Settlement
	if err := scope.lines(tx.Model(&Settlement{}), "settlements").Where("year = ? AND live = 1", year).Order("LENGTH(id), id").Find(&live).Error; err != nil {
		return nil, db.explain(err)
	}
	var list []Difference
	for some := range slices.Chunk(live, lookup) {
		payees := make([]string, len(some))
		for i := range some {
			payees[i] = some[i].Payee
		}
		var lines []Entitlement
		if err := tx.Where("review = ? AND payee IN ?", review.ID, payees).Find(&lines).Error; err != nil {
			return nil, db.explain(err)
		}
		now := make(map[lineName]*Entitlement, len(lines))
		for i := range lines {
			now[lines[i].line()] = &lines[i]
		}
		for _, s := range some {
			if why := s.differs(now[s.line()], review.ID); why != "" {
				list = append(list, Difference{Settlement: s, Why: why, Now: now[s.line()]})
			}
		}
	}
	return list, nil
}

// differs says why the line as it is now no longer supports the settlement, "" when it does.
func (s *Settlement) differs(now *Entitlement, review string) string {
	switch {
	case now == nil:
		return fmt.Sprintf("现行的年度评价 %s 中已没有这一笔", review)
	case now.Outside:
		return "现为期外测算"
	case now.State == incentives.Pending || now.Low == nil || now.High == nil:
		return "现为待补：" + now.Ground
	case now.State == incentives.Suspended:
		return "现为暂缓：" + now.Reason
	case s.Amount < *now.Low || s.Amount > *now.High:
		return fmt.Sprintf("测算由 %s 变为 %s，核定的 %s 已不在其中", rangeText(s.Low, s.High), rangeText(*now.Low, *now.High), incentives.InWan(s.Amount))
	}
	return ""
}

// rangeText writes an amount or a range for people.
func rangeText(low, high policy.Money) string {
	if low == high {
		return incentives.InWan(low)
	}
	return incentives.InWan(low) + "—" + incentives.InWan(high)
}
