package models

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"yunti/policy"
)

// Firm returns the firm with that code, or ErrNotFound when there is none within the scope.
func (db *DB) Firm(ctx context.Context, scope Scope, code string) (Firm, error) {
	var firm Firm
	err := scope.firms(db.Read.WithContext(ctx), "firms.code").Take(&firm, "code = ?", code).Error
	if errors.Is(err, ErrNotFound) {
		err = fmt.Errorf("%w统一社会信用代码为 %s 的企业", ErrNotFound, code)
	}
	return firm, err
}

// lookup is how many keys go into one IN list.
const lookup = 500

// FirmsByCode returns the firms within the scope that have one of the codes, by code. All other codes are absent.
func (db *DB) FirmsByCode(ctx context.Context, scope Scope, codes []string) (map[string]Firm, error) {
	firms := make(map[string]Firm, len(codes))
	for some := range slices.Chunk(codes, lookup) {
		var found []Firm
		if err := scope.firms(db.Read.WithContext(ctx), "firms.code").Find(&found, "firms.code IN ?", some).Error; err != nil {
			return nil, err
		}
		for _, firm := range found {
			firms[firm.Code] = firm
		}
	}
	return firms, nil
}

// FirmsByName returns for each key (NormalName of a name) the firms within the scope that are called so: those that bear the name now,
// and only where there is none those that bore it before. Unknown keys are absent; candidates are in code order.
func (db *DB) FirmsByName(ctx context.Context, scope Scope, keys []string) (map[string][]Firm, error) {
	firms := make(map[string][]Firm, len(keys))
	for some := range slices.Chunk(keys, lookup) {
		var found []Firm
		if err := scope.firms(db.Read.WithContext(ctx), "firms.code").Order("firms.code").Find(&found, "name_key IN ?", some).Error; err != nil {
			return nil, err
		}
		for _, firm := range found {
			firms[firm.NameKey] = append(firms[firm.NameKey], firm)
		}
	}
	rest := map[string]bool{}
	for _, key := range keys {
		if key != "" && firms[key] == nil {
			rest[key] = true
		}
	}
	if len(rest) == 0 {
		return firms, nil
	}
	return firms, db.addFormer(ctx, scope, rest, firms)
}

// addFormer adds the firms that bore one of the names before. Few firms have a former name, so all those are looked through.
func (db *DB) addFormer(ctx context.Context, scope Scope, keys map[string]bool, firms map[string][]Firm) error {
	var renamed []Firm
	all := scope.firms(db.Read.WithContext(ctx), "firms.code").Where("former_keys > ''").Order("firms.code")
	for after := ""; ; after = renamed[len(renamed)-1].Code {
		if err := all.Session(&gorm.Session{}).Where("firms.code > ?", after).Limit(2000).Find(&renamed).Error; err != nil {
			return err
		}
		for _, firm := range renamed {
			for key := range strings.SplitSeq(firm.FormerKeys, "、") {
				if known := firms[key]; keys[key] && (len(known) == 0 || known[len(known)-1].Code != firm.Code) {
					firms[key] = append(known, firm)
				}
			}
		}
		if len(renamed) < 2000 {
			return nil
		}
	}
}

// FirmFilter selects firms for a list screen. Empty fields select all.
type FirmFilter struct {
	Q          string          // part of the code, the name or a former name, or of the name's pinyin initials
	County     string          // policy.Place.ID
	Zone       string          // policy.Place.ID
	Industries []IndustryRange // any of them
	State      string          // 经营状态
	Incubator  string          // Incubator.Name: the firms that are its own on Day, as Scope has it
	Day        policy.Day      // today; needed with Incubator and Expiring
	Expiring   *Expiring       // firms that have gone by Day are left out
	Codes      []string        // only these firms; nil for whichever

	// What a published review found.
	Year    int    // its year; 0 for the latest
	Present *bool  // 在册 at the snapshot day, or not
	Missing *bool  // a needed figure was not reported, or none was wanting
	Ladder  string // growth or unicorn: the ladder that Tier, From and Move are about; "" is growth
	Tier    string // tier ID of the position; None for firms that it found at none, Any for those at one
	From    string // the same of the review before
	Move    string // tiering.Movement
	Ready   int    // Result.Ready: firms with one of these bits; 0 for whichever

	Sort string   // code (default), name, county, industry, founded, capital, updated_at, growth, unicorn; "-" before it turns it round
	Rank []string // tier IDs of the ladder that Sort names, lowest first; needed with it
	Page int      // from 1; 0 is 1
	Size int      // lines a page, at most MaxPage; 0 is 50
}

// IndustryRange is a span of GB/T 4754 codes in the order of texts, without To.
type IndustryRange struct{ From, To string }

// judged reports whether the filter asks what a published review found.
func (f *FirmFilter) judged() bool {
	return f.Tier+f.From+f.Move != "" || f.Present != nil || f.Missing != nil || f.Ready != 0
}

// plain reports whether the filter asks nothing of the firms themselves.
func (f *FirmFilter) plain() bool {
	return f.Q+f.County+f.Zone+f.State+f.Incubator == "" && f.Expiring == nil && len(f.Industries) == 0 && f.Codes == nil
}

// None as a tier to filter by stands for firms without a position, Any for those with one.
const (
	None = "none"
	Any  = "any"
)

// MaxPage is the most lines that one page of a list has.
const MaxPage = 200

// FirmRow is a line of the list of firms: the firm and where it stands in the review that was asked for.
// Year is that review's year, 0 where the firm is not in it.
type FirmRow struct {
	Firm
	Year           int    `json:"year"`
	Growth         string `json:"growth"` // tier IDs, "" for none
	GrowthMove     string `json:"growth_move"`
	GrowthCarried  bool   `json:"growth_carried"`
	Unicorn        string `json:"unicorn"`
	UnicornMove    string `json:"unicorn_move"`
	UnicornCarried bool   `json:"unicorn_carried"`
}

// Firms returns one page of the firms within the scope that f selects, and how many it selects in all. It wraps ErrNotFound when f
// names a year without a published review.
func (db *DB) Firms(ctx context.Context, scope Scope, f FirmFilter) (items []FirmRow, total int, err error) {
	list, err := db.firmList(ctx, scope, f)
	if err != nil {
		return nil, 0, err
	}
	codes, err := list.codes(pageStart(f.Page, f.Size), pageSize(f.Size))
	if err != nil {
		return nil, 0, err
	}
	counted := list.query
	if scope.All && f.plain() && f.judged() && list.review != nil { // every result has its firm, so the firms need not be looked at
		counted, err = f.results(db.Read.WithContext(ctx).Model(&Result{}).Where("results.review = ?", list.review.ID))
	}
	if err == nil {
		total, err = totalOf(counted, len(codes), f.Page, f.Size)
	}
	if err != nil {
		return nil, 0, err
	}
	items, err = db.firmRows(ctx, scope, list.review, codes)
	return items, total, err
}

// EachFirmRow calls fn with every firm within the scope that f selects, in the order of its Sort, whatever its page. The row is valid
// until fn returns. Errors as for Firms.
func (db *DB) EachFirmRow(ctx context.Context, scope Scope, f FirmFilter, fn func(*FirmRow) error) error {
	list, err := db.firmList(ctx, scope, f)
	if err != nil {
		return err
	}
	codes, err := list.codes(0, -1)
	if err != nil {
		return err
	}
	for some := range slices.Chunk(codes, lookup) {
		rows, err := db.firmRows(ctx, scope, list.review, some)
		if err != nil {
			return err
		}
		for i := range rows {
			if err := fn(&rows[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// firmList is a query for firms with the review that it asks, nil while none is published, and its order.
type firmList struct {
	query  *gorm.DB
	review *Review
	order  clause.OrderBy
}

func (db *DB) firmList(ctx context.Context, scope Scope, f FirmFilter) (*firmList, error) {
	review, err := db.judgedIn(ctx, f.Year)
	if err != nil {
		return nil, err
	}
	query := scope.firms(db.Read.WithContext(ctx).Model(&Firm{}), "firms.code")
	query = searchNames(query, "firms", f.Q, "name_key", "former_keys", "initials")
	query = inPlace(query, "firms", f.County, f.Zone)
	query = inIndustries(query, f.Industries)
	if f.State != "" {
		query = query.Where("firms.state = ?", f.State)
	}
	if f.Incubator != "" {
		query = Scope{Incubator: f.Incubator, Day: f.Day}.firms(query, "firms.code")
	}
	if f.Expiring != nil {
		query = f.Expiring.firms(query).Where(notGone, f.Day)
	}
	if f.Codes != nil {
		if query, err = db.amongCodes(query, f.Codes); err != nil {
			return nil, err
		}
	}
	if query, err = atPosition(query, review, f); err != nil {
		return nil, err
	}
	l := &firmList{query: query, review: review}
	return l, l.sort(f)
}

// judgedIn is the published review of a year, the latest one for 0; nil while none is.
func (db *DB) judgedIn(ctx context.Context, year int) (*Review, error) {
	if year != 0 {
		review, err := db.PublishedReview(ctx, year)
		if errors.Is(err, ErrNotFound) {
			return nil, fmt.Errorf("%w %d 年度已发布的评价", ErrNotFound, year)
		}
		return review, err
	}
	review, err := db.LatestPublished(ctx)
	if errors.Is(err, ErrNotFound) {
		return nil, nil
	}
	return review, err
}

// sort sets the order that the filter asks for.
func (l *firmList) sort(f FirmFilter) error {
	column, back := strings.CutPrefix(f.Sort, "-")
	direction := ""
	if back {
		direction = " DESC"
	}
	switch column {
	case "", "code":
		order := "firms.code"
		if f.judged() && l.review != nil {
			order = "results.code" // the same, in the order of the index that finds them
		}
		l.orderBy(order + direction)
	case "name", "county", "industry", "founded", "capital", "updated_at":
		l.orderBy("firms." + column + direction + ", firms.code" + direction)
	case "growth", "unicorn":
		if l.review == nil {
			l.orderBy("firms.code" + direction)
			return nil
		}
		if !f.judged() {
			l.query = l.query.Joins("LEFT JOIN results ON results.review = ? AND results.code = firms.code", l.review.ID)
		}
		rank, tiers := "CASE results."+column, make([]any, len(f.Rank))
		for i, tier := range f.Rank {
			rank, tiers[i] = rank+" WHEN ? THEN "+strconv.Itoa(i+1), tier
		}
		l.orderBy(rank+" ELSE 0 END"+direction+", firms.code"+direction, tiers...)
	default:
		return fmt.Errorf("不能按 %q 排序，可用 code、name、county、industry、founded、capital、updated_at、growth、unicorn，前面加 - 为倒序", f.Sort)
	}
	return nil
}

func (l *firmList) orderBy(order string, values ...any) {
	l.order = clause.OrderBy{Expression: clause.Expr{SQL: order, Vars: values, WithoutParentheses: true}}
}

// codes reads the codes of the list in its order, from a place on; a negative limit reads all.
func (l *firmList) codes(start, limit int) (codes []string, err error) {
	query := l.query.Session(&gorm.Session{}).Clauses(l.order)
	if limit >= 0 {
		query = query.Limit(limit).Offset(start)
	}
	err = query.Pluck("firms.code", &codes).Error
	return codes, err
}

// firmRows returns the firms with the codes, in the order of the codes, with where they stand in the review.
func (db *DB) firmRows(ctx context.Context, scope Scope, review *Review, codes []string) ([]FirmRow, error) {
	found, err := db.FirmsByCode(ctx, scope, codes)
	if err != nil {
		return nil, err
	}
	firms := make([]Firm, 0, len(codes))
	for _, code := range codes {
		if firm, there := found[code]; there {
			firms = append(firms, firm)
		}
	}
	return db.withPositions(ctx, review, firms)
}

// totalOf returns how many lines a query has of which one page was read. Only where that page may have
// others after it (or lies behind the last one) they are counted.
func totalOf(query *gorm.DB, read, page, size int) (int, error) {
	if start := pageStart(page, size); read < pageSize(size) && (read > 0 || start == 0) {
		return start + read, nil
	}
	var count int64
	err := query.Session(&gorm.Session{}).Count(&count).Error
	return int(count), err
}

// mostCodes is how many codes a statement of MySQL may name: it takes 65,535 values.
const mostCodes = 60_000

// amongCodes keeps the firms with one of the codes.
func (db *DB) amongCodes(query *gorm.DB, codes []string) (*gorm.DB, error) {
	switch {
	case len(codes) == 0:
		return query.Where("1 = 0"), nil
	case !db.MySQL:
		list, err := json.Marshal(codes)
		return query.Where("firms.code IN (SELECT value FROM json_each(?))", string(list)), err
	case len(codes) > mostCodes:
		return nil, fmt.Errorf("%w：符合的企业有 %d 户，这个数据库一次最多查 %d 户", ErrInvalid, len(codes), mostCodes)
	}
	return query.Where("firms.code IN ?", codes), nil
}

// inIndustries keeps the firms of any of the industries.
func inIndustries(query *gorm.DB, industries []IndustryRange) *gorm.DB {
	if len(industries) == 0 {
		return query
	}
	parts, values := make([]string, len(industries)), make([]any, 0, 2*len(industries))
	for i, r := range industries {
		parts[i], values = "firms.industry >= ? AND firms.industry < ?", append(values, r.From, r.To)
	}
	return query.Where("("+strings.Join(parts, " OR ")+")", values...)
}

// atPosition keeps the firms of which the review found what the filter asks for.
func atPosition(query *gorm.DB, review *Review, f FirmFilter) (*gorm.DB, error) {
	if !f.judged() {
		return query, nil
	}
	if review == nil {
		return query.Where("1 = 0"), nil
	}
	return f.results(query.Joins("JOIN results ON results.review = ? AND results.code = firms.code", review.ID))
}

// results keeps the results of which the filter asks.
func (f *FirmFilter) results(query *gorm.DB) (*gorm.DB, error) {
	if f.Present != nil {
		query = query.Where("results.present = ?", *f.Present)
	}
	if f.Missing != nil {
		query = query.Where("results.missing = ?", *f.Missing)
	}
	if f.Ready != 0 {
		query = query.Where("results.ready & ? <> 0", f.Ready)
	}
	query, err := resultsAt(query, f.Ladder, f.Tier, f.Move)
	if err != nil || f.From == "" {
		return query, err
	}
	position, _, err := ladderColumns(f.Ladder)
	return atTier(query, position+"_from", f.From), err
}

// resultsAt keeps the results at a tier of a ladder (None: at none, Any: at one) and with a movement on it.
func resultsAt(query *gorm.DB, ladder, tier, move string) (*gorm.DB, error) {
	position, movement, err := ladderColumns(ladder)
	if err != nil {
		return nil, err
	}
	query = atTier(query, position, tier)
	if move != "" {
		query = query.Where("results."+movement+" = ?", move)
	}
	return query, nil
}

// atTier keeps the results with a tier in a column (None: with none, Any: with one, "": whichever).
func atTier(query *gorm.DB, column, tier string) *gorm.DB {
	switch tier {
	case "":
		return query
	case None:
		return query.Where("results." + column + " = ''")
	case Any:
		return query.Where("results." + column + " <> ''")
	}
	return query.Where("results."+column+" = ?", tier)
}

// ladderColumns returns the columns of a result that hold the position and the movement on a ladder.
func ladderColumns(ladder string) (tier, move string, err error) {
	switch ladder {
	case "", "growth":
		return "growth", "growth_move", nil
	case "unicorn":
		return "unicorn", "unicorn_move", nil
	}
	return "", "", fmt.Errorf("没有培育线 %q，可用 growth、unicorn", ladder)
}

// searchNames keeps the lines of table whose code, name, or one of whose keys (columns of NormalName, or initials) contains what a person typed.
func searchNames(query *gorm.DB, table, typed string, keys ...string) *gorm.DB {
	typed = strings.TrimSpace(typed)
	if typed == "" {
		return query
	}
	var parts []string
	var values []any
	contains := func(column, text string) {
		parts, values = append(parts, "INSTR("+table+"."+column+", ?) > 0"), append(values, text)
	}
	key := NormalName(typed)
	for _, column := range keys {
		switch {
		case column != "initials" && key != "":
			contains(column, key)
		case column == "initials" && byInitials(typed):
			contains(column, strings.ToLower(typed))
		}
	}
	if len(parts) == 0 || key != typed {
		contains("name", typed)
	}
	if code := strings.ToUpper(typed); len(code) <= 18 && strings.Trim(code, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "" {
		contains("code", code)
	}
	return query.Where("("+strings.Join(parts, " OR ")+")", values...)
}

// inPlace keeps the lines of table in a county and in a zone; a firm may be in several zones.
func inPlace(query *gorm.DB, table, county, zone string) *gorm.DB {
	if county != "" {
		query = query.Where(table+".county = ?", county)
	}
	if zone != "" {
		column := table + ".zones"
		query = query.Where("("+column+" = ? OR "+column+" LIKE ? OR "+column+" LIKE ? OR "+column+" LIKE ?)",
			zone, zone+",%", "%,"+zone, "%,"+zone+",%")
	}
	return query
}

// withPositions adds to firms where they stand in the review.
func (db *DB) withPositions(ctx context.Context, review *Review, firms []Firm) ([]FirmRow, error) {
	rows, codes, index := make([]FirmRow, len(firms)), make([]string, len(firms)), make(map[string]int, len(firms))
	for i, firm := range firms {
		rows[i].Firm, codes[i], index[firm.Code] = firm, firm.Code, i
	}
	if review == nil || len(firms) == 0 {
		return rows, nil
	}
	var results []Result
	err := db.Read.WithContext(ctx).Omit("verdict").Find(&results, "review = ? AND code IN ?", review.ID, codes).Error
	for _, r := range results {
		row := &rows[index[r.Code]]
		row.Year = review.Year
		row.Growth, row.GrowthMove, row.GrowthCarried = r.Growth, r.GrowthMove, r.GrowthCarried
		row.Unicorn, row.UnicornMove, row.UnicornCarried = r.Unicorn, r.UnicornMove, r.UnicornCarried
	}
	return rows, err
}

func pageSize(size int) int {
	if size <= 0 {
		return 50
	}
	return min(size, MaxPage)
}

func pageStart(page, size int) int { return (max(page, 1) - 1) * pageSize(size) }
