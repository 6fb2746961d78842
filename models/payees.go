package models

import "context"

// AwardsOf returns the recognitions of the kinds, with their amounts, in the order of their keys.
func (db *DB) AwardsOf(ctx context.Context, kinds []string) ([]Recognition, error) {
	var all []Recognition
	if len(kinds) == 0 {
		return nil, nil
	}
	err := db.Read.WithContext(ctx).Where("kind IN ?", kinds).Order("holder, kind, ref").Find(&all).Error
	return all, db.explain(err)
}

// AwardsOfOthers returns the recognitions whose holders are not firms of the roster: institutions, carriers, bodies
// without a code, in the order of their keys.
func (db *DB) AwardsOfOthers(ctx context.Context) ([]Recognition, error) {
	var all []Recognition
	err := db.Read.WithContext(ctx).Where("NOT EXISTS (SELECT 1 FROM firms WHERE firms.code = recognitions.holder)").
		Order("holder, kind, ref").Find(&all).Error
	return all, db.explain(err)
}

// Incubators returns all carriers by name, type and level.
func (db *DB) Incubators(ctx context.Context) ([]Incubator, error) {
	var all []Incubator
	err := db.Read.WithContext(ctx).Order("name, type, level").Find(&all).Error
	return all, db.explain(err)
}

// Residencies returns all stays of firms in carriers, by firm.
func (db *DB) Residencies(ctx context.Context) (map[string][]Residency, error) {
	var all []Residency
	if err := db.Read.WithContext(ctx).Order("code, since, incubator").Find(&all).Error; err != nil {
		return nil, db.explain(err)
	}
	byFirm := map[string][]Residency{}
	for _, r := range all {
		byFirm[r.Code] = append(byFirm[r.Code], r)
	}
	return byFirm, nil
}
