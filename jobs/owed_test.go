package jobs

import (
	"errors"
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yunti/incentives"
	"yunti/models"
	"yunti/models/modelstest"
	"yunti/policy"
	"yunti/tiering"
)

// owedLines lists what is owed for year as "clause payee low–high state", in 万元.
func owedLines(t *testing.T, db *models.DB, year int) []string {
	t.Helper()
	book, err := policy.Load(policy.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	err = EachEntitlement(t.Context(), db, book, year, func(e incentives.Entitlement) error {
		amount := "?"
		if e.Low != nil {
			amount = fmt.Sprintf("%d–%d", *e.Low/policy.Wan, *e.High/policy.Wan)
		}
		lines = append(lines, fmt.Sprintf("%s %s %s %s", e.Clause, e.Payee, amount, e.State))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

func store(t *testing.T, db *models.DB, records ...any) {
	t.Helper()
	for _, r := range records {
		if err := db.Write.Create(r).Error; err != nil {
			t.Fatal(err)
		}
	}
}

var filed = models.Origin{Version: 1, UpdatedAt: time.Unix(1, 0)}

func recognised(holder, name, kind, level string, issued policy.Day) *models.Recognition {
	return &models.Recognition{Holder: holder, Kind: kind, Ref: issued.String() + level, Name: name, Level: level, Issued: issued, Origin: filed}
}

func TestABodyIsOnePayeeWhetherOrNotARosterStatesItsCode(t *testing.T) {
	const code = "12530100MA6NB6005W"
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		store(t, db,
			recognised(code, "昆明样例研究院", "incubator", "省级", 20220202),
			&models.Incubator{Name: "昆明样例研究院", Type: "科技企业孵化器", Level: "省级", Since: 20220101, Origin: filed},
			recognised(code, "昆明样例研究院", "intl_rd_center", "", 20220301),
			recognised("~昆明样例研究院", "昆明样例研究院", "intl_rd_center", "", 20220401),
			recognised("~昆明样例学会", "昆明样例学会", "academician_station", "", 20220401))
		want := []string{"16-a " + code + " 100–100 owed", "5-e " + code + " 20–20 owed", "1-d 昆明样例学会 180–180 owed"}
		if diff := cmp.Diff(want, owedLines(t, db, 2022)); diff != "" {
			t.Errorf("−want +got\n%s", diff)
		}
	})
}

func TestACarrierThatIsAFirmIsSuspendedLikeAnyFirm(t *testing.T) {
	const firm, raised = "91530102MA6K00014A", "91530103MA6K00030E"
	db := modelstest.SQLite(t)
	store(t, db,
		&models.Firm{Code: firm, Name: "样例孵化器公司", NameKey: "样例孵化器公司", Founded: 20100101, County: "530102", State: "注销", StateDay: 20220601, Origin: filed},
		&models.Firm{Code: raised, Name: "云雀样例", NameKey: "云雀样例", Founded: 20180101, County: "530103", State: "在业", Origin: filed},
		&models.Incubator{Name: "样例孵化器", Type: "科技企业孵化器", Level: "省级", Code: firm, Since: 20150101, Origin: filed},
		&models.Residency{Code: raised, Incubator: "样例孵化器", Since: 20190101, Origin: filed},
		recognised(raised, "云雀样例", "hnte", "", 20221118))
	if diff := cmp.Diff([]string{"5-f " + firm + " 3–3 suspended"}, owedLines(t, db, 2022)); diff != "" {
		t.Errorf("−want +got\n%s", diff)
	}
}

// researchFirms stores three firms above designated size whose research costs go 800→1000, 500→400 and 0→50 万元, and a
// body with a platform of the same year.
func researchFirms(t *testing.T, db *models.DB, year int) {
	t.Helper()
	for i, costs := range [][2]int64{{800, 1000}, {500, 400}, {0, 50}} {
		code := fmt.Sprintf("9153010%dMA6K00014A", i+2)
		name := "增量样例" + string(rune('A'+i))
		before, now := costs[0]*int64(policy.Wan), costs[1]*int64(policy.Wan)
		store(t, db,
			&models.Firm{Code: code, Name: name, NameKey: name, Founded: 20150301, County: "530102", Industry: "3599", State: "在业", Origin: filed},
			&models.FirmYear{Code: code, Year: year - 1, RD: &before, Origin: filed},
			&models.FirmYear{Code: code, Year: year, RD: &now, Origin: filed},
			&models.ScaleLine{Code: code, Year: year, Name: name, Above: true, Origin: filed})
	}
	store(t, db, recognised("~昆明样例研究所", "昆明样例研究所", "expert_station", "", policy.NewDay(year, 10, 1)))
}

func TestTheIncreaseCarriesTheCitysReadingBesideIt(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		researchFirms(t, db, 2022)
		var order []string
		var own, pool policy.Money
		err := EachEntitlement(t.Context(), db, theBook(t), 2022, func(e incentives.Entitlement) error {
			order = append(order, e.Clause+" "+e.Name)
			if e.Clause == "4-c" {
				own, pool = own+*e.High, pool+*e.Beside
			} else if e.Beside != nil {
				t.Errorf("%s has a second reading", e.Clause)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		want := []string{"4-b 增量样例A", "4-c 增量样例A", "4-b 增量样例B", "4-b 增量样例C", "4-c 增量样例C", "1-e 昆明样例研究所"}
		if diff := cmp.Diff(want, order); diff != "" {
			t.Errorf("−want +got\n%s", diff)
		}
		if own != 25*policy.Wan || pool != 15*policy.Wan {
			t.Errorf("own increases %d, the city's %d; want 25 and 15 万元", own/policy.Wan, pool/policy.Wan)
		}
	})
}

// owing counts a year under the book with some parameters changed.
func owing(t *testing.T, year int, beyond bool, set map[string]string) Owing {
	book := theBook(t)
	return Owing{Year: year, Beyond: beyond, Edition: func(year int) (*policy.Edition, error) {
		ed, err := book.At(policy.YearEnd(year))
		for path, value := range set {
			if err == nil {
				err = ed.Set(path, value)
			}
		}
		return ed, err
	}}
}

func TestMoneyIsCountedUnderAChangedEdition(t *testing.T) {
	db := modelstest.SQLite(t)
	researchFirms(t, db, 2022)
	var got []string
	pools, err := EachOwed(t.Context(), db, owing(t, 2022, false, map[string]string{"clause/4-c/pool": "是", "clause/4-b/rate": "2%"}), func(e incentives.Entitlement) error {
		got = append(got, fmt.Sprintf("%s %s %d", e.Clause, e.Name, *e.High/policy.Wan))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"4-b 增量样例A 20", "4-c 增量样例A 12", "4-b 增量样例B 8", "4-b 增量样例C 1", "4-c 增量样例C 3", "1-e 昆明样例研究所 90"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("−want +got\n%s", diff)
	}
	if len(pools) != 1 || pools[0].Due() != 15*policy.Wan || pools[0].Firms != 3 {
		t.Errorf("%v", pools)
	}
	if _, err := EachOwed(t.Context(), db, owing(t, 2022, false, map[string]string{"clause/4-c/figure": "turnover"}), nil); !errors.Is(err, incentives.ErrClauses) {
		t.Errorf("a figure that does not exist: %v", err)
	}
	if _, err := EachOwed(t.Context(), db, owing(t, 2022, false, map[string]string{"clause/9-x/rate": "2%"}), nil); !errors.Is(err, policy.ErrNoSuchNumber) {
		t.Errorf("a clause that does not exist: %v", err)
	}
}

func TestYearsOutsideTheMeasuresAreOnlyProjected(t *testing.T) {
	db := modelstest.SQLite(t)
	researchFirms(t, db, 2025)
	count := func(beyond bool) (lines, outside int) {
		if _, err := EachOwed(t.Context(), db, owing(t, 2025, beyond, nil), func(e incentives.Entitlement) error {
			lines++
			if e.Outside {
				outside++
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		return lines, outside
	}
	if lines, _ := count(false); lines != 0 {
		t.Errorf("%d lines owed for 2025", lines)
	}
	if lines, outside := count(true); lines != 6 || outside != 6 {
		t.Errorf("%d lines projected, %d of them marked", lines, outside)
	}
}

func TestTheFirstErrorOfTheCallerEndsTheCount(t *testing.T) {
	db := modelstest.SQLite(t)
	researchFirms(t, db, 2022)
	store(t, db, recognised("~昆明样例学会", "昆明样例学会", "academician_station", "", 20240401), recognised("~昆明样例中心", "昆明样例中心", "expert_station", "", 20240401))
	stop := errors.New("enough")
	for _, year := range []int{2022, 2024} { // with lines that wait for the pool, and with lines that do not
		calls := 0
		err := EachEntitlement(t.Context(), db, theBook(t), year, func(incentives.Entitlement) error { calls++; return stop })
		if !errors.Is(err, stop) || calls != 1 {
			t.Errorf("%d: %v after %d calls", year, err, calls)
		}
	}
	if _, err := EachOwed(t.Context(), db, owing(t, 2018, false, nil), nil); !errors.Is(err, policy.ErrBeforeBook) {
		t.Errorf("a year before the book: %v", err)
	}
}

// BenchmarkOwed counts the money of YUNTI_BENCH_FIRMS firms and sets it against judging the same firms, both read from the
// database and kept nowhere (x-judging). The target is 1.3.
func BenchmarkOwed(b *testing.B) {
	for name, open := range map[string]func(testing.TB) *models.DB{"sqlite": modelstest.SQLite, "mariadb": modelstest.MariaDB} {
		b.Run(name, func(b *testing.B) {
			db, firms := open(b), benchFirms(b)
			modelstest.Fill(b, db, firms, benchYear)
			book := theBook(b)
			ed, err := book.At(policy.YearEnd(benchYear))
			if err != nil {
				b.Fatal(err)
			}
			judge, err := tiering.Compile(ed)
			if err != nil {
				b.Fatal(err)
			}
			judging := func() time.Duration {
				began := time.Now()
				var v tiering.Verdict
				if err := db.StreamFacts(b.Context(), benchYear, "", func(batch []models.FirmFacts) error {
					for i := range batch {
						judge.Judge(&batch[i].Facts, benchYear, &v)
					}
					return nil
				}); err != nil {
					b.Fatal(err)
				}
				return time.Since(began)
			}
			judging()
			b.Run(fmt.Sprint(firms), func(b *testing.B) {
				took, floor := time.Duration(math.MaxInt64), time.Duration(math.MaxInt64) // the fastest of each: others use the machine too
				lines := 0
				for b.Loop() {
					floor = min(floor, judging())
					began := time.Now()
					if err := EachEntitlement(b.Context(), db, book, benchYear, func(incentives.Entitlement) error { lines++; return nil }); err != nil {
						b.Fatal(err)
					}
					took = min(took, time.Since(began))
				}
				b.ReportMetric(float64(firms)/took.Seconds(), "firms/s")
				b.ReportMetric(float64(lines)/float64(b.N), "lines")
				b.ReportMetric(took.Seconds()/floor.Seconds(), "x-judging")
			})
		})
	}
}
