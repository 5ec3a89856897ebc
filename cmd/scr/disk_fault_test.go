package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"scr/review"
)

// onDisk runs the program itself on a board of its own.
type onDisk struct {
	t        *testing.T
	dir, ref string
}

func newOnDisk(t *testing.T) *onDisk {
	t.Helper()
	dir := t.TempDir()
	t.Setenv("HOME", dir)
	for _, name := range []string{"XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR"} {
		t.Setenv(name, dir)
	}
	d := &onDisk{t: t, dir: dir}
	for name, text := range map[string]string{"me.yaml": "name: Made-up Manager\n", "finding.yaml": "kind: pattern\ntitle: A title\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	must(t, d.scr("init", "--code", "EXB", "--title", "Example board", "--workflow", "learning-together", "--person-from", "me.yaml"))
	d.ref = strings.TrimSpace(must(t, d.scr("open", "--workflow", "learning-together", "--no-conflict")))
	return d
}

func (d *onDisk) db() string { return filepath.Join(d.dir, "scr", "scr.db") }

func (d *onDisk) scr(args ...string) *exec.Cmd {
	cmd := exec.Command("scr", args...)
	cmd.Dir = d.dir
	return cmd
}

// struck runs the program while the system calls named answer with an error: those on
// one file, or all.
func (d *onDisk) struck(file, inject string, args ...string) (failure, int) {
	d.t.Helper()
	strace, err := exec.LookPath("strace")
	if err != nil {
		d.t.Fatalf("faults of a disk are made with strace, which is not here: %v", err)
	}
	scr, err := exec.LookPath("scr")
	if err != nil {
		d.t.Fatal(err)
	}
	how := []string{"-f", "-qq", "-o", filepath.Join(d.dir, "trace"), "-e", "inject=" + inject}
	if file != "" {
		how = append(how, "-P", file)
	}
	cmd := exec.Command(strace, append(append(how, scr, "--json"), args...)...)
	cmd.Dir = d.dir
	var said strings.Builder
	cmd.Stderr = &said
	status := statusIn(cmd.Run())
	var told struct {
		failure
		Log string
	}
	lines := strings.Split(strings.TrimSpace(said.String()), "\n")
	if last := lines[len(lines)-1]; strings.HasPrefix(last, "{") {
		if err := json.Unmarshal([]byte(last), &told); err != nil {
			d.t.Errorf("%q: %v", last, err)
		}
	}
	return told.failure, status
}

// TestAnUnknownOutcomeIsToldApartByRepeating has the disk fail when a command is being
// flushed. Exit 8 names the command's id; the same id again says which it was, and has
// no second effect.
func TestAnUnknownOutcomeIsToldApartByRepeating(t *testing.T) {
	d := newOnDisk(t)
	for range 3 {
		before := count(must(t, d.scr("finding", "list", d.ref)))
		told, status := d.struck("", "fsync,fdatasync:error=EIO", "finding", "add", d.ref, "--from", "finding.yaml")
		if status != 8 || told.Code != review.Unknown || told.CommandID == "" || !strings.Contains(told.Hint, "--command-id "+told.CommandID+" is safe") {
			t.Fatalf("exits with %d: %+v", status, told)
		}
		happened := count(must(t, d.scr("finding", "list", d.ref))) - before
		var said strings.Builder
		again := d.scr("finding", "add", d.ref, "--from", "finding.yaml", "--command-id", told.CommandID)
		again.Stderr = &said
		if err := again.Run(); err != nil {
			t.Fatalf("repeating: %v\n%s", err, &said)
		}
		if repeated := strings.Contains(said.String(), "had been carried out before"); repeated != (happened == 1) {
			t.Errorf("it had happened %d times, and repeating it says: %s", happened, &said)
		}
		if after := count(must(t, d.scr("finding", "list", d.ref))); after != before+1 {
			t.Errorf("%d findings after %d: the command had its effect %d times", after, before, after-before)
		}
	}
	must(t, d.scr("db", "check"))
}

func count(list string) int { return strings.Count(list, "finding-") }

// TestWhatADiskDoesIsSaid has every write, flush, open or read fail in turn. What is
// said names it, never claims that something was recorded, and has a hint.
func TestWhatADiskDoesIsSaid(t *testing.T) {
	d := newOnDisk(t)
	copied := filepath.Join(d.dir, "copy.scrb")
	must(t, d.scr("db", "backup", copied))
	tests := []struct {
		name, file string
		inject     string
		args       []string
		status     int
		says, hint string
	}{
		{"no room to write", "", "pwrite64:error=ENOSPC", []string{"finding", "add", d.ref, "--from", "finding.yaml"}, 1, "the disk is full: nothing was recorded", "make room"},
		{"writes fail", "", "pwrite64:error=EIO", []string{"finding", "add", d.ref, "--from", "finding.yaml"}, 1, "the disk reported an error", "scr db check"},
		{"reads fail", d.db(), "pread64:error=EIO", []string{"show", d.ref}, 1, "disk reported an error", "scr db check"},
		{"the keys cannot be read", filepath.Join(d.dir, "scr", "keys", "ring"), "pread64:error=EIO", []string{"show", d.ref}, 1, "the key folder's ring cannot be read", "look after the disk"},
		{"a backup's beginning cannot be read", copied, "read:error=EIO:when=1", []string{"db", "restore", "copy.scrb", "--to", "again.db"}, 1, "the backup cannot be read", "the backup may be good"},
		{"nor what is encrypted in it", copied, "read:error=EIO:when=3", []string{"db", "restore", "copy.scrb", "--to", "again.db"}, 1, "the backup cannot be read", "the backup may be good"},
		{"it cannot be opened", d.db(), "openat:error=EMFILE", []string{"show", d.ref}, 1, "the database cannot be opened", "see who owns"},
		{"it is read-only", d.db() + "-wal", "openat:error=EROFS", []string{"finding", "add", d.ref, "--from", "finding.yaml"}, 1, "the database cannot be", "read-only"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			before := count(must(t, d.scr("finding", "list", d.ref)))
			told, status := d.struck(tt.file, tt.inject, tt.args...)
			if status != tt.status || !strings.Contains(told.Message, tt.says) || !strings.Contains(told.Hint, tt.hint) {
				t.Errorf("exits with %d: %+v", status, told)
			}
			if after := count(must(t, d.scr("finding", "list", d.ref))); after != before {
				t.Errorf("%d findings after %d", after, before)
			}
		})
	}
	must(t, d.scr("db", "check"))
}
