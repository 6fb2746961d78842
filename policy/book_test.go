package policy

import (
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"testing"
)

// embeddedBook loads the book that is built into the program.
func embeddedBook(t testing.TB) *Book {
	t.Helper()
	b, err := Load(Embedded())
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func edition(t testing.TB, year int) *Edition {
	t.Helper()
	e, err := embeddedBook(t).At(YearEnd(year))
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestTheEmbeddedBookHoldsBothLadders(t *testing.T) {
	e := edition(t, 2023)
	var tiers []string
	for _, tier := range e.Tiers {
		tiers = append(tiers, tier.ID)
	}
	want := []string{"tech_sme", "hnte_library", "hnte_below_scale", "hnte_above_scale", "gazelle", "hnte_listed", "unicorn", "fledgling", "pre_unicorn"}
	if !slices.Equal(tiers, want) {
		t.Errorf("tiers %v, want %v", tiers, want)
	}
	if got := e.Ladders[0].Tiers; !slices.Equal(got, want[:7]) {
		t.Errorf("growth is %v", got)
	}
	if got := e.Ladders[1].Tiers; !slices.Equal(got, []string{"fledgling", "gazelle", "pre_unicorn", "unicorn"}) {
		t.Errorf("unicorn is %v", got)
	}
	kinds := []string{"tech_sme", "hnte_library", "hnte", "fledgling", "gazelle", "pre_unicorn", "unicorn", "contest_award",
		"national_innovation_center", "national_key_lab", "yunnan_lab", "academician_station", "expert_station", "city_innovation_center",
		"science_base", "youth_lab", "new_rd_institution", "incubator", "maker_space", "star_world", "tech_building", "intl_rd_center",
		"intl_transfer_center", "intl_coop_firm", "introduced_rd_center", "provincial_rd_institution", "national_award", "standard",
		"ip_pledge_subsidy", "key_rd_firm"}
	if len(e.Kinds) != len(kinds) {
		t.Fatalf("%d kinds, want %d", len(e.Kinds), len(kinds))
	}
	for i, k := range e.Kinds {
		if k.ID != kinds[i] {
			t.Errorf("kind %d is %s, want %s", i, k.ID, kinds[i])
		}
	}
	if len(e.Counties) != 14 || len(e.Zones) != 7 || len(e.Sections) != 20 || len(e.Fields) != 8 {
		t.Errorf("%d counties, %d zones, %d sections, %d fields", len(e.Counties), len(e.Zones), len(e.Sections), len(e.Fields))
	}
	for _, year := range []int{2019, 2026, 2035} {
		if _, err := embeddedBook(t).At(YearEnd(year)); err != nil {
			t.Errorf("%d cannot be judged: %v", year, err)
		}
	}
}

func TestAtPicksTheValueInForce(t *testing.T) {
	files := smallBook()
	b, err := Load(bookFS(files))
	if err != nil {
		t.Fatal(err)
	}
	for day, want := range map[Day]string{20200101: "15 年", 20211231: "15 年", 20220101: "10 年", 20301231: "10 年"} {
		e, err := b.At(day)
		if err != nil {
			t.Fatal(err)
		}
		if got := findIn(e.Tiers[0].Qualifies, "成立年限").Bound.String(); got != want {
			t.Errorf("on %v the bound is %s, want %s", day, got, want)
		}
	}
	if _, err := b.At(20191231); !errors.Is(err, ErrBeforeBook) {
		t.Errorf("the day before the book: %v", err)
	}
}

// 查账征收 was added by the guide of 2022: the editions before know nothing of it.
func TestARuleIsDroppedOutsideItsSpan(t *testing.T) {
	has := func(year int) bool {
		tier, _ := edition(t, year).Tier("tech_sme")
		return slices.ContainsFunc(tier.Qualifies.All, func(r *Rule) bool { return r.Metric == "book_audit" })
	}
	if has(2021) || !has(2022) {
		t.Errorf("查账征收 asked in 2021: %v, in 2022: %v", has(2021), has(2022))
	}
}

func TestTheDigestNamesTheContentNotTheDay(t *testing.T) {
	b := embeddedBook(t)
	digest := func(day Day) string {
		e, err := b.At(day)
		if err != nil {
			t.Fatal(err)
		}
		if e.Day != day || len(e.Digest) != 64 {
			t.Errorf("edition of %v: day %v, digest %q", day, e.Day, e.Digest)
		}
		return e.Digest
	}
	if digest(YearEnd(2023)) != digest(20240630) {
		t.Error("two days without a change between them have two digests")
	}
	if digest(20211230) == digest(20220102) {
		t.Error("a rule was added in 2022, but the digest stayed")
	}
	if digest(20241230) == digest(20241231) {
		t.Error("a parity was added on the last day of 2024, but the digest stayed")
	}
	again := digest(20230601)
	if digest(20230601) != again {
		t.Error("one day has two digests")
	}
}

// Editions are stored with the reviews judged under them and read back years later.
func TestAnEditionSurvivesJSON(t *testing.T) {
	b := embeddedBook(t)
	for year := 2019; year <= 2026; year++ {
		e, err := b.At(YearEnd(year))
		if err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		var back Edition
		if err := json.Unmarshal(text, &back); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(*e, back) {
			t.Errorf("the edition of %d is another after JSON", year)
		}
		if err := back.seal(); err != nil || back.Digest != e.Digest {
			t.Errorf("the digest of %d is another after JSON", year)
		}
	}
}

func TestEditionsShareNothing(t *testing.T) {
	b := embeddedBook(t)
	one, _ := b.At(YearEnd(2023))
	two, _ := b.At(YearEnd(2023))
	if err := one.Set("criteria/hnte_core/st_staff_share", "12%"); err != nil {
		t.Fatal(err)
	}
	one.Kinds[0].Aliases[0], one.Rates.Years[2022] = "变", 1
	walkRule(one.Criteria[0].Rule, func(r *Rule) {
		if r.Score != nil {
			r.Score.Parts[0].Sum[0].Judged.High = 99
		}
	})
	three, _ := b.At(YearEnd(2023))
	if !reflect.DeepEqual(two, three) {
		t.Error("changing one edition changed another")
	}
	score := tierRule(one, "hnte_library", "创新能力评价预评得分").Score
	if score.Parts[0].Sum[0].Judged.High != 8 {
		t.Error("two tiers share the parts of a score")
	}
}

func TestRatesKnowOnlyWhatWasPublished(t *testing.T) {
	e := edition(t, 2022)
	if e.Rates.Years[2022] != 69646 || e.Rates.Days[20221230] != 69646 || e.Rates.Years[2019] != 69762 {
		t.Errorf("rates of 2022: %v", e.Rates)
	}
	if _, ok := e.Rates.Years[2023]; ok {
		t.Error("the edition of 2022 knows the parity of 2023")
	}
	if e := edition(t, 2025); e.Rates.Years[2024] != 71884 || e.Rates.Years[2025] != 70288 {
		t.Errorf("rates of 2025: %v", e.Rates)
	}
}

func TestSetOverridesOneNumber(t *testing.T) {
	for _, c := range []struct {
		path, value string
		got         func(e *Edition) Quantity
	}{
		{"tier/gazelle/revenue_cagr_3y", "25%", func(e *Edition) Quantity { return tierRule(e, "gazelle", "营业收入三年复合增长率").Bound }},
		{"tier/gazelle/revenue/营业收入(五年五亿)", "6 亿元", func(e *Edition) Quantity { return tierRule(e, "gazelle", "营业收入(五年五亿)").Bound }},
		{"tier/tech_sme/sme_score", "65 分", func(e *Edition) Quantity { return tierRule(e, "tech_sme", "综合评价得分").Score.Bound }},
		{"tier/hnte_library/hnte_rd_ratio_3y/2", "3.5%", func(e *Edition) Quantity {
			return tierRule(e, "hnte_library", "近三年研发费用占同期销售收入的比例").BoundBy.Bands[1].Bound
		}},
		{"criteria/hnte_core/hnte_income_share", "65%", func(e *Edition) Quantity {
			return findIn(e.Criteria[0].Rule, "高新技术产品(服务)收入占总收入的比例").Bound
		}},
		{"scale/52", "600 万元", func(e *Edition) Quantity {
			s, _ := e.ScaleOf("5299")
			return s.Bound
		}},
	} {
		e := edition(t, 2023)
		before := e.Digest
		if err := e.Set(c.path, c.value); err != nil {
			t.Errorf("%s: %v", c.path, err)
			continue
		}
		if want, _ := ParseQuantity(c.value); c.got(e) != want {
			t.Errorf("%s = %s, want %s", c.path, c.got(e), want)
		}
		if e.Digest == before {
			t.Errorf("%s: the digest stayed", c.path)
		}
	}
}

func TestSetRefusesWhatItCannotFind(t *testing.T) {
	for path, value := range map[string]string{
		"tier/gazelle/revenue":                     "1 亿元", // four bounds of one metric
		"tier/gazelle/nothing":                     "1 亿元",
		"tier/eagle/revenue":                       "1 亿元",
		"tier/hnte_listed/st_staff_share":          "12%", // stands in criteria/hnte_core
		"tier/gazelle/revenue/没有这一条":               "1 亿元",
		"tier/hnte_library/hnte_rd_ratio_3y":       "3%", // three bands
		"tier/hnte_library/hnte_rd_ratio_3y/4":     "3%",
		"tier/gazelle/revenue_cagr_3y/1":           "3%",
		"criteria/none/st_staff_share":             "12%",
		"scale/47":                                 "1 亿元", // no line
		"revenue_cagr_3y":                          "25%",
		"tier/tech_sme/综合评价得分":                     "65 分",
		"scale/5":                                  "1 亿元",
		"tier/gazelle":                             "1 亿元",
		"criteria/hnte_core/hnte_rd_ratio_3y/收入/2": "3%",
	} {
		e := edition(t, 2023)
		before := e.Digest
		if err := e.Set(path, value); !errors.Is(err, ErrNoSuchNumber) {
			t.Errorf("Set(%s): %v, want ErrNoSuchNumber", path, err)
		}
		if e.Digest != before {
			t.Errorf("Set(%s) changed the edition", path)
		}
	}
	e := edition(t, 2023)
	if err := e.Set("tier/gazelle/revenue_cagr_3y", "25"); !errors.Is(err, ErrNoUnit) {
		t.Errorf("a value without unit: %v", err)
	}
	if err := e.Set("tier/gazelle/revenue_cagr_3y", "25 万元"); err == nil {
		t.Error("a growth rate became an amount of money")
	}
}

// tierRule returns the first rule with the label among a tier's conditions.
func tierRule(e *Edition, tier, label string) *Rule {
	t, _ := e.Tier(tier)
	return findIn(t.Qualifies, label)
}

func findIn(root *Rule, label string) (found *Rule) {
	walkRule(root, func(r *Rule) {
		if found == nil && r.Label == label {
			found = r
		}
	})
	return found
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		embeddedBook(b)
	}
}

func BenchmarkAt(b *testing.B) {
	book := embeddedBook(b)
	for b.Loop() {
		if _, err := book.At(YearEnd(2023)); err != nil {
			b.Fatal(err)
		}
	}
}
