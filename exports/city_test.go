package exports_test

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"gorm.io/gorm"

	"yunti/exports"
	"yunti/jobs"
	"yunti/models"
	"yunti/models/modelstest"
	"yunti/policy"
)

func TestMain(m *testing.M) { modelstest.Main(m) }

// citizen is a firm of the small city: what it is and what is recorded of it (without its code).
type citizen struct {
	name    string
	firm    func(*models.Firm)
	records []any
}

func wan(n int64) *int64 { n *= int64(policy.Wan); return &n }
func num(n int64) *int64 { return &n }

// year is a line of figures in 万元 and heads.
func year(y int, revenue, rd, input, staff int64) models.FirmYear {
	return models.FirmYear{Year: y, Revenue: wan(revenue), RD: wan(rd), STInput: wan(input), Staff: num(staff), STStaff: num(staff / 4),
		Assets: wan(revenue), IP1: num(1), IP2: num(3)}
}

func title(kind, level, number string, issued, ends policy.Day) models.Recognition {
	return models.Recognition{Kind: kind, Ref: number, Level: level, Number: number, Issued: issued, Ends: ends}
}

func sme(y int, tail string) models.Recognition {
	return title("tech_sme", "国家级", fmt.Sprintf("%d530102%sAAAAA", y, tail), policy.NewDay(y, 5, 20), 0)
}

func hnte(number string, issued policy.Day) models.Recognition {
	return title("hnte", "", number, issued, issued.AddYears(3))
}

func revoked(r models.Recognition, day policy.Day) models.Recognition { r.Revoked = day; return r }

func scale(y int, is bool) models.ScaleLine { return models.ScaleLine{Year: y, Above: is} }

func round(day policy.Day, valuationYi int64, currency string) models.Round {
	amount, value := policy.Money(5000)*policy.Wan, policy.Money(valuationYi)*10_000*policy.Wan
	return models.Round{Day: day, Series: "B轮", Amount: &amount, Valuation: &value, Currency: currency, Investors: "滇池样例创投"}
}

func founded(day policy.Day) func(*models.Firm) { return func(f *models.Firm) { f.Founded = day } }

func in(county, zones string) func(*models.Firm) {
	return func(f *models.Firm) { f.County, f.Zones = county, zones }
}

// city has a firm for every movement and every list of the report, reviewed for 2022 and 2023.
var city = []citizen{
	{name: "=升为规上", firm: in("530114", "GXQ,ZMPQ"), records: []any{hnte("GR202153000001", 20211203), scale(2022, false), scale(2023, true),
		year(2022, 1800, 90, 90, 60), year(2023, 2600, 150, 160, 80)}},
	{name: "证书到期", records: []any{hnte("GR202053000002", 20201123), scale(2022, true), scale(2023, true), year(2023, 5200, 300, 300, 90)}},
	{name: "证书将到期", firm: in("530102", "JKQ"), records: []any{hnte("GR202153000003", 20210210), scale(2022, true), scale(2023, true), year(2023, 4100, 200, 260, 70)}},
	{name: "证书撤销", records: []any{revoked(hnte("GR202153000004", 20211203), 20230630), scale(2022, true)}},
	{name: "退出规上", firm: in("530181", ""), records: []any{hnte("GR202253000005", 20221118), scale(2022, true), scale(2023, false)}},
	{name: "超规毕业", records: []any{sme(2022, "01"), year(2022, 19000, 900, 900, 400), year(2023, 23000, 1100, 1100, 620)}},
	{name: "新入库", firm: founded(20220301), records: []any{sme(2023, "02"), year(2022, 100, 20, 20, 10), year(2023, 180, 30, 30, 12)}},
	{name: "未报数据", firm: founded(20150401), records: []any{year(2019, 2000, 100, 100, 50), year(2020, 2500, 150, 150, 60),
		year(2021, 3200, 200, 200, 70), year(2022, 4200, 300, 300, 80)}},
	{name: "已迁出", firm: func(f *models.Firm) { f.State, f.StateDay = "迁出", 20230501 }, records: []any{hnte("GR202153000006", 20211203), scale(2022, false)}},
	{name: "瞪羚", firm: founded(20160612), records: []any{year(2020, 3000, 200, 200, 40), year(2021, 4000, 260, 260, 60), year(2022, 5600, 320, 320, 80),
		year(2023, 7800, 500, 500, 120), year(2019, 2500, 150, 150, 30)}},
	{name: "准独角兽", firm: founded(20190805), records: []any{round(20210510, 8, "人民币"), year(2022, 3000, 600, 600, 90), year(2023, 5200, 900, 900, 130)}},
	{name: "独角兽", firm: founded(20160105), records: []any{round(20230315, 71, "人民币"), round(20210315, 11, "美元"), year(2022, 60000, 9000, 9000, 700), year(2023, 90000, 12000, 12000, 900)}},
	{name: "已上市", firm: founded(20150909), records: []any{title("unicorn", "省级", "DJS-2021-01", 20210601, 20301231),
		models.Listing{Board: "科创板", Listed: 20230901, Stock: "688999"}}},
	{name: "无梯级", records: []any{year(2022, 300, 3, 3, 20), year(2023, 320, 3, 3, 21)}},
}

func code(i int) string { return policy.CompleteCode(fmt.Sprintf("91530100MA%07d", i)) }

// populate stores the city.
func populate(t testing.TB, db *models.DB) {
	t.Helper()
	origin := models.Origin{Version: 1, Filing: "F-1", Line: 4, UpdatedAt: morning(2024)}
	var list []any
	for i, c := range city {
		f := models.Firm{Code: code(i), Name: fmt.Sprintf("昆明样例%s有限公司", c.name), Founded: 20050315, County: "530102", Industry: "3911",
			Field: "电子信息", State: "在业", Origin: origin}
		if c.name[0] == '=' {
			f.Name = c.name + "昆明样例有限公司"
		}
		if c.firm != nil {
			c.firm(&f)
		}
		list = append(list, f)
		for _, record := range c.records {
			switch r := record.(type) {
			case models.FirmYear:
				r.Code, r.Origin = f.Code, origin
				list = append(list, r)
			case models.Recognition:
				r.Holder, r.Origin = f.Code, origin
				list = append(list, r)
			case models.Listing:
				r.Code, r.Origin = f.Code, origin
				list = append(list, r)
			case models.ScaleLine:
				r.Code, r.Origin = f.Code, origin
				list = append(list, r)
			case models.Round:
				r.Code, r.Origin = f.Code, origin
				list = append(list, r)
			}
		}
	}
	change(t, db, func(tx *gorm.DB) error {
		for _, record := range list {
			if err := create(tx, record); err != nil {
				return err
			}
		}
		return nil
	})
}

func create(tx *gorm.DB, record any) error {
	switch r := record.(type) {
	case models.Firm:
		return tx.Create(&r).Error
	case models.FirmYear:
		return tx.Create(&r).Error
	case models.Recognition:
		return tx.Create(&r).Error
	case models.Listing:
		return tx.Create(&r).Error
	case models.ScaleLine:
		return tx.Create(&r).Error
	case models.Round:
		return tx.Create(&r).Error
	}
	return fmt.Errorf("no table for %T", record)
}

// change changes the records as a filing would.
func change(t testing.TB, db *models.DB, fn func(tx *gorm.DB) error) {
	t.Helper()
	err := db.Tx(t.Context(), func(tx *gorm.DB) error {
		if err := models.Bump(tx); err != nil {
			return err
		}
		return fn(tx)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// morning is a working morning of the year, in Kunming.
func morning(year int) time.Time {
	return time.Date(year, 7, 5, 9, 30, 0, 0, time.FixedZone("CST", 8*3600))
}

var zhang = models.Actor{Who: "zhang", From: "test"}

// review reviews a year, and publishes it when asked.
func review(t testing.TB, db *models.DB, book *policy.Book, year int, publish bool) *models.Review {
	t.Helper()
	now := func() time.Time { return morning(2024) }
	r, err := jobs.Review(t.Context(), db, book, year, jobs.Options{Actor: zhang, Now: now})
	if err == nil && publish {
		r, err = jobs.Publish(t.Context(), db, r.ID, zhang, now())
	}
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func theBook(t testing.TB) *policy.Book {
	t.Helper()
	book, err := policy.Load(policy.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	return book
}

// theReport returns the report with that key.
func theReport(key string) exports.Report {
	r, err := exports.Find(key)
	if err != nil {
		panic(err)
	}
	return r
}

// goldenNumber stands in the place of the number that each workbook has of its own.
const goldenNumber = "YT2023-TEST-2345"

// written writes a report of a year as somebody with that scope gets it.
func written(t testing.TB, db *models.DB, key string, scope models.Scope, q exports.Request) []byte {
	t.Helper()
	report := theReport(key)
	if q.By == "" {
		q.By, q.At = "李四", morning(2024)
	}
	source, err := exports.Open(t.Context(), db, scope, report, q)
	if err != nil {
		t.Fatal(err)
	}
	source.Number = goldenNumber
	var b bytes.Buffer
	if _, err := report.Write(t.Context(), source, &b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// annual writes the annual report of a year: of the review named, or of the published one.
func annual(t testing.TB, db *models.DB, year int, id string) []byte {
	t.Helper()
	return written(t, db, "annual", models.Everything, exports.Request{Year: year, Review: id})
}
