package access_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"yunti/access"
	"yunti/models"
)

func TestTheRightPasswordOpensASession(t *testing.T) {
	each(t, func(o *office) {
		password := o.person("zhang.san", models.RoleCounty)
		o.later(time.Hour)
		secret, s, u, err := o.desk.SignIn(o.Context(), o.now, "zhang.san", password, home, "测试浏览器\x00\n"+strings.Repeat("长", 300), "r7")
		o.must(err)
		if u.Username != "zhang.san" || u.Role != models.RoleCounty || u.County != "530102" || !u.MustChange {
			o.Errorf("user %+v", u)
		}
		if s.Way != "password" || s.From != home || len([]rune(s.Agent)) != 200 || strings.ContainsAny(s.Agent, "\x00\n") ||
			!s.CreatedAt.Equal(o.now) || !s.ExpiresAt.Equal(o.now.Add(12*time.Hour)) || !s.IdleUntil().Equal(o.now.Add(30*time.Minute)) {
			o.Errorf("session %+v", s)
		}
		again, other, err := o.desk.Session(o.Context(), o.now, secret)
		o.must(err)
		if again.ID != s.ID || other.Username != "zhang.san" || other.SignedIn == nil || !other.SignedIn.Equal(o.now) || !other.MustChange {
			o.Errorf("read back: %+v %+v", again, other)
		}
		line, detail := o.lastAct()
		if line.Action != "session.open" || line.Who != "zhang.san" || line.Role != models.RoleCounty || line.From != home || line.Request != "r7" ||
			line.Subject != "zhang.san" || detail["session"] != s.ID || detail["way"] != "password" {
			o.Errorf("audit line %+v %v", line, detail)
		}
		second, _, _ := o.signIn("zhang.san", password)
		if second == secret {
			o.Error("two sessions have the same secret")
		}
	})
}

// TestNobodyLearnsWhyASignInFails tries every account that cannot be signed in to: the same words, the same single hash, the
// same count and the same line in the trail.
func TestNobodyLearnsWhyASignInFails(t *testing.T) {
	each(t, func(o *office) {
		good := o.person("zhang.san")
		disabled := o.person("disabled")
		o.change("disabled", access.Change{Disabled: ptr(true)})
		_, _, err := o.desk.AddUser(o.Context(), o.now, boss, edition(), access.NewUser{Username: "outside", Name: "外", Role: models.RoleCity, External: "idp|7", Only: true})
		o.must(err)
		broken := o.person("broken")
		o.must(o.db.Write.Model(&models.User{}).Where("username = ?", "broken").Update("password", "$argon2id$v=19$m=4294967295,t=1,p=1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA").Error)
		for i, c := range []struct{ name, username, password string }{
			{"wrong password", "zhang.san", good + "x"},
			{"unknown name", "nobody", good},
			{"disabled, right password", "disabled", disabled},
			{"only the identity provider", "outside", ""},
			{"only the identity provider, some password", "outside", good},
			{"a stored password that cannot be read", "broken", broken},
			{"no password", "zhang.san", ""},
			{"no name", "", good},
			{"a name that cannot be", "'; DROP TABLE users; --", good},
			{"a name of no text", "\xff\xfe\x00\u202e", good},
			{"a very long name", strings.Repeat("张", 100_000), good},
			{"a very long password", "zhang.san", strings.Repeat(good, 10_000)},
		} {
			from := "10.1.0." + string(rune('1'+i))
			before, hashed := o.acts("session.fail"), o.hashes.Load()
			err := o.try(o.desk, c.username, c.password, from)
			if !errors.Is(err, access.ErrSignIn) || err.Error() != access.ErrSignIn.Error() {
				o.Errorf("%s: %v", c.name, err)
			}
			if n := o.hashes.Load() - hashed; n != 1 {
				o.Errorf("%s: %d hashes, want 1", c.name, n)
			}
			if n := o.acts("session.fail") - before; n != 1 {
				o.Errorf("%s: %d lines in the trail", c.name, n)
			}
			line, _ := o.lastAct()
			if line.Who != "未登录" || line.Role != "" || line.From != from || line.Detail != "" || len([]rune(line.Subject)) > 64 || !utf8.ValidString(line.Subject) || strings.ContainsAny(line.Subject, "\x00\u202e") {
				o.Errorf("%s: line %+v", c.name, line)
			}
			var a models.Attempt
			o.must(o.db.Read.Take(&a, "subject = ?", "from:"+from).Error)
			if a.Failures != 1 {
				o.Errorf("%s: the address has %d failures", c.name, a.Failures)
			}
			o.must(o.db.Write.Where("subject LIKE ?", "user:%").Delete(&models.Attempt{}).Error)
		}
		if n := o.count(&models.Session{}); n != 0 {
			o.Errorf("%d sessions were opened", n)
		}
	})
}

func TestAPasswordIsTheSameInWideLetters(t *testing.T) {
	each(t, func(o *office) {
		o.person("zhang.san")
		o.must(o.desk.SetPassword(o.Context(), o.now, boss, "zhang.san", "Tq4-wRn9kZ 滇池"))
		o.signIn("zhang.san", "Ｔｑ４－ｗＲｎ９ｋＺ　滇池")
		if err := o.try(o.desk, "zhang.san", "tq4-wrn9kz 滇池", home); !errors.Is(err, access.ErrSignIn) {
			o.Errorf("case does not matter: %v", err)
		}
	})
}

func TestAPasswordHashedAtAnotherCostIsHashedAnew(t *testing.T) {
	each(t, func(o *office) {
		password := o.person("zhang.san") // by a cheap desk
		before := o.user("zhang.san")
		o.desk = access.NewDesk(o.db)
		if err := o.try(o.desk, "zhang.san", password+"x", home); !errors.Is(err, access.ErrSignIn) || o.user("zhang.san").Password != before.Password {
			o.Fatalf("a wrong password: %v, now %s", err, o.user("zhang.san").Password)
		}
		o.signIn("zhang.san", password)
		after := o.user("zhang.san")
		if !strings.HasPrefix(after.Password, "$argon2id$v=19$m=19456,t=2,p=1$") {
			o.Errorf("stored as %s", after.Password)
		}
		if !after.PasswordAt.Equal(before.PasswordAt) || after.MustChange != before.MustChange || after.Version != before.Version {
			o.Error("hashing anew made the password new")
		}
		o.desk.OnHash(func() { o.hashes.Add(1) })
		o.hashes.Store(0)
		o.signIn("zhang.san", password)
		if o.hashes.Load() != 1 || o.user("zhang.san").Password != after.Password {
			o.Errorf("%d hashes for a password of the present cost", o.hashes.Load())
		}
	})
}

func TestTwoPeopleWithOnePasswordAreStoredDifferently(t *testing.T) {
	each(t, func(o *office) {
		for _, name := range []string{"zhang.san", "li.si"} {
			o.person(name)
			o.must(o.desk.SetPassword(o.Context(), o.now, boss, name, good(1)))
		}
		if o.user("zhang.san").Password == o.user("li.si").Password {
			o.Error("the hash has no salt")
		}
	})
}

func TestAOneTimePasswordThatIsNotUsedInTimeOpensNothing(t *testing.T) {
	each(t, func(o *office) {
		password := o.person("zhang.san")
		o.later(access.OneTimeLife - time.Millisecond)
		o.signIn("zhang.san", password)
		if access.Expired(o.now, o.user("zhang.san")) {
			o.Error("expired too early")
		}
		o.later(time.Millisecond)
		o.hashes.Store(0)
		if err := o.try(o.desk, "zhang.san", password, home); !errors.Is(err, access.ErrSignIn) || o.hashes.Load() != 1 || !access.Expired(o.now, o.user("zhang.san")) {
			o.Errorf("%v after %d hashes", err, o.hashes.Load())
		}
		password, err := o.desk.ResetPassword(o.Context(), o.now, boss, "zhang.san")
		o.must(err)
		_, s, _ := o.signIn("zhang.san", password)
		_, _, err = o.replace(s, password, good(1))
		o.must(err)
		o.later(2 * access.OneTimeLife)
		o.signIn("zhang.san", good(1)) // one's own password lasts
	})
}

// TestWhoIsShutOutWhileThePasswordIsHashedStaysOut lets things happen between the look at the account and the session.
func TestWhoIsShutOutWhileThePasswordIsHashedStaysOut(t *testing.T) {
	each(t, func(o *office) {
		for name, meanwhile := range map[string]func(username string){
			"disabled": func(u string) { o.change(u, access.Change{Disabled: ptr(true)}) },
			"password": func(u string) {
				_, err := o.another().ResetPassword(o.Context(), o.now, boss, u)
				o.must(err)
			},
		} {
			password := o.person(name)
			desk, once := o.another(), false
			desk.OnHash(func() {
				if !once {
					once = true
					meanwhile(name)
				}
			})
			if err := o.try(desk, name, password, home); !errors.Is(err, access.ErrSignIn) {
				o.Errorf("%s changed meanwhile: %v", name, err)
			}
		}
		if n := o.count(&models.Session{}); n != 0 {
			o.Errorf("%d sessions were opened", n)
		}
	})
}

func TestWhoHangsUpHasGuessedAllTheSame(t *testing.T) {
	each(t, func(o *office) {
		o.person("zhang.san")
		ctx, hangUp := context.WithCancel(o.Context())
		desk := o.another()
		desk.OnHash(hangUp)
		_, _, _, err := desk.SignIn(ctx, o.now, "zhang.san", "wrong", home, "", "")
		if !errors.Is(err, access.ErrSignIn) || o.acts("session.fail") != 1 {
			o.Errorf("%v, %d lines in the trail", err, o.acts("session.fail"))
		}
	})
}

func TestTooManyHashesAtOnceAreTurnedAwayUncounted(t *testing.T) {
	each(t, func(o *office) {
		password := o.person("zhang.san")
		desk, inside, leave := o.another(), make(chan struct{}, 2), make(chan struct{})
		desk.OnHash(func() { inside <- struct{}{}; <-leave })
		desk.Patience(time.Millisecond)
		done := make(chan error, 2)
		for _, name := range []string{"aa", "bb"} {
			go func() { done <- o.try(desk, name, "x", "10.2.0.1") }()
		}
		<-inside
		<-inside
		if err := o.try(desk, "zhang.san", password, home); !errors.Is(err, access.ErrCrowded) {
			o.Errorf("a third one: %v", err)
		}
		ctx, cancel := context.WithCancel(o.Context())
		cancel()
		desk.Patience(time.Minute)
		if _, _, _, err := desk.SignIn(ctx, o.now, "zhang.san", password, home, "", ""); !errors.Is(err, context.Canceled) {
			o.Errorf("one who gave up waiting: %v", err)
		}
		close(leave)
		for range 2 {
			if err := <-done; !errors.Is(err, access.ErrSignIn) {
				o.Error(err)
			}
		}
		var counted int64
		o.must(o.db.Read.Model(&models.Attempt{}).Where("subject <> ?", "from:10.2.0.1").Count(&counted).Error)
		if counted != 2 { // the two names that were hashed
			o.Error("somebody who was turned away was counted")
		}
		o.signIn("zhang.san", password)
	})
}

func TestSomebodyVouchedForElsewhereIsAdmittedUnlessDisabled(t *testing.T) {
	each(t, func(o *office) {
		_, u, err := o.desk.AddUser(o.Context(), o.now, boss, edition(), access.NewUser{Username: "outside", Name: "外", Role: models.RoleCity, External: "https://idp.example|42", Only: true})
		o.must(err)
		found, err := o.db.UserByExternal(o.Context(), "https://idp.example|42")
		o.must(err)
		secret, s, err := o.desk.Open(o.Context(), o.now, found, "oidc", home, "", "r9")
		o.must(err)
		if o.hashes.Load() != 0 || s.Way != "oidc" || s.Username != u.Username {
			o.Errorf("session %+v after %d hashes", s, o.hashes.Load())
		}
		_, me, err := o.desk.Session(o.Context(), o.now, secret)
		o.must(err)
		if me.MustChange {
			o.Error("must change a password that he does not have")
		}
		o.guesses(19, numbered("user%d"), always(home), o.desk)
		for range 3 {
			_, _, err := o.desk.Open(o.Context(), o.now, found, models.WayOIDC, home, "", "")
			o.must(err)
		}
		if hashed, _ := o.guesses(3, numbered("more%d"), always(home), o.desk); hashed != 1 {
			o.Errorf("signing in elsewhere gave the address %d more guesses, want 1", hashed)
		}
		stale := *found
		o.change("outside", access.Change{Disabled: ptr(true)})
		for _, u := range []*models.User{o.user("outside"), &stale} { // told, and not yet told, that he is disabled
			if _, _, err := o.desk.Open(o.Context(), o.now, u, "oidc", home, "", ""); !errors.Is(err, access.ErrSignIn) {
				o.Errorf("disabled: %v", err)
			}
		}
		if _, _, err := o.desk.Session(o.Context(), o.now, secret); !errors.Is(err, access.ErrSignedOut) {
			o.Errorf("the session lives on: %v", err)
		}
		if _, err := o.db.UserByExternal(o.Context(), "https://idp.example|4"); !errors.Is(err, models.ErrNotFound) {
			o.Errorf("a stranger: %v", err)
		}
	})
}
