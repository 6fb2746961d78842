package models_test

import (
	"testing"

	"yunti/models/modelstest"
)

func TestMain(m *testing.M) { modelstest.Main(m) }
