package sample

import "yunti/tiering"

// boundaryScenes stand exactly on a line or one step beside it.
var boundaryScenes = []scene{
	{"增长恰为 20%", 2023, "2020 年 1250 万元，2023 年 2160 万元：三年复合增长恰为 20%，符合", func(l *life) {
		l.in("research")
		l.born(20130109)
		l.earn(2018, 1000, 1200, 1250, 1500, 1800, 2160, 2300)
	}, nil},
	{"增长差一步", 2023, "2023 年 2159.99 万元：三年复合增长不足 20%，不符合", func(l *life) {
		l.in("research")
		l.born(20130110)
		l.earn(2018, 1000, 1200, 1250, 1500, 1800, 2160, 2300)
		l.course[at(2023)].revenue--
	}, nil},
	{"基期恰为 1000 万元", 2023, "基期收入须高于 1000 万元，恰为 1000 万元不符合", func(l *life) {
		l.in("software")
		l.born(20140505)
		l.earn(2018, 900, 950, 1000, 1400, 1800, 2400, 3000)
	}, nil},
	{"基期刚过 1000 万元", 2023, "基期收入 1000.01 万元，符合", func(l *life) {
		l.in("software")
		l.born(20140506)
		l.earn(2018, 900, 950, 1000, 1400, 1800, 2400, 3000)
		l.course[at(2020)].revenue++
	}, nil},
	{"人员增长瞪羚", 2023, "职工 101 人增至 222 人，三年复合增长超过 30%，收入平稳", func(l *life) {
		l.in("software")
		l.born(20100304)
		l.earn(2018, 5900, 6000, 6000, 6100, 6000, 6200, 6300)
		l.employ(2018, 96, 98, 101, 130, 170, 222, 240)
	}, nil},
	{"基期职工恰为 100 人", 2023, "基期职工须超过 100 人，恰为 100 人不符合", func(l *life) {
		l.in("software")
		l.born(20100305)
		l.earn(2018, 5900, 6000, 6000, 6100, 6000, 6200, 6300)
		l.employ(2018, 96, 98, 100, 130, 170, 230, 240)
	}, nil},
	{"十年十亿", 2023, "成立九年，收入过 10 亿元，近三年没有大幅下降", func(l *life) {
		l.in("materials")
		l.born(20140718)
		l.earn(2018, 81000, 88000, 90000, 96000, 99000, 104000, 106000)
		l.certified(2020, 2023)
	}, nil},
	{"五年五亿", 2023, "成立四年，收入过 5 亿元", func(l *life) {
		l.in("energy")
		l.born(20190228)
		l.earn(2019, 3000, 21000, 38000, 47000, 52000, 55000)
		l.certified(2021, 2024)
	}, nil},
	{"新设快速增长", 2023, "2021 年成立，三年收入由 4000 万元增至 1.18 亿元", func(l *life) {
		l.in("electronics")
		l.born(20210316)
		l.earn(2021, 4000, 7500, 11800, 14000)
	}, nil},
	{"投入强度恰为 2.5%", 2023, "四年科技活动投入恰为收入的 2.5%，须高于 2.5%，不符合", func(l *life) {
		l.in("food")
		l.born(20120630)
		l.earn(2018, 1080, 1120, 1200, 1520, 1920, 2400, 2600)
		l.research(20)
	}, func(l *life) {
		for year := firstYear; year <= lastYear; year++ {
			l.pay(year, tiering.STInput, l.figure(year, tiering.Revenue)*25/1000)
		}
	}},
	{"得分恰为 60", 2023, "科技人员 30%(20 分)、研发占收入恰为 2%(10 分)、Ⅰ类知识产权 1 件(30 分):恰为 60 分", func(l *life) {
		l.in("food")
		l.born(20141120)
		l.earn(2018, 800, 850, 880, 900, 950, 1000, 1050)
		l.employ(2018, 20, 20, 20, 20, 20, 20, 20)
		l.research(20)
	}, func(l *life) {
		l.scoreCard(2023, 1, 0)
	}},
	{"得分 58", 2023, "科技人员 22%(12 分)、研发占收入 5.2%(40 分)、Ⅱ类 1 件(6 分):58 分，不符合", func(l *life) { l.planScored() }, func(l *life) { l.scoreCard(2023, 0, 1) }},
	{"得分 64", 2023, "同上,Ⅱ类 2 件(12 分):64 分，符合", func(l *life) { l.planScored() }, func(l *life) { l.scoreCard(2023, 0, 2) }},
	{"科技人员 9.8%", 2023, "研发和知识产权满分，科技人员 49/500 不足 10%，不符合", func(l *life) {
		l.in("equipment")
		l.born(20130814)
		l.earn(2018, 9000, 9300, 9500, 9900, 10200, 10500, 10800)
		l.employ(2018, 500, 500, 500, 500, 500, 500, 500)
	}, func(l *life) {
		l.scoreCard(2023, 2, 3)
		l.put(2023, tiering.STStaff, 49)
	}},
	{"收入恰为 5000 万元", 2023, "三年研发占比 4.5%，收入恰为 5000 万元适用 5% 档：不符合", func(l *life) { l.planBand(5000, 45) }, nil},
	{"收入刚过 5000 万元", 2023, "三年研发占比 4.5%，收入 5000.01 万元适用 4% 档：该项符合", func(l *life) {
		l.planBand(5000, 45)
		l.course[at(2023)].revenue++
	}, nil},
	{"收入恰为 2 亿元", 2023, "三年研发占比 3.5%，收入恰为 20000 万元适用 4% 档：不符合", func(l *life) { l.planBand(20000, 35) }, nil},
	{"收入刚过 2 亿元", 2023, "三年研发占比 3.5%，收入 20000.01 万元适用 3% 档：该项符合", func(l *life) {
		l.planBand(20000, 35)
		l.course[at(2023)].revenue++
	}, nil},
	{"注册恰满 365 天", 2023, "2022 年 12 月 31 日成立，到 2023 年末恰为 365 天", func(l *life) {
		l.in("software")
		l.born(20221231)
		l.earn(2022, 0, 260, 420)
	}, nil},
	{"注册 364 天", 2023, "2023 年 1 月 1 日成立，到年末 364 天，不足 365 天", func(l *life) {
		l.in("software")
		l.born(20230101)
		l.earn(2023, 180, 320)
	}, nil},
	{"年末新设", 2023, "2023 年 12 月 28 日成立，只有当年数据", func(l *life) {
		l.in("aerospace")
		l.born(20231228)
		l.earn(2023, 0, 150)
	}, nil},
	{"零收入研发企业", 2023, "尚无收入，研发按成本费用口径评分；收入占比一类的条件不符合", func(l *life) {
		l.in("biomed")
		l.born(20180306)
		l.earn(2018, 0, 0, 0, 0, 0, 0, 0)
		l.employ(2018, 12, 18, 24, 30, 34, 36, 40)
		for i := range l.course {
			l.course[i].rd = wan(400+60*i) * oneWan
		}
		l.entered(2022, 2023)
	}, func(l *life) { l.put(2023, tiering.IP1, 2) }},
	{"净资产为负", 2023, "净资产连续为负，净资产增长不得分", func(l *life) {
		l.in("electronics")
		l.born(20160111)
		l.earn(2018, 1500, 1700, 1900, 2200, 2300, 2500, 2600)
		l.certified(2021, 2024)
	}, func(l *life) {
		for _, year := range []int{2021, 2022, 2023} {
			l.pay(year, tiering.Assets, 1800*oneWan)
			l.pay(year, tiering.Liabilities, 2050*oneWan)
		}
	}},
	{"研发口径回退", 2023, "加计扣除口径未报，高企口径缺 2022 年：整个窗口改用统计口径", func(l *life) {
		l.in("research")
		l.born(20140928)
		l.earn(2018, 900, 960, 1010, 1080, 1150, 1200, 1260)
		l.certified(2020, 2023)
	}, func(l *life) {
		for year := firstYear; year <= lastYear; year++ {
			l.blank(year, tiering.RDDeduct)
		}
		l.blank(2022, tiering.RDHNTE)
	}},
	{"严重违法失信", 2023, "2023 年列入严重违法失信名单", func(l *life) {
		l.in("trading")
		l.born(20120516)
		l.earn(2018, 1200, 1300, 1250, 1200, 1150, 1000, 900)
		l.entered(2022)
	}, func(l *life) { l.put(2023, tiering.Dishonest, 1) }},
	{"上年安全事故", 2023, "2022 年发生重大安全事故：当年和次年均不符合科技型中小企业条件", func(l *life) {
		l.in("equipment")
		l.born(20130227)
		l.earn(2018, 1300, 1400, 1450, 1500, 1500, 1480, 1550)
	}, func(l *life) {
		l.scoreCard(2023, 2, 4)
		l.put(2022, tiering.Accident, 1)
	}},
	{"核定征收", 2023, "不是查账征收，不符合科技型中小企业基本条件", func(l *life) {
		l.in("culture")
		l.born(20170419)
		l.earn(2018, 150, 170, 180, 190, 200, 210, 220)
	}, func(l *life) { l.put(2023, tiering.BookAudit, 0) }},
}

// planScored is the firm of the worked examples: 22 % of staff in science and technology, R&D of
// 5.2 % of revenue and little of costs.
func (l *life) planScored() {
	l.in("environment")
	l.born(20150313)
	l.earn(2018, 900, 950, 980, 1000, 1000, 1000, 1000)
	l.employ(2018, 50, 50, 50, 50, 50, 50, 50)
	l.research(52)
	for i := range l.course {
		l.course[i].stStaff = 11
	}
}

// planBand is a firm that stands on a band of revenue with a three-year R&D ratio, in thousandths.
func (l *life) planBand(revenue int64, ratio wan) {
	l.in("equipment")
	l.born(20110708)
	l.earn(2018, revenue-900, revenue-800, revenue-600, revenue-400, revenue-200, revenue, revenue+300)
	l.research(ratio)
}

// scoreCard sets what the evaluation scores to the digit: R&D of the tax basis as of the statistics,
// costs that make the other option worse, and intellectual property.
func (l *life) scoreCard(year int, ip1, ip2 int64) {
	revenue := l.figure(year, tiering.Revenue)
	l.pay(year, tiering.RDDeduct, l.figure(year, tiering.RD))
	l.pay(year, tiering.Costs, revenue*96/100)
	l.pay(year, tiering.Assets, revenue*80/100)
	l.pay(year, tiering.Liabilities, revenue*30/100)
	l.put(year, tiering.IP1, ip1)
	l.put(year, tiering.IP2, ip2)
}
