package exports_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"gorm.io/gorm"

	"yunti/exports"
	"yunti/models"
	"yunti/models/modelstest"
	"yunti/policy"
)

// tierReports are the reports that are made from the stored results of the reviews alone.
var tierReports = []string{"ladder", "moves", "unicorns", "expiring", "ready", "gaps", "years"}

func TestReportsOfASmallCity(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		book := theBook(t)
		populate(t, db)
		review(t, db, book, 2022, true)
		r := review(t, db, book, 2023, true)
		for _, key := range tierReports {
			b := written(t, db, key, models.Everything, exports.Request{Year: 2023})
			if dir := os.Getenv("YUNTI_LOOK"); dir != "" {
				if err := os.WriteFile(filepath.Join(dir, key+".xlsx"), b, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			golden(t, key, strings.ReplaceAll(dump(t, b), r.Edition[:12], "（版本号）"))
		}
	})
}

func TestACountysReportsHoldNothingOfAnotherCounty(t *testing.T) {
	db := modelstest.SQLite(t)
	populate(t, db)
	book := theBook(t)
	review(t, db, book, 2022, true)
	r := review(t, db, book, 2023, true)
	var foreign []string
	err := db.EachResult(t.Context(), models.Everything, r.ID, func(x *models.Result) error {
		if x.County != wuhua.County {
			foreign = append(foreign, x.Code, x.Name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range tierReports {
		b := written(t, db, key, wuhua, exports.Request{Year: 2023})
		all := parts(t, b)
		absent(t, all, foreign...)
		text := dump(t, b)
		absent(t, map[string]string{key: text}, "呈贡", "安宁", "盘龙", "昆明市2023年度", "昆明市科学技术局")
		for _, want := range []string{"五华区20", "填报单位：五华区科技部门"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s lacks %q", key, want)
			}
		}
		if key != "years" && key != "ladder" && !strings.Contains(text, "五华区 |") {
			t.Errorf("%s has no firm of the county", key)
		}
	}
}

func TestEveryReportOfADraftSaysThatItIsOne(t *testing.T) {
	db := modelstest.SQLite(t)
	populate(t, db)
	book := theBook(t)
	review(t, db, book, 2022, true)
	draft := review(t, db, book, 2023, false)
	for _, key := range tierReports {
		b := written(t, db, key, models.Everything, exports.Request{Year: 2023, Review: draft.ID})
		f, err := excelize.OpenReader(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		for _, sheet := range f.GetSheetList() {
			title, err := f.GetCellValue(sheet, "A1")
			if err != nil || !strings.Contains(title, "草稿，未发布") {
				t.Errorf("%s, %s: the title is %q", key, sheet, title)
			}
			foot, err := f.GetHeaderFooter(sheet)
			if err != nil || !strings.Contains(foot.OddFooter, "草稿，未发布") || !strings.Contains(foot.OddFooter, goldenNumber) || len([]rune(foot.OddFooter)) > 255 {
				t.Errorf("%s, %s: the foot is %+v, %v", key, sheet, foot, err)
			}
		}
		f.Close()
	}
}

// TestTheLadderAgreesWithTheReview compares the 合计 of 梯次培育总表 with the totals that the review kept, and with the annual report.
func TestTheLadderAgreesWithTheReview(t *testing.T) {
	db := modelstest.SQLite(t)
	modelstest.Fill(t, db, 2000, 2023)
	book := theBook(t)
	review(t, db, book, 2022, true)
	r := review(t, db, book, 2023, true)
	totals, err := r.Counts()
	if err != nil {
		t.Fatal(err)
	}
	open := func(key string) *excelize.File {
		f, err := excelize.OpenReader(bytes.NewReader(written(t, db, key, models.Everything, exports.Request{Year: 2023})), excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { f.Close() })
		return f
	}
	sums := func(f *excelize.File, sheet string) (found [][]string) {
		rows, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			if len(row) > 0 && row[0] == "合计" {
				found = append(found, row)
			}
		}
		return found
	}
	ladder, overview, compared := sums(open("ladder"), "梯次培育总表"), sums(open("annual"), "总览"), sums(open("years"), "逐年对比")
	if len(ladder) != 2 || len(overview) != 2 || len(compared) != 2 {
		t.Fatalf("%d, %d and %d sums", len(ladder), len(overview), len(compared))
	}
	for l, want := range totals.Ladders {
		now, before, carried := 0, 0, 0
		for at, tier := range want.Tiers {
			expect(t, want.Ladder+" "+tier.Tier, ladder[l], map[int]int{1 + 3*at: tier.Now, 2 + 3*at: tier.Before, 3 + 3*at: tier.Now - tier.Before})
			now, before, carried = now+tier.Now, before+tier.Before, carried+tier.Carried
		}
		n := 3 * len(want.Tiers)
		expect(t, want.Ladder, ladder[l], map[int]int{1 + n: now, 2 + n: before, 3 + n: now - before, 4 + n: carried})
		expect(t, want.Ladder+" of 总览", overview[l], map[int]int{1: now, 2: before})
		expect(t, want.Ladder+" of 逐年对比", compared[l], map[int]int{1: before, 2: now, 3: now - before})
		if now < 100 {
			t.Errorf("only %d firms are on %s", now, want.Ladder)
		}
	}
	moves := open("moves")
	for sheet, codes := range map[string][]string{"新进": {"entered"}, "晋级": {"promoted"}, "降级": {"demoted"}, "到期失效": {"lapsed"}, "撤销": {"revoked"},
		"毕业": {"outgrown", "aged_out", "listed_out"}, "迁出注销": {"left"}, "数据待核": {"undecided"}} {
		want := 0
		for _, ladder := range totals.Ladders {
			for move, n := range ladder.Moves {
				if slices.Contains(codes, string(move)) {
					want += n
				}
			}
		}
		if got := listed(t, moves, sheet); got != want {
			t.Errorf("%s lists %d, the review counted %d", sheet, got, want)
		}
	}
	ready := 0
	for _, tier := range totals.Tiers {
		ready += tier.Ready + tier.Unscored
	}
	if got := listed(t, open("ready"), "达规未入库"); got != ready || got == 0 {
		t.Errorf("达规未入库 lists %d, the review counted %d", got, ready)
	}
}

// What looks wrong with figures is found in the records, and only there.
func TestWhatLooksWrongIsListed(t *testing.T) {
	db := modelstest.SQLite(t)
	populate(t, db)
	book := theBook(t)
	change(t, db, func(tx *gorm.DB) error {
		set := func(i, year int, columns map[string]any) error {
			return tx.Model(&models.FirmYear{}).Where("code = ? AND year = ?", code(i), year).Updates(columns).Error
		}
		return errors.Join(
			set(0, 2023, map[string]any{"revenue": int64(1800 * 1000 * policy.Wan), "rd": nil}), // 千元 for 万元
			set(2, 2023, map[string]any{"rd": int64(9000 * policy.Wan)}),
			set(5, 2023, map[string]any{"st_staff": 700, "liabilities": int64(90000 * policy.Wan)}),
			set(9, 2023, map[string]any{"staff": 0, "tax": -5, "st_input": -1}),
			set(11, 2022, map[string]any{"revenue": int64(9000 * policy.Wan)}),
		)
	})
	review(t, db, book, 2023, true)
	b := written(t, db, "gaps", models.Everything, exports.Request{Year: 2023})
	_, text, _ := strings.Cut(dump(t, b), "## 数据异常\n")
	text, _, _ = strings.Cut(text, "## ")
	for _, want := range []string{
		"=升为规上昆明样例有限公司 | " + code(0) + " | 呈贡区 | 2023 | 疑为单位有误 | 营业收入 1,800,000.00 万元，上年 1,800.00 万元，为上年的 1,000.00 倍，请核对金额单位（元、千元、万元）",
		"部分大于整体 | 研发费用 9,000.00 万元，大于营业收入 4,100.00 万元",
		"部分大于整体 | 科技人员数 700 人，大于职工总数 620 人",
		"资不抵债 | 负债总额 90,000.00 万元，大于资产总额 23,000.00 万元",
		"负数 | 科技活动投入为 -0.00 万元",
		"有收入无职工 | 职工总数 0 人，营业收入 7,800.00 万元",
		"与上年相差过大 | 营业收入 90,000.00 万元，上年 9,000.00 万元，为上年的 10.00 倍",
		"2024-07-05 09:30 的企业档案",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("lacks %q:\n%s", want, text)
		}
	}
	if strings.Contains(text, code(13)) || strings.Contains(text, "上缴税费") {
		t.Errorf("lists what is in order:\n%s", text)
	}
}
