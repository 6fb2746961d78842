package api

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"yunti/models"
	"yunti/models/modelstest"
)

// The firms of the worked example of Article 4: research costs 800→1,000, 500→400 and 0→50 万元 from 2021 to 2022.
var (
	firmA = code(6)
	firmB = code(7)
	firmC = code(8)
)

// wan is 1 万元 in 分.
const wan = 1_000_000

// newLedger returns a district of which 2022 is published with money of every state: the worked example (in 五华区, 盘龙区, 五华区), an entry
// in the library (a range), one of a firm that has left (suspended), one of a year before the measures (outside, in 2021), a prize
// of an unknown level (pending) and a carrier's new level.
func newLedger(t *testing.T, db *models.DB) (s *site, review string) {
	t.Helper()
	s = newDistrict(t, db)
	s.takeIn("firms", "", workbook(t,
		[]any{"统一社会信用代码", "企业名称", "成立日期", "所属县(市)区", "国民经济行业代码", "经营状态", "状态日期"},
		[]any{firmA, "云测甲研发有限公司", "2015-03-02", "五华区", "3599", "在业", ""},
		[]any{firmB, "云测乙研发有限公司", "2015-03-02", "盘龙区", "3599", "在业", ""},
		[]any{firmC, "云测丙研发有限公司", "2015-03-02", "五华区", "3599", "在业", ""},
		[]any{silent, "云测无声机械有限公司", "2019-11-11", "官渡区", "3490", "迁出", "2022-11-01"}))
	for year, costs := range map[string][3]string{"2021": {"800", "500", "0"}, "2022": {"1000", "400", "50"}} {
		s.takeIn("figures", year, workbook(t,
			[]any{"统一社会信用代码", "企业名称", "研发费用(万元)"},
			[]any{firmA, "云测甲研发有限公司", costs[0]}, []any{firmB, "云测乙研发有限公司", costs[1]}, []any{firmC, "云测丙研发有限公司", costs[2]}))
	}
	s.takeIn("above_scale", "2022", workbook(t,
		[]any{"统一社会信用代码", "企业名称", "是否规上"},
		[]any{firmA, "云测甲研发有限公司", "是"}, []any{firmB, "云测乙研发有限公司", "是"}, []any{firmC, "云测丙研发有限公司", "是"}))
	s.takeIn("recognitions", "", workbook(t,
		[]any{"统一社会信用代码", "企业名称", "认定类别", "级别", "证书编号", "发证日期"},
		[]any{modest, "云测小微科技有限公司", "高新技术企业培育库", "市级", "", "2022-05-10"},
		[]any{silent, "云测无声机械有限公司", "高新技术企业培育库", "市级", "", "2022-05-10"},
		[]any{gazelle, "云测羚羊软件有限公司", "高新技术企业培育库", "市级", "", "2021-05-10"},
		[]any{modest, "云测小微科技有限公司", "国际双创大赛获奖", "", "", "2022-08-10"}))
	return s, s.publish(2022)
}

// entitlement finds one line of a clause and payee.
func (s *site) entitlement(year, clause, payee string) map[string]any {
	s.t.Helper()
	a := s.get("/api/v1/entitlements" + query("year", year, "clause", clause, "payee", payee)).want(200)
	return a.at("items", 0).(map[string]any)
}

// line is a line of a batch to be settled.
func line(e map[string]any, amount int) map[string]any {
	return map[string]any{"clause": e["clause"], "payee": e["payee"], "item": e["item"], "amount": amount}
}

// settling settles lines of a review.
func settling(review string, lines ...map[string]any) map[string]any {
	return map[string]any{"review": review, "doc_no": "昆科纪要〔2024〕12号", "opinion": "材料齐全。", "lines": lines}
}

// onSettlement carries an act out on a settlement as it is at a version.
func (s *site) onSettlement(id, act, version string, body any) *answer {
	s.t.Helper()
	return s.post("/api/v1/settlements/"+id+"/"+act, body, header("If-Match", `"`+version+`"`))
}

func paying(amount int, day string) map[string]any {
	return map[string]any{"amount": amount, "day": day, "doc_no": "昆财教〔2024〕88号"}
}

// detail is what a problem says, with the places that it names.
func (a *answer) detail() string {
	a.t.Helper()
	p := a.json()
	text := fmt.Sprint(p["detail"])
	if places, ok := p["errors"].([]any); ok {
		for _, e := range places {
			m := e.(map[string]any)
			text += fmt.Sprintf("\n%s %s", m["pointer"], m["detail"])
		}
	}
	return text
}

func TestALineIsSettledPublicisedApprovedAndPaid(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		s, review := newLedger(t, db)
		library := s.entitlement("2022", "5-a", modest)
		if library["low"] != 3e6 || library["high"] != 5e6 || library["state"] != "owed" || library["settlement"] != nil {
			t.Fatalf("%v", library)
		}
		made := s.post("/api/v1/settlements", settling(review, line(library, 4*wan))).want(201)
		id := made.text("items", 0, "id")
		if made.text("items", 0, "state") != "settled" || made.at("items", 0, "amount") != 4e6 || made.text("items", 0, "settled_by") != "city" {
			t.Errorf("%s", made.Body)
		}
		unsettled := s.get("/api/v1/entitlements?year=2022&clause=5-a&state=owed&settled=none").want(200)
		if unsettled.text("total") != "0" {
			t.Errorf("still to be settled: %s", unsettled.Body)
		}

		other := s.as("city2")
		other.post("/api/v1/settlements/approve", map[string]any{"ids": []string{id}, "doc_no": "批1"}).wantProblem(409, "state")
		s.onSettlement(id, "payments", "1", paying(wan, "2024-07-01")).wantProblem(409, "state")
		public := s.post("/api/v1/settlements/publicise", map[string]any{"ids": []string{id}, "days": 5}).want(200)
		if public.text("items", 0, "public_from") != "2024-07-02" || public.text("items", 0, "public_until") != "2024-07-08" || public.text("items", 0, "state") != "public" {
			t.Errorf("%s", public.Body)
		}
		approval := map[string]any{"ids": []string{id}, "doc_no": "昆科发〔2024〕30号"}
		s.clock(in(7)) // the last day of the publicity
		other = s.as("city2")
		if got := other.post("/api/v1/settlements/approve", approval).wantProblem(409, "state").detail(); !strings.Contains(got, "2024-07-09") || !strings.Contains(got, "body:/ids/0") {
			t.Error(got)
		}
		s.clock(in(8))
		other = s.as("city2")
		if got := s.post("/api/v1/settlements/approve", approval).wantProblem(403, "own_approval").detail(); !strings.Contains(got, "另一人") {
			t.Error(got)
		}
		other.post("/api/v1/settlements/approve", approval).want(200)

		file := s.get("/api/v1/settlements/" + id).want(200)
		if file.Header.Get("ETag") != `"3"` || file.text("approved_by") != "city2" {
			t.Errorf("%s %s", file.Header.Get("ETag"), file.Body)
		}
		s.post("/api/v1/settlements/"+id+"/payments", paying(wan, "2024-07-09")).wantProblem(400, "contract_violation") // no If-Match
		s.onSettlement(id, "payments", "2", paying(wan, "2024-07-09")).wantProblem(412, "version")
		for _, bad := range []struct {
			body   map[string]any
			status int
			code   string
			says   string
		}{
			{paying(4*wan+1, "2024-07-09"), 422, "amount", "最多还能拨付 4 万元"},
			{paying(wan, "2024-07-10"), 422, "invalid", "在今天 2024-07-09 之后"},
			{paying(wan, "2024-07-08"), 422, "invalid", "不能早于批准日"},
			{paying(0, "2024-07-09"), 400, "contract_violation", "amount"},
			{map[string]any{"amount": wan, "day": "2024-07-09", "doc_no": " "}, 400, "contract_violation", "doc_no"},
			{map[string]any{"amount": wan, "day": "2024-06-31", "doc_no": "1"}, 400, "contract_violation", "没有这一天"},
		} {
			if got := s.onSettlement(id, "payments", "3", bad.body).wantProblem(bad.status, bad.code).detail(); !strings.Contains(got, bad.says) {
				t.Errorf("%v: %s", bad.body, got)
			}
		}
		s.onSettlement(id, "payments", "3", paying(3*wan, "2024-07-09")).want(200)
		s.onSettlement(id, "payments", "3", paying(wan, "2024-07-09")).wantProblem(412, "version") // a double click
		paid := s.onSettlement(id, "payments", "4", paying(wan, "2024-07-09")).want(200)
		if paid.at("paid") != 4e6 || len(paid.at("payments").([]any)) != 2 || paid.Header.Get("ETag") != `"5"` {
			t.Errorf("%s", paid.Body)
		}
		if got := s.get("/api/v1/entitlements?year=2022&settled=paid").want(200); got.text("total") != "1" || got.at("sums", "paid") != 4e6 {
			t.Errorf("%s", got.Body)
		}

		objection := map[string]any{"opinion": "公示期间异议成立。"}
		if got := s.onSettlement(id, "reverse", "5", objection).wantProblem(409, "state").detail(); !strings.Contains(got, "先逐笔冲销") {
			t.Error(got)
		}
		for i := range 2 {
			ref := paid.text("payments", i, "ref")
			back := s.onSettlement(id, "payments/reverse", fmt.Sprint(5+i), map[string]any{"ref": ref, "opinion": "账户有误。"}).want(200)
			if i == 0 {
				s.onSettlement(id, "payments/reverse", "6", map[string]any{"ref": ref, "opinion": "账户有误。"}).wantProblem(409, "state")
				s.onSettlement(id, "payments/reverse", "6", map[string]any{"ref": "无此", "opinion": "账户有误。"}).wantProblem(404, "not_found")
			}
			if i == 1 && back.at("paid") != 0.0 {
				t.Errorf("%s", back.Body)
			}
		}
		reversed := s.onSettlement(id, "reverse", "7", objection).want(200)
		var acts []string
		for _, a := range reversed.at("acts").([]any) {
			acts = append(acts, fmt.Sprint(a.(map[string]any)["act"]))
		}
		if got := strings.Join(acts, " "); got != "settle publicise approve pay pay reverse_payment reverse_payment reverse" || reversed.text("state") != "reversed" {
			t.Errorf("%s %s", got, reversed.text("state"))
		}
		s.post("/api/v1/settlements", settling(review, line(library, 5*wan))).want(201) // anew
		if got := s.get("/api/v1/settlements?year=2022&state=reversed").want(200); got.text("total") != "1" || got.text("items", 0, "id") != id {
			t.Errorf("%s", got.Body)
		}
		s.get("/api/v1/settlements/2022-99999").wantProblem(404, "not_found")
	})
}

func TestWhatCannotBeSettledIsRefusedWithItsReason(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		s, review := newLedger(t, db)
		before := s.publish(2021)
		library, left, prize, early := s.entitlement("2022", "5-a", modest), s.entitlement("2022", "5-a", silent), s.entitlement("2022", "5-d", modest), s.entitlement("2021", "5-a", gazelle)
		good := line(s.entitlement("2022", "4-b", firmA), 10*wan)
		s.publish(2022) // supersedes what was read
		for _, c := range []struct {
			name   string
			review string
			lines  []map[string]any
			status int
			code   string
			says   []string
		}{
			{"above the ceiling", "2022-2", []map[string]any{good, line(library, 5*wan+1)}, 422, "amount", []string{"body:/lines/1", "3 万元", "5 万元"}},
			{"below the range", "2022-2", []map[string]any{line(library, 3*wan-1)}, 422, "amount", []string{"body:/lines/0"}},
			{"a payee that left", "2022-2", []map[string]any{line(left, 4*wan)}, 409, "not_owed", []string{"暂缓", "迁出"}},
			{"pending", "2022-2", []map[string]any{line(prize, 4*wan)}, 409, "not_owed", []string{"待补", "级别空白"}},
			{"a clause not in force that year", before, []map[string]any{line(early, 4*wan)}, 409, "not_owed", []string{"期外测算", "2021"}},
			{"no such line", "2022-2", []map[string]any{{"clause": "5-c", "payee": modest, "item": "", "amount": wan}}, 404, "not_found", []string{"5-c"}},
			{"a superseded review", review, []map[string]any{good}, 409, "not_in_force", []string{"2022-2"}},
			{"no such review", "2022-9", []map[string]any{good}, 404, "not_found", nil},
			{"several, all named", "2022-2", []map[string]any{line(left, wan), good, line(prize, wan), line(library, 9*wan)}, 409, "not_owed",
				[]string{"有 3 笔", "body:/lines/0", "body:/lines/2", "body:/lines/3"}},
			{"one twice", "2022-2", []map[string]any{good, good}, 422, "invalid", []string{"两次"}},
		} {
			t.Run(c.name, func(t *testing.T) {
				s := *s
				s.t = t
				got := s.post("/api/v1/settlements", settling(c.review, c.lines...)).wantProblem(c.status, c.code).detail()
				for _, text := range c.says {
					if !strings.Contains(got, text) {
						t.Errorf("%q is not in %s", text, got)
					}
				}
			})
		}
		if got := s.get("/api/v1/settlements").want(200); got.text("total") != "0" {
			t.Errorf("something was settled: %s", got.Body)
		}
		s.post("/api/v1/settlements/publicise", map[string]any{"ids": []string{"2022-00001"}}).wantProblem(400, "contract_violation")
		s.post("/api/v1/settlements/publicise", map[string]any{"ids": []string{"2022-00001"}, "until": "2024-06-30"}).wantProblem(400, "contract_violation")
		s.post("/api/v1/settlements/publicise", map[string]any{"ids": []string{"2022-00001"}, "days": 5}).wantProblem(404, "not_found")
	})
}

func TestAYearWithoutCalendarIsPublicisedUntilADayThatIsGiven(t *testing.T) {
	s, review := newLedger(t, modelstest.SQLite(t))
	id := s.post("/api/v1/settlements", settling(review, line(s.entitlement("2022", "5-a", modest), 4*wan))).want(201).text("items", 0, "id")
	s.clock(in(365 * 4))
	s.post("/api/v1/settlements/publicise", map[string]any{"ids": []string{id}, "days": 5}).wantProblem(422, "no_holidays")
	public := s.post("/api/v1/settlements/publicise", map[string]any{"ids": []string{id}, "until": "2028-07-15"}).want(200)
	if public.text("items", 0, "public_from") != "2028-07-01" || public.text("items", 0, "public_until") != "2028-07-15" {
		t.Errorf("%s", public.Body)
	}
}

func TestALineThatTwoSettleAtOnceIsSettledOnce(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		s, review := newLedger(t, db)
		body := settling(review, line(s.entitlement("2022", "5-a", modest), 4*wan), line(s.entitlement("2022", "4-b", firmA), 10*wan))
		offices := []*site{s.as("city"), s.as("city2")}
		answers := make([]*answer, len(offices))
		var all sync.WaitGroup
		for i, office := range offices {
			all.Go(func() { answers[i] = office.post("/api/v1/settlements", body) })
		}
		all.Wait()
		first, second := answers[0], answers[1]
		if first.Status != 201 {
			first, second = second, first
		}
		first.want(201)
		if got := second.wantProblem(409, "settled").detail(); !strings.Contains(got, "body:/lines/0") || !strings.Contains(got, "body:/lines/1") {
			t.Error(got)
		}
		if got := s.get("/api/v1/settlements?year=2022").want(200); got.text("total") != "2" {
			t.Errorf("%s", got.Body)
		}
	})
}

func TestAClauseThatIsGivenOnceIsRefusedAfterAPayment(t *testing.T) {
	s, review := newLedger(t, modelstest.SQLite(t))
	s.takeIn("payments", "", workbook(t,
		[]any{"条款", "年度", "统一社会信用代码", "收款单位", "批准金额(万元)", "拨付金额(万元)", "拨付日期", "文号"},
		[]any{"5-a", "2023", modest, "云测小微科技有限公司", "4", "4", "2024-01-10", "昆财教〔2024〕1号"}))
	row := s.entitlement("2022", "5-a", modest)
	if !strings.Contains(fmt.Sprint(row["before"]), "2023") {
		t.Errorf("the list does not warn: %v", row["before"])
	}
	got := s.post("/api/v1/settlements", settling(review, line(row, 4*wan))).wantProblem(409, "once").detail()
	if !strings.Contains(got, "2023") || !strings.Contains(got, "4 万元") {
		t.Error(got)
	}
}

func TestTheWorkedExampleComesTo25And15(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		s, review := newLedger(t, db)
		totals := s.get("/api/v1/entitlements/totals?year=2022").want(200)
		if totals.at("own") != 25e6 || totals.at("pool") != 15e6 || totals.text("review") != review {
			t.Errorf("own %v, pool %v", totals.at("own"), totals.at("pool"))
		}
		if totals.at("pools", 0, "net") != 150e6 || totals.at("pools", 0, "due") != 15e6 || totals.at("pools", 0, "firms") != 3.0 {
			t.Errorf("%v", totals.at("pools"))
		}
		for payee, want := range map[string][2]float64{firmA: {20e6, 12e6}, firmC: {5e6, 3e6}} {
			if e := s.entitlement("2022", "4-c", payee); e["low"] != want[0] || e["high"] != want[0] || e["beside"] != want[1] {
				t.Errorf("%v", e)
			}
		}
		if got := s.get("/api/v1/entitlements" + query("year", "2022", "clause", "4-c", "payee", firmB)).want(200).text("total"); got != "0" {
			t.Errorf("%s lines for a firm that spent less", got)
		}
		trial := s.post("/api/v1/trials", map[string]any{"year": 2022, "set": []string{"clause/4-c/pool=是"}}).want(200)
		if trial.at("total", "high_before").(float64)-trial.at("total", "high_after").(float64) != 10e6 || trial.text("changed", 0) != "clause/4-c/pool：否 → 是" {
			t.Errorf("%s", trial.Body)
		}
	})
}

func TestEverybodySeesTheirOwnMoney(t *testing.T) {
	s, review := newLedger(t, modelstest.SQLite(t))
	both := s.post("/api/v1/settlements", settling(review, line(s.entitlement("2022", "5-a", modest), 4*wan), line(s.entitlement("2022", "4-b", firmA), 10*wan))).want(201)
	inPanlong, inWuhua := both.text("items", 0, "id"), both.text("items", 1, "id")
	county, county2, own, own2 := s.as("county"), s.as("county2"), s.as("incubator"), s.as("incubator2")

	for name, c := range map[string]struct {
		who   *site
		sees  string
		lacks string
	}{"五华区": {county, firmA, modest}, "盘龙区": {county2, modest, firmA}, "leadership": {s.as("leadership"), firmA, stranger}} {
		all := string(c.who.get("/api/v1/entitlements?year=2022&size=200").want(200).Body)
		if !strings.Contains(all, c.sees) || strings.Contains(all, c.lacks) {
			t.Errorf("%s: %s", name, all)
		}
	}
	county.get("/api/v1/settlements/"+inPanlong).wantProblem(404, "not_found")
	county.get("/api/v1/settlements/" + inWuhua).want(200)
	county.get("/api/v1/firms/"+modest+"/entitlements").wantProblem(404, "not_found")
	if got := county2.get("/api/v1/firms/" + modest + "/entitlements").want(200); got.text("items", 0, "settlement", "id") != inPanlong {
		t.Errorf("%s", got.Body)
	}
	if got := county.get("/api/v1/settlements").want(200); got.text("total") != "1" {
		t.Errorf("%s", got.Body)
	}
	// 五华区: 4-b of A and C, 4-c of A and C, the carrier's 50 万元.
	if got := county.get("/api/v1/entitlements/totals?year=2022").want(200); got.at("total", "high") != float64((10+20+50)*wan+5*wan+wan/2) || len(got.at("counties").([]any)) != 1 {
		t.Errorf("%s", got.Body)
	}
	if got := county2.get("/api/v1/budget?year=2022").want(200); got.at("total", "settled") != 4e6 || got.at("total", "high") != float64(5*wan+4*wan) {
		t.Errorf("%s", got.Body)
	}

	for _, write := range []func(*site) *answer{
		func(s *site) *answer {
			return s.post("/api/v1/settlements", settling(review, line(s.entitlement("2022", "4-c", firmA), 20*wan)))
		},
		func(s *site) *answer {
			return s.post("/api/v1/settlements/publicise", map[string]any{"ids": []string{inWuhua}, "days": 5})
		},
		func(s *site) *answer {
			return s.onSettlement(inWuhua, "reverse", "1", map[string]any{"opinion": "不同意。"})
		},
	} {
		write(county).wantProblem(403, "forbidden")
	}

	secret := s.newToken("台账", "read", "filings", "reviews").text("secret") // programs read the ledger, and settle nothing
	bearer := header("Authorization", "Bearer "+secret)
	s.anonymous().get("/api/v1/settlements", bearer).want(200)
	s.anonymous().post("/api/v1/settlements", settling(review, line(s.entitlement("2022", "4-c", firmA), 20*wan)), bearer).wantProblem(403, "forbidden")

	// An incubator sees itself as a carrier, and no foreign firm.
	if got := own.get("/api/v1/entitlements?year=2022").want(200); got.text("total") != "1" || got.text("items", 0, "clause") != "5-e" {
		t.Errorf("%s", got.Body)
	}
	if got := own2.get("/api/v1/entitlements?year=2022").want(200); got.text("total") != "0" || got.at("sums", "high") != 0.0 {
		t.Errorf("%s", got.Body)
	}
	own.get("/api/v1/firms/"+firmA+"/entitlements").wantProblem(404, "not_found")
	if got := own.get("/api/v1/entitlements" + query("year", "2022", "payee", firmA)).want(200); got.text("total") != "0" {
		t.Errorf("%s", got.Body)
	}
	own.get("/api/v1/settlements").wantProblem(403, "forbidden")
	own2.get("/api/v1/firms/" + neighbor + "/entitlements").want(200)
}

func TestANewReviewChangesNoSettlementAndTheDifferencesAreTold(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		s, review := newLedger(t, db)
		s.post("/api/v1/settlements", settling(review, line(s.entitlement("2022", "4-b", firmA), 10*wan), line(s.entitlement("2022", "5-a", modest), 4*wan))).want(201)
		if got := s.get("/api/v1/settlements/differences?year=2022").want(200); len(got.at("items").([]any)) != 0 {
			t.Errorf("%s", got.Body)
		}
		s.takeIn("figures", "2022", workbook(t, []any{"统一社会信用代码", "企业名称", "研发费用(万元)"}, []any{firmA, "云测甲研发有限公司", "900"}))
		s.publish(2022)
		got := s.get("/api/v1/settlements/differences?year=2022").want(200)
		if len(got.at("items").([]any)) != 1 || got.at("items", 0, "settlement", "amount") != 10e6 || got.at("items", 0, "now", "high") != 9e6 {
			t.Errorf("%s", got.Body)
		}
		s.as("incubator").get("/api/v1/settlements/differences?year=2022").wantProblem(403, "forbidden")
	})
}

func TestMoneyOfAYearThatIsNotPublishedIsNotFound(t *testing.T) {
	s := newCity(t, modelstest.SQLite(t))
	for _, path := range []string{"entitlements", "entitlements/totals", "budget"} {
		s.get("/api/v1/"+path).wantProblem(404, "not_found")
		if got := s.get("/api/v1/"+path+"?year=2022").wantProblem(404, "not_found").detail(); !strings.Contains(got, "发布 2022 年度评价") {
			t.Error(got)
		}
	}
	s.get("/api/v1/entitlements?settled=maybe").wantProblem(400, "contract_violation")
	s.get("/api/v1/entitlements/totals?yaer=2022").wantProblem(400, "contract_violation")
	s.get("/api/v1/settlements?state=gone").wantProblem(400, "contract_violation")
}

func TestATrialOverHTTP(t *testing.T) {
	s, _ := newLedger(t, modelstest.SQLite(t))
	unchanged := s.as("leadership").post("/api/v1/trials", map[string]any{"year": 2022, "set": []string{}}).want(200)
	if unchanged.at("firms_total") != 0.0 || unchanged.at("total", "high_before") != unchanged.at("total", "high_after") ||
		unchanged.at("total", "high_after") != s.get("/api/v1/entitlements/totals?year=2022").want(200).at("total", "high") {
		t.Errorf("%s", unchanged.Body)
	}
	moved := s.post("/api/v1/trials", map[string]any{"year": 2022, "set": []string{"clause/5-a/low=4 万元", "clause/5-a/high=6 万元"}}).want(200)
	if moved.at("total", "low_after").(float64)-moved.at("total", "low_before").(float64) != 1e6 {
		t.Errorf("%s", moved.Body)
	}
	got := s.post("/api/v1/trials", map[string]any{"year": 2022, "set": []string{"clause/5-a/low=4 万元", "tier/gazele/revenue_cagr_3y=25%"}}).wantProblem(422, "trial").detail()
	if !strings.Contains(got, "body:/set/1") || !strings.Contains(got, "tier/gazelle/revenue_cagr_3y") {
		t.Error(got)
	}
	s.post("/api/v1/trials", map[string]any{"year": 2030, "set": []string{}}).wantProblem(422, "future")
	s.post("/api/v1/trials", map[string]any{"year": 2001, "set": []string{}}).wantProblem(422, "before_book")
	s.as("county").post("/api/v1/trials", map[string]any{"year": 2022, "set": []string{}}).wantProblem(403, "forbidden")
	for _, p := range s.get("/api/v1/trials/parameters?year=2022").want(200).at("items").([]any) {
		if m := p.(map[string]any); m["path"] == "clause/5-a/low" && (m["value"] != "3 万元" || m["text"] != "5-a 昆明市高新技术培育企业：低端") {
			t.Errorf("%v", m)
		}
	}
	s.get("/api/v1/trials/parameters?year=2001").wantProblem(422, "before_book")
	if got := s.get("/api/v1/reviews").want(200); len(got.at("items").([]any)) != 1 {
		t.Errorf("a trial was stored: %s", got.Body)
	}
}
