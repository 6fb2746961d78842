package models

import (
	"context"
	"io/fs"
)

// MigrateWith migrates with the files of fsys instead of the program's own.
func MigrateWith(ctx context.Context, db *DB, fsys fs.FS) error {
	files, err := readMigrations(fsys, db.dialect())
	if err != nil {
		return err
	}
	return db.migrate(ctx, files)
}
