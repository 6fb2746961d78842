package exports

import (
	"archive/zip"
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"yunti/models"
)

// Authenticity is the answer of Verify in one word.
type Authenticity string

// The answers.
const (
	Genuine    Authenticity = "genuine"    // a workbook of ours, every value as it was handed out
	Changed    Authenticity = "changed"    // a workbook of ours in which values, rows or sheets were changed since
	Unknown    Authenticity = "unknown"    // it has a number that was never given
	Unnumbered Authenticity = "unnumbered" // it has no number
)

// Verification is what is known of a workbook that somebody has.
type Verification struct {
	State     Authenticity         `json:"state"`
	Number    string               `json:"number"`    // "" without one
	Name      string               `json:"name"`      // of the report, "" for a number that is unknown
	Issued    *models.IssuedReport `json:"issued"`    // nil for a number that is unknown
	Identical bool                 `json:"identical"` // byte for byte the file that was handed out; else some program has saved it again
	Current   bool                 `json:"current"`   // the review that it was made from is the published one of its year
	Changes   []SheetChange        `json:"changes"`
}

// SheetChange is where a workbook differs from what was handed out.
type SheetChange struct {
	Sheet string `json:"sheet"`
	Kind  string `json:"kind"` // changed, added, missing
	// The first rows that differ of a changed sheet: one row on a short sheet, a stretch of them on a long one.
	From int `json:"from"`
	To   int `json:"to"`
}

// ErrNotWorkbook is returned for a file that cannot be read as a workbook.
var ErrNotWorkbook = errors.New("不是可以打开的 .xlsx 工作簿")

// The limits of a file to be verified. A list of a million firms stays below them.
const (
	maxUnpacked = 4 << 30
	maxOther    = 64 << 20 // of parts that are neither sheets nor shared strings: they are held in memory
	maxParts    = 2000
	maxCells    = 200_000_000
	inMemory    = 16 << 20 // larger sheets are unpacked to a temporary file
)

// Verify reads a workbook that somebody has and says whether it is one of ours, and what was changed in it since. What a
// spreadsheet program changes by opening and saving it does not count, nor do widths, colours and number formats: the values of
// the cells do. Errors wrap ErrNotWorkbook.
func Verify(ctx context.Context, db *models.DB, file io.ReaderAt, size int64) (*Verification, error) {
	numbers, err := numbersIn(file, size)
	if err != nil {
		return nil, err
	}
	v := &Verification{State: Unnumbered, Changes: []SheetChange{}}
	for _, n := range numbers {
		v.State, v.Number = Unknown, numbers[0]
		issued, err := db.IssuedReport(ctx, n)
		if errors.Is(err, models.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		v.Number, v.Issued = n, issued
		break
	}
	if v.Issued == nil {
		return v, nil
	}
	return v, v.compare(ctx, db, file, size)
}

// Text says it in words, line by line.
func (v *Verification) Text() (lines []string) {
	switch v.State {
	case Unnumbered:
		return []string{"文件上没有核验编号：不是本系统生成的报表，或者核验编号已被删去。"}
	case Unknown:
		return []string{"核验编号 " + v.Number + " 不是本系统给出的：这份文件不是本系统生成的。"}
	case Genuine:
		lines = append(lines, "本系统生成，内容与生成时一致。")
	case Changed:
		lines = append(lines, "本系统生成，但此后内容有改动：")
		for _, c := range v.Changes {
			lines = append(lines, "  "+c.Text())
		}
	}
	i := v.Issued
	lines = append(lines, fmt.Sprintf("%s%d年度《%s》，核验编号 %s，由 %s 于 %s 生成，依据年度评价 %s。", i.Area, i.Year, v.Name, v.Number, orDash(i.By), timeText(i.At), i.Review))
	if !v.Current {
		lines = append(lines, "注意：所依据的评价已不是该年度现行的评价，请按现行评价重新生成。")
	}
	return lines
}

// Text says where the change is.
func (c SheetChange) Text() string {
	switch {
	case c.Kind == "added":
		return "《" + c.Sheet + "》是后来增加的"
	case c.Kind == "missing":
		return "缺少《" + c.Sheet + "》"
	case c.From == c.To:
		return fmt.Sprintf("《%s》自第 %d 行起与生成时不同", c.Sheet, c.From)
	}
	return fmt.Sprintf("《%s》自第 %d—%d 行之间起与生成时不同", c.Sheet, c.From, c.To)
}

// compare holds the file against what was kept of the workbook with its number.
func (v *Verification) compare(ctx context.Context, db *models.DB, file io.ReaderAt, size int64) error {
	v.Name = v.Issued.Report
	if r, err := Find(v.Issued.Report); err == nil {
		v.Name = r.Name
	}
	review, err := db.Review(ctx, v.Issued.Review)
	if err != nil {
		return err
	}
	v.Current = review.State == models.Published
	whole := sha256.New()
	if _, err := io.Copy(whole, io.NewSectionReader(file, 0, size)); err != nil {
		return err
	}
	v.Identical, v.State = hex.EncodeToString(whole.Sum(nil)) == v.Issued.Digest, Genuine
	if v.Identical {
		return nil
	}
	var kept []sheetDigest
	if err := json.Unmarshal([]byte(v.Issued.Sheets), &kept); err != nil {
		return fmt.Errorf("核验编号 %s 的记录已损坏：%w", v.Number, err)
	}
	if v.Changes, err = changes(ctx, file, size, kept); err != nil {
		return err
	}
	if len(v.Changes) > 0 {
		v.State = Changed
	}
	return nil
}

// changes compares the sheets of the file with those kept.
func changes(ctx context.Context, file io.ReaderAt, size int64, kept []sheetDigest) ([]SheetChange, error) {
	f, err := excelize.OpenReader(io.NewSectionReader(file, 0, size), excelize.Options{RawCellValue: true, UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: inMemory})
	if err != nil {
		return nil, fmt.Errorf("%w：%w", ErrNotWorkbook, err)
	}
	defer f.Close()
	list := []SheetChange{}
	there := f.GetSheetList()
	for i := range kept {
		k := &kept[i]
		if !slices.Contains(there, k.Name) {
			list = append(list, SheetChange{Sheet: k.Name, Kind: "missing"})
			continue
		}
		got, err := digestOf(ctx, f, k.Name, k.Block)
		if err != nil {
			return nil, err
		}
		if got.Digest != k.Digest {
			from, to := k.differs(&got)
			list = append(list, SheetChange{k.Name, "changed", from, to})
		}
	}
	for _, name := range there {
		if !slices.ContainsFunc(kept, func(k sheetDigest) bool { return k.Name == name }) {
			list = append(list, SheetChange{Sheet: name, Kind: "added"})
		}
	}
	return list, nil
}

// digestOf reads a sheet row by row.
func digestOf(ctx context.Context, f *excelize.File, name string, block int) (sheetDigest, error) {
	rows, err := f.Rows(name)
	if err != nil {
		return sheetDigest{}, fmt.Errorf("%w：工作表 %s：%w", ErrNotWorkbook, name, err)
	}
	defer rows.Close()
	d, cells := newDigester(block), 0
	for number := 1; rows.Next(); number++ {
		values, err := rows.Columns()
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return sheetDigest{}, err
		}
		if cells += len(values); cells > maxCells {
			return sheetDigest{}, fmt.Errorf("%w：工作表 %s 用到的区域太大", ErrNotWorkbook, name)
		}
		for i, value := range values {
			d.cell(i+1, clean([]byte(value)))
		}
		d.end(number)
	}
	if err := rows.Error(); err != nil {
		return sheetDigest{}, fmt.Errorf("%w：工作表 %s：%w", ErrNotWorkbook, name, err)
	}
	return d.digest(name), nil
}

// differs returns the rows of the first block that differs.
func (k *sheetDigest) differs(got *sheetDigest) (from, to int) {
	a, _ := base64.StdEncoding.DecodeString(k.Marks)
	b, _ := base64.StdEncoding.DecodeString(got.Marks)
	at := 0
	for at+markSize <= min(len(a), len(b)) && bytes.Equal(a[at:at+markSize], b[at:at+markSize]) {
		at += markSize
	}
	block := at / markSize
	from = block*k.Block + 1
	return from, max(from, min((block+1)*k.Block, max(k.Rows, got.Rows)))
}

// mostNumbers is how many different numbers of a file are looked up.
const mostNumbers = 8

// numbersIn finds the numbers in a file, wherever a program has put the texts of cells and of the foot of the page.
func numbersIn(file io.ReaderAt, size int64) (numbers []string, err error) {
	archive, err := zip.NewReader(file, size)
	if err != nil {
		return nil, ErrNotWorkbook
	}
	if err := bounded(archive); err != nil {
		return nil, err
	}
	for _, part := range archive.File {
		if path.Ext(part.Name) != ".xml" {
			continue
		}
		if err := search(part, &numbers); err != nil {
			return nil, fmt.Errorf("%w：文件不完整或已损坏", ErrNotWorkbook)
		}
	}
	return numbers, nil
}

// bounded refuses what is no workbook, or one that would unpack to more than any report is.
func bounded(archive *zip.Reader) error {
	var total, other uint64
	workbook := false
	for _, part := range archive.File {
		name := strings.ToLower(part.Name)
		total += part.UncompressedSize64
		if !strings.HasPrefix(name, "xl/worksheets/sheet") && name != "xl/sharedstrings.xml" {
			other += part.UncompressedSize64
		}
		workbook = workbook || name == "xl/workbook.xml"
	}
	switch {
	case !workbook:
		return ErrNotWorkbook
	case len(archive.File) > maxParts, total > maxUnpacked, other > maxOther:
		return fmt.Errorf("%w：文件解压后太大", ErrNotWorkbook)
	}
	return nil
}

// search adds the numbers in a part of the file.
func search(part *zip.File, numbers *[]string) error {
	r, err := part.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	in := bufio.NewReaderSize(r, 256<<10)
	for err == nil {
		var window []byte
		window, err = in.Peek(in.Size())
		for _, found := range numberShape.FindAll(window, mostNumbers) {
			n := string(found)
			if !slices.Contains(*numbers, n) && len(*numbers) < mostNumbers {
				*numbers = append(*numbers, n)
			}
		}
		// A number across the end of the window is found with the next one.
		_, _ = in.Discard(max(len(window)-numberSize, min(len(window), 1)))
		if errors.Is(err, io.EOF) {
			return nil
		}
	}
	return err
}

// numberSize is how long a number is.
const numberSize = len("YT2023-7KQ4-M2XW")
