package tiering

import (
	"cmp"
	"slices"
)

// Missing lists the figures to chase for a tier ("" for all tiers): those that an unknown holds or
// qualifies waits for, latest year first. What a missing figure could no longer change is not listed.
func (j *Judge) Missing(v *Verdict, tier string) []Missing {
	var list []Missing
	j.missing(v, tier, func(m Missing) bool {
		list = append(list, m)
		return true
	})
	slices.SortStableFunc(list, func(a, b Missing) int {
		return cmp.Or(cmp.Compare(b.Year, a.Year), cmp.Compare(figureOrder(a), figureOrder(b)), cmp.Compare(a.Metric, b.Metric))
	})
	return slices.Compact(list)
}

// Lacks reports whether Missing would list anything for all tiers, without listing it.
func (j *Judge) Lacks(v *Verdict) bool {
	return !j.missing(v, "", func(Missing) bool { return false })
}

// figureOrder is a figure's place in FigureTable; other keys come before.
func figureOrder(m Missing) int {
	return slices.IndexFunc(FigureTable[:], func(f FigureInfo) bool { return f.Key == m.Metric })
}

// missing yields what the tiers wait for, several times where several rules do, until yield says no.
func (j *Judge) missing(v *Verdict, tier string, yield func(Missing) bool) bool {
	if !v.Present {
		return true
	}
	for i, t := range j.tiers {
		if tier != "" && j.edition.Tiers[i].ID != tier {
			continue
		}
		if t.unless >= 0 && !j.missingIn(v, t.unless, yield) {
			return false
		}
		s := &v.Standings[i]
		if s.Holds == Unknown && !j.missingIn(v, t.holds, yield) || s.Qualifies == Unknown && !j.missingIn(v, t.qualifies, yield) {
			return false
		}
	}
	return true
}

// missingIn yields what the tree at node i waits for.
func (j *Judge) missingIn(v *Verdict, i int32, yield func(Missing) bool) bool {
	if v.trail.outcome(i) != Unknown {
		return true
	}
	switch n := &j.nodes[i]; n.op {
	case opCount, opCompare:
		return j.lacking(v, n.slot, yield)
	case opCompareBy:
		return j.lacking(v, n.slot, yield) && j.lacking(v, n.by, yield)
	case opRefer:
		return j.missingIn(v, n.arg, yield)
	case opScore:
		s := &j.scores[n.slot]
		return v.trail.totals[n.slot].recorded || j.missingPoints(v, s.first, s.last, 0, yield)
	default:
		for k := i + 1; k < n.end; k = j.nodes[k].end {
			if !j.missingIn(v, k, yield) {
				return false
			}
		}
	}
	return true
}

// missingPoints yields the figures that leave parts of a score open beyond the points floor.
func (j *Judge) missingPoints(v *Verdict, first, last, floor int32, yield func(Missing) bool) bool {
	for k := first; k < last; k = j.parts[k].end {
		p, x := &j.parts[k], v.trail.points[k]
		more := true
		switch {
		case !x.open || x.high <= floor:
		case p.op == partBands:
			more = j.lacking(v, p.slot, yield)
		case p.op == partBest:
			more = j.missingPoints(v, k+1, p.end, x.low, yield)
		default:
			more = j.missingPoints(v, k+1, p.end, 0, yield)
		}
		if !more {
			return false
		}
	}
	return true
}

// lacking yields what a metric's value lacks.
func (j *Judge) lacking(v *Verdict, slot uint16, yield func(Missing) bool) bool {
	m, c := j.slots[slot], &v.trail.cells[slot]
	switch c.state {
	case NotReported, Undetermined:
		if m.name == aboveScale && !yield(Missing{aboveScale, "是否规上", v.Year}) {
			return false
		}
		if c.num != reasonNone {
			return reasonMissing(v.Year, c.num, c.den, yield)
		}
	case AtLeast:
		return reasonMissing(v.Year, c.den&0xff, c.den>>8, yield)
	case AtMost:
	default:
		return true
	}
	for _, n := range m.needs {
		k := n.figure
		// Either basis of research costs will do; where they lack as much, the one that serves other rules too.
		if n.basis && v.gaps(n.instead, n) <= v.gaps(n.figure, n) {
			k = n.instead
		}
		for back := n.latest; back <= n.oldest && back < v.trail.years; back++ {
			if !v.trail.reported(k, back) && !yield(Missing{FigureTable[k].Key, FigureTable[k].Title, v.Year - back}) {
				return false
			}
		}
	}
	return true
}

// gaps counts the existing years of a need's window for which figure k was not reported.
func (v *Verdict) gaps(k Figure, n need) (count int) {
	for back := n.latest; back <= n.oldest && back < v.trail.years; back++ {
		if !v.trail.reported(k, back) {
			count++
		}
	}
	return count
}

func (t *trail) reported(k Figure, back int) bool { return t.has[back]&(1<<k) != 0 }

// reasonMissing yields what would lift a reason.
func reasonMissing(year int, reason, detail int64, yield func(Missing) bool) bool {
	switch reason {
	case reasonFigure:
		if k := Figure(detail); int(k) < NumFigures {
			return yield(Missing{FigureTable[k].Key, FigureTable[k].Title, year})
		}
	case reasonIndustry:
		return yield(Missing{"industry", "国民经济行业代码", 0})
	case reasonField:
		return yield(Missing{"field", "技术领域", 0})
	case reasonFounded:
		return yield(Missing{"founded", "成立日期", 0})
	case reasonInvestor:
		return yield(Missing{"investors", "融资的投资机构", 0})
	case reasonValuation:
		return yield(Missing{"valuation", "融资的投后估值", 0})
	case reasonAmount:
		return yield(Missing{"amount", "融资金额", int(detail)})
	case reasonCurrency:
		return yield(Missing{"currency", "融资的币种", int(detail)})
	case reasonRate:
		return yield(Missing{"rate", "美元兑人民币汇率", int(detail)})
	}
	return true
}

// Metric returns the value that a metric had for the firm; false when the edition's rules don't use
// it or the firm was not judged.
func (j *Judge) Metric(v *Verdict, name string) (Value, bool) {
	i, ok := j.slotOf[name]
	if !ok || !v.Present {
		return Value{}, false
	}
	return j.slots[i].export(v.trail.cells[i]), true
}

// Evidence returns the valid recognition of a kind (of any level) on which the verdict rests; false
// when there is none, or no rule of the edition asks for the kind.
func (j *Judge) Evidence(v *Verdict, kind string) (Evidence, bool) {
	k, ok := j.kinds[kind]
	if !ok || !v.Present {
		return Evidence{}, false
	}
	var best *proof
	for _, i := range j.claimsOf[k] {
		if p := &v.trail.proofs[i]; p.state == valid && (best == nil || j.claims[i].levels == nil) {
			best = p
		}
	}
	if best == nil {
		return Evidence{}, false
	}
	return Evidence{Kind: kind, Number: best.number, Level: best.level, Issued: best.issued, Ends: best.last()}, true
}
