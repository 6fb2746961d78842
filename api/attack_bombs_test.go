package api

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"yunti/models"
	"yunti/models/modelstest"
)

// bomb is a workbook of which one part is something else.
func bomb(t *testing.T, whole []byte, name string, content string, more ...func(*zip.Writer)) []byte {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(whole), int64(len(whole)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	found := false
	for _, part := range r.File {
		if part.Name == name {
			found = true
			if content == "" {
				continue
			}
			out, _ := w.Create(name)
			io.WriteString(out, content)
			continue
		}
		if err := w.Copy(part); err != nil {
			t.Fatal(err)
		}
	}
	if !found && content != "" {
		out, _ := w.Create(name)
		io.WriteString(out, content)
	}
	for _, add := range more {
		add(w)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// repeated adds a part that unpacks to head, n times unit, and tail, without anybody ever packing it: unit is packed once so
// that its packed form can be repeated.
func repeated(t *testing.T, name, head, unit, tail string, n int) func(*zip.Writer) {
	t.Helper()
	pack := func(text string, last bool) []byte {
		var b bytes.Buffer
		w, _ := flate.NewWriter(&b, flate.BestCompression)
		io.WriteString(w, text)
		if w.Flush(); last {
			w.Close()
		}
		return b.Bytes()
	}
	crc := crc32.NewIEEE()
	io.WriteString(crc, head)
	for range n {
		io.WriteString(crc, unit)
	}
	io.WriteString(crc, tail)
	first, middle, end := pack(head, false), pack(unit, false), pack(tail, true)
	return func(w *zip.Writer) {
		out, err := w.CreateRaw(&zip.FileHeader{Name: name, Method: zip.Deflate, CRC32: crc.Sum32(), CompressedSize64: uint64(len(first) + n*len(middle) + len(end)),
			UncompressedSize64: uint64(len(head) + n*len(unit) + len(tail))})
		if err != nil {
			t.Fatal(err)
		}
		out.Write(first)
		for range n {
			out.Write(middle)
		}
		out.Write(end)
	}
}

const (
	sheetPart  = "xl/worksheets/sheet1.xml"
	stringPart = "xl/sharedStrings.xml"
	sheetHead  = `<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`
	sheetTail  = `</sheetData></worksheet>`
	sharedHead = `<?xml version="1.0" encoding="UTF-8"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">`
	laughs     = `<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">` +
		`<!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;"><!ENTITY f "&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;"><!ENTITY g "&f;&f;&f;&f;&f;&f;&f;&f;&f;&f;">]>`
)

// bombMemory is the most that a file of some megabytes may have the server allocate in all, over the time of its request.
const bombMemory = 1 << 30

// Workbooks that are small on the way and enormous when they are unpacked, or that name files of the server, are refused with
// an answer that says so, soon, and without the memory that they ask for; nothing of them stays.
func TestBombsAreRefused(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	s := newSite(t, modelstest.SQLite(t))
	whole := firmsRoster(t)
	megabyte := long(" ", 1<<20)
	row := long(`<row><c t="inlineStr"><is><t>`+long("x", 1000)+`</t></is></c></row>`, 1000)
	evil := filepath.Join(os.TempDir(), "yunti-evil.txt")
	up := strings.Repeat("../", 12)
	files := map[string][]byte{
		"billion laughs in the sheet":   bomb(t, whole, sheetPart, strings.Replace(sheetHead, "?>", "?>"+laughs, 1)+`<row r="1"><c r="A1" t="inlineStr"><is><t>&g;</t></is></c></row>`+sheetTail),
		"billion laughs in the strings": bomb(t, whole, stringPart, strings.Replace(sharedHead, "?>", "?>"+laughs, 1)+"<si><t>&g;</t></si></sst>"),
		"billion laughs in the book":    bomb(t, whole, "xl/workbook.xml", laughs+`<workbook><sheets><sheet name="&g;"/></sheets></workbook>`),
		"a file of the server in the sheet": bomb(t, whole, sheetPart, strings.Replace(sheetHead, "?>", `?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>`, 1)+
			`<row r="1"><c r="A1" t="inlineStr"><is><t>&e;</t></is></c></row>`+sheetTail),
		"a file of the server in the strings": bomb(t, whole, stringPart, strings.Replace(sharedHead, "?>", `?><!DOCTYPE x [<!ENTITY % e SYSTEM "http://127.0.0.1:1/x.dtd"> %e;]>`, 1)+"<si><t>&x;</t></si></sst>"),
		"a sheet of 1 GB of nothing":          bomb(t, whole, sheetPart, "", repeated(t, sheetPart, sheetHead, megabyte, sheetTail, 1000)),
		"a sheet of 2 GB":                     bomb(t, whole, sheetPart, "", repeated(t, sheetPart, sheetHead, megabyte, sheetTail, 2048)),
		"a sheet of endless rows":             bomb(t, whole, sheetPart, "", repeated(t, sheetPart, sheetHead, row, sheetTail, 500)),
		"strings of 900 MB":                   bomb(t, whole, stringPart, "", repeated(t, stringPart, sharedHead, long("<si><t>"+long("y", 990)+"</t></si>", 1000), "</sst>", 900)),
		"one string of 500 MB":                bomb(t, whole, stringPart, "", repeated(t, stringPart, sharedHead+"<si><t>", megabyte, "</t></si></sst>", 500)),
		"styles of 120 MB":                    bomb(t, whole, "xl/styles.xml", "", repeated(t, "xl/styles.xml", `<styleSheet>`, megabyte, `</styleSheet>`, 120)),
		"styles of 500 MB":                    bomb(t, whole, "xl/styles.xml", "", repeated(t, "xl/styles.xml", `<styleSheet>`, megabyte, `</styleSheet>`, 500)),
		"a relationship part of 500 MB":       bomb(t, whole, "_rels/.rels", "", repeated(t, "_rels/.rels", `<Relationships>`, megabyte, `</Relationships>`, 500)),
		"a picture of 900 MB":                 bomb(t, whole, "", "", repeated(t, "xl/media/image1.png", "", megabyte, "", 900)),
		"many parts": bomb(t, whole, "", "", func(w *zip.Writer) {
			for i := range 20_000 {
				w.Create(fmt.Sprintf("xl/media/%d", i))
			}
		}),
		"many sheets of one name": bomb(t, whole, "", "", func(w *zip.Writer) {
			for range 5_001 {
				w.Create(sheetPart)
			}
		}),
		"deep XML":      bomb(t, whole, sheetPart, sheetHead+long("<row>", 1_000_000)),
		"no end of XML": bomb(t, whole, sheetPart, sheetHead+`<row r="1"><c r="A1" t="`+long("a", 8<<20)),
		"a row far out": bomb(t, whole, sheetPart, sheetHead+`<row r="999999999"><c r="ZZZZZZ999999999"><v>1</v></c></row>`+sheetTail),
		"climbing names": bomb(t, whole, sheetPart, "", func(w *zip.Writer) {
			for _, name := range []string{up + strings.TrimPrefix(evil, "/"), evil, `..\..\..\tmp\yunti-evil.txt`, "xl/worksheets/" + up + strings.TrimPrefix(evil, "/")} {
				out, _ := w.Create(name)
				io.WriteString(out, "evil")
			}
		}),
		"a zip in itself": bomb(t, whole, "xl/embeddings/book.xlsx", string(whole)+long("x", 1<<20), func(w *zip.Writer) { w.SetComment(long("c", 60_000)) }),
		"zeros as CSV":    make([]byte, 8<<20),
		"one line as CSV": []byte("企业名称,统一社会信用代码\n" + long("甲", 8<<20)),
		"one quote":       []byte("企业名称,统一社会信用代码\n\"" + long("甲\n", 4<<20)),
		"many columns":    []byte(long("企业名称,", 1<<20) + "\n" + long("甲,", 1<<20)),
	}
	var most uint64
	for name, file := range files {
		t.Run(name, func(t *testing.T) {
			if len(file) > maxUpload {
				t.Fatalf("a bomb of %d bytes", len(file))
			}
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			start := time.Now()
			a := s.upload("firms", "", "a.xlsx", file)
			took := time.Since(start)
			runtime.ReadMemStats(&after)
			allocated := after.TotalAlloc - before.TotalAlloc
			most = max(most, allocated)
			if a.unharmed(name); a.Status != 422 && a.Status != 413 && !(a.Status == 201 && strings.HasPrefix(name, "a picture")) && !(a.Status == 201 && name == "a zip in itself") {
				t.Errorf("%d %.300s", a.Status, a.Body)
			}
			if allocated > bombMemory {
				t.Errorf("%d MB were allocated for %d KB", allocated>>20, len(file)>>10)
			}
			if took > 60*time.Second {
				t.Errorf("it took %v", took)
			}
			if bytes.Contains(a.Body, []byte("root:")) || bytes.Contains(a.Body, []byte("haha")) {
				t.Errorf("%.500s", a.Body)
			}
			t.Logf("%6d KB: %d, %v, %d MB allocated, %.120s", len(file)>>10, a.Status, took.Round(time.Millisecond), allocated>>20, a.Body)
		})
	}
	left, err := os.ReadDir(os.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range left {
		t.Errorf("%s is left in the temporary folder", entry.Name())
	}
	for _, place := range []string{evil, "/yunti-evil.txt", "yunti-evil.txt"} {
		if _, err := os.Stat(place); err == nil {
			t.Errorf("a file was written at %s", place)
		}
	}
	var steps int64
	if err := s.srv.DB.Read.Model(&models.Filing{}).Where("state NOT IN ?", []string{"draft"}).Count(&steps).Error; err != nil || steps != 0 {
		t.Errorf("%d filings half way, %v", steps, err)
	}
}
