package store_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"scr/review"
	"scr/store"
	"scr/store/storetest"
)

// fill puts something into every table. The log ends with event 8 of review/r1.
func fill(t *testing.T, c *storetest.Clerk) {
	t.Helper()
	c.Register("a", "Made Up")
	board, err := c.Store.Board(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	c.Record(board, &review.UserNamed{User: review.User{ID: "user-1", Login: review.NewText("asmith"), Person: "p1"}})
	r := c.Open("r1")
	c.Change(c.Open("r2"), storetest.Finding("finding-1", "of another review"))
	r = c.Change(r, &review.Added[review.Assignment]{Record: review.Assignment{
		Record: review.Record{ID: "assignment-1"}, Person: "p1", Role: "chair"}})
	r = c.Change(r, storetest.Finding("finding-1", "first"), storetest.Finding("finding-2", "second"))
	r = c.Change(r, &review.RecordCorrected{Seq: 4, With: storetest.Finding("finding-1", "better"), Why: review.NewText("a slip")})
	r = c.Change(r, storetest.Move("referred", "decided"))
	c.Change(r, storetest.Move("decided", "analysis"))
}

// unguard drops the triggers, as somebody would who means it.
func unguard(t *testing.T, path string) {
	t.Helper()
	for _, trigger := range []string{"events_in_order", "events_not_updated", "events_not_deleted",
		"event_fields_not_replaced", "event_fields_not_updated", "event_fields_not_deleted",
		"commands_not_updated", "commands_not_deleted", "definition_files_not_updated", "definition_files_not_deleted"} {
		raw(t, path, "DROP TRIGGER "+trigger)
	}
}

// movedByte leaves two hashes of the tree that are the same as one, and of the wrong
// lengths.
const movedByte = `PRAGMA ignore_check_constraints = 1; UPDATE tree_hashes SET hash = CAST(hash || (SELECT substr(hash, 1, 1) FROM tree_hashes WHERE log = 'events' AND position = 1) AS BLOB) WHERE log = 'events' AND position = 0; UPDATE tree_hashes SET hash = substr(hash, 2) WHERE log = 'events' AND position = 1`

func TestVerifyFindsTampering(t *testing.T) {
	original, err := os.ReadFile(filled(t))
	if err != nil {
		t.Fatal(err)
	}
	in := func(stream string, seq int) string {
		return fmt.Sprintf("(SELECT global FROM events WHERE stream = '%s' AND seq = %d)", stream, seq)
	}
	const at = " WHERE stream = 'review/r1' AND seq = "
	edit := func(seq int, old, new string) string {
		return fmt.Sprintf("UPDATE events SET envelope = CAST(replace(CAST(envelope AS TEXT), '%s', '%s') AS BLOB)%s%d", old, new, at, seq)
	}
	tests := []struct {
		name   string
		tamper string
		stream review.Stream
		seq    int64
		says   string
	}{
		{"an event is deleted", `DELETE FROM events` + at + `3`, "review/r1", 3, "the event is missing"},
		{"a stream loses its first event", `DELETE FROM events` + at + `1`, "review/r1", 1, "the event is missing"},
		{"a deleted event leaves a gap", `DELETE FROM events` + at + `3`, "", 0, "the log has a gap"},
		{"the log loses its last event", `DELETE FROM events` + at + `8`, "review/r1", 7, "the column version of the row"},
		{"its receipt tells as well", `DELETE FROM events` + at + `8`, "review/r1", 0, "a receipt rests on no event"},
		{"a whole stream is deleted", `DELETE FROM events WHERE stream = 'review/r2'`, "review/r2", 0, "the row rests on no event"},
		{"events are renumbered", `UPDATE events SET global = global + 100` + at + `8`, "review/r1", 8, "the column global"},
		{"an event is moved in its stream", `UPDATE events SET seq = 9` + at + `8`, "review/r1", 8, "the event is missing"},
		{"two events change places", `UPDATE events SET seq = 20` + at + `4; UPDATE events SET seq = 4` + at + `5; UPDATE events SET seq = 5` + at + `20`,
			"review/r1", 4, "the column seq"},
		{"an event is moved to another stream", `UPDATE events SET stream = 'review/r2', seq = 4` + at + `8`, "review/r2", 4, "the column stream"},

		{"the envelope loses its end", `UPDATE events SET envelope = substr(envelope, 1, 100)` + at + `7`, "review/r1", 7, "canonical"},
		{"the envelope gets a space", edit(7, `"seq":7`, `"seq": 7`), "review/r1", 7, "canonical"},
		{"the envelope gets a field", edit(7, `"v":1`, `"v":1,"note":1`), "review/r1", 7, "canonical"},
		{"the decider is changed", edit(7, `"decided_by":"p1"`, `"decided_by":"p2"`), "review/r1", 7, "the row of this move"},
		{"the day of a move is changed", edit(7, `"occurred_on":"2026-03-02"`, `"occurred_on":"2026-03-01"`), "review/r1", 7, "the column occurred_on"},
		{"a requirement is made to look met", edit(7, `"met":true`, `"met":true,"despite":true`), "review/r1", 7, "the row of this move"},
		{"a move is made to lead elsewhere", edit(7, `"to":"decided"`, `"to":"closed"`), "review/r1", 0, "cannot be folded"},
		{"a commitment is changed", edit(5, `"commit":"`, `"commit":"zz`), "review/r1", 5, "canonical form at commit"},
		{"a text is made to refer elsewhere", edit(5, `#5/record.title`, `#5/record.nowhere`), "review/r1", 5, "where nothing was recorded"},
		{"the kind is changed", edit(7, `"kind":"move.made/1"`, `"kind":"move.made/7"`), "review/r1", 7, "the event's body cannot be read"},

		{"a column: kind", `UPDATE events SET kind = 'track.opened/1'` + at + `7`, "review/r1", 7, "the column kind"},
		{"a column: command", `UPDATE events SET command = 'cmd-1'` + at + `7`, "review/r1", 7, "the column command"},
		{"a column: recorded_at", `UPDATE events SET recorded_at = '2020-01-01T00:00:00.000000000Z'` + at + `7`, "review/r1", 7, "the column recorded_at"},
		{"a column: occurred_on", `UPDATE events SET occurred_on = ''` + at + `7`, "review/r1", 7, "the column occurred_on"},
		{"a column: definition", `UPDATE events SET definition = ''` + at + `7`, "review/r1", 7, "the column definition"},

		{"a value is changed", `UPDATE event_fields SET sealed = CAST(substr(sealed, 1, 33) || 'title: forged' AS BLOB) WHERE path = 'record.title' AND global = ` + in("review/r1", 5), "review/r1", 5, "record.title is not the one"},
		{"a salt is changed", `UPDATE event_fields SET sealed = CAST(x'00' || zeroblob(32) || substr(sealed, 34) AS BLOB) WHERE path = 'record.title' AND global = ` + in("review/r1", 5), "review/r1", 5, "record.title is not the one"},
		{"a class is changed", `UPDATE event_fields SET class = 'reason' WHERE path = 'record.title' AND global = ` + in("review/r1", 5), "review/r1", 5, "the class of record.title"},
		{"a value is deleted", `DELETE FROM event_fields WHERE path = 'record.title' AND global = ` + in("review/r1", 5), "review/r1", 5, "the value of record.title is missing"},
		{"a value is added", `INSERT INTO event_fields VALUES (` + in("review/r1", 8) + `, 'why', 'reason', zeroblob(40))`, "review/r1", 8, "the value of why was not recorded"},
		{"a value lies beside no event", `INSERT INTO event_fields VALUES (999, 'why', 'reason', zeroblob(40))`, "", 0, "a personal value rests on no event"},
		{"a login is changed", `UPDATE event_fields SET sealed = CAST(substr(sealed, 1, 33) || 'mallory' AS BLOB) WHERE path = 'user.login'`, "board", 2, "user.login is not the one"},
		{"values with their salts change places", `UPDATE event_fields AS f SET sealed = (SELECT sealed FROM event_fields g WHERE g.path = f.path
			AND g.global = ` + in("review/r1", 5) + `) WHERE f.path = 'record.title' AND f.global = ` + in("review/r1", 4), "review/r1", 4, "record.title is not the one"},

		{"the state of a review is changed", `UPDATE reviews SET state = CAST(replace(CAST(state AS TEXT), 'analysis', 'closed') AS BLOB) WHERE id = 'r1'`, "review/r1", 8, "the column state of the row"},
		{"a review is made to look closed", `UPDATE reviews SET closed = 1 WHERE id = 'r1'`, "review/r1", 8, "the column closed of the row"},
		{"a reference is changed", `UPDATE reviews SET reference = 'EXB-2026-009' WHERE id = 'r1'`, "review/r1", 8, "the column reference of the row"},
		{"a due day is made up", `UPDATE reviews SET next_due = '2030-01-01', next_clock = 'x' WHERE id = 'r1'`, "review/r1", 8, "the column next_due of the row"},
		{"a row is deleted", `DELETE FROM reviews WHERE id = 'r1'`, "review/r1", 8, "the row folded from these events is missing"},
		{"a row is added", `INSERT INTO people SELECT board, 'ghost', 'p66', version, state FROM people`, "person/ghost", 0, "the row rests on no event"},
		{"a person's state is changed", `UPDATE people SET state = CAST(replace(CAST(state AS TEXT), 'Exampleshire', 'Elsewhere') AS BLOB)`, "person/a", 1, "the column state of the row"},
		{"the board's title is changed", `UPDATE boards SET title = 'Other'`, "board", 2, "the column title of the row"},
		{"an adoption is changed", `UPDATE adoptions SET state = CAST(replace(CAST(state AS TEXT), 'england', 'wales') AS BLOB)`, "definition/learning-together", 1, "the column state of the row"},
		{"a move is changed", `UPDATE review_moves SET state = replace(state, 'decided', 'closed') WHERE review = 'r1'`, "review/r1", 7, "the row of this move"},
		{"a move is deleted", `DELETE FROM review_moves WHERE review = 'r1' AND seq = 8`, "review/r1", 8, "the row of this move is missing"},
		{"a move is added", `INSERT INTO review_moves SELECT board, review, 99, state FROM review_moves WHERE review = 'r1' AND seq = 8`, "review/r1", 99, "the row of a move rests on no event"},
		{"a move rests on nothing", `INSERT INTO review_moves SELECT board, 'ghost', seq, state FROM review_moves WHERE review = 'r1' AND seq = 8`, "review/ghost", 0, "rests on no review"},
		{"a track leaves the table of stages", `DELETE FROM review_tracks WHERE stage = 'analysis'`, "review/r1", 8, "track review is missing"},
		{"a track is added to the table of stages", `INSERT INTO review_tracks SELECT board, 'closed', sort, track, item FROM review_tracks WHERE stage = 'analysis'`, "review/r1", 8, "say more than the events"},
		{"somebody leaves the table of parts", `DELETE FROM review_people`, "review/r1", 8, "assignment-1 is missing"},
		{"a part is made to look over", `UPDATE review_people SET until_on = '2026-03-01'`, "review/r1", 8, "assignment-1 is missing"},
		{"a row of the lists rests on nothing", `INSERT INTO review_people SELECT board, person, 'GHOST', assignment, '', '' FROM review_people`, "", 0, "rests on no review"},

		{"a byte moves from one hash of the tree to the one before", movedByte, "", 0, "does not fit the tree"},

		{"a receipt is deleted", `DELETE FROM commands WHERE stream = 'review/r1' AND first = 7`, "review/r1", 7, "receipt is missing"},
		{"a receipt is changed", `UPDATE commands SET last = 8 WHERE stream = 'review/r1' AND first = 7`, "review/r1", 7, "receipt is missing or is not"},
		{"a receipt names another review", `UPDATE commands SET reference = 'EXB-2026-002' WHERE stream = 'review/r1' AND first = 7`, "review/r1", 7, "receipt is missing or is not"},
		{"what a command asked for is changed", `UPDATE commands SET digest = 'other' WHERE stream = 'review/r1' AND first = 7`, "review/r1", 7, "receipt is missing or is not"},
		{"a receipt is added", `INSERT INTO commands SELECT board, 'ghost', digest, stream, first, last, reference, recorded_at FROM commands WHERE stream = 'review/r2' AND first = 1`, "review/r2", 0, "a receipt rests on no event"},
		{"a definition is changed", `UPDATE definition_files SET bytes = CAST(bytes || ' ' AS BLOB)`, "", 0, "has other bytes"},
		{"a definition is deleted", `DELETE FROM definition_files`, "review/r1", 0, "is not in the database"},
		{"a counter is put back", `UPDATE counters SET value = 1 WHERE name = 'review'`, "", 0, "the counter of review names for 2026"},
		{"a counter is deleted", `DELETE FROM counters WHERE name = 'person'`, "", 0, "the counter of person names for 0 is missing"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "board.db")
			write(t, path, original)
			if problems := verify(t, path); len(problems) > 0 {
				t.Fatalf("the database is not sound before: %v", problems)
			}
			unguard(t, path)
			raw(t, path, strings.Split(tt.tamper, "; ")...)
			problems := verify(t, path)
			for _, p := range problems {
				if p.Stream == tt.stream && p.Seq == tt.seq && strings.Contains(p.Says, tt.says) {
					return
				}
			}
			t.Errorf("want %s #%d: %s; found %+v", tt.stream, tt.seq, tt.says, problems)
		})
	}
}

// TestProblemsComeInTheOrderOfTheLog: the same file was told of in another order each time.
func TestProblemsComeInTheOrderOfTheLog(t *testing.T) {
	path := filled(t)
	raw(t, path, `INSERT INTO erased_fields SELECT f.global, f.path, 15 FROM event_fields f WHERE f.global < 15`)
	var told []int64
	for _, p := range verify(t, path) {
		if strings.Contains(p.Says, "and no event says so") {
			told = append(told, p.Global)
		}
	}
	if len(told) < 6 || !slices.IsSorted(told) {
		t.Errorf("they are told at %v", told)
	}
}

func verify(t *testing.T, path string) []review.Untrusted {
	t.Helper()
	found, err := open(t, path, store.Options{}).Verify(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return found.Problems
}

func TestVerifyCountsWhatItRead(t *testing.T) {
	db := open(t, filled(t), store.Options{})
	var last, total int64
	found, err := db.Verify(t.Context(), func(done, of int64) { last, total = done, of })
	if err != nil {
		t.Fatal(err)
	}
	if found.Events != 15 || found.Streams != 5 || found.Commitments != 15 || len(found.Problems) != 0 {
		t.Errorf("it read %+v", found)
	}
	if last != found.Events || total != found.Events {
		t.Errorf("progress ended at %d of %d", last, total)
	}
}

func TestCheckSeesWhatVerifyCannot(t *testing.T) {
	tests := []struct{ name, tamper, says string }{
		{"a trigger is dropped", `DROP TRIGGER events_not_deleted`, "trigger events_not_deleted is missing or was changed"},
		{"an index is dropped", `DROP INDEX reviews_running`, "index reviews_running is missing or was changed"},
		{"a trigger is added", `CREATE TRIGGER spy AFTER INSERT ON events BEGIN SELECT 1; END`, "trigger spy was added by somebody else"},
		{"a value is none that its column may have", movedByte, "CHECK constraint failed in tree_hashes"},
		{"a row points at nothing", `DELETE FROM boards`, "a row of reviews points at nothing in boards"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := filled(t)
			db := open(t, path, store.Options{})
			found, err := db.Check(t.Context(), nil)
			if err != nil || len(found.Problems) != 0 || found.Events == 0 {
				t.Fatalf("the database is not sound before: %+v (%v)", found, err)
			}
			raw(t, path, tt.tamper)
			if found, err = db.Check(t.Context(), nil); err != nil {
				t.Fatal(err)
			}
			for _, p := range found.Problems {
				if p.Says == tt.says {
					return
				}
			}
			t.Errorf("want %q; found %+v", tt.says, found.Problems)
		})
	}
}

func TestRebuildMendsRows(t *testing.T) {
	path := filled(t)
	db := open(t, path, store.Options{})
	raw(t, path, `DELETE FROM review_moves`, `DELETE FROM review_tracks`, `DELETE FROM review_people`, `DELETE FROM counters`,
		`UPDATE reviews SET closed = 1, state = x'7b7d'`, `UPDATE people SET state = x'7b7d'`, `DELETE FROM adoptions`)
	if problems := verify(t, path); len(problems) == 0 {
		t.Fatal("nothing was broken")
	}
	if err := db.Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, p := range verify(t, path) {
		t.Errorf("%s #%d: %s", p.Stream, p.Seq, p.Says)
	}
	c := &storetest.Clerk{TB: t, Store: db, Now: time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC)}
	c.Change(c.Review("EXB-2026-001"), storetest.Move("analysis", "board_response"))
	c.Verify()
}

func TestRebuildLeavesADamagedLogAlone(t *testing.T) {
	path := filled(t)
	db := open(t, path, store.Options{})
	unguard(t, path)
	raw(t, path, `UPDATE events SET envelope = CAST('damaged' AS BLOB) WHERE stream = 'review/r2' AND seq = 1`)
	wantError(t, db.Rebuild(t.Context()), review.Failed, "cannot be read", "scr db check")
	c := &storetest.Clerk{TB: t, Store: db}
	if r := c.Review("EXB-2026-001"); r.Version != 8 {
		t.Errorf("the rows were touched: version %d", r.Version)
	}
}
