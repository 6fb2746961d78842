package importers

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"yunti/models"
	"yunti/models/modelstest"
)

// rejected writes a filing's rejects and opens them.
func rejected(t *testing.T, db *models.DB, f *models.Filing) ([]byte, *excelize.File) {
	t.Helper()
	var buf bytes.Buffer
	if err := Rejects(t.Context(), db, models.Everything, f.ID, &buf); err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(bytes.NewReader(buf.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { book.Close() })
	return buf.Bytes(), book
}

func TestRejectsComeBackWithReasonsAndCanBeCorrectedAndImportedAgain(t *testing.T) {
	ed := edition(t)
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		register(t, db, ed, 4)
		f := plan(t, db, ed, "figures", 2022, [][]any{
			{"2022年度数据"}, {"填报单位:某局", nil, "单位:千元"}, {"序号", "信用代码", "单位名称", "营业收入", "研发费用(万元)", "成立于", "从业人员"},
			{1, code(1), firmName(1), 100, 1, 43240, 5}, {2, code(2), firmName(2), "约100", "1%", 43240, 5.5}, {3, code(9), firmName(9), "1,000", 1, nil, 5}, {"合计", nil, nil, 1, 1, nil, 5}})
		if f.Totals.Create != 1 || f.Totals.Reject != 2 {
			t.Fatalf("%+v", f)
		}
		data, book := rejected(t, db, f)
		rows, err := book.GetRows("企业年度数据")
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(rows[2]); got != "[序号 信用代码 单位名称 营业收入 研发费用(万元) 成立于 从业人员 错误原因 原行号]" {
			t.Errorf("titles %s", got)
		}
		if rows[3][3] != "约100" || rows[3][8] != "5" || rows[4][8] != "6" || !strings.Contains(rows[3][7], "「营业收入」不是数字") || !strings.Contains(rows[4][7], "企业库中没有") {
			t.Errorf("%q", rows[3:])
		}
		comments, err := book.GetComments("企业年度数据")
		if err != nil || len(comments) != 4 || comments[0].Cell != "D4" {
			t.Errorf("comments %+v %v", comments, err)
		}
		plain, _ := book.GetCellStyle("企业年度数据", "C4")
		if marked, _ := book.GetCellStyle("企业年度数据", "D4"); marked == plain {
			t.Error("the cell at fault is not marked")
		}
		s := read(t, data, "figures", ReadOptions{Year: 2022})
		if len(s.Lines) != 2 || s.Notes.Unit != "千元" || len(s.Notes.Unknown) != 1 {
			t.Fatalf("%d lines, %+v", len(s.Lines), s.Notes)
		}
		for cell, v := range map[string]any{"D4": "200", "E4": 2, "G4": 6, "B5": code(3)} {
			if err := book.SetCellValue("企业年度数据", cell, v); err != nil {
				t.Fatal(err)
			}
		}
		var fixed bytes.Buffer
		if err := book.Write(&fixed); err != nil {
			t.Fatal(err)
		}
		g, err := Plan(t.Context(), db, ed, read(t, fixed.Bytes(), "figures", ReadOptions{Year: 2022}), PlanOptions{Year: 2022, Scope: models.Everything, Actor: clerk, Now: now})
		if err != nil || g.Totals.Create != 2 || g.Totals.Reject != 0 {
			t.Fatalf("%+v %v %s", g, err, faults(t, db, g))
		}
		if y := after[models.FirmYear](t, steps(t, db, g)[1]); *y.Revenue != 100_000_000 || y.Code != code(3) {
			t.Errorf("1,000 千元 = %d", *y.Revenue)
		}
	})
}

func TestRejectsOfEveryKindOfHeaderAreRecognisedAgain(t *testing.T) {
	ed := edition(t)
	db := modelstest.SQLite(t)
	register(t, db, ed, 1)
	for name, c := range map[string]struct {
		rows [][]any
		opt  ReadOptions
	}{
		"two levels":    {[][]any{{"企业", nil, "指标"}, {"统一社会信用代码", "企业名称", "营业收入(元)", "研发费用"}, {"x", "甲", 1, 2}}, ReadOptions{Year: 2022}},
		"a chosen unit": {[][]any{{"统一社会信用代码", "企业名称", "营业收入", "研发费用"}, {"x", "甲", 1, 2}}, ReadOptions{Year: 2022, Unit: "元"}},
		"a named year":  {[][]any{{"统一社会信用代码", "企业名称", "2022年营业收入", "2021年营业收入"}, {"x", "甲", 1, 2}}, ReadOptions{Year: 2022}},
	} {
		t.Run(name, func(t *testing.T) {
			s := read(t, workbook(t, c.rows), "figures", c.opt)
			first := s.Lines[0].Values
			f, err := Plan(t.Context(), db, ed, s, PlanOptions{Year: 2022, Scope: models.Everything, Actor: clerk, Now: now})
			if err != nil || f.Totals.Reject != 1 {
				t.Fatalf("%+v %v", f, err)
			}
			data, _ := rejected(t, db, f)
			again := read(t, data, "figures", ReadOptions{Year: 2022})
			for i := range figures.Columns {
				if a, b := first[i], again.Lines[0].Values[i]; a != b {
					t.Errorf("%s: %+v, again %+v", figures.Columns[i].Title, a, b)
				}
			}
		})
	}
}

func TestColumnsThatNewFirmsNeedAreAddedToTheRejects(t *testing.T) {
	ed := edition(t)
	db := modelstest.SQLite(t)
	f := plan(t, db, ed, "firms", 0, [][]any{{"企业名称", "区县"}, {"昆明甲科技有限公司", "五华区"}})
	_, book := rejected(t, db, f)
	rows, err := book.GetRows("企业名录")
	if err != nil || fmt.Sprint(rows[2]) != "[企业名称 区县 统一社会信用代码 成立日期 错误原因 原行号]" {
		t.Fatalf("%v %v", rows, err)
	}
	for cell, v := range map[string]string{"C4": code(1), "D4": "2018-05-20"} {
		if err := book.SetCellValue("企业名录", cell, v); err != nil {
			t.Fatal(err)
		}
	}
	var fixed bytes.Buffer
	if err := book.Write(&fixed); err != nil {
		t.Fatal(err)
	}
	g, err := Plan(t.Context(), db, ed, read(t, fixed.Bytes(), "firms", ReadOptions{}), PlanOptions{Scope: models.Everything, Actor: clerk, Now: now})
	if err != nil || g.Totals.Create != 1 {
		t.Fatalf("%+v %v", g, err)
	}
}
