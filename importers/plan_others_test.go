package importers

import (
	"testing"

	"yunti/models"
	"yunti/models/modelstest"
	"yunti/policy"
)

func TestTheAboveScaleDirectoryOfAYear(t *testing.T) {
	ed := edition(t)
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		register(t, db, ed, 3)
		titles := []any{"企业名称", "信用代码", "是否规上", "专业"}
		f := plan(t, db, ed, "above_scale", 2022, [][]any{titles, {firmName(1), code(1), "√", "服务业"}, {firmName(2), nil, "规下", nil}, {firmName(3), code(3), "也许", nil}, {"昆明无名有限公司", nil, "是", nil}})
		expect(t, db, f, outcome{models.Create, ""}, outcome{models.Create, ""}, outcome{models.Reject, "是"}, outcome{models.Reject, "没有名为"})
		if _, err := Apply(t.Context(), db, models.Everything, f.ID, clerk, now); err != nil {
			t.Fatal(err)
		}
		var lines []models.ScaleLine
		if err := db.Read.Order("code").Find(&lines, "year = 2022").Error; err != nil || len(lines) != 2 || !lines[0].Above || lines[0].Category != "服务业" || lines[1].Above || lines[1].Code != code(2) {
			t.Errorf("%+v %v", lines, err)
		}
		if f := load(t, db, ed, "above_scale", 2023, [][]any{titles, {firmName(1), code(1), "是", nil}}); f.Totals.Create != 1 {
			t.Errorf("%+v", f)
		}
	})
}

func TestCarriersAndTheirTenants(t *testing.T) {
	ed := edition(t)
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		register(t, db, ed, 3)
		f := plan(t, db, ed, "incubators", 0, [][]any{{"载体名称", "统一社会信用代码", "载体类型", "级别", "所属区县", "认定日期"},
			{"昆明甲孵化器", exampleCode, "孵化器", "省", "五华", "2022-09-30"}, {"昆明甲孵化器", exampleCode, "科技企业孵化器", "国家级", "五华区", "2023-09-30"},
			{"昆明乙空间", nil, "众创空间", nil, nil, nil}, {"昆明丙", nil, "飞机场", "省级", nil, nil}, {firmName(1), nil, "星创天地", "省级", nil, nil}})
		got := expect(t, db, f, outcome{models.Create, ""}, outcome{models.Create, ""}, outcome{models.Create, ""}, outcome{models.Reject, "不认识的载体类型"}, outcome{models.Create, ""})
		if r := after[models.Incubator](t, got[0]); r.Type != "科技企业孵化器" || r.Level != "省级" || r.County != "530102" || r.Code != exampleCode || r.Since != 20220930 {
			t.Errorf("%+v", r)
		}
		if r := after[models.Incubator](t, got[4]); r.Code != code(1) {
			t.Errorf("a carrier that is a firm has no code: %+v", r)
		}
		if _, err := Apply(t.Context(), db, models.Everything, f.ID, clerk, now); err != nil {
			t.Fatal(err)
		}
		f = plan(t, db, ed, "incubators", 0, [][]any{{"载体名称", "载体类型", "县区"}, {"昆明甲孵化器", "孵化器", "官渡区"}, {"昆明乙空间", "众创空间", "官渡区"}})
		expect(t, db, f, outcome{models.Reject, "请填写级别"}, outcome{models.Update, ""})

		titles := []any{"企业名称", "信用代码", "所在孵化器", "入驻时间", "毕业时间", "是否毕业"}
		f = plan(t, db, ed, "residencies", 0, [][]any{titles,
			{firmName(1), code(1), "昆明甲孵化器 ", "2020-03-01", nil, nil}, {firmName(2), code(2), "昆明丁孵化器", "2020-03-01", "2019-03-01", "是"},
			{firmName(3), code(3), "昆明丁孵化器", "2020-03-01", nil, "是"}, {firmName(3), code(3), "昆明乙空间", "2020年", nil, nil}})
		expect(t, db, f, outcome{models.Create, ""}, outcome{models.Reject, "早于入驻日期"}, outcome{models.Create, "「孵化载体名录」中没有这个载体"}, outcome{models.Reject, "只写了年份"})
		if _, err := Apply(t.Context(), db, models.Everything, f.ID, clerk, now); err != nil {
			t.Fatal(err)
		}
		f = plan(t, db, ed, "residencies", 0, [][]any{titles, {firmName(1), code(1), "昆明甲孵化器", "2020-03-01", "2022-06-30", "毕业"}, {firmName(1), code(1), "昆明甲孵化器", "2021-03-01", nil, nil}})
		expect(t, db, f, outcome{models.Update, ""}, outcome{models.Create, "已入驻此载体且未离开"})
		f = load(t, db, ed, "residencies", 0, [][]any{titles, {firmName(1), code(1), "昆明甲孵化器", "2020-03-01", "2022-06-30", "是"}})
		if f.Totals.Update != 1 {
			t.Errorf("%+v", f)
		}
	})
}

func TestAPaymentCompletesItsApproval(t *testing.T) {
	ed := edition(t)
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		register(t, db, ed, 2)
		titles := []any{"依据条款", "年度", "企业名称", "统一社会信用代码", "奖补金额(万元)", "拨付金额(元)", "拨付日期", "文号"}
		f := load(t, db, ed, "payments", 0, [][]any{titles, {"5-B", 2022, firmName(1), nil, 5, nil, nil, "昆科发〔2023〕1号"}, {"1-a", 2022, "昆明某某大学", nil, 1000, nil, nil, nil}})
		if f.Totals.Create != 2 {
			t.Fatalf("%+v", f)
		}
		f = load(t, db, ed, "payments", 0, [][]any{titles, {"5-b", 2022, firmName(1), code(1), 5, 50000, "2023-06-15", "昆科发〔2023〕1号"}, {"1-a", 2022, "昆明某某大学", nil, 1000, 6000000, "2023-06-15", nil}})
		if f.Totals.Update != 2 {
			t.Fatalf("%+v %s", f, faults(t, db, f))
		}
		f = load(t, db, ed, "payments", 0, [][]any{titles, {"1-a", 2022, "昆明某某大学", nil, 1000, 4000000, "2023-12-15", nil}})
		if f.Totals.Create != 1 {
			t.Errorf("a second instalment: %+v", f)
		}
		var all []models.Payment
		if err := db.Read.Order("clause, payee, paid_day").Find(&all).Error; err != nil || len(all) != 3 {
			t.Fatal(all, err)
		}
		if p := all[0]; p.Payee != "~昆明某某大学" || *p.Paid != 600*policy.Wan || p.Approved != 1000*policy.Wan || p.PaidDay != 20230615 {
			t.Errorf("%+v", p)
		}
		if p := all[2]; p.Payee != code(1) || p.Clause != "5-b" || *p.Paid != 5*policy.Wan || p.DocNo != "昆科发〔2023〕1号" {
			t.Errorf("%+v", p)
		}
		f = plan(t, db, ed, "payments", 0, [][]any{titles, {"1-a", 2022, "昆明某某大学", nil, 1000, nil, nil, nil}, {"第五条", 2022, firmName(2), code(2), -1, 50000, nil, nil}, {"5-b", 1980, firmName(2), code(2), 5, 60000, nil, nil}})
		expect(t, db, f, outcome{models.Reject, "有 2 笔"}, outcome{models.Reject, "不能是负数"}, outcome{models.Reject, "年度不在"})
	})
}

func TestRecordedScores(t *testing.T) {
	ed := edition(t)
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		register(t, db, ed, 1)
		titles := []any{"企业名称", "信用代码", "年度", "评分项目", "得分", "评分人", "评分日期", "依据文件"}
		f := plan(t, db, ed, "assessments", 0, [][]any{titles,
			{firmName(1), code(1), 2022, "高企评分", "76分", "某机构", "2023-05-10", "评审表"}, {firmName(1), code(1), 2022, "科技型中小企业评价", 101, "某机构", "2023-05-10", "评审表"},
			{firmName(1), code(1), 2021, "颜值", 76.5, "某机构", "2023-05-10", nil}})
		got := expect(t, db, f, outcome{models.Create, ""}, outcome{models.Reject, "0 至 100"}, outcome{models.Reject, "不认识的评分项目"})
		if a := after[models.Assessment](t, got[0]); a.Score != "hnte_score" || a.Points != 76 || a.Year != 2022 || a.Day != 20230510 {
			t.Errorf("%+v", a)
		}
		if _, err := Apply(t.Context(), db, models.Everything, f.ID, clerk, now); err != nil {
			t.Fatal(err)
		}
	})
}

// Every score of the book that an assessment may replace has its Chinese name here.
func TestEveryScoreOfTheBookCanBeRecorded(t *testing.T) {
	ed := edition(t)
	known := map[string]bool{}
	for _, id := range scoreIDs {
		known[id] = true
	}
	var walk func(r *policy.Rule)
	walk = func(r *policy.Rule) {
		if r == nil {
			return
		}
		if r.Score != nil && !known[r.Score.Name] {
			t.Errorf("the score %s cannot be recorded", r.Score.Name)
		}
		for _, part := range append(append([]*policy.Rule{r.Not}, r.All...), r.Any...) {
			walk(part)
		}
		if r.AtLeast != nil {
			for _, part := range r.AtLeast.Of {
				walk(part)
			}
		}
	}
	for i := range ed.Tiers {
		walk(ed.Tiers[i].Qualifies)
		walk(ed.Tiers[i].Holds)
	}
	for i := range ed.Criteria {
		walk(ed.Criteria[i].Rule)
	}
}
