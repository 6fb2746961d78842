package models

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"yunti/policy"
)

// What has become of one firm in a round of figures; in rounds of other kinds, of one incubator. A firm whose figures are
// in a filing under way has the state of the filing that is furthest.
const (
	FirmReported = "reported" // 已入库: the records have the figures of the year (other kinds: a filing was applied)
	FirmMissing  = "missing"  // 未填报: neither in the records nor in any filing under way
)

// firmStates are the states of a firm in a round, by how far they are.
var firmStates = []string{FirmMissing, FilingDraft, FilingReturned, FilingSubmitted, FilingPassed, FilingPublic, FirmReported}

// figuresKind is the kind of rosters whose rounds are counted by firm.
const figuresKind = "figures"

// The ways to group a completion.
const (
	ByIncubator = "incubator"
	ByCounty    = "county"
)

// Fraction is a share as it is: never a float.
type Fraction struct {
	Num int `json:"num"`
	Den int `json:"den"`
}

// CompletionLine is how far one incubator, or the incubators' firms of one county, are in a round. Expected is the sum of
// Reported to Missing.
type CompletionLine struct {
	Incubator string   `json:"incubator"` // by incubator, else ""
	County    string   `json:"county"`    // by county, else ""
	Expected  int      `json:"expected"`  // 应报: firms; in rounds of other kinds than figures incubators
	Reported  int      `json:"reported"`  // FirmReported …
	Draft     int      `json:"draft"`
	Returned  int      `json:"returned"`
	Submitted int      `json:"submitted"`
	Passed    int      `json:"passed"`
	Public    int      `json:"public"`
	Missing   int      `json:"missing"`
	Filings   int      `json:"filings"` // of the incubators, under way or applied
	Rate      Fraction `json:"rate"`    // 填报率: reported, submitted, passed or public, of those expected
}

// add counts n of a state.
func (l *CompletionLine) add(state string, n int) {
	counts := map[string]*int{FirmReported: &l.Reported, FirmMissing: &l.Missing, FilingDraft: &l.Draft, FilingReturned: &l.Returned,
		FilingSubmitted: &l.Submitted, FilingPassed: &l.Passed, FilingPublic: &l.Public}
	*counts[state] += n
	l.Expected += n
	l.Rate = Fraction{l.Reported + l.Submitted + l.Passed + l.Public, l.Expected}
}

// Completion returns how far a round is within the scope on a day, by incubator or by county, in the order of their names.
//
// In a round of figures the firms are counted that an incubator is expected to report: its own on that day by the rule of
// Scope, founded by the end of the year and not gone by that day. A firm of two incubators counts for both, and once for its
// county. In rounds of other kinds the incubators themselves are counted.
func (db *DB) Completion(ctx context.Context, scope Scope, r *FilingRound, by string, day policy.Day) ([]CompletionLine, error) {
	if by != ByIncubator && by != ByCounty {
		return nil, fmt.Errorf("%w：完成情况只能按 incubator 或 county 统计", ErrInvalid)
	}
	if scope.Empty() {
		return []CompletionLine{}, nil
	}
	lines := map[string]*CompletionLine{}
	line := func(name string) *CompletionLine {
		if lines[name] == nil {
			lines[name] = &CompletionLine{}
			if by == ByIncubator {
				lines[name].Incubator = name
			} else {
				lines[name].County = name
			}
		}
		return lines[name]
	}
	if scope.Incubator != "" && by == ByIncubator {
		line(scope.Incubator) // who asks for the own line gets one
	}
	count := db.countIncubators
	if r.Kind == figuresKind {
		count = db.countFirms
	}
	if err := count(ctx, scope, r, by, day, line); err != nil {
		return nil, err
	}
	all := make([]CompletionLine, 0, len(lines))
	for _, name := range slices.Sorted(maps.Keys(lines)) {
		all = append(all, *lines[name])
	}
	return all, nil
}

// expected is a query of the firms that incubators are to report in a round of figures: code, incubator, county and, as a
// place in firmStates, how far each is. A firm is in it once for each stay. It is made of sets as wholes and
// asks nothing firm by firm: tenants are read in the order in which firms lie, the steps of all filings under way once.
type expected struct {
	text   string
	values []any
}

// The firms that are an incubator's own on a day, by the rule of Scope: its tenants, and those that it registered as long as they have
// been nobody's tenant.
const (
	tenants    = "stays.since <= ? AND (stays.until IS NULL OR stays.until >= ?)"
	registered = "firms.registrar > '' AND NOT EXISTS (SELECT 1 FROM residencies WHERE residencies.code = firms.code AND residencies.since <= ?)"
	notGone    = "NOT (firms.state IN ('迁出', '注销', '吊销') AND firms.state_day IS NOT NULL AND firms.state_day <= ?)"
)

// underWay are the filings of a round that may still come to something, with how far each is.
const (
	underWay = "filings.kind = ? AND filings.year = ? AND filings.state IN ('draft', 'returned', 'submitted', 'passed', 'public')" +
		" AND steps.action IN ('create', 'update', 'same')"
	howFar = "MAX(CASE filings.state WHEN 'public' THEN 5 WHEN 'passed' THEN 4 WHEN 'submitted' THEN 3 WHEN 'returned' THEN 2 ELSE 1 END)"
)

func (db *DB) expected(scope Scope, r *FilingRound, day policy.Day, incubator, county string) expected {
	switch { // one of them holds, as everywhere
	case scope.All:
		scope = Everything
	case scope.County != "":
		scope.Incubator = ""
	}
	var q expected
	few := incubator != "" || scope.Incubator != ""
	if !few {
		// SQLite makes no index for the join on a mere expression, which the cast turns into a text.
		q.add("WITH filed AS (SELECT CAST(SUBSTR(steps.record, 1, 18) AS CHAR(18)) AS code, "+howFar+" AS far"+
			" FROM filings JOIN steps ON steps.filing = filings.id WHERE "+underWay+" GROUP BY 1) ", r.Kind, r.Year)
	}
	branch := func(whose, from, condition string, each bool, values ...any) {
		q.add("SELECT firms.code AS code, " + whose + " AS incubator, firms.county AS county, CASE WHEN firm_years.code IS NOT NULL THEN 6 ELSE COALESCE(")
		if each {
			q.add("(SELECT "+howFar+" FROM steps JOIN filings ON filings.id = steps.filing WHERE steps.record = CONCAT(firms.code, ?) AND "+underWay+")",
				fmt.Sprintf("/%d", r.Year), r.Kind, r.Year)
		} else {
			q.add("filed.far")
		}
		q.add(", 0) END AS far FROM "+from+" LEFT JOIN firm_years ON firm_years.code = firms.code AND firm_years.year = ?", r.Year)
		if !each {
			q.add(" LEFT JOIN filed ON filed.code = firms.code")
		}
		q.add(" WHERE "+condition, values...)
		q.add(" AND (firms.founded IS NULL OR firms.founded <= ?) AND "+notGone, policy.YearEnd(r.Year), day)
		for _, c := range []struct{ column, value string }{{whose, scope.Incubator}, {whose, incubator}, {"firms.county", scope.County}, {"firms.county", county}} {
			if c.value != "" {
				q.add(" AND "+c.column+" = ?", c.value)
			}
		}
		if scope.Empty() {
			q.add(" AND 1 = 0")
		}
	}
	branch("stays.incubator", "residencies AS stays JOIN firms ON firms.code = stays.code",
		tenants, few, day, day)
	q.add(" UNION ALL ")
	branch("firms.registrar", "firms", registered, true, day)
	return q
}

func (q *expected) add(text string, values ...any) {
	q.text += text
	q.values = append(q.values, values...)
}

// countFirms counts the firms of a round of figures.
func (db *DB) countFirms(ctx context.Context, scope Scope, r *FilingRound, by string, day policy.Day, line func(string) *CompletionLine) error {
	q := db.expected(scope, r, day, "", "")
	text := "SELECT incubator AS name, far, COUNT(DISTINCT code) AS number FROM (" + q.text + ") AS counted GROUP BY incubator, far"
	if by == ByCounty {
		text = "SELECT county AS name, far, COUNT(DISTINCT code) AS number FROM (" + q.text + ") AS counted GROUP BY county, far"
	}
	var counts []struct {
		Name        string
		Far, Number int
	}
	if err := db.Read.WithContext(ctx).Raw(text, q.values...).Scan(&counts).Error; err != nil {
		return db.explain(err)
	}
	for _, c := range counts {
		line(c.Name).add(firmStates[c.Far], c.Number)
	}
	filings, err := db.roundFilings(ctx, scope, r)
	if err != nil {
		return err
	}
	for _, f := range filings {
		name := f.Incubator
		if by == ByCounty {
			name = f.County
		}
		line(name).Filings += f.Number
	}
	return nil
}

// roundFiling counts the filings of one incubator and state.
type roundFiling struct {
	Incubator, County, State string
	Number                   int
}

// roundFilings counts the incubators' filings for a round. Those of a yearly kind are known by the year; of others the ones
// that were submitted in the round, and drafts, which are in no round yet.
func (db *DB) roundFilings(ctx context.Context, scope Scope, r *FilingRound) (counts []roundFiling, err error) {
	query := scope.filings(db.Read.WithContext(ctx).Model(&Filing{})).Where("kind = ? AND year = ? AND incubator > ''", r.Kind, r.Year).
		Where("state IN ?", []string{FilingDraft, FilingReturned, FilingSubmitted, FilingPassed, FilingPublic, FilingApplied})
	if r.Year == 0 {
		query = query.Where("round = ? OR round = 0 AND state = ?", r.ID, FilingDraft)
	}
	err = query.Select("incubator, county, state, COUNT(*) AS number").Group("incubator, county, state").Scan(&counts).Error
	return counts, err
}

// countIncubators counts the incubators of a round of another kind than figures: each is as far as the furthest of its filings.
func (db *DB) countIncubators(ctx context.Context, scope Scope, r *FilingRound, by string, _ policy.Day, line func(string) *CompletionLine) error {
	query := db.Read.WithContext(ctx).Model(&Incubator{})
	switch {
	case scope.All:
	case scope.County != "":
		query = query.Where("county = ?", scope.County)
	default:
		query = query.Where("name = ?", scope.Incubator)
	}
	var carriers []struct{ Name, County string }
	if err := query.Select("name, MAX(county) AS county").Group("name").Scan(&carriers).Error; err != nil {
		return err
	}
	filings, err := db.roundFilings(ctx, scope, r)
	if err != nil {
		return err
	}
	place := make(map[string]string, len(carriers)) // county by incubator
	for _, c := range carriers {
		place[c.Name] = c.County
	}
	far, number := map[string]int{}, map[string]int{}
	for _, f := range filings {
		if _, known := place[f.Incubator]; !known {
			place[f.Incubator] = f.County
		}
		state := f.State
		if state == FilingApplied {
			state = FirmReported
		}
		far[f.Incubator] = max(far[f.Incubator], slices.Index(firmStates, state))
		number[f.Incubator] += f.Number
	}
	for name, county := range place {
		key := name
		if by == ByCounty {
			key = county
		}
		l := line(key)
		l.add(firmStates[far[name]], 1)
		l.Filings += number[name]
	}
	return nil
}

// RoundFirmFilter selects firms of a round of figures. Empty fields select all.
type RoundFirmFilter struct {
	State     string // FirmReported, FirmMissing, FilingDraft, FilingReturned, FilingSubmitted, FilingPassed or FilingPublic
	Incubator string
	County    string
	Page      int // from 1; 0 is 1
	Size      int // at most MaxPage; 0 is 50
}

// RoundFirm is one firm that should report in a round.
type RoundFirm struct {
	Code      string `json:"code"`
	Name      string `json:"name"`
	County    string `json:"county"`
	Incubator string `json:"incubator"` // whose it is; of several the first by name
	State     string `json:"state"`
	Filing    string `json:"filing"` // the filing under way that is furthest, else ""
}

// RoundFirms returns one page of the firms within the scope that are expected in a round of figures on a day, in code order,
// and how many f selects in all. A round of another kind is ErrInvalid.
func (db *DB) RoundFirms(ctx context.Context, scope Scope, r *FilingRound, day policy.Day, f RoundFirmFilter) (items []RoundFirm, total int, err error) {
	if r.Kind != figuresKind {
		return nil, 0, fmt.Errorf("%w：批次“%s”不是年度数据的批次，没有逐户的完成情况", ErrInvalid, r.Name)
	}
	items = []RoundFirm{}
	if scope.Empty() {
		return items, 0, nil
	}
	scope.Day = day
	q := db.expected(scope, r, day, f.Incubator, f.County)
	text := " FROM (" + q.text + ") AS counted"
	if f.State != "" {
		far := slices.Index(firmStates, f.State)
		if far < 0 {
			return nil, 0, fmt.Errorf("%w：没有“%s”这种填报状态", ErrInvalid, printable(f.State, 20))
		}
		text += " WHERE far = ?"
		q.values = append(q.values, far)
	}
	var rows []struct {
		Code, Incubator, County string
		Far, Total              int
	}
	tx := db.Read.WithContext(ctx)
	err = tx.Raw("SELECT code, MIN(incubator) AS incubator, county, far, COUNT(*) OVER () AS total"+text+" GROUP BY code, county, far ORDER BY code LIMIT ? OFFSET ?",
		append(slices.Clone(q.values), pageSize(f.Size), pageStart(f.Page, f.Size))...).Scan(&rows).Error
	if err != nil {
		return nil, 0, db.explain(err)
	}
	codes := make([]string, len(rows))
	for i, row := range rows {
		items = append(items, RoundFirm{Code: row.Code, County: row.County, Incubator: row.Incubator, State: firmStates[row.Far]})
		codes[i], total = row.Code, row.Total
	}
	if err := db.nameFirms(ctx, scope, r, items, codes); err != nil {
		return nil, 0, err
	}
	if len(rows) > 0 || pageStart(f.Page, f.Size) == 0 {
		return items, total, nil
	}
	err = tx.Raw("SELECT COUNT(DISTINCT code)"+text, q.values...).Scan(&total).Error
	return items, total, err
}

// nameFirms adds to the firms of a page their names and the filings that they are in. A filing is named to those who may see it.
func (db *DB) nameFirms(ctx context.Context, scope Scope, r *FilingRound, items []RoundFirm, codes []string) error {
	firms, err := db.FirmsByCode(ctx, scope, codes)
	if err != nil {
		return err
	}
	records := make([]string, len(codes))
	for i, code := range codes {
		records[i] = fmt.Sprintf("%s/%d", code, r.Year)
	}
	var steps []struct{ Record, ID, State string }
	query := scope.filings(db.Read.WithContext(ctx).Table("filings")).Joins("JOIN steps ON steps.filing = filings.id").
		Where("steps.record IN ? AND steps.action <> ? AND filings.kind = ? AND filings.year = ?", records, Reject, r.Kind, r.Year).
		Where("filings.state IN ?", []string{FilingDraft, FilingReturned, FilingSubmitted, FilingPassed, FilingPublic})
	if err := query.Order("filings.created_at, filings.id").Select("steps.record, filings.id, filings.state").Scan(&steps).Error; err != nil {
		return err
	}
	furthest := map[string]string{}
	for _, s := range steps {
		key := s.Record + " " + s.State
		furthest[key] = s.ID // of several the newest
	}
	for i := range items {
		items[i].Name = firms[items[i].Code].Name
		items[i].Filing = furthest[records[i]+" "+items[i].State]
	}
	return nil
}
