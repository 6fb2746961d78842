package models

import (
	"context"
	"path/filepath"
)

// Vitals are what an operator asks of the database.
type Vitals struct {
	Version string // of the database program
	Size    int64  // bytes
	Schema  string // the newest migration that was applied: 0004_people
}

// Kind is the kind of the database: sqlite or mysql, which MariaDB is too.
func (db *DB) Kind() string { return db.dialect() }

// Folder is where a SQLite database lies, "" for a database server.
func (db *DB) Folder() string {
	if db.MySQL {
		return ""
	}
	return filepath.Dir(db.place)
}

// Vitals asks the database for its version, size and schema.
func (db *DB) Vitals(ctx context.Context) (v Vitals, err error) {
	version, size := "SELECT sqlite_version()", "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
	if db.MySQL {
		version = "SELECT VERSION()"
		size = "SELECT CAST(COALESCE(SUM(data_length + index_length), 0) AS SIGNED) FROM information_schema.tables WHERE table_schema = DATABASE()"
	}
	for _, ask := range []struct {
		query string
		into  any
	}{{version, &v.Version}, {size, &v.Size}, {"SELECT name FROM schema_migrations WHERE done = total ORDER BY version DESC LIMIT 1", &v.Schema}} {
		if err := db.read.QueryRowContext(ctx, ask.query).Scan(ask.into); err != nil {
			return v, db.explain(err)
		}
	}
	return v, nil
}
