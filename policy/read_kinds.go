package policy

import (
	"slices"
	"strings"
)

// kinds reads book/kinds.yaml.
func (r *reader) kinds(n *node) []Kind {
	names := map[string]*node{}
	var all []Kind
	for _, item := range r.list(n) {
		f := r.mapping(item, "kind", "name", "aliases", "levels", "default", "validity", "numbers", "cite")
		k := Kind{
			ID: f.must("kind"), Name: f.must("name"), Aliases: f.texts("aliases"), Levels: f.texts("levels"), Default: f.text("default"),
			Numbers: f.texts("numbers"), Cite: f.cite("cite"),
		}
		if k.Cite == nil {
			r.faults.add(item, "缺少 cite:认定类别要注明依据的文件和条款")
		}
		if k.Default != "" && !slices.Contains(k.Levels, k.Default) {
			r.faults.add(f.get("default"), "默认级别 %q 不在 levels 之内", k.Default)
		}
		if v := f.need("validity"); v != nil {
			k.Validity = r.validity(v)
		}
		for _, mask := range k.Numbers {
			if why := maskFault(mask); why != "" {
				r.faults.add(f.get("numbers"), "编号格式 %q 有误：%s", mask, why)
			}
		}
		r.define("kind", k.ID, item)
		r.unique(names, item, append([]string{k.ID, k.Name}, k.Aliases...)...)
		all = append(all, k)
	}
	return all
}

// validity reads how long a recognition is valid. The readings exclude one another, save that a term in
// years may back up a stated end day.
func (r *reader) validity(n *node) Validity {
	f := r.mapping(n, "calendar_year", "end_column", "years", "months")
	l := life{from: r.from}
	v := Validity{CalendarYear: f.flag("calendar_year"), EndColumn: f.flag("end_column")}
	years, months := f.get("years"), f.get("months")
	if years != nil {
		v.Years = r.datedNumber(years, l, 1, 100)
	}
	if months != nil {
		v.Months = r.datedNumber(months, l, 1, 1200)
	}
	switch {
	case v.CalendarYear && (v.EndColumn || years != nil || months != nil):
		r.faults.add(n, "有效期自相矛盾：calendar_year(仅当年有效)不能与其他期限同用")
	case months != nil && (v.EndColumn || years != nil):
		r.faults.add(n, "有效期自相矛盾：months 不能与 years、end_column 同用")
	case !v.CalendarYear && !v.EndColumn && years == nil && months == nil:
		r.faults.add(n, "有效期没有写明：calendar_year、end_column、years、months 至少一项")
	}
	return v
}

// unique reports a name that two things of one table share, however it is written.
func (r *reader) unique(names map[string]*node, at *node, list ...string) {
	for i, name := range list {
		key := foldName(name)
		if key == "" || slices.ContainsFunc(list[:i], func(s string) bool { return foldName(s) == key }) {
			continue
		}
		if earlier := names[key]; earlier != nil && earlier != at {
			r.faults.add(at, "名称 %q 与 %s 重复", name, earlier.where())
			continue
		}
		names[key] = at
	}
}

// maskFault says what is wrong with a number mask, "" when nothing is.
func maskFault(mask string) string {
	if years := strings.Count(mask, "y"); years != 0 && (years != 4 || !strings.Contains(mask, "yyyy")) {
		return "年份须写成连续四个 y"
	}
	for _, c := range mask {
		if c >= 'a' && c <= 'z' && c != 'y' || c == ' ' {
			return "字母须大写，不能有空格；y 为年份,# 为数字,* 为数字或大写字母"
		}
	}
	return ""
}
