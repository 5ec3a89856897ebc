package main

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	_ "github.com/mattn/go-sqlite3"
	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"scr": main, "scr_as": mainAs})
}

// mainAs is the program with another login than the operating system's, which is the
// first argument: only so can a script have two people decide.
func mainAs() {
	a := newApp(os.Stdin, os.Stdout, os.Stderr)
	a.login = func() (string, error) { return os.Args[1], nil }
	os.Exit(run(a, os.Args[2:]))
}

// TestScripts tells one story in each script of testdata/script. The commands
// that are ours:
//
//	exits N CMD…          runs a command that must exit with exactly N
//	save NAME             keeps the first line that was printed in $NAME
//	begin ID…             makes a board with its first person and two definitions, and those named
//	together N,M CMD…     runs a command in two processes at once, which must exit with N and M
//	                      in some order; more pairs are joined with |
//	damage FILE           changes a byte in each 64 of a key ring, its header apart
//	tamper SQL            changes the database behind the program's back
//	nowhere TEXT          the text stands in no file of the board: not in the database, not in
//	                      what SQLite keeps beside it, not in the key folder
//
// The program scr_as is scr with the login that is its first argument.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("..", "..", "testdata", "script"),
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       *update,
		Setup:               setUp,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": scriptExits, "save": scriptSave, "begin": scriptBegin, "together": scriptTogether, "tamper": scriptTamper,
			"damage":  scriptDamage,
			"nowhere": scriptNowhere,
		},
	})
}

// setUp gives a script a home of its own.
func setUp(env *testscript.Env) error {
	home := filepath.Join(env.WorkDir, "home")
	env.Setenv("HOME", home)
	env.Setenv("DB", filepath.Join(home, ".local", "share", "scr", "scr.db"))
	proofs, err := filepath.Abs(filepath.Join("..", "..", "testdata", "proof")) // files that a board sent
	if err != nil {
		return err
	}
	env.Setenv("PROOFS", proofs)
	env.Defer(func() {
		if _, err := decidedRight(context.Background(), env.WorkDir); err != nil {
			env.T().Log(err)
			env.T().FailNow()
		}
	})
	drafts := filepath.Join(env.WorkDir, "drafts")
	env.Setenv("XDG_RUNTIME_DIR", drafts) // what a script leaves there goes with the script
	for _, name := range []string{"XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "SCR_DB", "SCR_CONFIG", "SCR_KEYS", "SCR_SEEN", "NO_COLOR", "EDITOR", "VISUAL"} {
		env.Setenv(name, "")
	}
	return errors.Join(os.Mkdir(home, 0o700), os.Mkdir(drafts, 0o700))
}

func scriptExits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits N CMD…")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	if got := statusIn(err); got != want {
		ts.Fatalf("exited with %d, want %d", got, want)
	}
}

// statusIn returns the exit status of a command that was run.
func statusIn(err error) int {
	if err == nil {
		return 0
	}
	if exited, ok := errors.AsType[*exec.ExitError](err); ok {
		return exited.ExitCode()
	}
	return -1
}

func scriptSave(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: save NAME")
	}
	first, _, _ := strings.Cut(ts.ReadFile("stdout"), "\n")
	if first == "" {
		ts.Fatalf("nothing was printed to save as %s", args[0])
	}
	ts.Setenv(args[0], first)
}

func scriptBegin(ts *testscript.TestScript, _ bool, more []string) {
	file := ts.MkAbs("first.yaml")
	ts.Check(os.WriteFile(file, []byte("name: Made-up Manager\n"), 0o600))
	adopts := strings.Join(append([]string{"england-scr-2010", "learning-together"}, more...), ",")
	ts.Check(ts.Exec("scr", "init", "--code", "EXB", "--title", "Example board", "--person-from", file, "--workflow", adopts))
}

func scriptTogether(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: together N,M CMD…")
	}
	var got [2]int
	var said [2]bytes.Buffer
	var both sync.WaitGroup
	for i := range got {
		cmd := exec.Command(filepath.Join(pathOf(ts), args[1]), args[2:]...)
		cmd.Dir, cmd.Stderr = ts.MkAbs("."), &said[i]
		cmd.Env = []string{"HOME=" + ts.Getenv("HOME"), "PATH=" + ts.Getenv("PATH")}
		both.Go(func() { got[i] = statusIn(cmd.Run()) })
	}
	both.Wait()
	pair := strconv.Itoa(min(got[0], got[1])) + "," + strconv.Itoa(max(got[0], got[1]))
	if !slices.Contains(strings.Split(args[0], "|"), pair) {
		ts.Fatalf("exited with %s, want %s:\n%s%s", pair, args[0], &said[0], &said[1])
	}
}

// pathOf returns the folder of the programs that scripts run.
func pathOf(ts *testscript.TestScript) string {
	first, _, _ := strings.Cut(ts.Getenv("PATH"), string(os.PathListSeparator))
	return first
}

func scriptDamage(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: damage FILE")
	}
	file := ts.MkAbs(args[0])
	data, err := os.ReadFile(file)
	ts.Check(err)
	for at := 2*4096 + 40; at < len(data); at += 64 {
		data[at] ^= 1
	}
	ts.Check(os.WriteFile(file, data, 0o600))
}

func scriptTamper(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: tamper SQL")
	}
	db, err := sql.Open("sqlite3", ts.Getenv("DB"))
	ts.Check(err)
	defer db.Close()
	_, err = db.Exec(args[0])
	ts.Check(err)
}

func scriptNowhere(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: nowhere TEXT")
	}
	found := ""
	err := filepath.WalkDir(ts.Getenv("HOME"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		data, err := os.ReadFile(path)
		if bytes.Contains(data, []byte(args[0])) {
			found = path
		}
		return err
	})
	ts.Check(err)
	if !neg && found != "" {
		ts.Fatalf("it stands in %s", found)
	}
	if neg && found == "" {
		ts.Fatalf("it stands nowhere")
	}
}
