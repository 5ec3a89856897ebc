package store

import (
	"context"
	"fmt"

	"github.com/jmoiron/sqlx"
)

// integrity returns what SQLite itself finds wrong with a database: damaged pages
// and indexes, CHECK constraints that do not hold, rows that point nowhere. It
// cannot see a value that was changed; see [DB.Verify].
func integrity(ctx context.Context, q sqlx.QueryerContext) ([]string, error) {
	var said []string
	if err := sqlx.SelectContext(ctx, q, &said, `PRAGMA integrity_check`); err != nil {
		return nil, fmt.Errorf("check the database: %w", translate(err))
	}
	if len(said) == 1 && said[0] == "ok" {
		said = nil
	}
	var stray []struct {
		Table  string `db:"table"`
		RowID  *int64 `db:"rowid"` // none in a table without row ids
		Parent string `db:"parent"`
		FKID   int64  `db:"fkid"`
	}
	if err := sqlx.SelectContext(ctx, q, &stray, `PRAGMA foreign_key_check`); err != nil {
		return nil, fmt.Errorf("check the database: %w", translate(err))
	}
	for _, s := range stray {
		said = append(said, fmt.Sprintf("a row of %s points at nothing in %s", s.Table, s.Parent))
	}
	return said, nil
}
