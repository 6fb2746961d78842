package models

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// ErrTaken: a user name, an external identity or the name of a token is somebody's already.
var ErrTaken = errors.New("已被占用")

// Roles are all roles, in the order in which people list them.
var Roles = []string{RoleIncubator, RoleCounty, RoleCity, RoleLeadership, RoleAdmin, RoleAuditor}

// RoleNames are the Chinese names of the roles.
var RoleNames = map[string]string{RoleIncubator: "孵化载体", RoleCounty: "县区", RoleCity: "市级", RoleLeadership: "领导",
	RoleAdmin: "系统管理员", RoleAuditor: "审计员"}

// forUpdate locks what a query reads until the transaction ends.
var forUpdate = clause.Locking{Strength: "UPDATE"}

// UserFilter selects users for a list screen. Empty fields select all.
type UserFilter struct {
	Q        string // part of the user name, name or incubator
	Role     string
	Disabled *bool
	Unused   time.Time // only those that nobody has used since: no sign-in, no request by a token; the zero time for all
	Page     int       // from 1; 0 is 1
	Size     int       // at most MaxPage; 0 is 50
}

// Users returns one page of the users that f selects, by user name, and how many it selects in all.
func (db *DB) Users(ctx context.Context, f UserFilter) (items []User, total int, err error) {
	query := db.Read.WithContext(ctx).Model(&User{}).Where(&User{Role: f.Role})
	if q := strings.TrimSpace(f.Q); q != "" {
		query = query.Where("(INSTR(username, ?) > 0 OR INSTR(name, ?) > 0 OR INSTR(incubator, ?) > 0)", strings.ToLower(q), q, q)
	}
	if f.Disabled != nil {
		query = query.Where("disabled = ?", *f.Disabled)
	}
	if !f.Unused.IsZero() {
		query = query.Where("COALESCE(signed_in, created_at) <= ?", f.Unused).
			Where("NOT EXISTS (SELECT 1 FROM tokens WHERE tokens.username = users.username AND tokens.seen_at > ?)", f.Unused)
	}
	err = query.Session(&gorm.Session{}).Order("username").Limit(pageSize(f.Size)).Offset(pageStart(f.Page, f.Size)).Find(&items).Error
	if err != nil {
		return nil, 0, err
	}
	total, err = totalOf(query, len(items), f.Page, f.Size)
	return items, total, err
}

// User returns the user, or ErrNotFound.
func (db *DB) User(ctx context.Context, username string) (*User, error) {
	return oneUser(db.Read.WithContext(ctx), username)
}

func oneUser(query *gorm.DB, username string) (*User, error) {
	var u User
	err := query.Take(&u, "username = ?", username).Error
	if errors.Is(err, ErrNotFound) {
		return nil, fmt.Errorf("%w用户 %s", ErrNotFound, clip(username, 64))
	}
	if err != nil {
		return nil, err
	}
	return &u, nil
}

// UserByExternal returns the user with that identity at the identity provider, or ErrNotFound.
func (db *DB) UserByExternal(ctx context.Context, external string) (*User, error) {
	var u User
	err := db.Read.WithContext(ctx).Take(&u, "external = ?", external).Error
	if errors.Is(err, ErrNotFound) {
		return nil, fmt.Errorf("%w与该外部身份对应的账号，请联系管理员", ErrNotFound)
	}
	if err != nil {
		return nil, err
	}
	return &u, nil
}

// AddUser stores a new user. ErrTaken when there is one with that user name or external identity.
func (db *DB) AddUser(ctx context.Context, now time.Time, actor Actor, u *User) error {
	err := db.Tx(ctx, func(tx *gorm.DB) error {
		switch _, err := oneUser(tx, u.Username); {
		case err == nil:
			return userTaken(u)
		case !errors.Is(err, ErrNotFound):
			return err
		}
		if err := externalFree(tx, u); err != nil {
			return err
		}
		if err := tx.Create(u).Error; err != nil {
			return err
		}
		return Audit(tx, now, actor, "user.create", u.Username, userDetail(u))
	})
	if errors.Is(err, gorm.ErrDuplicatedKey) { // somebody made it at the same moment
		return userTaken(u)
	}
	return err
}

func userTaken(u *User) error {
	return fmt.Errorf("%w：用户名 %s 已有人使用，请换一个", ErrTaken, u.Username)
}

// externalFree finds out whether u's external identity is somebody else's.
func externalFree(tx *gorm.DB, u *User) error {
	if u.External == nil {
		return nil
	}
	var other []string
	err := tx.Model(&User{}).Where("external = ? AND username <> ?", *u.External, u.Username).Pluck("username", &other).Error
	if err == nil && len(other) > 0 {
		err = fmt.Errorf("%w：该外部身份已属于账号 %s", ErrTaken, other[0])
	}
	return err
}

// userDetail is what the audit trail keeps of a user; never the password.
func userDetail(u *User) map[string]any {
	return map[string]any{"name": u.Name, "role": u.Role, "county": u.County, "incubator": u.Incubator, "disabled": u.Disabled,
		"external": u.External, "must_change": u.MustChange}
}

// ChangeUser lets edit change the user as it was at version: name, role, county, incubator, disabled, external. Edit may run
// several times. A change of role, county, incubator or disabled ends the user's sessions and revokes the tokens, which
// could reach what is no longer the user's; one of external ends the sessions. ErrConflict for another version, ErrTaken for an external identity of
// somebody else, ErrState for the last enabled administrator and for somebody who disables himself.
func (db *DB) ChangeUser(ctx context.Context, now time.Time, actor Actor, username string, version int, edit func(u *User) error) (*User, error) {
	var changed *User
	err := db.Tx(ctx, func(tx *gorm.DB) error {
		// Two administrators who disable one another at the same moment wait for each other here.
		var admins []User
		if err := tx.Clauses(forUpdate).Order("username").Find(&admins, "role = ? AND disabled = ?", RoleAdmin, false).Error; err != nil {
			return err
		}
		u, err := oneUser(tx.Clauses(forUpdate), username)
		if err != nil {
			return err
		}
		if u.Version != version {
			return userMoved(username)
		}
		next := *u
		if err := edit(&next); err != nil {
			return err
		}
		before, after := changedOf(userDetail(u), userDetail(&next))
		if changed = u; len(after) == 0 {
			return nil
		}
		if err := userMayChange(actor, u, &next, admins); err != nil {
			return err
		}
		if err := externalFree(tx, &next); err != nil {
			return err
		}
		detail := map[string]any{"before": before, "after": after}
		if err := cutOff(tx, u, &next, detail); err != nil {
			return err
		}
		next.Version++
		changed = &next
		if err := tx.Model(&User{}).Where("username = ?", username).
			Select("name", "role", "county", "incubator", "disabled", "external", "version").Updates(&next).Error; err != nil {
			return err
		}
		return Audit(tx, now, actor, "user.change", username, detail)
	})
	if err != nil {
		return nil, err
	}
	return changed, nil
}

func userMoved(username string) error {
	return fmt.Errorf("%w：账号 %s 在您查看之后有变动，请刷新后再操作", ErrConflict, username)
}

// userMayChange keeps people from locking everybody, or themselves, out.
func userMayChange(actor Actor, u, next *User, admins []User) error {
	if next.Disabled && !u.Disabled && actor.Role != "" && actor.Who == u.Username {
		return fmt.Errorf("%w：不能停用自己的账号，请由另一位系统管理员办理", ErrState)
	}
	if (next.Disabled || next.Role != RoleAdmin) && len(admins) == 1 && admins[0].Username == u.Username {
		return fmt.Errorf("%w：%s 是唯一启用的系统管理员，请先另设一位", ErrState, u.Username)
	}
	return nil
}

// cutOff ends the sessions and revokes the tokens of a user whose rights change, and notes in detail how many there were. Another
// external identity ends the sessions: an administrator who gives somebody's account an identity of his own shall not do so
// unnoticed. It leaves the tokens, since it changes nothing of what programs may do.
func cutOff(tx *gorm.DB, u, next *User, detail map[string]any) error {
	rights := next.Role != u.Role || next.County != u.County || next.Incubator != u.Incubator || next.Disabled != u.Disabled
	if !rights && valueText(next.External) == valueText(u.External) {
		return nil
	}
	return endAll(tx, u.Username, detail, rights)
}

// endAll ends all sessions of the user, revokes all tokens when asked to, and notes in detail how many there were.
func endAll(tx *gorm.DB, username string, detail map[string]any, tokens bool) error {
	sessions := tx.Where("username = ?", username).Delete(&Session{})
	if sessions.Error != nil || !tokens {
		detail["sessions_ended"] = sessions.RowsAffected
		return sessions.Error
	}
	revoked := tx.Where("username = ?", username).Delete(&Token{})
	detail["sessions_ended"], detail["tokens_revoked"] = sessions.RowsAffected, revoked.RowsAffected
	return revoked.Error
}

// changedOf keeps of two details what differs.
func changedOf(before, after map[string]any) (was, becomes map[string]any) {
	was, becomes = map[string]any{}, map[string]any{}
	for key := range after {
		if valueText(before[key]) != valueText(after[key]) {
			was[key], becomes[key] = before[key], after[key]
		}
	}
	return was, becomes
}

// valueText is a value of a detail, for comparing.
func valueText(v any) string {
	if s, ok := v.(*string); ok {
		if s == nil {
			return ""
		}
		return *s
	}
	return fmt.Sprint(v)
}

// oldPasswordsKept is how many replaced passwords are remembered: with the present one those that may not come again.
const oldPasswordsKept = 4

// OldPasswords returns the user's replaced passwords that may not come again, as hashes.
func (db *DB) OldPasswords(ctx context.Context, username string) (hashes []string, err error) {
	err = db.Read.WithContext(ctx).Model(&OldPassword{}).Where("username = ?", username).Order("until DESC").Limit(oldPasswordsKept).
		Pluck("password", &hashes).Error
	return hashes, err
}

// The ways in which a password is replaced.
const (
	PasswordChange = "password.change" // by the user himself
	PasswordReset  = "password.reset"  // by somebody else
)

// Replacement is a password that takes the place of another.
type Replacement struct {
	User       *User  // as it was read
	Password   string // argon2id in PHC form
	MustChange bool
	Action     string   // PasswordChange or PasswordReset, for the audit trail too
	Session    *Session // opened instead of the sessions that end, nil for none
}

// ReplacePassword gives the user another password. All sessions end, a lock is lifted and the old password is
// remembered. A reset revokes the user's tokens too: whoever had got hold of the account may have made one. ErrConflict when
// the user was disabled or got another password since r.User was read.
func (db *DB) ReplacePassword(ctx context.Context, now time.Time, actor Actor, r Replacement) error {
	return db.Tx(ctx, func(tx *gorm.DB) error {
		u, err := unmoved(tx, r.User)
		if err != nil {
			return err
		}
		if err := remember(tx, now, u); err != nil {
			return err
		}
		if err := tx.Model(&User{}).Where("username = ?", u.Username).Updates(map[string]any{
			"password": r.Password, "password_at": now, "must_change": r.MustChange, "version": u.Version + 1}).Error; err != nil {
			return err
		}
		detail := map[string]any{"must_change": r.MustChange}
		if err := endAll(tx, u.Username, detail, r.Action == PasswordReset); err != nil {
			return err
		}
		if r.Session != nil {
			if err := tx.Create(r.Session).Error; err != nil {
				return err
			}
		}
		if err := tx.Delete(&Attempt{}, "subject = ?", userSubject(u.Username)).Error; err != nil {
			return err
		}
		return Audit(tx, now, actor, r.Action, u.Username, detail)
	})
}

// unmoved locks the user and returns it as stored. ErrConflict when it was disabled or enabled or got another password
// since it was read.
func unmoved(tx *gorm.DB, read *User) (*User, error) {
	u, err := oneUser(tx.Clauses(forUpdate), read.Username)
	if err != nil {
		return nil, err
	}
	if u.Password != read.Password || u.Disabled != read.Disabled {
		return nil, userMoved(u.Username)
	}
	return u, nil
}

// remember keeps the user's present password among the old ones and forgets those that may come again.
func remember(tx *gorm.DB, now time.Time, u *User) error {
	if u.Password == "" {
		return nil
	}
	var old []OldPassword
	if err := tx.Order("until DESC").Find(&old, "username = ?", u.Username).Error; err != nil {
		return err
	}
	until := now
	if len(old) > 0 && !old[0].Until.Before(until) { // twice within a millisecond, or the clock was set back
		until = old[0].Until.Add(time.Millisecond)
	}
	if len(old) >= oldPasswordsKept {
		oldest := old[oldPasswordsKept-1].Until
		if err := tx.Delete(&OldPassword{}, "username = ? AND until <= ?", u.Username, oldest).Error; err != nil {
			return err
		}
	}
	return tx.Create(&OldPassword{Username: u.Username, Until: until, Password: u.Password}).Error
}

// IncubatorNamed returns the incubator of that name, or the only one whose name means the same (NormalName); of several
// lines of one incubator the first. ErrNotFound when there is none.
func (db *DB) IncubatorNamed(ctx context.Context, name string) (Incubator, error) {
	var all []Incubator
	if err := db.Read.WithContext(ctx).Order("name, type, level").Find(&all).Error; err != nil {
		return Incubator{}, err
	}
	var alike []Incubator
	for _, i := range all {
		if i.Name == name {
			return i, nil
		}
		if NormalName(i.Name) == NormalName(name) && (len(alike) == 0 || alike[0].Name != i.Name) {
			alike = append(alike, i)
		}
	}
	if len(alike) != 1 {
		return Incubator{}, fmt.Errorf("%w孵化载体“%s”，请按载体名录中的全称填写", ErrNotFound, clip(name, 120))
	}
	return alike[0], nil
}

// BusiestIncubator returns the incubator with most firms in it now, or ErrNotFound when there is no incubator.
func (db *DB) BusiestIncubator(ctx context.Context) (Incubator, error) {
	var i Incubator
	err := db.Read.WithContext(ctx).Order("(SELECT COUNT(*) FROM residencies WHERE residencies.incubator = incubators.name AND residencies.until IS NULL) DESC").
		Order("name, type, level").Take(&i).Error
	if errors.Is(err, ErrNotFound) {
		err = fmt.Errorf("%w孵化载体，请先导入载体名录", ErrNotFound)
	}
	return i, err
}
