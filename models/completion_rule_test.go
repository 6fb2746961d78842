package models

import (
	"strings"
	"testing"
)

// TestCompletionKnowsTheStatesInWhichAFirmHasLeft holds the condition of the query against the states that judging knows.
func TestCompletionKnowsTheStatesInWhichAFirmHasLeft(t *testing.T) {
	for state := range gone {
		if !strings.Contains(notGone, "'"+state+"'") {
			t.Errorf("%s is not in %s", state, notGone)
		}
	}
	if got := strings.Count(notGone, "'") / 2; got != len(gone) {
		t.Errorf("the condition names %d states, want %d", got, len(gone))
	}
}
