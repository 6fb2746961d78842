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
		if a.text("state") != "draft" || a.text("file") != "企业名录.xlsx" || a.text("by") != "本机" || a.at("applied_at") != nil ||
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

		if got := act(id, "submit", nil).want(200).text("state"); got != "submitted" {
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
	for _, media := range []string{"", "application/json", workbookType, "text/plain", "multipart/mixed; boundary=b", "multipart/form-data"} {
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
