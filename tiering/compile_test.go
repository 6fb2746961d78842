package tiering

import (
	"errors"
	"strings"
	"testing"

	"yunti/policy"
)

// edition makes an edition with one tier whose qualifies is the rule.
func edition(rule *policy.Rule) *policy.Edition {
	return &policy.Edition{
		Digest:  "test",
		Ladders: []policy.Ladder{{ID: "growth", Name: "培育线", Tiers: []string{"one"}}},
		Kinds:   []policy.Kind{{ID: "title", Name: "称号", Levels: []string{"国家级", "省级"}, Default: "国家级"}},
		Tiers:   []policy.Tier{{ID: "one", Name: "梯级一", Kind: "title", Holds: &policy.Rule{Recognised: "title"}, Qualifies: rule}},
		Criteria: []policy.Shared{
			{ID: "shared", Name: "共用", Rule: &policy.Rule{Metric: "ip1", Op: policy.Min, Bound: policy.Quantity{Num: 1, Den: 1, Unit: policy.UnitItems}}},
		},
	}
}

func atLeastRevenue(wanYuan int64) *policy.Rule {
	return &policy.Rule{Metric: "revenue", Op: policy.Min, Bound: policy.Quantity{Num: wan(wanYuan), Den: 1, Unit: policy.UnitMoney}}
}

func TestCompileRefusesWhatItCannotCompute(t *testing.T) {
	money := policy.Quantity{Num: 1, Den: 1, Unit: policy.UnitMoney}
	flag := policy.Quantity{Num: 1, Den: 1, Unit: policy.UnitFlag}
	percent := policy.Quantity{Num: 1, Den: 5, Unit: policy.UnitPercent}
	sixty := policy.Quantity{Num: 60, Den: 1, Unit: policy.UnitPoints}
	score := func(change func(*policy.Score)) *policy.Rule {
		s := &policy.Score{Name: "score", Op: policy.Min, Bound: sixty, Parts: []policy.Part{
			{Label: "份额", Metric: "st_staff_share", Bands: []policy.Band{{From: percent, Points: policy.Range{Low: 1, High: 2}}}}}}
		change(s)
		return &policy.Rule{Score: s}
	}
	tests := []struct {
		want string
		rule *policy.Rule
	}{
		{`未知指标 "profits"`, &policy.Rule{Metric: "profits", Op: policy.Min, Bound: money}},
		{`未知比较方式 "over"`, &policy.Rule{Metric: "revenue", Op: "over", Bound: money}},
		{"的单位是 money，指标的单位是 percent", &policy.Rule{Metric: "rd_ratio", Op: policy.Min, Bound: money}},
		{"是否类指标只能用 is 比较", &policy.Rule{Metric: "listed", Op: policy.Min, Bound: flag}},
		{"只能用 min 或 above", &policy.Rule{Metric: "revenue_yearly_low", Op: policy.Max, Bound: percent}},
		{"位数过多", &policy.Rule{Metric: "revenue_cagr_3y", Op: policy.Min, Bound: policy.Quantity{Num: 1, Den: 1 << 40, Unit: policy.UnitPercent}}},
		{`没有认定类别 "prize"`, &policy.Rule{Recognised: "prize"}},
		{`没有级别 "市级"`, &policy.Rule{Recognised: "title", Levels: []string{"市级"}}},
		{`没有可引用的规则 "two"`, &policy.Rule{Qualifies: "two"}},
		{`没有可引用的规则 "core"`, &policy.Rule{Criteria: "core"}},
		{"规则绕回到自己", &policy.Rule{Any: []*policy.Rule{{Qualifies: "one"}}}},
		{"应恰好写一种形式", &policy.Rule{Metric: "revenue", Op: policy.Min, Bound: money, Judged: "看情况"}},
		{"应恰好写一种形式", &policy.Rule{}},
		{"没有任何条件", &policy.Rule{All: []*policy.Rule{}}},
		{"at_least 的个数 3", &policy.Rule{AtLeast: &policy.AtLeast{N: 3, Of: []*policy.Rule{{Judged: "甲"}, {Judged: "乙"}}}}},
		{"最后一档不应有上限", &policy.Rule{Metric: "rd_ratio", Op: policy.Min, BoundBy: &policy.BoundBy{Metric: "revenue", Bands: []policy.BoundBand{{Max: &money, Bound: percent}}}}},
		{"第 1 档缺少上限", &policy.Rule{Metric: "rd_ratio", Op: policy.Min, BoundBy: &policy.BoundBy{Metric: "revenue", Bands: []policy.BoundBand{{Bound: percent}, {Bound: percent}}}}},
		{"评分只能用 min 或 above", score(func(s *policy.Score) { s.Op = policy.Max })},
		{"评分的界值应为分数", score(func(s *policy.Score) { s.Bound = money })},
		{"评分缺少 name 或 parts", score(func(s *policy.Score) { s.Parts = nil })},
		{"评分项应恰好写", score(func(s *policy.Score) { s.Parts[0].Judged = &policy.Range{Low: 0, High: 3} })},
		{"不能分档计分", score(func(s *policy.Score) { s.Parts[0].Metric = "listed" })},
		{"没有分档", score(func(s *policy.Score) { s.Parts[0].Bands = nil })},
		{"由高到低", score(func(s *policy.Score) { s.Parts[0].Bands = append(s.Parts[0].Bands, s.Parts[0].Bands[0]) })},
		{"分值 5-2", score(func(s *policy.Score) { s.Parts[0].Bands[0].Points = policy.Range{Low: 5, High: 2} })},
	}
	for _, tt := range tests {
		j, err := Compile(edition(tt.rule))
		if !errors.Is(err, ErrRules) || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("want %q, got %v", tt.want, err)
		}
		if j != nil {
			t.Errorf("%s: a judge beside the error", tt.want)
		}
	}
}

func TestCompileReportsAllFaultsWithTheirPlaceAtOnce(t *testing.T) {
	e := edition(&policy.Rule{All: []*policy.Rule{{Metric: "profits"}, {Any: []*policy.Rule{{Recognised: "prize"}, {Judged: "甲"}}}}})
	e.Ladders[0].Tiers = append(e.Ladders[0].Tiers, "two")
	e.Tiers[0].Holds = nil
	e.Scale = []policy.Scale{{Code: "5X"}, {Code: "51", Metric: "profit"}}
	_, err := Compile(e)
	var faults Faults
	if !errors.As(err, &faults) || len(faults) != 6 {
		t.Fatalf("%d faults: %v", len(faults), err)
	}
	for _, want := range []string{"梯级 one qualifies › all[1] › profits：未知指标", "梯级 one qualifies › all[2] › any[1]：没有认定类别", "培育线 growth：没有梯级 \"two\"",
		"梯级 one：缺少 holds", "规上标准 \"5X\"", "规上标准 \"51\"：不能按指标"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("no %q in\n%v", want, err)
		}
	}
}

func TestEachMetricAndSharedTreeIsComputedOnce(t *testing.T) {
	shared := &policy.Rule{Criteria: "shared"}
	e := edition(&policy.Rule{All: []*policy.Rule{atLeastRevenue(1), atLeastRevenue(2), shared, {Criteria: "shared"}}})
	j, err := Compile(e)
	if err != nil {
		t.Fatal(err)
	}
	// holds; qualifies with its four parts; the shared tree.
	if len(j.slots) != 2 || len(j.nodes) != 1+5+1 || len(j.claims) != 1 {
		t.Errorf("%d metrics, %d nodes, %d claims", len(j.slots), len(j.nodes), len(j.claims))
	}
}

func TestTheBookCompilesOnEveryDayItAnswersFor(t *testing.T) {
	for year := 2019; year <= 2026; year++ {
		j := bookJudge(t, year)
		if len(j.tiers) != 9 || len(j.ladders) != 2 {
			t.Errorf("%d: %d tiers on %d ladders", year, len(j.tiers), len(j.ladders))
		}
	}
}
