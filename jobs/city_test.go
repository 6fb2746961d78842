package jobs

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"yunti/models"
	"yunti/models/modelstest"
	"yunti/policy"
)

func TestMain(m *testing.M) {
	if carryOutOrders() {
		return
	}
	modelstest.Main(m)
}

// fate is what happens to one firm of the city over the three years, and what the reviews of 2022 and 2023 must
// say of it on the two ladders: "from>to movement", "" for no position and no movement.
type fate struct {
	name    string
	firm    func(*models.Firm)
	records []any // without the firm's code
	growth  [2]string
	unicorn [2]string
}

func wan(n int64) *int64   { n *= int64(policy.Wan); return &n }
func count(n int64) *int64 { return &n }

// year is a complete enough line for the gazelle test: revenue and 科技活动投入 in 万元.
func year(y int, revenue, input, staff int64) models.FirmYear {
	return models.FirmYear{Year: y, Revenue: wan(revenue), STInput: wan(input), Staff: count(staff), Assets: wan(revenue)}
}

func title(kind, number string, issued policy.Day) models.Recognition {
	return models.Recognition{Kind: kind, Ref: number, Number: number, Issued: issued}
}

func ending(r models.Recognition, day policy.Day) models.Recognition { r.Ends = day; return r }

func above(y int, is bool) models.ScaleLine { return models.ScaleLine{Year: y, Above: is} }

// hnte is a certificate valid at the ends of 2021, 2022 and 2023.
var hnte = title("hnte", "GR202153000001", 20211203)

var fates = []fate{
	{name: "证书到期", records: []any{title("hnte", "GR202053000001", 20201123), above(2021, true), above(2022, true), above(2023, true)},
		growth: [2]string{"hnte_above_scale>hnte_above_scale kept", "hnte_above_scale> lapsed"}},
	{name: "升为规上", records: []any{hnte, above(2021, false), above(2022, true), above(2023, true)},
		growth: [2]string{"hnte_below_scale>hnte_above_scale promoted", "hnte_above_scale>hnte_above_scale kept"}},
	{name: "退出规上", records: []any{hnte, above(2021, true), above(2022, true), above(2023, false)},
		growth: [2]string{"hnte_above_scale>hnte_above_scale kept", "hnte_above_scale>hnte_below_scale demoted"}},
	{name: "证书撤销", records: []any{revoked(hnte, 20220630), above(2021, true), above(2022, true)},
		growth: [2]string{"hnte_above_scale> revoked", ""}},
	{name: "超规毕业", records: []any{tech(2021), tech(2022), year(2023, 9000, 100, 600)},
		growth: [2]string{"tech_sme>tech_sme kept", "tech_sme> outgrown"}},
	{name: "超龄毕业", firm: func(f *models.Firm) { f.Founded = 20130506 },
		records: []any{ending(title("fledgling", "CY-1", 20200101), 20211231),
			year(2018, 100, 1, 10), year(2019, 100, 1, 10), year(2020, 100, 1, 10), year(2021, 100, 1, 10), year(2022, 100, 1, 10), year(2023, 100, 1, 10)},
		unicorn: [2]string{"fledgling> aged_out", ""}},
	{name: "上市毕业", records: []any{ending(title("unicorn", "DJ-1", 20210601), 20301231), models.Listing{Board: "科创板", Listed: 20220901}},
		growth: [2]string{"unicorn> listed_out", ""}, unicorn: [2]string{"unicorn> listed_out", ""}},
	{name: "迁出", firm: func(f *models.Firm) { f.State, f.StateDay = "迁出", 20220501 }, records: []any{hnte, above(2021, true)},
		growth: [2]string{"hnte_above_scale> left", ""}},
	{name: "未报数据", firm: func(f *models.Firm) { f.Founded = 20150401 },
		records: []any{year(2018, 2000, 100, 50), year(2019, 2500, 150, 60), year(2020, 3000, 200, 70), year(2021, 4000, 300, 80)},
		growth:  [2]string{"gazelle>gazelle undecided", "gazelle>gazelle undecided"},
		unicorn: [2]string{"gazelle>gazelle undecided", "gazelle>gazelle undecided"}},
	{name: "新入库", firm: func(f *models.Firm) { f.Founded = 20220301 },
		records: []any{tech(2022), tech(2023), year(2022, 100, 1, 10), year(2023, 100, 1, 10)},
		growth:  [2]string{">tech_sme entered", "tech_sme>tech_sme kept"}},
	{name: "无梯级"},
	{name: "超过瞪羚年限", records: []any{ending(title("gazelle", "DL-1", 20200301), 20221231), hnte, above(2021, false), above(2022, false), above(2023, false)},
		growth:  [2]string{"gazelle>gazelle kept", "gazelle>hnte_below_scale aged_out"},
		unicorn: [2]string{"gazelle>gazelle kept", "gazelle> aged_out"}},
}

func tech(y int) models.Recognition {
	return title("tech_sme", fmt.Sprintf("%d53010200000001", y)+"A", policy.NewDay(y, 5, 20))
}

func revoked(r models.Recognition, day policy.Day) models.Recognition { r.Revoked = day; return r }

// code is the i-th firm's.
func code(i int) string { return policy.CompleteCode(fmt.Sprintf("91530100MA%07d", i)) }

// settle fills the database with n firms that meet the fates in turn.
func populate(t testing.TB, db *models.DB, n int) {
	t.Helper()
	var firms []models.Firm
	lists := lists{}
	for i := range n {
		f := fates[i%len(fates)]
		firm := models.Firm{Code: code(i), Name: fmt.Sprintf("昆明%s%d有限公司", f.name, i), Founded: 20000315, County: "530102", Zones: "GXQ", Industry: "3911",
			State: "在业", Origin: origin}
		if f.firm != nil {
			f.firm(&firm)
		}
		firms = append(firms, firm)
		for _, record := range f.records {
			lists.add(firm.Code, record)
		}
	}
	change(t, db, func(tx *gorm.DB) error {
		for _, list := range []any{firms, lists.years, lists.titles, lists.listings, lists.scale} {
			if err := tx.CreateInBatches(list, 200).Error; err != nil {
				return err
			}
		}
		return nil
	})
}

var origin = models.Origin{Version: 1, Filing: "F-1", Line: 4, UpdatedAt: today(2024)}

type lists struct {
	years    []models.FirmYear
	titles   []models.Recognition
	listings []models.Listing
	scale    []models.ScaleLine
}

func (l *lists) add(code string, record any) {
	switch r := record.(type) {
	case models.FirmYear:
		r.Code, r.Origin = code, origin
		l.years = append(l.years, r)
	case models.Recognition:
		r.Holder, r.Origin = code, origin
		l.titles = append(l.titles, r)
	case models.Listing:
		r.Code, r.Origin = code, origin
		l.listings = append(l.listings, r)
	case models.ScaleLine:
		r.Code, r.Origin = code, origin
		l.scale = append(l.scale, r)
	}
}

// change changes the records as a filing would.
func change(t testing.TB, db *models.DB, fn func(tx *gorm.DB) error) {
	t.Helper()
	err := db.Tx(context.Background(), func(tx *gorm.DB) error {
		if err := models.Bump(tx); err != nil {
			return err
		}
		return fn(tx)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func theBook(t testing.TB) *policy.Book {
	t.Helper()
	book, err := policy.Load(policy.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	return book
}

// today is a working morning of the year.
func today(year int) time.Time { return time.Date(year, 7, 5, 1, 30, 0, 0, time.UTC) }

var zhang = models.Actor{Who: "zhang", From: "test"}

// options are those of a review by zhang on a morning of 2024, with small batches.
func options() Options {
	return Options{Actor: zhang, Now: func() time.Time { return today(2024) }, batch: 7}
}

func review(t testing.TB, db *models.DB, year int) *models.Review {
	t.Helper()
	r, err := Review(t.Context(), db, theBook(t), year, options())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func publish(t testing.TB, db *models.DB, r *models.Review) *models.Review {
	t.Helper()
	published, err := Publish(t.Context(), db, r.ID, zhang, today(2024))
	if err != nil {
		t.Fatal(err)
	}
	return published
}

// dump writes everything a review says, byte by byte.
func dump(t testing.TB, db *models.DB, id string) string {
	t.Helper()
	r, err := db.Review(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%d %s %d/%d\n%s\n", r.Year, r.Edition, r.Done, r.Firms, r.Totals)
	err = db.EachResult(t.Context(), models.Everything, id, func(x *models.Result) error {
		line := *x
		line.Review, line.Verdict = "", nil
		fmt.Fprintf(&b, "%+v %s\n", line, hex.EncodeToString(x.Verdict))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range linesOf(t, db, id) {
		e.Review = ""
		line, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "%d %d %s %s\n", e.Seq, e.ClauseNo, e.Alias, line)
	}
	return b.String()
}

// linesOf are the entitlements that are stored with a review, in the order of their numbers.
func linesOf(t testing.TB, db *models.DB, review string) (lines []models.Entitlement) {
	t.Helper()
	if err := db.Read.Where("review = ?", review).Order("seq").Find(&lines).Error; err != nil {
		t.Fatal(err)
	}
	return lines
}
