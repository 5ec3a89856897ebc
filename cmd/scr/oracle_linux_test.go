package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestNoWorkTellsWhatIsThere counts what the program reads before it says to somebody
// without a part that there is no such review: as much for one that is there, whatever
// is on record in it, as for one that is not. Time would tell what words do not.
func TestNoWorkTellsWhatIsThere(t *testing.T) {
	d := newOnDisk(t)
	d.ref = strings.TrimSpace(must(t, d.scr("open", "--workflow", "learning-together", "--no-conflict", "--on", "2026-01-05")))
	for range 12 {
		must(t, d.scr("finding", "add", d.ref, "--from", "finding.yaml"))
	}
	must(t, d.scr("person", "add", "--from", "me.yaml"))
	must(t, d.scr("team", "add", d.ref, "--person", "p2", "--role", "coordinator", "--on", "2026-01-05"))
	if err := os.WriteFile(filepath.Join(d.dir, "why.txt"), []byte("made up\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	must(t, d.scr("team", "end", d.ref, "assignment-1", "--reason-file", "why.txt", "--to", "2026-01-06"))
	for _, line := range []string{"show {ref}", "report {ref}", "history {ref}", "finding add {ref} --from finding.yaml",
		"finding add {ref} --from finding.yaml --command-id twice", "correct {ref} 1 --void --reason-file why.txt",
		"access grant {ref} --person p2 --hours 4 --reason-from why.txt"} {
		there := d.readsFor(strings.ReplaceAll(line, "{ref}", d.ref))
		for _, ref := range []string{"EXB-2026-777", "EXB-2999-001", "nonsense"} {
			if gone := d.readsFor(strings.ReplaceAll(line, "{ref}", ref)); gone != there {
				t.Errorf("scr %s: %s for a review that is there, %s for %s", line, there, gone, ref)
			}
		}
	}
}

// readsFor runs a command that finds no review, and says how much it read of the database.
func (d *onDisk) readsFor(line string) string {
	d.t.Helper()
	trace := filepath.Join(d.dir, "reads")
	cmd := exec.Command("strace", append([]string{"-f", "-qq", "-o", trace, "-P", d.db(), "-P", d.db() + "-wal", "-e", "trace=pread64,read", "scr"}, strings.Fields(line)...)...)
	cmd.Dir = d.dir
	out, err := cmd.CombinedOutput()
	if status := statusIn(err); status != 4 {
		d.t.Fatalf("scr %s: exits with %d, not 4:\n%s", line, status, out)
	}
	text, err := os.ReadFile(trace)
	if err != nil {
		d.t.Fatal(err)
	}
	n := strings.Count(string(text), "read64(") + strings.Count(string(text), " read(")
	if n == 0 {
		d.t.Fatal("strace saw no reading: the test shows nothing")
	}
	return fmt.Sprintf("%d reads", n)
}
