package exports_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"gorm.io/gorm"

	"yunti/exports"
	"yunti/models"
	"yunti/models/modelstest"
	"yunti/policy"
)

func TestAnnualReportOfASmallCity(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		book := theBook(t)
		populate(t, db)
		review(t, db, book, 2022, true)
		r := review(t, db, book, 2023, true)
		b := annual(t, db, 2023, "")
		if path := os.Getenv("YUNTI_LOOK"); path != "" {
			if err := os.WriteFile(path, b, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		text := strings.ReplaceAll(dump(t, b), r.Edition, "（版本号）")
		// The conditions are the book's own words and change with it; their form is what matters here.
		text, conditions, _ := strings.Cut(text, "## 政策条件\n")
		golden(t, "annual", text)
		for _, want := range []string{"不超过 500 人", "暂定口径", "《科技型中小企业评价办法》（国科发政〔2017〕115号）"} {
			if !strings.Contains(conditions, want) {
				t.Errorf("the conditions lack %q", want)
			}
		}
	})
}

func TestFirstReportHasNothingToCompareWith(t *testing.T) {
	db := modelstest.SQLite(t)
	populate(t, db)
	review(t, db, theBook(t), 2022, true)
	text := dump(t, annual(t, db, 2022, ""))
	for _, want := range []string{"首次评价", "昆明市2022年度晋级企业名单"} {
		if !strings.Contains(text, want) {
			t.Errorf("the report lacks %q", want)
		}
	}
}

func TestAPublishedReportStaysWhenRecordsChange(t *testing.T) {
	db := modelstest.SQLite(t)
	populate(t, db)
	book := theBook(t)
	review(t, db, book, 2022, true)
	review(t, db, book, 2023, true)
	before := annual(t, db, 2023, "")
	change(t, db, func(tx *gorm.DB) error {
		return errors.Join(tx.Model(&models.Firm{}).Where("1 = 1").Updates(map[string]any{"name": "改名", "county": "530181"}).Error,
			tx.Where("1 = 1").Delete(&models.Recognition{}).Error)
	})
	if !bytes.Equal(before, annual(t, db, 2023, "")) {
		t.Error("the report of a published year changed with the records")
	}
}

func TestOfADeletedRecordIsNotSaidWhereTheFirmWent(t *testing.T) {
	db := modelstest.SQLite(t)
	populate(t, db)
	book := theBook(t)
	review(t, db, book, 2022, true)
	change(t, db, func(tx *gorm.DB) error { return tx.Delete(&models.Firm{Code: code(0)}).Error })
	review(t, db, book, 2023, true)
	text := dump(t, annual(t, db, 2023, ""))
	for _, want := range []string{"规下高企 | — | — | 截至2023年12月31日不在册（已迁出、注销或吊销）", "规下高企 | 迁出 | 2023-05-01 | 截至2023年12月31日不在册（已迁出）"} {
		if !strings.Contains(text, want) {
			t.Errorf("the report lacks %q", want)
		}
	}
}

func TestADraftSaysThatItIsOne(t *testing.T) {
	db := modelstest.SQLite(t)
	populate(t, db)
	book := theBook(t)
	review(t, db, book, 2022, true)
	draft := review(t, db, book, 2023, false)
	if _, err := exports.Open(t.Context(), db, models.Everything, theReport("annual"), exports.Request{Year: 2023, By: "李四", At: morning(2024)}); !errors.Is(err, models.ErrNotFound) || !strings.Contains(err.Error(), "2023") {
		t.Errorf("without a published review the error is %v", err)
	}
	if _, err := exports.Open(t.Context(), db, models.Everything, theReport("annual"), exports.Request{Year: 2022, Review: draft.ID, By: "李四", At: morning(2024)}); !errors.Is(err, models.ErrNotFound) {
		t.Errorf("for a review of another year the error is %v", err)
	}
	text := dump(t, annual(t, db, 2023, draft.ID))
	if strings.Count(text, "草稿，未发布") < 20 || !strings.Contains(text, "尚未发布") {
		t.Error("the report of a draft does not say so on every sheet")
	}
}

func TestUnknownReportNamesTheKnownOnes(t *testing.T) {
	if _, err := exports.Find("nothing"); !errors.Is(err, exports.ErrUnknownReport) || !strings.Contains(err.Error(), "annual") {
		t.Errorf("error is %v", err)
	}
}

func TestACancelledReportWritesNothing(t *testing.T) {
	db := modelstest.SQLite(t)
	populate(t, db)
	review(t, db, theBook(t), 2023, true)
	source, err := exports.Open(t.Context(), db, models.Everything, theReport("annual"), exports.Request{Year: 2023, By: "李四", At: morning(2024)})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var w counter
	if _, err := theReport("annual").Write(ctx, source, &w); !errors.Is(err, context.Canceled) || w > 0 {
		t.Errorf("error is %v after %d bytes", err, w)
	}
}

type counter int

func (c *counter) Write(b []byte) (int, error) { *c += counter(len(b)); return len(b), nil }

// TestCountsAgree compares 总览 with the totals that the review kept while it ran, and every list with 总览.
func TestCountsAgree(t *testing.T) {
	db := modelstest.SQLite(t)
	modelstest.Fill(t, db, 2000, 2023)
	book := theBook(t)
	review(t, db, book, 2022, true)
	r := review(t, db, book, 2023, true)
	totals, err := r.Counts()
	if err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(annual(t, db, 2023, "")), excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	edition, err := db.Edition(t.Context(), r.Edition)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := f.GetRows("总览")
	if err != nil {
		t.Fatal(err)
	}
	at := 0
	for l, ladder := range totals.Ladders {
		first := name(edition.Tiers, ladder.Tiers[0].Tier)
		at += slices.IndexFunc(rows[at:], func(row []string) bool { return len(row) > 0 && row[0] == first })
		for _, want := range ladder.Tiers {
			tier := totals.Tiers[index(edition.Tiers, want.Tier)]
			expect(t, want.Tier, rows[at], map[int]int{1: want.Now, 2: want.Before, 5: want.Carried, 6: tier.Holds, 9: tier.Unknown, 10: tier.Qualifies,
				11: tier.Ready, 12: tier.Unscored})
			expect(t, "list of "+want.Tier, []string{strconv.Itoa(listed(t, f, name(edition.Tiers, want.Tier)))}, map[int]int{0: tier.Holds})
			at++
		}
		for _, row := range rows[at:] {
			if len(row) == 13 && row[0] == edition.Ladders[l].Name {
				expect(t, ladder.Ladder, row, map[int]int{1: ladder.Moves["kept"], 2: ladder.Moves["entered"], 3: ladder.Moves["promoted"],
					4: ladder.Moves["demoted"], 5: ladder.Moves["lapsed"], 10: ladder.Moves["left"], 11: ladder.Moves["undecided"], 12: ladder.Pending})
			}
		}
	}
	for sheet, moves := range map[string][]string{"晋级名单": {"promoted"}, "新进名单": {"entered"}, "降级失效名单": {"demoted", "lapsed", "revoked"},
		"毕业名单": {"outgrown", "aged_out", "listed_out"}, "迁出注销名单": {"left"}} {
		want := 0
		for _, ladder := range totals.Ladders {
			for move, n := range ladder.Moves {
				for _, m := range moves {
					if m == string(move) {
						want += n
					}
				}
			}
		}
		if got := listed(t, f, sheet); got != want {
			t.Errorf("%s lists %d, the review counted %d", sheet, got, want)
		}
	}
}

func expect(t *testing.T, what string, row []string, want map[int]int) {
	t.Helper()
	for column, n := range want {
		if row[column] != strconv.Itoa(n) {
			t.Errorf("%s, column %d: %s, want %d", what, column, row[column], n)
		}
	}
}

// listed counts the numbered rows of a list.
func listed(t *testing.T, f *excelize.File, sheet string) (n int) {
	t.Helper()
	rows, err := f.GetRows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		if len(row) > 0 {
			if _, err := strconv.Atoi(row[0]); err == nil {
				n++
			}
		}
	}
	return n
}

func index(tiers []policy.Tier, id string) int {
	return slices.IndexFunc(tiers, func(t policy.Tier) bool { return t.ID == id })
}

func name(tiers []policy.Tier, id string) string { return tiers[index(tiers, id)].Name }
