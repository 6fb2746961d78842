package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"yunti/models"
	"yunti/models/modelstest"
)

// trailOn makes a database with some acts of the command line and returns its URL.
func trailOn(t *testing.T, url string) string {
	t.Helper()
	rosters := t.TempDir()
	done(t, "sample", "--firms", "20", "--seed", "7", "--out", rosters)
	done(t, "import", "firms", filepath.Join(rosters, "firms.xlsx"), "--apply", "--db", url)
	return url
}

// sql carries out statements behind the program's back.
func sql(t *testing.T, url string, statements ...string) {
	t.Helper()
	db, err := models.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, s := range statements {
		if err := db.Write.Exec(s).Error; err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

var anchorText = regexp.MustCompile(`[0-9]+:[0-9a-f]{64}`)

func TestTheTrailIsVerifiedOnTheCommandLine(t *testing.T) {
	for name, make := range map[string]func(testing.TB) string{"sqlite": modelstest.SQLiteURL, "mariadb": modelstest.MariaDBURL} {
		t.Run(name, func(t *testing.T) {
			url := trailOn(t, make(t))
			out := done(t, "audit", "verify", "--db", url)
			anchor := anchorText.FindString(out)
			if !strings.Contains(out, "操作记录完整：校验 2 条，"+today().String()+" 至 "+today().String()) || !strings.HasPrefix(anchor, "2:") || strings.Contains(out, "注意") {
				t.Errorf("%s", out)
			}
			yunti(t, "backup", filepath.Join(t.TempDir(), "x.db"), "--db", url) // where it can be: one more line
			done(t, "audit", "verify", "--anchor", anchor, "--db", url)

			wrong := strings.Replace(anchor, anchor[2:6], "0000", 1)
			if out, messages, code := yunti(t, "audit", "verify", "--anchor", wrong, "--db", url); code != 1 || !strings.Contains(messages, "第 2 条不是锚点所记的那一条") {
				t.Errorf("wrong anchor: %d %s%s", code, out, messages)
			}
			if _, messages, code := yunti(t, "audit", "verify", "--anchor", "2", "--db", url); code != 2 || !strings.Contains(messages, "序号:哈希") {
				t.Errorf("no anchor: %d %s", code, messages)
			}
			sql(t, url, "DROP TRIGGER audit_keep_update")
			out, messages, code := yunti(t, "audit", "verify", "--db", url)
			if code != 1 || !strings.Contains(messages, "操作记录没有防护：") || !strings.Contains(messages, "--unguarded") || !strings.Contains(out, "操作记录完整") || !strings.Contains(out, "注意") {
				t.Errorf("a trigger is gone: %d %s%s", code, out, messages)
			}
			if _, messages, code := yunti(t, "audit", "verify", "--json", "--db", url); code != 1 || !strings.Contains(messages, "没有防护") {
				t.Errorf("a trigger is gone, JSON: %d %s", code, messages)
			}
			done(t, "audit", "verify", "--unguarded", "--db", url)
			sql(t, url, "UPDATE audit SET who = 'x' WHERE number = 2")
			out, messages, code = yunti(t, "audit", "verify", "--unguarded", "--db", url)
			if code != 1 || !strings.Contains(messages, "操作记录有问题：第 2 条的内容与它的哈希不符") || !strings.Contains(out, "在第一处问题之前：校验 1 条") || !strings.Contains(out, "注意") {
				t.Errorf("%d %s%s", code, out, messages)
			}
			out, _, code = yunti(t, "audit", "verify", "--json", "--db", url)
			var report models.TrailReport
			if err := json.Unmarshal([]byte(out), &report); err != nil || code != 1 || report.Lines != 1 || report.Fault.Number != 2 {
				t.Errorf("%d %s %v", code, out, err)
			}
		})
	}
}

func TestTheTrailIsListedOnTheCommandLine(t *testing.T) {
	url := trailOn(t, modelstest.SQLiteURL(t))
	db, err := models.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	actor := models.Actor{Who: "ev\x1b[2Jil\n", Role: models.RoleAdmin, From: "10.0.0.1", Request: "R"}
	if err := db.Record(t.Context(), time.Now(), actor, "session.fail", "甲\u202e乙", nil); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(done(t, "audit", "list", "--db", url)), "\n")
	if len(lines) != 3 || !strings.HasPrefix(lines[0], "3 ") || !strings.Contains(lines[0], "登录失败") || !strings.Contains(lines[0], "ev?[2Jil?(admin)") ||
		!strings.Contains(lines[0], "甲?乙") || !strings.Contains(lines[1], "申报生效") || !strings.Contains(lines[2], "新建申报") {
		t.Errorf("%q", lines)
	}
	for args, want := range map[string]int{"--who nobody": 0, "--action filing.": 2, "--subject F000001": 2, "--from " + today().String(): 3, "--to 2020-01-01": 0,
		"--limit 1": 1, "--limit 0": 3, "--firm 91530100": 0} {
		out := done(t, append(append([]string{"audit", "list"}, strings.Fields(args)...), "--db", url)...)
		if n := strings.Count(out, "\n"); n != want {
			t.Errorf("%s: %d lines\n%s", args, n, out)
		}
	}
	for _, line := range strings.Split(strings.TrimSpace(done(t, "audit", "list", "--json", "--db", url)), "\n") {
		var e struct {
			Number     int
			Who        string
			ActionName string `json:"action_name"`
			Detail     map[string]any
			Hash       string
		}
		if err := json.Unmarshal([]byte(line), &e); err != nil || e.Number == 0 || e.ActionName == "" || len(e.Hash) != 64 || e.Number == 1 && len(e.Detail) == 0 {
			t.Errorf("%s: %+v, %v", line, e, err)
		}
	}
	if _, messages, code := yunti(t, "audit", "list", "--from", "2024-02-30", "--db", url); code != 2 || !strings.Contains(messages, "不存在") {
		t.Errorf("%d %s", code, messages)
	}
	if _, messages, code := yunti(t, "audit", "list", "--db", "sqlite:"+filepath.Join(t.TempDir(), "none.db")); code != 2 || !strings.Contains(messages, "没有数据库文件") {
		t.Errorf("%d %s", code, messages)
	}
}

func TestExportsOfTheCommandLineAreInTheTrail(t *testing.T) {
	url := trailOn(t, modelstest.SQLiteURL(t))
	dir := t.TempDir()
	done(t, "backup", filepath.Join(dir, "copy.db"), "--db", url)
	done(t, "audit", "export", "--action", "filing.", "-o", filepath.Join(dir, "trail.xlsx"), "--db", url)
	if info, err := os.Stat(filepath.Join(dir, "trail.xlsx")); err != nil || info.Size() == 0 {
		t.Errorf("%v %v", info, err)
	}
	out := done(t, "audit", "list", "--limit", "2", "--db", url)
	if !strings.Contains(out, "导出操作记录") || !strings.Contains(out, `"filter":{"action":"filing."},"lines":2,`) || !strings.Contains(out, "备份数据库") {
		t.Errorf("%s", out)
	}
}
