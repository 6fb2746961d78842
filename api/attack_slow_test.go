package api

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"yunti/models/modelstest"
)

// pipes is a listener whose connections are pipes in memory, so that the server's own limits of time can be waited for on the
// clock of a test.
type pipes struct {
	conns chan net.Conn
	once  sync.Once
	done  chan struct{}
}

func newPipes() *pipes { return &pipes{conns: make(chan net.Conn), done: make(chan struct{})} }

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { p.once.Do(func() { close(p.done) }); return nil }
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1} }

func (p *pipes) dial() net.Conn {
	here, there := net.Pipe()
	p.conns <- there
	return here
}

// Whoever sends his request slowly, or stops in the middle of it, is cut off when the server's time is over, and keeps
// nobody else from an answer meanwhile. A connection on which nothing more comes is closed as well.
func TestSlowRequestsAreCutOff(t *testing.T) {
	db := modelstest.SQLite(t)
	if _, err := db.Reviews(t.Context()); err != nil { // GORM keeps what it makes of a table, which must not belong to a bubble
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		sent  string
		drips bool // goes on a byte a second
		most  time.Duration
	}{
		"nothing is sent":                   {"", false, headTime},
		"half a head":                       {"GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: ", false, headTime},
		"a head that drips":                 {"GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: ", true, headTime},
		"a body that does not come":         {"POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"username\":", false, quickTime},
		"a body that drips":                 {"POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"username\":\"", true, quickTime},
		"chunks that do not come":           {"POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"use\r\n", false, quickTime},
		"nothing after an answer":           {"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n", false, idleTime},
		"an upload of nobody":               {"POST /api/v1/filings HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 1000000\r\n\r\n--b\r\n", true, quickTime},
		"a body for an address that is not": {"POST /nosuch HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\nx", true, quickTime},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newServer(t, db)
				l := newPipes()
				ctx, stop := context.WithCancel(t.Context())
				served := make(chan error, 1)
				go func() { served <- s.Serve(ctx, l) }()
				start := time.Now()
				conn := l.dial()
				gone, hungUp := make(chan struct{}), time.Time{}
				go func() {
					defer close(gone)
					io.Copy(io.Discard, conn)
					hungUp = time.Now()
				}()
				var sending sync.WaitGroup
				sending.Go(func() {
					_, err := io.WriteString(conn, c.sent)
					for c.drips && err == nil {
						time.Sleep(time.Second)
						_, err = io.WriteString(conn, "a")
					}
				})
				other := l.dial()
				io.WriteString(other, "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
				a, err := http.ReadResponse(bufio.NewReader(other), nil)
				if err != nil || a.StatusCode != 200 || time.Since(start) > time.Second {
					t.Errorf("somebody else's answer: %v after %v", err, time.Since(start))
				}
				io.Copy(io.Discard, a.Body)
				other.Close()
				<-gone
				// net/http waits half a second for what is still on its way before it hangs up.
				if took := hungUp.Sub(start); took > c.most+2*time.Second {
					t.Errorf("cut off after %v, want %v", took, c.most)
				}
				conn.Close()
				sending.Wait()
				stop()
				if err := <-served; err != nil && !errors.Is(err, net.ErrClosed) {
					t.Error(err)
				}
			})
		})
	}
}

// Heads and addresses of any length are refused by the server as it is run, before a handler sees them.
func TestHeadsThatAreTooLarge(t *testing.T) {
	s := newServer(t, modelstest.SQLite(t))
	l, _, err := Listen(t.Context(), "127.0.0.1:0", "", "")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- s.Serve(ctx, l) }()
	defer func() { stop(); <-served }()
	at := &site{t: t, srv: s, url: "http://" + l.Addr().String()}
	for name, c := range map[string]struct {
		text   string
		status []int
	}{
		"one long header":        {"GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: " + long("a", 64<<10) + "\r\n\r\n", []int{431}},
		"many headers":           {"GET /healthz HTTP/1.1\r\nHost: x\r\n" + long("X-A: aaaaaaaaaaaaaaa\r\n", 5000) + "\r\n", []int{431}},
		"a long cookie":          {"GET /healthz HTTP/1.1\r\nHost: x\r\nCookie: " + long("a=b; ", 20_000) + "\r\n\r\n", []int{431}},
		"a long address":         {"GET /" + long("a", 64<<10) + " HTTP/1.1\r\nHost: x\r\n\r\n", []int{414, 431}},
		"a long query":           {"GET /api/v1/session/ways?q=" + long("a", 64<<10) + " HTTP/1.1\r\nHost: x\r\n\r\n", []int{414, 431}},
		"many parameters":        {"GET /api/v1/session/ways?" + long("a=1&", 7000) + " HTTP/1.1\r\nHost: x\r\n\r\n", []int{400}},
		"an address of slashes":  {"GET " + long("/", 30_000) + " HTTP/1.1\r\nHost: x\r\n\r\n", []int{200}},
		"an address of dots":     {"GET /" + long("../", 9_000) + " HTTP/1.1\r\nHost: x\r\n\r\n", []int{200, 400, 404}},
		"many small cookies":     {"GET /api/v1/session HTTP/1.1\r\nHost: x\r\nCookie: " + long("a=b; ", 5_000) + "\r\n\r\n", []int{401}},
		"many Forwarded headers": {"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: " + long("1.1.1.1,", 3_000) + "\r\n\r\n", []int{200}},
		"many ranges":            {"GET /docs/swagger-ui.css HTTP/1.1\r\nHost: x\r\nRange: bytes=" + strings.TrimSuffix(long("0-,", 9_000), ",") + "\r\n\r\n", []int{200, 206, 416}},
	} {
		a := at.raw(strings.Replace(c.text, "Host: x\r\n", "Host: x\r\nConnection: close\r\n", 1))
		if a == nil {
			if c.status[0] != 431 && c.status[0] != 414 { // it hangs up while the client still writes
				t.Errorf("%s: the server hung up", name)
			}
			continue
		}
		ok := false
		for _, status := range c.status {
			ok = ok || a.Status == status
		}
		if !ok || len(a.Body) > 1<<20 {
			t.Errorf("%s: %d, %d bytes: %.200s", name, a.Status, len(a.Body), a.Body)
		}
	}
}
