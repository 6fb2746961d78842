package exports

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"yunti/incentives"
	"yunti/models"
	"yunti/policy"
)

// money is a report on what is owed, settled and paid being made.
type money struct{ *analysis }

func newMoney(s *Source, b *workbook) *money { return &money{newAnalysis(s, b)} }

// lineBatch lines are handed on at a time, so that reading and printing go side by side.
const lineBatch, lineBatches = 256, 2

// read reads the lines that f selects and hands them on.
func (m *money) read(ctx context.Context, f models.EntitlementFilter, full chan<- []models.EntitlementRow) error {
	defer close(full)
	f.Review = m.Review.ID
	var batch []models.EntitlementRow
	send := func() error {
		select {
		case full <- batch:
			batch = make([]models.EntitlementRow, 0, lineBatch)
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	err := m.DB.EachEntitlementRow(ctx, m.Scope, f, func(r *models.EntitlementRow) error {
		batch = append(batch, *r)
		if len(batch) < lineBatch {
			return nil
		}
		return send()
	})
	if err == nil {
		err = send()
	}
	if err != nil {
		return fmt.Errorf("读取评价 %s 的奖补测算：%w", m.Review.ID, err)
	}
	return nil
}

// eachPayee calls fn with all lines of one payee that f selects under the clauses, payee by payee in the order of the counties.
// The clauses are read side by side, each in that order, so no more than some batches are held. lines are valid during the call.
func (m *money) eachPayee(ctx context.Context, f models.EntitlementFilter, clauses []string, fn func(lines []models.EntitlementRow)) error {
	g, ctx := errgroup.WithContext(ctx)
	streams := make([]*clauseStream, len(clauses))
	for i, id := range clauses {
		full := make(chan []models.EntitlementRow, lineBatches)
		streams[i] = &clauseStream{full: full}
		of := f
		of.Clause = id
		g.Go(func() error { return m.read(ctx, of, full) })
	}
	g.Go(func() error {
		merge(streams, fn)
		return m.book.failed()
	})
	return g.Wait()
}

// merge calls fn with the lines of one payee after the other. A stream that failed looks ended; whoever waits for its reader is told.
func merge(streams []*clauseStream, fn func(lines []models.EntitlementRow)) {
	var lines []models.EntitlementRow
	for {
		var first *clauseStream
		for _, s := range streams {
			if s.fill() && (first == nil || s.before(first)) {
				first = s
			}
		}
		if first == nil {
			return
		}
		county, payee := first.rest[0].County, first.rest[0].Payee
		lines = lines[:0]
		for _, s := range streams {
			for s.fill() && s.rest[0].County == county && s.rest[0].Payee == payee {
				lines = append(lines, s.rest[0])
				s.rest = s.rest[1:]
			}
		}
		fn(lines)
	}
}

// clauseStream is the lines of one clause by county and payee.
type clauseStream struct {
	full <-chan []models.EntitlementRow
	rest []models.EntitlementRow // of the batch that is being read
}

// fill makes sure that there is a next line; false at the end.
func (s *clauseStream) fill() bool {
	for len(s.rest) == 0 {
		batch, ok := <-s.full
		if !ok {
			return false
		}
		s.rest = batch
	}
	return true
}

func (s *clauseStream) before(other *clauseStream) bool {
	a, b := &s.rest[0], &other.rest[0]
	return a.County < b.County || a.County == b.County && a.Payee < b.Payee
}

// clausesOf lists the clauses of the edition for which wanted holds, in the order of the articles.
func (m *money) clausesOf(wanted func(*policy.Clause) bool) []string {
	var ids []string
	for i := range m.ed.Clauses {
		if wanted(&m.ed.Clauses[i]) {
			ids = append(ids, m.ed.Clauses[i].ID)
		}
	}
	order := models.ClauseOrder(m.ed)
	slices.SortFunc(ids, func(a, b string) int { return order[a] - order[b] })
	return ids
}

// computable reports whether the clause has amounts.
func computable(c *policy.Clause) bool { return c.AmountKind() != policy.AmountNone }

// clauseText names a clause: 4-a 研发投入基础补助（规上高新技术企业）.
func (m *money) clauseText(id string) string {
	if c, ok := m.ed.Clause(id); ok {
		return id + " " + typeset(c.Name)
	}
	return id
}

// ruleText names a clause by its article and number: 第四条 4-a.
func (m *money) ruleText(id string) string {
	if c, ok := m.ed.Clause(id); ok && c.Cite.Article != "" {
		return typeset(c.Cite.Article) + "（" + id + "）"
	}
	return id
}

// measures is the title of the document that pays.
func (m *money) measures() string {
	if d, ok := m.ed.Document(m.ed.Measures.Cite.Document); ok {
		return typeset(d.Title)
	}
	return ""
}

// place is the short name of the county of a payee.
func (m *money) place(county string) string {
	if county == "" {
		return "县（市）区不详"
	}
	return m.countyName(county)
}

// payeeCode is the code of a payee, — for a body that is known by its name.
func payeeCode(payee string) Cell {
	if policy.CheckCode(payee) == nil || len(payee) == 18 && isASCII(payee) {
		return Text(payee)
	}
	return Text("—").In(Faint)
}

func isASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r >= 0x80 }) < 0
}

// stateWord is a line's state in Chinese with its tone.
func stateWord(e *models.Entitlement) Cell {
	switch {
	case e.Outside:
		return Text("期外测算").In(Faint)
	case e.State == incentives.Pending || e.Low == nil || e.High == nil:
		return Text("待补").In(Mild)
	case e.State == incentives.Suspended:
		return Text("暂缓").In(Soon)
	}
	return Text("应给予")
}

// counts reports whether the line is owed: it is in the sums.
func counts(e *models.Entitlement) bool {
	return e.State == incentives.Owed && !e.Outside && e.Low != nil && e.High != nil
}

// remarks are what the person who settles should know of a line.
func remarks(e *models.Entitlement) string {
	var said []string
	if e.Reason != "" {
		said = append(said, "暂缓原因："+e.Reason)
	}
	return typeset(strings.Join(append(said, e.Notes...), "；"))
}

// wan is an amount that may be unknown.
func wan(v *policy.Money) Cell {
	if v == nil {
		return Text("待补").In(Mild)
	}
	return Wan(*v)
}

// wanText writes an amount: 1,234.50 万元.
func wanText(v policy.Money) string { return grouped(int64(v), int64(policy.Wan)) + " 万元" }

// zeroWan prints an amount, zero in grey so that the eye finds the rest.
func zeroWan(v policy.Money) Cell {
	if v == 0 {
		return Wan(0).In(Faint)
	}
	return Wan(v)
}

// subtotal writes a row that sums what stands above it: label in the second column, amounts in those columns that have them.
func (t *table[T]) subtotal(group int, label string, amounts map[int]Cell) {
	s := t.sheet
	if s.err != nil {
		return
	}
	s.begin()
	lines := 1
	for i := range t.columns {
		switch v, ok := amounts[i]; {
		case ok:
			t.put(i, total, v)
		case i == 1:
			lines = t.put(i, total, Text(label))
		default:
			s.cell(lookOf(total, Centred, Plain), Blank())
		}
	}
	s.put(group, rowHeight+float64(lines-1)*lineHeight)
}

// listed is the chapter of a table whose lines are all there.
func listed[T any](m *money, t *table[T], about string, notes ...string) *chapter {
	return &chapter{sheet: t.sheet, about: about, rows: func() int { return t.rows }, close: func() { t.foot(m.Source, notes...) }}
}
