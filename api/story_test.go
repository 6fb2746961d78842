package api

import (
	"strings"
	"testing"

	"yunti/models"
	"yunti/models/modelstest"
)

// A year's filing from the round that the city opens to the dossier that shows the figures, with everybody who has no
// business in a step trying it. The round asks for five working days of publicity.
func TestTheWayOfAFilingThroughTheOffices(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		city := newDistrict(t, db)
		own, other, county, county2 := city.as("incubator"), city.as("incubator2"), city.as("county"), city.as("county2")

		round := city.post("/api/v1/rounds", map[string]any{"name": "2023年度企业数据填报", "kind": "figures", "year": 2023,
			"opens": "2024-07-01", "closes": "2024-07-31", "publicity_days": 5}).want(201).text("id")
		completion := func() string {
			a := own.get("/api/v1/rounds/" + round + "/completion").want(200)
			return a.text("items", 0, "rate", "num") + "/" + a.text("items", 0, "rate", "den")
		}

		// The incubator registers a firm; its own draft is nobody else's business.
		firm := own.form("firms", 0, []map[string]any{newFirm()}).want(201).text("id")
		own.wantCan(firm, "replace submit withdraw")
		county.wantCan(firm, "")
		own.act(firm, "apply", nil).wantProblem(403, "forbidden")
		county.act(firm, "submit", nil).wantProblem(403, "forbidden")
		own.act(firm, "submit", nil).want(200)
		own.wantCan(firm, "withdraw")
		county.wantCan(firm, "pass return")
		county2.act(firm, "pass", nil).wantProblem(404, "not_found")
		county.act(firm, "pass", map[string]string{"opinion": "材料齐全。"}).want(200)
		if got := own.get("/api/v1/firms").want(200).text("total"); got != "0" {
			t.Errorf("before the filing is applied the incubator has %s firms", got)
		}
		city.act(firm, "apply", nil).want(200)
		mine := own.get("/api/v1/firms").want(200)
		if mine.text("total") != "1" || mine.text("items", 0, "registrar") != ownCarrier {
			t.Errorf("the registered firm: %s", mine.Body)
		}
		if got := completion(); got != "0/1" {
			t.Errorf("completion %s, want 0/1", got)
		}
		if own.todo("firms") != "1" {
			t.Errorf("todo %s", own.get("/api/v1/todo").Body)
		}

		// It uploads figures, with a line about somebody else's firm.
		roster := figuresOf(t, []any{tenant, "云测新苗科技有限公司", 500, 60, 12}, []any{neighbor, "云测邻居科技有限公司", 1, 1, 1})
		first := own.upload("figures", "2023", "年报.xlsx", roster).want(201)
		id := first.text("id")
		if first.text("totals", "create") != "1" || first.text("totals", "reject") != "1" || first.text("incubator") != ownCarrier || first.text("county") != "530102" {
			t.Errorf("filing %s", first.Body)
		}
		own.attach(id, "2", "审计报告.pdf", pdfPaper("a")).want(201)
		other.get("/api/v1/filings/"+id).wantProblem(404, "not_found")
		county.act(id, "pass", nil).wantProblem(409, "state")
		submitted := own.act(id, "submit", nil).want(200)
		if submitted.text("state") != "submitted" || submitted.text("round") != round || submitted.at("submitted_at") == nil {
			t.Errorf("submitted %s", submitted.Body)
		}
		own.attach(id, "", "补充.pdf", pdfPaper("b")).wantProblem(409, "state")
		if got := completion(); got != "1/1" {
			t.Errorf("completion %s, want 1/1: what is submitted counts", got)
		}

		// The county has something to say, on the filing and on a line.
		if county.todo("review") != "1" || county2.todo("review") != "0" {
			t.Errorf("review: county %s, other county %s", county.todo("review"), county2.todo("review"))
		}
		waiting := county.get("/api/v1/filings?waiting=true").want(200)
		if waiting.text("total") != "1" || waiting.text("items", 0, "id") != id {
			t.Errorf("waiting for the county: %s", waiting.Body)
		}
		if _, told := county.notice(id); !strings.Contains(told, ownCarrier) {
			t.Errorf("what the county was told of %s: %q", id, told)
		}
		opinion := map[string]any{"opinion": "请核实后重新提交。", "lines": []map[string]any{{"line": 2, "opinion": "营业收入与统计报表不一致。"}}}
		own.act(id, "return", opinion).wantProblem(403, "forbidden")
		county2.act(id, "return", opinion).wantProblem(404, "not_found")
		county.act(id, "return", map[string]any{"opinion": "看不清", "lines": []map[string]any{{"line": 99, "opinion": "没有这行"}}}).wantProblem(422, "invalid")
		county.act(id, "return", opinion).want(200)

		// The incubator reads it and files anew in its place.
		if own.todo("returned") != "1" || completion() != "0/1" {
			t.Errorf("returned: todo %s, completion %s", own.todo("returned"), completion())
		}
		step := own.get("/api/v1/filings/" + id + "/steps?action=create").want(200)
		if step.text("items", 0, "opinion") != "营业收入与统计报表不一致。" {
			t.Errorf("opinion of the line: %s", step.Body)
		}
		if reject := own.get("/api/v1/filings/" + id + "/steps?action=reject").want(200); reject.text("items", 0, "opinion") != "" {
			t.Errorf("a line nobody spoke of: %s", reject.Body)
		}
		notice, text := own.notice(id)
		if !strings.Contains(text, id) || !strings.Contains(text, "请核实后重新提交") {
			t.Errorf("notice %s", text)
		}
		other.post("/api/v1/notices/"+notice+"/read", nil).wantProblem(404, "not_found")
		own.post("/api/v1/notices/"+notice+"/read", nil).want(204)
		if left, _ := own.notice(id); left != "" {
			t.Errorf("notice %s was read and is unread", left)
		}
		corrected := map[string]string{"kind": "figures", "year": "2023", "replaces": id}
		other.uploadForm(corrected, "年报.xlsx", figuresOf(t, []any{neighbor, "云测邻居科技有限公司", 1, 1, 1})).wantProblem(404, "not_found")
		again := own.uploadForm(corrected, "年报-改.xlsx", figuresOf(t, []any{tenant, "云测新苗科技有限公司", 480, 60, 12})).want(201)
		next := again.text("id")
		if again.text("replaces") != id || again.text("totals", "reject") != "0" {
			t.Errorf("filed anew: %s", again.Body)
		}
		replaced := own.get("/api/v1/filings/" + id).want(200)
		if replaced.text("state") != "replaced" || replaced.text("replaced_by") != next || len(replaced.at("can").([]any)) != 0 {
			t.Errorf("replaced: %s", replaced.Body)
		}
		if papers := own.get("/api/v1/filings/" + next + "/attachments").want(200); papers.text("items", 0, "name") != "审计报告.pdf" {
			t.Errorf("papers of the new filing: %s", papers.Body)
		}
		own.uploadForm(corrected, "年报.xlsx", roster).wantProblem(409, "state")

		// County and city pass it on.
		own.act(next, "submit", nil).want(200)
		county.act(next, "apply", nil).wantProblem(403, "forbidden")
		county.act(next, "publicise", nil).wantProblem(403, "forbidden")
		city.act(next, "publicise", nil).wantProblem(409, "state")
		county.act(next, "pass", nil).want(200)
		county.act(next, "pass", nil).wantProblem(409, "state")
		county.act(next, "return", opinion).wantProblem(403, "forbidden")
		if city.todo("confirm") != "1" {
			t.Errorf("todo of the city: %s", city.get("/api/v1/todo").Body)
		}
		early := city.act(next, "apply", nil).wantProblem(409, "state")
		if !strings.Contains(early.text("detail"), "公示") {
			t.Errorf("detail %s", early.text("detail"))
		}
		public := city.act(next, "publicise", nil).want(200)
		if public.text("state") != "public" || public.text("public_from") != "2024-07-01" || public.text("public_until") != "2024-07-08" {
			t.Errorf("five working days from Monday 1 July 2024: %s", public.Body)
		}
		own.act(next, "withdraw", nil).wantProblem(409, "state")
		for _, day := range []int{0, 7} {
			city.clock(in(day))
			early := city.act(next, "apply", nil).wantProblem(409, "state")
			if !strings.Contains(early.text("detail"), "2024-07-08") {
				t.Errorf("the last day of publicity is not named: %s", early.text("detail"))
			}
		}
		if city.todo("publicity") != "0" {
			t.Error("on its last day the publicity is not over")
		}
		city.clock(in(8))
		if city.todo("publicity") != "1" {
			t.Error("the day after its last day the publicity is over")
		}
		city.wantCan(next, "apply return")
		city.act(next, "apply", nil).want(200)

		own = city.as("incubator")
		dossier := own.get("/api/v1/firms/" + tenant).want(200)
		if dossier.at("years", 0, "revenue") != 480000000.0 || dossier.text("years", 0, "filing") != next || dossier.text("phone") != "13800000004" {
			t.Errorf("dossier %s", dossier.Body)
		}
		line := own.get("/api/v1/rounds/" + round + "/completion").want(200)
		if line.text("items", 0, "reported") != "1" || line.text("items", 0, "missing") != "0" || line.text("items", 0, "incubator") != ownCarrier {
			t.Errorf("completion %s", line.Body)
		}
		var acts []string
		for _, act := range own.get("/api/v1/filings/" + next + "/acts").want(200).at("items").([]any) {
			a := act.(map[string]any)
			acts = append(acts, a["who"].(string)+" "+a["act"].(string)+" "+a["becomes"].(string))
		}
		want := "incubator create draft, incubator submit submitted, county pass passed, city publicise public, city apply applied"
		if got := strings.Join(acts, ", "); got != want {
			t.Errorf("acts %s\nwant %s", got, want)
		}
		returned := own.get("/api/v1/filings/" + id + "/acts").want(200)
		if returned.text("items", 2, "act") != "return" || returned.text("items", 2, "lines", 0, "line") != "2" {
			t.Errorf("acts of the first filing: %s", returned.Body)
		}
		if _, told := own.notice(next); !strings.Contains(told, "生效") {
			t.Errorf("what the incubator was told of %s: %q", next, told)
		}
	})
}
