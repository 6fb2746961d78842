package policy

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// place reads a county, a zone or the city.
func (r *reader) place(n *node, names map[string]*node) Place {
	f := r.mapping(n, "id", "name", "short", "aliases", "core")
	p := Place{ID: f.must("id"), Name: f.must("name"), Short: f.text("short"), Aliases: f.texts("aliases"), Core: f.flag("core")}
	r.unique(names, n, append([]string{p.ID, p.Name, p.Short}, p.Aliases...)...)
	return p
}

// counties reads book/counties.yaml: the city and its counties by GB/T 2260.
func (r *reader) counties(n *node, names map[string]*node) (city Place, all []Place) {
	f := r.mapping(n, "cite", "city", "counties")
	r.tableCite(f)
	if c := f.need("city"); c != nil {
		city = r.place(c, names)
	}
	if c := f.need("counties"); c != nil {
		for _, item := range r.list(c) {
			p := r.place(item, names)
			if len(p.ID) != 6 || !isDigits(p.ID) {
				r.faults.add(item, "县(市)区代码 %q 应为 GB/T 2260 的六位数字", p.ID)
			}
			all = append(all, p)
		}
	}
	return city, all
}

// zones reads book/zones.yaml. Zones have no code in GB/T 2260, so theirs are letters.
func (r *reader) zones(n *node, names map[string]*node) (all []Place) {
	f := r.mapping(n, "cite", "zones")
	r.tableCite(f)
	if z := f.need("zones"); z != nil {
		for _, item := range r.list(z) {
			all = append(all, r.place(item, names))
		}
	}
	return all
}

func (r *reader) tableCite(f fields) *Cite {
	c := f.cite("cite")
	if c == nil {
		r.faults.add(f.n, "缺少 cite:本表要注明依据的文件")
	}
	return c
}

// fieldNames reads book/fields.yaml.
func (r *reader) fieldNames(n *node) []string {
	f := r.mapping(n, "cite", "fields")
	r.tableCite(f)
	f.need("fields")
	return f.texts("fields")
}

// sections reads book/sections.yaml: the letters of GB/T 4754 and their divisions.
func (r *reader) sections(n *node) []Section {
	f := r.mapping(n, "cite", "sections")
	r.tableCite(f)
	items := f.need("sections")
	if items == nil {
		return nil
	}
	owner := map[int]string{}
	var all []Section
	for _, item := range r.list(items) {
		f := r.mapping(item, "id", "name", "divisions", "no_scale")
		s := Section{ID: f.must("id"), Name: f.must("name"), NoScale: f.flag("no_scale")}
		f.need("divisions")
		for _, text := range f.texts("divisions") {
			span, ok := parseSpan(text)
			if !ok {
				r.faults.add(f.get("divisions"), "大类 %q 应写成 \"06-12\" 或 \"70\"", text)
				continue
			}
			for d := span.From; d <= span.To; d++ {
				if owner[d] != "" {
					r.faults.add(f.get("divisions"), "大类 %02d 已属于门类 %s", d, owner[d])
				}
				owner[d] = s.ID
			}
			s.Divisions = append(s.Divisions, span)
		}
		r.define("section", s.ID, item)
		r.places["section "+s.ID] = item
		all = append(all, s)
	}
	return all
}

// parseSpan reads "06-12" or "70".
func parseSpan(s string) (Span, bool) {
	from, to, dash := strings.Cut(s, "-")
	if !dash {
		to = from
	}
	if len(from) != 2 || len(to) != 2 || !isDigits(from) || !isDigits(to) || to < from {
		return Span{}, false
	}
	a, _ := strconv.Atoi(from)
	b, _ := strconv.Atoi(to)
	return Span{a, b}, true
}

// scale reads book/scale.yaml: the 规上 lines. An entry covers spans of divisions or single codes.
func (r *reader) scale(n *node) []Scale {
	seen := map[string]*node{}
	var all []Scale
	for _, item := range r.list(n) {
		f := r.mapping(item, "codes", "name", "metric", "min", "always", "judged", "cite")
		s := Scale{Name: f.must("name"), Metric: f.text("metric"), Always: f.flag("always"), Judged: f.text("judged"), Cite: f.cite("cite")}
		if s.Cite == nil {
			r.faults.add(item, "缺少 cite:规上标准要注明依据的文件和条款")
		}
		if line := f.get("min"); line != nil {
			s.Bound = r.datedQuantity(line, life{from: r.from})
		}
		ways := 0
		for _, way := range []bool{s.Metric != "" && f.get("min") != nil, s.Always, s.Judged != ""} {
			if way {
				ways++
			}
		}
		if ways != 1 || (s.Metric == "") != (f.get("min") == nil) {
			r.faults.add(item, "须写且只写一种：metric 与 min,或 always: 是，或 judged")
		}
		f.need("codes")
		for _, text := range f.texts("codes") {
			for _, code := range r.scaleCodes(f.get("codes"), text) {
				if earlier := seen[code]; earlier != nil {
					r.faults.add(item, "行业代码 %s 与 %s 重复", code, earlier.where())
				}
				seen[code] = item
				s.Code = code
				all = append(all, s)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b Scale) int { return cmp.Compare(a.Code, b.Code) })
	return all
}

// scaleCodes expands "06-46" to its divisions; "7020" stands for itself.
func (r *reader) scaleCodes(at *node, text string) []string {
	if span, ok := parseSpan(text); ok {
		var codes []string
		for d := span.From; d <= span.To; d++ {
			codes = append(codes, fmt.Sprintf("%02d", d))
		}
		return codes
	}
	if len(text) < 2 || len(text) > 4 || !isDigits(text) {
		r.faults.add(at, "行业代码 %q 应写成 \"06-46\" 或 2 至 4 位数字", text)
		return nil
	}
	return []string{text}
}

// rates reads book/rates.yaml. Parities of days after the edition's day were not known then and are
// left out, so that appending a year does not give older editions another name.
func (r *reader) rates(n *node) Rates {
	f := r.mapping(n, "cite", "year_end", "days")
	rates := Rates{Cite: r.tableCite(f), Years: map[int]int64{}}
	var last Day
	if ends := f.need("year_end"); ends != nil {
		r.eachParity(ends, func(at *node, day Day, parity int64) {
			if day.Month() != 12 || last != 0 && day.Year() != last.Year()+1 {
				r.faults.add(at, "年末中间价须逐年连续，取当年 12 月最后一个交易日")
			}
			last = day
			if day <= r.day {
				rates.set(day, parity)
				rates.Years[day.Year()] = parity
			}
		})
	}
	if days := f.get("days"); days != nil {
		r.eachParity(days, func(at *node, day Day, parity int64) {
			if day <= r.day {
				rates.set(day, parity)
			}
		})
	}
	return rates
}

func (rates *Rates) set(day Day, parity int64) {
	if rates.Days == nil {
		rates.Days = map[Day]int64{}
	}
	rates.Days[day] = parity
}

func (r *reader) eachParity(n *node, each func(at *node, day Day, parity int64)) {
	if n.kind != mapping || len(n.entries) == 0 {
		r.faults.add(n, "应写成 2022-12-30: 6.9646 的形式")
		return
	}
	seen := map[Day]bool{}
	for _, e := range n.entries {
		day := r.dayOf(e.key)
		num, den, ok := parseDecimal(e.value.text)
		if e.value.kind != scalar || !ok || num <= 0 || RateScale%den != 0 {
			r.faults.add(e.value, "中间价 %q 应为四位小数以内的正数", e.value.text)
			continue
		}
		if day == 0 {
			continue
		}
		if seen[day] {
			r.faults.add(e.key, "%s 重复", day)
		}
		seen[day] = true
		r.change(day)
		each(e.key, day, num*(RateScale/den))
	}
}

func isDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
