package models_test

import (
	"errors"
	"path/filepath"
	"testing"
	"time"

	"yunti/models"
)

func TestABackupIsACompleteDatabaseAndNeverOverwrites(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	db, err := models.Open(ctx, "sqlite:"+filepath.Join(dir, "live.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := models.Migrate(ctx, db); err != nil {
		t.Fatal(err)
	}
	firm := models.Firm{Code: "91530102MA6K00014A", Name: "云雀样例", NameKey: "云雀样例", Founded: 20150301, County: "530102", Origin: models.Origin{Version: 1, UpdatedAt: time.Unix(1, 0)}}
	if err := db.Write.Create(&firm).Error; err != nil {
		t.Fatal(err)
	}
	copied := filepath.Join(dir, "copy.db")
	if err := db.Backup(ctx, copied); err != nil {
		t.Fatal(err)
	}
	if err := db.Backup(ctx, copied); !errors.Is(err, models.ErrBackup) {
		t.Errorf("a second backup into the same file: %v", err)
	}
	other, err := models.Open(ctx, "sqlite:"+copied)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if got, err := other.Firm(ctx, models.Everything, firm.Code); err != nil || got.Name != firm.Name {
		t.Errorf("the copy has %q, %v", got.Name, err)
	}
}
