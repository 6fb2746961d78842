package models_test

import (
	"strings"
	"testing"

	"yunti/models"
)

func TestPlainLeavesOutTheDriversWords(t *testing.T) {
	db, err := models.Open(t.Context(), "mysql://nobody:x@127.0.0.1:1/yunti")
	if err == nil {
		db.Close()
		t.Fatal("a closed port was opened")
	}
	if !strings.Contains(err.Error(), "dial tcp") {
		t.Fatalf("the error no longer carries the cause: %v", err)
	}
	if plain := models.Plain(err); strings.Contains(plain, "dial") || !strings.Contains(plain, "127.0.0.1:1") {
		t.Errorf("told people %q", plain)
	}
}
