package models

import (
	"context"
	"errors"
)

// Ready reports whether the database answers and has exactly the schema of this program. It changes nothing.
// Errors wrap ErrUnavailable and the like, ErrNewer, or ErrSchema while a migration is pending.
func (db *DB) Ready(ctx context.Context) error {
	files, err := readMigrations(migrationFiles, db.dialect())
	if err != nil {
		return err
	}
	history, err := db.readHistory(ctx, db.read, files)
	if err != nil {
		return db.explain(err)
	}
	if len(pending(files, history)) > 0 {
		return &fault{kind: ErrSchema, place: db.place, advice: adviceMigrate, cause: errors.New("pending migrations")}
	}
	return nil
}
