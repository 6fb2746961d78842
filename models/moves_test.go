package models_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"yunti/models"
	"yunti/models/modelstest"
	"yunti/policy"
)

// theBook is the book of the program.
func theBook(tb testing.TB) *policy.Book {
	tb.Helper()
	book, err := policy.Load(policy.Embedded())
	if err != nil {
		tb.Fatal(err)
	}
	return book
}

// at is an instant by the clocks of Kunming.
func at(day policy.Day, hour, minute int) time.Time {
	return time.Date(day.Year(), time.Month(day.Month()), day.Date(), hour, minute, 0, 0, time.FixedZone("CST", 8*3600))
}

// move carries out an act that must succeed.
func move(tb testing.TB, db *models.DB, now time.Time, p person, f *models.Filing, act, opinion string, lines ...models.LineOpinion) *models.Filing {
	tb.Helper()
	m := models.Move{ID: f.ID, Version: f.Version, Act: act, Opinion: opinion, Lines: lines}
	if act == models.ActPublicise {
		m.Book = theBook(tb)
	}
	next, err := db.MoveFiling(tb.Context(), now, p.actor, p.scope, m)
	if err != nil {
		tb.Fatalf("%s: %v", act, err)
	}
	return next
}

func applyAs(tb testing.TB, db *models.DB, now time.Time, p person, f *models.Filing) (*models.Filing, error) {
	return db.ApplyFiling(tb.Context(), now, p.actor, p.scope, f, func(*gorm.DB) error { return nil })
}

// openRound stores a round of the figures of 2023 that is open from 1 June to 31 July 2024.
func openRound(tb testing.TB, db *models.DB, publicity int) *models.FilingRound {
	tb.Helper()
	r := &models.FilingRound{Name: "2023 年度数据填报", Kind: "figures", Year: 2023, Opens: 20240601, Closes: 20240731, PublicityDays: publicity}
	if err := db.CreateRound(tb.Context(), noon, bureau.actor, r, map[string]bool{"figures": true, "firms": false}); err != nil {
		tb.Fatal(err)
	}
	return r
}

func TestFilingGoesItsWayThroughTheOffices(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		r := openRound(t, db, 0)
		f := fileOf(t, db, keeper)
		f = move(t, db, noon, keeper, f, models.ActSubmit, "")
		if f.Round != r.ID || f.SubmittedAt == nil || !f.SubmittedAt.Equal(noon) {
			t.Errorf("submitted as %+v", f)
		}
		f = move(t, db, noon, officer, f, models.ActReturn, "请补附件", models.LineOpinion{Line: 5, Opinion: "营业收入与审计报告不符"})
		f = move(t, db, noon.Add(time.Hour), keeper, f, models.ActSubmit, "已改")
		f = move(t, db, noon, officer, f, models.ActPass, "")
		got, err := applyAs(t, db, noon, bureau, f)
		if err != nil || got.State != models.FilingApplied || got.AppliedAt == nil || got.Version != 6 {
			t.Fatalf("%+v, %v", got, err)
		}
		stored, err := db.Filing(t.Context(), keeper.scope, f.ID)
		if diff := cmp.Diff(got, stored, sameMoment); diff != "" || err != nil {
			t.Error(diff, err)
		}
		acts, err := db.Acts(t.Context(), keeper.scope, f.ID)
		if err != nil {
			t.Fatal(err)
		}
		var said []string
		for _, a := range acts {
			said = append(said, fmt.Sprintf("%d %s %s: %s→%s %s%d", a.Seq, a.Who, a.Act, a.Was, a.Becomes, a.Opinion, len(a.Lines)))
		}
		want := []string{"1 孵小 create: →draft 0", "2 孵小 submit: draft→submitted 0", "3 县小 return: submitted→returned 请补附件1",
			"4 孵小 submit: returned→submitted 已改0", "5 县小 pass: submitted→passed 0", "6 市小 apply: passed→applied 0"}
		if diff := cmp.Diff(want, said); diff != "" {
			t.Error(diff)
		}
		var trail []string
		if db.Read.Model(&models.Entry{}).Where("subject = ?", f.ID).Order("number").Pluck("action", &trail); fmt.Sprint(trail) !=
			"[filing.create filing.submit filing.return filing.submit filing.pass filing.apply]" {
			t.Error(trail)
		}
		if report, err := db.VerifyTrail(t.Context(), models.Anchor{}); err != nil || report.Fault != nil {
			t.Errorf("%+v, %v", report, err)
		}
	})
}

func TestApplyThatFailsLeavesTheFilingAsItWas(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		f := fileOf(t, db, bureau)
		before, _ := db.Revision(t.Context())
		broken := errors.New("broken")
		if _, err := db.ApplyFiling(t.Context(), noon, bureau.actor, bureau.scope, f, func(*gorm.DB) error { return broken }); !errors.Is(err, broken) {
			t.Errorf("got %v", err)
		}
		stored, err := db.Filing(t.Context(), models.Everything, f.ID)
		if diff := cmp.Diff(f, stored, sameMoment); diff != "" || err != nil {
			t.Error(diff, err)
		}
		acts, _ := db.Acts(t.Context(), models.Everything, f.ID)
		if after, err := db.Revision(t.Context()); err != nil || after != before || len(acts) != 1 {
			t.Errorf("revision %d → %d, %d acts, %v", before, after, len(acts), err)
		}
	})
}

func TestStepsCarryTheOpinionOfTheLatestReturn(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		f := &models.Filing{Kind: "figures", Year: 2023, County: wuhua, Incubator: nest}
		if err := db.CreateFiling(t.Context(), noon, keeper.actor, f, manySteps(20)); err != nil { // lines 5 to 14, two steps each
			t.Fatal(err)
		}
		opinions := func(page, size int, action string) (said string) {
			steps, _, err := db.Steps(t.Context(), keeper.scope, f.ID, action, page, size)
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range steps {
				if s.Opinion != "" {
					said += fmt.Sprintf("%d:%s ", s.Line, s.Opinion)
				}
			}
			return said
		}
		f = move(t, db, noon, keeper, f, models.ActSubmit, "")
		f = move(t, db, noon, officer, f, models.ActReturn, "", models.LineOpinion{Line: 6, Opinion: " 甲 "}, models.LineOpinion{Line: 13, Opinion: "乙"})
		if got := opinions(1, 50, ""); got != "6:甲 6:甲 13:乙 13:乙 " {
			t.Error(got)
		}
		if got := opinions(2, 10, "") + opinions(1, 50, models.Reject); got != "13:乙 13:乙 6:甲 " {
			t.Error(got)
		}
		f = move(t, db, noon, keeper, f, models.ActSubmit, "")
		if got := opinions(1, 50, ""); !strings.Contains(got, "6:甲") {
			t.Errorf("resubmitting forgot what was asked: %q", got)
		}
		f = move(t, db, noon, officer, f, models.ActReturn, "", models.LineOpinion{Line: 7, Opinion: "丙"})
		if got := opinions(1, 50, ""); got != "7:丙 7:丙 " {
			t.Error(got)
		}
		f = move(t, db, noon, keeper, f, models.ActSubmit, "")
		move(t, db, noon, officer, f, models.ActReturn, "只有总的意见")
		if got := opinions(1, 50, ""); got != "" {
			t.Error(got)
		}
		acts, err := db.Acts(t.Context(), officer.scope, f.ID)
		if err != nil || len(acts) != 7 || len(acts[2].Lines) != 2 || acts[2].Lines[1].Opinion != "乙" || len(acts[4].Lines) != 1 {
			t.Errorf("%+v, %v", acts, err)
		}
	})
}

func TestOpinionsThatCannotBeAcceptedChangeNothing(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		f := move(t, db, noon, keeper, fileOf(t, db, keeper), models.ActSubmit, "") // line 5 alone
		other := &models.Filing{Kind: "figures", Year: 2023, County: wuhua, Incubator: nest}
		if err := db.CreateFiling(t.Context(), noon, keeper.actor, other, manySteps(9)); err != nil {
			t.Fatal(err)
		}
		for name, c := range map[string]struct {
			move models.Move
			want error
			says string
		}{
			"none at all":              {models.Move{Act: models.ActReturn}, models.ErrInvalid, "意见"},
			"blanks":                   {models.Move{Act: models.ActReturn, Opinion: " \n\t "}, models.ErrInvalid, "意见"},
			"too long":                 {models.Move{Act: models.ActReturn, Opinion: strings.Repeat("退", 2001)}, models.ErrTooLong, "2000"},
			"a line that is not there": {models.Move{Act: models.ActReturn, Lines: []models.LineOpinion{{Line: 5, Opinion: "一"}, {Line: 6, Opinion: "二"}}}, models.ErrInvalid, "第 6 行"},
			"line zero":                {models.Move{Act: models.ActReturn, Opinion: "一", Lines: []models.LineOpinion{{Opinion: "二"}}}, models.ErrInvalid, "第 0 行"},
			"a line twice":             {models.Move{Act: models.ActReturn, Lines: []models.LineOpinion{{Line: 5, Opinion: "一"}, {Line: 5, Opinion: "二"}}}, models.ErrInvalid, "两条"},
			"a blank line opinion":     {models.Move{Act: models.ActReturn, Opinion: "一", Lines: []models.LineOpinion{{Line: 5, Opinion: "  "}}}, models.ErrInvalid, "空"},
			"a long line opinion":      {models.Move{Act: models.ActReturn, Lines: []models.LineOpinion{{Line: 5, Opinion: strings.Repeat("退", 1001)}}}, models.ErrTooLong, "1000"},
			"too many lines":           {models.Move{Act: models.ActReturn, Lines: make([]models.LineOpinion, 2001)}, models.ErrInvalid, "2000"},
			"lines of a pass":          {models.Move{Act: models.ActPass, Lines: []models.LineOpinion{{Line: 5, Opinion: "一"}}}, models.ErrInvalid, "只有退回"},
		} {
			c.move.ID, c.move.Version = f.ID, f.Version
			if _, err := db.MoveFiling(t.Context(), noon, officer.actor, officer.scope, c.move); !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%s: %v", name, err)
			}
		}
		stored, err := db.Filing(t.Context(), models.Everything, f.ID)
		acts, _ := db.Acts(t.Context(), models.Everything, f.ID)
		if diff := cmp.Diff(f, stored, sameMoment); diff != "" || err != nil || len(acts) != 2 {
			t.Error(diff, err, acts)
		}
		var lines int64
		if db.Read.Model(&models.LineOpinion{}).Count(&lines); lines != 0 {
			t.Errorf("%d line opinions are left", lines)
		}
		if _, err := db.MoveFiling(t.Context(), noon, bureau.actor, bureau.scope, models.Move{ID: f.ID, Version: f.Version, Act: models.ActApply}); err == nil {
			t.Error("a filing was applied without its records")
		}
		// 2000 characters are not 2000 bytes.
		f = move(t, db, noon, officer, f, models.ActReturn, strings.Repeat("退", 2000), models.LineOpinion{Line: 5, Opinion: strings.Repeat("行", 1000)})
		if f = move(t, db, noon, keeper, f, models.ActSubmit, " 已\u202e改\x00：\r\n\t<b>甲</b>\ufeff "); f.Opinion != "已改：\n\t<b>甲</b>" {
			t.Errorf("stored as %q", f.Opinion)
		}
	})
}

func TestRefusalsNameStateActAndWhatIsPossible(t *testing.T) {
	db := modelstest.SQLite(t)
	f := move(t, db, noon, keeper, fileOf(t, db, keeper), models.ActSubmit, "")
	for _, c := range []struct {
		p         person
		act, want string
	}{
		{keeper, models.ActSubmit, "当前状态不允许这样做：申报 F000001 为“待县区审核”，不能提交；可以：撤回"},
		{bureau, models.ActPublicise, "当前状态不允许这样做：申报 F000001 为“待县区审核”，不能公示；可以：审核通过、退回、生效"},
		{keeper, models.ActPass, "您的角色不能这样做：申报 F000001 为“待县区审核”，审核通过要由县区、市级办理"},
		{officer, models.ActWithdraw, "您的角色不能这样做：申报 F000001 为“待县区审核”，撤回要由提交这份申报的孵化载体办理"},
	} {
		if err := try(t, db, c.p, c.act, f); err == nil || err.Error() != c.want {
			t.Errorf("%v\nwant %s", err, c.want)
		}
	}
}

func TestSubmittingNeedsAnOpenRoundWhereThereIsAny(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		submit := func(now time.Time) (*models.Filing, error) {
			f := fileOf(t, db, keeper)
			return db.MoveFiling(t.Context(), now, keeper.actor, keeper.scope, models.Move{ID: f.ID, Version: f.Version, Act: models.ActSubmit})
		}
		if f, err := submit(noon); err != nil || f.Round != 0 {
			t.Errorf("without any round: %+v, %v", f, err)
		}
		r := openRound(t, db, 0)
		for _, c := range []struct {
			now  time.Time
			says string
		}{
			{at(20240531, 23, 59), "还没有开始"},
			{at(20240601, 0, 0), ""},
			{at(20240731, 23, 59), ""},
			{at(20240731, 23, 59).UTC(), ""},
			{at(20240801, 0, 0), "已经截止"},
			{at(20240801, 7, 59).UTC(), "已经截止"}, // 31 July by the server's clock
		} {
			f, err := submit(c.now)
			switch {
			case c.says == "" && (err != nil || f.Round != r.ID):
				t.Errorf("%v: %+v, %v", c.now, f, err)
			case c.says != "" && (!errors.Is(err, models.ErrState) || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), "2024-06-01 至 2024-07-31")):
				t.Errorf("%v: %v", c.now, err)
			}
		}
		// The round of another year, or of another kind, opens nothing.
		other := &models.Filing{Kind: "figures", Year: 2022, County: wuhua, Incubator: nest}
		if err := db.CreateFiling(t.Context(), noon, keeper.actor, other, manySteps(1)); err != nil {
			t.Fatal(err)
		}
		if got := move(t, db, at(20240901, 9, 0), keeper, other, models.ActSubmit, ""); got.Round != 0 {
			t.Errorf("%+v", got)
		}
		// The offices are bound by no round.
		if got := move(t, db, at(20240901, 9, 0), officer, fileOf(t, db, officer), models.ActSubmit, ""); got.Round != 0 || got.State != models.FilingPassed {
			t.Errorf("%+v", got)
		}
	})
}

func TestReturnedFilingIsResubmittedWhileARoundIsOpen(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		r := openRound(t, db, 0)
		f := move(t, db, noon, keeper, fileOf(t, db, keeper), models.ActSubmit, "")
		f = move(t, db, noon, officer, f, models.ActReturn, "请改")
		late := at(20240801, 9, 0)
		resubmit := models.Move{ID: f.ID, Version: f.Version, Act: models.ActSubmit}
		if _, err := db.MoveFiling(t.Context(), late, keeper.actor, keeper.scope, resubmit); !errors.Is(err, models.ErrState) {
			t.Errorf("after the round: %v", err)
		}
		possible, err := db.PossibleActs(t.Context(), late, keeper.actor, keeper.scope, []models.Filing{*f})
		if err != nil || fmt.Sprint(possible) != "[[withdraw replace]]" {
			t.Errorf("%v, %v", possible, err)
		}
		closes := policy.Day(20240805)
		if r, err = db.ChangeRound(t.Context(), late, bureau.actor, r.ID, r.Version, models.RoundChange{Closes: &closes}); err != nil {
			t.Fatal(err)
		}
		f = move(t, db, late, keeper, f, models.ActSubmit, "")
		if f.Round != r.ID {
			t.Errorf("%+v", f)
		}
		// Of two that are open a filing stays in its own, and a new one takes the one that closes last.
		second := &models.FilingRound{Name: "2023 年度数据补报", Kind: "figures", Year: 2023, Opens: 20240801, Closes: 20240831}
		if err := db.CreateRound(t.Context(), late, bureau.actor, second, map[string]bool{"figures": true}); err != nil {
			t.Fatal(err)
		}
		f = move(t, db, late, officer, f, models.ActReturn, "再改")
		if f = move(t, db, late, keeper, f, models.ActSubmit, ""); f.Round != r.ID {
			t.Errorf("it changed its round to %d", f.Round)
		}
		if g := move(t, db, late, keeper, fileOf(t, db, keeper), models.ActSubmit, ""); g.Round != second.ID {
			t.Errorf("the new one is in round %d", g.Round)
		}
		f = move(t, db, late, officer, f, models.ActReturn, "还要改")
		if f = move(t, db, at(20240820, 9, 0), keeper, f, models.ActSubmit, ""); f.Round != second.ID {
			t.Errorf("after its own round it is in %d", f.Round)
		}
	})
}

func TestPublicityCountsWorkingDaysAndEndsAfterItsLastDay(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		r := &models.FilingRound{Name: "节前", Kind: "figures", Year: 2023, Opens: 20240901, Closes: 20240930, PublicityDays: 5}
		if err := db.CreateRound(t.Context(), noon, bureau.actor, r, map[string]bool{"figures": true}); err != nil {
			t.Fatal(err)
		}
		friday := at(20240927, 16, 0)
		f := move(t, db, friday, keeper, fileOf(t, db, keeper), models.ActSubmit, "")
		for _, state := range []string{"submitted", "passed"} {
			if _, err := applyAs(t, db, friday, bureau, f); !errors.Is(err, models.ErrState) || !strings.Contains(err.Error(), "公示 5 个工作日") {
				t.Errorf("%s, without publicity: %v", state, err)
			}
			if state == "submitted" {
				f = move(t, db, friday, officer, f, models.ActPass, "")
			}
		}
		f = move(t, db, friday, bureau, f, models.ActPublicise, "")
		// 29 September is a Sunday worked for the holiday; 1 to 7 October are off.
		if f.PublicFrom != 20240927 || f.PublicUntil != 20241010 {
			t.Fatalf("public from %s until %s", f.PublicFrom, f.PublicUntil)
		}
		for _, early := range []time.Time{friday, at(20241010, 0, 0), at(20241010, 23, 59), at(20241010, 23, 59).UTC()} {
			if _, err := applyAs(t, db, early, bureau, f); !errors.Is(err, models.ErrState) || !strings.Contains(err.Error(), "2024-10-10") {
				t.Errorf("applied at %v: %v", early, err)
			}
		}
		// An objection that is upheld ends the publicity; after it the filing goes its way again from the start.
		f = move(t, db, friday, bureau, f, models.ActReturn, "异议成立")
		if f.PublicFrom != 0 || f.PublicUntil != 0 {
			t.Errorf("%+v", f)
		}
		f = move(t, db, friday, keeper, f, models.ActSubmit, "")
		f = move(t, db, friday, bureau, f, models.ActPass, "")
		if _, err := applyAs(t, db, at(20241111, 9, 0), bureau, f); !errors.Is(err, models.ErrState) {
			t.Errorf("applied on the strength of a publicity that was broken off: %v", err)
		}
		f = move(t, db, friday, bureau, f, models.ActPublicise, "")
		got, err := applyAs(t, db, time.Date(2024, 10, 10, 16, 0, 0, 0, time.UTC), bureau, f) // midnight in Kunming
		if err != nil || got.State != models.FilingApplied || got.PublicUntil != 20241010 {
			t.Errorf("%+v, %v", got, err)
		}
	})
}

func TestTheCityGivesTheLastDayWhereTheCalendarIsUnknown(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		openRound(t, db, 5)
		f := move(t, db, noon, keeper, fileOf(t, db, keeper), models.ActSubmit, "")
		f = move(t, db, noon, officer, f, models.ActPass, "")
		book := theBook(t)
		publicise := func(now time.Time, until policy.Day) (*models.Filing, error) {
			return db.MoveFiling(t.Context(), now, bureau.actor, bureau.scope, models.Move{ID: f.ID, Version: f.Version, Act: models.ActPublicise, Until: until, Book: book})
		}
		december := at(20361229, 9, 0) // a Monday of a year that the book does not have
		for until, want := range map[policy.Day]error{
			0:        policy.ErrNoHolidays,
			20370104: models.ErrInvalid, // Sunday: Monday to Friday make 30, 31, 1, 2 and then the 5th
			20370231: models.ErrInvalid,
			20380101: models.ErrInvalid,
		} {
			if _, err := publicise(december, until); !errors.Is(err, want) {
				t.Errorf("until %s: %v", until, err)
			}
		}
		// Where it is known, the working days are the least: 2 to 8 July 2024.
		if _, err := publicise(noon, 20240705); !errors.Is(err, models.ErrInvalid) || !strings.Contains(err.Error(), "2024-07-08") {
			t.Errorf("shorter than the round says: %v", err)
		}
		got, err := publicise(december, 20370105)
		if err != nil || got.PublicFrom != 20361229 || got.PublicUntil != 20370105 {
			t.Errorf("%+v, %v", got, err)
		}
		// A county's filing is in no round: it is public as long as the city says, a day at least.
		g := move(t, db, noon, officer, fileOf(t, db, officer), models.ActSubmit, "")
		f = g
		for _, until := range []policy.Day{0, 20240701, 20240630} {
			if _, err := publicise(noon, until); !errors.Is(err, models.ErrInvalid) {
				t.Errorf("until %s: %v", until, err)
			}
		}
		if got, err := publicise(noon, 20240702); err != nil || got.PublicUntil != 20240702 {
			t.Errorf("%+v, %v", got, err)
		}
	})
}

// TestOfTwoWhoActAtOnceOneDoes lets several people act on what they looked at, all at once.
func TestOfTwoWhoActAtOnceOneDoes(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		race := func(name string, f *models.Filing, acts ...func() error) (winner int) {
			var start, done sync.WaitGroup
			start.Add(1)
			results := make([]error, len(acts))
			for i, act := range acts {
				done.Go(func() {
					start.Wait()
					results[i] = act()
				})
			}
			start.Done()
			done.Wait()
			winners := 0
			for i, err := range results {
				switch {
				case err == nil:
					winners, winner = winners+1, i
				case !errors.Is(err, models.ErrConflict):
					t.Errorf("%s: the loser was told %v", name, err)
				}
			}
			stored, err := db.Filing(t.Context(), models.Everything, f.ID)
			if err != nil || winners != 1 || stored.Version != f.Version+1 {
				t.Errorf("%s: %d won, version %d → %d, %v", name, winners, f.Version, stored.Version, err)
			}
			return winner
		}
		by := func(p person, f *models.Filing, act, opinion string) func() error {
			return func() error {
				_, err := db.MoveFiling(t.Context(), noon, p.actor, p.scope, models.Move{ID: f.ID, Version: f.Version, Act: act, Opinion: opinion})
				return err
			}
		}
		written := 0
		for range 8 {
			f := move(t, db, noon, keeper, fileOf(t, db, keeper), models.ActSubmit, "")
			race("two of the county", f, by(officer, f, models.ActPass, ""), by(officer, f, models.ActReturn, "请改"), by(keeper, f, models.ActWithdraw, ""))
			g := move(t, db, noon, keeper, fileOf(t, db, keeper), models.ActSubmit, "")
			wrote := false
			winner := race("apply and withdraw", g, func() error {
				_, err := db.ApplyFiling(t.Context(), noon, bureau.actor, bureau.scope, g, func(tx *gorm.DB) error {
					wrote = true // what is rolled back does not count; see below
					return tx.Create(firm(g.ID, "企业")).Error
				})
				return err
			}, by(keeper, g, models.ActWithdraw, ""))
			_, err := db.Firm(t.Context(), models.Everything, g.ID)
			if applied := winner == 0; applied != (err == nil) || applied && !wrote {
				t.Errorf("winner %d, firm: %v", winner, err)
			}
			if winner == 0 {
				written++
			}
		}
		if revision, err := db.Revision(t.Context()); err != nil || revision != int64(written) {
			t.Errorf("revision %d after %d applied filings, %v", revision, written, err)
		}
	})
}

func TestANewUploadReplacesADraft(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		old := fileOf(t, db, keeper)
		next := &models.Filing{Kind: "figures", Year: 2023, County: wuhua, Incubator: nest, Replaces: old.ID}
		if err := db.CreateFiling(t.Context(), noon, keeper.actor, next, manySteps(3)); err != nil {
			t.Fatal(err)
		}
		stored, err := db.Filing(t.Context(), keeper.scope, old.ID)
		if err != nil || stored.State != models.FilingReplaced || stored.ReplacedBy != next.ID || stored.Version != 2 {
			t.Errorf("%+v, %v", stored, err)
		}
		if stored, err = db.Filing(t.Context(), keeper.scope, next.ID); err != nil || stored.Replaces != old.ID || stored.State != models.FilingDraft {
			t.Errorf("%+v, %v", stored, err)
		}
		var trail []string
		db.Read.Model(&models.Entry{}).Order("number").Select("CONCAT(action, ' ', subject)").Scan(&trail)
		if fmt.Sprint(trail) != "[filing.create F000001 filing.create F000002 filing.replace F000001]" {
			t.Error(trail)
		}
		theirs := fileOf(t, db, person{"", models.Actor{Who: "别家", Role: models.RoleIncubator}, models.Scope{Incubator: hive}})
		for name, c := range map[string]struct {
			by       person
			kind, of string
			want     error
		}{
			"what is replaced":   {keeper, "figures", old.ID, models.ErrState},
			"another kind":       {keeper, "firms", next.ID, models.ErrInvalid},
			"another incubator":  {keeper, "figures", theirs.ID, models.ErrNotFound},
			"nothing":            {keeper, "figures", "F999999", models.ErrNotFound},
			"its incubator's":    {officer, "figures", next.ID, models.ErrForbidden},
			"some incubator's":   {bureau, "figures", next.ID, models.ErrForbidden},
			"from another place": {people[5], "figures", next.ID, models.ErrNotFound},
		} {
			f := &models.Filing{Kind: c.kind, Year: 2023, County: c.by.scope.County, Incubator: c.by.scope.Incubator, Replaces: c.of}
			if err := db.CreateFiling(t.Context(), noon, c.by.actor, f, manySteps(3)); !errors.Is(err, c.want) {
				t.Errorf("%s: %v", name, err)
			}
		}
		var filings, steps int64
		db.Read.Model(&models.Filing{}).Count(&filings)
		db.Read.Model(&models.Step{}).Count(&steps)
		if filings != 3 || steps != 1+3+1 {
			t.Errorf("%d filings and %d steps are left", filings, steps)
		}
	})
}

func TestOfTwoUploadsThatReplaceOneFilingOneWinsAndNothingRemainsOfTheOther(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		for range 4 {
			old := fileOf(t, db, keeper)
			var planned, done sync.WaitGroup
			planned.Add(3)
			results := make([]error, 3)
			uploads := make([]*models.Filing, 3)
			for i := range uploads {
				uploads[i] = &models.Filing{Kind: "figures", Year: 2023, County: wuhua, Incubator: nest, Replaces: old.ID}
				done.Go(func() {
					results[i] = db.CreateFiling(t.Context(), noon, keeper.actor, uploads[i], func(yield func(models.Step) bool) {
						planned.Done() // all have found the old one a draft, and store their steps
						planned.Wait()
						manySteps(40)(yield)
					})
				})
			}
			done.Wait()
			won := 0
			for i, err := range results {
				_, missing := db.Filing(t.Context(), models.Everything, uploads[i].ID)
				var rows int64
				db.Read.Model(&models.Filing{}).Where("id = ?", uploads[i].ID).Count(&rows)
				var steps int64
				db.Read.Model(&models.Step{}).Where("filing = ?", uploads[i].ID).Count(&steps)
				switch {
				case err == nil:
					won++
					if stored, err := db.Filing(t.Context(), models.Everything, old.ID); err != nil || stored.ReplacedBy != uploads[i].ID || missing != nil || steps != 40 {
						t.Errorf("the winner: %+v, %v, %v, %d steps", stored, err, missing, steps)
					}
				case !errors.Is(err, models.ErrState) && !errors.Is(err, models.ErrConflict):
					t.Errorf("the loser was told %v", err)
				case !errors.Is(missing, models.ErrNotFound) || steps != 0 || rows != 0:
					t.Errorf("of the loser %d rows and %d steps are left", rows, steps)
				}
			}
			if won != 1 {
				t.Errorf("%d won", won)
			}
		}
	})
}

func TestWhatWaitsForWhomIsListed(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		want := map[string][]string{}
		orphan := person{"", models.Actor{Who: "无县", Role: models.RoleIncubator}, models.Scope{Incubator: "无县孵化器"}}
		for _, owner := range []person{keeper, officer, bureau, orphan} {
			for _, state := range []string{"draft", "returned", "submitted", "passed", "public", "applied", "withdrawn", "replaced"} {
				f := fileOf(t, db, owner)
				setState(t, db, f, state)
				switch {
				case state == "draft" || state == "returned":
					want[owner.actor.Who] = append(want[owner.actor.Who], f.ID)
				case state == "submitted" && f.County == wuhua:
					want["县小"] = append(want["县小"], f.ID)
				case state == "submitted" || state == "passed" || state == "public":
					want["市小"] = append(want["市小"], f.ID)
				}
			}
		}
		during := fileOf(t, db, keeper)
		setState(t, db, during, "public")
		if err := db.Write.Model(&models.Filing{}).Where("id = ?", during.ID).Update("public_until", models.Today(noon)).Error; err != nil {
			t.Fatal(err)
		}
		for _, p := range []person{keeper, officer, bureau, orphan, people[9]} {
			items, total, err := db.Filings(t.Context(), p.scope, models.FilingFilter{Waiting: p.actor.Role, Day: models.Today(noon)})
			var got []string
			for i := len(items) - 1; i >= 0; i-- {
				got = append(got, items[i].ID)
			}
			if diff := cmp.Diff(want[p.actor.Who], got); diff != "" || err != nil || total != len(got) {
				t.Errorf("%s: %s %d %v", p.actor.Who, diff, total, err)
			}
		}
		items, _, err := db.Filings(t.Context(), models.Everything, models.FilingFilter{Incubator: nest, County: wuhua, State: "draft"})
		if err != nil || len(items) != 1 {
			t.Errorf("%v, %v", items, err)
		}
	})
}

func TestASideHasOnlySoManyOpenFilings(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		another := func(p person, replaces string) (*models.Filing, error) {
			f := &models.Filing{Kind: "figures", Year: 2023, County: wuhua, Incubator: p.scope.Incubator, Replaces: replaces}
			return f, db.CreateFiling(t.Context(), noon, p.actor, f, manySteps(1))
		}
		last, err := another(keeper, "")
		for range 99 {
			if err == nil {
				last, err = another(keeper, "")
			}
		}
		if err != nil {
			t.Fatal(err)
		}
		if _, err := another(keeper, ""); !errors.Is(err, models.ErrState) || !strings.Contains(err.Error(), "100 份") {
			t.Errorf("the hundred and first: %v", err)
		}
		if last, err = another(keeper, last.ID); err != nil { // in the place of another one
			t.Error(err)
		}
		if _, err := another(officer, ""); err != nil {
			t.Errorf("the county's: %v", err)
		}
		move(t, db, noon, keeper, last, models.ActSubmit, "")
		if _, err := another(keeper, ""); err != nil {
			t.Errorf("after one was submitted: %v", err)
		}
		for range 110 {
			if _, err := another(bureau, ""); err != nil {
				t.Fatalf("the city's: %v", err)
			}
		}
	})
}

func TestAFilingThatChangesNothingIsNotSubmitted(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		for _, action := range []string{models.Same, models.Reject} {
			f := fileLines(t, db, keeper, 2023, models.FilingDraft, action, 1, 2)
			acts, err := db.PossibleActs(t.Context(), noon, keeper.actor, keeper.scope, []models.Filing{*f})
			if err != nil || slices.Contains(acts[0], models.ActSubmit) {
				t.Errorf("%s: can %v, %v", action, acts, err)
			}
			_, err = db.MoveFiling(t.Context(), noon, keeper.actor, keeper.scope, models.Move{ID: f.ID, Version: f.Version, Act: models.ActSubmit})
			if !errors.Is(err, models.ErrState) || !strings.Contains(err.Error(), "没有一行可以写入") {
				t.Errorf("%s: %v", action, err)
			}
		}
	})
}
