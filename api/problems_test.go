package api

import (
	"context"
	"errors"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"yunti/models"
)

// A reason for a refusal that the table forgets would be answered as a failure of ours.
func TestEveryReasonOfThePackagesBelowHasALine(t *testing.T) {
	table, err := os.ReadFile("problems.go")
	if err != nil {
		t.Fatal(err)
	}
	elsewhere := map[string]string{
		"models.ErrURL":         "only when the program starts",
		"models.ErrNotDatabase": "only when the program starts",
		"models.ErrBackup":      "only on the command line and by the scheduler",
		"importers.ErrKind":     "the contract refuses it first",
	}
	reason := regexp.MustCompile(`(?m)^\s*(?:var )?(Err[A-Z]\w*)\s*= errors\.New`)
	for _, pkg := range []string{"models", "importers", "exports", "jobs", "access"} {
		files, err := os.ReadDir("../" + pkg)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			if !strings.HasSuffix(f.Name(), ".go") {
				continue
			}
			text, err := os.ReadFile("../" + pkg + "/" + f.Name())
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range reason.FindAllSubmatch(text, -1) {
				name := pkg + "." + string(m[1])
				if elsewhere[name] == "" && !strings.Contains(string(table), "{"+name+",") {
					t.Errorf("%s has no line in problems.go", name)
				}
			}
		}
	}
}

func TestProblemsKeepDriversToThemselves(t *testing.T) {
	driver := errors.New("Error 1054 (42S22): Unknown column 'x' in 'field list'")
	for _, reason := range []error{models.ErrUnavailable, models.ErrBusy, models.ErrDenied, models.ErrReadOnly, models.ErrFull, models.ErrTooLong,
		models.ErrSchema, models.ErrNewer, context.DeadlineExceeded, errors.New("no reason of ours")} {
		p := problemOf(fmt.Errorf("%w: %w", reason, driver))
		if strings.Contains(p.Detail, "column") || p.Status < 400 {
			t.Errorf("%v: %+v", reason, p)
		}
	}
}

func TestCodesOfProblemsAreStableNames(t *testing.T) {
	name := regexp.MustCompile(`^[a-z_]+$`)
	for _, k := range problems {
		if !name.MatchString(k.code) || k.title == "" || k.status < 400 {
			t.Errorf("%+v", k)
		}
	}
}
