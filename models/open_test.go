package models_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"yunti/models"
	"yunti/models/modelstest"
)

// refused opens url and checks that it fails for the reason, with a text that says each of the words.
func refused(t *testing.T, url string, reason error, words ...string) {
	t.Helper()
	db, err := models.Open(t.Context(), url)
	if err == nil {
		err = models.Migrate(t.Context(), db)
		db.Close()
	}
	if !errors.Is(err, reason) {
		t.Fatalf("%s: got %v, want %v", url, err, reason)
	}
	for _, word := range words {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("%s: %q does not say %q", url, err, word)
		}
	}
	if strings.Contains(err.Error(), "s3cret") {
		t.Errorf("%s: the message shows the password: %v", url, err)
	}
	t.Log(err)
}

func TestMalformedURLsAreRefusedWithTheForm(t *testing.T) {
	for _, url := range []string{
		"", "yunti.db", "postgres://localhost/yunti", "sqlite:", "sqlite::memory:", "sqlite:data/", "sqlite:a.db?mode=ro",
		"mysql:", "mysql://localhost/yunti", "mysql://root@localhost", "mysql://root@localhost/", "mysql://root@/yunti",
		"mysql://root:s3cret#1@localhost/yunti", "mysql://root:s3cret/1@localhost:3306/yunti", "mysql://root@localhost/yun`ti",
		"mysql://root:s3cret@localhost/yunti?charset=gbk", "mysql://root:s3cret@localhost/yunti?tls=nonsense",
	} {
		refused(t, url, models.ErrURL)
	}
}

func TestServersThatDoNotAnswer(t *testing.T) {
	refused(t, "mysql://root:s3cret@127.0.0.1:1/yunti", models.ErrUnavailable, "mysql://root@127.0.0.1:1/yunti", "服务已启动")
	refused(t, "mysql://root:s3cret@localhost/yunti?socket=/nonexistent/s.sock", models.ErrUnavailable, "/nonexistent/s.sock")
	refused(t, "mysql://root:s3cret@no-such-host.invalid/yunti", models.ErrUnavailable)
}

func TestServerRefusals(t *testing.T) {
	s := modelstest.StartServer(t)
	s.Exec(t, "CREATE USER app IDENTIFIED BY 's3cret'", "CREATE DATABASE theirs", "GRANT SELECT ON theirs.* TO app")
	refused(t, s.URLAs("theirs", "app", "wrong"), models.ErrDenied, "用户名或密码")
	refused(t, s.URLAs("yunti", "app", "s3cret"), models.ErrDenied, "yunti", "GRANT ALL ON `yunti`.* TO 'app'@'%'")
	refused(t, s.URLAs("theirs", "app", "s3cret"), models.ErrDenied, "权限")
	s.Exec(t, "CREATE TABLE theirs.something (a INT)")
	refused(t, s.URL("theirs"), models.ErrNotDatabase, "1 张表")
	s.Exec(t, "CREATE USER writer IDENTIFIED BY 's3cret'", "CREATE DATABASE quiet", "GRANT ALL ON quiet.* TO writer", "SET GLOBAL read_only = 1")
	refused(t, s.URLAs("quiet", "writer", "s3cret"), models.ErrReadOnly, "只读")
}

func TestMissingServerDatabaseIsCreatedForBytewiseText(t *testing.T) {
	s := modelstest.StartServer(t)
	db, err := models.Open(t.Context(), s.URL("brand_new"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := models.Migrate(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	var collations []string
	err = db.Read.Raw(`SELECT DISTINCT default_collation_name FROM information_schema.schemata WHERE schema_name = DATABASE()
		UNION SELECT DISTINCT collation_name FROM information_schema.columns WHERE table_schema = DATABASE() AND collation_name IS NOT NULL AND table_name <> 'schema_migrations'`).
		Scan(&collations).Error
	if err != nil || len(collations) != 1 || collations[0] != "utf8mb4_bin" {
		t.Errorf("collations %v, %v", collations, err)
	}
}

func TestFilesThatAreNoDatabase(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	book := write("roster.xlsx", "PK\x03\x04 not a database, though longer than its header")
	refused(t, "sqlite:"+book, models.ErrNotDatabase, book, "不是 SQLite")
	refused(t, "sqlite:"+write("short.db", "SQLite"), models.ErrNotDatabase)
	refused(t, "sqlite:"+write("broken.db", "SQLite format 3\x00"+strings.Repeat("\xff", 5000)), models.ErrNotDatabase)
	refused(t, "sqlite:"+dir, models.ErrNotDatabase, "目录")
	refused(t, "sqlite:"+book+"/yunti.db", models.ErrUnavailable, "不是目录")
}

func TestNewFileIsMadeWithItsFolderForItsOwnerOnly(t *testing.T) {
	path := filepath.Join(t.TempDir(), "数据 100%#1", "云梯 库.db")
	db, err := models.Open(t.Context(), "sqlite:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := models.Migrate(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 || info.Size() == 0 {
		t.Errorf("%v, %v", info, err)
	}
}

// TestReadOnlyFilesAndFolders runs itself as a user without rights, since root may write anywhere.
func TestReadOnlyFilesAndFolders(t *testing.T) {
	if dir := os.Getenv("YUNTI_TEST_READONLY"); dir != "" {
		refused(t, "sqlite:"+dir+"/locked/yunti.db", models.ErrReadOnly, "locked/yunti.db", "写权限")
		refused(t, "sqlite:"+dir+"/file/yunti.db", models.ErrReadOnly, "file/yunti.db", "写权限")
		refused(t, "sqlite:"+dir+"/locked/new/yunti.db", models.ErrReadOnly)
		return
	}
	dir, err := os.MkdirTemp("", "yunti-readonly-")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	for _, name := range []string{"locked", "file"} {
		db, err := models.Open(t.Context(), "sqlite:"+filepath.Join(dir, name, "yunti.db"))
		if err == nil {
			err = errors.Join(models.Migrate(t.Context(), db), db.Close())
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for path, mode := range map[string]os.FileMode{"": 0o755, "locked": 0o555, "locked/yunti.db": 0o666, "file": 0o777, "file/yunti.db": 0o444} {
		if err := os.Chmod(filepath.Join(dir, path), mode); err != nil {
			t.Fatal(err)
		}
	}
	program := filepath.Join(dir, "test")
	if err := copyFile(os.Args[0], program); err != nil {
		t.Fatal(err)
	}
	run := exec.Command(program, "-test.run=^TestReadOnlyFilesAndFolders$", "-test.v")
	run.Dir, run.Env = dir, append(os.Environ(), "YUNTI_TEST_READONLY="+dir, "HOME="+dir, "TMPDIR=/tmp")
	if os.Getuid() == 0 {
		run.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	}
	out, err := run.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	t.Logf("%s", out)
}

func copyFile(from, to string) error {
	text, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, text, 0o755)
}

func TestFullDiskSaysSoAndWritesNothing(t *testing.T) {
	db := modelstest.SQLite(t)
	var pages int
	if err := db.Write.Raw("PRAGMA page_count").Scan(&pages).Error; err != nil {
		t.Fatal(err)
	}
	if err := db.Write.Exec("PRAGMA max_page_count = " + itoa(pages+20)).Error; err != nil {
		t.Fatal(err)
	}
	firms := make([]models.Firm, 5000)
	for i := range firms {
		firms[i] = models.Firm{Code: "91530100" + itoa(1000000000+i), Name: "满盘试验有限公司" + itoa(i), Origin: models.Origin{UpdatedAt: noon}}
	}
	err := db.Write.CreateInBatches(firms, 500).Error
	if !errors.Is(err, models.ErrFull) || !strings.Contains(err.Error(), "磁盘") {
		t.Errorf("got %v", err)
	}
	t.Log(err)
	if _, total, err := db.Firms(t.Context(), models.Everything, models.FirmFilter{}); err != nil || total != 0 {
		t.Errorf("%d firms, %v", total, err)
	}
}

func TestDatabaseThatWasNotMigratedSaysWhatToDo(t *testing.T) {
	for _, url := range []string{modelstest.SQLiteURL(t), modelstest.MariaDBURL(t)} {
		db, err := models.Open(t.Context(), url)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.Firm(t.Context(), models.Everything, "9"); !errors.Is(err, models.ErrSchema) || !strings.Contains(err.Error(), "yunti migrate") {
			t.Errorf("got %v", err)
		}
		db.Close()
	}
}

func TestCancelledQueriesReturnTheContextsError(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := db.Revision(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	})
}
