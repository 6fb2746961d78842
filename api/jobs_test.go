package api

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"yunti/models"
	"yunti/models/modelstest"
)

func TestTheAdministratorRunsAJobOutOfItsTurn(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		s := newSite(t, db).as(models.RoleAdmin)
		list := s.get("/api/v1/jobs").want(200)
		job := func(a *answer) (found map[string]any) {
			for _, item := range a.at("items").([]any) {
				if item := item.(map[string]any); item["name"] == "anchor" {
					found = item
				}
			}
			return found
		}
		if got := job(list); got["title"] != "审计锚点" || got["schedule"] != "每日 23:55" || got["state"] != "never" || got["next"] != "2024-07-01T23:55:00+08:00" {
			t.Errorf("%v", got)
		}
		if a := s.post("/api/v1/jobs/anchor/run", nil).want(202); a.text("state") != "running" && a.text("state") != "done" {
			t.Errorf("%s", a.Body)
		}
		s.srv.reviews.Wait()
		got := job(s.as(models.RoleAuditor).get("/api/v1/jobs").want(200))
		if runs := got["runs"].([]any); got["state"] != "done" || len(runs) != 1 || runs[0].(map[string]any)["note"] == "" || runs[0].(map[string]any)["finished_at"] == nil {
			t.Errorf("%v", got)
		}
		if acts := s.as(models.RoleAuditor).get("/api/v1/audit?action=job.").acts(); acts != "job.finish job.run" {
			t.Errorf("the trail has %s", acts)
		}
		s.post("/api/v1/jobs/anchor/run", nil).wantProblem(409, "state") // within the same minute
		s.clock(noon.Add(2 * time.Minute))
		until := noon.Add(time.Hour)
		err := db.Write.Create(&models.JobRun{Job: "anchor", Due: noon.Add(time.Minute), Owner: "another server", LeaseUntil: &until, StartedAt: noon}).Error
		if err != nil {
			t.Fatal(err)
		}
		s.post("/api/v1/jobs/anchor/run", nil).wantProblem(409, "state")
		s.post("/api/v1/jobs/nosuch/run", nil).wantProblem(404, "not_found")
		s.as(models.RoleAuditor).post("/api/v1/jobs/anchor/run", nil).wantProblem(403, "forbidden")
		s.as(models.RoleCity).get("/api/v1/jobs").wantProblem(403, "forbidden")
	})
}

func TestHealthTellsWhatAnOperatorNeeds(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		folder := t.TempDir()
		s := newSiteWith(t, db, Settings{Backups: folder, Version: "1.2.3"}).as(models.RoleAdmin)
		a := s.get("/api/v1/health").want(200)
		if a.text("version") != "1.2.3" || a.at("database", "size").(float64) <= 0 || a.at("database", "version") == nil || a.at("database", "schema") == nil ||
			a.at("disk", "free").(float64) <= 0 || a.at("revision") == nil || a.at("audit") == nil || len(a.at("reviews").([]any)) != 0 || a.text("queue", "places") != "3" {
			t.Errorf("%s", a.Body)
		}
		states := map[string]string{}
		for _, c := range a.at("checks").([]any) {
			states[c.(map[string]any)["name"].(string)] = c.(map[string]any)["state"].(string)
		}
		if len(states) != 8 || states["database"] != "ok" || states["schema"] != "ok" || states["audit"] != "ok" || states["backup"] != "warn" || a.text("state") == "ok" {
			t.Errorf("without a backup: %v", states)
		}
		if db.MySQL {
			return
		}
		file := filepath.Join(folder, "yunti-2024-07-01.db")
		if err := os.WriteFile(file, []byte("copy"), 0o600); err != nil {
			t.Fatal(err)
		}
		for age, want := range map[time.Duration]string{time.Hour: "ok", 48 * time.Hour: "warn"} {
			if err := os.Chtimes(file, noon, noon.Add(-age)); err != nil {
				t.Fatal(err)
			}
			if a := s.get("/api/v1/health").want(200); a.text("checks", 2, "state") != want || a.text("backup", "size") != "4" {
				t.Errorf("a backup %v old: %s", age, a.Body)
			}
		}
	})
}

// What cannot be found out is never taken to be well.
func TestHealthFailsClosed(t *testing.T) {
	db := modelstest.SQLite(t)
	s := newSite(t, db).as(models.RoleAdmin)
	if err := db.Write.Exec("ALTER TABLE job_runs RENAME TO lost").Error; err != nil {
		t.Fatal(err)
	}
	a := s.get("/api/v1/health").want(200)
	found := false
	for _, c := range a.at("checks").([]any) {
		if c := c.(map[string]any); c["name"] == "jobs" {
			found = c["state"] == "fail"
		}
	}
	if !found || a.text("state") != "fail" {
		t.Errorf("%s", a.Body)
	}
}

func TestTheActionsOfTheTrailHaveNames(t *testing.T) {
	s := newSite(t, modelstest.SQLite(t))
	a := s.as(models.RoleAuditor).get("/api/v1/audit/actions").want(200)
	names := map[string]string{}
	for _, item := range a.at("items").([]any) {
		names[item.(map[string]any)["action"].(string)] = item.(map[string]any)["name"].(string)
	}
	if names["filing.apply"] != "申报生效" || names["firms.export"] != "导出企业列表" || names["job.run"] != "人工运行定时任务" {
		t.Errorf("%v", names)
	}
	s.as(models.RoleAdmin).get("/api/v1/audit/actions").want(200)
	s.as(models.RoleCity).get("/api/v1/audit/actions").wantProblem(403, "forbidden")
}
