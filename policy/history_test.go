package policy

import (
	"testing"
	"time"
)

func TestHistoryHasAnEditionOfEveryDayOfChange(t *testing.T) {
	book, err := Load(Embedded())
	if err != nil {
		t.Fatal(err)
	}
	begun := time.Now()
	list := book.History()
	t.Logf("%d editions in %v", len(list), time.Since(begun))
	var previous Day
	for _, e := range list {
		t.Log(e.Day)
		if e.Day <= previous {
			t.Errorf("%s after %s", e.Day, previous)
		}
		previous = e.Day
		if e.Day < book.From() {
			continue
		}
		at, err := book.At(e.Day)
		if err != nil {
			t.Fatal(err)
		}
		if err := e.seal(); err != nil || e.Digest != at.Digest {
			t.Errorf("%s: %s, At has %s, %v", e.Day, e.Digest, at.Digest, err)
		}
	}
}
