package incentives

import (
	"cmp"
	"slices"

	"yunti/policy"
)

// BudgetSheet is what the clauses of one year come to, how far that is settled and paid, and what the next years may
// come to (预算和预测). What is paid includes payments of rosters that belong to no settlement.
type BudgetSheet struct {
	Year        int            `json:"year"`
	Review      string         `json:"review"`  // whose lines these are
	Clauses     []BudgetClause `json:"clauses"` // those with lines, in the order of the book
	Total       BudgetSums     `json:"total"`
	Forecast    []Forecast     `json:"forecast"`
	Assumptions []string       `json:"assumptions"` // what holds for all of the forecast
}

// BudgetSums are sums of lines as they are printed: Low and High of what is owed inside the clauses' years.
type BudgetSums struct {
	Low      policy.Money `json:"low"`
	High     policy.Money `json:"high"`
	Settled  policy.Money `json:"settled"`
	Approved policy.Money `json:"approved"`
	Paid     policy.Money `json:"paid"`
}

// Add adds other sums.
func (s *BudgetSums) Add(o BudgetSums) {
	s.Low, s.High = s.Low+o.Low, s.High+o.High
	s.Settled, s.Approved, s.Paid = s.Settled+o.Settled, s.Approved+o.Approved, s.Paid+o.Paid
}

// BudgetClause is one clause, and its counties in the order of the book.
type BudgetClause struct {
	Clause string `json:"clause"`
	Name   string `json:"name"`
	BudgetSums
	Counties []BudgetCounty `json:"counties"`
}

// BudgetCounty is one county; County is "" for payees of which no roster says where they are.
type BudgetCounty struct {
	County string `json:"county"`
	Name   string `json:"name"`
	BudgetSums
}

// Forecast is what a coming year may come to.
type Forecast struct {
	Year    int              `json:"year"`
	Clauses []ForecastClause `json:"clauses"`
	Total   ForecastTotal    `json:"total"` // of clauses inside their years; those without data to go by count nothing
}

// ForecastClause is one clause in a coming year. Low, High and Lines are nil where there are no data to go by.
type ForecastClause struct {
	Clause     string        `json:"clause"`
	Name       string        `json:"name"`
	Low        *policy.Money `json:"low"`
	High       *policy.Money `json:"high"`
	Lines      *int          `json:"lines"`
	Outside    bool          `json:"outside"`    // the year lies outside the clause's years: in no sum
	Assumption string        `json:"assumption"` // in one sentence, with the numbers that it takes
}

// ForecastTotal is the sum of a coming year.
type ForecastTotal struct {
	Low   policy.Money `json:"low"`
	High  policy.Money `json:"high"`
	Lines int          `json:"lines"`
}

// Counties returns the counties of the ids in the order of the book, after them those that it does not know, and last the one
// without an id: payees of which no roster says where they are.
func Counties(ed *policy.Edition, ids []string) []policy.Place {
	var places []policy.Place
	for _, p := range ed.Counties {
		if slices.Contains(ids, p.ID) {
			places = append(places, p)
		}
	}
	known := len(places)
	for _, id := range ids {
		if id != "" && !slices.ContainsFunc(places, func(p policy.Place) bool { return p.ID == id }) {
			places = append(places, policy.Place{ID: id, Name: id})
		}
	}
	slices.SortFunc(places[known:], func(a, b policy.Place) int { return cmp.Compare(a.ID, b.ID) })
	if slices.Contains(ids, "") {
		places = append(places, policy.Place{Name: "县(市)区不详"})
	}
	return places
}
