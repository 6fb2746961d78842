package exports

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"yunti/policy"
	"yunti/tiering"
)

// moveSheets are the sheets of the 晋级降级毕业明细: a kind of movement each.
var moveSheets = []struct {
	name, about, title string
	codes              []tiering.Movement
}{
	{"新进", "上期不在培育线、本年新进入的企业", "新进企业明细表", []tiering.Movement{tiering.Entered}},
	{"晋级", "所在梯级较上期提高的企业", "晋级企业明细表", []tiering.Movement{tiering.Promoted}},
	{"降级", "所在梯级较上期降低的企业，到期、撤销和毕业的除外", "降级企业明细表", []tiering.Movement{tiering.Demoted}},
	{"到期失效", "资质认定期满未重新认定的企业", "资质到期失效企业明细表", []tiering.Movement{tiering.Lapsed}},
	{"撤销", "资质认定被撤销的企业", "资质撤销企业明细表", []tiering.Movement{tiering.Revoked}},
	{"毕业", "超规毕业、超龄毕业和上市毕业的企业，不作降级统计", "毕业企业明细表", []tiering.Movement{tiering.Outgrown, tiering.AgedOut, tiering.ListedOut}},
	{"迁出注销", "上期在培育线、本年已迁出、注销或吊销的企业", "迁出、注销企业明细表", []tiering.Movement{tiering.Left}},
	{"数据待核", "因数据未报送而沿用上期所在梯级的企业，既不晋级也不降级", "数据待核企业明细表", []tiering.Movement{tiering.Undecided}},
}

// buildMoves makes the 晋级降级毕业明细.
func buildMoves(ctx context.Context, s *Source, b *workbook) error {
	a := newAnalysis(s, b)
	a.chapters = []*chapter{a.paths()}
	for _, m := range moveSheets {
		a.chapters = append(a.chapters, a.movesOf(m.name, m.about, m.title, m.codes))
	}
	reading := []pair{{"变动依据", "由评价所存的判定写出：实际的数、应达到的数、相差多少，或者取得、失去的资质认定"},
		{"条款", "上述判定所依据的文件和条款"}}
	for _, m := range moveMeanings {
		if m.move != tiering.Kept {
			reading = append(reading, pair{m.move.Name(), m.text})
		}
	}
	a.chapters = append(a.chapters, a.about(reading...))
	return a.run(ctx, nil)
}

// movesOf lists the firms that moved in one of the ways given, on any ladder, with what caused it.
func (a *analysis) movesOf(name, about, title string, codes []tiering.Movement) *chapter {
	columns := a.columnsOf(a.ladderColumn(), a.moveColumn(), a.fromColumn("原梯级"), a.toColumn("现梯级"),
		column[line]{Title: "变动依据", Kind: Wrapped, Width: 54, Value: func(l *line) Cell { return Text(l.texts[0]).Or("—") }},
		column[line]{Title: "条款", Kind: Wrapped, Width: 34, Value: func(l *line) Cell { return Text(l.texts[1]).Or("—") }})
	visit := func(t *table[line], f *firm) {
		for l := range a.ed.Ladders {
			ladder := &a.ed.Ladders[l]
			s := spotOf(&f.Result, ladder.ID)
			if !slices.Contains(codes, s.move) {
				continue
			}
			row := line{firm: f, ladder: ladder, spot: s}
			row.texts[0], row.texts[1] = a.cause(f, s)
			t.add(a.group(l, len(ladder.Tiers)-max(rank(ladder, s.tier), rank(ladder, s.from)), f.County), &row)
		}
	}
	return a.list(name, about, a.heading(title, ""), "户次", columns, visit, func() []string { return []string{a.against()} })
}

// cause says what moved a firm, and the articles that ask for it.
func (a *analysis) cause(f *firm, s spot) (text, cites string) {
	switch s.move {
	case tiering.Entered, tiering.Promoted:
		return a.rise(f, s.tier)
	case tiering.Undecided:
		missing := a.Judge.Missing(&f.verdict, s.from)
		return "需补充：" + missingText(missing), a.citesOf(a.Judge.Gaps(&f.verdict, s.from))
	}
	text = a.reason(f, s)
	t := a.tierOf(s.from)
	if t == nil {
		return text, ""
	}
	switch s.move {
	case tiering.Outgrown:
		return text, a.citesIn(t.Outgrown)
	case tiering.AgedOut:
		return text, a.citesIn(t.AgedOut)
	case tiering.ListedOut:
		return text, a.citesIn(t.ListedOut)
	case tiering.Lapsed, tiering.Revoked:
		if k, ok := a.ed.Kind(t.Kind); ok && k.Cite != nil {
			return text, typeset(a.ed.CiteText(k.Cite))
		}
		return text, a.citesIn(t.Holds)
	case tiering.Left:
		return text, ""
	}
	return text, a.citesOf(a.Judge.Gaps(&f.verdict, t.ID))
}

// rise says by what a firm holds a tier: its title, or the conditions that it meets.
func (a *analysis) rise(f *firm, tier string) (text, cites string) {
	holds := a.Judge.Holds(&f.verdict, tier)
	met := a.metLeaves(f, tier, &holds, nil)
	said := make([]string, 0, reasonLeaves+1)
	for i := range met {
		if i == reasonLeaves {
			said = append(said, "等")
			break
		}
		said = append(said, metText(&met[i]))
	}
	return typeset(strings.Join(said, "；")), a.citesOf(met[:min(len(met), reasonLeaves)])
}

// metLeaves are the leaves of a tree that prove it: all of them, or of alternatives the first that is met.
func (a *analysis) metLeaves(f *firm, tier string, of *tiering.Finding, list []tiering.Finding) []tiering.Finding {
	if of.Outcome != tiering.Met.String() {
		return list
	}
	if len(of.Parts) == 0 {
		if of.Metric == "" && of.Actual == "" && of.Note != "" { // it refers to what qualifies for the tier
			qualifies := a.Judge.Qualifies(&f.verdict, tier)
			return a.metLeaves(f, tier, &qualifies, list)
		}
		return append(list, *of)
	}
	if of.Score != nil {
		return append(list, *of)
	}
	all := !slices.ContainsFunc(of.Parts, func(p tiering.Finding) bool {
		return p.Outcome != tiering.Met.String() && p.Outcome != tiering.NotApplicable.String()
	})
	for i := range of.Parts {
		if of.Parts[i].Outcome != tiering.Met.String() {
			continue
		}
		list = a.metLeaves(f, tier, &of.Parts[i], list)
		if !all {
			break
		}
	}
	return list
}

// metText writes a finding that is met: 营业收入 7,800 万元（应高于 1,000 万元）, 有效期内的高新技术企业证书：GR202153000001（至 2024-12-02）.
func metText(f *tiering.Finding) string {
	if f.Metric != "" {
		return leafText(f)
	}
	text := f.Label
	if f.Actual != "" {
		text += "：" + f.Actual
	}
	if f.Note != "" {
		text += "（" + f.Note + "）"
	}
	return text
}

// citesOf are the articles of findings, each once.
func (a *analysis) citesOf(findings []tiering.Finding) string {
	var cites []string
	for i := range findings {
		if c := findings[i].Cite; c != "" && !slices.Contains(cites, c) {
			cites = append(cites, c)
		}
	}
	return typeset(strings.Join(cites, "；"))
}

// citesIn are the articles of the rules of a tree, each once.
func (a *analysis) citesIn(r *policy.Rule) string {
	var cites []string
	for leaf := range leaves(r) {
		if leaf.Cite == nil {
			continue
		}
		if c := a.ed.CiteText(leaf.Cite); !slices.Contains(cites, c) {
			cites = append(cites, c)
		}
	}
	if len(cites) == 0 && r != nil && r.Cite != nil {
		cites = append(cites, a.ed.CiteText(r.Cite))
	}
	return typeset(strings.Join(cites, "；"))
}

// course is a line of 变动汇总: the firms that came from one tier, by where they are now.
type course struct {
	from string
	to   []int // by tier of the ladder, and one more for none
	move map[tiering.Movement]int
}

// paths counts the movements: from which tier to which, and of what kind.
func (a *analysis) paths() *chapter {
	s := a.book.sheet("变动汇总")
	s.onePage = true
	counts := make([][]course, len(a.ed.Ladders))
	for l := range a.ed.Ladders {
		ladder := &a.ed.Ladders[l]
		counts[l] = make([]course, len(ladder.Tiers)+1)
		for i := range counts[l] {
			p := &counts[l][i]
			p.from, p.to, p.move = "不在培育线", make([]int, len(ladder.Tiers)+1), map[tiering.Movement]int{}
			if i > 0 {
				p.from = a.tierOf(ladder.Tiers[i-1]).Name
			}
		}
	}
	visit := func(f *firm) {
		for l := range a.ed.Ladders {
			ladder := &a.ed.Ladders[l]
			s := spotOf(&f.Result, ladder.ID)
			if s.move == "" {
				continue
			}
			p := &counts[l][rank(ladder, s.from)+1]
			p.to[(rank(ladder, s.tier)+len(p.to))%len(p.to)]++
			p.move[s.move]++
		}
	}
	return &chapter{sheet: s, about: "由上期各梯级到本年各梯级的企业数，按变动种类分", visit: visit, close: func() {
		for l := range a.ed.Ladders {
			a.pathTable(s, l, counts[l])
		}
		s.notes("每行是上期在该梯级的企业：左边按本年所在梯级，右边按变动种类，各行左右两边的合计相等", a.against())
		s.signOff(a.Source)
	}}
}

func (a *analysis) pathTable(s *sheet, l int, rows []course) {
	ladder := &a.ed.Ladders[l]
	h := heading{Sub: fmt.Sprintf("%s、%s", numerals[l%len(numerals)], ladder.Name)}
	if l == 0 {
		whole := a.heading("科技创新主体变动汇总表", "户")
		h.Title, h.Left, h.Right = whole.Title, whole.Left, whole.Right
	}
	columns := []column[course]{{Title: "上期所在梯级", Kind: Words, Value: func(p *course) Cell { return Text(p.from) }}}
	count := func(group, title string, value func(p *course) int) {
		columns = append(columns, column[course]{Group: group, Title: title, Kind: Whole, Sum: true, Value: func(p *course) Cell { return zeroFaint(value(p)) }})
	}
	for at, id := range ladder.Tiers {
		count("本年所在梯级", a.tierOf(id).Short, func(p *course) int { return p.to[at] })
	}
	count("本年所在梯级", "不在\n培育线", func(p *course) int { return p.to[len(p.to)-1] })
	for _, m := range moveOrder {
		count("变动", m.Name(), func(p *course) int { return p.move[m] })
	}
	t := newTable(s, h, columns)
	for i := range rows {
		t.add(0, &rows[i])
	}
	t.foot(nil)
}
