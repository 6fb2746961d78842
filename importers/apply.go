package importers

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"yunti/models"
	"yunti/policy"
)

// applyBatch is how many steps are checked and written together; writeBatch how many records go into one statement,
// which must stay under SQLite's limit of parameters for the widest record.
const (
	applyBatch = 3000
	writeBatch = 500
)

// Apply carries a filing out: all of its creates and updates in one transaction, or none. Rejected lines stay in the filing.
// Who may apply which filing, and when, says the table of states (models.ErrForbidden, models.ErrState). When a record was
// changed since the filing was planned, or its firm has left the scope meanwhile, the filing is refused as a whole (ErrChanged),
// with the lines named. Applying a filing that is applied already returns it unchanged.
func Apply(ctx context.Context, db *models.DB, scope models.Scope, filingID string, actor models.Actor, now time.Time) (*models.Filing, error) {
	filing, err := db.Filing(ctx, scope, filingID)
	if err != nil {
		return nil, err
	}
	write, ok := writers[filing.Kind]
	if !ok {
		return nil, refuse(ErrKind, "申报 %s 的类型「%s」不能导入", filing.ID, filing.Kind)
	}
	applied, err := db.ApplyFiling(ctx, now, actor, scope, filing, func(tx *gorm.DB) error {
		return applySteps(ctx, db, &applying{tx: tx, scope: scope, filing: filing.ID, actor: actor, now: now}, write)
	})
	if errors.Is(err, models.ErrState) || errors.Is(err, models.ErrConflict) {
		// It may be applied already, or somebody else has done so in the meantime.
		if stored, again := db.Filing(ctx, scope, filingID); again == nil && stored.State == models.FilingApplied {
			return stored, nil
		}
	}
	if err != nil {
		return nil, err
	}
	return applied, nil
}

// RoundKinds are the kinds that a filing round may be opened for, and whether each is filed by year.
func RoundKinds() map[string]bool {
	kinds := make(map[string]bool, len(writers))
	for _, k := range Kinds {
		kinds[k.ID] = k.Yearly
	}
	return kinds
}

// applySteps checks and writes the filing's steps in batches. Once a change was found the rest is only
// checked, so that all such lines are named.
func applySteps(ctx context.Context, db *models.DB, job *applying, write writer) error {
	batch := make([]models.Step, 0, applyBatch)
	flush := func() error {
		if len(batch) == 0 {
			return nil
		}
		err := write(job, batch)
		batch = batch[:0]
		return err
	}
	for _, action := range []string{models.Create, models.Update} {
		err := db.EachStep(ctx, models.Everything, job.filing, action, func(s *models.Step) error {
			if batch = append(batch, *s); len(batch) < applyBatch {
				return nil
			}
			return flush()
		})
		if err == nil {
			err = flush()
		}
		if err != nil {
			return err
		}
	}
	if len(job.changed) == 0 {
		return models.LinkPayments(job.tx, job.now, job.actor, job.paid)
	}
	slices.Sort(job.changed)
	job.changed = slices.Compact(job.changed)
	shown := make([]string, 0, 20)
	for _, line := range job.changed[:min(len(job.changed), 20)] {
		shown = append(shown, fmt.Sprint(line))
	}
	rows := strings.Join(shown, "、")
	if n := len(job.changed); n > len(shown) {
		rows += fmt.Sprintf(" 等 %d", n)
	}
	return refuse(ErrChanged, "申报 %s 生成变更清单之后，第 %s 行涉及的记录又被改动过，或者企业已不在您的管理范围内，整份申报未生效；请重新导入这个文件", job.filing, rows)
}

// applying is one filing being applied.
type applying struct {
	tx      *gorm.DB
	scope   models.Scope
	filing  string
	actor   models.Actor
	now     time.Time
	paid    []models.PaidFor // what its payments are for
	changed []int            // lines whose record is not as it was planned on, or no longer within the scope
}

// writer checks and writes the records of some steps of one kind.
type writer func(job *applying, steps []models.Step) error

// table says how a record type is found again.
type table[T any] struct {
	columns []string // of the primary key; the first one is what batches are read by
	key     func(*T) string
	first   func(*T) string
	origin  func(*T) *models.Origin
	// paid says what a payment is for; nil for other records. Others than rosters change payments too.
	paid func(*T) models.PaidFor
}

// writer makes the table's writer.
func (t table[T]) writer() writer {
	return func(job *applying, steps []models.Step) error {
		records := make([]T, len(steps))
		for i := range steps {
			if err := json.Unmarshal([]byte(steps[i].After), &records[i]); err != nil {
				return fmt.Errorf("申报 %s 第 %d 行的变更已损坏：%w", job.filing, steps[i].Line, err)
			}
			*t.origin(&records[i]) = models.Origin{Version: steps[i].Base + 1, Filing: job.filing, Line: steps[i].Line, UpdatedAt: job.now}
		}
		versions, err := t.versions(job.tx, records)
		if err != nil {
			return err
		}
		outside, err := t.outside(job, records)
		if err != nil {
			return err
		}
		for i := range steps {
			if versions[t.key(&records[i])] != steps[i].Base || outside[t.first(&records[i])] {
				job.changed = append(job.changed, steps[i].Line)
			}
		}
		if len(job.changed) > 0 {
			return nil
		}
		if t.paid != nil {
			for i := range records {
				job.paid = append(job.paid, t.paid(&records[i]))
			}
		}
		return t.write(job.tx, records)
	}
}

// outside finds the firms among what the records are about that are not within the scope now. A first column that is
// no code of a firm is passed over.
func (t table[T]) outside(job *applying, records []T) (map[string]bool, error) {
	if job.scope.All {
		return nil, nil
	}
	values := make([]string, len(records))
	for i := range records {
		values[i] = t.first(&records[i])
	}
	codes, err := models.OutsideScope(job.tx, job.scope, values)
	outside := make(map[string]bool, len(codes))
	for _, code := range codes {
		outside[code] = true
	}
	return outside, err
}

// versions reads the versions that are stored now, by key. Records that do not exist have none.
func (t table[T]) versions(tx *gorm.DB, records []T) (map[string]int, error) {
	seen := make(map[string]bool, len(records))
	var values []string
	for i := range records {
		if v := t.first(&records[i]); !seen[v] {
			seen[v] = true
			values = append(values, v)
		}
	}
	versions := make(map[string]int, len(records))
	for some := range slices.Chunk(values, 1000) {
		var stored []T
		query := tx.Select(append([]string{"version"}, t.columns...))
		if t.paid != nil { // as they are committed by now, not as they were when tx began
			query = query.Clauses(clause.Locking{Strength: "UPDATE"})
		}
		if err := query.Where(t.columns[0]+" IN ?", some).Find(&stored).Error; err != nil {
			return nil, err
		}
		for i := range stored {
			versions[t.key(&stored[i])] = t.origin(&stored[i]).Version
		}
	}
	return versions, nil
}

// write stores the records, over those that exist: their versions have just been compared.
func (t table[T]) write(tx *gorm.DB, records []T) error {
	stmt := &gorm.Statement{DB: tx}
	if err := stmt.Parse(new(T)); err != nil {
		return err
	}
	var rest []string
	for _, column := range stmt.Schema.DBNames {
		if !slices.Contains(t.columns, column) {
			rest = append(rest, column)
		}
	}
	keys := make([]clause.Column, len(t.columns))
	for i, column := range t.columns {
		keys[i].Name = column
	}
	return tx.Clauses(clause.OnConflict{Columns: keys, DoUpdates: clause.AssignmentColumns(rest)}).CreateInBatches(records, writeBatch).Error
}

// writers are the tables that the kinds of rosters change.
var writers = map[string]writer{
	firms.ID: table[models.Firm]{
		columns: []string{"code"},
		key:     func(r *models.Firm) string { return r.Code },
		first:   func(r *models.Firm) string { return r.Code },
		origin:  func(r *models.Firm) *models.Origin { return &r.Origin },
	}.writer(),
	figures.ID: table[models.FirmYear]{
		columns: []string{"code", "year"},
		key:     func(r *models.FirmYear) string { return keyOf(r.Code, r.Year) },
		first:   func(r *models.FirmYear) string { return r.Code },
		origin:  func(r *models.FirmYear) *models.Origin { return &r.Origin },
	}.writer(),
	recognitions.ID: table[models.Recognition]{
		columns: []string{"holder", "kind", "ref"},
		key:     func(r *models.Recognition) string { return keyOf(r.Holder, r.Kind, r.Ref) },
		first:   func(r *models.Recognition) string { return r.Holder },
		origin:  func(r *models.Recognition) *models.Origin { return &r.Origin },
	}.writer(),
	rounds.ID: table[models.Round]{
		columns: []string{"code", "day", "series"},
		key:     func(r *models.Round) string { return keyOf(r.Code, r.Day, r.Series) },
		first:   func(r *models.Round) string { return r.Code },
		origin:  func(r *models.Round) *models.Origin { return &r.Origin },
	}.writer(),
	listings.ID: table[models.Listing]{
		columns: []string{"code", "board", "listed"},
		key:     func(r *models.Listing) string { return keyOf(r.Code, r.Board, r.Listed) },
		first:   func(r *models.Listing) string { return r.Code },
		origin:  func(r *models.Listing) *models.Origin { return &r.Origin },
	}.writer(),
	aboveScale.ID: table[models.ScaleLine]{
		columns: []string{"code", "year"},
		key:     func(r *models.ScaleLine) string { return keyOf(r.Code, r.Year) },
		first:   func(r *models.ScaleLine) string { return r.Code },
		origin:  func(r *models.ScaleLine) *models.Origin { return &r.Origin },
	}.writer(),
	assessments.ID: table[models.Assessment]{
		columns: []string{"code", "year", "score"},
		key:     func(r *models.Assessment) string { return keyOf(r.Code, r.Year, r.Score) },
		first:   func(r *models.Assessment) string { return r.Code },
		origin:  func(r *models.Assessment) *models.Origin { return &r.Origin },
	}.writer(),
	incomes.ID: table[models.Income]{
		columns: []string{"holder", "project", "day"},
		key:     func(r *models.Income) string { return keyOf(r.Holder, r.Project, r.Day) },
		first:   func(r *models.Income) string { return r.Holder },
		origin:  func(r *models.Income) *models.Origin { return &r.Origin },
	}.writer(),
	incubators.ID: table[models.Incubator]{
		columns: []string{"name", "type", "level"},
		key:     func(r *models.Incubator) string { return keyOf(r.Name, r.Type, r.Level) },
		first:   func(r *models.Incubator) string { return r.Name },
		origin:  func(r *models.Incubator) *models.Origin { return &r.Origin },
	}.writer(),
	residencies.ID: table[models.Residency]{
		columns: []string{"code", "incubator", "since"},
		key:     func(r *models.Residency) string { return keyOf(r.Code, r.Incubator, r.Since) },
		first:   func(r *models.Residency) string { return r.Code },
		origin:  func(r *models.Residency) *models.Origin { return &r.Origin },
	}.writer(),
	payments.ID: table[models.Payment]{
		columns: []string{"payee", "clause", "year", "ref"},
		key:     func(r *models.Payment) string { return keyOf(r.Clause, r.Year, r.Payee, r.Ref) },
		first:   func(r *models.Payment) string { return r.Payee },
		origin:  func(r *models.Payment) *models.Origin { return &r.Origin },
		paid:    func(r *models.Payment) models.PaidFor { return r.For() },
	}.writer(),
}

// keyOf joins the parts of a primary key.
func keyOf(parts ...any) string {
	var b strings.Builder
	for _, part := range parts {
		switch v := part.(type) {
		case string:
			b.WriteString(v)
		case policy.Day:
			b.WriteString(v.String())
		default:
			fmt.Fprint(&b, v)
		}
		b.WriteByte(0)
	}
	return b.String()
}
