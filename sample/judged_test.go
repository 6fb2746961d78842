package sample

import (
	"sync"
	"testing"

	"yunti/policy"
	"yunti/tiering"
)

var embedded = sync.OnceValues(func() (*policy.Book, error) { return policy.Load(policy.Embedded()) })

// bench judges lives year by year, each year against the one before, as published reviews are.
type bench struct {
	edition *policy.Edition
	judge   *tiering.Judge
}

func newBench(t testing.TB) *bench {
	t.Helper()
	book, err := embedded()
	if err != nil {
		t.Fatal(err)
	}
	e, err := book.At(policy.YearEnd(2023))
	if err != nil {
		t.Fatal(err)
	}
	j, err := tiering.Compile(e)
	if err != nil {
		t.Fatal(err)
	}
	return &bench{e, j}
}

// facts are the life as the records would hold it.
func (b *bench) facts(t testing.TB, l *life) *tiering.Facts {
	t.Helper()
	f := &tiering.Facts{Code: l.code, Name: l.name, Founded: l.founded, Gone: l.stateDay, Industry: l.industry, Field: l.field, Directories: []int{2021, 2022, 2023, 2024}}
	if f.Industry != "" && f.Industry[0] >= 'A' {
		f.Industry = f.Industry[1:]
	}
	for i := range l.years {
		if l.filed[i] {
			f.Figures = append(f.Figures, l.years[i])
		}
		if l.scale[i].listed {
			f.Scale = append(f.Scale, tiering.ScaleLine{Year: firstYear + i, Above: l.scale[i].above})
		}
	}
	for _, x := range l.titles {
		k, ok := b.edition.Kind(x.kind)
		if !ok {
			t.Fatalf("the book does not know %s", x.kind)
		}
		level := x.level
		if level == "" {
			level = k.Default
		}
		f.Recognitions = append(f.Recognitions, tiering.Recognition{Kind: k.ID, Level: level, Number: x.number, Issued: x.issued, Ends: x.ends, Revoked: x.revoked})
	}
	for _, r := range l.rounds {
		f.Rounds = append(f.Rounds, tiering.Round{Day: r.day, Name: r.series, Amount: policy.Money(r.amount) * policy.Wan, HasAmount: r.amount != 0,
			Valuation: policy.Money(r.value) * 100 * policy.Wan, HasValue: r.value != 0, Currency: r.currency, Investors: r.investors != ""})
	}
	for _, x := range l.listings {
		f.Listings = append(f.Listings, tiering.Listing{Board: x.board, Code: x.stock, Listed: x.listed, Delisted: x.delisted})
	}
	return f
}

// judged is a firm's year: its verdict and what became of it on both ladders.
type judged struct {
	verdict tiering.Verdict
	moves   []tiering.Move
}

// years judges 2021 to 2024.
func (b *bench) years(t testing.TB, l *life) map[int]*judged {
	f := b.facts(t, l)
	list := map[int]*judged{}
	var before *tiering.Prior
	for year := 2021; year <= 2024; year++ {
		r := &judged{}
		b.judge.Judge(f, year, &r.verdict)
		r.moves = b.judge.Compare(before, &r.verdict)
		positions := make([]int, len(r.moves))
		for i, m := range r.moves {
			positions[i] = b.tier(m.To)
		}
		before = &tiering.Prior{Snapshot: policy.YearEnd(year), Positions: positions, Titled: r.verdict.Titled()}
		list[year] = r
	}
	return list
}

func (b *bench) tier(id string) int {
	for i := range b.edition.Tiers {
		if b.edition.Tiers[i].ID == id {
			return i
		}
	}
	return -1
}

func (j *judged) holds(b *bench, tier string) tiering.Outcome {
	return j.verdict.Standings[b.tier(tier)].Holds
}

func (j *judged) qualifies(b *bench, tier string) tiering.Outcome {
	return j.verdict.Standings[b.tier(tier)].Qualifies
}
