package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"scr/review"
)

// poison is one of each kind of character that could steer a terminal, turn a line
// round or hide something.
const poison = "\x1b[2J\x1b]0;t\a\x00\x07\x08\x7f\u0085\u009b31m\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c\u200e\u200f\u200b\u2028\u2029\ufeff\u00ad\U000e0041"

// harmful reports whether a character may not be printed, in words other than the
// program's own.
func harmful(r rune) bool {
	switch {
	case r == '\n' || r == '\t':
		return false
	case r < 0x20, r >= 0x7f && r <= 0x9f, r == 0xad, r == 0x61c, r == 0xfeff:
		return true
	case r >= 0x200b && r <= 0x200f, r >= 0x2028 && r <= 0x202e, r >= 0x2060 && r <= 0x206f, r >= 0xe0000 && r <= 0xe007f:
		return true
	}
	return unicode.In(r, unicode.Cc, unicode.Bidi_Control)
}

// harmless fails where something harmful was printed.
func harmless(t *testing.T, what, out string) {
	t.Helper()
	if !utf8.ValidString(out) {
		t.Errorf("%s: what was printed is not UTF-8", what)
	}
	if at := strings.IndexFunc(out, harmful); at >= 0 {
		t.Errorf("%s: %+q was printed, in %+q", what, []rune(out[at:])[0], out[max(0, at-60):min(len(out), at+60)])
	}
}

// TestNoCommandPrintsWhatSteersATerminal records what could in every text of every kind
// of event, runs every command, as text and as JSON, and looks at every character that
// comes out. Then it gives the same to every command as its arguments and flags.
func TestNoCommandPrintsWhatSteersATerminal(t *testing.T) {
	b := foundPoisonedBoard(t, poison, "--no-sealing")
	shown := 0
	for _, command := range slices.Sorted(maps.Keys(tries())) {
		for _, form := range [][]string{nil, {"--json"}} {
			for _, person := range []string{"p2", "p11"} {
				out, _ := b.tried(person, append(b.words(command, b.ref), form...)...)
				harmless(t, command, out)
				shown += strings.Count(out, `\u{202E}`) + strings.Count(out, `\u202e`)
			}
		}
	}
	if shown < 200 {
		t.Errorf("what was recorded came out %d times: this test would see little", shown)
	}
	for _, command := range leaves(t) {
		for _, word := range []string{poison, "\xff\xfe" + poison} {
			for _, args := range hostile(t, command, word) {
				out, _ := b.run(b.db, "p2", args...)
				harmless(t, command, out)
			}
		}
	}
}

// hostile returns command lines of a command with a word as its arguments, and as the
// value of each of its flags.
func hostile(t *testing.T, command, word string) [][]string {
	t.Helper()
	words := strings.Fields(command)
	cmd, _, err := whole(t).Find(words)
	if err != nil {
		t.Fatal(err)
	}
	lines := [][]string{append(slices.Clone(words), word), append(slices.Clone(words), word, word), append(slices.Clone(words), "--"+word),
		append(slices.Clone(words), word, "--json")}
	for name := range strings.FieldsSeq(cmd.LocalFlags().FlagUsages()) {
		if flag, ok := strings.CutPrefix(name, "--"); ok && cmd.Flags().Lookup(flag) != nil && flag != "help" {
			lines = append(lines, append(slices.Clone(words), word, "--"+flag+"="+word))
		}
	}
	return lines
}

// TestJSONStaysJSON: an error, and a receipt, of a command whose words hold such
// characters can be read by a machine, and say the same.
func TestJSONStaysJSON(t *testing.T) {
	b := foundPoisonedBoard(t, "")
	out, _ := b.run(b.db, "p2", "show", poison, "--json")
	harmless(t, "an error", out)
	var f failure
	if err := json.Unmarshal([]byte(out), &f); err != nil || !strings.Contains(f.Message, "\u202e") {
		t.Errorf("%v: %s", err, out)
	}
	out, status := b.run(b.db, "p2", "meeting", "add", b.ref, "--kind", "panel", "--command-id", "id-1", "--json")
	harmless(t, "a receipt", out)
	var r review.Receipt
	if err := json.Unmarshal([]byte(out), &r); status != 0 || err != nil || r.Command != "id-1" {
		t.Errorf("exit %d, %v: %s", status, err, out)
	}
}

// FuzzNothingHarmfulIsPrinted gives a word to the program wherever somebody else could
// have chosen it: as an argument, in a file, as the name of a file, in a variable.
func FuzzNothingHarmfulIsPrinted(f *testing.F) {
	for _, s := range []string{poison, "\xff\x9b31m", "a\u202eb", "\x1b[2J", "\x1b", "\x1b[1", "\t\x1b[1m", "\r\n", "--\u2066", "'\u2028'", "kind: \u200f", "scr proof 1\n\u202e"} {
		f.Add(s)
	}
	board := fuzzBoard(f)
	f.Fuzz(func(t *testing.T, s string) {
		dir := t.TempDir()
		file := filepath.Join(dir, "file")
		if err := os.WriteFile(file, []byte(s), 0o600); err != nil {
			t.Fatal(err)
		}
		t.Setenv("EDITOR", strings.ReplaceAll(s, "\x00", ""))
		t.Setenv("SCR_COLOR", strings.ReplaceAll(s, "\x00", ""))
		for _, args := range [][]string{
			{"show", s}, {s}, {"list", "--stage", s, "--json"}, {"person", "add", "--from", file}, {"finding", "add", s, "--from", file},
			{"workflow", "check", file}, {"workflow", "test", file}, {"audit", "check", file, "--key", s}, {"db", "restore", file, "--to", s}, {"--config", file, "list"},
			{"--config", filepath.Join(dir, s), "list"}, {"meeting", "list", "EXB-2026-001", "--" + s}, {"show", "x", "--as-of", s, "--json"},
		} {
			out := board.again(t, args...)
			harmless(t, fmt.Sprintf("%+q", args), out)
		}
	})
}

// fuzzed is a board that stays between the tries.
type fuzzed struct{ db string }

func fuzzBoard(t testing.TB) *fuzzed {
	t.Helper()
	dir := t.TempDir()
	f := &fuzzed{db: filepath.Join(dir, "scr.db")}
	me := filepath.Join(dir, "me.yaml")
	if err := os.WriteFile(me, []byte("name: Made-up Manager\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	out := f.again(t, "init", "--code", "EXB", "--title", "Example board", "--person-from", me, "--config", filepath.Join(dir, "config.yaml"), "--no-sealing")
	if !strings.Contains(out, "created") {
		t.Fatal(out)
	}
	return f
}

func (f *fuzzed) again(t testing.TB, args ...string) string {
	t.Helper()
	t.Setenv("HOME", filepath.Dir(f.db))
	t.Setenv("XDG_STATE_HOME", filepath.Dir(f.db))
	var out bytes.Buffer
	a := &app{in: bufio.NewReader(strings.NewReader("")), out: &out, err: &out, output: review.ToPipe, newID: newID,
		now:   func() time.Time { return time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC) },
		login: func() (string, error) { return "me", nil }, ships: fewDefinitions()}
	run(a, append([]string{"--db", f.db, "--no-input"}, args...))
	return out.String()
}
