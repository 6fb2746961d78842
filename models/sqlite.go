package models

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/ncruces/go-sqlite3/driver"
	"github.com/ncruces/go-sqlite3/gormlite"
	"gorm.io/gorm"
)

const (
	sqliteReaders = 8
	// sqliteTimes stores times as UTC texts of milliseconds that sort by time, as DATETIME(3) does on MySQL.
	sqliteTimes = "2006-01-02 15:04:05.000"
)

// sqliteDialect is GORM's dialect with this package's errors.
type sqliteDialect struct {
	gorm.Dialector
	gorm.SavePointerDialectorInterface
	db *DB
}

// Translate explains an error of SQLite.
func (d sqliteDialect) Translate(err error) error { return d.db.explain(err) }

func openSQLite(ctx context.Context, path string) (*DB, error) {
	path = strings.TrimPrefix(path, "//")
	if path == "" || strings.HasPrefix(path, ":") || strings.ContainsAny(path, "?\x00") || strings.HasSuffix(path, "/") {
		return nil, fmt.Errorf("%w：sqlite: 后面应是数据库文件的路径，如 sqlite:data/yunti.db", ErrURL)
	}
	db := &DB{place: path}
	if err := prepareFile(path); err != nil {
		return nil, db.explainFile(err)
	}
	var err error
	if db.write, db.Write, err = db.sqlitePool(ctx, path, true); err != nil {
		return nil, err
	}
	if db.read, db.Read, err = db.sqlitePool(ctx, path, false); err != nil {
		db.write.Close()
		return nil, err
	}
	return db, nil
}

// sqlitePool opens the pool of the one writer or of the readers. Acts survive a power failure once
// they are answered (synchronous full); caches are small because every connection has its own. What is deleted is wiped
// wherever that costs no further writing (secure_delete fast). The -wal gets the rights of the file itself (modeof): its pages
// hold the same.
func (db *DB) sqlitePool(ctx context.Context, path string, writer bool) (*sql.DB, *gorm.DB, error) {
	pragmas := []string{"busy_timeout(15000)", "journal_mode(wal)", "synchronous(full)", "foreign_keys(on)", "temp_store(file)",
		"journal_size_limit(67108864)", "secure_delete(fast)"}
	query := url.Values{"_timefmt": {sqliteTimes}}
	if writer {
		pragmas = append(pragmas, "cache_size(-32768)")
		query.Set("_txlock", "immediate")
	} else {
		pragmas = append(pragmas, "cache_size(-8192)", "query_only(on)")
	}
	query["_pragma"] = pragmas
	pool, err := driver.Open((&url.URL{Scheme: "file", Opaque: escapePath(path), RawQuery: query.Encode() + "&modeof=" + url.PathEscape(filepath.ToSlash(path))}).String())
	if err != nil {
		return nil, nil, db.explain(err)
	}
	if writer {
		pool.SetMaxOpenConns(1)
	} else {
		pool.SetMaxOpenConns(sqliteReaders)
		pool.SetMaxIdleConns(sqliteReaders / 2)
		pool.SetConnMaxIdleTime(5 * time.Minute)
	}
	err = pool.PingContext(ctx)
	var top *gorm.DB
	if err == nil {
		dialect := gormlite.OpenDB(pool)
		savepoints, _ := dialect.(gorm.SavePointerDialectorInterface)
		top, err = db.attach(sqliteDialect{dialect, savepoints, db}, pool)
	}
	if err != nil {
		pool.Close()
		return nil, nil, db.explain(err)
	}
	return pool, top, nil
}

// escapePath writes a path so that SQLite's URI reader gives it back.
func escapePath(path string) string {
	return strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(filepath.ToSlash(path))
}

var errForeignFile = errors.New("文件头不是 SQLite format 3")

// prepareFile makes the file and its folder where they are missing, readable by their owner only since
// they hold firms' figures, and finds out before SQLite does what is wrong with an existing one.
func prepareFile(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	defer file.Close()
	head := make([]byte, 16)
	switch n, err := io.ReadFull(file, head); {
	case n == 0 && errors.Is(err, io.EOF):
		return nil
	case err != nil && !errors.Is(err, io.ErrUnexpectedEOF):
		return err
	case !bytes.Equal(head[:n], []byte("SQLite format 3\x00")):
		return errForeignFile
	}
	return nil
}

// explainFile tells people about a file that cannot be used.
func (db *DB) explainFile(err error) error {
	f := &fault{place: db.place, cause: err}
	switch {
	case errors.Is(err, errForeignFile):
		f.kind, f.advice = ErrNotDatabase, adviceForeign
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		f.kind, f.advice = ErrReadOnly, adviceRights
	case errors.Is(err, syscall.EISDIR):
		f.kind, f.advice = ErrNotDatabase, "这是一个目录，请写明目录里的文件名，如 sqlite:data/yunti.db"
	case errors.Is(err, syscall.ENOTDIR), errors.Is(err, fs.ErrExist):
		f.kind, f.advice = ErrUnavailable, "路径中间有一段是文件而不是目录，请检查路径"
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		f.kind, f.advice = ErrFull, adviceFull
	default:
		f.kind, f.advice = ErrUnavailable, "打不开数据库文件，请检查路径和磁盘"
	}
	return f
}
