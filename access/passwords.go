package access

import (
	"context"
	"errors"
	"fmt"
	"time"

	"yunti/models"
)

// ChangePassword replaces the password of the session's user by one of his own choice. All his sessions end and a new
// one is opened, whose secret is returned; his tokens stay, his programs go on. Errors wrap ErrOldPassword, ErrLocked, ErrCrowded, ErrWeak, ErrReused,
// ErrSignedOut when the account was disabled or changed meanwhile, or models.ErrState for a user without a password.
func (d *Desk) ChangePassword(ctx context.Context, now time.Time, s *models.Session, old, password, from, agent, request string) (secret string, next *models.Session, err error) {
	now = stamp(now)
	u, err := d.db.User(ctx, s.Username)
	if err != nil {
		return "", nil, err
	}
	if u.Password == "" {
		return "", nil, fmt.Errorf("%w：账号 %s 没有密码，通过统一身份认证登录", models.ErrState, u.Username)
	}
	if err := CheckPassword(u.Username, password); err != nil {
		return "", nil, err
	}
	actor := models.Actor{Who: u.Username, Role: u.Role, From: from, Request: request}
	// Whoever found a browser left open must not guess here what he may not guess at the door.
	u, _, err = d.guess(ctx, now, actor, "password.fail", u.Username, old)
	if errors.Is(err, ErrSignIn) {
		return "", nil, ErrOldPassword
	}
	if err != nil {
		return "", nil, err
	}
	if err := d.db.ClearAttempts(ctx, u.Username, from); err != nil {
		return "", nil, err
	}
	hash, err := d.hashNew(ctx, u, password)
	if err != nil {
		return "", nil, err
	}
	secret, next = newSession(now, u, s.Way, from, agent)
	err = d.db.ReplacePassword(ctx, now, actor, models.Replacement{User: u, Password: hash, Action: models.PasswordChange, Session: next})
	if errors.Is(err, models.ErrConflict) {
		return "", nil, ErrSignedOut
	}
	if err != nil {
		return "", nil, err
	}
	return secret, next, nil
}

// hashNew hashes a password that the user has not had lately; ErrReused for one that he has.
func (d *Desk) hashNew(ctx context.Context, u *models.User, password string) (string, error) {
	old, err := d.db.OldPasswords(ctx, u.Username)
	if err != nil {
		return "", err
	}
	if u.Password != "" {
		old = append(old, u.Password)
	}
	release, err := d.slot(ctx)
	if err != nil {
		return "", err
	}
	defer release()
	for _, stored := range old {
		if same, _ := d.matches(stored, password); same {
			return "", ErrReused
		}
	}
	return d.hash(password), nil
}

// ResetPassword gives the user a random one-time password, ends his sessions, revokes his tokens and lifts a lock. Errors wrap
// models.ErrNotFound, models.ErrConflict, ErrCrowded, or models.ErrState for one who signs in at the identity provider
// only and for the actor himself, who must not get round his old password.
func (d *Desk) ResetPassword(ctx context.Context, now time.Time, actor models.Actor, username string) (password string, err error) {
	// Somebody first: no password could be made for a name like "-", which every one-time password contains.
	if _, err := d.db.User(ctx, username); err != nil {
		return "", err
	}
	password = oneTimePassword(username)
	if err := d.give(ctx, now, actor, username, password, true); err != nil {
		return "", err
	}
	return password, nil
}

// SetPassword does the same with a password that he need not change. For the command line, where somebody has typed it.
// Errors as those of ResetPassword, and ErrWeak, ErrReused.
func (d *Desk) SetPassword(ctx context.Context, now time.Time, actor models.Actor, username, password string) error {
	if err := CheckPassword(username, password); err != nil {
		return err
	}
	return d.give(ctx, now, actor, username, password, false)
}

func (d *Desk) give(ctx context.Context, now time.Time, actor models.Actor, username, password string, mustChange bool) error {
	u, err := d.db.User(ctx, username)
	if err != nil {
		return err
	}
	if u.Password == "" && u.External != nil {
		return fmt.Errorf("%w：账号 %s 只通过统一身份认证登录；要改用密码，请先去掉外部身份", models.ErrState, username)
	}
	if actor.Role != "" && actor.Who == username {
		return fmt.Errorf("%w：自己的密码请用“修改密码”来改", models.ErrState)
	}
	hash, err := d.hashNew(ctx, u, password)
	if err != nil {
		return err
	}
	return d.db.ReplacePassword(ctx, stamp(now), actor, models.Replacement{User: u, Password: hash, MustChange: mustChange, Action: models.PasswordReset})
}
