package policy

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Fault is one fault of the book and the place to mend it.
type Fault struct {
	File string // path inside the policy folder: book/tiers/gazelle.yaml
	Line int    // counted from 1; 0 when the whole file is meant
	Text string
}

// String writes the fault as editors and people expect it: file, line, what is wrong.
func (f Fault) String() string {
	if f.Line == 0 {
		return f.File + ": " + f.Text
	}
	return fmt.Sprintf("%s:%d: %s", f.File, f.Line, f.Text)
}

// Faults are all the faults of a book, sorted by file and line. It is the error of Load.
type Faults []Fault

// Error prints one fault a line.
func (f Faults) Error() string {
	lines := make([]string, len(f))
	for i, fault := range f {
		lines[i] = fault.String()
	}
	return strings.Join(lines, "\n")
}

// faultSet collects faults. The book is read once for every day on which it changes, so the same
// fault turns up many times and is kept once.
type faultSet map[Fault]bool

func (s faultSet) add(at *node, format string, args ...any) {
	s[Fault{at.file, at.line, fmt.Sprintf(format, args...)}] = true
}

func (s faultSet) sorted() Faults {
	var list Faults
	for f := range s {
		list = append(list, f)
	}
	slices.SortFunc(list, func(a, b Fault) int {
		return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), strings.Compare(a.Text, b.Text))
	})
	return list
}
