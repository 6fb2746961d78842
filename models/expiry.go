package models

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"yunti/policy"
)

// Expiry is a firm whose title of one kind ends soon, and whose it is.
type Expiry struct {
	Code, Name, County string
	Kind               string   `gorm:"-"` // policy.Kind.ID
	Incubators         []string `gorm:"-"` // whose own the firm is on the day, in the order of their names
}

// Expiries returns the firms that e selects and that have not gone by its first day, in code order.
func (db *DB) Expiries(ctx context.Context, e Expiring) ([]Expiry, error) {
	var all []Expiry
	query := e.firms(db.Read.WithContext(ctx).Model(&Firm{})).Where(notGone, e.From)
	if err := query.Order("firms.code").Select("firms.code, firms.name, firms.county").Scan(&all).Error; err != nil {
		return nil, db.explain(err)
	}
	for some := range slices.Chunk(all, lookup) {
		if err := db.addIncubators(ctx, some, e.From); err != nil {
			return nil, err
		}
	}
	for i := range all {
		all[i].Kind = e.Kind
	}
	return all, nil
}

// addIncubators finds out whose own the firms are on a day.
func (db *DB) addIncubators(ctx context.Context, firms []Expiry, day policy.Day) error {
	at, codes := make(map[string]*Expiry, len(firms)), make([]string, len(firms))
	for i := range firms {
		at[firms[i].Code], codes[i] = &firms[i], firms[i].Code
	}
	tx := db.Read.WithContext(ctx)
	for _, query := range []*gorm.DB{
		tx.Table("residencies AS stays").Select("stays.code, stays.incubator").Where(tenants, day, day).Where("stays.code IN ?", codes),
		tx.Table("firms").Select("firms.code, firms.registrar AS incubator").Where(registered, day).Where("firms.code IN ?", codes),
	} {
		var whose []struct{ Code, Incubator string }
		if err := query.Scan(&whose).Error; err != nil {
			return db.explain(err)
		}
		for _, w := range whose {
			if f := at[w.Code]; !slices.Contains(f.Incubators, w.Incubator) {
				f.Incubators = append(f.Incubators, w.Incubator)
			}
		}
	}
	for i := range firms {
		slices.Sort(firms[i].Incubators)
	}
	return nil
}
