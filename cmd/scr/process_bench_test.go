package main

import (
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// BenchmarkProcess times whole processes: the program as it is shipped, and the
// sqlite3 shell doing the same SQL on a copy of the database, in turn. The ratio
// is the time of the one over the time of the other. It needs the sqlite3 shell.
func BenchmarkProcess(b *testing.B) {
	shell, err := exec.LookPath("sqlite3")
	if err != nil {
		b.Fatal("install sqlite3, the shell that the program is compared with")
	}
	bench := newProcessBench(b)
	b.Run("show", func(b *testing.B) {
		bench.compare(b, shell, func(int) []string { return []string{"show", bench.ref} }, func(int) string { return bench.reads() + bench.texts() })
	})
	b.Run("advance", func(b *testing.B) {
		moves := []string{"review.analyse", "review.gather_more"}
		bench.compare(b, shell, func(n int) []string {
			return []string{"advance", bench.ref, moves[n%2], "--decided-by", "p2", "--minute", "m1"}
		},
			func(n int) string { return bench.reads() + bench.write(n) })
	})
}

type processBench struct {
	dir, program, db, copy, ref string
}

// newProcessBench builds the program and brings a review to the gathering stage.
func newProcessBench(b *testing.B) *processBench {
	b.Helper()
	p := &processBench{dir: b.TempDir()}
	p.program, p.db, p.copy = filepath.Join(p.dir, "program"), filepath.Join(p.dir, "scr.db"), filepath.Join(p.dir, "copy.db")
	if out, err := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", p.program, ".").CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	for _, name := range []string{"HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"} {
		b.Setenv(name, p.dir)
	}
	b.Setenv("SCR_DB", p.db)
	p.file(b, "person.yaml", "name: Made Up\n")
	p.file(b, "decision.yaml", "reasons: made up\n")
	p.scr(b, "init", "--code", "EXB", "--title", "Example", "--person-from", "person.yaml")
	for range 2 {
		p.scr(b, "person", "add", "--from", "person.yaml", "--accredited", "scie:2020", "--independent-of", "all_agencies")
	}
	p.file(b, "why.txt", "made up\n")
	p.scr(b, "office", "add", "chair", "--person", "p1", "--from", "2020")
	p.ref = strings.TrimSpace(p.scr(b, "open", "--workflow", "learning-together", "--no-conflict"))
	p.scr(b, "agency", "add", p.ref, "hospital", "--title", "The hospital", "--professions", "health")
	p.scr(b, "advance", p.ref, "review.decide", "--set", "decision.outcome=hold_review", "--set", "decision.basis=below_threshold", "--form", "decision.yaml")
	for _, person := range []string{"p2", "p3"} {
		p.scr(b, "team", "add", p.ref, "--person", person, "--role", "lead_reviewer", "--profession", "health")
	}
	p.scr(b, "advance", p.ref, "review.start_gathering", "--despite", "research_questions", "--reason-file", "why.txt")
	return p
}

func (p *processBench) file(b *testing.B, name, text string) {
	b.Helper()
	if err := os.WriteFile(filepath.Join(p.dir, name), []byte(text), 0o600); err != nil {
		b.Fatal(err)
	}
}

func (p *processBench) scr(b *testing.B, args ...string) string {
	b.Helper()
	cmd := exec.Command(p.program, args...)
	cmd.Dir = p.dir
	var remarks strings.Builder
	cmd.Stderr = &remarks
	out, err := cmd.Output()
	if err != nil {
		b.Fatalf("scr %v: %v\n%s", args, err, remarks.String())
	}
	return string(out)
}

// compare runs the program and the shell in turn.
func (p *processBench) compare(b *testing.B, shell string, args func(n int) []string, sql func(n int) string) {
	p.copied(b)
	var ours, theirs time.Duration
	for n := 0; b.Loop(); n++ {
		start := time.Now()
		p.scr(b, args(n)...)
		ours += time.Since(start)

		cmd := exec.Command(shell, p.copy)
		cmd.Stdin = strings.NewReader("PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;\n" + sql(n))
		start = time.Now()
		var remarks strings.Builder
		cmd.Stderr = &remarks
		if _, err := cmd.Output(); err != nil || remarks.Len() > 0 {
			b.Fatalf("%v\n%s", err, remarks.String())
		}
		theirs += time.Since(start)
	}
	b.ReportMetric(float64(ours.Microseconds())/float64(b.N)/1000, "ms/scr")
	b.ReportMetric(float64(theirs.Microseconds())/float64(b.N)/1000, "ms/sqlite3")
	b.ReportMetric(float64(ours)/float64(theirs), "times")
}

// copied makes a fresh copy of the database for the shell, whose SQLite may be too
// old to be let near the live one.
func (p *processBench) copied(b *testing.B) {
	b.Helper()
	if err := os.RemoveAll(p.copy); err != nil {
		b.Fatal(err)
	}
	db, err := sql.Open("sqlite3", p.db)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := db.Exec("VACUUM INTO ?", p.copy); err != nil {
		b.Fatal(err)
	}
	if err := db.Close(); err != nil {
		b.Fatal(err)
	}
	copied, err := sql.Open("sqlite3", p.copy+"?_journal_mode=WAL")
	if err != nil {
		b.Fatal(err)
	}
	if err := errorsOf(copied.Ping(), copied.Close()); err != nil {
		b.Fatal(err)
	}
}

func errorsOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// reads is what every command asks of the database.
func (p *processBench) reads() string {
	return `SELECT coalesce(max(version_id), 0) FROM goose_db_version WHERE is_applied;
SELECT state FROM boards;
WITH wanted (stream, seq) AS (VALUES ('board', 2)) SELECT e.stream, e.seq, f.path, f.sealed FROM wanted w CROSS JOIN events e ON e.board = 'EXB' AND e.stream = w.stream AND e.seq = w.seq JOIN event_fields f ON f.global = e.global;
SELECT coalesce(max(global), 0) FROM events;
SELECT state FROM boards;
SELECT state FROM reviews WHERE board = 'EXB' AND sort = (SELECT sort FROM reviews);
SELECT seq, state FROM review_moves WHERE board = 'EXB' AND review = (SELECT id FROM reviews) ORDER BY seq;
SELECT state FROM people WHERE board = 'EXB' AND handle IN ('p1', 'p2', 'p3') ORDER BY length(handle), handle;
SELECT checked FROM definition_checked WHERE board = 'EXB' AND hash = (SELECT hash FROM definition_files LIMIT 1 OFFSET 1);
`
}

// texts is what showing a review asks besides.
func (p *processBench) texts() string {
	return `SELECT e.stream, e.seq, f.path, f.sealed FROM events e JOIN event_fields f ON f.global = e.global WHERE e.board = 'EXB' AND (e.stream GLOB 'person/*' OR e.stream = (SELECT 'review/' || id FROM reviews));
`
}

// write is what one move writes.
func (p *processBench) write(n int) string {
	return fmt.Sprintf(`BEGIN IMMEDIATE;
INSERT INTO commands (board, id, digest, stream, first, last, reference, recorded_at)
SELECT board, 'bench-%d-' || hex(randomblob(8)), 'digest', 'review/' || id, version + 1, version + 1, reference, '2026-03-02T09:00:00.000000000Z' FROM reviews;
UPDATE reviews SET version = version + 1, latest = latest, stages = stages, state = CAST(state || ' ' AS BLOB);
INSERT INTO review_moves (board, review, seq, state) SELECT board, id, version, (SELECT max(state) FROM review_moves) FROM reviews;
DELETE FROM review_tracks WHERE track = 'review';
INSERT INTO review_tracks (board, stage, sort, track, item) SELECT board, 'analysis', sort, 'review', '' FROM reviews;
INSERT INTO events (global, board, stream, seq, kind, command, recorded_at, occurred_on, definition, envelope)
SELECT (SELECT max(global) + 1 FROM events), r.board, 'review/' || r.id, r.version, 'move.made/1',
  (SELECT id FROM commands WHERE stream = 'review/' || r.id ORDER BY first DESC LIMIT 1), '2026-03-02T09:00:00.000000000Z', '2026-03-02', '', zeroblob(900)
FROM reviews r;
COMMIT;
`, n)
}
