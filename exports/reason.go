package exports

import (
	"math/big"
	"slices"
	"strings"
	"unicode/utf8"

	"yunti/policy"
	"yunti/tiering"
)

// reasonLeaves is how many findings a reason names at most; the console shows the rest.
const reasonLeaves = 3

// reason says in one sentence why a firm left the tier s.from: what its verdict found of the rule that
// caused the movement.
func (a *analysis) reason(f *firm, s spot) string {
	t := a.tierOf(s.from)
	if t == nil {
		return "原梯级已不在政策口径中"
	}
	switch s.move {
	case tiering.Lapsed, tiering.Revoked:
		return a.endOfTitle(f, t, s.move)
	case tiering.Outgrown:
		return a.graduation(f, t.Outgrown, s.move)
	case tiering.AgedOut:
		return a.graduation(f, t.AgedOut, s.move)
	case tiering.ListedOut:
		return "已上市，不再列入" + t.Name
	case tiering.Left:
		how := f.Leaving()
		if how == "" {
			how = "迁出、注销或吊销"
		}
		return "截至" + dayText(a.snapshot()) + "不在册（已" + how + "）"
	}
	return gapText(a.Judge.Gaps(&f.verdict, t.ID))
}

// endOfTitle says which recognition ended or was withdrawn, and when.
func (a *analysis) endOfTitle(f *firm, t *policy.Tier, move tiering.Movement) string {
	kind := t.Name
	if k, ok := a.ed.Kind(t.Kind); ok {
		kind = k.Name
	}
	holds := a.Judge.Holds(&f.verdict, t.ID)
	if claim := claimOf(&holds); claim != nil {
		number := claim.Actual
		if number == kind {
			number = ""
		}
		return typeset(strings.TrimSpace(kind+" "+number) + "：" + claim.Note)
	}
	if day := f.verdict.Standings[a.tierAt[t.ID]].Revoked; move == tiering.Revoked && day != 0 {
		return kind + "已于 " + day.String() + " 撤销"
	}
	return kind + "已到期，未重新认定"
}

// claimOf finds in a tree the recognition that no longer proves its rule.
func claimOf(f *tiering.Finding) *tiering.Finding {
	if f.Outcome != tiering.Unmet.String() {
		return nil
	}
	if len(f.Parts) == 0 && f.Metric == "" && f.Note != "" && f.Actual != "" && f.Actual != "无" {
		return f
	}
	for i := range f.Parts {
		if c := claimOf(&f.Parts[i]); c != nil {
			return c
		}
	}
	return nil
}

// graduation says which limits the firm has outgrown: the leaves of the rule that its figures meet.
func (a *analysis) graduation(f *firm, r *policy.Rule, move tiering.Movement) string {
	var said []string
	for leaf := range leaves(r) {
		v, ok := a.Judge.Metric(&f.verdict, leaf.Metric)
		if !ok || v.Den == 0 || v.State != tiering.Computed {
			continue
		}
		if (policy.Quantity{Num: v.Num, Den: v.Den, Unit: v.Unit}).Cmp(leaf.Bound) > 0 {
			said = append(said, leaf.Label+" "+leaf.Bound.String()+"（"+valueText(v)+"）")
		}
	}
	if len(said) == 0 {
		return move.Name()
	}
	return typeset(strings.Join(said, "；"))
}

// valueText writes a value with its unit; amounts to 0.01 万元, as the columns show them.
func valueText(v tiering.Value) string {
	if v.Unit == policy.UnitMoney && v.Den == 1 {
		return grouped(v.Num, int64(policy.Wan)) + " 万元"
	}
	return strings.TrimSpace(v.Text() + " " + v.Sign())
}

// grouped writes num/den with two decimals and thousands separators, as #,##0.00 shows it.
func grouped(num, den int64) string {
	b := []byte(big.NewRat(num, den).FloatString(2))
	for at := len(b) - 6; at > 0 && b[at-1] != '-'; at -= 3 {
		b = slices.Insert(b, at, ',')
	}
	return string(b)
}

// leaves walks the rules of a tree that compare a metric.
func leaves(r *policy.Rule) func(yield func(*policy.Rule) bool) {
	return func(yield func(*policy.Rule) bool) { walk(r, yield) }
}

func walk(r *policy.Rule, yield func(*policy.Rule) bool) bool {
	if r == nil {
		return true
	}
	if r.Metric != "" && !yield(r) {
		return false
	}
	parts := append(append([]*policy.Rule{r.Not}, r.All...), r.Any...)
	if r.AtLeast != nil {
		parts = append(parts, r.AtLeast.Of...)
	}
	for _, p := range parts {
		if !walk(p, yield) {
			return false
		}
	}
	return true
}

// gapText writes what stands in the way: 近三年营业收入复合增长率 12.34 %，差 7.66 个百分点.
func gapText(gaps []tiering.Finding) string {
	var b strings.Builder
	for i := range gaps {
		if i == reasonLeaves {
			b.WriteString("；等")
			break
		}
		if i > 0 {
			b.WriteString("；")
		}
		b.WriteString(leafText(&gaps[i]))
	}
	if b.Len() == 0 {
		return "不再符合该梯级的条件"
	}
	return typeset(b.String())
}

// opWords are the comparisons in words.
var opWords = map[string]string{"min": "不低于", "max": "不超过", "above": "高于", "below": "低于", "is": "为"}

// leafText writes one finding: what it is about, what was found, and in brackets what is asked and how far
// that is.
func leafText(f *tiering.Finding) string {
	text := f.Label
	if f.Actual != "" {
		if isNumber(f.Actual) {
			text += " " + strings.TrimSpace(separated(f.Actual)+" "+f.Unit)
		} else {
			text += "：" + f.Actual
		}
	}
	var asked []string
	if op := opWords[f.Op]; op != "" && f.Bound != "" {
		if isNumber(f.Bound) {
			asked = append(asked, "应"+op+" "+strings.TrimSpace(separated(f.Bound)+" "+f.Unit))
		} else {
			asked = append(asked, "应"+op+f.Bound)
		}
	}
	if f.Gap != "" && f.Op != "is" && f.Gap != f.Actual {
		asked = append(asked, f.Gap)
	}
	if len(asked) == 0 {
		return text
	}
	return text + "（" + strings.Join(asked, "，") + "）"
}

// separated writes a number with thousands separators: 20,000. What is more than one number stays as it is: 58-71.
func separated(s string) string {
	whole, _, _ := strings.Cut(s, ".")
	whole = strings.TrimPrefix(whole, "-")
	if len(whole) < 4 || strings.Trim(whole, "0123456789") != "" {
		return s
	}
	b := []byte(s)
	for at := strings.Index(s, whole) + len(whole) - 3; at > strings.Index(s, whole); at -= 3 {
		b = slices.Insert(b, at, ',')
	}
	return string(b)
}

func isNumber(s string) bool { return s != "" && s[0] <= '9' }

// typeset turns the half-width punctuation that stands beside Chinese characters into full-width, as
// official documents are set, and drops blanks between Chinese characters and before a percent sign.
func typeset(s string) string {
	var b strings.Builder
	last := rune(0)
	for i, r := range s {
		next, _ := utf8.DecodeRuneInString(s[i+utf8.RuneLen(r):])
		if r == ' ' && (next == '%' || last >= 0x2e80 && next >= 0x2e80) {
			continue
		}
		if wide, ok := fullWidth[r]; ok && (last >= 0x2e80 || next >= 0x2e80) {
			r = wide
		}
		b.WriteRune(r)
		last = r
	}
	return b.String()
}

var fullWidth = map[rune]rune{',': '，', ':': '：', ';': '；', '(': '（', ')': '）', '?': '？'}
