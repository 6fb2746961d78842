package models

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"

	"yunti/incentives"
	"yunti/policy"
)

// lineName names a line in every review of its year.
type lineName struct {
	Clause, Payee string
	Year          int
	Item          string
}

func (e *Entitlement) line() lineName { return lineName{e.Clause, e.Payee, e.Year, e.Item} }
func (s *Settlement) line() lineName  { return lineName{s.Clause, s.Payee, s.Year, s.Item} }

// samePayee reports whether two lines are of one payee. A body may be known by its name in one year and by a code in another;
// two codes are always two payees.
func samePayee(payee, alias, other, otherAlias string) bool {
	if payee == other {
		return true
	}
	coded := policy.CheckCode(payee) == nil && policy.CheckCode(other) == nil
	return !coded && alias != "" && alias == otherAlias
}

// party is everything in the ledger that concerns the payees of some lines.
type party struct {
	settlements []Settlement // live ones
	payments    []Payment    // of rosters, that belong to no settlement
}

// parties reads what the ledger knows of payees, by code and by alias.
func parties(tx *gorm.DB, payees, aliases []string) (p party, err error) {
	for column, list := range map[string][]string{"payee": payees, "alias": aliases} {
		for some := range slices.Chunk(list, lookup) {
			var found []Settlement
			if err := tx.Where(column+" IN ? AND live = 1", some).Find(&found).Error; err != nil {
				return p, err
			}
			p.settlements = append(p.settlements, found...)
		}
	}
	slices.SortFunc(p.settlements, func(a, b Settlement) int { return compareIDs(a.ID, b.ID) })
	p.settlements = slices.CompactFunc(p.settlements, func(a, b Settlement) bool { return a.ID == b.ID })
	for some := range slices.Chunk(slices.Concat(payees, aliases), lookup) {
		var found []Payment
		if err := tx.Where("payee IN ? AND settlement = ''", some).Order("clause, year, payee, ref").Find(&found).Error; err != nil {
			return p, err
		}
		p.payments = append(p.payments, found...)
	}
	return p, nil
}

// compareIDs compares the numbers of settlements: 2023-9 before 2023-10, however many zeros they have.
func compareIDs(a, b string) int {
	if len(a) != len(b) {
		return len(a) - len(b)
	}
	return strings.Compare(a, b)
}

// namesOf lists the payees and aliases of lines, each once.
func namesOf(lines []Entitlement) (payees, aliases []string) {
	for i := range lines {
		payees = append(payees, lines[i].Payee)
		if lines[i].Alias != "" {
			aliases = append(aliases, lines[i].Alias)
		}
	}
	slices.Sort(payees)
	slices.Sort(aliases)
	return slices.Compact(payees), slices.Compact(aliases)
}

// byPayee are the settlements and payments of a party by the names they are found under.
type byPayee struct {
	settlements map[string][]*Settlement // by payee and by alias
	payments    map[string][]*Payment
}

func (p *party) byPayee() byPayee {
	by := byPayee{map[string][]*Settlement{}, map[string][]*Payment{}}
	for i := range p.settlements {
		s := &p.settlements[i]
		by.settlements[s.Payee] = append(by.settlements[s.Payee], s)
		if s.Alias != "" {
			by.settlements[s.Alias] = append(by.settlements[s.Alias], s)
		}
	}
	for i := range p.payments {
		by.payments[p.payments[i].Payee] = append(by.payments[p.payments[i].Payee], &p.payments[i])
	}
	return by
}

// settled lists the live settlements of a line's clause and payee, the earliest first.
func (by byPayee) settled(e *Entitlement) []*Settlement {
	found := slices.Clone(by.settlements[e.Payee])
	if e.Alias != "" {
		found = append(found, by.settlements[e.Alias]...)
	}
	found = slices.DeleteFunc(found, func(s *Settlement) bool {
		return s.Clause != e.Clause || !samePayee(e.Payee, e.Alias, s.Payee, s.Alias)
	})
	slices.SortFunc(found, func(a, b *Settlement) int { return compareIDs(a.ID, b.ID) })
	return slices.Compact(found)
}

// paid lists the payments of a line's clause and payee that belong to no settlement.
func (by byPayee) paid(e *Entitlement) []*Payment {
	found := slices.Clone(by.payments[e.Payee])
	if e.Alias != "" {
		found = append(found, by.payments[e.Alias]...)
	}
	return slices.DeleteFunc(found, func(p *Payment) bool { return p.Clause != e.Clause })
}

// rows adds to lines what became of them. Editions that it reads are added to known.
func (db *DB) rows(ctx context.Context, lines []Entitlement, known editions) ([]EntitlementRow, error) {
	if len(lines) == 0 {
		return nil, nil
	}
	tx := db.Read.WithContext(ctx)
	payees, aliases := namesOf(lines)
	party, err := parties(tx, payees, aliases)
	if err != nil {
		return nil, db.explain(err)
	}
	proofs, err := db.proofs(ctx, lines, payees, aliases, known)
	if err != nil {
		return nil, err
	}
	by := party.byPayee()
	rows := make([]EntitlementRow, len(lines))
	for i := range lines {
		e, row := &lines[i], &rows[i]
		row.Entitlement = *e
		var elsewhere []*Settlement
		for _, s := range by.settled(e) {
			switch {
			case s.line() == e.line():
				brief := s.Brief()
				row.Settlement = &brief
			case s.Year != e.Year:
				elsewhere = append(elsewhere, s)
			}
		}
		before := map[int]policy.Money{}
		for _, p := range by.paid(e) {
			switch {
			case p.Paid == nil:
			case p.Year == e.Year:
				row.PaidOutside += *p.Paid
			default:
				before[p.Year] += *p.Paid
			}
		}
		row.Before = beforeText(elsewhere, before)
		row.Evidence = proofs.of(e)
	}
	return rows, nil
}

// beforeText says what was settled and paid in other years, the latest first.
func beforeText(settled []*Settlement, paid map[int]policy.Money) string {
	type note struct {
		year int
		text string
	}
	var notes []note
	for _, s := range settled {
		text := fmt.Sprintf("%d 年已核定 %s（%s）", s.Year, incentives.InWan(s.Amount), s.ID)
		if s.Paid != 0 {
			text += "，已拨付 " + incentives.InWan(s.Paid)
		}
		notes = append(notes, note{s.Year, text})
	}
	for year, sum := range paid {
		if sum != 0 {
			notes = append(notes, note{year, fmt.Sprintf("%d 年名册已拨付 %s", year, incentives.InWan(sum))})
		}
	}
	slices.SortFunc(notes, func(a, b note) int {
		if a.year != b.year {
			return b.year - a.year
		}
		return strings.Compare(a.text, b.text)
	})
	texts := make([]string, len(notes))
	for i := range notes {
		texts[i] = notes[i].text
	}
	return strings.Join(texts, "；")
}
