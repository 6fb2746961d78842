package api

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"yunti/models"
	"yunti/models/modelstest"
)

// raw sends a request as it stands, which no client would send, and reads the answer; nil when the server hangs up.
func (s *site) raw(text string) *answer {
	s.t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
	if err != nil {
		s.t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(20 * time.Second))
	if s.user != "" {
		head, rest, _ := strings.Cut(text, "\r\n")
		text = head + "\r\nCookie: " + plainCookie + "=" + secretOf(s.user) + "\r\n" + rest
	}
	if _, err := io.WriteString(conn, text); err != nil {
		return nil
	}
	method, _, _ := strings.Cut(text, " ")
	response, err := http.ReadResponse(bufio.NewReader(conn), &http.Request{Method: method})
	if err != nil {
		return nil
	}
	defer response.Body.Close()
	b, err := io.ReadAll(response.Body)
	if err != nil {
		return nil
	}
	return &answer{s.t, response.StatusCode, response.Header, b}
}

// ask is raw for a request line without a body.
func (s *site) ask(method, address string, heads ...string) *answer {
	s.t.Helper()
	return s.raw(method + " " + address + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + strings.Join(append(heads, "\r\n"), "\r\n"))
}

// escapes climb out of a folder, end a text early or mean a slash in some decoder.
var escapes = []string{
	"..", ".", "../x", "..%2f..%2f..%2fetc%2fpasswd", "..%5c..%5cwindows%5cwin.ini", `..\..\etc\passwd`, "%2e%2e%2f%2e%2e%2fgo.mod", "%252e%252e%252fgo.mod", "..%c0%af..%c0%afetc%c0%afpasswd",
	"%c0%ae%c0%ae%2fgo.mod", "%e0%80%af", "..%00.xlsx", "firms%00", "%00", "%0d%0aSet-Cookie:%20a=b", "....//....//etc/passwd", "%2fetc%2fpasswd", "/etc/passwd", "file:%2f%2f%2fetc%2fpasswd", "C:%5cboot.ini",
	"%uff0e%uff0e%u2215", "..%ef%bc%8fgo.mod", "..;/go.mod", "%ff%fe", "~root", "CON", "NUL.xlsx", "-1", "..%2f..%2fgo.mod", "../go.mod", "../../go.mod", "api.go", "server.go", "pages%2fhome.html", "%20", "-",
}

// fileMarks stand in files that lie where the escapes lead.
var fileMarks = []string{"root:", "module yunti", "package api", "[fonts]", "{{.User.Name}}"}

// Whatever is put in the place of a name in an address, no file is read by it, and nothing but an answer of ours comes back.
func TestNoAddressLeadsToAFile(t *testing.T) {
	g := newTarget(t, modelstest.SQLite(t))
	for _, a := range aims(g.doc) {
		for _, p := range a.params("path") {
			s := g.who(a.role)
			for _, escape := range escapes {
				if escape == "." || escape == "" {
					continue
				}
				const hole = "HOLE"
				address := strings.Replace(g.address(a, map[string]string{p.Name: hole}), hole, escape, 1)
				got := s.ask(a.method, address, "Content-Length: 0")
				if got == nil {
					t.Errorf("%s %s: the server hung up", a.method, address)
					continue
				}
				got.holdsNoFile(a.method + " " + address)
				if got.Status < 400 && escape != "../x" && !strings.HasSuffix(address, "/..") {
					t.Errorf("%s %s: %d %.200s", a.method, address, got.Status, got.Body)
				}
			}
		}
	}
	for _, base := range []string{"/", "/docs/", "/api/v1/", "/assets/", "/pages/", "/docs/static/"} {
		for _, escape := range escapes {
			got := g.anonymous().ask("GET", base+escape)
			if got == nil {
				t.Errorf("%s%s: the server hung up", base, escape)
				continue
			}
			got.holdsNoFile("GET " + base + escape)
			if strings.Contains(got.Header.Get("Location"), "//") || got.Header.Get("Set-Cookie") != "" {
				t.Errorf("%s%s leads to %v", base, escape, got.Header)
			}
		}
	}
}

func (a *answer) holdsNoFile(what string) {
	a.t.Helper()
	if a.Status >= 500 {
		a.t.Errorf("%s: %d %.300s", what, a.Status, a.Body)
	}
	for _, mark := range fileMarks {
		if bytes.Contains(a.Body, []byte(mark)) {
			a.t.Errorf("%s: a file came back: %.300s", what, a.Body)
		}
	}
}

// Names of filings, papers and people that mean something to a file system are only names, in whatever place of a form.
func TestNamesInFormsLeadToNoFile(t *testing.T) {
	g := newTarget(t, modelstest.SQLite(t))
	s := g.as("incubator")
	id := s.form("firms", 0, []map[string]any{{"统一社会信用代码": tenant, "企业名称": "甲有限公司", "成立日期": "2021-03-15", "所属县(市)区": "五华区"}}).want(201).text("id")
	for i, name := range []string{"../../../../tmp/yunti-escaped.pdf", `..\..\..\tmp\yunti-escaped.pdf`, "/tmp/yunti-escaped.pdf", "\x00/tmp/yunti-escaped.pdf", "..%2fyunti-escaped.pdf"} {
		a := s.attach(id, "", name, pdfPaper(fmt.Sprint(i)))
		if a.Status == 201 && strings.ContainsAny(a.text("name"), `/\`+"\x00") {
			t.Errorf("%q is kept as %q", name, a.text("name"))
		}
		a.unharmed(name)
		g.as("city").upload("firms", "", name, firmsRoster(t)).unharmed(name)
	}
	for _, replaces := range []string{"../F000001", "F000001/../F000002", "F000001\x00", "%2e%2e", "F00000１"} {
		if a := s.post("/api/v1/filings", map[string]any{"kind": "firms", "replaces": replaces, "lines": []any{newFirm()}}).unharmed(replaces); a.Status < 400 {
			t.Errorf("replaces %q: %d", replaces, a.Status)
		}
	}
}

// What two parsers might read differently is refused or read in one way: the second request that hides in the first is
// never answered.
func TestRequestsThatHideAnother(t *testing.T) {
	s := newSite(t, modelstest.SQLite(t))
	const hidden = "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n"
	for name, text := range map[string]string{
		"two lengths":                 "POST /api/v1/reviews HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nContent-Length: 44\r\n\r\n" + hidden,
		"a length that is no number":  "POST /api/v1/reviews HTTP/1.1\r\nHost: x\r\nContent-Length: +0\r\n\r\n" + hidden,
		"an unknown coding":           "POST /api/v1/reviews HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n" + hidden,
		"a coding with a blank":       "POST /api/v1/reviews HTTP/1.1\r\nHost: x\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + hidden,
		"two hosts":                   "GET /api/v1/firms HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
		"no host":                     "GET /api/v1/firms HTTP/1.1\r\n\r\n",
		"a bare line feed in a value": "GET /api/v1/firms HTTP/1.1\r\nHost: x\r\nX-A: b\rX-B: c\r\n\r\n",
		"a zero in a header":          "GET /api/v1/firms HTTP/1.1\r\nHost: x\r\nX-A: \x00\r\n\r\n",
		"a blank in a header's name":  "GET /api/v1/firms HTTP/1.1\r\nHost: x\r\nX A: b\r\n\r\n",
		"a chunk of no size":          "POST /api/v1/reviews HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
		"no protocol":                 "GET /api/v1/firms\r\n\r\n",
		"another protocol":            "GET /api/v1/firms HTTP/3.7\r\nHost: x\r\n\r\n",
		"a preface of HTTP/2":         "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
	} {
		if a := s.raw(text); a != nil && (a.Status < 400 || a.Status >= 500 && a.Status != 501 && a.Status != 505) {
			t.Errorf("%s: %d %.200s", name, a.Status, a.Body)
		} else if a != nil && bytes.Contains(a.Body, []byte("yunti_http")) {
			t.Errorf("%s: the hidden request was answered", name)
		}
	}
}

// What is left of a body that was refused, too large, malformed or not waited for, is never taken for the next request of the
// connection: there is one answer, and then the connection is closed.
func TestTheRestOfARefusedBodyIsNoRequest(t *testing.T) {
	s := newSite(t, modelstest.SQLite(t))
	next := strings.Repeat("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n", 40_000)
	chunk := func(text string) string { return fmt.Sprintf("%x\r\n%s\r\n", len(text), text) }
	for name, c := range map[string]struct{ head, body string }{
		"a chunk of no size":          {"POST /api/v1/session", "zz\r\n{}\r\n" + next},
		"a chunk that lies":           {"POST /api/v1/session", "2\r\n{}xx" + next},
		"too large in chunks":         {"POST /api/v1/session", chunk(`{"username":"`+long("a", maxBody)) + chunk(next) + "0\r\n\r\n"},
		"a page too large, in chunks": {"POST /api/v1/filings", chunk(`{"kind":"`+long("a", maxPage)) + chunk(next) + "0\r\n\r\n"},
		"no form":                     {"POST /api/v1/filings", chunk("--b\r\n") + chunk(next) + "0\r\n\r\n"},
		"another type":                {"POST /api/v1/reviews", chunk(next) + "0\r\n\r\n"},
		"an address that is not":      {"POST /nosuch", chunk(next) + "0\r\n\r\n"},
		"nobody":                      {"PATCH /api/v1/users/victim", chunk(next) + "0\r\n\r\n"},
	} {
		kind := "application/json"
		switch name {
		case "no form":
			kind = "multipart/form-data; boundary=b"
		case "another type":
			kind = "text/plain"
		}
		conn, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		conn.SetDeadline(time.Now().Add(20 * time.Second))
		go io.WriteString(conn, c.head+" HTTP/1.1\r\nHost: x\r\nCookie: "+plainCookie+"="+secretOf("city")+"\r\nContent-Type: "+kind+"\r\nTransfer-Encoding: chunked\r\n\r\n"+c.body)
		got := bufio.NewReader(conn)
		first, err := http.ReadResponse(got, nil)
		if err != nil || first.StatusCode < 400 {
			t.Errorf("%s: %v, %v", name, first, err)
		} else {
			io.Copy(io.Discard, first.Body)
			if second, err := http.ReadResponse(got, nil); err == nil {
				t.Errorf("%s: a second answer, %s", name, second.Status)
			}
		}
		conn.Close()
	}
}

// The methods that some servers take from a header or a field are those of the request line here.
func TestNothingOverridesAMethod(t *testing.T) {
	db := modelstest.SQLite(t)
	g := newTarget(t, db)
	before := tables(t, db)
	for _, name := range []string{"X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "_method"} {
		for _, method := range []string{"DELETE", "PATCH", "PUT"} {
			g.as("admin").get("/api/v1/users/victim", header(name, method)).want(200)
			g.as("admin").post("/api/v1/users/victim", nil, header(name, method)).wantProblem(405, "no_method")
			g.as("admin").get("/api/v1/users/victim?_method="+method).wantProblem(400, "contract_violation")
		}
	}
	after := tables(t, db)
	if before["users"] != after["users"] {
		t.Errorf("users before %d, after %d", before["users"], after["users"])
	}
	var victim models.User
	if err := db.Read.Take(&victim, "username = ?", "victim").Error; err != nil || victim.Disabled || victim.Version != 1 {
		t.Errorf("%+v %v", victim, err)
	}
}
