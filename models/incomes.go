package models

import (
	"context"

	"yunti/policy"
)

// Income is one income that a unit received for transferring an achievement of its staff (职务科技成果转化收入), and the cash
// reward to those who contributed, which has to be distributed within a term from the day of the income. (措施 第十条)
type Income struct {
	Holder      string        `gorm:"primaryKey;size:120" json:"holder"`  // code, or "~" and the name
	Project     string        `gorm:"primaryKey;size:200" json:"project"` // the achievement
	Day         policy.Day    `gorm:"primaryKey" json:"day"`              // on which the income was received
	Name        string        `gorm:"size:200" json:"name"`
	Way         string        `gorm:"size:20" json:"way"` // 转让, 许可, 作价投资, …; "" where not stated
	Amount      *policy.Money `json:"amount"`
	Reward      *policy.Money `json:"reward"`      // the cash reward, planned or distributed
	Distributed policy.Day    `json:"distributed"` // on which all of it had been distributed; zero while it has not
	Document    string        `gorm:"size:200" json:"document"`
	Origin      `gorm:"embedded"`
}

// Incomes returns the incomes of the units within the scope, the latest first. A county has those of the firms of its own; units
// that are no firms of the roster (universities, institutes) are the city's to follow.
func (db *DB) Incomes(ctx context.Context, scope Scope) ([]Income, error) {
	var all []Income
	err := scope.firms(db.Read.WithContext(ctx), "incomes.holder").Order("day DESC, holder, project").Find(&all).Error
	return all, db.explain(err)
}
