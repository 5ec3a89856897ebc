package store

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"scr/internal/audit"
	"scr/review"
	"scr/store/storetest"
)

// A log of who read what, that somebody cut or wrote anew together with its tree, is
// whole to itself. The checkpoints that were signed of it lie in the same database.

// readLog writes a log with four records of access and a checkpoint of them, and returns
// its file and the head that was signed.
func readLog(t *testing.T, s *scribe) (path string, signed audit.Head) {
	t.Helper()
	path = s.write(t, lines(3))
	db := opened(t, path, s.options())
	for range 4 {
		readOnce(t, db)
	}
	if _, err := db.SignCheckpoint(t.Context()); err != nil {
		t.Fatal(err)
	}
	c, err := db.Checkpoint(t.Context())
	if err != nil || c.Access.Size != 4 {
		t.Fatalf("the checkpoint is %+v (%v)", c, err)
	}
	return path, c.Access
}

func readOnce(t *testing.T, db *DB) {
	t.Helper()
	r, err := db.Review(t.Context(), "EXB-2026-001")
	if err == nil {
		err = db.TextsOf(t.Context(), storetest.Reading(), r)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// writeAccessAnew puts other records, with the tree over them, in the place of those
// that a file has.
func writeAccessAnew(t *testing.T, file string, change func([]review.Access) []review.Access) {
	t.Helper()
	rewrite(t, file, "DROP TRIGGER access_log_not_deleted")
	db := opened(t, file, Options{})
	records := change(storetest.AccessLog(t, db, review.AccessQuery{}))
	rewrite(t, file, "DELETE FROM access_log; DELETE FROM tree_hashes WHERE log = 'access'")
	for _, a := range records {
		if err := db.write(t.Context(), storetest.Board, func(tx *tx) error { return tx.insertAccess(a) }); err != nil {
			t.Fatal(err)
		}
	}
}

// TestAForgedAccessLogIsSeen: four records were read, and a checkpoint signed of them.
// Two were taken away with their hashes, verification found nothing, and the next
// checkpoint was signed of the rest.
func TestAForgedAccessLogIsSeen(t *testing.T) {
	tests := []struct {
		name, bySignature, bySight string
		change                     func([]review.Access) []review.Access
	}{
		{"two are cut off", "the access log was cut: it has 2 records, and there is a checkpoint of 4", "it has 2 records, and 4 were seen",
			func(all []review.Access) []review.Access { return all[:2] }},
		{"one names somebody else", "the access log up to record 4 is not the one of which a checkpoint was signed", "up to record 4 is not the one that was seen",
			func(all []review.Access) []review.Access {
				all[1].Person = "p9"
				return all
			}},
		{"two are cut off, and more written", "the access log up to record 4 is not the one of which a checkpoint was signed", "up to record 4 is not the one that was seen",
			func(all []review.Access) []review.Access {
				other := all[0]
				other.Person = "p9"
				return append(all[:2:2], other, other, other)
			}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			refused := func(what string, err error) {
				t.Helper()
				if review.CodeOf(err) != review.Failed || err == nil || !strings.Contains(err.Error(), "does not continue") {
					t.Errorf("%s: %v", what, err)
				}
			}
			s := &scribe{chaos: rand.NewChaCha8([32]byte{}), keys: newRing(t)}
			path, signed := readLog(t, s)
			if found := verified(t, path, s.keys, nil); len(found.Problems) > 0 || found.AccessSize != 4 {
				t.Fatalf("before: %+v", found)
			}
			writeAccessAnew(t, path, tt.change)
			wantProblem(t, verified(t, path, s.keys, nil), tt.bySignature)

			stranger := opened(t, path, Options{}) // without the key that checks signatures
			stranger.RememberAccess(signed)
			found, err := stranger.Verify(t.Context(), nil)
			if err != nil {
				t.Fatal(err)
			}
			wantProblem(t, found, tt.bySight)

			db := opened(t, path, s.options())
			_, err = db.SignCheckpoint(t.Context())
			refused("a checkpoint of it is signed", err)
			c := &storetest.Clerk{TB: t, Store: db, Now: time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)}
			_, err = db.Append(t.Context(), c.Ask(c.Review("EXB-2026-001"), storetest.Move("referred", "decided")))
			refused("a move signs one", err)
		})
	}
}

func wantProblem(t *testing.T, found review.Verified, says string) {
	t.Helper()
	for _, p := range found.Problems {
		if strings.Contains(p.Says, says) {
			return
		}
	}
	t.Errorf("want %q, found %+v", says, found.Problems)
}

// TestAnAccessLogThatGrowsIsSigned: nothing is refused to a log that only went on.
func TestAnAccessLogThatGrowsIsSigned(t *testing.T) {
	s := &scribe{chaos: rand.NewChaCha8([32]byte{}), keys: newRing(t)}
	path, _ := readLog(t, s)
	db := opened(t, path, s.options())
	for n := range 9 {
		if n%3 > 0 {
			readOnce(t, db)
		}
		if _, err := db.SignCheckpoint(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if found := verified(t, path, s.keys, nil); len(found.Problems) > 0 || found.AccessSize != 10 {
		t.Errorf("%+v", found)
	}
}
