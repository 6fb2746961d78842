// Package access admits people and programs: passwords, sign-in, sessions, tokens.
package access

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"yunti/models"
)

// The reasons for which somebody is not admitted or an account is not changed. Their texts are for people.
var (
	// ErrSignIn: wrong user name or password. Nobody is told whether the name is unknown, or the account disabled or
	// without a password.
	ErrSignIn = errors.New("用户名或密码不对")
	// ErrLocked: too many failed attempts; errors.As finds a *Locked that says until when.
	ErrLocked = errors.New("登录失败次数太多")
	// ErrCrowded: too many people are signing in at this moment.
	ErrCrowded = errors.New("正在登录的人太多，请稍后再试")
	// ErrSignedOut: there is no such session or token, or it has ended.
	ErrSignedOut = errors.New("尚未登录，或登录已失效，请重新登录")
	// ErrMustChange: the password must be changed before anything else. This package never returns it: whoever asks Session
	// finds User.MustChange.
	ErrMustChange = errors.New("请先修改密码")
	// ErrOldPassword: the password that was to be replaced is not the one given.
	ErrOldPassword = errors.New("原密码不对")
	// ErrWeak: the password does not satisfy the rules.
	ErrWeak = errors.New("密码不符合要求")
	// ErrReused: the password is one of the user's last ones.
	ErrReused = errors.New("不能使用最近 5 次用过的密码，请换一个")
	// ErrInvalid: what was entered for an account or token is wrong; errors.As finds an *Invalid that says which field.
	ErrInvalid = models.ErrInvalid
)

// Locked is the error of somebody who must wait. It wraps ErrLocked.
type Locked struct {
	Until time.Time
	Wait  time.Duration // from now, rounded up to seconds
}

// Error says how long to wait.
func (l *Locked) Error() string {
	wait := fmt.Sprintf("%d 秒", int(l.Wait.Seconds()))
	if l.Wait > time.Minute {
		wait = fmt.Sprintf("%d 分钟", int((l.Wait+time.Minute-1)/time.Minute))
	}
	return fmt.Sprintf("%v，请 %s后再试；忘记密码请联系管理员重置", ErrLocked, wait)
}

// Unwrap returns ErrLocked.
func (l *Locked) Unwrap() error { return ErrLocked }

// Invalid is the error of a field that was filled in wrong. It wraps ErrInvalid.
type Invalid struct {
	Field  string // the JSON name: username, name, role, county, incubator, external, scopes, expires_at
	Detail string
}

// Error says what is wrong.
func (i *Invalid) Error() string { return i.Detail }

// Unwrap returns ErrInvalid.
func (i *Invalid) Unwrap() error { return ErrInvalid }

const (
	hashesAtOnce = 2               // 19 MiB and one processor each
	hashWait     = 5 * time.Second // for one of them
	touchEvery   = time.Minute     // how exactly it is noted when a session or token was used last
	touchWait    = 200 * time.Millisecond
)

// Desk admits people. Time is an argument everywhere.
type Desk struct {
	db     *models.DB
	slots  chan struct{}
	wait   time.Duration
	cost   cost   // of new hashes
	onHash func() // for tests: a password is being hashed
}

// NewDesk returns a desk over the records of db. A process has one: it bounds how many passwords are hashed at once.
func NewDesk(db *models.DB) *Desk {
	return &Desk{db: db, slots: make(chan struct{}, hashesAtOnce), wait: hashWait, cost: today, onHash: func() {}}
}

// stamp is a time as every database keeps it.
func stamp(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }

// stranger is who has not signed in, for the audit trail: the name somebody typed is nobody's until he is admitted.
const stranger = "未登录"

// SignIn opens a session for whoever knows the password of username. User.MustChange is true also when the password is too
// old. The attempt is counted before the password is hashed, and an account that cannot be signed in to costs the same hash as a
// wrong password. Errors wrap ErrSignIn, ErrLocked or ErrCrowded.
func (d *Desk) SignIn(ctx context.Context, now time.Time, username, password, from, agent, request string) (secret string, s *models.Session, u *models.User, err error) {
	now, username = stamp(now), foldUsername(username)
	actor := models.Actor{Who: stranger, From: from, Request: request}
	u, rehashed, err := d.guess(ctx, now, actor, "session.fail", username, password)
	if err != nil {
		return "", nil, nil, err
	}
	secret, s = newSession(now, u, models.WayPassword, from, agent)
	if err := d.open(ctx, now, u, s, rehashed, request); err != nil {
		return "", nil, nil, err
	}
	u.MustChange = mustChange(now, u, s)
	return secret, s, u, nil
}

// Open opens a session for a user whom somebody else has vouched for: way is models.WayOIDC. ErrSignIn when the account is disabled.
func (d *Desk) Open(ctx context.Context, now time.Time, u *models.User, way, from, agent, request string) (secret string, s *models.Session, err error) {
	now = stamp(now)
	if u.Disabled {
		actor := models.Actor{Who: stranger, From: from, Request: request}
		if err := d.db.Record(ctx, now, actor, "session.fail", u.Username, map[string]any{"way": way}); err != nil {
			return "", nil, err
		}
		return "", nil, ErrSignIn
	}
	secret, s = newSession(now, u, way, from, agent)
	if err := d.open(ctx, now, u, s, "", request); err != nil {
		return "", nil, err
	}
	return secret, s, nil
}

// open stores the session. Somebody who was disabled or got another password in this very moment is not admitted.
func (d *Desk) open(ctx context.Context, now time.Time, u *models.User, s *models.Session, rehashed, request string) error {
	actor := models.Actor{Who: u.Username, Role: u.Role, From: s.From, Request: request}
	err := d.db.OpenSession(ctx, now, actor, u, s, rehashed)
	if errors.Is(err, models.ErrConflict) || errors.Is(err, models.ErrNotFound) {
		return ErrSignIn
	}
	u.SignedIn = &now
	return err
}

// newSession makes a session and its secret, of which only the hash is stored.
func newSession(now time.Time, u *models.User, way, from, agent string) (secret string, s *models.Session) {
	secret = newSecret()
	return secret, &models.Session{Token: hashSecret(secret), ID: newID(), Username: u.Username, Way: way, From: printable(from, 100),
		Agent: printable(agent, 200), CreatedAt: now, SeenAt: now, ExpiresAt: now.Add(models.SessionLife)}
}

// Session returns the session with that secret and its user, as long as neither the idle nor the absolute time is over.
// User.MustChange says whether the password must be changed before anything else: the session was opened by it, and it
// was given by somebody else or is too old. Errors wrap ErrSignedOut.
func (d *Desk) Session(ctx context.Context, now time.Time, secret string) (*models.Session, *models.User, error) {
	now = stamp(now)
	s, u, err := d.db.FindSession(ctx, hashSecret(secret))
	switch {
	case errors.Is(err, models.ErrNotFound):
		return nil, nil, ErrSignedOut
	case err != nil:
		return nil, nil, err
	case !s.Live(now) || u.Disabled:
		return nil, nil, ErrSignedOut
	}
	if now.Sub(s.SeenAt) >= touchEvery && d.touch(ctx, now, s.Token, d.db.TouchSession) {
		s.SeenAt = now
	}
	u.MustChange = mustChange(now, u, s)
	return s, u, nil
}

// touch notes that a session or token was used. Nobody waits long for that: when the database is busy with
// another write, the next request will note it.
func (d *Desk) touch(ctx context.Context, now time.Time, hash string, write func(ctx context.Context, now, since time.Time, hash string) error) bool {
	ctx, cancel := context.WithTimeout(ctx, touchWait)
	defer cancel()
	return write(ctx, now, now.Add(-touchEvery), hash) == nil
}

// Token returns the token with that secret and the user it acts for; a user's old password does not stop his programs, so
// User.MustChange is false. Errors wrap ErrSignedOut.
func (d *Desk) Token(ctx context.Context, now time.Time, secret string) (*models.Token, *models.User, error) {
	now = stamp(now)
	t, u, err := d.db.FindToken(ctx, hashSecret(secret))
	switch {
	case errors.Is(err, models.ErrNotFound):
		return nil, nil, ErrSignedOut
	case err != nil:
		return nil, nil, err
	case !now.Before(t.ExpiresAt) || u.Disabled || !slices.Contains(models.TokenRoles, u.Role):
		return nil, nil, ErrSignedOut
	}
	if (t.SeenAt == nil || now.Sub(*t.SeenAt) >= touchEvery) && d.touch(ctx, now, t.Token, d.db.TouchToken) {
		t.SeenAt = &now
	}
	u.MustChange = false
	return t, u, nil
}

// BeginOIDC stores a sign-in at the identity provider under a new random state, which is returned. It lasts ten minutes.
func (d *Desk) BeginOIDC(ctx context.Context, now time.Time, nonce, verifier, backTo string) (state string, err error) {
	now, state = stamp(now), newSecret()
	err = d.db.AddSignIn(ctx, now, &models.SignIn{State: hashSecret(state), Nonce: nonce, Verifier: verifier, BackTo: backTo, ExpiresAt: now.Add(oidcLife)})
	if err != nil {
		return "", err
	}
	return state, nil
}

// oidcLife is how long somebody may take at the identity provider.
const oidcLife = 10 * time.Minute

// TakeOIDC returns the sign-in of the state, once. ErrSignedOut when there is none, it is too old or was taken before.
func (d *Desk) TakeOIDC(ctx context.Context, now time.Time, state string) (*models.SignIn, error) {
	s, err := d.db.TakeSignIn(ctx, stamp(now), hashSecret(state))
	if errors.Is(err, models.ErrNotFound) {
		return nil, ErrSignedOut
	}
	return s, err
}
