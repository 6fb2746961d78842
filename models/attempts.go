package models

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/netip"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// What failed sign-ins lead to. A name waits after userFailures of them, longer with each further one; an address after
// fromFailures within fromWindow. A success makes an end of the name's failures, but takes from the address's only
// itself: who knows one password must not be able to go on guessing others.
const (
	userFailures = 5
	userWait     = time.Minute // after userFailures; twice as long with each further failure
	userWaitMost = time.Hour
	fromFailures = 20
	fromWindow   = 15 * time.Minute
	fromWait     = 15 * time.Minute
	attemptsKept = 24 * time.Hour // the failures of a name are forgotten when the last is so long ago
)

// userSubject is under which a name is counted: a digest, since people type their password where the name belongs.
func userSubject(username string) string {
	sum := sha256.Sum256([]byte(clip(username, 64)))
	return "user:" + hex.EncodeToString(sum[:])
}

// fromSubject is under which an address is counted; "" for none. Whoever has an IPv6 address has all of its /64.
func fromSubject(from string) string {
	if from == "" {
		return ""
	}
	if a, err := netip.ParseAddr(from); err == nil {
		if a = a.Unmap().WithZone(""); a.Is6() {
			if p, err := a.Prefix(64); err == nil {
				return "from:" + p.String()
			}
		}
		return "from:" + a.String()
	}
	return "from:" + clip(from, 100)
}

// subjects are under which an attempt is counted, in the order in which they are locked.
func subjects(username, from string) []string {
	if from == "" {
		return []string{userSubject(username)}
	}
	return []string{fromSubject(from), userSubject(username)}
}

// next is the attempt with one failure more at now.
func (a Attempt) next(now time.Time) Attempt {
	ofUser := strings.HasPrefix(a.Subject, "user:")
	if a.Failures == 0 || ofUser && now.Sub(a.LastAt) >= attemptsKept || !ofUser && now.Sub(a.Since) >= fromWindow {
		a.Failures, a.Since = 0, now
	}
	a.Failures, a.LastAt, a.Until = a.Failures+1, now, nil
	var wait time.Duration
	switch {
	case ofUser && a.Failures >= userFailures:
		wait = userWaitMost
		if doublings := a.Failures - userFailures; doublings < 6 {
			wait = userWait << doublings
		}
	case !ofUser && a.Failures >= fromFailures:
		wait = fromWait
	default:
		return a
	}
	until := now.Add(wait)
	a.Until = &until
	return a
}

// shut returns the latest time until which one of the attempts must wait, zero when none must.
func shut(all []Attempt, now time.Time) (until time.Time) {
	for _, a := range all {
		if a.Until != nil && now.Before(*a.Until) && until.Before(*a.Until) {
			until = *a.Until
		}
	}
	return until
}

// LockedUntil returns until when nobody may try to sign in as username or from that address; zero when one may.
func (db *DB) LockedUntil(ctx context.Context, now time.Time, username, from string) (time.Time, error) {
	var all []Attempt
	err := db.Read.WithContext(ctx).Find(&all, "subject IN ?", subjects(username, from)).Error
	return shut(all, now), err
}

// CountAttempt counts a sign-in as failed before it is tried, so that guesses at the same moment, here or on another
// server, cannot outrun the limit; OpenSession or ClearAttempts takes it back. When one must wait nothing is counted and
// until says how long. Locks are the names and addresses that must wait because of this attempt, should it fail.
func (db *DB) CountAttempt(ctx context.Context, now time.Time, username, from string) (until time.Time, locks []Attempt, err error) {
	err = db.Tx(ctx, func(tx *gorm.DB) error {
		until, locks = time.Time{}, nil
		names := subjects(username, from)
		for _, name := range names {
			first := Attempt{Subject: name, Since: now, LastAt: now}
			if err := tx.Clauses(clause.OnConflict{DoNothing: true}).Create(&first).Error; err != nil {
				return err
			}
		}
		var all []Attempt
		if err := tx.Clauses(forUpdate).Order("subject").Find(&all, "subject IN ?", names).Error; err != nil {
			return err
		}
		if until = shut(all, now); !until.IsZero() {
			return nil
		}
		for _, a := range all {
			a = a.next(now)
			if a.Until != nil {
				locks = append(locks, a)
			}
			if err := tx.Save(&a).Error; err != nil {
				return err
			}
		}
		return nil
	})
	return until, locks, err
}

// FailAttempt writes into the audit trail that a counted attempt failed, and whom it locked out. Username is how the trail is to
// name the account.
func (db *DB) FailAttempt(ctx context.Context, now time.Time, actor Actor, action, username string, locks []Attempt) error {
	return db.Tx(ctx, func(tx *gorm.DB) error {
		if err := Audit(tx, now, actor, action, username, nil); err != nil {
			return err
		}
		for _, lock := range locks {
			address, isAddress := strings.CutPrefix(lock.Subject, "from:")
			subject := username
			if isAddress {
				subject = address
			}
			if err := Audit(tx, now, actor, "session.lock", subject, map[string]any{"failures": lock.Failures, "until": lock.Until}); err != nil {
				return err
			}
		}
		return nil
	})
}

// ClearAttempts takes back a counted attempt that succeeded.
func (db *DB) ClearAttempts(ctx context.Context, username, from string) error {
	return db.Tx(ctx, func(tx *gorm.DB) error { return clearAttempts(tx, username, from) })
}

func clearAttempts(tx *gorm.DB, username, from string) error {
	if from != "" {
		var a Attempt
		err := tx.Clauses(forUpdate).Limit(1).Find(&a, "subject = ?", fromSubject(from)).Error
		if err == nil && a.Failures > 0 {
			if a.Failures--; a.Failures < fromFailures {
				a.Until = nil
			}
			err = tx.Save(&a).Error
		}
		if err != nil {
			return err
		}
	}
	return tx.Delete(&Attempt{}, "subject = ?", userSubject(username)).Error
}

// LockedUsers returns until when those of the users must wait who failed too often.
func (db *DB) LockedUsers(ctx context.Context, now time.Time, usernames ...string) (map[string]time.Time, error) {
	locked := map[string]time.Time{}
	for some := range slices.Chunk(usernames, lookup) {
		var names []string
		of := map[string]string{}
		for _, u := range some {
			names = append(names, userSubject(u))
			of[userSubject(u)] = u
		}
		var all []Attempt
		if err := db.Read.WithContext(ctx).Find(&all, "subject IN ? AND until > ?", names, now).Error; err != nil {
			return nil, err
		}
		for _, a := range all {
			locked[of[a.Subject]] = *a.Until
		}
	}
	return locked, nil
}

// Unlock lets a user who failed too often try again at once. ErrNotFound when there is no such user.
func (db *DB) Unlock(ctx context.Context, now time.Time, actor Actor, username string) error {
	return db.Tx(ctx, func(tx *gorm.DB) error {
		if _, err := oneUser(tx, username); err != nil {
			return err
		}
		var a Attempt
		if err := tx.Clauses(forUpdate).Limit(1).Find(&a, "subject = ?", userSubject(username)).Error; err != nil {
			return err
		}
		if err := tx.Delete(&Attempt{}, "subject = ?", userSubject(username)).Error; err != nil {
			return err
		}
		return Audit(tx, now, actor, "user.unlock", username, map[string]any{"failures": a.Failures})
	})
}
