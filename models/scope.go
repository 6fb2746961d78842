package models

import (
	"gorm.io/gorm"

	"yunti/policy"
)

// Scope is what somebody may see and touch. Every query on firms and filings takes one, so that a check forgotten
// further up shows nothing instead of everything: the zero Scope is nothing.
type Scope struct {
	All       bool       // the city, leadership, and the program itself
	County    string     // else: the firms of this county, and the filings that its office looks at
	Incubator string     // else: this incubator's own firms and its own filings
	Day       policy.Day // the day on which tenancy is asked for
}

// Everything is the scope of the command line, of jobs and of tests.
var Everything = Scope{All: true}

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
	case s.Incubator != "":
		return query.Where(column+" IN (SELECT code FROM residencies WHERE incubator = ? AND since <= ? AND (until IS NULL OR until >= ?)"+
			" UNION SELECT code FROM firms WHERE registrar = ? AND NOT EXISTS (SELECT 1 FROM residencies WHERE residencies.code = firms.code))",
			s.Incubator, s.Day, s.Day, s.Incubator)
	}
	return query.Where("1 = 0")
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
