package tiering

import (
	"testing"

	"yunti/policy"
)

func TestWorkedCasesOfTheBookHold(t *testing.T) {
	book, err := embeddedBook()
	if err != nil {
		t.Fatal(err)
	}
	results, err := RunCases(policy.Embedded(), book)
	if err != nil {
		t.Fatal(err)
	}
	if len(results) == 0 {
		t.Fatal("the book has no worked cases")
	}
	for _, r := range results {
		if !r.OK() {
			t.Error(r)
		}
	}
	t.Logf("%d cases", len(results))
}
