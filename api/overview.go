package api

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"yunti/models"
	"yunti/policy"
)

// overviewAnswer is a published year as leadership reads it. Every number is that of a list of firms; the contract says of which.
type overviewAnswer struct {
	Year         int              `json:"year"`
	Years        []int            `json:"years"` // published, latest first
	Review       string           `json:"review"`
	Previous     *string          `json:"previous"`
	PreviousYear *int             `json:"previous_year"`
	Day          policy.Day       `json:"day"`
	Area         string           `json:"area"`
	Firms        int              `json:"firms"`
	Present      int              `json:"present"`
	Ladders      []ladderOverview `json:"ladders"`
	Flows        []flow           `json:"flows"`
	Places       []placeOverview  `json:"places"`
	Expiries     []monthOfEnds    `json:"expiries"`
	Completeness completeness     `json:"completeness"`
	Pipeline     []stage          `json:"pipeline"`
}

type ladderOverview struct {
	Ladder  string         `json:"ladder"`
	Name    string         `json:"name"`
	Tiers   []tierOverview `json:"tiers"` // lowest first
	None    int            `json:"none"`
	Carried int            `json:"carried"`
	Moves   map[string]int `json:"moves"`
}

type tierOverview struct {
	Tier    string `json:"tier"`
	Name    string `json:"name"`
	Short   string `json:"short"`
	Now     int    `json:"now"`
	Before  int    `json:"before"`
	Carried int    `json:"carried"`
	Ready   int    `json:"ready"`
}

// flow counts the firms that went from one tier to another, or stayed.
type flow struct {
	Ladder string  `json:"ladder"`
	From   *string `json:"from"`
	To     *string `json:"to"`
	Move   string  `json:"move"`
	Firms  int     `json:"firms"`
}

type placeOverview struct {
	Kind    string      `json:"kind"` // county or zone
	ID      string      `json:"id"`
	Name    string      `json:"name"`
	Core    bool        `json:"core"`
	Present int         `json:"present"`
	Tiers   []placeTier `json:"tiers"`
}

type placeTier struct {
	Ladder string `json:"ladder"`
	Tier   string `json:"tier"`
	Now    int    `json:"now"`
	Before int    `json:"before"`
}

// monthOfEnds counts the firms whose last title of a kind ends in a month.
type monthOfEnds struct {
	Month string     `json:"month"`
	From  policy.Day `json:"from"`
	By    policy.Day `json:"by"`
	Kind  string     `json:"kind"`
	Name  string     `json:"name"`
	Firms int        `json:"firms"`
}

type completeness struct {
	Present  int       `json:"present"`
	Complete int       `json:"complete"`
	Missing  []lacking `json:"missing"`
}

type lacking struct {
	Metric string `json:"metric"`
	Label  string `json:"label"`
	Year   *int   `json:"year"`
	Firms  int    `json:"firms"`
}

type stage struct {
	Stage   string `json:"stage"`
	Name    string `json:"name"`
	Short   string `json:"short"`
	Firms   int    `json:"firms"`
	Before  int    `json:"before"`
	Entered int    `json:"entered"`
	Left    int    `json:"left"`
}

// mostLacking is how many of the figures that firms lack the overview names.
const mostLacking = 20

// monthsAhead is how many months the overview looks ahead for titles that end, the present one included.
const monthsAhead = 12

func (s *Server) getOverview(c *gin.Context) {
	ctx, scope := c.Request.Context(), s.scope(c)
	review, err := s.publishedOf(ctx, intOf(c, "year"))
	if err != nil {
		c.Error(err)
		return
	}
	view, err := s.views.of(ctx, s, review)
	if err != nil {
		c.Error(err)
		return
	}
	a := view.overview(scope)
	all, err := s.DB.Reviews(ctx)
	if err != nil {
		c.Error(err)
		return
	}
	for _, r := range all {
		if r.State == models.Published {
			a.Years = append(a.Years, r.Year)
		}
		if r.ID == review.Previous {
			a.PreviousYear = &r.Year
		}
	}
	slices.SortFunc(a.Years, func(x, y int) int { return y - x })
	c.JSON(http.StatusOK, a)
}

// overview puts together what the view has of a scope, which is everything or one county.
func (v *view) overview(scope models.Scope) *overviewAnswer {
	o := overviewer{view: v, scope: scope}
	a := &overviewAnswer{Year: v.review.Year, Review: v.review.ID, Previous: orNull(v.review.Previous), Day: policy.YearEnd(v.review.Year), Area: v.edition.City.Name}
	if !scope.All {
		a.Area = placeNameOf(v.edition.Counties, scope.County)
	}
	for i := range v.cells {
		if cell := &v.cells[i]; o.has(cell.County) {
			o.cells = append(o.cells, cell)
			a.Firms += cell.Firms
		}
	}
	a.Present = o.count(func(c *models.OverviewCell) bool { return c.Present })
	for l := range v.edition.Ladders {
		a.Ladders = append(a.Ladders, o.ladder(&v.edition.Ladders[l]))
	}
	a.Flows, a.Places, a.Expiries = o.flows(), o.places(), o.expiries()
	a.Completeness = completeness{Present: a.Present, Missing: o.lacking(),
		Complete: o.count(func(c *models.OverviewCell) bool { return c.Present && !c.Missing })}
	a.Pipeline = o.pipeline()
	return a
}

// overviewer counts the cells of a view that a scope holds.
type overviewer struct {
	*view
	scope models.Scope
	cells []*models.OverviewCell
}

// has reports whether the scope holds the firms of a county.
func (o *overviewer) has(county string) bool {
	return o.scope.All || o.scope.County != "" && o.scope.County == county
}

func (o *overviewer) count(is func(*models.OverviewCell) bool) (firms int) {
	for _, c := range o.cells {
		if is(c) {
			firms += c.Firms
		}
	}
	return firms
}

// standing is where a cell stands and stood on a ladder.
type standing struct {
	now, from, move string
	carried         bool
}

// on reads the columns of a ladder: models has those of growth and of unicorn.
func on(ladder string, c *models.OverviewCell) standing {
	if ladder == unicornLadder {
		return standing{c.Unicorn, c.UnicornFrom, c.UnicornMove, c.UnicornCarried}
	}
	return standing{c.Growth, c.GrowthFrom, c.GrowthMove, c.GrowthCarried}
}

func (o *overviewer) ladder(l *policy.Ladder) ladderOverview {
	sum := ladderOverview{Ladder: l.ID, Name: l.Name, Moves: map[string]int{}}
	at := map[string]*tierOverview{}
	sum.Tiers = make([]tierOverview, len(l.Tiers))
	for i, id := range l.Tiers {
		t := tierAt(o.edition, id)
		sum.Tiers[i] = tierOverview{Tier: id, Name: o.edition.Tiers[t].Name, Short: o.edition.Tiers[t].Short,
			Ready: o.count(func(c *models.OverviewCell) bool { return c.Ready&(1<<t) != 0 })}
		at[id] = &sum.Tiers[i]
	}
	for _, c := range o.cells {
		s := on(l.ID, c)
		if s.move != "" {
			sum.Moves[s.move] += c.Firms
		}
		if s.now == "" && c.Present {
			sum.None += c.Firms
		}
		if before := at[s.from]; before != nil {
			before.Before += c.Firms
		}
		if now := at[s.now]; now != nil {
			now.Now += c.Firms
			if s.carried {
				now.Carried += c.Firms
				sum.Carried += c.Firms
			}
		}
	}
	return sum
}

// flows counts who went where, by ladder and then by the rungs, lowest first.
func (o *overviewer) flows() []flow {
	list := []flow{}
	for i := range o.edition.Ladders {
		l := &o.edition.Ladders[i]
		counts := map[[3]string]int{}
		for _, c := range o.cells {
			if s := on(l.ID, c); s.move != "" {
				counts[[3]string{s.from, s.now, s.move}] += c.Firms
			}
		}
		var ways [][3]string
		for way := range counts {
			ways = append(ways, way)
		}
		rank := func(tier string) int { return slices.Index(l.Tiers, tier) }
		slices.SortFunc(ways, func(a, b [3]string) int {
			return cmp.Or(rank(a[0])-rank(b[0]), rank(a[1])-rank(b[1]), strings.Compare(a[2], b[2]))
		})
		for _, way := range ways {
			list = append(list, flow{l.ID, orNull(way[0]), orNull(way[1]), way[2], counts[way]})
		}
	}
	return list
}

// places counts by county and by zone, in the order of the book; firms of a county that it does not know come after.
func (o *overviewer) places() []placeOverview {
	list := []placeOverview{}
	known := map[string]bool{}
	for _, p := range o.edition.Counties {
		known[p.ID] = true
		if o.has(p.ID) {
			list = append(list, o.place("county", p, func(c *models.OverviewCell) bool { return c.County == p.ID }))
		}
	}
	for _, c := range o.cells {
		if id := c.County; !known[id] {
			known[id] = true
			p := policy.Place{ID: id, Name: cmp.Or(id, "未登记县（市）区")}
			list = append(list, o.place("county", p, func(c *models.OverviewCell) bool { return c.County == id }))
		}
	}
	for _, p := range o.edition.Zones {
		list = append(list, o.place("zone", p, func(c *models.OverviewCell) bool { return slices.Contains(strings.Split(c.Zones, ","), p.ID) }))
	}
	return list
}

func (o *overviewer) place(kind string, p policy.Place, is func(*models.OverviewCell) bool) placeOverview {
	inside := overviewer{view: o.view, scope: o.scope}
	for _, c := range o.cells {
		if is(c) {
			inside.cells = append(inside.cells, c)
		}
	}
	sum := placeOverview{Kind: kind, ID: p.ID, Name: p.Name, Core: p.Core, Tiers: []placeTier{},
		Present: inside.count(func(c *models.OverviewCell) bool { return c.Present })}
	for i := range o.edition.Ladders {
		l := &o.edition.Ladders[i]
		for _, t := range inside.ladder(l).Tiers {
			sum.Tiers = append(sum.Tiers, placeTier{l.ID, t.Tier, t.Now, t.Before})
		}
	}
	return sum
}

func (o *overviewer) expiries() []monthOfEnds {
	list := []monthOfEnds{}
	for _, ends := range o.ends {
		if !o.has(ends.County) {
			continue
		}
		last := len(list) - 1
		month := ends.Month.String()[:7]
		if last < 0 || list[last].Month != month || list[last].Kind != ends.Kind {
			list = append(list, monthOfEnds{Month: month, From: max(ends.Month, o.day), By: ends.Month.AddMonths(1).AddDays(-1), Kind: ends.Kind, Name: o.kinds[ends.Kind]})
			last++
		}
		list[last].Firms += ends.Firms
	}
	return list
}

func (o *overviewer) lacking() []lacking {
	list := []lacking{}
	for _, l := range o.lacks {
		line := lacking{Metric: l.missing.Metric, Label: l.missing.Label}
		if l.missing.Year != 0 {
			line.Year = &l.missing.Year
		}
		for county, firms := range l.counties {
			if o.has(county) {
				line.Firms += firms
			}
		}
		if line.Firms > 0 {
			list = append(list, line)
		}
	}
	slices.SortStableFunc(list, func(a, b lacking) int { return b.Firms - a.Firms })
	return list[:min(len(list), mostLacking)]
}

// pipeline counts the tiers of the unicorn ladder with who came and who went. A first review has nothing before it.
func (o *overviewer) pipeline() []stage {
	list := []stage{}
	for i := range o.edition.Ladders {
		l := &o.edition.Ladders[i]
		if l.ID != unicornLadder {
			continue
		}
		for _, t := range o.ladder(l).Tiers {
			st := stage{Stage: t.Tier, Name: t.Name, Short: t.Short, Firms: t.Now, Before: t.Before}
			if o.review.Previous != "" {
				stayed := o.count(func(c *models.OverviewCell) bool { return c.Unicorn == t.Tier && c.UnicornFrom == t.Tier })
				st.Entered, st.Left = t.Now-stayed, t.Before-stayed
			}
			list = append(list, st)
		}
	}
	return list
}

// placeNameOf is the name of a place, its code when the book does not know it.
func placeNameOf(places []policy.Place, id string) string {
	for _, p := range places {
		if p.ID == id {
			return p.Name
		}
	}
	return id
}

// tierAt is the index of a tier of the edition; its ladders name no other.
func tierAt(ed *policy.Edition, id string) int {
	return slices.IndexFunc(ed.Tiers, func(t policy.Tier) bool { return t.ID == id })
}

// publishedOf is the published review of a year, of the latest year for 0. Errors wrap models.ErrNotFound.
func (s *Server) publishedOf(ctx context.Context, year int) (*models.Review, error) {
	if year == 0 {
		return s.DB.LatestPublished(ctx)
	}
	return s.DB.PublishedReview(ctx, year)
}
