package access_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"yunti/access"
	"yunti/models"
)

// guesses tries n wrong passwords at once, taking turns between the desks, and counts how many were hashed and how many
// were told to wait.
func (o *office) guesses(n int, username func(i int) string, from func(i int) string, desks ...*access.Desk) (hashed, waiting int) {
	o.Helper()
	o.hashes.Store(0)
	errs := make([]error, n)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { errs[i] = o.try(desks[i%len(desks)], username(i), "wrong", from(i)) })
	}
	all.Wait()
	for _, err := range errs {
		switch {
		case errors.Is(err, access.ErrLocked):
			waiting++
		case !errors.Is(err, access.ErrSignIn):
			o.Error(err)
		}
	}
	return int(o.hashes.Load()), waiting
}

func always(s string) func(int) string { return func(int) string { return s } }

func numbered(format string) func(int) string {
	return func(i int) string { return fmt.Sprintf(format, i) }
}

func TestFiftyGuessesAtOnceAreFive(t *testing.T) {
	each(t, func(o *office) {
		o.person("zhang.san")
		one, two := o.another(), o.another()
		for _, c := range []struct {
			name     string
			username string
			desks    []*access.Desk
		}{{"one server", "zhang.san", []*access.Desk{one}}, {"two servers, unknown name", "nobody", []*access.Desk{one, two}}} {
			hashed, waiting := o.guesses(50, always(c.username), numbered("10.0.1.%d"), c.desks...)
			if hashed != 5 || waiting != 45 {
				o.Errorf("%s: %d were hashed and %d told to wait", c.name, hashed, waiting)
			}
		}
		if n := o.acts("session.lock"); n != 2 {
			o.Errorf("%d lock-outs in the trail, want 2", n)
		}
	})
}

func TestFiftyGuessesFromOneAddressAreTwenty(t *testing.T) {
	each(t, func(o *office) {
		hashed, waiting := o.guesses(50, numbered("user%d"), always(home), o.another(), o.another())
		if hashed != 20 || waiting != 30 {
			o.Errorf("%d were hashed and %d told to wait", hashed, waiting)
		}
		line, detail := o.lastAct()
		for _, l := range o.trail() {
			if l.Action == "session.lock" {
				line = l
			}
		}
		if line.Action != "session.lock" || line.Subject != home {
			o.Errorf("audit line %+v %v", line, detail)
		}
	})
}

func TestTheWaitDoublesUpToAnHourAndOutlivesARestart(t *testing.T) {
	each(t, func(o *office) {
		password := o.person("zhang.san")
		for range 4 {
			if err := o.try(o.another(), "zhang.san", "wrong", home); !errors.Is(err, access.ErrSignIn) {
				o.Fatal(err)
			}
		}
		for _, wait := range []time.Duration{1, 2, 4, 8, 16, 32, 60, 60} {
			wait *= time.Minute
			if err := o.try(o.another(), "zhang.san", "wrong", ""); !errors.Is(err, access.ErrSignIn) {
				o.Fatal(err)
			}
			o.hashes.Store(0)
			end := o.now.Add(wait)
			for _, at := range []time.Duration{0, time.Second, wait - time.Millisecond} {
				now := o.now.Add(at)
				_, _, _, err := o.another().SignIn(o.Context(), now, "zhang.san", password, home, "", "")
				var l *access.Locked
				if !errors.As(err, &l) || !errors.Is(err, access.ErrLocked) || !l.Until.Equal(end) || l.Wait < end.Sub(now) || l.Wait >= end.Sub(now)+time.Second {
					o.Fatalf("%v after the failure, waiting %v: %v", at, wait, err)
				}
			}
			if o.hashes.Load() != 0 {
				o.Error("a password was hashed while the name was locked")
			}
			locked, err := o.db.LockedUsers(o.Context(), o.now, "zhang.san", "li.si")
			if err != nil || len(locked) != 1 || !locked["zhang.san"].Equal(end) {
				o.Errorf("locked are %v, %v", locked, err)
			}
			o.now = end
		}
		o.signIn("zhang.san", password)
	})
}

func TestTheRightPasswordEndsTheCountOfTheNameButNotOfTheAddress(t *testing.T) {
	each(t, func(o *office) {
		password := o.person("zhang.san")
		for range 4 { // 16 failures from one address, and never five of the name in a row
			for range 4 {
				if err := o.try(o.desk, "zhang.san", "wrong", home); !errors.Is(err, access.ErrSignIn) {
					o.Fatal(err)
				}
			}
			o.signIn("zhang.san", password)
		}
		for i := range 4 {
			if err := o.try(o.desk, fmt.Sprintf("other%d", i), "wrong", home); !errors.Is(err, access.ErrSignIn) {
				o.Fatal(err)
			}
		}
		if err := o.try(o.desk, "zhang.san", password, home); !errors.Is(err, access.ErrLocked) {
			o.Errorf("the address failed 20 times: %v", err)
		}
		if err := o.try(o.desk, "zhang.san", password, "10.0.0.9"); err != nil {
			o.Errorf("from another address: %v", err)
		}
	})
}

func TestAnAddressWaitsAQuarterOfAnHourAfterTwentyFailuresWithinOne(t *testing.T) {
	each(t, func(o *office) {
		fail := func(n int) {
			o.Helper()
			for i := range n {
				if err := o.try(o.desk, fmt.Sprintf("n%d-%d", i, o.now.UnixMilli()), "wrong", home); !errors.Is(err, access.ErrSignIn) {
					o.Fatal(err)
				}
			}
		}
		fail(19)
		o.later(15 * time.Minute) // those do not count any more
		fail(19)
		o.later(15*time.Minute - time.Millisecond)
		fail(1)
		if err := o.try(o.desk, "somebody", "wrong", home); !errors.Is(err, access.ErrLocked) {
			o.Fatalf("after 20: %v", err)
		}
		o.later(15*time.Minute - time.Millisecond)
		if err := o.try(o.another(), "somebody", "wrong", home); !errors.Is(err, access.ErrLocked) {
			o.Errorf("before the end: %v", err)
		}
		o.later(time.Millisecond)
		fail(19)
	})
}

func TestOneNetworkOfIPv6IsOneAddress(t *testing.T) {
	each(t, func(o *office) {
		hashed, _ := o.guesses(30, numbered("user%d"), numbered("2001:db8:1:2::%x"), o.another())
		if hashed != 20 {
			o.Errorf("%d guesses from one /64", hashed)
		}
		if err := o.try(o.desk, "user", "wrong", "2001:db8:1:3::1"); !errors.Is(err, access.ErrSignIn) {
			o.Errorf("from another network: %v", err)
		}
		hashed, _ = o.guesses(30, numbered("user%d"), func(i int) string {
			if i%2 == 0 {
				return "::ffff:10.9.9.9"
			}
			return "10.9.9.9"
		}, o.another())
		if hashed != 20 {
			o.Errorf("%d guesses from an IPv4 address in two spellings", hashed)
		}
	})
}

func TestAllSpellingsOfANameAreCountedTogether(t *testing.T) {
	each(t, func(o *office) {
		password := o.person("zhang.san")
		for i, name := range []string{"ZHANG.SAN", "ｚｈａｎｇ.ｓａｎ", " zhang.san\t", "zhang\u200b.san", "Zhang.San"} {
			if err := o.try(o.desk, name, "wrong", fmt.Sprintf("10.0.3.%d", i)); !errors.Is(err, access.ErrSignIn) {
				o.Fatal(err)
			}
		}
		if err := o.try(o.desk, "zhang.san", password, home); !errors.Is(err, access.ErrLocked) {
			o.Errorf("five spellings: %v", err)
		}
		o.later(time.Minute)
		o.signIn("Zhang.SAN ", password)
	})
}

func TestFailuresOfANameAreForgottenAfterADay(t *testing.T) {
	each(t, func(o *office) {
		for range 4 {
			o.try(o.desk, "zhang.san", "wrong", "")
		}
		o.later(24 * time.Hour)
		for i := range 5 {
			if err := o.try(o.desk, "zhang.san", "wrong", ""); !errors.Is(err, access.ErrSignIn) {
				o.Fatalf("failure %d of the next day: %v", i+1, err)
			}
		}
		if err := o.try(o.desk, "zhang.san", "wrong", ""); !errors.Is(err, access.ErrLocked) {
			o.Error(err)
		}
	})
}

func TestAnAdministratorLiftsALock(t *testing.T) {
	each(t, func(o *office) {
		password := o.person("zhang.san")
		lock := func() {
			o.Helper()
			o.guesses(5, always("zhang.san"), numbered("10.0.4.%d"), o.desk)
			if err := o.try(o.desk, "zhang.san", password, home); !errors.Is(err, access.ErrLocked) {
				o.Fatal(err)
			}
		}
		lock()
		o.must(o.db.Unlock(o.Context(), o.now, boss, "zhang.san"))
		if line, detail := o.lastAct(); line.Action != "user.unlock" || line.Who != "boss" || line.Subject != "zhang.san" || detail["failures"] != 5.0 {
			o.Errorf("audit line %+v %v", line, detail)
		}
		o.signIn("zhang.san", password)
		lock()
		password, err := o.desk.ResetPassword(o.Context(), o.now, boss, "zhang.san")
		o.must(err)
		o.signIn("zhang.san", password)
		if err := o.db.Unlock(o.Context(), o.now, boss, "nobody"); !errors.Is(err, models.ErrNotFound) {
			o.Errorf("unlocking nobody: %v", err)
		}
	})
}

func TestWhoMustWaitIsToldHowLong(t *testing.T) {
	for wait, want := range map[time.Duration]string{time.Second: "请 1 秒后", time.Minute: "请 60 秒后", 61 * time.Second: "请 2 分钟后", time.Hour: "请 60 分钟后"} {
		err := &access.Locked{Wait: wait}
		if missing := lacks(err.Error(), want, "管理员"); missing != nil {
			t.Errorf("%v: %q lacks %q", wait, err, missing)
		}
	}
}

// People type the password where the name belongs, and the trail is for ever: it keeps the name of an account and of
// anything else two characters.
func TestWhatWasTypedInsteadOfANameIsNotInTheTrail(t *testing.T) {
	each(t, func(o *office) {
		o.person("zhang.san")
		o.person("disabled")
		o.change("disabled", access.Change{Disabled: ptr(true)})
		for typed, told := range map[string]string{"MyPassw0rd!typed": "my***", "滇池月色密码": "滇池***", "x": "x***", "": "***", "zhang.san": "zhang.san", "disabled": "disabled"} {
			for n := range 5 {
				o.must(ignore(o.try(o.desk, typed, "wrong", fmt.Sprint("10.3.0.", n))))
			}
			lines := o.trail()
			last := lines[len(lines)-6:]
			for i, line := range last {
				if want := map[bool]string{true: "session.fail", false: "session.lock"}[i < 5]; line.Action != want || line.Subject != told || strings.Contains(line.Detail, "Passw0rd") {
					o.Errorf("%q: line %d is %s of %q, want %s of %q", typed, i, line.Action, line.Subject, want, told)
				}
			}
			var counted []models.Attempt
			o.must(o.db.Read.Find(&counted).Error)
			if text := fmt.Sprintf("%+v", counted); len(counted) != 6 || typed != "" && typed != "x" && strings.Contains(text, strings.ToLower(typed)) {
				o.Errorf("%q: counted as %s", typed, text)
			}
			o.must(o.db.Write.Where("1 = 1").Delete(&models.Attempt{}).Error)
		}
	})
}

// ignore is nil for the refusal that a test expects.
func ignore(err error) error {
	if errors.Is(err, access.ErrSignIn) {
		return nil
	}
	return fmt.Errorf("not refused as a wrong password: %w", err)
}
