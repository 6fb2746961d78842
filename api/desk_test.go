package api

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"

	"yunti/models"
)

// The people and papers of the filing tests.
const (
	ownCarrier   = "云测孵化器"  // of the user incubator, in 五华区
	otherCarrier = "云测众创空间" // of the user incubator2, in 盘龙区
)

var (
	tenant   = code(4) // a firm that the user incubator registers by form
	neighbor = code(5) // a tenant of the other incubator
)

// in is noon of the n-th day after the day on which the tests begin.
func in(n int) time.Time { return noon.AddDate(0, 0, n) }

// newDistrict returns the small city with its two incubators; one firm is a tenant of the second.
func newDistrict(t *testing.T, db *models.DB) *site {
	t.Helper()
	s := newCity(t, db)
	s.takeIn("incubators", "", workbook(t,
		[]any{"载体名称", "载体类型", "级别", "所属县(市)区", "认定日期"},
		[]any{ownCarrier, "科技企业孵化器", "省级", "五华区", "2020-09-30"},
		[]any{ownCarrier, "科技企业孵化器", "国家级", "五华区", "2022-09-30"},
		[]any{otherCarrier, "众创空间", "市级", "盘龙区", "2021-05-10"}))
	s.takeIn("firms", "", workbook(t,
		[]any{"统一社会信用代码", "企业名称", "成立日期", "所属县(市)区", "联系人", "联系电话"},
		[]any{neighbor, "云测邻居科技有限公司", "2019-01-01", "盘龙区", "乙某某", "13900000005"}))
	s.takeIn("residencies", "", workbook(t,
		[]any{"统一社会信用代码", "企业名称", "载体名称", "入驻日期"},
		[]any{neighbor, "云测邻居科技有限公司", otherCarrier, "2020-01-01"}))
	return s
}

// act carries out an act on a filing.
func (s *site) act(id, act string, body any, set ...func(*http.Request)) *answer {
	s.t.Helper()
	return s.post("/api/v1/filings/"+id+"/"+act, body, set...)
}

// attach uploads a paper; line "" is the whole filing.
func (s *site) attach(id, line, name string, content []byte) *answer {
	s.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	if line != "" {
		w.WriteField("line", line)
	}
	part, err := w.CreateFormFile("file", name)
	if err != nil {
		s.t.Fatal(err)
	}
	part.Write(content)
	w.Close()
	return s.send("POST", "/api/v1/filings/"+id+"/attachments", &body, header("Content-Type", w.FormDataContentType()))
}

// form files lines as a page does.
func (s *site) form(kind string, year int, lines []map[string]any, set ...func(*http.Request)) *answer {
	s.t.Helper()
	body := map[string]any{"kind": kind, "lines": lines}
	if year != 0 {
		body["year"] = year
	}
	return s.post("/api/v1/filings", body, set...)
}

// can returns what the user may do with a filing, in alphabetical order.
func (s *site) can(id string) string {
	s.t.Helper()
	var acts []string
	for _, act := range s.get("/api/v1/filings/" + id).want(200).at("can").([]any) {
		acts = append(acts, act.(string))
	}
	slices.Sort(acts)
	return strings.Join(acts, " ")
}

// wantCan fails the test unless the user may do just these acts.
func (s *site) wantCan(id, acts string) {
	s.t.Helper()
	if got := s.can(id); got != acts {
		s.t.Errorf("%s can %q with %s, want %q", s.user, got, id, acts)
	}
}

// todo is one of the counts of what waits for the user.
func (s *site) todo(what string) string {
	s.t.Helper()
	return s.get("/api/v1/todo").want(200).text(what)
}

// notice finds among the user's unread notices the one about a filing or round; "" when there is none.
func (s *site) notice(subject string) (id, text string) {
	s.t.Helper()
	for _, item := range s.get("/api/v1/notices?unread=true&size=200").want(200).at("items").([]any) {
		if n := item.(map[string]any); n["subject"] == subject {
			return n["id"].(string), n["text"].(string)
		}
	}
	return "", ""
}

// trail returns the lines of the audit trail with an action: who did it to what.
func (s *site) trail(action string) []string {
	s.t.Helper()
	var entries []models.Entry
	if err := s.srv.DB.Read.Order("seq").Find(&entries, "action = ?", action).Error; err != nil {
		s.t.Fatal(err)
	}
	var lines []string
	for _, e := range entries {
		lines = append(lines, e.Who+" "+e.Subject)
	}
	return lines
}

// pdfPaper, pngPaper and jpegPaper are the smallest papers of their types.
func pdfPaper(mark string) []byte {
	return []byte("%PDF-1.4\n% " + mark + "\n1 0 obj<</Type/Catalog>>endobj\nxref\n0 1\n0000000000 65535 f \ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n")
}

func pngPaper(t *testing.T) []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 4, 4))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func jpegPaper(t *testing.T) []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 4, 4)), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// newFirm is the line of a page that registers the tenant.
func newFirm() map[string]any {
	return map[string]any{"统一社会信用代码": tenant, "企业名称": "云测新苗科技有限公司", "成立日期": "2021-03-15", "所属县(市)区": "五华区",
		"注册资本(万元)": 200, "联系人": "丙某某", "联系电话": "13800000004"}
}

// figuresOf is a roster of one year's figures.
func figuresOf(t *testing.T, lines ...[]any) []byte {
	t.Helper()
	return workbook(t, append([][]any{{"统一社会信用代码", "企业名称", "营业收入(万元)", "研发费用(万元)", "职工总数(人)"}}, lines...)...)
}

// Programs branch on the codes of problems: the contract names each that the table can answer with, and no other.
func TestTheContractNamesEveryProblemCode(t *testing.T) {
	doc, err := openapi3.NewLoader().LoadFromData(contractText)
	if err != nil {
		t.Fatal(err)
	}
	schema := doc.Components.Schemas["ProblemCode"].Value
	can := map[string]int{}
	for _, k := range problems {
		can[k.code] = k.status
	}
	for _, err := range []error{violations{}, &http.MaxBytesError{}, errors.New("ours")} {
		p := problemOf(err)
		can[p.Code] = p.Status
	}
	for code, status := range can {
		if !slices.Contains(schema.Enum, any(code)) {
			t.Errorf("openapi.yaml: ProblemCode lacks %s", code)
		}
		if line := fmt.Sprintf("- `%s` %d ", code, status); !strings.Contains(schema.Description, line) {
			t.Errorf("openapi.yaml: the description of ProblemCode lacks %q", line)
		}
	}
	for _, code := range schema.Enum {
		if can[code.(string)] == 0 {
			t.Errorf("openapi.yaml: nothing is answered with %s", code)
		}
	}
}
