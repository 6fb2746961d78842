package exports_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"gorm.io/gorm"

	"yunti/exports"
	"yunti/incentives"
	"yunti/models"
	"yunti/models/modelstest"
	"yunti/policy"
)

// moneyReports are the reports about the whole area, and those about one firm.
var moneyReports = []struct{ key, firm string }{
	{"research", ""}, {"incentives", ""}, {"publicity", ""}, {"payments", ""}, {"unclaimed", ""}, {"budget", ""}, {"carriers", ""},
	{"notice", code(9)}, {"profile", code(9)},
}

func TestMoneyReportsOfASmallCity(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		r := moneyCity(t, db)
		for _, report := range moneyReports {
			t.Run(report.key, func(t *testing.T) {
				b := reportFor(t, db, report.key, report.firm)
				if dir := os.Getenv("YUNTI_LOOK_MONEY"); dir != "" {
					if err := os.WriteFile(filepath.Join(dir, report.key+".xlsx"), b, 0o644); err != nil {
						t.Fatal(err)
					}
				}
				golden(t, goldenOf(report.key), strings.ReplaceAll(dump(t, b), r.Edition[:12], "（版本号）"))
			})
		}
	})
}

func goldenOf(key string) string {
	if key == "profile" || key == "carriers" {
		return key
	}
	return "money_" + key
}

// TestNoMoneyReportTellsOfAnotherCounty writes every report as a county gets it and looks for the other counties' firms.
func TestNoMoneyReportTellsOfAnotherCounty(t *testing.T) {
	db := modelstest.SQLite(t)
	r := moneyCity(t, db)
	var foreign []string
	err := db.EachResult(t.Context(), models.Everything, r.ID, func(x *models.Result) error {
		if x.County != wuhua.County {
			foreign = append(foreign, x.Code, x.Name)
		}
		return nil
	})
	if err != nil || len(foreign) < 4 {
		t.Fatal(err, foreign)
	}
	foreign = append(foreign, "昆明样例大学", "样例众创空间", "呈贡", "安宁", "县（市）区不详")
	for _, report := range moneyReports {
		all := parts(t, written(t, db, report.key, wuhua, exports.Request{Year: 2023, Code: report.firm}))
		absent(t, all, foreign...)
	}
	for _, key := range []string{"notice", "profile"} {
		_, err := exports.Open(t.Context(), db, wuhua, theReport(key), exports.Request{Year: 2023, Code: code(0)})
		if !errors.Is(err, models.ErrNotFound) {
			t.Errorf("%s of another county's firm: %v", key, err)
		}
	}
}

func TestNoMoneyReportHoldsPersonalData(t *testing.T) {
	db := modelstest.SQLite(t)
	moneyCity(t, db)
	change(t, db, func(tx *gorm.DB) error {
		return tx.Model(&models.Firm{}).Where("1 = 1").Updates(map[string]any{"contact": "赵联系", "phone": "13812345678", "registrar": "云测孵化器"}).Error
	})
	for _, report := range moneyReports {
		absent(t, parts(t, reportFor(t, db, report.key, report.firm)), "赵联系", "13812345678", "138****")
	}
}

// The list for the public has neither codes nor numbers of certificates, not even in the grounds of the lines.
func TestThePublicListHoldsNoCodes(t *testing.T) {
	db := modelstest.SQLite(t)
	r := moneyCity(t, db)
	var lines []models.SettleLine
	inside := false
	err := db.EachEntitlementRow(t.Context(), models.Everything, models.EntitlementFilter{Review: r.ID, State: "owed", Settled: models.SettledNone, Outside: &inside}, func(e *models.EntitlementRow) error {
		lines = append(lines, models.SettleLine{Clause: e.Clause, Payee: e.Payee, Item: e.Item, Amount: *e.High})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Settle(t.Context(), morning(2024), zhang, models.Everything, models.Settling{Review: r.ID, DocNo: "昆科发〔2024〕9号", Opinion: "按测算核定", Lines: lines}); err != nil {
		t.Fatal(err)
	}
	text := dump(t, reportFor(t, db, "publicity", ""))
	list, _, _ := strings.Cut(text, "## 说明")
	for i := range city {
		if strings.Contains(list, code(i)) {
			t.Errorf("the list holds the code %s", code(i))
		}
	}
	for _, word := range []string{"GR2023", "91530", "赵"} {
		if strings.Contains(list, word) {
			t.Errorf("the list holds %q", word)
		}
	}
	for _, want := range []string{"昆明样例无梯级有限公司首次认定", "尚未开始公示", "匿名", "小计　5-f"} {
		if !strings.Contains(list, want) {
			t.Errorf("the list lacks %q:\n%s", want, list)
		}
	}
}

// A reversed settlement is in no list but that of the reversed ones, and its line can be claimed again.
func TestAReversedSettlementCountsNowhere(t *testing.T) {
	db := modelstest.SQLite(t)
	moneyCity(t, db)
	if text := dump(t, reportFor(t, db, "publicity", "")); strings.Contains(text, "昆明样例大学") {
		t.Error("the public list holds a reversed settlement")
	}
	text := dump(t, reportFor(t, db, "payments", ""))
	before, after, _ := strings.Cut(text, "## 撤销")
	if strings.Contains(before, "昆明样例大学") || !strings.Contains(after, "昆明样例大学") || !strings.Contains(after, "收到异议，重新核实研发费用") {
		t.Errorf("the ledger says\n%s", text)
	}
	if text := dump(t, reportFor(t, db, "unclaimed", "")); !strings.Contains(text, "昆明样例大学") {
		t.Error("the line of a reversed settlement is not on the list of what can be claimed")
	}
}

// Both readings of the increase are printed with the gap, whichever is taken. (A1)
func TestBothReadingsOfTheIncreaseAreCompared(t *testing.T) {
	db := modelstest.SQLite(t)
	populate(t, db)
	// 甲 800 → 1,000, 乙 500 → 400, 丙 0 → 50: 20 and 5 for the firms, 15 for the city.
	for i, rd := range [][2]int64{{800, 1000}, {500, 400}, {0, 50}} {
		increase(t, db, 20+i, rd[0], rd[1])
	}
	book := theBook(t)
	review(t, db, book, 2022, true)
	review(t, db, book, 2023, true)
	change(t, db, func(tx *gorm.DB) error { return tx.Where("1 = 1").Delete(&models.FirmYear{}).Error })
	text := dump(t, reportFor(t, db, "research", ""))
	for _, want := range []string{
		"增量三户1有限公司 | " + code(20) + " | 官渡区 | 800.00 | 1,000.00 | 4-b | 1.00% | 10.00 | 200.00 | 20.00 |",
		"增量三户2有限公司 | " + code(21) + " | 官渡区 | — | 400.00 | 4-b | 1.00% | 4.00 | 未增加 | — | — | 4.00 |",
		"增量三户3有限公司 | " + code(22) + " | 官渡区 | 0.00 | 50.00 | 4-b | 1.00% | 0.50 | 50.00 | 5.00 |",
		"每户口径合计 31.00 万元", "相差 10.00 万元", "4-c 全市口径：4 户净增量 210 万元，共 21 万元",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the report lacks %q", want)
		}
	}
	if t.Failed() {
		t.Log(text)
	}
}

// increase adds a firm above designated size with its costs of 2022 and 2023 in 万元.
func increase(t *testing.T, db *models.DB, n int, before, now int64) {
	t.Helper()
	origin := models.Origin{Version: 1, Filing: "F-3", Line: 4, UpdatedAt: morning(2024)}
	change(t, db, func(tx *gorm.DB) error {
		f := models.Firm{Code: code(n), Name: fmt.Sprintf("增量三户%d有限公司", n-19), Founded: 20050315, County: "530111", Industry: "3911", State: "在业", Origin: origin}
		scaled := models.ScaleLine{Code: code(n), Year: 2023, Above: true, Origin: origin}
		first := models.FirmYear{Code: code(n), Year: 2022, RD: wan(before), Origin: origin}
		second := models.FirmYear{Code: code(n), Year: 2023, RD: wan(now), Origin: origin}
		return errors.Join(tx.Create(&f).Error, tx.Create(&scaled).Error, tx.Create(&first).Error, tx.Create(&second).Error)
	})
}

// The page of a firm stays one page however much there is to say.
func TestTheProfileIsOnePage(t *testing.T) {
	db := modelstest.SQLite(t)
	origin := models.Origin{Version: 1, Filing: "F-4", Line: 4, UpdatedAt: morning(2024)}
	populate(t, db)
	change(t, db, func(tx *gorm.DB) error {
		for i := range 40 {
			number := fmt.Sprintf("GR2023530%05d", i)
			r := models.Recognition{Holder: code(9), Kind: "hnte", Ref: number, Name: "昆明样例瞪羚有限公司", Number: number, Issued: policy.NewDay(1990+i%33, 3, 1), Ends: policy.NewDay(1993+i%33, 2, 28), Origin: origin}
			if err := tx.Create(&r).Error; err != nil {
				return err
			}
		}
		return tx.Model(&models.Firm{}).Where("code = ?", code(9)).Update("name", strings.Repeat("很长的名称", 30)+"有限公司").Error
	})
	book := theBook(t)
	review(t, db, book, 2022, true)
	review(t, db, book, 2023, true)
	b := reportFor(t, db, "profile", code(9))
	f, err := excelize.OpenReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if sheets := f.GetSheetList(); len(sheets) != 1 {
		t.Fatalf("sheets %v", sheets)
	}
	layout, err := f.GetPageLayout("企业画像")
	if err != nil || *layout.Orientation != "portrait" || *layout.FitToHeight != 1 || *layout.FitToWidth != 1 || *layout.Size != 9 {
		t.Errorf("page %+v, %v", layout, err)
	}
	rows, err := f.GetRows("企业画像")
	if err != nil || len(rows) > 75 {
		t.Errorf("%d rows, %v", len(rows), err)
	}
	text := dump(t, b)
	if !strings.Contains(text, "（共 40 项，列有效的和最近的 6 项）") || !strings.Contains(text, "核验编号 | "+goldenNumber) {
		t.Error(text)
	}
	charts := 0
	for name := range parts(t, b) {
		if strings.HasPrefix(name, "xl/charts/chart") {
			charts++
		}
	}
	if charts != 2 {
		t.Errorf("%d charts", charts)
	}
}

// The forecast is made on a floor above and only printed here: amounts, years without data, years outside the clause's.
func TestTheBudgetPrintsTheForecast(t *testing.T) {
	db := modelstest.SQLite(t)
	moneyCity(t, db)
	report := theReport("budget")
	source, err := exports.Open(t.Context(), db, models.Everything, report, exports.Request{Year: 2023, By: "李四", At: morning(2024)})
	if err != nil {
		t.Fatal(err)
	}
	low, high := policy.Money(3_000_000), policy.Money(5_000_000)
	source.Budget = &incentives.BudgetSheet{Year: 2023, Assumptions: []string{"措施在预测年度继续有效"}, Forecast: []incentives.Forecast{
		{Year: 2024, Clauses: []incentives.ForecastClause{{Clause: "5-a", Name: "昆明市高新技术培育企业", Low: &low, High: &high, Assumption: "按上年 1 笔"}, {Clause: "5-c", Name: "独角兽企业培养经费"}}},
		{Year: 2025, Clauses: []incentives.ForecastClause{{Clause: "5-a", Name: "昆明市高新技术培育企业", Outside: true}}},
	}}
	var b bytes.Buffer
	if _, err := report.Write(t.Context(), source, &b); err != nil {
		t.Fatal(err)
	}
	_, text, _ := strings.Cut(dump(t, b.Bytes()), "## 以后年度预测")
	for _, want := range []string{"1\t昆明市2023年度奖补资金以后年度预测表", "5-a | 昆明市高新技术培育企业 | 3.00 | 5.00 | 期外 | 期外 | 按上年 1 笔", "5-c | 独角兽企业培养经费 | 无数据 | 无数据", "措施在预测年度继续有效"} {
		if !strings.Contains(text, want) {
			t.Errorf("the forecast lacks %q", want)
		}
	}
	if t.Failed() {
		t.Log(text)
	}
}
