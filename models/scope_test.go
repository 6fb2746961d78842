package models_test

import (
	"encoding/json"
	"errors"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"yunti/models"
	"yunti/models/modelstest"
	"yunti/policy"
)

// The world of these tests: two counties with an office each, two incubators, and today.
const (
	countyA, countyB = "530102", "530103"
	jia, yi          = "甲孵化器", "乙空间"
)

var scopeDay = models.Today(noon)

// mark is a code of 18 characters that begins with a word.
func mark(word string) string { return word + strings.Repeat("x", 18-len(word)) }

// stay is a firm's stay in an incubator, in days from today; forever has no end.
type stay struct {
	in          string
	since, till int
}

const forever = 9999

// subject is a firm of the world.
type subject struct {
	word, county, registrar string
	stays                   []stay
	own                     string // whose own firm it is, by the words of the rule: "", jia, yi or both
}

var subjects = []subject{
	{"firm.tenant", countyA, "", []stay{{jia, -900, forever}}, jia},
	{"firm.leaves", countyA, "", []stay{{jia, -900, 0}}, jia},                        // leaves today: a tenant to the end of the day
	{"firm.left", countyA, "", []stay{{jia, -900, -1}}, ""},                          // left yesterday
	{"firm.comes", countyA, "", []stay{{jia, 1, forever}}, ""},                       // comes tomorrow
	{"firm.today", countyB, "", []stay{{jia, 0, forever}}, jia},                      // comes today, to a carrier of another county
	{"firm.entered", countyA, jia, nil, jia},                                         // registered by it, nobody's tenant
	{"firm.future", countyA, jia, []stay{{yi, 1, forever}}, jia},                     // registered by it, another's tenant from tomorrow
	{"firm.given", countyB, jia, []stay{{yi, -10, forever}}, yi},                     // registered by it, another's tenant
	{"firm.handed", countyB, jia, []stay{{yi, 0, forever}}, yi},                      // registered by it, another's tenant from today
	{"firm.gave", countyA, jia, []stay{{yi, -10, -1}}, ""},                           // … that left it
	{"firm.ended", countyA, jia, []stay{{jia, -10, -1}}, ""},                         // registered by it, left it
	{"firm.again", countyB, "", []stay{{jia, -900, -500}, {jia, -10, forever}}, jia}, // left and came back
	{"firm.both", countyA, "", []stay{{jia, -900, forever}, {yi, -9, forever}}, "both"},
	{"firm.yi", countyB, yi, []stay{{yi, -900, forever}}, yi},
	{"firm.city", "", "", nil, ""}, // of no county and nobody's
}

// paper is a filing of the world.
type paper struct{ id, county, incubator, role, state string }

var papers = []paper{
	{"file.city", "", "", models.RoleCity, models.FilingDraft},
	{"file.a", countyA, "", models.RoleCounty, models.FilingDraft},
	{"file.b", countyB, "", models.RoleCounty, models.FilingDraft},
	{"file.jia", countyA, jia, models.RoleIncubator, models.FilingReturned},
	{"file.yi", countyB, yi, models.RoleIncubator, models.FilingReturned},
	{"file.planning", countyA, jia, models.RoleIncubator, models.FilingPlanning}, // nobody sees it yet
}

const aPDF = "%PDF-1.4\nstartxref\n0\n%%EOF\n"

// viewer is somebody who looks, and what the scope holds for it.
type viewer struct {
	name    string
	scope   models.Scope
	filings []string
	notices []string
}

var viewers = []viewer{
	{"everything", models.Everything, []string{"file.city", "file.a", "file.b", "file.jia", "file.yi"}, []string{"note.city"}},
	{"county A", models.Scope{County: countyA}, []string{"file.a", "file.jia"}, []string{"note.a"}},
	{"county B", models.Scope{County: countyB}, []string{"file.b", "file.yi"}, []string{"note.b"}},
	{"a county without anything", models.Scope{County: "530111"}, nil, nil},
	{"incubator 甲", models.Scope{Incubator: jia, Day: scopeDay}, []string{"file.jia"}, []string{"note.jia"}},
	{"incubator 乙", models.Scope{Incubator: yi, Day: scopeDay}, []string{"file.yi"}, []string{"note.yi"}},
	{"an incubator without anything", models.Scope{Incubator: "丙空间", Day: scopeDay}, nil, nil},
	{"incubator 甲 without a day", models.Scope{Incubator: jia}, []string{"file.jia"}, []string{"note.jia"}},
	{"nothing", models.Scope{}, nil, nil},
	{"a day alone", models.Scope{Day: scopeDay}, nil, nil},
}

// firms are the codes that the viewer may see, by the rule's words and not by its query.
func (v *viewer) firms() []string {
	var own []string
	for _, s := range subjects {
		switch {
		case v.scope.All, v.scope.County != "" && s.county == v.scope.County,
			v.scope.Incubator != "" && v.scope.Day != 0 && (s.own == v.scope.Incubator || s.own == "both" && (v.scope.Incubator == jia || v.scope.Incubator == yi)):
			own = append(own, mark(s.word))
		}
	}
	slices.Sort(own)
	return own
}

// actor is the viewer as who does something.
func (v *viewer) actor() models.Actor {
	role := models.RoleAuditor
	switch {
	case v.scope.All:
		role = models.RoleCity
	case v.scope.County != "":
		role = models.RoleCounty
	case v.scope.Incubator != "":
		role = models.RoleIncubator
	}
	return models.Actor{Who: "viewer", Role: role, From: "test"}
}

// world stores all this, a published review, and an open round of figures.
func world(t *testing.T, db *models.DB) *models.FilingRound {
	t.Helper()
	for i := range subjects {
		s := &subjects[i]
		f := firm(mark(s.word), "企业"+s.word)
		f.County, f.Registrar, f.FormerNames = s.county, s.registrar, "旧名"+s.word
		put(t, db, f)
		for _, stay := range s.stays {
			r := &models.Residency{Code: f.Code, Incubator: stay.in, Since: scopeDay.AddDays(stay.since), Name: f.Name, Origin: origin}
			if stay.till != forever {
				r.Until = scopeDay.AddDays(stay.till)
			}
			put(t, db, r)
		}
	}
	for _, p := range papers {
		key := "key of " + p.id
		put(t, db,
			&models.Filing{ID: p.id, Kind: "figures", Year: 2023, State: p.state, By: "x", Role: p.role, County: p.county, Incubator: p.incubator, CreatedAt: noon, Version: 1, RequestKey: &key},
			&models.Step{Filing: p.id, Line: 2, Action: models.Create, Key: mark("firm.both") + "/2023", Name: p.id},
			&models.FilingAct{Filing: p.id, Seq: 1, At: noon, Who: p.id, Act: models.ActCreate, Becomes: p.state},
			&models.Attachment{Filing: p.id, Number: 1, Name: p.id + ".pdf", Type: "application/pdf", Size: int64(len(aPDF)), Digest: pdfDigest, AddedBy: p.id, AddedAt: noon})
	}
	put(t, db, &models.Blob{Digest: pdfDigest, Content: []byte(aPDF)})
	for id, to := range map[string][2]string{"note.city": {}, "note.a": {countyA}, "note.b": {countyB}, "note.jia": {"", jia}, "note.yi": {"", yi}} {
		put(t, db, &models.Notice{ID: id, At: noon, County: to[0], Incubator: to[1], Kind: models.NoticeReturned, Subject: "x", Text: id})
	}
	put(t, db, &models.Incubator{Name: jia, Type: "众创空间", County: countyA, Origin: origin}, &models.Incubator{Name: yi, Type: "众创空间", County: countyB, Origin: origin})
	round := &models.FilingRound{ID: 1, Name: "2023 年度数据", Kind: "figures", Year: 2023, Opens: scopeDay.AddDays(-3), Closes: scopeDay.AddDays(3), CreatedBy: "x", CreatedAt: noon, Version: 1}
	put(t, db, round)
	worldLedger(t, db)
	r := reviewAll(t, db, 2023)
	if _, err := db.PublishReview(t.Context(), noon, clerk, r.ID, r.Version); err != nil {
		t.Fatal(err)
	}
	return round
}

// pdfDigest is the SHA-256 of aPDF.
const pdfDigest = "f4fd572f45edcf9dedf0387a045d33b3f9bd99a1271aa509c54daa05e41402c4"

// look is one viewer who looks by one method. saw collects what it was given; marks of firms, filings and notices are found
// in it.
type look struct {
	*testing.T
	db     *models.DB
	viewer *viewer
	scope  models.Scope
	round  *models.FilingRound
	saw    []string
}

// see keeps an answer; what is not there, or not within the scope, is no answer.
func (l *look) see(answer any, err error) {
	l.Helper()
	if errors.Is(err, models.ErrNotFound) {
		return
	}
	if err != nil {
		l.Fatal(err)
	}
	text, err := json.Marshal(answer)
	if err != nil {
		l.Fatal(err)
	}
	l.saw = append(l.saw, string(text))
}

// reach keeps that something was there for an act, whatever became of the act.
func (l *look) reach(what string, err error) {
	if !errors.Is(err, models.ErrNotFound) {
		l.saw = append(l.saw, what)
	}
}

// eachFiling tries all filings.
func eachFiling(try func(l *look, id string)) func(l *look) {
	return func(l *look) {
		for _, p := range papers {
			try(l, p.id)
		}
	}
}

// codes are those of all firms.
func codes() []string {
	var all []string
	for _, s := range subjects {
		all = append(all, mark(s.word))
	}
	return all
}

// What a case must see: exactly all firms (filings, notices) within the scope, or whatever it likes of them.
const (
	allFirms   = "firm."
	allFilings = "file."
	allNotices = "note."
	some       = ""
)

// scoped has a case for every method of *models.DB that takes a Scope.
var scoped = map[string]struct {
	sees string
	look func(l *look)
}{
	"Firm": {allFirms, func(l *look) {
		for _, code := range codes() {
			f, err := l.db.Firm(l.Context(), l.scope, code)
			l.see(f, err)
		}
	}},
	"FirmsByCode": {allFirms, func(l *look) {
		firms, err := l.db.FirmsByCode(l.Context(), l.scope, codes())
		l.see(firms, err)
	}},
	"FirmsByName": {allFirms, func(l *look) {
		var keys []string
		for i, s := range subjects {
			keys = append(keys, models.NormalName([]string{"企业", "旧名"}[i%2]+s.word)) // one by its name, one by its former name
		}
		firms, err := l.db.FirmsByName(l.Context(), l.scope, keys)
		l.see(firms, err)
	}},
	"Firms": {allFirms, func(l *look) {
		for _, f := range []models.FirmFilter{{}, {Q: "企业"}, {Q: "旧名"}, {Q: "firm"}, {Sort: "-name"}, {Tier: models.Any}, {Tier: models.None}, {Move: "promoted", Sort: "founded"},
			{County: countyA}, {County: countyB, Sort: "county"}, {State: "在业"}, {Incubator: jia, Day: scopeDay}, {Incubator: yi, Day: scopeDay}, {Missing: new(bool)}, {Page: 2, Size: 3}, {Page: 99}} {
			items, total, err := l.db.Firms(l.Context(), l.scope, f)
			l.see(items, err)
			if f.Page == 0 && total != len(items) || total > len(l.viewer.firms()) {
				l.Errorf("%+v counts %d firms and gives %d", f, total, len(items))
			}
		}
	}},
	"EachFirmRow": {allFirms, func(l *look) {
		for _, f := range []models.FirmFilter{{}, {Sort: "-growth", Rank: []string{"tech_sme"}}, {Sort: "updated_at"}, {Year: 2023, Present: new(bool)}, {From: models.None}, {Codes: codes()}, {County: countyA}} {
			err := l.db.EachFirmRow(l.Context(), l.scope, f, func(r *models.FirmRow) error {
				l.see(r.Code, nil)
				return nil
			})
			l.see("", err)
		}
	}},
	"OverviewCells": {some, func(l *look) {
		cells, lacking, err := l.db.OverviewCells(l.Context(), l.scope, "2023-1")
		l.see(cells, err)
		l.see(lacking, err)
		firms := 0
		for _, c := range cells {
			firms += c.Firms
		}
		if firms != len(l.viewer.firms()) {
			l.Errorf("%d firms are counted, %d are within the scope", firms, len(l.viewer.firms()))
		}
	}},
	"TitleEnds": {some, func(l *look) {
		kind := policy.Kind{ID: "hnte", Validity: policy.Validity{Years: 3}}
		for _, code := range codes() {
			title := models.Recognition{Holder: code, Kind: kind.ID, Ref: "x", Issued: scopeDay.AddYears(-3).AddDays(10), Origin: origin}
			if err := l.db.Write.Clauses(clause.OnConflict{DoNothing: true}).Create(&title).Error; err != nil {
				l.Fatal(err)
			}
		}
		ends, err := l.db.TitleEnds(l.Context(), l.scope, []policy.Kind{kind}, scopeDay, scopeDay.AddMonths(2))
		l.see(ends, err)
		firms := 0
		for _, e := range ends {
			firms += e.Firms
		}
		if firms != len(l.viewer.firms()) {
			l.Errorf("%d firms are counted, %d are within the scope: %v", firms, len(l.viewer.firms()), ends)
		}
	}},
	"FilingsOfFirm": {allFilings, func(l *look) {
		filings, err := l.db.FilingsOfFirm(l.Context(), l.scope, mark("firm.both"))
		l.see(filings, err)
	}},
	"Dossier": {allFirms, func(l *look) {
		for _, code := range codes() {
			d, err := l.db.Dossier(l.Context(), l.scope, code)
			l.see(d, err)
		}
	}},
	"EachResult": {allFirms, func(l *look) {
		review, err := l.db.LatestPublished(l.Context())
		if err != nil {
			l.Fatal(err)
		}
		var seen []string
		err = l.db.EachResult(l.Context(), l.scope, review.ID, func(r *models.Result) error { seen = append(seen, r.Code); return nil })
		l.see(seen, err)
	}},

	"Filing": {allFilings, eachFiling(func(l *look, id string) {
		f, err := l.db.Filing(l.Context(), l.scope, id)
		l.see(f, err)
	})},
	"FilingByRequest": {allFilings, eachFiling(func(l *look, id string) {
		f, err := l.db.FilingByRequest(l.Context(), l.scope, "key of "+id)
		l.see(f, err)
	})},
	"Filings": {allFilings, func(l *look) {
		for _, f := range []models.FilingFilter{{}, {Kind: "figures"}, {Year: 2023}, {State: models.FilingDraft}, {State: models.FilingPlanning}, {By: "x"}, {Incubator: jia}, {Incubator: yi}, {County: countyA}, {County: countyB},
			{Waiting: models.RoleCity, Day: scopeDay}, {Waiting: models.RoleCounty, Day: scopeDay}, {Waiting: models.RoleIncubator, Day: scopeDay}, {Page: 2, Size: 1}, {Page: 99}} {
			items, total, err := l.db.Filings(l.Context(), l.scope, f)
			l.see(items, err)
			if f.Page == 0 && total != len(items) || total > len(l.viewer.filings) {
				l.Errorf("%+v counts %d filings and gives %d", f, total, len(items))
			}
		}
	}},
	"Steps": {allFilings, eachFiling(func(l *look, id string) {
		items, _, err := l.db.Steps(l.Context(), l.scope, id, "", 1, 10)
		l.reach(id, err)
		if err == nil && (len(items) != 1 || items[0].Name != id) {
			l.Errorf("the steps of %s are %+v", id, items)
		}
	})},
	"EachStep": {allFilings, eachFiling(func(l *look, id string) {
		l.reach(id, l.db.EachStep(l.Context(), l.scope, id, "", func(s *models.Step) error {
			if s.Name != id {
				l.Errorf("a step of %s is %+v", id, s)
			}
			return nil
		}))
	})},
	"Acts": {allFilings, eachFiling(func(l *look, id string) {
		acts, err := l.db.Acts(l.Context(), l.scope, id)
		l.see(acts, err)
	})},
	"Attachments": {allFilings, eachFiling(func(l *look, id string) {
		list, err := l.db.Attachments(l.Context(), l.scope, id)
		l.see(list, err)
	})},
	"Attachment": {allFilings, eachFiling(func(l *look, id string) {
		_, content, err := l.db.Attachment(l.Context(), noon, l.viewer.actor(), l.scope, id, 1)
		l.reach(id, err)
		if err != nil && content != nil {
			l.Errorf("%s gives %d bytes and %v", id, len(content), err)
		}
	})},
	"AddAttachment": {allFilings, eachFiling(func(l *look, id string) {
		_, err := l.db.AddAttachment(l.Context(), noon, l.viewer.actor(), l.scope, models.NewAttachment{Filing: id, Name: "a.pdf", Content: []byte(aPDF)})
		l.reach(id, err)
	})},
	"RemoveAttachment": {allFilings, eachFiling(func(l *look, id string) {
		auditor := models.Actor{Who: "viewer", Role: models.RoleAuditor} // who may not, but is told so only of what is there
		l.reach(id, l.db.RemoveAttachment(l.Context(), noon, auditor, l.scope, id, 1))
	})},
	"MoveFiling": {allFilings, eachFiling(func(l *look, id string) {
		_, err := l.db.MoveFiling(l.Context(), noon, l.viewer.actor(), l.scope, models.Move{ID: id, Version: 999, Act: models.ActWithdraw})
		l.reach(id, err)
		if err == nil {
			l.Errorf("%s was moved on a version that it never had", id)
		}
	})},
	"ApplyFiling": {allFilings, eachFiling(func(l *look, id string) {
		_, err := l.db.ApplyFiling(l.Context(), noon, l.viewer.actor(), l.scope, &models.Filing{ID: id, Version: 999}, func(*gorm.DB) error {
			l.Errorf("%s was written on a version that it never had", id)
			return nil
		})
		l.reach(id, err)
	})},
	"PossibleActs": {some, func(l *look) {
		var all []models.Filing
		for _, p := range papers[:5] {
			all = append(all, models.Filing{ID: p.id, Kind: "figures", Year: 2023, State: p.state, Role: p.role, County: p.county, Incubator: p.incubator, Version: 1})
		}
		acts, err := l.db.PossibleActs(l.Context(), noon, l.viewer.actor(), l.scope, all)
		for i, list := range acts {
			if len(list) > 0 {
				l.see(all[i].ID, err)
			}
		}
	}},

	"Notices": {allNotices, func(l *look) {
		for _, f := range []models.NoticeFilter{{}, {Unread: true}, {Size: 1}} {
			items, total, err := l.db.Notices(l.Context(), l.scope, "viewer", f)
			l.see(items, err)
			if total != len(items) {
				l.Errorf("%d notices are counted, %d given", total, len(items))
			}
		}
	}},
	"ReadNotice": {allNotices, func(l *look) {
		for _, id := range []string{"note.city", "note.a", "note.b", "note.jia", "note.yi"} {
			l.reach(id, l.db.ReadNotice(l.Context(), noon, l.scope, "reader", id))
		}
	}},

	"RoundFirms": {some, func(l *look) {
		items, total, err := l.db.RoundFirms(l.Context(), l.scope, l.round, scopeDay, models.RoundFirmFilter{})
		l.see(items, err)
		if want := len(l.expected()); total != want || len(items) != want {
			l.Errorf("%d firms are expected, counted %d, given %d", want, total, len(items))
		}
	}},
	"Completion": {some, func(l *look) {
		lines, err := l.db.Completion(l.Context(), l.scope, l.round, models.ByCounty, scopeDay)
		if err != nil {
			l.Fatal(err)
		}
		sum := 0
		for _, line := range lines {
			if sum += line.Expected; l.scope.County != "" && line.County != l.scope.County {
				l.Errorf("a line of county %q", line.County)
			}
		}
		if want := len(l.expected()); sum != want {
			l.Errorf("%d firms are expected, counted %d", want, sum)
		}
		lines, err = l.db.Completion(l.Context(), l.scope, l.round, models.ByIncubator, scopeDay)
		if err != nil || l.scope.Empty() && len(lines) > 0 || l.scope.Incubator != "" && (len(lines) != 1 || lines[0].Incubator != l.scope.Incubator) {
			l.Errorf("by incubator: %+v, %v", lines, err)
		}
	}},
	"Reminders": {some, func(l *look) {
		list, err := l.db.Reminders(l.Context(), l.scope, l.round, scopeDay, "test")
		if err != nil || len(list) > 0 && len(l.expected()) == 0 {
			l.Errorf("%+v, %v", list, err)
		}
	}},
	"RemindRound": {some, func(l *look) {
		county := models.Actor{Who: "viewer", Role: models.RoleCounty}
		n, err := l.db.RemindRound(l.Context(), noon, county, l.scope, l.round.ID)
		if err != nil || n > 0 && len(l.expected()) == 0 {
			l.Errorf("%d incubators reminded, %v", n, err)
		}
	}},
	"Todo": {some, func(l *look) {
		todo, err := l.db.Todo(l.Context(), noon, l.viewer.actor(), l.scope)
		if err != nil {
			l.Fatal(err)
		}
		if most := len(l.viewer.filings); todo.Returned > most || todo.Review > most || todo.Confirm > most || todo.Publicity > most || todo.Unread > len(l.viewer.notices) || todo.Firms > len(l.expected()) {
			l.Errorf("%+v", todo)
		}
		if l.scope.Incubator == jia && l.scope.Day != 0 && (todo.Returned != 1 || todo.Unread != 1 || todo.Firms != 6) {
			l.Errorf("甲 has to do %+v", todo)
		}
	}},
}

// expected are the firms that the round counts for the viewer: those within its scope that are some incubator's own. The
// round brings its own day.
func (l *look) expected() (list []string) {
	v := *l.viewer
	if v.scope.Incubator != "" {
		v.scope.Day = scopeDay
	}
	for _, code := range v.firms() {
		i := slices.IndexFunc(subjects, func(s subject) bool { return mark(s.word) == code })
		if subjects[i].own != "" {
			list = append(list, code)
		}
	}
	return list
}

// marks finds all marks of one sort in what was seen.
func (l *look) marks(all []string) (found []string) {
	text := strings.Join(l.saw, "\n")
	for _, m := range all {
		if strings.Contains(text, m) && !slices.Contains(found, m) {
			found = append(found, m)
		}
	}
	slices.Sort(found)
	return found
}

// TestEveryQueryKeepsToItsScope looks by every method that takes a scope as every viewer. Nothing outside the scope may be
// seen, and what is within it must be, so that a query that shows nothing at all does not pass.
func TestEveryQueryKeepsToItsScope(t *testing.T) {
	for _, name := range scopedMethods() {
		if _, ok := scoped[name]; !ok {
			t.Errorf("(*DB).%s takes a Scope and has no case", name)
		}
	}
	for name := range scoped {
		if !slices.Contains(scopedMethods(), name) {
			t.Errorf("the case %s has no method that takes a Scope", name)
		}
	}
	all := map[string][]string{allFirms: codes(), allNotices: {"note.city", "note.a", "note.b", "note.jia", "note.yi"}}
	for _, p := range papers {
		all[allFilings] = append(all[allFilings], p.id)
	}
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		round := world(t, db)
		names := slices.Sorted(maps.Keys(scoped))
		names = append(slices.DeleteFunc(names, func(n string) bool { return n == "RemindRound" }), "RemindRound") // it posts notices
		for _, name := range names {
			for i := range viewers {
				v := &viewers[i]
				l := &look{T: t, db: db, viewer: v, scope: v.scope, round: round}
				c, ok := scoped[name]
				if !ok {
					continue
				}
				c.look(l)
				for sort, allowed := range map[string][]string{allFirms: v.firms(), allFilings: v.filings, allNotices: v.notices} {
					want := slices.Sorted(slices.Values(allowed))
					got := l.marks(all[sort])
					for _, m := range got {
						if !slices.Contains(want, m) && name != "RoundFirms" || name == "RoundFirms" && sort == allFirms && !slices.Contains(l.expected(), m) {
							t.Errorf("%s shows %s to %s", name, m, v.name)
						}
					}
					if c.sees == sort && !slices.Equal(got, want) {
						t.Errorf("%s shows %s\n %v, want\n %v", name, v.name, got, want)
					}
				}
			}
		}
	})
}

// scopedMethods are the exported methods of *models.DB that take a Scope.
func scopedMethods() (names []string) {
	db := reflect.TypeOf(&models.DB{})
	for i := range db.NumMethod() {
		m := db.Method(i)
		for k := range m.Type.NumIn() {
			if m.Type.In(k) == reflect.TypeOf(models.Scope{}) {
				names = append(names, m.Name)
			}
		}
	}
	return names
}

func TestWhatIsOutsideAScopeIsFoundWithinATransaction(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		world(t, db)
		for i := range viewers {
			v := &viewers[i]
			var outside []string
			err := db.Tx(t.Context(), func(tx *gorm.DB) (err error) {
				outside, err = models.OutsideScope(tx, v.scope, append(codes(), "no firm"))
				return err
			})
			want := slices.DeleteFunc(codes(), func(code string) bool { return slices.Contains(v.firms(), code) })
			slices.Sort(want)
			if err != nil || !slices.Equal(outside, want) {
				t.Errorf("%s: %v, %v\nwant %v", v.name, outside, err, want)
			}
		}
		taken, err := db.TakenCodes(t.Context(), []string{mark("firm.yi"), "no firm", mark("firm.city")})
		if err != nil || len(taken) != 2 || taken["no firm"] {
			t.Errorf("%v, %v", taken, err)
		}
	})
}

// TestAnIncubatorsFirmsAreFoundByIndex: a list for an incubator must not look at every firm of the city.
func TestAnIncubatorsFirmsAreFoundByIndex(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		modelstest.Fill(t, db, 3000, 2023)
		var stays []models.Residency
		for i := range 1000 {
			stays = append(stays, models.Residency{Code: modelstest.Code(i), Incubator: itoa(i / 50), Since: 20200101, Origin: origin})
		}
		if err := db.Write.CreateInBatches(stays, 500).Error; err != nil {
			t.Fatal(err)
		}
		analyse := "ANALYZE"
		if db.MySQL {
			analyse = "ANALYZE TABLE residencies, firms"
		}
		if err := db.Write.Exec(analyse).Error; err != nil {
			t.Fatal(err)
		}
		read := 0
		for _, line := range explained(t, db, models.Scope{Incubator: "7", Day: scopeDay}) {
			if strings.Contains(line, "SCAN firms") || strings.Contains(line, "SCAN entered") || strings.Contains(line, "firms ALL") || strings.Contains(line, "entered ALL") {
				t.Errorf("every firm is looked at: %s", line)
			}
			read++
		}
		if read < 3 {
			t.Errorf("the plan has %d lines", read)
		}
	})
}

// explained is the plan of the query for an incubator's firms: a line for each table, with how it is read.
func explained(t *testing.T, db *models.DB, scope models.Scope) (lines []string) {
	t.Helper()
	dry := models.FirmsWithin(db.Read.Session(&gorm.Session{DryRun: true}).Model(&models.Firm{}), scope).Order("firms.name").Limit(20).Find(&[]models.Firm{})
	text, values := dry.Statement.SQL.String(), dry.Statement.Vars
	if db.MySQL {
		var plan []struct{ Table, Type, Key string }
		if err := db.Read.Raw("EXPLAIN "+text, values...).Scan(&plan).Error; err != nil {
			t.Fatal(err)
		}
		for _, p := range plan {
			lines = append(lines, p.Table+" "+p.Type+" "+p.Key)
		}
		return lines
	}
	var plan []struct{ Detail string }
	if err := db.Read.Raw("EXPLAIN QUERY PLAN "+text, values...).Scan(&plan).Error; err != nil {
		t.Fatal(err)
	}
	for _, p := range plan {
		lines = append(lines, p.Detail)
	}
	return lines
}
