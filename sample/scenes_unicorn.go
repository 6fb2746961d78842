package sample

// unicornScenes stand around the lines of the unicorn ladder. Valuations are in hundredths of 亿.
var unicornScenes = []scene{
	{"超龄独角兽", 2023, "2022 年成立满十年仍是独角兽，2023 年满十一年：超龄毕业", func(l *life) {
		l.in("software")
		l.born(20120515)
		l.earn(2018, 22000, 31000, 42000, 60000, 72000, 80000, 84000)
		l.certified(2018, 2021, 2024)
		l.invest("C轮", 20190612, 9000, 620, dollar)
		l.invest("D轮", 20211105, 15000, 1180, dollar)
	}, nil},
	{"七十亿人民币估值", 2022, "2022 年 11 月估值 70 亿元，按年末中间价 6.9646 折 10.05 亿美元：独角兽，在线上 5% 以内", func(l *life) {
		l.in("energy")
		l.born(20160720)
		l.earn(2018, 3000, 9000, 20000, 41000, 66000, 81000, 90000)
		l.certified(2020, 2023)
		l.invest("A轮", 20180903, 6000, 300, yuan)
		l.invest("B轮", 20200716, 30000, 1800, yuan)
		l.invest("C轮", 20221118, 90000, 7000, yuan)
	}, nil},
	{"估值差百分之一", 2023, "估值 69 亿元折 9.91 亿美元：差线 1%，不是独角兽，是准独角兽", func(l *life) {
		l.in("materials")
		l.born(20160905)
		l.earn(2018, 4000, 8000, 17000, 33000, 50000, 61000, 70000)
		l.invest("B轮", 20200820, 40000, 2500, yuan)
		l.invest("C轮", 20221209, 80000, 6900, yuan)
	}, nil},
	{"估值恰为十亿美元", 2023, "成立恰满十年，估值恰为 10 亿美元：两项都含界，仍是独角兽", func(l *life) {
		l.in("biomed")
		l.born(20131016)
		l.earn(2018, 8000, 13000, 20000, 30000, 43000, 51000, 58000)
		l.certified(2019, 2022)
		l.invest("C轮", 20211220, 8000, 560, dollar)
		l.invest("D轮", 20230222, 15000, 1000, dollar)
	}, nil},
	{"准独角兽跌出", 2023, "五年内估值 2 亿美元，2023 年满六年要求 5 亿美元：不再符合", func(l *life) {
		l.in("electronics")
		l.born(20170214)
		l.earn(2018, 600, 1900, 4200, 8600, 12000, 11800, 11000)
		l.invest("A轮", 20190110, 800, 60, dollar)
		l.invest("B轮", 20210615, 3000, 200, dollar)
	}, nil},
	{"六至九年准独角兽", 2023, "成立七年，估值 5.5 亿美元", func(l *life) {
		l.in("equipment")
		l.born(20160325)
		l.earn(2018, 2100, 4800, 9000, 16000, 25000, 31000, 37000)
		l.certified(2020, 2023)
		l.invest("B轮", 20200409, 2500, 150, dollar)
		l.invest("C轮", 20220817, 6000, 550, dollar)
	}, nil},
	{"准独角兽超龄", 2023, "估值 6 亿美元，2022 年满九年，2023 年满十年：超龄毕业", func(l *life) {
		l.in("software")
		l.born(20130613)
		l.earn(2018, 6000, 8800, 12000, 16000, 20000, 23000, 25000)
		l.invest("C轮", 20210722, 7000, 600, dollar)
	}, nil},
	{"估值陈旧", 2023, "最近一轮是 2020 年 3 月，估值早于 24 个月：结论保留，提示待更新", func(l *life) {
		l.in("aerospace")
		l.born(20160818)
		l.earn(2018, 700, 1800, 3600, 5200, 7000, 8100, 9000)
		l.certified(2021, 2024)
		l.invest("B轮", 20200311, 6500, 520, dollar)
	}, nil},
	{"投资机构未披露", 2023, "估值过线，但各轮都没有写明投资机构：是否有股权投资待核", func(l *life) {
		l.in("biomed")
		l.born(20200317)
		l.earn(2020, 0, 300, 1300, 2800, 4100)
		l.invest("A轮", 20210826, 2500, 130, dollar).investors = ""
		l.invest("B轮", 20221014, 5000, 260, dollar).investors = ""
	}, nil},
	{"估值未披露", 2023, "有机构投资，各轮都没有投后估值：估值待补", func(l *life) {
		l.in("electronics")
		l.born(20190711)
		l.earn(2019, 100, 900, 2600, 4500, 6200, 7300)
		l.invest("A轮", 20201201, 5000, 0, yuan)
		l.invest("B轮", 20220526, 12000, 0, yuan).proof = ""
	}, nil},
	{"名单独角兽", 2023, "列入官方独角兽名单且在有效期，自报估值不足十亿美元", func(l *life) {
		l.in("research")
		l.born(20150902)
		l.earn(2018, 9000, 15000, 24000, 36000, 45000, 52000, 57000)
		l.certified(2019, 2022)
		l.honour(kindUnicorn, "", 20220715).ends = 20250714
		l.invest("C轮", 20210413, 9000, 880, dollar)
	}, nil},
	{"名单准独角兽", 2023, "列入官方准独角兽名单，没有填报融资", func(l *life) {
		l.in("environment")
		l.born(20170620)
		l.earn(2018, 1200, 2600, 4400, 6100, 8800, 9600, 10200)
		l.honour(kindPreUnicorn, "", 20230310)
	}, nil},
	{"上市后的名单独角兽", 2023, "官方名单仍在有效期，但已在创业板上市：上市者不再计为独角兽", func(l *life) {
		l.in("energy")
		l.born(20140922)
		l.earn(2018, 16000, 28000, 47000, 70000, 92000, 118000, 130000)
		l.certified(2018, 2021, 2024)
		l.honour(kindUnicorn, "", 20210830).ends = 20240829
		l.invest("D轮", 20210128, 21000, 1320, dollar)
		l.list(boardChiNext, 20230620)
	}, nil},
	{"融资雏鹰", 2023, "增长不足两成，但累计股权融资恰为 500 万元：符合雏鹰条件", func(l *life) {
		l.in("software")
		l.born(20180410)
		l.earn(2018, 60, 180, 420, 610, 690, 720, 760)
		l.entered(2022, 2023)
		l.invest("天使轮", 20190912, 200, 20, yuan)
		l.invest("A轮", 20210705, 300, 45, yuan)
	}, nil},
	{"融资额未披露", 2023, "增长不足两成，一轮融资额未披露：雏鹰条件待核", func(l *life) {
		l.in("software")
		l.born(20180411)
		l.earn(2018, 60, 180, 420, 610, 690, 720, 760)
		l.entered(2022, 2023)
		l.invest("天使轮", 20190918, 200, 20, yuan)
		l.invest("A轮", 20210712, 0, 45, yuan)
	}, nil},
	{"雏鹰超龄", 2023, "2022 年成立八年是雏鹰，2023 年满九年：超龄毕业", func(l *life) {
		l.in("research")
		l.born(20140316)
		l.earn(2018, 300, 360, 420, 500, 640, 800, 900)
		l.entered(2021, 2022, 2023)
	}, nil},
	{"名单雏鹰", 2023, "列入官方雏鹰名单且在有效期", func(l *life) {
		l.in("culture")
		l.born(20190516)
		l.earn(2019, 50, 120, 210, 330, 350, 380)
		l.honour(kindFledgling, "", 20220922)
	}, nil},
}
