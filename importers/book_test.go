package importers

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"yunti/policy"
)

// code returns the n-th made-up code with a valid check digit.
func code(n int) string {
	digits := []byte("91530102MA6K00000")
	for i := len(digits) - 1; n > 0; i-- {
		digits[i] = byte('0' + n%10)
		n /= 10
	}
	return policy.CompleteCode(string(digits))
}

// workbook writes rows from A1 on a sheet and lets edit change the workbook before it is saved.
func workbook(t testing.TB, rows [][]any, edit ...func(f *excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, row := range rows {
		cell, _ := excelize.CoordinatesToCellName(1, i+1)
		if err := f.SetSheetRow("Sheet1", cell, &row); err != nil {
			t.Fatal(err)
		}
	}
	for _, e := range edit {
		e(f)
	}
	var buf bytes.Buffer
	if err := f.Write(&buf); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// read reads a file's bytes as a roster.
func read(t testing.TB, data []byte, kind string, opt ReadOptions) *Sheet {
	t.Helper()
	s, err := Read(bytes.NewReader(data), int64(len(data)), "名册.xlsx", kind, opt)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// refused asserts that a file is refused for a reason, with texts in the message.
func refused(t testing.TB, data []byte, kind string, opt ReadOptions, reason error, texts ...string) {
	t.Helper()
	s, err := Read(bytes.NewReader(data), int64(len(data)), "名册.xlsx", kind, opt)
	if err == nil {
		t.Fatalf("read %d lines, want a refusal (%v)", len(s.Lines), reason)
	}
	if !errors.Is(err, reason) {
		t.Errorf("refused with %q, want %v", err, reason)
	}
	for _, text := range texts {
		if !strings.Contains(err.Error(), text) {
			t.Errorf("message %q does not say %q", err, text)
		}
	}
}

func remarks(s *Sheet) string { return strings.Join(s.Notes.Text(), "\n") }
