//go:build torture

package torture

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"scr/internal/torture/mutants"
)

const root = "../.."

var full = flag.Bool("full", false, "repeat as often as docs/reliability.md says, not as often as there is time for")

// size is how often something is repeated.
func size(few, many int) int {
	if *full {
		return many
	}
	return few
}

// rig is what all tests share: the programs, and what was found.
type rig struct {
	programs string // folder
	mu       sync.Mutex
	figures  []string
	as       sync.Once // for the program that is told whose command it is
}

var shared rig

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(run(m))
}

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "torture-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	shared.programs = dir
	for name, from := range map[string]string{"scr": "./cmd/scr", "writer": "./internal/torture/writer", "strike": "./internal/torture/strike"} {
		if err := build(filepath.Join(dir, name), from, ""); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
	}
	status := m.Run()
	fmt.Println("\n| what was done | found | control |\n|---|---|---|")
	for _, row := range shared.figures {
		fmt.Println(row)
	}
	return status
}

func build(to, from, overlay string) error {
	args := []string{"build", "-o", to}
	if overlay != "" {
		args = append(args, "-overlay", overlay)
	}
	cmd := exec.Command("go", append(args, from)...)
	cmd.Dir = filepath.FromSlash(root)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=1")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("build %s: %w\n%s", from, err, out)
	}
	return nil
}

// figure notes what a test found, and what its control found, for the table at the
// end. A test that failed has no figure.
func figure(t *testing.T, began time.Time, done, found, control string) {
	t.Helper()
	if t.Failed() {
		found = "**failed**: " + found
	}
	shared.mu.Lock()
	defer shared.mu.Unlock()
	row := fmt.Sprintf("| %s | %s (%.0f s) | %s |", done, found, time.Since(began).Seconds(), control)
	shared.figures = append(shared.figures, row)
	t.Log(strings.Trim(row, "| "))
}

// program returns the path of a program that was built.
func program(name string) string { return filepath.Join(shared.programs, name) }

// planted builds a program with a fault in it, and returns its path.
func planted(t testing.TB, name, mutant string) string {
	t.Helper()
	m, err := mutants.Named(mutant)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	overlay, err := m.Plant(root, dir)
	if err != nil {
		t.Fatal(err)
	}
	from := map[string]string{"scr": "./cmd/scr", "writer": "./internal/torture/writer"}[name]
	if err := build(filepath.Join(dir, name), from, overlay); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, name)
}

// inMemory returns a folder that is gone when the test ends, in memory where there is
// some: what a kill or a failing call leaves behind is the same there, and nobody waits
// for a disk that is not looked at.
func inMemory(t testing.TB) string {
	dir, err := os.MkdirTemp("/dev/shm", "torture-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) }) // the machine's next start takes away what is left
	return dir
}

// need fails the test, and says what is missing, unless the machine has what the
// test is about. A test that is left out has shown nothing.
func need(t testing.TB, root bool, programs ...string) {
	t.Helper()
	if root && os.Geteuid() != 0 {
		t.Fatal("this test mounts file systems of its own: run it as root")
	}
	packages := map[string]string{"xfs_io": "xfsprogs", "mkfs.xfs": "xfsprogs", "mkfs.ext4": "e2fsprogs", "mount": "mount", "strace": "strace"}
	for _, p := range programs {
		if _, err := exec.LookPath(p); err != nil {
			t.Fatalf("this test needs the program %s: apt-get install %s", p, packages[p])
		}
	}
}
