package incentives

import (
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"yunti/policy"
)

func theBook(t testing.TB) *policy.Book {
	t.Helper()
	book, err := policy.Load(policy.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	return book
}

func TestTheWorkedMoneyCasesHold(t *testing.T) {
	results, err := RunCases(policy.Embedded(), theBook(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range results {
		if !r.OK() {
			t.Error(r)
		}
	}
}

// Every clause with an amount occurs in the cases, and every reading of the dossier but the last, which is no matter of
// counting (A20, several payments).
func TestTheCasesCoverEveryClauseAndReading(t *testing.T) {
	var text strings.Builder
	names, err := fs.Glob(policy.Embedded(), "cases/money/*.yaml")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		part, err := fs.ReadFile(policy.Embedded(), name)
		if err != nil {
			t.Fatal(err)
		}
		text.Write(part)
	}
	ed, err := theBook(t).At(20231231)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range ed.Clauses {
		if expected := regexp.MustCompile(`clause: "?` + c.ID + `"?, payee: [^,]*, (amount|state)`); len(c.Amounts) > 0 && !expected.MatchString(text.String()) {
			t.Errorf("no case for clause %s", c.ID)
		}
	}
	for i := 1; i < 20; i++ {
		if !regexp.MustCompile(fmt.Sprintf(`(?m)^  - name: .*（A%d）`, i)).MatchString(text.String()) {
			t.Errorf("no case for reading A%d", i)
		}
	}
}

func runCase(t *testing.T, text string) (string, error) {
	t.Helper()
	results, err := RunCases(fstest.MapFS{"cases/money/x.yaml": {Data: []byte(text)}}, theBook(t))
	if err != nil {
		return "", err
	}
	var all strings.Builder
	for _, r := range results {
		if !r.OK() {
			all.WriteString(r.String())
		}
	}
	return all.String(), nil
}

// The README of the cases shows policy officers how to write one.
func TestTheExampleOfTheReadmeHolds(t *testing.T) {
	text, err := fs.ReadFile(policy.Embedded(), "cases/README.md")
	if err != nil {
		t.Fatal(err)
	}
	const fence = "```"
	parts := strings.Split(string(text), fence)
	example := strings.TrimPrefix(parts[len(parts)-2], "yaml\n")
	if !strings.HasPrefix(example, "cases:") {
		t.Fatalf("the last example of the README is no money case:\n%s", example)
	}
	if diff, err := runCase(t, example); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
}

func TestAFailingMoneyCaseShowsWhatWasExpectedAndWhatCameOut(t *testing.T) {
	got, err := runCase(t, `cases:
  - name: 甲
    year: 2022
    payees:
      - {name: 研究所, recognitions: [{kind: academician_station, issued: 2022-10-01}]}
    expect:
      - {clause: 1-d, payee: 研究所, amount: 90 万元, note: 同类项}
    totals: [{clause: 1-d, amount: 90 万元, beside: 1 元}]
    deadlines: [{received: 2022-01-31, today: 2022-02-01, due: 2022-07-30, state: open, days: 1}]
`)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"cases/money/x.yaml:2: 甲\n", "应为 1 笔\n    1-d 研究所 90 万元 owed [同类项]", "实为 1 笔\n    1-d 研究所 180 万元 owed [院士工作站 2022-10-01]",
		"1-d 合计应为 90 万元，实为 180 万元；另一口径应为 1 元，实为 0 万元", "2022-01-31 取得的收入：应为 2022-07-30 前、open、1 天，实为 2022-07-31 前、open、180 天"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	if missing, err := runCase(t, "cases:\n  - {name: 乙, year: 2022, payees: [{name: 研究所}], expect: [{clause: 1-d, payee: 研究所, amount: 1 元}]}\n"); err != nil || missing == "" {
		t.Errorf("a line that does not come out is no difference: %q, %v", missing, err)
	}
	if extra, err := runCase(t, "cases:\n  - {name: 丙, year: 2022, payees: [{name: 所, recognitions: [{kind: expert_station, issued: 2022-10-01}]}], expect: []}\n"); err != nil || extra == "" {
		t.Errorf("a line that nobody expects is no difference: %q, %v", extra, err)
	}
}

func TestFaultsOfMoneyCasesHaveTheirLine(t *testing.T) {
	_, err := runCase(t, `cases:
  - name: 甲
    year: 2022
    payees: [{name: 所, colour: red}]
  - name: 乙
    year: 2022
    payees:
      - name: 企业
        firm: {founded: 2015-13-01}
  - name: 丙
    year: 2022
    payees:
      - name: 企业
        firm: {founded: 2015-01-01}
        figures: {2022: {rd: 1000}}
  - name: 丁
    year: 2022
    payees:
      - name: 企业
        firm: {founded: 2015-01-01}
        figures: {2022: {profits: 1 万元, rd: 5 人}}
        residencies: [{carrier: 无名, since: 2020-01-01}]
      - {name: 所, figures: {2022: {rd: 1 万元}}}
      - {firm: {industry: "3599"}}
  - name: 戊
    payees: [{name: 所}]
  - name: 己
    year: 2022
    beyond: maybe
    payees: [{name: 所}]
  - name: 庚
    year: 2022
    payees: [{name: 所}]
    expect: [{clause: 1-d, amount: 三万}]
  - name: 辛
    year: 2022
    payees: [{name: 所}]
    expect: [{clause: 1-d}]
    totals: [{clause: 1-d}]
`)
	var faults policy.Faults
	if !errors.As(err, &faults) {
		t.Fatal(err)
	}
	for _, want := range []string{
		`x.yaml:4: unknown field "colour"`, "x.yaml:9: ", `x.yaml:15: "1000" 缺少单位`, `x.yaml:16: 企业：没有指标 "profits"`, `x.yaml:16: 企业：rd "5 人" 的单位不对`,
		`x.yaml:16: 企业：carriers 里没有载体 "无名"`, "x.yaml:16: 所：没有写 firm", "x.yaml:16: payees 的每一个都要写 name", "企业要写成立日期",
		"x.yaml:25: 案例缺少 name、year 或 payees", `x.yaml:29: "maybe" 应为 是 或 否`, `x.yaml:34: "三万" 不是数值`, "x.yaml:35: expect 的每一笔都要写 clause 和 payee",
		"x.yaml:35: totals 的每一项都要写 amount",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("no %q in\n%v", want, err)
		}
	}
	if _, err := runCase(t, "cases:\n  - {name: 甲, year: 2022, payees: [{name: 所}]}\n  - {name: 甲, year: 2023, payees: [{name: 所}]}\n"); err == nil || !strings.Contains(err.Error(), "案例名 \"甲\" 已用于") {
		t.Errorf("two cases of one name: %v", err)
	}
	if _, err := runCase(t, "cases:\n  - {name: 甲, year: 2022, set: {clause/4-z/rate: 2%}, payees: [{name: 所}]}\n"); !errors.Is(err, policy.ErrNoSuchNumber) {
		t.Errorf("a parameter that does not exist: %v", err)
	}
	if _, err := runCase(t, "cases:\n  - {name: 甲, year: 2022, set: {clause/4-a/figure: revenues}, payees: [{name: 所}]}\n"); !errors.Is(err, ErrClauses) {
		t.Errorf("a figure that does not exist: %v", err)
	}
	for _, bad := range []string{"", "cases: []\n", "- 1\n", "cases: [\n"} {
		if _, err := runCase(t, bad); !errors.As(err, &faults) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}
