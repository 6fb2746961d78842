package models_test

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"yunti/models"
	"yunti/models/modelstest"
)

var inspector = models.Actor{Who: "wang", Role: models.RoleCity, From: "10.0.0.9", Request: "r-1"}

// write appends n lines to the trail.
func write(tb testing.TB, db *models.DB, n int) {
	tb.Helper()
	for i := range n {
		err := db.Tx(tb.Context(), func(tx *gorm.DB) error {
			return models.AuditFirm(tx, noon.Add(time.Duration(i)*time.Second), inspector, "filing.submit", fmt.Sprintf("F%06d", i+1), "91530100MA6K1LXN4T",
				models.Change{Before: map[string]any{"state": "draft"}, After: map[string]any{"state": "submitted", "n": i}})
		})
		if err != nil {
			tb.Fatal(err)
		}
	}
}

// verify checks the trail against the zero anchor.
func verify(tb testing.TB, db *models.DB) models.TrailReport {
	tb.Helper()
	report, err := db.VerifyTrail(tb.Context(), models.Anchor{})
	if err != nil {
		tb.Fatal(err)
	}
	return report
}

func mustExec(tb testing.TB, db *models.DB, statement string, values ...any) {
	tb.Helper()
	if err := db.Write.Exec(statement, values...).Error; err != nil {
		tb.Fatalf("%s: %v", statement, err)
	}
}

// unguard drops the triggers, as somebody with the whole database in his hands can.
func unguard(tb testing.TB, db *models.DB) {
	tb.Helper()
	mustExec(tb, db, "DROP TRIGGER audit_keep_update")
	mustExec(tb, db, "DROP TRIGGER audit_keep_delete")
}

func TestTheHashOfALineIsWhatTheDocumentationSays(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		at := time.Date(2024, 7, 1, 12, 0, 0, 123_999_999, time.FixedZone("CST", 8*3600))
		detail := map[string]any{"before": nil, "after": "<新>"}
		for range 2 {
			err := db.Tx(t.Context(), func(tx *gorm.DB) error {
				return models.AuditFirm(tx, at, inspector, "filing.apply", "F000001", "91530100MA6K1LXN4T", detail)
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		previous := ""
		for number := 1; number <= 2; number++ {
			var fields string
			for _, field := range []string{"yunti-audit-1", previous, itoa(number), "1719806400123", "wang", "city", "10.0.0.9", "r-1",
				"filing.apply", "F000001", "91530100MA6K1LXN4T", `{"after":"<新>","before":null}`} {
				fields += string([]byte{0, 0, 0, 0, 0, 0, 0, byte(len(field))}) + field
			}
			sum := sha256.Sum256([]byte(fields))
			previous = hex.EncodeToString(sum[:])
		}
		head, err := db.TrailHead(t.Context())
		if err != nil || head != (models.Anchor{Number: 2, Hash: previous}) {
			t.Errorf("the head is %v, want %s, %v", head, previous, err)
		}
	})
}

func TestWhateverIsWrittenVerifies(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		if r := verify(t, db); r.Fault != nil || r.Lines != 0 || r.Anchor != (models.Anchor{}) || r.First != nil || !r.Guarded {
			t.Errorf("an empty trail: %+v", r)
		}
		for _, odd := range []string{"", "云", strings.Repeat("长", 300), "\xff\xfe", "a\x00b", "𬭊 末 ", `'\"%_`, "\r\n\t", "\u0000", " x "} {
			actor := models.Actor{Who: odd, Role: odd, From: odd, Request: odd}
			err := db.Tx(t.Context(), func(tx *gorm.DB) error {
				return models.AuditFirm(tx, noon.Add(999*time.Microsecond), actor, odd, odd, odd, map[string]string{odd: odd})
			})
			if err != nil {
				t.Errorf("%q: %v", odd, err)
			}
		}
		r := verify(t, db)
		if r.Fault != nil || r.Lines != 10 || !r.First.Equal(noon) || !r.Last.Equal(noon) {
			t.Errorf("%+v %+v", r, r.Fault)
		}
	})
}

func TestADetailThatIsNoJSONIsRefused(t *testing.T) {
	db := modelstest.SQLite(t)
	if err := db.Record(t.Context(), noon, clerk, "a", "b", func() {}); err == nil || !strings.Contains(err.Error(), "无法写成 JSON") {
		t.Errorf("got %v", err)
	}
}

func TestParallelWritersMakeOneChain(t *testing.T) {
	modelstest.Each(t, writeInParallel)
}

// TestParallelWritersWhereOldSnapshotsAreRefused runs under what is the default of newer MariaDB servers: a transaction that
// read before another one ended may not write what that one wrote, and is run again.
func TestParallelWritersWhereOldSnapshotsAreRefused(t *testing.T) {
	s := modelstest.StartServer(t)
	s.Exec(t, "SET GLOBAL innodb_snapshot_isolation = ON")
	writeInParallel(t, migrated(t, s.Database(t)))
}

// writeInParallel mixes what servers do at the same time: changes to the records, to one review, lines by themselves,
// transactions that fail after their line was written.
func writeInParallel(t *testing.T, db *models.DB) {
	stop := errors.New("stop")
	put(t, db, firm("A1", "甲"), firm("A2", "乙"))
	r := begin(t, db, 2023)
	const writers, rounds = 8, 12
	var committed atomic.Int64
	committed.Store(verify(t, db).Lines)
	audit := func(tx *gorm.DB) error { return models.Audit(tx, noon, inspector, "a.b", "s", nil) }
	acts := []func(tx *gorm.DB) error{
		func(tx *gorm.DB) error {
			if err := models.Bump(tx); err != nil {
				return err
			}
			if err := tx.Exec("UPDATE firms SET line = line + 1 WHERE code = 'A1'").Error; err != nil {
				return err
			}
			return audit(tx)
		},
		func(tx *gorm.DB) error {
			var stored models.Review
			if err := tx.Clauses(clause.Locking{Strength: "UPDATE"}).Take(&stored, "id = ?", r.ID).Error; err != nil {
				return err
			}
			if err := tx.Exec("UPDATE reviews SET done = done + 1 WHERE id = ?", r.ID).Error; err != nil {
				return err
			}
			return audit(tx)
		},
		func(tx *gorm.DB) error { // reads first, so that its snapshot is older than the chain's last line
			var n int64
			if err := tx.Model(&models.Firm{}).Count(&n).Error; err != nil {
				return err
			}
			return audit(tx)
		},
		func(tx *gorm.DB) error {
			if err := models.Bump(tx); err != nil {
				return err
			}
			if err := audit(tx); err != nil {
				return err
			}
			return stop
		},
		func(tx *gorm.DB) error {
			if err := audit(tx); err != nil {
				return err
			}
			return audit(tx)
		},
	}
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for i := range rounds {
				act := (w + i) % len(acts)
				err := db.Tx(t.Context(), acts[act])
				switch {
				case act == 3 && errors.Is(err, stop):
				case act == 4 && err == nil:
					committed.Add(2)
				case act != 3 && err == nil:
					committed.Add(1)
				default:
					t.Errorf("act %d: %v", act, err)
				}
			}
		})
	}
	wg.Wait()
	report := verify(t, db)
	if report.Fault != nil || report.Lines != committed.Load() || report.Anchor.Number != report.Lines {
		t.Errorf("%d lines were committed, the chain has %d: %+v", committed.Load(), report.Lines, report.Fault)
	}
}

func TestTheDatabaseRefusesToChangeTheTrail(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		write(t, db, 2)
		for _, statement := range []string{"UPDATE audit SET who = 'x'", "UPDATE audit SET at = at WHERE number = 1", "DELETE FROM audit", "DELETE FROM audit WHERE number = 2"} {
			if err := db.Write.Exec(statement).Error; err == nil || !strings.Contains(err.Error(), "操作记录只能追加") {
				t.Errorf("%s: %v", statement, err)
			}
		}
		if r := verify(t, db); r.Fault != nil || r.Lines != 2 || !r.Guarded {
			t.Errorf("%+v", r)
		}
		mustExec(t, db, "DROP TRIGGER audit_keep_delete")
		if r := verify(t, db); r.Guarded {
			t.Error("a guard is gone and nobody says so")
		}
	})
}

func TestMovedByOneMillisecondIsMoved(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		write(t, db, 3)
		unguard(t, db)
		mustExec(t, db, "UPDATE audit SET at = '2024-07-01 04:00:01.001' WHERE number = 2")
		if f := verify(t, db).Fault; f == nil || f.Number != 2 {
			t.Errorf("%+v", f)
		}
	})
}

// tampering is something that somebody may do to the trail with SQL, and where and as what it is found.
type tampering struct {
	name   string
	sql    []string
	number int64
	kind   string
}

func TestTamperingIsFoundAndTheLineNamed(t *testing.T) {
	const lines = 9
	tamperings := []tampering{
		{"a line deleted in the middle", []string{"DELETE FROM audit WHERE number = 5"}, 5, models.FaultMissing},
		{"several lines deleted", []string{"DELETE FROM audit WHERE number IN (4, 5, 6)"}, 4, models.FaultMissing},
		{"the first line deleted", []string{"DELETE FROM audit WHERE number = 1"}, 1, models.FaultMissing},
		{"the tail deleted", []string{"DELETE FROM audit WHERE number >= 8"}, 8, models.FaultCut},
		{"all deleted", []string{"DELETE FROM audit"}, 1, models.FaultCut},
		{"a gap closed by renumbering", []string{"DELETE FROM audit WHERE number = 5", "UPDATE audit SET number = 5 WHERE number = 6",
			"UPDATE audit SET number = 6 WHERE number = 7", "UPDATE audit SET number = 7 WHERE number = 8", "UPDATE audit SET number = 8 WHERE number = 9",
			"UPDATE counters SET value = 8 WHERE name = 'audit'"}, 5, models.FaultEdited},
		{"two lines swapped", []string{"UPDATE audit SET number = 100 WHERE number = 3", "UPDATE audit SET number = 3 WHERE number = 6",
			"UPDATE audit SET number = 6 WHERE number = 100"}, 3, models.FaultEdited},
		{"a copy of a line as another line", []string{"INSERT INTO audit (number, at, who, role, came_from, request, action, subject, firm, detail, hash) " +
			"SELECT 10, at, who, role, came_from, request, action, subject, firm, detail, hash FROM audit WHERE number = 9"}, 10, models.FaultEdited},
		{"a line slipped in without a number", []string{"INSERT INTO audit (at, who, role, came_from, request, action, subject, firm, detail, hash) " +
			"SELECT at, who, role, came_from, request, action, subject, firm, detail, '' FROM audit WHERE number = 9"}, 1, models.FaultEdited},
		{"a line taken out of the chain", []string{"UPDATE audit SET number = NULL WHERE number = 9"}, 1, models.FaultEdited},
		{"the counter raised", []string{"UPDATE counters SET value = 12 WHERE name = 'audit'"}, 10, models.FaultCut},
		{"the counter lowered", []string{"UPDATE counters SET value = 7 WHERE name = 'audit'"}, 9, models.FaultCounter},
		{"the counter deleted", []string{"DELETE FROM counters WHERE name = 'audit'"}, 9, models.FaultCounter},
		{"a line doubled under its number", []string{"DROP INDEX audit_number%s", "INSERT INTO audit (number, at, who, role, came_from, request, action, subject, firm, detail, hash) " +
			"SELECT number, at, who, role, came_from, request, action, subject, firm, detail, hash FROM audit WHERE number = 4"}, 4, models.FaultDoubled},
	}
	columns := map[string]string{"at": "'2020-02-29 23:59:59.999'", "who": "'x'", "role": "'admin'", "came_from": "'x'", "request": "'x'", "action": "'x'",
		"subject": "'x'", "firm": "'x'", "detail": "'{}'", "hash": "'" + strings.Repeat("0", 64) + "'"}
	for column, value := range columns {
		tamperings = append(tamperings, tampering{column + " edited", []string{"UPDATE audit SET " + column + " = " + value + " WHERE number = 5"}, 5, models.FaultEdited})
		if column != "at" {
			tamperings = append(tamperings, tampering{column + " of the last line blanked", []string{"UPDATE audit SET " + column + " = '' WHERE number = 9"}, 9, models.FaultEdited})
		}
	}
	tamperings = append(tamperings,
		tampering{"number edited", []string{"UPDATE audit SET number = 50 WHERE number = 5"}, 5, models.FaultMissing},
		tampering{"a text moved into its neighbour", []string{"UPDATE audit SET who = '', role = 'wangcity' WHERE number = 5"}, 5, models.FaultEdited},
		tampering{"upper and lower case", []string{"UPDATE audit SET who = 'Wang' WHERE number = 5"}, 5, models.FaultEdited},
		tampering{"a blank added", []string{"UPDATE audit SET who = 'wang ' WHERE number = 5"}, 5, models.FaultEdited})
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		write(t, db, lines)
		unguard(t, db)
		mustExec(t, db, "CREATE TABLE untouched AS SELECT * FROM audit")
		for _, c := range tamperings {
			t.Run(c.name, func(t *testing.T) {
				for _, statement := range c.sql {
					on := ""
					if db.MySQL {
						on = " ON audit"
					}
					mustExec(t, db, strings.Replace(statement, "%s", on, 1))
				}
				f := verify(t, db).Fault
				if f == nil || f.Number != c.number || f.Kind != c.kind || f.Text == "" {
					t.Errorf("found %+v, want %s at %d", f, c.kind, c.number)
				} else {
					t.Log(f.Text)
				}
				mustExec(t, db, "DELETE FROM audit")
				mustExec(t, db, "INSERT INTO audit SELECT * FROM untouched")
				mustExec(t, db, "DELETE FROM counters WHERE name = 'audit'")
				mustExec(t, db, "INSERT INTO counters (name, value) VALUES ('audit', ?)", lines)
				if r := verify(t, db); r.Fault != nil || r.Lines != lines {
					t.Fatalf("restored: %+v", r.Fault)
				}
			})
		}
	})
}

// SQLite keeps values of any type in any column; none may stop the check or pass it.
func TestValuesOfTheWrongTypeAreFound(t *testing.T) {
	for column, value := range map[string]string{"number": "'5x'", "at": "'yesterday'", "at ": "'2024-07-01 04:00:04.0001'", " at": "1719806404000",
		"at  ": "'2024-07-01T04:00:04.000'", "who": "x'ff'", "hash": "x'00'", "detail": "x'7b7d'"} {
		db := modelstest.SQLite(t)
		write(t, db, 9)
		unguard(t, db)
		mustExec(t, db, "UPDATE audit SET "+column+" = "+value+" WHERE number = 5")
		if f := verify(t, db).Fault; f == nil || f.Number != 5 {
			t.Errorf("%s = %s: %+v", column, value, f)
		}
	}
}

// remake makes all hashes anew from a line on, as somebody can who knows how.
func remake(t *testing.T, db *models.DB, from int64) {
	t.Helper()
	var lines []models.Entry
	if err := db.Read.Order("number").Find(&lines, "number >= ?", from-1).Error; err != nil {
		t.Fatal(err)
	}
	previous := ""
	for i, e := range lines {
		if *e.Number >= from {
			mustExec(t, db, "UPDATE audit SET hash = ? WHERE number = ?", models.Seal(&lines[i], previous), *e.Number)
			e.Hash = models.Seal(&lines[i], previous)
		}
		previous = e.Hash
	}
}

func TestAnAnchorTellsOfATrailThatWasMadeAnew(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		write(t, db, 9)
		anchor, err := db.TrailHead(t.Context())
		if err != nil || anchor.Number != 9 {
			t.Fatal(anchor, err)
		}
		write(t, db, 3)
		check := func(from models.Anchor) *models.TrailFault {
			t.Helper()
			report, err := db.VerifyTrail(t.Context(), from)
			if err != nil {
				t.Fatal(err)
			}
			return report.Fault
		}
		if f := check(anchor); f != nil {
			t.Errorf("nothing was done: %+v", f)
		}
		unguard(t, db)
		mustExec(t, db, "UPDATE audit SET who = 'x' WHERE number = 11")
		remake(t, db, 11)
		if f := check(models.Anchor{}); f != nil {
			t.Errorf("without an anchor this cannot be seen: %+v", f)
		}
		if f := check(anchor); f != nil {
			t.Errorf("the lines up to the anchor are as they were: %+v", f)
		}
		mustExec(t, db, "UPDATE audit SET who = 'x' WHERE number = 4")
		remake(t, db, 4)
		if f := check(models.Anchor{}); f != nil {
			t.Errorf("without an anchor this cannot be seen: %+v", f)
		}
		if f := check(anchor); f == nil || f.Number != 9 || f.Kind != models.FaultAnchor {
			t.Errorf("made anew below the anchor: %+v", f)
		}
		mustExec(t, db, "DELETE FROM audit WHERE number > 6")
		mustExec(t, db, "UPDATE counters SET value = 6 WHERE name = 'audit'")
		if f := check(models.Anchor{}); f != nil {
			t.Errorf("without an anchor this cannot be seen: %+v", f)
		}
		if f := check(anchor); f == nil || f.Number != 7 || f.Kind != models.FaultAnchor {
			t.Errorf("cut off below the anchor, counter and all: %+v", f)
		}
	})
}

// TestLinesFromBeforeTheChainAreCoveredByItsFirstLine takes a database from before migration 0004.
func TestLinesFromBeforeTheChainAreCoveredByItsFirstLine(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		for i := range 3 {
			mustExec(t, db, "INSERT INTO audit (at, who, came_from, action, subject, detail) VALUES (?, 'old', 'cli', 'filing.apply', ?, '')", noon, itoa(i))
		}
		write(t, db, 4)
		r := verify(t, db)
		if r.Fault != nil || r.Early != 3 || r.Lines != 4 || r.Anchor.Number != 4 {
			t.Fatalf("%+v %+v", r, r.Fault)
		}
		unguard(t, db)
		mustExec(t, db, "UPDATE audit SET who = 'new' WHERE subject = '1'")
		if f := verify(t, db).Fault; f == nil || f.Number != 1 || !strings.Contains(f.Text, "3 条") {
			t.Errorf("edited: %+v", f)
		}
		mustExec(t, db, "UPDATE audit SET who = 'old' WHERE subject = '1'")
		mustExec(t, db, "DELETE FROM audit WHERE subject = '2'")
		if f := verify(t, db).Fault; f == nil || f.Number != 1 {
			t.Errorf("deleted: %+v", f)
		}
		mustExec(t, db, "DELETE FROM audit WHERE number IS NULL")
		if f := verify(t, db).Fault; f == nil || f.Number != 1 {
			t.Errorf("all deleted: %+v", f)
		}
	})
}

func TestWritingGoesOnAfterTamperingAndTheFaultStays(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		write(t, db, 3)
		unguard(t, db)
		for _, c := range []struct {
			sql   string
			fault int64 // 0 for none
		}{
			{"UPDATE counters SET value = 1 WHERE name = 'audit'", 0}, // nothing is lost: the chain goes on from its last line
			{"DELETE FROM audit WHERE number = 5", 5},
			{"UPDATE audit SET who = 'x' WHERE number = 2", 2},
			{"UPDATE counters SET value = 100 WHERE name = 'audit'", 2},
		} {
			mustExec(t, db, c.sql)
			write(t, db, 2)
			if f := verify(t, db).Fault; c.fault == 0 && f != nil || c.fault > 0 && (f == nil || f.Number != c.fault) {
				t.Errorf("%s: %+v, want %d", c.sql, f, c.fault)
			}
		}
		if head, err := db.TrailHead(t.Context()); err != nil || head.Number != 102 {
			t.Errorf("the last line is %v, %v", head, err)
		}
	})
}

func TestWithoutItsCounterNothingIsWritten(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		mustExec(t, db, "DELETE FROM counters WHERE name = 'audit'")
		if err := db.Record(t.Context(), noon, clerk, "a", "b", nil); !errors.Is(err, models.ErrSchema) {
			t.Errorf("got %v", err)
		}
	})
}

func TestAnchorsAreReadAsTheyAreWritten(t *testing.T) {
	a := models.Anchor{Number: 12, Hash: strings.Repeat("0a", 32)}
	for _, text := range []string{a.String(), " " + a.String() + "\n", strings.ToUpper(a.String())} {
		if got, err := models.ParseAnchor(text); err != nil || got != a {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "12", ":", "12:", "0:" + a.Hash, "-1:" + a.Hash, "x:" + a.Hash, "12:" + a.Hash[1:], "12:" + a.Hash + "0", "12:" + strings.Repeat("g", 64), a.Hash} {
		if _, err := models.ParseAnchor(text); !errors.Is(err, models.ErrAnchor) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// TestAServerThatRefusesTriggersGoesWithoutThem migrates as a user who may make none.
func TestAServerThatRefusesTriggersGoesWithoutThem(t *testing.T) {
	s := modelstest.StartServer(t)
	s.Exec(t, "CREATE DATABASE plain", "CREATE USER app IDENTIFIED BY 's3cret'", "GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, INDEX, DROP ON plain.* TO app")
	db := migrated(t, s.URLAs("plain", "app", "s3cret"))
	write(t, db, 2)
	if r := verify(t, db); r.Fault != nil || r.Lines != 2 || r.Guarded {
		t.Errorf("%+v", r)
	}
	if err := models.Migrate(t.Context(), db); err != nil {
		t.Errorf("again: %v", err)
	}
}
