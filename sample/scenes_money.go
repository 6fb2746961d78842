package sample

import "yunti/tiering"

// moneyScenes have a case of each kind for the money clauses.
var moneyScenes = []scene{
	{"增量奖励甲", 2023, "研发费用由 800 万元增至 1000 万元：增量奖励 20 万元", func(l *life) { l.planIncrement("equipment", 9000) }, func(l *life) { l.increment(800, 1000) }},
	{"增量奖励乙", 2023, "研发费用由 500 万元减至 400 万元：没有增量奖励", func(l *life) { l.planIncrement("materials", 8000) }, func(l *life) { l.increment(500, 400) }},
	{"增量奖励丙", 2023, "上年研发费用报告为 0,本年 50 万元：增量奖励 5 万元", func(l *life) { l.planIncrement("food", 6000) }, func(l *life) { l.increment(0, 50) }},
	{"上年研发未报", 2023, "规上高企，2022 年研发费用未报：基础补助可算，增量奖励待补", func(l *life) {
		l.in("electronics")
		l.born(20110516)
		l.earn(2018, 5000, 5300, 5600, 6100, 6500, 7000, 7300)
		l.certified(2019, 2022)
	}, func(l *life) { l.blank(2022, tiering.RD) }},
	{"研发未报的规上高企", 2022, "规上高企，2022 年研发费用未报：基础补助待补", func(l *life) {
		l.in("materials")
		l.born(20090713)
		l.earn(2018, 9000, 9400, 9900, 11000, 11800, 12100, 12600)
		l.certified(2018, 2021, 2024)
	}, func(l *life) { l.blank(2022, tiering.RD, tiering.RDDeduct) }},
	{"重点研发投入企业", 2022, "规下企业列入重点研发投入企业名单：按 2% 补助", func(l *life) {
		l.in("biomed")
		l.born(20180123)
		l.earn(2018, 0, 60, 200, 400, 700, 900, 1200)
		for i := range l.course {
			l.course[i].rd = wan(900+150*i) * oneWan
		}
		l.honour(kindKeyRD, "", 20210618)
	}, nil},
	{"研发费用为零", 2022, "规上企业报告研发费用为 0:没有补助", func(l *life) {
		l.in("logistics")
		l.born(20080825)
		l.earn(2018, 5200, 5600, 5800, 6300, 6100, 6500, 6700)
		l.research(0)
	}, nil},
	{"暂缓拨付", 2022, "规上高企，2022 年列入严重违法失信名单：照算，暂缓", func(l *life) {
		l.in("environment")
		l.born(20100610)
		l.earn(2018, 4100, 4300, 4600, 5000, 5200, 5500, 5800)
		l.certified(2018, 2021, 2024)
	}, func(l *life) { l.put(2022, tiering.Dishonest, 1) }},
	{"迁出后的培育奖补", 2022, "2022 年 5 月入库培育，10 月迁出：测算后暂缓", func(l *life) {
		l.in("software")
		l.born(20190308)
		l.earn(2019, 60, 150, 230)
		l.nurse(20220516, ofKunming)
		l.leave("迁出", 20221020)
	}, nil},
	{"连续两次认定", 2022, "2019、2022 年连续认定高企", func(l *life) {
		l.in("research")
		l.born(20130820)
		l.earn(2018, 1100, 1150, 1200, 1300, 1350, 1400, 1500)
		l.certified(2019, 2022)
	}, nil},
	{"在孵首次认定", 2023, "2023 年首次认定高企时在孵：载体得培育奖励", func(l *life) {
		l.in("software")
		l.born(20200602)
		l.earn(2020, 80, 260, 430, 560, 640)
		l.entered(2022, 2023)
		l.certified(2023)
		l.stays = append(l.stays, stay{carrier: &l.city.carriers[4], since: 20200915})
	}, nil},
	{"毕业后首次认定", 2022, "2022 年首次认定高企，此前已从孵化器毕业", func(l *life) {
		l.in("electronics")
		l.born(20160418)
		l.earn(2018, 300, 520, 760, 980, 1150, 1280, 1400)
		l.certified(2022)
		l.stays = append(l.stays, stay{carrier: &l.city.carriers[0], since: 20160901, until: 20200831, graduated: true})
	}, nil},
	{"双创大赛获奖", 2022, "当年入库的科技型中小企业获省级双创大赛奖", func(l *life) {
		l.in("biomed")
		l.born(20190425)
		l.earn(2019, 20, 90, 210, 360, 480, 560)
		l.entered(2021, 2022, 2023)
		l.honour(kindContest, ofYunnan, 20220928).batch = "第二名"
	}, nil},
	{"大赛级别未填", 2023, "获奖级别未填：待补", func(l *life) {
		l.in("software")
		l.born(20200513)
		l.earn(2020, 30, 110, 190, 260, 310)
		l.entered(2022, 2023)
		l.honour(kindContest, "", 20231019)
	}, nil},
	{"国际大赛获奖", 2024, "获国际双创大赛奖", func(l *life) {
		l.in("aerospace")
		l.born(20210322)
		l.earn(2021, 0, 120, 330, 520)
		l.entered(2023, 2024)
		l.honour(kindContest, "国际", 20240914)
	}, nil},
	{"非入库企业获奖", 2022, "获奖当年不是科技型中小企业", func(l *life) {
		l.in("trading")
		l.born(20170707)
		l.earn(2018, 700, 800, 900, 1000, 1100, 1200, 1300)
		l.honour(kindContest, national, 20220811)
	}, nil},
	{"质押贷款贴息", 2022, "2022、2023 年各得省级质押贷款贴息，市级 1∶1 配套", func(l *life) {
		l.in("equipment")
		l.born(20140604)
		l.earn(2018, 1500, 1600, 1650, 1750, 1800, 1880, 1950)
		l.entered(2021, 2022, 2023)
		l.honour(kindPledge, "", 20220620).amount = 1835
		l.honour(kindPledge, "", 20230712).amount = 2640
	}, nil},
	{"贴息金额未填", 2023, "质押贷款贴息金额空白：待补", func(l *life) {
		l.in("food")
		l.born(20150408)
		l.earn(2018, 900, 940, 980, 1020, 1060, 1100, 1130)
		l.entered(2022, 2023)
		l.honour(kindPledge, "", 20230523)
	}, nil},
	{"多平台企业", 2022, "两个院士工作站、专家工作站、市级企业科技创新中心和国际合作平台", func(l *life) {
		l.in("materials")
		l.born(19980916)
		l.earn(2018, 42000, 44000, 46000, 51000, 53000, 56000, 60000)
		l.certified(2017, 2020, 2023)
		l.honour(kindAcademician, "", 20220315)
		l.honour(kindAcademician, "", 20221108)
		l.honour(kindExpert, "", 20230424)
		l.honour(kindCityCenter, "", 20220602)
		l.honour(kindProvincial, national, 20150720)
		l.honour(kindStandard, "行业标准", 20200930)
		l.honour(kindIntlRD, "", 20220819)
		l.honour(kindIntlFirm, "", 20231120)
		l.honour(kindIntroduced, "", 20230705)
		l.honour(kindInnovation, "", 20220426)
	}, nil},
	{"获国家奖励的科技型中小企业", 2023, "五年内获国家级科技奖励：直接确认", func(l *life) {
		l.in("research")
		l.born(20060315)
		l.earn(2018, 2100, 2150, 2200, 2250, 2300, 2350, 2400)
		l.entered(2021, 2022, 2023)
		l.honour(kindAward, national, 20200110)
		l.honour(kindCityCenter, "", 20230830)
	}, nil},
}

// planIncrement is an established firm in the directory without a certificate.
func (l *life) planIncrement(trade string, revenue int64) {
	l.in(trade)
	l.born(20080519)
	l.earn(2018, revenue*80/100, revenue*85/100, revenue*90/100, revenue*95/100, revenue, revenue*101/100, revenue*104/100)
	l.research(60)
}

// increment sets R&D of 2022 and 2023, in 万元.
func (l *life) increment(before, after wan) {
	for i, v := range [...]wan{before, after} {
		year := 2022 + i
		l.pay(year, tiering.RD, v*oneWan)
		l.pay(year, tiering.RDDeduct, v*90)
		l.pay(year, tiering.RDHNTE, v*oneWan)
		l.pay(year, tiering.RDDomestic, v*oneWan)
		l.pay(year, tiering.STInput, v*120)
	}
}
