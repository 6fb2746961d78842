package api

import (
	"strings"
	"testing"
	"time"

	"yunti/jobs"
	"yunti/models"
	"yunti/models/modelstest"
)

func TestAReviewIsBegunWatchedAndPublished(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		s := newCity(t, db)
		begun := s.post("/api/v1/reviews", map[string]int{"year": 2023}).want(202)
		id := begun.text("id")
		if begun.Header.Get("Location") != "/api/v1/reviews/"+id || begun.text("state") != "running" || begun.text("by") != "city" {
			t.Errorf("begun %v %s", begun.Header, begun.Body)
		}
		draft := s.await(id, models.Draft)
		if draft.text("firms") != "3" || draft.text("done") != "3" || draft.text("totals", "present") != "3" || draft.at("published_at") != nil {
			t.Errorf("draft %s", draft.Body)
		}
		if years := s.get("/api/v1/reports").want(200).at("years").([]any); len(years) != 0 {
			t.Errorf("a draft gives reports: %v", years)
		}
		published := s.post("/api/v1/reviews/"+id+"/publish", nil, header("If-Match", draft.Header.Get("ETag"))).want(200)
		if published.text("state") != "published" || published.text("published_by") != "city" || published.at("published_at") == nil {
			t.Errorf("published %s", published.Body)
		}

		again := s.publish(2023)
		if old := s.get("/api/v1/reviews/" + id).want(200).text("state"); old != "superseded" {
			t.Errorf("the earlier review is %s, want superseded", old)
		}
		list := s.get("/api/v1/reviews").want(200)
		if list.text("items", 0, "id") != again || list.text("items", 1, "id") != id {
			t.Errorf("list %s", list.Body)
		}
	})
}

func TestADraftSaysThatRecordsChangedSince(t *testing.T) {
	s := newCity(t, modelstest.SQLite(t))
	id := s.evaluate(2023)
	if text, told := s.get("/api/v1/reviews/" + id).want(200).json()["outdated"]; told {
		t.Errorf("a fresh draft says %v", text)
	}
	s.takeIn("firms", "", firmsRoster(t, []any{stranger, "云测新来有限公司", "", "2020-01-01", "", "五华区"}))
	if text := s.get("/api/v1/reviews/" + id).want(200).text("outdated"); !strings.Contains(text, id) {
		t.Errorf("outdated: %s", text)
	}
	other := s.publish(2022)
	if text := s.get("/api/v1/reviews/" + id).want(200).text("outdated"); !strings.Contains(text, other) {
		t.Errorf("outdated: %s", text)
	}
	s.post("/api/v1/reviews/"+id+"/publish", nil).wantProblem(409, "review_stale")
}

func TestOneReviewOfAYearAtATime(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		s := newCity(t, db)
		elsewhere, err := jobs.Begin(t.Context(), db, book, 2023, jobs.Options{Actor: models.Actor{Who: "别处", From: "test"}, Now: s.srv.Now})
		if err != nil {
			t.Fatal(err)
		}
		id := elsewhere.Stored().ID
		s.post("/api/v1/reviews", map[string]int{"year": 2023}).wantProblem(409, "review_running")
		s.post("/api/v1/reviews/"+id+"/publish", nil).wantProblem(409, "state")
		if other := s.evaluate(2022); other == "" {
			t.Error("another year was refused too")
		}
		if state := s.post("/api/v1/reviews/"+id+"/cancel", nil).want(200).text("state"); state != "cancelled" {
			t.Errorf("cancelled review is %s", state)
		}
		if _, err := elsewhere.Do(t.Context()); err == nil {
			t.Error("the cancelled review went on")
		}
		s.publish(2023)
	})
}

func TestReviewsThatCannotBePublishedOrCancelled(t *testing.T) {
	s := newCity(t, modelstest.SQLite(t))
	id := s.evaluate(2023)
	path := "/api/v1/reviews/" + id
	s.post(path+"/publish", nil, header("If-Match", `"999"`)).wantProblem(412, "version")
	s.post(path+"/cancel", nil, header("If-Match", `"999"`)).wantProblem(412, "version")
	s.post(path+"/cancel", nil).want(200)
	s.post(path+"/publish", nil).wantProblem(409, "state")
	s.post(path+"/cancel", nil).wantProblem(409, "state")
	path = "/api/v1/reviews/" + s.publish(2023)
	s.post(path+"/publish", nil).wantProblem(409, "state")
	s.post(path+"/cancel", nil).wantProblem(409, "state")
}

func TestReviewRequestsThatMakeNoSense(t *testing.T) {
	s := newSite(t, modelstest.SQLite(t))
	for body, status := range map[string]int{
		`{}`: 400, `{"year":"2023"}`: 400, `{"year":2023.5}`: 400, `{"year":1900}`: 400, `[]`: 400, `{"year":`: 400, ``: 400, `null`: 400,
		`{"year":2023,"state":"published"}`: 400, `{"year":2025}`: 422, `{"year":2001}`: 422,
	} {
		a := s.send("POST", "/api/v1/reviews", strings.NewReader(body), header("Content-Type", "application/json"))
		if a.Status != status {
			t.Errorf("%s: status %d, want %d: %s", body, a.Status, status, a.Body)
		}
	}
	if items := s.get("/api/v1/reviews").want(200).at("items").([]any); len(items) != 0 {
		t.Errorf("reviews were begun: %v", items)
	}
}

func TestUnknownReviewsAreNotFound(t *testing.T) {
	s := newSite(t, modelstest.SQLite(t))
	s.get("/api/v1/reviews/2023-9").wantProblem(404, "not_found")
	s.post("/api/v1/reviews/2023-9/publish", nil).wantProblem(404, "not_found")
	s.post("/api/v1/reviews/2023-9/cancel", nil).wantProblem(404, "not_found")
}

// A server that was killed leaves its review running; the next one to start goes on with it.
func TestAnInterruptedReviewGoesOnWhenTheServerStarts(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		newCity(t, db)
		killed, err := jobs.Begin(t.Context(), db, book, 2023, jobs.Options{
			Actor: models.Actor{Who: "甲", From: "test"}, Now: func() time.Time { return noon.Add(-time.Hour) },
		})
		if err != nil {
			t.Fatal(err)
		}
		s := newSite(t, db)
		s.srv.resume()
		done := s.await(killed.Stored().ID, models.Draft)
		if done.text("by") != "甲" || done.text("done") != "3" {
			t.Errorf("resumed %s", done.Body)
		}
	})
}
