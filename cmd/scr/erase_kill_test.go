package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"scr/internal/keyring"
	"scr/review"
	"scr/store"
)

// TestKilledErasuresConverge kills an erasure at moments spread over the time that it
// takes. Whenever the process dies, the next command finds the texts as they were, or
// gone; and when the run is repeated it is completed, and their keys are gone too.
func TestKilledErasuresConverge(t *testing.T) {
	b := newErasable(t)
	whole := timed(func() { must(t, b.as(t.Context(), b.copyOf(t), "p1", "erase", "run", "erasure-1")) })
	between := 0
	const kills = 24
	for n := range kills {
		home := b.copyOf(t)
		ctx, cancel := context.WithTimeout(t.Context(), whole*time.Duration(n+1)/kills)
		err := b.as(ctx, home, "p1", "erase", "run", "erasure-1").Run()
		cancel()
		must(t, b.as(t.Context(), home, "p1", "audit", "verify"))
		gone := b.gone(t, home)
		if err != nil && gone {
			between++
		}
		if !gone {
			must(t, b.as(t.Context(), home, "p1", "erase", "run", "erasure-1"))
		} else if out := must(t, b.as(t.Context(), home, "p1", "erase", "list")); !strings.Contains(out, "completed") {
			must(t, b.as(t.Context(), home, "p1", "erase", "run", "erasure-1"))
		}
		if !b.gone(t, home) {
			t.Errorf("killed after %d of %d parts of the time: it was not erased", n+1, kills)
		}
		must(t, b.as(t.Context(), home, "p1", "audit", "verify", "--erasures"))
	}
	t.Logf("%v a run; %d of %d kills came after the erasure was on record", whole, between, kills)
}

func timed(f func()) time.Duration {
	begin := time.Now()
	f()
	return time.Since(begin)
}

// erasable is a board with an erasure that waits to be run.
type erasable struct{ home, ref string }

func newErasable(t *testing.T) *erasable {
	t.Helper()
	b := &erasable{home: t.TempDir()}
	write := func(name, text string) string {
		path := filepath.Join(b.home, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	why := write("why.txt", "made up\n")
	do := func(who string, args ...string) string {
		return strings.TrimSpace(must(t, b.as(t.Context(), b.home, who, args...)))
	}
	do("p1", "init", "--code", "EXB", "--title", "Example board", "--workflow", "learning-together", "--login", "p1", "--person-from", write("me.yaml", "name: Made-up Manager\n"))
	for _, p := range []string{"p2", "p3"} {
		do("p1", "person", "add", "--from", write(p+".yaml", "name: Made-up "+p+"\n"))
		do("p1", "person", "amend", p, "--administrator", "--reason-file", why)
	}
	do("p1", "user", "add", "--person", "p2", "--from", write("p2-login.yaml", "login: p2\n")) // with a login they would have to agree to each other
	for _, who := range []string{"p1", "p2"} {
		do(who, "user", "add", "--person", "p3", "--from", write("p3-login.yaml", "login: p3\n"))
	}
	b.ref = do("p1", "open", "--workflow", "learning-together", "--no-conflict")
	for range 5 {
		do("p1", "subject", "add", b.ref, "--kind", "child", "--age-band", "1_to_4", "--from", write("child.yaml", "pseudonym: CANARY\n"))
	}
	do("p1", "erase", "propose", "--review", b.ref, "--text", "12/record.pseudonym,13/record.pseudonym", "--basis", "court_order", "--reason-file", why)
	do("p2", "erase", "approve", "erasure-1")
	do("p3", "erase", "approve", "erasure-1")
	return b
}

// as runs a command in a process of its own, with a login.
func (b *erasable) as(ctx context.Context, home, login string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "scr_as", append([]string{login}, args...)...)
	cmd.Env = []string{"HOME=" + home, "PATH=" + os.Getenv("PATH")}
	return cmd
}

// copyOf returns a copy of the board's whole home.
func (b *erasable) copyOf(t *testing.T) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "home")
	if err := os.CopyFS(to, os.DirFS(b.home)); err != nil {
		t.Fatal(err)
	}
	err := filepath.WalkDir(to, func(path string, d fs.DirEntry, err error) error {
		mode := fs.FileMode(0o600)
		if d.IsDir() {
			mode = 0o700
		}
		return errors.Join(err, os.Chmod(path, mode))
	})
	if err != nil {
		t.Fatal(err)
	}
	settings := filepath.Join(to, ".config", "scr", "config.yaml")
	text, err := os.ReadFile(settings)
	if err == nil {
		err = os.WriteFile(settings, []byte(strings.ReplaceAll(string(text), b.home, to)), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	return to
}

// gone reports whether the texts are erased, both of them; one of two is a failure.
func (b *erasable) gone(t *testing.T, home string) bool {
	t.Helper()
	keys, err := keyring.Open(filepath.Join(home, ".config", "scr", "keys"), keyring.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer keys.Close()
	db, err := store.Open(t.Context(), filepath.Join(home, ".local", "share", "scr", "scr.db"), store.Options{Keys: keys})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	r, err := db.Review(t.Context(), b.ref)
	if err == nil {
		err = db.TextsOf(t.Context(), review.Reading{Person: "p1", Stream: r.Stream(), At: time.Now(), Command: "scr show", Output: review.ToPipe, Basis: review.ByPart}, r)
	}
	if err != nil {
		t.Fatal(err)
	}
	erased := 0
	for _, s := range r.Subjects {
		if s.Pseudonym.Erased() {
			erased++
		}
	}
	if erased != 0 && erased != 2 {
		t.Errorf("%d of 2 texts are erased", erased)
	}
	return erased == 2
}
