package importers

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"path"
	"strings"
)

// saveAs is what to do with a file in a format that is not read.
const saveAs = "请用 Excel 或 WPS 打开，另存为“Excel 工作簿（.xlsx）”后再导入"

// open recognises a file by its content, whatever it is called.
func open(r io.ReaderAt, size int64, name string) (*source, error) {
	switch {
	case size == 0:
		return nil, refuse(ErrFormat, "文件「%s」是空文件；请重新选择", name)
	case size > MaxFile:
		return nil, refuse(ErrTooLarge, "文件「%s」超过 %d MB；请拆分成几个文件，或删去图片和多余的工作表", name, MaxFile>>20)
	}
	head := make([]byte, 4096)
	n, err := r.ReadAt(head, 0)
	if err != nil && err != io.EOF {
		return nil, err
	}
	head = head[:n]
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		return openZip(r, size, name)
	case bytes.HasPrefix(head, []byte("\xD0\xCF\x11\xE0")):
		return nil, refuseOLE(r, size, name)
	}
	if err := refuseForeign(head, name); err != nil {
		return nil, err
	}
	return openText(r, size, name)
}

// refuseForeign names the formats that are neither workbooks nor text tables.
func refuseForeign(head []byte, name string) error {
	for _, f := range []struct{ magic, what string }{
		{"%PDF", "PDF 文件"}, {"\x89PNG", "图片"}, {"\xFF\xD8\xFF", "图片"}, {"GIF8", "图片"}, {"BM", "图片"}, {"{\\rtf", "RTF 文档"},
		{"Rar!", "压缩包"}, {"7z\xBC\xAF", "压缩包"}, {"\x1F\x8B", "压缩包"},
	} {
		if !bytes.HasPrefix(head, []byte(f.magic)) || f.magic == "BM" && !bytes.Contains(head[:min(len(head), 64)], []byte{0}) {
			continue
		}
		switch f.what {
		case "压缩包":
			return refuse(ErrFormat, "文件「%s」是压缩包；请先解压，再导入里面的表格", name)
		case "RTF 文档":
			return refuse(ErrFormat, "文件「%s」是文字处理文档；请把其中的表格复制到 Excel 或 WPS 表格，保存为 .xlsx 后再导入", name)
		}
		return refuse(ErrFormat, "文件「%s」是%s，不能导入；请导入 .xlsx 表格或 .csv 文件", name, f.what)
	}
	start := strings.ToLower(string(bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xEF\xBB\xBF")), " \t\r\n")))
	switch {
	case strings.HasPrefix(start, "<?xml") && strings.Contains(start, "urn:schemas-microsoft-com:office:spreadsheet"):
		return refuse(ErrFormat, "文件「%s」是 2003 版的 XML 表格；%s", name, saveAs)
	case strings.HasPrefix(start, "<"):
		return refuse(ErrFormat, "文件「%s」其实是网页（有些系统导出的 .xls 就是这样）；%s", name, saveAs)
	}
	return nil
}

// refuseOLE tells old workbooks from encrypted new ones: both begin with the same bytes.
func refuseOLE(r io.ReaderAt, size int64, name string) error {
	marks := []struct {
		stream string
		err    error
	}{
		{"EncryptedPackage", refuse(ErrProtected, "文件「%s」设有打开密码；请用 Excel 或 WPS 打开，取消密码（文件—信息—保护工作簿）后另存，再导入", name)},
		{"WordDocument", refuse(ErrFormat, "文件「%s」是 Word 文档；请把其中的表格复制到 Excel 或 WPS 表格，保存为 .xlsx 后再导入", name)},
	}
	const chunk, overlap = 1 << 20, 64
	buf := make([]byte, chunk)
	for at := int64(0); at < size; at += chunk - overlap {
		n, err := r.ReadAt(buf, at)
		if err != nil && err != io.EOF {
			return err
		}
		for _, m := range marks {
			if bytes.Contains(buf[:n], wide(m.stream)) {
				return m.err
			}
		}
	}
	return refuse(ErrFormat, "文件「%s」是旧版 .xls 或 WPS .et 格式，不能直接读取；%s", name, saveAs)
}

// wide writes ASCII in UTF-16LE, as names stand in an OLE directory.
func wide(s string) []byte {
	b := make([]byte, 0, 2*len(s))
	for i := range len(s) {
		b = append(b, s[i], 0)
	}
	return b
}

// The limits of what a workbook may unpack to. Worksheets over inMemoryPart are unpacked to a temporary
// file; all other parts are held in memory.
const (
	maxUnpacked   = 1 << 30
	maxShared     = 256 << 20 // the shared strings, which all end up in memory
	maxInMemory   = 128 << 20
	inMemoryPart  = 16 << 20
	maxText       = 1 << 20 // between two tags of a large part; a cell of Excel holds 32767 characters
	maxParts      = 5000
	deflateFactor = 1100 // deflate cannot pack better than 1 : 1032
)

// openZip opens a workbook, or says what else the package is.
func openZip(r io.ReaderAt, size int64, name string) (*source, error) {
	archive, err := zip.NewReader(r, size)
	if err != nil {
		return nil, refuse(ErrDamaged, "文件「%s」不完整或已损坏（可能没有传完）；请重新保存后再导入", name)
	}
	var total, memory uint64
	var workbook, binary, word, slides, sheets, strung bool
	for _, part := range archive.File {
		if part.UncompressedSize64/deflateFactor > part.CompressedSize64+64 {
			return nil, refuse(ErrTooLarge, "文件「%s」解压后的大小异常，不予读取；%s", name, saveAs)
		}
		total += part.UncompressedSize64
		strung = strung || part.UncompressedSize64 > maxShared && strings.EqualFold(strings.ReplaceAll(part.Name, "\\", "/"), "xl/sharedStrings.xml")
		part := strings.ToLower(strings.ReplaceAll(part.Name, "\\", "/"))
		workbook = workbook || path.Base(part) == "workbook.xml"
		binary = binary || part == "xl/workbook.bin"
		word = word || part == "word/document.xml"
		slides = slides || part == "ppt/presentation.xml"
		sheets = sheets || path.Ext(part) == ".xlsx" || path.Ext(part) == ".xls" || path.Ext(part) == ".csv"
	}
	for _, part := range archive.File {
		if !unpackedToFile(part) {
			memory += part.UncompressedSize64
		}
	}
	switch {
	case binary:
		return nil, refuse(ErrFormat, "文件「%s」是二进制工作簿 .xlsb；%s", name, saveAs)
	case word:
		return nil, refuse(ErrFormat, "文件「%s」是 Word 文档；请把其中的表格复制到 Excel 或 WPS 表格，保存为 .xlsx 后再导入", name)
	case slides:
		return nil, refuse(ErrFormat, "文件「%s」是演示文稿；请导入 .xlsx 表格或 .csv 文件", name)
	case sheets && !workbook:
		return nil, refuse(ErrFormat, "文件「%s」是压缩包；请先解压，再导入里面的表格", name)
	case !workbook:
		return nil, refuse(ErrFormat, "文件「%s」不是 Excel 工作簿（.ods 表格或其他压缩格式）；%s", name, saveAs)
	case strung || total > maxUnpacked || memory > maxInMemory || len(archive.File) > maxParts:
		return nil, refuse(ErrTooLarge, "文件「%s」解压后太大；请删去图片、多余的工作表和大片空白格式，或拆分后再导入", name)
	}
	for _, part := range archive.File {
		// The spreadsheet library holds a text as a whole, however long it is.
		if unpackedToFile(part) && unpack(part, new(textBound)) == errText {
			return nil, refuse(ErrTooLarge, "文件「%s」里有一段文字长得异常，不予读取；%s", name, saveAs)
		}
	}
	return openWorkbook(r, size, archive, name)
}

// textBound passes over XML and gives up at a text, or a tag, of more than maxText bytes.
type textBound struct{ run int }

var errText = errors.New("too long a text")

func (b *textBound) Write(p []byte) (int, error) {
	n := len(p)
	for {
		i := bytes.IndexByte(p, '<')
		if i < 0 {
			i = len(p)
		}
		if b.run += i; b.run > maxText {
			return 0, errText
		}
		if i == len(p) {
			return n, nil
		}
		b.run, p = 0, p[i+1:]
	}
}

// unpackedToFile reports whether the spreadsheet library unpacks a part to a temporary file.
func unpackedToFile(f *zip.File) bool {
	name := strings.ToLower(strings.ReplaceAll(f.Name, "\\", "/"))
	return f.UncompressedSize64 > inMemoryPart && (strings.HasPrefix(name, "xl/worksheets/sheet") || name == "xl/sharedstrings.xml")
}
