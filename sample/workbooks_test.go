package sample

import (
	"context"
	"crypto/sha256"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

var update = flag.Bool("update", false, "rewrite testdata after a deliberate change of the city")

// write makes a city in a fresh folder.
func write(t *testing.T, opt Options) (dir string, paths []string) {
	t.Helper()
	dir = t.TempDir()
	paths, err := Write(t.Context(), dir, opt, nil)
	if err != nil {
		t.Fatal(err)
	}
	return dir, paths
}

// rows reads a worksheet, row by row, as it is stored.
func rows(t *testing.T, f *excelize.File, tab string, fn func(cells []string)) {
	t.Helper()
	r, err := f.Rows(tab)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for r.Next() {
		cells, err := r.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		fn(cells)
	}
	if err := r.Error(); err != nil {
		t.Fatal(err)
	}
}

func openBook(t *testing.T, path string) *excelize.File {
	t.Helper()
	f, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// digest sums up all the cells of a workbook in one line.
func digest(t *testing.T, path string) string {
	t.Helper()
	f := openBook(t, path)
	hash, n := sha256.New(), 0
	for _, tab := range f.GetSheetList() {
		fmt.Fprintln(hash, tab)
		rows(t, f, tab, func(cells []string) {
			n++
			fmt.Fprintln(hash, strings.Join(cells, "\x1f"))
		})
	}
	return fmt.Sprintf("%s %d rows %x", filepath.Base(path), n, hash.Sum(nil))
}

// The digests were taken once and hold on every machine.
func TestTheSameOptionsGiveTheSameCells(t *testing.T) {
	const golden = "testdata/cells.golden"
	_, paths := write(t, Options{Firms: 240, Seed: 7})
	_, again := write(t, Options{Firms: 240, Seed: 7})
	var lines []string
	for i := range paths {
		line := digest(t, paths[i])
		if other := digest(t, again[i]); line != other {
			t.Errorf("%s, then %s", line, other)
		}
		lines = append(lines, line)
	}
	text := strings.Join(lines, "\n") + "\n"
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(golden, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if text != string(want) {
		t.Errorf("the city of seed 7 has changed (go test ./sample -update after a deliberate change):\n%s\nwant\n%s", text, want)
	}
}

func TestAnotherSeedIsAnotherCity(t *testing.T) {
	_, a := write(t, Options{Firms: 60, Seed: 7})
	_, b := write(t, Options{Firms: 60, Seed: 8})
	if digest(t, a[0]) == digest(t, b[0]) {
		t.Error("seeds 7 and 8 give the same firms")
	}
}

// canonical are the columns of each kind of roster.
var canonical = map[string]string{
	"firms":        "统一社会信用代码 企业名称 曾用名 成立日期 注册资本(万元) 所属县(市)区 所属开发区 国民经济行业代码 技术领域 经营状态 状态日期 联系人 联系电话",
	"figures":      "统一社会信用代码 企业名称 年度 营业收入(万元) 主营业务收入(万元) 总收入(万元) 高新技术产品(服务)收入(万元) 成本费用总额(万元) 研发费用(万元) 研发费用-加计扣除口径(万元) 研发费用-高企口径(万元) 境内研发费用(万元) 科技活动投入(万元) 资产总额(万元) 负债总额(万元) 净利润(万元) 上缴税费(万元) 职工总数(人) 科技人员数(人) Ⅰ类知识产权(件) Ⅱ类知识产权(件) 近三年成果转化(项) 重大安全质量事故 严重环境违法 科研严重失信 经营异常名录 严重违法失信 禁限淘汰类产品 查账征收 火炬统计报表",
	"recognitions": "统一社会信用代码 企业名称 认定类别 级别 证书编号 发证日期 有效期至 撤销日期 金额(万元) 批次 文号",
	"rounds":       "统一社会信用代码 企业名称 轮次 融资日期 融资金额(万) 投后估值(亿) 币种 投资机构 证明类型",
	"listings":     "统一社会信用代码 企业名称 上市板块 股票代码 上市日期 退市日期",
	"above_scale":  "统一社会信用代码 企业名称 年度 是否规上 专业类别",
	"incubators":   "载体名称 统一社会信用代码 载体类型 级别 所属县(市)区 认定日期",
	"residencies":  "统一社会信用代码 企业名称 载体名称 入驻日期 离开日期 是否毕业",
	"payments":     "条款 年度 统一社会信用代码 收款单位 批准金额(万元) 拨付金额(万元) 拨付日期 文号",
	"incomes":      "统一社会信用代码 成果完成单位 成果名称 转化方式 取得收入日期 收入金额(万元) 现金奖励金额(万元) 分配完成日期 依据文件",
}

func TestEachRosterHasItsColumnsBelowTitleAndUnit(t *testing.T) {
	dir, paths := write(t, Options{Firms: 240, Seed: 7})
	var names []string
	for _, path := range paths {
		name := strings.TrimSuffix(filepath.Base(path), ".xlsx")
		names = append(names, name)
		kind, _, _ := strings.Cut(name, "-")
		f := openBook(t, path)
		tab := f.GetSheetName(0)
		header, text, bodyRows := 0, "", 0
		n := 0
		rows(t, f, tab, func(cells []string) {
			n++
			line := strings.TrimPrefix(strings.Join(cells, " "), "序号 ")
			text += line + "\n"
			if line == canonical[kind] {
				header = n
			} else if header > 0 {
				bodyRows++
			}
		})
		if header < 3 {
			t.Errorf("%s: the header with all columns of %s is in row %d", name, kind, header)
		}
		for _, want := range []string{"昆明市", "填报单位：", "注：", "制表人：", "审核人：", "填报日期："} {
			if !strings.Contains(text, want) {
				t.Errorf("%s lacks %s", name, want)
			}
		}
		if total := strings.Contains(text, "\n合计 "); total != (kind == "figures" || kind == "payments") {
			t.Errorf("%s: 合计 row %v", name, total)
		}
		if bodyRows < 3 {
			t.Errorf("%s has %d rows below its header", name, bodyRows)
		}
	}
	want := "firms figures-2018 figures-2019 figures-2020 figures-2021 figures-2022 figures-2023 figures-2024 above_scale-2021 above_scale-2022 above_scale-2023 above_scale-2024 incubators residencies recognitions rounds listings payments incomes"
	if got := strings.Join(names, " "); got != want {
		t.Errorf("rosters %s, want %s", got, want)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != len(paths) {
		t.Errorf("%d files in the folder, %d returned (%v)", len(entries), len(paths), err)
	}
}

func TestTotalsAddUpTheLines(t *testing.T) {
	_, paths := write(t, Options{Firms: 300, Seed: 5})
	f := openBook(t, paths[slices.IndexFunc(paths, func(p string) bool { return strings.HasSuffix(p, "figures-2022.xlsx") })])
	var sum, total wan
	rows(t, f, f.GetSheetName(0), func(cells []string) {
		if len(cells) < 10 || strings.HasPrefix(cells[3], "营业收入") {
			return
		}
		text := strings.ReplaceAll(cells[3], ",", "")
		var whole, part int64
		if n, _ := fmt.Sscanf(text, "%d.%2d", &whole, &part); n == 0 {
			return
		}
		if i := strings.IndexByte(text, '.'); i == len(text)-2 {
			part *= 10
		}
		if cells[0] == "合计" {
			total = wan(whole*100 + part)
		} else {
			sum += wan(whole*100 + part)
		}
	})
	if total == 0 || total != sum {
		t.Errorf("合计 %d, lines %d", total, sum)
	}
}

func TestAFullWorksheetIsContinuedOnTheNext(t *testing.T) {
	c := newCity(Options{Firms: 100, Seed: 7})
	list := rosters()
	r := list[slices.IndexFunc(list, func(r roster) bool { return r.file == "recognitions" })]
	whole, parts := filepath.Join(t.TempDir(), "whole.xlsx"), filepath.Join(t.TempDir(), "parts.xlsx")
	for path, limit := range map[string]int{whole: tabRows, parts: 50} {
		if err := r.write(context.Background(), c, path, limit, func(int) {}); err != nil {
			t.Fatal(err)
		}
	}
	body := func(path string) (lines []string, tabs int) {
		f := openBook(t, path)
		for _, tab := range f.GetSheetList() {
			tabs++
			headers := 0
			rows(t, f, tab, func(cells []string) {
				line := strings.Join(cells, "|")
				if strings.HasSuffix(strings.ReplaceAll(line, "|", " "), canonical["recognitions"]) {
					headers++
				} else if len(cells) > 6 && cells[0] != "" && cells[2] != "" {
					lines = append(lines, line)
				}
			})
			if headers != 1 {
				t.Errorf("worksheet %s of %s has %d headers", tab, filepath.Base(path), headers)
			}
		}
		return lines, tabs
	}
	all, one := body(whole)
	split, tabs := body(parts)
	if one != 1 || tabs < 4 {
		t.Errorf("%d and %d worksheets", one, tabs)
	}
	if !slices.Equal(all, split) {
		t.Errorf("%d lines on one worksheet, %d on several", len(all), len(split))
	}
}

func TestBadSizesAndFoldersAreRefused(t *testing.T) {
	for _, firms := range []int{-1, 0, MaxFirms + 1} {
		if _, err := Write(t.Context(), t.TempDir(), Options{Firms: firms}, nil); !errors.Is(err, ErrSize) {
			t.Errorf("%d firms: %v", firms, err)
		}
	}
	file := filepath.Join(t.TempDir(), "rosters")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Write(t.Context(), file, Options{Firms: 1}, nil); err == nil || !strings.Contains(err.Error(), "无法创建目录") {
		t.Errorf("a file as folder: %v", err)
	}
}

func TestACancelledRunLeavesNothingHalfWritten(t *testing.T) {
	dir := t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	_, err := Write(ctx, dir, Options{Firms: 4000, Seed: 7}, func(done, total int) {
		if done > total/4 {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("cancelled: %v", err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".") {
			t.Errorf("%s is left behind", e.Name())
		}
		openBook(t, filepath.Join(dir, e.Name()))
	}
}

func TestProgressReachesTheWhole(t *testing.T) {
	last, whole := 0, 0
	_, err := Write(t.Context(), t.TempDir(), Options{Firms: 1200, Seed: 7}, func(done, total int) {
		if done < last || done > total {
			t.Errorf("progress from %d to %d of %d", last, done, total)
		}
		last, whole = done, total
	})
	if err != nil || last != whole || whole == 0 {
		t.Errorf("progress ends at %d of %d: %v", last, whole, err)
	}
}

func TestTheSmallestCityHasEveryWorkbook(t *testing.T) {
	_, paths := write(t, Options{Firms: 1, Seed: 7})
	for _, path := range paths {
		openBook(t, path)
	}
}

func BenchmarkWrite(b *testing.B) {
	for b.Loop() {
		if _, err := Write(b.Context(), b.TempDir(), Options{Firms: 3000, Seed: 7}, nil); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(3000*float64(b.N)/b.Elapsed().Seconds(), "firms/s")
}

func BenchmarkLives(b *testing.B) {
	c := newCity(Options{Firms: MaxFirms, Seed: 7})
	var l life
	i := 0
	for b.Loop() {
		c.live(&l, i%MaxFirms)
		i++
	}
}
