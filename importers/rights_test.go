package importers

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"yunti/models"
	"yunti/models/modelstest"
	"yunti/policy"
)

// The offices and carriers of these tests. 甲 has tenants in two counties; of 甲 a level without a county is registered too.
var (
	today     = policy.DayOf(now)
	wuhua     = models.Scope{County: "530102"}
	carrier   = models.Scope{Incubator: "昆明甲孵化器", Day: today}
	countyMan = models.Actor{Who: "县区甲", Role: models.RoleCounty, From: "test"}
	tenantMan = models.Actor{Who: "孵化器甲", Role: models.RoleIncubator, From: "test"}
)

// Secrets that only foreign firms have: nothing of them may be seen by anybody else.
var secrets = []string{"昆明外县秘密科技有限公司", "昆明外县旧名有限公司", "外县联系人", "13900000000", "20110111", "2011-01-11"}

// The firms: 1 is of 五华 and a tenant of 甲; 2 is of 五华 and nobody's tenant; 3 is of 盘龙, a tenant of 乙 and has the secrets;
// 4 is of 盘龙 and bears the name of 1; 5 is of 盘龙 and a tenant of 甲; 6 is of 五华 and left 甲 yesterday.
func neighbours(t *testing.T, db *models.DB, ed *policy.Edition) {
	t.Helper()
	titles := []any{"统一社会信用代码", "企业名称", "曾用名", "成立日期", "所属县(市)区", "联系人", "联系电话"}
	load(t, db, ed, "firms", 0, [][]any{titles,
		{code(1), firmName(1), nil, "2018-05-20", "五华区"}, {code(2), firmName(2), nil, "2018-05-20", "五华区"},
		{code(3), secrets[0], secrets[1], "2011-01-11", "盘龙区", secrets[2], secrets[3]},
		{code(4), firmName(1), nil, "2018-05-20", "盘龙区"}, {code(5), firmName(5), nil, "2018-05-20", "盘龙区"}, {code(6), firmName(6), nil, "2018-05-20", "五华区"}})
	load(t, db, ed, "incubators", 0, [][]any{{"载体名称", "载体类型", "级别", "所属县(市)区"},
		{"昆明甲孵化器", "众创空间", "市级", nil}, {"昆明甲孵化器", "科技企业孵化器", "省级", "五华区"}, {"昆明乙空间", "众创空间", "市级", "盘龙区"}, {"昆明无区空间", "众创空间", "市级", nil}})
	load(t, db, ed, "residencies", 0, [][]any{{"统一社会信用代码", "企业名称", "载体名称", "入驻日期", "离开日期"},
		{code(1), firmName(1), "昆明甲孵化器", "2020-03-01", nil}, {code(3), secrets[0], "昆明乙空间", "2011-03-01", nil},
		{code(5), firmName(5), "昆明甲孵化器", "2021-03-01", nil}, {code(6), firmName(6), "昆明甲孵化器", "2020-03-01", today.AddDays(-1).String()}})
	load(t, db, ed, "figures", 2022, [][]any{{"统一社会信用代码", "营业收入"}, {code(3), "20110111"}, {code(1), "100"}})
	load(t, db, ed, "recognitions", 0, [][]any{{"统一社会信用代码", "企业名称", "认定类别", "证书编号", "发证日期"}, {code(3), secrets[0], "高新技术企业", "GR202253000777", "2022-11-18"}})
}

// planAs plans a form for somebody.
func planAs(t testing.TB, db *models.DB, ed *policy.Edition, kind string, actor models.Actor, scope models.Scope, lines ...map[string]string) (*models.Filing, error) {
	t.Helper()
	s, err := FromForm(kind, lines, ReadOptions{Year: 2022})
	if err != nil {
		t.Fatal(err)
	}
	return Plan(t.Context(), db, ed, s, PlanOptions{Year: 2022, Scope: scope, Actor: actor, Now: now})
}

// mustPlanAs is planAs for a form that is taken.
func mustPlanAs(t testing.TB, db *models.DB, ed *policy.Edition, kind string, actor models.Actor, scope models.Scope, lines ...map[string]string) *models.Filing {
	t.Helper()
	f, err := planAs(t, db, ed, kind, actor, scope, lines...)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// sampleLine is the example line of a kind's template, with changes.
func sampleLine(kind *Kind, changes ...string) map[string]string {
	line := map[string]string{}
	for i := range kind.Columns {
		if c := &kind.Columns[i]; c.Example != "" {
			line[c.Title] = c.Example
		}
	}
	for i := 0; i < len(changes); i += 2 {
		line[kind.Column(changes[i]).Title] = changes[i+1]
	}
	return line
}

func TestWhoMayFileWhat(t *testing.T) {
	ed := edition(t)
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		for _, test := range []struct {
			who   models.Actor
			scope models.Scope
			kinds string
		}{
			{clerk, models.Everything, "firms figures recognitions rounds listings above_scale incubators residencies payments assessments incomes"},
			{countyMan, wuhua, "firms figures recognitions rounds listings above_scale incubators residencies assessments"},
			{tenantMan, carrier, "firms figures recognitions rounds listings residencies"},
			{tenantMan, models.Scope{}, ""},
			{countyMan, models.Scope{Day: today}, ""},
		} {
			for _, k := range Kinds {
				want := strings.Contains(" "+test.kinds+" ", " "+k.ID+" ")
				_, err := planAs(t, db, ed, k.ID, test.who, test.scope, sampleLine(k))
				if denied := errors.Is(err, ErrKindDenied); denied == want || !denied && err != nil {
					t.Errorf("%s files %s: %v", test.who.Who, k.ID, err)
				}
				if may := MayFile(k.ID, test.scope); (may == nil) != want {
					t.Errorf("MayFile(%s, %s): %v", k.ID, test.who.Who, may)
				}
			}
		}
		for _, role := range []string{models.RoleLeadership, models.RoleAdmin, models.RoleAuditor} {
			if _, err := planAs(t, db, ed, "firms", models.Actor{Who: "x", Role: role}, models.Everything, sampleLine(&firms)); !errors.Is(err, ErrKindDenied) {
				t.Errorf("%s files: %v", role, err)
			}
		}
		if _, total, err := db.Filings(t.Context(), models.Everything, models.FilingFilter{}); err != nil || total != 11+9+6 {
			t.Errorf("%d filings are stored, %v", total, err)
		}
		if err := MayFile("firmz", models.Everything); !errors.Is(err, ErrKind) {
			t.Errorf("an unknown kind: %v", err)
		}
	})
}

// TestAForeignFirmReadsLikeOneThatDoesNotExist files the same line once with the code (and the name) of a foreign firm and
// once with one that nobody has, and compares what is said and stored, letter by letter.
func TestAForeignFirmReadsLikeOneThatDoesNotExist(t *testing.T) {
	ed := edition(t)
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		neighbours(t, db, ed)
		for _, who := range []struct {
			name  string
			actor models.Actor
			scope models.Scope
		}{{"county", countyMan, wuhua}, {"incubator", tenantMan, carrier}} {
			for _, k := range Kinds {
				if MayFile(k.ID, who.scope) != nil || k == &incubators {
					continue
				}
				told := func(changes ...string) models.Step {
					f := mustPlanAs(t, db, ed, k.ID, who.actor, who.scope, sampleLine(k, changes...))
					return steps(t, db, f)[0]
				}
				if k != &firms && (k != &residencies || who.name != "incubator") { // there the code itself is told to be taken
					foreign, none := told("code", code(3), "name", "昆明任意有限公司"), told("code", code(9), "name", "昆明任意有限公司")
					if got, want := strings.ReplaceAll(foreign.Faults, code(3), code(9)), none.Faults; got != want || foreign.Action != models.Reject {
						t.Errorf("%s %s: of a foreign code is said\n%s\nof an unknown one\n%s", who.name, k.ID, got, want)
					}
				}
				for _, name := range []string{secrets[0], secrets[1]} {
					foreign, none := told("code", "", "name", name), told("code", "", "name", "昆明任意有限公司")
					got := strings.ReplaceAll(foreign.Faults, name, "昆明任意有限公司")
					if got != none.Faults || foreign.Action != models.Reject || strings.Contains(foreign.Key+foreign.After, code(3)) {
						t.Errorf("%s %s: of the foreign name %s is said\n%s\nof an unknown one\n%s", who.name, k.ID, name, got, none.Faults)
					}
				}
				hides(t, told("code", code(3), "name", "昆明任意有限公司"), who.name+" "+k.ID)
			}
		}
	})
}

// hides fails when a step holds anything of the foreign firm but what was filed.
func hides(t *testing.T, s models.Step, what string) {
	t.Helper()
	all := strings.Join([]string{s.Key, s.Name, s.Before, s.After, s.Faults}, "\n")
	for _, secret := range append([]string{"GR202253000777", "昆明乙空间"}, secrets...) {
		if strings.Contains(all, secret) {
			t.Errorf("%s: the step holds %q:\n%s", what, secret, all)
		}
	}
}

func TestAnIncubatorRegistersAndChangesItsOwnFirmsOnly(t *testing.T) {
	ed := edition(t)
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		neighbours(t, db, ed)
		const taken = "该统一社会信用代码已在库，不在本单位名下，请联系所在县(市)区科技部门"
		f := mustPlanAs(t, db, ed, "firms", tenantMan, carrier,
			sampleLine(&firms, "code", code(11), "name", "昆明新办有限公司"),
			map[string]string{"code": code(1), "name": firmName(1), "联系电话": "0871-1"},
			map[string]string{"企业名称": firmName(5), "联系电话": "0871-5"},
			map[string]string{"企业名称": firmName(1), "联系人": "某某"}, // its own firm, though another county has one of that name
			sampleLine(&firms, "code", code(3)), sampleLine(&firms, "code", code(2)), sampleLine(&firms, "code", code(6)),
			map[string]string{"企业名称": secrets[0], "联系电话": "1"})
		got := steps(t, db, f)
		for i, want := range []outcome{{models.Create, ""}, {models.Reject, "第 4 行"}, {models.Update, ""}, {models.Reject, "第 2 行"}, {models.Reject, taken}, {models.Reject, taken}, {models.Reject, taken}, {models.Reject, "也没有名为"}} {
			if got[i].Action != want.action || !strings.Contains(got[i].Faults, want.says) {
				t.Errorf("line %d: %s %s", i+1, got[i].Action, got[i].Faults)
			}
			if i < 7 { // the eighth line says the name itself
				hides(t, got[i], "line")
			}
		}
		if firm := after[models.Firm](t, got[0]); firm.Registrar != "昆明甲孵化器" || firm.Code != code(11) {
			t.Errorf("%+v", firm)
		}
		if firm := after[models.Firm](t, got[2]); firm.Registrar != "" || firm.Code != code(5) || firm.County != "530103" {
			t.Errorf("%+v", firm)
		}
		if _, err := db.MoveFiling(t.Context(), now, tenantMan, carrier, models.Move{ID: f.ID, Version: f.Version, Act: models.ActSubmit}); err != nil {
			t.Fatal(err)
		}
		if _, err := Apply(t.Context(), db, models.Everything, f.ID, clerk, now); err != nil {
			t.Fatal(err)
		}
		// What it registered is its own until it is somebody's tenant; an update leaves the registrar alone, whoever files it.
		f = mustPlanAs(t, db, ed, "firms", tenantMan, carrier, map[string]string{"code": code(11), "name": "昆明新办有限公司", "phone": "2"})
		if s := steps(t, db, f)[0]; s.Action != models.Update || after[models.Firm](t, s).Registrar != "昆明甲孵化器" {
			t.Errorf("%+v", s)
		}
		f = mustPlanAs(t, db, ed, "firms", clerk, models.Everything, map[string]string{"code": code(11), "name": "昆明新办有限公司", "phone": "3"})
		if s := steps(t, db, f)[0]; s.Action != models.Update || after[models.Firm](t, s).Registrar != "昆明甲孵化器" {
			t.Errorf("%+v", s)
		}
	})
}

func TestACountyKeepsItsFirmsInItsCounty(t *testing.T) {
	ed := edition(t)
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		neighbours(t, db, ed)
		f := mustPlanAs(t, db, ed, "firms", countyMan, wuhua,
			sampleLine(&firms, "code", code(21), "name", "昆明新办有限公司"),
			sampleLine(&firms, "code", code(22), "name", "昆明新办二有限公司", "county", "盘龙区"),
			map[string]string{"code": code(2), "name": firmName(2), "county": "盘龙区"},
			map[string]string{"code": code(2), "name": firmName(2), "phone": "1", "county": "五华"},
			sampleLine(&firms, "code", code(5)), sampleLine(&firms, "code", code(3), "county", "盘龙区"))
		got := steps(t, db, f)
		for i, want := range []outcome{{models.Create, ""}, {models.Reject, "只能填写本县(市)区（五华区）"}, {models.Reject, "由市科技局办理"}, {models.Update, ""}, {models.Reject, "已在库，不在本单位名下"}, {models.Reject, "已在库，不在本单位名下"}} {
			if got[i].Action != want.action || !strings.Contains(got[i].Faults, want.says) {
				t.Errorf("line %d: %s %s", i+1, got[i].Action, got[i].Faults)
			}
			hides(t, got[i], "line")
		}
		if firm := after[models.Firm](t, got[0]); firm.Registrar != "" || firm.County != "530102" {
			t.Errorf("%+v", firm)
		}
		// Titles: of its firms only, and of no other bodies.
		f = mustPlanAs(t, db, ed, "recognitions", countyMan, wuhua, sampleLine(&recognitions, "code", code(2)), sampleLine(&recognitions, "code", code(3)),
			sampleLine(&recognitions, "code", "", "name", "云南示例大学", "kind", "众创空间", "level", "省级"))
		got = steps(t, db, f)
		for i, want := range []outcome{{models.Create, ""}, {models.Reject, "本县(市)区的企业中没有"}, {models.Reject, "非企业单位的认定由市科技局登记"}} {
			if got[i].Action != want.action || !strings.Contains(got[i].Faults, want.says) {
				t.Errorf("line %d: %s %s", i+1, got[i].Action, got[i].Faults)
			}
		}
	})
}

func TestACountyKeepsToItsCarriers(t *testing.T) {
	ed := edition(t)
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		neighbours(t, db, ed)
		line := func(name, kind, level, county string) map[string]string {
			return map[string]string{"name": name, "type": kind, "level": level, "county": county}
		}
		f := mustPlanAs(t, db, ed, "incubators", countyMan, wuhua,
			line("昆明甲孵化器", "科技企业孵化器", "省级", "五华区"), line("昆明甲孵化器", "科技企业孵化器", "国家级", ""), line("昆明新空间", "众创空间", "市级", ""),
			line("昆明甲孵化器", "科技企业孵化器", "省级", "盘龙区"), line("昆明乙空间", "众创空间", "市级", "五华区"), line("昆明乙空间 ", "众创空间", "省级", "五华区"),
			line("昆明无区空间", "众创空间", "市级", "五华区"), line("昆明另一空间", "众创空间", "市级", "盘龙区"))
		got := steps(t, db, f)
		for i, want := range []outcome{{models.Reject, ""}, {models.Create, "按本县(市)区（五华区）登记"}, {models.Create, "按本县(市)区"}, {models.Reject, "只能填写本县(市)区"}, {models.Reject, "不在本县(市)区"},
			{models.Reject, "不在本县(市)区"}, {models.Reject, "不在本县(市)区"}, {models.Reject, "只能填写本县(市)区"}} {
			if i == 0 {
				want = outcome{models.Same, ""}
			}
			if got[i].Action != want.action || !strings.Contains(got[i].Faults, want.says) {
				t.Errorf("line %d: %s %s", i+1, got[i].Action, got[i].Faults)
			}
		}
		if c := after[models.Incubator](t, got[2]); c.County != "530102" {
			t.Errorf("%+v", c)
		}
	})
}

func TestAnIncubatorClaimsTenantsByCodeForItselfOnly(t *testing.T) {
	ed := edition(t)
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		neighbours(t, db, ed)
		claim := func(changes ...string) map[string]string {
			return sampleLine(&residencies, append([]string{"incubator", "昆明甲孵化器", "since", "2023-05-01"}, changes...)...)
		}
		f := mustPlanAs(t, db, ed, "residencies", tenantMan, carrier,
			claim("code", code(3), "name", "昆明任意有限公司"),                                                // anybody's firm, by code
			claim("code", "", "name", secrets[0]),                                                     // not by name
			claim("code", code(2), "name", firmName(2)),                                               // nobody's tenant
			claim("code", code(9), "name", "昆明任意有限公司"),                                                // no firm at all
			claim("code", code(2), "incubator", "昆明乙空间"),                                              // for another carrier
			claim("code", code(6), "name", firmName(6), "since", "2020-03-01", "until", "2024-05-31"), // its own record of one that left
			claim("code", "", "name", firmName(1), "since", "2020-03-01", "until", "2024-06-30", "graduated", "是"))
		got := steps(t, db, f)
		for i, want := range []outcome{{models.Create, ""}, {models.Reject, "没有名为"}, {models.Create, ""}, {models.Reject, "没有统一社会信用代码为"}, {models.Reject, "只能申报本载体"}, {models.Update, ""}, {models.Update, ""}} {
			if got[i].Action != want.action || !strings.Contains(got[i].Faults, want.says) {
				t.Errorf("line %d: %s %s", i+1, got[i].Action, got[i].Faults)
			}
			if i != 1 && i != 4 { // these say the words themselves
				hides(t, got[i], "line")
			}
		}
		if r := after[models.Residency](t, got[0]); r.Code != code(3) || r.Incubator != "昆明甲孵化器" || r.Name != "昆明任意有限公司" {
			t.Errorf("%+v", r)
		}
		if r := after[models.Residency](t, got[6]); r.Code != code(1) || !r.Graduated || r.Until != 20240630 {
			t.Errorf("%+v", r)
		}
		// A county says where its firms are tenants, wherever the carrier is.
		f = mustPlanAs(t, db, ed, "residencies", countyMan, wuhua, claim("code", code(2), "incubator", "昆明乙空间"), claim("code", code(3)))
		got = steps(t, db, f)
		if got[0].Action != models.Create || got[1].Action != models.Reject || !strings.Contains(got[1].Faults, "本县(市)区的企业中没有") {
			t.Errorf("%+v", got)
		}
	})
}

func TestAFilingSaysWhoFiledItAndWhoseOfficeLooksAtIt(t *testing.T) {
	ed := edition(t)
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		neighbours(t, db, ed)
		for _, test := range []struct {
			actor                   models.Actor
			scope                   models.Scope
			role, county, incubator string
		}{
			{clerk, models.Everything, "", "", ""},
			{models.Actor{Who: "市局", Role: models.RoleCity}, models.Everything, "city", "", ""},
			{countyMan, wuhua, "county", "530102", ""},
			{tenantMan, carrier, "incubator", "530102", "昆明甲孵化器"}, // the level that has a county
			{tenantMan, models.Scope{Incubator: "昆明无区空间", Day: today}, "incubator", "", "昆明无区空间"},
			{tenantMan, models.Scope{Incubator: "没有登记的空间", Day: today}, "incubator", "", "没有登记的空间"},
		} {
			f := mustPlanAs(t, db, ed, "firms", test.actor, test.scope, sampleLine(&firms, "code", code(31)))
			stored, err := db.Filing(t.Context(), test.scope, f.ID)
			if err != nil || stored.Role != test.role || stored.County != test.county || stored.Incubator != test.incubator || stored.By != test.actor.Who {
				t.Errorf("%+v: %+v, %v", test.scope, stored, err)
			}
		}
	})
}

func TestANewUploadTakesThePlaceOfTheDraftThatItNames(t *testing.T) {
	ed := edition(t)
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		neighbours(t, db, ed)
		first := mustPlanAs(t, db, ed, "firms", tenantMan, carrier, sampleLine(&firms, "code", code(31), "founded", "2030-01-01"))
		again := func(actor models.Actor, scope models.Scope) (*models.Filing, error) {
			s, err := FromForm("firms", []map[string]string{sampleLine(&firms, "code", code(31))}, ReadOptions{})
			if err != nil {
				t.Fatal(err)
			}
			return Plan(t.Context(), db, ed, s, PlanOptions{Scope: scope, Actor: actor, Now: now, Replaces: first.ID})
		}
		if _, err := again(countyMan, wuhua); err == nil {
			t.Error("a county replaced an incubator's filing")
		}
		other := models.Scope{Incubator: "昆明乙空间", Day: today}
		if _, err := again(models.Actor{Who: "孵化器乙", Role: models.RoleIncubator}, other); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("another incubator replaced it: %v", err)
		}
		second, err := again(tenantMan, carrier)
		if err != nil || second.Replaces != first.ID || second.Totals.Create != 1 {
			t.Fatalf("%+v, %v", second, err)
		}
		if old, err := db.Filing(t.Context(), carrier, first.ID); err != nil || old.State != models.FilingReplaced || old.ReplacedBy != second.ID {
			t.Errorf("%+v, %v", old, err)
		}
	})
}

func TestRejectsAreGivenWithinTheScopeOnly(t *testing.T) {
	ed := edition(t)
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		neighbours(t, db, ed)
		f := mustPlanAs(t, db, ed, "figures", tenantMan, carrier, sampleLine(&figures, "code", code(3)))
		for _, scope := range []models.Scope{{}, {County: "530103"}, {Incubator: "昆明乙空间", Day: today}} {
			var b bytes.Buffer
			if err := Rejects(t.Context(), db, scope, f.ID, &b); !errors.Is(err, models.ErrNotFound) || b.Len() > 0 {
				t.Errorf("%+v: %d bytes, %v", scope, b.Len(), err)
			}
		}
		for _, scope := range []models.Scope{models.Everything, wuhua, carrier} {
			var b bytes.Buffer
			if err := Rejects(t.Context(), db, scope, f.ID, &b); err != nil || b.Len() == 0 {
				t.Errorf("%+v: %v", scope, err)
			}
		}
	})
}
