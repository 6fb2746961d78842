package api

import (
	"testing"

	"yunti/models"
	"yunti/models/modelstest"
)

func TestADatabaseServerThatIsDown(t *testing.T) {
	server := modelstest.StartServer(t)
	db, err := models.Open(t.Context(), server.Database(t))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := models.Migrate(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	s := newSite(t, db)
	s.get("/api/v1/firms").want(200)
	server.Kill()
	for _, path := range []string{"/readyz", "/api/v1/firms", "/api/v1/firms?tier=gazelle", "/api/v1/firms/" + gazelle, "/api/v1/firms/" + gazelle + "/explanation", "/api/v1/filings", "/api/v1/filings/F1/steps",
		"/api/v1/reviews", "/api/v1/reviews/2023-1", "/api/v1/reports", "/api/v1/reports/annual.xlsx?year=2023"} {
		s.get(path).wantProblem(503, "database")
	}
	s.get("/").want(200) // the console itself says what it cannot reach
	s.post("/api/v1/reviews", map[string]int{"year": 2023}).wantProblem(503, "database")
	s.post("/api/v1/filings/F1/apply", nil).wantProblem(503, "database")
	s.upload("firms", "", "a.xlsx", firmsRoster(t)).wantProblem(503, "database")
}
