//go:build torture

package torture

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"scr/internal/torture/mutants"
)

// board is a database and the program that works on it.
type board struct {
	t       testing.TB
	dir, db string
	program string
	who     string   // the login that the program takes its user for, or ""
	with    []string // a program that runs the program, with its arguments
	forgets bool     // the program remembers nothing of the log
}

// result is what a command did.
type result struct {
	status   int // exit status; -1 when it was killed
	out, err string
}

// founding makes a board with the definitions that the stories need. Those that are
// shipped besides would be read again with every check of the log.
var founding = []string{"init", "--code", "EXB", "--title", "Example board", "--person-from", "me.yaml",
	"--workflow", "england-scr-2010,learning-together"}

// newBoard makes a database in a folder that exists, and adopts the definition that
// goes to and fro.
func newBoard(t testing.TB, dir string) *board {
	t.Helper()
	b := &board{t: t, dir: dir, db: filepath.Join(dir, "scr.db"), program: program("scr")}
	b.write("me.yaml", "name: Made-up Manager\n")
	b.must(founding...)
	pendulum, err := filepath.Abs("testdata/pendulum.yaml")
	if err != nil {
		t.Fatal(err)
	}
	b.must("workflow", "adopt", pendulum)
	return b
}

func (b *board) write(name, text string) {
	b.t.Helper()
	if err := os.WriteFile(filepath.Join(b.dir, name), []byte(text), 0o600); err != nil {
		b.t.Fatal(err)
	}
}

// command is a command of the program, in the board's folder and with a home of its
// own.
func (b *board) command(args ...string) *exec.Cmd {
	program := b.program
	if b.who != "" {
		program = scrAs(b.t)
	}
	words := append(append([]string{}, b.with...), program, "--db", b.db)
	words = append(words, args...)
	cmd := exec.Command(words[0], words[1:]...)
	cmd.Dir = b.dir
	cmd.Env = b.env()
	return cmd
}

// keys is the folder of the board's keys.
func (b *board) keys() string { return filepath.Join(b.dir, "scr", "keys") }

// keep copies a database that nobody has open, with its keys, and returns the copy.
func (b *board) keep(name string) string {
	b.t.Helper()
	kept := filepath.Join(b.dir, name)
	copyFile(b.t, b.db, kept)
	if _, err := os.Stat(b.db + "-wal"); err == nil {
		copyFile(b.t, b.db+"-wal", kept+"-wal")
	}
	copyFolder(b.t, b.keys(), kept+".keys")
	return kept
}

// take puts a database that was kept, with its keys, in the place of the board's own.
func (b *board) take(kept string) {
	b.t.Helper()
	for _, path := range []string{b.db, b.db + "-wal", b.db + "-shm", b.keys()} {
		if err := os.RemoveAll(path); err != nil {
			b.t.Fatal(err)
		}
	}
	copyFile(b.t, kept, b.db)
	if _, err := os.Stat(kept + "-wal"); err == nil {
		copyFile(b.t, kept+"-wal", b.db+"-wal")
	}
	copyFolder(b.t, kept+".keys", b.keys())
}

// copyFolder copies the files of a folder, which only their owner may read.
func copyFolder(t testing.TB, from, to string) {
	t.Helper()
	entries, err := os.ReadDir(from)
	if err == nil {
		err = os.MkdirAll(to, 0o700)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		copyFile(t, filepath.Join(from, e.Name()), filepath.Join(to, e.Name()))
	}
}

// memory is the folder in which the program remembers how far the log had come.
func (b *board) memory() string {
	if b.forgets {
		return filepath.Join(b.dir, "nothing")
	}
	return filepath.Join(b.dir, "state")
}

func (b *board) env() []string {
	env := []string{"PATH=" + os.Getenv("PATH"), "NO_COLOR=1"}
	for _, name := range []string{"HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR"} {
		env = append(env, name+"="+b.dir)
	}
	return append(env, "XDG_STATE_HOME="+b.memory(), loginIs+"="+b.who)
}

// known is the board as somebody works on it who has a login.
func (b *board) known(login string) *board {
	other := *b
	other.who = login
	return &other
}

// loginIs is the variable that says whose command it is, to a program that asks it and
// not the operating system: a machine has no two logins that can be told the rig.
const loginIs = "LOGIN_OF_THE_RIG"

// scrAs builds that program, once, and returns its path.
func scrAs(t testing.TB) string {
	shared.as.Do(func() {
		asks := mutants.Mutant{Name: "login-is-told", Edits: []mutants.Edit{{
			File: "cmd/scr/app.go",
			Old:  "func osLogin() (string, error) {\n",
			New:  "func osLogin() (string, error) {\n\tif told := os.Getenv(\"" + loginIs + "\"); told != \"\" {\n\t\treturn told, nil\n\t}\n",
		}}}
		overlay, err := asks.Plant(root, shared.programs)
		if err == nil {
			err = build(program("scr-as"), "./cmd/scr", overlay)
		}
		if err != nil {
			t.Errorf("the program that is told whose command it is: %v", err)
		}
	})
	return program("scr-as")
}

// scr runs a command to its end.
func (b *board) scr(args ...string) result {
	b.t.Helper()
	return outcome(b.t, b.command(args...))
}

func outcome(t testing.TB, cmd *exec.Cmd) result {
	t.Helper()
	var out, remarks bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &remarks
	err := cmd.Run()
	r := result{out: out.String(), err: remarks.String()}
	if exited, ok := errors.AsType[*exec.ExitError](err); ok {
		r.status = exited.ExitCode()
	} else if err != nil {
		t.Errorf("run %v: %v", cmd.Args, err)
		r.status = -1
	}
	if died := panicked(r.err); died != "" {
		t.Errorf("%v: %s", cmd.Args, died)
	}
	return r
}

// panicked returns how a program died that did not say so itself, or "".
func panicked(said string) string {
	for _, sign := range []string{"panic:", "fatal error:", "SIGSEGV", "SIGBUS", "goroutine 1 ["} {
		if strings.Contains(said, sign) {
			return "the program panicked:\n" + said
		}
	}
	return ""
}

// must runs a command that is to succeed, and returns what it printed.
func (b *board) must(args ...string) string {
	b.t.Helper()
	r := b.scr(args...)
	if r.status != 0 {
		b.t.Fatalf("scr %s exited with %d: %s", strings.Join(args, " "), r.status, r.err)
	}
	return strings.TrimSpace(r.out)
}

// sound fails the test unless the program finds nothing wrong.
func (b *board) sound(what string) {
	b.t.Helper()
	if r := b.scr(strings.Fields(what)...); r.status != 0 {
		b.t.Errorf("scr %s exited with %d: %s%s", what, r.status, r.out, r.err)
	}
}
