package importers

import (
	"testing"

	"yunti/models"
	"yunti/models/modelstest"
	"yunti/policy"
)

func TestAnIncomeIsCompletedWhenItsRewardIsDistributed(t *testing.T) {
	ed := edition(t)
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		register(t, db, ed, 1)
		titles := []any{"完成单位", "统一社会信用代码", "科技成果名称", "转化方式", "到账日期", "到账金额(万元)", "现金奖励(万元)", "分配完成日期", "合同编号"}
		f := load(t, db, ed, "incomes", 0, [][]any{titles,
			{"昆明某某大学", nil, "一种菌种", "许可", "2023-03-15", 120, 60, nil, "甲字1号"},
			{"昆明某某大学", nil, "一种菌种", "许可", "2023-09-15", 30, 15, nil, "甲字1号"},
			{firmName(1), code(1), "一种设备", "转让", "2023-05-01", nil, nil, "2023-06-01", nil}})
		if f.Totals.Create != 3 {
			t.Fatalf("%+v %s", f, faults(t, db, f))
		}
		f = load(t, db, ed, "incomes", 0, [][]any{titles,
			{"昆明某某大学", nil, "一种菌种", nil, "2023-03-15", nil, nil, "2023-08-31", nil},
			{"昆明某某大学", nil, "一种菌种", "许可", "2023-09-15", 30, 15, nil, "甲字1号"}})
		if f.Totals.Update != 1 || f.Totals.Same != 1 {
			t.Fatalf("%+v %s", f, faults(t, db, f))
		}
		var all []models.Income
		if err := db.Read.Order("day").Find(&all).Error; err != nil || len(all) != 3 {
			t.Fatal(all, err)
		}
		if in := all[0]; in.Holder != "~昆明某某大学" || *in.Amount != 120*policy.Wan || *in.Reward != 60*policy.Wan || in.Distributed != 20230831 || in.Way != "许可" || in.Document != "甲字1号" {
			t.Errorf("%+v", in)
		}
		if in := all[1]; in.Holder != code(1) || in.Amount != nil || in.Distributed != 20230601 {
			t.Errorf("%+v", in)
		}
		f = plan(t, db, ed, "incomes", 0, [][]any{titles,
			{"昆明某某大学", nil, "甲", "许可", "2023-03-15", -1, nil, nil, nil},
			{"昆明某某大学", nil, "乙", "许可", "2023-03-15", 10, 20, "2023-03-14", nil},
			{"昆明某某大学", nil, nil, "许可", "2023-03-15", 10, 5, nil, nil},
			{"昆明某某大学", nil, "丙", "许可", "2999-03-15", 10, 5, nil, nil}})
		expect(t, db, f, outcome{models.Reject, "不能是负数"}, outcome{models.Reject, "早于取得收入日期 2023-03-15"}, outcome{models.Reject, "成果名称"}, outcome{models.Reject, "2999-03-15"})
	})
}

func TestIncomesAreTheCitysToFile(t *testing.T) {
	for _, scope := range []models.Scope{{County: "530102"}, {Incubator: "云测孵化器", Day: 20240101}} {
		if err := MayFile("incomes", scope); err == nil {
			t.Errorf("%+v may file", scope)
		}
	}
}
