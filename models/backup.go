package models

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// ErrBackup: this database cannot be backed up into that file.
var ErrBackup = errors.New("无法备份")

// Backup writes a consistent copy of a SQLite database to a new file that only its owner may read, also while others read and write. A database
// server has tools of its own, which the error names. Errors wrap ErrBackup, or what went wrong with the file.
func (db *DB) Backup(ctx context.Context, file string) error {
	if db.MySQL {
		return fmt.Errorf("%w：数据库服务器请用它自带的工具备份，例如 mariadb-dump --single-transaction 库名", ErrBackup)
	}
	// VACUUM takes an empty file. Made here, it is ours from the start: readable by its owner only, and nobody else's before.
	made, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%w：%s 已存在，请换一个文件名或先移走它", ErrBackup, file)
	}
	if err == nil {
		err = made.Close()
	}
	if err != nil {
		return fmt.Errorf("%w到 %s：%w", ErrBackup, file, (&DB{place: file}).explainFile(err))
	}
	if err := db.vacuumInto(ctx, file); err != nil {
		os.Remove(file)
		return fmt.Errorf("%w到 %s：%w", ErrBackup, file, db.explain(err))
	}
	return nil
}

// vacuumInto copies through a reading connection, so that writers go on meanwhile. Readers refuse any statement that
// writes, to whatever file, so that this one is let off for the time being.
func (db *DB) vacuumInto(ctx context.Context, file string) (err error) {
	conn, err := db.read.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, "PRAGMA query_only = off"); err != nil {
		return err
	}
	defer func() {
		_, restored := conn.ExecContext(context.WithoutCancel(ctx), "PRAGMA query_only = on")
		err = errors.Join(err, restored)
	}()
	_, err = conn.ExecContext(ctx, "VACUUM INTO ?", file)
	return err
}
