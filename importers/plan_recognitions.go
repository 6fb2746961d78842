package importers

import (
	"context"
	"strconv"
	"strings"

	"yunti/models"
	"yunti/policy"
)

// recognitionKeeper plans official titles.
type recognitionKeeper struct {
	*planner
	titles map[string]bool                 // kinds that carry a tier: titles of firms
	stored map[string][]models.Recognition // by holder
}

func newRecognitionKeeper(p *planner) *recognitionKeeper {
	k := &recognitionKeeper{planner: p, titles: map[string]bool{}}
	for i := range p.ed.Tiers {
		k.titles[p.ed.Tiers[i].Kind] = true
	}
	return k
}

func (k *recognitionKeeper) load(ctx context.Context, lines []*Line) error {
	if err := k.loadFirms(ctx, lines); err != nil {
		return err
	}
	holders := make([]string, 0, len(lines))
	seen := make(map[string]bool, len(lines))
	add := func(holder string) {
		if !seen[holder] {
			seen[holder] = true
			holders = append(holders, holder)
		}
	}
	for _, l := range lines {
		if code := k.sheet.Value(l, "code"); code.State == Given {
			if _, own := k.firms[code.Text]; own || k.scope.All {
				add(code.Text)
			}
			continue
		}
		key := models.NormalName(k.nameCell(l))
		if k.scope.All {
			add(bodyPrefix + key)
		}
		for _, firm := range k.named[key] {
			add(firm.Code)
		}
	}
	found, err := findBy[models.Recognition](ctx, k.db, "holder", holders)
	k.stored = make(map[string][]models.Recognition, len(holders))
	for _, r := range found {
		k.stored[r.Holder] = append(k.stored[r.Holder], r)
	}
	return err
}

func (k *recognitionKeeper) draft(l *Line) (draft, bool) {
	kind, ok := k.kind(l)
	d := draft{name: k.nameCell(l), key: k.sheet.Value(l, "number").Text}
	if !ok {
		return d, false
	}
	holder, _, known := k.holderOf(l)
	if !known && !k.scope.All { // titles of other bodies are the city's to register
		if !l.Rejected() {
			k.notOurs(l, kind)
		}
		return d, false
	}
	if !known && k.titles[kind.ID] && !l.Rejected() {
		if !k.unknownFirm(l, kind) {
			return d, false
		}
	}
	level := kind.Default
	k.setLevel(l, kind.Levels, &level)
	number := certificateNumber(k.sheet.Value(l, "number").Text)
	issued := policy.Day(k.sheet.Value(l, "issued").N)
	after := models.Recognition{Holder: holder, Kind: kind.ID, Ref: reference(number, issued, level), Level: level, Number: number}
	if stored, found := k.match(l, kind, holder, number, issued, level); found {
		after, d.before, d.base = stored, stored, stored.Version
		if number != "" {
			after.Number = number
		}
		if k.sheet.Value(l, "level").State == Given {
			after.Level = level
		}
	}
	setText(&after.Name, k.sheet.Value(l, "name"))
	setDay(&after.Issued, k.sheet.Value(l, "issued"))
	setDay(&after.Ends, k.sheet.Value(l, "ends"))
	setDay(&after.Revoked, k.sheet.Value(l, "revoked"))
	k.ownMoney(l, "amount", &after.Amount)
	setText(&after.Batch, k.sheet.Value(l, "batch"))
	setText(&after.DocNo, k.sheet.Value(l, "doc_no"))
	k.checkDays(l, kind, &after)
	k.checkNumber(l, kind, &after)
	d.key, d.after = holder+"/"+kind.ID+"/"+after.Ref, after
	return d, true
}

// kind finds the kind of recognition by name or alias.
func (k *recognitionKeeper) kind(l *Line) (*policy.Kind, bool) {
	v := k.sheet.Value(l, "kind")
	if v.State != Given {
		return nil, false
	}
	kind, known := k.kinds[v.Text]
	if !known {
		kind, _ = k.ed.Kind(v.Text)
		k.kinds[v.Text] = kind
	}
	if kind == nil {
		k.sheet.fault(l, "kind", "不认识的认定类别「%s」；可填：%s", clip(v.Text, 30), strings.Join(kindNames(k.ed), "、"))
	}
	return kind, kind != nil
}

// notOurs faults a holder that is no firm within the scope.
func (k *recognitionKeeper) notOurs(l *Line, kind *policy.Kind) {
	k.firmOf(l)
	if !k.titles[kind.ID] && len(l.Faults) > 0 {
		l.Faults[len(l.Faults)-1].Detail += "；非企业单位的认定由市科技局登记"
	}
}

// unknownFirm settles a firm's title whose holder is not in the records. With a code it is kept for the day the firm comes;
// with a name alone it would never be found again.
func (k *recognitionKeeper) unknownFirm(l *Line, kind *policy.Kind) bool {
	if k.sheet.Value(l, "code").State == Given {
		k.sheet.warn(l, "code", "企业库中没有这家企业，认定照常登记，但不参加评价；请补充导入「%s」", firms.Name)
		return true
	}
	k.sheet.fault(l, "name", "企业库中没有名为「%s」的企业；%s须认定到企业，请核对名称或补填统一社会信用代码", k.nameCell(l), kind.Name)
	return false
}

// match finds the stored recognition that a line is about: the one with its number; else the one of the same day and
// level, where one of the two has no number.
func (k *recognitionKeeper) match(l *Line, kind *policy.Kind, holder, number string, issued policy.Day, level string) (r models.Recognition, ok bool) {
	var candidates []models.Recognition
	for _, stored := range k.stored[holder] {
		if stored.Kind != kind.ID {
			continue
		}
		if number != "" && stored.Number == number {
			return stored, true
		}
		if (number == "" || stored.Number == "") && stored.Issued == issued && stored.Level == level {
			candidates = append(candidates, stored)
		}
	}
	switch len(candidates) {
	case 0:
		return r, false
	case 1:
		return candidates[0], true
	}
	k.sheet.fault(l, "number", "库中有 %d 条同一天、同级别的%s；请填写证书编号", len(candidates), kind.Name)
	return r, false
}

// reference tells apart a holder's recognitions of one kind.
func reference(number string, issued policy.Day, level string) string {
	if number != "" {
		return number
	}
	return issued.String() + level
}

// certificateNumber folds a number as certificates print it: half-width, upper case, without spaces.
func certificateNumber(text string) string { return strings.ToUpper(compact(text)) }

func (k *recognitionKeeper) checkDays(l *Line, kind *policy.Kind, r *models.Recognition) {
	k.notFuture(l, "issued")
	k.notFuture(l, "revoked")
	k.notBefore(l, "ends", r.Ends, "发证日期", r.Issued)
	k.notBefore(l, "revoked", r.Revoked, "发证日期", r.Issued)
	years := kind.Validity.Years
	if r.Ends == 0 || r.Issued == 0 || years == 0 || kind.Validity.EndColumn {
		return
	}
	if end := r.Issued.AddYears(years); (r.Ends > end || r.Ends < end.AddDays(-1)) && r.Ends.DaysSince(end) != 1 {
		k.sheet.warn(l, "ends", "%s的有效期是发证之日起 %d 年（至 %s）；有效期至不作为判断依据，请核对", kind.Name, years, end.AddDays(-1))
	}
}

// checkNumber compares the number with the shapes of its kind, the year of issue and the province.
func (k *recognitionKeeper) checkNumber(l *Line, kind *policy.Kind, r *models.Recognition) {
	if r.Number == "" || len(kind.Numbers) == 0 || k.sheet.Value(l, "number").State != Given {
		return
	}
	if !kind.MatchesNumber(r.Number) {
		k.sheet.warn(l, "number", "不是%s的编号格式（如 %s）；请核对", kind.Name, exampleNumber(kind.Numbers[0]))
		return
	}
	year, ok := kind.NumberYear(r.Number)
	if !ok {
		return
	}
	if r.Issued != 0 && year != r.Issued.Year() {
		k.sheet.warn(l, "number", "编号中的年份 %d 与发证日期 %s 不一致；请核对", year, r.Issued)
	}
	// The two digits behind the year are the province's (GB/T 2260).
	at := strings.Index(r.Number, strconv.Itoa(year)) + 4
	if at+2 <= len(r.Number) && len(k.ed.City.ID) >= 2 && r.Number[at:at+2] != k.ed.City.ID[:2] {
		k.sheet.warn(l, "number", "编号中的省份代码是 %s，不是本省（%s）；异地迁入的请忽略", r.Number[at:at+2], k.ed.City.ID[:2])
	}
}

// exampleNumber makes an example of a number mask.
func exampleNumber(mask string) string {
	return strings.NewReplacer("yyyy", "2022", "#", "0", "*", "0").Replace(mask)
}
