package store_test

import (
	"database/sql"
	"strings"
	"testing"

	"scr/store"
	"scr/store/storetest"
)

// filled returns the file of a closed database with something in every table.
func filled(t *testing.T) string {
	t.Helper()
	path := create(t)
	db, err := store.Open(t.Context(), path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	fill(t, storetest.NewClerk(t, db))
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestTheSchemaRefuses tries, from outside the program, what can never be right.
func TestTheSchemaRefuses(t *testing.T) {
	path := filled(t)
	const event = `INSERT INTO events (global, board, stream, seq, kind, command, recorded_at, occurred_on, definition, envelope)
		SELECT max(global) + 1, 'EXB', 'review/new', 1, 'review.opened/1', 'cmd-x', '2026-03-02T09:00:00.000000000Z', '', '', x'7b7d' FROM events`
	const reviewRow = `INSERT INTO reviews SELECT board, 'new', 'EXB-2026-900', 'NEW', workflow, number, version, opened_on,
		closed, on_hold, next_due, next_clock, latest, stages, state FROM reviews WHERE id = 'r1'`
	swap := func(statement, old, new string) string {
		if !strings.Contains(statement, old) {
			t.Fatalf("the statement has no %s", old)
		}
		return strings.Replace(statement, old, new, 1)
	}
	hash := strings.Repeat("ab", 32)
	tests := []struct{ name, statement, says string }{
		{"updating an event", `UPDATE events SET kind = 'move.made/1'`, "only ever added"},
		{"deleting an event", `DELETE FROM events`, "only ever added"},
		{"replacing an event", `INSERT OR REPLACE INTO events SELECT * FROM events WHERE global = 1`, "in order"},
		{"updating a value", `UPDATE event_fields SET sealed = zeroblob(40)`, "only ever added"},
		{"deleting a value", `DELETE FROM event_fields`, "only taken away by an erasure"},
		{"replacing a value", `INSERT OR REPLACE INTO event_fields SELECT global, path, class, zeroblob(40) FROM event_fields`, "only ever added"},
		{"updating a command", `UPDATE commands SET digest = 'x'`, "only ever added"},
		{"deleting a command", `DELETE FROM commands`, "only ever added"},
		{"updating a definition", `UPDATE definition_files SET bytes = x'78'`, "only ever added"},
		{"deleting a definition", `DELETE FROM definition_files`, "only ever added"},

		{"a gap in the log", swap(event, "max(global) + 1", "max(global) + 2"), "in order"},
		{"a gap in a stream", swap(event, "'review/new', 1", "'review/new', 2"), "in order"},
		{"a place that is taken", swap(event, "'review/new', 1", "'review/r1', 1"), "in order"},
		{"a stream without a name", swap(event, "review/new", "review/"), "CHECK"},
		{"a stream of no kind", swap(event, "review/new", "cupboard/1"), "CHECK"},
		{"a kind without a version", swap(event, "review.opened/1", "review.opened"), "CHECK"},
		{"an instant without an offset", swap(event, "000Z", "0000"), "CHECK"},
		{"an instant that is none", swap(event, "2026-03-02T", "2026-99-02T"), "CHECK"},
		{"a date in words", swap(event, "Z', ''", "Z', 'May'"), "CHECK"},
		{"a definition without a hash", swap(event, "'', x'7b7d'", "'latest', x'7b7d'"), "CHECK"},
		{"an empty envelope", swap(event, "x'7b7d'", "x''"), "CHECK"},
		{"an event of no command", event, "FOREIGN KEY"},
		{"an event of another board", swap(swap(event, "'EXB'", "'EXC'"), "'cmd-x'", "'cmd-1'"), "FOREIGN KEY"},
		{"a value of no event", `INSERT INTO event_fields VALUES (999, 'a', 'b', zeroblob(40))`, "FOREIGN KEY"},
		{"a short salt", `INSERT INTO event_fields VALUES (1, 'a', 'b', zeroblob(32))`, "CHECK"},
		{"a command without an id", `INSERT INTO commands VALUES ('EXB', '', 'd', 'board', 1, 1, '', '2026-03-02T09:00:00.000000000Z')`, "CHECK"},
		{"a command that ends before it begins", `INSERT INTO commands VALUES ('EXB', 'x', 'd', 'board', 2, 1, '', '2026-03-02T09:00:00.000000000Z')`, "CHECK"},
		{"a definition under no hash", `INSERT INTO definition_files VALUES ('EXB', 'x', x'79')`, "CHECK"},
		{"an empty definition", `INSERT INTO definition_files VALUES ('EXB', '` + hash + `', x'')`, "CHECK"},
		{"a checked form of no definition", `INSERT INTO definition_checked VALUES ('EXB', '` + hash + `', x'79')`, "FOREIGN KEY"},
		{"a second board", `INSERT INTO boards VALUES ('EXC', 'Another', 1, x'7b7d')`, "UNIQUE"},
		{"a board in small letters", `UPDATE boards SET code = 'exb'`, "CHECK"},
		{"a review of no board", swap(reviewRow, "SELECT board", "SELECT 'EXC'"), "FOREIGN KEY"},
		{"a reference twice", swap(reviewRow, "'NEW'", "sort"), "UNIQUE"},
		{"version 0", swap(reviewRow, " version,", " 0,"), "CHECK"},
		{"half closed", swap(reviewRow, "closed,", "2,"), "CHECK"},
		{"a due day that is none", swap(reviewRow, "next_due, next_clock", "'soon', 'x'"), "CHECK"},
		{"a due day of no clock", swap(reviewRow, "next_due, next_clock", "'2026-03-02', ''"), "CHECK"},
		{"stages that are no JSON", swap(reviewRow, "stages,", "'[',"), "CHECK"},
		{"a move of no review", `INSERT INTO review_moves VALUES ('EXB', 'x', 1, '{}')`, "FOREIGN KEY"},
		{"a move that is no JSON", `INSERT INTO review_moves VALUES ('EXB', 'r1', 1, '{')`, "CHECK"},
		{"a stage with a space", `INSERT INTO review_tracks VALUES ('EXB', 'not so', 'X', 'review', '')`, "CHECK"},
		{"a track of no review", `INSERT INTO review_tracks VALUES ('EXB', 'referred', 'X', 'review', '')`, "FOREIGN KEY"},
		{"a part of nobody", `INSERT INTO review_people VALUES ('EXB', '', 'X', 'assignment-1', '', '')`, "CHECK"},
		{"a person by name", `INSERT INTO people VALUES ('EXB', 'x', 'Made Up', 1, x'7b7d')`, "CHECK"},
		{"a handle twice", `INSERT INTO people VALUES ('EXB', 'x', 'p1', 1, x'7b7d')`, "UNIQUE"},
		{"a workflow with a space", `INSERT INTO adoptions VALUES ('EXB', 'not so', 1, x'7b7d')`, "CHECK"},
		{"a counter of nothing", `INSERT INTO counters VALUES ('EXB', 'case', 0, 1)`, "CHECK"},
		{"a counter at 0", `UPDATE counters SET value = 0`, "CHECK"},
		{"text where a number belongs", `UPDATE reviews SET version = 'x'`, "cannot store TEXT"},
	}
	db, err := sql.Open("sqlite3", "file:"+path+"?_foreign_keys=1")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := db.Exec(tt.statement); err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("the database said %v, want %s", err, tt.says)
			}
		})
	}
	(&storetest.Clerk{TB: t, Store: open(t, path, store.Options{})}).Verify()
}
