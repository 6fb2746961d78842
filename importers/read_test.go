package importers

import "testing"

func TestReadsABureausSheetWithTitleUnitTotalsNotesAndSignOff(t *testing.T) {
	data := workbook(t, [][]any{
		{"附件1"},
		{"2022年度企业年度数据汇总表"},
		{"填报单位:昆明市科技局", nil, nil, nil, "单位:千元"},
		{"序号", "企业名称", "统一社会\n信用代码", "营业收入", "研发费用(万元)", "从业人员", "备注", "排名"},
		{"五华区(2家)"},
		{1, "昆明甲科技有限公司", code(1), "1,234.5", 12.34, 85, nil, 3},
		{2, "昆明乙科技有限公司", code(2), 1234.5600000000001, "—", "", "x", 4},
		{"小计", nil, nil, 2469.06, 12.34},
		{"序号", "企业名称", "统一社会\n信用代码", "营业收入", "研发费用(万元)", "从业人员", "备注"},
		{nil},
		{3, "昆明丙科技有限公司", code(3), 0, "无", "1,200人"},
		{"合 计", nil, nil, 2469.06, 12.34},
		{"注:1.金额为千元。"},
		{"2.研发费用为统计口径。"},
		{"制表人:张某", nil, "审核人:李某", nil, "填报日期:2023年3月1日"},
	})
	s := read(t, data, "figures", ReadOptions{Year: 2022})
	if len(s.Lines) != 3 {
		t.Fatalf("%d lines, want 3\n%s", len(s.Lines), remarks(s))
	}
	if s.Notes.Unit != "千元" || len(s.Notes.Unknown) != 1 || s.Notes.Unknown[0] != "排名" {
		t.Errorf("unit %q, unknown titles %q", s.Notes.Unit, s.Notes.Unknown)
	}
	first, second, third := &s.Lines[0], &s.Lines[1], &s.Lines[2]
	if v := s.Value(first, "revenue"); v.N != 123450000 {
		t.Errorf("1,234.5 千元 = %d 分", v.N)
	}
	if v := s.Value(first, "rd"); v.N != 12340000 {
		t.Errorf("12.34 万元 = %d 分", v.N)
	}
	if v := s.Value(second, "revenue"); v.N != 123456000 {
		t.Errorf("1234.56 千元 = %d 分", v.N)
	}
	for _, key := range []string{"rd", "staff"} {
		if v := s.Value(second, key); v.State != Blank {
			t.Errorf("%s is %v, want not reported", key, v)
		}
	}
	if v := s.Value(third, "staff"); v.N != 1200 || third.Row != 11 {
		t.Errorf("staff %d in row %d", v.N, third.Row)
	}
	if v := s.Value(third, "revenue"); v.State != Given || v.N != 0 {
		t.Errorf("a reported zero became %v", v)
	}
	for i := range s.Lines {
		if len(s.Lines[i].Faults) > 0 {
			t.Errorf("line %d: %v", s.Lines[i].Row, s.Lines[i].Faults)
		}
	}
}
