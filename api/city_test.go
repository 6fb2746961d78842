package api

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"yunti/models"
	"yunti/policy"
)

// The firms of the small city.
var (
	gazelle  = code(1) // 瞪羚 by recognition, with a high-tech certificate
	modest   = code(2) // 科技型中小企业
	silent   = code(3) // on the roster, has reported nothing
	stranger = code(9) // on no roster
)

func code(n int) string {
	return policy.CompleteCode("91530100MA6K0000" + string(rune('0'+n)))
}

// workbook is an .xlsx with one sheet of rows.
func workbook(t *testing.T, rows ...[]any) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, row := range rows {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		if err == nil {
			err = f.SetSheetRow("Sheet1", cell, &row)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func firmsRoster(t *testing.T, more ...[]any) []byte {
	return workbook(t, append([][]any{
		{"统一社会信用代码", "企业名称", "曾用名", "成立日期", "注册资本(万元)", "所属县(市)区", "所属开发区", "国民经济行业代码", "技术领域", "经营状态", "联系人", "联系电话"},
		{gazelle, "云测羚羊软件有限公司", "云测小羚软件有限公司", "2015-03-02", "1000", "五华区", "昆明高新区", "6513", "电子信息", "在业", "甲某", "087100000001"},
		{modest, "云测小微科技有限公司", "", "2018-06-18", "", "盘龙区", "", "6513", "电子信息", "在业", "", ""},
		{silent, "云测无声机械有限公司", "", "2019-11-11", "300", "官渡区", "", "3490", "", "在业", "", ""},
	}, more...)...)
}

func figuresRoster(t *testing.T) []byte {
	return workbook(t,
		[]any{"统一社会信用代码", "企业名称", "营业收入(万元)", "成本费用总额(万元)", "研发费用(万元)", "研发费用-加计扣除口径(万元)", "科技活动投入(万元)", "资产总额(万元)", "职工总数(人)", "科技人员数(人)", "Ⅰ类知识产权(件)", "查账征收"},
		[]any{gazelle, "云测羚羊软件有限公司", "3000", "2800", "200", "", "150", "5000", "120", "40", "3", "是"},
		[]any{modest, "云测小微科技有限公司", "800", "700", "0", "60", "", "900", "20", "8", "1", "是"},
	)
}

func titlesRoster(t *testing.T) []byte {
	return workbook(t,
		[]any{"统一社会信用代码", "企业名称", "认定类别", "级别", "证书编号", "发证日期", "有效期至"},
		[]any{gazelle, "云测羚羊软件有限公司", "瞪羚企业", "", "", "2022-05-10", "2025-05-09"},
		[]any{gazelle, "云测羚羊软件有限公司", "高新技术企业", "", "GR202253000001", "2022-11-18", ""},
		[]any{modest, "云测小微科技有限公司", "科技型中小企业", "国家级", "", "2022-06-01", ""},
		[]any{modest, "云测小微科技有限公司", "科技型中小企业", "国家级", "", "2023-06-01", ""},
	)
}

// takeIn files a roster, applies it and returns the filing's ID.
func (s *site) takeIn(kind, year string, file []byte) string {
	s.t.Helper()
	id := s.upload(kind, year, kind+".xlsx", file).want(201).text("id")
	s.post("/api/v1/filings/"+id+"/apply", nil).want(200)
	return id
}

// newCity returns a site whose records hold the small city.
func newCity(t *testing.T, db *models.DB) *site {
	t.Helper()
	s := newSite(t, db)
	s.takeIn("firms", "", firmsRoster(t))
	for _, year := range []string{"2022", "2023"} {
		s.takeIn("figures", year, figuresRoster(t))
	}
	s.takeIn("recognitions", "", titlesRoster(t))
	return s
}

// evaluate runs the review of year and returns its ID when it is a draft.
func (s *site) evaluate(year int) string {
	s.t.Helper()
	id := s.post("/api/v1/reviews", map[string]int{"year": year}).want(202).text("id")
	s.await(id, models.Draft)
	return id
}

// publish reviews and publishes a year.
func (s *site) publish(year int) string {
	s.t.Helper()
	id := s.evaluate(year)
	s.post("/api/v1/reviews/"+id+"/publish", nil).want(200)
	return id
}

// await waits for the background work of the server, and then for the review to be in that state.
func (s *site) await(id, state string) *answer {
	s.t.Helper()
	s.srv.reviews.Wait()
	a := s.get("/api/v1/reviews/" + id).want(200)
	if a.text("state") != state {
		s.t.Fatalf("review %s is %s, want %s: %s", id, a.text("state"), state, a.Body)
	}
	return a
}

// long repeats a text n times.
func long(s string, n int) string { return strings.Repeat(s, n) }

// same compares two values read from JSON.
func same(a, b any) bool { return reflect.DeepEqual(a, b) }
