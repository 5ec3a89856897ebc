package main

import (
	"os"
	"path/filepath"
	"testing"
)

// A definition is found by what its file says, whatever its folder is called and however
// its name is quoted.
func TestADefinitionIsFoundInItsFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "drafts [2026]")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"first.yaml":           "workflow: small\nversion: 1\n",
		"second.yaml":          "workflow: \"small\" # as people quote it\nversion: 2\n",
		"third.scenarios.yaml": "workflow: small\nversion: 3\n",
		"fourth.txt":           "workflow: small\nversion: 4\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for version, want := range map[int]string{0: "second.yaml", 1: "first.yaml", 2: "second.yaml", 3: "."} {
		if found, _ := definitionIn(dir, "small", version); filepath.Base(found) != want {
			t.Errorf("version %d is found in %q, want %q", version, found, want)
		}
	}
}
