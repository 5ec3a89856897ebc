package store

import (
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"scr/review"
	"scr/store/storetest"
)

// later returns the migrations of this program with one more.
func later(t *testing.T, sql string) fs.FS {
	t.Helper()
	files, err := migrations()
	if err != nil {
		t.Fatal(err)
	}
	next := fstest.MapFS{}
	names, err := fs.Glob(files, "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		data, err := fs.ReadFile(files, name)
		if err != nil {
			t.Fatal(err)
		}
		next[name] = &fstest.MapFile{Data: data}
	}
	next[fmt.Sprintf("%05d_later.sql", len(names)+1)] = &fstest.MapFile{Data: []byte("-- +goose Up\n" + sql + ";\n")}
	return next
}

func beside(t *testing.T, path string) []string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), "-wal") && !strings.HasSuffix(e.Name(), "-shm") {
			names = append(names, e.Name())
		}
	}
	return names
}

func TestMigratingMakesABackupFirst(t *testing.T) {
	path := made(t)
	storetest.NewClerk(t, opened(t, path, Options{})).Open("r1")
	before := beside(t, path)
	if _, err := Migrate(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	if got := beside(t, path); !slices.Equal(got, before) {
		t.Errorf("with nothing to migrate there are %v, want %v", got, before)
	}

	if _, err := migrate(t.Context(), path, later(t, "this is no SQL")); err == nil {
		t.Fatal("a migration that is no SQL went through")
	}
	if _, err := migrate(t.Context(), path, later(t, "CREATE TABLE later (a TEXT)")); err != nil {
		t.Fatal(err)
	}
	want := []string{"board.db", "board.db.schema-3", "board.db.schema-3.2"} // one for each attempt
	if got := beside(t, path); !slices.Equal(got, want) {
		t.Fatalf("there are %v, want %v", got, want)
	}
	for _, backup := range want[1:] {
		db := opened(t, filepath.Join(filepath.Dir(path), backup), Options{})
		c := &storetest.Clerk{TB: t, Store: db}
		if r := c.Review("EXB-2026-001"); r.Version != 2 {
			t.Errorf("%s has the review at version %d", backup, r.Version)
		}
	}
	_, err := Open(t.Context(), path, Options{})
	if review.CodeOf(err) != review.Failed || !strings.Contains(err.Error(), "newer") {
		t.Errorf("a schema from the future: %v", err)
	}
}

// earlierDatabase lays down a database that the program left behind before the moves
// had rows of their own.
func earlierDatabase(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "board.db")
	dump, err := os.ReadFile("testdata/schema-1.sql")
	if err != nil {
		t.Fatal(err)
	}
	earlier, err := sql.Open("sqlite3", path+"?_journal_mode=WAL")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := earlier.Exec(string(dump)); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(earlier.Close(), os.Chmod(path, 0o600)); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestMigratingAnEarlierDatabase(t *testing.T) {
	path := earlierDatabase(t)
	_, err := Open(t.Context(), path, Options{})
	wantFailed(t, err, "has schema 1, and this program needs 3")
	m, err := Migrate(t.Context(), path)
	if want := (Migrated{From: 1, To: 3, Copy: path + ".schema-1"}); err != nil || m != want {
		t.Fatalf("it says %+v, want %+v (%v)", m, want, err)
	}
	if m, err := Migrate(t.Context(), path); err != nil || m != (Migrated{From: 3, To: 3}) {
		t.Errorf("the second time it says %+v (%v)", m, err)
	}
	c := &storetest.Clerk{TB: t, Store: opened(t, path, Options{}), Now: time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC)}
	c.Verify()
	r := c.Change(c.Review("EXB-2026-001"), storetest.Move("analysis", "board_response"))
	if len(r.Moves) != 3 {
		t.Errorf("the review has %d moves, want 2 from before and 1 made now", len(r.Moves))
	}
	c.Verify()
}

// A migration that is killed between its last statement and the rows that are made
// anew leaves a database with the new schema and without what belongs in it: the
// moves of its reviews, the tree over its log. Migrating again finishes it.
func TestMigratingAgainFinishesWhatWasCutShort(t *testing.T) {
	path := earlierDatabase(t)
	files, err := migrations()
	if err != nil {
		t.Fatal(err)
	}
	if err := openedAsItIs(t, path).up(t.Context(), files); err != nil {
		t.Fatal(err)
	}
	if _, err := Migrate(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	c := &storetest.Clerk{TB: t, Store: opened(t, path, Options{}), Now: time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC)}
	c.Verify()
}

// openedAsItIs opens a database of whatever schema until the test ends.
func openedAsItIs(t *testing.T, path string) *DB {
	t.Helper()
	db, err := open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() }) // it was only migrated
	return db
}

func TestTheNewestMigrationLeavesItsNumber(t *testing.T) {
	files, err := migrations()
	if err != nil {
		t.Fatal(err)
	}
	want, err := newest(files)
	if err != nil {
		t.Fatal(err)
	}
	var got int64
	if err := opened(t, made(t), Options{}).writer.Get(&got, `PRAGMA user_version`); err != nil {
		t.Fatal(err)
	}
	if got != want || want != schemaNumber {
		t.Errorf("the newest migration is %d, the file says %d, and the program knows %d", want, got, schemaNumber)
	}
}

// A command that was begun before another version of the program migrated the
// database does not write rows of the old shape into it.
func TestWritingAfterAnotherVersionMigrated(t *testing.T) {
	path := made(t)
	db := opened(t, path, Options{})
	c := storetest.NewClerk(t, db)
	r := c.Open("r1")
	later := opened(t, path, Options{})
	if _, err := later.writer.Exec(`PRAGMA user_version = 99`); err != nil {
		t.Fatal(err)
	}
	_, err := db.Append(t.Context(), ask(c, r, "in an old shape"))
	wantFailed(t, err, "another version of the program")
}

func TestAnOlderSchemaIsRefused(t *testing.T) {
	wantFailed(t, opened(t, made(t), Options{}).checkVersion(1, 2), "has schema 1, and this program needs 2")
}

func TestMigratingWhatIsNotThere(t *testing.T) {
	_, err := Migrate(t.Context(), filepath.Join(t.TempDir(), "none.db"))
	if review.CodeOf(err) != review.NotFound {
		t.Errorf("a missing file: %v", err)
	}
}

// An emptied file was made into an empty database, which was then found sound.
func TestAnEmptiedDatabaseIsNotTakenForSound(t *testing.T) {
	path := filepath.Join(t.TempDir(), "board.db")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Migrate(t.Context(), path)
	wantFailed(t, err, "is empty")
	found, err := opened(t, made(t), Options{}).Verify(t.Context(), nil)
	if err != nil || len(found.Problems) != 1 || !strings.Contains(found.Problems[0].Says, "not even a board") {
		t.Errorf("a database without a board is found to have %v (%v)", found.Problems, err)
	}
}

// Who followed the hint to migrate put the tables of this program into the database
// of another one.
func TestMigratingAnotherProgramsDatabase(t *testing.T) {
	path := filepath.Join(t.TempDir(), "other.db")
	other, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := other.Exec(`CREATE TABLE theirs (a TEXT)`); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(other.Close(), os.Chmod(path, 0o600)); err != nil {
		t.Fatal(err)
	}
	_, err = Migrate(t.Context(), path)
	wantFailed(t, err, "another program")
}

func wantFailed(t *testing.T, err error, says string) {
	t.Helper()
	if err == nil || review.CodeOf(err) != review.Failed || !strings.Contains(err.Error(), says) {
		t.Errorf("got %v, want a failure that says %q", err, says)
	}
}
