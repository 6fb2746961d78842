package models

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Anchor names a line of the trail by its number and hash. Whoever wrote one down can prove later that nothing up to that line
// was changed since, even by somebody who had the whole database in his hands and made all hashes anew. The zero
// Anchor is that of an empty trail.
type Anchor struct {
	Number int64  `json:"number"`
	Hash   string `json:"hash"`
}

// String writes number:hash, as ParseAnchor reads it.
func (a Anchor) String() string { return fmt.Sprintf("%d:%s", a.Number, a.Hash) }

// ErrAnchor: a text is no anchor.
var ErrAnchor = errors.New("锚点写法不对")

// ParseAnchor reads number:hash. Errors wrap ErrAnchor.
func ParseAnchor(s string) (Anchor, error) {
	number, hash, _ := strings.Cut(strings.TrimSpace(s), ":")
	n, err := strconv.ParseInt(number, 10, 64)
	hash = strings.ToLower(hash)
	if err != nil || n < 1 || len(hash) != 64 || strings.Trim(hash, "0123456789abcdef") != "" {
		return Anchor{}, fmt.Errorf("%w：应写成“序号:哈希”，序号为正整数，哈希为 64 位十六进制数字，照抄校验结果、导出文件或日志中的锚点", ErrAnchor)
	}
	return Anchor{Number: n, Hash: hash}, nil
}

// TrailHead returns the anchor of the last line of the trail.
func (db *DB) TrailHead(ctx context.Context) (Anchor, error) {
	head, err := trailHead(ctx, db.read)
	return head, db.explain(err)
}

// rowQuerier is a connection, a pool or a transaction.
type rowQuerier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

func trailHead(ctx context.Context, q rowQuerier) (head Anchor, err error) {
	err = q.QueryRowContext(ctx, "SELECT number, hash FROM audit WHERE number IS NOT NULL ORDER BY number DESC LIMIT 1").Scan(&head.Number, &head.Hash)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return head, err
}

// TrailReport is what checking the trail found.
type TrailReport struct {
	Lines   int64       `json:"lines"`   // lines of the chain that were checked and are right
	Early   int64       `json:"early"`   // lines from before the chain, which its first line covers
	First   *time.Time  `json:"first"`   // when the first and the last of the right lines were written
	Last    *time.Time  `json:"last"`    //
	Anchor  Anchor      `json:"anchor"`  // of the last right line
	Guarded bool        `json:"guarded"` // the database itself refuses to change and delete lines
	Fault   *TrailFault `json:"fault"`   // the first fault, nil for none
}

// The kinds of fault.
const (
	FaultEdited  = "edited"  // a value of the line was changed, or the line was put in its place
	FaultMissing = "missing" // lines from this number on are missing, with others after them
	FaultDoubled = "doubled" // the number occurs again
	FaultCut     = "cut"     // lines from this number on are missing at the end
	FaultCounter = "counter" // the counter says less lines than there are
	FaultAnchor  = "anchor"  // the line is not the one that the anchor names
)

// TrailFault is the first place at which the trail is not what it was.
type TrailFault struct {
	Number int64  `json:"number"`
	Kind   string `json:"kind"`
	Text   string `json:"text"` // what is wrong and what it may mean, for people
}

// VerifyTrail checks every line of the trail, as it stands at one moment, and reports the first that was changed, is missing,
// doubled, out of its place or cut off. With an anchor from earlier (the zero Anchor for none) it also finds out
// whether all was made anew since. Errors are those of the database only.
func (db *DB) VerifyTrail(ctx context.Context, from Anchor) (TrailReport, error) {
	c := checker{from: from}
	tx, err := db.read.BeginTx(ctx, db.snapshot())
	if err != nil {
		return c.TrailReport, db.explain(err)
	}
	defer tx.Rollback()
	if err := c.check(ctx, tx); err != nil {
		return c.TrailReport, db.explain(err)
	}
	c.Guarded, err = db.guarded(ctx, tx)
	return c.TrailReport, db.explain(err)
}

// checker walks along the chain.
type checker struct {
	TrailReport
	from        Anchor
	sealer      sealer
	first, last [len(sqliteTimes)]byte // times as stored
}

// errFault ends the walk at a fault, which the report then has.
var errFault = errors.New("fault")

func (c *checker) check(ctx context.Context, q interface {
	querier
	rowQuerier
}) (err error) {
	counted := int64(-1)
	err = q.QueryRowContext(ctx, "SELECT value FROM counters WHERE name = 'audit'").Scan(&counted)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if c.Anchor.Hash, c.Early, err = earlyHash(ctx, q); err != nil {
		return err
	}
	err = eachLine(ctx, q, "number IS NOT NULL ORDER BY number", nil, c.line)
	if err != nil && !errors.Is(err, errFault) {
		return err
	}
	if c.Fault == nil {
		c.end(counted)
	}
	if c.Lines == 0 {
		c.Anchor = Anchor{}
		return nil
	}
	first, err := time.Parse(sqliteTimes, string(c.first[:]))
	last, err2 := time.Parse(sqliteTimes, string(c.last[:]))
	c.First, c.Last = &first, &last
	return errors.Join(err, err2)
}

// line checks the next line of the chain.
func (c *checker) line(l *line) error {
	next := c.Anchor.Number + 1
	number := l.number.number
	switch {
	case l.number.kind != 'n':
		return c.fail(next, FaultEdited, "第 %d 条应在的位置上，一条记录的序号不是整数，它是改动过的或插进来的", next)
	case number < next:
		return c.fail(number, FaultDoubled, "序号 %d 出现了不止一次，有一条是插进来的", number)
	case number > next:
		return c.fail(next, FaultMissing, "缺少第 %d 条至第 %d 条，共 %d 条，它们被删除了，或计数曾被改动", next, number-1, number-next)
	}
	hash, ok := l.seal(&c.sealer, c.Anchor.Hash)
	if !ok || l.hash.kind != 't' || string(l.hash.text) != hash {
		return c.fail(number, FaultEdited, "%s", editedText(number, c.Early))
	}
	if number == c.from.Number && hash != c.from.Hash {
		return c.fail(number, FaultAnchor, "第 %d 条不是锚点所记的那一条：锚点记下之后，它或它之前的记录被改动，其后的哈希被全部重算", number)
	}
	copy(c.last[:], l.at.text)
	if c.Lines++; c.Lines == 1 {
		c.first = c.last
	}
	c.Anchor = Anchor{Number: number, Hash: hash}
	return nil
}

func editedText(number, early int64) string {
	switch {
	case number > 1:
		return fmt.Sprintf("第 %d 条的内容与它的哈希不符，或与第 %d 条不衔接：这一条（或上一条的哈希）被改动过、调换过，或是插进来的", number, number-1)
	case early > 0:
		return fmt.Sprintf("第 1 条的内容与它的哈希不符，或与链建立之前的 %d 条不衔接：它或那些记录被改动过、增删过", early)
	}
	return "第 1 条的内容与它的哈希不符：它被改动过，或它之前的记录被删除了"
}

// end compares the last line with the counter and with the anchor.
func (c *checker) end(counted int64) {
	last := c.Anchor.Number
	switch {
	case counted < 0:
		_ = c.fail(last, FaultCounter, "计数表中没有操作记录的计数，它被删除了；最后一条是第 %d 条", last)
	case counted > last:
		_ = c.fail(last+1, FaultCut, "末尾缺少第 %d 条至第 %d 条，共 %d 条，它们被删除了，或计数被改大了", last+1, counted, counted-last)
	case counted < last:
		_ = c.fail(last, FaultCounter, "计数为 %d，而最后一条是第 %d 条：计数被改动过", counted, last)
	case c.from.Number > last:
		_ = c.fail(last+1, FaultAnchor, "锚点是第 %d 条，而现在只有 %d 条：锚点记下之后，末尾的记录被删除，计数也被改动", c.from.Number, last)
	}
}

func (c *checker) fail(number int64, kind, text string, values ...any) error {
	c.Fault = &TrailFault{Number: number, Kind: kind, Text: fmt.Sprintf(text, values...)}
	return errFault
}

// guards are the triggers of migration 0004 that refuse to change and to delete lines.
var guards = []string{"audit_keep_update", "audit_keep_delete"}

// guarded reports whether the triggers are there.
func (db *DB) guarded(ctx context.Context, q rowQuerier) (bool, error) {
	query := "SELECT COUNT(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit' AND name IN (?, ?)"
	if db.MySQL {
		query = "SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND event_object_table = 'audit' AND trigger_name IN (?, ?)"
	}
	var found int
	err := q.QueryRowContext(ctx, query, guards[0], guards[1]).Scan(&found)
	return found == len(guards), err
}
