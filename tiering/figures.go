package tiering

import "yunti/policy"

// Figure names one yearly figure of a firm.
type Figure uint8

// The yearly figures, in the order in which rosters list them.
const (
	Revenue Figure = iota
	MainRevenue
	TotalIncome
	HNTEIncome
	Costs
	RD
	RDDeduct
	RDHNTE
	RDDomestic
	STInput
	Assets
	Liabilities
	Profit
	Tax
	Staff
	STStaff
	IP1
	IP2
	Conversions
	Accident
	Environment
	Misconduct
	Abnormal
	Dishonest
	Prohibited
	BookAudit
	Torch
	NumFigures int = iota
)

// FigureInfo describes a figure: its key in JSON, YAML and the database, its Chinese title
// and its unit. A flag is 1 for 是 and 0 for 否.
type FigureInfo struct {
	Key   string
	Title string
	Unit  policy.Unit
	Sign  string // counting word in titles: 人, 件, 项
}

// FigureTable lists every figure; it is the one source of roster columns and database columns.
var FigureTable = [NumFigures]FigureInfo{
	Revenue:     {"revenue", "营业收入", policy.UnitMoney, "万元"},
	MainRevenue: {"main_revenue", "主营业务收入", policy.UnitMoney, "万元"},
	TotalIncome: {"total_income", "总收入", policy.UnitMoney, "万元"},
	HNTEIncome:  {"hnte_income", "高新技术产品(服务)收入", policy.UnitMoney, "万元"},
	Costs:       {"costs", "成本费用总额", policy.UnitMoney, "万元"},
	RD:          {"rd", "研发费用", policy.UnitMoney, "万元"},
	RDDeduct:    {"rd_deduct", "研发费用-加计扣除口径", policy.UnitMoney, "万元"},
	RDHNTE:      {"rd_hnte", "研发费用-高企口径", policy.UnitMoney, "万元"},
	RDDomestic:  {"rd_domestic", "境内研发费用", policy.UnitMoney, "万元"},
	STInput:     {"st_input", "科技活动投入", policy.UnitMoney, "万元"},
	Assets:      {"assets", "资产总额", policy.UnitMoney, "万元"},
	Liabilities: {"liabilities", "负债总额", policy.UnitMoney, "万元"},
	Profit:      {"profit", "净利润", policy.UnitMoney, "万元"},
	Tax:         {"tax", "上缴税费", policy.UnitMoney, "万元"},
	Staff:       {"staff", "职工总数", policy.UnitPeople, "人"},
	STStaff:     {"st_staff", "科技人员数", policy.UnitPeople, "人"},
	IP1:         {"ip1", "Ⅰ类知识产权", policy.UnitItems, "件"},
	IP2:         {"ip2", "Ⅱ类知识产权", policy.UnitItems, "件"},
	Conversions: {"conversions", "近三年成果转化", policy.UnitItems, "项"},
	Accident:    {"accident", "重大安全质量事故", policy.UnitFlag, ""},
	Environment: {"environment", "严重环境违法", policy.UnitFlag, ""},
	Misconduct:  {"misconduct", "科研严重失信", policy.UnitFlag, ""},
	Abnormal:    {"abnormal", "经营异常名录", policy.UnitFlag, ""},
	Dishonest:   {"dishonest", "严重违法失信", policy.UnitFlag, ""},
	Prohibited:  {"prohibited", "禁限淘汰类产品", policy.UnitFlag, ""},
	BookAudit:   {"book_audit", "查账征收", policy.UnitFlag, ""},
	Torch:       {"torch", "火炬统计报表", policy.UnitFlag, ""},
}

// Figures are a firm's figures of one accounting year. A figure without its bit in Has was not
// reported, which is never zero.
type Figures struct {
	Year int
	Has  uint32
	V    [NumFigures]int64 // 分, heads, items, or 1/0
}

// Set records a reported figure.
func (f *Figures) Set(k Figure, v int64) { f.V[k], f.Has = v, f.Has|1<<k }

// Get returns a figure and whether it was reported.
func (f *Figures) Get(k Figure) (int64, bool) { return f.V[k], f.Has&(1<<k) != 0 }
