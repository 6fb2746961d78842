package policy

import (
	"maps"
	"slices"
)

// History reads the book as it stood on every day on which something in it changes, the earliest first: what each number was, and from when.
// It also reads days before From, on which the book is not whole and answers for nobody; At is the way to an edition that judges.
func (b *Book) History() []*Edition {
	todo, read := []Day{firstDay}, map[Day]*Edition{}
	for len(todo) > 0 {
		day := todo[0]
		todo = todo[1:]
		if read[day] != nil {
			continue
		}
		r := b.reader(day, faultSet{})
		r.from = firstDay
		read[day] = r.edition()
		todo = append(todo, slices.Collect(maps.Keys(r.breaks))...)
	}
	var list []*Edition
	for _, day := range slices.Sorted(maps.Keys(read)) {
		list = append(list, read[day])
	}
	return list
}

// firstDay is earlier than any day of a book.
const firstDay Day = 1_01_01
