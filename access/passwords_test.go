package access_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"yunti/access"
	"yunti/models"
)

// replace changes the password from home.
func (o *office) replace(s *models.Session, old, password string) (secret string, next *models.Session, err error) {
	return o.desk.ChangePassword(o.Context(), o.now, s, old, password, home, "新浏览器", "r3")
}

// good is the nth of many good passwords.
func good(n int) string { return fmt.Sprintf("Tq4-wRn9kZ-%d", n) }

func TestAChangedPasswordEndsAllSessionsAndOpensANewOne(t *testing.T) {
	each(t, func(o *office) {
		first := o.person("zhang.san")
		other, _, _ := o.signIn("zhang.san", first)
		secret, s, u := o.signIn("zhang.san", first)
		if !u.MustChange {
			o.Error("a one-time password need not be changed")
		}
		version := o.user("zhang.san").Version
		o.later(time.Hour / 4)
		fresh, next, err := o.replace(s, first, good(1))
		o.must(err)
		if line, detail := o.lastAct(); line.Action != "password.change" || line.Who != "zhang.san" || line.Role != models.RoleCity || line.From != home ||
			line.Request != "r3" || detail["sessions_ended"] != 2.0 {
			o.Errorf("audit line %+v %v", line, detail)
		}
		for _, old := range []string{other, secret} {
			if _, _, err := o.session(old); !errors.Is(err, access.ErrSignedOut) {
				o.Errorf("an old session lives: %v", err)
			}
		}
		me, now, err := o.session(fresh)
		o.must(err)
		if me.MustChange || now.ID != next.ID || now.ID == s.ID || !now.CreatedAt.Equal(o.now) || now.Agent != "新浏览器" || me.Version != version+1 {
			o.Errorf("afterwards %+v %+v", me, now)
		}
		if err := o.try(o.desk, "zhang.san", first, home); !errors.Is(err, access.ErrSignIn) {
			o.Errorf("the old password: %v", err)
		}
		o.signIn("zhang.san", good(1))
	})
}

// A one-time password is given when an account may be in the wrong hands: whoever had it may have made a token. One's own
// change leaves one's programs alone.
func TestAResetRevokesTheTokensAndAChangeLeavesThem(t *testing.T) {
	each(t, func(o *office) {
		first := o.person("zhang.san")
		o.person("li.si")
		_, s, _ := o.signIn("zhang.san", first)
		mine, hers := o.token("zhang.san"), o.token("li.si")
		_, _, err := o.replace(s, first, good(1))
		o.must(err)
		if _, detail := o.lastAct(); detail["tokens_revoked"] != nil {
			o.Errorf("detail of the change %v", detail)
		}
		if _, _, err := o.desk.Token(o.Context(), o.now, mine); err != nil {
			o.Errorf("a change of one's own stops one's programs: %v", err)
		}
		for name, reset := range map[string]func() error{
			"reset": func() error { _, err := o.desk.ResetPassword(o.Context(), o.now, boss, "zhang.san"); return err },
			"set":   func() error { return o.desk.SetPassword(o.Context(), o.now, boss, "zhang.san", good(2)) },
		} {
			o.must(o.db.Write.Where("username = ?", "zhang.san").Delete(&models.Token{}).Error)
			mine = o.token("zhang.san")
			o.must(reset())
			if _, _, err := o.desk.Token(o.Context(), o.now, mine); !errors.Is(err, access.ErrSignedOut) {
				o.Errorf("%s: the token lives: %v", name, err)
			}
			if line, detail := o.lastAct(); line.Action != "password.reset" || detail["tokens_revoked"] != 1.0 {
				o.Errorf("%s: audit line %+v %v", name, line, detail)
			}
		}
		if _, _, err := o.desk.Token(o.Context(), o.now, hers); err != nil {
			o.Errorf("somebody else's token: %v", err)
		}
	})
}

func TestTheLastFivePasswordsMayNotComeAgain(t *testing.T) {
	each(t, func(o *office) {
		first := o.person("zhang.san")
		_, s, _ := o.signIn("zhang.san", first)
		present := first
		for n := 1; n <= 5; n++ { // all within one millisecond
			var err error
			_, s, err = o.replace(s, present, good(n))
			o.must(err)
			present = good(n)
			for back := max(1, n-4); back <= n; back++ {
				if _, _, err := o.replace(s, present, good(back)); !errors.Is(err, access.ErrReused) {
					o.Errorf("after %d changes to the %dth: %v", n, back, err)
				}
			}
			if n < 5 {
				if _, _, err := o.replace(s, present, first); !errors.Is(err, access.ErrReused) {
					o.Errorf("after %d changes to the first: %v", n, err)
				}
			}
		}
		if err := o.desk.SetPassword(o.Context(), o.now, boss, "zhang.san", good(3)); !errors.Is(err, access.ErrReused) {
			o.Errorf("an administrator gives it: %v", err)
		}
		if n := o.count(&models.OldPassword{}); n != 4 {
			o.Errorf("%d old passwords are kept", n)
		}
		if _, _, err := o.replace(s, present, first); err != nil {
			o.Errorf("the sixth last: %v", err)
		}
	})
}

func TestAPasswordThatIsRefusedChangesNothing(t *testing.T) {
	each(t, func(o *office) {
		first := o.person("zhang.san")
		secret, s, _ := o.signIn("zhang.san", first)
		before := *o.user("zhang.san")
		lines := len(o.trail())
		o.hashes.Store(0)
		for _, weak := range []string{"", "short", "zhang.san-T4", "Password2026"} {
			if _, _, err := o.replace(s, first, weak); !errors.Is(err, access.ErrWeak) {
				o.Errorf("%q: %v", weak, err)
			}
		}
		if o.hashes.Load() != 0 || len(o.trail()) != lines {
			o.Errorf("a weak password cost %d hashes and %d lines", o.hashes.Load(), len(o.trail())-lines)
		}
		if err := o.desk.SetPassword(o.Context(), o.now, boss, "zhang.san", "short"); !errors.Is(err, access.ErrWeak) {
			o.Errorf("a weak one is given: %v", err)
		}
		if _, _, err := o.replace(s, first, first); !errors.Is(err, access.ErrReused) {
			o.Errorf("the same again: %v", err)
		}
		if _, _, err := o.session(secret); err != nil || o.user("zhang.san").Version != before.Version || o.user("zhang.san").Password != before.Password {
			o.Errorf("something changed: %v", err)
		}
		if o.count(&models.Attempt{}) != 1 { // the address, with no failure left
			o.Errorf("the right old password is held against somebody")
		}
	})
}

// TestTheOldPasswordCannotBeGuessedAtAnOpenBrowser counts such guesses with those at the door.
func TestTheOldPasswordCannotBeGuessedAtAnOpenBrowser(t *testing.T) {
	each(t, func(o *office) {
		first := o.person("zhang.san")
		secret, s, _ := o.signIn("zhang.san", first)
		for range 3 {
			if _, _, err := o.replace(s, "wrong", good(1)); !errors.Is(err, access.ErrOldPassword) {
				o.Fatal(err)
			}
		}
		if line, _ := o.lastAct(); line.Action != "password.fail" || line.Who != "zhang.san" || line.Subject != "zhang.san" {
			o.Errorf("audit line %+v", line)
		}
		for range 2 {
			if err := o.try(o.desk, "zhang.san", "wrong", home); !errors.Is(err, access.ErrSignIn) {
				o.Fatal(err)
			}
		}
		if _, _, err := o.replace(s, first, good(1)); !errors.Is(err, access.ErrLocked) {
			o.Errorf("after five: %v", err)
		}
		o.later(time.Minute)
		if _, _, err := o.session(secret); err != nil {
			o.Fatalf("the session ended: %v", err)
		}
		if _, _, err := o.replace(s, first, good(1)); err != nil {
			o.Error(err)
		}
	})
}

func TestAPasswordMustBeChangedAfterNinetyDays(t *testing.T) {
	each(t, func(o *office) {
		first := o.person("zhang.san")
		_, s, _ := o.signIn("zhang.san", first)
		_, _, err := o.replace(s, first, good(1))
		o.must(err)
		given := o.now
		for age, must := range map[time.Duration]bool{90*24*time.Hour - time.Millisecond: false, 90 * 24 * time.Hour: true} {
			o.now = given.Add(age)
			secret, _, u := o.signIn("zhang.san", good(1))
			me, _, err := o.session(secret)
			o.must(err)
			if u.MustChange != must || me.MustChange != must {
				o.Errorf("after %v: %v at sign-in, %v later", age, u.MustChange, me.MustChange)
			}
			stored := o.user("zhang.san")
			if stored.MustChange {
				o.Error("age was stored as an order")
			}
			secret, _, err = o.desk.Open(o.Context(), o.now, stored, "oidc", home, "", "")
			o.must(err)
			if me, _, err := o.session(secret); err != nil || me.MustChange {
				o.Errorf("one who came by another way must change his password: %v", err)
			}
			token, _, err := o.desk.NewToken(o.Context(), o.now, boss, stored, fmt.Sprint(age), []string{"read"}, o.now.Add(time.Hour))
			o.must(err)
			if _, me, err := o.desk.Token(o.Context(), o.now, token); err != nil || me.MustChange {
				o.Errorf("a program must change a password: %v", err)
			}
		}
		o.now = given.Add(91 * 24 * time.Hour)
		_, s, _ = o.signIn("zhang.san", good(1))
		secret, _, err := o.replace(s, good(1), good(2))
		o.must(err)
		if me, _, err := o.session(secret); err != nil || me.MustChange {
			o.Errorf("after the change: %v", err)
		}
	})
}

func TestAnAdministratorResetsAPasswordButNotHisOwn(t *testing.T) {
	each(t, func(o *office) {
		first := o.person("zhang.san")
		secret, s, _ := o.signIn("zhang.san", first)
		_, _, err := o.replace(s, first, good(1))
		o.must(err)
		o.later(time.Minute)
		password, err := o.desk.ResetPassword(o.Context(), o.now, boss, "zhang.san")
		o.must(err)
		if line, detail := o.lastAct(); line.Action != "password.reset" || line.Who != "boss" || line.Subject != "zhang.san" || detail["must_change"] != true {
			o.Errorf("audit line %+v %v", line, detail)
		}
		if _, _, err := o.session(secret); !errors.Is(err, access.ErrSignedOut) {
			o.Errorf("the session lives on: %v", err)
		}
		if err := o.try(o.desk, "zhang.san", good(1), home); !errors.Is(err, access.ErrSignIn) {
			o.Errorf("the old password: %v", err)
		}
		_, s, u := o.signIn("zhang.san", password)
		if !u.MustChange || !u.PasswordAt.Equal(o.now) {
			o.Errorf("user %+v", u)
		}
		if _, _, err := o.replace(s, password, good(1)); !errors.Is(err, access.ErrReused) {
			o.Errorf("back to the one before the reset: %v", err)
		}
		if _, err := o.desk.ResetPassword(o.Context(), o.now, models.Actor{Who: "zhang.san", Role: models.RoleAdmin}, "zhang.san"); !errors.Is(err, models.ErrState) {
			o.Errorf("his own: %v", err)
		}
		if _, err := o.desk.ResetPassword(o.Context(), o.now, boss, "nobody"); !errors.Is(err, models.ErrNotFound) {
			o.Errorf("nobody's: %v", err)
		}
		o.must(o.desk.SetPassword(o.Context(), o.now, models.Actor{Who: "zhang.san", From: "cli"}, "zhang.san", good(9))) // the computer's user of that name
		if o.user("zhang.san").MustChange {
			o.Error("a password typed by its owner must be changed")
		}
	})
}

func TestOneWhoSignsInElsewhereOnlyIsGivenNoPassword(t *testing.T) {
	each(t, func(o *office) {
		_, u, err := o.desk.AddUser(o.Context(), o.now, boss, edition(), access.NewUser{Username: "outside", Name: "外", Role: models.RoleCity, External: "idp|7", Only: true})
		o.must(err)
		_, s, err := o.desk.Open(o.Context(), o.now, u, "oidc", home, "", "")
		o.must(err)
		if _, _, err := o.replace(s, "", good(1)); !errors.Is(err, models.ErrState) {
			o.Errorf("he chooses one: %v", err)
		}
		if _, err := o.desk.ResetPassword(o.Context(), o.now, boss, "outside"); !errors.Is(err, models.ErrState) {
			o.Errorf("he is given one: %v", err)
		}
		o.change("outside", access.Change{External: ptr("")})
		password, err := o.desk.ResetPassword(o.Context(), o.now, boss, "outside")
		o.must(err)
		o.signIn("outside", password)
	})
}

func TestTwoChangesAtOnceAreOne(t *testing.T) {
	each(t, func(o *office) {
		first := o.person("zhang.san")
		_, s, _ := o.signIn("zhang.san", first)
		desk, n := o.another(), 0
		desk.OnHash(func() {
			if n++; n == 1 { // while the old password is being checked somebody else changes it
				_, err := o.desk.ResetPassword(o.Context(), o.now, boss, "zhang.san")
				o.must(err)
			}
		})
		if _, _, err := desk.ChangePassword(o.Context(), o.now, s, first, good(1), home, "", ""); !errors.Is(err, access.ErrSignedOut) {
			o.Errorf("got %v", err)
		}
		if err := o.try(o.desk, "zhang.san", good(1), home); !errors.Is(err, access.ErrSignIn) {
			o.Errorf("the later change won: %v", err)
		}
	})
}

func TestTheTrailNeverHoldsAPassword(t *testing.T) {
	each(t, func(o *office) {
		secrets := []string{o.person("zhang.san"), good(1), good(2), "Wrong-guess-77"}
		session, s, _ := o.signIn("zhang.san", secrets[0])
		o.try(o.desk, "zhang.san", secrets[3], home)
		_, s, err := o.replace(s, secrets[0], good(1))
		o.must(err)
		o.replace(s, secrets[3], good(2))
		o.must(o.desk.SetPassword(o.Context(), o.now, boss, "zhang.san", good(2)))
		reset, err := o.desk.ResetPassword(o.Context(), o.now, boss, "zhang.san")
		o.must(err)
		token, k, err := o.desk.NewToken(o.Context(), o.now, boss, o.user("zhang.san"), "t", []string{"read"}, o.now.Add(time.Hour))
		o.must(err)
		o.must(o.db.RevokeToken(o.Context(), o.now, boss, "zhang.san", k.ID))
		o.change("zhang.san", access.Change{Name: ptr("张三"), Disabled: ptr(true)})
		o.change("zhang.san", access.Change{Disabled: ptr(false)})
		secrets = append(secrets, reset, session, token, k.Token, s.Token, o.user("zhang.san").Password)
		lines := o.trail()
		if len(lines) < 10 {
			o.Fatalf("only %d lines", len(lines))
		}
		for _, line := range lines {
			for _, secret := range secrets {
				if strings.Contains(fmt.Sprint(line), secret) {
					o.Errorf("%s: %s", line.Action, line.Detail)
				}
			}
			if strings.Contains(line.Detail, "argon2") {
				o.Errorf("%s: %s", line.Action, line.Detail)
			}
		}
	})
}
