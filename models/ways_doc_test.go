package models

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// TestFilingsPageSaysWhatTheTableSays prints the table of ways as docs/filings.md has it.
func TestFilingsPageSaysWhatTheTableSays(t *testing.T) {
	text, err := os.ReadFile("../docs/filings.md")
	if err != nil {
		t.Fatal(err)
	}
	page := string(text)
	var table strings.Builder
	table.WriteString("| act | 中文 | from | to | who | whose filings | only when |\n|---|---|---|---|---|---|---|\n")
	for _, w := range filingWays {
		from, whose := strings.Join(w.from, ", "), "all it sees"
		if from == "" {
			from = "–"
		}
		if w.side == ownSide {
			whose = "its own side's"
		}
		row := fmt.Sprintf("| %s | %s | %s | %s | %s | %s | %s |", w.act, filingActs[w.act], from, w.to, strings.Join(w.roles, ", "), whose, w.when)
		table.WriteString(strings.ReplaceAll(row, "|  |", "| |") + "\n")
	}
	_, rest, found := strings.Cut(page, "## What can become of a filing\n\n")
	got, _, _ := strings.Cut(rest, "\n\n")
	if !found || got+"\n" != table.String() {
		t.Errorf("docs/filings.md has\n%s\nwant\n%s", got, table.String())
	}
	for state, name := range filingStates {
		if state != FilingPlanning && !strings.Contains(page, fmt.Sprintf("| %s | %s |", state, name)) {
			t.Errorf("docs/filings.md lacks the state %s %s", state, name)
		}
	}
}

func TestEveryWayUsesKnownWords(t *testing.T) {
	for _, w := range filingWays {
		for _, state := range append(w.from, w.to) {
			if state != "" && filingStates[state] == "" {
				t.Errorf("%s: unknown state %q", w.act, state)
			}
		}
		if filingActs[w.act] == "" {
			t.Errorf("unknown act %q", w.act)
		}
		for _, role := range w.roles {
			if RoleNames[role] == "" {
				t.Errorf("%s: unknown role %q", w.act, role)
			}
		}
	}
}
