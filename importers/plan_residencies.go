package importers

import (
	"context"
	"strings"

	"yunti/models"
	"yunti/policy"
)

// residencyKeeper plans firms' stays in carriers.
type residencyKeeper struct {
	*planner
	known  map[string][]models.Incubator // by the normal form of the name
	stored map[string][]models.Residency // by code
}

func (k *residencyKeeper) load(ctx context.Context, lines []*Line) (err error) {
	if err := k.loadFirms(ctx, lines); err != nil {
		return err
	}
	if k.known == nil {
		if k.known, err = k.carriers(ctx); err != nil {
			return err
		}
	}
	codes := k.codes()
	for code := range k.taken {
		codes = append(codes, code)
	}
	found, err := findBy[models.Residency](ctx, k.db, "code", codes)
	k.stored = make(map[string][]models.Residency)
	for _, r := range found {
		if !k.byIncubator() || k.ownCarrier(r.Incubator) {
			k.stored[r.Code] = append(k.stored[r.Code], r)
		}
	}
	return err
}

// ownCarrier reports whether a carrier's name is that of the incubator that files.
func (k *residencyKeeper) ownCarrier(name string) bool {
	return models.NormalName(name) == models.NormalName(k.scope.Incubator)
}

// tenant returns the firm that a line is about. An incubator may claim any firm by its code, of which it learns nothing:
// the offices look at the claim.
func (k *residencyKeeper) tenant(l *Line) (models.Firm, bool) {
	if code := k.sheet.Value(l, "code"); code.State == Given && k.taken[code.Text] {
		return models.Firm{Code: code.Text}, true
	}
	return k.firmOf(l)
}

func (k *residencyKeeper) draft(l *Line) (draft, bool) {
	s := k.sheet
	firm, ok := k.tenant(l)
	carrier := k.carrier(l)
	since := policy.Day(s.Value(l, "since").N)
	after := models.Residency{Code: firm.Code, Incubator: carrier, Since: since}
	d := draft{key: strings.Join([]string{firm.Code, carrier, since.String()}, "/"), name: k.nameCell(l)}
	for _, stored := range k.stored[firm.Code] {
		switch {
		case models.NormalName(stored.Incubator) != models.NormalName(carrier):
		case stored.Since == since:
			after, d.before, d.base = stored, stored, stored.Version
			d.key = strings.Join([]string{firm.Code, stored.Incubator, since.String()}, "/")
		case stored.Until == 0 && since != 0:
			s.warn(l, "since", "库中该企业 %s 已入驻此载体且未离开；请核对是否重复", stored.Since)
		}
	}
	setText(&after.Name, s.Value(l, "name"))
	setDay(&after.Until, s.Value(l, "until"))
	if v := s.Value(l, "graduated"); v.State == Given {
		after.Graduated = v.N == 1
	}
	k.notFuture(l, "since")
	k.notFuture(l, "until")
	k.notBefore(l, "until", after.Until, "入驻日期", after.Since)
	if after.Graduated && after.Until == 0 {
		s.warn(l, "until", "已毕业而没有离开日期；按仍在载体内处理，请补填")
	}
	d.after = after
	return d, ok
}

// carrier returns the carrier's name as it is registered. One that is not registered is kept as written.
func (k *residencyKeeper) carrier(l *Line) string {
	v := k.sheet.Value(l, "incubator")
	if v.State != Given {
		return ""
	}
	if k.byIncubator() {
		if !k.ownCarrier(v.Text) {
			k.sheet.fault(l, "incubator", "只能申报本载体「%s」的在孵企业；其他载体的由该载体申报", k.scope.Incubator)
		}
		return k.scope.Incubator
	}
	if found := k.known[models.NormalName(v.Text)]; len(found) > 0 {
		return found[0].Name
	}
	k.sheet.warn(l, "incubator", "「%s」中没有这个载体；请核对名称，或补充导入", incubators.Name)
	return v.Text
}
