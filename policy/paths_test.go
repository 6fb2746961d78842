package policy

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

// settings is every parameter of the embedded book of a day.
func settings(t *testing.T, day Day) (*Edition, []Parameter) {
	t.Helper()
	book, err := Load(Embedded())
	if err != nil {
		t.Fatal(err)
	}
	ed, err := book.At(day)
	if err != nil {
		t.Fatal(err)
	}
	return ed, ed.Parameters()
}

func TestEveryListedParameterCanBeSetToWhatItIs(t *testing.T) {
	for _, year := range []int{2022, 2023, 2024, 2026} {
		ed, all := settings(t, YearEnd(year))
		digest := ed.Digest
		seen := map[string]bool{}
		for _, p := range all {
			if seen[p.Path] {
				t.Errorf("%d: %s is listed twice", year, p.Path)
			}
			seen[p.Path] = true
			if before, after, _ := strings.Cut(p.Text, "："); before == "" || after == "" {
				t.Errorf("%d: %s is %q in words", year, p.Path, p.Text)
			}
			if p.Value == "无" {
				continue
			}
			if err := ed.Set(p.Path, p.Value); err != nil || ed.Digest != digest {
				t.Errorf("%d: %s=%s: %v", year, p.Path, p.Value, err)
			}
			if got, ok := ed.Parameter(p.Path); !ok || got != p {
				t.Errorf("%d: %s is %v, want %v", year, p.Path, got, p)
			}
		}
		for _, path := range []string{"tier/gazelle/revenue_cagr_3y", "scale/51", "clause/4-a/rate", "clause/4-a/cap", "clause/4-c/pool", "clause/5-b/tolerance",
			"clause/5-e/fixed/incubator/省级", "clause/16-a/repeat", "measures/round"} {
			if !seen[path] {
				t.Errorf("%d: %s is not listed", year, path)
			}
		}
	}
}

func TestAMistypedPathIsAnsweredWithTheNearest(t *testing.T) {
	ed, _ := settings(t, YearEnd(2023))
	for path, want := range map[string]string{
		"tier/gazele/revenue_cagr_3y": "tier/gazelle/revenue_cagr_3y",
		"tier/gazele/revenue":         "tier/gazelle/revenue_rise",
		"clause/5b/fixed":             "clause/5-b/fixed",
		"clause/4-c/pol":              "clause/4-c/pool",
		"measure/round":               "measures/round",
	} {
		if err := ed.Set(path, "1 元"); !errors.Is(err, ErrNoSuchNumber) {
			t.Errorf("%s: %v", path, err)
		}
		if near := ed.Near(path, 3); !slices.Contains(near, want) {
			t.Errorf("%s: %v lack %s", path, near, want)
		}
	}
}

func TestDistanceCountsChanges(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"", "省级", 2}, {"省级", "市级", 1}, {"pool", "pol", 1}, {"kitten", "sitting", 3}} {
		if got := distance(c.a, c.b); got != c.want {
			t.Errorf("%q, %q: %d, want %d", c.a, c.b, got, c.want)
		}
	}
}
