package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// killedInit founds a board in a folder, and dies at a system call on one path.
func killedInit(t *testing.T, dir, db, syscall, path string) {
	t.Helper()
	cmd := exec.Command("strace", append([]string{"-f", "-qq", "-o", filepath.Join(dir, "trace"), "-P", path,
		"-e", "inject=" + syscall + ":signal=KILL", lookUp(t, "scr")}, founds(db)...)...)
	cmd.Dir = dir
	if err := cmd.Run(); err == nil {
		t.Fatalf("it was not killed at %s", syscall)
	}
}

func lookUp(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func founds(db string) []string {
	return []string{"--db", db, "init", "--code", "EXB", "--title", "Example board", "--person-from", "me.yaml"}
}

// founder is a folder in which boards are founded, all with one folder for the keys.
func founder(t *testing.T) (dir, keys string, scr func(args ...string) (string, int)) {
	t.Helper()
	dir = t.TempDir()
	for _, name := range []string{"HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"} {
		t.Setenv(name, dir)
	}
	if err := os.WriteFile(filepath.Join(dir, "me.yaml"), []byte("name: Made-up Manager\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir, filepath.Join(dir, "scr", "keys"), func(args ...string) (string, int) {
		cmd := exec.Command("scr", args...)
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		return string(out), statusIn(err)
	}
}

// TestASecondInitNeverTakesTheKeysOfABoard: the first was killed once its database was
// there, and before it had taken back the note that says that its keys are new. The
// board worked, and a second board was founded with the same folder for the keys: it
// destroyed every key of the first.
func TestASecondInitNeverTakesTheKeysOfABoard(t *testing.T) {
	for _, works := range []bool{false, true} {
		dir, keys, scr := founder(t)
		killedInit(t, dir, "scr.db", "unlinkat", keys+".new")
		if _, err := os.Stat(keys + ".new"); err != nil {
			t.Fatalf("there is no note of the killed one: %v", err)
		}
		if out, _ := scr("--db", "scr.db", "doctor"); !strings.Contains(out, "still being made") {
			t.Errorf("the doctor says nothing of the note:\n%s", out)
		}
		if works {
			if out, status := scr("--db", "scr.db", "person", "show", "p1"); status != 0 || !strings.Contains(out, "Made-up Manager") {
				t.Fatalf("the board does not work: %s", out)
			}
			if _, err := os.Stat(keys + ".new"); err == nil {
				t.Error("the note outlives the work")
			}
		}
		if out, status := scr(founds("other.db")...); status != 7 || !strings.Contains(out, "keys is there already") {
			t.Errorf("a second board is founded with %d:\n%s", status, out)
		}
		if out, status := scr("--db", "scr.db", "person", "show", "p1"); status != 0 || !strings.Contains(out, "Made-up Manager") {
			t.Errorf("the first board cannot be read any more (%d):\n%s", status, out)
		}
	}
}

// TestKeysOfAnUnfinishedInitAreMovedAside, and never removed: the database may lie
// somewhere else by now.
func TestKeysOfAnUnfinishedInitAreMovedAside(t *testing.T) {
	dir, keys, scr := founder(t)
	db := filepath.Join(dir, "scr.db")
	killedInit(t, dir, db, "rename,renameat,renameat2", db)
	before := ringBytes(t, keys)
	if out, status := scr(founds(db + ".2")...); status != 0 || !strings.Contains(out, "were moved to "+keys+".unused-1") {
		t.Fatalf("%d:\n%s", status, out)
	}
	if !slices.Equal(ringBytes(t, keys+".unused-1"), before) {
		t.Error("what was moved aside is not the ring that was there")
	}
	if out, status := scr("--db", db+".2", "db", "check"); status != 0 {
		t.Errorf("%d:\n%s", status, out)
	}
}

func ringBytes(t *testing.T, keys string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(keys, "ring"))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestANoteOfOtherKeysMovesNothing: what the note does not name is refused.
func TestANoteOfOtherKeysMovesNothing(t *testing.T) {
	tests := map[string]string{
		"nothing":              "",
		"an earlier version's": "The keys beside this note are being made.\n",
		"of another ring":      "scr new keys 1\ndatabase \"/nowhere/at/all.db\"\nring \"00112233445566778899aabbccddeeff\"\n",
		"with more behind it":  "scr new keys 1\ndatabase \"/nowhere/at/all.db\"\nring \"\"\nmore\n",
	}
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			_, keys, scr := founder(t)
			if out, status := scr(founds("scr.db")...); status != 0 {
				t.Fatal(out)
			}
			before := ringBytes(t, keys)
			if err := os.WriteFile(keys+".new", []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			if out, status := scr(founds("other.db")...); status != 7 || !slices.Equal(ringBytes(t, keys), before) {
				t.Errorf("%d:\n%s", status, out)
			}
			if _, err := os.Stat(keys + ".new"); err == nil {
				t.Error("the note was left there")
			}
		})
	}
}
