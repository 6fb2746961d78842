package importers

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"yunti/models"
	"yunti/models/modelstest"
)

func TestAGroupRowSaysTheCountyOfTheLinesBelow(t *testing.T) {
	ed := edition(t)
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		titles := []any{"序号", "统一社会信用代码", "企业名称", "成立日期"}
		line := func(n int, name string) []any { return []any{n, code(n), name, "2018-05-20"} }
		f := plan(t, db, ed, "firms", 0, [][]any{{"企业名录"}, titles,
			{"一、五华区（2家）"}, line(1, "甲"), {2, code(2), "乙", "约2018年"},
			{"小计", nil, 2}, line(3, "丙"), // after the subtotal nobody knows
			{"（二）安宁市"}, line(4, "丁"), titles, line(5, "戊"), // a repeated header ends no group
			{"滇中新区"}, line(6, "己"), // no county of the book
			{"经开区"}, line(7, "庚")})
		got := expect(t, db, f, outcome{models.Create, "校验位"}, outcome{models.Reject, "成立日期"}, outcome{models.Reject, "新增企业必填"}, outcome{models.Create, "校验位"}, outcome{models.Create, "校验位"},
			outcome{models.Reject, "新增企业必填"}, outcome{models.Reject, "新增企业必填"})
		for i, county := range map[int]string{0: "530102", 3: "530181", 4: "530181"} {
			if firm := after[models.Firm](t, got[i]); firm.County != county {
				t.Errorf("line %d is of county %s, want %s", i+1, firm.County, county)
			}
		}
		if strings.Contains(got[1].Faults, "所属县") || !strings.Contains(f.Note, "按其上方的分组行登记") {
			t.Errorf("%s\n%s", got[1].Faults, f.Note)
		}
		// The rejected line comes back with its county.
		data, book := rejected(t, db, f)
		rows, err := book.GetRows(firms.Name)
		if err != nil || fmt.Sprint(rows[2][4:5], rows[3][4:5], rows[4][3:5]) != "[所属县(市)区] [五华区] [2018-05-20 ]" {
			t.Errorf("%q, %v", rows, err)
		}
		if s := read(t, data, "firms", ReadOptions{}); s.Value(&s.Lines[0], "county").Text != "五华区" {
			t.Errorf("%+v", s.Lines[0])
		}
		// What a line says itself counts more than its group.
		f = plan(t, db, ed, "firms", 0, [][]any{append(titles, "所属区县"), {"五华区"}, append(line(8, "辛"), "盘龙区"), append(line(9, "壬"), nil)})
		got = expect(t, db, f, outcome{models.Create, "校验位"}, outcome{models.Create, "校验位"})
		if a, b := after[models.Firm](t, got[0]), after[models.Firm](t, got[1]); a.County != "530103" || b.County != "530102" {
			t.Errorf("%s %s", a.County, b.County)
		}
	})
}

func TestACountyFilesGroupsOfItsOwnOnly(t *testing.T) {
	ed := edition(t)
	db := modelstest.SQLite(t)
	data := workbook(t, [][]any{{"统一社会信用代码", "企业名称", "成立日期"}, {"五华区"}, {code(1), "甲", "2018-05-20"}, {"盘龙区"}, {code(2), "乙", "2018-05-20"}})
	f, err := Plan(t.Context(), db, ed, read(t, data, "firms", ReadOptions{}), PlanOptions{Scope: wuhua, Actor: countyMan, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	got := steps(t, db, f)
	if got[0].Action != models.Create || got[1].Action != models.Reject || !strings.Contains(got[1].Faults, "只能填写本县(市)区") {
		t.Errorf("%+v", got)
	}
}

func TestTheTitleOfAPublishedListSaysKindBatchAndDay(t *testing.T) {
	ed := edition(t)
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		register(t, db, ed, 3)
		f := plan(t, db, ed, "recognitions", 0, [][]any{{"附件1"}, {"对云南省认定机构2022年认定的第一批高新技术企业进行备案的公告"}, {nil, "发证日期：2022年11月18日"},
			{"序号", "企业名称", "证书编号"}, {1, firmName(1), "GR202253000001"}, {2, firmName(2), "GR202253000002"}, {3, "昆明无名有限公司", "GR202253000003"}})
		got := expect(t, db, f, outcome{models.Create, ""}, outcome{models.Create, ""}, outcome{models.Reject, "没有名为"})
		if r := after[models.Recognition](t, got[0]); r.Kind != "hnte" || r.Batch != "2022年第一批" || r.Issued != 20221118 || r.Number != "GR202253000001" || r.Holder != code(1) {
			t.Errorf("%+v", r)
		}
		for _, text := range []string{"按标题登记为高新技术企业", "「发证日期」列，取自标题：2022-11-18", "「批次」列，取自标题：2022年第一批"} {
			if !strings.Contains(f.Note, text) {
				t.Errorf("the notes lack %q: %s", text, f.Note)
			}
		}
		// The rejected line comes back with all that.
		data, book := rejected(t, db, f)
		if err := book.SetCellValue(recognitions.Name, "B4", firmName(3)); err != nil {
			t.Fatal(err)
		}
		rows, err := book.GetRows(recognitions.Name)
		if err != nil || fmt.Sprint(rows[2]) != "[序号 企业名称 证书编号 认定类别 发证日期 批次 错误原因 原行号]" || fmt.Sprint(rows[3][3:6]) != "[高新技术企业 2022-11-18 2022年第一批]" {
			t.Errorf("%q, %v", rows, err)
		}
		if s := read(t, data, "recognitions", ReadOptions{}); len(s.Lines) != 1 || len(s.Notes.Sheets[0].Given) != 0 {
			t.Errorf("%+v", s.Notes)
		}
		// A column of the file counts more than its title.
		f = plan(t, db, ed, "recognitions", 0, [][]any{{"2022年认定的第一批高新技术企业名单"}, {"2022-11-18"}, {"企业名称", "认定类别", "发证日期", "批次"}, {firmName(1), "瞪羚企业", "2023-01-05", nil}})
		if r := after[models.Recognition](t, expect(t, db, f, outcome{models.Create, ""})[0]); r.Kind != "gazelle" || r.Issued != 20230105 || r.Batch != "" {
			t.Errorf("%+v", r)
		}
	})
}

func TestATitleThatDoesNotSayItIsNoSubstituteForAColumn(t *testing.T) {
	ed := edition(t)
	db := modelstest.SQLite(t)
	register(t, db, ed, 1)
	for name, top := range map[string][]any{
		"no kind":               {"2022年第一批名单", "2022-11-18"},
		"two kinds":             {"2022年第一批高新技术企业和瞪羚企业名单", "2022-11-18"},
		"no day":                {"2022年第一批高新技术企业名单"},
		"two days":              {"2022年第一批高新技术企业名单", "发证日期：2022-11-18", "公告日期：2022-12-01"},
		"a day of something":    {"截至2022年12月31日高新技术企业名单"},
		"a withdrawal":          {"关于取消2022年第一批高新技术企业资格的公告", "2022-11-18"},
		"a publicity":           {"关于云南省2022年第一批拟认定高新技术企业的公示", "2022-11-18"},
		"a month":               {"2022年第一批高新技术企业名单", "2022年11月"},
		"a number like a day":   {"2022年第一批高新技术企业名单", "20221118"},
		"no title":              {},
		"of another list's own": {"来源：2022年第一批高新技术企业名单.xlsx", "来源：2022-11-18"},
	} {
		rows := [][]any{}
		for _, text := range top {
			rows = append(rows, []any{text})
		}
		data := workbook(t, append(rows, []any{"序号", "企业名称", "证书编号"}, []any{1, firmName(1), "GR202253000001"}))
		s, err := Read(strings.NewReader(string(data)), int64(len(data)), "名单.xlsx", "recognitions", ReadOptions{})
		if err == nil {
			_, err = Plan(t.Context(), db, ed, s, PlanOptions{Scope: models.Everything, Actor: clerk, Now: now})
		}
		if !errors.Is(err, ErrColumns) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestKindsAreFoundInTitles(t *testing.T) {
	ed := edition(t)
	for title, want := range map[string]string{
		"2023年云南省高新技术企业培育库入库企业名单": "hnte_library", "昆明市2022年准独角兽企业名单": "pre_unicorn", "独角兽企业榜单": "unicorn",
		"2023年第五批入库科技型中小企业名单": "tech_sme", "关于公布瞪羚企业、雏鹰企业名单的通知": "", "关于印发名单的通知": "",
	} {
		got := ""
		if kind := kindNamed(ed, compact(title)); kind != nil {
			got = kind.ID
		}
		if got != want {
			t.Errorf("%s names %q, want %q", title, got, want)
		}
	}
	for in, want := range map[string]string{"五华区": "五华区", "一、五华区(12家)": "五华区", "(十二)安宁市": "安宁市", "3.官渡区共15家": "官渡区", "石林彝族自治县:": "石林彝族自治县"} {
		if got := groupName(in); got != want {
			t.Errorf("groupName(%q) is %q, want %q", in, got, want)
		}
	}
}
