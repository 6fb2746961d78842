package jobs

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"yunti/incentives"
	"yunti/models"
	"yunti/policy"
)

const (
	forecastYears = 2 // how many years are forecast
	forecastBack  = 3 // over how many years averages go
)

// Budget adds up what the published review of year owes and what of it is settled, approved and paid, within the scope, and
// forecasts the two years after it (docs/incentives.md, 预算和预测). It is the same whenever it is asked for on the same
// records and reviews; now is only told. models.ErrNotFound when no review of the year is published.
func Budget(ctx context.Context, db *models.DB, book *policy.Book, scope models.Scope, year int, now time.Time) (*incentives.BudgetSheet, error) {
	r, err := db.PublishedReview(ctx, year)
	if err != nil {
		return nil, fmt.Errorf("%d 年度的预算: %w", year, err)
	}
	ed, err := db.Edition(ctx, r.Edition)
	if err != nil {
		return nil, err
	}
	cells, err := db.MoneyTotals(ctx, scope, r.ID)
	if err != nil {
		return nil, err
	}
	sheet := budgetOf(ed, cells)
	sheet.Year, sheet.Review = year, r.ID
	f := forecaster{db: db, book: book, scope: scope, year: year}
	if err := f.open(ctx); err != nil {
		return nil, err
	}
	for y := year + 1; y <= year+forecastYears; y++ {
		forecast, err := f.forecast(y)
		if err != nil {
			return nil, err
		}
		sheet.Forecast = append(sheet.Forecast, *forecast)
	}
	sheet.Assumptions = f.assumptions(r.ID, models.Today(now))
	return sheet, nil
}

// budgetOf adds up the cells of a review by clause and county.
func budgetOf(ed *policy.Edition, cells []models.MoneyTotal) *incentives.BudgetSheet {
	sheet := &incentives.BudgetSheet{Clauses: []incentives.BudgetClause{}, Forecast: []incentives.Forecast{}}
	for i := range ed.Clauses {
		line := incentives.BudgetClause{Clause: ed.Clauses[i].ID, Name: ed.Clauses[i].Name}
		counties := map[string]incentives.BudgetSums{}
		for k := range cells {
			if c := &cells[k]; c.Clause == line.Clause {
				sums := incentives.BudgetSums{Low: c.Low, High: c.High, Settled: c.Settled, Approved: c.Approved, Paid: c.Paid + c.PaidOutside}
				total := counties[c.County]
				total.Add(sums)
				counties[c.County] = total
				line.Add(sums)
			}
		}
		if len(counties) == 0 {
			continue
		}
		for _, place := range incentives.Counties(ed, slices.Collect(maps.Keys(counties))) {
			line.Counties = append(line.Counties, incentives.BudgetCounty{County: place.ID, Name: place.Name, BudgetSums: counties[place.ID]})
		}
		sheet.Total.Add(line.BudgetSums)
		sheet.Clauses = append(sheet.Clauses, line)
	}
	order := models.ClauseOrder(ed)
	slices.SortFunc(sheet.Clauses, func(a, b incentives.BudgetClause) int { return order[a.Clause] - order[b.Clause] })
	return sheet
}

// forecaster knows what the forecast goes by: what the published reviews of the last years owe, and the certificates.
type forecaster struct {
	db    *models.DB
	book  *policy.Book
	scope models.Scope
	year  int

	reviewed []int                   // of the last forecastBack years up to year, those with a published review, the earliest first
	past     map[string]map[int]past // by clause and year
	due      map[string]renewals     // by clause of certificates that follow others
	without  []string                // clauses with amounts for which there is nothing to go by
}

// past is what a clause owed in a year, outside its years as well.
type past struct {
	lines     int
	low, high policy.Money
}

func (p *past) add(low, high policy.Money, lines int) {
	p.lines, p.low, p.high = p.lines+lines, p.low+low, p.high+high
}

func (f *forecaster) open(ctx context.Context) error {
	f.past = map[string]map[int]past{}
	for y := f.year - forecastBack + 1; y <= f.year; y++ {
		r, err := f.db.PublishedReview(ctx, y)
		if errors.Is(err, models.ErrNotFound) {
			continue
		}
		if err == nil {
			err = f.readPast(ctx, y, r.ID)
		}
		if err != nil {
			return err
		}
		f.reviewed = append(f.reviewed, y)
	}
	return f.readRenewals(ctx)
}

// readPast adds up what a review owes. Lines outside the clause's years are in no sum of the review, but say as much about
// what comes next.
func (f *forecaster) readPast(ctx context.Context, year int, review string) error {
	cells, err := f.db.MoneyTotals(ctx, f.scope, review)
	if err != nil {
		return err
	}
	outside := map[string]bool{}
	for i := range cells {
		c := &cells[i]
		f.addPast(c.Clause, year, c.Low, c.High, c.Lines-c.Pending-c.Suspended-c.Outside)
		if c.Outside > 0 {
			outside[c.Clause] = true
		}
	}
	only := true
	for _, clause := range slices.Sorted(maps.Keys(outside)) {
		filter := models.EntitlementFilter{Review: review, Clause: clause, State: string(incentives.Owed), Outside: &only}
		err := f.db.EachEntitlementRow(ctx, f.scope, filter, func(e *models.EntitlementRow) error {
			f.addPast(clause, year, *e.Low, *e.High, 1)
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (f *forecaster) addPast(clause string, year int, low, high policy.Money, lines int) {
	if f.past[clause] == nil {
		f.past[clause] = map[int]past{}
	}
	p := f.past[clause][year]
	p.add(low, high, lines)
	f.past[clause][year] = p
}

// forecast puts together what year y may come to, under the edition of its last day.
func (f *forecaster) forecast(y int) (*incentives.Forecast, error) {
	ed, err := f.book.At(policy.YearEnd(y))
	if err != nil {
		return nil, err
	}
	unit := policy.Money(1)
	if q := ed.Measures.Round; !q.IsZero() {
		unit = policy.Money(q.Num / q.Den)
	}
	all := &incentives.Forecast{Year: y, Clauses: []incentives.ForecastClause{}}
	f.without = nil
	for i := range ed.Clauses {
		clause := &ed.Clauses[i]
		if len(clause.Amounts) == 0 {
			continue
		}
		line := f.clause(clause, y, unit)
		if line == nil {
			f.without = append(f.without, clause.ID)
			continue
		}
		line.Clause, line.Name, line.Outside = clause.ID, clause.Name, !clause.Years.Has(y)
		all.Clauses = append(all.Clauses, *line)
		if !line.Outside && line.Low != nil {
			all.Total.Low, all.Total.High, all.Total.Lines = all.Total.Low+*line.Low, all.Total.High+*line.High, all.Total.Lines+*line.Lines
		}
	}
	order := models.ClauseOrder(ed)
	slices.SortFunc(all.Clauses, func(a, b incentives.ForecastClause) int { return order[a.Clause] - order[b.Clause] })
	slices.SortFunc(f.without, func(a, b string) int { return order[a] - order[b] })
	return all, nil
}

// clause forecasts one clause by what sets it off; nil where nothing of the kind happened in the last years.
func (f *forecaster) clause(clause *policy.Clause, y int, unit policy.Money) *incentives.ForecastClause {
	switch t := &clause.Trigger; {
	case t.Research != nil && t.Research.Increase:
		return f.lastTwo(clause)
	case t.Research != nil:
		return f.trend(clause, y, unit)
	case t.Renewed != nil:
		return f.renewed(clause, y)
	}
	return f.average(clause, unit)
}

// nothing is a forecast without data to go by.
func nothing(assumption string) *incentives.ForecastClause {
	return &incentives.ForecastClause{Assumption: assumption}
}

func estimate(low, high policy.Money, lines int, assumption string) *incentives.ForecastClause {
	return &incentives.ForecastClause{Low: &low, High: &high, Lines: &lines, Assumption: assumption}
}

// two returns what the clause owed in the year and in the one before; ok is false unless both are published.
func (f *forecaster) two(clause *policy.Clause) (before, now past, ok bool) {
	if !slices.Contains(f.reviewed, f.year-1) {
		return before, now, false
	}
	return f.past[clause.ID][f.year-1], f.past[clause.ID][f.year], true
}

// trend takes a clause on research costs as unchanged for one end, and as going on growing (or falling) as in the last year for
// the other.
func (f *forecaster) trend(clause *policy.Clause, y int, unit policy.Money) *incentives.ForecastClause {
	before, now, ok := f.two(clause)
	if !ok || before.low <= 0 {
		return nothing(fmt.Sprintf("没有 %d 年度可比的测算，无法推算", f.year-1))
	}
	going := compound(now.low, before.low, y-f.year, unit)
	low, high := min(now.low, going), max(now.low, going)
	return estimate(low, high, now.lines, fmt.Sprintf("%d 年度 %s、%d 年度 %s（%d 笔），较上年%s；一端按持平，一端按同样的增减推算 %d 年",
		f.year-1, wanText(before.low), f.year, wanText(now.low), now.lines, growthText(before.low, now.low), y-f.year))
}

// lastTwo takes the increases of research costs as between those of the last two years.
func (f *forecaster) lastTwo(clause *policy.Clause) *incentives.ForecastClause {
	before, now, ok := f.two(clause)
	if !ok {
		return nothing(fmt.Sprintf("没有 %d 年度可比的测算，无法推算", f.year-1))
	}
	return estimate(min(before.low, now.low), max(before.high, now.high), now.lines, fmt.Sprintf("%d 年度 %s（%d 笔）、%d 年度 %s（%d 笔）；取两年为两端，笔数按 %d 年度",
		f.year-1, wanText(before.high), before.lines, f.year, wanText(now.high), now.lines, f.year))
}

// average takes what is set off by records as on the average of the last years. Where holding a tier sets it off, the first year of
// the clause gave to all who had held the tier before, and is left out.
func (f *forecaster) average(clause *policy.Clause, unit policy.Money) *incentives.ForecastClause {
	var sum past
	var counts []string
	for _, y := range f.reviewed {
		if clause.Trigger.Holds != "" && y <= clause.Years.From {
			continue
		}
		p := f.past[clause.ID][y]
		sum.add(p.low, p.high, p.lines)
		counts = append(counts, fmt.Sprintf("%d 年度 %d 笔", y, p.lines))
	}
	if sum.lines == 0 {
		return nil
	}
	n := int64(len(counts))
	return estimate(share(sum.low, 1, n, unit), share(sum.high, 1, n, unit), int(share(policy.Money(sum.lines), 1, n, 1)),
		fmt.Sprintf("%s，合计%s；按年均计", strings.Join(counts, "、"), spanText(sum.low, sum.high)))
}

// assumptions are what holds for all of the forecast.
func (f *forecaster) assumptions(review string, day policy.Day) []string {
	texts := []string{
		fmt.Sprintf("预测以 %d 年度已发布的评价 %s 和截至 %s 的档案为准，按各年度政策库的数值计；待补、暂缓的各笔不计入基数", f.year, review, day),
		"某一年度不在条款有效年度之内的，标为期外测算，不进合计",
	}
	if len(f.reviewed) < forecastBack {
		texts = append(texts, fmt.Sprintf("近 %d 年中只有 %d 个年度发布了评价，平均按已发布的年度计", forecastBack, len(f.reviewed)))
	}
	if len(f.without) > 0 {
		texts = append(texts, "近年没有发生、无从推算的条款不列："+strings.Join(f.without, "、"))
	}
	return texts
}
