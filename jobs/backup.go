package jobs

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"yunti/models"
	"yunti/policy"
)

// backupsKept is how many nightly backups stay.
const backupsKept = 14

// Nightly backups are named so, and nothing else in the folder is touched.
const (
	backupStart = "yunti-"
	backupEnd   = ".db"
)

// backup copies a SQLite database into a folder, "" for `backups` beside it, as yunti-2024-07-01.db, and removes the oldest
// beyond backupsKept. A copy is written under another name and gets its own when it is whole, so that what bears the
// name can be relied on. What it does not do it says: a database server is backed up by its own tools.
func backup(ctx context.Context, db *models.DB, folder string, day policy.Day) (string, error) {
	if db.MySQL {
		return "数据库服务器不由本程序备份；请用它自带的工具，例如 mariadb-dump --single-transaction", nil
	}
	folder = backupFolder(db, folder)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", fmt.Errorf("备份目录无法建立，请检查 YUNTI_BACKUP_DIR 和权限：%w", err)
	}
	file := filepath.Join(folder, backupStart+day.String()+backupEnd)
	if _, err := os.Stat(file); err == nil {
		return "当天的备份已经有了：" + file, nil
	}
	partial := file + ".partial"
	if err := os.Remove(partial); err != nil && !errors.Is(err, fs.ErrNotExist) { // of a run that was killed
		return "", err
	}
	if err := db.Backup(ctx, partial); err != nil {
		return "", err
	}
	if err := os.Chmod(partial, 0o600); err != nil { // it holds what the database holds
		return "", err
	}
	if err := os.Rename(partial, file); err != nil {
		return "", err
	}
	removed, err := thinOut(folder)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("已备份到 %s，删去旧备份 %d 份", file, removed), nil
}

// backupFolder is where the nightly backups are.
func backupFolder(db *models.DB, folder string) string {
	if folder == "" {
		return filepath.Join(filepath.Dir(db.Place()), "backups")
	}
	return folder
}

// LastBackup returns what the file system knows of the latest nightly backup of a SQLite database in a folder ("" as in Settings); nil when
// there is none.
func LastBackup(db *models.DB, folder string) (fs.FileInfo, error) {
	folder = backupFolder(db, folder)
	names, err := backups(folder)
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(names) == 0 {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return os.Stat(filepath.Join(folder, names[len(names)-1]))
}

// backups are the names of the backups in a folder, by day.
func backups(folder string) (names []string, err error) {
	entries, err := os.ReadDir(folder)
	for _, e := range entries {
		middle, begins := strings.CutPrefix(e.Name(), backupStart)
		middle, ends := strings.CutSuffix(middle, backupEnd)
		if day, err := policy.ParseDay(middle); begins && ends && err == nil && day != 0 && e.Type().IsRegular() {
			names = append(names, e.Name())
		}
	}
	slices.Sort(names)
	return names, err
}

// thinOut removes the oldest backups of a folder.
func thinOut(folder string) (removed int, err error) {
	names, err := backups(folder)
	if err != nil {
		return 0, err
	}
	for _, name := range names[:max(0, len(names)-backupsKept)] {
		if err := os.Remove(filepath.Join(folder, name)); err != nil {
			return removed, err
		}
		removed++
	}
	return removed, nil
}
