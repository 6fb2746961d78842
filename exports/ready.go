package exports

import (
	"context"
	"fmt"
	"strings"

	"yunti/policy"
	"yunti/tiering"
)

// buildReady makes the 达规未入库名单.
func buildReady(ctx context.Context, s *Source, b *workbook) error {
	a := newAnalysis(s, b)
	a.chapters = []*chapter{a.qualified(), a.nearly(), a.about(
		pair{"达规未入库", "已符合某一梯级的全部条件而没有持有该梯级的企业；其余条件均已符合、只待专家或自评评分的一并列出并注明"},
		pair{"差一项", "所在梯级的上一个适用梯级，只有一项条件没有达到、其余均已达到的企业；只因成立年限超过上限的不列（无法再达到）"},
		pair{"达标情况", "评价所存的实际数，括号内为应达到的数；每个梯级最多列出六项"})}
	return a.run(ctx, nil)
}

// shownFigures is how many conditions a line prints.
const shownFigures = 6

// qualified lists the firms that meet the criteria of a tier that they do not hold.
func (a *analysis) qualified() *chapter {
	columns := a.columnsOf(
		column[line]{Title: "达规梯级", Kind: Centred, Value: func(l *line) Cell { return Text(l.tier.Short) }},
		column[line]{Title: "情形", Kind: Centred, Value: func(l *line) Cell { return Text(l.texts[0]).In(l.tone) }})
	columns = append(columns, a.positionColumns()...)
	columns = append(columns, column[line]{Title: "达标情况（实际与要求）", Kind: Wrapped, Width: 76, Value: func(l *line) Cell { return Text(l.texts[1]).Or("—") }})
	visit := func(t *table[line], f *firm) {
		a.readyTiers(f, func(i int) {
			row := line{firm: f, tier: &a.ed.Tiers[i]}
			rank := 0
			switch f.verdict.Standings[i].Ready {
			case tiering.ReadyToFile:
				row.texts[0], row.tone = "可申报", Good
			case tiering.ReadyUnscored:
				row.texts[0], row.tone, rank = "待评分", Mild, 1
			default:
				return
			}
			row.texts[1] = a.figuresText(f, row.tier.ID)
			t.add(a.group(i, rank, f.County), &row)
		})
	}
	return a.list("达规未入库", "符合条件而未持有相应梯级的企业，附实际数与要求", a.heading("达规未入库企业名单", ""), "户次", columns, visit, func() []string {
		return []string{"可申报：已符合该梯级的全部条件。待评分：其余条件均已符合，只待专家或自评评分",
			"同一企业可申报多个梯级的分别列出；是否申报由企业自愿决定，认定结果以主管部门为准"}
	})
}

// figuresText writes by what figures a firm qualifies for a tier.
func (a *analysis) figuresText(f *firm, tier string) string {
	var said []string
	for _, leaf := range a.Judge.Proofs(&f.verdict, tier) {
		if leaf.Metric != "" && !isNumber(leaf.Actual) {
			continue // 是, 否, 无记录: no figure
		}
		if len(said) == shownFigures {
			said = append(said, "等")
			break
		}
		said = append(said, metText(&leaf))
	}
	return typeset(strings.Join(said, "；"))
}

// nearly lists the firms that are one condition short of the next tier of a ladder.
func (a *analysis) nearly() *chapter {
	columns := a.columnsOf(a.ladderColumn(),
		column[line]{Title: "现梯级", Kind: Centred, Value: func(l *line) Cell { return Text(a.short(l.spot.tier)) }},
		column[line]{Title: "下一梯级", Kind: Centred, Value: func(l *line) Cell { return Text(l.tier.Short) }},
		column[line]{Title: "所差条件", Kind: Wrapped, Width: 30, Value: func(l *line) Cell { return Text(l.texts[0]) }},
		column[line]{Title: "实际", Kind: Code, Value: func(l *line) Cell { return Text(l.texts[1]).Or("—") }},
		column[line]{Title: "要求与差距", Kind: Wrapped, Width: 40, Value: func(l *line) Cell { return Text(l.texts[2]).Or("—") }})
	visit := func(t *table[line], f *firm) {
		if !f.Present {
			return
		}
		for l := range a.ed.Ladders {
			ladder := &a.ed.Ladders[l]
			s := spotOf(&f.Result, ladder.ID)
			next := a.nextTier(f, ladder, rank(ladder, s.tier))
			if next == nil {
				continue
			}
			short, ok := a.oneShort(f, next)
			if !ok {
				continue
			}
			row := line{firm: f, ladder: ladder, spot: s, tier: next}
			row.texts[0], row.texts[1], row.texts[2] = typeset(short.Label), actualText(&short), asked(&short)
			t.add(a.group(l, len(ladder.Tiers)-rank(ladder, next.ID), f.County), &row)
		}
	}
	return a.list("差一项", "距上一个适用梯级只差一项条件的企业及所差的数", a.heading("距上一梯级只差一项条件的企业名单", ""), "户次", columns, visit, func() []string {
		return []string{"只列所在梯级（未在培育线的为最低梯级）的上一个适用梯级；有未报送数据的条件不计为未达到，见《数据缺失与异常清单》"}
	})
}

// oneShort returns the one condition that a firm lacks for qualifying for a tier; false when it lacks none, several, or one that no
// effort mends (its age).
func (a *analysis) oneShort(f *firm, t *policy.Tier) (tiering.Finding, bool) {
	if f.verdict.Standings[a.tierAt[t.ID]].Qualifies != tiering.Unmet || a.Judge.Short(&f.verdict, t.ID) != 1 {
		return tiering.Finding{}, false
	}
	list := a.Judge.Obstacles(&f.verdict, t.ID)
	if len(list) != 1 || list[0].Outcome != tiering.Unmet.String() || list[0].Metric == "age_years" && (list[0].Op == "max" || list[0].Op == "below" || list[0].Op == "is") {
		return tiering.Finding{}, false
	}
	return list[0], true
}

// actualText is what was found, with its unit.
func actualText(f *tiering.Finding) string {
	if f.Actual != "" && isNumber(f.Actual) {
		return typeset(strings.TrimSpace(separated(f.Actual) + " " + f.Unit))
	}
	return f.Actual
}

// asked says what a finding asks for and how far that is.
func asked(f *tiering.Finding) string {
	var said []string
	if op := opWords[f.Op]; op != "" && f.Bound != "" {
		unit := ""
		if isNumber(f.Bound) {
			unit = " " + f.Unit
		}
		said = append(said, strings.TrimSpace(fmt.Sprintf("应%s %s%s", op, separated(f.Bound), unit)))
	}
	if f.Gap != "" && f.Gap != f.Actual {
		said = append(said, f.Gap)
	}
	return typeset(strings.Join(said, "，"))
}
