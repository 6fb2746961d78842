package api

import (
	"fmt"
	"net/http"
	"slices"
	"sync"

	"github.com/gin-gonic/gin"

	"yunti/models"
	"yunti/policy"
)

// policySummary is what screens need of an edition: the names behind the codes, and the documents it rests on.
type policySummary struct {
	Year       int               `json:"year"`
	Day        policy.Day        `json:"day"`
	Digest     string            `json:"digest"`
	Ladders    []ladderName      `json:"ladders"`
	Tiers      []name            `json:"tiers"`
	Kinds      []titleKind       `json:"kinds"`
	Counties   []name            `json:"counties"`
	Zones      []name            `json:"zones"`
	Industries []name            `json:"industries"` // sections of GB/T 4754
	Documents  []policy.Document `json:"documents"`
}

type name struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// titleKind is a kind of recognition; Expires, when its titles end on a day of their own.
type titleKind struct {
	name
	Expires bool `json:"expires"`
}

type ladderName struct {
	name
	Tiers []string `json:"tiers"`
}

func (s *Server) getPolicy(c *gin.Context) {
	year, ed, err := s.askedYear(c)
	if err != nil {
		c.Error(err)
		return
	}
	sum := policySummary{Year: year, Day: ed.Day, Digest: ed.Digest, Ladders: make([]ladderName, len(ed.Ladders)), Documents: ed.Documents,
		Tiers:      names(ed.Tiers, func(t policy.Tier) name { return name{t.ID, t.Name} }),
		Kinds:      names(ed.Kinds, func(k policy.Kind) titleKind { return titleKind{name{k.ID, k.Name}, models.Ends(k.Validity)} }),
		Counties:   names(ed.Counties, placeName),
		Zones:      names(ed.Zones, placeName),
		Industries: names(ed.Sections, func(s policy.Section) name { return name{s.ID, s.Name} }),
	}
	for i, l := range ed.Ladders {
		sum.Ladders[i] = ladderName{name{l.ID, l.Name}, l.Tiers}
	}
	c.JSON(http.StatusOK, sum)
}

func placeName(p policy.Place) name { return name{p.ID, p.Name} }

func names[T, N any](list []T, of func(T) N) []N {
	all := make([]N, len(list))
	for i, v := range list {
		all[i] = of(v)
	}
	return all
}

func (s *Server) getContract(c *gin.Context) {
	c.Data(http.StatusOK, "application/yaml", contractText)
}

// yearAnswer is a year that the book answers for.
type yearAnswer struct {
	Year   int        `json:"year"`
	Day    policy.Day `json:"day"`
	Digest string     `json:"digest"`
	Review *string    `json:"review"` // published
}

func (s *Server) listPolicyYears(c *gin.Context) {
	reviews, err := s.DB.Reviews(c.Request.Context())
	if err != nil {
		c.Error(err)
		return
	}
	published := map[int]*string{}
	for i := range reviews {
		if r := &reviews[i]; r.State == models.Published {
			published[r.Year] = &r.ID
		}
	}
	items := []yearAnswer{}
	for year := s.Now().Year(); year >= s.Book.From().Year(); year-- {
		ed, err := s.ofYear(year)
		if err != nil {
			c.Error(err)
			return
		}
		items = append(items, yearAnswer{year, ed.Day, ed.Digest, published[year]})
	}
	c.JSON(http.StatusOK, gin.H{"items": items})
}

// tierAnswer is all that the book says of a tier.
type tierAnswer struct {
	Tier      string          `json:"tier"`
	Name      string          `json:"name"`
	Short     string          `json:"short"`
	Ladders   []string        `json:"ladders"`
	Year      int             `json:"year"`
	Day       policy.Day      `json:"day"`
	Digest    string          `json:"digest"`
	Note      string          `json:"note"`
	Document  policy.Document `json:"document"`
	Kind      string          `json:"kind"`
	KindName  string          `json:"kind_name"`
	Levels    []string        `json:"levels"`
	Validity  string          `json:"validity"`
	Unless    *ruleNode       `json:"unless"`
	Holds     *ruleNode       `json:"holds"`
	Qualifies *ruleNode       `json:"qualifies"`
	ListedOut *ruleNode       `json:"listed_out"`
	Outgrown  *ruleNode       `json:"outgrown"`
	AgedOut   *ruleNode       `json:"aged_out"`
}

func (s *Server) getPolicyTier(c *gin.Context) {
	year, ed, err := s.askedYear(c)
	if err != nil {
		c.Error(err)
		return
	}
	i := tierAt(ed, c.Param("tier"))
	if i < 0 {
		c.Error(fmt.Errorf("%w %d 年度政策版本中的梯级 %s", models.ErrNotFound, year, c.Param("tier")))
		return
	}
	a := (&ruleReader{ed: ed, past: s.pastNumbers()}).tier(&ed.Tiers[i])
	a.Year = year
	c.JSON(http.StatusOK, a)
}

// tier puts a tier into words.
func (r *ruleReader) tier(t *policy.Tier) *tierAnswer {
	at := func(role string) string { return "tier/" + t.ID + "/" + role }
	a := &tierAnswer{Tier: t.ID, Name: t.Name, Short: t.Short, Ladders: []string{}, Day: r.ed.Day, Digest: r.ed.Digest, Note: t.Note, Kind: t.Kind,
		KindName: r.kindName(t.Kind), Levels: orNone(t.Levels), Unless: r.rule(at("unless"), t.Unless), Holds: r.rule(at("holds"), t.Holds),
		Qualifies: r.rule(at("qualifies"), t.Qualifies), ListedOut: r.rule(at("listed_out"), t.ListedOut), Outgrown: r.rule(at("outgrown"), t.Outgrown),
		AgedOut: r.rule(at("aged_out"), t.AgedOut)}
	for _, l := range r.ed.Ladders {
		if slices.Contains(l.Tiers, t.ID) {
			a.Ladders = append(a.Ladders, l.ID)
		}
	}
	if d, ok := r.ed.Document(t.Document); ok {
		a.Document = *d
	}
	if k, ok := r.ed.Kind(t.Kind); ok {
		a.Validity = validityWords(k.Validity)
	}
	return a
}

func (s *Server) listPolicyClauses(c *gin.Context) {
	year, ed, err := s.askedYear(c)
	if err != nil {
		c.Error(err)
		return
	}
	c.JSON(http.StatusOK, (&ruleReader{ed: ed, past: s.pastNumbers()}).clauses(year))
}

// askedYear is the year of the query, this one when it names none, with its edition.
func (s *Server) askedYear(c *gin.Context) (int, *policy.Edition, error) {
	year := intOf(c, "year")
	if year == 0 {
		year = s.Now().Year()
	}
	ed, err := s.ofYear(year)
	return year, ed, err
}

// bookPages keeps what is read off the book, which never changes, once somebody has asked for it.
type bookPages struct {
	mu    sync.Mutex
	years map[int]*policy.Edition
	past  numberHistory
}

// ofYear is the edition of a year's last day. Nobody changes it.
func (s *Server) ofYear(year int) (*policy.Edition, error) {
	s.pages.mu.Lock()
	defer s.pages.mu.Unlock()
	if ed := s.pages.years[year]; ed != nil {
		return ed, nil
	}
	ed, err := s.Book.At(policy.YearEnd(year))
	if err != nil {
		return nil, err
	}
	if s.pages.years == nil {
		s.pages.years = map[int]*policy.Edition{}
	}
	s.pages.years[year] = ed
	return ed, nil
}

// pastNumbers is what the numbers of the book were from which day on.
func (s *Server) pastNumbers() numberHistory {
	s.pages.mu.Lock()
	defer s.pages.mu.Unlock()
	if s.pages.past == nil {
		s.pages.past = historyOf(s.Book)
	}
	return s.pages.past
}
