package models

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"
)

// How long a session lasts: SessionIdle without a request, SessionLife at most. A user has at most MaxSessions.
const (
	SessionIdle = 30 * time.Minute
	SessionLife = 12 * time.Hour
	MaxSessions = 10
)

// The ways in which people sign in.
const (
	WayPassword = "password"
	WayOIDC     = "oidc" // at an identity provider
)

// IdleUntil is when the session ends if no request comes.
func (s *Session) IdleUntil() time.Time {
	if idle := s.SeenAt.Add(SessionIdle); idle.Before(s.ExpiresAt) {
		return idle
	}
	return s.ExpiresAt
}

// Live says whether the session has not ended by now.
func (s *Session) Live(now time.Time) bool { return now.Before(s.IdleUntil()) }

// live keeps the sessions that have not ended by now.
func live(query *gorm.DB, now time.Time) *gorm.DB {
	return query.Where("expires_at > ? AND seen_at > ?", now, now.Add(-SessionIdle))
}

// FindSession returns the session whose secret has that hash, ended or not, and its user. ErrNotFound when there is none.
func (db *DB) FindSession(ctx context.Context, hash string) (*Session, *User, error) {
	var s Session
	if err := db.Read.WithContext(ctx).Take(&s, "token = ?", hash).Error; err != nil {
		return nil, nil, err
	}
	u, err := db.User(ctx, s.Username)
	return &s, u, err
}

// OpenSession stores a session for the user, as it was read when it was admitted. It takes back the attempt that was counted
// when the way is the password, and ends the sessions seen longest ago that are too many. Rehashed is the same
// password hashed anew, "" to leave it.
// ErrConflict when the user was disabled or got another password meanwhile.
func (db *DB) OpenSession(ctx context.Context, now time.Time, actor Actor, u *User, s *Session, rehashed string) error {
	return db.Tx(ctx, func(tx *gorm.DB) error {
		stored, err := unmoved(tx, u)
		if err != nil {
			return err
		}
		ended, err := crowdOut(tx, now, stored.Username)
		if err != nil {
			return err
		}
		if err := tx.Create(s).Error; err != nil {
			return err
		}
		columns := map[string]any{"signed_in": now}
		if rehashed != "" {
			columns["password"] = rehashed
		}
		if err := tx.Model(&User{}).Where("username = ?", stored.Username).Updates(columns).Error; err != nil {
			return err
		}
		if s.Way == WayPassword {
			if err := clearAttempts(tx, stored.Username, s.From); err != nil {
				return err
			}
		}
		return Audit(tx, now, actor, "session.open", stored.Username, map[string]any{"session": s.ID, "way": s.Way, "sessions_ended": ended})
	})
}

// SignInBefore says when the user signed in last before that moment, nil for never, and how often somebody failed to sign in as
// him between the two. It asks the audit trail, from which neither an unlocking nor a sweep takes anything.
func (db *DB) SignInBefore(ctx context.Context, username string, moment time.Time) (at *time.Time, failures int, err error) {
	lines := db.Read.WithContext(ctx).Model(&Entry{}).Where("subject = ? AND at < ?", username, moment).Session(&gorm.Session{})
	var opened []time.Time
	if err := lines.Where("action = ?", "session.open").Order("at DESC").Limit(1).Pluck("at", &opened).Error; err != nil {
		return nil, 0, err
	}
	if len(opened) > 0 {
		at = &opened[0]
		lines = lines.Where("at > ?", *at)
	}
	var failed int64
	err = lines.Where("action = ?", "session.fail").Count(&failed).Error
	return at, int(failed), err
}

// crowdOut makes room for one session more of the user and says how many live ones it ended.
func crowdOut(tx *gorm.DB, now time.Time, username string) (int, error) {
	var ids []string
	err := live(tx.Model(&Session{}), now).Where("username = ?", username).Order("seen_at DESC, id").Pluck("id", &ids).Error
	if err != nil || len(ids) < MaxSessions {
		return 0, err
	}
	surplus := ids[MaxSessions-1:]
	return len(surplus), tx.Delete(&Session{}, "id IN ?", surplus).Error
}

// TouchSession notes that a request came, unless one was noted after since or the session has ended.
func (db *DB) TouchSession(ctx context.Context, now, since time.Time, hash string) error {
	return db.Write.WithContext(ctx).Model(&Session{}).Where("token = ? AND seen_at <= ?", hash, since).Update("seen_at", now).Error
}

// Sessions returns the user's sessions that have not ended, the newest first.
func (db *DB) Sessions(ctx context.Context, now time.Time, username string) (items []Session, err error) {
	err = live(db.Read.WithContext(ctx), now).Order("created_at DESC, id").Find(&items, "username = ?", username).Error
	return items, err
}

// EndSession ends the user's session with that ID, as signing out does. ErrNotFound when there is none.
func (db *DB) EndSession(ctx context.Context, now time.Time, actor Actor, username, id string) error {
	return db.Tx(ctx, func(tx *gorm.DB) error {
		done := tx.Delete(&Session{}, "username = ? AND id = ?", username, id)
		if done.Error != nil {
			return done.Error
		}
		if done.RowsAffected == 0 {
			return fmt.Errorf("%w会话 %s，可能已经结束", ErrNotFound, clip(id, 20))
		}
		return Audit(tx, now, actor, "session.close", username, map[string]any{"session": id})
	})
}

// EndSessions ends all sessions of the user and revokes his tokens, and says how many of each there were: nobody who got hold
// of the account is to keep a door. ErrNotFound when there is no such user.
func (db *DB) EndSessions(ctx context.Context, now time.Time, actor Actor, username string) (ended, revoked int, err error) {
	err = db.Tx(ctx, func(tx *gorm.DB) error {
		if _, err := oneUser(tx.Clauses(forUpdate), username); err != nil {
			return err
		}
		detail := map[string]any{}
		if err := endAll(tx, username, detail, true); err != nil {
			return err
		}
		ended, revoked = int(detail["sessions_ended"].(int64)), int(detail["tokens_revoked"].(int64))
		return Audit(tx, now, actor, "session.close", username, detail)
	})
	return ended, revoked, err
}

// maxSignIns is how many sign-ins may be under way at identity providers. Anybody may begin one, so there must be an end.
const maxSignIns = 10_000

// AddSignIn stores a sign-in that begins at an identity provider. ErrBusy when there are too many.
func (db *DB) AddSignIn(ctx context.Context, now time.Time, s *SignIn) error {
	return db.Tx(ctx, func(tx *gorm.DB) error {
		if err := tx.Delete(&SignIn{}, "expires_at <= ?", now).Error; err != nil {
			return err
		}
		var count int64
		if err := tx.Model(&SignIn{}).Count(&count).Error; err != nil {
			return err
		}
		if count >= maxSignIns {
			return fmt.Errorf("%w：正在通过统一身份认证登录的人太多，请稍后再试", ErrBusy)
		}
		return tx.Create(s).Error
	})
}

// TakeSignIn returns the sign-in whose state has that hash and deletes it, so that a state is good once. ErrNotFound when there is none
// or its time is over.
func (db *DB) TakeSignIn(ctx context.Context, now time.Time, state string) (*SignIn, error) {
	var s SignIn
	err := db.Tx(ctx, func(tx *gorm.DB) error {
		s = SignIn{}
		if err := tx.Clauses(forUpdate).Take(&s, "state = ?", state).Error; err != nil {
			return err
		}
		return tx.Delete(&SignIn{}, "state = ?", state).Error
	})
	if err == nil && !now.Before(s.ExpiresAt) {
		err = fmt.Errorf("%w未过期的登录请求", ErrNotFound)
	}
	if err != nil {
		return nil, err
	}
	return &s, nil
}

// expiredTokensKept is how long a token that has expired is still listed.
const expiredTokensKept = 30 * 24 * time.Hour

// SweepSessions deletes what has ended: sessions, sign-ins under way, counts of failed attempts, tokens that expired a
// month ago. It says how many lines it deleted, and the audit trail how many of what if there were any.
func (db *DB) SweepSessions(ctx context.Context, now time.Time) (total int, err error) {
	err = db.Tx(ctx, func(tx *gorm.DB) error {
		total = 0
		swept := map[string]any{}
		for _, sweep := range []struct {
			name  string
			model any
			ended *gorm.DB
		}{
			{"sessions", &Session{}, tx.Where("expires_at <= ? OR seen_at <= ?", now, now.Add(-SessionIdle))},
			{"sign_ins", &SignIn{}, tx.Where("expires_at <= ?", now)},
			{"attempts", &Attempt{}, tx.Where("last_at <= ? AND (until IS NULL OR until <= ?)", now.Add(-attemptsKept), now)},
			{"tokens", &Token{}, tx.Where("expires_at <= ?", now.Add(-expiredTokensKept))},
		} {
			done := sweep.ended.Delete(sweep.model)
			if done.Error != nil {
				return done.Error
			}
			total += int(done.RowsAffected)
			swept[sweep.name] = done.RowsAffected
		}
		if total == 0 {
			return nil
		}
		return Audit(tx, now, Actor{Who: "cron", From: "cron"}, "session.sweep", "", swept)
	})
	return total, err
}
