package api

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"yunti/models"
	"yunti/models/modelstest"
)

// denied returns the refusals in the trail: who, operation and detail.
func (s *site) denied() (lines []string) {
	s.t.Helper()
	var all []models.Entry
	if err := s.srv.DB.Read.Order("seq").Find(&all, "action = ?", "access.deny").Error; err != nil {
		s.t.Fatal(err)
	}
	for _, e := range all {
		lines = append(lines, strings.Join([]string{e.Who, e.Role, e.From, e.Subject, e.Detail}, " "))
	}
	return lines
}

func TestARefusalIsInTheTrailOnceAnHour(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		s := newSite(t, db)
		want := func(lines ...string) {
			t.Helper()
			if got, want := strings.Join(s.denied(), "\n"), strings.Join(lines, "\n"); got != want {
				t.Errorf("the trail has\n%s\nwant\n%s", got, want)
			}
		}
		for range 3 {
			s.as("leadership").get("/api/v1/users").wantProblem(403, "forbidden")
		}
		first := `leadership leadership 127.0.0.1 listUsers {"path":"/api/v1/users"}`
		want(first)
		s.as("county").get("/api/v1/users").wantProblem(403, "forbidden")
		s.as("leadership").get("/api/v1/users/city").wantProblem(403, "forbidden")
		second, third := `county county 127.0.0.1 listUsers {"path":"/api/v1/users"}`, `leadership leadership 127.0.0.1 getUser {"path":"/api/v1/users/city"}`
		want(first, second, third)
		s.clock(noon.Add(time.Hour - time.Second))
		s.as("county").get("/api/v1/users").wantProblem(403, "forbidden")
		want(first, second, third)
		s.clock(noon.Add(time.Hour))
		s.as("county").get("/api/v1/users").wantProblem(403, "forbidden")
		want(first, second, third, second)
	})
}

func TestWhatIsNoRefusalOfARightIsNotInTheTrailAsOne(t *testing.T) {
	s := newSite(t, modelstest.SQLite(t))
	s.anonymous().get("/api/v1/users").wantProblem(401, "unauthenticated")
	s.get("/api/v1/firms/91530102MA6K00014A").wantProblem(404, "not_found")
	s.post("/api/v1/reviews", map[string]int{"year": 2023}, header("Origin", "https://evil.example")).wantProblem(403, "cross_origin")
	a := s.enter("zhang.san", s.newAccount("zhang.san", "city")).want(200)
	s.anonymous().get("/api/v1/firms", a.bring()).wantProblem(403, "password_change")
	if lines := s.denied(); lines != nil {
		t.Errorf("%q", lines)
	}
}

// A handler that refuses, not the contract, and a program.
func TestARefusalDeeperInsideIsInTheTrailToo(t *testing.T) {
	s := newSite(t, modelstest.SQLite(t))
	secret := s.newToken("只读", "read")
	s.anonymous().post("/api/v1/reviews", map[string]int{"year": 2023}, bearer(secret.text("secret"))).wantProblem(403, "forbidden")
	line := map[string]any{"条款": "4-a", "年度": "2023", "批准金额": 1, "统一社会信用代码": gazelle}
	s.as("incubator").form("payments", 0, []map[string]any{line}).wantProblem(403, "forbidden") // a kind that is not for it
	want := []string{`city city 127.0.0.1 createReview {"path":"/api/v1/reviews","token":"` + secret.text("token", "id") + `"}`,
		`incubator incubator 127.0.0.1 createFiling {"path":"/api/v1/filings"}`}
	if got := s.denied(); strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

func TestRefusalsAreForgottenBeforeTheyFillTheMemory(t *testing.T) {
	var d denials
	for i := range denialsMost + 5 {
		if !d.first(noon, denial{fmt.Sprint("user", i), "listUsers"}) {
			t.Fatalf("the refusal of user %d is not written down", i)
		}
	}
	if len(d.seen) > denialsMost {
		t.Errorf("%d are remembered", len(d.seen))
	}
}
