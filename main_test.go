package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"yunti/exports"
	"yunti/models/modelstest"
)

func TestMain(m *testing.M) {
	os.Setenv("LANG", "zh_CN.UTF-8")
	os.Unsetenv("LC_ALL")
	modelstest.Main(m)
}

// yunti carries out a command line and returns what it printed and its exit code.
func yunti(t *testing.T, args ...string) (out, messages string, code int) {
	t.Helper()
	var o, e bytes.Buffer
	code = run(t.Context(), args, &o, &e)
	return o.String(), e.String(), code
}

// done is yunti for a command line that must succeed.
func done(t *testing.T, args ...string) string {
	t.Helper()
	out, messages, code := yunti(t, args...)
	if code != 0 {
		t.Fatalf("yunti %s: exit %d\n%s%s", strings.Join(args, " "), code, out, messages)
	}
	return out
}

// city imports a small sample city, reviews and publishes three years, and returns the explanations of the last.
func city(t *testing.T, url string) string {
	t.Helper()
	rosters := t.TempDir()
	files := strings.Fields(done(t, "sample", "--firms", "300", "--seed", "7", "--out", rosters))
	if len(files) < 15 {
		t.Fatalf("the sample city has only %d workbooks", len(files))
	}
	for _, file := range files {
		kind, year := rosterOf(file)
		args := []string{"import", kind, file, "--apply", "--db", url}
		if year != 0 {
			args = append(args, "--year", itoa(year))
		}
		done(t, args...)
	}
	for _, year := range demoYears {
		done(t, "review", itoa(year), "--publish", "--db", url)
	}
	return done(t, "explain", "--all", "--year", itoa(demoYears[2]), "--db", url)
}

func itoa(n int) string { return string(must(json.Marshal(n))) }

func TestTheMainJobIsTheSameToTheByteOnSQLiteAndMariaDB(t *testing.T) {
	lite, maria := modelstest.SQLiteURL(t), modelstest.MariaDBURL(t)
	onLite, onMaria := city(t, lite), city(t, maria)
	if n := strings.Count(onLite, "\n"); n != 300 {
		t.Errorf("%d firms explained, want 300", n)
	}
	if diff := cmp.Diff(onLite, onMaria); diff != "" {
		t.Errorf("verdicts differ: −SQLite +MariaDB\n%.2000s", diff)
	}
	if diff := cmp.Diff(done(t, "owed", "2022", "--json", "--db", lite), done(t, "owed", "2022", "--json", "--db", maria)); diff != "" {
		t.Errorf("entitlements differ: −SQLite +MariaDB\n%.2000s", diff)
	}
	for _, url := range []string{lite, maria} {
		report := filepath.Join(t.TempDir(), "r.xlsx")
		done(t, "report", "annual", "--year", "2023", "-o", report, "--db", url)
		if said := done(t, "report", "verify", report, "--db", url); !strings.Contains(said, "内容与生成时一致") {
			t.Errorf("the report that was just made: %s", said)
		}
		f, err := excelize.OpenFile(report)
		if err != nil {
			t.Fatal(err)
		}
		if sheets := f.GetSheetList(); len(sheets) < 20 {
			t.Errorf("the annual report has only the sheets %v", sheets)
		}
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestEveryReportIsMadeAndAChangeInOneIsFound(t *testing.T) {
	url, dir := modelstest.SQLiteURL(t), t.TempDir()
	first, _, _ := strings.Cut(city(t, url), "\n")
	var x struct{ Code string }
	if err := json.Unmarshal([]byte(first), &x); err != nil {
		t.Fatal(err)
	}
	for _, r := range exports.Reports {
		file := filepath.Join(dir, r.Key+".xlsx")
		args := []string{"report", r.Key, "--year", "2023", "-o", file, "--db", url}
		if r.Needs == exports.NeedsFirm {
			if _, messages, code := yunti(t, args...); code != 2 || !strings.Contains(messages, "统一社会信用代码") {
				t.Errorf("%s without a firm: exit %d\n%s", r.Key, code, messages)
			}
			args = append(args, "--code", x.Code)
		}
		done(t, args...)
		if said := done(t, "report", "verify", file, "--db", url); !strings.Contains(said, "内容与生成时一致") || !strings.Contains(said, r.Name) {
			t.Errorf("%s as it was made: %s", r.Key, said)
		}
	}

	f, err := excelize.OpenFile(filepath.Join(dir, "ladder.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	sheet, changed := f.GetSheetName(0), filepath.Join(dir, "changed.xlsx")
	if err := errors.Join(f.SetCellInt(sheet, "C9", 987654), f.SaveAs(changed)); err != nil {
		t.Fatal(err)
	}
	if said, _, code := yunti(t, "report", "verify", changed, "--db", url); code != 1 || !strings.Contains(said, "内容有改动") || !strings.Contains(said, "《"+sheet+"》自第 9 行起") {
		t.Errorf("one cell was changed: exit %d\n%s", code, said)
	}
	other, book := filepath.Join(dir, "other.xlsx"), excelize.NewFile()
	defer book.Close()
	if err := book.SaveAs(other); err != nil {
		t.Fatal(err)
	}
	if said, _, code := yunti(t, "report", "verify", other, "--db", url); code != 1 || !strings.Contains(said, "没有核验编号") {
		t.Errorf("a workbook of somebody else: exit %d\n%s", code, said)
	}
}

func TestTheDraftThatWasReadIsTheOneThatIsPublished(t *testing.T) {
	url := modelstest.SQLiteURL(t)
	roster := filepath.Join(t.TempDir(), "企业名录.csv")
	content := "统一社会信用代码,企业名称,成立日期,所属县(市)区\n91530102MA6K00014A,云雀样例,2018-05-01,五华区\n"
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(roster, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		done(t, "import", "firms", roster, "--apply", "--db", url)
	}
	write(content)
	done(t, "review", "2023", "--db", url)
	if out := done(t, "review", "2023", "--publish", "--db", url); !strings.Contains(out, "2023-1") {
		t.Errorf("another review was published than the draft:\n%s", out)
	}
	done(t, "review", "2023", "--db", url)
	write(strings.ReplaceAll(content, "五华区", "盘龙区"))
	if out := done(t, "review", "2023", "--publish", "--db", url); !strings.Contains(out, "2023-3") {
		t.Errorf("a draft of records that have changed since was published:\n%s", out)
	}
}

func TestAnExplanationReadsLineByLine(t *testing.T) {
	url := modelstest.SQLiteURL(t)
	first, _, _ := strings.Cut(city(t, url), "\n")
	var x struct{ Code, Name string }
	if err := json.Unmarshal([]byte(first), &x); err != nil {
		t.Fatal(err)
	}
	text := done(t, "explain", x.Code, "--year", "2023", "--db", url)
	for _, want := range []string{x.Name, "截至 2023-12-31", "创新主体梯次培育", "■ 科技型中小企业", "■ 独角兽企业", "持有", "符合条件", "科发"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%.1500s", want, text)
		}
	}
	before, _, code := yunti(t, "explain", x.Code, "--year", "2020", "--db", url)
	if code != 0 || !strings.Contains(before, "尚未评价") {
		t.Errorf("a year without a review is judged live: exit %d\n%.300s", code, before)
	}
}

func TestWhatCannotBeDoneSaysWhatAndWhereAndChangesNothing(t *testing.T) {
	dir := t.TempDir()
	file := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	book := filepath.Join(dir, "book")
	if err := os.CopyFS(dir, bookSource{}.files()); err != nil {
		t.Fatal(err)
	}
	broken := filepath.Join(book, "tiers", "gazelle.yaml")
	if err := os.WriteFile(broken, []byte("tier: gazelle\nnmae: 瞪羚\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	url := "sqlite:" + filepath.Join(dir, "y.db")
	cases := []struct {
		name string
		args []string
		code int
		says []string
	}{
		{"没有这个命令", []string{"fly"}, 2, []string{"没有 fly 这个命令", "--help"}},
		{"没有这个选项", []string{"review", "2023", "--pubish"}, 2, []string{"没有 --pubish 这个选项", "是不是", "--publish"}},
		{"缺少参数", []string{"review"}, 2, []string{"还要写明 <year>"}},
		{"不是数字", []string{"review", "去年"}, 2, []string{"<year>", "应为数字", "去年"}},
		{"没有这种花名册", []string{"import", "fruits", file("a.csv", "a,b\n"), "--db", url}, 2, []string{"fruits", "firms"}},
		{"文件不存在", []string{"import", "firms", filepath.Join(dir, "no.xlsx"), "--db", url}, 2, []string{"找不到文件", "no.xlsx"}},
		{"不是工作簿", []string{"import", "firms", file("b.xlsx", "%PDF-1.4 not a workbook"), "--db", url}, 2, []string{"b.xlsx", "请导入 .xlsx"}},
		{"空表", []string{"import", "firms", file("c.csv", "统一社会信用代码,企业名称,成立日期,所属县(市)区\n"), "--db", url}, 2, []string{"没有数据"}},
		{"没有表头", []string{"import", "firms", file("d.csv", "甲,乙\n1,2\n"), "--db", url}, 2, []string{"表头"}},
		{"年度超出范围", []string{"import", "figures", file("e.csv", "统一社会信用代码,营业收入\n91530102MA6K00014A,5\n"), "--year", "2999", "--db", url}, 2, []string{"2999"}},
		{"缺少年度", []string{"import", "figures", file("f.csv", "统一社会信用代码,营业收入\n91530102MA6K00014A,5\n"), "--db", url}, 2, []string{"年度"}},
		{"信用代码校验位错", []string{"import", "firms", file("g.csv", "统一社会信用代码,企业名称,成立日期,所属县(市)区\n91530102MA6K00014B,云雀样例,2018-05-01,五华区\n"), "--apply", "--db", url}, 1, []string{"1 行被拒绝"}},
		{"重复行内容不同", []string{"import", "firms", file("h.csv", "统一社会信用代码,企业名称,成立日期,所属县(市)区\n91530102MA6K00014A,云雀样例,2018-05-01,五华区\n91530102MA6K00014A,云雀样例,2019-05-01,五华区\n"), "--db", url}, 1, []string{"2 行被拒绝"}},
		{"数据库连不上", []string{"review", "2023", "--db", "mysql://nobody:x@127.0.0.1:1/yunti"}, 2, []string{"127.0.0.1:1"}},
		{"数据库地址写错", []string{"review", "2023", "--db", "oracle:x"}, 2, []string{"sqlite:", "mysql://"}},
		{"文件不是数据库", []string{"review", "2023", "--db", "sqlite:" + file("text.db", strings.Repeat("这不是数据库。", 400))}, 2, []string{"text.db"}},
		{"年度没有评价", []string{"report", "annual", "--year", "2023", "-o", filepath.Join(dir, "r.xlsx"), "--db", url}, 2, []string{"2023", "yunti review 2023"}},
		{"要核验的文件不在", []string{"report", "verify", filepath.Join(dir, "none.xlsx"), "--db", url}, 2, []string{"none.xlsx"}},
		{"要核验的文件不是工作簿", []string{"report", "verify", file("i.xlsx", "%PDF-1.4 not a workbook"), "--db", url}, 2, []string{"i.xlsx", "不是可以打开的 .xlsx 工作簿"}},
		{"核验没有写文件", []string{"report", "verify", "--db", url}, 2, []string{"请写明要核验的文件", "yunti report verify"}},
		{"全市报表写了企业", []string{"report", "annual", "--year", "2023", "--code", "91530102MA6K00014A", "-o", filepath.Join(dir, "r.xlsx"), "--db", url}, 2, []string{"年度梯度培育报告", "--code"}},
		{"没有这种报表", []string{"report", "nothing", "--year", "2023", "-o", filepath.Join(dir, "r.xlsx"), "--db", url}, 2, []string{"nothing"}},
		{"没有这家企业", []string{"explain", "91530102MA6K00014A", "--year", "2023", "--db", url}, 2, []string{"91530102MA6K00014A"}},
		{"只读命令不新建数据库", []string{"explain", "91530102MA6K00014A", "--year", "2023", "--db", "sqlite:" + filepath.Join(dir, "none.db")}, 2, []string{"没有数据库文件", "none.db"}},
		{"端口被占用", []string{"serve", "--addr", taken.Addr().String(), "--db", url}, 2, []string{"已被占用", "--addr"}},
		{"不是本机的地址", []string{"serve", "--addr", "192.0.2.1:8080", "--db", url}, 2, []string{"本机", "--addr :8080"}},
		{"只有证书没有私钥", []string{"serve", "--addr", "127.0.0.1:0", "--tls-cert", "a.pem", "--db", url}, 2, []string{"--tls-key"}},
		{"代理网段写错", []string{"serve", "--addr", "127.0.0.1:0", "--trusted-proxy", "10.0.0.1,nginx", "--db", url}, 2, []string{"--trusted-proxy", "nginx", "10.1.0.0/16"}},
		{"信任全世界", []string{"serve", "--addr", "127.0.0.1:0", "--trusted-proxy", "0.0.0.0/0", "--db", url}, 2, []string{"--trusted-proxy", "0.0.0.0/0"}},
		{"网址带路径", []string{"serve", "--addr", "127.0.0.1:0", "--public-url", "https://a.example/yunti/", "--db", url}, 2, []string{"--public-url"}},
		{"统一身份认证没有给全", []string{"serve", "--addr", "127.0.0.1:0", "--oidc-issuer", "https://sso.example", "--db", url}, 2, []string{"--oidc-client-id", "YUNTI_OIDC_SECRET"}},
		{"政策库有错误", []string{"policy", "check", "--book", dir}, 1, []string{"book/tiers/gazelle.yaml:2"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			out, messages, code := yunti(t, c.args...)
			if code != c.code {
				t.Errorf("exit %d, want %d", code, c.code)
			}
			for _, want := range c.says {
				if !strings.Contains(out+messages, want) {
					t.Errorf("%q is missing in\n%s%s", want, out, messages)
				}
			}
		})
	}
	for _, name := range []string{"r.xlsx", "none.db"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
			t.Errorf("what failed left %s", name)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".yunti-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestRejectedLinesComeBackAsAWorkbookThatCanBeCorrected(t *testing.T) {
	dir := t.TempDir()
	url := "sqlite:" + filepath.Join(dir, "y.db")
	roster, rejects := filepath.Join(dir, "in.csv"), filepath.Join(dir, "退回.xlsx")
	content := "统一社会信用代码,企业名称,成立日期,所属县(市)区\n91530102MA6K00014A,云雀样例,2018-05-01,五华区\n91530103MA6K00030E,山雀样例,2018-13-01,盘龙区\n"
	if err := os.WriteFile(roster, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, messages, code := yunti(t, "import", "firms", roster, "--apply", "--rejects", rejects, "--db", url); code != 1 {
		t.Fatalf("exit %d: %s", code, messages)
	}
	f, err := excelize.OpenFile(rejects)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := f.GetRows(f.GetSheetName(0))
	if err != nil {
		t.Fatal(err)
	}
	for r, row := range rows {
		for c, text := range row {
			if text == "2018-13-01" {
				cell, err := excelize.CoordinatesToCellName(c+1, r+1)
				if err != nil {
					t.Fatal(err)
				}
				if err := f.SetCellStr(f.GetSheetName(0), cell, "2018-12-01"); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	if err := f.Save(); err != nil {
		t.Fatal(err)
	}
	out := done(t, "import", "firms", rejects, "--apply", "--db", url)
	if !strings.Contains(out, "新增 1") {
		t.Errorf("the corrected line was not taken in:\n%s", out)
	}
}

func TestMessagesAreEnglishWhenTheLanguageIs(t *testing.T) {
	t.Setenv("LANG", "en_GB.UTF-8")
	_, messages, code := yunti(t, "review", "2023", "--db", "mysql://nobody:x@127.0.0.1:1/yunti")
	if code != 2 || !strings.Contains(messages, "the database cannot be reached") {
		t.Errorf("exit %d\n%s", code, messages)
	}
	if help, _, _ := yunti(t, "--help"); !strings.Contains(help, "Import a roster") {
		t.Errorf("help is not English:\n%s", help)
	}
}

func TestACommandThatIsInterruptedSaysSo(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out, messages bytes.Buffer
	code := run(ctx, []string{"review", "2023", "--db", modelstest.SQLiteURL(t)}, &out, &messages)
	if code != 2 {
		t.Errorf("exit %d: %s", code, messages.String())
	}
}
