package importers

import (
	"context"
	"strings"

	"yunti/models"
	"yunti/policy"
)

// incomeKeeper plans incomes from transferred achievements and the distribution of their rewards.
type incomeKeeper struct {
	*planner
	stored map[string][]models.Income // by holder
}

func (k *incomeKeeper) load(ctx context.Context, lines []*Line) error {
	if err := k.loadFirms(ctx, lines); err != nil {
		return err
	}
	holders := k.codes()
	for _, l := range lines {
		if code := k.sheet.Value(l, "code"); code.State == Given {
			holders = append(holders, code.Text)
		} else {
			holders = append(holders, bodyPrefix+models.NormalName(k.nameCell(l)))
		}
	}
	found, err := findBy[models.Income](ctx, k.db, "holder", holders)
	k.stored = make(map[string][]models.Income)
	for _, r := range found {
		k.stored[r.Holder] = append(k.stored[r.Holder], r)
	}
	return err
}

func (k *incomeKeeper) draft(l *Line) (draft, bool) {
	s := k.sheet
	holder, _, _ := k.holderOf(l)
	project, day := s.Value(l, "project").Text, policy.Day(s.Value(l, "day").N)
	after := models.Income{Holder: holder, Project: project, Day: day}
	d := draft{name: k.nameCell(l), key: strings.Join([]string{holder, project, day.String()}, "/")}
	for _, stored := range k.stored[holder] {
		if stored.Project == project && stored.Day == day {
			after, d.before, d.base = stored, stored, stored.Version
		}
	}
	setText(&after.Name, s.Value(l, "name"))
	setText(&after.Way, s.Value(l, "way"))
	k.amount(l, "amount", &after.Amount)
	k.amount(l, "reward", &after.Reward)
	if after.Amount != nil && after.Reward != nil && *after.Reward > *after.Amount {
		s.warn(l, "reward", "大于收入金额；请核对")
	}
	setDay(&after.Distributed, s.Value(l, "distributed"))
	if after.Distributed != 0 && after.Distributed < day {
		s.fault(l, "distributed", "早于取得收入日期 %s；请核对", day)
	}
	setText(&after.Document, s.Value(l, "document"))
	k.notFuture(l, "day")
	k.notFuture(l, "distributed")
	d.after = after
	return d, true
}

// amount takes over an amount that is not negative.
func (k *incomeKeeper) amount(l *Line, key string, to **policy.Money) {
	if k.ownMoney(l, key, to); *to != nil && **to < 0 {
		k.sheet.fault(l, key, "不能是负数；请核对")
	}
}
