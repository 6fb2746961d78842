package incentives

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"yunti/policy"
)

// items lists lines as "clause item".
func items(lines []Entitlement) (list []string) {
	for _, e := range lines {
		list = append(list, e.Clause+" "+e.Item)
	}
	return list
}

func TestALineIsNamedByTheRecordBehindIt(t *testing.T) {
	c := newCounter(t, 2023)
	p := firm(map[int]int64{2022: 800, 2023: 1000}).scaled(true, 2023).award("hnte", "", "GR202053000001", 20201123, 0).award("hnte", "", "GR202353000009", 20231201, 0).
		award("hnte_library", "市级", "", 20230501, 0)
	want := []string{"4-a ", "4-c ", "5-a hnte_library/市级/2023-05-01", "5-b hnte/GR202353000009"}
	if diff := cmp.Diff(want, items(c.Owed(p, 2023))); diff != "" {
		t.Error(diff)
	}
	// Whatever else becomes known of the payee, the names stay.
	p.award("expert_station", "", "", 20230401, 0)
	if diff := cmp.Diff(append([]string{"1-e expert_station//2023-04-01"}, want...), items(c.Owed(p, 2023))); diff != "" {
		t.Error(diff)
	}
}

func TestRecordsOfOneNumberAreToldApart(t *testing.T) {
	p := body("研究所")
	for _, day := range []policy.Day{20230301, 20230401, 20230501} {
		p.award("academician_station", "", "A1", day, 0)
	}
	want := []string{"1-d academician_station/A1", "1-d academician_station/A1~2", "1-d academician_station/A1~3"}
	if diff := cmp.Diff(want, items(newCounter(t, 2023).Owed(p, 2023))); diff != "" {
		t.Error(diff)
	}
}

func TestNamesOfLinesFitTheirColumn(t *testing.T) {
	number := strings.Repeat("昆科发", 13)
	a, b := fitItem("hnte/"+number+"甲"), fitItem("hnte/"+number+"乙")
	if len(a) > maxItem || len(b) > maxItem || a == b || !strings.HasPrefix(a, "hnte/昆科发") || strings.ContainsRune(a, '\uFFFD') {
		t.Errorf("%q (%d bytes), %q", a, len(a), b)
	}
	if short := fitItem("hnte/GR1"); short != "hnte/GR1" {
		t.Error(short)
	}
}
