package sample

import "yunti/policy"

// body is an institution that holds platforms and is no firm of the roster.
type body struct {
	name   string
	kind   string // the first two characters of its code: 12 事业单位, 52 民办非企业单位, 91 a company; "": has none at hand
	titles []title
}

func on(kind, level string, day policy.Day) title {
	return title{kind: kind, level: level, issued: day, paper: paper(day.Year(), 60+day.Month())}
}

// bodies hold every kind of platform, so that each clause of the measures has cases in its years.
var bodies = []body{
	{"云岭样例大学", "12", []title{on(kindKeyLab, "", 20220616), on(kindAcademician, "", 20221108), on(kindAcademician, "", 20230921), on(kindScienceBase, "", 20220520)}},
	{"滇池示例理工大学", "12", []title{on(kindInnovation, "", 20230315), on(kindIntlRD, "", 20220829), on(kindExpert, "", 20230411), on(kindProvincial, ofYunnan, 20200610)}},
	{"翠湖样例农业大学", "12", []title{on(kindYunnanLab, "", 20220128), on(kindExpert, "", 20221108), on(kindExpert, "", 20240517)}},
	{"春城示例医科大学", "12", []title{on(kindKeyLab, "", 20230728), on(kindAward, national, 20220309), on(kindIntlRD, "", 20240903)}},
	{"昆明样例植物研究院", "12", []title{on(kindYunnanLab, "", 20231012), on(kindAcademician, "", 20220705), on(kindScienceBase, "", 20230602), on(kindIntroduced, "", 20220930)}},
	{"昆明示例贵金属研究院", "12", []title{on(kindInnovation, "", 20221019), on(kindStandard, "国家标准", 20210825), on(kindIntlTrade, "", 20231130)}},
	{"云岭虚构动物研究所", "12", []title{on(kindAcademician, "", 20240410), {kind: kindExpert, issued: 20220310, revoked: 20221118, paper: paper(2022, 31)}}},
	{"春城示例第一中学", "12", []title{on(kindYouthLab, "", 20220901)}},
	{"滇池演示实验小学", "12", []title{on(kindYouthLab, "", 20230905)}},
	{"昆明样例科技馆", "12", []title{on(kindScienceBase, "", 20221216)}},
	{"昆明样例先进材料产业研究院", "52", []title{on(kindNewRD, "", 20220622), on(kindIntroduced, "", 20230608)}},
	{"云岭演示生物医药协同创新中心", "52", []title{on(kindNewRD, "", 20230509), on(kindIntlTrade, "", 20220414)}},
	{"滇中虚构人工智能研究院", "52", []title{on(kindNewRD, "", 20240322), on(kindIntroduced, "", 20241018)}},
	{"昆明示例国际技术转移促进会", "52", []title{on(kindIntlTrade, "", 20240119), on(kindIntlFirm, "", 20220818)}},
	{"昆明样例望楼楼宇运营管理有限公司", "91", []title{on(kindBuilding, "", 20220727)}},
	{"云岭示例方塔楼宇运营有限公司", "91", []title{on(kindBuilding, "", 20231113)}},
	{"昆明演示滨江楼宇资产管理有限公司", "", []title{on(kindBuilding, "", 20240628)}},
	{"南亚样例联合技术研发中心(筹)", "", []title{on(kindIntlRD, "", 20231226)}},
}

// code returns the body's code, "" when the roster does not know it.
func (b *body) code(k int) string {
	switch b.kind {
	case "12":
		return makeCode("12", "530000", publicBlock, 100+17*k)
	case "52":
		return makeCode("52", "530100", nonProfitBlock, 100+17*k)
	case "91":
		return makeCode("91", "530102", carrierBlock, 700_000+17*k)
	default:
		return ""
	}
}
