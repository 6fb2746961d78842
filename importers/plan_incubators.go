package importers

import (
	"context"
	"strings"

	"yunti/models"
)

// incubatorKeeper plans the register of carriers. It is small, so all of it is read at once.
type incubatorKeeper struct {
	*planner
	stored map[string][]models.Incubator // by the normal form of the name
}

func (k *incubatorKeeper) load(ctx context.Context, lines []*Line) (err error) {
	if err := k.loadFirms(ctx, lines); err != nil {
		return err
	}
	if k.stored == nil {
		k.stored, err = k.carriers(ctx)
	}
	return err
}

// carriers reads all carriers, by the normal form of the name.
func (p *planner) carriers(ctx context.Context) (map[string][]models.Incubator, error) {
	var all []models.Incubator
	if err := p.db.Read.WithContext(ctx).Order("name, type, level").Find(&all).Error; err != nil {
		return nil, err
	}
	byName := make(map[string][]models.Incubator, len(all))
	for _, c := range all {
		key := models.NormalName(c.Name)
		byName[key] = append(byName[key], c)
	}
	return byName, nil
}

func (k *incubatorKeeper) draft(l *Line) (draft, bool) {
	s := k.sheet
	k.fromGroup(l)
	holder, _, known := k.holderOf(l)
	kind := k.carrierType(l)
	level := ""
	k.setLevel(l, []string{"国家级", "省级", "市级", "县区级"}, &level)
	after := models.Incubator{Name: k.nameCell(l), Type: kind, Level: level}
	d := draft{name: after.Name}
	if !k.ours(l) {
		return d, false
	}
	if stored, found := k.match(l, kind, level); found {
		after, d.before, d.base = stored, stored, stored.Version
	}
	if known || s.Value(l, "code").State == Given {
		after.Code = holder
	}
	k.setCounty(l, &after.County)
	if k.byCounty() && after.County == "" && s.Value(l, "county").State == Blank {
		after.County = k.scope.County
		s.warn(l, "county", "未填写，按本县(市)区（%s）登记", k.countyName(k.scope.County))
	}
	setDay(&after.Since, s.Value(l, "since"))
	k.notFuture(l, "since")
	d.key, d.after = strings.Join([]string{after.Name, after.Type, after.Level}, "/"), after
	return d, true
}

// ours faults a carrier that a county may not file because it is registered and not in that county: whose firms a carrier's
// are, and who looks at its filings, follows from its name. Of several levels of one name the first with a county counts.
func (k *incubatorKeeper) ours(l *Line) bool {
	stored := k.stored[models.NormalName(k.nameCell(l))]
	if !k.byCounty() || len(stored) == 0 {
		return true
	}
	for _, c := range stored {
		if c.County == k.scope.County {
			return true
		}
		if c.County != "" {
			break
		}
	}
	k.sheet.fault(l, "name", "该载体已登记，不在本县(市)区；请联系市科技局")
	return false
}

// carrierType reads the type of a carrier: the usual three, or any kind of recognition of the book.
func (k *incubatorKeeper) carrierType(l *Line) string {
	v := k.sheet.Value(l, "type")
	if v.State != Given {
		return ""
	}
	if word, ok := carrierWords.find(v.Text); ok {
		return word
	}
	if kind, ok := k.ed.Kind(v.Text); ok {
		return kind.Name
	}
	k.sheet.fault(l, "type", "不认识的载体类型「%s」；请填写：%s", clip(v.Text, 20), carrierWords.list())
	return ""
}

// match finds the stored carrier of the line's name, type and level. A line that states no level is about
// the only stored one.
func (k *incubatorKeeper) match(l *Line, kind, level string) (c models.Incubator, ok bool) {
	var candidates []models.Incubator
	for _, stored := range k.stored[models.NormalName(k.nameCell(l))] {
		if stored.Type == kind && (stored.Level == level || k.sheet.Value(l, "level").State == Blank) {
			candidates = append(candidates, stored)
		}
	}
	if len(candidates) > 1 {
		k.sheet.fault(l, "level", "库中该载体有 %d 个级别；请填写级别", len(candidates))
	}
	if len(candidates) != 1 {
		return c, false
	}
	return candidates[0], true
}
