package exports_test

import (
	"os"
	"strings"
	"testing"

	"yunti/models"
	"yunti/models/modelstest"
)

func TestAnnualReportOfASmallCity(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		book := theBook(t)
		populate(t, db)
		review(t, db, book, 2022, true)
		r := review(t, db, book, 2023, true)
		b := annual(t, db, 2023, "")
		if path := os.Getenv("YUNTI_LOOK"); path != "" {
			os.WriteFile(path, b, 0o644)
		}
		golden(t, "annual", strings.ReplaceAll(dump(t, b), r.Edition, "（版本号）"))
	})
}
