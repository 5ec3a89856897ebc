package store

import (
	"database/sql"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/mattn/go-sqlite3"
	"scr/review"
	"scr/store/storetest"
)

func finding(title string) review.Body {
	f := review.WithID(review.Finding{Kind: review.Pattern, Title: review.NewText(title)}, "finding-1")
	return &review.Added[review.Finding]{Record: f}
}

func standing(t *testing.T, db *DB, r *review.Review) review.Standing {
	t.Helper()
	s, err := db.Standing(t.Context(), r.Reference, "p1")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// A review that an append left behind goes to one reader only. Texts that were
// loaded to show it must not come to whoever reads next.
func TestShownTextsStayWithTheirReader(t *testing.T) {
	db := opened(t, made(t), Options{})
	c := storetest.NewClerk(t, db)
	r := c.Change(c.Open("r1"), finding("canary"))
	if len(db.decoded.reviews) != 1 {
		t.Fatal("the review that an append left behind was not kept")
	}
	first := standing(t, db, r).Review
	if err := db.Texts(t.Context(), storetest.Reading(), first.Stream(), first); err != nil {
		t.Fatal(err)
	}
	if !first.Findings[0].Title.Loaded() {
		t.Fatal("the text was not loaded")
	}
	if standing(t, db, r).Review.Findings[0].Title.Loaded() {
		t.Error("the next reader sees a text that was loaded for another")
	}
}

// An append of this process makes only its own stream be read again.
func TestWhatAnAppendChangesIsReadAgain(t *testing.T) {
	db := opened(t, made(t), Options{})
	c := storetest.NewClerk(t, db)
	r := c.Open("r1")
	handle := c.Register("person-1", "Made Up")
	p := standing(t, db, r).People[0]
	if db.decoded.board == nil || len(db.decoded.people) != 1 {
		t.Fatal("board and people that were read were not kept")
	}
	amended := p
	amended.Employer = "council"
	c.Record(&p, &review.PersonAmended{Person: amended})
	if db.decoded.board == nil {
		t.Error("the board was forgotten, which did not change")
	}
	if got := standing(t, db, r).People[0]; got.Handle != handle || got.Employer != "council" {
		t.Errorf("the register still says %v", got)
	}
}

// Texts that a caller loads into the state an append was made on stay with the caller.
func TestTextsLoadedAfterAnAppendStayWithTheCaller(t *testing.T) {
	db := opened(t, made(t), Options{})
	c := storetest.NewClerk(t, db)
	r := c.Change(c.Open("r1"), finding("canary"))
	mine := c.Review(r.Reference)
	c.Record(mine, storetest.Move("referred", "decided"))
	var wait sync.WaitGroup
	wait.Go(func() {
		if err := db.TextsOf(t.Context(), storetest.Reading(), mine); err != nil {
			t.Error(err)
		}
	})
	next := standing(t, db, r).Review
	wait.Wait()
	if !mine.Findings[0].Title.Loaded() || next.Findings[0].Title.Loaded() {
		t.Errorf("loaded for the caller %t, for the next reader %t", mine.Findings[0].Title.Loaded(), next.Findings[0].Title.Loaded())
	}
}

// A log that was restored from a copy and went on is another log, though its last
// event may have the same number.
func TestARestoredLogIsSeen(t *testing.T) {
	path := made(t)
	here, there := opened(t, path, Options{}), opened(t, path, Options{})
	c := storetest.NewClerk(t, here)
	handle := c.Register("person-1", "Made Up")
	r := c.Open("r1")
	copied := filepath.Join(t.TempDir(), "copy.db")
	if err := here.Backup(t.Context(), copied); err != nil {
		t.Fatal(err)
	}
	r1 := c.Change(r, finding("lost with the restore"))
	if _, err := here.Standing(t.Context(), r1.Reference, handle); err != nil {
		t.Fatal(err)
	}
	restore(t, path, copied)

	other := &storetest.Clerk{TB: t, Store: there, Now: c.Now.Add(time.Hour)}
	other.Change(other.Review(r.Reference), storetest.Move("referred", "decided"))
	s, err := here.Standing(t.Context(), r.Reference, handle)
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Review.Findings) != 0 || len(s.Review.Moves) != 1 {
		t.Errorf("the review has %d findings and %d moves, want what the restored log says", len(s.Review.Findings), len(s.Review.Moves))
	}
	c.Verify()
}

// restore puts a copy in a database's place, as the sqlite3 shell does it.
func restore(t *testing.T, path, copied string) {
	t.Helper()
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	from, err := sql.Open("sqlite3", copied)
	if err != nil {
		t.Fatal(err)
	}
	defer from.Close()
	raw := func(db *sql.DB, f func(*sqlite3.SQLiteConn) error) error {
		conn, err := db.Conn(t.Context())
		if err != nil {
			return err
		}
		defer conn.Close()
		return conn.Raw(func(c any) error { return f(c.(*sqlite3.SQLiteConn)) })
	}
	err = raw(db, func(to *sqlite3.SQLiteConn) error {
		return raw(from, func(source *sqlite3.SQLiteConn) error {
			backup, err := to.Backup("main", source, "main")
			if err != nil {
				return err
			}
			if _, err := backup.Step(-1); err != nil {
				return err
			}
			return backup.Finish()
		})
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Rows that are made anew are read again.
func TestRowsMadeAnewAreRead(t *testing.T) {
	db := opened(t, made(t), Options{})
	c := storetest.NewClerk(t, db)
	handle := c.Register("person-1", "Made Up")
	r := c.Open("r1")
	if _, err := db.writer.Exec(`UPDATE people SET state = CAST(json_set(CAST(state AS TEXT), '$.employer', 'forged') AS BLOB)`); err != nil {
		t.Fatal(err)
	}
	employer := func() string {
		s, err := db.Standing(t.Context(), r.Reference, handle)
		if err != nil {
			t.Fatal(err)
		}
		return s.People[0].Employer
	}
	if got := employer(); got != "forged" {
		t.Fatalf("the employer is %q before", got)
	}
	if err := db.Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := employer(); got == "forged" {
		t.Error("the forged employer was kept")
	}
}
