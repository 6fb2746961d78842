package importers

import (
	"context"
	"strconv"

	"yunti/models"
)

// scaleKeeper plans the 规上 directory of a year.
type scaleKeeper struct {
	*planner
	stored map[string]models.ScaleLine // by code
}

func (k *scaleKeeper) load(ctx context.Context, lines []*Line) error {
	if err := k.loadFirms(ctx, lines); err != nil {
		return err
	}
	found, err := findBy[models.ScaleLine](ctx, k.db, "code", k.codes(), "year = ?", k.year)
	k.stored = make(map[string]models.ScaleLine, len(found))
	for _, r := range found {
		k.stored[r.Code] = r
	}
	return err
}

func (k *scaleKeeper) draft(l *Line) (draft, bool) {
	firm, ok := k.firmOf(l)
	k.lineYear(l)
	after := models.ScaleLine{Code: firm.Code, Year: k.year}
	d := draft{key: firm.Code + "/" + strconv.Itoa(k.year), name: k.nameCell(l)}
	if stored, found := k.stored[firm.Code]; found {
		after, d.before, d.base = stored, stored, stored.Version
	}
	setText(&after.Name, k.sheet.Value(l, "name"))
	if v := k.sheet.Value(l, "above"); v.State == Given {
		after.Above = v.N == 1
	}
	setText(&after.Category, k.sheet.Value(l, "category"))
	d.after = after
	return d, ok
}
