//go:build torture

package torture

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// telling reads the scripts that tell of a review, as far as the rig needs them:
// exec, exits, save, cp of what was printed, and variables. What the scripts look for in the output, their
// own test looks for.
type telling struct {
	b    *board
	vars map[string]string
	out  string // of the last command
	// each is called before a command that is to succeed, with who gives it, or "" for
	// whoever made the board, and its arguments.
	each func(login string, args []string)
}

func (b *board) tell(each func(login string, args []string), scripts ...string) {
	b.t.Helper()
	s := telling{b: b, vars: map[string]string{"DB": b.db}, each: each}
	for _, script := range scripts {
		text, err := os.ReadFile(script)
		if err != nil {
			b.t.Fatal(err)
		}
		a := txtar.Parse(text)
		for _, f := range a.Files {
			b.write(f.Name, string(f.Data))
		}
		for n, line := range bytes.Split(a.Comment, []byte("\n")) {
			if err := s.line(string(line)); err != nil {
				b.t.Fatalf("%s:%d: %v", script, n+1, err)
			}
		}
	}
}

func (s *telling) line(line string) error {
	words := split(line)
	for i := range words {
		words[i] = os.Expand(words[i], func(name string) string { return s.vars[name] })
	}
	switch {
	case len(words) > 2 && words[0] == "exec" && words[1] == "scr":
		return s.exec("", words[2:])
	case len(words) > 3 && words[0] == "exec" && words[1] == "scr_as":
		return s.exec(words[2], words[3:])
	case len(words) > 3 && words[0] == "exits" && words[2] == "scr":
		s.b.scr(words[3:]...)
	case len(words) == 2 && words[0] == "save":
		s.vars[words[1]], _, _ = strings.Cut(s.out, "\n")
	case len(words) == 3 && words[0] == "cp" && words[1] == "stdout":
		s.b.write(words[2], s.out)
	}
	return nil
}

// exec carries out a command that must succeed.
func (s *telling) exec(login string, args []string) error {
	s.each(login, args)
	r := s.b.known(login).scr(args...)
	s.out = r.out
	if r.status != 0 {
		return fmt.Errorf("exited with %d: %s", r.status, r.err)
	}
	return nil
}

// split takes a line apart into words, some of them in quotation marks.
func split(line string) []string {
	var words []string
	for _, m := range regexp.MustCompile(`(?:[^\s']|'(?:[^']|'')*')+`).FindAllString(line, -1) {
		if strings.HasPrefix(m, "#") {
			break
		}
		m = strings.ReplaceAll(m, "''", "\x00")
		words = append(words, strings.ReplaceAll(strings.ReplaceAll(m, "'", ""), "\x00", "'"))
	}
	return words
}

// deed is a command that writes, and the database as it stood before.
type deed struct {
	name  string // verb, or noun and verb
	login string // whose command it is, or "" for whoever made the board
	args  []string
	db    string   // file
	dir   string   // with the files that the command reads
	files []string // their names
}

// makes is the file that a command writes for its user, or "".
func (d deed) makes() string {
	if i := slices.Index(d.args, "--out"); i >= 0 {
		return d.args[i+1]
	}
	return ""
}

// leavesWork reports whether a command is on record before all is done that it does:
// keys are destroyed after the log says so, and the next command goes on with that.
func (d deed) leavesWork() bool { return d.name == "erase run" }

// stories are told each on a board of its own.
var stories = [][]string{
	{"../../testdata/script/learning_together.txtar", "testdata/rest.txtar"},
	{"../../testdata/script/retention_and_requests.txtar"},
	{"testdata/others.txtar"},
}

// deeds carries out the stories, and keeps of each command that writes the first that
// succeeds.
func deeds(t *testing.T) []deed {
	t.Helper()
	pendulum, err := os.ReadFile("testdata/pendulum.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var all []deed
	var writing []string
	for _, scripts := range stories {
		b := newBoard(t, t.TempDir())
		b.write("pendulum.yaml", strings.Replace(string(pendulum), "workflow: pendulum", "workflow: second-pendulum", 1))
		if writing == nil {
			writing = b.writing()
		}
		b.tell(func(login string, args []string) {
			name := nameOf(writing, args)
			if name == "" || slices.ContainsFunc(all, func(d deed) bool { return d.name == name }) {
				return
			}
			all = append(all, deed{name, login, args, b.keep(fmt.Sprintf("before-%d.db", len(all))), b.dir, b.files()})
		}, scripts...)
	}
	for _, name := range writing {
		if !slices.ContainsFunc(all, func(d deed) bool { return d.name == name }) {
			t.Errorf("no story carries out scr %s: add it to testdata/rest.txtar, or to testdata/others.txtar if it takes two", name)
		}
	}
	return all
}

// writing asks the program which of its commands write: those that take a command id.
func (b *board) writing() []string {
	b.t.Helper()
	text, err := os.ReadFile(filepath.Join(root, "docs/commands.md"))
	if err != nil {
		b.t.Fatal(err)
	}
	var names []string
	for _, m := range regexp.MustCompile(`(?m)^###? scr ([a-z]+(?: [a-z-]+)?)`).FindAllSubmatch(text, -1) {
		name := string(m[1])
		if strings.Contains(b.must(append(strings.Fields(name), "--help")...), "--command-id") {
			names = append(names, name)
		}
	}
	if len(names) < 50 {
		b.t.Errorf("only %d commands that write were found", len(names))
	}
	return names
}

// nameOf returns which of the commands a command line is, or "".
func nameOf(names, args []string) string {
	for _, n := range []int{2, 1} {
		if len(args) >= n && slices.Contains(names, strings.Join(args[:n], " ")) {
			return strings.Join(args[:n], " ")
		}
	}
	return ""
}

func copyFile(t testing.TB, from, to string) {
	t.Helper()
	data, err := os.ReadFile(from)
	if err == nil {
		err = os.WriteFile(to, data, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestTheStoryCarriesOutEveryCommandThatWrites(t *testing.T) {
	if n := len(deeds(t)); n < 50 {
		t.Errorf("the story has only %d commands", n)
	}
}
