package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"scr/review"
	"scr/store"
	"scr/store/storetest"
)

const (
	ofReview  = `(SELECT slot FROM stream_keys WHERE stream = 'review/r1')`
	afterLast = `(SELECT max(slot) + 1 FROM stream_keys)`
)

// TestEverySlotIsWhoseItIsSaidToBe: nothing read the two tables that say which key is
// whose, and an erasure destroyed the key of a text that nobody had erased.
func TestEverySlotIsWhoseItIsSaidToBe(t *testing.T) {
	tests := []struct{ name, tamper, says string }{
		{"a stream's slot is another text's", `UPDATE stream_keys SET slot = ` + afterLast + ` WHERE stream = 'review/r1'`, "not the one that its texts are sealed under"},
		{"two streams change slots", `CREATE TEMP TABLE was AS SELECT * FROM stream_keys; UPDATE stream_keys SET slot = slot + 9000; UPDATE stream_keys AS s SET slot = (SELECT slot FROM was WHERE stream LIKE 'review/%' AND stream <> s.stream) WHERE stream LIKE 'review/%'`, "not the one that its texts are sealed under"},
		{"a stream's slot is forgotten", `DELETE FROM stream_keys WHERE stream = 'review/r1'`, "the slot of the stream's key is missing"},
		{"a slot is kept for nothing", `INSERT INTO stream_keys SELECT board, 'review/ghost', 9000 FROM stream_keys LIMIT 1`, "for a stream that has no events"},
		{"the slot of a stream whose texts are gone", `UPDATE stream_keys SET slot = ` + ofReview + ` + 2 WHERE stream = 'review/r2'`, "a key that is not its own"},
		{"and one that nothing uses", `UPDATE stream_keys SET slot = 250 WHERE stream = 'review/r2'`, "counts as free"},
		{"the counter is put back", `UPDATE key_slots SET since = 0, next = 3`, "counts as free"},
		{"the counter is put on", `UPDATE key_slots SET next = next + 64`, "as used, and"},
		{"the counter is gone", `DELETE FROM key_slots`, "counts as free"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := newLibrary(t, 3, true)
			other := l.Change(l.Open("r2"), storetest.Finding("finding-1", "only one"))
			l.approve("erasure-1")
			l.Change(other, &review.TextsErased{Erasure: "erasure-1", Texts: l.textsOf("review/r2")})
			if found, err := l.db.Check(t.Context(), nil); err != nil || len(found.Problems) > 0 {
				t.Fatalf("it is not sound before: %+v (%v)", found.Problems, err)
			}
			raw(t, l.path, append([]string{`PRAGMA ignore_check_constraints = 1`}, strings.Split(tt.tamper, "; ")...)...)
			for _, keys := range []store.Options{l.options(), {}} {
				db := open(t, l.path, keys)
				found, err := db.Verify(t.Context(), nil)
				if err != nil {
					t.Fatal(err)
				}
				if !says(found.Problems, tt.says) {
					t.Errorf("want %q; found %+v", tt.says, found.Problems)
				}
			}
		})
	}
}

// textsOf lists the texts of a review as an erasure names them.
func (l *library) textsOf(stream review.Stream) (texts []review.ErasedText) {
	l.Helper()
	events, err := l.db.Events(l.Context(), stream)
	if err != nil {
		l.Fatal(err)
	}
	for _, w := range review.WrittenIn(events) {
		texts = append(texts, review.ErasedText{Seq: w.Seq, Path: w.Path})
	}
	return texts
}

func says(problems []review.Untrusted, what string) bool {
	for _, p := range problems {
		if strings.Contains(p.Says, what) {
			return true
		}
	}
	return false
}

// TestTwoTextsInOneSlot: the counter was put back, and what was written next was sealed
// under keys that were in use.
func TestTwoTextsInOneSlot(t *testing.T) {
	l := newLibrary(t, 3, true)
	raw(t, l.path, `DROP TRIGGER event_fields_not_updated`, `
		UPDATE event_fields AS f
		SET sealed = CAST(substr(sealed, 1, 13) || (SELECT substr(sealed, 14, 4) FROM event_fields g WHERE g.global < f.global ORDER BY g.global DESC LIMIT 1) || substr(sealed, 18) AS BLOB)
		WHERE global = (SELECT max(global) FROM event_fields)`)
	found, err := open(t, l.path, store.Options{}).Verify(t.Context(), nil)
	if err != nil || !says(found.Problems, "a key that is not its own") {
		t.Errorf("it found %+v (%v)", found.Problems, err)
	}
}

// TestNothingIsSealedUnderAKeyInUse: with the counter of slots or the slot of a stream
// other than they were, the next text was sealed under the key of another.
func TestNothingIsSealedUnderAKeyInUse(t *testing.T) {
	tests := []struct{ name, tamper string }{
		{"the counter is put back", `UPDATE key_slots SET since = 0, next = 3`},
		{"the counter is put back by one", `UPDATE key_slots SET next = next - 1`},
		{"a stream's slot is another", `UPDATE stream_keys SET slot = ` + afterLast + ` WHERE stream = 'review/r1'`},
		{"a stream's slot is forgotten", `DELETE FROM stream_keys WHERE stream = 'review/r1'`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := newLibrary(t, 3, true)
			raw(t, l.path, tt.tamper)
			_, err := l.db.Append(t.Context(), l.Ask(l.Review("EXB-2026-001"), storetest.Finding("finding-late", "late")))
			wantError(t, err, review.Failed, "nothing was recorded", "scr db check")
		})
	}
}

// TestAnErasureTakesNobodyElsesKey: a review was erased whole while the table said that
// its key lies in the slot of another review's text, and that text was gone for good.
func TestAnErasureTakesNobodyElsesKey(t *testing.T) {
	const moved = `UPDATE stream_keys SET slot = (SELECT max(slot) + 1 FROM stream_keys) WHERE stream = 'review/r1'`
	prepare := func(t *testing.T) (*library, *review.TextsErased) {
		l := newLibrary(t, 3, true)
		l.Change(l.Open("r2"), storetest.Finding("finding-1", "of another review"))
		l.approve("erasure-1")
		return l, &review.TextsErased{Erasure: "erasure-1", Whole: true, Texts: l.textsOf("review/r1")}
	}
	readable := func(t *testing.T, l *library) {
		t.Helper()
		other, err := open(t, l.path, l.options()).Verify(t.Context(), nil)
		if err != nil || says(other.Problems, "cannot be opened") {
			t.Errorf("a text is gone: %+v (%v)", other.Problems, err)
		}
	}
	t.Run("before it is recorded", func(t *testing.T) {
		l, whole := prepare(t)
		raw(t, l.path, moved)
		_, err := l.db.Append(t.Context(), l.Ask(l.Review("EXB-2026-001"), whole))
		wantError(t, err, review.Failed, "has its key in slot", "scr db check")
		readable(t, l)
	})
	t.Run("once it is", func(t *testing.T) {
		l, whole := prepare(t)
		l.Change(l.Review("EXB-2026-001"), whole)
		raw(t, l.path, moved)
		_, err := l.db.FinishErasures(t.Context())
		wantError(t, err, review.Unfinished, "which is not erased", "scr erase run")
		readable(t, l)
	})
	t.Run("one text", func(t *testing.T) {
		l, whole := prepare(t)
		whole.Whole, whole.Texts = false, whole.Texts[:1]
		w := whole.Texts[0]
		raw(t, l.path, `DROP TRIGGER event_fields_not_updated`, fmt.Sprintf(`
			UPDATE event_fields
			SET sealed = CAST(substr(sealed, 1, 13) || (SELECT substr(f.sealed, 14, 4) FROM events e JOIN event_fields f USING (global) WHERE e.stream = 'review/r2' LIMIT 1) || substr(sealed, 18) AS BLOB)
			WHERE path = '%s' AND global = (SELECT global FROM events WHERE stream = 'review/r1' AND seq = %d)`, w.Path, w.Seq))
		_, err := l.db.Append(t.Context(), l.Ask(l.Review("EXB-2026-001"), whole))
		wantError(t, err, review.Failed, "no key was destroyed", "scr db check")
	})
}

// TestAHashThatIsNoneIsNoPanic: a hash of a tree that one flipped bit made a text, or
// that lacks a byte, ended the program with a panic.
func TestAHashThatIsNoneIsNoPanic(t *testing.T) {
	for name, change := range map[string]string{"a text": `CAST(replace(hex(hash), 'F', 'E') AS TEXT)`, "short": `substr(hash, 2)`, "nothing": `x''`} {
		t.Run(name, func(t *testing.T) {
			l := newLibrary(t, 3, false)
			harm(t, l.path, `UPDATE tree_hashes SET hash = `+change)
			db := open(t, l.path, l.options())
			c := &storetest.Clerk{TB: t, Store: db, Now: l.Now}
			_, err := db.Append(t.Context(), c.Ask(c.Review("EXB-2026-001"), storetest.Finding("finding-late", "late")))
			wantError(t, err, review.Failed, "cannot be read from the database", "scr db check")
			_, err = db.Head(t.Context())
			wantError(t, err, review.Failed, "cannot be read from the database", "scr db check")
		})
	}
}

// TestACellThatIsAnotherKindIsNoPanic does the same to the other tables that an append
// reads.
func TestACellThatIsAnotherKindIsNoPanic(t *testing.T) {
	tests := []struct{ table, column, is string }{
		{"key_slots", "next", `'3'`}, {"key_slots", "epoch", `x'01'`}, {"stream_keys", "slot", `x'01'`},
		{"event_fields", "sealed", `CAST(sealed AS TEXT)`}, {"event_fields", "sealed", `x''`}, {"counters", "value", `x'01'`},
		{"commands", "stream", `x'01'`}, {"commands", "last", `'x'`}, {"checkpoints", "note", `CAST(note AS BLOB)`}, {"access_log", "number", `'x'`},
		{"boards", "state", `CAST(state AS TEXT)`}, {"events", "envelope", `CAST(envelope AS TEXT)`}, {"events", "recorded_at", `5`},
	}
	for _, tt := range tests {
		t.Run(tt.table+"."+tt.column+" "+tt.is, func(t *testing.T) {
			l := newLibrary(t, 3, true)
			r := l.Review("EXB-2026-001")
			harm(t, l.path, `UPDATE `+tt.table+` SET `+tt.column+` = `+tt.is)
			db := open(t, l.path, l.options())
			c := &storetest.Clerk{TB: t, Store: db, Now: l.Now}
			for _, try := range []func() error{
				func() error { _, err := db.Board(t.Context()); return err },
				func() error { _, err := db.Head(t.Context()); return err },
				func() error { _, err := db.Verify(t.Context(), nil); return err },
				func() error { return db.Rebuild(t.Context()) },
				func() error {
					_, err := db.Append(t.Context(), c.Ask(r, storetest.Finding("finding-late", "late")))
					return err
				},
				func() error {
					a := c.Ask(r, storetest.Finding("finding-late", "late"))
					a.Command = "cmd-3" // was used
					_, err := db.Append(t.Context(), a)
					return err
				},
			} {
				if err := try(); err != nil && !slices.Contains([]review.Code{review.Failed, review.Invalid, review.Conflict}, review.CodeOf(err)) {
					t.Errorf("it says %v", err)
				}
			}
		})
	}
}

// harm changes a database against its own rules, as a failing disk would: what is
// STRICT about its tables, and guarded, is not.
func harm(t *testing.T, path, change string) {
	t.Helper()
	loosen := []string{`PRAGMA writable_schema = 1`, `DELETE FROM sqlite_master WHERE type = 'trigger'`,
		`UPDATE sqlite_master SET sql = replace(replace(sql, ') STRICT, WITHOUT', ') WITHOUT'), ') STRICT', ')') WHERE type = 'table'`}
	raw(t, path, loosen...)
	raw(t, path, `PRAGMA ignore_check_constraints = 1`, change)
}
