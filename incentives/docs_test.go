package incentives

import (
	"os"
	"strings"
	"testing"
)

// docs/incentives.md explains the clauses to bureau staff. It must not fall behind the book.
func TestTheGuideExplainsEveryClauseReadingAndParameter(t *testing.T) {
	text, err := os.ReadFile("../docs/incentives.md")
	if err != nil {
		t.Fatal(err)
	}
	guide := string(text)
	ed, err := theBook(t).At(20231231)
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	readings := ed.Measures.Readings
	for _, c := range ed.Clauses {
		want = append(want, "\n### "+c.ID+"\n", "["+c.ID+"](#"+c.ID+")")
		readings = append(readings, c.Readings...)
	}
	for _, r := range readings {
		want = append(want, r.ID)
		// Parameters of Art. 4 and the years are explained once for all clauses that share them.
		if r.Key != "" && !strings.HasSuffix(r.Key, "/years") && !strings.HasPrefix(r.Key, "clause/4-b/") && (!strings.HasPrefix(r.Key, "clause/4-c/") || r.ID < "A3") {
			want = append(want, r.Key)
		}
	}
	var without []string
	for _, a := range ed.Measures.Articles {
		if len(a.Clauses) == 0 {
			without = append(without, strings.TrimSuffix(strings.TrimPrefix(a.Article, "第"), "条"))
		}
	}
	want = append(want, "第"+strings.Join(without, "、")+"条没有可测算的内容")
	for _, part := range want {
		if !strings.Contains(guide, part) {
			t.Errorf("the guide lacks %q", strings.TrimSpace(part))
		}
	}
}
