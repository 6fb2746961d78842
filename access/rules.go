package access

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"yunti/models"
)

// The rules for passwords. GB/T 22239-2019 8.1.4.1 a) asks for complexity and for regular change, OWASP ASVS 2.1.1 for twelve
// characters.
const (
	passwordLeast = 12  // characters
	passwordMost  = 100 // characters
	passwordBytes = 1000
	passwordKinds = 3 // of capitals, small letters, digits and others
	passwordAge   = 90 * 24 * time.Hour
)

// CheckPassword checks a password for the user against the rules. ErrWeak says all that is wrong.
func CheckPassword(username, password string) error {
	var wrong []string
	folded := norm.NFKC.String(password)
	switch n := utf8.RuneCountInString(folded); {
	case n < passwordLeast:
		wrong = append(wrong, fmt.Sprintf("至少 %d 个字符（现在 %d 个）", passwordLeast, n))
	case n > passwordMost || len(password) > passwordBytes:
		wrong = append(wrong, fmt.Sprintf("最多 %d 个字符", passwordMost))
	}
	if kinds(folded) < passwordKinds {
		wrong = append(wrong, "大写字母、小写字母、数字、其他符号中至少要有三种")
	}
	if name := foldUsername(username); name != "" && strings.Contains(strings.ToLower(folded), name) {
		wrong = append(wrong, "不能含有用户名")
	}
	if wellKnown(folded) {
		wrong = append(wrong, "不能是常见的密码")
	}
	if strings.ContainsFunc(folded, func(r rune) bool { return unicode.IsControl(r) || r == utf8.RuneError }) {
		wrong = append(wrong, "不能含有控制字符")
	}
	if len(wrong) > 0 {
		return fmt.Errorf("%w：%s", ErrWeak, strings.Join(wrong, "；"))
	}
	return nil
}

// kinds counts which of capitals, small letters, digits and others there are.
func kinds(password string) int {
	var found [4]bool
	for _, r := range password {
		switch {
		case 'A' <= r && r <= 'Z':
			found[0] = true
		case 'a' <= r && r <= 'z':
			found[1] = true
		case '0' <= r && r <= '9':
			found[2] = true
		default:
			found[3] = true
		}
	}
	n := 0
	for _, f := range found {
		if f {
			n++
		}
	}
	return n
}

// knownWords are what well-known passwords consist of beside digits and signs.
var knownWords = []string{"abcd", "abcde", "abcdef", "admin", "administrator", "adminadmin", "root", "rootroot", "system", "manager", "guest", "user", "test",
	"testtest", "demo", "temp", "login", "default", "changeme", "letmein", "welcome", "hello", "master", "secret", "service", "server", "oracle", "mysql",
	"password", "passwordpassword", "passwd", "mypassword", "pass", "qwer", "qwert", "qwerty", "qwertyuiop", "qweasd", "qweasdzxc", "asdf", "asdfgh", "asdfghjkl",
	"zxcv", "zxcvbn", "zxcvbnm", "qazwsx", "qazwsxedc", "iloveyou", "woaini", "mima", "monkey", "dragon", "football", "sunshine", "princess", "superman",
	"huawei", "xiaomi", "lenovo", "china", "zhongguo", "yunnan", "kunming", "wuhua", "panlong", "guandu", "xishan", "chenggong", "keji", "kejiju",
	"yunti", "fuhuaqi", "gaoxin", "qiye"}

// knownWalks are counts and walks over the keyboard.
var knownWalks = []string{"123456", "654321", "111111", "000000", "666666", "888888", "123123", "5201314", "1q2w3e4r", "q1w2e3r4", "1qaz2wsx", "zaq12wsx",
	"1qazxsw2", "2wsx3edc", "1a2b3c4d", "a1b2c3d4", "qwe123", "123qwe"}

// walkBeside is how many characters beside a walk do not make it any better.
const walkBeside = 5

// The ways in which people dress up a well-known password: signs that look like letters, and the shift key held down.
var (
	lookalikes = []*strings.Replacer{
		strings.NewReplacer(),
		strings.NewReplacer("@", "a", "4", "a", "3", "e", "1", "l", "!", "l", "0", "o", "$", "s", "5", "s", "7", "t"),
		strings.NewReplacer("@", "a", "4", "a", "3", "e", "1", "i", "!", "i", "0", "o", "$", "s", "5", "s", "7", "t"),
	}
	unshift = strings.NewReplacer("!", "1", "@", "2", "#", "3", "$", "4", "%", "5", "^", "6", "&", "7", "*", "8", "(", "9", ")", "0")
)

// wellKnown says whether a password is one of those that are tried first: a well-known word with digits and signs about
// it, or a walk over the keyboard with little beside it.
func wellKnown(password string) bool {
	small := strings.ToLower(password)
	sign := func(r rune) bool { return r < unicode.MaxASCII && (r < 'a' || r > 'z') }
	for _, core := range []string{strings.TrimRightFunc(small, sign), strings.TrimFunc(small, sign)} {
		for _, l := range lookalikes {
			letters := strings.Map(func(r rune) rune {
				if sign(r) {
					return -1
				}
				return r
			}, l.Replace(core))
			if slices.Contains(knownWords, letters) {
				return true
			}
		}
	}
	plain := unshift.Replace(small)
	for _, walk := range knownWalks {
		if strings.Contains(plain, walk) && utf8.RuneCountInString(plain)-len(walk) <= walkBeside {
			return true
		}
	}
	return false
}

// tooOld says whether the user must choose another password because of its age.
func tooOld(now time.Time, u *models.User) bool {
	return u.Password != "" && now.Sub(u.PasswordAt) >= passwordAge
}

// OneTimeLife is how long a one-time password opens the door. Nobody is told when it has expired; the administrator sees it.
const OneTimeLife = 14 * 24 * time.Hour

// expired says whether the user's one-time password was not used in time.
func expired(now time.Time, u *models.User) bool {
	return u.MustChange && now.Sub(u.PasswordAt) >= OneTimeLife
}

// Expired says whether the user must be given another one-time password to sign in by one.
func Expired(now time.Time, u *models.User) bool { return u.Password != "" && expired(now, u) }

// mustChange says whether the user of the session must change the password before anything else. It does not concern one
// who came by another way.
func mustChange(now time.Time, u *models.User, s *models.Session) bool {
	return s.Way == models.WayPassword && (u.MustChange || tooOld(now, u))
}
