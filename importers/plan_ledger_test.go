package importers

import (
	"errors"
	"strings"
	"testing"
	"time"

	"yunti/incentives"
	"yunti/models"
	"yunti/models/modelstest"
	"yunti/policy"
)

// settleLines publishes a review of 2022 with one line of 5 万元 under 5-b for each firm, and settles those of the first n.
func settleLines(t *testing.T, db *models.DB, ed *policy.Edition, firms, n int) []models.Settlement {
	t.Helper()
	at := time.Date(2023, 9, 1, 2, 0, 0, 0, time.UTC)
	wang := models.Actor{Who: "王核", Role: models.RoleCity}
	if err := db.SaveEdition(t.Context(), at, ed); err != nil {
		t.Fatal(err)
	}
	r, err := db.BeginReview(t.Context(), at, wang, 2022, ed.Digest, "test", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	var lines []models.Entitlement
	var picks []models.SettleLine
	for i := 1; i <= firms; i++ {
		five := 5 * policy.Wan
		lines = append(lines, models.Entitlement{Clause: "5-b", Payee: code(i), Year: 2022, Item: "hnte/GR", Name: firmName(i), Low: &five, High: &five, State: incentives.Owed})
		picks = append(picks, models.SettleLine{Clause: "5-b", Payee: code(i), Item: "hnte/GR", Amount: five})
	}
	if err := db.SaveEntitlements(t.Context(), at, r, 1, lines, time.Hour); err != nil {
		t.Fatal(err)
	}
	r.Done = r.Firms
	if err := db.FinishReview(t.Context(), at, r); err != nil {
		t.Fatal(err)
	}
	if _, err := db.PublishReview(t.Context(), at, wang, r.ID, r.Version); err != nil {
		t.Fatal(err)
	}
	made, err := db.Settle(t.Context(), at, wang, models.Everything, models.Settling{Review: r.ID, Lines: picks[:n]})
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func TestARosterOfPaymentsIsHeldAgainstTheBookAndTheLedger(t *testing.T) {
	ed := edition(t)
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		register(t, db, ed, 4)
		made := settleLines(t, db, ed, 4, 3)
		titles := []any{"依据条款", "年度", "企业名称", "统一社会信用代码", "奖补金额(万元)", "拨付金额(元)", "拨付日期", "文号"}
		row := func(clause string, year, firm int, approved, paid any, doc string) []any {
			return []any{clause, year, firmName(firm), code(firm), approved, paid, "2023-06-15", doc}
		}
		f := plan(t, db, ed, "payments", 0, [][]any{titles,
			row("5-z", 2022, 1, 5, 50000, "a"), row("5-b", 2019, 1, 5, 50000, "a"), row("5-b", 2022, 1, 6, 60000, "a"),
			row("5-b", 2022, 2, 3, 30000, "a"), row("5-b", 2022, 2, 2, 20000, "b"), row("5-b", 2022, 2, 1, 10000, "c"), row("5-b", 2022, 4, 9, 90000, "a")})
		expect(t, db, f, outcome{models.Reject, "没有条款「5-z」；请填写：1-a、1-b"}, outcome{models.Create, "2019 年不在条款 5-b 的有效年度（2022—2024 年）之内"}, outcome{models.Reject, "大于核定金额：2022 年 5-b 已核定 5 万元（2022-00001），本行 6 万元"},
			outcome{models.Create, ""}, outcome{models.Create, ""}, outcome{models.Reject, "另已拨付 5 万元，本行 1 万元"}, outcome{models.Create, ""})

		load(t, db, ed, "payments", 0, [][]any{titles, row("5-b", 2022, 2, 3, 30000, "a"), row("5-b", 2022, 4, 9, 90000, "a")})
		paid := func(id string) (policy.Money, int) {
			t.Helper()
			file, err := db.Settlement(t.Context(), models.Everything, id)
			if err != nil {
				t.Fatal(err)
			}
			return file.Paid / policy.Wan, len(file.Acts)
		}
		if sum, acts := paid(made[1].ID); sum != 3 || acts != 2 {
			t.Errorf("after one part: %d paid, %d acts", sum, acts)
		}
		f = load(t, db, ed, "payments", 0, [][]any{titles, row("5-b", 2022, 2, 4, 40000, "a"), row("5-b", 2022, 2, 1, 10000, "b")}) // the first part corrected, a second one
		if sum, acts := paid(made[1].ID); sum != 5 || acts != 3 || f.Totals.Update != 1 {
			t.Errorf("after both parts: %d paid, %d acts, %+v", sum, acts, f.Totals)
		}

		// A roster that was planned before its line was settled, or was paid in the ledger, is looked at again.
		planned := plan(t, db, ed, "payments", 0, [][]any{titles, row("5-b", 2022, 4, 8, 80000, "a"), row("5-b", 2022, 3, 5, 50000, "z")})
		made3 := []string{made[2].ID}
		at := time.Date(2023, 9, 1, 2, 0, 0, 0, time.UTC)
		li := models.Actor{Who: "李复", Role: models.RoleCity}
		if _, err := db.Publicise(t.Context(), at, li, models.Everything, made3, 20230902, 20230908, ""); err != nil {
			t.Fatal(err)
		}
		if _, err := db.Approve(t.Context(), at.AddDate(0, 0, 10), li, models.Everything, made3, "批 1 号", ""); err != nil {
			t.Fatal(err)
		}
		if _, err := db.Pay(t.Context(), at.AddDate(0, 0, 11), li, models.Everything, made[2].ID, 3, models.Paying{Amount: 4 * policy.Wan, Day: 20230912, DocNo: "昆财 3 号"}); err != nil {
			t.Fatal(err)
		}
		if _, err := Apply(t.Context(), db, models.Everything, planned.ID, models.Actor{Who: "clerk", Role: models.RoleCity}, now); !errors.Is(err, models.ErrAmount) || !strings.Contains(err.Error(), "超过核定后尚未拨付的金额") {
			t.Errorf("applied: %v", err)
		}
		if sum, _ := paid(made[2].ID); sum != 4 {
			t.Errorf("a refused roster left %d paid", sum)
		}
		f = plan(t, db, ed, "payments", 0, [][]any{titles, {"5-b", 2022, firmName(3), code(3), 4, 40000, "2023-09-12", "昆财 3 号"}, {"5-b", 2022, firmName(3), code(3), 3, 30000, "2023-09-12", "昆财 3 号"}})
		if f.Totals.Reject == 0 {
			t.Errorf("%+v", f.Totals)
		}
		f = plan(t, db, ed, "payments", 0, [][]any{titles, {"5-b", 2022, firmName(3), code(3), 3, 30000, "2023-09-12", "昆财 3 号"}})
		expect(t, db, f, outcome{models.Reject, "已在台账中登记（核定 2022-00003，4 万元）"})
		f = plan(t, db, ed, "payments", 0, [][]any{titles, {"5-b", 2022, firmName(3), code(3), 4, 40000, "2023-09-12", "昆财 3 号"}})
		expect(t, db, f, outcome{models.Same, ""})
	})
}
