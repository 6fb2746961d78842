package models

import (
	"context"
	"io/fs"

	"gorm.io/gorm"
)

// MigrateWith migrates with the files of fsys instead of the program's own.
func MigrateWith(ctx context.Context, db *DB, fsys fs.FS) error {
	files, err := readMigrations(fsys, db.dialect())
	if err != nil {
		return err
	}
	return db.migrate(ctx, files)
}

// Seal is the hash of a line of the trail after the line with the hash previous.
func Seal(e *Entry, previous string) string { return e.seal(previous) }

// FirmsWithin keeps the firms that a scope holds.
func FirmsWithin(query *gorm.DB, scope Scope) *gorm.DB { return scope.firms(query, "firms.code") }
