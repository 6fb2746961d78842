package importers

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/xuri/excelize/v2"
)

func TestATemplateIsReadAndItsExampleLineIsPassedOver(t *testing.T) {
	ed := edition(t)
	for _, k := range Kinds {
		t.Run(k.ID, func(t *testing.T) {
			var buf bytes.Buffer
			if err := Template(k.ID, ed, &buf); err != nil {
				t.Fatal(err)
			}
			refused(t, buf.Bytes(), k.ID, ReadOptions{Year: 2022}, ErrEmpty, "没有数据行")
			f, err := excelize.OpenReader(&buf)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			// The example line, without its mark, is a faultless line.
			if err := f.SetCellValue(k.Name, fmt.Sprintf("A%d", exampleRow), 1); err != nil {
				t.Fatal(err)
			}
			var filled bytes.Buffer
			if err := f.Write(&filled); err != nil {
				t.Fatal(err)
			}
			s := read(t, filled.Bytes(), k.ID, ReadOptions{Year: 2022})
			if len(s.Lines) != 1 || len(s.Lines[0].Faults) > 0 || len(s.Notes.Unknown) > 0 {
				t.Fatalf("%d lines, %v, unknown %v", len(s.Lines), s.Lines[0].Faults, s.Notes.Unknown)
			}
			for i := range k.Columns {
				if !s.Stated(k.Columns[i].Key) {
					t.Errorf("column %s was not matched", k.Columns[i].Title)
				}
			}
		})
	}
}

func TestEveryTitleAndAliasLeadsToItsOwnColumn(t *testing.T) {
	for _, k := range Kinds {
		owner := map[string]string{}
		for i := range k.Columns {
			c := &k.Columns[i]
			for _, title := range append([]string{c.Title, c.Heading(), c.Heading() + "*"}, c.Aliases...) {
				folded, _ := foldTitle(title)
				if other, taken := owner[folded]; taken && other != c.Key {
					t.Errorf("%s: %q belongs to %s and %s", k.ID, title, other, c.Key)
				}
				owner[folded] = c.Key
				if m, _, ok := k.find(folded, 0); !ok || m.column != i {
					t.Errorf("%s: title %q (%s) leads to column %d, want %d %s", k.ID, title, folded, m.column, i, c.Key)
				}
				if ignoredTitles[folded] {
					t.Errorf("%s: title %q is on the list of ignored ones", k.ID, title)
				}
			}
		}
	}
}

func TestATemplateOfAnUnknownKindIsRefused(t *testing.T) {
	if err := Template("firmz", edition(t), &bytes.Buffer{}); err == nil {
		t.Fatal("no error")
	}
}
