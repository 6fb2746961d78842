package main

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yunti/access"
	"yunti/models"
	"yunti/models/modelstest"
)

// records opens the database of a command line.
func records(t *testing.T, url string) *models.DB {
	t.Helper()
	db, err := models.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// opens says whether the password is the user's.
func opens(t *testing.T, db *models.DB, username, password string) bool {
	t.Helper()
	_, _, _, err := access.NewDesk(db).SignIn(t.Context(), time.Now(), username, password, "", "", "")
	if err != nil && !errors.Is(err, access.ErrSignIn) {
		t.Fatal(err)
	}
	return err == nil
}

// passwordIn finds the one-time password in what a command printed.
func passwordIn(t *testing.T, out string) string {
	t.Helper()
	_, after, found := strings.Cut(out, "一次性密码：")
	password, _, _ := strings.Cut(after, "\n")
	if !found || len(password) != 19 || strings.Count(out, password) != 1 {
		t.Fatalf("no password, or not once, in\n%s", out)
	}
	return password
}

func TestAccountsAreKeptFromTheCommandLine(t *testing.T) {
	t.Setenv("USER", "somebody-else") // anybody may say so, and is not believed
	t.Setenv("SUDO_USER", "")
	for name, url := range map[string]string{"sqlite": modelstest.SQLiteURL(t), "mariadb": modelstest.MariaDBURL(t)} {
		t.Run(name, func(t *testing.T) {
			boss := passwordIn(t, done(t, "user", "add", "boss", "--role", "admin", "--display", "王局", "--db", url))
			wuhua := done(t, "user", "add", "wuhua", "--role", "county", "--county", "530102", "--db", url)
			if !strings.Contains(wuhua, "五华区") {
				t.Errorf("the county is not told:\n%s", wuhua)
			}
			done(t, "user", "add", "panlong", "--role", "county", "--county", "盘龙区", "--db", url)
			db := records(t, url)
			if !opens(t, db, "boss", boss) {
				t.Error("the printed password is not the password")
			}
			if u, err := db.User(t.Context(), "panlong"); err != nil || u.County != "530103" || !u.MustChange {
				t.Errorf("stored is %+v, %v", u, err)
			}

			reset := passwordIn(t, done(t, "user", "passwd", "boss", "--random", "--db", url))
			if opens(t, db, "boss", boss) || !opens(t, db, "boss", reset) {
				t.Error("the password was not replaced")
			}
			if _, messages, code := yunti(t, "user", "disable", "boss", "--db", url); code != 2 || !strings.Contains(messages, "唯一启用的系统管理员") {
				t.Errorf("the last administrator: exit %d\n%s", code, messages)
			}
			done(t, "user", "disable", "wuhua", "--db", url)
			if opens(t, db, "wuhua", passwordIn(t, wuhua)) {
				t.Error("a disabled user gets in")
			}
			done(t, "user", "enable", "wuhua", "--db", url)
			if !opens(t, db, "wuhua", passwordIn(t, wuhua)) {
				t.Error("an enabled user does not get in")
			}

			var lines []models.Entry
			if err := db.Read.Order("seq").Find(&lines, "who = ?", operator().Who).Error; err != nil {
				t.Fatal(err)
			}
			var acts []string
			for _, line := range lines {
				acts = append(acts, line.Action+" "+line.Subject)
				if line.From != "cli" || line.Role != "" || strings.Contains(line.Detail, reset) || strings.Contains(line.Detail, "argon2") {
					t.Errorf("audit line %+v", line)
				}
			}
			if got, want := strings.Join(acts, ", "), "user.create boss, user.create wuhua, user.create panlong, password.reset boss, user.change wuhua, user.change wuhua"; got != want {
				t.Errorf("the trail has %s\nwant %s", got, want)
			}
		})
	}
}

func TestTheListOfAccountsIsATableForPeopleAndJSONForPrograms(t *testing.T) {
	url := modelstest.SQLiteURL(t)
	first := passwordIn(t, done(t, "user", "add", "boss", "--role", "admin", "--display", "王局", "--db", url))
	done(t, "user", "add", "a.very.long.user.name-of-somebody", "--role", "county", "--county", "寻甸回族彝族自治县", "--display", "欧阳Zhang三", "--db", url)
	done(t, "user", "add", "off", "--role", "leadership", "--db", url)
	done(t, "user", "disable", "off", "--db", url)
	db := records(t, url)
	for range 5 {
		opens(t, db, "boss", "wrong")
	}
	if err := db.Write.Model(&models.User{}).Where("username LIKE ?", "a.very%").Update("signed_in", time.Date(2026, 3, 2, 1, 5, 0, 0, time.UTC)).Error; err != nil {
		t.Fatal(err)
	}
	out := done(t, "user", "list", "--db", url)
	lines := strings.Split(strings.TrimSuffix(out, "\n"), "\n")
	if len(lines) != 4 {
		t.Fatalf("%d lines:\n%s", len(lines), out)
	}
	for i, want := range [][]string{{"用户名", "姓名", "角色", "范围", "状态", "最近登录"}, {"a.very.long", "欧阳Zhang三", "县区", "寻甸回族彝族自治县", "须改密码", "2026-03-02 09:05"},
		{"boss", "王局", "系统管理员", "锁定至", "从未"}, {"off", "领导", "停用", "从未"}} {
		for _, word := range want {
			if !strings.Contains(lines[i], word) {
				t.Errorf("line %d lacks %s: %s", i, word, lines[i])
			}
		}
	}
	for _, column := range [][]string{{"角色", "县区", "系统管理员", "领导"}, {"状态", "须改密码", "锁定至", "停用"}, {"最近登录", "2026-03-02", "从未", "从未"}} {
		for i, word := range column {
			if at, head := columnsOf(lines[i][:strings.Index(lines[i], word)]), columnsOf(lines[0][:strings.Index(lines[0], column[0])]); at != head {
				t.Errorf("%s stands at %d, its title at %d:\n%s", word, at, head, out)
			}
		}
	}

	var users []map[string]any
	text := done(t, "user", "list", "--json", "--db", url)
	if err := json.Unmarshal([]byte(text), &users); err != nil || len(users) != 3 {
		t.Fatalf("%v:\n%s", err, text)
	}
	if users[0]["county"] != "530129" || users[2]["disabled"] != true || users[1]["signed_in"] != nil {
		t.Errorf("got %s", text)
	}
	for _, secret := range []string{first, "argon2", "\"password\"", "Password"} {
		if strings.Contains(text+out, secret) {
			t.Errorf("%s is shown:\n%s%s", secret, text, out)
		}
	}
	if empty := done(t, "user", "list", "--json", "--db", emptyDatabase(t)); empty != "[]\n" {
		t.Errorf("without users it is %q", empty)
	}
}

// emptyDatabase returns the URL of a migrated database.
func emptyDatabase(t *testing.T) string {
	t.Helper()
	url := modelstest.SQLiteURL(t)
	done(t, "migrate", "--db", url)
	return url
}

func TestWhatCannotBeDoneWithAccountsSaysWhy(t *testing.T) {
	url := modelstest.SQLiteURL(t)
	done(t, "user", "add", "boss", "--role", "admin", "--db", url)
	missing := "sqlite:" + filepath.Join(t.TempDir(), "none.db")
	before, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	stdin := os.Stdin
	os.Stdin = before
	t.Cleanup(func() { os.Stdin = stdin; before.Close() })
	for _, c := range []struct {
		args []string
		says []string
	}{
		{[]string{"user", "add", "boss", "--role", "city", "--db", url}, []string{"boss", "已有人使用"}},
		{[]string{"user", "add", "Boss", "--role", "city", "--db", url}, []string{"小写字母"}},
		{[]string{"user", "add", "zhang", "--role", "king", "--db", url}, []string{"king", "incubator、county"}},
		{[]string{"user", "add", "zhang", "--role", "county", "--db", url}, []string{"必须填写所属县区"}},
		{[]string{"user", "add", "zhang", "--role", "county", "--county", "大理", "--db", url}, []string{"大理", "530102"}},
		{[]string{"user", "add", "zhang", "--role", "incubator", "--incubator", "无名孵化器", "--db", url}, []string{"无名孵化器", "全称"}},
		{[]string{"user", "add", "zhang", "--db", url}, []string{"--role"}},
		{[]string{"user", "passwd", "zhang", "--db", url}, []string{"没有找到用户 zhang"}},
		{[]string{"user", "passwd", "zhang", "--random", "--db", url}, []string{"没有找到用户 zhang"}},
		{[]string{"user", "passwd", "boss", "--db", url}, []string{"不是在终端上", "--random"}},
		{[]string{"user", "disable", "zhang", "--db", url}, []string{"没有找到用户 zhang"}},
		{[]string{"user", "list", "--db", missing}, []string{"没有数据库文件"}},
		{[]string{"user", "passwd", "boss", "--random", "--db", missing}, []string{"没有数据库文件"}},
		{[]string{"user", "disable", "boss", "--db", missing}, []string{"没有数据库文件"}},
	} {
		out, messages, code := yunti(t, c.args...)
		if code != exitFailed || out != "" {
			t.Errorf("%v: exit %d, printed %q", c.args, code, out)
		}
		for _, want := range c.says {
			if !strings.Contains(messages, want) {
				t.Errorf("%v lacks %q: %s", c.args, want, messages)
			}
		}
	}
	if out := done(t, "user", "list", "--db", url); strings.Count(out, "\n") != 2 {
		t.Errorf("what failed left an account:\n%s", out)
	}
}

func TestAccountsInEnglish(t *testing.T) {
	url := modelstest.SQLiteURL(t)
	t.Setenv("LANG", "en_GB.UTF-8")
	out := done(t, "user", "add", "boss", "--role", "admin", "--db", url)
	if !strings.Contains(out, "one-time password: ") || !strings.Contains(done(t, "user", "list", "--db", url), "must change password") {
		t.Errorf("not English:\n%s", out)
	}
	if _, messages, _ := yunti(t, "user", "add", "boss", "--role", "admin", "--db", url); !strings.Contains(messages, "taken already") {
		t.Errorf("not English: %s", messages)
	}
}

func TestTheListOfUnusedAccountsLeavesOutWhatIsUsedOrDisabled(t *testing.T) {
	url := modelstest.SQLiteURL(t)
	for _, name := range []string{"boss", "gone", "off", "fresh"} {
		done(t, "user", "add", name, "--role", "admin", "--db", url)
	}
	done(t, "user", "disable", "off", "--db", url)
	db := records(t, url)
	long := time.Now().UTC().AddDate(0, 0, -91)
	if err := db.Write.Model(&models.User{}).Where("username <> ?", "fresh").Update("created_at", long).Error; err != nil {
		t.Fatal(err)
	}
	if err := db.Write.Model(&models.User{}).Where("username = ?", "boss").Update("signed_in", time.Now().UTC()).Error; err != nil {
		t.Fatal(err)
	}
	var users []models.User
	if err := json.Unmarshal([]byte(done(t, "user", "list", "--unused", "90", "--json", "--db", url)), &users); err != nil || len(users) != 1 || users[0].Username != "gone" {
		t.Errorf("%+v, %v", users, err)
	}
	if out := done(t, "user", "list", "--unused", "92", "--db", url); strings.Count(out, "\n") != 1 {
		t.Errorf("%s", out)
	}
	if _, messages, code := yunti(t, "user", "list", "--unused", "-1", "--db", url); code != 2 || !strings.Contains(messages, "--unused") {
		t.Errorf("%d %s", code, messages)
	}
}
