package importers

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"yunti/models"
	"yunti/policy"
)

// loadFirms reads the firms that the lines name, by code, or by name where there is no code.
func (p *planner) loadFirms(ctx context.Context, lines []*Line) error {
	codes, names := make([]string, 0, len(lines)), []string{}
	seen := make(map[string]bool, len(lines))
	for _, l := range lines {
		switch code := p.sheet.Value(l, "code"); code.State {
		case Given:
			if !seen[code.Text] {
				seen[code.Text] = true
				codes = append(codes, code.Text)
			}
		case Blank:
			if key := models.NormalName(p.nameCell(l)); key != "" && !seen[key] {
				seen[key] = true
				names = append(names, key)
			}
		}
	}
	var err error
	if p.firms, err = p.db.FirmsByCode(ctx, p.scope, codes); err != nil {
		return err
	}
	p.named = nil
	if len(names) > 0 {
		if p.named, err = p.db.FirmsByName(ctx, p.scope, names); err != nil {
			return err
		}
	}
	return p.loadTaken(ctx, codes)
}

// loadTaken finds out which codes are taken by firms outside the scope, where that matters: for new firms, and for the
// tenants that an incubator claims.
func (p *planner) loadTaken(ctx context.Context, codes []string) (err error) {
	p.taken = nil
	if kind := p.sheet.Kind; p.scope.All || kind != &firms && (kind != &residencies || !p.byIncubator()) {
		return nil
	}
	foreign := codes[:0]
	for _, code := range codes {
		if _, own := p.firms[code]; !own {
			foreign = append(foreign, code)
		}
	}
	p.taken, err = p.db.TakenCodes(ctx, foreign)
	return err
}

// firmOf returns the stored firm that a line is about. A line without a code is matched by name, former names
// included. It faults a line whose firm is unknown or not the only one of its name.
func (p *planner) firmOf(l *Line) (firm models.Firm, ok bool) {
	firm, ok = p.knownFirm(l)
	if ok || l.Rejected() {
		return firm, ok
	}
	if code := p.sheet.Value(l, "code"); code.State == Given {
		p.sheet.fault(l, "code", "%s没有统一社会信用代码为 %s 的企业；请核对代码，或先导入「%s」", p.among(), code.Text, firms.Name)
	} else if name := p.nameCell(l); name != "" {
		p.sheet.fault(l, "name", "%s没有名为「%s」的企业；请核对名称或补填统一社会信用代码，或先导入「%s」", p.among(), name, firms.Name)
	}
	return firm, false
}

// knownFirm returns the stored firm that a line is about, if there is one. Only a name borne by several firms
// is at fault; a code whose firm has another name is a warning.
func (p *planner) knownFirm(l *Line) (firm models.Firm, ok bool) {
	code, name := p.sheet.Value(l, "code"), p.nameCell(l)
	switch code.State {
	case Bad:
		return firm, false
	case Given:
		firm, ok = p.firms[code.Text]
		// A firms roster renames, and a carrier's name is not its operator's.
		kind := p.sheet.Kind.ID
		if ok && name != "" && kind != firms.ID && kind != incubators.ID && !bears(firm, name) {
			p.sheet.warn(l, "name", "该代码在企业库中是「%s」；请核对代码和名称", firm.Name)
		}
		return firm, ok
	}
	switch found := p.named[models.NormalName(name)]; len(found) {
	case 0:
		return firm, false
	case 1:
		return found[0], true
	default:
		var list []string
		for _, f := range found[:min(len(found), 5)] {
			list = append(list, fmt.Sprintf("%s %s（%s）", f.Code, f.Name, p.countyName(f.County)))
		}
		p.sheet.fault(l, "name", "%s有 %d 家企业叫这个名称：%s；请补填统一社会信用代码", p.among(), len(found), strings.Join(list, "、"))
		return firm, false
	}
}

// bears reports whether a firm has, or had, a name.
func bears(firm models.Firm, name string) bool {
	key := models.NormalName(name)
	if key == models.NormalName(firm.Name) {
		return true
	}
	for _, former := range split(firm.FormerNames) {
		if key == models.NormalName(former) {
			return true
		}
	}
	return false
}

// bodyPrefix marks a holder or payee without a code, which is known by its name.
const bodyPrefix = "~"

// holderOf returns the key of a body that need not be a firm of the records: its code, the code of the firm of that
// name, else "~" and the normal form of its name.
func (p *planner) holderOf(l *Line) (holder string, firm models.Firm, known bool) {
	firm, known = p.knownFirm(l)
	switch code := p.sheet.Value(l, "code"); {
	case known:
		return firm.Code, firm, true
	case code.State == Given:
		return code.Text, firm, false
	}
	holder = bodyPrefix + models.NormalName(p.nameCell(l))
	if utf8.RuneCountInString(holder) > maxHolder {
		p.sheet.fault(l, "name", "名称太长；请核对")
	}
	return holder, firm, false
}

// maxHolder is the longest key of a body without a code; signs such as ㈱ grow in the normal form.
const maxHolder = 120

// county finds a county by what a cell says.
func (p *planner) county(text string) (policy.Place, bool) {
	place, known := p.counties[text]
	if !known {
		place, _ = p.ed.County(text)
		p.counties[text] = place
	}
	return place, place.ID != ""
}

// zone finds a development zone by what a cell says.
func (p *planner) zone(text string) (policy.Place, bool) {
	place, known := p.zones[text]
	if !known {
		place, _ = p.ed.Zone(text)
		p.zones[text] = place
	}
	return place, place.ID != ""
}

func (p *planner) countyName(id string) string {
	if place, ok := p.county(id); ok {
		return place.Name
	}
	return "县区未填"
}

// setCounty takes a stated county over.
func (p *planner) setCounty(l *Line, to *string) {
	v := p.sheet.Value(l, "county")
	if v.State != Given {
		return
	}
	place, ok := p.county(v.Text)
	if ok {
		*to = place.ID
		p.inCounty(l, place)
		return
	}
	if zone, isZone := p.zone(v.Text); isZone {
		p.sheet.fault(l, "county", "「%s」是开发区，不是县(市)区；请填写所在的县(市)区，开发区填在“所属开发区”列", zone.Name)
		return
	}
	p.sheet.fault(l, "county", "不认识的县(市)区「%s」；请填写：%s", clip(v.Text, 20), strings.Join(placeNames(p.ed.Counties), "、"))
}

// setLevel takes a stated level over, in the words of the allowed ones. None allowed means any.
func (p *planner) setLevel(l *Line, allowed []string, to *string) {
	v := p.sheet.Value(l, "level")
	if v.State != Given {
		return
	}
	text := compact(v.Text)
	for _, candidate := range []func(level string) bool{
		func(level string) bool { return level == text },
		func(level string) bool { word, ok := levels.find(text); return ok && level == word },
		func(level string) bool { return strings.HasPrefix(level, text) },
	} {
		for _, level := range allowed {
			if candidate(level) {
				*to = level
				return
			}
		}
	}
	if len(allowed) > 0 {
		p.sheet.fault(l, "level", "级别「%s」不对；可填：%s", clip(v.Text, 20), strings.Join(allowed, "、"))
		return
	}
	*to = v.Text
}
