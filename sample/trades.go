package sample

// trade is an industry as the city has it: what its firms are called, how big they grow and how
// much of what they do is technology. Figures in thousandths unless said otherwise.
type trade struct {
	id     string
	weight int      // among 1,000 firms
	codes  []string // 国民经济行业代码 (GB/T 4754-2017)
	field  string   // one of the eight fields of high technology, or none
	parts  []string // subfields, sometimes written behind the field
	words  []string // what the name says the firm does

	revenue int64 // median of a grown firm, in 万元
	sigma   int   // of the log-normal around it
	head    int64 // 万元 of revenue a head
	rd      [2]int
	st      [2]int // science and technology staff
	ip1     int    // chance of a patent of class I in a year
	ip2     int    // most of class II in a year
	hnte    int    // share that ever is certified as HNTE
	margin  int    // profit on revenue in a fair year

	// line is the revenue, in 万元, near which a firm of this trade enters the directory of
	// 规模以上 units; 0: by other tests, −1: never. The rule itself belongs to the policy book.
	line     int64
	category string // 专业类别
}

var trades = []trade{
	{"software", 215, []string{"I6513", "I6511", "I6531", "I6532", "I6540", "6513", "6531", "I6550", "I6450"}, "电子信息", []string{"软件", "信息技术服务", "网络技术"},
		[]string{"软件", "信息技术", "网络科技", "数字科技", "智能科技", "数据服务"}, 900, 1150, 42, [2]int{45, 160}, [2]int{220, 620}, 170, 6, 430, 70, 2000, "规模以上服务业"},
	{"biomed", 115, []string{"C2740", "C2720", "C2730", "C2761", "C2770", "C3584", "2740", "C2762"}, "生物与新医药", []string{"中药、天然药物", "生物医药", "医疗器械"},
		[]string{"生物科技", "生物医药", "药业", "医疗器械", "基因技术", "中药科技"}, 1900, 1250, 75, [2]int{35, 130}, [2]int{140, 420}, 320, 4, 480, 85, 2000, "工业"},
	{"research", 130, []string{"M7320", "M7340", "M7330", "M7452", "M7519", "M7516", "7320", "M7484", "M7491"}, "高技术服务", []string{"研发与设计服务", "检验检测认证与标准服务"},
		[]string{"技术服务", "检测技术", "工程技术", "技术研究", "设计研究", "科技服务"}, 750, 1000, 36, [2]int{35, 120}, [2]int{220, 600}, 160, 5, 340, 75, 1000, "规模以上服务业"},
	{"equipment", 110, []string{"C3491", "C3531", "C3511", "C3484", "C3599", "C3670", "3491", "C3425", "C3573"}, "先进制造与自动化", []string{"工业生产过程控制系统", "先进制造工艺与装备", "机器人"},
		[]string{"装备制造", "智能装备", "机械", "自动化", "机器人", "精密机械"}, 2100, 1150, 68, [2]int{32, 90}, [2]int{120, 330}, 260, 6, 500, 55, 2000, "工业"},
	{"materials", 75, []string{"C3240", "C3229", "C3239", "C2613", "C2661", "C3985", "3240", "C2641"}, "新材料", []string{"金属材料", "无机非金属材料", "精细和专用化学品"},
		[]string{"新材料", "金属材料", "化工材料", "贵金属材料", "高分子材料"}, 3600, 1350, 120, [2]int{28, 70}, [2]int{110, 280}, 330, 4, 520, 60, 2000, "工业"},
	{"electronics", 70, []string{"C3976", "C3974", "C3983", "C3990", "C3922", "C3963", "3976", "C3972"}, "电子信息", []string{"新型电子元器件", "微电子技术", "光电技术"},
		[]string{"光电科技", "电子科技", "半导体", "通信设备", "传感技术"}, 2300, 1300, 66, [2]int{40, 130}, [2]int{160, 420}, 380, 5, 540, 60, 2000, "工业"},
	{"energy", 50, []string{"C3825", "C3841", "D4416", "C3823", "D4415", "M7514", "3825"}, "新能源与节能", []string{"可再生清洁能源", "新型高效能量转换与储存"},
		[]string{"新能源", "储能科技", "光伏科技", "节能科技", "电力科技"}, 2800, 1300, 110, [2]int{28, 80}, [2]int{110, 300}, 250, 4, 450, 55, 2000, "工业"},
	{"environment", 60, []string{"N7721", "N7722", "N7723", "C3591", "M7461", "N7726", "7721"}, "资源与环境", []string{"水污染控制与水资源利用", "固体废弃物处置与综合利用"},
		[]string{"环保科技", "环境工程", "水处理技术", "生态修复", "资源循环"}, 1300, 1050, 58, [2]int{32, 80}, [2]int{120, 330}, 170, 5, 430, 60, 2000, "规模以上服务业"},
	{"food", 45, []string{"C1492", "C1491", "C1399", "C1373", "C1495", "C1499", "1492"}, "生物与新医药", []string{"农业生物技术", "轻工和化工生物技术"},
		[]string{"生物食品", "高原食品", "食品科技", "保健食品", "植物提取"}, 2600, 1200, 85, [2]int{18, 55}, [2]int{80, 220}, 110, 4, 260, 50, 2000, "工业"},
	{"farming", 45, []string{"A0143", "A0171", "A0511", "A0531", "A0142", "A0149", "0143"}, "生物与新医药", []string{"农业生物技术"},
		[]string{"种业", "花卉科技", "农业科技", "园艺科技", "中药材种植"}, 1100, 1100, 48, [2]int{20, 80}, [2]int{80, 260}, 140, 3, 240, 45, -1, ""},
	{"aerospace", 8, []string{"C3744", "C3749", "C3963"}, "航空航天", []string{"航空技术", "卫星应用"},
		[]string{"航空科技", "无人机", "空间信息"}, 1500, 1200, 55, [2]int{50, 160}, [2]int{200, 480}, 380, 5, 560, 50, 2000, "工业"},
	{"trading", 25, []string{"F5176", "F5154", "F5179", "F5193", "F5273"}, "", nil,
		[]string{"商贸", "供应链", "科贸", "电子商务"}, 3200, 1300, 180, [2]int{0, 18}, [2]int{20, 90}, 10, 2, 20, 20, 2000, "批发和零售业"},
	{"logistics", 12, []string{"G5821", "G5930", "G5829"}, "高技术服务", []string{"现代物流"},
		[]string{"智慧物流", "供应链科技", "冷链科技"}, 2400, 1200, 70, [2]int{5, 40}, [2]int{40, 160}, 20, 3, 120, 30, 2000, "规模以上服务业"},
	{"building", 15, []string{"E4910", "E4862", "E4875", "E4891", "E4851"}, "", nil,
		[]string{"建设工程", "机电工程", "节能工程", "园林科技"}, 3600, 1200, 95, [2]int{5, 35}, [2]int{40, 150}, 30, 4, 130, 30, 0, "建筑业"},
	{"finance", 5, []string{"J6940", "J6999"}, "高技术服务", []string{"信息技术服务"},
		[]string{"金融信息服务", "数字金融科技"}, 1400, 1000, 55, [2]int{20, 90}, [2]int{120, 360}, 60, 4, 150, 60, -1, ""},
	{"education", 8, []string{"P8391", "P8399"}, "高技术服务", []string{"文化创意产业支撑技术"},
		[]string{"教育科技", "在线教育"}, 700, 1000, 26, [2]int{10, 90}, [2]int{80, 330}, 30, 4, 120, 40, 1000, "规模以上服务业"},
	{"health", 5, []string{"Q8492", "Q8491"}, "生物与新医药", []string{"医药生物技术"},
		[]string{"医学检验", "健康科技"}, 2600, 1000, 45, [2]int{20, 70}, [2]int{120, 330}, 90, 3, 240, 60, 2000, "规模以上服务业"},
	{"culture", 4, []string{"R8626", "R8730"}, "高技术服务", []string{"文化创意产业支撑技术"},
		[]string{"数字文化", "数字传媒"}, 650, 1000, 32, [2]int{10, 80}, [2]int{80, 300}, 20, 3, 100, 45, 500, "规模以上服务业"},
	{"property", 3, []string{"K7010", "K7020", "K7040"}, "", nil,
		[]string{"科技园开发", "园区运营"}, 3000, 1100, 110, [2]int{0, 8}, [2]int{10, 50}, 0, 1, 0, 60, 1000, "房地产开发经营业"},
}

// tradeOf returns a trade by its id.
func tradeOf(id string) *trade {
	for i := range trades {
		if trades[i].id == id {
			return &trades[i]
		}
	}
	panic("no trade " + id)
}

func drawTrade(d *dice) *trade {
	n := d.below(1000)
	for i := range trades {
		if n -= trades[i].weight; n < 0 {
			return &trades[i]
		}
	}
	return &trades[0]
}
