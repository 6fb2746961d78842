package models

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"yunti/policy"
)

// The kinds of notices.
const (
	NoticeSubmitted = "filing.submitted" // to the office that looks at the filing
	NoticeReturned  = "filing.returned"  // to the side that filed it
	NoticeApplied   = "filing.applied"   // to the incubator
	NoticeRemind    = "round.remind"     // to an incubator that is not done with a round
	NoticeExpiring  = "title.expiring"   // to counties and incubators: titles of their firms end
	NoticeLapsing   = "document.lapsing" // to the city: a document goes out of force
	NoticeDeadline  = "income.due"       // to the city: rewards from transfer incomes have to be distributed
)

// notices keeps the notices that are for the scope: an incubator's, a county office's, or the city's, which name neither.
// Everything is the city's and not those of all.
func (s Scope) notices(query *gorm.DB) *gorm.DB {
	switch {
	case s.All:
		return query.Where("notices.incubator = '' AND notices.county = ''")
	case s.County != "":
		return query.Where("notices.incubator = '' AND notices.county = ?", s.County)
	case s.Incubator != "":
		return query.Where("notices.incubator = ?", s.Incubator)
	}
	return query.Where("1 = 0")
}

// NoticeFilter selects notices for a list screen.
type NoticeFilter struct {
	Unread bool // only what the user has not read
	Page   int  // from 1; 0 is 1
	Size   int  // at most MaxPage; 0 is 50
}

// NoticeRow is a notice, and whether the user has read it.
type NoticeRow struct {
	Notice
	Read bool `json:"read"`
}

// Notices returns one page of the notices for the scope's own office or incubator, the newest first, and how many f selects.
// What a user has read is read by that user alone, not by the whole office.
func (db *DB) Notices(ctx context.Context, scope Scope, username string, f NoticeFilter) (items []NoticeRow, total int, err error) {
	query := db.noticesFor(ctx, scope, username, f.Unread)
	items = []NoticeRow{}
	err = query.Session(&gorm.Session{}).Select("notices.*, notice_reads.notice IS NOT NULL AS `read`").
		Order("notices.at DESC, notices.id").Limit(pageSize(f.Size)).Offset(pageStart(f.Page, f.Size)).Scan(&items).Error
	if err != nil {
		return nil, 0, err
	}
	total, err = totalOf(query, len(items), f.Page, f.Size)
	return items, total, err
}

func (db *DB) noticesFor(ctx context.Context, scope Scope, username string, unread bool) *gorm.DB {
	query := scope.notices(db.Read.WithContext(ctx).Model(&Notice{})).
		Joins("LEFT JOIN notice_reads ON notice_reads.notice = notices.id AND notice_reads.username = ?", username)
	if unread {
		query = query.Where("notice_reads.notice IS NULL")
	}
	return query
}

// ReadNotice marks a notice as read by the user; ErrNotFound when it is not for the scope. Doing so twice is once. It is no
// act that others need to know of, and leaves no line in the audit trail.
func (db *DB) ReadNotice(ctx context.Context, now time.Time, scope Scope, username, id string) error {
	var n Notice
	err := scope.notices(db.Read.WithContext(ctx)).Select("id").Take(&n, "id = ?", id).Error
	if errors.Is(err, ErrNotFound) {
		return fmt.Errorf("%w这条提醒", ErrNotFound)
	}
	if err != nil {
		return err
	}
	return db.Tx(ctx, func(tx *gorm.DB) error {
		return tx.Clauses(clause.OnConflict{DoNothing: true}).Create(&NoticeRead{Notice: n.ID, Username: username, At: now}).Error
	})
}

// PostNotices stores notices and returns how many are new: an ID that is there already stays as it is, so that one occasion
// gives one notice.
func (db *DB) PostNotices(ctx context.Context, now time.Time, notices []Notice) (posted int, err error) {
	err = db.Tx(ctx, func(tx *gorm.DB) (err error) {
		posted, err = post(tx, now, notices)
		return err
	})
	return posted, err
}

// post passes over what is there already without locking the place where it is not: those who post at once do not meet.
func post(tx *gorm.DB, now time.Time, notices []Notice) (posted int, err error) {
	ignore := clause.Insert{Modifier: "OR IGNORE"}
	if tx.Name() == "mysql" {
		ignore.Modifier = "IGNORE"
	}
	for some := range slices.Chunk(slices.Clone(notices), lookup) {
		for i := range some {
			some[i].At, some[i].Text = now, clip(some[i].Text, 1000)
		}
		done := tx.Clauses(ignore).Create(&some)
		if done.Error != nil {
			return posted, done.Error
		}
		posted += int(done.RowsAffected)
	}
	return posted, nil
}

// tellOfMove posts the notice of an act on a filing: of a return to the side that filed it, of a submission to
// the office that looks at it, of what took effect to the incubator. Nobody is told what the own side has done.
func tellOfMove(tx *gorm.DB, now time.Time, actor Actor, f *Filing, act *FilingAct) error {
	n := Notice{ID: fmt.Sprintf("filing.%s.%d", f.ID, act.Seq), Subject: f.ID}
	switch act.Act {
	case ActSubmit:
		if f.side() != RoleIncubator {
			return nil
		}
		n.Kind, n.County = NoticeSubmitted, f.County
		n.Text = fmt.Sprintf("%s提交了申报 %s，请审核。", f.Incubator, f.ID)
	case ActReturn:
		n.Kind = NoticeReturned
		n.Text = fmt.Sprintf("申报 %s 已退回，请按意见修改后重新提交。", f.ID)
		if act.Opinion != "" {
			n.Text = fmt.Sprintf("申报 %s 已退回，请按意见修改后重新提交。意见：%s", f.ID, clip(act.Opinion, 800))
		}
		switch {
		case f.Incubator != "":
			n.Incubator = f.Incubator
		case f.side() == RoleCounty && officeOf(actor) == RoleCity:
			n.County = f.County
		default:
			return nil
		}
	case ActApply:
		if f.Incubator == "" {
			return nil
		}
		n.Kind, n.Incubator = NoticeApplied, f.Incubator
		n.Text = fmt.Sprintf("申报 %s 已生效。", f.ID)
	default:
		return nil
	}
	_, err := post(tx, now, []Notice{n})
	return err
}

// NoticeID is the ID of a notice that an occasion gives to one of several. Names are too long for an ID, so a digest tells
// them apart.
func NoticeID(occasion, name string) string {
	sum := sha256.Sum256([]byte(name))
	return occasion + "." + hex.EncodeToString(sum[:8])
}

// RemindRound writes one notice to every incubator within the scope that is not done with the round, and returns how many
// it wrote: at most one an incubator and day, whoever reminds. Errors: ErrForbidden when the actor is no office, ErrNotFound,
// ErrState when the round is not open.
func (db *DB) RemindRound(ctx context.Context, now time.Time, actor Actor, scope Scope, round int) (int, error) {
	if office := officeOf(actor); office != RoleCity && office != RoleCounty {
		return 0, fmt.Errorf("%w：催报由县区、市级办理", ErrForbidden)
	}
	r, err := db.Round(ctx, round)
	if err != nil {
		return 0, err
	}
	today := Today(now)
	if r.When(today) != RoundOpen {
		return 0, fmt.Errorf("%w：批次“%s”的填报期为 %s 至 %s，今天不在其中，不能催报", ErrState, r.Name, r.Opens, r.Closes)
	}
	notices, err := db.Reminders(ctx, scope, r, today, "remind."+today.String())
	if err != nil {
		return 0, err
	}
	if !scope.All { // a county sees its own firms of an incubator; the incubator is told of all of them
		if notices, err = db.whole(ctx, notices, r, today); err != nil {
			return 0, err
		}
	}
	posted := 0
	err = db.Tx(ctx, func(tx *gorm.DB) (err error) {
		if posted, err = post(tx, now, notices); err != nil {
			return err
		}
		return Audit(tx, now, actor, "round.remind", strconv.Itoa(round), map[string]int{"incubators": len(notices), "notices": posted})
	})
	return posted, err
}

// whole makes the notices anew from all firms of the incubators that they go to.
func (db *DB) whole(ctx context.Context, some []Notice, r *FilingRound, today policy.Day) ([]Notice, error) {
	all, err := db.Reminders(ctx, Everything, r, today, "remind."+today.String())
	return slices.DeleteFunc(all, func(n Notice) bool {
		return !slices.ContainsFunc(some, func(s Notice) bool { return s.ID == n.ID })
	}), err
}

// Reminders makes the notices to the incubators within the scope that are not done with the round on a day. occasion, the
// round and the incubator make their IDs.
func (db *DB) Reminders(ctx context.Context, scope Scope, r *FilingRound, day policy.Day, occasion string) ([]Notice, error) {
	lines, err := db.Completion(ctx, scope, r, ByIncubator, day)
	if err != nil {
		return nil, err
	}
	var notices []Notice
	for i := range lines {
		l := &lines[i]
		if l.Rate.Num >= l.Rate.Den {
			continue
		}
		notices = append(notices, Notice{ID: NoticeID(fmt.Sprintf("%s.%d", occasion, r.ID), l.Incubator), Incubator: l.Incubator, Kind: NoticeRemind,
			Subject: strconv.Itoa(r.ID), Text: reminderText(r, day, l)})
	}
	return notices, nil
}

func reminderText(r *FilingRound, day policy.Day, l *CompletionLine) string {
	when := fmt.Sprintf("%s（还有 %d 天）", r.Closes, r.Closes.DaysSince(day))
	if day == r.Closes {
		when = "今天"
	}
	head := fmt.Sprintf("批次“%s”将于%s截止，", r.Name, when)
	if r.Kind != figuresKind {
		return head + "贵单位还没有提交申报。"
	}
	var rest []string
	for _, p := range []struct {
		name  string
		count int
	}{{"未填报", l.Missing}, {"草稿未提交", l.Draft}, {"退回待改", l.Returned}} {
		if p.count > 0 {
			rest = append(rest, fmt.Sprintf("%s %d 户", p.name, p.count))
		}
	}
	return head + fmt.Sprintf("贵单位还有 %d 户企业没有完成填报：%s。", l.Rate.Den-l.Rate.Num, strings.Join(rest, "，"))
}
