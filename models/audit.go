package models

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// TableName is the audit trail's own name.
func (Entry) TableName() string { return "audit" }

// MarshalJSON writes the line with its detail, and with the Chinese names of action and role.
func (e Entry) MarshalJSON() ([]byte, error) {
	type plain Entry
	detail := json.RawMessage(e.Detail)
	if !json.Valid(detail) {
		detail = json.RawMessage("null")
		if e.Detail != "" { // somebody has edited it
			detail, _ = json.Marshal(e.Detail)
		}
	}
	return json.Marshal(struct {
		plain
		ActionName string          `json:"action_name"`
		RoleName   string          `json:"role_name"`
		Detail     json.RawMessage `json:"detail"`
	}{plain(e), ActionName(e.Action), RoleName(e.Role), detail})
}

// Change is the detail of an act that changed something: what it was and what it is now. A new thing has no Before, one
// that is gone no After. It never holds passwords, tokens, contacts or telephone numbers.
type Change struct {
	Before any `json:"before,omitempty"`
	After  any `json:"after,omitempty"`
}

// Audit appends a line to the audit trail within tx: who did what to which subject, from where, in answer to which
// request. detail is written as JSON (a Change where something was changed); nil writes none.
//
// It is called last in a transaction: it takes the lock of the chain, and every other transaction that writes waits for
// it until this one ends. A transaction that is rolled back leaves neither a line nor a hole.
//
// The trail only grows. No code changes or deletes a line, the database refuses to (triggers of migration 0004), and
// VerifyTrail finds out when somebody has got round that. So every line is kept for as long as the database is, which is
// more than the 180 days that are asked for (网络安全法 第二十三条：不少于六个月).
func Audit(tx *gorm.DB, now time.Time, actor Actor, action, subject string, detail any) error {
	return AuditFirm(tx, now, actor, action, subject, "", detail)
}

// AuditFirm is Audit for an act on the one firm that has that code.
func AuditFirm(tx *gorm.DB, now time.Time, actor Actor, action, subject, firm string, detail any) error {
	text, err := encodeDetail(detail)
	if err != nil {
		return fmt.Errorf("操作记录 %s 无法写成 JSON：%w", action, err)
	}
	return appendEntry(tx, &Entry{At: now.UTC().Truncate(time.Millisecond), Who: fit(actor.Who, 100), Role: fit(actor.Role, 20), From: fit(actor.From, 100),
		Request: fit(actor.Request, 64), Action: fit(action, 40), Subject: fit(subject, 100), Firm: fit(firm, 18), Detail: text})
}

// Record appends a line to the audit trail by itself, for acts that change nothing: exports, refused sign-ins.
func (db *DB) Record(ctx context.Context, now time.Time, actor Actor, action, subject string, detail any) error {
	return db.Tx(ctx, func(tx *gorm.DB) error { return Audit(tx, now, actor, action, subject, detail) })
}

// encodeDetail writes a detail as JSON that people can read: < > & stay as they are.
func encodeDetail(detail any) (string, error) {
	if detail == nil {
		return "", nil
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(detail); err != nil {
		return "", err
	}
	return strings.TrimSuffix(b.String(), "\n"), nil
}

// fit makes a text fit its column: n characters at most, and no bytes that are no text.
func fit(s string, n int) string { return clip(strings.ToValidUTF8(s, "�"), n) }

// appendEntry makes e the next line of the chain. The counter's row is the lock; it also says how many lines there must be.
// Where the trail was tampered with the chain goes on after what is left: a vandal must not be able to stop the
// bureau's work, nor its being recorded (GB/T 22239-2019 8.1.4.3 d). VerifyTrail finds the place for ever after.
func appendEntry(tx *gorm.DB, e *Entry) error {
	done := tx.Exec("UPDATE counters SET value = value + 1 WHERE name = 'audit'")
	if done.Error != nil {
		return done.Error
	}
	if done.RowsAffected != 1 {
		return fmt.Errorf("%w：计数表缺少 audit 一行", ErrSchema)
	}
	var number int64
	if err := tx.Raw("SELECT value FROM counters WHERE name = 'audit'").Scan(&number).Error; err != nil {
		return err
	}
	// Locking, so that MySQL reads the line that was committed last and not the one of this transaction's snapshot.
	var last []Entry
	err := tx.Clauses(clause.Locking{Strength: "UPDATE"}).Select("number", "hash").Where("number IS NOT NULL").
		Order("number DESC").Limit(1).Find(&last).Error
	if err != nil {
		return err
	}
	var previous string
	switch {
	case len(last) == 0:
		previous, _, err = earlyHash(tx.Statement.Context, tx.Statement.ConnPool)
	case *last[0].Number >= number: // somebody has set the counter back
		number, previous = *last[0].Number+1, last[0].Hash
		err = tx.Exec("UPDATE counters SET value = ? WHERE name = 'audit'", number).Error
	default:
		previous = last[0].Hash
	}
	if err != nil {
		return err
	}
	e.Number = &number
	e.Hash = e.seal(previous)
	return tx.Create(e).Error
}

// seal is the hash of a line of the chain after the line with the hash previous.
func (e *Entry) seal(previous string) string {
	var s sealer
	s.begin(previous)
	if e.Number == nil {
		s.text(nil)
	} else {
		s.number(*e.Number)
	}
	s.number(e.At.UnixMilli())
	for _, field := range [...]string{e.Who, e.Role, e.From, e.Request, e.Action, e.Subject, e.Firm, e.Detail} {
		s.text([]byte(field))
	}
	return s.sum()
}

// sealer makes the hash of a line: SHA-256 in hex over these fields, each preceded by its length in bytes as eight
// bytes, the highest first: the text "yunti-audit-1"; the hash of the line before ("" for a first line); number and at
// as decimal texts, at in milliseconds since 1970 UTC; who, role, from, request, action, subject, firm, detail. The
// lengths keep a text from moving into its neighbour unseen. A line from before the chain has "" for its number.
type sealer struct{ fields, digits []byte }

func (s *sealer) begin(previous string) {
	s.fields = s.fields[:0]
	s.text([]byte("yunti-audit-1"))
	s.text([]byte(previous))
}

func (s *sealer) number(n int64) {
	s.digits = strconv.AppendInt(s.digits[:0], n, 10)
	s.text(s.digits)
}

func (s *sealer) text(field []byte) {
	s.fields = binary.BigEndian.AppendUint64(s.fields, uint64(len(field)))
	s.fields = append(s.fields, field...)
}

func (s *sealer) sum() string {
	sum := sha256.Sum256(s.fields)
	return hex.EncodeToString(sum[:])
}

// Bump raises the revision of the records by one. Whatever changes firms, figures, recognitions, rounds,
// listings, scale lines, assessments, incubators, residencies or payments calls it in the same transaction,
// and calls it first: the row it locks makes such transactions wait for one another instead of deadlocking.
func Bump(tx *gorm.DB) error {
	done := tx.Exec("UPDATE counters SET value = value + 1 WHERE name = 'records'")
	if done.Error == nil && done.RowsAffected != 1 {
		return fmt.Errorf("%w：计数表缺少 records 一行", ErrSchema)
	}
	return done.Error
}

// Revision returns the revision of the records; it moves with every change to them.
func (db *DB) Revision(ctx context.Context) (int64, error) { return revision(db.Read.WithContext(ctx)) }

func revision(tx *gorm.DB) (value int64, err error) {
	err = tx.Raw("SELECT value FROM counters WHERE name = 'records'").Scan(&value).Error
	return value, err
}

// clip cuts a text to n characters, the length of its column.
func clip(s string, n int) string {
	for i := range s {
		if n--; n < 0 {
			return s[:i]
		}
	}
	return s
}
