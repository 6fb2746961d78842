package exports_test

import (
	"testing"
	"time"

	"gorm.io/gorm"

	"yunti/exports"
	"yunti/models"
	"yunti/policy"
)

var li = models.Actor{Who: "li", Role: models.RoleCity, From: "test"}

// moneyCity is the small city with carriers, institutions and awards, reviewed for 2022 and 2023, and some of its money of 2023
// settled, public, approved, paid and reversed.
func moneyCity(t testing.TB, db *models.DB) *models.Review {
	t.Helper()
	populate(t, db)
	origin := models.Origin{Version: 1, Filing: "F-2", Line: 4, UpdatedAt: morning(2024)}
	amount := policy.Money(123_456_00)
	change(t, db, func(tx *gorm.DB) error {
		for _, r := range []models.Recognition{
			{Holder: code(9), Kind: "city_innovation_center", Ref: "QC-1", Name: "昆明样例瞪羚有限公司", Number: "QC-1", Issued: 20230315},
			{Holder: code(6), Kind: "hnte_library", Ref: "PY-1", Name: "昆明样例新入库有限公司", Level: "市级", Number: "PY-1", Issued: 20230516},
			{Holder: code(2), Kind: "ip_pledge_subsidy", Ref: "ZY-1", Name: "昆明样例证书将到期有限公司", Number: "ZY-1", Issued: 20230808, Amount: &amount},
			{Holder: code(13), Kind: "hnte", Ref: "GR202353000099", Name: "昆明样例无梯级有限公司", Number: "GR202353000099", Issued: 20231016, Ends: 20261015},
			{Holder: "~昆明样例大学", Kind: "academician_station", Ref: "YS-1", Name: "昆明样例大学", Number: "YS-1", Issued: 20230601},
		} {
			r.Origin = origin
			if err := tx.Create(&r).Error; err != nil {
				return err
			}
		}
		for _, c := range []models.Incubator{
			{Name: "云测孵化器", Type: "科技企业孵化器", Level: "省级", County: "530102", Since: 20230220},
			{Name: "样例众创空间", Type: "众创空间", Level: "市级", County: "530114", Since: 20180101},
		} {
			c.Origin = origin
			if err := tx.Create(&c).Error; err != nil {
				return err
			}
		}
		for _, s := range []models.Residency{
			{Code: code(13), Incubator: "云测孵化器", Since: 20210301, Name: "昆明样例无梯级有限公司"},
			{Code: code(6), Incubator: "云测孵化器", Since: 20220401, Name: "昆明样例新入库有限公司"},
			{Code: code(0), Incubator: "样例众创空间", Since: 20190101, Until: 20230630, Graduated: true, Name: "=升为规上昆明样例有限公司"},
			{Code: code(9), Incubator: "样例众创空间", Since: 20220101, Name: "昆明样例瞪羚有限公司"},
		} {
			s.Origin = origin
			if err := tx.Create(&s).Error; err != nil {
				return err
			}
		}
		// One firm of the year is seriously dishonest: its money is held back.
		return tx.Model(&models.FirmYear{}).Where("code = ? AND year = 2023", code(2)).Update("dishonest", 1).Error
	})
	book := theBook(t)
	review(t, db, book, 2022, true)
	r := review(t, db, book, 2023, true)
	settleSome(t, db, r)
	return r
}

// settleSome settles every line of the review that may be settled but the last of each clause, publicises all of these but one, approves what is
// public, pays a part of it, takes a payment back and reverses the one that is not public.
func settleSome(t testing.TB, db *models.DB, r *models.Review) {
	t.Helper()
	var lines []models.SettleLine
	inside := false
	err := db.EachEntitlementRow(t.Context(), models.Everything, models.EntitlementFilter{Review: r.ID, State: "owed", Outside: &inside}, func(e *models.EntitlementRow) error {
		if e.PaidOutside == 0 && e.Before == "" {
			lines = append(lines, models.SettleLine{Clause: e.Clause, Payee: e.Payee, Item: e.Item, Amount: *e.Low + (*e.High-*e.Low)/2})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	lines = lines[:min(len(lines)*2/3, models.MaxBatch)]
	if len(lines) < 3 {
		t.Fatalf("only %d lines can be settled", len(lines))
	}
	at := func(month time.Month, day int) time.Time {
		return time.Date(2024, month, day, 10, 0, 0, 0, time.FixedZone("CST", 8*3600))
	}
	settled, err := db.Settle(t.Context(), at(3, 4), zhang, models.Everything, models.Settling{Review: r.ID, DocNo: "昆科发〔2024〕3号", Opinion: "按测算核定", Lines: lines})
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, s := range settled[1:] {
		ids = append(ids, s.ID)
	}
	if _, err := db.Publicise(t.Context(), at(3, 5), zhang, models.Everything, ids, 20240306, 20240312, ""); err != nil {
		t.Fatal(err)
	}
	approved, err := db.Approve(t.Context(), at(3, 14), li, models.Everything, ids, "昆科发〔2024〕7号", "")
	if err != nil {
		t.Fatal(err)
	}
	file, err := db.Pay(t.Context(), at(4, 1), zhang, models.Everything, approved[0].ID, approved[0].Version, models.Paying{Amount: approved[0].Amount, Day: 20240401, DocNo: "昆财教〔2024〕11号"})
	if err != nil {
		t.Fatal(err)
	}
	file, err = db.ReversePayment(t.Context(), at(4, 2), zhang, models.Everything, file.ID, file.Version, file.Payments[len(file.Payments)-1].Ref, "账号有误，退回重付")
	if err != nil {
		t.Fatal(err)
	}
	if _, err = db.Pay(t.Context(), at(4, 9), zhang, models.Everything, file.ID, file.Version, models.Paying{Amount: file.Amount / 2, Day: 20240409, DocNo: "昆财教〔2024〕12号"}); err != nil {
		t.Fatal(err)
	}
	if _, err = db.ReverseSettlement(t.Context(), at(4, 10), zhang, models.Everything, settled[0].ID, settled[0].Version, "收到异议，重新核实研发费用"); err != nil {
		t.Fatal(err)
	}
}

// reportFor writes a report of 2023 for everything, about a firm where one is named.
func reportFor(t testing.TB, db *models.DB, key, firm string) []byte {
	t.Helper()
	return written(t, db, key, models.Everything, exports.Request{Year: 2023, Code: firm})
}
