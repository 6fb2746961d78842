package api

import (
	"cmp"
	"context"
	"fmt"
	"math/big"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"yunti/models"
	"yunti/policy"
	"yunti/tiering"
)

// unicornLadder is the ladder that the pipeline shows.
const unicornLadder = "unicorn"

// pipelineAnswer is the 独角兽管线 of one year, as its published review has it.
type pipelineAnswer struct {
	Year       int             `json:"year"`
	Review     string          `json:"review"`
	Previous   *string         `json:"previous"` // the review that Before is from
	Area       string          `json:"area"`
	Day        policy.Day      `json:"day"`
	Industries []name          `json:"industries"` // the sections of the edition, for the filter
	Stages     []pipelineStage `json:"stages"`     // from the lowest tier up
}

// pipelineStage is one tier of the ladder. Now and Before count whoever county, zone and industry select; Firms those that have
// made the movement asked for besides, of which Items shows the most valuable.
type pipelineStage struct {
	Tier   string         `json:"tier"`
	Name   string         `json:"name"`
	Now    int            `json:"now"`
	Before *int           `json:"before"`
	Firms  int            `json:"firms"`
	Items  []pipelineFirm `json:"items"`
}

// pipelineFirm is a firm with what decides whether it rises. Numbers of a verdict are written out, as everywhere in explanations.
type pipelineFirm struct {
	Code      string        `json:"code"`
	Name      string        `json:"name"`
	County    string        `json:"county"`
	Zones     string        `json:"zones"`
	Industry  string        `json:"industry"`
	Move      *string       `json:"move"`
	Carried   bool          `json:"carried"`
	Valuation pipelineValue `json:"valuation"`
	Yuan      *string       `json:"yuan"`   // the valuation in 亿元, at the parity that made it dollars
	Valued    policy.Day    `json:"valued"` // the day of that round; zero without one
	Stale     bool          `json:"stale"`  // 待更新
	Revenue   pipelineValue `json:"revenue"`
	Growth    pipelineValue `json:"growth"`
	Age       pipelineValue `json:"age"`
	AgeLeft   *int          `json:"age_left"` // whole years until it is too old for its tier; nil where the tier asks for no age
	Next      *pipelineNext `json:"next"`     // nil at the top
}

// pipelineValue is a number in people's units, or in words why there is none (Known false).
type pipelineValue struct {
	Text  string `json:"text"`
	Unit  string `json:"unit"`
	Known bool   `json:"known"`
}

// pipelineNext is the next tier that concerns a firm, and what stands between.
type pipelineNext struct {
	Tier string        `json:"tier"`
	Name string        `json:"name"`
	Gaps []pipelineGap `json:"gaps"`
	More int           `json:"more"` // further gaps that are not listed
}

type pipelineGap struct {
	Label string `json:"label"`
	Gap   string `json:"gap"` // how far, in words; "" where no number says it
}

// pipelineGaps is how many gaps a card tells; the dossier has them all.
const pipelineGaps = 3

func (s *Server) getPipeline(c *gin.Context) {
	p, err := s.openPipeline(c)
	if err != nil {
		c.Error(err)
		return
	}
	answer, err := p.answer(c.Request.Context())
	if err != nil {
		c.Error(err)
		return
	}
	c.JSON(http.StatusOK, answer)
}

// openPipeline gathers what the request is about: the published review of its year, else of the latest, and the edition it was judged under.
func (s *Server) openPipeline(c *gin.Context) (*pipeline, error) {
	year, err := intOf(c, "year"), error(nil)
	p := &pipeline{db: s.DB, scope: s.scope(c), industry: c.Query("industry"), size: intOf(c, "size")}
	if year == 0 {
		p.review, err = s.DB.LatestPublished(c.Request.Context())
	} else {
		p.review, err = s.DB.PublishedReview(c.Request.Context(), year)
	}
	if err != nil {
		return nil, err
	}
	ed, err := s.DB.Edition(c.Request.Context(), p.review.Edition)
	if err != nil {
		return nil, fmt.Errorf("评价 %s 的政策版本：%w", p.review.ID, err)
	}
	p.judge, err = tiering.Compile(ed)
	p.filter = models.PipelineFilter{Review: p.review.ID, County: c.Query("county"), Zone: c.Query("zone"), Move: c.Query("move")}
	return p, err
}

// pipeline is the request for a pipeline.
type pipeline struct {
	db       *models.DB
	scope    models.Scope
	review   *models.Review
	judge    *tiering.Judge
	filter   models.PipelineFilter
	industry string // policy.Section.ID
	size     int    // the most firms of one stage
}

// area names whose firms the scope holds: 昆明市, 五华区.
func (p *pipeline) area() string {
	ed := p.judge.Edition()
	if p.scope.All {
		return ed.City.Name
	}
	for _, c := range ed.Counties {
		if c.ID == p.scope.County {
			return c.Name
		}
	}
	return p.scope.County
}

func (p *pipeline) answer(ctx context.Context) (*pipelineAnswer, error) {
	ed := p.judge.Edition()
	at := slices.IndexFunc(ed.Ladders, func(l policy.Ladder) bool { return l.ID == unicornLadder })
	if at < 0 {
		return nil, fmt.Errorf("%w：%d 年度的政策库没有独角兽培育线", models.ErrNotFound, p.review.Year)
	}
	answer := &pipelineAnswer{Year: p.review.Year, Review: p.review.ID, Previous: orNull(p.review.Previous), Area: p.area(), Day: policy.YearEnd(p.review.Year),
		Industries: names(ed.Sections, func(s policy.Section) name { return name{s.ID, s.Name} })}
	now, err := p.counts(ctx, p.review.ID)
	if err != nil {
		return nil, err
	}
	var before map[string]int
	if p.review.Previous != "" {
		if before, err = p.counts(ctx, p.review.Previous); err != nil {
			return nil, err
		}
	}
	firms, err := p.firms(ctx)
	if err != nil {
		return nil, err
	}
	for _, id := range ed.Ladders[at].Tiers {
		stage := pipelineStage{Tier: id, Name: id, Now: now[id], Firms: len(firms[id])}
		if tier, ok := ed.Tier(id); ok {
			stage.Name = tier.Name
		}
		if before != nil {
			n := before[id]
			stage.Before = &n
		}
		if stage.Items, err = p.items(firms[id], &ed.Ladders[at]); err != nil {
			return nil, err
		}
		answer.Stages = append(answer.Stages, stage)
	}
	return answer, nil
}

// inIndustry reports whether a firm of that industry code is asked for.
func (p *pipeline) inIndustry(code string) bool {
	if p.industry == "" {
		return true
	}
	section, ok := p.judge.Edition().SectionOf(code)
	return ok && section.ID == p.industry
}

// counts returns the firms on each tier of the ladder in a review, whatever has become of them there.
func (p *pipeline) counts(ctx context.Context, review string) (map[string]int, error) {
	f := p.filter
	f.Review, f.Move = review, ""
	counts, err := p.db.PipelineCounts(ctx, p.scope, f)
	tiers := make(map[string]int)
	for _, c := range counts {
		if p.inIndustry(c.Industry) {
			tiers[c.Tier] += c.Firms
		}
	}
	return tiers, err
}

// valued is a result with what its stage is ordered by.
type valued struct {
	*models.Result
	worth *big.Rat // nil for unknown
}

// firms returns the firms of each tier, the most valuable first and those of unknown value last.
func (p *pipeline) firms(ctx context.Context) (map[string][]valued, error) {
	results, err := p.db.Pipeline(ctx, p.scope, p.filter)
	if err != nil {
		return nil, err
	}
	tiers, verdict := make(map[string][]valued), new(tiering.Verdict)
	for i := range results {
		r := &results[i]
		if !p.inIndustry(r.Industry) {
			continue
		}
		if err := p.judge.Decode(r.Verdict, verdict); err != nil {
			return nil, fmt.Errorf("评价 %s 中企业 %s 的判定：%w", p.review.ID, r.Code, err)
		}
		firm := valued{Result: r}
		if v, ok := p.judge.Metric(verdict, "valuation_usd"); ok && v.State == tiering.Computed {
			firm.worth = big.NewRat(v.Num, v.Den)
		}
		tiers[r.Unicorn] = append(tiers[r.Unicorn], firm)
	}
	for _, firms := range tiers {
		slices.SortStableFunc(firms, func(a, b valued) int {
			if a.worth == nil || b.worth == nil {
				return cmp.Compare(rankOf(a.worth), rankOf(b.worth))
			}
			return b.worth.Cmp(a.worth)
		})
	}
	return tiers, nil
}

func rankOf(worth *big.Rat) int {
	if worth == nil {
		return 1
	}
	return 0
}

// items describes the first firms of a tier.
func (p *pipeline) items(firms []valued, ladder *policy.Ladder) ([]pipelineFirm, error) {
	items, verdict := []pipelineFirm{}, new(tiering.Verdict)
	for _, firm := range firms[:min(len(firms), p.size)] {
		if err := p.judge.Decode(firm.Verdict, verdict); err != nil {
			return nil, fmt.Errorf("评价 %s 中企业 %s 的判定：%w", p.review.ID, firm.Code, err)
		}
		items = append(items, p.item(firm.Result, verdict, ladder))
	}
	return items, nil
}

func (p *pipeline) item(r *models.Result, v *tiering.Verdict, ladder *policy.Ladder) pipelineFirm {
	firm := pipelineFirm{Code: r.Code, Name: r.Name, County: r.County, Zones: r.Zones, Industry: r.Industry,
		Move: orNull(r.UnicornMove), Carried: r.UnicornCarried,
		Valuation: p.value(v, "valuation_usd"), Revenue: p.value(v, "revenue"), Growth: p.value(v, "revenue_growth_1y"), Age: p.value(v, "age_years")}
	if worth, ok := p.judge.Metric(v, "valuation_usd"); ok && worth.State == tiering.Computed {
		firm.Valued, firm.Yuan = worth.Day, p.yuan(worth)
		firm.Stale = worth.Day != 0 && worth.Day.AddMonths(p.judge.Edition().Watch.StaleValuation) < policy.YearEnd(p.review.Year)
	}
	if tier, ok := p.judge.Edition().Tier(r.Unicorn); ok {
		firm.AgeLeft = p.ageLeft(v, tier)
	}
	firm.Next = p.next(r, v, ladder)
	return firm
}

// value writes what a metric had for the firm, or why it had nothing.
func (p *pipeline) value(v *tiering.Verdict, metric string) pipelineValue {
	m, ok := p.judge.Metric(v, metric)
	if !ok {
		return pipelineValue{Text: "不适用"}
	}
	known := m.State >= tiering.AtLeast
	value := pipelineValue{Text: m.Text(), Known: known}
	if known {
		value.Unit = m.Sign()
	}
	return value
}

// yuan returns a valuation in 亿元 to two decimals, at the parity of its day or else of its year's end, as the judgement converts;
// nil where the edition has none.
func (p *pipeline) yuan(worth tiering.Value) *string {
	rates := p.judge.Edition().Rates
	parity, ok := rates.Days[worth.Day]
	if !ok {
		parity, ok = rates.Years[worth.Day.Year()]
	}
	if !ok {
		return nil
	}
	const centsOfYi = 10_000_000_000
	yi := new(big.Rat).Mul(big.NewRat(worth.Num, worth.Den), big.NewRat(parity, policy.RateScale*centsOfYi))
	text := yi.FloatString(2)
	return &text
}

// ageLeft returns how many years remain until the firm is over the age at which it leaves the tier, as the book has it; 0 in its last year.
func (p *pipeline) ageLeft(v *tiering.Verdict, tier *policy.Tier) *int {
	age, ok := p.judge.Metric(v, "age_years")
	limit := ageLimit(tier.AgedOut)
	if !ok || age.State != tiering.Computed || limit == nil {
		return nil
	}
	left := int(limit.Num/limit.Den - age.Num/age.Den)
	return &left
}

// ageLimit finds the age above which a rule lets a firm go.
func ageLimit(r *policy.Rule) *policy.Quantity {
	if r == nil {
		return nil
	}
	if r.Metric == "age_years" && r.Op == "above" && r.Bound.Den > 0 {
		return &r.Bound
	}
	for _, part := range r.Parts() {
		if limit := ageLimit(part); limit != nil {
			return limit
		}
	}
	return nil
}

// next finds the lowest tier above the firm's that concerns it, and what stands between.
func (p *pipeline) next(r *models.Result, v *tiering.Verdict, ladder *policy.Ladder) *pipelineNext {
	ed := p.judge.Edition()
	for _, id := range ladder.Tiers[slices.Index(ladder.Tiers, r.Unicorn)+1:] {
		at := slices.IndexFunc(ed.Tiers, func(t policy.Tier) bool { return t.ID == id })
		if at < 0 || !v.Present || v.Standings[at].Holds == tiering.NotApplicable {
			continue
		}
		gaps := p.judge.Gaps(v, id)
		next := &pipelineNext{Tier: id, Name: ed.Tiers[at].Name, Gaps: []pipelineGap{}, More: max(0, len(gaps)-pipelineGaps)}
		for _, g := range gaps[:len(gaps)-next.More] {
			next.Gaps = append(next.Gaps, pipelineGap{g.Label, cmp.Or(g.Gap, g.Note)})
		}
		return next
	}
	return nil
}
