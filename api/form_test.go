package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"

	"yunti/importers"
	"yunti/models"
	"yunti/models/modelstest"
)

func TestARosterIsFiledByForm(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		s := newCity(t, db)
		a := s.form("figures", 2023, []map[string]any{
			{"统一社会信用代码": gazelle, "营业收入": 3100.5, "职工总数(人)": "121", "查账征收": true, "净利润": nil, "研发费用": ""},
			{"统一社会信用代码": silent, "营业收入": json.Number("12e2"), "职工总数(人)": 3, "查账征收": false},
			{"统一社会信用代码": gazelle[:17], "营业收入": 1},
		}).want(201)
		id := a.text("id")
		if a.Header.Get("Location") != "/api/v1/filings/"+id || a.text("file") != "在线填报" || a.text("state") != "draft" || a.text("by") != "city" || a.text("note", "format") != "form" ||
			!same(a.at("totals"), map[string]any{"create": 1.0, "update": 1.0, "same": 0.0, "reject": 1.0}) {
			t.Errorf("filing %s", a.Body)
		}
		steps := s.get("/api/v1/filings/" + id + "/steps").want(200)
		update := steps.at("items", 0, "after").(map[string]any)
		if update["revenue"] != 3100500000.0 || update["staff"] != 121.0 || update["book_audit"] != 1.0 || update["rd"] != 200000000.0 || update["profit"] != nil {
			t.Errorf("a blank erases nothing, null is not zero: %s", steps.Body)
		}
		if create := steps.at("items", 1, "after").(map[string]any); create["revenue"] != 1200000000.0 || create["book_audit"] != 0.0 {
			t.Errorf("second line: %v", create)
		}
		if cell := steps.text("items", 2, "faults", 0, "cell"); !strings.Contains(cell, "第 3 行") {
			t.Errorf("where the fault is: %s", cell)
		}
		s.act(id, "apply", nil).want(200)
		if a := s.get("/api/v1/firms/" + silent).want(200); a.at("years", 0, "staff") != 3.0 {
			t.Errorf("dossier %s", a.Body)
		}
		if text := sheetText(t, s.get("/api/v1/filings/"+id+"/rejects.xlsx").want(200).Body); !strings.Contains(text, gazelle[:17]) {
			t.Errorf("rejects %s", text)
		}
	})
}

func TestFormsThatAreRefused(t *testing.T) {
	s := newCity(t, modelstest.SQLite(t))
	line := func(more map[string]any) []map[string]any {
		l := newFirm()
		for title, value := range more {
			l[title] = value
		}
		return []map[string]any{l}
	}
	many := make([]map[string]any, importers.MaxFormLines+1)
	for i := range many {
		many[i] = map[string]any{"企业名称": "某"}
	}
	wide := map[string]any{}
	for i := range 61 {
		wide[fmt.Sprint("栏", i)] = 1
	}
	for name, c := range map[string]struct {
		body    map[string]any
		status  int
		code    string
		pointer string
	}{
		"who filed it":        {map[string]any{"kind": "firms", "lines": line(nil), "by": "mayor"}, 400, "contract_violation", "body:/by"},
		"as what":             {map[string]any{"kind": "firms", "lines": line(nil), "role": "city"}, 400, "contract_violation", "body:/role"},
		"which state":         {map[string]any{"kind": "firms", "lines": line(nil), "state": "applied"}, 400, "contract_violation", "body:/state"},
		"whose county":        {map[string]any{"kind": "firms", "lines": line(nil), "county": "530103"}, 400, "contract_violation", "body:/county"},
		"a key":               {map[string]any{"kind": "firms", "lines": line(nil), "request_key": "x"}, 400, "contract_violation", "body:/request_key"},
		"no kind":             {map[string]any{"lines": line(nil)}, 400, "contract_violation", "body:/kind"},
		"no such kind":        {map[string]any{"kind": "unicorns", "lines": line(nil)}, 400, "contract_violation", "body:/kind"},
		"no lines":            {map[string]any{"kind": "firms"}, 400, "contract_violation", "body:/lines"},
		"an empty list":       {map[string]any{"kind": "firms", "lines": []any{}}, 400, "contract_violation", "body:/lines"},
		"too many lines":      {map[string]any{"kind": "firms", "lines": many}, 400, "contract_violation", "body:/lines"},
		"too many columns":    {map[string]any{"kind": "firms", "lines": []any{wide}}, 400, "contract_violation", "body:/lines/0"},
		"a line that is text": {map[string]any{"kind": "firms", "lines": []any{"甲"}}, 400, "contract_violation", "body:/lines/0"},
		"a list in a cell":    {map[string]any{"kind": "firms", "lines": line(map[string]any{"联系人": []any{1}})}, 400, "contract_violation", "body:/lines/0/联系人"},
		"an object in a cell": {map[string]any{"kind": "firms", "lines": line(map[string]any{"联系人": map[string]any{"$ne": 1}})}, 400, "contract_violation", "body:/lines/0/联系人"},
		"a novel in a cell":   {map[string]any{"kind": "firms", "lines": line(map[string]any{"联系人": long("长", 2001)})}, 400, "contract_violation", "body:/lines/0/联系人"},
		"a year in words":     {map[string]any{"kind": "figures", "year": "2023", "lines": line(nil)}, 400, "contract_violation", "body:/year"},
		"another unit":        {map[string]any{"kind": "firms", "unit": "吨", "lines": line(nil)}, 400, "contract_violation", "body:/unit"},
		"an unknown column":   {map[string]any{"kind": "firms", "lines": line(map[string]any{"登记机构": "甲载体"})}, 422, "file_columns", ""},
		"one column twice":    {map[string]any{"kind": "firms", "lines": line(map[string]any{"手机": "1"})}, 422, "file_columns", ""},
		"only an empty line":  {map[string]any{"kind": "figures", "lines": []any{map[string]any{}}}, 422, "year", ""},
		"nothing to replace":  {map[string]any{"kind": "firms", "replaces": "F999999", "lines": line(nil)}, 404, "not_found", ""},
		"replaces too much":   {map[string]any{"kind": "firms", "replaces": long("F", 21), "lines": line(nil)}, 400, "contract_violation", "body:/replaces"},
	} {
		a := s.post("/api/v1/filings", c.body)
		if a.Status != c.status || a.json()["code"] != c.code {
			t.Errorf("%s: %d %s", name, a.Status, a.Body)
		} else if c.pointer != "" && a.text("errors", 0, "pointer") != c.pointer {
			t.Errorf("%s: at %s, want %s", name, a.text("errors", 0, "pointer"), c.pointer)
		}
	}
	json := header("Content-Type", "application/json")
	for name, body := range map[string]string{"nothing": "", "no JSON": "{", "text": `"firms"`, "two": `{"kind":"firms","lines":[{"企业名称":"a"}]} {"kind":"firms"}`, "null": "null", "a list": "[]"} {
		if a := s.send("POST", "/api/v1/filings", strings.NewReader(body), json); a.Status != 400 {
			t.Errorf("%s: %d %s", name, a.Status, a.Body)
		}
	}
	// What a page sends is read into memory: it may not be as large as a workbook.
	s.send("POST", "/api/v1/filings", io.LimitReader(zeros{}, maxPage+1), json).wantProblem(413, "too_large")
	s.send("POST", "/api/v1/filings", strings.NewReader(long(" ", maxPage+1)), json).wantProblem(413, "too_large")
	if total := s.get("/api/v1/filings?state=draft").want(200).text("total"); total != "0" {
		t.Errorf("%s filings were stored", total)
	}
}

// What is in a cell is text: it is kept and given back as it is, and never becomes anything else.
func TestPayloadsInFormsStayText(t *testing.T) {
	s := newCity(t, modelstest.SQLite(t))
	for i, payload := range []string{`<img src=x onerror=alert(1)>`, `"><script>alert(1)</script>`, `=HYPERLINK("http://evil.example","x")`, `+cmd|' /C calc'!A0`, `@SUM(1)`,
		`'; DROP TABLE firms; --`, `{{7*7}}${7*7}`, `%00%0a`, `C:\a`} {
		line := newFirm()
		line["统一社会信用代码"], line["企业名称"], line["联系人"] = code(6+i%4), payload, payload
		a := s.form("firms", 0, []map[string]any{line}).want(201)
		step := s.get("/api/v1/filings/" + a.text("id") + "/steps").want(200)
		if got := step.at("items", 0, "cells").([]any); !strings.Contains(fmt.Sprint(got), payload) {
			t.Errorf("%s became %v", payload, got)
		}
		if strings.Contains(string(step.Body), "<script") || step.Header.Get("Content-Type") != "application/json; charset=utf-8" {
			t.Errorf("an answer that a browser may take for a page: %s", step.Body)
		}
	}
}

func TestAFormSentTwiceFilesOnce(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		city := newDistrict(t, db)
		s := city.as("incubator")
		key := header("Idempotency-Key", "page-0001-0001")
		send := func(s *site, body string) *answer {
			t.Helper()
			return s.send("POST", "/api/v1/filings", strings.NewReader(body), header("Content-Type", "application/json"), key)
		}
		body := `{"kind":"firms","lines":[{"统一社会信用代码":"` + tenant + `","企业名称":"云测新苗科技有限公司","成立日期":"2021-03-15","所属县(市)区":"五华区"}]}`
		turned := ` { "lines":[{"企业名称":"云测新苗科技有限公司","统一社会信用代码":"` + tenant + `","所属县(市)区":"五华区","成立日期":"2021-03-15"}], "kind":"firms" }`
		first := send(s, body).want(201)
		again := send(s, turned).want(201)
		if first.text("id") != again.text("id") || again.Header.Get("Idempotency-Replayed") != "true" {
			t.Errorf("the same form in another order: %s, %s", first.Body, again.Body)
		}
		send(s, strings.Replace(body, "新苗", "旧苗", 1)).wantProblem(422, "key_reused")
		send(s, strings.Replace(body, `"kind"`, `"unit":"元","kind"`, 1)).wantProblem(422, "key_reused")
		send(s, strings.Replace(body, `"kind"`, `"replaces":"`+first.text("id")+`","kind"`, 1)).wantProblem(422, "key_reused")
		s.uploadForm(map[string]string{"kind": "firms"}, "a.xlsx", firmsRoster(t), key).wantProblem(422, "key_reused")
		if other := send(city.as("county"), body).want(201); other.text("id") == first.text("id") || other.Header.Get("Idempotency-Replayed") != "" {
			t.Errorf("somebody else's filing under the same key: %s", other.Body)
		}
		if total := s.get("/api/v1/filings").want(200).text("total"); total != "1" {
			t.Errorf("%s filings, want 1", total)
		}

		// Replayed after it moved on, it is answered as it is now, and files nothing.
		s.act(first.text("id"), "withdraw", nil).want(200)
		if late := send(s, body).want(201); late.text("state") != "withdrawn" {
			t.Errorf("%s", late.Body)
		}
		var all sync.WaitGroup
		for range 5 {
			all.Go(func() {
				if a := s.form("firms", 0, []map[string]any{newFirm()}, header("Idempotency-Key", "page-0002-0002")); a.Status != 201 && a.Status != 409 {
					t.Errorf("status %d: %s", a.Status, a.Body)
				}
			})
		}
		all.Wait()
		if total := s.get("/api/v1/filings").want(200).text("total"); total != "2" {
			t.Errorf("five at once made %s filings in all, want 2", total)
		}
	})
}

// Of two corrections of one filing that arrive together one takes its place.
func TestAFilingIsReplacedOnce(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		s := newDistrict(t, db).as("incubator")
		old := s.draft()
		var all sync.WaitGroup
		var mu sync.Mutex
		statuses := map[int]int{}
		for range 4 {
			all.Go(func() {
				a := s.post("/api/v1/filings", map[string]any{"kind": "firms", "replaces": old, "lines": []any{newFirm()}})
				mu.Lock()
				defer mu.Unlock()
				statuses[a.Status]++
			})
		}
		all.Wait()
		if statuses[201] != 1 || statuses[409] != 3 {
			t.Errorf("four at once: %v", statuses)
		}
		if a := s.get("/api/v1/filings?state=draft").want(200); a.text("total") != "1" || a.text("items", 0, "replaces") != old {
			t.Errorf("%s", a.Body)
		}
		s.uploadForm(map[string]string{"kind": "figures", "year": "2023", "replaces": s.draft()}, "a.xlsx", figuresOf(t, []any{tenant, "云测新苗科技有限公司", 1, 1, 1})).wantProblem(422, "invalid")
	})
}

// A kill in the middle of an upload must not leave figures of firms behind for ever: the file has no name while it is received.
func TestAnUploadHasNoNameOnTheDiskWhileItIsReceived(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("an open file keeps its name here")
	}
	t.Setenv("TMPDIR", t.TempDir())
	s := newSite(t, modelstest.SQLite(t))
	body, w := io.Pipe()
	answered := make(chan *answer, 1)
	go func() {
		answered <- s.send("POST", "/api/v1/filings", body, header("Content-Type", "multipart/form-data; boundary=b"))
	}()
	io.WriteString(w, "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.xlsx\"\r\n\r\n")
	for range 32 { // more than the connection holds: the server is writing by then
		if _, err := w.Write(bytes.Repeat([]byte("figures"), 1<<17)); err != nil {
			t.Fatal(err)
		}
	}
	if left, err := os.ReadDir(os.TempDir()); err != nil || len(left) > 0 {
		t.Errorf("%v %v", left, err)
	}
	io.WriteString(w, "\r\n--b--\r\n")
	w.Close()
	(<-answered).want(400) // it has no kind
}

func TestATemporaryFileCanBeWrittenAndReadAndIsGoneAfterwards(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	f, err := temporary("x-*")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString("云测"); err != nil {
		t.Fatal(err)
	}
	got := make([]byte, 6)
	if _, err := f.ReadAt(got, 0); err != nil || string(got) != "云测" {
		t.Errorf("%q %v", got, err)
	}
	remove(f)
	if left, err := os.ReadDir(os.TempDir()); err != nil || len(left) > 0 {
		t.Errorf("%v %v", left, err)
	}
}
