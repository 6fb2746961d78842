package importers

import (
	"archive/zip"
	"bytes"
	"fmt"
	"hash/crc32"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// withPart changes one part of a workbook: its content is replaced by what edit makes of it.
func withPart(t testing.TB, data []byte, name string, edit func(content string) string) []byte {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var buf bytes.Buffer
	w := zip.NewWriter(&buf)
	found := false
	for _, f := range r.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		text := string(content)
		if f.Name == name {
			text, found = edit(text), true
		}
		out, err := w.Create(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(out, text); err != nil {
			t.Fatal(err)
		}
	}
	if !found {
		t.Fatalf("no part %s", name)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// packed makes a package of parts.
func packed(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	var buf bytes.Buffer
	w := zip.NewWriter(&buf)
	for name, content := range parts {
		out, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(out, content); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

var smallRoster = [][]any{{"统一社会信用代码", "企业名称", "营业收入"}, {exampleCode, "昆明甲科技有限公司", 12.5}, {"91512081MA62K0260E", "昆明乙科技有限公司", 3}}

func TestForeignFilesAreRefusedWithWhatToDo(t *testing.T) {
	ole := "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + strings.Repeat("\x00", 2000)
	for name, c := range map[string]struct {
		data   string
		reason error
		say    []string
	}{
		"empty":        {"", ErrFormat, []string{"空文件"}},
		"xls":          {ole + string(wide("Workbook")), ErrFormat, []string{".xls", "另存为"}},
		"doc":          {ole + string(wide("WordDocument")), ErrFormat, []string{"Word"}},
		"password":     {ole + string(wide("EncryptedPackage")), ErrProtected, []string{"打开密码", "取消密码"}},
		"web page":     {"\r\n<html><table><tr><td>企业名称</td></tr></table></html>", ErrFormat, []string{"网页", "另存为"}},
		"xml 2003":     {`<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>`, ErrFormat, []string{"2003", "另存为"}},
		"pdf":          {"%PDF-1.7\n%\xE2\xE3", ErrFormat, []string{"PDF"}},
		"picture":      {"\x89PNG\r\n\x1a\n", ErrFormat, []string{"图片"}},
		"rar":          {"Rar!\x1a\x07\x00", ErrFormat, []string{"压缩包", "解压"}},
		"binary":       {"\x00\x01\x02\x03\x04", ErrFormat, []string{"不是表格"}},
		"half a GBK":   {"企业名称,代码\n\xff\xff\xff", ErrFormat, []string{"不是表格"}},
		"cut zip":      {string(workbook(t, smallRoster)[:900]), ErrDamaged, []string{"没有传完"}},
		"docx":         {string(packed(t, map[string]string{"word/document.xml": "<w/>"})), ErrFormat, []string{"Word"}},
		"pptx":         {string(packed(t, map[string]string{"ppt/presentation.xml": "<w/>"})), ErrFormat, []string{"演示文稿"}},
		"xlsb":         {string(packed(t, map[string]string{"xl/workbook.bin": "x", "xl/workbook.xml": "x"})), ErrFormat, []string{".xlsb", "另存为"}},
		"ods":          {string(packed(t, map[string]string{"mimetype": "application/vnd.oasis", "content.xml": "<x/>"})), ErrFormat, []string{".ods", "另存为"}},
		"zip of files": {string(packed(t, map[string]string{"a/名册.xlsx": "x"})), ErrFormat, []string{"压缩包", "解压"}},
		"no content":   {string(packed(t, map[string]string{"xl/workbook.xml": "<workbook/>"})), ErrDamaged, []string{"已损坏", "另存为"}},
	} {
		t.Run(name, func(t *testing.T) {
			refused(t, []byte(c.data), "figures", ReadOptions{Year: 2022}, c.reason, append(c.say, "名册.xlsx")...)
		})
	}
}

func TestAFileOverTheSizeLimitIsNotEvenRead(t *testing.T) {
	_, err := Read(strings.NewReader("x"), MaxFile+1, "大.xlsx", "figures", ReadOptions{})
	if err == nil {
		t.Fatal("read")
	}
	zeros := strings.Repeat("\x00", 30<<20)
	bomb := packed(t, map[string]string{"xl/workbook.xml": "x", "xl/worksheets/sheet1.xml": zeros})
	start := time.Now()
	refused(t, bomb, "figures", ReadOptions{}, ErrTooLarge, "长得异常")
	// What the package declares is what counts: a header that lies is caught by what comes out.
	many := map[string]string{"xl/workbook.xml": "x"}
	for i := range 6 {
		many[fmt.Sprintf("xl/media/image%d.bin", i)] = zeros
	}
	refused(t, packed(t, many), "figures", ReadOptions{}, ErrTooLarge, "解压后太大")
	if d := time.Since(start); d > 20*time.Second {
		t.Errorf("took %v", d)
	}
}

// lying is a package whose directory claims another size than a part has.
func lying(t *testing.T, declared uint64) []byte {
	var buf, body bytes.Buffer
	body.WriteString("not what it seems")
	w := zip.NewWriter(&buf)
	h := &zip.FileHeader{Name: "xl/workbook.xml", Method: zip.Store, CRC32: crc32.ChecksumIEEE(body.Bytes()), CompressedSize64: uint64(body.Len()), UncompressedSize64: declared}
	out, err := w.CreateRaw(h)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := out.Write(body.Bytes()); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func TestSizesThatCannotBeTrueAreRefused(t *testing.T) {
	refused(t, lying(t, 900<<20), "figures", ReadOptions{}, ErrTooLarge, "异常")
}

const firstSheet = "xl/worksheets/sheet1.xml"

func TestDamageThatTheIteratorWouldPassOverIsRefused(t *testing.T) {
	whole := workbook(t, smallRoster)
	if s := read(t, whole, "figures", ReadOptions{Year: 2022}); len(s.Lines) != 2 {
		t.Fatal(len(s.Lines))
	}
	for name, edit := range map[string]func(string) string{
		"the end is missing":     func(s string) string { return s[:strings.Index(s, "</sheetData>")] },
		"cut in a row":           func(s string) string { return s[:strings.Index(s, `r="3"`)+20] },
		"rows out of order":      func(s string) string { return strings.Replace(s, `<row r="3"`, `<row r="2"`, 1) },
		"cells out of order":     func(s string) string { return strings.Replace(s, `r="C2"`, `r="A2"`, 1) },
		"a cell of another row":  func(s string) string { return strings.Replace(s, `r="C2"`, `r="C9"`, 1) },
		"no cell address":        func(s string) string { return strings.Replace(s, `r="C2"`, `r="乙"`, 1) },
		"a style that is none":   func(s string) string { return strings.Replace(s, `<c r="C2"`, `<c r="C2" s=""`, 1) },
		"a bare ampersand":       func(s string) string { return strings.Replace(s, "<v>3</v>", "<v>3&</v>", 1) },
		"an unknown entity":      func(s string) string { return strings.Replace(s, "<v>3</v>", "<v>&nbsp;3</v>", 1) },
		"a control character":    func(s string) string { return strings.Replace(s, "<v>3</v>", "<v>\x01</v>", 1) },
		"elements that overlap":  func(s string) string { return strings.Replace(s, "<v>3</v></c>", "<v>3</c></v>", 1) },
		"an element left open":   func(s string) string { return strings.Replace(s, "<v>3</v>", "<v>3", 1) },
		"bytes that are no text": func(s string) string { return strings.Replace(s, "<v>3</v>", "<v>\xff\xfe</v>", 1) },
	} {
		t.Run(name, func(t *testing.T) {
			refused(t, withPart(t, whole, firstSheet, edit), "figures", ReadOptions{Year: 2022}, ErrDamaged, "另存为")
		})
	}
	t.Run("a wrong checksum", func(t *testing.T) {
		stored := withPart(t, whole, firstSheet, func(s string) string { return s })
		r, _ := zip.NewReader(bytes.NewReader(stored), int64(len(stored)))
		for _, f := range r.File {
			if f.Name == firstSheet {
				at, _ := f.DataOffset()
				stored[at+int64(f.CompressedSize64)/2] ^= 0xff
			}
		}
		refused(t, stored, "figures", ReadOptions{Year: 2022}, ErrDamaged)
	})
}

func TestHarmlessOddities(t *testing.T) {
	whole := workbook(t, smallRoster)
	for name, edit := range map[string]func(string) string{
		"comments":           func(s string) string { return strings.Replace(s, "<row", "<!-- <row> & --><row", 1) },
		"rows without r":     func(s string) string { return strings.NewReplacer(` r="1"`, "", ` r="2"`, "", ` r="3"`, "").Replace(s) },
		"character entities": func(s string) string { return strings.Replace(s, "<v>3</v>", "<v>&#51;</v>", 1) },
		"empty cells":        func(s string) string { return strings.Replace(s, "</row>", `<c r="ZZ1" s="0"/></row>`, 1) },
	} {
		t.Run(name, func(t *testing.T) {
			s := read(t, withPart(t, whole, firstSheet, edit), "figures", ReadOptions{Year: 2022})
			if len(s.Lines) != 2 || s.Value(&s.Lines[1], "revenue").N != 3000000 {
				t.Errorf("%+v", s.Lines)
			}
		})
	}
}

func TestAFormulaWithoutAStoredResultIsNotABlank(t *testing.T) {
	data := workbook(t, smallRoster, func(f *excelize.File) { _ = f.SetCellFormula("Sheet1", "C3", "C2*2") })
	data = withPart(t, data, firstSheet, func(s string) string { return strings.Replace(s, "</f><v>3</v>", "</f>", 1) })
	refused(t, data, "figures", ReadOptions{Year: 2022}, ErrDamaged, "C3", "公式", "保存一次")
}

func TestMoreLinesThanOneTransactionTakesAreRefused(t *testing.T) {
	var b strings.Builder
	b.WriteString("企业名称,统一社会信用代码\n")
	for range MaxLines + 1 {
		b.WriteString("昆明甲科技有限公司," + exampleCode + "\n")
	}
	refused(t, []byte(b.String()), "figures", ReadOptions{Year: 2022}, ErrTooLarge, "拆分")
}

func TestAQuoteThatIsNeverClosedIsNotOneLongCell(t *testing.T) {
	text := "企业名称,统一社会信用代码\n\"昆明甲科技有限公司," + exampleCode + "\n" + strings.Repeat("昆明乙科技有限公司,"+exampleCode+"\n", 1000)
	refused(t, []byte(text), "figures", ReadOptions{Year: 2022}, ErrDamaged, "引号")
}

func FuzzRead(f *testing.F) {
	f.Add(workbook(f, smallRoster))
	f.Add(workbook(f, [][]any{{"附件1"}, {"单位:千元"}, {"企业名称", "信用代码", "收入", nil}, {nil, nil, "营业收入", "总收入"}, {"甲", exampleCode, "1,2", "—"}}, merged("C3:D3", "A3:A4", "A5:A6")))
	f.Add([]byte("企业名称,统一社会信用代码,成立日期\n\"甲\"\"乙\"," + exampleCode + ",二〇二二年十一月十八日\n"))
	f.Add([]byte("\xD0\xCF\x11\xE0"))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, k := range []string{"figures", "recognitions"} {
			s, err := Read(bytes.NewReader(data), int64(len(data)), "x", k, ReadOptions{Year: 2022})
			if err == nil && len(s.Lines) == 0 {
				t.Error("neither lines nor an error")
			}
		}
	})
}

// FuzzSheet puts any text in the place of a workbook's sheet.
func FuzzSheet(f *testing.F) {
	whole := workbook(f, smallRoster, merged("C2:C3"))
	withPart(f, whole, firstSheet, func(s string) string { f.Add(s); return s })
	f.Fuzz(func(t *testing.T, xml string) {
		data := withPart(t, whole, firstSheet, func(string) string { return xml })
		s, err := Read(bytes.NewReader(data), int64(len(data)), "x", "figures", ReadOptions{Year: 2022})
		if err == nil && len(s.Lines) == 0 {
			t.Error("neither lines nor an error")
		}
	})
}

// FuzzCells reads single texts, which fuzzing a packed workbook hardly reaches.
func FuzzCells(f *testing.F) {
	for _, s := range []string{"1,234.5万元", "(12.5)", "2022-11-18", "二〇二二年十一月十八日", "44883.5", "1E+5", "9.1E+17", "是", "2022.11.18-2025.11.17", "¥-3亿2万"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, k := range Kinds {
			for i := range k.Columns {
				p := cellParser{column: &k.Columns[i], unit: defaultUnit}
				if v, _, detail := p.parse(s); (detail != "") != (v.State == Bad) {
					t.Errorf("%s %q: %+v %q", k.Columns[i].Key, s, v, detail)
				}
			}
		}
		foldTitle(s)
	})
}
