package jobs

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"yunti/incentives"
	"yunti/models"
	"yunti/policy"
	"yunti/tiering"
)

// Owing says which money is counted, and under which rules.
type Owing struct {
	Year int
	// Edition gives the edition of a year, for Year and the years that its clauses look back on. A trial changes what the
	// book has.
	Edition func(year int) (*policy.Edition, error)
	// Beyond counts clauses outside their years as well; those lines are marked Outside. (测算)
	Beyond bool
}

// EachEntitlement calls fn with everything that the money clauses of the book owe for year on the records as they are:
// the firms of the roster in code order, then the other bodies by name. Increases of research costs carry the amount of
// the other reading beside them.
func EachEntitlement(ctx context.Context, db *models.DB, book *policy.Book, year int, fn func(incentives.Entitlement) error) error {
	_, err := EachOwed(ctx, db, Owing{Year: year, Edition: func(year int) (*policy.Edition, error) { return book.At(policy.YearEnd(year)) }}, fn)
	return err
}

// EachOwed is EachEntitlement under the rules of o; it returns the city's pools of the increase clauses. The records are read
// once, as they stand at one moment. In years with such a clause the lines wait in memory (some 250 bytes each) until the
// last firm is counted, because each share depends on all; in others they are handed on at once.
func EachOwed(ctx context.Context, db *models.DB, o Owing, fn func(incentives.Entitlement) error) ([]*incentives.Pool, error) {
	p, err := newPayees(ctx, db, o)
	if err != nil {
		return nil, err
	}
	stream := func(fn func([]models.FirmFacts) error) error { return db.StreamFacts(ctx, o.Year, "", fn) }
	return p.count(o.Year, stream, func(e *incentives.Entitlement, _ home) error { return fn(*e) })
}

// home is where a payee belongs.
type home struct {
	county string // policy.Place.ID, "" where no record says
	firm   bool   // it is a firm of the roster
}

// count counts the firms of stream and the other bodies, and calls fn with each line and its payee's home. The line is valid
// until fn returns.
func (p *payees) count(year int, stream func(fn func([]models.FirmFacts) error) error, fn func(*incentives.Entitlement, home) error) ([]*incentives.Pool, error) {
	type line struct {
		incentives.Entitlement
		home
	}
	city := p.counter.City(year)
	var waiting []line
	wait := len(city.Pools()) > 0
	each := func(payee *incentives.Payee, own home) error {
		for _, e := range city.Owed(payee) {
			at := own
			if e.Payee != payee.ID {
				at = p.homes[e.Payee]
			}
			if wait {
				waiting = append(waiting, line{e, at})
			} else if err := fn(&e, at); err != nil {
				return err
			}
		}
		return nil
	}
	err := stream(func(batch []models.FirmFacts) error {
		for i := range batch {
			if err := each(p.firm(&batch[i]), home{batch[i].Firm.County, true}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, id := range slices.Sorted(maps.Keys(p.others)) {
		if err := each(p.others[id], p.homes[id]); err != nil {
			return nil, err
		}
	}
	for i := range waiting {
		if !city.Share(&waiting[i].Entitlement) {
			continue
		}
		if err := fn(&waiting[i].Entitlement, waiting[i].home); err != nil {
			return nil, err
		}
	}
	return city.Pools(), nil
}

// payees holds what the stream of firms does not carry.
type payees struct {
	counter  *incentives.Counter
	judges   map[int]*tiering.Judge
	edition  *policy.Edition
	carriers map[string]*incentives.Carrier // by name
	byName   map[string]*incentives.Carrier // by models.NormalName
	roster   map[string][]incentives.Award  // entries of the incubators roster, by payee
	matched  map[string][]incentives.Award  // recognitions with amounts, by holder
	byKind   map[string]bool                // the kinds in matched
	stays    map[string][]models.Residency
	others   map[string]*incentives.Payee // bodies that are not firms of the roster, by ID
	loose    []models.Recognition         // what those bodies hold
	codes    map[string]string            // their codes by models.NormalName; "" where several codes share a name
	homes    map[string]home              // of carriers, by ID
}

func newPayees(ctx context.Context, db *models.DB, o Owing) (*payees, error) {
	p := &payees{judges: map[int]*tiering.Judge{}, carriers: map[string]*incentives.Carrier{}, byName: map[string]*incentives.Carrier{}, roster: map[string][]incentives.Award{},
		matched: map[string][]incentives.Award{}, byKind: map[string]bool{}, others: map[string]*incentives.Payee{}, codes: map[string]string{},
		homes: map[string]home{}}
	if err := p.compile(o); err != nil {
		return nil, err
	}
	var err error
	if p.counter, err = incentives.New(p.edition, func(year int) *tiering.Judge { return p.judges[year] }); err != nil {
		return nil, err
	}
	if o.Beyond {
		p.counter = p.counter.Beyond()
	}
	if p.stays, err = db.Residencies(ctx); err != nil {
		return nil, err
	}
	if p.loose, err = db.AwardsOfOthers(ctx); err != nil {
		return nil, err
	}
	p.readCodes()
	if err := p.readCarriers(ctx, db); err != nil {
		return nil, err
	}
	if err := p.readAmounts(ctx, db); err != nil {
		return nil, err
	}
	p.takeOthers()
	return p, nil
}

// readCodes learns the codes of bodies from those of their records that state one, so that a body which one roster names
// with its code and another without is one payee, and is paid once.
func (p *payees) readCodes() {
	for i := range p.loose {
		r := &p.loose[i]
		if strings.HasPrefix(r.Holder, "~") {
			continue
		}
		key := models.NormalName(r.Name)
		if code, known := p.codes[key]; known && code != r.Holder {
			p.codes[key] = ""
		} else {
			p.codes[key] = r.Holder
		}
	}
}

// compile makes the judges of the year and of the earlier years that a clause looks back on.
func (p *payees) compile(o Owing) error {
	ed, err := o.Edition(o.Year)
	if err != nil {
		return err
	}
	p.edition = ed
	first := o.Year
	for i := range ed.Clauses {
		first = min(first, ed.Clauses[i].Years.From)
	}
	if !o.Beyond && !slices.ContainsFunc(ed.Clauses, func(c policy.Clause) bool { return c.Years.Has(o.Year) }) {
		first = o.Year // nothing is owed, so nothing is looked back on
	}
	for y := first; y <= o.Year; y++ {
		if y < o.Year {
			if ed, err = o.Edition(y); err != nil {
				return err
			}
		} else {
			ed = p.edition
		}
		if p.judges[y], err = tiering.Compile(ed); err != nil {
			return err
		}
	}
	return nil
}

// readCarriers reads the incubators roster. A carrier that is a firm of the roster brings its facts along, because money
// for it is suspended like any firm's.
func (p *payees) readCarriers(ctx context.Context, db *models.DB) error {
	entries, err := db.Incubators(ctx)
	if err != nil {
		return err
	}
	for _, e := range entries {
		c := p.carriers[e.Name]
		if c == nil {
			c = &incentives.Carrier{ID: cmp.Or(p.codes[models.NormalName(e.Name)], e.Name), Name: e.Name}
			p.carriers[e.Name], p.byName[models.NormalName(e.Name)] = c, c
		}
		if e.Code != "" && c.ID != e.Code {
			c.ID = e.Code
			firm, facts, err := db.Facts(ctx, e.Code)
			if err == nil {
				c.Firm = &facts
				p.homes[c.ID] = home{firm.County, true}
			} else if !errors.Is(err, models.ErrNotFound) {
				return err
			}
		}
		if at := p.homes[c.ID]; !at.firm && at.county == "" {
			p.homes[c.ID] = home{county: e.County}
		}
		if kind, ok := p.edition.Kind(e.Type); ok {
			c.Kinds = append(c.Kinds, kind.ID)
		}
	}
	for _, e := range entries {
		if kind, ok := p.edition.Kind(e.Type); ok {
			id := p.carriers[e.Name].ID
			p.roster[id] = append(p.roster[id], incentives.Award{Roster: true,
				Recognition: tiering.Recognition{Kind: kind.ID, Level: e.Level, Issued: e.Since}})
			if p.carriers[e.Name].Firm == nil {
				p.other(id, e.Name)
			}
		}
	}
	return nil
}

// readAmounts reads the recognitions whose amounts a clause matches.
func (p *payees) readAmounts(ctx context.Context, db *models.DB) error {
	for _, c := range p.edition.Clauses {
		for _, a := range c.Amounts {
			if !a.Match.IsZero() && c.Trigger.Recognised != nil {
				for _, kind := range c.Trigger.Recognised.Kinds {
					p.byKind[kind] = true
				}
			}
		}
	}
	records, err := db.AwardsOf(ctx, slices.Sorted(maps.Keys(p.byKind)))
	if err != nil {
		return err
	}
	for i := range records {
		p.matched[records[i].Holder] = append(p.matched[records[i].Holder], award(&records[i]))
	}
	return nil
}

// takeOthers gives the recognitions of bodies that are not firms of the roster to their payees. One without a code belongs
// to the carrier of that name, or to the body whose code other records state.
func (p *payees) takeOthers() {
	for i := range p.loose {
		r := &p.loose[i]
		id := r.Holder
		if strings.HasPrefix(id, "~") {
			c := p.carrier(r.Name)
			switch {
			case c == nil:
				id = cmp.Or(p.codes[models.NormalName(r.Name)], r.Name)
			case c.Firm != nil:
				p.roster[c.ID] = append(p.roster[c.ID], award(r))
				continue
			default:
				id = c.ID
			}
		}
		o := p.other(id, r.Name)
		o.Awards = append(o.Awards, award(r))
	}
	for id, o := range p.others {
		o.Awards = append(o.Awards, p.roster[id]...)
	}
}

// carrier finds a carrier by name.
func (p *payees) carrier(name string) *incentives.Carrier {
	if c := p.carriers[name]; c != nil {
		return c
	}
	return p.byName[models.NormalName(name)]
}

func (p *payees) other(id, name string) *incentives.Payee {
	if p.others[id] == nil {
		p.others[id] = &incentives.Payee{ID: id, Name: name}
	}
	return p.others[id]
}

func award(r *models.Recognition) incentives.Award {
	return incentives.Award{Amount: r.Amount, Recognition: tiering.Recognition{Kind: r.Kind, Level: r.Level, Number: r.Number,
		Issued: r.Issued, Ends: r.Ends, Revoked: r.Revoked}}
}

// firm puts together what the clauses ask of a firm of the stream.
func (p *payees) firm(f *models.FirmFacts) *incentives.Payee {
	payee := &incentives.Payee{ID: f.Firm.Code, Name: f.Firm.Name, Firm: &f.Facts}
	for _, a := range incentives.Awards(&f.Facts) {
		if !p.byKind[a.Kind] {
			payee.Awards = append(payee.Awards, a)
		}
	}
	payee.Awards = append(payee.Awards, p.matched[f.Firm.Code]...)
	payee.Awards = append(payee.Awards, p.roster[f.Firm.Code]...)
	for _, s := range p.stays[f.Firm.Code] {
		if c := p.carriers[s.Incubator]; c != nil {
			payee.Residencies = append(payee.Residencies, incentives.Residency{Carrier: c, Since: s.Since, Until: s.Until, Graduated: s.Graduated})
		}
	}
	return payee
}
