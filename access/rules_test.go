package access_test

import (
	"errors"
	"strings"
	"testing"

	"yunti/access"
)

func TestPasswordsThatAreRefusedAndWhy(t *testing.T) {
	for _, c := range []struct{ username, password, why string }{
		{"li", "", "至少 12 个字符（现在 0 个）"},
		{"li", "Tq4-wRn9kZv", "至少 12 个字符（现在 11 个）"},
		{"li", "山高水长9Tq", "至少 12 个字符（现在 7 个）"},
		{"li", strings.Repeat("Tq4-wRn9kZ", 10) + "x", "最多 100 个字符"},
		{"li", strings.Repeat("\u0345Tq4", 400), "最多 100 个字符"},
		{"wang", "tqwrnkzvhs", "至少要有三种"},
		{"wang", "tqwrnkzvhs82", "至少要有三种"},
		{"wang", "ｔｑｗｒｎｋｚｖｈｓ８２", "至少要有三种"}, // wide letters are letters
		{"wang", "TQWRN-KZVHS", "至少要有三种"},
		{"wang.wei", "Tq4-Wang.Wei-82", "用户名"},
		{"wang.wei", "Tq4-ＷＡＮＧ.wei-82", "用户名"},
		{"li", "P@ssw0rd123", "常见"},
		{"li", "Password2026!", "常见"},
		{"li", "Passw0rd!!", "常见"},
		{"li", "Pass-word-2026", "常见"},
		{"li", "Adm1n@123456", "常见"},
		{"li", "@Dmin12345", "常见"},
		{"li", "Kunming@2026", "常见"},
		{"li", "Aa123456!@#", "常见"},
		{"li", "Abc1234567", "常见"},
		{"li", "1qaz@WSX3edc", "常见"},
		{"li", "!QAZ2wsx#EDC", "常见"},
		{"li", "Qwer!@#$1234", "常见"},
		{"li", "Ｐａｓｓｗｏｒｄ９！", "常见"},
		{"li", "Tq4-wRn9\nkZ", "控制字符"},
	} {
		err := access.CheckPassword(c.username, c.password)
		if !errors.Is(err, access.ErrWeak) || !strings.Contains(err.Error(), c.why) {
			t.Errorf("%q for %s: got %v, want %q", c.password, c.username, err, c.why)
		}
	}
}

func TestAWeakPasswordIsToldAllItsFaultsAtOnce(t *testing.T) {
	err := access.CheckPassword("root", "root")
	if missing := lacks(err.Error(), "至少 12 个字符", "三种", "用户名", "常见"); missing != nil {
		t.Errorf("%q lacks %q", err, missing)
	}
	if strings.Contains(err.Error(), "root") {
		t.Errorf("%q repeats the password", err)
	}
}

func TestPasswordsThatAreGood(t *testing.T) {
	for _, password := range []string{"Tq4wRn9kZvHs", "tq4-wrn9kzvh", "TQ4-WRN9KZVH", "correct horse Battery", "山高水长 Yueming 三更", "滇池月色2026Aa真好看", "11-Stallions",
		"admiral-Kestrel-7", strings.Repeat("Tq4-wRn9kZ", 10), "Tq4 wRn9 kZv"} {
		if err := access.CheckPassword("zhang.san", password); err != nil {
			t.Errorf("%q: %v", password, err)
		}
	}
}

func TestOneTimePasswordsSatisfyTheRulesAndNeverRepeat(t *testing.T) {
	seen := map[string]bool{}
	for range 2000 {
		for _, username := range []string{"ab", "x9", "zhang.san"} {
			p := access.OneTimePassword(username)
			if err := access.CheckPassword(username, p); err != nil || seen[p] || len(p) != 19 || strings.ContainsAny(p, "0O1lIo") {
				t.Fatalf("%q for %s: %v", p, username, err)
			}
			seen[p] = true
		}
	}
}
