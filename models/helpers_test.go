package models_test

import (
	"strconv"
	"time"

	"yunti/models"
)

func itoa(n int) string { return strconv.Itoa(n) }

// noon is the moment at which the tests happen.
var noon = time.Date(2024, 7, 1, 12, 0, 0, 0, time.FixedZone("CST", 8*3600))

var clerk = models.Actor{Who: "李四", From: "10.0.0.8"}
