package models_test

import (
	"fmt"
	"strconv"
	"testing"
	"time"

	"yunti/models"
)

func itoa(n int) string { return strconv.Itoa(n) }

// noon is the moment at which the tests happen.
var noon = time.Date(2024, 7, 1, 12, 0, 0, 0, time.FixedZone("CST", 8*3600))

var clerk = models.Actor{Who: "李四", From: "10.0.0.8"}

// numbered is the code of the firm with that number.
func numbered(i int) string { return fmt.Sprintf("C%07d", i) }

// putFirms stores n firms that have nothing else.
func putFirms(tb testing.TB, db *models.DB, n int) {
	tb.Helper()
	firms := make([]models.Firm, n)
	for i := range firms {
		firms[i] = *firm(numbered(i), "企业"+itoa(i))
	}
	if err := db.Write.CreateInBatches(firms, 500).Error; err != nil {
		tb.Fatal(err)
	}
}
