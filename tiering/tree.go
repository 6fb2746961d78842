package tiering

import (
	"fmt"
	"io"
	"strings"
)

// outcomeMarks are the outcomes as people tick them.
var outcomeMarks = map[string]string{"met": "√", "unmet": "×", "unknown": "?", "not_applicable": "—"}

// opWords are the comparisons as people read them.
var opWords = map[string]string{"min": "≥", "max": "≤", "above": ">", "below": "<", "is": "应为"}

// String writes the finding and all below it as an indented list, a line a finding:
// √ 职工总数 480 人(≤ 500 人)…
func (f Finding) String() string {
	var b strings.Builder
	f.write(&b, "")
	return b.String()
}

func (f *Finding) write(w io.Writer, indent string) {
	fmt.Fprintf(w, "%s%s %s\n", indent, outcomeMarks[f.Outcome], f.line())
	for i := range f.Parts {
		f.Parts[i].write(w, indent+"  ")
	}
}

// line writes one finding without its parts.
func (f *Finding) line() string {
	words := []string{}
	if f.Label != "" {
		words = append(words, f.Label+":")
	}
	if f.Actual != "" {
		words = append(words, withUnit(f.Actual, f.Unit))
	}
	if f.Score != nil && f.Bound == "" {
		words = append(words, f.Score.String()+" 分")
	}
	if f.Bound != "" {
		words = append(words, strings.TrimSpace("要求 "+opWords[f.Op])+" "+withUnit(f.Bound, f.Unit))
	}
	for _, text := range []string{f.Gap, f.Note} {
		if text != "" {
			words = append(words, "("+text+")")
		}
	}
	return strings.Join(words, " ")
}

// withUnit adds the unit to a number, but not to words like 未报送.
func withUnit(text, unit string) string {
	last := text[len(text)-1]
	if unit == "" || last < '0' || last > '9' {
		return text
	}
	if unit == "%" {
		return text + unit
	}
	return text + " " + unit
}
