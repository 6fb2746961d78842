package tiering

import "yunti/policy"

// metric is a number that rules may compare: what it is called and measured in, the figures it
// needs, and how it is computed.
type metric struct {
	name  string
	label string
	unit  policy.Unit
	sign  string // the unit people read
	form  form
	years int // formGrowth: over how many years
	needs []need
	value func(*reader, *cell)
}

// need is one figure over a window of years: from the latest of them to the earliest, counted back
// from the year that is judged. Instead names the figure that may stand in for the whole window.
type need struct {
	figure  Figure
	latest  int
	oldest  int
	instead Figure
	basis   bool // Instead counts
}

func of(k Figure, latest, oldest int) need { return need{figure: k, latest: latest, oldest: oldest} }

// basisOf needs research costs on a rule's own basis, or 研发费用 of the statistics for the whole
// window where the own basis has gaps.
func basisOf(own Figure, years int) need {
	return need{figure: own, oldest: years - 1, instead: RD, basis: true}
}

// metricTable lists every metric that the book may use. (定义见各行所注的办法)
var metricTable = []metric{
	{name: "age_years", label: "成立年限", unit: policy.UnitYears, sign: "年", value: (*reader).age},
	{name: "days_registered", label: "注册成立天数", unit: policy.UnitDays, sign: "天", value: (*reader).days},

	figureMetric(Revenue), figureMetric(Assets), figureMetric(Staff), figureMetric(IP1), figureMetric(IP2), figureMetric(Conversions),
	ratioMetric("st_staff_share", "科技人员占职工总数比例", of(STStaff, 0, 0), of(Staff, 0, 0)),

	// 科技型中小企业评价办法: the firm picks one of the two ratios; 加计扣除口径.
	ratioMetric("sme_rd_sales_ratio", "研发费用占营业收入比例", basisOf(RDDeduct, 1), of(Revenue, 0, 0)),
	ratioMetric("sme_rd_cost_ratio", "研发费用占成本费用总额比例", basisOf(RDDeduct, 1), of(Costs, 0, 0)),

	flagMetric("prohibited", "禁限淘汰类产品", Prohibited, 1, 0), flagMetric("abnormal", "经营异常名录", Abnormal, 1, 0),
	flagMetric("dishonest", "严重违法失信", Dishonest, 1, 0), flagMetric("accident", "重大安全质量事故", Accident, 1, 0),
	flagMetric("environment", "严重环境违法", Environment, 1, 0), flagMetric("misconduct", "科研严重失信", Misconduct, 1, 0),
	flagMetric("accident_2y", "近两年重大安全质量事故", Accident, 2, 0),
	flagMetric("environment_2y", "近两年严重环境违法", Environment, 2, 0),
	flagMetric("misconduct_2y", "近两年科研严重失信", Misconduct, 2, 0),
	flagMetric("book_audit", "查账征收", BookAudit, 1, 1),

	// 高新技术企业认定管理办法 第十一条, 认定管理工作指引: sums over the existing years, never a mean of yearly ratios.
	ratioMetric("hnte_rd_ratio_3y", "近三年研发费用占营业收入比例", basisOf(RDHNTE, 3), of(Revenue, 0, 2)),
	ratioMetric("hnte_rd_domestic_share_3y", "近三年境内研发费用比例", of(RDDomestic, 0, 2), basisOf(RDHNTE, 3)),
	ratioMetric("hnte_income_share", "高新技术产品(服务)收入占总收入比例", of(HNTEIncome, 0, 0), of(TotalIncome, 0, 0)),
	{name: "net_asset_growth", label: "净资产增长率", unit: policy.UnitPercent, sign: "%", form: formMean,
		needs: []need{of(Assets, 0, 2), of(Liabilities, 0, 2)}, value: (*reader).netAssetGrowth},
	{name: "revenue_growth_score", label: "营业收入增长率", unit: policy.UnitPercent, sign: "%", form: formMean,
		needs: []need{of(Revenue, 0, 2)}, value: (*reader).revenueGrowth},
	{name: "field_listed", label: "技术领域属于国家重点支持的高新技术领域", unit: policy.UnitFlag, value: (*reader).fieldListed},

	// 规模以上: the directory is the rule, revenue only a hint. (统计报表制度, 国统字〔2019〕101号)
	{name: "has_scale", label: "行业设有规模以上标准", unit: policy.UnitFlag, value: (*reader).hasScale},
	{name: aboveScale, label: "规模以上", unit: policy.UnitFlag, value: (*reader).aboveScale},
	{name: "scale_reached", label: "达到规模以上标准", unit: policy.UnitFlag, value: (*reader).scaleReached},

	// 国家高新区瞪羚企业发展报告: size routes and innovation test.
	baseMetric("revenue_base_3y", "三年前营业收入", Revenue, 3),
	growthMetric("revenue_cagr_3y", "近三年营业收入复合增长率", Revenue, 3),
	growthMetric("revenue_cagr_2y", "近两年营业收入复合增长率", Revenue, 2),
	growthMetric("revenue_growth_1y", "营业收入增长率", Revenue, 1),
	riseMetric("revenue_rise", "营业收入较上年增加", Revenue),
	{name: "revenue_yearly_low", label: "近三年营业收入与上年之比最低值", unit: policy.UnitPercent, sign: "%", form: formLowest,
		needs: []need{of(Revenue, 0, 3)}, value: (*reader).lowest},
	baseMetric("staff_base_3y", "三年前职工总数", Staff, 3),
	growthMetric("staff_cagr_3y", "近三年职工总数复合增长率", Staff, 3),
	riseMetric("staff_rise", "职工总数较上年增加", Staff),
	ratioMetric("st_input_ratio_4y", "近四年科技活动投入占营业收入比例", of(STInput, 0, 3), of(Revenue, 0, 3)),
	ratioMetric("rd_ratio", "研发费用占营业收入比例", of(RD, 0, 0), of(Revenue, 0, 0)),

	{name: "raised_total", label: "累计融资金额", unit: policy.UnitMoney, sign: "万元", form: formSum, value: (*reader).raised},
	{name: "pe_funded", label: "获得私募股权投资", unit: policy.UnitFlag, value: (*reader).peFunded},
	{name: "valuation_usd", label: "最近一轮投后估值", unit: policy.UnitDollar, sign: "亿美元", form: formDollar, value: (*reader).valuation},
	{name: "listed", label: "上市", unit: policy.UnitFlag, value: (*reader).listed},
}

// aboveScale is the metric of the 规上 directory.
const aboveScale = "above_scale"

// metricIndex returns the metric's place in metricTable, or -1.
func metricIndex(name string) int {
	for i := range metricTable {
		if metricTable[i].name == name {
			return i
		}
	}
	return -1
}

func figureMetric(k Figure) metric {
	info := FigureTable[k]
	return metric{name: info.Key, label: info.Title, unit: info.Unit, sign: info.Sign, needs: []need{of(k, 0, 0)},
		value: func(r *reader, c *cell) { r.figure(c, k, 0) }}
}

func baseMetric(name, label string, k Figure, back int) metric {
	info := FigureTable[k]
	return metric{name: name, label: label, unit: info.Unit, sign: info.Sign, needs: []need{of(k, back, back)},
		value: func(r *reader, c *cell) { r.figure(c, k, back) }}
}

func riseMetric(name, label string, k Figure) metric {
	info := FigureTable[k]
	return metric{name: name, label: label, unit: info.Unit, sign: info.Sign, needs: []need{of(k, 0, 1)},
		value: func(r *reader, c *cell) { r.rise(c, k) }}
}

func growthMetric(name, label string, k Figure, years int) metric {
	return metric{name: name, label: label, unit: policy.UnitPercent, sign: "%", form: formGrowth, years: years,
		needs: []need{of(k, 0, 0), of(k, years, years)}, value: func(r *reader, c *cell) { r.growth(c, k, years) }}
}

func ratioMetric(name, label string, over, under need) metric {
	return metric{name: name, label: label, unit: policy.UnitPercent, sign: "%", form: formRatio, needs: []need{over, under},
		value: func(r *reader, c *cell) { r.ratio(c, over, under) }}
}

func flagMetric(name, label string, k Figure, years int, blank int64) metric {
	return metric{name: name, label: label, unit: policy.UnitFlag, value: func(r *reader, c *cell) { r.flag(c, k, years, blank) }}
}
