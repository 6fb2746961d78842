package models

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"yunti/policy"
)

// Move is an act on a filing that does not touch the records.
type Move struct {
	ID      string
	Version int           // that was looked at
	Act     string        // ActSubmit, ActPass, ActReturn, ActPublicise or ActWithdraw
	Opinion string        // of a return it is needed, unless Lines has any; at most 2000 characters
	Lines   []LineOpinion // of a return: Line and Opinion of each, at most maxLineOpinions
	Until   policy.Day    // of publicise: the last day; zero takes the round's working days
	Book    *policy.Book  // of publicise: its calendar counts the working days
}

const (
	maxOpinion      = 2000 // characters
	maxLineOpinion  = 1000 // characters
	maxLineOpinions = 2000 // lines of one return
)

// MoveFiling carries out an act of the table filingWays on a filing within the scope: state, act with its opinions, notice and
// line in the audit trail are stored together or not at all. Errors: ErrNotFound; ErrConflict when another version than m.Version
// is stored; ErrForbidden when the act is not for this role or side; ErrState, which names the state and what is possible, when
// the state, the round or the publicity does not allow it; ErrInvalid for an opinion or a day that cannot be accepted; ErrTooLong;
// policy.ErrNoHolidays when the book lacks the calendar and m.Until is not given.
func (db *DB) MoveFiling(ctx context.Context, now time.Time, actor Actor, scope Scope, m Move) (*Filing, error) {
	switch m.Act {
	case ActSubmit, ActPass, ActReturn, ActPublicise, ActWithdraw:
	default:
		return nil, fmt.Errorf("act %q is no move", m.Act)
	}
	if err := m.check(); err != nil {
		return nil, err
	}
	var f *Filing
	err := db.Tx(ctx, func(tx *gorm.DB) (err error) {
		if f, err = lockFiling(tx, scope, m.ID); err != nil {
			return err
		}
		note, err := advance(tx, now, actor, scope, f, m)
		if err != nil {
			return err
		}
		return note.audit(tx, now, actor)
	})
	if err != nil {
		return nil, err
	}
	return f, nil
}

// ApplyFiling makes f, as it was read, an applied filing in the one transaction in which write changes the records, and
// raises their revision. When write fails nothing has happened. Errors: those of MoveFiling, and write's.
func (db *DB) ApplyFiling(ctx context.Context, now time.Time, actor Actor, scope Scope, f *Filing, write func(tx *gorm.DB) error) (*Filing, error) {
	var applied *Filing
	err := db.Tx(ctx, func(tx *gorm.DB) (err error) {
		if err := Bump(tx); err != nil {
			return err
		}
		if applied, err = lockFiling(tx, scope, f.ID); err != nil {
			return err
		}
		note, err := advance(tx, now, actor, scope, applied, Move{Version: f.Version, Act: ActApply})
		if err != nil {
			return err
		}
		if err := write(tx); err != nil {
			return err
		}
		return note.audit(tx, now, actor)
	})
	if err != nil {
		return nil, err
	}
	return applied, nil
}

// check refuses opinions that cannot be stored, or a return without any.
func (m *Move) check() error {
	m.Opinion = plainLines(m.Opinion)
	if len([]rune(m.Opinion)) > maxOpinion {
		return fmt.Errorf("%w：意见最多 %d 字", ErrTooLong, maxOpinion)
	}
	if m.Act != ActReturn {
		if len(m.Lines) > 0 {
			return fmt.Errorf("%w：只有退回可以逐行写意见", ErrInvalid)
		}
		return nil
	}
	if m.Opinion == "" && len(m.Lines) == 0 {
		return fmt.Errorf("%w：退回须写明意见，好让对方知道改什么", ErrInvalid)
	}
	if len(m.Lines) > maxLineOpinions {
		return fmt.Errorf("%w：逐行意见最多 %d 行；更多的请在总的意见里说明", ErrInvalid, maxLineOpinions)
	}
	lines := make([]LineOpinion, 0, len(m.Lines)) // the caller's stay as they are
	seen := make(map[int]bool, len(m.Lines))
	for _, l := range m.Lines {
		l.Opinion = plainLines(l.Opinion)
		switch {
		case l.Opinion == "":
			return fmt.Errorf("%w：第 %d 行的意见是空的，请填写或去掉这一行", ErrInvalid, l.Line)
		case len([]rune(l.Opinion)) > maxLineOpinion:
			return fmt.Errorf("%w：第 %d 行的意见最多 %d 字", ErrTooLong, l.Line, maxLineOpinion)
		case seen[l.Line]:
			return fmt.Errorf("%w：第 %d 行写了两条意见，请合成一条", ErrInvalid, l.Line)
		}
		seen[l.Line] = true
		lines = append(lines, l)
	}
	m.Lines = lines
	return nil
}

// plainLines is what is stored of a text of several lines: without characters that nobody sees or that turn the writing round.
func plainLines(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unseen(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "")))
}

// lockFiling reads a filing within the scope for a change: nobody else changes it before tx ends.
func lockFiling(tx *gorm.DB, scope Scope, id string) (*Filing, error) {
	return oneFiling(scope.filings(tx.Clauses(clause.Locking{Strength: "UPDATE"})).Where("id = ?", id), "申报 "+id)
}

// moved is what the audit trail keeps of an act on a filing.
type moved struct {
	filing string
	act    string
	detail map[string]any
}

// audit writes the act's line; it is the last thing in a transaction.
func (m *moved) audit(tx *gorm.DB, now time.Time, actor Actor) error {
	return Audit(tx, now, actor, "filing."+m.act, m.filing, m.detail)
}

// advance moves f, which tx has locked, along a way of the table: its state, the act with its opinions, and the notice.
// Afterwards f is as stored. The line in the audit trail is left to the caller, who writes it last.
func advance(tx *gorm.DB, now time.Time, actor Actor, scope Scope, f *Filing, m Move) (*moved, error) {
	if f.Version != m.Version {
		return nil, fmt.Errorf("%w：申报 %s 在您查看之后有变动，请刷新后再操作", ErrConflict, f.ID)
	}
	w, err := wayOf(m.Act, actor, scope, f)
	if err != nil {
		return nil, err
	}
	next := *f
	next.State, next.Version = w.to, f.Version+1
	if m.Act != ActApply && m.Act != ActReplace { // these come without one, and the last one stays to be read
		next.Opinion = m.Opinion
	}
	if err := w.allows(tx, now, &next); err != nil {
		return nil, err
	}
	detail := map[string]any{"before": f.State, "after": next.State}
	switch m.Act {
	case ActSubmit:
		next.SubmittedAt = &now
	case ActReturn:
		next.PublicFrom, next.PublicUntil = 0, 0
	case ActPublicise:
		if err := publicise(tx, now, &next, m); err != nil {
			return nil, err
		}
		detail["until"] = next.PublicUntil
	case ActApply:
		next.AppliedAt = &now
	case ActReplace:
		detail["replaced_by"] = next.ReplacedBy
	}
	done := tx.Model(&Filing{}).Where("id = ? AND version = ? AND state = ?", f.ID, f.Version, f.State).
		Select("state", "opinion", "version", "round", "replaced_by", "submitted_at", "public_from", "public_until", "applied_at").Updates(&next)
	if done.Error != nil {
		return nil, done.Error
	}
	if done.RowsAffected != 1 {
		return nil, fmt.Errorf("%w：申报 %s 在您查看之后有变动，请刷新后再操作", ErrConflict, f.ID)
	}
	act := FilingAct{Filing: f.ID, Seq: next.Version, At: now, Who: clip(actor.Who, 100), Role: actor.Role, Act: m.Act, Was: f.State, Becomes: next.State, Opinion: m.Opinion}
	if err := tx.Create(&act).Error; err != nil {
		return nil, err
	}
	if err := addLineOpinions(tx, &act, m.Lines); err != nil {
		return nil, err
	}
	if m.Opinion != "" {
		detail["opinion"] = m.Opinion
	}
	if len(m.Lines) > 0 {
		detail["lines"] = len(m.Lines)
	}
	*f = next
	return &moved{f.ID, m.Act, detail}, tellOfMove(tx, now, actor, f, &act)
}

// wayOf finds the way of an act on f for the actor: ErrForbidden when it is for others, ErrState when there is none from f's
// state, with what the actor can do instead.
func wayOf(act string, actor Actor, scope Scope, f *Filing) (*way, error) {
	var here, admitted bool // some way leads on from here; some way, from whatever state, admits the actor
	for i := range filingWays {
		w := &filingWays[i]
		if w.act != act || !w.concerns(f) {
			continue
		}
		from, admits := slices.Contains(w.from, f.State), w.admits(actor, scope, f)
		if from && admits {
			return w, nil
		}
		here, admitted = here || from, admitted || admits
	}
	if here || !admitted {
		return nil, forbidden(act, f)
	}
	text := "没有可办的操作"
	if possible := waysFrom(f.State, actor, scope, f); len(possible) > 0 {
		text = "可以：" + strings.Join(possible, "、")
	}
	return nil, fmt.Errorf("%w：申报 %s 为“%s”，不能%s；%s", ErrState, f.ID, filingStates[f.State], filingActs[act], text)
}

// forbidden says for whom an act on f is: in its state or, where nobody can do it there, at all.
func forbidden(act string, f *Filing) error {
	if act == ActCreate {
		return fmt.Errorf("%w：只有孵化载体、县区和市级可以申报，而且账号须注明所属的孵化载体或县区；请联系系统管理员", ErrForbidden)
	}
	whose := func(here bool) (names []string) {
		for i := range filingWays {
			w := &filingWays[i]
			if w.act != act || !w.concerns(f) || here && !slices.Contains(w.from, f.State) {
				continue
			}
			for _, role := range w.roles {
				name := RoleNames[role]
				if w.side == ownSide {
					if role != f.side() {
						continue
					}
					name = "提交这份申报的" + name
				}
				if !slices.Contains(names, name) {
					names = append(names, name)
				}
			}
		}
		return names
	}
	names := whose(true)
	if len(names) == 0 {
		names = whose(false)
	}
	return fmt.Errorf("%w：申报 %s 为“%s”，%s要由%s办理", ErrForbidden, f.ID, filingStates[f.State], filingActs[act], strings.Join(names, "、"))
}

// waysFrom names what the actor can do with f, as far as the state decides.
func waysFrom(state string, actor Actor, scope Scope, f *Filing) (acts []string) {
	for i := range filingWays {
		if w := &filingWays[i]; slices.Contains(w.from, state) && w.admits(actor, scope, f) {
			acts = append(acts, filingActs[w.act])
		}
	}
	return acts
}

// admits reports whether the way is for the actor. Role and scope must agree, so that a mistake in one of them refuses
// rather than allows.
func (w *way) admits(actor Actor, scope Scope, f *Filing) bool {
	role := officeOf(actor)
	var sees bool
	switch role {
	case RoleCity:
		sees = scope.All
	case RoleCounty:
		sees = !scope.All && scope.County != "" && scope.County == f.County
	case RoleIncubator:
		sees = !scope.All && scope.County == "" && scope.Incubator != "" && scope.Incubator == f.Incubator
	}
	return sees && slices.Contains(w.roles, role) && (w.side == theirs || f.side() == role)
}

// concerns reports whether the way is open to anybody at all for f: one for the side that filed it is only when that side is
// among its roles.
func (w *way) concerns(f *Filing) bool { return w.side == theirs || slices.Contains(w.roles, f.side()) }

// officeOf is the role that the actor acts as: the command line and jobs act for the city.
func officeOf(actor Actor) string {
	if actor.Role == "" {
		return RoleCity
	}
	return actor.Role
}

// side is the role of those who filed f.
func (f *Filing) side() string {
	switch {
	case f.Incubator != "":
		return RoleIncubator
	case f.Role == RoleCounty:
		return RoleCounty
	}
	return RoleCity
}

// allows checks what a way asks for beside the state, and gives a filing that is submitted its round.
func (w *way) allows(tx *gorm.DB, now time.Time, f *Filing) error {
	if w.act == ActSubmit && f.changesNothing() {
		return fmt.Errorf("%w：申报 %s 没有一行可以写入，送审也不会有变动；请按错误原因改正后重新上传", ErrState, f.ID)
	}
	switch w.when {
	case roundOpen:
		round, err := roundFor(tx, f, Today(now))
		if err != nil {
			return err
		}
		f.Round = round
	case noPublicity:
		r, err := publicityOf(tx, f)
		if err != nil {
			return err
		}
		if r != nil {
			return fmt.Errorf("%w：申报 %s 属于批次“%s”，要先公示 %d 个工作日，公示期满才能生效", ErrState, f.ID, r.Name, r.PublicityDays)
		}
	case publicityOver:
		if Today(now) <= f.PublicUntil {
			return fmt.Errorf("%w：申报 %s 公示到 %s（含当日），次日起才能生效", ErrState, f.ID, f.PublicUntil)
		}
	}
	return nil
}

// changesNothing tells a filing whose lines are all rejected or already in the records: no office need look at it.
func (f *Filing) changesNothing() bool { return f.Totals.Create+f.Totals.Update == 0 }

// publicityOf returns the round of f when it asks for publicity, else nil.
func publicityOf(tx *gorm.DB, f *Filing) (*FilingRound, error) {
	if f.Round == 0 {
		return nil, nil
	}
	r, err := oneRound(tx, f.Round)
	if err != nil || r.PublicityDays == 0 {
		return nil, err
	}
	return r, nil
}

// longestPublicity bounds a day that the city gives itself, against slips of the keyboard.
const longestPublicity = 366 // days

// publicise fills in the period of publicity: from today to the round's working days later, or to the later day that was
// given. Where the book lacks the calendar a day must be given, and public holidays that the book does not know
// are the city's to reckon with: it must not be earlier than Mondays to Fridays alone would have it.
func publicise(tx *gorm.DB, now time.Time, f *Filing, m Move) error {
	today := Today(now)
	r, err := publicityOf(tx, f)
	if err != nil {
		return err
	}
	least := today.AddDays(1)
	switch {
	case r == nil && m.Until == 0:
		return fmt.Errorf("%w：申报 %s 不属于设有公示期的批次；确要公示的，请填写公示截止日", ErrInvalid, f.ID)
	case r != nil:
		if m.Book == nil {
			return fmt.Errorf("publicity of %s: no calendar given", f.ID)
		}
		if least, err = leastUntil(m.Book, today, r.PublicityDays, m.Until); err != nil {
			return err
		}
	}
	until := m.Until
	if until == 0 {
		until = least
	}
	switch {
	case !until.Valid():
		return fmt.Errorf("%w：公示截止日不存在", ErrInvalid)
	case until < least:
		return fmt.Errorf("%w：公示截止日 %s 太早，最早为 %s", ErrInvalid, until, least)
	case until > today.AddDays(longestPublicity):
		return fmt.Errorf("%w：公示截止日 %s 太晚，最晚为 %s", ErrInvalid, until, today.AddDays(longestPublicity))
	}
	f.PublicFrom, f.PublicUntil = today, until
	return nil
}

// leastUntil is the earliest last day of a publicity of n working days from today.
func leastUntil(book *policy.Book, today policy.Day, n int, given policy.Day) (policy.Day, error) {
	least, err := book.AddWorkingDays(today, n)
	if err == nil || given == 0 {
		return least, err
	}
	for least = today; n > 0; {
		least = least.AddDays(1)
		if day := least.Time().Weekday(); day != time.Saturday && day != time.Sunday {
			n--
		}
	}
	return least, nil
}

// addLineOpinions stores what an act says of single lines, all of which the filing must have.
func addLineOpinions(tx *gorm.DB, act *FilingAct, lines []LineOpinion) error {
	var missing []string
	for some := range slices.Chunk(lines, lookup) {
		numbers := make([]int, len(some))
		for i := range some {
			some[i].Filing, some[i].Seq = act.Filing, act.Seq
			numbers[i] = some[i].Line
		}
		var found []int
		if err := tx.Model(&Step{}).Distinct("line").Where("filing = ? AND line IN ?", act.Filing, numbers).Pluck("line", &found).Error; err != nil {
			return err
		}
		for _, line := range numbers {
			if !slices.Contains(found, line) && len(missing) < 10 {
				missing = append(missing, fmt.Sprint(line))
			}
		}
	}
	if len(missing) > 0 {
		return fmt.Errorf("%w：申报 %s 没有第 %s 行，请核对逐行意见的行号", ErrInvalid, act.Filing, strings.Join(missing, "、"))
	}
	if len(lines) == 0 {
		return nil
	}
	return tx.CreateInBatches(lines, lookup).Error
}

// Today is the day of an instant by the calendar of Kunming, whatever the zone of the server is.
func Today(now time.Time) policy.Day { return policy.DayOf(now.In(china)) }

// ActRow is one act on a filing, with what was said of its lines.
type ActRow struct {
	FilingAct
	Lines []LineOpinion `json:"lines"`
}

// Acts returns what happened to a filing within the scope, the first act first; ErrNotFound when it is not within it.
func (db *DB) Acts(ctx context.Context, scope Scope, id string) ([]ActRow, error) {
	if _, err := db.Filing(ctx, scope, id); err != nil {
		return nil, err
	}
	var acts []FilingAct
	if err := db.Read.WithContext(ctx).Order("seq").Find(&acts, "filing = ?", id).Error; err != nil {
		return nil, err
	}
	var lines []LineOpinion
	if err := db.Read.WithContext(ctx).Order("seq, line").Find(&lines, "filing = ?", id).Error; err != nil {
		return nil, err
	}
	rows := make([]ActRow, len(acts))
	at := make(map[int]int, len(acts))
	for i := range acts {
		rows[i], at[acts[i].Seq] = ActRow{FilingAct: acts[i], Lines: []LineOpinion{}}, i
	}
	for _, l := range lines {
		if i, ok := at[l.Seq]; ok {
			rows[i].Lines = append(rows[i].Lines, l)
		}
	}
	return rows, nil
}

// PossibleActs returns for each of the filings what the actor can do with it now, in the order of the table: state, role, side,
// round and publicity allow it. Acts that a screen offers by other means (create) are not among them. The filings must be
// within the scope.
func (db *DB) PossibleActs(ctx context.Context, now time.Time, actor Actor, scope Scope, filings []Filing) ([][]string, error) {
	rounds, err := db.Rounds(ctx, RoundFilter{})
	if err != nil {
		return nil, err
	}
	today, all := Today(now), make([][]string, len(filings))
	for i := range filings {
		f := &filings[i]
		all[i] = []string{}
		for j := range filingWays {
			w := &filingWays[j]
			if slices.Contains(w.from, f.State) && w.admits(actor, scope, f) && w.possible(rounds, today, f) {
				all[i] = append(all[i], w.act)
			}
		}
	}
	return all, nil
}

// possible is allows for showing, with all rounds at hand.
func (w *way) possible(rounds []FilingRound, today policy.Day, f *Filing) bool {
	if w.act == ActSubmit && f.changesNothing() {
		return false
	}
	switch w.when {
	case roundOpen:
		_, err := chooseRound(rounds, f, today)
		return err == nil
	case noPublicity:
		return !slices.ContainsFunc(rounds, func(r FilingRound) bool { return r.ID == f.Round && r.PublicityDays > 0 })
	case publicityOver:
		return today > f.PublicUntil
	}
	return true
}
