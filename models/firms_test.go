package models_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"yunti/models"
	"yunti/models/modelstest"
	"yunti/policy"
	"yunti/tiering"
)

// put stores records as an import would.
func put(tb testing.TB, db *models.DB, records ...any) {
	tb.Helper()
	for _, record := range records {
		if err := db.Write.Create(record).Error; err != nil {
			tb.Fatal(err)
		}
	}
}

var origin = models.Origin{Version: 1, Filing: "F000001", Line: 3, UpdatedAt: noon}

func firm(code, name string) *models.Firm {
	return &models.Firm{Code: code, Name: name, State: "在业", Founded: policy.NewDay(2015, 3, 1), Origin: origin}
}

func TestFirmThatIsNotThereIsNotFound(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		_, err := db.Firm(t.Context(), models.Everything, "91530100MA6K00014A")
		if !errors.Is(err, models.ErrNotFound) || !strings.Contains(err.Error(), "91530100MA6K00014A") {
			t.Errorf("got %v", err)
		}
		if _, _, err := db.Facts(t.Context(), "x"); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("got %v", err)
		}
	})
}

func TestFirmsAreMatchedByCodeAndByName(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		renamed := firm("A3", "昆明新名有限公司")
		renamed.FormerNames = "昆明旧名（昆明）有限责任公司、昆明更旧名有限公司"
		other := firm("A4", "昆明另一新名有限公司")
		other.FormerNames = "昆明更旧名有限公司"
		put(t, db, firm("A1", "云梯(昆明)有限公司"), firm("A2", "云梯（昆明）有限公司"), renamed, other, firm("A5", "昆明更旧名有限公司*"))

		found, err := db.FirmsByCode(t.Context(), models.Everything, []string{"A1", "A9", "A4"})
		if err != nil || len(found) != 2 || found["A4"].Name != other.Name {
			t.Errorf("%v, %v", found, err)
		}
		keys := []string{"云梯(昆明)有限公司", "昆明旧名(昆明)有限公司", "昆明更旧名有限公司", "没有这家", ""}
		named, err := db.FirmsByName(t.Context(), models.Everything, keys)
		if err != nil {
			t.Fatal(err)
		}
		got := map[string][]string{}
		for key, firms := range named {
			for _, firm := range firms {
				got[key] = append(got[key], firm.Code)
			}
		}
		want := map[string][]string{"云梯(昆明)有限公司": {"A1", "A2"}, "昆明旧名(昆明)有限公司": {"A3"}, "昆明更旧名有限公司": {"A5"}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}

func TestManyKeysAreLookedUpAtOnce(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		modelstest.Fill(t, db, 600, 2023)
		var codes, keys []string
		for i := range 600 {
			codes = append(codes, modelstest.Code(i))
			keys = append(keys, fmt.Sprintf("昆明旧名%07d有限公司", i))
		}
		firms, err := db.FirmsByCode(t.Context(), models.Everything, codes)
		if err != nil || len(firms) != 600 {
			t.Errorf("%d firms, %v", len(firms), err)
		}
		named, err := db.FirmsByName(t.Context(), models.Everything, keys)
		var former int64
		if db.Read.Model(&models.Firm{}).Where("former_keys > ''").Count(&former); err != nil || former == 0 || len(named) != int(former) {
			t.Errorf("%d of %d former names, %v", len(named), former, err)
		}
	})
}

// publish makes and publishes a review of year with the given results.
func publish(tb testing.TB, db *models.DB, year int, results ...models.Result) *models.Review {
	tb.Helper()
	r := draft(tb, db, year, results...)
	r, err := db.PublishReview(tb.Context(), noon, clerk, r.ID, r.Version)
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

func TestListOfFirms(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		a, b, c := firm("91530100A1", "昆明云梯Alpha有限公司"), firm("91530100B2", "昆明石林石材厂"), firm("91530100C3", "昆明高新材料有限公司")
		a.County, b.County, c.County = "530102", "530126", "530102"
		a.Zones, b.Zones, c.Zones = "GXQ", "", "GXQ,ZMPQ"
		a.FormerNames = "昆明天梯（集团）有限公司"
		a.Capital = new(policy.Money)
		put(t, db, a, b, c)
		publish(t, db, 2022, models.Result{Code: a.Code, Growth: "unicorn"}, models.Result{Code: b.Code, Growth: "unicorn"}, models.Result{Code: c.Code})
		publish(t, db, 2023, models.Result{Code: a.Code, Growth: "gazelle", GrowthMove: "promoted", GrowthCarried: true, Unicorn: "gazelle", UnicornMove: "entered"},
			models.Result{Code: b.Code}, models.Result{Code: c.Code, Growth: "tech_sme", GrowthMove: "promoted"})
		late := firm("91530100D4", "昆明新来有限公司")
		put(t, db, late)
		for _, test := range []struct {
			name   string
			filter models.FirmFilter
			want   string
			total  int
		}{
			{"all in code order", models.FirmFilter{}, "A1 B2 C3 D4", 4},
			{"part of a name, any width and case", models.FirmFilter{Q: " ａｌｐｈａ "}, "A1", 1},
			{"part of a former name, other brackets", models.FirmFilter{Q: "天梯(集团)"}, "A1", 1},
			{"part of a code, lower case", models.FirmFilter{Q: "0100b"}, "B2", 1},
			{"a percent sign is a percent sign", models.FirmFilter{Q: "%"}, "", 0},
			{"only a mark", models.FirmFilter{Q: "*"}, "", 0},
			{"half of 有限责任公司", models.FirmFilter{Q: "有限责任"}, "", 0},
			{"county", models.FirmFilter{County: "530102"}, "A1 C3", 2},
			{"zone among others", models.FirmFilter{Zone: "ZMPQ"}, "C3", 1},
			{"zone", models.FirmFilter{Zone: "GXQ"}, "A1 C3", 2},
			{"zone is no part of another", models.FirmFilter{Zone: "XQ"}, "", 0},
			{"tier of the latest review", models.FirmFilter{Tier: "gazelle"}, "A1", 1},
			{"tier of an earlier review", models.FirmFilter{Tier: "unicorn"}, "", 0},
			{"tier on the other ladder", models.FirmFilter{Ladder: "unicorn", Tier: "gazelle"}, "A1", 1},
			{"movement", models.FirmFilter{Move: "promoted"}, "A1 C3", 2},
			{"movement on the other ladder", models.FirmFilter{Ladder: "unicorn", Move: "entered"}, "A1", 1},
			{"no position, which a newcomer was not given", models.FirmFilter{Tier: models.None}, "B2", 1},
			{"all together", models.FirmFilter{Q: "昆明", County: "530102", Zone: "GXQ", Tier: "tech_sme", Move: "promoted"}, "C3", 1},
			{"second page", models.FirmFilter{Page: 2, Size: 3}, "D4", 4},
			{"beyond the last page", models.FirmFilter{Page: 9, Size: 3}, "", 4},
			{"by name, turned round", models.FirmFilter{Sort: "-name", Size: 1}, "C3", 4},
			{"by capital: none before zero", models.FirmFilter{Sort: "-capital", Size: 1}, "A1", 4},
			{"by county", models.FirmFilter{Sort: "county"}, "D4 A1 C3 B2", 4},
		} {
			items, total, err := db.Firms(t.Context(), models.Everything, test.filter)
			var got []string
			for _, item := range items {
				got = append(got, item.Code[8:])
			}
			if err != nil || strings.Join(got, " ") != test.want || total != test.total {
				t.Errorf("%s: %v of %d, want %s of %d (%v)", test.name, got, total, test.want, test.total, err)
			}
		}
		items, _, err := db.Firms(t.Context(), models.Everything, models.FirmFilter{Size: 1})
		want := models.FirmRow{Firm: items[0].Firm, Year: 2023, Growth: "gazelle", GrowthMove: "promoted", GrowthCarried: true, Unicorn: "gazelle", UnicornMove: "entered"}
		if diff := cmp.Diff(want, items[0]); diff != "" || err != nil {
			t.Error(diff, err)
		}
		for _, wrong := range []models.FirmFilter{{Sort: "phone; DROP TABLE firms"}, {Ladder: "none", Tier: "gazelle"}} {
			if _, _, err := db.Firms(t.Context(), models.Everything, wrong); err == nil {
				t.Errorf("%+v was taken", wrong)
			}
		}
	})
}

func TestListOfFirmsBeforeAnyReview(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		put(t, db, firm("A1", "昆明云梯有限公司"))
		for tier, want := range map[string]int{"": 1, models.None: 0, "gazelle": 0} {
			if items, total, err := db.Firms(t.Context(), models.Everything, models.FirmFilter{Tier: tier}); err != nil || total != want || len(items) != want {
				t.Errorf("tier %q: %d, %v", tier, total, err)
			}
		}
	})
}

func money(n int64) *policy.Money { return (*policy.Money)(&n) }

func figure(n int64) *int64 { return &n }

func TestFactsAreAllThatIsKnownOfAFirm(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		f := firm("A1", "昆明云梯有限公司")
		f.State, f.StateDay, f.Industry, f.Field = "迁出", policy.NewDay(2023, 5, 6), "6510", "电子信息"
		put(t, db, f, firm("A2", "别家"),
			&models.FirmYear{Code: "A1", Year: 2023, Revenue: figure(0), Profit: figure(-7), Torch: figure(1), Origin: origin},
			&models.FirmYear{Code: "A1", Year: 2011, Origin: origin}, &models.FirmYear{Code: "A2", Year: 2023, Origin: origin},
			&models.ScaleLine{Code: "A2", Year: 2020, Above: true, Origin: origin}, &models.ScaleLine{Code: "A1", Year: 2023, Above: true, Origin: origin},
			&models.Recognition{Holder: "A1", Kind: "hnte", Ref: "GR202353000001", Number: "GR202353000001", Level: "国家级", Issued: policy.NewDay(2023, 11, 1), Ends: policy.NewDay(2026, 11, 1), Revoked: policy.NewDay(2024, 1, 2), Origin: origin},
			&models.Recognition{Holder: "~A1", Kind: "hnte", Ref: "x", Origin: origin},
			&models.Round{Code: "A1", Day: policy.NewDay(2022, 1, 1), Series: "A轮", Amount: money(0), Currency: "人民币", Investors: "某基金", Origin: origin},
			&models.Round{Code: "A1", Day: policy.NewDay(2021, 1, 1), Series: "B轮", Valuation: money(5), Currency: "美元", Origin: origin},
			&models.Listing{Code: "A1", Board: "科创板", Listed: policy.NewDay(2022, 2, 2), Stock: "688001", Delisted: policy.NewDay(2023, 2, 2), Origin: origin},
			&models.Assessment{Code: "A1", Year: 2023, Score: "hnte_score", Points: 71, Origin: origin})
		_, got, err := db.Facts(t.Context(), "A1")
		if err != nil {
			t.Fatal(err)
		}
		figures := tiering.Figures{Year: 2023}
		figures.Set(tiering.Revenue, 0)
		figures.Set(tiering.Profit, -7)
		figures.Set(tiering.Torch, 1)
		want := tiering.Facts{Code: "A1", Name: "昆明云梯有限公司", Founded: policy.NewDay(2015, 3, 1), Gone: policy.NewDay(2023, 5, 6), Industry: "6510", Field: "电子信息",
			Figures: []tiering.Figures{{Year: 2011}, figures}, Scale: []tiering.ScaleLine{{Year: 2023, Above: true}},
			Recognitions: []tiering.Recognition{{Kind: "hnte", Level: "国家级", Number: "GR202353000001", Issued: policy.NewDay(2023, 11, 1), Ends: policy.NewDay(2026, 11, 1), Revoked: policy.NewDay(2024, 1, 2)}},
			Rounds: []tiering.Round{{Day: policy.NewDay(2021, 1, 1), Name: "B轮", Valuation: 5, HasValue: true, Currency: "美元"},
				{Day: policy.NewDay(2022, 1, 1), Name: "A轮", HasAmount: true, Currency: "人民币", Investors: true}},
			Listings:    []tiering.Listing{{Board: "科创板", Code: "688001", Listed: policy.NewDay(2022, 2, 2), Delisted: policy.NewDay(2023, 2, 2)}},
			Assessments: []tiering.Assessment{{Year: 2023, Score: "hnte_score", Points: 71}}, Directories: []int{2020, 2023}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}
