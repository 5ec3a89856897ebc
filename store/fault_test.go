package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mattn/go-sqlite3"
	"scr/review"
	"scr/store/storetest"
)

func ask(c *storetest.Clerk, r *review.Review, says string) review.Append {
	return c.Ask(r, storetest.Finding("finding-1", says))
}

// unused stops the test unless a body is as it was before it was appended.
func unused(t *testing.T, a review.Append) {
	t.Helper()
	title := a.Events[0].Body.(*review.Added[review.Finding]).Record.Title
	if seq, _ := title.Ref(); seq != 0 || !title.Loaded() {
		t.Error("the body is not as it was handed in")
	}
}

func TestAFullDiskRecordsNothing(t *testing.T) {
	db := opened(t, made(t), Options{})
	c := storetest.NewClerk(t, db)
	r := c.Open("r1")
	var pages int
	if err := db.writer.Get(&pages, `PRAGMA page_count`); err != nil {
		t.Fatal(err)
	}
	if _, err := db.writer.Exec(fmt.Sprintf(`PRAGMA max_page_count = %d`, pages)); err != nil {
		t.Fatal(err)
	}
	a := ask(c, r, strings.Repeat("more than a page ", 1000))
	_, err := db.Append(t.Context(), a)
	if review.CodeOf(err) != review.Failed || !strings.Contains(err.Error(), "the disk is full: nothing was recorded") {
		t.Fatalf("a full disk is told as %v", err)
	}
	unused(t, a)
	if got := c.Review(r.Reference); got.Version != r.Version {
		t.Errorf("the review has version %d", got.Version)
	}
	if _, err := db.writer.Exec(`PRAGMA max_page_count = 1000000`); err != nil {
		t.Fatal(err)
	}
	if receipt, err := db.Append(t.Context(), a); err != nil || receipt.Repeated {
		t.Errorf("once there is room: %+v, %v", receipt, err)
	}
	c.Verify()
}

func TestACommitThatFailsIsToldAsUnknown(t *testing.T) {
	db := opened(t, made(t), Options{})
	c := storetest.NewClerk(t, db)
	r := c.Open("r1")
	onCommit := func(hook func() int) {
		conn, err := db.writer.Conn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		err = conn.Raw(func(driver any) error {
			driver.(*sqlite3.SQLiteConn).RegisterCommitHook(hook)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	a := ask(c, r, "tried")
	onCommit(func() int { return 1 })
	_, err := db.Append(t.Context(), a)
	said, ok := errors.AsType[*review.Error](err)
	if !ok || said.Code != review.Unknown || !strings.Contains(said.Message, "outcome is unknown") || !strings.Contains(said.Hint, "same command id") {
		t.Fatalf("a failed commit is told as %v", err)
	}
	unused(t, a)
	onCommit(nil)
	for n, repeated := range []bool{false, true} { // with the same command id, as the hint says
		receipt, err := db.Append(t.Context(), a)
		if err != nil || receipt.Repeated != repeated {
			t.Errorf("attempt %d: %+v, %v", n+1, receipt, err)
		}
	}
	c.Verify()
}

func TestNoSaltsNoAppend(t *testing.T) {
	path := made(t)
	r := storetest.NewClerk(t, opened(t, path, Options{})).Open("r1")
	db := opened(t, path, Options{Random: io.LimitReader(strings.NewReader(strings.Repeat("x", 63)), 63)})
	c := &storetest.Clerk{TB: t, Store: db, Now: time.Now()}
	a := ask(c, r, "without a salt")
	if _, err := db.Append(t.Context(), a); err == nil || !strings.Contains(err.Error(), "draw salts") {
		t.Errorf("without enough randomness: %v", err)
	}
	unused(t, a)
	c.Verify()
}

func TestSaltsAndIDsAreNeverTheSame(t *testing.T) {
	db := opened(t, made(t), Options{})
	c := storetest.NewClerk(t, db)
	r := c.Open("r1")
	c.Change(r, storetest.Finding("finding-1", "the same"), storetest.Finding("finding-2", "the same"))
	var salts, fields int
	if err := db.writer.QueryRow(`SELECT count(DISTINCT substr(sealed, 1, 33)), count(*) FROM event_fields`).Scan(&salts, &fields); err != nil {
		t.Fatal(err)
	}
	if fields != 6 || salts != fields {
		t.Errorf("%d values have %d salts", fields, salts)
	}
}

func TestACancelledCommandIsNotBegun(t *testing.T) {
	db := opened(t, made(t), Options{})
	c := storetest.NewClerk(t, db)
	r := c.Open("r1")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	a := ask(c, r, "cancelled")
	if _, err := db.Append(ctx, a); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled command is told as %v", err)
	}
	unused(t, a)

	db.turn <- struct{}{} // somebody else is writing
	ctx, cancel = context.WithCancel(t.Context())
	done := make(chan error)
	go func() {
		_, err := db.Append(ctx, a)
		done <- err
	}()
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("a command cancelled in the queue is told as %v", err)
	}
	<-db.turn
	if r := c.Review(r.Reference); r.Version != 2 {
		t.Errorf("the review has version %d", r.Version)
	}
}

func TestAWriteTransactionThatFailsIsRolledBack(t *testing.T) {
	db := opened(t, made(t), Options{})
	c := storetest.NewClerk(t, db)
	fault := errors.New("a fault")
	err := db.write(t.Context(), storetest.Board, func(t *tx) error {
		if _, err := t.exec(`UPDATE boards SET title = 'Half done'`); err != nil {
			return err
		}
		return fault
	})
	if !errors.Is(err, fault) {
		t.Fatalf("the error is %v", err)
	}
	c.Verify()
	c.Open("r1")
}

// A stream cannot begin with a correction: there is nothing to correct, and the log
// would have to be read on the connection that is writing.
func TestAStreamDoesNotBeginWithACorrection(t *testing.T) {
	db := opened(t, made(t), Options{})
	c := storetest.NewClerk(t, db)
	_, err := db.Append(t.Context(), c.Ask(&review.Review{ID: "r1"},
		&review.ReviewOpened{Pin: review.Pin{Workflow: "learning-together", Number: 1, Hash: storetest.Hash()}},
		&review.RecordCorrected{Seq: 1, Void: true, Why: review.NewText("a slip")}))
	if review.CodeOf(err) != review.Failed {
		t.Errorf("told as %v", err)
	}
}

func TestWhoeverHasGivenUpWritesNothing(t *testing.T) {
	path := made(t)
	db, other := opened(t, path, Options{}), opened(t, path, Options{})
	c := storetest.NewClerk(t, db)
	r := c.Open("r1")
	began, end := make(chan struct{}), make(chan struct{})
	var wait sync.WaitGroup
	wait.Go(func() {
		err := other.write(context.Background(), storetest.Board, func(*tx) error {
			close(began)
			<-end
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
	<-began
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	time.AfterFunc(100*time.Millisecond, func() { close(end) })
	if _, err := db.Append(ctx, ask(c, r, "too late")); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("told as %v", err)
	}
	wait.Wait()
	if got := c.Review(r.Reference); got.Version != r.Version {
		t.Errorf("the review moved to version %d", got.Version)
	}
	c.Verify()
}

// Whoever waits for the connection to read, and gives up, is let go.
func TestAReaderWhoGivesUpIsLetGo(t *testing.T) {
	db := opened(t, made(t), Options{})
	c := storetest.NewClerk(t, db)
	r := c.Open("r1")
	err := db.write(t.Context(), storetest.Board, func(*tx) error {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		_, err := db.Review(ctx, r.Reference)
		return err
	})
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("told as %v", err)
	}
}

// A connection that cannot even roll back is given up, and the next command has
// another.
func TestAFailedRollbackGivesTheConnectionUp(t *testing.T) {
	db := opened(t, made(t), Options{})
	c := storetest.NewClerk(t, db)
	r := c.Open("r1")
	fault := errors.New("a fault")
	err := db.write(t.Context(), storetest.Board, func(x *tx) error {
		if _, err := x.exec(`UPDATE boards SET title = 'Half done'`); err != nil {
			return err
		}
		x.conn.RegisterAuthorizer(func(int, string, string, string) int { return sqlite3.SQLITE_DENY })
		return fault
	})
	if !errors.Is(err, fault) || strings.Contains(err.Error(), "already closed") {
		t.Errorf("told as %v", err)
	}
	c.Change(r, finding("goes on"))
	if b, err := db.Board(t.Context()); err != nil || b.Title == "Half done" {
		t.Errorf("the board is %v (%v)", b, err)
	}
	c.Verify()
}

// What a deferred constraint refuses at the commit was certainly not committed.
func TestACommitThatAConstraintRefusesIsNoMystery(t *testing.T) {
	db := opened(t, made(t), Options{})
	c := storetest.NewClerk(t, db)
	c.Open("r1")
	err := db.write(t.Context(), storetest.Board, func(x *tx) error {
		_, err := x.exec(`INSERT INTO review_moves VALUES ('EXB', 'ghost', 1, '{}')`)
		return err
	})
	if review.CodeOf(err) != review.Failed {
		t.Errorf("told as %s: %v", review.CodeOf(err), err)
	}
	c.Verify()
}

// The beginning of a transaction was reported as failed, and had taken place: nothing
// undid it, and every command after that failed, because one had begun already.
func TestATransactionThatOnlySeemsNotToBeginIsUndone(t *testing.T) {
	path := made(t)
	failing := false
	db := opened(t, path, Options{Seam: func(statement string, run func() (int64, error)) (int64, error) {
		n, err := run()
		if failing && statement == `BEGIN IMMEDIATE` {
			failing, err = false, errors.New("a fault")
		}
		return n, err
	}})
	c := storetest.NewClerk(t, db)
	r := c.Open("r1")
	failing = true
	a := ask(c, r, "tried")
	if _, err := db.Append(t.Context(), a); err == nil || failing {
		t.Fatalf("the fault did not come about: %v", err)
	}
	if _, err := db.Append(t.Context(), a); err != nil {
		t.Errorf("the next try: %v", err)
	}
	c.Verify()
}

// A seam answers in SQLite's place, for statements that return rows as well.
func TestASeamStandsBeforeEveryStatement(t *testing.T) {
	var statements []string
	db := opened(t, made(t), Options{Seam: func(statement string, run func() (int64, error)) (int64, error) {
		statements = append(statements, strings.Fields(statement)[0])
		return run()
	}})
	storetest.NewClerk(t, db).Open("r1")
	for _, want := range []string{"BEGIN", "PRAGMA", "INSERT", "COMMIT"} {
		if !slices.Contains(statements, want) {
			t.Errorf("%s went past the seam: %v", want, statements)
		}
	}
}
