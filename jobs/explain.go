package jobs

import (
	"context"
	"errors"
	"fmt"

	"yunti/models"
	"yunti/policy"
	"yunti/tiering"
)

// Explanation is why a firm stands where it stands in a year: every tier's standing with its findings, what
// is missing and what stands between the firm and the next tier of each ladder.
type Explanation struct {
	Code      string                       `json:"code"`
	Name      string                       `json:"name"`
	Year      int                          `json:"year"`
	Day       policy.Day                   `json:"day"`              // the snapshot day
	Edition   string                       `json:"edition"`          // policy.Edition.Digest
	Review    string                       `json:"review,omitempty"` // the published review it is from; "" when judged live
	Trial     bool                         `json:"trial"`
	Positions map[string]*string           `json:"positions"` // by ladder: tier ID, nil for none
	Movements map[string]*tiering.Movement `json:"movements"` // by ladder: nil in a first review, or off the ladder before and after
	tiering.Explanation
	Ready []Ready `json:"ready"` // 应报未报: tiers that it could file for, in the order of the edition; never nil
}

// Ready is a tier that a firm could file for and does not hold.
type Ready struct {
	Tier     string `json:"tier"`
	Name     string `json:"name"`
	Unscored bool   `json:"unscored"` // 待评分: only points that a person gives are wanting
}

// Explain explains one firm: as the published review of year has it, with its name, verdict and edition of
// then; where there is none, or the firm was recorded later, as the records and the book say now, compared
// with the latest published review of an earlier year. Errors wrap models.ErrNotFound for a firm that is unknown or not within the scope,
// policy.ErrBeforeBook for a year the policy book does not answer for.
func Explain(ctx context.Context, db *models.DB, book *policy.Book, scope models.Scope, code string, year int) (*Explanation, error) {
	if !scope.All { // a firm that only an old review knows is for those who see everything
		if _, err := db.Firm(ctx, scope, code); err != nil {
			return nil, err
		}
	}
	review, err := db.PublishedReview(ctx, year)
	if errors.Is(err, models.ErrNotFound) {
		return explainLive(ctx, db, book, code, year)
	}
	if err != nil {
		return nil, err
	}
	result, err := db.Result(ctx, review.ID, code)
	if errors.Is(err, models.ErrNotFound) {
		return explainLive(ctx, db, book, code, year)
	}
	if err != nil {
		return nil, err
	}
	judge, err := storedJudge(ctx, db, review)
	if err != nil {
		return nil, err
	}
	return explainResult(judge, review, result, new(tiering.Verdict))
}

// EachExplanation calls fn with the explanation of every firm in the published review of year, in code order.
// It wraps models.ErrNotFound while none is published.
func EachExplanation(ctx context.Context, db *models.DB, year int, fn func(*Explanation) error) error {
	review, err := db.PublishedReview(ctx, year)
	if err != nil {
		return fmt.Errorf("%d 年度还没有已发布的评价，请先运行并发布（yunti review %d --publish）：%w", year, year, err)
	}
	judge, err := storedJudge(ctx, db, review)
	if err != nil {
		return err
	}
	verdict := new(tiering.Verdict)
	return db.EachResult(ctx, models.Everything, review.ID, func(result *models.Result) error {
		x, err := explainResult(judge, review, result, verdict)
		if err != nil {
			return err
		}
		return fn(x)
	})
}

// storedJudge compiles the edition that the review was judged under.
func storedJudge(ctx context.Context, db *models.DB, review *models.Review) (*tiering.Judge, error) {
	edition, err := db.Edition(ctx, review.Edition)
	if err != nil {
		return nil, fmt.Errorf("评价 %s 的政策版本：%w", review.ID, err)
	}
	return tiering.Compile(edition)
}

// explainResult puts a stored verdict into words. It uses v's memory.
func explainResult(judge *tiering.Judge, review *models.Review, result *models.Result, v *tiering.Verdict) (*Explanation, error) {
	if err := judge.Decode(result.Verdict, v); err != nil {
		return nil, fmt.Errorf("评价 %s 中企业 %s 的判定：%w", review.ID, result.Code, err)
	}
	x := explain(judge, review.Year, v)
	x.Code, x.Name, x.Review = result.Code, result.Name, review.ID
	x.place("growth", result.Growth, result.GrowthMove)
	x.place("unicorn", result.Unicorn, result.UnicornMove)
	return x, nil
}

// explainLive judges the firm on the records as they are, as a review of year would now.
func explainLive(ctx context.Context, db *models.DB, book *policy.Book, code string, year int) (*Explanation, error) {
	firm, facts, err := db.Facts(ctx, code)
	if err != nil {
		return nil, err
	}
	edition, err := book.At(policy.YearEnd(year))
	if err != nil {
		return nil, fmt.Errorf("%d 年度：%w", year, err)
	}
	judge, err := tiering.Compile(edition)
	if err != nil {
		return nil, err
	}
	prior, err := priorOf(ctx, db, judge, code, year)
	if err != nil {
		return nil, err
	}
	verdict := new(tiering.Verdict)
	judge.Judge(&facts, year, verdict)
	x := explain(judge, year, verdict)
	x.Code, x.Name = firm.Code, firm.Name
	for _, move := range judge.Compare(prior, verdict) {
		x.place(edition.Ladders[move.Ladder].ID, move.To, string(move.Code))
	}
	return x, nil
}

// priorOf returns what the latest published review before year says of the firm, in the judge's terms; nil
// when there is none. A firm that it does not have held nothing then.
func priorOf(ctx context.Context, db *models.DB, judge *tiering.Judge, code string, year int) (*tiering.Prior, error) {
	id, err := previousOf(ctx, db, year)
	if err != nil || id == "" {
		return nil, err
	}
	earlier, err := openEarlier(ctx, db, judge, id, "")
	if err != nil {
		return nil, err
	}
	result, err := db.Result(ctx, id, code)
	if errors.Is(err, models.ErrNotFound) {
		return earlier.priorOf(&models.Prior{Code: code})
	}
	if err != nil {
		return nil, err
	}
	return earlier.priorOf(&models.Prior{Code: code, Growth: result.Growth, Unicorn: result.Unicorn, Verdict: result.Verdict})
}

// explain starts an explanation with what the verdict says. Its lists are never nil, so that JSON has [].
func explain(judge *tiering.Judge, year int, v *tiering.Verdict) *Explanation {
	edition := judge.Edition()
	x := &Explanation{Year: year, Day: policy.YearEnd(year), Edition: edition.Digest, Explanation: judge.Explain(v),
		Positions: make(map[string]*string, len(edition.Ladders)), Movements: make(map[string]*tiering.Movement, len(edition.Ladders))}
	x.Missing = append([]tiering.Missing{}, x.Missing...)
	x.Gaps = append([]tiering.Finding{}, x.Gaps...)
	x.Ready = []Ready{}
	for i := range v.Standings {
		if ready := v.Standings[i].Ready; ready != tiering.NotReady {
			x.Ready = append(x.Ready, Ready{edition.Tiers[i].ID, edition.Tiers[i].Name, ready == tiering.ReadyUnscored})
		}
	}
	return x
}

// place enters where the firm stands on a ladder and what became of it there.
func (x *Explanation) place(ladder, tier, movement string) {
	x.Positions[ladder], x.Movements[ladder] = nil, nil
	if tier != "" {
		x.Positions[ladder] = &tier
	}
	if move := tiering.Movement(movement); move != "" {
		x.Movements[ladder] = &move
	}
}
