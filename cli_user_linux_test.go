package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"yunti/models/modelstest"
)

// typist sits at a terminal of which the program sees one end.
type typist struct {
	*testing.T
	master, slave *os.File
	seen          *screen
}

// screen keeps what was written to it.
type screen struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

func (s *screen) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

func ioctl(f *os.File, request, arg uintptr) error {
	if _, _, errno := syscall.Syscall(syscall.SYS_IOCTL, f.Fd(), request, arg); errno != 0 {
		return errno
	}
	return nil
}

// atTerminal makes the standard input a terminal until the test ends.
func atTerminal(t *testing.T) *typist {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Skipf("there are no terminals here: %v", err)
	}
	var number, unlock uint32
	if err := ioctl(master, syscall.TIOCSPTLCK, uintptr(unsafe.Pointer(&unlock))); err != nil {
		t.Fatal(err)
	}
	if err := ioctl(master, syscall.TIOCGPTN, uintptr(unsafe.Pointer(&number))); err != nil {
		t.Fatal(err)
	}
	slave, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Skipf("there are no terminals here: %v", err)
	}
	stdin := os.Stdin
	os.Stdin = slave
	p := &typist{t, master, slave, new(screen)}
	go func() { // what the terminal shows of what is typed
		some := make([]byte, 1000)
		for {
			n, err := master.Read(some)
			p.seen.Write(some[:n])
			if err != nil {
				return
			}
		}
	}()
	t.Cleanup(func() {
		os.Stdin = stdin
		slave.Close()
		master.Close()
	})
	return p
}

func (p *typist) echoes() bool {
	p.Helper()
	var state syscall.Termios
	if err := ioctl(p.slave, syscall.TCGETS, uintptr(unsafe.Pointer(&state))); err != nil {
		p.Fatal(err)
	}
	return state.Lflag&syscall.ECHO != 0
}

// until waits until something is so.
func (p *typist) until(what string, so func() bool) {
	p.Helper()
	for end := time.Now().Add(20 * time.Second); !so(); {
		if time.Now().After(end) {
			p.Fatalf("waited in vain for %s", what)
		}
	}
}

// answers carries out a command line and types an answer at each prompt.
func (p *typist) answers(ctx context.Context, args []string, answers ...string) (messages string, code int) {
	p.Helper()
	var said screen
	ended := make(chan int, 1)
	go func() { ended <- run(ctx, args, &said, &said) }()
	for i, prompt := range []string{"新密码：", "再输一次："}[:len(answers)] {
		p.until(prompt, func() bool { return strings.Contains(said.String(), prompt) && !p.echoes() })
		if _, err := p.master.WriteString(answers[i] + "\n"); err != nil {
			p.Fatal(err)
		}
	}
	code = <-ended
	if !p.echoes() {
		p.Error("the terminal does not show what is typed any more")
	}
	return said.String(), code
}

func TestAPasswordIsTypedTwiceAndNeverShown(t *testing.T) {
	url := modelstest.SQLiteURL(t)
	first := passwordIn(t, done(t, "user", "add", "boss", "--role", "admin", "--db", url))
	p, args := atTerminal(t), []string{"user", "passwd", "boss", "--db", url}
	for _, c := range []struct {
		answers []string
		code    int
		says    string
	}{
		{[]string{"Tq4-wRn9kZ-1", "Tq4-wRn9kZ-2"}, 2, "两次输入不一致"},
		{[]string{"weak", "weak"}, 2, "至少 12 个字符"},
		{[]string{first, first}, 2, "最近 5 次"},
		{[]string{"Tq4-wRn9kZ-滇池", "Tq4-wRn9kZ-滇池"}, 0, "已更换"},
	} {
		messages, code := p.answers(t.Context(), args, c.answers...)
		if code != c.code || !strings.Contains(messages, c.says) {
			t.Errorf("%q: exit %d\n%s", c.answers, code, messages)
		}
		for _, secret := range c.answers {
			if strings.Contains(p.seen.String()+messages, secret) {
				t.Errorf("%s is shown", secret)
			}
		}
	}
	db := records(t, url)
	if !opens(t, db, "boss", "Tq4-wRn9kZ-滇池") {
		t.Error("the typed password is not the password")
	}
	if u, err := db.User(t.Context(), "boss"); err != nil || u.MustChange {
		t.Errorf("a password typed by its owner must be changed: %v", err)
	}
}

func TestCtrlCAtThePasswordBringsTheEchoBack(t *testing.T) {
	url := modelstest.SQLiteURL(t)
	first := passwordIn(t, done(t, "user", "add", "boss", "--role", "admin", "--db", url))
	p := atTerminal(t)
	ctx, interrupt := context.WithCancel(t.Context())
	var said screen
	ended := make(chan int, 1)
	go func() { ended <- run(ctx, []string{"user", "passwd", "boss", "--db", url}, &said, &said) }()
	p.until("the prompt", func() bool { return strings.Contains(said.String(), "新密码：") && !p.echoes() })
	interrupt()
	if code := <-ended; code != exitFailed || !p.echoes() {
		t.Errorf("exit %d, echo %v\n%s", code, p.echoes(), said.String())
	}
	if !opens(t, records(t, url), "boss", first) {
		t.Error("the password was changed")
	}
}
