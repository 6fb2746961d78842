package importers

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// header is the row (or rows) of titles of one sheet.
type header struct {
	row     int // number of its last row
	titles  []string
	columns []int  // the kind's column under each title, -1 for none
	units   []unit // of money columns
	matched int    // how many of the kind's columns it has
	cells   [][]string
	dupes   [][2]int // titles that are equally good for one column
	shadows [][2]int // titles passed over for a better one of the same column
	others  []int    // titles of another year than the one chosen

	given map[string]string // what the rows above say of all lines, by column key
}

// folding drops what titles differ in without meaning it: brackets, dashes, points, marks.
var folding = strings.NewReplacer("(", "", ")", "", "[", "", "]", "", "【", "", "】", "", "〔", "", "〕", "", "「", "", "」", "", "<", "", ">", "", "《", "", "》", "",
	"-", "", "—", "", "–", "", "_", "", "/", "", "\\", "", "、", "", ",", "", ";", "", ":", "", ".", "", "·", "", "“", "", "”", "", "\"", "",
	"*", "", "※", "", "★", "", "☆", "", "△", "", "#", "", " ", "", "ⅰ", "i", "ⅱ", "ii")

// remarksInTitles begin a bracket that only explains how to fill the column.
var remarksInTitles = []string{"必填", "选填", "可空", "可不填", "非必填", "如", "例", "格式", "是/否", "是或否", "下拉", "单选", "请", "文本", "yyyy", "18位", "四位", "年月日"}

// foldTitle brings a title to the form in which titles are compared: half-width, lower case, without spaces, brackets,
// marks and the unit of money, which is returned: 营业收入(万元), 营业收入/万元 and 营 业 收 入 are one.
func foldTitle(title string) (folded string, u unit) {
	s := strings.ToLower(compact(title))
	s = strings.NewReplacer("【", "(", "】", ")", "[", "(", "]", ")", "〔", "(", "〕", ")", "{", "(", "}", ")").Replace(s)
	for {
		open := strings.LastIndexByte(s, '(')
		if open < 0 {
			break
		}
		inner, after, closed := strings.Cut(s[open+1:], ")")
		found, isUnit := titleUnit(inner)
		if !isUnit && !isRemark(inner) {
			break
		}
		if isUnit && u.text == "" {
			u = found
		}
		if !closed {
			after = ""
		}
		s = s[:open] + after
	}
	for _, sep := range []string{"/", ",", ":"} {
		if i := strings.LastIndex(s, sep); i > 0 {
			if found, ok := titleUnit(s[i+1:]); ok && u.text == "" {
				s, u = s[:i], found
			}
		}
	}
	return folding.Replace(s), u
}

// titleUnit reads what stands in a title's bracket as a unit: 万元, 单位:千元, 亿美元, or a counting word.
func titleUnit(s string) (unit, bool) {
	for _, label := range []string{"计量单位", "金额单位", "货币单位", "单位"} {
		s = strings.TrimPrefix(strings.TrimPrefix(s, label), ":")
	}
	if u, ok := parseUnit(s); ok {
		return u, true
	}
	return unit{}, s == "%" || slices.Contains(countWords, s)
}

func isRemark(s string) bool {
	return slices.ContainsFunc(remarksInTitles, func(r string) bool { return strings.HasPrefix(s, r) })
}

// otherPeriods mark titles of figures that are not the year's own.
var otherPeriods = []string{"上年", "去年", "上期", "同期", "前年", "上一年", "增幅", "增长", "增速", "增量", "增减", "同比", "比重", "占比"}

// find returns the column of the kind that a folded title stands for. Titles may name the chosen
// year (2022年营业收入, 本年营业收入) or ask (是否查账征收); other is set for a title of another year.
func (k *Kind) find(folded string, year int) (m titleMatch, other, ok bool) {
	if m, ok = k.titles[folded]; ok {
		return m, false, true
	}
	s := folded
	for _, word := range []string{"本年度", "本年", "本期", "当年", "是否有", "是否", "有无", "企业是否"} {
		if rest, cut := strings.CutPrefix(s, word); cut {
			s = rest
			break
		}
		if rest, cut := strings.CutSuffix(s, word); cut {
			s = rest
			break
		}
	}
	if named, rest := namedYear(s); named != 0 {
		if named != year {
			_, ok = k.titles[rest]
			return m, ok, false
		}
		s = rest
	}
	m, ok = k.titles[s]
	m.rank += 100
	return m, false, ok
}

// namedYear takes a year off the beginning or the end of a folded title.
func namedYear(s string) (year int, rest string) {
	if n, err := strconv.Atoi(s[:min(4, len(s))]); err == nil && n >= firstYear && n <= lastYear {
		rest = strings.TrimPrefix(strings.TrimPrefix(s[4:], "年度"), "年")
		return n, rest
	}
	trimmed := strings.TrimSuffix(strings.TrimSuffix(s, "年度"), "年")
	if at := len(trimmed) - 4; at > 0 && trimmed != s {
		if n, err := strconv.Atoi(trimmed[at:]); err == nil && n >= firstYear && n <= lastYear {
			return n, trimmed[:at]
		}
	}
	return 0, s
}

// findHeader finds the row (of up to three levels) among the first rows of a sheet whose titles match the kind
// best; among equals the one with fewest levels, then the uppermost. It is nil when no row has two known titles.
func (k *Kind) findHeader(rows []row, merges []merge, year int) *header {
	var best *header
	for depth := 1; depth <= 3; depth++ {
		for i := 0; i+depth <= len(rows); i++ {
			if rows[i+depth-1].number != rows[i].number+depth-1 {
				continue
			}
			h := k.headerAt(rows[i:i+depth], merges, year)
			if h.matched >= 2 && (best == nil || h.matched > best.matched) {
				best = h
			}
		}
	}
	return best
}

// headerAt reads the rows as one header.
func (k *Kind) headerAt(rows []row, merges []merge, year int) *header {
	levels := make([][]string, len(rows))
	width := 0
	for i, r := range rows {
		levels[i] = make([]string, len(r.cells), max(len(r.cells), 1))
		for j, text := range r.cells {
			levels[i][j] = tidy(text)
		}
		width = max(width, len(r.cells))
	}
	spread(levels, rows, merges, &width)
	width = min(width, maxColumns)
	h := &header{row: rows[len(rows)-1].number, titles: make([]string, width), columns: make([]int, width), units: make([]unit, width), cells: levels}
	ranks := make(map[int]titleMatch) // by column of the kind: rank, and position of the title
	for j := range width {
		var path []string
		for _, level := range levels {
			if j < len(level) && level[j] != "" && (len(path) == 0 || path[len(path)-1] != level[j]) {
				path = append(path, level[j])
			}
		}
		h.titles[j] = strings.Join(path, "-")
		m, u, other, ok := k.findPath(path, year)
		h.columns[j], h.units[j] = -1, u
		if other {
			h.others = append(h.others, j)
		}
		if !ok {
			continue
		}
		if earlier, taken := ranks[m.column]; taken {
			switch {
			case earlier.rank == m.rank:
				h.dupes = append(h.dupes, [2]int{earlier.column, j})
				continue
			case earlier.rank < m.rank:
				h.shadows = append(h.shadows, [2]int{earlier.column, j})
				continue
			}
			h.shadows = append(h.shadows, [2]int{j, earlier.column})
			h.columns[earlier.column] = -1
			h.matched--
		}
		ranks[m.column] = titleMatch{column: j, rank: m.rank}
		h.columns[j] = m.column
		h.matched++
	}
	return h
}

// spread fills titles over merged cells: down, and to the right where another level lies below. A text
// table has no merged cells; there a blank above a title takes the title to its left.
func spread(levels [][]string, rows []row, merges []merge, width *int) {
	first, last := rows[0].number, rows[len(rows)-1].number
	for _, m := range merges {
		if m.row1 < first || m.row1 > last || m.col1 >= maxColumns {
			continue
		}
		top := levels[m.row1-first]
		if m.col1 >= len(top) || top[m.col1] == "" {
			continue
		}
		text, right := top[m.col1], m.col1
		if m.row2 < last {
			right = min(m.col2, maxColumns-1)
		}
		for i := m.row1 - first; i <= min(m.row2, last)-first; i++ {
			for len(levels[i]) <= right {
				levels[i] = append(levels[i], "")
			}
			for j := m.col1; j <= right; j++ {
				levels[i][j] = text
			}
		}
		*width = max(*width, right+1)
	}
	if len(merges) == 0 {
		spreadBlanks(levels)
	}
}

func spreadBlanks(levels [][]string) {
	for i := 0; i+1 < len(levels); i++ {
		last := ""
		for j := range levels[i+1] {
			for len(levels[i]) <= j {
				levels[i] = append(levels[i], "")
			}
			if levels[i][j] != "" {
				last = levels[i][j]
			} else if levels[i+1][j] != "" {
				levels[i][j] = last
			}
		}
	}
}

// maxTitle is how many bytes a title has at most; longer texts above or in the table are none.
const maxTitle = 300

// findPath matches the titles of one column, from the top level down: all of them joined, then the lower
// ones. An upper level that names another period or year keeps the column from matching.
func (k *Kind) findPath(path []string, year int) (m titleMatch, u unit, other, ok bool) {
	folded := make([]string, len(path))
	for i, title := range path {
		if len(title) > maxTitle {
			return m, u, false, false
		}
		var found unit
		if folded[i], found = foldTitle(title); found.text != "" {
			u = found
		}
		if i < len(path)-1 {
			if n, rest := namedYear(folded[i]); n != 0 && rest == "" && n != year || slices.ContainsFunc(otherPeriods, func(w string) bool { return strings.Contains(folded[i], w) }) {
				return m, u, true, false
			}
		}
	}
	for i := range folded {
		joined := strings.Join(folded[i:], "")
		if m, other, ok = k.find(joined, year); ok || other {
			return m, u, other, ok
		}
	}
	if len(folded) > 1 && (folded[len(folded)-1] == "本年" || folded[len(folded)-1] == "本期" || folded[len(folded)-1] == "金额" || folded[len(folded)-1] == "数量") {
		m, other, ok = k.find(folded[len(folded)-2], year)
	}
	return m, u, other, ok
}

// missing lists the required columns that the header lacks.
func (h *header) missing(k *Kind) []string {
	var names []string
	for i := range k.Columns {
		if k.Columns[i].Need == Required && h.given[k.Columns[i].Key] == "" && !slices.Contains(h.columns, i) {
			names = append(names, k.Columns[i].Title)
		}
	}
	return names
}

// check refuses a header that lacks required columns or has one twice.
func (h *header) check(k *Kind, where string) error {
	if missing := h.missing(k); len(missing) > 0 {
		return refuse(ErrColumns, "%s缺少必填列：%s。表头（第 %d 行）有：%s。请改用下载的「%s」模板，或按模板改列名后再导入",
			where, strings.Join(missing, "、"), h.row, h.list(), k.Name)
	}
	if len(h.dupes) > 0 {
		d := h.dupes[0]
		return refuse(ErrColumns, "%s第 %d 行表头中，「%s」列出现了两次（%s 列和 %s 列）；一行只能有一条记录，请删去或改名其中一列",
			where, h.row, h.titles[d[1]], columnName(d[0]), columnName(d[1]))
	}
	return nil
}

func (h *header) list() string {
	var names []string
	for _, t := range h.titles {
		if t != "" {
			names = append(names, clip(t, 20))
		}
	}
	if len(names) > 40 {
		names = append(names[:40], fmt.Sprintf("等 %d 列", len(names)))
	}
	return strings.Join(names, "、")
}

// unitLine finds 单位:千元 (also 计量单位, 金额单位) in rows above the header; 填报单位:… is no unit.
func unitLine(rows []row, below int) (u unit, ok bool) {
	for _, r := range rows {
		if r.number >= below {
			break
		}
		for _, cell := range r.cells {
			s := strings.ToLower(compact(cell))
			for {
				_, after, found := strings.Cut(s, "单位:")
				if !found {
					break
				}
				word, _, _ := strings.Cut(strings.NewReplacer("、", "|", ",", "|", "/", "|", ")", "|", ";", "|", "。", "|").Replace(after), "|")
				if u, ok = parseUnit(word); ok {
					return u, true
				}
				s = after
			}
		}
	}
	return u, false
}
