package policy

// watch reads book/watch.yaml.
func (r *reader) watch(n *node) Watch {
	f := r.mapping(n, "cite", "expiring", "stale_valuation", "near_line")
	w := Watch{Cite: r.tableCite(f)}
	l := life{from: r.from}
	if v := f.need("expiring"); v != nil {
		values := map[int][]int{}
		pick := r.dated(v, l, func(i int, v *node) { values[i] = r.months(v) })
		w.Expiring = values[pick]
	}
	if v := f.need("stale_valuation"); v != nil {
		w.StaleValuation = r.datedNumber(v, l, 1, 1200)
	}
	if v := f.need("near_line"); v != nil {
		w.NearLine = r.datedQuantity(v, l)
		if w.NearLine.Unit != "" && w.NearLine.Unit != UnitPercent {
			r.faults.add(v, "near_line 应为百分比")
		}
	}
	return w
}

// months reads a rising list of months.
func (r *reader) months(n *node) []int {
	var all []int
	for _, item := range r.list(n) {
		m := r.number(item, 1, 1200)
		if len(all) > 0 && m <= all[len(all)-1] {
			r.faults.add(item, "期限应由近到远，%d 不大于 %d", m, all[len(all)-1])
		}
		all = append(all, m)
	}
	return all
}
