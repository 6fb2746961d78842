package models

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"strconv"
	"strings"
	"time"
)

//go:embed migrations
var migrationFiles embed.FS

// migration is one numbered file of migrations/sqlite or migrations/mysql. A file that was released is
// never edited: its checksum is compared with the one that was applied.
type migration struct {
	version    int
	name       string // 0001_records
	checksum   string
	statements []string
}

// applied is what a database says of a migration: done < total while it has not come to its end.
type applied struct {
	name     string
	checksum string
	done     int
	total    int
}

// executor is a connection or a transaction.
type executor interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// Migrate brings the database to the newest schema, under a lock, so that several servers may start at once.
// It refuses a database that is newer than the program (ErrNewer), belongs to another program (ErrNotDatabase), or was
// made by other migrations than this program's (ErrSchema). On SQLite all of it happens or nothing; on MySQL, which
// cannot undo DDL, each statement that is done is noted, and the next call goes on where this one failed. Firms from
// before their names had initials get them.
func Migrate(ctx context.Context, db *DB) error {
	files, err := readMigrations(migrationFiles, db.dialect())
	if err != nil {
		return err
	}
	if err := db.migrate(ctx, files); err != nil {
		return err
	}
	return db.explain(db.fillInitials(ctx))
}

func (db *DB) dialect() string {
	if db.MySQL {
		return "mysql"
	}
	return "sqlite"
}

func (db *DB) migrate(ctx context.Context, files []migration) error {
	if db.MySQL {
		return db.explain(db.migrateMySQL(ctx, files))
	}
	return db.explain(db.migrateSQLite(ctx, files))
}

// readMigrations reads the files of one dialect in the order of their numbers, which run from 1 without a hole.
func readMigrations(fsys fs.FS, dialect string) ([]migration, error) {
	names, err := fs.Glob(fsys, "migrations/"+dialect+"/*.sql")
	if err != nil {
		return nil, err
	}
	var files []migration
	for i, path := range names {
		text, err := fs.ReadFile(fsys, path)
		if err != nil {
			return nil, err
		}
		name := strings.TrimSuffix(path[strings.LastIndexByte(path, '/')+1:], ".sql")
		number, _, _ := strings.Cut(name, "_")
		if version, err := strconv.Atoi(number); err != nil || version != i+1 {
			return nil, fmt.Errorf("migrations/%s: %s should be number %04d", dialect, name, i+1)
		}
		sum := sha256.Sum256(text)
		files = append(files, migration{version: i + 1, name: name, checksum: hex.EncodeToString(sum[:]), statements: splitSQL(string(text))})
	}
	return files, nil
}

// splitSQL splits a migration into statements: each ends with a semicolon at the end of a line. Comment lines are dropped.
func splitSQL(text string) (statements []string) {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if strings.HasPrefix(strings.TrimSpace(line), "--") {
			continue
		}
		b.WriteString(line)
		if strings.HasSuffix(strings.TrimSpace(line), ";") {
			statements = append(statements, strings.TrimSuffix(strings.TrimSpace(b.String()), ";"))
			b.Reset()
		}
	}
	if rest := strings.TrimSpace(b.String()); rest != "" {
		statements = append(statements, rest)
	}
	return statements
}

// migrateSQLite runs all pending files in one immediate transaction, which is also the lock.
func (db *DB) migrateSQLite(ctx context.Context, files []migration) error {
	tx, err := db.write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	history, err := db.history(ctx, tx, files)
	if err != nil {
		return err
	}
	for _, m := range pending(files, history) {
		for i, statement := range m.statements {
			if _, err := tx.ExecContext(ctx, statement); err != nil {
				return db.stepError(m, i, "已全部撤销，数据库保持原样", err)
			}
		}
		if err := note(ctx, tx, m, len(m.statements)); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// migrationWait bounds how long a server waits for another one that is migrating.
const migrationWait = 5 * time.Minute

// migrateMySQL runs the pending files on one connection that holds the lock; the server frees the
// lock when that connection ends, however it ends.
func (db *DB) migrateMySQL(ctx context.Context, files []migration) error {
	conn, err := db.write.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	var schema string
	if err := conn.QueryRowContext(ctx, "SELECT DATABASE()").Scan(&schema); err != nil {
		return err
	}
	sum := sha256.Sum256([]byte(schema))
	lock := "yunti-migrate-" + hex.EncodeToString(sum[:8]) // names are at most 64 characters
	var got sql.NullInt64
	if err := conn.QueryRowContext(ctx, "SELECT GET_LOCK(?, ?)", lock, int(migrationWait.Seconds())).Scan(&got); err != nil {
		return err
	}
	if got.Int64 != 1 {
		return fmt.Errorf("%w：另一台服务器正在升级数据库结构，等了 %v 仍未完成，请稍后重新启动", ErrBusy, migrationWait)
	}
	defer conn.ExecContext(context.WithoutCancel(ctx), "DO RELEASE_LOCK(?)", lock)
	history, err := db.history(ctx, conn, files)
	if err != nil {
		return err
	}
	for _, m := range pending(files, history) {
		if err := db.resume(ctx, conn, m, history[m.version].done); err != nil {
			return err
		}
	}
	return nil
}

// resume runs the statements of m that are not noted as done. The first of them may have been done
// by a server that died before it could note so; then that it is there already is no error.
func (db *DB) resume(ctx context.Context, conn *sql.Conn, m migration, from int) error {
	if err := note(ctx, conn, m, from); err != nil {
		return err
	}
	for i := from; i < len(m.statements); i++ {
		_, err := conn.ExecContext(ctx, m.statements[i])
		if err != nil && !(i == from && alreadyThere(err)) && !noTriggers(m.statements[i], err) {
			return db.stepError(m, i, "之前各步已完成并记下，排除原因后重新启动会从这一步继续", err)
		}
		if err := note(ctx, conn, m, i+1); err != nil {
			return err
		}
	}
	return nil
}

// alreadyThere recognises DDL that was done before: table, column, key or constraint exists, or is gone.
func alreadyThere(err error) bool {
	switch mysqlNumber(err) {
	case 1050, 1060, 1061, 1068, 1091, 1359, 1826, 3822, 1051:
		return true
	}
	return false
}

// noTriggers recognises that the server refuses a trigger because it has none (TiDB) or lets only an administrator make
// them (MySQL with its binary log on). Triggers are a second lock: what they guard can be checked without them.
func noTriggers(statement string, err error) bool {
	if !strings.HasPrefix(statement, "CREATE TRIGGER ") {
		return false
	}
	switch mysqlNumber(err) {
	case 1064, 1142, 1227, 1235, 1419:
		slog.Warn("the database server makes no trigger; the audit trail is guarded by its hashes alone", "statement", statement, "error", err)
		return true
	}
	return false
}

// stepError says which statement failed and what became of the others.
func (db *DB) stepError(m migration, i int, state string, err error) error {
	_, kind := classify(err)
	if kind == nil {
		kind = ErrSchema
	}
	return &fault{kind: kind, place: db.place, cause: err,
		advice: fmt.Sprintf("结构升级 %s 第 %d/%d 步失败，%s", m.name, i+1, len(m.statements), state)}
}

// note records how many statements of m are done.
func note(ctx context.Context, ex executor, m migration, done int) error {
	known, err := ex.ExecContext(ctx, "UPDATE schema_migrations SET checksum = ?, done = ?, total = ? WHERE version = ?",
		m.checksum, done, len(m.statements), m.version)
	if err != nil {
		return err
	}
	if n, err := known.RowsAffected(); err != nil || n > 0 {
		return err
	}
	_, err = ex.ExecContext(ctx, "INSERT INTO schema_migrations (version, name, checksum, done, total) VALUES (?, ?, ?, ?, ?)",
		m.version, m.name, m.checksum, done, len(m.statements))
	return err
}

// history reads what was applied to the database, and makes the table for it in an empty one.
func (db *DB) history(ctx context.Context, ex executor, files []migration) (map[int]applied, error) {
	tables, ours, err := db.countTables(ctx, ex)
	switch {
	case err != nil:
		return nil, err
	case tables > 0 && !ours:
		return nil, &fault{kind: ErrNotDatabase, place: db.place, cause: errors.New("no table schema_migrations"),
			advice: fmt.Sprintf("库里已有别的程序的 %d 张表，请换一个空库", tables)}
	case !ours:
		_, err := ex.ExecContext(ctx, `CREATE TABLE IF NOT EXISTS schema_migrations (
			version    INTEGER      NOT NULL PRIMARY KEY,
			name       VARCHAR(100) NOT NULL,
			checksum   CHAR(64)     NOT NULL,
			done       INTEGER      NOT NULL,
			total      INTEGER      NOT NULL,
			applied_at TIMESTAMP    NOT NULL DEFAULT CURRENT_TIMESTAMP)`)
		return nil, err
	}
	return db.readHistory(ctx, ex, files)
}

// countTables counts the tables and says whether this program's are among them.
func (db *DB) countTables(ctx context.Context, ex executor) (tables int, ours bool, err error) {
	query := "SELECT COUNT(*), COALESCE(SUM(name = 'schema_migrations'), 0) FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
	if db.MySQL {
		query = "SELECT COUNT(*), COALESCE(SUM(table_name = 'schema_migrations'), 0) FROM information_schema.tables WHERE table_schema = DATABASE()"
	}
	var found int
	err = ex.QueryRowContext(ctx, query).Scan(&tables, &found)
	return tables, found > 0, err
}

// readHistory reads the applied migrations and refuses those that this program does not know.
func (db *DB) readHistory(ctx context.Context, ex executor, files []migration) (map[int]applied, error) {
	rows, err := ex.QueryContext(ctx, "SELECT version, name, checksum, done, total FROM schema_migrations ORDER BY version")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	history := map[int]applied{}
	for rows.Next() {
		var version int
		var a applied
		if err := rows.Scan(&version, &a.name, &a.checksum, &a.done, &a.total); err != nil {
			return nil, err
		}
		switch {
		case version > len(files):
			return nil, &fault{kind: ErrNewer, place: db.place, cause: fmt.Errorf("migration %s", a.name),
				advice: "它已被更新版本的云梯升级过，请改用新版程序，不要用旧版打开"}
		case a.done == a.total && a.checksum != files[version-1].checksum:
			return nil, &fault{kind: ErrSchema, place: db.place, cause: fmt.Errorf("checksum of migration %s", a.name),
				advice: "库的结构文件与本程序不是同一个，请确认程序版本；若是开发中的库，请换一个空库"}
		}
		history[version] = a
	}
	return history, rows.Err()
}

// pending returns the files that were not applied, or not to their end.
func pending(files []migration, history map[int]applied) (rest []migration) {
	for _, m := range files {
		if a, begun := history[m.version]; !begun || a.done < a.total {
			rest = append(rest, m)
		}
	}
	return rest
}
