package main

import (
	"database/sql"
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
		bench.compare(b, shell, func(int) []string { return []string{"show", bench.ref} }, func(int) string { return sqlReads + sqlTexts + sqlLook })
	})
	b.Run("advance", func(b *testing.B) {
		moves := []string{"review.analyse", "review.gather_more"}
		bench.compare(b, shell, func(n int) []string {
			return []string{"advance", bench.ref, moves[n%2], "--decided-by", "p2", "--minute", "m1"}
		},
			func(n int) string { return sqlReads + sqlMove(n) })
	})
}

// TestTheShellIsAskedWhatThereIs: a benchmark is seldom run, so that a statement in it can
// be overtaken by the schema unseen.
func TestTheShellIsAskedWhatThereIs(t *testing.T) {
	bench := newProcessBench(t)
	bench.copied(t)
	db, err := sql.Open("sqlite3", bench.copy)
	if err != nil {
		t.Fatal(err)
	}
	for _, script := range []string{sqlReads + sqlTexts + sqlLook, sqlReads + sqlMove(1)} {
		if _, err := db.Exec(script); err != nil {
			t.Errorf("%v, in\n%s", err, script)
		}
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
}

type processBench struct {
	dir, program, db, copy, ref string
}

// newProcessBench builds the program and brings a review to the gathering stage.
func newProcessBench(b testing.TB) *processBench {
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

func (p *processBench) file(b testing.TB, name, text string) {
	b.Helper()
	if err := os.WriteFile(filepath.Join(p.dir, name), []byte(text), 0o600); err != nil {
		b.Fatal(err)
	}
}

func (p *processBench) scr(b testing.TB, args ...string) string {
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
func (p *processBench) copied(b testing.TB) {
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
