package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestStatsPage plays the session of docs/stats.md, as TestReadme does that of the README.
func TestStatsPage(t *testing.T) {
	path, err := filepath.Abs(filepath.Join("..", "..", "docs", "stats.md"))
	if err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	t.Setenv("NO_COLOR", "1")
	t.Setenv("XDG_STATE_HOME", t.TempDir())
	r := &readme{t: t, random: rand.NewChaCha8([32]byte{})}
	r.sixteenReviews()
	after := r.play(string(before))
	if *update {
		err = os.WriteFile(path, []byte(after), 0o644)
	}
	if err != nil || !*update && after != string(before) {
		t.Errorf("docs/stats.md does not show what the program does (run with -update to record it anew): %v\n%s", err, cmp.Diff(string(before), after))
	}
}

// sixteenReviews makes the board that docs/stats.md shows: nine reviews of 2011, of which
// three were considered after 7, 14 and 21 days, and seven of 2012, of which six were,
// the last on a day that nobody remembers.
func (r *readme) sixteenReviews() {
	r.t.Helper()
	for _, name := range []string{"SCR_CONFIG", "SCR_DB", "SCR_KEYS"} {
		r.t.Setenv(name, filepath.Join(r.t.TempDir(), "of-the-board"))
	}
	r.write("me.yaml", "name: Robin Example\n")
	r.does("init", "--code", "EXB", "--title", "Example Board", "--person-from", "me.yaml")
	r.does("office", "add", "chair", "--person", "p1", "--from", "2010")
	for i := range 16 {
		opened, considered := fmt.Sprintf("2011-03-%02d", 1+i), fmt.Sprintf("2011-03-%02d", 1+i+7*(i+1))
		if i >= 9 {
			opened, considered = fmt.Sprintf("2012-06-%02d", 1+i), fmt.Sprintf("2012-07-%02d", 1+i)
		}
		if i == 14 {
			considered = "2012-07"
		}
		r.does("open", "--workflow", "england-scr-2010", "--no-conflict", "--on", opened, "--outside-dates-file", "me.yaml")
		if i < 3 || i >= 9 && i != 15 {
			r.does("advance", fmt.Sprintf("EXB-2026-%03d", i+1), "review.consider", "--on", considered)
		}
	}
}

// does runs a command of which the page shows nothing.
func (r *readme) does(args ...string) {
	r.t.Helper()
	if said := r.scr(args); r.status != 0 {
		r.t.Fatalf("scr %v: %s", args, said)
	}
}
