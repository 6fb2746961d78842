package main

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"yunti/access"
	"yunti/models"
	"yunti/models/modelstest"
)

// serving runs a command line that serves until the test ends, and returns the address that it prints, and what it said
// before.
func serving(t *testing.T, args ...string) (address string, said func() string) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	out, w := io.Pipe()
	var mu sync.Mutex
	var messages strings.Builder
	e := writerFunc(func(p []byte) (int, error) {
		mu.Lock()
		defer mu.Unlock()
		return messages.Write(p)
	})
	said = func() string {
		mu.Lock()
		defer mu.Unlock()
		return messages.String()
	}
	done := make(chan int, 1)
	go func() {
		code := run(ctx, args, w, e)
		w.Close()
		done <- code
	}()
	t.Cleanup(func() {
		stop()
		go io.Copy(io.Discard, out)
		if code := <-done; code != 0 {
			t.Errorf("exit %d: %s", code, said())
		}
	})
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if found := regexp.MustCompile(`已启动：(\S+)`).FindStringSubmatch(lines.Text()); found != nil {
			return found[1], said
		}
	}
	t.Fatalf("nothing is served: %s", said())
	return "", nil
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

func TestServeOnAnEmptyDatabaseSaysHowToMakeTheFirstAccount(t *testing.T) {
	url := modelstest.SQLiteURL(t)
	address, said := serving(t, "serve", "--addr", "127.0.0.1:0", "--db", url)
	if !strings.Contains(said(), "yunti user add admin --display 姓名 --role admin --db "+url) || strings.Contains(said(), "明文") {
		t.Errorf("said:\n%s", said())
	}
	host := strings.TrimPrefix(address, "http://")
	if _, messages, code := yunti(t, "health", "--addr", host); code != 0 {
		t.Errorf("health: exit %d: %s", code, messages)
	}
	answer, err := http.Get(address + "/api/v1/firms")
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != 401 {
		t.Errorf("without an account: %s", answer.Status)
	}
	done(t, "user", "add", "admin", "--role", "admin", "--db", url)
	if _, quiet := serving(t, "serve", "--addr", "127.0.0.1:0", "--db", url); strings.Contains(quiet(), "user add") {
		t.Errorf("said:\n%s", quiet())
	}
}

func TestServeWarnsOfPasswordsInPlainText(t *testing.T) {
	address, said := serving(t, "serve", "--addr", ":0", "--db", modelstest.SQLiteURL(t))
	if !strings.Contains(said(), "密码将以明文传输，请启用 --tls-cert/--tls-key 或放在 HTTPS 反向代理之后") || !strings.HasPrefix(address, "http://127.0.0.1:") {
		t.Errorf("%s:\n%s", address, said())
	}
}

// A command line is read by everybody on the machine. The server need not even answer for the warning.
func TestServeWarnsOfADatabasePasswordOnTheCommandLineOnly(t *testing.T) {
	const url, warning = "mysql://yunti:s3cret@127.0.0.1:1/yunti", "--db 中带有密码"
	_, messages, code := yunti(t, "serve", "--addr", "127.0.0.1:0", "--db", url)
	if code != 2 || !strings.Contains(messages, warning) || strings.Contains(messages, "s3cret") {
		t.Errorf("%d %s", code, messages)
	}
	if _, messages, _ := yunti(t, "serve", "--addr", "127.0.0.1:0", "--db", strings.Replace(url, ":s3cret", "", 1)); strings.Contains(messages, warning) {
		t.Errorf("without a password: %s", messages)
	}
	t.Setenv("YUNTI_DB", url)
	if _, messages, code := yunti(t, "serve", "--addr", "127.0.0.1:0"); code != 2 || strings.Contains(messages, warning) {
		t.Errorf("from the environment: %d %s", code, messages)
	}
}

func TestServeSpeaksHTTPS(t *testing.T) {
	borrowed := httptest.NewTLSServer(http.NotFoundHandler()) // for its certificate
	defer borrowed.Close()
	pair := borrowed.TLS.Certificates[0]
	key, err := x509.MarshalPKCS8PrivateKey(pair.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	certificateFile, keyFile := filepath.Join(t.TempDir(), "cert.pem"), filepath.Join(t.TempDir(), "key.pem")
	for path, block := range map[string]*pem.Block{certificateFile: {Type: "CERTIFICATE", Bytes: pair.Certificate[0]}, keyFile: {Type: "PRIVATE KEY", Bytes: key}} {
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	address, said := serving(t, "serve", "--addr", ":0", "--tls-cert", certificateFile, "--tls-key", keyFile, "--db", modelstest.SQLiteURL(t))
	if !strings.HasPrefix(address, "https://") || strings.Contains(said(), "明文") {
		t.Errorf("%s:\n%s", address, said())
	}
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: borrowed.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs}}}
	answer, err := client.Get(address + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.Header.Get("Strict-Transport-Security") == "" {
		t.Error("no HSTS")
	}
	if _, messages, code := yunti(t, "health", "--addr", strings.TrimPrefix(address, "https://"), "--tls-cert", certificateFile); code != 0 {
		t.Errorf("health: exit %d: %s", code, messages)
	}
}

func TestTheDemoMakesAnAccountOfEachRoleAndShowsThePasswordsOnce(t *testing.T) {
	file := filepath.Join(t.TempDir(), "demo.db")
	first := done(t, "demo", "--firms", "60", "--file", file, "--no-serve")
	db, err := models.Open(t.Context(), "sqlite:"+file)
	if err != nil {
		t.Fatal(err)
	}
	passwords := make(map[string]string)
	for _, role := range models.Roles {
		found := regexp.MustCompile(`(?m)^` + role + `\s+(\S+)\s`).FindStringSubmatch(first)
		if found == nil {
			t.Fatalf("no password of %s in\n%s", role, first)
		}
		passwords[role] = found[1]
		if _, _, u, err := access.NewDesk(db).SignIn(t.Context(), time.Now(), role, found[1], "127.0.0.1", "", ""); err != nil || u.Role != role || u.MustChange {
			t.Errorf("%s: %+v %v", role, u, err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(first, "http://127.0.0.1:8080") {
		t.Errorf("no address in\n%s", first)
	}
	out, messages, code := yunti(t, "demo", "--firms", "60", "--file", file, "--no-serve")
	if code != 0 || !strings.Contains(messages, "yunti user passwd") || !strings.Contains(messages, "leadership") {
		t.Errorf("exit %d\n%s", code, messages)
	}
	for _, password := range passwords {
		if strings.Contains(out+messages, password) {
			t.Error("a password is shown again")
		}
	}
	if list := done(t, "user", "list", "--json", "--db", "sqlite:"+file); !json.Valid([]byte(list)) || strings.Contains(list, "argon2") {
		t.Errorf("%s", list)
	}
}

func TestPasswordsOfDatabasesAreNotShown(t *testing.T) {
	for url, want := range map[string]string{
		"mysql://yunti:se:cr@t@db:3306/yunti": "mysql://yunti:…@db:3306/yunti", "mysql://root@db/yunti": "mysql://root@db/yunti",
		"sqlite:data/y@b.db": "sqlite:data/y@b.db",
	} {
		if got := (database{DB: url}).shown(); got != want {
			t.Errorf("%s is shown as %s", url, got)
		}
	}
}
