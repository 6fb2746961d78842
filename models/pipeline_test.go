package models_test

import (
	"fmt"
	"strings"
	"testing"

	"yunti/models"
	"yunti/models/modelstest"
)

func TestThePipelineHoldsTheFirmsOnTheUnicornLadderWithinTheScope(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		place := func(f *models.Firm, county, zones, industry string) *models.Firm {
			f.County, f.Zones, f.Industry = county, zones, industry
			return f
		}
		put(t, db, place(firm("A1", "甲"), countyA, "GXQ,JKQ", "6513"), place(firm("A2", "乙"), countyB, "", "6513"),
			place(firm("A3", "丙"), countyA, "", ""), place(firm("A4", "丁"), countyA, "", "3490"))
		r := draft(t, db, 2023,
			models.Result{Code: "A1", County: countyB, Industry: "3490", Growth: "gazelle", Unicorn: "gazelle", UnicornMove: "promoted"}, // it moved since
			models.Result{Code: "A2", Unicorn: "gazelle", UnicornMove: "kept"},
			models.Result{Code: "A3", Growth: "tech_sme"},
			models.Result{Code: "A4", Unicorn: "fledgling", UnicornMove: "promoted"})
		for name, test := range map[string]struct {
			scope  models.Scope
			filter models.PipelineFilter
			codes  string
			counts string
		}{
			"the city":        {models.Everything, models.PipelineFilter{}, "A1 A2 A4", "fledgling/3490=1 gazelle/6513=2"},
			"nothing":         {models.Scope{}, models.PipelineFilter{}, "", ""},
			"a county":        {models.Scope{County: countyA}, models.PipelineFilter{}, "A1 A4", "fledgling/3490=1 gazelle/6513=1"},
			"another's":       {models.Scope{County: countyA}, models.PipelineFilter{County: countyB}, "", ""},
			"a county chosen": {models.Everything, models.PipelineFilter{County: countyB}, "A2", "gazelle/6513=1"},
			"a zone":          {models.Everything, models.PipelineFilter{Zone: "JKQ"}, "A1", "gazelle/6513=1"},
			"a movement":      {models.Everything, models.PipelineFilter{Move: "promoted"}, "A1 A4", "fledgling/3490=1 gazelle/6513=1"},
			"no such review":  {models.Everything, models.PipelineFilter{Review: "2001-1"}, "", ""},
		} {
			if test.filter.Review == "" {
				test.filter.Review = r.ID
			}
			results, err := db.Pipeline(t.Context(), test.scope, test.filter)
			if err != nil {
				t.Fatal(err)
			}
			var codes, counts []string
			for _, result := range results {
				codes = append(codes, result.Code)
				if len(result.Verdict) == 0 {
					t.Errorf("%s: %s came without its verdict", name, result.Code)
				}
			}
			counted, err := db.PipelineCounts(t.Context(), test.scope, test.filter)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range counted {
				counts = append(counts, fmt.Sprintf("%s/%s=%d", c.Tier, c.Industry, c.Firms))
			}
			if got := strings.Join(codes, " "); got != test.codes {
				t.Errorf("%s: got %s, want %s", name, got, test.codes)
			}
			if got := strings.Join(counts, " "); got != test.counts {
				t.Errorf("%s: counted %s, want %s", name, got, test.counts)
			}
		}
	})
}
