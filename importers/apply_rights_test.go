package importers

import (
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

const panlong = "530103"

// countyFigures plans revenues of firms for the county office; lines count from 1.
func countyFigures(t *testing.T, db *models.DB, ed *policy.Edition, firms ...int) *models.Filing {
	t.Helper()
	lines := make([]map[string]string, len(firms))
	for i, n := range firms {
		lines[i] = map[string]string{"统一社会信用代码": code(n), "营业收入(元)": "5"}
	}
	f := mustPlanAs(t, db, ed, "figures", countyMan, wuhua, lines...)
	if f.Totals.Reject > 0 {
		t.Fatal(faults(t, db, f))
	}
	return f
}

func TestACountyAppliesWhatItFiledItselfAndNothingElse(t *testing.T) {
	ed := edition(t)
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		register(t, db, ed, 3)
		own := countyFigures(t, db, ed, 1)
		for name, actor := range map[string]models.Actor{"leadership": {Role: models.RoleLeadership}, "an administrator": {Role: models.RoleAdmin}, "an incubator": {Role: models.RoleIncubator}} {
			if _, err := Apply(t.Context(), db, models.Everything, own.ID, actor, now); !errors.Is(err, models.ErrForbidden) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := Apply(t.Context(), db, models.Scope{County: panlong}, own.ID, countyMan, now); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("another county: %v", err)
		}
		if _, err := Apply(t.Context(), db, models.Everything, own.ID, clerk, now); !errors.Is(err, models.ErrForbidden) || !strings.HasSuffix(err.Error(), "生效要由提交这份申报的县区办理") {
			t.Errorf("the city, a county's draft: %v", err)
		}
		f, err := Apply(t.Context(), db, wuhua, own.ID, countyMan, now)
		if err != nil || f.State != models.FilingApplied {
			t.Fatalf("%+v, %v", f, err)
		}
		again, err := Apply(t.Context(), db, wuhua, own.ID, countyMan, now.Add(time.Hour))
		if err != nil || again.Version != f.Version || !again.AppliedAt.Equal(*f.AppliedAt) {
			t.Errorf("twice: %+v, %v", again, err)
		}
		if _, err := Apply(t.Context(), db, models.Everything, own.ID, models.Actor{Role: models.RoleAdmin}, now); !errors.Is(err, models.ErrForbidden) {
			t.Errorf("an administrator, what is applied: %v", err)
		}
	})
}

// TestAFirmThatLeftTheCountyIsNotChangedByIt plans while the firm is the county's, and applies when it is not.
func TestAFirmThatLeftTheCountyIsNotChangedByIt(t *testing.T) {
	ed := edition(t)
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		register(t, db, ed, 4)
		late := countyFigures(t, db, ed, 1, 2, 3)
		if err := db.Write.Model(&models.Firm{}).Where("code = ?", code(2)).Update("county", panlong).Error; err != nil {
			t.Fatal(err)
		}
		_, err := Apply(t.Context(), db, wuhua, late.ID, countyMan, now)
		if !errors.Is(err, ErrChanged) || !strings.Contains(err.Error(), "第 2 行") || !strings.Contains(err.Error(), "管理范围") {
			t.Errorf("got %v", err)
		}
		var lines int64
		if db.Read.Model(&models.FirmYear{}).Count(&lines); lines != 0 {
			t.Errorf("%d lines were stored", lines)
		}
		if f, err := db.Filing(t.Context(), wuhua, late.ID); err != nil || f.State != models.FilingDraft {
			t.Errorf("%+v, %v", f, err)
		}
	})
}

// TestApplyAndWithdrawAtOnce lets the office apply a roster while somebody withdraws it: all of it is there or nothing.
func TestApplyAndWithdrawAtOnce(t *testing.T) {
	ed := edition(t)
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		for round := range 6 {
			first := 1 + 50*round
			rows := [][]any{firmTitles}
			for n := first; n < first+50; n++ {
				rows = append(rows, firmRow(n, firmName(n)))
			}
			f := plan(t, db, ed, "firms", 0, rows)
			var applied, withdrawn error
			var done sync.WaitGroup
			done.Go(func() { _, applied = Apply(context.Background(), db, models.Everything, f.ID, clerk, now) })
			done.Go(func() {
				_, withdrawn = db.MoveFiling(context.Background(), now, clerk, models.Everything, models.Move{ID: f.ID, Version: f.Version, Act: models.ActWithdraw})
			})
			done.Wait()
			_, missing := db.Firm(t.Context(), models.Everything, code(first))
			_, missingToo := db.Firm(t.Context(), models.Everything, code(first+49))
			switch {
			case applied == nil && errors.Is(withdrawn, models.ErrConflict) && missing == nil && missingToo == nil:
			case withdrawn == nil && (errors.Is(applied, models.ErrConflict) || errors.Is(applied, models.ErrState)) && missing != nil && missingToo != nil:
			default:
				t.Errorf("apply: %v; withdraw: %v; records: %v, %v", applied, withdrawn, missing, missingToo)
			}
		}
	})
}
