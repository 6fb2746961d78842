package tiering

import (
	"fmt"
	"io"
	"strings"
)

// outcomeMarks are the outcomes as people tick them.
var outcomeMarks = map[string]string{"met": "√", "unmet": "×", "unknown": "?", "not_applicable": "—"}

// opWords are the comparisons as people read them.
var opWords = map[string]string{"min": "≥ ", "max": "≤ ", "above": "> ", "below": "< "}

// String writes the finding and all below it as an indented list, a line a finding:
// √ 职工总数：480 人，要求 ≤ 500 人
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
	var said []string
	if f.Actual != "" {
		said = append(said, withUnit(f.Actual, f.Unit))
	}
	if f.Score != nil && f.Bound == "" {
		said = append(said, f.Score.String()+" 分")
	}
	if f.Bound != "" {
		said = append(said, "要求 "+opWords[f.Op]+withUnit(f.Bound, f.Unit))
	}
	if f.Gap != "" && f.Gap != f.Actual {
		said = append(said, f.Gap)
	}
	text := f.Label
	if len(said) > 0 && text != "" {
		text += "："
	}
	text += strings.Join(said, "，")
	if f.Note != "" {
		text += "（" + f.Note + "）"
	}
	return text
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
