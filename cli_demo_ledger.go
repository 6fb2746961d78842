package main

import (
	"errors"
	"hash/fnv"
	"slices"
	"time"

	"yunti/incentives"
	"yunti/models"
	"yunti/policy"
)

// demoRound is how far the bureau has come with the money of one year, in percent of the lines: those that were settled, and of those
// what was made public, approved and paid. Most of the last year still waits.
type demoRound struct {
	year                            int
	settled, public, approved, paid uint32
	settle, approve, pay            policy.Day
	doc, approveDoc, payDoc         string
}

var demoRounds = []demoRound{
	{2022, 80, 97, 97, 90, 20231016, 20231030, 20231120, "昆科通〔2023〕61 号", "昆科批〔2023〕18 号", "昆财产业〔2023〕204 号"},
	{2023, 18, 70, 60, 50, 20240902, 20240918, 20241015, "昆科通〔2024〕57 号", "昆科批〔2024〕15 号", "昆财产业〔2024〕187 号"},
}

// The people who settle and approve in the demo, by the names of its accounts.
var (
	demoSettler  = models.Actor{Who: models.RoleCity, Role: models.RoleCity, From: "demo"}
	demoApprover = models.Actor{Who: models.RoleCity + "2", Role: models.RoleCity, From: "demo"}
)

// demoPublicity is how many working days the demo makes settlements public.
const demoPublicity = 5

// settleDemo settles, makes public, approves and pays a plausible part of what the demo years owe, on fixed days, so that the ledger has
// something to show.
func settleDemo(c *runContext, db *models.DB, b *policy.Book) error {
	for _, round := range demoRounds {
		made, err := round.settleLines(c, db)
		if err != nil {
			return err
		}
		approved, err := round.approveLines(c, db, b, made)
		if err != nil {
			return err
		}
		paid, err := round.payLines(c, db, approved)
		if err != nil {
			return err
		}
		c.say(tr("%d 年度台账：核定 %d 笔，批准 %d 笔，拨付 %d 笔", "ledger of %d: %d settled, %d approved, %d paid"), round.year, len(made), len(approved), paid)
	}
	return nil
}

// chosen is a share of the lines, the same ones in every demo.
func chosen(salt, name string, percent uint32) bool {
	h := fnv.New32a()
	h.Write([]byte(salt + name))
	return h.Sum32()%100 < percent
}

func morning(day policy.Day) time.Time { return day.Time().Add(2 * time.Hour) } // 10:00 in Kunming

// settleLines settles part of the year's lines in batches. What the ledger refuses (a roster paid another amount, the clause was had before)
// is left for people to look at.
func (r demoRound) settleLines(c *runContext, db *models.DB) ([]models.Settlement, error) {
	review, err := db.PublishedReview(c, r.year)
	if err != nil {
		return nil, err
	}
	var picks []models.SettleLine
	no := false
	filter := models.EntitlementFilter{Review: review.ID, State: string(incentives.Owed), Outside: &no}
	err = db.EachEntitlementRow(c, models.Everything, filter, func(row *models.EntitlementRow) error {
		if !chosen("settle", row.Clause+row.Payee, r.settled) {
			return nil
		}
		amount := *row.High
		if *row.Low < *row.High { // a person's choice: half way, or what was paid already
			amount = max((*row.Low+*row.High)/2/policy.Wan*policy.Wan, *row.Low, min(row.PaidOutside, *row.High))
		}
		picks = append(picks, models.SettleLine{Clause: row.Clause, Payee: row.Payee, Item: row.Item, Amount: amount, Evidence: row.Evidence})
		return nil
	})
	if err != nil {
		return nil, err
	}
	var made []models.Settlement
	for some := range slices.Chunk(picks, models.MaxBatch) {
		for len(some) > 0 {
			settled, err := db.Settle(c, morning(r.settle), demoSettler, models.Everything, models.Settling{Review: review.ID, DocNo: r.doc, Opinion: "材料齐全，按测算结果核定", Lines: some})
			var refused models.Refusals
			if err == nil {
				made = append(made, settled...)
				break
			}
			if !errors.As(err, &refused) {
				return nil, err
			}
			at := -1
			some = slices.DeleteFunc(slices.Clone(some), func(models.SettleLine) bool {
				at++
				return slices.ContainsFunc(refused, func(one models.Refusal) bool { return one.At == at })
			})
		}
	}
	return made, nil
}

// approveLines makes part of the settlements public and approves most of those.
func (r demoRound) approveLines(c *runContext, db *models.DB, b *policy.Book, made []models.Settlement) ([]models.Settlement, error) {
	until, err := b.AddWorkingDays(r.settle, demoPublicity)
	if err != nil {
		return nil, err
	}
	var public, waiting []string
	for _, s := range made {
		if chosen("public", s.Clause+s.Payee, r.public) {
			public = append(public, s.ID)
			if chosen("approve", s.Clause+s.Payee, r.approved) {
				waiting = append(waiting, s.ID)
			}
		}
	}
	for some := range slices.Chunk(public, models.MaxBatch) {
		if _, err := db.Publicise(c, morning(r.settle), demoSettler, models.Everything, some, r.settle.AddDays(1), until, ""); err != nil {
			return nil, err
		}
	}
	var approved []models.Settlement
	for some := range slices.Chunk(waiting, models.MaxBatch) {
		done, err := db.Approve(c, morning(r.approve), demoApprover, models.Everything, some, r.approveDoc, "公示无异议")
		if err != nil {
			return nil, err
		}
		approved = append(approved, done...)
	}
	return approved, nil
}

// payLines pays most of what was approved and not paid by a roster yet, large amounts in a first part only.
func (r demoRound) payLines(c *runContext, db *models.DB, approved []models.Settlement) (paid int, err error) {
	for _, s := range approved {
		amount := s.Amount - s.Paid
		if amount <= 0 || !chosen("pay", s.Clause+s.Payee, r.paid) {
			continue
		}
		if amount >= 150*policy.Wan {
			amount = amount * 6 / 10 / policy.Wan * policy.Wan
		}
		_, err := db.Pay(c, morning(r.pay), demoSettler, models.Everything, s.ID, s.Version, models.Paying{Amount: amount, Day: r.pay, DocNo: r.payDoc})
		if err != nil {
			return paid, err
		}
		paid++
	}
	return paid, nil
}
