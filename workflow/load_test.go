package workflow_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"scr/workflow"
)

var update = flag.Bool("update", false, "write the golden files anew")

const samples = "../testdata/workflows"

// folder finds parents beside the sample files of a folder: name@1 is
// parents/name.yaml, if that is its version 1.
func folder(t testing.TB, dir string) workflow.Parents {
	t.Helper()
	return func(id string, version int) (string, []byte, error) {
		file := filepath.Join(dir, "parents", id+".yaml")
		src, err := os.ReadFile(file)
		if err != nil || !bytes.Contains(src, fmt.Appendf(nil, "version: %d\n", version)) {
			return "", nil, errUnknownParent
		}
		return filepath.Base(file), src, nil
	}
}

type constError string

func (e constError) Error() string { return string(e) }

const errUnknownParent constError = "there is no such definition"

func read(t testing.TB, file string) []byte {
	t.Helper()
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return src
}

func glob(t testing.TB, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(samples, pattern))
	if err != nil || len(files) == 0 {
		t.Fatalf("no files match %s: %v", pattern, err)
	}
	return files
}

// golden compares with a stored answer.
func golden(t *testing.T, file string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(string(read(t, file)), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
}

// Every definition in ok loads, to the same definition as before.
func TestLoadValid(t *testing.T) {
	for _, file := range glob(t, "ok/*.yaml") {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".yaml"), func(t *testing.T) {
			d := mustLoad(t, file)
			got, err := json.MarshalIndent(d, "", "  ")
			if err != nil {
				t.Fatal(err)
			}
			golden(t, strings.TrimSuffix(file, ".yaml")+".json", append(got, '\n'))
		})
	}
}

func mustLoad(t testing.TB, file string) *workflow.Definition {
	t.Helper()
	d, problems := workflow.Load(filepath.Base(file), read(t, file), folder(t, filepath.Dir(file)))
	if len(problems) > 0 {
		t.Fatal(printed(t, problems))
	}
	return d
}

func printed(t testing.TB, problems []workflow.Diagnostic) string {
	t.Helper()
	var b bytes.Buffer
	if err := workflow.Print(&b, problems); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// Every definition in err is refused, with the same words at the same places as
// before.
func TestLoadInvalid(t *testing.T) {
	for _, file := range glob(t, "err/*.yaml") {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".yaml"), func(t *testing.T) {
			d, problems := workflow.Load(filepath.Base(file), read(t, file), folder(t, filepath.Dir(file)))
			if d != nil || len(problems) == 0 {
				t.Fatal("loads, and should not")
			}
			golden(t, strings.TrimSuffix(file, ".yaml")+".out", []byte(printed(t, problems)))
		})
	}
}
