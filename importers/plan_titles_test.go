package importers

import (
	"strings"
	"testing"

	"yunti/models"
	"yunti/models/modelstest"
)

var titleColumns = []any{"企业名称", "统一社会信用代码", "认定类别", "级别", "证书编号", "发证日期", "有效期至", "撤销日期"}

func TestRecognitionsAreCheckedAgainstTheirKind(t *testing.T) {
	ed := edition(t)
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		register(t, db, ed, 2)
		name, c := firmName(1), code(1)
		f := plan(t, db, ed, "recognitions", 0, [][]any{titleColumns,
			{name, c, "高企", nil, "gr 202253000001", "2022-11-18", "2025-11-17"},
			{name, c, "国家级高新技术企业", "国家", "GR202153000001", "2022-11-18", "2026-11-18"},
			{name, c, "高企", nil, "GR202244000001", "2022-11-18", nil},
			{name, c, "高企", nil, "昆高企001", "2022-11-18", "2022-01-01"},
			{name, c, "科小", nil, "202253010200000001", "2022-03-01", nil},
			{name, c, "瞪羚", "省", nil, "2022-03-01", "2025年"},
			{name, c, "瞪羚", "世界级", nil, "2022-03-02", nil},
			{name, c, "劳动模范", nil, nil, "2022-03-02", nil},
			{name, c, "双创大赛获奖", "国家级", nil, "2025-03-02", nil, "2021-01-01"},
			{name, c, "主导制定标准", "国家", "GB/T 12345", "2022-03-02", nil},
			{name, c, "瞪羚企业", "市级", nil, "2022年3月", nil},
		})
		got := expect(t, db, f, outcome{models.Create, ""}, outcome{models.Create, "年份 2021 与发证日期"}, outcome{models.Create, "省份代码是 44"}, outcome{models.Reject, "早于发证日期"},
			outcome{models.Create, ""}, outcome{models.Create, ""}, outcome{models.Reject, "可填：国家级、省级"}, outcome{models.Reject, "不认识的认定类别「劳动模范」"},
			outcome{models.Reject, "晚于今天"}, outcome{models.Create, ""}, outcome{models.Reject, "只写到月份"})
		if r := after[models.Recognition](t, got[0]); r.Kind != "hnte" || r.Number != "GR202253000001" || r.Ref != r.Number || r.Holder != c || r.Name != name || r.Issued != 20221118 || r.Ends != 20251117 {
			t.Errorf("%+v", r)
		}
		if !strings.Contains(got[1].Faults, "有效期至不作为判断依据") || !strings.Contains(got[3].Faults, "编号格式") {
			t.Errorf("%s\n%s", got[1].Faults, got[3].Faults)
		}
		if r := after[models.Recognition](t, got[4]); r.Kind != "tech_sme" || r.Level != "国家级" {
			t.Errorf("%+v", r)
		}
		if r := after[models.Recognition](t, got[5]); r.Level != "省级" || r.Ends != 20251231 || r.Ref != "2022-03-01省级" {
			t.Errorf("%+v", r)
		}
		if r := after[models.Recognition](t, got[9]); r.Level != "国家标准" {
			t.Errorf("%+v", r)
		}
	})
}

func TestHoldersAreFirmsOrOtherBodies(t *testing.T) {
	ed := edition(t)
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		register(t, db, ed, 1)
		f := plan(t, db, ed, "recognitions", 0, [][]any{titleColumns,
			{"昆明第1科技有限责任公司", nil, "高新技术企业", nil, "GR202253000001", "2022-11-18"},
			{"昆明某某大学", nil, "院士工作站", nil, nil, "2022-11-18"},
			{"昆明某某研究院", exampleCode, "国家重点实验室", nil, nil, "2022-11-18"},
			{"昆明外来科技有限公司", nil, "瞪羚企业", nil, nil, "2022-11-18"},
			{"昆明外来科技有限公司", "91512081MA62K0260E", "瞪羚企业", nil, nil, "2022-11-18"},
		})
		got := expect(t, db, f, outcome{models.Create, ""}, outcome{models.Create, ""}, outcome{models.Create, ""}, outcome{models.Reject, "须认定到企业"}, outcome{models.Create, "不参加评价"})
		for i, holder := range map[int]string{0: code(1), 1: "~昆明某某大学", 2: exampleCode, 4: "91512081MA62K0260E"} {
			if r := after[models.Recognition](t, got[i]); r.Holder != holder {
				t.Errorf("row %d: holder %q, want %q", got[i].Line, r.Holder, holder)
			}
		}
	})
}

func TestARecognitionIsCompletedNotDoubled(t *testing.T) {
	ed := edition(t)
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		register(t, db, ed, 1)
		line := func(number, level, issued, revoked any) [][]any {
			return [][]any{titleColumns, {firmName(1), code(1), "高新技术企业培育库", level, number, issued, nil, revoked}}
		}
		load(t, db, ed, "recognitions", 0, line(nil, nil, "2022-11-18", nil))
		for i, rows := range [][][]any{line("PY001", nil, "2022-11-18", nil), line("PY001", nil, "2022-11-19", "2023-05-01"), line(nil, "市级", "2022-11-19", "2023-05-01")} {
			if f := load(t, db, ed, "recognitions", 0, rows); f.Totals.Create != 0 || (f.Totals.Update == 1) != (i < 2) {
				t.Errorf("roster %d: %+v", i, f)
			}
		}
		var all []models.Recognition
		if err := db.Read.Find(&all).Error; err != nil || len(all) != 1 {
			t.Fatal(all, err)
		}
		if r := all[0]; r.Number != "PY001" || r.Level != "市级" || r.Issued != 20221119 || r.Revoked != 20230501 || r.Ref != "2022-11-18市级" || r.Version != 3 {
			t.Errorf("%+v", r)
		}
		load(t, db, ed, "recognitions", 0, line("PY002", nil, "2022-11-19", nil))
		f := plan(t, db, ed, "recognitions", 0, line(nil, nil, "2022-11-19", nil))
		expect(t, db, f, outcome{models.Reject, "有 2 条同一天、同级别"})
	})
}

func TestRounds(t *testing.T) {
	ed := edition(t)
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		register(t, db, ed, 2)
		titles := []any{"企业名称", "统一社会信用代码", "轮次", "融资时间", "融资金额", "估值(亿)", "币种", "投资方"}
		f := plan(t, db, ed, "rounds", 0, [][]any{titles,
			{firmName(1), code(1), "a 轮", "2022年3月", 3000, 2.5, "元", "甲基金、乙基金"},
			{firmName(1), nil, "B轮", "2023-03-01", "500万美元", "1", "USD", nil},
			{firmName(1), code(1), "C轮", "2023-06-01", "500万美元", "1", "人民币", nil},
			{firmName(2), code(2), "A轮", "2022", -5, 0, "比特币", nil},
			{firmName(2), code(2), "A轮", "2017-01-01", 5000, "0.1", "港币", nil},
			{"昆明无名有限公司", nil, "A轮", "2022-01-01", nil, nil, "人民币", nil},
		})
		got := expect(t, db, f, outcome{models.Create, ""}, outcome{models.Create, ""}, outcome{models.Reject, "写明是美元，而币种是人民币"}, outcome{models.Reject, "年份"},
			outcome{models.Create, "没有折算汇率"}, outcome{models.Reject, "没有名为"})
		if r := after[models.Round](t, got[0]); r.Series != "A轮" || r.Day != 20220331 || *r.Amount != 3_000_000_000 || *r.Valuation != 25_000_000_000 || r.Currency != "人民币" {
			t.Errorf("%+v", r)
		}
		if r := after[models.Round](t, got[1]); r.Code != code(1) || *r.Amount != 500_000_000 || *r.Valuation != 10_000_000_000 || r.Currency != "美元" {
			t.Errorf("%+v", r)
		}
		for _, text := range []string{"应大于 0", "不认识的币种"} {
			if !strings.Contains(got[3].Faults, text) {
				t.Errorf("%s", got[3].Faults)
			}
		}
		if !strings.Contains(got[4].Faults, "投后估值小于融资金额") || !strings.Contains(got[4].Faults, "早于企业成立日期") {
			t.Errorf("%s", got[4].Faults)
		}
		if _, err := Apply(t.Context(), db, models.Everything, f.ID, clerk, now); err != nil {
			t.Fatal(err)
		}
		f = plan(t, db, ed, "rounds", 0, [][]any{titles, {firmName(1), code(1), nil, "2022-03-31", 3000, nil, "人民币", nil}, {firmName(1), code(1), "A轮", "2022-03-31", nil, 2.6, "人民币", nil}})
		expect(t, db, f, outcome{models.Create, "同一天已有一条融资记录"}, outcome{models.Update, ""})
	})
}

func TestListings(t *testing.T) {
	ed := edition(t)
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		register(t, db, ed, 2)
		titles := []any{"企业名称", "统一社会信用代码", "上市板块", "股票代码", "上市日期", "退市日期"}
		f := plan(t, db, ed, "listings", 0, [][]any{titles,
			{firmName(1), code(1), "上交所科创板", "688001.SH", "2022-03-15", nil},
			{firmName(2), code(2), "港股", "0700", "2022-03-15", "2022-03-01"},
			{firmName(2), code(2), "深市主板", 1, "2022-03-15", nil},
			{firmName(2), code(2), "月球交易所", "x", "2022-03-15", nil},
			{firmName(2), code(2), "新三板", "430001", "2022-03-15", nil},
		})
		got := expect(t, db, f, outcome{models.Create, ""}, outcome{models.Reject, "早于上市日期"}, outcome{models.Create, "不像主板的股票代码"}, outcome{models.Reject, "不认识的上市板块"}, outcome{models.Create, ""})
		if r := after[models.Listing](t, got[0]); r.Board != "科创板" || r.Stock != "688001" || r.Listed != 20220315 {
			t.Errorf("%+v", r)
		}
		if _, err := Apply(t.Context(), db, models.Everything, f.ID, clerk, now); err != nil {
			t.Fatal(err)
		}
		f = plan(t, db, ed, "listings", 0, [][]any{titles, {firmName(1), code(1), "科创板", nil, "2022-03-15", "2023-01-01"}, {firmName(1), code(1), "科创板", "688001", "2022-03-16", nil}})
		expect(t, db, f, outcome{models.Update, ""}, outcome{models.Create, "请核对是否重复"})
	})
}
