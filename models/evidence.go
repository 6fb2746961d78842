package models

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"yunti/policy"
)

// editions are the editions that reviews were made by, by review. Reading one is dear, so a list reads each once.
type editions map[string]*policy.Edition

// proofs are the records that show what payees would otherwise hand in.
type proofs struct {
	editions editions
	records  map[string][]Recognition // by holder: code or alias
	scale    map[string]map[int]bool  // 规上 directory: by code, year
}

// proofs reads the records behind lines.
func (db *DB) proofs(ctx context.Context, lines []Entitlement, payees, aliases []string, known editions) (*proofs, error) {
	p := &proofs{editions: known, records: map[string][]Recognition{}, scale: map[string]map[int]bool{}}
	holders := slices.Concat(payees, aliases)
	for i := range lines {
		e := &lines[i]
		if p.editions[e.Review] == nil {
			review, err := db.Review(ctx, e.Review)
			if err != nil {
				return nil, err
			}
			if p.editions[e.Review], err = db.Edition(ctx, review.Edition); err != nil {
				return nil, err
			}
		}
		if firm, ok := raisedFirm(e); ok {
			holders = append(holders, firm)
		}
	}
	tx := db.Read.WithContext(ctx)
	for some := range slices.Chunk(holders, lookup) {
		var found []Recognition
		if err := tx.Where("holder IN ?", some).Find(&found).Error; err != nil {
			return nil, db.explain(err)
		}
		for _, r := range found {
			p.records[r.Holder] = append(p.records[r.Holder], r)
		}
		var above []ScaleLine
		if err := tx.Select("code", "year").Where("code IN ? AND above = ?", some, true).Find(&above).Error; err != nil {
			return nil, db.explain(err)
		}
		for _, s := range above {
			if p.scale[s.Code] == nil {
				p.scale[s.Code] = map[int]bool{}
			}
			p.scale[s.Code][s.Year] = true
		}
	}
	return p, nil
}

// raisedFirm returns the firm that a carrier's line is about: its item is that firm's code.
func raisedFirm(e *Entitlement) (code string, ok bool) {
	return e.Item, policy.CheckCode(e.Item) == nil
}

// of lists what the clause asks for, and what of it the records show.
func (p *proofs) of(e *Entitlement) Evidence {
	clause, ok := p.editions[e.Review].Clause(e.Clause)
	if !ok {
		return nil
	}
	list := make(Evidence, len(clause.Evidence))
	for i, name := range clause.Evidence {
		how := p.shown(e, clause, name)
		list[i] = EvidenceItem{Name: name, Held: how != "", How: how}
	}
	return list
}

// papers are the words by which the book names papers that a numbered record of the roster stands for.
var papers = []string{"认定", "证书", "名单", "批准", "批复"}

// shown says where the records show a piece of evidence, "" where they do not: the figures of the statistics behind a basis, the
// 规上 directory of the year, or a recognition with its number or document.
func (p *proofs) shown(e *Entitlement, clause *policy.Clause, name string) string {
	research := clause.Trigger.Research
	switch {
	case strings.Contains(name, "统计报表"):
		if research == nil || e.Basis == nil {
			return ""
		}
		year := e.Year
		if strings.HasPrefix(name, "上年") {
			year--
		}
		return fmt.Sprintf("%d 年度数据已报送", year)
	case strings.Contains(name, "规上名录"):
		if !p.scale[e.Payee][e.Year] {
			return ""
		}
		return fmt.Sprintf("%d 年规上名录", e.Year)
	case !slices.ContainsFunc(papers, func(word string) bool { return strings.Contains(name, word) }):
		return ""
	case research != nil:
		for _, r := range p.records[e.Payee] {
			if r.Kind == research.Certificate && validAt(&r, policy.YearEnd(e.Year)) && r.paper() != "" {
				return r.paper()
			}
		}
		return ""
	}
	holders := []string{e.Payee, e.Alias}
	if firm, ok := raisedFirm(e); ok {
		holders = []string{firm}
	}
	for _, holder := range holders {
		for _, r := range p.records[holder] {
			if r.Number != "" && strings.HasPrefix(e.Item, r.Kind+"/"+r.Number) || e.Item == r.Kind+"/"+r.Level+"/"+r.Issued.String() ||
				holder == e.Item && clause.Trigger.First != nil && r.Kind == clause.Trigger.First.Kind && r.Issued.Year() == e.Year {
				if text := r.paper(); text != "" {
					return text
				}
			}
		}
	}
	return ""
}

// validAt reports whether a recognition is in force on a day by its own days.
func validAt(r *Recognition, day policy.Day) bool {
	return r.Issued != 0 && r.Issued <= day && (r.Ends == 0 || r.Ends >= day) && (r.Revoked == 0 || r.Revoked > day)
}

// paper names the paper of a recognition: its number, else the document that announced it.
func (r *Recognition) paper() string {
	switch {
	case r.Number != "":
		return "编号 " + r.Number
	case r.DocNo != "":
		return "文号 " + r.DocNo
	}
	return ""
}
