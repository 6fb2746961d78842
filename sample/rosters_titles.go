package sample

import (
	"fmt"

	"yunti/policy"
)

var incubatorsLayout = layout{tab: "孵化载体", title: "昆明市科技企业孵化载体名录", unit: "", number: true, signed: 20250115, paper: 9,
	columns: []column{{"载体名称", 38, lookText}, codeColumn, {"载体类型", 18, lookMid}, {"级别", 10, lookMid}, {"所属县(市)区", 22, lookMid}, {"认定日期", 14, lookMid}},
	notes:   "同一载体晋升级别的，各级分别列示。"}

func fillIncubators(k *clerk) error {
	s := k.sheet
	for i := range k.city.carriers {
		a := &k.city.carriers[i]
		for _, v := range a.levels {
			s.begin()
			s.text(a.name)
			s.text(a.code)
			s.text(a.kind)
			s.text(v.name)
			s.text(a.county.name)
			s.text(fmt.Sprintf("%d.%02d.%02d", v.day.Year(), v.day.Month(), v.day.Date()))
			if err := s.end(); err != nil {
				return err
			}
		}
	}
	return nil
}

var residenciesLayout = layout{tab: "在孵企业", title: "昆明市科技企业孵化载体入驻企业名册", unit: "", number: true, signed: 20250120, paper: 9,
	columns: []column{codeColumn, nameColumn, {"载体名称", 38, lookText}, {"入驻日期", 14, lookDay}, {"离开日期", 14, lookDay}, {"是否毕业", 10, lookMid}}}

func fillResidencies(k *clerk) error {
	s := k.sheet
	return k.each(1, func(l *life) error {
		for _, v := range l.stays {
			s.begin()
			s.text(l.code)
			s.text(l.name)
			s.text(v.carrier.name)
			s.date(v.since)
			s.date(v.until)
			s.text(answers[v.graduated])
			if err := s.end(); err != nil {
				return err
			}
		}
		return nil
	})
}

var recognitionsLayout = layout{tab: "资质认定", annex: "附件2", title: "昆明市科技企业及创新平台资质认定汇总表", unit: "", number: true, signed: 20250306, paper: 9,
	columns: []column{codeColumn, {"企业名称", 42, lookText}, {"认定类别", 30, lookMid}, {"级别", 10, lookMid}, {"证书编号", 22, lookMid}, {"发证日期", 13, lookMid},
		{"有效期至", 13, lookMid}, {"撤销日期", 13, lookMid}, {"金额(万元)", 12, lookMoney}, {"批次", 16, lookMid}, {"文号", 20, lookMid}},
	notes: "资料收至2024年12月。"}

// fillRecognitions lists the firms' titles, then those of carriers and of institutions.
func fillRecognitions(k *clerk) error {
	if err := k.each(1, func(l *life) error {
		return writeTitles(k.sheet, l.code, l.name, l.titles)
	}); err != nil {
		return err
	}
	for i := range k.city.carriers {
		a := &k.city.carriers[i]
		if err := writeTitles(k.sheet, a.code, a.name, a.titles()); err != nil {
			return err
		}
	}
	for i := range bodies {
		if err := writeTitles(k.sheet, bodies[i].code(i), bodies[i].name, bodies[i].titles); err != nil {
			return err
		}
	}
	return nil
}

// titles are the recognitions of a carrier that stand in both rosters.
func (a *carrier) titles() []title {
	var list []title
	for _, v := range a.levels {
		if v.both {
			list = append(list, title{kind: a.kind, level: v.name, issued: v.day, paper: paper(v.day.Year(), 40+v.day.Month())})
		}
	}
	return list
}

func writeTitles(s *sheet, code, name string, titles []title) error {
	for i := range titles {
		t := &titles[i]
		s.begin()
		s.text(code)
		s.text(name)
		s.text(t.kind)
		s.text(t.level)
		s.text(t.number)
		s.text(t.issued.String())
		s.text(t.ends.String())
		s.text(t.revoked.String())
		if t.amount != 0 {
			s.money(t.amount)
		} else {
			s.text("")
		}
		s.text(t.batch)
		s.text(t.paper)
		if err := s.end(); err != nil {
			return err
		}
	}
	return nil
}

var roundsLayout = layout{tab: "股权融资", title: "昆明市科技企业股权融资情况表", unit: "金额：万元或万美元；估值：亿元或亿美元", number: true, signed: 20250227, paper: 9,
	columns: []column{codeColumn, nameColumn, {"轮次", 10, lookMid}, {"融资日期", 14, lookMid}, {"融资金额(万)", 15, lookMoney}, {"投后估值(亿)", 13, lookMoney},
		{"币种", 10, lookMid}, {"投资机构", 44, lookText}, {"证明类型", 14, lookMid}},
	notes: "未披露的金额、估值和投资机构留空。"}

func fillRounds(k *clerk) error {
	s := k.sheet
	return k.each(1, func(l *life) error {
		for _, r := range l.rounds {
			s.begin()
			s.text(l.code)
			s.text(l.name)
			s.text(r.series)
			s.text(fmt.Sprintf("%d/%d/%d", r.day.Year(), r.day.Month(), r.day.Date()))
			for _, v := range [...]wan{wan(r.amount) * oneWan, wan(r.value)} {
				if v == 0 {
					s.text("")
				} else {
					s.money(v)
				}
			}
			s.text(r.currency)
			s.text(r.investors)
			s.text(r.proof)
			if err := s.end(); err != nil {
				return err
			}
		}
		return nil
	})
}

var listingsLayout = layout{tab: "上市挂牌", title: "昆明市科技企业上市(挂牌)情况表", unit: "", number: true, signed: 20250110, paper: 9,
	columns: []column{codeColumn, nameColumn, {"上市板块", 16, lookMid}, {"股票代码", 12, lookMid}, {"上市日期", 18, lookMid}, {"退市日期", 18, lookMid}},
	notes:   "只列企业自身股票；股票代码不在各板块已发放的号段内。"}

func fillListings(k *clerk) error {
	s := k.sheet
	return k.each(1, func(l *life) error {
		for _, v := range l.listings {
			s.begin()
			s.text(l.code)
			s.text(l.name)
			s.text(v.board)
			s.text(v.stock)
			s.text(longDay(v.listed))
			s.text(longDay(v.delisted))
			if err := s.end(); err != nil {
				return err
			}
		}
		return nil
	})
}

// longDay writes 2023年5月18日.
func longDay(d policy.Day) string {
	if d == 0 {
		return ""
	}
	return fmt.Sprintf("%d年%d月%d日", d.Year(), d.Month(), d.Date())
}

var paymentsLayout = layout{tab: "奖补拨付", annex: "附件3", title: "昆明市科技奖补资金审批拨付明细表", unit: "单位：万元", number: true, total: "合计", signed: 20250110, paper: 9,
	columns: []column{{"条款", 9, lookMid}, {"年度", 8, lookMid}, codeColumn, {"收款单位", 42, lookText}, {"批准金额(万元)", 16, lookMoney}, {"拨付金额(万元)", 16, lookMoney},
		{"拨付日期", 14, lookMid}, {"文号", 22, lookMid}},
	notes: "年度为奖补事项或研发费用所属年度；已批准未拨付的，拨付金额和日期留空。"}

// fillPayments lists the payments year by year: firms, then carriers, then institutions.
func fillPayments(k *clerk) error {
	var failed error
	emit := func(p payment) {
		if failed == nil {
			failed = writePayment(k.sheet, &p)
		}
	}
	for year := firstPaid; year <= lastPaid; year++ {
		raised := make([]int, len(k.city.carriers))
		if err := k.each(lastPaid-firstPaid+1, func(l *life) error {
			k.city.payFirm(l, year, emit)
			if a := l.raisedBy(year); a != nil && year > firstPaid {
				raised[a.index]++
			}
			return failed
		}); err != nil {
			return err
		}
		if year > firstPaid {
			k.city.payOthers(year, raised, emit)
		}
	}
	return failed
}

// payOthers emits what carriers and institutions were paid for a year; raised counts the firms
// that each carrier has brought to a first certificate.
func (c *city) payOthers(year int, raised []int, emit func(payment)) {
	d := roll(c.Seed, rollMoney, -year)
	for i := range c.carriers {
		a := &c.carriers[i]
		var won []title
		for _, v := range a.levels {
			won = append(won, title{kind: a.kind, level: v.name, issued: v.day})
		}
		c.payTitles(&d, won, a.code, a.name, year, emit)
		if raised[i] > 0 {
			settle(&d, payment{clause: "5-f", year: year, code: a.code, name: a.name, approved: wan(3*raised[i]) * oneWan}, 60, emit)
		}
	}
	for i := range bodies {
		c.payTitles(&d, bodies[i].titles, bodies[i].code(i), bodies[i].name, year, emit)
	}
}

func writePayment(s *sheet, p *payment) error {
	s.begin()
	s.text(p.clause)
	s.cell(p.year)
	s.text(p.code)
	s.text(p.name)
	s.money(p.approved)
	if p.paid != 0 {
		s.money(p.paid)
	} else {
		s.text("")
	}
	s.text(p.day.String())
	s.text(p.paper)
	return s.end()
}
