//go:build unix

package models_test

import (
	"bytes"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"yunti/models"
)

// Whoever may not read the database must not read the same pages in the files beside it or in a copy. A program that embeds
// this package may run under any umask.
func TestOnlyTheOwnerReadsTheDatabaseWhatStandsBesideItAndItsBackup(t *testing.T) {
	before := syscall.Umask(0o022)
	defer syscall.Umask(before)
	ctx, dir := t.Context(), filepath.Join(t.TempDir(), "数据 50% #1")
	db, err := models.Open(ctx, "sqlite:"+filepath.Join(dir, "live.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := models.Migrate(ctx, db); err != nil {
		t.Fatal(err)
	}
	if err := db.Backup(ctx, filepath.Join(dir, "copy.db")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"live.db", "live.db-wal", "copy.db"} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if info.Size() == 0 || info.Mode().Perm() != 0o600 {
			t.Errorf("%s has %d bytes and the rights %v", name, info.Size(), info.Mode())
		}
	}
}

func TestABackupThatFailsLeavesNoFile(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	db, err := models.Open(ctx, "sqlite:"+filepath.Join(dir, "live.db"))
	if err != nil {
		t.Fatal(err)
	}
	db.Close()
	if err := db.Backup(ctx, filepath.Join(dir, "copy.db")); err == nil {
		t.Error("a closed database was copied")
	}
	if _, err := os.Lstat(filepath.Join(dir, "copy.db")); !os.IsNotExist(err) {
		t.Errorf("left behind: %v", err)
	}
}

// What was deleted must not be read off the free pages of the file: here the hash of a session.
func TestWhatIsDeletedIsWiped(t *testing.T) {
	ctx, file := t.Context(), filepath.Join(t.TempDir(), "live.db")
	db, err := models.Open(ctx, "sqlite:"+file)
	if err != nil {
		t.Fatal(err)
	}
	if err := models.Migrate(ctx, db); err != nil {
		t.Fatal(err)
	}
	const secret = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
	s := models.Session{Token: secret, ID: "1", Username: "zhang.san", CreatedAt: time.Unix(1, 0), SeenAt: time.Unix(1, 0), ExpiresAt: time.Unix(2, 0)}
	if err := db.Write.Create(&s).Error; err != nil {
		t.Fatal(err)
	}
	if n, err := db.SweepSessions(ctx, time.Unix(3, 0)); err != nil || n != 1 {
		t.Fatal(n, err)
	}
	db.Close() // what is in the -wal goes into the file
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(content, []byte(secret)) {
		t.Error("the hash is still in the file")
	}
}
