package access

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"yunti/models"
)

// cost is what one hash costs whoever guesses, and us.
type cost struct {
	memory uint32 // KiB
	passes uint32
	lanes  uint8
}

// today is the cost of new hashes (OWASP Password Storage Cheat Sheet: argon2id with 19 MiB, two passes, one lane). A
// password with another cost is hashed anew when its owner next signs in.
var today = cost{memory: 19 * 1024, passes: 2, lanes: 1}

// most bounds what a stored hash may cost: a line that was tampered with must not bring the server down.
var most = cost{memory: 256 * 1024, passes: 16, lanes: 16}

const (
	saltBytes = 16
	keyBytes  = 32
)

// phc is a stored password: $argon2id$v=19$m=19456,t=2,p=1$salt$key.
type phc struct {
	cost
	salt, key []byte
}

func (p phc) String() string {
	encode := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, p.memory, p.passes, p.lanes, encode(p.salt), encode(p.key))
}

// parsePHC reads a stored password; false for one that this program cannot have written.
func parsePHC(text string) (p phc, ok bool) {
	fields := strings.Split(text, "$")
	if len(fields) != 6 || fields[0] != "" || fields[1] != "argon2id" || fields[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return phc{}, false
	}
	if n, err := fmt.Sscanf(fields[3], "m=%d,t=%d,p=%d", &p.memory, &p.passes, &p.lanes); err != nil || n != 3 {
		return phc{}, false
	}
	if p.memory < 8*uint32(p.lanes) || p.memory > most.memory || p.passes < 1 || p.passes > most.passes || p.lanes < 1 || p.lanes > most.lanes {
		return phc{}, false
	}
	var err, keyErr error
	p.salt, err = base64.RawStdEncoding.Strict().DecodeString(fields[4])
	p.key, keyErr = base64.RawStdEncoding.Strict().DecodeString(fields[5])
	return p, err == nil && keyErr == nil && len(p.salt) >= 8 && len(p.key) >= 16 && len(p.key) <= 64
}

// derive hashes a password: expensive. The widths of letters do not count, as on a Chinese keyboard they are easily mixed up.
func (d *Desk) derive(p phc, password string) []byte {
	d.onHash()
	return argon2.IDKey([]byte(norm.NFKC.String(password)), p.salt, p.passes, p.memory, p.lanes, uint32(len(p.key)))
}

// nobody is compared with where there is no password; its key is no password's.
func (d *Desk) nobody() phc {
	return phc{cost: d.cost, salt: make([]byte, saltBytes), key: make([]byte, keyBytes)}
}

// hash returns a password as it is stored.
func (d *Desk) hash(password string) string {
	p := d.nobody()
	rand.Read(p.salt)
	p.key = d.derive(p, password)
	return p.String()
}

// matches says whether the password is the stored one; it always costs one hash. Old says that the stored one should be
// hashed anew.
func (d *Desk) matches(stored, password string) (same, old bool) {
	p, ok := parsePHC(stored)
	if !ok || len(password) > passwordBytes {
		p, ok = d.nobody(), false
		password = password[:min(len(password), passwordBytes)]
	}
	same = subtle.ConstantTimeCompare(d.derive(p, password), p.key) == 1 && ok
	return same, same && p.cost != d.cost
}

// slot waits until a password may be hashed and returns what ends it. ErrCrowded when that takes too long.
func (d *Desk) slot(ctx context.Context) (release func(), err error) {
	timer := time.NewTimer(d.wait)
	defer timer.Stop()
	select {
	case d.slots <- struct{}{}:
		return func() { <-d.slots }, nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	case <-timer.C:
		return nil, ErrCrowded
	}
}

// guess returns the user of that name when the password is right, and the password hashed anew where that is due. The attempt
// is counted first; it is for the caller to take it back. One that fails is a line of the audit trail under
// action, and ErrSignIn whatever the reason. Locked and crowded out, nothing is hashed.
func (d *Desk) guess(ctx context.Context, now time.Time, actor models.Actor, action, username, password string) (u *models.User, rehashed string, err error) {
	// Looking first costs little: those who must wait do not queue for a hash.
	until, err := d.db.LockedUntil(ctx, now, username, actor.From)
	if err == nil {
		err = locked(now, until)
	}
	if err != nil {
		return nil, "", err
	}
	release, err := d.slot(ctx)
	if err != nil {
		return nil, "", err
	}
	defer release()
	until, locks, err := d.db.CountAttempt(ctx, now, username, actor.From)
	if err == nil {
		err = locked(now, until)
	}
	if err != nil {
		return nil, "", err
	}
	u, err = d.db.User(ctx, username)
	stored, told := "", username
	switch {
	case errors.Is(err, models.ErrNotFound):
		told = veiled(username)
	case err != nil:
		return nil, "", err
	case !u.Disabled && !expired(now, u):
		stored = u.Password
	}
	same, old := d.matches(stored, password)
	if !same {
		// Whoever hangs up before the answer has guessed all the same.
		if err := d.db.FailAttempt(context.WithoutCancel(ctx), now, actor, action, told, locks); err != nil {
			return nil, "", err
		}
		return nil, "", ErrSignIn
	}
	if old {
		rehashed = d.hash(password)
	}
	return u, rehashed, nil
}

// veiled is what the audit trail keeps of a name that nobody has: people type their password where the name belongs, and the
// trail is for ever.
func veiled(name string) string { return clip(name, 2) + "***" }

// locked is the error of somebody who must wait until then; nil for the zero time.
func locked(now, until time.Time) error {
	if until.IsZero() {
		return nil
	}
	return &Locked{Until: until, Wait: (until.Sub(now) + time.Second - 1).Truncate(time.Second)}
}
