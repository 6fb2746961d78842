package exports

import (
	"fmt"
	"slices"
	"strings"

	"yunti/policy"
	"yunti/tiering"
)

// moves makes the list of the firms that moved in one of the given ways on any ladder. Firms stand by ladder,
// then by tier from the highest (the one left, with the reason, or the one reached), then by county.
func (a *analysis) moves(name, about, title string, codes []tiering.Movement, leaving bool, columns []column[line], notes ...string) *chapter {
	visit := func(t *table[line], f *firm) {
		for l := range a.ed.Ladders {
			ladder := &a.ed.Ladders[l]
			s := spotOf(&f.Result, ladder.ID)
			if !slices.Contains(codes, s.move) {
				continue
			}
			row := line{firm: f, ladder: ladder, spot: s}
			by := s.tier
			if leaving {
				by = s.from
				row.texts[0] = a.reason(f, s)
			}
			t.add(a.group(l, len(ladder.Tiers)-rank(ladder, by), f.County), &row)
		}
	}
	notes = append([]string{a.against()}, notes...)
	return a.list(name, about, a.heading(title, ""), "户次", columns, visit, func() []string { return notes })
}

// group orders the lines of a list: by ladder, then by a rank on it, then by county.
func (a *analysis) group(ladder, rank int, county string) int {
	return (ladder*100+rank)*1000 + a.countyAt(county)
}

// ladderColumn and the others print where a firm came from and went to.
func (a *analysis) ladderColumn() column[line] {
	return column[line]{Title: "培育线", Kind: Centred, Value: func(l *line) Cell { return Text(ladderShort(l.ladder)) }}
}

func (a *analysis) fromColumn(title string) column[line] {
	return column[line]{Title: title, Kind: Centred, Value: func(l *line) Cell { return Text(a.short(l.spot.from)) }}
}

func (a *analysis) toColumn(title string) column[line] {
	return column[line]{Title: title, Kind: Centred, Value: func(l *line) Cell { return Text(a.short(l.spot.tier)) }}
}

func (a *analysis) moveColumn() column[line] {
	return column[line]{Title: "变动", Kind: Centred, Value: func(l *line) Cell {
		return Text(l.spot.move.Name()).In(moveTone(l.spot.move))
	}}
}

// moveTone colours a movement.
func moveTone(m tiering.Movement) Tone {
	switch m {
	case tiering.Revoked:
		return Urgent
	case tiering.Demoted, tiering.Lapsed:
		return Soon
	case tiering.Undecided:
		return Mild
	case tiering.Promoted, tiering.Entered, tiering.Outgrown, tiering.AgedOut, tiering.ListedOut:
		return Good
	}
	return Plain
}

// against says with which review the movements compare.
func (a *analysis) against() string {
	if a.Previous == nil {
		return "本年度为首次评价，没有可比较的上期结果，故无变动"
	}
	said := fmt.Sprintf("变动系与%d年度已发布的评价（编号 %s）相比较；一家企业在两条培育线上的变动分别列出", a.Previous.Year, a.Previous.ID)
	if a.ofCounty() {
		said += "；企业的变动按其自身的上期结果判定，上期数按上期评价时属于本县（市）区的企业统计，其间有企业迁入、迁出本县（市）区的，两者不相等"
	}
	return said
}

func (a *annual) entered() *chapter {
	return a.moves("新进名单", "上期不在培育线、本年新进入的企业", "新进企业名单", []tiering.Movement{tiering.Entered}, false,
		a.columnsOf(a.ladderColumn(), a.toColumn("进入梯级"), a.metric("营业收入\n（万元）", "revenue", Money),
			a.metric("职工总数\n（人）", "staff", Whole), a.metric("成立年限\n（年）", "age_years", Whole)))
}

func (a *annual) promoted() *chapter {
	return a.moves("晋级名单", "所在梯级较上期提高的企业", "晋级企业名单", []tiering.Movement{tiering.Promoted}, false,
		a.columnsOf(a.ladderColumn(), a.fromColumn("原梯级"), a.toColumn("现梯级"), a.metric("营业收入\n（万元）", "revenue", Money),
			a.metric("职工总数\n（人）", "staff", Whole), a.metric("成立年限\n（年）", "age_years", Whole)))
}

func (a *annual) lowered() *chapter {
	return a.moves("降级失效名单", "降级、到期失效和被撤销的企业及其原因", "降级、到期失效和撤销企业名单",
		[]tiering.Movement{tiering.Demoted, tiering.Lapsed, tiering.Revoked}, true,
		a.columnsOf(a.ladderColumn(), a.moveColumn(), a.fromColumn("原梯级"), a.toColumn("现梯级"), reasonColumn("原因")),
		"原因取自评价所存的判定；因数据未报送而无法判定的企业不作降级处理，见《数据待核》",
		"超规、超龄和上市毕业的企业不在本表，见《毕业名单》")
}

func (a *annual) graduated() *chapter {
	return a.moves("毕业名单", "超规毕业、超龄毕业和上市毕业的企业", "毕业企业名单",
		[]tiering.Movement{tiering.Outgrown, tiering.AgedOut, tiering.ListedOut}, true,
		a.columnsOf(a.ladderColumn(), a.moveColumn(), a.fromColumn("毕业梯级"), a.toColumn("现梯级"), reasonColumn("毕业情形")),
		"毕业是企业成长的结果，不作降级统计")
}

func (a *annual) left() *chapter {
	return a.moves("迁出注销名单", "上期在培育线、本年已迁出、注销或吊销的企业", "迁出、注销企业名单", []tiering.Movement{tiering.Left}, true,
		a.columnsOf(a.ladderColumn(), a.fromColumn("原梯级"),
			column[line]{Title: "去向", Kind: Centred, Value: func(l *line) Cell { return Text(l.Leaving()).Or("—") }},
			column[line]{Title: "日期", Kind: Day, Value: leavingDay},
			reasonColumn("情形")))
}

// leavingDay is the day of the state in which the firm left.
func leavingDay(l *line) Cell {
	if l.Leaving() == "" {
		return Text("—").In(Faint)
	}
	return Date(l.StateDay).Or("—")
}

func reasonColumn(title string) column[line] {
	return column[line]{Title: title, Kind: Wrapped, Width: 66, Value: func(l *line) Cell { return Text(l.texts[0]) }}
}

// ladderShort is the name of a ladder for narrow columns.
func ladderShort(l *policy.Ladder) string { return strings.TrimSuffix(l.Name, "培育") }

// short is the short name of a tier, — for none.
func (a *analysis) short(id string) string {
	if t := a.tierOf(id); t != nil {
		return t.Short
	}
	return "—"
}

// tierOf returns the tier with that ID.
func (a *analysis) tierOf(id string) *policy.Tier {
	at, ok := a.tierAt[id]
	if !ok {
		return nil
	}
	return &a.ed.Tiers[at]
}
