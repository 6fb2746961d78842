package exports_test

import (
	"bytes"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"yunti/exports"
	"yunti/importers"
	"yunti/incentives"
	"yunti/jobs"
	"yunti/models"
	"yunti/models/modelstest"
	"yunti/policy"
	"yunti/sample"
)

// sampleCity imports a city of that many firms and reviews and publishes 2021 to 2024.
func sampleCity(t testing.TB, db *models.DB, firms int) map[int]*models.Review {
	t.Helper()
	book := theBook(t)
	edition, err := book.At(policy.DayOf(morning(2024)))
	if err != nil {
		t.Fatal(err)
	}
	paths, err := sample.Write(t.Context(), t.TempDir(), sample.Options{Firms: firms, Seed: 7}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		takeIn(t, db, edition, path)
	}
	reviews := map[int]*models.Review{}
	for y := 2021; y <= 2024; y++ {
		now := func() time.Time { return morning(2025) }
		r, err := jobs.Review(t.Context(), db, book, y, jobs.Options{Actor: zhang, Now: now})
		if err == nil {
			r, err = jobs.Publish(t.Context(), db, r.ID, zhang, now())
		}
		if err != nil {
			t.Fatal(err)
		}
		reviews[y] = r
	}
	return reviews
}

func takeIn(t testing.TB, db *models.DB, edition *policy.Edition, path string) {
	t.Helper()
	name := filepath.Base(path)
	kind, years, _ := strings.Cut(strings.TrimSuffix(name, ".xlsx"), "-")
	year, _ := strconv.Atoi(years)
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	sheet, err := importers.Read(bytes.NewReader(content), int64(len(content)), name, kind, importers.ReadOptions{Year: year})
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	filing, err := importers.Plan(t.Context(), db, edition, sheet, importers.PlanOptions{Year: year, Scope: models.Everything, Actor: zhang, Now: morning(2025)})
	if err == nil {
		_, err = importers.Apply(t.Context(), db, models.Everything, filing.ID, zhang, morning(2025))
	}
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

// truth is what the lines and settlements of a year come to, added up one by one.
type truth struct {
	low, high, beside, held           policy.Money // of what is owed, and of what is held back
	research, increase, pool          policy.Money // of Article 4
	settled, approved, paid           policy.Money
	outside                           policy.Money // roster payments
	openLow, openHigh                 policy.Money // owed and not settled
	carriers                          policy.Money // owed to carriers
	owed, pending, suspended, settles int
}

func theTruth(t *testing.T, db *models.DB, scope models.Scope, r *models.Review, ed *policy.Edition) truth {
	t.Helper()
	var x truth
	rosters := map[[2]string]policy.Money{}
	err := db.EachEntitlementRow(t.Context(), scope, models.EntitlementFilter{Review: r.ID}, func(e *models.EntitlementRow) error {
		rosters[[2]string{e.Clause, e.Payee}] = e.PaidOutside
		if s := e.Settlement; s != nil {
			x.settles++
			x.settled += s.Amount
			x.paid += s.Paid
			if s.State == models.SettlementApproved {
				x.approved += s.Amount
			}
		}
		c, _ := ed.Clause(e.Clause)
		switch {
		case e.Outside:
			return nil
		case e.State == incentives.Pending:
			x.pending++
			return nil
		case e.State == incentives.Suspended:
			x.suspended++
			x.held += *e.High
			return nil
		}
		x.owed++
		x.low, x.high = x.low+*e.Low, x.high+*e.High
		if e.Beside != nil {
			x.beside += *e.Beside
		}
		if e.Settlement == nil {
			x.openLow, x.openHigh = x.openLow+*e.Low, x.openHigh+*e.High
		}
		if c.Trigger.Research != nil {
			x.research += *e.High
			if c.Trigger.Research.Increase {
				x.increase += *e.High
				x.pool += *e.Beside
			}
		}
		if c.Payee == policy.PayeeCarrier {
			x.carriers += *e.High
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range rosters {
		x.outside += v
	}
	return x
}

// book is an opened report.
type workbook struct {
	*testing.T
	*excelize.File
}

func open(t *testing.T, content []byte) workbook {
	f, err := excelize.OpenReader(bytes.NewReader(content), excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return workbook{t, f}
}

// sum returns the value of the 合计 row in the column whose group and title are those, and checks that it is the sum of the numbers above it.
func (w workbook) sum(sheet, group, title string) policy.Money {
	w.Helper()
	rows, err := w.GetRows(sheet)
	if err != nil {
		w.Fatal(err)
	}
	head := slices.IndexFunc(rows, func(r []string) bool {
		return len(r) > 3 && (r[0] == "序号" || r[0] == "条款" || r[0] == "条" || r[0] == "县（市）区")
	})
	end := slices.IndexFunc(rows, func(r []string) bool { return len(r) > 0 && r[0] == "合计" })
	if head < 0 || end < 0 {
		return 0 // an empty list has no 合计
	}
	column := -1
	for i := range rows[head] {
		top, low := flat(rows[head][i]), ""
		if len(rows[head+1]) > i {
			low = flat(rows[head+1][i])
		}
		if group == "" && top == title || group != "" && top == group && low == title {
			column = i
			break
		}
	}
	if column < 0 {
		w.Fatalf("%s has no column %s %s", sheet, group, title)
	}
	var sum policy.Money
	for _, r := range rows[head+1 : end] {
		if len(r) > column && !(len(r) > 1 && strings.HasPrefix(r[1], "小计")) {
			sum += fen(r[column])
		}
	}
	if len(rows[end]) <= column {
		return sum
	}
	if printed := fen(rows[end][column]); printed != sum {
		w.Errorf("%s, %s %s: the rows add up to %d, 合计 says %d", sheet, group, title, sum, printed)
	}
	return sum
}

func flat(s string) string { return strings.ReplaceAll(s, "\n", "") }

// fen reads a cell in 万元 exactly, 0 for words.
func fen(text string) policy.Money {
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		return 0
	}
	r.Mul(r, big.NewRat(int64(policy.Wan), 1))
	if !r.IsInt() {
		panic("not whole 分: " + text)
	}
	return policy.Money(r.Num().Int64())
}

func (w workbook) agrees(what string, got, want policy.Money) {
	w.Helper()
	if got != want {
		w.Errorf("%s: %d 分, want %d", what, got, want)
	}
}

// TestMoneyReportsAgreeToTheFen adds up every report of the sample city and compares it with the lines themselves, for the city and,
// in the year that has settlements, for some counties.
func TestMoneyReportsAgreeToTheFen(t *testing.T) {
	db := modelstest.SQLite(t)
	reviews := sampleCity(t, db, 400)
	settleSome(t, db, reviews[2023])
	lines := 0
	for y := 2022; y <= 2024; y++ {
		edition, err := db.Edition(t.Context(), reviews[y].Edition)
		if err != nil {
			t.Fatal(err)
		}
		scopes := []models.Scope{models.Everything}
		if y == 2023 {
			scopes = append(scopes, models.Scope{County: "530102"}, models.Scope{County: "530181"})
		}
		for _, scope := range scopes {
			x := theTruth(t, db, scope, reviews[y], edition)
			lines += x.owed
			t.Run(strconv.Itoa(y)+scope.County, func(t *testing.T) { moneyAgrees(t, db, scope, reviews[y], x) })
		}
	}
	if lines < 300 {
		t.Errorf("only %d lines were compared", lines)
	}
}

func moneyAgrees(t *testing.T, db *models.DB, scope models.Scope, r *models.Review, x truth) {
	report := func(key string) workbook {
		t.Helper()
		return open(t, written(t, db, key, scope, exports.Request{Year: r.Year}))
	}
	totals, err := db.MoneyTotals(t.Context(), scope, r.ID)
	if err != nil {
		t.Fatal(err)
	}
	var sums models.MoneySums
	for _, total := range totals {
		sums.Add(total.MoneySums)
	}
	w := report("incentives")
	w.agrees("MoneyTotals low", sums.Low, x.low)
	w.agrees("MoneyTotals high", sums.High, x.high)
	w.agrees("MoneyTotals beside", sums.Beside, x.beside)
	w.agrees("MoneyTotals held", sums.HeldHigh, x.held)
	w.agrees("MoneyTotals settled", sums.Settled, x.settled)
	w.agrees("MoneyTotals approved", sums.Approved, x.approved)
	w.agrees("MoneyTotals paid", sums.Paid, x.paid)
	w.agrees("MoneyTotals paid outside", sums.PaidOutside, x.outside)
	for _, sheet := range []string{"汇总", "分县区"} {
		if sheet == "分县区" && !scope.All {
			continue
		}
		w.agrees(sheet+" low", w.sum(sheet, "应给予", "下限"), x.low)
		w.agrees(sheet+" high", w.sum(sheet, "应给予", "上限"), x.high)
		w.agrees(sheet+" held", w.sum(sheet, "暂缓", "上限"), x.held)
		w.agrees(sheet+" settled", w.sum(sheet, "核定", "已核定"), x.settled)
		w.agrees(sheet+" approved", w.sum(sheet, "核定", "其中已批准"), x.approved)
		w.agrees(sheet+" paid", w.sum(sheet, "拨付", "按核定拨付"), x.paid)
		w.agrees(sheet+" paid outside", w.sum(sheet, "拨付", "名册登记拨付"), x.outside)
	}
	w.agrees("应给予（低）", w.sum("应给予（低）", "", "合计"), x.low)
	w.agrees("应给予（高）", w.sum("应给予（高）", "", "合计"), x.high)
	w.agrees("已核定", w.sum("已核定", "", "合计"), x.settled)
	w.agrees("已拨付", w.sum("已拨付", "", "合计"), x.paid+x.outside)

	w = report("budget")
	w.agrees("budget low", w.sum("本年测算", "应给予测算", "下限"), x.low)
	w.agrees("budget high", w.sum("本年测算", "应给予测算", "上限"), x.high)
	w.agrees("budget paid", w.sum("本年测算", "办理情况", "已拨付"), x.paid+x.outside)

	w = report("research")
	w.agrees("research", w.sum("测算明细", "", "合计（每户口径）"), x.research)
	w.agrees("research own", w.sum("测算明细", "增量奖励", "每户口径"), x.increase)
	w.agrees("research pool", w.sum("测算明细", "增量奖励", "全市口径"), x.pool)
	w.agrees("research by county", w.sum("汇总", "", "合计（每户口径）"), x.research)
	w.agrees("research gap", w.sum("汇总", "增量奖励", "口径差额"), x.increase-x.pool)

	w = report("publicity")
	w.agrees("publicity", w.sum("公示明细", "", "金额（万元）"), x.settled)
	w.agrees("publicity by clause", w.subtotals("公示明细", 4), x.settled)

	w = report("payments")
	w.agrees("ledger settled", w.sum("台账", "核定", "金额"), x.settled)
	w.agrees("ledger paid", w.sum("台账", "拨付", "已拨付"), x.paid)
	w.agrees("ledger rest", w.sum("台账", "拨付", "余额"), x.settled-x.paid)
	w.agrees("payments", w.sum("拨付明细", "", "拨付金额"), x.paid)

	w = report("unclaimed")
	w.agrees("unclaimed low", w.sum("清单", "金额", "下限")+w.sum("已有拨付记录", "金额", "下限"), x.openLow)
	w.agrees("unclaimed high", w.sum("清单", "金额", "上限")+w.sum("已有拨付记录", "金额", "上限"), x.openHigh)
	w.agrees("unclaimed by payee", w.sum("按单位汇总", "金额", "上限"), w.sum("清单", "金额", "上限"))

	w = report("carriers")
	w.agrees("carriers", w.sum("绩效表", "载体应给予奖补", "合计"), x.carriers)
}

// subtotals adds up the 小计 rows.
func (w workbook) subtotals(sheet string, column int) (sum policy.Money) {
	rows, err := w.GetRows(sheet)
	if err != nil {
		w.Fatal(err)
	}
	for _, r := range rows {
		if len(r) > column && strings.HasPrefix(r[1], "小计") {
			sum += fen(r[column])
		}
	}
	return sum
}

// TestLookAtTheSampleCity writes the reports of the sample city into a folder, for people to open.
func TestLookAtTheSampleCity(t *testing.T) {
	dir := os.Getenv("YUNTI_LOOK_CITY")
	if dir == "" {
		t.Skip("YUNTI_LOOK_CITY names no folder")
	}
	db := modelstest.SQLite(t)
	reviews := sampleCity(t, db, 1500)
	settleSome(t, db, reviews[2023])
	var firms []string
	err := db.EachEntitlementRow(t.Context(), models.Everything, models.EntitlementFilter{Review: reviews[2023].ID, Clause: "4-a", State: "owed"}, func(e *models.EntitlementRow) error {
		if len(firms) < 3 && e.PaidOutside == 0 {
			firms = append(firms, e.Payee)
		}
		return nil
	})
	if err != nil || len(firms) == 0 {
		t.Fatal(err, firms)
	}
	for _, report := range moneyReports {
		q := exports.Request{Year: 2023}
		if report.firm != "" {
			q.Code = firms[0]
		}
		if err := os.WriteFile(filepath.Join(dir, report.key+".xlsx"), written(t, db, report.key, models.Everything, q), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
