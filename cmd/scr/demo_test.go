package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestDemo tells the two stories of the demo, every step of which says what it
// must do.
func TestDemo(t *testing.T) {
	keep := filepath.Join(t.TempDir(), "kept")
	out, remarks, status := typed(t, testApp(t), "demo", "--keep", keep)
	if status != 0 {
		t.Fatalf("exits with %d: %s", status, remarks)
	}
	for _, want := range []string{
		"A wholly made-up review through Learning Together",
		"the review team has no one from police",
		"(exit status 3: nothing was written)",
		"What was refused:",
		"What is known and not represented:",
		"What was made up, so that a rule could be satisfied (",
		"$ scr history EXB-",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("the demo does not say %q", want)
		}
	}
	if strings.Contains(out, "NOT AS EXPECTED") {
		t.Error("a step did not do what it must")
	}
	mustBeDecidedRight(t, keep)
}

func TestAStoryThatDoesNotHoldFails(t *testing.T) {
	tests := []struct {
		name, steps, want string
	}{
		{"another status", `[{say: It lists, run: [list], exit: 3}]`, "step 1 exits 0, not 3"},
		{"other words", `[{say: It lists, run: [version], tells: [nothing like it]}]`, `does not tell "nothing like it"`},
		{"a word that was never saved", `[{say: It shows, run: [show, "{ref}"]}]`, "{ref} was not saved"},
		{"a step without words", `[{say: It does nothing}]`, "step 1 needs say and run"},
		{"an unknown key", `[{say: It lists, run: [list], exits: 3}]`, "is not a story"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := testApp(t)
			file := filepath.Join(t.TempDir(), "story.yaml")
			text := "review: small\ntitle: A small story\nsteps: " + tt.steps + "\n"
			if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			_, remarks, status := typed(t, a, "demo", "--file", file)
			if status == 0 || !strings.Contains(remarks, tt.want) {
				t.Errorf("exits with %d and says\n%s\nwant %q in it", status, remarks, tt.want)
			}
		})
	}
}

func TestTheDemoLeavesNothingBehind(t *testing.T) {
	a := testApp(t)
	t.Setenv("TMPDIR", t.TempDir())
	if _, remarks, status := typed(t, a, "demo", "--review", "made-up"); status != 0 {
		t.Fatalf("exits with %d: %s", status, remarks)
	}
	if left, _ := os.ReadDir(os.Getenv("TMPDIR")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	keep := filepath.Join(t.TempDir(), "kept")
	if _, remarks, status := typed(t, a, "demo", "--review", "made-up", "--keep", keep); status != 0 {
		t.Fatalf("exits with %d: %s", status, remarks)
	}
	if _, err := os.Stat(filepath.Join(keep, "made-up", "scr.db")); err != nil {
		t.Errorf("not kept: %v", err)
	}
	if _, _, status := typed(t, a, "demo", "--keep", keep); status != 7 {
		t.Errorf("a folder that is there is written into: exits with %d, want 7", status)
	}
}
