package exports

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"yunti/incentives"
	"yunti/models"
	"yunti/policy"
	"yunti/tiering"
)

// Source is what a report is made from: one review with the edition it was judged under, and the
// review it was compared with. Reports read the stored results of these reviews and nothing else, so
// the report of a published year stays the same when records change later. Where a sheet cannot do without the
// records as they are now it states the day of the records.
type Source struct {
	DB     *models.DB
	Scope  models.Scope // whose firms: everything, or one county's
	Area   string       // that area's name in titles: 昆明市, 五华区
	Review *models.Review
	Judge  *tiering.Judge
	Firm   *models.Result // the firm that the report is about; nil unless it needs one

	Previous        *models.Review  // the review compared with, nil for a first one
	PreviousEdition *policy.Edition // that it was judged under

	// Budget is the year's budget with the forecast of the next ones, which is made on a floor above; the report budget prints the forecast only
	// where whoever asks for it has put it here.
	Budget *incentives.BudgetSheet

	Number string    // 核验编号 of the workbook, another one for each
	Issuer string    // 填报单位
	By     string    // who had the report made
	At     time.Time // when
}

// DefaultIssuer is the 填报单位 of a workbook where none is stated.
const DefaultIssuer = "昆明市科学技术局"

// Request is what somebody asks for.
type Request struct {
	Year   int
	Review string // ID of a review of that year; "" for the published one. Reports of a draft say that they are one
	Code   string // of the firm, for a report that needs one
	By     string
	At     time.Time
}

// ErrNoFirm is returned when a report of one firm is asked for without its code.
var ErrNoFirm = errors.New("请写明企业的统一社会信用代码")

// Open gathers the source of a report. A county gets the reports of the firms that were its own when they were judged,
// counted anew from them alone. Errors wrap models.ErrForbidden (the scope is neither everything nor a county of the
// edition, or the report is the city's), ErrNoFirm, models.ErrNotFound (no such review, none published, or no such firm in it that
// the scope holds) or models.ErrState (a review that is still running, failed or was cancelled has no complete results).
func Open(ctx context.Context, db *models.DB, scope models.Scope, r Report, q Request) (*Source, error) {
	switch {
	case !scope.All && scope.County == "":
		return nil, fmt.Errorf("%w：报表面向市科技局、县（市）区科技部门和领导", models.ErrForbidden)
	case !r.ReadableBy(scope):
		return nil, fmt.Errorf("%w：《%s》面向市科技局和领导", models.ErrForbidden, r.Name)
	case r.Needs == NeedsFirm && q.Code == "":
		return nil, fmt.Errorf("《%s》以一家企业为对象，%w", r.Name, ErrNoFirm)
	}
	review, err := reviewOf(ctx, db, q.Year, q.Review)
	if err != nil {
		return nil, err
	}
	s := &Source{DB: db, Scope: scope, Review: review, Number: newNumber(review.Year), By: q.By, At: q.At}
	if s.Judge, err = judgeOf(ctx, db, review); err != nil {
		return nil, err
	}
	if err := s.setArea(); err != nil {
		return nil, err
	}
	if r.Needs == NeedsFirm {
		if s.Firm, err = s.firmOf(ctx, q.Code); err != nil {
			return nil, err
		}
	}
	if review.Previous == "" {
		return s, nil
	}
	if s.Previous, err = db.Review(ctx, review.Previous); err != nil {
		return nil, fmt.Errorf("读取评价 %s 所比较的上期评价 %s：%w", review.ID, review.Previous, err)
	}
	if s.PreviousEdition, err = editionOf(ctx, db, s.Previous); err != nil {
		return nil, err
	}
	return s, nil
}

// ReadableBy reports whether whoever has that scope may have the report.
func (r Report) ReadableBy(scope models.Scope) bool {
	return scope.All || scope.County != "" && !r.CityOnly
}

// firmOf returns the result of a firm that the scope holds.
func (s *Source) firmOf(ctx context.Context, code string) (*models.Result, error) {
	result, err := s.DB.Result(ctx, s.Review.ID, code)
	if err != nil {
		return nil, err
	}
	if !s.Scope.All && result.County != s.Scope.County {
		return nil, fmt.Errorf("%w年度评价 %s 中统一社会信用代码为 %s 的企业", models.ErrNotFound, s.Review.ID, code)
	}
	return result, nil
}

// Period is one year of a report over several.
type Period struct {
	Review  *models.Review
	Edition *policy.Edition
}

// History returns the published reviews up to the report's own, which comes last, at most n of them.
func (s *Source) History(ctx context.Context, n int) ([]Period, error) {
	reviews, err := s.DB.Reviews(ctx)
	if err != nil {
		return nil, err
	}
	periods := []Period{{s.Review, s.Edition()}}
	for i := range reviews { // the latest year first
		r := &reviews[i]
		if r.State != models.Published || r.Year >= s.Year() || len(periods) == n {
			continue
		}
		edition, err := editionOf(ctx, s.DB, r)
		if err != nil {
			return nil, err
		}
		periods = append(periods, Period{r, edition})
	}
	slices.Reverse(periods)
	return periods, nil
}

// title is the name of the workbook of a report: 昆明市2023年度梯度培育报告.
func (s *Source) title(r Report) string {
	who := s.Area
	if s.Firm != nil {
		who = s.Firm.Name
	}
	return fmt.Sprintf("%s%d年度%s", who, s.Year(), strings.TrimPrefix(r.Name, "年度"))
}

// setArea names the area that the report is about, and who issues it.
func (s *Source) setArea() error {
	if s.Scope.All {
		s.Area, s.Issuer = s.Edition().City.Name, DefaultIssuer
		return nil
	}
	for _, c := range s.Edition().Counties {
		if c.ID == s.Scope.County {
			s.Area, s.Issuer = c.Name, c.Name+"科技部门"
			return nil
		}
	}
	return fmt.Errorf("%w：%d 年度的政策库中没有代码为 %s 的县（市）区，请联系系统管理员核对账号", models.ErrForbidden, s.Year(), s.Scope.County)
}

// ofCounty reports whether the report is one county's.
func (s *Source) ofCounty() bool { return !s.Scope.All }

func reviewOf(ctx context.Context, db *models.DB, year int, id string) (*models.Review, error) {
	if id == "" {
		review, err := db.PublishedReview(ctx, year)
		if errors.Is(err, models.ErrNotFound) {
			return nil, fmt.Errorf("%d 年度还没有已发布的评价，请先运行并发布该年度评价（yunti review %d --publish）：%w", year, year, err)
		}
		return review, err
	}
	review, err := db.Review(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("评价 %s：%w", id, err)
	}
	if year != 0 && review.Year != year {
		return nil, fmt.Errorf("评价 %s 是 %d 年度的，不是 %d 年度的：%w", id, review.Year, year, models.ErrNotFound)
	}
	switch review.State {
	case models.Draft, models.Published, models.Superseded:
		return review, nil
	}
	return nil, fmt.Errorf("评价 %s 没有完整的结果（未完成、已取消或失败），请重新运行后再出报表：%w", id, models.ErrState)
}

func judgeOf(ctx context.Context, db *models.DB, review *models.Review) (*tiering.Judge, error) {
	edition, err := editionOf(ctx, db, review)
	if err != nil {
		return nil, err
	}
	judge, err := tiering.Compile(edition)
	if err != nil {
		return nil, fmt.Errorf("评价 %s 的政策库版本 %.12s：%w", review.ID, review.Edition, err)
	}
	return judge, nil
}

func editionOf(ctx context.Context, db *models.DB, review *models.Review) (*policy.Edition, error) {
	edition, err := db.Edition(ctx, review.Edition)
	if err != nil {
		return nil, fmt.Errorf("读取评价 %s 的政策库版本 %.12s：%w", review.ID, review.Edition, err)
	}
	return edition, nil
}

// Edition returns the edition that the review was judged under.
func (s *Source) Edition() *policy.Edition { return s.Judge.Edition() }

// Year returns the year evaluated.
func (s *Source) Year() int { return s.Review.Year }

// Draft reports whether the review has not been published, which every page then says.
func (s *Source) Draft() bool { return s.Review.State == models.Draft }
