package models

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"yunti/policy"
)

// Scope is what somebody may see and touch. Every query on firms and filings takes one, so that a check forgotten
// further up shows nothing instead of everything: the zero Scope is nothing.
type Scope struct {
	All       bool       // the city, leadership, and the program itself
	County    string     // else: the firms of this county, and the filings that its office looks at
	Incubator string     // else: this incubator's own firms and its own filings
	Day       policy.Day // the day on which tenancy is asked for; an incubator's scope without one holds no firm
}

// Everything is the scope of the command line, of jobs and of tests.
var Everything = Scope{All: true}

// Empty reports whether the scope holds nothing whatever the records are.
func (s Scope) Empty() bool { return !s.All && s.County == "" && s.Incubator == "" }

// ownFirms lists the codes of an incubator's own firms. The list is a table of its own within the statement, because
// MariaDB looks a union in an IN through for every single firm; the second condition on the registrar lets SQLite
// use its partial index.
const ownFirms = "SELECT code FROM (SELECT code FROM residencies WHERE incubator = ? AND since <= ? AND (until IS NULL OR until >= ?)" +
	" UNION SELECT entered.code FROM firms AS entered WHERE entered.registrar = ? AND entered.registrar > ''" +
	" AND NOT EXISTS (SELECT 1 FROM residencies AS stays WHERE stays.code = entered.code AND stays.since <= ?)) AS own"

// firms keeps the firms that the scope holds; column is where query has a firm's code. An incubator's own firms are those
// that are its tenants on the scope's day (入驻 by then, 离开 blank or not before), and those that it registered as
// long as they have been nobody's tenant.
func (s Scope) firms(query *gorm.DB, column string) *gorm.DB {
	switch {
	case s.All:
		return query
	case s.County != "":
		if column == "firms.code" {
			return query.Where("firms.county = ?", s.County)
		}
		return query.Where(column+" IN (SELECT code FROM firms WHERE county = ?)", s.County)
	case s.Incubator != "" && s.Day != 0:
		return query.Where(column+" IN ("+ownFirms+")", s.Incubator, s.Day, s.Day, s.Incubator, s.Day)
	}
	return query.Where("1 = 0")
}

// results is the condition on the results of one review that the scope holds, with its values.
func (s Scope) results() (condition string, values []any) {
	switch {
	case s.All:
		return "1 = 1", nil
	case s.County != "":
		return "county = ?", []any{s.County}
	case s.Incubator != "" && s.Day != 0:
		return "code IN (" + ownFirms + ")", []any{s.Incubator, s.Day, s.Day, s.Incubator, s.Day}
	}
	return "1 = 0", nil
}

// filings keeps the filings that the scope holds.
func (s Scope) filings(query *gorm.DB) *gorm.DB {
	switch {
	case s.All:
		return query
	case s.County != "":
		return query.Where("filings.county = ?", s.County)
	case s.Incubator != "":
		return query.Where("filings.incubator = ?", s.Incubator)
	}
	return query.Where("1 = 0")
}

// TakenCodes returns which of the codes are firms of the records, whosever they are. It tells nothing else of them.
func (db *DB) TakenCodes(ctx context.Context, codes []string) (map[string]bool, error) {
	taken := make(map[string]bool, len(codes))
	for some := range slices.Chunk(codes, lookup) {
		var found []string
		if err := db.Read.WithContext(ctx).Model(&Firm{}).Where("code IN ?", some).Pluck("code", &found).Error; err != nil {
			return nil, db.explain(err)
		}
		for _, code := range found {
			taken[code] = true
		}
	}
	return taken, nil
}

// OutsideScope returns those of the codes that are firms of the records and not within the scope, in the order of the
// codes. It reads within tx, for a change that is decided there and then.
func OutsideScope(tx *gorm.DB, scope Scope, codes []string) ([]string, error) {
	if scope.All {
		return nil, nil
	}
	var outside []string
	for some := range slices.Chunk(codes, lookup) {
		var all, own []string
		if err := tx.Model(&Firm{}).Where("firms.code IN ?", some).Order("firms.code").Pluck("firms.code", &all).Error; err != nil {
			return nil, err
		}
		if err := scope.firms(tx.Model(&Firm{}), "firms.code").Where("firms.code IN ?", some).Pluck("firms.code", &own).Error; err != nil {
			return nil, err
		}
		for _, code := range all {
			if !slices.Contains(own, code) {
				outside = append(outside, code)
			}
		}
	}
	slices.Sort(outside)
	return outside, nil
}
