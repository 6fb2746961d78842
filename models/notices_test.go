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

	"yunti/models"
	"yunti/models/modelstest"
)

// told lists what somebody is told: kind and subject of each notice, the oldest first.
func told(tb testing.TB, db *models.DB, p person) []string {
	tb.Helper()
	items, _, err := db.Notices(tb.Context(), p.scope, p.actor.Who, models.NoticeFilter{Size: 200})
	if err != nil {
		tb.Fatal(err)
	}
	var said []string
	for _, n := range items {
		said = append(said, n.Kind+" "+n.Subject)
	}
	slices.Reverse(said)
	return said
}

func TestActsTellTheOtherSide(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		now := noon
		step := func(p person, f *models.Filing, act string) *models.Filing {
			now = now.Add(time.Minute)
			if act == models.ActApply {
				f, err := applyAs(t, db, now, p, f)
				if err != nil {
					t.Fatal(err)
				}
				return f
			}
			opinion := ""
			if act == models.ActReturn {
				opinion = "请补附件"
			}
			return move(t, db, now, p, f, act, opinion)
		}
		f := fileOf(t, db, keeper)
		f = step(keeper, f, models.ActSubmit)
		f = step(officer, f, models.ActReturn)
		f = step(keeper, f, models.ActSubmit)
		f = step(officer, f, models.ActPass)
		f = step(bureau, f, models.ActReturn)
		f = step(keeper, f, models.ActSubmit)
		step(bureau, f, models.ActApply)
		g := step(officer, fileOf(t, db, officer), models.ActSubmit)
		step(bureau, g, models.ActReturn)
		h := step(bureau, fileOf(t, db, bureau), models.ActSubmit)
		step(bureau, h, models.ActReturn)
		stranger := person{"", models.Actor{Who: "无县", Role: models.RoleIncubator}, models.Scope{Incubator: "无县孵化器"}}
		step(stranger, fileOf(t, db, stranger), models.ActSubmit)
		for _, c := range []struct {
			p    person
			want []string
		}{
			{keeper, []string{"filing.returned F000001", "filing.returned F000001", "filing.applied F000001"}},
			{officer, []string{"filing.submitted F000001", "filing.submitted F000001", "filing.submitted F000001", "filing.returned F000002"}},
			{bureau, []string{"filing.submitted F000004"}},
			{people[4], nil}, {people[5], nil}, {people[6], nil},
		} {
			if diff := cmp.Diff(c.want, told(t, db, c.p)); diff != "" {
				t.Errorf("%s: %s", c.p.actor.Who, diff)
			}
		}
		items, _, err := db.Notices(t.Context(), keeper.scope, "孵小", models.NoticeFilter{})
		if err != nil || !strings.Contains(items[1].Text, "请补附件") || !strings.Contains(items[1].Text, "F000001") {
			t.Errorf("%+v, %v", items, err)
		}
	})
}

func TestNoticeIsReadByOneUserAtATime(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		var notices []models.Notice
		for i := range 5 {
			notices = append(notices, models.Notice{ID: fmt.Sprint("n", i), Incubator: nest, Kind: "k", Text: "提醒"})
		}
		notices = append(notices, models.Notice{ID: "other", Incubator: hive}, models.Notice{ID: "n1", Incubator: nest, Text: "同一事由"})
		for _, want := range []int{6, 0} {
			if n, err := db.PostNotices(t.Context(), noon, notices); err != nil || n != want {
				t.Errorf("%d posted, %v", n, err)
			}
		}
		unread := func(user string) string {
			items, total, err := db.Notices(t.Context(), keeper.scope, user, models.NoticeFilter{Unread: true})
			if err != nil || total != len(items) {
				t.Error(total, err)
			}
			ids := ""
			for _, n := range items {
				ids += n.ID
				if n.Read || n.Text != "提醒" {
					t.Errorf("%+v", n)
				}
			}
			return ids
		}
		for range 2 { // twice is once
			for _, id := range []string{"n1", "n3"} {
				if err := db.ReadNotice(t.Context(), noon, keeper.scope, "孵小", id); err != nil {
					t.Error(err)
				}
			}
		}
		if got := unread("孵小"); got != "n0n2n4" {
			t.Error(got)
		}
		if got := unread("孵大"); got != "n0n1n2n3n4" {
			t.Error(got)
		}
		page, total, err := db.Notices(t.Context(), keeper.scope, "孵小", models.NoticeFilter{Page: 2, Size: 2})
		if err != nil || total != 5 || len(page) != 2 || page[0].ID != "n2" || page[0].Read || !page[1].Read {
			t.Errorf("%+v %d %v", page, total, err)
		}
		for _, scope := range []models.Scope{{}, {Incubator: hive}, {County: wuhua}, models.Everything} {
			if err := db.ReadNotice(t.Context(), noon, scope, "某", "n0"); !errors.Is(err, models.ErrNotFound) {
				t.Errorf("%+v: %v", scope, err)
			}
		}
		var reads int64
		if db.Read.Model(&models.NoticeRead{}).Count(&reads); reads != 2 {
			t.Errorf("%d readings", reads)
		}
	})
}

func TestRemindingTellsEachUnfinishedIncubatorOnceADay(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		putCity(t, db)
		r := openRound(t, db, 0)
		fileLines(t, db, keeper, 2023, "draft", models.Create, 1, 2)
		remind := func(now time.Time, p person, want int) {
			t.Helper()
			if n, err := db.RemindRound(t.Context(), now, p.actor, p.scope, r.ID); err != nil || n != want {
				t.Errorf("%d notices, want %d, %v", n, want, err)
			}
		}
		remind(noon, officer, 1) // nest, which is told of its firm in the other county too
		remind(at(20240701, 20, 0), bureau, 1)
		remind(at(20240701, 23, 59), bureau, 0)
		remind(at(20240702, 0, 0), bureau, 2)
		nestTold, _, err := db.Notices(t.Context(), keeper.scope, "孵小", models.NoticeFilter{})
		if err != nil || len(nestTold) != 2 ||
			nestTold[1].Text != "批次“2023 年度数据填报”将于2024-07-31（还有 30 天）截止，贵单位还有 10 户企业没有完成填报：未填报 8 户，草稿未提交 2 户。" {
			t.Errorf("%+v, %v", nestTold, err)
		}
		// Those who have submitted all are left alone.
		fileLines(t, db, keeper, 2023, "submitted", models.Create, 0, 1, 2, 3, 4, 5, 6, 7, 22) // the last came on the 2nd
		remind(at(20240710, 9, 0), officer, 0)
		put(t, db, &models.Incubator{Name: "空孵化器", Type: "众创空间", Level: "市级", County: wuhua, Origin: origin})
		remind(at(20240711, 9, 0), officer, 0)

		for _, c := range []struct {
			now  time.Time
			p    person
			id   int
			want error
		}{
			{noon, keeper, r.ID, models.ErrForbidden}, {noon, people[9], r.ID, models.ErrForbidden},
			{noon, bureau, 9, models.ErrNotFound}, {at(20240801, 0, 0), bureau, r.ID, models.ErrState}, {at(20240531, 9, 0), bureau, r.ID, models.ErrState},
		} {
			if _, err := db.RemindRound(t.Context(), c.now, c.p.actor, c.p.scope, c.id); !errors.Is(err, c.want) {
				t.Errorf("%+v: %v", c, err)
			}
		}
		var trail []models.Entry
		if err := db.Read.Order("number").Find(&trail, "action = 'round.remind'").Error; err != nil || len(trail) != 6 || trail[0].Detail != `{"incubators":1,"notices":1}` {
			t.Errorf("%+v, %v", trail, err)
		}
	})
}

func TestTwoWhoRemindAtOnceTellOnce(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		putCity(t, db)
		r := openRound(t, db, 0)
		var done sync.WaitGroup
		var mu sync.Mutex
		sum := 0
		for range 4 {
			done.Go(func() {
				n, err := db.RemindRound(t.Context(), noon, bureau.actor, models.Everything, r.ID)
				mu.Lock()
				defer mu.Unlock()
				if sum += n; err != nil {
					t.Error(err)
				}
			})
		}
		done.Wait()
		var stored int64
		if db.Read.Model(&models.Notice{}).Count(&stored); sum != 2 || stored != 2 {
			t.Errorf("%d counted, %d stored", sum, stored)
		}
	})
}

func TestReminderOfARoundOfAnotherKindNamesNoFirms(t *testing.T) {
	db := modelstest.SQLite(t)
	putCity(t, db)
	r := &models.FilingRound{Name: "企业登记", Kind: "firms", Opens: 20240601, Closes: 20240731}
	if err := db.CreateRound(t.Context(), noon, bureau.actor, r, roundKinds); err != nil {
		t.Fatal(err)
	}
	notices, err := db.Reminders(t.Context(), models.Everything, r, 20240731, "test")
	if err != nil || len(notices) != 2 || notices[0].Text != "批次“企业登记”将于今天截止，贵单位还没有提交申报。" || notices[0].ID == notices[1].ID {
		t.Errorf("%+v, %v", notices, err)
	}
	if len(notices[0].ID) > 60 {
		t.Errorf("%q is too long", notices[0].ID)
	}
}
