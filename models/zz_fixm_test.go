package models_test

import (
	"fmt"
	"testing"
	"time"

	"yunti/models"
	"yunti/models/modelstest"
	"yunti/policy"
)

func TestZZSpeed(t *testing.T) {
	for name, open := range map[string]func(testing.TB) *models.DB{"sqlite": modelstest.SQLite, "mariadb": modelstest.MariaDB} {
		db := open(t)
		const all = 100_000
		lines := make([]models.Entitlement, all)
		for i := range lines {
			e := owed([]string{"4-a", "4-b", "4-c", "5-b"}[i%4], modelstest.Code(i/4), "", policy.Money(1+i%90), policy.Money(1+i%90))
			e.Name, e.Alias, e.County = "昆明云梯试验"+itoa(i/4)+"科技有限公司", "", "5301"+itoa(10+i/4%14)
			lines[i] = e
		}
		review := published(t, db, 2023, lines...)
		for from := 0; from < 20000; from += models.MaxBatch {
			var picks []models.SettleLine
			for _, e := range lines[from : from+models.MaxBatch] {
				picks = append(picks, pick(e, *e.High/policy.Wan))
			}
			settle(t, db, review, picks...)
		}
		var pays []models.Payment
		for i := 30000; i < 34000; i++ {
			e := lines[i]
			pays = append(pays, models.Payment{Clause: e.Clause, Year: 2023, Payee: e.Payee, Ref: "r", Name: "x", Paid: e.High, Approved: *e.High, Origin: models.Origin{Version: 1, Filing: "F1", UpdatedAt: noon}})
		}
		if err := db.Write.CreateInBatches(pays, 500).Error; err != nil {
			t.Fatal(err)
		}
		for _, an := range []bool{false, true} {
			if an {
				analyse := "ANALYZE"
				if db.MySQL {
					analyse = "ANALYZE TABLE entitlements, settlements, payments"
				}
				db.Write.Exec(analyse)
			}
			for name2, f := range map[string]models.EntitlementFilter{"all": {}, "clause": {Clause: "5-b"}, "county": {County: "530112"}, "none": {Settled: models.SettledNone},
				"settled": {Settled: models.SettledSettled}, "name": {Q: "试验12345"}, "payee": {Payee: modelstest.Code(777)}, "far": {Page: 1000}} {
				f.Review = review
				best := time.Hour
				var total int
				for range 3 {
					began := time.Now()
					_, n, _, err := db.Entitlements(t.Context(), models.Everything, f)
					if err != nil {
						t.Fatal(err)
					}
					total, best = n, min(best, time.Since(began))
				}
				fmt.Println(name, an, name2, total, best)
			}
			began := time.Now()
			db.MoneyTotals(t.Context(), models.Everything, review)
			fmt.Println(name, an, "totals", time.Since(began))
			began = time.Now()
			n := 0
			db.EachEntitlementRow(t.Context(), models.Everything, models.EntitlementFilter{Review: review}, func(*models.EntitlementRow) error { n++; return nil })
			fmt.Println(name, an, "each", n, time.Since(began))
		}
	}
}
