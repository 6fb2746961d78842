package policy

// Measures is the document that the money clauses carry out: all of its articles, and what holds for every clause.
type Measures struct {
	Cite Cite `json:"cite"`
	// Issued is the day of publication as far as it is known, zero when not. What is triggered earlier is only pointed out. (A16)
	Issued   Day       `json:"issued,omitempty"`
	Round    Quantity  `json:"round"`    // what a line is rounded to, half up (A19)
	Suspends []string  `json:"suspends"` // yearly flags that suspend what a firm would get; leaving always does (A18)
	Articles []Article `json:"articles"`
	Readings []Reading `json:"readings,omitempty"`
}

// Article is one article of the measures with its clauses, or why it has none.
type Article struct {
	Article string   `json:"article"` // 第四条
	Name    string   `json:"name"`
	Clauses []string `json:"clauses,omitempty"` // Clause.IDs
	Note    string   `json:"note,omitempty"`    // why nothing can be computed
}

// Clause is one money clause of the measures: what sets it off, what it gives, to whom and how often.
// Events and figures of years outside Years owe nothing; they can only be projected (测算).
type Clause struct {
	ID       string    `json:"id"`   // 4-a
	Name     string    `json:"name"` // 研发投入基础补助(规上高新技术企业)
	Cite     Cite      `json:"cite"`
	Years    YearSpan  `json:"years"`
	Payee    PayeeKind `json:"payee"`
	Trigger  Trigger   `json:"trigger"`
	Amounts  []Amount  `json:"amounts,omitempty"` // the first whose kind and level fit; empty: no amount can be computed
	Repeat   Repeat    `json:"repeat,omitempty"`
	Evidence []string  `json:"evidence,omitempty"` // what a payee has to show
	Stacks   string    `json:"stacks"`             // 叠加关系
	// Similar are clauses that may reward the same fact (同类项): both are counted and a person chooses. (A17)
	Similar []string `json:"similar,omitempty"`
	// Apart are clauses that can be had beside this one only in another year.
	Apart    []string  `json:"apart,omitempty"`
	Overlaps []Overlap `json:"overlaps,omitempty"`
	Deadline *Deadline `json:"deadline,omitempty"`
	Readings []Reading `json:"readings,omitempty"`
	Note     string    `json:"note,omitempty"`
}

// PayeeKind says who gets a clause.
type PayeeKind string

// The kinds of payees.
const (
	PayeeFirm     PayeeKind = "firm"     // 企业
	PayeeUnit     PayeeKind = "unit"     // 承担或依托单位：企业、高校、院所等法人单位
	PayeeCarrier  PayeeKind = "carrier"  // 孵化载体的运营单位
	PayeeOperator PayeeKind = "operator" // 楼宇运营方
)

// Text is the kind in Chinese.
func (k PayeeKind) Text() string {
	switch k {
	case PayeeFirm:
		return "企业"
	case PayeeUnit:
		return "承担（依托）单位"
	case PayeeCarrier:
		return "孵化载体"
	case PayeeOperator:
		return "楼宇运营方"
	}
	return string(k)
}

// AmountKind says how the amount of a clause comes about.
type AmountKind string

// The kinds of amounts.
const (
	AmountNone       AmountKind = "none"       // 没有可测算的金额
	AmountFixed      AmountKind = "fixed"      // 定额
	AmountRange      AmountKind = "range"      // 区间，由人核定
	AmountCeiling    AmountKind = "ceiling"    // 上限，由人核定
	AmountPercentage AmountKind = "percentage" // 按比例
	AmountIncrement  AmountKind = "increment"  // 按增量的比例
	AmountMatch      AmountKind = "match"      // 按记录金额配套
)

// Text is the kind in Chinese.
func (k AmountKind) Text() string {
	switch k {
	case AmountFixed:
		return "定额"
	case AmountRange:
		return "区间"
	case AmountCeiling:
		return "上限"
	case AmountPercentage:
		return "比例"
	case AmountIncrement:
		return "增量比例"
	case AmountMatch:
		return "配套"
	}
	return "无金额"
}

// AmountKind tells how the clause's amount comes about; all amounts of a clause are of one kind.
func (c *Clause) AmountKind() AmountKind {
	if len(c.Amounts) == 0 {
		return AmountNone
	}
	switch a := &c.Amounts[0]; {
	case !a.Fixed.IsZero():
		return AmountFixed
	case !a.High.IsZero():
		return AmountRange
	case !a.Ceiling.IsZero():
		return AmountCeiling
	case !a.Match.IsZero():
		return AmountMatch
	}
	if c.Trigger.Research != nil && c.Trigger.Research.Increase {
		return AmountIncrement
	}
	return AmountPercentage
}

// Overlap is a recognition of the same payee for which another purse may pay: pointed out, never deducted. (A8)
type Overlap struct {
	Kind  string `json:"kind"`
	Level string `json:"level,omitempty"` // empty: any
	Note  string `json:"note"`            // whose money it is
}

// Deadline is a term that runs from an event: Months months from its day. (措施 第十条)
type Deadline struct {
	From   string `json:"from"` // 取得科技成果转化收入之日
	Months int    `json:"months"`
}

// Due returns the last day of the term of an event on day.
func (d *Deadline) Due(day Day) Day { return day.AddMonths(d.Months) }

// YearSpan is a span of years, both ends included.
type YearSpan struct {
	From int `json:"from"`
	To   int `json:"to"`
}

// Has reports whether the span covers year.
func (s YearSpan) Has(year int) bool { return s.From <= year && year <= s.To }

// With is the span widened to year.
func (s YearSpan) With(year int) YearSpan { return YearSpan{min(s.From, year), max(s.To, year)} }

// Trigger is what sets off a clause. At most one of its fields is set; none for clauses that only a person can decide.
type Trigger struct {
	Recognised *RecognisedTrigger `json:"recognised,omitempty"`
	Renewed    *RenewedTrigger    `json:"renewed,omitempty"`
	First      *FirstTrigger      `json:"first,omitempty"`
	Holds      string             `json:"holds,omitempty"` // Tier.ID: the first year in which a firm holds it
	Research   *ResearchTrigger   `json:"research,omitempty"`
}

// RecognisedTrigger is a recognition issued in the year and not revoked by its end.
type RecognisedTrigger struct {
	Kinds  []string `json:"kinds"`
	Levels []string `json:"levels,omitempty"` // empty: any. A blank level leaves the entitlement pending
	// With is a kind of which the holder must have a valid recognition (of level WithLevel) at the end of the year.
	With      string `json:"with,omitempty"`
	WithLevel string `json:"with_level,omitempty"`
	// Carriers counts the incubators roster too: a newly recognised carrier, by the earliest day of its type and level.
	Carriers bool `json:"carriers,omitempty"`
	// TopUp pays a second level of one kind only what it exceeds the first by. (A12)
	TopUp bool `json:"top_up,omitempty"`
}

// RenewedTrigger is a certificate whose year follows that of an earlier one after Years years, or up to Tolerance years
// later than that. (A9)
type RenewedTrigger struct {
	Kind      string `json:"kind"`
	Years     int    `json:"years"`
	Tolerance int    `json:"tolerance,omitempty"`
}

// FirstTrigger is a firm's first certificate ever; the payee is the carrier that raised the firm.
type FirstTrigger struct {
	Kind     string   `json:"kind"`
	Carriers []string `json:"carriers"` // kinds of carriers
}

// ResearchTrigger is research costs of the year. Major firms are those above designated size with a valid
// recognition of kind Certificate, and those with one of kind Listed; the others are above designated size.
type ResearchTrigger struct {
	Major    bool `json:"major,omitempty"`
	Other    bool `json:"other,omitempty"`
	Everyone bool `json:"everyone,omitempty"` // every firm, of whatever size (A2)
	Increase bool `json:"increase,omitempty"` // the basis is the increase over the year before
	// Pool pays the shares of the city's net increase instead of the firm's own increase, which is then shown beside. (A1)
	Pool        bool   `json:"pool,omitempty"`
	Figure      string `json:"figure"` // the yearly figure that counts: rd, rd_deduct, rd_hnte (A4)
	Certificate string `json:"certificate"`
	Listed      string `json:"listed"`
}

// Amount is what a clause gives to a record of Kind and Level (empty: any). Exactly one way is set:
// Fixed; Low and High, settled by a person inside; Ceiling, settled below; Rate of the basis; Match of the record's amount.
// Rate and Match may be limited: Factor scales them (pro rata), Cap bounds what one payee gets of the clause in a year. (A7, A14)
type Amount struct {
	Kind    string   `json:"kind,omitempty"`
	Level   string   `json:"level,omitempty"`
	Fixed   Quantity `json:"fixed,omitzero"`
	Low     Quantity `json:"low,omitzero"`
	High    Quantity `json:"high,omitzero"`
	Ceiling Quantity `json:"ceiling,omitzero"`
	Rate    Quantity `json:"rate,omitzero"`
	Match   Quantity `json:"match,omitzero"`
	Factor  Quantity `json:"factor,omitzero"`
	Cap     Quantity `json:"cap,omitzero"`
}

// Repeat says how often one payee can get a clause.
type Repeat string

// The ways of repeating. What is once counts the first record inside the clause's years that meets the whole trigger.
const (
	Yearly    Repeat = "yearly"
	PerRecord Repeat = "record"
	Once      Repeat = "once"
	OnceLevel Repeat = "once_level" // once per kind and level
	OnceKind  Repeat = "once_kind"  // once per kind
)

// Text is the way of repeating in Chinese, "" for none.
func (r Repeat) Text() string {
	switch r {
	case Yearly:
		return "每年"
	case PerRecord:
		return "每项"
	case Once:
		return "一次性"
	case OnceLevel:
		return "每类每级一次"
	case OnceKind:
		return "每类一次"
	}
	return string(r)
}

// Reading is a question that the text leaves open, and the answer that is computed.
type Reading struct {
	ID       string `json:"id"` // A1
	Question string `json:"question"`
	Taken    string `json:"taken"`
	Others   string `json:"others,omitempty"`
	// Key names the parameter that changes the answer, as Edition.Set takes it: clause/4-c/pool.
	Key string `json:"key,omitempty"`
}

// Clause finds a clause by id.
func (e *Edition) Clause(id string) (*Clause, bool) {
	for i := range e.Clauses {
		if e.Clauses[i].ID == id {
			return &e.Clauses[i], true
		}
	}
	return nil, false
}
