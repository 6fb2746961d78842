package importers

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"yunti/models"
	"yunti/models/modelstest"
	"yunti/policy"
)

// outcome is what a test expects of one line: the action, and a text among its faults ("" for none).
type outcome struct{ action, says string }

// expect compares the steps of a filing with outcomes, line by line.
func expect(t *testing.T, db *models.DB, f *models.Filing, want ...outcome) []models.Step {
	t.Helper()
	got := steps(t, db, f)
	if len(got) != len(want) {
		t.Fatalf("%d steps, want %d: %s", len(got), len(want), faults(t, db, f))
	}
	for i, w := range want {
		s := got[i]
		if s.Action != w.action || !strings.Contains(s.Faults, w.says) || w.says == "" && s.Faults != "" {
			t.Errorf("row %d: %s %s\nwant %s %q", s.Line, s.Action, s.Faults, w.action, w.says)
		}
	}
	return got
}

// register stores firms with the codes 1 … n, named 昆明第n科技有限公司, founded on 2018-05-20.
func register(t testing.TB, db *models.DB, ed *policy.Edition, n int) {
	t.Helper()
	rows := [][]any{firmTitles}
	for i := 1; i <= n; i++ {
		rows = append(rows, firmRow(i, firmName(i)))
	}
	load(t, db, ed, "firms", 0, rows)
}

func firmName(n int) string { return fmt.Sprintf("昆明第%d科技有限公司", n) }

// after decodes what a step would store.
func after[T any](t *testing.T, s models.Step) (record T) {
	t.Helper()
	if err := json.Unmarshal([]byte(s.After), &record); err != nil {
		t.Fatalf("row %d: %q: %v", s.Line, s.After, err)
	}
	return record
}

func TestNewFirmsNeedWhatTheRulesNeed(t *testing.T) {
	ed := edition(t)
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		f := plan(t, db, ed, "firms", 0, [][]any{firmTitles,
			{code(1), "甲", "2018-05-20", "1,000", "昆明市五华区", "高新区、自贸片区", "I6513", "电子信息-软件", "存续", nil},
			{nil, "乙", "2018-05-20", nil, "五华区"},
			{code(3), "丙", nil, nil, nil},
			{code(4), "丁", "2025-05-20", "100万美元", "高新区", "火星区", "软件业", "互联网", "失联", nil},
			{code(5), "戊", "2018-05-20", nil, "晋宁县", nil, "A111", nil, "注销", nil},
			{code(6), "己", "2018-05-20", nil, "石林县", nil, "C6513", nil, "迁出", "2017-01-01"},
			{code(7), "庚（原名：昆明辛公司）*", 43240, nil, "530102", nil, 6513, nil, "吊销,未注销", "2023-03-01"},
		})
		got := expect(t, db, f, outcome{models.Create, "组织机构代码校验位不符"}, outcome{models.Reject, "也没有名为「乙」的企业"}, outcome{models.Reject, "新增企业必填"},
			outcome{models.Reject, "晚于今天"}, outcome{models.Reject, "请填写状态日期"}, outcome{models.Reject, "早于成立日期"}, outcome{models.Create, "组织机构代码校验位不符"})
		for _, text := range []string{"美元", "是开发区", "火星区", "GB/T 4754", "不是国家重点支持", "不认识的经营状态", "可填：在业"} {
			if !strings.Contains(got[3].Faults, text) {
				t.Errorf("row 5 does not say %q: %s", text, got[3].Faults)
			}
		}
		firm := after[models.Firm](t, got[0])
		if firm.County != "530102" || firm.Zones != "GXQ,ZMPQ" || firm.Industry != "6513" || firm.State != "在业" || *firm.Capital != 1000*policy.Wan {
			t.Errorf("%+v", firm)
		}
		firm = after[models.Firm](t, got[6])
		if firm.Name != "庚" || firm.FormerNames != "昆明辛公司" || firm.Founded != 20180520 || firm.State != "吊销" || firm.StateDay != 20230301 {
			t.Errorf("%+v", firm)
		}
		if strings.Contains(got[0].After, "version") || got[0].Base != 0 || got[0].Key != code(1) {
			t.Errorf("%+v", got[0])
		}
	})
}

func TestFirmsAreFoundByNameWhereThereIsNoCode(t *testing.T) {
	ed := edition(t)
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		register(t, db, ed, 3)
		load(t, db, ed, "firms", 0, [][]any{{"统一社会信用代码", "企业名称"}, {code(3), firmName(2)}, {code(1), "昆明新名科技有限公司"}})
		f := plan(t, db, ed, "firms", 0, [][]any{{"企业名称", "联系电话"}, {"昆明第1科技有限公司", "123"}, {"昆明第 2 科技有限公司", "456"}, {"昆明新名科技有限责任公司", "123"}, {"昆明无名有限公司", "1"}})
		got := expect(t, db, f, outcome{models.Update, ""}, outcome{models.Reject, "有 2 家企业叫这个名称"}, outcome{models.Same, "与第 2 行内容相同"}, outcome{models.Reject, "也没有名为"})
		if !strings.Contains(got[1].Faults, code(2)) || !strings.Contains(got[1].Faults, code(3)) {
			t.Error("the candidates are not listed: " + got[1].Faults)
		}
		if firm := after[models.Firm](t, got[0]); firm.Code != code(1) || firm.Name != "昆明新名科技有限公司" || firm.Phone != "123" {
			t.Errorf("%+v", firm)
		}
	})
}

func TestAFirmThatLeftStaysOnTheBooks(t *testing.T) {
	ed := edition(t)
	db := modelstest.SQLite(t)
	register(t, db, ed, 2)
	titles := []any{"统一社会信用代码", "企业名称", "经营状态", "状态日期"}
	load(t, db, ed, "firms", 0, [][]any{titles, {code(1), firmName(1), "迁出", "2023-06-01"}})
	f := plan(t, db, ed, "firms", 0, [][]any{titles, {code(1), firmName(1), "在业", nil}, {code(2), firmName(2), "注销", "2024-12-01"}})
	got := expect(t, db, f, outcome{models.Update, "将改为「在业」"}, outcome{models.Reject, "晚于今天"})
	if firm := after[models.Firm](t, got[0]); firm.State != "在业" || firm.StateDay != 0 {
		t.Errorf("%+v", firm)
	}
	f = plan(t, db, ed, "firms", 0, [][]any{{"统一社会信用代码", "企业名称", "联系人"}, {code(1), firmName(1), "王某"}})
	if firm := after[models.Firm](t, expect(t, db, f, outcome{models.Update, ""})[0]); firm.State != "迁出" || firm.StateDay != 20230601 {
		t.Errorf("%+v", firm)
	}
}

func TestLinesAboutOneRecordMustAgree(t *testing.T) {
	ed := edition(t)
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		register(t, db, ed, 4)
		f := plan(t, db, ed, "figures", 2022, [][]any{{"统一社会信用代码", "营业收入", "研发费用"},
			{code(1), 1, 2}, {code(2), 1, 2}, {code(1), "1.00", 2}, {code(2), 1, 3}, {code(2), 1, nil}, {code(3), 1, 2}})
		got := expect(t, db, f, outcome{models.Create, ""}, outcome{models.Reject, "与第 5 行、第 6 行是同一条记录"}, outcome{models.Same, "与第 2 行内容相同"},
			outcome{models.Reject, "与第 3 行、第 6 行是同一条记录"}, outcome{models.Reject, "与第 3 行、第 5 行是同一条记录"}, outcome{models.Create, ""})
		if f.Totals.Create != 2 || f.Totals.Same != 1 || f.Totals.Reject != 3 {
			t.Errorf("%+v", f)
		}
		if got[1].After != "" {
			t.Error("a rejected line keeps what it would store")
		}
	})
}

func TestFiguresThatAreBlankAreNotReportedAndEraseNothing(t *testing.T) {
	ed := edition(t)
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		register(t, db, ed, 1)
		load(t, db, ed, "figures", 2022, [][]any{{"统一社会信用代码", "营业收入", "研发费用", "职工总数", "查账征收"}, {code(1), "1234.56", "—", 0, "是"}})
		f := load(t, db, ed, "figures", 2022, [][]any{{"统一社会信用代码", "营业收入", "净利润", "职工总数", "查账征收"}, {code(1), "无", "-5", "/", "否"}})
		if f.Totals.Update != 1 {
			t.Fatalf("%+v", f)
		}
		var y models.FirmYear
		if err := db.Read.Take(&y, "code = ? AND year = 2022", code(1)).Error; err != nil {
			t.Fatal(err)
		}
		if *y.Revenue != 1234560000 || *y.Profit != -5000000 || *y.Staff != 0 || *y.BookAudit != 0 || y.RD != nil || y.Version != 2 {
			t.Errorf("%+v", y)
		}
	})
}

func TestFiguresOfUnknownFirmsAndOtherYearsAreRejected(t *testing.T) {
	ed := edition(t)
	db := modelstest.SQLite(t)
	register(t, db, ed, 4)
	f := plan(t, db, ed, "figures", 2022, [][]any{{"统一社会信用代码", "企业名称", "年度", "营业收入"},
		{code(1), firmName(1), 2022, 1}, {code(9), "昆明第9科技有限公司", 2022, 1}, {code(2), firmName(2), 2021, 1}, {code(3), firmName(3), 2030, 1}, {code(4), firmName(1), nil, 1}})
	expect(t, db, f, outcome{models.Create, ""}, outcome{models.Reject, "企业库中没有统一社会信用代码为 " + code(9)}, outcome{models.Reject, "本行是 2021 年，而导入的是 2022 年"},
		outcome{models.Reject, "年度不在 1990 至 2024 之间"}, outcome{models.Create, "该代码在企业库中是「昆明第4科技有限公司」"})

	read := func(rows ...[]any) *Sheet { return read(t, workbook(t, rows), "figures", ReadOptions{}) }
	_, err := Plan(t.Context(), db, ed, read([]any{"统一社会信用代码", "企业名称"}, []any{code(1), "甲"}), PlanOptions{Scope: models.Everything, Actor: clerk, Now: now})
	if !errors.Is(err, ErrYear) || !strings.Contains(err.Error(), "请选择年度") {
		t.Errorf("no year: %v", err)
	}
	_, err = Plan(t.Context(), db, ed, read([]any{"统一社会信用代码", "企业名称"}, []any{code(1), "甲"}), PlanOptions{Year: 2025, Scope: models.Everything, Actor: clerk, Now: now})
	if !errors.Is(err, ErrYear) || !strings.Contains(err.Error(), "2025") {
		t.Errorf("a year to come: %v", err)
	}
	f, err = Plan(t.Context(), db, ed, read([]any{"统一社会信用代码", "年度"}, []any{code(1), 2021}), PlanOptions{Scope: models.Everything, Actor: clerk, Now: now})
	if err != nil || f.Year != 2021 {
		t.Errorf("the year of the column: %+v %v", f, err)
	}
}

func TestFiguresThatDoNotFitAreWarnings(t *testing.T) {
	ed := edition(t)
	db := modelstest.SQLite(t)
	register(t, db, ed, 8)
	rows := [][]any{{"统一社会信用代码", "营业收入", "主营业务收入", "研发费用", "境内研发费用", "职工总数", "科技人员数"}}
	for i := 1; i <= 8; i++ {
		rows = append(rows, []any{code(i), 5000, 4000, 300, 250, 80, 20})
	}
	load(t, db, ed, "figures", 2021, rows)
	f := plan(t, db, ed, "figures", 2022, [][]any{rows[0], {code(1), 100, 101, 10, 11, 5, 6}, {code(2), -1, -1, 1, 1, 1, 1}, {code(3), "5,100,000", 1, 301, 1, 1, 1}, {code(4), nil, nil, nil, nil, nil, nil}})
	got := expect(t, db, f, outcome{models.Create, "大于营业收入"}, outcome{models.Create, "是负数"}, outcome{models.Create, "是上年（5000万元）的约 1020 倍；请核对金额单位"}, outcome{models.Create, "没有任何数据"})
	for _, text := range []string{"大于研发费用", "大于职工总数", "约为上年（5000万元）的 50 分之一"} {
		if !strings.Contains(got[0].Faults, text) {
			t.Errorf("row 2 does not say %q: %s", text, got[0].Faults)
		}
	}
	var all [][]any
	for i := 1; i <= 8; i++ {
		all = append(all, []any{code(i), 5_200_000})
	}
	f = plan(t, db, ed, "figures", 2022, append([][]any{{"统一社会信用代码", "营业收入"}}, all...))
	if !strings.Contains(f.Note, "很可能选错了金额单位") {
		t.Error(f.Note)
	}
}

func TestPlanningStoresTheNotesAndTheRowsAsTheyStand(t *testing.T) {
	ed := edition(t)
	db := modelstest.SQLite(t)
	register(t, db, ed, 1)
	data := workbook(t, [][]any{{"2022年度数据"}, {"单位:千元"}, {"信用代码", "营业收入", "排名"}, {code(1), "1,234.5", 7}})
	s, err := Read(bytes.NewReader(data), int64(len(data)), "名册.xlsx", "figures", ReadOptions{Year: 2022})
	if err != nil {
		t.Fatal(err)
	}
	f, err := Plan(t.Context(), db, ed, s, PlanOptions{Year: 2022, Scope: models.Everything, Actor: clerk, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	stored, err := db.Filing(t.Context(), models.Everything, f.ID)
	if err != nil {
		t.Fatal(err)
	}
	notes, err := ParseNotes(stored.Note)
	if err != nil || notes.Unit != "千元" || notes.Unknown[0] != "排名" || notes.Titles[1] != (TitleNote{"营业收入", "revenue", "千元"}) || stored.Digest != s.Digest || len(stored.Digest) != 64 || stored.By != clerk.Who {
		t.Errorf("%+v %+v %v", stored, notes, err)
	}
	if got := steps(t, db, f); got[0].Line != 4 || got[0].Cells != fmt.Sprintf(`["%s","1,234.5","7"]`, code(1)) || got[0].Key != code(1)+"/2022" {
		t.Errorf("%+v", got)
	}
}
