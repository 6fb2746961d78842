//go:build unix

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
)

// The program's files hold figures of firms: under the usual umask everybody on the machine could read them.
func TestWhateverTheProgramWritesIsItsOwnersOnly(t *testing.T) {
	const asked = "YUNTI_TEST_WRITES"
	if dir := os.Getenv(asked); dir != "" { // the program, started by the test below
		syscall.Umask(0o022)
		os.Args = []string{"yunti", "sample", "--firms", "3", "--out", filepath.Join(dir, "rosters")}
		main()
	}
	dir := t.TempDir()
	program := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$")
	program.Env = append(os.Environ(), asked+"="+dir)
	if out, err := program.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	// The rosters are of invented firms, and open; the folder shows what holds for all that says nothing of its own.
	if info, err := os.Stat(filepath.Join(dir, "rosters")); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	file := filepath.Join(dir, "template.xlsx")
	done(t, "template", "firms", "-o", file)
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}
