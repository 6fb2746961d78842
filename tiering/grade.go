package tiering

// join tells what part b makes of what the parts of a group before it came to, a: the lower of the two
// for all, the higher for any; not takes its only part. What is not applicable is left out.
var join = func() (t [(opNot + 1) << 6]grade) {
	for a := range gradeOutside + 1 {
		for b := range gradeOutside + 1 {
			higher := max(a, b)
			if higher == gradeOutside {
				higher = min(a, b)
			}
			t[joint(opAll, a, b)], t[joint(opAny, a, b)], t[joint(opNot, a, b)] = min(a, b), higher, b
		}
	}
	return t
}()

// joint is the place of a group, what it came to so far and the next part in join.
func joint(op opcode, a, b grade) int { return int(op)<<6 | int(a)<<3 | int(b) }

// grade judges all nodes from the last to the first, so that parts come before what they are part
// of and targets before what refers to them.
func (j *Judge) grade(t *trail) {
	g := t.grades
	copy(g, j.blank)
	for i := len(j.nodes) - 1; i >= 0; i-- {
		n := &j.nodes[i]
		x := g[i]
		switch n.op {
		case opCount:
			if c := &t.cells[n.slot]; c.state.known() {
				x = holds(n.rel, order(c.num, n.line.b))
			} else {
				x = t.compare(formCount, c, n.rel, n.line)
			}
		case opCompare:
			x = t.compare(n.form, &t.cells[n.slot], n.rel, n.line)
		case opAll, opAny:
		case opNot:
			x = flip[x]
		case opRefer:
			x = g[n.arg]
		case opClaim:
			x = grade(flagOf(t.proofs[n.slot].state == valid)) * gradeMet
		case opScore:
			x = t.totals[n.slot].grade(n)
		case opCompareBy:
			x = t.compareBy(j, n)
		case opAtLeast:
			x = j.atLeast(g, int32(i))
		case opJudged:
			x = gradeUnknown
		}
		g[i] = x
		if n.part >= 0 {
			g[n.part] = join[joint(n.how, g[n.part], x)]
		}
	}
}

var flip = [...]grade{gradeUnmet: gradeMet, gradeUnknown: gradeUnknown, gradeJudged: gradeJudged, gradeMet: gradeUnmet, gradeOutside: gradeOutside}

// atLeast grades a node that needs a number of its parts: the n-th best of them.
func (j *Judge) atLeast(g []grade, i int32) grade {
	n := &j.nodes[i]
	var counts [gradeOutside + 1]int32
	parts := int32(0)
	for k := i + 1; k < n.end; k = j.nodes[k].end {
		counts[g[k]]++
		if g[k] != gradeOutside {
			parts++
		}
	}
	if parts == 0 {
		return gradeOutside
	}
	for x := gradeMet; x > gradeUnmet; x-- {
		if counts[x] >= n.arg {
			return x
		}
		counts[x-1] += counts[x]
	}
	return gradeUnmet
}

// compare grades a leaf. A figure that is missing makes it unknown; then a ratio without a base is
// unmet; then the value is compared.
func (t *trail) compare(f form, c *cell, rel relation, l line) grade {
	switch c.state {
	case Computed, NoRecord, Derived, Fallback:
		if f == formLowest {
			return t.compareAll(rel, l)
		}
		return holds(rel, c.cmp(f, l))
	case NotReported, Undetermined:
		return gradeUnknown
	case NoPairs:
		return gradeMet
	case Outside:
		return gradeOutside
	case AtLeast:
		return bounded(rel, c.cmp(f, l), 1)
	case AtMost:
		if f == formLowest {
			return min(t.compareAll(rel, l), gradeUnknown)
		}
		return bounded(rel, c.cmp(f, l), -1)
	}
	return gradeUnmet
}

// holds grades an exact comparison.
func holds(rel relation, cmp int) grade {
	return grade(rel>>(cmp+1)&1) * gradeMet
}

// bounded grades a value that is known from one side only: it may still rise (towards 1) or fall
// (towards -1) from where it was compared.
func bounded(rel relation, cmp, towards int) grade {
	now := holds(rel, cmp)
	for end := cmp; end != towards; {
		if end += towards; holds(rel, end) != now {
			return gradeUnknown
		}
	}
	return now
}

// compareAll grades pairs of years, each by itself: all of them must hold.
func (t *trail) compareAll(rel relation, l line) grade {
	for _, p := range t.reader.pairs[:t.reader.npairs] {
		if holds(rel, mul(p.num, l.a).cmp(mul(p.den, l.b))) != gradeMet {
			return gradeUnmet
		}
	}
	return gradeMet
}

// compareBy compares with the bound that another metric chooses; unknown while that one is.
func (t *trail) compareBy(j *Judge, n *node) grade {
	c := &t.cells[n.slot]
	if c.state == NoYear {
		return gradeUnmet
	}
	band := t.band(j, n)
	if band == nil {
		return gradeUnknown
	}
	return t.compare(n.form, c, n.rel, band.line)
}

// band is the first whose upper end the choosing metric does not exceed; nil while that is unknown.
func (t *trail) band(j *Judge, n *node) *lineBand {
	by := &t.cells[n.by]
	if !by.state.known() {
		return nil
	}
	bands := j.chosen[n.arg]
	for i := range bands {
		if b := &bands[i]; b.last || by.cmp(j.slots[n.by].form, b.upTo) <= 0 {
			return b
		}
	}
	return nil
}
