package models

import (
	"context"
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"time"

	"gorm.io/gorm"

	"yunti/incentives"
	"yunti/policy"
)

// Entitlement is one line of what the money clauses give (奖补测算), as a review counted it. Clause, Payee, Year and Item
// name the line in every review of the year. It never changes once its review is a draft.
type Entitlement struct {
	Review string           `gorm:"primaryKey;size:20" json:"review"`
	Seq    int              `gorm:"primaryKey" json:"-"`
	Clause string           `gorm:"size:20" json:"clause"`
	Payee  string           `gorm:"size:120" json:"payee"` // code, else the name
	Year   int              `json:"year"`
	Item   string           `gorm:"size:120" json:"item"`
	Name   string           `gorm:"size:200" json:"name"`
	County string           `gorm:"size:20" json:"county"` // of the firm, of a carrier from the incubators roster, else ""
	Low    *policy.Money    `json:"low"`
	High   *policy.Money    `json:"high"`
	Basis  *policy.Money    `json:"basis"`
	Beside *policy.Money    `json:"beside"`
	State  incentives.State `gorm:"size:20" json:"state"`
	Ground string           `gorm:"size:400" json:"ground"`
	Reason string           `gorm:"size:200" json:"reason"`
	Notes  Texts            `json:"notes"`
	// Outside lines lie outside the clause's years: counted in no sum, never settled.
	Outside bool `json:"outside"`

	// ClauseNo is the place of the clause in the book: lists are in its order.
	ClauseNo int `json:"-"`
	// Alias is how rosters name a payee that is not a firm of the records when they know no code of it; "" for firms.
	Alias string `gorm:"size:120" json:"-"`
}

// EntitlementSum sums the lines of one review, clause, county and state, so that no screen has to.
type EntitlementSum struct {
	Review    string `gorm:"primaryKey;size:20"`
	ClauseNo  int    `gorm:"primaryKey;autoIncrement:false"`
	County    string `gorm:"primaryKey;size:20"`
	State     string `gorm:"primaryKey;size:20"`
	Outside   bool   `gorm:"primaryKey"`
	Clause    string `gorm:"size:20"`
	LineCount int
	Low       policy.Money
	High      policy.Money
	Beside    policy.Money
}

// sumEntitlements sums the lines of a review that becomes a draft.
func sumEntitlements(tx *gorm.DB, review string) error {
	return tx.Exec("INSERT INTO entitlement_sums (review, clause_no, county, state, outside, clause, line_count, low, high, beside)"+
		" SELECT review, clause_no, county, state, outside, clause, COUNT(*), COALESCE(SUM(low), 0), COALESCE(SUM(high), 0), COALESCE(SUM(beside), 0)"+
		" FROM entitlements WHERE review = ? GROUP BY review, clause_no, county, state, outside, clause", review).Error
}

// Texts is a list of texts, kept as a JSON array.
type Texts []string

// MarshalJSON writes an empty list as [].
func (t Texts) MarshalJSON() ([]byte, error) {
	if t == nil {
		return []byte("[]"), nil
	}
	return json.Marshal([]string(t))
}

// Value stores the list.
func (t Texts) Value() (driver.Value, error) { return storeList(t) }

// Scan reads the list.
func (t *Texts) Scan(stored any) error { return scanList(stored, (*[]string)(t)) }

func storeList(list any) (driver.Value, error) {
	text, err := encodeDetail(list)
	if text == "null" {
		text = "[]"
	}
	return text, err
}

// scanList reads a JSON array; an empty one is nil.
func scanList[T any](stored any, list *[]T) error {
	var text []byte
	switch v := stored.(type) {
	case string:
		text = []byte(v)
	case []byte:
		text = v
	}
	*list = nil
	if len(text) == 0 || string(text) == "[]" {
		return nil
	}
	if err := json.Unmarshal(text, list); err != nil {
		return fmt.Errorf("stored list %q: %w", clip(string(text), 40), err)
	}
	return nil
}

// EvidenceItem is one thing that a payee has to show for a clause.
type EvidenceItem struct {
	Name string `json:"name"`
	Held bool   `json:"held"` // the records show it; else it is to be handed in
	How  string `json:"how"`  // where the records show it, "" when they do not
}

// Evidence is a list of evidence, kept as a JSON array.
type Evidence []EvidenceItem

// MarshalJSON writes an empty list as [].
func (e Evidence) MarshalJSON() ([]byte, error) {
	if e == nil {
		return []byte("[]"), nil
	}
	return json.Marshal([]EvidenceItem(e))
}

// Value stores the list.
func (e Evidence) Value() (driver.Value, error) { return storeList([]EvidenceItem(e)) }

// Scan reads the list.
func (e *Evidence) Scan(stored any) error { return scanList(stored, (*[]EvidenceItem)(e)) }

// EntitlementRow is a line with what became of it.
type EntitlementRow struct {
	Entitlement
	Settlement  *SettlementBrief `json:"settlement"`   // nil while nobody has settled it
	PaidOutside policy.Money     `json:"paid_outside"` // roster payments of clause, year and payee that belong to no settlement
	Before      string           `json:"before"`       // what was settled or paid under the clause in other years, "" for nothing
	Evidence    Evidence         `json:"evidence"`
}

// SettlementBrief is what a list shows of a settlement.
type SettlementBrief struct {
	ID          string       `json:"id"`
	State       string       `json:"state"`
	Amount      policy.Money `json:"amount"`
	Paid        policy.Money `json:"paid"`
	PublicUntil policy.Day   `json:"public_until"`
	Version     int          `json:"version"`
}

// Values of EntitlementFilter.Settled.
const (
	SettledNone     = "none"     // 免申即享清单
	SettledSettled  = "settled"  // 已核定
	SettledPublic   = "public"   // 公示中
	SettledApproved = "approved" // 已批准，未拨付
	SettledPart     = "part"     // 部分拨付
	SettledPaid     = "paid"     // 已拨付
)

// EntitlementFilter selects lines for a list screen. Empty fields select all.
type EntitlementFilter struct {
	Review  string // "" takes the reviews in force of all years, the latest first
	Clause  string
	County  string
	State   string // incentives.State
	Settled string
	Payee   string // code or name
	Q       string // part of the payee's code or name
	Outside *bool
	Page    int // from 1; 0 is 1
	Size    int // at most MaxPage; 0 is 50

	found []string // the payees that Q means, once they are looked up and are few
}

// MoneySums are the sums of the lines as they are printed. Low, High and Beside are those of what is owed, not outside.
type MoneySums struct {
	Lines        int          `json:"lines"`
	Low          policy.Money `json:"low"`
	High         policy.Money `json:"high"`
	Beside       policy.Money `json:"beside"`
	Pending      int          `json:"pending"`
	Suspended    int          `json:"suspended"`
	Outside      int          `json:"outside"`
	HeldLow      policy.Money `json:"held_low"` // of what is suspended
	HeldHigh     policy.Money `json:"held_high"`
	SettledLines int          `json:"settled_lines"`
	Settled      policy.Money `json:"settled"`  // amounts of all settlements that are not reversed
	Approved     policy.Money `json:"approved"` // of those, what is approved
	Paid         policy.Money `json:"paid"`
	PaidOutside  policy.Money `json:"paid_outside"`
}

// Add adds the sums of other lines.
func (s *MoneySums) Add(o MoneySums) { s.add(o, 1) }

func (s *MoneySums) add(o MoneySums, sign int) {
	money := policy.Money(sign)
	s.Lines += sign * o.Lines
	s.Low += money * o.Low
	s.High += money * o.High
	s.Beside += money * o.Beside
	s.Pending += sign * o.Pending
	s.Suspended += sign * o.Suspended
	s.Outside += sign * o.Outside
	s.HeldLow += money * o.HeldLow
	s.HeldHigh += money * o.HeldHigh
	s.SettledLines += sign * o.SettledLines
	s.Settled += money * o.Settled
	s.Approved += money * o.Approved
	s.Paid += money * o.Paid
	s.PaidOutside += money * o.PaidOutside
}

// MoneyTotal is the sum of one clause in one county.
type MoneyTotal struct {
	Clause string `json:"clause"`
	County string `json:"county"`
	MoneySums

	clauseNo int
}

// AliasOf is how rosters name a body of that name when they know no code of it.
func AliasOf(name string) string { return clip("~"+NormalName(name), 120) }

// entitlementColumns are the columns of entitlements in the order in which SaveEntitlements fills them.
const entitlementColumns = "review, seq, clause, clause_no, payee, alias, year, item, name, county, low, high, basis, beside, state, ground, reason, notes, outside"

// SaveEntitlements stores the next lines of the running review r together with the renewed lease, in one transaction. The
// lines are numbered from first on. ErrLost as in SaveResults.
func (db *DB) SaveEntitlements(ctx context.Context, now time.Time, r *Review, first int, lines []Entitlement, lease time.Duration) error {
	until := now.Add(lease)
	err := db.Tx(ctx, func(tx *gorm.DB) error {
		if err := db.moveRunning(tx, r, map[string]any{"lease_until": until}); err != nil {
			return err
		}
		b := newBulk(tx, "entitlements", entitlementColumns)
		for i := range lines {
			e := &lines[i]
			ground, reason := clip(e.Ground, 400), clip(e.Reason, 200)
			notes, err := storeList([]string(e.Notes))
			if err != nil {
				return err
			}
			size := len(e.Name) + len(ground) + len(reason) + len(notes.(string)) + len(e.Item) + len(e.Payee) + len(e.Alias)
			err = b.add(ctx, size, r.ID, first+i, e.Clause, e.ClauseNo, clip(e.Payee, 120), e.Alias, e.Year, e.Item, clip(e.Name, 200), e.County,
				e.Low, e.High, e.Basis, e.Beside, string(e.State), ground, reason, notes, e.Outside)
			if err != nil {
				return err
			}
		}
		return b.close(ctx)
	})
	if err == nil {
		r.LeaseUntil = &until
	}
	return err
}

// dropEntitlements deletes the lines of a review that is running or discarded, some thousands at a time: a count that was
// interrupted begins anew. Those of a draft and of whatever was published stay.
func (db *DB) dropEntitlements(ctx context.Context, review string) error {
	const some = 10_000
	for from := 0; ; from += some {
		var last *int
		err := db.Tx(ctx, func(tx *gorm.DB) error {
			r, err := lockReview(tx, review)
			if err != nil {
				return err
			}
			if r.State != Running && !r.discarded() {
				return wrongState(r, "它的奖补测算不能删除")
			}
			if err := tx.Where("review = ?", review).Delete(&EntitlementSum{}).Error; err != nil {
				return err
			}
			if err := tx.Model(&Entitlement{}).Where("review = ?", review).Select("MAX(seq)").Scan(&last).Error; err != nil || last == nil {
				return err
			}
			return tx.Where("review = ? AND seq < ?", review, from+some).Delete(&Entitlement{}).Error
		})
		if err != nil || last == nil || *last < from+some {
			return err
		}
	}
}
