package importers

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"yunti/policy"
)

// Lists of recognitions as they are published say in their title what holds for every line: 对云南省认定机构2022年认定的第一批
// 高新技术企业进行备案的公告, and a line with the day below it. Of columns that such a list lacks, these are taken from there.
const (
	givenKind   = "kind"
	givenIssued = "issued"
	givenBatch  = "batch"
)

var (
	// batchInTitle is a year, then a numbered batch: 2022年认定的第一批, 2023年第五批.
	batchInTitle = regexp.MustCompile(`((?:19|20)\d\d)年[^第\d]{0,20}(第[一二三四五六七八九十百\d]{1,4}批)`)
	// labelledDay is a day that is said to be that of the recognition.
	labelledDay = regexp.MustCompile(`(?:发证|颁证|认定|批准|公告|入库|公布)(?:日期|时间):?([\d年月日./-]{8,11})`)
	// notYet marks the titles of lists that recognise nobody: withdrawals, proposals, applications.
	notYet = regexp.MustCompile(`撤销|取消|注销|撤回|异常|拟|公示|推荐|申报|申请|初审|通过评审`)
)

// fromTitle reads what the rows above the header say of all lines: by column key, only of columns that the header lacks.
// A text for the kind is the whole title; which kind it names is for Plan, which has the book.
func (h *header) fromTitle(k *Kind, top []row) {
	h.given = nil
	if k != &recognitions {
		return
	}
	var texts []string
	days := map[string]bool{}
	for _, r := range top {
		if r.number >= h.row || slices.Contains(h.rows(), r.number) {
			continue
		}
		for _, cell := range r.cells {
			s := compact(cell)
			if s == "" || strings.HasPrefix(s, "来源:") || strings.Contains(s, "导入未通过记录") { // what Rejects writes
				continue
			}
			texts = append(texts, s)
			if day, reason := parseDay(strings.Trim(s, "()"), FullDay, false); reason == "" && len(s) >= 8 && !plainNumber(s) {
				days[day.String()] = true
			}
			for _, m := range labelledDay.FindAllStringSubmatch(s, -1) {
				if day, reason := parseDay(m[1], FullDay, false); reason == "" {
					days[day.String()] = true
				}
			}
		}
	}
	title := strings.Join(texts, " ")
	if title == "" || notYet.MatchString(title) {
		return
	}
	h.given = map[string]string{givenKind: clip(title, 300)}
	if len(days) == 1 {
		for day := range days {
			h.given[givenIssued] = day
		}
	}
	batches := map[string]bool{}
	for _, m := range batchInTitle.FindAllStringSubmatch(title, -1) {
		batches[m[1]+"年"+m[2]] = true
	}
	if len(batches) == 1 {
		for batch := range batches {
			h.given[givenBatch] = batch
		}
	}
	for key := range h.given {
		if slices.Contains(h.columns, k.at(key)) {
			delete(h.given, key)
		}
	}
}

// plainNumber reports whether a text is digits only, which may be anything.
func plainNumber(s string) bool { return strings.Trim(s, "0123456789.") == "" }

// rows are the numbers of the header's rows.
func (h *header) rows() []int {
	var numbers []int
	for i := range h.cells {
		numbers = append(numbers, h.row-i)
	}
	return numbers
}

// give puts what the title says of all lines on one.
func (p *part) give(l *Line) {
	for key, text := range p.head.given {
		i := p.kind.at(key)
		v := Value{State: Given, Text: text}
		if key == givenIssued {
			day, _ := parseDay(text, FullDay, false)
			v = Value{State: Given, N: int64(day)}
		}
		l.Values[i] = v
	}
}

// settleKinds finds out which kind of recognition the titles of the sheets name where the lines do not say. A title that
// names none, or several, refuses the file as a missing column does.
func (p *planner) settleKinds() error {
	for i := range p.sheet.Notes.Sheets {
		s := &p.sheet.Notes.Sheets[i]
		title, ok := s.Given[givenKind]
		if !ok {
			continue
		}
		kind := kindNamed(p.ed, title)
		if kind == nil {
			return refuse(ErrColumns, "文件「%s」缺少必填列：%s，从标题（%s）也看不出是哪一类认定。请加上这一列再导入", p.sheet.File, recognitions.Column(givenKind).Title, clip(title, 60))
		}
		s.Given[givenKind] = kind.Name
		p.sheet.Notes.Remarks = append(p.sheet.Notes.Remarks, fmt.Sprintf("表中没有「%s」列，按标题登记为%s；请核对", recognitions.Column(givenKind).Title, kind.Name))
	}
	for i := range p.sheet.Lines {
		l := &p.sheet.Lines[i]
		if name, ok := p.sheet.Notes.Sheets[l.Part].Given[givenKind]; ok {
			l.Values[recognitions.at(givenKind)].Text = name
		}
	}
	return nil
}

// kindNamed finds the one kind of recognition that a text names. Of names within one another the longest counts: 高新技术企业
// 培育库 is not 高新技术企业.
func kindNamed(ed *policy.Edition, text string) *policy.Kind {
	type span struct {
		from, to int
		kind     *policy.Kind
	}
	var spans []span
	for i := range ed.Kinds {
		kind := &ed.Kinds[i]
		for _, word := range append([]string{kind.Name}, kind.Aliases...) {
			word = compact(word)
			for at := 0; ; {
				k := strings.Index(text[at:], word)
				if k < 0 || word == "" {
					break
				}
				spans = append(spans, span{at + k, at + k + len(word), kind})
				at += k + len(word)
			}
		}
	}
	var named *policy.Kind
	for _, s := range spans {
		inside := slices.ContainsFunc(spans, func(o span) bool {
			return o.kind != s.kind && o.from <= s.from && s.to <= o.to && o.to-o.from > s.to-s.from
		})
		switch {
		case inside:
		case named != nil && named != s.kind:
			return nil
		default:
			named = s.kind
		}
	}
	return named
}

// groupName is the place that a group row names: 一、五华区(12家) is 五华区.
func groupName(s string) string {
	if rest, ok := strings.CutPrefix(s, "("); ok {
		if _, after, closed := strings.Cut(rest, ")"); closed {
			s = after
		}
	}
	s, _, _ = strings.Cut(s, "(")
	if number, rest, ok := strings.Cut(s, "、"); ok && strings.Trim(number, "一二三四五六七八九十0123456789") == "" {
		s = rest
	}
	s = strings.TrimLeft(s, "0123456789.")
	return strings.TrimSuffix(strings.TrimRight(strings.TrimSuffix(strings.TrimRight(s, ":"), "家"), "0123456789"), "共")
}

// fromGroup gives a line that says no county the one of the group row above it, or its zone where that row names a zone.
func (p *planner) fromGroup(l *Line) {
	if l.Group == "" {
		return
	}
	key, name := "", ""
	if place, ok := p.county(l.Group); ok {
		key, name = "county", place.Name
	} else if zone, ok := p.zone(l.Group); ok && p.sheet.Kind.has("zone") {
		key, name = "zone", zone.Name
	}
	if key == "" || p.sheet.Value(l, key).State != Blank {
		return
	}
	l.Values[p.sheet.Kind.at(key)] = Value{State: Given, Text: name}
	p.grouped = append(p.grouped, l.Row)
	if key == "county" {
		l.Cells = withGroup(l.Cells, name)
	}
}

// withGroup puts the name of a line's group behind its texts, where Rejects finds it.
func withGroup(cells, name string) string {
	var texts []string
	if err := json.Unmarshal([]byte(cells), &texts); err != nil {
		return cells
	}
	b, _ := json.Marshal(append(texts, name)) // texts always marshal
	return string(b)
}

// tellGroups notes how many lines got their place from the row above them.
func (p *planner) tellGroups() {
	if len(p.grouped) > 0 {
		p.sheet.Notes.Grouped = true
		p.sheet.Notes.Remarks = append(p.sheet.Notes.Remarks, fmt.Sprintf("%d 行没有填写所属地区，按其上方的分组行登记；请核对", len(p.grouped)))
	}
}
