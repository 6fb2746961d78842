package models_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"yunti/models"
	"yunti/models/modelstest"
)

// empty opens databases that were not migrated, on both servers.
func empty(t *testing.T, test func(t *testing.T, url string, db *models.DB)) {
	for name, make := range map[string]func(testing.TB) string{"sqlite": modelstest.SQLiteURL, "mariadb": modelstest.MariaDBURL} {
		t.Run(name, func(t *testing.T) {
			url := make(t)
			db, err := models.Open(t.Context(), url)
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			test(t, url, db)
		})
	}
}

// TestServersStartingAtOnceBothComeUp migrates one empty database from several processes and pools at the same moment.
func TestServersStartingAtOnceBothComeUp(t *testing.T) {
	if url := os.Getenv("YUNTI_TEST_START"); url != "" {
		if err := start(t, url); err != nil {
			t.Fatal(err)
		}
		return
	}
	empty(t, func(t *testing.T, url string, db *models.DB) {
		var wg sync.WaitGroup
		for i := range 6 {
			wg.Go(func() {
				if i%2 == 0 {
					if err := start(t, url); err != nil {
						t.Errorf("pool %d: %v", i, err)
					}
					return
				}
				run := exec.Command(os.Args[0], "-test.run=^TestServersStartingAtOnceBothComeUp$")
				run.Env = append(os.Environ(), "YUNTI_TEST_START="+url)
				if out, err := run.CombinedOutput(); err != nil {
					t.Errorf("process %d: %v\n%s", i, err, out)
				}
			})
		}
		wg.Wait()
		var versions int64
		if err := db.Read.Table("schema_migrations").Where("done = total").Count(&versions).Error; err != nil || versions < 3 {
			t.Errorf("%d migrations, %v", versions, err)
		}
		if n, err := db.Revision(t.Context()); err != nil || n != 0 {
			t.Errorf("revision %d, %v", n, err)
		}
	})
}

func start(t *testing.T, url string) error {
	db, err := models.Open(t.Context(), url)
	if err != nil {
		return err
	}
	return errors.Join(models.Migrate(t.Context(), db), db.Close())
}

// files are migrations for both dialects, in order.
func files(texts ...string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for i, text := range texts {
		for _, dialect := range []string{"sqlite", "mysql"} {
			fsys[fmt.Sprintf("migrations/%s/%04d_step.sql", dialect, i+1)] = &fstest.MapFile{Data: []byte(text)}
		}
	}
	return fsys
}

func TestMigratingAgainDoesNothing(t *testing.T) {
	empty(t, func(t *testing.T, _ string, db *models.DB) {
		for range 2 {
			if err := models.MigrateWith(t.Context(), db, files("CREATE TABLE a (x INT);", "CREATE TABLE b (x INT);\nINSERT INTO b VALUES (1);")); err != nil {
				t.Fatal(err)
			}
		}
		var lines int64
		if err := db.Read.Table("b").Count(&lines).Error; err != nil || lines != 1 {
			t.Errorf("%d lines, %v", lines, err)
		}
	})
}

func TestNewerDatabaseIsRefused(t *testing.T) {
	empty(t, func(t *testing.T, _ string, db *models.DB) {
		if err := models.MigrateWith(t.Context(), db, files("CREATE TABLE a (x INT);", "CREATE TABLE b (x INT);")); err != nil {
			t.Fatal(err)
		}
		err := models.MigrateWith(t.Context(), db, files("CREATE TABLE a (x INT);"))
		if !errors.Is(err, models.ErrNewer) || !strings.Contains(err.Error(), "0002_step") {
			t.Errorf("got %v", err)
		}
		t.Log(err)
	})
}

func TestOtherMigrationOfTheSameNumberIsRefused(t *testing.T) {
	empty(t, func(t *testing.T, _ string, db *models.DB) {
		if err := models.MigrateWith(t.Context(), db, files("CREATE TABLE a (x INT);")); err != nil {
			t.Fatal(err)
		}
		if err := models.MigrateWith(t.Context(), db, files("CREATE TABLE a (y INT);")); !errors.Is(err, models.ErrSchema) {
			t.Errorf("got %v", err)
		}
	})
}

// TestFailedMigrationGoesOnWhereItStopped: on SQLite nothing of it stays, on MySQL the statements that were done do.
func TestFailedMigrationGoesOnWhereItStopped(t *testing.T) {
	empty(t, func(t *testing.T, _ string, db *models.DB) {
		first := "CREATE TABLE a (x INT);"
		err := models.MigrateWith(t.Context(), db, files(first, "CREATE TABLE b (x INT);\nINSERT INTO nowhere VALUES (1);\nCREATE TABLE c (x INT);"))
		if err == nil || !strings.Contains(err.Error(), "0002_step 第 2/3 步失败") {
			t.Fatalf("got %v", err)
		}
		t.Log(err)
		if made := db.Read.Migrator().HasTable("b"); made != db.MySQL {
			t.Errorf("table b: %v", made)
		}
		if db.Read.Migrator().HasTable("a") != db.MySQL {
			t.Errorf("SQLite keeps a part of the migrations")
		}
		repaired := files(first, "CREATE TABLE b (x INT);\nINSERT INTO b VALUES (1);\nCREATE TABLE c (x INT);")
		for range 2 {
			if err := models.MigrateWith(t.Context(), db, repaired); err != nil {
				t.Fatal(err)
			}
		}
		var lines int64
		if err := db.Read.Table("b").Count(&lines).Error; err != nil || lines != 1 || !db.Read.Migrator().HasTable("c") {
			t.Errorf("%d lines, %v", lines, err)
		}
	})
}

// TestStatementDoneByAServerThatDiedIsNotDoneTwice: the server created the table but did not come to note it.
func TestStatementDoneByAServerThatDiedIsNotDoneTwice(t *testing.T) {
	db := modelstest.MariaDB(t)
	set := files("CREATE TABLE a (x INT);\nALTER TABLE a ADD COLUMN y INT;\nCREATE TABLE b (x INT);")
	fresh, err := models.Open(t.Context(), modelstest.MariaDBURL(t))
	if err != nil {
		t.Fatal(err)
	}
	defer fresh.Close()
	if err := models.MigrateWith(t.Context(), fresh, set); err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{"UPDATE schema_migrations SET done = 1", "DROP TABLE b"} {
		if err := fresh.Write.Exec(statement).Error; err != nil {
			t.Fatal(err)
		}
	}
	if err := models.MigrateWith(t.Context(), fresh, set); err != nil || !fresh.Read.Migrator().HasTable("b") {
		t.Error(err)
	}
	if err := models.Migrate(t.Context(), db); err != nil {
		t.Errorf("its neighbour: %v", err)
	}
}
