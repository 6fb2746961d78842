package models

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"

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
	Q         string     // part of the code, the name or a former name
	County    string     // policy.Place.ID
	Zone      string     // policy.Place.ID
	State     string     // 经营状态
	Incubator string     // Incubator.Name: the firms that are its own on Day, as Scope has it
	Day       policy.Day // needed with Incubator
	Expiring  *Expiring
	Missing   bool   // the latest published review lacked a figure
	Ladder    string // growth or unicorn: the ladder that Tier and Move are about; "" is growth
	Tier      string // tier ID of the position in the latest published review; None for firms that it found at none
	Move      string // tiering.Movement in the latest published review
	Sort      string // code (default), name, county, industry, founded, capital; "-" before it turns it round
	Page      int    // from 1; 0 is 1
	Size      int    // lines a page, at most MaxPage; 0 is 50
}

// judged reports whether the filter asks what the latest published review found.
func (f *FirmFilter) judged() bool { return f.Tier+f.Move != "" || f.Missing }

// plain reports whether the filter asks nothing of the firms themselves.
func (f *FirmFilter) plain() bool {
	return f.Q+f.County+f.Zone+f.State+f.Incubator == "" && f.Expiring == nil
}

// None as a tier to filter by stands for firms without a position, Any for those with one.
const (
	None = "none"
	Any  = "any"
)

// MaxPage is the most lines that one page of a list has.
const MaxPage = 200

// FirmRow is a line of the list of firms: the firm and where it stands in the latest published review.
// Year is that review's year, 0 where the firm is in none.
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

// Firms returns one page of the firms within the scope that f selects, and how many it selects in all.
func (db *DB) Firms(ctx context.Context, scope Scope, f FirmFilter) (items []FirmRow, total int, err error) {
	order, err := firmOrder(f.Sort)
	if err != nil {
		return nil, 0, err
	}
	latest, err := db.LatestPublished(ctx)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return nil, 0, err
	}
	query := scope.firms(db.Read.WithContext(ctx).Model(&Firm{}), "firms.code")
	query = searchNames(query, "firms", f.Q, "name_key", "former_keys")
	query = inPlace(query, "firms", f.County, f.Zone)
	if f.State != "" {
		query = query.Where("firms.state = ?", f.State)
	}
	if f.Incubator != "" {
		query = Scope{Incubator: f.Incubator, Day: f.Day}.firms(query, "firms.code")
	}
	if f.Expiring != nil {
		query = f.Expiring.firms(query)
	}
	if query, err = atPosition(query, latest, f); err != nil {
		return nil, 0, err
	}
	if f.judged() && latest != nil && strings.HasPrefix(order, "firms.code") {
		order = strings.Replace(order, "firms", "results", 1) // the same, in the order of the index that finds them
	}
	var firms []Firm
	err = query.Session(&gorm.Session{}).Select("firms.*").Order(order).Limit(pageSize(f.Size)).Offset(pageStart(f.Page, f.Size)).Find(&firms).Error
	if err != nil {
		return nil, 0, err
	}
	if scope.All && f.plain() && f.judged() && latest != nil { // every result has its firm, so the firms need not be looked at
		query, err = resultsAt(db.Read.WithContext(ctx).Model(&Result{}).Where("results.review = ?", latest.ID), f.Ladder, f.Tier, f.Move)
		if f.Missing {
			query = query.Where("results.missing = ?", true)
		}
	}
	if err == nil {
		total, err = totalOf(query, len(firms), f.Page, f.Size)
	}
	if err != nil {
		return nil, 0, err
	}
	items, err = db.withPositions(ctx, latest, firms)
	return items, total, err
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

func firmOrder(sort string) (string, error) {
	column, direction := sort, ""
	if back, ok := strings.CutPrefix(sort, "-"); ok {
		column, direction = back, " DESC"
	}
	switch column {
	case "", "code":
		return "firms.code" + direction, nil
	case "name", "county", "industry", "founded", "capital":
		return "firms." + column + direction + ", firms.code" + direction, nil
	}
	return "", fmt.Errorf("不能按 %q 排序，可用 code、name、county、industry、founded、capital，前面加 - 为倒序", sort)
}

// atPosition keeps the firms at a position, with a movement or with missing figures in the latest published review.
func atPosition(query *gorm.DB, latest *Review, f FirmFilter) (*gorm.DB, error) {
	if !f.judged() {
		return query, nil
	}
	if latest == nil {
		return query.Where("1 = 0"), nil
	}
	if f.Missing {
		query = query.Where("results.missing = ?", true)
	}
	return resultsAt(query.Joins("JOIN results ON results.review = ? AND results.code = firms.code", latest.ID), f.Ladder, f.Tier, f.Move)
}

// resultsAt keeps the results at a tier of a ladder (None: at none, Any: at one) and with a movement on it.
func resultsAt(query *gorm.DB, ladder, tier, move string) (*gorm.DB, error) {
	position, movement, err := ladderColumns(ladder)
	if err != nil {
		return nil, err
	}
	switch tier {
	case "":
	case None:
		query = query.Where("results." + position + " = ''")
	case Any:
		query = query.Where("results." + position + " <> ''")
	default:
		query = query.Where("results."+position+" = ?", tier)
	}
	if move != "" {
		query = query.Where("results."+movement+" = ?", move)
	}
	return query, nil
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

// searchNames keeps the lines of table whose code, name, or one of whose keys (columns of NormalName) contains what a person typed.
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
		if key != "" {
			contains(column, key)
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
