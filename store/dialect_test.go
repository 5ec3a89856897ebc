package store

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mattn/go-sqlite3"
	"scr/review"
)

// made returns the file of a new, closed database.
func made(t testing.TB) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "board.db")
	db, err := Create(t.Context(), path, Options{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// opened opens a database until the test ends.
func opened(t testing.TB, path string, options Options) *DB {
	t.Helper()
	db, err := Open(t.Context(), path, options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func TestEveryConnectionIsSetAsItMustBe(t *testing.T) {
	db := opened(t, made(t), Options{Readers: 3})
	for name, pool := range map[string]*sql.DB{"writer": db.writer.DB, "reader": db.reader.DB} {
		for range pool.Stats().MaxOpenConnections {
			conn, err := pool.Conn(t.Context()) // each stays open, so the next is another
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = conn.Close() })
			for _, p := range []pragma{
				{"journal_mode", "wal"}, {"synchronous", "2"}, {"foreign_keys", "1"}, {"busy_timeout", "20000"},
				{"secure_delete", "1"}, {"recursive_triggers", "1"}, {"temp_store", "2"}, {"trusted_schema", "0"},
			} {
				var got string
				if err := conn.QueryRowContext(t.Context(), "PRAGMA "+p.name).Scan(&got); err != nil {
					t.Fatal(err)
				}
				if got != p.want {
					t.Errorf("%s: %s is %s, want %s", name, p.name, got, p.want)
				}
			}
		}
	}
}

// A connection that lacks a setting must not be let through: go-sqlite3 ignores
// settings that it does not know.
func TestAConnectionThatIsNotSetIsRefused(t *testing.T) {
	path := made(t)
	good := connector{path, readWrite}
	for _, p := range good.pragmas() {
		t.Run(p.name, func(t *testing.T) {
			conn, err := good.Connect(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			wrong := []pragma{{p.name, "another"}}
			if err := assertPragmas(conn.(*sqlite3.SQLiteConn), wrong); err == nil || !strings.Contains(err.Error(), p.name) {
				t.Errorf("the connection was let through (%v)", err)
			}
		})
	}
	plain, err := (&sqlite3.SQLiteDriver{}).Open("file:" + path)
	if err != nil {
		t.Fatal(err)
	}
	defer plain.Close()
	if err := assertPragmas(plain.(*sqlite3.SQLiteConn), good.pragmas()); err == nil {
		t.Error("a connection as the driver makes it was let through")
	}
}

func TestReadersCannotWrite(t *testing.T) {
	db := opened(t, made(t), Options{Readers: 1})
	if _, err := db.reader.Exec(`INSERT INTO counters VALUES ('EXB', 'review', 2026, 1)`); err == nil {
		t.Error("a reader wrote")
	}
}

func TestAnEngineThatCorruptsIsRefused(t *testing.T) {
	for version, want := range map[int]bool{3040001: false, 3051002: false, 3051003: true, 3054001: true} {
		if err := checkEngine(version); (err == nil) != want {
			t.Errorf("version %d: %v", version, err)
		}
	}
}

func TestDriverErrorsAreToldInWords(t *testing.T) {
	for code, says := range map[sqlite3.ErrNo]string{
		sqlite3.ErrFull:       "the disk is full",
		sqlite3.ErrBusy:       "busy",
		sqlite3.ErrReadonly:   "cannot be written to",
		sqlite3.ErrCantOpen:   "cannot be opened",
		sqlite3.ErrIoErr:      "the disk reported an error",
		sqlite3.ErrNotADB:     "damaged",
		sqlite3.ErrConstraint: "refused what cannot be",
		sqlite3.ErrMisuse:     "the database failed",
	} {
		err := translate(sqlite3.Error{Code: code})
		said, ok := errors.AsType[*review.Error](err)
		if !ok || said.Code != review.Failed || !strings.Contains(said.Message, says) || said.Hint == "" {
			t.Errorf("%v is told as %v", code, err)
		}
		if _, ok := errors.AsType[sqlite3.Error](err); !ok {
			t.Errorf("%v: the cause is lost", code)
		}
	}
	if other := errors.New("other"); translate(other) != other {
		t.Error("an error that is not the driver's was changed")
	}
}

func TestAFailedCommitIsUnknownUnlessUndone(t *testing.T) {
	for code, want := range map[sqlite3.ErrNo]review.Code{
		sqlite3.ErrIoErr: review.Unknown, sqlite3.ErrNomem: review.Unknown, sqlite3.ErrCorrupt: review.Unknown,
		sqlite3.ErrFull: review.Failed, sqlite3.ErrBusy: review.Failed,
	} {
		if err := outcome(sqlite3.Error{Code: code}); review.CodeOf(err) != want {
			t.Errorf("%v is %s, want %s", code, review.CodeOf(err), want)
		}
	}
	if err := outcome(context.DeadlineExceeded); review.CodeOf(err) != review.Unknown {
		t.Errorf("an unexpected error is %s", review.CodeOf(err))
	}
}

func TestSortKey(t *testing.T) {
	for _, tt := range []struct{ before, after string }{
		{"EXB-2026-999", "EXB-2026-1000"},
		{"EXB-2025-1000", "EXB-2026-001"},
		{"EXB-2026-9", "EXB-2026-010"},
		{"EXB-2026-010", "exb-2026-11"},
		{"EXB-2026-1", "EXB-2026-1a"},
	} {
		if sortKey(tt.before) >= sortKey(tt.after) {
			t.Errorf("%s does not come before %s", tt.before, tt.after)
		}
	}
	for _, tt := range []struct{ a, b string }{{"EXB-2026-014", "exb-2026-14"}, {"EXB-2026-000", "EXB-2026-0"}} {
		if sortKey(tt.a) != sortKey(tt.b) {
			t.Errorf("%s and %s are not the same", tt.a, tt.b)
		}
	}
}
