package tiering

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"yunti/policy"
)

// Published verdicts are read for as long as there are published reviews. testdata/verdicts has a folder for every version
// of the compact form that a program ever wrote, with what its database would hold:
//
//	edition.json.gz    the edition as a review stored it
//	verdicts.txt       verdicts given under it: what the firm is, a colon, the blob in hex
//	explained.json.gz  what must be said of each of them
//
// The first two are history and are never written anew. When TestStoredVerdictsStayReadable fails, verdicts in use can no
// longer be read, or would say something else. Take the change back, or, where the form has to change (bytes of Append,
// order of figures, states or reasons, order in which Compile lays out rules, metrics, claims and scores):
//
//  1. raise verdictVersion;
//  2. keep reading the old version: open and Decode choose by the first byte how to lay out and to read, and compare the stamp
//     with the one that the old version had;
//  3. go test ./tiering -run Stored -record, which adds the folder of the new version (it replaces none).
//
// Only when the wording of explanations was changed on purpose: go test ./tiering -run Stored -update.
var (
	recordStored = flag.Bool("record", false, "add the stored verdicts of a new version of the compact form")
	updateStored = flag.Bool("update", false, "write anew what is said of stored verdicts, after a deliberate change of wording")
)

const storedFolder = "testdata/verdicts"

// storedSaying is what must be said of one stored verdict.
type storedSaying struct {
	Year      int         `json:"year"`
	Present   bool        `json:"present"`
	Standings []Standing  `json:"standings"`
	Positions []int       `json:"positions"`
	Explained Explanation `json:"explained"`
}

func TestStoredVerdictsStayReadable(t *testing.T) {
	today := strconv.Itoa(verdictVersion)
	if *recordStored {
		recordVerdicts(t, filepath.Join(storedFolder, today))
	}
	folders, err := filepath.Glob(storedFolder + "/*")
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Contains(folders, filepath.Join(storedFolder, today)) {
		t.Errorf("version %s of the compact form has no stored verdicts: add them with -record, and keep the others", today)
	}
	for _, folder := range folders {
		version := filepath.Base(folder)
		t.Run(version, func(t *testing.T) {
			said := readStored(t, folder, version == today)
			path := filepath.Join(folder, "explained.json.gz")
			if *updateStored || *recordStored && version == today {
				writePacked(t, path, said)
			}
			want := map[string]storedSaying{}
			readPacked(t, path, &want)
			if diff := cmp.Diff(want, said); diff != "" {
				t.Errorf("stored verdicts say something else now:\n%s", diff)
			}
		})
	}
}

// readStored decodes the verdicts of a folder. Those of today's version must also be what would be written today.
func readStored(t *testing.T, folder string, today bool) map[string]storedSaying {
	t.Helper()
	edition := new(policy.Edition)
	readPacked(t, filepath.Join(folder, "edition.json.gz"), edition)
	j, err := Compile(edition)
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(folder, "verdicts.txt"))
	if err != nil {
		t.Fatal(err)
	}
	said := map[string]storedSaying{}
	for lines := bufio.NewScanner(bytes.NewReader(text)); lines.Scan(); {
		firm, digits, _ := strings.Cut(lines.Text(), ": ")
		blob, err := hex.DecodeString(digits)
		if err != nil {
			t.Fatal(err)
		}
		var v, head Verdict
		if err := j.Decode(blob, &v); err != nil {
			t.Errorf("%s: %v", firm, err)
			continue
		}
		if err := DecodeStandings(blob, &head); err != nil || !cmp.Equal(head.Standings, v.Standings) || !cmp.Equal(head.Positions, v.Positions) {
			t.Errorf("%s: the standings alone are %+v, %v", firm, head.Standings, err)
		}
		if today && !bytes.Equal(v.Append(nil), blob) {
			t.Errorf("%s: written today it differs, under the same version", firm)
		}
		said[firm] = storedSaying{v.Year, v.Present, v.Standings, v.Positions, j.Explain(&v)}
	}
	return said
}

// recordVerdicts adds a folder with an edition of today's book and verdicts given under it; it never changes one.
func recordVerdicts(t *testing.T, folder string) {
	t.Helper()
	if err := os.MkdirAll(storedFolder, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(folder, 0o755); errors.Is(err, fs.ErrExist) {
		t.Fatalf("%s is there already and stays as it is", folder)
	} else if err != nil {
		t.Fatal(err)
	}
	writePacked(t, filepath.Join(folder, "edition.json.gz"), bookEdition(t, 2023))
	j := bookJudge(t, 2023)
	var text bytes.Buffer
	var v Verdict
	write := func(firm string, f *Facts) {
		j.Judge(f, 2023, &v)
		fmt.Fprintf(&text, "%s: %x\n", firm, v.Append(nil))
	}
	for firm, f := range tellingFirms() {
		write(firm, f)
	}
	seen := map[string]bool{}
	g := newGenerator(2023)
	for n := range 3_000 {
		f := g.odd()
		j.Judge(&f, 2023, &v)
		if newIn(seen, &v) {
			write(fmt.Sprintf("odd %d", n), &f)
		}
	}
	if err := os.WriteFile(filepath.Join(folder, "verdicts.txt"), text.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// tellingFirms yields firms whose verdicts an audit would ask for.
func tellingFirms() func(yield func(string, *Facts) bool) {
	gazelle, unicorn, silent, gone := steady(), steady(), steady(), steady()
	revenue, staff := wan(1500), int64(100)
	for i := range gazelle.Figures {
		line := &gazelle.Figures[i]
		line.Set(Revenue, revenue)
		line.Set(RD, revenue/10)
		line.Set(STInput, revenue/8)
		line.Set(Staff, staff)
		revenue, staff = revenue*14/10, staff*14/10
	}
	unicorn.Listings = []Listing{{Board: "科创板", Code: "688999", Listed: policy.NewDay(2023, 9, 1)}}
	unicorn.Recognitions = []Recognition{{Kind: "unicorn", Level: "省级", Number: "DJS-2021-01", Issued: policy.NewDay(2021, 6, 1), Ends: policy.NewDay(2030, 12, 31)}}
	unicorn.Rounds = []Round{{Day: policy.NewDay(2022, 3, 15), Name: "C轮", Valuation: policy.Money(wan(1_000_000)), HasValue: true, Currency: CurrencyCNY, Investors: true}}
	silent.drop(Revenue, 2021, 2023)
	silent.drop(Staff, 2023)
	silent.drop(Prohibited, 2023)
	silent.Industry, silent.Field = "", ""
	gone.Gone = policy.NewDay(2023, 5, 1)
	return func(yield func(string, *Facts) bool) {
		_ = yield("a gazelle", gazelle) && yield("a unicorn that was listed", unicorn) && yield("a firm that left figures out", silent) &&
			yield("a firm that moved away", gone) && yield("a firm that stands still", steady())
	}
}

// newIn notes what kinds of values, reasons and proofs a verdict has, and tells whether some were not seen before.
func newIn(seen map[string]bool, v *Verdict) bool {
	before := len(seen)
	note := func(format string, args ...any) { seen[fmt.Sprintf(format, args...)] = true }
	if !v.Present {
		return false
	}
	for _, c := range v.trail.cells {
		note("state %d", c.state)
		if !c.state.known() && c.width(formCount) > 1 {
			note("reason %d of state %d", c.num, c.state)
		}
	}
	for _, p := range v.trail.proofs {
		note("proof %d, with an end %t", p.state, p.ends != 0)
	}
	for _, s := range v.Standings {
		note("ready %d, outgrown %t, aged out %t", s.Ready, s.Outgrown, s.AgedOut)
	}
	return len(seen) > before
}

func readPacked(t *testing.T, path string, into any) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err == nil {
		err = json.NewDecoder(z).Decode(into)
	}
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}

func writePacked(t *testing.T, path string, from any) {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	err := errors.Join(json.NewEncoder(z).Encode(from), z.Close())
	if err == nil {
		err = os.WriteFile(path, b.Bytes(), 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
}
