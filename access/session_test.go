package access_test

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"yunti/access"
	"yunti/models"
)

func TestASessionEndsAfterHalfAnHourOfSilence(t *testing.T) {
	each(t, func(o *office) {
		secret, _, _ := o.signIn("zhang.san", o.person("zhang.san"))
		for range 3 {
			o.later(30*time.Minute - time.Millisecond)
			if _, s, err := o.session(secret); err != nil || !s.SeenAt.Equal(o.now) {
				o.Fatalf("a millisecond before the end: %v", err)
			}
		}
		o.later(30 * time.Minute)
		if _, _, err := o.session(secret); !errors.Is(err, access.ErrSignedOut) {
			o.Errorf("at the end: %v", err)
		}
		o.later(-time.Millisecond)
		if _, _, err := o.session(secret); err != nil {
			o.Errorf("asking after the end changed it: %v", err)
		}
	})
}

// session is what the desk says of a secret now.
func (o *office) session(secret string) (*models.User, *models.Session, error) {
	s, u, err := o.desk.Session(o.Context(), o.now, secret)
	return u, s, err
}

func TestASessionEndsAfterTwelveHoursOfWork(t *testing.T) {
	each(t, func(o *office) {
		secret, opened, _ := o.signIn("zhang.san", o.person("zhang.san"))
		for o.now.Before(opened.CreatedAt.Add(12*time.Hour - 20*time.Minute)) {
			o.later(20 * time.Minute)
			if _, _, err := o.session(secret); err != nil {
				o.Fatal(err)
			}
		}
		o.later(20*time.Minute - time.Millisecond)
		_, s, err := o.session(secret)
		o.must(err)
		if !s.IdleUntil().Equal(opened.CreatedAt.Add(12 * time.Hour)) {
			o.Errorf("it would last until %v", s.IdleUntil())
		}
		o.later(time.Millisecond)
		if _, _, err := o.session(secret); !errors.Is(err, access.ErrSignedOut) {
			o.Errorf("after twelve hours: %v", err)
		}
	})
}

func TestWorkIsNotedAtMostOnceAMinute(t *testing.T) {
	each(t, func(o *office) {
		password := o.person("zhang.san")
		secret, _, _ := o.signIn("zhang.san", password)
		token, made, err := o.desk.NewToken(o.Context(), o.now, boss, o.user("zhang.san"), "数据交换", []string{"read"}, o.now.Add(time.Hour))
		o.must(err)
		if made.SeenAt != nil {
			o.Error("the token was used before it was made")
		}
		_, _, err = o.desk.Token(o.Context(), o.now, token)
		o.must(err)
		noted := func() (session, token time.Time) {
			o.Helper()
			var s models.Session
			var k models.Token
			o.must(o.db.Read.Take(&s).Error)
			o.must(o.db.Read.Take(&k).Error)
			return s.SeenAt, *k.SeenAt
		}
		start := o.now
		for _, step := range []struct{ after, noted time.Duration }{{0, 0}, {time.Second, 0}, {time.Minute - time.Millisecond, 0}, {time.Minute, time.Minute},
			{2*time.Minute - time.Millisecond, time.Minute}, {90 * time.Second, time.Minute}, {5 * time.Minute, 5 * time.Minute}} {
			o.now = start.Add(step.after)
			_, _, err := o.session(secret)
			o.must(err)
			_, _, err = o.desk.Token(o.Context(), o.now, token)
			o.must(err)
			if s, k := noted(); !s.Equal(start.Add(step.noted)) || !k.Equal(start.Add(step.noted)) {
				o.Errorf("after %v it was noted for session and token at %v and %v, want %v", step.after, s.Sub(start), k.Sub(start), step.noted)
			}
		}
		if n := len(o.trail()); n != 3 {
			o.Errorf("using them left lines in the trail: %d", n)
		}
	})
}

// TestARequestDoesNotWaitForALongWrite: noting that somebody was there must not hold up reading while an import writes.
func TestARequestDoesNotWaitForALongWrite(t *testing.T) {
	each(t, func(o *office) {
		secret, _, _ := o.signIn("zhang.san", o.person("zhang.san"))
		o.later(2 * time.Minute)
		tx := o.db.Write.Begin()
		o.must(tx.Exec("UPDATE sessions SET agent = 'x'").Error)
		_, s, err := o.session(secret)
		if err != nil || s.SeenAt.Equal(o.now) {
			o.Errorf("while another write goes on: %v, seen at %v", err, s.SeenAt)
		}
		o.must(tx.Rollback().Error)
		if _, s, err := o.session(secret); err != nil || !s.SeenAt.Equal(o.now) {
			o.Errorf("afterwards: %v", err)
		}
	})
}

func TestSessionsAreListedAndEndedOneByOneOrAllAtOnce(t *testing.T) {
	each(t, func(o *office) {
		zhang, li := o.person("zhang.san"), o.person("li.si")
		var secrets []string
		for range 3 {
			secret, _, _ := o.signIn("zhang.san", zhang)
			secrets = append(secrets, secret)
			o.later(time.Second)
		}
		other, foreign, _ := o.signIn("li.si", li)
		listed, err := o.db.Sessions(o.Context(), o.now, "zhang.san")
		o.must(err)
		if len(listed) != 3 || !listed[0].CreatedAt.After(listed[2].CreatedAt) {
			o.Fatalf("listed are %+v", listed)
		}
		me := models.Actor{Who: "zhang.san", Role: models.RoleCity, From: home}
		for _, id := range []string{foreign.ID, "", "nothing"} {
			if err := o.db.EndSession(o.Context(), o.now, me, "zhang.san", id); !errors.Is(err, models.ErrNotFound) {
				o.Errorf("ending %q: %v", id, err)
			}
		}
		o.must(o.db.EndSession(o.Context(), o.now, me, "zhang.san", listed[0].ID))
		if line, detail := o.lastAct(); line.Action != "session.close" || line.Who != "zhang.san" || detail["session"] != listed[0].ID {
			o.Errorf("audit line %+v %v", line, detail)
		}
		if err := o.db.EndSession(o.Context(), o.now, me, "zhang.san", listed[0].ID); !errors.Is(err, models.ErrNotFound) {
			o.Errorf("ending it again: %v", err)
		}
		for i, secret := range secrets {
			if _, _, err := o.session(secret); (i == 2) != errors.Is(err, access.ErrSignedOut) {
				o.Errorf("session %d: %v", i, err)
			}
		}
		mine, hers := o.token("zhang.san"), o.token("li.si")
		ended, revoked, err := o.db.EndSessions(o.Context(), o.now, boss, "zhang.san")
		if err != nil || ended != 2 || revoked != 1 {
			o.Errorf("ended %d, revoked %d, %v", ended, revoked, err)
		}
		if line, detail := o.lastAct(); line.Action != "session.close" || line.Who != "boss" || line.Subject != "zhang.san" || detail["sessions_ended"] != 2.0 || detail["tokens_revoked"] != 1.0 {
			o.Errorf("audit line %+v %v", line, detail)
		}
		if _, _, err := o.desk.Token(o.Context(), o.now, mine); !errors.Is(err, access.ErrSignedOut) {
			o.Errorf("a token is still a door: %v", err)
		}
		if _, _, err := o.desk.Token(o.Context(), o.now, hers); err != nil {
			o.Errorf("somebody else's token: %v", err)
		}
		if _, _, err := o.session(other); err != nil {
			o.Errorf("somebody else's session ended too: %v", err)
		}
		if _, _, err := o.db.EndSessions(o.Context(), o.now, boss, "nobody"); !errors.Is(err, models.ErrNotFound) {
			o.Errorf("ending nobody's: %v", err)
		}
		o.later(31 * time.Minute)
		if listed, err := o.db.Sessions(o.Context(), o.now, "li.si"); err != nil || len(listed) != 0 {
			o.Errorf("an ended session is listed: %v %v", listed, err)
		}
	})
}

func TestTheEleventhSessionEndsTheOneSeenLongestAgo(t *testing.T) {
	each(t, func(o *office) {
		password := o.person("zhang.san")
		var secrets []string
		for range 10 {
			secret, _, _ := o.signIn("zhang.san", password)
			secrets = append(secrets, secret)
			o.later(time.Second)
		}
		o.later(time.Minute)
		_, _, err := o.session(secrets[0]) // seen again
		o.must(err)
		o.signIn("zhang.san", password)
		if _, detail := o.lastAct(); detail["sessions_ended"] != 1.0 {
			o.Errorf("the trail says %v", detail)
		}
		for i, secret := range secrets {
			if _, _, err := o.session(secret); (i == 1) != errors.Is(err, access.ErrSignedOut) {
				o.Errorf("session %d: %v", i, err)
			}
		}
	})
}

func TestWhatIsNoSecretOpensNothing(t *testing.T) {
	each(t, func(o *office) {
		password := o.person("zhang.san")
		secret, s, _ := o.signIn("zhang.san", password)
		token, k, err := o.desk.NewToken(o.Context(), o.now, boss, o.user("zhang.san"), "t", []string{"read"}, o.now.Add(time.Hour))
		o.must(err)
		for _, try := range []string{"", " ", secret + " ", secret[1:], strings.ToUpper(secret), s.Token, s.ID, "zhang.san", token, k.Token, "' OR 1=1 --", strings.Repeat("x", 1<<20)} {
			if _, _, err := o.session(try); !errors.Is(err, access.ErrSignedOut) {
				o.Errorf("session %.40q: %v", try, err)
			}
		}
		for _, try := range []string{"", secret, s.Token, k.Token, k.ID, strings.TrimPrefix(token, "yunti_"), token + "x"} {
			if _, _, err := o.desk.Token(o.Context(), o.now, try); !errors.Is(err, access.ErrSignedOut) {
				o.Errorf("token %.40q: %v", try, err)
			}
		}
	})
}

// TestNoSecretLiesInTheDatabase looks for every secret in the file itself, and in every column of the server.
func TestNoSecretLiesInTheDatabase(t *testing.T) {
	each(t, func(o *office) {
		first := o.person("zhang.san")
		session, _, _ := o.signIn("zhang.san", first)
		token, _, err := o.desk.NewToken(o.Context(), o.now, boss, o.user("zhang.san"), "t", []string{"read"}, o.now.Add(time.Hour))
		o.must(err)
		state, err := o.desk.BeginOIDC(o.Context(), o.now, "nonce", "verifier", "/")
		o.must(err)
		typed := "Tq4-wRn9kZ-typed"
		_, s, _ := o.signIn("zhang.san", first)
		changed, _, err := o.desk.ChangePassword(o.Context(), o.now, s, first, typed, home, "", "")
		o.must(err)
		o.try(o.desk, "zhang.san", "Tq4-wRn9kZ-wrong", home)
		secrets := map[string]string{"one-time password": first, "session": session, "token": token, "bare token": strings.TrimPrefix(token, "yunti_"), "state": state,
			"new password": typed, "new session": changed, "wrong password": "Tq4-wRn9kZ-wrong"}
		content := o.everything()
		if !strings.Contains(content, "zhang.san") {
			o.Fatal("looked in the wrong place")
		}
		for what, secret := range secrets {
			if strings.Contains(content, secret) {
				o.Errorf("the %s is stored", what)
			}
		}
	})
}

// everything is all that is stored, as bytes of the file or as the text of all columns.
func (o *office) everything() string {
	o.Helper()
	var all strings.Builder
	if !o.db.MySQL {
		for _, suffix := range []string{"", "-wal"} {
			content, err := os.ReadFile(o.db.Place() + suffix)
			o.must(err)
			all.Write(content)
		}
	}
	tables, err := o.db.Read.Migrator().GetTables()
	o.must(err)
	for _, table := range tables {
		var rows []map[string]any
		o.must(o.db.Read.Table(table).Find(&rows).Error)
		for _, row := range rows {
			for _, value := range row {
				switch v := value.(type) {
				case string:
					all.WriteString(v + "\n")
				case []byte:
					all.Write(append(v, '\n'))
				}
			}
		}
	}
	return all.String()
}

func TestASignInElsewhereIsTakenUpOnce(t *testing.T) {
	each(t, func(o *office) {
		begin := func() string {
			o.Helper()
			state, err := o.desk.BeginOIDC(o.Context(), o.now, "nonce7", "verifier7", "/firms?q=1")
			o.must(err)
			return state
		}
		state := begin()
		if _, err := o.desk.TakeOIDC(o.Context(), o.now, state+"x"); !errors.Is(err, access.ErrSignedOut) {
			o.Errorf("another state: %v", err)
		}
		got := make([]*models.SignIn, 20)
		var all sync.WaitGroup
		for i := range got {
			all.Go(func() {
				s, err := o.desk.TakeOIDC(o.Context(), o.now, state)
				if err != nil && !errors.Is(err, access.ErrSignedOut) {
					o.Error(err)
				}
				got[i] = s
			})
		}
		all.Wait()
		taken := 0
		for _, s := range got {
			if s == nil {
				continue
			}
			if taken++; s.Nonce != "nonce7" || s.Verifier != "verifier7" || s.BackTo != "/firms?q=1" {
				o.Errorf("got %+v", s)
			}
		}
		if taken != 1 {
			o.Errorf("taken %d times", taken)
		}
		for wait, good := range map[time.Duration]bool{10*time.Minute - time.Millisecond: true, 10 * time.Minute: false} {
			state := begin()
			if _, err := o.desk.TakeOIDC(o.Context(), o.now.Add(wait), state); good != (err == nil) || !good && !errors.Is(err, access.ErrSignedOut) {
				o.Errorf("after %v: %v", wait, err)
			}
		}
	})
}

// TestSignInsElsewhereHaveAnEnd: anybody may begin one, so they must not fill the disk.
func TestSignInsElsewhereHaveAnEnd(t *testing.T) {
	each(t, func(o *office) {
		many := make([]models.SignIn, 10_000)
		for i := range many {
			many[i] = models.SignIn{State: fmt.Sprint(i), ExpiresAt: o.now.Add(time.Minute)}
		}
		o.must(o.db.Write.CreateInBatches(many, 1000).Error)
		if _, err := o.desk.BeginOIDC(o.Context(), o.now, "n", "v", "/"); !errors.Is(err, models.ErrBusy) {
			o.Errorf("one more: %v", err)
		}
		o.later(time.Minute)
		if _, err := o.desk.BeginOIDC(o.Context(), o.now, "n", "v", "/"); err != nil || o.count(&models.SignIn{}) != 1 {
			o.Errorf("when those are over: %v, %d stored", err, o.count(&models.SignIn{}))
		}
	})
}

func TestTheNightlySweepDeletesWhatHasEndedAndNothingElse(t *testing.T) {
	each(t, func(o *office) {
		sweep := func() int {
			o.Helper()
			n, err := o.db.SweepSessions(o.Context(), o.now)
			o.must(err)
			return n
		}
		password := o.person("zhang.san")
		idle, _, _ := o.signIn("zhang.san", password)
		_, err := o.desk.BeginOIDC(o.Context(), o.now, "n", "v", "/")
		o.must(err)
		_, _, err = o.desk.NewToken(o.Context(), o.now, boss, o.user("zhang.san"), "t", []string{"read"}, o.now.Add(time.Hour))
		o.must(err)
		o.guesses(5, always("nobody"), always(home), o.desk)
		lines := len(o.trail())
		if n := sweep(); n != 0 || len(o.trail()) != lines {
			o.Errorf("swept %d at once", n)
		}
		o.later(30*time.Minute - time.Millisecond)
		if n := sweep(); n != 1 { // the sign-in elsewhere
			o.Errorf("swept %d before the session ended", n)
		}
		if _, _, err := o.session(idle); err != nil {
			o.Errorf("a live session was swept: %v", err)
		}
		o.later(30 * time.Minute)
		if n := sweep(); n != 1 || o.count(&models.Session{}) != 0 {
			o.Errorf("swept %d, %d sessions left", n, o.count(&models.Session{}))
		}
		if line, detail := o.lastAct(); line.Action != "session.sweep" || line.Who != "cron" || detail["sessions"] != 1.0 {
			o.Errorf("audit line %+v %v", line, detail)
		}
		o.later(24 * time.Hour)
		if n := sweep(); n != 2 || o.count(&models.Attempt{}) != 0 {
			o.Errorf("swept %d, %d counts left", n, o.count(&models.Attempt{}))
		}
		if o.count(&models.Token{}) != 1 {
			o.Error("a token that has just expired is gone")
		}
		o.later(30 * 24 * time.Hour)
		if n := sweep(); n != 1 || o.count(&models.Token{}) != 0 {
			o.Errorf("swept %d, %d tokens left", n, o.count(&models.Token{}))
		}
	})
}

// People are told when somebody else used their account, or tried to.
func TestTheSignInBeforeAndWhatFailedSinceAreKnown(t *testing.T) {
	each(t, func(o *office) {
		o.person("zhang.san")
		o.must(o.desk.SetPassword(o.Context(), o.now, boss, "zhang.san", good(1)))
		told := func(s *models.Session, at *time.Time, failures int) {
			o.Helper()
			gotAt, got, err := o.db.SignInBefore(o.Context(), "zhang.san", s.CreatedAt)
			o.must(err)
			if got != failures || (gotAt == nil) != (at == nil) || at != nil && !gotAt.Equal(*at) {
				o.Errorf("before %v: signed in %v, %d failures; want %v, %d", s.CreatedAt, gotAt, got, at, failures)
			}
		}
		o.must(ignore(o.try(o.desk, "zhang.san", "wrong", home)))
		o.later(time.Minute)
		_, first, _ := o.signIn("zhang.san", good(1))
		told(first, nil, 1)
		o.later(time.Minute)
		for n := range 5 {
			o.must(ignore(o.try(o.desk, "zhang.san", "wrong", fmt.Sprint("10.9.0.", n))))
		}
		o.must(ignore(o.try(o.desk, "li.si", "wrong", home)))
		o.must(o.db.Unlock(o.Context(), o.now, boss, "zhang.san"))
		o.later(48 * time.Hour)
		_, err := o.db.SweepSessions(o.Context(), o.now)
		o.must(err)
		_, second, _ := o.signIn("zhang.san", good(1))
		told(second, &first.CreatedAt, 5)
		o.later(time.Minute)
		o.must(ignore(o.try(o.desk, "zhang.san", "wrong", home)))
		told(second, &first.CreatedAt, 5) // what came later is for the next
		o.later(time.Minute)
		_, third, _ := o.signIn("zhang.san", good(1))
		told(third, &second.CreatedAt, 1)
	})
}

func TestAccountsThatNobodyUsesAreFound(t *testing.T) {
	each(t, func(o *office) {
		for _, name := range []string{"never", "once", "program", "lately", "stopped"} {
			o.person(name)
			o.must(o.desk.SetPassword(o.Context(), o.now, boss, name, good(1)))
		}
		for _, name := range []string{"once", "program", "stopped"} {
			o.signIn(name, good(1))
		}
		works, stopped := o.token("program"), o.token("stopped")
		_, _, err := o.desk.Token(o.Context(), o.now, stopped)
		o.must(err)
		o.later(10 * 24 * time.Hour)
		o.person("new")
		o.signIn("lately", good(1))
		_, _, err = o.desk.Token(o.Context(), o.now, works)
		o.must(err)
		unused := func(since time.Time) string {
			o.Helper()
			var names []string
			items, total, err := o.db.Users(o.Context(), models.UserFilter{Unused: since})
			o.must(err)
			for _, u := range items {
				names = append(names, u.Username)
			}
			if total != len(items) {
				o.Errorf("total %d of %v", total, names)
			}
			return strings.Join(names, " ")
		}
		if got := unused(morning); got != "never once stopped" {
			o.Errorf("not since the morning: %s", got)
		}
		if got := unused(morning.Add(-time.Millisecond)); got != "" {
			o.Errorf("not since before: %s", got)
		}
		if got := unused(o.now); got != "lately never new once program stopped" {
			o.Errorf("not since now: %s", got)
		}
		if got := unused(time.Time{}); got != "lately never new once program stopped" {
			o.Errorf("all: %s", got)
		}
	})
}
