package jobs

import (
	"slices"
	"strings"
	"testing"

	"yunti/incentives"
	"yunti/models"
	"yunti/models/modelstest"
	"yunti/policy"
)

func TestRewardsFallDueSixMonthsAfterTheIncome(t *testing.T) {
	book := theBook(t)
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		tenants(t, db, 0, 1, "530102", nest)
		income := func(holder, project string, day, distributed policy.Day) {
			keepRecords(t, db, &models.Income{Holder: holder, Name: "单位" + project, Project: project, Day: day, Distributed: distributed, Origin: recordOrigin})
		}
		income("~某大学", "按期", 20230315, 20230915)
		income("~某大学", "逾期", 20230316, 20230917)
		income("~某大学", "过期", 20230831, 0)
		income(codeOf(0), "待分配", 20231201, 0)
		income("~某大学", "期外", 20210101, 0)
		const today = 20240301 // 2024-02-29 is the last day for an income of 2023-08-31
		want := map[string]struct {
			state incentives.DistributionState
			due   policy.Day
			days  int
		}{"按期": {"done", 20230915, 0}, "逾期": {"late", 20230916, 1}, "过期": {"overdue", 20240229, 1}, "待分配": {"open", 20240601, 92}, "期外": {"overdue", 20210701, 974}}
		all, err := Incomes(t.Context(), db, book, models.Everything, today)
		if err != nil || len(all) != len(want) {
			t.Fatal(len(all), err)
		}
		for _, in := range all {
			if w := want[in.Project]; in.State != w.state || in.Due != w.due || in.Days != w.days || in.Outside != (in.Project == "期外") {
				t.Errorf("%s: %+v, want %+v", in.Project, in.Distribution, w)
			}
		}
		if !slices.IsSortedFunc(all, func(a, b DueIncome) int { return int(b.Day - a.Day) }) {
			t.Error("not the latest first")
		}
		for _, c := range []struct {
			scope models.Scope
			many  int
		}{{models.Scope{County: "530102"}, 1}, {models.Scope{County: "530103"}, 0}, {models.Scope{}, 0}} {
			if own, err := Incomes(t.Context(), db, book, c.scope, today); err != nil || len(own) != c.many {
				t.Errorf("%+v sees %d, %v", c.scope, len(own), err)
			}
		}
	})
}

func TestTheCityIsRemindedOfRewardsOncePerMonth(t *testing.T) {
	book := theBook(t)
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		if note, err := warnOfDeadlines(t.Context(), db, book, 20240101, shanghai(2024, 1, 1, 9, 20)); err != nil || !strings.Contains(note, "没有") {
			t.Error(note, err)
		}
		for _, in := range []models.Income{{Project: "过期", Day: 20230601}, {Project: "将到期", Day: 20230801}, {Project: "还早", Day: 20231231}, {Project: "已完成", Day: 20230601, Distributed: 20230701}} {
			in.Holder, in.Name, in.Origin = "~某大学", "某大学", recordOrigin
			keepRecords(t, db, &in)
		}
		for range 2 {
			if _, err := warnOfDeadlines(t.Context(), db, book, 20240101, shanghai(2024, 1, 1, 9, 20)); err != nil {
				t.Fatal(err)
			}
		}
		told := texts(t, db, "", "")
		if len(told) != 1 || !strings.Contains(told[0], "应完成分配 1 笔，已逾期 1 笔") || !strings.Contains(told[0], "某大学（过期，2023-12-01 前）") || strings.Contains(told[0], "还早") || strings.Contains(told[0], "已完成") {
			t.Errorf("%q", told)
		}
	})
}
