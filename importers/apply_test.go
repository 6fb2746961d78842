package importers

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"yunti/models"
	"yunti/models/modelstest"
	"yunti/policy"
)

func TestMain(m *testing.M) { modelstest.Main(m) }

var (
	now   = time.Date(2024, 7, 1, 9, 0, 0, 0, time.UTC)
	clerk = models.Actor{Who: "李科员", From: "test"}
)

// edition is the embedded book on a day of the tests' year.
func edition(t testing.TB) *policy.Edition {
	t.Helper()
	book, err := policy.Load(policy.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	ed, err := book.At(policy.YearEnd(2023))
	if err != nil {
		t.Fatal(err)
	}
	return ed
}

// plan reads and plans a roster.
func plan(t testing.TB, db *models.DB, ed *policy.Edition, kind string, year int, rows [][]any) *models.Filing {
	t.Helper()
	data := workbook(t, rows)
	s, err := Read(bytes.NewReader(data), int64(len(data)), kind+".xlsx", kind, ReadOptions{Year: year})
	if err != nil {
		t.Fatal(err)
	}
	f, err := Plan(t.Context(), db, ed, s, PlanOptions{Year: year, Scope: models.Everything, Actor: clerk, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// load plans and applies a roster that must have no rejects.
func load(t testing.TB, db *models.DB, ed *policy.Edition, kind string, year int, rows [][]any) *models.Filing {
	t.Helper()
	f := plan(t, db, ed, kind, year, rows)
	if f.Totals.Reject > 0 {
		t.Fatalf("%d lines rejected: %s", f.Totals.Reject, faults(t, db, f))
	}
	f, err := Apply(t.Context(), db, models.Everything, f.ID, clerk, now)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// steps returns all steps of a filing in line order.
func steps(t testing.TB, db *models.DB, f *models.Filing) []models.Step {
	t.Helper()
	var all []models.Step
	if err := db.EachStep(context.Background(), models.Everything, f.ID, "", func(s *models.Step) error {
		all = append(all, *s)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return all
}

func faults(t testing.TB, db *models.DB, f *models.Filing) string {
	text := ""
	for _, s := range steps(t, db, f) {
		text += s.Faults + "\n"
	}
	return text
}

var firmTitles = []any{"统一社会信用代码", "企业名称", "成立日期", "注册资本(万元)", "所属县(市)区", "所属开发区", "国民经济行业代码", "技术领域", "经营状态", "状态日期"}

func firmRow(n int, name string) []any {
	return []any{code(n), name, "2018-05-20", 1000, "五华区", nil, "6513", "电子信息"}
}

func TestAFirmsRosterIsPlannedAppliedOnceAndUpdatesOnlyWhatItStates(t *testing.T) {
	ed := edition(t)
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		f := plan(t, db, ed, "firms", 0, [][]any{firmTitles, firmRow(1, "昆明甲科技有限公司"), firmRow(2, "昆明乙科技有限公司")})
		if f.Totals.Create != 2 || f.Totals.Update+f.Totals.Same+f.Totals.Reject != 0 || f.State != models.FilingDraft {
			t.Fatalf("planned %+v\n%s", f, faults(t, db, f))
		}
		if _, err := db.Firm(t.Context(), models.Everything, code(1)); err == nil {
			t.Fatal("planning wrote a record")
		}
		f, err := Apply(t.Context(), db, models.Everything, f.ID, clerk, now)
		if err != nil || f.State != models.FilingApplied {
			t.Fatalf("%+v, %v", f, err)
		}
		again, err := Apply(t.Context(), db, models.Everything, f.ID, clerk, now.Add(time.Hour))
		if err != nil || again.Version != f.Version || !again.AppliedAt.Equal(*f.AppliedAt) {
			t.Fatalf("applying twice: %+v, %v", again, err)
		}
		f = load(t, db, ed, "firms", 0, [][]any{{"信用代码", "单位名称", "联系电话", "注册资金/万元"}, {code(1), "昆明甲智能科技有限公司", "0871-6", nil}, {code(2), "昆明乙科技有限公司", nil, "—"}})
		if f.Totals.Update != 1 || f.Totals.Same != 1 {
			t.Errorf("updates %d, same %d", f.Totals.Update, f.Totals.Same)
		}
		firm, err := db.Firm(t.Context(), models.Everything, code(1))
		if err != nil {
			t.Fatal(err)
		}
		if firm.Name != "昆明甲智能科技有限公司" || firm.FormerNames != "昆明甲科技有限公司" || firm.Phone != "0871-6" || firm.Capital == nil || *firm.Capital != 1000*policy.Wan ||
			firm.County != "530102" || firm.Founded != 20180520 || firm.State != "在业" || firm.Version != 2 || firm.Filing != f.ID || firm.Line != 2 || !firm.UpdatedAt.Equal(now) {
			t.Errorf("firm %+v", firm)
		}
	})
}

func TestAFilingWhoseRecordsWereChangedSinceIsRefusedWithItsLines(t *testing.T) {
	ed := edition(t)
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		register(t, db, ed, 4)
		titles := []any{"统一社会信用代码", "企业名称", "联系人"}
		late := plan(t, db, ed, "firms", 0, [][]any{append(titles, "成立日期", "县区"), {code(1), firmName(1), "甲", nil, nil}, {code(2), firmName(2), "乙", nil, nil}, {code(3), firmName(3), "丙", nil, nil}, {code(5), firmName(5), "戊", "2020-01-01", "五华区"}})
		load(t, db, ed, "firms", 0, [][]any{append(titles, "成立日期", "县区"), {code(3), firmName(3), "丁", nil, nil}, {code(2), firmName(2), "己", nil, nil}, {code(5), firmName(5), "庚", "2020-01-01", "五华区"}})
		before, err := db.Revision(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		_, err = Apply(t.Context(), db, models.Everything, late.ID, clerk, now)
		if !errors.Is(err, ErrChanged) || !strings.Contains(err.Error(), "第 3、4、5 行") || !strings.Contains(err.Error(), late.ID) {
			t.Errorf("refused with %v", err)
		}
		if after, _ := db.Revision(t.Context()); after != before {
			t.Error("a refused filing moved the revision")
		}
		if f, err := db.Filing(t.Context(), models.Everything, late.ID); err != nil || f.State != models.FilingDraft || f.AppliedAt != nil {
			t.Errorf("%+v %v", f, err)
		}
		for n, want := range map[int]string{1: "", 2: "己", 3: "丁"} {
			if firm, err := db.Firm(t.Context(), models.Everything, code(n)); err != nil || firm.Contact != want {
				t.Errorf("firm %d: contact %q, want %q (%v)", n, firm.Contact, want, err)
			}
		}
	})
}

func TestTwoWhoApplyAFilingAtOnceApplyItOnce(t *testing.T) {
	ed := edition(t)
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		f := plan(t, db, ed, "firms", 0, [][]any{firmTitles, firmRow(1, firmName(1)), firmRow(2, firmName(2))})
		before, _ := db.Revision(t.Context())
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				if got, err := Apply(context.Background(), db, models.Everything, f.ID, clerk, now); err != nil || got.State != models.FilingApplied {
					t.Errorf("%+v %v", got, err)
				}
			})
		}
		wg.Wait()
		if after, _ := db.Revision(t.Context()); after != before+1 {
			t.Errorf("the revision moved by %d", after-before)
		}
		if firm, err := db.Firm(t.Context(), models.Everything, code(1)); err != nil || firm.Version != 1 {
			t.Errorf("%+v %v", firm, err)
		}
	})
}

func TestOnlyWhatWasShownIsApplied(t *testing.T) {
	ed := edition(t)
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		register(t, db, ed, 2)
		f := plan(t, db, ed, "figures", 2022, [][]any{{"统一社会信用代码", "营业收入"}, {code(1), 5}, {code(2), "x"}, {code(9), 5}})
		if f, err := Apply(t.Context(), db, models.Everything, f.ID, clerk, now); err != nil || f.Totals.Create != 1 || f.Totals.Reject != 2 {
			t.Fatalf("%+v %v", f, err)
		}
		var n int64
		if err := db.Read.Model(&models.FirmYear{}).Count(&n).Error; err != nil || n != 1 {
			t.Errorf("%d lines stored (%v)", n, err)
		}
		var entries []models.Entry
		if err := db.Read.Find(&entries, "subject = ? AND action = 'filing.apply'", f.ID).Error; err != nil || len(entries) != 1 || entries[0].Who != clerk.Who {
			t.Errorf("%+v %v", entries, err)
		}
		if _, err := Apply(t.Context(), db, models.Everything, "F999999", clerk, now); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("an unknown filing: %v", err)
		}
		g := plan(t, db, ed, "figures", 2022, [][]any{{"统一社会信用代码", "营业收入"}, {code(1), 6}})
		if _, err := db.MoveFiling(t.Context(), now, clerk, models.Everything, models.Move{ID: g.ID, Version: g.Version, Act: models.ActWithdraw}); err != nil {
			t.Fatal(err)
		}
		if _, err := Apply(t.Context(), db, models.Everything, g.ID, clerk, now); !errors.Is(err, models.ErrState) {
			t.Errorf("a withdrawn filing: %v", err)
		}
	})
}

// An interruption at any moment leaves all of a filing or nothing of it.
func TestAnInterruptedFilingIsAllOrNothing(t *testing.T) {
	ed := edition(t)
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		const n = 4000
		rows := [][]any{firmTitles}
		for i := 1; i <= n; i++ {
			rows = append(rows, firmRow(i, firmName(i)))
		}
		f := plan(t, db, ed, "firms", 0, rows)
		for after := time.Millisecond; ; after *= 2 {
			ctx, cancel := context.WithTimeout(t.Context(), after)
			_, err := Apply(ctx, db, models.Everything, f.ID, clerk, now)
			cancel()
			var stored int64
			if err := db.Read.Model(&models.Firm{}).Count(&stored).Error; err != nil {
				t.Fatal(err)
			}
			again, ferr := db.Filing(t.Context(), models.Everything, f.ID)
			if ferr != nil {
				t.Fatal(ferr)
			}
			if applied := again.State == models.FilingApplied; applied != (stored == n) || !applied && stored != 0 || err == nil && !applied {
				t.Fatalf("after %v (%v): %d firms stored, filing %s", after, err, stored, again.State)
			}
			if err == nil {
				return
			}
		}
	})
}
