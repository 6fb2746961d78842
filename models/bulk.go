package models

import (
	"context"
	"database/sql"
	"strings"

	"gorm.io/gorm"
)

// bulkBytes bounds the text of one statement, well under the smallest max_allowed_packet in use (4 MB).
const bulkBytes = 1 << 20

// bulkRows is how many lines go into one statement: more gain nothing, and SQLite takes 32,766 values.
const bulkRows = 400

// bulk inserts lines into a table with few statements. GORM's own way costs about twice as much.
type bulk struct {
	tx      *gorm.DB
	head    string // INSERT INTO … VALUES
	columns int
	args    []any
	bytes   int
	full    *sql.Stmt // a statement of bulkRows lines, which SQLite takes long to understand
}

func newBulk(tx *gorm.DB, table, columns string) *bulk {
	return &bulk{tx: tx, head: "INSERT INTO " + table + " (" + columns + ") VALUES ", columns: strings.Count(columns, ",") + 1}
}

// add takes one line; size is roughly the length of its texts.
func (b *bulk) add(ctx context.Context, size int, values ...any) error {
	b.args = append(b.args, values...)
	b.bytes += size + 16*b.columns
	if b.bytes < bulkBytes && len(b.args) < bulkRows*b.columns {
		return nil
	}
	return b.write(ctx)
}

// close writes what is left.
func (b *bulk) close(ctx context.Context) error {
	if len(b.args) > 0 {
		if err := b.write(ctx); err != nil {
			return err
		}
	}
	if b.full == nil {
		return nil
	}
	return b.full.Close()
}

func (b *bulk) write(ctx context.Context) (err error) {
	pool, lines := b.tx.Statement.ConnPool, len(b.args)/b.columns
	switch {
	case lines < bulkRows:
		_, err = pool.ExecContext(ctx, b.text(lines), b.args...)
	case b.full == nil:
		if b.full, err = pool.PrepareContext(ctx, b.text(lines)); err != nil {
			return err
		}
		fallthrough
	default:
		_, err = b.full.ExecContext(ctx, b.args...)
	}
	clear(b.args)
	b.args, b.bytes = b.args[:0], 0
	return err
}

func (b *bulk) text(lines int) string {
	line := "(" + strings.Repeat("?,", b.columns-1) + "?)"
	return b.head + strings.Repeat(line+",", lines-1) + line
}
