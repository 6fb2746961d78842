package sample

import (
	"strings"
	"testing"

	"yunti/tiering"
)

// stand is what a scene has to come to in a year: positions and movements on both ladders ("-" for
// no position or movement), and outcomes such as "holds gazelle met".
type stand struct {
	title    string
	year     int
	growth   string // to move
	unicorn  string
	outcomes string // separated by ", "
}

var stands = []stand{
	{"瞪羚", 2023, "gazelle kept", "gazelle kept", "qualifies gazelle met, holds hnte_above_scale met"},
	{"到期失效高企", 2022, "hnte_above_scale kept", "- -", ""},
	{"到期失效高企", 2023, "- lapsed", "- -", ""},
	{"数据缺失", 2022, "gazelle kept", "gazelle kept", ""},
	{"数据缺失", 2023, "gazelle undecided", "gazelle undecided", "qualifies gazelle unknown"},
	{"上市毕业的独角兽", 2022, "unicorn kept", "unicorn kept", ""},
	{"上市毕业的独角兽", 2023, "hnte_listed listed_out", "gazelle listed_out", "holds unicorn unmet"},
	{"撤销高企", 2023, "- revoked", "- -", ""},
	{"超规毕业", 2022, "tech_sme kept", "- -", ""},
	{"超规毕业", 2023, "- outgrown", "- -", "qualifies tech_sme unmet"},
	{"入库培育后认定高企", 2021, "hnte_library -", "- -", ""},
	{"入库培育后认定高企", 2022, "hnte_below_scale promoted", "- -", ""},
	{"规下升规上", 2023, "hnte_above_scale promoted", "- -", ""},
	{"新上市高企", 2022, "hnte_listed promoted", "- -", ""},
	{"退库", 2023, "hnte_below_scale demoted", "- -", ""},
	{"迁出企业", 2022, "- left", "- -", "holds hnte_below_scale not_applicable"},
	{"达规未入库", 2023, "hnte_below_scale kept", "- -", "holds hnte_above_scale unmet"},
	{"名单瞪羚", 2023, "gazelle kept", "gazelle kept", "qualifies gazelle unmet, holds gazelle met"},
	{"优秀雏鹰", 2023, "tech_sme kept", "fledgling kept", "qualifies fledgling met"},
	{"准独角兽", 2023, "- -", "pre_unicorn kept", "qualifies pre_unicorn met"},
	{"独角兽", 2023, "unicorn kept", "unicorn kept", "qualifies unicorn met"},
	{"关键指标空白", 2023, "hnte_library kept", "- -", "qualifies tech_sme unknown, qualifies hnte_library unknown"},
	{"退市", 2023, "hnte_above_scale demoted", "- -", ""},
	{"新三板挂牌", 2023, "hnte_above_scale kept", "- -", "holds hnte_listed unmet"},
	{"北交所上市高企", 2023, "hnte_listed promoted", "- -", ""},
	{"超龄毕业", 2022, "gazelle kept", "gazelle kept", ""},
	{"超龄毕业", 2023, "hnte_above_scale aged_out", "- aged_out", ""},
	{"撤销入库编号", 2023, "- revoked", "- -", ""},
	{"营业收入超规", 2022, "tech_sme kept", "- -", ""},
	{"营业收入超规", 2023, "- outgrown", "- -", ""},
	{"资产超规", 2023, "- outgrown", "- -", ""},
	{"入库培育到期", 2023, "- lapsed", "- -", ""},
	{"入库培育末日", 2023, "hnte_library kept", "- -", ""},
	{"年末发证高企", 2023, "- lapsed", "- -", ""},
	{"次年到期高企", 2023, "hnte_below_scale kept", "- -", ""},
	{"次年到期高企", 2024, "- lapsed", "- -", ""},
	{"老高企", 2023, "hnte_above_scale kept", "- -", ""},
	{"省级科技型中小企业", 2023, "- -", "- -", "holds tech_sme unmet"},
	{"注销企业", 2023, "- left", "- -", ""},
	{"次日吊销企业", 2023, "- -", "- -", "holds tech_sme unmet"},
	{"农业高企", 2023, "hnte_below_scale kept", "- -", "holds hnte_above_scale not_applicable"},
	{"金融信息高企", 2023, "hnte_below_scale kept", "- -", "holds hnte_above_scale not_applicable"},
	{"建筑业高企", 2023, "hnte_above_scale kept", "- -", ""},
	{"行业代码缺失", 2023, "hnte_below_scale kept", "- -", ""},
	{"外省证书高企", 2023, "hnte_below_scale kept", "- -", ""},
	{"增长恰为 20%", 2023, "gazelle entered", "gazelle entered", "qualifies gazelle met"},
	{"增长差一步", 2023, "- -", "- -", "qualifies gazelle unmet"},
	{"基期恰为 1000 万元", 2023, "- -", "- -", "qualifies gazelle unmet"},
	{"基期刚过 1000 万元", 2023, "gazelle entered", "gazelle entered", ""},
	{"人员增长瞪羚", 2023, "gazelle entered", "gazelle entered", ""},
	{"基期职工恰为 100 人", 2023, "- -", "- -", "qualifies gazelle unmet"},
	{"十年十亿", 2023, "gazelle promoted", "gazelle entered", ""},
	{"五年五亿", 2023, "gazelle kept", "gazelle kept", ""},
	{"新设快速增长", 2023, "gazelle entered", "gazelle entered", ""},
	{"投入强度恰为 2.5%", 2023, "- -", "- -", "qualifies gazelle unmet"},
	{"得分恰为 60", 2023, "- -", "- -", "qualifies tech_sme met"},
	{"得分 58", 2023, "- -", "- -", "qualifies tech_sme unmet"},
	{"得分 64", 2023, "- -", "- -", "qualifies tech_sme met"},
	{"科技人员 9.8%", 2023, "- -", "- -", "qualifies tech_sme unmet"},
	{"收入恰为 5000 万元", 2023, "- -", "- -", "qualifies hnte_library unmet"},
	{"收入刚过 5000 万元", 2023, "- -", "- -", "qualifies hnte_library unknown"},
	{"收入恰为 2 亿元", 2023, "- -", "- -", "qualifies hnte_library unmet"},
	{"收入刚过 2 亿元", 2023, "- -", "- -", "qualifies hnte_library unknown"},
	{"注册恰满 365 天", 2023, "- -", "- -", "qualifies hnte_library unknown"},
	{"注册 364 天", 2023, "- -", "- -", "qualifies hnte_library unmet"},
	{"零收入研发企业", 2023, "tech_sme kept", "- -", "qualifies tech_sme met, qualifies hnte_library unmet"},
	{"严重违法失信", 2023, "- lapsed", "- -", "qualifies tech_sme unmet"},
	{"上年安全事故", 2023, "- -", "- -", "qualifies tech_sme unmet"},
	{"核定征收", 2023, "- -", "- -", "qualifies tech_sme unmet"},
	{"超龄独角兽", 2023, "gazelle aged_out", "gazelle aged_out", ""},
	{"七十亿人民币估值", 2022, "unicorn promoted", "unicorn promoted", ""},
	{"估值差百分之一", 2023, "gazelle kept", "pre_unicorn kept", "qualifies unicorn unmet"},
	{"估值恰为十亿美元", 2023, "unicorn promoted", "unicorn promoted", "qualifies unicorn met"},
	{"准独角兽跌出", 2023, "- demoted", "- demoted", "qualifies pre_unicorn unmet"},
	{"六至九年准独角兽", 2023, "gazelle kept", "pre_unicorn kept", ""},
	{"准独角兽超龄", 2023, "gazelle kept", "gazelle aged_out", ""},
	{"估值陈旧", 2023, "gazelle kept", "pre_unicorn kept", ""},
	{"投资机构未披露", 2023, "- -", "- -", "qualifies pre_unicorn unknown"},
	{"估值未披露", 2023, "- -", "- -", "qualifies pre_unicorn unknown, qualifies unicorn unknown"},
	{"名单独角兽", 2023, "unicorn kept", "unicorn kept", "qualifies unicorn unmet"},
	{"名单准独角兽", 2023, "gazelle kept", "pre_unicorn promoted", "qualifies pre_unicorn unmet"},
	{"上市后的名单独角兽", 2023, "hnte_listed listed_out", "gazelle listed_out", "holds unicorn unmet"},
	{"融资雏鹰", 2023, "tech_sme kept", "fledgling kept", ""},
	{"融资额未披露", 2023, "tech_sme kept", "- -", "qualifies fledgling unknown"},
	{"雏鹰超龄", 2022, "tech_sme kept", "fledgling entered", ""},
	{"雏鹰超龄", 2023, "tech_sme kept", "- aged_out", ""},
	{"名单雏鹰", 2023, "- -", "fledgling kept", "qualifies fledgling unmet"},
	{"在孵首次认定", 2023, "hnte_below_scale promoted", "fledgling entered", ""},
}

// Scenes must come out the same whatever the dice of a city say.
func TestScenesStandAsTheySay(t *testing.T) {
	b := newBench(t)
	for _, opt := range []Options{{Firms: 3000, Seed: 7}, {Firms: 500, Seed: 1}, {Firms: 20_000, Seed: 99}} {
		c := newCity(opt)
		years := map[string]map[int]*judged{}
		var l life
		for k := range scenes {
			c.live(&l, c.stride/2+k*c.stride)
			if _, twice := years[l.scene.title]; twice {
				t.Fatalf("two scenes are called %s", l.scene.title)
			}
			years[l.scene.title] = b.years(t, &l)
		}
		for _, s := range stands {
			r := years[s.title][s.year]
			if r == nil {
				t.Errorf("there is no scene %s", s.title)
				continue
			}
			s.check(t, b, r)
		}
	}
}

func (s *stand) check(t *testing.T, b *bench, r *judged) {
	t.Helper()
	for i, want := range []string{s.growth, s.unicorn} {
		m := r.moves[i]
		got := dashed(m.To) + " " + dashed(string(m.Code))
		if got != want {
			t.Errorf("%s %d, ladder %d: %s, want %s", s.title, s.year, i, got, want)
		}
	}
	if s.outcomes == "" {
		return
	}
	for text := range strings.SplitSeq(s.outcomes, ", ") {
		words := strings.Fields(text)
		ask := r.qualifies
		if words[0] == "holds" {
			ask = r.holds
		}
		if got := ask(b, words[1]).String(); got != words[2] {
			t.Errorf("%s %d: %s %s is %s, want %s", s.title, s.year, words[0], words[1], got, words[2])
		}
	}
}

func dashed(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

func TestHighlightsNameTheScenes(t *testing.T) {
	opt := Options{Firms: 3000, Seed: 7}
	list := Highlights(opt)
	if len(list) != len(scenes) {
		t.Fatalf("%d highlights of %d scenes", len(list), len(scenes))
	}
	byCode := map[string]Highlight{}
	for _, h := range list {
		byCode[h.Code] = h
	}
	walk(opt, func(l *life) {
		h, ok := byCode[l.code]
		if ok != (l.scene != nil) || ok && (h.Name != l.name || h.Title != l.scene.title || h.Why == "" || h.Year < 2021) {
			t.Errorf("%s %s: %+v", l.code, l.name, h)
		}
	})
	for firms, want := range map[int]int{0: 0, 1: 1, 7: 7, MaxFirms + 1: 0} {
		if got := len(Highlights(Options{Firms: firms, Seed: 7})); got != want {
			t.Errorf("%d highlights of %d firms, want %d", got, firms, want)
		}
	}
}

// An ordinary city moves, too: every movement happens without a scene, and most firms stay.
func TestOrdinaryFirmsMoveInEveryWay(t *testing.T) {
	b := newBench(t)
	moves, gazelles, unicorns := map[tiering.Movement]int{}, 0, 0
	walk(Options{Firms: 6000, Seed: 7}, func(l *life) {
		if l.scene != nil {
			return
		}
		years := b.years(t, l)
		for year := 2022; year <= 2023; year++ {
			for _, m := range years[year].moves {
				moves[m.Code]++
			}
		}
		if years[2023].qualifies(b, "gazelle") == tiering.Met {
			gazelles++
		}
		if years[2023].moves[1].To == "pre_unicorn" || years[2023].moves[1].To == "unicorn" {
			unicorns++
		}
	})
	for _, m := range []tiering.Movement{tiering.Entered, tiering.Kept, tiering.Promoted, tiering.Demoted, tiering.Lapsed, tiering.Revoked, tiering.Outgrown,
		tiering.AgedOut, tiering.Left, tiering.Undecided} {
		if moves[m] == 0 {
			t.Errorf("nobody is %s", m)
		}
	}
	if gazelles < 60 || gazelles > 400 {
		t.Errorf("%d of 6000 firms are gazelles", gazelles)
	}
	if unicorns > 30 {
		t.Errorf("%d of 6000 firms are high on the unicorn ladder", unicorns)
	}
}
