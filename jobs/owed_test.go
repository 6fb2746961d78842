package jobs

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yunti/incentives"
	"yunti/models"
	"yunti/models/modelstest"
	"yunti/policy"
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
