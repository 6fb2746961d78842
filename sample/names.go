package sample

// The word stock of made-up names. A brand is one character of nature and one of things, followed
// by a word that says it is an example; brand and word together belong to one firm only.
var (
	brandFirst  = []rune("云岭滇翠青碧苍朝晨曦星月晴霞虹露霜雪冰泉溪涧江河湖泽海洋川谷峰峦山岳石岩玉珠金银铜锦绣兰菊梅竹松柏杉桐枫榆槐桂荷莲茶禾稻麦粟棠樱桃杏梨橘柚榕藤萝芸芷蘅芳馨香甘春夏秋冬东南西北高远长清明朗素丹紫蓝橙黛墨赤皓澄瑞祥和安宁康乐嘉盈丰润沁幽")
	brandSecond = []rune("雀鹿鹤鹰雁燕鸥鹭鸿鹏凤鸾鲤鲸龟驼骏驹犀象豹虎狮熊蝶蜂萤蝉帆舟桥塔灯镜钟鼓琴弦笛箫铃砚笺简册卷轴剑盾弓箭旗鼎樽壶盏瓦砖梁柱檐窗门庭院阁楼亭台榭廊轩堂坊园圃田垄埂渠坝堤岸渡港湾岛屿礁滩沙丘坡崖洞井池塘潭浪涛波澜潮汐帷幔绸缎棉麻丝绒羽翼翎翅")
	exampleWord = [4]string{"样例", "示例", "演示", "虚构"}

	surnames   = []rune("张王李赵刘陈杨黄周吴徐孙马朱胡郭何林罗高")
	givenNames = [4]string{"示例", "样例", "演示", "虚构"}
	investors  = []string{"云岭示例创业投资基金", "滇池样例股权投资合伙企业(有限合伙)", "翠湖演示资本", "春城虚构天使基金", "西山示例产业投资基金",
		"金马样例创投", "碧鸡演示私募股权基金", "五百里虚构资本"}
)

// brand returns the words that belong to index alone.
func (c *city) brand(index int) string {
	first, second := len(brandFirst), len(brandSecond)
	block := first * second * len(exampleWord)
	n := int((uint64(index%block)*23_399 + c.salt) % uint64(block))
	word := exampleWord[n/second/first]
	text := string(brandFirst[n/second%first]) + string(brandSecond[n%second])
	if lap := index / block; lap > 0 {
		text += string(brandFirst[lap-1])
	}
	return text + word
}

// contact draws a person who cannot be and a telephone number that nobody has.
func contact(d *dice) (name, phone string) {
	digits := []byte("0871-0000-0000")
	for i := range 4 {
		digits[10+i] = byte('0' + d.below(10))
	}
	return string(one(d, surnames)) + one(d, givenNames[:]), string(digits)
}
