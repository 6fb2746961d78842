package models

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// TestLedgerPageSaysWhatTheTableSays prints the table of ways as docs/ledger.md has it.
func TestLedgerPageSaysWhatTheTableSays(t *testing.T) {
	text, err := os.ReadFile("../docs/ledger.md")
	if err != nil {
		t.Fatal(err)
	}
	page := string(text)
	var table strings.Builder
	table.WriteString("| act | 中文 | from | to | who | only when |\n|---|---|---|---|---|---|\n")
	for _, w := range ledgerWays {
		from := strings.Join(w.from, ", ")
		if from == "" {
			from = "–"
		}
		fmt.Fprintf(&table, "| %s | %s | %s | %s | %s | %s |\n", w.act, settlementActs[w.act], from, w.to, strings.Join(w.roles, ", "), w.when)
	}
	_, rest, found := strings.Cut(page, "## 办理\n\n")
	got, _, _ := strings.Cut(rest, "\n\n")
	if !found || got+"\n" != table.String() {
		t.Errorf("docs/ledger.md has\n%s\nwant\n%s", got, table.String())
	}
	for state, name := range settlementStates {
		if !strings.Contains(page, fmt.Sprintf("| %s | %s |", state, name)) {
			t.Errorf("docs/ledger.md lacks the state %s %s", state, name)
		}
	}
	for _, w := range ledgerWays {
		for _, state := range append(w.from, w.to) {
			if state != "" && settlementStates[state] == "" {
				t.Errorf("%s: unknown state %q", w.act, state)
			}
		}
	}
}
