package models

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/go-sql-driver/mysql"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

// DB is an open database. On SQLite Write is a pool of one connection with immediate transactions
// and Read a pool that cannot write; on MySQL and MariaDB both are the same pool.
type DB struct {
	Read, Write *gorm.DB
	MySQL       bool

	place       string  // the file, or the server without the password: for messages
	read, write *sql.DB // the pools behind Read and Write
}

// Open opens the database at url: "sqlite:data/yunti.db", "mysql://user:password@host:3306/yunti" or
// "mysql://user:password@localhost/yunti?socket=/run/mysqld/mysqld.sock" (tls=true asks for an encrypted
// connection). Special characters of user and password are written %XX. A missing SQLite file and its folder are
// created, as is a missing database of the server where the user may. It does not migrate.
// Errors wrap ErrURL, ErrUnavailable, ErrDenied, ErrReadOnly or ErrNotDatabase.
func Open(ctx context.Context, url string) (*DB, error) {
	switch scheme, rest, _ := strings.Cut(url, ":"); scheme {
	case "sqlite":
		return openSQLite(ctx, rest)
	case "mysql":
		return openMySQL(ctx, url)
	}
	return nil, fmt.Errorf("%w：应写成 sqlite:data/yunti.db 或 mysql://用户:密码@主机:3306/库名", ErrURL)
}

// Close closes all connections.
func (db *DB) Close() error {
	if db.read == db.write {
		return db.write.Close()
	}
	return errors.Join(db.read.Close(), db.write.Close())
}

// Place names the database for people: the file, or the server without the password.
func (db *DB) Place() string { return db.place }

// attach puts GORM on top of the pools. GORM never sets a time itself, wraps no single statement
// in a transaction of its own, and tells the log only what failed or was slow.
func (db *DB) attach(dialect gorm.Dialector, pool *sql.DB) (*gorm.DB, error) {
	return gorm.Open(dialect, &gorm.Config{
		ConnPool:               pool,
		SkipDefaultTransaction: true,
		DisableAutomaticPing:   true,
		TranslateError:         true,
		Logger: quiet{logger.NewSlogLogger(slog.Default(), logger.Config{
			LogLevel: logger.Warn, SlowThreshold: 2 * time.Second, IgnoreRecordNotFoundError: true, ParameterizedQueries: true,
		})},
	})
}

// quiet keeps answers that are no failure of the database out of the log.
type quiet struct{ logger.Interface }

// Trace hands a statement on to the log, without the errors that callers expect.
func (q quiet) Trace(ctx context.Context, begin time.Time, fc func() (string, int64), err error) {
	if errors.Is(err, gorm.ErrDuplicatedKey) || errors.Is(err, context.Canceled) || ctx.Err() != nil {
		err = nil
	}
	q.Interface.Trace(ctx, begin, func() (string, int64) {
		text, lines := fc()
		return clip(text, 1000), lines
	}, err)
}

// ParamsFilter keeps values, which may be a firm's secrets, out of the log.
func (quiet) ParamsFilter(_ context.Context, text string, _ ...any) (string, []any) { return text, nil }

// LogMode keeps the filter when GORM changes the level.
func (q quiet) LogMode(level logger.LogLevel) logger.Interface {
	return quiet{q.Interface.LogMode(level)}
}

// txTries bounds how often a transaction that lost a deadlock is run.
const txTries = 8

// Tx runs fn in one write transaction and commits it when fn returns nil. A transaction that lost a
// deadlock is tried again a bounded number of times, so fn must not keep what it did outside tx from an earlier try.
// Inside fn use tx only: on SQLite a write through db would wait for ever.
func (db *DB) Tx(ctx context.Context, fn func(tx *gorm.DB) error) error {
	for try := 1; ; try++ {
		err := db.explain(db.Write.WithContext(ctx).Transaction(fn))
		switch {
		case err == nil:
			return nil
		case ctx.Err() != nil && !errors.Is(err, context.Cause(ctx)):
			return fmt.Errorf("%w（%w）", context.Cause(ctx), err)
		case try == txTries || !deadlocked(err):
			return err
		}
		// 10, 20, 40 … ms, and up to as much again so that the losers do not meet again.
		pause := 10 * time.Millisecond << (try - 1)
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(pause + rand.N(pause)):
		}
	}
}

// deadlocked reports whether the server gave the transaction up in favour of another one and the
// same transaction may well succeed now.
func deadlocked(err error) bool {
	switch mysqlNumber(err) {
	case 1213, // deadlock
		1020,       // MariaDB: row changed since the snapshot
		9007, 8022, // TiDB: write conflict, commit that may be retried
		8002, 8028: // TiDB: locked row changed, schema changed
		return true
	}
	return false
}

// mysqlNumber returns the server's error number, 0 for any other error.
func mysqlNumber(err error) uint16 {
	var e *mysql.MySQLError
	if !errors.As(err, &e) {
		return 0
	}
	return e.Number
}
