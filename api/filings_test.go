package api

import (
	"bytes"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/xuri/excelize/v2"

	"yunti/importers"
	"yunti/models"
	"yunti/models/modelstest"
)

func TestARosterIsPlannedLookedAtAndApplied(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		s := newSite(t, db)
		bad := []any{"91530100MA6K00001A", "云测坏码有限公司", "", "2020-01-01", "", "五华区"}
		a := s.upload("firms", "", "企业名录.xlsx", firmsRoster(t, bad)).want(201)
		id := a.text("id")
		if a.Header.Get("Location") != "/api/v1/filings/"+id || a.Header.Get("ETag") != `"`+a.text("version")+`"` {
			t.Errorf("headers %v", a.Header)
		}
		if a.text("state") != "draft" || a.text("file") != "企业名录.xlsx" || a.text("by") != "city" || a.at("applied_at") != nil ||
			!same(a.at("totals"), map[string]any{"create": 3.0, "update": 0.0, "same": 0.0, "reject": 1.0}) {
			t.Errorf("filing %s", a.Body)
		}
		if total := s.get("/api/v1/firms").want(200).text("total"); total != "0" {
			t.Errorf("planning wrote %s firms", total)
		}

		reject := s.get("/api/v1/filings/" + id + "/steps?action=reject").want(200)
		if reject.text("total") != "1" || reject.text("items", 0, "line") != "5" || reject.at("items", 0, "after") != nil ||
			!strings.Contains(reject.text("items", 0, "faults", 0, "detail"), "校验") || reject.text("items", 0, "faults", 0, "cell") != "A5" {
			t.Errorf("reject %s", reject.Body)
		}
		create := s.get("/api/v1/filings/" + id + "/steps?action=create&size=1&page=2").want(200)
		if create.text("total") != "3" || create.text("items", 0, "key") != modest || create.text("items", 0, "after", "name") != "云测小微科技有限公司" {
			t.Errorf("second create %s", create.Body)
		}

		applied := s.post("/api/v1/filings/"+id+"/apply", nil).want(200)
		if applied.text("state") != "applied" || applied.at("applied_at") == nil {
			t.Errorf("applied %s", applied.Body)
		}
		if total := s.get("/api/v1/firms").want(200).text("total"); total != "3" {
			t.Errorf("%s firms, want 3", total)
		}
		again := s.upload("firms", "", "企业名录.xlsx", firmsRoster(t)).want(201)
		if again.text("totals", "same") != "3" {
			t.Errorf("the same roster again: %v", again.at("totals"))
		}
		list := s.get("/api/v1/filings?kind=firms&state=applied").want(200)
		if list.text("total") != "1" || list.text("items", 0, "id") != id {
			t.Errorf("list %s", list.Body)
		}
	})
}

func TestTheMoneyUnitAndTheSheetOfAnUploadCanBeNamed(t *testing.T) {
	s := newSite(t, modelstest.SQLite(t))
	s.takeIn("firms", "", firmsRoster(t))
	form := map[string]string{"kind": "figures", "year": "2023", "unit": "千元"}
	csv := []byte("统一社会信用代码,营业收入\n" + gazelle + ",5\n")
	id := s.uploadForm(form, "a.csv", csv).want(201).text("id")
	step := s.get("/api/v1/filings/" + id + "/steps").want(200)
	if got := step.text("items", 0, "after", "revenue"); got != "500000" {
		t.Errorf("5 千元 was read as %s 分, want 500000", got)
	}
	form["unit"] = "吨"
	s.uploadForm(form, "a.csv", csv).wantProblem(400, "contract_violation")
	delete(form, "unit")
	form["sheet"] = "没有这张表"
	if a := s.uploadForm(form, "a.xlsx", figuresRoster(t)); a.Status != 422 || !strings.Contains(string(a.Body), "没有这张表") {
		t.Errorf("a sheet that does not exist: %d %s", a.Status, a.Body)
	}
}

func TestApplyingTwiceIsOnce(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		s := newSite(t, db)
		id := s.upload("firms", "", "a.xlsx", firmsRoster(t)).want(201).text("id")
		first := s.post("/api/v1/filings/"+id+"/apply", nil).want(200)
		second := s.post("/api/v1/filings/"+id+"/apply", nil).want(200)
		if string(first.Body) != string(second.Body) {
			t.Errorf("first %s\nsecond %s", first.Body, second.Body)
		}
		if version := s.get("/api/v1/firms/" + gazelle).want(200).text("version"); version != "1" {
			t.Errorf("the firm is at version %s, want 1", version)
		}
	})
}

func TestAFilingWhoseRecordsMovedIsNotApplied(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		s := newCity(t, db)
		rename := func(name string) string {
			return s.upload("firms", "", "a.xlsx", workbook(t,
				[]any{"统一社会信用代码", "企业名称", "成立日期", "所属县(市)区"}, []any{modest, name, "2018-06-18", "盘龙区"})).want(201).text("id")
		}
		one, two := rename("云测小微一号有限公司"), rename("云测小微二号有限公司")
		s.post("/api/v1/filings/"+one+"/apply", nil).want(200)
		a := s.post("/api/v1/filings/"+two+"/apply", nil).wantProblem(409, "changed")
		if !strings.Contains(a.text("detail"), "2") {
			t.Errorf("the detail does not name the line: %s", a.text("detail"))
		}
		if name := s.get("/api/v1/firms/" + modest).want(200).text("name"); name != "云测小微一号有限公司" {
			t.Errorf("the firm is called %s", name)
		}
	})
}

func TestFilingStates(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		s := newSite(t, db)
		act := func(id, act string, body any, set ...func(*http.Request)) *answer {
			return s.post("/api/v1/filings/"+id+"/"+act, body, set...)
		}
		opinion := map[string]string{"opinion": "第 3 行的成立日期与执照不符，请核实。"}
		id := s.upload("firms", "", "a.xlsx", firmsRoster(t)).want(201).text("id")

		act(id, "return", opinion).wantProblem(409, "state")
		act(id, "return", map[string]string{}).wantProblem(400, "contract_violation")
		act(id, "return", map[string]string{"opinion": ""}).wantProblem(400, "contract_violation")
		act(id, "return", map[string]any{"opinion": "好", "state": "applied"}).wantProblem(400, "contract_violation")

		if got := act(id, "submit", nil).want(200).text("state"); got != "passed" { // nobody has to look at the city's own but the city
			t.Errorf("submitted filing is %s", got)
		}
		act(id, "submit", nil).wantProblem(409, "state")
		back := act(id, "return", opinion).want(200)
		if back.text("state") != "returned" || back.text("opinion") != opinion["opinion"] {
			t.Errorf("returned filing %s", back.Body)
		}
		act(id, "apply", nil).wantProblem(409, "state")
		act(id, "submit", nil).want(200)
		act(id, "withdraw", nil).want(200)
		for _, next := range []string{"submit", "apply", "withdraw"} {
			act(id, next, nil).wantProblem(409, "state")
		}
		if total := s.get("/api/v1/firms").want(200).text("total"); total != "0" {
			t.Errorf("%s firms were written", total)
		}
	})
}

func TestIfMatchRefusesAFilingThatMovedOn(t *testing.T) {
	s := newSite(t, modelstest.SQLite(t))
	a := s.upload("firms", "", "a.xlsx", firmsRoster(t)).want(201)
	path, tag := "/api/v1/filings/"+a.text("id"), a.Header.Get("ETag")
	s.post(path+"/submit", nil, header("If-Match", tag)).want(200)
	for _, act := range []string{"submit", "apply", "withdraw"} {
		s.post(path+"/"+act, nil, header("If-Match", tag)).wantProblem(412, "version")
	}
	s.post(path+"/return", map[string]string{"opinion": "请核实"}, header("If-Match", tag)).wantProblem(412, "version")
	s.post(path+"/apply", nil, header("If-Match", "yesterday's")).wantProblem(400, "contract_violation")
	now := s.get(path).want(200).Header.Get("ETag")
	s.post(path+"/apply", nil, header("If-Match", now)).want(200)
}

func TestARequestSentTwiceFilesOnce(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		s := newSite(t, db)
		key := header("Idempotency-Key", "6f1c1f0e-8f0b-4d3a")
		first := s.upload("firms", "", "a.xlsx", firmsRoster(t), key).want(201)
		second := s.upload("firms", "", "a.xlsx", firmsRoster(t), key).want(201)
		if first.text("id") != second.text("id") || second.Header.Get("Idempotency-Replayed") != "true" || first.Header.Get("Idempotency-Replayed") != "" {
			t.Errorf("first %s, second %s", first.Body, second.Body)
		}
		s.upload("firms", "", "a.xlsx", firmsRoster(t, []any{stranger, "云测新来有限公司", "", "2020-01-01", "", "五华区"}), key).wantProblem(422, "key_reused")
		s.upload("firms", "", "a.xlsx", firmsRoster(t), header("Idempotency-Key", "short")).wantProblem(400, "contract_violation")
		if total := s.get("/api/v1/filings").want(200).text("total"); total != "1" {
			t.Errorf("%s filings, want 1", total)
		}

		var all sync.WaitGroup
		ids := make([]string, 6)
		for i := range ids {
			all.Go(func() {
				a := s.upload("firms", "", "b.xlsx", firmsRoster(t), header("Idempotency-Key", "all-at-once-1"))
				if a.Status != 201 && a.Status != 409 {
					t.Errorf("status %d: %s", a.Status, a.Body)
				}
				ids[i] = fmt.Sprint(a.Status, string(a.Body))
			})
		}
		all.Wait()
		if total := s.get("/api/v1/filings").want(200).text("total"); total != "2" {
			t.Errorf("six at once made %s filings in all, want 2: %v", total, ids)
		}
	})
}

func TestUploadsThatCannotBeRead(t *testing.T) {
	s := newSite(t, modelstest.SQLite(t))
	whole := firmsRoster(t)
	for name, c := range map[string]struct {
		kind, year, file string
		content          []byte
		status           int
		code             string
	}{
		"picture":            {"firms", "", "照片.xlsx", []byte("\x89PNG\r\n\x1a\n0000"), 422, "file_format"},
		"half a workbook":    {"firms", "", "a.xlsx", whole[:len(whole)/2], 422, "file_damaged"},
		"empty file":         {"firms", "", "a.xlsx", []byte{}, 422, "file_format"},
		"old workbook":       {"firms", "", "a.xls", append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 2000)...), 422, "file_format"},
		"no header":          {"firms", "", "a.xlsx", workbook(t, []any{"甲", "乙"}, []any{"1", "2"}), 422, "file_header"},
		"only a header":      {"firms", "", "a.xlsx", workbook(t, []any{"统一社会信用代码", "企业名称", "成立日期", "所属县(市)区"}), 422, "file_empty"},
		"figures, no year":   {"figures", "", "a.xlsx", figuresRoster(t), 422, "year"},
		"wrong kind of file": {"residencies", "", "a.xlsx", figuresRoster(t), 422, "file_columns"},
	} {
		a := s.upload(c.kind, c.year, c.file, c.content)
		if a.Status != c.status || a.json()["code"] != c.code {
			t.Errorf("%s: %d %v, want %d %s: %v", name, a.Status, a.json()["code"], c.status, c.code, a.json()["detail"])
		}
	}
	if total := s.get("/api/v1/filings").want(200).text("total"); total != "0" {
		t.Errorf("%s filings were stored", total)
	}
}

func TestFormsThatBreakTheContract(t *testing.T) {
	s := newSite(t, modelstest.SQLite(t))
	for name, c := range map[string]struct {
		kind, year string
		file       []byte
		pointer    string
	}{
		"no kind":       {"", "", firmsRoster(t), "form:kind"},
		"unknown kind":  {"unicorns", "", firmsRoster(t), "form:kind"},
		"no file":       {"firms", "", nil, "form:file"},
		"year in words": {"figures", "今年", figuresRoster(t), "form:year"},
		"year too far":  {"figures", "2222", figuresRoster(t), "form:year"},
		"year too long": {"figures", long("2", 200), figuresRoster(t), "form:year"},
	} {
		a := s.upload(c.kind, c.year, "a.xlsx", c.file).wantProblem(400, "contract_violation")
		if got := a.text("errors", 0, "pointer"); got != c.pointer {
			t.Errorf("%s: pointer %s, want %s", name, got, c.pointer)
		}
	}
	const form = "multipart/form-data; boundary=b"
	for name, body := range map[string]string{
		"unknown part": "--b\r\nContent-Disposition: form-data; name=\"by\"\r\n\r\nmayor\r\n--b--\r\n",
		"part twice":   "--b\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\nfirms\r\n--b\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\nfigures\r\n--b--\r\n",
		"file as text": "--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nhello\r\n--b--\r\n",
		"broken off":   "--b\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\nfir",
		"empty":        "",
	} {
		a := s.send("POST", "/api/v1/filings", strings.NewReader(body), header("Content-Type", form))
		if a.Status != 400 {
			t.Errorf("%s: status %d: %s", name, a.Status, a.Body)
		}
	}
}

func TestUploadsOfOtherMediaTypesAreRefused(t *testing.T) {
	s := newSite(t, modelstest.SQLite(t))
	for _, media := range []string{"", "application/x-www-form-urlencoded", workbookType, "text/plain", "multipart/mixed; boundary=b", "multipart/form-data"} {
		a := s.send("POST", "/api/v1/filings", strings.NewReader("{}"), header("Content-Type", media))
		if a.Status != 415 {
			t.Errorf("%q: status %d, want 415", media, a.Status)
		}
	}
	s.send("POST", "/api/v1/reviews", strings.NewReader(`{"year":2023}`), header("Content-Type", "text/plain")).wantProblem(415, "media_type")
}

func TestBodiesThatAreTooLargeAreRefused(t *testing.T) {
	s := newSite(t, modelstest.SQLite(t))
	// Announced: refused before it is sent. Not announced: refused when it goes over.
	s.send("POST", "/api/v1/filings", strings.NewReader(long("x", maxUpload+1)), header("Content-Type", "multipart/form-data; boundary=b")).wantProblem(413, "too_large")
	endless := io.MultiReader(strings.NewReader("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.xlsx\"\r\n\r\n"), io.LimitReader(zeros{}, maxUpload+1))
	a := s.send("POST", "/api/v1/filings", endless, header("Content-Type", "multipart/form-data; boundary=b")).wantProblem(413, "too_large")
	if !strings.Contains(a.text("detail"), "64 MB") {
		t.Errorf("detail %s", a.text("detail"))
	}
	s.send("POST", "/api/v1/reviews", io.LimitReader(zeros{}, maxBody+1), header("Content-Type", "application/json")).wantProblem(413, "too_large")
}

// zeros never ends.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }

func TestRejectsComeBackAsAWorkbook(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		s := newSite(t, db)
		id := s.upload("firms", "", "a.xlsx", firmsRoster(t, []any{"91530100MA6K00001A", "云测坏码有限公司", "", "2020-01-01", "", "五华区"})).want(201).text("id")
		a := s.get("/api/v1/filings/" + id + "/rejects.xlsx").want(200)
		if name := filename(t, a); name != "拒绝行-企业名录-"+id+".xlsx" {
			t.Errorf("file name %s", name)
		}
		text := sheetText(t, a.Body)
		if !strings.Contains(text, "错误原因") || !strings.Contains(text, "云测坏码有限公司") || strings.Contains(text, "云测小微") {
			t.Errorf("rejects:\n%s", text)
		}
	})
}

func TestUnknownFilingsAreNotFound(t *testing.T) {
	s := newSite(t, modelstest.SQLite(t))
	for _, path := range []string{"", "/steps", "/rejects.xlsx"} {
		s.get("/api/v1/filings/nosuch"+path).wantProblem(404, "not_found")
	}
	for _, act := range []string{"submit", "apply", "withdraw"} {
		s.post("/api/v1/filings/nosuch/"+act, nil).wantProblem(404, "not_found")
	}
	s.post("/api/v1/filings/nosuch/return", map[string]string{"opinion": "请核实"}).wantProblem(404, "not_found")
}

func TestEveryRosterKindHasATemplate(t *testing.T) {
	s := newSite(t, modelstest.SQLite(t))
	list := s.get("/api/v1/templates").want(200)
	for i, kind := range importers.Kinds {
		if list.text("items", i, "id") != kind.ID || len(list.at("items", i, "columns").([]any)) != len(kind.Columns) {
			t.Errorf("kind %d is %v", i, list.at("items", i, "id"))
		}
		a := s.get("/api/v1/templates/" + kind.ID + ".xlsx").want(200)
		if text := sheetText(t, a.Body); !strings.Contains(text, kind.Columns[0].Title) {
			t.Errorf("template %s:\n%s", kind.ID, text)
		}
	}
	first := list.at("items", 0, "columns", 0).(map[string]any)
	if first["key"] != "code" || first["title"] != "统一社会信用代码" || first["type"] != "code" || first["need"] != "required_new" {
		t.Errorf("first column %v", first)
	}
	s.get("/api/v1/templates/nosuch.xlsx").wantProblem(404, "no_template")
	s.get("/api/v1/templates/firms.csv").wantProblem(404, "no_route")
	s.get("/api/v1/templates/firms").wantProblem(404, "no_route")
}

// filename is the name under which a browser of today saves a download.
func filename(t *testing.T, a *answer) string {
	t.Helper()
	_, params, err := mime.ParseMediaType(strings.Replace(a.Header.Get("Content-Disposition"), ` filename="`, ` x="`, 1))
	if err != nil {
		t.Fatal(err)
	}
	return params["filename"]
}

// sheetText is all texts of all sheets.
func sheetText(t *testing.T, file []byte) string {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var b strings.Builder
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			b.WriteString(strings.Join(row, "\t") + "\n")
		}
	}
	return b.String()
}

func TestEverybodyIsOfferedTheRostersThatTheyMayFile(t *testing.T) {
	city := newDistrict(t, modelstest.SQLite(t))
	lines := map[string]map[string]any{"payments": {"收款单位": "云测无名有限公司"}, "above_scale": {"企业名称": "云测无名有限公司", "是否规上": true}, "figures": {"企业名称": "云测无名有限公司"}}
	for user, want := range map[string]map[string]bool{"city": {"payments": true, "figures": true}, "county": {"payments": false, "above_scale": true}, "incubator": {"payments": false, "above_scale": false, "figures": true}} {
		s := city.as(user)
		offered := map[string]bool{}
		for _, kind := range s.get("/api/v1/templates").want(200).at("items").([]any) {
			offered[kind.(map[string]any)["id"].(string)] = true
		}
		for kind, may := range want {
			if offered[kind] != may {
				t.Errorf("%s is offered %s: %v", user, kind, offered[kind])
			}
			a := s.form(kind, 2023, []map[string]any{lines[kind]})
			if refused := a.Status == 403; refused == may {
				t.Errorf("%s files %s: %d %s", user, kind, a.Status, a.Body)
			}
		}
	}
	city.as("leadership").get("/api/v1/templates").wantProblem(403, "forbidden")
	city.as("leadership").form("firms", 0, []map[string]any{newFirm()}).wantProblem(403, "forbidden")
	city.as("admin").form("firms", 0, []map[string]any{newFirm()}).wantProblem(403, "forbidden")
}

func TestFilingsAreFoundByTheirMarks(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		city := newDistrict(t, db)
		own, county := city.as("incubator"), city.as("county")
		a := own.draft()
		b := own.form("firms", 0, []map[string]any{{"统一社会信用代码": code(7), "企业名称": "云测二苗有限公司", "成立日期": "2022-01-01", "所属县(市)区": "五华区"}}).want(201).text("id")
		c := county.form("firms", 0, []map[string]any{{"统一社会信用代码": gazelle, "企业名称": "云测羚羊软件有限公司", "联系人": "丁某"}}).want(201).text("id")
		own.act(a, "submit", nil).want(200)
		ids := func(s *site, query string) string {
			var all []string
			for _, item := range s.get("/api/v1/filings" + query).want(200).at("items").([]any) {
				all = append(all, item.(map[string]any)["id"].(string))
			}
			return strings.Join(all, " ")
		}
		for _, q := range []struct {
			s           *site
			query, want string
		}{
			{county, "", c + " " + b + " " + a}, {county, "?by=me", c}, {county, "?waiting=true", c + " " + a}, {county, query("incubator", ownCarrier), b + " " + a}, {county, "?state=submitted", a},
			{own, "", b + " " + a}, {own, "?waiting=true", b}, {own, "?waiting=1", b}, {own, "?by=me&state=draft", b}, {own, "?county=530102&size=1&page=2", a}, {own, "?round=1", ""}, {own, "?waiting=false", b + " " + a},
			{city, "?waiting=true", ""}, {city, "?county=530102", c + " " + b + " " + a}, {city, query("incubator", otherCarrier), ""},
		} {
			if got := ids(q.s, q.query); got != q.want {
				t.Errorf("%s%s: %s, want %s", q.s.user, q.query, got, q.want)
			}
		}
		for _, query := range []string{"?by=city", "?waiting=2", "?waiting=yes", "?round=0", "?round=x", "?county=kunming", "?incubator=" + long("载", 121), "?state=planning", "?size=201"} {
			city.get("/api/v1/filings"+query).wantProblem(400, "contract_violation")
		}
	})
}

// An act that goes by what somebody saw is refused when it is no longer so, whatever the act.
func TestEveryActHeedsIfMatch(t *testing.T) {
	city := newDistrict(t, modelstest.SQLite(t))
	own, county := city.as("incubator"), city.as("county")
	id := own.draft()
	own.act(id, "submit", nil, header("If-Match", `"1"`)).want(200)
	opinion := map[string]string{"opinion": "请核实"}
	for _, c := range []struct {
		s    *site
		act  string
		body any
	}{{county, "pass", nil}, {county, "pass", opinion}, {county, "return", opinion}, {city, "publicise", nil}, {city, "publicise", map[string]string{"until": "2024-07-20"}}, {city, "apply", nil}, {own, "withdraw", nil}} {
		c.s.act(id, c.act, c.body, header("If-Match", `"1"`)).wantProblem(412, "version")
		c.s.act(id, c.act, c.body, header("If-Match", "1")).wantProblem(400, "contract_violation")
	}
	county.act(id, "pass", nil, header("If-Match", `"2"`)).want(200)
	city.act(id, "publicise", map[string]string{"until": "2024-07-20"}, header("If-Match", `"3"`)).want(200)
}

func TestWhatActsDoNotTake(t *testing.T) {
	city := newDistrict(t, modelstest.SQLite(t))
	own, county := city.as("incubator"), city.as("county")
	id := own.draft()
	own.act(id, "submit", nil).want(200)
	lines := func(n int) []map[string]any {
		all := make([]map[string]any, n)
		for i := range all {
			all[i] = map[string]any{"line": i + 1, "opinion": "改"}
		}
		return all
	}
	for name, c := range map[string]struct {
		act    string
		body   any
		status int
		code   string
	}{
		"no opinion":            {"return", map[string]any{}, 400, "contract_violation"},
		"an opinion of blanks":  {"return", map[string]any{"opinion": " \n"}, 400, "contract_violation"},
		"wide blanks":           {"return", map[string]any{"opinion": "　"}, 422, "invalid"},
		"too long":              {"return", map[string]any{"opinion": long("改", 2001)}, 400, "contract_violation"},
		"by somebody":           {"return", map[string]any{"opinion": "改", "by": "mayor"}, 400, "contract_violation"},
		"a state":               {"return", map[string]any{"opinion": "改", "state": "applied"}, 400, "contract_violation"},
		"line 0":                {"return", map[string]any{"opinion": "改", "lines": []any{map[string]any{"line": 0, "opinion": "改"}}}, 400, "contract_violation"},
		"a line without words":  {"return", map[string]any{"opinion": "改", "lines": []any{map[string]any{"line": 1}}}, 400, "contract_violation"},
		"a line's act":          {"return", map[string]any{"opinion": "改", "lines": []any{map[string]any{"line": 1, "opinion": "改", "seq": 1}}}, 400, "contract_violation"},
		"a line twice":          {"return", map[string]any{"opinion": "改", "lines": append(lines(1), lines(1)...)}, 422, "invalid"},
		"a line that is not":    {"return", map[string]any{"opinion": "改", "lines": lines(2)}, 422, "invalid"},
		"too many lines":        {"return", map[string]any{"opinion": "改", "lines": lines(501)}, 400, "contract_violation"},
		"an opinion of pass":    {"pass", map[string]any{"opinion": long("好", 2001)}, 400, "contract_violation"},
		"an unknown field":      {"pass", map[string]any{"apply": true}, 400, "contract_violation"},
		"a day that is not":     {"publicise", map[string]any{"until": "2024-02-31"}, 400, "contract_violation"},
		"a day in words":        {"publicise", map[string]any{"until": "下周"}, 400, "contract_violation"},
		"publicity from a form": {"publicise", map[string]any{"from": "2024-07-01"}, 400, "contract_violation"},
	} {
		s := county
		if c.act == "publicise" {
			s = city
		}
		a := s.act(id, c.act, c.body)
		if a.Status != c.status || a.json()["code"] != c.code {
			t.Errorf("%s: %d %s", name, a.Status, a.Body)
		}
	}
	county.send("POST", "/api/v1/filings/"+id+"/pass", strings.NewReader("opinion=x"), header("Content-Type", "application/x-www-form-urlencoded")).wantProblem(415, "media_type")
	county.act(id, "pass", nil).want(200)
	for until, code := range map[string]string{"2024-07-01": "invalid", "2024-06-30": "invalid", "2026-07-01": "invalid"} {
		city.act(id, "publicise", map[string]string{"until": until}).wantProblem(422, code)
	}
	city.act(id, "publicise", nil).wantProblem(422, "invalid")
	public := city.act(id, "publicise", map[string]string{"until": "2024-07-02"}).want(200)
	if public.text("public_until") != "2024-07-02" {
		t.Errorf("%s", public.Body)
	}
	// An objection during publicity: the city takes it back.
	county.act(id, "return", map[string]string{"opinion": "异议成立"}).wantProblem(403, "forbidden")
	if a := city.act(id, "return", map[string]string{"opinion": "异议成立"}).want(200); a.text("public_until") != "" || a.text("state") != "returned" {
		t.Errorf("%s", a.Body)
	}
}

func TestPublicityNeedsTheCalendarOfTheYear(t *testing.T) {
	city := newDistrict(t, modelstest.SQLite(t))
	city.clock(noon.AddDate(20, 0, 0))
	city.openRound(map[string]any{"opens": "2044-07-01", "closes": "2044-07-31", "publicity_days": 5})
	own := city.as("incubator2")
	id := own.upload("figures", "2023", "a.xlsx", figuresOf(t, []any{neighbor, "云测邻居科技有限公司", 100, 10, 5})).want(201).text("id")
	own.act(id, "submit", nil).want(200)
	city.as("county2").act(id, "pass", nil).want(200)
	city.act(id, "publicise", nil).wantProblem(422, "no_holidays")
	city.act(id, "publicise", map[string]string{"until": "2044-07-20"}).want(200)
}

func TestNoticesAndTodoAreOnesOwn(t *testing.T) {
	city := newDistrict(t, modelstest.SQLite(t))
	own, county := city.as("incubator"), city.as("county")
	id := own.draft()
	own.act(id, "submit", nil).want(200)
	notice, _ := county.notice(id)
	path := "/api/v1/notices/" + notice + "/read"
	for _, user := range []string{"city", "county2", "incubator", "incubator2"} {
		s := city.as(user)
		if other, _ := s.notice(id); other != "" {
			t.Errorf("%s is told what is for the county", user)
		}
		s.post(path, nil).wantProblem(404, "not_found")
	}
	for _, user := range []string{"leadership", "admin", "auditor"} {
		s := city.as(user)
		s.get("/api/v1/notices").wantProblem(403, "forbidden")
		s.get("/api/v1/todo").wantProblem(403, "forbidden")
		s.post(path, nil).wantProblem(403, "forbidden")
	}
	if county.todo("unread") != "1" || county.todo("review") != "1" || own.todo("unread") != "0" {
		t.Errorf("county %s, incubator %s", county.get("/api/v1/todo").Body, own.get("/api/v1/todo").Body)
	}
	county.post(path, nil).want(204)
	county.post(path, nil).want(204)
	if county.todo("unread") != "0" {
		t.Error("read, and counted as unread")
	}
	all := county.get("/api/v1/notices").want(200)
	if all.text("total") != "1" || all.at("items", 0, "read") != true || county.get("/api/v1/notices?unread=true").want(200).text("total") != "0" {
		t.Errorf("%s", all.Body)
	}
	county.get("/api/v1/notices?unread=maybe").wantProblem(400, "contract_violation")
	county.get("/api/v1/notices?size=201").wantProblem(400, "contract_violation")
	county.post("/api/v1/notices/nosuch/read", nil).wantProblem(404, "not_found")
	county.post("/api/v1/notices/"+long("n", 61)+"/read", nil).wantProblem(400, "contract_violation")
	county.get("/api/v1/todo?day=2024-01-01").wantProblem(400, "contract_violation")
}

// Of two who decide on a filing at the same moment one is heard, and the other is told.
func TestTwoDecisionsAtOnce(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		city := newDistrict(t, db)
		own, county := city.as("incubator"), city.as("county")
		for range 3 {
			id := own.draft()
			own.act(id, "submit", nil).want(200)
			var all sync.WaitGroup
			var mu sync.Mutex
			statuses := map[int]int{}
			for _, decide := range []func() *answer{
				func() *answer { return county.act(id, "pass", nil) },
				func() *answer { return county.act(id, "return", map[string]string{"opinion": "请核实"}) },
				func() *answer { return own.act(id, "withdraw", nil) },
			} {
				all.Go(func() {
					a := decide()
					mu.Lock()
					defer mu.Unlock()
					statuses[a.Status]++
				})
			}
			all.Wait()
			acts := len(own.get("/api/v1/filings/" + id + "/acts").want(200).at("items").([]any))
			// One is heard for sure; a withdrawal may still follow what was decided, and to return what has passed is for the city.
			// What was answered with 200 is on record, and nothing else is.
			if statuses[200] < 1 || statuses[200]+statuses[409]+statuses[403] != 3 || acts != 2+statuses[200] {
				t.Errorf("statuses %v, %d acts", statuses, acts)
			}
			if state := own.get("/api/v1/filings/" + id).want(200).text("state"); state != "withdrawn" {
				own.act(id, "withdraw", nil).want(200)
			}
		}
	})
}

func TestAddressesOfFilingsThatLeadNowhere(t *testing.T) {
	s := newSite(t, modelstest.SQLite(t))
	id := s.upload("firms", "", "a.xlsx", firmsRoster(t)).want(201).text("id")
	for _, address := range []string{strings.ToLower(id), id + "%20", "%20" + id, id + "'--", "1%20OR%201=1", "..", "%2e%2e", id + "%00", long("F", 21), id + "%2f..%2f" + id, "*", "%25"} {
		for _, rest := range []string{"", "/steps", "/acts", "/rejects.xlsx", "/attachments", "/attachments/1"} {
			if a := s.get("/api/v1/filings/" + address + rest); a.Status != 404 && a.Status != 400 {
				t.Errorf("%s%s: %d %.200s", address, rest, a.Status, a.Body)
			}
		}
		for _, act := range []string{"submit", "pass", "publicise", "apply", "withdraw"} {
			if a := s.act(address, act, nil); a.Status != 404 && a.Status != 400 {
				t.Errorf("%s %s: %d %.200s", act, address, a.Status, a.Body)
			}
		}
	}
	s.get("/api/v1/filings/"+id+"/steps?action=delete").wantProblem(400, "contract_violation")
	s.get("/api/v1/filings/"+id+"/steps?size=0").wantProblem(400, "contract_violation")
	if state := s.get("/api/v1/filings/" + id).want(200).text("state"); state != "draft" {
		t.Errorf("the filing is %s", state)
	}
}
