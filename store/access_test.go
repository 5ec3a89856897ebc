package store

import (
	"path/filepath"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"scr/internal/audit"
	"scr/review"
	"scr/store/storetest"
)

// onBoard is a board with one finding in a review.
func onBoard(t *testing.T) (*DB, *review.Review) {
	t.Helper()
	db, err := Create(t.Context(), filepath.Join(t.TempDir(), "scr.db"), Options{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	c := storetest.NewClerk(t, db)
	return db, c.Change(c.Open("r1"), storetest.Finding("finding-1", "kept"))
}

// TestNothingIsGivenThatCannotBeWrittenDown fails closed.
func TestNothingIsGivenThatCannotBeWrittenDown(t *testing.T) {
	db, r := onBoard(t)
	if _, err := db.writer.Exec(`CREATE TRIGGER full BEFORE INSERT ON access_log BEGIN SELECT RAISE(ABORT, 'no room'); END`); err != nil {
		t.Fatal(err)
	}
	if err := db.TextsOf(t.Context(), storetest.Reading(), r); review.CodeOf(err) != review.Failed {
		t.Errorf("it is given all the same, or refused for another reason: %v", err)
	}
	review.EachText(r, func(path string, _ review.Class, text *review.Text) {
		if text.Loaded() {
			t.Errorf("%s was given", path)
		}
	})
	if _, err := db.Actor(t.Context(), "nobody"); review.CodeOf(err) != review.NotFound {
		t.Errorf("comparing logins needs the access log: %v", err)
	}
}

// TestTheAccessLogGrowsATree compares the stored tree with one made of the records.
func TestTheAccessLogGrowsATree(t *testing.T) {
	db, _ := onBoard(t)
	var want audit.Frontier
	for n := range 9 {
		r, err := db.Review(t.Context(), "EXB-2026-001")
		if err != nil {
			t.Fatal(err)
		}
		if err := db.TextsOf(t.Context(), storetest.Reading(), r); err != nil {
			t.Fatal(err)
		}
		log := storetest.AccessLog(t, db, review.AccessQuery{})
		record, err := audit.EncodeAccess(log[n])
		if err != nil {
			t.Fatal(err)
		}
		want.Add(audit.Leaf(record))
		root, err := audit.Root(want.Size(), storedHashes(t, db))
		if err != nil || root != want.Root() {
			t.Errorf("after %d entries the stored tree has another root (%v)", n+1, err)
		}
	}
}

// storedHashes reads the tree over the access log as it is on disk.
func storedHashes(t *testing.T, db *DB) tlog.HashReader {
	return tlog.HashReaderFunc(func(positions []int64) ([]tlog.Hash, error) {
		hashes := make([]tlog.Hash, len(positions))
		for i, p := range positions {
			var hash []byte
			if err := db.writer.Get(&hash, `SELECT hash FROM tree_hashes WHERE log = 'access' AND position = ?`, p); err != nil {
				t.Fatal(err)
			}
			copy(hashes[i][:], hash)
		}
		return hashes, nil
	})
}

// TestTheAccessLogIsOnlyEverAddedTo tries to change it behind the program's back.
func TestTheAccessLogIsOnlyEverAddedTo(t *testing.T) {
	db, r := onBoard(t)
	if err := db.TextsOf(t.Context(), storetest.Reading(), r); err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{
		`UPDATE access_log SET person = 'p2'`, `DELETE FROM access_log`,
		`INSERT OR REPLACE INTO access_log SELECT number, board, 'p2', stream, recorded_at, record FROM access_log`,
		`INSERT INTO access_log SELECT number + 2, board, person, stream, recorded_at, record FROM access_log`,
	} {
		if _, err := db.writer.Exec(statement); err == nil {
			t.Errorf("%s is done", statement)
		}
	}
}

// TestAnAccessLogThatWasChangedIsSeen changes what is said of who read what.
func TestAnAccessLogThatWasChangedIsSeen(t *testing.T) {
	for name, change := range map[string]string{
		"another person":   `UPDATE access_log SET person = 'p9', record = CAST(replace(CAST(record AS TEXT), '"p1"', '"p9"') AS BLOB) WHERE number = 2`,
		"a column":         `UPDATE access_log SET person = 'p9' WHERE number = 2`,
		"the last is gone": `DELETE FROM access_log WHERE number = 3`,
		"one is gone":      `DELETE FROM access_log WHERE number = 1`,
		"no record at all": `UPDATE access_log SET record = x'7b7d' WHERE number = 1`,
	} {
		t.Run(name, func(t *testing.T) {
			db, r := onBoard(t)
			for range 3 {
				again, err := db.Review(t.Context(), r.Reference)
				if err != nil {
					t.Fatal(err)
				}
				if err := db.TextsOf(t.Context(), storetest.Reading(), again); err != nil {
					t.Fatal(err)
				}
			}
			if found, err := db.Verify(t.Context(), nil); err != nil || len(found.Problems) > 0 || found.AccessSize != 3 {
				t.Fatalf("before: %+v, %v", found, err)
			}
			for _, statement := range []string{`DROP TRIGGER access_log_not_updated`, `DROP TRIGGER access_log_not_deleted`, change} {
				if _, err := db.writer.Exec(statement); err != nil {
					t.Fatal(err)
				}
			}
			if found, err := db.Verify(t.Context(), nil); err != nil || len(found.Problems) == 0 {
				t.Errorf("it is not seen: %v", err)
			}
		})
	}
}
