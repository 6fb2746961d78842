package models_test

import (
	"fmt"
	"slices"
	"testing"

	"yunti/models"
	"yunti/models/modelstest"
	"yunti/tiering"
)

func TestFiguresComeInPairsOfYears(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		origin := models.Origin{UpdatedAt: noon}
		number := func(n int64) *int64 { return &n }
		for i, county := range []string{"530102", "530103", "530102"} {
			code := fmt.Sprintf("91530100MA000000%dX", i)
			if err := db.Write.Create(&models.Firm{Code: code, Name: fmt.Sprint("企业", i), County: county, Zones: "GXQ", Origin: origin}).Error; err != nil {
				t.Fatal(err)
			}
			for year := 2021 + i; year <= 2023; year++ { // the last one has no year before
				line := models.FirmYear{Code: code, Year: year, Revenue: number(int64(year)), Origin: origin}
				if year == 2023 {
					line.Staff = number(0)
				}
				if err := db.Write.Create(&line).Error; err != nil {
					t.Fatal(err)
				}
			}
		}
		read := func(scope models.Scope, year int) (said []string) {
			err := db.EachYearPair(t.Context(), scope, year, func(p *models.YearPair) error {
				now, _ := p.Now.Get(tiering.Revenue)
				before, reported := p.Before.Get(tiering.Revenue)
				_, staff := p.Now.Get(tiering.Staff)
				said = append(said, fmt.Sprintf("%s %s %s %d %d %t %t", p.Name, p.County, p.Zones, now, before, reported, staff))
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			return said
		}
		all := []string{"企业0 530102 GXQ 2023 2022 true true", "企业1 530103 GXQ 2023 2022 true true", "企业2 530102 GXQ 2023 0 false true"}
		if got := read(models.Everything, 2023); !slices.Equal(got, all) {
			t.Errorf("everything: %q", got)
		}
		if got := read(models.Scope{County: "530102"}, 2023); !slices.Equal(got, []string{all[0], all[2]}) {
			t.Errorf("a county: %q", got)
		}
		if got := read(models.Scope{}, 2023); got != nil {
			t.Errorf("nobody: %q", got)
		}
		if got := read(models.Everything, 2021); !slices.Equal(got, []string{"企业0 530102 GXQ 2021 0 false false"}) {
			t.Errorf("2021: %q", got)
		}
	})
}
