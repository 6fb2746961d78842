package importers

import (
	"strings"

	"yunti/policy"
)

// vocabulary is a list of words that a column takes, each with the other ways in which people write it.
type vocabulary []struct {
	word  string
	other []string
}

// find returns the vocabulary's word for what a cell says.
func (v vocabulary) find(text string) (string, bool) {
	s := strings.ToLower(compact(text))
	for _, w := range v {
		if s == strings.ToLower(w.word) {
			return w.word, true
		}
		for _, o := range w.other {
			if s == o {
				return w.word, true
			}
		}
	}
	return "", false
}

func (v vocabulary) words() []string {
	list := make([]string, len(v))
	for i := range v {
		list[i] = v[i].word
	}
	return list
}

// list names the vocabulary in a message.
func (v vocabulary) list() string { return strings.Join(v.words(), "、") }

// boards are the places where shares are listed. 新三板 and 区域股权市场 are recorded, but no listing.
var boards = vocabulary{
	{"主板", []string{"上交所主板", "深交所主板", "沪市主板", "深市主板", "上海主板", "深圳主板", "a股主板", "上证主板", "中小板", "沪主板", "深主板"}},
	{"科创板", []string{"上交所科创板", "上海证券交易所科创板"}},
	{"创业板", []string{"深交所创业板", "深圳证券交易所创业板"}},
	{"北交所", []string{"北京证券交易所", "北证"}},
	{"港交所", []string{"香港联交所", "联交所", "香港交易所", "香港联合交易所", "港股", "h股", "香港", "香港主板", "港交所主板", "联交所主板", "香港联交所主板", "hkex"}},
	{"境外交易所", []string{"纳斯达克", "nasdaq", "纽交所", "纽约证券交易所", "nyse", "美股", "新加坡交易所", "新交所", "伦敦证券交易所", "伦交所", "境外", "海外"}},
	{"新三板", []string{"全国中小企业股份转让系统", "全国股转系统", "股转系统", "新三板创新层", "新三板基础层", "三板"}},
	{"区域股权市场", []string{"区域性股权市场", "云南股权交易中心", "云南省股权交易中心", "股权交易中心", "四板", "新四板"}},
}

// firmStates are the states of a firm; the leaving ones need a day.
var firmStates = vocabulary{
	{"在业", []string{"存续", "在营", "开业", "正常", "在册", "存续(在营、开业、在册)", "在营(开业)企业", "在营(开业)", "正常经营", "正常营业", "经营", "营业", "迁入"}},
	{"停业", []string{"歇业", "停产", "停业整顿", "停产停业"}},
	{"清算", []string{"清算中", "破产清算", "破产"}},
	{"迁出", []string{"已迁出", "迁移", "外迁"}},
	{"注销", []string{"已注销", "注销企业"}},
	{"吊销", []string{"已吊销", "吊销未注销", "吊销,未注销", "吊销已注销", "被吊销"}},
}

// leaving reports whether a firm in that state has left.
func leaving(state string) bool { return state == "迁出" || state == "注销" || state == "吊销" }

// levels are the levels of recognitions and carriers, where people abbreviate them.
var levels = vocabulary{
	{"国际", []string{"国际级"}},
	{"国家级", []string{"国家", "部级", "国级", "全国"}},
	{"省级", []string{"省", "云南省", "省级认定"}},
	{"市级", []string{"市", "昆明市", "市级认定"}},
	{"县区级", []string{"县", "区", "县级", "区级", "区县级", "县(市)区级"}},
}

var currencyWords = vocabulary{
	{currencyCNY, []string{"rmb", "cny", "元", "人民币元", "¥", "中国元", "万元", "亿元"}},
	{currencyUSD, []string{"usd", "us$", "$", "美金", "万美元", "亿美元"}},
	{"港元", []string{"港币", "hkd"}},
	{"欧元", []string{"eur", "€"}},
	{"日元", []string{"jpy"}},
	{"英镑", []string{"gbp"}},
}

var carrierWords = vocabulary{
	{"科技企业孵化器", []string{"孵化器", "科技孵化器", "企业孵化器"}},
	{"众创空间", []string{"创客空间"}},
	{"星创天地", nil},
}

// scores are the scores of the book that a recorded total may replace.
var scores = vocabulary{
	{"高企评分", []string{"hnte_score", "高新技术企业评分", "高企创新能力评价", "高企创新能力评分", "高新技术企业创新能力评价", "企业创新能力评价", "高企自评", "高企自评分", "高企"}},
	{"科技型中小企业评分", []string{"sme_score", "科技型中小企业评价", "科技型中小企业自评", "科小评价", "科小评分", "科技型中小企业"}},
}

// scoreIDs are the names of the scores in the book (policy.Score.Name).
var scoreIDs = map[string]string{"高企评分": "hnte_score", "科技型中小企业评分": "sme_score"}

func scoreNames(*policy.Edition) []string { return scores.words() }

func boardNames(*policy.Edition) []string { return boards.words() }

func stateNames(*policy.Edition) []string { return firmStates.words() }

func currencyNames(*policy.Edition) []string { return currencyWords.words() }

func carrierTypes(*policy.Edition) []string { return carrierWords.words() }
