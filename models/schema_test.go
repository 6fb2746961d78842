package models_test

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"
	"gorm.io/gorm/schema"

	"yunti/models"
	"yunti/models/modelstest"
	"yunti/policy"
)

// records are all models.
var records = []any{
	models.Firm{}, models.FirmYear{}, models.Recognition{}, models.Round{}, models.Listing{}, models.ScaleLine{}, models.Assessment{},
	models.Incubator{}, models.Residency{}, models.Payment{}, models.Income{}, models.Filing{}, models.Step{}, models.Review{}, models.Result{},
	models.StoredEdition{}, models.JobRun{}, models.Entry{},
	models.User{}, models.OldPassword{}, models.Session{}, models.Token{}, models.Attempt{}, models.SignIn{}, models.FilingRound{},
	models.Entitlement{}, models.EntitlementSum{}, models.Settlement{}, models.SettlementAct{}, models.FilingAct{}, models.LineOpinion{}, models.Attachment{}, models.Blob{}, models.Notice{}, models.NoticeRead{}, models.IssuedReport{},
}

func TestModelsAndTablesAgree(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		known := []string{"schema_migrations", "counters"}
		for _, record := range records {
			s, err := schema.Parse(record, &sync.Map{}, schema.NamingStrategy{})
			if err != nil {
				t.Fatal(err)
			}
			known = append(known, s.Table)
			columns, err := db.Read.Migrator().ColumnTypes(s.Table)
			if err != nil {
				t.Fatalf("%s: %v", s.Table, err)
			}
			var stored []string
			for _, c := range columns {
				stored = append(stored, c.Name())
				field := s.LookUpField(c.Name())
				if n, ok := c.Length(); db.MySQL && ok && field != nil && field.FieldType.Kind() == reflect.String && c.DatabaseTypeName() == "varchar" && int(n) != field.Size {
					t.Errorf("%s.%s is %d long, its model says %d", s.Table, c.Name(), n, field.Size)
				}
			}
			slices.Sort(stored)
			fields := slices.Sorted(slices.Values(s.DBNames))
			if diff := cmp.Diff(fields, stored); diff != "" {
				t.Errorf("%s: model −, table +\n%s", s.Table, diff)
			}
		}
		tables, err := db.Read.Migrator().GetTables()
		if err != nil {
			t.Fatal(err)
		}
		for _, table := range tables {
			if !slices.Contains(known, table) && !strings.HasPrefix(table, "sqlite_") {
				t.Errorf("table %s has no model", table)
			}
		}
	})
}

// TestEveryRecordComesBackAsItWasStored, with all values given, with zeros, and with nothing given.
func TestEveryRecordComesBackAsItWasStored(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		for _, record := range records {
			for _, how := range []string{"full", "zero", "bare"} {
				in := reflect.New(reflect.TypeOf(record))
				fillRecord(in.Elem(), how)
				if err := db.Write.Create(in.Interface()).Error; err != nil {
					t.Fatalf("%T %s: %v", record, how, err)
				}
				out := reflect.New(reflect.TypeOf(record))
				if err := db.Read.Where(in.Interface()).Take(out.Interface()).Error; err != nil {
					t.Fatalf("%T %s: %v", record, how, err)
				}
				if diff := cmp.Diff(in.Interface(), out.Interface(), sameMoment); diff != "" {
					t.Errorf("%T %s: stored −, read +\n%s", record, how, diff)
				}
				switch record.(type) {
				case models.Entry, models.SettlementAct:
					continue // these only grow
				}
				saved := reflect.New(reflect.TypeOf(record))
				saved.Elem().Set(out.Elem())
				if err := db.Write.Save(saved.Interface()).Error; err != nil {
					t.Errorf("%T %s: %v", record, how, err)
				}
				if diff := cmp.Diff(out.Interface(), saved.Interface(), sameMoment); diff != "" {
					t.Errorf("%T %s: saving changed it\n%s", record, how, diff)
				}
			}
		}
	})
}

// sameMoment compares times as moments to the millisecond.
var sameMoment = cmp.Options{
	cmp.Comparer(func(a, b time.Time) bool { return a.Truncate(time.Millisecond).Equal(b.Truncate(time.Millisecond)) }),
	cmp.Comparer(func(a, b []byte) bool { return string(a) == string(b) }),
}

// fillRecord gives every field a value: full a particular one, zero the zero where a field may be nil, bare nil there.
// Keys always differ, and so do unique columns.
func fillRecord(v reflect.Value, how string) {
	for i := range v.NumField() {
		field, value := v.Type().Field(i), v.Field(i)
		if field.Anonymous {
			fillRecord(value, how)
			continue
		}
		key := strings.Contains(field.Tag.Get("gorm"), "primaryKey") || strings.Contains(field.Tag.Get("gorm"), "unique")
		if value.Kind() == reflect.Pointer {
			if how == "bare" {
				continue
			}
			value.Set(reflect.New(value.Type().Elem()))
			value = value.Elem()
		}
		fillValue(value, field.Name, how, key || how == "full")
	}
}

func fillValue(v reflect.Value, name, how string, full bool) {
	switch x := v.Addr().Interface().(type) {
	case *time.Time:
		*x = time.Date(2024, 2, 29, 23, 59, 58, 987_654_321, time.FixedZone("CST", 8*3600))
	case *policy.Day:
		if full {
			*x = policy.NewDay(2020, 2, 29)
		}
	case *[]byte:
		*x = []byte{}
		if full {
			*x = []byte("\x00'\\\"\xff\x1a\r\n" + how)
		}
	case *bool:
		*x = full
	case *string:
		if full {
			*x = how + `'\"%_` + "𬭊"
		}
	default:
		n := map[string]int64{"full": 1<<31 - 1, "zero": 1, "bare": 2}[how]
		if v.Kind() == reflect.Int64 && how == "full" && name != "Seq" {
			n = -int64(policy.MaxMoney)
		}
		if full && v.CanInt() {
			v.SetInt(n)
		}
	}
}

func TestTextsCompareByTheirBytes(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		names := []string{"ABC", "abc", "Äbc", "昆明", "昆明 ", "昆 明", "𬭊", "z", "Z"}
		for i, name := range names {
			if err := db.Write.Create(&models.Firm{Code: fmt.Sprintf("%018d", i), Name: name, Origin: models.Origin{UpdatedAt: noon}}).Error; err != nil {
				t.Fatal(err)
			}
		}
		var stored []string
		if err := db.Read.Model(&models.Firm{}).Order("name, code").Pluck("name", &stored).Error; err != nil {
			t.Fatal(err)
		}
		slices.Sort(names)
		if diff := cmp.Diff(names, stored); diff != "" {
			t.Error(diff)
		}
		var same int64
		if err := db.Read.Model(&models.Firm{}).Where("name = ?", "ABC").Count(&same).Error; err != nil || same != 1 {
			t.Errorf("%d firms are called ABC, %v", same, err)
		}
	})
}

// TestListQueriesUseAnIndex looks at the plans of the queries behind the list screens.
func TestListQueriesUseAnIndex(t *testing.T) {
	db := modelstest.SQLite(t)
	for query, index := range map[string]string{
		"SELECT * FROM firms WHERE county = 'a' ORDER BY county, code LIMIT 50":                                  "firms_county",
		"SELECT * FROM firms ORDER BY name, code LIMIT 50":                                                       "firms_name",
		"SELECT * FROM firms WHERE name_key IN ('a', 'b')":                                                       "firms_name_key",
		"SELECT * FROM firms WHERE former_keys > '' AND code > 'a' ORDER BY code":                                "firms_former_keys|PRIMARY",
		"SELECT * FROM recognitions WHERE holder > 'a' AND holder <= 'b' ORDER BY holder, kind, ref":             "PRIMARY KEY",
		"SELECT * FROM results WHERE review = 'a' AND growth = 'b' ORDER BY code LIMIT 50":                       "results_growth ",
		"SELECT * FROM results WHERE review = 'a' AND growth_move = 'b' ORDER BY code LIMIT 50":                  "results_growth_move",
		"SELECT * FROM results WHERE review = 'a' AND unicorn = 'b' ORDER BY code LIMIT 50":                      "results_unicorn ",
		"SELECT * FROM results WHERE review = 'a' AND unicorn_move = 'b' ORDER BY code LIMIT 50":                 "results_unicorn_move",
		"SELECT * FROM results WHERE review = 'a' AND county = 'b' ORDER BY code LIMIT 50":                       "results_county",
		"SELECT * FROM steps WHERE filing = 'a' AND action = 'b' ORDER BY line, seq LIMIT 50":                    "steps_action",
		"SELECT * FROM entitlements WHERE review = 'a' ORDER BY clause_no, county, payee, item LIMIT 50":         "entitlements_list",
		"SELECT state, low FROM entitlements WHERE review = 'a' AND payee = 'b' AND clause = 'c' AND item = 'd'": "COVERING INDEX entitlements_line",
		"SELECT * FROM settlements WHERE payee = 'a' AND clause = 'b' AND year = 2 AND item = 'c' AND live = 1":  "settlements_line",
		"SELECT * FROM settlements WHERE year = 2 ORDER BY clause_no, county, payee LIMIT 50":                    "settlements_year",
		"SELECT * FROM payments WHERE settlement = 'a'":                                                          "payments_settlement",
		"SELECT MIN(year) FROM scale_lines WHERE year > 2":                                                       "scale_lines_year",
	} {
		var plan []struct{ Detail string }
		if err := db.Read.Raw("EXPLAIN QUERY PLAN " + query).Scan(&plan).Error; err != nil {
			t.Fatal(err)
		}
		text := fmt.Sprint(plan)
		if !regexp.MustCompile(index).MatchString(text) || strings.Contains(text, "TEMP B-TREE") {
			t.Errorf("%s\n\tis answered by %s", query, text)
		}
	}
}

func TestDuplicateKeysAreGORMsDuplicatedKey(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		firm := models.Firm{Code: "91530100000000000A", Name: "重复有限公司", Origin: models.Origin{UpdatedAt: noon}}
		err := db.Write.Create(&firm).Error
		again := db.Write.Create(&firm).Error
		if err != nil || !errors.Is(again, gorm.ErrDuplicatedKey) || !strings.Contains(again.Error(), "记录已存在") {
			t.Errorf("got %v, %v", err, again)
		}
	})
}
