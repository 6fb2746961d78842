package models

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"yunti/incentives"
	"yunti/policy"
)

const (
	maxDocNo    = 120 // characters
	maxEvidence = 50  // things of one line
)

// Settle stores the decisions on lines of the published review in force, all of them or none; a batch that is refused is told
// why as Refusals, line by line. Roster payments of a line's clause, year and payee become payments of its settlement: all of them where
// it is the payee's last line that is not settled, else those that fit into the amount.
//
// Errors: ErrForbidden; ErrNotInForce for a draft or a superseded review; ErrInvalid, ErrTooLong; for lines ErrNotOwed, ErrAmount, ErrOnce,
// ErrSettled (also an ErrConflict: somebody was faster) and ErrNotFound.
func (db *DB) Settle(ctx context.Context, now time.Time, actor Actor, scope Scope, s Settling) ([]Settlement, error) {
	way, err := ledgerWayOf(ActSettle, actor)
	if err != nil {
		return nil, err
	}
	if err := s.check(); err != nil {
		return nil, err
	}
	review, err := db.Review(ctx, s.Review)
	if err != nil {
		return nil, err
	}
	ed, err := db.Edition(ctx, review.Edition)
	if err != nil {
		return nil, err
	}
	var made []Settlement
	err = db.Tx(ctx, func(tx *gorm.DB) error {
		made = nil
		if err := lockLedger(tx); err != nil {
			return err
		}
		if err := inForce(tx, s.Review); err != nil {
			return err
		}
		d := &deciding{Settling: s, tx: tx, ed: ed, now: now, actor: actor, way: way, year: review.Year, mysql: db.MySQL, taken: map[*Payment]bool{}}
		if err := d.read(scope); err != nil {
			return err
		}
		made, err = d.decide()
		return err
	})
	if errors.Is(err, gorm.ErrDuplicatedKey) { // the lock makes this impossible, the index makes sure
		return nil, fmt.Errorf("%w：其中一笔刚刚由他人核定，请刷新后再办理", ErrSettled)
	}
	if err != nil {
		return nil, err
	}
	return made, nil
}

// check refuses what cannot be stored.
func (s *Settling) check() error {
	if len(s.Lines) == 0 {
		return fmt.Errorf("%w：请选择要核定的事项", ErrInvalid)
	}
	if err := checkBatch(len(s.Lines)); err != nil {
		return err
	}
	s.DocNo, s.Opinion = plainLines(s.DocNo), plainLines(s.Opinion)
	if err := checkTexts(s.DocNo, s.Opinion); err != nil {
		return err
	}
	seen := map[lineName]bool{}
	for i := range s.Lines {
		l := &s.Lines[i]
		name := lineName{Clause: l.Clause, Payee: l.Payee, Item: l.Item}
		if seen[name] {
			return fmt.Errorf("%w：%s %s 在同一批中出现了两次，请去掉一次", ErrInvalid, l.Clause, l.Payee)
		}
		seen[name] = true
		if len(l.Evidence) > maxEvidence {
			return fmt.Errorf("%w：每笔的材料最多 %d 项", ErrTooLong, maxEvidence)
		}
		for _, e := range l.Evidence {
			if len([]rune(e.Name)) > 100 || len([]rune(e.How)) > 200 {
				return fmt.Errorf("%w：材料名称最多 100 字，说明最多 200 字", ErrTooLong)
			}
		}
	}
	return nil
}

func checkBatch(n int) error {
	if n > MaxBatch {
		return fmt.Errorf("%w：一次最多办理 %d 笔，现有 %d 笔，请分批办理", ErrTooLong, MaxBatch, n)
	}
	return nil
}

func checkTexts(docNo, opinion string) error {
	if len([]rune(docNo)) > maxDocNo {
		return fmt.Errorf("%w：文号最多 %d 字", ErrTooLong, maxDocNo)
	}
	if len([]rune(opinion)) > maxOpinion {
		return fmt.Errorf("%w：意见最多 %d 字", ErrTooLong, maxOpinion)
	}
	return nil
}

// lockLedger lets one transaction at a time settle lines or change payments, so that what it has read of them stays true until it ends.
// It comes first in a transaction: what is read afterwards is what the one before has committed.
func lockLedger(tx *gorm.DB) error {
	done := tx.Exec("UPDATE counters SET value = value + 1 WHERE name = 'settlements'")
	if done.Error == nil && done.RowsAffected != 1 {
		return fmt.Errorf("%w：计数表缺少 settlements 一行", ErrSchema)
	}
	return done.Error
}

// inForce refuses a review that is not the published one of its year, and keeps it in force until tx ends.
func inForce(tx *gorm.DB, id string) error {
	r, err := lockReview(tx, id)
	switch {
	case err != nil:
		return err
	case r.State == Published:
		return nil
	case r.State == Draft || r.State == Running:
		return fmt.Errorf("%w：%s 还没有发布，发布以后才能核定", ErrNotInForce, id)
	}
	var current []string
	if err := tx.Model(&Review{}).Where("valid_year = ?", r.Year).Pluck("id", &current).Error; err != nil {
		return err
	}
	if len(current) > 0 {
		return fmt.Errorf("%w：%s 已由 %s 替代，请刷新后按 %s 核定", ErrNotInForce, id, current[0], current[0])
	}
	return fmt.Errorf("%w：%s 未发布或已取消", ErrNotInForce, id)
}

// deciding is a batch that is being settled.
type deciding struct {
	Settling
	tx    *gorm.DB
	ed    *policy.Edition
	now   time.Time
	actor Actor
	way   ledgerWay
	year  int
	mysql bool

	lines   []*Entitlement // of Lines, nil where the review has none
	ofPayee []Entitlement  // all lines of those payees
	ledger  byPayee

	passed []*Entitlement    // lines of the batch that may be settled
	taken  map[*Payment]bool // roster payments that belong to those
}

// read reads the lines, and what the ledger knows of their payees.
func (d *deciding) read(scope Scope) error {
	asked := make([]string, len(d.Lines))
	for i := range d.Lines {
		asked[i] = d.Lines[i].Payee
	}
	slices.Sort(asked)
	for some := range slices.Chunk(slices.Compact(asked), lookup) {
		var found []Entitlement
		if err := scope.lines(d.tx, "entitlements").Where("review = ? AND payee IN ?", d.Review, some).Find(&found).Error; err != nil {
			return err
		}
		d.ofPayee = append(d.ofPayee, found...)
	}
	at := make(map[lineName]*Entitlement, len(d.ofPayee))
	for i := range d.ofPayee {
		at[d.ofPayee[i].line()] = &d.ofPayee[i]
	}
	for _, l := range d.Lines {
		d.lines = append(d.lines, at[lineName{l.Clause, l.Payee, d.year, l.Item}])
	}
	payees, aliases := namesOf(d.ofPayee)
	known, err := parties(d.tx, payees, aliases)
	if err != nil {
		return err
	}
	d.ledger = known.byPayee()
	return nil
}

// decide checks every line and stores the settlements, or refuses all.
func (d *deciding) decide() ([]Settlement, error) {
	var refused Refusals
	var made []Settlement
	links := map[int][]*Payment{} // by index of made
	for i := range d.Lines {
		payments, err := d.judge(i)
		if err != nil {
			refused.add(i, err)
			continue
		}
		links[len(made)] = payments
		made = append(made, d.settlement(i))
	}
	if err := refused.err(); err != nil {
		return nil, err
	}
	if err := d.number(made); err != nil {
		return nil, err
	}
	var acts []SettlementAct
	for i := range made {
		s := &made[i]
		acts = append(acts, SettlementAct{Settlement: s.ID, Seq: 1, At: d.now, Who: s.SettledBy, Role: fit(d.actor.Role, 20), Act: ActSettle,
			Becomes: d.way.to, Amount: s.Amount, DocNo: s.DocNo, Opinion: s.Opinion})
		seq := 2
		for _, p := range links[i] {
			if err := s.link(d.tx, d.now, p); err != nil {
				return nil, err
			}
			if p.Paid != nil && *p.Paid != 0 {
				acts = append(acts, s.linked(p, seq, d.now, s.SettledBy, fit(d.actor.Role, 20)))
				seq++
			}
		}
	}
	if err := d.tx.CreateInBatches(made, 100).Error; err != nil {
		return nil, err
	}
	if err := d.tx.CreateInBatches(acts, 100).Error; err != nil {
		return nil, err
	}
	for i := range made {
		if err := made[i].audit(d.tx, d.now, d.actor, ActSettle, nil); err != nil {
			return nil, err
		}
	}
	return made, nil
}

// judge decides whether a line may be settled as is asked, and which roster payments then belong to it.
func (d *deciding) judge(i int) ([]*Payment, error) {
	l, e := &d.Lines[i], d.lines[i]
	if e == nil {
		return nil, fmt.Errorf("%w%s 中 %s 对 %s 的这一笔，请刷新后再选", ErrNotFound, d.Review, l.Clause, clip(l.Payee, 60))
	}
	switch {
	case e.Outside:
		return nil, fmt.Errorf("%w：%s 是期外测算，%d 年不在该条款的有效年度之内", ErrNotOwed, e.label(), e.Year)
	case e.State == incentives.Pending || e.Low == nil || e.High == nil:
		return nil, fmt.Errorf("%w：%s 待补（%s），补齐数据并重新评价以后才能核定", ErrNotOwed, e.label(), e.Ground)
	case e.State == incentives.Suspended:
		return nil, fmt.Errorf("%w：%s 暂缓（%s）", ErrNotOwed, e.label(), e.Reason)
	}
	counted := incentives.Entitlement{Clause: e.Clause, Name: e.Name, Low: e.Low, High: e.High, State: e.State, Ground: e.Ground}
	if _, err := counted.Settle(l.Amount); err != nil {
		return nil, fmt.Errorf("%w：%w", ErrAmount, err)
	}
	settled := d.ledger.settled(e)
	for _, s := range settled {
		if s.Year == e.Year && s.Item == e.Item {
			return nil, fmt.Errorf("%w：%s 已由 %s 于 %s 核定为 %s（%s），如需更改请先撤销它", ErrSettled, e.label(), s.SettledBy,
				s.SettledAt.In(china).Format("2006-01-02 15:04"), incentives.InWan(s.Amount), s.ID)
		}
	}
	if err := d.once(i, settled); err != nil {
		return nil, err
	}
	return d.payments(i, settled)
}

// once refuses a second time of a clause that is given once: settled or paid in another year, or twice in this batch's year.
func (d *deciding) once(i int, settled []*Settlement) error {
	e := d.lines[i]
	c, ok := d.ed.Clause(e.Clause)
	if !ok || c.Trigger.Recognised != nil && c.Trigger.Recognised.TopUp {
		return nil // what was given before is taken off the amount already
	}
	repeat := c.Repeat
	if repeat != policy.Once && repeat != policy.OnceKind && repeat != policy.OnceLevel {
		return nil
	}
	for _, s := range settled {
		if s.Year != e.Year && sameTurn(repeat, e.Item, s.Item) {
			return fmt.Errorf("%w：%s 是一次性条款，%s %d 年已核定 %s（%s），不能再核定", ErrOnce, e.Clause, e.Name, s.Year, incentives.InWan(s.Amount), s.ID)
		}
	}
	if repeat != policy.Once {
		return nil
	}
	for _, p := range d.ledger.paid(e) {
		if p.Year != e.Year && p.Paid != nil && *p.Paid > 0 {
			return fmt.Errorf("%w：%s 是一次性条款，名册中 %s %d 年已拨付 %s（%s），不能再核定", ErrOnce, e.Clause, e.Name, p.Year, incentives.InWan(*p.Paid), p.DocNo)
		}
	}
	return nil
}

// sameTurn reports whether two items use up the same turn of a clause that is given once, once a kind or once a level. An item begins
// with the kind; one without a number names the level as well.
func sameTurn(repeat policy.Repeat, item, other string) bool {
	a, b := strings.Split(item, "/"), strings.Split(other, "/")
	switch repeat {
	case policy.OnceKind:
		return a[0] == b[0]
	case policy.OnceLevel:
		return a[0] == b[0] && len(a) == 3 && len(b) == 3 && a[1] == b[1]
	}
	return true
}

// payments lists the roster payments that belong to a line as it is settled. Where other lines of the payee may still be
// settled, only those that fit into the amount do; of the last line all must.
func (d *deciding) payments(i int, settled []*Settlement) ([]*Payment, error) {
	e, amount := d.lines[i], d.Lines[i].Amount
	d.passed = append(d.passed, e)
	last := !slices.ContainsFunc(d.ofPayee, func(o Entitlement) bool {
		return o.Clause == e.Clause && !o.Outside && samePayee(o.Payee, o.Alias, e.Payee, e.Alias) &&
			!slices.ContainsFunc(d.passed, func(p *Entitlement) bool { return p.line() == o.line() }) &&
			!slices.ContainsFunc(settled, func(s *Settlement) bool { return s.line() == o.line() })
	})
	var mine []*Payment
	var paid policy.Money
	for _, p := range d.ledger.paid(e) {
		if p.Year != e.Year || d.taken[p] {
			continue
		}
		var sum policy.Money
		if p.Paid != nil {
			sum = *p.Paid
		}
		if !last && paid+sum > amount {
			continue
		}
		paid += sum
		mine = append(mine, p)
	}
	if paid > amount {
		return nil, fmt.Errorf("%w：%s 名册中已拨付 %s，核定金额 %s 不能少于它；请核对拨付名册或更正金额", ErrAmount, e.label(), incentives.InWan(paid), incentives.InWan(amount))
	}
	for _, p := range mine {
		d.taken[p] = true
	}
	return mine, nil
}

// settlement makes the settlement of a line; it copies the line as it stands.
func (d *deciding) settlement(i int) Settlement {
	l, e, live := &d.Lines[i], d.lines[i], 1
	return Settlement{Clause: e.Clause, ClauseNo: e.ClauseNo, Payee: e.Payee, Alias: e.Alias, Year: e.Year, Item: e.Item, Live: &live, Review: e.Review, Name: e.Name,
		County: e.County, Low: *e.Low, High: *e.High, Basis: e.Basis, Beside: e.Beside, Ground: e.Ground, Amount: l.Amount, DocNo: d.DocNo, Opinion: d.Opinion,
		Evidence: l.Evidence, State: d.way.to, SettledBy: fit(d.actor.Who, 100), SettledAt: d.now, Version: 1}
}

// number gives settlements of one year their running numbers.
func (d *deciding) number(made []Settlement) error {
	name := fmt.Sprintf("settled-%d", d.year)
	insert := "INSERT OR IGNORE INTO counters (name, value) VALUES (?, 0)"
	if d.mysql {
		insert = "INSERT IGNORE INTO counters (name, value) VALUES (?, 0)"
	}
	if err := d.tx.Exec(insert, name).Error; err != nil {
		return err
	}
	if err := d.tx.Exec("UPDATE counters SET value = value + ? WHERE name = ?", len(made), name).Error; err != nil {
		return err
	}
	var last int
	if err := d.tx.Raw("SELECT value FROM counters WHERE name = ?", name).Scan(&last).Error; err != nil {
		return err
	}
	for i := range made {
		made[i].ID = fmt.Sprintf("%d-%05d", d.year, last-len(made)+i+1)
	}
	return nil
}

// audit writes the line of an act on the settlement into the audit trail, under the payee's code where it has one.
func (s *Settlement) audit(tx *gorm.DB, now time.Time, actor Actor, act string, before any) error {
	firm := ""
	if policy.CheckCode(s.Payee) == nil {
		firm = s.Payee
	}
	return AuditFirm(tx, now, actor, "settlement."+act, s.ID, firm, Change{Before: before, After: s.standing()})
}

// standing is where a settlement stands, for the audit trail.
func (s *Settlement) standing() map[string]any {
	return map[string]any{"clause": s.Clause, "payee": s.Payee, "year": s.Year, "state": s.State, "amount": s.Amount, "paid": s.Paid, "doc_no": s.DocNo}
}

// link makes a roster payment one of the settlement's.
func (s *Settlement) link(tx *gorm.DB, now time.Time, p *Payment) error {
	done := tx.Model(&Payment{}).Where("clause = ? AND year = ? AND payee = ? AND ref = ? AND settlement = ''", p.Clause, p.Year, p.Payee, p.Ref).
		Updates(map[string]any{"settlement": s.ID, "version": gorm.Expr("version + 1"), "updated_at": now})
	if done.Error == nil && done.RowsAffected != 1 {
		return fmt.Errorf("%w：%s 的拨付 %s", ErrConflict, s.Name, p.Ref)
	}
	if p.Paid != nil {
		s.Paid += *p.Paid
	}
	return done.Error
}

// linked is the act that tells of a roster payment which became the settlement's.
func (s *Settlement) linked(p *Payment, seq int, now time.Time, who, role string) SettlementAct {
	return SettlementAct{Settlement: s.ID, Seq: seq, At: now, Who: who, Role: role, Act: ActPay, Was: s.State, Becomes: s.State, Amount: *p.Paid, DocNo: p.DocNo,
		Opinion: fmt.Sprintf("名册中的拨付，%s，申报 %s 第 %d 行", dayText(p.PaidDay), p.Filing, p.Line)}
}

func dayText(day policy.Day) string {
	if day == 0 {
		return "日期未填"
	}
	return day.String()
}
