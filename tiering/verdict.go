package tiering

import "yunti/policy"

// Outcome answers one rule.
type Outcome uint8

// The outcomes. Unknown never promotes and never demotes.
const (
	Unmet Outcome = iota
	Met
	Unknown
	NotApplicable
)

var outcomeNames = [...]string{Unmet: "unmet", Met: "met", Unknown: "unknown", NotApplicable: "not_applicable"}

// String returns the outcome's name in JSON: met, unmet, unknown, not_applicable.
func (o Outcome) String() string { return outcomeNames[o] }

// Standing is a firm on one tier.
type Standing struct {
	Holds     Outcome
	Qualifies Outcome
	Ready     Ready      // whether a firm that does not hold the tier could file for it
	Titled    bool       // a recognition of the tier's kind (and levels) is valid
	Revoked   policy.Day // the latest revocation day, up to the snapshot, of a recognition of the tier's kind
	ListedOut bool       // the tier's graduation rules
	Outgrown  bool
	AgedOut   bool
}

// Ready is the answer of the list 应报未报.
type Ready uint8

// The ways of being ready.
const (
	NotReady      Ready = iota
	ReadyToFile         // 可申报
	ReadyUnscored       // 可申报,待评分: unknown only through the judged parts of a score
)

// Verdict is the judgement of one firm for one year. Standings follow Edition.Tiers; Positions
// follow Edition.Ladders and are indexes into Edition.Tiers, -1 for none. What lies behind each
// standing is kept compactly and read back with Judge.Explain.
type Verdict struct {
	Year      int
	Present   bool
	Standings []Standing
	Positions []int

	trail trail
}

// Move is what became of a firm's position on one ladder since the last published review.
type Move struct {
	Ladder  int    // index into Edition.Ladders
	From    string // tier ID, "" for none
	To      string // tier ID, "" for none; equals From where the position is carried
	Code    Movement
	Carried bool     // the movement is undecided and the position stays the published one
	Pending []string // 上位待核: tiers above To that are unknown now
}

// Movement is a movement code, "" for none.
type Movement string

// The movement codes.
const (
	Entered   Movement = "entered"    // 新进
	Kept      Movement = "kept"       // 保持
	Promoted  Movement = "promoted"   // 晋级
	Demoted   Movement = "demoted"    // 降级
	Lapsed    Movement = "lapsed"     // 到期失效
	Revoked   Movement = "revoked"    // 撤销
	Outgrown  Movement = "outgrown"   // 超规毕业
	AgedOut   Movement = "aged_out"   // 超龄毕业
	ListedOut Movement = "listed_out" // 上市毕业
	Left      Movement = "left"       // 迁出/注销
	Undecided Movement = "undecided"  // 数据待核
)

var movementNames = map[Movement]string{Entered: "新进", Kept: "保持", Promoted: "晋级", Demoted: "降级", Lapsed: "到期失效",
	Revoked: "撤销", Outgrown: "超规毕业", AgedOut: "超龄毕业", ListedOut: "上市毕业", Left: "迁出/注销", Undecided: "数据待核"}

// Name returns the movement in Chinese.
func (m Movement) Name() string { return movementNames[m] }

// Finding is the answer to one rule, with what was found and the bound.
type Finding struct {
	Outcome string      `json:"outcome"`
	Label   string      `json:"label,omitempty"`
	Cite    string      `json:"cite,omitempty"`
	Metric  string      `json:"metric,omitempty"`
	Actual  string      `json:"actual,omitempty"` // decimal text in Unit, or words (是, 无记录, 未报送)
	Unit    string      `json:"unit,omitempty"`
	Op      string      `json:"op,omitempty"`
	Bound   string      `json:"bound,omitempty"`
	Note    string      `json:"note,omitempty"` // what the actual rests on or lacks, or how parts combine
	Gap     string      `json:"gap,omitempty"`  // how far from the bound, in words: 差 1 件
	Score   *ScoreRange `json:"score,omitempty"`
	Parts   []Finding   `json:"parts,omitempty"`
}

// ScoreRange is what a score can come to.
type ScoreRange struct {
	Low  int `json:"low"`
	High int `json:"high"`
}

// String writes the range as 58-71, or as one number where it is one.
func (r ScoreRange) String() string {
	return points{low: int32(r.Low), high: int32(r.High)}.text()
}

// Missing is a figure that is needed and was not reported.
type Missing struct {
	Metric string `json:"metric"` // FigureInfo.Key, or a key of the firm's own record (industry, field)
	Label  string `json:"label"`
	Year   int    `json:"year,omitempty"`
}

// Evidence is the recognition that proved a recognised rule.
type Evidence struct {
	Kind   string     `json:"kind"`
	Number string     `json:"number,omitempty"`
	Level  string     `json:"level,omitempty"`
	Issued policy.Day `json:"issued"`
	Ends   policy.Day `json:"ends"` // the last day on which it is valid; zero when it lasts until revoked
}
