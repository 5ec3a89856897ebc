package keyring

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"scr/review"
)

// options are those of the tests: the signer has a name, and a passphrase costs
// little.
func options() Options { return Options{Signer: "scr/test", workLog: 4, Remember: -1} }

func mustCreate(t testing.TB, o Options) *Keys {
	t.Helper()
	k, err := Create(filepath.Join(t.TempDir(), "keys"), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { k.Close() })
	return k
}

func mustOpen(t testing.TB, dir string, o Options) *Keys {
	t.Helper()
	k, err := Open(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { k.Close() })
	return k
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// field is the place of the text in a slot, in a stream whose slot is 0.
func field(slot int64) Place {
	return Place{Board: "test", Stream: "review/01", Seq: slot, Path: "narrative"}
}

func text(slot int64) []byte { return fmt.Appendf(nil, "what was written in slot %d", slot) }

// sealAll seals a text in each slot from 1 to n-1.
func sealAll(t testing.TB, k *Keys, n int64) [][]byte {
	t.Helper()
	must(t, k.Reserve(n))
	all := make([][]byte, n)
	for slot := int64(1); slot < n; slot++ {
		b, err := k.Seal(field(slot), 0, slot, text(slot))
		must(t, err)
		all[slot] = b
	}
	return all
}

// opens fails the test unless the text opens where it was sealed.
func opens(t testing.TB, k *Keys, slot int64, sealed []byte) {
	t.Helper()
	got, err := k.Open(field(slot), sealed)
	if err != nil {
		t.Fatalf("slot %d: %v", slot, err)
	}
	if !bytes.Equal(got, text(slot)) {
		t.Fatalf("slot %d: got %q", slot, got)
	}
}

// faulty fails the test unless err is of this fault, and a sentence for people.
func faulty(t testing.TB, err error, want Fault) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("got error %v, want fault %q", err, want)
	}
	if e, ok := errors.AsType[*review.Error](err); !ok || e.Message == "" || want != Destroyed && e.Hint == "" {
		t.Fatalf("%v is not a sentence with a hint", err)
	}
}

// copyDir copies a key folder: what a process finds that starts after another died.
func copyDir(t testing.TB, from string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "keys")
	must(t, os.Mkdir(to, 0o700))
	entries, err := os.ReadDir(from)
	must(t, err)
	for _, e := range entries {
		b, err := os.ReadFile(filepath.Join(from, e.Name()))
		must(t, err)
		must(t, os.WriteFile(filepath.Join(to, e.Name()), b, 0o600))
	}
	return to
}

func names(t testing.TB, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	must(t, err)
	var all []string
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return all
}

// flip changes bits of one byte of a file.
func flip(t testing.TB, path string, at int64, bits byte) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	must(t, err)
	defer f.Close()
	b := make([]byte, 1)
	_, err = f.ReadAt(b, at)
	must(t, err)
	b[0] ^= bits
	_, err = f.WriteAt(b, at)
	must(t, err)
}

// TestMain lets the tests run themselves as another process: see child.
func TestMain(m *testing.M) {
	if job := os.Getenv("KEYRING_TEST_JOB"); job != "" {
		if err := jobs[job](os.Getenv("KEYRING_TEST_DIR"), os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// jobs are what another process can be asked to do to a folder.
var jobs = map[string]func(dir string, out io.Writer) error{
	"reserve": reserveMuch,
	"change":  changeForEver,
}

func child(t testing.TB, job, dir string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "KEYRING_TEST_JOB="+job, "KEYRING_TEST_DIR="+dir)
	cmd.Stderr = os.Stderr
	return cmd
}
