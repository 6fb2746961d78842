package models_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"yunti/models"
	"yunti/models/modelstest"
	"yunti/policy"
)

const (
	firmA = "91530100MA6K1LXN4T"
	firmB = "91530100MA6K1LXN5R"
)

// story writes a trail in which each line's subject tells it from the others.
func story(t *testing.T, db *models.DB) {
	t.Helper()
	day := func(date, hour, minute int) time.Time { // in China
		return time.Date(2024, 7, date, hour, minute, 0, 0, time.FixedZone("CST", 8*3600))
	}
	for _, l := range []struct {
		at                         time.Time
		who, action, subject, firm string
	}{
		{day(1, 0, 0), "li", "session.open", "li", ""},
		{day(1, 23, 59), "li", "filing.create", "F000001", ""},
		{day(2, 0, 0), "li", "filing.submit", "F000001", ""},
		{day(2, 9, 0), "wang", "filing.return", "F000002", ""},
		{day(2, 9, 0), "wang", "filing.apply", "F000003", ""},
		{day(3, 7, 59), "wang", "firm.look", "x", firmA},
		{day(3, 23, 59), "zhao", "filings.other", firmA, ""},
		{day(4, 0, 0), "LI", "review.begin", "2023-1", ""},
	} {
		err := db.Tx(t.Context(), func(tx *gorm.DB) error {
			return models.AuditFirm(tx, l.at, models.Actor{Who: l.who}, l.action, l.subject, l.firm, nil)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	steps := []models.Step{
		{Filing: "F000001", Line: 2, Key: firmA},
		{Filing: "F000001", Line: 3, Key: firmB},
		{Filing: "F000002", Line: 2, Key: firmA + "/2023"},
		{Filing: "F000002", Line: 3, Key: firmA + "/2024"},
		{Filing: "F000003", Line: 2, Key: firmB + "/2023-01-01/A轮"},
		{Filing: "F000004", Line: 2, Key: firmA + "0"},
	}
	if err := db.Write.Create(&steps).Error; err != nil {
		t.Fatal(err)
	}
	payment := models.Payment{Clause: "4.1", Year: 2023, Payee: firmA, Ref: "1", Origin: models.Origin{Filing: "F000003", UpdatedAt: noon}}
	if err := db.Write.Create(&payment).Error; err != nil {
		t.Fatal(err)
	}
}

func TestTheTrailIsSearchedByPersonFirmSubjectActionAndDay(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		story(t, db)
		d := func(date int) policy.Day { return policy.NewDay(2024, 7, date) }
		for name, c := range map[string]struct {
			f    models.TrailFilter
			want string
		}{
			"all":                    {models.TrailFilter{}, "8 7 6 5 4 3 2 1"},
			"person":                 {models.TrailFilter{Who: "li"}, "3 2 1"},
			"person in capitals":     {models.TrailFilter{Who: "LI"}, "8"},
			"no part of a name":      {models.TrailFilter{Who: "l"}, ""},
			"no pattern":             {models.TrailFilter{Who: "%"}, ""},
			"subject":                {models.TrailFilter{Subject: "F000001"}, "3 2"},
			"action":                 {models.TrailFilter{Action: "filing.apply"}, "5"},
			"kind of action":         {models.TrailFilter{Action: "filing."}, "5 4 3 2"},
			"beginning of an action": {models.TrailFilter{Action: "filing"}, "7 5 4 3 2"},
			"unknown action":         {models.TrailFilter{Action: "filing.x"}, ""},
			"action that injects":    {models.TrailFilter{Action: "' OR 1=1 --"}, ""},
			"one day":                {models.TrailFilter{From: d(2), To: d(2)}, "5 4 3"},
			"from":                   {models.TrailFilter{From: d(3)}, "8 7 6"},
			"to":                     {models.TrailFilter{To: d(1)}, "2 1"},
			"no day":                 {models.TrailFilter{From: d(3), To: d(1)}, ""},
			"firm":                   {models.TrailFilter{Firm: firmA}, "7 6 5 4 3 2"},
			"another firm":           {models.TrailFilter{Firm: firmB}, "5 3 2"},
			"unknown firm":           {models.TrailFilter{Firm: "9153"}, ""},
			"firm, person, action":   {models.TrailFilter{Firm: firmA, Who: "wang", Action: "filing."}, "5 4"},
			"first page":             {models.TrailFilter{Size: 3}, "8 7 6"},
			"last page":              {models.TrailFilter{Size: 3, Page: 3}, "2 1"},
			"behind the last page":   {models.TrailFilter{Size: 3, Page: 9}, ""},
		} {
			items, total, err := db.Trail(t.Context(), c.f)
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			var all, page []string
			for _, e := range items {
				page = append(page, fmt.Sprint(*e.Number))
			}
			head, err := db.EachEntry(t.Context(), c.f, func(e *models.Entry) error {
				all = append(all, fmt.Sprint(*e.Number))
				return nil
			})
			if err != nil || head.Number != 8 || len(head.Hash) != 64 {
				t.Errorf("%s: %v, %v", name, head, err)
			}
			if got := strings.Join(page, " "); got != c.want || total != len(all) {
				t.Errorf("%s: %q of %d, want %q of %d", name, got, total, c.want, len(all))
			}
			if c.f.Size == 0 && !slices.Equal(page, all) {
				t.Errorf("%s: streamed %v, listed %v", name, all, page)
			}
		}
	})
}

func TestALineComesBackAsItWasWritten(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		write(t, db, 1)
		items, _, err := db.Trail(t.Context(), models.TrailFilter{})
		if err != nil || len(items) != 1 {
			t.Fatal(items, err)
		}
		e := items[0]
		want := models.Entry{Seq: e.Seq, Number: e.Number, At: e.At, Who: "wang", Role: "city", From: "10.0.0.9", Request: "r-1", Action: "filing.submit",
			Subject: "F000001", Firm: firmA, Detail: `{"before":{"state":"draft"},"after":{"n":0,"state":"submitted"}}`, Hash: e.Hash}
		if e != want || !e.At.Equal(noon) || *e.Number != 1 {
			t.Errorf("%+v", e)
		}
	})
}

func TestStreamingTheTrailStopsWhenItsReaderDoes(t *testing.T) {
	stop := errors.New("stop")
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		write(t, db, 5)
		n := 0
		_, err := db.EachEntry(t.Context(), models.TrailFilter{}, func(*models.Entry) error {
			if n++; n == 2 {
				return stop
			}
			return nil
		})
		if !errors.Is(err, stop) || n != 2 {
			t.Errorf("%d lines, %v", n, err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := db.EachEntry(ctx, models.TrailFilter{}, func(*models.Entry) error { return nil }); !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled: %v", err)
		}
		if _, err := db.VerifyTrail(ctx, models.Anchor{}); !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled: %v", err)
		}
		write(t, db, 1) // no connection and no lock is left behind
	})
}

// TestReviewsAndJobsLeaveOneLineAnAct looks at what reviews and jobs write beside their own tables.
func TestReviewsAndJobsLeaveOneLineAnAct(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		put(t, db, firm("A1", "甲"))
		ctx := t.Context()
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		finish := func(r *models.Review) {
			t.Helper()
			must(db.SaveResults(ctx, noon, r, []models.Result{{Review: r.ID, Code: "A1", Verdict: []byte{1}}}, time.Minute))
			must(db.FinishReview(ctx, noon, r))
		}
		first := begin(t, db, 2023)
		finish(first)
		second := begin(t, db, 2023)
		second, err := db.ClaimReview(ctx, noon.Add(time.Hour), second.ID, "other", time.Minute)
		must(err)
		finish(second)
		_, err = db.PublishReview(ctx, noon, clerk, second.ID, second.Version)
		must(err)
		third := begin(t, db, 2023)
		must(db.FailReview(ctx, noon, third, "断电"))
		fourth := begin(t, db, 2023)
		_, err = db.CancelReview(ctx, noon, clerk, fourth.ID)
		must(err)
		if _, err := db.ClaimRun(ctx, noon, "sweep", noon, "me", time.Minute); err != nil {
			t.Fatal(err)
		}
		must(db.FinishRun(ctx, noon, "sweep", noon, "me", "清理 3 件", ""))
		var got []string
		_, err = db.EachEntry(ctx, models.TrailFilter{}, func(e *models.Entry) error {
			got = append(got, fmt.Sprint(*e.Number, " ", e.Who, " ", e.From, " ", e.Action, " ", e.Subject, " ", e.Detail))
			return nil
		})
		must(err)
		slices.Reverse(got)
		want := []string{
			`1 李四 10.0.0.8 review.begin 2023-1 {"after":{"edition":"digest","firms":1,"previous":"","state":"running"}}`,
			`2 李四 me review.finish 2023-1 {"before":{"state":"running"},"after":{"done":1,"firms":1,"state":"draft"}}`,
			`3 李四 10.0.0.8 review.begin 2023-2 {"after":{"edition":"digest","firms":1,"previous":"","state":"running"}}`,
			`4 李四 other review.resume 2023-2 {"before":{"done":0,"firms":1,"previous":"","process":"me","records":0},"after":{"done":0,"firms":1,"previous":"","process":"other","records":0}}`,
			`5 李四 other review.finish 2023-2 {"before":{"state":"running"},"after":{"done":1,"firms":1,"state":"draft"}}`,
			`6 李四 10.0.0.8 review.publish 2023-2 {"before":{"drafts":["2023-1"],"published":"","state":"draft"},"after":{"edition":"digest","firms":1,"published":"2023-2","state":"published"}}`,
			`7 李四 10.0.0.8 review.begin 2023-3 {"after":{"edition":"digest","firms":1,"previous":"","state":"running"}}`,
			`8 李四 me review.fail 2023-3 {"before":{"state":"running"},"after":{"done":0,"error":"断电","firms":1,"state":"failed"}}`,
			`9 李四 10.0.0.8 review.begin 2023-4 {"after":{"edition":"digest","firms":1,"previous":"","state":"running"}}`,
			`10 李四 10.0.0.8 review.cancel 2023-4 {"before":{"done":0,"firms":1,"state":"running"},"after":{"state":"cancelled"}}`,
			`11 cron cron job.finish sweep {"due":"2024-07-01 12:00","note":"清理 3 件","process":"me"}`,
		}
		byTime(got)
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
		if r := verify(t, db); r.Fault != nil {
			t.Error(r.Fault)
		}
	})
}

// byTime brings lines into the order of their numbers.
func byTime(lines []string) {
	slices.SortStableFunc(lines, func(a, b string) int {
		var m, n int
		fmt.Sscan(a, &m)
		fmt.Sscan(b, &n)
		return m - n
	})
}

func TestALineIsJSONWhateverItsDetail(t *testing.T) {
	number := int64(7)
	for detail, want := range map[string]string{"": "null", `{"before":1}`: `{"before":1}`, "{broken": `"{broken"`} {
		text, err := json.Marshal(models.Entry{Number: &number, Action: "filing.apply", Role: models.RoleCity, Detail: detail})
		if err != nil || !strings.Contains(string(text), `"detail":`+want+"}") || !strings.Contains(string(text), `"number":7`) ||
			!strings.Contains(string(text), `"action_name":"申报生效","role_name":"市科技局"`) {
			t.Errorf("%q: %s, %v", detail, text, err)
		}
	}
}
