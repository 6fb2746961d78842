package importers

import (
	"context"
	"slices"
	"strings"

	"yunti/models"
	"yunti/policy"
)

// firmKeeper plans the register of firms.
type firmKeeper struct{ *planner }

func (k *firmKeeper) load(ctx context.Context, lines []*Line) error { return k.loadFirms(ctx, lines) }

func (k *firmKeeper) draft(l *Line) (draft, bool) {
	k.fromGroup(l)
	stored, known := k.knownFirm(l)
	code := k.sheet.Value(l, "code")
	d := draft{key: code.Text, name: k.nameCell(l)}
	after := stored
	if known {
		d.key, d.before, d.base = stored.Code, stored, stored.Version
	} else {
		if k.takenElsewhere(l, code.Text) {
			return d, true
		}
		k.needForNew(l)
		if note := policy.CodeNote(code.Text); note != "" {
			k.sheet.warn(l, "code", "%s", note)
		}
		after = models.Firm{Code: code.Text, State: firmStates[0].word, Registrar: k.registrar()}
	}
	k.fill(l, &after, known)
	k.checkState(l, &after, stored, known)
	d.after = after
	return d, d.key != ""
}

// registrar is who registers new firms: the incubator that files, or "" for the bureau.
func (k *firmKeeper) registrar() string {
	if k.byIncubator() {
		return k.scope.Incubator
	}
	return ""
}

// needForNew faults the blanks that only a new firm must not have.
func (k *firmKeeper) needForNew(l *Line) {
	if l.Rejected() && k.sheet.Value(l, "code").State == Blank {
		return // several firms bear the name
	}
	for i := range firms.Columns {
		c := &firms.Columns[i]
		if c.Need == Wanted && l.Values[i].State == Blank {
			if name := k.nameCell(l); c.Key == "code" && name != "" {
				k.sheet.fault(l, "code", "没有统一社会信用代码，%s也没有名为「%s」的企业；新增企业请补填统一社会信用代码", k.among(), name)
				continue
			}
			if !k.sheet.Stated(c.Key) {
				k.sheet.fault(l, c.Key, "新增企业必填，而文件中没有这一列；请补上")
				continue
			}
			k.sheet.fault(l, c.Key, "新增企业必填，不能为空")
		}
	}
}

// fill puts the line's values on the firm.
func (k *firmKeeper) fill(l *Line, f *models.Firm, known bool) {
	s := k.sheet
	k.rename(l, f, known)
	k.notFuture(l, "founded")
	setDay(&f.Founded, s.Value(l, "founded"))
	k.ownMoney(l, "capital", &f.Capital)
	if f.Capital != nil && *f.Capital < 0 {
		s.fault(l, "capital", "注册资本不能是负数；请核对")
	}
	k.setCounty(l, &f.County)
	k.setZones(l, &f.Zones)
	k.setIndustry(l, &f.Industry)
	setText(&f.Field, s.Value(l, "field"))
	if v := s.Value(l, "field"); v.State == Given && len(k.ed.Fields) > 0 &&
		!slices.ContainsFunc(k.ed.Fields, func(field string) bool { return strings.HasPrefix(v.Text, field) }) {
		s.warn(l, "field", "不是国家重点支持的高新技术领域；请填写：%s", strings.Join(k.ed.Fields, "、"))
	}
	setText(&f.Contact, s.Value(l, "contact"))
	setText(&f.Phone, s.Value(l, "phone"))
}

// rename sets the name. A firm that was renamed keeps its old names; a mere change of spelling is none.
func (k *firmKeeper) rename(l *Line, f *models.Firm, known bool) {
	formers := split(f.FormerNames)
	name, inName := formerInName(k.nameCell(l))
	if known && name != "" && models.NormalName(name) != models.NormalName(f.Name) && k.sheet.Value(l, "code").State == Given {
		if bears(*f, name) {
			k.sheet.warn(l, "name", "这是企业的曾用名，现名是「%s」；名称未改", f.Name)
			name = f.Name
		} else {
			formers = append(formers, f.Name)
		}
	} else if known && k.sheet.Value(l, "code").State != Given {
		name = f.Name // matched by name: former ones included
	}
	if name != "" {
		f.Name = name
	}
	if inName != "" {
		formers = append(formers, inName)
	}
	if v := k.sheet.Value(l, "former"); v.State == Given {
		formers = append(formers, split(v.Text)...)
	}
	seen := map[string]bool{models.NormalName(f.Name): true}
	kept := formers[:0]
	for _, former := range formers {
		if key := models.NormalName(former); key != "" && !seen[key] {
			seen[key] = true
			kept = append(kept, former)
		}
	}
	f.FormerNames = strings.Join(kept, "、")
	if len([]rune(f.FormerNames)) > 600 {
		k.sheet.fault(l, "former", "曾用名太多（合计超过 600 个字）；请缩减")
	}
}

// formerInName splits 昆明甲公司(原名:昆明乙公司)* into the name and the former name.
func formerInName(text string) (name, former string) {
	name = strings.TrimRight(text, "*＊※★☆△ ")
	open := strings.LastIndexAny(name, "(（")
	if open <= 0 || !strings.HasSuffix(name, ")") && !strings.HasSuffix(name, "）") {
		return name, ""
	}
	remark := strings.Trim(name[open:], "(（)）")
	for _, word := range []string{"原名", "曾用名", "原企业名称", "更名前", "原:", "原："} {
		if rest, ok := strings.CutPrefix(remark, word); ok {
			return strings.TrimSpace(name[:open]), strings.TrimLeft(rest, ":： 为是")
		}
	}
	return name, ""
}

// setZones takes the stated zones over, in the book's order.
func (k *firmKeeper) setZones(l *Line, to *string) {
	v := k.sheet.Value(l, "zone")
	if v.State != Given {
		return
	}
	stated := map[string]bool{}
	texts := split(v.Text)
	if _, ok := k.zone(v.Text); ok {
		texts = []string{v.Text} // a name may hold a separator
	}
	for _, text := range texts {
		place, ok := k.zone(text)
		if !ok {
			k.sheet.fault(l, "zone", "不认识的开发区「%s」；请填写：%s，没有请留空", clip(text, 20), strings.Join(zoneNames(k.ed), "、"))
			return
		}
		stated[place.ID] = true
	}
	var ids []string
	for _, z := range k.ed.Zones {
		if stated[z.ID] {
			ids = append(ids, z.ID)
		}
	}
	*to = strings.Join(ids, ",")
}

// setIndustry takes the stated GB/T 4754-2017 code over: I6513, 6513, 6513 应用软件开发. The section's letter
// says nothing that the digits do not, except that it must fit them.
func (k *firmKeeper) setIndustry(l *Line, to *string) {
	v := k.sheet.Value(l, "industry")
	if v.State != Given {
		return
	}
	text := strings.ToUpper(compact(v.Text))
	letter := ""
	if text[0] >= 'A' && text[0] <= 'T' {
		letter, text = text[:1], text[1:]
	}
	digits := text[:len(text)-len(strings.TrimLeft(text, "0123456789"))]
	if letter == "A" && len(digits) == 3 {
		digits = "0" + digits // a number lost its leading zero
	}
	section, ok := k.ed.SectionOf(digits)
	switch {
	case len(digits) < 2 || len(digits) > 4 || !ok:
		k.sheet.fault(l, "industry", "不是 GB/T 4754—2017 的行业代码；请填写 2 至 4 位数字，如 6513")
		return
	case letter != "" && letter != section.ID:
		k.sheet.warn(l, "industry", "门类字母 %s 与代码 %s 不符（应为 %s %s）；按数字代码登记", letter, digits, section.ID, section.Name)
	}
	*to = digits
}

// checkState sets the state and its day: a firm leaves on a day.
func (k *firmKeeper) checkState(l *Line, f *models.Firm, stored models.Firm, known bool) {
	s := k.sheet
	if v := s.Value(l, "state"); v.State == Given {
		word, ok := firmStates.find(v.Text)
		if !ok {
			s.fault(l, "state", "不认识的经营状态「%s」；可填：%s", clip(v.Text, 20), firmStates.list())
			return
		}
		f.State = word
		if known && word != stored.State && s.Value(l, "state_day").State == Blank {
			f.StateDay = 0 // the stored day belongs to the state that ended
		}
		if known && leaving(stored.State) && !leaving(word) {
			s.warn(l, "state", "企业库中是「%s」（%s），将改为「%s」；请核对", stored.State, stored.StateDay, word)
		}
	}
	k.notFuture(l, "state_day")
	setDay(&f.StateDay, s.Value(l, "state_day"))
	if leaving(f.State) && f.StateDay == 0 && s.Value(l, "state_day").State == Blank {
		s.fault(l, "state_day", "经营状态为「%s」，请填写状态日期", f.State)
	}
	k.notBefore(l, "state_day", f.StateDay, "成立日期", f.Founded)
}
