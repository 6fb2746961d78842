package policy

// Clause is one money clause of the measures: what sets it off, what it gives, to whom and how often.
// Events and figures of years outside Years owe nothing.
type Clause struct {
	ID       string    `json:"id"`   // 4-a
	Name     string    `json:"name"` // 研发投入基础补助(规上高新技术企业)
	Cite     Cite      `json:"cite"`
	Years    YearSpan  `json:"years"`
	Trigger  Trigger   `json:"trigger"`
	Amounts  []Amount  `json:"amounts,omitempty"` // the first whose kind and level fit; empty: no amount can be computed
	Repeat   Repeat    `json:"repeat,omitempty"`
	Evidence []string  `json:"evidence,omitempty"` // what a payee has to show
	Stacks   string    `json:"stacks,omitempty"`   // 叠加关系
	Readings []Reading `json:"readings,omitempty"`
	Note     string    `json:"note,omitempty"`
}

// YearSpan is a span of years, both ends included.
type YearSpan struct {
	From int `json:"from"`
	To   int `json:"to"`
}

// Has reports whether the span covers year.
func (s YearSpan) Has(year int) bool { return s.From <= year && year <= s.To }

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
}

// RenewedTrigger is a certificate whose year follows that of an earlier one after exactly Years years.
type RenewedTrigger struct {
	Kind  string `json:"kind"`
	Years int    `json:"years"`
}

// FirstTrigger is a firm's first certificate ever; the payee is the carrier that raised the firm.
type FirstTrigger struct {
	Kind     string   `json:"kind"`
	Carriers []string `json:"carriers"` // kinds of carriers
}

// ResearchTrigger is research costs of the year. Major firms are those above designated size with a valid
// recognition of kind Certificate, and those with one of kind Listed; the others are above designated size.
type ResearchTrigger struct {
	Major       bool   `json:"major,omitempty"`
	Other       bool   `json:"other,omitempty"`
	Increase    bool   `json:"increase,omitempty"` // the basis is the increase over the year before
	Certificate string `json:"certificate"`
	Listed      string `json:"listed"`
}

// Amount is what a clause gives to a record of Kind and Level (empty: any). Exactly one way is set:
// Fixed; Low and High, settled by a person inside; Ceiling, settled below; Rate of the basis; Match of the record's amount.
type Amount struct {
	Kind    string   `json:"kind,omitempty"`
	Level   string   `json:"level,omitempty"`
	Fixed   Quantity `json:"fixed,omitzero"`
	Low     Quantity `json:"low,omitzero"`
	High    Quantity `json:"high,omitzero"`
	Ceiling Quantity `json:"ceiling,omitzero"`
	Rate    Quantity `json:"rate,omitzero"`
	Match   Quantity `json:"match,omitzero"`
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

// Reading is a question that the text leaves open, and the answer that is computed.
type Reading struct {
	ID       string `json:"id"` // A1
	Question string `json:"question"`
	Taken    string `json:"taken"`
	Others   string `json:"others,omitempty"`
}
