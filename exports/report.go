// Package exports turns reviews into the workbooks that a bureau prints and stamps.
package exports

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"yunti/models"
	"yunti/policy"
	"yunti/tiering"
)

// Report is one workbook that can be made from a review. Routes, menu, command line and tests all
// read the list Reports; a new report is a new line there.
type Report struct {
	Key         string // in addresses and on the command line: annual
	Name        string // 年度梯度培育报告
	Description string // one sentence: what it holds and for whom

	// Write writes the workbook. All is read before the first byte goes to w, so an error of the
	// database leaves w untouched; only the disk or w itself can fail afterwards.
	Write func(ctx context.Context, s *Source, w io.Writer) error
}

// Reports lists every report in the order of the menu.
var Reports = []Report{
	{"annual", "年度梯度培育报告", "全市（县（市）区看到的是本县（市）区）科技创新主体两条培育线的年度结果：总览、分县区与开发区、变动名单、各梯级名单、到期预警、应报未报、数据待核和政策依据", writeAnnual},
}

// ErrUnknownReport is returned for a key that Reports does not have.
var ErrUnknownReport = errors.New("没有这种报表")

// Find returns the report with that key, or ErrUnknownReport with the keys there are.
func Find(key string) (Report, error) {
	for _, r := range Reports {
		if r.Key == key {
			return r, nil
		}
	}
	return Report{}, fmt.Errorf("%w：%q（可用的报表：%s）", ErrUnknownReport, key, keys())
}

func keys() string {
	names := make([]string, len(Reports))
	for i, r := range Reports {
		names[i] = r.Key + " " + r.Name
	}
	return strings.Join(names, "、")
}

// Source is what a report is made from: one review with the edition it was judged under, and the
// review it was compared with. Reports read the stored results of these reviews and nothing else, so
// the report of a published year stays the same when records change later.
type Source struct {
	DB     *models.DB
	Scope  models.Scope // whose firms: everything, or one county's
	Area   string       // that area's name in titles: 昆明市, 五华区
	Review *models.Review
	Judge  *tiering.Judge

	Previous        *models.Review  // the review compared with, nil for a first one
	PreviousEdition *policy.Edition // that it was judged under

	Issuer string    // 填报单位
	By     string    // who had the report made
	At     time.Time // when
}

// DefaultIssuer is the 填报单位 of a workbook where none is stated.
const DefaultIssuer = "昆明市科学技术局"

// Open gathers the source of the reports of year: its published review, or the review named by id ("" for the
// published one). A draft may be named, and its reports say that it is one. A county gets the reports of the firms that were
// its own when they were judged, counted anew from them alone. Errors wrap models.ErrForbidden (the scope is neither
// everything nor a county of the edition), models.ErrNotFound (no such review, or none published) or models.ErrState (a
// review that is still running, failed or was cancelled has no complete results).
func Open(ctx context.Context, db *models.DB, scope models.Scope, year int, id, by string, at time.Time) (*Source, error) {
	if !scope.All && scope.County == "" {
		return nil, fmt.Errorf("%w：报表面向市科技局、县（市）区科技部门和领导", models.ErrForbidden)
	}
	review, err := reviewOf(ctx, db, year, id)
	if err != nil {
		return nil, err
	}
	s := &Source{DB: db, Scope: scope, Review: review, By: by, At: at}
	if s.Judge, err = judgeOf(ctx, db, review); err != nil {
		return nil, err
	}
	if err := s.setArea(); err != nil {
		return nil, err
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
