package models

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"gorm.io/gorm"
)

const (
	stepColumns = "filing, line, seq, action, record, name, base, was, becomes, cells, faults"
	stepBatch   = 5000 // steps in one transaction
	stepPage    = 1000 // steps read at a time
)

// CreateFiling stores a planned filing and its steps, in the order of line and seq, and makes it a draft. It gives f its ID,
// CreatedAt, By, Role and State, and counts Creates, Updates, Sames and Rejects from the steps. Steps are stored in batches
// while the filing is `planning` and invisible, so that a crash leaves nothing that anybody sees. A
// RequestKey that another filing has is gorm.ErrDuplicatedKey.
//
// County and Incubator must be those of the actor's side (ErrForbidden). A filing that f.Replaces names becomes `replaced` in the
// transaction that makes f a draft, and f gets its attachments. It must be of the same side (ErrNotFound) and kind (ErrInvalid)
// and a draft or returned (ErrState); of two that replace it at once one wins, and nothing remains of the other. An incubator or
// county office that has maxOpen filings open files no further one (ErrState).
func (db *DB) CreateFiling(ctx context.Context, now time.Time, actor Actor, f *Filing, steps iter.Seq[Step]) error {
	f.Role, f.State = actor.Role, ""
	scope := f.sideScope()
	if _, err := wayOf(ActCreate, actor, scope, f); err != nil {
		return err
	}
	if f.Replaces != "" { // for a quick refusal; the last transaction looks again
		old, err := db.Filing(ctx, scope, f.Replaces)
		if err == nil {
			err = mayReplace(actor, scope, old, f)
		}
		if err != nil {
			return err
		}
	}
	err := db.Tx(ctx, func(tx *gorm.DB) (err error) {
		if f.ID, err = nextFiling(tx); err != nil {
			return err
		}
		if err := mayOpen(tx, f); err != nil {
			return err
		}
		f.State, f.By, f.CreatedAt, f.Version = FilingPlanning, clip(actor.Who, 100), now, 1
		f.File = clip(f.File, 255)
		return tx.Create(f).Error
	})
	if err != nil {
		return err
	}
	err = db.storeSteps(ctx, f, steps)
	if err == nil {
		err = db.publishDraft(ctx, now, actor, scope, f)
	}
	if err != nil {
		// What is left is invisible; SweepFilings removes it when even this fails.
		return errors.Join(err, db.dropFiling(context.WithoutCancel(ctx), f.ID))
	}
	return nil
}

// maxOpen is how many filings of one incubator or county office may be open at once: nobody is to fill the disk alone.
const maxOpen = 100

// openFilings keeps the filings of f's side that are planned, drafts or returned.
func openFilings(tx *gorm.DB, f *Filing) *gorm.DB {
	return tx.Model(&Filing{}).Where("filings.state IN ?", []string{FilingPlanning, FilingDraft, FilingReturned}).
		Where("filings.county = ? AND filings.incubator = ? AND filings.role = ?", f.County, f.Incubator, f.Role)
}

// mayOpen refuses a further filing to a side that has enough. The number of the filing has been counted up in the same
// transaction, so two of them do not pass each other here.
func mayOpen(tx *gorm.DB, f *Filing) error {
	if f.side() == RoleCity {
		return nil
	}
	var open int64
	if err := openFilings(tx, f).Where("id <> ?", f.Replaces).Count(&open).Error; err != nil {
		return err
	}
	if open >= maxOpen {
		return fmt.Errorf("%w：贵单位已有 %d 份草稿或已退回的申报，请先提交它们，或撤回不用的", ErrState, open)
	}
	return nil
}

// publishDraft makes a filing whose steps are stored a draft, and replaces the one that it names.
func (db *DB) publishDraft(ctx context.Context, now time.Time, actor Actor, scope Scope, f *Filing) error {
	return db.Tx(ctx, func(tx *gorm.DB) error {
		f.State = FilingDraft
		done := tx.Model(f).Where("state = ?", FilingPlanning).Select("state", "creates", "updates", "sames", "rejects").Updates(f)
		if done.Error != nil {
			return done.Error
		}
		if done.RowsAffected != 1 {
			return fmt.Errorf("%w：申报 %s 生成过程中被当作中断的申报清理，请重新提交", ErrConflict, f.ID)
		}
		act := FilingAct{Filing: f.ID, Seq: f.Version, At: now, Who: f.By, Role: f.Role, Act: ActCreate, Becomes: FilingDraft}
		if err := tx.Create(&act).Error; err != nil {
			return err
		}
		detail := map[string]any{"kind": f.Kind, "year": f.Year, "file": f.File, "digest": f.Digest,
			Create: f.Totals.Create, Update: f.Totals.Update, Same: f.Totals.Same, Reject: f.Totals.Reject}
		if f.Replaces == "" {
			return Audit(tx, now, actor, "filing.create", f.ID, detail)
		}
		detail["replaces"] = f.Replaces
		note, err := replace(tx, now, actor, scope, f)
		if err != nil {
			return err
		}
		return errors.Join(Audit(tx, now, actor, "filing.create", f.ID, detail), note.audit(tx, now, actor))
	})
}

// replace moves the filing in whose place f was uploaded out of the way and gives f its attachments.
func replace(tx *gorm.DB, now time.Time, actor Actor, scope Scope, f *Filing) (*moved, error) {
	old, err := lockFiling(tx, scope, f.Replaces)
	if err != nil {
		return nil, err
	}
	if err := mayReplace(actor, scope, old, f); err != nil {
		return nil, err
	}
	old.ReplacedBy = f.ID
	note, err := advance(tx, now, actor, scope, old, Move{Version: old.Version, Act: ActReplace})
	if err != nil {
		return nil, err
	}
	return note, copyAttachments(tx, old.ID, f.ID)
}

// mayReplace refuses a filing that f cannot be uploaded in the place of.
func mayReplace(actor Actor, scope Scope, old, f *Filing) error {
	if _, err := wayOf(ActReplace, actor, scope, old); err != nil {
		return err
	}
	if old.Kind != f.Kind {
		return fmt.Errorf("%w：申报 %s 与这份不是同一类别，不能代替", ErrInvalid, old.ID)
	}
	return nil
}

// sideScope is the scope of those who file f.
func (f *Filing) sideScope() Scope {
	switch {
	case f.Role == RoleIncubator:
		return Scope{Incubator: f.Incubator}
	case f.Role == RoleCounty:
		return Scope{County: f.County}
	}
	return Everything
}

// nextFiling counts up the number of filings and makes an ID of it: F000123.
func nextFiling(tx *gorm.DB) (string, error) {
	if err := tx.Exec("UPDATE counters SET value = value + 1 WHERE name = 'filings'").Error; err != nil {
		return "", err
	}
	var number int64
	err := tx.Raw("SELECT value FROM counters WHERE name = 'filings'").Scan(&number).Error
	return fmt.Sprintf("F%06d", number), err
}

// storeSteps writes the steps and counts them in f.
func (db *DB) storeSteps(ctx context.Context, f *Filing, steps iter.Seq[Step]) error {
	counts := map[string]*int{Create: &f.Totals.Create, Update: &f.Totals.Update, Same: &f.Totals.Same, Reject: &f.Totals.Reject}
	for _, n := range counts {
		*n = 0
	}
	some := make([]Step, 0, stepBatch)
	for step := range steps {
		n := counts[step.Action]
		if n == nil {
			return fmt.Errorf("step %d of filing %s has the unknown action %q", step.Line, f.ID, step.Action)
		}
		*n++
		step.Filing = f.ID
		if some = append(some, step); len(some) == stepBatch {
			if err := db.insertSteps(ctx, some); err != nil {
				return err
			}
			some = some[:0]
		}
	}
	return db.insertSteps(ctx, some)
}

func (db *DB) insertSteps(ctx context.Context, steps []Step) error {
	return db.Tx(ctx, func(tx *gorm.DB) error {
		b := newBulk(tx, "steps", stepColumns)
		for i := range steps {
			s := &steps[i]
			size := len(s.Key) + len(s.Name) + len(s.Before) + len(s.After) + len(s.Cells) + len(s.Faults)
			if err := b.add(ctx, size, s.Filing, s.Line, s.Seq, s.Action, clip(s.Key, 300), clip(s.Name, 200), s.Base, s.Before, s.After, s.Cells, s.Faults); err != nil {
				return err
			}
		}
		return b.close(ctx)
	})
}

// StepRow is a step with what the latest return of its filing says of its line, "" for nothing.
type StepRow struct {
	Step    `gorm:"embedded"`
	Opinion string `gorm:"-" json:"opinion"`
}

// Steps returns one page of a filing's steps in line order, of one action or ("") of all, and their number.
func (db *DB) Steps(ctx context.Context, scope Scope, id, action string, page, size int) (items []StepRow, total int, err error) {
	if _, err := db.Filing(ctx, scope, id); err != nil {
		return nil, 0, err
	}
	query := db.Read.WithContext(ctx).Model(&Step{}).Where(&Step{Filing: id, Action: action})
	err = query.Session(&gorm.Session{}).Order("line, seq").Limit(pageSize(size)).Offset(pageStart(page, size)).Find(&items).Error
	if err != nil {
		return nil, 0, err
	}
	if err := db.addOpinions(ctx, id, items); err != nil {
		return nil, 0, err
	}
	total, err = totalOf(query, len(items), page, size)
	return items, total, err
}

// addOpinions puts what the latest return of a filing says of single lines on some of its steps.
func (db *DB) addOpinions(ctx context.Context, id string, steps []StepRow) error {
	if len(steps) == 0 {
		return nil
	}
	var opinions []LineOpinion
	latest := db.Read.Model(&FilingAct{}).Select("MAX(seq)").Where("filing = ? AND act = ?", id, ActReturn)
	err := db.Read.WithContext(ctx).Find(&opinions, "filing = ? AND seq = (?) AND line BETWEEN ? AND ?",
		id, latest, steps[0].Line, steps[len(steps)-1].Line).Error
	if err != nil {
		return err
	}
	byLine := make(map[int]string, len(opinions))
	for _, o := range opinions {
		byLine[o.Line] = o.Opinion
	}
	for i := range steps {
		steps[i].Opinion = byLine[steps[i].Line]
	}
	return nil
}

// EachStep calls fn with a filing's steps in line order, of one action or ("") of all. The step is valid until fn returns.
func (db *DB) EachStep(ctx context.Context, scope Scope, id, action string, fn func(*Step) error) error {
	if _, err := db.Filing(ctx, scope, id); err != nil {
		return err
	}
	return eachStep(db.Read.WithContext(ctx), id, action, fn)
}

// eachStep pages through the steps by their key: first what is left of the line at which the last page ended, then
// the lines after it.
func eachStep(tx *gorm.DB, id, action string, fn func(*Step) error) error {
	line, seq, sameLine := -1, -1, false
	for {
		var some []Step
		query := tx.Where(&Step{Filing: id, Action: action}).Order("line, seq").Limit(stepPage)
		if sameLine {
			query = query.Where("line = ? AND seq > ?", line, seq)
		} else {
			query = query.Where("line > ?", line)
		}
		if err := query.Find(&some).Error; err != nil {
			return err
		}
		for i := range some {
			if err := fn(&some[i]); err != nil {
				return err
			}
			line, seq = some[i].Line, some[i].Seq
		}
		if len(some) < stepPage && !sameLine {
			return nil
		}
		sameLine = len(some) == stepPage
	}
}

// SweepFilings deletes filings left in `planning` by a crash, begun before the given time, with their steps.
func (db *DB) SweepFilings(ctx context.Context, before time.Time) (int, error) {
	var ids []string
	err := db.Read.WithContext(ctx).Model(&Filing{}).Where("state = ? AND created_at < ?", FilingPlanning, before).Pluck("id", &ids).Error
	if err != nil {
		return 0, err
	}
	for i, id := range ids {
		if err := db.dropFiling(ctx, id); err != nil {
			return i, err
		}
	}
	return len(ids), nil
}

// dropFiling deletes a filing that is still being planned, its steps first and some thousands at a time. One that is planned
// by now stays as it is, also when its planner could not learn that the last transaction went through.
func (db *DB) dropFiling(ctx context.Context, id string) error {
	for more := true; more; {
		err := db.Tx(ctx, func(tx *gorm.DB) error {
			var next []int
			steps := tx.Model(&Step{}).Where("filing = ? AND EXISTS (SELECT 1 FROM filings WHERE id = ? AND state = ?)", id, id, FilingPlanning)
			if err := steps.Session(&gorm.Session{}).Order("line, seq").Offset(stepBatch).Limit(1).Pluck("line", &next).Error; err != nil {
				return err
			}
			if more = len(next) > 0; more {
				steps = steps.Where("line <= ?", next[0])
			}
			return steps.Session(&gorm.Session{}).Delete(&Step{}).Error
		})
		if err != nil {
			return err
		}
	}
	return db.Write.WithContext(ctx).Delete(&Filing{}, "id = ? AND state = ?", id, FilingPlanning).Error
}
