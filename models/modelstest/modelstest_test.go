package modelstest_test

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"yunti/models"
	"yunti/models/modelstest"
)

func TestMain(m *testing.M) { modelstest.Main(m) }

// TestServersEndWithTheProcessHoweverItEnds runs itself as a process that panics in the middle of a test, and as one
// that kills itself. Both hand a pipe on to all that they start; it ends when the last of them does.
func TestServersEndWithTheProcessHoweverItEnds(t *testing.T) {
	switch os.Getenv("YUNTI_TEST_END") {
	case "panic":
		fmt.Println("dir", modelstest.StartServer(t).Dir())
		panic("a bug")
	case "kill":
		fmt.Println("dir", modelstest.StartServer(t).Dir())
		syscall.Kill(os.Getpid(), syscall.SIGKILL)
	}
	modelstest.StartServer(t).Kill() // skips the test where there is no server
	for _, end := range []string{"panic", "kill"} {
		ours, theirs, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		run := exec.Command(os.Args[0], "-test.run=^TestServersEndWithTheProcessHoweverItEnds$")
		run.Env, run.ExtraFiles = append(os.Environ(), "YUNTI_TEST_END="+end), []*os.File{theirs}
		out, err := run.CombinedOutput()
		if err == nil {
			t.Errorf("%s: the process ended well", end)
		}
		theirs.Close()
		ours.SetReadDeadline(time.Now().Add(time.Minute))
		if _, err := io.ReadAll(ours); err != nil {
			t.Errorf("%s: something is still running: %v", end, err)
		}
		_, rest, _ := strings.Cut(string(out), "dir ")
		dir, _, _ := strings.Cut(rest, "\n")
		if _, err := os.Stat(dir); !os.IsNotExist(err) || !strings.Contains(dir, "yunti-mariadb-") {
			t.Errorf("%s: the folder %q is still there: %v", end, dir, err)
		}
	}
}

func TestEveryDatabaseIsItsOwn(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		modelstest.Fill(t, db, 20, 2023)
		modelstest.Each(t, func(t *testing.T, other *models.DB) {
			if _, total, err := other.Firms(t.Context(), models.Everything, models.FirmFilter{}); err != nil || total != 0 {
				t.Errorf("%d firms, %v", total, err)
			}
		})
		if _, total, err := db.Firms(t.Context(), models.Everything, models.FirmFilter{}); err != nil || total != 20 {
			t.Errorf("%d firms, %v", total, err)
		}
	})
}

func TestFloorReadsAndWritesEveryFirm(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		modelstest.Fill(t, db, 30, 2023)
		n, err := modelstest.Floor(t.Context(), db, "floor", 2023, []byte("verdict"))
		if err != nil || n != 30 {
			t.Fatalf("%d firms, %v", n, err)
		}
		r, err := db.Result(t.Context(), "floor", modelstest.Code(7))
		if err != nil || string(r.Verdict) != "verdict" || r.GrowthMove != "promoted" || !r.Missing {
			t.Errorf("%+v, %v", r, err)
		}
		if err := modelstest.Drop(t.Context(), db, "floor"); err != nil {
			t.Error(err)
		}
	})
}
