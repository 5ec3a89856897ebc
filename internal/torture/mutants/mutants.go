// Package mutants plants faults: it is a table of small changes to the program,
// each of which a named test must notice. A test that notices none of them would
// prove nothing by passing.
//
// The tree is never touched. The compiler is told to read the changed files
// instead of those that are there, which is what "go build -overlay" does.
package mutants

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Mutant is one fault.
type Mutant struct {
	Name    string // in small letters, with hyphens
	Fault   string // in words, for the table in docs/reliability.md
	Edits   []Edit
	Package string // whose test notices, from the root of the project
	Test    string // its name, or the beginning of it with a slash and a subtest
}

// Edit replaces a piece of a file. Old stands in the file exactly once.
type Edit struct {
	File     string // from the root of the project
	Old, New string
}

// Named returns a mutant of the table.
func Named(name string) (Mutant, error) {
	for _, m := range All() {
		if m.Name == name {
			return m, nil
		}
	}
	return Mutant{}, fmt.Errorf("there is no mutant %s", name)
}

// Plant writes the changed files into dir, and the list that "go build -overlay"
// takes, whose path it returns. Root is the root of the project.
func (m Mutant) Plant(root, dir string) (overlay string, err error) {
	replace := map[string]string{}
	for i, e := range m.Edits {
		original, err := filepath.Abs(filepath.Join(root, e.File))
		if err != nil {
			return "", err
		}
		from := original
		if changed, ok := replace[original]; ok {
			from = changed
		}
		to := filepath.Join(dir, fmt.Sprintf("%d-%s", i, filepath.Base(e.File)))
		if err := e.apply(from, to); err != nil {
			return "", fmt.Errorf("mutant %s: %w", m.Name, err)
		}
		replace[original] = to
	}
	list, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	overlay = filepath.Join(dir, "overlay.json")
	return overlay, os.WriteFile(overlay, list, 0o600)
}

func (e Edit) apply(from, to string) error {
	text, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	if n := strings.Count(string(text), e.Old); n != 1 {
		return fmt.Errorf("%s holds %d times, and not once: %s", e.File, n, e.Old)
	}
	return os.WriteFile(to, []byte(strings.Replace(string(text), e.Old, e.New, 1)), 0o600)
}
