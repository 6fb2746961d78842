package models

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"yunti/policy"
)

// When a round is, seen from a day.
const (
	RoundComing = "coming" // 未开始
	RoundOpen   = "open"   // 进行中
	RoundClosed = "closed" // 已截止
)

// MaxPublicity is the most working days of publicity that a round may have.
const MaxPublicity = 60

// RoundFilter selects rounds for a list screen. Empty fields select all.
type RoundFilter struct {
	Kind string
	Year int
	When string     // RoundComing, RoundOpen or RoundClosed, seen from Day
	Day  policy.Day // needed with When
}

// Rounds returns the rounds that f selects, the one that closes last first.
func (db *DB) Rounds(ctx context.Context, f RoundFilter) ([]FilingRound, error) {
	query := db.Read.WithContext(ctx).Where(&FilingRound{Kind: f.Kind, Year: f.Year})
	switch f.When {
	case "":
	case RoundComing:
		query = query.Where("opens > ?", f.Day)
	case RoundOpen:
		query = query.Where("opens <= ? AND closes >= ?", f.Day, f.Day)
	case RoundClosed:
		query = query.Where("closes < ?", f.Day)
	default:
		return nil, fmt.Errorf("%w：批次的时段只有 coming、open、closed 三种", ErrInvalid)
	}
	rounds := []FilingRound{}
	err := query.Order("closes DESC, id DESC").Find(&rounds).Error
	return rounds, err
}

// Round returns the round, or ErrNotFound.
func (db *DB) Round(ctx context.Context, id int) (*FilingRound, error) {
	return oneRound(db.Read.WithContext(ctx), id)
}

func oneRound(tx *gorm.DB, id int) (*FilingRound, error) {
	var r FilingRound
	err := tx.Take(&r, "id = ?", id).Error
	if errors.Is(err, ErrNotFound) {
		return nil, fmt.Errorf("%w申报批次 %d", ErrNotFound, id)
	}
	if err != nil {
		return nil, err
	}
	return &r, nil
}

// When says whether the round is coming, open or closed on a day.
func (r *FilingRound) When(day policy.Day) string {
	switch {
	case day < r.Opens:
		return RoundComing
	case day > r.Closes:
		return RoundClosed
	}
	return RoundOpen
}

// CreateRound stores a round and gives it ID, CreatedBy, CreatedAt and Version. kinds says of every kind that a round
// may be of whether it is yearly (importers.RoundKinds). Errors: ErrForbidden when the actor is not the city, ErrInvalid
// for a field that cannot be accepted or a name that is taken, ErrTooLong.
func (db *DB) CreateRound(ctx context.Context, now time.Time, actor Actor, r *FilingRound, kinds map[string]bool) error {
	if err := onlyCity(actor, "开设申报批次"); err != nil {
		return err
	}
	yearly, known := kinds[r.Kind]
	switch {
	case !known:
		return fmt.Errorf("%w：没有“%s”这种申报类别", ErrInvalid, printable(r.Kind, 20))
	case !yearly && r.Year != 0:
		return fmt.Errorf("%w：这一类别不分年度，请不要填写年度", ErrInvalid)
	case yearly && (r.Year < firstYear || r.Year > Today(now).Year()):
		return fmt.Errorf("%w：年度应在 %d 至 %d 之间", ErrInvalid, firstYear, Today(now).Year())
	}
	if err := r.check(); err != nil {
		return err
	}
	return db.Tx(ctx, func(tx *gorm.DB) error {
		if err := tx.Exec("UPDATE counters SET value = value + 1 WHERE name = 'rounds'").Error; err != nil {
			return err
		}
		if err := tx.Raw("SELECT value FROM counters WHERE name = 'rounds'").Scan(&r.ID).Error; err != nil {
			return err
		}
		r.CreatedBy, r.CreatedAt, r.Version = clip(actor.Who, 100), now, 1
		if err := tx.Create(r).Error; err != nil {
			return r.taken(err)
		}
		return Audit(tx, now, actor, "round.create", strconv.Itoa(r.ID), Change{After: r.told()})
	})
}

// firstYear is the first year that rosters are about.
const firstYear = 1990

// RoundChange is what to change of a round; nil leaves a field as it is.
type RoundChange struct {
	Name          *string
	Note          *string
	Opens         *policy.Day // only while no filing is in the round
	Closes        *policy.Day // later than it was; once no filing is in the round also earlier
	PublicityDays *int        // only while none of its filings is public
}

// ChangeRound changes a round, as it was at version. Errors: ErrForbidden when the actor is not the city, ErrNotFound,
// ErrConflict when another version is stored, ErrState when filings forbid the change, ErrInvalid, ErrTooLong.
func (db *DB) ChangeRound(ctx context.Context, now time.Time, actor Actor, id, version int, c RoundChange) (*FilingRound, error) {
	if err := onlyCity(actor, "修改申报批次"); err != nil {
		return nil, err
	}
	var r *FilingRound
	err := db.Tx(ctx, func(tx *gorm.DB) (err error) {
		if r, err = oneRound(tx.Clauses(clause.Locking{Strength: "UPDATE"}), id); err != nil {
			return err
		}
		if r.Version != version {
			return fmt.Errorf("%w：批次“%s”在您查看之后有变动，请刷新后再修改", ErrConflict, r.Name)
		}
		before := *r
		c.apply(r)
		if err := r.check(); err != nil {
			return err
		}
		if err := mayChangeRound(tx, &before, r); err != nil {
			return err
		}
		r.Version++
		done := tx.Model(&FilingRound{}).Where("id = ? AND version = ?", id, version).
			Select("name", "opens", "closes", "publicity_days", "note", "version").Updates(r)
		if done.Error != nil {
			return r.taken(done.Error)
		}
		if done.RowsAffected != 1 {
			return fmt.Errorf("%w：批次“%s”在您查看之后有变动，请刷新后再修改", ErrConflict, before.Name)
		}
		was, is := before.told(), r.told()
		for field, value := range was {
			if value == is[field] {
				delete(was, field)
				delete(is, field)
			}
		}
		return Audit(tx, now, actor, "round.update", strconv.Itoa(id), Change{Before: was, After: is})
	})
	if err != nil {
		return nil, err
	}
	return r, nil
}

func (c *RoundChange) apply(r *FilingRound) {
	if c.Name != nil {
		r.Name = *c.Name
	}
	if c.Note != nil {
		r.Note = *c.Note
	}
	if c.Opens != nil {
		r.Opens = *c.Opens
	}
	if c.Closes != nil {
		r.Closes = *c.Closes
	}
	if c.PublicityDays != nil {
		r.PublicityDays = *c.PublicityDays
	}
}

// mayChangeRound refuses to take away from people what the round has promised them.
func mayChangeRound(tx *gorm.DB, before, after *FilingRound) error {
	count := func(condition string, values ...any) (n int64, err error) {
		err = tx.Model(&Filing{}).Where("round = ?", before.ID).Where(condition, values...).Count(&n).Error
		return n, err
	}
	if after.Opens != before.Opens || after.Closes < before.Closes {
		n, err := count("state <> ?", FilingPlanning)
		if err != nil {
			return err
		}
		if n > 0 {
			return fmt.Errorf("%w：批次“%s”已有 %d 件申报，开始日不能改，截止日（%s）只能延后", ErrState, before.Name, n, before.Closes)
		}
	}
	if after.PublicityDays != before.PublicityDays {
		n, err := count("state = ?", FilingPublic)
		if err != nil {
			return err
		}
		if n > 0 {
			return fmt.Errorf("%w：批次“%s”有 %d 件申报正在公示，公示期的工作日数不能改", ErrState, before.Name, n)
		}
	}
	return nil
}

// check tidies the texts of a round and refuses fields that cannot be accepted.
func (r *FilingRound) check() error {
	r.Name, r.Note = strings.TrimSpace(r.Name), plainLines(r.Note)
	switch {
	case r.Name == "":
		return fmt.Errorf("%w：请填写批次名称", ErrInvalid)
	case strings.ContainsFunc(r.Name, unseen):
		return fmt.Errorf("%w：批次名称含有看不见的字符，请重新输入", ErrInvalid)
	case len([]rune(r.Name)) > 100:
		return fmt.Errorf("%w：批次名称最多 100 字", ErrTooLong)
	case len([]rune(r.Note)) > 500:
		return fmt.Errorf("%w：批次说明最多 500 字", ErrTooLong)
	case !r.Opens.Valid() || !r.Closes.Valid():
		return fmt.Errorf("%w：请填写批次的开始日和截止日", ErrInvalid)
	case r.Closes < r.Opens:
		return fmt.Errorf("%w：截止日 %s 早于开始日 %s", ErrInvalid, r.Closes, r.Opens)
	case r.PublicityDays < 0 || r.PublicityDays > MaxPublicity:
		return fmt.Errorf("%w：公示期应为 0 至 %d 个工作日，0 表示不公示", ErrInvalid, MaxPublicity)
	}
	return nil
}

// taken turns the answer of the unique index into words.
func (r *FilingRound) taken(err error) error {
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return fmt.Errorf("%w：这一类别、年度已有名为“%s”的批次，请换一个名称", ErrInvalid, r.Name)
	}
	return err
}

// told is what the audit trail keeps of a round.
func (r *FilingRound) told() map[string]any {
	return map[string]any{"name": r.Name, "kind": r.Kind, "year": r.Year, "opens": r.Opens, "closes": r.Closes, "publicity_days": r.PublicityDays, "note": r.Note}
}

// onlyCity refuses everybody but the city and the program itself.
func onlyCity(actor Actor, what string) error {
	if officeOf(actor) != RoleCity {
		return fmt.Errorf("%w：%s由市级办理", ErrForbidden, what)
	}
	return nil
}

// roundFor is the round in which f can be submitted on a day: 0 when no round was ever opened for its kind and year.
func roundFor(tx *gorm.DB, f *Filing, day policy.Day) (int, error) {
	var rounds []FilingRound
	if err := tx.Order("closes DESC, id DESC").Find(&rounds, "kind = ? AND year = ?", f.Kind, f.Year).Error; err != nil {
		return 0, err
	}
	return chooseRound(rounds, f, day)
}

// chooseRound finds among the rounds, the one that closes last first, the one that f belongs to when it is submitted on
// a day: its own if that is open, else the open one that closes last. ErrState, with the days, when there are rounds for
// its kind and year and none is open.
func chooseRound(rounds []FilingRound, f *Filing, day policy.Day) (int, error) {
	chosen := 0
	var next, last *FilingRound // the next one that will open, the last one that has closed
	for i := range rounds {
		r := &rounds[i]
		if r.Kind != f.Kind || r.Year != f.Year {
			continue
		}
		switch r.When(day) {
		case RoundOpen:
			if chosen == 0 || r.ID == f.Round {
				chosen = r.ID
			}
		case RoundComing:
			if next == nil || r.Opens < next.Opens {
				next = r
			}
		case RoundClosed:
			if last == nil {
				last = r
			}
		}
	}
	switch {
	case chosen != 0 || next == nil && last == nil:
		return chosen, nil
	case next != nil:
		return 0, fmt.Errorf("%w：批次“%s”的填报期为 %s 至 %s，还没有开始，请到时再提交", ErrState, next.Name, next.Opens, next.Closes)
	}
	return 0, fmt.Errorf("%w：批次“%s”的填报期为 %s 至 %s，已经截止；确需补报的，请联系市级延长批次", ErrState, last.Name, last.Opens, last.Closes)
}

// unseen reports characters that a person does not see and that may deceive: controls, marks that turn the direction
// of writing, characters of no width, private ones.
func unseen(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs, unicode.Zl, unicode.Zp) || r == unicode.ReplacementChar
}

// printable is what a message shows of a text from outside: n characters at most, without unseen ones.
func printable(s string, n int) string {
	return clip(strings.Map(func(r rune) rune {
		if unseen(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "")), n)
}

// roundsOpen returns the rounds that are open on a day.
func (db *DB) roundsOpen(ctx context.Context, day policy.Day) ([]FilingRound, error) {
	rounds, err := db.Rounds(ctx, RoundFilter{When: RoundOpen, Day: day})
	slices.Reverse(rounds) // the one that closes first
	return rounds, err
}
