package policy

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// foldName brings a name into the form in which names are compared: half-width, upper case, without
// blanks and hidden characters.
func foldName(s string) string {
	return strings.ToUpper(strings.Map(dropHidden, width.Fold.String(s)))
}

// dropHidden drops blanks, control and format characters (zero-width spaces, byte order marks, soft
// hyphens), variation selectors and the fillers that print as nothing: the dirt of copied cells.
func dropHidden(c rune) rune {
	switch {
	case unicode.In(c, unicode.Z, unicode.C, unicode.Variation_Selector), c == '\u115f', c == '\u1160', c == '\u3164', c == '\uffa0', c == '\u2800':
		return -1
	}
	return c
}

// County finds a county by code, name, alias or former name, with or without the city's name before it.
func (e *Edition) County(text string) (Place, bool) { return e.find(e.Counties, text) }

// Zone finds a development zone in the same way.
func (e *Edition) Zone(text string) (Place, bool) { return e.find(e.Zones, text) }

func (e *Edition) find(places []Place, text string) (Place, bool) {
	key := foldName(text)
	if p, ok := findPlace(places, key); ok {
		return p, true
	}
	rest := key
	for _, prefix := range append(slices.Clone(e.City.Aliases), e.City.Name) {
		if r, ok := strings.CutPrefix(key, foldName(prefix)); ok && len(r) < len(rest) {
			rest = r
		}
	}
	if rest == key {
		return Place{}, false
	}
	return findPlace(places, rest)
}

func findPlace(places []Place, key string) (Place, bool) {
	if key == "" {
		return Place{}, false
	}
	for _, p := range places {
		if foldName(p.ID) == key || foldName(p.Name) == key || foldName(p.Short) == key ||
			slices.ContainsFunc(p.Aliases, func(a string) bool { return foldName(a) == key }) {
			return p, true
		}
	}
	return Place{}, false
}

// Kind finds a kind of recognition by id, name or alias.
func (e *Edition) Kind(text string) (*Kind, bool) {
	key := foldName(text)
	for i := range e.Kinds {
		k := &e.Kinds[i]
		if key != "" && (foldName(k.ID) == key || foldName(k.Name) == key ||
			slices.ContainsFunc(k.Aliases, func(a string) bool { return foldName(a) == key })) {
			return k, true
		}
	}
	return nil, false
}

// Tier finds a tier by id.
func (e *Edition) Tier(id string) (*Tier, bool) {
	for i := range e.Tiers {
		if e.Tiers[i].ID == id {
			return &e.Tiers[i], true
		}
	}
	return nil, false
}

// SectionOf finds the section of GB/T 4754 by the first two digits of an industry code; a letter before
// them is dropped, since the digits alone decide.
func (e *Edition) SectionOf(industry string) (*Section, bool) {
	digits := industryDigits(industry)
	if len(digits) < 2 {
		return nil, false
	}
	division, _ := strconv.Atoi(digits[:2])
	for i := range e.Sections {
		for _, span := range e.Sections[i].Divisions {
			if span.From <= division && division <= span.To {
				return &e.Sections[i], true
			}
		}
	}
	return nil, false
}

// ScaleOf finds the 规上 line of an industry code: of the entries whose code begins it, the longest.
func (e *Edition) ScaleOf(industry string) (*Scale, bool) {
	digits := industryDigits(industry)
	best := -1
	for i := range e.Scale {
		if strings.HasPrefix(digits, e.Scale[i].Code) && (best < 0 || len(e.Scale[i].Code) > len(e.Scale[best].Code)) {
			best = i
		}
	}
	if best < 0 {
		return nil, false
	}
	return &e.Scale[best], true
}

// industryDigits returns the digits of an industry code without the section's letter, "" when there
// is anything else in it.
func industryDigits(industry string) string {
	s := foldName(industry)
	if s != "" && s[0] >= 'A' && s[0] <= 'T' {
		s = s[1:]
	}
	if !isDigits(s) {
		return ""
	}
	return s
}

// Document finds a document by id.
func (e *Edition) Document(id string) (*Document, bool) {
	for i := range e.Documents {
		if e.Documents[i].ID == id {
			return &e.Documents[i], true
		}
	}
	return nil, false
}

// CiteText writes a citation out: 《高新技术企业认定管理办法》(国科发火〔2016〕32号)第十一条(四).
func (e *Edition) CiteText(c *Cite) string {
	if c == nil {
		return ""
	}
	d, ok := e.Document(c.Document)
	if !ok {
		return strings.TrimSpace(c.Document + " " + c.Article)
	}
	title := d.Title
	if d.Number != "" {
		title += "(" + d.Number + ")"
	}
	if c.Article != "" && !strings.HasSuffix(title, "》") && !strings.HasSuffix(title, ")") {
		title += " " // 昆明市梯次培育暂行口径 培育库在库期限
	}
	return title + c.Article
}

// MatchesNumber reports whether a number has one of the kind's shapes; a kind without shapes takes any.
func (k *Kind) MatchesNumber(number string) bool {
	if len(k.Numbers) == 0 {
		return true
	}
	return slices.ContainsFunc(k.Numbers, func(mask string) bool {
		_, ok := matchMask(mask, number)
		return ok
	})
}

// NumberYear returns the year written in a number of one of the kind's shapes; ok is false when the
// number has another shape or its shape holds no year.
func (k *Kind) NumberYear(number string) (year int, ok bool) {
	for _, mask := range k.Numbers {
		if year, ok := matchMask(mask, number); ok && year != 0 {
			return year, true
		}
	}
	return 0, false
}

// matchMask compares a number with a mask: yyyy is a year of this century, # a digit, * a digit or a
// capital letter, anything else itself.
func matchMask(mask, number string) (year int, ok bool) {
	if len(mask) != len(number) {
		return 0, false
	}
	for i := 0; i < len(mask); i++ {
		m, c := mask[i], number[i]
		digit := c >= '0' && c <= '9'
		switch m {
		case 'y':
			year = year*10 + int(c-'0')
			ok = digit
		case '#':
			ok = digit
		case '*':
			ok = digit || c >= 'A' && c <= 'Z'
		default:
			ok = m == c
		}
		if !ok {
			return 0, false
		}
	}
	if year != 0 && year/100 != 20 {
		return 0, false
	}
	return year, true
}
