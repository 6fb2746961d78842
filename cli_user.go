package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/term"

	"yunti/access"
	"yunti/models"
	"yunti/policy"
)

type userCmd struct {
	Add     userAddCmd     `cmd:"" help:"${useradd}"`
	Passwd  userPasswdCmd  `cmd:"" help:"${userpasswd}"`
	List    userListCmd    `cmd:"" help:"${userlist}"`
	Disable userDisableCmd `cmd:"" help:"${userdisable}"`
	Enable  userEnableCmd  `cmd:"" help:"${userenable}"`
}

type userAddCmd struct {
	database
	Name      string `arg:"" help:"${username}"`
	Role      string `required:"" placeholder:"ROLE" help:"${role}"`
	County    string `placeholder:"530102" help:"${usercounty}"`
	Incubator string `placeholder:"NAME" help:"${userincubator}"`
	Display   string `placeholder:"NAME" help:"${display}"`
}

func (u userAddCmd) Run(c *runContext) error {
	ed, err := currentEdition()
	if err != nil {
		return err
	}
	db, err := u.open(c)
	if err != nil {
		return err
	}
	defer db.Close()
	n := access.NewUser{Username: u.Name, Name: u.Display, Role: u.Role, County: u.County, Incubator: u.Incubator}
	if n.Name == "" {
		n.Name = u.Name
	}
	password, user, err := access.NewDesk(db).AddUser(c, time.Now(), operator(), ed, n)
	if err != nil {
		return err
	}
	fmt.Fprintf(c.out, tr("用户 %s 已建立（%s）\n", "user %s was made (%s)\n"), user.Username, strings.Join(filled(user.Name, roleName(user.Role), placeOf(ed, user)), tr("，", ", ")))
	printPassword(c, password)
	return nil
}

// printPassword prints a one-time password, the only time it is ever seen.
func printPassword(c *runContext, password string) {
	fmt.Fprintf(c.out, tr("一次性密码：%s\n", "one-time password: %s\n"), password)
	c.say(tr("密码只显示这一次，请当面或另行告知本人；%d 天内有效，首次登录须修改。", "It is shown this once, is good for %d days, and must be changed at the first sign-in."),
		int(access.OneTimeLife/(24*time.Hour)))
}

type userPasswdCmd struct {
	database
	Name   string `arg:"" help:"${username}"`
	Random bool   `help:"${random}"`
}

func (u userPasswdCmd) Run(c *runContext) error {
	db, err := u.existing(c)
	if err != nil {
		return err
	}
	defer db.Close()
	if _, err := db.User(c, u.Name); err != nil {
		return err // before anybody is asked for a password
	}
	desk := access.NewDesk(db)
	if u.Random {
		password, err := desk.ResetPassword(c, time.Now(), operator(), u.Name)
		if err != nil {
			return err
		}
		printPassword(c, password)
		return nil
	}
	password, err := askPassword(c)
	if err != nil {
		return err
	}
	if err := desk.SetPassword(c, time.Now(), operator(), u.Name, password); err != nil {
		return err
	}
	c.say(tr("用户 %s 的密码已更换，原有登录全部失效。", "the password of %s was changed; all sessions have ended."), u.Name)
	return nil
}

// askPassword asks for a new password twice, without showing it.
func askPassword(c *runContext) (string, error) {
	if !term.IsTerminal(int(os.Stdin.Fd())) {
		return "", errors.New(tr("不是在终端上运行，无法输入密码；请加 --random 生成随机密码", "this is not a terminal to type a password at; use --random"))
	}
	first, err := readHidden(c, tr("新密码：", "New password: "))
	if err != nil {
		return "", err
	}
	second, err := readHidden(c, tr("再输一次：", "Once more: "))
	if err != nil {
		return "", err
	}
	if first != second {
		return "", errors.New(tr("两次输入不一致，没有更换", "the two differ; nothing was changed"))
	}
	return first, nil
}

// readHidden reads a line from the terminal without showing it. Ctrl-C ends the wait and brings the echo back.
func readHidden(c *runContext, prompt string) (string, error) {
	fd := int(os.Stdin.Fd())
	before, err := term.GetState(fd)
	if err != nil {
		return "", err
	}
	fmt.Fprint(c.err, prompt)
	type answer struct {
		line []byte
		err  error
	}
	typed := make(chan answer, 1)
	go func() {
		line, err := term.ReadPassword(fd)
		typed <- answer{line, err}
	}()
	select {
	case a := <-typed:
		fmt.Fprintln(c.err)
		return string(a.line), a.err
	case <-c.Done():
		fmt.Fprintln(c.err)
		return "", errors.Join(context.Cause(c), term.Restore(fd, before))
	}
}

type userListCmd struct {
	database
	Unused int  `placeholder:"DAYS" help:"${unused}"`
	JSON   bool `name:"json" help:"${json}"`
}

func (u userListCmd) Run(c *runContext) error {
	var filter models.UserFilter
	switch {
	case u.Unused < 0:
		return errors.New(tr("--unused 不能小于 0；0 为不限", "--unused must not be negative; 0 is no limit"))
	case u.Unused > 0:
		enabled := false
		filter.Unused, filter.Disabled = time.Now().UTC().AddDate(0, 0, -u.Unused), &enabled
	}
	db, err := u.existing(c)
	if err != nil {
		return err
	}
	defer db.Close()
	users := []models.User{}
	for page := 1; ; page++ {
		filter.Page, filter.Size = page, models.MaxPage
		some, total, err := db.Users(c, filter)
		if err != nil {
			return err
		}
		if users = append(users, some...); len(some) == 0 || len(users) >= total {
			break
		}
	}
	if u.JSON {
		return printJSON(c.out, users)
	}
	return printUsers(c, db, users)
}

func printUsers(c *runContext, db *models.DB, users []models.User) error {
	ed, err := currentEdition()
	if err != nil {
		return err
	}
	var names []string
	for i := range users {
		names = append(names, users[i].Username)
	}
	locked, err := db.LockedUsers(c, time.Now(), names...)
	if err != nil {
		return err
	}
	rows := [][]string{{tr("用户名", "USER"), tr("姓名", "NAME"), tr("角色", "ROLE"), tr("范围", "SCOPE"), tr("状态", "STATE"), tr("最近登录", "LAST SIGN-IN")}}
	for i := range users {
		u := &users[i]
		signedIn := tr("从未", "never")
		if u.SignedIn != nil {
			signedIn = u.SignedIn.In(zone).Format("2006-01-02 15:04")
		}
		rows = append(rows, []string{u.Username, u.Name, roleName(u.Role), placeOf(ed, u), userState(u, locked), signedIn})
	}
	printTable(c.out, rows)
	return nil
}

func userState(u *models.User, locked map[string]time.Time) string {
	until, waits := locked[u.Username]
	switch {
	case u.Disabled:
		return tr("停用", "disabled")
	case waits:
		return tr("锁定至 ", "locked until ") + until.In(zone).Format("15:04")
	case u.Password == "" && u.External == nil:
		return tr("没有密码", "no password")
	case u.Password == "":
		return tr("仅统一认证", "identity provider only")
	case access.Expired(time.Now(), u):
		return tr("一次性密码已过期", "one-time password expired")
	case u.MustChange:
		return tr("须改密码", "must change password")
	}
	return tr("启用", "enabled")
}

// printTable prints rows in columns as wide as their widest cell.
func printTable(w io.Writer, rows [][]string) {
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], columnsOf(cell))
		}
	}
	for _, row := range rows {
		line := ""
		for i, cell := range row {
			line += pad(cell, widths[i]+2)
		}
		fmt.Fprintln(w, strings.TrimRight(line, " "))
	}
}

// columnsOf is how wide a text is on a terminal, as pad counts.
func columnsOf(s string) (n int) {
	for _, r := range s {
		if n++; r >= 0x1100 {
			n++
		}
	}
	return n
}

type userDisableCmd struct{ userSwitch }

func (u userDisableCmd) Run(c *runContext) error {
	return u.set(c, true, tr("用户 %s 已停用，其登录和令牌全部失效。", "user %s is disabled; sessions and tokens are void."))
}

type userEnableCmd struct{ userSwitch }

func (u userEnableCmd) Run(c *runContext) error {
	return u.set(c, false, tr("用户 %s 已启用。", "user %s is enabled."))
}

// userSwitch is what disabling and enabling have in common.
type userSwitch struct {
	database
	Name string `arg:"" help:"${username}"`
}

func (u userSwitch) set(c *runContext, disabled bool, done string) error {
	ed, err := currentEdition()
	if err != nil {
		return err
	}
	db, err := u.existing(c)
	if err != nil {
		return err
	}
	defer db.Close()
	user, err := db.User(c, u.Name)
	if err != nil {
		return err
	}
	if _, err := access.NewDesk(db).ChangeUser(c, time.Now(), operator(), ed, u.Name, user.Version, access.Change{Disabled: &disabled}); err != nil {
		return err
	}
	c.say(done, u.Name)
	return nil
}

func roleName(role string) string { return tr(models.RoleNames[role], role) }

// placeOf is the county or incubator of a user, for people.
func placeOf(ed *policy.Edition, u *models.User) string {
	if p, ok := ed.County(u.County); ok && u.County != "" {
		return p.Name
	}
	return u.County + u.Incubator
}

// filled keeps the texts that are not blank.
func filled(texts ...string) (kept []string) {
	for _, text := range texts {
		if text != "" {
			kept = append(kept, text)
		}
	}
	return kept
}
