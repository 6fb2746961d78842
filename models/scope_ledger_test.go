package models_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"gorm.io/gorm/clause"

	"yunti/models"
	"yunti/policy"
)

// ledgerYear is the year of the world's ledger: each firm has one line that is settled and one that is not, and each carrier has a line.
const ledgerYear = 2022

const (
	settledClause, openClause = "5-b", "4-b"
	ledgerReview              = "2022-1"
)

// worldLedger stores the money lines of the world, settles one of each firm, and has a roster pay each firm something else.
func worldLedger(t *testing.T, db *models.DB) {
	t.Helper()
	line := func(clause, payee, county string) models.Entitlement {
		e := owed(clause, payee, "hnte/1", 3, 5)
		e.Name, e.Alias, e.County = "企业"+payee, "", county
		return e
	}
	var lines []models.Entitlement
	var picks []models.SettleLine
	for _, s := range subjects {
		settled := line(settledClause, mark(s.word), s.county)
		lines, picks = append(lines, settled, line(openClause, mark(s.word), s.county)), append(picks, pick(settled, 4))
		roster(t, db, "4-c", mark(s.word), ledgerYear, "r", 1)
	}
	for name, county := range map[string]string{jia: countyA, yi: countyB} {
		e := line("12-a", name, county)
		e.Name = name
		lines = append(lines, e)
	}
	if review := published(t, db, ledgerYear, lines...); review != ledgerReview {
		t.Fatal(review)
	}
	settle(t, db, ledgerReview, picks...)
}

// linesOf is how many lines of the world's ledger are the viewer's: two of each of its firms, and those of carriers.
func linesOf(v *viewer) int {
	n := 2 * len(v.firms())
	switch {
	case v.scope.All:
		n += 2
	case v.scope.County == countyA, v.scope.County == countyB, v.scope.Day != 0 && (v.scope.Incubator == jia || v.scope.Incubator == yi):
		n++
	}
	return n
}

// worldSettlements are the settlements of the world, all of them.
func (l *look) worldSettlements() (all []models.Settlement) {
	if err := l.db.Read.Where("clause = ?", settledClause).Order("id").Find(&all).Error; err != nil {
		l.Fatal(err)
	}
	return all
}

// begin brings the settlements of the world to a state in which an act on them is possible.
func (l *look) begin(state string) {
	l.Helper()
	for _, statement := range []string{
		"DELETE FROM payments WHERE settlement <> ''",
		"UPDATE settlements SET live = 1, version = 1, paid = 0, amount = 4000000, public_from = '2024-07-02', public_until = '2024-07-08', approved_by = '', approved_at = NULL, state = '" + state + "'",
	} {
		if err := l.db.Write.Exec(statement).Error; err != nil {
			l.Fatal(err)
		}
	}
	at := later(8)
	if err := l.db.Write.Exec("UPDATE settlements SET approved_at = ?", at).Error; err != nil {
		l.Fatal(err)
	}
}

// actingOn tries an act on every settlement of the world, one by one. It sees the payees whose settlement has changed.
func actingOn(state string, act func(l *look, ctx context.Context, s *models.Settlement) error) func(l *look) {
	return func(l *look) {
		l.begin(state)
		for _, s := range l.worldSettlements() {
			if err := act(l, l.Context(), &s); err != nil && !errors.Is(err, models.ErrNotFound) {
				l.Fatalf("%s for %s: %v", s.Payee, l.viewer.name, err)
			}
		}
		for _, s := range l.worldSettlements() {
			if s.Version != 1 {
				l.saw = append(l.saw, s.Payee)
			}
		}
		l.begin(models.SettlementSettled)
	}
}

// inOneBatch tries an act on all settlements of the world at once: whoever may not see all of them changes none.
func inOneBatch(state string, act func(l *look, ctx context.Context, ids []string) error) func(l *look) {
	one := actingOn(state, func(l *look, ctx context.Context, s *models.Settlement) error { return act(l, ctx, []string{s.ID}) })
	return func(l *look) {
		l.begin(state)
		var ids []string
		for _, s := range l.worldSettlements() {
			ids = append(ids, s.ID)
		}
		if err := act(l, l.Context(), ids); !l.scope.All && !errors.Is(err, models.ErrNotFound) || l.scope.All && err != nil {
			l.Errorf("all at once for %s: %v", l.viewer.name, err)
		}
		for _, s := range l.worldSettlements() {
			if s.Version != 1 && !l.scope.All {
				l.Errorf("%s was changed by a batch of %s that is refused", s.Payee, l.viewer.name)
			}
		}
		one(l)
	}
}

// The cases of the ledger, of what a year's figures come in, and of incomes and the pipeline.
func init() {
	for name, c := range map[string]struct {
		sees string
		look func(l *look)
	}{
		"Entitlements": {allFirms, func(l *look) {
			none := false
			for name, f := range map[string]models.EntitlementFilter{"all": {}, "review": {Review: ledgerReview}, "settled": {Settled: models.SettledSettled}, "none": {Review: ledgerReview, Settled: models.SettledNone},
				"clause": {Review: ledgerReview, Clause: settledClause}, "county": {County: countyA}, "other county": {Review: ledgerReview, County: countyB}, "name": {Review: ledgerReview, Q: "企业"}, "code": {Q: "firm"},
				"payee": {Payee: mark("firm.both")}, "outside": {Outside: &none}, "carrier": {Payee: jia}, "state": {State: "owed"}} {
				f.Size = models.MaxPage
				items, total, sums, err := l.db.Entitlements(l.Context(), l.scope, f)
				l.see(items, err)
				if total != len(items) || sums.Lines != total || sums.Low != policy.Money(total)*3*wan || total > linesOf(l.viewer) {
					l.Errorf("%s: %s counts %d lines, sums %d with %d, and gives %d", l.viewer.name, name, total, sums.Lines, sums.Low, len(items))
				}
				if (name == "all" || name == "review") && total != linesOf(l.viewer) {
					l.Errorf("%s: %d lines, want %d", l.viewer.name, total, linesOf(l.viewer))
				}
			}
		}},
		"EachEntitlementRow": {allFirms, func(l *look) {
			for _, f := range []models.EntitlementFilter{{}, {Review: ledgerReview, Settled: models.SettledNone}, {Q: "firm", County: countyB}} {
				n := 0
				l.see("", l.db.EachEntitlementRow(l.Context(), l.scope, f, func(r *models.EntitlementRow) error {
					n++
					l.see(r, nil)
					return nil
				}))
				if n > linesOf(l.viewer) || f.Review == "" && f.Q == "" && n != linesOf(l.viewer) {
					l.Errorf("%s is given %d lines", l.viewer.name, n)
				}
			}
		}},
		"MoneyTotals": {some, func(l *look) {
			totals, err := l.db.MoneyTotals(l.Context(), l.scope, ledgerReview)
			l.see(totals, err)
			var sums models.MoneySums
			for _, total := range totals {
				if sums.Add(total.MoneySums); l.scope.County != "" && total.County != l.scope.County {
					l.Errorf("%s sees the sums of %s", l.viewer.name, total.County)
				}
			}
			lines, firms := policy.Money(linesOf(l.viewer)), len(l.viewer.firms())
			if sums.Lines != int(lines) || sums.High != lines*5*wan || sums.SettledLines != firms || sums.Settled != policy.Money(firms)*4*wan {
				l.Errorf("%s: %+v, want %d lines and %d settlements", l.viewer.name, sums, lines, firms)
			}
		}},
		"Settle": {allFirms, func(l *look) {
			var all models.Settling
			all.Review = ledgerReview
			for _, code := range codes() {
				all.Lines = append(all.Lines, models.SettleLine{Clause: openClause, Payee: code, Item: "hnte/1", Amount: 4 * wan})
			}
			made := func() (payees []string) {
				if err := l.db.Read.Model(&models.Settlement{}).Where("clause = ?", openClause).Pluck("payee", &payees).Error; err != nil {
					l.Fatal(err)
				}
				return payees
			}
			clear := func() {
				if err := l.db.Write.Exec("DELETE FROM settlements WHERE clause = ?", openClause).Error; err != nil {
					l.Fatal(err)
				}
			}
			_, err := l.db.Settle(l.Context(), monday, wang, l.scope, all)
			if !l.scope.All && (!errors.Is(err, models.ErrNotFound) || len(made()) > 0) || l.scope.All && err != nil {
				l.Errorf("all at once for %s: %v", l.viewer.name, err)
			}
			clear()
			for _, line := range all.Lines {
				_, err := l.db.Settle(l.Context(), monday, wang, l.scope, models.Settling{Review: ledgerReview, Lines: []models.SettleLine{line}})
				l.see("", err)
			}
			l.see(made(), nil)
			clear()
		}},
		"Publicise": {allFirms, inOneBatch(models.SettlementSettled, func(l *look, ctx context.Context, ids []string) error {
			_, err := l.db.Publicise(ctx, monday, wang, l.scope, ids, 20240702, 20240708, "")
			return err
		})},
		"Approve": {allFirms, inOneBatch(models.SettlementPublic, func(l *look, ctx context.Context, ids []string) error {
			_, err := l.db.Approve(ctx, later(8), li, l.scope, ids, "昆科批〔2024〕1 号", "")
			return err
		})},
		"Pay": {allFirms, actingOn(models.SettlementApproved, func(l *look, ctx context.Context, s *models.Settlement) error {
			_, err := l.db.Pay(ctx, later(9), wang, l.scope, s.ID, s.Version, models.Paying{Amount: wan, Day: 20240710, DocNo: "昆财〔2024〕2 号"})
			return err
		})},
		"ReversePayment": {allFirms, actingOn(models.SettlementApproved, func(l *look, ctx context.Context, s *models.Settlement) error {
			p := &models.Payment{Clause: s.Clause, Year: s.Year, Payee: s.Payee, Ref: "paid", Name: s.Name, Approved: wan, Paid: yuan(1), PaidDay: 20240710, DocNo: "x", Settlement: s.ID,
				Origin: models.Origin{Version: 1, UpdatedAt: noon}}
			put(l.T, l.db, p)
			_, err := l.db.ReversePayment(ctx, later(9), wang, l.scope, s.ID, s.Version, p.Ref, "账号有误")
			return err
		})},
		"ReverseSettlement": {allFirms, actingOn(models.SettlementApproved, func(l *look, ctx context.Context, s *models.Settlement) error {
			_, err := l.db.ReverseSettlement(ctx, later(9), wang, l.scope, s.ID, s.Version, "依据有误")
			return err
		})},
		"Settlement": {allFirms, func(l *look) {
			for _, s := range l.worldSettlements() {
				file, err := l.db.Settlement(l.Context(), l.scope, s.ID)
				l.see(file, err)
			}
		}},
		"Settlements": {allFirms, func(l *look) {
			for _, f := range []models.SettlementFilter{{}, {Year: ledgerYear, Clause: settledClause}, {County: countyA}, {County: countyB}, {State: models.SettlementSettled}, {Q: "企业"}, {Q: "2022-"}, {Page: 2, Size: 3}, {Page: 99}} {
				items, total, err := l.db.Settlements(l.Context(), l.scope, f)
				l.see(items, err)
				if f.Page == 0 && total != len(items) || total > len(l.viewer.firms()) {
					l.Errorf("%+v counts %d settlements and gives %d", f, total, len(items))
				}
			}
		}},
		"EachSettlement": {allFirms, func(l *look) {
			for _, f := range []models.SettlementFilter{{}, {Q: "2022-"}, {County: countyB}} {
				l.see("", l.db.EachSettlement(l.Context(), l.scope, f, func(s *models.SettlementFile) error {
					l.see(s, nil)
					return nil
				}))
			}
		}},
		"EachPayment": {allFirms, func(l *look) {
			l.see("", l.db.EachPayment(l.Context(), l.scope, ledgerYear, func(p *models.Payment, county string) error {
				if l.see(p, nil); l.scope.County != "" && county != l.scope.County {
					l.Errorf("%s is given a payment of %q", l.viewer.name, county)
				}
				return nil
			}))
		}},
		"Differences": {allFirms, func(l *look) {
			if err := l.db.Write.Exec("UPDATE settlements SET amount = amount * 2").Error; err != nil { // more than any of the lines gives
				l.Fatal(err)
			}
			list, err := l.db.Differences(l.Context(), l.scope, ledgerYear)
			l.see(list, err)
			l.begin(models.SettlementSettled)
		}},
		"EachYearPair": {allFirms, func(l *look) {
			const year = 2019 // which nothing else looks at
			revenue := int64(7)
			for _, code := range codes() {
				l.ensure(&models.FirmYear{Code: code, Year: year, Revenue: &revenue, Origin: origin})
			}
			l.see("", l.db.EachYearPair(l.Context(), l.scope, year, func(p *models.YearPair) error {
				l.see(p.Code, nil)
				return nil
			}))
		}},
		"Incomes": {allFirms, func(l *look) {
			for _, holder := range append(codes(), "~某大学") {
				l.ensure(&models.Income{Holder: holder, Project: "成果", Day: 20230601, Name: "企业", Origin: origin})
			}
			list, err := l.db.Incomes(l.Context(), l.scope)
			l.see(list, err)
			if !l.scope.All && slices.ContainsFunc(list, func(i models.Income) bool { return i.Holder == "~某大学" }) {
				l.Errorf("%s sees the incomes of a body that is nobody's firm", l.viewer.name)
			}
		}},
		"Pipeline": {allFirms, func(l *look) {
			for _, f := range l.pipelines() {
				results, err := l.db.Pipeline(l.Context(), l.scope, f)
				l.see(results, err)
			}
		}},
		"PipelineCounts": {some, func(l *look) {
			for i, f := range l.pipelines() {
				counts, err := l.db.PipelineCounts(l.Context(), l.scope, f)
				l.see(counts, err)
				firms := 0
				for _, c := range counts {
					firms += c.Firms
				}
				if own := len(l.viewer.firms()); i == 0 && firms != own || firms > own {
					l.Errorf("%s: %d firms are counted, %d are within the scope", l.viewer.name, firms, own)
				}
			}
		}},
	} {
		scoped[name] = c
	}
}

// ensure stores a record that a viewer before may have stored already.
func (l *look) ensure(record any) {
	l.Helper()
	if err := l.db.Write.Clauses(clause.OnConflict{DoNothing: true}).Create(record).Error; err != nil {
		l.Fatal(err)
	}
}

// pipelines puts all firms of the review of 2023 on the unicorn ladder and returns the ways to look at them, the widest first.
func (l *look) pipelines() []models.PipelineFilter {
	const review = "2023-1"
	if err := l.db.Write.Exec(fmt.Sprintf("UPDATE results SET unicorn = 'gazelle', unicorn_move = 'kept' WHERE review = '%s'", review)).Error; err != nil {
		l.Fatal(err)
	}
	return []models.PipelineFilter{{Review: review}, {Review: review, County: countyA}, {Review: review, County: countyB}, {Review: review, Move: "kept"}, {Review: "2001-1"}}
}
