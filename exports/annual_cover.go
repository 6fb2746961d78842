package exports

import (
	"fmt"
	"strings"

	"yunti/tiering"
)

// moveMeanings say in one line what each movement is; 毕业 is never a fall.
var moveMeanings = []struct {
	move tiering.Movement
	text string
}{
	{tiering.Entered, "上期不在该培育线，本年持有其中某一梯级"},
	{tiering.Kept, "所在梯级与上期相同"},
	{tiering.Promoted, "所在梯级高于上期"},
	{tiering.Demoted, "所在梯级低于上期，且不属于以下各种情形（不再符合条件、退出规上名录等）"},
	{tiering.Lapsed, "原梯级的资质认定期满，未重新认定"},
	{tiering.Revoked, "原梯级的资质认定在上期以后被撤销"},
	{tiering.Outgrown, "职工、营业收入或资产超过科技型中小企业的上限，属于成长，不是降级"},
	{tiering.AgedOut, "成立年限超过原梯级的上限，不是降级"},
	{tiering.ListedOut, "（准）独角兽企业上市，属于成长，不是降级"},
	{tiering.Left, "上期在培育线，至评价基准日已迁出、注销或吊销"},
	{tiering.Undecided, "按现有数据将低于上期，但原梯级或更高梯级因数据未报送无法判定，所在梯级沿用上期"},
}

// cover is 说明: what the report is made from and how to read it. It is written last, when all is counted.
func (a *annual) cover(name string) *chapter {
	s := a.book.sheet("说明")
	return &chapter{sheet: s, about: "报告的来源、各表目录、梯级和变动的含义", close: func() {
		s.beginCover(a.Source, name)
		a.origin(s)
		s.section("二、各表目录")
		a.contents(s, a.chapters[1:])
		a.meanings(s)
		s.signOff(a.Source)
	}}
}

// origin says which review and which rules the report is made from, by whom and when.
func (a *annual) origin(s *sheet) {
	t := a.tally
	s.section("一、基本情况")
	a.basis(s, fmt.Sprintf("版本号 %s（见《政策依据》）", a.ed.Digest))
	s.pair("企业数", fmt.Sprintf("评价 %d 户，其中在册 %d 户，不在册（尚未成立，或已迁出、注销、吊销）%d 户；在册企业中有 %d 户存在影响判定的未报送数据",
		t.firms, t.present, t.firms-t.present, t.missing))
	a.making(s, "内容全部取自上述评价所存的结果，企业资料此后的变更不影响本报告")
}

// meanings explains the tiers, the movements and the words.
func (a *annual) meanings(s *sheet) {
	s.section("三、梯级（由低到高）")
	for i := range a.ed.Ladders {
		l := &a.ed.Ladders[i]
		names := make([]string, len(l.Tiers))
		for k, id := range l.Tiers {
			names[k] = a.tierName(id)
		}
		s.pair(l.Name, strings.Join(names, " → "))
	}
	for i := range a.ed.Tiers {
		t := &a.ed.Tiers[i]
		s.pair(t.Name, tierLine(a.ed, t))
	}
	s.section("四、变动（与上期已发布的评价相比，两条培育线分别判定）")
	for _, m := range moveMeanings {
		s.pair(m.move.Name(), m.text)
	}
	s.section("五、阅读方法")
	s.pair("持有与符合条件", "持有：具有该梯级的有效资质，或者（雏鹰、瞪羚、准独角兽、独角兽）按口径测算符合条件；符合条件：按口径逐条测算全部满足，不论是否持有")
	s.pair("所在梯级", "企业在一条培育线上所持的最高一级；两条培育线各算各的，不得相加")
	s.pair("未报送与待核", "没有报送的数据不作零处理：由此无法得出的结论为待核，待核不晋级也不降级，需补充的数据见《数据待核》")
	s.pair("暂定口径", "上级文件没有明确数值、由本市暂定的条件，在《政策依据》中标明")
}
