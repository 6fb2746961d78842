package sample

import (
	"fmt"

	"yunti/policy"
	"yunti/tiering"
)

// The 认定类别 of the roster.
const (
	kindSME         = "科技型中小企业"
	kindLibrary     = "高新技术企业培育库"
	kindHNTE        = "高新技术企业"
	kindFledgling   = "雏鹰企业"
	kindGazelle     = "瞪羚企业"
	kindPreUnicorn  = "准独角兽企业"
	kindUnicorn     = "独角兽企业"
	kindContest     = "双创大赛获奖"
	kindInnovation  = "国家技术创新中心"
	kindKeyLab      = "国家重点实验室"
	kindYunnanLab   = "云南实验室"
	kindAcademician = "院士工作站"
	kindExpert      = "专家工作站"
	kindCityCenter  = "市级企业科技创新中心"
	kindScienceBase = "市级科普精品基地"
	kindYouthLab    = "青少年科技创新实验室"
	kindNewRD       = "新型研发机构"
	kindIncubator   = "科技企业孵化器"
	kindMakerSpace  = "众创空间"
	kindStarWorld   = "星创天地"
	kindBuilding    = "科技楼宇"
	kindIntlRD      = "国际科技研发中心"
	kindIntlTrade   = "国际技术转移中心"
	kindIntlFirm    = "国际科技合作示范企业"
	kindIntroduced  = "引进企业(知名高校院所)研发中心"
	kindProvincial  = "省级以上研发机构"
	kindAward       = "国家级科技奖励"
	kindStandard    = "主导制定标准"
	kindPledge      = "知识产权质押贷款贴息"
	kindKeyRD       = "重点研发投入企业"

	national  = "国家级"
	ofYunnan  = "省级"
	ofKunming = "市级"
)

// title is a line of the recognitions roster.
type title struct {
	kind, level, number   string
	issued, ends, revoked policy.Day
	amount                wan
	batch, paper          string // 批次, 文号
}

// hnteDays are the days on which the batches of certificates of a year were issued.
func hnteDays(year int) [2]policy.Day {
	return [2]policy.Day{policy.NewDay(year, 11, 3+year%20), policy.NewDay(year, 12, 1+year%15)}
}

// paper numbers a document of a made-up office.
func paper(year, number int) string { return fmt.Sprintf("昆样发〔%d〕%d号", year, number) }

// certify adds an HNTE certificate. Up to the reform of 2016 a second certificate in a row was a
// 复审 with the letters GF.
func (l *life) certify(day policy.Day, review bool) *title {
	letters := "GR"
	if review {
		letters = "GF"
	}
	batch := 1
	if day.Month() == 12 {
		batch = 2
	}
	return l.add(title{kind: kindHNTE, number: fmt.Sprintf("%s%d53%06d", letters, day.Year(), l.serial()), issued: day,
		ends: day.AddYears(3).AddDays(-1), batch: fmt.Sprintf("%d年第%s批", day.Year(), [...]string{"一", "二"}[batch-1]), paper: paper(day.Year(), 90+batch)})
}

// enter adds the entry of the firm as a national 科技型中小企业 of a year.
func (l *life) enter(year int) *title {
	batch := 1 + (l.serial()+year)%9
	day := policy.NewDay(year, 3+batch*7/9, 5+(l.serial()+3*year)%20)
	return l.add(title{kind: kindSME, level: national, issued: day, ends: policy.YearEnd(year),
		number: fmt.Sprintf("%d%s0%c%06d", year, l.county.id, "ACE8"[l.serial()%4], l.serial()),
		batch:  fmt.Sprintf("%d年第%s批", year, [...]string{"一", "二", "三", "四", "五", "六", "七", "八", "九"}[batch-1]), paper: paper(year, 100+batch)})
}

// nurse adds an entry into the library of firms to become HNTE.
func (l *life) nurse(day policy.Day, level string) *title {
	return l.add(title{kind: kindLibrary, level: level, issued: day, batch: fmt.Sprintf("%d年度", day.Year()), paper: paper(day.Year(), 7+day.Month())})
}

// honour adds a title of any other kind.
func (l *life) honour(kind, level string, day policy.Day) *title {
	return l.add(title{kind: kind, level: level, issued: day, paper: paper(day.Year(), 20+day.Month()+l.serial()%60)})
}

func (l *life) add(t title) *title {
	l.titles = append(l.titles, t)
	return &l.titles[len(l.titles)-1]
}

// serial numbers the firms of the city in an order of its own; certificates take it, so that a
// number of one kind and year is never given twice.
func (l *life) serial() int {
	n := l.city.Firms
	step := 7_919
	for gcd(step, n) != 1 {
		step += 2
	}
	return int((uint64(l.index%n)*uint64(step) + l.city.salt) % uint64(n))
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// drawTitles gives an ordinary firm the titles of its profile and, rarely, others.
func (l *life) drawTitles() {
	d := roll(l.city.Seed, rollTitles, l.index)
	first := 0 // year of the first HNTE certificate
	switch l.profile {
	case hnte:
		first = max(2008, l.founded.Year()+d.between(2, 7))
		if d.chance(250) && first >= 2021 {
			l.nurse(drawDay(&d, first-1), libraryLevel(&d))
		}
	case library:
		entry := d.between(2020, lastYear)
		if entry <= l.founded.Year() {
			break
		}
		l.nurse(drawDay(&d, entry), libraryLevel(&d))
		if d.chance(420) {
			first = entry + d.between(1, 2)
		}
	case provincial:
		l.honour(kindSME, ofYunnan, drawDay(&d, max(l.founded.Year()+1, d.between(2014, 2023))))
	}
	if first != 0 {
		l.drawChain(&d, first)
	}
	if l.profile >= sme {
		l.drawEntries(&d)
	}
	l.drawLists(&d)
	l.drawHonours(&d)
	l.dropUnlived()
}

func libraryLevel(d *dice) string {
	if d.chance(300) {
		return ofYunnan
	}
	return ofKunming
}

// drawChain certifies from the first year on: again every three years, unless the firm lets it lapse.
func (l *life) drawChain(d *dice, first int) {
	last := -1
	for year := first; year <= lastYear; {
		t := l.certify(hnteDays(year)[d.below(2)], last == year-3 && year >= 2011 && year <= 2014)
		last = year
		switch {
		case d.chance(12):
			t.revoked = drawDay(d, year+d.between(1, 2))
			return
		case d.chance(850):
			year += 3
		case d.chance(350):
			year += d.between(4, 5)
		default:
			return
		}
	}
}

// drawEntries enters the firm as 科技型中小企业 in the years in which it was small enough the year before.
func (l *life) drawEntries(d *dice) {
	diligence := d.between(450, 990)
	if l.profile == hnte {
		diligence = diligence * 60 / 100
	}
	for year := 2019; year <= lastYear; year++ {
		small := l.figure(year-1, tiering.Revenue) <= 19500*oneWan && l.figure(year-1, tiering.Assets) <= 19500*oneWan &&
			l.course[at(year-1)].staff <= 490
		if year <= l.founded.Year() || !d.chance(diligence) || !small {
			continue
		}
		t := l.enter(year)
		if d.chance(6) {
			t.revoked = policy.NewDay(year, 12, d.between(1, 28))
		}
	}
}

// drawLists puts fast firms on the lists of gazelles and fledglings.
func (l *life) drawLists(d *dice) {
	if l.pace != rising && l.pace != growing {
		return
	}
	year := d.between(2020, 2023)
	revenue, age := l.figure(year, tiering.Revenue), year-l.founded.Year()
	share := 60
	if l.pace == rising {
		share = 450
	}
	if !d.chance(share) || l.profile < sme {
		return
	}
	switch {
	case age <= 15 && revenue > 2500*oneWan:
		t := l.honour(kindGazelle, "", drawDay(d, year+1))
		if d.chance(600) {
			t.ends = t.issued.AddYears(3).AddDays(-1)
		}
		if d.chance(40) {
			t.revoked = drawDay(d, t.issued.Year()+1)
		}
	case age <= 7 && revenue > 500*oneWan:
		l.honour(kindFledgling, "", drawDay(d, year+1))
	}
}

// drawHonours gives the rarer titles: platforms, awards, subsidised loans.
func (l *life) drawHonours(d *dice) {
	year := d.between(2019, lastYear)
	big := l.figure(year-1, tiering.Revenue) > 5000*oneWan
	for _, h := range rareHonours {
		chance := h.chance
		if big {
			chance *= 4
		}
		if l.profile < sme {
			chance /= 3
		}
		if !d.chance10k(chance) {
			continue
		}
		level := ""
		if len(h.levels) > 0 {
			level = one(d, h.levels)
		}
		t := l.honour(h.kind, level, drawDay(d, d.between(2019, lastYear)))
		if h.kind == kindPledge {
			t.amount = wan(d.between(150, 6000))
		}
	}
}

// rareHonours are kinds that some firms have; the chance is in ten-thousandths.
var rareHonours = []struct {
	kind   string
	levels []string
	chance int
}{
	{kindAcademician, nil, 12}, {kindExpert, nil, 25}, {kindCityCenter, nil, 60},
	{kindProvincial, []string{ofYunnan, ofYunnan, national}, 80}, {kindAward, []string{national}, 8}, {kindStandard, []string{"国家标准", "行业标准", "行业标准"}, 30},
	{kindContest, []string{ofYunnan, ofYunnan, national, "国际"}, 40}, {kindPledge, []string{ofYunnan}, 60}, {kindKeyRD, nil, 25},
	{kindIntlRD, nil, 3}, {kindIntlTrade, nil, 2}, {kindIntlFirm, nil, 4}, {kindIntroduced, nil, 2}, {kindNewRD, nil, 5},
}

// chance10k is true in n of 10,000 cases.
func (d *dice) chance10k(n int) bool { return d.below(10_000) < n }

// dropUnlived removes what would have been issued before the firm was a year old, after it left or
// after the city's last year.
func (l *life) dropUnlived() {
	kept := l.titles[:0]
	for _, t := range l.titles {
		if t.issued < l.founded.AddMonths(10) || t.issued.Year() > lastYear || l.stateDay != 0 && t.issued >= l.stateDay {
			continue
		}
		if t.revoked.Year() > lastYear || l.stateDay != 0 && t.revoked >= l.stateDay {
			t.revoked = 0
		}
		kept = append(kept, t)
	}
	l.titles = kept
}

// valid reports whether a title of the kind, other than a yearly one, runs at the end of year.
func (l *life) valid(kind string, year int) bool {
	end := policy.YearEnd(year)
	for _, t := range l.titles {
		if t.kind == kind && t.issued <= end && end < t.issued.AddYears(3) && (t.revoked == 0 || t.revoked > end) {
			return true
		}
	}
	return false
}
