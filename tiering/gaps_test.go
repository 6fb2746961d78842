package tiering

import (
	"slices"
	"strings"
	"testing"

	"yunti/policy"
)

func gapTexts(list []Finding) (texts []string) {
	for _, f := range list {
		texts = append(texts, f.Label+"|"+f.Gap)
	}
	return texts
}

func TestGapsSayWhatStandsInTheWay(t *testing.T) {
	tests := []struct {
		name, tier string
		change     func(*Facts)
		want       []string
	}{
		{"of a gazelle the route with the least in the way", "gazelle", func(f *Facts) {
			f.at(2020).Set(Revenue, wan(1500))
			f.at(2022).Set(Revenue, wan(1900))
		}, []string{"营业收入三年复合增长率|差 9.94 个百分点"}},
		{"a title wanting: what it takes to qualify for it", "tech_sme", func(f *Facts) { f.at(2023).Set(Staff, 503) },
			[]string{"职工总数|超出 3 人", "科技人员指标得分不为 0 分|差 4.04 个百分点"}},
		{"points", "tech_sme", func(f *Facts) { f.at(2023).Set(IP1, 0) }, []string{"综合评价得分|差 10 分"}},
		{"qualified: the title itself", "tech_sme", func(f *Facts) { f.at(2023).Set(STStaff, 60); f.at(2023).Set(RDDeduct, wan(120)) },
			[]string{"当年有效的国家级科技型中小企业入库登记编号|尚无有效认定"}},
		{"an unknown figure", "tech_sme", func(f *Facts) {
			f.at(2023).Set(STStaff, 60)
			f.at(2023).Set(RDDeduct, wan(120))
			f.drop(Assets, 2023)
		}, []string{"资产总额|未报送"}},
		{"points that people give", "hnte_library", func(*Facts) {}, []string{"创新能力评价预评得分|待评分"}},
		{"points and a figure", "hnte_library", func(f *Facts) { f.drop(Conversions, 2023) }, []string{"创新能力评价预评得分|数据未齐，待评分"}},
		{"a flag", "unicorn", func(f *Facts) {
			f.Listings = []Listing{{Board: "主板", Listed: policy.NewDay(2020, 1, 1)}}
			f.Rounds = []Round{{Day: policy.NewDay(2019, 1, 1), Currency: CurrencyUSD, HasValue: true, Valuation: 99_500_000_000, Investors: true}}
		}, []string{"是否已上市|须为 否", "最近一轮投后估值|差 0.05 亿美元"}},
		{"a certificate that bars the library", "hnte_library", func(f *Facts) {
			f.Recognitions = []Recognition{{Kind: "hnte", Issued: policy.NewDay(2022, 1, 1)}, {Kind: "hnte_library", Issued: policy.NewDay(2022, 1, 1)}}
		}, []string{"有效期内的高新技术企业证书|已有该项认定"}},
		{"the certificate is there: only the scale", "hnte_above_scale", func(f *Facts) {
			f.Recognitions = []Recognition{{Kind: "hnte", Issued: policy.NewDay(2022, 1, 1)}}
		}, []string{"是否规模以上企业|须为 是"}},
		{"a tier that is held", "hnte_below_scale", func(f *Facts) {
			f.Recognitions = []Recognition{{Kind: "hnte", Issued: policy.NewDay(2022, 1, 1)}}
		}, nil},
		{"a tier that does not concern the firm", "hnte_above_scale", func(f *Facts) { f.Industry = "0111" }, nil},
		{"no such tier", "nonesuch", func(*Facts) {}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := steady()
			tt.change(f)
			j, v := explained(t, f)
			if got := gapTexts(j.Gaps(v, tt.tier)); !slices.Equal(got, tt.want) {
				t.Errorf("%s\nwant %s", strings.Join(got, "\n"), strings.Join(tt.want, "\n"))
			}
		})
	}
}

func TestAnAgeThatIsOverWeighsMost(t *testing.T) {
	// Of the gazelle's routes those with an age limit are closed; the others need more but can be met.
	f := steady()
	f.Founded = policy.NewDay(2009, 1, 1)
	f.at(2023).Set(Revenue, wan(200_000))
	f.at(2022).Set(Revenue, wan(200_000))
	f.at(2020).Set(Revenue, wan(300_000))
	j, v := explained(t, f)
	for _, x := range j.Gaps(v, "gazelle") {
		if x.Metric == "age_years" {
			t.Errorf("a way that is closed: %v", gapTexts(j.Gaps(v, "gazelle")))
		}
	}
}

func TestRulesThatAskForTheirOwnTitleEnd(t *testing.T) {
	e := edition(&policy.Rule{All: []*policy.Rule{{Recognised: "title"}, atLeastRevenue(1)}})
	j, err := Compile(e)
	if err != nil {
		t.Fatal(err)
	}
	var v Verdict
	j.Judge(steady(), 2023, &v)
	if got := gapTexts(j.Gaps(&v, "one")); !slices.Equal(got, []string{"称号|尚无有效认定"}) {
		t.Error(got)
	}
}

func TestMissingListsOnlyWhatStillMatters(t *testing.T) {
	tests := []struct {
		name, tier string
		change     func(*Facts)
		want       string
	}{
		{"what a growth needs", "gazelle", func(f *Facts) { grown(2020, 1500, 3000)(f); f.drop(Revenue, 2020) }, "2020年营业收入"},
		{"not where the answer is no anyway", "gazelle", func(f *Facts) { f.Founded = policy.NewDay(2005, 1, 1); f.drop(Revenue, 2020) }, ""},
		{"either basis of research costs: the one that serves more", "hnte_library", func(f *Facts) { f.drop(RDHNTE, 2023); f.drop(RD, 2023) }, "2023年研发费用"},
		{"the basis with fewer gaps", "hnte_library", func(f *Facts) { f.drop(RDHNTE, 2023); f.drop(RD, 2023, 2022) }, "2023年研发费用-高企口径"},
		{"of a score only the parts that are open", "tech_sme", func(f *Facts) {
			f.at(2023).Set(STStaff, 60)
			f.drop(IP2, 2023) // one of Class I gives all points
			f.drop(RDDeduct, 2023)
			f.drop(RD, 2023)
		}, "2023年研发费用"},
		{"not of a score that is recorded", "hnte_library", func(f *Facts) {
			f.drop(Conversions, 2023)
			f.Assessments = []Assessment{{2023, "hnte_score", 65}}
		}, ""},
		{"the directory, and what stands in for it", "hnte_above_scale", func(f *Facts) {
			f.Directories = nil
			f.drop(Revenue, 2023)
			f.Recognitions = []Recognition{{Kind: "hnte", Issued: policy.NewDay(2022, 1, 1)}}
			f.at(2023).Set(STStaff, 1) // does not qualify, so only holding is open
		}, "2023年是否规上、2023年营业收入"},
		{"a field", "hnte_below_scale", func(f *Facts) {
			f.Field = ""
			f.Assessments = []Assessment{{2023, "hnte_score", 71}}
		}, "技术领域"},
		{"a year without a line", "fledgling", func(f *Facts) {
			f.Figures = f.Figures[:4]
			f.Recognitions = []Recognition{{Kind: "hnte", Issued: policy.NewDay(2022, 1, 1)}}
		}, "2023年营业收入、2023年研发费用"},
		{"investors", "unicorn", func(f *Facts) {
			f.Rounds = []Round{{Day: policy.NewDay(2019, 1, 1), Currency: CurrencyUSD, HasValue: true, Valuation: 200_000_000_000}}
		}, "融资的投资机构"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := steady()
			tt.change(f)
			j, v := explained(t, f)
			if got := listMissing(j.Missing(v, tt.tier)); got != tt.want {
				t.Errorf("%s, want %s", got, tt.want)
			}
		})
	}
}
