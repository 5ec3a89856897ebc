package store_test

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"scr/review"
	"scr/store"
	"scr/store/storetest"
)

// wantError stops the test unless the error has a code, and a message and a hint
// that say something.
func wantError(t *testing.T, err error, code review.Code, message, hint string) {
	t.Helper()
	if err == nil || review.CodeOf(err) != code || !strings.Contains(err.Error(), message) {
		t.Fatalf("the error is %v (%s), want %s: %s", err, review.CodeOf(err), code, message)
	}
	if said, ok := errors.AsType[*review.Error](err); !ok || !strings.Contains(said.Hint, hint) {
		t.Fatalf("the hint is %q, want %q", said.Hint, hint)
	}
}

// raw runs SQL on a database as somebody else would, without this package.
func raw(t testing.TB, path string, statements ...string) {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+path+"?_busy_timeout=20000")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	inFolder := func(name string) string { return filepath.Join(t.TempDir(), name) }
	tests := []struct {
		name    string
		url     func(t *testing.T) string
		code    review.Code
		message string
		hint    string
	}{
		{"no file", func(*testing.T) string { return inFolder("none.db") }, review.NotFound, "no database", `run "scr init"`},
		{"a folder", func(t *testing.T) string { return t.TempDir() }, review.Invalid, "not a file", ""},
		{"no name", func(*testing.T) string { return "sqlite:" }, review.Invalid, "no database is named", "--db"},
		{"another kind of database", func(*testing.T) string { return "mysql://x" }, review.Invalid, `"mysql"`, "sqlite:"},
		{"an empty file", func(t *testing.T) string {
			path := inFolder("empty.db")
			write(t, path, nil)
			return path
		}, review.Failed, "not a database of this program, or it was emptied", "restore a backup"},
		{"a file that is no database", func(t *testing.T) string {
			path := inFolder("letter.db")
			write(t, path, []byte(strings.Repeat("Dear board, ", 100)))
			return path
		}, review.Failed, "damaged, or is not a database", "scr db check"},
		{"another program's database", func(t *testing.T) string {
			path := inFolder("other.db")
			write(t, path, nil)
			raw(t, path, `CREATE TABLE shopping (item TEXT)`)
			return path
		}, review.Failed, "not a database of this program, or it was emptied", "restore a backup"},
		{"a newer schema", func(t *testing.T) string {
			path := create(t)
			raw(t, path, `INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, 1)`)
			return path
		}, review.Failed, "has schema 99, which is newer", "version of the program"},
		{"a file that others may read", func(t *testing.T) string {
			path := create(t)
			if err := os.Chmod(path, 0o640); err != nil {
				t.Fatal(err)
			}
			return path
		}, review.Failed, "by others", "chmod 600"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			db, err := store.Open(t.Context(), tt.url(t), store.Options{})
			if err == nil {
				t.Fatalf("it was opened (%v)", db.Close())
			}
			wantError(t, err, tt.code, tt.message, tt.hint)
		})
	}
}

func write(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestOpenNeverMakesADatabase(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mistyped.db")
	if _, err := store.Open(t.Context(), path, store.Options{}); err == nil {
		t.Fatal("it was opened")
	}
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Errorf("the mistyped path is there now (%v)", err)
	}
}

func TestOpenTakesAPathOrAURL(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "a folder? 100% #1")
	path := filepath.Join(folder, "board & co.db")
	db, err := store.Create(t.Context(), "sqlite:"+path, store.Options{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if db.Path() != path {
		t.Errorf("the file is %s, want %s", db.Path(), path)
	}
	for _, url := range []string{path, "sqlite:" + path} {
		open(t, url, store.Options{})
	}
}

func TestCreateOverwritesNothing(t *testing.T) {
	path := create(t)
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	_, err = store.Create(t.Context(), path, store.Options{}, nil)
	wantError(t, err, review.Invalid, "is there already", "another file")
	after, err := os.ReadFile(path)
	if err != nil || string(after) != string(before) {
		t.Errorf("the file is another now (%v)", err)
	}
}

func TestOnlyTheOwnerMayRead(t *testing.T) {
	path := create(t)
	storetest.NewClerk(t, open(t, path, store.Options{})).Open("r1")
	for _, file := range []string{path, path + "-wal", path + "-shm"} {
		info, err := os.Stat(file)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %o", filepath.Base(file), info.Mode().Perm())
		}
	}
}

// TestTheLogHoldsNothingPersonal writes a mark into every text there is, then
// looks for it in every table.
func TestTheLogHoldsNothingPersonal(t *testing.T) {
	const canary = "CANARY-7c1"
	path := create(t)
	c := storetest.NewClerk(t, open(t, path, store.Options{}))
	c.Register("a", canary)
	board, err := c.Store.Board(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	c.Record(board, &review.UserNamed{User: review.User{ID: "user-1", Login: review.NewText(canary), Person: "p1"}})
	r := c.Open("r1")
	r = c.Change(r, storetest.Finding("finding-1", canary),
		&review.FormFilled{Form: "decision", Texts: map[string]review.Text{"reasons": review.NewText(canary)}},
		&review.Added[review.Subject]{Record: review.Subject{Record: review.Record{ID: "subject-1"}, Pseudonym: review.NewText(canary)}})
	if err := c.Store.Texts(t.Context(), storetest.Reading(), r.Stream(), r); err != nil {
		t.Fatal(err)
	}
	c.Change(r, &review.Amended[review.Finding]{Record: r.Findings[0]}, // with its texts loaded
		&review.RecordCorrected{Seq: 3, With: storetest.Finding("finding-1", canary), Why: review.NewText(canary)})

	found := tablesWith(t, path, canary)
	if len(found) != 1 || found["event_fields"] < 8 {
		t.Errorf("the mark is in %v, want only event_fields", found)
	}
}

// tablesWith counts, per table, the values that hold some text.
func tablesWith(t *testing.T, path, text string) map[string]int {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+path+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	found := map[string]int{}
	for _, table := range column(t, db, `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`) {
		for _, c := range column(t, db, `SELECT name FROM pragma_table_info('`+table+`')`) {
			for _, value := range column(t, db, `SELECT coalesce(CAST(`+c+` AS BLOB), '') FROM `+table) {
				if strings.Contains(value, text) {
					found[table]++
				}
			}
		}
	}
	return found
}

func column(t *testing.T, db *sql.DB, query string) []string {
	t.Helper()
	rows, err := db.Query(query)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer rows.Close()
	var values []string
	for rows.Next() {
		var v string
		if err := rows.Scan(&v); err != nil {
			t.Fatal(err)
		}
		values = append(values, v)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return values
}

// A program that was killed leaves its unfinished file behind. Whoever comes next is
// told what it is and what to do about it, and not to choose another name.
func TestWhatAKilledProgramLeftBehindIsNamed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "board.db")
	if err := os.WriteFile(path+".part", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := store.Create(t.Context(), path, store.Options{}, nil)
	wantError(t, err, review.Invalid, "an earlier attempt left it behind", "remove it and repeat the command")
	if _, err := os.Stat(path + ".part"); err != nil {
		t.Errorf("the unfinished file was taken away from whoever may be making it: %v", err)
	}
}

// A file of no bytes had a page of a database in it once it had been refused.
func TestAnEmptyFileStaysEmpty(t *testing.T) {
	path := filepath.Join(t.TempDir(), "empty.db")
	write(t, path, nil)
	if _, err := store.Open(t.Context(), path, store.Options{}); review.CodeOf(err) != review.Failed {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Size() != 0 {
		t.Errorf("it has %d bytes (%v)", info.Size(), err)
	}
	if others, _ := filepath.Glob(path + "?*"); len(others) > 0 {
		t.Errorf("beside it lie %v", others)
	}
}
