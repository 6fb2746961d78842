package sample

import "yunti/policy"

var incomesLayout = layout{tab: "转化收入", annex: "附件4", title: "昆明市职务科技成果转化收入及现金奖励分配情况表", unit: "单位：万元", number: true, signed: 20250226, paper: 9,
	columns: []column{codeColumn, {"成果完成单位", 40, lookText}, {"成果名称", 44, lookText}, {"转化方式", 12, lookMid}, {"取得收入日期", 14, lookMid}, {"收入金额(万元)", 16, lookMoney},
		{"现金奖励金额(万元)", 18, lookMoney}, {"分配完成日期", 14, lookMid}, {"依据文件", 24, lookText}},
	notes: "现金奖励自取得转化收入之日起 6 个月内分配完成；尚未分配的，分配完成日期留空。"}

// income is what a body received for an achievement, and when it had given the contributors their share.
type income struct {
	body             int // in bodies
	project, way     string
	day              policy.Day
	amount, reward   int // 万元
	distributed      policy.Day
	withoutTheAmount bool // not reported
}

// incomes has one that was distributed in time, on the last day, late, not at all, and not yet.
var incomes = []income{
	{body: 0, project: "高原湖泊藻类原位监测装置", way: "许可", day: 20220315, amount: 120, reward: 60, distributed: 20220628},
	{body: 0, project: "高原湖泊藻类原位监测装置", way: "许可", day: 20230315, amount: 80, reward: 40, distributed: 20230915},
	{body: 1, project: "贵金属催化剂回收工艺", way: "转让", day: 20221108, amount: 460, reward: 230, distributed: 20230719},
	{body: 2, project: "云南特色小浆果保鲜方法", way: "转让", day: 20230522, amount: 36, reward: 18},
	{body: 3, project: "天然药物缓释制剂", way: "作价投资", day: 20230901, withoutTheAmount: true, distributed: 20240115},
	{body: 4, project: "菌根苗木培育技术", way: "技术服务", day: 20240412, amount: 55, reward: 28, distributed: 20240930},
	{body: 5, project: "铂族金属靶材制备方法", way: "许可", day: 20241210, amount: 210, reward: 105},
}

func fillIncomes(k *clerk) error {
	for _, in := range incomes {
		s, b := k.sheet, &bodies[in.body]
		s.begin()
		s.text(b.code(in.body))
		s.text(b.name)
		s.text(in.project)
		s.text(in.way)
		s.text(in.day.String())
		if in.withoutTheAmount {
			s.text("")
			s.text("")
		} else {
			s.money(wan(in.amount) * oneWan)
			s.money(wan(in.reward) * oneWan)
		}
		s.text(in.distributed.String())
		s.text("技术合同")
		if err := s.end(); err != nil {
			return err
		}
	}
	return nil
}
