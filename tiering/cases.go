package tiering

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"yunti/policy"
)

// CaseResult is what became of one worked case of the policy book.
type CaseResult struct {
	File string // cases/gazelle.yaml
	Line int
	Name string
	Diff string // what was expected and what came out, with the findings around it; "" when the case holds
}

// OK reports whether the case holds.
func (r CaseResult) OK() bool { return r.Diff == "" }

// String writes the case with its place, and the differences if it failed.
func (r CaseResult) String() string {
	head := fmt.Sprintf("%s:%d: %s", r.File, r.Line, r.Name)
	if r.OK() {
		return head
	}
	return head + "\n" + r.Diff
}

// RunCases judges the worked cases of the folder cases of fsys against the book, in the order of the
// files. A case file with faults is refused with policy.Faults: all of them, with file and line. A book
// that cannot be compiled on a case's day is refused with ErrRules.
func RunCases(fsys fs.FS, book *policy.Book) ([]CaseResult, error) {
	names, err := fs.Glob(fsys, "cases/*.yaml")
	if err != nil {
		return nil, err
	}
	var list []workedCase
	var faults policy.Faults
	for _, name := range names {
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		r := caseReader{file: name}
		list = append(list, r.read(text)...)
		faults = append(faults, r.faults...)
	}
	faults = append(faults, doubleNames(list)...)
	if len(faults) > 0 {
		return nil, faults
	}
	runner := caseRunner{book: book, judges: map[int]*Judge{}}
	results := make([]CaseResult, len(list))
	for i := range list {
		if results[i], err = runner.run(&list[i]); err != nil {
			return nil, err
		}
	}
	return results, nil
}

func doubleNames(list []workedCase) (faults policy.Faults) {
	first := map[string]*workedCase{}
	for i := range list {
		c := &list[i]
		if one, ok := first[c.name]; ok {
			faults = append(faults, policy.Fault{File: c.file, Line: c.line, Text: fmt.Sprintf("案例名 %q 已用于 %s:%d", c.name, one.file, one.line)})
			continue
		}
		first[c.name] = c
	}
	return faults
}

// workedCase is one case: a firm, a year and what should come out.
type workedCase struct {
	file   string
	line   int
	name   string
	year   int
	facts  Facts
	expect []expectation
}

// expectation is one thing that should come out. got says what did and, if that differs, the findings
// that show why.
type expectation struct {
	line int
	what string
	want string
	got  func(*caseRun) (string, *Finding)
}

// caseRunner judges cases, compiling each year's edition once.
type caseRunner struct {
	book   *policy.Book
	judges map[int]*Judge
}

func (r *caseRunner) judge(year int) (*Judge, error) {
	if j, ok := r.judges[year]; ok {
		return j, nil
	}
	e, err := r.book.At(policy.YearEnd(year))
	if err != nil {
		return nil, err
	}
	j, err := Compile(e)
	if err != nil {
		return nil, fmt.Errorf("%d年的政策版本：%w", year, err)
	}
	r.judges[year] = j
	return j, nil
}

// caseRun is a case with its verdict and, where it asks for movements, those since the year before.
type caseRun struct {
	judge   *Judge
	verdict Verdict
	moves   []Move
}

func (r *caseRunner) run(c *workedCase) (CaseResult, error) {
	result := CaseResult{File: c.file, Line: c.line, Name: c.name}
	j, err := r.judge(c.year)
	if err != nil {
		return result, fmt.Errorf("%s:%d: %w", c.file, c.line, err)
	}
	run := caseRun{judge: j}
	j.Judge(&c.facts, c.year, &run.verdict)
	if slices.ContainsFunc(c.expect, func(e expectation) bool { return strings.HasPrefix(e.what, movementsOf) }) {
		before, err := r.judge(c.year - 1)
		if err != nil {
			return result, fmt.Errorf("%s:%d: 变动要先评价上一年度：%w", c.file, c.line, err)
		}
		var earlier Verdict
		before.Judge(&c.facts, c.year-1, &earlier)
		run.moves = j.Compare(j.prior(before, &earlier), &run.verdict)
	}
	var diff strings.Builder
	for _, e := range c.expect {
		got, around := e.got(&run)
		if got == e.want {
			continue
		}
		fmt.Fprintf(&diff, "  第 %d 行 %s：应为 %s，实为 %s\n", e.line, e.what, e.want, got)
		if around != nil {
			around.write(&diff, "      ")
		}
	}
	result.Diff = diff.String()
	return result, nil
}

// prior makes of an earlier year's verdict, given by its own judge, what Compare needs.
func (j *Judge) prior(before *Judge, v *Verdict) *Prior {
	p := &Prior{Snapshot: policy.YearEnd(v.Year)}
	for l := range j.ladders {
		p.Positions = append(p.Positions, -1)
		if at := slices.IndexFunc(before.edition.Ladders, func(b policy.Ladder) bool { return b.ID == j.edition.Ladders[l].ID }); at >= 0 {
			if i, ok := j.tierOf[before.tierID(v.Positions[at])]; ok {
				p.Positions[l] = i
			}
		}
	}
	for id, i := range j.tierOf {
		if b, ok := before.tierOf[id]; ok && v.Standings[b].Titled {
			p.Titled |= 1 << i
		}
	}
	return p
}

// expected values of a case as people write them.
var (
	outcomeWords = []string{Unmet.String(), Met.String(), Unknown.String(), NotApplicable.String()}
	readyWords   = []string{NotReady: "no", ReadyToFile: "yes", ReadyUnscored: "unscored"}
)

const (
	positionsOf = "positions "
	movementsOf = "movements "
	nobody      = "none"
)

// standingGot reads a tier's holds, qualifies, ready or graduation.
func standingGot(tier, key string) func(*caseRun) (string, *Finding) {
	return func(r *caseRun) (string, *Finding) {
		i, ok := r.judge.tierOf[tier]
		if !ok {
			return "没有这个梯级", nil
		}
		s := &r.verdict.Standings[i]
		switch key {
		case "holds":
			f := r.judge.Holds(&r.verdict, tier)
			return s.Holds.String(), &f
		case "qualifies":
			f := r.judge.Qualifies(&r.verdict, tier)
			return s.Qualifies.String(), &f
		case "ready":
			f := r.judge.Qualifies(&r.verdict, tier)
			return readyWords[s.Ready], &f
		}
		f, _ := r.part(tier, key)
		return flagText(flagOf(map[string]bool{"listed_out": s.ListedOut, "outgrown": s.Outgrown, "aged_out": s.AgedOut}[key])), f
	}
}

// part is the finding of one of a tier's trees; nil when the tier has none.
func (r *caseRun) part(tier, name string) (*Finding, bool) {
	i, ok := r.judge.tierOf[tier]
	if !ok {
		return nil, false
	}
	t := &r.judge.tiers[i]
	root, ok := map[string]int32{"holds": t.holds, "qualifies": t.qualifies, "listed_out": t.listedOut, "outgrown": t.outgrown, "aged_out": t.agedOut}[name]
	if !ok || root < 0 {
		return nil, false
	}
	f := r.judge.standing(&r.verdict, i, root)
	return &f, true
}

// ladderGot reads the position or the movement on a ladder.
func ladderGot(ladder string, moves bool) func(*caseRun) (string, *Finding) {
	return func(r *caseRun) (string, *Finding) {
		l := slices.IndexFunc(r.judge.edition.Ladders, func(l policy.Ladder) bool { return l.ID == ladder })
		if l < 0 {
			return "没有这条培育线", nil
		}
		text := r.judge.tierID(r.verdict.Positions[l])
		if moves {
			text = string(r.moves[l].Code)
		}
		if text == "" {
			text = nobody
		}
		return text, r.ladder(l)
	}
}

// ladder shows how the firm stands on all tiers of a ladder.
func (r *caseRun) ladder(l int) *Finding {
	f := &Finding{Outcome: NotApplicable.String(), Label: r.judge.edition.Ladders[l].Name}
	for _, i := range r.judge.ladders[l] {
		t := &r.judge.edition.Tiers[i]
		f.Parts = append(f.Parts, Finding{Outcome: r.verdict.Standings[i].Holds.String(), Label: t.Name})
	}
	return f
}

// findingGot reads one property of the first finding of that label in a tier's tree.
func findingGot(tier, part, label, property string) func(*caseRun) (string, *Finding) {
	return func(r *caseRun) (string, *Finding) {
		root, ok := r.part(tier, part)
		if !ok {
			return "没有这一部分判定", nil
		}
		f, around := root.find(label)
		if f == nil {
			return "没有这个名称的判定", root
		}
		switch property {
		case "outcome":
			return f.Outcome, around
		case "actual":
			return f.Actual, around
		case "bound":
			return f.Bound, around
		}
		if f.Score == nil {
			return "没有评分", around
		}
		return fmt.Sprintf("%d-%d", f.Score.Low, f.Score.High), around
	}
}

// find returns the first finding of a label from top to bottom, and the group it stands in.
func (f *Finding) find(label string) (found, around *Finding) {
	if f.Label == label {
		return f, f
	}
	for i := range f.Parts {
		if found, around = f.Parts[i].find(label); found != nil {
			if found == around {
				around = f
			}
			return found, around
		}
	}
	return nil, nil
}

// missingGot tells whether a figure is among those to chase for a tier.
func missingGot(tier, metric string, year int) func(*caseRun) (string, *Finding) {
	return func(r *caseRun) (string, *Finding) {
		list := r.judge.Missing(&r.verdict, tier)
		if slices.ContainsFunc(list, func(m Missing) bool { return m.Metric == metric && (year == 0 || m.Year == year) }) {
			return listed, nil
		}
		if len(list) == 0 {
			return "没有缺项", nil
		}
		return "只有 " + listMissing(list), nil
	}
}

const listed = "列出"
