package models

import (
	"context"
	"strings"

	"gorm.io/gorm"

	"yunti/policy"
)

// Carrier is an incubator as lists show it: once, whatever titles it has.
type Carrier struct {
	Name   string         `json:"name"`
	County string         `json:"county"` // policy.Place.ID, "" when no roster states it
	Titles []CarrierTitle `json:"titles"` // in the order of type and level
}

// CarrierTitle is one title of a carrier.
type CarrierTitle struct {
	Type  string     `json:"type"`
	Level string     `json:"level"`
	Since policy.Day `json:"since"`
}

// CarrierFilter selects carriers for a list screen. Empty fields select all.
type CarrierFilter struct {
	Q      string // part of the name
	County string // policy.Place.ID
	Page   int    // from 1; 0 is 1
	Size   int    // at most MaxPage; 0 is 50
}

// Carriers returns one page of the carriers that f selects, in the order of their names, and how many it selects in all. The
// register of carriers is public and has no scope.
func (db *DB) Carriers(ctx context.Context, f CarrierFilter) (items []Carrier, total int, err error) {
	query := db.Read.WithContext(ctx).Model(&Incubator{})
	if q := strings.TrimSpace(f.Q); q != "" {
		query = query.Where("INSTR(name, ?) > 0", q)
	}
	if f.County != "" {
		query = query.Where("county = ?", f.County)
	}
	query = query.Distinct("name")
	var names []string
	err = query.Session(&gorm.Session{}).Order("name").Limit(pageSize(f.Size)).Offset(pageStart(f.Page, f.Size)).Pluck("name", &names).Error
	if err != nil || len(names) == 0 && pageStart(f.Page, f.Size) == 0 {
		return nil, 0, err
	}
	if total, err = totalOf(query, len(names), f.Page, f.Size); err != nil {
		return nil, 0, err
	}
	var titles []Incubator
	if err := db.Read.WithContext(ctx).Order("name, type, level").Find(&titles, "name IN ?", names).Error; err != nil {
		return nil, 0, err
	}
	for _, t := range titles {
		if n := len(items); n == 0 || items[n-1].Name != t.Name {
			items = append(items, Carrier{Name: t.Name})
		}
		c := &items[len(items)-1]
		if c.County == "" {
			c.County = t.County
		}
		c.Titles = append(c.Titles, CarrierTitle{t.Type, t.Level, t.Since})
	}
	return items, total, nil
}
