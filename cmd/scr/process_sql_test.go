package main

import "fmt"

// What a command asks of the database, for the shell. It is the statements that the
// program makes, as SQLite's trace lists them, with what the program knows by then put
// in by subqueries.

// sqlReads is what every command asks: whose database this is, how far both logs have
// come, who acts, and the review with its people and its definition.
const sqlReads = `SELECT coalesce(max(version_id), 0) FROM goose_db_version WHERE is_applied;
SELECT CAST(state AS TEXT) ->> '$.sealing' FROM boards;
SELECT lower(hex(substr(sealed, 2, 8))) FROM event_fields WHERE substr(sealed, 1, 1) <> x'00' LIMIT 1;
SELECT CAST(state AS TEXT) ->> '$.sealing' FROM boards;
SELECT envelope, (SELECT coalesce(CAST(state AS TEXT) ->> '$.restored[#-1].number', 0) FROM boards) FROM events WHERE global = 1;
SELECT global, command, recorded_at FROM events ORDER BY global DESC LIMIT 1;
SELECT code FROM boards;
SELECT global, command, recorded_at FROM events ORDER BY global DESC LIMIT 1;
SELECT position, hash FROM tree_hashes WHERE board = 'EXB' AND log = 'events' AND position IN (30, 45, 48, 49);
SELECT coalesce(max(number), 0) FROM access_log;
SELECT position, hash FROM tree_hashes WHERE board = 'EXB' AND log = 'access' AND position IN (6, 9, 10);
SELECT position, hash FROM tree_hashes WHERE board = 'EXB' AND log = 'access' AND position IN (6, 9);
SELECT state FROM boards;
WITH wanted (stream, seq) AS (VALUES ('board', 2)), wanted_events AS (SELECT e.global, e.stream, e.seq FROM wanted w CROSS JOIN events e ON e.board = 'EXB' AND e.stream = w.stream AND e.seq = w.seq)
SELECT e.stream, e.seq, f.path, f.sealed, NULL FROM wanted_events e JOIN event_fields f ON f.global = e.global
UNION ALL SELECT e.stream, e.seq, x.path, NULL, b.envelope FROM wanted_events e JOIN erased_fields x ON x.global = e.global JOIN events b ON b.global = x.erased_by;
SELECT state FROM people WHERE board = 'EXB' AND handle = 'p1';
SELECT global, command, recorded_at FROM events ORDER BY global DESC LIMIT 1;
SELECT state FROM boards;
SELECT 0, state FROM reviews WHERE board = 'EXB' AND sort = (SELECT sort FROM reviews)
UNION ALL SELECT m.seq, m.state FROM reviews r CROSS JOIN review_moves m ON m.board = r.board AND m.review = r.id WHERE r.board = 'EXB' AND r.sort = (SELECT sort FROM reviews) ORDER BY 1;
SELECT state FROM people WHERE board = 'EXB' AND handle IN ('p1', 'p2', 'p3') ORDER BY length(handle), handle;
SELECT checked FROM definition_checked WHERE board = 'EXB' AND hash = (SELECT hash FROM definition_files LIMIT 1 OFFSET 1);
`

// sqlTexts is what showing a review asks besides.
const sqlTexts = `WITH wanted (stream, seq) AS (SELECT stream, seq FROM events WHERE stream GLOB 'person/*' OR stream = (SELECT 'review/' || id FROM reviews) AND seq IN (12, 19)), wanted_events AS (SELECT e.global, e.stream, e.seq FROM wanted w CROSS JOIN events e ON e.board = 'EXB' AND e.stream = w.stream AND e.seq = w.seq)
SELECT e.stream, e.seq, f.path, f.sealed, NULL FROM wanted_events e JOIN event_fields f ON f.global = e.global
UNION ALL SELECT e.stream, e.seq, x.path, NULL, b.envelope FROM wanted_events e JOIN erased_fields x ON x.global = e.global JOIN events b ON b.global = x.erased_by;
`

// sqlLook is how it is written down, before anything is shown, that somebody looks.
const sqlLook = `BEGIN IMMEDIATE;
SELECT coalesce((SELECT max(number) FROM access_log), 0),
  max(coalesce((SELECT recorded_at FROM access_log ORDER BY number DESC LIMIT 1), ''), coalesce((SELECT recorded_at FROM events ORDER BY global DESC LIMIT 1), ''));
INSERT INTO access_log (number, board, person, stream, recorded_at, record)
SELECT coalesce(max(number), 0) + 1, 'EXB', 'p1', 'review/' || (SELECT id FROM reviews), '2026-03-02T09:00:00.000000000Z', zeroblob(307) FROM access_log;
SELECT position, hash FROM tree_hashes WHERE board = 'EXB' AND log = 'access' AND position IN (6, 9, 10);
` + sqlGrowAccess + sqlGrowAccess + `COMMIT;
SELECT count(*) FROM access_log WHERE board = 'EXB' AND stream = (SELECT 'review/' || id FROM reviews) AND person = 'p1' AND recorded_at >= '2026-03-01T00:00:00.000000000Z';
`

// Two hashes are what a tree grows by on average.
const (
	sqlGrowAccess = `INSERT INTO tree_hashes (board, log, position, hash) SELECT 'EXB', 'access', coalesce(max(position), 0) + 1, randomblob(32) FROM tree_hashes WHERE log = 'access';
`
	sqlGrowEvents = `INSERT INTO tree_hashes (board, log, position, hash) SELECT 'EXB', 'events', coalesce(max(position), 0) + 1, randomblob(32) FROM tree_hashes WHERE log = 'events';
`
)

// sqlMove is what one move reads besides, and writes.
func sqlMove(n int) string {
	return fmt.Sprintf(`SELECT erased_by FROM unfinished_erasures ORDER BY erased_by;
SELECT c.digest, c.stream, c.reference, c.recorded_at, c.first, c.last, coalesce(e.global, 0) FROM commands c LEFT JOIN events e ON e.board = c.board AND e.stream = c.stream AND e.seq = c.last WHERE c.board = 'EXB' AND c.id = 'none';
BEGIN IMMEDIATE;
SELECT CAST(state AS TEXT) ->> '$.restored[#-1].with' FROM boards WHERE CAST(state AS TEXT) ->> '$.restored[#-1].accepted_by' = '';
INSERT INTO commands (board, id, digest, stream, first, last, reference, recorded_at)
SELECT board, 'bench-%d-' || hex(randomblob(8)), 'digest', 'review/' || id, version + 1, version + 1, reference, '2026-03-02T09:00:00.000000000Z' FROM reviews;
UPDATE reviews SET version = version + 1, latest = latest, stages = stages, state = CAST(state || ' ' AS BLOB);
INSERT INTO review_moves (board, review, seq, state) SELECT board, id, version, (SELECT max(state) FROM review_moves) FROM reviews;
DELETE FROM review_tracks WHERE track = 'review';
INSERT INTO review_tracks (board, stage, sort, track, item) SELECT board, 'analysis', sort, 'review', '' FROM reviews;
INSERT INTO events (global, board, stream, seq, kind, command, recorded_at, occurred_on, definition, envelope)
SELECT (SELECT max(global) + 1 FROM events), r.board, 'review/' || r.id, r.version, 'move.made/1',
  (SELECT id FROM commands WHERE stream = 'review/' || r.id ORDER BY first DESC LIMIT 1), '2026-03-02T09:00:00.000000000Z', '2026-03-02', '', zeroblob(617)
FROM reviews r;
SELECT position, hash FROM tree_hashes WHERE board = 'EXB' AND log = 'events' AND position IN (30, 45, 48, 49);
`+sqlGrowEvents+sqlGrowEvents+`SELECT coalesce(max(number), 0) FROM access_log;
SELECT position, hash FROM tree_hashes WHERE board = 'EXB' AND log = 'access' AND position IN (6, 9, 10);
SELECT note FROM checkpoints WHERE size = (SELECT max(size) FROM checkpoints);
SELECT position, hash FROM tree_hashes WHERE board = 'EXB' AND log = 'events' AND position IN (30, 45, 48, 49, 50);
INSERT INTO checkpoints (board, size, note) SELECT 'EXB', max(size) + 1, hex(randomblob(127)) FROM checkpoints;
COMMIT;
`, n)
}
