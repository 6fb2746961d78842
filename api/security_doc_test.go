package api

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The items of GB/T 22239-2019 8.1.4 that docs/security.md must judge, by clause; a clause without letters is one item.
var protectionItems = map[string]string{
	"8.1.4.1": "abcd", "8.1.4.2": "abcdefg", "8.1.4.3": "abcd", "8.1.4.4": "abcdef", "8.1.4.5": "", "8.1.4.6": "",
	"8.1.4.7": "ab", "8.1.4.8": "ab", "8.1.4.9": "abc", "8.1.4.10": "ab", "8.1.4.11": "ab",
}

// The requirements of OWASP ASVS 4.0.3 at levels 1 and 2, by section: those up to a number, or a list where some were deleted
// or belong to level 3.
var verificationSections = map[string]string{
	"1.1": "7", "1.2": "4", "1.4": "1,4,5", "1.5": "4", "1.6": "4", "1.7": "2", "1.8": "2", "1.9": "2", "1.10": "1", "1.11": "2", "1.12": "2,", "1.14": "6",
	"2.1": "12", "2.2": "3", "2.3": "3", "2.4": "6", "2.5": "7", "2.6": "3", "2.7": "6", "2.8": "7", "2.9": "3", "2.10": "4",
	"3.1": "1", "3.2": "4", "3.3": "4", "3.4": "5", "3.5": "3", "3.7": "1",
	"4.1": "1,2,3,5", "4.2": "2", "4.3": "3",
	"5.1": "5", "5.2": "8", "5.3": "10", "5.4": "3", "5.5": "4",
	"6.1": "3", "6.2": "6", "6.3": "2", "6.4": "2",
	"7.1": "4", "7.2": "2", "7.3": "1,3,4", "7.4": "3",
	"8.1": "4", "8.2": "3", "8.3": "8",
	"9.1": "3", "9.2": "4", "10.2": "2", "10.3": "3", "11.1": "8",
	"12.1": "3", "12.2": "1", "12.3": "6", "12.4": "2", "12.5": "2", "12.6": "1",
	"13.1": "1,3,4,5", "13.2": "1,2,3,5,6", "13.3": "2", "13.4": "2",
	"14.1": "4", "14.2": "6", "14.3": "2,3", "14.4": "7", "14.5": "4",
}

// securityVerdicts are the words of the column verdict, in the order of the sums.
var securityVerdicts = []string{"met", "partly", "not met", "operator", "n/a"}

// securityRow is a row of a table of docs/security.md.
type securityRow struct {
	ids     []string // 8.1.4.1 a; 2.1.1
	verdict string
	how     string
	tests   []string // package.TestName
}

var (
	namedTest  = regexp.MustCompile("`([a-z/]+\\.(?:Test|Fuzz)[A-Z]\\w*)`")
	anyTest    = regexp.MustCompile(`\b(?:Test|Fuzz)[A-Z]\w*`)
	protection = regexp.MustCompile(`^(8\.1\.4\.\d+)(?: ([a-g]))? \S`)
	verified   = regexp.MustCompile(`^\d+\.\d+\.\d+$`)
)

// securityPage reads docs/security.md and the rows of the tables of one of its parts.
func securityPage(t *testing.T) (page string, rows func(part string) []securityRow) {
	t.Helper()
	text, err := os.ReadFile("../docs/security.md")
	if err != nil {
		t.Fatal(err)
	}
	page = string(text)
	return page, func(part string) []securityRow {
		_, rest, found := strings.Cut(page, "\n## "+part)
		if !found {
			t.Fatalf("docs/security.md has no part %s", part)
		}
		body, _, _ := strings.Cut(rest, "\n## ")
		var all []securityRow
		for line := range strings.Lines(body) {
			cells := strings.Split(strings.TrimSuffix(strings.TrimSpace(line), "|"), "|")
			if len(cells) != 5 || strings.HasPrefix(cells[1], "---") || strings.TrimSpace(cells[2]) == "verdict" {
				continue
			}
			row := securityRow{verdict: strings.TrimSpace(cells[2]), how: strings.TrimSpace(cells[3])}
			for _, m := range namedTest.FindAllStringSubmatch(cells[4], -1) {
				row.tests = append(row.tests, m[1])
			}
			first := strings.TrimSpace(cells[1])
			if m := protection.FindStringSubmatch(first); m != nil {
				row.ids = []string{strings.TrimSpace(m[1] + " " + m[2])}
			} else {
				row.ids = strings.Split(first, ", ")
			}
			all = append(all, row)
		}
		return all
	}
}

// testsOfRepository are the names of all tests and fuzz targets with their packages.
func testsOfRepository(t *testing.T) map[string]bool {
	t.Helper()
	found := make(map[string]bool)
	err := filepath.WalkDir("..", func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") && d.Name() != "..") {
			return fs.SkipDir
		}
		if !strings.HasSuffix(file, "_test.go") {
			return nil
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		folder := strings.TrimPrefix(path.Dir(filepath.ToSlash(file)), "../")
		if folder == ".." {
			folder = "main"
		}
		for _, decl := range parsed.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && f.Recv == nil && anyTest.MatchString(f.Name.Name) {
				found[folder+"."+f.Name.Name] = true
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// TestSecurityPageKeepsItsPromises holds docs/security.md to the repository: the tests that it names exist, every
// requirement has one verdict, what it calls met by tests names them, and its sums are right.
func TestSecurityPageKeepsItsPromises(t *testing.T) {
	page, rows := securityPage(t)
	exists := testsOfRepository(t)
	if len(exists) < 100 {
		t.Fatalf("only %d tests were found", len(exists))
	}
	for _, m := range namedTest.FindAllStringSubmatch(page, -1) {
		if !exists[m[1]] {
			t.Errorf("docs/security.md names %s, which does not exist", m[1])
		}
	}
	for _, name := range anyTest.FindAllString(namedTest.ReplaceAllString(page, ""), -1) {
		t.Errorf("docs/security.md names %s without its package, or not as code", name)
	}

	var items []string
	for clause, letters := range protectionItems {
		if letters == "" {
			items = append(items, clause)
		}
		for _, letter := range letters {
			items = append(items, clause+" "+string(letter))
		}
	}
	part := rows("2.")
	judged(t, page, part, items)
	for _, r := range part {
		if r.verdict == "met" && len(r.tests) == 0 {
			t.Errorf("%s is said to be met and names no test", r.ids)
		}
	}

	var requirements []string
	for section, numbers := range verificationSections {
		list := strings.Split(strings.TrimSuffix(numbers, ","), ",")
		if n, err := strconv.Atoi(numbers); err == nil {
			list = nil
			for i := range n {
				list = append(list, strconv.Itoa(i+1))
			}
		}
		for _, n := range list {
			requirements = append(requirements, section+"."+n)
		}
	}
	part = rows("3.")
	for _, r := range part {
		for _, id := range r.ids {
			if !verified.MatchString(id) {
				t.Errorf("%q is no number of a requirement", id)
			}
		}
	}
	judged(t, page, part, requirements)
}

// judged checks that each of the wanted stands in exactly one row with a verdict and what it means, that nothing else does,
// and that the page has the sums of the verdicts.
func judged(t *testing.T, page string, rows []securityRow, wanted []string) {
	t.Helper()
	times := make(map[string]int)
	sums := make(map[string]int)
	for _, r := range rows {
		if !slices.Contains(securityVerdicts, r.verdict) {
			t.Errorf("%s: %q is no verdict; use one of %s", r.ids, r.verdict, strings.Join(securityVerdicts, ", "))
		}
		if r.how == "" && len(r.tests) == 0 {
			t.Errorf("%s: it is not said how", r.ids)
		}
		for _, id := range r.ids {
			times[id]++
			sums[r.verdict]++
			if !slices.Contains(wanted, id) {
				t.Errorf("%s is not among what is to be judged", id)
			}
		}
	}
	slices.Sort(wanted)
	for _, id := range wanted {
		if times[id] != 1 {
			t.Errorf("%s stands in %d rows, want 1", id, times[id])
		}
	}
	var told []string
	for _, v := range securityVerdicts {
		if sums[v] > 0 {
			told = append(told, fmt.Sprintf("%d %s", sums[v], v))
		}
	}
	if sum := fmt.Sprintf("Of %d: %s.", len(wanted), strings.Join(told, ", ")); !strings.Contains(page, sum) {
		t.Errorf("docs/security.md does not say %q", sum)
	}
}
