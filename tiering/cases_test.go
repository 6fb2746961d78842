package tiering

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"yunti/policy"
)

func TestWorkedCasesOfTheBookHold(t *testing.T) {
	book, err := embeddedBook()
	if err != nil {
		t.Fatal(err)
	}
	results, err := RunCases(policy.Embedded(), book)
	if err != nil {
		t.Fatal(err)
	}
	if len(results) == 0 {
		t.Fatal("the book has no worked cases")
	}
	for _, r := range results {
		if !r.OK() {
			t.Error(r)
		}
	}
}

// runCase runs a file of cases against the embedded book.
func runCase(t *testing.T, text string) ([]CaseResult, error) {
	t.Helper()
	book, err := embeddedBook()
	if err != nil {
		t.Fatal(err)
	}
	return RunCases(fstest.MapFS{"cases/test.yaml": {Data: []byte(text)}}, book)
}

const caseBase = `
base:
  firm: {founded: 2015-03-01, industry: "6513", field: 电子信息}
  figures:
    2022: {revenue: 1000 万元, staff: 100 人}
    2023: {revenue: 2000 万元, staff: 501 人, assets: 3000 万元}
cases:
`

func TestAFailingCaseShowsWhatWasExpectedAndTheFindingsAround(t *testing.T) {
	results, err := runCase(t, caseBase+`
  - name: 职工超限
    year: 2023
    expect:
      tech_sme: {qualifies: met, outgrown: 是}
      positions: {growth: gazelle}
      findings:
        - {tier: tech_sme, label: 职工总数, outcome: met, actual: "501"}
      missing:
        - {tier: tech_sme, metric: revenue, year: 2023}
  - name: 职工不超限
    year: 2022
    expect:
      tech_sme: {qualifies: unmet, outgrown: 否}
`)
	if err != nil {
		t.Fatal(err)
	}
	if len(results) != 2 || results[0].OK() || results[0].File != "cases/test.yaml" || results[0].Line != 9 {
		t.Fatalf("%+v", results)
	}
	for _, want := range []string{
		"cases/test.yaml:9: 职工超限\n",
		"第 12 行 tech_sme qualifies：应为 met，实为 unmet\n",
		"× 职工总数：501 人，要求 ≤ 500 人",
		"第 13 行 positions growth：应为 gazelle，实为 none",
		"第 15 行 tech_sme qualifies“职工总数”的 outcome：应为 met，实为 unmet",
		"第 17 行 tech_sme 的缺项 revenue 2023：应为 列出，实为",
	} {
		if text := results[0].String(); !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if strings.Contains(results[0].Diff, "outgrown") || strings.Contains(results[0].Diff, "actual") {
		t.Errorf("what holds is no difference:\n%s", results[0].Diff)
	}
}

func TestCasesMayBeWrittenShort(t *testing.T) {
	results, err := runCase(t, caseBase+`
  - name: 一年未报
    year: 2023
    figures: {2023: 未报}
    expect: {tech_sme: {qualifies: unknown}, missing: [{tier: tech_sme, metric: staff, year: 2023}, {tier: tech_sme, metric: assets}]}
  - name: 一项未报
    year: 2023
    figures: {2023: {staff: 未报}}
    expect: {tech_sme: {qualifies: unknown, ready: no}, positions: {growth: none}}
  - name: 已离开
    year: 2023
    firm: {gone: 2023-05-01}
    recognitions: [{kind: tech_sme, number: 202253010200001234, issued: 2022-06-01}]
    expect: {tech_sme: {holds: not_applicable}, movements: {growth: left, unicorn: none}}
  - name: 港元
    year: 2023
    rounds: [{day: 2022-06-01, amount: 500 元, valuation: 900 元, currency: 港元, investors: 否}]
    listings: [{board: 主板, listed: 2023-01-01, delisted: 2024-01-01}]
    above_scale: {2023: 是}
    directories: []
    assessments: [{year: 2023, score: sme_score, points: 61}]
    expect:
      unicorn: {qualifies: unmet}
      findings:
        - {tier: hnte_above_scale, part: holds, label: 是否规模以上企业, outcome: met, actual: 是, bound: 是}
        - {tier: tech_sme, label: 综合评价得分, score: 61}
        - {tier: unicorn, label: 最近一轮投后估值, outcome: unknown}
`)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range results {
		if !r.OK() {
			t.Error(r)
		}
	}
}

func TestFaultsOfCaseFilesHaveTheirLine(t *testing.T) {
	_, err := runCase(t, `base:
  firm: {founded: 2015-13-01, colour: red}
cases:
  - name: 甲
    year: 2023
    figures:
      2023: {revenue: 2000, profits: 1 万元, staff: 10 万元, listed: 是}
      then: {}
    recognitions: {kind: hnte}
    rounds: [{day: 2022-01-01, amount: 5 亿元, valuation: 10 亿美元, investors: maybe}]
    expect:
      tech_sme: {qualifies: good, wins: 是}
      findings: [{tier: tech_sme, outcome: met}, {tier: tech_sme, label: 职工总数}]
  - year: 2023
`)
	var faults policy.Faults
	if !errors.As(err, &faults) {
		t.Fatal(err)
	}
	for _, want := range []string{"cases/test.yaml:2: 日期", `cases/test.yaml:2: 不认识的键 "colour"`, "cases/test.yaml:7: ", `cases/test.yaml:7: 没有指标 "profits"`,
		"的单位不对", `cases/test.yaml:8: "then" 不是年度`, "cases/test.yaml:9: 这里应为列表", "cases/test.yaml:10: 同一轮融资的币种不一致",
		`cases/test.yaml:10: "maybe" 应为 是 或 否`, `cases/test.yaml:12: "good" 应为`, `cases/test.yaml:12: 不认识的键 "wins"`,
		"cases/test.yaml:13: findings 的每一条都要写", "cases/test.yaml:13: findings 的这一条没有写", "cases/test.yaml:14: 案例缺少"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("no %q in\n%v", want, err)
		}
	}
	if _, err := runCase(t, "cases: [\n"); err == nil || !strings.Contains(err.Error(), "cases/test.yaml:1: YAML 语法错误") {
		t.Errorf("broken YAML: %v", err)
	}
	if _, err := runCase(t, "base: {}\n"); err == nil {
		t.Error("a file without cases")
	}
	if _, err := runCase(t, caseBase+"  - {name: 甲, year: 2023, expect: {}}\n  - {name: 甲, year: 2023, expect: {}}\n"); err == nil || !strings.Contains(err.Error(), "已用于 cases/test.yaml:8") {
		t.Errorf("one name twice: %v", err)
	}
	if _, err := runCase(t, caseBase+"  - {name: 甲, year: 1999, expect: {tech_sme: {holds: met}}}\n"); !errors.Is(err, policy.ErrBeforeBook) {
		t.Errorf("a year before the book: %v", err)
	}
}
