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

func TestAccountsThatCannotBeMade(t *testing.T) {
	each(t, func(o *office) {
		o.incubator("云测孵化器")
		o.person("zhang.san")
		fine := access.NewUser{Username: "li.si", Name: "李四", Role: models.RoleCity}
		with := func(change func(n *access.NewUser)) access.NewUser { n := fine; change(&n); return n }
		users, lines, hashes := o.count(&models.User{}), len(o.trail()), o.hashes.Load()
		for _, c := range []struct {
			n     access.NewUser
			field string
			says  string
		}{
			{with(func(n *access.NewUser) { n.Username = "" }), "username", "用户名"},
			{with(func(n *access.NewUser) { n.Username = "a" }), "username", "2 至 64"},
			{with(func(n *access.NewUser) { n.Username = strings.Repeat("a", 65) }), "username", "2 至 64"},
			{with(func(n *access.NewUser) { n.Username = "Li.Si" }), "username", "小写"},
			{with(func(n *access.NewUser) { n.Username = ".li" }), "username", "开头"},
			{with(func(n *access.NewUser) { n.Username = "li si" }), "username", "用户名"},
			{with(func(n *access.NewUser) { n.Username = "li.si\n" }), "username", "用户名"},
			{with(func(n *access.NewUser) { n.Username = "李四" }), "username", "用户名"},
			{with(func(n *access.NewUser) { n.Name = "  " }), "name", "姓名"},
			{with(func(n *access.NewUser) { n.Name = "李\n四" }), "name", "不可见"},
			{with(func(n *access.NewUser) { n.Name = "李\u202e四" }), "name", "不可见"},
			{with(func(n *access.NewUser) { n.Name = strings.Repeat("李", 101) }), "name", "100"},
			{with(func(n *access.NewUser) { n.Role = "" }), "role", "incubator"},
			{with(func(n *access.NewUser) { n.Role = "root" }), "role", "“root”"},
			{with(func(n *access.NewUser) { n.Role = models.RoleCounty }), "county", "必须"},
			{with(func(n *access.NewUser) { n.Role, n.County = models.RoleCounty, "北京市" }), "county", "北京市"},
			{with(func(n *access.NewUser) { n.Role, n.County = models.RoleCounty, "530199" }), "county", "530199"},
			{with(func(n *access.NewUser) { n.County = "五华区" }), "county", "只有县区"},
			{with(func(n *access.NewUser) { n.Role, n.County = models.RoleAdmin, "五华区" }), "county", "只有县区"},
			{with(func(n *access.NewUser) { n.Role = models.RoleIncubator }), "incubator", "必须"},
			{with(func(n *access.NewUser) { n.Role, n.Incubator = models.RoleIncubator, "没有的孵化器" }), "incubator", "没有的孵化器"},
			{with(func(n *access.NewUser) { n.Incubator = "云测孵化器" }), "incubator", "只有孵化载体"},
			{with(func(n *access.NewUser) {
				n.Role, n.County, n.Incubator = models.RoleIncubator, "五华区", "云测孵化器"
			}), "county", "只有县区"},
			{with(func(n *access.NewUser) { n.Only = true }), "external", "外部身份"},
			{with(func(n *access.NewUser) { n.External = strings.Repeat("x", 251) }), "external", "250"},
			{with(func(n *access.NewUser) { n.External = "a\x00b" }), "external", "不可见"},
		} {
			_, _, err := o.desk.AddUser(o.Context(), o.now, boss, edition(), c.n)
			var invalid *access.Invalid
			if !errors.As(err, &invalid) || !errors.Is(err, access.ErrInvalid) || invalid.Field != c.field || !strings.Contains(invalid.Error(), c.says) {
				o.Errorf("%+v: %v", c.n, err)
			}
		}
		if _, _, err := o.desk.AddUser(o.Context(), o.now, boss, edition(), with(func(n *access.NewUser) { n.Username = "zhang.san" })); !errors.Is(err, models.ErrTaken) || !strings.Contains(err.Error(), "zhang.san") {
			o.Errorf("a name that is taken: %v", err)
		}
		if o.count(&models.User{}) != users || len(o.trail()) != lines || o.hashes.Load() > hashes+1 {
			o.Errorf("%d users, %d lines, %d hashes more", o.count(&models.User{})-users, len(o.trail())-lines, o.hashes.Load()-hashes)
		}
	})
}

func TestAnAccountIsMadeForEachRole(t *testing.T) {
	each(t, func(o *office) {
		o.incubator("云测孵化器（原名：旧孵化器）")
		o.incubator("另一孵化器")
		for _, c := range []struct{ n, want access.NewUser }{
			{access.NewUser{Role: models.RoleCounty, County: "昆明市五华区"}, access.NewUser{County: "530102"}},
			{access.NewUser{Role: models.RoleCounty, County: "530181"}, access.NewUser{County: "530181"}},
			{access.NewUser{Role: models.RoleIncubator, Incubator: "云测孵化器"}, access.NewUser{Incubator: "云测孵化器（原名：旧孵化器）"}},
			{access.NewUser{Role: models.RoleIncubator, Incubator: "另一孵化器", External: "idp|3"}, access.NewUser{Incubator: "另一孵化器"}},
			{access.NewUser{Role: models.RoleCity}, access.NewUser{}},
			{access.NewUser{Role: models.RoleLeadership}, access.NewUser{}},
			{access.NewUser{Role: models.RoleAdmin}, access.NewUser{}},
			{access.NewUser{Role: models.RoleAuditor}, access.NewUser{}},
		} {
			o.later(time.Second)
			c.n.Username, c.n.Name = fmt.Sprintf("u%d", o.now.Unix()), " 某 人 "
			password, u, err := o.desk.AddUser(o.Context(), o.now, boss, edition(), c.n)
			o.must(err)
			stored := o.user(c.n.Username)
			if u.Username != c.n.Username || stored.Name != "某 人" || stored.Role != c.n.Role || stored.County != c.want.County || stored.Incubator != c.want.Incubator ||
				!stored.MustChange || stored.Version != 1 || stored.CreatedBy != "boss" || !stored.CreatedAt.Equal(o.now) || stored.SignedIn != nil || stored.Disabled {
				o.Errorf("stored %+v", stored)
			}
			line, detail := o.lastAct()
			if line.Action != "user.create" || line.Who != "boss" || line.Subject != c.n.Username || detail["role"] != c.n.Role || detail["county"] != c.want.County {
				o.Errorf("audit line %+v %v", line, detail)
			}
			o.signIn(c.n.Username, password)
		}
	})
}

func TestTwoWhoTakeANameAtOnce(t *testing.T) {
	each(t, func(o *office) {
		errs := make([]error, 6)
		var all sync.WaitGroup
		for i := range errs {
			all.Go(func() {
				_, _, errs[i] = o.desk.AddUser(o.Context(), o.now, boss, edition(), access.NewUser{Username: "li.si", Name: "李四", Role: models.RoleCity})
			})
		}
		all.Wait()
		made := 0
		for _, err := range errs {
			if err == nil {
				made++
			} else if !errors.Is(err, models.ErrTaken) {
				o.Error(err)
			}
		}
		if made != 1 || o.count(&models.User{}) != 1 || o.acts("user.create") != 1 {
			o.Errorf("%d made, %d stored", made, o.count(&models.User{}))
		}
	})
}

func TestAChangeOfRightsEndsSessionsAndTokensAndAChangeOfNameDoesNot(t *testing.T) {
	each(t, func(o *office) {
		o.incubator("另一孵化器")
		password := o.person("zhang.san", models.RoleIncubator)
		otherPassword := o.person("li.si")
		other, _, _ := o.signIn("li.si", otherPassword)
		for _, c := range []struct {
			name   string
			change access.Change
			ends   bool
			check  func(u *models.User) bool
		}{
			{"name", access.Change{Name: ptr("张三丰")}, false, func(u *models.User) bool { return u.Name == "张三丰" }},
			{"external identity", access.Change{External: ptr("idp|5")}, true, func(u *models.User) bool { return *u.External == "idp|5" }},
			{"incubator", access.Change{Incubator: ptr("另一孵化器")}, true, func(u *models.User) bool { return u.Incubator == "另一孵化器" }},
			{"role with its county", access.Change{Role: ptr(models.RoleCounty), County: ptr("五华区")}, true, func(u *models.User) bool { return u.County == "530102" && u.Incubator == "" }},
			{"county", access.Change{County: ptr("盘龙区")}, true, func(u *models.User) bool { return u.County == "530103" }},
			{"role without one", access.Change{Role: ptr(models.RoleCity)}, true, func(u *models.User) bool { return u.County == "" }},
			{"nothing", access.Change{Name: ptr("张三丰"), Role: ptr(models.RoleCity), Disabled: ptr(false)}, false, func(u *models.User) bool { return true }},
			{"disabled", access.Change{Disabled: ptr(true)}, true, func(u *models.User) bool { return u.Disabled }},
		} {
			before := o.user("zhang.san")
			secret, _, _ := o.signIn("zhang.san", password)
			token, _, err := o.desk.NewToken(o.Context(), o.now, boss, before, c.name, []string{"read"}, o.now.Add(time.Hour))
			o.must(err)
			lines := len(o.trail())
			after := o.change("zhang.san", c.change)
			if !c.check(after) || !c.check(o.user("zhang.san")) {
				o.Errorf("%s: now %+v", c.name, after)
			}
			_, _, sessionErr := o.session(secret)
			_, _, tokenErr := o.desk.Token(o.Context(), o.now, token)
			if c.ends != errors.Is(sessionErr, access.ErrSignedOut) || (c.ends && c.change.External == nil) != errors.Is(tokenErr, access.ErrSignedOut) {
				o.Errorf("%s: session %v, token %v", c.name, sessionErr, tokenErr)
			}
			if c.name == "nothing" {
				if after.Version != before.Version || len(o.trail()) != lines {
					o.Error("a change of nothing is a change")
				}
				continue
			}
			line, detail := o.lastAct()
			if after.Version != before.Version+1 || line.Action != "user.change" || line.Subject != "zhang.san" || detail["before"] == nil || detail["after"] == nil {
				o.Errorf("%s: version %d, line %+v %v", c.name, after.Version, line, detail)
			}
			if c.ends && (detail["sessions_ended"] == 0.0 || detail["tokens_revoked"] == 0.0 || (c.change.External == nil) != (detail["tokens_revoked"] != nil)) {
				o.Errorf("%s: the trail says %v", c.name, detail)
			}
		}
		if _, _, err := o.session(other); err != nil {
			o.Errorf("somebody else's session ended: %v", err)
		}
		o.change("zhang.san", access.Change{Disabled: ptr(false)})
		if n := o.count(&models.Token{}); n != 0 {
			o.Errorf("%d tokens came to life again", n)
		}
		o.signIn("zhang.san", password)
	})
}

func TestWhatTheTrailKeepsOfAChangeIsWhatDiffers(t *testing.T) {
	each(t, func(o *office) {
		o.person("zhang.san", models.RoleCounty)
		o.change("zhang.san", access.Change{County: ptr("盘龙区"), Name: ptr("某人")})
		line, _ := o.lastAct()
		if missing := lacks(line.Detail, `"before":{"county":"530102"}`, `"after":{"county":"530103"}`); missing != nil {
			o.Errorf("%s lacks %q", line.Detail, missing)
		}
	})
}

func TestChangesThatAreRefused(t *testing.T) {
	each(t, func(o *office) {
		o.person("boss", models.RoleAdmin)
		o.person("zhang.san", models.RoleCounty)
		o.person("li.si")
		o.change("li.si", access.Change{External: ptr("idp|5")})
		lines := len(o.trail())
		for _, c := range []struct {
			name     string
			username string
			version  int
			actor    models.Actor
			change   access.Change
			want     error
			says     string
		}{
			{"another version", "zhang.san", 2, boss, access.Change{Name: ptr("x")}, models.ErrConflict, "zhang.san"},
			{"nobody", "nobody", 1, boss, access.Change{Name: ptr("x")}, models.ErrNotFound, "nobody"},
			{"no role", "zhang.san", 1, boss, access.Change{Role: ptr("")}, access.ErrInvalid, "角色"},
			{"no county", "zhang.san", 1, boss, access.Change{County: ptr("")}, access.ErrInvalid, "县区"},
			{"an incubator too", "zhang.san", 1, boss, access.Change{Role: ptr(models.RoleIncubator)}, access.ErrInvalid, "载体"},
			{"no incubator of that name", "zhang.san", 1, boss, access.Change{Role: ptr(models.RoleIncubator), Incubator: ptr("无")}, access.ErrInvalid, "无"},
			{"city with a county", "zhang.san", 1, boss, access.Change{Role: ptr(models.RoleCity), County: ptr("五华区")}, access.ErrInvalid, "县区"},
			{"no name", "zhang.san", 1, boss, access.Change{Name: ptr("")}, access.ErrInvalid, "姓名"},
			{"somebody else's identity", "zhang.san", 1, boss, access.Change{External: ptr("idp|5")}, models.ErrTaken, "li.si"},
			{"the last administrator disabled", "boss", 1, models.Actor{Who: "root", From: "cli"}, access.Change{Disabled: ptr(true)}, models.ErrState, "唯一"},
			{"the last administrator another role", "boss", 1, boss, access.Change{Role: ptr(models.RoleCity)}, models.ErrState, "唯一"},
			{"himself", "boss", 1, boss, access.Change{Disabled: ptr(true)}, models.ErrState, "自己"},
		} {
			_, err := o.desk.ChangeUser(o.Context(), o.now, c.actor, edition(), c.username, c.version, c.change)
			if !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
				o.Errorf("%s: %v", c.name, err)
			}
		}
		if len(o.trail()) != lines {
			o.Error("what was refused left a line in the trail")
		}
		o.person("second", models.RoleAdmin)
		o.change("second", access.Change{Disabled: ptr(true)}) // a disabled administrator is none
		if _, err := o.desk.ChangeUser(o.Context(), o.now, models.Actor{Who: "x", Role: models.RoleAdmin}, edition(), "boss", 1, access.Change{Disabled: ptr(true)}); !errors.Is(err, models.ErrState) {
			o.Errorf("the last but a disabled one: %v", err)
		}
		o.change("second", access.Change{Disabled: ptr(false)})
		if _, err := o.desk.ChangeUser(o.Context(), o.now, models.Actor{Who: "boss", From: "cli"}, edition(), "boss", 1, access.Change{Disabled: ptr(true)}); err != nil {
			o.Errorf("the computer's user of the same name: %v", err)
		}
	})
}

// TestTwoAdministratorsCannotDisableOneAnother at the same moment and leave nobody.
func TestTwoAdministratorsCannotDisableOneAnother(t *testing.T) {
	each(t, func(o *office) {
		names := []string{"adm1", "adm2", "adm3"}
		for _, n := range names {
			o.person(n, models.RoleAdmin)
		}
		errs := make([]error, len(names))
		var all sync.WaitGroup
		for i, n := range names {
			all.Go(func() {
				actor := models.Actor{Who: names[(i+1)%len(names)], Role: models.RoleAdmin}
				_, errs[i] = o.desk.ChangeUser(o.Context(), o.now, actor, edition(), n, 1, access.Change{Disabled: ptr(true)})
			})
		}
		all.Wait()
		refused := 0
		for _, err := range errs {
			if errors.Is(err, models.ErrState) {
				refused++
			} else if err != nil {
				o.Error(err)
			}
		}
		if refused != 1 {
			o.Errorf("%d of three were refused: %v", refused, errs)
		}
	})
}

func TestUsersAreFoundByNameRoleAndState(t *testing.T) {
	each(t, func(o *office) {
		o.incubator("云测孵化器")
		for i, role := range []string{models.RoleCity, models.RoleAdmin, models.RoleIncubator, models.RoleCity, models.RoleAuditor} {
			u := models.User{Username: fmt.Sprintf("u%d", i), Name: fmt.Sprintf("张%d_%%", i), Role: role, Disabled: i == 3, PasswordAt: o.now, CreatedAt: o.now, Version: 1}
			if role == models.RoleIncubator {
				u.Incubator = "云测孵化器"
			}
			o.must(o.db.AddUser(o.Context(), o.now, boss, &u))
		}
		for _, c := range []struct {
			f     models.UserFilter
			names string
			total int
		}{
			{models.UserFilter{}, "u0 u1 u2 u3 u4", 5},
			{models.UserFilter{Q: " U3 "}, "u3", 1},
			{models.UserFilter{Q: "张2"}, "u2", 1},
			{models.UserFilter{Q: "云测"}, "u2", 1},
			{models.UserFilter{Q: "_%"}, "u0 u1 u2 u3 u4", 5},
			{models.UserFilter{Q: "%u"}, "", 0},
			{models.UserFilter{Q: "' OR 1=1 --"}, "", 0},
			{models.UserFilter{Role: models.RoleCity}, "u0 u3", 2},
			{models.UserFilter{Role: models.RoleCity, Disabled: ptr(false)}, "u0", 1},
			{models.UserFilter{Disabled: ptr(true)}, "u3", 1},
			{models.UserFilter{Size: 2, Page: 2}, "u2 u3", 5},
			{models.UserFilter{Size: 2, Page: 4}, "", 5},
		} {
			users, total, err := o.db.Users(o.Context(), c.f)
			o.must(err)
			var names []string
			for _, u := range users {
				names = append(names, u.Username)
			}
			if strings.Join(names, " ") != c.names || total != c.total {
				o.Errorf("%+v: %v of %d, want %s of %d", c.f, names, total, c.names, c.total)
			}
		}
	})
}

func TestATokenActsForItsUserWithinItsScopesUntilItExpires(t *testing.T) {
	each(t, func(o *office) {
		o.person("zhang.san")
		me := models.Actor{Who: "zhang.san", Role: models.RoleCity, From: home, Request: "r5"}
		expires := o.now.Add(30 * 24 * time.Hour)
		secret, made, err := o.desk.NewToken(o.Context(), o.now, me, o.user("zhang.san"), " 数据交换 ", []string{"reviews", "read", "reviews"}, expires)
		o.must(err)
		line, detail := o.lastAct()
		if line.Action != "token.create" || line.Who != "zhang.san" || line.Subject != "zhang.san" || detail["token"] != made.ID || detail["name"] != "数据交换" || fmt.Sprint(detail["scopes"]) != "[read reviews]" {
			o.Errorf("audit line %+v %v", line, detail)
		}
		if !strings.HasPrefix(secret, "yunti_") || len(secret) < 40 {
			o.Errorf("secret %q", secret)
		}
		k, u, err := o.desk.Token(o.Context(), o.now, secret)
		o.must(err)
		if u.Username != "zhang.san" || k.Name != "数据交换" || strings.Join(k.ScopeList(), "+") != "read+reviews" || !k.ExpiresAt.Equal(expires) || k.ID != made.ID {
			o.Errorf("token %+v of %s", k, u.Username)
		}
		listed, err := o.db.Tokens(o.Context(), "zhang.san")
		if err != nil || len(listed) != 1 || listed[0].ID != made.ID || listed[0].SeenAt == nil {
			o.Errorf("listed %+v, %v", listed, err)
		}
		o.now = expires.Add(-time.Millisecond)
		if _, _, err := o.desk.Token(o.Context(), o.now, secret); err != nil {
			o.Errorf("a millisecond before the end: %v", err)
		}
		o.now = expires
		if _, _, err := o.desk.Token(o.Context(), o.now, secret); !errors.Is(err, access.ErrSignedOut) {
			o.Errorf("at the end: %v", err)
		}
	})
}

func TestTokensThatCannotBeMade(t *testing.T) {
	each(t, func(o *office) {
		o.person("zhang.san")
		u := o.user("zhang.san")
		hour := o.now.Add(time.Hour)
		for _, c := range []struct {
			name    string
			scopes  []string
			expires time.Time
			field   string
		}{
			{"", []string{"read"}, hour, "name"},
			{" \t", []string{"read"}, hour, "name"},
			{"a\u200bb", []string{"read"}, hour, "name"},
			{strings.Repeat("长", 101), []string{"read"}, hour, "name"},
			{"t", nil, hour, "scopes"},
			{"t", []string{"admin"}, hour, "scopes"},
			{"t", []string{"read", "users"}, hour, "scopes"},
			{"t", []string{"read,filings"}, hour, "scopes"},
			{"t", []string{"read"}, o.now, "expires_at"},
			{"t", []string{"read"}, o.now.Add(-time.Hour), "expires_at"},
			{"t", []string{"read"}, o.now.AddDate(2, 0, 0), "expires_at"},
			{"t", []string{"read"}, time.Time{}, "expires_at"},
		} {
			_, _, err := o.desk.NewToken(o.Context(), o.now, boss, u, c.name, c.scopes, c.expires)
			var invalid *access.Invalid
			if !errors.As(err, &invalid) || invalid.Field != c.field {
				o.Errorf("%q %q %v: %v", c.name, c.scopes, c.expires, err)
			}
		}
		for _, role := range []string{models.RoleAdmin, models.RoleAuditor} {
			o.person(role, role)
			if _, _, err := o.desk.NewToken(o.Context(), o.now, boss, o.user(role), "t", []string{"read"}, hour); !errors.Is(err, models.ErrForbidden) {
				o.Errorf("%s: %v", role, err)
			}
		}
		make := func(name string) (string, *models.Token, error) {
			return o.desk.NewToken(o.Context(), o.now, boss, u, name, []string{"read"}, hour)
		}
		secret, first, err := make("t0")
		o.must(err)
		if _, _, err := make("t0"); !errors.Is(err, models.ErrTaken) {
			o.Errorf("a name twice: %v", err)
		}
		for i := 1; i < 20; i++ {
			_, _, err := make(fmt.Sprintf("t%d", i))
			o.must(err)
		}
		if _, _, err := make("t20"); !errors.Is(err, models.ErrState) || !strings.Contains(err.Error(), "20") {
			o.Errorf("the 21st: %v", err)
		}
		if err := o.db.RevokeToken(o.Context(), o.now, boss, "admin", first.ID); !errors.Is(err, models.ErrNotFound) {
			o.Errorf("revoking somebody else's: %v", err)
		}
		o.must(o.db.RevokeToken(o.Context(), o.now, boss, "zhang.san", first.ID))
		if line, detail := o.lastAct(); line.Action != "token.revoke" || line.Subject != "zhang.san" || detail["token"] != first.ID || detail["name"] != "t0" {
			o.Errorf("audit line %+v %v", line, detail)
		}
		if _, _, err := o.desk.Token(o.Context(), o.now, secret); !errors.Is(err, access.ErrSignedOut) {
			o.Errorf("a revoked one: %v", err)
		}
		if err := o.db.RevokeToken(o.Context(), o.now, boss, "zhang.san", first.ID); !errors.Is(err, models.ErrNotFound) {
			o.Errorf("revoking it again: %v", err)
		}
		_, _, err = make("t0")
		o.must(err)
		o.now = hour // all have expired
		if _, _, err := o.desk.NewToken(o.Context(), o.now, boss, u, "later", []string{"read"}, hour.Add(time.Hour)); err != nil {
			o.Errorf("when the others have expired: %v", err)
		}
		o.change("zhang.san", access.Change{Disabled: ptr(true)})
		if _, _, err := o.desk.NewToken(o.Context(), o.now, boss, u, "dead", []string{"read"}, o.now.Add(time.Hour)); !errors.Is(err, models.ErrState) {
			o.Errorf("for somebody who was disabled: %v", err)
		}
	})
}

func TestATokenDiesWithTheRoleThatMayHaveOne(t *testing.T) {
	each(t, func(o *office) {
		o.person("zhang.san")
		secret, _, err := o.desk.NewToken(o.Context(), o.now, boss, o.user("zhang.san"), "t", []string{"read"}, o.now.Add(time.Hour))
		o.must(err)
		for column, value := range map[string]any{"role": models.RoleAuditor, "disabled": true} { // however it came to be
			o.must(o.db.Write.Model(&models.User{}).Where("username = ?", "zhang.san").Update(column, value).Error)
			if _, _, err := o.desk.Token(o.Context(), o.now, secret); !errors.Is(err, access.ErrSignedOut) {
				o.Errorf("%s: %v", column, err)
			}
			o.must(o.db.Write.Model(&models.User{}).Where("username = ?", "zhang.san").Updates(map[string]any{"role": models.RoleCity, "disabled": false}).Error)
		}
		if _, _, err := o.desk.Token(o.Context(), o.now, secret); err != nil {
			o.Error(err)
		}
	})
}

func TestTheDemoCityHasAnAccountForEachRole(t *testing.T) {
	each(t, func(o *office) {
		cli := models.Actor{Who: "root", From: "cli"}
		if _, err := o.desk.DemoAccounts(o.Context(), o.now, cli, edition()); !errors.Is(err, models.ErrNotFound) {
			o.Errorf("without incubators: %v", err)
		}
		o.incubator("云测孵化器")
		o.incubator("空孵化器")
		o.must(o.db.Write.Create(&models.Residency{Code: "91530102MA6K00014A", Incubator: "云测孵化器", Since: 20240101, Origin: models.Origin{Version: 1, UpdatedAt: o.now}}).Error)
		var before []access.Account
		for range 2 {
			accounts, err := o.desk.DemoAccounts(o.Context(), o.now, cli, edition())
			o.must(err)
			if len(accounts) != len(models.Roles)+1 {
				o.Fatalf("%d accounts", len(accounts))
			}
			seen := map[string]bool{}
			for i, a := range accounts {
				_, _, u := o.signIn(a.User.Username, a.Password)
				role := models.RoleCity // the second one of the city comes last
				if i < len(models.Roles) {
					role = models.Roles[i]
				}
				if u.Role != role || u.MustChange || seen[a.Password] || u.Role == models.RoleIncubator && u.Incubator != "云测孵化器" || u.Role == models.RoleCounty && u.County != "530102" {
					o.Errorf("account %+v", a.User)
				}
				seen[a.Password] = true
			}
			for _, a := range before {
				if err := o.try(o.desk, a.User.Username, a.Password, home); !errors.Is(err, access.ErrSignIn) {
					o.Errorf("the password of the last time: %v", err)
				}
			}
			before = accounts
		}
	})
}
