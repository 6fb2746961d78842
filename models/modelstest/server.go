package modelstest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"
)

// Server is a MariaDB server for tests.
type Server struct {
	base    url.URL // without a database
	dir     string
	keeper  *exec.Cmd
	leash   io.WriteCloser // the keeper ends the server when this is closed, which the end of the process does too
	dropped bool
}

// small and large are the settings of servers for tests and for benchmarks. Tests do not wait for the disk, but for the
// operating system when they mean to crash the server; a benchmark writes as a bureau's server would.
var (
	small = []string{"--innodb-buffer-pool-size=128M", "--innodb-log-file-size=48M", "--innodb-flush-log-at-trx-commit=0", "--innodb-doublewrite=0"}
	large = []string{"--innodb-buffer-pool-size=4G", "--innodb-log-file-size=1G", "--innodb-flush-log-at-trx-commit=2"}
)

// servers are the ones that all tests of this process share: one for tests, one for benchmarks.
var servers struct {
	sync.Mutex
	of [2]*Server
}

// sharedServer returns the server of this process, started on first use.
func sharedServer(tb testing.TB, benchmark bool) *Server {
	tb.Helper()
	if given := os.Getenv("YUNTI_TEST_MYSQL"); given != "" {
		base, err := url.Parse(given)
		if err != nil {
			tb.Fatalf("YUNTI_TEST_MYSQL: %v", err)
		}
		return &Server{base: *base}
	}
	which, settings := 0, small
	if benchmark {
		which, settings = 1, large
	}
	servers.Lock()
	defer servers.Unlock()
	if servers.of[which] == nil {
		servers.of[which] = start(tb, settings)
	}
	return servers.of[which]
}

func stopServers() {
	servers.Lock()
	defer servers.Unlock()
	for _, s := range servers.of {
		if s != nil {
			s.Kill()
		}
	}
}

// StartServer starts a server of the test's own, which it may kill. It ends with the test.
func StartServer(tb testing.TB) *Server {
	tb.Helper()
	s := start(tb, append(slices.Clone(small), "--innodb-flush-log-at-trx-commit=2"))
	tb.Cleanup(s.Kill)
	return s
}

// keep is the shell that starts the server and waits at its leash. Every line that comes kills the server and starts it
// again; when the test process lets go of the leash or dies, the server is killed for good and its folder removed.
// $1 is the folder.
const keep = `dir=$1; shift
"$@" >>"$dir/log" 2>&1 </dev/null & pid=$!
while read -r word; do
	kill -9 $pid; wait $pid 2>/dev/null
	if [ "$word" = start ]; then "$@" >>"$dir/log" 2>&1 </dev/null & pid=$!; fi
done
kill -9 $pid 2>/dev/null; wait $pid 2>/dev/null
rm -rf "$dir"`

func start(tb testing.TB, settings []string) *Server {
	tb.Helper()
	program, err := exec.LookPath("mariadbd")
	if err != nil {
		const advice = "no mariadbd on this machine (install mariadb-server, or set YUNTI_TEST_MYSQL=mysql://…)"
		if os.Getenv("YUNTI_TEST_NEED_MYSQL") == "1" {
			tb.Fatal(advice)
		}
		tb.Skip(advice)
	}
	s, err := newServer(program, settings)
	if err == nil {
		err = s.await()
	}
	if err != nil {
		log, _ := os.ReadFile(filepath.Join(s.dir, "log"))
		s.Kill()
		tb.Fatalf("mariadbd did not come up: %v\n%s", err, log)
	}
	return s
}

// newServer starts a server on a fresh data folder. Its default text is no Unicode: the tables must not lean on it.
func newServer(program string, settings []string) (s *Server, err error) {
	s = &Server{}
	me, err := user.Current()
	if err != nil {
		return s, err
	}
	if s.dir, err = os.MkdirTemp("", "yunti-mariadb-"); err != nil {
		return s, err
	}
	data, socket, temp := filepath.Join(s.dir, "data"), filepath.Join(s.dir, "s.sock"), filepath.Join(s.dir, "tmp")
	if err := os.Mkdir(temp, 0o700); err != nil { // its own: a server that starts deletes what others left in its folder
		return s, err
	}
	s.base = url.URL{Scheme: "mysql", User: url.User("root"), Host: "localhost", RawQuery: url.Values{"socket": {socket}}.Encode()}
	if err := copyTemplate(program, me.Username, data); err != nil {
		return s, err
	}
	args := []string{"-c", keep, "keep", s.dir, program, "--no-defaults", "--user=" + me.Username, "--datadir=" + data, "--socket=" + socket, "--tmpdir=" + temp,
		"--pid-file=" + filepath.Join(s.dir, "pid"), "--skip-networking", "--skip-name-resolve", "--skip-log-bin", "--character-set-server=latin1"}
	s.keeper = exec.Command("sh", append(args, settings...)...)
	if s.leash, err = s.keeper.StdinPipe(); err != nil {
		return s, err
	}
	return s, s.keeper.Start()
}

// await returns when the server answers.
func (s *Server) await() error {
	pool, err := s.admin()
	if err != nil {
		return err
	}
	defer pool.Close()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		err := pool.PingContext(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return err
		case <-tick.C:
		}
	}
}

// Kill ends the server for good and at once.
func (s *Server) Kill() {
	if s.dropped {
		return
	}
	s.dropped = true
	if s.leash != nil {
		s.leash.Close()
		s.keeper.Wait()
	}
	os.RemoveAll(s.dir)
}

// Dir is the folder that holds all of the server's files.
func (s *Server) Dir() string { return s.dir }

// Crash kills the server as the end of its process would; Restart starts it again on the data it left.
func (s *Server) Crash() { io.WriteString(s.leash, "stop\n") }

// Restart crashes the server and starts it again.
func (s *Server) Restart(tb testing.TB) {
	tb.Helper()
	if _, err := io.WriteString(s.leash, "start\n"); err != nil {
		tb.Fatal(err)
	}
	if err := s.await(); err != nil {
		tb.Fatal(err)
	}
}

var databases atomic.Int64

// Database makes an empty database on the server and returns its URL. It is dropped after the test.
func (s *Server) Database(tb testing.TB) string {
	tb.Helper()
	name := fmt.Sprintf("yunti_test_%d_%d", os.Getpid(), databases.Add(1))
	if err := s.exec("CREATE DATABASE " + name); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := s.exec("DROP DATABASE " + name); err != nil && !s.dropped {
			tb.Error(err)
		}
	})
	return s.URL(name)
}

// URL returns the URL of a database of that name, whether it exists or not.
func (s *Server) URL(name string) string {
	u := s.base
	u.Path = "/" + name
	return u.String()
}

// URLAs returns the URL of a database for another user of the server.
func (s *Server) URLAs(name, user, password string) string {
	u := s.base
	u.User, u.Path = url.UserPassword(user, password), "/"+name
	return u.String()
}

// Exec runs statements on the server as its administrator.
func (s *Server) Exec(tb testing.TB, statements ...string) {
	tb.Helper()
	for _, statement := range statements {
		if err := s.exec(statement); err != nil {
			tb.Fatal(err)
		}
	}
}

func (s *Server) exec(statement string) error {
	pool, err := s.admin()
	if err != nil {
		return err
	}
	defer pool.Close()
	_, err = pool.Exec(statement)
	return err
}

// admin returns a pool on the server that is in no database.
func (s *Server) admin() (*sql.DB, error) {
	c := mysql.NewConfig()
	c.User = s.base.User.Username()
	c.Passwd, _ = s.base.User.Password()
	c.Net, c.Addr = "tcp", s.base.Host
	if socket := s.base.Query().Get("socket"); socket != "" {
		c.Net, c.Addr = "unix", socket
	}
	c.Logger = &mysql.NopLogger{}
	connector, err := mysql.NewConnector(c)
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(connector), nil
}

// copyTemplate copies a freshly initialised data folder to data. The template is made once for each version
// of the server and kept among the temporary files.
func copyTemplate(program, me, data string) error {
	version, err := exec.Command(program, "--version").Output()
	if err != nil {
		return err
	}
	sum := sha256.Sum256(append(version, me...))
	template := filepath.Join(os.TempDir(), "yunti-mariadb-template-"+hex.EncodeToString(sum[:6]))
	if _, err := os.Stat(template); errors.Is(err, os.ErrNotExist) {
		if err := makeTemplate(template, me); err != nil {
			return err
		}
	}
	return run("cp", "-a", template, data)
}

// makeTemplate initialises a data folder beside template and moves it there; of several processes that
// do so at once the first one wins.
func makeTemplate(template, me string) error {
	dir, err := os.MkdirTemp(filepath.Dir(template), "yunti-mariadb-init-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	data := filepath.Join(dir, "data")
	err = run("mariadb-install-db", "--no-defaults", "--user="+me, "--datadir="+data, "--auth-root-authentication-method=normal",
		"--skip-test-db", "--skip-name-resolve", "--innodb-log-file-size=8M")
	if err != nil {
		return err
	}
	if err := os.Rename(data, template); err != nil {
		if _, exists := os.Stat(template); exists == nil {
			return nil
		}
		return err
	}
	return nil
}

func run(name string, args ...string) error {
	out, err := exec.Command(name, args...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s %s: %w\n%s", name, strings.Join(args, " "), err, bytes.TrimSpace(out))
	}
	return nil
}
