// Package importers takes in rosters: a workbook or a text table is read (Read), turned into a
// filing of steps against the stored records (Plan), and carried out (Apply).
package importers

import (
	"yunti/policy"
)

// Kind is one kind of roster.
type Kind struct {
	ID      string
	Name    string   // 企业名录
	Yearly  bool     // one workbook holds one year, chosen at import; a 年度 column may repeat it
	Columns []Column // in the order in which the template prints them
	Note    string   // what the template's 填写说明 says of the whole roster

	titles map[string]titleMatch // by folded title, made by init
	index  map[string]int        // column position by key, made by init
}

// Column is one column of a roster kind.
type Column struct {
	Key     string // name in the program: code, revenue, …
	Title   string // 营业收入
	Sign    string // what the template prints in brackets behind the title: 万元, 人
	Aliases []string
	Need    Need
	Parse   Parser
	Max     int    // longest text, in characters; 0: 200
	Rough   Rough  // days: what may be written instead of a full day
	Note    string // 填写说明
	Example string // the template's example line

	// Choices lists the words that the column takes, for the template's drop-down lists.
	Choices func(*policy.Edition) []string
}

// Need says how much a column is needed.
type Need uint8

// The needs. A workbook without a Required column is refused as a whole, and a line without a
// value in it is rejected. A Wanted column is needed by lines that add a new record only.
const (
	Optional Need = iota
	Wanted
	Required
)

// Parser says how the text of a cell is understood.
type Parser uint8

// The parsers, and what Value.N and Value.Text hold.
const (
	ParseText  Parser = iota // Text
	ParseCode                // Text: 统一社会信用代码, normalised and checked
	ParseDay                 // N: YYYYMMDD
	ParseMoney               // N: 分 or US cents; Text: the currency that the cell or title names, else ""
	ParseCount               // N: a whole number of 人, 件, 项 or points, not negative
	ParseFlag                // N: 1 是, 0 否
	ParseYear                // N: 2022
)

// Rough says which rough dates a column takes.
type Rough uint8

// A full day is needed wherever a rule counts days (成立日期, 发证日期, 上市日期, 入驻日期 …). An
// end of validity given as a month or a year is the last day of it, because the title says "up to
// and including"; a financing round given as a month is booked on that month's last day, which is
// in the same year and never before the deal.
const (
	FullDay Rough = iota
	MonthEnd
	YearEnd
)

// Kinds lists every roster kind.
var Kinds = []*Kind{&firms, &figures, &recognitions, &rounds, &listings, &aboveScale, &incubators, &residencies, &payments, &assessments, &incomes}

// KindOf finds a kind by its ID.
func KindOf(id string) (*Kind, bool) {
	for _, k := range Kinds {
		if k.ID == id {
			return k, true
		}
	}
	return nil, false
}

// Column returns the column with the key; it panics on a key that the kind does not have.
func (k *Kind) Column(key string) *Column { return &k.Columns[k.at(key)] }

// at returns the position of the column with the key.
func (k *Kind) at(key string) int {
	i, ok := k.index[key]
	if !ok {
		panic("importers: kind " + k.ID + " has no column " + key)
	}
	return i
}

// has reports whether the kind has a column with the key.
func (k *Kind) has(key string) bool {
	_, ok := k.index[key]
	return ok
}

// Heading is the column's title as the template prints it, without the required mark: 营业收入(万元).
func (c *Column) Heading() string {
	if c.Sign == "" {
		return c.Title
	}
	return c.Title + "(" + c.Sign + ")"
}

// limit is the longest text that the column takes, in characters.
func (c *Column) limit() int {
	if c.Max == 0 {
		return 200
	}
	return c.Max
}

func init() {
	for _, k := range Kinds {
		k.index = make(map[string]int, len(k.Columns))
		k.titles = make(map[string]titleMatch, 4*len(k.Columns))
		for i := range k.Columns {
			c := &k.Columns[i]
			k.index[c.Key] = i
			for rank, title := range append([]string{c.Title}, c.Aliases...) {
				folded, _ := foldTitle(title)
				if _, taken := k.titles[folded]; !taken {
					k.titles[folded] = titleMatch{column: i, rank: rank}
				}
			}
		}
	}
}

// titleMatch is what a title stands for. Rank 0 is the column's own title, others are aliases.
type titleMatch struct {
	column, rank int
}

// ignoredTitles are known titles that carry nothing to import.
var ignoredTitles = map[string]bool{
	"序号": true, "备注": true, "no": true, "说明": true, "备注说明": true, foldedReason: true, foldedRow: true,
}

// The two columns that Rejects adds; reading passes them over.
const (
	reasonTitle = "错误原因"
	rowTitle    = "原行号"

	foldedReason = reasonTitle
	foldedRow    = rowTitle
)
