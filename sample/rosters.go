package sample

import (
	"context"
	"fmt"

	"yunti/policy"
	"yunti/tiering"
)

// roster is one workbook of the city.
type roster struct {
	file   string // without .xlsx
	layout layout
	fill   func(*clerk) error
}

// clerk writes one roster: it goes through the city firm by firm and puts lines on the sheet.
type clerk struct {
	ctx   context.Context
	city  *city
	sheet *sheet
	tick  func(firms int)
}

// each calls fn for every firm; it counts for one share of the workbook's progress.
func (k *clerk) each(share int, fn func(*life) error) error {
	const step = 512
	var l life
	for i := range k.city.Firms {
		if i%step == 0 {
			if err := k.ctx.Err(); err != nil {
				return err
			}
		}
		k.city.live(&l, i)
		if err := fn(&l); err != nil {
			return err
		}
		if (i+1)%(step*share) == 0 {
			k.tick(step)
		}
	}
	return nil
}

// rosters lists the workbooks in the order in which they are best imported.
func rosters() []roster {
	list := []roster{{"firms", firmsLayout, fillFirms}}
	for year := firstYear; year <= lastYear; year++ {
		list = append(list, roster{fmt.Sprintf("figures-%d", year), figuresLayout(year), fillFigures(year)})
	}
	for year := firstDirectory; year <= lastYear; year++ {
		list = append(list, roster{fmt.Sprintf("above_scale-%d", year), directoryLayout(year), fillDirectory(year)})
	}
	return append(list,
		roster{"incubators", incubatorsLayout, fillIncubators},
		roster{"residencies", residenciesLayout, fillResidencies},
		roster{"recognitions", recognitionsLayout, fillRecognitions},
		roster{"rounds", roundsLayout, fillRounds},
		roster{"listings", listingsLayout, fillListings},
		roster{"payments", paymentsLayout, fillPayments},
		roster{"incomes", incomesLayout, fillIncomes},
	)
}

var codeColumn, nameColumn = column{"统一社会信用代码", 23, lookMid}, column{"企业名称", 40, lookText}

var firmsLayout = layout{tab: "企业名录", annex: "附件1", title: "昆明市科技企业基本信息名录", unit: "单位：万元", number: true, signed: 20250218, paper: 9,
	columns: []column{codeColumn, nameColumn, {"曾用名", 26, lookText}, {"成立日期", 13, lookDay}, {"注册资本(万元)", 14, lookMoney}, {"所属县(市)区", 20, lookMid},
		{"所属开发区", 26, lookMid}, {"国民经济行业代码", 12, lookMid}, {"技术领域", 34, lookText}, {"经营状态", 10, lookMid}, {"状态日期", 13, lookDay},
		{"联系人", 10, lookMid}, {"联系电话", 18, lookMid}}}

func fillFirms(k *clerk) error {
	s := k.sheet
	return k.each(1, func(l *life) error {
		s.begin()
		s.text(l.code)
		s.text(l.name)
		s.text(l.former)
		s.date(l.founded)
		if l.index%53 == 17 {
			s.moneyText(l.capital)
		} else {
			s.money(l.capital)
		}
		s.text(l.county.name)
		s.text(l.zones)
		s.text(l.industry)
		s.text(l.field)
		s.text(l.state)
		s.date(l.stateDay)
		s.text(l.contact)
		s.text(l.phone)
		return s.end()
	})
}

// figuresLayout has two header levels; the lower one names every column.
func figuresLayout(year int) layout {
	columns := []column{codeColumn, nameColumn, {"年度", 8, lookMid}}
	for k, info := range tiering.FigureTable {
		c := column{title: info.Title, width: 10, look: lookMid}
		if info.Sign != "" {
			c.title += "(" + info.Sign + ")"
			c.look = lookCount
		}
		if info.Unit == policy.UnitMoney {
			c.width, c.look = 15.5, lookMoney
		}
		if k == int(tiering.HNTEIncome) {
			c.width = 18
		}
		columns = append(columns, c)
	}
	return layout{tab: fmt.Sprintf("%d年度", year), title: fmt.Sprintf("昆明市%d年度科技企业主要经济指标汇总表", year), unit: "单位：万元", columns: columns,
		banners: []banner{{"企业", 3}, {"收入与成本", 5}, {"研发与科技活动", 5}, {"资产与效益", 4}, {"人员", 2}, {"知识产权与成果", 3}, {"合规与申报", 8}},
		total:   "合计", signed: policy.NewDay(year+1, 4, 26), paper: 8,
		notes: "空白、“—”和“/”表示未报送，不等于零。"}
}

func fillFigures(year int) func(*clerk) error {
	return func(k *clerk) error {
		return k.each(1, func(l *life) error {
			if !l.filed[at(year)] {
				return nil
			}
			return writeFigures(k.sheet, l, year)
		})
	}
}

// writeFigures writes a firm's line. A few figures are typed as texts, as in real returns.
func writeFigures(s *sheet, l *life, year int) error {
	d := roll(l.city.Seed, rollPaper, -1-l.index*numYears-at(year))
	typed, dash := d.below(90), one(&d, dashes)
	f := &l.years[at(year)]
	s.begin()
	s.text(l.code)
	s.text(l.name)
	s.cell(year)
	for i, info := range tiering.FigureTable {
		v, ok := f.Get(tiering.Figure(i))
		switch {
		case !ok && info.Unit == policy.UnitFlag:
			s.text("")
		case !ok:
			s.text(dash)
		case info.Unit == policy.UnitFlag:
			s.text([...]string{"否", "是"}[v])
		case info.Unit != policy.UnitMoney:
			s.count(v)
		case i == typed:
			s.moneyText(wan(v / fenPerWan))
		default:
			s.money(wan(v / fenPerWan))
		}
	}
	return s.end()
}

// dashes are what firms put where they report nothing.
var dashes = []string{"", "", "", "—", "/"}

var answers = map[bool]string{true: "是", false: "否"}

func directoryLayout(year int) layout {
	return layout{tab: "规上名录", title: fmt.Sprintf("昆明市%d年规模以上单位名录(科技企业)", year), unit: "按县(市)区排列", signed: policy.NewDay(year+1, 1, 20), paper: 9,
		columns: []column{codeColumn, nameColumn, {"年度", 10, lookMid}, {"是否规上", 12, lookMid}, {"专业类别", 24, lookMid}}}
}

// fillDirectory groups the lines by county, under a row that names the county.
func fillDirectory(year int) func(*clerk) error {
	return func(k *clerk) error {
		const absent = 0xff
		s, places, numbers := k.sheet, make([]byte, k.city.Firms), [len(counties)]int{}
		if err := k.each(2, func(l *life) error {
			places[l.index] = absent
			for i := range counties {
				if l.scale[at(year)].listed && l.county == &counties[i] {
					places[l.index] = byte(i)
					numbers[i]++
				}
			}
			return nil
		}); err != nil {
			return err
		}
		var l life
		for i := range counties {
			if numbers[i] == 0 {
				continue
			}
			if err := s.group(fmt.Sprintf("%s(%d家)", counties[i].name, numbers[i])); err != nil {
				return err
			}
			for index, place := range places {
				if int(place) != i {
					continue
				}
				k.city.live(&l, index)
				s.begin()
				s.text(l.code)
				s.text(l.name)
				s.cell(year)
				s.text(answers[l.scale[at(year)].above])
				s.text(l.trade.category)
				if err := s.end(); err != nil {
					return err
				}
			}
			if err := k.ctx.Err(); err != nil {
				return err
			}
		}
		return nil
	}
}
