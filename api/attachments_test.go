package api

import (
	"bytes"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"yunti/models"
	"yunti/models/modelstest"
)

// draft files a firm by form as the user and returns the filing's ID.
func (s *site) draft() string {
	s.t.Helper()
	return s.form("firms", 0, []map[string]any{newFirm()}).want(201).text("id")
}

func TestAPaperIsTakenInByItsContentAndHandedOutAsADownload(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		s := newDistrict(t, db).as("incubator")
		id := s.draft()
		path := "/api/v1/filings/" + id + "/attachments"
		for i, c := range []struct {
			line, name string
			content    []byte
			kind, kept string
		}{
			{"", "营业执照.pdf", pdfPaper("执照"), "application/pdf", "营业执照.pdf"},
			{"1", "照片.JPG", jpegPaper(t), "image/jpeg", "照片.jpg"},
			{"0", "图.png", pngPaper(t), "image/png", "图.png"},
			{"", "说是网页.html", pdfPaper("x"), "application/pdf", "说是网页.html.pdf"},
		} {
			a := s.attach(id, c.line, c.name, c.content).want(201)
			number := strconv.Itoa(i + 1)
			if a.Header.Get("Location") != path+"/"+number || a.text("type") != c.kind || a.text("name") != c.kept || a.text("number") != number || a.text("by") != "incubator" {
				t.Errorf("%s: %v %s", c.name, a.Header, a.Body)
			}
			if line := map[string]string{"": "0"}[c.line] + c.line; a.text("line") != line {
				t.Errorf("%s: line %s, want %s", c.name, a.text("line"), line)
			}
			got := s.get(path+"/"+number, header("Range", "bytes=0-3")).want(200)
			disposition := got.Header.Get("Content-Disposition")
			if !bytes.Equal(got.Body, c.content) || got.Header.Get("Content-Type") != c.kind || !strings.HasPrefix(disposition, `attachment; filename="`+id+"-"+number+".") ||
				filename(t, got) != c.kept || strings.Contains(disposition, "inline") {
				t.Errorf("%s: %v, %d bytes", c.name, got.Header, len(got.Body))
			}
			policy := got.Header.Get("Content-Security-Policy")
			if !strings.HasPrefix(policy, "sandbox;") || !strings.Contains(policy, "default-src 'none'") || got.Header.Get("X-Content-Type-Options") != "nosniff" || got.Header.Get("Cache-Control") != "no-store" {
				t.Errorf("%s: a browser may run it: %v", c.name, got.Header)
			}
		}
		if list := s.get(path).want(200); len(list.at("items").([]any)) != 4 || list.text("items", 1, "line") != "1" {
			t.Errorf("list %s", list.Body)
		}
		if got := strings.Join(s.trail("attachment.get"), ", "); got != strings.TrimSuffix(strings.Repeat("incubator "+id+", ", 4), ", ") {
			t.Errorf("downloads on record: %s", got)
		}
	})
}

func TestPapersThatAreNotTaken(t *testing.T) {
	s := newDistrict(t, modelstest.SQLite(t)).as("incubator")
	id := s.draft()
	pdf := pdfPaper("a")
	for name, c := range map[string]struct {
		line, name string
		content    []byte
		status     int
		code       string
	}{
		"a page":                  {"", "a.pdf", []byte("<html><script>alert(1)</script>"), 422, "invalid"},
		"a picture that scripts":  {"", "a.png", []byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`), 422, "invalid"},
		"a program":               {"", "a.pdf", []byte("MZ\x90\x00"), 422, "invalid"},
		"a workbook":              {"", "a.pdf", firmsRoster(t), 422, "invalid"},
		"half a paper":            {"", "a.pdf", pdf[:20], 422, "invalid"},
		"a paper with a tail":     {"", "a.pdf", append(bytes.Clone(pdf), "<script>"...), 422, "invalid"},
		"nothing":                 {"", "a.pdf", nil, 422, "invalid"},
		"a line that is not":      {"2", "a.pdf", pdf, 422, "invalid"},
		"a line below nothing":    {"-1", "a.pdf", pdf, 400, "contract_violation"},
		"a line in words":         {"一", "a.pdf", pdf, 400, "contract_violation"},
		"a name of controls only": {"", "\x01\x02", pdf, 400, "contract_violation"},
		"too large":               {"", "a.pdf", append(bytes.Clone(pdf), make([]byte, models.MaxAttachment)...), 413, "attachment_limit"},
		"far too large":           {"", "a.pdf", make([]byte, maxPaper+1), 413, "too_large"},
	} {
		a := s.attach(id, c.line, c.name, c.content)
		if a.Status != c.status || a.json()["code"] != c.code {
			t.Errorf("%s: %d %.300s", name, a.Status, a.Body)
		}
	}
	path, form := "/api/v1/filings/"+id+"/attachments", header("Content-Type", "multipart/form-data; boundary=b")
	part := func(name, rest, content string) string {
		return "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"" + rest + "\r\n\r\n" + content + "\r\n"
	}
	file := part("file", `; filename="a.pdf"`, string(pdf))
	for name, body := range map[string]string{
		"whose it is":      file + part("by", "", "mayor") + "--b--\r\n",
		"what it is":       file + part("type", "", "image/png") + "--b--\r\n",
		"which number":     file + part("number", "", "7") + "--b--\r\n",
		"two papers":       file + file + "--b--\r\n",
		"no paper":         part("line", "", "0") + "--b--\r\n",
		"a paper in words": part("file", "", "hello") + "--b--\r\n",
		"broken off":       file[:60],
	} {
		if a := s.send("POST", path, strings.NewReader(body), form); a.Status != 400 {
			t.Errorf("%s: %d %s", name, a.Status, a.Body)
		}
	}
	s.post(path, map[string]string{"file": "x"}).wantProblem(415, "media_type")
	endless := io.MultiReader(strings.NewReader("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n"), io.LimitReader(zeros{}, maxPaper+1))
	s.send("POST", path, endless, form).wantProblem(413, "too_large")
	if list := s.get(path).want(200); len(list.at("items").([]any)) != 0 {
		t.Errorf("kept all the same: %s", list.Body)
	}
	for i := range models.MaxAttachments {
		s.attach(id, "", "a.pdf", pdfPaper(strconv.Itoa(i))).want(201)
	}
	s.attach(id, "", "a.pdf", pdfPaper("one more")).wantProblem(413, "attachment_limit")
}

// The name of a paper is for people: it leads nowhere, and says nothing else to a browser.
func TestNamesOfPapersLeadNowhere(t *testing.T) {
	s := newDistrict(t, modelstest.SQLite(t)).as("incubator")
	id := s.draft()
	path := "/api/v1/filings/" + id + "/attachments"
	for i, name := range []string{"../../../etc/passwd.pdf", `..\..\windows\win.pdf`, "/etc/shadow.pdf", "a\".pdf\"; filename=\"b.html", "a%2f..%2fb.pdf", "反\u202efdp.exe.pdf",
		"a;b=c@d:e.pdf", "‘引号’“”.pdf", "..", "C:\\a.pdf", long("长", 300) + ".pdf", "a\tb.pdf"} {
		form := "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + strings.ReplaceAll(strings.ReplaceAll(name, `\`, `\\`), `"`, `\"`) + "\"\r\n\r\n" + string(pdfPaper(strconv.Itoa(i))) + "\r\n--b--\r\n"
		a := s.send("POST", path, strings.NewReader(form), header("Content-Type", "multipart/form-data; boundary=b")).want(201)
		kept := a.text("name")
		if strings.ContainsAny(kept, "/\\\x00\r\n\t\u202e") || strings.HasPrefix(kept, "..") || !strings.HasSuffix(kept, ".pdf") || len([]rune(kept)) > 100 {
			t.Errorf("%q is kept as %q", name, kept)
		}
		got := s.get(a.Header.Get("Location")).want(200)
		if filename(t, got) != kept || len(got.Header.Values("Content-Disposition")) != 1 || strings.Count(got.Header.Get("Content-Disposition"), ";") != 2 {
			t.Errorf("%q is handed out as %q", name, got.Header.Get("Content-Disposition"))
		}
	}
	for _, number := range []string{"0", "-1", "x", "1.0", "..", "1%00", "99999999999999999999"} {
		if a := s.get(path + "/" + number); a.Status != 400 && a.json()["code"] != "no_route" {
			t.Errorf("%s: %d %s", number, a.Status, a.Body)
		}
	}
	s.get(path+"/1%2f..%2f2").wantProblem(404, "no_route")
}

func TestWhoMayTouchAPaper(t *testing.T) {
	city := newDistrict(t, modelstest.SQLite(t))
	own := city.as("incubator")
	id := own.draft()
	path := own.attach(id, "", "a.pdf", pdfPaper("a")).want(201).Header.Get("Location")
	second := own.attach(id, "", "b.pdf", pdfPaper("a")).want(201).Header.Get("Location") // the same content

	for _, user := range []string{"incubator2", "county2"} {
		s := city.as(user)
		s.get(path).wantProblem(404, "not_found")
		s.get("/api/v1/filings/"+id+"/attachments").wantProblem(404, "not_found")
		s.attach(id, "", "a.pdf", pdfPaper("b")).wantProblem(404, "not_found")
		s.send("DELETE", path, nil).wantProblem(404, "not_found")
	}
	for _, user := range []string{"county", "city"} { // they look at it; it is not theirs
		s := city.as(user)
		s.get(path).want(200)
		s.attach(id, "", "a.pdf", pdfPaper("b")).wantProblem(403, "forbidden")
		s.send("DELETE", path, nil).wantProblem(403, "forbidden")
	}
	for _, user := range []string{"leadership", "admin", "auditor"} {
		s := city.as(user)
		s.get(path).wantProblem(403, "forbidden")
		s.send("DELETE", path, nil).wantProblem(403, "forbidden")
	}
	if got := strings.Join(city.trail("attachment.get"), ", "); got != "county "+id+", city "+id {
		t.Errorf("on record: %s; a refused download leaves no line", got)
	}
	if a := own.send("DELETE", path, nil).want(204); len(a.Body) != 0 {
		t.Errorf("%s", a.Body)
	}
	own.send("DELETE", path, nil).wantProblem(404, "not_found")
	own.get(path).wantProblem(404, "not_found")
	if a := own.get(second).want(200); !bytes.Equal(a.Body, pdfPaper("a")) {
		t.Errorf("the other paper with the same content is gone: %.100s", a.Body)
	}
	own.act(id, "submit", nil).want(200)
	own.send("DELETE", second, nil).wantProblem(409, "state")
	own.attach(id, "", "c.pdf", pdfPaper("c")).wantProblem(409, "state")
	own.get(second).want(200)
}

// A paper that arrives slowly or is read slowly does not keep others from their work.
func TestPapersQueueOnlyForTheWork(t *testing.T) {
	s := newDistrict(t, modelstest.SQLite(t)).as("incubator")
	id := s.draft()
	for range heavyRequests + 1 {
		body, rest := io.Pipe()
		r, err := http.NewRequestWithContext(t.Context(), "POST", s.url+"/api/v1/filings/"+id+"/attachments", body)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "multipart/form-data; boundary=b")
		r.AddCookie(&http.Cookie{Name: plainCookie, Value: secretOf(s.user)})
		done := make(chan int, 1)
		go func() {
			response, err := s.http.Do(r)
			if err != nil {
				done <- 0
				return
			}
			response.Body.Close()
			done <- response.StatusCode
		}()
		io.WriteString(rest, "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n%PDF-1.4")
		defer func() {
			rest.Close()
			if status := <-done; status != 400 {
				t.Errorf("a paper that broke off: status %d", status)
			}
		}()
	}
	s.get("/api/v1/templates/firms.xlsx").want(200)
	if n := len(s.srv.heavy); n != 0 {
		t.Errorf("%d places are taken by papers that are not here yet", n)
	}
}
