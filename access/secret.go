package access

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"math/big"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// newSecret returns 256 random bits as text.
func newSecret() string {
	bits := make([]byte, 32)
	rand.Read(bits) // never fails
	return base64.RawURLEncoding.EncodeToString(bits)
}

// hashSecret is what is stored of a secret. A secret is random and long, so no guessing from its hash is to be feared.
func hashSecret(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// newID returns the name of a session or token for people. It opens nothing.
func newID() string { return strings.ToLower(rand.Text()[:16]) }

// oneTimeSigns are what random passwords are made of: nothing that looks like something else on paper.
const oneTimeSigns = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789"

// oneTimePassword returns a random password for the user, in groups that can be read out: 93 random bits.
func oneTimePassword(username string) string {
	for {
		var b strings.Builder
		for i := range 16 {
			if i > 0 && i%4 == 0 {
				b.WriteByte('-')
			}
			b.WriteByte(oneTimeSigns[randomBelow(len(oneTimeSigns))])
		}
		if CheckPassword(username, b.String()) == nil {
			return b.String()
		}
	}
}

func randomBelow(n int) int {
	i, err := rand.Int(rand.Reader, big.NewInt(int64(n)))
	if err != nil {
		panic(err) // crypto/rand never fails
	}
	return int(i.Int64())
}

// foldUsername is a typed user name as it is stored and counted: the wide letters of a Chinese keyboard and capitals
// are the same name, so that no spelling of a name gives more guesses.
func foldUsername(typed string) string {
	return printable(strings.ToLower(norm.NFKC.String(strings.ToValidUTF8(clip(typed, 200), ""))), 64)
}

// printable is a text that somebody outside gives, fit for the records: no invisible characters, n characters at most.
func printable(s string, n int) string {
	s = strings.Map(func(r rune) rune {
		if !unicode.IsGraphic(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	return clip(strings.TrimSpace(s), n)
}

// clip cuts a text to n characters.
func clip(s string, n int) string {
	for i := range s {
		if n--; n < 0 {
			return s[:i]
		}
	}
	return s
}
