//go:build unix

package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"scr/review"
)

// unread runs the program with standard output on a pipe that nobody reads any more.
func (d *onDisk) unread(args ...string) (said string, status int) {
	d.t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		d.t.Fatal(err)
	}
	defer w.Close()
	if err := r.Close(); err != nil {
		d.t.Fatal(err)
	}
	var remarks strings.Builder
	cmd := d.scr(args...)
	cmd.Stdout, cmd.Stderr = w, &remarks
	status = statusIn(cmd.Run())
	return remarks.String(), status
}

// TestWhatNobodyReadsIsSaidOnStandardError: "| head" and "| true" ended the program by a
// signal, after it had recorded something and before it said so.
func TestWhatNobodyReadsIsSaidOnStandardError(t *testing.T) {
	d := newOnDisk(t)
	said, status := d.unread("open", "--workflow", "learning-together", "--no-conflict", "--command-id", "nobody-reads-1")
	for _, want := range []string{"for the minutes: log #", "it is recorded as #1–#", "--command-id nobody-reads-1"} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not said:\n%s", want, said)
		}
	}
	if status != 1 {
		t.Errorf("exits with %d", status)
	}
	if again := must(t, d.scr("open", "--workflow", "learning-together", "--no-conflict", "--command-id", "nobody-reads-1")); !strings.HasSuffix(strings.TrimSpace(again), "-002") {
		t.Errorf("the same again opened %s", again)
	}
	said, status = d.unread("finding", "add", d.ref, "--from", "finding.yaml", "--json")
	var f failure
	if err := json.Unmarshal([]byte(said), &f); err != nil || status != 1 || f.Code != review.Failed || !strings.Contains(f.Hint, "--command-id") {
		t.Errorf("exits with %d, %v:\n%s", status, err, said)
	}
}

// TestWhatWritesFilesSaysThatNobodyReads, and the files are there.
func TestWhatWritesFilesSaysThatNobodyReads(t *testing.T) {
	d := newOnDisk(t)
	for _, tt := range []struct {
		file, says string
		args       []string
	}{
		{"copy.scrb", "not everything could be printed", []string{"db", "backup", "copy.scrb", "--json"}},
		{"safe.identity", "the identity is in safe.identity, and its recipient could not be printed", []string{"keys", "recovery", "--to", "safe.identity"}},
	} {
		said, status := d.unread(tt.args...)
		if _, err := os.Stat(filepath.Join(d.dir, tt.file)); err != nil || status != 1 || !strings.Contains(said, tt.says) {
			t.Errorf("%s: exits with %d, %v:\n%s", tt.file, status, err, said)
		}
	}
}

// TestWhoStopsReadingEndsALook without a word: they know. It is not taken for an answer
// that was read.
func TestWhoStopsReadingEndsALook(t *testing.T) {
	d := newOnDisk(t)
	for _, line := range []string{"list", "list --json", "show " + d.ref, "doctor", "audit verify", "audit log", "todo --json", "workflow list",
		"--help", "show --help", "help exit-codes", "completion bash", "version", "config show", "retention list"} {
		said, status := d.unread(strings.Fields(line)...)
		if status != 1 || strings.Contains(said, "error") || strings.Contains(said, "{") {
			t.Errorf("scr %s: exits with %d:\n%s", line, status, said)
		}
	}
}
