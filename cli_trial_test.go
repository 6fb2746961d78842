package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"yunti/jobs"
	"yunti/models/modelstest"
	"yunti/policy"
)

func TestATrialSaysWhoMovesAndWhatItCosts(t *testing.T) {
	url := modelstest.SQLiteURL(t)
	city(t, url)
	var r jobs.TrialResult
	if err := json.Unmarshal([]byte(done(t, "trial", "2023", "--set", "clause/5-b/fixed=8万元", "--json", "--db", url)), &r); err != nil {
		t.Fatal(err)
	}
	// What yunti owed says is what it costs before.
	var low, high policy.Money
	renewed := policy.Money(0)
	for line := range strings.Lines(done(t, "owed", "2023", "--json", "--db", url)) {
		var e struct {
			Clause, State string
			Low, High     *policy.Money
		}
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatal(err)
		}
		if e.State == "owed" {
			low, high = low+*e.Low, high+*e.High
			if e.Clause == "5-b" {
				renewed++
			}
		}
	}
	if renewed == 0 || r.Total.LowBefore != low || r.Total.HighBefore != high || r.Total.HighAfter != high+renewed*3*policy.Wan || r.FirmsTotal != 0 {
		t.Errorf("%+v, owed %d–%d with %d renewed", r.Total, low, high, renewed)
	}

	text := done(t, "trial", "2023", "--set", "tier/gazelle/revenue_cagr_3y=25%", "--set", "clause/5-b/fixed=8万元", "--db", url)
	for _, want := range []string{"2023 年度政策推演", "tier/gazelle/revenue_cagr_3y：20% → 25%", "clause/5-b/fixed：5 万元 → 8 万元", "创新主体梯次培育", "瞪羚企业",
		fmt.Sprintf("%d 笔 %d.00", renewed, 8*renewed), fmt.Sprintf("+%d.00", 3*renewed)} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	if nobody := done(t, "trial", "2023", "--db", url); !strings.Contains(nobody, "没有改动") || !strings.Contains(nobody, "没有企业的梯级变动") {
		t.Error(nobody)
	}
	if list := done(t, "trial", "2023", "--list"); !strings.Contains(list, "tier/gazelle/revenue_cagr_3y") || !strings.Contains(list, "5-b 连续两次以上认定为高新技术企业：定额") {
		t.Error(list)
	}
	for _, c := range []struct {
		args []string
		says string
	}{
		{[]string{"trial", "2023", "--set", "tier/gazele/revenue_cagr_3y=25%", "--db", url}, "相近的有：tier/gazelle/revenue_cagr_3y"},
		{[]string{"trial", "2023", "--set", "clause/5-b/fixed", "--db", url}, "路径=数值"},
		{[]string{"trial", "2099", "--db", url}, "2099 年尚未到来"},
		{[]string{"trial", "1999", "--db", url}, "1999"},
		{[]string{"trial", "2023", "--db", "sqlite:" + t.TempDir() + "/none.db"}, "没有数据库文件"},
	} {
		if _, messages, code := yunti(t, c.args...); code != exitFailed || !strings.Contains(messages, c.says) {
			t.Errorf("%v: exit %d, %s", c.args, code, messages)
		}
	}
}

func TestLongNamesAreCutToTheColumn(t *testing.T) {
	for text, want := range map[string]string{"科技楼宇": "科技楼宇", "科技楼宇运营方": "科技楼宇…", "": ""} {
		if diff := cmp.Diff(want, clipped(text, 10)); diff != "" {
			t.Errorf("%s: %s", text, diff)
		}
	}
}
