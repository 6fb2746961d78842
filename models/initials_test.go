package models_test

import (
	"strings"
	"testing"

	"yunti/models"
	"yunti/models/modelstest"
)

func TestInitialsAreThoseThatPeopleType(t *testing.T) {
	for name, want := range map[string]string{
		"云南云米科技有限公司":       "ynymkjyxgs",
		"昆明Alpha软件有限责任公司":  "kmalpharjyxgs",
		"重庆长安３Ｄ打印（昆明）股份公司": "zqca3ddykmgfgs", // 重 and 长 by their commonest reading
		"(集团)·": "jt",
		"":      "",
		"ЖЖ":    "",
	} {
		if got := models.Initials(name); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
	if got := models.Initials(strings.Repeat("云", 300)); len(got) != 200 {
		t.Errorf("%d letters do not fit the column", len(got))
	}
}

func TestFirmsAreFoundByTheInitialsOfTheirNames(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		put(t, db, firm("91530100000000001A", "云南云米科技有限公司"), firm("91530100000000002B", "昆明云梦农业有限公司"), firm("91530100000000003C", "YMKJ贸易有限公司"))
		for typed, want := range map[string]string{"ymkj": "1A 3C", "YMKJ": "1A 3C", "kmymny": "2B", "ym": "1A 2B 3C", "m": "3C", "ym科技": "", "%m": "", "y_kj": ""} {
			items, total, err := db.Firms(t.Context(), models.Everything, models.FirmFilter{Q: typed})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, f := range items {
				got = append(got, f.Code[16:])
			}
			if strings.Join(got, " ") != want || total != len(got) {
				t.Errorf("%q finds %v of %d, want %s", typed, got, total, want)
			}
		}
	})
}

// A database from before the initials: the column is empty, and nobody has filled it in.
func TestMigratingGivesOlderFirmsTheirInitialsOnce(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		for i := range 450 { // more than one batch
			put(t, db, firm(modelstest.Code(i), "云南云米科技有限公司"))
		}
		for _, statement := range []string{"UPDATE firms SET initials = ''", "UPDATE counters SET value = 0 WHERE name = 'initials'"} {
			if err := db.Write.Exec(statement).Error; err != nil {
				t.Fatal(err)
			}
		}
		count := func() (n int64) {
			if err := db.Read.Model(&models.Firm{}).Where("initials = 'ynymkjyxgs' AND version = 1").Count(&n).Error; err != nil {
				t.Fatal(err)
			}
			return n
		}
		if err := models.Migrate(t.Context(), db); err != nil || count() != 450 {
			t.Errorf("%d firms have initials, %v", count(), err)
		}
		if err := db.Write.Exec("UPDATE firms SET initials = ''").Error; err != nil {
			t.Fatal(err)
		}
		if err := models.Migrate(t.Context(), db); err != nil || count() != 0 {
			t.Errorf("a second start fills %d in again, %v", count(), err)
		}
	})
}
