package models_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yunti/incentives"
	"yunti/models"
	"yunti/models/modelstest"
	"yunti/policy"
)

const (
	wan     = policy.Wan
	lark    = "91530102MA6K00014A" // firms of the ledger's tests
	sparrow = "91530103MA6K00030E"
	college = "昆明样例大学" // a body without a code
)

// wang settles, li approves; both are of the city.
var (
	wang   = models.Actor{Who: "王核", Role: models.RoleCity, From: "10.0.0.4"}
	li     = models.Actor{Who: "李复", Role: models.RoleCity, From: "10.0.0.5"}
	monday = time.Date(2024, 7, 1, 9, 0, 0, 0, time.FixedZone("CST", 8*3600))
)

// days after the Monday on which all begins.
func later(days int) time.Time { return monday.AddDate(0, 0, days) }

func yuan(n policy.Money) *policy.Money { n *= wan; return &n }

// owed is a line of between low and high 万元.
func owed(clause, payee, item string, low, high policy.Money) models.Entitlement {
	e := models.Entitlement{Clause: clause, Payee: payee, Item: item, Name: map[string]string{lark: "云雀样例", sparrow: "云燕样例"}[payee], County: wuhua,
		Low: yuan(low), High: yuan(high), State: incentives.Owed, Ground: "依据 " + item}
	if e.Name == "" {
		e.Name, e.Alias = payee, models.AliasOf(payee)
	}
	if payee == sparrow {
		e.County = panlong
	}
	return e
}

func pending(e models.Entitlement) models.Entitlement {
	e.Low, e.High, e.State, e.Ground = nil, nil, incentives.Pending, "2022 年研发费用未报送"
	return e
}

func suspended(e models.Entitlement) models.Entitlement {
	e.State, e.Reason = incentives.Suspended, "20230601 已迁出、注销或吊销"
	return e
}

func beyond(e models.Entitlement) models.Entitlement { e.Outside = true; return e }

// counted makes a draft with those lines.
func counted(tb testing.TB, db *models.DB, year int, lines ...models.Entitlement) *models.Review {
	tb.Helper()
	ctx := tb.Context()
	book, err := policy.Load(policy.Embedded())
	if err != nil {
		tb.Fatal(err)
	}
	ed, err := book.At(policy.YearEnd(year))
	if err != nil {
		tb.Fatal(err)
	}
	if err := db.SaveEdition(ctx, noon, ed); err != nil {
		tb.Fatal(err)
	}
	r, err := db.BeginReview(ctx, noon, clerk, year, ed.Digest, "ledger", time.Hour)
	if err != nil {
		tb.Fatal(err)
	}
	order := models.ClauseOrder(ed)
	for i := range lines {
		lines[i].Year, lines[i].ClauseNo = year, order[lines[i].Clause]
	}
	const batch = 10_000
	for from := 0; from < len(lines); from += batch {
		if err := db.SaveEntitlements(ctx, noon, r, from+1, lines[from:min(from+batch, len(lines))], time.Hour); err != nil {
			tb.Fatal(err)
		}
	}
	r.Done = r.Firms
	if err := db.FinishReview(ctx, noon, r); err != nil {
		tb.Fatal(err)
	}
	return r
}

// published makes a published review with those lines and returns its ID.
func published(tb testing.TB, db *models.DB, year int, lines ...models.Entitlement) string {
	tb.Helper()
	r := counted(tb, db, year, lines...)
	if _, err := db.PublishReview(tb.Context(), noon, clerk, r.ID, r.Version); err != nil {
		tb.Fatal(err)
	}
	return r.ID
}

func pick(e models.Entitlement, amount policy.Money) models.SettleLine {
	return models.SettleLine{Clause: e.Clause, Payee: e.Payee, Item: e.Item, Amount: amount * wan}
}

func settle(tb testing.TB, db *models.DB, review string, lines ...models.SettleLine) []models.Settlement {
	tb.Helper()
	made, err := db.Settle(tb.Context(), monday, wang, models.Everything, models.Settling{Review: review, DocNo: "昆科〔2024〕9 号", Lines: lines})
	if err != nil {
		tb.Fatal(err)
	}
	return made
}

// approved takes settlements all the way to approval.
func approved(tb testing.TB, db *models.DB, made []models.Settlement) []models.Settlement {
	tb.Helper()
	var ids []string
	for _, s := range made {
		ids = append(ids, s.ID)
	}
	if _, err := db.Publicise(tb.Context(), monday, wang, models.Everything, ids, 20240702, 20240708, ""); err != nil {
		tb.Fatal(err)
	}
	done, err := db.Approve(tb.Context(), later(8), li, models.Everything, ids, "昆科批〔2024〕1 号", "")
	if err != nil {
		tb.Fatal(err)
	}
	return done
}

// roster stores a payment as a roster leaves it.
func roster(tb testing.TB, db *models.DB, clause, payee string, year int, ref string, paid policy.Money) {
	tb.Helper()
	p := models.Payment{Clause: clause, Year: year, Payee: payee, Ref: ref, Name: payee, Approved: paid * wan, Paid: yuan(paid), PaidDay: policy.NewDay(year+1, 6, 18), DocNo: ref,
		Origin: models.Origin{Version: 1, Filing: "F000001", Line: 2, UpdatedAt: noon}}
	if err := db.Write.Create(&p).Error; err != nil {
		tb.Fatal(err)
	}
}

// The clauses are numbered as the articles of the measures have them: 1-a first, 2 before 10, 16-b last.
func TestClausesAreInTheOrderOfTheArticles(t *testing.T) {
	book, err := policy.Load(policy.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	ed, err := book.At(policy.YearEnd(2023))
	if err != nil {
		t.Fatal(err)
	}
	var articles []string
	for _, a := range ed.Measures.Articles {
		articles = append(articles, a.Clauses...)
	}
	order := models.ClauseOrder(ed)
	for i, id := range articles {
		if order[id] != i+1 {
			t.Errorf("%s is number %d, want %d", id, order[id], i+1)
		}
	}
	if articles[0] != "1-a" || order["2"] >= order["10"] || order["16-b"] != len(articles) || len(order) != len(ed.Clauses) {
		t.Errorf("%v, %v", articles, order)
	}
}

func TestALineGoesFromSettlingToPayment(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		line := owed("5-a", lark, "hnte_library/A1", 3, 5)
		review := published(t, db, 2023, line, owed("5-b", lark, "hnte/GR1", 5, 5))
		made := settle(t, db, review, pick(line, 4))
		if made[0].ID != "2023-00001" || made[0].State != models.SettlementSettled || made[0].Ground != line.Ground || made[0].Low != 3*wan {
			t.Fatalf("%+v", made[0])
		}
		s := approved(t, db, made)[0]
		if s.State != models.SettlementApproved || s.ApprovedBy != li.Who || s.PublicUntil != 20240708 || s.Version != 3 {
			t.Fatalf("%+v", s)
		}
		file, err := db.Pay(t.Context(), later(9), wang, models.Everything, s.ID, s.Version, models.Paying{Amount: 1 * wan, Day: 20240710, DocNo: "昆财〔2024〕2 号"})
		if err != nil || file.Paid != 1*wan || len(file.Payments) != 1 {
			t.Fatalf("%+v, %v", file, err)
		}
		file, err = db.Pay(t.Context(), later(9), wang, models.Everything, s.ID, file.Version, models.Paying{Amount: 3 * wan, Day: 20240710, DocNo: "昆财〔2024〕2 号"})
		if err != nil || file.Paid != 4*wan || len(file.Payments) != 2 {
			t.Fatalf("%+v, %v", file, err)
		}
		if _, err := db.ReverseSettlement(t.Context(), later(9), wang, models.Everything, s.ID, file.Version, "错"); !errors.Is(err, models.ErrState) || !strings.Contains(err.Error(), "先逐笔冲销") {
			t.Errorf("reversing what is paid: %v", err)
		}
		for range 2 {
			file, err = db.ReversePayment(t.Context(), later(10), wang, models.Everything, s.ID, file.Version, file.Payments[0].Ref, "账号有误，退回")
			if err == nil && len(file.Payments) == 3 {
				back := file.Payments[2]
				if *back.Paid != -*file.Payments[0].Paid || back.Reverses != file.Payments[0].Ref || file.Paid != 4*wan+*back.Paid {
					t.Errorf("taken back: %+v", back)
				}
				continue
			}
			if !errors.Is(err, models.ErrState) || !strings.Contains(err.Error(), "已经冲销过") {
				t.Errorf("a second time: %v", err)
			}
			if file, err = db.Settlement(t.Context(), models.Everything, s.ID); err != nil {
				t.Fatal(err)
			}
		}
		file, err = db.ReversePayment(t.Context(), later(10), wang, models.Everything, s.ID, file.Version, file.Payments[1].Ref, "退回")
		if err != nil || file.Paid != 0 {
			t.Fatalf("%+v, %v", file, err)
		}
		file, err = db.ReverseSettlement(t.Context(), later(11), wang, models.Everything, s.ID, file.Version, "异议成立")
		if err != nil || file.State != models.SettlementReversed || file.Amount != 4*wan {
			t.Fatalf("%+v, %v", file, err)
		}
		var acts []string
		for _, a := range file.Acts {
			acts = append(acts, fmt.Sprintf("%d %s %s>%s %d", a.Seq, a.Act, a.Was, a.Becomes, a.Amount/wan))
		}
		want := []string{"1 settle >settled 4", "2 publicise settled>public 4", "3 approve public>approved 4", "4 pay approved>approved 1", "5 pay approved>approved 3",
			"6 reverse_payment approved>approved -1", "7 reverse_payment approved>approved -3", "8 reverse approved>reversed 4"}
		if diff := cmp.Diff(want, acts); diff != "" {
			t.Error(diff)
		}
		if again := settle(t, db, review, pick(line, 5)); again[0].ID != "2023-00002" {
			t.Errorf("settled anew: %+v", again[0])
		}
		trail, _, err := db.Trail(t.Context(), models.TrailFilter{Firm: lark, Action: "settlement."})
		if err != nil || len(trail) != 9 {
			t.Errorf("the firm's trail has %d lines, %v", len(trail), err)
		}
		for _, statement := range []string{"UPDATE settlement_acts SET amount = 1", "DELETE FROM settlement_acts"} {
			if err := db.Write.Exec(statement).Error; err == nil {
				t.Errorf("%s was carried out", statement)
			}
		}
	})
}

func TestWhatCannotBeSettledIsRefusedWithItsReason(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		line := owed("5-a", lark, "a", 3, 5)
		old := published(t, db, 2023, line)
		lines := []models.Entitlement{line, pending(owed("4-b", lark, "", 0, 0)), suspended(owed("5-b", lark, "b", 5, 5)), beyond(owed("1-d", lark, "c", 180, 180)),
			owed("5-b", sparrow, "d", 5, 5), owed("12-a", college, "e", 9, 9)}
		review := published(t, db, 2023, lines...)
		draft := counted(t, db, 2022, line).ID
		roster(t, db, "5-b", sparrow, 2022, "昆财 7 号", 5)
		roster(t, db, "12-a", models.AliasOf(college), 2023, "昆财 8 号", 10)
		for name, c := range map[string]struct {
			review string
			line   models.SettleLine
			actor  models.Actor
			want   error
			says   string
		}{
			"below the range":          {review, pick(line, 2), wang, models.ErrAmount, "不在 3 万元 至 5 万元 之间"},
			"above the ceiling":        {review, pick(line, 6), wang, models.ErrAmount, "云雀样例 的核定金额 6 万元"},
			"pending":                  {review, pick(lines[1], 1), wang, models.ErrNotOwed, "待补（2022 年研发费用未报送）"},
			"the payee left":           {review, pick(lines[2], 5), wang, models.ErrNotOwed, "暂缓（20230601 已迁出"},
			"the clause not in force":  {review, pick(lines[3], 180), wang, models.ErrNotOwed, "期外测算"},
			"not in the review":        {review, models.SettleLine{Clause: "5-a", Payee: lark, Item: "z", Amount: 3 * wan}, wang, models.ErrNotFound, "5-a"},
			"superseded review":        {old, pick(line, 4), wang, models.ErrNotInForce, "已由 " + review + " 替代"},
			"draft":                    {draft, pick(line, 4), wang, models.ErrNotInForce, "还没有发布"},
			"paid by a roster before":  {review, pick(lines[4], 5), wang, models.ErrOnce, "2022 年已拨付 5 万元（昆财 7 号）"},
			"less than a roster paid":  {review, pick(lines[5], 9), wang, models.ErrAmount, "名册中已拨付 10 万元"},
			"a county":                 {review, pick(line, 4), officer.actor, models.ErrForbidden, "市科技局"},
			"no such review":           {"2019-1", pick(line, 4), wang, models.ErrNotFound, "2019-1"},
			"leadership may only read": {review, pick(line, 4), models.Actor{Who: "局长", Role: models.RoleLeadership}, models.ErrForbidden, "市科技局"},
		} {
			t.Run(name, func(t *testing.T) {
				made, err := db.Settle(t.Context(), monday, c.actor, models.Everything, models.Settling{Review: c.review, Lines: []models.SettleLine{c.line}})
				if !errors.Is(err, c.want) || !strings.Contains(fmt.Sprint(err), c.says) || made != nil {
					t.Errorf("%v, %v", made, err)
				}
			})
		}
		if _, total, err := db.Settlements(t.Context(), models.Everything, models.SettlementFilter{}); total != 0 || err != nil {
			t.Errorf("%d settlements, %v", total, err)
		}
	})
}

func TestABatchIsSettledAsAWholeOrNotAtAll(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		var lines []models.Entitlement
		var picks []models.SettleLine
		for i := range models.MaxBatch {
			e := owed("16-a", fmt.Sprintf("单位%03d", i), fmt.Sprintf("intl_rd_center/%d", i), 100, 100)
			lines, picks = append(lines, e), append(picks, pick(e, 100))
		}
		review := published(t, db, 2023, lines...)
		wrong := append([]models.SettleLine{}, picks...)
		wrong[7].Amount, wrong[300].Amount, wrong[301].Amount, wrong[499].Payee = 1, 2, 3, "别的单位"
		_, err := db.Settle(t.Context(), monday, wang, models.Everything, models.Settling{Review: review, Lines: wrong})
		var refused models.Refusals
		if !errors.As(err, &refused) || len(refused) != 4 || refused[0].At != 7 || refused[3].At != 499 || !errors.Is(err, models.ErrAmount) || !errors.Is(refused[3].Err, models.ErrNotFound) {
			t.Fatalf("%v", err)
		}
		if text := err.Error(); !strings.Contains(text, "有 4 笔不能办理，整批未生效") || !strings.Contains(text, "单位300") || !strings.Contains(text, "另有 1 笔") {
			t.Error(text)
		}
		if _, total, err := db.Settlements(t.Context(), models.Everything, models.SettlementFilter{}); total != 0 || err != nil {
			t.Fatalf("%d settlements of a refused batch, %v", total, err)
		}
		began := time.Now()
		made := settle(t, db, review, picks...)
		t.Logf("%d lines settled in %v", len(made), time.Since(began))
		if made[499].ID != "2023-00500" || made[499].Payee != "单位499" {
			t.Errorf("the last one is %+v", made[499])
		}
		if _, err := db.Settle(t.Context(), monday, wang, models.Everything, models.Settling{Review: review, Lines: append(picks, picks[0])}); !errors.Is(err, models.ErrTooLong) {
			t.Errorf("501 lines: %v", err)
		}
		if done := approved(t, db, made); len(done) != models.MaxBatch || done[7].ID != made[7].ID {
			t.Errorf("%d approved", len(done))
		}
	})
}

func TestOfTwoWhoSettleALineAtOnceOneDoesAndTheOtherLearnsWho(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		var lines []models.Entitlement
		for i := range 10 {
			lines = append(lines, owed("16-a", fmt.Sprintf("单位%d", i), "intl_rd_center/1", 100, 100))
		}
		review := published(t, db, 2023, lines...)
		for _, line := range lines {
			const staff = 4
			var start, done sync.WaitGroup
			start.Add(1)
			errs := make([]error, staff)
			won := make([][]models.Settlement, staff)
			for n := range staff {
				done.Go(func() {
					start.Wait()
					actor := models.Actor{Who: fmt.Sprintf("核定员%d", n), Role: models.RoleCity}
					won[n], errs[n] = db.Settle(t.Context(), monday, actor, models.Everything, models.Settling{Review: review, Lines: []models.SettleLine{pick(line, 100)}})
				})
			}
			start.Done()
			done.Wait()
			winner := ""
			for n := range staff {
				if errs[n] == nil {
					if winner != "" {
						t.Fatalf("%s and %s both settled %s", winner, won[n][0].SettledBy, line.Payee)
					}
					winner = won[n][0].SettledBy
				}
			}
			for n := range staff {
				if errs[n] != nil && (!errors.Is(errs[n], models.ErrConflict) || !errors.Is(errs[n], models.ErrSettled) || !strings.Contains(errs[n].Error(), "已由 "+winner+" 于")) {
					t.Errorf("%s won, %d was told: %v", winner, n, errs[n])
				}
			}
		}
		items, total, err := db.Settlements(t.Context(), models.Everything, models.SettlementFilter{Size: 50})
		if err != nil || total != len(lines) || items[0].ID != "2023-00010" || items[9].ID != "2023-00001" {
			t.Errorf("%d settlements, %v", total, err)
		}
	})
}

func TestTwoWhoPayAtOnceDoNotPayMoreThanWasSettled(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		line := owed("5-b", lark, "hnte/1", 5, 5)
		s := approved(t, db, settle(t, db, published(t, db, 2023, line), pick(line, 5)))[0]
		var done sync.WaitGroup
		errs := make([]error, 4)
		for n := range errs {
			done.Go(func() {
				_, errs[n] = db.Pay(t.Context(), later(9), wang, models.Everything, s.ID, s.Version, models.Paying{Amount: 3 * wan, Day: 20240710, DocNo: "昆财 1 号"})
			})
		}
		done.Wait()
		paid := 0
		for _, err := range errs {
			if err == nil {
				paid++
			} else if !errors.Is(err, models.ErrConflict) {
				t.Errorf("%v", err)
			}
		}
		file, err := db.Settlement(t.Context(), models.Everything, s.ID)
		if err != nil || paid != 1 || file.Paid != 3*wan || len(file.Payments) != 1 {
			t.Errorf("%d paid, %+v, %v", paid, file, err)
		}
	})
}

func TestAnActIsRefusedWhereTheStateTheDayOrThePersonDoesNotAllowIt(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		line, other := owed("5-b", lark, "hnte/1", 5, 5), owed("5-b", sparrow, "hnte/2", 5, 5)
		made := settle(t, db, published(t, db, 2023, line, other), pick(line, 5), pick(other, 5))
		ids := []string{made[0].ID}
		ctx, all := t.Context(), models.Everything
		pay := func(now time.Time, version int, amount policy.Money, day policy.Day, doc string) error {
			_, err := db.Pay(ctx, now, wang, all, ids[0], version, models.Paying{Amount: amount, Day: day, DocNo: doc})
			return err
		}
		refused := func(what string, err, want error, says string) {
			t.Helper()
			if !errors.Is(err, want) || !strings.Contains(fmt.Sprint(err), says) {
				t.Errorf("%s: %v", what, err)
			}
		}
		refused("paying what is only settled", pay(monday, 1, wan, 20240701, "x"), models.ErrState, "只有“已批准”的才能拨付")
		_, err := db.Approve(ctx, monday, li, all, ids, "x", "")
		refused("approving without publicity", err, models.ErrState, "只有“公示中”的才能批准")
		_, err = db.Publicise(ctx, monday, wang, all, ids, 20240630, 20240708, "")
		refused("publicity that began before today", err, models.ErrInvalid, "早于今天")
		_, err = db.Publicise(ctx, monday, wang, all, ids, 20240702, 20240701, "")
		refused("publicity that ends before it begins", err, models.ErrInvalid, "早于首日")
		if _, err = db.Publicise(ctx, monday, wang, all, ids, 20240702, 20240708, ""); err != nil {
			t.Fatal(err)
		}
		_, err = db.Publicise(ctx, monday, wang, all, ids, 20240702, 20240708, "")
		refused("a second publicity", err, models.ErrState, "为“公示中”")
		_, err = db.Approve(ctx, later(7), li, all, ids, "x", "") // 8 July, the last day
		refused("approving on the last day of publicity", err, models.ErrState, "2024-07-09 起才能批准")
		_, err = db.Approve(ctx, later(8), wang, all, ids, "x", "")
		refused("approving one's own", err, models.ErrFourEyes, "由您核定，须由另一人批准")
		_, err = db.Approve(ctx, later(8), li, all, ids, " ", "")
		refused("approving without a document", err, models.ErrInvalid, "批准文号")
		_, err = db.Approve(ctx, later(8), li, all, []string{ids[0], made[1].ID, "2023-00099"}, "x", "")
		refused("a batch with one that is not public", err, models.ErrState, "有 2 笔不能办理")
		refused("a batch with one that is not there", err, models.ErrNotFound, "2023-00099")
		if _, err = db.Approve(ctx, later(8), li, all, ids, "x", ""); err != nil {
			t.Fatal(err)
		}
		refused("another version", pay(later(9), 2, wan, 20240709, "x"), models.ErrConflict, "有变动")
		refused("more than was settled", pay(later(9), 3, 6*wan, 20240709, "x"), models.ErrAmount, "最多还能拨付 5 万元，本次 6 万元")
		refused("nothing", pay(later(9), 3, 0, 20240709, "x"), models.ErrAmount, "大于 0")
		refused("tomorrow", pay(later(9), 3, wan, 20240711, "x"), models.ErrInvalid, "之后")
		refused("before the approval", pay(later(9), 3, wan, 20240708, "x"), models.ErrInvalid, "不能早于批准日")
		refused("without a document", pay(later(9), 3, wan, 20240709, ""), models.ErrInvalid, "文号")
		_, err = db.ReversePayment(ctx, later(9), wang, all, ids[0], 3, "no such", "x")
		refused("a payment that is not there", err, models.ErrNotFound, "no such")
		_, err = db.ReverseSettlement(ctx, later(9), wang, all, ids[0], 3, "")
		refused("reversing without a word", err, models.ErrInvalid, "写明原因")
		_, err = db.ReverseSettlement(ctx, later(9), officer.actor, all, ids[0], 3, "x")
		refused("a county reversing", err, models.ErrForbidden, "市科技局")
		_, err = db.ReverseSettlement(ctx, later(9), wang, models.Scope{County: panlong}, ids[0], 3, "x")
		refused("outside the scope", err, models.ErrNotFound, ids[0])
		if _, err = db.ReverseSettlement(ctx, later(9), wang, all, ids[0], 3, "异议成立"); err != nil {
			t.Fatal(err)
		}
		_, err = db.ReverseSettlement(ctx, later(9), wang, all, ids[0], 4, "x")
		refused("reversing twice", err, models.ErrState, "已撤销")
	})
}

func TestAClauseThatIsGivenOnceIsNotSettledInTwoYears(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		first := []models.Entitlement{owed("5-b", lark, "hnte/1", 5, 5), owed("16-a", lark, "intl_rd_center/1", 100, 100), owed("4-b", lark, "", 5, 5), owed("16-b", college, "introduced_rd_center/1", 200, 200)}
		second := []models.Entitlement{owed("5-b", lark, "hnte/2", 5, 5), owed("16-a", lark, "intl_rd_center/2", 100, 100), owed("16-a", lark, "intl_transfer_center/1", 100, 100), owed("4-b", lark, "", 5, 5),
			owed("16-b", "12530100MA6NB6005W", "introduced_rd_center/1", 200, 200)}
		second[4].Name, second[4].Alias = college, models.AliasOf(college) // the same body, whose code has become known
		before, after := published(t, db, 2022, first...), published(t, db, 2023, second...)
		for i := range first {
			settle(t, db, before, pick(first[i], *first[i].High/wan))
		}
		for i, want := range []error{models.ErrOnce, models.ErrOnce, nil, nil, models.ErrOnce} {
			_, err := db.Settle(t.Context(), monday, wang, models.Everything, models.Settling{Review: after, Lines: []models.SettleLine{pick(second[i], *second[i].High/wan)}})
			if !errors.Is(err, want) || want != nil && !strings.Contains(err.Error(), "2022 年已核定") {
				t.Errorf("%s %s: %v", second[i].Clause, second[i].Item, err)
			}
		}
		// Once the first is reversed the second may be settled.
		if _, err := db.ReverseSettlement(t.Context(), monday, wang, models.Everything, "2022-00001", 1, "改在 2023 年"); err != nil {
			t.Fatal(err)
		}
		settle(t, db, after, pick(second[0], 5))
	})
}

func TestRosterPaymentsBelongToTheSettlementOfTheirLine(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		lines := []models.Entitlement{owed("12-a", lark, "p/1", 10, 10), owed("12-a", lark, "p/2", 20, 20), owed("16-b", college, "c/1", 200, 200)}
		review := published(t, db, 2023, lines...)
		roster(t, db, "12-a", lark, 2023, "a", 20)
		roster(t, db, "12-a", lark, 2023, "b", 10)
		roster(t, db, "16-b", models.AliasOf(college), 2023, "c", 160)
		_, _, sums, err := db.Entitlements(t.Context(), models.Everything, models.EntitlementFilter{Review: review})
		if err != nil || sums.PaidOutside != 190*wan || sums.Paid != 0 {
			t.Errorf("before: %+v, %v", sums, err)
		}
		// The first of two lines takes what fits, the last one all that is left.
		made := settle(t, db, review, pick(lines[0], 10), pick(lines[1], 20), pick(lines[2], 200))
		for i, want := range []policy.Money{10, 20, 160} {
			if made[i].Paid != want*wan {
				t.Errorf("%s: paid %d", made[i].Item, made[i].Paid/wan)
			}
		}
		items, _, sums, err := db.Entitlements(t.Context(), models.Everything, models.EntitlementFilter{Review: review, Settled: models.SettledPart})
		if err != nil || len(items) != 1 || items[0].Payee != college || sums.Paid != 160*wan || sums.PaidOutside != 0 {
			t.Errorf("after: %+v, %v", sums, err)
		}
		file, err := db.Settlement(t.Context(), models.Everything, made[2].ID)
		if err != nil || len(file.Payments) != 1 || len(file.Acts) != 2 || file.Acts[1].Amount != 160*wan || !strings.Contains(file.Acts[1].Opinion, "F000001") {
			t.Errorf("%+v, %v", file, err)
		}
		if _, err := db.ReversePayment(t.Context(), monday, wang, models.Everything, made[2].ID, 1, "c", "x"); !errors.Is(err, models.ErrState) {
			t.Errorf("a roster's payment taken back in the ledger: %v", err)
		}
		// A reversed settlement lets the roster's payments go.
		file, err = db.ReverseSettlement(t.Context(), monday, wang, models.Everything, made[2].ID, 1, "金额有误")
		if err != nil || file.Paid != 0 || len(file.Payments) != 0 {
			t.Errorf("%+v, %v", file, err)
		}
		if again := settle(t, db, review, pick(lines[2], 200)); again[0].Paid != 160*wan {
			t.Errorf("settled anew: %+v", again[0])
		}
	})
}

func TestDifferencesNameWhatTheReviewInForceNoLongerSupports(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		names := []string{"same", "gone", "range", "pending", "suspended", "outside"}
		var lines []models.Entitlement
		var picks []models.SettleLine
		for _, name := range names {
			lines = append(lines, owed("16-a", name, "x/1", 50, 100))
			picks = append(picks, pick(lines[len(lines)-1], 80))
		}
		settle(t, db, published(t, db, 2023, lines...), picks...)
		if list, err := db.Differences(t.Context(), models.Everything, 2023); err != nil || len(list) != 0 {
			t.Fatalf("%v, %v", list, err)
		}
		lines[2].High = yuan(70)
		again := []models.Entitlement{lines[0], lines[2], pending(lines[3]), suspended(lines[4]), beyond(lines[5])}
		published(t, db, 2023, again...)
		list, err := db.Differences(t.Context(), models.Everything, 2023)
		if err != nil || len(list) != 5 {
			t.Fatalf("%v, %v", list, err)
		}
		for i, want := range []string{"已没有这一笔", "由 50 万元—100 万元 变为 50 万元—70 万元，核定的 80 万元", "待补", "暂缓", "期外"} {
			if list[i].Settlement.Payee != names[i+1] || !strings.Contains(list[i].Why, want) || (list[i].Now == nil) != (i == 0) {
				t.Errorf("%s: %s", list[i].Settlement.Payee, list[i].Why)
			}
		}
		if _, err := db.Differences(t.Context(), models.Everything, 2021); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("a year without a review: %v", err)
		}
		if list, err := db.Differences(t.Context(), models.Scope{County: panlong}, 2023); err != nil || len(list) != 0 {
			t.Errorf("another county: %v, %v", list, err)
		}
	})
}

func TestTheEntitlementsOfADiscardedReviewAreDeletedAndOthersStay(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		line := owed("5-b", lark, "hnte/1", 5, 5)
		stored := func(review string) int {
			var n int64
			if err := db.Read.Model(&models.Entitlement{}).Where("review = ?", review).Count(&n).Error; err != nil {
				t.Fatal(err)
			}
			return int(n)
		}
		kept, retired, cancelled := published(t, db, 2022, line), counted(t, db, 2023, line).ID, counted(t, db, 2023, line).ID
		if _, err := db.CancelReview(t.Context(), noon, clerk, cancelled); err != nil || stored(cancelled) != 0 || stored(retired) != 1 {
			t.Errorf("after cancelling: %v", err)
		}
		current := published(t, db, 2023, line)
		if n, err := db.SweepResults(t.Context()); err != nil || n != 1 || stored(retired) != 0 || stored(kept) != 1 || stored(current) != 1 {
			t.Errorf("%d swept, %v", n, err)
		}
		if _, err := db.CancelReview(t.Context(), noon, clerk, current); !errors.Is(err, models.ErrState) || stored(current) != 1 {
			t.Errorf("a published one: %v", err)
		}
	})
}

// ofCity makes lines of three clauses in three counties, of every state, and settles, approves and pays some of them.
func ofCity(t *testing.T, db *models.DB) (review string, lines []models.Entitlement) {
	t.Helper()
	var picks []models.SettleLine
	for i := range 60 {
		e := owed([]string{"2", "16-a", "4-b"}[i%3], fmt.Sprintf("%c单位%02d", 'A'+rune(i%7), i), fmt.Sprintf("k/%d", i), policy.Money(1+i), policy.Money(2+2*i))
		e.County = []string{wuhua, panlong, ""}[i/3%3]
		switch i % 10 {
		case 7:
			e = pending(e)
		case 8:
			e = suspended(e)
		case 9:
			e = beyond(e)
		case 0, 1, 2, 3:
			picks = append(picks, pick(e, policy.Money(1+i)))
		}
		if i%5 == 0 {
			e.Beside = yuan(policy.Money(i))
		}
		lines = append(lines, e)
	}
	review = published(t, db, 2023, lines...)
	for i, e := range lines {
		if i%4 == 1 {
			roster(t, db, e.Clause, models.AliasOf(e.Payee), 2023, "r", policy.Money(1))
		}
	}
	made := settle(t, db, review, picks...)
	for i, s := range approved(t, db, made[:12]) {
		if i%3 == 0 || s.Paid == s.Amount {
			continue
		}
		amount := s.Amount - s.Paid
		if i%3 == 1 {
			amount = min(amount, wan/2)
		}
		if _, err := db.Pay(t.Context(), later(9), wang, models.Everything, s.ID, s.Version, models.Paying{Amount: amount, Day: 20240710, DocNo: "昆财 1 号"}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := db.Publicise(t.Context(), monday, wang, models.Everything, []string{made[13].ID, made[14].ID}, 20240702, 20240708, ""); err != nil {
		t.Fatal(err)
	}
	return review, lines
}

// plainSums sums rows one by one.
func plainSums(rows []models.EntitlementRow) models.MoneySums {
	var sums models.MoneySums
	for _, r := range rows {
		var total incentives.Total
		total.Add(&incentives.Entitlement{State: r.State, Low: r.Low, High: r.High, Beside: r.Beside, Outside: r.Outside})
		one := models.MoneySums{Lines: 1, Low: total.Low, High: total.High, Beside: total.Beside, Pending: total.Pending, Suspended: total.Suspended, Outside: total.Outside,
			HeldLow: total.HeldLow, HeldHigh: total.HeldHigh, PaidOutside: r.PaidOutside}
		if s := r.Settlement; s != nil {
			one.SettledLines, one.Settled, one.Paid = 1, s.Amount, s.Paid
			if s.State == models.SettlementApproved {
				one.Approved = s.Amount
			}
		}
		sums.Add(one)
	}
	return sums
}

func TestListsOfEntitlementsAndTheirSumsAgreeWithTheLines(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		review, lines := ofCity(t, db)
		var all []models.EntitlementRow
		each := func(scope models.Scope, f models.EntitlementFilter) (rows []models.EntitlementRow) {
			t.Helper()
			if err := db.EachEntitlementRow(t.Context(), scope, f, func(r *models.EntitlementRow) error { rows = append(rows, *r); return nil }); err != nil {
				t.Fatal(err)
			}
			return rows
		}
		all = each(models.Everything, models.EntitlementFilter{Review: review})
		if len(all) != len(lines) || all[0].Clause != "2" || all[len(all)-1].Clause != "16-a" || all[20].Clause != "4-b" {
			t.Fatalf("%d lines, the first of %s", len(all), all[0].Clause)
		}
		states := map[string]func(models.EntitlementRow) bool{
			models.SettledNone: func(r models.EntitlementRow) bool { return r.Settlement == nil },
			models.SettledSettled: func(r models.EntitlementRow) bool {
				return r.Settlement != nil && r.Settlement.State == "settled" && r.Settlement.Paid == 0
			},
			models.SettledPublic: func(r models.EntitlementRow) bool {
				return r.Settlement != nil && r.Settlement.State == "public" && r.Settlement.Paid == 0
			},
			models.SettledApproved: func(r models.EntitlementRow) bool {
				return r.Settlement != nil && r.Settlement.State == "approved" && r.Settlement.Paid == 0
			},
			models.SettledPart: func(r models.EntitlementRow) bool {
				return r.Settlement != nil && r.Settlement.Paid > 0 && r.Settlement.Paid < r.Settlement.Amount
			},
			models.SettledPaid: func(r models.EntitlementRow) bool {
				return r.Settlement != nil && r.Settlement.Paid == r.Settlement.Amount
			},
		}
		no := false
		filters := map[string]models.EntitlementFilter{"all": {}, "clause": {Clause: "4-b"}, "county": {County: panlong}, "state": {State: "suspended"}, "outside": {Outside: &no}, "name": {Q: "C单位"}, "payee": {Payee: "A单位00"}}
		for name := range states {
			filters[name] = models.EntitlementFilter{Settled: name}
			filters[name+" of a clause"] = models.EntitlementFilter{Settled: name, Clause: "16-a", County: wuhua}
		}
		for name, f := range filters {
			f.Review = review
			var want []models.EntitlementRow
			for _, r := range all {
				if (f.Clause == "" || r.Clause == f.Clause) && (f.County == "" || r.County == f.County) && (f.State == "" || string(r.State) == f.State) && (f.Outside == nil || r.Outside == *f.Outside) &&
					strings.Contains(r.Name, f.Q) && (f.Payee == "" || r.Payee == f.Payee) && (f.Settled == "" || states[f.Settled](r)) {
					want = append(want, r)
				}
			}
			f.Size = models.MaxPage
			got, total, sums, err := db.Entitlements(t.Context(), models.Everything, f)
			if err != nil || total != len(want) {
				t.Errorf("%s: %d of %d lines, %v", name, total, len(want), err)
			}
			if diff := cmp.Diff(want, got, cmp.AllowUnexported(models.MoneyTotal{})); diff != "" {
				t.Errorf("%s: %s", name, diff)
			}
			if diff := cmp.Diff(plainSums(want), sums); diff != "" {
				t.Errorf("%s: sums −want +got\n%s", name, diff)
			}
			if diff := cmp.Diff(want, each(models.Everything, f)); diff != "" {
				t.Errorf("%s: streamed: %s", name, diff)
			}
			if len(want) == 0 && !strings.Contains(name, " of a ") {
				t.Errorf("%s selects nothing: the test says nothing", name)
			}
		}
		second, total, _, err := db.Entitlements(t.Context(), models.Everything, models.EntitlementFilter{Review: review, Page: 2, Size: 7})
		if diff := cmp.Diff(all[7:14], second); diff != "" || total != len(all) || err != nil {
			t.Errorf("the second page: %s, %d, %v", diff, total, err)
		}
		totals, err := db.MoneyTotals(t.Context(), models.Everything, review)
		if err != nil || len(totals) != 9 {
			t.Fatalf("%d totals, %v", len(totals), err)
		}
		for _, cell := range totals {
			var rows []models.EntitlementRow
			for _, r := range all {
				if r.Clause == cell.Clause && r.County == cell.County {
					rows = append(rows, r)
				}
			}
			if diff := cmp.Diff(plainSums(rows), cell.MoneySums); diff != "" {
				t.Errorf("%s %s: %s", cell.Clause, cell.County, diff)
			}
		}
		if _, _, _, err := db.Entitlements(t.Context(), models.Everything, models.EntitlementFilter{Review: review, Settled: "x"}); !errors.Is(err, models.ErrInvalid) {
			t.Errorf("an unknown filter: %v", err)
		}
	})
}

func TestEverybodySeesTheMoneyOfTheirOwn(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		mine, carrier := *firm(sparrow, "云燕样例"), owed("5-f", "云测孵化器", lark, 3, 3)
		mine.County = panlong
		stay := models.Residency{Code: sparrow, Incubator: nest, Since: 20200101, Origin: origin}
		for _, record := range []any{&mine, firm(lark, "云雀样例"), &stay} {
			if err := db.Write.Create(record).Error; err != nil {
				t.Fatal(err)
			}
		}
		lines := []models.Entitlement{owed("5-b", lark, "a", 5, 5), owed("5-b", sparrow, "b", 5, 5), carrier}
		review := published(t, db, 2023, lines...)
		made := settle(t, db, review, pick(lines[0], 5), pick(lines[1], 5), pick(carrier, 3))
		for name, c := range map[string]struct {
			scope models.Scope
			want  string
		}{
			"the city":             {models.Everything, "云雀样例 云燕样例 云测孵化器"},
			"a county":             {models.Scope{County: wuhua}, "云雀样例 云测孵化器"},
			"another county":       {models.Scope{County: panlong}, "云燕样例"},
			"an incubator":         {models.Scope{Incubator: nest, Day: 20240701}, "云燕样例 云测孵化器"},
			"another incubator":    {models.Scope{Incubator: hive, Day: 20240701}, ""},
			"an incubator, no day": {models.Scope{Incubator: nest}, ""},
			"nobody":               {models.Scope{}, ""},
		} {
			var seen, kept, found []string
			items, total, sums, err := db.Entitlements(t.Context(), c.scope, models.EntitlementFilter{Review: review})
			for _, r := range items {
				seen = append(seen, r.Name)
			}
			if strings.Join(seen, " ") != c.want || total != len(seen) || sums.SettledLines != total || err != nil {
				t.Errorf("%s sees %v of %d, %+v, %v", name, seen, total, sums, err)
			}
			if err := db.EachSettlement(t.Context(), c.scope, models.SettlementFilter{Year: 2023}, func(s *models.SettlementFile) error { kept = append(kept, s.Name); return nil }); err != nil {
				t.Fatal(err)
			}
			if strings.Join(kept, " ") != c.want {
				t.Errorf("%s: settlements %v", name, kept)
			}
			for _, s := range made {
				if _, err := db.Settlement(t.Context(), c.scope, s.ID); err == nil {
					found = append(found, s.Name)
				} else if !errors.Is(err, models.ErrNotFound) {
					t.Error(err)
				}
			}
			if strings.Join(found, " ") != c.want {
				t.Errorf("%s: found %v", name, found)
			}
		}
	})
}

func TestEvidenceIsHeldWhereTheRecordsShowIt(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		basis := func(e models.Entitlement) models.Entitlement { e.Basis = yuan(100); return e }
		put := func(record any) {
			t.Helper()
			if err := db.Write.Create(record).Error; err != nil {
				t.Fatal(err)
			}
		}
		put(&models.Recognition{Holder: lark, Kind: "hnte", Ref: "GR2", Number: "GR2", Issued: 20221201, Origin: origin})
		put(&models.Recognition{Holder: lark, Kind: "hnte_library", Ref: "x", Level: "市级", Issued: 20230501, DocNo: "昆科〔2023〕5 号", Origin: origin})
		put(&models.ScaleLine{Code: lark, Year: 2023, Above: true, Origin: origin})
		put(&models.Recognition{Holder: models.AliasOf(college), Kind: "intl_rd_center", Ref: "y", Issued: 20230501, Origin: origin})
		lines := []models.Entitlement{basis(owed("4-a", lark, "", 2, 2)), pending(owed("4-b", sparrow, "", 2, 2)), owed("5-a", lark, "hnte_library/市级/2023-05-01", 3, 5), owed("16-a", college, "intl_rd_center//2023-05-01", 100, 100)}
		review := published(t, db, 2023, lines...)
		items, _, _, err := db.Entitlements(t.Context(), models.Everything, models.EntitlementFilter{Review: review})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, r := range items {
			for _, e := range r.Evidence {
				got = append(got, fmt.Sprintf("%s %s %v %s", r.Clause, e.Name, e.Held, e.How))
			}
		}
		want := []string{"4-a 研发费用统计报表 true 2023 年度数据已报送", "4-a 规上名录 true 2023 年规上名录", "4-a 高新技术企业证书 true 编号 GR2", "4-b 研发费用统计报表 false ", "4-b 规上名录 false ",
			"5-a 入库名单 true 文号 昆科〔2023〕5 号", "16-a 认定文件 false "}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}
