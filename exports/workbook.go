package exports

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/xuri/excelize/v2"
)

// workbook is a workbook in the house style. excelize makes all of it but the rows: styles, widths,
// panes, print set-up, charts. Rows are kept in the spool and go straight into the archive when the workbook is
// written, so that lists of any length take constant memory, their columns are as wide as their content, and
// nothing about a sheet has to be known before its first row. (excelize's own StreamWriter keeps up to
// 32 MB a sheet, wants the dimension before the first row and drops settings made after the last.)
//
// Different sheets may be filled at the same time, each by one goroutine. The first error is kept and
// returned by write.
type workbook struct {
	file   *excelize.File
	spool  spool
	sheets []*sheet
	footer string        // of every page
	styles [numLooks]int // excelize style of a look

	mu  sync.Mutex
	err error
}

// newWorkbook begins a workbook with that name.
func newWorkbook(s *Source, name string) *workbook {
	b := &workbook{file: excelize.NewFile(), footer: footer(s, name)}
	at := s.At.UTC().Format("2006-01-02T15:04:05Z")
	b.fail(b.file.SetDocProps(&excelize.DocProperties{Title: name, Creator: s.Issuer, LastModifiedBy: s.By,
		Created: at, Modified: at, Language: "zh-CN"}))
	b.fail(b.file.SetAppProps(&excelize.AppProperties{Application: "云梯 Yunti"}))
	return b
}

// footer is what stands at the foot of every page: what it is and from which review, 第X页 共Y页, and the number by which
// somebody who has it on paper asks for it.
func footer(s *Source, name string) string {
	left, right := name, ""
	if s.Review != nil {
		left += fmt.Sprintf("　评价编号 %s%s", s.Review.ID, s.mark())
	}
	if s.Number != "" {
		right = "&R&9核验编号 " + s.Number
	}
	left = strings.ReplaceAll(left, "&", "&&")
	return "&L&9" + clip(left, maxFooter-40-len(right)) + "&C&9第 &P 页 共 &N 页" + right
}

// maxFooter is how many characters the foot of a page has room for.
const maxFooter = 255

// clip cuts a text to n characters.
func clip(s string, n int) string {
	for i := range s {
		if n--; n < 0 {
			return s[:i]
		}
	}
	return s
}

// fail keeps the first error.
func (b *workbook) fail(err error) {
	if err == nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.err == nil {
		b.err = err
	}
}

// failed returns the first error.
func (b *workbook) failed() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.err
}

// close frees the temporary file. It may be called after write.
func (b *workbook) close() {
	_ = b.spool.close()
	_ = b.file.Close()
}

// addStyles makes a style of every look that some sheet has met, in the order of the looks.
func (b *workbook) addStyles() {
	for l := range look(numLooks) {
		met := slices.ContainsFunc(b.sheets, func(s *sheet) bool { return s.met[l] })
		if !met {
			continue
		}
		id, err := b.file.NewStyle(l.style())
		b.fail(err)
		b.styles[l] = id
	}
}

// write finishes every sheet and writes the workbook to w as it is made, without holding it in memory.
func (b *workbook) write(w io.Writer) error {
	for _, s := range b.sheets {
		s.finish()
	}
	b.addStyles()
	b.file.SetActiveSheet(0)
	if err := b.failed(); err != nil {
		return err
	}
	a := newArchive(w, b)
	err := b.file.SetZipWriter(func(io.Writer) excelize.ZipWriter { return a }).Write(io.Discard)
	if err = errors.Join(a.err, err); err != nil {
		return fmt.Errorf("写出报表失败：%w", err)
	}
	return nil
}

// digests are the digests of the sheets, once the workbook is written.
func (b *workbook) digests() []sheetDigest {
	list := make([]sheetDigest, len(b.sheets))
	for i, s := range b.sheets {
		list[i] = s.digest
	}
	return list
}
