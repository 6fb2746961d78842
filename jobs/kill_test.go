package jobs

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yunti/models"
	"yunti/models/modelstest"
	"yunti/policy"
)

// The orders of a child process: which database it reviews, how many leases after the others it lives, and after how many
// firms, or lines of what the clauses give, it stops to be killed at a boundary between two batches (0: it runs on).
const (
	orderURL   = "YUNTI_TEST_REVIEW"
	orderLater = "YUNTI_TEST_REVIEW_LATER"
	orderHold  = "YUNTI_TEST_REVIEW_HOLD"
	orderLines = "YUNTI_TEST_REVIEW_LINES"
)

// carryOutOrders reviews 2022 in a child process and says so line by line. It reports false in any other process.
func carryOutOrders() bool {
	url := os.Getenv(orderURL)
	if url == "" {
		return false
	}
	hold, _ := strconv.Atoi(os.Getenv(orderHold))
	opt := options()
	opt.Now = later(os.Getenv(orderLater))
	opt.Progress = func(done, total int) {
		fmt.Println("done", done)
		if hold > 0 && done >= hold {
			fmt.Println("holding")
			io.ReadAll(os.Stdin) // until it is killed
		}
	}
	lines, _ := strconv.Atoi(os.Getenv(orderLines))
	opt.stored = func(n int) {
		fmt.Println("stored", n)
		if lines > 0 && n >= lines {
			fmt.Println("holding")
			io.ReadAll(os.Stdin)
		}
	}
	if err := reviewAt(url, opt); err != nil {
		fmt.Println("error", err)
		os.Exit(1)
	}
	fmt.Println("finished")
	return true
}

func reviewAt(url string, opt Options) error {
	ctx := context.Background()
	db, err := models.Open(ctx, url)
	if err != nil {
		return err
	}
	book, err := policy.Load(policy.Embedded())
	if err != nil {
		return err
	}
	_, err = Review(ctx, db, book, 2022, opt)
	return err
}

// later is a clock that stands some leases after the others'.
func later(leases string) func() time.Time {
	n, _ := strconv.Atoi(leases)
	return func() time.Time { return today(2024).Add(time.Duration(2*n) * lease) }
}

// child is a process that reviews 2022.
type child struct {
	*exec.Cmd
	lines *bufio.Scanner
	leash io.Closer
	noise bytes.Buffer
}

func startChild(t *testing.T, url string, later, hold int, lines ...int) *child {
	t.Helper()
	c := &child{Cmd: exec.Command(os.Args[0])}
	c.Env = append(os.Environ(), orderURL+"="+url, fmt.Sprintf("%s=%d", orderLater, later), fmt.Sprintf("%s=%d", orderHold, hold))
	for _, n := range lines {
		c.Env = append(c.Env, fmt.Sprintf("%s=%d", orderLines, n))
	}
	c.Stderr = &c.noise
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if c.leash, err = c.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	c.lines = bufio.NewScanner(out)
	t.Cleanup(c.kill)
	return c
}

// await reads the child's lines up to one that begins so, n times; false when it ended before.
func (c *child) await(t *testing.T, prefix string, n int) bool {
	t.Helper()
	for n > 0 && c.lines.Scan() {
		if line := c.lines.Text(); strings.HasPrefix(line, prefix) {
			n--
		} else if strings.HasPrefix(line, "error") {
			t.Fatalf("the child failed: %s\n%s", line, c.noise.String())
		}
	}
	return n == 0
}

// kill ends the child by SIGKILL.
func (c *child) kill() {
	if c.ProcessState == nil {
		c.Process.Kill()
		c.Wait()
	}
}

// eachURL runs the test on both databases, filled and with 2021 published, and says where they are.
func eachURL(t *testing.T, firms int, test func(t *testing.T, url string, db *models.DB)) {
	for name, make := range map[string]func(testing.TB) string{"sqlite": modelstest.SQLiteURL, "mariadb": modelstest.MariaDBURL} {
		t.Run(name, func(t *testing.T) {
			url := make(t)
			db, err := models.Open(t.Context(), url)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { db.Close() })
			if err := models.Migrate(t.Context(), db); err != nil {
				t.Fatal(err)
			}
			populate(t, db, firms)
			publish(t, db, review(t, db, 2021))
			test(t, url, db)
		})
	}
}

// finish lets this process go on with the review, and compares it with an uninterrupted one.
func finish(t *testing.T, db *models.DB, leases int) {
	t.Helper()
	opt := options()
	opt.Now = later(strconv.Itoa(leases))
	r, err := Review(t.Context(), db, theBook(t), 2022, opt)
	if err != nil {
		t.Fatal(err)
	}
	whole, err := Review(t.Context(), db, theBook(t), 2022, opt)
	if err != nil {
		t.Fatal(err)
	}
	if r.ID == whole.ID {
		t.Fatalf("both reviews are %s", r.ID)
	}
	if diff := cmp.Diff(dump(t, db, whole.ID), dump(t, db, r.ID)); diff != "" {
		t.Error(diff)
	}
}

func TestReviewKilledBetweenBatchesGoesOnThere(t *testing.T) {
	eachURL(t, 60, func(t *testing.T, url string, db *models.DB) {
		c := startChild(t, url, 0, 21)
		if !c.await(t, "holding", 1) {
			t.Fatalf("the child ended\n%s", c.noise.String())
		}
		c.kill()
		killed, err := db.Review(t.Context(), "2022-1")
		if err != nil || killed.State != models.Running || killed.Done != 21 {
			t.Fatalf("after the kill: %+v, %v", killed, err)
		}
		if _, err := Review(t.Context(), db, theBook(t), 2022, options()); !errors.Is(err, models.ErrRunning) {
			t.Errorf("before the lease ended: %v", err)
		}
		finish(t, db, 1)
		if done, err := db.Review(t.Context(), "2022-1"); err != nil || done.State != models.Draft {
			t.Errorf("afterwards: %+v, %v", done, err)
		}
	})
}

func TestReviewKilledAgainAndAgainAtAnyMomentEndsAsIfNothingHadHappened(t *testing.T) {
	const firms, kills = 1400, 4
	eachURL(t, firms, func(t *testing.T, url string, db *models.DB) {
		for n := range kills {
			c := startChild(t, url, n, 0)
			batches := 1 + rand.IntN(firms/7/kills)
			if !c.await(t, "done", batches) {
				t.Fatalf("the child ended before batch %d\n%s", batches, c.noise.String())
			}
			c.kill() // whatever it is doing by now
			killed, err := db.Review(t.Context(), "2022-1")
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("killed at %d of %d firms, %s", killed.Done, killed.Firms, killed.State)
			if killed.State == models.Draft {
				break // it was faster
			}
		}
		finish(t, db, kills)
	})
}

// What the clauses give is stored after all firms are judged: killed there, a review neither loses nor doubles a line.
func TestReviewKilledWhileStoringEntitlementsCountsThemAnew(t *testing.T) {
	eachURL(t, 120, func(t *testing.T, url string, db *models.DB) {
		c := startChild(t, url, 0, 0, 14)
		if !c.await(t, "holding", 1) {
			t.Fatalf("the child ended\n%s", c.noise.String())
		}
		c.kill()
		killed, err := db.Review(t.Context(), "2022-1")
		if err != nil || killed.State != models.Running || killed.Done != killed.Firms || len(linesOf(t, db, killed.ID)) != 14 {
			t.Fatalf("after the kill: %+v, %v", killed, err)
		}
		c = startChild(t, url, 1, 0)
		if !c.await(t, "stored", 1) {
			t.Fatalf("the child ended\n%s", c.noise.String())
		}
		c.kill() // whatever it is doing by now
		finish(t, db, 2)
	})
}

func TestReviewIsRefusedWhileAnotherProcessIsAtIt(t *testing.T) {
	eachURL(t, 60, func(t *testing.T, url string, db *models.DB) {
		c := startChild(t, url, 0, 7)
		if !c.await(t, "holding", 1) {
			t.Fatalf("the child ended\n%s", c.noise.String())
		}
		_, err := Review(t.Context(), db, theBook(t), 2022, options())
		if !errors.Is(err, models.ErrRunning) || !strings.Contains(err.Error(), "/"+strconv.Itoa(c.Process.Pid)+"/") {
			t.Errorf("the second process was told: %v", err)
		}
		if _, err := Cancel(t.Context(), db, "2022-1", zhang, today(2024)); err != nil {
			t.Fatal(err)
		}
		c.leash.Close() // lets it go on, into the cancellation
		for c.lines.Scan() {
			if line := c.lines.Text(); line == "finished" {
				t.Error("the cancelled process finished its review")
			}
		}
	})
}
