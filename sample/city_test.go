package sample

import (
	"regexp"
	"strings"
	"testing"

	"yunti/policy"
	"yunti/tiering"
)

// walk makes every life of a city.
func walk(opt Options, fn func(*life)) *city {
	c := newCity(opt)
	var l life
	for i := range opt.Firms {
		c.live(&l, i)
		fn(&l)
	}
	return c
}

// once fails when a text was seen before.
func once(t *testing.T, seen map[string]bool, what, text string) {
	t.Helper()
	if seen[text] {
		t.Fatalf("%s %s occurs twice", what, text)
	}
	seen[text] = true
}

func TestCodesNamesAndNumbersAreUniqueAndValid(t *testing.T) {
	b := newBench(t)
	codes, names, brands, numbers, stocks := map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}
	c := walk(Options{Firms: 70_000, Seed: 7}, func(l *life) {
		once(t, codes, "code", l.code)
		once(t, names, "name", l.name)
		once(t, brands, "brand", l.city.brand(l.index))
		checkCode(t, l.code)
		if l.code[2:8] != l.county.id {
			t.Errorf("%s is registered outside %s", l.code, l.county.id)
		}
		for _, x := range l.titles {
			k, ok := b.edition.Kind(x.kind)
			if !ok {
				t.Fatalf("the book has no kind %s", x.kind)
			}
			if x.number != "" {
				once(t, numbers, x.kind, x.kind+x.number)
				if !k.MatchesNumber(x.number) {
					t.Errorf("%s %s has another shape than the book's", x.kind, x.number)
				}
			}
		}
		for _, x := range l.listings {
			once(t, stocks, "stock code", x.board+x.stock)
		}
	})
	for i := range c.carriers {
		once(t, names, "name", c.carriers[i].name)
		if code := c.carriers[i].code; code != "" {
			once(t, codes, "code", code)
			checkCode(t, code)
		}
	}
	for i := range bodies {
		once(t, names, "name", bodies[i].name)
		if code := bodies[i].code(i); code != "" {
			once(t, codes, "code", code)
			checkCode(t, code)
		}
	}
}

func TestTheLargestCityRunsOutOfNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("walks a million numbers")
	}
	c := newCity(Options{Firms: MaxFirms, Seed: 11})
	codes, brands, serials := map[string]bool{}, map[string]bool{}, make([]bool, MaxFirms)
	l := life{city: c}
	for l.index = range MaxFirms {
		if serials[l.serial()] {
			t.Fatalf("serial %d occurs twice", l.serial())
		}
		serials[l.serial()] = true
		once(t, codes, "code", c.firmCode("530102", l.index)[8:16])
		once(t, brands, "brand", c.brand(l.index))
	}
	for i := range c.carriers {
		once(t, brands, "brand", c.brand(MaxFirms+i))
	}
}

func checkCode(t *testing.T, code string) {
	t.Helper()
	if err := policy.CheckCode(code); err != nil {
		t.Fatalf("%s: %v", code, err)
	}
	if want := organisationCheck(code[8:16]); code[16:17] != want {
		t.Fatalf("%s: the organisation code ends in %c, not %s", code, code[16], want)
	}
}

func TestOrganisationCheckOfTheStandard(t *testing.T) {
	for body, want := range map[string]string{"M000100Y": "4", "MA6K0001": "4", "MA62K026": "0", "19220382": "1", "MA6K0009": "X"} {
		if got := organisationCheck(body); got != want {
			t.Errorf("%s: %s, want %s", body, got, want)
		}
	}
}

func TestNamesAndPeopleArePlainlyMadeUp(t *testing.T) {
	marked := regexp.MustCompile("样例|示例|演示|虚构")
	phone := regexp.MustCompile(`^0871-0000-\d{4}$`)
	walk(Options{Firms: 3000, Seed: 7}, func(l *life) {
		if !marked.MatchString(l.name) || !marked.MatchString(l.contact) || !phone.MatchString(l.phone) {
			t.Errorf("%s, %s, %s could be real", l.name, l.contact, l.phone)
		}
		if l.former != "" && (!marked.MatchString(l.former) || l.former == l.name) {
			t.Errorf("former name %s of %s", l.former, l.name)
		}
		for _, r := range l.rounds {
			for name := range strings.SplitSeq(r.investors, "、") {
				if name != "" && !marked.MatchString(name) {
					t.Errorf("investor %s could be real", name)
				}
			}
		}
	})
	for _, b := range bodies {
		if !marked.MatchString(b.name) {
			t.Errorf("institution %s could be real", b.name)
		}
	}
}

func TestTheBookKnowsEveryPlaceFieldAndLevel(t *testing.T) {
	b := newBench(t)
	for _, c := range counties {
		if p, ok := b.edition.County(c.name); !ok || p.ID != c.id {
			t.Errorf("county %s %s: %v %v", c.id, c.name, p, ok)
		}
		for _, o := range c.zones {
			for z := range strings.SplitSeq(o.zones, "、") {
				if _, ok := b.edition.Zone(z); !ok {
					t.Errorf("the book has no zone %s", z)
				}
			}
		}
	}
	check := func(x title) {
		k, ok := b.edition.Kind(x.kind)
		if !ok {
			t.Fatalf("the book has no kind %s", x.kind)
		}
		known := x.level == ""
		for _, level := range k.Levels {
			known = known || level == x.level
		}
		if !known {
			t.Errorf("%s has no level %s", x.kind, x.level)
		}
	}
	walk(Options{Firms: 3000, Seed: 7}, func(l *life) {
		for _, x := range l.titles {
			check(x)
		}
	})
	for _, x := range bodies {
		for _, y := range x.titles {
			check(y)
		}
	}
}

func TestLivesAgreeWithThemselves(t *testing.T) {
	walk(Options{Firms: 5000, Seed: 3}, func(l *life) {
		for i, f := range l.years {
			year := firstYear + i
			if l.filed[i] && !l.operates(year) {
				t.Errorf("%s files figures for %d, when it was not there", l.name, year)
			}
			staff, _ := f.Get(tiering.Staff)
			st, _ := f.Get(tiering.STStaff)
			if _, ok := f.Get(tiering.Staff); ok && st > staff {
				t.Errorf("%s %d: %d of %d staff are of science and technology", l.name, year, st, staff)
			}
			rd, ok := f.Get(tiering.RDHNTE)
			domestic, both := f.Get(tiering.RDDomestic)
			if ok && both && domestic > rd {
				t.Errorf("%s %d: more R&D inside China than in all", l.name, year)
			}
			for k := range tiering.NumFigures {
				if v, _ := f.Get(tiering.Figure(k)); v < 0 && tiering.Figure(k) != tiering.Profit {
					t.Errorf("%s %d: %s is %d", l.name, year, tiering.FigureTable[k].Title, v)
				}
			}
		}
		for _, x := range l.titles {
			if x.issued < l.founded || x.revoked != 0 && x.revoked < x.issued || !x.issued.Valid() || x.revoked != 0 && !x.revoked.Valid() {
				t.Errorf("%s founded %s: %s issued %s revoked %s", l.name, l.founded, x.kind, x.issued, x.revoked)
			}
		}
		for _, x := range l.stays {
			if x.since < l.founded || x.until != 0 && x.until < x.since || x.since < x.carrier.levels[0].day && l.scene == nil {
				t.Errorf("%s founded %s stays from %s to %s", l.name, l.founded, x.since, x.until)
			}
		}
		for i, x := range l.rounds {
			if x.day < l.founded || i > 0 && x.day <= l.rounds[i-1].day {
				t.Errorf("%s founded %s: round %s on %s", l.name, l.founded, x.series, x.day)
			}
		}
	})
}

func TestEachMoneyClauseHasOccurrencesInItsYears(t *testing.T) {
	found := map[string]bool{}
	note := func(list []title) {
		for _, x := range list {
			if y := x.issued.Year(); y >= 2022 && y <= 2024 {
				found[x.kind] = true
			}
		}
	}
	c := walk(Options{Firms: 3000, Seed: 7}, func(l *life) {
		note(l.titles)
		for year := 2022; year <= 2024; year++ {
			if l.raisedBy(year) != nil {
				found["first certificate of a tenant"] = true
			}
			if l.chained(year) != nil {
				found["second certificate in a row"] = true
			}
		}
	})
	for i := range c.carriers {
		var list []title
		for _, v := range c.carriers[i].levels {
			list = append(list, title{kind: c.carriers[i].kind, issued: v.day})
		}
		note(list)
	}
	for i := range bodies {
		note(bodies[i].titles)
	}
	for _, kind := range []string{kindSME, kindLibrary, kindHNTE, kindFledgling, kindGazelle, kindPreUnicorn, kindUnicorn, kindContest, kindInnovation, kindKeyLab,
		kindYunnanLab, kindAcademician, kindExpert, kindCityCenter, kindScienceBase, kindYouthLab, kindNewRD, kindIncubator, kindMakerSpace, kindStarWorld,
		kindBuilding, kindIntlRD, kindIntlTrade, kindIntlFirm, kindIntroduced, kindProvincial, kindAward, kindStandard, kindPledge, kindKeyRD,
		"first certificate of a tenant", "second certificate in a row"} {
		if !found[kind] {
			t.Errorf("no %s in 2022–2024", kind)
		}
	}
}
