package importers

import (
	"slices"

	"yunti/policy"
	"yunti/tiering"
)

// The columns that many kinds share. A 组织机构代码 column is understood as the code column, so that
// its old nine-character codes are rejected one by one with the reason.
var (
	codeAliases = []string{"信用代码", "社会信用代码", "统一信用代码", "组织机构代码", "社会统一信用代码", "企业统一社会信用代码",
		"单位统一社会信用代码", "统一社会信用代码(组织机构代码)", "统一社会信用代码/组织机构代码", "企业信用代码", "机构代码", "uscc", "credit_code"}
	nameAliases = []string{"单位名称", "公司名称", "申报单位", "企业全称", "申报企业", "申请单位", "承担单位", "机构名称", "法人单位名称",
		"单位详细名称", "企业(单位)名称", "企业/单位名称", "企业", "公司", "name", "company"}
	yearAliases = []string{"年份", "所属年度", "统计年度", "数据年度", "会计年度", "评价年度", "所属年份"}
)

func codeColumn(need Need) Column {
	return Column{Key: "code", Title: "统一社会信用代码", Aliases: codeAliases, Need: need, Parse: ParseCode, Max: 18,
		Note: "18 位，单元格须为文本格式", Example: exampleCode}
}

func nameColumn(need Need) Column {
	return Column{Key: "name", Title: "企业名称", Aliases: nameAliases, Need: need, Max: 100, Note: "与营业执照一致", Example: exampleName}
}

func yearColumn(need Need) Column {
	return Column{Key: "year", Title: "年度", Aliases: yearAliases, Need: need, Parse: ParseYear, Note: "四位数字，如 2022；与导入时所选年度一致", Example: "2022"}
}

// The example line of the templates: a plainly made-up firm whose code passes the check digit.
const (
	exampleCode    = "91530102MA6K00014A"
	exampleName    = "昆明示例科技有限公司"
	exampleCarrier = "昆明示例科技企业孵化器"
)

var firms = Kind{ID: "firms", Name: "企业名录",
	Note: "库中已有的企业按统一社会信用代码更新（没有代码时按名称查找），只改写本表填写了的内容，空白不清除原有内容；库中没有的企业为新增，新增须填写全部必填项。名称变更后，原名自动转入曾用名。",
	Columns: []Column{
		codeColumn(Wanted),
		nameColumn(Required),
		{Key: "former", Title: "曾用名", Aliases: []string{"原名", "原名称", "原企业名称", "企业曾用名", "变更前名称", "更名前名称"}, Note: "多个名称之间用顿号分开"},
		{Key: "founded", Title: "成立日期", Aliases: []string{"成立时间", "注册日期", "注册时间", "注册成立时间", "注册成立日期", "企业成立日期", "企业成立时间", "设立日期", "工商注册时间", "工商注册日期"},
			Need: Wanted, Parse: ParseDay, Note: "须具体到日，如 2018-05-20", Example: "2018-05-20"},
		{Key: "capital", Title: "注册资本", Sign: "万元", Aliases: []string{"注册资金", "注册资本金"}, Parse: ParseMoney, Note: "人民币；外币请折合后填写", Example: "1000"},
		{Key: "county", Title: "所属县(市)区", Aliases: []string{"所属区县", "县(市)区", "县区", "区县", "所在区县", "所在县(市)区", "所属县区", "所在县区", "县(市、区)", "所属县(市、区)", "注册地", "所在地",
			"属地", "所属地区", "所属州市区县", "district", "county"}, Need: Wanted, Max: 30, Choices: countyNames, Note: "从下拉列表选择；开发区另填“所属开发区”", Example: "五华区"},
		{Key: "zone", Title: "所属开发区", Aliases: []string{"开发区", "所在开发区", "所属园区", "所在园区", "园区", "开发(度假)区", "所属开发(度假)区", "开发区(园区)"},
			Choices: zoneNames, Note: "没有则留空；同时属于多个的用顿号分开"},
		{Key: "industry", Title: "国民经济行业代码", Aliases: []string{"行业代码", "行业分类代码", "国民经济行业分类代码", "行业小类代码", "国民经济行业分类", "gb/t4754代码"}, Max: 60, Note: "GB/T 4754—2017 的 2 至 4 位数字，如 6513", Example: "6513"},
		{Key: "field", Title: "技术领域", Aliases: []string{"所属领域", "领域", "高新技术领域", "所属技术领域", "国家重点支持的高新技术领域", "所属高新技术领域"}, Choices: fieldNames, Note: "国家重点支持的八大高新技术领域", Example: "电子信息"},
		{Key: "state", Title: "经营状态", Aliases: []string{"状态", "企业状态", "登记状态", "存续状态"}, Max: 20, Choices: stateNames, Note: "空白视为在业（新增时）；迁出、注销、吊销须填写状态日期", Example: "在业"},
		{Key: "state_day", Title: "状态日期", Aliases: []string{"状态变更日期", "状态变更时间", "迁出(注销)日期", "迁出/注销日期", "状态时间"}, Parse: ParseDay, Note: "经营状态为迁出、注销、吊销时必填"},
		{Key: "contact", Title: "联系人", Aliases: []string{"联系人姓名", "企业联系人"}, Max: 40, Example: "张某某"},
		{Key: "phone", Title: "联系电话", Aliases: []string{"电话", "手机", "手机号", "手机号码", "联系方式", "联系人电话", "联系人手机", "联系手机"}, Max: 60, Example: "0871-60000000"},
	}}

var figures = Kind{ID: "figures", Name: "企业年度数据", Yearly: true,
	Note:    "一个文件只报一个年度。没有数据的单元格留空（或填 —），留空表示未报送，不等于零；本年度没有发生的填 0。金额默认单位为万元,也可以在表头括号内或“单位:”处写明千元、元、亿元。",
	Columns: append([]Column{codeColumn(Required), nameColumn(Optional), yearColumn(Optional)}, figureColumns()...)}

// figureAliases are the titles that real files use for the yearly figures. 主营业务收入 and 总收入
// are figures of their own and never stand in for 营业收入, of which they are a part or a superset.
var figureAliases = [tiering.NumFigures][]string{
	tiering.Revenue:     {"销售收入", "营业总收入", "年营业收入", "年销售收入", "营收", "企业营业收入", "营业收入总额", "全年营业收入"},
	tiering.MainRevenue: {"主营收入", "主营业务收入净额"},
	tiering.TotalIncome: {"收入总额", "企业总收入", "年度总收入", "总收入额"},
	tiering.HNTEIncome:  {"高新技术产品收入", "高新产品收入", "高新技术产品(服务)收入总额", "近一年高新技术产品(服务)收入", "高新技术产品或服务收入", "高品收入"},
	tiering.Costs:       {"成本费用", "成本费用合计", "成本费用支出总额", "成本费用总计"},
	tiering.RD: {"研发投入", "研究开发费用", "研究开发投入", "研发经费", "研发经费支出", "研发经费投入", "研发支出", "研发投入费用", "研究开发费用总额", "研发费用总额", "企业研发费用",
		"R&D经费", "R&D经费支出", "R&D经费内部支出", "R&D经费(内部)支出", "R&D内部经费支出", "R&D投入", "研发费用-统计口径"},
	tiering.RDDeduct:    {"加计扣除研发费用", "加计扣除口径研发费用", "研发费用-加计扣除", "研发费用-税务口径", "可加计扣除研发费用", "加计扣除口径"},
	tiering.RDHNTE:      {"高企口径研发费用", "研发费用-高新口径", "研发费用-高企认定口径", "高企研发费用", "高企口径"},
	tiering.RDDomestic:  {"境内研究开发费用", "中国境内研发费用", "境内研发费用总额", "在中国境内发生的研究开发费用", "境内研发投入"},
	tiering.STInput:     {"科技活动经费", "科技活动经费支出", "科技活动经费投入", "科技活动费用", "科技经费投入", "科技活动投入经费", "科技活动经费支出总额"},
	tiering.Assets:      {"总资产", "资产总计", "资产合计", "年末资产总额", "期末资产总额", "年末总资产"},
	tiering.Liabilities: {"总负债", "负债合计", "负债总计", "年末负债总额", "期末负债总额"},
	tiering.Profit:      {"税后利润", "净利润总额"},
	tiering.Tax:         {"上缴税金", "上缴税收", "上缴税费总额", "实际上缴税费", "实缴税费", "缴纳税费", "纳税总额", "纳税额", "上交税费"},
	tiering.Staff: {"从业人员", "年末从业人员", "从业人员数", "从业人数", "年末从业人员数", "期末从业人员", "从业人员期末人数", "年末从业人数",
		"员工总数", "员工人数", "职工人数", "职工总人数", "企业职工总数"},
	tiering.STStaff:     {"科技人员", "科技人员总数", "科技活动人员", "科技活动人员数", "从事科技活动人员", "科技人员人数"},
	tiering.IP1:         {"I类知识产权数", "I类知识产权数量", "一类知识产权", "1类知识产权", "一类知识产权数"},
	tiering.IP2:         {"II类知识产权数", "II类知识产权数量", "二类知识产权", "2类知识产权", "二类知识产权数"},
	tiering.Conversions: {"近三年科技成果转化", "近三年成果转化数", "近三年科技成果转化数", "近三年科技成果转化总数", "科技成果转化数", "成果转化数", "近3年成果转化", "近3年科技成果转化数"},
	tiering.Accident:    {"重大安全、重大质量事故", "发生重大安全质量事故", "重大安全、质量事故", "重大安全事故或质量事故"},
	tiering.Environment: {"严重环境违法行为", "环境严重违法", "有严重环境违法行为", "严重环境违法违规"},
	tiering.Misconduct:  {"科研严重失信行为", "严重科研失信", "严重科研失信行为"},
	tiering.Abnormal:    {"经营异常", "列入经营异常名录", "被列入经营异常名录"},
	tiering.Dishonest:   {"严重违法失信名单", "严重违法失信企业名单", "列入严重违法失信名单", "列入严重违法失信企业名单"},
	tiering.Prohibited:  {"禁止、限制和淘汰类产品", "禁止限制淘汰类产品", "生产禁限淘汰类产品", "提供禁止、限制和淘汰类产品"},
	tiering.BookAudit:   {"实行查账征收", "查帐征收"},
	tiering.Torch:       {"火炬统计", "火炬统计年报", "填报火炬统计报表", "火炬报表"},
}

// figureNotes explain the figures that are often mixed up.
var figureNotes = [tiering.NumFigures]string{
	tiering.Revenue:     "主营业务收入与其他业务收入之和",
	tiering.TotalIncome: "收入总额减去不征税收入",
	tiering.HNTEIncome:  "与总收入同一口径",
	tiering.RD:          "统计口径；只有一个口径的填在本列",
	tiering.RDDeduct:    "税务加计扣除口径，科技型中小企业评价用",
	tiering.RDHNTE:      "高企认定口径，高企和培育库评价用",
	tiering.RDDomestic:  "高企口径研发费用中在中国境内发生的部分",
	tiering.STInput:     "科技活动经费，含研发以外的科技活动",
	tiering.IP1:         "年末有效件数",
	tiering.IP2:         "年末有效件数",
	tiering.Conversions: "近三年合计",
	tiering.BookAudit:   "企业所得税实行查账征收填“是”，核定征收填“否”",
	tiering.Torch:       "按规定报送了火炬统计报表填“是”",
}

// figureExamples fill the example line.
var figureExamples = [tiering.NumFigures]string{"3200.50", "3150", "3260", "2100", "2980", "260", "255", "258", "258", "280", "4100", "1500", "210", "96",
	"85", "22", "1", "6", "9", "否", "否", "否", "否", "否", "否", "是", "是"}

func figureColumns() []Column {
	columns := make([]Column, 0, tiering.NumFigures)
	for i, info := range tiering.FigureTable {
		c := Column{Key: info.Key, Title: info.Title, Sign: info.Sign, Aliases: figureAliases[i], Note: figureNotes[i], Example: figureExamples[i]}
		switch info.Unit {
		case policy.UnitMoney:
			c.Parse = ParseMoney
		case policy.UnitFlag:
			c.Parse, c.Choices = ParseFlag, words("是", "否")
		default:
			c.Parse = ParseCount
		}
		columns = append(columns, c)
	}
	return columns
}

var recognitions = Kind{ID: "recognitions", Name: "资质认定名单",
	Note: "认定类别从下拉列表选择。没有统一社会信用代码的按企业名称在库中查找；有证书编号的，同一编号为同一条认定。撤销名单用本表导入，填写撤销日期。",
	Columns: []Column{
		codeColumn(Optional),
		nameColumn(Required),
		{Key: "kind", Title: "认定类别", Aliases: []string{"类别", "资质类别", "认定类型", "资质名称", "认定名称", "资质认定类别", "荣誉名称", "认定资质"}, Need: Required, Max: 60, Choices: kindNames, Example: "高新技术企业"},
		{Key: "level", Title: "级别", Aliases: []string{"认定级别", "层级", "资质级别"}, Max: 20, Choices: levelNames, Note: "国家级、省级、市级等"},
		{Key: "number", Title: "证书编号", Aliases: []string{"证书号", "证书号码", "高企证书编号", "高新技术企业证书编号", "入库登记编号", "入库编号", "登记编号", "编号", "认定编号"}, Max: 60, Example: "GR202253000001"},
		{Key: "issued", Title: "发证日期", Aliases: []string{"发证时间", "认定时间", "认定日期", "批准日期", "批准时间", "入库时间", "入库日期", "获奖日期", "获奖时间", "公告日期", "入库公告日期", "颁证日期"},
			Need: Required, Parse: ParseDay, Note: "须具体到日", Example: "2022-11-18"},
		{Key: "ends", Title: "有效期至", Aliases: []string{"有效期", "有效期截止", "有效期止", "有效期截止日期", "有效截止日期", "证书有效期至", "证书有效期", "到期日期", "到期时间", "到期日"},
			Parse: ParseDay, Rough: YearEnd, Note: "只写到月或年的，按该月、该年最后一日", Example: "2025-11-17"},
		{Key: "revoked", Title: "撤销日期", Aliases: []string{"撤销时间", "取消日期", "取消时间", "取消资格日期", "出库日期"}, Parse: ParseDay},
		{Key: "amount", Title: "金额", Sign: "万元", Aliases: []string{"贴息金额", "补助金额", "奖补金额", "资助金额", "省级补助金额"}, Parse: ParseMoney, Note: "知识产权质押贷款贴息填写省级补助金额"},
		{Key: "batch", Title: "批次", Aliases: []string{"认定批次", "入库批次", "公示批次", "公告批次"}, Max: 60, Example: "2022年第一批"},
		{Key: "doc_no", Title: "文号", Aliases: []string{"文件号", "发文字号", "认定文号", "文件文号", "批文号", "公告文号"}, Max: 100},
	}}

var rounds = Kind{ID: "rounds", Name: "股权融资记录",
	Note: "金额和估值的币种由“币种”列决定：融资金额单位为万元或万美元，投后估值单位为亿元或亿美元。",
	Columns: []Column{
		codeColumn(Optional),
		nameColumn(Required),
		{Key: "series", Title: "轮次", Aliases: []string{"融资轮次", "投资轮次"}, Max: 30, Example: "A轮"},
		{Key: "day", Title: "融资日期", Aliases: []string{"融资时间", "投资日期", "投资时间", "交割日期", "交割时间"}, Need: Required, Parse: ParseDay, Rough: MonthEnd,
			Note: "只写到月的，按该月最后一日", Example: "2022-06-30"},
		{Key: "amount", Title: "融资金额", Sign: "万", Aliases: []string{"融资额", "投资金额", "投资额", "本轮融资金额", "本轮融资额", "融资规模"}, Parse: ParseMoney, Note: "未披露的留空", Example: "3000"},
		{Key: "valuation", Title: "投后估值", Sign: "亿", Aliases: []string{"估值", "企业估值", "最新估值", "本轮投后估值", "投后估值额"}, Parse: ParseMoney, Note: "未披露的留空", Example: "2.5"},
		{Key: "currency", Title: "币种", Aliases: []string{"货币", "融资币种", "币别", "货币种类"}, Need: Required, Max: 20, Choices: currencyNames, Example: currencyCNY},
		{Key: "investors", Title: "投资机构", Aliases: []string{"投资方", "投资人", "投资机构名称", "主要投资机构", "领投机构", "投资单位"}, Max: 400, Note: "多个机构用顿号分开", Example: "云南示例创业投资基金"},
		{Key: "proof", Title: "证明类型", Aliases: []string{"证明材料", "佐证材料", "证明材料类型", "佐证类型"}, Max: 60, Choices: proofs, Example: "投资协议"},
	}}

var listings = Kind{ID: "listings", Name: "上市企业名单",
	Note: "只登记企业自身股票的上市或挂牌。新三板、区域股权市场挂牌可以登记，但不作为上市。",
	Columns: []Column{
		codeColumn(Optional),
		nameColumn(Required),
		{Key: "board", Title: "上市板块", Aliases: []string{"板块", "上市地", "上市地点", "交易所", "上市交易所", "挂牌板块", "上市(挂牌)板块"}, Need: Required, Max: 30, Choices: boardNames, Example: "科创板"},
		{Key: "stock", Title: "股票代码", Aliases: []string{"证券代码", "股份代码", "上市代码"}, Max: 20, Note: "单元格须为文本格式", Example: "688001"},
		{Key: "listed", Title: "上市日期", Aliases: []string{"上市时间", "挂牌日期", "挂牌时间", "上市(挂牌)日期"}, Need: Required, Parse: ParseDay, Example: "2022-03-15"},
		{Key: "delisted", Title: "退市日期", Aliases: []string{"退市时间", "摘牌日期", "摘牌时间", "终止上市日期"}, Parse: ParseDay},
	}}

var aboveScale = Kind{ID: "above_scale", Name: "规上企业名录", Yearly: true,
	Note: "统计部门一套表名录，一个文件只报一个年度。",
	Columns: []Column{
		codeColumn(Optional),
		nameColumn(Required),
		yearColumn(Optional),
		{Key: "above", Title: "是否规上", Aliases: []string{"规上", "规上企业", "是否规模以上", "规模以上", "规模以上企业", "是否规上企业", "是否在库"}, Need: Required, Parse: ParseFlag, Choices: words("是", "否"), Example: "是"},
		{Key: "category", Title: "专业类别", Aliases: []string{"专业", "规上类别", "统计专业", "行业类别", "规上专业"}, Max: 60, Example: "规模以上服务业"},
	}}

var incubators = Kind{ID: "incubators", Name: "孵化载体名录",
	Note: "一个载体先后获得多个级别的，每个级别一行。",
	Columns: []Column{
		{Key: "name", Title: "载体名称", Aliases: carrierAliases, Need: Required, Max: 100, Example: exampleCarrier},
		codeColumn(Optional),
		{Key: "type", Title: "载体类型", Aliases: []string{"类型", "孵化载体类型", "载体类别", "类别"}, Need: Required, Max: 30, Choices: carrierTypes, Example: "科技企业孵化器"},
		{Key: "level", Title: "级别", Aliases: []string{"认定级别", "载体级别", "层级"}, Max: 20, Choices: words("国家级", "省级", "市级"), Example: "省级"},
		{Key: "county", Title: "所属县(市)区", Aliases: []string{"所属区县", "县(市)区", "县区", "区县", "所在区县", "所在县(市)区", "所属县区", "所在地", "属地"}, Max: 30, Choices: countyNames, Example: "五华区"},
		{Key: "since", Title: "认定日期", Aliases: []string{"认定时间", "批准日期", "批准时间", "发证日期", "认定(备案)日期", "备案日期"}, Parse: ParseDay, Example: "2022-09-30"},
	}}

var carrierAliases = []string{"孵化载体名称", "孵化载体", "载体", "孵化器名称", "孵化器", "众创空间名称", "众创空间", "所在孵化器", "入驻载体", "入驻孵化器", "入驻载体名称", "所在载体"}

var residencies = Kind{ID: "residencies", Name: "在孵企业名单",
	Note: "企业离开载体后，在原记录上补填离开日期和是否毕业。",
	Columns: []Column{
		codeColumn(Optional),
		nameColumn(Required),
		{Key: "incubator", Title: "载体名称", Aliases: carrierAliases, Need: Required, Max: 100, Note: "与孵化载体名录一致", Example: exampleCarrier},
		{Key: "since", Title: "入驻日期", Aliases: []string{"入驻时间", "入孵日期", "入孵时间"}, Need: Required, Parse: ParseDay, Example: "2020-03-01"},
		{Key: "until", Title: "离开日期", Aliases: []string{"离开时间", "毕业日期", "毕业时间", "出孵日期", "出孵时间", "退出日期", "迁出日期"}, Parse: ParseDay},
		{Key: "graduated", Title: "是否毕业", Aliases: []string{"毕业", "毕业企业", "是否毕业企业"}, Parse: ParseFlag, Choices: words("是", "否"), Example: "否"},
	}}

var payments = Kind{ID: "payments", Name: "奖补资金拨付明细",
	Note: "条款填写政策库中的条款编号，如 5-b。",
	Columns: []Column{
		{Key: "clause", Title: "条款", Aliases: []string{"依据条款", "政策条款", "奖补条款", "条款编号", "奖补事项"}, Need: Required, Max: 20, Note: "政策库中的条款编号", Example: "5-b"},
		yearColumn(Required),
		codeColumn(Optional),
		{Key: "name", Title: "收款单位", Aliases: append([]string{"企业名称", "收款单位名称", "奖补对象", "受奖补单位", "受补单位", "收款企业"}, nameAliases...), Need: Required, Max: 100, Example: exampleName},
		{Key: "approved", Title: "批准金额", Sign: "万元", Aliases: []string{"奖补金额", "核定金额", "审定金额", "拟奖补金额", "应拨金额", "补助金额"}, Need: Required, Parse: ParseMoney, Example: "5"},
		{Key: "paid", Title: "拨付金额", Sign: "万元", Aliases: []string{"实拨金额", "已拨付金额", "已拨金额", "拨款金额", "实际拨付金额"}, Parse: ParseMoney, Example: "5"},
		{Key: "paid_day", Title: "拨付日期", Aliases: []string{"拨付时间", "拨款日期", "拨款时间"}, Parse: ParseDay, Example: "2023-06-15"},
		{Key: "doc_no", Title: "文号", Aliases: []string{"文件号", "发文字号", "拨付文号", "文件文号", "资金文号"}, Max: 60, Example: "昆科发〔2023〕1号"},
	}}

var assessments = Kind{ID: "assessments", Name: "评分记录",
	Note: "专家评分或企业自评的总分，用来代替系统只能给出区间的评分；每条都须写明评分人、日期和依据文件。",
	Columns: []Column{
		codeColumn(Wanted),
		nameColumn(Required),
		yearColumn(Required),
		{Key: "score", Title: "评分项目", Aliases: []string{"评分类别", "评价项目", "评价类别", "项目"}, Need: Required, Max: 40, Choices: scoreNames, Example: "高企评分"},
		{Key: "points", Title: "得分", Sign: "分", Aliases: []string{"评分", "总分", "总得分", "评价得分", "评分结果"}, Need: Required, Parse: ParseCount, Note: "0 至 100 的整数", Example: "76"},
		{Key: "assessor", Title: "评分人", Aliases: []string{"评价人", "评审专家", "评分机构", "评价机构", "评审机构", "评分单位"}, Need: Required, Max: 100, Example: "云南示例评审机构"},
		{Key: "day", Title: "评分日期", Aliases: []string{"评分时间", "评价日期", "评审日期", "评审时间"}, Need: Required, Parse: ParseDay, Example: "2023-05-10"},
		{Key: "document", Title: "依据文件", Aliases: []string{"依据", "佐证文件", "证明文件", "文件名称", "佐证材料"}, Need: Required, Example: "评审意见表"},
	}}

var incomes = Kind{ID: "incomes", Name: "科技成果转化收入",
	Note: "职务科技成果转化的每一笔收入，用来提醒现金奖励的分配期限；分配完成后，在原记录上补填分配完成日期。",
	Columns: []Column{
		codeColumn(Optional),
		{Key: "name", Title: "成果完成单位", Aliases: append([]string{"完成单位", "转化单位"}, nameAliases...), Need: Required, Max: 100, Example: exampleName},
		{Key: "project", Title: "成果名称", Aliases: []string{"科技成果名称", "转化项目", "项目名称", "合同名称"}, Need: Required, Max: 200, Note: "同一成果分几次取得收入的，按取得日期各填一行", Example: "一种示例菌种的培育方法"},
		{Key: "way", Title: "转化方式", Aliases: []string{"转化类型", "交易方式"}, Max: 20, Choices: words("转让", "许可", "作价投资", "技术开发", "技术咨询", "技术服务"), Example: "许可"},
		{Key: "day", Title: "取得收入日期", Aliases: []string{"收入日期", "到账日期", "到账时间", "取得收入时间"}, Need: Required, Parse: ParseDay, Example: "2023-03-15"},
		{Key: "amount", Title: "收入金额", Sign: "万元", Aliases: []string{"转化收入", "到账金额", "转化收入金额"}, Parse: ParseMoney, Example: "120"},
		{Key: "reward", Title: "现金奖励金额", Sign: "万元", Aliases: []string{"奖励金额", "现金奖励", "应分配金额"}, Parse: ParseMoney, Example: "60"},
		{Key: "distributed", Title: "分配完成日期", Aliases: []string{"分配日期", "奖励发放日期", "发放日期", "分配完成时间"}, Parse: ParseDay},
		{Key: "document", Title: "依据文件", Aliases: []string{"依据", "合同编号", "证明文件", "佐证材料"}, Max: 200, Example: "技术许可合同"},
	}}

func countyNames(e *policy.Edition) []string { return placeNames(e.Counties) }

// zoneNames are the short names, by which the zones go.
func zoneNames(e *policy.Edition) []string {
	names := placeNames(e.Zones)
	for i := range e.Zones {
		if e.Zones[i].Short != "" {
			names[i] = e.Zones[i].Short
		}
	}
	return names
}

func placeNames(places []policy.Place) []string {
	names := make([]string, len(places))
	for i := range places {
		names[i] = places[i].Name
	}
	return names
}

func fieldNames(e *policy.Edition) []string { return e.Fields }

func kindNames(e *policy.Edition) []string {
	names := make([]string, len(e.Kinds))
	for i := range e.Kinds {
		names[i] = e.Kinds[i].Name
	}
	return names
}

// levelNames lists every level that some kind of recognition takes.
func levelNames(e *policy.Edition) []string {
	var names []string
	for i := range e.Kinds {
		for _, level := range e.Kinds[i].Levels {
			if !slices.Contains(names, level) {
				names = append(names, level)
			}
		}
	}
	return names
}

func proofs(*policy.Edition) []string {
	return []string{"投资协议", "工商变更登记", "银行入账凭证", "公开报道", "其他"}
}

func words(w ...string) func(*policy.Edition) []string {
	return func(*policy.Edition) []string { return w }
}
