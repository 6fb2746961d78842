package models

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gorm.io/gorm"

	"yunti/incentives"
	"yunti/policy"
)

// ClauseOrder numbers the clauses of an edition from 1 in the order of the articles: 2 before 10.
func ClauseOrder(ed *policy.Edition) map[string]int {
	order := make(map[string]int, len(ed.Clauses))
	for _, article := range ed.Measures.Articles {
		for _, id := range article.Clauses {
			if order[id] == 0 {
				order[id] = len(order) + 1
			}
		}
	}
	for i := range ed.Clauses {
		if id := ed.Clauses[i].ID; order[id] == 0 {
			order[id] = len(order) + 1
		}
	}
	return order
}

// lines keeps the lines of a table with payee, name and county that the scope holds. An incubator's are those of its own
// firms, and those of which it is the payee itself.
func (s Scope) lines(query *gorm.DB, table string) *gorm.DB {
	switch {
	case s.All:
		return query
	case s.County != "":
		return query.Where(table+".county = ?", s.County)
	case s.Incubator != "" && s.Day != 0:
		return query.Where("("+table+".payee IN ("+ownFirms+") OR "+table+".name = ? OR "+table+".payee IN (SELECT code FROM incubators WHERE name = ? AND code > ''))",
			s.Incubator, s.Day, s.Day, s.Incubator, s.Day, s.Incubator, s.Incubator)
	}
	return query.Where("1 = 0")
}

// theSettlement joins the live settlement of a line; the unique index of settlements finds it.
const theSettlement = "settlements.payee = entitlements.payee AND settlements.clause = entitlements.clause" +
	" AND settlements.year = entitlements.year AND settlements.item = entitlements.item AND settlements.live = 1"

// paidSoFar are the conditions on a live settlement behind the values of EntitlementFilter.Settled.
var paidSoFar = map[string]string{
	SettledSettled:  "settlements.state = 'settled' AND settlements.paid = 0",
	SettledPublic:   "settlements.state = 'public' AND settlements.paid = 0",
	SettledApproved: "settlements.state = 'approved' AND settlements.paid = 0",
	SettledPart:     "settlements.paid > 0 AND settlements.paid < settlements.amount",
	SettledPaid:     "settlements.paid > 0 AND settlements.paid >= settlements.amount",
}

// of keeps the lines that f selects, but for Settled.
func (f *EntitlementFilter) of(query *gorm.DB) *gorm.DB {
	if f.Review != "" {
		query = query.Where("entitlements.review = ?", f.Review)
	} else {
		query = query.Where("entitlements.review IN (SELECT id FROM reviews WHERE valid_year IS NOT NULL)")
	}
	if f.Clause != "" && f.Review != "" { // by its number, which the index of the list has
		query = query.Where("entitlements.clause_no = (SELECT MAX(clause_no) FROM entitlement_sums WHERE entitlement_sums.review = ? AND entitlement_sums.clause = ?)", f.Review, f.Clause)
	} else if f.Clause != "" {
		query = query.Where("entitlements.clause = ?", f.Clause)
	}
	for _, equal := range []struct{ column, value string }{{"county", f.County}, {"state", f.State}, {"payee", f.Payee}} {
		if equal.value != "" {
			query = query.Where("entitlements."+equal.column+" = ?", equal.value)
		}
	}
	if f.Outside != nil {
		query = query.Where("entitlements.outside = ?", *f.Outside)
	}
	if f.Q == "" {
		return query
	}
	if f.found != nil {
		return query.Where("entitlements.payee IN ?", f.found)
	}
	return query.Where("entitlements.payee IN (?)", f.named(query.Session(&gorm.Session{NewDB: true})))
}

// named selects the payees that Q means. Their names are read from an index.
func (f *EntitlementFilter) named(tx *gorm.DB) *gorm.DB {
	query := searchPayees(tx.Table("entitlements AS named").Select("named.payee"), "named", f.Q)
	if f.Review != "" {
		query = query.Where("named.review = ?", f.Review)
	}
	return query
}

// find looks the payees that Q means up, so that a page and its sums need not each search all names. Where they are many nothing is won.
func (f *EntitlementFilter) find(tx *gorm.DB) error {
	if strings.TrimSpace(f.Q) == "" {
		return nil
	}
	found := []string{}
	err := f.named(tx).Distinct().Limit(lookup + 1).Scan(&found).Error
	if err == nil && len(found) <= lookup {
		f.found = found
	}
	return err
}

// searchPayees keeps the lines whose payee's name or code contains what was typed.
func searchPayees(query *gorm.DB, table, typed string, columns ...string) *gorm.DB {
	if typed = strings.TrimSpace(typed); typed == "" {
		return query
	}
	condition, values := "INSTR("+table+".name, ?) > 0 OR INSTR("+table+".payee, ?) > 0", []any{typed, strings.ToUpper(typed)}
	for _, column := range columns {
		condition, values = condition+" OR INSTR("+table+"."+column+", ?) > 0", append(values, typed)
	}
	return query.Where("("+condition+")", values...)
}

// settledAs keeps the lines of that Settled value; ErrInvalid for another.
func (f *EntitlementFilter) settledAs(query *gorm.DB) (*gorm.DB, error) {
	switch f.Settled {
	case "":
		return query, nil
	case SettledNone:
		return query.Where("NOT EXISTS (SELECT 1 FROM settlements WHERE " + theSettlement + ")"), nil
	}
	condition, ok := paidSoFar[f.Settled]
	if !ok {
		return nil, fmt.Errorf("%w：没有“%s”这种核定情况", ErrInvalid, clip(f.Settled, 20))
	}
	return query.Where("EXISTS (SELECT 1 FROM settlements WHERE " + theSettlement + " AND " + condition + ")"), nil
}

// listOrder is the order of lists.
const listOrder = "entitlements.year DESC, entitlements.clause_no, entitlements.county, entitlements.payee, entitlements.item"

// Entitlements returns one page of the lines within the scope that f selects, in the order of clause (as in the articles),
// county, payee and item, how many there are in all, and their sums.
func (db *DB) Entitlements(ctx context.Context, scope Scope, f EntitlementFilter) (items []EntitlementRow, total int, sums MoneySums, err error) {
	if err := f.find(db.Read.WithContext(ctx)); err != nil {
		return nil, 0, sums, db.explain(err)
	}
	query, err := f.settledAs(f.of(scope.lines(db.Read.WithContext(ctx), "entitlements")))
	if err != nil {
		return nil, 0, sums, err
	}
	order := listOrder
	if f.Review != "" { // of one year: the index has this order
		order = strings.TrimPrefix(order, "entitlements.year DESC, ")
	}
	lines, err := readPage(query.Order(order).Limit(pageSize(f.Size)).Offset(pageStart(f.Page, f.Size)), db.Read.WithContext(ctx))
	if err != nil {
		return nil, 0, sums, db.explain(err)
	}
	totals, err := db.moneySums(ctx, scope, f, false)
	if err != nil {
		return nil, 0, sums, err
	}
	for _, t := range totals {
		sums.Add(t.MoneySums)
	}
	items, err = db.rows(ctx, lines, editions{})
	return items, sums.Lines, sums, err
}

// readPage reads the lines that query selects: first their numbers, for which an index will do however far the page is, then the lines.
func readPage(query, tx *gorm.DB) ([]Entitlement, error) {
	var page []Entitlement
	if err := query.Select("entitlements.review, entitlements.seq").Find(&page).Error; err != nil {
		return nil, err
	}
	seqs := map[string][]int{}
	for _, e := range page {
		seqs[e.Review] = append(seqs[e.Review], e.Seq)
	}
	at := make(map[string]Entitlement, len(page))
	key := func(e *Entitlement) string { return e.Review + "/" + strconv.Itoa(e.Seq) }
	for review, list := range seqs {
		var lines []Entitlement
		if err := tx.Where("review = ? AND seq IN ?", review, list).Find(&lines).Error; err != nil {
			return nil, err
		}
		for i := range lines {
			at[key(&lines[i])] = lines[i]
		}
	}
	for i := range page {
		page[i] = at[key(&page[i])]
	}
	return page, nil
}

// EachEntitlementRow calls fn with all lines that f selects (Page and Size are ignored), in the order of Entitlements. No
// query is open while fn runs. The row is valid until fn returns.
func (db *DB) EachEntitlementRow(ctx context.Context, scope Scope, f EntitlementFilter, fn func(*EntitlementRow) error) error {
	base, err := f.settledAs(f.of(scope.lines(db.Read.WithContext(ctx).Model(&Entitlement{}), "entitlements")))
	if err != nil {
		return err
	}
	base = base.Session(&gorm.Session{})
	var groups []struct {
		Year, ClauseNo int
		Review, County string
	}
	const grouped = "entitlements.year, entitlements.review, entitlements.clause_no, entitlements.county"
	err = base.Select(grouped).Group(grouped).Order("entitlements.year DESC, entitlements.review, entitlements.clause_no, entitlements.county").Scan(&groups).Error
	if err != nil {
		return db.explain(err)
	}
	const batch = 2000
	known := editions{}
	for _, g := range groups {
		own := base.Where("entitlements.review = ? AND entitlements.clause_no = ? AND entitlements.county = ?", g.Review, g.ClauseNo, g.County).Session(&gorm.Session{})
		var payee, item string
		for more := true; more; {
			query := own
			if payee != "" {
				query = query.Where("entitlements.payee >= ? AND (entitlements.payee > ? OR entitlements.item > ?)", payee, payee, item)
			}
			var lines []Entitlement
			if err := query.Order("entitlements.payee, entitlements.item").Limit(batch).Find(&lines).Error; err != nil {
				return db.explain(err)
			}
			rows, err := db.rows(ctx, lines, known)
			if err != nil {
				return err
			}
			for i := range rows {
				if err := fn(&rows[i]); err != nil {
					return err
				}
			}
			if more = len(lines) == batch; more {
				payee, item = lines[batch-1].Payee, lines[batch-1].Item
			}
		}
	}
	return nil
}

// MoneyTotals sums the lines of a review by clause and county, in the order of the articles.
func (db *DB) MoneyTotals(ctx context.Context, scope Scope, review string) ([]MoneyTotal, error) {
	return db.moneySums(ctx, scope, EntitlementFilter{Review: review}, true)
}

// sumsOfLines adds lines up as incentives.Total does.
const sumsOfLines = "COUNT(*) AS sum_lines" +
	", SUM(CASE WHEN outside THEN 1 ELSE 0 END) AS sum_outside" +
	", SUM(CASE WHEN NOT outside AND state = 'pending' THEN 1 ELSE 0 END) AS sum_pending" +
	", SUM(CASE WHEN NOT outside AND state = 'suspended' THEN 1 ELSE 0 END) AS sum_suspended" +
	", COALESCE(SUM(CASE WHEN NOT outside AND state = 'owed' THEN low END), 0) AS sum_low" +
	", COALESCE(SUM(CASE WHEN NOT outside AND state = 'owed' THEN high END), 0) AS sum_high" +
	", COALESCE(SUM(CASE WHEN NOT outside AND state = 'owed' THEN beside END), 0) AS sum_beside" +
	", COALESCE(SUM(CASE WHEN NOT outside AND state = 'suspended' THEN low END), 0) AS sum_held_low" +
	", COALESCE(SUM(CASE WHEN NOT outside AND state = 'suspended' THEN high END), 0) AS sum_held_high"

// sumsOfSettled adds their settlements up.
const sumsOfSettled = ", COUNT(*) AS sum_settled_lines, COALESCE(SUM(settled_amount), 0) AS sum_settled" +
	", COALESCE(SUM(CASE WHEN settled_state = 'approved' THEN settled_amount END), 0) AS sum_approved" +
	", COALESCE(SUM(settled_paid), 0) AS sum_paid"

// summed is a line of sums as it is read.
type summed struct {
	ClauseNo int
	Clause   string
	County   string
	Sums     MoneySums `gorm:"embedded;embeddedPrefix:sum_"`
}

type sumKey struct {
	no             int
	clause, county string
}

// moneySums sums what f selects, by clause and county or all in one. The sums of lines were made with the review; what is settled,
// which is less, is summed from the settlements.
func (db *DB) moneySums(ctx context.Context, scope Scope, f EntitlementFilter, grouped bool) ([]MoneyTotal, error) {
	sums := map[sumKey]*MoneySums{}
	add := func(list []summed, sign int) {
		for _, one := range list {
			key := sumKey{one.ClauseNo, one.Clause, one.County}
			if sums[key] == nil {
				sums[key] = &MoneySums{}
			}
			sums[key].add(one.Sums, sign)
		}
	}
	if f.Settled == "" || f.Settled == SettledNone {
		all, err := db.sumLines(ctx, scope, f, grouped)
		if err != nil {
			return nil, err
		}
		add(all, 1)
	}
	settled, err := db.sumSettled(ctx, scope, f, grouped)
	if err != nil {
		return nil, err
	}
	if year, ok := yearOf(f.Review); ok {
		own, err := db.sumOwnSettled(ctx, scope, f, grouped, year)
		if err != nil {
			return nil, err
		}
		settled = append(settled, own...)
	}
	switch f.Settled {
	case "": // the lines are counted already
		for i := range settled {
			s := settled[i].Sums
			settled[i].Sums = MoneySums{SettledLines: s.SettledLines, Settled: s.Settled, Approved: s.Approved, Paid: s.Paid}
		}
		add(settled, 1)
	case SettledNone:
		for i := range settled {
			s := &settled[i].Sums
			s.SettledLines, s.Settled, s.Approved, s.Paid = 0, 0, 0, 0
		}
		add(settled, -1)
	default:
		add(settled, 1)
	}
	outside, err := db.sumPaidOutside(ctx, scope, f, grouped)
	if err != nil {
		return nil, err
	}
	add(outside, 1)
	totals := make([]MoneyTotal, 0, len(sums))
	for key, s := range sums {
		totals = append(totals, MoneyTotal{Clause: key.clause, County: key.county, clauseNo: key.no, MoneySums: *s})
	}
	slices.SortFunc(totals, func(a, b MoneyTotal) int {
		if a.clauseNo != b.clauseNo {
			return a.clauseNo - b.clauseNo
		}
		return strings.Compare(a.County, b.County)
	})
	return totals, nil
}

func group(query *gorm.DB, grouped bool) *gorm.DB {
	if grouped {
		return query.Group("clause_no, clause, county")
	}
	return query
}

func selected(grouped bool, sums string) string {
	if grouped {
		return "clause_no, clause, county, " + sums
	}
	return sums
}

func (db *DB) sumLines(ctx context.Context, scope Scope, f EntitlementFilter, grouped bool) (list []summed, err error) {
	if f.Q == "" && f.Payee == "" && scope.Incubator == "" {
		sums := sumsOfLines
		sums = strings.ReplaceAll(strings.ReplaceAll(sums, "COUNT(*)", "COALESCE(SUM(line_count), 0)"), "THEN 1 ELSE 0", "THEN line_count ELSE 0")
		query := f.of(scope.lines(db.Read.WithContext(ctx).Table("entitlement_sums AS entitlements"), "entitlements"))
		err = group(query.Select(selected(grouped, sums)), grouped).Scan(&list).Error
		return list, db.explain(err)
	}
	query := f.of(scope.lines(db.Read.WithContext(ctx).Table("entitlements"), "entitlements"))
	err = group(query.Select(selected(grouped, sumsOfLines)), grouped).Scan(&list).Error
	return list, db.explain(err)
}

func (db *DB) sumSettled(ctx context.Context, scope Scope, f EntitlementFilter, grouped bool) (list []summed, err error) {
	lines := f.of(scope.lines(db.Read.WithContext(ctx).Table("settlements "+db.linesBy("entitlements_line")+" ON "+theSettlement), "entitlements")).
		Select("entitlements.clause_no, entitlements.clause, entitlements.county, entitlements.outside, entitlements.state, entitlements.low, entitlements.high, entitlements.beside," +
			" settlements.amount AS settled_amount, settlements.state AS settled_state, settlements.paid AS settled_paid")
	if year, ok := yearOf(f.Review); ok { // a review is of one year: the index of settlements begins with it
		lines = lines.Where("settlements.year = ? AND settlements.review <> ?", year, f.Review) // sumOwnSettled has the others
	}
	if condition := paidSoFar[f.Settled]; condition != "" {
		lines = lines.Where(condition)
	}
	query := db.Read.WithContext(ctx).Table("(?) AS settled", lines)
	err = group(query.Select(selected(grouped, sumsOfLines+sumsOfSettled)), grouped).Scan(&list).Error
	return list, db.explain(err)
}

// linesBy joins the lines to a table that is read first, each by that index: without statistics SQLite would rather read the whole review
// for every row.
func (db *DB) linesBy(index string) string {
	if db.MySQL {
		return "STRAIGHT_JOIN entitlements FORCE INDEX (" + index + ")"
	}
	return "CROSS JOIN entitlements INDEXED BY " + index
}

// sumOwnSettled sums the settlements that were made from lines of the review itself: those lines are there, owed and not outside, so their copies do.
func (db *DB) sumOwnSettled(ctx context.Context, scope Scope, f EntitlementFilter, grouped bool, year int) (list []summed, err error) {
	if f.State != "" && f.State != string(incentives.Owed) || f.Outside != nil && *f.Outside {
		return nil, nil
	}
	query := scope.lines(db.Read.WithContext(ctx).Table("settlements"), "settlements").Where("settlements.year = ? AND settlements.live = 1 AND settlements.review = ?", year, f.Review)
	for _, equal := range []struct{ column, value string }{{"clause", f.Clause}, {"county", f.County}, {"payee", f.Payee}} {
		if equal.value != "" {
			query = query.Where("settlements."+equal.column+" = ?", equal.value)
		}
	}
	if condition := paidSoFar[f.Settled]; condition != "" {
		query = query.Where(condition)
	}
	query = searchPayees(query, "settlements", f.Q)
	const lines = "COUNT(*) AS sum_lines, COALESCE(SUM(low), 0) AS sum_low, COALESCE(SUM(high), 0) AS sum_high, COALESCE(SUM(beside), 0) AS sum_beside"
	sums := strings.NewReplacer("settled_amount", "amount", "settled_state", "state", "settled_paid", "paid").Replace(sumsOfSettled)
	if f.Settled == "" { // the lines are counted already, and the index has the rest
		sums = strings.TrimPrefix(sums, ", ")
	} else {
		sums = lines + sums
	}
	err = group(query.Select(selected(grouped, sums)), grouped).Scan(&list).Error
	return list, db.explain(err)
}

// yearOf returns the year that a review's ID begins with.
func yearOf(review string) (int, bool) {
	year, _, found := strings.Cut(review, "-")
	n, err := strconv.Atoi(year)
	return n, found && err == nil
}

// sumPaidOutside sums the payments of clause, year and payee of the selected lines that belong to no settlement. Each counts
// once, however many lines the payee has.
func (db *DB) sumPaidOutside(ctx context.Context, scope Scope, f EntitlementFilter, grouped bool) (list []summed, err error) {
	paid := func(payee, index string) (*gorm.DB, error) {
		table := "payments " + db.linesBy(index) + " ON entitlements.clause = payments.clause AND entitlements.year = payments.year AND " + payee + " = payments.payee"
		query := f.of(scope.lines(db.Read.WithContext(ctx).Table(table), "entitlements")).
			Select("DISTINCT entitlements.clause_no, entitlements.clause, entitlements.county, payments.year, payments.payee, payments.ref, payments.paid").
			Where("payments.settlement = '' AND payments.paid IS NOT NULL")
		if year, ok := yearOf(f.Review); ok {
			query = query.Where("payments.year = ?", year)
		}
		return f.settledAs(query)
	}
	byCode, err := paid("entitlements.payee", "entitlements_line")
	if err != nil {
		return nil, err
	}
	byName, err := paid("entitlements.alias", "entitlements_alias")
	if err != nil {
		return nil, err
	}
	byName = byName.Where("payments.payee >= '~'") // codes come before it
	query := db.Read.WithContext(ctx).Table("(? UNION ?) AS outside", byCode, byName)
	err = group(query.Select(selected(grouped, "COALESCE(SUM(paid), 0) AS sum_paid_outside")), grouped).Scan(&list).Error
	return list, db.explain(err)
}
