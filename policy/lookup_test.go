package policy

import "testing"

func TestPlacesAreFoundByEveryNameOldFilesUse(t *testing.T) {
	e := edition(t, 2023)
	for text, want := range map[string]string{
		"五华区": "530102", "五华": "530102", "昆明市五华区": "530102", "云南省昆明市五华区": "530102", " 五华 区": "530102", "530102": "530102", "５３０１０２": "530102",
		"呈贡县": "530114", "呈贡区": "530114", "530121": "530114", "晋宁县": "530115", "530122": "530115", "昆明市晋宁县": "530115",
		"石林县": "530126", "石林彝族自治县": "530126", "禄劝县": "530128", "寻甸县": "530129", "寻甸回族彝族自治县": "530129", "安宁市": "530181", "安宁": "530181",
	} {
		if p, ok := e.County(text); !ok || p.ID != want {
			t.Errorf("County(%q) = %q, want %s", text, p.ID, want)
		}
	}
	for text, want := range map[string]string{
		"高新区": "GXQ", "昆明高新区": "GXQ", "昆明高新技术产业开发区": "GXQ", "gxq": "GXQ", "经开区": "JKQ", "昆明市经开区": "JKQ", "滇中新区": "DZXQ",
		"自贸试验区昆明片区": "ZMPQ", "中国（云南）自由贸易试验区昆明片区": "ZMPQ", "滇池度假区": "DJQ", "阳宗海": "YZH", "磨憨": "MH", "磨憨-磨丁经济合作区": "MH",
	} {
		if p, ok := e.Zone(text); !ok || p.ID != want {
			t.Errorf("Zone(%q) = %q, want %s", text, p.ID, want)
		}
	}
	for _, text := range []string{"", "昆明", "昆明市", "高新区", "大理市", "云南省"} {
		if p, ok := e.County(text); ok {
			t.Errorf("County(%q) = %s", text, p.Name)
		}
	}
}

// The core is six districts and three zones (措施 第七条; the three as in 昆明市“十四五”科技创新规划).
func TestTheCoreIsSixAndThree(t *testing.T) {
	e := edition(t, 2023)
	count := func(places []Place) (n int) {
		for _, p := range places {
			if p.Core {
				n++
			}
		}
		return n
	}
	if c, z := count(e.Counties), count(e.Zones); c != 6 || z != 3 {
		t.Errorf("the core is %d+%d", c, z)
	}
}

func TestKindsAreFoundByRosterNames(t *testing.T) {
	e := edition(t, 2023)
	for text, want := range map[string]string{
		"高新技术企业": "hnte", "高企": "hnte", "国家高新技术企业": "hnte", "hnte": "hnte", "科技型中小企业": "tech_sme", "高新技术企业培育库": "hnte_library",
		"优秀雏鹰企业": "fledgling", "潜在独角兽企业": "pre_unicorn", "引进企业（知名高校院所）研发中心": "introduced_rd_center", "孵化器": "incubator",
		"国际(对外)科技研发中心": "intl_rd_center", "重点研发投入企业": "key_rd_firm",
	} {
		if k, ok := e.Kind(text); !ok || k.ID != want {
			t.Errorf("Kind(%q) is not %s", text, want)
		}
	}
	for _, text := range []string{"", "专精特新", "优质中小企业培育库"} {
		if k, ok := e.Kind(text); ok {
			t.Errorf("Kind(%q) = %s", text, k.ID)
		}
	}
}

func TestNumbersGiveTheirYear(t *testing.T) {
	e := edition(t, 2023)
	for _, c := range []struct {
		kind, number string
		year         int
	}{
		{"hnte", "GR202153000123", 2021},
		{"hnte", "GF201453000123", 2014},
		{"hnte", "GR202044010165", 2020},
		{"hnte", "GR2021530001234", 0}, // a digit too many
		{"hnte", "GS202153000123", 0},
		{"hnte", "GR1921530001AB", 0},
		{"hnte", "gr202153000123", 0},
		{"tech_sme", "202353010208000123", 2023},
		{"tech_sme", "20235301020A0C0123", 2023},
		{"tech_sme", "193353010208000123", 0}, // not of this century
		{"tech_sme", "20235301020a0c0123", 0},
		{"tech_sme", "2023530102080001", 0},
		{"tech_sme", "滇科201905123", 0},
		{"gazelle", "2023", 0},
	} {
		k, _ := e.Kind(c.kind)
		year, ok := k.NumberYear(c.number)
		if year != c.year || ok != (c.year != 0) {
			t.Errorf("%s %q: year %d, %v, want %d", c.kind, c.number, year, ok, c.year)
		}
		if k.MatchesNumber(c.number) != (c.year != 0 || c.kind == "gazelle") {
			t.Errorf("%s %q: matches %v", c.kind, c.number, k.MatchesNumber(c.number))
		}
	}
}

func TestIndustriesHaveSectionAndScale(t *testing.T) {
	e := edition(t, 2023)
	for _, c := range []struct {
		industry, section, scale, metric, bound string
		noScale                                 bool
	}{
		{"6513", "I", "65", "revenue", "2000 万元", false},
		{"I6513", "I", "65", "revenue", "2000 万元", false},
		{"65", "I", "65", "revenue", "2000 万元", false},
		{"2710", "C", "27", "main_revenue", "2000 万元", false},
		{"0610", "B", "06", "main_revenue", "2000 万元", false},
		{"5111", "F", "51", "main_revenue", "2000 万元", false},
		{"5299", "F", "52", "main_revenue", "500 万元", false},
		{"6210", "H", "62", "main_revenue", "200 万元", false},
		{"4710", "E", "47", "", "", false},
		{"7010", "K", "7010", "", "", false},
		{"7020", "K", "7020", "revenue", "1000 万元", false},
		{"7050", "K", "", "", "", false},
		{"7320", "M", "73", "revenue", "1000 万元", false},
		{"8415", "Q", "84", "revenue", "2000 万元", false},
		{"8510", "Q", "85", "revenue", "500 万元", false},
		{"8060", "O", "80", "revenue", "500 万元", false},
		{"0111", "A", "", "", "", true},
		{"6612", "J", "", "", "", true},
		{"9610", "S", "", "", "", true},
		{"9700", "T", "", "", "", true},
		{"9899", "", "", "", "", false},
		{"6", "", "", "", "", false},
		{"", "", "", "", "", false},
		{"软件", "", "", "", "", false},
	} {
		section, ok := e.SectionOf(c.industry)
		if ok != (c.section != "") || ok && (section.ID != c.section || section.NoScale != c.noScale) {
			t.Errorf("%q: section %v", c.industry, section)
		}
		scale, ok := e.ScaleOf(c.industry)
		if ok != (c.scale != "") || ok && (scale.Code != c.scale || scale.Metric != c.metric || scale.Bound.String() != c.bound) {
			t.Errorf("%q: scale %+v", c.industry, scale)
		}
	}
	if s, _ := e.ScaleOf("7010"); !s.Always {
		t.Error("a developer is not always 规上")
	}
	if s, _ := e.ScaleOf("4710"); s.Judged == "" {
		t.Error("construction goes by qualification")
	}
}

func TestCitationsAreWrittenOut(t *testing.T) {
	e := edition(t, 2023)
	for want, c := range map[string]*Cite{
		"《高新技术企业认定管理办法》(国科发火〔2016〕32号)第十一条(四)": {Document: "hnte-32", Article: "第十一条(四)"},
		"《国家高新区瞪羚企业发展报告》规模标准(一)":               {Document: "torch-gazelle", Article: "规模标准(一)"},
		"《高成长企业分类导引》(GB/T 41464-2022)":         {Document: "gbt-41464"},
		"removed 第一条": {Document: "removed", Article: "第一条"},
		"":            nil,
	} {
		if got := e.CiteText(c); got != want {
			t.Errorf("CiteText(%+v) = %q, want %q", c, got, want)
		}
	}
}
