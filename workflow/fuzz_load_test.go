package workflow_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"scr/workflow"
)

// Whatever the file, there is either a definition or at least one problem, every
// problem has a place inside the file, and asking again gives the same answer.
func FuzzLoad(f *testing.F) {
	for _, pattern := range []string{"ok/*.yaml", "ok/parents/*.yaml", "err/*.yaml", "err/parents/*.yaml"} {
		for _, file := range glob(f, pattern) {
			f.Add(read(f, file))
		}
	}
	parents := func(id string, version int) (string, []byte, error) {
		file := filepath.Join(samples, "ok", "parents", filepath.Base(id)+".yaml")
		src, err := os.ReadFile(file)
		return filepath.Base(file), src, err
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		if len(src) > 1<<14 {
			return // size is TestLoadHostile's affair; here it only costs time
		}
		d, problems := workflow.Load("fuzz.yaml", src, parents)
		if (d == nil) == (len(problems) == 0) {
			t.Fatalf("definition %v with %d problems", d != nil, len(problems))
		}
		checkProblems(t, "fuzz.yaml", src, problems)
		again, same := workflow.Load("fuzz.yaml", src, parents)
		if diff := cmp.Diff(problems, same) + cmp.Diff(d, again); diff != "" {
			t.Fatal(diff)
		}
		if d == nil {
			return
		}
		written, err := workflow.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		if back, err := workflow.Unmarshal(written); err != nil || !cmp.Equal(d, back) {
			t.Fatalf("read back differently: %v\n%s", err, cmp.Diff(d, back))
		}
	})
}
