package tiering

import (
	"fmt"
	"sort"
	"strings"

	"yunti/policy"
)

// scaleTable is the edition's 规上 lines and sections by division, the first two digits of an industry.
type scaleTable struct {
	noScale [100]bool
	lines   [100][]scaleLine // longest code first
}

type scaleLine struct {
	code       string
	figure     Figure
	line       line
	always     bool
	computable bool
}

// newScaleTable reads the sections and lines of e and reports every fault.
func newScaleTable(e *policy.Edition, fault func(string)) *scaleTable {
	t := new(scaleTable)
	for _, s := range e.Sections {
		for _, span := range s.Divisions {
			for d := max(0, span.From); s.NoScale && d <= min(99, span.To); d++ {
				t.noScale[d] = true
			}
		}
	}
	for _, s := range e.Scale {
		l, err := newScaleLine(&s)
		if err != "" {
			fault(fmt.Sprintf("规上标准 %q：%s", s.Code, err))
			continue
		}
		d := division(s.Code)
		t.lines[d] = append(t.lines[d], l)
	}
	for d := range t.lines {
		sort.SliceStable(t.lines[d], func(a, b int) bool { return len(t.lines[d][a].code) > len(t.lines[d][b].code) })
	}
	return t
}

func newScaleLine(s *policy.Scale) (l scaleLine, fault string) {
	l = scaleLine{code: s.Code, always: s.Always, computable: s.Always || s.Metric != ""}
	if digits(s.Code) != s.Code || division(s.Code) < 0 {
		return l, "行业代码应为两位以上数字"
	}
	if s.Metric == "" {
		return l, ""
	}
	if s.Metric != FigureTable[Revenue].Key && s.Metric != FigureTable[MainRevenue].Key {
		return l, fmt.Sprintf("不能按指标 %q 划线，只能按 revenue 或 main_revenue", s.Metric)
	}
	if s.Metric == FigureTable[MainRevenue].Key {
		l.figure = MainRevenue
	}
	if s.Bound.Unit != policy.UnitMoney {
		return l, "标准应为金额"
	}
	var ok bool
	if l.line, ok = newLine(formCount, 0, s.Bound); !ok {
		return l, "标准位数过多，无法精确比较"
	}
	return l, ""
}

// outside reports whether the industry's section has no 规上 category.
func (t *scaleTable) outside(industry string) bool {
	d := division(digits(industry))
	return d >= 0 && t.noScale[d]
}

// of returns the line of an industry: that of the longest code it begins with; nil for none.
func (t *scaleTable) of(industry string) *scaleLine {
	d := division(industry)
	if d < 0 {
		return nil
	}
	for i := range t.lines[d] {
		if strings.HasPrefix(industry, t.lines[d][i].code) {
			return &t.lines[d][i]
		}
	}
	return nil
}

// digits drops the section letter before an industry code; "" when what is left is no number.
func digits(industry string) string {
	industry = strings.TrimSpace(industry)
	if industry != "" && (industry[0]|0x20) >= 'a' && (industry[0]|0x20) <= 'z' {
		industry = industry[1:]
	}
	for i := range len(industry) {
		if industry[i] < '0' || industry[i] > '9' {
			return ""
		}
	}
	return industry
}

// division returns the first two digits of a code as a number, -1 when there are not two.
func division(code string) int {
	if len(code) < 2 {
		return -1
	}
	return int(code[0]-'0')*10 + int(code[1]-'0')
}
