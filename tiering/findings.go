package tiering

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"yunti/policy"
)

// finding reads the finding of a node and of all below it.
func (j *Judge) finding(v *Verdict, i int32) Finding {
	n, src := &j.nodes[i], &j.sources[i]
	f := Finding{Outcome: v.trail.outcome(i).String(), Label: src.label, Cite: src.cite}
	switch n.op {
	case opCount, opCompare, opCompareBy:
		j.compared(v, n, src, &f)
	case opClaim:
		j.claimed(v, n, &f)
	case opScore:
		j.scored(v, n, src, &f)
	case opJudged:
		f.Actual, f.Note = "须人工评定", src.rule.Judged
	case opRefer:
		if src.rule.Criteria == "" {
			f.Note = "详见该梯级的符合条件"
			return f
		}
		whole := j.finding(v, n.arg)
		whole.Label = src.label
		if f.Cite != "" {
			whole.Cite = f.Cite
		}
		return whole
	default:
		f.Note = groupNote(n)
		for k := i + 1; k < n.end; k = j.nodes[k].end {
			f.Parts = append(f.Parts, j.finding(v, k))
		}
	}
	return f
}

func groupNote(n *node) string {
	switch n.op {
	case opAll:
		return "须全部满足"
	case opAny:
		return "满足其一即可"
	case opAtLeast:
		return fmt.Sprintf("至少满足 %d 项", n.arg)
	}
	return "须不满足"
}

// compared fills in metric, actual and bound of a leaf.
func (j *Judge) compared(v *Verdict, n *node, src *source, f *Finding) {
	m, c := j.slots[n.slot], &v.trail.cells[n.slot]
	f.Metric, f.Unit, f.Op, f.Note = m.name, m.sign, string(src.rule.Op), j.remark(v, n.slot)
	bound, ok := j.bound(v, n, src)
	if !ok {
		f.Actual = m.actual(c)
		if f.Note == "" {
			f.Note = j.remark(v, n.by)
		}
		return
	}
	f.Actual, f.Bound = m.actual(c, bound), bound.text
}

// bound is the bound that a leaf was compared with; false while the metric that chooses it is unknown.
func (j *Judge) bound(v *Verdict, n *node, src *source) (mark, bool) {
	if n.op != opCompareBy {
		return mark{n.line, src.bound}, true
	}
	if band := v.trail.band(j, n); band != nil {
		return band.mark, true
	}
	return mark{}, false
}

// remark says in words what the actual value of a metric rests on or lacks.
func (j *Judge) remark(v *Verdict, slot uint16) string {
	c := &v.trail.cells[slot]
	switch c.state {
	case Derived:
		return "测算"
	case Fallback:
		return "按统计口径研发费用计算"
	case NoYear:
		return fmt.Sprintf("成立于%d年，之前无数据", v.Year-v.trail.years+1)
	case AtLeast:
		return reasonText(c.den&0xff, c.den>>8) + "，为已知部分合计"
	case AtMost:
		return "部分年度未报送：" + j.listLacking(v, slot)
	case NotReported:
		return "未报送：" + j.listLacking(v, slot)
	case Undetermined:
		return reasonText(c.num, c.den)
	}
	return ""
}

func reasonText(reason, year int64) string {
	switch reason {
	case reasonInvestor:
		return "融资记录未列明投资机构"
	case reasonValuation:
		return "融资记录未列明投后估值"
	case reasonRate:
		return fmt.Sprintf("汇率表没有%d年的汇率", year)
	case reasonCurrency:
		return fmt.Sprintf("%d年融资的币种无法折算", year)
	case reasonAmount:
		return fmt.Sprintf("%d年有融资未列明金额", year)
	case reasonSection:
		return "该行业不按收入划定规模以上标准"
	}
	return ""
}

// listLacking writes what a metric's value lacks.
func (j *Judge) listLacking(v *Verdict, slot uint16) string {
	var list []Missing
	j.lacking(v, slot, func(m Missing) bool {
		list = append(list, m)
		return true
	})
	return listMissing(list)
}

// listMissing writes missing figures as 2021年营业收入、2022年营业收入.
func listMissing(list []Missing) string {
	var b strings.Builder
	for i, m := range list {
		if i > 0 {
			b.WriteString("、")
		}
		if m.Year != 0 {
			fmt.Fprintf(&b, "%d年", m.Year)
		}
		b.WriteString(m.Label)
	}
	return b.String()
}

// claimed fills in the recognition that proved a claim, or the one that no longer does.
func (j *Judge) claimed(v *Verdict, n *node, f *Finding) {
	claim, p := &j.claims[n.slot], &v.trail.proofs[n.slot]
	kind := &j.edition.Kinds[claim.kind]
	f.Bound = strings.Join(claim.levels, "、")
	if p.state == noProof {
		f.Actual = "无"
		return
	}
	f.Actual = p.number
	if f.Actual == "" {
		f.Actual = kind.Name
	}
	f.Note = p.term(policy.YearEnd(v.Year))
	if p.level != "" && p.level != f.Bound {
		f.Note = p.level + "，" + f.Note
	}
}

// term writes from when to when a recognition is or was valid.
func (p *proof) term(day policy.Day) string {
	last := p.last()
	text := p.issued.String() + " 至 " + last.String()
	if last == 0 {
		text = p.issued.String() + " 起"
	}
	switch {
	case p.state == revoked:
		return p.issued.String() + " 发证，已于 " + p.revoked.String() + " 撤销"
	case p.state == expired && last > day:
		return text + "，尚未生效"
	case p.state == expired:
		return text + "，已到期"
	}
	return text
}

// scored fills in a score and its parts.
func (j *Judge) scored(v *Verdict, n *node, src *source, f *Finding) {
	t, s := &v.trail.totals[n.slot], src.rule.Score
	f.Metric, f.Op, f.Bound, f.Unit = s.Name, string(s.Op), src.bound, styles[policy.UnitPoints].sign
	f.Score = &ScoreRange{Low: int(t.low), High: int(t.high)}
	f.Actual = t.text()
	if t.recorded {
		f.Note = "已记录的评分"
	}
	of := &j.scores[n.slot]
	f.Parts = j.partFindings(v, of.first, of.last)
}

// text writes points as 62 or 58-71.
func (p points) text() string {
	if p.low == p.high {
		return strconv.Itoa(int(p.low))
	}
	return fmt.Sprintf("%d-%d", p.low, p.high)
}

func (j *Judge) partFindings(v *Verdict, first, last int32) (list []Finding) {
	for k := first; k < last; k = j.parts[k].end {
		list = append(list, j.partFinding(v, k))
	}
	return list
}

// partFinding reads what a part of a score came to. It is met when it gives points, unmet when it
// gives none, unknown while a figure or a person's judgement is wanting.
func (j *Judge) partFinding(v *Verdict, k int32) Finding {
	p, x := &j.parts[k], v.trail.points[k]
	f := Finding{Outcome: Met.String(), Label: p.part.Label, Cite: p.cite, Score: &ScoreRange{Low: int(x.low), High: int(x.high)}}
	switch {
	case x.high == 0:
		f.Outcome = Unmet.String()
	case x.open || p.op == partJudged:
		f.Outcome = Unknown.String()
	}
	switch p.op {
	case partJudged:
		f.Note = "由专家评定"
	case partBest:
		f.Note = "取最高一项"
		f.Parts = j.partFindings(v, k+1, p.end)
	case partSum:
		if p.cap > 0 {
			f.Note = fmt.Sprintf("合计最高 %d 分", p.cap)
		}
		f.Parts = j.partFindings(v, k+1, p.end)
	case partBands:
		m, c := j.slots[p.slot], &v.trail.cells[p.slot]
		f.Metric, f.Unit, f.Note = m.name, m.sign, j.remark(v, p.slot)
		f.Actual = m.actual(c, p.marks...)
	}
	if x.low < x.high && slices.ContainsFunc(f.Parts, func(part Finding) bool { return part.Outcome == Unknown.String() }) {
		f.Outcome = Unknown.String()
	}
	return f
}
