package policy

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// The dossier's table of money clauses: what each gives, to whom and how often.
func TestTheBookHoldsEveryMoneyClauseOfTheMeasures(t *testing.T) {
	want := []string{
		"1-a unit ceiling record 2022-2024 最高 1000 万元",
		"1-b unit ceiling once 2022-2024 最高 500 万元",
		"1-c unit none  2022-2024",
		"1-d unit fixed record 2022-2024 180 万元",
		"1-e unit fixed record 2022-2024 90 万元",
		"1-f firm fixed once 2022-2024 20 万元",
		"1-g unit none  2022-2024",
		"10 unit none  2022-2024",
		"11 operator fixed once 2022-2024 100 万元",
		"12-a firm match record 2022-2024 100%",
		"12-b firm none  2022-2024",
		"13 unit none  2022-2024",
		"16-a unit fixed once_kind 2022-2024 100 万元",
		"16-b unit fixed once 2022-2024 200 万元",
		"2 unit none  2022-2024",
		"4-a firm percentage yearly 2021-2023 2%",
		"4-b firm percentage yearly 2021-2023 1%",
		"4-c firm increment yearly 2021-2023 10%",
		"5-a firm range once 2022-2024 3 万元—5 万元",
		"5-b firm fixed once 2022-2024 5 万元",
		"5-c firm ceiling once 2022-2024 最高 500 万元",
		"5-d firm ceiling once 2022-2024 最高 20 万元",
		"5-e carrier fixed once_level 2022-2024 国家级 50 万元 省级 20 万元 省级 5 万元",
		"5-f carrier fixed record 2022-2024 3 万元",
	}
	e := edition(t, 2023)
	var got []string
	for _, c := range e.Clauses {
		line := fmt.Sprintf("%s %s %s %s %d-%d", c.ID, c.Payee, c.AmountKind(), c.Repeat, c.Years.From, c.Years.To)
		for _, a := range c.Amounts {
			if a.Level != "" {
				line += " " + a.Level
			}
			switch {
			case !a.High.IsZero():
				line += " " + a.Low.String() + "—" + a.High.String()
			case !a.Ceiling.IsZero():
				line += " 最高 " + a.Ceiling.String()
			default:
				line += " " + slices.MaxFunc([]Quantity{a.Fixed, a.Rate, a.Match}, func(a, b Quantity) int { return int(a.Num - b.Num) }).String()
			}
		}
		got = append(got, line)
		if len(c.Evidence) == 0 || c.Stacks == "" || c.Cite.Document != "measures" || c.Payee.Text() == string(c.Payee) {
			t.Errorf("%s: evidence %v, stacks %q, cite %v, payee %q", c.ID, c.Evidence, c.Stacks, c.Cite, c.Payee.Text())
		}
		if len(c.Amounts) == 0 && c.Note == "" {
			t.Errorf("%s gives nothing and does not say why", c.ID)
		}
	}
	if a, b := strings.Join(got, "\n"), strings.Join(want, "\n"); a != b {
		t.Errorf("got\n%s\nwant\n%s", a, b)
	}
}

func TestTheBookCoversAllSeventeenArticles(t *testing.T) {
	m := edition(t, 2023).Measures
	numerals := []string{"一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四", "十五", "十六", "十七"}
	if len(m.Articles) != len(numerals) {
		t.Fatalf("%d articles", len(m.Articles))
	}
	var without []string
	for i, a := range m.Articles {
		if a.Article != "第"+numerals[i]+"条" || a.Name == "" {
			t.Errorf("article %d is %s %s", i+1, a.Article, a.Name)
		}
		if len(a.Clauses) == 0 {
			without = append(without, numerals[i])
		}
	}
	if want := []string{"三", "六", "七", "八", "九", "十四", "十五", "十七"}; !slices.Equal(without, want) {
		t.Errorf("articles without a clause: %v, want %v", without, want)
	}
	if m.Round.String() != "0.01 万元" && m.Round.String() != "100 元" || !slices.Equal(m.Suspends, []string{"accident", "dishonest"}) || m.Issued != 20220914 {
		t.Errorf("round %s, suspends %v, issued %s", m.Round, m.Suspends, m.Issued)
	}
}

// Every recommended reading of the dossier stands in the book with the answer taken; those that are a matter of a
// parameter name it, and the parameter can be changed.
func TestEveryReadingIsInTheBookAndItsParameterCanBeChanged(t *testing.T) {
	values := map[string][]string{"pool": {"是"}, "everyone": {"是"}, "top_up": {"是"}, "figure": {"rd_hnte"}, "listed": {"gazelle"}, "cap": {"200 万元"},
		"years": {"2021-2024"}, "levels": {"省级", "国家级、国际", "市级、省级"}, "tolerance": {"1"}, "repeat": {"once"},
		"suspends": {"accident、dishonest、misconduct"}, "round": {"1 元"}}
	e := edition(t, 2023)
	seen := map[string]bool{}
	all := slices.Clone(e.Measures.Readings)
	for _, c := range e.Clauses {
		all = append(all, c.Readings...)
	}
	for _, reading := range all {
		seen[reading.ID] = true
		if reading.Key == "" {
			continue
		}
		changed := edition(t, 2023)
		key := reading.Key[strings.LastIndex(reading.Key, "/")+1:]
		ok := false
		for _, value := range values[key] {
			if err := changed.Set(reading.Key, value); err == nil && changed.Digest != e.Digest {
				ok = true
			}
		}
		if !ok {
			t.Errorf("%s: %s cannot be changed", reading.ID, reading.Key)
		}
	}
	for i := 1; i <= 20; i++ {
		if id := fmt.Sprintf("A%d", i); !seen[id] {
			t.Errorf("reading %s is missing", id)
		}
	}
	for id, key := range map[string]string{"A1": "clause/4-c/pool", "A2": "clause/4-c/everyone", "A9": "clause/5-b/tolerance", "A12": "clause/5-e/top_up",
		"A14": "clause/12-a/cap", "A15": "clause/16-a/repeat", "A18": "measures/suspends", "A19": "measures/round"} {
		if !slices.ContainsFunc(all, func(r Reading) bool { return r.ID == id && r.Key == key }) {
			t.Errorf("reading %s does not name %s", id, key)
		}
	}
}

func TestTheCashRewardOfATransferIsDueSixMonthsAfterTheIncome(t *testing.T) {
	c, ok := edition(t, 2023).Clause("10")
	if !ok || c.Deadline == nil {
		t.Fatal("Art. 10 has no deadline")
	}
	for from, want := range map[Day]Day{20230115: 20230715, 20230831: 20240229, 20220831: 20230228, 20240701: 20250101} {
		if got := c.Deadline.Due(from); got != want {
			t.Errorf("income on %s: due %s, want %s", from, got, want)
		}
	}
}

func TestSetChangesTheParametersOfAClause(t *testing.T) {
	for _, c := range []struct {
		path, value string
		got         func(c *Clause) string
		want        string
	}{
		{"clause/4-a/rate", "2.5%", func(c *Clause) string { return c.Amounts[0].Rate.String() }, "2.5%"},
		{"clause/4-a/cap", "300 万元", func(c *Clause) string { return c.Amounts[0].Cap.String() }, "300 万元"},
		{"clause/4-b/factor", "80%", func(c *Clause) string { return c.Amounts[0].Factor.String() }, "80%"},
		{"clause/5-a/high", "6 万元", func(c *Clause) string { return c.Amounts[0].High.String() }, "6 万元"},
		{"clause/5-e/fixed/star_world", "8 万元", func(c *Clause) string { return c.Amounts[2].Fixed.String() }, "8 万元"},
		{"clause/5-e/fixed/incubator/省级", "30 万元", func(c *Clause) string { return c.Amounts[0].Fixed.String() + c.Amounts[1].Fixed.String() }, "50 万元30 万元"},
		{"clause/5-c/ceiling", "600 万元", func(c *Clause) string { return c.Amounts[0].Ceiling.String() }, "600 万元"},
		{"clause/12-a/match", "50%", func(c *Clause) string { return c.Amounts[0].Match.String() }, "50%"},
		{"clause/4-c/pool", "是", func(c *Clause) string { return fmt.Sprint(c.Trigger.Research.Pool) }, "true"},
		{"clause/5-d/levels", "国家级、国际", func(c *Clause) string { return strings.Join(c.Trigger.Recognised.Levels, "+") }, "国家级+国际"},
		{"clause/16-a/repeat", "once", func(c *Clause) string { return string(c.Repeat) }, "once"},
		{"clause/5-b/tolerance", "1 年", func(c *Clause) string { return fmt.Sprint(c.Trigger.Renewed.Tolerance) }, "1"},
		{"clause/4-a/years", "2021-2024", func(c *Clause) string { return fmt.Sprint(c.Years) }, "{2021 2024}"},
	} {
		e := edition(t, 2023)
		before := e.Digest
		if err := e.Set(c.path, c.value); err != nil {
			t.Errorf("%s: %v", c.path, err)
			continue
		}
		clause, _ := e.Clause(strings.Split(c.path, "/")[1])
		if got := c.got(clause); got != c.want || e.Digest == before {
			t.Errorf("%s = %s, want %s (digest changed: %v)", c.path, got, c.want, e.Digest != before)
		}
	}
}

func TestSetRefusesWhatAClauseDoesNotKnow(t *testing.T) {
	for _, c := range []struct{ path, value string }{
		{"clause/4-z/rate", "2%"}, {"clause/4-a/fixed", "2 万元"}, {"clause/4-a/pool", "是"}, {"clause/5-e/fixed", "8 万元"}, {"clause/5-e/fixed/incubator", "8 万元"},
		{"clause/5-e/fixed/incubator/市级", "8 万元"}, {"clause/4-a/rate", "2 万元"}, {"clause/4-a/rate", "-2%"}, {"clause/4-a/rate", "1000%"}, {"clause/4-a/factor", "999999999999%"}, {"clause/4-a/rate", "2"}, {"clause/5-a/low", "6 万元"},
		{"clause/5-a/cap", "4 万元"}, {"clause/4-c/pool", "真"}, {"clause/16-a/repeat", "yearly"}, {"clause/5-d/levels", "宇宙级"}, {"clause/5-c/holds", "gazelle"},
		{"clause/5-b/tolerance", "-1"}, {"clause/4-a/years", "2024-2021"}, {"clause/4-a/years", "2021"}, {"clause/4-a/listed", "eagle"}, {"clause/4-c/pool/x", "是"},
		{"clause/12-b/fixed", "1 万元"}, {"clause/4-a", "2%"}, {"measures/issued", "2022-01-01"}, {"measures/round", "0 元"}, {"measures/round", "2%"},
	} {
		e := edition(t, 2023)
		before := e.Digest
		if err := e.Set(c.path, c.value); err == nil {
			t.Errorf("Set(%s, %s) is accepted", c.path, c.value)
		}
		if err := e.seal(); err != nil || e.Digest != before {
			t.Errorf("Set(%s, %s) changed the edition it refused", c.path, c.value)
		}
	}
}

func TestLoadRefusesFaultyClausesWithFileAndLine(t *testing.T) {
	const head = "clause: 9-z\nname: 样例\ncite: law 第九条\nyears: {from: 2022, to: 2024}\npayee: firm\nevidence: [文件]\nstacks: 无\n"
	const trigger = "trigger: {recognised: {kinds: [hnte]}}\n"
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"almost everything", "clause: 9-z\nname: 样例\ncite: law 第九条\nyears: {from: 2024, to: 2022}\npayee: everyone\ntrigger:\n  recognised: {kinds: [dragon]}\n  holds: gazelle\namounts:\n  - {fixed: {2019-01-01: 5 人}, rate: {2019-01-01: 2%}}\nrepeat: sometimes\n",
			[]string{
				"1: 缺少 evidence", "1: 缺少 stacks",
				"4: 止于 2022 年，早于起始的 2024 年",
				"5: payee 应为 firm、unit、carrier 或 operator",
				"7: trigger 只能写一种：recognised、renewed、first、holds 或 research",
				`7: 认定类别 "dragon" 不在 kinds.yaml 中`,
				"10: fixed 的单位不对",
				"10: match 只能与 recognised 同用，rate 只能与 research 同用",
				"10: 金额只能写一种：fixed、low 与 high、ceiling、rate 或 match",
				"11: repeat 应为 yearly、record、once、once_level 或 once_kind",
			}},
		{"an amount without trigger and repeat", head + "amounts: [{fixed: {2019-01-01: 5 万元}}]\n",
			[]string{"1: trigger、amounts、repeat 要么都写，要么都不写(不能测算的条款)"}},
		{"nothing to compute and no reason", head, []string{"1: 不能测算的条款要在 note 写明原因"}},
		{"a research trigger", head + "trigger:\n  research: {pool: 是, everyone: 是, figure: rd, certificate: hnte, listed: eagle}\namounts: [{fixed: {2019-01-01: 5 万元}}]\nrepeat: yearly\n",
			[]string{"9: everyone(全部企业)只能与 increase 同用", "9: pool(全市口径)只能与 increase 同用", `9: 认定类别 "eagle" 不在 kinds.yaml 中`, "10: research 的金额只能写 rate"}},
		{"a cap on a fixed amount", head + trigger + "amounts: [{fixed: {2019-01-01: 5 万元}, cap: {2019-01-01: 3 万元}}]\nrepeat: once\n",
			[]string{"9: cap(上限)、factor(折算)只能与 rate、match 同用"}},
		{"a negative amount and a range the wrong way round", head + trigger + "amounts: [{low: {2019-01-01: 5 万元}, high: {2019-01-01: -3 万元}}]\nrepeat: once\n",
			[]string{"9: high 不能是负数", "9: low 大于 high"}},
		{"a match of more than one can mean", head + trigger + "amounts: [{match: {2019-01-01: 1000%}}]\nrepeat: record\n",
			[]string{"9: 比例须小于 1000%"}},
		{"amounts of two kinds", head + trigger + "amounts:\n  - {kind: hnte, fixed: {2019-01-01: 5 万元}}\n  - {ceiling: {2019-01-01: 3 万元}}\nrepeat: once\n",
			[]string{"10: 一个条款的各项金额须为同一种"}},
		{"topping up a ceiling", head + "trigger: {recognised: {kinds: [hnte], top_up: 是}}\namounts: [{ceiling: {2019-01-01: 3 万元}}]\nrepeat: once\n",
			[]string{"8: top_up(补差)只能用于定额"}},
		{"a reading that names no parameter", head + trigger + "amounts: [{fixed: {2019-01-01: 5 万元}}]\nrepeat: once\nreadings: [{id: A1, question: 问, taken: 答, key: pool}]\n",
			[]string{`11: 没有参数 "pool"`}},
		{"clauses that do not exist", head + "note: 无\nsimilar: [9-y]\napart: [9-x]\n",
			[]string{`1: 引用的条款 "9-x" 没有 clauses/9-x.yaml`, `1: 引用的条款 "9-y" 没有 clauses/9-y.yaml`}},
		{"a deadline", head + "note: 无\ndeadline: {months: {2019-01-01: 0}}\n",
			[]string{`9: "0" 应为 1 到 1200 的整数`, "9: 缺少 from"}},
		{"another name than its file", strings.Replace(head, "9-z", "9-y", 1) + "note: 无\n",
			[]string{`1: clause 写作 "9-y"，与文件名不一致`, "1: measures.yaml 没有把本条款列在任何一条之下"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			files := smallBook()
			files["clauses/9-z.yaml"] = c.text
			files["measures.yaml"] = "cite: law\nround: {2019-01-01: 0.01 万元}\nsuspends: [accident]\narticles: [{article: 第九条, name: 样例, clauses: [9-z]}]\n"
			for i := range c.want {
				c.want[i] = "book/clauses/9-z.yaml:" + c.want[i]
			}
			if strings.Contains(c.text, "clause: 9-y") {
				c.want = append(c.want, `book/measures.yaml:4: 条款 "9-z" 没有 clauses/9-z.yaml`)
			}
			checkFaults(t, files, c.want)
		})
	}
}

func TestLoadRefusesFaultyMeasures(t *testing.T) {
	const clause = "clause: 9-z\nname: 样例\ncite: law 第九条\nyears: {from: 2022, to: 2024}\npayee: firm\nevidence: [文件]\nstacks: 无\nnote: 无\n"
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"nothing", "suspends: []\n", []string{"1: 列表是空的", "1: 缺少 articles", "1: 缺少 cite:本表要注明依据的文件", "1: 缺少 round"}},
		{"an article twice, one with neither clauses nor reason", "cite: law\nround: {2019-01-01: 2%}\narticles:\n  - {article: 第九条, name: 样例, clauses: [9-z]}\n  - {article: 第九条, name: 样例}\n",
			[]string{"2: round 应为金额，如 0.01 万元", `5: article "第九条" 与 book/measures.yaml:4 重复`, "5: 没有条款的一条要在 note 写明原因"}},
		{"a clause under two articles, under a wrong one, and unknown", "cite: law\nround: {2019-01-01: 1 元}\narticles:\n  - {article: 第九条, name: 样例, clauses: [9-z]}\n  - {article: 第十条, name: 样例, clauses: [9-z, 9-y]}\n",
			[]string{"5: 条款 \"9-y\" 没有 clauses/9-y.yaml", "5: 条款 9-z 已列在第九条之下"}},
		{"a clause under the wrong article", "cite: law\nround: {2019-01-01: 1 元}\narticles: [{article: 第十条, name: 样例, clauses: [9-z]}]\n",
			[]string{"3: 条款 9-z 的依据是 law 第九条，不在第十条"}},
		{"a reading that names no parameter", "cite: law\nround: {2019-01-01: 1 元}\narticles: [{article: 第九条, name: 样例, clauses: [9-z]}]\nreadings: [{id: A1, question: 问, taken: 答, key: issued}]\n",
			[]string{`4: 没有参数 "issued"`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			files := smallBook()
			files["clauses/9-z.yaml"] = clause
			files["measures.yaml"] = c.text
			var want []string
			if !strings.Contains(c.text, "第九条, name: 样例, clauses: [9-z]") {
				want = append(want, "book/clauses/9-z.yaml:1: measures.yaml 没有把本条款列在任何一条之下")
			}
			for _, line := range c.want {
				want = append(want, "book/measures.yaml:"+line)
			}
			checkFaults(t, files, want)
		})
	}
	files := smallBook()
	delete(files, "measures.yaml")
	var faults Faults
	if _, err := Load(bookFS(files)); !errors.As(err, &faults) || len(faults) != 1 || faults[0].String() != "book/measures.yaml: 缺少这个文件" {
		t.Errorf("a book without measures: %v", err)
	}
}
