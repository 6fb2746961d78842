package access

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"yunti/models"
	"yunti/policy"
)

// NewUser is an account to be made.
type NewUser struct {
	Username  string `json:"username"`
	Name      string `json:"name"`
	Role      string `json:"role"`
	County    string `json:"county"`    // ID or name of a county, for the role county
	Incubator string `json:"incubator"` // Incubator.Name, for the role incubator
	External  string `json:"external"`  // issuer and subject at the identity provider, "" for none
	Only      bool   `json:"only"`      // has no password and signs in at the identity provider only; needs External
}

// Change is what is to be changed of an account; nil leaves as it is. With another role county and incubator go, unless
// they are given.
type Change struct {
	Name      *string `json:"name"`
	Role      *string `json:"role"`
	County    *string `json:"county"`
	Incubator *string `json:"incubator"`
	Disabled  *bool   `json:"disabled"`
	External  *string `json:"external"` // "" takes it away
}

// AddUser makes an account and returns its random one-time password, "" for one without. Errors wrap ErrInvalid,
// models.ErrTaken or ErrCrowded.
func (d *Desk) AddUser(ctx context.Context, now time.Time, actor models.Actor, ed *policy.Edition, n NewUser) (password string, u *models.User, err error) {
	u, err = d.account(ctx, stamp(now), actor, ed, n)
	if err != nil {
		return "", nil, err
	}
	if !n.Only {
		password = oneTimePassword(u.Username)
		if u.Password, err = d.hashNew(ctx, u, password); err != nil {
			return "", nil, err
		}
		u.MustChange = true
	}
	if err := d.db.AddUser(ctx, u.CreatedAt, actor, u); err != nil {
		return "", nil, err
	}
	return password, u, nil
}

// account checks what was entered and makes a user of it who has no password yet.
func (d *Desk) account(ctx context.Context, now time.Time, actor models.Actor, ed *policy.Edition, n NewUser) (*models.User, error) {
	u := &models.User{Username: n.Username, PasswordAt: now, CreatedBy: clip(actor.Who, 100), CreatedAt: now, Version: 1}
	if !usernames.MatchString(n.Username) {
		return nil, &Invalid{"username", "用户名由 2 至 64 个小写字母、数字和 . _ - 组成，以字母或数字开头"}
	}
	if n.Only && n.External == "" {
		return nil, &Invalid{"external", "只通过统一身份认证登录的账号必须填写外部身份"}
	}
	edit, err := d.edit(ctx, ed, Change{Name: &n.Name, Role: &n.Role, County: &n.County, Incubator: &n.Incubator, External: &n.External})
	if err != nil {
		return nil, err
	}
	return u, edit(u)
}

var usernames = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{1,63}$`)

// ChangeUser changes an account as it was at version. A change of role, county, incubator or disabled ends the user's
// sessions and revokes his tokens, one of external ends his sessions. Errors wrap ErrInvalid, models.ErrTaken, models.ErrNotFound, models.ErrConflict, or
// models.ErrState for the last administrator and for somebody who disables himself.
func (d *Desk) ChangeUser(ctx context.Context, now time.Time, actor models.Actor, ed *policy.Edition, username string, version int, c Change) (*models.User, error) {
	edit, err := d.edit(ctx, ed, c)
	if err != nil {
		return nil, err
	}
	return d.db.ChangeUser(ctx, stamp(now), actor, username, version, edit)
}

// edit looks up what a change names and returns what carries it out on a user; that needs no database.
func (d *Desk) edit(ctx context.Context, ed *policy.Edition, c Change) (func(u *models.User) error, error) {
	if c.Incubator != nil && *c.Incubator != "" {
		i, err := d.db.IncubatorNamed(ctx, *c.Incubator)
		if errors.Is(err, models.ErrNotFound) {
			return nil, &Invalid{"incubator", err.Error()}
		}
		if err != nil {
			return nil, err
		}
		c.Incubator = &i.Name
	}
	if c.County != nil && *c.County != "" {
		p, ok := ed.County(*c.County)
		if !ok {
			return nil, &Invalid{"county", fmt.Sprintf("没有“%s”这个县区，请填写县区全称或代码，如五华区或 530102", clip(*c.County, 40))}
		}
		c.County = &p.ID
	}
	return c.apply, nil
}

// apply carries the change out, or says what is wrong with the account as it would be.
func (c Change) apply(u *models.User) error {
	if c.Role != nil && *c.Role != u.Role {
		u.County, u.Incubator = "", ""
	}
	for _, set := range []struct {
		from *string
		to   *string
	}{{c.Name, &u.Name}, {c.Role, &u.Role}, {c.County, &u.County}, {c.Incubator, &u.Incubator}} {
		if set.from != nil {
			*set.to = *set.from
		}
	}
	u.Name = strings.TrimSpace(u.Name)
	if c.Disabled != nil {
		u.Disabled = *c.Disabled
	}
	if c.External != nil {
		u.External = nil
		if *c.External != "" {
			u.External = c.External
		}
	}
	return checkUser(u)
}

// checkUser checks everything of an account but its password.
func checkUser(u *models.User) error {
	switch {
	case u.Name == "" || !line(u.Name, 100):
		return &Invalid{"name", "请填写姓名，最多 100 个字，不能有换行等不可见字符"}
	case !slices.Contains(models.Roles, u.Role):
		return &Invalid{"role", fmt.Sprintf("没有“%s”这种角色，可用：%s", clip(u.Role, 20), strings.Join(models.Roles, "、"))}
	case u.Role == models.RoleCounty && u.County == "":
		return &Invalid{"county", "县区用户必须填写所属县区"}
	case u.Role != models.RoleCounty && u.County != "":
		return &Invalid{"county", "只有县区用户才填写所属县区"}
	case u.Role == models.RoleIncubator && u.Incubator == "":
		return &Invalid{"incubator", "孵化载体用户必须填写所属载体"}
	case u.Role != models.RoleIncubator && u.Incubator != "":
		return &Invalid{"incubator", "只有孵化载体用户才填写所属载体"}
	case u.External != nil && !line(*u.External, 250):
		return &Invalid{"external", "外部身份最多 250 个字符，不能有换行等不可见字符"}
	}
	return nil
}

// line says whether a text is at most n visible characters.
func line(s string, n int) bool {
	return utf8.ValidString(s) && utf8.RuneCountInString(s) <= n && !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsGraphic(r) })
}

// tokenLife is how long a token may last at most.
const tokenLife = 366 * 24 * time.Hour

// NewToken makes a token that acts for the user until expires and returns its secret, which cannot be had again. scopes
// are some of models.TokenScopes. Errors wrap ErrInvalid, models.ErrForbidden for a role that has none, models.ErrTaken,
// or models.ErrState when the user has too many or is disabled.
func (d *Desk) NewToken(ctx context.Context, now time.Time, actor models.Actor, u *models.User, name string, scopes []string, expires time.Time) (secret string, t *models.Token, err error) {
	now, expires, name = stamp(now), stamp(expires), strings.TrimSpace(name)
	switch {
	case !slices.Contains(models.TokenRoles, u.Role):
		return "", nil, fmt.Errorf("%w：%s不能建立令牌", models.ErrForbidden, models.RoleNames[u.Role])
	case name == "" || !line(name, 100):
		return "", nil, &Invalid{"name", "请填写令牌名称，最多 100 个字，不能有换行等不可见字符"}
	case !expires.After(now) || expires.After(now.Add(tokenLife)):
		return "", nil, &Invalid{"expires_at", "到期时间须在现在之后、一年之内"}
	}
	var sorted []string
	for _, scope := range models.TokenScopes {
		if slices.Contains(scopes, scope) {
			sorted = append(sorted, scope)
		}
	}
	if len(sorted) == 0 || slices.ContainsFunc(scopes, func(s string) bool { return !slices.Contains(models.TokenScopes, s) }) {
		return "", nil, &Invalid{"scopes", "令牌的权限请从 " + strings.Join(models.TokenScopes, "、") + " 中选择，至少一项"}
	}
	secret = tokenPrefix + newSecret()
	t = &models.Token{Token: hashSecret(secret), ID: newID(), Username: u.Username, Name: name, Scopes: strings.Join(sorted, ","), CreatedAt: now, ExpiresAt: expires}
	if err := d.db.AddToken(ctx, now, actor, t); err != nil {
		return "", nil, err
	}
	return secret, t, nil
}

// tokenPrefix begins the secret of a token, so that one is recognised where it does not belong.
const tokenPrefix = "yunti_"

// Account is an account with its password, to be printed once.
type Account struct {
	User     models.User
	Password string
}

// demoSecond is a second account of the city in a demo: who settles money does not approve it.
const demoSecond = "city2"

// DemoAccounts makes one account for each role, named after it, and a second one of the city, or gives those of an earlier call
// new passwords. The incubator is the one with most tenants, the county the one it lies in, so that a filing can go all the way.
// The passwords need not be changed: this is for a city of invented firms only.
func (d *Desk) DemoAccounts(ctx context.Context, now time.Time, actor models.Actor, ed *policy.Edition) ([]Account, error) {
	incubator, err := d.db.BusiestIncubator(ctx)
	if err != nil {
		return nil, err
	}
	var wanted []NewUser
	for _, role := range models.Roles {
		n := NewUser{Username: role, Name: "示范" + models.RoleNames[role], Role: role}
		switch role {
		case models.RoleIncubator:
			n.Incubator = incubator.Name
		case models.RoleCounty:
			n.County = incubator.County
		}
		wanted = append(wanted, n)
	}
	wanted = append(wanted, NewUser{Username: demoSecond, Name: "示范市级复核", Role: models.RoleCity})
	var accounts []Account
	for _, n := range wanted {
		if _, err := d.db.User(ctx, n.Username); errors.Is(err, models.ErrNotFound) {
			if _, _, err := d.AddUser(ctx, now, actor, ed, n); err != nil {
				return nil, fmt.Errorf("建立示范账号 %s：%w", n.Username, err)
			}
		} else if err != nil {
			return nil, err
		}
		password := oneTimePassword(n.Username)
		if err := d.SetPassword(ctx, now, actor, n.Username, password); err != nil {
			return nil, fmt.Errorf("示范账号 %s 的密码：%w", n.Username, err)
		}
		u, err := d.db.User(ctx, n.Username)
		if err != nil {
			return nil, err
		}
		accounts = append(accounts, Account{User: *u, Password: password})
	}
	return accounts, nil
}
