package policy

// Document is one published rule text.
type Document struct {
	ID         string `json:"id"`
	Title      string `json:"title"`            // 《高新技术企业认定管理办法》
	Number     string `json:"number,omitempty"` // 国科发火〔2016〕32号
	Issuer     string `json:"issuer,omitempty"`
	From       Day    `json:"from"`         // in force from
	To         Day    `json:"to,omitempty"` // in force to, the last day included; zero while it lasts
	Checked    Day    `json:"checked"`      // the day somebody last compared the book with the text
	Confidence string `json:"confidence"`   // confirmed 已核对原文 · known 通行做法 · provisional 暂定口径
	Note       string `json:"note,omitempty"`
}

// Cite points to the article of a document that states a criterion.
type Cite struct {
	Document string `json:"document"`          // Document.ID
	Article  string `json:"article,omitempty"` // 第十一条(四)
}

// Edition is the policy book as it stands on one day: every dated number replaced by
// the value in force. It is plain data, complete in itself, and stored as JSON with the
// reviews judged under it. Digest names its content (not its day).
type Edition struct {
	Day       Day        `json:"day"`
	Digest    string     `json:"digest"`
	Documents []Document `json:"documents"`
	Ladders   []Ladder   `json:"ladders"`
	Tiers     []Tier     `json:"tiers"` // each tier once, in the order of the ladders
	Criteria  []Shared   `json:"criteria"`
	Kinds     []Kind     `json:"kinds"`
	City      Place      `json:"city"` // whose counties and zones these are
	Counties  []Place    `json:"counties"`
	Zones     []Place    `json:"zones"`
	Sections  []Section  `json:"sections"`
	Fields    []string   `json:"fields"` // 国家重点支持的高新技术领域
	Scale     []Scale    `json:"scale"`
	Measures  Measures   `json:"measures"`
	Clauses   []Clause   `json:"clauses"`
	Watch     Watch      `json:"watch"`
	Rates     Rates      `json:"rates"`
}

// Ladder is an ordered list of tiers, lowest first. (措施 第五条)
type Ladder struct {
	ID    string   `json:"id"`   // growth, unicorn
	Name  string   `json:"name"` // 创新主体梯次培育
	Tiers []string `json:"tiers"`
	Cite  Cite     `json:"cite"`
}

// Tier is one rung: what it takes to hold it and to qualify for it, and the ways of leaving
// it that are not a fall.
type Tier struct {
	ID        string   `json:"id"`
	Name      string   `json:"name"`  // 瞪羚企业
	Short     string   `json:"short"` // 瞪羚, for narrow columns
	Document  string   `json:"document"`
	Note      string   `json:"note,omitempty"`
	Kind      string   `json:"kind"`             // the kind of recognition that carries the title: its end is 到期失效, its revocation 撤销
	Levels    []string `json:"levels,omitempty"` // levels of Kind that count; empty: any
	Unless    *Rule    `json:"unless,omitempty"` // when met, the tier is not_applicable to the firm
	Holds     *Rule    `json:"holds"`
	Qualifies *Rule    `json:"qualifies"`
	ListedOut *Rule    `json:"listed_out,omitempty"` // 上市毕业
	Outgrown  *Rule    `json:"outgrown,omitempty"`   // 超规毕业
	AgedOut   *Rule    `json:"aged_out,omitempty"`   // 超龄毕业
}

// Shared is a set of criteria that several tiers refer to by name.
type Shared struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Rule *Rule  `json:"rule"`
}

// Rule is a tree of criteria. Exactly one of All, Any, AtLeast, Not, Criteria, Metric,
// Recognised, Qualifies, Score and Judged is set.
type Rule struct {
	Label string `json:"label,omitempty"` // 成立年限
	Cite  *Cite  `json:"cite,omitempty"`

	All     []*Rule  `json:"all,omitempty"`
	Any     []*Rule  `json:"any,omitempty"`
	AtLeast *AtLeast `json:"at_least,omitempty"`
	Not     *Rule    `json:"not,omitempty"`

	Criteria string `json:"criteria,omitempty"` // Shared.ID

	Metric  string   `json:"metric,omitempty"` // a name of tiering's metrics
	Op      Op       `json:"op,omitempty"`
	Bound   Quantity `json:"bound,omitzero"`
	BoundBy *BoundBy `json:"bound_by,omitempty"` // instead of Bound: chosen by another metric

	Recognised string   `json:"recognised,omitempty"` // Kind.ID
	Levels     []string `json:"levels,omitempty"`     // empty: any level

	Qualifies string `json:"qualifies,omitempty"` // Tier.ID: its Qualifies, judged once

	Score *Score `json:"score,omitempty"`

	Judged string `json:"judged,omitempty"` // what a person has to decide
}

// Op compares a metric (left) with its bound (right).
type Op string

// The comparisons. Min and Max include the bound, Above and Below do not.
const (
	Min   Op = "min"
	Max   Op = "max"
	Above Op = "above"
	Below Op = "below"
	Is    Op = "is"
)

// AtLeast is met when N of its parts are.
type AtLeast struct {
	N  int     `json:"n"`
	Of []*Rule `json:"of"`
}

// BoundBy chooses the bound of a rule by the value of another metric: the first band whose
// Max (included) is not exceeded; the last band has none. (高新技术企业认定管理办法 第十一条(五))
type BoundBy struct {
	Metric string      `json:"metric"`
	Bands  []BoundBand `json:"bands"`
}

// BoundBand is one band of a BoundBy.
type BoundBand struct {
	Max   *Quantity `json:"max,omitempty"`
	Bound Quantity  `json:"bound"`
}

// Score adds up points. A part that cannot be seen makes it a range. The outcome is met when
// the low end satisfies the bound, unmet when the high end does not, else unknown.
type Score struct {
	Name  string   `json:"name"` // the assessment that may replace it, e.g. hnte_score
	Op    Op       `json:"op"`   // min or above
	Bound Quantity `json:"bound"`
	Parts []Part   `json:"parts"`
}

// Part is one item of a score. Exactly one of Metric, Best, Sum and Judged is set.
type Part struct {
	Label  string `json:"label"`
	Cite   *Cite  `json:"cite,omitempty"`
	Metric string `json:"metric,omitempty"`
	Bands  []Band `json:"bands,omitempty"` // highest first; under all of them: 0 points
	Best   []Part `json:"best,omitempty"`  // the best of the options, low and high end by end
	Sum    []Part `json:"sum,omitempty"`   // added up, low and high end by end
	Cap    int    `json:"cap,omitempty"`   // of Sum; 0: none
	Judged *Range `json:"judged,omitempty"`
}

// Range is a span of points.
type Range struct {
	Low  int `json:"low"`
	High int `json:"high"`
}

// Band gives points to values at or over From (over it when Strict).
type Band struct {
	From   Quantity `json:"from"`
	Strict bool     `json:"strict,omitempty"`
	Points Range    `json:"points"`
}

// Kind is a kind of official recognition (认定类别).
type Kind struct {
	ID       string   `json:"id"`
	Name     string   `json:"name"`
	Aliases  []string `json:"aliases,omitempty"`
	Levels   []string `json:"levels,omitempty"`  // the levels a roster may state; empty: no level
	Default  string   `json:"default,omitempty"` // level of a blank
	Validity Validity `json:"validity"`
	Numbers  []string `json:"numbers,omitempty"` // masks: y year digit, # digit, * digit or capital letter, else itself
	Cite     *Cite    `json:"cite,omitempty"`
}

// Validity says when a recognition issued on day I is valid at the snapshot S (and not revoked by S).
type Validity struct {
	// CalendarYear: valid only for the year written in a number of the national shape, else the year of I.
	CalendarYear bool `json:"calendar_year,omitempty"`
	// EndColumn: S ≤ the end day stated in the record, when it states one.
	EndColumn bool `json:"end_column,omitempty"`
	// Years: S < I + n years (with EndColumn: only where no end day is stated).
	Years int `json:"years,omitempty"`
	// Months: S ≤ I + n months.
	Months int `json:"months,omitempty"`
}

// Place is a county or a development zone.
type Place struct {
	ID      string   `json:"id"`   // 530102, GXQ
	Name    string   `json:"name"` // 五华区
	Short   string   `json:"short,omitempty"`
	Aliases []string `json:"aliases,omitempty"`
	Core    bool     `json:"core,omitempty"` // belongs to the "6+3" core (措施 第七条)
}

// Section is a letter of GB/T 4754-2017 with the divisions it covers.
type Section struct {
	ID        string `json:"id"` // C
	Name      string `json:"name"`
	Divisions []Span `json:"divisions"`
	NoScale   bool   `json:"no_scale,omitempty"` // has no 规上 category
}

// Span is a range of two-digit divisions, both ends included.
type Span struct {
	From int `json:"from"`
	To   int `json:"to"`
}

// Scale is the 规上 line of an industry: the longest matching Code prefix (digits) decides.
type Scale struct {
	Name   string   `json:"name"`             // 信息传输、软件和信息技术服务业
	Code   string   `json:"code"`             // "51", "7010"; digits
	Metric string   `json:"metric,omitempty"` // revenue, main_revenue; empty: Always or not computable
	Bound  Quantity `json:"bound,omitzero"`   // at or over it
	Always bool     `json:"always,omitempty"`
	Judged string   `json:"judged,omitempty"` // what decides where no figure does: 按建筑业资质
	Cite   *Cite    `json:"cite,omitempty"`
}

// Watch says what people are reminded of. It decides no outcome.
type Watch struct {
	Expiring       []int    `json:"expiring"`        // months before a title ends, the nearest first
	StaleValuation int      `json:"stale_valuation"` // months after which a valuation is 待更新
	NearLine       Quantity `json:"near_line"`       // a value within this share of a line wants a person's look
	Cite           *Cite    `json:"cite,omitempty"`
}

// Rates is the USD/CNY central parity: CNY fen per 100 USD-cents × 100, i.e. 6.9646 is 69646.
type Rates struct {
	Cite  *Cite         `json:"cite,omitempty"`
	Days  map[Day]int64 `json:"days,omitempty"` // parity of that very day
	Years map[int]int64 `json:"years"`          // parity of the last trading day
}

// RateScale is the denominator of the numbers in Rates.
const RateScale = 10000

// Parts returns the rules directly under this one: of a group, of at_least, of not.
func (r *Rule) Parts() []*Rule {
	switch {
	case r.AtLeast != nil:
		return r.AtLeast.Of
	case r.Not != nil:
		return []*Rule{r.Not}
	case r.All != nil:
		return r.All
	}
	return r.Any
}
