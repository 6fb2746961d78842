package modelstest

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"yunti/models"
	"yunti/policy"
	"yunti/tiering"
)

// BenchFirms is how many firms benchmarks take when YUNTI_BENCH_FIRMS does not say otherwise.
const BenchFirms = 100_000

// Fill puts firms with figures of four years up to year, recognitions, 规上 lines, rounds and listings straight into the
// tables: the same ones for the same numbers, plausible enough to reach every tier, and not in the order of their codes, as
// in real rosters. Codes have a right form but no right check character.
func Fill(tb testing.TB, db *models.DB, firms, year int) {
	tb.Helper()
	pool, err := db.Write.DB()
	if err != nil {
		tb.Fatal(err)
	}
	const some = 4000
	for from := 0; from < firms; from += some {
		if err := fillSome(tb.Context(), pool, from, min(from+some, firms), year); err != nil {
			tb.Fatal(err)
		}
	}
	if err := db.Tx(tb.Context(), models.Bump); err != nil {
		tb.Fatal(err)
	}
	analyse := "ANALYZE"
	if db.MySQL {
		analyse = "ANALYZE TABLE firms, firm_years, recognitions, rounds, listings, scale_lines, assessments"
	}
	if err := db.Write.Exec(analyse).Error; err != nil {
		tb.Fatal(err)
	}
}

// table collects lines for one table.
type table struct {
	head  string
	line  string
	args  []any
	width int
}

const lineOrigin = "version, filing, line, updated_at"

func newTable(name, columns string) *table {
	columns += ", " + lineOrigin
	width := strings.Count(columns, ",") + 1
	return &table{head: "INSERT INTO " + name + " (" + columns + ") VALUES ", line: "(" + strings.Repeat("?,", width-1) + "?)", width: width}
}

// lineTime is when all lines were written.
const lineTime = "2024-01-02 03:04:05.000"

func (t *table) add(values ...any) {
	t.args = append(append(t.args, values...), 1, "F000001", len(t.args)/t.width+2, lineTime)
}

func (t *table) insert(ctx context.Context, tx *sql.Tx) error {
	return insertLines(ctx, tx, t.head, t.line, t.width, t.args)
}

// insertLines writes lines of width values with few statements. A statement that comes again is prepared.
func insertLines(ctx context.Context, tx *sql.Tx, head, line string, width int, args []any) error {
	const some = 400
	text := func(lines int) string { return head + strings.TrimSuffix(strings.Repeat(line+",", lines), ",") }
	var full *sql.Stmt
	for len(args) >= some*width {
		if full == nil {
			var err error
			if full, err = tx.PrepareContext(ctx, text(some)); err != nil {
				return err
			}
			defer full.Close()
		}
		if _, err := full.ExecContext(ctx, args[:some*width]...); err != nil {
			return err
		}
		args = args[some*width:]
	}
	if len(args) == 0 {
		return nil
	}
	_, err := tx.ExecContext(ctx, text(len(args)/width), args...)
	return err
}

// cityTables are the tables that Fill writes.
type cityTables struct{ firms, years, titles, scale, rounds, listings *table }

func fillSome(ctx context.Context, pool *sql.DB, from, to, year int) error {
	var figures []string
	for _, f := range tiering.FigureTable {
		figures = append(figures, f.Key)
	}
	t := cityTables{
		firms:    newTable("firms", "code, name, name_key, former_names, former_keys, founded, capital, county, zones, industry, field, state, state_day, contact, phone"),
		years:    newTable("firm_years", "code, year, "+strings.Join(figures, ", ")),
		titles:   newTable("recognitions", "holder, kind, ref, name, level, number, issued, ends, revoked, amount, batch, doc_no"),
		scale:    newTable("scale_lines", "code, year, name, above, category"),
		rounds:   newTable("rounds", "code, day, series, name, amount, valuation, currency, investors, proof"),
		listings: newTable("listings", "code, board, listed, name, stock, delisted"),
	}
	for i := from; i < to; i++ {
		t.firm(i, year)
	}
	tx, err := pool.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	for _, table := range []*table{t.firms, t.years, t.titles, t.scale, t.rounds, t.listings} {
		if err := table.insert(ctx, tx); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// Code is the code of the firm with that number; the last character is not a check character.
func Code(i int) string { return fmt.Sprintf("915301%02dMA%07dX", 1+i%14, i) }

var (
	cityCounties   = []string{"530102", "530103", "530111", "530112", "530113", "530114", "530115", "530124", "530125", "530126", "530127", "530128", "530129", "530181"}
	cityZones      = []string{"", "", "", "GXQ", "JKQ", "DZXQ", "GXQ,ZMPQ", "YZH"}
	cityIndustries = []string{"6510", "6520", "3912", "2710", "3590", "7320", "7510", "1495", "5121", "0511"}
	cityFields     = []string{"电子信息", "生物与新医药", "先进制造与自动化", "高技术服务", "新材料", "资源与环境", ""}
)

// firm adds the lines of one firm.
func (t *cityTables) firm(i, year int) {
	r := rand.New(rand.NewPCG(uint64(i), 20240701))
	code, name := Code(i), fmt.Sprintf("昆明云梯试验%07d科技有限公司", i)
	founded := policy.NewDay(year-r.IntN(18), 1+r.IntN(12), 1+r.IntN(28))
	state, stateDay := "在业", policy.Day(0)
	if r.IntN(100) < 3 {
		state, stateDay = []string{"迁出", "注销", "吊销"}[r.IntN(3)], policy.NewDay(year, 1+r.IntN(12), 15)
	}
	former, formerKey := "", ""
	if r.IntN(100) < 2 {
		former = fmt.Sprintf("昆明旧名%07d有限公司", i)
		formerKey = former
	}
	t.firms.add(code, name, name, former, formerKey, founded, int64(r.IntN(5000))*int64(policy.Wan), cityCounties[i%len(cityCounties)],
		cityZones[r.IntN(len(cityZones))], cityIndustries[r.IntN(len(cityIndustries))], cityFields[r.IntN(len(cityFields))], state, stateDay, "王某", "0871-60000000")
	t.figures(r, code, founded, year)
	t.recognitions(r, code, name, year)
	if r.IntN(100) < 20 {
		for y := year - 1; y <= year; y++ {
			t.scale.add(code, y, name, r.IntN(10) > 0, "规模以上服务业")
		}
	}
	if r.IntN(100) < 2 {
		t.rounds.add(code, policy.NewDay(year-r.IntN(3), 3, 1), "A轮", name, 2000*int64(policy.Wan), int64(10_000+r.IntN(900_000))*int64(policy.Wan), "人民币", "某创业投资基金", "投资协议")
	}
	if r.IntN(1000) < 3 {
		t.listings.add(code, "科创板", policy.NewDay(year-1, 6, 1), name, fmt.Sprintf("688%03d", i%1000), nil)
	}
}

// figures adds four years of a firm that grows or shrinks; some figures and some whole years are missing.
func (t *cityTables) figures(r *rand.Rand, code string, founded policy.Day, year int) {
	revenue := int64(50+r.IntN(8000)) * int64(policy.Wan)
	staff := int64(5 + r.IntN(300))
	growth := int64(85 + r.IntN(50))
	for y := year - 3; y <= year; y++ {
		revenue, staff = revenue*growth/100+int64(r.IntN(100)), staff*growth/100+1
		if y < founded.Year() || r.IntN(100) < 3 {
			continue
		}
		rd := revenue * int64(2+r.IntN(10)) / 100
		values := [tiering.NumFigures]any{revenue, revenue * 9 / 10, revenue * 11 / 10, revenue * int64(50+r.IntN(50)) / 100, revenue * 8 / 10,
			rd, rd * 9 / 10, rd * 95 / 100, rd * 9 / 10, rd * 12 / 10, revenue * 2, revenue, revenue / 12, revenue / 20,
			staff, staff * int64(8+r.IntN(30)) / 100, r.IntN(3), r.IntN(12), r.IntN(20), 0, 0, 0, 0, 0, 0, 1, 1}
		for k := range values {
			if r.IntN(100) < 4 {
				values[k] = nil
			}
		}
		t.years.add(append([]any{code, y}, values[:]...)...)
	}
}

// recognitions adds the titles of a firm: a SME entry of some years, a certificate, a library entry, rarer ones.
func (t *cityTables) recognitions(r *rand.Rand, code, name string, year int) {
	add := func(kind, level, number string, issued, ends policy.Day) {
		t.titles.add(code, kind, number, name, level, number, issued, ends, nil, nil, "第一批", "云科高发〔2022〕1号")
	}
	for y := year - 1; y <= year; y++ {
		if r.IntN(100) < 40 {
			add("tech_sme", "国家级", fmt.Sprintf("%d5301020%s%s", y, "C", code[11:16]), policy.NewDay(y, 6, 30), 0)
		}
	}
	if r.IntN(100) < 25 {
		issued := policy.NewDay(year-r.IntN(4), 11, 15)
		add("hnte", "", fmt.Sprintf("GR%d53%s", issued.Year(), code[10:16]), issued, issued.AddYears(3))
	}
	if r.IntN(100) < 8 {
		add("hnte_library", "市级", "PY"+code[10:], policy.NewDay(year-r.IntN(4), 9, 1), 0)
	}
	for _, kind := range []string{"gazelle", "fledgling", "pre_unicorn"} {
		if r.IntN(100) < 2 {
			issued := policy.NewDay(year-r.IntN(4), 12, 1)
			add(kind, "省级", kind[:2]+code[10:], issued, issued.AddYears(3))
		}
	}
}
