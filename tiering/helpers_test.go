package tiering

import (
	"sync"
	"testing"

	"yunti/policy"
)

var embeddedBook = sync.OnceValues(func() (*policy.Book, error) { return policy.Load(policy.Embedded()) })

// bookEdition returns the embedded book's edition at the end of a year.
func bookEdition(t testing.TB, year int) *policy.Edition {
	t.Helper()
	book, err := embeddedBook()
	if err != nil {
		t.Fatal(err)
	}
	e, err := book.At(policy.YearEnd(year))
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// bookJudge compiles that edition.
func bookJudge(t testing.TB, year int) *Judge {
	t.Helper()
	j, err := Compile(bookEdition(t, year))
	if err != nil {
		t.Fatal(err)
	}
	return j
}

func wan(x int64) int64 { return x * int64(policy.Wan) }

// line makes the figures of a year from pairs.
func figures(year int, set map[Figure]int64) Figures {
	f := Figures{Year: year}
	for k, v := range set {
		f.Set(k, v)
	}
	return f
}
