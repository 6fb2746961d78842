package importers

import (
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

func merged(ranges ...string) func(f *excelize.File) {
	return func(f *excelize.File) {
		for _, r := range ranges {
			a, b, _ := strings.Cut(r, ":")
			if err := f.MergeCell("Sheet1", a, b); err != nil {
				panic(err)
			}
		}
	}
}

func TestAHeaderOfTwoLevelsIsReadDownEachColumn(t *testing.T) {
	rows := [][]any{
		{"2022年度数据(单位:元)"},
		{"序号", "企业名称", "统一社会信用代码", "经济指标", nil, "研发费用(万元)", nil, nil, "人员"},
		{nil, nil, nil, "营业收入", "上年营业收入", "统计口径", "加计扣除口径", "高企口径", "从业人员"},
		{1, "昆明甲科技有限公司", code(1), 1000000, 5, 1, 2, 3, 12},
	}
	check := func(t *testing.T, s *Sheet) {
		t.Helper()
		l := &s.Lines[0]
		if s.Notes.Sheets[0].Header != 3 || len(s.Lines) != 1 {
			t.Fatalf("header in row %d, %d lines", s.Notes.Sheets[0].Header, len(s.Lines))
		}
		for key, want := range map[string]int64{"revenue": 100000000, "rd": 1000000, "rd_deduct": 2000000, "rd_hnte": 3000000, "staff": 12} {
			if v := s.Value(l, key); v.N != want {
				t.Errorf("%s = %d, want %d", key, v.N, want)
			}
		}
	}
	t.Run("merged", func(t *testing.T) {
		s := read(t, workbook(t, rows, merged("A1:I1", "A2:A3", "B2:B3", "C2:C3", "D2:E2", "F2:H2")), "figures", ReadOptions{Year: 2022})
		check(t, s)
		if !slices.Contains(s.Notes.Unknown, "经济指标-上年营业收入") {
			t.Errorf("unknown titles: %v", s.Notes.Unknown)
		}
	})
	t.Run("unmerged", func(t *testing.T) { check(t, read(t, workbook(t, rows), "figures", ReadOptions{Year: 2022})) })
}

func TestTitlesThatNameAYearAreThoseOfTheChosenYear(t *testing.T) {
	data := workbook(t, [][]any{
		{"信用代码", "企业名称", "2021年营业收入(万元)", "2022年营业收入(万元)", "2023年度研发费用", "本年从业人员"},
		{code(1), "昆明甲科技有限公司", 1, 2, 3, 4},
	})
	s := read(t, data, "figures", ReadOptions{Year: 2022})
	if v := s.Value(&s.Lines[0], "revenue"); v.N != 2000000 {
		t.Errorf("revenue %+v", v)
	}
	if v := s.Value(&s.Lines[0], "rd"); v.State != Blank {
		t.Errorf("R&D of another year was taken: %+v", v)
	}
	if v := s.Value(&s.Lines[0], "staff"); v.N != 4 {
		t.Errorf("staff %+v", v)
	}
	if text := remarks(s); !strings.Contains(text, "2021年营业收入") || !strings.Contains(text, "不是所选年度") {
		t.Errorf("remarks: %s", text)
	}
}

func TestUnitsComeFromTheTitleThenTheFileThenTheChoice(t *testing.T) {
	header := []any{"信用代码", "企业名称", "营业收入", "研发费用(元)", "资产总额/亿元"}
	line := []any{code(1), "昆明甲科技有限公司", 5, 5, 5}
	for _, c := range []struct {
		name         string
		rows         [][]any
		unit         string
		revenue, all int64
	}{
		{"default", [][]any{header, line}, "", 5000000, 0},
		{"chosen", [][]any{header, line}, "千元", 500000, 0},
		{"unit line", [][]any{{"填报单位:昆明市科技局", nil, "计量单位:千元、人"}, header, line}, "", 500000, 0},
		{"in the title row", [][]any{{"年度汇总表(金额单位:亿元)"}, header, line}, "亿元", 50000000000, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := read(t, workbook(t, c.rows), "figures", ReadOptions{Year: 2022, Unit: c.unit})
			l := &s.Lines[0]
			if a, b, d := s.Value(l, "revenue").N, s.Value(l, "rd").N, s.Value(l, "assets").N; a != c.revenue || b != 500 || d != 50000000000 {
				t.Errorf("revenue %d, R&D %d, assets %d", a, b, d)
			}
		})
	}
	refused(t, workbook(t, [][]any{{"单位:千元"}, header, line}), "figures", ReadOptions{Year: 2022, Unit: "万元"}, ErrUnit, "千元", "万元")
	refused(t, workbook(t, [][]any{header, line}), "figures", ReadOptions{Year: 2022, Unit: "斤"}, ErrUnit, "斤")
}

func TestAMissingOrDoubledColumnIsRefusedByName(t *testing.T) {
	refused(t, workbook(t, [][]any{{"序号", "企业名称", "发证日期", "地址"}, {1, "甲", "2022-11-18", "x"}}), "recognitions", ReadOptions{}, ErrColumns, "认定类别", "企业名称", "地址", "第 1 行")
	refused(t, workbook(t, [][]any{{"统一社会信用代码", "企业名称", "营业收入", "营业收入"}, {code(1), "甲", 1, 2}}), "figures", ReadOptions{}, ErrColumns, "营业收入", "C 列", "D 列")
	refused(t, workbook(t, [][]any{{"今天天气"}, {1, 2, 3}}), "figures", ReadOptions{}, ErrNoHeader, "企业年度数据", "模板")
	refused(t, workbook(t, nil), "figures", ReadOptions{}, ErrEmpty, "空的")
	refused(t, workbook(t, [][]any{{"统一社会信用代码", "企业名称"}}), "figures", ReadOptions{}, ErrEmpty, "没有数据行")
	refused(t, workbook(t, nil), "firmz", ReadOptions{}, ErrKind, "firmz", "figures")
}

func TestTheRostersOwnTitleWinsOverAnAlias(t *testing.T) {
	s := read(t, workbook(t, [][]any{{"统一社会信用代码", "企业名称", "销售收入", "营业收入", "主营业务收入", "总收入"}, {code(1), "甲", 1, 2, 3, 4}}), "figures", ReadOptions{Year: 2022})
	l := &s.Lines[0]
	for key, want := range map[string]int64{"revenue": 2000000, "main_revenue": 3000000, "total_income": 4000000} {
		if v := s.Value(l, key); v.N != want {
			t.Errorf("%s = %d", key, v.N)
		}
	}
	if text := remarks(s); !strings.Contains(text, "C 列「销售收入」与 D 列「营业收入」同义") {
		t.Errorf("remarks: %s", text)
	}
	s = read(t, workbook(t, [][]any{{"统一社会信用代码", "企业名称", "主营业务收入"}, {code(1), "甲", 3}}), "figures", ReadOptions{Year: 2022})
	if v := s.Value(&s.Lines[0], "revenue"); v.State != Blank {
		t.Errorf("主营业务收入 stood in for 营业收入: %+v", v)
	}
}

func TestTheHeaderIsNotTakenFromTitleRowsOrData(t *testing.T) {
	s := read(t, workbook(t, [][]any{
		{"企业名称、统一社会信用代码对照表"}, {}, {},
		{"企业名称", "统一社会信用代码", "年度"},
		{"昆明企业名称科技有限公司", code(1), nil},
	}, merged("A1:C1")), "figures", ReadOptions{Year: 2022})
	if s.Notes.Sheets[0].Header != 4 || len(s.Lines) != 1 || s.Lines[0].Row != 5 {
		t.Errorf("header %d, %d lines", s.Notes.Sheets[0].Header, len(s.Lines))
	}
}

func TestATitleMergedOverTwoColumnsIsOneColumn(t *testing.T) {
	s := read(t, workbook(t, [][]any{{"企业名称", nil, "统一社会信用代码"}, {"昆明甲科技有限公司", nil, code(1)}}, merged("A1:B1", "A2:B2")), "figures", ReadOptions{Year: 2022})
	if v := s.Value(&s.Lines[0], "name"); v.Text != "昆明甲科技有限公司" {
		t.Errorf("%+v", v)
	}
}
