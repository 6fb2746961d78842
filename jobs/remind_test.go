package jobs

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yunti/models"
	"yunti/models/modelstest"
	"yunti/policy"
)

const nest, hive = "云测孵化器", "云测众创空间"

// keepRecords stores records as an import would.
func keepRecords(tb testing.TB, db *models.DB, records ...any) {
	tb.Helper()
	for _, r := range records {
		if err := db.Write.Create(r).Error; err != nil {
			tb.Fatal(err)
		}
	}
}

var recordOrigin = models.Origin{Version: 1, Filing: "F000001", Line: 2, UpdatedAt: shanghai(2024, 1, 1, 9, 0)}

func codeOf(n int) string { return fmt.Sprintf("91530100MA6T%05dX", n) }

// tenants stores n firms of a county, all of them in an incubator.
func tenants(tb testing.TB, db *models.DB, from, n int, county, incubator string) {
	tb.Helper()
	for i := from; i < from+n; i++ {
		keepRecords(tb, db, &models.Firm{Code: codeOf(i), Name: fmt.Sprintf("企业%d", i), County: county, State: "在业", Founded: 20150301, Origin: recordOrigin},
			&models.Residency{Code: codeOf(i), Incubator: incubator, Since: 20200101, Name: "企业", Origin: recordOrigin})
	}
}

// texts lists the notices of an incubator, a county or ("" and "") the city, the oldest first.
func texts(tb testing.TB, db *models.DB, county, incubator string) (list []string) {
	tb.Helper()
	var notices []models.Notice
	if err := db.Read.Order("at, id").Find(&notices, "county = ? AND incubator = ?", county, incubator).Error; err != nil {
		tb.Fatal(err)
	}
	for _, n := range notices {
		list = append(list, n.Text)
	}
	return list
}

func openRound(tb testing.TB, db *models.DB, closes policy.Day) *models.FilingRound {
	tb.Helper()
	r := &models.FilingRound{Name: "2023 年度数据填报", Kind: "figures", Year: 2023, Opens: 20240601, Closes: closes}
	if err := db.CreateRound(tb.Context(), shanghai(2024, 6, 1, 9, 0), models.Actor{Who: "市小", Role: models.RoleCity}, r, map[string]bool{"figures": true}); err != nil {
		tb.Fatal(err)
	}
	return r
}

func TestRoundThatClosesIsRemindedOfSevenThreeAndOneDaysBefore(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		tenants(t, db, 0, 3, "530102", nest)
		tenants(t, db, 10, 2, "530103", hive)
		keepRecords(t, db, &models.FirmYear{Code: codeOf(10), Year: 2023, Origin: recordOrigin}, &models.FirmYear{Code: codeOf(11), Year: 2023, Origin: recordOrigin})
		r := openRound(t, db, 20240731)
		days := map[int]string{} // what was sent on which day of July
		for day := 20; day <= 32; day++ {
			before := len(texts(t, db, "", nest))
			for hour := range 3 { // two more looks change nothing
				if _, err := remind(t.Context(), db, shanghai(2024, 7, day, 8+hour, 30)); err != nil {
					t.Fatal(err)
				}
			}
			for _, text := range texts(t, db, "", nest)[before:] {
				days[day] += text
			}
		}
		want := map[int]string{
			24: "批次“2023 年度数据填报”将于2024-07-31（还有 7 天）截止，贵单位还有 3 户企业没有完成填报：未填报 3 户。",
			28: "批次“2023 年度数据填报”将于2024-07-31（还有 3 天）截止，贵单位还有 3 户企业没有完成填报：未填报 3 户。",
			30: "批次“2023 年度数据填报”将于2024-07-31（还有 1 天）截止，贵单位还有 3 户企业没有完成填报：未填报 3 户。",
		}
		if diff := cmp.Diff(want, days); diff != "" {
			t.Error(diff)
		}
		if got := texts(t, db, "", hive); len(got) != 0 {
			t.Errorf("who is done was reminded: %v", got)
		}
		// Extended, it closes anew.
		closes := policy.Day(20240810)
		if _, err := db.ChangeRound(t.Context(), shanghai(2024, 8, 1, 9, 0), cronActor, r.ID, r.Version, models.RoundChange{Closes: &closes}); err != nil {
			t.Fatal(err)
		}
		if note, err := remind(t.Context(), db, shanghai(2024, 8, 8, 8, 30)); err != nil || note != "即将截止的批次 1 个，发出提醒 1 条" {
			t.Error(note, err)
		}
	})
}

func TestReminderThatWasMissedIsMadeUpWhileItsTimeLasts(t *testing.T) {
	db := modelstest.SQLite(t)
	tenants(t, db, 0, 1, "530102", nest)
	openRound(t, db, 20240731) // and the server stands still on the 24th, the 28th and the 30th
	sent := 0
	for _, day := range []int{25, 26, 29, 31} {
		if _, err := remind(t.Context(), db, shanghai(2024, 7, day, 8, 30)); err != nil {
			t.Fatal(err)
		}
		now := len(texts(t, db, "", nest))
		if want := map[int]int{25: 1, 26: 0, 29: 1, 31: 1}[day]; now-sent != want {
			t.Errorf("on the %dth %d notices", day, now-sent)
		}
		sent = now
	}
	if last := texts(t, db, "", nest)[2]; !strings.Contains(last, "将于今天截止") {
		t.Error(last)
	}
}

func TestTitlesThatEndWithinAYearAreToldToCountyAndIncubator(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		tenants(t, db, 0, 8, "530102", nest)
		tenants(t, db, 10, 1, "530103", hive)
		keepRecords(t, db, &models.Residency{Code: codeOf(0), Incubator: hive, Since: 20210101, Name: "企业", Origin: recordOrigin}, // in two
			&models.Firm{Code: codeOf(20), Name: "登记", County: "530103", Registrar: hive, State: "在业", Founded: 20150301, Origin: recordOrigin},
			&models.Firm{Code: codeOf(21), Name: "无主", State: "在业", Founded: 20150301, Origin: recordOrigin},
			&models.Firm{Code: codeOf(22), Name: "注销", County: "530103", State: "注销", StateDay: 20240101, Founded: 20150301, Origin: recordOrigin})
		title := func(n int, kind string, issued policy.Day) {
			keepRecords(t, db, &models.Recognition{Holder: codeOf(n), Kind: kind, Ref: issued.String(), Name: "企业", Level: "国家级", Issued: issued, Origin: recordOrigin})
		}
		for n := range 7 {
			title(n, "hnte", 20211018) // to 17 October 2024
		}
		title(6, "hnte", 20240301) // renewed
		title(7, "hnte", 20220702) // to 1 July 2025: the last day of the term
		title(7, "hnte_library", 20210801)
		title(10, "hnte", 20220703) // a day later
		title(10, "tech_sme", 20240301)
		title(20, "hnte", 20210702) // its last day is today
		title(21, "hnte", 20211018)
		title(22, "hnte", 20211018)
		book := theBook(t)
		note, err := warnOfExpiry(t.Context(), db, book, 20240701, shanghai(2024, 7, 1, 9, 0))
		if err != nil || note != "12 个月内到期的资质 10 项，发出提醒 4 条" {
			t.Error(note, err)
		}
		for _, c := range []struct{ county, incubator, want string }{
			{"530102", "", "12 个月内有 8 项资质到期：高新技术企业培育库 1 项，高新技术企业 7 项。涉及企业7、企业0、企业1、企业2、企业3 等 7 户，请及早准备重新认定。"},
			{"", nest, "12 个月内有 8 项资质到期：高新技术企业培育库 1 项，高新技术企业 7 项。涉及企业7、企业0、企业1、企业2、企业3 等 7 户，请及早准备重新认定。"},
			{"", hive, "12 个月内有 2 项资质到期：高新技术企业 2 项。涉及企业0、登记，请及早准备重新认定。"},
			{"530103", "", "12 个月内有 1 项资质到期：高新技术企业 1 项。涉及登记，请及早准备重新认定。"},
		} {
			if got := texts(t, db, c.county, c.incubator); len(got) != 1 || got[0] != c.want {
				t.Errorf("%s%s: %v", c.county, c.incubator, got)
			}
		}
		if got := texts(t, db, "", ""); len(got) != 0 {
			t.Errorf("the city was told %v", got)
		}
		if note, err := warnOfExpiry(t.Context(), db, book, 20240701, shanghai(2024, 7, 3, 9, 0)); err != nil || !strings.HasSuffix(note, "发出提醒 0 条") {
			t.Errorf("made up two days later: %s, %v", note, err)
		}
	})
}

func TestDocumentThatLapsesIsToldToTheCityOnce(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		book := theBook(t)
		run := func(now time.Time) {
			t.Helper()
			if _, err := warnOfLapse(t.Context(), db, book, now); err != nil {
				t.Error(err)
			}
		}
		about := func() (n int) { // the measures are in force until 31 December 2024
			for _, text := range texts(t, db, "", "") {
				if strings.Contains(text, "昆明市创新链与产业链深度融合措施") && strings.Contains(text, "有效期至 2024-12-31（还有 180 天）") {
					n++
				}
			}
			return n
		}
		run(shanghai(2024, 7, 3, 9, 10))
		if about() != 0 {
			t.Error("told 181 days before")
		}
		run(shanghai(2024, 7, 4, 9, 10))
		run(shanghai(2024, 8, 1, 9, 10))
		if about() != 1 {
			t.Errorf("told %d times", about())
		}
		before := len(texts(t, db, "", ""))
		run(shanghai(2025, 1, 1, 0, 0))
		for _, text := range texts(t, db, "", "")[before:] {
			if strings.Contains(text, "2024-12-31") {
				t.Errorf("told after the end: %s", text)
			}
		}
		// It is the city's notice and nobody else's.
		for _, c := range []struct {
			scope models.Scope
			sees  bool
		}{{models.Everything, true}, {models.Scope{County: "530102"}, false}, {models.Scope{Incubator: nest}, false}, {models.Scope{}, false}} {
			items, _, err := db.Notices(t.Context(), c.scope, "某", models.NoticeFilter{})
			if err != nil || c.sees != (len(items) > 0) {
				t.Errorf("%+v sees %d, %v", c.scope, len(items), err)
			}
		}
	})
}

func TestNightlyBackupIsWholeAndOldOnesGo(t *testing.T) {
	db := modelstest.SQLite(t)
	tenants(t, db, 0, 5, "530102", nest)
	folder := filepath.Join(t.TempDir(), "a", "b")
	keep := filepath.Join(folder, "yunti-before-upgrade.db")
	for day := policy.Day(20240625); day <= 20240712; day = day.AddDays(1) {
		note, err := backup(t.Context(), db, folder, day)
		if err != nil || !strings.Contains(note, day.String()) {
			t.Fatal(note, err)
		}
		if day == 20240625 {
			if err := os.WriteFile(keep, []byte("mine"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	files, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil || len(files) != backupsKept+1 || !slices.Contains(files, keep) || filepath.Base(files[0]) != "yunti-2024-06-29.db" {
		t.Errorf("%v, %v", files, err)
	}
	last := filepath.Join(folder, "yunti-2024-07-12.db")
	if info, err := os.Stat(last); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	copied, err := models.Open(t.Context(), "sqlite:"+last)
	if err != nil {
		t.Fatal(err)
	}
	defer copied.Close()
	if _, n, err := copied.Firms(t.Context(), models.Everything, models.FirmFilter{}); err != nil || n != 5 {
		t.Errorf("%d firms in the copy, %v", n, err)
	}
	if note, err := backup(t.Context(), db, folder, 20240712); err != nil || !strings.Contains(note, "已经有了") {
		t.Errorf("again: %s, %v", note, err)
	}
	// What a killed run has left is no backup.
	if err := os.WriteFile(filepath.Join(folder, "yunti-2024-07-13.db.partial"), []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	if note, err := backup(t.Context(), db, folder, 20240713); err != nil || !strings.Contains(note, "已备份到") {
		t.Errorf("after a crash: %s, %v", note, err)
	}
	if left, _ := filepath.Glob(filepath.Join(folder, "*.partial")); len(left) != 0 {
		t.Error(left)
	}
}

func TestBackupLiesBesideTheDatabaseUnlessToldOtherwise(t *testing.T) {
	db := modelstest.SQLite(t)
	note, err := backup(t.Context(), db, "", 20240701)
	want := filepath.Join(filepath.Dir(db.Place()), "backups", "yunti-2024-07-01.db")
	if _, stat := os.Stat(want); err != nil || stat != nil || !strings.Contains(note, want) {
		t.Errorf("%s, %v, %v", note, err, stat)
	}
	blocked := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(blocked, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := backup(t.Context(), db, blocked, 20240701); err == nil || !strings.Contains(err.Error(), "YUNTI_BACKUP_DIR") {
		t.Errorf("into a file: %v", err)
	}
}

func TestBackupOfAServerIsLeftToItsOwnToolsAndSaysSo(t *testing.T) {
	folder := t.TempDir()
	note, err := backup(t.Context(), modelstest.MariaDB(t), folder, 20240701)
	files, _ := os.ReadDir(folder)
	if err != nil || !strings.Contains(note, "mariadb-dump") || len(files) != 0 {
		t.Errorf("%s, %v, %v", note, err, files)
	}
}

func TestAnchorOfTheTrailGoesIntoTheLog(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		if err := db.Record(t.Context(), shanghai(2024, 7, 1, 9, 0), cronActor, "report.get", "annual", nil); err != nil {
			t.Fatal(err)
		}
		var log bytes.Buffer
		note, err := anchor(t.Context(), db, slog.New(slog.NewJSONHandler(&log, nil)))
		if err != nil {
			t.Fatal(err)
		}
		_, text, _ := strings.Cut(note, " ")
		from, err := models.ParseAnchor(text)
		if err != nil || !strings.Contains(log.String(), text) || from.Number != 1 {
			t.Fatalf("%s, %s, %v", note, log.String(), err)
		}
		if err := db.Record(t.Context(), shanghai(2024, 7, 2, 9, 0), cronActor, "report.get", "annual", nil); err != nil {
			t.Fatal(err)
		}
		if report, err := db.VerifyTrail(t.Context(), from); err != nil || report.Fault != nil {
			t.Errorf("%+v, %v", report, err)
		}
	})
}

func TestSweepDeletesWhatHasEnded(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		now := shanghai(2024, 7, 2, 3, 30)
		long := now.Add(-100 * 24 * time.Hour)
		keepRecords(t, db, &models.Session{Token: strings.Repeat("a", 64), ID: "old", Username: "u", CreatedAt: long, SeenAt: long, ExpiresAt: long.Add(12 * time.Hour)},
			&models.Session{Token: strings.Repeat("b", 64), ID: "live", Username: "u", CreatedAt: now, SeenAt: now, ExpiresAt: now.Add(12 * time.Hour)},
			&models.SignIn{State: strings.Repeat("c", 64), ExpiresAt: long},
			&models.Filing{ID: "F000009", State: models.FilingPlanning, CreatedAt: long})
		note, err := sweep(t.Context(), db, now)
		if err != nil || note != "清理中断的申报 1 件、作废评价的结果 0 份、失效的会话和登录记录 2 条" {
			t.Error(note, err)
		}
		var left []string
		if err := db.Read.Model(&models.Session{}).Pluck("id", &left).Error; err != nil || fmt.Sprint(left) != "[live]" {
			t.Errorf("%v, %v", left, err)
		}
	})
}

// TestNewJobsRunOnceOnTheirDay lets two servers look at every job through a night and a morning.
func TestNewJobsRunOnceOnTheirDay(t *testing.T) {
	db := modelstest.SQLite(t)
	clock := shanghai(2024, 6, 30, 12, 0)
	servers := make([]*Scheduler, 2)
	for i := range servers {
		var err error
		servers[i], err = NewScheduler(db, Recurring(db, theBook(t), func() time.Time { return clock }, Settings{Backups: t.TempDir()}), func() time.Time { return clock }, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
	}
	for ; clock.Before(shanghai(2024, 7, 1, 12, 0)); clock = clock.Add(30 * time.Minute) {
		for _, s := range servers {
			for i := range s.jobs {
				if err := s.look(context.Background(), &s.jobs[i]); err != nil {
					t.Errorf("%s: %v", s.jobs[i].Name, err)
				}
			}
		}
	}
	var runs []models.JobRun
	if err := db.Read.Order("due, job").Find(&runs, "due > ?", shanghai(2024, 6, 30, 12, 0)).Error; err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range runs {
		got = append(got, r.Due.In(time.FixedZone("CST", 8*3600)).Format("02 15:04 ")+r.Job)
		if r.Error != "" || r.FinishedAt == nil || r.Note == "" {
			t.Errorf("%+v", r)
		}
	}
	want := []string{"30 23:55 anchor", "01 01:00 backup", "01 02:00 review", "01 03:30 sweep", "01 08:30 remind", "01 09:00 expiry", "01 09:10 lapse", "01 09:20 deadline"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestTheCityIsToldInNovemberThatNextYearsHolidaysAreMissing(t *testing.T) {
	book := theBook(t)
	last := 2020
	for _, known := book.Holidays(last + 1); known || last < 2022; _, known = book.Holidays(last + 1) {
		last++
	}
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		told := func(month time.Month) (n int) {
			if _, err := warnOfLapse(t.Context(), db, book, shanghai(last, month, 1, 9, 10)); err != nil {
				t.Fatal(err)
			}
			for _, text := range texts(t, db, "", "") {
				if strings.Contains(text, fmt.Sprintf("没有收录 %d 年的节假日安排", last+1)) {
					n++
				}
			}
			return n
		}
		if told(time.October) != 0 {
			t.Error("told before the holidays are announced")
		}
		if told(time.November) != 1 || told(time.December) != 1 {
			t.Error("not told once")
		}
	})
}
