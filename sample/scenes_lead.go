package sample

import "yunti/tiering"

// leadScenes are what a first look at the city should show.
var leadScenes = []scene{
	{"瞪羚", 2023, "三年营业收入复合增长超过 20%，科技活动投入强度超过 2.5%，未列入官方名单，按测算符合瞪羚条件", func(l *life) {
		l.in("electronics")
		l.born(20130518)
		l.earn(2018, 900, 1200, 1500, 1900, 2450, 3200, 4000)
		l.certified(2019, 2022)
	}, nil},
	{"到期失效高企", 2023, "2020 年的高企证书到期后没有重新认定，2023 年末不再持有", func(l *life) {
		l.in("equipment")
		l.born(20110322)
		l.earn(2018, 3600, 3900, 4100, 4300, 4350, 4200, 4150)
		l.certified(2017, 2020)
	}, nil},
	{"数据缺失", 2023, "2022 年是测算瞪羚，2023 年度整行数据未报：梯级暂保留上年，列入数据待核", func(l *life) {
		l.in("software")
		l.born(20140610)
		l.earn(2018, 1100, 1350, 1700, 2300, 3100, 4000, 4900)
		l.certified(2018, 2021, 2024)
	}, func(l *life) { l.skip(2023) }},
	{"上市毕业的独角兽", 2023, "2021、2022 年在独角兽梯级，2023 年在香港上市：上市毕业，不是降级", func(l *life) {
		l.in("biomed")
		l.born(20140312)
		l.earn(2018, 9000, 14000, 21000, 30000, 42000, 56000, 66000)
		l.certified(2017, 2020, 2023)
		l.invest("B轮", 20180620, 5000, 350, dollar)
		l.invest("C轮", 20200519, 12000, 1100, dollar)
		l.list(boardHK, 20230518)
	}, nil},
	{"撤销高企", 2023, "高企证书 2023 年 6 月被取消资格", func(l *life) {
		l.in("environment")
		l.born(20120904)
		l.earn(2018, 1500, 1600, 1650, 1700, 1750, 1600, 1500)
		l.directory(2021, 0, 0, 0, 0)
		l.certify(hnteDays(2021)[1], false).revoked = 20230615
	}, nil},
	{"超规毕业", 2023, "职工 2022 年恰为 500 人，2023 年 501 人：超过科技型中小企业上限，超规毕业", func(l *life) {
		l.in("education")
		l.born(20100817)
		l.earn(2018, 7000, 7400, 7600, 8200, 8800, 9000, 9300)
		l.employ(2018, 430, 450, 470, 490, 500, 501, 512)
		l.entered(2021, 2022)
	}, nil},
	{"入库培育后认定高企", 2022, "2021 年入库培育，2022 年取得高企证书：晋级", func(l *life) {
		l.in("research")
		l.born(20170315)
		l.earn(2018, 300, 370, 450, 530, 620, 720, 830)
		l.nurse(20210715, ofKunming)
		l.certified(2022)
		l.stays = append(l.stays, stay{carrier: &l.city.carriers[3], since: 20210401})
	}, nil},
	{"规下升规上", 2023, "有效高企，2022 年名录为否，2023 年列入规上名录：晋级", func(l *life) {
		l.in("materials")
		l.born(20150126)
		l.earn(2018, 1000, 1250, 1500, 1700, 1900, 2100, 2200)
		l.certified(2021, 2024)
		l.directory(2021, 0, '否', '是', '是')
	}, nil},
	{"新上市高企", 2022, "有效高企，2022 年 8 月科创板上市：晋级上市高新技术企业", func(l *life) {
		l.in("electronics")
		l.born(20060421)
		l.earn(2018, 31000, 33000, 34000, 38000, 41000, 43000, 45000)
		l.certified(2018, 2021, 2024)
		l.list(boardSTAR, 20220816)
	}, nil},
	{"退库", 2023, "有效高企，2022 年在规上名录，2023 年退出：规上降为规下", func(l *life) {
		l.in("equipment")
		l.born(20080312)
		l.earn(2018, 3200, 3000, 2600, 2300, 1900, 1700, 1650)
		l.certified(2019, 2022)
		l.directory(2021, '是', '是', '否', 0)
	}, nil},
	{"迁出企业", 2022, "2022 年 6 月 30 日迁出，年末不在册", func(l *life) {
		l.in("software")
		l.born(20160519)
		l.earn(2018, 600, 800, 950, 1100)
		l.certified(2020)
		l.leave("迁出", 20220630)
	}, nil},
	{"达规未入库", 2023, "有效高企，收入远高于规上线却不在名录：持有规下，符合规上条件，应推动入库", func(l *life) {
		l.in("energy")
		l.born(20130702)
		l.earn(2018, 4000, 4300, 4500, 4900, 5400, 5900, 6100)
		l.certified(2020, 2023)
		l.directory(2021, 0, 0, 0, 0)
	}, nil},
	{"名单瞪羚", 2023, "列入官方瞪羚名单且在有效期，自身增长只有一成", func(l *life) {
		l.in("food")
		l.born(20120118)
		l.earn(2018, 5200, 5600, 6000, 6600, 7200, 7900, 8500)
		l.honour(kindGazelle, "", 20220620).ends = 20250619
	}, nil},
	{"优秀雏鹰", 2023, "成立不满八年，营业收入恰为上年的 1.2 倍，研发强度恰为 5%，当年入库科技型中小企业", func(l *life) {
		l.in("software")
		l.born(20190923)
		l.earn(2019, 40, 180, 380, 500, 600, 700)
		l.research(50)
		l.entered(2022, 2023)
	}, nil},
	{"准独角兽", 2023, "成立五年内，投后估值折合 1.02 亿美元，未上市：在线上 5% 以内，提示人工复核", func(l *life) {
		l.in("biomed")
		l.born(20190604)
		l.earn(2019, 0, 200, 900, 2100, 3600, 5200)
		l.invest("A轮", 20201116, 6000, 260, yuan)
		l.invest("B轮", 20220309, 12000, 710, yuan)
	}, nil},
	{"独角兽", 2023, "成立十年内，D 轮投后估值 12.5 亿美元，有投资机构，未上市", func(l *life) {
		l.in("energy")
		l.born(20150408)
		l.earn(2018, 12000, 26000, 48000, 83000, 121000, 152000, 176000)
		l.certified(2019, 2022)
		l.invest("B轮", 20180227, 600, 24, dollar)
		l.invest("C轮", 20191210, 8000, 480, dollar)
		l.invest("D轮", 20210928, 20000, 1250, dollar)
	}, nil},
	{"关键指标空白", 2023, "2023 年度职工总数、科技人员和研发费用未填：相关条件判为待补，列出应补指标", func(l *life) {
		l.in("research")
		l.born(20150720)
		l.earn(2018, 800, 900, 950, 1000, 1080, 1150, 1200)
		l.entered(2021, 2022)
		l.nurse(20210310, ofYunnan)
	}, func(l *life) {
		l.blank(2023, tiering.Staff, tiering.STStaff, tiering.RD, tiering.RDDeduct, tiering.RDHNTE)
	}},
}
