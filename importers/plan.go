package importers

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"yunti/models"
	"yunti/policy"
)

// PlanOptions say for which year, by whom and when a filing is planned.
type PlanOptions struct {
	Year  int // of a yearly roster; 0 takes the year of its 年度 column
	Actor models.Actor
	Scope models.Scope // who files: kinds that it may not file are refused, lines about firms outside it rejected
	Now   time.Time

	// Replaces is the ID of a draft or returned filing of the same kind that this one is uploaded instead of; "" for none.
	Replaces string

	// RequestKey becomes models.Filing.RequestKey, so that a request sent twice files once; nil for none.
	RequestKey *string
}

// The years that rosters may be about end with the current one. Nothing was kept before the first.
const earliestYear = 1990

// batchLines is how many lines are looked up together.
const batchLines = 5000

// draft is what one line would make of one record.
type draft struct {
	key    string // tells records apart; also shown to people
	name   string
	before any // the stored record, nil when there is none
	base   int // its version
	after  any // the record with the line's values
}

// keeper plans the lines of one kind.
type keeper interface {
	// load reads the records that the lines are about.
	load(ctx context.Context, lines []*Line) error
	// draft works out one line. It puts what is wrong on the line; ok is false when there is no record to name.
	draft(l *Line) (d draft, ok bool)
}

// planner is what all keepers share.
type planner struct {
	db    *models.DB
	ed    *policy.Edition
	sheet *Sheet
	year  int
	today policy.Day
	scope models.Scope

	firms map[string]models.Firm   // within the scope, of the batch's codes
	named map[string][]models.Firm // within the scope, by models.NormalName, for lines without a code
	taken map[string]bool          // codes of the batch that are firms outside the scope, of which nothing else is known

	counties, zones map[string]policy.Place // what was looked up before, by text
	kinds           map[string]*policy.Kind

	grouped []int // rows whose county or zone is that of their group row
}

// Plan compares a roster with the stored records and stores the outcome as a draft filing of one step a line: create, update,
// same or reject. Nothing else is changed. A line updates only what it states: a blank cell never erases a stored value.
// Lines that say the same of one record count once; lines that contradict one another are all rejected. The sheet is used up:
// to plan it again, read it again.
//
// Only the firms within opt.Scope are there: of any other firm the filing holds what the filer wrote and nothing of what is
// stored. A code that is taken by one is refused to a new firm, and an incubator may claim one as its tenant by code, which the
// offices review. What a scope may not file at all is ErrKindDenied.
func Plan(ctx context.Context, db *models.DB, ed *policy.Edition, sheet *Sheet, opt PlanOptions) (*models.Filing, error) {
	if err := mayFile(sheet.Kind, opt); err != nil {
		return nil, err
	}
	p := &planner{db: db, ed: ed, sheet: sheet, today: models.Today(opt.Now), scope: opt.Scope,
		counties: map[string]policy.Place{}, zones: map[string]policy.Place{}, kinds: map[string]*policy.Kind{}}
	if err := p.setYear(opt); err != nil {
		return nil, err
	}
	if err := p.settleKinds(); err != nil {
		return nil, err
	}
	steps, err := p.steps(ctx)
	if err != nil {
		return nil, err
	}
	note, err := json.Marshal(&sheet.Notes)
	if err != nil {
		return nil, err
	}
	filing := &models.Filing{Kind: sheet.Kind.ID, Year: p.year, File: clip(sheet.File, 200), Digest: sheet.Digest, Note: string(note),
		Replaces: opt.Replaces, RequestKey: opt.RequestKey}
	if err := p.sign(ctx, filing, opt.Actor); err != nil {
		return nil, err
	}
	if err := db.CreateFiling(ctx, opt.Now, opt.Actor, filing, slices.Values(steps)); err != nil {
		return nil, err
	}
	return filing, nil
}

// setYear settles the year of a yearly roster.
func (p *planner) setYear(opt PlanOptions) error {
	if !p.sheet.Kind.Yearly {
		return nil
	}
	if p.year = opt.Year; p.year == 0 {
		for i := range p.sheet.Lines {
			if v := p.sheet.Value(&p.sheet.Lines[i], "year"); v.State == Given {
				p.year = int(v.N)
				break
			}
		}
	}
	switch {
	case p.year == 0:
		return refuse(ErrYear, "「%s」按年度导入，而文件中没有年度；请选择年度后再导入", p.sheet.Kind.Name)
	case !p.inRange(p.year):
		return refuse(ErrYear, "年度 %d 不在 %d 至 %d 之间；请重新选择", p.year, earliestYear, p.today.Year())
	}
	return nil
}

func (p *planner) inRange(year int) bool { return year >= earliestYear && year <= p.today.Year() }

// steps works out every line.
func (p *planner) steps(ctx context.Context) ([]models.Step, error) {
	keeper := p.keeper()
	lines := p.sheet.Lines
	steps := make([]models.Step, len(lines))
	for start := 0; start < len(lines); start += batchLines {
		batch := make([]*Line, 0, batchLines)
		for i := start; i < min(start+batchLines, len(lines)); i++ {
			batch = append(batch, &lines[i])
		}
		if err := keeper.load(ctx, batch); err != nil {
			return nil, err
		}
		for i, l := range batch {
			step, err := p.step(l, keeper)
			if err != nil {
				return nil, err
			}
			steps[start+i] = step
			l.Values = nil // a large roster would keep too much
		}
	}
	if k, ok := keeper.(*figureKeeper); ok {
		k.close()
	}
	p.tellGroups()
	p.settleDuplicates(steps)
	for i := range steps {
		if err := finish(&steps[i], &lines[i]); err != nil {
			return nil, err
		}
		lines[i].Cells = "" // the step has it now
	}
	return steps, nil
}

func (p *planner) keeper() keeper {
	switch p.sheet.Kind.ID {
	case firms.ID:
		return &firmKeeper{planner: p}
	case figures.ID:
		return newFigureKeeper(p)
	case recognitions.ID:
		return newRecognitionKeeper(p)
	case rounds.ID:
		return &roundKeeper{planner: p}
	case listings.ID:
		return &listingKeeper{planner: p}
	case aboveScale.ID:
		return &scaleKeeper{planner: p}
	case incubators.ID:
		return &incubatorKeeper{planner: p}
	case residencies.ID:
		return &residencyKeeper{planner: p}
	case payments.ID:
		return &paymentKeeper{planner: p}
	case assessments.ID:
		return &assessmentKeeper{planner: p}
	case incomes.ID:
		return &incomeKeeper{planner: p}
	}
	panic("importers: no keeper for kind " + p.sheet.Kind.ID)
}

// step works out one line on its own.
func (p *planner) step(l *Line, k keeper) (models.Step, error) {
	d, ok := k.draft(l)
	step := models.Step{Line: l.Row, Seq: l.Part, Key: d.key, Name: clip(d.name, 100), Cells: l.Cells, Base: d.base}
	if step.Name == "" {
		step.Name = clip(p.nameCell(l), 100)
	}
	if !ok || l.Rejected() {
		step.Action = models.Reject
		return step, nil
	}
	var err error
	if step.After, err = encode(d.after); err != nil {
		return step, err
	}
	if d.before == nil {
		step.Action = models.Create
		return step, nil
	}
	if step.Before, err = encode(d.before); err != nil {
		return step, err
	}
	if step.Action = models.Update; step.Before == step.After {
		step.Action = models.Same
	}
	return step, nil
}

func (p *planner) nameCell(l *Line) string {
	if p.sheet.Kind.has("name") {
		return p.sheet.Value(l, "name").Text
	}
	return ""
}

// encode writes a record as JSON without its Origin, which is embedded last: where a record came from is not what a
// line says of it.
func encode(record any) (string, error) {
	b, err := json.Marshal(record)
	if err != nil {
		return "", err
	}
	// Quotes inside texts are escaped, so this can only be the member.
	if i := bytes.LastIndex(b, []byte(`,"version":`)); i >= 0 {
		b = append(b[:i], '}')
	}
	return string(b), nil
}

// settleDuplicates compares the lines that are about one record.
func (p *planner) settleDuplicates(steps []models.Step) {
	byKey := make(map[string][]int, len(steps))
	for i := range steps {
		if steps[i].Action != models.Reject {
			byKey[steps[i].Key] = append(byKey[steps[i].Key], i)
		}
	}
	for _, same := range byKey {
		if len(same) < 2 {
			continue
		}
		first := &steps[same[0]]
		if slices.ContainsFunc(same, func(i int) bool { return steps[i].After != first.After }) {
			p.contradict(steps, same)
			continue
		}
		for _, i := range same[1:] {
			steps[i].Action, steps[i].Before, steps[i].Base = models.Same, steps[i].After, first.Base
			p.sheet.Lines[i].Faults = append(p.sheet.Lines[i].Faults,
				Fault{Detail: fmt.Sprintf("与%s内容相同，只计一次", p.rowName(same[0])), Warning: true})
		}
	}
}

// contradict rejects all lines that say different things of one record.
func (p *planner) contradict(steps []models.Step, same []int) {
	for _, i := range same {
		var others []string
		for _, j := range same {
			if j != i && len(others) < 10 {
				others = append(others, p.rowName(j))
			}
		}
		steps[i].Action = models.Reject
		p.sheet.Lines[i].Faults = append(p.sheet.Lines[i].Faults,
			Fault{Detail: fmt.Sprintf("与%s是同一条记录（%s）而内容不同；请只保留正确的一行", strings.Join(others, "、"), steps[i].Key)})
	}
}

func (p *planner) rowName(i int) string {
	l := &p.sheet.Lines[i]
	row := "第 " + strconv.Itoa(l.Row) + " 行"
	if len(p.sheet.Notes.Sheets) > 1 {
		return "「" + p.sheet.Notes.Sheets[l.Part].Name + "」" + row
	}
	return row
}

// finish closes a step with the line's faults.
func finish(step *models.Step, l *Line) error {
	if step.Action == models.Reject {
		step.Before, step.After, step.Base = "", "", 0
	}
	step.Key = clip(step.Key, 200)
	if len(l.Faults) == 0 {
		return nil
	}
	b, err := json.Marshal(l.Faults)
	step.Faults = string(b)
	return err
}

// findBy reads the records whose column has one of the values, and that meet a further condition where one is given.
func findBy[T any](ctx context.Context, db *models.DB, column string, values []string, condition ...any) ([]T, error) {
	var all []T
	for some := range slices.Chunk(values, 1000) {
		var found []T
		query := db.Read.WithContext(ctx).Where(column+" IN ?", some)
		if len(condition) > 0 {
			query = query.Where(condition[0], condition[1:]...)
		}
		if err := query.Find(&found).Error; err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	return all, nil
}

// lineYear returns the year that a line is about: the filing's, which a 年度 cell may only repeat.
func (p *planner) lineYear(l *Line) int {
	v := p.sheet.Value(l, "year")
	if v.State != Given {
		return p.year
	}
	year := int(v.N)
	switch {
	case !p.inRange(year):
		p.sheet.fault(l, "year", "年度不在 %d 至 %d 之间；请核对", earliestYear, p.today.Year())
	case p.year != 0 && year != p.year:
		p.sheet.fault(l, "year", "本行是 %d 年，而导入的是 %d 年；请核对，不同年度请分别导入", year, p.year)
	}
	return year
}

// notFuture faults a day after today.
func (p *planner) notFuture(l *Line, key string) {
	if v := p.sheet.Value(l, key); v.State == Given && policy.Day(v.N) > p.today {
		p.sheet.fault(l, key, "晚于今天（%s）；请核对", p.today)
	}
}

// notBefore faults the day of a column that comes before an earlier event.
func (p *planner) notBefore(l *Line, key string, day policy.Day, earlierTitle string, earlier policy.Day) {
	if day != 0 && earlier != 0 && day < earlier {
		p.sheet.fault(l, key, "%s早于%s（%s）；请核对", day, earlierTitle, earlier)
	}
}

// setText takes a stated text over.
func setText(to *string, v Value) {
	if v.State == Given {
		*to = v.Text
	}
}

// setDay takes a stated day over.
func setDay(to *policy.Day, v Value) {
	if v.State == Given {
		*to = policy.Day(v.N)
	}
}

// setMoney takes a stated amount over.
func setMoney(to **policy.Money, v Value) {
	if v.State == Given {
		m := policy.Money(v.N)
		*to = &m
	}
}

// ownMoney takes over an amount that must be in 人民币.
func (p *planner) ownMoney(l *Line, key string, to **policy.Money) {
	v := p.sheet.Value(l, key)
	if v.State == Given && v.Text != "" && v.Text != currencyCNY {
		p.sheet.fault(l, key, "是%s金额；请折合成人民币填写", v.Text)
		return
	}
	setMoney(to, v)
}
