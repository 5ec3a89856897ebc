package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestProgramInTheProofPage compiles the program that docs/proof.md gives to
// whoever does not trust ours, and holds it to the same files.
func TestProgramInTheProofPage(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "proof.md"))
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile("(?s)```go\n(.*?)```").FindSubmatch(page)
	if found == nil {
		t.Fatal("docs/proof.md has no program")
	}
	if n := bytes.Count(found[1], []byte("\n")); n >= 80 {
		t.Errorf("it has %d lines: it should be read in one go", n)
	}
	dir := t.TempDir()
	source, program := filepath.Join(dir, "check.go"), filepath.Join(dir, "check")
	if err := os.WriteFile(source, found[1], 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("go", "build", "-o", program, source).CombinedOutput(); err != nil {
		t.Fatalf("it does not compile: %v\n%s", err, out)
	}
	good := readProofs(t, "entry.proof")
	key := strings.TrimSpace(string(readProofs(t, "log.pub")))
	change := func(old, new string) []byte {
		if !bytes.Contains(good, []byte(old)) {
			t.Fatalf("the sample has no %q", old)
		}
		return bytes.Replace(good, []byte(old), []byte(new), 1)
	}
	tests := []struct {
		name string
		data []byte
		says string
	}{
		{"as it is", good, "holds: entry 6 of the 11 that were signed"},
		{"signed by a partner too", readProofs(t, "witnessed.proof"), "holds: entry 6"},
		{"the only entry", readProofs(t, "only.proof"), "holds: entry 1 of the 1"},
		{"another text", change("Is this known", "Was this known"), "does not hold: the value at record.questions.0"},
		{"another salt", change("AgIC", "AwIC"), "does not hold: the value at record.questions.0"},
		{"another envelope", change(`"decided_by":"p2"`, `"decided_by":"p3"`), "does not hold: the place"},
		{"another index", change("index 1\n5", "index 1\n4"), "does not hold: the place"},
		{"another size", change("\n11\n", "\n12\n"), "does not hold: the signature"},
		{"another log", change("scr/EXB/0192", "scr/EXB/0193"), "does not hold: the signature"},
		{"cut short", good[:len(good)-200], "does not hold: the file"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "sent.proof")
			if err := os.WriteFile(file, tt.data, 0o600); err != nil {
				t.Fatal(err)
			}
			out, err := exec.Command(program, file, key).CombinedOutput()
			if !strings.Contains(string(out), tt.says) || (err == nil) != strings.HasPrefix(tt.says, "holds") {
				t.Errorf("says %s(%v), want %q", out, err, tt.says)
			}
		})
	}
}

func readProofs(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "testdata", "proof", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}
