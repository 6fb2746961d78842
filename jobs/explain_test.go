package jobs

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"yunti/models"
	"yunti/models/modelstest"
	"yunti/policy"
)

// words is an explanation as JSON, without the review's ID.
func words(t *testing.T, x *Explanation) string {
	t.Helper()
	plain := *x
	plain.Review = ""
	b, err := json.MarshalIndent(plain, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestExplainingLiveSaysWhatTheReviewWillSay(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		populate(t, db, len(fates))
		for _, year := range []int{2021, 2022, 2023} {
			live := map[string]string{}
			for i := range fates {
				x, err := Explain(t.Context(), db, theBook(t), models.Everything, code(i), year)
				if err != nil {
					t.Fatal(err)
				}
				if x.Review != "" {
					t.Errorf("%s %d is from review %s before there is one", fates[i].name, year, x.Review)
				}
				live[code(i)] = words(t, x)
			}
			published := publish(t, db, review(t, db, year))
			for i := range fates {
				x, err := Explain(t.Context(), db, theBook(t), models.Everything, code(i), year)
				if err != nil {
					t.Fatal(err)
				}
				if x.Review != published.ID {
					t.Errorf("%s %d is from review %q, want %s", fates[i].name, year, x.Review, published.ID)
				}
				if diff := cmp.Diff(live[code(i)], words(t, x)); diff != "" {
					t.Errorf("%s %d, live and published:\n%s", fates[i].name, year, diff)
				}
			}
		}
	})
}

func TestEachExplanationIsExplainOfEveryFirmInCodeOrder(t *testing.T) {
	db := modelstest.SQLite(t)
	populate(t, db, 2*len(fates))
	publish(t, db, review(t, db, 2022))
	publish(t, db, review(t, db, 2023))
	last, n := "", 0
	err := EachExplanation(t.Context(), db, 2023, func(x *Explanation) error {
		if n++; x.Code <= last {
			t.Errorf("%s comes after %s", x.Code, last)
		}
		last = x.Code
		one, err := Explain(t.Context(), db, theBook(t), models.Everything, x.Code, 2023)
		if err != nil {
			return err
		}
		if diff := cmp.Diff(words(t, one), words(t, x)); diff != "" {
			t.Errorf("%s, alone and in the stream:\n%s", x.Code, diff)
		}
		return nil
	})
	if err != nil || n != 2*len(fates) {
		t.Errorf("%d explanations, %v", n, err)
	}
	if err := EachExplanation(t.Context(), db, 2021, nil); !errors.Is(err, models.ErrNotFound) {
		t.Errorf("a year without a published review: %v", err)
	}
}

// A firm recorded after the review was published is judged live and says so.
func TestAFirmRecordedAfterTheReviewIsExplainedLive(t *testing.T) {
	db := modelstest.SQLite(t)
	populate(t, db, len(fates))
	publish(t, db, review(t, db, 2022))
	publish(t, db, review(t, db, 2023))
	late := models.Firm{Code: code(900), Name: "昆明后来有限公司", Founded: 20190315, County: "530102", Industry: "3911", State: "在业", Origin: origin}
	held := title("tech_sme", "202353010200000900A", 20230520)
	held.Holder, held.Origin = late.Code, origin
	change(t, db, func(tx *gorm.DB) error { return errors.Join(tx.Create(&late).Error, tx.Create(&held).Error) })
	x, err := Explain(t.Context(), db, theBook(t), models.Everything, late.Code, 2023)
	if err != nil {
		t.Fatal(err)
	}
	if x.Review != "" || x.Positions["growth"] == nil || *x.Positions["growth"] != "tech_sme" || x.Movements["growth"] == nil || *x.Movements["growth"] != "entered" {
		t.Errorf("%s", words(t, x))
	}
}

func TestWhatCannotBeExplained(t *testing.T) {
	db := modelstest.SQLite(t)
	populate(t, db, 1)
	if _, err := Explain(t.Context(), db, theBook(t), models.Everything, code(5), 2023); !errors.Is(err, models.ErrNotFound) {
		t.Errorf("an unknown firm: %v", err)
	}
	if _, err := Explain(t.Context(), db, theBook(t), models.Everything, code(0), 1999); !errors.Is(err, policy.ErrBeforeBook) {
		t.Errorf("a year before the book: %v", err)
	}
}
