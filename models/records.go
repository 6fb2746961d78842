// Package models keeps the records: the tables and every query on them.
package models

import (
	"time"

	"yunti/policy"
	"yunti/tiering"
)

// Origin says where a record came from and which version of it this is. Version starts at 1 and
// rises by one with every change; a change planned on another version is refused.
type Origin struct {
	Version   int       `gorm:"not null" json:"version"`
	Filing    string    `gorm:"size:20;not null" json:"filing"` // Filing.ID that wrote it last
	Line      int       `gorm:"not null" json:"line"`           // its line in that filing's workbook
	UpdatedAt time.Time `gorm:"not null;autoUpdateTime:false" json:"updated_at"`
}

// Firm is an enterprise, identified by its 统一社会信用代码. Leaving is a state with a day, never a delete.
type Firm struct {
	Code        string        `gorm:"primaryKey;size:18" json:"code"`
	Name        string        `gorm:"size:200" json:"name"`
	NameKey     string        `gorm:"size:200" json:"-"`            // NormalName(Name), for matching rosters without codes; set on saving
	Initials    string        `gorm:"size:200" json:"-"`            // Initials(Name): the pinyin initials it is found by; set on saving
	FormerNames string        `gorm:"size:700" json:"former_names"` // separated by 、
	FormerKeys  string        `gorm:"size:700" json:"-"`            // NormalName of each former name, separated by 、; set on saving
	Founded     policy.Day    `json:"founded"`
	Capital     *policy.Money `json:"capital"`                 // 注册资本, 分
	County      string        `gorm:"size:20" json:"county"`   // policy.Place.ID
	Zones       string        `gorm:"size:100" json:"zones"`   // policy.Place.IDs separated by commas, in book order
	Industry    string        `gorm:"size:10" json:"industry"` // digits of GB/T 4754-2017
	Field       string        `gorm:"size:200" json:"field"`   // 技术领域
	State       string        `gorm:"size:20" json:"state"`    // 在业, 迁出, 注销, 吊销, …
	StateDay    policy.Day    `json:"state_day"`
	Contact     string        `gorm:"size:100" json:"contact"`
	Phone       string        `gorm:"size:100" json:"phone"`
	Registrar   string        `gorm:"size:120" json:"registrar"` // Incubator.Name that registered it, "" for the bureau
	Origin      `gorm:"embedded"`
}

// FirmYear is a firm's figures of one accounting year. A nil figure was not reported, which is never zero.
type FirmYear struct {
	Code string `gorm:"primaryKey;size:18" json:"code"`
	Year int    `gorm:"primaryKey" json:"year"`

	Revenue     *int64 `json:"revenue"` // money in 分
	MainRevenue *int64 `json:"main_revenue"`
	TotalIncome *int64 `json:"total_income"`
	HNTEIncome  *int64 `gorm:"column:hnte_income" json:"hnte_income"`
	Costs       *int64 `json:"costs"`
	RD          *int64 `gorm:"column:rd" json:"rd"`
	RDDeduct    *int64 `gorm:"column:rd_deduct" json:"rd_deduct"`
	RDHNTE      *int64 `gorm:"column:rd_hnte" json:"rd_hnte"`
	RDDomestic  *int64 `gorm:"column:rd_domestic" json:"rd_domestic"`
	STInput     *int64 `gorm:"column:st_input" json:"st_input"`
	Assets      *int64 `json:"assets"`
	Liabilities *int64 `json:"liabilities"`
	Profit      *int64 `json:"profit"`
	Tax         *int64 `json:"tax"`
	Staff       *int64 `json:"staff"`
	STStaff     *int64 `gorm:"column:st_staff" json:"st_staff"`
	IP1         *int64 `gorm:"column:ip1" json:"ip1"`
	IP2         *int64 `gorm:"column:ip2" json:"ip2"`
	Conversions *int64 `json:"conversions"`
	Accident    *int64 `json:"accident"` // flags: 1 是, 0 否
	Environment *int64 `json:"environment"`
	Misconduct  *int64 `json:"misconduct"`
	Abnormal    *int64 `json:"abnormal"`
	Dishonest   *int64 `json:"dishonest"`
	Prohibited  *int64 `json:"prohibited"`
	BookAudit   *int64 `json:"book_audit"`
	Torch       *int64 `json:"torch"`

	Origin `gorm:"embedded"`
}

// Figure returns the address of the field that holds figure k.
func (y *FirmYear) Figure(k tiering.Figure) **int64 {
	return [tiering.NumFigures]**int64{&y.Revenue, &y.MainRevenue, &y.TotalIncome, &y.HNTEIncome, &y.Costs, &y.RD, &y.RDDeduct,
		&y.RDHNTE, &y.RDDomestic, &y.STInput, &y.Assets, &y.Liabilities, &y.Profit, &y.Tax, &y.Staff, &y.STStaff, &y.IP1, &y.IP2,
		&y.Conversions, &y.Accident, &y.Environment, &y.Misconduct, &y.Abnormal, &y.Dishonest, &y.Prohibited, &y.BookAudit, &y.Torch}[k]
}

// Recognition is an official title. Holder is the firm's code, or "~" and the name of a body without one.
// Ref tells apart the holder's recognitions of one kind: the number where there is one, else issue day and level.
type Recognition struct {
	Holder  string        `gorm:"primaryKey;size:120" json:"holder"`
	Kind    string        `gorm:"primaryKey;size:40" json:"kind"` // policy.Kind.ID
	Ref     string        `gorm:"primaryKey;size:80" json:"ref"`
	Name    string        `gorm:"size:200" json:"name"`
	Level   string        `gorm:"size:40" json:"level"`
	Number  string        `gorm:"size:80" json:"number"`
	Issued  policy.Day    `json:"issued"`
	Ends    policy.Day    `json:"ends"`
	Revoked policy.Day    `json:"revoked"`
	Amount  *policy.Money `json:"amount"`
	Batch   string        `gorm:"size:80" json:"batch"`
	DocNo   string        `gorm:"size:120" json:"doc_no"`
	Origin  `gorm:"embedded"`
}

// Round is an equity round.
type Round struct {
	Code      string        `gorm:"primaryKey;size:18" json:"code"`
	Day       policy.Day    `gorm:"primaryKey" json:"day"`
	Series    string        `gorm:"primaryKey;size:40" json:"series"` // 轮次
	Name      string        `gorm:"size:200" json:"name"`             // the firm's, as filed
	Amount    *policy.Money `json:"amount"`                           // 分 or US cents
	Valuation *policy.Money `json:"valuation"`                        // post-money, 分 or US cents
	Currency  string        `gorm:"size:20" json:"currency"`
	Investors string        `gorm:"size:2000" json:"investors"`
	Proof     string        `gorm:"size:200" json:"proof"`
	Origin    `gorm:"embedded"`
}

// Listing is a listing of the firm's own shares.
type Listing struct {
	Code     string     `gorm:"primaryKey;size:18" json:"code"`
	Board    string     `gorm:"primaryKey;size:40" json:"board"`
	Listed   policy.Day `gorm:"primaryKey" json:"listed"`
	Name     string     `gorm:"size:200" json:"name"`
	Stock    string     `gorm:"size:20" json:"stock"` // 股票代码
	Delisted policy.Day `json:"delisted"`
	Origin   `gorm:"embedded"`
}

// ScaleLine is a firm's line in the 规上 directory of a year.
type ScaleLine struct {
	Code     string `gorm:"primaryKey;size:18" json:"code"`
	Year     int    `gorm:"primaryKey" json:"year"`
	Name     string `gorm:"size:200" json:"name"`
	Above    bool   `json:"above"`
	Category string `gorm:"size:80" json:"category"` // 专业类别
	Origin   `gorm:"embedded"`
}

// Assessment is an expert or self-assessed score total, with who gave it and the paper that shows it.
type Assessment struct {
	Code     string     `gorm:"primaryKey;size:18" json:"code"`
	Year     int        `gorm:"primaryKey" json:"year"`
	Score    string     `gorm:"primaryKey;size:40" json:"score"` // policy.Score.Name
	Name     string     `gorm:"size:200" json:"name"`
	Points   int        `json:"points"`
	Assessor string     `gorm:"size:100" json:"assessor"`
	Day      policy.Day `json:"day"`
	Document string     `gorm:"size:200" json:"document"`
	Origin   `gorm:"embedded"`
}

// Incubator is a carrier (孵化载体) of one type; Level and Since may occur several times for one carrier.
type Incubator struct {
	Name   string     `gorm:"primaryKey;size:120" json:"name"`
	Type   string     `gorm:"primaryKey;size:40" json:"type"`  // 科技企业孵化器, 众创空间, 星创天地, …
	Level  string     `gorm:"primaryKey;size:20" json:"level"` // 国家级, 省级, 市级
	Code   string     `gorm:"size:18" json:"code"`
	County string     `gorm:"size:20" json:"county"`
	Since  policy.Day `json:"since"`
	Origin `gorm:"embedded"`
}

// Residency is a firm's stay in an incubator.
type Residency struct {
	Code      string     `gorm:"primaryKey;size:18" json:"code"`
	Incubator string     `gorm:"primaryKey;size:120" json:"incubator"`
	Since     policy.Day `gorm:"primaryKey" json:"since"`
	Name      string     `gorm:"size:200" json:"name"`
	Until     policy.Day `json:"until"`
	Graduated bool       `json:"graduated"`
	Origin    `gorm:"embedded"`
}

// Payment is what was approved and paid to one payee under a money clause.
type Payment struct {
	Clause   string        `gorm:"primaryKey;size:20" json:"clause"`
	Year     int           `gorm:"primaryKey" json:"year"`
	Payee    string        `gorm:"primaryKey;size:120" json:"payee"` // code, or "~" and the name
	Ref      string        `gorm:"primaryKey;size:80" json:"ref"`    // document number and day of payment
	Name     string        `gorm:"size:200" json:"name"`
	Approved policy.Money  `json:"approved"`
	Paid     *policy.Money `json:"paid"`
	PaidDay  policy.Day    `json:"paid_day"`
	DocNo    string        `gorm:"size:120" json:"doc_no"`
	// Settlement is the Settlement.ID that it pays; "" for a payment of a roster from before or outside the ledger. A payment
	// that was recorded in the ledger has no Filing.
	Settlement string `gorm:"size:20" json:"settlement"`
	Reverses   string `gorm:"size:80" json:"reverses"` // Ref of the payment that this one takes back (Paid is negative), else ""
	Origin     `gorm:"embedded"`
}

// Filing states. Which acts lead from one to another is the table of filings.go.
const (
	FilingPlanning  = "planning"  // its steps are still being stored; shown to nobody
	FilingDraft     = "draft"     // 草稿
	FilingSubmitted = "submitted" // 待县区审核
	FilingPassed    = "passed"    // 待市级确认
	FilingPublic    = "public"    // 公示中
	FilingReturned  = "returned"  // 已退回
	FilingApplied   = "applied"   // 已生效
	FilingWithdrawn = "withdrawn" // 已撤回
	FilingReplaced  = "replaced"  // 已由重新上传的一件代替
)

// Filing is a proposed set of changes to the records.
type Filing struct {
	ID          string     `gorm:"primaryKey;size:20" json:"id"`
	Kind        string     `gorm:"size:20" json:"kind"`   // importers.Kind.ID
	Year        int        `json:"year"`                  // 0 where the kind has none
	State       string     `gorm:"size:20" json:"state"`  // one of the Filing states
	File        string     `gorm:"size:255" json:"file"`  // the workbook's name
	Digest      string     `gorm:"size:64" json:"digest"` // SHA-256 of the workbook
	Note        string     `json:"note"`                  // what reading it noticed: header row, unit, unknown titles, years
	Opinion     string     `gorm:"size:2000" json:"opinion"`
	By          string     `gorm:"size:100;column:filed_by" json:"by"`
	Role        string     `gorm:"size:20" json:"role"`       // of who filed it; "" for the command line
	County      string     `gorm:"size:20" json:"county"`     // whose county office looks at it: the incubator's or the filer's; "" for the city's own
	Incubator   string     `gorm:"size:120" json:"incubator"` // Incubator.Name that filed it, else ""
	Round       int        `json:"round"`                     // FilingRound.ID, 0 for none
	Replaces    string     `gorm:"size:20" json:"replaces"`   // the filing that this one was uploaded instead of
	ReplacedBy  string     `gorm:"size:20" json:"replaced_by"`
	CreatedAt   time.Time  `gorm:"autoCreateTime:false" json:"created_at"`
	SubmittedAt *time.Time `json:"submitted_at"` // the last time
	PublicFrom  policy.Day `json:"public_from"`
	PublicUntil policy.Day `json:"public_until"` // the last day of 公示
	AppliedAt   *time.Time `json:"applied_at"`
	Totals      StepTotals `gorm:"embedded" json:"totals"`
	Version     int        `json:"version"`

	// RequestKey is the SHA-256, in hex, of who sent the filing and of the Idempotency-Key that came with
	// it; nil when none did. The column is unique, so a request sent twice files once.
	RequestKey *string `gorm:"size:64" json:"-"`
}

// StepTotals counts a filing's steps by action.
type StepTotals struct {
	Create int `gorm:"column:creates" json:"create"`
	Update int `gorm:"column:updates" json:"update"`
	Same   int `gorm:"column:sames" json:"same"`
	Reject int `gorm:"column:rejects" json:"reject"`
}

// Step actions.
const (
	Create = "create"
	Update = "update"
	Same   = "same"
	Reject = "reject"
)

// Step is one line of a filing. Before and After are the record as JSON; Base is the version the
// line was planned on (0 for a create).
type Step struct {
	Filing string `gorm:"primaryKey;size:20" json:"-"`
	Line   int    `gorm:"primaryKey" json:"line"` // the row number that Excel shows
	Seq    int    `gorm:"primaryKey" json:"seq"`  // tells apart several records of one row; else 0
	Action string `gorm:"size:10" json:"action"`
	Key    string `gorm:"size:300;column:record" json:"key"` // the record's key, for people: code, code/year, …
	Name   string `gorm:"size:200" json:"name"`              // the firm or body
	Base   int    `json:"base"`
	Before string `gorm:"column:was" json:"before"`
	After  string `gorm:"column:becomes" json:"after"`
	Cells  string `json:"cells"`  // the row as it stood in the workbook: a JSON list of texts
	Faults string `json:"faults"` // JSON list of {cell, title, value, detail}; for rejects and for warnings
}

// Review states.
const (
	Running    = "running"
	Draft      = "draft"
	Published  = "published"
	Superseded = "superseded"
	Cancelled  = "cancelled"
	Failed     = "failed"
)

// Review is one evaluation of all firms for one year under one edition.
type Review struct {
	ID          string     `gorm:"primaryKey;size:20" json:"id"` // 2023-1: the year and the run
	Year        int        `json:"year"`
	Edition     string     `gorm:"size:64" json:"edition"`  // policy.Edition.Digest
	Previous    string     `gorm:"size:20" json:"previous"` // the published review it was compared with, "" for a first one
	State       string     `gorm:"size:20" json:"state"`
	By          string     `gorm:"size:100;column:begun_by" json:"by"`
	Records     int64      `json:"records"` // the records' revision it reads; when that moves, a resumed run starts over
	Firms       int        `json:"firms"`   // to be judged
	Done        int        `json:"done"`
	LastCode    string     `gorm:"size:18" json:"-"`
	Totals      string     `json:"-"` // JSON of ReviewTotals
	Error       string     `gorm:"size:2000" json:"error"`
	Owner       string     `gorm:"size:120" json:"-"` // the process that runs it
	RunningYear *int       `json:"-"`                 // Year while running, else nil: a unique column, so one runs at a time
	ValidYear   *int       `json:"-"`                 // Year while published, else nil: a unique column, so one is in force
	LeaseUntil  *time.Time `json:"-"`
	StartedAt   time.Time  `json:"started_at"`
	FinishedAt  *time.Time `json:"finished_at"`
	PublishedAt *time.Time `json:"published_at"`
	PublishedBy string     `gorm:"size:100" json:"published_by"`
	Version     int        `json:"version"`
}

// Result is the verdict on one firm in one review, with the firm as it was then.
type Result struct {
	Review   string     `gorm:"primaryKey;size:20"`
	Code     string     `gorm:"primaryKey;size:18"`
	Name     string     `gorm:"size:200"`
	County   string     `gorm:"size:20"`
	Zones    string     `gorm:"size:100"`
	Industry string     `gorm:"size:10"`
	State    string     `gorm:"size:20"` // 经营状态 by the snapshot day; blank when it is of a later day or the records have none
	StateDay policy.Day // the day from which State holds, never after the snapshot day
	Present  bool

	Growth         string `gorm:"size:40"` // tier ID of the published position, "" for none
	GrowthFrom     string `gorm:"size:40"`
	GrowthMove     string `gorm:"size:20"` // tiering.Movement
	GrowthCarried  bool
	Unicorn        string `gorm:"size:40"`
	UnicornFrom    string `gorm:"size:40"`
	UnicornMove    string `gorm:"size:20"`
	UnicornCarried bool

	Ready   int    // bit i: tier i of the edition could be filed for (ready in any way)
	Missing bool   // some needed figure was not reported
	Verdict []byte // tiering's compact form
}

// StoredEdition keeps the edition that reviews were judged under, as JSON.
type StoredEdition struct {
	Digest  string `gorm:"primaryKey;size:64"`
	Content []byte
	SavedAt time.Time
}

// JobRun is one due time of one job; its key makes sure that a job runs once per due time.
type JobRun struct {
	Job        string     `gorm:"primaryKey;size:40" json:"job"`
	Due        time.Time  `gorm:"primaryKey" json:"due"`
	Owner      string     `gorm:"size:120" json:"owner"`
	LeaseUntil *time.Time `json:"-"`
	StartedAt  time.Time  `json:"started_at"`
	FinishedAt *time.Time `json:"finished_at"`
	Note       string     `gorm:"size:2000" json:"note"`  // what came of it
	Error      string     `gorm:"size:2000" json:"error"` // why it failed
}

// Entry is one line of the audit trail, which only grows. Number counts the lines of the chain without a gap; Hash
// covers the line and the hash before it. Both are missing in lines from before the chain.
type Entry struct {
	Seq     int64     `gorm:"primaryKey;autoIncrement" json:"-"`
	Number  *int64    `json:"number"`
	At      time.Time `json:"at"`
	Who     string    `gorm:"size:100" json:"who"`                   // user name; cron; the operating system's user of the command line
	Role    string    `gorm:"size:20" json:"role"`                   // of Who at that time, "" for the command line and cron
	From    string    `gorm:"size:100;column:came_from" json:"from"` // address, or cli, cron, or the process of a review
	Request string    `gorm:"size:64" json:"request"`                // request ID
	Action  string    `gorm:"size:40" json:"action"`                 // filing.apply, review.publish, …
	Subject string    `gorm:"size:100" json:"subject"`               // filing, review, user … that it was done to
	Firm    string    `gorm:"size:18" json:"firm"`                   // code of the one firm it is about, else ""
	Detail  string    `json:"-"`                                     // JSON, with before and after of what was changed
	Hash    string    `gorm:"size:64" json:"hash"`
}

// Actor is who does something and from where, for the audit trail.
type Actor struct {
	Who     string
	Role    string // "" for the command line and cron
	From    string
	Request string // request ID, "" outside HTTP
}
