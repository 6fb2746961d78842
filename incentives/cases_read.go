package incentives

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"yunti/policy"
	"yunti/tiering"
)

// Words of the case files.
const (
	yes  = "是"
	none = "无"
)

// moneyCase is one worked case: payees, a year, and the lines that should come out.
type moneyCase struct {
	Name      string            `yaml:"name"`
	Year      int               `yaml:"year"`
	Set       map[string]string `yaml:"set"`    // parameters of the book, as Edition.Set takes them
	Beyond    yesNo             `yaml:"beyond"` // years outside the clauses' years are projected
	Carriers  []caseCarrier     `yaml:"carriers"`
	Payees    []casePayee       `yaml:"payees"`
	Expect    []expectedLine    `yaml:"expect"`
	Totals    []expectedTotal   `yaml:"totals"`
	Deadlines []caseDeadline    `yaml:"deadlines"`

	file   string
	line   int
	payees []Payee
}

type caseCarrier struct {
	Name  string    `yaml:"name"`
	Kinds []string  `yaml:"kinds"`
	Firm  *caseFirm `yaml:"firm"`
}

// casePayee is a payee; without firm it is a body that is not a firm of the roster.
type casePayee struct {
	Name         string                     `yaml:"name"`
	Firm         *caseFirm                  `yaml:"firm"`
	Figures      map[int]map[string]written `yaml:"figures"`
	AboveScale   map[int]yesNo              `yaml:"above_scale"`
	Directories  []int                      `yaml:"directories"`
	Recognitions []caseAward                `yaml:"recognitions"`
	Rounds       []caseRound                `yaml:"rounds"`
	Residencies  []caseResidency            `yaml:"residencies"`
}

type caseFirm struct {
	Founded  on     `yaml:"founded"`
	Gone     on     `yaml:"gone"`
	Industry string `yaml:"industry"`
}

type caseAward struct {
	Kind    string `yaml:"kind"`
	Level   string `yaml:"level"`
	Number  string `yaml:"number"`
	Issued  on     `yaml:"issued"`
	Ends    on     `yaml:"ends"`
	Revoked on     `yaml:"revoked"`
	Amount  amount `yaml:"amount"`
	Roster  yesNo  `yaml:"roster"` // an entry of the incubators roster
}

type caseRound struct {
	Day       on      `yaml:"day"`
	Valuation written `yaml:"valuation"`
}

type caseResidency struct {
	Carrier   string `yaml:"carrier"`
	Since     on     `yaml:"since"`
	Until     on     `yaml:"until"`
	Graduated yesNo  `yaml:"graduated"`
}

// expectedLine is a line that should come out. What is not stated is not compared, but for state (owed), outside (no)
// and whether there is an amount at all.
type expectedLine struct {
	Clause  string `yaml:"clause"`
	Payee   string `yaml:"payee"`
	Amount  span   `yaml:"amount"`
	Basis   amount `yaml:"basis"`
	Beside  amount `yaml:"beside"`
	State   string `yaml:"state"`
	Ground  string `yaml:"ground"` // a part of it, as in the next two
	Reason  string `yaml:"reason"`
	Note    string `yaml:"note"` // 无: there must be no note
	Outside yesNo  `yaml:"outside"`
}

// expectedTotal is the sum of the owed lines of a clause.
type expectedTotal struct {
	Clause string `yaml:"clause"`
	Amount span   `yaml:"amount"`
	Beside amount `yaml:"beside"`
}

// caseDeadline is an income and where its distribution stands.
type caseDeadline struct {
	Received    on                `yaml:"received"`
	Distributed on                `yaml:"distributed"`
	Today       on                `yaml:"today"`
	Due         on                `yaml:"due"`
	State       DistributionState `yaml:"state"`
	Days        int               `yaml:"days"`
	Outside     yesNo             `yaml:"outside"`
}

// wrong is a fault of a value, with its line.
type wrong struct {
	line int
	text string
}

func (w *wrong) Error() string { return w.text }

func wrongAt(n ast.Node, format string, args ...any) error {
	return &wrong{n.GetToken().Position.Line, fmt.Sprintf(format, args...)}
}

// on is a day, zero when left out.
type on struct{ policy.Day }

// UnmarshalYAML reads 2006-01-02.
func (d *on) UnmarshalYAML(n ast.Node) (err error) {
	if d.Day, err = policy.ParseDay(n.GetToken().Value); err != nil {
		return wrongAt(n, "%v", err)
	}
	return nil
}

// yesNo is 是 or 否, false when left out.
type yesNo bool

// UnmarshalYAML reads 是 or 否.
func (b *yesNo) UnmarshalYAML(n ast.Node) error {
	text := n.GetToken().Value
	if text != yes && text != "否" {
		return wrongAt(n, "%q 应为 是 或 否", text)
	}
	*b = text == yes
	return nil
}

// written is a quantity as it stands in the file, zero when left out.
type written struct {
	policy.Quantity
	text string
}

// UnmarshalYAML reads a number with its unit; 未报 is a figure that was not reported.
func (w *written) UnmarshalYAML(n ast.Node) (err error) {
	if w.text = n.GetToken().Value; w.text == "未报" {
		return nil
	}
	if w.Quantity, err = policy.ParseQuantity(w.text); err != nil {
		return wrongAt(n, "%v", err)
	}
	if w.Den != 1 {
		return wrongAt(n, "%q 应为整数", w.text)
	}
	return nil
}

// amount is an amount of money, nil when left out.
type amount struct{ *policy.Money }

// UnmarshalYAML reads an amount in 万元, 元 ….
func (a *amount) UnmarshalYAML(n ast.Node) error {
	m, err := parseMoney(n, n.GetToken().Value)
	a.Money = &m
	return err
}

// span is both ends of an amount, nil when left out.
type span struct{ low, high *policy.Money }

// UnmarshalYAML reads "20 万元" or "3 万元—5 万元".
func (s *span) UnmarshalYAML(n ast.Node) error {
	from, to, _ := strings.Cut(n.GetToken().Value, "—")
	if to == "" {
		to = from
	}
	low, err := parseMoney(n, from)
	high, err2 := parseMoney(n, to)
	s.low, s.high = &low, &high
	return errors.Join(err, err2)
}

func parseMoney(n ast.Node, text string) (policy.Money, error) {
	q, err := policy.ParseQuantity(text)
	if err != nil {
		return 0, wrongAt(n, "%v", err)
	}
	if q.Unit != policy.UnitMoney {
		return 0, wrongAt(n, "%q 应为金额", text)
	}
	return money(q), nil
}

// caseReader reads one file of worked cases and keeps every fault with its line.
type caseReader struct {
	file   string
	faults policy.Faults
}

func (r *caseReader) fault(line int, format string, args ...any) {
	r.faults = append(r.faults, policy.Fault{File: r.file, Line: line, Text: fmt.Sprintf(format, args...)})
}

// failed keeps the fault of an error of the YAML library, or of one of the values above.
func (r *caseReader) failed(line int, err error) {
	var w *wrong
	var y yaml.Error
	switch {
	case errors.As(err, &w):
		r.fault(w.line, "%s", w.text)
	case errors.As(err, &y) && y.GetToken() != nil:
		r.fault(y.GetToken().Position.Line, "%s", y.GetMessage())
	default:
		r.fault(line, "%v", err)
	}
}

// read returns the cases of a file; those with faults are left out.
func (r *caseReader) read(text []byte) (list []moneyCase) {
	f, err := parser.ParseBytes(text, 0)
	if err != nil {
		r.failed(0, err)
		return nil
	}
	if len(f.Docs) != 1 || f.Docs[0].Body == nil {
		r.fault(0, "应恰好有一份内容")
		return nil
	}
	var file struct {
		Cases []ast.Node `yaml:"cases"`
	}
	if err := yaml.NodeToValue(f.Docs[0].Body, &file, yaml.Strict()); err != nil {
		r.failed(1, err)
		return nil
	}
	if len(file.Cases) == 0 {
		r.fault(1, "没有案例 cases")
	}
	for _, n := range file.Cases {
		before := len(r.faults)
		if c := r.one(n); len(r.faults) == before {
			list = append(list, c)
		}
	}
	return list
}

func (r *caseReader) one(n ast.Node) moneyCase {
	c := moneyCase{file: r.file, line: n.GetToken().Position.Line}
	if m, ok := n.(*ast.MappingNode); ok && len(m.Values) > 0 {
		c.line = m.Values[0].Key.GetToken().Position.Line
	}
	if err := yaml.NodeToValue(n, &c, yaml.Strict()); err != nil {
		r.failed(c.line, err)
		return c
	}
	if c.Name == "" || c.Year == 0 || len(c.Payees) == 0 && len(c.Deadlines) == 0 {
		r.fault(c.line, "案例缺少 name、year 或 payees")
		return c
	}
	carriers := map[string]*Carrier{}
	for _, k := range c.Carriers {
		carriers[k.Name] = &Carrier{ID: k.Name, Name: k.Name, Kinds: k.Kinds, Firm: k.Firm.facts(k.Name)}
	}
	for i := range c.Payees {
		c.payees = append(c.payees, r.payee(&c, &c.Payees[i], carriers))
	}
	for _, x := range c.Expect {
		if x.Clause == "" || x.Payee == "" {
			r.fault(c.line, "expect 的每一笔都要写 clause 和 payee")
		}
	}
	for _, t := range c.Totals {
		if t.Amount.low == nil {
			r.fault(c.line, "totals 的每一项都要写 amount")
		}
	}
	return c
}

// facts makes the facts of a firm, nil for nil.
func (f *caseFirm) facts(name string) *tiering.Facts {
	if f == nil {
		return nil
	}
	return &tiering.Facts{Code: name, Name: name, Founded: f.Founded.Day, Gone: f.Gone.Day, Industry: f.Industry}
}

func (r *caseReader) payee(c *moneyCase, from *casePayee, carriers map[string]*Carrier) Payee {
	p := Payee{ID: from.Name, Name: from.Name, Firm: from.Firm.facts(from.Name)}
	if from.Name == "" {
		r.fault(c.line, "payees 的每一个都要写 name")
	}
	if p.Firm != nil && p.Firm.Founded == 0 {
		r.fault(c.line, "%s：企业要写成立日期 founded", from.Name)
	}
	if p.Firm == nil && len(from.Figures)+len(from.AboveScale)+len(from.Directories)+len(from.Rounds)+len(from.Residencies) > 0 {
		r.fault(c.line, "%s：没有写 firm，不是企业，不能有年度数据、名录、融资和在孵", from.Name)
		return p
	}
	for _, a := range from.Recognitions {
		award := Award{Recognition: tiering.Recognition{Kind: a.Kind, Level: a.Level, Number: a.Number, Issued: a.Issued.Day, Ends: a.Ends.Day, Revoked: a.Revoked.Day},
			Amount: a.Amount.Money, Roster: bool(a.Roster)}
		p.Awards = append(p.Awards, award)
		if p.Firm != nil && !award.Roster {
			p.Firm.Recognitions = append(p.Firm.Recognitions, award.Recognition)
		}
	}
	if p.Firm != nil {
		r.facts(c, from, p.Firm)
	}
	for _, s := range from.Residencies {
		if carriers[s.Carrier] == nil {
			r.fault(c.line, "%s：carriers 里没有载体 %q", from.Name, s.Carrier)
			continue
		}
		p.Residencies = append(p.Residencies, Residency{Carrier: carriers[s.Carrier], Since: s.Since.Day, Until: s.Until.Day, Graduated: bool(s.Graduated)})
	}
	return p
}

func (r *caseReader) facts(c *moneyCase, from *casePayee, f *tiering.Facts) {
	for _, year := range slices.Sorted(maps.Keys(from.Figures)) {
		line := tiering.Figures{Year: year}
		for key, value := range from.Figures[year] {
			k, ok := figureOf(key)
			switch {
			case !ok:
				r.fault(c.line, "%s：没有指标 %q", from.Name, key)
			case value.Unit == "": // 未报
			case value.Unit != tiering.FigureTable[k].Unit:
				r.fault(c.line, "%s：%s %q 的单位不对", from.Name, key, value.text)
			default:
				line.Set(k, value.Num)
			}
		}
		f.Figures = append(f.Figures, line)
	}
	for _, year := range slices.Sorted(maps.Keys(from.AboveScale)) {
		f.Scale = append(f.Scale, tiering.ScaleLine{Year: year, Above: bool(from.AboveScale[year])})
		f.Directories = append(f.Directories, year)
	}
	f.Directories = append(f.Directories, from.Directories...)
	for _, round := range from.Rounds {
		currency := tiering.CurrencyCNY
		if round.Valuation.Unit == policy.UnitDollar {
			currency = tiering.CurrencyUSD
		}
		f.Rounds = append(f.Rounds, tiering.Round{Day: round.Day.Day, Currency: currency, Valuation: policy.Money(round.Valuation.Num),
			HasValue: round.Valuation.Unit != "", Investors: true})
	}
}
