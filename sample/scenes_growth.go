package sample

import "yunti/tiering"

// growthScenes show the other ways of the growth ladder.
var growthScenes = []scene{
	{"退市", 2023, "2016 年主板上市，2023 年 7 月退市：由上市高企降为规上高企", func(l *life) {
		l.in("biomed")
		l.born(20030612)
		l.earn(2018, 22000, 21500, 19800, 18500, 17200, 15100, 14200)
		l.certified(2017, 2020, 2023)
		l.list(boardMain, 20160322).delisted = 20230705
	}, nil},
	{"新三板挂牌", 2023, "有效高企，新三板挂牌不算上市", func(l *life) {
		l.in("software")
		l.born(20090511)
		l.earn(2018, 2600, 2800, 3000, 3300, 3500, 3600, 3900)
		l.certified(2018, 2021, 2024)
		l.list(boardThird, 20170228)
	}, nil},
	{"北交所上市高企", 2023, "2023 年 3 月在北交所上市", func(l *life) {
		l.in("materials")
		l.born(20080916)
		l.earn(2018, 12000, 13500, 14800, 17200, 19600, 22100, 23800)
		l.certified(2019, 2022)
		l.list(boardBeijing, 20230316)
	}, nil},
	{"超龄毕业", 2023, "2022 年成立满 15 年时是测算瞪羚，2023 年满 16 年：超龄毕业，仍是规上高企", func(l *life) {
		l.in("equipment")
		l.born(20070913)
		l.earn(2018, 1500, 1800, 2200, 2800, 3500, 4300, 5200)
		l.certified(2018, 2021, 2024)
	}, nil},
	{"撤销入库编号", 2023, "2022 年入库科技型中小企业，2023 年编号被撤销", func(l *life) {
		l.in("culture")
		l.born(20160708)
		l.earn(2018, 300, 340, 360, 380, 390, 380, 370)
		l.entered(2022)
		l.enter(2023).revoked = 20231120
	}, nil},
	{"营业收入超规", 2023, "营业收入 2022 年恰为 20000.00 万元，2023 年 20000.01 万元，未再入库", func(l *life) {
		l.in("trading")
		l.born(20110224)
		l.earn(2018, 15000, 16200, 17500, 18800, 20000, 20000, 20600)
		l.course[at(2023)].revenue++
		l.entered(2021, 2022)
	}, func(l *life) { l.balance(12000 * oneWan) }},
	{"资产超规", 2023, "资产总额 2022 年恰为 20000.00 万元，2023 年 20000.01 万元，未再入库", func(l *life) {
		l.in("farming")
		l.born(20120410)
		l.earn(2018, 2500, 2700, 2900, 3200, 3500, 3700, 3900)
		l.entered(2021, 2022)
	}, func(l *life) {
		l.balance(16000 * oneWan)
		l.pay(2022, tiering.Assets, 20000*oneWan)
		l.pay(2023, tiering.Assets, 20000*oneWan+1)
		l.pay(2024, tiering.Assets, 21350*oneWan)
	}},
	{"入库培育到期", 2023, "2020 年 12 月 30 日入库，满 36 个月未认定高企：到期出库", func(l *life) {
		l.in("food")
		l.born(20160912)
		l.earn(2018, 600, 650, 700, 720, 740, 760, 770)
		l.nurse(20201230, ofKunming)
	}, nil},
	{"入库培育末日", 2023, "2020 年 12 月 31 日入库：2023 年 12 月 31 日恰满 36 个月，仍在库", func(l *life) {
		l.in("food")
		l.born(20170523)
		l.earn(2018, 500, 560, 610, 660, 700, 730, 760)
		l.nurse(20201231, ofKunming)
	}, nil},
	{"年末发证高企", 2023, "证书发于 2020 年 12 月 31 日：2023 年 12 月 31 日已到期", func(l *life) {
		l.in("software")
		l.born(20140827)
		l.earn(2018, 900, 1000, 1100, 1200, 1300, 1350, 1400)
		l.certify(20201231, false)
	}, nil},
	{"次年到期高企", 2023, "证书发于 2021 年 12 月 31 日：2023 年末仍有效，2024 年末失效", func(l *life) {
		l.in("software")
		l.born(20150917)
		l.earn(2018, 700, 780, 860, 930, 1010, 1090, 1130)
		l.certify(20211231, false)
	}, nil},
	{"老高企", 2023, "2008 年首次认定，2011 年复审(GF),此后每三年连续认定", func(l *life) {
		l.in("materials")
		l.born(20010919)
		l.earn(2018, 26000, 27500, 28000, 31000, 30500, 32000, 33500)
		l.certified(2008)
		l.certify(hnteDays(2011)[0], true)
		l.certified(2014, 2017, 2020, 2023)
	}, nil},
	{"间断后重新认定", 2022, "2018 年证书到期后隔一年才重新认定：不属连续两次认定", func(l *life) {
		l.in("environment")
		l.born(20130325)
		l.earn(2018, 1600, 1700, 1750, 1800, 1900, 1950, 2050)
		l.certified(2018, 2022)
	}, nil},
	{"省级科技型中小企业", 2023, "只有省级入库，不在第一梯级", func(l *life) {
		l.in("farming")
		l.born(20150630)
		l.earn(2018, 260, 300, 310, 330, 350, 360, 380)
		l.honour(kindSME, ofYunnan, 20190815)
	}, nil},
	{"注销企业", 2023, "恰于 2023 年 12 月 31 日注销，年末不在册", func(l *life) {
		l.in("software")
		l.born(20170912)
		l.earn(2018, 200, 240, 260, 240, 180)
		l.entered(2021, 2022)
		l.leave("注销", 20231231)
	}, nil},
	{"次日吊销企业", 2023, "2024 年 1 月 1 日吊销，2023 年末仍在册", func(l *life) {
		l.in("trading")
		l.born(20120612)
		l.earn(2018, 900, 860, 800, 700, 520, 310)
		l.leave("吊销", 20240101)
	}, nil},
	{"农业高企", 2023, "农业没有规上分类：持有规下高企，规上一级不适用", func(l *life) {
		l.in("farming")
		l.born(20110404)
		l.earn(2018, 4200, 4600, 4900, 5300, 5600, 5900, 6200)
		l.certified(2018, 2021, 2024)
	}, nil},
	{"金融信息高企", 2023, "J 门类没有规上分类：规上一级不适用", func(l *life) {
		l.in("finance")
		l.born(20150821)
		l.earn(2018, 1900, 2100, 2300, 2500, 2600, 2700, 2800)
		l.certified(2020, 2023)
	}, nil},
	{"房地产开发", 2023, "7010 房地产开发经营，按开发活动列入名录", func(l *life) {
		l.in("property")
		l.born(20050310)
		l.earn(2018, 18000, 16000, 15000, 14000, 9000, 7000, 6500)
		l.directory(2021, '是', '是', '是', '是')
	}, nil},
	{"物业管理", 2023, "7020 物业管理：收入到线，不在名录", func(l *life) {
		l.in("property")
		l.industry = "K7020"
		l.born(20100518)
		l.earn(2018, 1100, 1200, 1250, 1300, 1350, 1400, 1450)
		l.directory(2021, 0, 0, 0, 0)
	}, nil},
	{"建筑业高企", 2023, "建筑业按资质入库，有名录行", func(l *life) {
		l.in("building")
		l.field = "新能源与节能"
		l.born(20090922)
		l.earn(2018, 5200, 5600, 5900, 6500, 6300, 6800, 7100)
		l.certified(2020, 2023)
	}, nil},
	{"行业代码缺失", 2023, "有效高企，国民经济行业代码未填，收入过线但不在名录", func(l *life) {
		l.in("electronics")
		l.industry = ""
		l.born(20160421)
		l.earn(2018, 2200, 2400, 2500, 2700, 2900, 3100, 3300)
		l.certified(2021, 2024)
		l.directory(2021, 0, 0, 0, 0)
	}, nil},
	{"外省证书高企", 2023, "证书由外省颁发(GR…44…),随企业迁入", func(l *life) {
		l.in("equipment")
		l.born(20140213)
		l.earn(2018, 1400, 1500, 1600, 1700, 1850, 1900, 2000)
		t := l.certify(hnteDays(2021)[1], false)
		t.number = t.number[:6] + "44" + t.number[8:]
	}, nil},
}
