package tiering

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"yunti/policy"
)

// explained judges f for 2023 under the book.
func explained(t *testing.T, f *Facts) (*Judge, *Verdict) {
	t.Helper()
	j := bookJudge(t, 2023)
	v := new(Verdict)
	j.Judge(f, 2023, v)
	return j, v
}

// findIn returns the first finding with a metric, from top to bottom.
func findIn(f *Finding, metric string) *Finding {
	if f.Metric == metric {
		return f
	}
	for i := range f.Parts {
		if x := findIn(&f.Parts[i], metric); x != nil {
			return x
		}
	}
	return nil
}

func TestFindingsShowActualBoundAndCitation(t *testing.T) {
	f := steady()
	f.at(2023).Set(Revenue, wan(20000)+1)
	j, v := explained(t, f)
	q := j.Qualifies(v, "tech_sme")
	got := findIn(&q, "revenue")
	if got == nil || got.Outcome != "unmet" || got.Actual != "20000.000001" || got.Bound != "20000" || got.Unit != "万元" || got.Op != "max" ||
		!strings.HasPrefix(got.Cite, "《科技型中小企业评价办法》") {
		t.Errorf("%+v", got)
	}
}

func TestFindingsSayWhatAValueRestsOn(t *testing.T) {
	tests := []struct {
		name, tier, metric   string
		change               func(*Facts)
		outcome, actual, say string
	}{
		{"missing years", "gazelle", "revenue_cagr_3y", func(f *Facts) { f.drop(Revenue, 2020, 2023) }, "unknown", "未报送", "未报送：2023年营业收入、2020年营业收入"},
		{"no record", "tech_sme", "abnormal", func(f *Facts) { f.drop(Abnormal, 2023) }, "met", "无记录", ""},
		{"derived", "hnte_above_scale", "above_scale", func(f *Facts) { f.Directories = nil }, "met", "是", "测算"},
		{"the other basis", "hnte_library", "hnte_rd_ratio_3y", func(f *Facts) { f.drop(RDHNTE, 2021) }, "met", "5.00", "按统计口径研发费用计算"},
		{"a year before the founding", "gazelle", "revenue_base_3y", func(f *Facts) { f.Founded = policy.NewDay(2022, 3, 1) }, "unmet", "无该年度", "成立于2022年，之前无数据"},
		{"no base", "tech_sme", "st_staff_share", func(f *Facts) { f.at(2023).Set(Staff, 0) }, "unmet", "基数为零或负数", ""},
		{"a partial sum", "fledgling", "raised_total", func(f *Facts) {
			f.Rounds = []Round{{Day: policy.NewDay(2022, 1, 1), Currency: CurrencyCNY}}
		}, "unknown", "0.00", "2022年有融资未列明金额，为已知部分合计"},
		{"nobody named", "unicorn", "pe_funded", func(f *Facts) {
			f.Rounds = []Round{{Day: policy.NewDay(2022, 1, 1), Currency: CurrencyCNY}}
		}, "unknown", "无法判定", "融资记录未列明投资机构"},
		{"no rate", "unicorn", "valuation_usd", func(f *Facts) {
			f.Rounds = []Round{{Day: policy.NewDay(2017, 1, 1), Currency: CurrencyCNY, HasValue: true}}
		}, "unknown", "无法判定", "汇率表没有2017年的汇率"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := steady()
			tt.change(f)
			j, v := explained(t, f)
			q := j.Qualifies(v, tt.tier)
			got := findIn(&q, tt.metric)
			if got == nil {
				q = j.Holds(v, tt.tier)
				got = findIn(&q, tt.metric)
			}
			if got.Outcome != tt.outcome || got.Actual != tt.actual || got.Note != tt.say {
				t.Errorf("%s %q %q, want %s %q %q", got.Outcome, got.Actual, got.Note, tt.outcome, tt.actual, tt.say)
			}
		})
	}
}

func TestRecognisedFindingsPrintTheCertificateAndItsTerm(t *testing.T) {
	tests := []struct {
		name          string
		certificates  []Recognition
		actual, note  string
		evidence      string
		evidenceUntil policy.Day
	}{
		{"none", nil, "无", "", "", 0},
		{"valid", []Recognition{{Kind: "hnte", Number: "GR202253000001", Issued: policy.NewDay(2022, 11, 18)}},
			"GR202253000001", "2022-11-18 至 2025-11-17", "GR202253000001", policy.NewDay(2025, 11, 17)},
		{"the later of two", []Recognition{{Kind: "hnte", Number: "GR202153000001", Issued: policy.NewDay(2021, 11, 18)},
			{Kind: "hnte", Number: "GR202353000002", Issued: policy.NewDay(2023, 12, 1)}}, "GR202353000002", "2023-12-01 至 2026-11-30", "GR202353000002", policy.NewDay(2026, 11, 30)},
		{"expired", []Recognition{{Kind: "hnte", Number: "GR202053000001", Issued: policy.NewDay(2020, 12, 1)}},
			"GR202053000001", "2020-12-01 至 2023-11-30，已到期", "", 0},
		{"revoked", []Recognition{{Kind: "hnte", Number: "GR202253000001", Issued: policy.NewDay(2022, 11, 18), Revoked: policy.NewDay(2023, 6, 1)}},
			"GR202253000001", "2022-11-18 发证，已于 2023-06-01 撤销", "", 0},
		{"revoked later", []Recognition{{Kind: "hnte", Number: "GR202253000001", Issued: policy.NewDay(2022, 11, 18), Revoked: policy.NewDay(2024, 1, 1)}},
			"GR202253000001", "2022-11-18 至 2025-11-17", "GR202253000001", policy.NewDay(2025, 11, 17)},
		{"no number", []Recognition{{Kind: "hnte", Issued: policy.NewDay(2022, 11, 18)}},
			"高新技术企业", "2022-11-18 至 2025-11-17", "", policy.NewDay(2025, 11, 17)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := steady()
			f.Recognitions = tt.certificates
			j, v := explained(t, f)
			got := j.Holds(v, "hnte_below_scale").Parts[0]
			if got.Actual != tt.actual || got.Note != tt.note {
				t.Errorf("%q %q, want %q %q", got.Actual, got.Note, tt.actual, tt.note)
			}
			e, ok := j.Evidence(v, "hnte")
			if ok != (tt.evidenceUntil != 0) || e.Number != tt.evidence || e.Ends != tt.evidenceUntil {
				t.Errorf("evidence %+v %v", e, ok)
			}
		})
	}
}

func TestTitlesLastAsTheirKindSays(t *testing.T) {
	day := policy.NewDay
	tests := []struct {
		name  string
		rec   Recognition
		year  int
		valid bool
	}{
		{"an SME entry is for the year in its number", Recognition{Kind: "tech_sme", Number: "202353010200001234", Issued: day(2022, 12, 1)}, 2023, true},
		{"and for no other", Recognition{Kind: "tech_sme", Number: "202253010200001234", Issued: day(2022, 12, 1)}, 2023, false},
		{"without such a number for the year of issue", Recognition{Kind: "tech_sme", Number: "科小202201", Issued: day(2023, 6, 1)}, 2023, true},
		{"the stated end does not decide", Recognition{Kind: "tech_sme", Issued: day(2023, 6, 1), Ends: day(2023, 7, 1)}, 2023, true},
		{"an HNTE certificate of 31 December is over three years later", Recognition{Kind: "hnte", Issued: day(2020, 12, 31)}, 2023, false},
		{"one of 1 January lasts", Recognition{Kind: "hnte", Issued: day(2021, 1, 1)}, 2023, true},
		{"a library entry of 31 December is still in", Recognition{Kind: "hnte_library", Issued: day(2020, 12, 31)}, 2023, true},
		{"one of the day before is out", Recognition{Kind: "hnte_library", Issued: day(2020, 12, 30)}, 2023, false},
		{"a gazelle title to its stated end", Recognition{Kind: "gazelle", Issued: day(2015, 1, 1), Ends: day(2023, 12, 31)}, 2023, true},
		{"not beyond", Recognition{Kind: "gazelle", Issued: day(2022, 1, 1), Ends: day(2023, 12, 30)}, 2023, false},
		{"without one three years", Recognition{Kind: "gazelle", Issued: day(2020, 12, 31)}, 2023, false},
		{"an award counts five years", Recognition{Kind: "national_award", Issued: day(2019, 1, 1), Ends: day(2019, 2, 1)}, 2023, true},
		{"and not on the day after", Recognition{Kind: "national_award", Issued: day(2018, 12, 31)}, 2023, false},
		{"an R&D institution until revoked", Recognition{Kind: "provincial_rd_institution", Issued: day(1999, 1, 1)}, 2023, true},
		{"issued after the snapshot", Recognition{Kind: "hnte", Issued: day(2024, 1, 1)}, 2023, false},
		{"revoked on the snapshot day", Recognition{Kind: "hnte", Issued: day(2022, 1, 1), Revoked: day(2023, 12, 31)}, 2023, false},
	}
	j := bookJudge(t, 2023)
	for _, tt := range tests {
		f := steady()
		f.Recognitions = []Recognition{tt.rec}
		var v Verdict
		j.Judge(f, tt.year, &v)
		if _, ok := j.Evidence(&v, tt.rec.Kind); ok != tt.valid {
			t.Errorf("%s: valid %v", tt.name, ok)
		}
		if j.Valid(f, tt.rec.Kind, tt.year) != tt.valid {
			t.Errorf("%s: Valid says otherwise", tt.name)
		}
	}
}

func TestScoresAreRangesUntilATotalIsRecorded(t *testing.T) {
	f := steady()
	j, v := explained(t, f)
	q := j.Qualifies(v, "hnte_library")
	got := findIn(&q, "hnte_score")
	// IP 7–8 and up to 24 more, capped at 30; conversions 7–12; organisation 0–20; no growth.
	if got.Outcome != "unknown" || got.Score == nil || *got.Score != (ScoreRange{14, 62}) || got.Actual != "14-62" || len(got.Parts) != 4 {
		t.Errorf("%+v", got)
	}
	if s := v.Standings[j.tierOf["hnte_library"]]; s.Ready != ReadyUnscored {
		t.Errorf("waiting only for points that people give, it is ready %d", s.Ready)
	}
	f.drop(Conversions, 2023)
	if j.Judge(f, 2023, v); v.Standings[j.tierOf["hnte_library"]].Ready != NotReady {
		t.Error("waiting for a figure it is ready")
	}
	f.Assessments = []Assessment{{2022, "hnte_score", 90}, {2023, "hnte_score", 60}}
	j.Judge(f, 2023, v)
	q = j.Qualifies(v, "hnte_library")
	got = findIn(&q, "hnte_score")
	if got.Outcome != "met" || *got.Score != (ScoreRange{60, 60}) || got.Note != "已记录的评分" || v.Standings[j.tierOf["hnte_library"]].Ready != ReadyToFile {
		t.Errorf("%+v", got)
	}
}

func TestTheExplanationCoversBothLadders(t *testing.T) {
	j, v := explained(t, steady())
	x := j.Explain(v)
	var tiers []string
	for _, s := range x.Standings {
		tiers = append(tiers, s.Ladder+"/"+s.Tier)
	}
	want := []string{"growth/tech_sme", "growth/hnte_library", "growth/hnte_below_scale", "growth/hnte_above_scale", "growth/gazelle", "growth/hnte_listed",
		"growth/unicorn", "unicorn/fledgling", "unicorn/gazelle", "unicorn/pre_unicorn", "unicorn/unicorn"}
	if !slices.Equal(tiers, want) {
		t.Error(tiers)
	}
	if len(x.Gaps) != 2 || x.Gaps[0].Label != "科技型中小企业" || x.Gaps[1].Label != "优秀雏鹰企业" {
		t.Errorf("next tiers: %+v", x.Gaps)
	}
	text, err := json.Marshal(x)
	if err != nil || strings.Contains(string(text), ":null") {
		t.Errorf("%v %s", err, text)
	}
}

func TestAFirmThatIsNotPresentIsNotJudged(t *testing.T) {
	for name, change := range map[string]func(*Facts){
		"founded later":    func(f *Facts) { f.Founded = policy.NewDay(2024, 1, 1) },
		"gone on the day":  func(f *Facts) { f.Gone = policy.NewDay(2023, 12, 31) },
		"gone long before": func(f *Facts) { f.Gone = policy.NewDay(2020, 1, 1) },
	} {
		f := steady()
		change(f)
		j, v := explained(t, f)
		x := j.Explain(v)
		if v.Present || v.Positions[0] != -1 || x.Standings[0].Holds.Outcome != "not_applicable" || x.Standings[0].Qualifies.Outcome != "not_applicable" ||
			len(x.Gaps) > 0 || len(x.Missing) > 0 || j.Gaps(v, "gazelle") != nil || j.Lacks(v) {
			t.Errorf("%s: %+v", name, x)
		}
	}
	f := steady()
	f.Gone = policy.NewDay(2024, 1, 1)
	if _, v := explained(t, f); !v.Present {
		t.Error("a firm that leaves later is not present")
	}
}

func TestATierThatDoesNotConcernTheFirmSaysWhy(t *testing.T) {
	f := steady()
	f.Industry = "0111"
	j, v := explained(t, f)
	x := j.Holds(v, "hnte_above_scale")
	if x.Outcome != "not_applicable" || len(x.Parts) != 1 || x.Parts[0].Metric != "has_scale" || x.Parts[0].Actual != "否" {
		t.Errorf("%+v", x)
	}
	if below := v.Standings[j.tierOf["hnte_below_scale"]]; below.Holds != Unmet {
		t.Errorf("below scale: %v", below.Holds)
	}
}
