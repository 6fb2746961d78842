package exports

import (
	"context"
	"fmt"
	"strings"

	"yunti/incentives"
	"yunti/models"
	"yunti/policy"
	"yunti/tiering"
)

// carriers is the 孵化载体绩效表 being made.
type carriers struct {
	*money
	list   []*carrierRow
	byName map[string]*carrierRow
	byCode map[string]*carrierRow
	stays  map[string][]models.Residency // by firm
	sme    int                           // the tier of 科技型中小企业 in the edition, -1 for none
}

// carrierRow is one carrier with what came of its firms.
type carrierRow struct {
	name, code, county           string
	titles                       []string
	tenants, graduated, leaving  int // at the end of the year; ever; in the year
	promoted, raised, smes, hnte int
	title, raising               policy.Money // owed to the carrier: for its own title, for firms that it raised
	lines                        int          // owed to its tenants
	low, high                    policy.Money
}

// buildCarriers makes the 孵化载体绩效表: each carrier with its firms, what became of them, and the money that it and they are owed.
func buildCarriers(ctx context.Context, s *Source, b *workbook) error {
	c := &carriers{money: newMoney(s, b), byName: map[string]*carrierRow{}, byCode: map[string]*carrierRow{}, sme: -1}
	if err := c.read(ctx); err != nil {
		return err
	}
	if err := s.each(ctx, c.firms, nil); err != nil {
		return err
	}
	inside := false
	owed := models.EntitlementFilter{State: string(incentives.Owed), Outside: &inside}
	if err := c.eachPayee(ctx, owed, c.clausesOf(computable), c.lines); err != nil {
		return err
	}
	c.chapters = []*chapter{c.performance()}
	c.chapters = append(c.chapters, c.about(
		pair{"在孵关系", "载体名录和在孵关系取自生成本表时的记录；在孵、毕业以评价基准日为准"},
		pair{"首次认定高企", "企业有史以来第一张高新技术企业证书，发证当日在孵或已从该载体毕业；一家企业只归一个载体"},
		pair{"在孵企业奖补", "在孵企业本年度应给予的奖补，按上限；企业同时在几个载体在孵的，在各载体分别统计，故不得与全市合计相加"}))
	return c.finish()
}

// read takes the carriers of the area and the stays in them.
func (c *carriers) read(ctx context.Context) error {
	entries, err := c.DB.Incubators(ctx)
	if err != nil {
		return fmt.Errorf("读取孵化载体名录：%w", err)
	}
	for i := range entries {
		e := &entries[i]
		if c.ofCounty() && e.County != c.Scope.County {
			continue
		}
		row := c.byName[e.Name]
		if row == nil {
			row = &carrierRow{name: e.Name, county: e.County}
			c.byName[e.Name], c.list = row, append(c.list, row)
		}
		row.titles = append(row.titles, e.Level+e.Type)
		if row.county == "" {
			row.county = e.County
		}
		if e.Code != "" {
			row.code = e.Code
			c.byCode[e.Code] = row
		}
	}
	for i := range c.ed.Tiers {
		if c.ed.Tiers[i].ID == "tech_sme" {
			c.sme = i
		}
	}
	c.stays, err = c.DB.Residencies(ctx)
	if err != nil {
		return fmt.Errorf("读取在孵关系：%w", err)
	}
	return nil
}

// firms counts a batch of firms with the carriers that they stay or stayed in.
func (c *carriers) firms(batch []firm) error {
	day := c.snapshot()
	for i := range batch {
		f := &batch[i]
		for _, stay := range c.stays[f.Code] {
			row := c.byName[stay.Incubator]
			if row == nil || stay.Since > day {
				continue
			}
			if stay.Graduated && stay.Until != 0 && stay.Until <= day {
				row.graduated++
				if stay.Until.Year() == c.Year() {
					row.leaving++
				}
			}
			if tenant(&stay, day) {
				c.tenant(row, f)
			}
		}
	}
	return nil
}

// tenant reports whether the firm is in the carrier on that day.
func tenant(stay *models.Residency, day policy.Day) bool {
	return stay.Since <= day && (stay.Until == 0 || stay.Until >= day)
}

// tenant counts a firm that is in the carrier at the end of the year.
func (c *carriers) tenant(row *carrierRow, f *firm) {
	row.tenants++
	if f.GrowthMove == string(tiering.Promoted) || f.UnicornMove == string(tiering.Promoted) {
		row.promoted++
	}
	if !f.Present {
		return
	}
	if c.sme >= 0 && f.verdict.Standings[c.sme].Holds == tiering.Met {
		row.smes++
	}
	if _, ok := c.Judge.Evidence(&f.verdict, "hnte"); ok {
		row.hnte++
	}
}

// lines adds what is owed to one payee.
func (c *carriers) lines(lines []models.EntitlementRow) {
	for i := range lines {
		c.line(&lines[i])
	}
}

// line adds what is owed to a carrier, or to its tenants.
func (c *carriers) line(e *models.EntitlementRow) {
	clause, ok := c.ed.Clause(e.Clause)
	if !ok || !counts(&e.Entitlement) {
		return
	}
	if clause.Payee == policy.PayeeCarrier {
		row := c.byCode[e.Payee]
		if row == nil {
			row = c.byName[e.Name]
		}
		switch {
		case row == nil:
		case clause.Trigger.First != nil:
			row.raised++
			row.raising += *e.High
		default:
			row.title += *e.High
		}
		return
	}
	for _, stay := range c.stays[e.Payee] {
		if row := c.byName[stay.Incubator]; row != nil && tenant(&stay, c.snapshot()) {
			row.lines++
			row.low, row.high = row.low+*e.Low, row.high+*e.High
		}
	}
}

// performance is the table.
func (c *carriers) performance() *chapter {
	const firms, growth, own, theirs = "企业", "培育成效", "载体应给予奖补", "在孵企业应给予奖补"
	whole := func(group, title string, value func(*carrierRow) int) column[carrierRow] {
		return column[carrierRow]{Group: group, Title: title, Kind: Whole, Sum: true, Value: func(x *carrierRow) Cell { return zeroFaint(value(x)) }}
	}
	amount := func(group, title string, value func(*carrierRow) policy.Money) column[carrierRow] {
		return column[carrierRow]{Group: group, Title: title, Kind: Money, Sum: true, Value: func(x *carrierRow) Cell { return zeroWan(value(x)) }}
	}
	t := newTable(c.book.sheet("绩效表"), c.heading("孵化载体绩效表", "家、万元"), []column[carrierRow]{
		{Title: "序号", Kind: Serial},
		{Title: "载体名称", Kind: Wrapped, Width: 36, Value: func(x *carrierRow) Cell { return Text(x.name) }},
		{Title: "级别和类型", Kind: Wrapped, Width: 28, Value: func(x *carrierRow) Cell { return Text(strings.Join(x.titles, "、")) }},
		{Title: "县区", Kind: Centred, Value: func(x *carrierRow) Cell { return Text(c.place(x.county)) }},
		whole(firms, "年末\n在孵", func(x *carrierRow) int { return x.tenants }),
		whole(firms, "累计\n毕业", func(x *carrierRow) int { return x.graduated }),
		whole(firms, "本年\n毕业", func(x *carrierRow) int { return x.leaving }),
		whole(growth, "本年\n晋级", func(x *carrierRow) int { return x.promoted }),
		whole(growth, "首次认\n定高企", func(x *carrierRow) int { return x.raised }),
		whole(growth, "在孵\n高企", func(x *carrierRow) int { return x.hnte }),
		whole(growth, "科技型\n中小企业", func(x *carrierRow) int { return x.smes }),
		amount(own, "新认定", func(x *carrierRow) policy.Money { return x.title }),
		amount(own, "培育高企", func(x *carrierRow) policy.Money { return x.raising }),
		amount(own, "合计", func(x *carrierRow) policy.Money { return x.title + x.raising }),
		whole(theirs, "笔数", func(x *carrierRow) int { return x.lines }),
		amount(theirs, "下限", func(x *carrierRow) policy.Money { return x.low }),
		amount(theirs, "上限", func(x *carrierRow) policy.Money { return x.high }),
	})
	t.freeze(2)
	t.unit = "家"
	return &chapter{sheet: t.sheet, about: "各孵化载体的在孵、毕业、培育成效和应给予的奖补", rows: func() int { return t.rows }, close: func() {
		for _, row := range c.list {
			t.add(c.countyAt(row.county), row)
		}
		notes := []string{"本年晋级、在孵高企、科技型中小企业按评价基准日在孵的企业统计；首次认定高企按发证当日在孵或已毕业的企业归属",
			"企业同时在几个载体在孵的，在各载体分别统计；载体应给予奖补为新认定和培育高企两项，不含其他条款"}
		if c.ofCounty() {
			notes = append(notes, "本表只列本县（市）区的载体，只统计所属本县（市）区的企业")
		}
		t.foot(c.Source, notes...)
	}}
}
