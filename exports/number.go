package exports

import (
	"crypto/rand"
	"fmt"
	"regexp"
)

// numberLetters are the letters of a number: none that is taken for another one on paper (no I, L, O, 0, 1).
const numberLetters = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"

// numberShape finds a number in a text.
var numberShape = regexp.MustCompile(`YT\d{4}-[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}`)

// newNumber draws the 核验编号 of a workbook of a year: YT2023-7KQ4-M2XW. There are 8·10¹¹ of them a year, so nobody guesses one
// that exists, and the key of the table refuses one that was drawn before.
func newNumber(year int) string {
	var b [8]byte
	for i := range b {
		b[i] = randomLetter()
	}
	return fmt.Sprintf("YT%04d-%s-%s", year, b[:4], b[4:])
}

// randomLetter draws a letter, each as likely as the others.
func randomLetter() byte {
	const fair = 256 / len(numberLetters) * len(numberLetters)
	for {
		var b [1]byte
		_, _ = rand.Read(b[:]) // never fails
		if int(b[0]) < fair {
			return numberLetters[int(b[0])%len(numberLetters)]
		}
	}
}
