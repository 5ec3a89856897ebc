package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// atKeyboard is the program itself on a terminal of its own.
type atKeyboard struct {
	t      *testing.T
	cmd    *exec.Cmd
	screen *os.File // the other end of the terminal
	ended  chan error
	mu     sync.Mutex
	shown  bytes.Buffer
}

// terminal opens a new terminal and returns both its ends.
func terminal(t *testing.T) (screen, tty *os.File) {
	t.Helper()
	screen, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := unix.IoctlSetPointerInt(int(screen.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	n, err := unix.IoctlGetInt(int(screen.Fd()), unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	if tty, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|syscall.O_NOCTTY, 0); err != nil {
		t.Fatal(err)
	}
	return screen, tty
}

func (d *onDisk) atKeyboard(args ...string) *atKeyboard {
	d.t.Helper()
	screen, tty := terminal(d.t)
	k := &atKeyboard{t: d.t, cmd: d.scr(args...), screen: screen, ended: make(chan error, 1)}
	k.cmd.Stdin, k.cmd.Stdout, k.cmd.Stderr = tty, tty, tty
	k.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := k.cmd.Start(); err != nil {
		d.t.Fatal(err)
	}
	_ = tty.Close()
	go func() {
		_, _ = io.Copy(k, screen) // until nobody has the terminal open
		k.ended <- k.cmd.Wait()
	}()
	d.t.Cleanup(func() {
		_ = k.cmd.Process.Kill()
		_ = screen.Close()
	})
	return k
}

// Write keeps what the terminal shows.
func (k *atKeyboard) Write(p []byte) (int, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.shown.Write(p)
}

func (k *atKeyboard) text() string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return strings.ReplaceAll(k.shown.String(), "\r\n", "\n")
}

// until waits for something to come about.
func (k *atKeyboard) until(what string, done func() bool) {
	k.t.Helper()
	for range 2000 {
		if done() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	k.t.Fatalf("%s did not come about; the terminal shows\n%s", what, k.text())
}

func (k *atKeyboard) shows(words string) {
	k.t.Helper()
	k.until("\""+words+"\"", func() bool { return strings.Contains(k.text(), words) })
}

func (k *atKeyboard) types(line string) {
	k.t.Helper()
	if _, err := io.WriteString(k.screen, line+"\n"); err != nil {
		k.t.Fatal(err)
	}
}

// exits returns the exit status, -1 after a signal.
func (k *atKeyboard) exits() int {
	k.t.Helper()
	select {
	case err := <-k.ended:
		return statusIn(err)
	case <-time.After(20 * time.Second):
		k.t.Fatalf("it did not end; the terminal shows\n%s", k.text())
		return 0
	}
}

// drafting is a board, and an editor that writes a finding and stays open until it is
// told to close.
type drafting struct {
	*onDisk
	private string // the folder of drafts
}

func newDrafting(t *testing.T) *drafting {
	d := &drafting{onDisk: newOnDisk(t), private: ownFolder(t)}
	t.Setenv("XDG_RUNTIME_DIR", d.private)
	t.Setenv("VISUAL", "")
	t.Setenv("EDITOR", d.editor("kind: pattern\ntitle: Visits were counted\n"))
	return d
}

func (d *drafting) editor(writes string) string {
	d.t.Helper()
	path := filepath.Join(d.t.TempDir(), "editor")
	script := "#!/bin/sh\ntrap '' INT\ncat >\"$1\" <<'END'\n" + writes + "END\ntouch " + d.file("open") + "\nwhile ! test -e " + d.file("close") + "; do sleep 0.05; done\n"
	if err := os.WriteFile(path, []byte(script), 0o700); err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() { _ = os.WriteFile(d.file("close"), nil, 0o600) })
	return path
}

func (d *drafting) file(name string) string { return filepath.Join(d.dir, name) }

func (d *drafting) exists(name string) func() bool {
	return func() bool {
		_, err := os.Stat(d.file(name))
		return err == nil
	}
}

func (d *drafting) make(name string) {
	d.t.Helper()
	if err := os.WriteFile(d.file(name), nil, 0o600); err != nil {
		d.t.Fatal(err)
	}
}

// kept returns the drafts that there are.
func (d *drafting) kept() []string {
	d.t.Helper()
	files, err := filepath.Glob(filepath.Join(d.private, "scr-*", draftName))
	if err != nil {
		d.t.Fatal(err)
	}
	return files
}

// keeps fails unless there is one draft, which nobody else may read, with those words in
// it, the terminal says where, and nothing is recorded.
func (d *drafting) keeps(k *atKeyboard, words string) {
	d.t.Helper()
	kept := d.kept()
	if len(kept) != 1 {
		d.t.Fatalf("drafts %v; the terminal shows\n%s", kept, k.text())
	}
	text, err := os.ReadFile(kept[0])
	if err != nil || !strings.Contains(string(text), words) {
		d.t.Errorf("the draft holds %q (%v)", text, err)
	}
	file, folder := stat(d.t, kept[0]), stat(d.t, filepath.Dir(kept[0]))
	if file.Mode().Perm() != 0o600 || folder.Mode().Perm() != 0o700 {
		d.t.Errorf("modes %v and %v", file.Mode(), folder.Mode())
	}
	if !strings.Contains(k.text(), "is kept in "+kept[0]) {
		d.t.Errorf("it is not said where; the terminal shows\n%s", k.text())
	}
	if listed := must(d.t, d.scr("finding", "list", d.ref)); strings.TrimSpace(listed) != "" {
		d.t.Errorf("something was recorded: %s", listed)
	}
}

func stat(t *testing.T, path string) os.FileInfo {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info
}

// TestASignalInTheEditorLosesNothing: when the machine stops, or the terminal goes
// away, while somebody writes, the draft is kept and said where.
func TestASignalInTheEditorLosesNothing(t *testing.T) {
	for _, told := range []syscall.Signal{syscall.SIGTERM, syscall.SIGHUP} {
		t.Run(told.String(), func(t *testing.T) {
			d := newDrafting(t)
			k := d.atKeyboard("finding", "add", d.ref)
			k.until("the editor", d.exists("open"))
			if err := k.cmd.Process.Signal(told); err != nil {
				t.Fatal(err)
			}
			k.shows("is kept in")
			d.make("close") // the editor holds the terminal open
			if status := k.exits(); status != 1 {
				t.Errorf("exits with %d", status)
			}
			d.keeps(k, "Visits were counted")
		})
	}
}

// TestAnInterruptBelongsToTheEditor: what is written after it is recorded; then the
// draft is gone, and the bytes that it had are zero.
func TestAnInterruptBelongsToTheEditor(t *testing.T) {
	d := newDrafting(t)
	k := d.atKeyboard("finding", "add", d.ref)
	k.until("the editor", d.exists("open"))
	held, err := os.Open(d.kept()[0])
	if err != nil {
		t.Fatal(err)
	}
	defer held.Close()
	if _, err := k.screen.Write([]byte{3}); err != nil { // as the keyboard does, to all that run there
		t.Fatal(err)
	}
	if err := k.cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	time.Sleep(200 * time.Millisecond)
	d.make("close")
	if status := k.exits(); status != 0 {
		t.Fatalf("exits with %d:\n%s", status, k.text())
	}
	if listed := must(t, d.scr("finding", "list", d.ref)); !strings.Contains(listed, "Visits were counted") {
		t.Errorf("recorded: %s", listed)
	}
	if left, _ := os.ReadDir(d.private); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	rest, err := io.ReadAll(held)
	if err != nil || len(rest) < 20 || len(bytes.Trim(rest, "\x00")) > 0 {
		t.Errorf("what is left of the draft is %q (%v)", rest, err)
	}
}

// endsAt sends a signal to the program, which must then end with that status.
func (k *atKeyboard) endsAt(told os.Signal, status int) {
	k.t.Helper()
	if err := k.cmd.Process.Signal(told); err != nil {
		k.t.Fatal(err)
	}
	if got := k.exits(); got != status {
		k.t.Errorf("exits with %d, want %d", got, status)
	}
}

// TestASignalAfterTheEditorLosesNothing: while it is asked whether to mend a draft that
// was refused.
func TestASignalAfterTheEditorLosesNothing(t *testing.T) {
	for _, told := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		t.Run(told.String(), func(t *testing.T) {
			d := newDrafting(t)
			d.make("close")
			t.Setenv("EDITOR", d.editor("kind: pattern\ntitle: A: b\n"))
			k := d.atKeyboard("finding", "add", d.ref)
			k.shows("Edit it again?")
			k.endsAt(told, 7)
			d.keeps(k, "title: A: b")
		})
	}
}

// TestASignalAmongQuestionsLosesNothing: what was answered so far becomes a draft.
func TestASignalAmongQuestionsLosesNothing(t *testing.T) {
	for _, told := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		t.Run(told.String(), func(t *testing.T) {
			d := newDrafting(t)
			k := d.atKeyboard("finding", "add", d.ref, "--ask")
			k.shows("> ")
			k.types("1")
			k.until("the second question", func() bool { return strings.Count(k.text(), "> ") > 1 })
			k.types("Visits were counted")
			k.until("the third question", func() bool { return strings.Count(k.text(), "> ") > 2 })
			k.endsAt(told, 2)
			d.keeps(k, "Visits were counted")
		})
	}
}

// TestAKilledProgramSaysSoNextTime: nobody could be told when it was killed. The draft is
// where it was, the next one who begins a draft hears of it, and so does the doctor.
func TestAKilledProgramSaysSoNextTime(t *testing.T) {
	d := newDrafting(t)
	k := d.atKeyboard("finding", "add", d.ref)
	k.until("the editor", d.exists("open"))
	if err := k.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	d.make("close")
	_ = k.exits()
	kept := d.kept()
	if len(kept) != 1 {
		t.Fatalf("drafts %v", kept)
	}
	k = d.atKeyboard("finding", "add", d.ref)
	k.shows("a draft that was never recorded is in " + kept[0])
	if status := k.exits(); status != 0 {
		t.Errorf("exits with %d", status)
	}
	if out, err := d.scr("doctor", "--json").Output(); !strings.Contains(string(out), "what was written in "+kept[0]) {
		t.Errorf("the doctor says %s (%v)", out, err)
	}
	must(t, d.scr("finding", "add", d.ref, "--from", kept[0]))
	if left, _ := os.ReadDir(d.private); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// TestDraftsLieInNobodyElsesFolder: a folder of the session that others may look into,
// or that is somebody else's, is not used; nor is one that all share. There is a folder
// of one's own then, and a draft in it is not said to be in memory.
func TestDraftsLieInNobodyElsesFolder(t *testing.T) {
	shared := t.TempDir()
	if err := os.Chmod(shared, 0o777|os.ModeSticky); err != nil {
		t.Fatal(err)
	}
	foreign := ownFolder(t)
	if err := os.Chown(foreign, 12345, 12345); err != nil {
		t.Fatal(err)
	}
	for name, dir := range map[string]string{"shared": shared, "foreign": foreign, "not there": filepath.Join(shared, "x"), "relative": "x", "none": ""} {
		state := ownFolder(t)
		t.Setenv("XDG_STATE_HOME", state)
		t.Setenv("XDG_RUNTIME_DIR", dir)
		t.Setenv("TMPDIR", shared)
		d, err := newDraft("told: one\n")
		if err != nil {
			t.Fatal(err)
		}
		if place := filepath.Join(state, "scr", "drafts"); filepath.Dir(d.dir) != place || d.fleeting || !isDraft(d.file) {
			t.Errorf("%s: it lies in %s", name, d.dir)
		}
		if file, folder := stat(t, d.file), stat(t, filepath.Dir(d.dir)); file.Mode().Perm() != 0o600 || folder.Mode().Perm() != 0o700 {
			t.Errorf("%s: modes %v and %v", name, file.Mode(), folder.Mode())
		}
		if err := os.Chmod(filepath.Dir(d.dir), 0o755); err != nil {
			t.Fatal(err)
		}
		if _, err := newDraft(""); err == nil || !strings.Contains(asError(err).Hint, "chmod 700") {
			t.Errorf("%s: a folder that others may look into: %v", name, err)
		}
	}
}
