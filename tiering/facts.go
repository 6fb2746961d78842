// Package tiering judges which tiers a firm holds and qualifies for, and explains why.
// It does no I/O, knows no clock and compares no floats.
package tiering

import "yunti/policy"

// Facts is all that is known of one firm. Facts dated after the snapshot day are ignored by the
// Judge, so one Facts serves every year.
type Facts struct {
	Code     string
	Name     string
	Founded  policy.Day
	Gone     policy.Day // the day the firm left (迁出, 注销, 吊销); zero while it is here
	Industry string     // digits of GB/T 4754-2017, "" when unknown
	Field    string     // 技术领域

	Figures      []Figures // ascending by year
	Scale        []ScaleLine
	Recognitions []Recognition
	Rounds       []Round
	Listings     []Listing
	Assessments  []Assessment

	// Directories are the years for which a 规上 directory was imported (any line of any firm).
	Directories []int
}

// ScaleLine is the firm's line in the 规上 directory of a year.
type ScaleLine struct {
	Year  int
	Above bool
}

// Recognition is an official title.
type Recognition struct {
	Kind    string // policy.Kind.ID
	Level   string
	Number  string
	Issued  policy.Day
	Ends    policy.Day // 有效期至, zero when not stated
	Revoked policy.Day
}

// Round is an equity round.
type Round struct {
	Day       policy.Day
	Name      string // 轮次
	Amount    policy.Money
	HasAmount bool
	Valuation policy.Money // post-money
	HasValue  bool
	Currency  string // 人民币 or 美元: Amount and Valuation are 分 or US cents
	Investors bool   // names a 投资机构
}

// Listing is a listing of the firm's own shares.
type Listing struct {
	Board    string // 主板, 科创板, 创业板, 北交所, 港交所, 境外交易所, 新三板, 区域股权市场
	Code     string
	Listed   policy.Day
	Delisted policy.Day
}

// Assessment is a recorded expert or self-assessed total that replaces a score's range.
type Assessment struct {
	Year   int
	Score  string // policy.Score.Name
	Points int
}

// Founding returns the founding year.
func (f *Facts) Founding() int { return f.Founded.Year() }
