package tiering

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"hash/crc32"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"

	"yunti/policy"
)

func TestADecodedVerdictIsExplainedLikeTheFreshOne(t *testing.T) {
	g := newGenerator(8)
	judges := []*Judge{bookJudge(t, 2021), bookJudge(t, 2023)}
	var v, w, head Verdict
	for n := range 2_000 {
		f := g.odd()
		if n%4 == 0 {
			f = g.ordinary()
		}
		j, year := judges[n%2], 2021+n%2*2
		j.Judge(&f, year, &v)
		blob := v.Append(nil)
		if err := j.Decode(blob, &w); err != nil {
			t.Fatal(err)
		}
		if fresh, decoded := j.Explain(&v), j.Explain(&w); !reflect.DeepEqual(fresh, decoded) {
			t.Fatalf("firm %d: fresh and decoded differ:\n%s", n, cmp.Diff(fresh, decoded))
		}
		if d := cmp.Diff(v.Standings, w.Standings); d != "" || !cmp.Equal(v.Positions, w.Positions) || v.Year != w.Year || v.Present != w.Present {
			t.Fatalf("firm %d: standings differ:\n%s", n, d)
		}
		if j.Lacks(&v) != j.Lacks(&w) || j.Lacks(&v) != (len(j.Missing(&v, "")) > 0) {
			t.Fatalf("firm %d: Lacks is wrong", n)
		}
		if again := w.Append(nil); !cmp.Equal(again, blob) {
			t.Fatalf("firm %d: written again it differs", n)
		}
		if err := DecodeStandings(blob, &head); err != nil || !cmp.Equal(head.Standings, v.Standings) || !cmp.Equal(head.Positions, v.Positions) {
			t.Fatalf("firm %d: DecodeStandings: %v", n, err)
		}
		for _, kind := range []string{"hnte", "tech_sme", "gazelle", "no_such_kind"} {
			a, okA := j.Evidence(&v, kind)
			if b, okB := j.Evidence(&w, kind); okA != okB || a != b {
				t.Fatalf("firm %d: evidence of %s: %+v, decoded %+v", n, kind, a, b)
			}
		}
		for _, name := range metricNames() {
			a, okA := j.Metric(&v, name)
			if b, okB := j.Metric(&w, name); okA != okB || a.State != b.State || a.Num != b.Num || a.Den != b.Den || a.Day != b.Day || a.Text() != b.Text() {
				t.Fatalf("firm %d: %s is %+v, decoded %+v", n, name, a, b)
			}
		}
	}
}

func TestAVerdictIsSmall(t *testing.T) {
	j := bookJudge(t, 2023)
	g := newGenerator(9)
	var v Verdict
	size := 0
	const firms = 2_000
	for range firms {
		f := g.ordinary()
		j.Judge(&f, 2023, &v)
		size += len(v.Append(nil))
	}
	if size/firms >= 400 {
		t.Errorf("%d bytes a firm", size/firms)
	}
	f := g.ordinary()
	f.Gone = policy.NewDay(2022, 1, 1)
	if j.Judge(&f, 2023, &v); len(v.Append(nil)) > 16 {
		t.Errorf("%d bytes for a firm that is gone", len(v.Append(nil)))
	}
}

func TestJudgingWritesToMemoryItHas(t *testing.T) {
	j := bookJudge(t, 2023)
	g := newGenerator(10)
	firms := make([]Facts, 64)
	for i := range firms {
		firms[i] = g.odd()
	}
	var v Verdict
	buf := make([]byte, 0, 4096)
	n := 0
	judge := func() {
		j.Judge(&firms[n%len(firms)], 2023, &v)
		buf = v.Append(buf[:0])
		j.Lacks(&v)
		n++
	}
	judge()
	if allocs := testing.AllocsPerRun(1000, judge); allocs != 0 {
		t.Errorf("%v allocations a firm", allocs)
	}
}

func TestDamagedVerdictsAreRefused(t *testing.T) {
	j := bookJudge(t, 2023)
	g := newGenerator(11)
	f := g.ordinary()
	var v, w Verdict
	j.Judge(&f, 2023, &v)
	blob := v.Append([]byte("before"))[len("before"):]
	for n := range blob {
		if err := j.Decode(blob[:n], &w); !errors.Is(err, ErrVerdict) {
			t.Fatalf("cut to %d bytes: %v", n, err)
		}
		bad := append([]byte(nil), blob...)
		bad[n] ^= 1 << g.IntN(8)
		if err := j.Decode(bad, &w); !errors.Is(err, ErrVerdict) {
			t.Fatalf("byte %d changed: %v", n, err)
		}
		if err := DecodeStandings(bad, &w); !errors.Is(err, ErrVerdict) {
			t.Fatalf("byte %d changed, standings: %v", n, err)
		}
	}
	if err := j.Decode(append(blob[:len(blob):len(blob)], 0), &w); !errors.Is(err, ErrVerdict) {
		t.Errorf("a byte too many: %v", err)
	}
}

func TestVerdictsOfAnotherEditionAreRefused(t *testing.T) {
	e := bookEdition(t, 2023)
	if err := e.Set("tier/gazelle/revenue_cagr_3y", "25%"); err != nil {
		t.Fatal(err)
	}
	other, err := Compile(e)
	if err != nil {
		t.Fatal(err)
	}
	j := bookJudge(t, 2023)
	var v, w Verdict
	j.Judge(steady(), 2023, &v)
	blob := v.Append(nil)
	if err := other.Decode(blob, &w); !errors.Is(err, ErrVerdict) {
		t.Errorf("another edition took it: %v", err)
	}
	if err := DecodeStandings(blob, &w); err != nil {
		t.Errorf("the standings need no edition: %v", err)
	}
	again, err := Compile(bookEdition(t, 2023))
	if err != nil {
		t.Fatal(err)
	}
	if err := again.Decode(blob, &w); err != nil {
		t.Errorf("the same edition compiled again refused it: %v", err)
	}
}

// TestAStoredEditionReadsTheVerdictsGivenUnderIt keeps the edition as JSON, as reviews do.
func TestAStoredEditionReadsTheVerdictsGivenUnderIt(t *testing.T) {
	text, err := json.Marshal(bookEdition(t, 2023))
	if err != nil {
		t.Fatal(err)
	}
	var stored policy.Edition
	if err := json.Unmarshal(text, &stored); err != nil {
		t.Fatal(err)
	}
	later, err := Compile(&stored)
	if err != nil {
		t.Fatal(err)
	}
	j, g := bookJudge(t, 2023), newGenerator(13)
	var v, w Verdict
	for range 200 {
		f := g.odd()
		j.Judge(&f, 2023, &v)
		if err := later.Decode(v.Append(nil), &w); err != nil {
			t.Fatal(err)
		}
		if now, then := j.Explain(&v), later.Explain(&w); !reflect.DeepEqual(now, then) {
			t.Fatal(cmp.Diff(now, then))
		}
	}
}

// FuzzDecode feeds damaged verdicts with a right sum: whatever is in them, they are read or refused.
func FuzzDecode(f *testing.F) {
	j := bookJudge(f, 2023)
	g := newGenerator(12)
	var v Verdict
	for range 30 {
		firm := g.odd()
		j.Judge(&firm, 2023, &v)
		f.Add(v.Append(nil))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var w Verdict
		if err := j.Decode(b, &w); err == nil {
			j.Explain(&w)
		} else if !errors.Is(err, ErrVerdict) {
			t.Fatal(err)
		}
		if len(b) < 9 {
			return
		}
		b = append([]byte(nil), b...)
		b[0] = verdictVersion
		binary.LittleEndian.PutUint32(b[1:], j.stamp)
		sum := len(b) - 4
		binary.LittleEndian.PutUint32(b[sum:], crc32.Checksum(b[:sum], castagnoli))
		if err := j.Decode(b, &w); err == nil {
			j.Explain(&w)
			j.Lacks(&w)
			j.Compare(nil, &w)
			for _, name := range metricNames() {
				if x, ok := j.Metric(&w, name); ok {
					_ = x.Text()
				}
			}
		} else if !errors.Is(err, ErrVerdict) {
			t.Fatal(err)
		}
		if err := DecodeStandings(b, &w); err != nil && !errors.Is(err, ErrVerdict) {
			t.Fatal(err)
		}
	})
}

func metricNames() []string {
	names := make([]string, len(metricTable))
	for i := range metricTable {
		names[i] = metricTable[i].name
	}
	return names
}
