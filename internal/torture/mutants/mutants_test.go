//go:build torture

package mutants

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

var only = flag.String("only", "", "name of one mutant; empty for all")

// TestEveryMutantIsCaught plants each fault, and wants the named test to fail. A
// fault that does not compile, and a test that fails without it, prove nothing and
// count as failures.
func TestEveryMutantIsCaught(t *testing.T) {
	table := newTable()
	t.Run("all", func(t *testing.T) {
		for _, m := range All() {
			if *only != "" && m.Name != *only {
				continue
			}
			t.Run(m.Name, func(t *testing.T) {
				t.Parallel()
				began := time.Now()
				caught := m.caught(t)
				table.add(m, caught, time.Since(began))
				if !caught {
					t.Errorf("%s: %s notices nothing", m.Fault, m.Test)
				}
			})
		}
	})
	table.print()
}

// TestTheNamedTestsPass runs each test that the table names without any fault.
func TestTheNamedTestsPass(t *testing.T) {
	ran := map[string]bool{}
	for _, m := range All() {
		name := m.Package + " " + m.Test
		if ran[name] {
			continue
		}
		ran[name] = true
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if out, err := goTest("", m.Package, pattern(m.Test)); err != nil {
				t.Errorf("without any fault: %v\n%s", err, out)
			}
		})
	}
}

// caught reports whether the named test fails once the fault is planted.
func (m Mutant) caught(t *testing.T) bool {
	overlay, err := m.Plant(root, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	out, err := goTest(overlay, m.Package, pattern(m.Test))
	if err == nil {
		return false
	}
	top, _, _ := strings.Cut(m.Test, "/")
	if !strings.Contains(out, "--- FAIL: "+top) && !strings.Contains(out, "panic: ") {
		t.Fatalf("the fault does not compile, or the test did not run:\n%s", out)
	}
	return true
}

// pattern makes of a test's name what selects it and no other.
func pattern(test string) string {
	parts := strings.Split(test, "/")
	for i, part := range parts {
		parts[i] = "^" + regexp.QuoteMeta(part) + "$"
	}
	return strings.Join(parts, "/")
}

func goTest(overlay, dir, run string) (string, error) {
	args := []string{"test", "-vet=off", "-count=1", "-timeout=3m", "-run", run}
	if overlay != "" {
		args = append(args, "-overlay", overlay)
	}
	cmd := exec.Command("go", append(args, "./"+dir)...)
	cmd.Dir = filepath.FromSlash(root)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=1")
	out, err := cmd.CombinedOutput()
	if strings.Contains(string(out), "no tests to run") {
		return string(out), fmt.Errorf("there is no test %s in %s", run, dir)
	}
	return string(out), err
}

// table is what is printed at the end, as docs/reliability.md has it.
type table struct {
	mu   sync.Mutex
	rows map[string]string
	seen int
}

func newTable() *table { return &table{rows: map[string]string{}} }

func (w *table) add(m Mutant, caught bool, took time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	says := "**no**"
	if caught {
		says, w.seen = "yes", w.seen+1
	}
	w.rows[m.Name] = fmt.Sprintf("| %s | %s | `%s` %s | %s | %.0f s |", m.Name, m.Fault, m.Package, strings.ReplaceAll(m.Test, "_", " "), says, took.Seconds())
}

func (w *table) print() {
	fmt.Println("| fault | what it does | noticed by | noticed | in |\n|---|---|---|---|---|")
	for _, m := range All() {
		if row, ok := w.rows[m.Name]; ok {
			fmt.Println(row)
		}
	}
	fmt.Printf("%d of %d faults were noticed\n", w.seen, len(w.rows))
}
