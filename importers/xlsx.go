package importers

import (
	"archive/zip"
	"encoding/xml"
	"io"
	"iter"
	"path"
	"strings"

	"github.com/xuri/excelize/v2"
)

// openWorkbook opens a workbook with excelize. Its own unpacking passes over broken parts in silence,
// so every part that is used is also read through here once, with its checksum.
func openWorkbook(r io.ReaderAt, size int64, archive *zip.Reader, name string) (*source, error) {
	damaged := func() error {
		return refuse(ErrDamaged, "文件「%s」已损坏，无法读取；请用 Excel 或 WPS 打开并修复，另存为 .xlsx 后再导入", name)
	}
	paths, err := sheetPaths(archive)
	if err != nil {
		return nil, damaged()
	}
	if shared := findPart(archive, "xl/sharedStrings.xml"); shared != nil && unpack(shared, io.Discard) != nil {
		return nil, damaged()
	}
	f, err := excelize.OpenReader(io.NewSectionReader(r, 0, size), excelize.Options{
		RawCellValue: true, UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: inMemoryPart})
	if err != nil {
		return nil, damaged()
	}
	book := &source{format: "xlsx", close: f.Close}
	props, err := f.GetWorkbookProps()
	if err != nil {
		return nil, damaged()
	}
	for _, sheet := range f.GetSheetList() {
		part := findPart(archive, paths[sheet])
		if part == nil {
			continue // a chart sheet, a macro sheet
		}
		visible, err := f.GetSheetVisible(sheet)
		if err != nil {
			return nil, damaged()
		}
		s := &sheetSource{name: sheet, hidden: !visible, from1904: props.Date1904 != nil && *props.Date1904}
		s.scan = remember(func() (scan, error) { return scanSheet(part, name, sheet) })
		s.rows = func() iter.Seq2[row, error] { return workbookRows(f, sheet, s.scan, damaged) }
		book.sheets = append(book.sheets, s)
	}
	if len(book.sheets) == 0 {
		return nil, refuse(ErrSheet, "文件「%s」里没有工作表；请核对后再导入", name)
	}
	return book, nil
}

// remember makes a scan happen once.
func remember(f func() (scan, error)) func() (scan, error) {
	var s scan
	var err error
	done := false
	return func() (scan, error) {
		if !done {
			s, err = f()
			done = true
		}
		return s, err
	}
}

// workbookRows yields a sheet's rows with raw values. The iterator ends in silence where the XML breaks off, so its
// end is compared with the scan's.
func workbookRows(f *excelize.File, sheet string, layout func() (scan, error), damaged func() error) iter.Seq2[row, error] {
	return func(yield func(row, error) bool) {
		rows, err := f.Rows(sheet)
		if err != nil {
			yield(row{}, damaged())
			return
		}
		defer rows.Close()
		number := 0
		for rows.Next() {
			number++
			opts := rows.GetRowOpts()
			cells, err := rows.Columns(excelize.Options{RawCellValue: true})
			if err != nil {
				yield(row{}, damaged())
				return
			}
			if len(cells) == 0 {
				continue
			}
			if !yield(row{number: number, cells: cells, hidden: opts.Hidden}, nil) {
				return
			}
		}
		if end, err := layout(); err != nil {
			yield(row{}, err)
		} else if rows.Error() != nil || number < end.lastRow {
			yield(row{}, damaged())
		}
	}
}

// sheetPaths maps the names of worksheets to the parts that hold them, from the workbook and its relationships.
func sheetPaths(archive *zip.Reader) (map[string]string, error) {
	var root, links relationships
	if err := readXML(archive, "_rels/.rels", &root); err != nil {
		return nil, err
	}
	workbook := "xl/workbook.xml"
	for _, rel := range root.Relationship {
		if strings.HasSuffix(rel.Type, "/officeDocument") {
			workbook = strings.TrimPrefix(rel.Target, "/")
		}
	}
	var book struct {
		Sheets []struct {
			Name  string     `xml:"name,attr"`
			Attrs []xml.Attr `xml:",any,attr"`
		} `xml:"sheets>sheet"`
	}
	if err := readXML(archive, workbook, &book); err != nil {
		return nil, err
	}
	dir, file := path.Split(workbook)
	if err := readXML(archive, dir+"_rels/"+file+".rels", &links); err != nil {
		return nil, err
	}
	paths := make(map[string]string, len(book.Sheets))
	for _, s := range book.Sheets {
		for _, attr := range s.Attrs {
			if attr.Name.Local != "id" {
				continue
			}
			for _, rel := range links.Relationship {
				if rel.ID == attr.Value && strings.HasSuffix(rel.Type, "/worksheet") {
					paths[s.Name] = resolve(dir, rel.Target)
				}
			}
		}
	}
	return paths, nil
}

type relationships struct {
	Relationship []struct {
		ID     string `xml:"Id,attr"`
		Type   string `xml:"Type,attr"`
		Target string `xml:"Target,attr"`
	}
}

// resolve makes a relationship's target a part name.
func resolve(dir, target string) string {
	target = strings.ReplaceAll(target, "\\", "/")
	if after, absolute := strings.CutPrefix(target, "/"); absolute {
		return after
	}
	return path.Join(dir, target)
}

// findPart finds a part; part names do not differ by case.
func findPart(archive *zip.Reader, name string) *zip.File {
	for _, f := range archive.File {
		if strings.EqualFold(strings.ReplaceAll(f.Name, "\\", "/"), name) {
			return f
		}
	}
	return nil
}

func readXML(archive *zip.Reader, name string, v any) error {
	part := findPart(archive, name)
	if part == nil {
		return io.ErrUnexpectedEOF
	}
	r, err := part.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	return xml.NewDecoder(io.LimitReader(r, inMemoryPart)).Decode(v)
}

// unpack reads a part through into w, so that its checksum is compared.
func unpack(part *zip.File, w io.Writer) error {
	r, err := part.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	_, err = io.Copy(w, r)
	return err
}
