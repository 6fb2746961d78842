// Package modelstest gives tests real databases: SQLite in a temporary file, and MariaDB from a private
// throw-away server on a socket. It also fills a database with many plausible firms in a few seconds,
// for benchmarks.
package modelstest

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"yunti/models"
)

// Main runs the tests of a package and ends the MariaDB servers that they started:
//
//	func TestMain(m *testing.M) { modelstest.Main(m) }
//
// Without it, or when a test panics, the servers end with the process all the same.
func Main(m *testing.M) {
	code := m.Run()
	stopServers()
	os.Exit(code)
}

// Each runs the test on a migrated empty SQLite database and on a migrated empty MariaDB database, each its own.
// YUNTI_TEST_MYSQL=url uses that server instead of a private one. Without any the MariaDB half is skipped, which
// YUNTI_TEST_NEED_MYSQL=1 makes a failure.
func Each(t *testing.T, test func(t *testing.T, db *models.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, SQLite(t)) })
	t.Run("mariadb", func(t *testing.T) { test(t, MariaDB(t)) })
}

// SQLite returns a migrated empty SQLite database that lasts as long as the test.
func SQLite(tb testing.TB) *models.DB {
	tb.Helper()
	return open(tb, SQLiteURL(tb))
}

// SQLiteURL returns the URL of a SQLite file that does not exist yet and is removed after the test.
func SQLiteURL(tb testing.TB) string {
	tb.Helper()
	return "sqlite:" + filepath.Join(tb.TempDir(), "yunti.db")
}

// MariaDB returns a migrated empty MariaDB database that lasts as long as the test. A benchmark gets
// it from a server with the memory of a small real one.
func MariaDB(tb testing.TB) *models.DB {
	tb.Helper()
	return open(tb, MariaDBURL(tb))
}

// MariaDBURL returns the URL of an empty MariaDB database that is dropped after the test.
func MariaDBURL(tb testing.TB) string {
	tb.Helper()
	_, benchmark := tb.(*testing.B)
	return sharedServer(tb, benchmark).Database(tb)
}

func open(tb testing.TB, url string) *models.DB {
	tb.Helper()
	ctx := context.Background()
	db, err := models.Open(ctx, url)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := db.Close(); err != nil {
			tb.Error(err)
		}
	})
	if err := models.Migrate(ctx, db); err != nil {
		tb.Fatal(err)
	}
	return db
}
