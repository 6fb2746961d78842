package incentives

import (
	"cmp"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"yunti/policy"
	"yunti/tiering"
)

// RunCases counts the worked money cases of the folder cases/money of fsys against the book, in the order of the files. A
// case file with faults is refused with policy.Faults: all of them, with file and line.
func RunCases(fsys fs.FS, book *policy.Book) ([]tiering.CaseResult, error) {
	names, err := fs.Glob(fsys, "cases/money/*.yaml")
	if err != nil {
		return nil, err
	}
	var list []moneyCase
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
	first := map[string]*moneyCase{}
	for i := range list {
		c := &list[i]
		if one := first[c.Name]; one != nil {
			faults = append(faults, policy.Fault{File: c.file, Line: c.line, Text: fmt.Sprintf("案例名 %q 已用于 %s:%d", c.Name, one.file, one.line)})
			continue
		}
		first[c.Name] = c
	}
	if len(faults) > 0 {
		return nil, faults
	}
	results := make([]tiering.CaseResult, len(list))
	for i := range list {
		c := &list[i]
		diff, err := c.run(book)
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %s：%w", c.file, c.line, c.Name, err)
		}
		results[i] = tiering.CaseResult{File: c.file, Line: c.line, Name: c.Name, Diff: diff}
	}
	return results, nil
}

// run counts the case and says what differs from what is expected, "" when nothing does.
func (c *moneyCase) run(book *policy.Book) (string, error) {
	counter, err := c.counter(book)
	if err != nil {
		return "", err
	}
	city := counter.City(c.Year)
	var counted, lines []Entitlement
	for i := range c.payees {
		counted = append(counted, city.Owed(&c.payees[i])...)
	}
	for _, e := range counted {
		if city.Share(&e) {
			lines = append(lines, e)
		}
	}
	return c.compareLines(lines) + c.compareTotals(lines) + c.compareDeadlines(counter), nil
}

// counter carries out the edition of the case's year, with the parameters that the case sets, in all years.
func (c *moneyCase) counter(book *policy.Book) (*Counter, error) {
	edition := func(year int) (*policy.Edition, error) {
		ed, err := book.At(policy.YearEnd(year))
		for _, path := range slices.Sorted(maps.Keys(c.Set)) {
			if err == nil {
				err = ed.Set(path, c.Set[path])
			}
		}
		return ed, err
	}
	ed, err := edition(c.Year)
	if err != nil {
		return nil, err
	}
	first := c.Year
	for i := range ed.Clauses {
		first = min(first, ed.Clauses[i].Years.From)
	}
	judges := map[int]*tiering.Judge{}
	for year := first; year <= c.Year; year++ {
		of, err := edition(year)
		if err != nil {
			return nil, err
		}
		if judges[year], err = tiering.Compile(of); err != nil {
			return nil, err
		}
	}
	counter, err := New(ed, func(year int) *tiering.Judge { return judges[year] })
	if err == nil && bool(c.Beyond) {
		counter = counter.Beyond()
	}
	return counter, err
}

// compareLines sets the lines against the expected ones, each by the properties that the case states.
func (c *moneyCase) compareLines(lines []Entitlement) string {
	if slices.EqualFunc(c.Expect, lines, func(x expectedLine, e Entitlement) bool { return x.holds(&e) }) {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "  应为 %d 笔\n", len(c.Expect))
	for i := range c.Expect {
		fmt.Fprintf(&b, "    %s\n", c.Expect[i].String())
	}
	fmt.Fprintf(&b, "  实为 %d 笔\n", len(lines))
	for i := range lines {
		fmt.Fprintf(&b, "    %s\n", found(&lines[i]))
	}
	return b.String()
}

// holds reports whether a line is as expected.
func (x *expectedLine) holds(e *Entitlement) bool {
	same := func(want, got *policy.Money) bool { return want == nil || got != nil && *want == *got }
	noted := strings.Contains(strings.Join(e.Notes, "；"), x.Note)
	if x.Note == none {
		noted = len(e.Notes) == 0
	}
	return e.Clause == x.Clause && e.Name == x.Payee && e.State == State(cmp.Or(x.State, string(Owed))) &&
		(x.Amount.low == nil) == (e.Low == nil) && same(x.Amount.low, e.Low) && same(x.Amount.high, e.High) && same(x.Basis.Money, e.Basis) && same(x.Beside.Money, e.Beside) &&
		strings.Contains(e.Ground, x.Ground) && strings.Contains(e.Reason, x.Reason) && noted && e.Outside == bool(x.Outside)
}

// String writes an expected line like found.
func (x *expectedLine) String() string {
	e := Entitlement{Clause: x.Clause, Name: x.Payee, Low: x.Amount.low, High: x.Amount.high, Basis: x.Basis.Money, Beside: x.Beside.Money, State: State(cmp.Or(x.State, string(Owed))),
		Ground: x.Ground, Reason: x.Reason, Outside: bool(x.Outside)}
	if x.Note != "" {
		e.Notes = []string{x.Note}
	}
	return found(&e)
}

// found writes a line for people.
func found(e *Entitlement) string {
	parts := []string{e.Clause, e.Name, spanText(e.Low, e.High), string(e.State)}
	for _, amount := range []struct {
		name  string
		value *policy.Money
	}{{"基数", e.Basis}, {"另一口径", e.Beside}} {
		if amount.value != nil {
			parts = append(parts, amount.name+" "+InWan(*amount.value))
		}
	}
	if e.Outside {
		parts = append(parts, "期外测算")
	}
	for _, text := range append([]string{e.Ground, e.Reason}, e.Notes...) {
		if text != "" {
			parts = append(parts, "["+text+"]")
		}
	}
	return strings.Join(parts, " ")
}

func spanText(low, high *policy.Money) string {
	switch {
	case low == nil || high == nil:
		return "待补"
	case *low == *high:
		return InWan(*low)
	}
	return InWan(*low) + "—" + InWan(*high)
}

func (c *moneyCase) compareTotals(lines []Entitlement) string {
	var b strings.Builder
	for _, want := range c.Totals {
		var t Total
		for i := range lines {
			if lines[i].Clause == want.Clause {
				t.Add(&lines[i])
			}
		}
		if t.Low != *want.Amount.low || t.High != *want.Amount.high || want.Beside.Money != nil && t.Beside != *want.Beside.Money {
			fmt.Fprintf(&b, "  %s 合计应为 %s，实为 %s", want.Clause, spanText(want.Amount.low, want.Amount.high), spanText(&t.Low, &t.High))
			if want.Beside.Money != nil {
				fmt.Fprintf(&b, "；另一口径应为 %s，实为 %s", InWan(*want.Beside.Money), InWan(t.Beside))
			}
			b.WriteByte('\n')
		}
	}
	return b.String()
}

func (c *moneyCase) compareDeadlines(counter *Counter) string {
	var b strings.Builder
	for _, d := range c.Deadlines {
		got, ok := counter.Distribution(Income{d.Received.Day, d.Distributed.Day}, d.Today.Day)
		if !ok || got.Due != d.Due.Day || got.State != d.State || got.Days != d.Days || got.Outside != bool(d.Outside) {
			fmt.Fprintf(&b, "  %s 取得的收入：应为 %s 前、%s、%d 天，实为 %s 前、%s、%d 天\n", d.Received, d.Due, d.State, d.Days, got.Due, got.State, got.Days)
		}
	}
	return b.String()
}
